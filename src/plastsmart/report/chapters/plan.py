"""The plan: its measures, and what each adds; without a plan, what it would take."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Final

from plastsmart.errors import PlastsmartError
from plastsmart.labels import text, upper_first
from plastsmart.report.chapters.targets import rate_of_scope
from plastsmart.report.document import (
    Amount,
    Block,
    Cell,
    Column,
    Entry,
    Paragraph,
    Section,
    Table,
    share_text,
)
from plastsmart.report.names import (
    category_name,
    parameter_name,
    route_name,
    sector_name,
    tier_name,
)
from plastsmart.report.pictures import contributions_picture
from plastsmart.report.plots.style import number, percent
from plastsmart.report.report_text import say, unit_name
from plastsmart.report.sentences import goal, joined

if TYPE_CHECKING:
    import pandas as pd

    from plastsmart.report.findings import Findings
    from plastsmart.scenarios.measures import Change, Measure, Money

__all__ = ["plan"]

_SEVERAL: Final = 3


def plan(found: Findings) -> Section | None:
    """Return what the plan does; where there is none, what reaching the target would take."""
    if found.plan is None:
        return _needs(found)
    language = found.language
    key = "plan_say one" if len(found.plan) == 1 else "plan_say"
    told = say(key, language, plan=found.plan.name, number=len(found.plan))
    if found.plan.author:
        told += f" {say('plan_by', language, author=found.plan.author)}"
    blocks: list[Block] = [Paragraph(text=told)]
    if len(found.plan):
        blocks.append(_measures(found))
    parts = []
    shares = _contributions(found)
    if shares is not None:
        name = rate_of_scope(*found.rate, found)
        caption = say("contributions_table", language, name=name, year=found.year)
        shown: list[Block] = [Paragraph(text=say("contributions_note", language), kind="note")]
        if later := [measure.name for measure in found.plan if measure.start > found.year]:
            named = joined(later, language)
            told = say("contributions_later", language, year=found.year, measures=named)
            shown.append(Paragraph(text=told))
        shown.append(contributions_picture(found, shares, "contributions-picture"))
        shown.append(_shares_table(found, shares, caption))
        parts.append(
            Section(id="contributions", title=say("contributions", language), blocks=tuple(shown))
        )
    return Section(id="plan", title=say("plan", language), blocks=tuple(blocks), parts=tuple(parts))


def _contributions(found: Findings) -> pd.Series | None:
    """Return each measure's share of the change; None where the plan changes nothing then."""
    from plastsmart.scenarios.attribution import attribute

    if found.plan is None or not len(found.plan):
        return None
    if found.decisive is not None and found.decisive.result is None:
        return None
    rate, scope = found.rate
    change = found.projection.rates(rate, scope=dict(scope) or None)["change"].to_dict()
    if not abs(change[found.year]) > 0:
        return None
    return attribute(
        found.system,
        found.plan,
        rate=rate,
        year=found.year,
        scope=dict(scope) or None,
        model=found.model,
    )


def _shares_table(found: Findings, shares: pd.Series, caption: str) -> Table:
    language = found.language
    exact = bool(shares.attrs["exact"])
    errors = shares.attrs["standard_error"]
    columns = [Column(say("measure", language)), Column(say("points", language), "number")]
    if not exact:
        columns.append(Column(say("standard_error", language), "number"))
    rows: list[tuple[Cell, ...]] = []
    for name, value in shares.sort_values(ascending=False).items():
        row: list[Cell] = [str(name), _points(float(value), language)]
        if not exact:
            row.append(_points(float(errors[name]), language))
        rows.append(tuple(row))
    total: list[Cell] = [say("together", language), _points(float(shares.sum()), language)]
    rows.append((*total, *([] if exact else [""])))
    return Table(
        id="contributions-table",
        caption=caption,
        columns=tuple(columns),
        rows=tuple(rows),
        total=True,
    )


def _points(value: float, language: str) -> Amount:
    """Return a change of a share in percentage points; its value is the share."""
    return Amount(number(100 * value, language, 1), value, "0.0", 0.01)


# --------------------------------------------------------------------------------------------------
# measures


def _measures(found: Findings) -> Table:
    language = found.language
    assert found.plan is not None
    return Table(
        id="measures-table",
        caption=say("measures_table", language),
        columns=(
            Column(say("measure", language)),
            Column(say("from_year", language)),
            Column(say("changes", language)),
            Column(say("own_cost", language)),
            Column(say("paid_by", language)),
            Column(say("known_by", language)),
        ),
        rows=tuple(_measure(measure, found) for measure in found.plan),
        cards=True,
    )


