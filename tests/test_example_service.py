"""The example service answers as the package does, and refuses what is too much."""

from __future__ import annotations

import asyncio
import json
import os
import signal
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from fastapi.testclient import TestClient

import plastsmart as ps
from examples.service import answers, load
from examples.service import app as service

ROOT = Path(__file__).parents[1]
PLAN = ROOT / "examples" / "plans" / "oslo.toml"

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

# of the server's own pipes and of processes that are ended on purpose
pytestmark = [
    pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning"),
    pytest.mark.once,
]


@pytest.fixture(scope="module")
def client() -> Iterator[TestClient]:
    with TestClient(service.app) as running:
        yield running


def refusal(answer: Any, status: int = 422) -> str:
    assert answer.status_code == status, answer.text[:500]
    assert answer.headers["content-type"] == "application/problem+json"
    told = answer.json()
    assert told["status"] == status
    assert isinstance(told["detail"], str)
    return str(told["detail"])


def refused(question: dict[str, Any]) -> str:
    """What the worker refuses, without a worker."""
    with pytest.raises(ps.PlastsmartError) as error:
        answers.assess(answers.AssessQuestion(**question))
    return str(error.value)


def test_a_ready_system_is_assessed_as_in_python(client: TestClient) -> None:
    answer = client.post("/assess", json={"system": "norway"})
    assert answer.status_code == 200
    told = answer.json()
    expected = ps.project(ps.load("norway")).assess()
    assert [row["target"] for row in told["targets"]] == list(expected.index)
    for row, (_, ours) in zip(told["targets"], expected.iterrows(), strict=True):
        assert row["value"] == ours["value"]
        assert row["gap"] == ours["gap"]
        assert row["verdict"] == ours["verdict"]
        assert row["without"] is None
    assert told["rates"]["2030"]["eu"] == ps.project(ps.load("norway")).flows.rate("eu")[2030]
    assert told["model"] == ps.MODEL.hash


def test_a_system_of_ones_own_is_the_same_as_text_and_as_objects(client: TestClient) -> None:
    system = ps.load("norway-household")
    table = system.table()
    rows = table.astype(object).where(table.notna(), None).to_dict("records")
    plan = PLAN.read_text(encoding="utf-8")
    question = {"plan": plan, "targets": ["ch10a-2035"]}
    texts = client.post("/assess", json={"table": table.to_csv(index=False), **question}).json()
    objects = client.post("/assess", json={"rows": rows, **question}).json()
    assert texts == objects
    (row,) = texts["targets"]
    found = ps.project(system, ps.Plan.load(PLAN)).assess(ps.targets.CH10A_2035)
    assert found.baseline
    assert row["value"] == found.rate
    assert row["without"] == found.baseline.rate


def test_the_chance_is_that_of_the_ensemble(client: TestClient) -> None:
    question = {
        "system": "norway-household",
        "plan": PLAN.read_text(encoding="utf-8"),
        "targets": ["ch10a-2030"],
        "draws": 100,
        "seed": 3,
    }
    (row,) = client.post("/chance", json=question).json()["targets"]
    drawn = ps.ensemble(ps.load("norway-household"), ps.Plan.load(PLAN), n=100, seed=3)
    target = ps.targets.CH10A_2030
    assert row["probability"] == drawn.probability(target)
    samples = drawn.samples(target.rate, target.deadline, scope=dict(target.scope or ()))
    expected = np.quantile(samples, [0.05, 0.5, 0.95])
    assert [row["low"], row["median"], row["high"]] == pytest.approx(list(expected))


def test_what_is_required_is_as_in_python(client: TestClient) -> None:
    where = {"route": "kerbside"}
    question = {"parameter": "capture", "target": "ch10a-2030", "where": where}
    told = client.post("/required", json={"system": "norway-household", **question}).json()
    system, target = ps.load("norway-household"), ps.targets.CH10A_2030
    expected = ps.required(system, "capture", target, where=where)
    assert told["feasible"] == expected.feasible
    assert told["value"] == expected.value
    assert told["best_rate"] == expected.best_rate


def test_what_is_undefined_is_null() -> None:
    table = TOWN + "year,,2024,,,,,\npopulation,,2024,,,0,person,\n"
    table = table.replace("population,,,", "population,,2025,")
    told = json.loads(answers.assess(answers.AssessQuestion(table=table, targets=["eu-2025"])))
    assert told["rates"]["2024"]["eu"] is None
    assert told["rates"]["2025"]["eu"] == pytest.approx(0.21)


def test_a_target_of_an_undefined_rate_is_refused() -> None:
    told = refused({"table": TOWN.replace("33000", "0"), "targets": ["eu-2025"]})
    assert told.startswith("the rate 'eu' is undefined in 2025")


