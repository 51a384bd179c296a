"""Where the parts of a flow picture stand: bars, ribbons and labels, in pixels, as plain data.

Every column of a flow picture holds the same mass, since what goes past a column has a lane in it.
So one scale [pixels for each tonne] serves the whole picture, and no ribbon crosses a bar.
"""

from __future__ import annotations

import itertools
from collections.abc import Callable, Sequence
from typing import Final

import attrs

from plastsmart.errors import InvalidValueError, shown
from plastsmart.report.plots.diagram import BOTTOM, Diagram, Link, Node
from plastsmart.report.plots.style import KINDS, PLAIN, mass, part_of

__all__ = ["Bar", "Label", "Picture", "Ribbon", "layout", "text_width", "wrapped"]

_SMALLEST: Final = (480.0, 240.0)
_BAR: Final = 12.0
_GAP: Final = 9.0
_LANE_GAP: Final = 3.0
_PAD: Final = 5.0
_LINE: Final = 1.2
"""Height of a line of text, in sizes of the letters."""

_MARGIN: Final = 6.0
_MOST_LINES: Final = 3

_JOINTS: Final = (
    "Energi|utnyttelse", "Gjenvinnings|stasjon", "Landbruks|plast", "Material|gjenvinning",
    "Material|gjenvunnet", "Nærings|livet", "Plast|emballasje", "Pose|sortering",
    "Restavfalls|sortering", "Sentral|sortering", "Sentral|sortert",
)  # fmt: skip
"""Where long words of labels may break."""


@attrs.frozen(kw_only=True)
class Bar:
    """A node: a rectangle [pixels, y downwards]."""

    node: Node
    x: float
    y: float
    width: float
    height: float
    colour: str


@attrs.frozen(kw_only=True)
class Ribbon:
    """A link: a band of constant height through points, its upper edge at (x, y) [pixels].

    From one point to the next it runs straight where both lie in one column, else in an S: a cubic
    Bézier curve whose control points lie half-way, at the heights of its ends.
    """

    link: Link
    points: tuple[tuple[float, float], ...]
    height: float
    colour: str


@attrs.frozen(kw_only=True)
class Label:
    """Lines of text beside a bar, the block's middle at (x, y) [pixels].

    Attributes
    ----------
    anchor : {"start", "end"}
        Which end of the lines is at x.
    lines : tuple of str
        The last tells the amount and its share.
    box : tuple of float
        Left, top, right, bottom of what it takes, by estimate.
    """

    node: Node
    x: float
    y: float
    anchor: str
    lines: tuple[str, ...]
    box: tuple[float, float, float, float]


@attrs.frozen(kw_only=True)
class Picture:
    """A diagram in its place.

    Attributes
    ----------
    width, height, size : float
        Of the picture and of its letters [pixels].
    scale : float
        Pixels for each tonne/year, the same everywhere.
    """

    diagram: Diagram
    width: float
    height: float
    size: float
    scale: float
    bars: tuple[Bar, ...]
    ribbons: tuple[Ribbon, ...]
    labels: tuple[Label, ...]


# --------------------------------------------------------------------------------------------------
# text

_WIDTHS: Final = {
    letter: width / 100.0
    for width, letters in {
        28: "'ijlIJ", 32: " ,.·\u00a0\u2009\u202f", 34: "/:;\\|", 36: "f-", 40: "()[]t!r",
        50: "\"*_`–§", 54: "sz?c", 58: "LFkvxy", 62: "PTYaoøåeé", 64: "ESbdghnpqu$0123456789{}",
        69: "KAVÅBRXZ", 73: "CU", 78: "HNDG&OQØ", 84: "w#+<=>^~→\u2212", 89: "M", 98: "%mÆæ", 100: "W@…",
    }.items()
    for letter in letters
}  # fmt: skip
"""Of DejaVu Sans, rounded up, as shares of its size; common fonts of browsers are narrower."""

_USUAL: Final = 0.7


