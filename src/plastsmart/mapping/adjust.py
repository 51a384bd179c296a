"""Adjustment: the values that obey the balances and lie nearest to what was measured."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Mapping, Sequence
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, Final

import attrs
import numpy as np
from numpy.typing import NDArray

from plastsmart.errors import (
    BalanceError,
    InvalidValueError,
    LabelError,
    PlastsmartError,
    listed,
    nearest,
    shown,
)
from plastsmart.mapping.network import EPS, Network, Solution, few, solve
from plastsmart.markup import html_lines, html_table, html_value
from plastsmart.units import finite

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["Adjustment", "Suspect", "adjust", "adjusted"]

_CHANCE: Final = 0.05
"""Least chance of a disagreement that still counts as agreement."""

_SOLVED_WITHOUT: Final = 8
"""Suspects that are left out in turn and all else solved anew."""

Array = NDArray[np.float64]
Balances = Callable[[Mapping[str, Any]], Sequence[Any]]


# --------------------------------------------------------------------------------------------------
# what a user gives and gets


@attrs.frozen(kw_only=True)
class Suspect:
    """A measurement that the others speak against.

    Attributes
    ----------
    name : str
    measured, sd : float
    residual : float
        Standardised: by how many of its own standard errors it misses what the others say.
    without : float
        The value that the others give when it is left out; NaN where they give none.
    without_sd : float
        The standard error of that.
    p_value_without : float
        The chance of the disagreement that is left without it; NaN where nothing can disagree.

    Notes
    -----
    What the others give is solved for anew without the measurement, for the eight most at odds; for
    the rest it follows from the balances made linear about the values found.
    """

    name: str
    measured: float
    sd: float
    residual: float
    without: float
    without_sd: float
    p_value_without: float

    def __str__(self) -> str:
        """Return it in one line."""
        others = "" if math.isnan(self.without) else f"; the others give {self.without:.6g}"
        return (
            f"{self.name} {self.measured:.6g} ± {self.sd:.3g} is {abs(self.residual):.1f} standard "
            f"errors {'above' if self.residual > 0 else 'below'}{others}"
        )


def _locked(value: Mapping[str, Any]) -> Mapping[str, Any]:
    return MappingProxyType(dict(value))


@attrs.frozen(kw_only=True, eq=False, repr=False)
class Adjustment:
    """Values that obey the balances, each with its standard error, and what speaks against which.

    Attributes
    ----------
    names : tuple of str
    chi2 : float
        The weighted sum of squares by which the measurements moved.
    dof : int
        Degrees of freedom: how many independent balances check the measurements.
    p_value : float
        The chance of a disagreement at least as large by chance alone; NaN where nothing checks.
    suspects : tuple of Suspect
        Where the whole disagrees by more than chance: measurements whose standardised residual is
        beyond 1.96 (for the usual level), the one most at odds first. Measurements that are checked
        by one and the same balance alone cannot be told apart and all stand here.
    undetermined : tuple of str
        Unmeasured values that the balances do not determine. They are NaN in the table.
    settles : mapping of str to tuple of str
        For each undetermined value: those that would be known if it were measured.
    settled_by : tuple of str
        A smallest set of further measurements that would settle all of them.
    out_of_bounds : tuple of str
        Values below or above their bounds; below 0, unless told otherwise. They are not changed.
    held : tuple of str
        Values held at a bound, on request.
    iterations : int
    solution : Solution
        The same in arrays.
    """

    names: tuple[str, ...]
    chi2: float
    dof: int
    p_value: float
    suspects: tuple[Suspect, ...]
    undetermined: tuple[str, ...]
    settles: Mapping[str, tuple[str, ...]] = attrs.field(converter=_locked)
    settled_by: tuple[str, ...]
    out_of_bounds: tuple[str, ...]
    held: tuple[str, ...]
    iterations: int
    network: Network
    solution: Solution

    @property
    def table(self) -> pd.DataFrame:
        """Return all values as a table.

        Returns
        -------
        pandas.DataFrame
            value, sd, measured, measured_sd, residual (standardised), moved and kind (measured,
            constant or unmeasured) by name. An undetermined value is NaN, and so is the residual of a
            measurement that nothing checks.
        """
        import pandas as pd

        network, solution = self.network, self.solution
        unmeasured = network.unmeasured
        measured = np.where(unmeasured, np.nan, network.given)
        kind = np.where(
            unmeasured, "unmeasured", np.where(network.constant, "constant", "measured")
        )
        return pd.DataFrame(
            {
                "value": solution.values,
                "sd": np.sqrt(np.maximum(np.diag(solution.covariance), 0.0)),
                "measured": measured,
                "measured_sd": network.sd,
                "residual": solution.standardised,
                "moved": solution.values - measured,
                "kind": kind,
            },
            index=pd.Index(self.names, name="name"),
        )

    @property
    def covariance(self) -> pd.DataFrame:
        """Return the covariance of all values: by name and name, NaN for undetermined ones."""
        import pandas as pd

        return pd.DataFrame(self.solution.covariance, index=self.names, columns=self.names)

    def __getitem__(self, name: str) -> float:
        """Return the value of a name.

        Raises
        ------
        LabelError
        """
        if name not in self.names:
            raise LabelError(f"nothing is called {shown(name)}. {nearest(name, self.names)}")
        return float(self.solution.values[self.names.index(name)])

    def __str__(self) -> str:
        """Return what was found in a few lines."""
        return "\n".join(
            verdict_lines(self.chi2, self.dof, self.p_value, [str(s) for s in self.suspects])
            + open_lines(self)
        )

    def __repr__(self) -> str:
        size = f"{len(self.names)} values, {len(self.network.labels)} balances"
        return f"<Adjustment: {size}, {verdict_lines(self.chi2, self.dof, self.p_value, [])[0]}>"

    def _repr_html_(self) -> str:
        numbers = ("value", "sd", "measured", "measured_sd", "residual", "moved")
        rows = [
            (name, *(html_value(row[each]) for each in numbers), row["kind"])
            for name, row in self.table.to_dict("index").items()
        ]
        header = ("name", *numbers, "kind")
        return html_lines(str(self).splitlines(), 6) + html_table(header, rows, all_in="table")


def verdict_lines(chi2: float, dof: int, p_value: float, suspects: Sequence[str]) -> list[str]:
    """Return whether measurements agree, in words."""
    if not dof:
        return ["nothing checks the measurements"]
    verdict = "agree within" if agree(dof, p_value) else "disagree by more than"
    told = f"chi-square {chi2:.3g} on {dof}, p = {p_value:.2g}"
    return [f"the measurements {verdict} chance ({told})", *suspects]


def agree(dof: int, p_value: float) -> bool:
    """Tell whether measurements agree within chance; those that nothing checks do."""
    return not dof or p_value >= _CHANCE


def open_lines(found: Adjustment) -> list[str]:
    """Return what is undetermined, out of bounds or held, in words."""
    lines = []
    if found.undetermined:
        cure = few(found.settled_by)
        lines.append(f"not determined: {few(found.undetermined)}; measure {cure}")
    if found.out_of_bounds:
        lines.append(f"out of bounds: {few(found.out_of_bounds)}")
    if found.held:
        lines.append(f"held at a bound: {few(found.held)}")
    return lines


def adjust(
    measurements: Mapping[str, Any],
    balances: Balances,
    *,
    labels: Iterable[str] | None = None,
    bounds: Mapping[str, tuple[float | None, float | None]] | None = None,
    hold_bounds: bool = False,
    level: float = 0.05,
    iterations: int = 100,
) -> Adjustment:
    r"""Reconcile measurements with balances by constrained weighted least squares.

    Parameters
    ----------
    measurements : mapping of str to (value, standard error) or None
        A standard error of 0 makes a constant, which never moves. None is unmeasured; so is
        ``(start, None)``, which also says where to begin. All in units of your own choice.
    balances : callable
        Takes a mapping from names to values; returns a list of what must be 0, linear or not. It is
        called with complex numbers for exact derivatives; where it cannot take them (a comparison,
        ``abs``), differences are used.
    labels : iterable of str, optional
        Names of the balances, for messages.
    bounds : mapping of str to (low, high), optional
        None for no bound. What is not mentioned is bounded by 0 from below.
    hold_bounds : bool
        Hold values at their bounds that would lie beyond. Otherwise they are only reported.
    level : float
        Of the test; a suspect's standardised residual is beyond the matching quantile of the normal
        distribution, 1.96 for 0.05.
    iterations : int
        At most.

    Returns
    -------
    Adjustment

    Raises
    ------
    BalanceError
        If constants contradict one another, which are named, or if no solution is found.
    InvalidValueError, LabelError
        If a measurement, a balance or a bound cannot be read.

    Notes
    -----
    With linear balances :math:`A x = 0` and the covariance :math:`V` of measurements :math:`x`, the
    values are :math:`\hat x = x - V A^T (A V A^T)^{-1} A x`. Nonlinear balances are made linear about
    the latest values until nothing changes; the standard errors are those of the last linear problem.
    What has no standard error enters with columns of its own, which are eliminated first
    (Cencic and Rechberger 2008, Cencic 2016).
    With `hold_bounds`, a value held counts as one more balance, and chi-square and standard errors
    are approximate.

    References
    ----------
    O. Cencic and H. Rechberger (2008), Material flow analysis with software STAN, Journal of
    Environmental Engineering and Management 18(1), 3-7.

    O. Cencic (2016), Nonlinear data reconciliation in material flow analysis with software
    STAN, Sustainable Environment Research 26(6), 291-298.

    Examples
    --------
    >>> import plastsmart as ps
    >>> found = ps.adjust(
    ...     {"F1": (100, 4), "F2": (58, 3), "TC": (0.6, 0.03), "F3": None},
    ...     balances=lambda x: [x["F2"] - x["TC"] * x["F1"]],
    ... )
    >>> print(found.table[["value", "sd"]].round(3))
           value     sd
    name
    F1    99.195  3.489
    F2    58.765  2.356
    TC     0.592  0.024
    F3       NaN    NaN
    >>> found.undetermined, found.dof, round(found.p_value, 2)
    (('F3',), 1, 0.68)
    """
    names, given, sd = _read(measurements)
    if isinstance(level, bool) or not isinstance(level, (int, float)) or not 0.0 < level < 1.0:
        raise InvalidValueError(
            f"level is {shown(level)}; give a share between 0 and 1 such as 0.05"
        )
    if isinstance(iterations, bool) or not isinstance(iterations, int) or iterations < 1:
        raise InvalidValueError(f"iterations is {shown(iterations)}; give a whole number from 1")
    if not callable(balances):
        raise InvalidValueError(
            f"balances is a function of the values, such as lambda x: [x['a'] - x['b']], not "
            f"{shown(balances)}"
        )
    called = _Called(names, balances)
    count = len(called(np.where(np.isnan(given), 1.0, given)))
    if labels is None:
        told = tuple(str(i + 1) for i in range(count))
    else:
        told = tuple(listed(labels, "labels", '["sorting", "washing"]'))
        if len(told) != count or not all(isinstance(label, str) for label in told):
            raise LabelError(
                f"there are {len(told)} labels for {count} balances; name each of them"
            )
    called.labels = told
    network = Network(
        names=names,
        given=given,
        sd=sd,
        labels=told,
        residuals=called,
        derivatives=called.derivatives,
    )
    low, high = _read_bounds(names, bounds)
    return adjusted(
        network, low=low, high=high, hold_bounds=hold_bounds, level=level, iterations=iterations
    )


def adjusted(
    network: Network,
    *,
    low: Array,
    high: Array,
    hold_bounds: bool = False,
    level: float = 0.05,
    iterations: int = 100,
) -> Adjustment:
    """Return the adjustment of a network, with suspects, bounds and what is undetermined."""
    held: dict[int, float] = {}
    if hold_bounds:
        network, solution, held = _held(network, low, high, iterations)
    else:
        solution = solve(network, iterations=iterations)
    names = network.names
    beyond = _beyond(network, solution, low, high) != 0.0
    settles, settled_by = _settlers(names, solution)
    return Adjustment(
        names=names,
        chi2=solution.chi2,
        dof=solution.dof,
        p_value=solution.p_value,
        suspects=_suspects(network, solution, level, iterations),
        undetermined=tuple(names[i] for i in np.flatnonzero(solution.undetermined)),
        settles=settles,
        settled_by=settled_by,
        out_of_bounds=tuple(names[i] for i in np.flatnonzero(beyond)),
        held=tuple(names[i] for i in held),
        iterations=solution.iterations,
        network=network,
        solution=solution,
    )


def _sizes(network: Network, solution: Solution) -> Array:
    """Return how large each value is: as found, as measured or by its standard error; else NaN."""
    spread = np.sqrt(np.maximum(np.diag(solution.covariance), 0.0))
    given = np.where(network.unmeasured, np.nan, np.abs(network.given))
    sizes = np.fmax(np.fmax(np.abs(solution.values), given), np.fmax(spread, network.sd))
    return np.asarray(sizes if network.sizes is None else np.fmax(sizes, network.sizes))


def _beyond(network: Network, solution: Solution, low: Array, high: Array) -> Array:
    """Return by how much values lie beyond their bounds, beyond what rounding does."""
    values = solution.values
    slack = np.fmax(1e-10 * np.nan_to_num(_sizes(network, solution)), solution.noise)
    with np.errstate(invalid="ignore"):
        below = np.where(values < low - slack, values - low, 0.0)
        return np.where(values > high + slack, values - high, below)


def _held(
    network: Network, low: Array, high: Array, iterations: int
) -> tuple[Network, Solution, dict[int, float]]:
    """Return the solution with values held at the bounds that they would lie beyond.

    An active set: what lies furthest beyond is held, and let go where the measurements pull it back
    inside.
    """
    pins: dict[int, float] = {}
    let_go: set[int] = set()
    for _ in range(4 * len(network.names) + 4):
        pinned = network.pinned(pins) if pins else network
        solution = solve(pinned, iterations=iterations)
        if network.sizes is None:
            network = attrs.evolve(network, sizes=_sizes(network, solution))
        pull = solution.multipliers[len(network.labels) :]
        inward = [
            i
            for (i, end), force in zip(pins.items(), pull, strict=True)
            if i not in let_go and (force > 0.0 if end == low[i] else force < 0.0)
        ]
        if inward:
            let_go.add(inward[0])  # once, so that the search ends
            del pins[inward[0]]
            continue
        beyond = _beyond(network, solution, low, high)
        spread = np.sqrt(np.maximum(np.nan_to_num(np.diag(solution.covariance)), 1e-300))
        for i in pins:
            beyond[i] = 0.0
        beyond[network.constant] = 0.0
        if not beyond.any():
            return pinned, _at_bounds(pinned, solution, pins, low, high), pins
        worst = int(np.argmax(np.abs(beyond) / spread))
        pins[worst] = float(low[worst] if beyond[worst] < 0.0 else high[worst])
    raise BalanceError("no values obey balances and bounds together; look for a bound to widen")


def _at_bounds(
    network: Network, solution: Solution, pins: Mapping[int, float], low: Array, high: Array
) -> Solution:
    """Return the solution with held values exactly at their bounds.

    None but a constant lies beyond them by more than rounding, which is taken off: a share is at most 1.
    """
    within = np.clip(solution.values, low, high)
    values = np.where(network.constant, solution.values, within)
    covariance = solution.covariance.copy()
    for i, end in pins.items():
        values[i] = end
        covariance[i, :] = covariance[:, i] = 0.0
    return attrs.evolve(solution, values=values, covariance=covariance)


def _settlers(
    names: tuple[str, ...], solution: Solution
) -> tuple[dict[str, tuple[str, ...]], tuple[str, ...]]:
    """Return what each further measurement would settle, and a smallest set that settles all."""
    loose = np.flatnonzero(solution.undetermined)
    free = solution.free[loose]
    if not free.size:
        return {}, ()
    free = free / np.linalg.norm(free, axis=1, keepdims=True)

    def after(space: Array, row: int) -> Array:
        """Return the directions left once one value is known."""
        along = space[row]
        length = float(along @ along)
        if length < 1e-14:  # noqa: PLR2004 - known already
            return space
        return np.asarray(space - np.outer(space @ along, along) / length)

    def known(space: Array) -> set[int]:
        return set(np.flatnonzero(np.linalg.norm(space, axis=1) < 1e-7).tolist())  # noqa: PLR2004

    settles = {
        names[loose[row]]: tuple(names[loose[i]] for i in sorted(known(after(free, row))))
        for row in range(len(loose))
    }
    chosen: list[str] = []
    space = free
    while len(known(space)) < len(loose):
        best = max(
            (row for row in range(len(loose)) if row not in known(space)),
            key=lambda row: len(known(after(space, row))),
        )
        chosen.append(names[loose[best]])
        space = after(space, best)
    return settles, tuple(chosen)


def _suspects(
    network: Network, solution: Solution, level: float, iterations: int
) -> tuple[Suspect, ...]:
    from scipy.special import chdtrc, ndtri

    if not solution.dof or solution.p_value >= level:
        return ()
    limit = float(ndtri(1.0 - level / 2.0))
    residual = solution.standardised
    with np.errstate(invalid="ignore"):
        beyond = np.flatnonzero(np.abs(residual) > limit)
    order = sorted(beyond, key=lambda i: (-round(abs(float(residual[i])), 6), network.names[i]))
    found = []
    for place, i in enumerate(order):
        sd, checked = float(network.sd[i]), float(solution.checked[i])
        without = float(network.given[i] + sd * solution.moved[i] / checked)
        if place < _SOLVED_WITHOUT:
            begin = solution.point.copy()
            begin[i] = without
            try:
                rest = solve(network.without(int(i), without), iterations=iterations, start=begin)
                without, p = float(rest.values[i]), rest.p_value
                error = math.sqrt(max(float(rest.covariance[i, i]), 0.0))
            except BalanceError:
                without, error, p = math.nan, math.nan, math.nan
        else:  # what the balances say that are linear about the values found
            error = sd * math.sqrt(max(1.0 / checked - 1.0, 0.0))
            left = max(solution.chi2 - float(residual[i]) ** 2, 0.0)
            p = float(chdtrc(solution.dof - 1, left)) if solution.dof > 1 else math.nan
        found.append(
            Suspect(
                name=network.names[i],
                measured=float(network.given[i]),
                sd=sd,
                residual=float(residual[i]),
                without=without,
                without_sd=error,
                p_value_without=p,
            )
        )
    return tuple(found)


# --------------------------------------------------------------------------------------------------
# reading


def _read(measurements: Mapping[str, Any]) -> tuple[tuple[str, ...], Array, Array]:
    if not isinstance(measurements, Mapping):
        raise InvalidValueError(
            "measurements is a mapping from names to (value, standard error) or None, not "
            f"{shown(measurements)}"
        )
    given, sd = [], []
    for name, entry in measurements.items():
        if not isinstance(name, str) or not name:
            raise LabelError(f"a measurement is called {shown(name)}; a name is text")
        value, error = _entry(name, entry)
        given.append(value)
        sd.append(error)
    return tuple(measurements), np.array(given, dtype=np.float64), np.array(sd, dtype=np.float64)


def _entry(name: str, entry: Any) -> tuple[float, float]:
    if entry is None:
        return math.nan, math.nan
    if isinstance(entry, (str, bytes)) or not isinstance(entry, Sequence) or len(entry) != 2:  # noqa: PLR2004
        raise InvalidValueError(
            f"{name} is {shown(entry)}; give (value, standard error), with 0 for a constant, or None "
            "for what is not measured"
        )
    value = _one(entry[0], name)
    if entry[1] is None:
        return value, math.nan
    if isinstance(entry[1], float) and math.isinf(entry[1]) and entry[1] > 0:
        raise InvalidValueError(
            f"{name} has an infinite standard error; write ({value:g}, None) for what is not measured"
        )
    error = _one(entry[1], f"the standard error of {name}")
    if error < 0.0:
        raise InvalidValueError(f"the standard error of {name} is {error:g}; it is 0 or more")
    return value, error


def _one(value: Any, name: str) -> float:
    number = finite(value, name)
    if not isinstance(number, float):
        raise InvalidValueError(f"{name} is {shown(value)}; give one number")
    return number


def _read_bounds(
    names: tuple[str, ...], bounds: Mapping[str, tuple[float | None, float | None]] | None
) -> tuple[Array, Array]:
    low, high = np.zeros(len(names)), np.full(len(names), np.inf)
    if bounds is not None and not isinstance(bounds, Mapping):
        raise InvalidValueError(
            f"bounds is a mapping from names to (low, high), not {shown(bounds)}"
        )
    for name, ends in (bounds or {}).items():
        if name not in names:
            raise LabelError(f"bounds: nothing is called {shown(name)}. {nearest(name, names)}")
        if isinstance(ends, (str, bytes)) or not isinstance(ends, Sequence) or len(ends) != 2:  # noqa: PLR2004
            raise InvalidValueError(f"the bounds of {name} are {shown(ends)}; give (low, high)")
        at = names.index(name)
        low[at] = -np.inf if ends[0] is None else _one(ends[0], f"the lower bound of {name}")
        high[at] = np.inf if ends[1] is None else _one(ends[1], f"the upper bound of {name}")
        if low[at] > high[at]:
            raise InvalidValueError(f"the bounds of {name} are {shown(ends)}; low is above high")
    return low, high


class _Values(dict[str, Any]):
    """The values by name; what is not there is told with the nearest names."""

    def __missing__(self, name: object) -> Any:
        raise LabelError(f"a balance reads {shown(name)}, which is no measurement. "
                         f"{nearest(name, self)}")  # fmt: skip


class _Called:
    """A user's balances as functions of an array."""

    def __init__(self, names: tuple[str, ...], balances: Balances) -> None:
        self.names = names
        self.balances = balances
        self.labels: tuple[str, ...] = ()
        self.takes_complex = True

    def _call(self, values: Sequence[Any]) -> list[Any]:
        missing = self.balances(_Values(zip(self.names, values, strict=True)))
        if isinstance(missing, (str, bytes, Mapping)) or not hasattr(missing, "__len__"):
            raise InvalidValueError(
                f"balances gives {shown(missing)}; give a list of what must be 0, such as "
                "[x['a'] - x['b']]"
            )
        if self.labels and len(missing) != len(self.labels):
            raise InvalidValueError(
                f"balances gives {len(missing)} numbers here and {len(self.labels)} elsewhere"
            )
        return list(missing)

    def __call__(self, x: Array) -> Array:
        try:
            missing = self._call(x.tolist())
        except (ArithmeticError, OverflowError) as error:
            if isinstance(error, PlastsmartError):
                raise
            raise BalanceError(f"a balance cannot be computed: {error}") from error
        if any(isinstance(m, complex) for m in missing):  # a power of a negative number
            return np.full(len(missing), np.nan)
        return np.array(
            [math.nan if _is_nan(m) else _one(m, "a balance") for m in missing], dtype=np.float64
        )

    def derivatives(self, x: Array) -> tuple[Array, bool]:
        """Return the derivatives: by complex steps where the balances take them, else differences."""
        if self.takes_complex:
            exact = self._complex_step(x)
            if exact is not None and self._agrees(exact, x):
                return exact, True
            self.takes_complex = False
        return self._differences(x), False

    def _complex_step(self, x: Array) -> Array | None:
        jacobian = np.zeros((len(self.labels), len(x)))
        values: list[Any] = x.tolist()
        for j, value in enumerate(x.tolist()):
            step = 1e-30 * max(abs(value), 1e-30)
            values[j] = complex(value, step)
            try:
                column = [complex(m).imag / step for m in self._call(values)]
            except (TypeError, ValueError, ArithmeticError):
                return None
            values[j] = value
            jacobian[:, j] = column
        return jacobian if np.isfinite(jacobian).all() else None

    def _agrees(self, jacobian: Array, x: Array) -> bool:
        """Tell whether derivatives agree with a difference: abs or .real would drop a complex step."""
        weights = 0.5 + 0.5 * np.modf(0.6180339887 * np.arange(1, len(x) + 1))[0]
        along = weights * np.where(x == 0.0, 1.0, x)
        step = EPS ** (1.0 / 3.0)
        ahead, behind = self(x + step * along), self(x - step * along)
        told = (ahead - behind) / (2.0 * step)
        size = np.abs(jacobian) @ np.abs(along) + np.abs(told) + (np.abs(ahead) + np.abs(behind))
        with np.errstate(invalid="ignore"):
            return bool((np.abs(jacobian @ along - told) <= 1e-5 * size).all())

    def _differences(self, x: Array) -> Array:
        jacobian = np.zeros((len(self.labels), len(x)))
        for j, value in enumerate(x):
            step = EPS ** (1.0 / 3.0) * (abs(value) or 1.0)
            ends = x.copy(), x.copy()
            ends[0][j] += step
            ends[1][j] -= step
            ahead, behind = self(ends[0]), self(ends[1])
            width = ends[0][j] - ends[1][j]
            column = (ahead - behind) / width
            noise = 8.0 * EPS * (np.abs(ahead) + np.abs(behind)) / width
            jacobian[:, j] = np.where(np.abs(column) <= noise, 0.0, column)
        if not np.isfinite(jacobian).all():
            raise BalanceError(
                "a balance has no derivative here; give what is unmeasured a start, as (start, None)"
            )
        return jacobian


def _is_nan(value: Any) -> bool:
    return isinstance(value, float) and not math.isfinite(value)
