"""Least cost: of a catalogue of measures, the set that reaches a target at least cost."""

from __future__ import annotations

import itertools
import math
from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any, ClassVar, Final

import attrs
import numpy as np

from plastsmart.accessors import Plots
from plastsmart.errors import (
    DimensionError,
    InvalidValueError,
    LabelError,
    ModelError,
    PlanError,
    UnitError,
    listed,
    nearest,
    shown,
)
from plastsmart.flows.model import MODEL, Model
from plastsmart.flows.result import run, undefined
from plastsmart.flows.selection import Selection
from plastsmart.markup import html_lines, html_number, html_percent, html_table
from plastsmart.scenarios.application import Application
from plastsmart.scenarios.choices import (
    IN,
    OPEN,
    OUT,
    Choices,
    Permission,
    Result,
    States,
    cost_of_flows,
    known_model,
    own_cost,
    year_of,
)
from plastsmart.scenarios.financing import OwnCosts, own_costs, paid
from plastsmart.scenarios.likely import (
    SAMPLES,
    LikelyRates,
    draws_needed,
    refuse_correlation,
    refuse_unless_probability,
)
from plastsmart.scenarios.measures import PAYERS, Measure
from plastsmart.scenarios.plan import Plan
from plastsmart.scenarios.projection import LAST_YEAR, REACHED_WITHIN
from plastsmart.scenarios.search import (
    DECIMALS,
    FEW,
    ORE,
    Floats,
    Front,
    Problem,
    Rules,
    best_first,
    best_rate,
    greedy,
    improved,
    whole_front,
)
from plastsmart.scenarios.targets import Target
from plastsmart.system import System
from plastsmart.units import Q, is_quantity, magnitude

if TYPE_CHECKING:
    import pandas as pd

    from plastsmart.report.plots.accessors import LeastCostPlots

__all__ = ["EXACT_UP_TO", "LeastCost", "least_cost"]

EXACT_UP_TO: Final = 18
"""Measures to choose from up to which the whole front is found."""

FRONT_LIMIT: Final = 300_000
"""Branches that are followed for the whole front of more measures before it is given up."""

LIKELY_UP_TO: Final = 12
"""Measures open to choice up to which a set is looked for that is sure enough."""

LIMIT: Final = 100_000
"""Branches that are then followed for the cheapest set alone."""

_AGREES: Final = 1e-9
"""By how much a plain run of the plan found may differ from the search."""


