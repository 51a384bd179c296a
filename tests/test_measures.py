"""Measures: what they may say, when they are in effect, and what they do to the cells of a system."""

from __future__ import annotations

import itertools
import math
import pickle
from typing import Any

import attrs
import numpy as np
import pytest

import plastsmart as ps
from plastsmart.errors import (
    AxisError,
    DimensionError,
    InvalidValueError,
    LabelError,
    MissingValueError,
    PlanError,
    PlastsmartError,
    ScopeError,
    UnitError,
)
from plastsmart.scenarios.application import Application

YEARS = range(2024, 2031)
BAG: Any = "bag"
GAP = ps.Change("capture", close_gap=0.1)
PLANT = ps.Measure("P", 2026, [GAP], investment="100 NOK/person", lifetime=9)


def town(**changes: Any) -> ps.System:
    """Return a town with two ways at source and a plant, for sums by hand."""
    values: dict[str, Any] = {
        "population": ps.Q(1000, "person"),
        "packaging_per_person": ps.Q(20, "kg/person/year"),
        "composition": {"film": 0.5, "rigid": 0.5},
        "coverage": {"bag": 0.5, "bring": 0.3, "plant": 0.0},
        "capture": {"bag": {"film": 0.4, "rigid": 0.6}, "bring": 0.2, "plant": 0.8},
        "sorting_efficiency": 0.8,
        "preparation_yield": 0.75,
        "impurity": 0.2,
    } | changes
    return ps.System(
        regions={"3203": "Asker", "0301": "Oslo"},
        years=YEARS,
        categories=["film", "rigid"],
        routes=[
            ps.Route("bag", "source"),
            ps.Route("bring", "source"),
            ps.Route("plant", "central"),
        ],
        generation=ps.Generation(
            population=values["population"],
            packaging_per_person=values["packaging_per_person"],
            composition=values["composition"],
        ),
        collection=ps.Collection(
            coverage=values["coverage"], capture=values["capture"], impurity=values["impurity"]
        ),
        sorting=ps.Sorting(sorting_efficiency=values["sorting_efficiency"]),
        recycling=ps.Recycling(preparation_yield=values["preparation_yield"]),
    )


def after(*measures: ps.Measure, system: ps.System | None = None) -> ps.System:
    return Application(system or town(), measures).changed_system()


def cell(system: ps.System, parameter: str, year: int = 2030, **at: Any) -> float:
    """Return one cell of a parameter."""
    index: list[int] = []
    for axis in ("region", "year", "category", "route"):
        labels = system.axes.labels(axis)
        label = year if axis == "year" else at.get(axis, labels[0])
        index.append(labels.index(label))
    shape = system.axes.shape
    return float(np.broadcast_to(system.given_array(parameter)[0], shape)[tuple(index)])


def measure(*changes: ps.Change, name: str = "M", start: int = 2024, **more: Any) -> ps.Measure:
    return ps.Measure(name, start, changes, **more)


class TestAdoption:
    def test_a_linear_ramp_of_n_years_takes_one_nth_a_year(self) -> None:
        each = measure(ps.Change("capture", close_gap=0.1), start=2025, ramp=4)
        assert each.adoption(range(2023, 2031)).tolist() == [0, 0, 0.25, 0.5, 0.75, 1, 1, 1]

    def test_ramp_1_is_a_step(self) -> None:
        for curve in ("linear", "step"):
            each = measure(ps.Change("capture", close_gap=0.1), start=2025, curve=curve)
            assert each.adoption([2024, 2025, 2026]).tolist() == [0, 1, 1]

    def test_a_logistic_curve_has_a_half_in_the_middle_and_99_percent_at_the_end(self) -> None:
        each = measure(ps.Change("capture", close_gap=0.1), start=2025, ramp=4, curve="logistic")
        adoption = dict(zip(range(2024, 2033), each.adoption(range(2024, 2033)), strict=True))
        assert adoption[2024] == 0.0
        assert adoption[2026] == 0.5  # two of four years
        assert adoption[2028] == pytest.approx(0.99, abs=1e-15)
        assert 0.99 < adoption[2029] < 1.0

    @pytest.mark.parametrize("curve", ["linear", "logistic"])
    @pytest.mark.parametrize("ramp", [1, 2, 3, 7])
    def test_adoption_never_falls_and_stays_between_0_and_1(self, curve: str, ramp: int) -> None:
        each = measure(ps.Change("capture", close_gap=0.1), start=2025, ramp=ramp, curve=curve)
        adoption = each.adoption(range(2020, 2050))
        assert (np.diff(adoption) >= 0).all()
        assert adoption.min() == 0.0
        assert adoption.max() <= 1.0


