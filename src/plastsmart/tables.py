"""A system as one tidy table, and back without loss."""

from __future__ import annotations

import functools
import math
import re
from collections.abc import Collection, Mapping, Sequence
from typing import TYPE_CHECKING, Any, Final

import numpy as np
from numpy.typing import NDArray

from plastsmart.alignment import ALL, Cells, align, checked, in_words, problem, with_unit
from plastsmart.axes import (
    LABELLED,
    Axes,
    Category,
    Route,
    checked_year,
    label_text,
    region_problem,
)
from plastsmart.errors import LINE, PlastsmartError, TableError, nearest, shown
from plastsmart.formats import TABLE as FORMAT
from plastsmart.formats import format_problem
from plastsmart.parameters import (
    STATUSES,
    Info,
    as_text,
    distribution_text,
    parse_distribution,
)
from plastsmart.stages import ONLY_ONE, PARAMETERS
from plastsmart.system import System, checked_price_year, completed, refuse_without_value
from plastsmart.units import scaled

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["COLUMNS", "STRUCTURE", "from_lines", "from_table", "to_table"]

COLUMNS: Final = (
    "parameter", *LABELLED, "value", "unit", "low", "high", "distribution", "source", "status",
    "note",
)  # fmt: skip
"""The columns of a table in their order."""

STRUCTURE: Final = (
    "system.name", "system.note", "system.price_year", "region", "year", "category", "category.polymer",
    "category.format", "category.sector", "route", "route.tier", "route.sectors",
)  # fmt: skip
"""What stands in the column parameter of rows that describe the axes, in their order."""

_MOST_MISTAKES: Final = 100
"""Mistakes that a message lists."""

_MOST_LOOKED_FOR: Final = 1000
"""Mistakes after which no more are looked for: to say of each name what was meant takes a while."""

_MOST_COLUMNS: Final = 100
"""Columns of a header that are looked at one by one."""


def _structure_rows(system: System) -> list[dict[str, Any]]:
    axes = system.axes
    rows: list[dict[str, Any]] = []
    if system.name:
        rows.append({"parameter": "system.name", "note": system.name})
    rows += [{"parameter": "system.note", "note": note} for note in system.notes]
    if system.price_year is not None:
        rows.append({"parameter": "system.price_year", "year": system.price_year})
    for region, name in zip(axes.regions, axes.region_names, strict=True):
        rows.append({"parameter": "region", "region": region, "note": name})
    rows += [{"parameter": "year", "year": year} for year in axes.years]
    for category in axes.categories:
        rows.append({"parameter": "category", "category": category.name})
        for attribute in ("polymer", "format", "sector"):
            text = getattr(category, attribute)
            if text:
                rows.append(
                    {
                        "parameter": f"category.{attribute}",
                        "category": category.name,
                        "note": text,
                    }
                )
    for route in axes.routes:
        rows.append({"parameter": "route", "route": route.name})
        rows.append({"parameter": "route.tier", "route": route.name, "note": route.tier})
        if route.sectors is not None:
            sectors = " ".join(route.sectors)
            rows.append({"parameter": "route.sectors", "route": route.name, "note": sectors})
    return rows


