"""Quantiles in bounded memory: counts of rounded values, the same whatever came first."""

from __future__ import annotations

from typing import Final

import numpy as np
from numpy.typing import NDArray

from plastsmart.errors import InvalidValueError

__all__ = ["ERROR", "Sketch"]

_DROPPED: Final = 37
"""Bits of a float's mantissa that are rounded away: 15 of 52 are kept."""

ERROR: Final = 2.0**-16
"""Largest relative error of a quantile of a sketch."""

_MOST_KEYS: Final = 1 << 22


def _keys(values: NDArray[np.float64]) -> NDArray[np.int64]:
    """Return whole numbers in the order of the values, the same for values close together."""
    size = np.abs(values).view(np.int64) >> np.int64(_DROPPED)
    return np.where(values < 0.0, -size - 1, size)


def _middle(keys: NDArray[np.int64]) -> NDArray[np.float64]:
    """Return the value that stands for all values of a key."""
    size = np.where(keys < 0, -keys - 1, keys)
    half = np.int64(1) << np.int64(_DROPPED - 1)
    value = ((size << np.int64(_DROPPED)) + np.where(size > 0, half, 0)).view(np.float64)
    return np.where(keys < 0, -value, value)


class Sketch:
    """How often each rounded value came.

    Counts are whole numbers, so that the result does not depend on the order or the batches in which
    values came, nor on how sketches were put together. A quantile is off by at most 2⁻¹⁶ of itself.

    Examples
    --------
    >>> import numpy as np
    >>> from plastsmart.scenarios.sketch import Sketch
    >>> sketch = Sketch().add(np.linspace(0.0, 1.0, 100_001))
    >>> abs(float(sketch.quantile([0.25])[0]) - 0.25) < 0.25 * 2**-16 + 1e-5
    True
    """

    def __init__(self) -> None:
        self.keys = np.empty(0, dtype=np.int64)
        self.counts = np.empty(0, dtype=np.int64)
        self.undefined = 0

    def add(self, values: NDArray[np.float64]) -> Sketch:
        """Count some values in; NaN is counted apart."""
        missing = np.isnan(values)
        self.undefined += int(missing.sum())
        keys, counts = np.unique(_keys(np.ascontiguousarray(values[~missing])), return_counts=True)
        return self._join(keys, counts.astype(np.int64))

    def merge(self, other: Sketch) -> Sketch:
        """Count in what another sketch counted."""
        self.undefined += other.undefined
        return self._join(other.keys, other.counts)

    def _join(self, keys: NDArray[np.int64], counts: NDArray[np.int64]) -> Sketch:
        both = np.concatenate([self.keys, keys])
        self.keys, member = np.unique(both, return_inverse=True)
        if len(self.keys) > _MOST_KEYS:
            raise InvalidValueError(
                f"the values spread over more than {_MOST_KEYS} steps; ask for fewer samples, which "
                "are kept exactly"
            )
        total = np.zeros(len(self.keys), dtype=np.int64)
        np.add.at(total, member.reshape(-1), np.concatenate([self.counts, counts]))
        self.counts = total
        return self

    @property
    def n(self) -> int:
        """How many values were counted, those undefined left out."""
        return int(self.counts.sum())

    def quantile(self, q: object) -> NDArray[np.float64]:
        """Return quantiles, to within 2⁻¹⁶ of each."""
        wanted = np.atleast_1d(np.asarray(q, dtype=np.float64))
        if not self.n:
            return np.full(wanted.shape, np.nan)
        reached = np.cumsum(self.counts)
        rank = wanted * (self.n - 1)
        at = np.searchsorted(reached, np.floor(rank), side="right")
        return _middle(self.keys[np.minimum(at, len(self.keys) - 1)])

    def share_positive(self) -> float:
        """Return the share of values above 0, exactly; undefined ones are counted as not."""
        whole = self.n + self.undefined
        return float(self.counts[self.keys > 0].sum() / whole) if whole else float("nan")

    def mean(self) -> float:
        """Return the mean of the rounded values."""
        return float((_middle(self.keys) * self.counts).sum() / self.n) if self.n else float("nan")

    def sd(self) -> float:
        """Return the standard deviation of the rounded values."""
        if self.n <= 1:
            return 0.0 if self.n else float("nan")
        squares = ((_middle(self.keys) - self.mean()) ** 2 * self.counts).sum()
        return float(np.sqrt(squares / (self.n - 1)))
