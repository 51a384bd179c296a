"""Networks of values and balances, and the values that obey the balances: least squares in arrays."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Final

import attrs
import numpy as np
from numpy.typing import NDArray

from plastsmart.errors import BalanceError, PlastsmartError

__all__ = ["EPS", "Network", "Solution", "few", "solve"]

Array = NDArray[np.float64]

EPS: Final = float(np.finfo(np.float64).eps)

_RANK: Final = 1e-10
"""Singular values below this share of the largest count as 0, for exact derivatives."""

_RANK_OF_DIFFERENCES: Final = 1e-6
"""The same for derivatives by differences."""

_NOTHING: Final = 1e-13
"""A derivative whose term is a smaller share of its balance's largest is 0."""

_CLOSED: Final = 1e-9
"""What a balance may miss 0 by, as a share of the sum of its terms' sizes."""

_STEP: Final = 1e-11
"""Change in standard errors below which the values have settled."""

_NAMED: Final = 6
"""Names that a message lists."""


@attrs.frozen(kw_only=True, eq=False)
class Network:
    """Values with their standard errors, and the balances between them.

    Attributes
    ----------
    names : tuple of str
    given : ndarray, shape (n,)
        Measured values and constants; for what is unmeasured where to start from, or NaN.
    sd : ndarray, shape (n,)
        Standard errors; 0 for a constant, NaN for what is unmeasured.
    labels : tuple of str
        Names of the balances.
    residuals : callable
        Takes the values, returns what each balance misses 0 by.
    derivatives : callable
        Takes the values; returns the derivative of each balance by each value, and whether it is
        exact.
    sizes : ndarray, shape (n,), optional
        How large each value usually is, NaN where that is not known: what is less than rounding
        beside it is 0.
    """

    names: tuple[str, ...]
    given: Array
    sd: Array
    labels: tuple[str, ...]
    residuals: Callable[[Array], Array]
    derivatives: Callable[[Array], tuple[Array, bool]]
    sizes: Array | None = None

    @property
    def measured(self) -> NDArray[np.bool_]:
        """Which values were measured."""
        return np.asarray(self.sd > 0.0)

    @property
    def unmeasured(self) -> NDArray[np.bool_]:
        """Which values were not."""
        return np.isnan(self.sd)

    @property
    def constant(self) -> NDArray[np.bool_]:
        """Which values never move."""
        return np.asarray(self.sd == 0.0)

    def without(self, position: int, start: float) -> Network:
        """Return the network in which one value is not measured."""
        given, sd = self.given.copy(), self.sd.copy()
        given[position], sd[position] = start, np.nan
        return attrs.evolve(self, given=given, sd=sd)

    def pinned(self, pins: Mapping[int, float]) -> Network:
        """Return the network with one more balance for each value that is held at a bound."""
        at = np.array(list(pins), dtype=np.intp)
        ends = np.array(list(pins.values()))
        rows = np.zeros((len(at), len(self.names)))
        rows[np.arange(len(at)), at] = 1.0

        def residuals(x: Array) -> Array:
            return np.concatenate([self.residuals(x), x[at] - ends])

        def derivatives(x: Array) -> tuple[Array, bool]:
            jacobian, exact = self.derivatives(x)
            return np.vstack([jacobian, rows]), exact

        labels = (*self.labels, *(f"{self.names[i]} at its bound" for i in pins))
        return attrs.evolve(self, labels=labels, residuals=residuals, derivatives=derivatives)


