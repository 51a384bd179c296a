"""What must always hold of attribution and least cost, on random systems and measures."""

from __future__ import annotations

import itertools
import math
import random
from typing import Any, NamedTuple

import attrs
import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

import plastsmart as ps
from plastsmart.errors import PlanError, ScopeError
from plastsmart.flows.selection import Selection
from plastsmart.scenarios import attribution, least_cost
from plastsmart.scenarios.application import Application
from plastsmart.scenarios.choices import IN, OPEN, OUT, Choices, Permission, Result
from plastsmart.scenarios.interval import Interval, hull
from tests.oracle.random_systems import random_description
from tests.properties.test_measures import random_measures

pytestmark = pytest.mark.random

RATES = ("collection", "eu_pre2020", "eu", "recyclate", "closed_loop")


@st.composite
def systems_with_plans(draw: st.DrawFn, most: int = 5) -> tuple[ps.System, ps.Plan, int]:
    """Random systems, and plans of which every subset is possible; the year of the result."""
    seed = draw(st.integers(0, 10**9))
    system = random_description(seed).system()
    years = range(min(system.axes.years), max(system.axes.years) + 1)
    longer = system.with_years(years)
    rng = random.Random(seed)
    fitting: list[ps.Measure] = []
    for measure in random_measures(rng, longer, most):
        try:
            Application(longer, [*fitting, measure]).changed_system()
        except PlanError:
            continue
        fitting.append(measure)
    assume(fitting)
    count = len(fitting)
    every = (np.arange(2**count)[:, np.newaxis] >> np.arange(count)) & 1 == 1
    assume(Application(longer, fitting).arrays(every)[1].all())
    return system, ps.Plan("Plan", fitting), rng.choice(list(years))


def slow_value(system: ps.System, measures: list[ps.Measure], rate: str, year: int) -> float:
    """Return a rate with some measures, from arrays of one choice alone."""
    chosen = np.ones((1, len(measures)), dtype=bool)
    application = Application(system, measures)
    inputs, _ = application.inputs(system.inputs(), chosen)
    model = ps.MODEL
    arrays = model.evaluate(model.needed([rate], inputs), inputs)
    flows = ps.Flows(system, model, arrays, only=(rate,))
    return float(flows.rate(rate, by=["year"])[year])


def slow_shares(system: ps.System, plan: ps.Plan, rate: str, year: int) -> dict[str, float]:
    """The definition: what a measure adds to those before it, on average over all orders."""
    known: dict[frozenset[str], float] = {}

    def value(names: tuple[str, ...]) -> float:
        key = frozenset(names)
        if key not in known:
            known[key] = slow_value(system, [plan[n] for n in sorted(key)], rate, year)
        return known[key]

    shares = dict.fromkeys((m.name for m in plan), 0.0)
    orders = list(itertools.permutations(shares))
    for order in orders:
        for place, name in enumerate(order):
            shares[name] += value(order[: place + 1]) - value(order[:place])
    return {name: share / len(orders) for name, share in shares.items()}


@given(systems_with_plans(), st.sampled_from(RATES), st.randoms(use_true_random=False))
@settings(max_examples=40)
def test_shares_are_those_of_the_definition(
    drawn: tuple[ps.System, ps.Plan, int], rate: str, rng: random.Random
) -> None:
    system, plan, year = drawn
    longer = system.with_years(range(min(system.axes.years), max(system.axes.years) + 1))
    expected = slow_shares(longer, plan, rate, year)
    assume(not math.isnan(sum(expected.values())))
    shares: Any = ps.attribute(system, plan, rate=rate, year=year)
    assert list(shares.index) == [measure.name for measure in plan]
    for name, share in expected.items():
        assert abs(shares[name] - share) <= 1e-12
    # efficiency
    change = shares.attrs["with"] - shares.attrs["without"]
    assert abs(math.fsum(shares) - change) <= 1e-12
    # the order of measures changes no bit
    shuffled = list(plan.measures)
    rng.shuffle(shuffled)
    again: Any = ps.attribute(system, ps.Plan("Plan", shuffled), rate=rate, year=year)
    assert {name: again[name] for name in expected} == {name: shares[name] for name in expected}


