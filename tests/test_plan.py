"""Plans: merged, compared, and applied to another municipality."""

from __future__ import annotations

from typing import Any

import pytest

import plastsmart as ps
from plastsmart.errors import InvalidValueError, LabelError

GAP = ps.Change("capture", {"route": "kerbside"}, close_gap=0.1)


def measure(name: str = "Campaign", *changes: ps.Change, **fields: Any) -> ps.Measure:
    return ps.Measure(name, fields.pop("start", 2026), changes or (GAP,), **fields)


def plan(*measures: ps.Measure, name: str = "Plan", **fields: Any) -> ps.Plan:
    return ps.Plan(name, measures or (measure(),), **fields)


class TestPlan:
    def test_one_measure_and_one_target_need_no_list(self) -> None:
        target = ps.targets.EU_2030
        one = ps.Plan("Plan", measure(), targets=target)
        assert (one.measures, one.targets) == ((measure(),), (target,))
        assert "EU_2030" in one._repr_html_()

    def test_what_is_no_measure_of_a_plan_is_refused(self) -> None:
        with pytest.raises(InvalidValueError, match="holds measures, and 'Campaign' is none"):
            ps.Plan("Plan", ["Campaign"])
        with pytest.raises(LabelError, match=r"'Plan' has no measure 'Campain'\. Did you mean"):
            plan()["Campain"]


class TestMerging:
    def test_the_same_measure_in_both_is_taken_once(self) -> None:
        both = plan(measure(), measure("Bins")) | plan(measure(), measure("Bags"))
        assert [m.name for m in both] == ["Campaign", "Bins", "Bags"]

    def test_two_measures_of_one_name_that_differ_are_refused_by_name(self) -> None:
        with pytest.raises(LabelError, match="'Campaign', and they differ; rename one"):
            plan(measure()) | plan(measure(start=2030))

    def test_all_licences_authors_and_sources_are_kept(self) -> None:
        one = plan(author="A", licence="CC BY 4.0", version="1", sources=["x", "y"])
        other = plan(author="B", licence="CC BY-SA 4.0", version="2", sources=["y", "z"])
        both = one | other
        assert both.licence == "CC BY 4.0 and CC BY-SA 4.0"
        assert both.author == "A and B"
        assert both.version == "1 and 2"
        assert both.sources == ("x", "y", "z")
        assert (one | one).licence == "CC BY 4.0"

    def test_the_order_of_measures_and_of_the_two_plans_does_not_matter_to_what_is_in_it(
        self,
    ) -> None:
        one, other = plan(measure(), measure("Bins")), plan(measure("Bags"))
        assert (one | other).measures != (other | one).measures
        assert {m.name for m in one | other} == {m.name for m in other | one}

    def test_something_else_cannot_be_merged(self) -> None:
        with pytest.raises(TypeError):
            plan() | {"Campaign": 1}


