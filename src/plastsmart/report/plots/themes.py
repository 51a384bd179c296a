"""Litter, microplastics and purchases as bars: from where, where it goes, before and after.

`theme_bars` gives what is shown as numbers, which a page may draw in its own way; `theme` draws it.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Any, Final

import attrs

from plastsmart.errors import InvalidValueError, MissingValueError, nearest, shown
from plastsmart.labels import known_language, lower_first, upper_first
from plastsmart.report.names import category_name
from plastsmart.report.plots.canvas import BODY, NARROW, axes, dressed, plain, value_axis, width_of
from plastsmart.report.plots.rows import (
    HATCH,
    ROW,
    Bar,
    at_end,
    drawn,
    labelled_rows,
    room_at_ends,
)
from plastsmart.report.plots.style import (
    COLOURS,
    HATCHES,
    INK,
    source_line,
)
from plastsmart.report.plots.texts import said
from plastsmart.report.plots.wording import Amounts, amounts, place_name
from plastsmart.stages import PARAMETERS, states

if TYPE_CHECKING:
    from matplotlib.axes import Axes

    from plastsmart.flows.result import Flows
    from plastsmart.scenarios.projection import Projection
    from plastsmart.system import System

__all__ = [
    "PART_COLOURS",
    "SOURCES",
    "THEMES",
    "Group",
    "Row",
    "ThemeBars",
    "bought",
    "theme",
    "theme_bars",
]

THEMES: Final = {
    "litter": "litter",
    "microplastics": "microplastics",
    "own_mass": "procurement",
    "own_expense": "procurement",
    "own_emissions": "procurement",
}
"""The pictures in their order, and the stage that a system must state for each."""

PART_COLOURS: Final = (COLOURS[1], COLOURS[2], COLOURS[0])
"""Of what enters soil, sewage and water."""

_LITTER_SOURCES: Final = ("inhabitants", "visitors", "events", "transport", "bins")
_LITTER_ENDS: Final = ("litter_avoided", "litter_cleaned", "litter_on_land", "litter_in_water")
SOURCES: Final = (
    "tyre", "pitch", "boat", "building", "road", "textile", "pellet", "waste", "other",
)  # fmt: skip
_ENDS: Final = ("microplastics_in_soil", "microplastics_in_water", "sludge_elsewhere")
_PATHS: Final = ("soil", "sewage", "water")
_MOST_ITEMS: Final = 9
"""Items that are told apart; smaller ones are lumped together."""

_MOST_DECIMALS: Final = 3

_ROUNDING: Final = 1e-9
"""What sums leave where nothing is left."""


@attrs.frozen(kw_only=True)
class Row:
    """A row: its name, its amounts before and after, and what of the latter goes where.

    Attributes
    ----------
    name : str
    before, after : float
        In the unit of the picture.
    parts : tuple of float
        What `after` is made of, in the order of `ThemeBars.parts`; empty where it is not told apart.
    """

    name: str
    before: float
    after: float
    parts: tuple[float, ...] = ()


@attrs.frozen
class Group:
    """Rows below a heading; "" for none."""

    heading: str
    rows: tuple[Row, ...]


@attrs.frozen(kw_only=True)
class ThemeBars:
    """What one of the pictures shows.

    Attributes
    ----------
    id : str
        A key of `THEMES`.
    title : str
    unit : str
        Of the amounts: tonne/year, NOK/year or tonne CO2e/year.
    columns : tuple of str
        What the amounts before and after are; one alone where nothing tells them apart.
    parts : tuple of str
    groups : tuple of Group
    """

    id: str
    title: str
    unit: str
    columns: tuple[str, ...]
    parts: tuple[str, ...]
    groups: tuple[Group, ...]

    @property
    def rows(self) -> tuple[Row, ...]:
        """All rows, whatever their group."""
        return tuple(row for group in self.groups for row in group.rows)

    def told(self, language: str, price_year: int | None) -> Amounts:
        """Return how the amounts are told: so that the smallest is not told as nothing."""
        values = [value for row in self.rows for value in (row.before, row.after)]
        told = amounts(values, self.unit, language, price_year)
        least = min((abs(value) / told.by for value in values if value), default=1.0)
        needed = math.ceil(-math.log10(least)) if least < 1.0 else 0
        most = min(told.decimals + 2, _MOST_DECIMALS)
        return attrs.evolve(told, decimals=max(told.decimals, min(needed, most)))


def theme_bars(projection: Projection, year: int, language: str) -> tuple[ThemeBars, ...]:
    """Return what the pictures of a projection show, those alone in which there is something.

    Parameters
    ----------
    projection : Projection
    year : int
    language : {"en", "no"}

    Examples
    --------
    >>> import plastsmart as ps
    >>> from plastsmart.report.plots.themes import theme_bars
    >>> (litter,) = theme_bars(ps.project(ps.load("norway-litter")), 2030, "en")
    >>> [(row.name, round(row.after)) for row in litter.groups[1].rows]
    [('Cleaned up', 1045), ('Left on land', 522), ('In rivers, lakes and sea', 174)]
    """
    found = (_bars(key, projection, year, language) for key in THEMES)
    return tuple(bars for bars in found if bars is not None)


def _bars(key: str, projection: Projection, year: int, language: str) -> ThemeBars | None:
    shown_flow = _SHOWN.get(key, key)
    if not (
        states(projection.system.parameters, THEMES[key]) and shown_flow in projection.flows.names
    ):
        return None
    found = _Amounts(projection, year, language)
    if key == "litter":
        groups, parts = _litter(found)
    elif key == "microplastics":
        groups, parts = _microplastics(found)
    else:
        groups, parts = _purchases(key, found)
    if not groups:
        return None
    with_plan = projection.plan is not None
    columns: tuple[str, ...] = (
        upper_first(said("without", language)),
        upper_first(said("with", language)),
    )
    if key.startswith("own_"):
        after = said("with" if with_plan else "now", language)
        columns = (upper_first(said("purchases_before", language)), upper_first(after))
    elif not with_plan:
        columns = (said("now", language),)
    return ThemeBars(
        id=key,
        title=said(
            f"{key}_title", language, place=place_name(projection.system, language), year=year
        ),
        unit=projection.flows.model[shown_flow].unit,
        columns=columns,
        parts=parts,
        groups=groups,
    )


_SHOWN: Final = {"microplastics": "microplastics_shed"}
"""The flow that a picture tells apart, where it is not called as the picture is."""

_Found = tuple[tuple[Group, ...], tuple[str, ...]]


@attrs.frozen
class _Amounts:
    """The flows of a year, without a plan and with it."""

    projection: Projection
    year: int
    language: str

    @property
    def both(self) -> tuple[Flows, Flows]:
        return self.projection.baseline, self.projection.flows

    def of(self, flows: Flows, name: str) -> float:
        return float(flows.quantity(name, by=[], scope={"year": self.year}).magnitude)

    def pair(self, name: str) -> tuple[float, float]:
        before, after = (self.of(flows, name) for flows in self.both)
        return before, after

    def group(self, heading: str, rows: Iterable[Row]) -> tuple[Group, ...]:
        """Return rows below a heading, those in which there is something; none where there is not."""
        held = tuple(row for row in rows if max(abs(row.before), abs(row.after)) > 0.0)
        return (Group(said(heading, self.language), held),) if held else ()

    def row(self, key: str, before: float, after: float, parts: tuple[float, ...] = ()) -> Row:
        return Row(name=said(key, self.language), before=before, after=after, parts=parts)


def _litter(found: _Amounts) -> _Found:
    arising = [
        found.row(f"source {source}", *found.pair(f"litter_by_{source}"))
        for source in _LITTER_SOURCES
    ]
    # the rest is packaging that `littering` states as a share of what is discarded
    wholes = map(sum, zip(found.pair("litter"), found.pair("litter_avoided"), strict=True))
    rest = [
        whole - known if whole - known > _ROUNDING * whole else 0.0
        for whole, known in zip(wholes, found.pair("litter_arising"), strict=True)
    ]
    arising.append(found.row("source packaging", rest[0], rest[1]))
    ends = [found.row(f"end {name}", *found.pair(name)) for name in _LITTER_ENDS]
    return (*found.group("from_where", arising), *found.group("where_to", ends)), ()


def _microplastics(found: _Amounts) -> _Found:
    rows = []
    for source in SOURCES:
        sewage, water = (
            found.of(found.both[1], f"{source}_{name}") for name in ("in_sewage", "direct")
        )
        before, after = found.pair(f"{source}_released")
        soil = max(after - sewage - water, 0.0)
        rows.append(found.row(f"source {source}", before, after, (soil, sewage, water)))
    ends = [found.row(f"end {name}", *found.pair(name)) for name in _ENDS]
    parts = tuple(said(f"path {path}", found.language) for path in _PATHS)
    return (*found.group("from_where", rows), *found.group("where_to", ends)), parts


def _purchases(key: str, found: _Amounts) -> _Found:
    """Return what is bought of each item, the largest first; small ones are lumped together."""
    flows = found.both[1]
    before, after = bought(flows, key, found.year)
    rows = [
        Row(name=category_name(category.name, found.language), before=was, after=now)
        for category, was, now in zip(flows.system.axes.categories, before, after, strict=True)
        if was or now
    ]
    rows.sort(key=lambda row: -max(row.before, row.after))
    shown_rows, small = rows[:_MOST_ITEMS], rows[_MOST_ITEMS:]
    if len(small) == 1:
        shown_rows, small = rows, []
    if small:
        name = said("others", found.language, number=len(small))
        shown_rows.append(_sum(name, small))
    groups = [Group("", tuple(shown_rows))] if shown_rows else []
    if len(rows) > 1:
        groups.append(Group("", (_sum(upper_first(said("all_payers", found.language)), rows),)))
    return tuple(groups), ()


def bought(flows: Flows, name: str, year: int) -> tuple[list[float], list[float]]:
    """Return a flow of purchases by category in a year: as it was before, and as it is."""
    was, now = (
        [float(v) for v in flows.quantity(key, by=["category"], scope={"year": year}).magnitude]
        for key in (f"{name}_before", name)
    )
    return was, now


def _sum(name: str, rows: Sequence[Row]) -> Row:
    return Row(
        name=name, before=sum(row.before for row in rows), after=sum(row.after for row in rows)
    )


# --------------------------------------------------------------------------------------------------
# drawn


def theme(
    projection: Projection,
    ax: Any = None,
    *,
    what: str = "litter",
    year: int | None = None,
    language: str = "en",
) -> Axes:
    """Draw one of the pictures; see `ProjectionPlots.theme`."""
    known_language(language)
    if what not in THEMES:
        raise InvalidValueError(f"what is {shown(what)}. {nearest(str(what), tuple(THEMES))}")
    years = projection.system.axes.years
    chosen = max(years) if year is None else year
    if isinstance(chosen, bool) or chosen not in years:
        raise InvalidValueError(
            f"the year {shown(year)} is not in the projection, which holds {min(years)} to {max(years)}"
        )
    bars = _bars(what, projection, chosen, language)
    if bars is None:
        stage = THEMES[what].capitalize()
        raise MissingValueError(
            f"the system states nothing that the picture {what!r} could show; give it "
            f"{THEMES[what]}=ps.{stage}(…)"
        )
    return _drawn(bars, projection, ax, language)


def _drawn(bars: ThemeBars, projection: Projection, ax: Any, language: str) -> Axes:
    system = projection.system
    told = bars.told(language, system.price_year)
    paired = len(bars.columns) > 1
    labels = [
        label
        for group in bars.groups
        for label in ([group.heading] if group.heading else []) + [r.name for r in group.rows]
    ]
    ax = axes(ax, 8.6, 1.8 + (0.56 if paired else ROW) * len(labels))
    at = 0
    for group in bars.groups:
        at += bool(group.heading)
        for row in group.rows:
            _row(ax, at, row, told, paired=paired)
            at += 1
    labelled_rows(ax, labels)
    headings = {group.heading for group in bars.groups if group.heading}
    for tick in ax.get_yticklabels():
        if tick.get_text().replace("\n", " ") in headings:
            tick.set_fontweight("bold")
    plain(ax, grid="x")
    whole = [value for row in bars.rows for value in (row.before, row.after)]
    room_at_ends(ax, min(0.0, *whole), max(0.0, *whole), 0.24 if paired else 0.14)
    value_axis(ax, "x", told, told.unit)
    lines = _legend(ax, bars) if paired or bars.parts else 0
    subtitle = ""
    if projection.plan is not None:
        subtitle = said("plan_named", language, plan=projection.plan.name)
    return dressed(
        ax,
        title=bars.title,
        subtitle=subtitle,
        source=source_line(system, language, _sources(system, THEMES[bars.id])),
        description=_in_words(bars, told),
        legend=lines,
    )


def _row(ax: Axes, y: int, row: Row, told: Amounts, *, paired: bool) -> None:
    """Draw a row: what was before hollow and hatched above, what is after filled below."""
    if paired:
        before = Bar(
            start=0.0, length=row.before, label=told.told(row.before), colour=COLOURS[0],
            hatch=HATCH,
        )  # fmt: skip
        drawn(ax, y - 0.2, 0.36, before)
        at_end(ax, row.before, y - 0.2, before.label)
    below, height = (y + 0.2, 0.36) if paired else (y, 0.66)
    if row.parts:
        start = 0.0
        for length, colour, hatch in zip(row.parts, PART_COLOURS, HATCHES, strict=False):
            ax.barh(
                below, length, height, left=start, facecolor=colour, edgecolor="white",
                hatch=hatch or None, linewidth=0.0,
            )  # fmt: skip
            start += length
    else:
        drawn(ax, below, height, Bar(start=0.0, length=row.after, label="", colour=COLOURS[0]))
    label = told.told(row.after)
    if paired and label != told.told(row.before):
        label += f" ({told.change(row.after - row.before)})"
    at_end(ax, row.after, below, label)


def _legend(ax: Axes, bars: ThemeBars) -> int:
    """Tell which bars are before and after, and what the parts are; return the lines it takes."""
    from matplotlib.patches import Patch

    handles = []
    if len(bars.columns) > 1:
        handles.append(
            Patch(facecolor="white", edgecolor=COLOURS[0], hatch=HATCH, label=bars.columns[0])
        )
        handles.append(Patch(facecolor=COLOURS[0], edgecolor=COLOURS[0], label=bars.columns[1]))
    for name, colour, hatch in zip(bars.parts, PART_COLOURS, HATCHES, strict=False):
        handles.append(Patch(facecolor=colour, edgecolor="white", hatch=hatch or None, label=name))
    narrow = width_of(ax) <= NARROW
    columns = min(len(handles), 2 if narrow else 5)
    lines = -(-len(handles) // columns)
    ax.legend(
        handles=handles,
        loc="lower left",
        bbox_to_anchor=(0.0, 1.0),
        ncols=columns,
        frameon=False,
        fontsize=BODY,
        labelcolor=INK,
        borderaxespad=0.2,
        handlelength=1.6,
        columnspacing=1.2,
    )
    return lines


def _sources(system: System, stage: str) -> tuple[str, ...]:
    """Return what the parameters of a stage rest on, most used first."""
    told = [
        info.source
        for name in system.parameters
        if PARAMETERS[name].stage == stage
        for info in system.cells(name).infos
        if info.source
    ]
    return tuple(sorted(dict.fromkeys(told), key=lambda source: -told.count(source)))


def _in_words(bars: ThemeBars, told: Amounts) -> str:
    """Return the picture in words."""
    parts = []
    for group in bars.groups:
        rows = [_row_in_words(row, bars, told) for row in group.rows]
        heading = f"{group.heading}: " if group.heading else ""
        parts.append(heading + "; ".join(rows))
    return f"{bars.title} ({told.unit}). {'. '.join(parts)}."


def _row_in_words(row: Row, bars: ThemeBars, told: Amounts) -> str:
    amount = told.told(row.after)
    if len(bars.columns) > 1:
        amount = f"{told.told(row.before)} → {amount}"
    if row.parts:
        where = ", ".join(
            f"{lower_first(name)} {told.told(part)}"
            for name, part in zip(bars.parts, row.parts, strict=True)
        )
        amount = f"{amount} ({where})"
    return f"{row.name} {amount}"
