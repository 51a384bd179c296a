"""The workshop without its page: what sliders, measures, files and exercises come to."""

from __future__ import annotations

import ast
import re
import socket
import subprocess
import sys
import webbrowser
from collections.abc import Callable
from html import unescape
from pathlib import Path
from typing import Any
from xml.etree import ElementTree as ET

import attrs
import numpy as np
import pytest

import plastsmart as ps
from plastsmart.cli import main
from plastsmart.errors import InvalidValueError, MissingExtraError, PlastsmartError
from plastsmart.labels import LANGUAGES, percent
from plastsmart.workshop import exercise_words, exercises, menu, own, page, questions, server, words
from plastsmart.workshop.chart import Aim, Lines, chart_svg
from plastsmart.workshop.numbers import readings
from plastsmart.workshop.session import (
    HALF,
    OWN,
    WHOLE,
    Result,
    Start,
    aim_name,
    begin,
    computed,
    system_options,
    tried,
)
from plastsmart.workshop.sliders import positions_of, sliders_of
from plastsmart.workshop.themes import themes_html

pytestmark = pytest.mark.once

SYSTEMS = ("headline", "norway", "norway-household", "Asker", "network", "eksempelby")
EXAMPLES = Path(__file__).parents[1] / "examples"
CAPTURE = "capture:municipal_collection"


@pytest.fixture(scope="module")
def starts() -> dict[str, Start]:
    return {key: begin(key, "no") for key in SYSTEMS}


def nothing(start: Start) -> Result:
    return computed(start, {}, [])


# -- numbers that people type ----------------------------------------------------------------------


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("22680", (22680.0,)),
        ("22 680", (22680.0,)),
        ("22\u00a0680 t", (22680.0,)),
        ("22.680", (22.68, 22680.0)),
        ("22,680", (22.68, 22680.0)),
        ("1.234.567", (1234567.0,)),
        ("0,350", (0.35,)),
        ("0.35", (0.35,)),
        ("83,3 %", (83.3,)),
        ("60 prosent", (60.0,)),
        ("\u22123,5", (-3.5,)),
        ("", ()),
        ("about 20", ()),
        ("1e5", ()),
        ("9" * 60, ()),
    ],
)
def test_a_typed_number_is_read_as_people_mean_it(typed: str, meant: tuple[float, ...]) -> None:
    assert readings(typed) == meant


# -- sliders ---------------------------------------------------------------------------------------


@pytest.mark.parametrize("key", SYSTEMS)
def test_six_sliders_stand_first_in_the_order_of_the_chain(
    key: str, starts: dict[str, Start]
) -> None:
    main = [slider.parameter for slider in starts[key].sliders if slider.main]
    assert main == [
        "coverage", "capture", "impurity", "sorting_efficiency", "preparation_yield",
        "conversion_yield",
    ]  # fmt: skip
    ids = [slider.id for slider in starts[key].sliders]
    assert len(ids) == len(set(ids))


@pytest.mark.parametrize("key", SYSTEMS)
def test_a_slider_that_is_moved_shows_the_new_mean(key: str, starts: dict[str, Start]) -> None:
    start = starts[key]
    for slider in start.sliders:
        if not slider.main or slider.parameter == "coverage":
            continue
        for wanted in (20, 90):
            result = computed(start, {slider.id: wanted}, [])
            found = {s.id: s.start for s in sliders_of(result.flows, start.year)}
            if slider.parameter == "capture":  # what is available to others moves with it
                assert found[slider.id] == pytest.approx(wanted / 100, abs=1e-9)
            else:
                assert found[slider.id] == pytest.approx(wanted / 100, abs=1e-3)


def test_a_slider_is_what_replace_gives_where_all_is_alike(starts: dict[str, Start]) -> None:
    moved = computed(starts["headline"], {CAPTURE: 60}, [])
    replaced = ps.run(ps.load("headline").replace(capture=0.6))
    for rate in ("collection", "eu", "eu_pre2020"):
        ours = moved.flows.rate(rate, by=["year"])[2023]
        assert ours == pytest.approx(replaced.rate(rate, by=["year"])[2023], abs=1e-12)


@pytest.mark.parametrize("key", SYSTEMS)
def test_sliders_and_measures_give_what_project_gives(key: str, starts: dict[str, Start]) -> None:
    start = starts[key]
    slider = next(s for s in start.sliders if s.main and s.parameter == "sorting_efficiency")
    measures = menu.catalogue_of(start.system, "no", 2028)[:3]
    result = computed(start, {slider.id: 60, "coverage:none": 3}, measures)
    first = min(start.system.axes.years)
    alone = ps.Plan("Slider", [ps.Measure("Slider", first, [slider.change(60)])])
    system = ps.project(ps.load(key), alone).flows.system
    expected = ps.project(system, ps.Plan("Measures", measures))
    for ours, theirs in (
        (result.projection.baseline, expected.baseline),
        (result.flows, expected.flows),
    ):
        for name in ours.names:
            np.testing.assert_array_equal(ours.array(name), theirs.array(name))
    if "system_cost" in result.flows.names:
        assert result.projection.costs().equals(expected.costs())


def test_where_nothing_is_moved_nothing_is_computed(starts: dict[str, Start]) -> None:
    start = starts["Asker"]
    places = {slider.id: slider.position for slider in start.sliders}
    result = computed(start, places, [])
    assert result.projection is start.projection
    assert not result.changed


def test_a_change_leads_back_to_where_the_slider_stands(starts: dict[str, Start]) -> None:
    for start in starts.values():
        for slider in start.sliders:
            for at in {0, 17, 50, slider.most} - {slider.position}:
                assert slider.percent(slider.change(at)) == at


def test_a_measure_that_is_no_sliders_is_told_as_that(starts: dict[str, Start]) -> None:
    sliders = starts["norway"].sliders
    other = ps.Measure("x", 2025, [ps.Change("capture", close_gap=0.2)])
    assert positions_of(other, sliders) is None
    set_to = ps.Measure("x", 2025, [ps.Change("capture", {"route": "kerbside"}, set=0.2)])
    assert positions_of(set_to, sliders) is None


