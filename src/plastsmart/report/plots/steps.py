"""Pictures of steps: what contributes to a change or a difference, and what makes a result unsure."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any, Final

import numpy as np

from plastsmart.errors import InvalidValueError, shown
from plastsmart.labels import known_language, upper_first
from plastsmart.report.names import category_name, parameter_name, rate_name, route_name
from plastsmart.report.plots.canvas import NARROW, axes, dressed, plain, value_axis, width_of
from plastsmart.report.plots.rows import HATCH, ROW, Bar, at_end, drawn, labelled_rows
from plastsmart.report.plots.style import (
    COLOURS,
    INK,
    KINDS,
    MUTED,
    percent,
    source_line,
)
from plastsmart.report.plots.texts import said
from plastsmart.report.plots.wording import Amounts, amounts, quantity_told, scope_told, shares
from plastsmart.stages import PARAMETERS

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.axes import Axes

    from plastsmart.scenarios.difference import Difference
    from plastsmart.system import System

__all__ = ["difference", "tornado", "waterfall"]

UP: Final = COLOURS[0]
DOWN: Final = KINDS["loss"]

_MOST_ROWS: Final = 12


# --------------------------------------------------------------------------------------------------
# what contributes


def waterfall(
    series: pd.Series, ax: Any = None, *, language: str = "en", place: str = "", source: str = ""
) -> Axes:
    """Draw what each measure contributes to the change that a plan makes.

    Parameters
    ----------
    series : pandas.Series
        As `plastsmart.attribute` gives it.
    ax : matplotlib.axes.Axes, optional
        Those of a new figure, if left out.
    language : {"en", "no"}
    place : str, optional
        What it is of, for the title.
    source : str, optional
        The line below; the package alone, if left out, since the series does not know its system.

    Returns
    -------
    matplotlib.axes.Axes

    Raises
    ------
    InvalidValueError
        If the series is not of `plastsmart.attribute`.
    MissingExtraError
        Without matplotlib.

    Examples
    --------
    >>> import plastsmart as ps
    >>> bins = ps.Measure("Bins", 2026, [ps.Change("capture", set=0.7)])
    >>> plant = ps.Measure("Plant", 2026, [ps.Change("sorting_efficiency", set=1.0)])
    >>> shares = ps.attribute(ps.load("headline"), ps.Plan("Plan", [bins, plant]))
    >>> ps.plots.waterfall(shares).get_title("left")
    'What each measure contributes in 2030'
    """
    known_language(language)
    import pandas as pd

    if not isinstance(series, pd.Series) or not {"without", "with", "unit"} <= set(series.attrs):
        raise InvalidValueError(
            f"waterfall draws the Series that plastsmart.attribute gives, not {shown(series)[:60]}"
            + (
                ", which has lost its attrs (without, with, unit)"
                if isinstance(series, pd.Series)
                else ""
            )
        )
    about = series.attrs
    what = quantity_told(about, language)
    title = (
        said("waterfall_of", language, place=place, year=about["year"])
        if place
        else said("waterfall_title", language, year=about["year"])
    )
    errors = {} if about.get("exact", True) else dict(about.get("standard_error", {}))
    told = amounts(
        [about["without"], about["with"]], about["unit"], language, about.get("price_year")
    )
    parts = [upper_first(what), scope_told(about.get("scope", ()), language)]
    if errors:
        parts.append(said("sampled", language))
    return _steps(
        ax,
        [(str(name), float(value)) for name, value in series.items()],
        (upper_first(said("without", language)), float(about["without"])),
        (upper_first(said("with", language)), float(about["with"])),
        told,
        title=title,
        parts=parts,
        source=source or source_line(None, language),
        errors=errors,
        language=language,
    )


def _steps(
    ax: Any,
    steps: Sequence[tuple[str, float]],
    first: tuple[str, float],
    last: tuple[str, float],
    told: Amounts,
    *,
    title: str,
    parts: Sequence[str],
    source: str,
    language: str,
    errors: Mapping[str, float] | None = None,
) -> Axes:
    """Draw a value, steps from it, and the value that they end at."""
    ax = axes(ax, 8.6, 1.7 + ROW * (len(steps) + 2))
    reached = [first[1]]
    for _, value in steps:
        reached.append(reached[-1] + value)
    low, high = _window([*reached, last[1]])
    rows = [first[0], *(name for name, _ in steps), last[0]]
    origin = max(0.0, low)
    for row, (_, value) in ((0, first), (len(rows) - 1, last)):
        bar = Bar(start=origin, length=value - origin, label=told.told(value), colour=MUTED)
        drawn(ax, row, 0.68, bar)
        at_end(ax, value, row, bar.label, left=value < 0.0)
    for row, (name, value) in enumerate(steps, start=1):
        bar = Bar(
            start=reached[row - 1],
            length=value,
            label=told.change(value),
            colour=UP if value >= 0.0 else DOWN,
            error=(errors or {}).get(name, 0.0),
        )
        drawn(ax, row, 0.68, bar)
        end = max(reached[row - 1], reached[row]) + bar.error
        at_end(ax, end, row, bar.label)
    for row, value in enumerate(reached):
        ax.plot([value, value], [row - 0.34, row + 1.34], color=MUTED, linewidth=0.8, zorder=0.5)
    labelled_rows(ax, rows)
    plain(ax, grid="x")
    span = high - low
    ax.set_xlim(low - (0.14 * span if low < 0.0 else 0.0), high + 0.14 * span)
    value_axis(ax, "x", told, told.unit if not told.share else "")
    cut = said("cut", language) if low > 0.0 else ""
    words = [
        f"{first[0]}: {told.told(first[1])}",
        *(f"{name}: {told.change(value)}" for name, value in steps),
        f"{last[0]}: {told.told(last[1])}",
    ]
    return dressed(
        ax,
        title=title,
        subtitle=" ".join(f"{part.rstrip('.')}." for part in [*parts, cut] if part),
        source=source,
        description=". ".join([title, *parts[:1], "; ".join(words)]).replace("..", ".") + ".",
    )


def _window(values: Sequence[float]) -> tuple[float, float]:
    """Return where the axis begins and ends; not at 0 where steps would be too small to see."""
    low, high = min(values), max(values)
    if low > 0.0 and high - low < 0.25 * high:
        span = max(high - low, 1e-9 * high)
        step = 10.0 ** math.floor(math.log10(span))
        return max(0.0, math.floor((low - 0.35 * span) / step) * step), high
    return min(low, 0.0), max(high, 0.0)


def difference(
    of: Difference,
    ax: Any = None,
    *,
    language: str = "en",
    systems: Sequence[System] | None = None,
) -> Axes:
    """Draw what explains the difference of two municipalities' rates; see `ComparisonPlots`."""
    known_language(language)
    name = rate_name(of.rate, language)
    title = said(
        "difference_title",
        language,
        rate=name,
        region=of.region_title,
        against=of.against_title,
        year=of.year,
    )
    parts = []
    if of.median is not None:
        parts.append(
            said(
                "stands_for",
                language,
                against=of.against_title,
                median=percent(of.median, language, 1),
            )
        )
    told = shares(language)
    seen = {
        key: part for key, part in of.contributions.items() if told.change(part) != told.change(0.0)
    }
    rows = [
        (parameter_name(key, language) if key in PARAMETERS else key, part)
        for key, part in seen.items()
    ]
    hidden = len(of.contributions) - len(rows)
    if hidden:
        parts.append(said("left_out", language, number=hidden))
    return _steps(
        ax,
        rows,
        (of.against_title, of.other),
        (of.region_title, of.value),
        told,
        title=title,
        parts=parts,
        source=source_line(systems, language),
        language=language,
    )


