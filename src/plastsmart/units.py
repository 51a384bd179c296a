"""Units: one registry from a definition file of our own, and a bounded parser of quantity text.

No text is ever handed to pint, whose parser evaluates what it reads (``9**9**9**9 kg`` does not
end, ``1 234 kg`` is 234 kg). Number and unit are split here, the unit is looked up in a fixed table
of spellings, and the decimal mark follows a stated locale.
"""

from __future__ import annotations

import functools
import math
import numbers
import re
import threading
from importlib import resources
from typing import Any, Final, TypeGuard

import numpy as np
import pint

from plastsmart.errors import DimensionError, InvalidValueError, UnitError, nearest, shown

__all__ = ["Q", "adopt", "parse_quantity", "parse_unit", "registry"]

LONGEST_TEXT: Final = 100
"""Characters that a quantity may have as text."""

_USUAL: Final = "kg/person/year"
"""The unit that examples in messages have, where none is asked for."""

_SPELLINGS: Final = {
    "g": "gram", "gram": "gram", "grams": "gram",
    "kg": "kilogram", "kilogram": "kilogram", "kilograms": "kilogram", "kilo": "kilogram",
    "t": "tonne", "tonne": "tonne", "tonnes": "tonne", "tonn": "tonne",
    "kt": "kilotonne", "kilotonne": "kilotonne", "kilotonnes": "kilotonne",
    "Mt": "megatonne", "megatonne": "megatonne",
    "year": "year", "years": "year", "yr": "year", "a": "year", "år": "year",
    "month": "month", "months": "month", "måned": "month",
    "week": "week", "weeks": "week", "uke": "week",
    "day": "day", "days": "day", "d": "day", "dag": "day",
    "hour": "hour", "hours": "hour", "h": "hour", "time": "hour",
    "person": "person", "persons": "person", "people": "person", "personer": "person",
    "inhabitant": "person", "inhabitants": "person", "inh": "person", "cap": "person",
    "capita": "person", "innbygger": "person", "innbyggere": "person", "innb": "person",
    "household": "household", "households": "household",
    "husholdning": "household", "husholdninger": "household", "husstand": "household",
    "item": "item", "items": "item", "unit": "item", "units": "item", "stk": "item",
    "use": "use", "uses": "use", "bruk": "use", "ganger": "use",
    "visit": "visit", "visits": "visit", "besøk": "visit",
    "wash": "wash", "washes": "wash", "vask": "wash", "vasker": "wash",
    "bin": "bin", "bins": "bin", "dunk": "bin", "dunker": "bin",
    "pitch": "pitch", "pitches": "pitch", "bane": "pitch", "baner": "pitch",
    "boat": "boat", "boats": "boat", "båt": "boat", "båter": "boat",
    "vkm": "vehicle_kilometer", "vehicle_km": "vehicle_kilometer",
    "vehicle_kilometer": "vehicle_kilometer", "kjøretøykm": "vehicle_kilometer",
    "Mvkm": "megavehicle_kilometer", "megavehicle_kilometer": "megavehicle_kilometer",
    "Gvkm": "gigavehicle_kilometer", "gigavehicle_kilometer": "gigavehicle_kilometer",
    "NOK": "NOK", "kr": "NOK", "kroner": "NOK",
    "kNOK": "kiloNOK", "kiloNOK": "kiloNOK", "tkr": "kiloNOK",
    "MNOK": "megaNOK", "megaNOK": "megaNOK", "mkr": "megaNOK", "mill.kr": "megaNOK",
    "GNOK": "gigaNOK", "gigaNOK": "gigaNOK", "mrd.kr": "gigaNOK",
    "EUR": "EUR", "€": "EUR", "euro": "EUR", "kEUR": "kiloEUR", "kiloEUR": "kiloEUR",
    "MEUR": "megaEUR", "megaEUR": "megaEUR",
    "gCO2e": "gram_CO2e", "gram_CO2e": "gram_CO2e",
    "kgCO2e": "kilogram_CO2e", "kilogram_CO2e": "kilogram_CO2e",
    "tCO2e": "tonne_CO2e", "tonneCO2e": "tonne_CO2e", "tonne_CO2e": "tonne_CO2e",
    "ktCO2e": "kilotonne_CO2e", "kilotonne_CO2e": "kilotonne_CO2e",
    "m": "meter", "meter": "meter", "metre": "meter",
    "km": "kilometer", "kilometer": "kilometer", "kilometre": "kilometer",
    "m2": "square_meter", "m²": "square_meter", "square_meter": "square_meter",
    "l": "liter", "L": "liter", "liter": "liter", "litre": "liter",
    "Wh": "watt_hour", "watt_hour": "watt_hour",
    "kWh": "kilowatt_hour", "kilowatt_hour": "kilowatt_hour",
    "MWh": "megawatt_hour", "megawatt_hour": "megawatt_hour",
    "GWh": "gigawatt_hour", "gigawatt_hour": "gigawatt_hour",
    "%": "percent", "percent": "percent", "prosent": "percent",
    "‰": "permille", "permille": "permille", "promille": "permille",
    "1": "", "share": "", "dimensionless": "", "andel": "",
}  # fmt: skip
"""Each spelling that text may have, to the name in the registry."""

