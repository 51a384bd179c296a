"""A result for the record, which a later version of the package runs again and compares."""

from __future__ import annotations

import csv
import hashlib
import io
import json
import math
from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any, Final

import attrs

from plastsmart.errors import LINE, InvalidValueError, TableError, printable, shown
from plastsmart.files import half_character
from plastsmart.flows.model import MODEL, Model
from plastsmart.formats import TRACE, format_problem
from plastsmart.tables import from_lines

if TYPE_CHECKING:
    import pandas as pd

    from plastsmart.flows.result import Flows

__all__ = ["Rerun", "Trace", "rerun", "traced"]

MOST: Final = 1 << 26
"""Characters of a trace that are read."""

_MOST_INNER: Final = 1_000_000
"""Lists and objects within it: an empty one takes up thirty times as much once it is read."""

_COLUMNS: Final = ("what", "year", "unit", "then", "now")

Values = Mapping[str, Mapping[int, float]]


@attrs.frozen(kw_only=True)
class Trace:
    """What a result was: the numbers it rests on, the equations, and what came out.

    Attributes
    ----------
    version : str
        Of the package that made it.
    model : str
        Hash of the equations.
    equations : mapping of str to str
        Name of each equation to its hash, so that one can tell which of them changed.
    name : str
        Of the system.
    inputs : str
        The system's table as CSV.
    only : tuple of str or None
        What the run was asked for; None for all.
    units : mapping of str to str
        Of each flow.
    flows : mapping
        Flow to year to value, added up over all else.
    rates : mapping
        Rate to year to share; NaN where it is undefined.
    """

    version: str
    model: str
    equations: Mapping[str, str]
    name: str
    inputs: str = attrs.field(repr=False)
    only: tuple[str, ...] | None
    units: Mapping[str, str] = attrs.field(repr=False)
    flows: Values = attrs.field(repr=False)
    rates: Values = attrs.field(repr=False)

    @property
    def inputs_hash(self) -> str:
        """SHA-256 of the numbers that the result rests on."""
        return hashlib.sha256(self.inputs.encode("utf-8")).hexdigest()

    def to_json(self, indent: int | None = 1) -> str:
        """Return the trace as JSON, in the format plastsmart-trace/1.

        Examples
        --------
        >>> import plastsmart as ps
        >>> text = ps.run(ps.load("headline")).trace().to_json()
        >>> ps.Trace.from_json(text).rates["eu"]
        {2023: 0.21}
        """
        record = {
            "schema": TRACE,
            "version": self.version,
            "model": self.model,
            "inputs_sha256": self.inputs_hash,
            "name": self.name,
            "only": self.only,
            "rates": _written(self.rates),
            "flows": _written(self.flows),
            "units": dict(self.units),
            "equations": dict(self.equations),
            "inputs": self.inputs,
        }
        return json.dumps(record, ensure_ascii=False, indent=indent, allow_nan=False)

    @classmethod
    def from_json(cls, text: str) -> Trace:
        """Return the trace of a JSON text, the inverse of `to_json`.

        Raises
        ------
        TableError
            If it is none, has a newer format, or its inputs were changed.
        """
        if not isinstance(text, str) or len(text) > MOST:
            raise TableError(
                f"a trace is a JSON text of at most {MOST >> 20} MiB, not {shown(text)}"
            )
        if text.count("[") + text.count("{") > _MOST_INNER:
            raise TableError(f"the trace holds more than {_MOST_INNER} lists and objects")
        try:
            record = json.loads(text)
            half = half_character(text, record)
        except (ValueError, RecursionError) as error:
            raise TableError(f"the trace is not JSON: {error}") from None
        if half:
            raise TableError(f"the trace holds {half!r}, half a character; make the trace anew")
        if not isinstance(record, dict):
            raise TableError(f"the trace holds {shown(record)}, not an object in braces")
        wrong = format_problem(record.get("schema"), TRACE)
        if wrong:
            raise TableError(f"the trace {wrong}")
        only = record.get("only")
        if only is not None and not _texts(only):
            raise TableError(f"the trace: only is a list of names, not {shown(only)}")
        made = cls(
            only=None if only is None else tuple(only),
            flows=_read(record, "flows"),
            rates=_read(record, "rates"),
            version=_text(record, "version"),
            model=_text(record, "model"),
            name=_text(record, "name"),
            inputs=_text(record, "inputs"),
            units=_names(record, "units"),
            equations=_names(record, "equations"),
        )
        if record.get("inputs_sha256") != made.inputs_hash:
            raise TableError(
                "the trace's inputs are not what inputs_sha256 says: they were changed since, so it is "
                "no record of a result"
            )
        return made


