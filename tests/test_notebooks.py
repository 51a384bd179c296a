"""The stored notebooks are executed, hold assertions, and say nothing of the machine that ran them."""

from __future__ import annotations

import ast
import json
import re
from pathlib import Path
from typing import Any

import pytest

DOCS = Path(__file__).parents[1] / "docs"
PATHS = sorted((DOCS / "notebooks").glob("*.ipynb"))
NAMES = {
    "headline",
    "kommune_fra_excel",
    "plan",
    "uncertainty",
    "all_municipalities",
    "another_model",
}

each = pytest.mark.parametrize("path", PATHS, ids=lambda path: path.stem)


def read(path: Path) -> Any:
    return json.loads(path.read_text(encoding="utf-8"))


def code(path: Path) -> list[Any]:
    return [cell for cell in read(path)["cells"] if cell["cell_type"] == "code"]


def source(cell: Any) -> str:
    return "".join(cell["source"])


def test_there_are_six_and_the_documentation_shows_them() -> None:
    assert {path.stem for path in PATHS} == NAMES
    shown = (DOCS / "gallery.md").read_text(encoding="utf-8")
    for name in NAMES:
        assert f"notebooks/{name}" in shown


@each
def test_every_cell_was_run_in_order_without_an_error(path: Path) -> None:
    cells = code(path)
    assert [cell["execution_count"] for cell in cells] == list(range(1, len(cells) + 1))
    for cell in cells:
        for output in cell["outputs"]:
            assert output["output_type"] != "error"
            assert output.get("name") != "stderr"


@each
def test_what_a_cell_ends_with_is_shown(path: Path) -> None:
    for cell in code(path):
        text = re.sub(r"^%.*$", "", source(cell), flags=re.MULTILINE)
        last = ast.parse(text).body[-1:]
        if last and isinstance(last[0], ast.Expr) and not isinstance(last[0].value, ast.Call):
            assert cell["outputs"], source(cell)


@each
def test_it_asserts_what_it_says(path: Path) -> None:
    asserted = [
        node
        for cell in code(path)
        for node in ast.walk(ast.parse(re.sub(r"^%.*$", "", source(cell), flags=re.MULTILINE)))
        if isinstance(node, ast.Assert)
    ]
    assert len(asserted) >= 4


def test_every_notebook_has_pictures_and_each_says_what_it_shows() -> None:
    for path in PATHS:
        shown = [
            cell
            for cell in code(path)
            if any("image/png" in output.get("data", {}) for output in cell["outputs"])
        ]
        assert shown, path.stem
        for cell in shown:
            assert len(cell["metadata"]["mystnb"]["image"]["alt"]) > 40


@each
def test_nothing_tells_the_machine_or_the_day(path: Path) -> None:
    notebook = read(path)
    assert notebook["metadata"] == {
        "kernelspec": {"display_name": "Python 3", "language": "python", "name": "python3"},
        "language_info": {"name": "python"},
    }
    assert all(set(cell["metadata"]) <= {"tags", "mystnb"} for cell in notebook["cells"])
    text = re.sub(r'"image/png": "[^"]*"', "", path.read_text(encoding="utf-8"))
    for trace in ("/tmp/", "/home/", "/root", "/Users/", "site-packages", "ipykernel_"):
        assert trace not in text


@each
def test_it_reads_nothing_beside_it(path: Path) -> None:
    text = "\n".join(map(source, code(path)))
    assert "examples/" not in text
    assert "http" not in text
