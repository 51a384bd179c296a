"""Tiles: a system computed a part at a time, no more of it than its sums need.

What happens to one region and category does not depend on the others, and a category's flows are zero
by a route that does not serve it. So sums of flows are computed for some regions and for the categories
that the same routes serve, by those routes alone, in blocks that stay in cache.
"""

from __future__ import annotations

from collections.abc import Hashable, Mapping, Sequence
from itertools import groupby
from typing import Final

import attrs
import numpy as np
from numpy.typing import NDArray

from plastsmart.axes import Axes
from plastsmart.flows.balance import check
from plastsmart.flows.model import Equation, Model
from plastsmart.flows.result import keep_pages
from plastsmart.flows.selection import Selection

__all__ = ["Tiles", "stands_alone"]

_MODULES: Final = frozenset(
    f"plastsmart.flows.{name}"
    for name in ("generation", "collection", "sorting", "recycling", "disposal", "rates")
)
"""Modules whose equations compute each region, year and category by itself."""

_MOST: Final = 8
"""Groups of categories that a system is split into, at most."""

Array = NDArray[np.float64]


def stands_alone(equation: Equation) -> bool:
    """Tell whether an equation computes each region, year and category by itself."""
    return equation.module in _MODULES and {"region", "year", "category"} <= set(equation.axes)


@attrs.frozen(eq=False)
class _Group:
    """Categories that the same routes serve."""

    categories: slice
    routes: NDArray[np.intp]
    every: bool