@given(systems_with_plans(most=4), st.sampled_from(["eu", "collection"]))
@settings(max_examples=25)
def test_a_dummy_gets_nothing_and_twins_get_the_same(
    drawn: tuple[ps.System, ps.Plan, int], rate: str
) -> None:
    system, plan, year = drawn
    assume((system.given_array("energy_recovery") > 0).all())
    start = min(system.axes.years)
    gap = ps.Change("sorting_efficiency", close_gap=0.3)
    more = [
        ps.Measure("Dummy", start, [ps.Change("energy_recovery", scale=0.5)]),
        ps.Measure("A twin", start, [gap]),
        ps.Measure("Z twin", start, [gap]),
    ]
    assume((system.given_array("sorting_efficiency") < 1).any())
    wider = ps.Plan("Plan", [*plan.measures, *more])
    try:
        shares: Any = ps.attribute(system, wider, rate=rate, year=year)
    except (PlanError, ScopeError):  # a measure of the plan changes the same cells
        assume(False)
    assert shares["Dummy"] == 0.0
    assert abs(shares["A twin"] - shares["Z twin"]) <= 1e-15
    assert abs(math.fsum(shares) - (shares.attrs["with"] - shares.attrs["without"])) <= 1e-12


# -- bounds -----------------------------------------------------------------------------------------


@given(st.integers(0, 10**9))
@settings(max_examples=60)
def test_bounds_hold_whatever_open_measures_become(seed: int) -> None:
    system = random_description(seed).system()
    rng = random.Random(seed)
    measures = random_measures(rng, system, 6)
    try:
        application = Application(system, measures)
    except PlanError:
        assume(False)
    count = len(measures)
    year = rng.randrange(len(system.axes.years))
    axes = attrs.evolve(system.axes, years=(system.axes.years[year],))
    selection = Selection.of(axes, (), None)
    model = ps.MODEL
    results = [Result.rate(model, "eu", selection), Result.rate(model, "collection", selection)]
    results += [
        Result.flow(model, flow, selection)
        for flow in ("system_cost", "municipality_cost", "residual", "emissions_net")
        if flow in model.needed(None, system.inputs())
    ]
    choices = Choices(application, year, results, model)
    every = np.array(list(itertools.product((OUT, IN), repeat=count)), dtype=np.int8)
    every = every[application.compatible(every == IN)]
    allowed = Permission(application).of(every == IN) | ~(every == IN).any(axis=1)
    every = every[allowed]
    values = choices.values(every)
    states = np.array(
        [[rng.choice((OUT, IN, OPEN, OPEN)) for _ in range(count)] for _ in range(30)],
        dtype=np.int8,
    )
    bounds = choices.bounds(states)
    for row, state in enumerate(states):
        fits = ((every == state) | (state == OPEN)).all(axis=1)
        for value, (low, high) in zip(values, bounds, strict=True):
            found = value[fits]
            found = found[~np.isnan(found)]
            slack = 1e-12 * max(1.0, float(np.abs(value[~np.isnan(value)]).max(initial=0.0)))
            assert (found >= low[row] - slack).all()
            assert (found <= high[row] + slack).all()