_SHORT: Final = {
    "kilogram": "kg", "gram": "g", "kilotonne": "kt", "megatonne": "Mt", "kilometer": "km",
    "kiloNOK": "kNOK", "megaNOK": "MNOK", "gigaNOK": "GNOK", "kilogram_CO2e": "kg CO2e",
    "tonne_CO2e": "tonne CO2e", "vehicle_kilometer": "vkm",
    "megavehicle_kilometer": "Mvkm", "gigavehicle_kilometer": "Gvkm", "percent": "%", "meter": "m",
}  # fmt: skip
"""How a unit is written for people where that differs from its name in the registry."""

_LARGE: Final = re.compile(r"\b(?:(mill(?:\.|ioner)?)|mrd\.?|milliarder)\s*(?:kr\b\.?|kroner\b)")
"""Millions and milliards of kroner, as they are written in Norwegian: ``mill. kr``, ``mrd kr``."""

# "1 234 567" with plain, no-break, thin or narrow spaces between groups of three digits
_DIGITS: Final = r"(?:\d{1,3}(?:[ \u00a0\u2009\u202f]\d{3})+|\d{1,30})"
_NUMBER: Final = {
    "en": re.compile(
        rf"([+\-\u2212]?{_DIGITS}(?:\.\d{{1,30}})?(?:[eE][+-]?\d{{1,3}})?)(.*)",
        re.DOTALL | re.ASCII,
    ),
    "no": re.compile(
        rf"([+\-\u2212]?{_DIGITS}(?:,\d{{1,30}})?(?:[eE][+-]?\d{{1,3}})?)(.*)", re.DOTALL | re.ASCII
    ),
}


class _Current:
    """The registry in use: our own until an application has its own adopted."""

    own: pint.UnitRegistry[float] | None = None
    registry: pint.UnitRegistry[float] | None = None
    lock = threading.Lock()


def _own_registry() -> pint.UnitRegistry[float]:
    if _Current.own is None:
        with _Current.lock:  # two threads must not make two: their quantities would not mix
            if _Current.own is None:
                path = resources.files("plastsmart").joinpath("units.txt")
                lines = path.read_text(encoding="utf-8").splitlines()
                _Current.own = pint.UnitRegistry(lines, on_redefinition="raise")
    return _Current.own


def registry() -> pint.UnitRegistry[float]:
    """Return the registry that quantities of the package belong to.

    Returns
    -------
    pint.UnitRegistry
        The package's own, or the one given to `adopt`.

    Examples
    --------
    >>> from plastsmart import units
    >>> str(units.registry().Quantity(1.0, "kilotonne").to("tonne"))
    '1000.0 tonne'
    """
    return _Current.registry if _Current.registry is not None else _own_registry()


