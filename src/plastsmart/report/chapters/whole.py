"""The whole: every target by theme, and litter, microplastics, purchases and reuse where stated."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Final

from plastsmart.report.document import (
    Amount,
    Block,
    Cell,
    Column,
    Mark,
    Paragraph,
    Section,
    Table,
    level,
    money,
    share,
    whole,
)
from plastsmart.report.names import category_name, flow_name, rate_name, target_name
from plastsmart.report.pictures import theme_picture
from plastsmart.report.plots.themes import THEMES, bought, theme_bars
from plastsmart.report.report_text import say, unit_name
from plastsmart.scenarios import targets

if TYPE_CHECKING:
    from collections.abc import Sequence

    from plastsmart.report.findings import Findings
    from plastsmart.report.sentences import Outcome

__all__ = ["themes"]

_MODULES: Final = ("litter", "microplastics", "procurement", "reusables")
_THOUSAND: Final = 1e3
_DIGITS: Final = 3
_MOST_DECIMALS: Final = 4


def themes(found: Findings) -> Section | None:
    """Return the targets by theme, what each source sheds and where it ends, and what is bought.

    None where a system states packaging alone.
    """
    parts = tuple(part for key in _MODULES if (part := _part(key, found)) is not None)
    if not parts:
        return None
    blocks: tuple[Block, ...] = ()
    if found.outcomes:
        blocks = (Paragraph(text=say("themes_say", found.language)), _targets(found))
    return Section(id="themes", title=say("themes", found.language), blocks=blocks, parts=parts)


# --------------------------------------------------------------------------------------------------
# every target


def _targets(found: Findings) -> Table:
    language = found.language
    columns = [Column(say(key, language)) for key in ("target", "theme", "indicator")]
    columns.append(Column(say("verdict", language), "mark"))
    columns.append(Column(say("rate", language), "number"))
    if found.plan is not None:
        columns.append(Column(say("without_plan", language), "number"))
    columns += [Column(say(key, language), "number") for key in ("level", "gap_to_level")]
    columns.append(Column(say("unit", language)))
    outcomes = sorted(found.outcomes, key=lambda o: targets.THEMES.index(o.target.theme))
    return Table(
        id="themes-table",
        caption=say("themes_table", language),
        columns=tuple(columns),
        rows=tuple(_of_target(outcome, found) for outcome in outcomes),
        cards=True,
    )


def _of_target(outcome: Outcome, found: Findings) -> tuple[Cell, ...]:
    language, target, result = found.language, outcome.target, outcome.result
    word, rate, before, gap, unit = say("unknown", language), None, None, None, ""
    if result is not None:
        word = say("reached" if result.reached else "missed", language)
        rate, gap, unit = result.rate, result.missing, unit_name(result.unit, language)
        before = None if result.baseline is None else result.baseline.rate
    cells: list[Cell] = [
        target_name(target, language),
        say(f"theme {target.theme}", language),
        rate_name(target.rate, language, found.model),
        Mark(word, outcome.reached),
        share(rate, language),
    ]
    if found.plan is not None:
        cells.append(share(before, language))
    return (*cells, level(target.required_level, language), _amount(gap, language), unit)


# --------------------------------------------------------------------------------------------------
# one theme


def _part(module: str, found: Findings) -> Section | None:
    flows, language = found.projection.flows, found.language
    names = [
        equation.name
        for equation in flows.model
        if equation.kind == "flow"
        and equation.module.endswith(f".{module}")
        and equation.name in flows.names
    ]
    rows = [row for name in names if (row := _row(name, found)) is not None]
    if not rows:
        return None
    columns = [Column(say("flow", language))]
    if found.plan is None:
        columns.append(Column(str(found.year), "number"))
    else:
        columns.append(Column(say("without_plan", language), "number"))
        columns.append(Column(say("with_plan", language), "number"))
    columns.append(Column(say("unit", language)))
    title = say(f"module {module}", language)
    shown = theme_bars(found.projection, found.year, language)
    blocks: list[Block] = [
        theme_picture(found, bars.id, f"{bars.id.replace('_', '-')}-picture")
        for bars in shown
        if THEMES[bars.id] == module and any(row.before or row.after for row in bars.rows)
    ]
    if module == "procurement":
        blocks.append(_purchases(found))
    blocks.append(
        Table(
            id=f"{module}-table",
            caption=say("flows_of_theme", language, theme=title, year=found.year),
            columns=tuple(columns),
            rows=tuple(rows),
        )
    )
    return Section(id=f"theme-{module}", title=title, blocks=tuple(blocks))


def _row(name: str, found: Findings) -> tuple[Cell, ...] | None:
    """Return a flow of the year that the report looks at; None where there is nothing of it."""
    projection, language = found.projection, found.language
    both = [projection.flows] if found.plan is None else [projection.baseline, projection.flows]
    scope = {"year": found.year}
    values = [float(flows.quantity(name, by=[], scope=scope).magnitude) for flows in both]
    if not any(values):
        return None
    unit = unit_name(projection.flows.model[name].unit, language)
    told = [_amount(value, language, values) for value in values]
    return (flow_name(name, language, found.model), *told, unit)


def _amount(value: float | None, language: str, beside: Sequence[float] = ()) -> Amount:
    """Return an amount with as many decimals as the largest of those beside it needs."""
    known = [abs(each) for each in (*beside, value) if each is not None and math.isfinite(each)]
    largest = max(known, default=0.0)
    digits = _DIGITS - 1 - math.floor(math.log10(largest)) if largest > 0.0 else 0
    return whole(value, language, min(max(digits, 0), _MOST_DECIMALS))


# --------------------------------------------------------------------------------------------------
# what is bought


_BOUGHT: Final = (("own_mass", "tonnes"), ("own_expense", "NOK"), ("own_emissions", "CO2e"))


def _purchases(found: Findings) -> Table:
    """Return tonnes, money and emissions of each item, as it was and as it is; the sum last."""
    language, flows = found.language, found.projection.flows
    after = "after" if found.plan is None else "with"
    columns = [Column(say("item", language))]
    values: list[list[float]] = []
    told: list[list[Amount]] = []
    for name, what in _BOUGHT:
        both = bought(flows, name, found.year)
        sums = [sum(each) for each in both]
        for each, total, when in zip(both, sums, ("before", after), strict=True):
            said = say(f"item {what}", language)
            columns.append(Column(say(f"item {when}", language, what=said), "number"))
            values.append(each)
            told.append([_bought(value, name, sums, language) for value in (*each, total)])
    categories = found.system.axes.categories
    rows: list[tuple[Cell, ...]] = [
        (category_name(category.name, language), *(column[at] for column in told))
        for at, category in enumerate(categories)
        if any(column[at] for column in values)
    ]
    rows.append((say("together", language), *(column[-1] for column in told)))
    return Table(
        id="purchases-table",
        caption=say("purchases_table", language, year=found.year),
        columns=tuple(columns),
        rows=tuple(rows),
        total=True,
    )


def _bought(value: float, name: str, beside: Sequence[float], language: str) -> Amount:
    if name == "own_expense":
        return money(value, language, _THOUSAND)
    return _amount(value, language, beside)