@pytest.mark.parametrize("language", LANGUAGES)
def test_coverage_of_more_than_everyone_is_told_in_plain_words(language: str) -> None:
    start = begin("norway-household", language)
    values = {"coverage:kerbside": 90, "coverage:bring_point": 40}
    result, trouble = tried(start, values, {}, {})
    assert result is None
    assert "100 %" in trouble
    assert "coverage" not in trouble


def test_measures_that_do_not_go_together_are_told_and_nothing_is_raised(
    starts: dict[str, Start],
) -> None:
    start = starts["norway-household"]
    change = {"where": {"route": "kerbside"}}
    known = {
        name: ps.Measure(name, 2027, [ps.Change("capture", **change, set=share)])
        for name, share in {"one": 0.5, "other": 0.6}.items()
    }
    result, trouble = tried(start, {}, known, {"one": True, "other": True, "gone": True})
    assert result is None
    assert trouble.startswith("Dette går ikke sammen.")
    assert tried(start, {}, known, {"one": True, "other": False})[1] == ""


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_ready_system_can_be_chosen(language: str) -> None:
    options = system_options(language)
    assert list(options.values())[:4] == ["headline", "norway-household", "norway", "network"]
    assert set(options.values()) == set(ps.datasets().index)
    assert system_options(language, "Vår by")[next(iter(system_options(language, "Vår by")))] == OWN


def test_targets_that_are_past_are_not_aimed_at(starts: dict[str, Start]) -> None:
    for start in starts.values():
        assert all(aim.deadline > 2025 for aim in start.aims)
        assert HALF in start.aims
    assert starts["headline"].aims[0] is HALF
    assert starts["norway"].aims[0] == ps.targets.EU_2030


# -- litter, microplastics and own operations ------------------------------------------------------


def test_packaging_alone_has_no_sliders_measures_or_targets_of_other_themes(
    starts: dict[str, Start],
) -> None:
    for key in SYSTEMS[:-1]:
        start = starts[key]
        assert not start.is_whole
        assert not [slider for slider in start.sliders if slider.group]
        told = {menu.theme_of(m.name, "no") for m in menu.catalogue_of(start.system, "no")}
        assert told == {"packaging"}
        assert themes_html(nothing(start), start.aims[0], "no") == ("", "")


def test_a_system_of_all_themes_has_sliders_measures_and_targets_of_each(
    starts: dict[str, Start],
) -> None:
    start = starts["eksempelby"]
    assert list(dict.fromkeys(slider.group for slider in start.sliders if slider.group)) == [
        "litter", "microplastics", "procurement", "reusables",
    ]  # fmt: skip
    measures = menu.catalogue_of(start.system, "no")
    groups = list(dict.fromkeys(menu.theme_of(m.name, "no") for m in measures))
    assert groups == list(ps.targets.THEMES)
    assert [aim for aim in start.aims if aim.theme != "packaging"] == list(WHOLE)
    cups = next(m for m in measures if m.name == "Flergangskopper")
    assert dict(cups.changes[0].where) == {"category": ("drikkebeger", "kaffekrus")}
    deposit = next(m for m in measures if m.name == "Pant på det som forsøples")
    assert dict(deposit.changes[0].where) == {"category": ("pet",)}
    litter = begin("norway-litter", "en")
    offered = {measure.name for measure in menu.catalogue_of(litter.system, "en")}
    assert "More litter bins" in offered
    # it is of bottles, which are not told apart there
    assert "Deposit on what is littered" not in offered
    assert not offered & {"Reusable cups", "Street sweeping"}


def test_the_slider_of_reusable_items_moves_those_alone_that_the_system_knows_one_of(
    starts: dict[str, Start],
) -> None:
    start = starts["eksempelby"]
    slider = next(each for each in start.sliders if each.id == "reusable_share")
    ((key, items),) = slider.where
    assert key == "category"
    assert {"drikkebeger", "transportkasse"} <= set(items)
    assert not {"hanske", "byggfolie"} & set(items)
    flows = computed(start, {slider.id: 80}, []).flows
    saved = flows.table(by=["category", "year"])["own_mass_saved"].xs(2030, level="year")
    assert saved["hanske"] == 0.0
    assert saved["drikkebeger"] > 0.0
    moved = ps.Measure("Sliders", 2026, [slider.change(80)])
    assert positions_of(moved, start.sliders) == {slider.id: 80}


def test_a_slider_of_a_theme_sets_its_mean_and_acts_on_its_theme(starts: dict[str, Start]) -> None:
    start = starts["eksempelby"]
    rates = {
        "litter": "litter_reduction",
        "microplastics": "microplastics_reduction",
        "procurement": "own_emission_reduction",
        "reusables": "packaging_reduction",
    }
    for slider in start.sliders:
        if not slider.group:
            continue
        to = 60 if slider.position < 60 else 95
        result = computed(start, {slider.id: to}, [])
        found = {each.id: each.start for each in sliders_of(result.flows, start.year)}
        assert found[slider.id] == pytest.approx(to / 100, abs=2e-3)
        rate = rates[slider.group]
        before, after = (
            float(flows.rate(rate, by=["year"])[2030]) for flows in (start.flows, result.flows)
        )
        assert (after < before) if slider.parameter == "overflow" else (after > before), slider.id


