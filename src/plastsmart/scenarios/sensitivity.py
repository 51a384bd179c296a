"""Sensitivity: which of the things not known decide how sure a result is, and what to measure better."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any, Final

import attrs
import numpy as np
from numpy.typing import NDArray

from plastsmart.errors import InvalidValueError, LabelError, ScopeError, nearest, shown
from plastsmart.flows.model import MODEL, Model
from plastsmart.flows.result import refuse_for_flow, refuse_for_rate, undefined
from plastsmart.flows.selection import Selection, read_scope
from plastsmart.parameters import Dirichlet
from plastsmart.scenarios.draws import MOST_SOBOL, Group, Stream
from plastsmart.scenarios.ensemble import COSTS, Item, Prepared, kind_of, refuse_for_cost, unit_of
from plastsmart.scenarios.plan import Plan, known_plan
from plastsmart.scenarios.projection import project
from plastsmart.system import System
from plastsmart.units import is_whole, whole_number

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["GROUPINGS", "sensitivity"]

GROUPINGS: Final = ("parameter", "category", "route", "source", "value")

_LEAST: Final = 16
"""Samples below which an index says nothing."""

_ROUNDING: Final = 1e-12
_INNER: Final = 16
"""Samples, at most, that the spread is told from that is left where something is known."""

_APART: Final = "\0"
_RESAMPLES: Final = 500
_LOW: Final = 0.05
_HIGH: Final = 0.95

Array = NDArray[np.float64]


def sensitivity(
    system: System,
    plan: Plan | None = None,
    rate: str = "eu",
    year: int = 2030,
    *,
    flow: str | None = None,
    scope: Mapping[str, Any] | None = None,
    group: str = "parameter",
    n: int = 1024,
    seed: int = 1,
    confidence: float = 0.95,
    model: Model = MODEL,
) -> pd.DataFrame:
    """Return how much of a result's variance each uncertain parameter explains.

    Parameters
    ----------
    system : System
    plan : Plan, optional
        Its uncertain amounts take part, in a row "measure: …" with the name of each measure.
    rate : str
    year : int
    flow : str, optional
        Of a flow, such as "recycled" or "system_cost", instead of a rate; or, of a plan,
        "measures_cost" or "total_cost".
    scope : mapping, optional
    group : {"parameter", "category", "route", "source", "value"}
        What is told apart: all values of a parameter (or measure) together, of a category, of a
        route, of a source, or every value by itself.
    n : int
        A power of 2 of 16 or more; 512 and more give indices that can be told apart. The model is run
        n · (3 · rows + 2) times at most.
    seed : int
    confidence : float
        Of the intervals. They are conservative; see the notes.
    model : Model

    Returns
    -------
    pandas.DataFrame
        A row each, the largest total first.

        ``first``: Sobol' index of first order, the share of the variance that would go if this alone
        were known. ``total``: the share that would remain if all else were known. ``first_low`` to
        ``total_high``: their confidence intervals.

        ``shrinkage``: the share by which the standard deviation shrinks if this alone becomes known,
        in the mean over what it may turn out to be: what to measure better.

        ``low`` and ``high``: the 5 % and the 95 % quantile of the result where this alone is uncertain
        and all else is at its median, a composition at its mean (a tornado). For a single number that
        the result only rises or only falls with, this is the result at the number's own 5 % and 95 %
        quantile, the lower first.

        Indices and ``shrinkage`` are NaN where the result does not vary, or is undefined for some
        draw. ``attrs``: mean, sd, median (the result with everything at its median and compositions at
        their mean), unit, year, name, scope, n, seed.

    Raises
    ------
    AxisError, ScopeError
        If the rate or flow cannot be told for the scope, or the scope holds nothing: as `run` does.
    InvalidValueError, LabelError
        If nothing that the result depends on is uncertain, or `n` is no power of 2 of 16 or more.

    Notes
    -----
    Numbers are independent here: Sobol' indices are shares of a variance only then, so there is no
    ``correlation`` as `ensemble` has one. Where numbers go together, what a row tells is not of its
    number alone.

    The indices are those of Saltelli et al. (2010), Computer Physics Communications 181, 259-270, table
    2 b and f. Their intervals are bootstrapped as if the samples were independent, but a Sobol' sequence
    is steadier: they hold the truth more often than `confidence` says, and are wider than need be.

    For ``shrinkage`` this is held at n / 16 draws (√n below n = 256, rounded up to a power of 2), and
    the spread that is left is told from other draws of all else for each.

    Examples
    --------
    >>> import plastsmart as ps
    >>> table = ps.sensitivity(ps.load("headline"), rate="eu", year=2023, n=256)
    >>> table.index[0]
    'capture'
    """
    if not isinstance(system, System):
        raise InvalidValueError(f"sensitivity takes a System, not {type(system).__name__}")
    if plan is not None:
        known_plan(plan)
    if group not in GROUPINGS:
        raise LabelError(f"unknown group {shown(group)}. {nearest(group, GROUPINGS)}")
    _refuse_numbers(n, seed, confidence)
    n, seed, confidence = int(n), int(seed), float(confidence)
    first = min(system.axes.years)
    if not is_whole(year) or year < first:
        raise LabelError(
            f"the year {shown(year)} is not a year from {first}, the system's first, on"
        )
    year = int(year)
    starts = [measure.start for measure in plan.measures] if plan is not None else []
    last = max(*system.axes.years, year, *starts)
    longer = project(system, plan, years=range(first, last + 1), model=model).system
    wanted = dict(read_scope(scope))
    if wanted.setdefault("year", (year,)) != (year,):
        raise ScopeError(f"the scope names the year {shown(wanted['year'])}; give one, with year=")
    taken = plan if plan and plan.measures else None
    item = _item(rate, flow, wanted, longer, taken, model)
    prepared = Prepared(longer, taken, model, (item,))
    groups = prepared.uncertain.groups
    members = _members(groups, prepared.wanted, group)
    if not members:
        raise InvalidValueError(
            f"nothing that {item.name} in {year} depends on has an uncertainty; give values one, with "
            "ps.Parameter(value, uncertainty=…)"
        )
    a, b = _numbers(groups, prepared.wanted, n, seed)
    f_a, f_b = _evaluated(prepared, item, a), _evaluated(prepared, item, b)
    if item.name in model.rates and np.isnan(f_a).all():
        raise undefined(model, item.name, year, scope)
    mixed = [_evaluated(prepared, item, _mixed(a, b, rows)) for rows in members.values()]
    f_ab = np.array(mixed)
    # what changes the result by rounding alone explains nothing, and has no interval
    acts = np.abs(f_ab - f_a).max(axis=1) > _ROUNDING * np.abs(f_a).max()
    table = _indices(list(members), f_a, f_b, f_ab, acts, confidence, seed)
    if not table["total"].isna().any():
        table["shrinkage"] = [
            0.0
            if not act
            else 1.0
            if acts.sum() == 1
            else _shrinkage(prepared, item, rows, a, b, f_a)
            for rows, act in zip(members.values(), acts, strict=True)
        ]
    middles = _middles(prepared)
    ends = [_ends(prepared, item, rows, middles, b) for rows in members.values()]
    table["low"], table["high"] = np.array(ends).T
    table = table.sort_values(["total", "first"], ascending=False, kind="stable")
    both = np.concatenate([f_a, f_b])
    table.attrs.update(
        name=item.name,
        unit=unit_of(item, model, prepared.selections[item]),
        year=year,
        scope=item.scope,
        n=n,
        seed=seed,
        mean=float(both.mean()),
        sd=float(both.std()),
        median=float(_evaluated(prepared, item, _held(middles, 1), composed=False)[0]),
    )
    return table


def _refuse_numbers(n: object, seed: object, confidence: object) -> None:
    if not is_whole(n) or n < _LEAST or n & (n - 1):
        raise InvalidValueError(
            f"n is {shown(n)}; give a power of 2 of {_LEAST} or more, such as 1024"
        )
    whole_number(seed, "seed", 0)
    if not isinstance(confidence, (float, np.floating)) or not 0.0 < confidence < 1.0:
        raise InvalidValueError(f"confidence is {shown(confidence)}; give a share, such as 0.95")


def _item(
    rate: str,
    flow: str | None,
    scope: dict[str, Any],
    system: System,
    plan: Plan | None,
    model: Model,
) -> Item:
    """Return what is asked for; refuse what a run would refuse too."""
    selection = Selection.of(system.axes, [], scope)
    if flow is None:
        _, rate = kind_of(rate, model, "rate")
        refuse_for_rate(model, model.rate(rate), selection)
        return Item(rate, "rate", (), selection.scope)
    if flow in COSTS:
        refuse_for_cost(flow, selection, system, plan)
        return Item(flow, "cost", (), selection.scope)
    if not isinstance(flow, str) or flow not in model.flows:
        raise LabelError(f"there is no flow {shown(flow)}. {nearest(flow, [*model.flows, *COSTS])}")
    refuse_for_flow(model.flows[flow], selection)
    return Item(flow, "flow", (), selection.scope)


def _members(groups: Sequence[Group], wanted: frozenset[int], group: str) -> dict[str, list[int]]:
    """Return what is told apart, and the positions of the groups of numbers that belong to each."""
    members: dict[str, list[int]] = {}
    for position in sorted(wanted):
        members.setdefault(_label(groups[position], group), []).append(position)
    return members


def _label(of: Group, group: str) -> str:
    match group:
        case "parameter":
            return of.parameter
        case "category":
            return of.category or "all categories"
        case "route":
            return of.route or "all routes"
        case "source":
            return of.source or "no source"
    if _of_measure(of):
        return f"{of.parameter}, {of.key.rpartition(_APART)[2]}"
    return " ".join(part for part in (of.parameter, of.category, of.route) if part)


def _of_measure(of: Group) -> bool:
    """Tell whether a number is of a measure, which may have the name of a parameter."""
    return of.key.startswith(f"plan{_APART}")


def _of_composition(of: Group) -> bool:
    return of.parameter == "composition" and not _of_measure(of)


def _numbers(
    groups: Sequence[Group], wanted: frozenset[int], n: int, seed: int
) -> tuple[list[Array], list[Array]]:
    """Return two independent sets of numbers, halves of one Sobol' sequence where it is long enough."""
    used = [groups[position] for position in sorted(wanted)]
    twice = [
        attrs.evolve(each, key=f"{side}{_APART}{each.key}") for side in ("a", "b") for each in used
    ]
    total = sum(each.size for each in twice)
    method = "sobol" if total <= MOST_SOBOL else "plain"
    drawn = Stream(groups=tuple(twice), seed=seed, n=n, method=method).block(0, n)
    sides = []
    for side in (drawn[: len(used)], drawn[len(used) :]):
        numbers = [np.empty((n, 0)) for _ in groups]
        for position, array in zip(sorted(wanted), side, strict=True):
            numbers[position] = array
        sides.append(numbers)
    return sides[0], sides[1]


