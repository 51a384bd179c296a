"""Sliders: which shares of a system they move, where they begin, and what moving one changes."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any, Final

import attrs
import numpy as np

from plastsmart.report.names import parameter_name, route_name, sector_name
from plastsmart.report.plots.themes import SOURCES
from plastsmart.report.simulator_data import WEIGHTS
from plastsmart.scenarios.alternatives import without_alternative
from plastsmart.scenarios.measures import Change, Measure
from plastsmart.stages import PARAMETERS, states
from plastsmart.workshop.words import said

if TYPE_CHECKING:
    from plastsmart.axes import Category
    from plastsmart.flows.result import Flows
    from plastsmart.system import System

__all__ = ["GROUPS", "MOVED", "STAGES", "Slider", "as_measure", "positions_of", "sliders_of"]

MOVED: Final = (
    "coverage",
    "capture",
    "impurity",
    "sorting_efficiency",
    "preparation_yield",
    "conversion_yield",
)
"""The parameters that have sliders, in the order of the chain."""

STAGES: Final = {
    "litter": "litter",
    "microplastics": "microplastics",
    "own operations": "procurement",
}
"""What targets and measures are about beside packaging, and the stage that a system states for it."""

GROUPS: Final[dict[str, dict[str, tuple[str, ...]]]] = {
    "litter": {"cleanup": ("litter",), "overflow": ("bins", "litter_per_bin")},
    "microplastics": {
        **{f"{source}_retention": (f"{source}_shed",) for source in SOURCES},
        "sewage_removal": ("microplastics_in_sewage",),
    },
    "procurement": {
        "reusable_share": ("uses", "item_mass"),
        "unneeded": ("uses", "item_mass"),
        "recycled_content": ("own_single_use",),
    },
    "reusables": {
        "reuse": ("population", "packaging_per_person", "composition"),
        "prevention": ("population", "packaging_per_person", "composition"),
        "return_rate": ("fillings",),
    },
}
"""The sliders of a system that states a stage beside packaging: its parameters, and what they act on."""

_RETENTION: Final = "_retention"
_BY_ROUTE: Final = ("coverage", "capture", "impurity")
_NEAR_ONE: Final = 95
_FULL: Final = 100


@attrs.frozen(kw_only=True)
class Slider:
    """A slider: one share of a route or of a sector, in whole percent.

    Attributes
    ----------
    parameter : str
    where : tuple of (str, str or tuple of str)
        What of the parameter, as a `plastsmart.Change` has it; empty for all of it.
    start : float
        The share as things are: the mean of what it moves, weighted with what that acts on.
    most : int
        The top of the slider [percent].
    main : bool
        Whether it stands among the first.
    alone : bool
        Whether the parameter has this slider only, so that its place needs no telling.
    group : str
        A key of `GROUPS`; empty for packaging.
    """

    parameter: str
    where: tuple[tuple[str, str | tuple[str, ...]], ...]
    start: float
    most: int
    main: bool
    alone: bool
    group: str = ""

    @property
    def id(self) -> str:
        """Its name among the sliders of a system."""
        return f"{self.parameter}:{self.label}" if self.label else self.parameter

    @property
    def label(self) -> str:
        """The route or sector that it moves; empty where it moves items or everything."""
        return next((label for _, label in self.where if isinstance(label, str)), "")

    @property
    def position(self) -> int:
        """Where it begins [percent], as near as a whole number is."""
        return round(_FULL * self.start)

    def place(self, language: str) -> str:
        """Return what people call the route or sector; empty where there is one only.

        Examples
        --------
        >>> import plastsmart as ps
        >>> from plastsmart.workshop.sliders import sliders_of
        >>> found = sliders_of(ps.run(ps.load("norway-household")), 2025)
        >>> [slider.place("no") for slider in found if slider.parameter == "coverage"]
        ['Henting hjemme', 'Returpunkt', 'Sentralsortering av restavfall']
        """
        if self.alone or not self.label:
            return ""
        key = self.where[0][0]
        return (route_name if key == "route" else sector_name)(self.label, language)

    def name(self, language: str) -> str:
        """Return what people call it, with its place."""
        if self.group:
            return parameter_name(self.parameter, language)
        place = self.place(language)
        name = said(f"slider {self.parameter}", language)
        return f"{name}: {place[:1].lower()}{place[1:]}" if place else name

    def about(self, language: str) -> str:
        """Return what it means, in a few words."""
        kind = "retention" if self.parameter.endswith(_RETENTION) else self.parameter
        return said(f"about {kind}", language)

    def change(self, percent: float) -> Change:
        """Return what setting it changes.

        Where kinds of plastic, years or municipalities differ, they keep their differences: up, the
        same part of what lacks to 100 % is gained; down, all fall in the same proportion.
        """
        wanted = percent / _FULL
        amounts: dict[str, float] = (
            {"close_gap": (wanted - self.start) / (1.0 - self.start)}
            if wanted > self.start
            else {"scale": wanted / self.start}
        )
        return Change(self.parameter, dict(self.where), **amounts)

    def percent(self, change: Change) -> int:
        """Return where it stands for a change, the reverse of `change`."""
        amount = change.amount
        share = (
            self.start + amount * (1.0 - self.start)
            if change.kind == "close_gap"
            else self.start * amount
        )
        return min(max(round(_FULL * share), 0), self.most)


def sliders_of(flows: Flows, year: int) -> tuple[Slider, ...]:
    """Return every slider of a system, those that stand first first.

    Parameters
    ----------
    flows : Flows
        Of the system as things are.
    year : int
        In which the shares are taken.

    Examples
    --------
    >>> import plastsmart as ps
    >>> from plastsmart.workshop.sliders import sliders_of
    >>> [f"{s.parameter} {s.position}" for s in sliders_of(ps.run(ps.load("headline")), 2023)]
    ['coverage 100', 'capture 35', 'impurity 0', 'sorting_efficiency 80', 'preparation_yield 75',
    'conversion_yield 100']
    """
    system = flows.system
    first_route, first_sector = _main_route(flows), _sectors(flows)[0]
    found = []
    for parameter in MOVED:
        places = list(_places(flows, parameter))
        for key, label in places:
            start = _mean(flows, parameter, year, key, label)
            first = first_route if key == "route" else first_sector
            found.append(
                Slider(
                    parameter=parameter,
                    where=((key, label),),
                    start=start,
                    most=_top(system, parameter),
                    main=label == first,
                    alone=len(places) == 1,
                )
            )
    grouped = [slider for group in GROUPS for slider in _of_group(flows, group, year)]
    return (*(s for s in found if s.main), *(s for s in found if not s.main), *grouped)


def _of_group(flows: Flows, group: str, year: int) -> Iterator[Slider]:
    """Yield the sliders of a stage, those alone that have something to act on.

    Those of reuse move the packaging of households, or else of the first sector: what a municipality
    buys itself has sliders of its own. Reusable items take the place of those alone of whose
    alternative the system tells something.
    """
    system = flows.system
    if not states(system.parameters, group):
        return
    known = {*flows.names, *system.parameters}
    for parameter, weighted in GROUPS[group].items():
        if not known.issuperset((parameter, *weighted)):
            continue
        where = _where(flows, group, parameter)
        share, acted_on = _mean_and_weight(flows, parameter, weighted, year, where)
        if acted_on > 0.0:
            yield Slider(
                parameter=parameter,
                where=where,
                start=share,
                most=_top(system, parameter),
                main=False,
                alone=True,
                group=group,
            )


def _where(
    flows: Flows, group: str, parameter: str
) -> tuple[tuple[str, str | tuple[str, ...]], ...]:
    """Return what a slider of a group moves; empty for all of it."""
    if group == "reusables":
        return (("sector", _sectors(flows)[0]),)
    system = flows.system
    if parameter == "reusable_share" and (lacking := without_alternative(system)):
        names = (category.name for category in system.axes.categories)
        return (("category", tuple(name for name in names if name not in lacking)),)
    return ()


def _moved(category: Category, where: tuple[tuple[str, str | tuple[str, ...]], ...]) -> bool:
    """Tell whether a slider moves a category."""
    return all(
        category.sector == labels if key == "sector" else category.name in labels
        for key, labels in where
    )


def _mean_and_weight(
    flows: Flows,
    parameter: str,
    weighted: Sequence[str],
    year: int,
    where: tuple[tuple[str, str | tuple[str, ...]], ...],
) -> tuple[float, float]:
    """Return the weighted mean of a share in a year, of what is moved, and the sum of weights."""
    system = flows.system
    axes = system.axes
    weights = [
        flows.array(name) if name in flows.names else system.array(name) for name in weighted
    ]
    weights.append(np.array([[_moved(c, where)] for c in axes.categories], float))
    values = system.array(parameter)
    shape = np.broadcast_shapes(
        values.shape, *(each.shape for each in weights), (1, 1, len(axes.years), 1, 1)
    )
    at = axes.years.index(year)
    weight = np.ones(shape)[:, :, at]
    for each in weights:
        weight = weight * np.broadcast_to(each, shape)[:, :, at]
    total = float(weight.sum())
    sums = float((np.broadcast_to(values, shape)[:, :, at] * weight).sum())
    return (sums / total if total else 0.0), total


def as_measure(moved: Iterable[tuple[Slider, int]], name: str, year: int) -> Measure | None:
    """Return moved sliders as a measure from a year on; None where none was moved."""
    changes = [slider.change(percent) for slider, percent in moved]
    return Measure(name, year, changes, curve="step") if changes else None


def positions_of(measure: Measure, sliders: Sequence[Slider]) -> dict[str, int] | None:
    """Return where sliders stand for a measure; None where some of it is no slider's.

    Examples
    --------
    >>> import plastsmart as ps
    >>> from plastsmart.workshop.sliders import as_measure, positions_of, sliders_of
    >>> sliders = sliders_of(ps.run(ps.load("headline")), 2023)
    >>> measure = as_measure([(sliders[1], 60)], "Sliders", 2023)
    >>> positions_of(measure, sliders)
    {'capture:municipal_collection': 60}
    """
    known = {(slider.parameter, tuple(_flat(slider.where))): slider for slider in sliders}
    found: dict[str, int] = {}
    for change in measure.changes:
        where = tuple((key, labels) for key, labels in _flat(change.where))
        slider = known.get((change.parameter, where))
        if slider is None or change.kind == "set":
            return None
        found[slider.id] = slider.percent(change)
    return found


def _flat(where: Any) -> Iterator[tuple[str, str]]:
    pairs = where.items() if isinstance(where, Mapping) else where
    for key, labels in pairs:
        one = labels if isinstance(labels, str) else ", ".join(sorted(map(str, labels)))
        yield str(key), one


def _top(system: System, parameter: str) -> int:
    """Return how far a slider goes; a parameter that must stay below 1 does not reach it."""
    if not PARAMETERS[parameter].below:
        return _FULL
    return max(_NEAR_ONE, int(_FULL * float(system.given_array(parameter).max(initial=0.0))))


def _places(flows: Flows, parameter: str) -> Iterator[tuple[str, str]]:
    if parameter in _BY_ROUTE:
        yield from (("route", route.name) for route in flows.system.axes.routes)
    else:
        yield from (("sector", sector) for sector in _sectors(flows))


def _sectors(flows: Flows) -> list[str]:
    """Return the sectors of which something can be collected, households first."""
    axes = flows.system.axes
    served = axes.serves().any(axis=1)
    sectors = dict.fromkeys(
        category.sector for category, on in zip(axes.categories, served, strict=True) if on
    )
    return sorted(sectors, key=lambda sector: sector != "household")


def _main_route(flows: Flows) -> str:
    """Return the route that collects most from households, deposit aside."""
    axes = flows.system.axes
    collected = flows.array("collected")
    collected = np.broadcast_to(collected, (*collected.shape[:3], *axes.serves().shape))
    of_households = [category.sector == "household" for category in axes.categories]
    if not any(of_households):
        of_households = [True] * len(of_households)
    by_route = collected[:, :, :, of_households].sum(axis=(0, 1, 2, 3))
    by_route = [
        -1.0 if route.tier == "deposit" else float(tonnes)
        for route, tonnes in zip(axes.routes, by_route, strict=True)
    ]
    return axes.routes[int(np.argmax(by_route))].name


def _mean(flows: Flows, parameter: str, year: int, key: str, label: str) -> float:
    """Return the mean of a share in a year, weighted with what it acts on."""
    system = flows.system
    axes = system.axes
    shape = axes.shape
    full = (1, shape[0], shape[1], shape[2], shape[3])
    weights = np.ones(full)
    for name in WEIGHTS[parameter]:
        weight = flows.array(name) if name in flows.names else system.array(name)
        weights = weights * weight
    weights = np.broadcast_to(weights, full) * axes.serves()
    values = np.broadcast_to(system.array(parameter), full)
    at = axes.years.index(year)
    labels = (
        [route.name for route in axes.routes]
        if key == "route"
        else [category.sector for category in axes.categories]
    )
    chosen = [position for position, one in enumerate(labels) if one == label]
    axis = 3 if key == "route" else 2
    values = values[0, :, at].take(chosen, axis=axis - 1)
    weights = weights[0, :, at].take(chosen, axis=axis - 1)
    total = float(weights.sum())
    return float((values * weights).sum()) / total if total else float(values.mean())