@attrs.frozen(kw_only=True, eq=False, repr=False)
class LeastCost:
    """The set of measures that reaches a target at least cost, and what else there is to choose.

    Attributes
    ----------
    plan : Plan
        The measures chosen; where none that reach the target were found, those with the highest rate.
    feasible : bool
        Whether they reach the target.
    proven_infeasible : bool
        Whether it is proven that no permitted set within the budget reaches it. Where neither this
        nor `feasible` holds, the search was cut short and the question is open: see `undecided`.
    rate : float
        The share in the target's year, of a plain run of the plan.
    cost : pint.Quantity
        NOK/year in that year, more than without measures: their own cost, and what the flows cost
        more or less.
    front : pandas.DataFrame
        The sets that none is both at least as cheap and as good as, by cost: cost [NOK/year], rate,
        reached, and measures (their names). ``attrs["whole"]``: whether there is no other.
    exact : bool
        Whether it is proven that no set is cheaper or, where the target cannot be reached, that none
        reaches it and none has a higher rate. Where a probability was asked for, this and
        `proven_infeasible` are said of these draws alone: how surely a set reaches the target is an
        estimate, and with another seed or more draws another set may be sure enough.
    bound : float
        NOK/year by which an undiscovered set might be cheaper; infinite where nothing is known of
        that, or nothing that reaches the target was found and something may. 0 where nothing may be
        cheaper, or nothing reaches it.
    evaluated : int
        Sets of measures that were evaluated.
    target : Target
    year : int
    payer : str
        Whose cost it is.
    price_year : int or None
    budget : pint.Quantity or None
        NOK/year that the set was to cost at most.
    without_budget : LeastCost or None
        Where nothing within the budget was found that reaches the target: the answer without it.
    not_stated : tuple of str
        The names of measures of the catalogue that state no cost of their own, and count as free.
    probability, asked_probability : float or None
        In what share of the draws the plan reaches the target, and in what share it was to; None where
        nothing was drawn. Where no set is sure enough, `plan` is the surest, of those alike the one
        with the highest rate, and of these the cheapest.
    cost_nok, budget_nok : float
        Cost and budget as plain numbers.
    """

    plan: Plan
    feasible: bool
    rate: float
    cost_nok: float
    front: pd.DataFrame
    exact: bool
    bound: float
    evaluated: int
    target: Target
    year: int
    proven_infeasible: bool = False
    payer: str = "system"
    price_year: int | None = None
    budget_nok: float | None = None
    without_budget: LeastCost | None = None
    not_stated: tuple[str, ...] = ()
    probability: float | None = None
    asked_probability: float | None = None

    plot: ClassVar[Plots[LeastCostPlots]] = Plots("LeastCostPlots")
    """Pictures: front."""

    @property
    def cost(self) -> Any:
        """NOK/year more than without measures."""
        return Q(self.cost_nok, "NOK/year")

    @property
    def budget(self) -> Any:
        """NOK/year that the set was to cost at most; None for any cost."""
        return None if self.budget_nok is None else Q(self.budget_nok, "NOK/year")

    @property
    def undecided(self) -> bool:
        """Whether nothing that reaches the target was found, and it is not proven that nothing does."""
        return not (self.feasible or self.proven_infeasible)

    def __str__(self) -> str:
        """Return the answer in one sentence."""
        free = [measure.name for measure in self.plan if measure.name in self.not_stated]
        told = f"; no cost of its own is stated, and none counted, for {', '.join(free)}"
        if self.feasible:
            answer = self._reached()
        else:
            answer = self._missed() if self.probability is None else self._unsure()
        return answer + (told if free else "")

    def _reached(self) -> str:
        more = ""
        if not self.exact:
            more = "; another set may be cheaper, by " + (
                f"at most {_money(self.bound)}"
                if math.isfinite(self.bound)
                else "how much is not known"
            )
        least = "least cost" if self.exact else "the least cost found"
        return (
            f"{self.target.label} is reached at {least} {_TO[self.payer]}, "
            f"{_money(self.cost_nok)}, by {_names(self)}: {_rate(self)}{more}{_drawn(self)}"
        )

    @property
    def _within(self) -> str:
        if self.budget_nok is None:
            return ""
        return f" within the budget of {_money(self.budget_nok)}"

    def _unsure(self) -> str:
        beyond = "" if self.without_budget is None else _beyond(self.without_budget)
        return (
            f"{self.target.label} is not reached surely enough{self._within}; the surest is "
            f"{_rate(self)} for {_money(self.cost_nok)} {_TO[self.payer]}, by {_names(self)}"
            f"{_drawn(self)}{beyond}"
        )

    def _missed(self) -> str:
        label, within = self.target.label, self._within
        if self.undecided:
            verdict = (
                f"whether {label} can be reached{within} is undecided: none of the {self.evaluated} "
                "sets looked at does"
            )
        else:
            verdict = f"{label} cannot be reached{within}"
        best = "at best" if self.exact else "the best found is"
        more = "" if self.exact or self.undecided else ", and another set may come nearer"
        found = (
            f"{best} {_rate(self)} for {_money(self.cost_nok)} {_TO[self.payer]}, by {_names(self)}"
        )
        beyond = "" if self.without_budget is None else _beyond(self.without_budget)
        return f"{verdict}; {found}{more}{beyond}"

    def __repr__(self) -> str:
        return f"<LeastCost: {self}>"

    def _repr_html_(self) -> str:
        rows = [
            (
                html_number(row["cost"]),
                html_percent(row["rate"]),
                "reached" if row["reached"] else "missed",
                ", ".join(row["measures"]) or "no measure",
            )
            for row in self.front.to_dict("records")
        ]
        prices = f", prices of {self.price_year}" if self.price_year is not None else ""
        header = (
            f"cost, NOK/year{prices}",
            f"{self.target.rate} in {self.year}",
            "target",
            "measures",
        )
        return html_lines([self]) + html_table(header, rows, all_in="front")


_TO: Final = {
    "system": "to the whole system",
    "municipality": "to the municipality",
    "producers": "to the producers",
    "businesses": "to the businesses",
    "state": "to the state",
}
"""Whose cost it is, in words."""


def _money(amount: float) -> str:
    return f"{round(amount):,} NOK/year".replace(",", " ")


def _names(answer: LeastCost) -> str:
    return ", ".join(measure.name for measure in answer.plan) or "no measure"


def _rate(answer: LeastCost) -> str:
    return f"{100 * answer.rate:.1f} % in {answer.year}"


