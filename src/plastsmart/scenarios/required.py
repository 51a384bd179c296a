"""The value of a parameter that reaches a target, alone or on top of a plan."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Final

import attrs
import numpy as np
from numpy.typing import NDArray

from plastsmart.axes import LABELLED, Axes
from plastsmart.errors import (
    AxisError,
    InvalidValueError,
    LabelError,
    MissingValueError,
    ScopeError,
    listed,
    shown,
)
from plastsmart.flows.balance import check
from plastsmart.flows.model import MODEL, Model
from plastsmart.flows.result import Unchecked, of_year, refuse_other_years, undefined
from plastsmart.flows.selection import ATTRIBUTES, Selection
from plastsmart.scenarios.alternatives import items_of, lacking_text, without_alternative
from plastsmart.scenarios.application import Application, displaced
from plastsmart.scenarios.choices import known_model
from plastsmart.scenarios.likely import (
    SAMPLES,
    Change,
    LikelyRates,
    draws_needed,
    refuse_correlation,
    refuse_unless_probability,
)
from plastsmart.scenarios.plan import Plan, known_plan
from plastsmart.scenarios.projection import REACHED_WITHIN, narrower
from plastsmart.scenarios.targets import Target, known_target
from plastsmart.stages import PARAMETERS
from plastsmart.system import System, known_parameter, tier_groups
from plastsmart.units import scaled

if TYPE_CHECKING:
    from plastsmart.stages import ParameterSpec

__all__ = ["Required", "required"]

_GRID: Final = 65
_ROUNDS: Final = 12
_LIKELY_GRID: Final = 17
_LIKELY_ROUNDS: Final = 9
_MOST_TIMES: Final = 100.0
"""How many times its largest value a parameter without an upper bound is looked for."""
_MOST_COUNTED: Final = 1e6
"""The same of a count that is 1 or more, such as the uses of an item."""
_MOST_BENDS: Final = 256
"""Values at which the curve may bend that join the search; beyond that the grid must do."""

STAGES_OF_LOSS: Final = {
    "collection": ("leaked", "residual"),
    "sorting": ("sorting_loss",),
    "preparation": ("preparation_loss",),
    "conversion": ("conversion_loss",),
}
"""What is lost at each stage, in the order of the stages."""

_GATES: Final = {
    "collection": "collected",
    "sorting": "sorted",
    "preparation": "recycled",
    "conversion": "recyclate",
}
"""What is left after each stage."""


@attrs.frozen(kw_only=True)
class Required:
    """What one parameter, or several scaled together, would have to be.

    Attributes
    ----------
    parameter : str
        Its name; several are joined by "and".
    where : dict
        What of it was moved; for several, parameter to what of it.
    target : Target
    feasible : bool
        Whether the parameter alone can reach the target.
    value : float or None
        The smallest value that reaches it (`direction` "at least"). Where the lowest reaches it
        already, since less is better, the largest up to which it is reached ("at most"). None if
        infeasible. In `unit`; a factor where several are scaled together.
    direction : {"at least", "at most"}
    best_value, best_rate : float
        What the parameter can do at best, within its bounds.
    rate : float
        Without the change.
    year : int
    has_effect : bool
        Whether the rate depends on the parameter at all.
    mode : {"value", "factor"}
    unit : str
        Of the value; "1" for a share or a factor.
    losses : dict
        Stage to the share of what is generated that it loses with the best value; only stages that
        the rate depends on, none for a rate of litter, microplastics or own operations.
    ceiling : str or None
        If infeasible, the stage that then loses most; None where the target is reached, and where
        the rate depends on no stage.
    plan : str
        The name of the plan that it is on top of; empty without one.
    note, note_no : str
        What a reader should know of the target and this system, in English and Norwegian.
    probability : float or None
        How surely the target is then reached; None where nothing was drawn.
    highest : float
        The largest value that was looked at: the bound of a share, else a hundred times the largest
        value there is, of a count that is 1 or more a million times.
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
    mode: str = "value"
    unit: str = "1"
    losses: dict[str, float] = attrs.field(factory=dict)
    ceiling: str | None = None
    plan: str = ""
    note: str = ""
    note_no: str = ""
    probability: float | None = None
    highest: float = math.inf

    def told(self, value: float) -> str:
        """Return a value as people read it: percent, a factor, or with its unit."""
        if self.mode == "factor":
            return f"{value:.3f} times what they are"
        if self.unit == "1":
            return f"{100 * value:.1f} %"
        return f"{value:,.6g} {self.unit}".replace(",", " ")

    @property
    def reached(self) -> bool:
        """Whether the target is reached as things are, or with the plan."""
        return self.rate >= self.target.required_level - REACHED_WITHIN

    @property
    def name(self) -> str:
        """What was moved, in words: each parameter, and what of it."""
        if self.mode == "factor":
            return " and ".join(
                f"{parameter} ({_in_words(place)})" if place else parameter
                for parameter, place in self.where.items()
            )
        return f"{self.parameter} ({_in_words(self.where)})" if self.where else self.parameter

    def __str__(self) -> str:
        """Return the answer in one or two sentences."""
        return f"{self._answer()}. {self.note}" if self.note else self._answer()

    def _answer(self) -> str:
        name, label = self.name, self.target.label
        sure = f" with a probability of {100 * self.probability:g} %" if self.probability else ""
        now = f"{100 * self.rate:.1f} %{sure} {f'with {self.plan!r}' if self.plan else 'as things are'}"
        if not self.has_effect:
            return f"{label}: {name} has no effect on the rate {self.target.rate}"
        if self.feasible:
            value = self.told(self.value or 0.0)
            if self.reached and self.direction == "at most" and self.value == self.highest:
                return f"{label} is reached whatever {name} is, with {now} in {self.year}"
            if self.reached:
                return (
                    f"{label} is reached already, with {now} in {self.year}; {name} of "
                    f"{self.direction} {value} would do"
                )
            return f"{label} needs {name} of {self.direction} {value} in {self.year}; the rate is {now}"
        most = ""
        if self.ceiling is not None:
            lost = 100 * self.losses[self.ceiling]
            most = f"; {self.ceiling} then loses most, {lost:.1f} of 100 kg"
        return (
            f"{label} cannot be reached by {name} alone: at best, with "
            f"{self.told(self.best_value)}, the rate is {100 * self.best_rate:.1f} % in "
            f"{self.year}{most}"
        )


