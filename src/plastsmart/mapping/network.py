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

_CLEARLY: Final = 1e4
"""How many times beyond that no more decomposition need tell them from 0."""

_RANK_OF_DIFFERENCES: Final = 1e-6
"""The same for derivatives by differences."""

_NOTHING: Final = 1e-13
"""A derivative whose term is a smaller share of its balance's largest is 0."""

_CLOSED: Final = 1e-9
"""What a balance may miss 0 by, as a share of the sum of its terms' sizes."""

_STEP: Final = 1e-11
"""Change in standard errors below which the values have settled."""

_ROUNDING: Final = 1e-8
"""Change below which values that come no nearer to the balances are as near as rounding lets them."""

_PLAIN: Final = 12
"""Linear problems in a row before the search goes on along the balances."""

_DOWN: Final = 1e-4
"""A second derivative further below 0, beside 1 for a measurement's own, is downhill."""

_FEW_DIRECTIONS: Final = 24
"""Directions in which all second derivatives are taken."""

_SUSPECTED: Final = 10
"""Measurements to look at that a message lists."""

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
    inside : ndarray, shape (n,), optional
        Values that obey the balances, whatever was measured, to start from where nothing else does.
    defined : tuple of (int, int)
        Unmeasured values and for each the balance that says what it is, since no other reads it but
        those of later pairs. They follow from the rest, which is solved without them: a share of next
        to nothing may be any number, and is no obstacle then.
    """

    names: tuple[str, ...]
    given: Array
    sd: Array
    labels: tuple[str, ...]
    residuals: Callable[[Array], Array]
    derivatives: Callable[[Array], tuple[Array, bool]]
    sizes: Array | None = None
    inside: Array | None = None
    defined: tuple[tuple[int, int], ...] = ()

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
        return attrs.evolve(
            self, labels=labels, residuals=residuals, derivatives=derivatives, defined=()
        )

    def without_defined(self) -> Network:
        """Return the network of the values that do not follow from others."""
        values = np.ones(len(self.names), dtype=bool)
        balances = np.ones(len(self.labels), dtype=bool)
        for value, balance in self.defined:
            values[value] = balances[balance] = False

        def whole(x: Array) -> Array:
            y = np.ones(len(self.names))
            y[values] = x
            return y

        def residuals(x: Array) -> Array:
            return self.residuals(whole(x))[balances]

        def derivatives(x: Array) -> tuple[Array, bool]:
            jacobian, exact = self.derivatives(whole(x))
            return jacobian[balances][:, values], exact

        return Network(
            names=tuple(np.array(self.names, dtype=object)[values]),
            given=self.given[values],
            sd=self.sd[values],
            labels=tuple(np.array(self.labels, dtype=object)[balances]),
            residuals=residuals,
            derivatives=derivatives,
            sizes=None if self.sizes is None else self.sizes[values],
            inside=None if self.inside is None else self.inside[values],
        )


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
    point : ndarray, shape (n,)
        Where the search ended: as `values`, but with a number for what is undetermined too.
    noise : ndarray, shape (n,)
        What rounding may change a value by.
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
    point: Array
    noise: Array

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
    of_rows, of_columns, one = logs.sum(axis=1), logs.sum(axis=0), there.astype(np.float64)
    for _ in range(30):
        rows = -(of_rows + one @ columns) / in_rows
        columns = np.where(free, -(of_columns + rows @ one) / in_columns, 0.0)
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
        plainly = _eliminated(b, linear.rank) if b.size else None
        if plainly is not None:
            inverse, free, rest = plainly
        elif b.size:
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


def _eliminated(b: Array, rank: float) -> tuple[Array, Array, Array] | None:
    """Return the inverse, the free directions and the rest where it is clear which columns depend.

    What a decomposition by singular values gives, at a tenth of its price; None where it is not clear.
    """
    from scipy.linalg import qr, solve_triangular

    q, r, order = qr(b, pivoting=True, check_finite=False)
    lengths = np.abs(np.diag(r)) / max(abs(float(r[0, 0])), 1e-300)
    there = lengths > _CLEARLY * rank
    size = int(there.sum())
    if not size or (lengths[~there] > rank / _CLEARLY**0.5).any():
        return None
    across, low = qr(r[:size].T, check_finite=False)
    found = solve_triangular(low[:size], q[:, :size].T, trans="T", check_finite=False)
    inverse, free = np.empty((b.shape[1], b.shape[0])), np.empty((b.shape[1], b.shape[1] - size))
    inverse[order] = across[:, :size] @ found
    free[order] = across[:, size:]
    return inverse, free, np.asarray(q[:, size:], dtype=np.float64)


def solve(network: Network, *, iterations: int = 100, start: Array | None = None) -> Solution:
    """Return the values nearest to the measured ones that obey the balances.

    Gauss-Newton on constrained weighted least squares: the balances are made linear about the latest
    values, the linear problem is solved, and so on until nothing changes. Where that does not settle,
    or settles where the sum of squares is no minimum, the search goes on along the balances with
    second derivatives, and never lets the sum of squares grow.

    Parameters
    ----------
    network : Network
    iterations : int
        At most, of each search.
    start : ndarray, shape (n,), optional
        Where to begin instead of at the measurements.

    Raises
    ------
    BalanceError
        If constants contradict one another, or if no values are found.
    """
    if network.defined:
        rest = network.without_defined()
        kept = np.isin(np.arange(len(network.names)), [d for d, _ in network.defined], invert=True)
        begin = None if start is None else start[kept]
        return _with_defined(network, kept, solve(rest, iterations=iterations, start=begin))
    first: PlastsmartError | None = None
    starts = [start] if start is not None else [*_starts(network)]
    if network.inside is not None:
        starts.append(np.where(network.constant, network.given, network.inside))
    for begin in starts:
        try:
            return _iterate(network, begin, min(_PLAIN, iterations), iterations)
        except BalanceError as error:
            # another start may do; the first tells most plainly what is wrong
            first = first or error
    assert first is not None
    raise first


def _with_defined(network: Network, kept: NDArray[np.bool_], rest: Solution) -> Solution:
    """Return a solution with the values that follow from it."""
    n, free = len(network.names), rest.free.shape[1]
    loose = [d for d, _ in network.defined]  # each may turn out to be a direction of its own
    point, noise = np.ones(n), np.zeros(n)
    point[kept], noise[kept] = rest.point, rest.noise
    # how each value moves with those kept, and along the directions that no balance sees
    by_kept, along = np.zeros((n, int(kept.sum()))), np.zeros((n, free + len(loose)))
    by_kept[kept] = np.eye(int(kept.sum()))
    along[kept, :free] = rest.free
    for number, (value, balance) in enumerate(reversed(network.defined)):
        jacobian = _without_rounding(network.derivatives(point)[0], network.sizes)[balance]
        if not jacobian[value]:
            along[value, free + number] = 1.0
            continue
        point[value] -= float(network.residuals(point)[balance]) / jacobian[value]
        jacobian = network.derivatives(point)[0][balance]
        share = -jacobian / jacobian[value]
        share[value] = 0.0
        noise[value] = np.abs(share) @ noise + 64.0 * EPS * abs(point[value])
        by_kept[value], along[value] = share @ by_kept, share @ along
    along = along[:, np.abs(along).any(axis=0)]
    known = np.nan_to_num(rest.covariance)
    undetermined = np.zeros(n, dtype=bool)
    undetermined[kept] = rest.undetermined
    sizes = np.linalg.norm(along, axis=1)
    undetermined[loose] = sizes[loose] > 1e-7 * np.abs(point[loose])
    covariance = by_kept @ known @ by_kept.T
    covariance[undetermined, :] = covariance[:, undetermined] = np.nan
    values = np.where(undetermined, np.nan, point)
    values[kept] = rest.values
    moved, checked = np.zeros(n), np.zeros(n)
    moved[kept], checked[kept] = rest.moved, rest.checked
    multipliers = np.zeros(len(network.labels))
    multipliers[
        np.isin(np.arange(len(network.labels)), [b for _, b in network.defined], invert=True)
    ] = rest.multipliers
    return attrs.evolve(
        rest,
        values=values,
        covariance=(covariance + covariance.T) / 2.0,
        moved=moved,
        checked=checked,
        undetermined=undetermined,
        free=along,
        multipliers=multipliers,
        point=point,
        noise=noise,
    )


def _starts(network: Network) -> Iterable[Array]:
    """Yield where to start from: unmeasured values are 1, then as large as others, then small."""
    known = np.abs(network.given[~network.unmeasured])
    known = known[known > 0.0]
    typical = float(np.exp(np.log(known).mean())) if known.size else 1.0
    open_ = network.unmeasured & np.isnan(network.given)
    for value in (1.0, typical, 0.1) if open_.any() else (1.0,):
        yield np.where(open_, value, network.given)


def _iterate(network: Network, start: Array, plain: int, iterations: int) -> Solution:
    """Search from one start: plainly, and where that fails along the balances."""
    x, count = start.copy(), 0
    told: BalanceError | None = None
    try:
        x, count = _plainly(network, x, plain)
    except BalanceError as error:
        told = error
    if count:
        found = _result(network, x, count, start)
        if not _curves_down(network, x):
            return found
    else:
        x, count = start.copy(), plain
    try:
        return _along(network, x, count, iterations, start)
    except BalanceError as error:
        if told is None and count < plain:
            return found  # nowhere lower was found
        raise told or error from None


def _settled(network: Network, linear: _Linear) -> float:
    """Return the change in standard errors below which values have settled."""
    m = network.measured
    rounding = 64.0 * EPS * float(np.max(np.abs(network.given[m]) / network.sd[m], initial=0.0))
    return max(_STEP, rounding) if linear.rank == _RANK else 1e-8


def _plainly(network: Network, x: Array, steps: int) -> tuple[Array, int]:
    """Return where the linear problems settle and after how many; 0 where they do not."""
    m, u = network.measured, network.unmeasured
    sd, given = network.sd[m], network.given[m]
    last, slow = math.inf, 0
    for count in range(1, steps + 1):
        missing = _checked_residuals(network, x)
        linear = _Linear.about(network, x)
        factors = _Factors.of(linear)
        so_far = (x[m] - given) / sd
        moved, other = factors.step(linear, missing * linear.rows - linear.measured @ so_far)
        change = moved - so_far
        x[m] = given + sd * moved
        x[u] += other * linear.units
        if not np.isfinite(x).all():
            break
        settled = _settled(network, linear)
        scale = np.maximum(1.0, np.abs(x[u] / linear.units))
        if (np.abs(change) <= settled * np.maximum(1.0, np.abs(moved))).all() and (
            np.abs(other) <= settled * scale
        ).all():
            return x, count
        size = float(np.abs(change).max(initial=0.0))
        slow = slow + 1 if size > 0.5 * last else 0
        if slow > 1 and count > 3:  # noqa: PLR2004 - it would take dozens, if it gets there
            break
        last = size
    return x, 0


@attrs.frozen(eq=False)
class _Tangent:
    """The directions at a point in which values may move and the balances stay closed."""

    network: Network
    x: Array
    linear: _Linear
    factors: _Factors
    moved: Array  # of measured values, in standard errors
    basis: Array  # of the directions, by measured value: orthonormal
    directions: Array  # the same by value
    multipliers: Array

    @classmethod
    def at(cls, network: Network, x: Array) -> _Tangent:
        m, u = network.measured, network.unmeasured
        linear = _Linear.about(network, x)
        factors = _Factors.of(linear)
        moved = (x[m] - network.given[m]) / network.sd[m]
        right = factors.right
        whole = np.linalg.qr(right.T, mode="complete")[0] if right.size else np.eye(len(moved))
        basis = whole[:, len(right) :]
        directions = np.zeros((len(x), basis.shape[1]))
        directions[m] = network.sd[m][:, np.newaxis] * basis
        passed_on = -(factors.inverse @ (linear.measured @ basis))
        directions[u] = passed_on * linear.units[:, np.newaxis]
        return cls(
            network,
            x,
            linear,
            factors,
            moved,
            basis,
            directions,
            _multipliers(linear, factors, moved),
        )

    def curvature(self, along: Array) -> Array:
        """Return the second derivative of the Lagrangian along a direction, by direction."""
        move = self.directions @ along
        step = 1e-3
        ahead = self.network.derivatives(self.x + step * move)[0]
        behind = self.network.derivatives(self.x - step * move)[0]
        bent = (ahead - behind).T @ self.multipliers / (2.0 * step)
        return np.asarray(along + self.directions.T @ bent)

    def hessian(self) -> Array:
        """Return the second derivatives of the Lagrangian by direction and direction."""
        size = self.basis.shape[1]
        if not size:
            return np.zeros((0, 0))
        full = np.column_stack([self.curvature(column) for column in np.eye(size)])
        return np.asarray((full + full.T) / 2.0)

    def lowest(self) -> float:
        """Return the least second derivative of the Lagrangian: below 0, this is no minimum.

        In many directions by Lanczos' method from one start, which finds what is clearly below 0.
        """
        from scipy.linalg import eigvalsh_tridiagonal

        size = self.basis.shape[1]
        if size <= _FEW_DIRECTIONS:
            return float(np.linalg.eigvalsh(self.hessian()).min(initial=1.0))
        v = 0.5 + np.modf(0.6180339887 * np.arange(1, size + 1))[0]
        seen = [v / np.linalg.norm(v)]
        diagonal: list[float] = []
        beside: list[float] = []
        for _ in range(_FEW_DIRECTIONS):
            w = self.curvature(seen[-1])
            diagonal.append(float(w @ seen[-1]))
            spanned = np.array(seen)
            w = w - spanned.T @ (spanned @ w)
            w = w - spanned.T @ (spanned @ w)
            length = float(np.linalg.norm(w))
            if length < 1e-3:  # noqa: PLR2004 - the rest changes nothing by as much
                break
            beside.append(length)
            seen.append(w / length)
        return float(eigvalsh_tridiagonal(diagonal, beside[: len(diagonal) - 1]).min())

    def moved_by(self, move: Array) -> Array | None:
        """Return the point that closes the balances beside one moved off along the directions.

        None where that does not come together.
        """
        network, linear = self.network, self.linear
        m, u = network.measured, network.unmeasured
        settled = _settled(network, linear)
        y = self.x + move
        last = math.inf
        for _ in range(40):
            missing = network.residuals(y)
            if not np.isfinite(missing).all():
                return None
            change, other = self.factors.step(linear, missing * linear.rows)
            y[m] += network.sd[m] * change
            y[u] += other * linear.units
            off = np.abs(other) / np.maximum(1.0, np.abs(y[u] / linear.units))
            size = max(np.abs(change).max(initial=0.0), off.max(initial=0.0))
            if size <= 0.1 * settled:
                return y
            if not size < 0.7 * last:
                # rounding, which the unmeasured feel most where balances hardly tell them
                return y if size <= max(settled, _ROUNDING) else None
            last = size
        return None


def _curves_down(network: Network, x: Array) -> bool:
    """Tell whether the sum of squares is no minimum where the search has settled."""
    if not network.measured.any():
        return False
    with np.errstate(all="ignore"):
        try:
            lowest = _Tangent.at(network, x).lowest()
        except (BalanceError, np.linalg.LinAlgError):
            return False
    return lowest < -_DOWN


def _closed(network: Network, x: Array, iterations: int) -> tuple[Array, int]:
    """Return a point that closes the balances, by the smallest moves; and how many it took."""
    m, u = network.measured, network.unmeasured
    x = x.copy()
    for count in range(1, iterations + 1):
        missing = _checked_residuals(network, x)
        linear = _Linear.about(network, x)
        change, other = _Factors.of(linear).step(linear, missing * linear.rows)
        settled = _settled(network, linear)
        scale = np.maximum(1.0, np.abs(x[u] / linear.units))
        if (np.abs(change) <= settled).all() and (np.abs(other) <= settled * scale).all():
            return x, count
        open_ = float(np.linalg.norm(missing * linear.rows))
        share = _reach(network, x, network.sd[m] * change)
        while share > 1e-4:  # noqa: PLR2004
            y = x.copy()
            y[m] += share * network.sd[m] * change
            y[u] += share * other * linear.units
            left = network.residuals(y) * linear.rows
            if np.isfinite(left).all() and np.linalg.norm(left) <= (1.0 - 0.1 * share) * open_:
                break
            share *= 0.5
        else:
            break
        x = y
    raise _apart(network, x, iterations)


def _along(network: Network, x: Array, count: int, iterations: int, start: Array) -> Solution:
    """Search along the balances: each point closes them, and none has a larger sum of squares."""
    m = network.measured
    x, more = _closed(network, x, iterations)
    count += more
    for _ in range(iterations):
        count += 1
        tangent = _Tangent.at(network, x)
        settled = _settled(network, tangent.linear)
        cost = float(tangent.moved @ tangent.moved) / 2.0
        slope = tangent.basis.T @ tangent.moved
        bends, ways = np.linalg.eigh(tangent.hessian())
        step = -ways @ ((ways.T @ slope) / np.maximum(np.abs(bends), 0.01))
        far = float(np.abs(tangent.basis @ step).max(initial=0.0))
        largest = max(1.0, float(np.abs(tangent.moved).max(initial=0.0)))
        if far <= 10.0 * settled * largest:
            if not (bends < -_DOWN).any():
                return _result(network, x, count, start)
            lower = _lower(tangent, ways[:, 0], cost)
            if lower is None:
                return _result(network, x, count, start)
            x = lower
            continue
        falls = float(slope @ step)
        share = _reach(network, x, (tangent.directions @ step)[m])
        while share > 1e-9:  # noqa: PLR2004
            y = tangent.moved_by(tangent.directions @ (share * step))
            if y is not None and _cost(network, y) <= cost + 1e-4 * share * falls + 1e-13 * cost:
                break
            share *= 0.5
        else:
            if far <= 1e-6 * largest:  # as far as rounding lets it
                return _result(network, x, count, start)
            break
        x = y
    raise _apart(network, x, iterations)


def _reach(network: Network, x: Array, move: Array) -> float:
    """Return the share of a move of measured values that the linear balances are good for.

    By half of a value, or by two standard errors: a longer one may lead to flows below 0, from where
    the way to the measurements is closed.
    """
    m = network.measured
    far = np.abs(move) / np.maximum(2.0 * network.sd[m], 0.5 * np.abs(x[m]))
    return 1.0 / max(1.0, float(far.max(initial=0.0)))


def _cost(network: Network, x: Array) -> float:
    m = network.measured
    moved = (x[m] - network.given[m]) / network.sd[m]
    return float(moved @ moved) / 2.0


def _lower(tangent: _Tangent, way: Array, cost: float) -> Array | None:
    """Return a point with a smaller sum of squares beside one that is no minimum.

    Both ways are tried, first that in which what moves most grows, so that the order of names does
    not matter.
    """
    move = tangent.directions @ way
    by = tangent.basis @ way
    first = float(np.sign(by[int(np.argmax(np.round(np.abs(by), 6)))])) or 1.0
    size = 1.0
    while size > 1e-6:  # noqa: PLR2004
        best: Array | None = None
        for sign in (first, -first):
            y = tangent.moved_by(sign * size * move)
            if y is not None:
                new = _cost(tangent.network, y)
                if new < cost * (1.0 - 1e-12):
                    best, cost = y, new
        if best is not None:
            return best
        size *= 0.5
    return None


def _apart(network: Network, x: Array, iterations: int) -> BalanceError:
    """Return the error that no values were found, with the numbers to look at first."""
    told = ""
    begin = next(iter(_starts(network)))
    try:
        linear = _Linear.about(network, begin)
        factors = _Factors.of(linear)
        missing = _checked_residuals(network, begin)
        moved = factors.step(linear, missing * linear.rows)[0]
        share = np.einsum("km,km->m", factors.right, factors.right)
        odd = np.where(share > 1e-9, np.abs(moved) / np.sqrt(np.maximum(share, 1e-9)), 0.0)  # noqa: PLR2004
        at = np.flatnonzero(network.measured)
        order = sorted(np.flatnonzero(odd > 1.96), key=lambda i: -odd[i])[:_SUSPECTED]  # noqa: PLR2004
        pairs = [f"{network.names[at[i]]} = {network.given[at[i]]:g}" for i in order]
        if pairs:
            told = (
                f" Look first at what the others speak against most: {', '.join(pairs)}. A digit may "
                "be missing, the unit another, or a share given in per cent; a standard error may be "
                "too small."
            )
    except BalanceError:
        pass
    missing = np.abs(network.residuals(x)) if np.isfinite(x).all() else np.full(1, np.nan)
    if np.isfinite(missing).all() and missing.size:
        jacobian = np.abs(network.derivatives(x)[0])
        share = missing / np.maximum(jacobian @ np.abs(x), 1e-300)
        worst = int(np.argmax(np.where(missing > 0.0, share, 0.0)))
        if share[worst] > _CLOSED:
            told += f" Balance {network.labels[worst]} stays open."
    unmeasured = " Or give what is unmeasured a start near the solution." if (
        network.unmeasured & np.isnan(network.given)
    ).any() else ""  # fmt: skip
    return BalanceError(
        f"the balances and the measurements do not come together in {iterations} steps.{told} Look "
        f"for a balance that no values can obey.{unmeasured}"
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


def _multipliers(linear: _Linear, factors: _Factors, moved: Array) -> Array:
    in_checks = factors.left @ ((factors.right @ moved) / factors.singular)
    return np.asarray(-(factors.rest @ in_checks) * linear.rows)


def _noise(network: Network, x: Array, start: Array, linear: _Linear, factors: _Factors) -> Array:
    """Return what rounding in the terms of balances may change each value by."""
    m, u = network.measured, network.unmeasured
    jacobian, _ = network.derivatives(x)
    missed = linear.rows * (np.abs(jacobian) @ np.abs(x))
    moves = (
        np.abs((factors.right.T / factors.singular) @ (factors.left.T @ factors.rest.T)) @ missed
    )
    noise = np.abs(x) + np.where(u, np.abs(start), np.abs(network.given))
    noise[m] += network.sd[m] * moves
    passed_on = missed + np.abs(linear.measured) @ moves
    noise[u] += linear.units * (np.abs(factors.inverse) @ passed_on)
    return np.asarray(64.0 * EPS * noise)


def _result(network: Network, x: Array, count: int, start: Array) -> Solution:
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
    return Solution(
        values=values,
        covariance=(covariance + covariance.T) / 2.0,
        moved=all_moved,
        checked=all_told,
        chi2=float(moved @ moved),
        dof=len(factors.singular),
        undetermined=loose,
        free=free,
        multipliers=_multipliers(linear, factors, moved),
        iterations=count,
        point=x,
        noise=_noise(network, x, start, linear, factors),
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