def _measure(measure: Measure, found: Findings) -> tuple[Cell, ...]:
    language = found.language
    description = (measure.description_no if language == "no" else "") or measure.description
    start = str(measure.start)
    if measure.ramp > 1:
        start = say("over_years", language, start=measure.start, ramp=measure.ramp)
    changes = "; ".join(_change(change, measure, found) for change in measure.changes)
    status = text(f"status {measure.status}", language) if measure.status else ""
    return (
        Entry(measure.name, small=description),
        start,
        upper_first(changes),
        _own_cost(measure, language),
        _payers(measure, language),
        status or say("none_column", language),
    )


def _change(change: Change, measure: Measure, found: Findings) -> str:
    language = found.language
    what = parameter_name(change.parameter, language)
    places = [_places(key, labels, found) for key, labels in change.where]
    if measure.regions is not None:
        places.append(_places("region", measure.regions, found))
    if places:
        what = say("where", language, what=what, place="; ".join(places))
    if change.kind == "set":
        spec = change.spec
        value = (
            share_text(change.amount, language)
            if spec.is_share
            else f"{_plain(change.amount, language)} {unit_name(spec.unit, language)}"
        )
    elif change.kind == "close_gap":
        value = share_text(change.amount, language)
    else:
        value = _plain(change.amount, language)
    return say(change.kind, language, what=what, value=value)


def _plain(value: float, language: str, most: int = 4) -> str:
    """Return a number with the digits that it has, not too many behind the mark."""
    told = number(value, language, most)
    return told.rstrip("0").rstrip(",.") if most else told


def _places(key: str, labels: tuple[object, ...], found: Findings) -> str:
    language, axes = found.language, found.system.axes
    regions = dict(zip(axes.regions, axes.region_names, strict=True))
    named: dict[str, Callable[[str], str]] = {
        "route": lambda label: route_name(label, language),
        "category": lambda label: category_name(label, language),
        "sector": lambda label: sector_name(label, language),
        "tier": lambda label: tier_name(label, language),
        "region": lambda label: regions.get(label, label),
    }
    told = [
        named[key](str(label)) if key in named else f"{say(f'key {key}', language)} {label}"
        for label in labels
    ]
    if len(told) > _SEVERAL and key == "region":
        return say("regions", language, number=len(told))
    return joined(told, language)


def _own_cost(measure: Measure, language: str) -> str:
    told = []
    if measure.cost is not None:
        told.append(_money(measure.cost, language))
    if measure.investment is not None:
        years = _plain(measure.lifetime or 0.0, language)
        amount = _money(measure.investment, language)
        told.append(say("invested", language, amount=amount, years=years))
    if measure.grant:
        told.append(say("granted", language, share=share_text(measure.grant, language)))
    if not told:
        return say("no_own_cost", language)
    if measure.price_year is not None:
        told.append(say("prices_of", language, year=measure.price_year))
    return "; ".join(told)


def _money(money: Money, language: str) -> str:
    """Return an amount with its unit; large ones in millions."""
    unit = unit_name(money.unit, language)
    if abs(money.value) >= _MILLION:
        amount = f"{_plain(money.value / _MILLION, language, 1)} {say('millions', language)}"
        return f"{amount} {unit}"
    return f"{_plain(money.value, language, 0 if abs(money.value) >= _HUNDRED else 2)} {unit}"


_MILLION: Final = 1e6
_HUNDRED: Final = 100.0


def _payers(measure: Measure, language: str) -> str:
    if measure.cost is None and measure.investment is None:
        return ""
    told = []
    for payer, part in measure.paid_by:
        name = text(f"payer {payer}", language)
        if len(measure.paid_by) > 1:
            name = say("payer_share", language, payer=name, share=share_text(part, language))
        told.append(name)
    return joined(told, language)


# --------------------------------------------------------------------------------------------------
# without a plan


def _needs(found: Findings) -> Section | None:
    """Return what capture at source would reach the decisive target; None where that tells nothing."""
    from plastsmart.scenarios.required import required

    language, decisive = found.language, found.decisive
    if decisive is None or decisive.result is None or decisive.result.reached:
        return None
    if not any(route.tier == "source" for route in found.system.axes.routes):
        return None
    target = decisive.target
    try:
        answer = required(
            found.system, "capture", target, where={"tier": ["source"]}, model=found.model
        )
    except PlastsmartError:
        return None  # the target does not hang on it alone
    if not answer.has_effect or answer.mode != "value":
        return None
    told = goal([target], language)
    if answer.feasible and answer.value is not None:
        value = percent(answer.value, language, 1)
        sentence = say("needs", language, goal=told, value=value)
    else:
        best = percent(answer.best_rate, language, 1)
        sentence = say("needs_never", language, goal=told, rate=best)
    blocks = (
        Paragraph(text=sentence, kind="lead"),
        Paragraph(text=say("needs_plan", language)),
    )
    return Section(id="plan", title=say("no_plan", language), blocks=blocks)
