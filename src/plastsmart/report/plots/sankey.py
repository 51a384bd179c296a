"""A flow picture (Sankey diagram) drawn with matplotlib: the same places as in SVG."""

from __future__ import annotations

import itertools
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Final

from plastsmart.errors import InvalidValueError
from plastsmart.report.plots.canvas import axes, dressed
from plastsmart.report.plots.diagram import diagram
from plastsmart.report.plots.layout import Picture, Ribbon, layout
from plastsmart.report.plots.style import INK, source_line

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.path import Path

    from plastsmart.flows.result import Flows

__all__ = ["ribbon_outline", "sankey"]

_PIXELS: Final = 100.0
"""For each inch: what a layout calls a pixel, whatever the dots of the figure."""

_POINTS: Final = 72.0
_LEAST: Final = (4.8, 2.4)

_SIZE: Final = 9.0
"""Of letters [points], where columns are so far apart [inches]; they shrink to this share of it."""

_PITCH: Final = 1.5
_SMALLEST: Final = 0.65


def sankey(
    flows: Flows,
    ax: Any = None,
    *,
    by: str | None = None,
    year: int | None = None,
    region: Any = None,
    scope: Mapping[str, Any] | None = None,
    language: str = "en",
) -> Axes:
    """Draw the flows of a year; see `FlowsPlots.sankey`."""
    about = diagram(flows, by=by, year=year, region=region, scope=scope, language=language)
    own = ax is None
    ax = axes(ax, 12.0, 6.4, whole=True)
    width, height = (inches * _PIXELS for inches in _inches(ax))
    if width < _LEAST[0] * _PIXELS or height < _LEAST[1] * _PIXELS:
        raise InvalidValueError(
            f"the axes are {width / _PIXELS:.1f} × {height / _PIXELS:.1f} inches; a flow picture needs "
            f"{_LEAST[0]} × {_LEAST[1]} for its labels: give it a larger figure"
        )
    last = max(node.column for node in about.nodes)
    size = _SIZE * min(1.0, max(width / last / _PIXELS / _PITCH, _SMALLEST))
    _draw(ax, layout(about, width=width, height=height, size=size * _PIXELS / _POINTS))
    return dressed(
        ax,
        title=about.title,
        source=source_line(flows.system, language),
        description=about.description,
        whole=own,
    )


def _inches(ax: Axes) -> tuple[float, float]:
    dpi = ax.figure.dpi
    return ax.bbox.width / dpi, ax.bbox.height / dpi


def ribbon_outline(ribbon: Ribbon) -> Path:
    """Return the outline of a ribbon: there along its upper edge, back along its lower one."""
    from matplotlib.path import Path

    there = list(ribbon.points)
    back = [(x, y + ribbon.height) for x, y in reversed(there)]
    vertices: list[tuple[float, float]] = [there[0]]
    codes = [Path.MOVETO]
    for side in (there, back):
        if side is back:
            vertices.append(back[0])
            codes.append(Path.LINETO)
        for (x0, y0), (x1, y1) in itertools.pairwise(side):
            if y0 == y1:
                vertices.append((x1, y1))
                codes.append(Path.LINETO)
            else:
                middle = (x0 + x1) / 2
                vertices += [(middle, y0), (middle, y1), (x1, y1)]
                codes += [Path.CURVE4] * 3
    vertices.append(there[0])
    codes.append(Path.CLOSEPOLY)
    return Path(vertices, codes)


def _draw(ax: Axes, picture: Picture) -> None:
    from matplotlib.patches import PathPatch, Rectangle

    ax.set_axis_off()
    ax.set_xlim(0.0, picture.width)
    ax.set_ylim(picture.height, 0.0)
    for at, ribbon in enumerate(picture.ribbons):
        ax.add_patch(
            PathPatch(
                ribbon_outline(ribbon),
                facecolor=ribbon.colour,
                alpha=0.55,
                linewidth=0.0,
                gid=f"ribbon-{at}",
            )
        )
    for at, bar in enumerate(picture.bars):
        ax.add_patch(
            Rectangle(
                (bar.x, bar.y),
                bar.width,
                bar.height,
                facecolor=bar.colour,
                edgecolor=INK,
                linewidth=0.5,
                gid=f"bar-{at}",
            )
        )
    # a pale ground, not an outline: matplotlib would write outlined text as shapes in SVG
    ground = {"facecolor": "white", "alpha": 0.55, "linewidth": 0.0, "pad": 0.8}
    for at, label in enumerate(picture.labels):
        ax.text(
            label.x,
            label.y,
            "\n".join(label.lines),
            ha="left" if label.anchor == "start" else "right",
            va="center",
            fontsize=picture.size * _POINTS / _PIXELS,
            color=INK,
            linespacing=1.05,
            bbox=ground,
            parse_math=False,
            gid=f"label-{at}",
        )
