"""Workbooks that people fill in: how their cells look, what is written into them, and where to."""

from __future__ import annotations

import os
import re
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import attrs

from plastsmart.errors import MissingExtraError, TableError, shown
from plastsmart.files import packed, reason_of, write_whole
from plastsmart.mapping.texts import HIDDEN, word
from plastsmart.mapping.workbook import letters

if TYPE_CHECKING:
    from openpyxl import Workbook
    from openpyxl.styles import NamedStyle
    from openpyxl.worksheet.worksheet import Worksheet

__all__ = [
    "DARK", "GREY", "LIGHT", "RED", "Look", "Sheets", "finish", "input_look", "new_book", "new_file",
    "save", "write_number", "write_text",
]  # fmt: skip

DARK, LIGHT, _INPUT, _LINE, GREY, RED = (
    "1F4E5F", "DCE9EC", "FFF9DB", "C9BF94", "808080", "C00000",
)  # fmt: skip
"""The colours of our workbooks."""

_FORMULA_LIKE: Final = ("=", "+", "-", "@")
_NOT_IN_XML: Final = re.compile(
    "[\x00-\x08\x0b-\x0d\x0e-\x1f\ud800-\udfff\ufffe\uffff]|_(?=x[0-9A-Fa-f]{4}_)"
)


@attrs.frozen(kw_only=True)
class Look:
    """How a cell looks. One with a frame is to be filled in, and not locked."""

    size: int = 11
    bold: bool = False
    italic: bool = False
    colour: str = "000000"
    fill: str = ""
    frame: bool = False
    total: bool = False
    open: bool = False
    wrap: bool = False
    vertical: str = "center"
    horizontal: str | None = None
    form: str = "General"


def input_look(form: str = "@", *, wrap: bool = False) -> Look:
    """Return the look of a cell to be filled in."""
    return Look(fill=_INPUT, frame=True, form=form, wrap=wrap)


def new_file(path: Any, overwrite: bool) -> Path:
    """Return where a workbook goes; refuse a file that is there, unless it may be replaced."""
    if not isinstance(path, (str, os.PathLike)) or "\0" in str(path):
        raise TableError(
            f"path is where the workbook goes, such as 'asker.xlsx', not {shown(path)}"
        )
    file = Path(path)
    if file.suffix.lower() != ".xlsx":
        raise TableError(f"the workbook's name ends in .xlsx, not {shown(file.name)}")
    if file.exists() and not overwrite:
        raise TableError(
            f"there is a file {shown(str(path))} already, maybe filled in; give another name, or "
            "overwrite=True"
        )
    return file


def new_book(needed_by: str) -> Workbook:
    """Return an empty workbook.

    Raises
    ------
    MissingExtraError
        Naming what needs it, if openpyxl is not installed.
    """
    try:
        import openpyxl
    except ImportError:
        raise MissingExtraError(
            f'{needed_by} needs openpyxl: pip install "plastsmart[excel]"'
        ) from None
    return openpyxl.Workbook()


def save(book: Workbook, file: Path) -> None:
    """Write a workbook, whole or not at all.

    Raises
    ------
    TableError
        If it cannot be written.
    """
    try:
        write_whole(packed(book), file)
    except (OSError, ValueError) as error:
        raise TableError(
            f"the workbook {shown(str(file))} cannot be written: {reason_of(error)}; is it open in a "
            "spreadsheet? What was there is as it was"
        ) from None


@attrs.frozen(kw_only=True)
class Sheets:
    """The sheets of a workbook, while they are written."""

    book: Workbook
    language: str
    lists: dict[str, str] = attrs.Factory(dict)
    """The ranges of the drop-downs."""
    styles: dict[Look, str] = attrs.Factory(dict)

    def put(self, cell: Any, look: Look, text: str = "") -> None:
        """Give a cell its look and text."""
        # a style by name is set once; fonts and borders would be compared anew for each cell
        if look not in self.styles:
            self.styles[look] = f"plastsmart {len(self.styles) + 1}"
            self.book.add_named_style(_style(self.styles[look], look))
        cell.style = self.styles[look]
        write_text(cell, text)

    def say(self, pair: tuple[str, str]) -> str:
        """Return a text in the language of the workbook."""
        return word(pair, self.language)

    def hide(self, sheet: Worksheet, schema: str, offered: Mapping[str, Sequence[str]]) -> None:
        """Write the hidden sheet: what the workbook is, and what each drop-down offers."""
        sheet.sheet_state = "hidden"
        for row, pair in enumerate((("schema", schema), ("language", self.language)), start=1):
            for column, text in enumerate(pair, start=1):
                write_text(sheet.cell(row, column), text)
        for column, (key, members) in enumerate(offered.items(), start=4):
            for row, member in enumerate(members, start=1):
                write_text(sheet.cell(row, column), member)
            at = letters(column)
            self.lists[key] = f"'{HIDDEN}'!${at}$1:${at}${len(members)}"


def write_text(cell: Any, text: str) -> None:
    """Write a text that stays a text, whatever it begins with."""
    if text:
        cell.value = _NOT_IN_XML.sub(lambda found: f"_x{ord(found[0]):04X}_", text)
        # openpyxl makes a formula of "=…" and an error of "#N/A"
        cell.data_type = "s"
        if text.startswith(_FORMULA_LIKE):
            cell.quotePrefix = True


def write_number(cell: Any, value: float) -> None:
    """Write a number with all its digits, of which openpyxl would keep sixteen."""
    cell.value = repr(float(value))
    cell.data_type = "n"


def _style(name: str, look: Look) -> NamedStyle:
    """Return a look as a style of the workbook."""
    from openpyxl.styles import (
        Alignment,
        Border,
        Font,
        NamedStyle,
        PatternFill,
        Protection,
        Side,
    )

    line = Side(style="thin", color=_LINE if look.frame else GREY)
    around = line if look.frame else None
    return NamedStyle(
        name=name,
        font=Font(
            name="Calibri", size=look.size, bold=look.bold, italic=look.italic, color=look.colour
        ),
        fill=PatternFill("solid", start_color=look.fill, end_color=look.fill)
        if look.fill
        else PatternFill(),
        border=Border(
            left=around, right=around, bottom=around, top=line if look.frame or look.total else None
        ),
        alignment=Alignment(
            wrap_text=look.wrap, vertical=look.vertical, horizontal=look.horizontal
        ),
        number_format=look.form,
        protection=Protection(locked=not look.frame and not look.open),
    )


def finish(sheet: Worksheet) -> None:
    """Protect a sheet but for its open cells, and let it print on whole pages."""
    sheet.sheet_view.showGridLines = False
    sheet.page_setup.orientation = "landscape"
    sheet.page_setup.fitToHeight = 0
    properties: Any = sheet.sheet_properties
    properties.pageSetUpPr.fitToPage = True
    protection = sheet.protection
    protection.sheet = True
    for allowed in (
        "formatCells",
        "formatColumns",
        "formatRows",
        "insertRows",
        "deleteRows",
        "sort",
    ):
        setattr(protection, allowed, False)  # the file says what is forbidden
