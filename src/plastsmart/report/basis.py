"""What the numbers of a report rest on: how well each is known, and where it is from."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from typing import TYPE_CHECKING, Final

import attrs

from plastsmart.parameters import STATUSES
from plastsmart.report.names import parameter_name
from plastsmart.report.norwegian import source_text
from plastsmart.report.report_text import say
from plastsmart.stages import NEUTRAL, PARAMETERS, UNSTATED

if TYPE_CHECKING:
    from plastsmart.parameters import Info
    from plastsmart.scenarios.plan import Plan
    from plastsmart.system import System

__all__ = ["Known", "Source", "known", "sources"]

_BETWEEN: Final = re.compile(r"(?<=\([AB]\)); ")
"""Between the sources of one value."""

_ADDRESS: Final = re.compile(r"https?://\S+")


@attrs.frozen(kw_only=True)
class Known:
    """How well the values of a parameter are known.

    Attributes
    ----------
    parameter : str
    counts : dict of str to int
        Status ("" where none is stated) to the number of values.
    neutral, unstated : bool
        Whether nobody stated it, and it counts as what changes nothing, or as 0.
    """

    parameter: str
    counts: dict[str, int]
    neutral: bool
    unstated: bool


@attrs.frozen(kw_only=True)
class Source:
    """A source, and what it is for."""

    text: str
    uses: tuple[str, ...]


def known(system: System) -> tuple[Known, ...]:
    """Return how well the values of each parameter are known, in the order of the stages.

    Examples
    --------
    >>> import plastsmart as ps
    >>> from plastsmart.report.basis import known
    >>> found = {k.parameter: k for k in known(ps.load("headline"))}
    >>> found["population"].counts, found["reuse"].neutral
    ({'estimated': 1}, True)
    """
    found = []
    for name in PARAMETERS:
        if name not in system.parameters:
            continue
        cells = system.cells(name)
        notes = {info.note for info in cells.infos}
        counts = Counter(cells.info(row).status for row in range(len(cells.values)))
        found.append(
            Known(
                parameter=name,
                counts={status: counts[status] for status in (*STATUSES, "") if counts[status]},
                neutral=notes == {NEUTRAL},
                unstated=notes == {UNSTATED},
            )
        )
    return tuple(found)


def sources(system: System, plan: Plan | None, language: str) -> tuple[Source, ...]:
    """Return every source that is stated, once, with what it is for: system first, then plan.

    Examples
    --------
    >>> import plastsmart as ps
    >>> from plastsmart.report.basis import sources
    >>> found = sources(ps.load("headline"), None, "en")
    >>> found[0].text.split(",")[0], found[0].uses[0]
    ('Aftenposten', 'Packaging per person')
    """
    uses: dict[str, dict[str, None]] = {}
    for source, use in _stated(system, plan, language):
        for part in _BETWEEN.split(source):
            text = " ".join(part.split())
            if text:
                uses.setdefault(source_text(text, language), {})[use] = None
    order = sorted(uses, key=lambda text: (_ADDRESS.sub("", text).casefold(), text))
    return tuple(Source(text=text, uses=tuple(uses[text])) for text in order)


def _stated(system: System, plan: Plan | None, language: str) -> Iterator[tuple[str, str]]:
    """Yield each source that is stated, as it stands, with what it is for."""
    for name in PARAMETERS:
        if name in system.parameters:
            for info in system.cells(name).infos:
                yield info.source, parameter_name(name, language)
    for measure in plan or ():
        use = say("plan_numbers", language, name=measure.name)
        yield measure.source, use
        infos: list[Info] = [change.info for change in measure.changes]
        infos += [money.info for money in (measure.cost, measure.investment) if money is not None]
        for info in infos:
            yield info.source, use
    for source in () if plan is None else plan.sources:
        yield source, say("plan", language)
