"""A target's rate for many draws, again and again: with other measures, or with other values."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any, Final

import numpy as np
from numpy.typing import NDArray

from plastsmart.errors import InvalidValueError, LabelError, listed, shown
from plastsmart.flows.model import MODEL, Model
from plastsmart.flows.selection import read_scope
from plastsmart.scenarios.draws import Stream, read_correlation
from plastsmart.scenarios.ensemble import Drawn, Item, Prepared, Progress, ensemble
from plastsmart.scenarios.plan import Plan, known_plan
from plastsmart.scenarios.targets import Target, known_target
from plastsmart.units import whole_number

if TYPE_CHECKING:
    from concurrent.futures import Executor

    import pandas as pd

    from plastsmart.system import System

__all__ = [
    "SAMPLES",
    "LikelyRates",
    "draws_needed",
    "probabilities",
    "refuse_correlation",
    "refuse_unless_probability",
]

SAMPLES: Final = 1000
"""Draws, unless told otherwise."""

_KEPT: Final = 1 << 27
"""Bytes of what was drawn that are kept; what is beyond is drawn again each time, the same."""

_TOGETHER: Final = 16
"""Sets of measures to be looked at together where drawing again takes longer than looking."""

Array = NDArray[np.float64]
Change = Callable[[dict[str, Array]], dict[str, Array]]


def refuse_unless_probability(value: object) -> float:
    """Return a probability; refuse what is none."""
    if not isinstance(value, (int, float, np.integer, np.floating)) or isinstance(value, bool):
        share = math.nan
    else:
        share = float(value)
    if not 0.0 < share < 1.0:
        raise InvalidValueError(
            f"probability is {shown(value)}; give a share between 0 and 1, both excluded, such as 0.9"
        )
    return share


def refuse_correlation(correlation: object, probability: float | None) -> None:
    """Refuse correlations of draws where nothing is drawn."""
    if correlation is not None and probability is None:
        raise InvalidValueError(
            "correlation is of draws, and without a probability nothing is drawn; give a probability, "
            "such as 0.9, or leave correlation out"
        )


def draws_needed(probability: float, n: int) -> int:
    """Return in how many of `n` draws a target is reached that is reached with a probability."""
    return max(1, math.ceil(probability * n - 1e-9))  # 0.9 of 1000 is 900, whatever the rounding


def probabilities(
    system: System,
    plans: Iterable[Plan],
    target: Target,
    *,
    n: int = 10_000,
    seed: int = 1,
    years: Any = None,
    executor: Executor | None = None,
    correlation: Mapping[tuple[str, str], float] | None = None,
    progress: Progress | None = None,
    model: Model = MODEL,
) -> pd.DataFrame:
    """Return how surely a target's level is reached in each year, without and with each plan.

    All are run on the same draws, so that plans differ by what they do and not by chance.

    Parameters
    ----------
    system : System
    plans : iterable of Plan
        With names of their own.
    target : Target
    n, seed, years, executor, correlation, progress, model
        As for `plastsmart.ensemble`. A correlation with a measure ("measure: " and its name) is of the
        plans that have it. `progress` is told of the draws of all plans. Interrupted, there is no
        result, since plans are to be compared on the same draws.

    Returns
    -------
    pandas.DataFrame
        A row a year; the column "without", and one for each plan by its name.

    Examples
    --------
    >>> import plastsmart as ps
    >>> plan = ps.Plan("More", [ps.Measure("M", 2025, [ps.Change("capture", set=0.8)])])
    >>> target = ps.Target(rate="eu", level=0.45, year=2030)
    >>> table = ps.probabilities(ps.load("headline"), [plan], target, n=200)
    >>> float(table.loc[2030, "without"]), bool(table.loc[2030, "More"] > 0.5)
    (0.0, True)
    """
    import pandas as pd

    known_target(target)
    taken = [plans] if isinstance(plans, Plan) else listed(plans, "plans", "[plan]")
    columns: dict[str, Any] = {}
    for plan in taken:
        known_plan(plan)
    every = (None, *taken)
    for plan in every:
        name = "without" if plan is None else plan.name
        if name in columns:
            raise LabelError(f"two plans are called {name!r}; give each a name of its own")
        made = ensemble(
            system, plan, n=n, seed=seed, years=years, executor=executor,
            correlation=_of_one(correlation, plan, every), keep=[], model=model,
        )  # fmt: skip
        told = _told(progress, len(columns), len(every))
        made.compute([made.reaching(target)], executor, told)
        columns[name] = made.shares(target)
    frame = pd.DataFrame(columns)
    frame.attrs.update(unit="1", target=target.label, n=n, seed=seed)
    return frame


def _of_one(
    correlation: Mapping[tuple[str, str], float] | None,
    plan: Plan | None,
    plans: Sequence[Plan | None],
) -> Mapping[tuple[str, str], float] | None:
    """Return the correlations without those of measures that only other plans have."""
    if not isinstance(correlation, Mapping):
        return correlation
    anywhere = {f"measure: {measure.name}" for each in plans for measure in each or ()}
    elsewhere = anywhere - {f"measure: {measure.name}" for measure in plan or ()}
    return {
        pair: value
        for pair, value in correlation.items()
        if not isinstance(pair, tuple) or not elsewhere.intersection(pair)
    }


def _told(progress: Progress | None, before: int, plans: int) -> Progress | None:
    """Return what tells of one plan's draws as part of those of all plans."""
    if progress is None:
        return None
    return lambda done, n: progress(before * n + done, plans * n)


