"""What a plan costs, drawn: its measures' own costs, and the system's with them."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

import plastsmart as ps
from plastsmart.errors import AxisError, InvalidValueError, LabelError, MissingValueError
from plastsmart.scenarios.financing import annuity

N = 4000
YEARS = (2024, 2025, 2026)
FULL = {
    "service_cost": ps.Q(50, "NOK/person/year"),
    "collection_cost": ps.Q(4000, "NOK/tonne"),
    "sorting_cost": ps.Q(2000, "NOK/tonne"),
    "recycling_cost": ps.Q(500, "NOK/tonne"),
    "residual_cost": ps.Q(1000, "NOK/tonne"),
}


def spread(value: Any, distribution: Any, **more: Any) -> ps.Parameter:
    return ps.Parameter(value, uncertainty=distribution, **more)


COST = spread(30.0, ps.Uniform(10, 50), unit="NOK/person/year")
INVESTMENT = spread(1e5, ps.Lognormal(1e5, 0.3), unit="NOK")
CAPTURE = spread(0.4, ps.Uniform(0.3, 0.5))


def town(*, people: Any = 1000.0, capture: Any = 0.4, **costs: Any) -> ps.System:
    return ps.System(
        regions=["NO"],
        years=YEARS,
        categories=["all"],
        routes=[ps.Route("kerb", "source")],
        generation=ps.Generation(
            population=people if isinstance(people, ps.Parameter) else ps.Q(people, "person"),
            packaging_per_person=ps.Q(20, "kg/person/year"),
            composition=1.0,
        ),
        collection=ps.Collection(capture=capture),
        sorting=ps.Sorting(sorting_efficiency=0.8),
        recycling=ps.Recycling(preparation_yield=0.75),
        costs=ps.Costs(**costs) if costs else None,
    )


def plan(cost: Any = None, investment: Any = None, gap: Any = 0.2) -> ps.Plan:
    lifetime = None if investment is None else 15
    measure = ps.Measure(
        "Bins", 2025, [ps.Change("capture", close_gap=gap)], ramp=2,
        cost=cost, investment=investment, lifetime=lifetime,
    )  # fmt: skip
    return ps.Plan("Bins", [measure])


def ensemble(system: ps.System, of: ps.Plan | None, n: int = N, **options: Any) -> ps.Ensemble:
    return ps.ensemble(system, of, n=n, years=YEARS, keep=options.pop("keep", ["eu"]), **options)


def test_without_any_spread_the_costs_are_those_of_the_projection() -> None:
    system = town(**FULL, discount_rate=0.04)
    certain = plan(ps.Q(30, "NOK/person/year"), ps.Q(1e5, "NOK"))
    costs = ps.project(system, certain, years=YEARS).costs()
    e = ensemble(system, certain, n=3)
    for name, of, expected in (
        ("measures_cost", "plan", costs["running"] + costs["capital"]),
        ("measures_cost", "baseline", 0 * costs["running"]),
        ("total_cost", "plan", costs["with"]),
        ("total_cost", "baseline", costs["without"]),
        ("total_cost", "change", costs["change"]),
    ):
        found = e.quantiles(name, q=[0.0, 1.0], of=of)
        assert list(found.index) == list(YEARS)
        for q in (0.0, 1.0):
            np.testing.assert_allclose(found[q], expected, rtol=1e-12, err_msg=f"{name} {of}")


def test_a_drawn_unit_cost_has_the_mean_and_the_quantiles_of_its_distribution() -> None:
    e = ensemble(town(discount_rate=0.04), plan(COST), n=20_000)
    # 10 to 50 NOK a head, 1000 people, half adopted in the first year of a ramp of two
    first, second = e.samples("measures_cost", 2025), e.samples("measures_cost", 2026)
    np.testing.assert_allclose(second, 2 * first, rtol=1e-12)
    assert second.mean() == pytest.approx(30_000, rel=0.01)
    assert np.quantile(second, [0.05, 0.95]) == pytest.approx([12_000, 48_000], rel=0.02)
    assert (e.samples("measures_cost", 2024) == 0).all()


def test_an_annuity_is_of_the_investment_and_the_discount_rate_that_are_drawn() -> None:
    rate = spread(0.04, ps.Uniform(0.02, 0.06))
    e = ensemble(town(discount_rate=rate), plan(investment=INVESTMENT), n=20_000)
    rng = np.random.default_rng(1)
    investment = 1e5 * np.exp(0.3 * rng.standard_normal(20_000))
    yearly = investment * [annuity(r, 15) for r in rng.uniform(0.02, 0.06, 20_000)]
    found = e.samples("measures_cost", 2026)
    assert found.mean() == pytest.approx(yearly.mean(), rel=0.02)
    assert found.std() == pytest.approx(yearly.std(), rel=0.04)


def test_costs_for_each_inhabitant_follow_the_population_that_is_drawn() -> None:
    people = spread(1000.0, ps.Normal(1000, 100), unit="person")
    e = ensemble(town(people=people), plan(ps.Q(30, "NOK/person/year")))
    drawn = e.samples("generated", 2026) / 0.02  # 20 kg each
    np.testing.assert_allclose(e.samples("measures_cost", 2026), 30 * drawn, rtol=1e-12)


def test_total_cost_and_rate_come_from_the_same_draws() -> None:
    system = town(capture=CAPTURE, **FULL, discount_rate=0.04)
    e = ensemble(system, plan(COST, gap=spread(0.2, ps.Uniform(0.1, 0.3))))
    total, own = e.samples("total_cost", 2026), e.samples("measures_cost", 2026)
    np.testing.assert_allclose(total, own + e.samples("system_cost", 2026), rtol=1e-12)
    change = e.samples("total_cost", 2026, of="change")
    without = e.samples("total_cost", 2026, of="baseline")
    np.testing.assert_allclose(total, without + change, rtol=1e-9)
    np.testing.assert_array_equal(without, e.samples("system_cost", 2026, of="baseline"))


def test_asking_for_costs_changes_no_bit_of_a_rate() -> None:
    system = town(capture=CAPTURE, **FULL, discount_rate=0.04)
    dear = plan(COST, INVESTMENT, gap=spread(0.2, ps.Uniform(0.1, 0.3)))
    alone = ensemble(system, dear).samples("eu", 2026)
    beside = ensemble(system, dear, keep=["eu", "total_cost"]).samples("eu", 2026)
    np.testing.assert_array_equal(alone, beside)


@pytest.mark.once
@pytest.mark.parametrize("batch", [1, 7, 1024, N])
def test_costs_have_the_same_bits_in_any_batch(batch: int) -> None:
    system = town(capture=CAPTURE, **FULL, discount_rate=spread(0.04, ps.Uniform(0.02, 0.06)))
    whole = ensemble(system, plan(COST, INVESTMENT), keep=["total_cost"])
    other = ensemble(system, plan(COST, INVESTMENT), keep=["total_cost"], batch=batch)
    np.testing.assert_array_equal(
        whole.samples("total_cost", 2026), other.samples("total_cost", 2026)
    )


def test_counted_instead_of_kept_the_quantiles_are_the_same_within_the_stated_error() -> None:
    system = town(capture=CAPTURE, **FULL, discount_rate=0.04)
    exact = ensemble(system, plan(COST)).quantiles("total_cost")
    counted = ensemble(system, plan(COST), exact=0).quantiles("total_cost")
    # between two samples quantiles interpolate differently
    np.testing.assert_allclose(counted, exact, rtol=2e-3)
    assert counted.attrs["unit"] == "NOK/year"
    assert counted.attrs["error"] > 0


def test_sensitivity_of_a_cost_is_a_closed_form_for_two_numbers_that_add_up() -> None:
    # variance of U(10, 50) · 1000 and of U(0, 60) · 1000: 4 to 9
    other = ps.Measure(
        "Bags", 2025, [ps.Change("sorting_efficiency", close_gap=0.1)],
        cost=spread(30.0, ps.Uniform(0, 60), unit="NOK/person/year"),
    )  # fmt: skip
    bins = ps.Measure("Bins", 2025, [ps.Change("capture", close_gap=0.2)], cost=COST)
    table = ps.sensitivity(
        town(), ps.Plan("Both", [other, bins]), flow="measures_cost", year=2026, n=1024
    )
    assert table.attrs["unit"] == "NOK/year"
    assert table.loc["measure: Bags", "first"] == pytest.approx(9 / 13, abs=0.02)
    assert table.loc["measure: Bins", "total"] == pytest.approx(4 / 13, abs=0.02)


def test_sensitivity_of_a_rate_does_not_draw_money() -> None:
    table = ps.sensitivity(town(capture=CAPTURE), plan(COST), rate="eu", year=2026, n=64)
    assert list(table.index) == ["capture"]


@pytest.mark.parametrize(
    ("ask", "error", "words"),
    [
        (lambda: ensemble(town(), None, keep=["total_cost"]), InvalidValueError, "no plan"),
        (
            lambda: ensemble(town(), plan(investment=INVESTMENT), keep=["total_cost"]),
            MissingValueError,
            "discount rate",
        ),
        (
            lambda: ensemble(town(), plan(COST)).quantiles("total_cost", by=["region"]),
            AxisError,
            "region",
        ),
        (
            lambda: ensemble(town(), plan(COST)).quantiles("total_cost", by=[]),
            AxisError,
            "one year",
        ),
        (
            lambda: ensemble(town(), plan(COST)).quantiles("total_costs"),
            LabelError,
            "Did you mean 'total_cost'",
        ),
        (
            lambda: ensemble(town(), plan(COST)).quantiles("total_cost", kind="rate"),
            LabelError,
            "there is no rate 'total_cost'",
        ),
        (
            lambda: ps.sensitivity(town(), flow="total_cost", year=2026, n=16),
            InvalidValueError,
            "no plan",
        ),
    ],
)
def test_what_cannot_be_told_is_refused(ask: Any, error: type[Exception], words: str) -> None:
    with pytest.raises(error, match=words):
        ask()


def test_a_name_of_a_rate_and_a_flow_is_told_apart_by_its_kind() -> None:
    e = ensemble(town(capture=CAPTURE), None)
    rate, flow = e.quantiles("recyclate"), e.quantiles("recyclate", kind="flow")
    assert (rate.attrs["unit"], flow.attrs["unit"]) == ("1", "tonne/year")
    assert e.samples("recyclate", 2026, kind="flow").mean() == pytest.approx(
        e.summary("recyclate", kind="flow")["mean"][2026], rel=1e-12
    )
    with pytest.raises(LabelError, match="there is no rate 'recycled'"):
        e.quantiles("recycled", kind="rate")


# --------------------------------------------------------------------------------------------------
# correlated draws in decisions

PAIR = {("capture", "sorting_efficiency"): 0.9}
TARGET = ps.Target(rate="eu", level=0.28, year=2026)


def uncertain() -> ps.System:
    system = town(capture=CAPTURE)
    return system.replace(sorting_efficiency=spread(0.8, ps.Uniform(0.65, 0.95)))


def test_what_goes_together_spreads_the_rate_so_that_more_is_required() -> None:
    target = ps.Target(rate="eu", level=0.2, year=2026)
    needed = [
        ps.required(
            uncertain(), "preparation_yield", target, probability=0.9, n=2000, correlation=pair
        ).value
        for pair in (None, PAIR)
    ]
    assert needed[0] is not None
    assert needed[1] is not None
    assert needed[1] > 1.02 * needed[0]


def test_probabilities_are_those_of_the_ensemble_with_the_same_correlation() -> None:
    table = ps.probabilities(uncertain(), [plan()], TARGET, n=500, correlation=PAIR, years=YEARS)
    e = ensemble(uncertain(), plan(), n=500, correlation=PAIR)
    assert table.loc[2026, "Bins"] == e.probability(TARGET)
    assert table.loc[2026, "without"] == e.probability(TARGET, of="baseline")


def test_least_cost_takes_the_correlation_of_its_draws() -> None:
    measures = [
        ps.Measure("Small", 2025, [ps.Change("capture", close_gap=0.1)], cost=ps.Q(1, "kNOK/year")),
        ps.Measure("Large", 2025, [ps.Change("capture", close_gap=0.5)], cost=ps.Q(9, "kNOK/year")),
    ]
    target = ps.Target(rate="eu", level=0.215, year=2026)
    chosen = [
        [
            measure.name
            for measure in ps.least_cost(
                uncertain(), measures, target, probability=0.9, n=2000, correlation=pair
            ).plan
        ]
        for pair in (None, PAIR)
    ]
    assert chosen == [["Small"], ["Large"]]


@pytest.mark.parametrize("call", [ps.required, ps.least_cost])
def test_correlation_without_a_probability_is_refused(call: Any) -> None:
    what = "capture" if call is ps.required else [plan().measures[0]]
    with pytest.raises(InvalidValueError, match="give a probability"):
        call(uncertain(), what, TARGET, correlation=PAIR)