def _in_words(place: Mapping[str, Any]) -> str:
    return ", ".join(
        f"{key} {' or '.join(map(str, value)) if isinstance(value, (list, tuple)) else value}"
        for key, value in place.items()
    )


def required(
    system: System,
    parameter: Any,
    target: Target,
    *,
    where: Mapping[str, Any] | None = None,
    plan: Plan | None = None,
    probability: float | None = None,
    n: int = SAMPLES,
    seed: int = 1,
    correlation: Mapping[tuple[str, str], float] | None = None,
    model: Model = MODEL,
) -> Required:
    """Return the value of one parameter that reaches a target, or the factor for several.

    All cells that `where` selects are set to one value in the target's year, everything else stays
    as it is or as the plan makes it. Setting the coverage of a route leaves the others of its tier
    theirs, as far as both fit; beyond that they shrink in proportion. Setting the composition leaves
    the other categories their proportions. Several parameters are scaled together: each cell is
    multiplied with one factor, within its bounds; the coverage of the routes that are scaled stops
    where together they serve everyone.

    Parameters
    ----------
    system : System
    parameter : str, list of str or mapping
        Such as "capture". Several names, or a mapping from several names to `where`, are scaled
        together.
    target : Target
    where : mapping, optional
        Axis or attribute to the label or labels to move; all cells, if left out.
    plan : Plan, optional
        What is done already.
    probability : float, optional
        How surely the target is to be reached. One parameter then has the value for certain, and all
        else that is uncertain is drawn; several are drawn like all else, and what is drawn of them is
        multiplied with the factor. The rates of the answer are those that are reached or passed with
        this probability.
    n, seed : int
        Of the draws.
    correlation : mapping, optional
        Of the draws, as for `plastsmart.ensemble`.
    model : Model
        The equations.

    Returns
    -------
    Required
        That it cannot be reached is an answer: `feasible` is False then, `best_rate` the best that
        the parameter can do, and `ceiling` the stage that then loses most.

    Raises
    ------
    LabelError, AxisError, ScopeError, InvalidValueError
        If the parameter, place or target is not of the system.
    ModelError
        If `model` is none.

    Examples
    --------
    >>> import plastsmart as ps
    >>> r = ps.required(ps.load("headline"), "capture", ps.targets.EU_2025)
    >>> r.feasible, round(r.value, 4)
    (True, 0.8333)
    >>> both = ["capture", "sorting_efficiency"]
    >>> print(ps.required(ps.load("headline"), both, ps.targets.EU_2025))
    EU_2025 needs capture and sorting_efficiency of at least 1.905 times what they are in 2025; ...
    """
    if plan is not None:
        known_plan(plan)
    if not isinstance(system, System):
        raise InvalidValueError(
            f"required takes a System, not {type(system).__name__}; "
            'for a ready one write plastsmart.load("norway")'
        )
    known_target(target)
    known_model(model)
    moves = _moves(parameter, where)
    for name, _ in moves:
        known_parameter(name)
        if name not in system.parameters:
            spec = PARAMETERS[name]
            raise LabelError(f"the system has no {name}; give it ps.{spec.stage.title()}({name}=…)")
    mode = "value" if len(moves) == 1 else "factor"
    response = _Response(system, moves, mode, target, plan, model)
    refuse_correlation(correlation, probability)
    if probability is not None:
        share = refuse_unless_probability(probability)
        likely = LikelyRates(
            response.longer, plan, target, n=n, seed=seed, correlation=correlation, model=model
        )
        response.ask_likely(likely, share)
    if mode == "factor":
        response.refuse_idle()
    return response.answer(dict(moves) if mode == "factor" else dict(moves[0][1]))