def _drawn(answer: LeastCost) -> str:
    """Return how surely the target is reached, where that was asked."""
    if answer.probability is None or answer.asked_probability is None:
        return ""
    return (
        f"; reached in {100 * answer.probability:.1f} % of the draws, of "
        f"{100 * answer.asked_probability:g} % asked for"
    )


def _beyond(answer: LeastCost) -> str:
    """Return what is so without the budget, to go on with."""
    if answer.feasible:
        least = "" if answer.exact else " or less"
        money = f"{_money(answer.cost_nok)}{least}"
        sure = ""
        if answer.probability is not None:
            sure = f", in {100 * answer.probability:.1f} % of the draws"
        return f"; without it, reached for {money}, by {_names(answer)}: {_rate(answer)}{sure}"
    if answer.probability is not None:
        most = f"{100 * answer.probability:.1f} % of the draws"
        return f"; without it, not surely enough either, in {most} at most"
    if answer.proven_infeasible:
        best = f", with {_rate(answer)} at best" if answer.exact else ""
        return f"; without it, not reached either{best}"
    return "; without it, undecided"


def least_cost(
    system: System,
    measures: Iterable[Measure] | Plan,
    target: Target,
    *,
    must: Iterable[str] | str = (),
    excludes: Iterable[Iterable[str]] = (),
    needs: Mapping[str, Any] | None = None,
    budget: Any = None,
    payer: str = "system",
    discount_rate: float | None = None,
    probability: float | None = None,
    n: int = SAMPLES,
    seed: int = 1,
    correlation: Mapping[tuple[str, str], float] | None = None,
    model: Model = MODEL,
) -> LeastCost:
    """Return the set of measures that reaches a target at least cost, and the front of cost and rate.

    A set costs what its measures cost by themselves in the target's year, running cost and annuities,
    and what the flows cost more or less than without measures where the system has costs. Of sets
    that cost the same to the øre, the one with the higher rate is taken, then the one with fewer
    measures, then by name.

    Only sets that a projection would take are looked at: two measures that set one cell in any year to
    2035 are not taken together, and no measure that changes nothing beside the others. A measure that
    starts after the target's year does nothing for it, and is taken only where it must be.

    With up to 18 measures to choose from, the answer and the front are exact. With more they are as
    long as few sets can win; else the most promising are looked at first, the front is of what was
    found, and `bound` says by how much the cheapest set may be missed. Sets that cannot win, as the
    bounds of their branch say, are not evaluated. An equation of one's own that bounds cannot follow
    makes every set worth a look.

    Parameters
    ----------
    system : System
    measures : sequence of Measure, or Plan
        The catalogue.
    target : Target
    must : sequence of str
        Names of measures that are taken in any case.
    excludes : sequence of sequences of str
        Groups of names of which at most one is taken.
    needs : mapping, optional
        Name to the name or names without which it is not taken.
    budget : quantity or str, optional
        The most that the set may cost, NOK/year, such as "0.3 MNOK/year".
    payer : str
        "system", or whose cost is to be least: municipality, producers, businesses or state. A
        measure then counts by the share that it says they pay, its grant taken off.
    discount_rate : float, optional
        That spreads investments over their lifetimes; the system's own, if left out.
    probability : float, optional
        How surely the target is to be reached, of all that is uncertain in system and measures. Sets
        are then looked at from the cheapest on until one is sure enough, all on the same draws; of
        sets that cost the same the surest is taken. At most 12 measures may be open to choice. Costs
        are those without draws.
    n, seed : int
        Of the draws.
    correlation : mapping, optional
        Of the draws, as for `plastsmart.ensemble`.
    model : Model
        The equations.

    Returns
    -------
    LeastCost
        That the target cannot be reached is an answer: `feasible` is False then, and the plan the one
        with the highest rate. Where a budget is the reason, `without_budget` is the answer without it.

    Raises
    ------
    LabelError
        If a name is unknown, or the target is for a year before the system's first.
    PlanError
        If measures do not fit the system, or the wishes contradict one another.
    PriceYearError
        If prices of different years would be added.
    InvalidValueError, UnitError, DimensionError, ScopeError, ModelError

    Examples
    --------
    >>> import plastsmart as ps
    >>> measures = [
    ...     ps.Measure("Bins", 2026, [ps.Change("capture", set=0.7)], cost=ps.Q(90e6, "NOK/year")),
    ...     ps.Measure("Bags", 2026, [ps.Change("capture", set=0.6)], cost=ps.Q(40e6, "NOK/year")),
    ...     ps.Measure(
    ...         "Plant", 2026, [ps.Change("sorting_efficiency", set=1)], cost=ps.Q(60e6, "NOK/year")
    ...     ),
    ... ]
    >>> target = ps.Target(rate="eu", level=0.42, year=2030)
    >>> answer = ps.least_cost(ps.load("headline"), measures, target)
    >>> [measure.name for measure in answer.plan], answer.cost_nok, round(answer.rate, 4)
    (['Bins'], 90000000.0, 0.42)
    >>> answer.front["measures"].tolist()
    [(), ('Bags',), ('Bins',), ('Bags', 'Plant'), ('Bins', 'Plant')]
    """
    catalogue = _catalogue(measures)
    if not isinstance(system, System):
        raise InvalidValueError(f"least_cost takes a System, not {type(system).__name__}")
    if not isinstance(target, Target):
        raise InvalidValueError(
            f"a target is plastsmart.targets.EU_2025 or plastsmart.Target(…), not {shown(target)}"
        )
    if payer != "system" and payer not in PAYERS:
        raise LabelError(f"unknown payer {shown(payer)}. {nearest(payer, ['system', *PAYERS])}")
    known_model(model)
    most = _budget(budget)
    longer, position = year_of(
        system, target.deadline, f"the target {target.label}", catalogue.measures, LAST_YEAR
    )
    application = Application(longer, catalogue.measures)
    names = [measure.name for measure in application.measures]
    own = own_costs(application.measures, longer, discount_rate)
    rules = _rules(application, _groups(excludes, names), _needs(needs, names))
    start = _start(rules, _named(must, "must", names), names)
    permission = Permission(application)
    _refuse_impossible(permission, start)
    question = _Question(
        catalogue=catalogue,
        from_plan=isinstance(measures, Plan),
        application=application,
        target=target,
        payer=payer,
        model=model,
        own=own,
        year=position,
        choices=Choices(application, position, _results(longer, target, payer, model), model),
        permission=permission,
        rules=rules,
        start=start,
    )
    refuse_correlation(correlation, probability)
    if probability is not None:
        share = refuse_unless_probability(probability)
        likely = LikelyRates(
            longer, catalogue, target, n=n, seed=seed, correlation=correlation, model=model
        )
        return _likely_answer(question, most, likely, share)
    answer = _answer(question, most)
    if answer.feasible or math.isinf(most):
        return answer
    return _beside(answer, _answer(question, math.inf))


