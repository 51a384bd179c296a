"""The command line, as a user types it."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

import plastsmart as ps
from plastsmart.cli import main
from plastsmart.labels import TEXTS
from plastsmart.report.text import assessment_lines
from plastsmart.scenarios.draws import Stream

Printed = pytest.CaptureFixture[str]


def test_assess_norway_answers_for_every_target(capsys: Printed) -> None:
    assert main(["assess", "norway"]) == 1
    out = capsys.readouterr().out
    for target in ps.targets.ALL:
        assert (target.name in out) == (target.rate != "packaging_reduction")
    assert "None of the 7 targets is reached" in out
    assert "36.1 %" in out
    assert "13.9 points" in out
    assert "27 151" in out
    assert "not by 2035" in out
    assert "avfallsforskriften § 10a-4" in out
    for rate in ps.run(ps.load("norway")).rate_ids:
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
    assert "EU_2025: the system holds no business and deposit packaging" in out


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


def test_a_plans_target_without_a_name_is_told_in_the_language(
    tmp_path: Path, capsys: Printed
) -> None:
    plan = ps.Plan("Mål", [], targets=[ps.Target(rate="collection", level=0.425, year=2030)])
    plan.save(tmp_path / "plan.toml")
    arguments = ["assess", "headline", "--plan", str(tmp_path / "plan.toml")]
    for language, told in (("en", "collection 42.5 % in 2030"), ("no", "collection 42,5 % i 2030")):
        assert main([*arguments, "--language", language]) == 1
        assert told in capsys.readouterr().out


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


# --- plans ----------------------------------------------------------------------------------------

PLANS = Path(__file__).parent.parent / "examples" / "plans"
NATIONAL = str(PLANS / "norway.toml")


def test_assess_with_a_plan_tells_both_and_who_pays(capsys: Printed) -> None:
    assert main(["assess", "norway", "--plan", NATIONAL, "--cpi"]) == 1
    out = capsys.readouterr().out
    for words in (
        "without the plan",
        "Of 100 kg discarded",
        "municipality (fee)",
        "prices of 2024",
    ):
        assert words in out
    assert main(["assess", "norway", "--plan", NATIONAL, "--cpi", "--language", "no"]) == 1
    out = capsys.readouterr().out
    for words in ("uten planen", "Av 100 kg som kastes", "kommunen (gebyret)", "2024-kroner"):
        assert words in out


def test_assess_with_a_plan_in_json_equals_the_library(capsys: Printed) -> None:
    assert main(["assess", "norway", "--plan", NATIONAL, "--cpi", "--json"]) == 1
    record = json.loads(capsys.readouterr().out)
    plan = ps.Plan.load(NATIONAL).in_prices(2024, ps.prices.CPI)
    projection = ps.project(ps.load("norway"), plan)
    a = projection.assess(ps.targets.EU_2030)
    entry = next(e for e in record["targets"] if e["target"] == "EU_2030")
    assert entry["value"] == a.rate
    assert entry["without_plan"]["value"] == a.baseline.rate
    assert record["costs"]["by_year"]["2030"]["change"] == projection.costs().loc[2030, "change"]
    assert record["of_100_kg"]["2030"]["recycled"]["with"] == pytest.approx(100 * a.rate)
    assert record["emissions"]["by_year"]["2030"]["change"] < 0


def test_a_plan_in_other_prices_is_not_added_unasked(capsys: Printed) -> None:
    assert main(["assess", "norway", "--plan", NATIONAL]) == 1
    out = capsys.readouterr().out
    assert "What it costs cannot be told" in out
    assert "--cpi" in out
    assert "Of 100 kg discarded" in out
    assert main(["assess", "norway", "--plan", NATIONAL, "--json"]) == 1
    assert "--cpi" in json.loads(capsys.readouterr().out)["costs"]["cannot_be_told"]


def test_every_example_plan_can_be_assessed(capsys: Printed) -> None:
    for file in sorted(PLANS.glob("*.toml")):
        for system in ("norway", "norway-household", "headline"):
            status = main(["assess", system, "--plan", str(file), "--cpi"])
            out, err = capsys.readouterr()
            national = file.name == "norway.toml" and system == "norway-household"
            # which lack the plan's routes, or what it has on litter
            if system == "headline" or national or file.name == "whole.toml":
                assert status == 2
                assert "unknown" in err or "the system has no" in err
            else:
                assert status in {0, 1}, err
                assert "by who pays" in out, file.name


def test_a_plan_for_all_of_it_is_assessed_to_the_last_of_its_targets(capsys: Printed) -> None:
    assert main(["assess", "eksempelby", "--plan", str(PLANS / "whole.toml")]) == 1
    out = capsys.readouterr().out
    assert "PPWR_2040" in out.partition("Not assessed")[0]
    assert "0.25 tonne/year" in out
    assert "Less litter left behind - litter_reduction: one's own target" in out
    assert "-0.0 %" not in out


def test_required_of_several_on_top_of_a_plan(capsys: Printed) -> None:
    arguments = ["required", "norway", "capture", "sorting_efficiency", "--target", "eu-2030"]
    assert main([*arguments, "--plan", NATIONAL]) == 0
    assert "times what they are" in capsys.readouterr().out
    assert main([*arguments, "--json"]) == 0
    record = json.loads(capsys.readouterr().out)
    assert record["mode"] == "factor"
    assert main(["required", "norway", "sorting_efficiency", "--target", "eu-2030",
                 "--language", "no"]) == 0  # fmt: skip
    assert "Da tapes mest i innsamlingen: 52,2 av 100 kg" in capsys.readouterr().out


def test_attribute_adds_up(capsys: Printed) -> None:
    arguments = ["attribute", "norway", "--plan", NATIONAL, "--year", "2030"]
    assert main(arguments) == 0
    out = capsys.readouterr().out
    plan = ps.Plan.load(NATIONAL)
    for measure in plan:
        assert measure.name in out
    assert main([*arguments, "--json"]) == 0
    record = json.loads(capsys.readouterr().out)
    total = sum(record["shares"].values())
    assert total == pytest.approx(record["with"] - record["without"], abs=1e-12)


def test_least_cost_names_the_cheapest(capsys: Printed) -> None:
    arguments = ["least-cost", "norway", "--measures", NATIONAL, "--target", "ch10a-2030", "--cpi"]
    assert main(arguments) == 0
    out = capsys.readouterr().out
    assert "at least cost" in out
    assert "cheapest way to each rate" in out
    assert main([*arguments, "--json"]) == 0
    record = json.loads(capsys.readouterr().out)
    assert record["feasible"]
    assert record["rate"] >= 0.6
    assert main([*arguments, "--language", "no"]) == 0
    assert "billigst" in capsys.readouterr().out


def test_compare_two_plans_and_two_systems(capsys: Printed) -> None:
    one, other = str(PLANS / "oslo.toml"), str(PLANS / "hamar.toml")
    assert main(["compare", one, other, "--system", "norway-household"]) == 0
    assert "CH10A_2035" in capsys.readouterr().out
    assert main(["compare", one, other, "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["measures"]
    assert main(["compare", "norway", "norway-household", "--year", "2030"]) == 0
    out = capsys.readouterr().out
    assert "36.1 %" in out
    assert "NOK/person/year" in out
    assert main(["compare", "norway", "norway-household", "--json"]) == 0
    record = json.loads(capsys.readouterr().out)
    assert record["systems"]["norway"]["eu"] == pytest.approx(0.361, abs=1e-3)


# --- how sure -------------------------------------------------------------------------------------


def test_assess_tells_how_surely_a_target_is_reached(capsys: Printed) -> None:
    arguments = ["assess", "norway", "--draws", "300", "--target", "ch10a-2028"]
    assert main(arguments) == 1
    out = capsys.readouterr().out
    assert "probability" in out
    assert main([*arguments, "--json", "--plan", NATIONAL, "--cpi"]) == 0
    (entry,) = json.loads(capsys.readouterr().out)["targets"]
    plan = ps.Plan.load(NATIONAL).in_prices(2024, ps.prices.CPI)
    e = ps.ensemble(ps.load("norway"), plan, n=300, keep=[])
    assert entry["probability"] == e.probability(ps.targets.CH10A_2028)
    without = e.probability(ps.targets.CH10A_2028, of="baseline")
    assert entry["without_plan"]["probability"] == without


def test_a_bar_shows_how_far_the_draws_have_come(
    capsys: Printed, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("sys.stderr.isatty", lambda: True)
    assert main(["assess", "headline", "--draws", "3000", "--target", "eu-2025"]) == 1
    err = capsys.readouterr().err
    assert "3000/3000" in err
    assert "####" in err


@pytest.mark.parametrize(
    ("language", "told"),
    [("en", "Interrupted: 1024 of 9000 samples"), ("no", "Avbrutt: 1024 av 9000 trekninger")],
)
def test_an_interruption_is_told_beside_the_probabilities(
    capsys: Printed, monkeypatch: pytest.MonkeyPatch, language: str, told: str
) -> None:
    def stop(*_: int) -> None:
        raise KeyboardInterrupt

    arguments = ["assess", "headline", "--draws", "9000", "--target", "eu-2025"]
    monkeypatch.setattr("sys.stderr.isatty", lambda: True)
    monkeypatch.setattr("plastsmart.cli._bar", stop)
    assert main([*arguments, "--language", language]) == 1
    assert told in capsys.readouterr().out
    assert main([*arguments, "--json"]) == 1
    assert "Interrupted" in json.loads(capsys.readouterr().out)["notes"][0]


def test_notes_of_draws_are_told_in_both_languages() -> None:
    spread = ps.Parameter(0.5, uncertainty=ps.Pedigree(3))
    more = ps.Parameter(0.5, uncertainty=ps.Uniform(0.5, 0.9))
    crowded = ps.System(
        regions=["NO"],
        years=[2024],
        categories=["all"],
        routes=[ps.Route("a", "source"), ps.Route("b", "source")],
        generation=ps.Generation(
            population=ps.Q(1, "person"),
            packaging_per_person=ps.Q(1, "kg/person/year"),
            composition=1.0,
        ),
        collection=ps.Collection(capture=spread, coverage={"a": more, "b": 0.5}),
        sorting=ps.Sorting(sorting_efficiency=0.8),
        recycling=ps.Recycling(preparation_yield=0.8),
    )
    certain = crowded.replace(capture=0.5, coverage=0.5)
    for system, words in (
        (certain, ["Ingenting i systemet er usikkert"]),
        (crowded, ["I 100,0 % av trekningene", "Spredningen til capture kommer fra"]),
    ):
        notes = ps.ensemble(system, n=3, keep=["eu"]).notes
        assert len(notes) == len(words)
        english = "\n".join(assessment_lines(ps.project(system), [], {}, "en", notes))
        norwegian = "\n".join(assessment_lines(ps.project(system), [], {}, "no", notes))
        for note, told in zip(notes, words, strict=True):
            assert note[:25] in english
            assert note[:25] not in norwegian
            assert told in norwegian


@pytest.mark.parametrize("draws", [1000, 100_001])
def test_draws_are_computed_once_however_many(
    capsys: Printed, monkeypatch: pytest.MonkeyPatch, draws: int
) -> None:
    drawn = []
    block = Stream.block

    def counted(self: Stream, start: int, stop: int, *more: Any) -> Any:
        drawn.append(stop - start)
        return block(self, start, stop, *more)

    monkeypatch.setattr(Stream, "block", counted)
    arguments = ["assess", "headline", "--draws", str(draws), "--json"]
    assert main([*arguments, "--target", "eu-2025", "--target", "eu-2030"]) == 1
    assert all(
        entry["probability"] == 0 for entry in json.loads(capsys.readouterr().out)["targets"]
    )
    assert sum(drawn) == draws


def test_what_is_required_and_cheapest_can_be_asked_for_with_a_probability(capsys: Printed) -> None:
    arguments = [
        "required",
        "norway",
        "capture",
        "--target",
        "ch10a-2028",
        "--where",
        "tier=source",
    ]
    assert main([*arguments, "--probability", "0.9"]) == 0
    out = capsys.readouterr().out
    assert "with a probability of 90 %" in out
    assert main(["least-cost", "norway", "--measures", NATIONAL, "--target", "ch10a-2028", "--cpi",
                 "--probability", "0.9", "--language", "no"]) == 0  # fmt: skip
    assert "av trekningene" in capsys.readouterr().out


def test_attribute_can_be_of_what_one_pays(capsys: Printed) -> None:
    arguments = ["attribute", "norway", "--plan", NATIONAL, "--cpi", "--cost", "municipality"]
    assert main(arguments) == 0
    assert "municipality (fee)" in capsys.readouterr().out
    assert main([*arguments, "--json"]) == 0
    record = json.loads(capsys.readouterr().out)
    assert record["cost"] == "municipality"
    plan = ps.Plan.load(NATIONAL).in_prices(2024, ps.prices.CPI)
    table = ps.project(ps.load("norway"), plan).financing().table
    assert sum(record["shares"].values()) == pytest.approx(
        table.loc[(2030, "municipality"), "change"], rel=1e-9
    )


def test_a_budget_that_is_the_reason_is_told(capsys: Printed) -> None:
    assert main(["least-cost", "norway", "--measures", NATIONAL, "--target", "ch10a-2030", "--cpi",
                 "--budget", "1 MNOK/year"]) == 0  # fmt: skip
    out = capsys.readouterr().out
    assert "Only choices within the budget" in out
    assert "Without the budget the target is reached for" in out
