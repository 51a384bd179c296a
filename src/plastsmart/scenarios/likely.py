"""A target's rate for many draws, again and again: with other measures, or with other values."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING, Any, Final

import numpy as np
from numpy.typing import NDArray

from plastsmart.errors import InvalidValueError, LabelError, listed, shown
from plastsmart.flows.model import MODEL, Model
from plastsmart.flows.selection import read_scope
from plastsmart.scenarios.draws import Stream
from plastsmart.scenarios.ensemble import Item, Prepared, ensemble
from plastsmart.scenarios.plan import Plan, known_plan
from plastsmart.scenarios.targets import Target, known_target

if TYPE_CHECKING:
    from concurrent.futures import Executor

    import pandas as pd

    from plastsmart.system import System

__all__ = ["SAMPLES", "LikelyRates", "probabilities", "refuse_unless_probability"]

SAMPLES: Final = 1000
"""Draws, unless told otherwise."""

Array = NDArray[np.float64]
Change = Callable[[dict[str, Array]], dict[str, Array]]


def refuse_unless_probability(value: object) -> float:
    """Return a probability; refuse what is none."""
    if isinstance(value, bool) or not isinstance(value, (int, float)) or not 0.0 < value < 1.0:
        raise InvalidValueError(
            f"probability is {shown(value)}; give a share between 0 and 1, both excluded, such as 0.9"
        )
    return float(value)


def probabilities(
    system: System,
    plans: Iterable[Plan],
    target: Target,
    *,
    n: int = 10_000,
    seed: int = 1,
    years: Any = None,
    executor: Executor | None = None,
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
    n, seed, years, executor, model
        As for `plastsmart.ensemble`.

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
    for plan in (None, *taken):
        if plan is not None:
            known_plan(plan)
        name = "without" if plan is None else plan.name
        if name in columns:
            raise LabelError(f"two plans are called {name!r}; give each a name of its own")
        made = ensemble(
            system, plan, n=n, seed=seed, years=years, executor=executor, keep=[], model=model
        )
        made.compute([made.item(target.rate, ["year"], dict(target.scope), "plan")], executor, None)
        columns[name] = made.shares(target)
    frame = pd.DataFrame(columns)
    frame.attrs.update(unit="1", target=target.label, n=n, seed=seed)
    return frame


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
    model : Model
    """

    def __init__(
        self, system: System, plan: Plan | None, target: Target, *, n: int, seed: int, model: Model
    ) -> None:
        for name, value, least in (("n", n, 1), ("seed", seed, 0)):
            if isinstance(value, bool) or not isinstance(value, int) or value < least:
                raise InvalidValueError(
                    f"{name} is {shown(value)}; give a whole number from {least}"
                )
        scope = {**dict(target.scope), "year": target.deadline}
        self.item = Item(target.rate, "rate", (), read_scope(scope))
        self.prepared = Prepared(system, plan, model, (self.item,))
        stream = Stream(groups=self.prepared.uncertain.groups, seed=seed, n=n)
        step = self.prepared.batch
        self.sizes = [min(step, n - start) for start in range(0, n, step)]
        self.blocks = [
            self.prepared.before(stream.block(start, min(start + step, n), self.prepared.wanted))
            for start in range(0, n, step)
        ]

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
        parts = []
        for block, size in zip(self.blocks, self.sizes, strict=True):
            inputs, _ = self.prepared.after(block, chosen)
            if change is not None:
                inputs = change(inputs)
            value = self.prepared.value(self.item, self.prepared.run(inputs)).reshape(-1)
            parts.append(np.broadcast_to(value, (size,)))
        return np.concatenate(parts)
