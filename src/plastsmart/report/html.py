"""The report for a council: one HTML file that asks for nothing, and the same as Excel or Word."""

from __future__ import annotations

import datetime as dt
import functools
import os
import re
from collections.abc import Sequence
from importlib import resources
from typing import TYPE_CHECKING, Any, Final

import attrs

from plastsmart.errors import InvalidValueError, MissingExtraError, listed, shown
from plastsmart.labels import LANGUAGES
from plastsmart.report.document import Amount, Document, Entry, Link, Mark, Meter, exact, typeset
from plastsmart.report.report_text import say
from plastsmart.report.saving import save, target_file
from plastsmart.scenarios.targets import Target, known_target

if TYPE_CHECKING:
    from plastsmart.mapping.reconcile import Reconciliation
    from plastsmart.scenarios.plan import Plan
    from plastsmart.scenarios.projection import Projection
    from plastsmart.system import System

__all__ = ["Report", "report"]

_SUFFIXES: Final = (".html", ".htm")
_POLICY: Final = (
    "default-src 'none'; style-src 'unsafe-inline'; img-src data:; base-uri 'none'; "
    "form-action 'none'"
)
_ADDRESS: Final = re.compile(r"https?://[^\s<>\"']*[^\s<>\"'.,;:)]")
_MONTHS: Final = (
    ("January", "januar"), ("February", "februar"), ("March", "mars"), ("April", "april"),
    ("May", "mai"), ("June", "juni"), ("July", "juli"), ("August", "august"),
    ("September", "september"), ("October", "oktober"), ("November", "november"),
    ("December", "desember"),
)  # fmt: skip
_KINDS: Final = {
    Amount: "amount", Mark: "mark", Meter: "meter", Entry: "entry", Link: "link",
}  # fmt: skip
_SAID: Final = ("answer", "contents", "sideways", "skip", "to_top", "unknown")


@attrs.frozen(kw_only=True, repr=False)
class Report:
    """A report: an HTML page, and its tables for Excel and Word.

    Attributes
    ----------
    document : Document
        The report as plain data: sections, texts, tables and pictures.

    Examples
    --------
    >>> import plastsmart as ps
    >>> made = ps.report(ps.load("headline"), language="en", draws=0)
    >>> made
    <Report 'Plastic packaging in Norway: are the targets reached?': 8 tables>
    """

    document: Document

    @property
    def title(self) -> str:
        """The title."""
        return self.document.title

    @property
    def answer(self) -> str:
        """The answer in one sentence, and the gap."""
        return self.document.answer

    @functools.cached_property
    def html(self) -> str:
        """The page: one file that needs no other, without scripts."""
        return _page(self.document)

    def __str__(self) -> str:
        """Return title and answer."""
        return f"{self.title}\n{self.answer}"

    def __repr__(self) -> str:
        return f"<Report {self.title!r}: {len(self.document.tables())} tables>"

    def save(self, path: str | os.PathLike[str], *, overwrite: bool = False) -> None:
        """Write the page to a file, whole or not at all.

        Parameters
        ----------
        path : str or path
            Ends in ".html".
        overwrite : bool
            Whether a file of that name may be replaced.

        Raises
        ------
        InvalidValueError
            If the file exists or cannot be written.
        """
        save(self.html.encode("utf-8"), target_file(path, _SUFFIXES, overwrite=overwrite))

    def to_excel(self, path: str | os.PathLike[str], *, overwrite: bool = False) -> None:
        """Write every table to a sheet of a workbook, with the answer on the first.

        Parameters
        ----------
        path : str or path
            Ends in ".xlsx".
        overwrite : bool
            Whether a file of that name may be replaced.

        Raises
        ------
        MissingExtraError
            Without openpyxl.
        InvalidValueError
            If the file exists or cannot be written.
        """
        from plastsmart.report.excel import workbook

        file = target_file(path, (".xlsx",), overwrite=overwrite)
        save(workbook(self.document), file)

    def to_word(self, path: str | os.PathLike[str], *, overwrite: bool = False) -> None:
        """Write the report as a Word document: headings, texts and tables, without pictures.

        Parameters
        ----------
        path : str or path
            Ends in ".docx".
        overwrite : bool
            Whether a file of that name may be replaced.

        Raises
        ------
        MissingExtraError
            Without python-docx.
        InvalidValueError
            If the file exists or cannot be written.
        """
        from plastsmart.report.word import word_document

        file = target_file(path, (".docx",), overwrite=overwrite)
        save(word_document(self.document), file)