class TestComparing:
    def test_two_equal_plans_are_the_same_and_each_row_says_both(self) -> None:
        comparison = plan().compare(plan(name="Another"))
        assert comparison.same
        assert set(comparison.measures["plan"]) == {"both"}
        assert "have the same measures" in str(comparison)

    def test_each_field_that_differs_has_a_row_with_both_values(self) -> None:
        one = plan(measure(cost=ps.Q("5 MNOK/year"), paid_by="state", status="estimated"))
        other = plan(
            measure(start=2028, ramp=3, cost=ps.Q("6 MNOK/year"), regions=["0301", "3203"])
        )
        table = one.compare(other).differences
        assert list(table) == ["measure", "change", "field", "first", "second"]
        found = dict(
            zip(table["field"], zip(table["first"], table["second"], strict=True), strict=True)
        )
        assert found == {
            "start": ("2026", "2028"),
            "ramp": ("1", "3"),
            "regions": ("", "0301, 3203"),
            "cost": ("5 000 000 NOK/year", "6 000 000 NOK/year"),
            "paid_by": ("state", "municipality"),
            "status": ("estimated", ""),
        }

    def test_changes_of_the_same_cells_are_held_against_each_other(self) -> None:
        other = ps.Change("capture", {"route": "kerbside"}, set=ps.Parameter(0.6, source="Pilot"))
        comparison = plan().compare(plan(measure("Campaign", other)))
        assert [str(d) for row in comparison.rows for d in row.differences] == [
            "change close_gap 0.1 → set 0.6",
            "source – → Pilot",
        ]

    def test_several_changes_of_the_same_cells_have_the_order_that_they_act_in(self) -> None:
        first, then, more = (
            ps.Change("capture", set=0.5),
            *(ps.Change("capture", scale=by) for by in (1.1, 1.2)),
        )
        one = plan(measure("Campaign", first, then))
        assert one.compare(plan(measure("Campaign", then, first))).same
        (row,) = [
            r for r in one.compare(plan(measure("Campaign", more, first))).rows if r.differences
        ]
        assert [str(d) for d in row.differences] == ["scale 1.1 → 1.2"]

    def test_amounts_that_differ_in_their_uncertainty_or_years_are_told(self) -> None:
        def spread(high: float, lifetime: float) -> ps.Plan:
            cost = ps.Parameter(ps.Q(1, "MNOK/year"), uncertainty=ps.Uniform(0.5, high))
            return plan(measure(cost=cost, investment="1 MNOK", lifetime=lifetime))

        told = str(spread(2, 20).compare(spread(3, 25.5)))
        assert "lifetime 20 → 25.5" in told
        assert (
            "uniform(500000.0, 2000000.0) → 1 000 000 NOK/year, uniform(500000.0, 3000000.0)"
            in told
        )

    def test_what_one_plan_alone_has_is_told_with_the_plan_that_has_it(self) -> None:
        more = ps.Change("impurity", set=0.05)
        comparison = plan(measure("Campaign", GAP, more)).compare(plan(measure(), measure("Bins")))
        table = comparison.measures
        assert table[table["plan"] == "first"]["change"].tolist() == ["impurity set to 5 %"]
        assert table[table["plan"] == "second"]["measure"].tolist() == ["Bins", "Bins"]
        assert not comparison.same
        turned = plan(measure()).compare(plan(measure("Campaign", GAP, more))).measures
        assert turned[turned["plan"] == "second"]["change"].tolist() == ["impurity set to 5 %"]

    def test_with_a_system_the_rates_of_both_plans_stand_beside_the_baseline(self) -> None:
        system = ps.load("norway-household")
        bolder = plan(
            measure("Campaign", ps.Change("capture", {"route": "kerbside"}, close_gap=0.5))
        )
        results = plan().compare(bolder, system=system, rate="sorted_out", year=2030).results
        assert results is not None
        row = results.loc["rate sorted_out"]
        assert row["without"] < row["first"] < row["second"]
        assert (
            row["first"] == ps.project(system, plan()).flows.rate("sorted_out", by=["year"])[2030]
        )
        assert results.loc["CH10A_2030", "reached_second"] == "reached"
        assert results.attrs["second"] == "Plan"

    def test_with_costs_the_change_in_system_cost_of_each_row_s_year_is_told(self) -> None:
        system = ps.load("norway-household")
        one = plan(measure(cost=ps.Q("5 NOK/person/year"), price_year=2024))
        other = plan(measure(), name="Another")
        comparison = one.compare(other, system=system, year=2030)
        results = comparison.results
        assert results is not None
        for name, column in ((one, "cost_first"), (other, "cost_second")):
            change = ps.project(system, name).costs()["change"]
            assert results.loc["rate eu", column] == change[2030]
            assert results.loc["CH10A_2028", column] == change[2028]
        people = 5 * system.with_years(range(2020, 2036)).given_array("population")[0, 0, 10, 0, 0]
        row = results.loc["rate eu"]
        assert row["cost_first"] - row["cost_second"] == pytest.approx(people)
        assert results.attrs["units"]["cost_first"] == "NOK/year"
        assert results.attrs["price_year"] == 2024
        assert "MNOK/year in prices of 2024" in str(comparison).splitlines()[-1]

    def test_prices_of_another_year_leave_the_cost_open_and_say_why(self) -> None:
        one = plan(measure(cost=ps.Q("5 NOK/person/year"), price_year=2018))
        comparison = one.compare(plan(), system=ps.load("norway-household"))
        results = comparison.results
        assert results is not None
        assert results["cost_first"].isna().all()
        assert results["cost_second"].notna().all()
        assert "in_prices" in results.attrs["no_cost"]["first"]
        assert "what the first costs cannot be told" in str(comparison)

    def test_without_costs_in_the_system_there_are_none_in_the_comparison(self) -> None:
        change = ps.Change("capture", {"route": "bag"}, close_gap=0.1)
        results = plan(measure("Campaign", change)).compare(plan(), system=several_kerb()).results
        assert results is not None
        assert "cost_first" not in results

    def test_a_year_without_a_system_or_outside_it_is_refused(self) -> None:
        with pytest.raises(
            InvalidValueError, match=r"no system to run the plans with; give system"
        ):
            plan().compare(plan(), year=2030)
        with pytest.raises(LabelError, match="2060 is not in the projection"):
            plan().compare(plan(), system=ps.load("norway-household"), year=2060)
        with pytest.raises(InvalidValueError, match=r"ps\.Plan"):
            plan().compare("plan.toml")  # type: ignore[arg-type]

    def test_names_of_a_stranger_cannot_put_anything_into_a_notebook(self) -> None:
        one = plan(measure("<script>alert(1)</script>"), name="<b>x</b>")
        assert "<script>" not in one.compare(plan())._repr_html_()
        assert "<b>" not in one.compare(plan())._repr_html_()
        assert "<script>" not in one.apply_to(ps.load("norway"))._repr_html_()