def to_table(system: System) -> pd.DataFrame:
    """Return a system's table; see `System.table`."""
    import pandas as pd

    axes = system.axes
    columns: dict[str, list[Any]] = {column: [] for column in COLUMNS}
    empty: dict[str, Any] = dict.fromkeys(COLUMNS, "") | {
        "region": None, "year": None, "category": None, "route": None,
        "value": math.nan, "low": math.nan, "high": math.nan,
    }  # fmt: skip
    for row in _structure_rows(system):
        for name in COLUMNS:
            columns[name].append(row.get(name, empty[name]))
    labels = [(*axes.labels(axis), None) for axis in LABELLED]
    for name in (name for name in PARAMETERS if name in system.parameters):
        spec, cells = PARAMETERS[name], system.cells(name)
        columns["parameter"] += [name] * len(cells)
        for column, (axis, known) in enumerate(zip(LABELLED, labels, strict=True)):
            columns[axis] += [known[position] for position in cells.at[:, column]]
        columns["value"] += cells.values.tolist()
        columns["unit"] += [spec.unit] * len(cells)
        known_infos = [_info_columns(info) for info in cells.infos]
        for number in cells.which:
            for column_name, entry in known_infos[number].items():
                columns[column_name].append(entry)
    table = pd.DataFrame(
        {
            column: (
                pd.array(entries, dtype="Int64")
                if column == "year"
                else pd.Series(
                    entries,
                    dtype=np.float64 if column in {"value", "low", "high"} else object,
                )
            )
            for column, entries in columns.items()
        }
    )
    table.attrs["schema"] = FORMAT
    return table


def _info_columns(info: Info) -> dict[str, Any]:
    interval = info.uncertainty.interval() if info.uncertainty is not None else None
    low, high = interval or (math.nan, math.nan)
    return {
        "low": low,
        "high": high,
        "distribution": distribution_text(info.uncertainty, info.per),
        "source": info.source,
        "status": info.status,
        "note": info.note,
    }


class _Mistakes:
    """What is wrong with a table, gathered so that all of it is told at once."""

    def __init__(self) -> None:
        self.found: list[tuple[int, str]] = []

    def add(self, row: int | None, message: str) -> None:
        # rows as a spreadsheet counts them: the header is row 1
        told = (0, message) if row is None else (row + 2, f"row {row + 2}: {message}")
        self.found.append(told)

    @property
    def are_enough(self) -> bool:
        """Whether no more are looked for."""
        return len(self.found) >= _MOST_LOOKED_FOR

    def near(self, name: Any, known: Collection[Any]) -> str:
        """Return a hint with the names most like `name`; empty where the message has no room for it."""
        return f" {nearest(name, known)}" if len(self.found) < _MOST_MISTAKES else ""

    def stop(self) -> None:
        """Raise, if anything was found."""
        if not self.found:
            return
        told = [message for _, message in sorted(self.found)[:_MOST_MISTAKES]]
        more = len(self.found) - len(told)
        count = f"{len(self.found)} mistakes" if len(self.found) > 1 else "a mistake"
        if self.are_enough:
            count += ", and what follows them was not looked at"
        text = "\n  ".join(told) + (f"\n  and {more} more" if more else "")
        raise TableError(f"the table has {count}:\n  {text}")

    def stop_if_many(self) -> None:
        """Raise, if more than one was found."""
        if len(self.found) > 1:
            self.stop()


def from_table(table: pd.DataFrame) -> System:
    """Return the system of a table; see `System.from_table`."""
    import pandas as pd

    if not isinstance(table, pd.DataFrame):
        raise TableError(f"a table is a pandas DataFrame, not {type(table).__name__}")
    wrong = format_problem(table.attrs.get("schema", FORMAT), FORMAT)
    if wrong:
        raise TableError(f"the table {wrong}")
    mistakes = _Mistakes()
    given = list(table.columns)
    _refuse_header(given, mistakes)
    quick = _quickly(table)
    if quick is not None:
        return quick
    rows = {
        column: [_clean(value) for value in table[column].astype(object).tolist()]
        if column in given
        else [""] * len(table)
        for column in COLUMNS
    }
    return _system(rows, mistakes, whole=True)


def _quickly(table: pd.DataFrame) -> System | None:
    """Return the system of a table that is as `to_table` makes one; None where there is any doubt.

    It looks at every different entry of a column once instead of at every cell. What it does not take
    is read row by row, so that mistakes are told in the same words whichever way a table comes.
    """
    columns = {name: _entries(table, name) for name in COLUMNS}
    values = _numbers(table, "value")
    if any(column is None for column in columns.values()) or values is None:
        return None
    known = {name: column for name, column in columns.items() if column is not None}
    try:
        return _of_entries(known, values, len(table))
    except (PlastsmartError, _DoubtError):
        return None


