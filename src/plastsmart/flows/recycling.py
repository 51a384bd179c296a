"""Recycling: preparation up to the calculation point, conversion, and the way back to packaging."""

# ruff: noqa: ANN001, ANN201 - arguments are arrays or quantities; sorted is a flow's name
# mypy: disable-error-code="no-untyped-def"

from __future__ import annotations

from plastsmart.flows.equations import ROUTE, equation


@equation("tonne/year", axes=ROUTE, label_no="Materialgjenvunnet")
def recycled(sorted, preparation_yield):
    """Mass at the EU calculation point: Decision 2005/270/EC as amended by (EU) 2019/665."""
    return sorted * preparation_yield


@equation("tonne/year", axes=ROUTE, label_no="Tap ved vasking og kverning")
def preparation_loss(sorted, recycled):
    """What shredding, washing and flotation take out."""
    return sorted - recycled


@equation("tonne/year", axes=ROUTE, label_no="Regranulat")
def recyclate(recycled, conversion_yield):
    """What leaves extrusion."""
    return recycled * conversion_yield


@equation("tonne/year", axes=ROUTE, label_no="Tap ved ekstrudering")
def conversion_loss(recycled, recyclate):
    """What extrusion takes out."""
    return recycled - recyclate


@equation("tonne/year", axes=ROUTE, label_no="Regranulat i lukket kretsløp")
def closed_loop_recyclate(recyclate, closed_loop):
    """Recyclate that goes back into packaging or an equal use."""
    return recyclate * closed_loop
