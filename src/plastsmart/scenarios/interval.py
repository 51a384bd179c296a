"""Intervals: bounds of what the equations give when measures are still open.

An equation runs on `Interval` as it runs on arrays, as long as it adds, subtracts, multiplies,
divides, compares and slices; anything else raises, and whoever asked goes without a bound. Each
operation is the one that the equation does on numbers, and rounding never turns an order around, so
the bounds hold to the last bit without rounding outwards.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final, NoReturn

import numpy as np
from numpy.typing import NDArray

from plastsmart.scenarios.application import Application
from plastsmart.stages import PARAMETERS
from plastsmart.system import tier_groups

__all__ = ["Interval", "hull"]


class Interval:
    """Arrays of lower and upper bounds, of one shape.

    Examples
    --------
    >>> import numpy as np
    >>> share = Interval(np.array([0.25]), np.array([0.5]))
    >>> 100.0 * (1 - share)
    Interval([50.], [75.])
    """

    __slots__ = ("hi", "lo")
    __array_ufunc__ = None  # so that array * Interval comes here instead of making objects
    __iter__ = None
    __hash__ = None  # type: ignore[assignment]

    def __init__(self, lo: NDArray[np.float64], hi: NDArray[np.float64]) -> None:
        self.lo, self.hi = lo, hi

    def __repr__(self) -> str:
        return f"Interval({self.lo}, {self.hi})"

    def __array__(self, *_: Any, **__: Any) -> NoReturn:
        """Refuse to become an array: a function of numpy does not know bounds."""
        raise TypeError("an interval is not an array")

    def __bool__(self) -> NoReturn:
        """Refuse to be true or false."""
        raise TypeError("an interval is neither true nor false")

    @property
    def shape(self) -> tuple[int, ...]:
        """The shape of both bounds."""
        return self.lo.shape

    @property
    def ndim(self) -> int:
        """The number of axes."""
        return self.lo.ndim

    def __getitem__(self, key: Any) -> Interval:
        return Interval(self.lo[key], self.hi[key])

    def taken(self, rows: NDArray[np.intp]) -> Interval:
        """Return the bounds of some samples."""
        return Interval(self.lo[rows], self.hi[rows])

    def __neg__(self) -> Interval:
        return Interval(-self.hi, -self.lo)

    def __pos__(self) -> Interval:
        return self

    def __add__(self, other: Any) -> Interval:
        lo, hi = _bounds(other)
        return Interval(self.lo + lo, self.hi + hi)

    def __radd__(self, other: Any) -> Interval:
        lo, hi = _bounds(other)
        return Interval(lo + self.lo, hi + self.hi)

    def __sub__(self, other: Any) -> Interval:
        lo, hi = _bounds(other)
        return Interval(self.lo - hi, self.hi - lo)

    def __rsub__(self, other: Any) -> Interval:
        lo, hi = _bounds(other)
        return Interval(lo - self.hi, hi - self.lo)

    def __mul__(self, other: Any) -> Interval:
        lo, hi = _bounds(other)
        return _product(self.lo, self.hi, lo, hi)

    __rmul__ = __mul__

    def __truediv__(self, other: Any) -> Interval:
        lo, hi = _bounds(other)
        return _quotient(self.lo, self.hi, lo, hi)

    def __rtruediv__(self, other: Any) -> Interval:
        lo, hi = _bounds(other)
        return _quotient(lo, hi, self.lo, self.hi)

    def __ge__(self, other: Any) -> Interval:
        """Return 1 where it holds for sure, 0 where it cannot, and both where it may."""
        lo, hi = _bounds(other)
        return _truth(self.lo >= hi, self.hi >= lo)

    def __gt__(self, other: Any) -> Interval:
        """Return where it is larger, as `>=` does."""
        lo, hi = _bounds(other)
        return _truth(self.lo > hi, self.hi > lo)

    def __le__(self, other: Any) -> Interval:
        """Return where it is at most as large, as `>=` does."""
        lo, hi = _bounds(other)
        return _truth(self.hi <= lo, self.lo <= hi)

    def __lt__(self, other: Any) -> Interval:
        """Return where it is smaller, as `>=` does."""
        lo, hi = _bounds(other)
        return _truth(self.hi < lo, self.lo < hi)

    def __eq__(self, other: object) -> NoReturn:
        """Refuse: whether two open values are equal is open."""
        raise TypeError("intervals are not compared for equality")

    __ne__ = __eq__


_NUMBERS: Final = (int, float, np.floating, np.integer, np.ndarray)


def _bounds(other: Any) -> tuple[Any, Any]:
    if isinstance(other, Interval):
        return other.lo, other.hi
    if isinstance(other, _NUMBERS) and not isinstance(other, bool):
        return other, other
    raise TypeError(f"an interval and {type(other).__name__} do not go together")


def _truth(surely: Any, maybe: Any) -> Interval:
    return Interval(np.asarray(surely, dtype=np.float64), np.asarray(maybe, dtype=np.float64))


def _positive(values: Any, test: Callable[[Any, float], Any] = np.greater_equal) -> bool:
    return bool(np.all(test(values, 0.0)))


def _product(a: Any, b: Any, c: Any, d: Any) -> Interval:
    """Return [a, b] · [c, d]."""
    if _positive(a) and _positive(c):
        return Interval(a * c, b * d)
    corners = (a * c, a * d, b * c, b * d)
    return _hull_of(corners)


def _quotient(a: Any, b: Any, c: Any, d: Any) -> Interval:
    """Return [a, b] / [c, d]; unbounded where the divisor may be 0."""
    with np.errstate(divide="ignore", invalid="ignore"):
        if _positive(c):
            if _positive(a):
                return Interval(a / d, b / c)
            return _hull_of((a / c, a / d, b / c, b / d))
        found = _hull_of((a / c, a / d, b / c, b / d))
    through = (np.asarray(c) <= 0.0) & (np.asarray(d) >= 0.0)
    return Interval(np.where(through, -np.inf, found.lo), np.where(through, np.inf, found.hi))


def _hull_of(corners: tuple[Any, ...]) -> Interval:
    lo, hi = corners[0], corners[0]
    for corner in corners[1:]:
        lo, hi = np.minimum(lo, corner), np.maximum(hi, corner)
    return Interval(lo, hi)


# -- parameters while measures are open ------------------------------------------------------------


def hull(
    application: Application,
    parameter: str,
    taken: NDArray[np.bool_],
    possible: NDArray[np.bool_],
    year: int,
) -> Interval:
    """Return bounds of a parameter over all choices that take some measures and may take others.

    Parameters
    ----------
    application : Application
    parameter : str
        One that the measures change.
    taken, possible : ndarray of bool, shape (sample, measure)
        Which measures are taken for sure, and which may be taken (those among them).
    year : int
        Its position.

    Returns
    -------
    Interval, shape (sample, region, 1, category, route)
        As the equations read it.
    """
    spec = PARAMETERS[parameter]
    base = application.system.given_array(parameter)
    if base.shape[2] > 1:
        base = base[:, :, year : year + 1]
    low = high = base
    closed_low: Any = 1.0
    closed_high: Any = 1.0
    factor_low: Any = 1.0
    factor_high: Any = 1.0
    surely = maybe = np.zeros((1, 1, 1, 1, 1), dtype=bool)
    for step in application.steps_of(parameter):
        alpha = float(step.alpha[year])
        if alpha <= 0.0:
            continue
        mask = step.mask[:, year : year + 1] if step.mask.shape[1] > 1 else step.mask
        on = mask[np.newaxis] & taken[:, step.measure].reshape(-1, 1, 1, 1, 1)
        may = mask[np.newaxis] & possible[:, step.measure].reshape(-1, 1, 1, 1, 1)
        surely, maybe = surely | on, maybe | may
        if step.kind == "set":
            moved = step.amount if alpha >= 1.0 else base + alpha * (step.amount - base)
            low = np.where(on, moved, np.where(may, np.minimum(low, moved), low))
            high = np.where(on, moved, np.where(may, np.maximum(high, moved), high))
        elif step.kind == "close_gap":
            left = 1.0 - alpha * step.amount
            closed_low = closed_low * np.where(may, left, 1.0)
            closed_high = closed_high * np.where(on, left, 1.0)
        else:
            by = 1.0 + alpha * (step.amount - 1.0)
            factor_low = factor_low * np.where(on, by, np.where(may, min(by, 1.0), 1.0))
            factor_high = factor_high * np.where(on, by, np.where(may, max(by, 1.0), 1.0))
    if np.ndim(closed_low):
        low = np.where(closed_high == 1.0, low, spec.high - (spec.high - low) * closed_high)
        high = np.where(closed_low == 1.0, high, spec.high - (spec.high - high) * closed_low)
    if np.ndim(factor_low):
        scaled = _product(low, high, factor_low, factor_high)
        low = np.clip(scaled.lo, spec.low, spec.high)
        high = np.clip(scaled.hi, spec.low, spec.high)
    if parameter == "coverage":
        low, high = _displaced(application, low, high, surely, maybe)
    low, high = np.broadcast_arrays(low, high)
    return Interval(application.as_input(parameter, low), application.as_input(parameter, high))


def _displaced(
    application: Application,
    low: NDArray[np.float64],
    high: NDArray[np.float64],
    surely: NDArray[np.bool_],
    maybe: NDArray[np.bool_],
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Return bounds of coverage after the routes that are not changed made room.

    Making room only lowers. A route that may be among those that make room keeps at least the share
    that the largest of the others leaves to the largest of its kind; where several sectors share it,
    the smallest of those shares.
    """
    routes = len(application.axes.routes)
    shape = np.broadcast_shapes((*low.shape[:4], routes), surely.shape, maybe.shape, high.shape)
    low, high = np.broadcast_to(low, shape), np.broadcast_to(high, shape)
    surely, maybe = np.broadcast_to(surely, shape), np.broadcast_to(maybe, shape)
    fits = np.ones(shape)
    for members in tier_groups(application.axes):
        changed, sure = maybe[..., members], surely[..., members]
        most = high[..., members]
        ours = np.where(changed, most, 0.0).sum(axis=-1, keepdims=True)
        others = np.where(sure, 0.0, most).sum(axis=-1, keepdims=True)
        left = np.maximum(1.0 - ours, 0.0)
        crowded = changed.any(axis=-1, keepdims=True) & (others > left) & ~sure
        fit = np.where(crowded, left / np.where(others > 0, others, 1.0), 1.0)
        fits[..., members] = np.minimum(fits[..., members], fit)
    return low * fits, high
