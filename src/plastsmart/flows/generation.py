"""Generation: what becomes waste, and what of it is littered."""

# ruff: noqa: ANN001, ANN201 - an equation's arguments are arrays or quantities alike
# mypy: disable-error-code="no-untyped-def"

from __future__ import annotations

from plastsmart.flows.equations import equation


@equation("tonne/year", label_no="Oppstått")
def generated(population, packaging_per_person, composition, prevention, reuse):
    """Plastic packaging that becomes waste."""
    return population * packaging_per_person * composition * (1 - prevention) * (1 - reuse)


@equation("tonne/year", label_no="Forsøplet")
def littered(generated, littering):
    """What of it is littered."""
    return generated * littering


@equation("tonne/year", label_no="Ryddet")
def cleaned(littered, cleanup):
    """Litter that is cleaned up; it goes to residual waste."""
    return littered * cleanup


@equation("tonne/year", label_no="På avveie i naturen")
def leaked(littered, cleaned):
    """Litter that stays in nature."""
    return littered - cleaned
