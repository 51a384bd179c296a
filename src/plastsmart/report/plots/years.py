"""Pictures over years: a rate without and with a plan, its targets, and how sure it is."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any, Final

import attrs

from plastsmart.errors import InvalidValueError
from plastsmart.flows.selection import read_scope
from plastsmart.labels import known_language, lower_first
from plastsmart.report.names import rate_name, target_name
from plastsmart.report.plots.canvas import (
    BODY,
    NARROW,
    axes,
    dressed,
    figure_of,
    plain,
    spread,
    value_axis,
    width_of,
)
from plastsmart.report.plots.style import (
    COLOURS,
    INK,
    MUTED,
    number,
    percent,
    source_line,
)
from plastsmart.report.plots.texts import said
from plastsmart.report.plots.wording import place_name, scope_told, shares
from plastsmart.scenarios.projection import assess_flows
from plastsmart.scenarios.targets import ALL, Target, known_target

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.axes import Axes
    from matplotlib.text import Text

    from plastsmart.scenarios.ensemble import Ensemble
    from plastsmart.scenarios.projection import Projection
    from plastsmart.system import System

__all__ = ["fan", "rate"]

WITH: Final = COLOURS[0]
WITHOUT: Final = MUTED

_RIGHT: Final = 0.5
"""How far along the years a target's text stands left of its line, in place of right."""

_ROW: Final = 16.0
"""Height of the line that tells of a target [points]."""

_YEAR: Final = 60.0
"""Room for a year below the axes [points]."""

_NEAR: Final = 0.0005
"""Shares nearer than this end in one label: half a tenth of a percentage point."""


@attrs.frozen
class _Aim:
    """A target on a picture: where it is, and what is written beside it."""

    target: Target
    label: str
    short: str
    reached: bool


def rate(
    projection: Projection,
    ax: Any = None,
    *,
    rate: str = "eu",
    scope: Mapping[str, Any] | None = None,
    targets: Target | Iterable[Target] | None = None,
    ensemble: Ensemble | None = None,
    language: str = "en",
) -> Axes:
    """Draw a rate over the years; see `ProjectionPlots.rate`."""
    known_language(language)
    form = read_scope(scope)
    table = projection.rates(rate, scope=scope)
    aims = [_aim(projection, each, language) for each in _targets(projection, rate, scope, targets)]
    bands = None
    if ensemble is not None:
        _refuse_other(ensemble, projection)
        bands = ensemble.quantiles(rate, (0.05, 0.95), ["year"], scope=scope)
    planned = projection.plan is not None
    ax = axes(ax, 8.6, 4.8)
    years = list(table.index)
    if bands is not None:
        low, high = (bands[q].to_numpy() for q in (0.05, 0.95))
        ax.fill_between(
            bands.index.to_numpy(), low, high, color=WITH, alpha=0.2, linewidth=0, gid="band"
        )
    lines: dict[str, tuple[pd.Series, str, Any]] = {}
    if planned:
        lines["without"] = (table["without"], WITHOUT, (0, (4, 2)))
    lines["with"] = (table["with"], WITH, "solid")
    for key, (values, colour, dashes) in lines.items():
        _line(ax, years, values, colour, dashes, key)
    _limits(ax, [*table["with"], *table["without"], *_values(bands)], aims)
    ends = _ends(ax, {k: (v, c) for k, (v, c, _) in lines.items()}, language, planned=planned)
    told = [said("plan_named", language, plan=projection.plan.name)] if planned else []  # type: ignore[union-attr]
    if ensemble is not None:
        told.append(said("band", language, n=number(ensemble.n, language)))
    return _finished(
        ax, projection.system, rate, form, years, aims, ends, told, language, table["with"]
    )