class _DoubtError(Exception):
    """Something is to be looked at row by row."""


_Entries = tuple[NDArray[np.intp], list[Any]]
"""For each row which of the different entries it has (the last is the empty one), and those."""


def _numbers(table: pd.DataFrame, name: str) -> NDArray[np.float64] | None:
    if name not in table.columns or table[name].dtype != np.float64:
        return None
    return table[name].to_numpy()


def _entries(table: pd.DataFrame, name: str) -> _Entries | None:
    """Return the entries of a column, None where they are not of the one kind that it should have."""
    import pandas as pd

    nothing = np.zeros(len(table), dtype=np.intp)
    if name not in table.columns or name == "value":  # values are numbers, looked at as such
        return nothing, [""]
    column = table[name]
    if (name in {"low", "high"} and column.dtype != np.float64) or (
        name == "year" and not pd.api.types.is_numeric_dtype(column.dtype)
    ):
        return None
    try:
        codes, entries = _factorized(column)
    except TypeError:  # a list, say, which is no label
        return None
    if name == "year":
        right = all(float(entry).is_integer() for entry in entries)
        entries = [int(entry) for entry in entries] if right else []
    else:
        right = name in {"low", "high"} or all(type(entry) is str for entry in entries)
    if not right or (
        column.dtype == object
        and not all(map(_is_nothing, set(map(type, column.to_numpy()[codes < 0]))))
    ):
        return None
    entries.append("")
    codes[codes < 0] = len(entries) - 1
    return codes, entries


def _is_nothing(kind: type) -> bool:
    """Tell whether what counts as missing is of a kind that is taken for that."""
    return issubclass(kind, (float, type(None))) or kind.__name__ in {"NAType", "NaTType"}


def _factorized(column: pd.Series) -> tuple[NDArray[np.intp], list[Any]]:
    """Return which of the different entries of a column each row has, -1 for none, and those.

    Rows that follow one another mostly have the same entry, and to see that is quicker than to look
    each of them up: only the first row of a run is looked up.
    """
    import pandas as pd

    starts = _runs(column)
    if starts is None:
        codes, found = pd.factorize(column)
        return codes.astype(np.intp), found.tolist()
    codes, found = pd.factorize(column.iloc[starts])
    lengths = np.diff(starts, append=len(column))
    return np.repeat(codes.astype(np.intp), lengths), found.tolist()


def _runs(column: pd.Series) -> NDArray[np.intp] | None:
    """Return the first row of each run of one and the same object; None where runs are short.

    An array of objects holds their addresses. To compare those is ten times quicker than to compare
    texts, and never wrong: equal texts at two addresses are two runs, which are looked up both.
    """
    if len(column) < _FEW_ROWS:
        return None
    if column.dtype == np.float64:
        none_at_all = bool(np.isnan(column.to_numpy()).all())
        return np.zeros(1, dtype=np.intp) if none_at_all else None
    if column.dtype != object:
        return None
    addresses = np.frombuffer(np.ascontiguousarray(column.to_numpy()), dtype=np.intp)
    some = np.linspace(0, len(column) - 2, _FEW_ROWS).astype(np.intp)
    if np.count_nonzero(addresses[some + 1] != addresses[some]) > _FEW_ROWS // 2:
        return None
    return np.concatenate(([0], np.flatnonzero(addresses[1:] != addresses[:-1]) + 1))


_FEW_ROWS: Final = 64
"""Rows from which it pays to look for runs, and how many of a column tell whether there are any."""