@attrs.frozen(kw_only=True, repr=False)
class Rerun:
    """A recorded result beside what it is now.

    It prints as text and shows as HTML in a notebook.

    Attributes
    ----------
    trace : Trace
        As recorded.
    flows : Flows
        The same system, run now.
    differences : pandas.DataFrame
        One row for each flow or rate and year that is not what it was: what, year, unit, then, now.
    changed, added, removed : tuple of str
        Equations that are not what they were, are new, or are no more.
    missing : tuple of str
        Flows and rates that were recorded and are not computed now.
    """

    trace: Trace
    flows: Flows
    differences: pd.DataFrame
    changed: tuple[str, ...]
    added: tuple[str, ...]
    removed: tuple[str, ...]
    missing: tuple[str, ...]

    @property
    def same(self) -> bool:
        """Whether every number is what it was, whatever became of the equations."""
        return self.differences.empty and not self.missing

    def __str__(self) -> str:
        """Return what changed, in lines."""
        import plastsmart

        made = (
            f"made by plastsmart {self.trace.version}, model {self.trace.model[:12]}; run again by "
            f"{plastsmart.__version__}, model {self.flows.model.hash[:12]}"
        )
        lines = [made]
        for what, names in (
            ("equations changed", self.changed),
            ("equations added", self.added),
            ("equations removed", self.removed),
            ("no longer computed", self.missing),
        ):
            if names:
                lines.append(f"{what}: {', '.join(names)}")
        if self.same:
            lines.append("every number is what it was")
        for row in self.differences.to_dict("records"):
            unit = "" if row["unit"] == "1" else f" {row['unit']}"
            lines.append(f"{row['what']} {row['year']}: {row['then']:.7g} → {row['now']:.7g}{unit}")
        return "\n".join(lines)

    __repr__ = __str__

    def _repr_html_(self) -> str:
        import html

        return f"<pre>{html.escape(str(self))}</pre>"


def traced(flows: Flows, only: tuple[str, ...] | None) -> Trace:
    """Return the trace of a result; see `Flows.trace`."""
    import plastsmart

    table, rates = flows.table(by=["year"]), flows.rates(by=["year"])
    return Trace(
        version=plastsmart.__version__,
        model=flows.model.hash,
        equations={equation.name: equation.digest for equation in flows.model},
        name=flows.system.name,
        inputs=flows.system.table().to_csv(index=False, lineterminator="\n"),
        only=only,
        units=dict(table.attrs["units"]),
        flows=_by_year(table),
        rates=_by_year(rates),
    )


