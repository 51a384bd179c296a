"""A flow picture as SVG, drawn without matplotlib: text is text, colours are as everywhere."""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterable, Mapping
from html import escape
from typing import TYPE_CHECKING, Any, Final

from plastsmart.errors import InvalidValueError, shown
from plastsmart.report.plots.diagram import diagram
from plastsmart.report.plots.layout import Picture, Ribbon, layout
from plastsmart.report.plots.style import INK, mass, percent

if TYPE_CHECKING:
    from plastsmart.flows.result import Flows

__all__ = ["flows_svg", "picture_svg", "ribbon_path"]

_LINE: Final = 1.2
_ID: Final = re.compile(r"[A-Za-z][A-Za-z0-9_-]*")


def ribbon_path(ribbon: Ribbon) -> str:
    """Return the outline of a ribbon as the data of an SVG path.

    Examples
    --------
    >>> from plastsmart.report.plots.diagram import Link
    >>> from plastsmart.report.plots.layout import Ribbon
    >>> from plastsmart.report.plots.vector import ribbon_path
    >>> link = Link(source="a", target="b", strand="", value=5.0)
    >>> ribbon_path(
    ...     Ribbon(link=link, points=((0.0, 0.0), (10.0, 4.0)), height=2.0, colour="#000000")
    ... )
    'M0,0 C5,0 5,4 10,4 V6 C5,6 5,2 0,2 Z'
    """
    there = ribbon.points
    back = [(x, y + ribbon.height) for x, y in reversed(there)]
    return f"M{_xy(*there[0])}{_along(there)} V{_number(back[0][1])}{_along(back)} Z"


def _along(points: Iterable[tuple[float, float]]) -> str:
    told = []
    for (x0, y0), (x1, y1) in itertools.pairwise(points):
        if y0 == y1:
            told.append(f" L{_xy(x1, y1)}")
        else:
            middle = (x0 + x1) / 2
            told.append(f" C{_xy(middle, y0)} {_xy(middle, y1)} {_xy(x1, y1)}")
    return "".join(told)


def _xy(x: float, y: float) -> str:
    return f"{_number(x)},{_number(y)}"


def _number(value: float) -> str:
    return f"{value:.2f}".rstrip("0").rstrip(".")


def picture_svg(picture: Picture, *, id: str = "flows") -> str:  # noqa: A002 - as HTML calls it
    """Return a flow picture as an ``<svg>`` element, to stand in a page or in a file of its own.

    Title and description are for screen readers; each ribbon tells its amount when pointed at.

    Parameters
    ----------
    picture : Picture
    id : str
        Begins the ids in it: give each picture of a page another.

    Raises
    ------
    InvalidValueError
        If the id is not letters, digits, - and _, the first a letter.

    Examples
    --------
    >>> import plastsmart as ps
    >>> from plastsmart.report.plots.diagram import diagram
    >>> from plastsmart.report.plots.layout import layout
    >>> from plastsmart.report.plots.vector import picture_svg
    >>> picture_svg(layout(diagram(ps.run(ps.load("headline"))))).startswith("<svg ")
    True
    """
    if not _ID.fullmatch(id):
        raise InvalidValueError(
            f"the id {shown(id)} must be letters, digits, - and _, the first a letter"
        )
    about = picture.diagram
    names = {node.id: node.name.replace("\u00ad", "") for node in about.nodes}
    told = {strand.id: strand.name for strand in about.strands}
    begin = (
        f'<svg xmlns="http://www.w3.org/2000/svg" role="img" lang="{_lang(about.language)}" '
        f'viewBox="0 0 {_number(picture.width)} {_number(picture.height)}" '
        f'aria-labelledby="{id}-title {id}-desc" font-size="{_number(picture.size)}" '
        "font-family=\"system-ui, 'DejaVu Sans', Verdana, Arial, sans-serif\">"
    )
    parts = [
        begin,
        f'<title id="{id}-title">{escape(about.title)}</title>',
        f'<desc id="{id}-desc">{escape(about.description)}</desc>',
        '<g class="ribbons" fill-opacity="0.55">',
    ]
    for ribbon in picture.ribbons:
        link = ribbon.link
        strand = f"{told[link.strand]}: " if link.strand in told else ""
        amount = mass(link.value, about.language, about.total)
        share = percent(link.value / about.total, about.language, 1)
        tip = f"{strand}{names[link.source]} → {names[link.target]}: {amount} ({share})"
        parts.append(
            f'<path d="{ribbon_path(ribbon)}" fill="{ribbon.colour}"><title>{escape(tip)}</title></path>'
        )
    parts.append(f'</g><g class="bars" stroke="{INK}" stroke-width="0.6">')
    parts += [
        f'<rect x="{_number(bar.x)}" y="{_number(bar.y)}" width="{_number(bar.width)}" '
        f'height="{_number(bar.height)}" fill="{bar.colour}"/>'
        for bar in picture.bars
    ]
    parts.append(
        f'</g><g class="labels" fill="{INK}" stroke="#FFFFFF" stroke-width="3" '
        'stroke-linejoin="round" paint-order="stroke">'
    )
    for label in picture.labels:
        # the first base line: the block's top, and what of a line stands above its base
        first = label.y - len(label.lines) * _LINE * picture.size / 2 + 0.95 * picture.size
        spans = "".join(
            f'<tspan x="{_number(label.x)}" y="{_number(first + at * _LINE * picture.size)}">'
            f"{escape(line)}</tspan>"
            for at, line in enumerate(label.lines)
        )
        parts.append(f'<text text-anchor="{label.anchor}">{spans}</text>')
    parts.append("</g></svg>")
    return "".join(parts)


def _lang(language: str) -> str:
    return "nb" if language == "no" else language


def flows_svg(
    flows: Flows,
    *,
    by: str | None = None,
    year: int | None = None,
    region: Any = None,
    scope: Mapping[str, Any] | None = None,
    language: str = "en",
    width: float = 1120.0,
    height: float = 560.0,
    size: float = 12.0,
    id: str = "flows",  # noqa: A002 - as HTML calls it
) -> str:
    """Return the flow picture of a year as an ``<svg>`` element, without matplotlib.

    Parameters
    ----------
    flows : Flows
    by, year, region, scope, language
        As of ``flows.plot.sankey``.
    width, height, size : float
        Of the picture and of its letters [pixels].
    id : str
        Begins the ids in it: give each picture of a page another.

    Returns
    -------
    str
        Title and description are for screen readers; what stands around it says the source.

    Examples
    --------
    >>> import plastsmart as ps
    >>> picture = ps.plots.flows_svg(ps.run(ps.load("headline")), language="no")
    >>> "22\u00a0680\u00a0t" in picture
    True
    """
    about = diagram(flows, by=by, year=year, region=region, scope=scope, language=language)
    return picture_svg(layout(about, width=width, height=height, size=size), id=id)
