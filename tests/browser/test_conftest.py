"""What watches the pages of the other tests notices what it should."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from playwright.sync_api import Page

PAGE = """<!DOCTYPE html><html lang="en"><head><title>A page</title></head><body><main>
<h1>A page</h1><button id="one">One</button><button id="two">Two</button>{more}</main></body></html>"""


@pytest.fixture
def written(tmp_path: Path) -> Callable[[str], Path]:
    def write(more: str) -> Path:
        path = tmp_path / "page.html"
        path.write_text(PAGE.format(more=more), encoding="utf-8")
        return path

    return write


@pytest.mark.parametrize(
    ("more", "told"),
    [
        ("<script>console.error('oh')</script>", "console error: oh"),
        ("<script>throw new Error('ah')</script>", "script error: ah"),
        ("<script>fetch('https://plastsmart.invalid/').catch(() => 0)</script>", "asked for https"),
    ],
)
def test_errors_and_requests_to_elsewhere_are_noticed(
    more: str,
    told: str,
    written: Callable[[str], Path],
    open_page: Callable[..., Page],
    problems: list[str],
) -> None:
    page = open_page(written(more))
    page.wait_for_timeout(100)
    noticed = [problem for problem in problems if told in problem]
    problems.clear()
    assert noticed


def test_a_quiet_page_has_no_problem_and_no_fault(
    written: Callable[[str], Path],
    open_page: Callable[..., Page],
    accessible: Callable[[Page], None],
    tab_stops: Callable[..., list[dict[str, Any]]],
    screenshot: Callable[..., Path],
) -> None:
    page = open_page(written(""))
    accessible(page)
    assert [stop["id"] for stop in tab_stops(page)] == ["one", "two"]
    assert screenshot(page, "quiet").is_file()


def test_a_serious_fault_of_accessibility_is_told(
    written: Callable[[str], Path],
    open_page: Callable[..., Page],
    accessible: Callable[[Page], None],
) -> None:
    page = open_page(written("<input type='text'>"))
    with pytest.raises(AssertionError, match="label"):
        accessible(page)
