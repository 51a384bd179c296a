"""What a release rests on: a pure wheel, few dependencies with known licences, a bill of materials."""

from __future__ import annotations

import json
import re
import tomllib
import zipfile
from importlib import metadata
from pathlib import Path

import pytest
from packaging.requirements import Requirement

from tools import release

ROOT = Path(__file__).parent.parent
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
EXTRAS = PROJECT["optional-dependencies"]

SPDX = {
    "BSD License": "BSD-3-Clause",
    "MIT License": "MIT",
    "Apache Software License": "Apache-2.0",
    "Python Software Foundation License": "PSF-2.0",
}
"""What classifiers call a licence that the list has by its short name."""

pytestmark = pytest.mark.once


def listed() -> dict[str, tuple[str, ...]]:
    """Read the list of licences: name to range, who needs it, and licence."""
    text = (ROOT / "docs" / "licences.md").read_text(encoding="utf-8")
    rows = re.findall(
        r"^\| `([\w-]+)` \| `([^`]+)` \| ([^|]+) \| ([^|]+) \|", text, flags=re.MULTILINE
    )
    return {name: tuple(cell.strip() for cell in rest) for name, *rest in rows}


def needed() -> dict[str, tuple[str, str]]:
    """Return each dependency of pyproject.toml with its range and the extras that need it."""
    found: dict[str, tuple[str, list[str]]] = {}
    for extra, texts in {"always": PROJECT["dependencies"], **EXTRAS}.items():
        for requirement in map(Requirement, texts):
            found.setdefault(requirement.name, (str(requirement.specifier), []))[1].append(extra)
    return {name: (spec, ", ".join(extras)) for name, (spec, extras) in found.items()}


def test_every_dependency_stands_in_the_list_of_licences_with_its_range() -> None:
    assert {name: cells[:2] for name, cells in listed().items()} == needed()


def test_the_list_of_licences_is_what_the_packages_themselves_state() -> None:
    checked = 0
    for name, (*_, told) in listed().items():
        try:
            stated = release.licence(name)
        except metadata.PackageNotFoundError:
            continue
        first = SPDX.get(stated, stated).partition(" AND ")[0]
        assert first == told.partition(",")[0], f"{name} states {stated!r}, the list has {told!r}"
        checked += 1
    assert checked >= len(PROJECT["dependencies"])


def test_no_dependency_has_a_licence_that_binds_those_who_use_the_package() -> None:
    of_a_part = {"docutils"}  # its mode for an editor, which is not installed; the rest is free
    for name in {*release.installed("plastsmart", release.EXTRAS)} - of_a_part:
        stated = release.licence(name).upper()
        assert not re.search(r"\bA?GPL|\bGNU (AFFERO )?GENERAL|PROPRIETARY", stated), (name, stated)


def test_dependencies_are_few_and_none_is_pinned() -> None:
    assert len(PROJECT["dependencies"]) <= 8
    for name, (spec, _) in needed().items():
        assert re.fullmatch(r">=[\d.]+", spec), f"{name}{spec}: others have to install beside it"


def test_what_is_installed_is_for_every_python_and_machine() -> None:
    distribution = metadata.distribution("plastsmart")
    wheel = distribution.read_text("WHEEL") or ""
    assert "Root-Is-Purelib: true" in wheel
    assert "Tag: py3-none-any" in wheel
    suffixes = {file.suffix for file in (ROOT / "src").rglob("*") if file.is_file()}
    assert not suffixes & {".so", ".pyd", ".c", ".pyx", ".dll", ".dylib"}


def test_the_bill_of_materials_holds_all_that_is_installed_for_the_package() -> None:
    bill = release.bill()
    names = [component["name"] for component in bill["components"]]
    assert {release.key(Requirement(text).name) for text in PROJECT["dependencies"]} <= {*names}
    assert "flexparser" in names, "what a dependency needs is listed too"
    assert len(names) == len({*names})
    assert bill["metadata"]["component"]["name"] == "plastsmart"
    references = {bill["metadata"]["component"]["bom-ref"]}
    references |= {component["bom-ref"] for component in bill["components"]}
    for entry in bill["dependencies"]:
        assert {entry["ref"], *entry["dependsOn"]} <= references
    assert {entry["ref"] for entry in bill["dependencies"]} == references
    for component in bill["components"]:
        assert component["version"] == metadata.version(component["name"])
        assert component["purl"] == f"pkg:pypi/{component['name']}@{component['version']}"
    assert json.dumps(release.bill()) == json.dumps(bill)


def test_builds_that_differ_are_told_apart(tmp_path: Path) -> None:
    one, other = tmp_path / "one", tmp_path / "other"
    for folder in (one, other):
        folder.mkdir()
    assert release.differences(one, other) == ["there is no file in either folder"]
    for folder in (one, other):
        (folder / "a.whl").write_bytes(b"same")
    assert release.differences(one, other) == []
    (other / "a.whl").write_bytes(b"else")
    (other / "b.tar.gz").write_bytes(b"")
    told = release.differences(one, other)
    assert [line.split()[0] for line in told] == ["a.whl", "b.tar.gz"]


def test_a_wheel_that_is_not_pure_is_told(tmp_path: Path) -> None:
    def wheel(name: str, *files: str, pure: str = "true") -> Path:
        with zipfile.ZipFile(tmp_path / name, "w") as archive:
            archive.writestr("x-1.dist-info/WHEEL", f"Root-Is-Purelib: {pure}\n")
            for file in files:
                archive.writestr(file, "")
        return tmp_path / name

    assert release.not_pure(wheel("x-1-py3-none-any.whl", "x/__init__.py")) == []
    assert release.not_pure(wheel("x-1-cp313-cp313-linux_x86_64.whl")) != []
    assert release.not_pure(wheel("x-1-py3-none-any.whl", "x/fast.so")) == ["x/fast.so"]
    assert release.not_pure(wheel("x-1-py3-none-any.whl", pure="false")) != []


def test_pandas_2_and_3_are_both_tested() -> None:
    pinned = (ROOT / "tests" / "lowest.txt").read_text(encoding="utf-8")
    assert re.search(r"^pandas==2\.", pinned, flags=re.MULTILINE)
    if metadata.version("xarray") != "2024.1.1":  # not the session with the lowest versions
        assert int(metadata.version("pandas").partition(".")[0]) >= 3
