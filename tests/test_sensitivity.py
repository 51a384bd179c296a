"""Sensitivity: shares of variance with known answers, and what to measure better."""

from __future__ import annotations

import itertools
import math
from typing import Any

import numpy as np
import pytest
from scipy import stats

import plastsmart as ps
from plastsmart.errors import (
    AxisError,
    InvalidValueError,
    LabelError,
    PlastsmartError,
    ScopeError,
)
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
        # of a product, the spread that is left is in proportion to the factor that is known
        left = math.sqrt((rest - 1) / whole)
        assert table.loc[name, "shrinkage"] == pytest.approx(1 - left, abs=0.02)
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


@pytest.mark.once
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
    assert set(table.index) == {"capture", "measure: Plant"}
    assert table["first"].sum() == pytest.approx(1.0, abs=0.05)


def test_a_measure_with_the_name_of_a_parameter_has_a_row_of_its_own() -> None:
    changes = [
        ps.Change("sorting_efficiency", set=spread(0.9, ps.Uniform(0.8, 1.0))),
        ps.Change("preparation_yield", set=spread(0.9, ps.Uniform(0.8, 1.0))),
    ]
    plan = ps.Plan("P", [ps.Measure("capture", 2025, changes)])
    system = town(capture=spread(0.5, ps.Uniform(0.45, 0.55)))
    table: Any = ps.sensitivity(system, plan, year=2026, n=256)
    assert set(table.index) == {"capture", "measure: capture"}
    apart: Any = ps.sensitivity(system, plan, year=2026, n=256, group="value")
    assert set(apart.index) == {
        "capture", "measure: capture, change 0", "measure: capture, change 1",
    }  # fmt: skip


def test_shrinkage_is_what_is_to_be_expected_of_a_product() -> None:
    # X of Y · X, both from 0 to 1: E[X] sd(Y) / sd(XY) = 1/2 √(1/12) / √(7/144)
    both = {name: spread(0.5, ps.Uniform(0, 1)) for name in ("capture", "sorting_efficiency")}
    system = town(**both, preparation_yield=1.0)
    table: Any = ps.sensitivity(system, year=2025, n=1024)
    for name in both:
        assert table.loc[name, "shrinkage"] == pytest.approx(1 - math.sqrt(3 / 7), abs=0.01)
        assert table.loc[name, "first"] == pytest.approx(3 / 7, abs=0.02)


class TestCompositions:
    @staticmethod
    def town(**changes: Any) -> ps.System:
        """Return a town whose rate is capture · 0.6 times the share of what is sorted."""
        values: dict[str, Any] = {
            "capture": spread(0.5, ps.Uniform(0.45, 0.55)),
            "composition": ps.Parameter({"a": 0.3, "b": 0.7}, uncertainty=ps.Dirichlet(20)),
        }
        return town(
            categories=["a", "b"], sorting_efficiency={"a": 1.0, "b": 0.0}, **values | changes
        )

    @pytest.mark.parametrize("group", ["parameter", "category"])
    def test_the_tornado_shows_what_a_composition_does(self, group: str) -> None:
        table: Any = ps.sensitivity(self.town(), year=2025, n=1024, group=group)
        if group == "parameter":
            low, high = (0.5 * 0.75 * stats.beta(6, 14).ppf(q) for q in (0.05, 0.95))
            assert table.loc["composition", "low"] == pytest.approx(low, rel=0.02)
            assert table.loc["composition", "high"] == pytest.approx(high, rel=0.02)
            assert table.loc["capture", "low"] == pytest.approx(0.455 * 0.75 * 0.3, rel=1e-9)
            assert table.loc["capture", "high"] == pytest.approx(0.545 * 0.75 * 0.3, rel=1e-9)
        else:  # one gamma variate moves, the other at its mean
            x = stats.gamma(6).ppf([0.05, 0.95])
            expected = 0.5 * 0.75 * x / (x + 14)
            assert table.loc["a", ["low", "high"]].tolist() == pytest.approx(expected, rel=1e-3)
        assert table.attrs["median"] == pytest.approx(0.5 * 0.75 * 0.3, rel=1e-12)

    def test_the_middle_is_the_stated_composition_of_the_year(self) -> None:
        shares = {2024: {"a": 0.1, "b": 0.9}, 2026: {"a": 0.5, "b": 0.5}}
        table = ps.sensitivity(
            self.town(composition=ps.Parameter(shares, uncertainty=ps.Dirichlet(20))),
            year=2025, n=64,
        )  # fmt: skip
        assert table.attrs["median"] == pytest.approx(0.5 * 0.75 * 0.3, rel=1e-12)

    def test_low_is_never_above_high(self) -> None:
        table: Any = ps.sensitivity(ps.load("norway"), n=256)
        assert (table["low"] <= table["high"]).all()
        assert table.loc["composition", "high"] - table.loc["composition", "low"] > 0.07


@pytest.mark.once
def test_intervals_hold_the_truth_at_least_as_often_as_they_say() -> None:
    both = {name: spread(0.5, ps.Uniform(0, 1)) for name in ("capture", "sorting_efficiency")}
    system = town(**both, preparation_yield=1.0)
    inside = 0
    for seed in range(30):
        table: Any = ps.sensitivity(system, year=2025, n=64, seed=seed, confidence=0.8)
        for name, truth in (("first", 3 / 7), ("total", 4 / 7)):
            inside += bool(
                table.loc["capture", f"{name}_low"] <= truth <= table.loc["capture", f"{name}_high"]
            )
    assert inside >= 0.8 * 60