class TestChanges:
    def test_set_moves_a_cell_to_its_target_by_adoption(self) -> None:
        change = ps.Change("capture", {"route": "bag", "category": "film"}, set=0.7)
        system = after(measure(change, start=2025, ramp=2))
        got = [cell(system, "capture", year, route="bag", category="film") for year in YEARS]
        assert got == pytest.approx([0.4, 0.55, 0.7, 0.7, 0.7, 0.7, 0.7], rel=1e-15)
        assert cell(system, "capture", route="bag", category="rigid") == 0.6

    def test_close_gap_removes_a_share_of_the_distance_to_the_bound(self) -> None:
        system = after(measure(ps.Change("capture", {"route": "bag"}, close_gap=0.5), ramp=2))
        assert cell(system, "capture", 2024, category="film") == pytest.approx(1 - 0.6 * 0.75)
        assert cell(system, "capture", 2030, category="film") == pytest.approx(1 - 0.6 * 0.5)

    def test_scale_multiplies_and_stops_at_the_bound(self) -> None:
        system = after(measure(ps.Change("capture", {"route": "bag"}, scale=2.0)))
        assert cell(system, "capture", category="film") == 0.8
        assert cell(system, "capture", category="rigid") == 1.0
        fewer = after(measure(ps.Change("packaging_per_person", scale=0.9), ramp=2))
        assert cell(fewer, "packaging_per_person", 2024) == pytest.approx(20 * 0.95)

    def test_set_comes_first_then_close_gap_then_scale(self) -> None:
        changes = (
            ps.Change("preparation_yield", scale=0.9),
            ps.Change("preparation_yield", close_gap=0.5),
            ps.Change("preparation_yield", set=0.6),
        )
        for order in itertools.permutations(changes):
            assert cell(after(measure(*order)), "preparation_yield") == pytest.approx(0.8 * 0.9)

    def test_two_measures_close_what_the_other_left(self) -> None:
        one = measure(ps.Change("preparation_yield", close_gap=0.2), name="A")
        two = measure(ps.Change("preparation_yield", close_gap=0.5), name="B")
        expected = 1 - 0.25 * 0.8 * 0.5
        assert cell(after(one, two), "preparation_yield") == pytest.approx(expected, rel=1e-15)

    def test_a_value_with_unit_is_taken_in_the_parameters_own(self) -> None:
        for value in (
            ps.Q(18, "kg/person/year"),
            ps.Q(0.018, "tonne/person/year"),
            ps.Parameter(18, unit="kg/person/year", source="here"),
        ):
            system = after(measure(ps.Change("packaging_per_person", set=value)))
            assert cell(system, "packaging_per_person") == 18.0

    def test_regions_and_attributes_select(self) -> None:
        change = ps.Change("capture", {"tier": "source"}, set=0.9)
        system = after(measure(change, regions=["0301"]))
        assert cell(system, "capture", region="0301", route="bring") == 0.9
        assert cell(system, "capture", region="3203", route="bring") == 0.2
        assert cell(system, "capture", region="0301", route="plant") == 0.8

    def test_a_route_that_does_not_serve_a_category_is_left_out(self) -> None:
        system = ps.System(
            regions=["NO"], years=YEARS,
            categories=[ps.Category("film"), ps.Category("wrap", sector="business")],
            routes=[ps.Route("bag", "source", ["household"]), ps.Route("lorry", "source", ["business"])],
            generation=ps.Generation(
                population=ps.Q(1000, "person"), packaging_per_person=ps.Q(20, "kg/person/year"),
                composition={"film": 0.5, "wrap": 0.5},
            ),
            collection=ps.Collection(
                coverage=1.0, capture={"film": {"bag": 0.4}, "wrap": {"lorry": 0.6}}
            ),
            sorting=ps.Sorting(sorting_efficiency=1), recycling=ps.Recycling(preparation_yield=1),
        )  # fmt: skip
        changed = after(measure(ps.Change("capture", set=0.9)), system=system)
        assert cell(changed, "capture", category="film", route="lorry") == 0.0
        assert cell(changed, "capture", category="wrap", route="lorry") == 0.9
        with pytest.raises(PlanError, match="selects nothing"):
            after(measure(ps.Change("capture", {"category": "film", "route": "lorry"}, set=0.9)),
                  system=system)  # fmt: skip

    def test_what_no_route_serves_has_no_value_afterwards_either(self) -> None:
        norway = ps.load("norway")
        better = after(measure(ps.Change("capture", close_gap=0.1), start=2025), system=norway)
        of = better.cells("capture")
        serves = norway.axes.serves()
        assert not serves.all()
        assert {tuple(at) for at in of.at[:, 2:]} == {tuple(at) for at in np.argwhere(serves)}

    def test_a_changed_value_says_which_measure_and_what_was_before(self) -> None:
        system = town(capture=ps.Parameter(0.4, source="Picking analysis", status="measured"))
        change = ps.Change("capture", {"route": "bag"}, close_gap=ps.Parameter(0.5, source="Trial"))
        changed = after(measure(change, name="Campaign", start=2026), system=system)
        text = str(ps.run(changed).explain("recycled", year=2028))
        assert "measure 'Campaign' (Trial); before: Picking analysis" in text
        assert "status: estimated" in text
        before = str(ps.run(changed).explain("recycled", year=2025))
        assert "Campaign" not in before
        assert "measured" in before
        table = changed.table()
        assert ps.System.from_table(table) == changed


