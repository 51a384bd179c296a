"""The prompt, from a municipality's own numbers: template, reconcile, assess."""

from __future__ import annotations

import json
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

import plastsmart as ps
from plastsmart.cli import _at_the_prompt, main
from plastsmart.mapping.adjust import verdict_lines
from plastsmart.mapping.quantities import QUANTITIES
from plastsmart.report.mapping import agreement_text, key_label

pytestmark = pytest.mark.once

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


# Bin 95 %, station 5 %: what a municipality such as Asker knows.
_ASKER = """quantity,region,year,route,value,unit,status
population,3203,2024,,98815,person,reported
coverage,3203,2024,kerbside_bin,0.95,1,reported
coverage,3203,2024,bring_point,0.05,1,reported
collected_gross,3203,2024,kerbside_bin,{bin},tonne/year,measured
collected_gross,3203,2024,bring_point,40,tonne/year,measured
impurity,3203,2024,kerbside_bin,0.12,1,measured
residual_total,3203,2024,,13000,tonne/year,measured
{picking}sorted_gross,3203,2024,kerbside_bin,900,tonne/year,measured
"""


def _asker(folder: Path, tonnes: int = 1250, *, picking: bool = True, name: str = "asker") -> Path:
    path = folder / f"{name}.csv"
    share = "packaging_in_residual,3203,2024,,0.12,1,measured\n" if picking else ""
    path.write_text(_ASKER.format(bin=tonnes, picking=share), encoding="utf-8")
    return path


@pytest.mark.parametrize("p_value", [1e-15, 0.0014, 0.0499, 0.0501, 0.8])
@pytest.mark.parametrize("dof", [1, 9])
def test_the_report_says_agree_where_the_printed_result_does(p_value: float, dof: int) -> None:
    """Also where nothing stands out by itself, and only together it is more than chance."""
    told = verdict_lines(12.3, dof, p_value, [])[0]
    found: Any = SimpleNamespace(chi2=12.3, dof=dof, p_value=p_value, suspects=())
    said = agreement_text(found, "no")
    assert ("disagree" in told) == ("spriker" in said)
    assert ("disagree" in told) == ("Ingen enkelt skiller seg ut" in said)


