"""Prices: payments in steps, price indices, and amounts of different years kept apart."""

from __future__ import annotations

import csv
import functools
from collections.abc import Mapping, Sequence
from importlib import resources
from types import MappingProxyType
from typing import Any, Final

import attrs

from plastsmart.alignment import Cells
from plastsmart.axes import LAST_YEAR
from plastsmart.errors import (
    InvalidValueError,
    LabelError,
    PriceYearError,
    UnitError,
    shown,
)
from plastsmart.parameters import STATUSES, Info, Parameter, as_text
from plastsmart.stages import UNSTATED
from plastsmart.units import Q, finite, is_quantity, is_whole, magnitude

__all__ = ["CPI", "PriceIndex", "Steps"]

STEPS: Final = (
    "payment_threshold_2", "payment_threshold_3", "payment_threshold_4",
    "payment_increase_2", "payment_increase_3", "payment_increase_4", "payment_marginal",
)  # fmt: skip
"""The parameters that describe a payment's steps beyond the first."""

_MOST_STEPS: Final = 4


# --------------------------------------------------------------------------------------------------
# payments in steps


def _steps(given: Any) -> Mapping[float, Any]:
    if not isinstance(given, Mapping) or not given:
        raise InvalidValueError(
            "Steps takes a mapping from kg per inhabitant and year to an amount, such as "
            f"{{0: 900, 8: 1100}}, not {shown(given)}"
        )
    return MappingProxyType(dict(given))


@attrs.frozen
class Steps:
    """A payment for each tonne that depends on how much is collected per inhabitant.

    Parameters
    ----------
    amounts : mapping
        From the gross amount collected per inhabitant and year [kg/person/year] at which a step
        begins to what is paid in it: at most four, the first from 0, rising.
    unit : str
        Of the amounts, such as "NOK/tonne"; not where they are quantities.
    pays : {"all", "marginal"}
        Whether the rate of the step that is reached is paid for all tonnes, or each rate only for
        the amounts within its step. "all" is how the sources on the Norwegian scale of 2018 read
        (under 8 kg, 900 kroner for each tonne): a reading, since they do not say it outright.
    source, status, note : str, optional
        As for `Parameter`.

    Raises
    ------
    InvalidValueError
        If there are more than four steps, the first is not from 0, or they do not rise.

    Examples
    --------
    >>> import plastsmart as ps
    >>> scale = ps.Steps({0: 900, 8: 1100, 12: 1300, 16: 1500}, unit="NOK/tonne")
    >>> scale.thresholds
    (0.0, 8.0, 12.0, 16.0)
    >>> costs = ps.Costs(producer_payment=scale, price_year=2018)
    """

    amounts: Mapping[Any, Any] = attrs.field(converter=_steps)
    unit: str | None = attrs.field(default=None, kw_only=True)
    pays: str = attrs.field(default="all", kw_only=True)
    source: str | None = attrs.field(default=None, kw_only=True)
    status: str | None = attrs.field(default=None, kw_only=True)
    note: str = attrs.field(default="", kw_only=True)

    def __attrs_post_init__(self) -> None:
        if self.pays not in {"all", "marginal"}:
            raise InvalidValueError(f'pays is "all" or "marginal", not {shown(self.pays)}')
        self._about(0.0, "NOK/tonne")  # refuses a status, source or note that is none
        if len(self.amounts) > _MOST_STEPS:
            raise InvalidValueError(
                f"Steps has {len(self.amounts)} steps; at most {_MOST_STEPS} are possible"
            )
        before = None
        for threshold in self.thresholds:
            if before is None and threshold != 0.0:
                raise InvalidValueError(
                    f"the first step begins at {threshold:g} kg per inhabitant and year; it begins "
                    "at 0: say what is paid from there, if nothing then 0"
                )
            if before is not None and threshold <= before:
                raise InvalidValueError(
                    f"a step from {threshold:g} kg follows one from {before:g} kg; steps rise"
                )
            before = threshold
        for threshold, amount in zip(self.thresholds, self.rates, strict=True):
            if amount < 0.0:
                raise InvalidValueError(
                    f"the payment from {threshold:g} kg on is {amount:g} NOK/tonne; it cannot be "
                    "negative"
                )

    @property
    def thresholds(self) -> tuple[float, ...]:
        """Where the steps begin [kg/person/year]."""
        return tuple(
            float(magnitude(key, "kg/person/year", "a step's threshold"))
            if is_quantity(key)
            else float(finite(key, "a step's threshold"))
            for key in self.amounts
        )

    @property
    def rates(self) -> tuple[float, ...]:
        """What is paid in each step [NOK/tonne]."""
        rates = []
        for threshold, amount in zip(self.thresholds, self.amounts.values(), strict=True):
            what = f"the payment from {threshold:g} kg on"
            if is_quantity(amount):
                if self.unit is not None:
                    raise UnitError(
                        f"{what} has a unit of its own and unit={self.unit!r} beside it"
                    )
                given = amount
            else:
                if self.unit is None:
                    raise UnitError(
                        f"{what} is the bare number {shown(amount)}; write Steps(…, "
                        'unit="NOK/tonne")'
                    )
                given = Q(finite(amount, what), self.unit)
            rates.append(float(magnitude(given, "NOK/tonne", what)))
        return tuple(rates)

    def __reduce__(self) -> tuple[Any, ...]:
        """Pickle by what it was made of: a locked mapping cannot be."""
        about = (self.unit, self.pays, self.source, self.status, self.note)
        return _steps_again, (dict(self.amounts), *about)

    def _about(self, value: float, unit: str) -> Parameter:
        status: Any = self.status
        return Parameter(value, unit=unit, source=self.source, status=status, note=self.note)

    def parameters(self, thresholds: Sequence[float] = ()) -> dict[str, Parameter]:
        """Return the parameters that describe the steps.

        Parameters
        ----------
        thresholds : sequence of float
            Of another year's scale, for steps that this one does not have; their increase is 0.
        """
        own, rates = self.thresholds, self.rates
        about = {"producer_payment": self._about(rates[0], "NOK/tonne")}
        for step in range(1, _MOST_STEPS):
            there = step < len(own)
            other = thresholds[step] if step < len(thresholds) else 0.0
            start = own[step] if there else other
            more = rates[step] - rates[step - 1] if there else 0.0
            about[f"payment_threshold_{step + 1}"] = self._about(start, "kg/person/year")
            about[f"payment_increase_{step + 1}"] = self._about(more, "NOK/tonne")
        about["payment_marginal"] = self._about(float(self.pays == "marginal"), "1")
        return about