class TestDisplacement:
    def test_others_of_the_tier_make_room_in_proportion(self) -> None:
        system = town(coverage={"bag": 0.5, "bring": 0.5, "plant": 0.7})
        changed = after(measure(ps.Change("coverage", {"route": "bag"}, set=0.9)), system=system)
        assert cell(changed, "coverage", route="bag") == 0.9
        assert cell(changed, "coverage", route="bring") == pytest.approx(0.1, rel=1e-12)
        assert cell(changed, "coverage", route="plant") == 0.7  # another tier

    def test_the_unserved_come_first(self) -> None:
        changed = after(measure(ps.Change("coverage", {"route": "bag"}, set=0.6)))
        assert cell(changed, "coverage", route="bring") == 0.3
        changed = after(measure(ps.Change("coverage", {"route": "bag"}, set=0.8)))
        assert cell(changed, "coverage", route="bring") == pytest.approx(0.2, rel=1e-12)

    def test_less_of_a_route_gives_the_others_nothing(self) -> None:
        changed = after(measure(ps.Change("coverage", {"route": "bag"}, set=0.1)))
        assert cell(changed, "coverage", route="bring") == 0.3

    def test_close_gap_and_scale_displace_too(self) -> None:
        for effect in ({"close_gap": 0.6}, {"scale": 1.6}):
            changed = after(measure(ps.Change("coverage", {"route": "bag"}, **effect)))
            assert cell(changed, "coverage", route="bag") == pytest.approx(0.8)
            assert cell(changed, "coverage", route="bring") == pytest.approx(0.2)

    def test_coverage_set_to_what_it_is_changes_nothing(self) -> None:
        system = town(coverage={"bag": 0.8, "bring": 0.2, "plant": 0.0})
        with pytest.raises(PlanError, match="changes nothing"):
            after(measure(ps.Change("coverage", {"route": "bag"}, set=0.8)), system=system)

    def test_the_order_of_categories_decides_nothing(self) -> None:
        def shared(categories: list[ps.Category]) -> ps.System:
            return ps.System(
                regions=["NO"], years=YEARS, categories=categories,
                routes=[
                    ps.Route("home", "source", ["household"]),
                    ps.Route("other", "source", ["household"]),
                    ps.Route("work", "source", ["business"]),
                    ps.Route("both", "source"),
                ],
                generation=ps.Generation(
                    population=ps.Q(1000, "person"),
                    packaging_per_person=ps.Q(20, "kg/person/year"),
                    composition={"h": 0.5, "b": 0.5},
                ),
                collection=ps.Collection(
                    coverage={"home": 0.0, "other": 0.2, "work": 0.0, "both": 0.8}, capture=0.5
                ),
                sorting=ps.Sorting(sorting_efficiency=1),
                recycling=ps.Recycling(preparation_yield=1),
            )  # fmt: skip

        streams = [ps.Category("h"), ps.Category("b", sector="business")]
        measures = [
            measure(ps.Change("coverage", {"route": "home"}, set=0.5), name="A"),
            measure(ps.Change("coverage", {"route": "work"}, set=0.9), name="B"),
        ]
        one, other = (after(*measures, system=shared(order)) for order in (streams, streams[::-1]))
        for route in ("home", "other", "work", "both"):
            assert cell(one, "coverage", route=route) == cell(other, "coverage", route=route)
        # business leaves 0.1 of "both", households half of "other"
        assert cell(one, "coverage", route="both") == pytest.approx(0.1)
        assert cell(one, "coverage", route="other") == pytest.approx(0.1)

    def test_displacement_follows_adoption(self) -> None:
        change = ps.Change("coverage", {"route": "bag"}, set=1.0)
        changed = after(measure(change, start=2025, ramp=2))
        assert [cell(changed, "coverage", y, route="bring") for y in (2024, 2025, 2026)] == (
            pytest.approx([0.3, 0.25, 0.0])
        )

    def test_routes_of_other_sectors_stay(self) -> None:
        norway = ps.load("norway").with_years(range(2020, 2036))
        change = ps.Change("coverage", {"route": "kerbside"}, set=1.0)
        changed = after(measure(change, start=2026), system=norway)
        assert cell(changed, "coverage", 2030, route="business_collection") == cell(
            norway, "coverage", 2030, route="business_collection"
        )
        assert cell(changed, "coverage", 2030, route="bring_point") == 0.0

    def test_measures_that_give_more_than_everyone_are_refused_by_name(self) -> None:
        bags = measure(ps.Change("coverage", {"route": "bag"}, set=0.9), name="Bags")
        points = measure(ps.Change("coverage", {"route": "bring"}, set=0.4), name="Points")
        with pytest.raises(PlanError, match=r"(?s)coverage in .*2024.*'Bags', 'Points'"):
            after(bags, points)


