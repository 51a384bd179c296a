"""Decisions under uncertainty: what is required, and what costs least, with a probability."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

import plastsmart as ps
from plastsmart.errors import InvalidValueError, ModelError
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

    def test_no_more_than_needed_and_never_none(self) -> None:
        assert [draws_needed(p, 1000) for p in (0.5, 0.8, 0.9, 0.1 + 0.2)] == [500, 800, 900, 300]
        assert draws_needed(0.9, 1) == draws_needed(1e-12, 10) == 1
        assert draws_needed(0.95, 10) == 10
