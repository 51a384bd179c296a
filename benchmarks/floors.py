"""The same work by hand in NumPy: what the benchmarks are measured against.

Each reads bare arrays and has no labels, units or checks. They are written as somebody would who knows
the question beforehand: no more is computed than is asked for.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

import plastsmart as ps
from benchmarks.systems import spans

Array = NDArray[np.float64]

DEPOSIT, SOURCE, CENTRAL = slice(0, 1), slice(1, 6), slice(6, 7)


def arrays_of(system: ps.System) -> dict[str, Array]:
    """Return a system's parameters as arrays (region, year, category, route)."""
    return {name: system.array(name)[0] for name in system.parameters}


def every_flow(a: dict[str, Array]) -> dict[str, Array]:
    """Return every flow, each in an array of its own."""
    f: dict[str, Array] = {}
    f["generated"] = (
        a["population"] * a["packaging_per_person"] * a["composition"]
        * (1 - a["prevention"]) * (1 - a["reuse"])
    )  # fmt: skip
    f["littered"] = f["generated"] * a["littering"]
    f["cleaned"] = f["littered"] * a["cleanup"]
    f["leaked"] = f["littered"] - f["cleaned"]
    f["uptake"] = a["coverage"] * a["capture"]
    f["deposit"] = f["generated"] - f["littered"]
    f["by_deposit"] = f["deposit"] * f["uptake"][..., DEPOSIT]
    f["source"] = f["deposit"] - f["by_deposit"]
    f["by_source"] = f["source"] * f["uptake"][..., SOURCE].sum(axis=-1, keepdims=True)
    f["central"] = f["source"] - f["by_source"] + f["cleaned"]
    f["by_central"] = f["central"] * f["uptake"][..., CENTRAL]
    f["residual"] = f["central"] - f["by_central"]
    f["available"] = np.empty(f["uptake"].shape)
    f["available"][..., DEPOSIT] = f["deposit"]
    f["available"][..., SOURCE] = f["source"]
    f["available"][..., CENTRAL] = f["central"]
    f["collected"] = f["available"] * f["uptake"]
    f["collected_gross"] = f["collected"] / (1 - a["impurity"])
    f["sorted"] = f["collected"] * a["sorting_efficiency"]
    f["sorting_loss"] = f["collected"] - f["sorted"]
    f["sorted_gross"] = f["sorted"] / (1 - a["bale_impurity"])
    f["recycled"] = f["sorted"] * a["preparation_yield"]
    f["preparation_loss"] = f["sorted"] - f["recycled"]
    f["recyclate"] = f["recycled"] * a["conversion_yield"]
    f["conversion_loss"] = f["recycled"] - f["recyclate"]
    f["closed_loop"] = f["recyclate"] * a["closed_loop"]
    lost = f["sorting_loss"] + f["preparation_loss"] + f["conversion_loss"]
    f["disposed"] = f["residual"] + lost.sum(axis=-1, keepdims=True)
    f["energy"] = f["disposed"] * a["energy_recovery"]
    f["landfilled"] = f["disposed"] - f["energy"]
    f["separated"] = f["collected"][..., 1:].sum(axis=-1, keepdims=True)
    f["missed"] = f["residual"] * a["recyclable"]
    return f


def nation_quantiles(
    a: dict[str, Array], serves: Array, n: int, seed: int, block: int = 256
) -> Array:
    """Return the 5 %, 50 % and 95 % quantiles of the rate by year: shape (3, year).

    It draws with NumPy's own generator. Routes are contracted away before anything is multiplied, so
    that no array holds samples, years, categories and routes together, and samples are computed in
    blocks that stay in cache.
    """
    rng = np.random.default_rng(seed)
    years, categories = a["composition"].shape[1:3]
    coverage = a["coverage"][0, :, 0, :]
    composition = a["population"][0, :, 0, :] * a["composition"][0, :, :, 0]

    def pert(seed: int, count: int, size: int) -> Array:
        low, mode, high = np.array(spans(seed, count)).T
        span = high - low
        alpha, beta = 1 + 4 * (mode - low) / span, 1 + 4 * (high - mode) / span
        values: Array = low + span * rng.beta(alpha, beta, (size, count))
        return values

    rates = np.empty((n, years))
    for start in range(0, n, block):
        size = min(block, n - start)
        person = rng.triangular(0.03, 0.04, 0.05, size) * (1 - rng.triangular(0, 0.05, 0.1, size))
        littering = rng.triangular(0.005, 0.01, 0.03, size)
        cleanup = rng.triangular(0.3, 0.5, 0.8, size)
        capture, kept = pert(3, 7, size), pert(4, categories, size) * pert(5, categories, size)
        taken = coverage * capture[:, np.newaxis, :]  # sample, year, route
        deposit, source, central = (
            taken[..., part] @ serves[:, part].T for part in (DEPOSIT, SOURCE, CENTRAL)
        )
        generated = person[:, np.newaxis, np.newaxis] * composition
        litter = littering[:, np.newaxis, np.newaxis]
        left = (1 - litter) * (1 - deposit)
        remaining = left * (1 - source) + litter * cleanup[:, np.newaxis, np.newaxis]
        share = (1 - litter) * deposit + left * source + remaining * central
        recycled = (generated * share * kept[:, np.newaxis, :]).sum(axis=-1)
        rates[start : start + size] = recycled / generated.sum(axis=-1)
    result: Array = np.quantile(rates, [0.05, 0.5, 0.95], axis=0)
    return result
