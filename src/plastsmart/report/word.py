"""The report as a Word document: headings, texts and tables, which a case paper can take over."""

from __future__ import annotations

import io
import re
from typing import TYPE_CHECKING, Any, Final

from plastsmart.errors import MissingExtraError
from plastsmart.report.document import (
    Amount,
    Block,
    Cell,
    Document,
    Formulas,
    Items,
    Paragraph,
    Section,
    Table,
    typeset,
)
from plastsmart.report.excel import SOFT_HYPHEN, cell_text
from plastsmart.report.report_text import say
from plastsmart.report.saving import steady

if TYPE_CHECKING:
    from docx.document import Document as WordDocument

__all__ = ["word_document"]

_CONTROL: Final = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f]")
_SMALL: Final = 8.5
_LANGUAGES: Final = {"no": "nb-NO", "en": "en-GB"}


def word_document(document: Document) -> bytes:
    """Return a report as a Word file.

    Raises
    ------
    MissingExtraError
        Without python-docx.
    """
    try:
        import docx
    except ImportError:
        raise MissingExtraError(
            'a Word document needs python-docx: pip install "plastsmart[word]"'
        ) from None
    made = docx.Document()
    _prepare(made, document)
    made.add_heading(_plain(document.title), level=0)
    _say(made, document.subtitle)
    if document.date:
        _say(made, document.date)
    made.add_heading(f"{say('answer', document.language)}: {document.mark.text}", level=1)
    _say(made, document.answer).runs[0].bold = True
    for line in document.summary:
        _say(made, line)
    for fact in document.facts:
        paragraph = made.add_paragraph(style="List Bullet")
        paragraph.add_run(_plain(fact.amount.text)).bold = True
        paragraph.add_run(f" {_plain(fact.text)}")
    for section in document.sections:
        _section(made, section, 1)
    _say(made, document.made_by)
    written = io.BytesIO()
    made.save(written)
    return steady(written.getvalue())


def _plain(text: str) -> str:
    return _CONTROL.sub("", typeset(text).replace(SOFT_HYPHEN, ""))


def _prepare(made: WordDocument, document: Document) -> None:
    """Set page, language and properties."""
    from docx.enum.section import WD_ORIENT
    from docx.oxml import OxmlElement
    from docx.oxml.ns import qn
    from docx.shared import Cm, Pt

    page = made.sections[0]
    page.orientation = WD_ORIENT.PORTRAIT
    page.page_width, page.page_height = Cm(21.0), Cm(29.7)
    page.left_margin = page.right_margin = Cm(2.0)
    page.top_margin = page.bottom_margin = Cm(2.0)
    normal: Any = made.styles["Normal"]
    normal.font.name = "Calibri"
    normal.font.size = Pt(10.5)
    language = OxmlElement("w:lang")
    language.set(qn("w:val"), _LANGUAGES[document.language])
    normal.element.get_or_add_rPr().append(language)
    made.core_properties.title = _plain(document.title)[:255]
    made.core_properties.author = _plain(document.made_by)[:255]
    made.core_properties.comments = ""
    made.core_properties.language = _LANGUAGES[document.language]


def _say(made: WordDocument, text: str) -> Any:
    return made.add_paragraph(_plain(text))


def _section(made: WordDocument, section: Section, level: int) -> None:
    made.add_heading(_plain(section.title), level=level)
    for block in section.blocks:
        _block(made, block)
    for part in section.parts:
        _section(made, part, level + 1)


def _block(made: WordDocument, block: Block) -> None:
    if isinstance(block, Paragraph):
        _say(made, block.text)
    elif isinstance(block, Items):
        for item in block.items:
            paragraph = made.add_paragraph(style="List Bullet")
            if isinstance(item, str):
                paragraph.add_run(_plain(item))
            else:
                paragraph.add_run(f"{_plain(item[0])}: ").bold = True
                paragraph.add_run(_plain(item[1]))
    elif isinstance(block, Table):
        _table(made, block)
    elif isinstance(block, Formulas):
        for each in block.equations:
            paragraph = made.add_paragraph()
            paragraph.add_run(_plain(each.name)).bold = True
            paragraph.add_run(
                f" ({_plain(each.unit)}). {_plain(each.text)}\n= {_plain(each.words)}"
            )


def _table(made: WordDocument, table: Table) -> None:
    """Add a table whose head is repeated on each page, and whose rows are not broken."""
    from docx.enum.text import WD_ALIGN_PARAGRAPH
    from docx.oxml import OxmlElement
    from docx.shared import Pt

    kept = [at for at, column in enumerate(table.columns) if column.kind != "bar"]
    caption = _say(made, table.caption)
    caption.runs[0].bold = True
    caption.paragraph_format.keep_with_next = True
    grid = made.add_table(rows=1 + len(table.rows), cols=len(kept))
    grid.style = "Table Grid"
    heads: list[Cell] = [table.columns[at].name for at in kept]
    lines: list[list[Cell]] = [heads, *([row[at] for at in kept] for row in table.rows)]
    for number, (row, values) in enumerate(zip(grid.rows, lines, strict=True)):
        properties = row._tr.get_or_add_trPr()  # noqa: SLF001 - it has no public name
        properties.append(OxmlElement("w:cantSplit"))
        if number == 0:
            properties.append(OxmlElement("w:tblHeader"))
        bold = number == 0 or number - 1 in table.strong
        bold = bold or (table.total and number == len(table.rows))
        for place, (cell, value) in enumerate(zip(row.cells, values, strict=True)):
            paragraph = cell.paragraphs[0]
            paragraph.paragraph_format.space_after = Pt(0)
            run = paragraph.add_run(_plain(cell_text(value)))
            run.font.size = Pt(_SMALL)
            run.bold = bold
            if isinstance(value, Amount) or table.columns[kept[place]].kind == "number":
                paragraph.alignment = WD_ALIGN_PARAGRAPH.RIGHT
    if table.note:
        _say(made, table.note).runs[0].font.size = Pt(_SMALL)
    else:
        _say(made, "")
