"""Several systems as one: the municipalities of a waste company, each with figures of its own."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any, Final

from plastsmart.axes import Route
from plastsmart.errors import (
    AxisError,
    InvalidValueError,
    LabelError,
    MissingValueError,
    PriceYearError,
    listed,
    shown,
)
from plastsmart.stages import PARAMETERS
from plastsmart.system import System
from plastsmart.tables import COLUMNS, STRUCTURE

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["join"]

_NO_ROUTE: Final = "there is no such route here: counts as 0"

_MOST_NAMED: Final = 5

_Row = dict[str, Any]


def join(systems: Iterable[System], *, name: str = "") -> System:
    """Return one system with the regions of several, such as the owners of a waste company.

    What all of them state alike, such as a figure of the nation, stays one figure, and is drawn once
    for all in an ensemble. Everything else is each region's own. A route that one of them has and
    another has not counts as 0 there, its coverage and all else, and the table says so.

    Parameters
    ----------
    systems : iterable of System
        With the same years, categories and parameters, and costs in prices of the same year.
    name : str
        Of the whole.

    Returns
    -------
    System
        The regions in the order given. Its notes are those of all, each once.

    Raises
    ------
    LabelError
        If a region stands in two of them, categories differ, or routes of one name do.
    AxisError
        If their years differ; `System.with_years` makes them alike.
    PriceYearError
        If their costs are in prices of different years; `System.in_prices` makes them alike.
    MissingValueError
        If one states a parameter, such as a cost, and another does not.

    Examples
    --------
    >>> import plastsmart as ps
    >>> both = ps.join([ps.load("Hamar"), ps.load("Asker")], name="Hamar and Asker")
    >>> both
    <System 'Hamar and Asker': 2 regions, 2020–2035, 7 categories, 3 routes>
    >>> alone = ps.run(ps.load("Asker")).rate("sorted_out")
    >>> bool(ps.run(both).rate("sorted_out", by=["region", "year"])["3203", 2030] == alone[2030])
    True
    """
    members = listed(systems, "systems", '[ps.load("Hamar"), ps.load("Asker")]')
    for member in members:
        if not isinstance(member, System):
            raise InvalidValueError(f"join takes systems, not {shown(member)}")
    if not members:
        raise InvalidValueError("join takes a system or more, not none")
    _refuse_other(members)
    return System.from_table(_table(members, _routes(members), name))


def _called(system: System) -> str:
    return system.name or ", ".join(system.axes.region_names[:_MOST_NAMED])


def _refuse_other(members: list[System]) -> None:
    """Raise if the systems cannot stand beside one another."""
    first = members[0]
    regions: dict[str, System] = {}
    for system in members:
        pair = f"{_called(first)} and {_called(system)}"
        for region in system.axes.regions:
            if region in regions:
                raise LabelError(
                    f"the region {region!r} stands in {_called(regions[region])} and in "
                    f"{_called(system)}; each stands once"
                )
            regions[region] = system
        if system.axes.years != first.axes.years:
            raise AxisError(f"the years of {pair} differ; make them alike with with_years(…)")
        if system.axes.categories != first.axes.categories:
            raise LabelError(
                f"the categories of {pair} differ: {_names(first.axes.categories)}, and "
                f"{_names(system.axes.categories)}; describe both by the same kinds"
            )
        for one, other in ((first, system), (system, first)):
            if lacking := [p for p in one.parameters if p not in other.parameters]:
                raise MissingValueError(
                    f"{_called(one)} states {', '.join(lacking[:_MOST_NAMED])}, and {_called(other)} "
                    "does not; state it in both, or leave it out with replace(…=None)"
                )
        if system.price_year != first.price_year:
            raise PriceYearError(
                f"the costs of {pair} are in prices of {first.price_year} and {system.price_year}; "
                "convert them with in_prices(year, ps.prices.CPI)"
            )


def _names(members: Iterable[Any]) -> str:
    return ", ".join(member.name for member in members)


def _routes(members: list[System]) -> dict[str, Route]:
    """Return the routes of all, each once."""
    routes: dict[str, Route] = {}
    for system in members:
        for route in system.axes.routes:
            known = routes.setdefault(route.name, route)
            if known != route:
                raise LabelError(
                    f"the route {route.name!r} of {_called(system)} is {route}, and elsewhere {known}; "
                    "give one of them another name"
                )
    return routes


def _table(members: list[System], routes: dict[str, Route], name: str) -> pd.DataFrame:
    """Return the table of the whole."""
    import pandas as pd

    every = [_rows(system) for system in members]
    heads = {
        tuple(row.items()): row for rows in every for row in rows if row["parameter"] in STRUCTURE
    }
    whole: list[_Row] = [{"parameter": "system.name", "note": name}] if name else []
    whole += [row for row in heads.values() if row["parameter"] != "system.name"]
    for parameter in members[0].parameters:
        stated = [
            _with_all_routes([row for row in rows if row["parameter"] == parameter], system, routes)
            for rows, system in zip(every, members, strict=True)
        ]
        first = stated[0]
        if all(rows == first for rows in stated) and not any(row["region"] for row in first):
            whole += first
        elif "region" not in PARAMETERS[parameter].axes:
            raise LabelError(
                f"{parameter} is one figure for all regions, and {_called(members[0])} and the others "
                "state different ones; give them the same with replace(…)"
            )
        else:
            whole += [
                row | {"region": region}
                for rows, system in zip(stated, members, strict=True)
                for row in rows
                for region in ([row["region"]] if row["region"] else system.axes.regions)
            ]
    table = pd.DataFrame(whole, columns=list(COLUMNS))
    return table.astype({"year": "Int64", "value": float, "low": float, "high": float})


def _rows(system: System) -> list[_Row]:
    """Return the rows of a system's table, with None for what is empty."""
    table = system.table()
    told = table.astype(object).where(table.notna(), None).to_dict("records")
    return [{str(column): value for column, value in row.items()} for row in told]


def _with_all_routes(rows: list[_Row], system: System, routes: dict[str, Route]) -> list[_Row]:
    """Return the rows of a parameter with a 0 for each route that the system has not."""
    own = [route.name for route in system.axes.routes]
    missing = [route for route in routes if route not in own]
    if not missing or "route" not in PARAMETERS[rows[0]["parameter"]].axes:
        return rows
    parameter = rows[0]["parameter"]
    if parameter == "coverage":  # all else that is stated of all routes may hold for others too
        rows = [
            row | {"route": route}
            for row in rows
            for route in ([row["route"]] if row["route"] else own)
        ]
    if not any(row["route"] for row in rows):
        return rows
    nothing = dict.fromkeys(COLUMNS) | {
        "parameter": parameter, "value": 0.0, "unit": PARAMETERS[parameter].unit,
        "distribution": "", "source": "", "status": "default", "note": _NO_ROUTE,
    }  # fmt: skip
    return [*rows, *(nothing | {"route": route} for route in missing)]