@pytest.mark.parametrize("seed", range(10))
def test_bounds_of_a_coverage_that_sectors_share_hold_and_are_met(seed: int) -> None:
    """The route for all makes room by the sector that needs most, whatever else is taken."""
    rng = random.Random(seed)
    system = ps.System(
        regions=["3203"],
        years=[2024],
        categories=[
            ps.Category("home", sector="household"),
            ps.Category("shop", sector="business"),
        ],
        routes=[
            ps.Route("all", "source"),
            ps.Route("bins", "source", sectors=["household"]),
            ps.Route("cages", "source", sectors=["business"]),
        ],
        generation=ps.Generation(
            population=ps.Q(1000, "person"),
            packaging_per_person=ps.Q(20, "kg/person/year"),
            composition={"home": 0.5, "shop": 0.5},
        ),
        collection=ps.Collection(
            coverage={"all": rng.uniform(0.3, 0.5), "bins": 0.4, "cages": 0.3}, capture=0.5
        ),
        sorting=ps.Sorting(sorting_efficiency=0.8),
        recycling=ps.Recycling(preparation_yield=0.75),
    )
    measures = [
        ps.Measure(route, 2024, [ps.Change("coverage", {"route": route}, set=rng.uniform(0.7, 1))])
        for route in ("bins", "cages")
    ]
    application = Application(system, measures)
    every = np.array(list(itertools.product((OUT, IN), repeat=2)), dtype=np.int8)
    covered = application.arrays(every == IN)[0]["coverage"]
    for state in itertools.product((OUT, IN, OPEN), repeat=2):
        row = np.array([state], dtype=np.int8)
        bounds = hull(application, "coverage", row == IN, row != OUT, 0)
        found = covered[((every == row) | (row == OPEN)).all(axis=1)]
        assert (found >= bounds.lo).all()
        assert (found <= bounds.hi).all()
        if OPEN not in state:  # what is decided is known, but for making no room at all
            assert (bounds.lo == found).all()


# -- least cost -------------------------------------------------------------------------------------

COSTS = ps.Costs(
    service_cost=ps.Q(60, "NOK/person/year"),
    collection_cost=ps.Q(3000, "NOK/tonne"),
    sorting_cost=ps.Q(4000, "NOK/tonne"),
    recycling_cost=ps.Parameter({"film": 500, "rigid": -800}, unit="NOK/tonne"),
    residual_cost=ps.Q(2500, "NOK/tonne"),
    producer_payment=ps.Q(900, "NOK/tonne"),
    producer_share={2024: 0.0, 2027: 0.6},
    discount_rate=0.05,
)


def town(rng: random.Random, *, costs: bool) -> ps.System:
    return ps.System(
        regions=["3203"],
        years=[2024, 2027],
        categories=["film", "rigid"],
        routes=[
            ps.Route("bag", "source"),
            ps.Route("bin", "source"),
            ps.Route("plant", "central"),
        ],
        generation=ps.Generation(
            population=ps.Q(10_000, "person"),
            packaging_per_person=ps.Q(20, "kg/person/year"),
            composition={"film": 0.4, "rigid": 0.6},
            littering=rng.choice([0.0, 0.02]),
        ),
        collection=ps.Collection(
            coverage={"bag": rng.uniform(0.3, 0.7), "bin": rng.uniform(0, 0.3), "plant": 0.1},
            capture={
                "bag": {"film": rng.uniform(0.2, 0.6), "rigid": 0.4},
                "bin": {"film": 0.3, "rigid": rng.uniform(0.3, 0.6)},
                "plant": 0.5,
            },
            impurity=0.1,
        ),
        sorting=ps.Sorting(sorting_efficiency={"film": 0.6, "rigid": rng.uniform(0.6, 0.9)}),
        recycling=ps.Recycling(preparation_yield={"film": 0.7, "rigid": 0.8}),
        costs=COSTS if costs else None,
    )


def random_catalogue(rng: random.Random, count: int, *, costs: bool) -> list[ps.Measure]:
    measures = []
    for number in range(count):
        changes = [_random_effect(rng) for _ in range(rng.choice([1, 1, 1, 2]))]
        money: dict[str, Any] = {"cost": ps.Q(rng.choice([0, 1, 2, 5, -1]) * 1e5, "NOK/year")}
        if costs and rng.random() < 0.4:
            money.update(
                investment=ps.Q(rng.uniform(1e5, 5e6), "NOK"), lifetime=rng.choice([5, 20])
            )
            money["grant"] = rng.choice([0.0, 0.5])
        paid_by: Any = rng.choice(
            ["municipality", "producers", {"municipality": 0.25, "businesses": 0.75}]
        )
        measures.append(
            ps.Measure(
                f"M{number}",
                rng.choice([2024, 2026, 2028]),
                changes,
                ramp=rng.choice([1, 3]),
                paid_by=paid_by,
                **money,
            )
        )
    return measures


