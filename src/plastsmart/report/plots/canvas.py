"""What every picture stands on: axes of matplotlib without pyplot, title, source line, and SVG.

matplotlib is imported in functions alone, so that what needs no drawing needs no matplotlib.
"""

from __future__ import annotations

import functools
import io
import re
from collections import Counter
from collections.abc import Callable, Sequence
from html import escape
from typing import TYPE_CHECKING, Any, Final, Literal

import attrs

from plastsmart.errors import InvalidValueError, MissingExtraError, shown
from plastsmart.report.plots.layout import wrapped
from plastsmart.report.plots.style import INK, MUTED
from plastsmart.report.plots.wording import Amounts

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure
    from matplotlib.text import Text

__all__ = [
    "BODY",
    "DPI",
    "NARROW",
    "axes",
    "dressed",
    "figure_of",
    "plain",
    "spread",
    "svg",
    "value_axis",
    "width_of",
]

DPI: Final = 100
"""Dots for each inch of the figures that are made here."""

TITLE: Final = 12.5
BODY: Final = 9.5
SMALL: Final = 7.5
"""Sizes of letters [points]."""

NARROW: Final = 330.0
"""Axes that are no wider have little room beside what they show [points]."""

_POINTS: Final = 72.0
_GRID: Final = "#DDDDDD"
_LINE: Final = 1.25


def _refuse_without_matplotlib() -> None:
    try:
        import matplotlib as mpl  # noqa: F401
    except ImportError:
        raise MissingExtraError(
            'plotting needs matplotlib: pip install "plastsmart[plots]"'
        ) from None


@functools.cache
def _shown_axes() -> type[Axes]:
    """Return axes that a notebook shows by themselves, since no pyplot does it for them."""
    from matplotlib.axes import Axes

    class ShownAxes(Axes):  # type: ignore[misc, unused-ignore]
        """Axes of a picture; a notebook shows them, and ``ax.figure`` saves them."""

        def _repr_png_(self) -> bytes:
            data = io.BytesIO()
            figure_of(self).savefig(data, format="png")
            return data.getvalue()

    return ShownAxes


def axes(ax: Any, width: float, height: float, *, whole: bool = False) -> Axes:
    """Return axes to draw in: those given, or those of a new figure.

    Parameters
    ----------
    ax : matplotlib.axes.Axes or None
    width, height : float
        Of a new figure [inches].
    whole : bool
        Whether the axes fill the figure but for title and source line, as a flow picture's do.

    Raises
    ------
    MissingExtraError
        Without matplotlib.
    InvalidValueError
        If `ax` is anything else.
    """
    _refuse_without_matplotlib()
    from matplotlib.axes import Axes
    from matplotlib.backends.backend_agg import FigureCanvasAgg
    from matplotlib.figure import Figure

    if ax is not None:
        if not isinstance(ax, Axes):
            raise InvalidValueError(
                f"ax is a matplotlib Axes such as Figure().add_subplot(), not {shown(ax)}"
            )
        return ax
    figure = Figure(
        figsize=(width, height),
        dpi=DPI,
        facecolor="white",
        layout=None if whole else "constrained",
    )
    FigureCanvasAgg(figure)
    if not whole:
        figure.get_layout_engine().set(w_pad=0.1, h_pad=0.08)  # type: ignore[union-attr, call-arg]
    if whole:
        made = figure.add_axes((0.012, 0.055, 0.976, 0.88), axes_class=_shown_axes())
    else:
        made = figure.add_subplot(axes_class=_shown_axes())
    made.set_facecolor("white")
    return made


def width_of(ax: Axes) -> float:
    """Return how wide axes are [points]: of new ones, before what stands beside them takes of it."""
    return float(ax.bbox.width) * _POINTS / figure_of(ax).dpi


def figure_of(ax: Axes) -> Figure:
    """Return the figure that axes stand in, also where they stand in part of it."""
    figure: Any = ax.figure
    while hasattr(figure, "figure") and figure.figure is not figure:
        figure = figure.figure
    return figure  # type: ignore[no-any-return]