def test_the_targets_of_a_plan_file_are_aimed_at_and_saved_with_it() -> None:
    begun = begin("eksempelby", "en")
    file = EXAMPLES / "plans" / "whole.toml"
    opened = menu.opened(file.read_bytes(), begun)
    plan = ps.Plan.load(file)
    assert opened.targets == plan.targets
    assert opened.misfits == ()
    start = menu.aiming(begun, opened)
    assert set(plan.targets) <= set(start.aims)
    assert not set(WHOLE) & set(start.aims)  # the plan's own stand in their place
    themes = [aim.theme for aim in start.aims]
    assert themes == sorted(themes, key=ps.targets.THEMES.index)
    result = computed(start, opened.values, opened.measures)
    saved = menu.saved(result, "Ours", start.aims[0])
    assert saved is not None
    assert ps.Plan.from_toml(saved.text).targets == plan.targets
    assessed = ps.project(ps.load("eksempelby"), ps.Plan.from_toml(saved.text)).assess()
    html = page.targets_html(result, "en")
    told = [" ".join(_texts(row)) for row in html.split("<tr>")]
    for target in plan.targets:
        (row,) = (each for each in told if each.startswith(target.label))
        assert percent(float(assessed.loc[target.label, "value"]), "en") in row.replace(
            "\u00a0", " "
        )
        assert str(assessed.loc[target.label, "unit"]) in row
        assert str(assessed.loc[target.label, "verdict"]) in row
    for theme in ps.targets.THEMES:
        assert words.said(f"theme {theme}", "en") in told
    bare = begin("Asker", "en")
    other = menu.opened(file.read_bytes(), bare)
    assert [target.label for target in other.targets] == ["A quarter recycled"]
    assert any("Less microplastics" in misfit for misfit in other.misfits)


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_bars_of_themes_are_the_flows_without_and_with_the_changes(language: str) -> None:
    start = begin("eksempelby", language)
    aim = WHOLE[1]
    result = computed(start, {"pitch_retention": 80}, menu.catalogue_of(start.system, language))
    about, others = themes_html(result, aim, language)
    assert about.count("<h3>") == 1
    assert others.count("<h3>") == 4
    tree = ET.fromstring(f"<main>{about}</main>")
    numbers = {
        unescape(row[0].text or ""): [cell.text for cell in row[1:]]
        for row in tree.iter("tr")
        if len(row) == 3
    }
    for name, flow in (("In soil", "microplastics_in_soil"), ("I jord", "microplastics_in_soil")):
        if name in numbers:
            for flows, told in zip((start.flows, result.flows), numbers[name], strict=True):
                amount = float(flows.quantity(flow, by=[], scope={"year": 2030}).magnitude)
                assert readings(str(told))[0] == pytest.approx(amount, abs=0.06)
    widths = [
        [float(bar.get("width", 0)) for bar in picture.iter("rect")]
        for picture in tree.iter("svg")
        if picture.get("class") == "ws-bars"
    ]
    assert max(max(each) for each in widths) <= 1000.0


def test_what_it_takes_is_asked_of_the_sliders_that_the_target_is_about(
    starts: dict[str, Start],
) -> None:
    start = starts["eksempelby"]
    asked = questions.needed(nothing(start), WHOLE[0])
    assert [each.slider.parameter for each in asked] == ["cleanup", "overflow"]
    assert all(each.effect for each in asked)


def test_a_rate_below_zero_is_drawn_below_the_axis() -> None:
    drawn = chart(now=(-0.25,) * 11, yours=(0.3,) * 11, band=None, aims=(Aim(2030, 0.3, True),))
    now, yours = (
        [float(pair.split(",")[1]) for pair in line.get("points", "").split()]
        for line in drawn.iter(f"{SVG}polyline")
    )
    texts = {"".join(text.itertext()): float(text.get("y", 0)) for text in drawn.iter(f"{SVG}text")}
    zero = texts["0\u00a0%"] if "0\u00a0%" in texts else texts["0 %"]
    assert now[0] > zero > yours[0]


# -- measures and plan files -----------------------------------------------------------------------


@pytest.mark.parametrize("key", SYSTEMS)
def test_every_measure_that_is_offered_fits(key: str, starts: dict[str, Start]) -> None:
    start = starts[key]
    measures = menu.catalogue_of(start.system, "no")
    assert measures
    result = computed(start, {}, measures)
    assert result.flows.rate("eu", by=["year"])[2035] > start.flows.rate("eu", by=["year"])[2035]
    if "system_cost" in start.flows.names:
        result.projection.financing()  # of one price year


def test_a_measure_for_kerbside_is_offered_where_kerbside_has_another_name(
    starts: dict[str, Start],
) -> None:
    campaign = next(
        m for m in menu.catalogue_of(starts["headline"].system, "no") if m.name == "Kampanje"
    )
    assert dict(campaign.changes[0].where)["route"] == ("municipal_collection",)


def test_measures_begin_in_the_year_that_is_chosen(starts: dict[str, Start]) -> None:
    known = menu.by_name(starts["Asker"], 2029, None)
    assert {measure.start for measure in known.values()} == {2029}


@pytest.mark.parametrize("key", SYSTEMS)
@pytest.mark.parametrize("language", LANGUAGES)
def test_a_plan_that_is_saved_opens_as_it_was(key: str, language: str) -> None:
    start = begin(key, language)
    slider = next(s for s in start.sliders if s.main and s.parameter == "capture")
    measures = menu.catalogue_of(start.system, language)[:2]
    result = computed(start, {slider.id: 55}, measures)
    saved = menu.saved(result, "Vår plan", start.aims[0])
    assert saved is not None
    opened = menu.opened(saved.text.encode(), start)
    assert opened.trouble == ""
    assert opened.misfits == ()
    assert opened.values == {slider.id: 55}
    assert opened.measures == measures
    again = computed(start, opened.values, opened.measures)
    assert again.flows.rate("eu", by=["year"]).equals(result.flows.rate("eu", by=["year"]))
    other = begin(key, LANGUAGES[1 - LANGUAGES.index(language)])
    assert menu.opened(saved.text.encode(), other).values == {slider.id: 55}


def test_a_saved_plan_gives_the_same_at_the_prompt_or_says_so(starts: dict[str, Start]) -> None:
    start = starts["norway-household"]
    everyone = [
        m for m in menu.catalogue_of(start.system, "no") if m.name == "Henteordning for alle"
    ]
    aim = ps.targets.CH10A_2028
    alike = computed(start, {"capture:kerbside": 60}, everyone)
    saved = menu.saved(alike, "x", aim)
    assert saved is not None
    assert saved.note == ""
    there = ps.project(ps.load("norway-household"), ps.Plan.from_toml(saved.text)).assess(aim)
    assert there.rate == pytest.approx(alike.projection.assess(aim).rate, abs=1e-12)
    lower = computed(start, {"coverage:kerbside": 50}, everyone)
    saved = menu.saved(lower, "x", aim)
    assert saved is not None
    there = ps.project(ps.load("norway-household"), ps.Plan.from_toml(saved.text)).assess(aim)
    assert there.rate < lower.projection.assess(aim).rate - 0.01
    assert percent(there.rate, "no") in saved.note


def test_nothing_is_saved_where_nothing_was_chosen(starts: dict[str, Start]) -> None:
    assert menu.saved(nothing(starts["Asker"]), "x", HALF) is None
    assert menu.saved(None, "x", HALF) is None


