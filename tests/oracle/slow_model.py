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
Account = dict[tuple[str | int, ...], float]
"""One flow of money or emissions, or of households; cells of those axes that it has."""

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
    @property
    def sectors(self) -> Sequence[str] | None: ...


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


# --- Costs --------------------------------------------------------------------------------


def _of_municipality(category: CategoryLike) -> bool:
    """Whether a category ends in what the municipality collects."""
    return category.sector in ("household", "municipal", "deposit")


def _for_municipality(route: RouteLike) -> bool:
    """Whether a route is one of those a municipality runs."""
    if route.tier not in ("source", "central"):
        return False
    if route.sectors is None:
        return True
    return "household" in route.sectors or "municipal" in route.sectors


def _payment(description: DescriptionLike, region: str, year: int, gross: float) -> float:
    """What the return company would pay for the municipality's gross tonnes [NOK/year]."""
    population = description.value("population", region, year)
    rate = description.value("producer_payment", region, year)
    within = gross * rate
    for step in (2, 3, 4):
        # "payment_threshold_n [kg/person/year]": 1 tonne is 1000 kg.
        threshold = description.value(f"payment_threshold_{step}", region, year) / 1000.0
        increase = description.value(f"payment_increase_{step}", region, year)
        start = threshold * population
        # A step is reached at its threshold.
        if gross >= start:
            rate = rate + increase
            within = within + (gross - start) * increase
    marginal = description.value("payment_marginal", region, year)
    # 0: "the rate of the step reached pays for all tonnes"; 1: "only for the amounts within it"
    return (1.0 - marginal) * gross * rate + marginal * within


COSTS = (
    "service_expense", "collection_expense", "sorting_expense", "recycling_expense",
    "residual_expense", "system_cost", "municipal_service", "municipal_collection",
    "municipal_sorting", "necessary_cost", "municipal_gross", "payment", "municipal_residual",
    "municipality_cost", "deposit_cost", "source_sorting", "recycling_of_all", "producer_cost",
    "business_collection", "business_sorting", "business_residual", "business_cost",
)  # fmt: skip


def slow_costs(description: DescriptionLike, flows: Mapping[str, Flow]) -> dict[str, Account]:
    """Every cost [NOK/year], and the municipality's gross tonnes: name -> cell -> value.

    Each expense is read once, and laid to the account of whoever it is of.
    """
    costs: dict[str, Account] = {name: {} for name in COSTS}
    for region in description.regions:
        for year in description.years:
            _one_municipality(description, flows, costs, region, year)
    return costs


def _one_municipality(  # noqa: PLR0915 - read top to bottom
    description: DescriptionLike,
    flows: Mapping[str, Flow],
    costs: dict[str, Account],
    region: str,
    year: int,
) -> None:
    here = (region, year)
    sums = dict.fromkeys(COSTS[5:], 0.0)
    population = description.value("population", region, year)
    for route in description.routes:
        # "service_expense = population · coverage · service_cost"
        coverage = description.value("coverage", region, year, None, route.name)
        price = description.value("service_cost", region, year, None, route.name)
        service = population * coverage * price
        costs["service_expense"][region, year, route.name] = service
        sums["system_cost"] += service
        if route.tier == "deposit":
            sums["deposit_cost"] += service
        elif _for_municipality(route):
            sums["municipal_service"] += service
        else:
            sums["business_collection"] += service
        for category in description.categories:
            cell = (region, year, category.name, route.name)
            gross = flows["collected_gross"][cell]
            price = description.value("collection_cost", region, year, None, route.name)
            collection = gross * price
            price = description.value("sorting_cost", region, year, None, route.name)
            sorting = gross * price
            price = description.value("recycling_cost", region, year, category.name)
            recycling = flows["sorted"][cell] * price
            costs["collection_expense"][cell] = collection
            costs["sorting_expense"][cell] = sorting
            costs["recycling_expense"][cell] = recycling
            sums["system_cost"] += collection + sorting + recycling
            sums["recycling_of_all"] += recycling
            municipal = _for_municipality(route) and _of_municipality(category)
            if municipal:
                sums["municipal_gross"] += gross
            if route.tier == "deposit":
                sums["deposit_cost"] += collection + sorting
                continue
            if municipal:
                sums["municipal_collection"] += collection
            else:
                sums["business_collection"] += collection
            if route.tier == "source":
                sums["source_sorting"] += sorting
            elif municipal:
                sums["municipal_sorting"] += sorting
            else:
                sums["business_sorting"] += sorting
    for category in description.categories:
        # "residual_expense = residual · residual_cost"
        price = description.value("residual_cost", region, year)
        residual = flows["residual"][region, year, category.name] * price
        costs["residual_expense"][region, year, category.name] = residual
        sums["system_cost"] += residual
        of = "municipal_residual" if _of_municipality(category) else "business_residual"
        sums[of] += residual
    share = description.value("producer_share", region, year)
    necessary = sums["municipal_service"] + sums["municipal_collection"] + sums["municipal_sorting"]
    paid = (1.0 - share) * _payment(description, region, year, sums["municipal_gross"])
    sums["necessary_cost"] = necessary
    sums["payment"] = paid
    # "municipality_cost = (1−κ)·[…] − (1−κ)·payment + residual"
    sums["municipality_cost"] = (1.0 - share) * necessary - paid + sums["municipal_residual"]
    # "producer_cost = deposit tier + κ·[…] + (1−κ)·payment + sorting at source + all recycling"
    sums["producer_cost"] = (
        sums["deposit_cost"] + share * necessary + paid + sums["source_sorting"]
        + sums["recycling_of_all"]
    )  # fmt: skip
    # "business_cost = the rest"
    sums["business_cost"] = (
        sums["business_collection"] + sums["business_sorting"] + sums["business_residual"]
    )
    for name, value in sums.items():
        costs[name][here] = value


