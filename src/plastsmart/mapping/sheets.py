"""The sheets of a filled-in template, read into measurements."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from typing import Any, Final

import attrs

from plastsmart.axes import Category, Route, label_text
from plastsmart.errors import LabelError, PlastsmartError, TableError, shown
from plastsmart.labels import LANGUAGES
from plastsmart.mapping import texts
from plastsmart.mapping.findings import FIRST_YEAR, Entry, Problems, mapping_of
from plastsmart.mapping.measurements import Mapping, Measurement
from plastsmart.mapping.plausibility import another_place
from plastsmart.mapping.quantities import QUANTITIES, TOPICS, Quantity
from plastsmart.mapping.texts import folded, other, word
from plastsmart.mapping.workbook import Cell, Sheet, coordinate, sheets_of

__all__ = ["language_of", "read_workbook"]

_VALUES: Final = 2
"""The column of the first sheet, and of the hidden one, that is filled in."""

_UNNAMED: Final = "unnamed"
_DIGITS: Final = 4
"""Of a municipality number."""

_PERCENT: Final = 100.0
_SHORT: Final = 60
"""Characters of a number, at most."""

_MOST: Final = 1e15
"""No number of a municipality is larger, in any unit."""


def read_workbook(data: bytes, name: str, origin: str) -> Mapping:
    """Return the mapping of a workbook that the template made.

    Raises
    ------
    TableError
        If it is damaged, unsafe, or no such workbook.
    """
    sheets = sheets_of(data, name)
    language = language_of(sheets, name)
    return _Workbook(sheets=sheets, language=language, origin=origin).mapping()


def language_of(
    sheets: tuple[Sheet, ...],
    name: str,
    *,
    schema: str = texts.SCHEMA,
    made_by: str = "mapping.template",
    others: Sequence[tuple[str, str]] = (),
) -> str:
    """Return the language that a workbook says it is in.

    Parameters
    ----------
    sheets : tuple of Sheet
    name : str
        Of the file.
    schema : str
        What it is to be.
    made_by : str
        What makes such workbooks.
    others : sequence of (str, str)
        How the schema of other workbooks of ours begins, and what to say of such a file ``{name}``.

    Raises
    ------
    TableError
        If it is another workbook.
    """
    hidden = next((sheet for sheet in sheets if folded(sheet.name) == texts.HIDDEN), None)
    said: dict[str, str] = {}
    for _, cells in hidden.rows() if hidden else ():
        if 1 in cells and _VALUES in cells:
            said.setdefault(str(cells[1].value), str(cells[_VALUES].value))
    stated = said.get("schema", "")
    if stated != schema:
        if re.fullmatch(rf"{schema.partition('/')[0]}/[0-9]{{1,4}}", stated):
            raise TableError(
                f"the file {name} is of the version {stated!r}, and this version reads "
                f"{schema!r}; make a new template with the version you have"
            )
        for begins, wrong in others:
            if stated.startswith(begins):
                raise TableError(wrong.format(name=name))
        raise TableError(
            f"the file {name} is a workbook, but none that {made_by} made, or its hidden sheet "
            f"{texts.HIDDEN!r} is gone; copy the numbers into a new template"
        )
    language = said.get("language", "")
    if language not in LANGUAGES:
        raise TableError(
            f"the file {name} says that its language is {shown(language)}; it is one of "
            f"{', '.join(LANGUAGES)}. Copy the numbers into a new template"
        )
    return language


@attrs.frozen
class _Row:
    """A row of a sheet, by the columns that its header names."""

    sheet: Sheet
    number: int
    cells: dict[int, Cell]
    columns: dict[str, int]

    def get(self, column: str) -> Cell | None:
        """Return the cell in a column, where it holds something."""
        cell = self.cells.get(self.columns.get(column, 0))
        if (
            cell is not None
            and cell.kind == "text"
            and not cell.value.strip()
            and cell.formula is None
        ):
            return None
        return cell

    def at(self, column: str) -> str:
        """Return the name of the cell in a column."""
        if column not in self.columns:
            return f"row {self.number}"
        return coordinate(self.number, self.columns[column])


@attrs.define(kw_only=True)
class _Workbook:
    """A workbook while it is read."""

    sheets: tuple[Sheet, ...]
    language: str
    origin: str
    problems: Problems = attrs.Factory(Problems)
    routes: dict[str, Route] = attrs.Factory(dict)
    """By name, those of the sheet of routes; `route_labels` has the name by what people write."""
    route_labels: dict[str, str] = attrs.Factory(dict)
    categories: dict[str, Category] = attrs.Factory(dict)
    category_labels: dict[str, str] = attrs.Factory(dict)
    labels: dict[str, list[str]] = attrs.Factory(dict)
    """Labels as they stand on the sheets of routes and kinds, for messages."""
    sources: dict[str, str] = attrs.Factory(dict)
    source_labels: dict[str, str] = attrs.Factory(dict)
    """The same by what people write."""
    told: dict[str, set[int]] = attrs.Factory(dict)
    """By sheet, the columns of which nothing more is to be said."""
    region: str = _UNNAMED
    entries: list[Entry] = attrs.Factory(list)

    def say(self, pair: tuple[str, str]) -> str:
        """Return a text in the language of the workbook."""
        return word(pair, self.language)

    def mapping(self) -> Mapping:
        """Return the mapping."""
        by_key = self._by_key()
        regions, price_year = self._start(by_key.get("start"))
        self._read_routes(by_key.get("routes"))
        self._read_categories(by_key.get("categories"))
        self._read_sources(by_key.get("sources"))
        for topic in TOPICS:
            if topic in by_key:
                self._topic(by_key[topic])
        return mapping_of(
            self.entries, self.problems, self.routes, self.categories, regions, price_year,
            self.language, self.origin,
        )  # fmt: skip

    def _by_key(self) -> dict[str, Sheet]:
        """Return the sheets by what they are; tell of those that are none of ours."""
        known = {folded(self.say(pair)): key for key, pair in texts.SHEETS.items()}
        foreign = {folded(other(pair, self.language)): key for key, pair in texts.SHEETS.items()}
        found: dict[str, Sheet] = {}
        unread: list[Sheet] = []
        for sheet in self.sheets:
            name = folded(sheet.name)
            if name in known and known[name] in found:
                self.problems.add(
                    "the workbook has two sheets of this name, and only the first is read; put its "
                    "numbers there, and delete it",
                    sheet.name,
                )
            elif name in known:
                found[known[name]] = sheet
            elif name in foreign:
                right = self.say(texts.SHEETS[foreign[name]])
                self.problems.add(
                    f"the sheet has the name of another language and is not read; the workbook's sheet "
                    f"is {right!r}: rename it, and its headers and labels",
                    sheet.name,
                )
            elif name != texts.HIDDEN and sheet.cells:
                unread.append(sheet)
        for sheet in unread:
            self._unread(sheet, found)
        for key in ("start", "routes"):
            if key not in found:
                self.problems.add(
                    f"the sheet {self.say(texts.SHEETS[key])!r} is missing; copy it from a new template"
                )
        if not any(topic in found for topic in TOPICS):
            self.problems.add(
                "there is no sheet with numbers; copy the numbers into a new template"
            )
        return found

    def _unread(self, sheet: Sheet, found: dict[str, Sheet]) -> None:
        """Tell of a sheet that is none of ours by its name, but may be by what stands in it."""
        topic, at, cell = _meant(sheet)
        if cell is not None:
            right = self.say(texts.SHEETS[topic])
            cure = (
                f"move its numbers to the sheet {right!r}, and delete it"
                if topic in found
                else f"rename it to {right!r}"
            )
            self.problems.add(
                f"the sheet has numbers of the template's, and it is not read by this name; {cure}",
                sheet.name, at, _holds(cell),
            )  # fmt: skip
            return
        near = self.problems.near(sheet.name, [self.say(pair) for pair in texts.SHEETS.values()])
        self.problems.add(
            f"the sheet is none of the template's, so it is not read. {near}",
            sheet.name, serious=False,
        )  # fmt: skip

    # ------------------------------------------------------------------------------ first sheet

    def _start(self, sheet: Sheet | None) -> tuple[dict[str, str], int | None]:
        """Read which municipality it is, and the price year."""
        fields = {folded(self.say(pair)): key for key, pair in texts.FIELDS.items()}
        found: dict[str, tuple[Cell, str]] = {}
        for row, cells in sheet.rows() if sheet else ():
            label = cells.get(1)
            key = fields.get(folded(str(label.value))) if label and label.kind == "text" else None
            if key and _VALUES in cells and key not in found:
                found[key] = (cells[_VALUES], coordinate(row, _VALUES))
        title = sheet.name if sheet else ""
        number = self._municipality(found.get("number"), title)
        name = ""
        if "name" in found:
            name = self._words(*found["name"], title) or ""
        region = number or name
        try:
            self.region = label_text(region, "region") if region else _UNNAMED
            name = label_text(name or self.region, "name of the region")
        except LabelError as error:
            self.problems.add(str(error), title, found["name"][1], name)
            self.region, name = number or _UNNAMED, number or _UNNAMED
        wrong, sure = another_place(self.region, name)
        if wrong:
            self.problems.add(wrong, title, found["name"][1], name, serious=sure)
        if self.region == _UNNAMED:
            told = " or ".join(repr(self.say(texts.FIELDS[key])) for key in ("number", "name"))
            self.problems.add(f"the municipality is not stated; fill in {told}", title)
        return {self.region: name}, self._price_year(found.get("price_year"), title)

    def _municipality(self, given: tuple[Cell, str] | None, title: str) -> str:
        from plastsmart.mapping import reforms

        if given is None:
            return ""
        cell, at = given
        if cell.kind == "number" and isinstance(cell.value, int) and 0 < cell.value < 10**_DIGITS:
            text = f"{cell.value:04d}"
            if len(str(cell.value)) < _DIGITS:
                self.problems.add(
                    f"the municipality number is a number and not a text; it was read as {text!r}. "
                    f"Write '{text} (with the apostrophe)",
                    title, at, cell.value, serious=False,
                )  # fmt: skip
        else:
            text = self._words(cell, at, title) or ""
        if not text:
            return ""
        if not (text.isascii() and text.isdigit()):
            return text  # a place that is no municipality has a label of its own
        if len(text) != _DIGITS:
            self.problems.add(
                "a municipality number has four digits, such as 0301", title, at, cell.value
            )
            return ""
        try:
            reforms.name(text)
        except LabelError as error:
            self.problems.add(str(error), title, at, text, serious=False)
        return text

    def _price_year(self, given: tuple[Cell, str] | None, title: str) -> int | None:
        if given is None:
            return None
        year = _year(given[0])
        if year is None:
            self.problems.add(
                "the price year is no year; write four digits such as 2024, or leave it empty",
                title, given[1], given[0].value,
            )  # fmt: skip
        return year

    # ----------------------------------------------------------------- routes, kinds and sources

    def _table(self, sheet: Sheet, first: str, known: Iterable[str]) -> Iterator[_Row]:
        """Yield the rows below the headers of a sheet, whose first header is `first`."""
        header = folded(self.say(texts.COLUMNS[first]))
        rows = list(sheet.rows())
        start = next(
            (
                place
                for place, (_, cells) in enumerate(rows)
                if any(c.kind == "text" and folded(c.value) == header for c in cells.values())
            ),
            None,
        )
        if start is None:
            foreign = folded(other(texts.COLUMNS[first], self.language))
            wrong = any(
                c.kind == "text" and folded(c.value) == foreign
                for _, cells in rows
                for c in cells.values()
            )
            why = " (the headers are of another language)" if wrong and foreign != header else ""
            self.problems.add(
                f"the row of headers, with {self.say(texts.COLUMNS[first])!r}, is missing{why}; copy it "
                "from a new template",
                sheet.name,
            )
            return
        columns = self._columns(sheet, *rows[start], set(known))
        for number, cells in rows[start + 1 :]:
            yield _Row(sheet, number, cells, columns)

    def _columns(
        self, sheet: Sheet, number: int, cells: dict[int, Cell], known: set[str]
    ) -> dict[str, int]:
        """Return the column of each header; years are "year 2024"."""
        names = {folded(self.say(texts.COLUMNS[key])): key for key in known if key != "year"}
        foreign = {
            folded(other(texts.COLUMNS[key], self.language)): key for key in known - {"year"}
        }
        columns: dict[str, int] = {}
        # a header that is not known is told below, once and not for each number under it
        self.told[sheet.name] = set(cells)
        for column, cell in sorted(cells.items()):
            at = coordinate(number, column)
            key = names.get(folded(cell.value)) if cell.kind == "text" else None
            if key is None and "year" in known and (year := _year(cell)) is not None:
                key = f"year {year}"
            if key is None:
                like = foreign.get(folded(cell.value)) if cell.kind == "text" else None
                cure = (
                    f"write {self.say(texts.COLUMNS[like])!r}"
                    if like
                    else "a header is a year of four digits or one of the template's"
                )
                self.problems.add(
                    f"the header is not known, so its column is not read; {cure}",
                    sheet.name, at, cell.value,
                )  # fmt: skip
            elif key in columns:
                self.problems.add(
                    f"the header stands in {coordinate(number, columns[key])} already, so this column "
                    "is not read; rename one",
                    sheet.name, at, cell.value,
                )  # fmt: skip
            else:
                columns[key] = column
        return columns

    def _words(self, cell: Cell | None, at: str, sheet: str) -> str | None:
        """Return the text of a cell; "" for an empty one, None for one with a problem."""
        if cell is None:
            return ""
        if cell.formula is not None:
            self._formula(cell, at, sheet)
            return None
        match cell.kind:
            case "text":
                return str(cell.value).strip()
            case "number":
                return f"{cell.value:.15g}"
            case "date":
                return str(cell.value)
        self.problems.add(
            "the cell holds no text; write it anew, or empty the cell", sheet, at, cell.value
        )
        return None

    def _formula(self, cell: Cell, at: str, sheet: str) -> None:
        """Tell of a formula in a cell that is to be filled in."""
        gave = (
            "and was saved without its value"
            if cell.value is None
            else f"that gave {shown(cell.value)}"
        )
        self.problems.add(
            f"the cell holds a formula, {gave}; formulas are not computed here. Copy the cell and "
            "paste it as a value",
            sheet, at, f"={cell.formula}" if cell.formula else None,
        )  # fmt: skip

    def _choice(
        self, row: _Row, column: str, words: dict[str, tuple[str, str]], what: str
    ) -> str | None:
        """Return the key of a word; "" for an empty cell, None for one that is not known."""
        text = self._words(row.get(column), row.at(column), row.sheet.name)
        if not text:
            return text
        mine = {folded(self.say(pair)): key for key, pair in words.items()}
        if (key := mine.get(folded(text))) is not None:
            return key
        foreign = {folded(other(pair, self.language)): key for key, pair in words.items()}
        foreign |= {folded(key): key for key in words}
        if (key := foreign.get(folded(text))) is not None:
            self.problems.add(
                f"the {what} is of another language; it was read as {self.say(words[key])!r}",
                row.sheet.name, row.at(column), text, serious=False,
            )  # fmt: skip
            return key
        known = [self.say(pair) for pair in words.values()]
        self.problems.add(
            f"the {what} is not known. {self.problems.near(text, known)} Choose from the list",
            row.sheet.name, row.at(column), text,
        )  # fmt: skip
        return None

    def _read_routes(self, sheet: Sheet | None) -> None:
        if sheet is None:
            return
        for row in self._table(sheet, "route", ("route", "name", "tier", "sectors", "help")):
            named = self._named(row, "route")
            if named is None:
                continue
            label, name = named
            tier = self._choice(row, "tier", texts.TIER_WORDS, "stage")
            sectors = self._sectors(row)
            if tier == "":
                self.problems.add(
                    "the way of collecting has no stage; choose one",
                    sheet.name,
                    row.at("tier"),
                    label,
                )
            if tier and sectors is not None:
                self._add(row, label, name, Route(name, tier, sectors or None), "route")

    def _read_categories(self, sheet: Sheet | None) -> None:
        columns = ("category", "name", "polymer", "format", "sector")
        for row in self._table(sheet, "category", columns) if sheet else ():
            named = self._named(row, "category")
            if named is None:
                continue
            label, name = named
            words = [
                self._words(row.get(c), row.at(c), row.sheet.name) for c in ("polymer", "format")
            ]
            sector = self._choice(row, "sector", texts.SECTOR_WORDS, "sector")
            if sector is None or None in words:
                continue
            try:
                kind = Category(name, words[0] or "", words[1] or "", sector or "household")
            except LabelError as error:
                self.problems.add(str(error), row.sheet.name, row.at("category"), label)
                continue
            self._add(row, label, name, kind, "category")

    def _named(self, row: _Row, axis: str) -> tuple[str, str] | None:
        """Return label and short name of a row of routes or kinds; the label where no name is."""
        label = self._words(row.get(axis), row.at(axis), row.sheet.name)
        if label is None:
            return None
        name = self._words(row.get("name"), row.at("name"), row.sheet.name)
        if name is None:
            return None
        if not label:
            if name:
                self.problems.add(
                    f"there is a short name without a label; fill in "
                    f"{self.say(texts.COLUMNS[axis])!r}",
                    row.sheet.name, row.at("name"), name,
                )  # fmt: skip
            return None
        try:
            return label, label_text(name or label, axis)
        except LabelError as error:
            self.problems.add(str(error), row.sheet.name, row.at("name"), name or label)
            return None

    def _add(self, row: _Row, label: str, name: str, made: Route | Category, axis: str) -> None:
        """Keep a route or kind by its label and its name, both of which are its alone."""
        known = self.route_labels if axis == "route" else self.category_labels
        means_all = {folded(text) for text in texts.ALL}
        for text in (label, name):
            if folded(text) in means_all or folded(text) in known:
                self.problems.add(
                    f"the label or short name {shown(text)} is taken already; each has its own",
                    row.sheet.name, row.at(axis), text,
                )  # fmt: skip
                return
        known[folded(label)] = known[folded(name)] = name
        self.labels.setdefault(axis, []).append(label)
        if isinstance(made, Route):
            self.routes[name] = made
        else:
            self.categories[name] = made

    def _sectors(self, row: _Row) -> tuple[str, ...] | None:
        """Return the sectors that a route serves: () for all, None where one is not known."""
        text = self._words(row.get("sectors"), row.at("sectors"), row.sheet.name)
        if text is None:
            return None
        words = {folded(w): key for key, pair in texts.SECTOR_WORDS.items() for w in (*pair, key)}
        found = []
        for part in text.split(",") if text else ():
            if folded(part) not in words:
                names = [self.say(pair) for pair in texts.SECTOR_WORDS.values()]
                near = self.problems.near(part.strip(), names)
                self.problems.add(
                    f"it is not known whose waste this is. {near} Several have commas between them",
                    row.sheet.name, row.at("sectors"), part.strip(),
                )  # fmt: skip
                return None
            found.append(words[folded(part)])
        return tuple(found)

    def _read_sources(self, sheet: Sheet | None) -> None:
        for row in self._table(sheet, "source", ("source", "details")) if sheet else ():
            name = self._words(row.get("source"), row.at("source"), row.sheet.name)
            told = self._words(row.get("details"), row.at("details"), row.sheet.name)
            if not name or told is None:
                if told:
                    self.problems.add(
                        "a source without a name cannot be chosen; fill in the first column",
                        row.sheet.name, row.at("details"), told, serious=False,
                    )  # fmt: skip
                continue
            whole = f"{name}: {told}" if told else name
            if self.sources.setdefault(name, whole) != whole:
                self.problems.add(
                    "the source stands twice with different details; give one another name",
                    row.sheet.name, row.at("source"), name,
                )  # fmt: skip
            else:
                self.source_labels[folded(name)] = whole

    # ------------------------------------------------------------------------------ the numbers

    def _topic(self, sheet: Sheet) -> None:
        columns = (
            "what", "route", "category", "unit", "example", "year", "sd", "low", "high", "status",
            "source", "note",
        )  # fmt: skip
        for row in self._table(sheet, "what", columns):
            self._line(row)

    def _headless(self, row: _Row) -> None:
        """Tell of the numbers of a row that stand in a column without a header."""
        first = row.columns["what"]
        headed = set(row.columns.values()) | self.told[row.sheet.name]
        for column, cell in row.cells.items():
            if column in headed or not _is_figure(cell, examples="example" in row.columns):
                continue
            at = coordinate(row.number, column)
            if column > first:
                self.problems.add(
                    "the number stands in a column without a header, so it is not read; write the year "
                    "or what the column is at its top, or delete the number",
                    row.sheet.name, at, _holds(cell),
                )  # fmt: skip
                continue
            self.told[row.sheet.name].add(column)  # such as numbers of the rows: once is enough
            self.problems.add(
                "the column has numbers and no header, so it is not read; write the year at its top if "
                "they belong to the mapping",
                row.sheet.name, at, _holds(cell), serious=False,
            )  # fmt: skip

    def _line(self, row: _Row) -> None:
        """Read one row: a quantity, of one route and kind, in any number of years."""
        what = row.get("what")
        begin = folded(str(what.value)) if what is not None else ""
        sums = {folded(pair) for pair in texts.SUM}
        if any(begin.startswith(label) for label in sums):
            return
        self._headless(row)
        years = [c for c in row.columns if c.startswith("year ") and row.get(c) is not None]
        if not years:
            self._unused(row)
            return
        kind = self._kind(row)
        route = self._label(row, "route", kind)
        category = self._label(row, "category", kind)
        fits = kind is not None and self._unit(row, kind)
        status = self._choice(row, "status", texts.STATUS_WORDS, "status")
        source = self._source(row)
        note = self._words(row.get("note"), row.at("note"), row.sheet.name)
        rest: dict[str, Any] = {}
        for column in ("sd", "low", "high"):
            rest[column] = self._number(row, column, kind) if row.get(column) is not None else ""
        values = {column: self._number(row, column, kind) for column in years}
        stated = [column for column in ("low", "high") if rest[column] != ""]
        if stated and (wrong := _range(stated, rest["sd"] != "", len(years))):
            self.problems.add(wrong, row.sheet.name, row.at(stated[0]))
            return
        whole = None not in (kind, route, category, status, source, note, *rest.values())
        if not whole or not fits or all(value is None for value in values.values()):
            return
        if status == "":
            status = "estimated"
            known = ", ".join(self.say(pair) for pair in texts.STATUS_WORDS.values())
            self.problems.add(
                f"there is no status, so it is taken as estimated; write one of {known}",
                row.sheet.name, row.at("status"), serious=False,
            )  # fmt: skip
        ends = {column: number for column, number in rest.items() if number != ""}
        assert kind is not None
        for column, value in values.items():
            if value is None:
                continue
            at = row.at(column)
            try:
                made = Measurement(
                    quantity=kind.name,
                    region=self.region,
                    year=int(column.removeprefix("year ")),
                    value=value,
                    category=category or "",
                    route=route or "",
                    status=status or "estimated",
                    source=source or "",
                    note=note or "",
                    place=f"{row.sheet.name}!{at}",
                    **ends,
                )
            except PlastsmartError as error:
                told = str(error).replace(f" ({row.sheet.name}!{at})", "")
                self.problems.add(told, row.sheet.name, at, value)
            else:
                self.entries.append(Entry(made, row.sheet.name, at))

    def _unused(self, row: _Row) -> None:
        """Tell of a row that says how sure its numbers are, and has none."""
        for column in ("sd", "low", "high", "status"):
            if row.get(column) is not None:
                self.problems.add(
                    "the row has no number in the column of a year, so it is not used",
                    row.sheet.name, row.at(column), row.cells[row.columns[column]].value, serious=False,
                )  # fmt: skip
                return

    def _kind(self, row: _Row) -> Quantity | None:
        """Return the quantity that a row is about."""
        text = self._words(row.get("what"), row.at("what"), row.sheet.name)
        if text is None:
            return None
        names = {folded(self.say((k.label, k.label_no))): k for k in QUANTITIES.values()}
        if (kind := names.get(folded(text)) or QUANTITIES.get(text)) is not None:
            return kind
        foreign = {
            folded(other((k.label, k.label_no), self.language)): k for k in QUANTITIES.values()
        }
        if (kind := foreign.get(folded(text))) is not None:
            self.problems.add(
                f"the label is of another language; it was read as "
                f"{self.say((kind.label, kind.label_no))!r}",
                row.sheet.name, row.at("what"), text, serious=False,
            )  # fmt: skip
            return kind
        labels = [self.say((k.label, k.label_no)) for k in QUANTITIES.values()]
        cure = (
            f"{self.problems.near(text, labels)} Choose from the list"
            if text
            else "choose from the list"
        )
        self.problems.add(
            f"the row has numbers, and it is not known what of; {cure}",
            row.sheet.name, row.at("what"), text or None,
        )  # fmt: skip
        return None

    def _label(self, row: _Row, axis: str, kind: Quantity | None) -> str | None:
        """Return the name of the route or kind of a row; "" for all, None for one not known."""
        text = (
            self._words(row.get(axis), row.at(axis), row.sheet.name) if axis in row.columns else ""
        )
        if not text or folded(text) in {folded(word) for word in texts.ALL}:
            return None if text is None else ""
        known = self.route_labels if axis == "route" else self.category_labels
        sheet = self.say(texts.SHEETS["routes" if axis == "route" else "categories"])
        what = self.say(texts.COLUMNS[axis]).lower()
        if kind is not None and axis not in kind.axes:
            self.problems.add(
                f"{self.say((kind.label, kind.label_no))!r} is not told by {what}; empty the cell",
                row.sheet.name, row.at(axis), text,
            )  # fmt: skip
            return None
        if (name := known.get(folded(text))) is None:
            near = self.problems.near(text, self.labels.get(axis, ()))
            self.problems.add(
                f"it is not on the sheet {sheet!r}. {near} Choose from the list, or add it there",
                row.sheet.name, row.at(axis), text,
            )  # fmt: skip
        return name

    def _unit(self, row: _Row, kind: Quantity) -> bool:
        """Tell whether the unit beside the numbers is still that of the quantity."""
        cell = row.get("unit")
        if cell is not None and cell.formula is not None:
            # the template's own, which looks the unit up
            text = str(cell.value) if cell.kind == "text" else ""
        else:
            found = self._words(cell, row.at("unit"), row.sheet.name)
            if found is None:
                return False
            text = found
        allowed = {folded(kind.unit), *(folded(unit) for unit in texts.UNITS[kind.unit])}
        if text and folded(text) not in allowed:
            self.problems.add(
                f"the unit is {self.say(texts.UNITS[kind.unit])!r} and cannot be changed; convert the "
                "number, and write the unit as it was",
                row.sheet.name, row.at("unit"), text,
            )  # fmt: skip
            return False
        return True

    def _source(self, row: _Row) -> str | None:
        text = self._words(row.get("source"), row.at("source"), row.sheet.name)
        if not text:
            return text
        if (known := self.sources.get(text) or self.source_labels.get(folded(text))) is not None:
            return known
        self.problems.add(
            f"the source is not on the sheet {self.say(texts.SHEETS['sources'])!r}; it is kept as it "
            f"stands. {self.problems.near(text, self.sources) if self.sources else 'Add it there.'}",
            row.sheet.name, row.at("source"), text, serious=False,
        )  # fmt: skip
        return text

    def _number(self, row: _Row, column: str, kind: Quantity | None) -> float | None:
        """Return the number of a cell; None for one with a problem."""
        cell, at, sheet = row.get(column), row.at(column), row.sheet.name
        assert cell is not None
        merged = row.sheet.merged_at(row.number, row.columns[column])
        wrong, value, percent = "", None, cell.percent
        if merged:
            wrong = (
                f"the cell is merged with others ({merged}), so it is not clear whose number it is; "
                "unmerge them and give each its own"
            )
        elif cell.formula is not None:
            self._formula(cell, at, sheet)
            return None
        else:
            match cell.kind:
                case "number":
                    value = float(cell.value)
                case "text":
                    try:
                        value, percent = texts.number(
                            cell.value, "," if self.language == "no" else "."
                        )
                    except PlastsmartError as error:
                        wrong = str(error)
                    else:
                        if percent and kind is not None and not kind.is_share:
                            unit = self.say(texts.UNITS[kind.unit])
                            wrong = f"it is no share: write a number in {unit}, without %"
                case "date":
                    wrong = (
                        f"a spreadsheet made a date of it ({cell.value}); format the cell as a number "
                        "and write it again, with the decimal mark of the spreadsheet"
                    )
                case "error":
                    wrong = "the cell holds an error; write the number"
                case "truth":
                    wrong = "the cell holds true or false; write a number"
                case _:
                    wrong = "the cell holds nothing that can be read; write the number"
        if not wrong and value is not None and kind is not None:
            wrong = _bounds(value, kind, self.language) or (
                "" if percent else _unclear(value, kind, self.language)
            )
        if wrong:
            self.problems.add(wrong, sheet, at, cell.value if cell.kind != "date" else None)
            return None
        return value


def _is_figure(cell: Cell, *, examples: bool) -> bool:
    """Tell whether a cell holds a number, as such, as a text, or as a date made of one.

    Without `examples`, texts that may be those of the column of examples are none.
    """
    if cell.kind != "text":
        return cell.kind in {"number", "date"}
    text = cell.value.strip()
    if not text[:1].isascii() or not re.search("[0-9]", text[:_SHORT]) or len(text) > _SHORT:
        return False
    if not examples and any(text in pair for pair in texts.EXAMPLES.values()):
        return False
    for mark in ",.":
        try:
            texts.number(text, mark)
        except PlastsmartError:
            continue
        return True
    return False


def _holds(cell: Cell) -> Any:
    """Return what a cell holds, for a message; a date as text."""
    return str(cell.value) if cell.kind == "date" else cell.value


def _meant(sheet: Sheet) -> tuple[str, str, Cell | None]:
    """Return which topic's numbers a sheet of another name has, with the first one; "" for none."""
    labels = {
        folded(label): k.topic for k in QUANTITIES.values() for label in (k.label, k.label_no)
    }
    for number, cells in sheet.rows():
        topic = ""
        for column, cell in sorted(cells.items()):
            if topic and _is_figure(cell, examples=False):
                return topic, coordinate(number, column), cell
            if not topic and cell.kind == "text":
                topic = labels.get(folded(cell.value), "")
    return "", "", None