def several() -> ps.System:
    """Return two regions with bags, and boats in none."""
    return ps.System(
        regions={"5001": "Trondheim", "5501": "Tromsø"},
        years=[2024],
        categories=["film", "rigid"],
        routes=[ps.Route("bag", tier="source"), ps.Route("point", tier="source")],
        generation=ps.Generation(
            population=ps.Q(200_000, "person"),
            packaging_per_person=ps.Q(20, "kg/person/year"),
            composition={"film": 0.5, "rigid": 0.5},
        ),
        collection=ps.Collection(
            coverage={"bag": 0.8, "point": 0.2}, capture={"bag": 0.4, "point": 0.1}
        ),
        sorting=ps.Sorting(sorting_efficiency=0.8),
        recycling=ps.Recycling(preparation_yield=0.8),
    )


def several_kerb() -> ps.System:
    """Return one region with a kerb and bags, and no costs."""
    return ps.System(
        regions=["5001"],
        years=[2024],
        categories=["film"],
        routes=[ps.Route("bag", tier="source"), ps.Route("kerbside", tier="source")],
        generation=ps.Generation(
            population=ps.Q(200_000, "person"), packaging_per_person=ps.Q(20, "kg/person/year")
        ),
        collection=ps.Collection(
            coverage={"bag": 0.5, "kerbside": 0.5}, capture={"bag": 0.4, "kerbside": 0.4}
        ),
        sorting=ps.Sorting(sorting_efficiency=0.8),
        recycling=ps.Recycling(preparation_yield=0.8),
    )


BAG = ps.Change("capture", {"route": "kerbside_bag"}, close_gap=ps.Parameter(0.1, source="Pilot"))


