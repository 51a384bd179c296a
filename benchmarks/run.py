"""Print one table of how long the package takes, and how much memory, against NumPy by hand.

Each case runs by turns with its floor, the same work by hand in NumPy (`benchmarks/floors.py`), and
with flodym and dpmfa where they are installed and can express it. Run it with
`python -m benchmarks.run`; with names of cases, only those.
"""

from __future__ import annotations

import datetime as dt
import multiprocessing
import sys
from collections.abc import Callable, Iterator
from concurrent.futures import Executor, ProcessPoolExecutor, ThreadPoolExecutor
from itertools import chain
from typing import Any, NamedTuple

import numpy as np

import plastsmart as ps
from benchmarks import floors, rivals, systems
from benchmarks.timing import machine, medians, peak, version

DRAWS = 10_000
DPMFA_RUNS = 20


class Row(NamedTuple):
    """A line of the table."""

    case: str
    what: str
    measured: str
    ratio: str = ""
    goal: str = ""


def milliseconds(seconds: float) -> str:
    """Return a time as text."""
    return f"{seconds * 1e3:.3g} ms" if seconds < 1 else f"{seconds:.3g} s"


def compared(
    case: str, times: dict[str, float], goal: str, against: str = "floor", note: str = ""
) -> Iterator[Row]:
    """Yield a row for each of the things timed, with the package's ratio to each."""
    own = times["plastsmart"]
    yield Row(case, "plastsmart", milliseconds(own))
    for name, time in times.items():
        if name != "plastsmart":
            yield Row(
                "", name, milliseconds(time), f"{own / time:.2f}", goal if name == against else ""
            )
    if note:
        yield Row("", note, "")


def absent(package: str) -> Iterator[Row]:
    """Yield a row that says that a package is not installed, if it is not."""
    if version(package) is None:
        yield Row("", package, "not installed")


def case_a() -> Iterator[Row]:
    """Every flow of 357 regions, checked; and the rates alone."""
    system = systems.all_regions()
    bare = floors.arrays_of(system)
    rates = list(ps.MODEL.rates_for(system.inputs()))
    calls: dict[str, Callable[[], Any]] = {
        "plastsmart": lambda: ps.run(system),
        "floor": lambda: floors.every_flow(bare),
        "rates": lambda: ps.run(system, only=rates).rates(),
        "eu": lambda: ps.run(system, only=["eu"]).rate("eu"),
    }
    if version("flodym"):
        inputs = rivals.flodym_inputs(system)
        calls["flodym, no balance"] = lambda: rivals.flodym_flows(inputs, every=True)
        calls["flodym, one rate"] = lambda: rivals.flodym_rate(
            rivals.flodym_flows(inputs, every=False)
        )
    ours = ps.run(system).rate("eu").to_numpy()
    theirs = floors.every_flow(bare)
    by_hand = theirs["recycled"].sum((0, 2, 3)) / theirs["generated"].sum((0, 2, 3))
    assert np.allclose(ours, by_hand, rtol=1e-12)
    del theirs
    times = medians(calls, 9)
    whole = {name: times[name] for name in times if name in {"plastsmart", "floor"}}
    if "flodym, no balance" in times:
        whole["flodym, no balance"] = times["flodym, no balance"]
    yield from compared("A every flow, balance checked", whole, "≤ 1.5")
    yield from absent("flodym")
    yield from compared(
        "A' all rates by year", {"plastsmart": times["rates"], "floor": times["floor"]}, "< 1"
    )
    one = {"plastsmart": times["eu"], "floor": times["floor"]}
    if "flodym, one rate" in times:
        one["flodym"] = times["flodym, one rate"]
    yield from compared("A' one rate by year", one, "< 1")
    made = "from benchmarks import floors, systems\nsystem = systems.all_regions()\nsystem.inputs()"
    before = f"import plastsmart as ps\n{made}\nbare = floors.arrays_of(system)"
    yield Row("", "memory of a run", f"{peak('flows = ps.run(system)', before):.0f} MiB")
    floor = peak("flows = floors.every_flow(bare)", before)
    yield Row("", "memory of the floor", f"{floor:.0f} MiB")


