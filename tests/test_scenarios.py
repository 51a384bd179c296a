"""Targets, projection and required value."""

from __future__ import annotations

import pickle
from typing import Any

import numpy as np
import pytest

import plastsmart as ps
from plastsmart.errors import AxisError, InvalidValueError, LabelError, ScopeError
from plastsmart.scenarios.targets import find
from plastsmart.stages import PARAMETERS
from tests.whole import with_all_stages


@pytest.fixture(scope="module")
def norway() -> ps.Projection:
    return ps.project(ps.load("norway"))


class TestTargets:
    @pytest.mark.parametrize(
        ("name", "rate", "level", "year"),
        [
            ("EU_2025", "eu", 0.50, 2025),
            ("EU_2030", "eu", 0.55, 2030),
            ("CH7_2025", "eu", 0.47, 2025),
            ("CH7_2030", "eu", 0.52, 2030),
            ("CH10A_2028", "sorted_out", 0.50, 2028),
            ("CH10A_2030", "sorted_out", 0.60, 2030),
            ("CH10A_2035", "sorted_out", 0.70, 2035),
        ],
    )
    def test_official_targets(self, name: str, rate: str, level: float, year: int) -> None:
        target = getattr(ps.targets, name)
        assert (target.rate, target.level, target.year) == (rate, level, year)
        assert find(name.lower().replace("_", "-")) is target

    def test_reuse_lowers_a_target_by_at_most_five_points(self) -> None:
        """Directive 94/62/EC art. 5(2): shares of 3, 4 and 5 % lower 50 % to 46 %."""
        assert ps.targets.EU_2025.with_reuse([0.03, 0.04, 0.05]).required_level == 0.46
        assert ps.targets.EU_2025.with_reuse(0.08).required_level == 0.45
        assert ps.targets.EU_2025.required_level == 0.50

    def test_a_postponed_target_keeps_an_interim_level(self) -> None:
        """Art. 6(1a): at most 15 points lower and not below 30 %: 35 % in 2025."""
        late = ps.targets.EU_2025.with_postponement(5)
        assert (late.deadline, late.interim_level, late.required_level) == (2030, 0.35, 0.5)
        low = ps.Target(rate="eu", level=0.4, year=2025, postponed=2)
        assert low.interim_level == 0.30
        a = ps.project(ps.load("norway")).assess(late)
        assert "Postponed from 2025, when 35 % is needed: kept with 36.1 %" in a.note
        with pytest.raises(InvalidValueError, match="0 to 5 whole years"):
            ps.targets.EU_2025.with_postponement(6)

    def test_years_from_arrays_are_plain_years(self) -> None:
        years = np.array([2030, 2])
        target = ps.Target(rate="eu", level=0.5, year=years[0], postponed=years[1])
        assert target == ps.Target(rate="eu", level=0.5, year=2030, postponed=2)
        assert type(target.deadline) is int
        with pytest.raises(InvalidValueError, match="whole number from 1 to 9999, not True"):
            ps.Target(rate="eu", level=0.5, year=True)
        with pytest.raises(InvalidValueError, match="not None"):
            ps.Target(rate="eu", level=0.5, year=None)  # type: ignore[arg-type]

    def test_a_rate_of_another_id_or_scope_is_refused(self, norway: ps.Projection) -> None:
        series = norway.flows.rate("collection")
        with pytest.raises(ScopeError, match="measured by the rate 'eu', not 'collection'"):
            ps.targets.EU_2025.refuse_other(series.attrs["rate"], series.attrs["scope"])
        with pytest.raises(ScopeError, match="measured by the rate 'eu', not 'recyclate'"):
            ps.targets.EU_2025.refuse_other("recyclate", None)
        ps.targets.EU_2025.refuse_other("eu", None)
        series = norway.flows.rate("eu", scope={"sector": "household"})
        with pytest.raises(ScopeError, match="over everything, not over sector household"):
            ps.targets.EU_2025.refuse_other(series.attrs["rate"], series.attrs["scope"])