def text_width(text: str, size: float) -> float:
    """Return an estimate of how wide a text is [as `size`], rather too wide than too narrow.

    Examples
    --------
    >>> from plastsmart.report.plots.layout import text_width
    >>> round(text_width("Samlet inn", 10.0))
    54
    """
    widths = (_WIDTHS.get(letter, _USUAL) for letter in text if letter != "\u00ad")
    return sum(widths) * size


Measure = Callable[[str, float], float]
"""How wide a text is in letters of a size."""


def wrapped(
    text: str,
    width: float,
    size: float,
    most: int = _MOST_LINES,
    measure: Measure = text_width,
) -> tuple[str, ...]:
    """Break a text into lines no wider than `width`; what finds no room ends in three dots.

    Examples
    --------
    >>> from plastsmart.report.plots.layout import wrapped
    >>> wrapped("Left in residual waste", 75.0, 10.0)
    ('Left in', 'residual waste')
    >>> wrapped("Material\u00adgjenvunnet", 80.0, 10.0)
    ('Material-', 'gjenvunnet')
    """
    lines: list[str] = []
    line = ""
    for word in _jointed(text).split(" "):
        joined = f"{line} {word}" if line else word
        if measure(joined, size) <= width:
            line = joined
            continue
        head, soft, tail = word.partition("\u00ad")
        begun = f"{line} {head}-" if line else f"{head}-"
        if soft and measure(begun, size) <= width:
            lines.append(begun)
            line = tail
        else:
            if line:
                lines.append(line)
            line = word
            if soft and measure(word, size) > width:
                lines.append(f"{head}-")
                line = tail
    lines.append(line)
    lines = [each.replace("\u00ad", "") for each in lines]
    if len(lines) > most:
        lines = [*lines[: most - 1], f"{lines[most - 1]}…"]
    return tuple(_cut(each, width, size, measure) for each in lines)


def _jointed(text: str) -> str:
    """Return a text with a soft hyphen where its long words may break."""
    for joint in _JOINTS:
        for parts in (joint, joint[0].lower() + joint[1:]):
            text = text.replace(parts.replace("|", ""), parts.replace("|", "\u00ad"))
    return text


def _cut(line: str, width: float, size: float, measure: Measure) -> str:
    if measure(line, size) <= width:
        return line
    kept = line.rstrip("…")
    while len(kept) > 1 and measure(f"{kept}…", size) > width:
        kept = kept[:-1].rstrip()
    return f"{kept}…"


# --------------------------------------------------------------------------------------------------
# places


@attrs.define
class _Slot:
    """A node, or the lane of a link through a column."""

    column: int
    rank: int
    value: float
    room: float = 0.0
    node: Node | None = None
    link: Link | None = None
    top: float = 0.0
    """Upper edge of the bar or lane."""


def layout(
    diagram: Diagram, *, width: float = 1120.0, height: float = 560.0, size: float = 12.0
) -> Picture:
    """Place the parts of a diagram.

    Parameters
    ----------
    diagram : Diagram
    width, height : float
        [pixels]
    size : float
        Of the letters [pixels].

    Returns
    -------
    Picture

    Raises
    ------
    InvalidValueError
        If the picture is too small for its labels.

    Examples
    --------
    >>> import plastsmart as ps
    >>> from plastsmart.report.plots.diagram import diagram
    >>> from plastsmart.report.plots.layout import layout
    >>> picture = layout(diagram(ps.run(ps.load("headline"))), width=800, height=400)
    >>> ribbon = picture.ribbons[0]
    >>> round(ribbon.height / picture.scale)
    37800
    """
    if width < _SMALLEST[0] or height < _SMALLEST[1]:
        raise InvalidValueError(
            f"a flow picture of {shown(width)} × {shown(height)} pixels has no room for its labels; "
            f"it needs {_SMALLEST[0]:g} × {_SMALLEST[1]:g} at least"
        )
    last = max(node.column for node in diagram.nodes)
    several = sum(node.column == 0 for node in diagram.nodes) > 1
    lines, left, right = _lines(diagram, width, size, last, several)
    slots = _slots(diagram, last, {id_: _room(each, size) for id_, each in lines.items()})
    scale = _scale(slots, height - 2 * _MARGIN)
    if scale <= 0:
        raise InvalidValueError(
            f"the labels of a flow picture need more than {height:g} pixels in height; make it "
            "higher, or tell fewer ways or kinds apart"
        )
    for column in slots:
        _stack(column, scale, height)
    pitch = (width - left - right - _BAR) / last
    xs = [left + pitch * at for at in range(last + 1)]
    bars = tuple(
        Bar(
            node=slot.node,
            x=xs[slot.column],
            y=slot.top,
            width=_BAR,
            height=slot.value * scale,
            colour=_bar_colour(diagram, slot.node),
        )
        for slot in itertools.chain.from_iterable(slots)
        if slot.node is not None
    )
    return Picture(
        diagram=diagram,
        width=width,
        height=height,
        size=size,
        scale=scale,
        bars=bars,
        ribbons=_ribbons(diagram, slots, xs, scale),
        labels=tuple(
            _label(bar, lines[bar.node.id], size, outside=several and bar.node.column == 0)
            for bar in bars
        ),
    )