def report(
    subject: System | Projection | Reconciliation,
    plan: Plan | None = None,
    *,
    path: str | os.PathLike[str] | None = None,
    language: str = "no",
    targets: Sequence[Target] | None = None,
    draws: int = 1000,
    seed: int = 1,
    population: str | None = None,
    date: dt.date | str | None = None,
    overwrite: bool = False,
) -> Report:
    """Return a report for a council: one HTML page, printable, that asks for nothing from anywhere.

    The answer in one sentence, the verdict for each target, the flows, what is lost where, the plan,
    its cost and who pays, the uncertainty, what the numbers rest on, all sources, and the equations.

    Parameters
    ----------
    subject : System, Projection or Reconciliation
        A reconciliation adds what was measured, and what it rests on.
    plan : Plan, optional
        A projection holds its own.
    path : str or path, optional
        Where to write the page, ending in ".html".
    language : {"no", "en"}
        Norwegian (bokmål) or English.
    targets : sequence of Target, optional
        What the rates are held against, the most important first; the official targets that apply,
        if left out.
    draws : int
        Of what is uncertain; 0 leaves the uncertainty out.
    seed : int
        Of the draws.
    population : {None, "official"}
        As of `plastsmart.project`.
    date : datetime.date or str, optional
        That the report shows, such as "2026-11-25". Without one, the same numbers give the same page,
        letter by letter, on any day.
    overwrite : bool
        Whether a file of that name may be replaced.

    Returns
    -------
    Report
        ``html`` is the page; ``save``, ``to_excel`` and ``to_word`` write files.

    Raises
    ------
    MissingExtraError
        Without jinja2 and matplotlib: ``pip install "plastsmart[report]"``.
    InvalidValueError, LabelError, ScopeError, PlanError
        If an argument does not fit, or the file exists or cannot be written.

    Examples
    --------
    >>> import plastsmart as ps
    >>> made = ps.report(ps.load("norway"), language="en", targets=[ps.targets.EU_2025], draws=100)
    >>> print(made.answer.replace("\u00a0", " "))
    Norway does not reach the EU's target for 2025: 36.1 % of the plastic packaging is recycled, and
    the target is 50 %. It falls short by 27 151 tonnes.
    >>> made.html.startswith("<!DOCTYPE html>")
    True
    """
    if not isinstance(language, str) or language not in LANGUAGES:
        raise InvalidValueError(
            f"language is {shown(language)}; choose {' or '.join(map(repr, LANGUAGES))}"
        )
    file = None if path is None else target_file(path, _SUFFIXES, overwrite=overwrite)
    day = _day(date, language)
    _refuse_without_extras()
    from plastsmart.report.chapters import document_of
    from plastsmart.report.findings import found

    if targets is not None:
        targets = listed(targets, "targets", "[plastsmart.targets.EU_2030]")
        for target in targets:
            known_target(target)
    findings = found(
        subject, plan, targets,
        population=population, draws=draws, seed=seed, language=language,
    )  # fmt: skip
    made = Report(document=document_of(findings, date=day))
    if file is not None:
        save(made.html.encode("utf-8"), file)
    return made


def _day(date: object, language: str) -> str:
    """Return a date as people write it; "" for none."""
    if date is None:
        return ""
    if isinstance(date, str):
        try:
            date = dt.date.fromisoformat(date)
        except ValueError:
            raise InvalidValueError(
                f"date is {shown(date)}; write year, month and day, such as '2026-11-25'"
            ) from None
    if not isinstance(date, dt.date):
        raise InvalidValueError(f"date is {shown(date)}; write a date such as '2026-11-25'")
    month = _MONTHS[date.month - 1][LANGUAGES.index(language)]
    return (
        f"{date.day}. {month} {date.year}"
        if language == "no"
        else f"{date.day} {month} {date.year}"
    )


def _refuse_without_extras() -> None:
    try:
        import jinja2  # noqa: F401
        import matplotlib as mpl  # noqa: F401
    except ImportError as error:
        raise MissingExtraError(
            f'a report needs {error.name}: pip install "plastsmart[report]"'
        ) from None


# --------------------------------------------------------------------------------------------------
# the page


@functools.cache
def _environment() -> Any:
    import jinja2

    made = jinja2.Environment(
        autoescape=True,
        loader=jinja2.FunctionLoader(_template),
        undefined=jinja2.StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        finalize=_typeset,
    )
    made.filters.update(exact=_exact, kind=_kind, linked=_linked, block=_block)
    return made


def _template(name: str) -> str:
    folder = resources.files("plastsmart.report") / "templates" / "report"
    return (folder / name).read_text(encoding="utf-8")


def _page(document: Document) -> str:
    from markupsafe import Markup

    words = {key: say(key, document.language) for key in _SAID}
    page: str = (
        _environment()
        .get_template("page.html")
        .render(
            document=document,
            words=words,
            policy=Markup(_POLICY),
            style=Markup(_template("style.css")),
            svg=Markup,
        )
    )
    return page


def _exact(value: float) -> Any:
    """Return a number for programs, which is not typeset."""
    from markupsafe import Markup

    return Markup(exact(value))


def _kind(cell: object) -> str:
    """Return how a cell is written."""
    return _KINDS.get(type(cell), "text")


def _block(block: object) -> str:
    """Return how a block is written."""
    return type(block).__name__.lower()


def _typeset(value: object) -> object:
    """Return what stands in the page: texts with signs and blanks as they are printed."""
    from markupsafe import Markup

    return typeset(value) if isinstance(value, str) and not isinstance(value, Markup) else value


def _linked(text: str) -> Any:
    """Return a text whose addresses are links; everything in it is escaped."""
    from markupsafe import Markup, escape

    parts, end = [], 0
    for match in _ADDRESS.finditer(text):
        address = escape(match[0])
        parts.append(escape(text[end : match.start()]))
        parts.append(Markup('<a href="{0}" rel="noopener noreferrer">{0}</a>').format(address))
        end = match.end()
    parts.append(escape(text[end:]))
    return Markup("").join(parts)
