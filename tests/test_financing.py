"""What a plan costs and who pays, by hand and in general."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import plastsmart as ps
from plastsmart.errors import InvalidValueError, MissingValueError, PriceYearError
from plastsmart.scenarios.financing import annuity, own_costs
from plastsmart.scenarios.measures import PAYERS

GAP = ps.Change("capture", {"route": "bag"}, close_gap=0.5)


def town(costs: ps.Costs | None = None, years: Any = range(2024, 2031)) -> ps.System:
    return ps.System(
        regions={"3203": "Asker", "0301": "Oslo"},
        years=years,
        categories=["all"],
        routes=[ps.Route("bag", "source")],
        generation=ps.Generation(
            population=ps.Parameter({"3203": 1000, "0301": 3000}, unit="person"),
            packaging_per_person=ps.Q(20, "kg/person/year"),
        ),
        collection=ps.Collection(capture=0.4),
        sorting=ps.Sorting(sorting_efficiency=0.8),
        recycling=ps.Recycling(preparation_yield=0.75),
        costs=costs,
    )


COSTS = ps.Costs(
    service_cost=ps.Q(50, "NOK/person/year"),
    collection_cost=ps.Q(4000, "NOK/tonne"),
    sorting_cost=ps.Q(2000, "NOK/tonne"),
    recycling_cost=ps.Q(500, "NOK/tonne"),
    residual_cost=ps.Q(1000, "NOK/tonne"),
    producer_payment=ps.Q(1000, "NOK/tonne"),
    discount_rate=0.05,
    persons_per_household=ps.Q(2, "person/household"),
    price_year=2024,
)


def test_an_annuity_pays_an_investment_back_with_interest() -> None:
    for rate, years in ((0.04, 20.0), (0.0, 10.0), (0.1, 1.0), (1e-9, 30.0)):
        yearly = annuity(rate, years)
        paid_back = sum(yearly / (1 + rate) ** year for year in range(1, int(years) + 1))
        assert paid_back == pytest.approx(1.0, rel=1e-9)


def test_running_cost_follows_adoption_and_capital_is_due_from_the_start() -> None:
    measure = ps.Measure(
        "Bins", 2026, [GAP], ramp=2,
        cost=ps.Q(1, "MNOK/year"), investment=ps.Q(10, "MNOK"), lifetime=20,
    )  # fmt: skip
    own = own_costs([measure], town(COSTS))
    assert own.running[0].tolist() == [0, 0, 5e5, 1e6, 1e6, 1e6, 1e6]
    yearly = 1e7 * 0.05 / (1 - 1.05**-20)
    assert own.capital[0] == pytest.approx([0, 0, *([yearly] * 5)], rel=1e-12)
    assert own.investment.tolist() == [1e7]
    assert own.price_year == 2024


def test_an_amount_for_each_inhabitant_is_of_the_measures_own_regions() -> None:
    measure = ps.Measure(
        "Bins", 2026, [GAP], regions=["0301"], cost=ps.Q(10, "NOK/person/year"),
        investment=ps.Q(100, "NOK/person"), lifetime=ps.Q(10, "year"),
    )  # fmt: skip
    own = own_costs([measure], town(COSTS))
    assert own.running[0, -1] == 30_000
    assert own.investment[0] == 300_000


def test_the_state_pays_its_grant_and_others_their_shares() -> None:
    measure = ps.Measure(
        "Bins", 2024, [GAP], cost=ps.Q(100, "NOK/year"), investment=ps.Q(1000, "NOK"), lifetime=10,
        grant=0.25, paid_by={"municipality": 0.5, "producers": 0.5},
    )  # fmt: skip
    own = own_costs([measure], town(), discount_rate=0.0)
    got = {payer: float(own.paid_by(payer)[0, 0]) for payer in PAYERS}
    assert got == {"municipality": 87.5, "producers": 87.5, "businesses": 0.0, "state": 25.0}


def test_a_plan_by_hand() -> None:
    measure = ps.Measure("Campaign", 2026, [GAP], cost=ps.Q(20_000, "NOK/year"))
    projection = ps.project(town(COSTS), ps.Plan("Plan", [measure]), years=range(2024, 2031))
    # 4000 people, 80 t; collected 32 t before, 56 t after
    before = 4000 * 50 + 32 * 4000 + 32 * 2000 + 32 * 0.8 * 500 + 48 * 1000
    after = 4000 * 50 + 56 * 4000 + 56 * 2000 + 56 * 0.8 * 500 + 24 * 1000
    costs: Any = projection.costs()
    assert costs.loc[2025, "with"] == pytest.approx(before, rel=1e-12)
    assert costs.loc[2026, "without"] == pytest.approx(before, rel=1e-12)
    assert costs.loc[2026, "flows"] == pytest.approx(after, rel=1e-12)
    assert costs.loc[2026, "change"] == pytest.approx(after + 20_000 - before, rel=1e-12)
    assert costs.loc[2026, "change_per_person"] == pytest.approx(
        (after + 20_000 - before) / 4000, rel=1e-12
    )
    further = (56 - 32) * 0.6
    assert costs.loc[2026, "change_per_further_tonne"] == pytest.approx(
        (after + 20_000 - before) / further, rel=1e-12
    )
    assert np.isnan(costs.loc[2025, "change_per_further_tonne"])
    assert costs.attrs["price_year"] == 2024

    money: Any = projection.financing()
    municipality = money.table.loc[(2026, "municipality")]
    assert municipality["without"] == pytest.approx(200_000 + 32 * 3000 + 48_000, rel=1e-12)
    assert municipality["with"] == pytest.approx(200_000 + 56 * 3000 + 24_000 + 20_000, rel=1e-12)
    assert money.table.loc[(2026, "producers"), "with"] == pytest.approx(
        56 * 1000 + 56 * 2000 + 56 * 0.8 * 500, rel=1e-12
    )
    change = municipality["with"] - municipality["without"]
    assert money.fee.loc[2026, "change_per_household"] == pytest.approx(change / 2000, rel=1e-12)
    assert money.payback is None
    assert money.investment.magnitude == 0


def test_a_saving_pays_an_investment_back() -> None:
    dear = ps.Costs(residual_cost=ps.Q(10_000, "NOK/tonne"), discount_rate=0.05, price_year=2024)
    plant = ps.Measure("Plant", 2026, [GAP], investment=ps.Q(1.2, "MNOK"), lifetime=20, grant=0.5)
    money = ps.project(town(dear), ps.Plan("Plan", [plant]), years=range(2024, 2031)).financing()
    assert money.payback == pytest.approx(1.2e6 / (24 * 10_000), rel=1e-12)
    assert money.grants.magnitude == 600_000


def test_an_investment_that_saves_nothing_is_never_paid_back() -> None:
    free = ps.Costs(residual_cost=ps.Q(0, "NOK/tonne"), discount_rate=0.05, price_year=2024)
    plant = ps.Measure("Plant", 2026, [GAP], investment=ps.Q(1.2, "MNOK"), lifetime=20)
    money = ps.project(town(free), ps.Plan("Plan", [plant]), years=range(2024, 2031)).financing()
    assert money.payback is None
    assert "The plan saves nothing a year, so its investment is not paid back" in money.notes


def test_without_costs_of_the_system_the_measures_own_are_told_alone() -> None:
    measure = ps.Measure("Campaign", 2026, [GAP], cost=ps.Q(20_000, "NOK/year"))
    projection = ps.project(town(), ps.Plan("Plan", [measure]), years=range(2024, 2031))
    assert projection.costs().loc[2030, "change"] == 20_000
    assert "states no costs" in projection.financing().notes[0]
    assert "change_per_household" not in projection.financing().fee


def test_prices_of_different_years_do_not_add() -> None:
    old = ps.Measure("Campaign", 2026, [GAP], cost=ps.Q(100, "NOK/year"), price_year=2018)
    with pytest.raises(PriceYearError, match=r"'Campaign' is in prices of 2018.*2024.*in_prices"):
        own_costs([old], town(COSTS))
    index = ps.PriceIndex(levels={2018: 100, 2024: 125})
    assert own_costs([old.in_prices(2024, index)], town(COSTS)).running[0, -1] == 125
    other = ps.Measure("Bins", 2026, [GAP], cost=ps.Q(100, "NOK/year"), price_year=2020)
    with pytest.raises(PriceYearError, match="'Bins' is in prices of 2020, and 'Campaign'"):
        own_costs([old, other], town())
    unsaid = ps.Costs(collection_cost=ps.Q(1, "NOK/tonne"))
    with pytest.raises(PriceYearError, match="does not say which year"):
        own_costs([old], town(unsaid))
    with pytest.raises(PriceYearError, match="does not say"):
        ps.Measure("C", 2026, [GAP], cost=ps.Q(1, "NOK/year")).in_prices(2024, index)


def test_what_a_measure_sets_a_cost_to_moves_with_prices_too() -> None:
    change = ps.Change("collection_cost", set=ps.Parameter(100, "NOK/tonne", ps.Uniform(80, 120)))
    measure = ps.Measure("Dearer", 2026, [change], price_year=2018)
    moved = measure.in_prices(2024, ps.PriceIndex(levels={2018: 100, 2024: 125})).changes[0]
    assert moved.amount == 125
    assert str(moved.info.uncertainty) == "uniform(100.0, 150.0)"


def test_a_cost_that_a_measure_sets_is_in_the_systems_prices_or_refused() -> None:
    change = ps.Change("residual_cost", set=ps.Q(100, "NOK/tonne"))
    plan = ps.Plan("P", [ps.Measure("M", 2026, [change], price_year=2018)])
    with pytest.raises(PriceYearError, match="'M' is in prices of 2018"):
        ps.project(town(COSTS), plan)
    index = ps.PriceIndex(levels={2018: 100, 2024: 125})
    projection = ps.project(town(COSTS), plan.in_prices(2024, index))
    assert projection.flows.system.given_array("residual_cost")[0, 0, -1, 0, 0] == 125


def test_what_was_not_stated_is_told() -> None:
    free = ps.Measure("Free", 2026, [GAP])
    undated = ps.Measure("Undated", 2026, [ps.Change("capture", scale=1.1)], cost="1 MNOK/year")
    projection = ps.project(town(COSTS), ps.Plan("P", [free, undated]))
    notes = " ".join(projection.financing().notes)
    assert "none counted, for: Free" in notes
    assert "No price year is stated for: Undated" in notes
    assert projection.costs().attrs["notes"] == projection.financing().notes


def test_an_investment_needs_a_discount_rate() -> None:
    measure = ps.Measure("Bins", 2026, [GAP], investment=ps.Q(1, "MNOK"), lifetime=10)
    with pytest.raises(MissingValueError, match=r"ps\.Costs\(discount_rate=0\.04\)"):
        own_costs([measure], town())
    with pytest.raises(InvalidValueError, match="share between 0 and 1"):
        own_costs([measure], town(), discount_rate=4)
    assert own_costs([measure], town(), discount_rate=0.0).capital[0, -1] == 1e5


@settings(max_examples=30)
@given(
    st.lists(
        st.tuples(
            st.floats(-1e6, 1e6), st.floats(0, 1e8), st.floats(0, 1), st.floats(0, 1),
            st.integers(2024, 2030), st.integers(1, 4),
        ),
        min_size=1, max_size=4,
    ),
    st.floats(0, 1),
)  # fmt: skip
def test_what_payers_pay_adds_up_to_the_systems_cost(
    parts: list[tuple[float, float, float, float, int, int]], share: float
) -> None:
    measures = [
        ps.Measure(
            f"M{n}", start, [ps.Change("capture", {"route": "bag"}, close_gap=0.1)], ramp=ramp,
            cost=ps.Q(cost, "NOK/year"), investment=ps.Q(capital, "NOK"), lifetime=20, grant=grant,
            paid_by={"municipality": own, "producers": 1.0 - own},
        )
        for n, (cost, capital, grant, own, start, ramp) in enumerate(parts)
    ]  # fmt: skip
    system = town(COSTS).replace(producer_share=share)
    projection = ps.project(system, ps.Plan("P", measures), years=range(2024, 2031))
    table = projection.financing().table
    costs = projection.costs()
    for column, total in (("without", "without"), ("with", "with"), ("change", "change")):
        added = table[column].groupby("year").sum()
        scale = (
            costs[["without", "with"]].abs().sum(axis=1) + table["with"].abs().groupby("year").sum()
        )
        assert (abs(added - costs[total]) <= 1e-9 * scale).all(), column