def _bar_colour(diagram: Diagram, node: Node) -> str:
    head, _, label = node.id.partition(":")
    if head and label:
        for strand in diagram.strands:
            if strand.id == label:
                return strand.colour
    return KINDS[node.kind] if not diagram.strands else PLAIN


def _lines(
    diagram: Diagram, width: float, size: float, last: int, several: bool
) -> tuple[dict[str, tuple[str, ...]], float, float]:
    """Return the lines of each node's label, and the room that they take left and right."""
    amounts = {
        node.id: f"{mass(node.value, diagram.language, diagram.total)}"
        f" ({part_of(node.value / diagram.total, diagram.language)})".replace(" ", "\u00a0")
        for node in diagram.nodes
    }

    def needed(column: int, most: float) -> float:
        widest = 0.0
        for node in diagram.nodes:
            if node.column == column:
                told = (*wrapped(node.name, most, size), amounts[node.id])
                widest = max(widest, *(text_width(line, size) for line in told))
        return widest + _PAD + _MARGIN

    left = needed(0, 0.13 * width) if several else _MARGIN
    right = needed(last, 0.12 * width)
    pitch = (width - left - right - _BAR) / last
    lines = {}
    for node in diagram.nodes:
        if node.column == last:
            room = right - _PAD - _MARGIN
        elif node.column == 0 and several:
            room = left - _PAD - _MARGIN
        else:
            room = pitch - _BAR - 2 * _PAD
        told = wrapped(node.name, room, size)
        lines[node.id] = (*told, *_amount(amounts[node.id], room, size))
    return lines, left, right


def _amount(amount: str, room: float, size: float) -> tuple[str, ...]:
    """Return an amount and its share in a line, or in two where that is too wide."""
    if text_width(amount, size) <= room:
        return (amount,)
    number, _, share = amount.rpartition("\u00a0(")
    return number, f"({share}"


def _room(lines: Sequence[str], size: float) -> float:
    return len(lines) * _LINE * size


def _slots(diagram: Diagram, last: int, rooms: dict[str, float]) -> list[list[_Slot]]:
    """Return what stands in each column, from above."""
    columns: list[list[_Slot]] = [[] for _ in range(last + 1)]
    places = {node.id: at for at, node in enumerate(diagram.nodes)}
    for node in diagram.nodes:
        columns[node.column].append(
            _Slot(node.column, node.rank, node.value, room=rooms[node.id], node=node)
        )
    for link in diagram.links:
        source, target = diagram.node(link.source), diagram.node(link.target)
        rank = target.rank if source.column == 0 else source.rank
        for column in range(source.column + 1, target.column):
            columns[column].append(_Slot(column, rank, link.value, link=link))
    for column_slots in columns:
        # a lane follows the node that it comes from, lanes of one link's strands in their order
        column_slots.sort(
            key=lambda slot: (
                slot.rank,
                slot.node is None,
                places[slot.link.source] if slot.link is not None else 0,
            )
        )
    return columns