def _random_effect(rng: random.Random) -> ps.Change:
    route = {"route": rng.choice(["bag", "bin", "plant"])}
    category = {"category": rng.choice(["film", "rigid"])}
    effects = [
        ps.Change("coverage", route, set=rng.choice([0.4, 0.6, 0.8])),
        ps.Change("coverage", route, scale=rng.choice([0.5, 1.3])),
        ps.Change("capture", {**route, **category}, set=rng.choice([0.5, 0.8])),
        ps.Change("capture", route, close_gap=rng.choice([0.1, 0.3])),
        ps.Change("sorting_efficiency", category, close_gap=0.3),
        ps.Change("preparation_yield", category, set=0.9),
        ps.Change("prevention", category, close_gap=0.1),
        ps.Change("energy_recovery", scale=0.9),
        ps.Change("sorting_efficiency", route, scale=1.1),
    ]
    return rng.choice(effects)


class Slow(NamedTuple):
    """One permitted set, as a plain run tells it."""

    cost: float
    rate: float
    names: tuple[str, ...]

    @property
    def key(self) -> tuple[float, float, int, tuple[str, ...]]:
        return round(self.cost, 2), -round(self.rate, 12), len(self.names), self.names


def slow_sets(
    system: ps.System, measures: list[ps.Measure], target: ps.Target, payer: str
) -> list[Slow]:
    """Every set that can be projected to 2035, one plain run after another."""
    year = target.deadline
    longer = system.with_years(range(2024, 2036))
    flow = {
        "system": "system_cost",
        "municipality": "municipality_cost",
        "producers": "producer_cost",
        "businesses": "business_cost",
    }[payer]

    def flow_cost(flows: ps.Flows) -> float:
        if flow not in flows.names:
            return 0.0
        return float(flows.quantity(flow, by=[], scope={"year": year}).m_as("NOK/year"))

    asked = [target.rate, *([flow] if flow in ps.run(longer).names else [])]
    before = flow_cost(ps.run(longer))
    found = []
    for count in range(len(measures) + 1):
        for chosen in itertools.combinations(measures, count):
            try:
                changed = Application(longer, chosen).changed_system() if chosen else longer
            except PlanError:
                continue
            flows = ps.run(changed, only=asked)
            own = sum(slow_own(measure, year, payer) for measure in chosen)
            found.append(
                Slow(
                    own + flow_cost(flows) - before,
                    float(flows.rate(target.rate, by=["year"])[year]),
                    tuple(sorted(measure.name for measure in chosen)),
                )
            )
    return found


def slow_own(measure: ps.Measure, year: int, payer: str) -> float:
    since = year - measure.start + 1
    adopted = min(max(since / measure.ramp, 0.0), 1.0)
    running = measure.cost.value * adopted if measure.cost else 0.0
    capital = 0.0
    if measure.investment is not None and measure.lifetime is not None and since > 0:
        capital = measure.investment.value * 0.05 / (1 - 1.05**-measure.lifetime)
    if payer == "system":
        return running + capital
    return dict(measure.paid_by).get(payer, 0.0) * (running + (1 - measure.grant) * capital)


def slow_front(sets: list[Slow]) -> list[Slow]:
    front: list[Slow] = []
    for one in sorted(sets, key=lambda s: s.key):
        if all(round(one.rate, 12) > round(other.rate, 12) for other in front):
            front.append(one)
    return front


