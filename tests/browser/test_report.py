"""The report in a real browser: quiet, by keyboard, for axe, on narrow screens and on paper."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import attrs
import pytest

import plastsmart as ps
from plastsmart.report.html import report

if TYPE_CHECKING:
    from playwright.sync_api import Page

EXAMPLES: Final = Path(__file__).parents[2] / "examples"

SIZES: Final = {"wide": (1280, 900), "narrow": (390, 844)}

PAPER: Final = 680
"""Width of A4 between its margins [pixels]."""

KINDS: Final = ("norway", "plan", "municipality")


@pytest.fixture(scope="module")
def reports(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """A report of the nation, one with a plan in English, and one of a municipality."""
    folder = tmp_path_factory.mktemp("reports")
    plan = ps.Plan.load(EXAMPLES / "plans" / "norway.toml").in_prices(2024, ps.prices.CPI)
    found = ps.reconcile(ps.mapping.read(EXAMPLES / "mapping" / "eksempelby.xlsx"))
    paths = {kind: folder / f"{kind}.html" for kind in KINDS}
    report(ps.load("norway"), path=paths["norway"], draws=200)
    short = attrs.evolve(plan, name="Collect more")
    report(ps.load("norway"), short, path=paths["plan"], language="en", draws=200)
    report(found, path=paths["municipality"], draws=200)
    return paths


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("kind", KINDS)
def test_the_report_is_quiet_accessible_and_no_wider_than_the_screen(
    kind: str,
    size: str,
    reports: dict[str, Path],
    open_page: Callable[..., Page],
    accessible: Callable[[Page], None],
    screenshot: Callable[..., Path],
) -> None:
    page = open_page(reports[kind], *SIZES[size])
    accessible(page)
    assert page.evaluate("document.documentElement.scrollWidth") <= SIZES[size][0]
    screenshot(page, f"report-{kind}-{size}")
    screenshot(page, f"report-{kind}-{size}-first", full_page=False)


def test_the_answer_is_seen_without_scrolling(
    reports: dict[str, Path], open_page: Callable[..., Page]
) -> None:
    for size in SIZES.values():
        page = open_page(reports["norway"], *size)
        sentence = page.locator(".sentence")
        box = sentence.bounding_box()
        assert box is not None
        assert box["y"] + box["height"] < size[1]
        assert "Norge når ikke EUs mål" in (sentence.text_content() or "")


def test_nothing_is_hidden_behind_the_edge_of_a_table_on_a_wide_screen(
    reports: dict[str, Path], open_page: Callable[..., Page]
) -> None:
    for path in reports.values():
        page = open_page(path, *SIZES["wide"])
        cut = page.evaluate(
            """() => [...document.querySelectorAll('.scroll, figure')]
              .filter((e) => e.scrollWidth > e.clientWidth + 1)
              .map((e) => e.id || e.querySelector('table').id)"""
        )
        assert cut == []


def test_the_keyboard_reaches_everything_and_shows_where_it_is(
    reports: dict[str, Path],
    open_page: Callable[..., Page],
    tab_stops: Callable[..., list[dict[str, Any]]],
) -> None:
    page = open_page(reports["municipality"], *SIZES["narrow"])
    stops = tab_stops(page)
    assert stops[0]["name"] == "Hopp til svaret"
    assert all(stop["visible"] for stop in stops)
    links = page.locator("a").count()
    assert sum(stop["tag"] == "a" for stop in stops) == links
    beyond = page.evaluate(
        """() => [...document.querySelectorAll('.scroll, figure')]
          .filter((e) => e.scrollWidth > e.clientWidth + 1)
          .filter((e) => e.tabIndex < 0).length"""
    )
    assert beyond == 0


def test_the_first_link_leads_to_the_answer(
    reports: dict[str, Path], open_page: Callable[..., Page]
) -> None:
    page = open_page(reports["norway"])
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "answer"


def test_on_a_narrow_screen_rows_of_texts_become_cards_with_labels(
    reports: dict[str, Path], open_page: Callable[..., Page]
) -> None:
    page = open_page(reports["norway"], *SIZES["narrow"])
    label = page.evaluate(
        """() => getComputedStyle(
          document.querySelector('#targets-table td[data-label="Andel"]'), '::before').content"""
    )
    assert "Andel" in label
    # a table that is shown as cards is a table to those who hear it
    assert page.get_by_role("table", name="Resultatet for hvert mål").count() == 1
    assert page.get_by_role("rowheader", name="EUs mål for 2025").count() >= 1


def test_it_prints_on_paper_with_page_numbers_and_without_navigation(
    reports: dict[str, Path], open_page: Callable[..., Page], tmp_path: Path
) -> None:
    page = open_page(reports["norway"])
    page.pdf(path=tmp_path / "report.pdf", prefer_css_page_size=True)
    data = (tmp_path / "report.pdf").read_bytes()
    boxes = set(re.findall(rb"/MediaBox\s*\[([^\]]+)\]", data))
    assert len(boxes) == 1
    width, height = (float(n) for n in boxes.pop().split()[2:])
    assert (round(width), round(height)) == (595, 842)  # A4 in points
    page.emulate_media(media="print")
    assert not page.locator("nav").is_visible()
    assert page.locator(".sentence").is_visible()
    # a table with few rows is not broken over pages, nor a row of any
    assert page.evaluate(
        """() => [...document.querySelectorAll('.short, tr, figure')]
          .every((e) => getComputedStyle(e).breakInside === 'avoid')"""
    )
    assert (
        page.evaluate("() => getComputedStyle(document.querySelector('thead')).display")
        == "table-header-group"
    )


def test_it_reads_with_larger_letters(
    reports: dict[str, Path], open_page: Callable[..., Page]
) -> None:
    page = open_page(reports["norway"], *SIZES["wide"])
    page.add_style_tag(content="html { font-size: 200% !important; }")
    assert page.evaluate("document.documentElement.scrollWidth") <= SIZES["wide"][0]


@pytest.mark.parametrize("kind", KINDS)
def test_nothing_is_cut_or_drawn_for_narrow_screens_on_paper(
    kind: str, reports: dict[str, Path], open_page: Callable[..., Page]
) -> None:
    page = open_page(reports[kind], PAPER, 900)
    page.emulate_media(media="print")
    assert page.evaluate("document.documentElement.scrollWidth") <= PAPER
    cut = page.evaluate(
        """() => [...document.querySelectorAll('li, p, dd, dt, h1, h2, h3')]
          .filter((e) => e.clientWidth > 2 && e.scrollWidth > e.clientWidth + 1)
          .map((e) => e.textContent)"""
    )
    assert cut == []
    assert not any(each.is_visible() for each in page.locator(".narrow, .sideways").all())


@pytest.mark.parametrize("kind", KINDS)
def test_on_a_narrow_screen_all_pictures_but_the_flows_are_seen_whole(
    kind: str, reports: dict[str, Path], open_page: Callable[..., Page]
) -> None:
    page = open_page(reports[kind], *SIZES["narrow"])
    beyond = page.evaluate(
        """() => [...document.querySelectorAll('figure')]
          .filter((e) => e.scrollWidth > e.clientWidth + 1).map((e) => e.id)"""
    )
    assert beyond == ["flows-picture"]
    assert page.locator(".sideways").is_visible()
    assert not any(each.is_visible() for each in page.locator(".wide").all())
