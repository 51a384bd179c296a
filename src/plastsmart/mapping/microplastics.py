"""The microplastics of a municipality from its own activities and the nation's factors."""

from __future__ import annotations

from typing import Any

from plastsmart.mapping.national import sources_of
from plastsmart.stages import Microplastics
from plastsmart.system import System

__all__ = ["microplastics_of"]

_ACTIVITIES = (
    "vehicle_km",
    "pitches",
    "boats",
    "road_paint",
    "plastic_handled",
    "waste_handled",
    "other_sources",
)
"""Amounts of a whole nation, of which a municipality has a part."""


def microplastics_of(
    nation: str | System = "norway-microplastics-2021", *, population: float, **own: Any
) -> Microplastics:
    """Return the sources of microplastics in a municipality.

    An activity that is not given is the nation's for each inhabitant, marked default; factors,
    retention and pathways are the nation's, with their source and uncertainty.

    Parameters
    ----------
    nation : str or System
        A ready system with microplastics, or one's own, of one region and one year.
    population : float
        Inhabitants of the municipality.
    **own
        Any parameter of `Microplastics`, such as ``vehicle_km`` (vkm/year), ``pitches`` or ``boats``;
        a bare number is in the unit of the parameter and counts as reported.

    Returns
    -------
    Microplastics

    Raises
    ------
    ArgumentError
        If there is no such parameter.
    InvalidValueError
        If the population is not above 0, or the nation is without microplastics.

    Examples
    --------
    >>> import plastsmart as ps
    >>> own = ps.microplastics_of(population=98_815, pitches=20)
    >>> system = ps.load("headline").replace(population=ps.Q(98_815, "person"), microplastics=own)
    >>> round(float(ps.run(system).table(by=["year"]).loc[2023, "pitch_shed"]))
    68
    """
    given = sources_of(
        "microplastics",
        nation,
        population,
        own,
        asked="microplastics_of",
        needed=("vehicle_km", "norway-microplastics-2021"),
        activities=_ACTIVITIES,
    )
    return Microplastics(**given)