def agree(answer: Any, sets: list[Slow], target: ps.Target) -> None:
    """Hold an answer against all permitted sets."""
    front = slow_front(sets)
    assert answer.front["measures"].tolist() == [one.names for one in front]
    assert answer.front["cost"].tolist() == pytest.approx([s.cost for s in front], abs=1e-4)
    assert answer.front["rate"].tolist() == pytest.approx([s.rate for s in front], abs=1e-12)
    enough = [one for one in sets if one.rate >= target.level - 1e-12]
    best = min(enough, key=lambda s: s.key) if enough else front[-1]
    assert answer.feasible == bool(enough)
    assert tuple(sorted(m.name for m in answer.plan)) == best.names
    assert answer.cost_nok == pytest.approx(best.cost, abs=1e-4)
    assert answer.rate == pytest.approx(best.rate, abs=1e-12)
    assert answer.exact
    assert answer.bound == 0.0
    assert answer.front["reached"].tolist() == [s.rate >= target.level - 1e-12 for s in front]


def fits(
    names: tuple[str, ...],
    must: list[str],
    excludes: list[tuple[str, ...]],
    needs: dict[str, list[str]],
) -> bool:
    return (
        all(name in names for name in must)
        and all(sum(name in names for name in group) <= 1 for group in excludes)
        and all(name not in names or all(n in names for n in needs[name]) for name in needs)
    )


def usable(system: ps.System, measures: list[ps.Measure]) -> list[ps.Measure]:
    """Return the measures that do not set one cell twice by themselves."""
    return [m for m in measures if not Application(system, [m]).conflicts]


@given(st.integers(0, 10**9), st.integers(1, 6), st.booleans())
@settings(max_examples=25)
def test_least_cost_is_what_looking_at_every_set_gives(seed: int, count: int, costs: bool) -> None:
    rng = random.Random(seed)
    system = town(rng, costs=costs)
    target = ps.Target(
        rate=rng.choice(["eu", "collection"]), level=rng.uniform(0.2, 0.6), year=2028
    )
    longer = system.with_years(range(2024, 2036))
    measures = usable(longer, random_catalogue(rng, count, costs=costs))
    names = [measure.name for measure in measures]
    payer = rng.choice(["system", "municipality", "producers", "businesses"])
    sets = slow_sets(system, measures, target, payer)
    agree(ps.least_cost(system, measures, target, payer=payer), sets, target)
    if len(names) < 3:
        return
    wishes: dict[str, Any] = {
        "must": rng.sample(names, rng.choice([0, 0, 1])),
        "excludes": [tuple(rng.sample(names, rng.choice([2, 3])))] if rng.random() < 0.6 else [],
        "needs": {},
    }
    if rng.random() < 0.6:
        one, *others = rng.sample(names, rng.choice([2, 3]))
        wishes["needs"] = {one: others}
    permitted = [one for one in sets if fits(one.names, **wishes)]
    limit = sorted(one.cost for one in sets)[rng.randrange(len(sets))]
    cheap = [one for one in permitted if round(one.cost, 2) <= round(limit, 2)]
    for budget, some in ((None, permitted), (ps.Q(limit, "NOK/year"), cheap)):
        if some:
            answer = ps.least_cost(system, measures, target, payer=payer, budget=budget, **wishes)
            agree(answer, some, target)
        else:
            with pytest.raises(PlanError):
                ps.least_cost(system, measures, target, payer=payer, budget=budget, **wishes)


def interacting(rng: random.Random, system: ps.System, *, costs: bool) -> list[ps.Measure]:
    """Ten measures that act on the same flows, nearly all of which can be taken together."""
    longer = system.with_years(range(2024, 2036))
    found: list[ps.Measure] = []
    for measure in random_catalogue(rng, 80, costs=costs):
        application = Application(longer, [*found, measure])
        alone = Permission(application).idle_alone
        # two pairs that exclude each other are kept, so that this too is looked at
        if len(application.conflicts) <= min(2, len(found)) and not alone:
            found.append(measure)
        if len(found) == 10:
            break
    return found


