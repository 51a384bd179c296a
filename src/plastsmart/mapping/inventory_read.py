"""Read what a municipality buys: the workbook of `template`, or a table as CSV."""

from __future__ import annotations

import re
from typing import Any, Final

import attrs

from plastsmart.axes import label_text
from plastsmart.errors import LabelError, PlastsmartError, TableError, nearest, shown
from plastsmart.labels import LANGUAGES
from plastsmart.mapping import texts
from plastsmart.mapping.findings import FIRST_YEAR, Problems
from plastsmart.mapping.inventory_columns import (
    COLUMNS,
    FIELDS,
    OF_ALL,
    SCHEMA,
    SHEETS,
    YES,
    Column,
)
from plastsmart.mapping.inventory_items import MOST_ITEMS, Inventory, Item
from plastsmart.mapping.inventory_template import EXAMPLE
from plastsmart.mapping.read import content
from plastsmart.mapping.sheets import language_of
from plastsmart.mapping.texts import folded
from plastsmart.mapping.tidy import rows_of
from plastsmart.mapping.workbook import Cell, Sheet, coordinate, sheets_of

__all__ = ["read"]

_MOST: Final = 1e12
"""No number of an item is larger, in any unit."""

_NEEDED: Final = tuple(name for name, column in COLUMNS.items() if column.needed)
_TRUE: Final = {"yes": True, "no": False}
_PERCENT: Final = 100.0
_OTHERS: Final = (
    (
        "plastsmart-mapping/",
        "the file {name} is the workbook of a mapping; read it with plastsmart.mapping.read",
    ),
)


def read(path: Any) -> Inventory:
    r"""Read what a municipality buys from a file.

    Parameters
    ----------
    path : str or path
        A workbook that `template` wrote, also saved again by a spreadsheet; or a CSV file with the
        columns of `Inventory.table`, with ``municipality`` and ``year`` or without, with commas or
        semicolons, in UTF-8 or Windows-1252, with decimal points or commas.

    Returns
    -------
    Inventory
        All rows that could be used. ``problems`` has everything else, each with its sheet, cell, value
        and what to do about it; `Inventory.ok` tells whether there is none that matters.

    Raises
    ------
    TableError
        If the file as a whole cannot be read: it is damaged, no inventory, too large, or holds macros,
        links to other files or entities. Nothing in a file is ever computed, followed or run.

    Examples
    --------
    >>> import tempfile, plastsmart as ps
    >>> from pathlib import Path
    >>> path = Path(tempfile.mkdtemp()) / "innkjop.csv"
    >>> _ = path.write_text(
    ...     "item;place;quantity;item_mass;single_use;packaging;status\n"
    ...     "beger;Kantiner;20 000;4,5;ja;ja;reported\n"
    ...     "lokk;Kantiner;mange;2;ja;ja;reported\n",
    ...     encoding="utf-8",
    ... )
    >>> town = ps.inventory.read(path)
    >>> [(x.item, x.mass) for x in town]
    [('beger', 0.09)]
    >>> print(town.problems[0])
    row 3: quantity: 'mange' is no number; write it such as 1 234,5, alone (it holds 'mange')
    """
    data, name, file, workbook = content(path)
    if workbook:
        return _of_workbook(sheets_of(data, name), name, file.name)
    return _of_csv(data, name, file.name)