def dressed(
    ax: Axes,
    *,
    title: str,
    source: str,
    description: str,
    subtitle: str = "",
    whole: bool = False,
    legend: int = 0,
) -> Axes:
    """Give a picture its title, a line on what it shows, its source line, and itself in words.

    It comes last: title and source line begin where the labels left of the axes do, and stand clear
    of what is above and below.

    Parameters
    ----------
    ax : matplotlib.axes.Axes
    title, subtitle, source : str
    description : str
        For those who do not see the picture; `svg` writes it. It is the label of the axes.
    whole : bool
        Whether the axes fill the figure and nothing stands beside them.
    legend : int
        Lines of a legend that stands on the axes, below all this.
    """
    figure = figure_of(ax)
    ax.set_label(description)
    _settled(figure)
    to_points = _POINTS / figure.dpi
    width = ax.bbox.width * to_points
    indent, below = 0.0, 6.0
    if not whole and ax.axison:
        beside = ax.yaxis.get_tightbbox()
        beneath = ax.xaxis.get_tightbbox()
        if beside is not None:
            indent = max(ax.bbox.x0 - beside.x0, 0.0) * to_points
        if beneath is not None:
            below = max(ax.bbox.y0 - beneath.y0, 0.0) * to_points + 8.0
    room = wide = width + indent - 4.0
    if len(figure.axes) == 1:
        wide = (figure.bbox.width - ax.bbox.x0) * to_points + indent - 10.0
    measure, bold = _measure(), _measure("bold")
    subtitles = wrapped(subtitle, wide, BODY, measure=measure) if subtitle else ()
    base = 6.0 + (2.2 + 1.5 * (legend - 1)) * BODY * bool(legend)
    above = base + len(subtitles) * BODY * _LINE + (4.0 if subtitles else 0.0)
    told = ax.set_title(
        "\n".join(wrapped(title, wide, TITLE, measure=bold)),
        loc="left",
        pad=above,
        fontsize=TITLE,
        fontweight="bold",
        color=INK,
        parse_math=False,
    )
    told.set_x(-indent / width)
    _beside(ax, subtitles, (-indent, base), "bottom", BODY)
    sources = wrapped(source, room, SMALL, measure=measure)
    _beside(ax, sources, (-indent, -below), "top", SMALL, at_top=False)
    if isinstance(ax, _shown_axes()):
        # made once, so that it is the same however often, and in whatever form, it is saved
        _settled(figure)
        figure.set_layout_engine("none")
    return ax


def _settled(figure: Figure) -> None:
    """Let everything find its place: by the layout alone where there is one, else by drawing."""
    engine = figure.get_layout_engine()
    if engine is None:
        figure.draw_without_rendering()
    else:
        engine.execute(figure)


def _measure(weight: str = "normal") -> Callable[[str, float], float]:
    """Return how wide a text is in letters of a size [points]."""
    from matplotlib.font_manager import FontProperties
    from matplotlib.textpath import text_to_path

    def width(text: str, size: float) -> float:
        properties = FontProperties(size=size, weight=weight)
        bare = text.replace("\u00ad", "")
        return float(text_to_path.get_text_width_height_descent(bare, properties, False)[0])

    return width


def _beside(
    ax: Axes,
    lines: Sequence[str],
    offset: tuple[float, float],
    side: str,
    size: float,
    *,
    at_top: bool = True,
) -> None:
    """Write lines above or below axes, some points away from their left corner."""
    if not lines:
        return
    written = ax.annotate(
        "\n".join(lines),
        xy=(0.0, 1.0 if at_top else 0.0),
        xycoords="axes fraction",
        xytext=offset,
        textcoords="offset points",
        ha="left",
        va=side,
        fontsize=size,
        color=MUTED,
        annotation_clip=False,
        parse_math=False,
        gid="subtitle" if at_top else "source",
    )
    # the title, which stands above it, keeps its room free
    written.set_in_layout(not at_top)


def plain(ax: Axes, *, grid: Literal["x", "y", "both"]) -> None:
    """Leave of the frame what helps to read: a base line, and lines of a grid along one axis."""
    for side in ("top", "right", "left" if grid == "y" else "bottom"):
        ax.spines[side].set_visible(False)
    for side in ("left", "bottom"):
        ax.spines[side].set_color(MUTED)
    ax.tick_params(colors=MUTED, labelcolor=INK, labelsize=BODY, length=0)
    ax.grid(visible=True, axis=grid, color=_GRID, linewidth=0.8)
    ax.set_axisbelow(True)


def value_axis(ax: Axes, which: Literal["x", "y"], told: Amounts, label: str = "") -> None:
    """Let an axis tell its values in a language; `label` says of what, with the unit.

    The limits come first: ticks have as many decimals as they need.
    """
    from matplotlib.ticker import FuncFormatter, MaxNLocator

    axis = ax.xaxis if which == "x" else ax.yaxis
    low, high = ax.get_xlim() if which == "x" else ax.get_ylim()
    locator = MaxNLocator(nbins=6, steps=[1, 2, 2.5, 5, 10])
    factor = 100.0 if told.share else 1.0 / told.by
    ticks = [float(tick) * factor for tick in locator.tick_values(low, high)]
    decimals = next((d for d in range(4) if all(_is_round(t, d) for t in ticks)), 4)
    exact = attrs.evolve(told, decimals=decimals)
    axis.set_major_locator(locator)
    axis.set_major_formatter(FuncFormatter(lambda value, _: exact.told(value)))
    axis.set_label_text(label, fontsize=BODY, color=INK)


