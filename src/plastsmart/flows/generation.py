"""Generation: what becomes waste, and what of it is littered."""

# ruff: noqa: ANN001, ANN201 - an equation's arguments are arrays or quantities alike
# mypy: disable-error-code="no-untyped-def"

from __future__ import annotations

from plastsmart.flows.equations import added, equation, less


@equation("tonne/year", label_no="Oppstått")
def generated(
    population,
    packaging_per_person,
    composition,
    prevention,
    reuse,
    reusable_discarded=None,
    own_added=None,
):
    """Plastic packaging that becomes waste.

    In a system that tells of reusable packaging, that becomes waste too, and in one that tells of
    what the municipality buys, what of it is not counted among the packaging per inhabitant, less what
    it saves of what is.
    """
    return added(
        population * packaging_per_person * composition * (1 - prevention) * (1 - reuse),
        reusable_discarded,
        own_added,
    )


@equation("tonne/year", label_no="Forsøplet")
def littered(generated, littering, litter_of_sources=None, litter_avoided=None):
    """What of it is littered, as a share of it or by the sources, less what a deposit keeps from it."""
    return less(added(generated * littering, litter_of_sources), litter_avoided)


@equation("tonne/year", label_no="Ryddet")
def cleaned(littered, cleanup):
    """Litter that is cleaned up; it goes to residual waste."""
    return littered * cleanup


@equation("tonne/year", label_no="På avveie i naturen")
def leaked(littered, cleaned):
    """Litter that stays in nature."""
    return littered - cleaned