def fan(
    ensemble: Ensemble,
    ax: Any = None,
    *,
    rate: str = "eu",
    scope: Mapping[str, Any] | None = None,
    targets: Target | Iterable[Target] | None = None,
    of: str = "plan",
    language: str = "en",
) -> Axes:
    """Draw how sure a rate is over the years; see `EnsemblePlots.rate`."""
    known_language(language)
    form = read_scope(scope)
    table = ensemble.quantiles(rate, (0.05, 0.25, 0.5, 0.75, 0.95), ["year"], scope=scope, of=of)
    aims = [
        _likely(ensemble, each, of, float(table[0.5].get(each.deadline, 0.0)), language)
        for each in _targets(ensemble, rate, scope, targets)
    ]
    ax = axes(ax, 8.6, 4.8)
    years = list(table.index)
    for low, high, pale in ((0.05, 0.95, 0.2), (0.25, 0.75, 0.35)):
        ax.fill_between(
            years,
            table[low].to_numpy(),
            table[high].to_numpy(),
            color=WITH,
            alpha=pale,
            linewidth=0,
            gid=f"band-{low}",
        )
    _line(ax, years, table[0.5], WITH, "solid", "median")
    _limits(ax, list(table.to_numpy().reshape(-1)), aims)
    ends = [
        _end(ax, years[-1], float(table[q].iloc[-1]), WITH if q == 0.5 else MUTED, label)  # noqa: PLR2004
        for q, label in (
            (0.05, f"5 %: {percent(float(table[0.05].iloc[-1]), language, 1)}"),
            (
                0.5,
                f"{said('median', language)}: {percent(float(table[0.5].iloc[-1]), language, 1)}",
            ),
            (0.95, f"95 %: {percent(float(table[0.95].iloc[-1]), language, 1)}"),
        )
    ]
    told = []
    if ensemble.plan is not None:
        plan = said("plan_named", language, plan=ensemble.plan.name)
        told.append(said("without", language) if of == "baseline" else plan)
    told.append(said("bands", language, n=number(ensemble.n, language)))
    return _finished(ax, ensemble.system, rate, form, years, aims, ends, told, language, table[0.5])


# --------------------------------------------------------------------------------------------------
# targets


def _targets(
    result: Projection | Ensemble,
    rate: str,
    scope: Mapping[str, Any] | None,
    given: Target | Iterable[Target] | None,
) -> list[Target]:
    """Return the targets to show: those given, else the official ones of the rate and the scope."""
    years = result.system.axes.years
    if given is not None:
        chosen: list[Target] = [given] if isinstance(given, Target) else list(given)
        for target in chosen:
            known_target(target)
            target.refuse_other(rate, scope)
            if target.deadline not in years:
                raise InvalidValueError(
                    f"the target {target.label} is for {target.deadline}, and the picture is of "
                    f"{min(years)} to {max(years)}; leave it out, or project to that year"
                )
        return chosen
    return [
        target
        for target in ALL
        if target.rate == rate
        and target.scope == read_scope(scope)
        and target.deadline in years
        and not target.missing_sectors(result.system)
    ]


def _aim(projection: Projection, target: Target, language: str) -> _Aim:
    found = assess_flows(projection.flows, target)
    key = "target_reached" if found.reached else "target_missed"
    label, short = (
        said(key, language, target=name, level=_level(target, language))
        for name in (target_name(target, language), target.deadline)
    )
    return _Aim(target, label, short, reached=found.reached)


def _likely(ensemble: Ensemble, target: Target, of: str, median: float, language: str) -> _Aim:
    share = ensemble.probability(target, of="baseline" if of == "baseline" else "plan")
    label, short = (
        said(
            "target_probability",
            language,
            target=name,
            level=_level(target, language),
            share=percent(share, language),
        )
        for name in (target_name(target, language), target.deadline)
    )
    return _Aim(target, label, short, reached=target.required_level <= median)


def _level(target: Target, language: str) -> str:
    whole = round(100.0 * target.required_level, 6).is_integer()
    return percent(target.required_level, language, 0 if whole else 1)


def _refuse_other(ensemble: Ensemble, projection: Projection) -> None:
    if ensemble.plan != projection.plan or ensemble.system != projection.system:
        what = "plan" if ensemble.plan != projection.plan else "system or other years"
        raise InvalidValueError(
            f"the ensemble is of another {what} than the projection; make it with "
            "plastsmart.ensemble(projection.system, projection.plan)"
        )


# --------------------------------------------------------------------------------------------------
# parts of the picture


def _values(bands: pd.DataFrame | None) -> list[float]:
    return [] if bands is None else [float(value) for value in bands.to_numpy().reshape(-1)]


def _line(ax: Axes, years: Sequence[int], values: Any, colour: str, dashes: Any, key: str) -> None:
    ax.plot(
        years,
        [float(value) for value in values],
        color=colour,
        linestyle=dashes,
        linewidth=2.2,
        marker="o" if len(years) == 1 else None,
        gid=f"line-{key}",
    )


def _limits(ax: Axes, values: Sequence[float], aims: Sequence[_Aim]) -> None:
    """Let the axis begin at 0, and keep room above everything for a line about each target."""
    levels = [aim.target.required_level for aim in aims]
    top = 1.06 * max((v for v in (*values, *levels) if v == v), default=1.0)  # noqa: PLR0124
    height = (
        0.9 * ax.bbox.height * 72.0 / figure_of(ax).dpi
    )  # title and source line take some of it
    lines = min((len(aims) * _ROW + 4.0) / height, 0.6)
    ax.set_ylim(0.0, max(top, 0.01) / (1.0 - lines))


