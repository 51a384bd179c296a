"""How pictures look and read: colours, numbers, units and where the numbers come from."""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, Final

from plastsmart.labels import number as plain_number
from plastsmart.report.norwegian import source_text
from plastsmart.report.plots.texts import said
from plastsmart.stages import PARAMETERS

if TYPE_CHECKING:
    from collections.abc import Iterable

    from plastsmart.system import System

__all__ = [
    "COLOURS",
    "HATCHES",
    "INK",
    "KINDS",
    "MARKERS",
    "MUTED",
    "OTHER",
    "PLAIN",
    "contrast",
    "mass",
    "number",
    "part_of",
    "percent",
    "source_line",
]

COLOURS: Final = (
    "#0072B2", "#E69F00", "#009E73", "#CC79A7", "#56B4E9", "#D55E00", "#F0E442",
)  # fmt: skip
"""Okabe and Ito's colours, told apart by colour-blind people; most different in lightness first."""

OTHER: Final = "#9A9A9A"
"""Of what is lumped together."""

INK: Final = "#1A1A1A"
"""Text and outlines."""

PLAIN: Final = "#404040"
"""Of bars that mass of several colours passes."""

MUTED: Final = "#595959"
"""Text of second rank: 7 to 1 against white."""

KINDS: Final = {
    "generated": "#0072B2",
    "collected": "#0072B2",
    "recycled": "#009E73",
    "loss": "#D55E00",
    "residual": "#9A9A9A",
    "nature": "#CC79A7",
}
"""The colour of what a flow is, where it is not coloured by category or route."""

HATCHES: Final = ("", "///", "...", "\\\\\\", "xxx", "ooo", "+++")
"""What tells areas apart without colour."""

MARKERS: Final = ("o", "s", "^", "D", "v", "P", "X")
"""What tells lines apart without colour."""

_NO_BREAK: Final = "\u00a0"
_MINUS: Final = "\u2212"
_KILO: Final = 1000.0
_MILLION: Final = 1e6
_FEW: Final = 10.0


def number(value: float, language: str, decimals: int = 0) -> str:
    """Return a number as a picture shows it: it does not break, and minus is a minus sign.

    Examples
    --------
    >>> from plastsmart.report.plots.style import number
    >>> number(-27151.25, "no", 1) == "\u221227\u00a0151,2"
    True
    >>> number(-0.01, "en", 1), number(float("nan"), "en")
    ('0.0', '–')
    """
    if not math.isfinite(value):
        return "–"
    if round(value, decimals) == 0:
        value = 0.0
    told = plain_number(value, language, decimals).replace(" ", _NO_BREAK)
    return told.replace("-", _MINUS)


def percent(share: float, language: str, decimals: int = 0) -> str:
    """Return a share in percent; a dash where it is undefined."""
    if not math.isfinite(share):
        return "–"
    return f"{number(100.0 * share, language, decimals)}{_NO_BREAK}%"


def part_of(share: float, language: str) -> str:
    """Return a share in whole percent, as of a whole: what is little is not told as nothing.

    Examples
    --------
    >>> from plastsmart.report.plots.style import part_of
    >>> part_of(0.001, "no") == "<\u00a01\u00a0%", part_of(0.35, "no") == "35\u00a0%"
    (True, True)
    """
    if 0.0 < share < 0.005:  # noqa: PLR2004 - what rounds to nothing
        return f"<{_NO_BREAK}{percent(0.01, language)}"
    return percent(share, language)


def mass(tonnes: float, language: str, largest: float | None = None) -> str:
    """Return tonnes with their unit, in kilotonnes where there are a million.

    Parameters
    ----------
    tonnes : float
        [tonne/year]
    language : str
    largest : float, optional
        The largest amount of the picture, so that all are told alike.

    Examples
    --------
    >>> from plastsmart.report.plots.style import mass
    >>> mass(27151, "no") == "27\u00a0151\u00a0t"
    True
    >>> mass(2_715_100, "en") == "2\u00a0715\u00a0kt", mass(4.25, "no") == "4,2\u00a0t"
    (True, True)
    """
    size = abs(tonnes if largest is None else largest)
    if size >= _MILLION:
        return f"{number(tonnes / _KILO, language)}{_NO_BREAK}kt"
    decimals = 1 if size < 10 * _FEW else 0
    return f"{number(tonnes, language, decimals)}{_NO_BREAK}t"


def contrast(one: str, other: str = "#FFFFFF") -> float:
    """Return the contrast of two colours as WCAG 2 defines it, from 1 to 21.

    Examples
    --------
    >>> from plastsmart.report.plots.style import contrast
    >>> contrast("#000000")
    21.0
    """
    light, dark = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def _luminance(colour: str) -> float:
    parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    red, green, blue = (
        part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4  # noqa: PLR2004
        for part in parts
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


# --------------------------------------------------------------------------------------------------
# where the numbers come from

_NAMED: Final = 3
"""Sources that are named below a picture; of further ones the number is told."""

_LONGEST: Final = 40

_STAGES: Final = ("generation", "collection", "sorting", "recycling", "disposal")

_RECONCILED: Final = "reconciled from "
"""What a reconciliation writes before the source of a number."""

_NOBODY: Final = re.compile(r"^(Assumption|Background|Unverified)\b")
"""What a ready system writes as a source where there is none."""


def publishers(*systems: System) -> tuple[str, ...]:
    """Return who published what the flows of systems rest on, most used first.

    Examples
    --------
    >>> import plastsmart as ps
    >>> from plastsmart.report.plots.style import publishers
    >>> publishers(ps.load("headline"))[0]
    'WWF Norway'
    """
    found: Counter[str] = Counter()
    for system in systems:
        for name in system.parameters:
            if PARAMETERS[name].stage in _STAGES:
                for info in system.cells(name).infos:
                    found.update(dict.fromkeys(_named(info.source), 1))
    return tuple(sorted(found, key=lambda name: (-found[name], name)))


def _named(source: str) -> Iterable[str]:
    for part in re.split(r"(?<=\([AB]\)); ", source.removeprefix(_RECONCILED)):
        name = re.split(r", | \([AB]\)|: | citing | https?://", part.strip())[0].strip()
        if name and not _NOBODY.match(name):
            yield name if len(name) <= _LONGEST else f"{name[: _LONGEST - 1].rstrip()}…"


def source_line(
    system: System | Sequence[System] | None, language: str, stated: Iterable[str] | None = None
) -> str:
    """Return the line below a picture: the sources of a system, in short, and the package.

    Parameters
    ----------
    system : System, sequence of System or None
        None where a result does not say what it rests on.
    language : str
    stated : iterable of str, optional
        Sources as they are stated, in place of the system's.

    Examples
    --------
    >>> import plastsmart as ps
    >>> from plastsmart.report.plots.style import source_line
    >>> source_line(ps.load("headline"), "no").split(",")[0]
    'Kilder: WWF Norway'
    """
    import plastsmart

    package = f"plastsmart {plastsmart.__version__}"
    systems: Any = () if system is None else system
    names = publishers(*(systems if isinstance(systems, Sequence) else [systems]))
    if stated is not None:
        names = tuple(dict.fromkeys(name for source in stated for name in _named(source)))
    if not names:
        return said("made_with", language, package=package)
    more = len(names) - _NAMED
    told = ", ".join(source_text(name, language) for name in names[:_NAMED])
    if more > 0:
        told = said("more", language, names=told, number=more)
    return said("sources", language, names=told, package=package)