class Tiles:
    """How a system is split so that sums of its flows are quick to compute.

    Parameters
    ----------
    model : Model
    names : sequence of str
        The flows to compute, from `Model.needed`.
    sums : mapping
        What is to be added up: a flow, and a selection of `axes`.
    axes : Axes
    """

    def __init__(
        self,
        model: Model,
        names: Sequence[str],
        sums: Mapping[Hashable, tuple[str, Selection]],
        axes: Axes,
    ) -> None:
        self.model, self.names, self.axes = model, tuple(names), axes
        self.sums = dict(sums)
        whole = _Group(
            slice(0, len(axes.categories)), np.arange(len(axes.routes), dtype=np.intp), True
        )
        found = []
        for served, run in groupby(enumerate(axes.serves()), key=lambda pair: tuple(pair[1])):
            members = [position for position, _ in run]
            routes = np.flatnonzero(served)
            # where no route serves, one is kept, so that every axis has a label
            routes = routes if len(routes) else np.array([0], dtype=np.intp)
            found.append(
                _Group(slice(members[0], members[-1] + 1), routes, len(routes) == len(served))
            )
        groups = found if len(found) <= _MOST else [whole]
        self.groups = [group for group in groups if self._asked_for(group)]
        self._places = {
            (key, number): _Places.of(model.flows[name], selection, group, axes)
            for key, (name, selection) in self.sums.items()
            for number, group in enumerate(self.groups)
        }

    def _asked_for(self, group: _Group) -> bool:
        span = range(group.categories.start, group.categories.stop)
        return any(
            position in span
            for _, selection in self.sums.values()
            for members in selection.members["category"]
            for position in members
        )

    @property
    def cells(self) -> int:
        """Cells of the largest array of one region and sample."""
        sizes = [
            (group.categories.stop - group.categories.start) * len(group.routes)
            for group in self.groups
        ]
        return len(self.axes.years) * max(sizes, default=1)

    def totals(self, inputs: Mapping[str, Array], most: int) -> dict[Hashable, Array]:
        """Compute the flows, checked, and return their sums.

        Parameters
        ----------
        inputs : mapping of str to ndarray
            What the equations read.
        most : int
            Cells of an array that are computed at once.

        Returns
        -------
        dict of what is added up to ndarray, shape (sample, groups of by[0], groups of by[1], …)
            Added up in an order that does not depend on `most` nor on the samples there are.
        """
        samples = max(array.shape[0] for array in inputs.values())
        regions = len(self.axes.regions)
        step = max(1, most // max(samples * self.cells, 1))
        found: dict[Hashable, Array] = {}
        keep_pages()
        for number, group in enumerate(self.groups):
            part = _of_group(inputs, group)
            sums: dict[Hashable, list[Array | None]] = {}
            for start in range(0, regions, step):
                stop = min(start + step, regions)
                here = part
                if step < regions:
                    here = {
                        name: array[:, start:stop] if array.shape[1] > 1 else array
                        for name, array in part.items()
                    }
                flows = self.model.evaluate(self.names, here)
                check(flows, self._axes_of(group, start, stop))
                for key, (name, selection) in self.sums.items():
                    places = self._places[key, number]
                    if places is not None:
                        own = sums.setdefault(key, [None] * len(selection.members["region"]))
                        places.add(flows[name], own, start, stop)
            for key, parts in sums.items():
                total = self._joined(key, parts, number)
                found[key] = total if key not in found else found[key] + total
        return {
            key: selection.arranged(found.get(key, self._nothing(selection)))
            for key, (_, selection) in self.sums.items()
        }

    @staticmethod
    def _nothing(selection: Selection) -> Array:
        return np.zeros((1, *(len(groups) for groups in selection.members.values())))

    def _axes_of(self, group: _Group, start: int, stop: int) -> Axes:
        """Return the axes of a tile, to name its cells in a message."""
        if group.every and group.categories.stop - group.categories.start == len(
            self.axes.categories
        ):
            return self.axes.of_regions(start, stop)
        part = self.axes.of_regions(start, stop)
        return attrs.evolve(
            part,
            categories=self.axes.categories[group.categories],
            routes=tuple(self.axes.routes[route] for route in group.routes),
        )

    def _joined(self, key: Hashable, parts: Sequence[Array | None], number: int) -> Array:
        known = next((part for part in parts if part is not None), None)
        if known is None:
            places = self._places[key, number]
            assert places is not None
            return np.zeros((1, len(parts), *places.shape))
        arrays = [np.zeros_like(known) if part is None else part for part in parts]
        return arrays[0] if len(arrays) == 1 else np.concatenate(arrays, axis=1)


def _of_group(inputs: Mapping[str, Array], group: _Group) -> dict[str, Array]:
    """Return what the equations read for some categories and routes."""
    part = {}
    for name, array in inputs.items():
        own = array[:, :, :, group.categories] if array.shape[3] > 1 else array
        if own.shape[4] > 1 and not group.every:
            if own.strides[4] == 0:
                own = own[..., : len(group.routes)]
            else:  # samples stay side by side
                own = own.transpose(1, 2, 3, 4, 0)[..., group.routes, :].transpose(4, 0, 1, 2, 3)
        part[name] = own
    return part


@attrs.frozen(eq=False)
class _Places:
    """Where the groups of a selection lie within some categories and routes."""

    regions: NDArray[np.intp]
    years: list[NDArray[np.intp]]
    categories: list[NDArray[np.intp]]
    routes: list[NDArray[np.intp]] | None

    @classmethod
    def of(
        cls, equation: Equation, selection: Selection, group: _Group, axes: Axes
    ) -> _Places | None:
        """Return None where nothing of the selection is among the categories."""
        start, stop = group.categories.start, group.categories.stop
        categories = [
            members[(members >= start) & (members < stop)] - start
            for members in selection.members["category"]
        ]
        if not any(len(members) for members in categories):
            return None
        where = {int(route): number for number, route in enumerate(group.routes)}
        routes = [
            np.array([where[int(m)] for m in members if int(m) in where], dtype=np.intp)
            for members in selection.members["route"]
        ]
        regions = np.full(len(axes.regions), -1, dtype=np.intp)
        for number, members in enumerate(selection.members["region"]):
            regions[members] = number
        by_route = "route" in equation.axes
        return cls(regions, selection.members["year"], categories, routes if by_route else None)

    @property
    def shape(self) -> tuple[int, int, int]:
        """Groups of years, categories and routes."""
        return len(self.years), len(self.categories), 1 if self.routes is None else len(self.routes)

    def add(self, flow: Array, sums: list[Array | None], start: int, stop: int) -> None:
        """Add the sums of some regions to those of their groups, one region after another."""
        if self.routes is not None:
            flow = _grouped(flow, 4, self.routes)
        flow = _grouped(_grouped(flow, 3, self.categories), 2, self.years)
        for region in range(start, stop):
            group = self.regions[region]
            if group < 0:
                continue
            at = region - start if flow.shape[1] > 1 else 0
            own = flow[:, at : at + 1]
            before = sums[group]
            sums[group] = own if before is None else before + own


def _grouped(values: Array, axis: int, groups: Sequence[NDArray[np.intp]]) -> Array:
    """Return an array added up along an axis within each group, one label after another."""
    length = values.shape[axis]
    if length == 1:
        counts = [float(len(group)) for group in groups]
        if counts == [1.0]:
            return values
        shape = [1] * values.ndim
        shape[axis] = -1
        many: Array = values * np.array(counts).reshape(shape)
        return many
    if len(groups) == length and all(len(g) == 1 and g[0] == i for i, g in enumerate(groups)):
        return values
    before = (slice(None),) * axis
    sums = []
    for group in groups:
        if not len(group):
            sums.append(np.zeros_like(values[(*before, slice(0, 1))]))
            continue
        total = values[(*before, slice(group[0], group[0] + 1))]
        for position in group[1:]:
            total = total + values[(*before, slice(position, position + 1))]
        sums.append(total)
    return sums[0] if len(sums) == 1 else np.concatenate(sums, axis=axis)
