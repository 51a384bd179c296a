"""Disposal: what becomes of all that is not recycled."""

# ruff: noqa: ANN001, ANN201 - an equation's arguments are arrays or quantities alike
# mypy: disable-error-code="no-untyped-def"

from __future__ import annotations

from plastsmart.flows.equations import equation, over_routes


@equation("tonne/year", label_no="Til forbrenning eller deponi")
def disposed(residual, sorting_loss, preparation_loss, conversion_loss):
    """Residual waste and all losses after collection."""
    return residual + over_routes(sorting_loss + preparation_loss + conversion_loss)


@equation("tonne/year", label_no="Energiutnyttet")
def energy_recovered(disposed, energy_recovery):
    """What is burnt with energy recovery."""
    return disposed * energy_recovery


@equation("tonne/year", label_no="Deponert")
def landfilled(disposed, energy_recovered):
    """What is landfilled."""
    return disposed - energy_recovered
