"""What is asked at a button: what would it take, how sure are we, which way is cheapest."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Final

import attrs

from plastsmart.scenarios.ensemble import Ensemble, ensemble
from plastsmart.scenarios.least_cost import LeastCost, least_cost
from plastsmart.scenarios.projection import REACHED_WITHIN
from plastsmart.scenarios.required import required
from plastsmart.workshop.sliders import STAGES

if TYPE_CHECKING:
    from plastsmart.scenarios.targets import Target
    from plastsmart.workshop.session import Result
    from plastsmart.workshop.sliders import Slider

__all__ = [
    "DRAWS",
    "QUICK_DRAWS",
    "Band",
    "Bands",
    "Likely",
    "Needed",
    "band_of",
    "cheapest",
    "likely",
    "needed",
]

DRAWS: Final = 1000
"""Draws for what is asked at a button."""

QUICK_DRAWS: Final = 200
"""Draws for the band of the picture."""

_LOW, _HIGH = 0.05, 0.95
_MOST_KEPT: Final = 64


@attrs.frozen(kw_only=True)
class Needed:
    """What one slider alone would have to be.

    Attributes
    ----------
    slider : Slider
    now : float
        The share it stands at.
    value : float or None
        The share that reaches the target; None where none does.
    at_least : bool
        Whether more is better.
    reached : bool
        Whether it is reached as things are.
    effect : bool
        Whether the slider matters to the target.
    best : float
        The best rate that it can give.
    """

    slider: Slider
    now: float
    value: float | None
    at_least: bool
    reached: bool
    effect: bool
    best: float


def needed(result: Result, target: Target, sliders: Sequence[Slider] | None = None) -> list[Needed]:
    """Return what each slider alone would have to be to reach a target, on top of the measures.

    Parameters
    ----------
    result : Result
    target : Target
    sliders : sequence of Slider, optional
        Those that stand first, or those of what the target is about, if left out.

    Examples
    --------
    >>> from plastsmart.workshop.questions import needed
    >>> from plastsmart.workshop.session import HALF, begin, computed
    >>> result = computed(begin("headline", "no"), {}, [])
    >>> {n.slider.parameter: round(n.value, 3) for n in needed(result, HALF) if n.value}
    {'capture': 0.833}
    """
    places = {slider.id: percent / 100.0 for slider, percent in result.moved}
    chosen = _about(result, target) if sliders is None else sliders
    found = []
    for slider in chosen:
        answer = required(
            result.adjusted, slider.parameter, target, where=dict(slider.where), plan=result.plan
        )
        found.append(
            Needed(
                slider=slider,
                now=places.get(slider.id, slider.start),
                value=float(answer.value) if answer.feasible and answer.value is not None else None,
                at_least=answer.direction == "at least",
                reached=answer.reached,
                effect=answer.has_effect,
                best=answer.best_rate,
            )
        )
    return found


_REUSE: Final = ("reusable", "packaging_reduction")


def _about(result: Result, target: Target) -> list[Slider]:
    """Return the sliders that are about a target."""
    sliders = result.start.sliders
    group = "reusables" if target.rate in _REUSE else STAGES.get(target.theme, "")
    chosen = [slider for slider in sliders if group and slider.group == group]
    return chosen or [slider for slider in sliders if slider.main]


@attrs.frozen(kw_only=True)
class Likely:
    """How surely a target is reached.

    Attributes
    ----------
    target : Target
    probability : float
        Share of the draws.
    low, high : float
        Nine of ten draws of the rate lie between them.
    """

    target: Target
    probability: float
    low: float
    high: float

    @property
    def certain(self) -> bool:
        """Whether nothing that matters to it is uncertain."""
        return self.low == self.high


def _drawn(result: Result, n: int) -> Ensemble:
    return ensemble(result.adjusted, result.plan, n=n, seed=1)


def likely(result: Result, n: int = DRAWS) -> list[Likely]:
    """Return how surely each target is reached.

    Examples
    --------
    >>> from plastsmart.workshop.questions import likely
    >>> from plastsmart.workshop.session import begin, computed
    >>> half = likely(computed(begin("headline", "no"), {}, []), 200)[0]
    >>> half.probability, half.low < 0.21 < half.high
    (0.0, True)
    """
    made = _drawn(result, n)
    found = []
    for target in result.start.aims:
        year, scope = target.deadline, dict(target.scope)
        rates = made.samples(target.rate, year, scope=scope)
        ends = made.quantiles(target.rate, [_LOW, _HIGH], ["year"], scope=scope)
        found.append(
            Likely(
                target=target,
                probability=float((rates >= target.required_level - REACHED_WITHIN).mean()),
                low=float(ends[_LOW][year]),
                high=float(ends[_HIGH][year]),
            )
        )
    return found


@attrs.frozen(kw_only=True)
class Band:
    """Between which shares nine of ten draws lie, year by year."""

    years: tuple[int, ...]
    low: tuple[float, ...]
    high: tuple[float, ...]
    n: int

    def at(self, year: int) -> tuple[float, float]:
        """Return low and high of a year."""
        place = self.years.index(year)
        return self.low[place], self.high[place]


def band_of(result: Result, target: Target, n: int = QUICK_DRAWS) -> Band:
    """Return the band of a target's rate."""
    table = _drawn(result, n).quantiles(
        target.rate, [_LOW, _HIGH], ["year"], scope=dict(target.scope)
    )
    return Band(
        years=tuple(int(year) for year in table.index),
        low=tuple(map(float, table[_LOW])),
        high=tuple(map(float, table[_HIGH])),
        n=n,
    )


class Bands:
    """The bands that were drawn in a session, so that what was seen once is there at once.

    Examples
    --------
    >>> from plastsmart.workshop.questions import Bands
    >>> from plastsmart.workshop.session import HALF, begin, computed
    >>> start, bands = begin("headline", "no"), Bands()
    >>> as_it_is = computed(start, {}, [])
    >>> bands.known(as_it_is, HALF) is None, bands.drawn(as_it_is, HALF).n
    (True, 200)
    >>> bands.known(as_it_is, HALF).n
    200
    """

    def __init__(self) -> None:
        self._kept: dict[tuple[object, ...], Band] = {}

    def known(self, result: Result, target: Target) -> Band | None:
        """Return a band that was drawn already; None where it was not."""
        return self._kept.get((*result.key, target))

    def shown(self, result: Result, target: Target, always: bool) -> Band | None:
        """Return the band to draw: at once for what nothing was changed of, or where it is asked for."""
        if always or not result.changed:
            return self.drawn(result, target)
        return self.known(result, target)

    def drawn(self, result: Result, target: Target) -> Band:
        """Return a band, drawn now unless it was already."""
        key = (*result.key, target)
        if key not in self._kept:
            while len(self._kept) >= _MOST_KEPT:
                del self._kept[next(iter(self._kept))]
            self._kept[key] = band_of(result, target)
        return self._kept[key]


def cheapest(result: Result, target: Target) -> LeastCost | None:
    """Return the cheapest of the measures that are ticked; None where none is.

    Raises
    ------
    PlastsmartError
        If costs of different years meet, or the measures do not fit.
    """
    if result.plan is None:
        return None
    return least_cost(result.adjusted, result.plan, target)