class TestProjection:
    def test_the_headline_misses_half_by_31_320_tonnes(self) -> None:
        a = ps.project(ps.load("headline")).assess(ps.targets.EU_2025)
        assert (a.reached, a.rate, a.first_year, a.probability) == (False, 0.21, None, None)
        assert a.gap.m_as("tonne/year") == pytest.approx(31_320, abs=1e-6)
        assert a.gap_points == pytest.approx(29)
        assert "this system holds household alone" in a.note

    def test_the_gap_added_to_the_numerator_reaches_the_target(self, norway: ps.Projection) -> None:
        for target in norway.applicable()[0]:
            a = norway.assess(target)
            missing = a.gap.m_as("tonne/year")
            whole = a.denominator.m_as("tonne/year")
            assert a.rate + missing / whole == pytest.approx(target.level, abs=1e-12)

    def test_every_official_target_on_what_norway_states_applies(
        self, norway: ps.Projection
    ) -> None:
        table = norway.assess()
        stated = [target for target in ps.targets.ALL if target.rate != "packaging_reduction"]
        assert list(table.index) == [target.name for target in stated]
        assert set(table["verdict"]) <= {"reached", "missed"}
        for name, row in table.iterrows():
            a = norway.assess(getattr(ps.targets, str(name)))
            assert row["value"] == a.rate
            assert row["gap"] == a.gap.m_as("tonne/year")

    def test_targets_of_a_wider_scope_do_not_apply_to_households(self) -> None:
        projection = ps.project(ps.load("norway-household"))
        applies, reasons = projection.applicable()
        assert [t.name for t in applies] == ["CH10A_2028", "CH10A_2030", "CH10A_2035"]
        assert str(reasons["EU_2025"]) == "the system holds no business, deposit packaging"
        assert list(projection.assess().index) == [t.name for t in applies]

    def test_chapter_7_leaves_deposit_and_unreported_packaging_out(
        self, norway: ps.Projection
    ) -> None:
        a = norway.assess(ps.targets.CH7_2025)
        scope = {"sector": ["household", "business"]}
        assert a.rate == norway.flows.rate("eu", scope=scope)[2025]

    def test_a_target_is_first_reached_in_the_year_that_it_is(self) -> None:
        system = ps.load("headline").with_years(range(2023, 2031))
        rising = system.replace(capture={2023: 0.35, 2030: 1.0})
        target = ps.Target(rate="collection", level=0.6, year=2030)
        a = ps.project(rising).assess(target)
        assert a.reached
        assert a.gap.m_as("tonne/year") < 0
        rate = ps.run(rising).rate("collection")
        assert a.first_year == min(year for year in rate.index if rate[year] >= 0.6)

    def test_a_level_that_is_just_met_is_reached(self) -> None:
        target = ps.Target(rate="eu", level=0.21, year=2023)
        assert ps.project(ps.load("headline")).assess(target).reached

    def test_values_are_held_after_the_last_year(self) -> None:
        system = ps.load("headline")
        projection = ps.project(system)
        assert projection.system.axes.years == tuple(range(2023, 2036))
        assert (projection.flows.rate("eu") == 0.21).all()
        assert projection.population == "as stated, the same in all years"

    def test_gaps_between_a_systems_years_are_filled(self) -> None:
        system = ps.load("norway").with_years([*range(2022, 2036), 2040])
        assert ps.project(system).system.axes.years == tuple(range(2022, 2041))

    def test_population_can_follow_the_official_projection(self) -> None:
        held = ps.project(ps.load("headline"))
        grown = ps.project(ps.load("headline"), population="official")
        people = grown.system.array("population")[0, 0, :, 0, 0]
        assert people[0] == 5_400_000
        # Statistics Norway: 5 488 984 in 2023 and 5.7 million in 2030, main alternative
        assert people[7] == pytest.approx(5_400_000 * 5_700_000 / 5_488_984)
        assert (grown.flows.table()["generated"].loc[2024:] > 108_000).all()
        assert (held.flows.table()["generated"] == 108_000).all()
        assert grown.flows.rate("eu").tolist() == pytest.approx([0.21] * 13)
        assert "Statistics Norway" in grown.population
        info = grown.system.cells("population").info(5)
        assert info.status == "estimated"
        assert "Statistics Norway" in info.source

    def test_each_region_grows_from_its_own_last_year_with_its_uncertainty(self) -> None:
        system = ps.System(
            regions=["A", "B"], years=range(2020, 2026), categories=["all"],
            routes=[ps.Route("kerb", "source")],
            generation=ps.Generation(
                population={
                    "A": {2020: ps.Q(100, "person"), 2025: ps.Q(200, "person")},
                    "B": {2022: ps.Parameter(ps.Q(1000, "person"), source="count",
                                             uncertainty=ps.Normal(1000, 50), status="measured")},
                },
                packaging_per_person=ps.Q(20, "kg/person/year"),
            ),
            collection=ps.Collection(capture=0.5),
            sorting=ps.Sorting(sorting_efficiency=0.5),
            recycling=ps.Recycling(preparation_yield=0.5),
        )  # fmt: skip
        grown = ps.project(system, population="official").system
        people = grown.array("population")[0, :, :, 0, 0]
        nation = {2022: 5_425_270, 2025: 5_594_340, 2030: 5_700_000}
        assert people[0, :6].tolist() == [100, 120, 140, 160, 180, 200]
        assert people[0, 10] == pytest.approx(200 * nation[2030] / nation[2025])
        assert people[1, 2] == 1000
        assert people[1, 5] == pytest.approx(1000 * nation[2025] / nation[2022])
        cells = grown.cells("population")
        (row,) = cells.rows_at((1, 10, -1, -1), grown.axes)
        uncertainty = cells.info(row).uncertainty
        assert isinstance(uncertainty, ps.Normal)
        assert uncertainty.sd == pytest.approx(50 * nation[2030] / nation[2022])
        (row,) = cells.rows_at((1, 2, -1, -1), grown.axes)
        assert cells.info(row).status == "measured"

    def test_a_population_of_no_year_cannot_grow(self) -> None:
        system = ps.load("headline").with_years([2023, 2024])
        with pytest.raises(InvalidValueError, match="does not say which year"):
            ps.project(system, population="official")

    def test_a_target_reached_and_lost_is_told_so(self) -> None:
        system = ps.load("headline").with_years(range(2023, 2031))
        falling = system.replace(capture={2023: 0.9, 2030: 0.3})
        a = ps.project(falling).assess(ps.Target(rate="eu", level=0.5, year=2030))
        assert not a.reached
        assert a.first_year == 2023
        assert "Reached in 2023, and not held in 2030" in a.note

    def test_a_target_by_its_name_alone_is_refused_with_the_cure(self) -> None:
        with pytest.raises(InvalidValueError, match=r"write plastsmart\.targets\.EU_2025"):
            ps.project(ps.load("headline")).assess("eu-2025")  # type: ignore[arg-type]

    def test_an_assessment_survives_pickling_with_its_units(self) -> None:
        a = ps.project(ps.load("headline")).assess(ps.targets.EU_2025)
        again = pickle.loads(pickle.dumps(a))
        assert again == a
        assert again.gap == a.gap

    def test_a_target_beyond_the_projection_names_the_cure(self, norway: ps.Projection) -> None:
        with pytest.raises(LabelError, match=r"years=range\(2022, 2041\)"):
            norway.assess(ps.Target(rate="eu", level=0.5, year=2040))

    def test_a_plan_is_a_plan(self) -> None:
        with pytest.raises(InvalidValueError, match=r"ps\.Plan\.load"):
            ps.project(ps.load("headline"), "plan")  # type: ignore[arg-type]


