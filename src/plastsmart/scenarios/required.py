"""What it would take: the value of one parameter that reaches a target."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Final

import attrs
import numpy as np
from numpy.typing import NDArray

from plastsmart.axes import LABELLED, Axes
from plastsmart.errors import AxisError, InvalidValueError, LabelError, ScopeError, shown
from plastsmart.flows.balance import check
from plastsmart.flows.model import MODEL, Model
from plastsmart.flows.result import Flows
from plastsmart.flows.selection import ATTRIBUTES, Selection
from plastsmart.scenarios.projection import REACHED_WITHIN
from plastsmart.scenarios.targets import Target
from plastsmart.stages import PARAMETERS
from plastsmart.system import System, known_parameter, tier_groups

if TYPE_CHECKING:
    from plastsmart.stages import ParameterSpec

__all__ = ["Required", "required"]

_GRID: Final = 65
_ROUNDS: Final = 12


@attrs.frozen(kw_only=True)
class Required:
    """What one parameter would have to be.

    Attributes
    ----------
    parameter : str
    where : dict
        What of it was moved.
    target : Target
    feasible : bool
        Whether the parameter alone can reach the target.
    value : float or None
        The smallest value that reaches it (`direction` "at least"). Where 0 reaches it already,
        since less is better, the largest up to which it is reached ("at most"). None if infeasible.
    direction : {"at least", "at most"}
    best_value, best_rate : float
        What the parameter can do at best, within its bounds.
    rate : float
        Without the change.
    year : int
    has_effect : bool
        Whether the rate depends on the parameter at all.
    """

    parameter: str
    where: dict[str, Any]
    target: Target
    feasible: bool
    value: float | None
    direction: str
    best_value: float
    best_rate: float
    rate: float
    year: int
    has_effect: bool = True

    def __str__(self) -> str:
        """Return the answer in one sentence."""
        place = ", ".join(f"{k} {v}" for k, v in self.where.items())
        name = f"{self.parameter} ({place})" if place else self.parameter
        if not self.has_effect:
            return f"{self.target.label}: {name} has no effect on the rate {self.target.rate}"
        if self.feasible:
            return (
                f"{self.target.label} needs {name} of {self.direction} {100 * (self.value or 0):.1f} % "
                f"in {self.year}; the rate is {100 * self.rate:.1f} % as things are"
            )
        return (
            f"{self.target.label} cannot be reached by {name} alone: at best, with "
            f"{100 * self.best_value:.1f} %, the rate is {100 * self.best_rate:.1f} % in {self.year}"
        )


def required(
    system: System,
    parameter: str,
    target: Target,
    *,
    where: Mapping[str, Any] | None = None,
    plan: None = None,
    model: Model = MODEL,
) -> Required:
    """Return the value of one parameter that reaches a target.

    All cells that `where` selects are set to one value in the target's year, everything else stays.
    Setting the coverage of a route leaves the others of its tier theirs, as far as both fit; beyond
    that they shrink in proportion.

    Parameters
    ----------
    system : System
    parameter : str
        A share, such as "capture".
    target : Target
    where : mapping, optional
        Axis or attribute to the label or labels to move; all cells, if left out.
    plan : None
        Without measures.
    model : Model
        The equations.

    Returns
    -------
    Required
        That it cannot be reached is an answer: `feasible` is False then, `best_rate` the best that
        the parameter can do.

    Raises
    ------
    LabelError, AxisError, ScopeError, InvalidValueError
        If the parameter, place or target is not of the system.

    Examples
    --------
    >>> import plastsmart as ps
    >>> r = ps.required(ps.load("headline"), "capture", ps.targets.EU_2025)
    >>> r.feasible, round(r.value, 4)
    (True, 0.8333)
    """
    if plan is not None:
        raise InvalidValueError(
            f"plan is {type(plan).__name__}; this version works without a plan, so leave it out"
        )
    if not isinstance(system, System):
        raise InvalidValueError(f"required takes a System, not {type(system).__name__}")
    if not isinstance(target, Target):
        raise InvalidValueError(
            f"a target is plastsmart.targets.EU_2025 or plastsmart.Target(…), not {shown(target)}"
        )
    known_parameter(parameter)
    spec = PARAMETERS[parameter]
    if not spec.is_share or parameter == "composition":
        shares = [name for name, s in PARAMETERS.items() if s.is_share and name != "composition"]
        raise InvalidValueError(
            f"{parameter} has no bounds of its own to search between; choose one of "
            f"{', '.join(shares)}"
        )
    response = _Response(system, spec, target, _place(where), model)
    return response.answer()


def _place(where: Mapping[str, Any] | None) -> dict[str, Any]:
    if where is not None and not isinstance(where, Mapping):
        raise ScopeError(f'where is a mapping such as {{"route": "kerbside"}}, not {shown(where)}')
    return dict(where or {})


class _Response:
    """The target's rate as a function of one parameter's value, many values at once.

    Values go along the sample axis, so that one evaluation of the equations gives the whole curve.
    """

    def __init__(
        self,
        system: System,
        spec: ParameterSpec,
        target: Target,
        where: dict[str, Any],
        model: Model,
    ) -> None:
        self.spec, self.target, self.where = spec, target, where
        self.year = target.deadline
        last = max(*system.axes.years, self.year)
        first = min(system.axes.years)
        if self.year < first:
            raise LabelError(
                f"the target {target.label} is for {self.year}, before the system's first year "
                f"{first}"
            )
        self.system = system.with_years(range(first, last + 1))
        axes = self.system.axes
        self.axes = attrs.evolve(axes, years=(self.year,))
        column = axes.years.index(self.year)
        self.inputs = {
            name: array[:, :, column : column + 1] if array.shape[2] > 1 else array
            for name, array in self.system.inputs().items()
        }
        self.chosen = self._mask()
        self.model = model
        self.equation = model.rate(target.rate)
        self.names = model.needed([target.rate], self.inputs)
        self.selection = Selection.of(self.axes, (), {**dict(target.scope), "year": self.year})
        if self.selection.narrowed(self.equation.declaration.scope).empty:
            raise ScopeError(f"the system holds nothing of the scope of the target {target.label}")

    def _mask(self) -> NDArray[np.bool_]:
        """Return which cells of the parameter `where` selects."""
        shape = [1, 1, 1, 1]
        for key in self.where:
            axis = ATTRIBUTES.get(key, key)
            if axis == "year":
                raise AxisError("where cannot name a year; it is the target's")
            if axis not in self.spec.axes:
                raise AxisError(
                    f"{self.spec.name} does not vary along {shown(key)}; where may name "
                    f"{', '.join(a for a in self.spec.axes if a != 'year')}"
                )
        selection = Selection.of(self.axes, (), self.where)
        mask = np.ones(shape, dtype=bool)
        for column, axis in enumerate(LABELLED):
            if axis not in {ATTRIBUTES.get(key, key) for key in self.where}:
                continue
            along = np.zeros(self.axes.size(axis), dtype=bool)
            along[selection.members[axis][0]] = True
            if not along.any():
                raise ScopeError(f"where selects nothing of {axis} in the system")
            mask = mask & along.reshape([-1 if i == column else 1 for i in range(4)])
        return mask[np.newaxis]

    def rates(self, values: NDArray[np.float64]) -> NDArray[np.float64]:
        """Return the rate for each value."""
        moved = np.where(self.chosen, values.reshape(-1, 1, 1, 1, 1), self.inputs[self.spec.name])
        inputs = dict(self.inputs)
        if self.spec.name == "coverage":
            moved = _displaced(moved, self.chosen, self.axes)
        inputs[self.spec.name] = moved
        arrays = self.model.evaluate(self.names, inputs)
        check(arrays, self.axes)
        flows = _Bare(self.system, self.model, arrays)
        found = flows.rate_values(self.equation, self.selection).reshape(-1)
        # a parameter that the rate does not read leaves one sample for all values
        return np.broadcast_to(found, values.shape)

    def answer(self) -> Required:
        """Find the value, or the best that the parameter can do."""
        now = float(self._unchanged())
        level = self.target.required_level
        grid = np.unique(np.concatenate([np.linspace(0.0, self._highest(), _GRID), self._kinks()]))
        curve = self.rates(grid)
        if np.isnan(curve).all():
            raise ScopeError(
                f"the rate {self.target.rate!r} is undefined: nothing is generated in the scope"
            )
        best_value, best_rate = self._best(grid, curve)
        if best_rate > np.nanmax(curve):  # a peak between two points of the grid
            at = int(np.searchsorted(grid, best_value))
            grid, curve = np.insert(grid, at, best_value), np.insert(curve, at, best_rate)
        # rounding is forgiven where nothing better can be had, and only there
        if best_rate < level:
            level -= REACHED_WITHIN
        enough = curve >= level
        less_is_better = bool(enough[0]) or (not enough.any() and self._falls(curve))
        value: float | None = None
        if enough.any():
            value = self._refined(grid, enough, level=level, rising=not less_is_better)
        return Required(
            parameter=self.spec.name,
            where=self.where,
            target=self.target,
            feasible=value is not None,
            value=value,
            direction="at most" if less_is_better else "at least",
            best_value=best_value,
            best_rate=best_rate,
            rate=now,
            year=self.year,
            has_effect=bool(np.nanmax(curve) - np.nanmin(curve) > REACHED_WITHIN),
        )

    @staticmethod
    def _falls(curve: NDArray[np.float64]) -> bool:
        known = curve[~np.isnan(curve)]
        return bool(known[0] > known[-1])

    def _highest(self) -> float:
        """Return the largest value that every chosen cell may have at once."""
        if self.spec.below:
            return 1.0 - 1e-9
        if self.spec.name != "coverage":
            return 1.0
        anywhere = np.any(self.chosen, axis=(0, 1, 2, 3))
        chosen = np.broadcast_to(anywhere, (len(self.axes.routes),))
        many = max(int(chosen[group].sum()) for group in tier_groups(self.axes))
        return 1.0 / max(many, 1)

    def _kinks(self) -> NDArray[np.float64]:
        """Return where other routes begin to be displaced, since the curve bends there."""
        if self.spec.name != "coverage":
            return np.empty(0)
        coverage = self.inputs["coverage"]
        shape = (*coverage.shape[:4], len(self.axes.routes))
        picked = np.broadcast_to(self.chosen, np.broadcast_shapes(self.chosen.shape, shape))
        coverage = np.broadcast_to(coverage, picked.shape)
        bends = []
        for group in tier_groups(self.axes):
            own = picked[..., group].sum(axis=-1)
            others = np.where(picked[..., group], 0.0, coverage[..., group]).sum(axis=-1)
            bends.append(((1.0 - others) / np.maximum(own, 1))[own > 0])
        found = np.concatenate(bends) if bends else np.empty(0)
        return found[(found > 0.0) & (found < self._highest())]

    def _best(self, grid: NDArray[np.float64], curve: NDArray[np.float64]) -> tuple[float, float]:
        """Return the best value and its rate, looked for closer around the best of the grid."""
        best = int(np.nanargmax(curve))
        value, rate = float(grid[best]), float(curve[best])
        for _ in range(_ROUNDS):
            low, high = grid[max(best - 1, 0)], grid[min(best + 1, len(grid) - 1)]
            grid = np.linspace(low, high, _GRID)
            curve = self.rates(grid)
            best = int(np.nanargmax(curve))
            if curve[best] > rate:
                value, rate = float(grid[best]), float(curve[best])
        return value, rate

    def _unchanged(self) -> float:
        arrays = self.model.evaluate(self.names, self.inputs)
        return float(
            _Bare(self.system, self.model, arrays)
            .rate_values(self.equation, self.selection)
            .reshape(-1)[0]
        )

    def _refined(
        self,
        grid: NDArray[np.float64],
        enough: Any,
        *,
        level: float,
        rising: bool,
    ) -> float:
        """Narrow the step in which the level is crossed, by a grid within a grid.

        Rising, that is the first step into what is enough; else the first step out of it.
        """
        for _ in range(_ROUNDS):
            found = np.flatnonzero(enough if rising else ~enough)
            if not len(found):  # enough everywhere
                return float(grid[-1])
            step = int(found[0])
            if step == 0:
                return float(grid[0])
            inside = grid[step] if rising else grid[step - 1]
            low, high = float(grid[step - 1]), float(grid[step])
            if high - low <= np.spacing(high):
                break
            grid = np.linspace(low, high, _GRID)
            enough = self.rates(grid) >= level
        return float(inside)


class _Bare(Flows):
    """Flows with samples and one year, to add up in; checked where they were made."""

    def __init__(
        self, system: System, model: Model, arrays: Mapping[str, NDArray[np.float64]]
    ) -> None:
        self.system, self.model, self._arrays, self._only = system, model, dict(arrays), None
        self._errors = {}


def _displaced(
    coverage: NDArray[np.float64], chosen: NDArray[np.bool_], axes: Axes
) -> NDArray[np.float64]:
    """Shrink the other routes of a tier in proportion where all together would exceed everyone."""
    shape = (*coverage.shape[:4], len(axes.routes))
    coverage = np.array(np.broadcast_to(coverage, shape))
    picked = np.broadcast_to(chosen, (1, *shape[1:]))
    for members in tier_groups(axes):
        group, own = coverage[..., members], picked[..., members]
        if not own.any():
            continue
        ours = np.where(own, group, 0.0).sum(axis=-1, keepdims=True)
        others = np.where(own, 0.0, group).sum(axis=-1, keepdims=True)
        left = 1.0 - ours
        fit = np.where(others > left, left / np.where(others > 0, others, 1.0), 1.0)
        coverage[..., members] = np.where(own, group, group * fit)
    return coverage
