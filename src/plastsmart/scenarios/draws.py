"""Draws: what varies in a system and a plan, and the numbers between 0 and 1 that each draw needs.

Sample i is a function of the seed and i alone (and, for a Latin hypercube, of how many samples there
are): every number is computed from its own position in a stream, never from the state that an
earlier number left. So the same seed gives the same bits in any batch, by any number of workers.
"""

from __future__ import annotations

import functools
import hashlib
import inspect
import warnings
from collections.abc import Collection, Iterable, Mapping, Sequence
from itertools import pairwise
from typing import TYPE_CHECKING, Any, Final

import attrs
import numpy as np
from numpy.typing import NDArray

from plastsmart.alignment import ALL, Cells, tolerance_of_coverage
from plastsmart.axes import Axes
from plastsmart.errors import InvalidValueError, LabelError, nearest, shown
from plastsmart.parameters import Dirichlet
from plastsmart.scenarios.quantiles import Quantiles, Truncated, truncated
from plastsmart.stages import PARAMETERS

if TYPE_CHECKING:
    from plastsmart.scenarios.measures import Measure
    from plastsmart.stages import ParameterSpec
    from plastsmart.system import System

__all__ = [
    "METHODS",
    "MONEY",
    "MOST_SOBOL",
    "Group",
    "Stream",
    "Uncertain",
    "fitted",
    "read_correlation",
]

METHODS: Final = ("plain", "latin", "sobol")

MONEY: Final = ("cost", "investment")
"""The amounts of a measure that are money."""

MOST_SOBOL: Final = 21201
"""Dimensions that scipy's table of direction numbers has."""

_TO_UNIT: Final = 2.0**-53
_LEAST: Final = _TO_UNIT / 2
_MOST: Final = 1.0 - _TO_UNIT
"""What the numbers that are drawn lie between: the largest is the last before 1."""

_WHOLE: Final = 1e-6
"""By how much the shares of a composition may miss 1, as in a system."""

_LEAST_SHAPE: Final = 0.05
"""Shape that the largest share of a Dirichlet has at least, so that its gamma variate is no zero."""

Array = NDArray[np.float64]


# --------------------------------------------------------------------------------------------------
# streams of numbers between 0 and 1


@attrs.frozen
class Group:
    """Numbers that are drawn together: one for each year or region where each has its own.

    Attributes
    ----------
    key : str
        What it is of; the stream follows from it, so that systems that share a parameter share draws.
    labels : tuple of str
        Of each number: its year, region or both. The number's stream follows from it too, so that a
        year or region has the same draws whatever other years and regions there are.
    parameter : str
    category, route : str
        Empty where it is of all.
    per : str
    source : str
        Of the values that it is of; several are separated by semicolons.
    """

    key: str
    labels: tuple[str, ...] = ("",)
    parameter: str = ""
    category: str = ""
    route: str = ""
    per: str = "run"
    source: str = ""

    @property
    def size(self) -> int:
        """How many numbers are drawn in each sample."""
        return len(self.labels)


@functools.lru_cache(maxsize=1 << 16)
def _words(seed: int, key: str) -> tuple[int, ...]:
    digest = hashlib.sha256(f"{seed}\0{key}".encode()).digest()
    return tuple(int.from_bytes(digest[8 * i : 8 * i + 8], "little") for i in range(4))


def _of(key: str, label: str) -> str:
    return f"{key}\0{label}" if label else key


def _raw(words: Sequence[int], first: int, count: int) -> NDArray[np.uint64]:
    """Return `count` numbers of a stream from position `first` on, whatever was drawn before."""
    block, skip = divmod(first, 4)  # Philox makes four numbers at a time
    bits = np.random.Philox(counter=[block, 0, 0, 0], key=[words[0], words[1]])
    return bits.random_raw(skip + count)[skip:]