def _of_entries(columns: dict[str, _Entries], values: NDArray[np.float64], length: int) -> System:
    codes, names = columns["parameter"]
    is_parameter = np.array([name in PARAMETERS for name in names], dtype=bool)[codes]
    others = np.flatnonzero(~is_parameter)
    rows = {
        name: [entries[code] for code in own[others]] for name, (own, entries) in columns.items()
    }
    rows["value"] = ["" if math.isnan(value) else float(value) for value in values[others]]
    mistakes = _Mistakes()
    structure = _read_structure(rows, mistakes)
    axes = structure.axes(mistakes)
    if mistakes.found:
        raise _DoubtError
    places = np.empty((length, len(LABELLED)), dtype=np.intp)
    for column, axis in enumerate(LABELLED):
        own, entries = columns[axis]
        # a label that no parameter uses may be unknown; one that is used may not be
        positions = axes.positions(axis)
        at = [ALL if e == "" else positions.get(e, -2) for e in entries]
        places[:, column] = np.array(at, dtype=np.intp)[own]
    order = np.argsort(codes, kind="stable")
    edges = np.searchsorted(codes[order], np.arange(len(names) + 1))
    cells = {}
    for number, name in enumerate(names):
        members = order[edges[number] : edges[number + 1]]
        if name in PARAMETERS and len(members):
            cells[name] = _cells_of_rows(name, members, places[members], values[members], columns)
    first = {name: int(order[edges[number]]) for number, name in enumerate(names) if name in cells}
    cells = {name: cells[name] for name in sorted(cells, key=first.__getitem__)}
    _tell_missing(list(cells), axes, structure.broken, mistakes)
    if mistakes.found:
        raise _DoubtError
    checked_price_year(structure.price_year, cells)
    complete = completed(cells, axes)
    return System._make(
        axes, complete, structure.name, tuple(structure.notes), structure.price_year
    )


def _cells_of_rows(
    name: str,
    members: NDArray[np.intp],
    at: NDArray[np.intp],
    values: NDArray[np.float64],
    columns: dict[str, _Entries],
) -> Cells:
    """Return the cells of one parameter's rows."""
    spec = PARAMETERS[name]
    varies = np.array([axis in spec.axes for axis in LABELLED])
    if (at < ALL).any() or (at[:, ~varies] != ALL).any():
        raise _DoubtError
    which = np.zeros(len(members), dtype=np.int64)
    for column in ("unit", "distribution", "low", "high", "source", "status", "note"):
        own, entries = columns[column]
        entry_of = own[members]
        if (entry_of == entry_of[0]).all():
            continue
        _, which = np.unique(which * len(entries) + entry_of, return_inverse=True)
        which = which.reshape(-1)
    kinds, first = np.unique(which, return_index=True) if which.any() else (which[:1], [0])
    values = values.copy()
    infos: dict[Info, int] = {}
    numbers = np.empty(len(members), dtype=np.intp)
    for kind in range(len(kinds)):
        row = members[first[kind]]
        entry = {column: [own[1][own[0][row]]] for column, own in columns.items()}
        same = np.flatnonzero(which == kind)
        plain = entry["unit"][0] in {"", spec.unit} and entry["distribution"][0] == ""
        for position in same[:1] if plain else same:
            entry["value"] = [float(values[position])]
            values[position], info = _read_value(name, 0, entry)
            numbers[position] = infos.setdefault(info, len(infos))
        if plain:
            numbers[same] = numbers[same[0]]
    right = (values >= spec.low) & (values <= spec.high) & np.isfinite(values)
    if spec.below:
        right &= values < spec.high
    if spec.positive:
        right &= values > 0.0
    if not right.all():
        raise _DoubtError
    return Cells(spec, at, values, numbers, tuple(infos))


def from_lines(
    header: Sequence[str], lines: Sequence[Sequence[str]], wrong: Mapping[int, str]
) -> System:
    """Return the system of a file's lines.

    Parameters
    ----------
    header : sequence of str
    lines : sequence of sequence of str
        The cells of each line below the header; a line may be shorter than the header.
    wrong : mapping
        Position of each line that could not be read, to what is wrong with it.

    Raises
    ------
    TableError
        With every mistake and its row.
    """
    mistakes = _Mistakes()
    _refuse_header(header, mistakes)
    for row, message in wrong.items():
        mistakes.add(row, message)
    at = {column: header.index(column) for column in header}
    rows = {
        column: [
            line[at[column]] if row not in wrong and at[column] < len(line) else ""
            for row, line in enumerate(lines)
        ]
        if column in at
        else [""] * len(lines)
        for column in COLUMNS
    }
    return _system(rows, mistakes, whole=not wrong)