# -- what was asked ---------------------------------------------------------------------------------


def _catalogue(measures: Any) -> Plan:
    if isinstance(measures, Plan):
        return measures
    if isinstance(measures, Measure):
        measures = [measures]
    if isinstance(measures, (str, bytes)) or not isinstance(measures, Iterable):
        raise InvalidValueError(
            f"measures is a sequence of ps.Measure or a ps.Plan, not {shown(measures)}"
        )
    return Plan("Catalogue", list(measures))


def _budget(given: Any) -> float:
    if given is None:
        return math.inf
    if isinstance(given, str):
        try:
            given = Q(given, like="MNOK/year")
        except (UnitError, InvalidValueError) as error:
            raise type(error)(f"budget: {error}") from None
    if not is_quantity(given):
        raise UnitError(
            f"budget is {shown(given)} without a unit; write ps.Q(1_000_000, 'NOK/year')"
        )
    try:
        value = magnitude(given, "NOK/year", "budget")
    except DimensionError as error:
        raise DimensionError(
            f"budget is {given}; an amount in NOK/year is needed", error.units1, error.units2
        ) from None
    if not isinstance(value, float):
        raise InvalidValueError("budget is an array; give one amount")
    return value


def _named(given: Any, what: str, names: Sequence[str]) -> list[int]:
    """Return the numbers of measures that are named."""
    if isinstance(given, Measure):
        given = given.name
    members = [given] if isinstance(given, str) else listed(given, what, '["Campaign"]')
    numbers = []
    for member in members:
        name = member.name if isinstance(member, Measure) else member
        if not isinstance(name, str) or name not in names:
            raise LabelError(f"{what} names {shown(name)}, no measure. {nearest(name, names)}")
        numbers.append(names.index(name))
    return numbers


def _groups(given: Any, names: Sequence[str]) -> list[list[int]]:
    groups = []
    for group in listed(given, "excludes", '[("Bins", "Bags")]'):
        if isinstance(group, str):
            raise LabelError(
                f"excludes holds {shown(group)}; it is a list of groups of names, such as "
                '[("Bins", "Bags")]'
            )
        numbers = _named(group, "excludes", names)
        if len(set(numbers)) < 2:  # noqa: PLR2004
            raise LabelError(
                f"a group of excludes names {', '.join(repr(names[n]) for n in set(numbers)) or 'none'}"
                " alone; name at least two measures that exclude each other"
            )
        groups.append(numbers)
    return groups


