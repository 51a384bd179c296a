"""Workbooks of strangers: the cells of an .xlsx file, read within bounds.

A workbook is a zip of XML texts. It is read here and not by a library that makes a whole workbook of
it, so that every bound is kept before anything is built: how large the file, how much it unpacks to,
how many elements, how far down a cell may stand. Nothing in it is computed, followed or run: formulas
are told as such beside the value that they gave when the file was saved.
"""

from __future__ import annotations

import datetime as dt
import io
import math
import re
import zipfile
import zlib
from collections.abc import Callable, Iterator
from typing import Any, Final
from xml.parsers import expat

import attrs

from plastsmart.errors import TableError, shown
from plastsmart.files import reason_of

__all__ = ["MOST_BYTES", "Cell", "Sheet", "coordinate", "letters", "sheets_of"]

MOST_BYTES: Final = 20_000_000
"""Bytes that a file may have."""

_MOST_UNPACKED: Final = 60_000_000
_MOST_RATIO: Final = 250
_SMALL: Final = 2_000_000
"""Bytes below which it does not matter how tightly they were packed."""

_MOST_PARTS: Final = 2_000
_MOST_ELEMENTS: Final = 1_000_000
_MOST_DEPTH: Final = 100
_MOST_SHEETS: Final = 100
_MOST_CELLS: Final = 100_000
"""Cells that hold something, in the whole workbook."""

_MOST_LETTERS: Final = 20_000_000
"""Letters of all cells together, those of a text that many cells share counted for each."""

_LAST_ROW: Final = 10_000
_LAST_COLUMN: Final = 500
_LONGEST: Final = 32_767
"""Characters of a cell, as spreadsheets allow."""

_CHUNK: Final = 1 << 16

_REFUSED: Final = {
    "vbaproject": "macros; save it as a workbook without macros (.xlsx)",
    "macrosheets/": "macros; save it as a workbook without macros (.xlsx)",
    "dialogsheets/": "macros; save it as a workbook without macros (.xlsx)",
    "externallinks/": "links to other files or programs; break the links (Data, Edit links) and save",
    "connections.xml": "connections to other data; remove them and save",
    "querytables/": "connections to other data; remove them and save",
    "embeddings/": "embedded files; remove them and save",
    "activex/": "controls that run code; remove them and save",
    "webextensions/": "add-ins; remove them and save",
}
"""Parts of a workbook that can run or fetch something, and what to do about them."""

_MAIN: Final = frozenset(
    {
        "http://schemas.openxmlformats.org/spreadsheetml/2006/main",
        "http://purl.oclc.org/ooxml/spreadsheetml/main",
    }
)
_RELATIONS: Final = (
    "http://schemas.openxmlformats.org/officeDocument/2006/relationships",
    "http://purl.oclc.org/ooxml/officeDocument/relationships",
)
_PLACE: Final = re.compile(r"\$?([A-Z]{1,3})\$?([1-9][0-9]{0,6})")
_WHOLE: Final = re.compile(r"-?[0-9]{1,15}")
_ESCAPED: Final = re.compile(r"_x([0-9A-Fa-f]{4})_")
_DATES: Final = frozenset({*range(14, 23), *range(27, 37), *range(45, 48), *range(50, 59)})
"""Numbers of the formats for dates and times that need no definition."""

_PERCENTS: Final = frozenset({9, 10})
"""The same for percentages."""


@attrs.frozen
class Cell:
    """A cell that holds something.

    Attributes
    ----------
    value : float, str, bool or datetime
        What it shows: a number, a text, a truth value, a date, or an error such as "#DIV/0!". None
        where a formula was saved without its value.
    kind : {"number", "text", "truth", "date", "error", "nothing"}
    formula : str or None
        The formula, as it stands in the file; "" for one that is shared with another cell.
    percent : bool
        Whether a number is shown as a percentage.
    """

    value: Any
    kind: str
    formula: str | None = None
    percent: bool = False


