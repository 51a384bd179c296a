"""What explains the difference between two municipalities' rates: Shapley values of parameters."""

from __future__ import annotations

import html
from collections.abc import Mapping
from types import MappingProxyType
from typing import TYPE_CHECKING, ClassVar, Final

import attrs
import numpy as np
from numpy.typing import NDArray

from plastsmart.accessors import Plots
from plastsmart.axes import Axes
from plastsmart.errors import InvalidValueError, LabelError, ScopeError
from plastsmart.flows.balance import check
from plastsmart.flows.model import Model
from plastsmart.flows.selection import Selection
from plastsmart.scenarios.choices import Result
from plastsmart.scenarios.shapley import shapley
from plastsmart.stages import PARAMETERS
from plastsmart.system import System

if TYPE_CHECKING:
    import pandas as pd

    from plastsmart.report.plots.accessors import DifferencePlots

__all__ = ["MOST_PARAMETERS", "Difference", "Place", "explained"]

MOST_PARAMETERS: Final = 16
"""Parameters that may differ: every subset of them is computed."""

_BLOCK: Final = 1 << 18
"""Bytes that one flow takes for the subsets computed at once."""

Arrays = dict[str, NDArray[np.float64]]


@attrs.frozen(eq=False)
class Place:
    """A municipality: a region of a system, or a whole system.

    Attributes
    ----------
    label, title : str
    system : System
    at : int
        Position of the year.
    region : int or None
        Position of the region; None for all regions of the system together.
    """

    label: str
    title: str
    system: System
    at: int
    region: int | None

    @property
    def inhabitants(self) -> float:
        """People in the year."""
        people = self.system.inhabitants()[:, self.at]
        return float(people.sum() if self.region is None else people[self.region])

    def arrays(self, like: Axes) -> Arrays:
        """Return what equations read, for this place and year, in the order of other axes."""
        region = self.region
        if region is None:
            if len(self.system.axes.regions) > 1:
                raise InvalidValueError(
                    f"{self.label} is {len(self.system.axes.regions)} regions in one, whose "
                    "parameters are not one set; explain a region: compare a system of regions"
                )
            region = 0
        order = {
            axis: [self.system.axes.positions(axis)[label] for label in like.labels(axis)]
            for axis in ("category", "route")
        }
        found = {}
        for name, array in self.system.inputs().items():
            here = array[:, [region if array.shape[1] > 1 else 0]]
            here = here[:, :, [self.at if here.shape[2] > 1 else 0]]
            here = here[:, :, :, order["category"]] if here.shape[3] > 1 else here
            here = here[:, :, :, :, order["route"]] if here.shape[4] > 1 else here
            found[name] = here
        return found


def _proxy(given: Mapping[str, float]) -> Mapping[str, float]:
    return MappingProxyType(dict(given))


@attrs.frozen(kw_only=True, repr=False, eq=False)
class Difference:
    """What explains the difference between two municipalities' rates.

    Attributes
    ----------
    rate : str
    year : int
    region, against : str
        As they are called in the comparison.
    value, other : float
        The rate of each, shares.
    contributions : mapping of str to float
        Parameter to its part of the difference, as a share: 0.01 is one percentage point. They add
        up to value − other. The largest first.
    same : tuple of str
        Parameters that the rate reads and that are the same in both: their part is 0.
    median : float or None
        The group's median, where `against` stands for the group.
    """

    rate: str
    year: int
    region: str
    against: str
    value: float
    other: float
    contributions: Mapping[str, float] = attrs.field(converter=_proxy)
    same: tuple[str, ...] = ()
    median: float | None = None
    region_title: str = ""
    against_title: str = ""

    plot: ClassVar[Plots[DifferencePlots]] = Plots("DifferencePlots")
    """Pictures: contributions."""

    @property
    def difference(self) -> float:
        """The whole difference, a share."""
        return self.value - self.other

    @property
    def shares(self) -> pd.Series:
        """The part of each parameter that differs, as a share; unit "1" in ``attrs``."""
        import pandas as pd

        series = pd.Series(
            list(self.contributions.values()),
            index=pd.Index(list(self.contributions), name="parameter", dtype=object),
            name=self.rate,
            dtype=np.float64,
        )
        series.attrs.update(unit="1", rate=self.rate, year=self.year, same=self.same)
        return series

    def _head(self) -> str:
        points = 100.0 * self.difference
        more = "more" if points >= 0 else "less"
        return (
            f"{self.rate} in {self.year}: {self.region_title} {100 * self.value:.1f} % against "
            f"{self.against_title} {100 * self.other:.1f} %, {abs(points):.1f} percentage points {more}"
        )

    def _stands_for(self) -> str:
        if self.median is None:
            return ""
        return (
            f"{self.against_title} stands for the group: its rate is nearest to the median, "
            f"{100 * self.median:.1f} %"
        )

    def __str__(self) -> str:
        """Return the difference and each part in percentage points."""
        lines = [self._head()]
        if self.median is not None:
            lines.append(f"  ({self._stands_for()})")
        width = max([18, *map(len, self.contributions)])
        lines += [f"  {name:<{width}} {_points(part)}" for name, part in self.contributions.items()]
        if not self.contributions:
            lines.append("  no parameter that the rate reads differs")
        return "\n".join(lines)

    def __repr__(self) -> str:
        return f"<Difference: {self._head()}>"

    def _repr_html_(self) -> str:
        rows = "".join(
            f"<tr><td>{html.escape(_label(name))}</td><td>{_points(part)}</td></tr>"
            for name, part in self.contributions.items()
        )
        stands = f"<p>{html.escape(self._stands_for())}</p>" if self.median is not None else ""
        return (
            f"<p><b>{html.escape(self._head())}</b></p>{stands}<table><thead><tr>"
            "<th>parameter</th><th>percentage points</th></tr></thead>"
            f"<tbody>{rows}</tbody></table>"
        )


