"""Pictures of points: the front of cost against rate, and measurements before and after they agree."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, Final

import attrs

from plastsmart.errors import LabelError, nearest, shown
from plastsmart.labels import known_language, prices_of, text
from plastsmart.report.mapping import quantity_label
from plastsmart.report.names import category_name, rate_name, route_name, target_name
from plastsmart.report.plots.canvas import BODY, axes, dressed, plain, spread, value_axis
from plastsmart.report.plots.layout import wrapped
from plastsmart.report.plots.rows import at_end, labelled_rows
from plastsmart.report.plots.style import (
    COLOURS,
    INK,
    KINDS,
    MUTED,
    number,
    percent,
    source_line,
)
from plastsmart.report.plots.texts import said
from plastsmart.report.plots.wording import amounts, kroner, scope_told, shares, unit_told

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.text import Text

    from plastsmart.mapping.reconcile import Reconciliation
    from plastsmart.scenarios.least_cost import LeastCost

__all__ = ["before_and_after", "front"]

_MOST_ROWS: Final = 25
_MOST_NAMES: Final = 4
_TWO_SIDED: Final = 1.96
_FAR: Final = 50.0
"""Ratio of largest to smallest from which a scale is logarithmic."""

_ROW: Final = 0.46
_LABEL: Final = 250.0
_THOUSAND: Final = 1e3


# --------------------------------------------------------------------------------------------------
# cost against rate


def front(answer: LeastCost, ax: Any = None, *, language: str = "en") -> Axes:
    """Draw the front of cost against rate; see `LeastCostPlots.front`."""
    known_language(language)
    table = answer.front
    costs = [float(value) for value in table["cost"]]
    rates = [float(value) for value in table["rate"]]
    reached = [bool(value) for value in table["reached"]]
    level = answer.target.required_level
    told = kroner(max((abs(c) for c in [*costs, answer.cost_nok]), default=0.0), language, None)
    ax = axes(ax, 8.6, 5.0)
    ax.plot(costs, rates, color=MUTED, linewidth=1.2, drawstyle="steps-post", zorder=1, gid="front")
    for which, face in ((True, COLOURS[0]), (False, "white")):
        at = [place for place, does in enumerate(reached) if does is which]
        if at:
            ax.plot(
                [costs[place] for place in at],
                [rates[place] for place in at],
                linestyle="none",
                marker="o",
                markersize=7,
                markerfacecolor=face,
                markeredgecolor=COLOURS[0],
                markeredgewidth=1.5,
                label=said("reaches" if which else "falls_short", language),
                gid="reaches" if which else "falls-short",
            )
    ax.plot(
        [answer.cost_nok],
        [answer.rate],
        linestyle="none",
        marker="D",
        markersize=11,
        markerfacecolor=KINDS["loss"],
        markeredgecolor=INK,
        zorder=3,
        gid="chosen",
    )
    ax.axhline(level, color=INK, linewidth=1.2, linestyle=(0, (5, 3)), gid="target")
    name = target_name(answer.target, language)
    whole = round(100.0 * level, 6).is_integer()
    aim = f"{name}: {percent(level, language, 0 if whole else 1)}"
    _limits(ax, [*costs, answer.cost_nok], [*rates, answer.rate, level])
    labels = [_write(ax, (0.0, level), aim, (4.0, 4.0), ("left", "bottom"), across=True)]
    chosen = said(
        "chosen" if answer.feasible else "best", language, measures=_measures(answer, language)
    )
    # left of a point of the front and above it there is nothing, right of it and below neither
    low, high = ax.get_xlim()
    left = answer.cost_nok > low + 0.45 * (high - low)
    above = left and answer.feasible
    labels.append(
        _write(
            ax,
            (answer.cost_nok, answer.rate),
            "\n".join(wrapped(chosen, 250.0, BODY)),
            (-10.0 if left else 10.0, 8.0 if above else -8.0),
            ("right" if left else "left", "bottom" if above else "top"),
        )
    )
    plain(ax, grid="both")
    value_axis(ax, "y", shares(language))
    label = said(
        "front_axis",
        language,
        unit=_money_unit(told.by, language),
        prices=prices_of(answer.price_year, language),
    )
    value_axis(ax, "x", told, label)
    spread(ax, labels)
    ax.legend(
        loc="lower right",
        frameon=True,
        framealpha=0.85,
        edgecolor="none",
        fontsize=BODY,
        labelcolor=INK,
    )
    title = said("front_title", language, year=answer.year)
    what = rate_name(answer.target.rate, language)
    sub = said("front_sub", language)
    if not table.attrs.get("whole", True):
        sub += said("front_part", language)
    scope = scope_told(answer.target.scope, language)
    cost = f"{told.told(answer.cost_nok)} {_money_unit(told.by, language)}"
    return dressed(
        ax,
        title=title,
        subtitle=". ".join(filter(None, [what, scope, sub])),
        source=source_line(None, language),
        description=f"{title}. {what}. {aim}. {chosen}: {percent(answer.rate, language, 1)}, {cost}.",
    )


def _money_unit(by: float, language: str) -> str:
    return text("millions" if by > _THOUSAND else "thousands", language)


def _measures(answer: LeastCost, language: str) -> str:
    names = [measure.name for measure in answer.plan]
    if not names:
        return said("no_measure", language)
    told = ", ".join(names[:_MOST_NAMES])
    more = len(names) - _MOST_NAMES
    return said("and_more", language, names=told, number=more) if more > 0 else told


def _limits(ax: Axes, costs: Sequence[float], rates: Sequence[float]) -> None:
    low, high = min(costs), max(costs)
    span = (high - low) or max(abs(high), 1.0)
    ax.set_xlim(low - 0.05 * span, high + 0.08 * span)
    low, high = min(rates), max(rates)
    span = (high - low) or 0.1
    ax.set_ylim(max(0.0, low - 0.15 * span), min(1.02, high + 0.12 * span))


def _write(
    ax: Axes,
    at: tuple[float, float],
    words: str,
    offset: tuple[float, float],
    sides: tuple[str, str],
    *,
    across: bool = False,
) -> Text:
    """Write beside a point; with `across`, x is a share of the width."""
    return ax.annotate(
        words,
        xy=at,
        xycoords=ax.get_yaxis_transform() if across else "data",
        xytext=offset,
        textcoords="offset points",
        ha=sides[0],
        va=sides[1],
        fontsize=BODY,
        color=INK,
        zorder=4,
        bbox={"facecolor": "white", "alpha": 0.75, "linewidth": 0.0, "pad": 1.0},
        parse_math=False,
        gid="label",
    )


# --------------------------------------------------------------------------------------------------
# measurements before and after they agree


@attrs.frozen(kw_only=True)
class _Row:
    """What was measured, if it was, and what agrees."""

    label: str
    measured: float
    measured_sd: float
    reconciled: float
    reconciled_sd: float
    status: str
    total: bool
    odd: bool


def before_and_after(
    found: Reconciliation, ax: Any = None, *, unit: str = "tonne/year", language: str = "en"
) -> Axes:
    """Draw measurements and what agrees; see `ReconciliationPlots.before_and_after`."""
    known_language(language)
    rows = _rows_of(found, unit, language)
    first = [row for row in rows if row.total or not math.isnan(row.measured)] or rows
    kept = sorted(sorted(first, key=lambda row: not row.odd)[:_MOST_ROWS], key=rows.index)
    share = unit == "1"
    told = amounts([row.reconciled for row in kept], unit, language)
    ax = axes(ax, 9.2, 1.9 + _ROW * len(kept))
    far = _is_far(kept) and not share
    if far:
        ax.set_xscale("log")
    for at, row in enumerate(kept):
        _measured(ax, at - 0.16, row)
        _point(ax, at + 0.16, row.reconciled, row.reconciled_sd, "o", COLOURS[0], COLOURS[0])
    labelled_rows(ax, [row.label.replace(" (", "\n(", 1) for row in kept], _LABEL)
    for tick, row in zip(ax.get_yticklabels(), kept, strict=True):
        if row.odd:
            tick.set_fontweight("bold")
            tick.set_color(_ODD)
    plain(ax, grid="x")
    _ends(ax, kept, share=share, far=far)
    if far:
        _log_ticks(ax, language)
    else:
        value_axis(ax, "x", told)
    ax.set_xlabel("" if share else unit_told(unit, language), fontsize=BODY, color=INK)
    for at, row in enumerate(kept):
        at_end(ax, ax.get_xlim()[1], at, _numbers(row, unit, language))
    title = said(
        "reconciled_title",
        language,
        place=found.name or found.region,
        year=found.year,
        unit=unit_told(unit, language),
    )
    more = len(rows) - len(kept)
    sub = said("reconciled_sub", language) + (said("log", language) if far else "")
    if more > 0:
        sub += said("rows_more", language, number=more)
    _explained(ax, kept, language)
    words = [f"{row.label}: {_numbers(row, unit, language)}" for row in kept]
    stated = [str(source) for source in found.table["source"] if source]
    return dressed(
        ax,
        title=title,
        subtitle=sub,
        source=source_line(None, language, stated),
        description=f"{title}. {'; '.join(words)}.",
        legend=1,
    )


_ODD: Final = "#A03F00"
"""Vermilion dark enough for text."""


def _rows_of(found: Reconciliation, unit: str, language: str) -> list[_Row]:
    table = found.table
    units = list(dict.fromkeys(table["unit"]))
    if unit not in units:
        raise LabelError(
            f"nothing of the reconciliation is in {shown(unit)}. {nearest(unit, units)}"
        )
    odd = {(s.quantity, s.category, s.route) for s in found.suspects}
    rows = []
    for record in table[table["unit"] == unit].to_dict("records"):
        key = (record["quantity"], record["category"], record["route"])
        category = category_name(record["category"], language) if record["category"] else ""
        route = route_name(record["route"], language) if record["route"] else ""
        if not math.isfinite(record["reconciled"]):
            continue
        rows.append(
            _Row(
                label=quantity_label(record["quantity"], category, route, language),
                measured=float(record["measured"]),
                measured_sd=float(record["measured_sd"]),
                reconciled=float(record["reconciled"]),
                reconciled_sd=float(record["reconciled_sd"]),
                status=str(record["status"]),
                total=not record["category"] and not record["route"],
                odd=key in odd,
            )
        )
    return rows


def _is_far(rows: Sequence[_Row]) -> bool:
    """Tell whether values are so far apart that only a logarithmic scale shows them all."""
    values = [
        value
        for row in rows
        for value in (row.measured, row.reconciled, row.reconciled - _TWO_SIDED * row.reconciled_sd)
        if math.isfinite(value)
    ]
    return bool(values) and min(values) > 0.0 and max(values) > _FAR * min(values)


def _measured(ax: Axes, y: float, row: _Row) -> None:
    if math.isnan(row.measured):
        return
    sure = row.status in {"measured", "reported"}
    _point(ax, y, row.measured, row.measured_sd, "s" if sure else "D", "white", MUTED)


def _point(ax: Axes, y: float, value: float, sd: float, marker: str, face: str, edge: str) -> None:
    half = _TWO_SIDED * sd if math.isfinite(sd) and sd > 0.0 else 0.0
    if half:
        low = value - half
        if ax.get_xscale() == "log":
            low = max(low, value / 1e3)
        ax.plot([low, value + half], [y, y], color=edge, linewidth=1.6, zorder=2, gid="interval")
    ax.plot(
        [value],
        [y],
        marker=marker,
        markersize=6.5,
        markerfacecolor=face,
        markeredgecolor=edge,
        markeredgewidth=1.4,
        linestyle="none",
        zorder=3,
        gid="point",
    )


def _ends(ax: Axes, rows: Sequence[_Row], *, share: bool, far: bool) -> None:
    low, high = ax.get_xlim()
    if not far:
        low = min(0.0, low)
        if all(row.reconciled >= 0.0 and not row.measured < 0.0 for row in rows):
            low = 0.0
        high = min(high, 1.0) if share else high
    ax.set_xlim(low, high)


def _log_ticks(ax: Axes, language: str) -> None:
    from matplotlib.ticker import FuncFormatter, LogLocator, NullFormatter

    ax.xaxis.set_major_locator(LogLocator(base=10.0, numticks=8))
    ax.xaxis.set_major_formatter(
        FuncFormatter(lambda value, _: number(value, language, 0 if value >= 1 else 2))
    )
    ax.xaxis.set_minor_formatter(NullFormatter())


def _numbers(row: _Row, unit: str, language: str) -> str:
    told = amounts([row.reconciled, row.measured], unit, language)
    after = told.told(row.reconciled)
    return after if math.isnan(row.measured) else f"{told.told(row.measured)} → {after}"


def _explained(ax: Axes, rows: Sequence[_Row], language: str) -> None:
    """Tell the markers apart in a line of legend."""
    from matplotlib.lines import Line2D

    kinds = [("after", "o", COLOURS[0], COLOURS[0])]
    statuses = {row.status for row in rows if not math.isnan(row.measured)}
    if statuses & {"estimated", "default"}:
        kinds.insert(0, ("filled", "D", "white", MUTED))
    if statuses & {"measured", "reported"}:
        kinds.insert(0, ("before", "s", "white", MUTED))
    handles = [
        Line2D([], [], linestyle="none", marker=marker, markersize=6.5, markerfacecolor=face,
               markeredgecolor=edge, markeredgewidth=1.4, label=said(key, language))
        for key, marker, face, edge in kinds
    ]  # fmt: skip
    if any(row.odd for row in rows):
        handles.append(
            Line2D([], [], linestyle="none", marker="$\\mathbf{A}$", markersize=7, markerfacecolor=_ODD,
                   markeredgecolor=_ODD, markeredgewidth=0.2, label=said("at_odds", language))
        )  # fmt: skip
    ax.legend(
        handles=handles,
        loc="lower left",
        bbox_to_anchor=(0.0, 1.0),
        ncols=len(handles),
        frameon=False,
        fontsize=BODY,
        labelcolor=INK,
        borderaxespad=0.2,
        handletextpad=0.2,
        columnspacing=1.2,
    )