@pytest.mark.parametrize(
    ("name", "file"),
    [("Vår plan", "vår-plan.toml"), ("../../etc/passwd", "etc-passwd.toml"), ("?!", "plan.toml")],
)
def test_the_name_of_a_file_is_made_of_letters(
    name: str, file: str, starts: dict[str, Start]
) -> None:
    saved = menu.saved(computed(starts["headline"], {CAPTURE: 60}, []), name, HALF)
    assert saved is not None
    assert saved.name == file


def test_a_plan_file_with_mistakes_is_told_with_its_lines(starts: dict[str, Start]) -> None:
    text = b'schema = "plastsmart-plan/1"\nname = "x"\n[[measures]]\nname = "y"\nstart = "abc"\n'
    opened = menu.opened(text, starts["headline"])
    assert "line 5" in opened.trouble
    assert opened.measures == ()
    assert "line 5" in page.opened_html(opened, "no")


def test_a_file_that_is_no_text_is_told_as_that(starts: dict[str, Start]) -> None:
    assert "UTF-8" in menu.opened(b"\xff\xfe\x00", starts["headline"]).trouble


def test_the_example_plans_open_and_what_does_not_fit_is_named(starts: dict[str, Start]) -> None:
    for path in sorted((EXAMPLES / "plans").glob("*.toml")):
        for start in starts.values():
            opened = menu.opened(path.read_bytes(), start)
            assert opened.trouble == ""
            computed(start, opened.values, opened.measures)
    opened = menu.opened((EXAMPLES / "plans" / "norway.toml").read_bytes(), starts["Asker"])
    assert opened.misfits == (
        "Mer fra næringslivet: gjelder noe som disse tallene ikke har, og er ikke med.",
    )
    assert opened.notes == ("Prisene er regnet om til 2024 med konsumprisindeksen.",)


def test_a_measure_of_a_file_stands_in_the_place_of_one_of_the_catalogue(
    starts: dict[str, Start],
) -> None:
    start = starts["Asker"]
    mine = ps.Measure("Kampanje", 2030, [ps.Change("capture", {"route": "kerbside"}, set=0.9)])
    opened = menu.opened(ps.Plan("x", [mine]).to_toml().encode(), start)
    rest = menu.beside(menu.catalogue_of(start.system, "no"), opened)
    assert "Kampanje" not in {measure.name for measure in rest}
    assert menu.by_name(start, 2027, opened)["Kampanje"].start == 2030


# -- own numbers -----------------------------------------------------------------------------------

TYPED = {
    "name": "Storby", "year": "2023", "population": "33 000", "collected_gross": "300 t",
    "impurity": "12 %", "residual_total": "4 500", "packaging_in_residual": "12",
}  # fmt: skip


def test_typed_numbers_become_a_system_that_collects_what_was_typed() -> None:
    typed = own.from_form({**TYPED, "residual_total": "", "packaging_in_residual": ""}, "no")
    assert typed.system is not None
    start = begin(OWN, "no", typed.system)
    assert start.name == "Storby"
    gross = start.flows.quantity("collected_gross", by=["year"]).magnitude
    assert gross[0] == pytest.approx(300.0, rel=1e-6)
    assert start.system.axes.years[0] == 2023
    assert start.system.axes.years[-1] == 2035


def test_typed_numbers_are_made_to_agree_as_reconcile_does() -> None:
    typed = own.from_form(TYPED, "en")
    assert typed.system is not None
    assert typed.said[0] == "Used: Storby, 2023."
    assert any("agree" in line for line in typed.said)
    start = begin(OWN, "en", typed.system)
    assert "Central sorting of residual waste" in {
        m.name for m in menu.catalogue_of(start.system, "en")
    }


@pytest.mark.parametrize(
    ("changed", "told"),
    [
        ({"population": ""}, "Innbyggere: må fylles ut."),
        ({"population": "mange"}, "Innbyggere: skriv et tall, ikke «mange»."),
        ({"population": "33.000"}, "«33.000» kan bety 33 eller 33 000"),
        ({"population": "0"}, "Innbyggere: må være over 0."),
        ({"impurity": "112"}, "ligger mellom 0 og 100"),
        ({"year": "1905"}, "År: 2015–2035."),
        ({"collected_gross": "30 000"}, "samles det inn mer enn"),
    ],
)
def test_what_cannot_be_is_told_by_field(changed: dict[str, str], told: str) -> None:
    typed = own.from_form({**TYPED, "residual_total": "", **changed}, "no")
    assert typed.system is None
    assert any(told in problem for problem in typed.problems)


def test_all_mistakes_of_a_form_are_told_at_once() -> None:
    typed = own.from_form({"population": "x", "collected_gross": "y", "impurity": "200"}, "en")
    assert len(typed.problems) == 3


def test_a_filled_in_workbook_is_read_as_at_the_prompt() -> None:
    file = EXAMPLES / "mapping" / "eksempelby.xlsx"
    opened = own.from_file("../" + file.name, file.read_bytes(), "no")
    assert opened.system is not None
    found = ps.reconcile(ps.mapping.read(file))
    start = begin(OWN, "no", opened.system)
    assert start.flows.rate("eu", by=["year"])[found.year] == pytest.approx(
        found.value("eu")[0], abs=1e-9
    )


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("x.csv", b"hello"),
        ("x.xlsx", b"hello"),
        ("", b""),
        ("..", b"a;b"),
        ("a/b.csv", b"\xff\x00"),
    ],
)
def test_a_file_that_is_no_mapping_is_told_and_nothing_is_raised(name: str, data: bytes) -> None:
    opened = own.from_file(name, data, "no")
    assert opened.system is None
    assert opened.problems


def test_a_workbook_that_nobody_filled_in_says_what_to_begin_with(tmp_path: Path) -> None:
    file = tmp_path / "hamar.xlsx"
    ps.mapping.template(file, region="Hamar", language="no")
    opened = own.from_file(file.name, file.read_bytes(), "no")
    assert opened.system is None
    (problem,) = opened.problems
    assert "Oppgi minst folketallet" in problem


# -- what is asked at a button ---------------------------------------------------------------------