def case_b() -> Iterator[Row]:
    """Quantiles of a nation's rate by year."""
    system = systems.nation()
    bare = floors.arrays_of(system)
    serves = system.inputs()["serves"][0, 0, 0]
    calls: dict[str, Callable[[], Any]] = {
        "plastsmart": lambda: ps.ensemble(system, n=DRAWS, keep=["eu"]).quantiles("eu"),
        "floor": lambda: floors.nation_quantiles(bare, serves, DRAWS, 1),
        "floor, all draws at once": lambda: floors.nation_quantiles(bare, serves, DRAWS, 1, DRAWS),
    }
    ours = calls["plastsmart"]().to_numpy().T
    assert np.allclose(ours, calls["floor"](), rtol=0.02)
    times = medians(calls, 9)
    if version("dpmfa"):
        few = medians({"dpmfa": rivals.dpmfa_nation(DPMFA_RUNS, 16, 13)}, 1)["dpmfa"]
        times[f"dpmfa, {DPMFA_RUNS} draws scaled"] = few * DRAWS / DPMFA_RUNS
    yield from compared(f"B nation, {DRAWS:,} draws, quantiles", times, "≤ 3")
    yield from absent("dpmfa")
    made = "from benchmarks import systems\n"
    code = f"system = systems.nation()\nps.ensemble(system, n={DRAWS}, keep=['eu']).quantiles('eu')"
    more = peak(code, f"import plastsmart as ps, pandas, scipy.special\n{made}")
    yield Row("", "memory above the imports", f"{more:.0f} MiB", "", "< 60 MiB")
    loaded = peak("import pandas, scipy.special")
    yield Row("", "  pandas and scipy, loaded when first used", f"{loaded:.0f} MiB")
    norway = ps.load("norway")
    time = medians({"norway": lambda: ps.ensemble(norway, n=DRAWS, keep=["eu"])}, 3)["norway"]
    yield Row(f"  norway, {DRAWS:,} draws of 77 numbers", "plastsmart", milliseconds(time))


def table_system() -> ps.System:
    """Return a system whose table has 40 000 rows: population, and coverage by route."""
    system = systems.all_regions(regions=312)
    names = [category.name for category in system.axes.categories]
    return system.replace(
        capture=0.5,
        sorting_efficiency=0.8,
        composition=dict.fromkeys(names, 1 / len(names)),
    )


def case_c() -> Iterator[Row]:
    """From a tidy table to rates."""
    system = table_system()
    table = system.table()
    calls: dict[str, Callable[[], Any]] = {
        "plastsmart": lambda: ps.run(ps.System.from_table(table), only=["eu"]).rate("eu")
    }
    if version("flodym"):
        calls["flodym, numbers alone"] = rivals.flodym_reader(system, table)
        assert np.allclose(calls["plastsmart"]().to_numpy(), calls["flodym, numbers alone"]())
    times = medians(calls, 7)
    yield from compared(
        f"C table of {len(table):,} rows to a rate", times, "≤ 0.33", "flodym, numbers alone"
    )
    yield from absent("flodym")
    for name, time in times.items():
        yield Row("", f"{name}, a row", f"{time / len(table) * 1e6:.2f} µs")


def case_d() -> Iterator[Row]:
    """All regions for many draws: memory does not grow with their number."""
    before = (
        "import plastsmart as ps, pandas, scipy.special, scipy.stats\n"
        "from benchmarks import systems\n"
        "from time import perf_counter\n"
        "system = systems.all_regions(spread=True)"
    )
    taken = {}
    for draws in (250, 1000):
        code = f"e = ps.ensemble(system, n={draws}, keep=ps.MODEL.rates_for(system.inputs()))"
        taken[draws] = peak(code, before)
    yield Row("D 357 regions, rates by year", "memory, 250 draws", f"{taken[250]:.0f} MiB", "", "")
    ratio = f"{taken[1000] / taken[250]:.2f}"
    yield Row("", "memory, 1,000 draws", f"{taken[1000]:.0f} MiB", ratio, "the same")
    system = systems.all_regions(spread=True)
    bare = floors.arrays_of(system)
    rates = ps.MODEL.rates_for(system.inputs())
    times = medians(
        {
            "plastsmart": lambda: ps.ensemble(system, n=200, keep=rates),
            "floor": lambda: floors.every_flow(bare),
        },
        3,
    )
    yield from compared(
        "  a draw", {"plastsmart": times["plastsmart"] / 200, "floor": times["floor"]}, ""
    )