@pytest.mark.parametrize(("seed", "costs"), [(1, True), (2, False), (3, True)])
def test_least_cost_of_ten_measures_that_interact(seed: int, *, costs: bool) -> None:
    rng = random.Random(seed)
    system = town(rng, costs=costs)
    measures = interacting(rng, system, costs=costs)
    assert len(measures) == 10
    sets: list[Slow] | None = None
    for level in (0.2, 0.3, 0.4, 0.9):
        target = ps.Target(rate="eu", level=level, year=2028)
        sets = sets or slow_sets(system, measures, target, "system")
        assert len(sets) > 200
        answer = ps.least_cost(system, measures, target)
        agree(answer, sets, target)
        assert answer.evaluated <= len(sets)


@given(st.integers(0, 10**9))
@settings(max_examples=15)
def test_the_bound_of_a_search_cut_short_is_valid(seed: int) -> None:
    rng = random.Random(seed)
    system = town(rng, costs=rng.random() < 0.5)
    longer = system.with_years(range(2024, 2036))
    measures = usable(longer, random_catalogue(rng, 11, costs=False))
    target = ps.Target(rate="eu", level=rng.uniform(0.2, 0.45), year=2028)
    exact = ps.least_cost(system, measures, target)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(least_cost, "EXACT_UP_TO", 3)
        patch.setattr(least_cost, "FRONT_LIMIT", rng.choice([0, 4, 40]))
        patch.setattr(least_cost, "LIMIT", rng.choice([0, 8, 64, 10_000]))
        found = ps.least_cost(system, measures, target)
    if found.feasible:
        assert exact.feasible
        assert found.rate >= target.level - 1e-12
        assert found.cost_nok >= exact.cost_nok - 0.02
        assert found.cost_nok - found.bound <= exact.cost_nok + 0.02
        if found.exact:
            assert found.bound == 0.0
            assert found.cost_nok == pytest.approx(exact.cost_nok, abs=0.02)
        assert not found.proven_infeasible
    elif exact.feasible:
        assert not found.exact
        assert found.undecided
        assert found.bound == math.inf
    elif found.exact:
        assert found.proven_infeasible
        assert found.rate == pytest.approx(exact.rate, abs=1e-12)
    else:
        assert found.bound == (0.0 if found.proven_infeasible else math.inf)


def test_drawn_shares_lie_within_four_standard_errors(monkeypatch: pytest.MonkeyPatch) -> None:
    rng = random.Random(7)
    system = town(rng, costs=False)
    changes = [
        ps.Change("coverage", {"route": "bag"}, scale=1.1),
        ps.Change("coverage", {"route": "plant"}, set=0.6),
        ps.Change("capture", {"route": "bag"}, close_gap=0.4),
        ps.Change("capture", {"route": "bin"}, close_gap=0.4),
        ps.Change("capture", {"route": "plant"}, close_gap=0.3),
        ps.Change("sorting_efficiency", {"category": "film"}, close_gap=0.4),
        ps.Change("sorting_efficiency", {"category": "rigid"}, close_gap=0.2),
        ps.Change("preparation_yield", {"category": "film"}, set=0.9),
        ps.Change("preparation_yield", {"category": "rigid"}, close_gap=0.5),
        ps.Change("prevention", {"category": "film"}, close_gap=0.3),
    ]
    plan = ps.Plan("Plan", [ps.Measure(f"M{n}", 2025, [c]) for n, c in enumerate(changes)])
    exact: Any = ps.attribute(system, plan)
    assert exact.attrs["exact"]
    monkeypatch.setattr(attribution, "EXACT_UP_TO", 5)
    drawn: Any = ps.attribute(system, plan, samples=400, seed=3)
    errors = drawn.attrs["standard_error"]
    assert not drawn.attrs["exact"]
    assert abs(math.fsum(drawn) - (exact.attrs["with"] - exact.attrs["without"])) <= 1e-12
    for name in exact.index:
        assert 0 < errors[name] < 0.01
        assert abs(drawn[name] - exact[name]) <= 4 * errors[name]
    again: Any = ps.attribute(system, plan, samples=400, seed=3)
    assert again.equals(drawn)
    other: Any = ps.attribute(system, plan, samples=400, seed=4)
    assert not other.equals(drawn)


# -- intervals --------------------------------------------------------------------------------------

