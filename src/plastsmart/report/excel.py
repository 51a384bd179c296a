"""The tables of a report as a workbook: the answer first, then a sheet for each table."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import TYPE_CHECKING, Any, Final

from plastsmart.errors import InvalidValueError, MissingExtraError
from plastsmart.files import packed, reason_of
from plastsmart.report.document import (
    Amount,
    Cell,
    Document,
    Entry,
    Items,
    Meter,
    Section,
    Table,
    exact,
    typeset,
)
from plastsmart.report.report_text import say
from plastsmart.report.saving import steady

if TYPE_CHECKING:
    from openpyxl.worksheet.worksheet import Worksheet

__all__ = ["SOFT_HYPHEN", "cell_text", "workbook"]

_LONGEST_NAME: Final = 31
_FORBIDDEN: Final = re.compile(r"[\[\]:*?/\\']")
_NARROWEST: Final = 9
_WIDEST: Final = 60
_CONTROL: Final = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f]")
SOFT_HYPHEN: Final = "\u00ad"


def workbook(document: Document) -> bytes:
    """Return the tables of a report as an Excel file.

    Numbers are numbers, in the units of the headings; texts are never formulas.

    Raises
    ------
    MissingExtraError
        Without openpyxl.
    InvalidValueError
        If there is no room for openpyxl's temporary files.
    """
    try:
        import openpyxl
    except ImportError:
        raise MissingExtraError(
            'tables for Excel need openpyxl: pip install "plastsmart[report]"'
        ) from None
    book = openpyxl.Workbook()
    first = book.active
    assert first is not None
    names: set[str] = set()
    first.title = _name(say("answer", document.language), names)
    _write_answer(first, document)
    for title, table in _titled(document):
        sheet = book.create_sheet(_name(title, names))
        _write_table(sheet, table)
    book.properties.title = _plain(document.title)
    book.properties.creator = _plain(document.made_by)
    try:
        return steady(packed(book))
    except OSError as error:
        raise InvalidValueError(
            f"the workbook cannot be made: {reason_of(error)}; what was there is as it was"
        ) from None


def _titled(document: Document) -> Iterable[tuple[str, Table]]:
    """Yield each table with the heading it stands under."""
    for section in document.sections:
        for part in section.walk():
            for block in part.blocks:
                if isinstance(block, Table):
                    yield part.title, block


def _name(title: str, taken: set[str]) -> str:
    """Return a name for a sheet that no other has."""
    plain = _FORBIDDEN.sub(" ", _plain(title)).strip()[:_LONGEST_NAME].strip() or "-"
    name, number = plain, 1
    while name.casefold() in taken:
        number += 1
        end = f" {number}"
        name = f"{plain[: _LONGEST_NAME - len(end)]}{end}"
    taken.add(name.casefold())
    return name


def _plain(text: str) -> str:
    return _CONTROL.sub("", text.replace(SOFT_HYPHEN, ""))


def _put(sheet: Worksheet, row: int, column: int, text: str) -> Any:
    """Write a text, which stays one whatever it begins with."""
    cell = sheet.cell(row, column)
    cell.value = _plain(text)
    cell.data_type = "s"
    return cell


def _write_answer(sheet: Worksheet, document: Document) -> None:
    from openpyxl.styles import Alignment, Font

    lines = [document.title, document.subtitle, "", document.mark.text, document.answer]
    lines += [*document.summary, ""]
    for row, line in enumerate(lines, start=1):
        cell = _put(sheet, row, 1, typeset(line))
        cell.alignment = Alignment(wrap_text=True, vertical="top")
    sheet.cell(1, 1).font = Font(bold=True, size=16)
    sheet.cell(5, 1).font = Font(bold=True, size=13)
    row = len(lines) + 1
    for fact in document.facts:
        _put(sheet, row, 1, fact.text)
        _write(sheet, row, 2, fact.amount)
        row += 1
    row += 1
    for section in document.sections:
        row = _write_items(sheet, section, row) if section.id == "about" else row
    _put(sheet, row, 1, document.made_by)
    sheet.column_dimensions["A"].width = 100
    sheet.column_dimensions["B"].width = 16


def _write_items(sheet: Worksheet, section: Section, row: int) -> int:
    for block in section.blocks:
        if isinstance(block, Items):
            for item in block.items:
                _put(sheet, row, 1, item if isinstance(item, str) else ": ".join(item))
                row += 1
    return row


def _write_table(sheet: Worksheet, table: Table) -> None:
    from openpyxl.styles import Alignment, Border, Font, Side
    from openpyxl.utils import get_column_letter
    from openpyxl.worksheet.properties import PageSetupProperties

    kept = [at for at, column in enumerate(table.columns) if column.kind != "bar"]
    _put(sheet, 1, 1, typeset(table.caption)).font = Font(bold=True, size=13)
    line = Side(style="thin")
    widths = [_NARROWEST] * len(kept)
    for place, at in enumerate(kept, start=1):
        cell = _put(sheet, 3, place, table.columns[at].name)
        cell.font = Font(bold=True)
        right = table.columns[at].kind == "number"
        cell.alignment = Alignment(
            wrap_text=True, vertical="bottom", horizontal="right" if right else "left"
        )
        cell.border = Border(bottom=line)
    for number, values in enumerate(table.rows):
        row = 4 + number
        for place, at in enumerate(kept, start=1):
            written = _write(sheet, row, place, values[at])
            widths[place - 1] = max(widths[place - 1], min(len(written) + 2, _WIDEST))
            cell = sheet.cell(row, place)
            if table.total and number == len(table.rows) - 1:
                cell.font = Font(bold=True)
                cell.border = Border(top=line)
            elif number in table.strong:
                cell.font = Font(bold=True)
    if table.note:
        _put(sheet, 5 + len(table.rows), 1, typeset(table.note))
    for place, width in enumerate(widths, start=1):
        sheet.column_dimensions[get_column_letter(place)].width = width
    sheet.freeze_panes = "B4"
    sheet.page_setup.orientation = "landscape"
    sheet.page_setup.fitToWidth = 1
    sheet.page_setup.fitToHeight = 0
    sheet.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)
    sheet.print_title_rows = "3:3"


def _write(sheet: Worksheet, row: int, column: int, value: Cell) -> str:
    """Write a cell of a table, and return what is seen of it."""
    from openpyxl.styles import Alignment

    if isinstance(value, Amount):
        cell = sheet.cell(row, column)
        cell.alignment = Alignment(horizontal="right", vertical="top")
        if value.value is None:
            return _text(sheet, row, column, value.text)
        cell.value = float(exact(value.value / value.by))
        cell.number_format = value.form
        return value.text
    return _text(sheet, row, column, cell_text(value))


def _text(sheet: Worksheet, row: int, column: int, text: str) -> str:
    from openpyxl.styles import Alignment

    if not text:
        return ""
    cell = _put(sheet, row, column, typeset(text))
    cell.alignment = Alignment(wrap_text=len(text) > _WIDEST, vertical="top")
    return text


def cell_text(value: Cell) -> str:
    """Return a cell as one line of text; of a bar, none."""
    if isinstance(value, Entry):
        parts = (value.text, f"({value.code})" if value.code else "")
        told = " ".join(filter(None, parts))
        return f"{told}: {value.small}" if value.small else told
    if isinstance(value, Meter):
        return ""
    return value if isinstance(value, str) else value.text