def test_what_it_takes_is_what_required_gives(starts: dict[str, Start]) -> None:
    result = computed(starts["norway-household"], {"sorting_efficiency:household": 90}, [])
    for each in questions.needed(result, HALF):
        expected = ps.required(
            result.adjusted, each.slider.parameter, HALF, where=dict(each.slider.where)
        )
        assert (each.value is not None) == expected.feasible
        if each.value is not None:
            assert each.value == expected.value
    assert questions.needed(nothing(starts["headline"]), HALF)[1].value == pytest.approx(0.5 / 0.6)


def test_how_sure_is_what_an_ensemble_gives(starts: dict[str, Start]) -> None:
    start = starts["norway-household"]
    result = computed(start, {}, menu.catalogue_of(start.system, "no")[:1])
    drawn = ps.ensemble(start.system, result.plan, n=200, seed=1)
    for each in questions.likely(result, 200):
        assert each.probability == drawn.probability(each.target)
        assert each.low < each.high


def test_what_a_slider_sets_is_certain(starts: dict[str, Start]) -> None:
    start = starts["headline"]
    free = questions.band_of(nothing(start), HALF).at(2030)
    held = questions.band_of(
        computed(start, {CAPTURE: 36, "sorting_efficiency:household": 81}, []), HALF
    ).at(2030)
    assert held[1] - held[0] < free[1] - free[0]


def test_a_band_is_drawn_once(starts: dict[str, Start], monkeypatch: pytest.MonkeyPatch) -> None:
    start, bands = starts["headline"], questions.Bands()
    band = bands.drawn(nothing(start), HALF)
    monkeypatch.setattr(questions, "band_of", lambda *_: pytest.fail("drawn again"))
    assert bands.drawn(nothing(start), HALF) is band
    assert bands.shown(nothing(start), HALF, always=False) is band
    moved = computed(start, {CAPTURE: 60}, [])
    assert bands.shown(moved, HALF, always=False) is None
    with pytest.raises(pytest.fail.Exception):
        bands.shown(moved, HALF, always=True)


def test_bands_of_a_session_stay_few(
    starts: dict[str, Start], monkeypatch: pytest.MonkeyPatch
) -> None:
    bands = questions.Bands()
    band = questions.Band(years=(2030,), low=(0.1,), high=(0.2,), n=1)
    monkeypatch.setattr(questions, "band_of", lambda *_: band)
    for at in range(100):
        if at != 35:
            bands.drawn(computed(starts["headline"], {CAPTURE: at}, []), HALF)
    assert len(bands._kept) == questions._MOST_KEPT


def test_the_cheapest_is_what_least_cost_gives(starts: dict[str, Start]) -> None:
    start = starts["norway-household"]
    result = computed(start, {}, menu.catalogue_of(start.system, "no")[:5])
    found = questions.cheapest(result, ps.targets.CH10A_2028)
    assert found is not None
    assert [m.name for m in found.plan] == ["Henteordning for alle"]
    assert questions.cheapest(nothing(start), HALF) is None


# -- what the page says ----------------------------------------------------------------------------


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("key", SYSTEMS)
def test_numbers_on_the_page_are_those_of_the_package(key: str, language: str) -> None:
    start = begin(key, language)
    slider = next(s for s in start.sliders if s.main and s.parameter == "capture")
    result = computed(start, {slider.id: 60}, menu.catalogue_of(start.system, language)[:2])
    for aim in start.aims:
        told = {
            part.replace("\u00a0", " ") for part in _texts(page.score_html(result, aim, language))
        }
        for rate in ("collection", aim.rate):
            scope = dict(aim.scope) if rate == aim.rate else None
            for flows in (start.flows, result.flows):
                share = percent(flows.rate(rate, by=["year"], scope=scope)[aim.deadline], language)
                assert any(share in part for part in told), (rate, share)
    targets = _texts(page.targets_html(result, language))
    for aim in start.aims:
        assert aim_name(aim, language) in targets


def _texts(html: str) -> list[str]:
    parts = re.sub(r"<[^>]+>", "\n", html).split("\n")
    return [unescape(part).strip() for part in parts if part.strip()]


def _all_html(result: Result, aim: ps.Target, language: str) -> str:
    bands = questions.Bands()
    return "".join(
        [
            page.head_html(language, result.start.key),
            page.score_html(result, aim, language),
            page.answer_html(result, aim, language),
            page.pictures_html(result, aim, bands.drawn(result, aim), language),
            page.required_head(aim, language) + page.required_html(result, aim, language),
            page.sure_head(language) + page.sure_html(result, aim, bands, language),
            page.cheapest_head(aim, language) + page.cheapest_html(result, aim, language),
            page.files_head(language),
            page.saved_note(menu.saved(result, "x", aim), language),
            page.exercises_head(language),
        ]
    )


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("key", ["headline", "norway", "Asker", "eksempelby"])
def test_the_page_is_well_formed_and_its_ids_are_its_own(key: str, language: str) -> None:
    start = begin(key, language)
    for count in (0, 3):
        measures = menu.catalogue_of(start.system, language)[:count]
        html = _all_html(computed(start, {}, measures), start.aims[0], language)
        tree = ET.fromstring(f"<main>{html}</main>")
        ids = [element.get("id") for element in tree.iter() if element.get("id")]
        assert len(ids) == len(set(ids))
        named = {
            each
            for element in tree.iter()
            for each in (element.get("aria-labelledby") or "").split()
        }
        assert named <= set(ids)
        assert "{" not in "".join(tree.itertext())
        assert "nan" not in "".join(tree.itertext()).lower().split()


def test_hostile_labels_are_shown_as_they_are() -> None:
    label = "</script><img src=x onerror=alert(1)>&\"'`*_[x](javascript:1)"
    measure = ps.Measure(label, 2027, [ps.Change("capture", set=0.6)], description=label)
    system = ps.load("headline").replace(name=label, notes=[label])
    start = begin(OWN, "no", system)
    result = computed(start, {}, [measure])
    html = _all_html(result, HALF, "no") + page.measures_html([measure], "no")
    html += page.opened_html(menu.Opened(name=label, misfits=(label,), notes=(label,)), "no")
    html += page.own_html(own.Own(name=label, problems=(label,)), "no")
    html += page.trouble_html(label, title=label)
    named = ps.System.from_table(
        ps.load("headline").table().replace("municipal_collection", "*a* <b>")
    )
    html += "".join(
        page.slider_label(attrs.evolve(slider, alone=False), "no")
        for slider in begin(OWN, "no", named).sliders
    )
    assert "<b>" not in html.replace("<dd><b>", "")
    assert "<img" not in html
    assert "</script" not in html
    assert "onerror" in html  # as text
    assert not re.search(r"[*_`\[\]()<>\\$]", page.plain(label))
    assert unescape(page.plain(label)) == label


