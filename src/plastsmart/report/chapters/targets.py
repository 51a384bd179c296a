"""The targets with their verdicts, all rates, and the rates year by year."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from plastsmart.axes import SECTORS
from plastsmart.labels import upper_first
from plastsmart.report.document import (
    Block,
    Cell,
    Column,
    Entry,
    Items,
    Mark,
    Meter,
    Paragraph,
    Section,
    Table,
    chance,
    level,
    mass,
    share,
    whole,
    year,
)
from plastsmart.report.names import rate_name, rate_rule, sector_name, target_name
from plastsmart.report.pictures import rate_picture
from plastsmart.report.report_text import say, unit_name
from plastsmart.report.sentences import Outcome, joined, official, verdict
from plastsmart.report.text import reason_text
from plastsmart.scenarios.targets import find

if TYPE_CHECKING:
    from plastsmart.flows.selection import Scope
    from plastsmart.report.findings import Findings
    from plastsmart.scenarios.targets import Target

__all__ = ["rate_of_scope", "rates", "scope_of", "targets", "years"]


def targets(found: Findings) -> Section:
    """Return the verdict for each target, in a table and in words, and how each is measured."""
    language = found.language
    blocks: list[Block] = []
    if found.outcomes:
        blocks.append(Paragraph(text=say("targets_say", language)))
        blocks.append(_table(found))
    else:
        blocks.append(Paragraph(text=say("none_applies", language)))
    parts = []
    if found.outcomes:
        told = tuple(
            verdict(outcome, found.place, found.system, language) for outcome in found.outcomes
        )
        parts.append(_part("in-words", say("in_words", language), told))
        parts.append(
            Section(
                id="measured-by",
                title=say("measured_by", language),
                blocks=(Items(items=_rules(found)),),
            )
        )
    notes = tuple(
        dict.fromkeys(
            note
            for outcome in found.outcomes
            if outcome.result is not None
            and (note := outcome.result.note_no if language == "no" else outcome.result.note)
        )
    )
    if notes:
        parts.append(_part("target-notes", say("target_notes", language), notes))
    if found.reasons:
        reasons = tuple(
            (target_name(find(name), language), upper_first(reason_text(reason, language)))
            for name, reason in found.reasons.items()
        )
        parts.append(
            Section(
                id="not-assessed",
                title=say("not_assessed", language),
                blocks=(Items(items=reasons),),
            )
        )
    return Section(
        id="targets", title=say("targets", language), blocks=tuple(blocks), parts=tuple(parts)
    )


def _part(id_: str, title: str, items: tuple[str, ...]) -> Section:
    return Section(id=id_, title=title, blocks=(Items(items=items),))


def _rules(found: Findings) -> tuple[tuple[str, str], ...]:
    """Return how targets are measured, those of one rule together."""
    language = found.language
    rules: dict[tuple[str, str], list[str]] = {}
    for outcome in found.outcomes:
        target = outcome.target
        rule = target.rule_no if language == "no" else target.rule
        told = rule or rate_rule(target.rate, language, found.model)
        rules.setdefault((rate_name(target.rate, language, found.model), told), []).append(
            target_name(target, language)
        )
    return tuple(("; ".join(names), f"{rate}: {rule}") for (rate, rule), names in rules.items())


def _table(found: Findings) -> Table:
    language, with_plan = found.language, found.plan is not None
    sure = found.ensemble is not None
    columns = [
        Column(say("target", language)),
        Column(say("verdict", language), "mark"),
        Column(say("bar", language), "bar"),
        Column(say("rate", language), "number"),
    ]
    if with_plan:
        columns.append(Column(say("without_plan", language), "number"))
    told = "gap_tonnes" if _all_tonnes(found) else "gap_amount"
    columns += [Column(say(key, language), "number") for key in ("level", "gap_points", told)]
    if told == "gap_amount":
        columns.append(Column(say("unit", language)))
    columns.append(Column(say("first_year", language), "year"))
    if sure:
        columns.append(Column(say("probability", language), "number"))
        if with_plan:
            columns.append(Column(say("probability_without", language), "number"))
    return Table(
        id="targets-table",
        caption=say("targets_table", language),
        columns=tuple(columns),
        rows=tuple(
            _row(outcome, found, with_plan=with_plan, sure=sure) for outcome in found.outcomes
        ),
        note=say("minus_above", language),
        cards=True,
    )


def _all_tonnes(found: Findings) -> bool:
    """Whether every gap is in tonnes a year, so that the head of the column says so."""
    results = [outcome.result for outcome in found.outcomes]
    return all(result is None or result.unit == "tonne/year" for result in results)


def _row(outcome: Outcome, found: Findings, *, with_plan: bool, sure: bool) -> tuple[Cell, ...]:
    language, target, result = found.language, outcome.target, outcome.result
    name = Entry(target_name(target, language), small=scope_of(target, found))
    asked = level(target.required_level, language)
    if result is None:
        nothing: Cell = share(None, language)
        row: list[Cell] = [name, Mark(say("unknown", language), None), "", nothing]
        row += [nothing] * with_plan
        row += [asked, nothing, nothing, nothing]
        row += [""] * (not _all_tonnes(found))
        row += [nothing] * (sure * (1 + with_plan))
        return tuple(row)
    word = say("reached" if result.reached else "missed", language)
    row = [
        name,
        Mark(word, result.reached),
        Meter(result.rate, target.required_level),
        share(result.rate, language),
    ]
    before = result.baseline
    if with_plan:
        row.append(share(None if before is None else before.rate, language))
    never = say("never", language, last=max(found.system.axes.years))
    row += [
        asked,
        whole(result.gap_points, language, 1),
        mass(result.missing, language),
    ]
    if not _all_tonnes(found):
        row.append(unit_name(result.unit, language))
    row.append(never if result.first_year is None else year(result.first_year))
    if sure:
        row.append(chance(result.probability, language))
        if with_plan:
            row.append(chance(None if before is None else before.probability, language))
    return tuple(row)


def scope_of(target: Target, found: Findings) -> str:
    """Return what a target is measured over; empty for the official ones, whose rules say it."""
    return "" if official(target) else scope_name(target.scope, found)


def scope_name(scope: Scope, found: Findings) -> str:
    """Return what of everything a rate is measured over; empty for all."""
    language = found.language
    told = []
    for key, labels in scope:
        names = [str(label) for label in labels]
        if key == "sector":
            names = [sector_name(name, language) for name in SECTORS if name in names]
        told.append(joined(names, language))
    return "; ".join(told)


def rate_of_scope(rate: str, scope: Scope, found: Findings) -> str:
    """Return a rate's name, with what it is measured over."""
    name = rate_name(rate, found.language, found.model)
    over = scope_name(scope, found)
    return f"{name} ({over})" if over and rate != "sorted_out" else name