@attrs.frozen(kw_only=True, eq=False)
class Solution:
    """What `solve` found.

    Attributes
    ----------
    values : ndarray, shape (n,)
        NaN where the balances do not determine it.
    covariance : ndarray, shape (n, n)
    moved : ndarray, shape (n,)
        By how many standard errors a measured value moved; 0 for all else.
    checked : ndarray, shape (n,)
        Share of a measurement's variance that the others could tell: 0 where nothing checks it.
    chi2 : float
    dof : int
    undetermined : ndarray of bool, shape (n,)
    free : ndarray, shape (n, k)
        The directions in which unmeasured values may move.
    multipliers : ndarray, shape (balances,)
    iterations : int
    """

    values: Array
    covariance: Array
    moved: Array
    checked: Array
    chi2: float
    dof: int
    undetermined: NDArray[np.bool_]
    free: Array
    multipliers: Array
    iterations: int

    @property
    def standardised(self) -> Array:
        """Each measurement's residual in its own standard errors; NaN where nothing checks it."""
        with np.errstate(invalid="ignore", divide="ignore"):
            return np.where(self.checked > 0.0, -self.moved / np.sqrt(self.checked), np.nan)

    @property
    def p_value(self) -> float:
        """The chance of a disagreement at least as large; NaN where nothing can disagree."""
        from scipy.special import chdtrc

        return float(chdtrc(self.dof, self.chi2)) if self.dof else math.nan


@attrs.frozen(eq=False)
class _Linear:
    """The balances about one point, scaled so that neither units nor order matter.

    ``measured`` acts on changes in standard errors, ``unmeasured`` on changes in units of `units`.
    """

    measured: Array
    unmeasured: Array
    rows: Array
    units: Array
    rank: float

    @classmethod
    def about(cls, network: Network, x: Array) -> _Linear:
        jacobian, exact = network.derivatives(x)
        jacobian = _without_rounding(jacobian, network.sizes)
        m, u = network.measured, network.unmeasured
        a = jacobian[:, m] * network.sd[m]
        b = jacobian[:, u]
        rows, units = _scales(a, b)
        return cls(
            a * rows[:, np.newaxis],
            b * rows[:, np.newaxis] * units,
            rows,
            units,
            _RANK if exact else _RANK_OF_DIFFERENCES,
        )


def _without_rounding(jacobian: Array, sizes: Array | None) -> Array:
    """Return derivatives with 0 for what is 0 but for rounding.

    A share of a flow that is held at 0 is not determined, though rounding leaves 1e-17 of the flow.
    """
    if sizes is None:
        return jacobian
    known = sizes > 0.0  # not where it is NaN
    terms = np.abs(jacobian) * np.where(known, sizes, 0.0)
    largest = terms.max(axis=1, initial=0.0)[:, np.newaxis]
    return np.where(known & (terms <= _NOTHING * largest), 0.0, jacobian)


def _scales(a: Array, b: Array) -> tuple[Array, Array]:
    """Return factors of rows and of unmeasured columns that bring all entries near 1.

    They minimise the squares of the logarithms of what is not 0, so that another unit of a balance
    or of an unmeasured value gives the same scaled entries.
    """
    both = np.abs(np.hstack([a, b]))
    there = both > 0.0
    logs = np.where(there, np.log(np.where(there, both, 1.0)), 0.0)
    in_rows = np.maximum(there.sum(axis=1), 1)
    in_columns = np.maximum(there.sum(axis=0), 1)
    free = np.arange(both.shape[1]) >= a.shape[1]
    rows, columns = np.zeros(both.shape[0]), np.zeros(both.shape[1])
    for _ in range(30):
        rows = -((logs + columns) * there).sum(axis=1) / in_rows
        columns = np.where(
            free, -((logs + rows[:, np.newaxis]) * there).sum(axis=0) / in_columns, 0.0
        )
    return np.exp(rows), np.exp(columns[free])


