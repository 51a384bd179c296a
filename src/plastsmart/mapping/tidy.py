"""A tidy table of text, read into measurements."""

from __future__ import annotations

import csv
import io
import re
from collections import Counter
from typing import Final

import attrs

from plastsmart.axes import TIERS, Category, Route, label_text
from plastsmart.errors import LabelError, PlastsmartError, TableError, shown
from plastsmart.files import text_of
from plastsmart.mapping import texts
from plastsmart.mapping.findings import FIRST_YEAR, Entry, Problems, mapping_of
from plastsmart.mapping.measurements import Mapping, Measurement
from plastsmart.mapping.plausibility import another_place
from plastsmart.mapping.quantities import QUANTITIES, Quantity
from plastsmart.parameters import STATUSES
from plastsmart.units import parse_unit, scaled

__all__ = ["read_csv", "rows_of"]

_MOST_ROWS: Final = 100_000
"""Rows that hold something."""

_MOST_COLUMNS: Final = 500

_WAYS: Final = {route.name: route for route, _, _ in texts.ROUTES}
_KINDS: Final = {kind.name: kind for kind, _ in texts.CATEGORIES}

_NEEDED: Final = ("quantity", "region", "year", "value")
_COLUMNS: Final = (
    *_NEEDED, "category", "route", "sd", "low", "high", "unit", "status", "source", "note",
    "place", "region_name", "tier", "price_year",
)  # fmt: skip
_STATED: Final = re.compile(r'"?sep=([;,\t])"?\r?\n', re.IGNORECASE)
_NUMBERS: Final = ("value", "sd", "low", "high")
_PERCENT: Final = 100.0


def read_csv(data: bytes, name: str, origin: str) -> Mapping:
    """Return the mapping of a tidy table.

    Raises
    ------
    TableError
        If it is no CSV, or no table of a mapping.
    """
    header, rows, mark = rows_of(data, name)
    header = [cell.lower() if cell.lower() in _COLUMNS else cell for cell in header]
    _refuse_header(header, name)
    return _Table(header=header, rows=rows, mark=mark).mapping(origin)


def rows_of(data: bytes, name: str) -> tuple[list[str], list[tuple[int, list[str]]], str]:
    """Return the header of a table, its rows with their numbers, and the mark between cells.

    Raises
    ------
    TableError
        If it is no CSV, or has more rows than any mapping.
    """
    text = _text(data, name)
    mark, above = "", 0
    if stated := _STATED.match(text):  # as a spreadsheet writes above the header
        mark, above, text = stated[1], 1, text[stated.end() :]
    header_line = text.partition("\n")[0]
    mark = mark or (";" if header_line.count(";") > header_line.count(",") else ",")
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=mark, strict=True)
    rows: list[tuple[int, list[str]]] = []
    try:
        header = [cell.strip() for cell in next(reader, [])]
        for number, line in enumerate(reader, start=2 + above):
            if any(cell.strip() for cell in line):
                rows.append((number, line))
            if len(rows) > _MOST_ROWS:
                raise TableError(
                    f"the file {name} has more than {_MOST_ROWS} rows; no mapping has so many"
                )
    except csv.Error as error:
        raise TableError(
            f"the file {name} cannot be read as CSV after row {reader.line_num}: {error}; a text with a "
            "quotation mark or line break stands in quotes"
        ) from None
    return header, rows, mark


def _text(data: bytes, name: str) -> str:
    """Return the text of a file in UTF-8 or Windows-1252."""
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        raise TableError(f"the file {name} is text in UTF-16; save it as CSV (UTF-8)")
    try:
        return text_of(data)
    except UnicodeDecodeError as error:
        raise TableError(
            f"the letters of the file {name} are neither UTF-8 nor Windows-1252 (byte {error.start}); "
            "save it as CSV (UTF-8)"
        ) from None


def _refuse_header(header: list[str], name: str) -> None:
    """Raise where a table is no mapping."""
    if "parameter" in header:
        raise TableError(
            f"the file {name} looks like the table of a system: read it with "
            "plastsmart.data.read_table(path)"
        )
    if missing := [column for column in _NEEDED if column not in header]:
        raise TableError(
            f"the file {name} is no table of a mapping: it lacks the column"
            f"{'s' if len(missing) > 1 else ''} {', '.join(missing)}. The columns are "
            f"{', '.join(_COLUMNS)}"
        )
    if len(header) > _MOST_COLUMNS:
        raise TableError(
            f"the file {name} has {len(header)} columns; a mapping has at most {len(_COLUMNS)} that are "
            "read. Remove the others"
        )
    twice = sorted(column for column, times in Counter(header).items() if column and times > 1)
    if twice:
        raise TableError(f"the file {name} has the column {shown(twice[0])} twice; remove one")


