"""One plan for packaging, litter, microplastics and own operations, with targets of its own."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

import plastsmart as ps
from plastsmart.errors import InvalidValueError, LabelError, PlanFileError, ScopeError, UnitError
from plastsmart.labels import LANGUAGES

pytestmark = pytest.mark.once

TARGETS = [
    ps.Target(rate="own_cost_reduction", level=0.1, year=2030, name="Cheaper purchases"),
    ps.Target(rate="own_emission_reduction", level=0.2, year=2030),
    ps.Target(rate="litter_reduction", level=0.5, year=2030, name="Half the litter"),
    ps.Target(rate="microplastics_reduction", level=0.2, year=2030),
    ps.Target(rate="own_plastic_reduction", level=0.3, year=2042),
]


def town() -> ps.System:
    """A system that states something of every theme."""
    return ps.load("headline").replace(
        litter=ps.Litter(
            litter_per_person=ps.Q(1, "kg/person/year"),
            litter_to_water=0.3,
            litter_reference=ps.Q(4000, "tonne/year"),
        ),
        cleanup=0.5,
        microplastics=ps.Microplastics(
            vehicle_km=ps.Q(45, "Gvkm/year"),
            tyre_wear=ps.Q(0.1, "g/vkm"),
            microplastics_reference=ps.Q(5000, "tonne/year"),
        ),
        procurement=ps.Procurement(
            uses=ps.Q(1e6, "use/year"),
            item_mass=ps.Q(10, "g/use"),
            item_price=ps.Q(1, "NOK/use"),
            item_emission=ps.Q(3, "tonne CO2e/tonne"),
            reusable_mass=ps.Q(100, "g/item"),
            reusable_price=ps.Q(40, "NOK/item"),
            reusable_uses=ps.Q(200, "use/item"),
            washing_cost=ps.Q(0.5, "NOK/use"),
        ),
        single_use_weight=ps.Q(20, "g/item"),
        reusable_weight=ps.Q(100, "g/item"),
        return_rate=0.9,
        reference_per_person=ps.Q(20, "kg/person/year"),
    )


def plan(**given: Any) -> ps.Plan:
    measures = [
        ps.Measure("More from the kerb", 2026, [ps.Change("capture", close_gap=0.2)]),
        ps.Measure("Clean-up days", 2027, [ps.Change("cleanup", set=0.7)]),
        ps.Measure("Gully pots", 2027, [ps.Change("tyre_retention", set=0.3)]),
        ps.Measure("Cups", 2027, [ps.Change("reusable_share", set=0.5)]),
    ]
    return ps.Plan("All of it", measures, **{"targets": TARGETS, **given})


@pytest.fixture(scope="module")
def projection() -> ps.Projection:
    return ps.project(town(), plan())


# --------------------------------------------------------------------------------------------------
# the packaging regulation


@pytest.mark.parametrize(("year", "level"), [(2030, 0.05), (2035, 0.10), (2040, 0.15)])
def test_the_levels_of_the_packaging_regulation(year: int, level: float) -> None:
    target = ps.targets.find(f"ppwr-{year}")
    assert (target.rate, target.level, target.year) == ("packaging_reduction", level, year)
    assert "plastic alone" in target.rule
    assert "plast alene" in target.rule_no
    assert target.theme == "packaging"


def test_they_are_told_of_only_where_the_packaging_of_2018_is_stated() -> None:
    without = ps.project(ps.load("headline"))
    applies, reasons = without.applicable()
    assert not [t for t in (*applies, *reasons) if "PPWR" in str(t)]
    assert max(without.system.axes.years) == 2035
    stated = ps.project(town())
    assert {"PPWR_2030", "PPWR_2035", "PPWR_2040"} <= set(stated.assess().index)
    assert max(stated.system.axes.years) == 2040


def test_a_system_with_a_tenth_less_reaches_the_target_of_2035_and_not_that_of_2040() -> None:
    system = ps.load("headline")
    per_person = system.array("packaging_per_person").max()
    less = system.replace(
        single_use_weight=ps.Q(20, "g/item"),
        reusable_weight=ps.Q(100, "g/item"),
        return_rate=0.9,
        reference_per_person=ps.Q(per_person / 0.89, "tonne/person/year"),
    )
    told = ps.project(less).assess()
    assert told.loc["PPWR_2035", "verdict"] == "reached"
    assert told.loc["PPWR_2040", "verdict"] == "missed"
    assert told.loc["PPWR_2040", "value"] == pytest.approx(0.11)


# --------------------------------------------------------------------------------------------------
# one table


def test_one_table_holds_every_theme_in_order_with_and_without_the_plan(
    projection: ps.Projection,
) -> None:
    table = projection.assess()
    themes = list(table["theme"])
    assert list(dict.fromkeys(themes)) == list(ps.targets.THEMES)
    assert themes == sorted(themes, key=ps.targets.THEMES.index)
    assert {target.label for target in TARGETS} <= set(table.index)
    assert table.loc["Half the litter", "value_without"] < table.loc["Half the litter", "value"]


def test_a_gap_is_told_in_the_unit_of_what_the_rate_is_a_share_of(
    projection: ps.Projection,
) -> None:
    table = projection.assess()
    assert table.loc["Cheaper purchases", "unit"] == "NOK/year"
    assert table.loc["own_emission_reduction 20 % in 2030", "unit"] == "tonne CO2e/year"
    assert table.loc["Half the litter", "unit"] == "tonne/year"
    found = projection.assess(TARGETS[0])
    # half of 1 MNOK of uses costs 40/200 + 0.5 = 0.7 NOK instead of 1
    assert found.rate == pytest.approx(0.15)
    assert found.gap.m_as("NOK/year") == pytest.approx(-50_000)
    assert found.denominator.m_as("NOK/year") == pytest.approx(1e6)
    assert "50 000 NOK/year" in str(found)
    with pytest.raises(UnitError, match="NOK/year, not in tonne/year"):
        _ = found.gap_tonnes
    assert "NOK/year" in table._repr_html_()
    assert "NOK/year" in found._repr_html_()


def test_what_a_plan_aims_at_and_the_system_says_nothing_of_is_told(
    projection: ps.Projection,
) -> None:
    bare = ps.project(ps.load("headline"), plan().only(["More from the kerb"]))
    applies, reasons = bare.applicable()
    assert not set(applies) & set(TARGETS)
    assert {target.label for target in TARGETS} <= set(reasons)
    assert "litter_reduction" in str(reasons["Half the litter"])
    assert not [t for t in TARGETS if t.label in projection.applicable()[1]]


def test_a_projection_reaches_to_the_last_target_of_the_plan(projection: ps.Projection) -> None:
    assert max(projection.system.axes.years) == 2042


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_report_tells_of_every_target_with_its_unit(language: str) -> None:
    pytest.importorskip("jinja2")
    found = ps.report(town(), plan(), language=language, draws=0).html
    assert "Half the litter" in found
    assert ("NOK" if language == "en" else "kr") in found
    title = {"en": "Litter, microplastics and own", "no": "Forsøpling, mikroplast og egen"}[
        language
    ]
    assert title in found
    assert 'id="microplastics-table"' in found
    assert title not in ps.report(ps.load("headline"), language=language, draws=0).html


# --------------------------------------------------------------------------------------------------
# files


def test_a_plan_file_holds_measures_and_targets_of_every_theme_exactly() -> None:
    whole = plan()
    text = whole.to_toml()
    again = ps.Plan.from_toml(text)
    assert again == whole
    assert again.targets == whole.targets
    assert again.to_toml() == text
    assert "[[targets]]" in text


labels = st.text(
    st.characters(exclude_categories=("Cs", "Cc", "Zl", "Zp")), min_size=1, max_size=20
).filter(lambda text: text.strip() == text)


@given(
    st.lists(
        st.builds(
            ps.Target,
            rate=st.sampled_from(sorted(ps.MODEL.rates)),
            level=st.floats(0, 1),
            year=st.integers(1, 2200),
            name=labels,
            scope=st.sampled_from([None, {"sector": "household"}, {"region": ["a", "b"]}]),
        ),
        unique_by=lambda target: target.label,
        max_size=4,
    )
)
def test_any_targets_come_back_from_a_file(targets: list[ps.Target]) -> None:
    whole = plan(targets=targets)
    assert ps.Plan.from_toml(whole.to_toml()) == whole


@pytest.mark.parametrize(
    ("lines", "told"),
    [
        ('rate = "litter"\nlevel = 0.3\nyear = 2030', "unknown rate"),
        ('rate = "litter_reduction"\nyear = 2030', "has no level"),
        ('rate = "litter_reduction"\nlevel = "30 %"\nyear = 2030', "write 0.3, without quotes"),
        ('rate = "litter_reduction"\nlevel = 30\nyear = 2030', "between 0 and 1"),
        ('rate = "litter_reduction"\nlevel = 0.3\nyear = "2030"', "whole number"),
        ('rate = "eu"\nlevel = 0.3\nyear = 2030\nscope.year = 2030', "not of year"),
        ('rate = "eu"\nlevel = 0.3\nyear = 2030\nscope = 3', "scope"),
        ('rate = ["eu"]\nlevel = 0.3\nyear = 2030', "unknown rate"),
        ('rate = "eu"\nlevel = 0.3\nyear = 2030\nlvel = 3', "no key 'lvel'"),
    ],
)
def test_a_mistake_in_a_target_is_told_with_its_line(lines: str, told: str) -> None:
    text = f'schema = "plastsmart-plan/1"\nname = "P"\n[[targets]]\n{lines}\n'
    with pytest.raises(PlanFileError, match=told) as caught:
        ps.Plan.from_toml(text)
    assert caught.value.mistakes[0].line is not None
    assert "target 1" in str(caught.value)


def test_a_file_may_not_hold_very_many_targets_nor_one_twice() -> None:
    head = 'schema = "plastsmart-plan/1"\nname = "P"\n'
    one = '[[targets]]\nrate = "eu"\nlevel = 0.3\nyear = 2030\n'
    with pytest.raises(PlanFileError, match="at most 100 targets"):
        ps.Plan.from_toml(head + 101 * one)
    just = "".join(one + f'name = "T{number}"\n' for number in range(100))
    assert len(ps.Plan.from_toml(head + just).targets) == 100
    with pytest.raises(PlanFileError, match="target 1 has the same name"):
        ps.Plan.from_toml(head + 2 * one)
    with pytest.raises(PlanFileError, match="targets is 3"):
        ps.Plan.from_toml(head + "targets = 3")


def test_plans_merge_their_targets_and_refuse_two_of_one_name() -> None:
    one = ps.Plan("One", [], targets=TARGETS[:2])
    other = ps.Plan("Other", [], targets=TARGETS[1:])
    assert {t.label for t in (one | other).targets} == {t.label for t in TARGETS}
    clash = ps.Target(rate="eu", level=0.4, year=2030, name=TARGETS[0].name)
    with pytest.raises(LabelError, match="they differ"):
        _ = one | ps.Plan("Clash", [], targets=[clash])
    with pytest.raises(LabelError, match="stands twice"):
        ps.Plan("Twice", [], targets=[TARGETS[0], TARGETS[0]])
    with pytest.raises(InvalidValueError, match="a target is"):
        ps.Plan("Text", [], targets=["EU_2030"])


# --------------------------------------------------------------------------------------------------
# another plan, another municipality

OTHER_TARGETS = [
    ps.Target(rate="own_cost_reduction", level=0.2, year=2031, name="Cheaper purchases"),
    ps.Target(rate="own_emission_reduction", level=0.3, year=2030),
    ps.Target(rate="litter_reduction", level=0.5, year=2045, name="Less litter"),
    ps.Target(rate="microplastics_reduction", level=0.2, year=2030),
]


def test_a_comparison_holds_targets_side_by_side_and_names_each_difference() -> None:
    table: Any = plan().compare(plan(targets=OTHER_TARGETS)).targets.set_index("target")
    assert table["plan"].to_dict() == {
        "Cheaper purchases": "both",
        "own_emission_reduction 20 % in 2030": "both",  # the only ones of their rate, without a name
        "Half the litter": "first",
        "microplastics_reduction 20 % in 2030": "both",
        "own_plastic_reduction 30 % in 2042": "first",
        "Less litter": "second",
    }
    assert table.loc["Cheaper purchases", "differs"] == "level 10 % → 20 %; year 2030 → 2031"
    assert table.loc["own_emission_reduction 20 % in 2030", "differs"] == "level 20 % → 30 %"
    assert table.loc["microplastics_reduction 20 % in 2030", "differs"] == ""
    assert table.loc["Less litter", ["first", "second"]].tolist() == [
        "", "litter_reduction 50 % in 2045"
    ]  # fmt: skip


def test_plans_that_differ_in_targets_alone_are_not_the_same() -> None:
    comparison = plan().compare(plan(targets=TARGETS[1:]))
    assert not comparison.same
    assert "only in the first: target Cheaper purchases" in str(comparison)
    assert "Cheaper purchases" in comparison._repr_html_()
    assert plan().compare(plan(targets=TARGETS[::-1])).same


def test_what_comes_of_both_plans_is_told_for_the_targets_of_both() -> None:
    results = plan().compare(plan(targets=OTHER_TARGETS), system=town()).results
    assert results is not None
    assert results.loc["Less litter", "year"] == 2045
    both = results.loc[["Cheaper purchases (first)", "Cheaper purchases (second)"]]
    assert both["level"].tolist() == [0.1, 0.2]
    assert both["reached_first"].tolist() == ["reached", "missed"]
    assert results.loc["Half the litter", "second"] == pytest.approx(
        float(ps.project(town(), plan()).assess().loc["Half the litter", "value"])
    )


def test_a_target_whose_rate_the_other_system_lacks_is_left_out_and_told() -> None:
    done = plan().apply_to(ps.load("headline"))
    assert done.plan.targets == ()
    told: Any = done.report[done.report["target"] != ""].set_index("target")
    assert set(told["fits"]) == {"no"}
    assert "litter_reference" in told.loc["Half the litter", "reason"]
    assert "ps.Litter(" in told.loc["Half the litter", "remedy"]
    assert not done.complete
    assert "0 of 5 targets" in str(done)


def test_a_target_s_scope_is_rewritten_as_that_of_a_change() -> None:
    targets = [
        ps.Target(rate="eu", level=0.3, year=2030, name="There", scope={"region": "0301"}),
        ps.Target(rate="eu", level=0.3, year=2030, name="Part", scope={"category": ["all", "x"]}),
        ps.Target(rate="eu", level=0.3, year=2030, name="None", scope={"category": "film"}),
        ps.Target(rate="eu", level=0.3, year=2030, name="Called", scope={"category": "alt"}),
    ]
    label = ps.load("headline").axes.categories[0].name
    done = plan(targets=targets).apply_to(ps.load("headline"), rename={"alt": label, "all": label})
    told = done.report[done.report["target"] != ""].set_index("target")
    assert told["fits"].to_dict() == {
        "There": "yes", "Part": "in part", "None": "no", "Called": "yes"
    }  # fmt: skip
    assert {t.name: dict(t.scope) for t in done.plan.targets} == {
        "There": {"region": ("NO",)},
        "Part": {"category": (label,)},
        "Called": {"category": (label,)},
    }


def test_a_target_that_is_reached_already_or_that_nothing_moves_is_for_people_to_check() -> None:
    targets = [
        ps.Target(rate="litter_reduction", level=0.1, year=2030, name="Easy"),
        ps.Target(rate="own_plastic_reduction", level=0.5, year=2030, name="Not moved"),
        ps.Target(rate="microplastics_reduction", level=0.5, year=2030, name="Of nothing"),
    ]
    system = town().replace(microplastics_reference=ps.Q(0, "tonne/year"))
    done = plan(targets=targets).without("Cups").apply_to(system)
    told: Any = done.report[done.report["target"] != ""]
    rows = dict(zip(zip(told["target"], told["fits"], strict=True), told["reason"], strict=True))
    assert "reaches it without the plan: 32.5 %" in rows["Easy", "check"]
    assert "nothing of the plan that fits moves it: 0 %" in rows["Not moved", "check"]
    assert "microplastics_before is 0" in rows["Of nothing", "no"]
    assert [t.name for t in done.plan.targets] == ["Easy", "Not moved"]


def test_a_target_is_for_people_to_check_only_where_nothing_moves_it() -> None:
    targets = [
        ps.Target(rate="own_plastic_reduction", level=0.9, year=2030, name="From nothing"),
        ps.Target(rate="eu", level=0.9, year=2030, name="Not moved"),
    ]
    done = plan(targets=targets).without("More from the kerb").apply_to(town())
    told: Any = done.report[done.report["target"] != ""]
    checked = told[told["fits"] == "check"]
    assert checked["target"].tolist() == ["Not moved"]
    assert checked["reason"].tolist() == ["nothing of the plan that fits moves it: 21 % in 2030"]


# --------------------------------------------------------------------------------------------------
# a share of nothing

OF_NOTHING: list[tuple[str, dict[str, Any], str]] = [
    ("litter_reduction", {"litter_reference": ps.Q(0, "tonne/year")}, "state a litter_reference"),
    (
        "microplastics_reduction",
        {"microplastics_reference": ps.Q(0, "tonne/year")},
        "state a microplastics_reference",
    ),
    (
        "packaging_reduction",
        {"reference_per_person": ps.Q(0, "kg/person/year")},
        "generated_reference is 0",
    ),
    ("own_plastic_reduction", {"uses": ps.Q(0, "use/year")}, "own_mass_before is 0"),
    ("own_cost_reduction", {"uses": ps.Q(0, "use/year")}, "own_expense_before is 0"),
    ("own_emission_reduction", {"uses": ps.Q(0, "use/year")}, "own_emissions_before is 0"),
]


@pytest.mark.parametrize(("rate", "nothing", "told"), OF_NOTHING)
def test_a_reduction_of_nothing_is_refused_by_name_and_never_infinite(
    rate: str, nothing: dict[str, Any], told: str
) -> None:
    system = town().replace(**nothing)
    measures = plan(targets=[])
    target = ps.Target(rate=rate, level=0.1, year=2030)
    asked: list[Callable[[], Any]] = [
        lambda: ps.attribute(system, measures, rate=rate, year=2030),
        lambda: ps.least_cost(system, list(measures), target),
        lambda: ps.required(system, "cleanup", target),
        lambda: ps.project(system, measures).assess(target),
    ]
    for ask in asked:
        with pytest.raises(ScopeError, match=f"{rate}.*undefined.*2030.*{told}"):
            ask()
    assert math.isnan(ps.ensemble(system, measures, n=4).probability(target))
    whole = ps.project(system, plan(targets=[target]))
    assert target.label in whole.applicable()[1]
    assert target.label not in whole.assess().index
