"""The sections of a report, one module for each group of them, and the whole document."""

from __future__ import annotations

from plastsmart.report.chapters.appendix import about, equations, glossary, sources
from plastsmart.report.chapters.certainty import basis, measured, uncertainty
from plastsmart.report.chapters.costs import climate, costs
from plastsmart.report.chapters.flows import flows, losses
from plastsmart.report.chapters.head import facts, head
from plastsmart.report.chapters.plan import plan
from plastsmart.report.chapters.targets import rates, targets, years
from plastsmart.report.chapters.whole import themes
from plastsmart.report.document import Document, Section
from plastsmart.report.findings import Findings

__all__ = ["document_of"]


def document_of(found: Findings, *, date: str = "") -> Document:
    """Return the whole report."""
    written = (
        targets(found),
        rates(found),
        flows(found),
        losses(found),
        themes(found),
        years(found),
        plan(found),
        costs(found),
        climate(found),
        uncertainty(found),
        measured(found),
        basis(found),
        glossary(found),
        sources(found),
        equations(found),
        about(found, date),
    )
    sections: tuple[Section, ...] = tuple(section for section in written if section is not None)
    return head(found, facts(found), sections, date)
