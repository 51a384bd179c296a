"""Litter: from where it arises to what is cleaned up and what stays on land and in water."""

# ruff: noqa: ANN001, ANN201 - an equation's arguments are arrays or quantities alike
# mypy: disable-error-code="no-untyped-def"

from __future__ import annotations

from plastsmart.flows.equations import (
    REGION,
    added,
    equation,
    over_categories,
    rate,
)

# -- where it arises -------------------------------------------------------------------------------


@equation("tonne/year", axes=REGION, label_no="Forsøpling fra innbyggere")
def litter_by_inhabitants(population, litter_per_person):
    """Plastic that inhabitants litter."""
    return population * litter_per_person


@equation("tonne/year", axes=REGION, label_no="Forsøpling fra besøkende")
def litter_by_visitors(visits, litter_per_visit):
    """Plastic that visitors litter."""
    return visits * litter_per_visit


@equation("tonne/year", axes=REGION, label_no="Forsøpling fra arrangementer")
def litter_by_events(event_visits, litter_per_event_visit):
    """Plastic littered at matches, concerts, festivals and markets."""
    return event_visits * litter_per_event_visit


@equation("tonne/year", axes=REGION, label_no="Forsøpling fra veitrafikk")
def litter_by_transport(roads, litter_per_road):
    """Plastic thrown or lost from vehicles."""
    return roads * litter_per_road


@equation("tonne/year", axes=REGION, label_no="Forsøpling fra overfylte dunker")
def litter_by_bins(bins, overflow, litter_per_bin):
    """Plastic littered around bins that overflow."""
    return bins * overflow * litter_per_bin


@equation("tonne/year", axes=REGION, label_no="Forsøpling fra kildene")
def litter_arising(
    litter_by_inhabitants, litter_by_visitors, litter_by_events, litter_by_transport, litter_by_bins
):
    """Plastic litter of all the sources, before a deposit."""
    return (
        litter_by_inhabitants
        + litter_by_visitors
        + litter_by_events
        + litter_by_transport
        + litter_by_bins
    )


@equation("tonne/year", label_no="Emballasje i forsøplingen fra kildene")
def litter_of_sources(litter_arising, packaging_in_litter):
    """Packaging in the litter of the sources, before a deposit; it is part of what is generated."""
    return litter_arising * packaging_in_litter


@equation("tonne/year", axes=REGION, label_no="All emballasje i forsøplingen fra kildene")
def packaging_littered_by_sources(litter_of_sources):
    """Packaging of all categories in the litter of the sources."""
    return over_categories(litter_of_sources)


@equation("tonne/year", label_no="Emballasje som kan bli forsøplet")
def litter_potential(generated, littering, litter_of_sources):
    """Packaging that is littered where no deposit or the like keeps it from that."""
    return generated * littering + litter_of_sources


@equation("tonne/year", label_no="Unngått forsøpling")
def litter_avoided(litter_potential, litter_avoidance):
    """Packaging that a deposit or the like keeps from being littered; it is discarded instead."""
    return litter_potential * litter_avoidance


@equation("tonne/year", axes=REGION, label_no="Annen plast i forsøplingen")
def other_litter(litter_arising, packaging_littered_by_sources):
    """Plastic in the litter of the sources that is not packaging."""
    return litter_arising - packaging_littered_by_sources


# -- what becomes of it ----------------------------------------------------------------------------


@equation("tonne/year", axes=REGION, label_no="All forsøpling")
def litter(littered, other_litter):
    """All plastic litter: packaging and other plastic."""
    return over_categories(littered) + other_litter


@equation("tonne/year", axes=REGION, label_no="Ryddet annen plast")
def other_litter_cleaned(other_litter, cleanup):
    """Litter of other plastic that is cleaned up."""
    return other_litter * cleanup


@equation("tonne/year", axes=REGION, label_no="Ryddet forsøpling")
def litter_cleaned(cleaned, other_litter_cleaned):
    """Litter that is cleaned up: packaging, which goes to residual waste, and other plastic."""
    return over_categories(cleaned) + other_litter_cleaned


@equation("tonne/year", axes=REGION, label_no="Forsøpling som blir liggende")
def litter_left(litter, litter_cleaned):
    """Litter that nobody cleans up."""
    return litter - litter_cleaned


@equation("tonne/year", axes=REGION, label_no="Forsøpling i vann")
def litter_in_water(litter_left, litter_to_water):
    """Litter that ends in rivers, lakes and sea."""
    return litter_left * litter_to_water


@equation("tonne/year", axes=REGION, label_no="Forsøpling på land")
def litter_on_land(litter_left, litter_in_water):
    """Litter that stays on land."""
    return litter_left - litter_in_water


@equation("item/year", label_no="Forsøplede gjenstander")
def littered_items(littered, litter_item_mass):
    """Items of packaging that are littered."""
    return littered / litter_item_mass


@equation("item/year", label_no="Gjenstander som blir liggende")
def leaked_items(leaked, litter_item_mass):
    """Items of packaging that nobody cleans up."""
    return leaked / litter_item_mass


@equation("item/year", axes=REGION, label_no="Andre forsøplede gjenstander")
def other_items(other_litter, other_item_mass):
    """Items of other plastic that are littered."""
    return other_litter / other_item_mass


@equation("NOK/year", axes=REGION, label_no="Kostnad for opprydding")
def cleanup_expense(cleaned, cleanup_cost, other_litter_cleaned=None):
    """What cleaning up costs the municipality: packaging, and other plastic where it is told of."""
    return added(over_categories(cleaned), other_litter_cleaned) * cleanup_cost


@equation("tonne/year", axes=REGION, label_no="Mindre forsøpling enn i referanseåret")
def litter_reduced(litter_reference, litter_left):
    """How much less litter stays behind than in the year of reference."""
    return litter_reference - litter_left


@equation("tonne/year", axes=REGION, label_no="Forsøpling i referanseåret")
def litter_before(litter_reference):
    """Litter that stayed behind in the year of reference."""
    return litter_reference * 1.0


@rate(
    numerator=("litter_reduced",),
    denominator=("litter_before",),
    authority="one's own target: litter that stays behind, against a year of reference",
    label_no="Mindre forsøpling",
)
def litter_reduction(litter_reduced, litter_before):
    """How much less litter stays behind than in the year of reference."""
    return litter_reduced / litter_before
