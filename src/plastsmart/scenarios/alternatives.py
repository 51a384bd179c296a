"""Items that the municipality buys and of whose reusable alternative nothing is known."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

import numpy as np
from numpy.typing import NDArray

from plastsmart.alignment import deciding_rows
from plastsmart.axes import Axes
from plastsmart.stages import UNSTATED
from plastsmart.system import System

__all__ = ["TOLD_OF", "items_of", "lacking_text", "without_alternative"]

TOLD_OF: Final = (
    "reusable_mass",
    "reusable_price",
    "reusable_emission",
    "washing_cost",
    "washing_emission",
)
"""What tells of a reusable item, beside how often it is used."""

_FEW: Final = 5


def without_alternative(system: System) -> tuple[str, ...]:
    """Return the items that are used and of whose reusable alternative the system states nothing.

    A reusable item in their place would weigh, cost and emit nothing.

    Examples
    --------
    >>> import plastsmart as ps
    >>> from plastsmart.scenarios.alternatives import without_alternative
    >>> without_alternative(ps.load("eksempelby"))[2:]
    ('hanske', 'byggfolie')
    """
    if "uses" not in system.parameters:
        return ()
    count = len(system.axes.categories)
    told = np.zeros(count, dtype=bool)
    for name in TOLD_OF:
        if name in system.parameters:
            told |= _by_category(_stated(system, name), count)
    used = _by_category(system.given_array("uses")[0] > 0.0, count)
    return tuple(
        category.name
        for category, is_used, is_told in zip(system.axes.categories, used, told, strict=True)
        if is_used and not is_told
    )


def items_of(mask: NDArray[np.bool_], axes: Axes) -> list[str]:
    """Return the categories in which there is any of some cells.

    Parameters
    ----------
    mask : ndarray of bool
        Its last four axes are region, year, category and route.
    axes : Axes
    """
    of_category = mask.reshape(-1, *mask.shape[-4:]).any(axis=(0, 1, 2, 4))
    on = np.broadcast_to(of_category, (len(axes.categories),))
    return [category.name for category, is_on in zip(axes.categories, on, strict=True) if is_on]


def lacking_text(items: Sequence[str]) -> str:
    """Return what is wrong with more reusable ones of items of whose alternative nothing is known."""
    more = f" and {len(items) - _FEW} more" if len(items) > _FEW else ""
    return (
        f"nothing is stated of a reusable {', '.join(items[:_FEW])}{more}, which would weigh, cost and "
        "emit nothing; choose other items with category=, or state reusable_mass, reusable_price, "
        "reusable_uses and washing_cost of these"
    )


def _stated(system: System, name: str) -> NDArray[np.bool_]:
    """Return which cells of a parameter somebody stated."""
    cells = system.cells(name)
    rows = deciding_rows(cells, system.axes)
    known = np.array([info.note != UNSTATED for info in cells.infos])
    stated: NDArray[np.bool_] = (rows >= 0) & known[cells.which[np.maximum(rows, 0)]]
    return stated


def _by_category(cells: NDArray[np.bool_], count: int) -> NDArray[np.bool_]:
    """Return the categories with any such cell."""
    return np.broadcast_to(cells.any(axis=(0, 1, 3)), (count,))
