"""Simulate municipalities: draw the truth, measure it with errors, and map it back.

Prints how often the 95 % intervals of the reconciled values hold the truth, and how much nearer to
the truth they are than what was measured. What nobody measures is drawn from what stands in for it: a
share between 0 and 1 with that mean and that standard error, so a beta distribution. (A normal one cut
off at 0 and 1 is narrower than the standard error that the reconciliation is told, and its intervals
would hold the truth too often.)

Run it with `python -m benchmarks.mapping [repeats] [seed]`, which takes less than a minute where the
linear algebra library has one thread (OPENBLAS_NUM_THREADS=1). It ends with 1 where the intervals of a
quantity whose standard errors are stated hold the truth in less than 93 % or more than 97 %. By chance
alone, one in 1 000 municipalities is off by 0.7 points at one standard deviation.
"""

import math
import sys
import time
from collections.abc import Mapping
from typing import NamedTuple

import numpy as np

import plastsmart as ps
from plastsmart.mapping.measurements import Mapping as Measured
from plastsmart.mapping.measurements import Measurement
from plastsmart.mapping.quantities import QUANTITIES

REPEATS = 1000
LEAST, MOST = 0.93, 0.97
"""Between which the 95 % intervals of a quantity are to hold the truth."""

SIDE = 1.959963984540054
REGION, YEAR = "9999", 2023

ROUTES = (
    ps.Route("kerbside", tier="source"),
    ps.Route("bring_point", tier="source"),
    ps.Route("plant", tier="central"),
)
KINDS = (ps.Category("film"), ps.Category("rigid"), ps.Category("rest"))

Label = tuple[str, str, str]
"""Quantity, category, route."""

SPREADS: dict[str, float] = {
    "population": 0.002,
    "packaging_per_person": 0.10,
    "coverage": 0.03,
    "collected_gross": 0.05,
    "impurity": 0.15,
    "residual_total": 0.03,
    "packaging_in_residual": 0.10,
    "residual_moisture": 0.15,
    "sorted_gross": 0.05,
    "bale_impurity": 0.20,
    "recycled": 0.05,
    "composition_residual": 0.08,
    "composition_collected": 0.08,
}
"""Relative standard errors of what is measured."""


class Result(NamedTuple):
    """What a number of simulated municipalities gave.

    Attributes
    ----------
    repeats : int
    coverage : dict of str to float
        By quantity: how often the 95 % interval held the truth.
    all_ : float
        The same over all values.
    error, raw_error : dict of str to float
        Root mean square of the error, in standard errors of the measurement: reconciled, and as
        measured.
    rejected : float
        How often the test at 5 % spoke against honest measurements.
    """

    repeats: int
    coverage: dict[str, float]
    all_: float
    error: dict[str, float]
    raw_error: dict[str, float]
    rejected: float


def share_of(rng: np.random.Generator, mean: float, sd: float) -> float:
    """Return a share between 0 and 1, drawn with a mean and a standard deviation."""
    size = mean * (1.0 - mean) / sd**2 - 1.0
    return float(rng.beta(mean * size, (1.0 - mean) * size))


def truth_of(rng: np.random.Generator, kinds: int, fixed: Mapping[Label, tuple[float, float]]) -> (
    dict[Label, float]
):  # fmt: skip
    """Return one municipality as it is, from the model's own formulas."""
    true = {label: share_of(rng, mean, sd) for label, (mean, sd) in fixed.items()}
    people = float(rng.uniform(5_000, 80_000))
    each = float(rng.uniform(15.0, 25.0))
    true["population", "", ""], true["packaging_per_person", "", ""] = people, each
    generated = people * each / 1000.0
    parts = rng.dirichlet([8.0, 6.0, 3.0]) if kinds > 1 else np.ones(1)
    left = generated * parts
    names = [kind.name for kind in KINDS] if kinds > 1 else [""]
    true["generated", "", ""] = generated
    covered = float(rng.uniform(0.6, 0.8))
    coverage = {
        "kerbside": covered,
        "bring_point": 0.95 - covered,
        "plant": float(rng.uniform(0.3, 0.6)),
    }
    usual = {"kerbside": (0.3, 0.6), "bring_point": (0.1, 0.3), "plant": (0.4, 0.8)}
    recycled = 0.0
    for tier in (("kerbside", "bring_point"), ("plant",)):
        available = left.copy()
        for route in tier:
            capture = rng.uniform(*usual[route], size=len(parts))
            net = available * coverage[route] * capture
            left = left - net
            impurity = true.get(("impurity", "", route), float(rng.uniform(0.08, 0.2)))
            true["coverage", "", route] = coverage[route]
            true["impurity", "", route] = impurity
            true["collected", "", route] = float(net.sum())
            true["collected_gross", "", route] = float(net.sum()) / (1.0 - impurity)
            true["capture", "", route] = float(net.sum() / available.sum()) / coverage[route]
            sorted_ = float(net.sum()) * true["sorting_efficiency", "", route]
            true["sorted_gross", "", route] = sorted_ / (1.0 - true["bale_impurity", "", ""])
            true["recycled", "", route] = sorted_ * true["preparation_yield", "", ""]
            recycled += true["recycled", "", route]
            if kinds > 1:
                for name, share in zip(names, net / net.sum(), strict=True):
                    true["composition_collected", name, route] = float(share)
        if tier[0] == "kerbside":
            true["available_central", "", ""] = float(left.sum())
            picked = left / left.sum()
    share, moisture = float(rng.uniform(0.08, 0.16)), float(rng.uniform(0.15, 0.35))
    true["packaging_in_residual", "", ""], true["residual_moisture", "", ""] = share, moisture
    true["residual_total", "", ""] = true["available_central", "", ""] / (share * (1.0 - moisture))
    true["residual", "", ""] = float(left.sum())
    true["eu", "", ""] = recycled / generated
    if kinds > 1:
        for name, part, of_picked in zip(names, parts, picked, strict=True):
            true["composition", name, ""] = float(part)
            true["composition_residual", name, ""] = float(of_picked)
    return true


