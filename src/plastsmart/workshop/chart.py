"""A rate over the years as SVG, quick enough to be drawn anew while a slider moves."""

from __future__ import annotations

import math
from collections.abc import Sequence
from html import escape
from typing import TYPE_CHECKING, Final

import attrs

from plastsmart.labels import percent
from plastsmart.report.plots.style import COLOURS, INK, MUTED
from plastsmart.workshop.words import said

if TYPE_CHECKING:
    from plastsmart.workshop.questions import Band

__all__ = ["Aim", "Lines", "chart_svg"]

_NOW: Final = MUTED
_YOURS: Final = COLOURS[0]
_GRID: Final = "#D9D9D9"
_LETTER: Final = 0.58
"""Width of a letter of its height."""

_ROOM: Final = (0.05, 0.1, 0.2, 0.25, 0.5)
_MOST_TICKS: Final = 6
_STEP: Final = 0.25
"""By how much a text moves at a time to find room, of its height."""

_STEPS: Final = 60


@attrs.frozen
class Aim:
    """A target on the picture: its year, its level and whether it is reached."""

    year: int
    level: float
    reached: bool


@attrs.frozen(kw_only=True)
class Lines:
    """What the picture shows.

    Attributes
    ----------
    years : tuple of int
    now : tuple of float
        The rate as things are.
    yours : tuple of float or None
        With what was changed; None where nothing was.
    band : Band or None
    aims : tuple of Aim
    """

    years: tuple[int, ...]
    now: tuple[float, ...]
    yours: tuple[float, ...] | None
    band: Band | None
    aims: tuple[Aim, ...]


def chart_svg(
    lines: Lines,
    title: str,
    description: str,
    language: str,
    *,
    width: float = 640.0,
    height: float = 300.0,
    size: float = 14.0,
    id: str = "chart",  # noqa: A002 - as HTML calls it
) -> str:
    """Return a rate over the years, its band and its targets as an ``<svg>`` element.

    Parameters
    ----------
    lines : Lines
    title, description : str
        For screen readers.
    language : {"en", "no"}
    width, height, size : float
        Of the picture and of its letters [pixels].
    id : str
        Begins the ids in it.

    Examples
    --------
    >>> from plastsmart.workshop.chart import Aim, Lines, chart_svg
    >>> lines = Lines(
    ...     years=(2025, 2030),
    ...     now=(0.2, 0.2),
    ...     yours=(0.2, 0.4),
    ...     band=None,
    ...     aims=(Aim(2030, 0.5, False),),
    ... )
    >>> chart_svg(lines, "Rate", "It rises.", "en").startswith("<svg ")
    True
    """
    frame = _Frame.of(lines, width, height, size)
    begin = (
        f'<svg xmlns="http://www.w3.org/2000/svg" role="img" class="ws-chart" '
        f'viewBox="0 0 {width:g} {height:g}" aria-labelledby="{id}-title {id}-desc" '
        f'font-size="{size:g}" '
        "font-family=\"system-ui, 'DejaVu Sans', Verdana, Arial, sans-serif\">"
    )
    parts = [
        begin,
        f'<title id="{id}-title">{escape(title)}</title>',
        f'<desc id="{id}-desc">{escape(description)}</desc>',
        *_axes(frame, lines, language),
    ]
    if lines.band is not None:
        parts.append(_band(frame, lines.band))
    parts.append(_line(frame, lines.years, lines.now, _NOW, dashed=lines.yours is not None))
    if lines.yours is not None:
        parts.append(_line(frame, lines.years, lines.yours, _YOURS, dashed=False))
    parts += [_diamond(frame, aim) for aim in lines.aims]
    parts += _labels(frame, lines, language)
    return "".join([*parts, "</svg>"])


@attrs.frozen(kw_only=True)
class _Frame:
    left: float
    right: float
    top: float
    bottom: float
    first: int
    last: int
    most: float
    least: float
    size: float
    width: float

    @classmethod
    def of(cls, lines: Lines, width: float, height: float, size: float) -> _Frame:
        highest = max(
            [*lines.now, *(lines.yours or ()), *(aim.level for aim in lines.aims)]
            + (list(lines.band.high) if lines.band is not None else []),
            default=1.0,
        )
        highest = highest if math.isfinite(highest) else 1.0
        shares = [*lines.now, *(lines.yours or ()), *(lines.band.low if lines.band else ())]
        lowest = min((share for share in shares if math.isfinite(share)), default=0.0)
        return cls(
            left=3.4 * size,
            right=width - 1.2 * size,
            top=1.6 * size,
            bottom=height - 1.9 * size,
            first=lines.years[0],
            last=lines.years[-1],
            most=min(1.0, math.ceil(10.0 * max(highest, 0.0) + 0.5) / 10.0),
            least=min(0.0, math.floor(10.0 * lowest) / 10.0),
            size=size,
            width=width,
        )

    def x(self, year: int) -> float:
        span = max(self.last - self.first, 1)
        return self.left + (self.right - self.left) * (year - self.first) / span

    def y(self, share: float) -> float:
        return self.bottom - (self.bottom - self.top) * (share - self.least) / (
            self.most - self.least
        )