def adopt(registry: pint.UnitRegistry[float]) -> None:
    """Make the package take and give quantities of an application's own pint registry.

    Units of ours that the registry lacks are defined in it; those it has must mean the same.
    Nothing else in the registry changes. Call it once, before quantities are made.

    Parameters
    ----------
    registry : pint.UnitRegistry
        The application's registry.

    Raises
    ------
    UnitError
        If a unit of the same name means something else there. The registry is then left as it was.

    Examples
    --------
    >>> import pint, plastsmart as ps
    >>> ours = ps.units.registry()
    >>> app = pint.UnitRegistry()
    >>> ps.units.adopt(app)
    >>> system = ps.load("headline").replace(
    ...     packaging_per_person=app.Quantity(20, "kg/person/year")
    ... )
    >>> ps.units.adopt(ours)
    """
    if isinstance(registry, pint.registry.ApplicationRegistry):
        registry = registry.get()
    if not isinstance(registry, pint.UnitRegistry):
        raise UnitError(
            f"adopt takes a pint.UnitRegistry, not {type(registry).__name__}; "
            "pass the registry that your quantities belong to"
        )
    if registry is _own_registry():
        _Current.registry = None
        return
    missing: list[str] = []
    for name, definition in _definitions():
        if name not in registry:
            missing.append(definition)
    _refuse_conflicts(registry)
    for definition in missing:
        registry.define(definition)
    _Current.registry = registry


def _definitions() -> list[tuple[str, str]]:
    """Return (name, definition) of each unit and prefix of ours, without short aliases.

    Short aliases such as ``t`` or ``a`` are left out: another registry may use them for something
    else, and we never need them.
    """
    text = resources.files("plastsmart").joinpath("units.txt").read_text(encoding="utf-8")
    found = []
    for line in text.splitlines():
        bare = line.split("#")[0].strip()
        if bare:
            name, rest = (part.strip() for part in bare.split("=", 1))
            # a registry does not tell its prefixes; one that it has makes a gram of its own
            known_by = name.replace("-", "gram")
            found.append((known_by, f"{name} = {rest.split(' = ')[0].strip()}"))
    # a unit may be defined by one further down the file: base units first, then what builds on them
    return sorted(found, key=lambda pair: ("[" not in pair[1], pair[0] == "week"))


_BASES: Final = (
    "gram", "year", "person", "household", "item", "use", "visit", "wash", "bin", "pitch", "boat",
    "vehicle_kilometer", "NOK", "EUR", "gram_CO2e", "meter", "watt_hour",
)  # fmt: skip
"""Units of ours of which no two measure the same kind of thing."""

_DERIVED: Final = {
    "tonne": "gram", "month": "year", "week": "year", "day": "year", "hour": "year",
    "tonne_CO2e": "gram_CO2e", "square_meter": "meter ** 2", "liter": "meter ** 3",
    "percent": "dimensionless", "permille": "dimensionless",
    "kilogram": "gram", "megagram": "gram", "gigagram": "gram",
}  # fmt: skip
"""The other units and one for each prefix, and what each is a multiple of."""


def _refuse_conflicts(other: pint.UnitRegistry[float]) -> None:
    """Raise if a unit that another registry shares with ours means something else there."""
    if other.force_ndarray or other.force_ndarray_like or other.non_int_type is not float:
        raise UnitError(
            "the registry makes arrays or exact numbers of all values; plastsmart computes with "
            "plain floats: adopt a registry without force_ndarray and non_int_type"
        )
    held = [name for name in _BASES if name in other]
    for name in held:
        twins = [base for base in held if base != name and {name, base} != {"NOK", "EUR"}]
        for base in ("dimensionless", *twins):
            if other.Unit(name).is_compatible_with(base):
                raise UnitError(
                    f"the registry's {name!r} is a kind of {base!r}, and ours is not; adopt a "
                    "registry without that definition"
                )
    for name, base in _DERIVED.items():
        if name not in other:
            continue
        if base != "dimensionless" and base.split()[0] not in other:
            raise UnitError(
                f"the registry has {name!r} and no {base.split()[0]!r} that it is made of; adopt a "
                "registry with both or neither"
            )
        expected = _own_registry().Quantity(1.0, name).m_as(base)
        fits = other.Unit(name).is_compatible_with(base)
        actual = other.Quantity(1.0, name).m_as(base) if fits else math.nan
        if not math.isclose(expected, actual, rel_tol=1e-9):
            raise UnitError(
                f"the registry's {name!r} is not ours: 1 {name} is {expected:g} {base} here and "
                f"{actual:g} there; adopt a registry without that redefinition"
            )


