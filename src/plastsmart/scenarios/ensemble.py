"""Ensembles: the same question for many draws of what is not known, and how sure the answer is."""

from __future__ import annotations

import functools
import math
import pickle
from collections.abc import Callable, Collection, Hashable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any, ClassVar, Final

import attrs
import numpy as np
from numpy.typing import NDArray

from plastsmart.accessors import Plots
from plastsmart.alignment import tolerance_of_sums
from plastsmart.axes import Axes
from plastsmart.errors import (
    AxisError,
    EnsembleError,
    InvalidValueError,
    LabelError,
    PlastsmartError,
    ScopeError,
    nearest,
    shown,
)
from plastsmart.flows.balance import check
from plastsmart.flows.model import MODEL, Model
from plastsmart.flows.result import Unchecked, index_of, ratio, refuse_for_flow, refuse_for_rate
from plastsmart.flows.selection import Scope, Selection, read_scope
from plastsmart.markup import html_lines, html_percent, html_table
from plastsmart.scenarios.application import Application
from plastsmart.scenarios.draws import METHODS, Stream, Uncertain, fitted, read_correlation
from plastsmart.scenarios.financing import own_costs, yearly_costs
from plastsmart.scenarios.plan import Plan, known_plan
from plastsmart.scenarios.projection import REACHED_WITHIN
from plastsmart.scenarios.sketch import ERROR, Sketch
from plastsmart.scenarios.targets import Target, known_target
from plastsmart.scenarios.tiles import Tiles, stands_alone
from plastsmart.stages import PARAMETERS
from plastsmart.system import System, spread
from plastsmart.units import finite, is_whole, scaled, whole_number

if TYPE_CHECKING:
    from concurrent.futures import Executor, Future

    import pandas as pd

    from plastsmart.report.plots.accessors import EnsemblePlots
    from plastsmart.scenarios.measures import Measure

__all__ = [
    "COSTS", "EXACT", "Ensemble", "Item", "Prepared", "ensemble", "kind_of", "refuse_for_cost",
    "unit_of",
]  # fmt: skip

EXACT: Final = 100_000
"""Samples up to which every value is kept, so that quantiles are exact; above, they are sketched."""

_CELLS: Final = 1 << 18
"""Cells of an array that a block is to have, so that it stays in cache."""

_MOST_DRAWN: Final = 1 << 21
"""Cells that a parameter is drawn for in a block, at most."""

_MOST_SUMS: Final = 1 << 19
"""Cells that a sum by region and year has in a block, at most."""

_DRAWN: Final = 1 << 20
"""Numbers that are drawn at once, for many blocks."""

_MOST_HELD: Final = 1 << 22
"""Values that are held before they are counted into sketches."""

_TASKS: Final = 128
"""Ranges that the samples are handed to workers in, so that all have something to do."""

_AT_ONCE: Final = 4
"""Blocks that are drawn and computed before what they gave is kept."""

_MOST_KEPT: Final = 1 << 29
"""Values that a result may keep: 4 GiB."""

_OF: Final = ("plan", "baseline", "change")

COSTS: Final = ("measures_cost", "total_cost")
"""Costs of a plan, NOK/year: of its measures by themselves, and of the whole system with them."""

Array = NDArray[np.float64]
Flags = NDArray[np.bool_]
Progress = Callable[[int, int], object]


# --------------------------------------------------------------------------------------------------
# what is asked for


@attrs.frozen
class Item:
    """One result that is kept: a rate, a flow or a cost, over a scope, for some groups."""

    name: str
    kind: str
    by: tuple[str, ...]
    scope: Scope
    of: str = "plan"
    level: float | None = None
    """Whether it is at least this, 1 or 0, instead of the value itself."""


@attrs.frozen(kw_only=True)
class _Job:
    """All that a worker needs: floats and names, no quantity."""

    system: System
    plan: Plan | None
    model: Model
    seed: int
    n: int
    method: str
    correlation: tuple[tuple[tuple[str, str], float], ...]
    items: tuple[Item, ...]
    batch: int | None
    exact: bool


@attrs.frozen(eq=False)
class Drawn:
    """Some samples of what the equations read, before any measure.

    Attributes
    ----------
    inputs : dict of str to ndarray
        In the units of the equations.
    arrays : dict of str to ndarray
        What was drawn, in the units of the tables.
    amounts : dict
        What measures set, close or scale by, where it varies.
    shrunk : ndarray of bool, shape (sample,) or ()
        In which samples coverage was shrunk.
    """

    inputs: dict[str, Array]
    arrays: dict[str, Array]
    amounts: dict[tuple[str, str], Array]
    shrunk: Flags


@attrs.frozen(eq=False)
class Found:
    """What was computed for some samples: sums, and flows that cannot be summed a part at a time.

    `own` is what measures cost by themselves, NOK/year: shape (sample, year); None without a plan.
    """

    totals: dict[Hashable, Array]
    flows: Unchecked
    own: Array | None = None


