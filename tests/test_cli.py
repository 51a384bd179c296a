"""The command line, as a user types it."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

import plastsmart as ps
from plastsmart.cli import main
from plastsmart.labels import TEXTS

Printed = pytest.CaptureFixture[str]


def test_assess_norway_answers_for_every_target(capsys: Printed) -> None:
    assert main(["assess", "norway"]) == 1
    out = capsys.readouterr().out
    for target in ps.targets.ALL:
        assert target.name in out
    assert "None of the 7 targets is reached" in out
    assert "36.1 %" in out
    assert "13.9 points" in out
    assert "27 151" in out
    assert "not by 2035" in out
    assert "avfallsforskriften § 10a-4" in out
    for rate in ps.MODEL.rates:
        assert rate in out


def test_assess_speaks_norwegian(capsys: Printed) -> None:
    assert main(["assess", "norway", "--language", "no"]) == 1
    out = capsys.readouterr().out
    assert "Ingen av de 7 målene nås" in out
    assert "36,1 %" in out
    assert "ikke innen 2035" in out
    assert "som oppgitt for 2022 til 2035" in " ".join(out.split())
    assert "medlemmene i et returselskap" in " ".join(out.split())


def test_assess_says_what_does_not_apply(capsys: Printed) -> None:
    assert main(["assess", "norway-household"]) == 1
    out = capsys.readouterr().out
    assert "Not assessed" in out
    assert "EU_2025: the system holds no business, deposit packaging" in out


def test_assess_in_json_equals_the_library(capsys: Printed) -> None:
    assert main(["assess", "norway", "--json"]) == 1
    record = json.loads(capsys.readouterr().out)
    projection = ps.project(ps.load("norway"))
    for entry in record["targets"]:
        a = projection.assess(getattr(ps.targets, entry["target"]))
        assert entry["value"] == a.rate
        assert entry["gap"] == a.gap.m_as("tonne/year")
        assert entry["verdict"] == "missed"
    assert record["rates"]["2025"]["eu"] == projection.flows.rate("eu")[2025]
    assert record["model"] == ps.MODEL.hash


def test_assess_one_target(capsys: Printed) -> None:
    assert main(["assess", "norway", "--target", "ch10a-2028"]) == 1
    out = capsys.readouterr().out
    assert "CH10A_2028" in out
    assert "EU_2025" not in out


def test_status_0_where_every_target_is_reached(tmp_path: Path, capsys: Printed) -> None:
    file = tmp_path / "good.csv"
    ps.load("headline").replace(capture=0.9).table().to_csv(file, index=False)
    assert main(["assess", str(file), "--target", "eu-2030"]) == 1
    assert main(["assess", str(file), "--target", "eu-2025"]) == 0
    assert main(["assess", str(file)]) == 0
    assert "Every target is reached" in capsys.readouterr().out


def test_assess_can_let_the_population_grow(capsys: Printed) -> None:
    assert main(["assess", "headline", "--population", "official", "--json"]) == 1
    assert "Statistics Norway" in json.loads(capsys.readouterr().out)["population"]


def test_explain_prints_the_way_down(capsys: Printed) -> None:
    assert main(["explain", "norway", "recycled", "--year", "2025"]) == 0
    out = capsys.readouterr().out
    assert out.startswith("recycled = 70 437")
    assert "Grønt Punkt" in out
    arguments = ["explain", "norway", "eu", "--year", "2022", "--scope",
                 "sector=household,business", "--depth", "1", "--json"]  # fmt: skip
    assert main(arguments) == 0
    assert json.loads(capsys.readouterr().out)["step"]["value"] == pytest.approx(0.302, abs=5e-4)


def test_required_answers_whether_feasible_or_not(capsys: Printed) -> None:
    assert main(["required", "headline", "capture", "--target", "eu-2025"]) == 0
    assert "at least 83.3 %" in capsys.readouterr().out
    arguments = ["required", "norway", "capture", "--target", "eu-2030", "--where",
                 "route=kerbside", "--language", "no"]  # fmt: skip
    assert main(arguments) == 0
    assert "kan ikke nås" in capsys.readouterr().out
    assert main(["required", "headline", "capture", "--target", "eu-2025", "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["value"] == pytest.approx(0.5 / 0.6)


def test_datasets_lists_what_load_takes(capsys: Printed) -> None:
    assert main(["datasets", "--json"]) == 0
    names = [entry["name"] for entry in json.loads(capsys.readouterr().out)["datasets"]]
    assert names == list(ps.datasets().index)
    assert main(["datasets"]) == 0
    out = capsys.readouterr().out
    assert all(name in out for name in names)
    assert main(["datasets", "--language", "no"]) == 0
    assert "kilder" in capsys.readouterr().out


def test_the_version_and_the_help(capsys: Printed) -> None:
    assert main(["--version"]) == 0
    assert ps.__version__ in capsys.readouterr().out
    assert main(["--help"]) == 0
    assert "Exit status" in capsys.readouterr().out
    assert main([]) == 2


def test_a_terminal_without_our_letters_still_gets_the_answer() -> None:
    done = subprocess.run(
        [sys.executable, "-m", "plastsmart.cli", "assess", "norway", "--language", "no"],
        capture_output=True,
        check=False,
        env={**os.environ, "PYTHONIOENCODING": "ascii"},
    )
    assert done.returncode == 1
    assert done.stderr == b""
    assert b"36,1 %" in done.stdout


def test_an_address_of_a_network_is_no_file(capsys: Printed) -> None:
    assert main(["explain", "http://127.0.0.1:9/x.csv", "eu"]) == 2
    assert "cannot be read" in capsys.readouterr().err


def test_every_text_has_both_languages_and_the_same_blanks() -> None:
    import string

    for english, norwegian in TEXTS.values():
        fields = [
            {name for _, name, _, _ in string.Formatter().parse(text) if name}
            for text in (english, norwegian)
        ]
        assert fields[0] == fields[1]
        assert english
        assert norwegian