SHARES = [
    name
    for name, spec in PARAMETERS.items()
    if spec.is_share and name != "composition" and not spec.optional
]


class TestRequired:
    @pytest.mark.parametrize("parameter", SHARES)
    def test_the_value_put_back_gives_the_target(self, parameter: str) -> None:
        system = ps.load("norway-household")
        rate = float(ps.run(system).rate("eu")[2025])
        for level in (rate * 0.9, rate * 1.05):
            target = ps.Target(rate="eu", level=level, year=2025)
            answer = ps.required(system, parameter, target)
            if not answer.feasible:
                assert answer.value is None
                assert answer.best_rate < level
                continue
            assert answer.value is not None
            if parameter == "coverage":
                continue  # several routes share one tier: put back below, for one route
            put_back = ps.run(system.replace(**{parameter: answer.value})).rate("eu")[2025]
            assert put_back >= level - 1e-9
            if 0 < answer.value < 1 and 1e-6 < answer.value < 1 - 1e-6:
                assert put_back == pytest.approx(level, abs=1e-9)

    def test_one_route_alone(self) -> None:
        system = ps.load("norway-household")
        target = ps.Target(rate="eu", level=0.25, year=2025)
        where = {"route": "kerbside"}
        answer = ps.required(system, "capture", target, where=where)
        assert answer.value is not None
        table = system.table()
        rows = (table["parameter"] == "capture") & (table["route"] == "kerbside")
        table.loc[rows, "value"] = answer.value
        table.loc[rows, ["low", "high"]] = float("nan")
        table.loc[rows, "distribution"] = ""
        assert ps.run(ps.System.from_table(table)).rate("eu")[2025] == pytest.approx(0.25, abs=1e-9)

    def test_coverage_displaces_other_routes_only_where_there_is_no_room(self) -> None:
        system = ps.load("norway-household")
        target = ps.Target(rate="eu", level=0.9, year=2025)
        answer = ps.required(system, "coverage", target, where={"route": "kerbside"})
        assert not answer.feasible
        assert answer.best_value == 1.0
        full = system.replace(
            coverage={"kerbside": 1.0, "bring_point": 0.0, "central_sorting": 0.07079}
        )
        assert answer.best_rate == pytest.approx(ps.run(full).rate("eu")[2025], abs=1e-12)

    @staticmethod
    def two_routes() -> ps.System:
        """Return a system in which more of the one route is less of a better one."""
        return ps.System(
            regions=["NO"], years=[2025], categories=["all"],
            routes=[ps.Route("a", "source"), ps.Route("b", "source")],
            generation=ps.Generation(
                population=ps.Q(1000, "person"), packaging_per_person=ps.Q(20, "kg/person/year")
            ),
            collection=ps.Collection(
                coverage={"a": 0.1, "b": 0.6}, capture={"a": 0.3, "b": 0.9}
            ),
            sorting=ps.Sorting(sorting_efficiency=1), recycling=ps.Recycling(preparation_yield=1),
        )  # fmt: skip

    def test_a_peak_where_others_begin_to_be_displaced_is_found(self) -> None:
        where = {"route": "a"}
        target = ps.Target(rate="eu", level=0.6595, year=2025)
        answer = ps.required(self.two_routes(), "coverage", target, where=where)
        assert answer.feasible
        assert answer.value == pytest.approx((0.6595 - 0.54) / 0.3, abs=1e-9)
        assert answer.direction == "at least"
        assert answer.best_value == pytest.approx(0.4)
        assert answer.best_rate == pytest.approx(0.66)
        higher = ps.Target(rate="eu", level=0.67, year=2025)
        assert not ps.required(self.two_routes(), "coverage", higher, where=where).feasible

    def test_no_coverage_is_asked_for_that_does_not_fit(self) -> None:
        target = ps.Target(rate="eu", level=0.55, year=2025)
        answer = ps.required(self.two_routes(), "coverage", target)
        assert answer.feasible
        assert answer.value is not None
        assert answer.value <= 0.5
        put_back = ps.run(self.two_routes().replace(coverage=answer.value)).rate("eu", by=[])
        assert put_back == pytest.approx(0.55, abs=1e-9)

    def test_an_infeasible_answer_is_an_answer(self) -> None:
        answer = ps.required(ps.load("norway"), "preparation_yield", ps.targets.EU_2030)
        assert (answer.feasible, answer.value) == (False, None)
        assert 0.36 < answer.best_rate < 0.55
        assert "cannot be reached" in str(answer)

    def test_less_litter_is_a_value_of_at_most(self) -> None:
        system = ps.load("headline").replace(littering=0.5)
        target = ps.Target(rate="eu", level=0.2, year=2025)
        answer = ps.required(system, "littering", target)
        assert answer.direction == "at most"
        assert answer.value == pytest.approx(1 - 0.2 / 0.21, abs=1e-9)

    def test_a_parameter_the_rate_does_not_read_changes_nothing(self) -> None:
        answer = ps.required(ps.load("headline"), "impurity", ps.targets.EU_2025)
        assert not answer.feasible
        assert answer.best_rate == answer.rate == 0.21
        assert not answer.has_effect
        assert "has no effect" in str(answer)

    @pytest.mark.parametrize(
        ("parameter", "where", "error", "text"),
        [
            ("recapture", None, LabelError, "no parameter 'recapture'"),
            (["capture", "capture"], None, LabelError, "stands twice"),
            ([], None, LabelError, "name a parameter"),
            ({"capture": {}}, {"route": "kerbside"}, InvalidValueError, "where stands twice"),
            ("composition", None, InvalidValueError, "nothing is left to make up"),
            ("capture", {"route": "ship"}, ScopeError, "'ship' is unknown"),
            ("capture", {"year": 2025}, AxisError, "cannot name a year"),
            ("coverage", {"category": "film"}, AxisError, "does not vary along 'category'"),
            ({}, None, LabelError, 'name a parameter, such as "capture"'),
            ("capture", "kerbside", ScopeError, "where is a mapping such as .*, not 'kerbside'"),
            (
                "capture",
                {"sector": "agriculture", "polymer": "PET"},
                ScopeError,
                "where selects nothing of category",
            ),
        ],
    )
    def test_what_cannot_be_asked_is_refused(
        self, parameter: Any, where: Any, error: type[Exception], text: str
    ) -> None:
        with pytest.raises(error, match=text):
            ps.required(ps.load("norway"), parameter, ps.targets.EU_2030, where=where)

    def test_a_system_and_a_target_of_something_in_it_are_needed(self) -> None:
        system = ps.load("headline")
        with pytest.raises(InvalidValueError, match=r"takes a System, not str; .*plastsmart\.load"):
            ps.required("norway", "capture", ps.targets.EU_2030)  # type: ignore[arg-type]
        business = ps.Target(rate="eu", level=0.5, year=2025, scope={"sector": "business"})
        with pytest.raises(ScopeError, match="holds nothing of the scope of the target eu 50 %"):
            ps.required(system, "capture", business)
        nothing = system.replace(prevention=1.0)
        with pytest.raises(ScopeError, match="'eu' is undefined in 2025: nothing is generated"):
            ps.required(nothing, "capture", ps.targets.EU_2025)

    def test_several_parameters_are_scaled_by_one_factor_within_their_bounds(self) -> None:
        system = ps.load("headline")
        answer = ps.required(system, ["capture", "sorting_efficiency"], ps.targets.EU_2025)
        # sorting stops at 1 (factor 1.25); from there capture alone: 0.35 f · 0.75 = 0.5
        assert answer.mode == "factor"
        assert answer.value == pytest.approx(0.5 / 0.75 / 0.35, rel=1e-12)
        put_back = system.replace(capture=0.35 * (answer.value or 0), sorting_efficiency=1.0)
        assert ps.run(put_back).rate("eu", by=[]) == pytest.approx(0.5, abs=1e-9)
        both = {"capture": {"route": "municipal_collection"}, "preparation_yield": {}}
        assert ps.required(system, both, ps.targets.EU_2025).feasible

    @pytest.mark.parametrize(
        # both shares grow with the factor, capture until it is 1; from 4 on no room is left beside b
        # as it is: 0.03 f² + 0.54, then 0.1 f + 0.54, then 0.1 f + 0.9 (1 - 0.1 f)
        ("level", "factor"),
        [(0.66, 2.0), (0.9, 3.6), (0.95, 5.0), (0.999, 9.9)],
    )
    def test_coverage_scaled_with_its_capture_takes_the_room_that_there_is(
        self, level: float, factor: float
    ) -> None:
        where = {"coverage": {"route": "a"}, "capture": {"route": "a"}}
        target = ps.Target(rate="eu", level=level, year=2025)
        answer = ps.required(self.two_routes(), where, target)
        assert answer.value == pytest.approx(factor, rel=1e-9)
        assert answer.highest == 10.0
        assert answer.best_rate == pytest.approx(1.0)
        assert f"needs coverage (route a) and capture (route a) of at least {factor:.3f}" in str(
            answer
        )

    def test_on_top_of_a_plan_less_is_needed(self) -> None:
        system = ps.load("headline")
        sorting = ps.Measure("Plant", 2024, [ps.Change("sorting_efficiency", set=0.9)])
        alone = ps.required(system, "capture", ps.targets.EU_2025)
        after = ps.required(system, "capture", ps.targets.EU_2025, plan=ps.Plan("Plan", [sorting]))
        assert after.value == pytest.approx(0.5 / (0.9 * 0.75), rel=1e-12)
        assert (after.value or 1) < (alone.value or 0)
        assert after.rate == pytest.approx(0.35 * 0.9 * 0.75, rel=1e-12)

    @staticmethod
    def two_towns() -> ps.System:
        """Return towns whose rate together depends on how much the better one generates."""
        return ps.System(
            regions=["a", "b"], years=[2025], categories=["all"],
            routes=[ps.Route("kerb", "source")],
            generation=ps.Generation(
                population=ps.Q(1000, "person"), packaging_per_person=ps.Q(20, "kg/person/year")
            ),
            collection=ps.Collection(capture={"a": 0.8, "b": 0.2}),
            sorting=ps.Sorting(sorting_efficiency=1), recycling=ps.Recycling(preparation_yield=1),
        )  # fmt: skip

    def test_what_holds_up_to_the_highest_value_holds_whatever_it_is(self) -> None:
        # a hundred times as much in the worse town: 0.2 and a hundredth of 0.6 more
        target = ps.Target(rate="eu", level=0.15, year=2025)
        where = {"region": "b"}
        answer = ps.required(self.two_towns(), "packaging_per_person", target, where=where)
        assert answer.reached
        assert answer.value == answer.highest == 2000.0
        assert "is reached whatever packaging_per_person (region b) is, with 50.0 %" in str(answer)

    def test_what_holds_at_the_highest_value_alone_holds_from_there(self) -> None:
        system = ps.load("headline")
        system = system.replace(capture=1.0, sorting_efficiency=0.5, preparation_yield=1.0)
        exactly = ps.Target(rate="eu", level=0.5, year=2025)
        answer = ps.required(system, "capture", exactly)
        assert (answer.reached, answer.value, answer.direction) == (True, 1.0, "at least")
        assert (
            "is reached already, with 50.0 % as things are in 2025; capture of at least 100.0 %"
            in (str(answer))
        )

    def test_a_peak_narrower_than_the_steps_of_the_search_is_found(self) -> None:
        # film: (f/2)³ (1 - 0.36 f) until f is 2, then 1 - 0.36 f; rigid: 0.02 f until f is 50
        system = ps.System(
            regions=["NO"], years=[2025], categories=["film", "rigid"],
            routes=[ps.Route("kerb", "source")],
            generation=ps.Generation(
                population=ps.Q(1000, "person"), packaging_per_person=ps.Q(20, "kg/person/year"),
                composition={"film": 100 / 126, "rigid": 26 / 126},
                littering={"film": 0.36, "rigid": 0.0},
            ),
            collection=ps.Collection(capture={"film": 0.5, "rigid": 0.02}),
            sorting=ps.Sorting(sorting_efficiency={"film": 0.5, "rigid": 1.0}),
            recycling=ps.Recycling(preparation_yield={"film": 0.5, "rigid": 1.0}),
        )  # fmt: skip
        film = {"category": "film"}
        where = {
            "capture": {},
            "sorting_efficiency": film,
            "preparation_yield": film,
            "littering": film,
        }
        peak = (0.28 + 0.04 * 0.26) / 1.26
        assert peak > 0.26 / 1.26  # what f = 50 gives
        answer = ps.required(system, where, ps.Target(rate="eu", level=peak - 1e-4, year=2025))
        assert answer.feasible
        assert answer.value is not None
        assert 1.99 < answer.value < 2.0
        assert answer.best_value == pytest.approx(2.0, rel=1e-9)
        assert answer.best_rate == pytest.approx(peak, rel=1e-9)
        assert answer.highest == pytest.approx(50.0)

    def test_what_has_no_upper_bound_is_scaled_with_what_has(self) -> None:
        target = ps.Target(rate="eu", level=0.6, year=2025)
        where = {name: {"region": "a"} for name in ("packaging_per_person", "capture")}
        answer = ps.required(self.two_towns(), where, target)
        factor = answer.value or 0
        assert (0.8 * factor**2 + 0.2) / (factor + 1) == pytest.approx(0.6, abs=1e-9)
        assert answer.highest == 100.0

    def test_a_parameter_without_upper_bound_is_looked_for_in_its_unit(self) -> None:
        system = self.two_towns()
        target = ps.Target(rate="eu", level=0.6, year=2025)
        answer = ps.required(system, "packaging_per_person", target, where={"region": "a"})
        assert (answer.unit, answer.direction) == ("kg/person/year", "at least")
        assert answer.value == pytest.approx(40.0, rel=1e-9)
        assert "40 kg/person/year" in str(answer)

    def test_a_composition_leaves_the_others_their_proportions(self) -> None:
        system = ps.System(
            regions=["NO"], years=[2025], categories=["film", "rigid", "rest"],
            routes=[ps.Route("kerb", "source")],
            generation=ps.Generation(
                population=ps.Q(1000, "person"), packaging_per_person=ps.Q(20, "kg/person/year"),
                composition={"film": 0.5, "rigid": 0.3, "rest": 0.2},
            ),
            collection=ps.Collection(capture={"film": 0.2, "rigid": 0.8, "rest": 0.0}),
            sorting=ps.Sorting(sorting_efficiency=1), recycling=ps.Recycling(preparation_yield=1),
        )  # fmt: skip
        target = ps.Target(rate="eu", level=0.5, year=2025)
        answer = ps.required(system, "composition", target, where={"category": "rigid"})
        # others are film 5 : rest 2, so the rate is 0.8 x + 0.2 (1 - x) 5/7
        assert answer.value == pytest.approx((0.5 - 1 / 7) / (0.8 - 1 / 7), rel=1e-9)
        # film and rigid of a half each leave no rest
        both = {"category": ["film", "rigid"]}
        halves = ps.required(system, "composition", target, where=both)
        assert (halves.highest, halves.best_value) == (0.5, 0.5)
        assert halves.best_rate == pytest.approx(0.5 * 0.2 + 0.5 * 0.8)
        where = {"composition": both, "sorting_efficiency": {}}
        scaled = ps.required(system.replace(sorting_efficiency=0.5), where, target)
        # scaled, each until it is everything, they are both as much of it in the end
        assert scaled.best_rate == pytest.approx(0.5)
        assert scaled.highest == pytest.approx(1 / 0.3)

    def test_a_factor_is_looked_for_as_far_as_the_least_that_is_above_0_has_to_go(self) -> None:
        system = self.two_towns().replace(capture={"a": 0.0, "b": 0.2}, sorting_efficiency=0.8)
        target = ps.Target(rate="eu", level=0.4, year=2025)
        answer = ps.required(system, ["capture", "sorting_efficiency"], target)
        # half of what is generated, 0.2 f of it, all of it sorted from f = 1.25 on
        assert answer.highest == pytest.approx(5.0)
        assert answer.value == pytest.approx(4.0)

    def test_one_name_in_a_list_is_one_parameter(self) -> None:
        system = ps.load("headline")
        alone = ps.required(system, "capture", ps.targets.EU_2025)
        assert ps.required(system, ["capture"], ps.targets.EU_2025) == alone

    def test_a_measure_that_starts_after_the_target_is_no_mistake(self) -> None:
        late = ps.Plan("Late", [ps.Measure("M", 2033, [ps.Change("capture", set=0.9)])])
        answer = ps.required(ps.load("headline"), "capture", ps.targets.EU_2030, plan=late)
        assert answer.rate == 0.21

    def test_what_always_reaches_says_so(self) -> None:
        low = ps.Target(rate="eu", level=0.1, year=2025)
        answer = ps.required(ps.load("headline"), "impurity", low)
        assert "no effect" in str(answer)
        answer = ps.required(ps.load("headline").replace(capture=1.0), "conversion_yield", low)
        assert "no effect" in str(answer)
        answer = ps.required(ps.load("headline"), "prevention", low)
        assert answer.reached

    def test_a_factor_is_refused_where_it_can_do_nothing(self) -> None:
        system = ps.load("headline")
        with pytest.raises(InvalidValueError, match="packaging_per_person has no effect"):
            ps.required(system, ["capture", "packaging_per_person"], ps.targets.EU_2025)
        with pytest.raises(InvalidValueError, match="prevention is 0 there"):
            ps.required(system, ["capture", "prevention"], ps.targets.EU_2025)

    def test_an_answer_says_what_is_so_with_the_plan_and_what_is_reached_already(self) -> None:
        system = ps.load("headline")
        plan = ps.Plan("Plan", [ps.Measure("M", 2024, [ps.Change("capture", set=0.9)])])
        answer = ps.required(system, "sorting_efficiency", ps.targets.EU_2025, plan=plan)
        assert answer.reached
        assert "is reached already, with 54.0 % with 'Plan' in 2025" in str(answer)
        assert "its rate is not the official one" in str(answer)
        assert "ikke den offisielle" in answer.note_no

    def test_an_infeasible_answer_names_the_stage_that_is_the_ceiling(self) -> None:
        system = ps.load("headline")
        answer = ps.required(system, "sorting_efficiency", ps.targets.EU_2025)
        assert not answer.feasible
        assert answer.ceiling == "collection"
        assert answer.losses["collection"] == pytest.approx(0.65)
        assert answer.losses["sorting"] == 0.0
        assert answer.losses["preparation"] == pytest.approx(0.35 * 0.25)
        assert "collection then loses most, 65.0 of 100 kg" in str(answer)
        # the same of a place that generates half a tonne
        tiny = ps.required(
            system.replace(population=ps.Q(25, "person")), "sorting_efficiency", ps.targets.EU_2025
        )
        assert tiny.losses == pytest.approx(answer.losses)
        high = ps.Target(rate="eu", level=0.7, year=2025)
        full = ps.required(system.replace(sorting_efficiency=0.9), "capture", high)
        assert full.ceiling == "preparation"
        assert full.best_rate == pytest.approx(0.675)
        assert full.losses["sorting"] == pytest.approx(0.1)

    @pytest.mark.parametrize(
        ("rate", "parameter"),
        [("litter_reduction", "litter_per_person"), ("own_cost_reduction", "item_price")],
    )
    def test_a_rate_of_litter_or_money_has_no_stage_of_packaging_as_its_ceiling(
        self, rate: str, parameter: str
    ) -> None:
        target = ps.Target(rate=rate, level=0.999, year=2025)
        answer = ps.required(with_all_stages(ps.load("headline")), parameter, target)
        assert not answer.feasible
        assert (answer.losses, answer.ceiling) == ({}, None)
        assert str(answer).endswith(f"the rate is {100 * answer.best_rate:.1f} % in 2025")