class TestRefusals:
    @pytest.mark.parametrize(
        ("make", "error", "text"),
        [
            (lambda: ps.Change("capure", set=0.5), LabelError, "Did you mean 'capture'"),
            (lambda: ps.Change("capture"), InvalidValueError, "has none of set"),
            (lambda: ps.Change("capture", set=0.5, scale=2), InvalidValueError, "set and scale"),
            (lambda: ps.Change("capture", set=35), InvalidValueError, "35 % = 0.35"),
            (lambda: ps.Change("capture", close_gap=20), InvalidValueError, "20 % = 0.2"),
            (lambda: ps.Change("capture", close_gap=-0.1), InvalidValueError, "between 0 and 1"),
            (lambda: ps.Change("capture", scale=-1), InvalidValueError, "between 0 and a million"),
            (lambda: ps.Change("capture", scale=math.nan), InvalidValueError, "not finite"),
            (lambda: ps.Change("capture", scale="2"), InvalidValueError, "one number"),
            (lambda: ps.Change("capture", scale=ps.Q(2, "kg")), UnitError, "has a unit"),
            (lambda: ps.Change("capture", set={"film": 0.5}), InvalidValueError, "with where"),
            (lambda: ps.Change("capture", set=[0.5]), InvalidValueError, "with where"),
            (lambda: ps.Change("capture", BAG, set=0.5), ScopeError, "a mapping"),
            (lambda: ps.Change("capture", {"ship": "a"}, set=0.5), ScopeError, "by 'ship'"),
            (
                lambda: ps.Change("coverage", {"category": "f"}, set=0.5),
                AxisError,
                "along category",
            ),
            (lambda: ps.Change("population", set=5), UnitError, "needs a unit"),
            (lambda: ps.Change("population", set=ps.Q(5, "kg")), DimensionError, "in person"),
            (lambda: ps.Change("population", close_gap=0.1), InvalidValueError, "no upper bound"),
            (measure, MissingValueError, "changes nothing"),
            (lambda: measure("capture"), InvalidValueError, "a change is ps.Change"),  # type: ignore[arg-type]
            (lambda: measure(GAP, start=2024.5), InvalidValueError, "a whole year"),  # type: ignore[arg-type]
            (lambda: measure(GAP, ramp=0), InvalidValueError, "1 or more"),
            (lambda: measure(GAP, ramp=True), InvalidValueError, "whole years"),
            (lambda: measure(GAP, curve="cubic"), LabelError, "unknown curve"),
            (lambda: measure(GAP, curve="step", ramp=3), InvalidValueError, "a step has no ramp"),
            (lambda: measure(GAP, regions=[]), LabelError, "regions is empty"),
            (lambda: measure(GAP, regions=[301]), LabelError, "'0301'"),
            (lambda: measure(GAP, cost=5e6), UnitError, r"ps\.Q\(5000000\.0, 'NOK/year'\)"),
            (lambda: measure(GAP, cost=ps.Q(5, "NOK")), DimensionError, "NOK/year or NOK/person"),
            (lambda: measure(GAP, cost=ps.Q(5, "EUR/year")), DimensionError, "EUR"),
            (lambda: measure(GAP, investment=ps.Q(5, "MNOK")), MissingValueError, "lifetime=20"),
            (lambda: measure(GAP, lifetime=20), InvalidValueError, "no investment"),
            (
                lambda: measure(GAP, investment=ps.Q(-5, "NOK"), lifetime=9),
                InvalidValueError,
                "neg",
            ),
            (
                lambda: measure(GAP, investment=ps.Q(5, "NOK"), lifetime=0),
                InvalidValueError,
                "more",
            ),
            (lambda: measure(GAP, paid_by="king"), LabelError, "unknown payer"),
            (lambda: measure(GAP, paid_by={"state": 0.5}), InvalidValueError, "sum to 0.5"),
            (lambda: measure(GAP, grant=0.5), InvalidValueError, "no investment"),
            (lambda: measure(GAP, paid_by=("municipality",)), InvalidValueError, "paid_by"),
            (lambda: measure(GAP, status=[]), InvalidValueError, "status is one of"),
            (lambda: measure(GAP, cost=PLANT.investment), DimensionError, "NOK/year"),
            (lambda: measure(GAP).adoption(["a"]), InvalidValueError, "whole year"),  # type: ignore[list-item]
            (lambda: measure(GAP).replace(strat=2026), LabelError, "Did you mean 'start'"),
            (lambda: ps.Change("discount_rate", set=0.5), AxisError, "the same in all years"),
            (
                lambda: ps.Change("capture", scale=1e308),
                InvalidValueError,
                "between 0 and a million",
            ),
            (lambda: measure(GAP, status="certain"), InvalidValueError, "status is one of"),
            (lambda: measure(GAP, price_year="2024"), InvalidValueError, "price_year"),
            (lambda: measure(GAP, name=""), LabelError, "measure label"),
        ],
    )
    def test_what_cannot_be_meant_is_refused_at_once(
        self, make: Any, error: type[Exception], text: str
    ) -> None:
        with pytest.raises(error, match=text) as caught:
            make()
        assert isinstance(caught.value, PlastsmartError)

    def test_an_error_of_a_measure_names_it(self) -> None:
        with pytest.raises(InvalidValueError, match="measure 'Bins': ramp is 0"):
            measure(GAP, name="Bins", ramp=0)

    @pytest.mark.parametrize(
        ("each", "error", "text"),
        [
            (lambda: measure(ps.Change("capture", {"route": "bin"}, set=1)), ScopeError,
             "measure 'M', capture where route bin set to 100 %|unknown"),
            (lambda: measure(GAP, regions=["3204"]), LabelError, "region '3204'"),
            (lambda: measure(GAP, start=2031), PlanError, "changes nothing by 2030"),
            (lambda: measure(ps.Change("capture", {"sector": "deposit"}, set=1)), PlanError,
             "selects nothing"),
            (lambda: measure(ps.Change("preparation_yield", set=1), regions=["0301"]), PlanError,
             "same in all regions"),
            (lambda: measure(ps.Change("preparation_yield", set=0.75)), PlanError, "changes nothing"),
            (lambda: measure(ps.Change("capture", scale=1)), PlanError, "changes nothing"),
            (lambda: measure(ps.Change("capture", close_gap=0)), PlanError, "changes nothing"),
            (lambda: measure(ps.Change("composition", {"category": "film"}, set=0.9)), PlanError,
             "composition in 2024 sums to 1.4"),
            (lambda: measure(ps.Change("impurity", scale=9)), PlanError, "must stay below"),
            (lambda: measure(ps.Change("collection_cost", set=ps.Q(1, "NOK/tonne"))), PlastsmartError,
             "no collection_cost"),
        ],
    )  # fmt: skip
    def test_what_does_not_fit_the_system_names_measure_and_reason(
        self, each: Any, error: type[Exception], text: str
    ) -> None:
        with pytest.raises(error, match=text) as caught:
            after(each())
        assert isinstance(caught.value, PlastsmartError)
        assert "'M'" in str(caught.value)

    def test_two_sets_on_one_cell_in_one_year_name_both_and_the_cell(self) -> None:
        one = measure(ps.Change("capture", {"category": "film"}, set=0.5), name="A")
        two = measure(ps.Change("capture", {"route": "bag"}, set=0.6), name="B", start=2027)
        with pytest.raises(PlanError, match=r"capture for film by bag in 2027: .*'A' and 'B'"):
            after(one, two)
        elsewhere = measure(ps.Change("capture", {"route": "bag", "category": "rigid"}, set=0.7),
                            name="B")  # fmt: skip
        after(one, elsewhere)

    def test_a_composition_given_once_for_all_categories_still_sums_to_1(self) -> None:
        system = town(composition=0.5)
        with pytest.raises(
            PlanError, match=r"composition in 2024 sums to 0\.8 after the measures 'M'"
        ):
            after(measure(ps.Change("composition", set=0.4)), system=system)
        # it is told from which place and year on
        half = measure(ps.Change("composition", set=0.4), start=2027, regions=["0301"])
        with pytest.raises(PlanError, match=r"composition in Oslo \(0301\) in 2027 sums to 0\.8"):
            after(half, system=system)

    def test_the_place_and_year_are_told_where_routes_serve_more_than_everyone(self) -> None:
        bags = ps.Change("coverage", {"route": ["bag", "bring"]}, set=0.6)
        with pytest.raises(PlanError, match=r"coverage in Oslo \(0301\) in 2026: the measures 'M'"):
            after(measure(bags, start=2026, regions=["0301"]))

    @pytest.mark.parametrize(
        ("parameter", "where", "value"),
        [
            ("capture", {"route": "plant"}, 0.8),
            ("sorting_efficiency", {"route": "bag"}, 0.8),
            ("preparation_yield", {}, 0.75),
        ],
    )
    def test_what_is_so_already_is_refused_whatever_the_parameter(
        self, parameter: str, where: dict[str, Any], value: float
    ) -> None:
        idle = measure(ps.Change(parameter, where, set=value), name="Idle")
        other = measure(ps.Change("capture", {"route": "bag"}, close_gap=0.5), name="Other")
        with pytest.raises(
            PlanError, match=r"the measure 'Idle' changes nothing: .*leave the measure"
        ):
            after(idle, other)

    @pytest.mark.parametrize("effect", [{"close_gap": 1.0}, {"scale": 0.0}])
    def test_a_measure_of_which_another_leaves_nothing_to_do_is_not_idle(
        self, effect: dict[str, Any]
    ) -> None:
        whole = [measure(ps.Change("capture", **effect), name=name) for name in ("A", "B")]
        system = after(*whole)
        assert cell(system, "capture", route="bring") == (1.0 if "close_gap" in effect else 0.0)

    def test_a_measure_that_needs_another_is_not_idle_beside_it(self) -> None:
        twice = measure(ps.Change("capture", {"route": "plant"}, scale=2.0), name="Twice")
        some = measure(ps.Change("capture", {"route": "plant"}, set=0.3), name="Some")
        nothing = town(capture={"bag": 0.4, "bring": 0.2, "plant": 0.0})
        assert cell(after(twice, some, system=nothing), "capture", route="plant") == 0.6
        with pytest.raises(PlanError, match="'Twice' changes nothing"):
            after(twice, system=nothing)

    def test_a_measure_of_zeros_that_scales_them_is_told_why_it_changes_nothing(self) -> None:
        with pytest.raises(PlanError, match="leaves every value as it is, since all are 0; change"):
            after(measure(ps.Change("capture", scale=2.0)), system=town(capture=0.0))
        with pytest.raises(PlanError, match="leaves every value as it is; change"):
            after(measure(ps.Change("capture", scale=1.0)))

    def test_all_problems_are_told_at_once(self) -> None:
        bad = [
            measure(ps.Change("capture", {"route": "bin"}, set=1), name="A"),
            measure(GAP, name="B", regions=["3204"]),
            measure(GAP, name="C", start=2035),
        ]
        with pytest.raises(PlanError, match=r"(?s)3 problems.*'A'.*'B'.*'C'"):
            after(*bad)


