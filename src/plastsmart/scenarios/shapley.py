"""Shapley values of a game of which the worth of every coalition is known."""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray

__all__ = ["shapley"]


def shapley(values: NDArray[np.float64]) -> list[float]:
    """Return the Shapley values of a game.

    Parameters
    ----------
    values : ndarray, shape (2 ** n,)
        What each coalition is worth. The bits of its position say who is in it, the first player
        with the highest bit.

    Returns
    -------
    list of float
        One for each player; they add up to ``values[-1] - values[0]``.

    Examples
    --------
    >>> import numpy as np
    >>> from plastsmart.scenarios.shapley import shapley
    >>> shapley(np.array([0.0, 1.0, 2.0, 5.0]))
    [3.0, 2.0]
    """
    count = len(values).bit_length() - 1
    if not count:
        return []
    sizes = np.array([number.bit_count() for number in range(2 ** (count - 1))])
    weights = np.array([1.0 / (count * math.comb(count - 1, size)) for size in range(count)])
    parts = []
    for place in range(count):
        pairs = values.reshape(2**place, 2, -1)
        added = (pairs[:, 1] - pairs[:, 0]).ravel()
        parts.append(math.fsum((added * weights[sizes]).tolist()))
    return parts