class Prepared:
    """What is asked of a system and a plan, made ready to be computed for any numbers drawn.

    Where only one year is asked for, only that year is computed.
    """

    def __init__(
        self, system: System, plan: Plan | None, model: Model, items: Sequence[Item]
    ) -> None:
        model = model.fitted(system.inputs())
        self.system, self.model, self.items = system, model, tuple(items)
        measures = plan.measures if plan is not None else ()
        self.application = Application(system, measures) if measures else None
        self.uncertain = Uncertain(system, measures)
        self.base = system.inputs()
        of = {item: _computed(item, self.base) for item in items}
        self.names = model.needed([name for names in of.values() for name in names], self.base)
        needed = {item: model.needed(names, self.base) for item, names in of.items()}
        tiled = [item for item in items if all(stands_alone(model.flows[n]) for n in needed[item])]
        rest = [name for item in items if item not in tiled for name in of[item]]
        self._rest = model.needed(rest, self.base)
        self._with_money = any(item.kind == "cost" for item in items)
        read = {name for flow in self.names for name in model.flows[flow].reads}
        for item in items:
            if item.kind == "rate":
                read |= set(model.rate(item.name).reads)
        if self._with_money:
            read |= {"population", "discount_rate"}
        self.read = {name for name in read if name in self.base}
        self.wanted = self.uncertain.positions(
            self.read, changes=self.application is not None, money=self._with_money
        )
        self.drawn = tuple(name for name in self.uncertain.parameters if name in self.read)
        self.with_plan = self.application is not None and any(i.of != "baseline" for i in items)
        self.without = self.application is None or any(item.of != "plan" for item in items)
        self.axes, self.years = system.axes, None
        years = {dict(item.scope).get("year") for item in items}
        # an investment is of its first year, and an equation of one's own may read any year
        one = len(years) == 1 and not self._with_money and model.is_own(self.names)
        if one and (only := next(iter(years))) is not None and len(only) == 1:
            self.years = [system.axes.years.index(only[0])]
            self.axes = attrs.evolve(system.axes, years=tuple(only))
        self.selections = {item: Selection.of(self.axes, item.by, item.scope) for item in items}
        self._sums = {item: self._sums_of(item) for item in tiled}
        sums: dict[Hashable, tuple[str, Selection]] = {}
        for item, own in self._sums.items():
            selection = self.selections[item]
            for name, (_, _, _, scope) in own.items():
                sums.setdefault(own[name], (name, selection.narrowed(scope)))
        names = model.needed([name for item in tiled for name in of[item]], self.base)
        self._tiles = Tiles(model, names, sums, self.axes) if tiled else None

    def _sums_of(self, item: Item) -> dict[str, tuple[str, tuple[str, ...], Scope, Any]]:
        """Return what is added up for an item, each sum once for all items that read it."""
        if item.kind != "rate":
            names = _computed(item, self.base)
            return {name: (name, item.by, item.scope, ()) for name in names}
        rate = self.model.rate(item.name)
        return {name: (name, item.by, item.scope, rate.declaration.scope) for name in rate.reads}

    @property
    def batch(self) -> int:
        """How many samples a block has so that it stays in cache, and memory is bounded."""
        shape = self.axes.shape
        each = self._tiles.cells if self._tiles is not None else 1
        if self._rest:
            each = max(each, math.prod(shape))
        drawn = self.uncertain.cells(self.drawn)
        if self.application is not None:
            drawn = max(drawn, math.prod(shape))
        most = min(
            _CELLS // max(each, 1),
            _MOST_DRAWN // max(drawn, 1),
            _MOST_SUMS // max(shape[0] * shape[1], 1),
            1024,
        )
        return max(1, most)

    def _cut(self, array: Array) -> Array:
        return array if self.years is None or array.shape[2] == 1 else array[:, :, self.years]

    def before(self, numbers: Sequence[Array]) -> Drawn:
        """Return what the equations read without the plan, for some samples.

        Parameters
        ----------
        numbers : sequence of ndarray
            Numbers between 0 and 1 for each group of `uncertain`: at least for those `wanted`.
        """
        return self.assembled(*self.values(numbers))

    def values(self, numbers: Sequence[Array]) -> tuple[dict[str, Array], dict[Any, Array]]:
        """Return what is drawn, samples last, for `assembled`: of parameters, and of measures."""
        amounts = {}
        if self.application is not None:
            amounts = self.uncertain.drawn_amounts(numbers, self.wanted)
        return self.uncertain.values(numbers, self.drawn), amounts

    def assembled(self, values: Mapping[str, Array], amounts: dict[Any, Array]) -> Drawn:
        """Return what the equations read without the plan, of what `values` gave."""
        drawn, shrunk = self.uncertain.assembled(values)
        drawn = {name: self._cut(array) for name, array in drawn.items()}
        inputs = {name: self._cut(array) for name, array in self.base.items() if name in self.read}
        for name, array in drawn.items():
            inputs[name] = _as_input(name, array, self.axes)
        return Drawn(inputs, drawn, amounts, shrunk)

    def after(
        self, drawn: Drawn, chosen: NDArray[np.bool_] | None = None
    ) -> tuple[dict[str, Array], tuple[Flags, Flags]]:
        """Return what the equations read with the measures, or with some of them.

        Parameters
        ----------
        drawn : Drawn
        chosen : ndarray of bool, shape (1, measure), optional
            By name of the measures; all of them, if left out.

        Returns
        -------
        dict of str to ndarray
        tuple of ndarray of bool, shape (sample,) or ()
            In which samples coverage was shrunk; and in which a measure would have moved a parameter to
            its bound or beyond, where it is to stay below, and was held just under it.

        Raises
        ------
        EnsembleError
            If measures and draws together give shares that do not sum to 1.
        """
        never = np.zeros((), dtype=bool)
        if self.application is None:
            return drawn.inputs, (drawn.shrunk, never)
        shrunk, clipped = drawn.shrunk, never
        changed, _ = self.application.arrays(
            chosen,
            years=self.years,
            parameters=self.read,
            drawn=drawn.arrays,
            amounts=drawn.amounts,
        )
        if "coverage" in changed:
            changed["coverage"], more = fitted(changed["coverage"], self.axes)
            shrunk = shrunk | more
        if "composition" in changed:
            self._refuse_composition(changed["composition"])
        for name, array in changed.items():
            spec = PARAMETERS[name]
            if spec.below:
                beyond = (array >= spec.high).any(axis=(1, 2, 3, 4))
                if beyond.any():
                    clipped = clipped | beyond
                    changed[name] = np.minimum(array, np.nextafter(spec.high, 0.0))
        inputs = dict(drawn.inputs)
        for name, array in changed.items():
            inputs[name] = _as_input(name, array, self.axes)
        return inputs, (shrunk, clipped)

    def _refuse_composition(self, composition: Array) -> None:
        total = composition.sum(axis=3)
        if composition.shape[3] == 1:
            total = total * len(self.axes.categories)
        off = np.abs(total - 1.0)
        if off.max() > tolerance_of_sums:
            raise EnsembleError(
                f"with the measures on composition the shares of some draws sum to "
                f"{float(total.reshape(-1)[off.argmax()]):.3g}, not 1, since the composition itself is "
                "drawn; set the share of every category in the plan, or give the system's "
                "composition no uncertainty"
            )

    def results(self, numbers: Sequence[Array]) -> tuple[dict[Item, Array], Flags, Flags]:
        """Compute some samples.

        Returns
        -------
        dict of Item to ndarray, shape (sample, group)
            One sample where nothing that is read varies.
        ndarray of bool, ndarray of bool
            In which samples coverage was shrunk, and a measure's effect held under a bound.
        """
        return self.results_of(self.before(numbers))

    def results_of(self, drawn: Drawn) -> tuple[dict[Item, Array], Flags, Flags]:
        """Return what `results` does, of what `before` or `assembled` gave."""
        shrunk, clipped = drawn.shrunk, np.zeros((), dtype=bool)
        without = self.run(drawn.inputs) if self.without else None
        if self.with_plan:
            inputs, (shrunk, clipped) = self.after(drawn)
            with_plan = self.run(inputs)
            if self._with_money:
                with_plan = attrs.evolve(with_plan, own=self._own(drawn))
        else:
            assert without is not None
            with_plan = without
        found = {"baseline": without, "plan": with_plan}
        results = {}
        for item in self.items:
            if item.of == "change":
                assert without is not None
                value = self.value(item, with_plan) - self.value(item, without)
            else:
                flows = found[item.of]
                assert flows is not None
                value = self.value(item, flows)
            if item.level is not None:
                value = (value >= item.level).astype(np.float64)
            results[item] = value.reshape(value.shape[0], -1)
        return results, shrunk, clipped

    def _own(self, drawn: Drawn) -> Array:
        """Return what the measures cost by themselves, NOK/year: shape (sample, year)."""
        assert self.application is not None
        population = drawn.inputs["population"][..., 0, 0]
        people = np.broadcast_to(population, (len(population), *self.axes.shape[:2]))
        rate = drawn.inputs.get("discount_rate", np.zeros((1, 1))).reshape(-1)
        measures = self.application.measures
        running, capital, _ = yearly_costs(measures, self.axes, people, rate, drawn.amounts)
        own: Array = functools.reduce(np.add, [*running, *capital])
        return own

    def run(self, inputs: Mapping[str, Array]) -> Found:
        """Return the flows that are needed, or their sums, checked."""
        totals = {} if self._tiles is None else self._tiles.totals(inputs, _CELLS)
        arrays = self.model.evaluate(self._rest, inputs) if self._rest else {}
        check(arrays, self.axes)
        return Found(totals, Unchecked(self.system, self.model, arrays))

    def value(self, item: Item, found: Found) -> Array:
        """Return a result for every sample and group."""
        if item.kind == "cost":
            return self._cost(item, found)
        if item in self._sums:
            totals = {name: found.totals[key] for name, key in self._sums[item].items()}
            if item.kind == "rate":
                return ratio(self.model.rate(item.name), totals)
            return totals[item.name]
        selection = self.selections[item]
        if item.kind == "rate":
            return found.flows.rate_values(self.model.rate(item.name), selection)
        return found.flows.total(item.name, selection)

    def _cost(self, item: Item, found: Found) -> Array:
        """Return what measures cost by themselves, or the system with them, for every sample."""
        selection = self.selections[item]
        chosen = dict(item.scope).get("year", self.axes.years)
        years = [position for position, year in enumerate(self.axes.years) if year in chosen]
        own = np.zeros((1, len(years))) if found.own is None else found.own[:, years]
        if not item.by:
            own = own.sum(axis=1, keepdims=True)
        for name in _computed(item, self.base):
            if item in self._sums:
                own = own + found.totals[self._sums[item][name]].reshape(-1, own.shape[1])
            else:
                own = own + found.flows.total(name, selection).reshape(-1, own.shape[1])
        result: Array = own
        return result


