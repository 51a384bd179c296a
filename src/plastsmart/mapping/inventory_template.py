"""The workbook in which a municipality tells what it buys."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import attrs

from plastsmart.errors import InvalidValueError, shown
from plastsmart.labels import known_language
from plastsmart.mapping import texts
from plastsmart.mapping.book import (
    DARK,
    GREY,
    Look,
    Sheets,
    finish,
    input_look,
    new_book,
    new_file,
    save,
    write_number,
    write_text,
)
from plastsmart.mapping.inventory_columns import (
    COLUMNS,
    FIELDS,
    PLACES,
    POLYMERS,
    SCHEMA,
    SHEETS,
    YES,
    Column,
)
from plastsmart.mapping.inventory_items import MOST_ITEMS, Inventory, Item
from plastsmart.mapping.template import HEADER_ROW
from plastsmart.mapping.workbook import coordinate, letters

if TYPE_CHECKING:
    from openpyxl.worksheet.worksheet import Worksheet

__all__ = ["EXAMPLE", "template"]

EXAMPLE: Final = ("Example: ", "Eksempel: ")
"""How the row of examples begins, which is not read."""

_FIRST: Final = HEADER_ROW + 2
_LAST: Final = HEADER_ROW + 1 + MOST_ITEMS

_TITLE: Final = ("What the municipality buys", "Det kommunen kjøper inn")
_GUIDE: Final = (
    (
        "A row is one item at one place of use. Yellow cells are yours; those from the item to "
        "'Packaging?' are needed, all others may be empty."
    ),
    (
        "En rad er én artikkel på ett brukssted. De gule cellene er deres; de fra artikkel til "
        "«Emballasje?» må fylles ut, alle andre kan stå tomme."
    ),
)
_STEPS: Final = (
    (
        (
            "Fill in the yellow cells; everything else is locked. The grey row is an example and is not "
            "read."
        ),
        "Fyll ut de gule cellene; resten er låst. Den grå raden er et eksempel og blir ikke lest.",
    ),
    (
        "Begin with what you buy most of: a few items are most of the plastic.",
        "Begynn med det dere kjøper mest av: Noen få artikler er det meste av plasten.",
    ),
    (
        (
            "The columns that begin with 'Reusable' tell of the item that could take the place of a "
            "single-use one. Give its uses together with its mass or price, or leave them all empty."
        ),
        (
            "Kolonnene som begynner med «Flergangs», gjelder artikkelen som kan ta plassen til en "
            "engangsartikkel. Oppgi antall bruk sammen med masse eller pris, eller la alle stå tomme."
        ),
    ),
    (
        "Packaging ends in the flows of plastic packaging; other items are followed as purchases alone.",
        "Emballasje inngår i strømmene av plastemballasje; andre artikler følges bare som innkjøp.",
    ),
    (
        "Write values, not formulas, in the unit of the header. Do not merge cells.",
        "Skriv verdier, ikke formler, i enheten som står i overskriften. Ikke slå sammen celler.",
    ),
)
_WRONG: Final[dict[str, tuple[str, str]]] = {
    "number": (
        "Write a number that is 0 or more, without unit.",
        "Skriv et tall som er 0 eller større, uten enhet.",
    ),
    "share": (
        "Write a share between 0 % and 100 %, such as 30 %.",
        "Skriv en andel mellom 0 % og 100 %, for eksempel 30 %.",
    ),
    "yes": ("Choose yes or no.", "Velg ja eller nei."),
    "status": ("Choose from the list.", "Velg fra listen."),
}
_WIDTHS: Final = {"item": 34, "place": 20, "source": 26, "note": 34}


def template(
    path: Any,
    *,
    language: str = "no",
    name: str = "",
    filled: Inventory | None = None,
    overwrite: bool = False,
) -> None:
    """Write a workbook in which a municipality can tell what it buys; `read` takes it.

    Parameters
    ----------
    path : str or path
        Ends in ".xlsx".
    language : {"no", "en"}
        Of all that the workbook says.
    name : str
        Of the municipality.
    filled : Inventory, optional
        What is known already.
    overwrite : bool
        Whether a file of that name may be replaced.

    Raises
    ------
    MissingExtraError
        If openpyxl is not installed.
    InvalidValueError
        If the language or what is filled in is none.
    TableError
        If the file exists or cannot be written.

    Examples
    --------
    >>> import tempfile, plastsmart as ps
    >>> from pathlib import Path
    >>> path = Path(tempfile.mkdtemp()) / "innkjop.xlsx"
    >>> ps.inventory.template(path, name="Eksempelby")
    >>> empty = ps.inventory.read(path)
    >>> empty.name, len(empty), empty.problems
    ('Eksempelby', 0, ())
    """
    known_language(language)
    if not isinstance(name, str):
        raise InvalidValueError(f"name is that of the municipality, not {shown(name)}")
    if filled is not None and not isinstance(filled, Inventory):
        raise InvalidValueError(f"filled is an Inventory, as read gives it, not {shown(filled)}")
    file = new_file(path, overwrite)
    sheets = _Sheets(
        book=new_book("inventory.template"), language=language, name=name, filled=filled
    )
    sheets.write()
    save(sheets.book, file)


@attrs.frozen(kw_only=True)
class _Sheets(Sheets):
    """The sheets of a workbook, while they are written."""

    name: str
    filled: Inventory | None

    def write(self) -> None:
        """Write all sheets."""
        start = self.book.active
        assert start is not None
        start.title = self.say(SHEETS["start"])
        purchases = self.book.create_sheet(self.say(SHEETS["purchases"]))
        self._lists(self.book.create_sheet(texts.HIDDEN))
        self._start(start)
        self._purchases(purchases)
        finish(start)
        finish(purchases)

    def _lists(self, sheet: Worksheet) -> None:
        offered = {
            "yes": [self.say(pair) for pair in YES.values()],
            "status": [self.say(pair) for pair in texts.STATUS_WORDS.values()],
            "place": [self.say(pair) for pair in PLACES],
            "polymer": list(POLYMERS),
        }
        self.hide(sheet, SCHEMA, offered)

    def _start(self, sheet: Worksheet) -> None:
        self.put(sheet["A1"], Look(size=18, bold=True, colour=DARK), self.say(_TITLE))
        filled = self.filled
        strong = Look(bold=True, vertical="top")
        given = {"name": self.name or (filled.name if filled else ""), "year": ""}
        for row, (key, pair) in enumerate(FIELDS.items(), start=3):
            self.put(sheet.cell(row, 1), strong, self.say(pair))
            self.put(
                sheet.cell(row, 2), input_look("General" if key == "year" else "@"), given[key]
            )
            if key == "year" and filled is not None and filled.year is not None:
                sheet.cell(row, 2).value = filled.year
        row = 6
        for number, pair in enumerate(_STEPS, start=1):
            self.put(sheet.cell(row, 1), Look(bold=True, colour=DARK, vertical="top"), str(number))
            self._wide(sheet, row, self.say(pair))
            row += 1
        for column in COLUMNS.values():
            row += 1
            self.put(sheet.cell(row, 1), strong, self._label(column))
            self._wide(sheet, row, self.say((column.help, column.help_no)))
        for letter, width in (("A", 46), ("B", 30), ("C", 70)):
            sheet.column_dimensions[letter].width = width

    def _wide(self, sheet: Worksheet, row: int, text: str) -> None:
        self.put(sheet.cell(row, 2), Look(wrap=True, vertical="top"), text)
        sheet.merge_cells(start_row=row, end_row=row, start_column=2, end_column=3)
        sheet.row_dimensions[row].height = 32

    def _label(self, column: Column) -> str:
        return self.say((column.label, column.label_no))

    def _purchases(self, sheet: Worksheet) -> None:
        self.put(sheet["A1"], Look(size=16, bold=True, colour=DARK), self.say(_TITLE))
        self.put(sheet["A2"], Look(colour=DARK), self.say(_GUIDE))
        header = Look(bold=True, colour="FFFFFF", fill=DARK, wrap=True, horizontal="left")
        aside = Look(italic=True, colour=GREY)
        for at, column in enumerate(COLUMNS.values(), start=1):
            self.put(sheet.cell(HEADER_ROW, at), header, self._label(column))
            example = self.say((column.example, column.example_no))
            first = self.say(EXAMPLE) if at == 1 else ""
            self.put(sheet.cell(HEADER_ROW + 1, at), aside, first + example)
            sheet.column_dimensions[letters(at)].width = _WIDTHS.get(column.name, 14)
            look = input_look(
                "0 %" if column.kind == "share" else "General" if column.is_number else "@",
                wrap=column.name == "note",
            )
            for row in range(_FIRST, _LAST + 1):
                self.put(sheet.cell(row, at), look)
            self._check(sheet, at, column)
        for row, item in enumerate(self.filled or (), start=_FIRST):
            self._line(sheet, row, item)
        sheet.row_dimensions[HEADER_ROW].height = 62
        sheet.freeze_panes = f"B{HEADER_ROW + 1}"
        sheet.print_title_rows = f"{HEADER_ROW}:{HEADER_ROW}"

    def _line(self, sheet: Worksheet, row: int, item: Item) -> None:
        for at, column in enumerate(COLUMNS.values(), start=1):
            value = getattr(item, column.name)
            cell = sheet.cell(row, at)
            if value is None:
                continue
            if column.is_number:
                write_number(cell, value)
            elif column.kind == "yes":
                write_text(cell, self.say(YES["yes" if value else "no"]))
            elif column.kind == "status":
                write_text(cell, self.say(texts.STATUS_WORDS[value]))
            else:
                write_text(cell, value)

    def _check(self, sheet: Worksheet, at: int, column: Column) -> None:
        """Let the cells of a column explain themselves, offer words, and refuse what cannot be."""
        from openpyxl.worksheet.datavalidation import DataValidation

        listed = column.kind in self.lists
        rule = DataValidation(
            type="list" if listed else "decimal" if column.is_number else None,
            operator=None if listed or not column.is_number
            else "between" if column.kind == "share" else "greaterThanOrEqual",
            formula1=f"={self.lists[column.kind]}" if listed
            else ("1" if column.name == "reusable_uses" else "0") if column.is_number else None,
            formula2="1" if column.kind == "share" else None,
            allow_blank=True,
            showErrorMessage=column.kind in _WRONG,
            showInputMessage=True,
            errorTitle=self._label(column)[:31],
            error=self.say(_WRONG[column.kind]) if column.kind in _WRONG else None,
            promptTitle=self._label(column)[:31],
            prompt=self.say((column.help, column.help_no))[:250],
        )  # fmt: skip
        rule.add(f"{coordinate(_FIRST, at)}:{coordinate(_LAST, at)}")
        sheet.add_data_validation(rule)