def _mixed(a: Sequence[Array], b: Sequence[Array], rows: Sequence[int]) -> list[Array]:
    """Return the first numbers, but for some groups the second."""
    return [b[position] if position in rows else array for position, array in enumerate(a)]


def _evaluated(
    prepared: Prepared, item: Item, numbers: Sequence[Array], *, composed: bool = True
) -> Array:
    """Return the result for every sample, in blocks that stay in cache.

    Without `composed` compositions are as stated: what is left out is not drawn.
    """
    count = max(len(array) for array in numbers)
    parts = []
    for start in range(0, count, prepared.batch):
        part = [array[start : start + prepared.batch] for array in numbers]
        size = min(prepared.batch, count - start)
        drawn, amounts = prepared.values(part)
        if not composed:
            drawn.pop("composition", None)
        value = prepared.results_of(prepared.assembled(drawn, amounts))[0][item][:, 0]
        parts.append(np.broadcast_to(value, (size,)))
    return np.concatenate(parts)


def _indices(
    labels: Sequence[str],
    f_a: Array,
    f_b: Array,
    f_ab: Array,
    acting: NDArray[np.bool_],
    confidence: float,
    seed: int,
) -> pd.DataFrame:
    import pandas as pd
    from scipy.stats import sobol_indices

    columns = ("first", "first_low", "first_high", "total", "total_low", "total_high")
    index = pd.Index(labels, name="parameter")
    spread = float(np.concatenate([f_a, f_b]).std())
    if not spread > 0.0 or not math.isfinite(spread):
        return pd.DataFrame(float("nan"), index=index, columns=[*columns, "shrinkage"])
    acts = np.flatnonzero(acting)
    table = pd.DataFrame(0.0, index=index, columns=list(columns))
    if len(acts) == 1:
        table.iloc[acts[0]] = 1.0
    elif len(acts):
        found = sobol_indices(
            func={
                # copies: SciPy 1.11 centers what it is given, in place
                "f_A": f_a.reshape(1, -1).copy(),
                "f_B": f_b.reshape(1, -1).copy(),
                "f_AB": f_ab[acts].reshape(len(acts), 1, -1),
            },
            n=len(f_a),
        )
        spans = _intervals(f_a, f_b, f_ab[acts], confidence, seed)
        parts = (found.first_order, *spans[0], found.total_order, *spans[1])
        for column, values in zip(columns, parts, strict=True):
            table.iloc[acts, columns.index(column)] = np.ravel(values)
    return table