# --------------------------------------------------------------------------------------------------
# what is unsure


def tornado(
    table: pd.DataFrame,
    ax: Any = None,
    *,
    most: int = _MOST_ROWS,
    language: str = "en",
    source: str = "",
) -> Axes:
    """Draw how far each thing that is not known moves a result, the most first.

    Parameters
    ----------
    table : pandas.DataFrame
        As `plastsmart.sensitivity` gives it.
    ax : matplotlib.axes.Axes, optional
        Those of a new figure, if left out.
    most : int
        Rows to show.
    language : {"en", "no"}
    source : str, optional
        The line below; the package alone, if left out, since the table does not know its system.

    Returns
    -------
    matplotlib.axes.Axes

    Raises
    ------
    InvalidValueError
        If the table is not of `plastsmart.sensitivity`, or `most` no whole number of 1 or more.
    MissingExtraError
        Without matplotlib.

    Examples
    --------
    >>> import plastsmart as ps
    >>> table = ps.sensitivity(ps.load("headline"), rate="eu", year=2023, n=64)
    >>> ps.plots.tornado(table).get_title("left")
    'Where the uncertainty in 2023 comes from'
    """
    known_language(language)
    import pandas as pd

    frame = isinstance(table, pd.DataFrame)
    if not frame or not {"low", "high"} <= set(table.columns) or "median" not in table.attrs:
        raise InvalidValueError(
            f"tornado draws the table that plastsmart.sensitivity gives, not {shown(table)[:60]}"
            + (", which lacks low and high, or the median in its attrs" if frame else "")
        )
    if not isinstance(most, int) or isinstance(most, bool) or most < 1:
        raise InvalidValueError(f"most is {shown(most)}; show a whole number of rows, 1 or more")
    about = table.attrs
    middle = float(about["median"])
    told = amounts([*table["low"], *table["high"], middle], about["unit"], language)
    spans = (table["high"] - table["low"]).abs().to_numpy()
    order = sorted(np.flatnonzero(spans > 0.0).tolist(), key=lambda row: -spans[row])
    seen = [told.told(table["low"].iloc[r]) != told.told(table["high"].iloc[r]) for r in order]
    kept = table.iloc[[row for row, moves in zip(order, seen, strict=True) if moves][:most]]
    rows = [_unsure_name(str(label), language) for label in kept.index]
    ax = axes(ax, 8.6, 1.8 + ROW * max(len(rows), 2))
    for row, (low, high) in enumerate(zip(kept["low"], kept["high"], strict=True)):
        below, above = min(low, high), max(low, high)
        drawn(ax, row, 0.68, Bar(start=below, length=max(min(middle, above) - below, 0.0), label="",
                                  colour=DOWN, hatch=HATCH))  # fmt: skip
        start = max(middle, below)
        drawn(ax, row, 0.68, Bar(start=start, length=max(above - start, 0.0), label="", colour=UP))
        at_end(ax, below, row, told.told(below), left=True)
        at_end(ax, above, row, told.told(above))
    ax.axvline(middle, color=INK, linewidth=1.4, gid="median")
    labelled_rows(ax, rows)
    plain(ax, grid="x")
    low, high = (
        min([middle, *kept["low"], *kept["high"]]),
        max([middle, *kept["low"], *kept["high"]]),
    )
    span = (high - low) or abs(middle) or 1.0
    room = (0.16 if width_of(ax) > NARROW else 0.5) * span
    ax.set_xlim(low - room, high + room)
    value_axis(ax, "x", told, "" if told.share else told.unit)
    title = said("tornado_title", language, year=about["year"])
    what = upper_first(quantity_told(about, language))
    more = len(order) - len(kept)
    scope = tuple((key, labels) for key, labels in about.get("scope", ()) if key != "year")
    sub = said("tornado_sub", language)
    if more:
        sub += f" {said('left_out', language, number=more)}"
    words = [
        f"{name}: {told.told(a)} – {told.told(b)}"
        for name, a, b in zip(rows, kept["low"], kept["high"], strict=True)
    ]
    centre = f"{said('median', language)}: {told.told(middle)}"
    return dressed(
        ax,
        title=title,
        subtitle=". ".join(filter(None, [what, scope_told(scope, language), sub])),
        source=source or source_line(None, language),
        description=f"{title}. {what}. {'; '.join([centre, *words])}.",
    )


def _unsure_name(label: str, language: str) -> str:
    """Return what people call a row of a sensitivity: a parameter, a category, a route, a measure."""
    if label.startswith("measure: "):
        return f"{upper_first(said('measure_prefix', language))}: {label.removeprefix('measure: ')}"
    if label in PARAMETERS:
        return parameter_name(label, language)
    named = category_name(label, language)
    return named if named != label else route_name(label, language)
