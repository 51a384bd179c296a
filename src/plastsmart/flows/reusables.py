"""Reuse: reusable packaging by its trips, and less packaging than in a year of reference."""

# ruff: noqa: ANN001, ANN201 - an equation's arguments are arrays or quantities alike
# mypy: disable-error-code="no-untyped-def"

from __future__ import annotations

from plastsmart.flows.equations import REGION, equation, over_categories, rate


@equation("item/year", label_no="Fyllinger av ombruksemballasje")
def fillings(population, packaging_per_person, composition, prevention, reuse, single_use_weight):
    """How often reusable packaging is filled: its trips altogether."""
    return (
        population
        * packaging_per_person
        * composition
        * (1 - prevention)
        * reuse
        / single_use_weight
    )


@equation("tonne/year", label_no="Erstattet engangsemballasje")
def replaced(fillings, single_use_weight):
    """Single-use packaging that reusable packaging takes the place of."""
    return fillings * single_use_weight


@equation("item/year", label_no="Ny ombruksemballasje")
def reusable_new(fillings, return_rate, breakage):
    """Reusable packaging put on the market for the first time, in place of what is lost or broken.

    Each makes 1 / (1 - return_rate · (1 - breakage)) trips.
    """
    return fillings * (1 - return_rate * (1 - breakage))


@equation("tonne/year", label_no="Kassert ombruksemballasje")
def reusable_discarded(reusable_new, reusable_weight):
    """Reusable packaging that becomes waste: as much as is put on the market for the first time."""
    return reusable_new * reusable_weight


@equation("tonne/year", axes=REGION, label_no="Emballasje med referanseårets mengde per innbygger")
def generated_reference(population, reference_per_person):
    """Packaging there would be with as much for each inhabitant as in the year of reference."""
    return population * reference_per_person


@equation("tonne/year", axes=REGION, label_no="Mindre emballasje enn i referanseåret")
def packaging_reduced(generated_reference, generated):
    """How much less is generated than with as much for each inhabitant as in the year of reference."""
    return generated_reference - over_categories(generated)


@rate(
    numerator=("reusable_discarded",),
    denominator=("generated",),
    authority="Directive 94/62/EC art. 5(2): reusable sales packaging put on the market for the first "
    "time and reused, of all sales packaging",
    label_no="Ombruksemballasje",
)
def reusable(reusable_discarded, generated):
    """Reusable packaging put on the market, of all packaging: what lowers a target (reuse credit).

    In a steady state as much becomes waste as is put on the market for the first time.
    """
    return reusable_discarded / generated


@rate(
    numerator=("packaging_reduced",),
    denominator=("generated_reference",),
    authority="Regulation (EU) 2025/40 art. 43(1), here of plastic packaging alone",
    label_no="Mindre emballasjeavfall per innbygger",
)
def packaging_reduction(packaging_reduced, generated_reference):
    """How much less packaging waste there is for each inhabitant than in the year of reference.

    The regulation counts packaging of all materials; this model holds plastic alone.
    """
    return packaging_reduced / generated_reference