def _intervals(
    f_a: Array, f_b: Array, f_ab: Array, confidence: float, seed: int
) -> tuple[tuple[Array, Array], tuple[Array, Array]]:
    """Return confidence intervals of first and total indices, bootstrapped over the samples.

    The estimators are scipy's own (Saltelli et al. 2010, Computer Physics Communications 181,
    259-270, table 2 b and f); its bootstrap takes no seed, and the same seed must give the same table.
    """
    rng = np.random.default_rng(seed)
    n = len(f_a)
    drawn: list[tuple[Array, Array]] = []
    center = np.concatenate([f_a, f_b]).mean()
    a, b, ab = f_a - center, f_b - center, f_ab - center
    for _ in range(_RESAMPLES):
        rows = rng.integers(0, n, n)
        one, two, mixed = a[rows], b[rows], ab[:, rows]
        variance = np.concatenate([one, two]).var()
        if variance > 0.0:
            drawn.append(
                (
                    (two * (mixed - one)).mean(axis=1) / variance,
                    0.5 * ((one - mixed) ** 2).mean(axis=1) / variance,
                )
            )
    tails = [(1.0 - confidence) / 2.0, (1.0 + confidence) / 2.0]
    first, total = (np.quantile(np.array(kind), tails, axis=0) for kind in zip(*drawn, strict=True))
    return (first[0], first[1]), (total[0], total[1])


