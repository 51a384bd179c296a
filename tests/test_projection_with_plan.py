"""A projection without and with a plan: targets, years, what each stage loses."""

from __future__ import annotations

import pickle
from typing import Any

import pytest

import plastsmart as ps
from plastsmart.errors import LabelError, MissingValueError, PlanError, ScopeError

BINS = ps.Measure("Bins for all", 2024, [ps.Change("capture", set=0.7)], ramp=2, source="Example")
SORTING = ps.Measure("Plant", 2026, [ps.Change("sorting_efficiency", set=1.0)])


@pytest.fixture(scope="module")
def projection() -> ps.Projection:
    return ps.project(ps.load("headline"), ps.Plan("Plan", [BINS, SORTING]))


def test_rates_are_told_without_and_with_the_plan(projection: ps.Projection) -> None:
    rates = projection.rates("eu")
    assert rates["without"].tolist() == [0.21] * 13
    expected = [0.21, 0.315, 0.42, 0.525]
    assert rates["with"].tolist()[:4] == pytest.approx(expected, rel=1e-12)
    assert rates["change"].tolist() == pytest.approx((rates["with"] - 0.21).tolist())
    assert rates.attrs["rate"] == "eu"


def test_an_assessment_tells_both_and_the_years(projection: ps.Projection) -> None:
    a = projection.assess(ps.targets.EU_2030)
    assert a.rate == pytest.approx(0.525)
    assert a.baseline.rate == 0.21
    assert not a.reached
    half = projection.assess(ps.Target(rate="eu", level=0.5, year=2030))
    assert (half.reached, half.first_year, half.baseline.first_year) == (True, 2026, None)
    assert half.gap.magnitude == pytest.approx((0.5 - 0.525) * 108_000)
    assert "without the plan 21.0 %, missed" in str(half)
    table = projection.assess()
    assert table["value_without"].notna().all()
    assert {"verdict_without", "gap_without", "first_year_without"} <= set(table)
    assert "verdict_without" not in ps.project(ps.load("headline")).assess()


def test_of_100_kg_what_is_lost_and_left_adds_up(projection: ps.Projection) -> None:
    table: Any = projection.cascade(2025)
    assert table["with"].to_dict() == pytest.approx(
        {
            "generated": 100, "leaked": 0, "residual": 30, "collected": 70, "sorting_loss": 14,
            "sorted": 56, "preparation_loss": 14, "recycled": 42, "conversion_loss": 0,
            "recyclate": 42,
        },
        abs=1e-9,
    )  # fmt: skip
    norway: Any = ps.project(ps.load("norway")).cascade(2025, scope={"sector": "household"})
    one = norway["with"]
    assert one["leaked"] + one["residual"] + one["collected"] == pytest.approx(100)
    assert one["sorting_loss"] + one["sorted"] == pytest.approx(one["collected"])
    assert one["preparation_loss"] + one["recycled"] == pytest.approx(one["sorted"])
    assert one["conversion_loss"] + one["recyclate"] == pytest.approx(one["recycled"])
    assert (norway["change"] == 0).all()


def test_what_a_projection_cannot_tell_is_refused(projection: ps.Projection) -> None:
    with pytest.raises(LabelError, match="2040 is not in the projection"):
        projection.cascade(2040)
    with pytest.raises(MissingValueError, match=r"climate=ps\.Climate"):
        projection.emissions()
    nothing = ps.load("headline").replace(packaging_per_person=ps.Q(0, "kg/person/year"))
    with pytest.raises(ScopeError, match="nothing is generated"):
        ps.project(nothing).cascade(2023)


def test_emissions_and_costs_of_norway_are_told_without_and_with(projection: ps.Projection) -> None:
    plan = ps.Plan("More", [ps.Measure("M", 2026, [ps.Change("capture", close_gap=0.1)])])
    norway = ps.project(ps.load("norway"), plan)
    emissions = norway.emissions()
    assert (emissions.loc[2030:, "change"] < 0).all()
    assert (emissions.loc[:2025, "change"] == 0).all()
    costs = norway.costs()
    assert (costs.loc[2026:, "change"] != 0).all()
    assert costs.attrs["price_year"] == norway.system.price_year


def test_a_plan_that_does_not_fit_says_everything_at_once() -> None:
    plan = ps.Plan(
        "Plan",
        [
            ps.Measure("A", 2024, [ps.Change("capture", {"route": "bin"}, set=0.5)]),
            ps.Measure("B", 2040, [ps.Change("capture", set=0.5)]),
        ],
    )
    with pytest.raises(PlanError, match=r"(?s)2 problems.*'A'.*'bin'.*'B' starts in 2040"):
        ps.project(ps.load("headline"), plan)


def test_an_empty_plan_changes_nothing_and_a_projection_pickles(projection: ps.Projection) -> None:
    same = ps.project(ps.load("headline"), ps.Plan("Nothing", []))
    assert same.flows is same.baseline
    back = pickle.loads(pickle.dumps(projection))
    assert back.rates("eu").equals(projection.rates("eu"))
    assert "with the plan 'Plan'" in repr(projection)
    assert "<table" in projection._repr_html_()