@attrs.frozen(eq=False)
class _Factors:
    """The scaled balances parted: what settles the unmeasured, what checks the measured."""

    inverse: Array  # of the unmeasured part
    free: Array  # directions that no balance sees
    rest: Array  # balances without unmeasured values
    left: Array
    singular: Array
    right: Array

    @classmethod
    def of(cls, linear: _Linear) -> _Factors:
        b, a = linear.unmeasured, linear.measured
        if b.size:
            left, singular, right = np.linalg.svd(b, full_matrices=True)
            rank = int((singular > linear.rank * singular[0]).sum()) if singular.size else 0
            inverse = (right[:rank].T / singular[:rank]) @ left[:, :rank].T
            free, rest = right[rank:].T, left[:, rank:]
        else:
            inverse = np.zeros((b.shape[1], b.shape[0]))
            free, rest = np.eye(b.shape[1]), np.eye(b.shape[0])
        checks = rest.T @ a
        if checks.size:
            left, singular, right = np.linalg.svd(checks, full_matrices=False)
            largest = max(float(singular[0]), float(np.abs(a).max()), 1e-300)
            rank = int((singular > linear.rank * largest).sum())
        else:
            left, singular, right = (
                np.zeros((checks.shape[0], 0)),
                np.zeros(0),
                np.zeros((0, checks.shape[1])),
            )
            rank = 0
        return cls(inverse, free, rest, left[:, :rank], singular[:rank], right[:rank])

    def step(self, linear: _Linear, missing: Array) -> tuple[Array, Array]:
        """Return the smallest move that closes the balances: of measured values, of unmeasured."""
        checks = self.rest.T @ missing
        moved = -self.right.T @ ((self.left.T @ checks) / self.singular)
        return moved, -self.inverse @ (linear.measured @ moved + missing)


def solve(network: Network, *, iterations: int = 100) -> Solution:
    """Return the values nearest to the measured ones that obey the balances.

    Gauss-Newton on constrained weighted least squares: the balances are made linear about the latest
    values, the linear problem is solved, and so on until nothing changes.

    Raises
    ------
    BalanceError
        If constants contradict one another, or if no values are found.
    """
    first: PlastsmartError | None = None
    for start in _starts(network):
        for damping in (1.0, 0.4):
            try:
                return _iterate(network, start, damping, iterations)
            except BalanceError as error:
                # another start may do; the first tells most plainly what is wrong
                first = first or error
    assert first is not None
    raise first


def _starts(network: Network) -> Iterable[Array]:
    """Yield where to start from: unmeasured values are 1, then as large as others, then small."""
    known = np.abs(network.given[~network.unmeasured])
    known = known[known > 0.0]
    typical = float(np.exp(np.log(known).mean())) if known.size else 1.0
    open_ = network.unmeasured & np.isnan(network.given)
    for value in (1.0, typical, 0.1) if open_.any() else (1.0,):
        yield np.where(open_, value, network.given)


def _iterate(network: Network, start: Array, damping: float, iterations: int) -> Solution:
    m, u = network.measured, network.unmeasured
    x, sd, given = start.copy(), network.sd[m], network.given[m]
    rounding = 64.0 * EPS * float(np.max(np.abs(given) / sd, initial=0.0))
    for count in range(1, iterations + 1):
        missing = _checked_residuals(network, x)
        linear = _Linear.about(network, x)
        factors = _Factors.of(linear)
        so_far = (x[m] - given) / sd
        moved, other = factors.step(linear, missing * linear.rows - linear.measured @ so_far)
        change = moved - so_far
        share = 1.0 if count == 1 else damping
        x[m] = given + sd * (so_far + share * change)
        x[u] += share * other * linear.units
        if not np.isfinite(x).all():
            break
        settled = max(_STEP, rounding) if linear.rank == _RANK else 1e-8
        scale = np.maximum(1.0, np.abs(x[u] / linear.units))
        if (np.abs(change) <= settled * np.maximum(1.0, np.abs(moved))).all() and (
            np.abs(other) <= settled * scale
        ).all():
            return _result(network, x, count)
    raise BalanceError(
        f"the balances and the measurements do not come together in {iterations} steps. Give a start "
        "near the solution to what is unmeasured, as (start, None), and look for a balance that no "
        "values can obey"
    )


def _checked_residuals(network: Network, x: Array) -> Array:
    missing = network.residuals(x)
    bad = ~np.isfinite(missing)
    if bad.any():
        where = int(np.argmax(bad))
        raise BalanceError(
            f"balance {network.labels[where]} is {missing[where]} at {_few_values(network, x)}; "
            "a balance is finite wherever the search may go. Multiply by what it divides by, or give "
            "what is unmeasured a start, as (start, None)"
        )
    return missing


def _few_values(network: Network, x: Array) -> str:
    pairs = [f"{name} = {value:g}" for name, value in zip(network.names, x, strict=True)]
    return ", ".join(pairs[:_NAMED]) + (", …" if len(pairs) > _NAMED else "")


