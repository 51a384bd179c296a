"""Explanations: right numbers, all sources, one record for an audit."""

from __future__ import annotations

import json
from typing import Any

import numpy as np
import pytest

import plastsmart as ps
from plastsmart.errors import AxisError, InvalidValueError, LabelError, ScopeError
from plastsmart.flows.explain import Step
from plastsmart.flows.model import MODEL
from plastsmart.stages import PARAMETERS
from plastsmart.units import scaled
from tests.whole import with_all_stages


@pytest.fixture(scope="module")
def flows() -> ps.Flows:
    return ps.run(ps.load("norway"))


def test_the_headline_is_explained_in_numbers_down_to_its_source() -> None:
    text = str(ps.run(ps.load("headline")).explain("recycled", year=2023))
    assert text.startswith("recycled = 22 680 tonne/year")
    assert "= 30 240 tonne/year · 0.75" in text
    assert "5 400 000 person · 20 kg/person/year" in text
    assert "WWF Norway" in text
    assert "status: estimated" in text


@pytest.fixture(scope="module")
def whole() -> ps.Flows:
    return ps.run(with_all_stages(ps.load("norway")))


def test_norwegian_letters_stand_in_json_as_they_are(flows: ps.Flows) -> None:
    assert "ø" in flows.explain("recycled", year=2025).to_json()


@pytest.mark.parametrize("name", [e.id for e in MODEL])
def test_every_equation_can_be_explained(whole: ps.Flows, name: str) -> None:
    explanation = whole.explain(name, year=2025)
    assert explanation.step.reads
    assert str(explanation)
    assert json.loads(explanation.to_json())["step"]["name"] == name


def check(step: Step, flows: ps.Flows) -> None:
    """Evaluate each step's equation from the numbers below it, where all of them are there."""
    if step.seen or step.kind not in {"flow", "share"} or not step.reads:
        return
    equation = flows.model.flows[step.name]
    values = {below.name: below.value for below in step.reads}
    for name, value in values.items():
        if name in PARAMETERS and value is not None:  # shown in kg, computed in tonnes
            spec = PARAMETERS[name]
            values[name] = float(scaled(np.array(value), spec.unit, spec.inside))
    whole = set(values) == set(equation.reads) and None not in values.values()
    if whole and "Σ" not in step.formula:
        result = equation.evaluate(values)
        assert result == pytest.approx(step.value, rel=1e-12)
    for below in step.reads:
        check(below, flows)


@pytest.mark.parametrize("category", ["film", "business_eps", "deposit_pet", "unreported"])
@pytest.mark.parametrize("year", [2022, 2025, 2028])
def test_each_number_follows_from_those_below_it(flows: ps.Flows, category: str, year: int) -> None:
    for route in ("kerbside", "central_sorting", "deposit_return"):
        explanation = flows.explain("recycled", year=year, category=category, route=route)
        table = flows.table(by=["category", "route"], scope={"year": year})
        assert explanation.value == table.loc[(category, route), "recycled"]
        check(explanation.step, flows)


@pytest.mark.parametrize("name", list(MODEL.flows))
def test_each_number_of_the_later_stages_follows_from_those_below_it(
    whole: ps.Flows, name: str
) -> None:
    cell: dict[str, Any] = {
        axis: label
        for axis, label in (("category", "film"), ("route", "kerbside"))
        if axis in MODEL.flows[name].axes
    }
    step = whole.explain(name, year=2025, **cell).step
    assert step.value is not None
    check(step, whole)


def test_terms_of_stages_that_are_not_there_are_not_shown(flows: ps.Flows, whole: ps.Flows) -> None:
    told = str(flows.explain("littered", year=2025, category="film"))
    assert "litter_of_sources" not in told
    assert "own_added" not in told
    told = str(whole.explain("littered", year=2025, category="film"))
    assert "= generated · littering + litter_of_sources" in told
    assert "own_added" in told
    assert "reusable_discarded" in told


def test_a_rate_of_money_is_explained_in_money(whole: ps.Flows) -> None:
    step = whole.explain("own_cost_reduction", year=2025).step
    assert step.formula == "Σ own_expense_saved / Σ own_expense_before"
    assert step.numbers.count("NOK/year") == 2
    assert "tonne" not in step.numbers
    step = whole.explain("own_emission_reduction", year=2025).step
    assert step.numbers.count("tonne CO2e/year") == 2


def test_sums_are_shown_as_sums(flows: ps.Flows) -> None:
    explanation = flows.explain("recycled", year=2025)
    assert explanation.value == pytest.approx(flows.table().loc[2025, "recycled"])
    assert explanation.step.formula == "Σ category, route: sorted · preparation_yield"


def test_an_explanation_reaches_every_parameter_it_rests_on(flows: ps.Flows) -> None:
    names = {step.name for step in flows.explain("eu", year=2025).parameters()}
    assert names == {
        "population", "packaging_per_person", "composition", "prevention", "reuse", "littering",
        "cleanup", "coverage", "capture", "sorting_efficiency", "preparation_yield",
    }  # fmt: skip


def test_routes_of_other_tiers_are_left_out(flows: ps.Flows) -> None:
    step = flows.explain("collected", year=2025, category="film", route="kerbside").step
    (available,) = [below for below in step.reads if below.name == "available"]
    assert [below.name for below in available.reads] == ["available_source"]
    places = [
        given.place
        for below in flows.explain("collected_source", year=2025, category="film").step.walk()
        for given in below.given
    ]
    assert not any("central_sorting" in place for place in places)


def test_interpolated_and_held_years_are_told(flows: ps.Flows) -> None:
    text = str(flows.explain("population", year=2027))
    assert "Interpolated between 2025 and 2030" in text
    assert "Held from 2023" in str(flows.explain("coverage", year=2028, route="kerbside"))
    assert "Interpolated" not in str(flows.explain("population", year=2025))