def _needs(given: Any, names: Sequence[str]) -> list[tuple[int, list[int]]]:
    if given is None:
        return []
    if not isinstance(given, Mapping):
        raise LabelError(
            f'needs maps a name to what it needs, such as {{"Letters": "Bins"}}, not {shown(given)}'
        )
    pairs = []
    for name, others in given.items():
        (number,) = _named([name], "needs", names)
        wanted = _named(others, f"needs of {name!r}", names)
        if number in wanted:
            raise PlanError(f"needs says that {name!r} needs itself; leave it out")
        pairs.append((number, wanted))
    return pairs


def _rules(
    application: Application, groups: list[list[int]], needs: list[tuple[int, list[int]]]
) -> Rules:
    count = len(application.measures)
    numbers = {measure.name: number for number, measure in enumerate(application.measures)}
    apart = np.zeros((count, count), dtype=bool)
    for conflict in application.conflicts:
        if conflict.first == conflict.second:
            raise PlanError(conflict.text)
        apart[numbers[conflict.first], numbers[conflict.second]] = True
    for group in groups:
        for number in group:
            apart[number, group] = True
    np.fill_diagonal(apart, val=False)
    lacking = np.zeros((count, count), dtype=bool)
    for number, wanted in needs:
        lacking[number, wanted] = True
    return Rules(apart=apart | apart.T, needs=lacking)


def _start(rules: Rules, must: Sequence[int], names: Sequence[str]) -> States:
    """Return what is decided from the outset."""
    state = np.full(len(names), OPEN, dtype=np.int8)
    state[list(must)] = IN
    wrong = rules.follow(state)
    if wrong is not None:
        given = ", ".join(repr(names[number]) for number in must)
        raise PlanError(
            f"must asks for {given}, and then {names[wrong]!r} would have to be both in and out: "
            "measures that must be in, what they need, and what excludes what contradict one another"
        )
    while True:  # a measure that can never be in is out, and so is what needs it
        before = state.copy()
        for number in np.flatnonzero(state == OPEN):
            trial = state.copy()
            trial[number] = IN
            if rules.follow(trial) is not None:
                state[number] = OUT
        if rules.follow(state) is not None:
            raise PlanError("the measures that must be in contradict one another")
        if np.array_equal(before, state):
            return state


def _refuse_impossible(permission: Permission, start: States) -> None:
    """Raise if what must be in breaks a sum or bound that no other measure can change."""
    for parameter in permission.bounded:
        members = list(permission.members[parameter])
        if (start[members] == OPEN).any():
            continue
        chosen = start[np.newaxis] == IN
        if not permission.of_parameter(parameter, chosen).all():
            measures = permission.application.measures
            taken = [measures[number] for number in members if start[number] == IN]
            Application(permission.application.system, taken).changed_system()


def _nothing_permitted(problem: Problem, start: States, *, proven: bool) -> PlanError:
    """Return the error for wishes that no set fulfils, or none that was found."""
    application = problem.permission.application
    taken = [m for m, decided in zip(application.measures, start, strict=True) if decided == IN]
    told = f" with {', '.join(repr(measure.name) for measure in taken)}" if taken else ""
    if not proven:
        costs = f" and costs at most {_money(problem.budget)}" if problem.budget < math.inf else ""
        return PlanError(
            f"none of the sets of measures{told} that were looked at can be taken{costs}; there may "
            "be one: raise the budget, ask for less that must be in, or give fewer measures"
        )
    if math.isfinite(problem.budget):
        return PlanError(
            f"no permitted set of measures{told} costs at most the budget of "
            f"{problem.budget:,.2f} NOK/year; raise the budget, or ask for less that must be in"
        )
    reason = ""
    try:
        Application(application.system, taken).changed_system()
    except PlanError as error:
        reason = f": {error}"
    return PlanError(f"no set of measures{told} can be taken{reason}")


def _results(system: System, target: Target, payer: str, model: Model) -> list[Result]:
    axes = attrs.evolve(system.axes, years=(target.deadline,))
    scope = {**dict(target.scope), "year": target.deadline}
    results = [Result.rate(model, target.rate, Selection.of(axes, (), scope))]
    cost = cost_of_flows(system, target.deadline, payer, model)
    return results if cost is None else [*results, cost]


# -- searching --------------------------------------------------------------------------------------