def _refuse_header(given: Sequence[Any], mistakes: _Mistakes) -> None:
    """Raise if the columns are not those of a table."""
    if len(given) > _MOST_COLUMNS:
        raise TableError(
            f"the table has {len(given)} columns; a system's has at most these {len(COLUMNS)}: "
            f"{', '.join(COLUMNS)}"
        )
    for column in given:
        if column not in COLUMNS:
            mistakes.add(None, f"unknown column {shown(column)}. {nearest(column, COLUMNS)}")
    for column in ("parameter", "value"):
        if column not in given:
            mistakes.add(
                None, f"the column {column!r} is missing; a table has {', '.join(COLUMNS)}"
            )
    for column in {column for column in given if given.count(column) > 1}:
        mistakes.add(None, f"the column {shown(column)} stands twice; each stands once")
    mistakes.stop()


def _system(rows: dict[str, list[Any]], mistakes: _Mistakes, *, whole: bool) -> System:
    """Return the system of a table's columns; `whole` tells that all rows could be read."""
    structure = _read_structure(rows, mistakes)
    if not whole:
        structure.broken.update(LABELLED)
    axes = structure.axes(mistakes)
    cells = _read_parameters(rows, axes, structure.broken, mistakes)
    if whole:
        _tell_missing(rows["parameter"], axes, structure.broken, mistakes)
    mistakes.stop()
    try:
        price_year = structure.price_year
        checked_price_year(price_year, cells)
        complete = completed(cells, axes)
        return System._make(axes, complete, structure.name, tuple(structure.notes), price_year)
    except PlastsmartError as error:
        _tell_gaps(cells, axes, mistakes)
        mistakes.stop_if_many()
        raise TableError(f"the table's rows do not make a system: {error}") from error


def _tell_missing(
    names: list[Any], axes: Axes, broken: Collection[str], mistakes: _Mistakes
) -> None:
    """Tell which parameters a system needs and no row gives."""
    stated = {name for name in names if isinstance(name, str)}
    if any(_unknown(name) for name in names if name != ""):
        return  # one of those may be the misspelt row of what is missing
    for name in PARAMETERS:
        if name in stated or ONLY_ONE.get(name) in broken:
            continue
        try:
            refuse_without_value(name, axes)
        except PlastsmartError as error:
            mistakes.add(None, f"{error}; in a table, add a row {name}")


def _tell_gaps(cells: Mapping[str, Cells], axes: Axes, mistakes: _Mistakes) -> None:
    """Tell every parameter whose rows leave cells without a value, or with two."""
    for values in cells.values():
        try:
            align(values, axes)
        except PlastsmartError as error:
            mistakes.add(None, str(error))


def _unknown(kind: Any) -> bool:
    return not isinstance(kind, str) or (kind not in PARAMETERS and kind not in STRUCTURE)


def _clean(value: Any) -> Any:
    """Return a cell's value, an empty text where it has none (None, NaN, NA)."""
    if isinstance(value, np.ndarray):
        return value.tolist()  # which compares as one thing
    if value is None or type(value).__name__ in {"NAType", "NaTType"}:
        return ""
    return "" if isinstance(value, (float, np.floating)) and math.isnan(value) else value


