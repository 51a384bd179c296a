"""Collection: three tiers of routes, one after another, each on what the one before left."""

# ruff: noqa: ANN001, ANN201 - an equation's arguments are arrays or quantities alike
# mypy: disable-error-code="no-untyped-def"

from __future__ import annotations

from plastsmart.flows.equations import ROUTE, equation, over_routes


@equation("1", axes=ROUTE, label_no="Andel tatt ut")
def uptake(coverage, capture, serves):
    """Share of what its tier has available that a route takes; 0 for sectors it does not serve."""
    return coverage * capture * serves


@equation("tonne/year", label_no="Tilgjengelig for panteordningen")
def available_deposit(generated, littered):
    """What the deposit routes act on."""
    return generated - littered


@equation("tonne/year", label_no="Samlet inn med pant")
def collected_deposit(available_deposit, uptake, in_deposit):
    """What all deposit routes collect together."""
    return available_deposit * over_routes(uptake * in_deposit)


@equation("tonne/year", label_no="Tilgjengelig for kildesortering")
def available_source(available_deposit, collected_deposit):
    """What collection at source acts on."""
    return available_deposit - collected_deposit


@equation("tonne/year", label_no="Kildesortert")
def collected_source(available_source, uptake, in_source):
    """What all routes at source collect together."""
    return available_source * over_routes(uptake * in_source)


@equation("tonne/year", label_no="Tilgjengelig for sentralsortering")
def available_central(available_source, collected_source, cleaned):
    """What sorting of residual waste acts on, litter that was cleaned up included."""
    return available_source - collected_source + cleaned


@equation("tonne/year", label_no="Sentralsortert")
def collected_central(available_central, uptake, in_central):
    """What all plants that sort residual waste take out together."""
    return available_central * over_routes(uptake * in_central)


@equation("tonne/year", label_no="I restavfallet")
def residual(available_central, collected_central):
    """What stays in residual waste."""
    return available_central - collected_central


@equation("tonne/year", axes=ROUTE, label_no="Tilgjengelig", adds_up=False)
def available(
    available_deposit, in_deposit, available_source, in_source, available_central, in_central
):
    """What each route acts on: what the tiers before its own left."""
    return (
        available_deposit * in_deposit
        + available_source * in_source
        + available_central * in_central
    )


@equation("tonne/year", axes=ROUTE, label_no="Samlet inn")
def collected(available, uptake):
    """Target plastic packaging that each route collects: net, without impurities."""
    return available * uptake


@equation("tonne/year", axes=ROUTE, label_no="Samlet inn, brutto")
def collected_gross(collected, impurity):
    """What the lorries weigh: with moisture, dirt and other materials. A municipality reports it."""
    return collected / (1 - impurity)
