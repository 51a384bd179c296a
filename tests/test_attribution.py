"""Attribution: by hand, with every kind of result, and what it refuses."""

from __future__ import annotations

import math
from typing import Any

import pytest

import plastsmart as ps
from plastsmart.errors import (
    AxisError,
    InvalidValueError,
    LabelError,
    MissingValueError,
    ModelError,
    PlanError,
    PriceYearError,
    ScopeError,
)
from plastsmart.scenarios import attribution

BINS = ps.Measure("Bins", 2026, [ps.Change("capture", set=0.7)])
PLANT = ps.Measure("Plant", 2026, [ps.Change("sorting_efficiency", set=1.0)])
PLAN = ps.Plan("Plan", [PLANT, BINS])


@pytest.fixture(scope="module")
def headline() -> ps.System:
    return ps.load("headline")


def test_two_measures_by_hand(headline: ps.System) -> None:
    """Capture 0.35 to 0.7, sorting 0.8 to 1, at a preparation yield of 0.75.

    Rates 0.21 without, 0.42 with bins, 0.2625 with the plant, 0.525 with both. Bins add 0.21 first
    and 0.2625 after the plant, 0.23625 on average; the plant 0.0525 and 0.105, 0.07875 on average.
    """
    shares: Any = ps.attribute(headline, PLAN)
    assert list(shares.index) == ["Plant", "Bins"]
    assert shares["Bins"] == pytest.approx(0.23625, abs=1e-15)
    assert shares["Plant"] == pytest.approx(0.07875, abs=1e-15)
    about = shares.attrs
    assert (about["without"], about["with"]) == pytest.approx((0.21, 0.525))
    assert (about["unit"], about["rate"], about["year"], about["scope"]) == ("1", "eu", 2030, ())
    assert about["exact"]
    assert about["standard_error"] == {"Bins": 0.0, "Plant": 0.0}


def test_a_year_before_the_start_has_no_change(headline: ps.System) -> None:
    shares: Any = ps.attribute(headline.with_years(range(2023, 2031)), PLAN, year=2025)
    assert shares.tolist() == [0.0, 0.0]
    assert shares.attrs["without"] == shares.attrs["with"]


def test_a_measure_that_starts_after_the_year_has_no_share_in_it(headline: ps.System) -> None:
    late = ps.Measure("Late", 2033, [ps.Change("conversion_yield", scale=0.9)])
    later = ps.Measure("Later", 2040, [ps.Change("capture", close_gap=0.5)])
    shares: Any = ps.attribute(headline, ps.Plan("Plan", [later, BINS, late, PLANT]))
    assert shares["Late"] == shares["Later"] == 0.0
    assert shares["Bins"] == pytest.approx(0.23625, abs=1e-15)
    assert shares.attrs["exact"]
    only: Any = ps.attribute(headline, ps.Plan("Plan", [late]))
    assert only.tolist() == [0.0]
    assert only.attrs["with"] == only.attrs["without"]


def test_what_is_possible_only_together_in_another_year_does_not_matter() -> None:
    """From 2033 on, bags and bins and more of both are more than everyone unless there are fewer."""
    town = two_routes()
    plan = ps.Plan(
        "Plan",
        [
            ps.Measure("Bags", 2026, [ps.Change("coverage", {"route": "bag"}, set=0.45)]),
            ps.Measure("Bins", 2026, [ps.Change("coverage", {"route": "bin"}, set=0.45)]),
            ps.Measure("More", 2033, [ps.Change("coverage", {"tier": "source"}, scale=1.2)]),
            ps.Measure("Fewer", 2033, [ps.Change("coverage", {"tier": "source"}, scale=0.8)]),
        ],
    )
    shares: Any = ps.attribute(town, plan)
    assert shares["More"] == shares["Fewer"] == 0.0
    assert shares["Bags"] == pytest.approx(shares["Bins"])
    with pytest.raises(PlanError, match="without the others is not"):
        ps.attribute(town, plan, year=2033)


