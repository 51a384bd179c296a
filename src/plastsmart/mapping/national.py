"""Sources of litter and microplastics that a municipality has its part of the nation's of."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Any

from plastsmart.data import load
from plastsmart.errors import ArgumentError, InvalidValueError, nearest, shown
from plastsmart.parameters import Parameter
from plastsmart.stages import PARAMETERS
from plastsmart.system import System
from plastsmart.units import finite

__all__ = ["sources_of"]

_OWN = "the municipality's own figure"


def sources_of(
    stage: str,
    nation: str | System,
    population: float,
    own: Mapping[str, Any],
    *,
    asked: str,
    needed: tuple[str, str],
    activities: Collection[str],
) -> dict[str, Any]:
    """Return the parameters of a stage: a municipality's own, and the nation's in their place.

    Parameters
    ----------
    stage : str
    nation : str or System
        A ready system, or one's own, of one region and one year.
    population : float
        Inhabitants of the municipality.
    own : mapping
        Parameter to its value; a bare number is in the unit of the parameter and counts as reported.
    asked : str
        Name of the function that errors are of.
    needed : tuple of str
        A parameter that the nation must have, and the ready system that has it.
    activities : collection of str
        Amounts of a whole nation, of which a municipality has a part.
    """
    whole = load(nation) if isinstance(nation, str) else nation
    if not isinstance(whole, System):
        raise InvalidValueError(
            f"{asked}: nation is a ready system such as {needed[1]!r}, or a System, not "
            f"{shown(nation)}"
        )
    specs = {name: spec for name, spec in PARAMETERS.items() if spec.stage == stage}
    for name in own:
        if name not in specs:
            raise ArgumentError(f"{asked}: there is no parameter {name!r}. {nearest(name, specs)}")
    people = finite(population, f"{asked}: population")
    if not isinstance(people, float) or people <= 0:
        raise InvalidValueError(
            f"{asked}: population is {shown(population)}; give a number above 0"
        )
    if needed[0] not in whole.parameters:
        raise InvalidValueError(
            f"{asked}: the system {whole.name!r} has no {stage}; take {needed[1]!r}"
        )
    share = people / float(whole.inhabitants().max())
    given = {name: _told(value, specs[name].unit) for name, value in own.items()}
    for name in specs:
        if name in given or name not in whole.parameters:
            continue
        value = _of_nation(whole, name, share if name in activities else None, asked)
        if value is not None:
            given[name] = value
    return given


def _told(value: Any, unit: str) -> Any:
    if isinstance(value, int | float):
        return Parameter(value, unit=unit, source=_OWN, status="reported")
    return value


def _of_nation(whole: System, name: str, share: float | None, asked: str) -> Parameter | None:
    cells = whole.cells(name)
    if not len(cells):
        return None
    if len(cells) > 1:
        raise InvalidValueError(
            f"{asked}: {name} of {whole.name!r} has {len(cells)} values; give a system of one region "
            "and one year"
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