def test_measures_are_values_that_copy_compare_and_pickle() -> None:
    each = measure(
        ps.Change("capture", {"route": "bag"}, close_gap=ps.Parameter(0.2, source="here")),
        cost=ps.Q(2, "MNOK/year"), investment=ps.Q(10, "MNOK"), lifetime=ps.Q(15, "year"),
        paid_by={"producers": 0.5, "municipality": 0.5}, grant=0.25, regions="3203",
    )  # fmt: skip
    assert pickle.loads(pickle.dumps(each)) == each
    assert attrs.evolve(each, name="N").cost == each.cost
    assert each.cost is not None
    assert each.cost.value == 2e6
    assert each.paid_by == (("municipality", 0.5), ("producers", 0.5))
    assert str(each) == "M (from 2024): capture where route bag: 20 % of the gap closed"


@pytest.mark.parametrize("amount", [0.0, 1.5])
def test_the_spread_of_money_is_in_the_unit_of_its_amount(amount: float) -> None:
    for unit, times in (("NOK/year", 1.0), ("MNOK/year", 1e6), ("NOK/person/year", 1.0)):
        cost = ps.Parameter(ps.Q(amount, unit), uncertainty=ps.Uniform(-1, 5))
        for given in (cost, ps.Parameter(amount, unit=unit, uncertainty=ps.Uniform(-1, 5))):
            read = measure(GAP, cost=given).cost
            assert read is not None
            assert read.value == amount * times
            assert read.info.uncertainty == ps.Uniform(-times, 5 * times)


def test_a_share_that_is_set_is_told_in_percent() -> None:
    assert str(ps.Change("capture", set=0.5)) == "capture set to 50 %"
