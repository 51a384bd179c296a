"""A target's rate for many draws, again and again: with other measures, or with other values."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Final

import numpy as np
from numpy.typing import NDArray

from plastsmart.errors import InvalidValueError, shown
from plastsmart.flows.selection import read_scope
from plastsmart.scenarios.draws import Stream
from plastsmart.scenarios.ensemble import Item, Prepared

if TYPE_CHECKING:
    from plastsmart.flows.model import Model
    from plastsmart.scenarios.plan import Plan
    from plastsmart.scenarios.targets import Target
    from plastsmart.system import System

__all__ = ["SAMPLES", "LikelyRates", "refuse_unless_probability"]

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