def _steps_again(
    amounts: Mapping[Any, Any], unit: Any, pays: str, source: Any, status: Any, note: str
) -> Steps:
    return Steps(amounts, unit=unit, pays=pays, source=source, status=status, note=note)


def _holds_steps(given: Any) -> bool:
    if isinstance(given, Mapping):
        return any(isinstance(each, Steps) for each in given.values())
    return isinstance(given, Steps)


def read_payment(given: Mapping[str, Any], years: Sequence[int]) -> dict[str, Any]:
    """Return the parameters that a payment stands for: itself, or all that describe its steps.

    A scale that is given for some years holds until the next one: what was agreed is paid, and not
    something between two agreements.

    Parameters
    ----------
    given : mapping
        Parameter to value; `producer_payment` may be `Steps`, or a mapping from years to them.
    years : sequence of int
        Of the system.
    """
    payment: Any = given.get("producer_payment")
    if not _holds_steps(payment):
        return {} if payment is None else {"producer_payment": payment}
    twice = [name for name in STEPS if given.get(name) is not None]
    if twice:
        raise InvalidValueError(
            f"{twice[0]} is given beside producer_payment=ps.Steps(…), which says it already; give "
            "one of them"
        )
    if isinstance(payment, Steps):
        return dict(payment.parameters())
    scales: dict[int, Steps] = {}
    for year, scale in payment.items():
        if isinstance(year, bool) or year not in years:
            raise LabelError(f"producer_payment: {shown(year)} is not a year of the system")
        scales[year] = scale if isinstance(scale, Steps) else _flat(scale, year)
    known = sorted(scales)
    parts: dict[str, dict[int, Parameter]] = {}
    longest = max(scales.values(), key=lambda scale: len(scale.amounts)).thresholds
    for year in years:
        before = [each for each in known if each <= year]
        scale = scales[before[-1] if before else known[0]]
        for name, value in scale.parameters(longest).items():
            parts.setdefault(name, {})[year] = value
    return dict(parts)


def _flat(given: Any, year: int) -> Steps:
    """Return one amount for all tonnes as a scale of one step."""
    about = given if isinstance(given, Parameter) else Parameter(given)
    if about.uncertainty is not None or about.per is not None or isinstance(about.value, Mapping):
        raise InvalidValueError(
            f"producer_payment in {year}: beside Steps of other years it is one amount without "
            "an uncertainty; give payment_threshold_2, payment_increase_2, … for more"
        )
    return Steps(
        {0: about.value},
        unit=about.unit,
        source=about.source,
        status=about.status,
        note=about.note,
    )


# --------------------------------------------------------------------------------------------------
# price indices


def _levels(given: Any) -> Mapping[int, float]:
    if not isinstance(given, Mapping) or not given:
        raise InvalidValueError(
            f"levels is a mapping such as {{2018: 108.4, 2024: 133.6}}, not {shown(given)}"
        )
    levels = {}
    for year, level in given.items():
        whole = whole_year(year, "a year of a price index")
        number = finite(level, f"the level of {whole}")
        if not isinstance(number, float) or number <= 0.0:
            raise InvalidValueError(f"the level of {whole} is {shown(level)}; it is above 0")
        levels[whole] = number
    return MappingProxyType(dict(sorted(levels.items())))


def whole_year(year: object, what: str) -> int:
    """Return a year; refuse what is not one."""
    if is_whole(year):
        whole = int(year)
        if 1 <= whole <= LAST_YEAR:
            return whole
    raise InvalidValueError(f"{what} is {shown(year)}; it is a whole year, such as 2024")