class _Structure:
    """The rows that describe a system's axes, as they are read.

    `broken` holds the axes of which a row is wrong, so that not all labels are known.
    """

    def __init__(self) -> None:
        self.broken: set[str] = set()
        self.found: dict[str, int] = {}
        self.name = ""
        self.notes: list[str] = []
        self.price_year: int | None = None
        self.years: list[int] = []
        self.regions: dict[str, str] = {}
        self.categories: dict[str, dict[str, str]] = {}
        self.routes: dict[str, dict[str, str]] = {}

    def add(self, kind: str, row: int, rows: dict[str, list[Any]]) -> None:
        """Take one row in; raise what is wrong with it."""
        for column in _not_used_by(kind):
            if rows[column][row] != "":
                raise TableError(f"a row {kind!r} has nothing in the column {column!r}; empty it")
        note = str(rows["note"][row])
        match kind.split("."):
            case ["system", "name"]:
                if self.name:
                    raise TableError(f"the system has two names, {self.name!r} and {note!r}")
                self.name = note
            case ["system", "note"]:
                self.notes.append(note)
            case ["system", "price_year"]:
                if self.price_year is not None:
                    raise TableError(
                        f"the system has two price years; {self.price_year} came first"
                    )
                self.price_year = _year(rows["year"][row], " of system.price_year")
            case ["year"]:
                year = checked_year(_year(rows["year"][row]))
                _new(year, self.years, kind)
                self.years.append(year)
            case ["region"]:
                label = label_text(_text_label(rows["region"][row], "region"), "region")
                _new(label, self.regions, kind)
                self.regions[label] = label_text(note or label, f"name of region {label}")
            case ["category" | "route"]:
                label = label_text(_text_label(rows[kind][row], kind), kind)
                known = self.categories if kind == "category" else self.routes
                _new(label, known, kind)
                known[label] = {}
                if kind == "route":
                    self.found[label] = row
            case [axis, attribute]:
                known = self.categories if axis == "category" else self.routes
                label = _text_label(rows[axis][row], axis)
                if label not in known:
                    raise TableError(f"{axis} {label!r} has no row of its own before this one")
                if attribute in known[label]:
                    raise TableError(f"{axis} {label!r} has two rows {kind!r}; keep one")
                known[label][attribute] = _neutral(attribute)  # where the row is wrong
                _refuse_attribute(label, attribute, note)
                known[label][attribute] = note

    def axes(self, mistakes: _Mistakes) -> Axes:
        """Return the axes that the rows describe; with stand-ins where rows are wrong or missing."""
        ways = []
        for label, parts in self.routes.items():
            if "tier" not in parts and "route" not in self.broken:
                mistakes.add(
                    self.found[label],
                    f"route {label!r} has no tier; add a row 'route.tier' with {label!r} in the "
                    "column route and deposit, source or central in the column note",
                )
            sectors = parts.get("sectors")
            tier = parts.get("tier", "source")
            ways.append(Route(label, tier, None if sectors is None else tuple(sectors.split())))
        streams = [Category(label, **parts) for label, parts in self.categories.items()]
        given = {
            "region": self.regions, "year": self.years, "category": streams, "route": ways,
        }  # fmt: skip
        for axis, labels in given.items():
            if not labels:
                if axis not in self.broken:
                    mistakes.add(None, f"no {axis} is given; add a row {axis!r} for each")
                self.broken.add(axis)
        return Axes.read(
            self.regions or ["?"],
            self.years or [1],
            streams or ["?"],
            ways or [Route("?", "source")],
        )


def _neutral(attribute: str) -> str:
    """Return what stands in for an attribute of a category or route whose row is wrong."""
    known = {"tier": "source", "sector": "household", "sectors": "household"}
    return known.get(attribute, "")


def _refuse_attribute(label: str, attribute: str, note: str) -> None:
    """Raise if a category or route cannot have the attribute."""
    match attribute:
        case "tier":
            Route(label, note)
        case "sectors":
            Route(label, "source", tuple(note.split()))
        case _:
            Category(label, **{attribute: note})