@attrs.frozen
class Sheet:
    """A sheet: its cells by row and column, both counted from 1."""

    name: str
    cells: dict[tuple[int, int], Cell]
    merged: tuple[tuple[int, int, int, int], ...]

    def rows(self) -> Iterator[tuple[int, dict[int, Cell]]]:
        """Yield each row that holds something, with its cells by column."""
        rows: dict[int, dict[int, Cell]] = {}
        for (row, column), cell in self.cells.items():
            rows.setdefault(row, {})[column] = cell
        yield from sorted(rows.items())

    def merged_at(self, row: int, column: int) -> str:
        """Return the merged range that a cell is in, such as "A3:B4"; "" if it is in none."""
        for top, left, bottom, right in self.merged:
            if top <= row <= bottom and left <= column <= right:
                return f"{coordinate(top, left)}:{coordinate(bottom, right)}"
        return ""


def letters(column: int) -> str:
    """Return the letters of a column.

    Examples
    --------
    >>> from plastsmart.mapping.workbook import letters
    >>> letters(1), letters(28)
    ('A', 'AB')
    """
    text = ""
    while column:
        column, rest = divmod(column - 1, 26)
        text = chr(ord("A") + rest) + text
    return text


def coordinate(row: int, column: int) -> str:
    """Return a cell's name.

    Examples
    --------
    >>> from plastsmart.mapping.workbook import coordinate
    >>> coordinate(7, 3)
    'C7'
    """
    return f"{letters(column)}{row}"


def _position(text: str) -> tuple[int, int] | None:
    """Return row and column of a cell's name."""
    found = _PLACE.fullmatch(text)
    if not found:
        return None
    column = 0
    for letter in found[1]:
        column = column * 26 + ord(letter) - ord("A") + 1
    return int(found[2]), column


def sheets_of(data: bytes, name: str) -> tuple[Sheet, ...]:
    """Return the sheets of a workbook.

    Parameters
    ----------
    data : bytes
        The file.
    name : str
        How messages call it.

    Returns
    -------
    tuple of Sheet
        In the order of the workbook; sheets that are charts are left out.

    Raises
    ------
    TableError
        If it is no workbook, is damaged, holds something that could run or fetch, or is larger than
        any mapping needs.
    """
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            return _Reader(_Package(archive, name), name).sheets()
    except TableError:
        raise
    # what zipfile raises for damage: of the directory, of a stream, of a header it cannot handle
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError, OSError,
            ValueError, OverflowError) as error:  # fmt: skip
        raise TableError(
            f"the file {name} is damaged or is no workbook ({reason_of(error)}); open it in a "
            "spreadsheet and save it anew as .xlsx"
        ) from None


