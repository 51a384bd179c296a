"""Procurement: what the municipality buys and uses itself, and what another purchase saves."""

# ruff: noqa: ANN001, ANN201 - an equation's arguments are arrays or quantities alike
# mypy: disable-error-code="no-untyped-def"

from __future__ import annotations

from plastsmart.flows.equations import REGION, equation, over_categories, rate

# -- what is used ------------------------------------------------------------------------------------


@equation("use/year", label_no="Bruk av engangsartikler")
def single_uses(uses, unneeded, reusable_share):
    """Uses that a single-use item serves."""
    return uses * (1 - unneeded) * (1 - reusable_share)


@equation("use/year", label_no="Bruk av flergangsartikler")
def reused_uses(uses, unneeded, reusable_share):
    """Uses that a reusable item serves."""
    return uses * (1 - unneeded) * reusable_share


@equation("use/year", label_no="Bruk av engangsartikler før")
def single_uses_before(uses, unneeded_before, reusable_share_before):
    """Uses that a single-use item served before."""
    return uses * (1 - unneeded_before) * (1 - reusable_share_before)


@equation("use/year", label_no="Bruk av flergangsartikler før")
def reused_uses_before(uses, unneeded_before, reusable_share_before):
    """Uses that a reusable item served before."""
    return uses * (1 - unneeded_before) * reusable_share_before


@equation("item/year", label_no="Kjøpte flergangsartikler")
def reusables_bought(reused_uses, reusable_uses):
    """Reusable items bought in place of those lost or worn."""
    return reused_uses / reusable_uses


@equation("item/year", label_no="Kjøpte flergangsartikler før")
def reusables_bought_before(reused_uses_before, reusable_uses):
    """Reusable items bought before."""
    return reused_uses_before / reusable_uses


# -- plastic -----------------------------------------------------------------------------------------


@equation("tonne/year", label_no="Kommunens plast i engangsartikler")
def own_single_use(single_uses, item_mass):
    """Plastic in the single-use items that the municipality buys."""
    return single_uses * item_mass


@equation("tonne/year", label_no="Kommunens plast i innkjøp")
def own_mass(own_single_use, reusables_bought, reusable_mass):
    """Plastic in all that the municipality buys of these items; it becomes waste."""
    return own_single_use + reusables_bought * reusable_mass


@equation("tonne/year", label_no="Kommunens plast i innkjøp før")
def own_mass_before(single_uses_before, item_mass, reusables_bought_before, reusable_mass):
    """Plastic in what the municipality bought before."""
    return single_uses_before * item_mass + reusables_bought_before * reusable_mass


@equation("tonne/year", label_no="Spart plast i innkjøp")
def own_mass_saved(own_mass_before, own_mass):
    """How much less plastic the municipality buys than before."""
    return own_mass_before - own_mass


@equation("tonne/year", label_no="Spart emballasje i innkjøp")
def own_saved(own_mass_saved, own_packaging_share):
    """How much less packaging the municipality buys than before; it is not generated."""
    return own_mass_saved * own_packaging_share


@equation("tonne/year", label_no="Kommunens egen emballasje")
def own_packaging(own_mass, own_packaging_share):
    """Packaging that the municipality's own operations generate."""
    return own_mass * own_packaging_share


@equation("tonne/year", label_no="Kommunens emballasje utover det som er talt med")
def own_added(own_packaging, own_mass_before, own_packaging_share, own_packaging_counted):
    """Packaging of the municipality beyond what the packaging per inhabitant counts of it.

    Where all that it bought before is counted, this is what it saves, below zero.
    """
    return own_packaging - own_mass_before * own_packaging_share * own_packaging_counted


@equation("tonne/year", label_no="Emballasje fra andre enn kommunens drift")
def others_packaging(generated, own_packaging):
    """Packaging that all others generate: inhabitants and business."""
    return generated - own_packaging


