"""What the simulator page computes from: a system, its sliders, measures, rates and targets as data.

Everything that needs reading or checking is done here, so that the page only calculates.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Sequence
from typing import TYPE_CHECKING, Any, Final

import attrs
import numpy as np
from numpy.typing import NDArray

from plastsmart.alignment import tolerance_of_coverage, tolerance_of_sums
from plastsmart.axes import Axes
from plastsmart.errors import MissingValueError, PriceYearError, ScopeError
from plastsmart.flows.balance import TOLERANCE, checked
from plastsmart.flows.selection import ATTRIBUTES, Selection
from plastsmart.labels import LANGUAGES, text
from plastsmart.report.names import (
    category_name,
    flow_name,
    parameter_name,
    rate_name,
    rate_rule,
    route_name,
    sector_name,
    target_name,
    tier_name,
)
from plastsmart.report.norwegian import notes_of
from plastsmart.report.plots.style import KINDS
from plastsmart.scenarios.application import Application
from plastsmart.scenarios.financing import FLOWS_OF_PAYERS, own_costs
from plastsmart.scenarios.measures import PAYERS
from plastsmart.scenarios.projection import CASCADE, REACHED_WITHIN, narrower
from plastsmart.stages import PARAMETERS
from plastsmart.system import COUNTED, tier_groups
from plastsmart.units import scaled

if TYPE_CHECKING:
    from plastsmart.flows.result import Flows
    from plastsmart.scenarios.measures import Measure
    from plastsmart.scenarios.projection import Projection
    from plastsmart.scenarios.targets import Target
    from plastsmart.system import System

__all__ = ["GROUPS", "WEIGHTS", "page_data"]

GROUPS: Final = (
    ("coverage", ("coverage",)),
    ("capture", ("capture",)),
    ("impurity", ("impurity",)),
    ("sorting", ("sorting_efficiency",)),
    ("preparation", ("preparation_yield",)),
    ("conversion", ("conversion_yield",)),
    (
        "more",
        (
            "prevention",
            "reuse",
            "littering",
            "bale_impurity",
            "closed_loop",
            "recyclable",
            "energy_recovery",
        ),
    ),
)
"""The sliders' parameters in the order of the page, in groups."""

WEIGHTS: Final = {
    "coverage": ("population",),
    "capture": ("available", "coverage"),
    "impurity": ("collected_gross",),
    "sorting_efficiency": ("collected",),
    "preparation_yield": ("sorted",),
    "conversion_yield": ("recycled",),
    "prevention": ("population", "packaging_per_person", "composition"),
    "reuse": ("population", "packaging_per_person", "composition"),
    "littering": ("generated",),
    "bale_impurity": ("sorted_gross",),
    "closed_loop": ("recyclate",),
    "recyclable": ("residual",),
    "energy_recovery": ("disposed",),
}
"""What a parameter acts on: the mean that a slider shows is weighted with it."""

_COLLECTED: Final = frozenset(
    {"sorting_efficiency", "preparation_yield", "conversion_yield", "bale_impurity", "closed_loop"}
)
"""Parameters that act on what was collected alone."""

_BY_CATEGORY: Final = frozenset({"sorting_efficiency", "preparation_yield", "conversion_yield"})
"""Parameters that have a slider for each category too, in place of those for all together."""

_NEAR_ONE: Final = 0.95
"""The top of a slider whose parameter must stay below 1."""

_DIGITS: Final = 15