@attrs.define(kw_only=True)
class _Table:
    """A tidy table while it is read."""

    header: list[str]
    rows: list[tuple[int, list[str]]]
    mark: str
    decimal: str = ""
    problems: Problems = attrs.Factory(Problems)
    routes: dict[str, Route] = attrs.Factory(dict)
    regions: dict[str, str] = attrs.Factory(dict)
    price_years: set[int] = attrs.Factory(set)

    def mapping(self, origin: str) -> Mapping:
        """Return the mapping."""
        for column in self.header:
            if column and column not in _COLUMNS:
                self.problems.add(
                    f"the column {shown(column)} is not read. {self.problems.near(column, _COLUMNS)}",
                    cell="row 1", serious=False,
                )  # fmt: skip
        self.decimal = texts.decimal_mark(self._numbers(), "," if self.mark == ";" else ".")
        entries: list[Entry] = []
        for number, line in self.rows:
            if len(line) > len(self.header):
                self.problems.add(
                    f"the row has {len(line)} cells and the header {len(self.header)}: a number with a "
                    f"decimal comma, or a text that holds {self.mark!r}, stands in quotes",
                    cell=f"row {number}", value=self.mark.join(line),
                )  # fmt: skip
                continue
            cells = {
                name: text.strip()
                for name, text in zip(self.header, line, strict=False)
                if text.strip()
            }
            if (made := self._measurement(number, cells)) is not None:
                entries.append(Entry(made, "", f"row {number}"))
        if len(self.price_years) > 1:
            self.problems.add(
                f"there are several price years ({', '.join(map(str, sorted(self.price_years)))}); a "
                "mapping has one: convert the costs"
            )
        used = {entry.measurement.region for entry in entries}
        categories = {
            label: _KINDS.get(label, Category(label))
            for label in dict.fromkeys(entry.measurement.category for entry in entries)
            if label
        }
        return mapping_of(
            entries, self.problems, self.routes, categories,
            {region: name for region, name in self.regions.items() if region in used},
            self.price_years.pop() if len(self.price_years) == 1 else None, "en", origin,
        )  # fmt: skip

    def _numbers(self) -> list[str]:
        places = [self.header.index(column) for column in _NUMBERS if column in self.header]
        return [
            line[place]
            for _, line in self.rows
            if len(line) <= len(self.header)
            for place in places
            if place < len(line) and line[place].strip()
        ]

    def _measurement(self, number: int, cells: dict[str, str]) -> Measurement | None:
        """Return the measurement of a row; None for one with a problem."""
        at = f"row {number}"
        before = len(self.problems.found) + self.problems.more
        kind = QUANTITIES.get(cells.get("quantity", ""))
        if kind is None:
            name = cells.get("quantity", "")
            cure = self.problems.near(name, QUANTITIES) if name else "every row names one"
            self.problems.add(f"the quantity is not known. {cure}", cell=at, value=name)
        year = self._year(cells.get("year", ""), "year", at)
        region = cells.get("region", "")
        if not region:
            self.problems.add("the region is missing; write the municipality number", cell=at)
        numbers = {c: self._number(c, cells[c], cells, kind, at) for c in _NUMBERS if c in cells}
        if "value" not in cells:
            self.problems.add("the value is missing; write it, or remove the row", cell=at)
        if "price_year" in cells:
            price_year = self._year(cells["price_year"], "price_year", at)
            if price_year is not None:
                self.price_years.add(price_year)
        route = self._route(cells, at)
        status = cells.get("status", "estimated")
        if status not in STATUSES:
            self.problems.add(
                f"the status is not known. {self.problems.near(status, STATUSES)}",
                cell=at,
                value=status,
            )
        if len(self.problems.found) + self.problems.more > before or kind is None or year is None:
            return None
        try:
            made = Measurement(
                quantity=kind.name,
                region=region,
                year=year,
                category=cells.get("category", ""),
                route=cells.get("route", ""),
                status=status,
                source=cells.get("source", ""),
                note=cells.get("note", ""),
                place=cells.get("place", at),
                **numbers,
            )
            name = label_text(
                cells.get("region_name", self.regions.get(region, region)), "region_name"
            )
        except PlastsmartError as error:
            self.problems.add(str(error).replace(f" ({cells.get('place', at)})", ""), cell=at,
                              value=cells.get("value"))  # fmt: skip
            return None
        self._keep_name(region, name, at)
        if route is not None:
            self._keep_route(route, "tier" in cells, at)
        if "status" not in cells:
            self.problems.add(
                "there is no status, so it is taken as estimated; write one of "
                f"{', '.join(STATUSES)}",
                cell=at, serious=False,
            )  # fmt: skip
        return made

    def _keep_name(self, region: str, name: str, at: str) -> None:
        if region not in self.regions or self.regions[region] == region != name:
            wrong, sure = another_place(region, name)
            if wrong:
                self.problems.add(wrong, cell=at, value=name, serious=sure)
        known = self.regions.setdefault(region, name)
        if known == region:
            self.regions[region] = name
        elif name not in {known, region}:
            self.problems.add(
                f"the region {region} is called {known!r} further up; give it one name",
                cell=at, value=name, serious=False,
            )  # fmt: skip

    def _year(self, text: str, what: str, at: str) -> int | None:
        found = re.fullmatch(r"([0-9]{4})(?:[.,]0+)?", text)
        if not found or int(found[1]) < FIRST_YEAR:
            self.problems.add(
                f"the {what} is no year of four digits, such as 2024", cell=at, value=text
            )
            return None
        return int(found[1])

    def _route(self, cells: dict[str, str], at: str) -> Route | None:
        """Return the route of a row, with the stage that the row or the usual ways give it."""
        name, tier = cells.get("route", ""), cells.get("tier", "")
        if tier and tier not in TIERS:
            self.problems.add(
                f"the tier is not known. {self.problems.near(tier, TIERS)}", cell=at, value=tier
            )
        if not name or (tier and tier not in TIERS):
            return None
        known = self.routes.get(name) or _WAYS.get(name)
        if known is not None and tier in {"", known.tier}:
            return known
        try:
            return Route(name, tier or "source")
        except LabelError as error:
            self.problems.add(str(error), cell=at, value=name)
            return None

    def _keep_route(self, route: Route, told: bool, at: str) -> None:
        known = self.routes.get(route.name)
        if known is None:
            self.routes[route.name] = route
            if not told and route.name not in _WAYS:
                self.problems.add(
                    f"it is not stated what the route {shown(route.name)} is, so it is taken as "
                    f"collection at source; add a column 'tier' ({', '.join(TIERS)})",
                    cell=at, serious=False,
                )  # fmt: skip
        elif known.tier != route.tier:
            self.problems.add(
                f"the route {shown(route.name)} has the tier {known.tier!r} further up; give it one",
                cell=at, value=route.tier, serious=False,
            )  # fmt: skip

    def _number(
        self, column: str, text: str, cells: dict[str, str], kind: Quantity | None, at: str
    ) -> float | None:
        """Return a number of a row in the unit of its quantity; None for one with a problem."""
        try:
            value, percent = texts.number(text, self.decimal)
            if kind is None:
                return None
            unit = cells.get("unit", "")
            wrong = ""
            if percent and (not kind.is_share or (unit and parse_unit(unit) == "percent")):
                wrong = (
                    f"the {column} has a percent sign beside the unit {unit!r}; write one of them"
                )
            elif not unit and not kind.is_share:
                wrong = f"there is no unit; write {kind.unit!r} in the column 'unit'"
            elif unit and unit != kind.unit and not percent:
                value = scaled(value, parse_unit(unit) or "1", kind.unit)
            if not wrong:
                wrong = _limits(value, kind)
        except PlastsmartError as error:
            wrong = str(error)
        if wrong:
            self.problems.add(wrong, cell=at, value=text)
            return None
        return float(value)


def _limits(value: float, kind: Quantity) -> str:
    """Return what is wrong with a number of a quantity, if anything."""
    if value < 0.0:
        return f"{kind.name} is {value:g} {kind.unit}; it cannot be negative"
    if kind.is_share and value > 1.0:
        hint = f" Did you mean {value:g} % = {value / _PERCENT:g}?" if value <= _PERCENT else ""
        return f"{kind.name} is {value:g}; a share lies between 0 and 1.{hint}"
    return ""