def _of_workbook(sheets: tuple[Sheet, ...], name: str, origin: str) -> Inventory:
    language = language_of(
        sheets, name, schema=SCHEMA, made_by="inventory.template", others=_OTHERS
    )
    at = LANGUAGES.index(language)
    by_name = {folded(sheet.name): sheet for sheet in reversed(sheets)}
    reading = _Reading(language=language, mark="," if language == "no" else ".", origin=origin)
    start = by_name.get(folded(SHEETS["start"][at]))
    sheet = by_name.get(folded(SHEETS["purchases"][at]))
    if sheet is None:
        raise TableError(
            f"the file {name} has no sheet {SHEETS['purchases'][at]!r}; rename the sheet that holds the "
            "purchases, or copy them into a new template"
        )
    town, year = reading.first_sheet(start)
    rows = list(sheet.rows())
    header = next((place for place, (_, cells) in enumerate(rows) if _is_header(cells)), None)
    if header is None:
        raise TableError(
            f"the sheet {shown(sheet.name)} of {name} has no row of headers with "
            f"{COLUMNS['item'].label!r} or {COLUMNS['item'].label_no!r} and the quantity; copy it from "
            "a new template"
        )
    number, cells = rows[header]
    columns = reading.headers(
        {c: (str(cell.value), coordinate(number, c)) for c, cell in cells.items()}, sheet.name
    )
    headed = set(cells)
    for number, cells in rows[header + 1 :]:
        for column in sorted(set(cells) - headed):
            if cells[column].kind == "number":
                headed.add(column)  # once is enough
                reading.problems.add(
                    "the column has numbers and no header, so it is not read; write at its top what "
                    "they are, or delete them",
                    sheet.name, coordinate(number, column), cells[column].value, serious=False,
                )  # fmt: skip
        line = {
            key: (cells[column], coordinate(number, column), sheet.merged_at(number, column))
            for column, key in columns.items()
            if column in cells and not _blank(cells[column])
        }
        reading.row(line, sheet.name, f"row {number}")
    return reading.inventory(town, year)


def _blank(cell: Cell) -> bool:
    return cell.kind == "text" and cell.formula is None and not cell.value.strip()


def _is_header(cells: dict[int, Cell]) -> bool:
    keys = {_HEADERS.get(folded(c.value)) for c in cells.values() if c.kind == "text"}
    return {"item", "quantity"} <= keys


_HEADERS: Final = {
    folded(text): name
    for name, column in COLUMNS.items()
    for text in (name, column.label, column.label_no)
}
"""What a header may be: the name of a column, or its label in either language."""

_HEADERS_OF_ALL: Final = {
    folded(text): field
    for column, field in OF_ALL.items()
    for text in (column, *FIELDS[field], *({"year": ("År",)}.get(column, ())))
}
"""What a header of a CSV file may be that is of all rows together."""


def _of_csv(data: bytes, name: str, origin: str) -> Inventory:
    header, rows, mark = rows_of(data, name)
    keys = [_HEADERS.get(folded(text)) for text in header]
    if missing := [column for column in _NEEDED if column not in keys]:
        raise TableError(
            f"the file {name} is no inventory of purchases: it lacks the column"
            f"{'s' if len(missing) > 1 else ''} {', '.join(missing)}. The columns are "
            f"{', '.join((*COLUMNS, *OF_ALL))}"
        )
    reading = _Reading(language="en", mark="", origin=origin)
    of_all = {
        place: _HEADERS_OF_ALL[folded(text)]
        for place, text in enumerate(header)
        if folded(text) in _HEADERS_OF_ALL
    }
    columns = reading.headers(
        {
            place: (text, "row 1")
            for place, text in enumerate(header)
            if text and place not in of_all
        },
        "",
    )
    numbers = [place for place, key in columns.items() if COLUMNS[key].is_number]
    reading.mark = texts.decimal_mark(
        [line[place] for _, line in rows for place in numbers if place < len(line) and line[place]],
        "," if mark == ";" else ".",
    )
    for number, line in rows:
        at = f"row {number}"
        if len(line) > len(header):
            reading.problems.add(
                f"the row has {len(line)} cells and the header {len(header)}: a number with a decimal "
                f"comma, or a text that holds {mark!r}, stands in quotes",
                "", at, mark.join(line),
            )  # fmt: skip
            continue
        for place, field in of_all.items():
            if place < len(line) and line[place].strip():
                reading.of_all(field, line[place].strip(), at)
        reading.row(
            {
                columns[place]: (Cell(text.strip(), "text"), at, "")
                for place, text in enumerate(line)
                if place in columns and text.strip()
            },
            "",
            at,
        )
    year = reading.stated.get("year", "")
    return reading.inventory(reading.stated.get("name", ""), int(year) if year else None)


