"""Time what looks at many subsets of measures: attribution and least cost.

Both on the ready system ``norway``: the shares of 12 measures against 60 single runs one after
another, and the least cost and whole front of 16 measures that act on the same flows. Run it with
`python benchmarks/choices.py`.
"""

import random
import statistics
from collections.abc import Callable
from time import perf_counter
from typing import Any

import plastsmart as ps
from plastsmart.scenarios.application import Application

RUNS = 5

KERBSIDE = {"route": "kerbside"}
EFFECTS: list[Callable[[float], ps.Change]] = [
    lambda x: ps.Change("coverage", KERBSIDE, set=0.75 + x / 5),
    lambda x: ps.Change("capture", KERBSIDE, close_gap=0.05 + x / 5),
    lambda x: ps.Change("capture", {"route": "bring_point"}, close_gap=0.05 + x / 5),
    lambda x: ps.Change("coverage", {"route": "central_sorting"}, set=0.4 + x / 2),
    lambda x: ps.Change("capture", {"route": "central_sorting"}, close_gap=0.1 + x / 3),
    lambda x: ps.Change("sorting_efficiency", {"tier": "source"}, close_gap=0.1 + x / 5),
    lambda x: ps.Change("sorting_efficiency", {"polymer": "LDPE"}, close_gap=0.1 + x / 5),
    lambda x: ps.Change("preparation_yield", {"polymer": "LDPE"}, close_gap=0.1 + x / 5),
    lambda x: ps.Change("preparation_yield", close_gap=0.05 + x / 5),
    lambda x: ps.Change("prevention", {"category": "film"}, close_gap=0.05 + x / 10),
    lambda x: ps.Change("capture", {"route": "business_collection"}, close_gap=0.1 + x / 5),
    lambda x: ps.Change("capture", {"route": "deposit_return"}, close_gap=0.2 + x / 2),
]


def measures(count: int) -> list[ps.Measure]:
    """Return measures that act on the same flows, some of which exclude each other."""
    rng = random.Random(3)  # the same measures in every run
    return [
        ps.Measure(
            f"Measure {number:02d}",
            2024 + number % 3,
            [EFFECTS[number % len(EFFECTS)](rng.random())],
            ramp=1 + number % 3,
            cost=ps.Q(rng.uniform(1e6, 8e7), "NOK/year"),
        )
        for number in range(count)
    ]


def seconds(function: Callable[[], Any]) -> float:
    """Return the median time of some calls, after one unmeasured [s]."""
    function()
    times = []
    for _ in range(RUNS):
        start = perf_counter()
        function()
        times.append(perf_counter() - start)
    return statistics.median(times)


def main() -> None:
    """Print the median of each."""
    norway = ps.load("norway")
    twelve, sixteen = measures(12), measures(16)
    plan = ps.Plan("Twelve", twelve)
    shared = seconds(lambda: ps.attribute(norway, plan))
    print(f"attribute, 12 measures, {2**12} subsets: {shared * 1e3:.0f} ms")
    runs = seconds(lambda: [ps.run(norway) for _ in range(60)])
    print(f"60 single runs: {runs * 1e3:.0f} ms; attribute takes {shared / runs:.2f} of that")
    changed = seconds(
        lambda: [
            ps.run(Application(norway, twelve[: 1 + n % 12]).changed_system(), only=["eu"])
            for n in range(60)
        ]
    )
    print(f"60 single runs with measures, rate alone: {changed * 1e3:.0f} ms")
    many = ps.Plan(
        "Twenty", [m for m in measures(22) if m.name not in {"Measure 12", "Measure 15"}]
    )
    drawn = seconds(lambda: ps.attribute(norway, many))
    print(f"attribute, 20 measures, 2000 orders drawn: {drawn * 1e3:.0f} ms")
    for count, catalogue in ((16, sixteen), (20, measures(20)), (30, measures(30))):
        for target in (ps.Target(rate="eu", level=0.45, year=2030), ps.targets.EU_2030):
            time = seconds(lambda c=catalogue, t=target: ps.least_cost(norway, c, t))  # type: ignore[misc]
            found = ps.least_cost(norway, catalogue, target)
            proof = "exact" if found.exact else f"to {found.bound:,.0f} NOK/year"
            if not found.feasible:
                proof = "undecided" if found.undecided else "proven out of reach"
            print(
                f"least_cost, {count} measures, {target.label}: {time * 1e3:.0f} ms, "
                f"{found.evaluated} subsets evaluated, {len(found.front)} on the front, {proof}"
            )


if __name__ == "__main__":
    main()