def _height(column: Sequence[_Slot], scale: float) -> float:
    return sum(max(slot.value * scale, slot.room) for slot in column) + sum(
        _between(a, b) for a, b in itertools.pairwise(column)
    )


def _between(above: _Slot, below: _Slot) -> float:
    """Return the gap between two slots; lanes of one link's strands lie close."""
    if above.link is not None and below.link is not None:
        same = (above.link.source, above.link.target) == (below.link.source, below.link.target)
        return 0.0 if same else _LANE_GAP
    return _GAP


def _scale(columns: Sequence[Sequence[_Slot]], height: float) -> float:
    """Return the largest scale at which every column fits."""
    low, high = 0.0, height / min(sum(slot.value for slot in column) for column in columns)
    if any(_height(column, 0.0) > height for column in columns):
        return 0.0
    for _ in range(60):
        middle = (low + high) / 2
        fits = all(_height(column, middle) <= height for column in columns)
        low, high = (middle, high) if fits else (low, middle)
    return low


def _stack(column: Sequence[_Slot], scale: float, height: float) -> None:
    """Stand slots on one another: those above from the top, those below from the bottom."""
    below = [slot for slot in column if slot.rank >= BOTTOM]
    above = [slot for slot in column if slot.rank < BOTTOM]
    for part, start in (
        (above, _MARGIN if below else (height - _height(column, scale)) / 2),
        (below, height - _MARGIN - _height(below, scale)),
    ):
        y = start
        for at, slot in enumerate(part):
            if at:
                y += _between(part[at - 1], slot)
            taken = max(slot.value * scale, slot.room)
            slot.top = y + (taken - slot.value * scale) / 2
            y += taken


def _ribbons(
    diagram: Diagram, columns: Sequence[Sequence[_Slot]], xs: Sequence[float], scale: float
) -> tuple[Ribbon, ...]:
    """Return each link's way past the columns that it crosses."""
    bars = {slot.node.id: slot for column in columns for slot in column if slot.node is not None}
    ways: list[list[_Slot]] = []
    for link in diagram.links:
        lanes = [slot for column in columns for slot in column if slot.link is link]
        ways.append([bars[link.source], *lanes, bars[link.target]])
    places = {id(slot): (slot.column, slot.top) for column in columns for slot in column}
    order = {strand.id: at for at, strand in enumerate(diagram.strands)}

    def strand(at: int) -> int:
        return order.get(diagram.links[at].strand, -1)

    leaves: dict[str, list[int]] = {}
    enters: dict[str, list[int]] = {}
    for at, link in enumerate(diagram.links):
        leaves.setdefault(link.source, []).append(at)
        enters.setdefault(link.target, []).append(at)
    starts = [0.0] * len(ways)
    ends = [0.0] * len(ways)
    for ids, side, next_at in ((leaves, starts, 1), (enters, ends, -2)):
        for node, members in ids.items():
            members.sort(key=lambda at: (places[id(ways[at][next_at])][1], strand(at)))
            y = bars[node].top
            for at in members:
                side[at] = y
                y += diagram.links[at].value * scale
    ribbons = []
    for at, (link, way) in enumerate(zip(diagram.links, ways, strict=True)):
        points = [(xs[way[0].column] + _BAR, starts[at])]
        for lane in way[1:-1]:
            points += [(xs[lane.column], lane.top), (xs[lane.column] + _BAR, lane.top)]
        points.append((xs[way[-1].column], ends[at]))
        ribbons.append(
            Ribbon(
                link=link,
                points=tuple(points),
                height=link.value * scale,
                colour=diagram.colour(link),
            )
        )
    return tuple(ribbons)


def _label(bar: Bar, lines: tuple[str, ...], size: float, *, outside: bool) -> Label:
    y = bar.y + bar.height / 2
    x = bar.x - _PAD if outside else bar.x + bar.width + _PAD
    wide = max(text_width(line, size) for line in lines)
    half = _room(lines, size) / 2
    left, right = (x - wide, x) if outside else (x, x + wide)
    return Label(
        node=bar.node,
        x=x,
        y=y,
        anchor="end" if outside else "start",
        lines=lines,
        box=(left, y - half, right, y + half),
    )
