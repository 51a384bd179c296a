"""The simulator in a real browser: quiet, quick, operable by keyboard, and right."""

from __future__ import annotations

import json
import re
import statistics
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest

import plastsmart as ps
from plastsmart.labels import LANGUAGES, percent
from plastsmart.report.simulator import engine_script
from plastsmart.report.simulator_data import page_data
from tests.oracle.random_systems import random_description

if TYPE_CHECKING:
    from playwright.sync_api import Page

PLAN = Path(__file__).parents[2] / "examples" / "plans" / "norway.toml"
KERBSIDE = "input[type=range][id^=slider-capture_route_kerbside]"
BOX = "input[id^=slider-capture_route_kerbside][id$=box]"
NOT_BREAKING = "\u00a0"


def plan() -> ps.Plan:
    return ps.Plan.load(PLAN).in_prices(2024, ps.prices.CPI)


@pytest.fixture(scope="module")
def files(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    folder = tmp_path_factory.mktemp("simulator")
    made = {}
    for language in LANGUAGES:
        made[language] = folder / f"norway-{language}.html"
        ps.simulator(ps.load("norway"), plan(), path=made[language], language=language)
    for name in ("Asker", "headline", "network"):
        made[name] = folder / f"{name}.html"
        ps.simulator(ps.load(name), path=made[name])
    return made


def told(share: Any, language: str = "no") -> str:
    return percent(float(share), language).replace(" ", NOT_BREAKING)


def settled(page: Page, milliseconds: int = 100) -> None:
    """Wait until what was changed is drawn, and what follows the drawing within that time.

    What a page has asked for is drawn before this asks, and its timers started then: the wait is
    counted from there, and does not end before a machine with much to do has drawn.
    """
    page.evaluate(
        "wait => new Promise(done => requestAnimationFrame(() => setTimeout(done, wait)))",
        milliseconds,
    )


def cells(page: Page, table: str) -> dict[str, list[str]]:
    """Return the texts of a table by the first line of each row's head."""
    rows = page.locator(f"#{table} tbody tr")
    found = {}
    for row in rows.all():
        head = row.locator("th").inner_text().split("\n")[0]
        found[head] = [cell.inner_text().split("\n")[0] for cell in row.locator("td").all()]
    return found


def rates(page: Page) -> list[str]:
    return [row[1] for row in cells(page, "rates").values()]


# -- it is right -----------------------------------------------------------------------------------


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_page_shows_what_python_computes(
    language: str, files: dict[str, Path], open_page: Callable[..., Page]
) -> None:
    page = open_page(files[language])
    settled(page)
    projection = ps.project(ps.load("norway"), plan())
    before, after = (
        f.rates(by=["year"]).loc[2030] for f in (projection.baseline, projection.flows)
    )
    shown = list(cells(page, "rates").values())
    assert [row[0] for row in shown] == [told(share, language) for share in before]
    assert [row[1] for row in shown] == [told(share, language) for share in after]
    targets = list(cells(page, "targets").values())
    applies, _ = projection.applicable()
    for row, target in zip(targets, applies, strict=True):
        expected = projection.assessment(target)
        assert row[2] == told(expected.rate, language)
        verdict = {"no": ("nådd", "ikke nådd"), "en": ("reached", "missed")}[language]
        assert row[3] == (f"✓ {verdict[0]}" if expected.reached else f"✗ {verdict[1]}")
        tonnes = f"{abs(expected.gap_tonnes):,.0f}".replace(",", NOT_BREAKING)
        assert row[4].startswith(tonnes)
    cascade = projection.cascade(2030)
    number = [f"{value:.1f}" for value in cascade["with"]]
    comma = [text.replace(".", ",") if language == "no" else text for text in number]
    assert [row[1] for row in cells(page, "cascade").values()] == comma
    sentence = page.inner_text("#sentence")
    assert told(after["eu"], language) in sentence
    assert told(before["eu"], language) in sentence
    assert page.get_attribute("html", "lang") == {"no": "nb", "en": "en"}[language]


def test_in_the_browser_random_systems_are_those_of_python(
    files: dict[str, Path], open_page: Callable[..., Page]
) -> None:
    page = open_page(files["headline"])
    for seed in range(100, 125):
        system = random_description(seed).system()
        projection = ps.project(system, years=list(system.axes.years))
        script = engine_script(projection, page_data(projection, (), "en"))
        found = page.evaluate(
            f"() => {{ {script} const view = {{regions: null, years: null}};"
            " const flows = flowsOf(parameters({measures: [], sliders: []}, view).values, null);"
            " const rates = RATES.map(({id}) => [id, Array.from(rateOf(flows, id, view), String)]);"
            " const told = ({id}) => [id, flows[id].s, Array.from(flows[id].d, String)];"
            " return [EQUATIONS.map(told), rates]; }"
        )
        for name, shape, values in found[0]:
            numbers = np.array([float(value) for value in values]).reshape([1, *shape])
            assert (numbers == projection.flows.array(name)).all(), name
        expected = projection.flows.rates(by=["year"])
        for rate, values in found[1]:
            numbers = np.array([float(value) for value in values])
            np.testing.assert_allclose(numbers, expected[rate], rtol=1e-9, atol=1e-12)


def test_a_slider_changes_the_numbers_to_those_of_python(
    files: dict[str, Path], open_page: Callable[..., Page]
) -> None:
    page = open_page(files["no"])
    settled(page)
    before = rates(page)
    page.fill(BOX, "60")
    page.press(BOX, "Enter")
    settled(page)
    assert rates(page) != before
    projection = ps.project(ps.load("norway"), plan())
    base = projection.baseline
    weights = base.array("available") * base.system.array("coverage") * base.system.axes.serves()
    year, route = 2030 - 2022, 1
    capture = projection.flows.system.array("capture")
    mean = np.average(
        np.broadcast_to(capture, weights.shape)[0, 0, year, :, route],
        weights=weights[0, 0, year, :, route],
    )
    gap = (0.6 - mean) / (1 - mean)
    more = ps.Measure("Slider", 2022, [ps.Change("capture", {"route": "kerbside"}, close_gap=gap)])
    changed = ps.project(projection.flows.system, ps.Plan("Slider", [more]))
    expected = changed.flows.rates(by=["year"]).loc[2030]
    assert rates(page) == [told(share) for share in expected]
    assert "60,0" in page.inner_text("#changes")


def test_without_measures_the_page_shows_the_baseline(
    files: dict[str, Path], open_page: Callable[..., Page]
) -> None:
    page = open_page(files["no"])
    page.get_by_role("button", name="Velg ingen").click()
    settled(page)
    for row in cells(page, "rates").values():
        assert row[0] == row[1]
        assert row[2] == "0,0"
    assert page.inner_text("#changes") == "Ingen."
    page.get_by_role("checkbox", name=re.compile("^Henting hos alle")).check()
    settled(page)
    one = ps.Plan("One", [m for m in plan().measures if m.name == "Henting hos alle"])
    expected = ps.project(ps.load("norway"), one).flows.rates(by=["year"]).loc[2030]
    assert rates(page) == [told(share) for share in expected]


def test_years_and_municipalities_can_be_chosen(
    files: dict[str, Path], open_page: Callable[..., Page]
) -> None:
    page = open_page(files["network"])
    flows = ps.project(ps.load("network")).flows
    for label in ("3203", "5501"):
        name = flows.system.axes.region_names[flows.system.axes.regions.index(label)]
        page.select_option("#region", label=f"{name} ({label})")
        for year in (2024, 2035):
            page.select_option("#year", label=str(year))
            settled(page)
            expected = flows.rates(by=["year"], scope={"region": label}).loc[year]
            assert rates(page) == [told(share) for share in expected]
    page.select_option("#region", index=0)
    settled(page)
    assert rates(page) == [told(share) for share in flows.rates(by=["year"]).loc[2035]]


def test_what_it_takes_can_be_asked_and_set(
    files: dict[str, Path], open_page: Callable[..., Page]
) -> None:
    page = open_page(files["headline"])
    page.select_option("#aim", index=1)  # 60 % sorted out in 2030
    settled(page)
    page.wait_for_function("document.getElementById('told').textContent.includes('60,0')")
    page.locator("#go").click()
    settled(page)
    rows = list(cells(page, "targets").values())
    assert [row[3] for row in rows] == ["✓ nådd", "✓ nådd", "✗ ikke nådd"]
    expected = ps.required(ps.load("headline"), "capture", ps.targets.CH10A_2030)
    assert expected.value == pytest.approx(0.6)
    assert page.input_value("input[id^=slider-capture][id$=box]") == "60,0"


def test_what_it_takes_is_set_for_the_year_of_the_target(
    files: dict[str, Path], open_page: Callable[..., Page]
) -> None:
    page = open_page(files["no"])
    page.select_option("#year", label="2022")  # not a target's, and before the measures
    page.select_option("#aim", label="Utsortering, 2035 (§ 10a-4): 70 % i 2035")
    page.get_by_role("button", name="Velg ingen").click()
    settled(page)
    assert cells(page, "targets")["Utsortering, 2035 (§ 10a-4)"][3] == "✗ ikke nådd"
    page.locator("#go").click()
    settled(page)
    row = cells(page, "targets")["Utsortering, 2035 (§ 10a-4)"]
    assert row[3] == "✓ nådd"
    assert row[2] in {told(0.7), told(0.701)}


def test_coverage_stops_where_everyone_is_served(
    files: dict[str, Path], open_page: Callable[..., Page]
) -> None:
    page = open_page(files["no"])
    page.get_by_role("button", name="Velg ingen").click()
    for route, share in (("kerbside", "70"), ("bring_point", "60")):
        box = f"input[id^=slider-coverage_route_{route}][id$=box]"
        page.fill(box, share)
        page.press(box, "Enter")
        settled(page)
    assert page.input_value("input[id^=slider-coverage_route_bring_point][id$=box]") == "30,0"
    assert "stopper ved 30,0" in page.locator(".wrong:visible").inner_text()
    assert page.input_value("input[id^=slider-coverage_route_kerbside][id$=box]") == "70,0"


def test_each_kind_of_plastic_has_a_slider_of_its_own_on_request(
    files: dict[str, Path], open_page: Callable[..., Page]
) -> None:
    page = open_page(files["Asker"])
    page.locator("#group-sorting > summary").click()
    page.fill("input[id^=slider-sorting_efficiency_all][id$=box]", "95")
    page.press("input[id^=slider-sorting_efficiency_all][id$=box]", "Enter")
    settled(page)
    together = rates(page)
    page.check("#each-sorting_efficiency")
    settled(page)
    assert rates(page) == together  # each begins where all together were
    box = "input[id^=slider-sorting_efficiency_category_film][id$=box]"
    page.fill(box, "10")
    page.press(box, "Enter")
    settled(page)
    assert rates(page) != together
    page.uncheck("#each-sorting_efficiency")
    settled(page)
    assert rates(page) == together


@pytest.mark.parametrize("typed", ["ti", "101", "-1", "1e2", ""])
def test_what_cannot_be_is_told_beside_the_box(
    typed: str, files: dict[str, Path], open_page: Callable[..., Page]
) -> None:
    page = open_page(files["no"])
    settled(page)
    before = rates(page)
    page.fill(BOX, typed)
    page.press(BOX, "Enter")
    settled(page)
    assert page.get_attribute(BOX, "aria-invalid") == "true"
    message = page.locator(f"#{page.get_attribute(BOX, 'aria-describedby')}")
    assert message.inner_text() == "Skriv et tall fra 0 til 100."
    assert rates(page) == before
    page.fill(BOX, "50,5")
    page.press(BOX, "Enter")
    settled(page)
    assert page.get_attribute(BOX, "aria-invalid") == "false"
    assert message.is_hidden()


def test_reset_gives_the_first_numbers_again(
    files: dict[str, Path], open_page: Callable[..., Page]
) -> None:
    page = open_page(files["no"])
    settled(page)
    before = page.inner_text("#results")
    page.locator(KERBSIDE).focus()
    for _ in range(5):
        page.keyboard.press("ArrowRight")
    settled(page)
    assert page.inner_text("#results") != before
    page.get_by_role("button", name=re.compile("^Tilbakestill Innsamlingsgrad.*Henting")).click()
    settled(page)
    assert page.inner_text("#results") == before
    page.fill(BOX, "20")
    page.press(BOX, "Enter")
    settled(page)
    page.click("#reset")
    settled(page)
    assert page.inner_text("#results") == before
    assert page.is_disabled("#reset")


# -- it is quick -----------------------------------------------------------------------------------

_TIMES = """async (selector) => {
  const range = document.querySelector(selector), times = [];
  const frame = () => new Promise((done) => requestAnimationFrame(() => setTimeout(done, 0)));
  for (let i = 0; i < 30; i++) {
    range.value = String(20 + 2 * i);
    const start = performance.now();
    range.dispatchEvent(new Event("input", {bubbles: true}));
    await frame();
    times.push(performance.now() - start);
  }
  return times;
}"""


@pytest.mark.alone
@pytest.mark.parametrize("name", ["no", "network"])
def test_a_slider_answers_within_a_tenth_of_a_second(
    name: str,
    files: dict[str, Path],
    open_page: Callable[..., Page],
) -> None:
    page = open_page(files[name])
    page.locator("#flows > summary").click()
    settled(page)
    times = page.evaluate(_TIMES, KERBSIDE)
    assert statistics.median(times) < 100.0, times


# -- it is accessible ------------------------------------------------------------------------------

_OPEN = "() => document.querySelectorAll('details').forEach((each) => { each.open = true; })"


_OPERABLE = """() => [...document.querySelectorAll("a[href], button, input, select, summary")]
  .filter((e) => !e.disabled && e.checkVisibility()).map((e) => e.tagName.toLowerCase() + e.id)"""


@pytest.mark.parametrize("name", ["no", "network"])
def test_keyboard_alone_reaches_everything_and_shows_where_it_is(
    name: str,
    files: dict[str, Path],
    open_page: Callable[..., Page],
    tab_stops: Callable[..., list[dict[str, Any]]],
) -> None:
    page = open_page(files[name])
    page.evaluate(_OPEN)
    settled(page)
    operable = page.evaluate(_OPERABLE)
    stops = tab_stops(page)
    reached = [stop["tag"] + stop["id"] for stop in stops]
    assert sorted(set(operable) - set(reached)) == []
    assert [stop for stop in stops if not stop["visible"]] == []
    assert len(operable) > 60


def test_keyboard_alone_operates_everything(
    files: dict[str, Path], open_page: Callable[..., Page]
) -> None:
    page = open_page(files["no"])
    settled(page)
    first = rates(page)
    page.keyboard.press("Tab")  # the way past the introduction
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "answer"
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.id") == "year"
    page.keyboard.press("ArrowDown")
    settled(page)
    assert rates(page) != first
    page.keyboard.press("ArrowUp")
    settled(page)
    assert rates(page) == first
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.id") == "measure-0"
    page.keyboard.press("Space")
    settled(page)
    assert rates(page) != first
    page.keyboard.press("Space")
    settled(page)
    assert rates(page) == first
    page.locator(KERBSIDE).focus()
    page.keyboard.press("ArrowRight")
    settled(page)
    moved = rates(page)
    assert moved != first
    assert page.get_attribute(KERBSIDE, "aria-valuetext") == f"39,0{NOT_BREAKING}%"
    page.keyboard.press("PageUp")
    settled(page)
    assert rates(page) != moved
    page.keyboard.press("Tab")
    page.keyboard.press("Tab")  # past the box to its reset button
    page.keyboard.press("Enter")
    settled(page)
    assert rates(page) == first
    assert page.evaluate("document.activeElement.type") == "range"
    page.locator("#numbers > summary").focus()
    page.keyboard.press("Enter")
    settled(page)
    assert page.locator("#numbers tbody tr").count() > 50


def test_the_answer_is_told_to_those_who_listen(
    files: dict[str, Path], open_page: Callable[..., Page]
) -> None:
    page = open_page(files["no"])
    settled(page, 600)
    assert page.get_attribute("#live", "aria-live") == "polite"
    assert page.inner_text("#live") == page.inner_text("#sentence")
    before = page.inner_text("#live")
    page.fill(BOX, "70")
    page.press(BOX, "Enter")
    page.wait_for_timeout(50)
    assert page.inner_text("#live") == before  # not while one is still moving it
    settled(page, 600)
    assert page.inner_text("#live") == page.inner_text("#sentence") != before


def test_nothing_moves_for_those_who_asked_for_less_motion(
    files: dict[str, Path], open_page: Callable[..., Page]
) -> None:
    page = open_page(files["headline"], reduced_motion="reduce")
    moving = page.evaluate(
        "() => [...document.querySelectorAll('*')].filter((e) => { const s = getComputedStyle(e);"
        " return parseFloat(s.transitionDuration) > 0 || s.animationName !== 'none'; }).length"
    )
    assert moving == 0


# -- it is fit to be seen --------------------------------------------------------------------------


@pytest.mark.parametrize(("width", "height"), [(1280, 900), (390, 844)])
@pytest.mark.parametrize("name", ["no", "en", "Asker", "headline", "network"])
def test_the_page_fits_its_window_and_no_serious_fault_is_found(
    name: str,
    width: int,
    height: int,
    files: dict[str, Path],
    open_page: Callable[..., Page],
    accessible: Callable[[Page], None],
    screenshot: Callable[..., Path],
) -> None:
    page = open_page(files[name], width=width, height=height)
    settled(page)
    screenshot(page, f"simulator-{name}-{width}")
    page.evaluate(_OPEN)
    settled(page)
    accessible(page)
    screenshot(page, f"simulator-{name}-{width}-open")
    assert page.evaluate("document.documentElement.scrollWidth") <= width


def test_names_in_the_picture_do_not_lie_over_one_another(
    files: dict[str, Path], open_page: Callable[..., Page]
) -> None:
    for name in ("no", "Asker", "headline"):
        page = open_page(files[name])
        settled(page)
        boxes = page.evaluate(
            "() => [...document.querySelectorAll('#picture text')].map((t) => {"
            " const b = t.getBBox(); return [b.x, b.y, b.x + b.width, b.y + b.height]; })"
        )
        assert boxes
        for i, one in enumerate(boxes):
            for other in boxes[i + 1 :]:
                apart = (
                    one[2] <= other[0] + 1
                    or other[2] <= one[0] + 1
                    or one[3] <= other[1] + 2
                    or other[3] <= one[1] + 2
                )
                assert apart, (name, one, other)


def test_on_paper_the_answer_stands_without_the_controls(
    files: dict[str, Path], open_page: Callable[..., Page], screenshot: Callable[..., Path]
) -> None:
    page = open_page(files["no"], width=760)
    settled(page)
    page.evaluate("dispatchEvent(new Event('beforeprint'))")
    page.emulate_media(media="print")
    settled(page)
    screenshot(page, "simulator-print")
    assert page.locator("#choices").is_hidden()
    assert page.locator("#required").is_hidden()
    for shown in ("#sentence", "#changes", "#targets", "#picture svg", "#rates", "#flows table"):
        assert page.locator(shown).is_visible(), shown
    assert len(page.pdf()) > 10_000


# -- whatever is in it -----------------------------------------------------------------------------


def test_hostile_labels_are_shown_as_they_are(
    tmp_path: Path, open_page: Callable[..., Page]
) -> None:
    label = "</script><img src=x onerror=alert(1)>&\"'"
    system = ps.System(
        regions={"3203": label, "0301": "Oslo"},
        years=[2025],
        categories=[label, "film"],
        routes=[ps.Route(label, tier="source")],
        generation=ps.Generation(
            population=ps.Parameter(1000, unit="person", source=label, note=label),
            packaging_per_person=ps.Q("20 kg/person/year"),
            composition={label: 0.5, "film": 0.5},
        ),
        collection=ps.Collection(capture=0.5),
        sorting=ps.Sorting(sorting_efficiency=0.8),
        recycling=ps.Recycling(preparation_yield=0.8),
        name=label,
        notes=[label],
    )
    measure = ps.Measure(label, 2026, [ps.Change("capture", set=0.6)], description=label)
    path = tmp_path / "hostile.html"
    ps.simulator(system, ps.Plan(label, [measure]), path=path)
    page = open_page(path)
    page.evaluate(_OPEN)
    settled(page)
    assert page.locator("img").count() == 0
    assert label in page.inner_text("#choices")
    assert label in page.inner_text("h1")
    assert label in page.inner_text("#notes")


def test_a_system_in_which_nothing_is_generated_is_told_as_that(
    tmp_path: Path, open_page: Callable[..., Page]
) -> None:
    system = ps.load("headline").replace(population=ps.Q(0, "person"))
    path = tmp_path / "nothing.html"
    ps.simulator(system, path=path, targets=[])
    page = open_page(path)
    settled(page)
    assert "andelen finnes ikke" in page.inner_text("#sentence")
    assert set(rates(page)) == {"–"}
    assert "NaN" not in page.inner_text("body")


def test_a_plan_of_which_not_every_part_is_possible_alone_is_undone_with_a_word(
    tmp_path: Path, open_page: Callable[..., Page]
) -> None:
    system = ps.load("Asker")
    system = system.replace(composition={c.name: 1 / 7 for c in system.axes.categories})
    measures = [
        ps.Measure(name, 2026, [ps.Change("composition", {"category": [name]}, set=share)])
        for name, share in {"film": 1 / 7 + 0.05, "pp": 1 / 7 - 0.05}.items()
    ]
    path = tmp_path / "composition.html"
    ps.simulator(system, ps.Plan("Both or none", measures), path=path)
    page = open_page(path)
    settled(page)
    before = rates(page)
    page.click("#measure-0")
    settled(page)
    assert page.is_checked("#measure-0")
    assert "Det går ikke" in page.inner_text("#alarm")
    assert rates(page) == before
    page.get_by_role("button", name="Velg ingen").click()
    settled(page)
    assert not page.is_checked("#measure-0")
    assert page.locator("#alarm").is_hidden()


def test_data_of_the_page_is_what_was_put_in(files: dict[str, Path]) -> None:
    text = files["no"].read_text("utf-8")
    start = text.index('id="data">') + len('id="data">')
    data = json.loads(text[start : text.index("</script>", start)])
    assert data["plan"] == plan().name