def _axes(frame: _Frame, lines: Lines, language: str) -> list[str]:
    span = frame.most - frame.least
    step = next((s for s in _ROOM if span / s <= _MOST_TICKS), math.ceil(span / _MOST_TICKS))
    parts = [f'<g stroke="{_GRID}" stroke-width="1">']
    ticks = [
        tick * step for tick in range(math.ceil(frame.least / step), round(frame.most / step) + 1)
    ]
    for tick in ticks:
        y = frame.y(tick)
        parts.append(f'<path d="M{frame.left:.1f},{y:.1f} H{frame.right:.1f}"/>')
    parts.append(f'</g><g fill="{INK}">')
    for tick in ticks:
        y = frame.y(tick) + 0.35 * frame.size
        told = percent(tick, language, 0)
        parts.append(f'<text x="{frame.left - 6:.1f}" y="{y:.1f}" text-anchor="end">{told}</text>')
    every = max(1, math.ceil(len(lines.years) * 3.2 * frame.size / (frame.right - frame.left)))
    shown = [year for year in lines.years if (lines.years[-1] - year) % every == 0]
    parts += [
        f'<text x="{frame.x(year):.1f}" y="{frame.bottom + 1.4 * frame.size:.1f}" '
        f'text-anchor="middle">{year}</text>'
        for year in shown
    ]
    return [*parts, "</g>"]


def _band(frame: _Frame, band: Band) -> str:
    there = [
        f"{frame.x(y):.1f},{frame.y(s):.1f}" for y, s in zip(band.years, band.high, strict=True)
    ]
    back = [f"{frame.x(y):.1f},{frame.y(s):.1f}" for y, s in zip(band.years, band.low, strict=True)]
    points = " ".join([*there, *reversed(back)])
    return f'<polygon class="ws-band" points="{points}" fill="{_YOURS}" fill-opacity="0.2"/>'


def _line(
    frame: _Frame, years: Sequence[int], shares: Sequence[float], colour: str, *, dashed: bool
) -> str:
    points = " ".join(
        f"{frame.x(year):.1f},{frame.y(share):.1f}"
        for year, share in zip(years, shares, strict=True)
        if math.isfinite(share)
    )
    dashes = ' stroke-dasharray="6 4"' if dashed else ""
    return f'<polyline points="{points}" fill="none" stroke="{colour}" stroke-width="3"{dashes}/>'


def _diamond(frame: _Frame, aim: Aim) -> str:
    x, y, r = frame.x(aim.year), frame.y(aim.level), 0.5 * frame.size
    fill = INK if aim.reached else "#FFFFFF"
    return (
        f'<path d="M{x:.1f},{y - r:.1f} L{x + r:.1f},{y:.1f} L{x:.1f},{y + r:.1f} '
        f'L{x - r:.1f},{y:.1f} Z" fill="{fill}" stroke="{INK}" stroke-width="2"/>'
    )


@attrs.frozen
class _Box:
    left: float
    right: float
    top: float
    bottom: float

    def meets(self, other: _Box) -> bool:
        return (
            self.left < other.right
            and other.left < self.right
            and self.top < other.bottom
            and other.top < self.bottom
        )


def _labels(frame: _Frame, lines: Lines, language: str) -> list[str]:
    """Write what each line and target is: none over another, nor over the sign of a target."""
    size = frame.size
    parts = []
    taken = [
        _Box(x - 0.6 * size, x + 0.6 * size, y - 0.6 * size, y + 0.6 * size)
        for x, y in ((frame.x(aim.year), frame.y(aim.level)) for aim in lines.aims)
    ]

    def put(text: str, right: float, base: float, colour: str) -> None:
        wide = len(text) * _LETTER * size
        left = min(max(right - wide, frame.left), frame.width - wide)
        # as near as may be, first above and then below
        for step in range(_STEPS):
            bases = [base + move * _STEP * size for move in ((-step, step) if step else (0,))]
            boxes = [_Box(left, left + wide, at - 0.85 * size, at + 0.25 * size) for at in bases]
            free = [
                (at, box)
                for at, box in zip(bases, boxes, strict=True)
                if box.top >= 0.0
                and box.bottom <= frame.bottom
                and not any(box.meets(each) for each in taken)
            ]
            if free:
                base, box = free[0]
                taken.append(box)
                break
        parts.append(
            f'<text x="{left:.1f}" y="{base:.1f}" fill="{colour}" font-weight="600" stroke="#FFFFFF" '
            f'stroke-width="4" stroke-linejoin="round" paint-order="stroke">{escape(text)}</text>'
        )

    for aim in lines.aims:
        told = said("chart target", language, level=percent(aim.level, language, 0), year=aim.year)
        put(told, frame.x(aim.year) - 0.8 * size, frame.y(aim.level) + 0.3 * size, INK)
    now, yours = lines.now[-1], lines.yours[-1] if lines.yours else math.nan
    for share in (now, yours):
        if math.isfinite(share):  # the lines are flat, or nearly so, where they end
            y = frame.y(share)
            taken.append(_Box(frame.left, frame.right, y - 0.15 * size, y + 0.15 * size))
    above, below = -0.6 * size, 1.25 * size
    for key, share, colour, off in (
        ("chart yours", yours, _YOURS, below if yours < now else above),
        ("chart now", now, _NOW, below if yours >= now else above),
    ):
        if math.isfinite(share):
            told = f"{said(key, language)} {percent(share, language)}"
            put(told, frame.right, frame.y(share) + off, colour)
    return parts
