"""Reusable packaging: its trips, what it does to what is generated, and what it takes off a target."""

import math
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

import plastsmart as ps
from plastsmart.errors import InvalidValueError, LabelError, PlastsmartError, ScopeError

pytestmark = pytest.mark.once

shares = st.floats(0.0, 1.0)


def town(**changes: Any) -> ps.System:
    """Return 1000 t of packaging a year, a tenth of it replaced by crates of three times the weight."""
    given_ = {
        "reuse": 0.1,
        "single_use_weight": ps.Q(20, "g/item"),
        "reusable_weight": ps.Q(60, "g/item"),
        "return_rate": 0.9,
    } | changes
    return ps.System(
        regions={"3203": "Asker"},
        years=range(2025, 2031),
        categories=[ps.Category("bottle"), ps.Category("crate", sector="business")],
        routes=[ps.Route("bag", "source")],
        generation=ps.Generation(
            population=ps.Q(50_000, "person"),
            packaging_per_person=ps.Q(20, "kg/person/year"),
            composition={"bottle": 0.75, "crate": 0.25},
        ),
        collection=ps.Collection(capture=0.4),
        sorting=ps.Sorting(sorting_efficiency=0.8),
        recycling=ps.Recycling(preparation_yield=0.8),
    ).replace(**given_)


def total(system: ps.System, flow: str) -> float:
    return float(ps.run(system).table(by=["year"])[flow][2030])


@given(return_rate=shares, breakage=shares)
def test_trips_are_the_sum_of_what_is_still_there_after_each(
    return_rate: float, breakage: float
) -> None:
    again = return_rate * (1.0 - breakage)
    if again < 0.95:
        left = math.fsum(again**trip for trip in range(2000))
        assert ps.trips(return_rate, breakage) == pytest.approx(left)
    assert ps.trips(return_rate, breakage) >= 1.0


def test_what_always_comes_back_whole_makes_trips_without_end() -> None:
    assert ps.trips(1.0) == math.inf
    assert ps.trips(0.0) == ps.trips(1.0, breakage=1.0) == 1.0


@pytest.mark.parametrize(
    "given_", [(1.2,), (-0.1,), ("0.9",), (math.nan,), (None,), (0.9, 2.0), (87,)]
)
def test_trips_of_what_is_no_share_are_refused(given_: tuple[Any, ...]) -> None:
    with pytest.raises(InvalidValueError):
        ps.trips(*given_)
    with pytest.raises(InvalidValueError, match="Did you mean 87 %"):
        ps.trips(87)


@given(return_rate=st.floats(0.0, 0.99), breakage=st.floats(0.0, 0.5))
def test_each_new_item_makes_its_trips(return_rate: float, breakage: float) -> None:
    table = ps.run(town(return_rate=return_rate, breakage=breakage)).table(by=["year"])
    np.testing.assert_allclose(
        table["fillings"] / table["reusable_new"], ps.trips(return_rate, breakage), rtol=1e-9
    )


def test_what_is_generated_falls_by_what_is_replaced_and_rises_by_what_wears_out() -> None:
    # 100 t replaced in 5 million fillings, 10 trips each: half a million of 60 g
    assert total(town(), "replaced") == pytest.approx(100.0)
    assert total(town(), "fillings") == pytest.approx(5e6)
    assert total(town(), "reusable_discarded") == pytest.approx(30.0)
    assert total(town(), "generated") == pytest.approx(930.0)
    assert total(town(breakage=0.1), "generated") == pytest.approx(900.0 + 5e6 * 0.19 * 60e-6)


@given(return_rate=st.floats(0.0, 1.0), weight=st.floats(1.0, 200.0))
def test_reuse_prevents_waste_only_from_as_many_trips_as_it_is_times_heavier(
    return_rate: float, weight: float
) -> None:
    after = total(
        town(return_rate=return_rate, reusable_weight=ps.Q(weight, "g/item")), "generated"
    )
    margin = ps.trips(return_rate) - weight / 20.0
    if margin > 1e-6:
        assert after < 1000.0
    elif margin < -1e-6:
        assert after > 1000.0


def test_reusable_packaging_that_is_never_lost_is_never_waste() -> None:
    assert total(town(return_rate=1.0), "reusable_discarded") == 0.0
    assert total(town(return_rate=1.0), "generated") == pytest.approx(900.0)


def test_measures_move_return_and_breakage() -> None:
    better = ps.Measure("Deposit", 2026, [ps.Change("return_rate", close_gap=0.5)])
    flows = ps.project(town(), ps.Plan("Reuse", [better])).flows
    assert flows.table(by=["year"])["reusable_discarded"][2030] == pytest.approx(15.0)


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"return_rate": 1.1}, "return_rate is 1.1"),
        ({"breakage": -0.1}, "breakage"),
        ({"reusable_weight": ps.Q(-1, "g/item")}, "cannot be negative"),
        ({"reusable_weight": 60}, "needs a unit"),
        ({"single_use_weight": ps.Q(1, "kg/person/year")}, "g/item"),
        ({"single_use_weight": ps.Q(0, "g/item")}, "must be above 0"),
        ({"single_use_weight": None}, "lacks single_use_weight, and reusable_weight, return_rate"),
        ({"return_rate": None, "reusable_weight": None}, "lacks reusable_weight and return_rate"),
    ],
)
def test_reusable_packaging_that_cannot_be_is_refused(change: dict[str, Any], said: str) -> None:
    with pytest.raises(PlastsmartError, match=said):
        town(**change)