def _shrinkage(
    prepared: Prepared,
    item: Item,
    rows: Sequence[int],
    a: Sequence[Array],
    b: Sequence[Array],
    f_a: Array,
) -> float:
    """Return by what share the standard deviation shrinks, in the mean, if some groups are known.

    They are held at a draw for a block of samples of all else, and at another for the next. What is
    left is compared with the same blocks where nothing is held: so few samples tell a standard
    deviation too low, and both alike.
    """
    n = len(f_a)
    inner = min(_INNER, 1 << (n.bit_length() - 1) // 2)
    held = [np.repeat(array[: n // inner], inner, axis=0) for array in b]
    known = _evaluated(prepared, item, _mixed(a, held, rows))
    free = f_a.reshape(-1, inner).std(axis=1).mean()
    return float(1.0 - known.reshape(-1, inner).std(axis=1).mean() / free)


def _middles(prepared: Prepared) -> list[Array]:
    """Return the numbers at which everything is in the middle: medians, and means of compositions.

    Shares that are each at their median do not have the median of a composition, nor its mean.
    """
    from scipy.special import gammainc

    shapes: dict[str, list[float]] = {}
    system = prepared.system
    if "composition" in prepared.drawn:
        cells = system.cells("composition")
        for row, share in enumerate(cells.values):
            spread, category = cells.info(row).uncertainty, int(cells.at[row, 2])
            if isinstance(spread, Dirichlet) and share > 0.0:
                name = system.axes.categories[category].name if category >= 0 else ""
                shapes.setdefault(name, []).append(spread.concentration * float(share))
    middles = []
    for position, of in enumerate(prepared.uncertain.groups):
        u = 0.5
        if _of_composition(of) and of.category in shapes:
            shape = float(np.mean(shapes[of.category]))
            u = float(gammainc(shape, shape))  # of the gamma variate that the share is made of
        middles.append(np.full((1, of.size if position in prepared.wanted else 0), u))
    return middles


def _held(middles: Sequence[Array], n: int) -> list[Array]:
    return [np.repeat(array, n, axis=0) for array in middles]


def _ends(
    prepared: Prepared,
    item: Item,
    rows: Sequence[int],
    middles: Sequence[Array],
    drawn: Sequence[Array],
) -> tuple[float, float]:
    """Return the outer quantiles of the result where some groups alone vary."""
    groups = prepared.uncertain.groups
    n = len(drawn[rows[0]])
    if sum(groups[position].size for position in rows) == 1:
        # one number is not drawn but taken evenly, so that its quantiles are exact
        drawn = [(np.arange(n)[:, np.newaxis] + 0.5) / n] * len(groups)
    numbers = _mixed(_held(middles, n), drawn, rows)
    composed = any(_of_composition(groups[position]) for position in rows)
    values = _evaluated(prepared, item, numbers, composed=composed)
    low, high = np.quantile(values, [_LOW, _HIGH], method="hazen")
    return float(low), float(high)
