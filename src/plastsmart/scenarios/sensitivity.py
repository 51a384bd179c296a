"""Sensitivity: which of the things not known decide how sure a result is, and what to measure better."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any, Final

import numpy as np
from numpy.typing import NDArray

from plastsmart.errors import InvalidValueError, LabelError, nearest, shown
from plastsmart.flows.model import MODEL, Model
from plastsmart.flows.selection import read_scope
from plastsmart.scenarios.draws import Group, Stream
from plastsmart.scenarios.ensemble import Item, Prepared
from plastsmart.scenarios.plan import Plan, known_plan
from plastsmart.scenarios.projection import project
from plastsmart.system import System

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["GROUPINGS", "sensitivity"]

GROUPINGS: Final = ("parameter", "category", "route", "source", "value")

_MOST_SOBOL: Final = 21201
_ROUNDING: Final = 1e-12
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
        Its uncertain amounts take part.
    rate : str
    year : int
    flow : str, optional
        Of a flow, such as "recycled" or "system_cost", instead of a rate.
    scope : mapping, optional
    group : {"parameter", "category", "route", "source", "value"}
        What is told apart: all values of a parameter (or measure) together, of a category, of a
        route, of a source, or every value by itself.
    n : int
        A power of 2; the model is run n · (groups + 2) times.
    seed : int
    confidence : float
        Of the intervals, which are bootstrapped.
    model : Model

    Returns
    -------
    pandas.DataFrame
        A row each, the largest total first. ``first``: Sobol' index of first order, the share of the
        variance that would go if this alone were known. ``total``: the share that would remain if all
        else were known. ``first_low`` to ``total_high``: their confidence intervals. ``shrinkage``:
        the expected share by which the standard deviation shrinks if this alone were known: what to
        measure better. ``low`` and ``high``: the result with this at its 5 % and 95 % quantile and
        all else at its median (a tornado). Indices are NaN where the result does not vary.
        ``attrs``: mean, sd, median, unit, year, rate or flow, n.

    Raises
    ------
    InvalidValueError, LabelError
        If nothing that the result depends on is uncertain, or `n` is no power of 2.

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
    if isinstance(n, bool) or not isinstance(n, int) or n < 2 or n & (n - 1):  # noqa: PLR2004
        raise InvalidValueError(f"n is {shown(n)}; give a power of 2, such as 1024")
    if not isinstance(confidence, float) or not 0.0 < confidence < 1.0:
        raise InvalidValueError(f"confidence is {shown(confidence)}; give a share, such as 0.95")
    first = min(system.axes.years)
    if isinstance(year, bool) or not isinstance(year, int) or year < first:
        raise LabelError(
            f"the year {shown(year)} is not a year from {first}, the system's first, on"
        )
    last = max(*system.axes.years, year)
    longer = project(system, plan, years=range(first, last + 1), model=model).system
    item = _item(rate, flow, {**dict(scope or {}), "year": year}, model)
    prepared = Prepared(longer, plan if plan and plan.measures else None, model, (item,))
    groups = prepared.uncertain.groups
    members = _members(groups, prepared.wanted, group)
    if not members:
        raise InvalidValueError(
            f"nothing that {item.name} in {year} depends on has an uncertainty; give values one, with "
            "ps.Parameter(value, uncertainty=…)"
        )
    a, b = _numbers(groups, prepared.wanted, n, seed)
    f_a, f_b = _evaluated(prepared, item, a), _evaluated(prepared, item, b)
    mixed = []
    for positions in members.values():
        one = list(a)
        for position in positions:
            one[position] = b[position]
        mixed.append(_evaluated(prepared, item, one))
    table = _indices(list(members), f_a, f_b, np.array(mixed), confidence, seed)
    table = _tornado(table, members, prepared, item)
    table = table.sort_values(["total", "first"], ascending=False, kind="stable")
    both = np.concatenate([f_a, f_b])
    table.attrs.update(
        name=item.name,
        unit="1" if flow is None else model.flows[flow].unit,
        year=year,
        scope=item.scope,
        n=n,
        seed=seed,
        mean=float(both.mean()),
        sd=float(both.std()),
        median=float(_evaluated(prepared, item, _at(groups, prepared.wanted, 0.5))[0]),
    )
    return table


def _item(rate: str, flow: str | None, scope: dict[str, Any], model: Model) -> Item:
    if flow is not None:
        if flow not in model.flows:
            raise LabelError(f"there is no flow {shown(flow)}. {nearest(flow, model.flows)}")
        return Item(flow, "flow", (), read_scope(scope))
    model.rate(rate)
    return Item(rate, "rate", (), read_scope(scope))


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
    return " ".join(part for part in (of.parameter, of.category, of.route) if part)


def _numbers(
    groups: Sequence[Group], wanted: frozenset[int], n: int, seed: int
) -> tuple[list[Array], list[Array]]:
    """Return two independent sets of numbers, halves of one Sobol' sequence where it is long enough."""
    used = [groups[position] for position in sorted(wanted)]
    twice = [Group(f"{side}\0{each.key}", each.size) for side in ("a", "b") for each in used]
    total = sum(each.size for each in twice)
    method = "sobol" if total <= _MOST_SOBOL else "plain"
    drawn = Stream(groups=tuple(twice), seed=seed, n=n, method=method).block(0, n)
    sides = []
    for side in (drawn[: len(used)], drawn[len(used) :]):
        numbers = [np.empty((n, 0)) for _ in groups]
        for position, array in zip(sorted(wanted), side, strict=True):
            numbers[position] = array
        sides.append(numbers)
    return sides[0], sides[1]