COSTS: dict[str, Any] = {
    "service_cost": ps.Q(60, "NOK/person/year"),
    "collection_cost": ps.Q(3000, "NOK/tonne"),
    "sorting_cost": ps.Q(4000, "NOK/tonne"),
    "recycling_cost": ps.Q(-300, "NOK/tonne"),
    "residual_cost": ps.Q(2500, "NOK/tonne"),
    "producer_payment": ps.Q(900, "NOK/tonne"),
    "producer_share": 0.6,
    "price_year": 2024,
}

PAID = ps.Plan(
    "Paid",
    [
        ps.Measure(
            "Plant",
            2026,
            [ps.Change("sorting_efficiency", set=1.0)],
            investment=ps.Q(10e6, "NOK"),
            lifetime=10,
            cost=ps.Q(400_000, "NOK/year"),
            grant=0.5,
            paid_by={"municipality": 0.25, "producers": 0.75},
            price_year=2024,
        ),
        ps.Measure(
            "Bins",
            2028,
            [ps.Change("capture", set=0.7)],
            ramp=4,
            cost=ps.Q(3, "NOK/person/year"),
            paid_by={"municipality": 0.5, "businesses": 0.5},
        ),
        ps.Measure("Free", 2026, [ps.Change("capture", close_gap=0.1)]),
        ps.Measure(
            "Late",
            2037,
            [ps.Change("capture", close_gap=0.1)],
            cost=ps.Q(1e6, "NOK/year"),
        ),
    ],
)


@pytest.mark.parametrize("with_costs", [True, False])
@pytest.mark.parametrize("payer", ["system", "municipality", "producers", "businesses", "state"])
def test_the_change_in_what_somebody_pays_is_shared_out(
    headline: ps.System, payer: str, *, with_costs: bool
) -> None:
    system = headline.replace(**COSTS) if with_costs else headline
    projection = ps.project(system, PAID, years=range(2023, 2038), discount_rate=0.05)
    shares: Any = ps.attribute(system, PAID, cost=payer, discount_rate=0.05)
    if payer == "system":
        change = projection.costs().loc[2030, "change"]
        whole = projection.costs().loc[2030, "with"]
    else:
        change = projection.financing().table.loc[(2030, payer), "change"]
        whole = projection.financing().table.loc[(2030, payer), "with"]
    assert math.fsum(shares) == pytest.approx(change, rel=1e-9, abs=1e-9)
    assert shares.attrs["with"] == pytest.approx(whole, rel=1e-9, abs=1e-9)
    assert shares.attrs["unit"] == "NOK/year"
    assert shares.attrs["cost"] == payer
    assert shares.attrs["price_year"] == 2024
    assert shares.attrs["not_stated"] == ("Free",)
    assert shares.attrs["exact"]
    assert shares["Late"] == 0.0
    if payer in {"state", "businesses"} or not with_costs:  # the headline case has households alone
        own = projection.own_costs()
        at = own.years.index(2030)
        each = own.paid_by(payer)[:, at]
        if payer == "system":
            each = own.running[:, at] + own.capital[:, at]
        assert shares.tolist() == pytest.approx(each.tolist(), rel=1e-12)
    else:
        assert shares["Free"] != 0.0


def test_shares_of_a_cost_that_are_drawn_add_up_too(monkeypatch: pytest.MonkeyPatch) -> None:
    norway = ps.load("norway")
    plan = ps.Plan(
        "Plan",
        [
            ps.Measure(
                f"M{n}",
                2026,
                [ps.Change("capture", {"tier": "source"}, close_gap=0.02 * n)],
                cost=ps.Q(n * 1e6, "NOK/year"),
            )
            for n in range(1, 7)
        ],
    )
    monkeypatch.setattr(attribution, "EXACT_UP_TO", 3)
    shares: Any = ps.attribute(norway, plan, cost="system", samples=20)
    change = ps.project(norway, plan).costs().loc[2030, "change"]
    assert not shares.attrs["exact"]
    assert math.fsum(shares) == pytest.approx(change, rel=1e-9)