def case_workers() -> Iterator[Row]:
    """The same draws one after another, and handed to two threads or two processes."""
    system = systems.all_regions(spread=True)
    wanted = list(ps.MODEL.rates_for(system.inputs()))

    def drawn(executor: Executor | None) -> Any:
        return ps.ensemble(system, n=400, keep=wanted, executor=executor)

    spawned = multiprocessing.get_context("spawn")
    with ThreadPoolExecutor(2) as threads, ProcessPoolExecutor(2, mp_context=spawned) as processes:
        calls: dict[str, Callable[[], Any]] = {
            "one after another": lambda: drawn(None),
            "two threads": lambda: drawn(threads),
            "two processes": lambda: drawn(processes),
        }
        times = medians(calls, 3)  # the workers are warm: each has been called once before
    alone = times["one after another"]
    for name, time in times.items():
        yield Row(
            "357 regions × 16 years, 400 draws" if time is alone else "", name, milliseconds(time),
            f"{alone / time:.2f} ×", "",
        )  # fmt: skip


def case_run() -> Iterator[Row]:
    """A single run of one system, after the first."""
    norway = ps.load("norway")
    plain = norway.replace(costs=None, climate=None)
    times = medians({"norway": lambda: ps.run(norway), "plain": lambda: ps.run(plain)}, 201)
    yield Row("run of norway", "plastsmart", milliseconds(times["norway"]), "", "< 1 ms")
    yield Row(
        "run of norway without costs", "plastsmart", milliseconds(times["plain"]), "", "< 1 ms"
    )


def case_memory() -> Iterator[Row]:
    """A million draws need hardly more memory than ten thousand."""
    before = (
        "import plastsmart as ps, pandas, scipy.special, scipy.stats\nsystem = ps.load('headline')"
    )
    taken = {
        n: peak(f"ps.ensemble(system, n={n}).quantiles('eu')", before) for n in (10_000, 1_000_000)
    }
    yield from _more_memory("headline, rates by year", taken)
    before = (
        "import plastsmart as ps, pandas, scipy.special, scipy.stats\n"
        "system = ps.load('norway')\n"
        "plan = ps.Plan.load('examples/plans/norway.toml').in_prices(2024, ps.prices.CPI)"
    )
    taken = {
        n: peak(f"ps.ensemble(system, plan, n={n}).quantiles('eu')", before)
        for n in (10_000, 1_000_000)
    }
    yield from _more_memory("norway with a plan, all rates and changes", taken)


def _more_memory(case: str, taken: dict[int, float]) -> Iterator[Row]:
    more = taken[1_000_000] - taken[10_000]
    yield Row(case, "memory, 10⁴ draws", f"{taken[10_000]:.0f} MiB")
    yield Row("", "memory, 10⁶ draws", f"{taken[1_000_000]:.0f} MiB")
    yield Row("", "more", f"{more:.0f} MiB", "", "≤ 100 MiB")


CASES: dict[str, Callable[[], Iterator[Row]]] = {
    "a": case_a,
    "b": case_b,
    "c": case_c,
    "d": case_d,
    "workers": case_workers,
    "run": case_run,
    "memory": case_memory,
}


def main(names: list[str]) -> None:
    """Run the cases named, or all, and print their table."""
    print(f"{dt.datetime.now(tz=dt.UTC).date()}; {machine()}\n")
    widths = (42, 40, 13, 8, 10)
    heads = Row("case", "what", "measured", "ratio", "goal")
    for row in chain([heads], *(CASES[name]() for name in names or CASES)):
        cells = [cell.ljust(width) for cell, width in zip(row, widths, strict=True)]
        print("  ".join(cells).rstrip(), flush=True)


if __name__ == "__main__":
    main(sys.argv[1:])