# --- Climate ------------------------------------------------------------------------------

EMISSIONS_BY_ROUTE = (
    "collection_emissions", "sorting_emissions", "recycling_emissions", "virgin_avoided",
    "saved_by_route",
)  # fmt: skip
EMISSIONS = (
    "incineration_emissions", "heat_avoided", "emissions_net", "emissions_reference",
    "emissions_saved",
)  # fmt: skip


def slow_emissions(description: DescriptionLike, flows: Mapping[str, Flow]) -> dict[str, Account]:
    """Every flow of emissions [tonne CO2e/year]: name -> cell -> value."""
    result: dict[str, Account] = {name: {} for name in (*EMISSIONS_BY_ROUTE, *EMISSIONS)}
    for region in description.regions:
        for year in description.years:
            for each in description.categories:
                _one_emitter(description, flows, result, (region, year, each.name))
    return result


def _one_emitter(
    description: DescriptionLike,
    flows: Mapping[str, Flow],
    result: dict[str, Account],
    cell: Cell,
) -> None:
    region, year, category = cell

    def factor(name: str, route: str | None = None) -> float:
        # "factors [kg CO2e/tonne]", flows in tonne CO2e/year
        return description.value(name, region, year, category, route) / 1000.0

    burning, heat = factor("incineration_emission"), factor("heat_credit")
    substitution = description.value("substitution", region, year, category)
    net = 0.0
    for route in description.routes:
        at = (*cell, route.name)
        gross = flows["collected_gross"][at]
        collection = gross * factor("collection_emission", route.name)
        sorting = gross * factor("sorting_emission", route.name)
        # "recycling_emissions (factor · recycled)"
        recycling = flows["recycled"][at] * factor("recycling_emission")
        # "virgin_avoided = recyclate · substitution · virgin_emission"
        virgin = flows["recyclate"][at] * substitution * factor("virgin_emission")
        net += collection + sorting + recycling - virgin
        result["collection_emissions"][at] = collection
        result["sorting_emissions"][at] = sorting
        result["recycling_emissions"][at] = recycling
        result["virgin_avoided"][at] = virgin
        # its recyclate is not burnt, and replaces virgin polymer
        result["saved_by_route"][at] = (
            flows["recyclate"][at] * (burning - heat) + virgin - collection - sorting - recycling
        )
    # "incineration_emissions = energy_recovered · factor"; plastic in landfill or nature: 0
    burnt = flows["energy_recovered"][cell] * burning
    # "heat_avoided = energy_recovered · heat_credit"
    avoided = flows["energy_recovered"][cell] * heat
    net += burnt - avoided
    # "emissions_reference = (generated − leaked) · (incineration_emission − heat_credit)"
    everything = flows["generated"][cell] - flows["leaked"][cell]
    reference = everything * burning - everything * heat
    result["incineration_emissions"][cell] = burnt
    result["heat_avoided"][cell] = avoided
    result["emissions_net"][cell] = net
    result["emissions_reference"][cell] = reference
    result["emissions_saved"][cell] = reference - net