def test_a_cost_that_cannot_be_shared_out_is_refused(headline: ps.System) -> None:
    a: Any = ps.attribute
    with pytest.raises(LabelError, match=r"unknown payer 'municipal'.*'municipality'"):
        a(headline, PLAN, cost="municipal")
    with pytest.raises(LabelError, match="unknown payer 5"):
        a(headline, PLAN, cost=5)
    with pytest.raises(InvalidValueError, match="both flow"):
        a(headline, PLAN, cost="system", flow="recycled")
    with pytest.raises(InvalidValueError, match="both rate"):
        a(headline, PLAN, cost="system", rate="collection")
    with pytest.raises(ScopeError, match="leave scope out"):
        a(headline, PLAN, cost="system", scope={"sector": "household"})
    with pytest.raises(MissingValueError, match="discount rate"):
        a(headline, PAID, cost="system")
    old = ps.Measure("Old", 2026, PLANT.changes, cost=ps.Q(1, "NOK/year"), price_year=2018)
    new = ps.Measure("New", 2026, BINS.changes, cost=ps.Q(1, "NOK/year"), price_year=2024)
    with pytest.raises(PriceYearError, match="2018"):
        a(headline, ps.Plan("Plan", [old, new]), cost="system")
    assert a(headline, ps.Plan("Plan", [old, new])).attrs["exact"]


def test_a_cost_set_in_prices_of_another_year_is_refused() -> None:
    norway = ps.load("norway")
    held = norway.price_year
    assert held is not None
    dearer = ps.Measure(
        "Dearer",
        2026,
        [ps.Change("residual_cost", set=ps.Q(3000, "NOK/tonne"))],
        price_year=held - 6,
    )
    for asked in ({"flow": "system_cost"}, {"cost": "system"}, {"cost": "municipality"}):
        arguments: dict[str, Any] = asked
        with pytest.raises(PriceYearError, match=f"prices of {held - 6}"):
            ps.attribute(norway, ps.Plan("Plan", [dearer]), **arguments)


def test_flows_are_shared_out_in_their_own_unit() -> None:
    norway = ps.load("norway")
    plan = ps.Plan(
        "Plan",
        [
            ps.Measure(
                "Plant", 2026, [ps.Change("coverage", {"route": "central_sorting"}, set=0.6)]
            ),
            ps.Measure("Letters", 2026, [ps.Change("capture", {"tier": "source"}, close_gap=0.2)]),
        ],
    )
    projection = ps.project(norway, plan)
    for flow, unit in {
        "recycled": "tonne/year",
        "system_cost": "NOK/year",
        "emissions_net": "tonne CO2e/year",
    }.items():
        shares: Any = ps.attribute(norway, plan, flow=flow)
        assert (shares.attrs["unit"], shares.attrs["flow"]) == (unit, flow)
        both = [
            float(flows.quantity(flow, by=[], scope={"year": 2030}).magnitude)
            for flows in (projection.baseline, projection.flows)
        ]
        assert [shares.attrs["without"], shares.attrs["with"]] == pytest.approx(both, rel=1e-12)
        assert math.fsum(shares) == pytest.approx(both[1] - both[0], rel=1e-12)
        assert (shares != 0).all()
    routes: Any = ps.attribute(norway, plan, flow="collected", scope={"route": "central_sorting"})
    assert routes["Plant"] > 0 > routes["Letters"]


