"""Rates: shares by official and scientific definition, each of sums over a scope."""

# ruff: noqa: ANN001, ANN201 - an equation's arguments are arrays or quantities alike
# mypy: disable-error-code="no-untyped-def"

from __future__ import annotations

from plastsmart.flows.equations import equation, over_routes, rate


@equation("tonne/year", label_no="Utsortert")
def separated(collected, in_source, in_central):
    """K of avfallsforskriften § 10a-4: collected at source or sorted from residual waste."""
    return over_routes(collected * (in_source + in_central))


@equation("tonne/year", label_no="Gjenvinnbart i restavfallet")
def missed(residual, recyclable):
    """M of avfallsforskriften § 10a-4: what of the residual waste could be recycled."""
    return residual * recyclable


@rate(
    numerator=("collected",),
    denominator=("generated",),
    authority="net collection, as in the headline case",
    label_no="Innsamlet",
)
def collection(collected, generated):
    """What is collected, of what is generated."""
    return collected / generated


@rate(
    numerator=("separated",),
    denominator=("separated", "missed"),
    authority="avfallsforskriften § 10a-4, utsorteringsandel",
    label_no="Utsorteringsandel",
    scope=(("sector", "household"),),
)
def sorted_out(separated, missed):
    """Sorted-out share (utsorteringsandel) of households, K / (K + M), without deposit routes.

    The regulation also counts plastic that is not packaging, which this model does not hold.
    """
    return separated / (separated + missed)


@rate(
    numerator=("sorted_gross",),
    denominator=("generated",),
    authority="Decision 2005/270/EC before (EU) 2019/665",
    label_no="Materialgjenvunnet, regel før 2020",
)
def eu_pre2020(sorted_gross, generated):
    """What sorting plants send to recycling, as the bales weigh, of what is generated."""
    return sorted_gross / generated


@rate(
    numerator=("recycled",),
    denominator=("generated",),
    authority="Directive 94/62/EC art. 6a; Decision 2005/270/EC as amended by (EU) 2019/665",
    label_no="Materialgjenvunnet",
)
def eu(recycled, generated):
    """What enters the recycling operation, measured at the calculation point."""
    return recycled / generated


@rate(
    numerator=("recyclate",),
    denominator=("generated",),
    authority="output-based, as in the literature",
    id="recyclate",
    label_no="Regranulat",
)
def recyclate_rate(recyclate, generated):
    """What leaves extrusion, of what is generated."""
    return recyclate / generated


@rate(
    numerator=("closed_loop_recyclate",),
    denominator=("generated",),
    authority="output-based, as in the literature",
    id="closed_loop",
    label_no="Lukket kretsløp",
)
def closed_loop_rate(closed_loop_recyclate, generated):
    """What goes back into packaging or an equal use, of what is generated."""
    return closed_loop_recyclate / generated
