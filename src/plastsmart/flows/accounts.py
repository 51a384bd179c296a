"""Accounts of a run: what it costs and who pays, what it emits."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Final

import numpy as np
from numpy.typing import NDArray

from plastsmart.errors import AxisError, LabelError, shown
from plastsmart.flows.result import index_of
from plastsmart.flows.selection import ATTRIBUTES, Selection
from plastsmart.stages import PARAMETERS

if TYPE_CHECKING:
    import pandas as pd

    from plastsmart.flows.result import Flows

__all__ = ["costs", "emissions"]

_COSTS: Final = {
    "service": "service_expense",
    "collection": "collection_expense",
    "sorting": "sorting_expense",
    "recycling": "recycling_expense",
    "residual": "residual_expense",
    "cleanup": "cleanup_expense",
    "purchases": "purchases_saved",
    "system": "system_cost",
    "municipality": "municipality_cost",
    "producers": "producer_cost",
    "businesses": "business_cost",
}
"""Column to flow; clean-up and purchases have one where they are told of."""

_MAY_LACK: Final = ("cleanup", "purchases")

_EMISSIONS: Final = {
    "collection": "collection_emissions",
    "sorting": "sorting_emissions",
    "recycling": "recycling_emissions",
    "incineration": "incineration_emissions",
    "virgin_avoided": "virgin_avoided",
    "heat_avoided": "heat_avoided",
    "net": "emissions_net",
    "reference": "emissions_reference",
    "saved": "emissions_saved",
}
"""Column to flow."""


def costs(flows: Flows, by: str | Sequence[str] | None) -> pd.DataFrame:
    """Return the costs of a run; see `Flows.costs`."""
    _refuse_without(flows, "costs", "costs", _COSTS["service"])
    selection = Selection.of(flows.system.axes, by, None)
    for key in selection.by:
        if key not in {"region", "year"}:
            raise AxisError(
                f"costs cannot be asked for by {shown(key)}, since payments belong to a region and "
                "year; ask by region or year, or see what each route costs with "
                "quantity('collection_expense', by=['route'])"
            )
    sums = {
        column: _total(flows, name, selection)
        for column, name in _COSTS.items()
        if column not in _MAY_LACK or name in flows.names
    }
    if "purchases" in sums:  # what they cost more than before, as the other columns are costs
        sums["purchases"] = -sums["purchases"]
    money = "NOK" if selection.adds_up_years() else "NOK/year"
    units = dict.fromkeys(sums, money)
    recycled = _total(flows, "recycled", selection)
    persons = _stock(flows, flows.system.array("population"), selection)
    ratios = {
        "per_tonne_recycled": ("system", recycled, "NOK/tonne"),
        "per_inhabitant": ("system", persons, "NOK/person/year"),
        "municipality_per_inhabitant": ("municipality", persons, "NOK/person/year"),
    }
    if "persons_per_household" in flows.system.parameters:
        homes = _stock(flows, flows.array("households"), selection)
        ratios["per_household"] = ("system", homes, "NOK/household/year")
        ratios["municipality_per_household"] = ("municipality", homes, "NOK/household/year")
    for column, (above, below, unit) in ratios.items():
        sums[column] = _ratio(sums[above], below)
        units[column] = unit
    frame = _frame(sums, units, selection)
    frame.attrs["price_year"] = flows.system.price_year
    frame.attrs["not_stated"] = flows.system.not_stated("costs")
    return frame


def emissions(flows: Flows, by: str | Sequence[str] | None) -> pd.DataFrame:
    """Return the emissions of a run; see `Flows.emissions`."""
    _refuse_without(flows, "climate", "emissions", _EMISSIONS["collection"])
    selection = Selection.of(flows.system.axes, by, None)
    for key in selection.by:
        if ATTRIBUTES.get(key, key) == "route":
            raise AxisError(
                f"emissions cannot be asked for by {key}, since what is burnt belongs to no route; "
                "see what each route saves with quantity('saved_by_route', by=['route'])"
            )
    sums = {column: _total(flows, name, selection) for column, name in _EMISSIONS.items()}
    units = dict.fromkeys(sums, "tonne CO2e" if selection.adds_up_years() else "tonne CO2e/year")
    at_source = selection.narrowed((("tier", "source"),))
    saved = _total(flows, "saved_by_route", at_source)
    sums["saved_per_tonne_source"] = _ratio(saved, _total(flows, "collected", at_source))
    units["saved_per_tonne_source"] = "tonne CO2e/tonne"
    frame = _frame(sums, units, selection)
    frame.attrs["not_stated"] = flows.system.not_stated("climate")
    return frame


def _refuse_without(flows: Flows, stage: str, what: str, flow: str) -> None:
    """Raise if the system has no parameter of an optional stage."""
    if any(PARAMETERS[name].stage == stage for name in flows.system.parameters):
        return
    try:
        flows.array(flow)
    except LabelError as error:
        raise LabelError(
            f"the system states no {what}: give it {stage}=ps.{stage.title()}(…). {error}"
        ) from None


def _total(flows: Flows, name: str, selection: Selection) -> NDArray[np.float64]:
    flows.array(name)  # tells if it was not computed
    return flows.single(flows.total(name, selection))


def _stock(flows: Flows, values: NDArray[np.float64], selection: Selection) -> NDArray[np.float64]:
    """Return inhabitants or households added up: over years, person-years."""
    return flows.single(selection.total(values, ("region", "year")))


def _ratio(above: NDArray[np.float64], below: NDArray[np.float64]) -> NDArray[np.float64]:
    undefined = np.full(np.shape(above), np.nan)
    result: NDArray[np.float64] = np.divide(above, below, out=undefined, where=below != 0.0)
    return result


def _frame(
    sums: dict[str, NDArray[np.float64]], units: dict[str, str], selection: Selection
) -> pd.DataFrame:
    import pandas as pd

    columns = {column: np.atleast_1d(values).reshape(-1) for column, values in sums.items()}
    frame = pd.DataFrame(columns, index=index_of(selection))
    frame.attrs["units"] = units
    frame.attrs["unit"] = next(iter(units.values()))
    return frame