def rerun(trace: Trace | str, *, model: Model = MODEL, tolerance: float = 1e-9) -> Rerun:
    """Run a recorded result again with this version of the package, and tell what changed.

    Parameters
    ----------
    trace : Trace or str
        What `Flows.trace` gave, or its JSON text.
    model : Model
        The equations; `plastsmart.MODEL` unless given.
    tolerance : float
        Relative difference up to which a number is what it was; other versions of NumPy may round
        the last digit otherwise.

    Returns
    -------
    Rerun
        Prints what changed; ``same`` tells whether every number is what it was.

    Raises
    ------
    TableError
        If the text is no trace, or the system has what this version does not know.

    Examples
    --------
    >>> import plastsmart as ps
    >>> text = ps.run(ps.load("headline")).trace().to_json()
    >>> ps.rerun(text).same
    True
    >>> def recycled(sorted, preparation_yield):
    ...     return sorted * preparation_yield * 0.9
    >>> again = ps.rerun(text, model=ps.MODEL.replace(recycled=recycled))
    >>> again.changed
    ('recycled',)
    >>> print(again.differences.query("what == 'rate eu'").to_string(index=False))
       what  year unit  then   now
    rate eu  2023    1  0.21 0.189
    """
    import pandas as pd

    from plastsmart.flows.result import run

    if isinstance(trace, str):
        trace = Trace.from_json(trace)
    if not isinstance(trace, Trace):
        raise InvalidValueError(
            f"rerun takes a Trace, or its JSON text, not {type(trace).__name__}; flows.trace() gives one"
        )
    if not isinstance(tolerance, (int, float)) or not 0 <= tolerance < 1:
        raise InvalidValueError(
            f"tolerance is a relative difference from 0 to below 1, not {shown(tolerance)}"
        )
    header, *lines = _lines(trace.inputs)
    system = from_lines(header, lines, {})
    known = None if trace.only is None else [name for name in trace.only if name in model]
    now = traced(flows := run(system, only=known or None, model=model), None)
    rows: list[tuple[Any, ...]] = []
    missing: list[str] = []
    for label, then, new, units, new_units in (
        ("", trace.flows, now.flows, trace.units, now.units),
        ("rate ", trace.rates, now.rates, {}, {}),
    ):
        for name, years in then.items():
            unit = units.get(name, "1")
            if name not in new:
                missing.append(label + name)
                continue
            if unit != new_units.get(name, "1"):
                missing.append(f"{label}{name} in {unit}")
                continue
            rows += (
                (label + name, year, unit, value, new[name].get(year, math.nan))
                for year, value in years.items()
                if not _alike(value, new[name].get(year, math.nan), tolerance)
            )
    old, own = trace.equations, now.equations
    return Rerun(
        trace=trace,
        flows=flows,
        differences=pd.DataFrame(rows, columns=list(_COLUMNS)),
        changed=tuple(name for name in old if name in own and old[name] != own[name]),
        added=tuple(name for name in own if name not in old),
        removed=tuple(name for name in old if name not in own),
        missing=tuple(missing),
    )


def _alike(then: float, now: float, tolerance: float) -> bool:
    if math.isnan(then) or math.isnan(now):
        return math.isnan(then) and math.isnan(now)
    return math.isclose(then, now, rel_tol=tolerance, abs_tol=0.0)


def _by_year(table: pd.DataFrame) -> dict[str, dict[int, float]]:
    years = [int(year) for year in table.index]
    return {
        str(name): dict(zip(years, (float(value) for value in column), strict=True))
        for name, column in table.items()
    }


def _written(values: Values) -> dict[str, dict[str, float | None]]:
    return {
        name: {str(year): value if math.isfinite(value) else None for year, value in years.items()}
        for name, years in values.items()
    }


def _lines(text: str) -> list[list[str]]:
    try:
        rows = list(csv.reader(io.StringIO(text, newline=""), strict=True))
    except csv.Error as error:
        raise TableError(f"the trace's inputs are no CSV table: {error}") from None
    return rows or [[]]


# -- reading --------------------------------------------------------------------------------------


def _text(record: Mapping[str, Any], key: str) -> str:
    given = record.get(key)
    if not isinstance(given, str):
        raise TableError(f"the trace: {key} is a text, not {shown(given)}")
    return given


def _texts(given: object) -> bool:
    return isinstance(given, list) and all(isinstance(each, str) for each in given)


def _names(record: Mapping[str, Any], key: str) -> dict[str, str]:
    given = record.get(key)
    if not isinstance(given, dict) or not _texts(list(given.values())):
        raise TableError(f"the trace: {key} maps names to texts, not {shown(given)}")
    return dict(given)


def _read(record: Mapping[str, Any], key: str) -> dict[str, dict[int, float]]:
    given = record.get(key)
    if not isinstance(given, dict) or not all(isinstance(years, dict) for years in given.values()):
        raise TableError(f"the trace: {key} maps names to years to numbers, not {shown(given)}")
    return {
        name: dict(_numbers(f"{key}.{printable(name)[:LINE]}", years))
        for name, years in given.items()
    }


def _numbers(place: str, years: Mapping[str, Any]) -> Iterator[tuple[int, float]]:
    for year, value in years.items():
        if not (year.isascii() and year.isdigit() and len(year) <= 4):  # noqa: PLR2004 - digits
            raise TableError(f"the trace: {place} has the year {shown(year)}")
        if value is not None and (isinstance(value, bool) or not isinstance(value, (int, float))):
            raise TableError(
                f"the trace: {place} is {shown(value)} in {year}; give a number or null"
            )
        try:
            yield int(year), math.nan if value is None else float(value)
        except OverflowError:
            raise TableError(f"the trace: {place} is too large in {year}") from None
