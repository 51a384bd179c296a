"""The model computed cell by cell, for comparison with the library.

A second reading of section 3 of the model that shares nothing with the library: plain Python
floats, one loop inside another, nothing clever. Where the two differ, one has misread the model.
Each comment names the stage of the model and quotes the line which the step below it reads.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from typing import Any, NamedTuple, Protocol

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
    def states(self, parameter: str) -> bool: ...
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
    generated += _more_generated(description, region, year, category)
    # "littered = generated · littering"
    littered = generated * littering
    littered += _littered_by_sources(description, region, year, category)
    littered *= 1.0 - _kept_from_litter(description, region, year, category)
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


def _more_generated(description: DescriptionLike, region: str, year: int, category: str) -> float:
    """What reusable packaging adds to what is generated, and own purchases, or take from it."""
    # "In a system that tells of reusable packaging, that becomes waste too"
    more = _reuse(description, region, year, category).get("reusable_discarded", 0.0)
    # "what is saved against that is no longer generated, once"; "Packaging that was counted there is
    # part of it, other packaging comes on top"
    if description.states("uses"):
        more += _procurement(description, region, year, category)["own_added"]
    return more


def _littered_by_sources(
    description: DescriptionLike, region: str, year: int, category: str
) -> float:
    """What the sources litter "in addition to what `Generation.littering` states"."""
    if not description.states("packaging_in_litter"):
        return 0.0
    part = description.value("packaging_in_litter", region, year, category)
    return _arising(description, region, year)["litter_arising"] * part


def _kept_from_litter(description: DescriptionLike, region: str, year: int, category: str) -> float:
    """Share "that would be littered, [...] that a deposit or the like keeps from it"."""
    if not description.states("litter_avoidance"):
        return 0.0
    return description.value("litter_avoidance", region, year, category)


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
    if description.states("cleanup_cost"):
        costs["cleanup_expense"] = {}
    for region in description.regions:
        for year in description.years:
            _one_municipality(description, flows, costs, region, year)
    return costs


def _one_municipality(  # noqa: PLR0912, PLR0915 - read top to bottom
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
    if "cleanup_expense" in costs:
        expense = _cleanup(description, flows, region, year)
        costs["cleanup_expense"][here] = expense
        sums["system_cost"] += expense
        sums["municipality_cost"] += expense
    # "only what they cost less, or more, than before"
    if description.states("uses"):
        saved = slow_procurement(description)["purchases_saved"][here]
        sums["system_cost"] -= saved
        sums["municipality_cost"] -= saved
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


def _cleanup(
    description: DescriptionLike, flows: Mapping[str, Flow], region: str, year: int
) -> float:
    """What cleaning up costs: "a tonne of litter that is cleaned up"."""
    tonnes = 0.0
    for category in description.categories:
        tonnes += flows["cleaned"][region, year, category.name]
    if description.states("litter_per_person"):
        other = _arising(description, region, year)["other_litter"]
        tonnes += other * description.value("cleanup", region, year)
    return tonnes * description.value("cleanup_cost", region, year)


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


# --- Reusable packaging -------------------------------------------------------------------


def _reuse(description: DescriptionLike, region: str, year: int, category: str) -> dict[str, float]:
    """What reusable packaging there is of one category; weights are of one filling."""
    result: dict[str, float] = {}
    if not description.states("single_use_weight"):
        return result
    cell = (region, year, category)
    people = description.value("population", region, year)
    kg = people * description.value("packaging_per_person", region, year)
    used = kg * description.value("composition", *cell)
    used = used * (1.0 - description.value("prevention", *cell))
    # "Share of what is still used that reusable packaging replaces."
    replaced = used * description.value("reuse", *cell)
    result["replaced"] = replaced / 1000.0
    # "Of one filling, of the packaging that reusable packaging replaces." [g/item]
    fillings = replaced * 1000.0 / description.value("single_use_weight", *cell)
    result["fillings"] = fillings
    if not description.states("return_rate"):
        return result
    # Lost is what does not come back; of what comes back some is "broken or worn".
    back = description.value("return_rate", *cell)
    lost = (1.0 - back) + back * description.value("breakage", *cell)
    result["reusable_new"] = fillings * lost
    if description.states("reusable_weight"):
        weight = description.value("reusable_weight", *cell)
        result["reusable_discarded"] = fillings * lost * weight / 1e6
    return result


REUSE = ("fillings", "replaced", "reusable_new", "reusable_discarded")
REUSE_WHOLE = ("generated_reference", "packaging_reduced")


def slow_reuse(description: DescriptionLike, flows: Mapping[str, Flow]) -> dict[str, Account]:
    """Reusable packaging [item/year, tonne/year], and less packaging than once [tonne/year]."""
    result: dict[str, Account] = {}
    for region in description.regions:
        for year in description.years:
            whole = 0.0
            for each in description.categories:
                cell = (region, year, each.name)
                whole += flows["generated"][cell]
                for name, value in _reuse(description, *cell).items():
                    result.setdefault(name, {})[cell] = value
            if description.states("reference_per_person"):
                # "Plastic packaging waste per inhabitant in the year that a reduction is measured
                # against" [kg/person/year]
                people = description.value("population", region, year)
                once = people * description.value("reference_per_person", region, year) / 1000.0
                result.setdefault("generated_reference", {})[region, year] = once
                result.setdefault("packaging_reduced", {})[region, year] = once - whole
    return result


# --- Litter -------------------------------------------------------------------------------


def _arising(description: DescriptionLike, region: str, year: int) -> dict[str, float]:
    """Plastic that the sources litter [tonne/year], and how much of it is not packaging."""

    def of(name: str) -> float:
        return description.value(name, region, year)

    result = {
        # [kg/person/year]; [g/visit]; [g/visit]; [kg/km/year]; [kg/bin/year]
        "litter_by_inhabitants": of("population") * of("litter_per_person") / 1e3,
        "litter_by_visitors": of("visits") * of("litter_per_visit") / 1e6,
        "litter_by_events": of("event_visits") * of("litter_per_event_visit") / 1e6,
        "litter_by_transport": of("roads") * of("litter_per_road") / 1e3,
        # "Plastic that would be littered around a bin that always overflows."
        "litter_by_bins": of("bins") * of("overflow") * of("litter_per_bin") / 1e3,
    }
    arising = sum(result.values())
    # "Share of what the sources litter that is packaging of the category"; "the rest is other
    # plastic".
    packaging = 0.0
    for each in description.categories:
        packaging += arising * description.value("packaging_in_litter", region, year, each.name)
    result["litter_arising"] = arising
    result["packaging_littered_by_sources"] = packaging
    result["other_litter"] = arising - packaging
    return result


def slow_litter_arising(description: DescriptionLike) -> Account:
    """Plastic that the sources litter [tonne/year]."""
    return {
        (region, year): _arising(description, region, year)["litter_arising"]
        for region in description.regions
        for year in description.years
    }


LITTER = (
    "litter_by_inhabitants", "litter_by_visitors", "litter_by_events", "litter_by_transport",
    "litter_by_bins", "litter_arising", "litter_of_sources", "packaging_littered_by_sources",
    "litter_potential", "litter_avoided",
    "other_litter", "litter", "other_litter_cleaned", "litter_cleaned", "litter_left",
    "litter_in_water", "litter_on_land", "littered_items", "leaked_items", "other_items",
    "litter_before", "litter_reduced",
)  # fmt: skip


def slow_litter(description: DescriptionLike, flows: Mapping[str, Flow]) -> dict[str, Account]:
    """Litter from where it arises to where it ends [tonne/year, item/year]."""
    result: dict[str, Account] = {}
    if not description.states("litter_per_person"):
        return result

    def put(name: str, cell: tuple[str | int, ...], value: float) -> None:
        result.setdefault(name, {})[cell] = value

    for region in description.regions:
        for year in description.years:
            here = (region, year)
            source = _arising(description, region, year)
            for name, value in source.items():
                put(name, here, value)
            littered = cleaned = 0.0
            for each in description.categories:
                cell = (region, year, each.name)
                part = description.value("packaging_in_litter", *cell)
                put("litter_of_sources", cell, source["litter_arising"] * part)
                potential = flows["generated"][cell] * description.value("littering", *cell)
                potential += source["litter_arising"] * part
                put("litter_potential", cell, potential)
                put(
                    "litter_avoided", cell, potential * description.value("litter_avoidance", *cell)
                )
                littered += flows["littered"][cell]
                cleaned += flows["cleaned"][cell]
                if description.states("litter_item_mass"):
                    # "by which counts of a clean-up become tonnes" [g/item]
                    mass = description.value("litter_item_mass", *cell) / 1e6
                    put("littered_items", cell, flows["littered"][cell] / mass)
                    put("leaked_items", cell, flows["leaked"][cell] / mass)
            other = source["other_litter"]
            # "The share that is cleaned up is `Generation.cleanup`."
            cleanup = description.value("cleanup", region, year)
            all_litter = littered + other
            left = all_litter * (1.0 - cleanup)
            put("litter", here, all_litter)
            put("other_litter_cleaned", here, other * cleanup)
            put("litter_cleaned", here, cleaned + other * cleanup)
            put("litter_left", here, left)
            # "the rest stays on land"
            water = description.value("litter_to_water", region, year)
            put("litter_in_water", here, left * water)
            put("litter_on_land", here, left * (1.0 - water))
            if description.states("other_item_mass"):
                mass = description.value("other_item_mass", region, year) / 1e6
                put("other_items", here, other / mass)
            if description.states("litter_reference"):
                before = description.value("litter_reference", region, year)
                put("litter_before", here, before)
                put("litter_reduced", here, before - left)
    return result


# --- Microplastics ------------------------------------------------------------------------

# Source to the parameters whose product is shed, and their unit's size in tonne/year.
SOURCES: dict[str, tuple[tuple[str, ...], float]] = {
    "tyre": (("vehicle_km", "tyre_wear"), 1e-6),  # vkm/year · g/vkm
    "pitch": (("pitches", "pitch_loss"), 1e-3),  # pitch · kg/pitch/year
    "boat": (("boats", "boat_paint"), 1e-3),  # boat · kg/boat/year
    "building": (("population", "building_paint"), 1e-3),  # person · kg/person/year
    "road": (("road_paint",), 1.0),  # tonne/year
    "textile": (("population", "washes", "fibres"), 1e-6),  # person · wash/person/year · g/wash
    "pellet": (("plastic_handled", "pellet_loss"), 1.0),  # tonne/year · share
    "waste": (("waste_handled", "waste_loss"), 1.0),  # tonne/year · share
    "other": (("other_sources",), 1.0),  # tonne/year
}
BY_SOURCE = ("shed", "released", "in_sewage", "direct", "in_water")
MICROPLASTICS = (
    "microplastics_shed", "microplastics_retained", "microplastics_released",
    "microplastics_in_sewage", "microplastics_direct", "microplastics_to_soil",
    "microplastics_in_sludge", "sludge_on_land", "sludge_elsewhere", "microplastics_in_water",
    "microplastics_in_soil", "microplastics_in_nature", "microplastics_before",
    "microplastics_reduced",
)  # fmt: skip


def slow_microplastics(description: DescriptionLike) -> dict[str, Account]:
    """Microplastics [tonne/year]: by source, and all of them by where they end."""
    result: dict[str, Account] = {}
    if not description.states("vehicle_km"):
        return result
    for region in description.regions:
        for year in description.years:
            for name, value in _microplastics(description, region, year).items():
                result.setdefault(name, {})[region, year] = value
    return result


def _microplastics(description: DescriptionLike, region: str, year: int) -> dict[str, float]:
    def of(name: str) -> float:
        return description.value(name, region, year)

    result: dict[str, float] = {}
    sums = dict.fromkeys((*BY_SOURCE, "retained", "soil"), 0.0)
    removal = of("sewage_removal")
    for source, (factors, size) in SOURCES.items():
        # "activity · emission factor · (1 - retention)"
        shed = size
        for factor in factors:
            shed = shed * of(factor)
        kept = shed * of(f"{source}_retention")
        released = shed - kept
        # "Of what a source releases a share enters sewers, a share of the rest water, and what is
        # left stays in soil"
        sewage = released * of(f"{source}_to_sewage")
        rest = released - sewage
        water = rest * of(f"{source}_to_water")
        soil = rest - water
        parts = (shed, released, sewage, water, water + sewage - sewage * removal)
        for what, value in zip(BY_SOURCE, parts, strict=True):
            result[f"{source}_{what}"] = value
            sums[what] += value
        sums["retained"] += kept
        sums["soil"] += soil
    # "Share of the particles in sewage that treatment plants take into sludge."
    sludge = sums["in_sewage"] * removal
    # "Share of the sludge that is spread on land."
    spread = sludge * of("sludge_to_soil")
    nature = sums["in_water"] + sums["soil"] + spread
    result |= {
        "microplastics_shed": sums["shed"],
        "microplastics_retained": sums["retained"],
        "microplastics_released": sums["released"],
        "microplastics_in_sewage": sums["in_sewage"],
        "microplastics_direct": sums["direct"],
        "microplastics_to_soil": sums["soil"],
        "microplastics_in_sludge": sludge,
        "sludge_on_land": spread,
        "sludge_elsewhere": sludge - spread,
        "microplastics_in_water": sums["in_water"],
        "microplastics_in_soil": sums["soil"] + spread,
        "microplastics_in_nature": nature,
    }
    if description.states("microplastics_reference"):
        result["microplastics_before"] = of("microplastics_reference")
        result["microplastics_reduced"] = of("microplastics_reference") - nature
    return result


# --- Procurement --------------------------------------------------------------------------

PROCUREMENT = (
    "single_uses", "reused_uses", "single_uses_before", "reused_uses_before", "reusables_bought",
    "reusables_bought_before", "own_single_use", "own_mass", "own_mass_before", "own_mass_saved",
    "own_saved", "own_packaging", "own_added", "others_packaging", "own_expense", "own_expense_before",
    "own_expense_saved", "own_emissions", "own_emissions_before", "own_emissions_saved",
    "purchases_saved",
)  # fmt: skip


def _procurement(
    description: DescriptionLike, region: str, year: int, category: str
) -> dict[str, float]:
    """What the municipality uses, buys, pays and emits for one kind of item, now and before."""

    def of(name: str) -> float:
        return description.value(name, region, year, category)

    result = {"share": of("own_packaging_share")}
    for when in ("", "_before"):
        # "Share of the uses that need no item any longer"; "Share of the uses that still need an
        # item that a reusable one serves."
        needed = of("uses") * (1.0 - of(f"unneeded{when}"))
        reused = needed * of(f"reusable_share{when}")
        single = needed * (1.0 - of(f"reusable_share{when}"))
        # "How often one item is used before it is lost or worn." [use/item]
        bought = reused / of("reusable_uses")
        # "Plastic of what one use takes." [g/use]; "Plastic of one reusable item" [g/item]
        thrown = single * of("item_mass") / 1e6
        recycled = of(f"recycled_content{when}")
        # [kg CO2e/tonne], [kg CO2e/item], [g CO2e/use]
        made = thrown * (1.0 - recycled) * of("item_emission") / 1e3
        made += thrown * recycled * of("recycled_emission") / 1e3
        made += bought * of("reusable_emission") / 1e3
        made += reused * of("washing_emission") / 1e6
        paid = single * of("item_price") + bought * of("reusable_price")
        paid += reused * of("washing_cost")
        result |= {
            f"single_uses{when}": single,
            f"reused_uses{when}": reused,
            f"reusables_bought{when}": bought,
            f"own_mass{when}": thrown + bought * of("reusable_mass") / 1e6,
            f"own_expense{when}": paid,
            f"own_emissions{when}": made,
        }
        if not when:
            result["own_single_use"] = thrown
    for what in ("own_mass", "own_expense", "own_emissions"):
        result[f"{what}_saved"] = result[f"{what}_before"] - result[what]
    # "Share of the items' mass that is packaging, and so part of what is generated"
    result["own_packaging"] = result["own_mass"] * result["share"]
    result["own_saved"] = result["own_mass_saved"] * result["share"]
    # "Share of the packaging that the municipality bought before which the packaging per person counts"
    counted = result["own_mass_before"] * result["share"] * of("own_packaging_counted")
    result["own_added"] = result["own_packaging"] - counted
    return result


def slow_procurement(
    description: DescriptionLike, flows: Mapping[str, Flow] | None = None
) -> dict[str, Account]:
    """The municipality's own purchases: name -> cell -> value, in the units of the model."""
    result: dict[str, Account] = {}
    if not description.states("uses"):
        return result
    for region in description.regions:
        for year in description.years:
            for each in description.categories:
                cell = (region, year, each.name)
                for name, value in _procurement(description, *cell).items():
                    result.setdefault(name, {})[cell] = value
                if flows is not None:
                    others = flows["generated"][cell] - result["own_packaging"][cell]
                    result.setdefault("others_packaging", {})[cell] = others
                saved = result["own_expense_saved"][cell]
                whole = result.setdefault("purchases_saved", {})
                whole[region, year] = whole.get((region, year), 0.0) + saved
    del result["share"]
    return result


