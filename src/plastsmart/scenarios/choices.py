"""Choices among measures: what subsets of them do to some results in one year, many at once.

A measure is out, in, or open. Subsets lie along the sample axis of the equations. A flow is computed
once for each combination of those measures alone that it depends on, so that a thousand subsets which
differ in how waste is sorted share what is collected. With open measures the same equations give
bounds.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any, Final

import attrs
import numpy as np
from numpy.typing import NDArray

from plastsmart.axes import Axes
from plastsmart.errors import LabelError, ModelError, ScopeError, shown
from plastsmart.flows.balance import PROCESSES, check
from plastsmart.flows.model import Equation, Model
from plastsmart.flows.result import defined, of_year, refuse_other_years
from plastsmart.flows.selection import Selection, scope_text
from plastsmart.scenarios.application import Application
from plastsmart.scenarios.financing import FLOWS_OF_PAYERS, OwnCosts
from plastsmart.scenarios.interval import Interval, hull
from plastsmart.stages import PARAMETERS
from plastsmart.units import is_whole

if TYPE_CHECKING:
    from plastsmart.scenarios.measures import Measure
    from plastsmart.system import System

__all__ = [
    "IN",
    "OPEN",
    "OUT",
    "Choices",
    "Permission",
    "Result",
    "cost_of_flows",
    "known_model",
    "own_cost",
    "year_of",
]

OUT: Final = 0
IN: Final = 1
OPEN: Final = 2
"""What is decided of a measure."""

States = NDArray[np.int8]
"""Which measures are out, in or open: shape (subset, measure), measures by name."""

_CACHE: Final = 1 << 18
"""Bytes that one flow of one block takes: half of what a core keeps at hand."""

_LEAST_ROWS: Final = 64
_MOST_ROWS: Final = 4096
_TABLE: Final = 1 << 20
"""Bytes of a parameter for all combinations of the measures that change it, to be kept."""

_CODED: Final = 39
"""Measures whose states, three each, fit into one whole number of 64 bits."""

_MOST_COMBINATIONS: Final = 4096
"""Combinations of measures whose permission is found at once and kept."""

_ROOM: Final = 1 << 24
"""Bytes of a parameter in all years, for as many combinations as are looked at together."""

Members = tuple[int, ...]
"""Numbers of the measures that something depends on."""


_FURTHEST: Final = 100
"""Years after all others for which a measure's start is waited."""


def year_of(
    system: System, year: Any, what: str, measures: Iterable[Measure] = (), to: int | None = None
) -> tuple[System, int]:
    """Return a system with all years that are needed, and the position of one of them.

    Parameters
    ----------
    system : System
    year : int
        The year that is asked for.
    what : str
        What it is the year of, for messages.
    measures : iterable of Measure
        The years reach to the last start of them, so that one that starts later than the year is
        known to have no effect in it yet. Starts of which nobody plans, more than 100 years later,
        do not count.
    to : int, optional
        A year that they reach in any case.

    Raises
    ------
    LabelError
        If it is no year, or before the system's first.
    """
    first, last = min(system.axes.years), max(system.axes.years)
    if not is_whole(year):
        raise LabelError(f"the year of {what} is {shown(year)}; give a whole number, such as 2030")
    if year < first:
        raise LabelError(f"{what} is for {year}, before the system's first year {first}")
    last = max(last, int(year), last if to is None else to)
    starts = [measure.start for measure in measures if measure.start <= last + _FURTHEST]
    longer = system.with_years(range(first, max([last, *starts]) + 1))
    return longer, longer.axes.years.index(int(year))


def known_model(model: object) -> None:
    """Raise unless something is a model."""
    if not isinstance(model, Model):
        raise ModelError(
            f"model is a Model such as plastsmart.MODEL.replace(…), not {shown(model)}"
        )


@attrs.frozen(eq=False)
class Result:
    """A rate, or a flow added up, over a selection of one year."""

    equation: Equation
    selection: Selection

    @classmethod
    def rate(cls, model: Model, rate_id: str, selection: Selection) -> Result:
        """Return a rate as what subsets are asked for."""
        equation = model.rate(rate_id)
        inner = selection.narrowed(equation.declaration.scope)
        if inner.empty:
            raise ScopeError(
                f"the rate {rate_id!r} counts nothing that the system holds in the scope "
                f"({scope_text(selection.scope)})"
            )
        return cls(equation, inner)

    @classmethod
    def flow(cls, model: Model, name: str, selection: Selection) -> Result:
        """Return a flow as what subsets are asked for."""
        return cls(model.flows[name], selection)

    @property
    def reads(self) -> tuple[str, ...]:
        """The flows that are added up."""
        return self.equation.reads if self.equation.kind == "rate" else (self.equation.name,)

    def of(self, totals: Mapping[str, Any]) -> Any:
        """Return the result of sums."""
        if self.equation.kind != "rate":
            return totals[self.equation.name]
        with np.errstate(divide="ignore", invalid="ignore"):
            values = self.equation.evaluate(totals)
        return defined(values) if isinstance(values, np.ndarray) else values