def page_data(projection: Projection, targets: Sequence[Target], language: str) -> dict[str, Any]:
    """Return everything that the page shows and calculates with.

    Parameters
    ----------
    projection : Projection
        With its plan, where there is one.
    targets : sequence of Target
        Those that the page holds the rates against; all in the years of the projection.
    language : {"en", "no"}

    Returns
    -------
    dict
        Of what JSON has, in an order that does not change.
    """
    system, flows = projection.system, projection.baseline
    axes = system.axes
    plan = projection.plan
    measures = () if plan is None else plan.measures
    application = Application(system, measures)
    return {
        "language": language,
        "axes": _axes(axes, language),
        "counted": list(COUNTED),
        "inputs": {
            name: _packed(
                system.given_array(name) if name in system.parameters else array,
            )
            for name, array in system.inputs().items()
        },
        "parameters": {name: _parameter(name, language) for name in system.parameters},
        "tiers": tier_groups(axes),
        "within": {
            "reached": REACHED_WITHIN,
            "coverage": tolerance_of_coverage,
            "sums": tolerance_of_sums,
            "mass": TOLERANCE,
        },
        "steps": {
            name: [
                {
                    "measure": step.measure,
                    "kind": step.kind,
                    "amount": step.amount,
                    "mask": _mask(step.mask),
                    "alpha": step.alpha.tolist(),
                }
                for step in application.steps_of(name)
            ]
            for name in application.parameters
        },
        "measures": [_measure(measure, language) for measure in application.measures],
        "plan": None if plan is None else plan.name,
        "sliders": _sliders(system, language),
        "flows": {name: _flow(flows, name, language) for name in _computed(flows)},
        "rates": {id_: _rate(flows, id_, language) for id_ in flows.rate_ids},
        "processes": [
            {
                "name": process.name,
                "enters": list(process.enters),
                "leaves": list(process.leaves),
                "byRoute": process.by_route,
            }
            for process in checked({name: flows.array(name) for name in _computed(flows)})
        ],
        "targets": [_target(flows, target, language) for target in targets],
        "cascade": [name for name in CASCADE if name in flows.names],
        "sankey": _sankey(flows, language),
        "money": _money(projection, application.measures),
        "numbers": _numbers(system, language),
        "notes": list(notes_of(system, language)),
    }


# --------------------------------------------------------------------------------------------------
# axes, parameters, measures


def _axes(axes: Axes, language: str) -> dict[str, Any]:
    return {
        "regions": [
            {"id": label, "name": name}
            for label, name in zip(axes.regions, axes.region_names, strict=True)
        ],
        "years": list(axes.years),
        "categories": [
            {"id": c.name, "name": category_name(c.name, language), "sector": c.sector}
            for c in axes.categories
        ],
        "routes": [
            {
                "id": route.name,
                "name": route_name(route.name, language),
                "tier": tier_name(route.tier, language),
            }
            for route in axes.routes
        ],
    }


def _packed(array: NDArray[np.float64]) -> dict[str, Any]:
    """Return an array of one sample by the lengths of its axes and its values."""
    single = array[0]
    return {"s": list(single.shape), "d": [_number(value) for value in single.reshape(-1).tolist()]}


def _number(value: float) -> float | int:
    """Return a number as short as JSON can have it, the same to the last bit."""
    return int(value) if value == int(value) and abs(value) < 10**_DIGITS else value


def _mask(mask: NDArray[np.bool_]) -> dict[str, Any]:
    return {
        "s": list(mask.shape),
        "b": "".join("1" if on else "0" for on in mask.reshape(-1).tolist()),
    }


def _bound(value: float) -> float | None:
    return value if math.isfinite(value) else None


def _parameter(name: str, language: str) -> dict[str, Any]:
    spec = PARAMETERS[name]
    told: dict[str, Any] = {
        "name": parameter_name(name, language),
        "unit": spec.unit,
        "axes": list(spec.axes),
        "low": _bound(spec.low),
        "high": _bound(spec.high),
        "below": spec.below,
        "weights": list(WEIGHTS.get(name, ())),
    }
    # as `scaled` does it, so that the bits are the same
    up = scaled(1.0, spec.unit, spec.inside)
    if up > 1.0:
        told["times"] = up
    elif up < 1.0:
        told["over"] = scaled(1.0, spec.inside, spec.unit)
    return told


def _measure(measure: Measure, language: str) -> dict[str, Any]:
    said = measure.description_no if language == "no" else measure.description
    return {
        "name": measure.name,
        "start": measure.start,
        "ramp": measure.ramp,
        "description": said or measure.description or measure.description_no,
        "source": measure.source,
        "status": measure.status,
    }


# --------------------------------------------------------------------------------------------------
# sliders


def _sliders(system: System, language: str) -> list[dict[str, Any]]:
    """Return every slider: what it moves, and whether with others of its parameter or alone."""
    made = []
    for group, parameters in GROUPS:
        for parameter in parameters:
            if parameter not in system.parameters:
                continue
            for place in _places(system, parameter):
                mask = place.mask(system)
                if not mask.any():
                    continue
                spec = PARAMETERS[parameter]
                made.append(
                    {
                        "id": ":".join([parameter, place.level, *filter(None, [place.label])]),
                        "group": group,
                        "parameter": parameter,
                        "level": place.level,
                        "name": place.name(language),
                        "within": place.within(language),
                        "mask": _mask(mask),
                        "max": _top(system, parameter) if spec.below else 1,
                    }
                )
    return made


