"""The pictures of a report, as SVG."""

from __future__ import annotations

import warnings
from collections.abc import Callable
from typing import TYPE_CHECKING, Final

from plastsmart.report.document import Picture
from plastsmart.report.plots import flows_svg, svg, tornado, waterfall
from plastsmart.report.plots.canvas import axes, figure_of
from plastsmart.report.plots.style import source_line
from plastsmart.report.plots.wording import place_name
from plastsmart.report.report_text import say

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.axes import Axes

    from plastsmart.flows.selection import Scope
    from plastsmart.mapping.reconcile import Reconciliation
    from plastsmart.report.findings import Findings

__all__ = [
    "cascade_picture",
    "contributions_picture",
    "costs_picture",
    "drivers_picture",
    "flow_picture",
    "measured_picture",
    "rate_picture",
    "theme_picture",
]

_MOST_ROWS: Final = 10
"""Rows of what makes a rate uncertain."""

_WIDTH: Final = 1000.0
_HEIGHT: Final = 520.0
_NARROW: Final = 4.9
"""Width of pictures for narrow screens [inches]."""

_LETTERS: Final = 13.5
"""Of the flow picture [pixels]."""


def _picture(draw: Callable[[Axes | None], Axes], id_: str, taller: float = 1.1) -> Picture:
    """Return a picture, and the same for narrow screens, taller by a factor, where it finds room."""
    ax = draw(None)
    title = ax.get_title(loc="left").replace("\n", " ")
    height = float(figure_of(ax).get_size_inches()[1])
    with warnings.catch_warnings():
        warnings.simplefilter("error", UserWarning)
        try:
            narrow = svg(draw(axes(None, _NARROW, taller * height)), id=f"{id_}-narrow")
        except UserWarning:  # matplotlib's, of axes without room
            narrow = ""
    return Picture(id=id_, svg=svg(ax, id=f"{id_}-svg"), title=title, narrow=narrow)


def flow_picture(found: Findings, id_: str) -> Picture:
    """Return the flow picture of the year that the report looks at."""
    drawn = flows_svg(
        found.projection.flows,
        year=found.year,
        language=found.language,
        width=_WIDTH,
        height=_HEIGHT,
        size=_LETTERS,
        id=f"{id_}-svg",
    )
    title = say("flows_table", found.language, year=found.year)
    return Picture(id=id_, svg=drawn, title=title)


def rate_picture(found: Findings, rate: str, scope: Scope, id_: str) -> Picture:
    """Return a rate over the years with its targets and band."""

    def draw(ax: Axes | None) -> Axes:
        return found.projection.plot.rate(
            rate,
            ax=ax,
            scope=dict(scope) or None,
            targets=found.targets_of(rate, scope),
            ensemble=found.ensemble,
            language=found.language,
        )

    return _picture(draw, id_)


def cascade_picture(found: Findings, id_: str) -> Picture:
    """Return what each stage loses of 100 kg."""
    projection = found.projection
    plot = projection.flows.plot if found.plan is None else projection.plot
    return _picture(lambda ax: plot.cascade(ax=ax, year=found.year, language=found.language), id_)


def contributions_picture(found: Findings, shares: pd.Series, id_: str) -> Picture:
    """Return what each measure adds."""
    return _picture(
        lambda ax: waterfall(
            shares,
            ax,
            language=found.language,
            place=place_name(found.system, found.language),
            source=source_line(found.system, found.language),
        ),
        id_,
    )


def costs_picture(found: Findings, id_: str) -> Picture:
    """Return who pays, without and with the plan."""
    plot = found.projection.plot
    return _picture(
        lambda ax: plot.plan_and_baseline("costs", ax=ax, year=found.year, language=found.language),
        id_,
    )


def drivers_picture(found: Findings, table: pd.DataFrame, id_: str) -> Picture:
    """Return what makes a rate uncertain."""
    return _picture(
        lambda ax: tornado(
            table,
            ax,
            most=_MOST_ROWS,
            language=found.language,
            source=source_line(found.system, found.language),
        ),
        id_,
    )


def theme_picture(found: Findings, what: str, id_: str) -> Picture:
    """Return litter, microplastics or purchases, without and with the plan."""
    plot = found.projection.plot
    return _picture(
        lambda ax: plot.theme(what, ax=ax, year=found.year, language=found.language), id_
    )


def measured_picture(found: Reconciliation, language: str, id_: str) -> Picture:
    """Return what was measured and what agrees."""
    return _picture(
        lambda ax: found.plot.before_and_after(ax=ax, language=language), id_, taller=1.3
    )
