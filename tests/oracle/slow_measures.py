"""Measures applied cell by cell, for comparison with the library.

A second reading of section 4 of the model that shares nothing with the library: plain Python, one
loop inside another. Comments quote the line of the model that the step below them reads.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any, NamedTuple

Cell = tuple[str, int, str, str]
"""Region, year, category, route."""


class SlowChange(NamedTuple):
    """One change: which cells, and exactly one of the three amounts."""

    parameter: str
    where: Mapping[str, Sequence[Any]]
    kind: str
    amount: float


class SlowMeasure(NamedTuple):
    """A measure as plain values."""

    name: str
    start: int
    ramp: int
    curve: str
    regions: Sequence[str] | None
    changes: Sequence[SlowChange]


def slow_adoption(measure: SlowMeasure, year: int) -> float:
    """The share of a measure that is in effect in a year."""
    # "A ramp of n years starting in year y has adoption 0 before y, (t − y + 1)/n in year t, 1 from
    # y + n − 1 on; ramp 1 is a step."
    if year < measure.start:
        return 0.0
    if measure.curve == "step":
        return 1.0
    u = (year - measure.start + 1) / measure.ramp
    if measure.curve == "linear":
        return min(1.0, u)
    # "A logistic curve with the same start and ramp has 0.5 in the middle of the ramp and reaches
    # 0.99 at its end."
    return 1.0 / (1.0 + math.pow(99.0, 1.0 - 2.0 * u))


def selects(
    measure: SlowMeasure, change: SlowChange, cell: Cell, attribute: Callable[[str, Cell], Any]
) -> bool:
    """Whether a change of a measure is of a cell."""
    if measure.regions is not None and cell[0] not in measure.regions:
        return False
    return all(attribute(key, cell) in labels for key, labels in change.where.items())


def slow_value(
    before: float,
    cell: Cell,
    parameter: str,
    measures: Iterable[SlowMeasure],
    attribute: Callable[[str, Cell], Any],
    high: float,
) -> tuple[float, bool]:
    """What measures make of one cell, and whether any of them acts on it."""
    acting = [
        (change, slow_adoption(measure, cell[1]))
        for measure in measures
        for change in measure.changes
        if change.parameter == parameter
        and selects(measure, change, cell, attribute)
        and slow_adoption(measure, cell[1]) > 0.0
    ]
    value = before
    # "per cell `set`, then `close_gap`, then `scale`; two `set`s on one cell in one year are an error"
    setting = [(change, alpha) for change, alpha in acting if change.kind == "set"]
    if len(setting) > 1:
        raise ValueError("two sets")
    for change, alpha in setting:
        # "`set` moves the cell to its target, v + α(target − v)"
        value = value + alpha * (change.amount - value)
    for change, alpha in acting:
        if change.kind == "close_gap":
            # "`close_gap` removes a share g of the distance to the upper bound, 1 − (1 − v)(1 − αg)"
            value = 1.0 - (1.0 - value) * (1.0 - alpha * change.amount)
    factors = [1.0 + a * (change.amount - 1.0) for change, a in acting if change.kind == "scale"]
    if factors:
        # "`scale` multiplies by 1 + α(f − 1), then bounds"
        value = min(max(value * math.prod(factors), 0.0), high)
    return value, bool(acting)


def slow_displaced(
    coverage: Mapping[str, float], acted: Mapping[str, bool], groups: Iterable[Sequence[str]]
) -> dict[str, float]:
    """Coverage of the routes of one region and year after those not acted on made room."""
    # "Setting one route's coverage displaces the other routes of that tier in proportion."
    # a route that several sectors share makes room for the sector that needs most
    fits = dict.fromkeys(coverage, 1.0)
    for group in groups:
        ours = sum(coverage[route] for route in group if acted[route])
        others = sum(coverage[route] for route in group if not acted[route])
        if any(acted[route] for route in group) and ours + others > 1.0 + 1e-13:
            if ours > 1.0 + 1e-13:
                raise ValueError("more than everyone")
            for route in group:
                if not acted[route]:
                    fits[route] = min(fits[route], max(1.0 - ours, 0.0) / others)
    return {route: value * fits[route] for route, value in coverage.items()}
