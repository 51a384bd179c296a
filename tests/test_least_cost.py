"""Least cost: by hand, with every wish, beyond the limit, and what it refuses."""

from __future__ import annotations

import math
from typing import Any

import attrs
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
    PriceYearError,
    ScopeError,
    UnitError,
)
from plastsmart.scenarios import least_cost, search


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
        assert str(answer) == (
            "eu 42 % in 2030 is reached at least cost to the whole system, 90 000 000 NOK/year, by "
            "Bins: 42.0 % in 2030"
        )
        assert (answer.proven_infeasible, answer.undecided) == (False, False)
        assert "<table" in answer._repr_html_()

    def test_what_nothing_reaches(self, headline: ps.System) -> None:
        answer = ps.least_cost(headline, CATALOGUE, ps.targets.EU_2030)
        assert not answer.feasible
        assert answer.exact
        assert (answer.proven_infeasible, answer.undecided, answer.bound) == (True, False, 0.0)
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
        assert chosen(budget="90 MNOK/year") == ["Bins"]

    def test_a_plan_is_a_catalogue_and_keeps_what_is_said_of_it(self, headline: ps.System) -> None:
        catalogue = ps.Plan("All", CATALOGUE, author="Asker kommune", sources=["Example"])
        answer = ps.least_cost(headline, catalogue, half())
        assert names(answer) == ["Bins"]
        assert answer.plan.author == "Asker kommune"
        assert answer.plan.name == "All: least cost for eu 42 % in 2030"
        bare = ps.least_cost(headline, CATALOGUE, ps.targets.EU_2030)
        assert bare.plan.name == "Least cost for EU_2030"

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
            whose = "whole system" if payer == "system" else payer
            assert f"least cost to the {whose}, " in str(found)
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


class TestBudget:
    def test_what_is_missed_because_of_the_budget_alone_says_so(self, headline: ps.System) -> None:
        answer = ps.least_cost(headline, CATALOGUE, half(), budget="89 MNOK/year")
        assert (answer.feasible, answer.proven_infeasible, answer.exact) == (False, True, True)
        assert names(answer) == ["Bags"]
        assert answer.budget.m_as("NOK/year") == answer.budget_nok == 89e6
        assert answer.without_budget is not None
        assert names(answer.without_budget) == ["Bins"]
        assert answer.without_budget.budget is None
        assert str(answer) == (
            "eu 42 % in 2030 cannot be reached within the budget of 89 000 000 NOK/year; at best "
            "36.0 % in 2030 for 40 000 000 NOK/year to the whole system, by Bags; without it, reached "
            "for 90 000 000 NOK/year, by Bins: 42.0 % in 2030"
        )

    def test_what_no_budget_reaches_says_so(self, headline: ps.System) -> None:
        answer = ps.least_cost(headline, CATALOGUE, half(0.9), budget=ps.Q(100e6, "NOK/year"))
        assert answer.proven_infeasible
        assert str(answer).endswith("; without it, not reached either, with 52.5 % in 2030 at best")

    def test_a_budget_that_is_enough_is_kept_and_not_spoken_of(self, headline: ps.System) -> None:
        answer = ps.least_cost(headline, CATALOGUE, half(), budget="100 MNOK/year")
        assert answer.feasible
        assert answer.budget_nok == 100e6
        assert answer.without_budget is None
        assert "budget" not in str(answer)
        assert ps.least_cost(headline, CATALOGUE, half()).budget is None


