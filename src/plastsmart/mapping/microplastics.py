"""The microplastics of a municipality from its own activities and the nation's factors."""

from __future__ import annotations

from typing import Any

from plastsmart.data import load
from plastsmart.errors import ArgumentError, InvalidValueError, nearest, shown
from plastsmart.parameters import Parameter
from plastsmart.stages import PARAMETERS, Microplastics
from plastsmart.system import System
from plastsmart.units import finite

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

_OWN = "the municipality's own figure"


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
    whole = load(nation) if isinstance(nation, str) else nation
    specs = {name: spec for name, spec in PARAMETERS.items() if spec.stage == "microplastics"}
    for name in own:
        if name not in specs:
            raise ArgumentError(
                f"microplastics_of: there is no parameter {name!r}. {nearest(name, specs)}"
            )
    people = finite(population, "microplastics_of: population")
    if not isinstance(people, float) or people <= 0:
        raise InvalidValueError(
            f"microplastics_of: population is {shown(population)}; give a number above 0"
        )
    if "vehicle_km" not in whole.parameters:
        raise InvalidValueError(
            f"microplastics_of: the system {whole.name!r} has no microplastics; take "
            "'norway-microplastics-2021'"
        )
    share = people / float(whole.inhabitants().max())
    given = {name: _told(value, specs[name].unit) for name, value in own.items()}
    for name in specs:
        if name in given or name not in whole.parameters:
            continue
        value = _of_nation(whole, name, share if name in _ACTIVITIES else None)
        if value is not None:
            given[name] = value
    return Microplastics(**given)


def _told(value: Any, unit: str) -> Any:
    if isinstance(value, int | float):
        return Parameter(value, unit=unit, source=_OWN, status="reported")
    return value


def _of_nation(whole: System, name: str, share: float | None) -> Parameter | None:
    cells = whole.cells(name)
    if not len(cells):
        return None
    if len(cells) > 1:
        raise InvalidValueError(
            f"microplastics_of: {name} of {whole.name!r} has {len(cells)} values; give a system of "
            "one region and one year"
        )
    spec, info = cells.spec, cells.info(0)
    value = float(cells.values[0])
    uncertainty = info.uncertainty
    status: Any = info.status or None
    note = info.note
    if share is not None:
        value *= share
        uncertainty = uncertainty.scaled(share) if uncertainty is not None else None
        status = "default"
        note = f"the nation's for each inhabitant ({whole.name}); {note}".rstrip("; ")
    return Parameter(
        value, unit=spec.unit, uncertainty=uncertainty, source=info.source or None,
        status=status, note=note,
    )  # fmt: skip
