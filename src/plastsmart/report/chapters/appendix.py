"""The words, the sources, the equations, and how the report was made."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from plastsmart.flows.model import OWN, STRUCTURE
from plastsmart.labels import LANGUAGES, lower_first
from plastsmart.report import basis
from plastsmart.report.chapters.head import span
from plastsmart.report.document import (
    Block,
    Formula,
    Formulas,
    Items,
    Link,
    Paragraph,
    Section,
    Table,
    typeset,
)
from plastsmart.report.document import Column as _Column
from plastsmart.report.names import flow_name, parameter_name, rate_name, system_name
from plastsmart.report.norwegian import equation_text
from plastsmart.report.plots.style import number
from plastsmart.report.report_text import GLOSSARY, say, unit_name
from plastsmart.report.sentences import joined
from plastsmart.stages import PARAMETERS

if TYPE_CHECKING:
    from plastsmart.flows.model import Equation
    from plastsmart.report.findings import Findings

__all__ = ["about", "equations", "glossary", "sources"]

_RAISED: Final = str.maketrans("-0123456789", "⁻⁰¹²³⁴⁵⁶⁷⁸⁹")


def glossary(found: Findings) -> Section:
    """Return the words of the report, with what the law means by them."""
    which = LANGUAGES.index(found.language)
    items = tuple((term[which], meaning[which]) for term, meaning in GLOSSARY)
    return Section(
        id="glossary", title=say("glossary", found.language), blocks=(Items(items=items),)
    )


def sources(found: Findings) -> Section:
    """Return all sources, with what each is used for."""
    language = found.language
    stated = basis.sources(found.system, found.plan, language)
    blocks: list[Block] = []
    if stated:
        blocks.append(Paragraph(text=say("sources_say", language), kind="note"))
        blocks.append(
            Table(
                id="sources-table",
                caption=say("sources_table", language),
                columns=(_Column(say("source", language)), _Column(say("used_for", language))),
                rows=tuple((Link(each.text), joined(each.uses, language)) for each in stated),
            )
        )
    else:
        blocks.append(Paragraph(text=say("no_sources", language)))
    return Section(id="sources", title=say("sources", language), blocks=tuple(blocks))


# --------------------------------------------------------------------------------------------------
# equations


def equations(found: Findings) -> Section:
    """Return the equations that the numbers follow from, by stage."""
    language, flows = found.language, found.projection.flows
    given = flows.system.inputs()
    possible = {*flows.model.needed(None, given)}
    groups: dict[str, list[Formula]] = {}
    for equation in flows.model:
        if equation.kind == "rate" and equation.id not in flows.rate_ids:
            continue
        if equation.kind != "rate" and equation.name not in possible:
            continue
        module = equation.module.removeprefix(OWN)
        key = module if equation.module.startswith(OWN) else "own"
        groups.setdefault(key, []).append(_formula(equation, found))
    parts = tuple(
        Section(
            id=f"equations-{key}",
            title=say(f"module {key}", language),
            blocks=(Formulas(equations=tuple(formulas)),),
        )
        for key, formulas in groups.items()
    )
    errors = flows.balance()["largest_relative_error"]
    error = _scientific(float(errors.max()), language)
    return Section(
        id="equations",
        title=say("equations", language),
        blocks=(Paragraph(text=say("equations_say", language, error=error)),),
        parts=parts,
    )


def _scientific(value: float, language: str) -> str:
    if value == 0:
        return "0"
    digits, _, power = f"{value:.1e}".partition("e")
    digits = digits.replace(".", ",") if language == "no" else digits
    return f"{digits} · 10{str(int(power)).translate(_RAISED)}"


def _formula(equation: Equation, found: Findings) -> Formula:
    language = found.language
    name = (
        rate_name(equation.id, language, found.model)
        if equation.kind == "rate"
        else flow_name(equation.name, language, found.model)
    )
    words = equation.written({read: _read_name(read, found) for read in equation.reads})
    for axis in ("route", "category"):
        words = words.replace(f"Σ {axis} (", f"{say(f'over {axis}', language)} (")
    return Formula(
        name=name,
        symbol=equation.name,
        words=typeset(words.replace(" - ", " − ")),
        formula=equation.formula.replace(" - ", " − "),
        unit=unit_name(equation.unit, language),
        text=equation_text(equation, language),
    )


def _read_name(name: str, found: Findings) -> str:
    language = found.language
    if name in PARAMETERS:
        return lower_first(parameter_name(name, language))
    if name in STRUCTURE:
        return f"[{say(f'structure {name}', language)}]"
    return lower_first(flow_name(name, language, found.model))


# --------------------------------------------------------------------------------------------------
# about


def about(found: Findings, date: str) -> Section:
    """Return how the report was made, and from what."""
    import plastsmart

    language = found.language
    stated = found.projection.population_no if language == "no" else found.projection.population
    items = [
        (say("about system", language), system_name(found.system, language)),
        (say("about years", language), span(found)),
        (say("about population", language), stated),
    ]
    if found.ensemble is not None:
        n = number(float(found.ensemble.n), language)
        told = say("about draws value", language, n=n, seed=found.ensemble.seed)
        items.append((say("about draws", language), told))
    items.append((say("about program", language), f"plastsmart {plastsmart.__version__}"))
    items.append((say("about model", language), found.model.hash))
    if date:
        items.append((say("about date", language), date))
    blocks = (Paragraph(text=say("about_say", language)), Items(items=tuple(items)))
    return Section(id="about", title=say("about", language), blocks=blocks)