class TestWhatIsNotStated:
    def test_measures_without_a_cost_of_their_own_are_told(self, headline: ps.System) -> None:
        free = ps.Measure("Free", 2026, [ps.Change("capture", close_gap=0.2)])
        unused = ps.Measure("Unused", 2026, [ps.Change("capture", scale=0.5)])
        answer = ps.least_cost(headline, [unused, PLANT, free], half(0.3))
        assert answer.not_stated == ("Unused", "Free")
        assert names(answer) == ["Plant", "Free"]
        assert str(answer).endswith("; no cost of its own is stated, and none counted, for Free")
        assert "stated" not in str(ps.least_cost(headline, CATALOGUE, half()))

    def test_a_cost_set_in_prices_of_another_year_is_refused(self) -> None:
        norway = ps.load("norway")
        assert norway.price_year is not None
        dearer = ps.Measure(
            "Dearer",
            2026,
            [ps.Change("residual_cost", set=ps.Q(3000, "NOK/tonne"))],
            price_year=norway.price_year - 6,
        )
        with pytest.raises(PriceYearError, match="'Dearer'"):
            ps.least_cost(norway, [dearer], ps.targets.EU_2030)


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
        for system in (headline, longer):
            found = ps.least_cost(system, [BINS, late], half())
            assert found.front["measures"].tolist() == [(), ("Bins",)]
        answer = ps.least_cost(longer, [BINS, late], half())
        assert all(len(each) < 2 for each in answer.front["measures"])
        with pytest.raises(PlanError, match="must asks for 'Bins', 'Late'"):
            ps.least_cost(longer, [BINS, late], half(), must=["Bins", "Late"])

    def test_a_measure_that_starts_after_the_target_is_never_chosen(
        self, headline: ps.System
    ) -> None:
        late = [
            ps.Measure(
                f"Late {start}",
                start,
                [ps.Change("capture", close_gap=0.9)],
                cost=ps.Q(-1e6, "NOK/year"),
            )
            for start in (2031, 2033, 2040)
        ]
        answer = ps.least_cost(headline, [*late, *CATALOGUE], half())
        assert answer.front.equals(ps.least_cost(headline, CATALOGUE, half()).front)
        assert names(answer) == ["Bins"]
        asked = ps.least_cost(headline, [*late, *CATALOGUE], half(), must="Late 2040")
        assert names(asked) == ["Late 2040", "Bins"]
        assert asked.cost_nok == 90e6

    def test_what_is_chosen_can_be_projected_to_2035(self, headline: ps.System) -> None:
        """Slowly rising shares that together pass 100 % only after the target's year."""
        town = ps.System(
            regions=["3203"],
            years=[2024],
            categories=["all"],
            routes=[ps.Route("bag", "source"), ps.Route("bin", "source")],
            generation=ps.Generation(
                population=ps.Q(1000, "person"), packaging_per_person=ps.Q(20, "kg/person/year")
            ),
            collection=ps.Collection(coverage={"bag": 0.0, "bin": 0.0}, capture=0.5),
            sorting=ps.Sorting(sorting_efficiency=0.8),
            recycling=ps.Recycling(preparation_yield=0.75),
        )
        slow = [
            ps.Measure(
                name,
                2026,
                [ps.Change("coverage", {"route": name}, set=0.6)],
                ramp=10,
                cost=ps.Q(1, "NOK/year"),
            )
            for name in ("bag", "bin")
        ]
        answer = ps.least_cost(town, slow, half(0.15))
        assert answer.front["measures"].tolist() == [(), ("bag",)]
        assert answer.proven_infeasible
        ps.project(town, answer.plan)

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
        assert "is reached at the least cost found to the whole system" in str(answer)
        assert "another set may be cheaper, by at most" in str(answer)

    def test_that_nothing_reaches_it_is_proven_where_the_best_rate_is_not(
        self, headline: ps.System, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        catalogue = TestWhatIsNotLookedAt().catalogue(24)
        groups = [(f"M{n:02d}", f"M{n + 3:02d}") for n in range(12)]
        monkeypatch.setattr(least_cost, "FRONT_LIMIT", 0)
        monkeypatch.setattr(least_cost, "LIMIT", 1)
        never = ps.least_cost(headline, catalogue, half(0.999), excludes=groups)
        assert (never.feasible, never.proven_infeasible, never.undecided) == (False, True, False)
        assert not never.exact
        assert not never.front.attrs["whole"]
        assert never.bound == 0.0
        assert "cannot be reached; the best found is" in str(never)
        assert str(never).endswith("and another set may come nearer")

    def test_where_every_measure_saves_all_are_the_cheapest_and_the_best(
        self, headline: ps.System, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        catalogue = [attrs.evolve(m, cost=f"-{n + 1} MNOK/year")
                     for n, m in enumerate(TestWhatIsNotLookedAt().catalogue(19))]  # fmt: skip
        monkeypatch.setattr(least_cost, "FRONT_LIMIT", 0)
        answer = ps.least_cost(headline, catalogue, half(0.999))
        assert (answer.feasible, answer.proven_infeasible, answer.exact) == (False, True, True)
        assert answer.cost_nok == pytest.approx(-190e6)
        assert len(answer.front) == 1

    def test_what_gives_most_for_its_cost_is_taken_first(
        self, headline: ps.System, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        """Without any further search ten that are cheap and do little are left alone."""
        little, much = (
            [measure(f"{name} {n}", ps.Change("capture", close_gap=gap), cost) for n in range(10)]
            for name, gap, cost in (("Little", 0.002, 1), ("Much", 0.05, 5))
        )
        monkeypatch.setattr(least_cost, "FRONT_LIMIT", 0)
        monkeypatch.setattr(least_cost, "LIMIT", 0)
        monkeypatch.setattr(search, "_ROUNDS", 0)
        answer = ps.least_cost(headline, [*little, *much], half(0.3))
        # capture 0.35 to 0.5: 1 - 0.65 · 0.95⁶
        assert [name[:4] for name in names(answer)] == 6 * ["Much"]
        assert answer.cost_nok == pytest.approx(30e6)

    def test_what_a_measure_needs_is_there_in_every_set_of_a_search_cut_short(
        self, headline: ps.System, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        catalogue = TestWhatIsNotLookedAt().catalogue(20)
        needs = {f"M{n:02d}": [f"M{n + 10:02d}"] for n in range(10)}
        monkeypatch.setattr(least_cost, "FRONT_LIMIT", 0)
        monkeypatch.setattr(least_cost, "LIMIT", 200)
        answer = ps.least_cost(headline, catalogue, half(0.4), needs=needs)
        for taken in answer.front["measures"]:
            assert all(set(needs.get(name, ())) <= set(taken) for name in taken)
        assert answer.feasible

    def test_a_search_cut_short_with_nothing_found_is_undecided(
        self, headline: ps.System, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        catalogue = TestWhatIsNotLookedAt().catalogue(24)
        groups = [(f"M{n:02d}", f"M{n + 3:02d}") for n in range(12)]
        best = ps.least_cost(headline, catalogue, half(0.999), excludes=groups)
        assert best.exact
        monkeypatch.setattr(least_cost, "FRONT_LIMIT", 0)
        monkeypatch.setattr(least_cost, "LIMIT", 1)
        level = best.rate + 1e-6
        open_left = ps.least_cost(headline, catalogue, half(level), excludes=groups)
        assert open_left.undecided
        assert (open_left.exact, open_left.bound) == (False, math.inf)
        assert "is undecided: none of the" in str(open_left)
        # a search without the budget may decide it: what all cost that reach it is above the budget
        dear = ps.least_cost(headline, CATALOGUE, half())
        for budget, proven in ((89e6, True), (90e6, False)):
            tight = least_cost._beside(attrs.evolve(open_left, budget_nok=budget), dear)
            assert (tight.proven_infeasible, tight.undecided) == (proven, not proven)
            assert tight.bound == (0.0 if proven else math.inf)
            assert "; without it, reached for 90 000 000 NOK/year, by Bins" in str(tight)
        never = ps.least_cost(headline, CATALOGUE, half(0.9))
        assert least_cost._beside(attrs.evolve(open_left, budget_nok=1.0), never).proven_infeasible
        told = str(
            ps.least_cost(
                headline, catalogue, half(level), excludes=groups, budget="1000 MNOK/year"
            )
        )
        assert "can be reached within the budget of 1 000 000 000 NOK/year is undecided" in told
        assert told.endswith("; without it, undecided")

    @pytest.mark.parametrize("priced", [True, False])
    @pytest.mark.parametrize("level", [0.4, 0.95])
    def test_branches_without_bounds_prove_nothing(
        self, headline: ps.System, monkeypatch: pytest.MonkeyPatch, level: float, *, priced: bool
    ) -> None:
        """An open branch whose cost has no bound has minus infinity, not nothing left to look at."""

        def odd(collected: Any, sorting_efficiency: Any) -> Any:
            return np.maximum(collected * sorting_efficiency, 0.0)

        catalogue = [
            measure(
                f"M{n:02d}",
                ps.Change(
                    ("capture", "sorting_efficiency")[n % 2], close_gap=0.02 + 0.01 * (n % 9)
                ),
                1 + n * 5 % 13,
            )
            for n in range(24)
        ]
        system = headline
        if priced:
            system = headline.replace(
                collection_cost=ps.Q(3000, "NOK/tonne"), sorting_cost=ps.Q(4000, "NOK/tonne")
            )
        monkeypatch.setattr(least_cost, "FRONT_LIMIT", 2000)
        monkeypatch.setattr(least_cost, "LIMIT", 2000)
        answer = ps.least_cost(system, catalogue, half(level), model=ps.MODEL.replace(sorted=odd))
        assert not answer.exact
        assert answer.feasible == (level < 0.9)
        assert answer.undecided == (level > 0.9)
        assert not answer.proven_infeasible
        assert answer.bound == math.inf or (answer.feasible and not priced)
        assert "cannot be reached" not in str(answer)
        if answer.feasible and priced:
            assert "by how much is not known" in str(answer)

    def test_nothing_found_is_not_said_to_be_impossible(
        self, headline: ps.System, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        """Each of many pairs costs and saves so much that only all savers together pay for Bins."""
        savers = [
            measure(f"S{n:02d}", ps.Change("capture", close_gap=0.01 * n), -1) for n in range(1, 21)
        ]
        dear = measure("Dear", ps.Change("sorting_efficiency", set=1.0), 20)
        groups = [("S01", "S02")]
        monkeypatch.setattr(least_cost, "FRONT_LIMIT", 0)
        monkeypatch.setattr(least_cost, "LIMIT", 0)
        a: Any = ps.least_cost
        wishes: dict[str, Any] = {"must": "Dear", "excludes": groups}
        with pytest.raises(PlanError, match="that were looked at can be taken and costs at most"):
            a(headline, [*savers, dear], half(0.9), budget=ps.Q(0.5e6, "NOK/year"), **wishes)


def test_one_measure_needs_no_list_and_may_stand_for_its_name(headline: ps.System) -> None:
    one: Any = CATALOGUE[0]
    alone = ps.least_cost(headline, one, half(), must=one)
    listed = ps.least_cost(headline, [one], half(), must=[one.name])
    assert (alone.plan.measures, alone.rate) == (listed.plan.measures, listed.rate)
    assert alone.plan.measures == (one,)


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
        with pytest.raises(InvalidValueError, match="budget: 'much' does not begin"):
            answer(budget="much")
        with pytest.raises(UnitError, match="budget: '3'"):
            answer(budget="3")
        with pytest.raises(DimensionError, match="an amount in NOK/year is needed"):
            answer(budget="3 MNOK")
        with pytest.raises(ModelError, match="model is a Model"):
            answer(model=5)
        with pytest.raises(InvalidValueError, match="budget is an array; give one amount"):
            answer(budget=ps.Q([1, 2], "NOK/year"))
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
        never = ps.Measure("Never", 2940, [ps.Change("capture", set=0.5)])
        with pytest.raises(PlanError, match="starts in 2940 and changes nothing by 2035"):
            a(headline, [*CATALOGUE, never], half())
        twice = ps.Measure(
            "Twice", 2026, [ps.Change("capture", set=0.5), ps.Change("capture", set=0.6)]
        )
        with pytest.raises(PlanError, match="the measure 'Twice' sets it twice"):
            a(headline, [twice], half())
        nothing = headline.replace(packaging_per_person=ps.Q(0, "kg/person/year"))
        with pytest.raises(ScopeError, match="nothing is generated"):
            a(nothing, CATALOGUE, half())