def _range(stated: list[str], also_error: bool, years: int) -> str:
    """Return what is wrong with the columns of a range that are filled in, if anything."""
    if years > 1:
        return (
            "low and high belong to one year, and the row has several; give each year a row of its own, "
            "or a standard error"
        )
    if len(stated) == 1:
        return "there is half a range; fill in low and high, or neither"
    return "there is a standard error and a range; keep one of them" if also_error else ""


def _bounds(value: float, kind: Quantity, language: str) -> str:
    """Return what is wrong with a number of a quantity, if anything."""
    unit = word(texts.UNITS[kind.unit], language)
    if value < 0.0:
        return f"{value:g} is less than 0, and {word((kind.label, kind.label_no), language)!r} cannot be"
    if kind.is_share and value > 1.0:
        hint = f" Did you mean {value:g} % = {value / _PERCENT:g}?" if value <= _PERCENT else ""
        return f"{value:g} is over 100 %; a share lies between 0 and 1 (0 and 100 %).{hint}"
    if value > _MOST:
        return f"{value:g} {unit} cannot be; write the number anew"
    return ""


def _unclear(value: float, kind: Quantity, language: str) -> str:
    """Return what to do about a number without a percent sign, where it may be share or percentage."""
    if not kind.is_share or value == 0.0:
        return ""
    small, large = (
        f"{number:.15g}".replace(".", "," if language == "no" else ".")
        for number in (value, value * _PERCENT)
    )
    return (
        f"the unit is %, and neither the cell nor the number says whether {value:g} is {small} % or "
        f"{large} %; write '{small} %' or '{large} %'"
    )


def _year(cell: Cell) -> int | None:
    """Return the year that a cell holds, as a number or a text."""
    if cell.formula is not None:
        return None
    text = str(cell.value).strip() if cell.kind in {"text", "number"} else ""
    if not re.fullmatch(r"[0-9]{4}", text):
        return None
    year = int(text)
    return year if year >= FIRST_YEAR else None