def _leave_out_idle(problem: Problem, start: States) -> None:
    """Decide against measures that cost something and change neither rate nor cost of the flows.

    Only where leaving one out cannot make another set impossible: nothing needs it, and no other
    measure shares a parameter with sums or bounds with it.
    """
    permission = problem.permission
    for number in np.flatnonzero(start == OPEN):
        if number in problem.choices.acting or problem.own[number] < 0.0:
            continue
        own = [name for name, members in permission.members.items() if number in members]
        alone = all(
            permission.members[name] == (int(number),)
            for name in own
            if name in permission.bounded or permission.idle_alone
        )
        if alone and not problem.rules.needs[:, number].any():
            start[number] = OUT


def _order(problem: Problem, start: States) -> list[int]:
    """Return the open measures in the order to decide them in.

    Those first on which most flows depend, so that the bounds of what is open are narrow; of those
    alike, the dearest first.
    """
    acting = problem.choices.acting
    rest = [number for number in range(len(start)) if number not in acting]
    many = problem.choices.dependents
    first = sorted(acting, key=lambda n: (-many[n], -abs(problem.own[n]), n))
    return [int(number) for number in [*first, *rest] if start[number] == OPEN]


@attrs.frozen(kw_only=True)
class _Outcome:
    """What a search has proven.

    Attributes
    ----------
    whole : bool
        That the front is whole.
    least : float
        NOK/year that whatever was not looked at costs at least if it reaches the level: infinity where
        nothing was left out that may, minus infinity where nothing is known of it.
    none_reaches : bool
        That no set reaches the level.
    best_rate : bool
        That no set has a higher rate than the best found.
    """

    whole: bool
    least: float = math.inf
    none_reaches: bool = False
    best_rate: bool = False


def _search(
    problem: Problem, start: States, order: Sequence[int], front: Front, level: float
) -> _Outcome:
    """Fill the front; return what is proven."""
    if len(order) > FEW:
        greedy(problem, start, front)
    if len(order) <= EXACT_UP_TO:
        whole_front(problem, start, order, front)
        return _Outcome(whole=True, best_rate=True)
    improved(problem, start, front, level)
    if whole_front(problem, start, order, front, FRONT_LIMIT):
        return _Outcome(whole=True, best_rate=True)
    improved(problem, start, front, level)
    least = best_first(problem, start, order, front, level, LIMIT)
    # a branch without a bound gives minus infinity, which proves nothing
    if front.cheapest(level) is not None or least != math.inf:
        return _Outcome(whole=False, least=least)
    best = best_rate(problem, start, order, front, LIMIT)
    return _Outcome(whole=False, none_reaches=True, best_rate=best)


# -- the answer -------------------------------------------------------------------------------------


@attrs.frozen(kw_only=True, eq=False)
class _Question:
    """What is asked, read for the system; it also runs what a search found as anybody would."""

    catalogue: Plan
    from_plan: bool
    application: Application
    target: Target
    payer: str
    model: Model
    own: OwnCosts
    year: int
    choices: Choices
    permission: Permission
    rules: Rules
    start: States

    def measures(self, state: States) -> list[Measure]:
        return [
            measure
            for measure, decided in zip(self.application.measures, state, strict=True)
            if decided == IN
        ]

    def plain(self, state: States) -> tuple[list[Measure], float, float]:
        """Return the measures, the rate and the cost of a plain run."""
        taken = self.measures(state)
        system = self.application.system
        changed = Application(system, taken).changed_system() if taken else system
        flows = run(changed, model=self.model)
        rates = flows.rate(self.target.rate, by=["year"], scope=dict(self.target.scope))
        without = run(system, model=self.model)
        more = paid(flows, self.payer)[self.year] - paid(without, self.payer)[self.year]
        own = own_cost(self.own, self.payer, self.year)
        cost = float((state == IN) @ own) + float(more)
        return taken, float(rates[self.target.deadline]), cost

    def answer(
        self, taken: Sequence[Measure], front: Front, most: float, *, whole: bool, **found: Any
    ) -> LeastCost:
        """Return the answer that takes some measures; `found` is what is known of it."""
        names = [measure.name for measure in self.application.measures]
        unpriced = self.own.unpriced
        return LeastCost(
            plan=self.plan(taken),
            front=_table(front, names, self.target, self.own.price_year, whole=whole),
            target=self.target,
            year=self.target.deadline,
            payer=self.payer,
            price_year=self.own.price_year,
            budget_nok=None if math.isinf(most) else most,
            not_stated=tuple(m.name for m in self.catalogue if m.name in unpriced),
            **found,
        )

    def plan(self, chosen: Sequence[Measure]) -> Plan:
        """Return a plan of what was chosen, named after the plan that it was chosen from."""
        found = self.catalogue.only([measure.name for measure in chosen])
        what = f"cost for {self.target.label}"
        name = f"{self.catalogue.name}: least {what}" if self.from_plan else f"Least {what}"
        return attrs.evolve(found, name=name[:200].strip())


