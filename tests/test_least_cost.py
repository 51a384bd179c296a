"""Least cost: by hand, with every wish, beyond the limit, and what it refuses."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import pytest

import plastsmart as ps
from plastsmart.errors import (
    DimensionError,
    InvalidValueError,
    LabelError,
    MissingValueError,
    ModelError,
    PlanError,
    ScopeError,
    UnitError,
)
from plastsmart.scenarios import least_cost


def measure(name: str, change: ps.Change, millions: float, **more: Any) -> ps.Measure:
    return ps.Measure(name, 2026, [change], cost=ps.Q(millions * 1e6, "NOK/year"), **more)


BINS = measure("Bins", ps.Change("capture", set=0.7), 90)
BAGS = measure("Bags", ps.Change("capture", set=0.6), 40)
PLANT = measure("Plant", ps.Change("sorting_efficiency", set=1.0), 60)
CATALOGUE = [BINS, BAGS, PLANT]


def half(level: float = 0.42) -> ps.Target:
    return ps.Target(rate="eu", level=level, year=2030)


@pytest.fixture(scope="module")
def headline() -> ps.System:
    return ps.load("headline")


def names(answer: Any) -> list[str]:
    return [each.name for each in answer.plan]


class TestByHand:
    """Capture 0.35, 0.6 (bags) or 0.7 (bins), sorting 0.8 or 1 (plant), preparation 0.75."""

    def test_the_front_and_the_cheapest(self, headline: ps.System) -> None:
        answer = ps.least_cost(headline, CATALOGUE, half())
        front = answer.front
        assert front["measures"].tolist() == [
            (), ("Bags",), ("Bins",), ("Bags", "Plant"), ("Bins", "Plant"),
        ]  # fmt: skip
        assert front["cost"].tolist() == [0, 40e6, 90e6, 100e6, 150e6]
        assert front["rate"].tolist() == pytest.approx([0.21, 0.36, 0.42, 0.45, 0.525])
        assert front["reached"].tolist() == [False, False, True, True, True]
        assert front.attrs["units"]["cost"] == "NOK/year"
        assert names(answer) == ["Bins"]
        assert answer.cost.m_as("NOK/year") == 90e6
        assert (answer.feasible, answer.exact, answer.bound) == (True, True, 0.0)
        assert answer.rate == pytest.approx(0.42)
        assert "EU" not in str(answer)
        assert "90 000 000 NOK/year, by Bins: 42.0 % in 2030" in str(answer)
        assert "<table" in answer._repr_html_()

    def test_what_nothing_reaches(self, headline: ps.System) -> None:
        answer = ps.least_cost(headline, CATALOGUE, ps.targets.EU_2030)
        assert not answer.feasible
        assert answer.exact
        assert names(answer) == ["Bins", "Plant"]
        assert answer.rate == pytest.approx(0.525)
        assert "EU_2030 cannot be reached; at best 52.5 %" in str(answer)

    def test_what_is_reached_without_any_measure_costs_nothing(self, headline: ps.System) -> None:
        answer = ps.least_cost(headline, CATALOGUE, half(0.2))
        assert names(answer) == []
        assert answer.cost_nok == 0.0
        assert answer.feasible

    def test_an_empty_catalogue_has_one_set(self, headline: ps.System) -> None:
        answer = ps.least_cost(headline, [], half())
        assert not answer.feasible
        assert answer.front["measures"].tolist() == [()]

    def test_wishes(self, headline: ps.System) -> None:
        def chosen(**wishes: Any) -> list[str]:
            return names(ps.least_cost(headline, CATALOGUE, half(), **wishes))

        assert chosen(must="Bags") == ["Bags", "Plant"]
        assert chosen(must=["Plant"]) == ["Bags", "Plant"]
        assert chosen(excludes=[("Bags", "Plant")]) == ["Bins"]
        assert chosen(needs={"Bins": "Plant"}) == ["Bags", "Plant"]
        assert chosen(needs={"Bins": ["Plant"], "Bags": "Plant"}) == ["Bags", "Plant"]
        assert chosen(budget=ps.Q(90e6, "NOK/year")) == ["Bins"]
        short = ps.least_cost(headline, CATALOGUE, half(), budget=ps.Q(89e6, "NOK/year"))
        assert not short.feasible
        assert names(short) == ["Bags"]

    def test_a_plan_is_a_catalogue_and_keeps_what_is_said_of_it(self, headline: ps.System) -> None:
        catalogue = ps.Plan("All", CATALOGUE, author="Asker kommune", sources=["Example"])
        answer = ps.least_cost(headline, catalogue, half())
        assert names(answer) == ["Bins"]
        assert answer.plan.author == "Asker kommune"
        assert answer.plan.name == "All: least cost for eu 42 % in 2030"

    def test_an_annuity_counts_and_the_payer_pays_their_share(self, headline: ps.System) -> None:
        """10 million over 10 years at 0 %: 1 million a year, half of it granted."""
        measures = [
            ps.Measure(
                "Plant",
                2026,
                [ps.Change("sorting_efficiency", set=1.0)],
                investment=ps.Q(10e6, "NOK"),
                lifetime=10,
                cost=ps.Q(400_000, "NOK/year"),
                grant=0.5,
                paid_by={"municipality": 0.25, "producers": 0.75},
            )
        ]
        target = half(0.26)
        for payer, cost in {
            "system": 1.4e6,
            "municipality": 0.225e6,
            "producers": 0.675e6,
            "businesses": 0.0,
            "state": 0.5e6,
        }.items():
            found = ps.least_cost(headline, measures, target, payer=payer, discount_rate=0.0)
            assert found.cost_nok == pytest.approx(cost)
            assert found.feasible
        with pytest.raises(MissingValueError, match="discount rate"):
            ps.least_cost(headline, measures, target)

    def test_ties_go_to_the_higher_rate_then_fewer_measures_then_names(
        self, headline: ps.System
    ) -> None:
        def gap(name: str, share: float, millions: float) -> ps.Measure:
            return measure(name, ps.Change("capture", close_gap=share), millions)

        higher = [gap("A", 0.5, 1), gap("B", 0.6, 1)]
        assert names(ps.least_cost(headline, higher, half(0.3))) == ["B"]
        twins = [gap("B", 0.5, 1), gap("A", 0.5, 1)]
        assert names(ps.least_cost(headline, twins, half(0.3))) == ["A"]
        free = [*twins, measure("C", ps.Change("energy_recovery", scale=0.5), 0)]
        assert names(ps.least_cost(headline, free, half(0.3))) == ["A"]


class TestWhatTheFlowsCost:
    def test_a_measure_that_saves_more_than_it_costs_is_taken(self, headline: ps.System) -> None:
        """Bags: 27 000 t more collected, of which 80 % are sold at 2000 NOK/tonne."""
        system = headline.replace(recycling_cost=ps.Q(-2000, "NOK/tonne"), price_year=2024)
        answer = ps.least_cost(system, [PLANT, BAGS], half(0.2))
        assert answer.front["cost"].iloc[0] == pytest.approx(40e6 - 2000 * 0.8 * 27_000)
        assert names(answer) == ["Bags"]
        assert answer.price_year == 2024
        assert answer.cost_nok == pytest.approx(40e6 - 43.2e6)
        assert answer.front["measures"].iloc[0] == ("Bags",)


class TestEveryYear:
    def test_two_measures_that_meet_after_the_target_are_not_taken_together(
        self, headline: ps.System
    ) -> None:
        longer = headline.with_years(range(2023, 2036))
        late = ps.Measure("Late", 2033, [ps.Change("capture", set=0.9)], cost=ps.Q(-1, "NOK/year"))
        answer = ps.least_cost(longer, [BINS, late], half())
        assert all(len(each) < 2 for each in answer.front["measures"])
        with pytest.raises(PlanError, match="must asks for 'Bins', 'Late'"):
            ps.least_cost(longer, [BINS, late], half(), must=["Bins", "Late"])

    def test_a_measure_that_is_idle_beside_others_is_not_taken(self, headline: ps.System) -> None:
        """Even if it saves money: a projection would refuse the plan."""
        idle = measure("Idle", ps.Change("capture", set=0.35), -5)
        answer = ps.least_cost(headline, [idle, PLANT], half(0.2))
        assert names(answer) == []
        with pytest.raises(PlanError, match="changes nothing"):
            ps.least_cost(headline, [idle, PLANT], half(0.2), must="Idle")


class TestWhatIsNotLookedAt:
    def catalogue(self, count: int) -> list[ps.Measure]:
        parameters = ("capture", "sorting_efficiency", "preparation_yield")
        return [
            measure(
                f"M{n:02d}",
                ps.Change(parameters[n % 3], close_gap=0.02 + 0.01 * (n * 7 % 11)),
                1 + n * 5 % 13,
            )
            for n in range(count)
        ]

    def test_measures_without_effect_are_never_tried(self, headline: ps.System) -> None:
        useless = [
            measure(f"Useless {n:02d}", ps.Change("energy_recovery", scale=0.99 - n / 100), 1)
            for n in range(40)
        ]
        answer = ps.least_cost(headline, [*CATALOGUE, *useless], half())
        assert names(answer) == ["Bins"]
        assert answer.exact
        assert answer.evaluated <= 6

    def test_sets_that_exclude_each_other_are_never_tried(self, headline: ps.System) -> None:
        bins = [
            measure(f"Bins {n:02d}", ps.Change("capture", set=0.4 + n / 100), n + 1)
            for n in range(18)
        ]
        answer = ps.least_cost(headline, bins, half(0.3))
        assert answer.evaluated <= 19
        assert names(answer) == ["Bins 10"]

    def test_few_of_all_sets_are_evaluated(self, headline: ps.System) -> None:
        answer = ps.least_cost(headline, self.catalogue(16), half(0.5))
        assert answer.exact
        assert answer.evaluated < 2**16 / 20

    def test_an_equation_that_bounds_cannot_follow_prunes_nothing_and_errs_in_nothing(
        self, headline: ps.System
    ) -> None:
        def odd(sorted: Any, preparation_yield: Any) -> Any:  # noqa: A002
            return np.minimum(sorted * preparation_yield, sorted)

        catalogue = self.catalogue(8)
        model = ps.MODEL.replace(recycled=odd)
        slow = ps.least_cost(headline, catalogue, half(0.4), model=model)
        quick = ps.least_cost(headline, catalogue, half(0.4))
        assert slow.front.equals(quick.front)
        assert slow.evaluated == 2**8 > quick.evaluated

    def test_an_equation_that_looks_at_other_samples_is_found_out(
        self, headline: ps.System
    ) -> None:
        def mixed(collected: Any, sorting_efficiency: Any) -> Any:
            return collected * sorting_efficiency * (1 + 0 * collected) * _share(collected)

        def _share(values: Any) -> Any:
            return 1.0 / len(values)

        with pytest.raises(ModelError, match="does not treat each sample by itself"):
            ps.least_cost(headline, CATALOGUE, half(0.9), model=ps.MODEL.replace(sorted=mixed))


class TestBeyondTheLimit:
    def test_the_optimum_of_26_measures_is_known_by_construction(self, headline: ps.System) -> None:
        """Thirteen pairs of which the cheaper does more: the dearer of a pair never wins."""
        measures = []
        for n in range(13):
            more, less = 0.05 + 0.01 * n, 0.01 + 0.01 * n
            parameter = ("capture", "sorting_efficiency", "preparation_yield")[n % 3]
            measures += [
                measure(f"Good {n:02d}", ps.Change(parameter, close_gap=more), n + 1),
                measure(f"Poor {n:02d}", ps.Change(parameter, close_gap=less), n + 2),
            ]
        groups = [(f"Good {n:02d}", f"Poor {n:02d}") for n in range(13)]
        answer = ps.least_cost(headline, measures, half(0.4), excludes=groups)
        good = ps.least_cost(headline, measures[::2], half(0.4))
        assert good.exact
        assert answer.cost_nok - answer.bound <= good.cost_nok <= answer.cost_nok
        assert answer.rate >= 0.4

    def test_a_search_that_is_cut_short_says_so(
        self, headline: ps.System, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        catalogue = TestWhatIsNotLookedAt().catalogue(24)
        monkeypatch.setattr(least_cost, "FRONT_LIMIT", 0)
        monkeypatch.setattr(least_cost, "LIMIT", 200)
        answer = ps.least_cost(headline, catalogue, half(0.4))
        assert answer.feasible
        assert not answer.exact
        assert not answer.front.attrs["whole"]
        assert answer.bound > 0
        assert "another set may be cheaper, by at most" in str(answer)
        never = ps.least_cost(headline, catalogue, half(0.999))
        assert not never.feasible
        assert never.bound in {0.0, math.inf}


class TestBadInput:
    def test_names_that_are_unknown_or_make_no_sense(self, headline: ps.System) -> None:
        def answer(**wishes: Any) -> Any:
            return ps.least_cost(headline, CATALOGUE, half(), **wishes)

        with pytest.raises(LabelError, match=r"must names 'Bin', no measure.*'Bins'"):
            answer(must=["Bin"])
        with pytest.raises(LabelError, match="list of groups"):
            answer(excludes=("Bins", "Bags"))
        with pytest.raises(LabelError, match="at least two"):
            answer(excludes=[("Bins",)])
        with pytest.raises(LabelError, match="excludes names 'Bin'"):
            answer(excludes=[("Bin", "Bags")])
        with pytest.raises(LabelError, match=r"needs of 'Bins' names 'Plants'.*'Plant'"):
            answer(needs={"Bins": "Plants"})
        with pytest.raises(LabelError, match="maps a name"):
            answer(needs=["Bins"])
        with pytest.raises(PlanError, match="needs itself"):
            answer(needs={"Bins": "Bins"})
        with pytest.raises(LabelError, match=r"unknown payer 'municipal'.*'municipality'"):
            answer(payer="municipal")
        with pytest.raises(UnitError, match=r"ps\.Q\(1_000_000, 'NOK/year'\)"):
            answer(budget=1e6)
        with pytest.raises(DimensionError, match=r"budget is 1\.0 NOK"):
            answer(budget=ps.Q(1, "NOK"))

    def test_wishes_that_contradict_one_another(self, headline: ps.System) -> None:
        def answer(**wishes: Any) -> Any:
            return ps.least_cost(headline, CATALOGUE, half(), **wishes)

        with pytest.raises(PlanError, match="must asks for 'Bins', 'Bags'"):
            answer(must=["Bins", "Bags"])
        with pytest.raises(PlanError, match="contradict"):
            answer(must=["Bins"], needs={"Bins": "Plant"}, excludes=[("Plant", "Bins")])
        with pytest.raises(PlanError, match="with 'Bins' costs at most the budget of 1"):
            answer(must=["Bins"], budget=ps.Q(1, "NOK/year"))

    def test_catalogues_and_targets_that_do_not_fit(self, headline: ps.System) -> None:
        a: Any = ps.least_cost
        with pytest.raises(InvalidValueError, match="takes a System"):
            a("norway", CATALOGUE, half())
        with pytest.raises(InvalidValueError, match=r"sequence of ps\.Measure"):
            a(headline, "Bins", half())
        with pytest.raises(InvalidValueError, match="a target is"):
            a(headline, CATALOGUE, 0.5)
        with pytest.raises(LabelError, match="stands twice"):
            a(headline, [BINS, BINS], half())
        with pytest.raises(LabelError, match="before the system's first year 2023"):
            a(headline, CATALOGUE, ps.Target(rate="eu", level=0.5, year=2020))
        scope = {"sector": "business"}
        with pytest.raises(ScopeError, match="counts nothing"):
            a(headline, CATALOGUE, ps.Target(rate="eu", level=0.5, year=2030, scope=scope))
        late = ps.Measure("Late", 2040, [ps.Change("capture", set=0.5)])
        with pytest.raises(PlanError, match="starts in 2040"):
            a(headline, [*CATALOGUE, late], half())
        twice = ps.Measure(
            "Twice", 2026, [ps.Change("capture", set=0.5), ps.Change("capture", set=0.6)]
        )
        with pytest.raises(PlanError, match="the measure 'Twice' sets it twice"):
            a(headline, [twice], half())
        nothing = headline.replace(packaging_per_person=ps.Q(0, "kg/person/year"))
        with pytest.raises(ScopeError, match="nothing is generated"):
            a(nothing, CATALOGUE, half())