def _moves(parameter: Any, where: Mapping[str, Any] | None) -> list[tuple[str, dict[str, Any]]]:
    """Return each parameter with what of it is moved."""
    if isinstance(parameter, Mapping):
        if where is not None:
            raise InvalidValueError(
                "where stands twice: in the mapping of parameters and by itself; give one"
            )
        if not parameter:
            raise LabelError('name a parameter, such as "capture"')
        return [(name, _place(place)) for name, place in parameter.items()]
    if not isinstance(parameter, str):
        names = listed(parameter, "parameter", '["capture", "sorting_efficiency"]')
        if not names:
            raise LabelError('name a parameter, such as "capture"')
        twice = next((name for name in names if names.count(name) > 1), None)
        if twice is not None:
            raise LabelError(f"the parameter {shown(twice)} stands twice; name it once")
        return [(name, _place(where)) for name in names]
    return [(parameter, _place(where))]


def _place(where: Mapping[str, Any] | None) -> dict[str, Any]:
    if where is not None and not isinstance(where, Mapping):
        raise ScopeError(f'where is a mapping such as {{"route": "kerbside"}}, not {shown(where)}')
    return dict(where or {})


@attrs.frozen(eq=False)
class _Move:
    """One parameter, the cells of it that move, and how far they may."""

    spec: ParameterSpec
    chosen: NDArray[np.bool_]
    base: NDArray[np.float64]