def _answer(question: _Question, most: float) -> LeastCost:
    """Search within a budget."""
    target, start = question.target, question.start.copy()
    level = target.required_level
    problem = Problem(
        question.choices,
        question.permission,
        question.rules,
        own_cost(question.own, question.payer, question.year),
        most,
    )
    _leave_out_idle(problem, start)
    front = Front(len(question.application.measures))
    outcome = _search(problem, start, _order(problem, start), front, level)
    if not len(front.cost):
        if np.isnan(problem.rate_without):
            raise undefined(question.model, target.rate, target.deadline, target.scope)
        raise _nothing_permitted(problem, start, proven=outcome.best_rate)
    pick, taken, rate, cost = _verified(question, front, level)
    feasible = pick is not None
    never = not feasible and (outcome.whole or outcome.none_reaches)
    # what was not looked at may be cheaper, or reach the target where nothing else does
    if feasible:
        exact = outcome.least == math.inf
        bound = 0.0 if exact else max(0.0, cost - outcome.least)
    else:
        exact, bound = never and outcome.best_rate, 0.0 if never else math.inf
    return question.answer(
        taken,
        front,
        most,
        whole=outcome.whole,
        feasible=feasible,
        proven_infeasible=never,
        rate=rate,
        cost_nok=cost,
        exact=exact,
        bound=bound,
        evaluated=problem.evaluated,
    )


def _likely_answer(
    question: _Question, most: float, likely: LikelyRates, probability: float
) -> LeastCost:
    """Look at sets from the cheapest on until one reaches the target surely enough."""
    target = question.target
    level = target.required_level - REACHED_WITHIN
    own = own_cost(question.own, question.payer, question.year)
    problem = Problem(question.choices, question.permission, question.rules, own, most)
    open_ = np.flatnonzero(question.start == OPEN)
    if len(open_) > LIKELY_UP_TO:
        raise InvalidValueError(
            f"{len(open_)} measures are open to choice, and with a probability at most "
            f"{LIKELY_UP_TO} may be; find a few without it first, or say which must be in"
        )
    picks = (np.arange(2 ** len(open_))[:, np.newaxis] >> np.arange(len(open_))) & 1 == 1
    states = np.tile(question.start, (len(picks), 1))
    states[:, open_] = np.where(picks, IN, OUT)
    states = states[problem.allowed(states)]
    rate, *flows = question.choices.values(states)
    cost = (states == IN) @ own + (flows[0] - problem.without if flows else 0.0)
    known = ~np.isnan(rate)
    if len(states) and not known.any():
        raise undefined(question.model, target.rate, target.deadline, target.scope)
    sets = _Sets(states[known], cost[known], rate[known], likely, level)
    within = int(problem.affordable(sets.cost).sum())
    if not within:
        raise _nothing_permitted(problem, question.start, proven=True)
    answer = _surest(question, sets, within, most, probability)
    if answer.feasible or math.isinf(most):
        return answer
    beyond = _surest(question, sets, len(sets.cost), math.inf, probability)
    return attrs.evolve(answer, without_budget=beyond)


class _Sets:
    """Sets of measures, the cheapest first, and in how many draws each reaches a level.

    Of those that cost the same, the ones with the higher rate come first, then those with fewer
    measures, then by name.
    """

    def __init__(
        self, states: States, cost: Floats, rate: Floats, likely: LikelyRates, level: float
    ) -> None:
        taken = states == IN
        by_name = tuple(~taken[:, column] for column in range(taken.shape[1] - 1, -1, -1))
        order = np.lexsort(
            (*by_name, taken.sum(axis=1), -np.round(rate, DECIMALS), np.round(cost, ORE))
        )
        self.states, self.cost, self.rate = states[order], cost[order], rate[order]
        self.likely, self.level = likely, level
        self.reached = np.full(len(order), -1)
        """Draws; -1 where nobody looked."""

    def sure_enough(self, count: int, needed: int) -> int | None:
        """Return the cheapest of the first sets that reaches the level in enough draws.

        Of those that cost the same, the surest.
        """
        near = np.round(self.cost[:count], ORE)
        starts = [int(place) for place in np.unique(near, return_index=True)[1]]
        for start, stop in itertools.pairwise([*starts, count]):
            self._look(start, stop, count)
            best = start + int(np.argmax(self.reached[start:stop]))
            if self.reached[best] >= needed:
                return best
        return None

    def _look(self, start: int, stop: int, count: int) -> None:
        """Look at sets that cost the same, until one reaches the level in all draws.

        Some of the next ones are looked at with them where that takes little longer.
        """
        for place in range(start, stop):
            if self.reached[place] < 0:
                some = slice(place, min(place + self.likely.together, count))
                rates = self.likely.of_sets(self.states[some] == IN)
                self.reached[some] = (rates >= self.level).sum(axis=1)
            if self.reached[place] == self.likely.n:
                return

    def surest(self, count: int) -> int:
        """Return the surest of the first sets; of those alike the best, and of these the cheapest."""
        return int(np.lexsort((-np.round(self.rate[:count], DECIMALS), -self.reached[:count]))[0])


