"""Rows of horizontal bars: their labels, the bars, and what is written at their ends."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Final

import attrs

from plastsmart.labels import upper_first
from plastsmart.report.plots.canvas import BODY, NARROW, width_of
from plastsmart.report.plots.layout import wrapped
from plastsmart.report.plots.style import INK, MUTED
from plastsmart.report.plots.texts import said

if TYPE_CHECKING:
    from matplotlib.axes import Axes

__all__ = ["HATCH", "ROW", "Bar", "at_end", "drawn", "labelled_rows", "legend", "room_at_ends"]

HATCH: Final = "////"
"""Of what is without the plan, below the middle, or outside the group."""

ROW: Final = 0.42
"""Height of a row [inches]."""

_LABEL: Final = 200.0
"""Width of the labels left of bars [points]."""

_PART: Final = 0.42
"""The same in narrow axes, as a part of theirs before the labels take of it."""

_NARROWEST: Final = 60.0


@attrs.frozen(kw_only=True)
class Bar:
    """A horizontal bar: from where, how far, and what is written at its end."""

    start: float
    length: float
    label: str
    colour: str
    hatch: str = ""
    error: float = 0.0


def labelled_rows(ax: Axes, labels: Sequence[str], width: float = _LABEL) -> None:
    """Give rows their labels, the first above; a line break in one stays.

    In narrow axes the labels are narrower and longer, so that bars have room beside them.
    """
    narrow = width_of(ax) <= NARROW
    if narrow:
        width = min(width, max(_PART * width_of(ax), _NARROWEST))
    lines = [
        "\n".join(
            line
            for part in label.split("\n")
            for line in wrapped(part, width, BODY, (1 if "\n" in label else 2) + narrow)
        )
        for label in labels
    ]
    ax.set_yticks(range(len(labels)), lines, fontsize=BODY, color=INK, parse_math=False)
    ax.set_ylim(max(len(labels), 1) - 0.5, -0.5)


def drawn(ax: Axes, y: float, height: float, bar: Bar) -> None:
    """Draw a bar; a hatched one is hollow, so that it differs without colour."""
    pale = bool(bar.hatch)
    ax.barh(
        y,
        bar.length,
        height,
        left=bar.start,
        facecolor="white" if pale else bar.colour,
        edgecolor=bar.colour if pale else "white",
        hatch=bar.hatch or None,
        linewidth=0.8 if pale else 0.0,
    )
    if bar.error > 0.0:
        end = bar.start + bar.length
        ax.plot([end - bar.error, end + bar.error], [y, y], color=INK, linewidth=1.2, gid="error")


def at_end(ax: Axes, x: float, y: float, label: str, *, left: bool = False) -> None:
    """Write beside the end of a bar, or left of its beginning."""
    ax.annotate(
        label,
        xy=(x, y),
        xytext=(-4.0 if left else 4.0, 0.0),
        textcoords="offset points",
        ha="right" if left else "left",
        va="center",
        fontsize=BODY,
        color=INK,
        annotation_clip=False,
        bbox={"facecolor": "white", "alpha": 0.75, "linewidth": 0.0, "pad": 0.5},
        zorder=3,
        parse_math=False,
        gid="value",
    )


def legend(ax: Axes, language: str, *, colour: str = MUTED) -> None:
    """Tell which bars are without and with the plan."""
    from matplotlib.patches import Patch

    ax.legend(
        handles=[
            Patch(
                facecolor="white",
                edgecolor=colour,
                hatch=HATCH,
                label=upper_first(said("without", language)),
            ),
            Patch(facecolor=colour, edgecolor=colour, label=upper_first(said("with", language))),
        ],
        loc="lower left",
        bbox_to_anchor=(0.0, 1.0),
        ncols=2,
        frameon=False,
        fontsize=BODY,
        labelcolor=INK,
        borderaxespad=0.2,
        handlelength=1.6,
    )


def room_at_ends(ax: Axes, low: float, high: float, share: float = 0.16) -> None:
    """Leave room for what is written at the ends of bars."""
    span = (high - low) or 1.0
    ax.set_xlim(
        low - (share * span if low < 0.0 else 0.0), high + (share * span if high > 0 else 0)
    )