@pytest.mark.parametrize(("year", "told"), [(2022, True), (2023, False), (2024, True)])
def test_a_value_of_one_year_is_held_before_and_after_it_and_stated_in_it(
    year: int, told: bool
) -> None:
    once = ps.load("headline").with_years(range(2022, 2025)).replace(capture={2023: 0.4})
    text = str(ps.run(once).explain("capture", year=year))
    assert ("Held from 2023" in text) is told


def test_depth_limits_how_far_down_it_goes(flows: ps.Flows) -> None:
    assert flows.explain("recycled", year=2025, depth=0).step.reads == ()
    one = flows.explain("recycled", year=2025, depth=1).step
    assert [below.name for below in one.reads] == ["sorted", "preparation_yield"]
    assert one.reads[0].reads == ()
    with pytest.raises(InvalidValueError, match="depth is a whole number"):
        flows.explain("recycled", year=2025, depth=-1)


def test_a_rate_is_explained_over_its_scope(flows: ps.Flows) -> None:
    scope = {"sector": ["household", "business"]}
    explanation = flows.explain("eu", year=2022, scope=scope)
    assert explanation.value == pytest.approx(flows.rate("eu", scope=scope)[2022])
    assert explanation.step.formula == "Σ recycled / Σ generated"
    assert explanation.step.numbers == "39 384.99 tonne/year / 130 286 tonne/year"


def test_the_record_holds_version_model_and_full_numbers(flows: ps.Flows) -> None:
    record = json.loads(flows.explain("eu", year=2025).to_json())
    assert record["schema"] == "plastsmart-explanation/1"
    assert record["version"] == ps.__version__
    assert record["model"] == MODEL.hash
    assert record["step"]["value"] == flows.rate("eu")[2025]


def test_an_undefined_rate_is_null_in_the_record() -> None:
    flows = ps.run(ps.load("headline").replace(prevention=1.0))
    record = json.loads(flows.explain("eu", year=2023).to_json())
    assert record["step"]["value"] is None
    assert "undefined" in str(flows.explain("eu", year=2023))


def test_more_than_one_year_is_refused(flows: ps.Flows) -> None:
    with pytest.raises(AxisError, match="an explanation is of one year; say which"):
        flows.explain("recycled")


def test_an_unknown_cell_is_refused(flows: ps.Flows) -> None:
    with pytest.raises(LabelError, match="'paper' is not a label of category"):
        flows.explain("recycled", year=2025, category="paper")


@pytest.mark.parametrize(
    ("cell", "error", "told"),
    [
        ({"route": "kerbside"}, AxisError, "a rate has no route; leave it out"),
        ({"scope": {"tier": "source"}}, AxisError, "a rate has no tier; leave it out"),
        (
            {"category": "deposit_pet"},
            ScopeError,
            "counts nothing of the scope category deposit_pet",
        ),
        (
            {"scope": {"sector": "agriculture", "polymer": "PET"}},
            ScopeError,
            r"\(polymer PET; sector agriculture; year 2025\) holds nothing",
        ),
    ],
)
def test_a_rate_of_what_it_does_not_count_is_refused(
    flows: ps.Flows, cell: dict[str, Any], error: type[Exception], told: str
) -> None:
    with pytest.raises(error, match=told):
        flows.explain("sorted_out", year=2025, **cell)


def test_equations_without_a_word_about_them_are_explained() -> None:
    @ps.equation("tonne/year")
    def lost(generated, recyclate):  # type: ignore[no-untyped-def]  # noqa: ANN001, ANN202
        whole = generated * 1.0
        return whole - recyclate * 1.0

    def eu(recycled, generated):  # type: ignore[no-untyped-def]  # noqa: ANN001, ANN202
        return recycled / generated

    flows = ps.run(ps.load("headline"), model=MODEL.replace(lost=lost, eu=eu))
    explanation = flows.explain("lost", year=2023, depth=1)
    assert [below.name for below in explanation.step.reads] == ["generated", "recyclate"]
    assert str(explanation).splitlines()[:2] == [
        "lost = 85 320 tonne/year in Norge (NO) in 2023",
        "    = lost(…)",
    ]
    assert "</summary><p><code>= lost(…)</code></p>" in explanation.to_html()
    rate = flows.explain("eu", year=2023, depth=0).step
    assert (rate.value, rate.formula) == (0.21, "Σ recycled / Σ generated")
    assert rate.documentation == f"({MODEL.rate('eu').declaration.authority})"


def test_of_many_values_some_are_shown_and_the_others_counted() -> None:
    regions = [f"{number:04}" for number in range(1, 31)]
    system = ps.System(
        regions=regions,
        years=[2025],
        categories=["all"],
        routes=[ps.Route("kerb", "source")],
        generation=ps.Generation(
            population={region: ps.Q(1000 + int(region), "person") for region in regions},
            packaging_per_person=ps.Q(20, "kg/person/year"),
        ),
        collection=ps.Collection(capture=0.5),
        sorting=ps.Sorting(sorting_efficiency=0.5),
        recycling=ps.Recycling(preparation_yield=0.5),
    )
    flows = ps.run(system)
    explanation = flows.explain("population", year=2025)
    assert (len(explanation.step.given), explanation.step.more_given) == (24, 6)
    assert str(explanation).splitlines()[-3].strip() == "and 6 more values"
    assert "<p>and 6 more values</p>" in explanation.to_html()
    few = flows.explain("packaging_per_person", year=2025)
    assert (len(few.step.given), few.step.more_given) == (1, 0)
    assert "more values" not in str(few) + few.to_html()