class _Package:
    """The parts of a workbook's zip, after their sizes and names were looked at."""

    def __init__(self, archive: zipfile.ZipFile, name: str) -> None:
        self.archive = archive
        self.name = name
        members = archive.infolist()
        if len(members) > _MOST_PARTS:
            raise TableError(f"the file {name} has {len(members)} parts; no mapping has so many")
        self.parts = {member.filename.lower().lstrip("/"): member for member in members}
        if len(self.parts) < len(members):
            raise TableError(f"the file {name} has two parts of one name; save it anew as .xlsx")
        self._refuse_bombs(members)
        self._refuse_active()
        if "mimetype" in self.parts or "[content_types].xml" not in self.parts:
            raise TableError(
                f"the file {name} is a zip, but not a workbook of the kind .xlsx; open it in a "
                "spreadsheet and save it as .xlsx"
            )
        self.elements = 0

    def _refuse_bombs(self, members: list[zipfile.ZipInfo]) -> None:
        unpacked = sum(member.file_size for member in members)
        packed = sum(member.compress_size for member in members)
        if unpacked > _MOST_UNPACKED:
            raise TableError(
                f"the file {self.name} unpacks to {unpacked / 1e6:.0f} MB, and at most "
                f"{_MOST_UNPACKED / 1e6:.0f} MB are read; delete empty rows and pictures, and save"
            )
        for size, tight in ((unpacked, packed), *((m.file_size, m.compress_size) for m in members)):
            if size > _SMALL and size > _MOST_RATIO * tight:
                raise TableError(
                    f"the file {self.name} unpacks to {size / max(tight, 1):.0f} times its size; no "
                    "workbook does. If it is yours, delete empty rows and save it anew"
                )
        for member in members:
            if member.flag_bits & 0x1:
                raise TableError(f"the file {self.name} is encrypted; save it without a password")
            if member.compress_type not in {zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED}:
                raise TableError(
                    f"the file {self.name} is packed in a way that no spreadsheet uses; save it anew "
                    "as .xlsx"
                )

    def _refuse_active(self) -> None:
        for part in self.parts:
            for mark, told in _REFUSED.items():
                if mark in part:
                    raise TableError(f"the file {self.name} has {told}")
        if (kinds := self.parts.get("[content_types].xml")) is not None:
            text = self._all(kinds).lower()
            if b"macroenabled" in text or b"vbaproject" in text:
                raise TableError(f"the file {self.name} has {_REFUSED['vbaproject']}")

    def _all(self, member: zipfile.ZipInfo) -> bytes:
        with self.archive.open(member) as stream:
            return stream.read(_SMALL)

    def walk(
        self,
        part: str,
        start: Callable[[str, dict[str, str], int], None],
        end: Callable[[str, str], None] | None = None,
    ) -> None:
        """Read a part: `start` gets name, attributes and depth of each element, `end` name and text."""
        member = self.parts.get(part.lower().lstrip("/"))
        if member is None:
            raise TableError(
                f"the file {self.name} lacks its part {shown(part)}: it is damaged; open it in a "
                "spreadsheet and save it anew as .xlsx"
            )
        parser = expat.ParserCreate(namespace_separator=" ")
        parser.buffer_text = True
        depth = 0
        text: list[str] = []

        def opened(name: str, given: dict[str, str]) -> None:
            nonlocal depth
            depth += 1
            self.elements += 1
            if self.elements > _MOST_ELEMENTS or depth > _MOST_DEPTH:
                raise TableError(
                    f"the file {self.name} has more than {_MOST_ELEMENTS} rows, cells and formats, or "
                    "nests them too deep; delete the empty rows below the tables and save"
                )
            text.clear()
            start(_local(name), given, depth)

        def closed(name: str) -> None:
            nonlocal depth
            depth -= 1
            if end is not None:
                end(_local(name), "".join(text))
            text.clear()

        def refuse(*_: object) -> None:
            raise TableError(
                f"the file {self.name} declares entities in its part {shown(part)}, which no "
                "spreadsheet does; it is not read"
            )

        parser.StartElementHandler = opened
        parser.EndElementHandler = closed
        parser.CharacterDataHandler = text.append
        parser.StartDoctypeDeclHandler = refuse
        with self.archive.open(member) as stream:
            try:
                while chunk := stream.read(_CHUNK):
                    parser.Parse(chunk, False)
                parser.Parse(b"", True)
            except expat.ExpatError as error:
                raise TableError(
                    f"the file {self.name} is damaged in its part {shown(part)} ({error}); open it in "
                    "a spreadsheet and save it anew as .xlsx"
                ) from None


def _local(name: str) -> str:
    """Return an element's name without its namespace; "" for one of another namespace."""
    space, _, local = name.rpartition(" ")
    if space in _MAIN or space.endswith("/relationships"):
        return local
    return ""


