"""The prompt, from a municipality's own numbers: template, reconcile, assess."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

import plastsmart as ps
from plastsmart.cli import main

EXAMPLES = Path(__file__).parent.parent / "examples" / "mapping"


@pytest.mark.parametrize("ending", ["xlsx", "csv"])
def test_targets_are_assessed_from_a_file_of_measurements(
    ending: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["assess", str(EXAMPLES / f"eksempelby.{ending}"), "--json"]) == 1
    record = json.loads(capsys.readouterr().out)
    system = ps.reconcile(ps.mapping.read(EXAMPLES / f"eksempelby.{ending}")).system()
    rate = ps.run(system).rate("sorted_out", by=[])
    assert record["targets"][0]["value"] == pytest.approx(rate)


def test_kinds_that_are_not_told_apart_are_part_of_the_others() -> None:
    """The picking analysis of the example knows no multilayer packaging; the nation does."""
    mapping = ps.mapping.read(EXAMPLES / "eksempelby.xlsx")
    found = ps.reconcile(mapping)
    assert {c.name for c in mapping.categories} == {"film", "pp", "hdpe", "pet", "ps", "other"}
    assert not found.undetermined
    shares = [found.value("composition", category=c.name)[0] for c in mapping.categories]
    assert sum(shares) == pytest.approx(1.0, abs=1e-9)


@pytest.mark.parametrize("language", ["en", "no"])
def test_what_was_measured_is_told_beside_what_agrees(
    language: str, capsys: pytest.CaptureFixture[str]
) -> None:
    path = str(EXAMPLES / "eksempelby.xlsx")
    assert main(["reconcile", path, "--language", language]) == 0
    out = capsys.readouterr().out
    assert ("Innbyggere" if language == "no" else "Inhabitants") in out
    assert ("kjikvadrat" if language == "no" else "chi-square") in out
    assert main(["reconcile", path, "--json"]) == 0
    record = json.loads(capsys.readouterr().out)
    found = ps.reconcile(ps.mapping.read(path))
    assert record["chi2"] == pytest.approx(found.chi2)
    assert len(record["table"]) == len(found.table)


def test_a_suspect_is_named(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "town.csv"
    path.write_text(
        "quantity,region,year,route,value,unit,status\n"
        "population,3403,2024,,33000,person,reported\n"
        "collected_gross,3403,2024,kerbside_bin,300,tonne/year,measured\n"
        "sorted_gross,3403,2024,kerbside_bin,290,tonne/year,measured\n"
        "recycled,3403,2024,kerbside_bin,30,tonne/year,measured\n",
        encoding="utf-8",
    )
    assert main(["reconcile", str(path)]) == 0
    out = capsys.readouterr().out
    assert "Look at these first" in out
    assert "standard errors" in out
    main(["assess", str(path)])
    assert "look at this" in capsys.readouterr().err


def test_a_workbook_is_for_the_municipality_of_its_name(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    pytest.importorskip("openpyxl")
    path = tmp_path / "asker.xlsx"
    assert main(["template", str(path), "--year", "2024"]) == 0
    assert "Skrev" in capsys.readouterr().out
    assert ps.mapping.read(path).regions == {"3203": "Asker"}
    assert main(["template", str(path)]) == 2
    assert main(["template", str(path), "--overwrite", "--region", "Hamar"]) == 0
    assert ps.mapping.read(path).regions == {"3403": "Hamar"}
    nobody = tmp_path / "our numbers.xlsx"
    assert main(["template", str(nobody), "--language", "en"]) == 0
    assert "Wrote" in capsys.readouterr().out


def test_every_mistake_is_told_and_nothing_is_computed(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "town.csv"
    path.write_text(
        "quantity,region,year,route,value,unit,status\n"
        "population,3403,2024,,many,person,reported\n"
        "impurity,3403,2024,kerbside_bin,12,1,measured\n",
        encoding="utf-8",
    )
    assert main(["assess", str(path)]) == 2
    captured = capsys.readouterr()
    assert not captured.out
    assert "row 2" in captured.err
    assert "row 3" in captured.err
    assert "2 mistakes" in captured.err.splitlines()[-1]