# --------------------------------------------------------------------------------------------------
# all rates, and year by year


def rates(found: Findings) -> Section:
    """Return all rates by the years that matter."""
    language = found.language
    table = found.projection.flows.rates(by=["year"])
    deadlines = {o.target.deadline for o in found.outcomes if o.result is not None}
    shown = sorted({min(found.system.axes.years), found.year, *deadlines})
    rows: list[tuple[Cell, ...]] = []
    for name in table.columns:
        told = Entry(
            rate_name(str(name), language, found.model),
            small=rate_rule(str(name), language, found.model),
        )
        values = [share(float(table[name].to_dict()[when]), language) for when in shown]
        rows.append((told, *values))
    blocks = (
        Paragraph(text=say("rates_say", language)),
        Table(
            id="rates-table",
            caption=say("rates_table", language),
            columns=(
                Column(say("rate", language)),
                *(Column(str(when), "number") for when in shown),
            ),
            rows=tuple(rows),
        ),
    )
    return Section(id="rates", title=say("rates", language), blocks=blocks)


def years(found: Findings) -> Section:
    """Return each rate that a target is measured by, year by year, with its band."""
    language = found.language
    stated = found.projection.population_no if language == "no" else found.projection.population
    blocks: list[Block] = [Paragraph(text=say("years_say", language, population=stated))]
    if found.ensemble is not None:
        band = "band_note" if found.plan is None else "band_note plan"
        blocks.append(Paragraph(text=say(band, language), kind="note"))
    parts = []
    for number, (rate, scope) in enumerate(found.families(), start=1):
        name = rate_of_scope(rate, scope, found)
        id_ = f"years-{number}"
        table = _by_year(found, rate, scope, name, f"{id_}-table")
        known = found.projection.rates(rate, scope=dict(scope) or None)["with"].notna().any()
        first: Block = (
            rate_picture(found, rate, scope, f"{id_}-picture")
            if known
            else Paragraph(text=say("years_none", language))
        )
        parts.append(Section(id=id_, title=name, blocks=(first, table)))
    return Section(
        id="years", title=say("years", language), blocks=tuple(blocks), parts=tuple(parts)
    )


def _by_year(found: Findings, rate: str, scope: Scope, name: str, id_: str) -> Table:
    language = found.language
    projection, with_plan = found.projection, found.plan is not None
    over: Any = dict(scope) or None
    values = projection.rates(rate, scope=over)
    asked = {target.deadline: target for target in found.targets_of(rate, scope)}
    columns = [Column(say("year", language))]
    if with_plan:
        columns.append(Column(say("without_plan", language), "number"))
    columns.append(Column(say("with_plan" if with_plan else "rate", language), "number"))
    band = None
    if found.ensemble is not None:
        columns += [Column(say(key, language), "number") for key in ("low", "median", "high")]
        band = found.ensemble.quantiles(rate, by=["year"], scope=over)
    columns.append(Column(say("level", language), "number"))
    rows = []
    for when in projection.system.axes.years:
        row: list[Cell] = [str(when)]
        if with_plan:
            row.append(share(float(values["without"].to_dict()[when]), language))
        row.append(share(float(values["with"].to_dict()[when]), language))
        if band is not None:
            row += [share(float(value), language) for value in band.to_dict("index")[when].values()]
        target = asked.get(when)
        row.append("" if target is None else level(target.required_level, language))
        rows.append(tuple(row))
    return Table(id=id_, caption=name, columns=tuple(columns), rows=tuple(rows))