# -- the reuse credit --------------------------------------------------------------------------------


def test_the_credit_is_the_mean_share_of_the_three_years_before() -> None:
    growing = town(reuse={2025: 0.0, 2026: 0.0, 2027: 0.1, 2028: 0.2, 2029: 0.3, 2030: 0.9})
    flows = ps.run(growing)
    shares = flows.rate("reusable", by=["year"])
    assert shares[2027] == pytest.approx(30.0 / 930.0)
    mean = ps.reuse_share(flows, 2030)
    assert mean == pytest.approx((shares[2027] + shares[2028] + shares[2029]) / 3)
    lowered = ps.targets.EU_2030.with_reuse(mean)
    assert lowered.required_level == pytest.approx(0.55 - min(mean, 0.05))


def test_the_credit_is_at_most_five_points() -> None:
    share = ps.reuse_share(ps.run(town(reuse=0.9)), 2030)
    assert share > 0.05
    assert ps.targets.EU_2030.with_reuse(share).required_level == pytest.approx(0.50)


@pytest.mark.parametrize(
    "target", [ps.targets.PPWR_2030, ps.Target(rate="litter_reduction", level=0.3, year=2030)]
)
def test_the_credit_lowers_targets_of_recycling_alone(target: ps.Target) -> None:
    assert target.with_reuse(0.0) == target
    with pytest.raises(InvalidValueError, match="recycling alone"):
        target.with_reuse(0.03)


def test_the_credit_is_of_the_scope_alone() -> None:
    flows = ps.run(town(reuse={"bottle": 0.0, "crate": 0.4}))
    assert ps.reuse_share(flows, 2030, scope={"sector": "household"}) == 0.0
    assert ps.reuse_share(flows, 2030, scope={"sector": "business"}) == pytest.approx(
        30.0 / (150.0 + 30.0)
    )


def test_the_credit_of_every_year_of_the_flows_can_be_asked_for() -> None:
    flows = ps.run(town())
    years = flows.rate("reusable").index
    assert ps.reuse_share(flows, years[-1]) == ps.reuse_share(flows, int(years[-1]))


FLOWS = ps.run(town())


@pytest.mark.parametrize(
    ("call", "error", "said"),
    [
        (lambda: ps.reuse_share(ps.run(town()), 2027), LabelError, "lack 2024"),
        (lambda: ps.reuse_share(ps.run(town()), 2040), LabelError, "lack 2037, 2038, 2039"),
        (lambda: ps.reuse_share(ps.run(town()), "2030"), InvalidValueError, "year"),  # type: ignore[arg-type]
        (lambda: ps.reuse_share(town(), 2030), InvalidValueError, "takes Flows"),  # type: ignore[arg-type]
        (lambda: ps.reuse_share(FLOWS, 2030, scope={"sector": "deposit"}), ScopeError, "deposit"),
        (lambda: ps.reuse_share(ps.run(ps.load("norway")), 2030), PlastsmartError, "reusable"),
        (lambda: ps.reuse_share(ps.run(town(population=ps.Q(0, "person"))), 2030),
         InvalidValueError, "nothing is generated in the scope in one of the three years"),
    ],
)  # fmt: skip
def test_a_credit_that_is_not_known_is_refused(
    call: Any, error: type[Exception], said: str
) -> None:
    with pytest.raises(error, match=said):
        call()


# -- less packaging ----------------------------------------------------------------------------------


def test_less_packaging_is_measured_for_each_inhabitant_against_the_reference() -> None:
    flows = ps.run(town(reference_per_person=ps.Q(20, "kg/person/year")))
    assert flows.rate("packaging_reduction", by=["year"])[2030] == pytest.approx(0.07)
    more = ps.run(town(reference_per_person=ps.Q(15, "kg/person/year")))
    assert more.rate("packaging_reduction", by=["year"])[2030] == pytest.approx(1 - 18.6 / 15)


@pytest.mark.parametrize("population", [10_000, 50_000, 90_000])
def test_more_inhabitants_do_not_count_as_more_packaging(population: int) -> None:
    system = town(reference_per_person=ps.Q(20, "kg/person/year")).replace(
        population=ps.Q(population, "person")
    )
    assert ps.run(system).rate("packaging_reduction", by=["year"])[2030] == pytest.approx(0.07)


def test_the_reuse_that_the_reduction_of_2030_takes_is_found() -> None:
    system = town(reference_per_person=ps.Q(20, "kg/person/year"), reuse=0.0)
    target = ps.Target(rate="packaging_reduction", level=0.05, year=2030)
    found = ps.required(system, "reuse", target)
    # of each share replaced, 70 % is saved: 3 times the weight in 10 trips
    assert found.value == pytest.approx(0.05 / 0.7)


def test_what_cannot_be_reached_without_collecting_is_not_laid_to_what_collection_loses() -> None:
    far = ps.Target(rate="packaging_reduction", level=0.99, year=2030)
    against = town(reference_per_person=ps.Q(20, "kg/person/year"))
    found = ps.required(against, "return_rate", far)
    assert (found.feasible, found.ceiling, found.losses) == (False, None, {})
    assert "collection" not in str(found)