def _top(system: System, parameter: str) -> float:
    """Return how far the slider of a parameter goes that must stay below 1."""
    stated = float(system.given_array(parameter).max(initial=0.0))
    return max(_NEAR_ONE, math.floor(100.0 * (1.0 + stated) / 2.0) / 100.0)


@attrs.frozen
class _Place:
    """Which cells of a parameter a slider moves: all, those of a route, a sector or a category."""

    parameter: str
    level: str
    label: str = ""
    routes: tuple[int, ...] | None = None
    categories: tuple[int, ...] | None = None
    tier: str = ""

    def mask(self, system: System) -> NDArray[np.bool_]:
        spec = PARAMETERS[self.parameter]
        axes = system.axes
        shape = [1, 1, 1, 1]
        chosen = np.ones(shape, dtype=bool)
        for column, positions in ((2, self.categories), (3, self.routes)):
            if positions is not None:
                along = np.zeros(axes.shape[column], dtype=bool)
                along[list(positions)] = True
                chosen = chosen & along.reshape([-1 if i == column else 1 for i in range(4)])
        if {"category", "route"} <= set(spec.axes) and not axes.serves().all():
            chosen = chosen & axes.serves().reshape(1, 1, *axes.serves().shape)
        return chosen

    def name(self, language: str) -> str:
        if self.level == "route":
            return route_name(self.label, language)
        if self.level == "sector":
            return sector_name(self.label, language)
        return category_name(self.label, language) if self.level == "category" else ""

    def within(self, language: str) -> str:
        return tier_name(self.tier, language) if self.tier else ""


def _places(system: System, parameter: str) -> Iterator[_Place]:
    axes, spec = system.axes, PARAMETERS[parameter]
    if "route" in spec.axes and parameter != "sorting_efficiency":
        for position, route in enumerate(axes.routes):
            yield _Place(parameter, "route", route.name, routes=(position,), tier=route.tier)
        return
    if "category" not in spec.axes:
        yield _Place(parameter, "all")
        return
    collected = axes.serves().any(axis=1)
    kept = [
        position
        for position in range(len(axes.categories))
        if parameter not in _COLLECTED or collected[position]
    ]
    sectors: dict[str, list[int]] = {}
    for position in kept:
        sectors.setdefault(axes.categories[position].sector, []).append(position)
    if len(sectors) == 1:
        yield _Place(parameter, "all", categories=tuple(kept))
    else:
        for sector, positions in sectors.items():
            yield _Place(parameter, "sector", sector, categories=tuple(positions))
    if parameter in _BY_CATEGORY and len(kept) > len(sectors):
        for position in kept:
            name = axes.categories[position].name
            yield _Place(parameter, "category", name, categories=(position,))


# --------------------------------------------------------------------------------------------------
# flows, rates, targets


def _computed(flows: Flows) -> list[str]:
    """Return every flow and share that was computed, in the order of the model."""
    computed = set(flows.model.needed(None, flows.system.inputs()))
    return [name for name in flows.model.flows if name in computed]


def _flow(flows: Flows, name: str, language: str) -> dict[str, Any]:
    equation = flows.model.flows[name]
    return {
        "name": flow_name(name, language, flows.model),
        "axes": list(equation.axes),
        "unit": equation.unit,
        "adds": equation.declaration.adds_up,
        "formula": equation.formula,
        "said": equation.documentation.split("\n")[0],
    }


def _rate(flows: Flows, id_: str, language: str) -> dict[str, Any]:
    equation = flows.model.rate(id_)
    declared = equation.declaration
    scope = [(key, (label,)) for key, label in declared.scope]
    return {
        "name": rate_name(id_, language, flows.model),
        "authority": rate_rule(id_, language, flows.model),
        "formula": equation.formula,
        "said": equation.documentation.split("\n")[0],
        "categories": _categories(flows.system.axes, scope, f"the rate {id_!r}"),
        "denominator": list(declared.denominator),
        "needs": list(flows.model.needed([id_], flows.system.inputs())),
    }


def _categories(axes: Axes, scope: Iterable[tuple[str, Any]], what: str) -> list[int] | None:
    """Return the categories of a scope; None where it leaves none out."""
    asked = dict(scope)
    for key in asked:
        if ATTRIBUTES.get(key, key) != "category":
            raise ScopeError(
                f"{what} is of a scope by {key}; the simulator can only show scopes of categories "
                "(category, sector, polymer, format)"
            )
    selection = Selection.of(axes, (), asked)
    positions = [int(position) for position in selection.members["category"][0]]
    return None if len(positions) == len(axes.categories) else positions


