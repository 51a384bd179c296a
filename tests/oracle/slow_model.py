"""The model computed cell by cell, for comparison with the library.

A second reading of section 3 of the model that shares nothing with the library: plain Python
floats, one loop inside another, nothing clever. Where the two differ, one has misread the model.
Each comment names the stage of the model and quotes the line which the step below it reads.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from typing import NamedTuple, Protocol

Cell = tuple[str, int, str]
"""Region, year, category."""
RouteCell = tuple[str, int, str, str]
"""Region, year, category, route."""
Flow = dict[Cell | RouteCell, float]
"""One flow [tonne/year]."""

BY_CATEGORY = (
    "generated",
    "littered",
    "cleaned",
    "leaked",
    "residual",
    "disposed",
    "energy_recovered",
    "landfilled",
)
BY_CATEGORY_AND_ROUTE = (
    "collected",
    "collected_gross",
    "sorted",
    "sorting_loss",
    "sorted_gross",
    "recycled",
    "preparation_loss",
    "recyclate",
    "conversion_loss",
    "closed_loop_recyclate",
)
EXTRAS = ("available_deposit", "available_source", "available_central")


class CategoryLike(Protocol):
    """A packaging stream."""

    @property
    def name(self) -> str: ...
    @property
    def polymer(self) -> str: ...
    @property
    def sector(self) -> str: ...


class RouteLike(Protocol):
    """A way of collecting."""

    @property
    def name(self) -> str: ...
    @property
    def tier(self) -> str: ...


class DescriptionLike(Protocol):
    """What the slow model reads: labels, and one plain float for each parameter and cell."""

    @property
    def regions(self) -> Sequence[str]: ...
    @property
    def years(self) -> Sequence[int]: ...
    @property
    def categories(self) -> Sequence[CategoryLike]: ...
    @property
    def routes(self) -> Sequence[RouteLike]: ...
    def value(
        self,
        parameter: str,
        region: str,
        year: int,
        category: str | None = None,
        route: str | None = None,
    ) -> float: ...


def slow_flows(description: DescriptionLike) -> dict[str, Flow]:
    """Every flow of the model [tonne/year]: name -> cell -> value.

    A cell is (region, year, category), or (region, year, category, route) for the flows of
    `BY_CATEGORY_AND_ROUTE`.
    """
    flows: dict[str, Flow] = {name: {} for name in (*BY_CATEGORY, *BY_CATEGORY_AND_ROUTE, *EXTRAS)}
    for region in description.regions:
        for year in description.years:
            for category in description.categories:
                _one_category(description, flows, region, year, category.name)
    return flows


def _one_category(  # noqa: PLR0915 - read beside the model, top to bottom
    description: DescriptionLike, flows: dict[str, Flow], region: str, year: int, category: str
) -> None:
    """Add every flow of one region, year and category to `flows`."""
    cell = (region, year, category)

    # --- Generation -----------------------------------------------------------------------
    # "population [person] (r,t), packaging_per_person [kg/person/year] (r,t), composition [1]
    # (r,t,c), prevention [1] (r,t,c), reuse [1] (r,t,c), littering [1] (r,t,c), cleanup [1] (r,t)"
    population = description.value("population", region, year)
    packaging_per_person = description.value("packaging_per_person", region, year)
    composition = description.value("composition", region, year, category)
    prevention = description.value("prevention", region, year, category)
    reuse = description.value("reuse", region, year, category)
    littering = description.value("littering", region, year, category)
    cleanup = description.value("cleanup", region, year)

    # "All flows are in tonne/year"; 1 tonne is 1000 kg.
    tonnes = population * packaging_per_person / 1000.0
    # "generated = population · packaging_per_person · composition · (1 − prevention) · (1 − reuse)"
    generated = tonnes * composition * (1.0 - prevention) * (1.0 - reuse)
    # "littered = generated · littering"
    littered = generated * littering
    # "cleaned = littered · cleanup (goes to residual waste)"
    cleaned = littered * cleanup
    # "leaked = littered − cleaned"
    leaked = littered - cleaned

    # --- Collection -----------------------------------------------------------------------
    # "available(deposit) = generated − littered"
    available_deposit = generated - littered
    collected: dict[str, float] = {}
    # "collected[m] = available(tier of m) · coverage[m] · capture[c,m]"
    for route in description.routes:
        if route.tier == "deposit":
            coverage = description.value("coverage", region, year, None, route.name)
            capture = description.value("capture", region, year, category, route.name)
            collected[route.name] = available_deposit * coverage * capture
    # "available(source) = that − Σ collected over deposit routes"
    available_source = available_deposit
    for route in description.routes:
        if route.tier == "deposit":
            available_source = available_source - collected[route.name]
    # "collected[m] = available(tier of m) · coverage[m] · capture[c,m]"
    for route in description.routes:
        if route.tier == "source":
            coverage = description.value("coverage", region, year, None, route.name)
            capture = description.value("capture", region, year, category, route.name)
            collected[route.name] = available_source * coverage * capture
    # "available(central) = that − Σ collected over source routes + cleaned"
    available_central = available_source
    for route in description.routes:
        if route.tier == "source":
            available_central = available_central - collected[route.name]
    available_central = available_central + cleaned
    # "collected[m] = available(tier of m) · coverage[m] · capture[c,m]"
    for route in description.routes:
        if route.tier == "central":
            coverage = description.value("coverage", region, year, None, route.name)
            capture = description.value("capture", region, year, category, route.name)
            collected[route.name] = available_central * coverage * capture
    # "residual = available(central) − Σ collected over central routes"
    residual = available_central
    for route in description.routes:
        if route.tier == "central":
            residual = residual - collected[route.name]

    # "disposed = residual + sorting_loss + preparation_loss + conversion_loss": the last three
    # are added below, route by route.
    disposed = residual

    for route in description.routes:
        route_cell = (region, year, category, route.name)
        # "collected_gross = collected / (1 − impurity)", "impurity [1] (r,t,m)"
        impurity = description.value("impurity", region, year, None, route.name)
        collected_gross = collected[route.name] / (1.0 - impurity)

        # --- Sorting ----------------------------------------------------------------------
        # "sorting_efficiency [1] (r,t,c,m), bale_impurity [1] (r,t,c)"
        efficiency = description.value("sorting_efficiency", region, year, category, route.name)
        bale_impurity = description.value("bale_impurity", region, year, category)
        # "sorted = collected · sorting_efficiency"
        sorted_ = collected[route.name] * efficiency
        # "sorting_loss = collected − sorted"
        sorting_loss = collected[route.name] - sorted_
        # "sorted_gross = sorted / (1 − bale_impurity)"
        sorted_gross = sorted_ / (1.0 - bale_impurity)

        # --- Recycling --------------------------------------------------------------------
        # "preparation_yield [1] (t,c)", "conversion_yield [1] (t,c)", "closed_loop [1] (t,c)"
        preparation_yield = description.value("preparation_yield", region, year, category)
        conversion_yield = description.value("conversion_yield", region, year, category)
        closed_loop = description.value("closed_loop", region, year, category)
        # "recycled = sorted · preparation_yield"
        recycled = sorted_ * preparation_yield
        # "preparation_loss = sorted − recycled"
        preparation_loss = sorted_ - recycled
        # "recyclate = recycled · conversion_yield"
        recyclate = recycled * conversion_yield
        # "conversion_loss = recycled − recyclate"
        conversion_loss = recycled - recyclate
        # "closed_loop_recyclate = recyclate · closed_loop"
        closed_loop_recyclate = recyclate * closed_loop

        # "disposed = residual + sorting_loss + preparation_loss + conversion_loss"
        disposed = disposed + sorting_loss + preparation_loss + conversion_loss

        flows["collected"][route_cell] = collected[route.name]
        flows["collected_gross"][route_cell] = collected_gross
        flows["sorted"][route_cell] = sorted_
        flows["sorting_loss"][route_cell] = sorting_loss
        flows["sorted_gross"][route_cell] = sorted_gross
        flows["recycled"][route_cell] = recycled
        flows["preparation_loss"][route_cell] = preparation_loss
        flows["recyclate"][route_cell] = recyclate
        flows["conversion_loss"][route_cell] = conversion_loss
        flows["closed_loop_recyclate"][route_cell] = closed_loop_recyclate

    # --- Disposal -------------------------------------------------------------------------
    # "energy_recovery [1] (r,t)"
    energy_recovery = description.value("energy_recovery", region, year)
    # "energy_recovered = disposed · energy_recovery"
    energy_recovered = disposed * energy_recovery
    # "landfilled = disposed − energy_recovered"
    landfilled = disposed - energy_recovered

    flows["generated"][cell] = generated
    flows["littered"][cell] = littered
    flows["cleaned"][cell] = cleaned
    flows["leaked"][cell] = leaked
    flows["available_deposit"][cell] = available_deposit
    flows["available_source"][cell] = available_source
    flows["available_central"][cell] = available_central
    flows["residual"][cell] = residual
    flows["disposed"][cell] = disposed
    flows["energy_recovered"][cell] = energy_recovered
    flows["landfilled"][cell] = landfilled


class Scope(NamedTuple):
    """The cells over which a rate sums."""

    regions: tuple[str, ...]
    years: tuple[int, ...]
    categories: tuple[str, ...]


def scope_of(
    description: DescriptionLike,
    *,
    region: str | None = None,
    year: int | None = None,
    sector: str | None = None,
    polymer: str | None = None,
) -> Scope:
    """The cells that agree with everything said; what is not said is taken whole."""
    categories = []
    for category in description.categories:
        if sector is not None and category.sector != sector:
            continue
        if polymer is not None and category.polymer != polymer:
            continue
        categories.append(category.name)
    return Scope(
        regions=tuple(description.regions) if region is None else (region,),
        years=tuple(description.years) if year is None else (year,),
        categories=tuple(categories),
    )


def total(description: DescriptionLike, flow: Flow, scope: Scope) -> float:
    """The sum of a flow over a scope, and over all routes if it has routes [tonne/year]."""
    result = 0.0
    for region in scope.regions:
        for year in scope.years:
            for category in scope.categories:
                if (region, year, category) in flow:
                    result += flow[region, year, category]
                else:
                    for route in description.routes:
                        result += flow[region, year, category, route.name]
    return result


def _ratio(numerator: float, denominator: float) -> float:
    return math.nan if denominator == 0.0 else numerator / denominator


# Rates: "each over any subset of regions and categories: a scope; sums first, then the ratio"


def collection(description: DescriptionLike, flows: Mapping[str, Flow], scope: Scope) -> float:
    """Rates: "Σ collected / Σ generated"."""
    return _ratio(
        total(description, flows["collected"], scope),
        total(description, flows["generated"], scope),
    )


def sorted_out(description: DescriptionLike, flows: Mapping[str, Flow], scope: Scope) -> float:
    """Rates: "K / (K + M)", household sector only, deposit routes in neither K nor M."""
    k = 0.0
    m = 0.0
    for region in scope.regions:
        for year in scope.years:
            for category in description.categories:
                # "household sector only"
                if category.name not in scope.categories or category.sector != "household":
                    continue
                # "K = collected by source and central routes"
                for route in description.routes:
                    if route.tier in ("source", "central"):
                        k += flows["collected"][region, year, category.name, route.name]
                # "M = residual · recyclable", "share [1] (t,c)"
                recyclable = description.value("recyclable", region, year, category.name)
                m += flows["residual"][region, year, category.name] * recyclable
    return _ratio(k, k + m)


def eu_pre2020(description: DescriptionLike, flows: Mapping[str, Flow], scope: Scope) -> float:
    """Rates: "Σ sorted_gross / Σ generated"."""
    return _ratio(
        total(description, flows["sorted_gross"], scope),
        total(description, flows["generated"], scope),
    )


def eu(description: DescriptionLike, flows: Mapping[str, Flow], scope: Scope) -> float:
    """Rates: "Σ recycled / Σ generated"."""
    return _ratio(
        total(description, flows["recycled"], scope),
        total(description, flows["generated"], scope),
    )


def recyclate(description: DescriptionLike, flows: Mapping[str, Flow], scope: Scope) -> float:
    """Rates: "Σ recyclate / Σ generated"."""
    return _ratio(
        total(description, flows["recyclate"], scope),
        total(description, flows["generated"], scope),
    )


def closed_loop(description: DescriptionLike, flows: Mapping[str, Flow], scope: Scope) -> float:
    """Rates: "Σ closed_loop_recyclate / Σ generated"."""
    return _ratio(
        total(description, flows["closed_loop_recyclate"], scope),
        total(description, flows["generated"], scope),
    )


Rate = Callable[[DescriptionLike, Mapping[str, Flow], Scope], float]

RATES: dict[str, Rate] = {
    "collection": collection,
    "sorted_out": sorted_out,
    "eu_pre2020": eu_pre2020,
    "eu": eu,
    "recyclate": recyclate,
    "closed_loop": closed_loop,
}


def slow_rates(
    description: DescriptionLike, flows: Mapping[str, Flow], scope: Scope
) -> dict[str, float]:
    """All six rates over a scope [1]; NaN where the denominator is zero."""
    return {name: rate(description, flows, scope) for name, rate in RATES.items()}