def cost_of_flows(system: System, year: int, payer: str, model: Model) -> Result | None:
    """Return what the flows cost a payer in one year; None where that is nothing that is computed.

    Parameters
    ----------
    system : System
    year : int
        The year itself.
    payer : str
        "system", or one of the payers of measures.
    model : Model
    """
    flow = "system_cost" if payer == "system" else FLOWS_OF_PAYERS.get(payer)
    if flow not in model.flows or flow not in model.needed(None, system.inputs()):
        return None
    axes = attrs.evolve(system.axes, years=(year,))
    return Result.flow(model, flow, Selection.of(axes, (), {"year": year}))


def own_cost(own: OwnCosts, payer: str, year: int) -> NDArray[np.float64]:
    """Return what each measure costs a payer by itself in one year, by its position: NOK/year."""
    if payer == "system":
        return np.array(own.running[:, year] + own.capital[:, year])
    return np.array(own.paid_by(payer)[:, year])


class _Patterns:
    """The distinct combinations, among some subsets, of any few of the measures."""

    def __init__(self, states: States) -> None:
        self.states = states
        self._found: dict[Members, tuple[NDArray[np.intp], NDArray[np.intp]]] = {}

    def of(self, members: Members) -> tuple[NDArray[np.intp], NDArray[np.intp]]:
        """Return the first subset of each combination, and the combination of each subset."""
        if members not in self._found:
            self._found[members] = self._distinct(members)
        return self._found[members]

    def _distinct(self, members: Members) -> tuple[NDArray[np.intp], NDArray[np.intp]]:
        count = len(self.states)
        if not members:
            return np.zeros(1, dtype=np.intp), np.zeros(count, dtype=np.intp)
        _, first, inverse = np.unique(
            codes(self.states[:, members]), return_index=True, return_inverse=True
        )
        if len(first) == count:  # each its own: no need to move anything
            every = np.arange(count, dtype=np.intp)
            return every, every
        return first, inverse.reshape(-1)

    def rows(self, inner: Members, outer: Members) -> NDArray[np.intp] | None:
        """Return where the combinations of more measures find theirs of fewer; None if alike."""
        if inner == outer:
            return None
        first, inverse = self.of(inner)
        if len(first) == 1:
            return None
        rows = inverse[self.of(outer)[0]]
        if len(rows) == len(first) and np.array_equal(rows, np.arange(len(rows))):
            return None
        return rows


def codes(states: NDArray[Any]) -> NDArray[Any]:
    """Return one value for each row, the same for the same rows and no others."""
    if states.shape[1] <= _CODED:
        powers = 3 ** np.arange(states.shape[1], dtype=np.int64)[::-1]
        coded: NDArray[Any] = states.astype(np.int64) @ powers
        return coded
    packed = np.ascontiguousarray(states, dtype=np.int8)
    return packed.view(f"S{packed.shape[1]}").reshape(-1)


