"""The balance of mass, checked in every run at every process."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

import attrs
import numpy as np
from numpy.typing import NDArray

from plastsmart.alignment import ALL, in_words
from plastsmart.axes import LABELLED, Axes
from plastsmart.errors import BalanceError
from plastsmart.flows.equations import over_routes

__all__ = [
    "PAYERS",
    "PROCESSES",
    "TOLERANCE",
    "Process",
    "check",
    "check_payers",
    "checked",
    "largest_errors",
]

TOLERANCE: Final = 1e-12
"""Largest difference between what enters and what leaves, relative to what enters."""

PAYERS: Final = ("municipality_cost", "producer_cost", "business_cost")
"""Those who pay the cost of the system among them."""

_EXPENSES: Final = (
    "service_expense", "collection_expense", "sorting_expense", "recycling_expense",
    "residual_expense",
)  # fmt: skip

_CENT: Final = 1e-9
"""Largest difference between what is paid and what it costs, relative to what changes hands."""


@attrs.frozen
class Process:
    """A place where what enters also leaves.

    With ``by_route``, it balances for each route, else over all routes together; ``cure`` says what
    to look at where a flow that leaves it is negative.
    """

    name: str
    enters: tuple[str, ...]
    leaves: tuple[str, ...]
    by_route: bool = False
    cure: str = ""

    @property
    def flows(self) -> tuple[str, ...]:
        """All flows of the process."""
        return self.enters + self.leaves


PROCESSES: Final = (
    Process(
        "use",
        ("generated",),
        ("littered", "available_deposit"),
        cure="more packaging is littered, or saved by own purchases, than there is; lower littering, "
        "packaging_in_litter or the litter of the sources, or uses or own_packaging_share",
    ),
    Process("clean-up", ("littered",), ("cleaned", "leaked")),
    Process(
        "deposit collection", ("available_deposit",), ("collected_deposit", "available_source")
    ),
    Process(
        "collection at source",
        ("available_source", "cleaned"),
        ("collected_source", "available_central"),
    ),
    Process("central sorting", ("available_central",), ("collected_central", "residual")),
    Process(
        "collection",
        ("collected_deposit", "collected_source", "collected_central"),
        ("collected",),
    ),
    Process("sorting", ("collected",), ("sorted", "sorting_loss"), by_route=True),
    Process("preparation", ("sorted",), ("recycled", "preparation_loss"), by_route=True),
    Process("conversion", ("recycled",), ("recyclate", "conversion_loss"), by_route=True),
    Process(
        "losses",
        ("residual", "sorting_loss", "preparation_loss", "conversion_loss"),
        ("disposed",),
    ),
    Process("disposal", ("disposed",), ("energy_recovered", "landfilled")),
    Process(
        "sources of litter",
        (
            "litter_by_inhabitants",
            "litter_by_visitors",
            "litter_by_events",
            "litter_by_transport",
            "litter_by_bins",
        ),
        ("packaging_littered_by_sources", "other_litter"),
    ),
    Process("deposit on litter", ("litter_potential",), ("littered", "litter_avoided")),
    Process("litter", ("litter",), ("litter_cleaned", "litter_left")),
    Process("litter left", ("litter_left",), ("litter_in_water", "litter_on_land")),
    Process(
        "sources of microplastics",
        ("microplastics_shed",),
        ("microplastics_retained", "microplastics_released"),
    ),
    Process(
        "spreading of microplastics",
        ("microplastics_released",),
        ("microplastics_in_sewage", "microplastics_direct", "microplastics_to_soil"),
    ),
    Process("sludge", ("microplastics_in_sludge",), ("sludge_on_land", "sludge_elsewhere")),
    Process(
        "microplastics as a whole",
        ("microplastics_shed",),
        (
            "microplastics_retained",
            "microplastics_in_water",
            "microplastics_in_soil",
            "sludge_elsewhere",
        ),
    ),
    Process(
        "own operations",
        ("generated",),
        ("own_packaging", "others_packaging"),
        cure="the municipality buys more packaging than there is; lower uses or own_packaging_share",
    ),
    Process(
        "whole system", ("generated",), ("leaked", "recyclate", "energy_recovered", "landfilled")
    ),
)
"""Every process of the model."""

_FLOWS: Final = tuple((process, frozenset(process.flows)) for process in PROCESSES)


def _sum(
    flows: Mapping[str, NDArray[np.float64]], names: tuple[str, ...], by_route: bool
) -> NDArray[np.float64]:
    parts = [flows[name] if by_route else over_routes(flows[name]) for name in names]
    total = parts[0]
    for part in parts[1:]:
        total = total + part
    return total


def checked(flows: Mapping[str, NDArray[np.float64]]) -> tuple[Process, ...]:
    """Return the processes whose flows were computed."""
    there = flows.keys()
    return tuple(process for process, names in _FLOWS if names <= there)


def check(flows: Mapping[str, NDArray[np.float64]], axes: Axes) -> None:
    """Check every process whose flows were computed, and that those who pay pay what it costs.

    Raises
    ------
    BalanceError
        Naming the process, the cell and the size, where more than 1e-12 of what enters is lost or
        won, or a flow is negative; or where what is paid is not what it costs.
    """
    for process in checked(flows):
        if not _holds(process, flows):
            _refuse(process, flows, axes)
    check_payers(flows, axes)


def _holds(process: Process, flows: Mapping[str, NDArray[np.float64]]) -> bool:
    """Tell quickly whether a process balances and no flow of it is negative at all."""
    enters = _sum(flows, process.enters, process.by_route)
    off = np.subtract(enters, _sum(flows, process.leaves, process.by_route))
    np.abs(off, out=off)
    if not (off <= enters * TOLERANCE).all():
        return False
    return all(flows[name].min(initial=0.0) >= 0.0 for name in process.leaves)


def _refuse(process: Process, flows: Mapping[str, NDArray[np.float64]], axes: Axes) -> None:
    """Raise for a process that does not balance; a negative flow may be rounding."""
    enters = _sum(flows, process.enters, process.by_route)
    leaves = _sum(flows, process.leaves, process.by_route)
    size = np.abs(enters)
    bad = ~(np.abs(enters - leaves) <= TOLERANCE * size)
    if bad.any():
        place = np.argwhere(bad)[0]
        where = _place(place, bad.shape, axes)
        at = tuple(place)
        came = float(np.broadcast_to(enters, bad.shape)[at])
        went = float(np.broadcast_to(leaves, bad.shape)[at])
        raise BalanceError(
            f"the process {process.name!r} does not balance{where}: {came:.10g} tonne/year enters "
            f"({' + '.join(process.enters)}) and {went:.10g} tonne/year leaves "
            f"({' + '.join(process.leaves)}), a difference of {came - went:.3g} tonne/year; "
            "look at the equations of these flows"
        )
    # rounding of a difference is relative to what the difference is of: all that is generated
    whole = np.abs(flows["generated"]) if "generated" in flows else size
    for name in process.leaves:
        _refuse_negative(name, process, flows[name], np.maximum(size, whole), axes)


def largest_errors(flows: Mapping[str, NDArray[np.float64]]) -> dict[str, float]:
    """Return, for each process whose flows were computed, its largest error relative to what enters."""
    errors = {}
    for process in checked(flows):
        enters = _sum(flows, process.enters, process.by_route)
        off = np.abs(enters - _sum(flows, process.leaves, process.by_route))
        size = np.abs(enters)
        relative = np.divide(off, size, out=np.zeros(off.shape), where=size > 0)
        errors[process.name] = float(relative.max())
    return errors


def _refuse_negative(
    name: str,
    process: Process,
    values: NDArray[np.float64],
    size: NDArray[np.float64],
    axes: Axes,
) -> None:
    negative = values < -TOLERANCE * size
    if negative.any():
        place = np.argwhere(negative)[0]
        value = float(np.broadcast_to(values, negative.shape)[tuple(place)])
        raise BalanceError(
            f"{name}, which leaves the process {process.name!r}, is {value:.6g} tonne/year"
            f"{_place(place, negative.shape, axes)}; a flow of mass cannot be negative"
            + (f": {process.cure}" if process.cure else "")
        )


def _place(place: NDArray[np.intp], shape: tuple[int, ...], axes: Axes) -> str:
    position = []
    for column, axis in enumerate(LABELLED, start=1):
        # an axis of length 1 has one label, or stands for all of them
        single = shape[column] == 1 and axes.size(axis) > 1
        summed = axis == "route" and shape[column] == 1
        position.append(ALL if single or summed else int(place[column]))
    r, t, c, m = position
    sample = f" in sample {place[0]}" if shape[0] > 1 else ""
    return in_words((r, t, c, m), axes) + sample


def check_payers(flows: Mapping[str, NDArray[np.float64]], axes: Axes) -> None:
    """Check that those who pay together pay what the system costs, where costs were computed.

    Raises
    ------
    BalanceError
        Naming the cell and the size, where more than 1e-9 of all that changes hands is unaccounted.
    """
    if any(name not in flows for name in ("system_cost", "payment", *PAYERS, *_EXPENSES)):
        return
    cost = flows["system_cost"]
    paid = flows[PAYERS[0]] + flows[PAYERS[1]] + flows[PAYERS[2]]
    size = np.abs(flows["payment"])
    for name in (*_EXPENSES, "cleanup_expense", "purchases_saved"):
        if name in flows:
            size = size + np.abs(flows[name]).sum(axis=(3, 4), keepdims=True)
    bad = ~(np.abs(cost - paid) <= _CENT * size)
    if bad.any():
        place = np.argwhere(bad)[0]
        costs, pays = (
            float(np.broadcast_to(each, bad.shape)[tuple(place)]) for each in (cost, paid)
        )
        raise BalanceError(
            f"the system costs {costs:.10g} NOK/year{_place(place, bad.shape, axes)} and "
            f"{' + '.join(PAYERS)} is {pays:.10g} NOK/year; look at the equations of who pays"
        )
