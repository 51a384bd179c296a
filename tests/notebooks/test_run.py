"""Each notebook of the documentation runs, its assertions hold, and it gives what is stored."""

from __future__ import annotations

import time
from pathlib import Path

import pytest

pytest.importorskip("nbclient", reason="nox -s docs runs the notebooks")

from tools import notebooks

# of the kernel's own closing and of its clocks, not of what is tested
pytestmark = [
    pytest.mark.slow,
    pytest.mark.filterwarnings("ignore::ResourceWarning"),
    pytest.mark.filterwarnings("ignore::DeprecationWarning"),
    pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning"),
]

SECONDS = 30  # less than ten on a machine that does nothing else


@pytest.mark.parametrize("path", notebooks.paths(), ids=lambda path: path.stem)
def test_a_notebook_gives_what_is_stored(path: Path) -> None:
    start = time.perf_counter()
    again = notebooks.executed(path)
    assert not notebooks.differences(notebooks.read(path), again), (
        f"run: python tools/notebooks.py {path.stem}"
    )
    assert time.perf_counter() - start < SECONDS