def _points(part: float) -> str:
    return f"{round(100 * part, 2) + 0.0:+.2f}"  # + 0.0, so that nothing is +0.00 and not -0.00


def _label(name: str) -> str:
    return PARAMETERS[name].label if name in PARAMETERS else name


def explained(
    place: Place, other: Place, rate: str, model: Model, median: float | None
) -> Difference:
    """Return what explains the difference of two rates; see `Comparison.explain`."""
    if place.label == other.label:
        raise InvalidValueError(f"{place.label} is held against itself; name another in against=")
    _refuse_other_axes(place, other)
    axes = place.system.axes
    here, there = place.arrays(axes), other.arrays(axes)
    year = axes.years[place.at]
    one = attrs.evolve(axes, regions=("1",), region_names=("1",), years=(year,))
    model = model.fitted(here)
    if model is not model.fitted(there):
        raise InvalidValueError(
            f"{place.label} and {other.label} do not have the same stages, so that their equations "
            "differ; give both the same, or leave the stage out of both"
        )
    names = model.needed([rate], set(here) & set(there))
    result = Result.rate(model, rate, Selection.of(one, (), None))
    # with the flow of the same name as a rate the graph holds more than the rate reads
    reads = {read for name in names for read in model.flows[name].reads} & set(PARAMETERS)
    parameters = [name for name in PARAMETERS if name in reads]
    acting = [name for name in parameters if not _same(here[name], there[name])]
    if len(acting) > MOST_PARAMETERS:
        raise InvalidValueError(
            f"{len(acting)} parameters differ, and every subset of them would be computed; at most "
            f"{MOST_PARAMETERS} can be told apart"
        )
    values = _values(here, there, acting, names, result, model, one)
    _refuse_undefined(values, acting, place, other, rate)
    parts = shapley(values)
    ordered = sorted(zip(acting, parts, strict=True), key=lambda pair: -abs(pair[1]))
    return Difference(
        rate=rate,
        year=year,
        region=place.label,
        against=other.label,
        value=float(values[-1]),
        other=float(values[0]),
        contributions=dict(ordered),
        same=tuple(name for name in parameters if name not in acting),
        median=median,
        region_title=place.title,
        against_title=other.title,
    )


def _same(one: NDArray[np.float64], other: NDArray[np.float64]) -> bool:
    shape = np.broadcast_shapes(one.shape, other.shape)
    return np.array_equal(np.broadcast_to(one, shape), np.broadcast_to(other, shape))


def _refuse_other_axes(place: Place, other: Place) -> None:
    """Raise unless both have the same categories and routes, in any order."""
    one, two = place.system.axes, other.system.axes
    for what, mine, theirs in (
        ("category", one.categories, two.categories),
        ("route", one.routes, two.routes),
    ):
        for label, own, others in (
            (place.label, mine, theirs),
            (other.label, theirs, mine),
        ):
            alone = [each for each in own if each not in others]
            if alone:
                raise LabelError(
                    f"only {label} has the {what} {alone[0]}; parameters can be taken from one "
                    "municipality into the other only where both have the same categories and "
                    "routes: give both all of them, a route that one does not offer with coverage 0 "
                    "and the capture it would have"
                )


def _values(
    here: Arrays,
    there: Arrays,
    acting: list[str],
    names: tuple[str, ...],
    result: Result,
    model: Model,
    axes: Axes,
) -> NDArray[np.float64]:
    """Return the rate for every subset of the parameters that are taken from here.

    The first of them changes least often. Subsets lie along the sample axis.
    """
    count = len(acting)
    cells = len(axes.categories) * len(axes.routes)
    block = min(max(_BLOCK // (8 * cells), 64), 2**count)
    values = np.empty(2**count)
    both = {}
    for name in acting:
        shape = np.broadcast_shapes(there[name].shape, here[name].shape)
        both[name] = np.concatenate(
            [np.broadcast_to(there[name], shape), np.broadcast_to(here[name], shape)]
        )
    for start in range(0, 2**count, block):
        subsets = np.arange(start, min(start + block, 2**count))
        inputs = dict(there)
        for place, name in enumerate(acting):
            inputs[name] = both[name][subsets >> (count - 1 - place) & 1]
        flows = model.evaluate(names, inputs)
        check(flows, axes)
        sums = {
            read: result.selection.total_in_order(flows[read], model.flows[read].axes)
            for read in result.reads
        }
        values[subsets] = np.broadcast_to(result.of(sums).reshape(-1), subsets.shape)
    return values


def _refuse_undefined(
    values: NDArray[np.float64], acting: list[str], place: Place, other: Place, rate: str
) -> None:
    undefined = np.flatnonzero(~np.isfinite(values))
    if not len(undefined):
        return
    for position, each in ((0, other), (len(values) - 1, place)):
        if not np.isfinite(values[position]):
            raise ScopeError(
                f"the rate {rate!r} is undefined for {each.title}: its denominator is 0"
            )
    subset = int(undefined[0])
    count = len(acting)
    taken = [name for at, name in enumerate(acting) if subset >> (count - 1 - at) & 1]
    raise ScopeError(
        f"the rate {rate!r} is undefined with {', '.join(taken)} of {place.title} and the rest of "
        f"{other.title}, so that no part can be told of each parameter"
    )