@attrs.frozen(kw_only=True)
class PriceIndex:
    """The level of prices by year.

    Parameters
    ----------
    levels : mapping of int to float
        Year to level; only their ratios matter.
    name : str
        What to call it in notes.
    source : str
    status : {"measured", "reported", "estimated", "default"}, optional
    note : str

    Examples
    --------
    >>> import plastsmart as ps
    >>> index = ps.PriceIndex(levels={2018: 108.4, 2024: 133.6}, name="CPI")
    >>> round(index.factor(2018, 2024), 4)
    1.2325
    """

    levels: Mapping[int, float] = attrs.field(converter=_levels)
    name: str = attrs.field(default="a price index")
    source: str = attrs.field(default="")
    status: str | None = attrs.field(default=None)
    note: str = attrs.field(default="")

    def __attrs_post_init__(self) -> None:
        for what in ("name", "source", "note"):
            as_text(getattr(self, what), f"the {what} of a price index")
        if self.status is not None and self.status not in STATUSES:
            raise InvalidValueError(
                f"status is one of {', '.join(STATUSES)}, not {shown(self.status)}"
            )

    def __reduce__(self) -> tuple[Any, ...]:
        """Pickle by what it was made of: a locked mapping cannot be."""
        about = (self.name, self.source, self.status, self.note)
        return _index_again, (dict(self.levels), *about)

    def factor(self, from_year: int, to_year: int) -> float:
        """Return what an amount in prices of one year is multiplied with for another.

        Raises
        ------
        PriceYearError
            If the index has no level for one of them.

        Examples
        --------
        >>> import plastsmart as ps
        >>> ps.prices.CPI.factor(2024, 2024)
        1.0

        A year that an index lacks is added by making a new one, here with a guess for 2030:

        >>> longer = ps.PriceIndex(levels={**ps.prices.CPI.levels, 2030: 150.0})
        >>> round(longer.factor(2024, 2030), 3)
        1.123
        """
        for asked in (from_year, to_year):
            year = whole_year(asked, "a price year")
            if year not in self.levels:
                known = list(self.levels)
                mine = "ps.prices.CPI" if self is _cpi() else "index"
                raise PriceYearError(
                    f"{self.name} has no level for {year}; it has {known[0]} to {known[-1]}. Extend "
                    f"it: ps.PriceIndex(levels={{**{mine}.levels, {year}: …}}), and convert with that"
                )
        return 1.0 if from_year == to_year else self.levels[to_year] / self.levels[from_year]


def _index_again(
    levels: Mapping[int, float], name: str, source: str, status: str | None, note: str
) -> PriceIndex:
    return PriceIndex(levels=levels, name=name, source=source, status=status, note=note)


def repriced(
    cells: Mapping[str, Cells], from_year: int | None, to_year: int, index: PriceIndex
) -> dict[str, Cells]:
    """Return the cells that hold money in the prices of another year; see `System.in_prices`."""
    if not isinstance(index, PriceIndex):
        raise InvalidValueError(
            f"index is a ps.PriceIndex such as ps.prices.CPI, not {shown(index)}"
        )
    whole_year(to_year, "the year to convert to")
    if from_year is None:
        raise PriceYearError(
            "the system does not say in which year's prices its costs are; say it with "
            "system.replace(price_year=…)"
        )
    factor = index.factor(from_year, to_year)
    if factor == 1.0:
        return {}
    how = f"from {from_year} to {to_year} prices by {index.name}, factor {factor:.6g}"
    changed = {}
    for name, given in cells.items():
        if "NOK" not in given.spec.unit or not given.values.any():
            continue
        infos = tuple(_repriced(info, factor, how) for info in given.infos)
        changed[name] = attrs.evolve(given, values=given.values * factor, infos=infos)
    return changed


def _repriced(info: Info, factor: float, how: str) -> Info:
    if info.note == UNSTATED:
        return info
    spread = info.uncertainty.scaled(factor) if info.uncertainty is not None else None
    note = as_text(f"{info.note}; {how}" if info.note else how)
    return attrs.evolve(info, uncertainty=spread, note=note)


CPI: PriceIndex
"""The Norwegian consumer price index, yearly means, 2015 = 100; read when first used."""


def __getattr__(name: str) -> PriceIndex:
    if name != "CPI":
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return _cpi()


@functools.cache
def _cpi() -> PriceIndex:
    # by way of the package itself: plastsmart.data imports systems, which import this module
    path = resources.files("plastsmart").joinpath("data", "cpi.csv")
    with path.open(encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    read = all(row["confidence"] == "A" for row in rows)
    return PriceIndex(
        levels={int(row["year"]): float(row["level"]) for row in rows},
        name="the Norwegian consumer price index",
        source="; ".join(dict.fromkeys(f"{row['source']} ({row['confidence']})" for row in rows)),
        status="reported" if read else "estimated",
        note="yearly means, 2015 = 100; the file cpi.csv says how each level is known",
    )