@pytest.mark.parametrize("language", LANGUAGES)
def test_nothing_discarded_is_told_as_that(language: str) -> None:
    system = ps.load("headline").replace(population=ps.Q(0, "person"))
    start = begin(OWN, language, system)
    result = nothing(start)
    assert "?" in page.answer_html(result, HALF, language)
    assert "–" in page.score_html(result, HALF, language)


def test_every_text_is_in_both_languages_with_the_same_blanks() -> None:
    blank = re.compile(r"\{(\w+)\}")
    for texts in (words.WORDS, exercise_words._WORDS):
        for key, (english, norwegian) in texts.items():
            assert english.strip(), key
            assert norwegian.strip(), key
            assert sorted(set(blank.findall(english))) == sorted(set(blank.findall(norwegian))), key


def test_costs_are_left_out_where_there_are_none(starts: dict[str, Start]) -> None:
    assert "Disse tallene har ingen kostnader" in page.money_html(
        nothing(starts["headline"]), HALF, "no"
    )


# -- the picture over the years --------------------------------------------------------------------


def chart(**changes: Any) -> ET.Element:
    years = tuple(range(2025, 2036))
    given: dict[str, Any] = {
        "years": years,
        "now": (0.2,) * 11,
        "yours": (0.2,) * 4 + (0.4,) * 7,
        "band": questions.Band(years=years, low=(0.1,) * 11, high=(0.5,) * 11, n=9),
        "aims": (Aim(2028, 0.5, False), Aim(2030, 0.55, True)),
    }
    svg = chart_svg(Lines(**{**given, **changes}), "Title & more", "Told", "no")
    return ET.fromstring(svg)


SVG = "{http://www.w3.org/2000/svg}"


def test_the_chart_draws_each_line_band_and_target_once() -> None:
    drawn = chart()
    assert len(drawn.findall(f"{SVG}polyline")) == 2
    assert len(drawn.findall(f"{SVG}polygon")) == 1
    filled = [path.get("fill") for path in drawn.findall(f"{SVG}path")]
    assert filled == ["#FFFFFF", "#1A1A1A"]  # what is reached is filled
    assert len(chart(yours=None, band=None, aims=()).findall(f"{SVG}polyline")) == 1


def test_higher_is_drawn_higher() -> None:
    lines = chart().findall(f"{SVG}polyline")
    ends = [float((line.get("points") or "").split()[-1].split(",")[1]) for line in lines]
    assert ends[1] < ends[0]  # with the changes


def test_texts_of_the_chart_do_not_lie_over_one_another() -> None:
    drawn = chart(aims=tuple(Aim(year, 0.5, False) for year in (2028, 2029, 2030)))
    texts = [t for t in drawn.findall(f"{SVG}text") if t.get("stroke")]
    boxes = [
        (float(t.get("x") or 0), float(t.get("y") or 0), len(t.text or "") * 14 * 0.58)
        for t in texts
    ]
    for i, (x, y, wide) in enumerate(boxes):
        assert x >= 0
        assert x + wide <= 640.5
        for other_x, other_y, other_wide in boxes[i + 1 :]:
            apart = x + wide <= other_x or other_x + other_wide <= x or abs(y - other_y) > 14
            assert apart


def test_an_undefined_rate_is_left_out_of_the_chart() -> None:
    drawn = chart(now=(float("nan"),) * 11, yours=None, band=None)
    assert "nan" not in ET.tostring(drawn, encoding="unicode")


# -- exercises -------------------------------------------------------------------------------------

RIGHT = {
    ("read", "recycled"): ["22680", "22 680 t", "22.680", "22 700", "22680,0"],
    ("read", "kept"): ["60", "60 %", "0,6", "0.6", "60,2"],
    ("collect", "rate"): ["36", "36 %", "0,36", "36.0"],
    ("collect", "needed"): ["83,3", "83.3 %", "83", "0,833"],
    ("sure", "probability"): ["51", "51 %", "0,51", "55", "47"],
}

WRONG = {
    ("read", "recycled", "collected"): "37 800",
    ("read", "recycled", "sorted"): "30240",
    ("read", "recycled", "generated"): "108000",
    ("read", "recycled", "percent"): "21 %",
    ("read", "recycled", "else"): "5000",
    ("read", "kept", "of all"): "21",  # the recycling rate
    ("read", "kept", "collection"): "35 %",  # the collection rate
    ("read", "kept", "sorting"): "80",
    ("read", "kept", "washing"): "75",
    ("read", "kept", "lost"): "40",
    ("read", "kept", "else"): "12",
    ("collect", "rate", "collection"): "60",  # the collection rate for the recycling rate
    ("collect", "rate", "added"): "46",
    ("collect", "rate", "sorting"): "48",
    ("collect", "rate", "unchanged"): "21",
    ("collect", "rate", "else"): "90",
    ("collect", "needed", "same"): "50",
    ("collect", "needed", "added"): "64",
    ("collect", "needed", "sorting"): "62,5",
    ("collect", "needed", "washing"): "66,7",
    ("collect", "needed", "else"): "95",
    ("sure", "probability", "certain"): "100 %",
    ("sure", "probability", "never"): "0",
    ("sure", "probability", "else"): "80",
}


