"""What it costs and who pays, and what it emits."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Final

from plastsmart.errors import MissingValueError, PriceYearError
from plastsmart.labels import text, upper_first
from plastsmart.report.document import (
    Block,
    Cell,
    Column,
    Items,
    Paragraph,
    Section,
    Table,
    money,
    typeset,
    whole,
)
from plastsmart.report.names import parameter_name
from plastsmart.report.pictures import costs_picture
from plastsmart.report.plots.style import number
from plastsmart.report.report_text import say
from plastsmart.report.sentences import joined
from plastsmart.report.text import Kroner, investment_text

if TYPE_CHECKING:
    from plastsmart.report.findings import Findings
    from plastsmart.scenarios.financing import Financing

__all__ = ["climate", "costs"]

_STAGES: Final = ("service", "collection", "sorting", "recycling", "residual")
_EMISSIONS: Final = (
    ("collection", 1.0),
    ("sorting", 1.0),
    ("recycling", 1.0),
    ("incineration", 1.0),
    ("virgin_avoided", -1.0),
    ("heat_avoided", -1.0),
    ("net", 1.0),
    ("saved", 1.0),
)
"""Columns of emissions in their order, and their sign in the sum."""


def costs(found: Findings) -> Section:
    """Return what it costs, what it goes to, and who pays."""
    language = found.language
    title = say("costs", language)
    projection = found.projection
    stated = "system_cost" in projection.flows.names
    plan = found.plan
    if not stated and not any(m.cost or m.investment for m in plan or ()):
        told = Paragraph(text=say("no_costs", language))
        return Section(id="costs", title=title, blocks=(told,))
    try:
        paid = projection.financing()
    except PriceYearError:
        told = Paragraph(text=say("no_money price_year", language), kind="alert")
        return Section(id="costs", title=title, blocks=(told,))
    except MissingValueError:
        told = Paragraph(text=say("no_money missing", language), kind="alert")
        return Section(id="costs", title=title, blocks=(told,))
    prices = (
        say("prices_unstated", language)
        if paid.price_year is None
        else say("prices_of", language, year=paid.price_year)
    )
    blocks: list[Block] = []
    if plan is not None:
        fees = [_fee(found, paid, year) for year in _years_of_fee(found, paid)]
        blocks.append(Paragraph(text=" ".join(fees), kind="lead"))
    blocks.append(Paragraph(text=say("costs_say", language, prices=prices)))
    if plan is not None:
        blocks.append(costs_picture(found, "costs-picture"))
    blocks.append(_payers(found, paid))
    notes = _notes(found, paid, stated=stated)
    if notes:
        blocks.append(Items(items=notes))
    parts = []
    if stated:
        parts.append(
            Section(
                id="costs-stages",
                title=say("what_for", language),
                blocks=(_stages(found),),
            )
        )
    if plan is not None:
        parts.append(
            Section(id="costs-years", title=say("costs_years", language), blocks=(_by_year(found),))
        )
    return Section(id="costs", title=title, blocks=tuple(blocks), parts=tuple(parts))


def _years_of_fee(found: Findings, paid: Financing) -> tuple[int, ...]:
    """Return the year that is looked at, and the last where the fee is another then."""
    last = max(found.system.axes.years)
    column = "change_per_household" if "change_per_household" in paid.fee else "change_per_person"
    changes = {year: float(change) for year, change in paid.fee[column].items()}
    now, then = changes[found.year], changes[last]
    same = not (math.isfinite(now) and math.isfinite(then)) or round(now) == round(then)
    return (found.year,) if same else (found.year, last)


def _fee(found: Findings, paid: Financing, year: int) -> str:
    """Return what becomes of the fee in a year."""
    per = "household" if "change_per_household" in paid.fee else "person"
    change = float(paid.fee[f"change_per_{per}"].to_dict()[year])
    if change != change:  # noqa: PLR0124 - nobody lives there
        return say("fee_unknown", found.language)
    if round(change) == 0:
        return say(f"fee_{per} same", found.language, year=year)
    way = "down" if change < 0 else "up"
    amount = number(abs(change), found.language)
    told = text(f"fee_{per} {way}", found.language, amount=amount)
    return say("in_that_year", found.language, year=year, told=told)


def _kroner(amounts: list[float], language: str) -> Kroner:
    return Kroner.of(amounts, language)


def _columns(found: Findings, first: str) -> tuple[Column, ...]:
    keys = ("cost",) if found.plan is None else ("without_plan", "with_plan", "change")
    return (
        Column(say(first, found.language)),
        *(Column(say(key, found.language), "number") for key in keys),
    )


def _payers(found: Findings, paid: Financing) -> Table:
    language = found.language
    names = ["with"] if found.plan is None else ["without", "with", "change"]
    table = paid.table.xs(found.year, level="year")[names]
    values = {str(payer): [float(v) for v in row] for payer, row in zip(
        table.index, table.to_numpy().tolist(), strict=True
    )}  # fmt: skip
    sums = [sum(column) for column in zip(*values.values(), strict=True)]
    kroner = _kroner([v for row in (*values.values(), sums) for v in row], language)
    rows: list[tuple[Cell, ...]] = [
        (
            upper_first(text(f"payer {payer}", language)),
            *(money(v, language, kroner.by) for v in row),
        )
        for payer, row in values.items()
    ]
    rows.append((say("together", language), *(money(v, language, kroner.by) for v in sums)))
    return Table(
        id="payers-table",
        caption=say("payers_table", language, year=found.year, unit=kroner.unit),
        columns=_columns(found, "payer"),
        rows=tuple(rows),
        total=True,
    )


def _stages(found: Findings) -> Table:
    """Return what the money goes to, the measures' own costs included."""
    language, projection = found.language, found.projection
    runs = [projection.flows] if found.plan is None else [projection.baseline, projection.flows]
    sums = [run.costs(by=["year"]).loc[found.year].to_dict() for run in runs]
    lines = {stage: [float(each[stage]) for each in sums] for stage in _STAGES}
    if found.plan is not None:
        own = projection.costs().loc[found.year].to_dict()
        for name in ("running", "capital"):
            lines[name] = [0.0, float(own[name])]
    lines = {name: values for name, values in lines.items() if any(values)}
    lines["together"] = [sum(column) for column in zip(*lines.values(), strict=True)] or [
        0.0
    ] * len(runs)
    if found.plan is not None:
        lines = {name: [*values, values[1] - values[0]] for name, values in lines.items()}
    kroner = _kroner([v for values in lines.values() for v in values], language)
    rows: tuple[tuple[Cell, ...], ...] = tuple(
        (
            say(name if name == "together" else f"cost {name}", language),
            *(money(v, language, kroner.by) for v in values),
        )
        for name, values in lines.items()
    )
    return Table(
        id="stages-table",
        caption=say("stages_table", language, year=found.year, unit=kroner.unit),
        columns=_columns(found, "what_for"),
        rows=rows,
        total=True,
    )


