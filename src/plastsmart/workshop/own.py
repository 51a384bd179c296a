"""One's own numbers: typed into a short form, or from a filled-in workbook."""

from __future__ import annotations

import tempfile
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import attrs

from plastsmart.axes import Route
from plastsmart.errors import PlastsmartError
from plastsmart.labels import number
from plastsmart.workshop.numbers import readings
from plastsmart.workshop.words import said

if TYPE_CHECKING:
    from plastsmart.mapping.reconcile import Reconciliation
    from plastsmart.system import System

__all__ = ["FIELDS", "YEAR", "Own", "from_file", "from_form", "from_upload"]

FIELDS: Final = (
    "name",
    "year",
    "population",
    "collected_gross",
    "coverage",
    "impurity",
    "packaging_per_person",
    "residual_total",
    "packaging_in_residual",
    "sorted_gross",
)
"""The fields of the form, in their order; all but the first two are quantities of the mapping."""

YEAR: Final = 2024
"""The year that a form is of, unless another is typed."""

_NEEDED: Final = ("population", "collected_gross")
_SHARES: Final = ("coverage", "impurity", "packaging_in_residual")
_MAY_BE_ZERO: Final = ("impurity", "packaging_in_residual")
_BY_ROUTE: Final = ("collected_gross", "coverage", "impurity", "sorted_gross")
_ROUTE: Final = "kerbside"
_PLANT: Final = "central_sorting"
_REGION: Final = "9999"
_YEARS: Final = (2015, 2035)
_LAST: Final = 2035
_FULL: Final = 100.0
_LONGEST: Final = 60


@attrs.frozen(kw_only=True)
class Own:
    """One's own numbers as a system.

    Attributes
    ----------
    system : System or None
        None where they cannot be used.
    name : str
    said : tuple of str
        What a participant should know of them.
    problems : tuple of str
        What is wrong, each with what to do.
    """

    system: System | None = None
    name: str = ""
    said: tuple[str, ...] = ()
    problems: tuple[str, ...] = ()


def from_form(values: Mapping[str, str], language: str) -> Own:
    """Return the system of a filled-in form.

    Parameters
    ----------
    values : mapping of str to str
        What was typed into each of `FIELDS`; a field may be empty or left out. Shares are in percent.
    language : {"en", "no"}

    Examples
    --------
    >>> from plastsmart.workshop.own import from_form
    >>> town = from_form({"population": "33 000", "collected_gross": "300 t"}, "no")
    >>> town.name, float(town.system.given_array("population").max())
    ('Vår kommune', 33000.0)
    >>> from_form({"population": "mange", "collected_gross": ""}, "no").problems
    ('Innbyggere: skriv et tall, ikke «mange».',
     'Innsamlet plastemballasje, tonn i året slik den er veid: må fylles ut.')
    """
    name = values.get("name", "").strip()[:_LONGEST] or said("own_default", language)
    problems: list[str] = []
    numbers: dict[str, float] = {}
    for field in FIELDS[1:]:
        found = _field(field, values.get(field, ""), language, problems)
        if found is not None:
            numbers[field] = found
    year = int(numbers.pop("year", float(YEAR)))
    if not _YEARS[0] <= year <= _YEARS[1]:
        problems.insert(0, f"{said('own year', language)}: {_YEARS[0]}–{_YEARS[1]}.")
    if problems:
        return Own(name=name, problems=tuple(problems))
    return _reconciled(numbers, name, year, language)


def _field(field: str, text: str, language: str, problems: list[str]) -> float | None:
    """Return what a field holds, as the mapping has it; note what is wrong with it."""
    label = said(f"own {field}", language).removesuffix(", %")
    if not text.strip():
        if field in _NEEDED:
            problems.append(said("field missing", language, field=label))
        return None
    found = readings(text)
    if not found:
        shown = text.strip()[:_LONGEST]
        problems.append(said("field no number", language, field=label, text=shown))
        return None
    if len(found) > 1:
        one, other = (number(value, language, 2 if value % 1 else 0) for value in found)
        problems.append(
            said("field unclear", language, field=label, text=text.strip(), one=one, other=other)
        )
        return None
    (value,) = found
    if field in _SHARES and not 0.0 <= value <= _FULL:
        problems.append(said("field share", language, field=label))
        return None
    if value < 0.0 or (value == 0.0 and field not in _MAY_BE_ZERO):
        problems.append(said("field above zero", language, field=label))
        return None
    return value / _FULL if field in _SHARES else value