class LikelyRates:
    """The rate of a target in its year, for the same draws whatever else is changed.

    Parameters
    ----------
    system : System
        With all years.
    plan : Plan or None
        All measures that may be chosen from.
    target : Target
    n : int
        Draws.
    seed : int
    correlation : mapping or None
        As for `plastsmart.ensemble`.
    model : Model
    """

    def __init__(
        self,
        system: System,
        plan: Plan | None,
        target: Target,
        *,
        n: int,
        seed: int,
        correlation: Mapping[tuple[str, str], float] | None = None,
        model: Model,
    ) -> None:
        for name, value, least in (("n", n, 1), ("seed", seed, 0)):
            whole_number(value, name, least)
        scope = {**dict(target.scope), "year": target.deadline}
        self.item = Item(target.rate, "rate", (), read_scope(scope))
        self.prepared = Prepared(system, plan, model, (self.item,))
        self.n = n
        groups = self.prepared.uncertain.groups
        self.stream = Stream(
            groups=groups, seed=seed, n=n, correlation=read_correlation(correlation, groups)
        )
        self._kept: dict[int, Drawn] = {}
        self._room = _KEPT
        self.together = 1
        """How many sets of measures are best looked at at once."""

    def blocks(self) -> Iterator[tuple[Drawn, int]]:
        """Draw what the equations read before any measure, a part of the samples at a time.

        Yields
        ------
        Drawn
        int
            How many samples it is of.
        """
        step = self.prepared.batch
        for start in range(0, self.n, step):
            stop = min(start + step, self.n)
            block = self._kept.get(start)
            if block is None:
                numbers = self.stream.block(start, stop, self.prepared.wanted)
                block = self.prepared.before(numbers)
                size = _size(block)
                if size <= self._room:
                    self._room -= size
                    self._kept[start] = block
                else:
                    self.together = _TOGETHER
            yield block, stop - start

    def least(self, picked: Callable[[dict[str, Array]], Array]) -> float | None:
        """Return the least positive of some numbers that are picked from what the equations read.

        All measures are taken. None where no draw has a positive one.
        """
        found = []
        for block, _ in self.blocks():
            numbers = picked(self.prepared.after(block)[0])
            found += [float(numbers[numbers > 0].min())] if (numbers > 0).any() else []
        return min(found, default=None)

    def rates(self, chosen: NDArray[np.bool_] | None = None, change: Change | None = None) -> Array:
        """Return the rate in every draw.

        Parameters
        ----------
        chosen : ndarray of bool, shape (1, measure), optional
            Which measures are taken; all, if left out.
        change : callable, optional
            What is done to the inputs after the measures.

        Returns
        -------
        ndarray, shape (n,)
        """
        result: Array = self.many([change], chosen)[0]
        return result

    def many(
        self, changes: Sequence[Change | None], chosen: NDArray[np.bool_] | None = None
    ) -> Array:
        """Return the rates for one change after another, of each part of the draws in turn.

        Returns
        -------
        ndarray, shape (change, n)
        """
        rates = np.empty((len(changes), self.n))
        start = 0
        for block, size in self.blocks():
            whole = self.prepared.after(block, chosen)[0]
            for row, change in zip(rates, changes, strict=True):
                row[start : start + size] = self._rate(whole if change is None else change(whole))
            start += size
        return rates

    def of_sets(self, sets: NDArray[np.bool_]) -> Array:
        """Return the rates with one set of measures after another, of each part of the draws in turn.

        Parameters
        ----------
        sets : ndarray of bool, shape (set, measure)

        Returns
        -------
        ndarray, shape (set, n)
        """
        rates = np.empty((len(sets), self.n))
        start = 0
        for block, size in self.blocks():
            for row, chosen in zip(rates, sets, strict=True):
                inputs = self.prepared.after(block, chosen[np.newaxis])[0]
                row[start : start + size] = self._rate(inputs)
            start += size
        return rates

    def _rate(self, inputs: dict[str, Array]) -> Array:
        return self.prepared.value(self.item, self.prepared.run(inputs)).reshape(-1)


def _size(block: Drawn) -> int:
    """Return the bytes that what was drawn holds, in whatever units and shapes it is seen."""
    held: dict[int, int] = {}
    for name, array in block.arrays.items():
        for seen in (array, block.inputs[name]):
            owner: Any = seen
            while owner.base is not None:
                owner = owner.base
            held[id(owner)] = owner.nbytes
    return sum(held.values())
