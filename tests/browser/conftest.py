"""A real headless Chromium for what people open in a browser.

`nox -s browser` runs these tests; they need the dependency group ``browser`` and a Chromium. A page
opened with `open_page` fails its test when the console shows an error or a warning, when a script
throws, and when anything is asked for that is neither a file of this machine nor its own local
server. With ``PLASTSMART_SCREENSHOTS=folder`` the pictures of `screenshot` are kept there.
"""

from __future__ import annotations

import os
import re
import shutil
import socket
from collections.abc import Callable, Iterator
from importlib import resources
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import pytest

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

NEEDED: Final = ("playwright", "axe_playwright_python")

# without the group `browser` there is nothing to collect
collect_ignore_glob = [] if all(find_spec(name) for name in NEEDED) else ["test_*.py"]

ARGUMENTS: Final = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)
NAMES: Final = ("chromium", "chromium-browser", "google-chrome", "chrome")
LOCAL: Final = re.compile(
    r"(file:|data:|blob:|about:|(http|ws)://(127\.0\.0\.1|localhost|\[::1\])[:/])"
)
WIDE, NARROW = (1280, 900), (390, 844)
GRAVE: Final = ("serious", "critical")
_MORE_ROWS: Final = "tbody > tr:nth-child(n+16)"
"""Rows of long tables that are as those before them, and would take axe-core most of its time."""


def chromium() -> str | None:
    """Return where a Chromium is, None where there is none."""
    chosen = os.environ.get("PLASTSMART_CHROMIUM")
    return chosen or next(filter(None, map(shutil.which, NAMES)), None)


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """A headless Chromium for the whole session."""
    from playwright.sync_api import sync_playwright

    where = chromium()
    if where is None:
        pytest.skip(
            f"no Chromium found ({', '.join(NAMES)} on the PATH, or PLASTSMART_CHROMIUM); "
            "install one to run the browser tests"
        )
    with sync_playwright() as playwright:
        started = playwright.chromium.launch(executable_path=where, args=list(ARGUMENTS))
        yield started
        started.close()


@pytest.fixture(scope="session")
def free_port() -> Callable[[], int]:
    """Return a port that the system has free: tests beside this one may take the workshop's first."""

    def found() -> int:
        with socket.socket() as tried:
            tried.bind(("127.0.0.1", 0))
            return int(tried.getsockname()[1])

    return found


@pytest.fixture
def problems() -> list[str]:
    """What went wrong in the pages of a test: it must be empty in the end."""
    return []


@pytest.fixture
def open_page(browser: Browser, problems: list[str]) -> Iterator[Callable[..., Page]]:
    """Open a file or local address: ``open_page(path, width=1280, height=900, **context)``.

    Further keywords go to Playwright's ``new_context``, such as ``reduced_motion="reduce"``.
    """
    contexts = []

    def opened(
        where: str | os.PathLike[str], width: int = WIDE[0], height: int = WIDE[1], **context: Any
    ) -> Page:
        size: Any = {"width": width, "height": height}
        contexts.append(browser.new_context(viewport=size, **context))
        page = contexts[-1].new_page()
        _watch(page, problems)
        address = str(where)
        page.goto(address if ":" in address[:9] else Path(address).resolve().as_uri())
        return page

    yield opened
    for context in contexts:
        context.close()
    assert not problems, "\n".join(problems)


def _watch(page: Page, problems: list[str]) -> None:
    """Note errors and requests to elsewhere."""

    def request(address: str) -> None:
        if not LOCAL.match(address):
            problems.append(f"asked for {address}")

    def said(kind: str, text: str) -> None:
        if kind in {"error", "warning"}:
            problems.append(f"console {kind}: {text}")

    page.on("console", lambda message: said(message.type, message.text))
    page.on("pageerror", lambda error: problems.append(f"script error: {error}"))
    page.on("request", lambda asked: request(asked.url))
    page.on("requestfailed", lambda asked: problems.append(f"failed: {asked.url}"))
    page.on("websocket", lambda socket: request(socket.url))


@pytest.fixture(scope="session")
def axe() -> str:
    """The source of axe-core."""
    return (resources.files("axe_playwright_python") / "axe.min.js").read_text(encoding="utf-8")


@pytest.fixture
def accessible(axe: str) -> Callable[[Page], None]:
    """Fail where axe-core finds a serious or critical fault: ``accessible(page)``."""

    def check(page: Page) -> None:
        page.evaluate(axe)  # not as a script of the page, which its policy would refuse
        found = page.evaluate(
            "rows => axe.run({exclude: [[rows]]}, {resultTypes: ['violations']})", _MORE_ROWS
        )
        faults = [
            f"{fault['impact']}: {fault['help']} ({fault['id']}): {node['html'][:200]}\n"
            f"    {node['failureSummary']}"
            for fault in found["violations"]
            if fault["impact"] in GRAVE
            for node in fault["nodes"]
        ]
        assert not faults, "\n".join(faults)

    return check


_FOCUSED = """() => {
  let e = document.activeElement;
  while (e && e.shadowRoot && e.shadowRoot.activeElement) e = e.shadowRoot.activeElement;
  if (!e || e === document.body || e === document.documentElement) return null;
  if (!e.__stop) { window.__stops = (window.__stops || 0) + 1; e.__stop = window.__stops; }
  const s = getComputedStyle(e), box = e.getBoundingClientRect();
  return {stop: e.__stop, tag: e.tagName.toLowerCase(), id: e.id, type: e.type || "",
          name: (e.getAttribute("aria-label") || e.innerText || e.name || "").trim().slice(0, 60),
          visible: (s.outlineStyle !== "none" && parseFloat(s.outlineWidth) > 0)
                   || s.boxShadow !== "none",
          width: box.width, height: box.height};
}"""


@pytest.fixture
def tab_stops() -> Callable[..., list[dict[str, Any]]]:
    """Press Tab through a page and return what had the focus: ``tab_stops(page, most=500)``.

    Each with tag, id, type, name, and whether an outline or shadow shows that it has the focus.
    """

    def stops(page: Page, most: int = 500) -> list[dict[str, Any]]:
        found: dict[int, dict[str, Any]] = {}
        for _ in range(most):
            page.keyboard.press("Tab")
            focused = page.evaluate(_FOCUSED)
            if focused is None or focused["stop"] in found:
                if found:
                    break
                continue
            found[focused["stop"]] = focused
        return list(found.values())

    return stops


@pytest.fixture
def screenshot(tmp_path: Path) -> Callable[..., Path]:
    """Take a picture of a page: ``screenshot(page, "name", full_page=True)`` returns its path.

    The whole page takes seconds, so it is taken where pictures are kept; else what the window shows.
    """
    chosen = os.environ.get("PLASTSMART_SCREENSHOTS")
    folder = Path(chosen) if chosen else tmp_path

    def taken(page: Page, name: str, *, full_page: bool = True) -> Path:
        folder.mkdir(parents=True, exist_ok=True)
        path = folder / f"{name}.png"
        page.screenshot(path=path, full_page=full_page and chosen is not None)
        assert path.stat().st_size > 0
        return path

    return taken