def parse_unit(text: str) -> str:
    """Return the registry's spelling of a unit written by a person.

    Parameters
    ----------
    text : str
        Such as ``"kg/person/year"``, ``"NOK/tonne"``, ``"kg CO2e/t"``, ``"%"`` or ``"1"``;
        at most 100 characters.

    Returns
    -------
    str
        Names of the registry joined by ``*`` and ``/``; empty for a share.

    Raises
    ------
    UnitError
        If a part is not in the package's table of units.

    Examples
    --------
    >>> from plastsmart.units import parse_unit
    >>> parse_unit("kg/person/year")
    'kilogram/person/year'
    """
    if not isinstance(text, str):
        raise UnitError(f"a unit is text such as 'kg/person/year', not {shown(text)}")
    if len(text) > LONGEST_TEXT:
        raise UnitError(
            f"the unit {shown(text)} has {len(text)} characters; at most {LONGEST_TEXT} are read"
        )
    return _parse_unit(text)


@functools.lru_cache(maxsize=1024)
def _parse_unit(text: str) -> str:
    cleaned = re.sub(r"[ \u00a0]?CO2[ _-]?(e|eq|ekv)\b", "CO2e", text.strip())
    cleaned = _LARGE.sub(lambda found: "mill.kr" if found[1] else "mrd.kr", cleaned)
    cleaned = re.sub(r"\s+per\s+", "/", cleaned).replace("·", "*").replace(" ", "*")
    cleaned = re.sub(r"\*?([*/])\*?", r"\1", cleaned)
    parts = re.split(r"([*/])", cleaned)
    above: list[str] = []
    below: list[str] = []
    for position in range(0, len(parts), 2):
        word = parts[position]
        if word not in _SPELLINGS:
            raise UnitError(
                f"unknown unit {shown(word)} in {shown(text)}. {nearest(word, _SPELLINGS)}"
            )
        name = _SPELLINGS[word]
        divides = position > 0 and parts[position - 1] == "/"
        if name:
            (below if divides else above).append(name)
    if not above and not below:
        return ""
    return "/".join(["*".join(above) or "1", *below])


@functools.lru_cache(maxsize=1024)
def _unit(reg: pint.UnitRegistry[float], name: str) -> Any:
    return reg.Unit(name or "dimensionless")


def unit_of(name: str) -> Any:
    """Return the pint unit of a registry spelling as `parse_unit` gives it."""
    return _unit(registry(), name)


def parse_quantity(text: str, locale: str = "en", like: str = _USUAL) -> tuple[float, str]:
    """Split text such as ``"19.9 kg/person/year"`` into a finite number and a unit.

    Parameters
    ----------
    text : str
        A number, then a unit; at most 100 characters. Spaces may group thousands.
    locale : {"en", "no"}
        ``"en"`` reads a decimal point, ``"no"`` a decimal comma. The other mark is refused, since
        nobody can tell whether it is a decimal mark or groups thousands.
    like : str
        A unit of the kind that is needed, for messages to show.

    Returns
    -------
    tuple of float and str
        The number, and the unit as `parse_unit` gives it.

    Raises
    ------
    UnitError
        If there is no unit, or an unknown one.
    InvalidValueError
        If there is no number, or one that is too large.

    Examples
    --------
    >>> from plastsmart.units import parse_quantity
    >>> parse_quantity("108 000 t/year")
    (108000.0, 'tonne/year')
    >>> parse_quantity("19,9 kg/innbygger/år", locale="no")
    (19.9, 'kilogram/person/year')
    """
    if not isinstance(locale, str) or locale not in _NUMBER:
        raise InvalidValueError(f"unknown locale {shown(locale)}; choose 'en' or 'no'")
    if not isinstance(text, str):
        raise InvalidValueError(f"a quantity as text is a str, not {shown(text)}")
    if len(text) > LONGEST_TEXT:
        raise InvalidValueError(
            f"the quantity {shown(text)} has {len(text)} characters; "
            f"at most {LONGEST_TEXT} are read"
        )
    match = _NUMBER[locale].fullmatch(text.strip())
    if match is None:
        raise InvalidValueError(
            f"{shown(text)} does not begin with a number; write for example "
            f"{_example(like, locale)!r}"
        )
    number, rest = match.groups()
    if rest[:1] in {".", ","} or re.match(r"\s*[\d+\-]", rest):
        raise InvalidValueError(_unclear(text, locale))
    for space in " \u00a0\u2009\u202f":
        number = number.replace(space, "")
    value = float(number.replace(",", ".").replace("\u2212", "-"))
    if not math.isfinite(value):
        raise InvalidValueError(f"the number in {shown(text)} is too large; it must be finite")
    if not rest.strip():
        raise UnitError(
            f"{shown(text)} has no unit; write for example {f'{text.strip()} {like}'!r}, or "
            "'0.35 1' for a share"
            if like == _USUAL
            else f"{shown(text)} has no unit; write {f'{text.strip()} {like}'!r}"
        )
    try:
        return value, parse_unit(rest)
    except UnitError as error:
        raise UnitError(f"{shown(text)}: {error}") from None