@pytest.mark.parametrize(
    ("question", "said"),
    [
        ({"system": "norwya"}, "norway"),
        ({"system": "../../etc/passwd"}, "passwd"),
        ({}, "give one of system"),
        ({"system": "norway", "table": "parameter"}, "give one of system"),
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
    assert said in refused(question)


def test_a_wrong_share_is_told_with_its_cell_and_the_remedy(client: TestClient) -> None:
    told = refusal(client.post("/assess", json={"table": TOWN.replace("0.35", "35")}))
    assert "capture" in told
    assert "35 % = 0.35" in told


def test_each_mistake_is_told_with_its_place(client: TestClient) -> None:
    table = TOWN.replace("0.35", "35").replace("kg/person/year", "kgg")
    answer = client.post("/assess", json={"table": table})
    refusal(answer)
    assert answer.json()["title"] == "TableError"
    first, second = answer.json()["errors"]
    assert (first["place"], second["place"]) == ("row 8", "row 9")
    assert "Did you mean" in first["message"]


@pytest.mark.parametrize(
    ("question", "place"),
    [
        ({"draws": 1e9}, "body.draws"),
        ({"draws": 2001}, "body.draws"),
        ({"draws": 0}, "body.draws"),
        ({"seed": "x"}, "body.seed"),
        ({"file": "/etc/passwd"}, "body.file"),
        ({"rows": [{"parameter": "capture", "value": "0.3"}]}, "body.rows.0.value"),
    ],
)
def test_what_is_no_question_is_told_with_its_place(
    client: TestClient, question: dict[str, Any], place: str
) -> None:
    answer = client.post("/chance", json={"system": "norway"} | question)
    assert place in refusal(answer)
    assert answer.json()["errors"][0]["place"] == place


@pytest.mark.parametrize("body", [b"", b"{", b"[" * 100_000, b'{"system": NaN}', b"\xff"])
def test_what_is_no_json_is_refused(client: TestClient, body: bytes) -> None:
    answer = client.post("/assess", content=body)
    assert answer.status_code in {400, 422}
    refusal(answer, answer.status_code)


def test_what_there_is_not_is_refused_in_the_same_form(client: TestClient) -> None:
    refusal(client.get("/nothing"), 404)
    refusal(client.get("/assess"), 405)


def test_a_body_that_is_too_large_is_refused_unread(client: TestClient) -> None:
    told = refusal(client.post("/assess", json={"table": "x" * service.MOST_BYTES}), 413)
    assert "at most 1000000 bytes" in told


def test_a_body_without_a_length_is_counted(client: TestClient) -> None:
    parts = (b"x" * 1000 for _ in range(service.MOST_BYTES // 1000 + 1))
    assert client.post("/assess", content=parts).status_code == 413


def test_a_body_that_does_not_come_is_not_waited_for(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(service, "MOST_SECONDS", 0.01)
    sent: list[Any] = []

    async def receive() -> Any:
        await asyncio.sleep(60)

    async def send(message: Any) -> None:
        sent.append(message)

    limit = service.BodyLimit(None)
    asyncio.run(limit({"type": "http", "method": "POST", "headers": []}, receive, send))
    assert sent[0]["status"] == 408


def test_more_cells_than_one_request_may_compute_are_refused(client: TestClient) -> None:
    system = ps.load("norway-household").with_years([1, *range(2020, 2036), 9999])
    table = system.table().to_csv(index=False)
    assert "may have 100000" in refusal(client.post("/assess", json={"table": table}), 413)


def test_more_draws_of_a_large_system_than_one_request_may_compute_are_refused(
    client: TestClient,
) -> None:
    told = refusal(client.post("/chance", json={"system": "network", "draws": 2000}), 413)
    assert told == "draws is 2000; this system, of 5712 cells, may have 875"


def test_a_run_that_takes_too_long_is_ended_and_the_next_is_answered(
    client: TestClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as patched:
        patched.setattr(service, "MOST_SECONDS", 0.05)
        told = refusal(client.post("/chance", json={"system": "network", "draws": 800}), 503)
        assert "took longer than 0.05 s" in told
    assert client.post("/assess", json={"system": "headline"}).status_code == 200


def test_a_worker_that_is_killed_is_told_and_replaced(
    client: TestClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as patched:
        patched.setattr(answers, "assess", _die)
        assert "ended its process" in refusal(
            client.post("/assess", json={"system": "norway"}), 503
        )
    assert client.post("/assess", json={"system": "headline"}).status_code == 200


def _die(question: Any) -> bytes:
    os.kill(os.getpid(), signal.SIGKILL)
    return b""


def test_more_than_may_wait_are_told_to_come_again(
    client: TestClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(service.app.state.workers, "taken", service.WORKERS + service.MOST_WAITING)
    answer = client.post("/assess", json={"system": "headline"})
    assert "ask again" in refusal(answer, 503)
    assert answer.headers["retry-after"] == "2"


def test_the_systems_and_targets_are_listed(client: TestClient) -> None:
    assert client.get("/health").json()["taken"] == 0
    names = [row["name"] for row in client.get("/systems").json()]
    assert names == list(ps.datasets().index)
    assert client.get("/targets").json()[0]["name"] == ps.targets.ALL[0].name


def test_the_page_tells_units_and_its_examples_are_answered(client: TestClient) -> None:
    api = client.get("/openapi.json").json()
    kinds = api["components"]["schemas"]
    assert kinds["TargetAnswer"]["properties"]["level"]["x-unit"] == "1"
    for path in ("/assess", "/required", "/chance"):
        told = api["paths"][path]["post"]
        assert set(told["responses"]) == {"200", "408", "413", "422", "503"}
        body = told["requestBody"]["content"]["application/json"]["schema"]["$ref"]
        (example,) = kinds[body.rpartition("/")[2]]["examples"]
        assert client.post(path, json=example).status_code == 200
    assert client.get("/docs").status_code == 200


def test_many_clients_get_what_the_package_says_or_a_stated_refusal() -> None:
    asked = load.questions(plans=())
    with load.serving() as (address, server):
        seen = asyncio.run(load.run(address, server, asked, clients=80, seconds=3))
    assert not seen.wrong
    assert seen.counts["200 /assess"]
    assert set(seen.counts) <= {
        "200 /assess", "200 /chance", "200 /required", "413 /assess", "422 /assess", "503 Busy",
    }  # fmt: skip