def test_answers_are_those_of_the_package() -> None:
    known = exercises.answers()
    flows = ps.run(ps.load("headline"))
    assert known["recycled"] == flows.quantity("recycled", by=[]).m_as("tonne/year")
    assert known["kept"] == pytest.approx(0.6)
    assert known["rate"] == pytest.approx(0.36)
    assert known["needed"] == pytest.approx(0.5 / 0.6)
    assert 0.45 < known["probability"] < 0.57


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("place", RIGHT, ids="-".join)
def test_right_answers_are_accepted(place: tuple[str, str], language: str) -> None:
    for typed in RIGHT[place]:
        found = exercises.check_number(*place, typed, language)
        assert found.right, typed
        assert "{" not in found.text


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("place", WRONG, ids="-".join)
def test_typical_wrong_answers_get_the_hint_that_fits(
    place: tuple[str, str, str], language: str
) -> None:
    id_, field, hint = place
    found = exercises.check_number(id_, field, WRONG[place], language)
    assert not found.right
    expected = exercise_words.asked(
        f"{id_} {field} {hint}", language, **exercises._values(language)
    )
    assert found.text == expected


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_hint_of_a_number_is_tried_above(language: str) -> None:
    tried_above = {"{} {} {}".format(*place) for place in WRONG}
    for exercise in exercises.EXERCISES:
        for field in exercise.fields:
            if field.kind != "choice":
                stem = f"{exercise.id} {field.id} "
                known = {key for key in exercise_words._WORDS if key.startswith(stem)}
                assert known - {f"{stem}right"} == {k for k in tried_above if k.startswith(stem)}


@pytest.mark.parametrize(("typed", "told"), [("", "Skriv et svar"), ("x", "ikke et tall")])
def test_an_answer_that_is_none_is_told_as_that(typed: str, told: str) -> None:
    assert told in exercises.check_number("read", "kept", typed, "no").text
    assert "100\u00a0%" in exercises.check_number("read", "kept", "140", "no").text


HOUSEHOLDS = "norway-household"


def ticked(
    names: list[str], key: str = HOUSEHOLDS, year: int = 2027, language: str = "no"
) -> Result:
    start = begin(key, language)
    known = {m.name: m for m in menu.catalogue_of(start.system, language, year)}
    return computed(start, {}, [known[name] for name in names])


@pytest.mark.parametrize(
    ("result", "told"),
    [
        (lambda: None, "Velg «Plastemballasje fra husholdninger i Norge»"),
        (
            lambda: ticked(["Kampanje"], "headline"),
            "Velg «Plastemballasje fra husholdninger i Norge»",
        ),
        (lambda: ticked([]), "Kryss av"),
        (lambda: ticked(["Kampanje", "Bedre sorteringsanlegg"]), "Bedre sorteringsanlegg"),
        (lambda: ticked(["Kampanje"], year=2030), "begynner etter 2028"),
        (lambda: ticked(["Kampanje"]), "Målet nås ikke"),
        (lambda: ticked(["Sentralsortering av restavfall"]), "millioner mindre"),
        (lambda: ticked(["Henteordning for alle", "Kampanje"]), "millioner mindre"),
    ],
)
def test_measures_that_are_not_the_cheapest_are_told_why(
    result: Callable[[], Result | None], told: str
) -> None:
    found = exercises.check_measures(result(), "no")
    assert not found.right
    assert told in found.text


def test_a_moved_slider_is_told_before_the_measures_are_judged() -> None:
    start = begin(HOUSEHOLDS, "no")
    found = exercises.check_measures(computed(start, {"capture:kerbside": 60}, []), "no")
    assert "Nullstill" in found.text


@pytest.mark.parametrize("year", menu.STARTS[:3])
def test_the_cheapest_measures_are_accepted_whenever_they_begin(year: int) -> None:
    found = exercises.check_measures(ticked(["Henteordning for alle"], year=year), "no")
    assert found.right
    assert "50,2" in found.text


@pytest.mark.parametrize("language", LANGUAGES)
def test_of_the_choices_one_is_right_and_each_wrong_one_is_told_why(language: str) -> None:
    told = {
        name: exercises.check_choice(key, language)
        for name, key in exercises.choices(language).items()
    }
    right = [name for name, found in told.items() if found.right]
    assert right == [{"no": "Kampanje", "en": "Campaign"}[language]]
    start = ps.load(HOUSEHOLDS)
    measures = [m for m in menu.catalogue_of(start, "en") if m.name in exercises.choices("en").values()
                or m.name == "Kerbside collection for all"]  # fmt: skip
    sure = ps.least_cost(
        start, measures, ps.targets.CH10A_2028, must="Kerbside collection for all", probability=0.9
    )
    assert "Campaign" in {m.name for m in sure.plan}


def test_all_fields_of_an_exercise_are_checked_at_once() -> None:
    found = exercises.checked("sure", {"probability": "51", "more": None}, "no")
    assert [each.right for each in found] == [True, False]
    html = page.feedback_html(found, "no")
    assert "✓ Riktig." in html
    assert "✗ Ikke ennå." in html


@pytest.mark.parametrize("language", LANGUAGES)
def test_exercises_name_what_stands_on_the_page(language: str) -> None:
    tasks = {each.id: each.task(language) for each in exercises.EXERCISES}
    headline = next(iter(system_options(language)))
    assert re.findall(r"\*([^*]+)\*", tasks["read"])[0] == headline.split(":")[0]
    start = begin(HOUSEHOLDS, language)
    assert f"*{start.name}*" in tasks["cheap"]
    for name in menu.first_names(language)[:5]:
        assert f"*{name}*" in tasks["cheap"]
    assert words.said("slider capture", language) in tasks["collect"]
    assert words.said("sure", language) in tasks["sure"]
    assert words.said("required", language) in exercise_words.asked(
        "collect needed else", language, **exercises._values(language)
    )
    assert words.said("reset", language) in exercise_words.asked("cheap sliders", language)


# -- the page itself, and its server ---------------------------------------------------------------


def test_the_page_computes_nothing_itself() -> None:
    tree = ast.parse(server.APP.read_text(encoding="utf-8"))
    assert not [node for node in ast.walk(tree) if isinstance(node, (ast.BinOp, ast.For, ast.Try))]
    numbers = [
        node.value
        for node in ast.walk(tree)
        if isinstance(node, ast.Constant) and type(node.value) in {int, float}
    ]
    assert numbers == []
    assert "plastsmart.flows" not in ast.unparse(tree)


def test_the_page_is_served_to_this_machine_alone_and_opens_nothing() -> None:
    told = server.command(2718)
    assert told[:3] == [sys.executable, "-m", "marimo"]
    assert told[told.index("--host") + 1] == "127.0.0.1"
    assert {"--headless", "--no-token"} <= set(told)
    assert "--include-code" not in told
    assert "--watch" not in told
    assert server.APP.is_file()


