"""Ensembles on a real cluster: two worker processes of dask on this machine."""

from __future__ import annotations

import os
import signal
import time
from collections.abc import Iterator
from typing import Any

import numpy as np
import pytest

import plastsmart as ps
from plastsmart.errors import EnsembleError

pytest.importorskip("distributed", reason="needs the extra plastsmart[distributed]")

N = 4000


@pytest.fixture
def client(cluster: Any) -> Iterator[Any]:
    with cluster(2) as connected:
        yield connected


def rate(**options: Any) -> Any:
    return ps.ensemble(ps.load("norway"), n=N, keep=["eu", "sorted_out"], **options)


def same(one: Any, other: Any) -> bool:
    return all(
        np.array_equal(one.samples(name, year), other.samples(name, year))
        for name in ("eu", "sorted_out")
        for year in (2022, 2030, 2035)
    )


def test_a_cluster_changes_no_bit(client: Any) -> None:
    workers = set(client.scheduler_info()["workers"])
    assert len(workers) == 2
    assert same(rate(executor=client.get_executor()), rate())


def test_a_plan_is_run_on_a_cluster_too(client: Any) -> None:
    change = ps.Change("capture", {"tier": "source"}, close_gap=0.2)
    plan = ps.Plan("Plan", [ps.Measure("M", 2026, [change])])
    alone = ps.ensemble(ps.load("norway"), plan, n=500, keep=["eu"])
    shared = ps.ensemble(
        ps.load("norway"), plan, n=500, keep=["eu"], executor=client.get_executor()
    )
    for of in ("plan", "baseline", "change"):
        assert np.array_equal(alone.samples("eu", 2030, of=of), shared.samples("eu", 2030, of=of))


def test_a_worker_killed_half_way_changes_no_bit_or_is_told(client: Any) -> None:
    killed: list[int] = []
    pids = client.run(os.getpid)

    def kill(done: int, total: int) -> None:
        if not killed and done >= total // 8:
            killed.append(next(iter(pids.values())))
            os.kill(killed[0], signal.SIGKILL)
            time.sleep(0.5)

    told = ""
    try:
        shared = rate(executor=client.get_executor(), progress=kill)
    except EnsembleError as error:
        told = str(error)
    assert killed
    assert "a worker failed after" in told if told else same(shared, rate())


def test_a_cluster_that_is_gone_is_told(client: Any) -> None:
    executor = client.get_executor(retries=0)
    client.cluster.scale(0)
    client.close()
    with pytest.raises(EnsembleError, match="the executor takes no work"):
        rate(executor=executor)