# --- Rates of the later stages ------------------------------------------------------------

# Id to what is divided and what it is divided by; of things without a category, then with one.
RATES_OF_PLACES = {
    "packaging_reduction": ("packaging_reduced", "generated_reference"),
    "litter_reduction": ("litter_reduced", "litter_before"),
    "microplastics_reduction": ("microplastics_reduced", "microplastics_before"),
}
RATES_OF_CATEGORIES = {
    "reusable": ("reusable_discarded", "generated"),
    "own_plastic_reduction": ("own_mass_saved", "own_mass_before"),
    "own_cost_reduction": ("own_expense_saved", "own_expense_before"),
    "own_emission_reduction": ("own_emissions_saved", "own_emissions_before"),
}


def slow_later_rates(accounts: Mapping[str, Mapping[Any, float]], scope: Scope) -> dict[str, float]:
    """The rates of litter, microplastics, reuse and own purchases that there are, over a scope.

    Those of things without a category are there where the scope leaves no category out.
    """
    result = {}
    for id_, (above, below) in RATES_OF_PLACES.items():
        if above in accounts:
            cells = [(region, year) for region in scope.regions for year in scope.years]
            sums = (sum(accounts[name][cell] for cell in cells) for name in (above, below))
            result[id_] = _ratio(*sums)
    for id_, (above, below) in RATES_OF_CATEGORIES.items():
        if above in accounts:
            of = [
                (region, year, category)
                for region in scope.regions
                for year in scope.years
                for category in scope.categories
            ]
            sums = (sum(accounts[name][cell] for cell in of) for name in (above, below))
            result[id_] = _ratio(*sums)
    return result
