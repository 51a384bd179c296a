"""The example service answers as the package does, and refuses what is too much."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from fastapi.testclient import TestClient

import plastsmart as ps
from examples.service import app as service

ROOT = Path(__file__).parents[1]

TOWN = """\
parameter,region,year,category,route,value,unit,note
region,3403,,,,,,Hamar
year,,2025,,,,,
category,,,film,,,,
route,,,,bin,,,
route.tier,,,,bin,,,source
population,,,,,33000,person,
packaging_per_person,,,,,20,kg/person/year,
capture,,,,,0.35,1,
sorting_efficiency,,,,,0.8,1,
preparation_yield,,,,,0.75,1,
"""

client = TestClient(service.app)


def asked(**question: Any) -> Any:
    return client.post("/assess", json=question)


def refusal(answer: Any, status: int = 422) -> str:
    assert answer.status_code == status, answer.text[:500]
    detail = answer.json()["detail"]
    assert isinstance(detail, str)
    return detail


def test_a_ready_system_is_assessed_as_in_python() -> None:
    answer = asked(system="norway")
    assert answer.status_code == 200
    told = answer.json()
    expected = ps.project(ps.load("norway")).assess()
    assert [row["target"] for row in told["targets"]] == list(expected.index)
    for row, (_, ours) in zip(told["targets"], expected.iterrows(), strict=True):
        assert row["value"] == ours["value"]
        assert row["gap"] == ours["gap"]
        assert row["verdict"] == ours["verdict"]
        assert row["probability"] is None
    assert told["rates"]["2030"]["eu"] == ps.project(ps.load("norway")).flows.rate("eu")[2030]
    assert told["model"] == ps.MODEL.hash


def test_a_system_of_ones_own_with_a_plan_and_draws() -> None:
    system = ps.load("norway-household")
    plan = ROOT / "examples" / "plans" / "oslo.toml"
    answer = asked(
        table=system.table().to_csv(index=False),
        plan=plan.read_text(encoding="utf-8"),
        targets=["ch10a-2035"],
        draws=100,
        seed=3,
    )
    (row,) = answer.json()["targets"]
    read = ps.Plan.load(plan)
    target = ps.targets.CH10A_2035
    assert row["value"] == ps.project(system, read).assess(target).rate
    assert row["probability"] == ps.ensemble(system, read, n=100, seed=3).probability(target)


def test_what_is_undefined_is_null() -> None:
    table = TOWN + "year,,2024,,,,,\npopulation,,2024,,,0,person,\n"
    table = table.replace("population,,,", "population,,2025,")
    answer = asked(table=table, targets=["eu-2025"])
    assert answer.json()["rates"]["2024"]["eu"] is None
    assert answer.json()["rates"]["2025"]["eu"] == pytest.approx(0.21)


def test_a_target_of_an_undefined_rate_is_refused() -> None:
    told = refusal(asked(table=TOWN.replace("33000", "0"), targets=["eu-2025"]))
    assert told.startswith("the rate 'eu' is undefined in 2025")


@pytest.mark.parametrize(
    ("question", "said"),
    [
        ({"system": "norwya"}, "norway"),
        ({"system": "../../etc/passwd"}, "passwd"),
        ({}, "give either system"),
        ({"system": "norway", "table": "parameter"}, "give either system"),
        ({"table": '"'}, "the table is no CSV"),
        ({"table": "a,b\n1,2\n"}, "parameter"),
        ({"system": "norway", "targets": ["eu-2031"]}, "EU_2030"),
        ({"system": "norway", "plan": "not a plan"}, "plan"),
        ({"system": "headline", "plan": 'schema = "plastsmart-plan/1"'}, "name"),
    ],
)
def test_what_the_package_refuses_is_told_in_its_own_words(
    question: dict[str, Any], said: str
) -> None:
    assert said in refusal(asked(**question))


def test_a_wrong_share_is_told_with_its_cell_and_the_remedy() -> None:
    told = refusal(asked(table=TOWN.replace("0.35", "35")))
    assert "capture" in told
    assert "35 % = 0.35" in told


@pytest.mark.parametrize(
    "question",
    [{"draws": 1e9}, {"draws": 2001}, {"draws": -1}, {"seed": "x"}, {"file": "/etc/passwd"}],
)
def test_what_no_question_is_is_refused(question: dict[str, Any]) -> None:
    assert asked(system="norway", **question).status_code == 422


def test_a_body_that_is_too_large_is_refused_unread() -> None:
    told = refusal(asked(table="x" * service.MOST_BYTES), 413)
    assert "at most 1000000 bytes" in told


def test_a_body_without_a_length_is_counted() -> None:
    parts = (b"x" * 1000 for _ in range(service.MOST_BYTES // 1000 + 1))
    assert client.post("/assess", content=parts).status_code == 413


def test_more_cells_than_one_request_may_compute_are_refused() -> None:
    system = ps.load("norway-household").with_years([1, *range(2020, 2036), 9999])
    table = system.table().to_csv(index=False)
    assert "may have 100000" in refusal(asked(table=table), 413)


def test_more_draws_of_a_large_system_than_one_request_may_compute_are_refused() -> None:
    told = refusal(asked(system="network", draws=2000), 413)
    assert told == "draws is 2000; this system, of 5712 cells, may have 875"
    assert asked(system="headline", draws=2000, targets=["eu-2025"]).status_code == 200


def test_the_systems_are_listed() -> None:
    names = [row["name"] for row in client.get("/systems").json()]
    assert names == list(ps.datasets().index)