# -- money and emissions -------------------------------------------------------------------------------


@equation("NOK/year", label_no="Kommunens innkjøp og vask")
def own_expense(
    single_uses, item_price, reusables_bought, reusable_price, reused_uses, washing_cost
):
    """What buying and washing these items costs the municipality."""
    return single_uses * item_price + reusables_bought * reusable_price + reused_uses * washing_cost


@equation("NOK/year", label_no="Kommunens innkjøp og vask før")
def own_expense_before(
    single_uses_before,
    item_price,
    reusables_bought_before,
    reusable_price,
    reused_uses_before,
    washing_cost,
):
    """What buying and washing these items cost the municipality before."""
    return (
        single_uses_before * item_price
        + reusables_bought_before * reusable_price
        + reused_uses_before * washing_cost
    )


@equation("NOK/year", label_no="Sparte innkjøpskostnader")
def own_expense_saved(own_expense_before, own_expense):
    """How much less buying and washing costs than before."""
    return own_expense_before - own_expense


@equation("NOK/year", axes=REGION, label_no="Sparte innkjøpskostnader i alt")
def purchases_saved(own_expense_saved):
    """How much less buying and washing all items costs than before."""
    return over_categories(own_expense_saved)


@equation("tonne CO2e/year", label_no="Utslipp fra innkjøp og vask")
def own_emissions(
    own_single_use,
    item_emission,
    recycled_content,
    recycled_emission,
    reusables_bought,
    reusable_emission,
    reused_uses,
    washing_emission,
):
    """What making and washing these items emits; burning them is among the emissions of waste."""
    return (
        own_single_use
        * (item_emission * (1 - recycled_content) + recycled_emission * recycled_content)
        + reusables_bought * reusable_emission
        + reused_uses * washing_emission
    )


@equation("tonne CO2e/year", label_no="Utslipp fra innkjøp og vask før")
def own_emissions_before(
    single_uses_before,
    item_mass,
    item_emission,
    recycled_content_before,
    recycled_emission,
    reusables_bought_before,
    reusable_emission,
    reused_uses_before,
    washing_emission,
):
    """What making and washing these items emitted before."""
    return (
        single_uses_before
        * item_mass
        * (
            item_emission * (1 - recycled_content_before)
            + recycled_emission * recycled_content_before
        )
        + reusables_bought_before * reusable_emission
        + reused_uses_before * washing_emission
    )


@equation("tonne CO2e/year", label_no="Sparte utslipp fra innkjøp")
def own_emissions_saved(own_emissions_before, own_emissions):
    """How much less making and washing these items emits than before."""
    return own_emissions_before - own_emissions


# -- shares saved ------------------------------------------------------------------------------------


@rate(
    numerator=("own_mass_saved",),
    denominator=("own_mass_before",),
    authority="one's own target: plastic in the municipality's purchases, against before",
    label_no="Mindre plast i kommunens innkjøp",
)
def own_plastic_reduction(own_mass_saved, own_mass_before):
    """How much less plastic the municipality buys than before."""
    return own_mass_saved / own_mass_before


@rate(
    numerator=("own_expense_saved",),
    denominator=("own_expense_before",),
    authority="one's own target: cost of the municipality's purchases and washing, against before",
    label_no="Lavere kostnad for kommunens innkjøp",
)
def own_cost_reduction(own_expense_saved, own_expense_before):
    """How much less buying and washing costs than before; at 0 another purchase breaks even."""
    return own_expense_saved / own_expense_before


@rate(
    numerator=("own_emissions_saved",),
    denominator=("own_emissions_before",),
    authority="one's own target: emissions of the municipality's purchases, against before",
    label_no="Lavere utslipp fra kommunens innkjøp",
)
def own_emission_reduction(own_emissions_saved, own_emissions_before):
    """How much less making and washing emits than before; at 0 another purchase breaks even."""
    return own_emissions_saved / own_emissions_before
