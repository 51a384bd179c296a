"""Sensitivity: shares of variance with known answers, and what to measure better."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import pytest

import plastsmart as ps
from plastsmart.errors import InvalidValueError, LabelError, PlastsmartError
from tests.test_ensemble import spread, town

N = 4096


def test_shares_of_variance_of_a_product_of_lognormals() -> None:
    sigmas = {"capture": 0.1, "sorting_efficiency": 0.2, "preparation_yield": 0.3}
    system = town(**{name: spread(0.2, ps.Lognormal(0.2, s)) for name, s in sigmas.items()})
    table: Any = ps.sensitivity(system, rate="eu", year=2025, n=N)
    whole = math.prod(math.exp(s**2) for s in sigmas.values()) - 1
    for name, s in sigmas.items():
        first = (math.exp(s**2) - 1) / whole
        rest = math.prod(math.exp(other**2) for key, other in sigmas.items() if key != name)
        total = (math.exp(s**2) - 1) * rest / whole
        assert table.loc[name, "first"] == pytest.approx(first, abs=0.03)
        assert table.loc[name, "total"] == pytest.approx(total, abs=0.03)
        assert table.loc[name, "total_low"] <= total <= table.loc[name, "total_high"] + 0.02
        assert table.loc[name, "shrinkage"] == pytest.approx(1 - math.sqrt(1 - first), abs=0.03)
    assert list(table.index) == ["preparation_yield", "sorting_efficiency", "capture"]


def test_what_the_result_does_not_depend_on_has_0() -> None:
    system = town(
        capture=spread(0.4, ps.Uniform(0.3, 0.5)),
        packaging_per_person=ps.Parameter(20, "kg/person/year", ps.Uniform(10, 30)),
    )
    table: Any = ps.sensitivity(system, rate="eu", year=2025, n=256)
    assert table.loc["packaging_per_person", ["first", "total", "shrinkage"]].tolist() == [0, 0, 0]
    assert table.loc["capture", "total"] == pytest.approx(1.0, abs=0.01)
    assert table.loc["capture", "low"] == pytest.approx((0.3 + 0.2 * 0.05) * 0.6)
    assert table.loc["capture", "high"] == pytest.approx((0.3 + 0.2 * 0.95) * 0.6)
    assert table.attrs["median"] == pytest.approx(0.4 * 0.6)
    tonnes: Any = ps.sensitivity(system, flow="recycled", year=2025, n=256)
    assert tonnes.loc["packaging_per_person", "first"] > 0.5
    assert tonnes.attrs["unit"] == "tonne/year"


@pytest.mark.parametrize("group", ["parameter", "category", "route", "source", "value"])
def test_groups_hold_all_draws_once(group: str) -> None:
    table: Any = ps.sensitivity(ps.load("norway"), group=group, n=64)
    assert (table["total"] >= -1e-12).all()
    assert table["first"].sum() < 1.3  # 64 samples are few
    assert table.index.is_unique
    if group == "category":
        assert "film" in table.index
    if group == "value":
        assert "capture film kerbside" in table.index


def test_measures_of_a_plan_take_part() -> None:
    change = ps.Change("sorting_efficiency", set=spread(0.9, ps.Uniform(0.8, 1.0)))
    plan = ps.Plan("P", [ps.Measure("Plant", 2025, [change])])
    system = town(capture=spread(0.5, ps.Uniform(0.45, 0.55)))
    table: Any = ps.sensitivity(system, plan, year=2026, n=512)
    assert set(table.index) == {"capture", "Plant"}
    assert table["first"].sum() == pytest.approx(1.0, abs=0.05)


def test_the_same_seed_gives_the_same_table() -> None:
    one, two, other = (
        ps.sensitivity(ps.load("headline"), year=2023, n=64, seed=s) for s in (1, 1, 2)
    )
    assert one.equals(two)
    assert not one.equals(other)


@pytest.mark.parametrize(
    ("call", "error", "text"),
    [
        (lambda: ps.sensitivity("x"), InvalidValueError, "takes a System"),  # type: ignore[arg-type]
        (lambda: ps.sensitivity(town(), year=2025), InvalidValueError, "has an uncertainty"),
        (lambda: ps.sensitivity(ps.load("headline"), n=100), InvalidValueError, "power of 2"),
        (lambda: ps.sensitivity(ps.load("headline"), rate="x"), LabelError, "no rate"),
        (lambda: ps.sensitivity(ps.load("headline"), flow="x"), LabelError, "no flow"),
        (lambda: ps.sensitivity(ps.load("headline"), group="x"), LabelError, "unknown group"),
        (lambda: ps.sensitivity(ps.load("headline"), year=1999), LabelError, "1999"),
        (lambda: ps.sensitivity(ps.load("headline"), confidence=2.0), InvalidValueError, "0.95"),
    ],
)
def test_what_cannot_be_asked_is_refused(call: Any, error: type[Exception], text: str) -> None:
    with pytest.raises(error, match=text) as caught:
        call()
    assert isinstance(caught.value, PlastsmartError)


class TestRequiredWithAProbability:
    def test_the_answer_put_back_reaches_the_target_that_surely(self) -> None:
        system = town(
            capture=spread(0.5, ps.Uniform(0.4, 0.6)),
            sorting_efficiency=spread(0.8, ps.Triangular(0.7, 0.8, 0.9)),
        )
        target = ps.Target(rate="eu", level=0.42, year=2026)
        answer = ps.required(system, "capture", target, probability=0.9, n=2000)
        assert answer.feasible
        # preparation 0.75: capture · 10 % quantile of sorting · 0.75 = 0.42
        x = np.sort(ps.ensemble(system.replace(capture=1.0), n=2000, years=range(2024, 2027))
                    .samples("eu", 2026))  # fmt: skip
        assert answer.value == pytest.approx(0.42 / x[200], rel=2e-3)
        back = ps.ensemble(system.replace(capture=answer.value), n=2000, years=range(2024, 2027))
        assert back.probability(target) >= 0.9
        assert "with a probability of 90 %" in str(answer)
        even = ps.required(system, "capture", target)
        assert (even.value or 1) < (answer.value or 0)

    def test_a_probability_is_a_share(self) -> None:
        with pytest.raises(InvalidValueError, match=r"such as 0\.9"):
            ps.required(town(), "capture", ps.targets.EU_2025, probability=90)


class TestPlansUnderUncertainty:
    def test_plans_are_told_beside_one_another_on_the_same_draws(self) -> None:
        system = town(capture=spread(0.5, ps.Uniform(0.4, 0.6)))
        better = ps.Change("sorting_efficiency", set=0.9)
        plans = [
            ps.Plan("Better", [ps.Measure("M", 2025, [better])]),
            ps.Plan("Same by another name", [ps.Measure("N", 2025, [better])]),
        ]
        target = ps.Target(rate="eu", level=0.32, year=2026)
        table: Any = ps.probabilities(system, plans, target, n=1000, years=range(2024, 2027))
        assert list(table) == ["without", "Better", "Same by another name"]
        assert (table["Better"] == table["Same by another name"]).all()
        assert table.loc[2024, "Better"] == table.loc[2024, "without"]
        # capture over 0.32 / (0.9 · 0.75), of 0.4 to 0.6
        assert table.loc[2026, "Better"] == pytest.approx((0.6 - 0.32 / 0.675) / 0.2, abs=0.05)
        assert table.attrs["target"] == target.label

    def test_two_plans_of_one_name_are_refused(self) -> None:
        plan = ps.Plan("P", [ps.Measure("M", 2025, [ps.Change("capture", set=0.9)])])
        with pytest.raises(LabelError, match="two plans are called 'P'"):
            ps.probabilities(town(), [plan, plan], ps.targets.EU_2025, n=5)


class TestLeastCostWithAProbability:
    @staticmethod
    def measures() -> list[ps.Measure]:
        return [
            ps.Measure(
                "Cheap and unsure", 2025, [ps.Change("capture", set=UNSURE)], cost="1 MNOK/year"
            ),
            ps.Measure("Dear and sure", 2025, [ps.Change("capture", set=0.6)], cost="5 MNOK/year"),
            ps.Measure(
                "Plant", 2025, [ps.Change("sorting_efficiency", set=0.9)], cost="2 MNOK/year"
            ),
        ]

    def test_the_cheapest_that_is_sure_enough_is_found(self) -> None:
        system = town()
        target = ps.Target(rate="eu", level=0.36, year=2026)  # capture 0.6, or 0.533 with the plant
        plain = ps.least_cost(system, self.measures(), target)
        assert {m.name for m in plain.plan} == {"Cheap and unsure"}
        for probability, names in (
            (0.4, {"Cheap and unsure"}),  # half of 0.5 to 0.7
            (0.8, {"Cheap and unsure", "Plant"}),
            (0.95, {"Dear and sure"}),
        ):
            answer = ps.least_cost(system, self.measures(), target, probability=probability)
            assert {m.name for m in answer.plan} == names
            assert answer.probability is not None
            assert answer.probability >= probability
            e = ps.ensemble(system, answer.plan, n=1000, years=range(2024, 2027))
            assert e.probability(target) == pytest.approx(answer.probability, abs=1e-12)
            assert "% of the draws" in str(answer)

    def test_none_is_sure_enough(self) -> None:
        target = ps.Target(rate="eu", level=0.5, year=2026)
        answer = ps.least_cost(town(), self.measures(), target, probability=0.5)
        assert not answer.feasible
        assert answer.probability == 0.0

    def test_too_many_to_look_at_are_refused(self) -> None:
        many = [
            ps.Measure(f"M{k}", 2025, [ps.Change("capture", scale=1.01 + k / 1000)])
            for k in range(13)
        ]
        with pytest.raises(InvalidValueError, match="at most 12"):
            ps.least_cost(town(), many, ps.targets.EU_2025, probability=0.5)


UNSURE = spread(0.6, ps.Uniform(0.5, 0.7))
