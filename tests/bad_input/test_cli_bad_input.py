"""Mistakes at the prompt end with status 2 and one line, whatever is typed."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from plastsmart.cli import main

Printed = pytest.CaptureFixture[str]
EXPLAIN = ["explain", "norway", "recycled"]
REQUIRED = ["required", "norway", "capture", "--target", "eu-2030"]

MISTAKES: dict[str, tuple[list[str], str]] = {
    "nothing": ([], "required, attribute, least-cost, compare"),
    "an empty name": (["assess", ""], "Known"),
    "a name of 100 000 letters": (["assess", "x" * 100_000], "Known"),
    "a null character in a name": (["assess", "nor\0way"], "'norway'"),
    "a null character in a file": (["assess", "a\0.csv"], "cannot be read"),
    "a line break in a name": (["assess", "a\nb"], r"'a\nb'"),
    "a line break after all": (["assess", "norway", "a\nb"], "unrecognized"),
    "an unknown option": (["assess", "norway", "--bogus"], "--bogus"),
    "an option without its value": (["assess", "norway", "--target"], "expected one argument"),
    "a target of 100 000 letters": (["assess", "norway", "--target", "x" * 100_000], "EU_2030"),
    "an unknown population": (["assess", "norway", "--population", "ssb"], "official"),
    "a year of 5000 digits": ([*EXPLAIN, "--year", "9" * 5000], "--year"),
    "a depth below 0": ([*EXPLAIN, "--depth", "-1"], "from 0 on"),
    "an unknown region": ([*EXPLAIN, "--region", "XX"], "'NO'"),
    "a scope of nothing": ([*EXPLAIN, "--scope", "="], "KEY=LABEL"),
    "a scope by an unknown key": ([*EXPLAIN, "--scope", "a=b"], "sector"),
    "a scope of an unknown sector": ([*EXPLAIN, "--scope", "sector=home"], "household"),
    "a scope twice": (
        [*EXPLAIN, "--scope", "sector=household", "--scope", "sector=business"],
        "KEY=LABEL,LABEL",
    ),
    "where a year is": ([*REQUIRED, "--where", "year=2030"], "target's"),
    "where an unknown key is": ([*REQUIRED, "--where", "rout=x"], "route"),
    "a plan that is no file": (["assess", "norway", "--plan", "no.toml"], "no.toml"),
    "a plan of another kind": (["attribute", "norway", "--plan", "README.md"], "README.md"),
    "no draws": (["assess", "norway", "--draws", "0"], "n is 0"),
    "a system twice": (["compare", "norway", "norway"], "stands twice"),
    "two systems on a system": (
        ["compare", "norway", "headline", "--system", "norway"],
        "are for two plans",
    ),
    "needs of nothing": (
        [
            "least-cost",
            "norway",
            "--measures",
            "examples/plans/norway.toml",
            "--target",
            "eu-2030",
            "--cpi",
            "--needs",
            "A",
        ],
        "MEASURE=MEASURE",
    ),
    "a plan and a system": (["compare", "norway", "plan.toml"], "two plans or two systems"),
    "no measures": (["least-cost", "norway", "--target", "eu-2030"], "--measures"),
    "an unknown payer": (
        ["least-cost", "norway", "--measures", "a", "--target", "b", "--payer", "king"],
        "king",
    ),
}


@pytest.mark.parametrize("mistake", MISTAKES)
def test_a_mistake_gives_status_2_and_one_line(mistake: str, capsys: Printed) -> None:
    arguments, remedy = MISTAKES[mistake]
    assert main(arguments) == 2
    printed = capsys.readouterr()
    assert printed.out == ""
    assert printed.err.startswith("plastsmart")
    assert printed.err.endswith("\n")
    assert printed.err.count("\n") == 1
    assert remedy in printed.err
    assert len(printed.err) < 1000


def test_all_mistakes_of_a_file_are_told_in_one_line(tmp_path: Path, capsys: Printed) -> None:
    file = tmp_path / "bad.csv"
    file.write_text("parameter,value\nluck,1\nregoin,2\n", encoding="utf-8")
    assert main(["assess", str(file)]) == 2
    printed = capsys.readouterr()
    assert printed.out == ""
    assert printed.err.count("\n") == 1
    for fragment in ("row 2", "'luck'", "row 3", "'regoin'", "'region'"):
        assert fragment in printed.err


@pytest.mark.parametrize(
    "arguments", [["assess", "norwya"], ["explain", "norway", "eu", "--year", "soon\nlater"]]
)
def test_a_process_of_its_own_says_the_same(arguments: list[str]) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "plastsmart.cli", *arguments],
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )
    assert done.returncode == 2
    assert done.stdout == ""
    assert done.stderr.count("\n") == 1
    assert "Traceback" not in done.stderr