OPERATIONS: dict[str, Any] = {
    "add": lambda x, y: x + y,
    "subtract": lambda x, y: x - y,
    "multiply": lambda x, y: x * y,
    "divide": lambda x, y: x / y,
    "at least": lambda x, y: (x >= y) * 1.0,
    "more": lambda x, y: (x > y) * 1.0,
    "at most": lambda x, y: (x <= y) * 1.0,
    "less": lambda x, y: (x < y) * 1.0,
    "negative": lambda x, y: -x + (+y),
    "part": lambda x, y: x[0:1] - y,
}
NUMBERS = st.floats(-10, 10) | st.sampled_from([0.0, 1.0, -1.0])


@given(st.sampled_from(sorted(OPERATIONS)), st.lists(NUMBERS, min_size=4, max_size=4), st.randoms())
def test_an_operation_on_intervals_holds_that_on_their_members(
    name: str, ends: list[float], rng: random.Random
) -> None:
    operation = OPERATIONS[name]
    low, high = np.array([sorted(ends[:2]), sorted(ends[2:])]).T
    one = Interval(low[:1], high[:1])
    other = Interval(low[1:], high[1:])
    inside = [
        np.array([rng.choice([a, b, rng.uniform(a, b)])]) for a, b in zip(low, high, strict=True)
    ]
    with np.errstate(all="ignore"):
        expected = operation(*inside)
        found = [
            operation(one, other),
            operation(one, inside[1]),
            operation(inside[0], other),
            operation(one, float(inside[1][0])),
        ]
    for bounds in found:
        assert isinstance(bounds, Interval)
        assert bounds.shape == expected.shape
        assert not (expected < bounds.lo).any()  # NaN: no bound
        assert not (expected > bounds.hi).any()


@pytest.mark.parametrize(
    ("operation", "one", "other", "expected"),
    [
        ("divide", (1, 6), (-2, 3), (-math.inf, math.inf)),
        ("divide", (1, 6), (-2, 0), (-math.inf, math.inf)),
        ("divide", (-1, 6), (0, 2), (-math.inf, math.inf)),
        ("divide", (1, 6), (0, 2), (0.5, math.inf)),
        ("divide", (1, 6), (-3, -2), (-3, -1 / 3)),
        ("divide", (-1, 6), (-3, -2), (-3, 0.5)),
        ("divide", (-1, 6), (2, 3), (-0.5, 3)),
        ("multiply", (-1, 6), (-3, 2), (-18, 12)),
        ("multiply", (-6, -1), (-3, 2), (-12, 18)),
        ("multiply", (1, 6), (-3, -2), (-18, -2)),
        ("subtract", (1, 6), (-3, 2), (-1, 9)),
    ],
)
def test_bounds_of_an_operation_are_no_wider_than_they_must_be(
    operation: str,
    one: tuple[float, float],
    other: tuple[float, float],
    expected: tuple[float, float],
) -> None:
    ends = [Interval(*(np.array([float(end)]) for end in pair)) for pair in (one, other)]
    found = OPERATIONS[operation](*ends)
    assert (found.lo[0], found.hi[0]) == expected
    other_way = {"multiply": ends[1] * ends[0], "subtract": -(ends[1] - ends[0])}
    turned = other_way.get(operation, found)
    assert (turned.lo[0], turned.hi[0]) == expected


def test_an_interval_refuses_what_it_cannot_bound() -> None:
    one: Any = Interval(np.array([0.0]), np.array([1.0]))
    refused: list[Any] = [
        lambda: np.minimum(one, 1.0),
        lambda: np.asarray(one),
        lambda: bool(one),
        lambda: one == 1.0,
        lambda: one + "1",
        lambda: one**2,
        lambda: list(one),
        lambda: np.sqrt(one),
    ]
    for attempt in refused:
        with pytest.raises(TypeError):
            attempt()
    assert repr(1.0 / (one + 1.0)) == "Interval([0.5], [1.])"
    assert one.ndim == 1