def _by_year(found: Findings) -> Table:
    language = found.language
    table = found.projection.costs()
    kroner = _kroner(table[["without", "with"]].to_numpy().reshape(-1).tolist(), language)
    rows: list[tuple[Cell, ...]] = []
    for when, values in table.to_dict("index").items():
        rows.append(
            (
                str(when),
                *(
                    money(float(values[k]), language, kroner.by)
                    for k in ("without", "with", "change")
                ),
                whole(float(values["change_per_person"]), language),
                whole(float(values["change_per_further_tonne"]), language),
            )
        )
    keys = ("cost_without", "cost_with", "change", "per_person", "per_tonne")
    return Table(
        id="costs-years-table",
        caption=say("costs_years_table", language, unit=kroner.unit),
        columns=(
            Column(say("year", language)),
            *(Column(say(key, language), "number") for key in keys),
        ),
        rows=tuple(rows),
    )


def _notes(found: Findings, paid: Financing, *, stated: bool) -> tuple[str, ...]:
    """Return investment, grants and payback, and what is not counted."""
    language = found.language
    told = []
    if paid.investment_nok:
        told.append(investment_text(paid, language))
    if found.plan is not None:
        own = found.projection.own_costs()
        if own.unpriced:
            told.append(text("free", language, measures=joined(own.unpriced, language)))
        if own.undated:
            prices = say("prices_of", language, year=own.price_year)
            named = joined(own.undated, language)
            told.append(text("undated", language, measures=named, prices=prices))
    if not stated:
        told.append(say("no_costs_plan", language))
    elif missing := found.system.not_stated("costs"):
        names = joined([parameter_name(name, language).lower() for name in missing], language)
        told.append(say("cost_not_stated", language, names=names))
    return tuple(typeset(line) for line in told)


# --------------------------------------------------------------------------------------------------
# climate


def climate(found: Findings) -> Section | None:
    """Return what is emitted; None where the system states no emissions."""
    projection, language = found.projection, found.language
    if "emissions_net" not in projection.flows.names:
        return None
    runs = [projection.flows] if found.plan is None else [projection.baseline, projection.flows]
    sums = [run.emissions(by=["year"]).loc[found.year].to_dict() for run in runs]
    rows: list[tuple[Cell, ...]] = []
    for name, sign in _EMISSIONS:
        values = [sign * float(each[name]) for each in sums]
        if found.plan is not None:
            values.append(values[1] - values[0])
        if any(values) or name in {"net", "saved"}:
            rows.append((say(f"emission {name}", language), *(whole(v, language) for v in values)))
    keys = ("emissions",) if found.plan is None else ("without_plan", "with_plan", "change")
    blocks: list[Block] = [
        Table(
            id="climate-table",
            caption=say("climate_table", language, year=found.year),
            columns=(
                Column(say("emission", language)),
                *(Column(say(key, language), "number") for key in keys),
            ),
            rows=tuple(rows),
            strong=(len(rows) - 2,),
        )
    ]
    if missing := found.system.not_stated("climate"):
        names = joined([parameter_name(name, language).lower() for name in missing], language)
        blocks.append(Paragraph(text=say("cost_not_stated", language, names=names), kind="note"))
    return Section(id="climate", title=say("climate", language), blocks=tuple(blocks))