def test_intervals_leave_as_much_out_below_as_above_and_hold_those_that_are_less_sure() -> None:
    both = {name: spread(0.5, ps.Uniform(0.2, 0.8)) for name in ("capture", "sorting_efficiency")}
    system = town(**both, preparation_yield=1.0)
    tables: list[Any] = [
        ps.sensitivity(system, year=2025, n=1024, confidence=share) for share in (0.5, 0.9, 0.99)
    ]
    for name in ("first", "total"):
        for narrow, wide in itertools.pairwise(tables):
            assert (wide[f"{name}_low"] < narrow[f"{name}_low"]).all()
            assert (wide[f"{name}_high"] > narrow[f"{name}_high"]).all()
        below = tables[1][name] - tables[1][f"{name}_low"]
        above = tables[1][f"{name}_high"] - tables[1][name]
        assert (below / above).to_numpy() == pytest.approx(1.0, abs=0.25)
        # of what is about normal, 0.99 reaches 2.58 / 1.64 times as far as 0.9
        reach = [table[f"{name}_high"] - table[f"{name}_low"] for table in tables[1:]]
        assert (reach[1] / reach[0]).to_numpy() == pytest.approx(2.576 / 1.645, rel=0.15)


@pytest.mark.parametrize(("n", "within"), [(16, 0.25), (64, 0.06)])
def test_shrinkage_of_few_samples_is_held_at_several_draws(n: int, within: float) -> None:
    both = {name: spread(0.5, ps.Uniform(0, 1)) for name in ("capture", "sorting_efficiency")}
    system = town(**both, preparation_yield=1.0)
    for seed in range(8):
        table: Any = ps.sensitivity(system, year=2025, n=n, seed=seed)
        assert table["shrinkage"].tolist() == pytest.approx([1 - math.sqrt(3 / 7)] * 2, abs=within)


def test_numbers_of_numpy_are_numbers() -> None:
    system = ps.load("headline")
    plain = ps.sensitivity(system, year=2023, n=16, seed=2, confidence=0.5)
    numbers: dict[str, Any] = {
        "year": np.int64(2023), "n": np.int64(16), "seed": np.int64(2),
        "confidence": np.float32(0.5),
    }  # fmt: skip
    numpy = ps.sensitivity(system, **numbers)
    assert plain.equals(numpy)
    assert plain.attrs == numpy.attrs


@pytest.mark.parametrize(
    ("options", "error", "text"),
    [
        ({"scope": {"route": "kerb"}}, AxisError, "a rate has no route"),
        ({"scope": {"tier": "source"}}, AxisError, "a rate has no tier"),
        ({"scope": {"sector": "deposit"}}, ScopeError, "holds nothing"),
        ({"scope": {"sector": "deposit"}, "flow": "recycled"}, ScopeError, "holds nothing"),
        ({"scope": {"category": "x"}}, ScopeError, "'x' is unknown"),
        ({"scope": {"route": "kerb"}, "flow": "generated"}, AxisError, "cannot be asked for by route"),
        ({"scope": 5}, ScopeError, "a scope is a mapping"),
        ({"scope": {"year": 2024}}, ScopeError, "give one, with year="),
        ({"flow": []}, LabelError, "no flow"),
        ({"rate": []}, LabelError, "no rate"),
        ({"seed": -1}, InvalidValueError, "seed is -1"),
        ({"seed": "x"}, InvalidValueError, "seed is 'x'"),
        ({"n": 2}, InvalidValueError, "a power of 2 of 16 or more"),
        ({"n": 64.0}, InvalidValueError, "a power of 2 of 16 or more"),
        ({"confidence": True}, InvalidValueError, "confidence is True"),
    ],
)  # fmt: skip
def test_what_a_run_refuses_is_refused(
    options: Any, error: type[PlastsmartError], text: str
) -> None:
    system = town(capture=spread(0.5, ps.Uniform(0.4, 0.6)))
    with pytest.raises(error, match=text):
        ps.sensitivity(system, year=2025, **{"n": 64} | options)


def test_a_flow_that_would_be_counted_twice_is_refused() -> None:
    with pytest.raises(AxisError, match="available does not add up"):
        ps.sensitivity(ps.load("norway"), flow="available", n=16)
    route = ps.load("norway").axes.routes[0].name
    one = ps.sensitivity(ps.load("norway"), flow="available", scope={"route": route}, n=16)
    assert one.attrs["mean"] > 0


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

    def test_wishes_are_kept(self) -> None:
        target = ps.Target(rate="eu", level=0.36, year=2026)
        unsure, sure, plant = (measure.name for measure in self.measures())
        for wishes, names in (
            ({"needs": {unsure: [plant]}}, {unsure, plant}),
            ({"excludes": [(unsure, plant)]}, {unsure}),
            ({"must": sure}, {sure}),
        ):
            answer = ps.least_cost(
                town(), self.measures(), target, probability=0.4, n=500, **wishes
            )
            assert {m.name for m in answer.plan} == names

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
