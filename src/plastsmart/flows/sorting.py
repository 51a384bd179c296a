"""Sorting: from what is collected to bales."""

# ruff: noqa: ANN001, ANN201 - arguments are arrays or quantities; sorted is the flow's name
# mypy: disable-error-code="no-untyped-def"

from __future__ import annotations

from plastsmart.flows.equations import ROUTE, equation


@equation("tonne/year", axes=ROUTE, label_no="Sortert ut til gjenvinning")
def sorted(collected, sorting_efficiency):
    """Target plastic packaging in bales sent to recycling."""
    return collected * sorting_efficiency


@equation("tonne/year", axes=ROUTE, label_no="Tap ved sortering")
def sorting_loss(collected, sorted):
    """What sorting plants reject."""
    return collected - sorted


@equation("tonne/year", axes=ROUTE, label_no="Sortert ut, brutto")
def sorted_gross(sorted, bale_impurity):
    """What the bales weigh."""
    return sorted / (1 - bale_impurity)