class _Response:
    """The target's rate as a function of a value or factor, many values at once.

    Values go along the sample axis, so that one evaluation of the equations gives the whole curve.
    Values are in the unit of the parameter's table.
    """

    def __init__(
        self,
        system: System,
        moves: list[tuple[str, dict[str, Any]]],
        mode: str,
        target: Target,
        plan: Plan | None,
        model: Model,
    ) -> None:
        self.mode, self.target = mode, target
        self.plan = plan.name if plan is not None and plan.measures else ""
        self.year = target.deadline
        starts = [measure.start for measure in plan.measures] if plan is not None else []
        last = max(*system.axes.years, self.year, *starts)
        first = min(system.axes.years)
        if self.year < first:
            raise LabelError(
                f"the target {target.label} is for {self.year}, before the system's first year "
                f"{first}"
            )
        self.likely: LikelyRates | None = None
        self.probability: float | None = None
        self.grid, self.rounds = _GRID, _ROUNDS
        self.longer = self.system = system.with_years(range(first, last + 1))
        if plan is not None and plan.measures:
            self.system = Application(self.system, plan.measures).changed_system()
        axes = self.system.axes
        self.axes = attrs.evolve(axes, years=(self.year,))
        column = axes.years.index(self.year)
        whole = self.system.inputs()
        self.inputs = of_year(whole, column)
        self.moves = []
        for name, where in moves:
            spec = PARAMETERS[name]
            base = scaled(self.inputs[name], spec.inside, spec.unit)
            self.moves.append(_Move(spec, self._mask(spec, where), base))
        self._refuse_free_of_charge()
        self.model = model = model.fitted(whole)
        self.equation = model.rate(target.rate)
        self.names = model.needed([target.rate], self.inputs)
        refuse_other_years(model, self.names, whole, column, "required")
        self.selection = Selection.of(self.axes, (), {**dict(target.scope), "year": self.year})
        if self.selection.narrowed(self.equation.declaration.scope).empty:
            raise ScopeError(f"the system holds nothing of the scope of the target {target.label}")

    def _refuse_free_of_charge(self) -> None:
        """Refuse to look for more reusable items of which nobody says what they weigh or cost."""
        for move in self.moves:
            if move.spec.name == "reusable_share":
                lacking = without_alternative(self.system)
                if items := [name for name in items_of(move.chosen, self.axes) if name in lacking]:
                    raise MissingValueError(f"reusable_share: {lacking_text(items)}")

    def _mask(self, spec: ParameterSpec, where: dict[str, Any]) -> NDArray[np.bool_]:
        """Return which cells of the parameter `where` selects."""
        shape = [1, 1, 1, 1]
        for key in where:
            axis = ATTRIBUTES.get(key, key)
            if axis == "year":
                raise AxisError("where cannot name a year; it is the target's")
            if axis not in spec.axes:
                raise AxisError(
                    f"{spec.name} does not vary along {shown(key)}; where may name "
                    f"{', '.join(a for a in spec.axes if a != 'year') or 'nothing'}"
                )
        selection = Selection.of(self.axes, (), where)
        mask = np.ones(shape, dtype=bool)
        for column, axis in enumerate(LABELLED):
            if axis not in {ATTRIBUTES.get(key, key) for key in where}:
                continue
            along = np.zeros(self.axes.size(axis), dtype=bool)
            along[selection.members[axis][0]] = True
            if not along.any():
                raise ScopeError(f"where selects nothing of {axis} in the system")
            mask = mask & along.reshape([-1 if i == column else 1 for i in range(4)])
        return mask[np.newaxis]

    def _moved(self, move: _Move, values: NDArray[np.float64]) -> NDArray[np.float64]:
        """Return a parameter for each value, in its table's unit."""
        spec = move.spec
        by = values.reshape(-1, 1, 1, 1, 1)
        if self.mode == "factor":
            to = np.clip(move.base * by, spec.low, _top(spec))
        else:
            to = np.broadcast_to(by, np.broadcast_shapes(by.shape, move.base.shape))
        moved = np.where(move.chosen, to, move.base)
        if spec.name == "coverage":
            if self.mode == "factor":
                moved = _fitted(moved, move.chosen, self.axes)
            moved, _ = displaced(moved, move.chosen, self.axes)
        elif spec.name == "composition":
            moved = _rebalanced(moved, move, len(self.axes.categories))
        return moved

    def _changed(self, values: NDArray[np.float64]) -> dict[str, NDArray[np.float64]]:
        inputs = dict(self.inputs)
        for move in self.moves:
            moved = scaled(self._moved(move, values), move.spec.unit, move.spec.inside)
            if "route" in move.spec.axes:
                moved = np.broadcast_to(moved, (*moved.shape[:4], len(self.axes.routes)))
            inputs[move.spec.name] = moved
        return inputs

    def ask_likely(self, likely: LikelyRates, probability: float) -> None:
        """Let the rate be what is reached with a probability."""
        self.likely, self.probability = likely, probability
        self.grid, self.rounds = _LIKELY_GRID, _LIKELY_ROUNDS

    def _surely(self, values: NDArray[np.float64] | None) -> NDArray[np.float64]:
        """Return the rates that are reached with the probability, for each value or as things are."""
        assert self.likely is not None
        assert self.probability is not None
        changes = [None] if values is None else [self._change(float(value)) for value in values]
        rates = np.sort(self.likely.many(changes), axis=1)
        n = rates.shape[1]
        found: NDArray[np.float64] = rates[:, n - draws_needed(self.probability, n)]
        # a rate that is undefined in a draw, which is sorted last, is not known
        return np.where(np.isnan(rates[:, -1]), np.nan, found)

    def _change(self, value: float) -> Change:
        """Return what sets what is moved to a value, or scales it, in what is drawn."""

        def change(inputs: dict[str, NDArray[np.float64]]) -> dict[str, NDArray[np.float64]]:
            changed = dict(inputs)
            for move in self.moves:
                name, spec = move.spec.name, move.spec
                if name not in inputs:
                    continue
                base = scaled(inputs[name], spec.inside, spec.unit)
                moved = self._moved(attrs.evolve(move, base=base), np.array([value]))
                moved = scaled(moved, spec.unit, spec.inside)
                if "route" in spec.axes:
                    moved = np.broadcast_to(moved, (*moved.shape[:4], len(self.axes.routes)))
                changed[name] = moved
            return changed

        return change

    def rates(self, values: NDArray[np.float64]) -> NDArray[np.float64]:
        """Return the rate for each value."""
        if self.likely is not None:
            return self._surely(values)
        arrays = self.model.evaluate(self.names, self._changed(values))
        check(arrays, self.axes)
        flows = Unchecked(self.system, self.model, arrays)
        found = flows.rate_values(self.equation, self.selection).reshape(-1)
        # a parameter that the rate does not read leaves one sample for all values
        return np.broadcast_to(found, values.shape)

    def refuse_idle(self) -> None:
        """Raise for a parameter that takes no part when several are scaled together."""
        for move in self.moves:
            name = move.spec.name
            if self._least(move) is None:
                raise InvalidValueError(
                    f"{name} is 0 there, and a factor cannot raise it; ask for it alone, or choose "
                    "other cells with where"
                )
            alone = _Response.__new__(_Response)
            alone.__dict__.update(self.__dict__, moves=[move])
            tried = alone.rates(np.array([0.5, 1.0, 1.5]))
            if np.nanmax(tried) - np.nanmin(tried) <= REACHED_WITHIN:
                raise InvalidValueError(
                    f"{name} has no effect on the rate {self.target.rate!r}, so nothing can be said of "
                    "it; leave it out"
                )

    def answer(self, where: dict[str, Any]) -> Required:
        """Find the value, or the best that the parameter can do."""
        now = float(self._unchanged())
        level = self.target.required_level
        low, high = self._lowest(), self._highest()
        grid = np.unique(np.concatenate([self._spread(low, high), self._kinks(low, high)]))
        curve = self.rates(grid)
        if np.isnan(curve).all():
            raise undefined(self.model, self.target.rate, self.target.deadline, self.target.scope)
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
        losses = self._losses(best_value)
        note, note_no = narrower(self.target, self.system)
        return Required(
            parameter=" and ".join(move.spec.name for move in self.moves),
            where=where,
            target=self.target,
            feasible=value is not None,
            value=value,
            direction="at most" if less_is_better else "at least",
            best_value=best_value,
            best_rate=best_rate,
            rate=now,
            year=self.year,
            has_effect=bool(np.nanmax(curve) - np.nanmin(curve) > REACHED_WITHIN),
            mode=self.mode,
            unit="1" if self.mode == "factor" else self.moves[0].spec.unit,
            losses=losses,
            plan=self.plan,
            note=note,
            note_no=note_no,
            probability=self.probability,
            highest=high,
            ceiling=max(losses, key=lambda stage: losses[stage])
            if value is None and losses
            else None,
        )

    def _losses(self, value: float) -> dict[str, float]:
        """Return the share of what is generated that each stage loses which the rate counts on."""
        # a rate at the gate of a stage does not depend on what is lost after it, nor one of litter or
        # money on any
        read = {*self.names, *self.equation.reads}
        if "collected_source" not in read:  # less litter, say, is no matter of what is collected
            return {}
        wanted = {
            stage: names
            for stage, names in STAGES_OF_LOSS.items()
            if _GATES[stage] in read and {"generated", *names} <= set(self.model.flows)
        }
        if not wanted:
            return {}
        names = self.model.needed(
            ["generated", *(name for group in wanted.values() for name in group)], self.inputs
        )
        arrays = self.model.evaluate(names, self._changed(np.array([value])))
        flows = Unchecked(self.system, self.model, arrays)
        selection = self.selection.narrowed(self.equation.declaration.scope)
        whole = float(flows.total("generated", selection).reshape(-1)[0])
        if whole <= 0:
            return {}
        return {
            stage: math.fsum(float(flows.total(name, selection).reshape(-1)[0]) for name in group)
            / whole
            for stage, group in wanted.items()
        }

    @staticmethod
    def _falls(curve: NDArray[np.float64]) -> bool:
        known = curve[~np.isnan(curve)]
        return bool(known[0] > known[-1])

    def _lowest(self) -> float:
        """Return the lowest value to look at."""
        if self.mode == "factor":
            return 0.0
        spec, base = self.moves[0].spec, self.moves[0].base
        if math.isfinite(spec.low):
            return spec.low
        return -_MOST_TIMES * max(float(np.abs(base).max()), 1.0)

    def _highest(self) -> float:
        """Return the largest value that every chosen cell may have at once, or the largest factor."""
        if self.mode == "factor":
            return self._highest_factor()
        spec, base = self.moves[0].spec, self.moves[0].base
        if not math.isfinite(spec.high):
            most = _MOST_COUNTED if spec.low > 0.0 else _MOST_TIMES
            return most * max(float(np.abs(base).max()), 1.0)
        if spec.name == "composition":
            anywhere = np.any(self.moves[0].chosen, axis=(0, 1, 2, 4))
            chosen = np.broadcast_to(anywhere, (len(self.axes.categories),))
            return 1.0 / max(int(chosen.sum()), 1)
        if spec.name != "coverage":
            return _top(spec)
        anywhere = np.any(self.moves[0].chosen, axis=(0, 1, 2, 3))
        chosen = np.broadcast_to(anywhere, (len(self.axes.routes),))
        many = max(int(chosen[group].sum()) for group in tier_groups(self.axes))
        return 1.0 / max(many, 1)

    def _highest_factor(self) -> float:
        """Return the factor at which every cell has reached its bound in every draw, or the most."""
        most = 1.0
        for move in self.moves:
            least = self._least(move)
            assert least is not None, "refuse_idle has refused it"
            bound = _top(move.spec)
            each = bound / least if math.isfinite(bound) else _MOST_TIMES
            most = max(most, min(each, _MOST_TIMES))
        return most

    def _least(self, move: _Move) -> float | None:
        """Return the least positive value of what moves, stated or in any draw; None without one."""
        name, spec = move.spec.name, move.spec

        def picked(inputs: Mapping[str, NDArray[np.float64]]) -> NDArray[np.float64]:
            base = scaled(inputs[name], spec.inside, spec.unit) if name in inputs else move.base
            shape = np.broadcast_shapes(move.chosen.shape, base.shape)
            moving: NDArray[np.float64] = np.broadcast_to(base, shape)[
                np.broadcast_to(move.chosen, shape)
            ]
            return moving

        if self.likely is not None:
            return self.likely.least(picked)
        base = picked({})
        return float(base[base > 0].min()) if (base > 0).any() else None

    def _spread(self, low: float, high: float) -> NDArray[np.float64]:
        """Return the values to begin with: even ones, and more small factors where there are draws.

        A few draws near 0 decide how far a factor is looked for; most are raised by small ones.
        """
        even = np.linspace(low, high, self.grid)
        if self.mode == "value" and low > 0.0:  # what a count saves goes by its inverse
            return np.concatenate([even, np.geomspace(low, high, self.grid)])
        if self.likely is None or self.mode != "factor":
            return even
        return np.concatenate([even, np.geomspace(1.0, high, self.grid)])

    def _kinks(self, low: float, high: float) -> NDArray[np.float64]:
        """Return where other routes begin to be displaced or cells reach a bound: the curve bends."""
        found = []
        for move in self.moves:
            if move.spec.name == "coverage":
                found.append(self._bends_of_coverage(move))
            if self.mode == "factor":
                shape = np.broadcast_shapes(move.chosen.shape, move.base.shape)
                moving = np.broadcast_to(move.chosen, shape)
                base = np.unique(np.broadcast_to(move.base, shape)[moving])
                base = base[base > 0]
                if math.isfinite(move.spec.high) and len(base) <= _MOST_BENDS:
                    found.append(_top(move.spec) / base)
        bends = np.concatenate(found) if found else np.empty(0)
        if self.mode == "factor":
            bends = np.append(bends, 1.0)
        return bends[(bends > low) & (bends < high)]

    def _bends_of_coverage(self, move: _Move) -> NDArray[np.float64]:
        coverage = move.base
        shape = (*coverage.shape[:4], len(self.axes.routes))
        picked = np.broadcast_to(move.chosen, np.broadcast_shapes(move.chosen.shape, shape))
        coverage = np.broadcast_to(coverage, picked.shape)
        bends = []
        for group in tier_groups(self.axes):
            own = picked[..., group].sum(axis=-1)
            others = np.where(picked[..., group], 0.0, coverage[..., group]).sum(axis=-1)
            if self.mode == "factor":
                ours = np.where(picked[..., group], coverage[..., group], 0.0).sum(axis=-1)
                held = ours[ours > 0]
                bends += [(1.0 - others[ours > 0]) / held, 1.0 / held]
            else:
                bends.append(((1.0 - others) / np.maximum(own, 1))[own > 0])
        return np.concatenate([bend.reshape(-1) for bend in bends]) if bends else np.empty(0)

    def _best(self, grid: NDArray[np.float64], curve: NDArray[np.float64]) -> tuple[float, float]:
        """Return the best value and its rate, looked for closer around the best of the grid."""
        best = int(np.nanargmax(curve))
        value, rate = float(grid[best]), float(curve[best])
        for _ in range(self.rounds):
            low, high = grid[max(best - 1, 0)], grid[min(best + 1, len(grid) - 1)]
            grid = np.linspace(low, high, self.grid)
            curve = self.rates(grid)
            best = int(np.nanargmax(curve))
            if curve[best] > rate:
                value, rate = float(grid[best]), float(curve[best])
        return value, rate

    def _unchanged(self) -> float:
        if self.likely is not None:
            return float(self._surely(None)[0])
        arrays = self.model.evaluate(self.names, self.inputs)
        return float(
            Unchecked(self.system, self.model, arrays)
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
        for _ in range(self.rounds):
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
            grid = np.linspace(low, high, self.grid)
            enough = self.rates(grid) >= level
        return float(inside)


def _top(spec: ParameterSpec) -> float:
    """Return the largest value that a parameter may have."""
    return spec.high - 1e-9 if spec.below else spec.high


def _fitted(
    coverage: NDArray[np.float64], chosen: NDArray[np.bool_], axes: Axes
) -> NDArray[np.float64]:
    """Bound scaled coverage by what all routes of a tier may have together."""
    shape = np.broadcast_shapes((*coverage.shape[:4], len(axes.routes)), chosen.shape)
    coverage = np.array(np.broadcast_to(coverage, shape))
    picked = np.broadcast_to(chosen, shape)
    for members in tier_groups(axes):
        group, own = coverage[..., members], picked[..., members]
        ours = np.where(own, group, 0.0).sum(axis=-1, keepdims=True)
        fit = 1.0 / np.maximum(ours, 1.0)
        coverage[..., members] = np.where(own, group * fit, group)
    return coverage


def _rebalanced(moved: NDArray[np.float64], move: _Move, categories: int) -> NDArray[np.float64]:
    """Return a composition that sums to 1: the categories not chosen keep their proportions."""
    shape = (*moved.shape[:3], categories, 1)
    moved = np.broadcast_to(moved, shape)
    own = np.broadcast_to(move.chosen, np.broadcast_shapes(move.chosen.shape, shape))
    moved = np.broadcast_to(moved, own.shape)
    ours = np.where(own, moved, 0.0).sum(axis=3, keepdims=True)
    others = np.where(own, 0.0, moved).sum(axis=3, keepdims=True)
    if (others == 0).any():
        raise InvalidValueError(
            "composition: all categories are chosen, or the others have none, so that nothing is left "
            "to make up for the change; choose some of the categories with where"
        )
    scaled_ours = 1.0 / np.maximum(ours, 1.0)
    left = np.maximum(1.0 - ours, 0.0) / others
    result: NDArray[np.float64] = np.where(own, moved * scaled_ours, moved * left)
    return result
