"""Try the service under load: many clients at once, each answer held against the package's own.

``python -m examples.service.load`` starts the server as people would, asks it for two minutes with 200
clients, and ends with status 1 where an answer is wrong, an error is no stated refusal, or memory grows.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import random
import socket
import statistics
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Final

import attrs
import httpx2 as httpx
import psutil

import plastsmart as ps

ROOT: Final = Path(__file__).parents[2]
PLANS: Final = ("oslo", "trondheim", "hamar", "coast")
MOST_GROWTH: Final = 0.05
"""Of the server's memory, from the second quarter of the time to the last."""


@attrs.frozen
class Asked:
    """A question, and what the package itself says to it."""

    path: str
    body: dict[str, Any]
    status: int
    expected: Any
    told: Callable[[Any], Any]


def questions(plans: Sequence[str] = PLANS) -> list[Asked]:
    """Return what is asked: answers of each kind, and refusals."""
    asked = []
    texts = {
        name: (ROOT / "examples" / "plans" / f"{name}.toml").read_text(encoding="utf-8")
        for name in plans
    }
    pairs = [(system, plan) for system in ("norway-household", "Hamar") for plan in (None, *plans)]
    for name, called in [*pairs, ("norway", None), ("network", None), ("headline", None)]:
        system = ps.load(name)
        plan = ps.Plan.from_toml(texts[called]) if called else None
        body = {"system": name, "plan": texts[called] if called else ""}
        projection = ps.project(system, plan)
        found = [(t, projection.assess(t)) for t in projection.applicable()[0]]
        values = [[t.name, a.rate, a.verdict, a.missing, a.first_year] for t, a in found]
        asked.append(Asked("/assess", body, 200, values, _assessed))
        # a system of one's own: the same table as text, and the same answer
        table = {"table": system.table().to_csv(index=False), "plan": body["plan"]}
        asked.append(Asked("/assess", table, 200, values, _assessed))
        if name == "headline":
            continue
        drawn = ps.ensemble(system, plan, n=100, seed=7, keep={t.rate for t, _ in found})
        chances = [[t.name, drawn.probability(t)] for t, _ in found]
        asked.append(Asked("/chance", body | {"draws": 100, "seed": 7}, 200, chances, _chances))
        target = ps.targets.CH10A_2030
        needed = ps.required(system, "capture", target, where={"tier": "source"}, plan=plan)
        more = {"parameter": "capture", "target": target.name, "where": {"tier": "source"}}
        value = [needed.feasible, needed.value, needed.best_rate]
        asked.append(Asked("/required", body | more, 200, value, _required))
    wrong = ps.load("headline").table()
    wrong.loc[wrong["parameter"] == "population", "value"] = -1.0
    refused = [
        ({"system": "norwya"}, 422, "norway"),
        ({"table": wrong.to_csv(index=False)}, 422, "population"),
        ({"system": "norway", "plan": "name = 1"}, 422, "plan"),
        ({"table": "x" * 1_000_001}, 413, "1000000 bytes"),
    ]
    asked += [Asked("/assess", body, status, True, _says(part)) for body, status, part in refused]
    return asked


def _assessed(told: Any) -> Any:
    keys = ("target", "value", "verdict", "gap", "first_year")
    return [[row[key] for key in keys] for row in told["targets"]]


def _chances(told: Any) -> Any:
    return [[row["target"], row["probability"]] for row in told["targets"]]


def _required(told: Any) -> Any:
    return [told["feasible"], told["value"], told["best_rate"]]


def _says(part: str) -> Callable[[Any], bool]:
    return lambda told: part in told["detail"]


@attrs.define
class Seen:
    """What the clients saw."""

    counts: Counter[str] = attrs.Factory(Counter)
    seconds: list[float] = attrs.Factory(list)
    wrong: list[str] = attrs.Factory(list)
    memory: list[tuple[float, float]] = attrs.Factory(list)