def test_a_scope_is_that_of_the_rate() -> None:
    norway = ps.load("norway")
    plan = ps.Plan(
        "Plan",
        [
            ps.Measure(
                "Home", 2026, [ps.Change("capture", {"sector": "household"}, close_gap=0.2)]
            ),
            ps.Measure("Shop", 2026, [ps.Change("capture", {"sector": "business"}, close_gap=0.2)]),
        ],
    )
    for rate, scope in (("eu", {"sector": "household"}), ("sorted_out", None)):
        shares: Any = ps.attribute(norway, plan, rate=rate, scope=scope)
        assert shares["Shop"] == 0.0
        projection = ps.project(norway, plan)
        change = projection.rates(rate, scope=scope).loc[2030, "change"]
        assert shares["Home"] == pytest.approx(change, abs=1e-12)


def test_measures_without_effect_do_not_count_towards_the_limit(headline: ps.System) -> None:
    others = [
        ps.Measure(f"Other {n}", 2026, [ps.Change("energy_recovery", scale=0.9)]) for n in range(14)
    ]
    shares: Any = ps.attribute(headline, ps.Plan("Plan", [*others, BINS, PLANT]))
    assert shares.attrs["exact"]
    assert shares["Bins"] == pytest.approx(0.23625)
    assert (shares.iloc[:14] == 0.0).all()


def test_many_measures_are_drawn_and_still_add_up(headline: ps.System) -> None:
    many = [
        ps.Measure(f"M{n:02d}", 2026, [ps.Change("capture", close_gap=0.02 * n)])
        for n in range(1, 19)
    ]
    shares: Any = ps.attribute(headline, ps.Plan("Plan", many), samples=100)
    assert not shares.attrs["exact"]
    whole = shares.attrs["with"] - shares.attrs["without"]
    assert math.fsum(shares) == pytest.approx(whole, abs=1e-12)
    errors = shares.attrs["standard_error"]
    assert all(0 < errors[name] < 0.01 for name in shares.index)


def test_an_empty_plan_has_no_shares(headline: ps.System) -> None:
    shares: Any = ps.attribute(headline, ps.Plan("Nothing", []))
    assert len(shares) == 0
    assert shares.attrs["without"] == shares.attrs["with"] == pytest.approx(0.21)


def test_a_model_with_an_equation_of_its_own(headline: ps.System) -> None:
    def better(collected: Any, sorting_efficiency: Any) -> Any:
        return collected * sorting_efficiency**0.5

    model = ps.MODEL.replace(sorted=better)
    shares: Any = ps.attribute(headline, PLAN, model=model)
    with_plan = ps.project(headline, PLAN, model=model).rates("eu").loc[2030, "with"]
    assert shares.attrs["with"] == pytest.approx(with_plan)


def test_an_equation_that_does_not_look_at_what_it_reads_gives_that_no_share(
    headline: ps.System,
) -> None:
    def fixed(collected: Any, sorting_efficiency: Any) -> Any:
        return collected * 0.8

    model = ps.MODEL.replace(sorted=fixed)
    better = ps.Measure("Better", 2026, [ps.Change("preparation_yield", set=0.9)])
    plan = ps.Plan("Plan", [PLANT, better])
    shares: Any = ps.attribute(headline, plan, model=model)
    assert shares.to_dict() == pytest.approx({"Plant": 0.0, "Better": 0.35 * 0.8 * 0.15})
    answer = ps.least_cost(headline, plan, ps.Target(rate="eu", level=0.25, year=2030), model=model)
    assert [measure.name for measure in answer.plan] == ["Better"]