def defaults() -> dict[Label, tuple[float, float]]:
    """Return what nobody measures, as the nation's figures stand in for it: value, standard error."""
    bare = Measured(
        regions={REGION: "Simulated"},
        routes=ROUTES,
        measurements=[Measurement(quantity="population", region=REGION, year=YEAR, value=1000)],
    )
    table = ps.reconcile(bare).table
    wanted = {"sorting_efficiency", "preparation_yield", "bale_impurity"}
    rows = table[table["quantity"].isin(wanted) | ((table["quantity"] == "impurity")
                                                   & (table["route"] == "bring_point"))]  # fmt: skip
    columns = (
        rows[c].tolist() for c in ("quantity", "category", "route", "measured", "measured_sd")
    )
    return {(q, c, m): (value, sd) for q, c, m, value, sd in zip(*columns, strict=True)}


def measured(
    rng: np.random.Generator,
    true: Mapping[Label, float],
    fixed: Mapping[Label, tuple[float, float]],
    stated: bool,
) -> list[Measurement]:
    """Return measurements of all that a municipality measures, each with an error.

    Its standard error is told, or it is left out and the usual one is what the errors have.
    """
    found = []
    for (quantity, category, route), value in true.items():
        label = (quantity, category, route)
        if quantity not in SPREADS or label in fixed:
            continue
        if quantity in {"sorted_gross", "recycled"} and route != "kerbside":
            continue
        kind = QUANTITIES[quantity]
        sd = (SPREADS[quantity] if stated else kind.spread) * value
        seen = max(value + sd * float(rng.standard_normal()), 0.0)
        found.append(
            Measurement(
                quantity=quantity, region=REGION, year=YEAR, category=category, route=route,
                value=min(seen, 1.0) if kind.is_share else seen, sd=sd if stated else None,
            )
        )  # fmt: skip
    return found


def simulate(repeats: int, *, seed: int = 1, kinds: int = 1, stated: bool = True) -> Result:
    """Return how well simulated municipalities are mapped back.

    Parameters
    ----------
    repeats : int
    seed : int
    kinds : {1, 3}
        Kinds of packaging that are told apart.
    stated : bool
        Whether each measurement states its standard error.
    """
    rng = np.random.default_rng(seed)
    fixed = defaults()
    held: dict[str, list[bool]] = {}
    errors: dict[str, list[float]] = {}
    raw: dict[str, list[float]] = {}
    rejected = 0
    for _ in range(repeats):
        true = truth_of(rng, kinds, fixed)
        mapping = Measured(
            regions={REGION: "Simulated"},
            routes=ROUTES,
            categories=KINDS if kinds > 1 else (ps.Category("all"),),
            measurements=measured(rng, true, fixed, stated),
        )
        found = ps.reconcile(mapping)
        rejected += found.p_value < 0.05
        for number, key in enumerate(found.keys):
            label = (key.quantity, key.category, key.route)
            if label not in true:
                continue
            value, sd = found.value(key.quantity, category=key.category, route=key.route)
            if not sd > 0.0:
                continue
            held.setdefault(key.quantity, []).append(abs(value - true[label]) <= SIDE * sd)
            if found.adjustment.network.sd[number] > 0.0:
                seen = float(found.adjustment.network.given[number])
                unit = float(found.adjustment.network.sd[number])
                errors.setdefault(key.quantity, []).append((value - true[label]) / unit)
                raw.setdefault(key.quantity, []).append((seen - true[label]) / unit)
    every = [one for ones in held.values() for one in ones]
    return Result(
        repeats=repeats,
        coverage={name: sum(ones) / len(ones) for name, ones in held.items()},
        all_=sum(every) / len(every),
        error={name: _rms(values) for name, values in errors.items()},
        raw_error={name: _rms(values) for name, values in raw.items()},
        rejected=rejected / repeats,
    )


def _rms(values: list[float]) -> float:
    return math.sqrt(sum(value**2 for value in values) / len(values))


def main() -> int:
    """Print the figures; return 1 where a quantity is out of the band, else 0."""
    repeats = int(sys.argv[1]) if len(sys.argv) > 1 else REPEATS
    seed = int(sys.argv[2]) if len(sys.argv) > 2 else 1
    outside = 0
    for stated, kinds in ((True, 1), (True, 3), (False, 1), (False, 3)):
        start = time.perf_counter()
        result = simulate(repeats, seed=seed, kinds=kinds, stated=stated)
        each = (time.perf_counter() - start) / repeats
        word = "kind" if kinds == 1 else "kinds"
        told = "standard errors stated" if stated else "the usual standard errors"
        print(f"{repeats} municipalities, {kinds} {word} of packaging, {told}")
        print(f"  95 % intervals hold the truth: {result.all_:.1%} of all values")
        print(f"  honest measurements rejected at 5 %: {result.rejected:.1%}")
        print(f"  {1000 * each:.0f} ms each")
        print(f"  {'':24}{'covered':>9}{'error':>9}{'measured':>10}")
        for name, share in result.coverage.items():
            errors = " " * 19
            if name in result.error:
                errors = f"{result.error[name]:9.3f}{result.raw_error[name]:10.3f}"
            out = not LEAST <= share <= MOST
            outside += out and stated
            print(f"  {name:24}{share:9.1%}{errors}{'  out of the band' if out else ''}")
    return 1 if outside else 0


if __name__ == "__main__":
    sys.exit(main())
