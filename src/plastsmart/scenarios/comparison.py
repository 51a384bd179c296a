"""Systems side by side: rates, kilograms and kroner for each inhabitant."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Final

from plastsmart.errors import InvalidValueError, LabelError
from plastsmart.scenarios.projection import project

if TYPE_CHECKING:
    import pandas as pd

    from plastsmart.system import System

__all__ = ["side_by_side"]

_COSTS: Final = {
    "per_tonne_recycled": "NOK/tonne",
    "municipality_per_inhabitant": "NOK/person/year",
}


def side_by_side(systems: Mapping[str, System], year: int | None = None) -> pd.DataFrame:
    """Return systems beside one another in one year.

    Parameters
    ----------
    systems : mapping of str to System
        What to call each.
    year : int, optional
        The last year that all of them have, if left out; systems are carried forward to it.

    Returns
    -------
    pandas.DataFrame
        A column each. Rates as shares; generated, collected and recycled in kg/person/year; cost of
        the system in NOK/tonne recycled and of the municipality in NOK/person/year where the system
        states costs, else NaN. Units in ``attrs["units"]``, price years in ``attrs["price_years"]``.

    Examples
    --------
    >>> import plastsmart as ps
    >>> from plastsmart.scenarios.comparison import side_by_side
    >>> table = side_by_side({"now": ps.load("headline")})
    >>> float(table.loc["generated", "now"]), float(table.loc["eu", "now"])
    (20.0, 0.21)
    """
    import pandas as pd

    if not systems:
        raise InvalidValueError("name at least one system to compare")
    if year is None:
        year = min(max(system.axes.years) for system in systems.values())
    columns = {}
    units: dict[str, str] = {}
    for name, system in systems.items():
        if year < min(system.axes.years):
            raise LabelError(
                f"the system {name!r} begins in {min(system.axes.years)}, after the year {year}"
            )
        last = max(*system.axes.years, year)
        flows = project(system, years=range(min(system.axes.years), last + 1)).flows
        rates: Any = flows.rates(by=["year"]).to_dict("index")[year]
        column = {str(id_): float(value) for id_, value in rates.items()}
        units |= dict.fromkeys(column, "1")
        at = flows.system.axes.years.index(year)
        inhabitants = float(flows.system.inhabitants()[:, at].sum())
        for flow in ("generated", "collected", "recycled"):
            tonnes = float(flows.quantity(flow, by=[], scope={"year": year}).magnitude)
            column[flow] = 1000.0 * tonnes / inhabitants if inhabitants else float("nan")
            units[flow] = "kg/person/year"
        stated = "system_cost" in flows.names
        costs: Any = flows.costs(by=["year"]).to_dict("index")[year] if stated else {}
        for cost, unit in _COSTS.items():
            column[cost] = float(costs.get(cost, float("nan")))
            units[cost] = unit
        columns[name] = pd.Series(column)
    frame = pd.DataFrame(columns)
    frame.attrs.update(
        units=units,
        year=year,
        price_years={name: system.price_year for name, system in systems.items()},
    )
    return frame
