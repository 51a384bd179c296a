"""The same work with flodym and dpmfa, as far as they can express it."""

# mypy: disable-error-code="import-not-found,import-untyped,no-untyped-call"

from __future__ import annotations

import logging
from collections.abc import Callable
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

import plastsmart as ps
from benchmarks.systems import spans

Array = NDArray[np.float64]

LETTERS = {"region": "r", "year": "t", "category": "c", "route": "m"}


def _dimensions(system: ps.System) -> dict[str, Any]:
    import flodym as fd

    return {
        axis: fd.Dimension(name=axis, letter=letter, items=list(system.axes.labels(axis)))
        for axis, letter in LETTERS.items()
    }


def flodym_inputs(system: ps.System) -> dict[str, Any]:
    """Return a system's parameters and the masks of its routes as flodym's."""
    import flodym as fd

    dimensions = _dimensions(system)
    made = {}
    for name, array in system.inputs().items():
        along = [axis for axis, n in zip(LETTERS, array.shape[1:], strict=True) if n > 1]
        values = array.reshape([system.axes.size(axis) for axis in along])
        dims = fd.DimensionSet(dim_list=[dimensions[axis] for axis in along])
        made[name] = fd.Parameter(name=name, dims=dims, values=np.array(values))
    return made


def flodym_flows(p: dict[str, Any], *, every: bool) -> dict[str, Any]:
    """Return the flows, or those alone that the rate at the calculation point needs; no balance."""
    f: dict[str, Any] = {}
    f["generated"] = (
        p["population"] * p["packaging_per_person"] * p["composition"]
        * (1 - p["prevention"]) * (1 - p["reuse"])
    )  # fmt: skip
    f["littered"] = f["generated"] * p["littering"]
    f["cleaned"] = f["littered"] * p["cleanup"]
    f["uptake"] = p["coverage"] * p["capture"]
    f["deposit"] = f["generated"] - f["littered"]
    f["by_deposit"] = f["deposit"] * (f["uptake"] * p["in_deposit"]).sum_over(("m",))
    f["source"] = f["deposit"] - f["by_deposit"]
    f["by_source"] = f["source"] * (f["uptake"] * p["in_source"]).sum_over(("m",))
    f["central"] = f["source"] - f["by_source"] + f["cleaned"]
    f["available"] = (
        f["deposit"] * p["in_deposit"] + f["source"] * p["in_source"]
        + f["central"] * p["in_central"]
    )  # fmt: skip
    f["collected"] = f["available"] * f["uptake"]
    f["sorted"] = f["collected"] * p["sorting_efficiency"]
    f["recycled"] = f["sorted"] * p["preparation_yield"]
    if not every:
        return f
    f["leaked"] = f["littered"] - f["cleaned"]
    f["by_central"] = f["central"] * (f["uptake"] * p["in_central"]).sum_over(("m",))
    f["residual"] = f["central"] - f["by_central"]
    f["collected_gross"] = f["collected"] / (1 - p["impurity"])
    f["sorting_loss"] = f["collected"] - f["sorted"]
    f["sorted_gross"] = f["sorted"] / (1 - p["bale_impurity"])
    f["preparation_loss"] = f["sorted"] - f["recycled"]
    f["recyclate"] = f["recycled"] * p["conversion_yield"]
    f["conversion_loss"] = f["recycled"] - f["recyclate"]
    f["closed_loop"] = f["recyclate"] * p["closed_loop"]
    lost = f["sorting_loss"] + f["preparation_loss"] + f["conversion_loss"]
    f["disposed"] = f["residual"] + lost.sum_over(("m",))
    f["energy"] = f["disposed"] * p["energy_recovery"]
    f["landfilled"] = f["disposed"] - f["energy"]
    f["separated"] = (f["collected"] * (p["in_source"] + p["in_central"])).sum_over(("m",))
    f["missed"] = f["residual"] * p["recyclable"]
    return f


