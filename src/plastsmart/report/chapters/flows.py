"""Where the plastic goes, and what is lost where."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Final

from plastsmart.errors import ScopeError
from plastsmart.labels import text, upper_first
from plastsmart.report.document import (
    Block,
    Cell,
    Column,
    Entry,
    Paragraph,
    Section,
    Table,
    mass,
    share,
    typeset,
    whole,
)
from plastsmart.report.names import (
    category_name,
    flow_name,
    route_name,
    sector_name,
    tier_name,
)
from plastsmart.report.pictures import cascade_picture, flow_picture
from plastsmart.report.report_text import say

if TYPE_CHECKING:
    import pandas as pd

    from plastsmart.report.findings import Findings

__all__ = ["flows", "losses"]

_FLOWS: Final = (
    "generated",
    "littered",
    "leaked",
    "collected_deposit",
    "collected_source",
    "collected_central",
    "collected",
    "residual",
    "sorting_loss",
    "sorted",
    "preparation_loss",
    "recycled",
    "conversion_loss",
    "recyclate",
    "energy_recovered",
    "landfilled",
)
_STRONG: Final = ("generated", "collected", "sorted", "recycled", "recyclate")
_LOSSES: Final = ("leaked", "residual", "sorting_loss", "preparation_loss", "conversion_loss")


def _tonnes(found: Findings, name: str) -> float:
    """Return a flow of the year that the report looks at."""
    scope = {"year": found.year}
    return float(found.projection.flows.quantity(name, by=[], scope=scope).magnitude)


def flows(found: Findings) -> Section:
    """Return where the plastic goes: picture, flows, ways of collecting, kinds, areas."""
    language, year = found.language, found.year
    title = say("flows", language)
    if not _tonnes(found, "generated") > 0:
        told = say("flows_none", language, year=year)
        return Section(id="flows", title=title, blocks=(Paragraph(text=told),))
    amounts = {
        key: mass(_tonnes(found, name), language).text
        for key, name in (
            ("total", "generated"),
            ("collected", "collected"),
            ("recycled", "recycled"),
        )
    }
    lead = say("flows_say", language, year=year, **amounts)
    if found.plan is not None:
        lead += f" {say('flows_plan', language)}"
    blocks: list[Block] = [
        Paragraph(text=lead, kind="lead"),
        flow_picture(found, "flows-picture"),
        _flows_table(found),
    ]
    parts = [
        Section(
            id="by-route",
            title=say("by_route", language),
            blocks=(
                Paragraph(text=say("gross_note", language), kind="note"),
                _routes_table(found),
            ),
        )
    ]
    if len(found.system.axes.categories) > 1:
        parts.append(
            Section(
                id="by-category",
                title=say("by_category", language),
                blocks=(_categories_table(found),),
            )
        )
    if len(found.system.axes.regions) > 1:
        parts.append(
            Section(
                id="by-region", title=say("by_region", language), blocks=(_regions_table(found),)
            )
        )
    return Section(id="flows", title=title, blocks=tuple(blocks), parts=tuple(parts))


def _flows_table(found: Findings) -> Table:
    language, year, plan = found.language, found.year, found.plan
    both = [found.projection.flows]
    columns = [Column(say("flow", language))]
    if plan is None:
        columns.append(Column(say("tonnes", language), "number"))
    else:
        both.insert(0, found.projection.baseline)
        columns.append(Column(say("without_plan", language), "number"))
        columns.append(Column(say("with_plan", language), "number"))
    of_all = "of_generated" if plan is None else "of_generated plan"
    columns.append(Column(say(of_all, language), "number"))
    rows: list[tuple[Cell, ...]] = []
    strong: list[int] = []
    for name in _FLOWS:
        values = [
            float(each.quantity(name, by=[], scope={"year": year}).magnitude) for each in both
        ]
        if not any(values):
            continue
        if name in _STRONG:
            strong.append(len(rows))
        rows.append(
            (
                flow_name(name, language, found.model),
                *(mass(value, language) for value in values),
                share(values[-1] / _tonnes(found, "generated"), language),
            )
        )
    return Table(
        id="flows-table",
        caption=say("flows_table", language, year=year),
        columns=tuple(columns),
        rows=tuple(rows),
        strong=tuple(strong),
    )


def _by(found: Findings, key: str) -> pd.DataFrame:
    return found.projection.flows.table(by=[key], scope={"year": found.year})


def _routes_table(found: Findings) -> Table:
    language = found.language
    table = _by(found, "route")
    names = ("collected_gross", "collected", "recycled")
    rows: list[tuple[Cell, ...]] = []
    for route in found.system.axes.routes:
        values = table.loc[route.name].to_dict()
        told = Entry(route_name(route.name, language), small=tier_name(route.tier, language))
        rows.append((told, *(mass(float(values[name]), language) for name in names)))
    return Table(
        id="routes-table",
        caption=say("routes_table", language, year=found.year),
        columns=(
            Column(say("route", language)),
            *(Column(say(name, language), "number") for name in names),
        ),
        rows=tuple(rows),
    )


def _categories_table(found: Findings) -> Table:
    language = found.language
    table = _by(found, "category")
    rates = found.projection.flows.rate("eu", by=["category"], scope={"year": found.year})
    names = ("generated", "collected", "recycled")
    rows: list[tuple[Cell, ...]] = []
    for category in found.system.axes.categories:
        values = table.loc[category.name].to_dict()
        told = Entry(
            category_name(category.name, language), small=sector_name(category.sector, language)
        )
        rows.append(
            (
                told,
                *(mass(float(values[name]), language) for name in names),
                share(float(rates.to_dict()[category.name]), language),
            )
        )
    return Table(
        id="categories-table",
        caption=say("categories_table", language, year=found.year),
        columns=(
            Column(say("category", language)),
            *(Column(say(name, language), "number") for name in names),
            Column(say("recycled_share", language), "number"),
        ),
        rows=tuple(rows),
    )


def _regions_table(found: Findings) -> Table:
    language, axes = found.language, found.system.axes
    table = _by(found, "region")
    rates = found.projection.flows.rates(by=["region"], scope={"year": found.year})
    names = ("generated", "collected", "recycled")
    rows: list[tuple[Cell, ...]] = []
    for label, name in zip(axes.regions, axes.region_names, strict=True):
        values, shares = table.loc[label].to_dict(), rates.loc[label].to_dict()
        rows.append(
            (
                name,
                *(mass(float(values[flow]), language) for flow in names),
                share(float(shares["eu"]), language),
                share(float(shares["sorted_out"]), language),
            )
        )
    return Table(
        id="regions-table",
        caption=say("regions_table", language, year=found.year),
        columns=(
            Column(say("region", language)),
            *(Column(say(flow, language), "number") for flow in names),
            Column(say("recycled_share", language), "number"),
            Column(say("sorted_out_share", language), "number"),
        ),
        rows=tuple(rows),
    )


# --------------------------------------------------------------------------------------------------
# losses


def losses(found: Findings) -> Section:
    """Return what becomes of 100 kg: what each stage loses, and what is left after it."""
    language, year = found.language, found.year
    title = say("losses", language)
    try:
        table = found.projection.cascade(year)
    except ScopeError:
        told = say("flows_none", language, year=year)
        return Section(id="losses", title=title, blocks=(Paragraph(text=told),))
    kilos = {str(stage): float(value) for stage, value in table["with"].items()}
    most = max(_LOSSES, key=lambda stage: kilos[stage])
    lead = say(
        "losses_say",
        language,
        year=year,
        recycled=_kg(kilos["recycled"], language),
        most=text(f"stage {most}", language),
        lost=_kg(kilos[most], language),
    )
    if not kilos[most] > 0:
        lead = say("losses_none", language, year=year)
    blocks = (
        Paragraph(text=typeset(lead), kind="lead"),
        cascade_picture(found, "losses-picture"),
        _losses_table(found, table),
    )
    return Section(id="losses", title=title, blocks=blocks)


def _kg(value: float, language: str) -> str:
    return whole(value, language, 0 if round(value) or value == 0 else 1).text


def _losses_table(found: Findings, table: pd.DataFrame) -> Table:
    language = found.language
    columns = [Column(say("stage", language))]
    names: Sequence[str] = ("with",)
    if found.plan is None:
        columns.append(Column(say("kg", language), "number"))
    else:
        names = ("without", "with", "change")
        keys = ("without_plan", "with_plan", "change")
        columns += [Column(say(key, language), "number") for key in keys]
    rows: list[tuple[Cell, ...]] = []
    strong: list[int] = []
    for stage, values in table.to_dict("index").items():
        if stage not in _LOSSES:
            strong.append(len(rows))
        row: list[Cell] = [upper_first(text(f"stage {stage}", language))]
        row += [whole(float(values[name]), language, 1) for name in names]
        rows.append(tuple(row))
    return Table(
        id="losses-table",
        caption=say("losses_table", language, year=found.year),
        columns=tuple(columns),
        rows=tuple(rows),
        strong=tuple(strong),
    )