def _unclear(text: str, locale: str) -> str:
    """Return what to write in place of a number with the other decimal mark."""
    mark, own, other = (".", ",", "no") if locale == "en" else (",", ".", "en")
    name = "point" if locale == "en" else "comma"
    cure = f"write the number with a decimal {name}"
    odd = re.match(rf"\s*([+\-\u2212]?\d{{1,30}}){re.escape(own)}(\d{{1,30}})(?![\d.,])", text)
    if odd:
        cure = f"write {odd[1]}{mark}{odd[2]} (decimal {name})"
        if len(odd[2]) == 3:  # noqa: PLR2004 - as many as a group of thousands has
            cure += f" or {odd[1]} {odd[2]} (thousands)"
    return (
        f"the number in {shown(text)} is not clear: locale={locale!r} has a decimal {name}, and only "
        f"spaces group thousands; {cure}, or pass locale={other!r}"
    )


def _example(like: str, locale: str) -> str:
    number = "19.9" if locale == "en" else "19,9"
    return f"{number} {like}"


def Q(  # noqa: N802
    value: Any, unit: str | None = None, *, locale: str = "en", like: str = _USUAL
) -> Any:
    """Make a quantity of the package's registry.

    Parameters
    ----------
    value : float, array_like or str
        A finite number, an array of them (copied as float64), or text with number and unit.
    unit : str, optional
        Such as ``"kg/person/year"``; needed unless `value` is text.
    locale : {"en", "no"}
        The decimal mark of text.
    like : str
        A unit of the kind that is needed, such as "MNOK/year" for a budget; a message about a number
        without a unit shows it. Nothing is read in this unit.

    Returns
    -------
    pint.Quantity
        float64 magnitude; the shape of `value`.

    Raises
    ------
    UnitError
        If the unit is missing or unknown.
    InvalidValueError
        If a number is not finite, or not a number at all.

    Examples
    --------
    >>> import plastsmart as ps
    >>> ps.Q(19.9, "kg/person/year") == ps.Q("19.9 kg/person/year")
    True
    >>> str(ps.Q("108 000 t/year").to("kilotonne/year"))
    '108.0 kilotonne / year'
    >>> ps.Q("1,5 mill. kr", locale="no") == ps.Q(1.5, "MNOK")
    True
    """
    if isinstance(value, str):
        if unit is not None:
            raise UnitError(
                f"the unit stands twice, in {shown(value)} and as unit={shown(unit)}; give one"
            )
        number, name = parse_quantity(value, locale, like)
        return registry().Quantity(number, unit_of(name))
    if unit is None:
        raise UnitError(
            f"Q({shown(value)}) has no unit; write for example Q({shown(value)}, {like!r}), or "
            "Q(0.35, '1') for a share"
            if like == _USUAL
            else f"{shown(value)} has no unit; write Q({shown(value)}, {like!r})"
        )
    name = parse_unit(unit)
    return registry().Quantity(finite(value, f"Q(…, {unit!r})"), unit_of(name))


def finite(value: Any, what: str) -> Any:
    """Return a finite float, or a float64 copy of an array of them; refuse all else."""
    if is_quantity(value):
        raise UnitError(f"{what}: {shown(value)} has a unit already; give the bare number")
    if isinstance(value, (bool, np.bool_)):
        raise InvalidValueError(f"{what}: {value!r} is a truth value; a number is needed")
    if isinstance(value, numbers.Real):
        try:
            with np.errstate(over="ignore"):
                number = float(value)
        except OverflowError:
            number = math.inf
        if not math.isfinite(number):
            raise InvalidValueError(f"{what}: {shown(value)} is not finite; give a finite number")
        return number
    if isinstance(value, (list, tuple, np.ndarray)):
        try:
            given = np.asarray(value)
        except ValueError:
            given = np.asarray([None])
        if given.dtype.kind not in "iuf":
            raise InvalidValueError(f"{what}: {shown(value)} does not hold numbers only")
        with np.errstate(over="ignore"):  # what is too large becomes infinite, told below
            array = np.array(given, dtype=np.float64)
        if not np.isfinite(array).all():
            raise InvalidValueError(f"{what}: an element is not finite; give finite numbers")
        return array
    raise InvalidValueError(
        f"{what}: {shown(value)} is {type(value).__name__}, not a number; give a finite number"
    )


