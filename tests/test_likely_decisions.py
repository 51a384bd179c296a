"""Decisions under uncertainty: what is required, and what costs least, with a probability."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

import plastsmart as ps
from plastsmart.errors import InvalidValueError, ModelError, ScopeError
from plastsmart.scenarios import likely as likely_module
from plastsmart.scenarios.likely import LikelyRates, draws_needed
from tests.test_ensemble import spread, town

BOTH = ["capture", "sorting_efficiency"]


def share_at(factor: float, level: float) -> float:
    """Return how often two shares of 0.1 to 0.9, scaled within their bounds, give a level."""
    rng = np.random.default_rng(7)
    one, other = np.minimum(factor * rng.uniform(0.1, 0.9, (2, 200_000)), 1.0)
    return float((one * other >= level).mean())


class TestRequired:
    @staticmethod
    def system() -> ps.System:
        wide = ps.Uniform(0.1, 0.9)
        return town(
            capture=spread(0.5, wide), sorting_efficiency=spread(0.5, wide), preparation_yield=1.0
        )

    def test_a_factor_is_looked_for_until_the_lowest_draws_have_reached_their_bound(self) -> None:
        target = ps.Target(rate="eu", level=0.9, year=2026)
        for probability in (0.3, 0.8, 0.99):
            answer = ps.required(self.system(), BOTH, target, probability=probability, n=1000)
            assert answer.feasible
            assert answer.value is not None
            assert share_at(answer.value, 0.9) == pytest.approx(probability, abs=0.04)
            assert share_at(answer.highest, 0.9) > 0.99

    def test_what_is_0_as_stated_but_drawn_above_it_can_be_scaled(self) -> None:
        system = self.system().replace(capture=spread(0.0, ps.Uniform(0.0, 0.5)))
        target = ps.Target(rate="eu", level=0.2, year=2026)
        answer = ps.required(system, BOTH, target, probability=0.5, n=200)
        assert answer.feasible
        nothing = system.replace(capture=0.0)
        with pytest.raises(InvalidValueError, match="capture is 0 there"):
            ps.required(nothing, BOTH, target, probability=0.5, n=200)

    @pytest.mark.once  # the betas of SciPy 1.11 stay below 1
    def test_what_is_undefined_in_some_draws_is_not_known(self) -> None:
        # prevention is 1 in some draws, to the last digit: nothing is generated then
        system = town().replace(prevention=spread(0.5, ps.Beta(0.02, 0.02)))
        target = ps.Target(rate="eu", level=0.2, year=2026)
        with pytest.raises(ScopeError, match="'eu' is undefined in 2026: nothing is generated"):
            ps.required(system, "capture", target, probability=0.5, n=100)

    @pytest.mark.parametrize("probability", [0.001, 0.5, 0.8, 0.9, 0.1 + 0.2, 0.999])
    def test_just_as_many_draws_reach_it_as_were_asked_for(self, probability: float) -> None:
        system = town(sorting_efficiency=spread(0.8, ps.Uniform(0.6, 1.0)))
        target = ps.Target(rate="eu", level=0.42, year=2026)
        answer = ps.required(system, "capture", target, probability=probability)
        needed = round(1000 * probability)
        drawn = np.sort(
            ps.ensemble(system, n=1000, years=range(2024, 2027), keep=[]).samples("eu", 2026)
        )
        # of the stated capture, 0.5, to the draw that as many are above or at
        assert answer.rate == pytest.approx(drawn[1000 - needed], rel=1e-12)
        assert answer.value == pytest.approx(0.42 / (drawn[1000 - needed] / 0.5), abs=1e-9)

    def test_it_agrees_with_the_cheapest_measure_that_is_sure_enough(self) -> None:
        system = town(sorting_efficiency=spread(0.8, ps.Uniform(0.6, 1.0)))
        target = ps.Target(rate="eu", level=0.42, year=2026)
        answer = ps.required(system, "capture", target, probability=0.8)
        assert answer.value is not None
        for capture, enough in ((answer.value + 1e-9, True), (answer.value - 1e-6, False)):
            change = ps.Change("capture", set=capture)
            bins = ps.Measure("Bins", 2025, [change], cost="1 MNOK/year")
            best = ps.least_cost(system, [bins], target, probability=0.8)
            assert best.feasible == enough

    def test_a_model_is_a_model(self) -> None:
        with pytest.raises(ModelError, match="model is a Model"):
            ps.required(town(), "capture", ps.targets.EU_2030, model="x")  # type: ignore[arg-type]


def step(name: str, parameter: str, to: Any, cost: str) -> ps.Measure:
    return ps.Measure(name, 2025, [ps.Change(parameter, set=to)], cost=cost)


class TestLeastCost:
    # capture 0.5, sorting 0.8, preparation 0.75: 0.3
    dear = ps.Target(rate="eu", level=0.44, year=2026)

    @staticmethod
    def measures() -> list[ps.Measure]:
        return [
            step("A", "capture", spread(0.6, ps.Uniform(0.59, 0.61)), "1 MNOK/year"),
            step("B", "sorting_efficiency", 1.0, "5 MNOK/year"),
        ]

    def test_what_is_as_unsure_is_told_by_its_rate_and_what_the_budget_keeps_away(self) -> None:
        options: dict[str, Any] = {"budget": "2 MNOK/year"}
        plain = ps.least_cost(town(), self.measures(), self.dear, **options)
        for probability in (0.5, 0.9):
            answer = ps.least_cost(
                town(), self.measures(), self.dear, probability=probability, n=200, **options
            )
            assert not answer.feasible
            assert answer.probability == 0.0
            assert [m.name for m in answer.plan] == [m.name for m in plain.plan] == ["A"]
            assert answer.rate == pytest.approx(0.36)
            beyond = answer.without_budget
            assert beyond is not None
            assert beyond.feasible
            assert beyond.cost_nok == pytest.approx(6_000_000)
            assert beyond.budget_nok is None
            assert beyond.probability == 1.0
            told = str(answer)
            assert "is not reached surely enough within the budget of 2 000 000 NOK/year" in told
            assert "36.0 % in 2026 for 1 000 000 NOK/year" in told
            assert "without it, reached for 6 000 000 NOK/year, by A, B" in told
            assert "cannot" not in told
            assert "at best" not in told

    def test_without_the_budget_it_may_not_be_sure_enough_either(self) -> None:
        target = ps.Target(rate="eu", level=0.455, year=2026)
        answer = ps.least_cost(
            town(), self.measures(), target, probability=0.8, n=200, budget="2 MNOK/year"
        )
        beyond = answer.without_budget
        assert beyond is not None
        assert not beyond.feasible
        assert beyond.without_budget is None
        assert beyond.probability == pytest.approx(0.17, abs=0.1)  # capture over 0.6067
        assert "without it, not surely enough either" in str(answer)
        assert list(answer.front["cost"]) == [0.0, 1e6]
        assert list(beyond.front["cost"]) == [0.0, 1e6, 5e6, 6e6]

    def test_of_what_costs_the_same_the_surest_is_taken(self) -> None:
        measures = [
            step("High", "capture", spread(0.7, ps.Uniform(0.5, 0.9)), "1 MNOK/year"),
            step("Sure", "capture", 0.65, "1 MNOK/year"),
        ]
        target = ps.Target(rate="eu", level=0.36, year=2026)  # capture 0.6
        answer = ps.least_cost(town(), measures, target, probability=0.6, n=400)
        assert [m.name for m in answer.plan] == ["Sure"]
        assert answer.probability == 1.0

    def test_of_what_is_as_sure_and_as_good_the_cheapest_is_told(self) -> None:
        measures = [
            step("Dear", "capture", 0.6, "2 MNOK/year"),
            step("Cheap", "capture", 0.6, "1 MNOK/year"),
        ]
        target = ps.Target(rate="eu", level=0.5, year=2026)
        answer = ps.least_cost(town(), measures, target, probability=0.6, n=50)
        assert not answer.feasible
        assert [m.name for m in answer.plan] == ["Cheap"]

    def test_a_rate_of_nothing_is_refused_as_such(self) -> None:
        system = town(population=ps.Q(0, "person"))
        with pytest.raises(ScopeError, match="nothing is generated"):
            ps.least_cost(system, self.measures(), self.dear, probability=0.5, n=20)


class TestDraws:
    def test_what_is_not_kept_is_drawn_again_the_same(
        self, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        system = ps.load("norway")
        target = ps.Target(rate="eu", level=0.4, year=2030)

        def rates() -> Any:
            made = LikelyRates(system, None, target, n=3000, seed=3,
                               model=ps.MODEL)  # fmt: skip
            return made, [made.rates() for _ in range(2)]

        kept, first = rates()
        assert len(kept._kept) > 1
        monkeypatch.setattr(likely_module, "_KEPT", 0)
        drawn, second = rates()
        assert not drawn._kept
        for found in (*first, *second):
            assert (found == first[0]).all()

    def test_what_is_drawn_again_gives_the_same_answers(
        self, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        system = town(sorting_efficiency=spread(0.8, ps.Uniform(0.6, 1.0)))
        measures = [step(f"M{k}", "capture", 0.5 + k / 20, f"{k} MNOK/year") for k in range(1, 8)]

        def answers() -> list[Any]:
            target = ps.Target(rate="eu", level=0.45, year=2026)
            options: dict[str, Any] = {"probability": 0.6, "n": 300}
            best = ps.least_cost(system, measures, target, budget="2 MNOK/year", **options)
            beyond = best.without_budget
            assert beyond is not None
            value = ps.required(system, "capture", target, **options).value
            return [
                (a.cost_nok, a.probability, a.feasible, [m.name for m in a.plan])
                for a in (best, beyond)
            ] + [value]

        kept = answers()
        monkeypatch.setattr(likely_module, "_KEPT", 0)
        assert answers() == kept
        assert kept[1][2]

    def test_no_more_than_needed_and_never_none(self) -> None:
        assert [draws_needed(p, 1000) for p in (0.5, 0.8, 0.9, 0.1 + 0.2)] == [500, 800, 900, 300]
        assert draws_needed(0.9, 1) == draws_needed(1e-12, 10) == 1
        assert draws_needed(0.95, 10) == 10