def _read_structure(rows: dict[str, list[Any]], mistakes: _Mistakes) -> _Structure:
    structure = _Structure()
    for row, kind in enumerate(rows["parameter"]):
        if mistakes.are_enough:
            structure.broken.update(LABELLED)
            break
        if isinstance(kind, str) and kind in PARAMETERS:
            continue
        if kind == "" and all(rows[column][row] == "" for column in COLUMNS):
            continue
        if _unknown(kind):
            known = [*PARAMETERS, *STRUCTURE]
            mistakes.add(row, f"unknown parameter {shown(kind)}.{mistakes.near(kind, known)}")
            continue
        try:
            structure.add(kind, row, rows)
        except PlastsmartError as error:
            mistakes.add(row, str(error))
            structure.broken.add(kind.split(".")[0])
    return structure


@functools.cache
def _not_used_by(kind: str) -> tuple[str, ...]:
    """Return the columns that a structure row leaves empty."""
    axis = kind.split(".", maxsplit=1)[0]
    if kind == "system.price_year":
        used = {"parameter", "year"}
    elif kind in {"year", "category", "route"}:
        used = {"parameter", axis}
    else:
        used = {"parameter", "note"} | ({axis} - {"system"})
    return tuple(column for column in COLUMNS if column not in used)


def _new(label: Any, known: Collection[Any], kind: str) -> None:
    if label in known:
        raise TableError(f"the {kind} {label!r} stands twice; each stands once")


def _text_label(value: Any, axis: str, of: str = "") -> str:
    if not isinstance(value, str) or not value:
        hint = (
            "; read the file with dtype=str, so that '0301' keeps its zero" if value != "" else ""
        )
        raise TableError(f"the {axis} label{of} is {shown(value)}, not text{hint}")
    wrong = region_problem(value) if axis == "region" else None
    if wrong:
        raise TableError(wrong)
    return value


def _year(value: Any, of: str = "") -> int:
    number = _float(value, f"year{of}")
    if not number.is_integer():
        raise TableError(f"the year{of} is {shown(value)}, not a whole number")
    return int(number)


def _float(value: Any, what: str) -> float:
    if isinstance(value, (bool, np.bool_)) or not isinstance(
        value, (str, int, float, np.integer, np.floating)
    ):
        raise TableError(f"the {what} is {shown(value)}, not a number")
    if isinstance(value, str):
        _refuse_comma(value, what)
    if isinstance(value, str) and (len(value) > LINE or not value.isascii() or "_" in value):
        raise TableError(f"the {what} is {shown(value)}, not a number with a decimal point")
    try:
        number = float(value)
    except ValueError:
        raise TableError(
            f"the {what} is {shown(value)}, not a number with a decimal point, such as 0.35"
        ) from None
    except OverflowError:
        number = math.inf
    if not math.isfinite(number):
        raise TableError(f"the {what} is {shown(value)}; give a finite number")
    return number


def _refuse_comma(text: str, what: str) -> None:
    """Raise, with what to write instead, if a number has a decimal comma or a percent sign."""
    found = re.fullmatch(r"\s*([+-]?[0-9]{1,30})(?:([,.])([0-9]{1,30}))?\s*(%?)\s*", text)
    if found is None or (found[2] != "," and not found[4]):
        return
    number = f"{found[1]}.{found[3]}" if found[3] else found[1]
    marks = " and ".join(
        mark for mark, there in (("a decimal comma", found[2] == ","), ("a percent sign", found[4]))
        if there
    )  # fmt: skip
    cure = f"{float(number) / 100:.12g}, or {number} with the unit %" if found[4] else number
    raise TableError(f"the {what} is {shown(text)}, with {marks}; write {cure} (decimal point)")