class Choices:
    """What subsets of some measures do to some results in one year.

    Parameters
    ----------
    application : Application
        The measures, read for a system with all its years.
    year : int
        Position of the year.
    results : sequence of Result
    model : Model

    Attributes
    ----------
    acting : tuple of int
        The measures that any of the results depends on, those first that most flows depend on.
    dependents : dict of int to int
        Each of them, to how many flows depend on it.
    """

    def __init__(
        self, application: Application, year: int, results: Sequence[Result], model: Model
    ) -> None:
        system = application.system
        model = model.fitted(system.inputs())
        self.application, self.year, self.model = application, year, model
        self.results = tuple(results)
        self.axes = attrs.evolve(system.axes, years=(system.axes.years[year],))
        whole = system.inputs()
        inputs = of_year(whole, year)
        asked = dict.fromkeys(read for result in self.results for read in result.reads)
        names = model.needed(list(asked), inputs)
        refuse_other_years(model, names, whole, year, "a choice among measures")
        self._depends = self._dependence(names)
        still = [name for name in names if not self._depends[name]]
        self._base = {**inputs, **model.evaluate(still, inputs)}
        check({name: self._base[name] for name in still}, self.axes)
        self._groups = self._grouped(names)
        self._processes = self._balanced(names)
        self._changed = [
            name
            for name, members in self._depends.items()
            if name in PARAMETERS and members and self._read(name, names)
        ]
        self._tables: dict[str, NDArray[np.float64]] = {}
        widest = max((array.nbytes // len(array) for array in self._example()), default=8)
        self.block = int(min(max(_CACHE // max(widest, 1), _LEAST_ROWS), _MOST_ROWS))
        self.dependents = self._dependents(names)
        self.acting = tuple(sorted(self.dependents, key=lambda m: (-self.dependents[m], m)))

    # -- what depends on what -----------------------------------------------------------------------

    def _dependence(self, names: Iterable[str]) -> dict[str, Members]:
        """Return the measures that each parameter and flow depends on in the year."""
        found: dict[str, Members] = {}
        for parameter in self.application.parameters:
            steps = self.application.steps_of(parameter)
            found[parameter] = tuple(
                sorted({step.measure for step in steps if step.alpha[self.year] > 0.0})
            )
        for name in names:
            reads = self.model.flows[name].reads
            found[name] = tuple(sorted({m for read in reads for m in found.get(read, ())}))
        return found

    def _read(self, parameter: str, names: Iterable[str]) -> bool:
        return any(parameter in self.model.flows[name].reads for name in names)

    def _grouped(self, names: Iterable[str]) -> list[tuple[Members, list[str]]]:
        """Return the flows that depend on the same measures, each group after those it reads."""
        groups: dict[Members, list[str]] = {}
        for name in names:
            if self._depends[name]:
                groups.setdefault(self._depends[name], []).append(name)
        return sorted(groups.items(), key=lambda group: len(group[0]))

    def _balanced(self, names: Sequence[str]) -> list[tuple[Members, list[str]]]:
        """Return the processes to check, by the measures that they depend on."""
        known = set(names)
        groups: dict[Members, dict[str, None]] = {}
        for process in PROCESSES:
            if known.issuperset(process.flows):
                members = tuple(sorted({m for flow in process.flows for m in self._depends[flow]}))
                if members:
                    groups.setdefault(members, {}).update(dict.fromkeys(process.flows))
        return [(members, list(flows)) for members, flows in groups.items()]

    def _dependents(self, names: Sequence[str]) -> dict[int, int]:
        """Return for each measure that a result depends on how many flows do."""
        asked = {read for result in self.results for read in result.reads}
        acting = sorted({m for read in asked for m in self._depends[read]})
        return {m: sum(m in self._depends[name] for name in names) for m in acting}

    def _example(self) -> Iterable[NDArray[np.float64]]:
        """Return the flows with no measure taken."""
        names = [name for _, group in self._groups for name in group]
        inputs = {name: array for name, array in self._base.items() if name not in names}
        order = [name for name in self.model.needed(names, inputs) if name in names]
        return self.model.evaluate(order, inputs).values()

    # -- one block ----------------------------------------------------------------------------------

    def _parameter(
        self, name: str, patterns: _Patterns, *, exact: bool
    ) -> NDArray[np.float64] | Interval:
        """Return a changed parameter for each combination of the measures that change it."""
        members = self._depends[name]
        rows = patterns.states[patterns.of(members)[0]]
        if not exact and (rows[:, members] == OPEN).any():
            return hull(self.application, name, rows == IN, rows != OUT, self.year)
        if name not in self._tables:
            if 2 ** len(members) * _size(name, self.axes) > _TABLE:
                return self._computed(name, members, rows[:, members] == IN)
            every = np.arange(2 ** len(members))[:, np.newaxis] >> np.arange(len(members)) & 1 == 1
            self._tables[name] = self._computed(name, members, every)
        wanted = rows[:, members].astype(np.intp) @ (1 << np.arange(len(members)))
        table = self._tables[name]
        return table[wanted] if len(table) > 1 else table

    def _computed(
        self, name: str, members: Members, taken: NDArray[np.bool_]
    ) -> NDArray[np.float64]:
        chosen = np.zeros((len(taken), len(self.application.measures)), dtype=bool)
        chosen[:, members] = taken
        arrays, _ = self.application.arrays(chosen, [self.year], [name])
        return np.ascontiguousarray(self.application.as_input(name, arrays[name]))

    def _sums(self, states: States, *, exact: bool) -> dict[str, Any]:
        """Return what the results read, added up: arrays or intervals of the subsets' length."""
        patterns = _Patterns(states)
        values: dict[str, Any] = dict(self._base)
        for name in self._changed:
            values[name] = self._parameter(name, patterns, exact=exact)
        for members, names in self._groups:
            local: dict[str, Any] = {}
            inside = set(names)
            for name in names:
                for read in self.model.flows[name].reads:
                    if read not in local and read not in inside:
                        rows = patterns.rows(self._depends.get(read, ()), members)
                        local[read] = _taken(values.get(read), rows)
            if any(isinstance(value, Interval) or value is None for value in local.values()):
                values.update(self._bounded(names, local))
            else:
                values.update(self.model.evaluate(names, local))
        if exact:
            self._check(values, patterns)
        return {
            read: self._sum(result, read, values, patterns)
            for result in self.results
            for read in result.reads
        }

    def _check(self, values: Mapping[str, Any], patterns: _Patterns) -> None:
        for members, names in self._processes:
            flows = {
                name: _taken(values[name], patterns.rows(self._depends[name], members))
                for name in names
            }
            check(flows, self.axes)

    def _bounded(self, names: Iterable[str], local: dict[str, Any]) -> dict[str, Any]:
        """Return bounds of flows; None where an equation does more than bounds can follow."""
        found: dict[str, Any] = {}
        for name in names:
            equation = self.model.flows[name]
            value: Any = None
            if all(local.get(read) is not None for read in equation.reads):
                try:
                    value = equation.evaluate(local)
                except Exception:  # noqa: BLE001 - whatever an equation cannot do with bounds
                    value = None
            if not isinstance(value, (Interval, np.ndarray)) or value.ndim != 5:  # noqa: PLR2004
                value = None
            local[name] = found[name] = value
        return found

    def _sum(
        self, result: Result, read: str, values: Mapping[str, Any], patterns: _Patterns
    ) -> Any:
        value = values[read]
        if value is None:
            return None
        along = self.model.flows[read].axes
        inverse = patterns.of(self._depends[read])[1]
        count = len(patterns.states)

        def total(array: NDArray[np.float64]) -> NDArray[np.float64]:
            summed = result.selection.total(array, along).reshape(-1)
            return np.broadcast_to(summed, (count,)) if len(summed) == 1 else summed[inverse]

        if isinstance(value, Interval):
            return Interval(total(value.lo), total(value.hi))
        return total(value)

    # -- subsets --------------------------------------------------------------------------------------

    def values(self, states: States) -> list[NDArray[np.float64]]:
        """Return each result for subsets of which everything is decided.

        Returns
        -------
        list of ndarray, shape (subset,)
            In the order of `results`.
        """
        found = [np.empty(len(states)) for _ in self.results]
        for start in range(0, len(states), self.block):
            block = slice(start, start + self.block)
            sums = self._sums(states[block], exact=True)
            for result, values in zip(self.results, found, strict=True):
                value = result.of({read: sums[read] for read in result.reads})
                if not isinstance(value, np.ndarray) or value.shape != states[block].shape[:1]:
                    raise ModelError(
                        f"the rate {result.equation.id!r} gave {shown(value)}; an array of the shape "
                        "of the sums that it reads is needed"
                    )
                values[block] = value
        return found

    def bounds(self, states: States) -> list[tuple[NDArray[np.float64], NDArray[np.float64]]]:
        """Return the bounds of each result over all that open measures may become.

        Minus and plus infinity where an equation does more than bounds can follow.
        """
        found = [(np.empty(len(states)), np.empty(len(states))) for _ in self.results]
        for start in range(0, len(states), self.block):
            block = slice(start, start + self.block)
            with np.errstate(all="ignore"):
                sums = self._sums(states[block], exact=False)
            for result, (low, high) in zip(self.results, found, strict=True):
                low[block], high[block] = self._bounds_of(result, sums, len(states[block]))
        return found

    @staticmethod
    def _bounds_of(
        result: Result, sums: Mapping[str, Any], count: int
    ) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
        unknown = np.full(count, -np.inf), np.full(count, np.inf)
        if any(sums[read] is None for read in result.reads):
            return unknown
        try:
            value = result.of({read: sums[read] for read in result.reads})
        except Exception:  # noqa: BLE001 - as for flows
            return unknown
        if isinstance(value, np.ndarray):
            value = Interval(value, value)
        if not isinstance(value, Interval) or value.shape != (count,):
            return unknown
        low = np.where(np.isnan(value.lo), -np.inf, value.lo)
        high = np.where(np.isnan(value.hi), np.inf, value.hi)
        return low, high


def _size(parameter: str, axes: Axes) -> int:
    """Return the bytes of a parameter that varies along all its axes."""
    return 8 * math.prod(axes.size(axis) for axis in PARAMETERS[parameter].axes)


def _taken(value: Any, rows: NDArray[np.intp] | None) -> Any:
    if rows is None or value is None:
        return value
    if isinstance(value, Interval):
        return value if len(value.lo) == 1 else value.taken(rows)
    return value if len(value) == 1 else value[rows]


# -- which subsets may be -----------------------------------------------------------------------------


class Permission:
    """Which subsets of some measures a projection would take, in all years of the system.

    Two measures that set one cell exclude each other; coverage and composition have their sums, some
    parameters their bounds; and no measure may change nothing.

    Parameters
    ----------
    application : Application
    years : sequence of int, optional
        Positions of the years in which sums and bounds are to hold; all, if left out.
    """

    def __init__(self, application: Application, years: Sequence[int] | None = None) -> None:
        self.application, self.years = application, years
        self.bounded = [
            parameter
            for parameter in application.parameters
            if parameter in {"coverage", "composition"} or PARAMETERS[parameter].below
        ]
        self.members = {name: application.measures_of(name) for name in application.parameters}
        self._tables: dict[str, NDArray[np.bool_]] = {}
        self.idle_alone = self._idle_alone()

    def _parts(self, name: str, count: int) -> Iterable[slice]:
        """Return slices of subsets for which a parameter in all years fits into memory."""
        many = max(1, _ROOM // _size(name, self.application.axes))
        return (slice(start, start + many) for start in range(0, count, many))

    def _idle_alone(self) -> tuple[int, ...]:
        """Return the measures that change nothing when they are taken alone."""
        count = len(self.application.measures)
        idle = np.ones(count, dtype=bool)
        for name, members in self.members.items():
            chosen = np.zeros((len(members), count), dtype=bool)
            chosen[np.arange(len(members)), members] = True
            for rows in self._parts(name, len(members)):
                arrays, _ = self.application.arrays(chosen[rows], None, [name])
                same = _same(arrays[name], self.application.system.given_array(name))
                idle[list(members[rows])] &= same
        return tuple(int(number) for number in np.flatnonzero(idle))

    def of(self, chosen: NDArray[np.bool_]) -> NDArray[np.bool_]:
        """Return which subsets may be taken."""
        allowed = self.application.compatible(chosen)
        for name in self.bounded:
            allowed &= self.of_parameter(name, chosen)
        for number in self.idle_alone:
            allowed &= ~self.idle(number, chosen)
        return allowed

    def of_parameter(self, name: str, chosen: NDArray[np.bool_]) -> NDArray[np.bool_]:
        """Return which subsets keep a parameter within its bounds and sums."""
        members = self.members[name]
        if 2 ** len(members) <= _MOST_COMBINATIONS:
            if name not in self._tables:
                every = (
                    np.arange(2 ** len(members))[:, np.newaxis] >> np.arange(len(members)) & 1 == 1
                )
                self._tables[name] = self._within(name, every)
            return self._tables[name][chosen[:, members] @ (1 << np.arange(len(members)))]
        _, first, inverse = np.unique(
            codes(chosen[:, members]), return_index=True, return_inverse=True
        )
        return self._within(name, chosen[first][:, members])[inverse.reshape(-1)]

    def _within(self, name: str, taken: NDArray[np.bool_]) -> NDArray[np.bool_]:
        allowed = np.ones(len(taken), dtype=bool)
        for rows in self._parts(name, len(taken)):
            chosen = np.zeros((len(taken[rows]), len(self.application.measures)), dtype=bool)
            chosen[:, self.members[name]] = taken[rows]
            allowed[rows] = self.application.arrays(chosen, self.years, [name])[1]
        return allowed

    def idle(self, number: int, chosen: NDArray[np.bool_]) -> NDArray[np.bool_]:
        """Return in which subsets a measure is taken and changes nothing."""
        idle = chosen[:, number].copy()
        own = [name for name, members in self.members.items() if number in members]
        for name in own:
            members = self.members[name]
            with_it = chosen[idle]
            if not len(with_it):
                break
            _, first, inverse = np.unique(
                codes(with_it[:, members]), return_index=True, return_inverse=True
            )
            same = np.ones(len(first), dtype=bool)
            for rows in self._parts(name, len(first)):
                taken = with_it[first[rows]]
                without = taken.copy()
                without[:, number] = False
                one = self.application.arrays(taken, None, [name])[0][name]
                other = self.application.arrays(without, None, [name])[0][name]
                same[rows] = _same(one, other)
            idle[idle] = same[inverse.reshape(-1)]
        return idle


def _same(one: NDArray[np.float64], other: NDArray[np.float64]) -> NDArray[np.bool_]:
    result: NDArray[np.bool_] = (one == other).all(axis=(1, 2, 3, 4))
    return result