def _reconciled(numbers: Mapping[str, float], name: str, year: int, language: str) -> Own:
    from plastsmart import mapping
    from plastsmart.mapping.reconcile import reconcile

    measurements = [
        mapping.Measurement(
            quantity=quantity,
            region=_REGION,
            year=year,
            value=value,
            route=_ROUTE if quantity in _BY_ROUTE else "",
            source=name,
        )
        for quantity, value in numbers.items()
    ]
    # so that sorting of residual waste can be tried, which nobody has there yet
    measurements.append(
        mapping.Measurement(
            quantity="coverage",
            region=_REGION,
            year=year,
            value=0.0,
            sd=0.0,
            route=_PLANT,
            status="default",
        )
    )
    if "coverage" not in numbers:
        measurements.append(
            mapping.Measurement(
                quantity="coverage",
                region=_REGION,
                year=year,
                value=1.0,
                sd=0.0,
                route=_ROUTE,
                status="default",
            )
        )
    try:
        found = reconcile(
            mapping.Mapping(
                regions={_REGION: name},
                routes=(Route(_ROUTE, tier="source"), Route(_PLANT, tier="central")),
                measurements=measurements,
            )
        )
        return _own(found, name, language)
    except PlastsmartError as error:
        return Own(name=name, problems=(_why(error, language),))


def _why(error: PlastsmartError, language: str) -> str:
    from plastsmart.mapping.norwegian import told

    message = str(error)
    if message.startswith(("capture[", "residual is")):
        return said("too_much", language)
    return told(message, language)


def from_file(file: str, data: bytes, language: str) -> Own:
    """Return the system of a filled-in workbook, or of a CSV file of measurements.

    Parameters
    ----------
    file : str
        The name of the file.
    data : bytes
        Its content.
    language : {"en", "no"}
    """
    from plastsmart import mapping
    from plastsmart.mapping.norwegian import told
    from plastsmart.mapping.reconcile import reconcile

    plain = _plain(file)
    try:
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder, plain)
            path.write_bytes(data)
            measured = mapping.read(path)
        serious = [problem.told(language) for problem in measured.problems if problem.serious]
        if serious:
            return Own(name=plain, problems=tuple(serious))
        found = reconcile(measured)
        own = _own(found, found.name, language)
    except PlastsmartError as error:
        return Own(name=plain, problems=(told(str(error), language),))
    minor = tuple(problem.told(language) for problem in measured.problems)
    return attrs.evolve(own, said=(*own.said, *minor))


def _plain(file: str) -> str:
    """Return the name of a file that somebody opened, as one that this machine can have."""
    plain = Path(file.replace("\\", "/")).name
    plain = "".join(letter if letter.isprintable() else "_" for letter in plain)
    return plain[-_LONGEST:].strip(". ") or "numbers.csv"  # the end tells what kind it is


def from_upload(files: Sequence[Any], language: str) -> Own | None:
    """Return the system of the file that was opened on the page; None where none was."""
    return from_file(files[0].name, files[0].contents, language) if files else None


def _own(found: Reconciliation, name: str, language: str) -> Own:
    from plastsmart.report.mapping import agreement_text, suspect_text, two_ways_text

    system = found.system(years=range(found.year, max(_LAST, found.year) + 1), name=name)
    told = [
        said("own_used", language, name=name, year=found.year),
        agreement_text(found, language),
        *(suspect_text(each, language) for each in found.suspects),
        two_ways_text(found, language),
    ]
    return Own(system=system, name=name, said=tuple(_lines(told)))


def _lines(told: Sequence[str]) -> list[str]:
    return [line.strip() for line in told if line.strip()]
