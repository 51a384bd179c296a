"""The litter of a municipality from its own activities and the nation's factors."""

from __future__ import annotations

from typing import Any

from plastsmart.errors import InvalidValueError
from plastsmart.mapping.national import sources_of
from plastsmart.parameters import Parameter
from plastsmart.stages import Litter
from plastsmart.system import System

__all__ = ["litter_of"]

_ACTIVITIES = ("visits", "event_visits", "roads", "bins", "litter_reference")
"""Amounts of a whole nation, of which a municipality has a part."""

_SPLIT = "split over the categories as what is generated, by assumption"


def litter_of(
    nation: str | System = "norway-litter",
    *,
    population: float,
    system: System | None = None,
    **own: Any,
) -> Litter:
    """Return the sources of litter in a municipality.

    An activity that is not given is the nation's for each inhabitant, marked default; what each sheds
    is the nation's, with its source and uncertainty.

    Parameters
    ----------
    nation : str or System
        A ready system with litter, or one's own, of one region, one year and one category.
    population : float
        Inhabitants of the municipality.
    system : System, optional
        What it is for, where that has several categories: the packaging in litter is split over them
        as what is generated.
    **own
        Any parameter of `Litter`, such as ``visits`` (visit/year), ``roads`` (km) or ``bins``; a bare
        number is in the unit of the parameter and counts as reported.

    Returns
    -------
    Litter

    Raises
    ------
    ArgumentError
        If there is no such parameter.
    InvalidValueError
        If the population is not above 0, or the nation is without litter.

    Examples
    --------
    >>> import plastsmart as ps
    >>> base = ps.load("norway-household").replace(population=ps.Q(98_815, "person"))
    >>> own = ps.litter_of(population=98_815, system=base, bins=900)
    >>> flows = ps.run(base.replace(litter=own, cleanup=0.6)).table(by=["year"]).loc[2024]
    >>> flows[["litter_by_inhabitants", "litter_by_bins", "litter_left"]].round(1).to_dict()
    {'litter_by_inhabitants': 19.8, 'litter_by_bins': 0.9, 'litter_left': 12.4}
    """
    if system is not None and not isinstance(system, System):
        raise InvalidValueError(f"litter_of: system is a System, not {type(system).__name__}")
    given = sources_of(
        "litter",
        nation,
        population,
        own,
        asked="litter_of",
        needed=("litter_per_person", "norway-litter"),
        activities=_ACTIVITIES,
    )
    if system is not None and "packaging_in_litter" not in own:
        given["packaging_in_litter"] = _split(given["packaging_in_litter"], system)
    return Litter(**given)


def _split(whole: Parameter, system: System) -> dict[str, Parameter]:
    """Return the packaging in litter by category of a system."""
    categories = system.axes.categories
    shares = system.given_array("composition")[0, :, 0, :, 0].mean(axis=0)
    spread = whole.uncertainty
    return {
        category.name: Parameter(
            float(whole.value) * float(share),
            uncertainty=spread.scaled(float(share)) if spread is not None and share > 0 else None,
            source=whole.source,
            status="default",
            note=f"{_SPLIT}; {whole.note}".rstrip("; "),
        )
        for category, share in zip(categories, shares, strict=True)
    }