@attrs.define(kw_only=True)
class _Reading:
    """An inventory while it is read."""

    language: str
    mark: str
    origin: str
    problems: Problems = attrs.Factory(Problems)
    items: list[Item] = attrs.Factory(list)
    places: dict[tuple[str, str], str] = attrs.Factory(dict)
    """Where each item of a place of use stands."""
    stated: dict[str, str] = attrs.Factory(dict)
    """What a CSV file says of all rows together, as far as it can be used."""

    def say(self, column: Column) -> str:
        return texts.word((column.label, column.label_no), self.language)

    def inventory(self, name: str, year: int | None) -> Inventory:
        """Return what was read."""
        return Inventory(
            items=self.items, problems=self.problems.all(), name=name, year=year,
            language=self.language, origin=self.origin,
        )  # fmt: skip

    def first_sheet(self, sheet: Sheet | None) -> tuple[str, int | None]:
        """Return municipality and year."""
        fields = {folded(text): key for key, pair in FIELDS.items() for text in pair}
        name, year = "", None
        for row, cells in sheet.rows() if sheet else ():
            label, given = cells.get(1), cells.get(2)
            key = fields.get(folded(str(label.value))) if label is not None else None
            if key is None or given is None or _blank(given):
                continue
            assert sheet is not None
            at, text = coordinate(row, 2), str(given.value).strip()
            if not self._is_wrong(key, text, sheet.name, at):
                name, year = (text, year) if key == "name" else (name, int(text))
        return name, year

    def of_all(self, field: str, text: str, at: str) -> None:
        """Read what a row of a CSV file says of all rows; tell of one that says otherwise."""
        if field == "year":
            text = re.sub(r"[.,]0+$", "", text)  # as a spreadsheet may write it
        known = self.stated.get(field)
        if known is None:
            # what is wrong is told once, not in every row
            self.stated[field] = "" if self._is_wrong(field, text, "", at) else text
        elif known and text != known:
            what = {"name": "municipality"}.get(field, field)
            self.problems.add(
                f"the {what} is {known!r} further up; a file is of one {what}", "", at, text
            )

    def _is_wrong(self, field: str, text: str, sheet: str, at: str) -> bool:
        """Tell of a name or year that cannot be one."""
        told = ""
        if field == "name":
            try:
                label_text(text, "municipality")
            except LabelError as error:
                told = str(error)
        elif not (re.fullmatch(r"[0-9]{4}", text) and int(text) >= FIRST_YEAR):
            told = "the year is no year of four digits, such as 2024"
        if told:
            self.problems.add(told, sheet, at, text)
        return bool(told)

    def headers(self, found: dict[int, tuple[str, str]], sheet: str) -> dict[int, str]:
        """Return the column that each header is of; tell of those that are none or stand twice."""
        columns: dict[int, str] = {}
        for place, (text, at) in sorted(found.items()):
            key = _HEADERS.get(folded(text))
            if key is None:
                near = self.problems.near(text, [self.say(c) for c in COLUMNS.values()])
                self.problems.add(
                    f"the header is not known, so its column is not read. {near}", sheet, at, text
                )
            elif key in columns.values():
                self.problems.add(
                    "the header stands twice, and only the first column is read; rename one",
                    sheet, at, text,
                )  # fmt: skip
            else:
                columns[place] = key
        return columns

    def row(self, line: dict[str, tuple[Cell, str, str]], sheet: str, row: str) -> None:
        """Read one row: an item of one place of use."""
        if not line:
            return
        first = str(line["item"][0].value) if "item" in line else ""
        if any(first.startswith(text) for text in EXAMPLE):
            return
        before = self._told()
        values: dict[str, Any] = {}
        for name, (cell, at, merged) in line.items():
            values[name] = self._value(COLUMNS[name], cell, at, sheet, merged)
        for name in _NEEDED:
            if name not in line:
                self.problems.add(
                    f"{self.say(COLUMNS[name])!r} is missing; fill it in, or empty the row",
                    sheet, row, first or None,
                )  # fmt: skip
        if self._told() > before:
            return
        if "status" not in values:
            known = ", ".join(
                texts.word(pair, self.language) for pair in texts.STATUS_WORDS.values()
            )
            self.problems.add(
                f"there is no status, so it is taken as estimated; write one of {known}",
                sheet, row, first, serious=False,
            )  # fmt: skip
        at = line["item"][1]
        try:
            made = Item(**{"status": "estimated", "source": self.origin} | values)
        except PlastsmartError as error:
            self.problems.add(str(error), sheet, at, first)
            return
        key = (made.item, made.place)
        if key in self.places:
            self.problems.add(
                f"{made.item} stands for {made.place} in {self.places[key]} already; add the quantities "
                "up, or name them apart",
                sheet, at, first,
            )  # fmt: skip
        elif len(self.items) >= MOST_ITEMS:
            self.problems.add(
                f"there are more than {MOST_ITEMS} items; put those together that are alike",
                sheet, at, first,
            )  # fmt: skip
        else:
            self.places[key] = at
            self.items.append(made)

    def _told(self) -> int:
        """Return how many problems that matter there are."""
        return sum(problem.serious for problem in self.problems.found) + self.problems.more

    def _value(self, column: Column, cell: Cell, at: str, sheet: str, merged: str) -> Any:
        """Return what a cell says; None where it has a problem."""
        wrong, value = "", None
        if merged:
            wrong = f"the cell is merged with others ({merged}); unmerge them and give each its own"
        elif cell.formula is not None:
            gave = (
                "saved without its value"
                if cell.value is None
                else f"that gave {shown(cell.value)}"
            )
            wrong = (
                f"the cell holds a formula, {gave}; formulas are not computed here. Copy the cell and "
                "paste it as a value"
            )
        else:
            try:
                value = self._figure(column, cell) if column.is_number else self._word(column, cell)
            except PlastsmartError as error:
                wrong = str(error)
        if wrong:
            label = self.say(column) if sheet else column.name
            held = cell.value if cell.kind != "date" else str(cell.value)
            self.problems.add(f"{label}: {wrong}", sheet, at, held)
        return value

    def _word(self, column: Column, cell: Cell) -> Any:
        if cell.kind == "truth" and column.kind == "yes":
            return bool(cell.value)
        if cell.kind not in {"text", "number", "date"}:
            raise TableError("the cell holds no text; write it anew, or empty the cell")
        text = f"{cell.value:.15g}" if cell.kind == "number" else str(cell.value).strip()
        if column.kind == "yes":
            known = {folded(word): key for key, pair in YES.items() for word in pair}
            known |= {"true": "yes", "false": "no", "sant": "yes", "usant": "no"}
            if folded(text) not in known:
                raise TableError("it is neither yes nor no; write one of yes, no (ja, nei)")
            return _TRUE[known[folded(text)]]
        if column.kind == "status":
            words = {
                folded(word): key
                for key, pair in texts.STATUS_WORDS.items()
                for word in (*pair, key)
            }
            if folded(text) not in words:
                shown_words = [texts.word(p, self.language) for p in texts.STATUS_WORDS.values()]
                raise TableError(f"the status is not known. {nearest(text, shown_words)}")
            return words[folded(text)]
        if column.name in {"item", "place"}:
            return label_text(text, column.name)
        return text

    def _figure(self, column: Column, cell: Cell) -> float:
        percent = cell.percent
        match cell.kind:
            case "number":
                value = float(cell.value)
            case "text":
                value, percent = texts.number(cell.value, self.mark)
            case "date":
                raise TableError(
                    f"a spreadsheet made a date of it ({cell.value}); format the cell as a number and "
                    "write it again"
                )
            case "error":
                raise TableError("the cell holds an error; write the number")
            case _:
                raise TableError("the cell holds no number; write the number")
        if percent and column.kind != "share":
            raise TableError(f"it is no share: write a number in {column.unit}, without %")
        if value < 0.0:
            raise TableError(f"{value:g} is less than 0, and it cannot be")
        if value > _MOST:
            raise TableError(f"{value:g} {column.unit} cannot be; write the number anew")
        if column.kind == "share" and value > 1.0:
            hint = (
                f"; did you mean {value:g} % = {value / _PERCENT:g}?" if value <= _PERCENT else ""
            )
            raise TableError(f"{value:g} is over 100 %{hint}")
        if column.name == "reusable_uses" and value < 1.0:
            raise TableError(f"{value:g} is less than 1: one is used at least once")
        return value
