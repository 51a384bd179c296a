"""Pictures of bars: the cascade, plan against baseline, what contributes, what is unsure, who leads."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any, Final

from plastsmart.errors import InvalidValueError, LabelError, nearest, shown
from plastsmart.flows.selection import read_scope
from plastsmart.labels import known_language, prices_of, text, upper_first
from plastsmart.report.names import (
    rate_name,
    route_name,
)
from plastsmart.report.plots.canvas import BODY, axes, dressed, plain, value_axis
from plastsmart.report.plots.diagram import node_name
from plastsmart.report.plots.rows import (
    HATCH,
    ROW,
    Bar,
    at_end,
    drawn,
    labelled_rows,
    legend,
    room_at_ends,
)
from plastsmart.report.plots.style import (
    COLOURS,
    INK,
    KINDS,
    MUTED,
    OTHER,
    number,
    source_line,
)
from plastsmart.report.plots.texts import said
from plastsmart.report.plots.wording import Amounts, amounts, kroner, place_name, scope_told
from plastsmart.scenarios.comparison import INDICATORS
from plastsmart.scenarios.projection import CASCADE, of_hundred

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.axes import Axes

    from plastsmart.flows.result import Flows
    from plastsmart.scenarios.comparison import Comparison
    from plastsmart.scenarios.projection import Projection
    from plastsmart.system import System

__all__ = [
    "cascade_of",
    "cascades",
    "municipalities",
    "plan_and_baseline",
]

UP: Final = COLOURS[0]
DOWN: Final = KINDS["loss"]
_MOST_NAMED: Final = 40
SIDE_FLOWS: Final = (
    "generated",
    "collected",
    "sorted",
    "recycled",
    "recyclate",
    "residual",
    "disposed",
)
"""The flows of plan and baseline side by side."""

_BEFORE: Final = {
    "leaked": ("collected", "residual"),
    "residual": ("collected",),
    "sorting_loss": ("sorted",),
    "preparation_loss": ("recycled",),
    "conversion_loss": ("recyclate",),
}
"""What stands left of a loss: what is left after it, so that losses hang from what they are lost of."""

_COLOURS: Final = {
    "generated": MUTED,
    "leaked": KINDS["nature"],
    "residual": OTHER,
    "recycled": KINDS["recycled"],
    "recyclate": KINDS["recycled"],
    "sorting_loss": DOWN,
    "preparation_loss": DOWN,
    "conversion_loss": DOWN,
}


# --------------------------------------------------------------------------------------------------
# of 100 kg


def cascade_of(
    flows: Flows,
    ax: Any = None,
    *,
    year: int | None = None,
    scope: Mapping[str, Any] | None = None,
    language: str = "en",
) -> Axes:
    """Draw what becomes of 100 kg; see `FlowsPlots.cascade`."""
    known_language(language)
    year = _year(flows.system.axes.years, year)
    kept = of_hundred(flows, year, scope)
    return _cascade(ax, [kept], flows.system, year, scope, None, language)


def cascades(
    projection: Projection,
    ax: Any = None,
    *,
    year: int | None = None,
    scope: Mapping[str, Any] | None = None,
    language: str = "en",
) -> Axes:
    """Draw what becomes of 100 kg without and with a plan; see `ProjectionPlots.cascade`."""
    known_language(language)
    year = _year(projection.system.axes.years, year)
    table = projection.cascade(year, scope=scope)
    columns = [table["without"], table["with"]] if projection.plan is not None else [table["with"]]
    plan = projection.plan.name if projection.plan is not None else None
    return _cascade(ax, columns, projection.system, year, scope, plan, language)


def _year(years: Sequence[int], year: int | None) -> int:
    if year is None:
        return max(years)
    if isinstance(year, bool) or year not in years:
        raise LabelError(
            f"the year {shown(year)} is not in the result, which holds {min(years)} to {max(years)}"
        )
    return year


def _cascade(
    ax: Any,
    columns: Sequence[pd.Series],
    system: System,
    year: int,
    scope: Mapping[str, Any] | None,
    plan: str | None,
    language: str,
) -> Axes:
    stages = [s for s in CASCADE if s == "generated" or any(c[s] > 0.0 for c in columns)]
    ax = axes(ax, 8.6, 1.6 + (0.62 if len(columns) > 1 else ROW) * len(stages))
    height = 0.36 if len(columns) > 1 else 0.7
    for row, stage in enumerate(stages):
        for at, kept in enumerate(columns):
            y = row + (0.2 * (2 * at - 1) if len(columns) > 1 else 0.0)
            start = sum(float(kept[other]) for other in _BEFORE.get(stage, ()))
            value = float(kept[stage])
            bar = Bar(
                start=start,
                length=value,
                label=number(value, language, 1),
                colour=_COLOURS.get(stage, KINDS["collected"]),
                hatch=HATCH if len(columns) > 1 and at == 0 else "",
            )
            drawn(ax, y, height, bar)
            at_end(ax, start + value, y, bar.label)
    labelled_rows(ax, [node_name(stage, language) for stage in stages])
    plain(ax, grid="x")
    ax.set_xlim(0.0, 112.0)
    value_axis(ax, "x", Amounts(language, 1.0, 0, "kg"), said("cascade_axis", language))
    ax.set_xticks(range(0, 101, 20))
    title = said("cascade_title", language, place=place_name(system, language), year=year)
    told = [scope_told(read_scope(scope), language)]
    if plan is not None:
        told.append(said("plan_named", language, plan=plan))
        legend(ax, language)
    words = [
        f"{node_name(s, language)}: {number(float(columns[-1][s]), language, 1)} kg" for s in stages
    ]
    return dressed(
        ax,
        title=title,
        subtitle=". ".join(filter(None, told)),
        source=source_line(system, language),
        description=f"{title}. {'; '.join(words)}.",
        legend=int(plan is not None),
    )


# --------------------------------------------------------------------------------------------------
# plan against baseline


def plan_and_baseline(
    projection: Projection,
    ax: Any = None,
    *,
    what: str = "flows",
    year: int | None = None,
    scope: Mapping[str, Any] | None = None,
    language: str = "en",
) -> Axes:
    """Draw flows or costs without and with a plan; see `ProjectionPlots.plan_and_baseline`."""
    known_language(language)
    if what not in {"flows", "costs"}:
        raise LabelError(f"what is {shown(what)}. {nearest(what, ('flows', 'costs'))}")
    if projection.plan is None:
        raise InvalidValueError(
            "the projection has no plan to hold against the baseline; "
            "make it with plastsmart.project(system, plan)"
        )
    year = _year(projection.system.axes.years, year)
    if what == "costs":
        if scope:
            raise InvalidValueError(
                "costs are of the whole system, since a payment belongs to no kind of packaging; "
                "leave scope out"
            )
        names, pairs, told = _costs(projection, year, language)
        key = "side_costs_title"
    else:
        names, pairs, told = _flows(projection, year, scope, language)
        key = "side_flows_title"
    system = projection.system
    ax = axes(ax, 8.6, 1.7 + 0.66 * len(names))
    for row, values in enumerate(pairs):
        for at, value in enumerate(values):
            y = row + 0.2 * (2 * at - 1)
            bar = Bar(
                start=0.0,
                length=value,
                label=told.told(value),
                colour=UP,
                hatch="" if at else HATCH,
            )
            drawn(ax, y, 0.36, bar)
            change = (
                f" ({told.change(values[1] - values[0])})"
                if at and told.told(values[1]) != told.told(values[0])
                else ""
            )
            at_end(ax, value, y, bar.label + change, left=value < 0.0)
    labelled_rows(ax, names)
    plain(ax, grid="x")
    whole = [value for values in pairs for value in values]
    room_at_ends(ax, min(0.0, *whole), max(0.0, *whole), 0.24)
    value_axis(ax, "x", told, told.unit)
    if min(whole) < 0.0:
        ax.axvline(0.0, color=MUTED, linewidth=0.8)
    title = said(key, language, place=place_name(system, language), year=year)
    legend(ax, language, colour=UP)
    parts = [
        scope_told(read_scope(scope), language),
        said("plan_named", language, plan=projection.plan.name),
    ]
    words = [
        f"{name}: {told.told(before)} → {told.told(after)}"
        for name, (before, after) in zip(names, pairs, strict=True)
    ]
    return dressed(
        ax,
        title=title,
        subtitle=". ".join(filter(None, parts)),
        source=source_line(system, language),
        description=f"{title} ({told.unit}). {'; '.join(words)}.",
        legend=1,
    )


def _flows(
    projection: Projection, year: int, scope: Mapping[str, Any] | None, language: str
) -> tuple[list[str], list[tuple[float, float]], Amounts]:
    chosen = {**(scope or {}), "year": year}
    pairs = [
        (
            float(projection.baseline.quantity(name, by=[], scope=chosen).magnitude),
            float(projection.flows.quantity(name, by=[], scope=chosen).magnitude),
        )
        for name in SIDE_FLOWS
    ]
    told = amounts([v for pair in pairs for v in pair], "tonne/year", language)
    return [node_name(name, language) for name in SIDE_FLOWS], pairs, told


def _costs(
    projection: Projection, year: int, language: str
) -> tuple[list[str], list[tuple[float, float]], Amounts]:
    financing = projection.financing()
    table: Any = financing.table.xs(year, level="year")
    pairs = {
        str(payer): (float(row["without"]), float(row["with"])) for payer, row in table.iterrows()
    }
    held = {payer: pair for payer, pair in pairs.items() if any(pair)}
    whole = (sum(a for a, _ in pairs.values()), sum(b for _, b in pairs.values()))
    names = [upper_first(text(f"payer {payer}", language)) for payer in held]
    names.append(upper_first(said("all_payers", language)))
    values = [*held.values(), whole]
    largest = max(abs(v) for pair in values for v in pair)
    return names, values, kroner(largest, language, financing.price_year)


# --------------------------------------------------------------------------------------------------
# municipalities


def municipalities(
    comparison: Comparison,
    ax: Any = None,
    *,
    indicator: str = "eu",
    highlight: Iterable[str] | str = (),
    language: str = "en",
) -> Axes:
    """Draw municipalities beside one another; see `ComparisonPlots.municipalities`."""
    known_language(language)
    if indicator not in comparison.indicators:
        raise LabelError(
            f"{shown(indicator)} was not compared. {nearest(indicator, comparison.indicators)}"
        )
    marked = [highlight] if isinstance(highlight, str) else list(highlight)
    for name in marked:
        if name not in comparison.names:
            raise LabelError(
                f"{shown(name)} is not among the municipalities compared. "
                f"{nearest(name, comparison.names)}"
            )
    values = dict(
        zip(
            comparison.names,
            (float(v) for v in comparison.values[comparison.indicators.index(indicator)]),
            strict=True,
        )
    )
    titles = comparison.titles
    known = [name for name in values if not math.isnan(values[name])]
    order = sorted(known, key=lambda name: (-values[name], titles[name]))
    order += sorted((n for n in values if math.isnan(values[n])), key=titles.__getitem__)
    many = len(order) > _MOST_NAMED
    unit = comparison.units[indicator]
    told = amounts([values[name] for name in known] or [0.0], unit, language, comparison.price_year)
    ax = axes(ax, 8.6, min(1.8 + 0.27 * len(order), 11.0) if not many else 9.0)
    group: Any = comparison.group.loc[indicator]
    lower, median, upper = (
        float(group[column]) for column in ("lower_quartile", "median", "upper_quartile")
    )
    if known:
        ax.axvspan(lower, upper, color=OTHER, alpha=0.25, linewidth=0, gid="quartiles")
    outside = False
    for row, name in enumerate(order):
        value = values[name]
        if math.isnan(value):
            at_end(ax, 0.0, row, said("undefined", language))
            continue
        pale = name not in comparison.members
        outside = outside or pale
        colour = KINDS["loss"] if name in marked else UP
        bar = Bar(start=0.0, length=value, label=told.told(value), colour=colour,
                   hatch=HATCH if pale else "")  # fmt: skip
        drawn(ax, row, 0.72 if not many else 0.9, bar)
        if not many or name in marked:
            at_end(ax, value, row, bar.label)
    if known:
        ax.axvline(median, color=INK, linewidth=1.4, gid="median")
    labelled_rows(ax, [titles[name] for name in order])
    if many:
        shown_rows = [row for row, name in enumerate(order) if name in marked]
        ax.set_yticks(
            shown_rows, [titles[order[row]] for row in shown_rows], fontsize=BODY, parse_math=False
        )
    plain(ax, grid="x")
    numbers = [values[name] for name in known] or [0.0]
    room_at_ends(ax, min(0.0, *numbers), max(0.0, *numbers), 0.12)
    value_axis(ax, "x", told, _axis(unit, told, comparison.price_year, language))
    for tick, name in zip(ax.get_yticklabels(), order if not many else marked, strict=False):
        if name in marked:
            tick.set_fontweight("bold")
    title = said(
        "municipalities_title",
        language,
        indicator=indicator_name(indicator, language),
        year=comparison.year,
        number=len(order),
    )
    middle = f"{said('median', language)}: {told.told(median)}"
    words = [f"{titles[n]}: {told.told(values[n])}" for n in order[:_MOST_NAMED]]
    return dressed(
        ax,
        title=title,
        subtitle=said(
            "municipalities_sub" if outside else "group_sub", language, median=told.told(median)
        ),
        source=source_line(comparison.systems, language),
        description=f"{title}. {middle}; {'; '.join(words)}.",
    )


def _axis(unit: str, told: Amounts, price_year: int | None, language: str) -> str:
    if told.share:
        return ""
    return f"{told.unit}, {prices_of(price_year, language)}" if "NOK" in unit else told.unit


def indicator_name(indicator: str, language: str) -> str:
    """Return what people call an indicator, with the route where it is of one."""
    head, _, route = indicator.partition("[")
    for known in INDICATORS:
        if known.id == head:
            name = known.label_no if language == "no" else known.label
            return f"{name} ({route_name(route[:-1], language)})" if route else name
    return rate_name(indicator, language)