def _target(flows: Flows, target: Target, language: str) -> dict[str, Any]:
    note = narrower(target, flows.system)[LANGUAGES.index(language)]
    return {
        "id": target.label,
        "name": target_name(target, language),
        "rate": target.rate,
        "level": target.required_level,
        "year": target.deadline,
        "categories": _categories(flows.system.axes, target.scope, f"the target {target.label}"),
        "rule": (target.rule_no if language == "no" else target.rule) or target.rule,
        "note": note,
    }


# --------------------------------------------------------------------------------------------------
# the flow picture, money, sources


def _sankey(flows: Flows, language: str) -> dict[str, Any]:
    """Return the nodes of the flow picture and the flows between them, from left to right.

    Each way of collecting is a node of its own; a flow that the model does not have is left out.
    """
    names = set(flows.names)
    routes = flows.system.axes.routes
    nodes: list[dict[str, Any]] = []
    links: list[dict[str, Any]] = []

    def node(id_: str, column: int, kind: str, name: str = "") -> None:
        told = name or flow_name(id_, language, flows.model)
        nodes.append({"id": id_, "column": column, "kind": kind, "name": told})

    def link(start: str, end: str, flow: str, kind: str, route: int | None = None) -> None:
        if flow in names:
            told = {"from": start, "to": end, "flow": flow, "kind": kind, "route": route}
            links.append(told)

    node("generated", 0, "generated")
    for position, route in enumerate(routes):
        id_ = f"route {position}"
        node(id_, 1, "collected", route_name(route.name, language))
        link("generated", id_, "collected", "collected", position)
        link(id_, "sorted", "sorted", "collected", position)
        link(id_, "disposed", "sorting_loss", "loss", position)
    node("residual", 1, "residual")
    node("leaked", 1, "nature")
    node("sorted", 2, "collected")
    node("recycled", 3, "recycled")
    node("recyclate", 4, "recycled")
    node("disposed", 4, "residual")
    link("generated", "residual", "residual", "residual")
    link("generated", "leaked", "leaked", "nature")
    link("residual", "disposed", "residual", "residual")
    link("sorted", "recycled", "recycled", "recycled")
    link("sorted", "disposed", "preparation_loss", "loss")
    link("recycled", "recyclate", "recyclate", "recycled")
    link("recycled", "disposed", "conversion_loss", "loss")
    return {"nodes": nodes, "links": links, "colours": KINDS}


def _money(projection: Projection, measures: Sequence[Measure]) -> dict[str, Any] | None:
    """Return what measures cost by themselves and which flows of money each payer pays."""
    flows = projection.baseline
    stated = "system_cost" in flows.names
    priced = any(measure.cost or measure.investment for measure in measures)
    if not stated and not priced:
        return None
    try:
        own = own_costs(measures, projection.system, projection.discount_rate)
    except (PriceYearError, MissingValueError) as error:  # rates need no prices
        return {"wrong": str(error), "payers": []}
    payers = [
        {
            "id": payer,
            "flow": FLOWS_OF_PAYERS.get(payer) if stated else None,
            "own": own.paid_by(payer).tolist(),
        }
        for payer in PAYERS
    ]
    missing = projection.system.not_stated("costs") if stated else ()
    return {
        "wrong": "",
        "payers": payers,
        "priceYear": own.price_year,
        "free": list(own.unpriced),
        "undated": list(own.undated),
        "notStated": list(missing),
        "stated": stated,
    }


def _numbers(system: System, language: str) -> dict[str, Any]:
    """Return every number as it was given, and what is known of each: status, source, note."""
    infos: dict[tuple[str, str, str], int] = {}
    rows = []
    for name in system.parameters:
        cells = system.cells(name)
        for row in range(len(cells)):
            info = cells.info(row)
            interval = None if info.uncertainty is None else info.uncertainty.interval()
            known = (info.status, info.source, info.note)
            rows.append(
                [
                    name,
                    *(int(position) for position in cells.at[row]),
                    _number(float(cells.values[row])),
                    *([None, None] if interval is None else map(float, interval)),
                    infos.setdefault(known, len(infos)),
                ]
            )
    return {
        "rows": rows,
        "infos": [
            [text(f"status {status}", language) if status else "", source, note]
            for status, source, note in infos
        ],
    }
