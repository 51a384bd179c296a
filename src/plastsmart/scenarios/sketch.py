"""Quantiles in bounded memory: counts of rounded values, the same whatever came first."""

from __future__ import annotations

from typing import Final

import numpy as np
from numpy.typing import NDArray

from plastsmart.errors import InvalidValueError

__all__ = ["ERROR", "Sketch"]

_DROPPED: Final = 39
"""Bits of a float's mantissa that are rounded away: 13 of 52 are kept, and keys fit into 32 bits."""

ERROR: Final = 2.0**-14
"""Largest relative error of a quantile of a sketch."""

_MOST_KEYS: Final = 1 << 22


def _keys(values: NDArray[np.float64]) -> NDArray[np.int32]:
    """Return whole numbers in the order of the values, the same for values close together."""
    size = (np.abs(values).view(np.int64) >> np.int64(_DROPPED)).astype(np.int32)
    return np.where(values < 0.0, -size - 1, size)


def _middle(few: NDArray[np.int32]) -> NDArray[np.float64]:
    """Return the value that stands for all values of a key."""
    keys = few.astype(np.int64)
    size = np.where(keys < 0, -keys - 1, keys)
    half = np.int64(1) << np.int64(_DROPPED - 1)
    value = ((size << np.int64(_DROPPED)) + np.where(size > 0, half, 0)).view(np.float64)
    return np.where(keys < 0, -value, value)


class Sketch:
    """How often each rounded value came.

    Counts are whole numbers, so that the result does not depend on the order or the batches in which
    values came, nor on how sketches were put together. A quantile is off by at most 2⁻¹⁴ of itself.

    Examples
    --------
    >>> import numpy as np
    >>> from plastsmart.scenarios.sketch import Sketch
    >>> sketch = Sketch().add(np.linspace(0.0, 1.0, 100_001))
    >>> abs(float(sketch.quantile([0.25])[0]) - 0.25) < 0.25 * 2**-14 + 1e-5
    True
    """

    def __init__(self) -> None:
        self.keys = np.empty(0, dtype=np.int32)
        self.counts = np.empty(0, dtype=np.uint32)
        self.undefined = 0

    def add(self, values: NDArray[np.float64]) -> Sketch:
        """Count some values in; NaN is counted apart."""
        missing = np.isnan(values)
        self.undefined += int(missing.sum())
        keys, counts = np.unique(_keys(np.ascontiguousarray(values[~missing])), return_counts=True)
        return self._join(keys, counts.astype(np.uint32))

    def merged(self, other: Sketch) -> Sketch:
        """Return a sketch of what this and another one counted."""
        result = Sketch()
        result.keys, result.counts = self.keys, self.counts
        result.undefined = self.undefined + other.undefined
        return result._join(other.keys, other.counts)

    def _join(self, keys: NDArray[np.int32], counts: NDArray[np.uint32]) -> Sketch:
        both = np.concatenate([self.keys, keys])
        known, member = np.unique(both, return_inverse=True)
        if len(known) > _MOST_KEYS:
            raise InvalidValueError(
                f"the values spread over more than {_MOST_KEYS} steps; ask for fewer samples, which "
                "are kept exactly"
            )
        total = np.zeros(len(known), dtype=np.int64)
        np.add.at(total, member.reshape(-1), np.concatenate([self.counts, counts]))
        if total.max(initial=0) > np.iinfo(np.uint32).max:
            raise InvalidValueError("more than 4 milliard samples cannot be counted; ask for fewer")
        self.keys, self.counts = known, total.astype(np.uint32)
        return self

    @property
    def n(self) -> int:
        """How many values were counted, those undefined left out."""
        return int(self.counts.sum(dtype=np.int64))

    def quantile(self, q: object) -> NDArray[np.float64]:
        """Return quantiles, to within 2⁻¹⁴ of each."""
        wanted = np.atleast_1d(np.asarray(q, dtype=np.float64))
        if not self.n:
            return np.full(wanted.shape, np.nan)
        reached = np.cumsum(self.counts, dtype=np.int64)
        rank = wanted * (self.n - 1)
        at = np.searchsorted(reached, np.floor(rank), side="right")
        return _middle(self.keys[np.minimum(at, len(self.keys) - 1)])

    def share_positive(self) -> float:
        """Return the share of values above 0, exactly; undefined ones are counted as not."""
        whole = self.n + self.undefined
        return (
            float(self.counts[self.keys > 0].sum(dtype=np.int64) / whole) if whole else float("nan")
        )

    def mean(self) -> float:
        """Return the mean of the rounded values."""
        return float((_middle(self.keys) * self.counts).sum() / self.n) if self.n else float("nan")

    def sd(self) -> float:
        """Return the standard deviation of the rounded values."""
        if self.n <= 1:
            return 0.0 if self.n else float("nan")
        squares = ((_middle(self.keys) - self.mean()) ** 2 * self.counts).sum()
        return float(np.sqrt(squares / (self.n - 1)))