def _is_round(value: float, decimals: int) -> bool:
    return abs(round(value, decimals) - value) < 1e-9 * max(abs(value), 1.0)


def spread(ax: Axes, texts: Sequence[Text], least: float = 1.5) -> None:
    """Move texts up and down until none lies on another, each as little as may be.

    Parameters
    ----------
    ax : matplotlib.axes.Axes
    texts : sequence of Text
        Annotations placed by offset [points], or texts placed by data.
    least : float
        Room between two [points].
    """
    figure = figure_of(ax)
    _settled(figure)
    scale = figure.dpi / _POINTS
    boxes = [text.get_window_extent() for text in texts]
    middles = [(box.y0 + box.y1) / 2 for box in boxes]
    order = sorted(range(len(texts)), key=middles.__getitem__)
    moved = list(middles)
    for _ in range(50):
        still = True
        for place, one in enumerate(order):
            for other in order[place + 1 :]:
                if boxes[one].x1 < boxes[other].x0 or boxes[other].x1 < boxes[one].x0:
                    continue
                needed = (boxes[one].height + boxes[other].height) / 2 + least * scale
                lacking = needed - (moved[other] - moved[one])
                if lacking > 0.01:  # noqa: PLR2004 - of a pixel
                    moved[one] -= lacking / 2
                    moved[other] += lacking / 2
                    still = False
        if still:
            break
    for text, before, after in zip(texts, middles, moved, strict=True):
        by = (after - before) / scale
        x, y = text.get_position()
        text.set_position((x, y + by))


# --------------------------------------------------------------------------------------------------
# SVG

_ID: Final = re.compile(r"[A-Za-z][A-Za-z0-9_-]*")


def svg(ax: Axes, *, id: str = "plot") -> str:  # noqa: A002 - as HTML calls it
    """Return a picture as an ``<svg>`` element, to stand in a page or in a file of its own.

    Its text is text, it has title and description for screen readers, asks nothing of anywhere, and
    is the same, letter by letter, each time.

    Parameters
    ----------
    ax : matplotlib.axes.Axes
        As a method of ``result.plot`` gives it.
    id : str
        Begins the ids in it: give each picture of a page another.

    Returns
    -------
    str

    Raises
    ------
    InvalidValueError
        If the id is not letters, digits, - and _, the first a letter; or `ax` is no Axes.

    Examples
    --------
    >>> import plastsmart as ps
    >>> ax = ps.run(ps.load("headline")).plot.cascade()
    >>> ps.plots.svg(ax, id="cascade").startswith("<svg ")
    True
    """
    _refuse_without_matplotlib()
    import matplotlib as mpl
    from matplotlib.axes import Axes

    if not isinstance(ax, Axes):
        raise InvalidValueError(
            f"ax is a matplotlib Axes, as result.plot gives it, not {shown(ax)}"
        )
    if not isinstance(id, str) or not _ID.fullmatch(id):
        raise InvalidValueError(
            f"the id {shown(id)} must be letters, digits, - and _, the first a letter"
        )
    written = io.StringIO()
    with mpl.rc_context({"svg.fonttype": "none", "svg.hashsalt": "plastsmart"}):
        figure_of(ax).savefig(
            written,
            format="svg",
            metadata={"Date": None, "Creator": None, "Format": None, "Type": None},
        )
    body = written.getvalue()
    body = body[body.index("<svg ") :]
    body = re.sub(r"<metadata>.*?</metadata>", "", body, flags=re.DOTALL)
    # ids are this picture's own: several may stand in one page
    seen: Counter[str] = Counter()
    body = re.sub(r'\bid="([^"]+)"', lambda found: f'id="{id}-{_once(found[1], seen)}"', body)
    body = re.sub(r'(href="|url\()#', rf"\1#{id}-", body)
    title, told = ax.get_title(loc="left").replace("\n", " "), ax.get_label()
    head, _, rest = body.partition(">")
    head = f'{head} role="img" aria-labelledby="{id}-title {id}-desc"'
    names = (
        f'<title id="{id}-title">{escape(title)}</title>'
        f'<desc id="{id}-desc">{escape(str(told))}</desc>'
    )
    return f"{head}>{names}{rest}".strip()


def _once(name: str, seen: Counter[str]) -> str:
    """Return an id that no other element has: of texts of one kind the second ends in 2."""
    seen[name] += 1
    return name if seen[name] == 1 else f"{name}-{seen[name]}"