def test_many_small_disagreements_are_one_large_one(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    rows = [
        "quantity,region,year,route,value,sd,unit,status,source",
        _row("population", 33000, 60, "a"),
    ]
    for quantity, value in _TWICE.items():
        sd = 0.05 * value
        apart = 1.8 * 2**0.5 * sd
        rows.append(_row(quantity, value, sd, "a"))
        rows.append(_row(quantity, value + apart, sd, "b"))
    path = tmp_path / "town.csv"
    path.write_text("\n".join(rows) + "\n", encoding="utf-8")
    found = ps.reconcile(ps.mapping.read(path))
    assert not found.suspects
    assert found.p_value < 0.05
    assert main(["reconcile", str(path), "--language", "no"]) == 0
    assert "spriker mer enn" in " ".join(capsys.readouterr().out.split())


@pytest.mark.parametrize(
    ("language", "warning", "first"),
    [
        (
            "no",
            "Tallene motsier hverandre (p < 0,001)",
            "slik den er veid (Henting hjemme, dunk): 4",
        ),
        ("en", "The numbers contradict one another (p < 0.001)", "(Bin collected at home): 4"),
    ],
)
def test_that_numbers_disagree_stands_above_the_answer(
    language: str, warning: str, first: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """The targets are reached by far, and the numbers are impossible."""
    path = _asker(tmp_path, 4000, picking=False)
    assert main(["assess", str(path), "--language", language]) == 0
    out = " ".join(capsys.readouterr().out.split())
    answer = "Alle mål nås" if language == "no" else "Every target is reached"
    assert out.index(warning) < out.index(first) < out.index(answer)
    assert main(["assess", str(_asker(tmp_path, name="fine")), "--language", language]) == 1
    assert warning.partition(" (")[0] not in " ".join(capsys.readouterr().out.split())


def test_json_tells_whether_the_numbers_agree(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["assess", str(_asker(tmp_path, 4000, picking=False)), "--json"]) == 0
    told = json.loads(capsys.readouterr().out)["reconciliation"]
    assert told["agrees"] is False
    assert told["p_value"] < 1e-9
    assert told["look_at"][0] == "collected_gross[kerbside_bin]"
    assert main(["assess", str(_asker(tmp_path)), "--json"]) == 1
    assert json.loads(capsys.readouterr().out)["reconciliation"]["agrees"] is True
    assert main(["assess", "norway", "--json"]) == 1
    assert "reconciliation" not in json.loads(capsys.readouterr().out)


def test_a_report_warns_beside_its_answer(tmp_path: Path) -> None:
    found = ps.reconcile(ps.mapping.read(_asker(tmp_path, 4000, picking=False)))
    told = ps.report(found, draws=0).html
    warning = "Tallene motsier hverandre"
    assert warning in told
    assert told.index(warning) < told.index("Det som er målt")
    fine = ps.reconcile(ps.mapping.read(_asker(tmp_path, name="fine")))
    assert warning not in ps.report(fine, draws=0).html


_ENGLISH = (
    "kerbside", "bring_point", "look at", "agree", "standard error", "the others", "row ",
    "rests on", "measuring", "used:", "generated", "recycled[",
)  # fmt: skip


@pytest.mark.parametrize("command", ["assess", "reconcile"])
@pytest.mark.parametrize("tonnes", [1250, 4000])
def test_what_is_told_in_norwegian_is_norwegian(
    command: str, tonnes: int, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = _asker(tmp_path, tonnes, picking=tonnes < 4000, name="a")
    main([command, str(path), "--language", "no"])
    captured = capsys.readouterr()
    told = captured.out + captured.err
    assert "Henting hjemme, dunk" in told
    assert not [word for word in _ENGLISH if word in told]


def test_the_page_of_measurements_has_their_notes_in_its_language(tmp_path: Path) -> None:
    page = tmp_path / "page.html"
    assert main(["simulator", str(_asker(tmp_path)), "-o", str(page)]) == 0
    told = page.read_text(encoding="utf-8")
    assert "stemmer overens innenfor feilene" in told
    assert "agree within" not in told
    assert "drawn one by one" not in told


def test_what_is_not_determined_has_the_names_of_the_form(tmp_path: Path) -> None:
    found = ps.reconcile(ps.mapping.read(_asker(tmp_path)))
    assert key_label(found, "recycled[bring_point]", "no") == (
        "Materialgjenvunnet, ved beregningspunktet (Returpunkt)"
    )
    for key in found.keys:
        assert "_" not in key_label(found, key.name, "no")


def test_a_default_from_the_members_reports_is_called_one(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = _asker(tmp_path)
    assert main(["reconcile", str(path)]) == 0
    assert "members of the return company" in " ".join(capsys.readouterr().out.split())
    with path.open("a", encoding="utf-8") as file:
        file.write("packaging_per_person,3203,2024,,20,kg/person/year,measured\n")
    assert main(["reconcile", str(path)]) == 0
    assert "members of the return company" not in " ".join(capsys.readouterr().out.split())


@pytest.mark.parametrize("asked", ["3203", "Asker", "asker"])
@pytest.mark.parametrize("command", ["reconcile", "assess"])
def test_a_region_of_a_csv_file_goes_by_number_or_name(
    command: str, asked: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main([command, str(_two(tmp_path)), "--region", asked]) != 2
    assert capsys.readouterr().out.startswith("Asker")


def _two(folder: Path) -> Path:
    """Write the same numbers for two municipalities, without their names."""
    path = _asker(folder)
    lines = path.read_text(encoding="utf-8").splitlines(keepends=True)
    other = [line.replace(",3203,", ",3403,") for line in lines[1:]]
    path.write_text("".join([*lines, *other]), encoding="utf-8")
    return path


_TARGET = ["--target", "ch10a-2028"]


@pytest.mark.parametrize(
    "words",
    [
        ["assess", "FILE", *_TARGET],
        ["required", "FILE", "capture", *_TARGET],
        ["explain", "FILE", "recycled", "--depth", "1"],
        ["compare", "FILE", "norway"],
        ["simulator", "FILE", "-o", "PAGE"],
        ["report", "FILE", "--draws", "0", "-o", "PAGE"],
    ],
    ids=lambda words: words[0],
)
def test_whatever_takes_measurements_can_choose_among_them(
    words: list[str], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = {"FILE": str(_two(tmp_path)), "PAGE": str(tmp_path / "page.html")}
    typed = [path.get(word, word) for word in words]
    assert main(typed) == 2
    which = "si hvilken" if words[0] in {"simulator", "report"} else "say which"  # their language
    assert f"{which}, --region NAME" in capsys.readouterr().err
    year = [] if words[0] == "compare" else ["--year", "2024"]
    chosen = ["--region", "Hamar", *year, "--generation", "market", "--hold-bounds"]
    assert main([*typed, *chosen]) in {0, 1}


def test_the_year_and_the_way_of_counting_are_those_asked_for(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = _asker(tmp_path)
    older = [
        line.replace(",2024,", ",2022,").replace(",1250,", ",900,")
        for line in path.read_text(encoding="utf-8").splitlines(keepends=True)[1:]
    ]
    path.write_text(path.read_text(encoding="utf-8") + "".join(older), encoding="utf-8")
    mapping = ps.mapping.read(path)
    options = ["--year", "2022", "--generation", "market", "--json", *_TARGET]
    assert main(["assess", str(path), *options]) in {0, 1}
    told = json.loads(capsys.readouterr().out)["targets"][0]["value"]
    system = ps.reconcile(mapping, year=2022, generation="market").system()
    assert told == pytest.approx(ps.run(system).rate("sorted_out", by=[]))
    assert main(["assess", str(path), "--year", "2019"]) == 2
    assert "2022, 2024" in capsys.readouterr().err


def test_a_remedy_can_be_followed_at_the_prompt(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = _asker(tmp_path, picking=False)
    assert main(["assess", str(path), "--generation", "picking"]) == 2
    told = capsys.readouterr().err
    assert "take --generation market or reconciled" in told
    assert "generation=" not in told
    assert main(["assess", "norway", "--region", "Asker"]) == 2
    assert "--region" in capsys.readouterr().err
    message = _at_the_prompt(
        "count in another way, generation='market' or 'picking', or hold it, hold_bounds=True; measure "
        "capture, or give peers with group=…"
    )
    assert message == (
        "count in another way, --generation market or picking, or hold it, --hold-bounds; measure "
        "capture"
    )


_TWICE = {
    "residual_total": 4500.0,
    "packaging_in_residual": 0.12,
    "residual_moisture": 0.25,
    "packaging_per_person": 18.0,
    "bale_impurity": 0.06,
    "collected_gross": 200.0,
    "impurity": 0.12,
    "sorted_gross": 150.0,
}
"""What is measured twice, each time 1.8 standard errors apart."""


def _row(quantity: str, value: float, sd: float, source: str) -> str:
    kind = QUANTITIES[quantity]
    route = "kerbside_bin" if "route" in kind.axes else ""
    return f"{quantity},3403,2024,{route},{value},{sd},{kind.unit},measured,{source}"
