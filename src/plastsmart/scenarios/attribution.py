"""Attribution: what each measure of a plan contributes to the change that they make together."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any, Final

import attrs
import numpy as np
from numpy.typing import NDArray

from plastsmart.errors import (
    AxisError,
    InvalidValueError,
    LabelError,
    PlanError,
    PlastsmartError,
    ScopeError,
    nearest,
    shown,
)
from plastsmart.flows.model import MODEL, Model
from plastsmart.flows.result import refuse_for_flow, refuse_routes, undefined
from plastsmart.flows.selection import ATTRIBUTES, Selection
from plastsmart.scenarios.application import Application
from plastsmart.scenarios.choices import (
    IN,
    OUT,
    Choices,
    Permission,
    Result,
    codes,
    cost_of_flows,
    known_model,
    own_cost,
    year_of,
)
from plastsmart.scenarios.financing import own_costs
from plastsmart.scenarios.measures import PAYERS
from plastsmart.scenarios.plan import Plan, known_plan
from plastsmart.scenarios.shapley import shapley
from plastsmart.system import System
from plastsmart.units import is_whole, whole_number

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["EXACT_UP_TO", "attribute"]

EXACT_UP_TO: Final = 14
"""Measures with an effect up to which every subset is looked at."""

SAMPLES: Final = 2000
"""Orders of the measures that are drawn beyond that."""


def attribute(
    system: System,
    plan: Plan,
    *,
    rate: str = "eu",
    year: int = 2030,
    scope: Mapping[str, Any] | None = None,
    flow: str | None = None,
    cost: str | None = None,
    discount_rate: float | None = None,
    samples: int = SAMPLES,
    seed: int = 0,
    model: Model = MODEL,
) -> pd.Series:
    """Return what each measure contributes to the change that a plan makes.

    A measure's share is its Shapley value: what it adds to those that were taken before it, on
    average over all orders in which the measures could be taken. The shares add up to the whole
    change, a measure without effect has 0, and measures that do the same have the same.

    Up to 14 measures that have an effect, every subset is looked at and the shares are exact. Beyond
    that, orders are drawn in pairs, each with its reverse, and each share has a standard error; they
    still add up.

    A measure that starts after the year has no effect in it, and the share 0.

    Parameters
    ----------
    system : System
    plan : Plan
    rate : str
        Whose change is shared out.
    year : int
    scope : mapping, optional
        Categories and regions that take part; for a flow also routes.
    flow : str, optional
        A flow, such as "recycled", "system_cost" or "emissions_net", in place of the rate. A cost is
        that of the flows alone then, without what measures cost by themselves: see `cost`.
    cost : str, optional
        In place of the rate, the change in what somebody pays, NOK/year: "system" for all together,
        or municipality, producers, businesses or state. The measures' own costs are part of it, so
        that the shares add up to the change of `Projection.costs` and `Projection.financing`.
    discount_rate : float, optional
        That spreads investments over their lifetimes where cost is asked for; the system's own, if
        left out.
    samples : int
        Orders to draw beyond 14 measures; an even number, 4 or more.
    seed : int
        Of the draws.
    model : Model
        The equations.

    Returns
    -------
    pandas.Series
        By measure, in the order of the plan: share points (0.03 is 3 percentage points), the flow's
        unit, or NOK/year. ``attrs`` hold unit, rate, flow or cost (whose it is), scope, year, without,
        with (the result without and with the whole plan), exact, and standard_error (measure to its
        own, 0 where exact); for a cost also price_year and not_stated, the names of measures that
        state no cost of their own and count as free.

    Raises
    ------
    LabelError
        If the year is before the system's first, or the rate, flow or payer is unknown.
    PlanError
        If the plan does not fit the system, or holds some measures that are possible only with
        others, so that there is no result without those.
    PriceYearError
        If the cost is asked for and prices of different years would be added.
    MissingValueError
        If the cost is asked for, a measure has an investment and there is no discount rate.
    ScopeError, AxisError, InvalidValueError, ModelError

    Notes
    -----
    L. S. Shapley, "A value for n-person games", Contributions to the Theory of Games II, Princeton
    1953, pp. 307–317. Drawing orders: J. Castro, D. Gómez, J. Tejada, Computers & Operations
    Research 36 (2009) 1726–1730.

    Examples
    --------
    >>> import plastsmart as ps
    >>> plan = ps.Plan(
    ...     "Plan",
    ...     [
    ...         ps.Measure("Bins", 2026, [ps.Change("capture", set=0.7)]),
    ...         ps.Measure("Plant", 2026, [ps.Change("sorting_efficiency", set=1.0)]),
    ...     ],
    ... )
    >>> shares = ps.attribute(ps.load("headline"), plan)
    >>> shares.round(6).to_dict()
    {'Bins': 0.23625, 'Plant': 0.07875}
    >>> shares.attrs["without"], round(shares.attrs["with"], 6)
    (0.21, 0.525)
    """
    import pandas as pd

    if not isinstance(system, System):
        raise InvalidValueError(f"attribute takes a System, not {type(system).__name__}")
    known_plan(plan)
    known_model(model)
    _refuse_draws(samples, seed)
    longer, position = year_of(system, year, "the attribution", plan.measures)
    application = Application(longer, plan.measures)
    if plan.measures:
        application.changed_system()  # refuses what does not fit, with every reason
    column = longer.axes.years[position]
    result = _result(longer, column, rate, flow, cost, scope, model)
    own = None if cost is None else own_costs(application.measures, longer, discount_rate)
    shares, errors, ends = _shared_out(application, position, result, samples, seed, model)
    if own is not None and cost is not None:
        # whatever it is taken with, a measure costs the same by itself
        by_itself = own_cost(own, cost, position)
        shares = shares + by_itself
        ends = ends[0], ends[1] + math.fsum(by_itself)
    names = [measure.name for measure in plan.measures]
    by_name = {measure.name: number for number, measure in enumerate(application.measures)}
    series = pd.Series(
        [float(shares[by_name[name]]) for name in names],
        index=pd.Index(names, name="measure", dtype=object),
        name=_name(rate, flow, cost),
        dtype=np.float64,
    )
    series.attrs.update(
        {
            **_about(result, rate, flow, cost),
            "year": column,
            "without": ends[0],
            "with": ends[1],
            "exact": errors is None,
            "standard_error": {
                name: 0.0 if errors is None else float(errors[by_name[name]]) for name in names
            },
        }
    )
    if own is not None:
        series.attrs["price_year"] = own.price_year
        series.attrs["not_stated"] = tuple(name for name in names if name in own.unpriced)
    return series


def _name(rate: str, flow: str | None, cost: str | None) -> str:
    if cost is not None:
        return f"cost to {cost}"
    return flow or rate


def _about(result: Result | None, rate: str, flow: str | None, cost: str | None) -> dict[str, Any]:
    """Return what was shared out, in what unit and of what."""
    if cost is not None or result is None:
        return {"unit": "NOK/year", "cost": cost, "scope": ()}
    return {
        "unit": result.equation.unit if flow is not None else "1",
        "flow" if flow is not None else "rate": flow or rate,
        "scope": tuple(entry for entry in result.selection.scope if entry[0] != "year"),
    }


def _refuse_draws(samples: Any, seed: Any) -> None:
    if not is_whole(samples) or samples < 4 or samples % 2:  # noqa: PLR2004
        raise InvalidValueError(
            f"samples is {shown(samples)}; give an even number of orders, 4 or more, since they are "
            "drawn in pairs"
        )
    whole_number(seed, "seed", 0)


def _result(
    system: System,
    year: int,
    rate: str,
    flow: str | None,
    cost: str | None,
    scope: Mapping[str, Any] | None,
    model: Model,
) -> Result | None:
    """Read what is shared out; None for a cost to which flows add nothing."""
    if cost is not None:
        _refuse_beside_cost(rate, flow, cost, scope)
        return cost_of_flows(system, year, cost, model)
    if scope is not None and not isinstance(scope, Mapping):
        raise ScopeError(
            f'scope is a mapping such as {{"sector": "household"}}, not {shown(scope)}'
        )
    if "year" in (scope or {}):
        raise ScopeError("the scope names a year; write year=… instead")
    selection = Selection.of(system.axes, (), {**(scope or {}), "year": year})
    # the arrays hold that one year alone
    axes = attrs.evolve(system.axes, years=(year,))
    if flow is None:
        model.rate(rate)
        refuse_routes(selection)
        return Result.rate(model, rate, Selection.of(axes, (), selection.scope))
    if rate != "eu":
        raise InvalidValueError(
            f"both rate ({shown(rate)}) and flow ({shown(flow)}) are given; give one of them"
        )
    if not isinstance(flow, str) or flow not in model.flows:
        hint = " It is a rate: write rate=…" if isinstance(flow, str) and flow in model else ""
        raise LabelError(f"there is no flow {shown(flow)}. {nearest(flow, model.flows)}{hint}")
    equation = model.flows[flow]
    for key, _ in selection.scope:
        if ATTRIBUTES.get(key, key) not in equation.axes:
            raise AxisError(
                f"{flow} has the axes {', '.join(equation.axes)}; its scope cannot name {key}"
            )
    narrow = Selection.of(axes, (), selection.scope)
    refuse_for_flow(equation, narrow)
    return Result.flow(model, flow, narrow)


def _refuse_beside_cost(
    rate: str, flow: str | None, cost: Any, scope: Mapping[str, Any] | None
) -> None:
    if not isinstance(cost, str) or cost not in {"system", *PAYERS}:
        raise LabelError(
            f"cost is whose cost is shared out; unknown payer {shown(cost)}. "
            f"{nearest(cost, ['system', *PAYERS])}"
        )
    if rate != "eu" or flow is not None:
        other = f"flow ({shown(flow)})" if flow is not None else f"rate ({shown(rate)})"
        raise InvalidValueError(
            f"both {other} and cost ({shown(cost)}) are given; give one of them"
        )
    if scope:
        raise ScopeError(
            "a cost is that of all categories and regions; leave scope out, or share out a flow: "
            'flow="system_cost"'
        )


Shares = tuple[NDArray[np.float64], NDArray[np.float64] | None, tuple[float, float]]
"""The shares, their standard errors, and the result without and with all measures."""


def _shared_out(
    application: Application,
    position: int,
    result: Result | None,
    samples: int,
    seed: int,
    model: Model,
) -> Shares:
    """Return the shares in a result; nothing for everybody where there is none."""
    if result is None:
        return np.zeros(len(application.measures)), None, (0.0, 0.0)
    choices = Choices(application, position, [result], model)
    permission = Permission(application, [position])
    if len(choices.acting) <= EXACT_UP_TO:
        found = _exact(choices, permission)
    else:
        found = _drawn(choices, permission, samples, seed)
    if any(math.isnan(number) for number in (*found[2], *found[0])):
        year = choices.axes.years[0]
        raise undefined(model, result.equation.id, year, result.selection.scope)
    return found


def _exact(choices: Choices, permission: Permission) -> Shares:
    """Return the shares from every subset of the measures with an effect."""
    acting = choices.acting
    count = len(acting)
    total = len(choices.application.measures)
    states = np.zeros((2**count, total), dtype=np.int8)
    bits = np.arange(2**count)
    for place, number in enumerate(acting):  # the first changes least often: blocks share flows
        states[:, number] = bits >> (count - 1 - place) & 1
    _refuse_impossible(choices, permission, states)
    (values,) = choices.values(states)
    shares = np.zeros(total)
    shares[list(acting)] = shapley(values)
    return shares, None, (float(values[0]), float(values[-1]))


def _drawn(choices: Choices, permission: Permission, samples: int, seed: int) -> Shares:
    """Return the shares from orders that are drawn, each with its reverse."""
    acting = np.array(sorted(choices.acting))
    count, total = len(acting), len(choices.application.measures)
    rng = np.random.default_rng(seed)
    orders = rng.permuted(np.tile(acting, (samples // 2, 1)), axis=1)
    contributions = np.zeros((samples // 2, total))
    ends = (math.nan, math.nan)
    per_round = max(1, _MOST_STATES // (2 * (count + 1)))
    for start in range(0, len(orders), per_round):
        some = orders[start : start + per_round]
        both = np.concatenate([some, some[:, ::-1]])
        # subset i of an order: its first i measures
        chains = np.zeros((len(both), count + 1, total), dtype=np.int8)
        rows = np.arange(len(both))
        for step in range(count):
            chains[:, step + 1] = chains[:, step]
            chains[rows, step + 1, both[:, step]] = IN
        values = _distinct_values(choices, permission, chains.reshape(-1, total))
        values = values.reshape(len(both), count + 1)
        added = np.zeros((len(both), total))
        added[rows[:, np.newaxis], both] = np.diff(values, axis=1)
        half = len(some)
        contributions[start : start + half] = (added[:half] + added[half:]) / 2.0
        ends = float(values[0, 0]), float(values[0, -1])
    shares = np.array([math.fsum(column) / len(contributions) for column in contributions.T])
    errors = contributions.std(axis=0, ddof=1) / math.sqrt(len(contributions))
    return shares, errors, ends


_MOST_STATES: Final = 1 << 16
"""Subsets held at once while orders are drawn."""


def _distinct_values(
    choices: Choices, permission: Permission, states: NDArray[np.int8]
) -> NDArray[np.float64]:
    """Return the result of subsets of which many are alike."""
    order = list(choices.acting)
    _, first, inverse = np.unique(codes(states[:, order]), return_index=True, return_inverse=True)
    distinct = states[first]
    _refuse_impossible(choices, permission, distinct)
    (values,) = choices.values(distinct)
    result: NDArray[np.float64] = values[inverse.reshape(-1)]
    return result


def _refuse_impossible(choices: Choices, permission: Permission, states: NDArray[np.int8]) -> None:
    """Raise for subsets that cannot be taken although the whole plan can."""
    possible = np.ones(len(states), dtype=bool)
    for parameter in permission.bounded:
        possible &= permission.of_parameter(parameter, states != OUT)
    if possible.all():
        return
    bad = states[~possible] != OUT
    fewest = bad[np.argmin(bad.sum(axis=1))]
    measures: Sequence[Any] = [
        measure
        for measure, taken in zip(choices.application.measures, fewest, strict=True)
        if taken
    ]
    names = " and ".join(repr(measure.name) for measure in measures) or "no measure"
    reason = ""
    try:
        Application(choices.application.system, measures).changed_system()
    except PlastsmartError as error:
        reason = f": {error}"
    raise PlanError(
        f"the plan is possible and {names} without the others is not, so that no share can be told "
        f"of each{reason}. Make one measure of those that need each other"
    )