def _at(groups: Sequence[Group], wanted: frozenset[int], u: float) -> list[Array]:
    """Return one sample with every number the same."""
    return [
        np.full((1, each.size), u) if position in wanted else np.empty((1, 0))
        for position, each in enumerate(groups)
    ]


def _evaluated(prepared: Prepared, item: Item, numbers: Sequence[Array]) -> Array:
    """Return the result for every sample, in blocks that stay in cache."""
    count = max(len(array) for array in numbers)
    parts = []
    for start in range(0, count, prepared.batch):
        part = [array[start : start + prepared.batch] for array in numbers]
        size = min(prepared.batch, count - start)
        value = prepared.results(part)[0][item][:, 0]
        parts.append(np.broadcast_to(value, (size,)))
    return np.concatenate(parts)


def _indices(
    labels: Sequence[str], f_a: Array, f_b: Array, f_ab: Array, confidence: float, seed: int
) -> pd.DataFrame:
    import pandas as pd
    from scipy.stats import sobol_indices

    columns = ("first", "first_low", "first_high", "total", "total_low", "total_high")
    index = pd.Index(labels, name="parameter")
    spread = float(np.concatenate([f_a, f_b]).std())
    if not spread > 0.0 or not math.isfinite(spread):
        return pd.DataFrame(float("nan"), index=index, columns=[*columns, "shrinkage"])
    # what changes the result by rounding alone explains nothing, and has no interval
    acts = np.flatnonzero(np.abs(f_ab - f_a).max(axis=1) > _ROUNDING * np.abs(f_a).max())
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
    known = np.clip(table["first"].to_numpy(), 0.0, 1.0)
    return table.assign(shrinkage=1.0 - np.sqrt(1.0 - known))


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


def _tornado(
    table: pd.DataFrame, members: Mapping[str, Sequence[int]], prepared: Prepared, item: Item
) -> pd.DataFrame:
    groups = prepared.uncertain.groups
    rows: dict[str, list[float]] = {"low": [], "high": []}
    for positions in members.values():
        for column, u in (("low", _LOW), ("high", _HIGH)):
            numbers = _at(groups, prepared.wanted, 0.5)
            for position in positions:
                numbers[position] = np.full_like(numbers[position], u)
            rows[column].append(float(_evaluated(prepared, item, numbers)[0]))
    return table.assign(**rows)