def test_without_marimo_the_cure_is_named(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(server, "find_spec", lambda _: None)
    with pytest.raises(MissingExtraError, match=r'pip install "plastsmart\[workshop\]"'):
        server.serve()
    assert main(["workshop"]) == 2
    assert "plastsmart[workshop]" in capsys.readouterr().err


@pytest.fixture
def marimo_found(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(server, "find_spec", lambda _: True)


@pytest.mark.parametrize("port", [0, -1, 65536, True, "80"])
def test_a_port_that_is_none_is_refused(port: Any, marimo_found: None) -> None:
    with pytest.raises(InvalidValueError, match="whole number from 1 to 65535"):
        server.serve(port=port)


def test_a_port_that_is_taken_is_refused(marimo_found: None) -> None:
    with socket.socket() as taken:
        taken.bind((server.HOST, 0))
        taken.listen()
        port = taken.getsockname()[1]
        with pytest.raises(InvalidValueError, match=f"the port {port} cannot be used"):
            server.serve(port=port)


def test_the_first_free_port_is_taken() -> None:
    free = server._free_port()
    with socket.socket() as taken:
        taken.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        taken.bind((server.HOST, free))
        taken.listen()
        assert server._free_port() > free


def test_an_unknown_language_is_refused() -> None:
    with pytest.raises(InvalidValueError, match="language is one of"):
        server.serve("de")


@pytest.fixture
def port() -> int:
    """A port that the system has free: the first from 2718 on may go to a test beside this one."""
    with socket.socket() as tried:
        tried.bind((server.HOST, 0))
        return int(tried.getsockname()[1])


STUB = """
import http.server, sys
class Handler(http.server.BaseHTTPRequestHandler):
    def do_GET(self):
        self.send_response(200); self.end_headers(); self.wfile.write(b"ok")
    def log_message(self, *_): pass
http.server.HTTPServer(("127.0.0.1", int(sys.argv[1])), Handler).serve_forever()
"""


def test_the_address_is_told_and_opened_when_the_page_answers(
    monkeypatch: pytest.MonkeyPatch, marimo_found: None, port: int
) -> None:
    monkeypatch.setattr(server, "command", lambda port: [sys.executable, "-c", STUB, str(port)])
    opened: list[str] = []
    monkeypatch.setattr(webbrowser, "open", opened.append)

    def told(where: str) -> None:
        said.append(where)
        if len(said) == 2:
            raise KeyboardInterrupt

    said: list[str] = []
    real = subprocess.Popen.wait

    def wait(process: Any, timeout: float | None = None) -> int:
        if timeout is None and len(said) == 1 and process.poll() is None:
            raise KeyboardInterrupt  # as Ctrl+C does
        return int(real(process, timeout))

    monkeypatch.setattr(subprocess.Popen, "wait", wait)
    assert server.serve("en", port=port, told=told) == 0
    assert opened == said
    assert said[0].endswith("/?language=en")
    assert server.serve("no", port=port, browser=False, told=told) == 0
    assert opened == said[:1]


def test_a_server_that_ends_by_itself_is_told(
    monkeypatch: pytest.MonkeyPatch, marimo_found: None, port: int
) -> None:
    monkeypatch.setattr(server, "command", lambda _: [sys.executable, "-c", "raise SystemExit(3)"])
    with pytest.raises(PlastsmartError, match="ended with status 3"):
        server.serve(port=port, browser=False)


def test_a_server_that_never_answers_is_given_up(
    monkeypatch: pytest.MonkeyPatch, marimo_found: None, port: int
) -> None:
    monkeypatch.setattr(
        server, "command", lambda _: [sys.executable, "-c", "import time; time.sleep(60)"]
    )
    monkeypatch.setattr(server, "_PATIENCE", 0.3)
    with pytest.raises(PlastsmartError, match="did not answer"):
        server.serve(port=port, browser=False)


# -- the teacher's guide ---------------------------------------------------------------------------

GUIDES = {"en": "workshop.md", "no": "kursopplegg.md"}


def guide(language: str) -> str:
    return (EXAMPLES.parent / "docs" / GUIDES[language]).read_text(encoding="utf-8")


def timings(language: str) -> list[tuple[int, int]]:
    """Return when each part begins, and how long it takes [minutes]."""
    rows = re.findall(r"^\| (\d):(\d\d) \| (\d+) \|", guide(language), flags=re.MULTILINE)
    return [(60 * int(hours) + int(minutes), int(length)) for hours, minutes, length in rows]


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_course_takes_two_hours_without_a_gap(language: str) -> None:
    at = 0
    for begins, length in timings(language):
        assert begins == at
        at += length
    assert at == 120
    assert timings("en") == timings("no")


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_guide_has_every_exercise_with_its_answers(language: str) -> None:
    told = " ".join(guide(language).split())
    for exercise in exercises.EXERCISES:
        title = words.said(
            "exercise", language, number=exercise.number, title=exercise.title(language)
        )
        number, _, rest = title.replace("\u00a0", " ").partition(". ")
        assert re.search(rf"### {number}: {re.escape(rest)}", told, flags=re.IGNORECASE), title
    known = exercises.answers()
    cheapest = ticked([menu.first_names(language)[0]], language=language)
    right = exercises.check_measures(cheapest, language)
    both = next(
        each
        for each in (
            exercises.check_choice(key, language) for key in exercises.choices("en").values()
        )
        if each.right
    )
    numbers = [
        *re.findall(r"\d+[.,]\d", right.text),
        *re.findall(r"\d+[.,]\d", both.text),
        percent(known["needed"], language),
        percent(known["rate"], language, 0),
        percent(known["kept"], language, 0),
        percent(known["probability"], language, 0),
        "22 680",
        "37 800",
    ]
    assert len(numbers) >= 9
    for number in numbers:
        assert number in told, number
    quicker = ps.load("headline").replace(sorting_efficiency=0.9, preparation_yield=0.9)
    assert percent(float(ps.required(quicker, "capture", HALF).value or 0), language) in told


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_guide_calls_things_as_the_page_does(language: str) -> None:
    told = guide(language)
    for key in (
        "reset", "more_sliders", "more_measures", "required", "sure", "cheapest", "own",
        "slider capture", "slider sorting_efficiency", "slider preparation_yield",
    ):  # fmt: skip
        assert words.said(key, language) in told, key
    assert menu.first_names(language)[0] in told
    assert menu.first_names(language)[2] in told
    assert words.said("serving", language, address=server.address(2718, language)) in told