def _ends(
    ax: Axes, lines: Mapping[str, tuple[Any, str]], language: str, *, planned: bool
) -> list[Text]:
    """Write at the end of each line what it is and where it ends."""
    last = {key: float(values.iloc[-1]) for key, (values, _) in lines.items()}
    year = next(iter(lines.values()))[0].index[-1]
    if not planned:
        return [_end(ax, year, last["with"], WITH, percent(last["with"], language, 1))]
    if abs(last["with"] - last["without"]) < _NEAR:
        label = f"{said('same_as_plan', language)}: {percent(last['with'], language, 1)}"
        return [_end(ax, year, last["with"], WITH, label)]
    return [
        _end(
            ax, year, last[key], colour, f"{said(key, language)}: {percent(last[key], language, 1)}"
        )
        for key, (_, colour) in lines.items()
    ]


def _end(ax: Axes, year: int, value: float, colour: str, label: str) -> Text:
    return ax.annotate(
        label,
        xy=(year, value),
        xytext=(11.0, 0.0),
        textcoords="offset points",
        ha="left",
        va="center",
        fontsize=BODY,
        color=colour,
        annotation_clip=False,
        parse_math=False,
        gid="end",
    )


def _most_years(ax: Axes) -> int:
    """Return how many years find room below the axes."""
    return int(min(max(width_of(ax) // _YEAR, 1), 8))


def _finished(
    ax: Axes,
    system: System,
    rate: str,
    form: Any,
    years: Sequence[int],
    aims: Sequence[_Aim],
    ends: Sequence[Text],
    told: Sequence[str],
    language: str,
    values: pd.Series,
) -> Axes:
    from matplotlib.ticker import MaxNLocator

    plain(ax, grid="y")
    first, last = years[0], years[-1]
    ax.set_xlim(first - 0.5, last + 0.5)
    ax.xaxis.set_major_locator(MaxNLocator(nbins=_most_years(ax), integer=True, min_n_ticks=1))
    value_axis(ax, "y", shares(language))
    if ax.get_ylim()[1] > 1.0:  # room for the texts alone: no share is more than all
        ax.set_yticks([tick for tick in ax.get_yticks() if 0.0 <= tick <= 1.0])
    wide = width_of(ax) > NARROW
    for row, aim in enumerate(sorted(aims, key=lambda aim: aim.target.deadline)):
        _mark(ax, aim, row, first, last, wide=wide)
    if len(ends) > 1:
        spread(ax, ends)
    name = lower_first(rate_name(rate, language))
    place = place_name(system, language)
    one = first == last
    title = (
        said("rate_title_one", language, place=place, rate=name, year=first)
        if one
        else said("rate_title", language, place=place, rate=name, first=first, last=last)
    )
    parts = [scope_told(form, language), *told]
    ending = f"{last}: {percent(float(values.iloc[-1]), language, 1)}"
    return dressed(
        ax,
        title=title,
        subtitle=". ".join(part.rstrip(".") for part in parts if part)
        + ("." if any(parts) else ""),
        source=source_line(system, language),
        description=". ".join([title, ending, *(aim.label for aim in aims)]) + ".",
    )


def _mark(ax: Axes, aim: _Aim, row: int, first: int, last: int, *, wide: bool) -> Text:
    """Mark a target: filled where it is reached; above everything, what it is.

    The earliest stands at the top and its line goes down left of it, so that no line crosses a text
    but where the last ones have no room to the right.
    """
    from matplotlib.transforms import offset_copy

    year, level = aim.target.deadline, aim.target.required_level
    ax.plot(
        [year],
        [level],
        marker="D",
        markersize=8,
        markerfacecolor=INK if aim.reached else "white",
        markeredgecolor=INK,
        markeredgewidth=1.6,
        linestyle="none",
        zorder=4,
        gid="target",
    )
    right = (year - first) / max(last - first, 1) > _RIGHT
    figure: Any = figure_of(ax)
    return ax.annotate(
        aim.label if wide else aim.short,
        xy=(year, level),
        xytext=(year, 1.0),
        textcoords=offset_copy(
            ax.get_xaxis_transform(), figure, x=0.0, y=-row * _ROW, units="points"
        ),
        ha="right" if right else "left",
        va="top",
        fontsize=BODY,
        color=INK,
        zorder=5,
        bbox={"facecolor": "white", "alpha": 0.9, "linewidth": 0.0, "pad": 1.5},
        arrowprops={
            "arrowstyle": "-",
            "linestyle": (0, (1, 2)),
            "color": MUTED,
            "relpos": (1.0 if right else 0.0, 0.0),
            "shrinkA": 0.0,
            "shrinkB": 5.0,
        },
        parse_math=False,
        gid="target-label",
    )