def flodym_rate(flows: dict[str, Any]) -> Array:
    """Return what is recycled of what is generated, by year."""
    rate: Array = (flows["recycled"].sum_to(("t",)) / flows["generated"].sum_to(("t",))).values
    return rate


def flodym_reader(system: ps.System, table: pd.DataFrame) -> Callable[[], Array]:
    """Return a call that reads a tidy table's parameters with flodym and computes the rate.

    The labels of the axes and the masks of the routes are given to it.
    """
    import flodym as fd

    dimensions = _dimensions(system)
    masks = {name: p for name, p in flodym_inputs(system).items() if name.startswith("in_")}
    rows = table[table["value"].notna()]

    def read() -> Array:
        made = dict(masks)
        for key, own in rows.groupby("parameter", sort=False):
            name = str(key)
            along = [axis for axis in LETTERS if own[axis].notna().all()]
            dims = fd.DimensionSet(dim_list=[dimensions[axis] for axis in along])
            if along:
                frame = own[[*along, "value"]].astype({"year": int} if "year" in along else {})
                made[name] = fd.Parameter.from_df(dims=dims, name=name, df=frame)
            else:
                made[name] = fd.Parameter(
                    name=name, dims=dims, values=np.array(own["value"].iloc[0])
                )
        return flodym_rate(flodym_flows(made, every=False))

    return read


def dpmfa_nation(runs: int, years: int, categories: int) -> Callable[[], Any]:
    """Return a call that runs the nearest that dpmfa can express of the nation, some draws of it.

    Transfer coefficients are the products of the draws, constant over the years; the plants' shares
    are drawn for each category.
    """
    from dpmfa import components as cp
    from dpmfa.model import Model
    from dpmfa.simulator import Simulator

    rng = np.random.default_rng(1)
    triangular = rng.triangular

    def pert(low: float, mode: float, high: float) -> float:
        span = high - low
        alpha, beta = 1 + 4 * (mode - low) / span, 1 + 4 * (high - mode) / span
        return float(low + span * rng.beta(alpha, beta))

    def share(low: float, mode: float, high: float) -> float:
        return 0.3 * pert(low, mode, high)  # with what is covered

    def run() -> Any:
        logging.disable(logging.CRITICAL)
        compartments, inflows = [], []
        for number in range(categories):
            efficiency, preparation = spans(4, categories)[number], spans(5, categories)[number]
            names = ("use", "litter", "source", "central", "sorting", "preparation")
            use, litter, source, central, sorting, prepared = (
                cp.FlowCompartment(f"{name} {number}") for name in names
            )
            leaked, residual, recycled = (
                cp.Sink(f"{name} {number}") for name in ("leaked", "residual", "recycled")
            )
            chain = [
                (use, litter, triangular, (0.005, 0.01, 0.03), source),
                (litter, central, triangular, (0.3, 0.5, 0.8), leaked),
                (source, sorting, share, (0.25, 0.4, 0.55), central),
                (central, sorting, share, (0.25, 0.4, 0.55), residual),
                (sorting, prepared, pert, efficiency, residual),
                (prepared, recycled, pert, preparation, residual),
            ]
            for place, into, function, numbers, rest in chain:
                place.transfers = [
                    cp.StochasticTransfer(function, list(numbers), into, priority=2),
                    cp.ConstTransfer(1, rest, priority=1),
                ]
            parts = [
                cp.StochasticFunctionInflow(triangular, [0.03, 0.04, 0.05]) for _ in range(years)
            ]
            inflows.append(cp.ExternalListInflow(use, parts))
            compartments += [
                use, litter, source, central, sorting, prepared, leaked, residual, recycled,
            ]  # fmt: skip
        simulator = Simulator(runs, years, 1, True, True)
        simulator.setModel(Model("nation", compartments, inflows))
        simulator.runSimulation()
        return simulator

    return run
