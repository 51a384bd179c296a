"""The head of a report: title, answer, and the numbers beside it."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from plastsmart.errors import MissingValueError, PriceYearError
from plastsmart.report.document import (
    Amount,
    Document,
    Fact,
    Mark,
    Section,
    chance,
    level,
    mass,
    share,
    typeset,
    whole,
)
from plastsmart.report.mapping import at_odds_text
from plastsmart.report.names import system_name
from plastsmart.report.report_text import say
from plastsmart.report.sentences import answer, draws_sentence, goal_word, summary

if TYPE_CHECKING:
    from plastsmart.report.findings import Findings
    from plastsmart.scenarios.projection import Assessment

__all__ = ["facts", "head", "made_by", "span"]


def span(found: Findings) -> str:
    """Return the years of a report."""
    years = found.system.axes.years
    return f"{min(years)}" if len(years) == 1 else f"{min(years)}–{max(years)}"


def made_by(found: Findings) -> str:
    """Return what the report was made with."""
    import plastsmart

    return say(
        "made_by", found.language, version=plastsmart.__version__, model=found.model.hash[:12]
    )


def head(
    found: Findings, beside: tuple[Fact, ...], sections: tuple[Section, ...], date: str
) -> Document:
    """Return the document of some sections, with title and answer."""
    language = found.language
    plan = found.plan
    told = found.reconciliation.name if found.reconciliation else ""
    subtitle = say(
        "subtitle", language, system=told or system_name(found.system, language), years=span(found)
    )
    if plan is not None:
        subtitle += f", {say('with_the_plan', language, plan=plan.name)}"
    place = found.place
    return Document(
        title=say("title", language, place=place.name),
        subtitle=subtitle,
        language=language,
        mark=_mark(found),
        answer=answer(
            found.group, place, found.system, language, None if plan is None else plan.name
        ),
        summary=_summary(found),
        facts=beside,
        sections=sections,
        made_by=made_by(found),
        date=date,
    )


def _mark(found: Findings) -> Mark:
    language = found.language
    reached = [outcome.reached for outcome in found.outcomes]
    if not reached or None in reached:
        return Mark(say("mark unknown", language), None)
    if all(reached):
        return Mark(say("mark all", language), True)
    if any(reached):
        return Mark(say("mark some", language), None)
    return Mark(say("mark none", language), False)


def _summary(found: Findings) -> tuple[str, ...]:
    told = [summary(found.outcomes, found.language)]
    decisive = found.decisive
    if decisive is not None and decisive.result is not None and found.ensemble is not None:
        probability = decisive.result.probability
        if probability is not None:
            year = decisive.target.deadline
            told.insert(0, draws_sentence(probability, year, found.ensemble.n, found.language))
    if found.reconciliation is not None:
        told.insert(0, typeset(at_odds_text(found.reconciliation, found.language)))
    return tuple(filter(None, told))


def facts(found: Findings) -> tuple[Fact, ...]:
    """Return the numbers that stand large beside the answer."""
    language, decisive = found.language, found.decisive
    if decisive is None or decisive.result is None:
        return ()
    result, target = decisive.result, decisive.target
    done = say(f"fact done {target.rate}", language)
    made = [
        Fact(
            amount=share(result.rate, language),
            text=say("fact rate", language, done=done, year=target.deadline),
            good=result.reached,
        )
    ]
    if result.baseline is not None:
        made.append(
            Fact(amount=share(result.baseline.rate, language), text=say("fact without", language))
        )
    word = goal_word(target, language)
    made.append(
        Fact(
            amount=level(target.required_level, language),
            text=say("fact level", language, goal=word, year=target.deadline),
        )
    )
    made.append(_gap(result, language))
    if result.probability is not None:
        made.append(
            Fact(
                amount=chance(result.probability, language),
                text=say("fact probability", language),
            )
        )
    fee = _fee(found)
    return (*made, fee) if fee is not None else tuple(made)


def _gap(result: Assessment, language: str) -> Fact:
    told = mass(abs(result.missing), language)
    key = "fact above" if result.reached else "fact lacks"
    if result.unit != "tonne/year":
        key += f" {result.unit}"
    return Fact(amount=told, text=say(key, language), good=result.reached)


def _fee(found: Findings) -> Fact | None:
    """Return what a plan does to the fee; None where that cannot be told."""
    if found.plan is None or "system_cost" not in found.projection.flows.names:
        return None
    try:
        fee = found.projection.financing().fee
    except (PriceYearError, MissingValueError):
        return None
    per = "household" if "change_per_household" in fee else "person"
    change = float(fee[f"change_per_{per}"].to_dict()[found.year])
    if not math.isfinite(change):
        return None
    plain = whole(change, found.language)
    sign = "+" if round(change) > 0 else ""
    amount = Amount(f"{sign}{plain.text}", change, plain.form)
    return Fact(amount=amount, text=say(f"fact fee {per}", found.language, year=found.year))
