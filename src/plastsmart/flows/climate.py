"""Climate: what each stage emits, which emissions it avoids, and against what.

Plastic in landfill or in nature emits nothing here: it hardly decays within a century.
"""

# ruff: noqa: ANN001, ANN201 - an equation's arguments are arrays or quantities alike
# mypy: disable-error-code="no-untyped-def"

from __future__ import annotations

from plastsmart.flows.equations import CATEGORY, ROUTE, equation, over_routes


@equation("tonne CO2e/year", axes=ROUTE, label_no="Utslipp fra innsamling")
def collection_emissions(collected_gross, collection_emission):
    """From collecting, beyond what it would take as residual waste."""
    return collected_gross * collection_emission


@equation("tonne CO2e/year", axes=ROUTE, label_no="Utslipp fra sortering")
def sorting_emissions(collected_gross, sorting_emission):
    """From transport to and sorting at plants."""
    return collected_gross * sorting_emission


@equation("tonne CO2e/year", axes=ROUTE, label_no="Utslipp fra materialgjenvinning")
def recycling_emissions(recycled, recycling_emission):
    """From transport to and work at recyclers, from the EU calculation point on."""
    return recycled * recycling_emission


@equation("tonne CO2e/year", axes=ROUTE, label_no="Unngått utslipp fra jomfruelig plast")
def virgin_avoided(recyclate, substitution, virgin_emission):
    """What making the virgin polymer would have emitted that recyclate replaces."""
    return recyclate * substitution * virgin_emission


@equation("tonne CO2e/year", axes=CATEGORY, label_no="Utslipp fra forbrenning")
def incineration_emissions(energy_recovered, incineration_emission):
    """Fossil CO2 from all that is burnt: residual waste and losses."""
    return energy_recovered * incineration_emission


@equation("tonne CO2e/year", axes=CATEGORY, label_no="Unngått utslipp fra annen varme")
def heat_avoided(energy_recovered, heat_credit):
    """What other heat and power would have emitted that energy recovery replaces."""
    return energy_recovered * heat_credit


@equation("tonne CO2e/year", axes=CATEGORY, label_no="Netto utslipp")
def emissions_net(
    collection_emissions,
    sorting_emissions,
    recycling_emissions,
    virgin_avoided,
    incineration_emissions,
    heat_avoided,
):
    """All emissions less all that are avoided. Plastic in landfill or nature counts as 0."""
    return (
        over_routes(collection_emissions + sorting_emissions + recycling_emissions - virgin_avoided)
        + incineration_emissions
        - heat_avoided
    )


@equation("tonne CO2e/year", axes=CATEGORY, label_no="Utslipp om alt ble forbrent")
def emissions_reference(generated, leaked, incineration_emission, heat_credit):
    """What burning everything with energy recovery would emit: no collection, no recycling."""
    return (generated - leaked) * (incineration_emission - heat_credit)


@equation("tonne CO2e/year", axes=CATEGORY, label_no="Spart utslipp")
def emissions_saved(emissions_reference, emissions_net):
    """How much less is emitted than if everything were burnt."""
    return emissions_reference - emissions_net


@equation("tonne CO2e/year", axes=ROUTE, label_no="Spart utslipp per innsamlingsmåte")
def saved_by_route(
    recyclate,
    incineration_emission,
    heat_credit,
    virgin_avoided,
    collection_emissions,
    sorting_emissions,
    recycling_emissions,
):
    """What each route saves: its recyclate is not burnt and replaces virgin polymer.

    Added up over the routes it is `emissions_saved` where all that is disposed of is burnt.
    """
    return (
        recyclate * (incineration_emission - heat_credit)
        + virgin_avoided
        - collection_emissions
        - sorting_emissions
        - recycling_emissions
    )