class _Reader:
    """The sheets of a package."""

    def __init__(self, package: _Package, name: str) -> None:
        self.package = package
        self.name = name
        self.cells = 0
        self.letters = 0
        self.strings: list[str] = []
        self.dates: frozenset[int] = frozenset()
        self.percents: frozenset[int] = frozenset()
        self.from_1904 = False

    def sheets(self) -> tuple[Sheet, ...]:
        """Return all sheets."""
        main = self._main()
        folder = main.rpartition("/")[0]
        targets = self._targets(f"{folder}/_rels/{main.rpartition('/')[2]}.rels", folder)
        found: list[tuple[str, str]] = []

        def start(name: str, given: dict[str, str], _: int) -> None:
            if name == "sheet":
                link = next((given[f"{r} id"] for r in _RELATIONS if f"{r} id" in given), "")
                found.append((given.get("name", ""), link))
            elif name == "workbookPr":
                self.from_1904 = given.get("date1904", "") in {"1", "true"}

        self.package.walk(main, start)
        if len(found) > _MOST_SHEETS:
            raise TableError(
                f"the file {self.name} has {len(found)} sheets; no mapping has so many"
            )
        for kind, part in targets.values():
            if kind == "sharedStrings":
                self._read_strings(part)
            elif kind == "styles":
                self._read_styles(part)
        return tuple(
            self._sheet(sheet, targets[link][1])
            for sheet, link in found
            if targets.get(link, ("", ""))[0] == "worksheet"
        )

    def _main(self) -> str:
        for kind, part in self._targets("_rels/.rels", "").values():
            if kind == "officeDocument":
                return part
        raise TableError(
            f"the file {self.name} is a zip, but not a workbook of the kind .xlsx; open it in a "
            "spreadsheet and save it as .xlsx"
        )

    def _targets(self, part: str, folder: str) -> dict[str, tuple[str, str]]:
        """Return what a part points to: kind and part by id; what lies outside is left out."""
        found: dict[str, tuple[str, str]] = {}

        def start(name: str, given: dict[str, str], _: int) -> None:
            if name != "Relationship" or given.get("TargetMode") == "External":
                return
            target = given.get("Target", "")
            whole = target[1:] if target.startswith("/") else f"{folder}/{target}".lstrip("/")
            kind = given.get("Type", "").rpartition("/")[2]
            found[given.get("Id", "")] = (kind, whole)

        self.package.walk(part, start)
        return found

    def _read_strings(self, part: str) -> None:
        pieces: list[str] = []
        phonetic = 0

        def start(name: str, _given: dict[str, str], _: int) -> None:
            nonlocal phonetic
            phonetic += name == "rPh"
            if name == "si":
                pieces.clear()

        def end(name: str, text: str) -> None:
            nonlocal phonetic
            phonetic -= name == "rPh"
            if name == "t" and not phonetic:
                pieces.append(text)
            elif name == "si":
                # once, and not for each cell that shows it: all of them share the one text
                self.strings.append(_unescaped("".join(pieces)[: _LONGEST + 1]))

        self.package.walk(part, start, end)

    def _read_styles(self, part: str) -> None:
        formats: dict[str, str] = {}
        used: list[str] = []
        within = ""

        def start(name: str, given: dict[str, str], _: int) -> None:
            nonlocal within
            if name in {"cellXfs", "cellStyleXfs", "dxfs"}:
                within = name
            elif name == "numFmt" and within != "dxfs":
                formats[given.get("numFmtId", "")] = given.get("formatCode", "")
            elif name == "xf" and within == "cellXfs":
                used.append(given.get("numFmtId", "0"))

        self.package.walk(part, start)
        self.dates = frozenset(
            position
            for position, number in enumerate(used)
            if (_shows_date(formats[number]) if number in formats else _among(number, _DATES))
        )
        self.percents = frozenset(
            position
            for position, number in enumerate(used)
            if ("%" in _bare(formats[number]) if number in formats else _among(number, _PERCENTS))
        )

    def _sheet(self, name: str, part: str) -> Sheet:
        cells: dict[tuple[int, int], Cell] = {}
        merged: list[tuple[int, int, int, int]] = []
        row = column = 0
        given_cell: dict[str, str] = {}
        value = ""
        inline: list[str] = []
        formula: str | None = None
        phonetic = 0

        def start(tag: str, given: dict[str, str], _: int) -> None:
            nonlocal row, column, value, formula, phonetic, given_cell
            if tag == "row":
                row, column = self._row_number(given.get("r"), row), 0
            elif tag == "c":
                column = self._column_number(given.get("r"), row, column)
                given_cell, value, formula = given, "", None
                inline.clear()
            elif tag == "rPh":
                phonetic += 1
            elif tag == "mergeCell":
                ends = given.get("ref", "").partition(":")
                if (first := _position(ends[0])) and (last := _position(ends[2])):
                    merged.append((*first, *last))

        def end(tag: str, text: str) -> None:
            nonlocal value, formula, phonetic
            if tag == "v":
                value = text
            elif tag == "f":
                formula = text
            elif tag == "t" and not phonetic:
                inline.append(text)
            elif tag == "rPh":
                phonetic -= 1
            elif tag == "c":
                cell = self._cell(given_cell, value, "".join(inline), formula)
                if cell is not None:
                    self._keep(cells, name, row, column, cell)

        self.package.walk(part, start, end)
        if len(merged) > _MOST_CELLS // 100:
            raise TableError(
                f"the sheet {shown(name)} of {self.name} has {len(merged)} merged ranges; unmerge them "
                "and save"
            )
        return Sheet(name, cells, tuple(merged))

    def _row_number(self, text: str | None, before: int) -> int:
        row = before + 1 if text is None else int(text) if _WHOLE.fullmatch(text) else 0
        if row <= before:
            raise TableError(
                f"the file {self.name} is damaged: its rows do not stand in order; open it in a "
                "spreadsheet and save it anew as .xlsx"
            )
        return row

    def _column_number(self, text: str | None, row: int, before: int) -> int:
        place = (row, before + 1) if text is None else _position(text)
        if place is None or place[0] != row or place[1] <= before:
            raise TableError(
                f"the file {self.name} is damaged: its cells do not stand in order; open it in a "
                "spreadsheet and save it anew as .xlsx"
            )
        return place[1]

    def _keep(
        self, cells: dict[tuple[int, int], Cell], sheet: str, row: int, column: int, cell: Cell
    ) -> None:
        self.cells += 1
        if self.cells > _MOST_CELLS:
            raise TableError(
                f"the file {self.name} has more than {_MOST_CELLS} cells that hold something; give "
                "the mapping alone"
            )
        if row > _LAST_ROW or column > _LAST_COLUMN:
            raise TableError(
                f"the sheet {shown(sheet)} of {self.name} holds something in "
                f"{coordinate(row, column)}; sheets are read down to row {_LAST_ROW} and column "
                f"{letters(_LAST_COLUMN)}. Delete it and save"
            )
        cells[row, column] = cell

    def _cell(
        self, given: dict[str, str], value: str, inline: str, formula: str | None
    ) -> Cell | None:
        kind = given.get("t", "n")
        if kind == "inlineStr":
            return self._text(_unescaped(inline[: _LONGEST + 1]), formula)
        if value == "":
            return None if formula is None else Cell(None, "nothing", formula)
        if kind == "s":
            known = _WHOLE.fullmatch(value) and 0 <= int(value) < len(self.strings)
            return self._text(self.strings[int(value)] if known else "#REF!", formula)
        if kind == "str":
            return self._text(_unescaped(value[: _LONGEST + 1]), formula)
        told = {"b": (value == "1", "truth"), "d": (value[:40], "date"), "e": (value[:40], "error")}
        style = given.get("s", "0")
        shows, what = told.get(kind) or self._figure(value, style)
        return Cell(shows, what, formula, what == "number" and _among(style, self.percents))

    def _figure(self, value: str, style: str) -> tuple[Any, str]:
        """Return the value of a cell with a number, and what kind it shows."""
        try:
            number = float(value) if "_" not in value else math.nan
        except ValueError:
            number = math.nan
        if not math.isfinite(number):
            return value[:40], "error"
        if _among(style, self.dates):
            return self._date(number), "date"
        return int(value) if _WHOLE.fullmatch(value) else number, "number"

    def _text(self, text: str, formula: str | None) -> Cell | None:
        if len(text) > _LONGEST:
            return Cell("#VALUE!", "error", formula)
        self.letters += len(text)
        if self.letters > _MOST_LETTERS:
            raise TableError(
                f"the file {self.name} has more than {_MOST_LETTERS // 1_000_000} million letters in "
                "its cells; no mapping has so many. Give the mapping alone"
            )
        if text == "":
            return None if formula is None else Cell(None, "nothing", formula)
        return Cell(text, "text", formula)

    def _date(self, number: float) -> Any:
        start = dt.date(1904, 1, 1) if self.from_1904 else dt.date(1899, 12, 30)
        try:
            return start + dt.timedelta(days=int(number))
        except OverflowError:
            return number


def _unescaped(text: str) -> str:
    """Return a text with the letters that XML cannot hold."""
    return _ESCAPED.sub(lambda found: chr(int(found[1], 16)), text)


def _among(number: str, members: frozenset[int]) -> bool:
    """Tell whether a text is one of some numbers."""
    return number.isascii() and number.isdigit() and int(number[:9]) in members


def _bare(code: str) -> str:
    """Return a number format without the texts in it."""
    return re.sub(r'"[^"]*"|\\.|_.|\*.', "", code[:500])


def _shows_date(code: str) -> bool:
    """Tell whether a number format shows a date or a time."""
    code = _bare(code)
    if re.search(r"\[(?:h+|m+|s+)\]", code, re.IGNORECASE):
        return True
    return re.search(r"[dmyhs]", re.sub(r"\[[^\]]*\]", "", code), re.IGNORECASE) is not None