def _surest(
    question: _Question, sets: _Sets, count: int, most: float, probability: float
) -> LeastCost:
    """Return the cheapest of the first sets that is sure enough, or the surest of them."""
    n = sets.likely.n
    found = sets.sure_enough(count, draws_needed(probability, n))
    place = sets.surest(count) if found is None else found
    front = Front(len(question.application.measures))
    front.add(sets.states[:count], sets.cost[:count], sets.rate[:count])
    taken, rate, cost = question.plain(sets.states[place])
    return question.answer(
        taken,
        front,
        most,
        whole=True,
        feasible=found is not None,
        proven_infeasible=found is None,
        rate=rate,
        cost_nok=cost,
        exact=True,
        bound=0.0,
        evaluated=int((sets.reached >= 0).sum()),
        probability=float(sets.reached[place]) / n,
        asked_probability=probability,
    )


def _beside(answer: LeastCost, other: LeastCost) -> LeastCost:
    """Return an answer that misses the target, with the answer without its budget.

    What no set reaches, none within the budget does; nor where all that do cost more than it.
    """
    proven = answer.proven_infeasible or other.proven_infeasible
    if other.feasible and answer.budget_nok is not None:
        least = round(other.cost_nok - other.bound, ORE)
        proven = proven or least > answer.budget_nok + 0.5 * 10.0**-ORE
    bound = 0.0 if proven else answer.bound
    return attrs.evolve(answer, without_budget=other, proven_infeasible=proven, bound=bound)


def _verified(
    question: _Question, front: Front, level: float
) -> tuple[int | None, list[Measure], float, float]:
    """Return the cheapest that reaches the level in a plain run too; else the best."""
    first = front.cheapest(level)
    for place in range(first if first is not None else len(front.cost), len(front.cost)):
        taken, rate, cost = _agreed(question, front, place)
        if rate >= level - REACHED_WITHIN:
            return place, taken, rate, cost
    taken, rate, cost = _agreed(question, front, len(front.cost) - 1)
    return None, taken, rate, cost


def _agreed(question: _Question, front: Front, place: int) -> tuple[list[Measure], float, float]:
    taken, rate, cost = question.plain(front.states[place])
    scale = 1.0 + abs(cost) + abs(float(front.cost[place]))
    if not (
        abs(rate - front.rate[place]) <= _AGREES and abs(cost - front.cost[place]) <= 1e-6 * scale
    ):
        raise ModelError(
            f"a plain run of {', '.join(repr(m.name) for m in taken) or 'no measure'} gives the rate "
            f"{rate:.10g} and the cost {cost:.10g} NOK/year, and among other sets "
            f"{front.rate[place]:.10g} and {front.cost[place]:.10g}: an equation of the model does "
            "not treat each sample by itself"
        )
    return taken, rate, cost


def _table(
    front: Front, names: Sequence[str], target: Target, price_year: int | None, *, whole: bool
) -> pd.DataFrame:
    import pandas as pd

    sets = [
        tuple(name for name, decided in zip(names, state, strict=True) if decided == IN)
        for state in front.states
    ]
    frame = pd.DataFrame(
        {
            "cost": front.cost,
            "rate": front.rate,
            "reached": front.rate >= target.required_level - REACHED_WITHIN,
            "measures": pd.Series(sets, dtype=object),
        }
    )
    frame.attrs.update(
        unit="cost in NOK/year, rate as a share",
        units={"cost": "NOK/year", "rate": "1"},
        rate=target.rate,
        scope=target.scope,
        price_year=price_year,
        whole=whole,
    )
    return frame