def _unit(raw: NDArray[np.uint64]) -> Array:
    """Return numbers strictly between 0 and 1."""
    # the half is lost in the last number, which would be 1
    return np.minimum(((raw >> np.uint64(11)).astype(np.float64) + 0.5) * _TO_UNIT, _MOST)


def _permuted(index: NDArray[np.uint64], n: int, words: Sequence[int]) -> NDArray[np.uint64]:
    """Return where a permutation of 0 … n−1 sends each index, without making the permutation.

    A Feistel network of eight rounds on the smallest even number of bits that holds n, walked on until
    the result is below n.
    """
    half = max((max(n - 1, 1).bit_length() + 1) // 2, 1)
    mask = np.uint64((1 << half) - 1)
    shift = np.uint64(half)
    keys = [np.uint64(word) for word in words]
    result = index.copy()
    open_ = np.ones(len(result), dtype=bool)
    while open_.any():
        value = result[open_]
        left, right = value >> shift, value & mask
        for key in keys:
            left, right = right, left ^ (_mixed(right ^ key) & mask)
        result[open_] = (left << shift) | right
        open_[open_] = result[open_] >= np.uint64(n)
    return result


def _mixed(value: NDArray[np.uint64]) -> NDArray[np.uint64]:
    """Return a hash of each number (the finaliser of SplitMix64)."""
    with np.errstate(over="ignore"):
        value = (value ^ (value >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
        value = (value ^ (value >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
    return value ^ (value >> np.uint64(31))


@attrs.frozen(kw_only=True)
class Stream:
    """The numbers between 0 and 1 of some groups, for any range of samples.

    Parameters
    ----------
    groups : tuple of Group
    seed : int
    n : int
        How many samples there are in all; it decides the strata of a Latin hypercube.
    method : {"plain", "latin", "sobol"}
    correlation : tuple of (tuple of int, ndarray)
        Positions of groups, and the lower triangle that makes their normal scores correlated.
    """

    groups: tuple[Group, ...]
    seed: int
    n: int
    method: str = "plain"
    correlation: tuple[tuple[tuple[int, ...], Array], ...] = ()

    def __attrs_post_init__(self) -> None:
        if self.method not in METHODS:
            raise LabelError(
                f"unknown method {shown(self.method)}. {nearest(self.method, METHODS)}"
            )
        total = sum(group.size for group in self.groups)
        if self.method == "sobol" and total > MOST_SOBOL:
            raise InvalidValueError(
                f"{total} numbers are drawn in each sample, and Sobol' sequences have at most "
                f'{MOST_SOBOL} dimensions; choose method="latin" or "plain"'
            )

    def block(self, start: int, stop: int, wanted: frozenset[int] | None = None) -> list[Array]:
        """Return the numbers of samples `start` to `stop` − 1: an array (sample, size) a group.

        Groups that are not among `wanted` are left empty; the others are the same as with all.
        """
        together = {member for members, _ in self.correlation for member in members}
        if wanted is not None and wanted & together:
            wanted = wanted | together
        if self.method == "sobol":
            numbers = self._sobol(start, stop)
        else:
            numbers = [
                self._of_group(group, start, stop)
                if wanted is None or position in wanted
                else np.empty((stop - start, 0))
                for position, group in enumerate(self.groups)
            ]
        for members, lower in self.correlation:
            if wanted is None or wanted & together:
                _correlate(numbers, members, lower)
        return numbers

    def _of_group(self, group: Group, start: int, stop: int) -> Array:
        count = stop - start
        u = np.empty((count, group.size))
        for column, label in enumerate(group.labels):
            u[:, column] = _unit(_raw(_words(self.seed, _of(group.key, label)), start, count))
        if self.method == "plain":
            return u
        strata = np.empty((count, group.size), dtype=np.float64)
        index = np.arange(start, stop, dtype=np.uint64)
        for column, label in enumerate(group.labels):
            own = f"{_of(group.key, label)}\0strata"
            rounds = _words(self.seed, own) + _words(self.seed, f"{own}\0more")
            strata[:, column] = _permuted(index, self.n, rounds)
        return np.clip((strata + u) / self.n, _LEAST, _MOST)

    def _sobol(self, start: int, stop: int) -> list[Array]:
        from scipy.stats import qmc

        if not self.groups:
            return []
        sizes = [group.size for group in self.groups]
        rng = np.random.default_rng(_words(self.seed, ""))
        # SciPy 1.15 renamed the argument
        argument = "rng" if "rng" in inspect.signature(qmc.Sobol).parameters else "seed"
        options: dict[str, Any] = {"scramble": True, argument: rng}
        engine = qmc.Sobol(sum(sizes), **options)
        if start:
            engine.fast_forward(start)
        with warnings.catch_warnings():  # a range of samples need not be a power of 2
            warnings.simplefilter("ignore", UserWarning)
            points = engine.random(stop - start)
        points = np.clip(points, _LEAST, _MOST)
        edges = np.cumsum([0, *sizes])
        return [np.ascontiguousarray(points[:, a:b]) for a, b in pairwise(edges)]


def _correlate(numbers: list[Array], members: tuple[int, ...], lower: Array) -> None:
    """Give groups of numbers the correlation of a lower triangle, through normal scores. In place."""
    from scipy.special import ndtr, ndtri

    scores = [ndtri(numbers[member]) for member in members]
    for row, member in enumerate(members):
        # one term after another, so that the bits do not depend on how many samples there are
        total = lower[row, 0] * scores[0]
        for column in range(1, row + 1):
            total = total + lower[row, column] * scores[column]
        numbers[member] = np.clip(ndtr(total), _LEAST, _MOST)


def read_correlation(
    given: Mapping[tuple[str, str], float] | None, groups: Sequence[Group]
) -> tuple[tuple[tuple[int, ...], Array], ...]:
    """Read rank correlations between parameters for the groups that there are.

    Parameters
    ----------
    given : mapping of (str, str) to float
        Two parameters to the rank correlation (Spearman) of their draws. A value of one category or
        route goes with that of the same category or route, or of all. A parameter twice is the
        correlation of all its own values, which else are drawn apart for each category and route.
    groups : sequence of Group

    Raises
    ------
    LabelError, InvalidValueError
        If a parameter has no uncertainty, or the correlations contradict one another.
    """
    if not given:
        return ()
    if not isinstance(given, Mapping):
        raise InvalidValueError(
            f'correlation is a mapping such as {{("capture", "sorting_efficiency"): 0.5}}, not '
            f"{shown(given)}"
        )
    known = {group.parameter for group in groups}
    ranks = np.eye(len(groups))
    involved: set[int] = set()
    for pair, value in given.items():
        if not isinstance(pair, tuple) or len(pair) != 2:  # noqa: PLR2004
            raise LabelError(f"a correlation is between two parameters, not {shown(pair)}")
        for name in pair:
            if name not in known:
                raise LabelError(
                    f"correlation: {shown(name)} has no uncertainty in this system. "
                    f"{nearest(name, known)}"
                )
        for turned, also in given.items():
            if pair[::-1] == turned != pair and also != value:
                raise InvalidValueError(
                    f"the rank correlation of {pair[0]} and {pair[1]} is given as {shown(value)} and, "
                    f"the other way round, as {shown(also)}; give it once"
                )
        if "composition" in pair:
            raise InvalidValueError(
                "composition cannot be correlated with anything: its shares are drawn together, each "
                "from what the others leave; leave it out"
            )
        real = isinstance(value, (int, float, np.integer, np.floating))
        number = float(value) if real and not isinstance(value, bool) else float("nan")
        if not -1.0 <= number <= 1.0:
            raise InvalidValueError(
                f"the rank correlation of {pair[0]} and {pair[1]} is {shown(value)}; it lies between "
                "-1 and 1"
            )
        found = _matching(pair, groups)
        if not found:
            raise InvalidValueError(
                f"{pair[0]} and {pair[1]} have no draws that go together: they differ in category, "
                "route or in what gets its own draw (per)"
            )
        for one, other in found:
            ranks[one, other] = ranks[other, one] = number
            involved |= {one, other}
    members = tuple(sorted(involved))
    part, least = _of_scores(ranks[np.ix_(members, members)])
    if least < _NEGATIVE:
        hundredths = range(99, -1, -1)
        most = next(
            share / 100
            for share in hundredths
            if _of_scores(ranks[np.ix_(members, members)], share / 100)[1] >= _NEGATIVE
        )
        pairs = ", ".join(f"{one} and {other} ({value:g})" for (one, other), value in given.items())
        raise InvalidValueError(
            f"the rank correlation of {pairs} cannot be had for all their values at once, for normal "
            "scores at least, by which draws are made to go together: what goes with one value would "
            f"have to go with others. Bring each closer to 0: {most:g} times as much is possible"
        )
    lower: Array = np.asarray(
        np.linalg.cholesky(part + np.eye(len(members)) * max(1e-12, -least)), dtype=np.float64
    )
    lower /= np.sqrt((lower**2).sum(axis=1, keepdims=True))
    return ((members, lower),)


def _of_scores(ranks: Array, share: float = 1.0) -> tuple[Array, float]:
    """Return the correlations of normal scores that give rank correlations, and the least eigenvalue.

    Parameters
    ----------
    ranks : ndarray
        1 on the diagonal.
    share : float
        What all others are multiplied by.
    """
    matrix = 2.0 * np.sin(np.pi * share * ranks / 6.0)
    np.fill_diagonal(matrix, 1.0)
    return matrix, float(np.linalg.eigvalsh(matrix).min())


_NEGATIVE: Final = -1e-10
"""An eigenvalue below this is no rounding."""


def _matching(pair: tuple[str, str], groups: Sequence[Group]) -> list[tuple[int, int]]:
    def together(a: str, b: str) -> bool:
        return not a or not b or a == b

    if pair[0] == pair[1]:
        own = [i for i, group in enumerate(groups) if group.parameter == pair[0]]
        return [
            (i, j)
            for i in own
            for j in own
            if i < j and (groups[i].per, groups[i].size) == (groups[j].per, groups[j].size)
        ]
    return [
        (i, j)
        for i, one in enumerate(groups)
        for j, other in enumerate(groups)
        if i != j
        and (one.parameter, other.parameter) == pair
        and together(one.category, other.category)
        and together(one.route, other.route)
        and (one.per, one.size) == (other.per, other.size)
    ]


# --------------------------------------------------------------------------------------------------
# what varies


@attrs.frozen(eq=False)
class _Row:
    """One given value that varies: which group draws it, for which of the group's numbers."""

    group: int
    numbers: NDArray[np.intp]
    pairs: NDArray[np.intp]
    distribution: Truncated


@attrs.frozen(eq=False)
class _Parameter:
    """A parameter that varies: where its cells are and what they are made of."""

    spec: ParameterSpec
    shape: tuple[int, ...]
    fixed: Array
    cells: NDArray[np.intp]
    before: NDArray[np.intp]
    after: NDArray[np.intp]
    weight: Array
    constants: Array
    rows: tuple[_Row, ...]
    pairs: NDArray[np.intp]
    quantiles: Quantiles
    compositions: tuple[NDArray[np.intp], ...] = ()


@attrs.frozen(eq=False)
class _Amount:
    """An amount of a plan that varies."""

    group: int
    quantiles: Quantiles


class Uncertain:
    """What varies in a system and in the measures of a plan.

    Parameters
    ----------
    system : System
    measures : iterable of Measure

    Attributes
    ----------
    groups : tuple of Group
        Sorted by key.
    parameters : tuple of str
        The parameters that vary.
    """

    def __init__(self, system: System, measures: Iterable[Measure] = ()) -> None:
        self.axes = system.axes
        found: dict[str, Group] = {}
        plans = []
        for name in system.parameters:
            cells = system.cells(name)
            if any(info.uncertainty is not None for info in cells.infos):
                plans.append((name, _groups_of(cells, system.axes, found)))
        amounts = _amounts_of(measures, found)
        self.groups = tuple(found[key] for key in sorted(found))
        position = {group.key: number for number, group in enumerate(self.groups)}
        compiled = {name: _compiled(system, name, keys, position) for name, keys in plans}
        self._parameters = {name: each for name, each in compiled.items() if each is not None}
        self._amounts = {
            place: _Amount(
                position[key],
                Quantiles([truncated(d, center=center, low=low, high=high, what=what)]),
            )
            for place, (key, d, center, low, high, what) in amounts.items()
        }

    @property
    def parameters(self) -> tuple[str, ...]:
        """The parameters that vary."""
        return tuple(self._parameters)

    def cells(self, wanted: Collection[str]) -> int:
        """Return how many cells the largest of some parameters has in a sample."""
        return max((self._parameters[name].fixed.size for name in wanted), default=1)

    def positions(
        self, wanted: Collection[str], *, changes: bool = True, money: bool = False
    ) -> frozenset[int]:
        """Return the groups that some parameters, and the amounts of measures, are drawn by.

        Of the amounts those of the changes, and those of money, where they are asked for.
        """
        found = {
            row.group
            for name, parameter in self._parameters.items()
            if name in wanted
            for row in parameter.rows
        }
        found |= {
            amount.group
            for (_, what), amount in self._amounts.items()
            if (money if what in MONEY else changes)
        }
        return frozenset(found)

    def arrays(
        self, numbers: Sequence[Array], wanted: Collection[str] | None = None
    ) -> tuple[dict[str, Array], NDArray[np.bool_]]:
        """Return the parameters that vary, for some samples.

        Parameters
        ----------
        numbers : sequence of ndarray
            From `Stream.block`.
        wanted : collection of str, optional
            The parameters that are needed; all that vary, if left out.

        Returns
        -------
        dict of str to ndarray, shape (sample, region, year, category, route)
            In the unit of the table.
        ndarray of bool, shape (sample,) or ()
            In which samples routes of a tier were drawn to serve more than everyone, and were
            shrunk in proportion.

        Notes
        -----
        In memory the samples of a cell stand side by side.
        """
        return self.assembled(self.values(numbers, wanted))

    def values(
        self, numbers: Sequence[Array], wanted: Collection[str] | None = None
    ) -> dict[str, Array]:
        """Return the values that are drawn of each parameter, before they are put in their cells.

        Returns
        -------
        dict of str to ndarray, shape (value, sample)
            For `assembled`, which takes any range of the samples.
        """
        return {
            name: _values(parameter, numbers)
            for name, parameter in self._parameters.items()
            if wanted is None or name in wanted
        }

    def assembled(self, values: Mapping[str, Array]) -> tuple[dict[str, Array], NDArray[np.bool_]]:
        """Return what `arrays` does, of what `values` gave."""
        result = {name: _assembled(self._parameters[name], drawn) for name, drawn in values.items()}
        shrunk = np.zeros((), dtype=bool)
        if "coverage" in result:
            result["coverage"], shrunk = fitted(result["coverage"], self.axes)
        return result, shrunk

    def drawn_amounts(
        self, numbers: Sequence[Array], wanted: Collection[int] | None = None
    ) -> dict[tuple[str, str], Array]:
        """Return the amounts of measures that vary, or those whose groups are wanted: (sample,)."""
        return {
            place: amount.quantiles(numbers[amount.group][:, 0].reshape(1, -1))[0]
            for place, amount in self._amounts.items()
            if wanted is None or amount.group in wanted
        }


def fitted(coverage: Array, axes: Axes) -> tuple[Array, NDArray[np.bool_]]:
    """Return coverage shrunk in proportion where routes of a tier serve more than everyone.

    Returns
    -------
    ndarray, shape (sample, region, year, 1, route)
    ndarray of bool, shape (sample,)
        In which samples that was so.
    """
    from plastsmart.system import tier_groups

    full = np.broadcast_to(coverage, (*coverage.shape[:4], len(axes.routes)))
    fits: Array | None = None
    crowded = np.zeros(len(full), dtype=bool)
    for members in tier_groups(axes):
        total = full[..., members[0]]
        for member in members[1:]:
            total = total + full[..., member]
        over = total > 1.0 + tolerance_of_coverage
        if over.any():
            crowded |= over.any(axis=(1, 2, 3))
            fit = np.where(over, 1.0 / np.maximum(total, 1.0), 1.0)
            if fits is None:
                fits = np.ones_like(full, subok=False)
            for member in members:
                fits[..., member] = np.minimum(fits[..., member], fit)
    return full if fits is None else full * fits, crowded


def _group_key(name: str, category: str, route: str, per: str) -> str:
    return "\0".join((name, category, route, per))


def _groups_of(
    cells: Cells, axes: Axes, found: dict[str, Group]
) -> dict[tuple[int, int, str], str]:
    """Register the groups of a parameter; return the key of each category, route and per."""
    keys: dict[tuple[int, int, str], str] = {}
    years, regions = tuple(str(year) for year in axes.years), tuple(axes.labels("region"))
    labels = {
        "run": ("",),
        "year": years,
        "region": regions,
        "region-year": tuple(f"{region}\0{year}" for region in regions for year in years),
    }
    sources: dict[tuple[int, int, str], list[str]] = {}
    for row in range(len(cells)):
        info = cells.info(row)
        if info.uncertainty is not None:
            _, _, c, m = (int(p) for p in cells.at[row])
            sources.setdefault((c, m, info.per), []).append(info.source)
    for (c, m, per), named in sources.items():
        category = axes.categories[c].name if c != ALL else ""
        route = axes.routes[m].name if m != ALL else ""
        key = _group_key(cells.spec.name, category, route, per)
        keys[c, m, per] = key
        found[key] = Group(
            key, labels[per], cells.spec.name, category, route, per,
            "; ".join(dict.fromkeys(named)),
        )  # fmt: skip
    return keys


def _amounts_of(measures: Iterable[Measure], found: dict[str, Group]) -> dict[Any, Any]:
    """Register the amounts of measures that vary, each by its own group."""
    amounts: dict[tuple[str, str], tuple[Any, ...]] = {}
    for measure in measures:
        parts: list[tuple[str, Any, float, float, float]] = []
        for number, change in enumerate(measure.changes):
            spec = change.spec
            if change.info.uncertainty is not None and spec.name == "composition":
                raise InvalidValueError(
                    f"measure {measure.name!r}, change {number}: an amount of composition is uncertain, "
                    "and shares drawn one by one do not sum to 1; give the amount without uncertainty, "
                    "or the composition of the system a ps.Dirichlet"
                )
            low, high = (spec.low, spec.high) if change.kind == "set" else (0.0, 1.0)
            if change.kind == "set" and spec.below:
                high = float(np.nextafter(high, 0.0))
            if change.kind == "scale":
                high = np.inf
            parts.append((f"change {number}", change.info, change.amount, low, high))
        for what, money, low in zip(
            MONEY, (measure.cost, measure.investment), (-np.inf, 0.0), strict=True
        ):
            if money is not None:  # a running cost may be a saving
                parts.append((what, money.info, money.value, low, np.inf))
        for name, info, value, low, high in parts:
            if info.uncertainty is None:
                continue
            key = f"plan\0{measure.name}\0{name}"
            what = f"measure {measure.name!r}, {name}"
            found[key] = Group(key, parameter=f"measure: {measure.name}", source=info.source)
            amounts[measure.name, name] = (key, info.uncertainty, value, low, high, what)
    return amounts


def _neighbours(cells: Cells, axes: Axes) -> tuple[NDArray[np.intp], NDArray[np.intp], Array]:
    """Return for each cell the rows given before and after it, and the share of the second."""
    from plastsmart.alignment import given_rows

    found = given_rows(cells, axes)
    before, after = found.copy(), found.copy()
    weight = np.zeros(found.shape)
    if found.shape[1] == 1:
        return before, after, weight
    order = [int(position) for position in np.argsort(np.array(axes.years))]
    for held, steps in ((before, order), (after, order[::-1])):
        for back, here in pairwise(steps):
            held[:, here] = np.where(held[:, here] < 0, held[:, back], held[:, here])
    first, last = np.where(before < 0, after, before), np.where(after < 0, before, after)
    years = np.array([*axes.years, 0], dtype=np.float64)
    at = cells.at[:, 1]
    t = np.array(axes.years, dtype=np.float64).reshape(1, -1, 1, 1)
    a, b = years[at[first]], years[at[last]]
    weight = np.where(first != last, (t - a) / np.where(b > a, b - a, 1.0), 0.0)
    return first, last, weight


def _compiled(
    system: System,
    name: str,
    keys: Mapping[tuple[int, int, str], str],
    position: Mapping[str, int],
) -> _Parameter | None:
    """Return how a parameter is drawn; None where no value that decides a cell is uncertain."""
    cells, axes = system.cells(name), system.axes
    first, last, weight = _neighbours(cells, axes)
    pers = {per for _, _, per in keys}
    shape = list(first.shape)
    if pers & {"year", "region-year"}:
        shape[1] = len(axes.years)
    if pers & {"region", "region-year"}:
        shape[0] = len(axes.regions)
    full = tuple(shape)
    first, last = np.broadcast_to(first, full), np.broadcast_to(last, full)
    weight = np.broadcast_to(weight, full)
    varies = np.array([cells.info(row).uncertainty is not None for row in range(len(cells))])
    moving = ((first >= 0) & varies[first]) | ((last >= 0) & varies[last])
    where = np.flatnonzero(moving.reshape(-1))
    fixed = np.broadcast_to(system.given_array(name)[0], full)
    region, year, *_ = np.unravel_index(where, full)
    pairs: dict[tuple[int, int], int] = {}

    def paired(rows: NDArray[np.intp]) -> NDArray[np.intp]:
        result = np.empty(len(rows), dtype=np.intp)
        for n, (row, r, t) in enumerate(zip(rows, region, year, strict=True)):
            number = 0
            info = cells.info(int(row))
            if info.uncertainty is not None:
                if info.per == "year":
                    number = int(t)
                elif info.per == "region":
                    number = int(r)
                elif info.per == "region-year":
                    number = int(r) * len(axes.years) + int(t)
            result[n] = pairs.setdefault((int(row), number), len(pairs))
        return result

    before = paired(first.reshape(-1)[where])
    after = paired(last.reshape(-1)[where])
    constants = np.zeros(len(pairs))
    by_row: dict[int, list[tuple[int, int]]] = {}
    for (row, number), pair in pairs.items():
        constants[pair] = cells.values[row]
        if varies[row]:
            by_row.setdefault(row, []).append((number, pair))
    if not by_row:
        return None
    spec = PARAMETERS[name]
    high = np.nextafter(spec.high, 0.0) if spec.below else spec.high
    rows = []
    for row, members in by_row.items():
        info = cells.info(row)
        assert info.uncertainty is not None
        _, _, c, m = (int(p) for p in cells.at[row])
        rows.append(
            _Row(
                position[keys[c, m, info.per]],
                np.array([number for number, _ in members], dtype=np.intp),
                np.array([pair for _, pair in members], dtype=np.intp),
                truncated(
                    info.uncertainty,
                    center=float(cells.values[row]),
                    low=spec.low,
                    high=high,
                    what=f"{name}{cells.place(row, axes)}",
                ),
            )
        )
    return _Parameter(
        spec, full, np.array(fixed), where, before, after,
        weight.reshape(-1)[where], constants, tuple(rows),
        np.concatenate([row.pairs for row in rows]),
        Quantiles([row.distribution for row in rows for _ in row.pairs]),
        _compositions(name, cells, pairs, varies, axes) if name == "composition" else (),
    )  # fmt: skip


def _compositions(
    name: str,
    cells: Cells,
    pairs: Mapping[tuple[int, int], int],
    varies: NDArray[np.bool_],
    axes: Axes,
) -> tuple[NDArray[np.intp], ...]:
    """Return the values that make up one composition each; refuse what is none."""
    together: dict[tuple[int, int, int], list[tuple[int, int]]] = {}
    for (row, number), pair in pairs.items():
        if not varies[row]:
            continue
        info = cells.info(row)
        if not isinstance(info.uncertainty, Dirichlet):
            raise InvalidValueError(
                f"{name} has the uncertainty {info.uncertainty}; shares that sum to 1 are drawn "
                "together: give it ps.Dirichlet(concentration)"
            )
        r, t = (int(p) for p in cells.at[row][:2])
        together.setdefault((r, t, number), []).append((row, pair))
    for members in together.values():
        rows = [row for row, _ in members]
        where = cells.place(rows[0], axes)
        kinds = {cells.info(row).uncertainty for row in rows}
        if len(kinds) > 1:
            raise InvalidValueError(
                f"{name} has different concentrations in one composition; give one Dirichlet for all"
            )
        total = float(sum(cells.values[row] for row in rows))
        if abs(total - 1.0) > _WHOLE:
            raise InvalidValueError(
                f"{name}{where}: the shares drawn together by a Dirichlet sum to {total:g}, not 1; give "
                "every category a value with the same Dirichlet, all for the same regions and years"
            )
        (kind,) = kinds
        assert isinstance(kind, Dirichlet)
        if kind.concentration * max(cells.values[row] for row in rows) < _LEAST_SHAPE:
            raise InvalidValueError(
                f"{name}{where}: {kind} spreads the shares so far that numbers cannot hold them; give a "
                "larger concentration (1 already makes most compositions nearly one category)"
            )
    return tuple(
        np.array([pair for _, pair in members], dtype=np.intp) for members in together.values()
    )


def _values(parameter: _Parameter, numbers: Sequence[Array]) -> Array:
    """Return the values of a parameter, those that are not drawn too: shape (value, sample)."""
    count = len(numbers[parameter.rows[0].group])
    u = np.concatenate([numbers[row.group].T[row.numbers] for row in parameter.rows])
    values = np.empty((len(parameter.constants), count))
    values[:] = parameter.constants[:, np.newaxis]
    values[parameter.pairs] = parameter.quantiles(u)
    for members in parameter.compositions:
        whole = values[members[0]]
        for member in members[1:]:
            whole = whole + values[member]
        for member in members:
            values[member] = values[member] / whole
    return values


def _assembled(parameter: _Parameter, values: Array) -> Array:
    """Return a parameter for some samples; the samples of a cell stand side by side in memory."""
    count = values.shape[1]
    cells = values[parameter.before]
    moves = np.flatnonzero(parameter.before != parameter.after)
    if len(moves):
        low, high = cells[moves], values[parameter.after[moves]]
        cells[moves] = low + (high - low) * parameter.weight[moves, np.newaxis]
    if len(parameter.cells) < parameter.fixed.size:
        result = np.empty((parameter.fixed.size, count))
        result[:] = parameter.fixed.reshape(-1)[:, np.newaxis]
        result[parameter.cells] = cells
        cells = result
    return cells.reshape(*parameter.shape, count).transpose(4, 0, 1, 2, 3)