def _result(network: Network, x: Array, count: int) -> Solution:
    """Return the solution at values that have settled, once every balance closes there."""
    m, u = network.measured, network.unmeasured
    missing = _checked_residuals(network, x)
    linear = _Linear.about(network, x)
    factors = _Factors.of(linear)
    _refuse_open(network, x, missing, linear, factors)

    moved = (x[m] - network.given[m]) / network.sd[m]
    told = np.einsum("km,km->m", factors.right, factors.right)
    told = np.where(told > 1e-9, np.minimum(told, 1.0), 0.0)  # noqa: PLR2004
    within = np.eye(int(m.sum())) - factors.right.T @ factors.right
    spread = network.sd[m]
    passed_on = -(factors.inverse @ linear.measured) * linear.units[:, np.newaxis]
    n = len(network.names)
    to_scores = np.zeros((n, int(m.sum())))
    to_scores[m] = np.diag(spread)
    to_scores[u] = passed_on
    covariance = to_scores @ within @ to_scores.T

    loose = np.zeros(n, dtype=bool)
    free = np.zeros((n, factors.free.shape[1]))
    free[u] = factors.free * linear.units[:, np.newaxis]
    if factors.free.size:
        loose[u] = np.linalg.norm(factors.free, axis=1) > 1e-7  # noqa: PLR2004
    values = x.copy()
    values[network.constant] = network.given[network.constant]
    values[loose] = np.nan
    covariance[loose, :] = np.nan
    covariance[:, loose] = np.nan

    all_moved, all_told = np.zeros(n), np.zeros(n)
    all_moved[m], all_told[m] = moved, told
    in_checks = factors.left @ ((factors.right @ moved) / factors.singular)
    multipliers = -(factors.rest @ in_checks) * linear.rows
    return Solution(
        values=values,
        covariance=(covariance + covariance.T) / 2.0,
        moved=all_moved,
        checked=all_told,
        chi2=float(moved @ moved),
        dof=len(factors.singular),
        undetermined=loose,
        free=free,
        multipliers=multipliers,
        iterations=count,
    )


def _refuse_open(
    network: Network, x: Array, missing: Array, linear: _Linear, factors: _Factors
) -> None:
    """Raise if a balance does not close where no value can move any more."""
    jacobian, _ = network.derivatives(x)
    size = np.abs(jacobian) @ np.abs(x)
    # beside the terms' own sizes, a billionth of what the balance could move by is closed too
    movable = np.abs(np.hstack([linear.measured, linear.unmeasured])).any(axis=1)
    far = ~movable | (np.abs(missing * linear.rows) > _CLOSED)
    open_ = far & (np.abs(missing) > _CLOSED * size + 1e-300)
    if not open_.any():
        return
    # the combination of balances in which nothing can move
    scaled = missing * linear.rows
    stuck = factors.rest @ (factors.rest.T @ scaled)
    stuck -= factors.rest @ (factors.left @ (factors.left.T @ (factors.rest.T @ scaled)))
    involved = open_ & (np.abs(stuck) > 1e-6 * np.abs(stuck).max(initial=0.0))
    involved = involved if involved.any() else open_
    worst = int(np.argmax(np.where(involved, np.abs(missing) / np.maximum(size, 1e-300), 0.0)))
    touched = (np.abs(jacobian[involved]) > 0.0).any(axis=0) & network.constant
    names = [network.names[i] for i in np.flatnonzero(touched)]
    which = few([network.labels[i] for i in np.flatnonzero(involved)])
    by = f"balance {network.labels[worst]} misses 0 by {missing[worst]:.6g}"
    if names:
        raise BalanceError(
            f"the constants {few(names)} contradict balance {which}: {by}, and nothing in it can move. "
            "Give one of them a standard error above 0, or correct it"
        )
    raise BalanceError(
        f"balance {which} cannot hold: {by}, and nothing in it can move. Correct the balances"
    )


def few(names: Sequence[str]) -> str:
    """Return names for a message: the first ones, and how many more there are."""
    more = f" and {len(names) - _NAMED} more" if len(names) > _NAMED else ""
    return ", ".join(names[:_NAMED]) + more