class TestApplyingElsewhere:
    def test_labels_are_renamed_and_what_is_known_of_the_effects_is_kept(self) -> None:
        done = plan(measure("Campaign", BAG)).apply_to(several(), rename={"kerbside_bag": "bag"})
        assert done.complete
        (change,) = done.plan["Campaign"].changes
        assert dict(change.where) == {"route": ("bag",)}
        assert change.info.source == "Pilot"
        assert done.findings[0].reason == "route kerbside_bag → bag"
        assert ps.project(several(), done.plan).rates("eu")["change"].iloc[-1] > 0

    def test_what_does_not_fit_is_left_out_and_told_with_a_remedy(self) -> None:
        original = plan(measure("Campaign", BAG, ps.Change("impurity", set=0.05)))
        done = original.apply_to(several())
        assert not done.complete
        assert [c.parameter for c in done.plan["Campaign"].changes] == ["impurity"]
        first = done.findings[0]
        assert (first.fits, first.reason) == ("no", "the system has no route kerbside_bag")
        assert 'rename={"kerbside_bag": "…"}' in first.remedy
        row = ["Campaign", first.change, "no", first.reason, first.remedy, ""]
        assert done.report.to_numpy().tolist()[0] == row
        assert "no: Campaign: capture where route kerbside_bag" in str(done)

    def test_a_measure_of_which_nothing_fits_is_out_of_the_plan_and_in_the_report(self) -> None:
        done = plan(measure("Campaign", BAG)).apply_to(several())
        assert len(done.plan) == 0
        assert done.report["fits"].tolist() == ["no"]

    def test_labels_that_fit_in_part_are_told(self) -> None:
        change = ps.Change("capture", {"route": ["bag", "boat"]}, close_gap=0.1)
        done = plan(measure("Campaign", change)).apply_to(several())
        assert dict(done.plan["Campaign"].changes[0].where) == {"route": ("bag",)}
        first = done.findings[0]
        assert (first.fits, first.reason) == ("in part", "left out: route boat")
        assert not done.complete

    def test_the_only_region_of_a_system_takes_the_place_of_one_it_lacks(self) -> None:
        done = plan(measure(regions=["0301"])).apply_to(ps.load("norway"))
        assert done.plan["Campaign"].regions == ("NO",)
        assert done.findings[0].reason == "region 0301 → NO"

    def test_among_several_regions_the_right_one_must_be_told(self) -> None:
        change = ps.Change("capture", {"route": "bag"}, close_gap=0.1)
        original = plan(measure("Campaign", change, regions=["0301"]))
        silent = original.apply_to(several())
        assert not silent.complete
        assert 'regions={"0301": "5001"}' in silent.findings[0].remedy
        told = original.apply_to(several(), regions={"0301": "5501"})
        assert told.plan["Campaign"].regions == ("5501",)
        assert original.apply_to(several(), regions="5001").plan["Campaign"].regions == ("5001",)

    def test_a_region_in_where_is_replaced_too(self) -> None:
        change = ps.Change("capture", {"route": "bag", "region": "0301"}, close_gap=0.1)
        done = plan(measure("Campaign", change)).apply_to(several(), regions={"0301": "5501"})
        assert dict(done.plan["Campaign"].changes[0].where)["region"] == ("5501",)

    @pytest.mark.parametrize(
        ("arguments", "match"),
        [
            (
                {"rename": {"kerbside_bg": "bag"}},
                "no measure or target of the plan uses.*'kerbside_bag'",
            ),
            ({"rename": {"kerbside_bag": "bagg"}}, "the system does not have.*'bag'"),
            ({"regions": {"0302": "5001"}}, "no region of the plan.*'0301'"),
            ({"regions": {"0301": "5002"}}, "the system does not have.*'5001'"),
            ({"regions": ["5001"]}, "regions is a label, or a mapping"),
        ],
    )
    def test_a_slip_in_what_is_told_is_refused(self, arguments: Any, match: str) -> None:
        with pytest.raises(LabelError, match=match):
            plan(measure("Campaign", BAG, regions=["0301"])).apply_to(several(), **arguments)

    def test_amounts_in_all_of_another_region_are_for_people_to_check(self) -> None:
        costs = {"cost": ps.Q("5 MNOK/year"), "investment": ps.Q(300, "NOK/person"), "lifetime": 10}
        done = plan(measure(**costs), region="Oslo").apply_to(ps.load("norway"))
        assert done.complete
        (found,) = (f for f in done.findings if f.fits == "check")  # per inhabitant carries over
        assert found.reason == "cost 5 000 000 NOK/year was stated for Oslo"
        assert "NOK/person/year" in found.remedy

    @pytest.mark.parametrize("region", ["5001", "Trondheim"])
    def test_amounts_of_the_same_region_are_not_questioned(self, region: str) -> None:
        better = ps.Change("sorting_efficiency", close_gap=0.1)
        original = plan(measure("Campaign", better, cost=ps.Q("5 MNOK/year")), region=region)
        assert original.apply_to(several()).report["fits"].tolist() == ["yes"]

    @pytest.mark.parametrize(
        ("change", "fields", "reason"),
        [
            (ps.Change("capture", set=0.4), {"start": 2050}, "starts in 2050"),
            (
                ps.Change("littering", set=0.01),
                {"regions": ["9999"]},
                "the system has no region 9999",
            ),
            (ps.Change("capture", {"year": 2050}, set=0.4), {}, "the system has no year 2050"),
            (ps.Change("capture", {"sector": "deposit"}, set=0.4), {}, "has no sector deposit"),
            (ps.Change("recyclable", set=0.5), {"regions": ["5001"]}, "is the same in all regions"),
            (ps.Change("capture", {"route": "bag"}, set=0.4), {}, "changes nothing"),
        ],
    )
    def test_each_reason_for_not_fitting_is_told(
        self, change: ps.Change, fields: Any, reason: str
    ) -> None:
        done = plan(measure("Campaign", change, **fields)).apply_to(several())
        assert len(done.plan) == 0
        assert reason in done.findings[0].reason

    def test_a_target_before_the_system_begins_does_not_fit(self) -> None:
        early = ps.Target(rate="eu", level=0.5, year=2020)
        done = plan(targets=[early]).apply_to(several())
        (finding,) = [f for f in done.findings if f.target]
        assert "begins in" in finding.reason
        assert "after 2020" in finding.reason
        assert finding.remedy == "give it a later year"
        assert done.plan.targets == ()

    def test_of_two_measures_that_set_one_cell_the_first_is_kept_and_the_other_told(self) -> None:
        bag = ps.Change("coverage", {"route": "bag"}, set=0.9)
        sack = ps.Change("coverage", {"route": "sack"}, set=0.7)
        original = plan(measure("Bags", bag), measure("Sacks", sack))
        done = original.apply_to(several(), rename={"sack": "bag"})
        assert [m.name for m in done.plan] == ["Bags"]
        assert "both set it" in done.findings[1].reason
        ps.project(several(), done.plan)

    def test_measures_that_only_work_together_are_kept_together(self) -> None:
        film = ps.Change("composition", {"category": "film"}, set=0.4)
        rigid = ps.Change("composition", {"category": "rigid"}, set=0.6)
        done = plan(measure("Film", film), measure("Rigid", rigid)).apply_to(several())
        assert done.complete

    @pytest.mark.parametrize(
        ("change", "words"),
        [
            (ps.Change("capture", {"route": "bag"}, set=0.3), "lowers capture from 40 % to 30 %"),
            (ps.Change("capture", {"route": "bag"}, scale=0.5), "lowers capture from 40 % to 20 %"),
            (ps.Change("capture", set=0.3), "lowers capture from 40 % to 30 %, in some of the cells"),
            (ps.Change("coverage", {"route": "bag"}, set=0.5), "lowers coverage from 80 % to 50 %"),
            (ps.Change("sorting_efficiency", scale=0.5), "lowers sorting_efficiency from 80 % to 40 %"),
            (ps.Change("preparation_yield", set=0.5), "lowers preparation_yield from 80 % to 50 %"),
            (ps.Change("impurity", {"route": "bag"}, set=0.3), "raises impurity from 10 % to 30 %"),
            (ps.Change("impurity", scale=2), "raises impurity from 5–10 % to 10–20 %"),
            (ps.Change("impurity", close_gap=0.5), "raises impurity from 5–10 % to 52.5–55 %"),
            (ps.Change("littering", set=0.01), "raises littering from 0 % to 1 %"),
            (
                ps.Change("packaging_per_person", set=ps.Q(25, "kg/person/year")),
                "raises packaging_per_person from 20 kg/person/year to 25 kg/person/year",
            ),
        ],
    )  # fmt: skip
    def test_a_change_for_the_worse_stays_in_the_plan_and_is_for_people_to_check(
        self, change: ps.Change, words: str
    ) -> None:
        system = several().replace(impurity={"bag": 0.1, "point": 0.05})
        done = plan(measure("Campaign", change)).apply_to(system)
        assert done.complete
        assert done.plan["Campaign"].changes == (change,)
        assert [finding.fits for finding in done.findings] == ["yes", "check"]
        assert done.findings[1].reason == words
        assert done.findings[1].change == str(change)
        assert done.findings[1].remedy
        assert str(done).startswith("1 of 1 changes of the plan")

    @pytest.mark.parametrize(
        "change",
        [
            ps.Change("capture", {"route": "bag"}, set=0.5),
            ps.Change("capture", close_gap=0.1),
            ps.Change("coverage", {"route": "bag"}, set=0.9),  # others of the tier give way
            ps.Change("impurity", scale=0.5),
            ps.Change("population", scale=0.5),  # neither better nor worse
            ps.Change("composition", {"category": "film"}, scale=1.0),
        ],
    )
    def test_a_change_for_the_better_is_not_questioned(self, change: ps.Change) -> None:
        system = several().replace(impurity={"bag": 0.1, "point": 0.05})
        done = plan(measure("Campaign", change)).apply_to(system)
        assert "check" not in [finding.fits for finding in done.findings]

    def test_of_several_changes_the_one_for_the_worse_is_named_as_the_plan_has_it(self) -> None:
        lower = ps.Change("capture", {"route": "sack"}, set=0.2)
        better = ps.Change("sorting_efficiency", close_gap=0.1)
        lost = ps.Change("capture", {"route": "boat"}, set=0.9)
        done = plan(measure("Campaign", lost, better, lower)).apply_to(
            several(), rename={"sack": "bag"}
        )
        assert [f.fits for f in done.findings] == ["no", "yes", "yes", "check"]
        assert done.findings[3].change == str(lower)