def test_what_cannot_be_shared_out_is_refused(headline: ps.System) -> None:
    a: Any = ps.attribute
    with pytest.raises(ModelError, match="model is a Model"):
        a(headline, PLAN, model=5)
    with pytest.raises(LabelError, match="is for 2000, before the system's first year 2023"):
        a(headline, PLAN, year=2000)
    with pytest.raises(LabelError, match="give a whole number"):
        a(headline, PLAN, year="2030")
    with pytest.raises(LabelError, match=r"no rate 'eux'.*'eu'"):
        a(headline, PLAN, rate="eux")
    with pytest.raises(LabelError, match=r"no flow 'recycle'.*'recycled'"):
        a(headline, PLAN, flow="recycle")
    with pytest.raises(LabelError, match="It is a rate: write rate="):
        a(headline, PLAN, flow="eu")
    with pytest.raises(InvalidValueError, match="give one of them"):
        a(headline, PLAN, rate="collection", flow="recycled")
    with pytest.raises(ModelError, match=r"ps\.Costs"):
        a(headline, PLAN, flow="system_cost")
    with pytest.raises(AxisError, match="does not add up"):
        a(ps.load("norway"), ps.Plan("Empty", []), flow="available")
    with pytest.raises(AxisError, match="cannot name route"):
        a(headline, PLAN, flow="generated", scope={"route": headline.axes.routes[0].name})
    with pytest.raises(AxisError, match="a rate has no tier"):
        a(headline, PLAN, scope={"tier": "source"})
    with pytest.raises(ScopeError, match="write year="):
        a(headline, PLAN, scope={"year": 2030})
    with pytest.raises(ScopeError, match="a mapping such as"):
        a(headline, PLAN, scope="household")
    with pytest.raises(ScopeError, match="counts nothing that the system holds"):
        a(headline, PLAN, scope={"sector": "business"})
    with pytest.raises(InvalidValueError, match=r"plan is ps\.Plan"):
        a(headline, [BINS])
    with pytest.raises(InvalidValueError, match="takes a System"):
        a("norway", PLAN)
    for samples in (0, 2, 7, 4.0, 4.5, True):
        with pytest.raises(InvalidValueError, match="even number of orders, 4 or more"):
            a(headline, PLAN, samples=samples)
    with pytest.raises(InvalidValueError, match="seed is -1"):
        a(headline, PLAN, seed=-1)
    nothing = headline.replace(packaging_per_person=ps.Q(0, "kg/person/year"))
    with pytest.raises(ScopeError, match="nothing is generated"):
        a(nothing, PLAN)


def test_a_plan_that_does_not_fit_is_refused(headline: ps.System) -> None:
    twice = ps.Plan("Plan", [BINS, ps.Measure("Bags", 2026, [ps.Change("capture", set=0.5)])])
    with pytest.raises(PlanError, match="'Bags' and 'Bins' both set it"):
        ps.attribute(headline, twice)
    never = ps.Plan("Plan", [ps.Measure("Never", 2940, [ps.Change("capture", set=0.5)])])
    with pytest.raises(PlanError, match="starts in 2940 and changes nothing by 2030"):
        ps.attribute(headline, never)


def two_routes() -> ps.System:
    routes = [ps.Route("bag", "source"), ps.Route("bin", "source")]
    return ps.System(
        regions=["3203"],
        years=[2024],
        categories=["all"],
        routes=routes,
        generation=ps.Generation(
            population=ps.Q(1000, "person"), packaging_per_person=ps.Q(20, "kg/person/year")
        ),
        collection=ps.Collection(coverage={"bag": 0.5, "bin": 0.5}, capture=0.5),
        sorting=ps.Sorting(sorting_efficiency=0.8),
        recycling=ps.Recycling(preparation_yield=0.75),
    )


def test_measures_that_are_possible_only_together_are_named() -> None:
    town = two_routes()
    plan = ps.Plan(
        "Plan",
        [
            ps.Measure("Bags", 2026, [ps.Change("coverage", {"route": "bag"}, set=0.7)]),
            ps.Measure("Bins", 2026, [ps.Change("coverage", {"route": "bin"}, set=0.6)]),
            ps.Measure("Fewer", 2026, [ps.Change("coverage", {"tier": "source"}, scale=0.6)]),
        ],
    )
    assert ps.project(town, plan).flows is not None
    with pytest.raises(PlanError, match="'Bags' and 'Bins' without the others is not") as caught:
        ps.attribute(town, plan)
    assert "more than everyone together" in str(caught.value)