def _read_parameters(
    rows: dict[str, list[Any]], axes: Axes, broken: Collection[str], mistakes: _Mistakes
) -> dict[str, Cells]:
    at: dict[str, list[list[int]]] = {}
    values: dict[str, list[float]] = {}
    which: dict[str, list[int]] = {}
    infos: dict[str, dict[Info, int]] = {}
    for row, name in enumerate(rows["parameter"]):
        if mistakes.are_enough:
            break
        if not isinstance(name, str) or name not in PARAMETERS:
            continue
        try:
            position = [
                _label_position(name, axis, rows[axis][row], axes, axis in broken, mistakes)
                for axis in LABELLED
            ]
            value, info = _read_value(name, row, rows)
            r, t, c, m = position
            wrong = problem(PARAMETERS[name], in_words((r, t, c, m), axes), value)
            if wrong:
                raise TableError(wrong)
        except PlastsmartError as error:
            message = str(error)
            mistakes.add(row, message if name in message else f"{name}: {message}")
            continue
        at.setdefault(name, []).append(position)
        values.setdefault(name, []).append(value)
        known = infos.setdefault(name, {})
        which.setdefault(name, []).append(known.setdefault(info, len(known)))
    return {
        name: Cells(
            PARAMETERS[name],
            np.array(at[name], dtype=np.intp),
            np.array(values[name], dtype=np.float64),
            np.array(which[name], dtype=np.intp),
            tuple(infos[name]),
        )
        for name in at
    }


def _label_position(
    name: str, axis: str, label: Any, axes: Axes, broken: bool, mistakes: _Mistakes
) -> int:
    if label == "":
        return ALL
    if axis not in PARAMETERS[name].axes:
        raise TableError(
            f"{name} has the {axis} {shown(label)}, along which it does not vary; "
            f"{PARAMETERS[name].along}"
        )
    of = f" of {name}"
    label = _year(label, of) if axis == "year" else _text_label(label, axis, of)
    position = axes.positions(axis).get(label)
    if position is None and broken:
        return ALL  # the row that would make it known is wrong, and told of already
    if position is None:
        raise TableError(
            f"{name}: {shown(label)} is not a label of {axis}."
            f"{mistakes.near(label, axes.labels(axis))}"
        )
    return position


def _cell_text(value: Any, column: str) -> str:
    """Return a text cell; a number that a spreadsheet made of it is taken as it shows."""
    if isinstance(value, (int, float, np.number)):
        return str(value)
    return as_text(value, f"the {column}")


def _read_value(name: str, row: int, rows: dict[str, list[Any]]) -> tuple[float, Info]:
    spec = PARAMETERS[name]
    if rows["value"][row] == "":
        raise TableError(f"{name} has no value; give one, or delete the row")
    value = _float(rows["value"][row], f"value of {name}")
    unit = str(rows["unit"][row]).strip()
    if not unit and not spec.is_share:
        raise TableError(f"{name} has no unit; write {spec.unit!r}")
    try:
        uncertainty, per = parse_distribution(str(rows["distribution"][row]))
    except PlastsmartError as error:
        raise TableError(f"{name}: {error}") from None
    factor = 1.0
    if unit and unit != spec.unit:
        value, factor = with_unit(spec, value, unit, name)
    if uncertainty is not None:
        uncertainty = checked(spec, uncertainty, value, factor, name)
    interval = uncertainty.interval() if uncertainty is not None else None
    for column, bound in zip(("low", "high"), interval or (None, None), strict=True):
        text = rows[column][row]
        if text == "":
            continue
        given = _float(text, f"{column} of {name}")
        if bound is None:
            raise TableError(
                f"{name} has a {column} of {given:g} and no distribution that says what it means; "
                "write for example 'pert(low, value, high)' in the column distribution"
            )
        if unit and unit != spec.unit:
            given = float(scaled(given, unit, spec.unit))
        if not math.isclose(given, bound, rel_tol=1e-9, abs_tol=1e-12):
            raise TableError(f"{name} has a {column} of {given:g}; its distribution says {bound:g}")
    status = str(rows["status"][row])
    if status and status not in STATUSES:
        raise TableError(
            f"{name} has the unknown status {shown(status)}. {nearest(status, STATUSES)}"
        )
    return value, Info(
        uncertainty=uncertainty,
        per=per,
        source=_cell_text(rows["source"][row], "source"),
        status=status,
        note=_cell_text(rows["note"][row], "note"),
    )