async def client(
    connections: httpx.AsyncClient, asked: list[Asked], seen: Seen, until: float, rng: random.Random
) -> None:
    """Ask one question after another, and again after a second where told to."""
    while time.monotonic() < until:
        one = rng.choice(asked)
        begun = time.monotonic()
        try:
            answer = await connections.post(one.path, json=one.body)
        except httpx.HTTPError as error:
            seen.counts["no answer"] += 1
            seen.wrong.append(f"{one.path}: {error!r}")
            continue
        kind = answer.headers["content-type"]
        if answer.status_code == 503 and kind == "application/problem+json":
            seen.counts[f"503 {answer.json()['title']}"] += 1
            wait = float(answer.headers.get("retry-after", 1))
            await asyncio.sleep(wait * rng.uniform(0.5, 1.5))
            continue
        seen.counts[f"{answer.status_code} {one.path}"] += 1
        seen.seconds.append(time.monotonic() - begun)
        if answer.status_code != one.status or one.told(answer.json()) != one.expected:
            seen.wrong.append(f"{one.path} {answer.status_code}: {answer.text[:300]}")


async def watch(server: psutil.Process, seen: Seen, until: float) -> None:
    """Note the memory of the server and its workers each second [MB]."""
    begun = time.monotonic()
    while time.monotonic() < until:
        used = 0
        for process in [server, *server.children(recursive=True)]:
            try:
                used += process.memory_info().rss
            except psutil.NoSuchProcess:
                continue
        seen.memory.append((time.monotonic() - begun, used / 1e6))
        await asyncio.sleep(1)


async def run(
    address: str, server: psutil.Process, asked: list[Asked], clients: int, seconds: float
) -> Seen:
    """Let many clients ask for so long."""
    seen = Seen()
    until = time.monotonic() + seconds
    limits = httpx.Limits(max_connections=clients, max_keepalive_connections=clients)
    async with httpx.AsyncClient(base_url=address, timeout=60, limits=limits) as connections:
        each = [client(connections, asked, seen, until, random.Random(n)) for n in range(clients)]
        await asyncio.gather(watch(server, seen, until), *each)
    return seen


def growth(memory: list[tuple[float, float]]) -> tuple[float, float, float]:
    """Return the median memory of the second quarter and of the last [MB], and by how much it grew."""
    quarter = len(memory) // 4
    then = statistics.median(used for _, used in memory[quarter : 2 * quarter])
    now = statistics.median(used for _, used in memory[-quarter:])
    return then, now, now / then - 1


@contextmanager
def serving() -> Iterator[tuple[str, psutil.Process]]:
    """Start the server on a free port, and end it."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    command = [sys.executable, "-m", "uvicorn", "examples.service.app:app", "--port", str(port)]
    # longer than clients keep an idle connection, so that none is closed just as it is used again
    command += ["--timeout-keep-alive", "30", "--log-level", "warning"]
    with subprocess.Popen(command, cwd=ROOT) as server:
        try:
            address = f"http://127.0.0.1:{port}"
            for _ in range(300):
                try:
                    httpx.get(f"{address}/targets", timeout=5).raise_for_status()
                    break
                except httpx.TransportError:
                    time.sleep(0.1)
            else:
                raise SystemExit("the server did not start within 30 s")
            yield address, psutil.Process(server.pid)
        finally:
            server.terminate()
            server.wait(30)


def main(arguments: list[str] | None = None) -> int:
    """Run the load and print what was seen."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--clients", type=int, default=200)
    parser.add_argument("--seconds", type=float, default=120)
    chosen = parser.parse_args(arguments)
    asked = questions()
    with serving() as (address, server):
        seen = asyncio.run(run(address, server, asked, chosen.clients, chosen.seconds))
    then, now, grown = growth(seen.memory)
    waits = statistics.quantiles(seen.seconds, n=100)
    told = {
        "clients": chosen.clients,
        "seconds": chosen.seconds,
        "answers": dict(sorted(seen.counts.items())),
        "answers_per_second": round(len(seen.seconds) / chosen.seconds, 1),
        "seconds_until_an_answer": {f"p{p}": round(waits[p - 1], 2) for p in (50, 90, 99)},
        "wrong_or_failed": len(seen.wrong),
        "memory_MB": {"second_quarter": round(then), "last": round(now), "growth": round(grown, 4)},
        "memory_MB_each_tenth": [round(used) for _, used in seen.memory[:: len(seen.memory) // 10]],
    }
    print(json.dumps(told, indent=2))
    for line in seen.wrong[:10]:
        print(line, file=sys.stderr)
    return int(bool(seen.wrong) or grown > MOST_GROWTH)


if __name__ == "__main__":
    raise SystemExit(main())
