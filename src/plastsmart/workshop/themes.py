"""Litter, microplastics and purchases as HTML, quick enough to be drawn anew while a slider moves."""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING, Final

import attrs

from plastsmart.labels import lower_first, upper_first
from plastsmart.report.plots.style import COLOURS
from plastsmart.report.plots.themes import PART_COLOURS, THEMES, theme_bars
from plastsmart.workshop.sliders import STAGES
from plastsmart.workshop.words import said

if TYPE_CHECKING:
    from plastsmart.report.plots.themes import Group, Row, ThemeBars
    from plastsmart.report.plots.wording import Amounts
    from plastsmart.scenarios.targets import Target
    from plastsmart.workshop.session import Result

__all__ = ["themes_html"]

_WIDTH: Final = 1000.0
"""Of the longest bar of a picture, in its own unit."""


def themes_html(result: Result, target: Target, language: str) -> tuple[str, str]:
    """Return where litter and microplastics come from and go to, and what is bought, in a target's year.

    First what the target is about, then the rest; empty for a system that states packaging alone.
    """
    both = attrs.evolve(result.projection, baseline=result.start.flows)
    price_year = result.start.system.price_year
    parts = {True: "", False: ""}
    for bars in theme_bars(both, target.deadline, language):
        about = THEMES[bars.id] == STAGES.get(target.theme)
        parts[about] += _picture(bars, bars.told(language, price_year), language)
    return parts[True], parts[False]


def _picture(bars: ThemeBars, told: Amounts, language: str) -> str:
    """Return a table in which each row has its bars below its numbers."""
    title = escape(upper_first(bars.title.partition(": ")[2]))
    first = "before" if bars.id.startswith("own_") else "now"
    columns = [said(f"column {key}", language) for key in (first, "yours")]
    head = "".join(f'<th scope="col" class="ws-number">{escape(column)}</th>' for column in columns)
    unit, (hollow, filled) = upper_first(told.unit), map(lower_first, columns)
    say = said("bars say", language, unit=unit, hollow=hollow, filled=filled)
    largest = max(max(row.before, row.after) for row in bars.rows) or 1.0
    body = "".join(_group(group, bars, told, largest) for group in bars.groups)
    return (
        f'<h3>{title}</h3><p class="ws-small">{escape(say)}</p>{_key(bars)}'
        f'<div class="ws-scroll ws-theme" role="group" tabindex="0" aria-label="{title}"><table>'
        f'<caption class="ws-unseen">{title}</caption><thead><tr>'
        f'<th scope="col">{escape(said("column what", language))}</th>{head}</tr></thead>{body}'
        "</table></div>"
    )


def _key(bars: ThemeBars) -> str:
    """Return what the colours are."""
    keys = "".join(
        f'<span class="ws-key">{_svg([(0.0, _WIDTH, colour)])}{escape(name)}</span>'
        for name, colour in zip(bars.parts, PART_COLOURS, strict=False)
    )
    return f'<p class="ws-small">{keys}</p>' if keys else ""


def _group(group: Group, bars: ThemeBars, told: Amounts, largest: float) -> str:
    heading = ""
    if group.heading:
        heading = (
            f'<tr><th class="ws-group" scope="rowgroup" colspan="3">{escape(group.heading)}</th>'
            "</tr>"
        )
    rows = "".join(_row(row, bars, told, largest) for row in group.rows)
    return f"<tbody>{heading}{rows}</tbody>"


def _row(row: Row, bars: ThemeBars, told: Amounts, largest: float) -> str:
    parts = "; ".join(
        f"{lower_first(name)} {told.told(part)}"
        for name, part in zip(bars.parts, row.parts, strict=False)
        if part
    )
    small = f"<small>{escape(parts)}</small>" if parts else ""
    amounts = "".join(
        f'<td class="ws-number">{escape(told.told(value))}</td>'
        for value in (row.before, row.after)
    )
    return (
        f'<tr><th scope="row">{escape(row.name)}{small}</th>{amounts}</tr>'
        f'<tr aria-hidden="true"><td colspan="3">{_bars(row, largest)}</td></tr>'
    )


def _bars(row: Row, largest: float) -> str:
    """Return two bars: hollow as it was, and filled below as it is with the changes."""
    filled = []
    at = 0.0
    colours = PART_COLOURS if row.parts else COLOURS
    for amount, colour in zip(row.parts or (row.after,), colours, strict=False):
        width = _WIDTH * max(amount, 0.0) / largest
        filled.append((at, width, colour))
        at += width
    return _svg(filled, _WIDTH * max(row.before, 0.0) / largest)


def _svg(filled: list[tuple[float, float, str]], hollow: float | None = None) -> str:
    outline = ""
    if hollow is not None:
        outline = (
            f'<rect x="1" y="1" width="{hollow:.1f}" height="5" fill="none" '
            f'stroke="{COLOURS[0]}" vector-effect="non-scaling-stroke"/>'
        )
    bars = "".join(
        f'<rect x="{at:.1f}" y="8" width="{width:.1f}" height="8" fill="{colour}"/>'
        for at, width, colour in filled
    )
    top = 0 if hollow is not None else 8
    return (
        f'<svg class="ws-bars" viewBox="0 {top} {_WIDTH + 4:.0f} {16 - top}" aria-hidden="true" '
        f'preserveAspectRatio="none" focusable="false">{outline}{bars}</svg>'
    )
