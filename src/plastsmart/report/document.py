"""A report as plain data: sections of texts, tables and pictures, whatever file they are written to.

HTML, Excel and Word are written from the same document, so that they hold the same numbers.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterator
from typing import Final

import attrs

from plastsmart.report.plots.style import number, percent

__all__ = [
    "Amount",
    "Block",
    "Cell",
    "Column",
    "Document",
    "Entry",
    "Fact",
    "Formula",
    "Formulas",
    "Items",
    "Link",
    "Mark",
    "Meter",
    "Paragraph",
    "Picture",
    "Section",
    "Table",
    "chance",
    "exact",
    "level",
    "mass",
    "money",
    "share",
    "share_text",
    "typeset",
    "whole",
    "year",
]

_NO_BREAK: Final = "\u00a0"
_MINUS: Final = "\u2212"
_BLANK: Final = re.compile(r"(?<=\d) (?=\d{3}(?!\d)|%|t\b|kg\b)|(?<=§) (?=\d)")
_SIGN: Final = re.compile(r"(?<![^\s(])-(?=\d)")
_SMALL: Final = 10.0
_TINY: Final = 0.05
_MILLION: Final = 1e6
_NEAR: Final = 0.01


@attrs.frozen
class Amount:
    """A number as it is shown, and as it is.

    Attributes
    ----------
    text : str
    value : float or None
        As the API gives it; None where it is not known.
    form : str
        The number format of a spreadsheet.
    by : float
        How many of its units one of those shown is.
    """

    text: str
    value: float | None = None
    form: str = "General"
    by: float = 1.0


@attrs.frozen
class Mark:
    """A verdict: a word, and whether it is good (None: it cannot be told)."""

    text: str
    good: bool | None


@attrs.frozen
class Meter:
    """A share as a bar, with the level that it is to reach."""

    share: float
    level: float


@attrs.frozen
class Entry:
    """A text with a smaller one below it."""

    text: str
    small: str = ""
    code: str = ""


@attrs.frozen
class Link:
    """A source: text, whose addresses are links in a page."""

    text: str


Cell = str | Amount | Mark | Meter | Entry | Link


@attrs.frozen
class Column:
    """A column of a table: its heading, and what it holds: text, number, year, mark or bar."""

    name: str
    kind: str = "text"


@attrs.frozen(kw_only=True)
class Table:
    """A table; the first column names the row.

    Attributes
    ----------
    id : str
        Of the table in the page, and the name of its sheet.
    caption : str
    columns : tuple of Column
    rows : tuple of tuple of Cell
    total : bool
        Whether the last row is the sum of the others.
    strong : tuple of int
        Rows that stand out.
    note : str
    cards : bool
        Whether each row becomes a card on a narrow screen, since texts stand beside each other.
    """

    id: str
    caption: str
    columns: tuple[Column, ...]
    rows: tuple[tuple[Cell, ...], ...]
    total: bool = False
    strong: tuple[int, ...] = ()
    note: str = ""
    cards: bool = False

    def __attrs_post_init__(self) -> None:
        for row in self.rows:
            assert len(row) == len(self.columns), (self.id, row)


@attrs.frozen(kw_only=True)
class Paragraph:
    """A paragraph: "text", "lead" (larger), "note" (smaller) or "alert"."""

    text: str
    kind: str = "text"


@attrs.frozen(kw_only=True)
class Items:
    """A list of sentences, or of terms and what they mean."""

    items: tuple[str | tuple[str, str], ...]


@attrs.frozen(kw_only=True)
class Picture:
    """A picture as SVG, with its title, and the same drawn for narrow screens; "" if it scrolls there.

    The SVG has title and description of its own; the table that belongs to it stands beside it.
    """

    id: str
    svg: str
    title: str
    narrow: str = ""


@attrs.frozen(kw_only=True)
class Formula:
    """An equation: its name and symbol, in words and in symbols, its unit, and what it is."""

    name: str
    symbol: str
    words: str
    formula: str
    unit: str
    text: str


@attrs.frozen(kw_only=True)
class Formulas:
    """Equations, one below the other."""

    equations: tuple[Formula, ...]


Block = Paragraph | Items | Table | Picture | Formulas


@attrs.frozen(kw_only=True)
class Section:
    """A section with a heading of its own; parts of it have a heading one level below."""

    id: str
    title: str
    blocks: tuple[Block, ...] = ()
    parts: tuple[Section, ...] = ()

    def walk(self) -> Iterator[Section]:
        """Yield this section and its parts."""
        yield self
        for part in self.parts:
            yield from part.walk()


@attrs.frozen(kw_only=True)
class Fact:
    """A number that stands large beside the answer, with what it is."""

    amount: Amount
    text: str
    good: bool | None = None


@attrs.frozen(kw_only=True)
class Document:
    """A report.

    Attributes
    ----------
    title, subtitle : str
    language : str
    mark : Mark
        The answer in a word.
    answer : str
        The answer in one sentence; what comes of it stands in `summary`.
    summary : tuple of str
    facts : tuple of Fact
    sections : tuple of Section
    made_by : str
    date : str
    """

    title: str
    subtitle: str
    language: str
    mark: Mark
    answer: str
    summary: tuple[str, ...]
    facts: tuple[Fact, ...]
    sections: tuple[Section, ...]
    made_by: str
    date: str = ""

    @property
    def lang(self) -> str:
        """The language as HTML and Word name it."""
        return {"no": "nb", "en": "en"}[self.language]

    def tables(self) -> tuple[Table, ...]:
        """Return all tables, in their order."""
        return tuple(
            block
            for section in self.sections
            for part in section.walk()
            for block in part.blocks
            if isinstance(block, Table)
        )


# --------------------------------------------------------------------------------------------------
# numbers


def exact(value: float) -> str:
    """Return a number with twelve digits: what differs beyond is rounding, not the same everywhere.

    Examples
    --------
    >>> from plastsmart.report.document import exact
    >>> exact(0.1 + 0.2), exact(27151.0)
    ('0.3', '27151')
    """
    return f"{value:.12g}"


def typeset(text: str) -> str:
    """Give the numbers of a text a minus sign, and blanks that do not break.

    Examples
    --------
    >>> from plastsmart.report.document import typeset
    >>> typeset("-27 151 t (3 %)") == "\u221227\u00a0151\u00a0t (3\u00a0%)"
    True
    """
    return _SIGN.sub(_MINUS, _BLANK.sub(_NO_BREAK, text))


def share(value: float | None, language: str, decimals: int = 1) -> Amount:
    """Return a share in percent."""
    if value is None or not math.isfinite(value):
        return Amount("–", None)
    places = f".{'0' * decimals}" if decimals else ""
    return Amount(percent(value, language, decimals), float(value), f"0{places} %")


def chance(value: float | None, language: str) -> Amount:
    r"""Return a probability in percent, with a decimal where it is nearly 0 or 1 but not quite.

    Examples
    --------
    >>> from plastsmart.report.document import chance
    >>> chance(0.004, "en").text, chance(0.517, "en").text, chance(0.0, "en").text
    ('0.4\xa0%', '52\xa0%', '0\xa0%')
    """
    near = value is not None and (0.0 < value < _NEAR or 1.0 - _NEAR < value < 1.0)
    return share(value, language, int(near))


def share_text(value: float, language: str) -> str:
    r"""Return a share in percent without zeros at its end: 50 %, 52.5 %.

    Examples
    --------
    >>> from plastsmart.report.document import share_text
    >>> share_text(0.525, "no"), share_text(0.5, "en")
    ('52,5\xa0%', '50\xa0%')
    """
    for decimals in (0, 1):
        if abs(100 * value - round(100 * value, decimals)) < 1e-9:  # noqa: PLR2004
            return percent(value, language, decimals)
    return percent(value, language, 2)


def level(value: float, language: str) -> Amount:
    """Return what a target asks for."""
    return Amount(share_text(value, language), value, "0.## %")


def year(value: int) -> Amount:
    """Return a year."""
    return Amount(str(value), float(value), "0")


def mass(value: float | None, language: str) -> Amount:
    """Return tonnes, with a decimal where they are few."""
    if value is None or not math.isfinite(value):
        return Amount("–", None)
    few = 0 < abs(value) < _SMALL and abs(value) >= _TINY
    return Amount(number(value, language, int(few)), float(value), "#,##0.0" if few else "#,##0")


def whole(value: float | None, language: str, decimals: int = 0) -> Amount:
    """Return a number."""
    if value is None or not math.isfinite(value):
        return Amount("–", None)
    places = f".{'0' * decimals}" if decimals else ""
    return Amount(number(value, language, decimals), float(value), f"#,##0{places}")


def money(value: float | None, language: str, by: float) -> Amount:
    """Return an amount of money in thousands or millions; its value is in NOK."""
    if value is None or not math.isfinite(value):
        return Amount("–", None)
    decimals = 1 if by >= _MILLION else 0
    form = "#,##0.0" if decimals else "#,##0"
    return Amount(number(value / by, language, decimals), float(value), form, by)