def is_whole(value: object) -> TypeGuard[int | np.integer[Any]]:
    """Tell whether `value` is a whole number, of Python or NumPy; a truth value is none."""
    return isinstance(value, (int, np.integer)) and not isinstance(value, bool)


def whole_number(value: object, what: str, least: int) -> int:
    """Return a whole number of `least` or more; refuse all else."""
    if not is_whole(value) or value < least:
        raise InvalidValueError(f"{what} is {shown(value)}; give a whole number of {least} or more")
    return int(value)


def is_quantity(value: object) -> bool:
    """Tell whether `value` is a quantity of any pint registry."""
    return isinstance(value, pint.Quantity)


def magnitude(quantity: Any, unit: str, what: str) -> Any:
    """Return the magnitude of `quantity` in `unit`, checking registry and dimension."""
    if quantity._REGISTRY is not registry():
        raise UnitError(
            f"{what}: {shown(str(quantity))} belongs to another unit registry; make it with "
            "plastsmart.Q, or call plastsmart.units.adopt(registry) once with yours"
        )
    if not quantity.is_compatible_with(unit_of(parse_unit(unit))):
        raise DimensionError(
            f"{what} is {shown(str(quantity))}; "
            f"{'a share (1 or %)' if unit == '1' else f'a value in {unit}'} is needed",
            quantity.units,
            unit_of(parse_unit(unit)),
        )
    given = written(quantity.units)
    try:
        parse_unit(given)
    except UnitError:  # a unit that only an adopted registry has, such as a pound
        return finite(quantity.m_as(unit_of(parse_unit(unit))), what)
    return scaled(finite(quantity.magnitude, what), given, unit)


@functools.lru_cache(maxsize=1024)
def _factors(given: str, wanted: str) -> tuple[float, float]:
    reg = _own_registry()
    there = reg.convert(
        1.0, reg.Unit(parse_unit(given) or "1"), reg.Unit(parse_unit(wanted) or "1")
    )
    # conversions of metric units are whole powers of ten: take rounding noise off the factor, and
    # divide by the whole number rather than multiply with its inexact inverse
    return float(f"{there:.14g}"), float(f"{1.0 / there:.14g}")


def scaled(value: Any, given: str, wanted: str) -> Any:
    """Return `value` in unit `wanted` instead of `given`, exact where the factor is a whole number.

    Raises
    ------
    DimensionError
        If the two units are of different kinds.
    """
    if given == wanted:
        return value
    try:
        up, down = _factors(given, wanted)
    except pint.DimensionalityError as error:
        raise DimensionError(
            f"the unit is {given!r}; {'a share (1 or %)' if wanted == '1' else repr(wanted)} "
            "is needed",
            error.units1,
            error.units2,
        ) from None
    return value * up if up >= 1.0 else value / down


def same_kind(given: str, wanted: str) -> bool:
    """Tell whether a value in one unit can be told in the other."""
    one, other = parse_unit(given), parse_unit(wanted)
    return bool(_own_registry().Unit(one or "1").is_compatible_with(other or "1"))


def written(unit: Any) -> str:
    """Return a pint unit as people write it: ``kg/person/year``, ``tonne/year``, ``1``.

    Examples
    --------
    >>> import plastsmart as ps
    >>> from plastsmart.units import written
    >>> written(ps.Q(1, "kg/person/year").units)
    'kg/person/year'
    """
    above: list[str] = []
    below: list[str] = []
    for name, power in sorted(unit._units.items()):
        times = [_SHORT.get(name, name)] * round(abs(power))
        (above if power > 0 else below).extend(times)
    return "/".join([" ".join(above) or "1", *below])