def _computed(item: Item, given: Collection[str]) -> tuple[str, ...]:
    """Return what the equations are asked for, for a result."""
    if item.kind != "cost":
        return (item.name,)
    return ("system_cost",) if item.name == "total_cost" and "collection_cost" in given else ()


class _Range:
    """A job made ready to be computed for any range of samples."""

    def __init__(self, job: _Job) -> None:
        self.job = job
        self.prepared = Prepared(job.system, job.plan, job.model, job.items)
        groups = self.prepared.uncertain.groups
        self.stream = Stream(
            groups=groups,
            seed=job.seed,
            n=job.n,
            method=job.method,
            correlation=read_correlation(dict(job.correlation), groups),
        )

    @property
    def batch(self) -> int:
        """How many samples a block has: as many as stay in cache, unless told otherwise."""
        return self.prepared.batch if self.job.batch is None else self.job.batch

    def blocks(
        self, start: int, stop: int
    ) -> Iterator[tuple[dict[Item, Array], NDArray[np.int64]]]:
        """Compute some samples, a block at a time, drawing for many blocks at once.

        Yields
        ------
        dict of Item to ndarray, shape (sample, group)
        ndarray of int, shape (2,)
            In how many samples of the block coverage was shrunk, and a measure's effect held.
        """
        each = sum(group.size for group in self.stream.groups)
        many = max(self.batch, min(_DRAWN // max(each, 1), 4096))
        for first in range(start, stop, many):
            last = min(first + many, stop)
            numbers = self.stream.block(first, last, self.prepared.wanted)
            values, amounts = self.prepared.values(numbers)
            for a in range(0, last - first, self.batch):
                part = slice(a, min(a + self.batch, last - first))
                results, *flags = self.prepared.results_of(
                    self.prepared.assembled(
                        {name: array[:, part] for name, array in values.items()},
                        {place: array[part] for place, array in amounts.items()},
                    )
                )
                count = part.stop - part.start
                full = {item: _full(value, count) for item, value in results.items()}
                # one for all samples where what is read does not vary
                yield full, np.array([np.broadcast_to(flag, count).sum() for flag in flags])


def _full(value: Array, count: int) -> Array:
    """Return a result for every sample."""
    return np.ascontiguousarray(np.broadcast_to(value, (count, value.shape[1])))


def _as_input(name: str, array: Array, axes: Axes) -> Array:
    """Return a drawn parameter as the equations read it."""
    spec = PARAMETERS[name]
    return spread(name, scaled(array, spec.unit, spec.inside), axes)


@attrs.frozen(eq=False)
class _Part:
    """What a range of samples gave."""

    start: int
    stop: int
    values: dict[Item, Array]
    sketches: dict[Item, list[Sketch]]
    said: NDArray[np.int64]


@functools.lru_cache(maxsize=4)
def _range(blob: bytes) -> _Range:
    return _Range(pickle.loads(blob))  # made by `ensemble` in the process that asked


def _work(work: bytes | _Range, start: int, stop: int) -> _Part:
    """Compute a range of samples, in blocks that stay in cache; what a worker runs."""
    prepared = _range(work) if isinstance(work, bytes) else work
    values: dict[Item, list[Array]] = {item: [] for item in prepared.job.items}
    sketches: dict[Item, list[Sketch]] = {}
    said = np.zeros(2, dtype=np.int64)
    held = 0

    def joined() -> dict[Item, Array]:
        result = {item: np.concatenate(parts) for item, parts in values.items() if parts}
        for parts in values.values():
            parts.clear()
        return result

    def counted() -> None:
        for item, array in joined().items():
            own = sketches.setdefault(item, [Sketch() for _ in range(array.shape[1])])
            for sketch, column in zip(own, array.T, strict=True):
                sketch.add(column)

    for results, more in prepared.blocks(start, stop):
        said += more
        for item, array in results.items():
            values[item].append(array)
            held += array.size
        if not prepared.job.exact and held >= _MOST_HELD:
            counted()
            held = 0
    if prepared.job.exact:
        return _Part(start, stop, joined(), sketches, said)
    counted()
    return _Part(start, stop, {}, sketches, said)


# --------------------------------------------------------------------------------------------------
# the ensemble


def ensemble(
    system: System,
    plan: Plan | None = None,
    *,
    n: int = 10_000,
    seed: int = 1,
    executor: Executor | None = None,
    batch: int | None = None,
    method: str = "plain",
    correlation: Mapping[tuple[str, str], float] | None = None,
    keep: Collection[str] | None = None,
    by: Any = None,
    years: Any = None,
    exact: int = EXACT,
    progress: Progress | None = None,
    model: Model = MODEL,
) -> Ensemble:
    """Run a system for many draws of what is uncertain in it.

    Sample i is a function of the seed and i alone (and of `n` with a Latin hypercube), so the result
    has the same bits for any batch size, any number of workers and any order.

    Parameters
    ----------
    system : System
        Values with an uncertainty are drawn from it; what gets its own draw is its `per`.
    plan : Plan, optional
        Run beside the system without it, on the same draws.
    n : int
        Samples.
    seed : int
    executor : concurrent.futures.Executor, optional
        Threads, processes, or ``dask.distributed.Client.get_executor()``; one after another in this
        process, if left out.
    batch : int, optional
        Samples in a block; as many as stay in cache, if left out. It changes no bit of the result.
    method : {"plain", "latin", "sobol"}
        Independent draws, a Latin hypercube, or a scrambled Sobol' sequence.
    correlation : mapping, optional
        Two parameters to the rank correlation of their draws.
    keep : collection of str, optional
        Rates, flows and costs to compute at once; every rate, if left out. Others are computed when
        asked for. With a plan, "measures_cost" is what its measures cost by themselves and
        "total_cost" that and the system's own cost, NOK/year.
    by : list of str, optional
        Of what is kept; ``["year"]`` if left out.
    years : iterable of int, optional
        As for `plastsmart.project`.
    exact : int
        Up to so many samples every value is kept and quantiles are exact; above, they are counted in
        bounded memory, and a quantile is off by at most 2⁻¹⁴ (0.006 %) of itself.
    progress : callable, optional
        Called with the samples done and all of them.
    model : Model

    Returns
    -------
    Ensemble
        Of fewer samples, and marked so, where it was interrupted.

    Raises
    ------
    EnsembleError
        If a worker fails.
    InvalidValueError, LabelError

    Examples
    --------
    >>> import plastsmart as ps
    >>> e = ps.ensemble(ps.load("headline"), n=1000, seed=1)
    >>> bool(e.quantiles("eu", q=[0.05, 0.95]).loc[2023, 0.05] < 0.21)
    True
    >>> e.probability(ps.Target(rate="eu", level=0.5, year=2023))
    0.0
    """
    from plastsmart.scenarios.projection import project

    if not isinstance(system, System):
        raise InvalidValueError(f"ensemble takes a System, not {type(system).__name__}")
    if plan is not None:
        known_plan(plan)
    for name, value, least in (("n", n, 1), ("seed", seed, 0), ("exact", exact, 0)):
        whole_number(value, name, least)
    if batch is not None:
        whole_number(batch, "batch", 1)
    if method not in METHODS:
        raise LabelError(f"unknown method {shown(method)}. {nearest(method, METHODS)}")
    _refuse_uncallable(executor, progress, model)
    if correlation is not None and not isinstance(correlation, Mapping):
        read_correlation(correlation, ())
    longer = project(system, plan, years=years, model=model)
    whole = Uncertain(longer.system, () if plan is None else plan.measures)
    pairs = tuple(sorted((correlation or {}).items(), key=str))
    read_correlation(dict(pairs), whole.groups)
    made = Ensemble(
        system=longer.system,
        plan=plan if plan is not None and plan.measures else None,
        n=int(n),
        seed=int(seed),
        method=method,
        correlation=pairs,
        exact_up_to=int(exact),
        batch=batch,
        model=model,
        uncertain=whole,
    )
    names = made.rates_of_something() if keep is None else _names("keep", keep)
    kinds = _OF[:1] if made.plan is None else _OF
    items = [made.item(name, by, None, of) for name in names for of in kinds]
    made.compute(items, executor, progress, partly=True)
    return made


def kind_of(name: object, model: Model, kind: str | None = None) -> tuple[str, str]:
    """Return whether a name is of a rate, a flow or a cost of a plan; and the rate's id.

    Of a name that a rate and a flow have it is the rate, unless `kind` says "flow".
    """
    if kind not in {None, "rate", "flow"}:
        raise LabelError(f"kind is rate or flow, not {shown(kind)}")
    text = name if isinstance(name, str) else ""
    if text in COSTS and kind is None:
        return "cost", text
    if kind != "flow" and (text in model.rates or (text in model and text not in model.flows)):
        return "rate", text if text in model.rates else model[text].id
    if kind != "rate" and text in model.flows:
        return "flow", text
    known = {"rate": model.rates, "flow": model.flows}.get(kind or "", [*model.names(), *COSTS])
    raise LabelError(
        f"there is no {kind or 'rate, no flow and no cost'} {shown(name)}. {nearest(name, known)}"
    )


def unit_of(item: Item, model: Model, selection: Selection) -> str:
    """Return the unit of a result, which over several years is no longer one a year."""
    if item.kind == "rate":
        return "1"
    unit = "NOK/year" if item.kind == "cost" else model.flows[item.name].unit
    return unit.removesuffix("/year") if selection.adds_up_years() else unit


def refuse_for_cost(name: str, selection: Selection, system: System, plan: Plan | None) -> None:
    """Refuse a cost of a plan that cannot be told: of no plan, of less than all, or in mixed prices.

    Raises
    ------
    InvalidValueError, AxisError, ScopeError, MissingValueError, PriceYearError
    """
    if plan is None or not plan.measures:
        raise InvalidValueError(
            f"there is no plan, so there is no {name}; give one, or ask for system_cost"
        )
    keys = [*selection.by, *(key for key, _ in selection.scope)]
    if more := [key for key in keys if key != "year"]:
        raise AxisError(
            f"{name} is of the whole system, and a measure's own cost is not told apart by "
            f"{', '.join(more)}; ask for it by year, or ask for system_cost"
        )
    if "year" not in selection.by and len(dict(selection.scope).get("year", system.axes.years)) > 1:
        raise AxisError(f"{name} is NOK/year; ask for it by year, or for one year")
    own_costs(
        plan.measures, system
    )  # refuses prices of different years, and a missing discount rate


def _uncertainties(measure: Measure) -> list[Any]:
    """Return the uncertainties of a measure's amounts."""
    money = [each.info for each in (measure.cost, measure.investment) if each is not None]
    return [info.uncertainty for info in (*(change.info for change in measure.changes), *money)]


def _refuse_uncallable(executor: object, progress: object, model: object) -> None:
    if executor is not None and not callable(getattr(executor, "submit", None)):
        raise InvalidValueError(
            f"executor is {shown(executor)}; give a concurrent.futures.Executor, such as "
            "ProcessPoolExecutor()"
        )
    if progress is not None and not callable(progress):
        raise InvalidValueError(
            f"progress is {shown(progress)}; give a function of the samples done and all of them"
        )
    if not isinstance(model, Model):
        raise InvalidValueError(f"model is {shown(model)}; give a Model, such as ps.MODEL")


class _Kept:
    """What ranges of samples gave, taken in one by one, so that no more than one is held beside it."""

    def __init__(self, n: int) -> None:
        self.n, self.stop = n, 0
        self.values: dict[Item, Array] = {}
        self.sketches: dict[Item, list[Sketch]] = {}
        self.said = np.zeros(2, dtype=np.int64)

    def keep(self, part: _Part) -> None:
        """Take in the next range."""
        for item, array in part.values.items():
            if not part.start:
                self.values[item] = np.empty((self.n, array.shape[1]))
            self.values[item][part.start : part.stop] = array
        merged: dict[Item, list[Sketch]] = {}
        for item, sketches in part.sketches.items():
            if not part.start:
                self.sketches[item] = [Sketch() for _ in sketches]
            merged[item] = [
                mine.merged(theirs)
                for mine, theirs in zip(self.sketches[item], sketches, strict=True)
            ]
        # all at once, so that an interruption leaves every sketch with the same samples
        self.sketches, self.stop, self.said = merged, part.stop, self.said + part.said


def _names(what: str, given: Collection[str]) -> list[str]:
    """Return names of rates and flows; one alone is a list of one."""
    if isinstance(given, str):
        return [given]
    if not isinstance(given, Collection):
        raise InvalidValueError(f'{what} is {shown(given)}; give a list of names such as ["eu"]')
    return list(given)


class Ensemble:
    """Results for many draws; those that were not kept are computed when asked for.

    Attributes
    ----------
    system : System
        With all years, without the plan.
    plan : Plan or None
    n : int
        Samples that were computed.
    complete : bool
        False where it was interrupted: `n` is then fewer than were asked for.
    seed : int
    method : str
    notes : tuple of str
        What a reader should know, such as in how many draws coverage was shrunk.
    """

    plot: ClassVar[Plots[EnsemblePlots]] = Plots("EnsemblePlots")
    """Pictures: rate."""

    def __init__(
        self,
        *,
        system: System,
        plan: Plan | None,
        n: int,
        seed: int,
        method: str,
        correlation: tuple[tuple[tuple[str, str], float], ...],
        exact_up_to: int,
        batch: int | None,
        model: Model,
        uncertain: Uncertain,
    ) -> None:
        self.system, self.plan, self.model = system, plan, model
        self.n, self.seed, self.method = n, seed, method
        self.asked_for = n
        self.complete = True
        self._correlation = correlation
        self._exact_up_to = exact_up_to
        self._batch = batch
        self._uncertain = uncertain
        self._values: dict[Item, Array] = {}
        self._sketches: dict[Item, list[Sketch]] = {}
        self._said = np.zeros(2, dtype=np.int64)

    def __repr__(self) -> str:
        plan = f" with the plan {self.plan.name!r}" if self.plan is not None else ""
        part = "" if self.complete else f" of {self.asked_for} asked for"
        return (
            f"<Ensemble of {self.system!r}{plan}: {self.n} samples{part}, seed {self.seed}, "
            f"{len(self._uncertain.groups)} numbers drawn>"
        )

    def _repr_html_(self) -> str:
        """Return what is computed already: the rates of the last year, and how sure they are."""
        year = max(self.system.axes.years)
        rows = []
        for item in (*self._values, *self._sketches):
            if (item.kind, item.by, item.scope, item.of) != ("rate", ("year",), (), "plan"):
                continue
            told: Any = self.quantiles(item.name, (0.05, 0.5, 0.95), ["year"], kind="rate")
            rows.append((item.name, *(html_percent(value) for value in told.loc[year].tolist())))
        header = (f"rate in {year}", "5 % of draws below", "median", "95 % of draws below")
        shown_rows = html_table(header, rows) if rows else ""
        return html_lines([repr(self)[1:-1], *self.notes]) + shown_rows

    @property
    def notes(self) -> tuple[str, ...]:
        """What a reader should know of the draws."""
        notes = []
        if not self._uncertain.groups:
            notes.append("Nothing in the system has an uncertainty, so all samples are the same")
        shrunk, clipped = (100.0 * count / self.n for count in self._said)
        if shrunk:
            notes.append(
                f"In {shrunk:.1f} % of the draws the routes of a tier would have served more than "
                "everyone; their coverage was shrunk in proportion there"
            )
        if clipped:
            notes.append(
                f"In {clipped:.1f} % of the draws a measure would have moved a share to 1 or beyond, "
                "which must stay below; it was held just under 1 there"
            )
        pedigrees = sorted(
            {
                name
                for name in self._uncertain.parameters
                for info in self.system.cells(name).infos
                if type(info.uncertainty).__name__ == "Pedigree"
            }
            | {
                f"measure: {measure.name}"
                for measure in (() if self.plan is None else self.plan.measures)
                if any(type(u).__name__ == "Pedigree" for u in _uncertainties(measure))
            }
        )
        if pedigrees:
            notes.append(
                f"The spread of {', '.join(pedigrees)} comes from a quality score, by the package's "
                "own convention"
            )
        if not self.complete:
            notes.append(f"Interrupted: {self.n} of {self.asked_for} samples were computed")
        return tuple(notes)

    @property
    def is_exact(self) -> bool:
        """Whether every value is kept, so that quantiles are exact."""
        return self.asked_for <= self._exact_up_to

    # -- computing --------------------------------------------------------------------------------

    def rates_of_something(self) -> list[str]:
        """Return the rates of which the system holds something: not all are of every sector."""
        whole = Selection.of(self.system.axes, ["year"], None)
        return [
            name
            for name in self.model.rates_for(self.system.inputs())
            if not whole.narrowed(self.model.rate(name).declaration.scope).empty
        ]

    def item(
        self,
        name: str,
        by: Any,
        scope: Any,
        of: str,
        *,
        kind: str | None = None,
        allowed: Sequence[str] = _OF,
    ) -> Item:
        """Return what is asked for in one form; refuse what cannot be."""
        if of not in allowed:
            raise LabelError(
                f"of is one of {', '.join(allowed)}, not {shown(of)}. {nearest(of, allowed)}"
            )
        if of == "change" and self.plan is None:
            raise InvalidValueError(
                "there is no plan, so there is no change; give ensemble a plan, or leave of out"
            )
        selection = Selection.of(self.system.axes, by, scope)
        kind, name = kind_of(name, self.model, kind)
        if kind == "rate":
            refuse_for_rate(self.model, self.model.rate(name), selection)
        elif kind == "flow":
            refuse_for_flow(self.model.flows[name], selection)
        else:
            refuse_for_cost(name, selection, self.system, self.plan)
        if self.plan is None:
            of = "plan"
        return Item(name, kind, selection.by, read_scope(scope), of)

    def _job(self, items: tuple[Item, ...], *, exact: bool) -> _Job:
        return _Job(
            system=self.system, plan=self.plan, model=self.model, seed=self.seed, n=self.asked_for,
            method=self.method, correlation=self._correlation, items=items, batch=self._batch,
            exact=exact,
        )  # fmt: skip

    def _pickled(self, job: _Job) -> bytes:
        try:
            return pickle.dumps(job)
        except (pickle.PicklingError, AttributeError, TypeError) as error:
            raise EnsembleError(
                f"the model cannot be handed to workers ({error}); define its equations at the top of "
                "a module, or leave executor out"
            ) from error

    def compute(
        self,
        items: Sequence[Item],
        executor: Executor | None,
        progress: Progress | None,
        *,
        partly: bool = False,
    ) -> None:
        """Compute some items for all samples and keep them; nothing is kept where that fails.

        With `partly` an interruption ends it with the samples that are done, else with none.
        """
        if not items:
            return
        self._refuse_uncomputable(items)
        self._refuse_too_much(items)
        job = self._job(tuple(items), exact=self.is_exact)
        here = _Range(job)
        if executor is None:
            # whole blocks, and many for each time that numbers are drawn, unless somebody watches
            many = _AT_ONCE if progress is None else self.n // (16 * here.batch)
            step = here.batch * min(max(many, 1), _AT_ONCE)
            parts = self._serial(here, self._ranges(step), progress)
        else:
            blob = self._pickled(job)
            # the job is handed over with each range: of a large one there are to be few
            step = max(here.batch, -(-self.n // _TASKS), min(len(blob) >> 17, self.n // 16))
            parts = self._shared(blob, self._ranges(step), executor, progress)
        made = _Kept(self.n)
        try:
            for part in parts:
                made.keep(part)
        except KeyboardInterrupt:
            if not partly or not made.stop:
                raise
        self._finish(made)

    def _refuse_too_much(self, items: Sequence[Item]) -> None:
        """Refuse more values than a machine holds, before hours are spent on them."""
        groups = sum(
            math.prod(len(group) for group in self._selection(item).keys.values()) if item.by else 1
            for item in items
        )
        if self.is_exact and groups * self.n > _MOST_KEPT:
            raise InvalidValueError(
                f"{self.n} draws of {groups} values each would be kept, {groups * self.n / 2**27:.0f} "
                "GiB; keep fewer rates (keep=), ask by fewer labels (by=) or years, or draw less"
            )

    def _refuse_uncomputable(self, items: Sequence[Item]) -> None:
        """Find mistakes here, not in a worker."""
        given = self.system.inputs()
        names = [name for item in items for name in _computed(item, given)]
        self.model.needed(names, given)

    def _ranges(self, step: int) -> list[tuple[int, int]]:
        return [(a, min(a + step, self.n)) for a in range(0, self.n, step)]

    def _serial(
        self, here: _Range, ranges: Sequence[tuple[int, int]], progress: Progress | None
    ) -> Iterator[_Part]:
        for start, stop in ranges:
            yield _work(here, start, stop)
            if progress is not None:
                progress(stop, self.asked_for)

    def _shared(
        self,
        blob: bytes,
        ranges: Sequence[tuple[int, int]],
        executor: Executor,
        progress: Progress | None,
    ) -> Iterator[_Part]:
        futures: list[Future[_Part]] = []
        done = 0
        try:
            try:
                futures = [executor.submit(_work, blob, start, stop) for start, stop in ranges]
            except Exception as error:  # each kind of executor has its own
                raise EnsembleError(
                    f"the executor takes no work: {error}. Nothing of the result is kept; give an "
                    "executor that is open"
                ) from error
            for _, stop in ranges:
                part = self._result(futures.pop(0), done)  # nor is it kept here
                done = stop
                yield part
                if progress is not None:
                    progress(done, self.asked_for)
        finally:
            for future in futures:
                future.cancel()

    def _result(self, future: Future[_Part], done: int) -> _Part:
        try:
            return future.result()
        except PlastsmartError:
            raise
        except Exception as error:
            raise EnsembleError(
                f"a worker failed after {done} of {self.asked_for} samples: "
                f"{type(error).__name__}: {error}. Nothing of the result is kept; run it again, with "
                "fewer workers or less memory for each block (batch=…)"
            ) from error

    def _finish(self, made: _Kept) -> None:
        self._values.update(made.values)
        self._sketches.update(made.sketches)
        self._said = np.maximum(self._said, made.said)
        if made.stop < self.n:
            self.n, self.complete = made.stop, False
            self._values = {item: array[: self.n].copy() for item, array in self._values.items()}

    def _ensured(self, item: Item) -> None:
        if item not in self._values and item not in self._sketches:
            self.compute([item], None, None)

    # -- asking -----------------------------------------------------------------------------------

    def quantiles(
        self,
        name: str,
        q: Sequence[float] = (0.05, 0.5, 0.95),
        by: Any = None,
        *,
        scope: Mapping[str, Any] | None = None,
        of: str = "plan",
        kind: str | None = None,
    ) -> pd.DataFrame:
        """Return quantiles of a rate, flow or cost.

        Parameters
        ----------
        name : str
        q : sequence of float
            Between 0 and 1.
        by : list of str, optional
            As for `Flows.table`; ``["year"]`` if left out.
        scope : mapping, optional
        of : {"plan", "baseline", "change"}
            With the plan, without it, or the difference of the two on the same draws.
        kind : {"rate", "flow"}, optional
            For a name that both have, such as "recyclate"; the rate, if left out.

        Returns
        -------
        pandas.DataFrame
            A row for each group, a column for each of `q`; ``attrs["error"]`` is the largest relative
            error of a value, 0 where every sample is kept. Quantiles are of the samples in which a rate
            is defined (something is generated); ``attrs["undefined"]`` is the largest number of others.
        """
        import pandas as pd

        one = isinstance(q, (int, float, np.number))
        wanted = np.atleast_1d(np.asarray(finite([q] if one else q, "q"), dtype=np.float64))
        if wanted.ndim != 1:
            raise InvalidValueError(f"q is {shown(q)}; give one list of numbers between 0 and 1")
        if not ((wanted >= 0.0) & (wanted <= 1.0)).all():
            raise InvalidValueError(f"q is {shown(q)}; quantiles lie between 0 and 1")
        item = self.item(name, by, scope, of, kind=kind)
        self._ensured(item)
        if item in self._values:
            values = self._values[item]
            undefined = np.isnan(values).sum(axis=0)
            table = np.full((values.shape[1], len(wanted)), np.nan)
            some = undefined < len(values)
            of_defined = np.nanquantile if undefined.any() else np.quantile
            if some.any():
                table[some] = of_defined(values[:, some], wanted, axis=0).T
            error = 0.0
        else:
            table = np.array([sketch.quantile(wanted) for sketch in self._sketches[item]])
            undefined = np.array([sketch.undefined for sketch in self._sketches[item]])
            error = ERROR
        frame = pd.DataFrame(table, index=self._index(item), columns=pd.Index(wanted, name="q"))
        frame.attrs.update(self._about(item), error=error, undefined=int(undefined.max(initial=0)))
        return frame

    def summary(
        self,
        name: str,
        by: Any = None,
        *,
        scope: Mapping[str, Any] | None = None,
        of: str = "plan",
        kind: str | None = None,
    ) -> pd.DataFrame:
        """Return mean, standard deviation and the central 90 % of a rate or flow."""
        item = self.item(name, by, scope, of, kind=kind)
        frame = self.quantiles(name, (0.05, 0.5, 0.95), by, scope=scope, of=of, kind=kind)
        if item in self._values:
            moments = [_moments(column) for column in self._values[item].T]
        else:
            moments = [(sketch.mean(), sketch.sd()) for sketch in self._sketches[item]]
        frame.insert(0, "sd", [sd for _, sd in moments])
        frame.insert(0, "mean", [mean for mean, _ in moments])
        return frame

    def samples(
        self,
        name: str,
        year: int | None = None,
        *,
        scope: Mapping[str, Any] | None = None,
        of: str = "plan",
        kind: str | None = None,
    ) -> Array:
        """Return every sample of a rate or flow in one year: shape (n,), in the order of the draws.

        Above the number of samples that are kept, they are drawn and computed again, the same.
        """
        years = self.system.axes.years
        if year is None and len(years) == 1:
            year = years[0]
        self._refuse_year(year)
        if "year" in dict(read_scope(scope)):
            raise ScopeError(
                "samples are of one year, which is said by year=; leave it out of scope"
            )
        whole = self.item(name, ["year"], scope, of, kind=kind)
        if whole in self._values:
            return self._values[whole][:, years.index(year)].copy()
        item = self.item(name, [], {**dict(scope or {}), "year": year}, of, kind=kind)
        if item not in self._values:
            here = _Range(self._job((item,), exact=True))
            parts = list(self._serial(here, self._ranges(4096), None))
            self._values[item] = np.concatenate([part.values[item] for part in parts])
        return self._values[item][:, 0].copy()

    def _refuse_year(self, year: object) -> None:
        years = self.system.axes.years
        if not is_whole(year) or year not in years:
            raise LabelError(
                f"the year {shown(year)} is not in the ensemble, which holds {min(years)} to "
                f"{max(years)}"
            )

    def probability(self, target: Target, *, of: str = "plan") -> float:
        """Return the share of samples in which a target is reached.

        A sample in which the rate is undefined does not reach it; nan where it is so in all of them.

        Its standard error is √(p(1 − p)/n) with independent draws, and less with the others.
        """
        known_target(target)
        self._refuse_year(target.deadline)
        return float(self.shares(target, of=of)[target.deadline])

    def probabilities(self, target: Target) -> pd.DataFrame:
        """Return the share of samples in which a target's level is reached, in every year.

        Returns
        -------
        pandas.DataFrame
            By year: without and with the plan.
        """
        import pandas as pd

        kinds = {"without": "baseline", "with": "plan"}
        return pd.DataFrame({name: self.shares(target, of=of) for name, of in kinds.items()})

    def shares(self, target: Target, *, of: str = "plan") -> pd.Series:
        """Return the share of samples in which a target's level is reached, in every year.

        NaN where the rate is undefined in every sample.
        """
        import pandas as pd

        item = self.reaching(target, of=of)
        self._ensured(item)
        if item.level is None:
            level = target.required_level - REACHED_WITHIN
            drawn = self._values[item]
            values = np.where(np.isnan(drawn).all(axis=0), np.nan, (drawn >= level).mean(axis=0))
        else:
            sketches = self._sketches[item]
            values = np.array([s.share_positive() if s.n else math.nan for s in sketches])
        return pd.Series(values, index=pd.Index(list(self.system.axes.years), name="year"))

    def reaching(self, target: Target, *, of: str = "plan") -> Item:
        """Return what `shares` of a target are made of, so that it can be computed beforehand.

        Where values are not kept, whether the level is reached is counted draw by draw, since a sketch
        does not know on which side of the level a value was.
        """
        known_target(target)
        item = self.item(target.rate, ["year"], dict(target.scope), of, allowed=_OF[:2])
        if self.is_exact:
            return item
        return attrs.evolve(item, level=target.required_level - REACHED_WITHIN)

    def to_frame(self, names: Collection[str] | None = None, by: Any = None) -> pd.DataFrame:
        """Return every sample in long form: sample, the keys of `by`, and a column for each name."""
        import pandas as pd

        if not self.is_exact:
            raise InvalidValueError(
                f"{self.asked_for} samples are counted, not kept; ask for samples(name, year), or "
                f"run the ensemble with exact={self.asked_for}"
            )
        wanted = self.rates_of_something() if names is None else _names("names", names)
        if not wanted:
            raise InvalidValueError("names is empty; name a rate, flow or cost, or leave it out")
        columns: dict[str, Array] = {}
        index: pd.MultiIndex | None = None
        for name in wanted:
            item = self.item(name, by, None, "plan")
            self._ensured(item)
            keys = self._selection(item).keys
            levels: list[Any] = [pd.RangeIndex(self.n), *(list(keys[key]) for key in item.by)]
            if index is None:
                index = pd.MultiIndex.from_product(levels, names=["sample", *item.by])
            columns[name] = self._values[item].reshape(-1)
        return pd.DataFrame(columns, index=index).reset_index()

    # -- showing ----------------------------------------------------------------------------------

    def _selection(self, item: Item) -> Selection:
        return Selection.of(self.system.axes, item.by, item.scope)

    def _index(self, item: Item) -> Any:
        return index_of(self._selection(item))

    def _about(self, item: Item) -> dict[str, Any]:
        return {
            "name": item.name,
            "unit": unit_of(item, self.model, self._selection(item)),
            "scope": item.scope,
            "of": item.of,
            "n": self.n,
            "seed": self.seed,
        }


def _moments(values: Array) -> tuple[float, float]:
    """Return mean and standard deviation of the values that are defined."""
    known = values[~np.isnan(values)]
    if not len(known):
        return float("nan"), float("nan")
    return float(known.mean()), float(known.std(ddof=1)) if len(known) > 1 else 0.0
