"""Flows and rates as a dataset in JSON-stat 2, the format of statistics offices."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any, Final

from plastsmart.errors import InvalidValueError, ScopeError, nearest, shown
from plastsmart.flows.result import Flows
from plastsmart.labels import LANGUAGES, known_language

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["UNDEFINED", "to_jsonstat"]

UNDEFINED: Final = "."
"""The status of a value that cannot be: a share of nothing."""

_NAMES: Final = {
    "region": ("region", "region"),
    "year": ("year", "år"),
    "category": ("category", "kategori"),
    "route": ("route", "innsamlingsmåte"),
    "polymer": ("polymer", "polymer"),
    "format": ("format", "format"),
    "sector": ("sector", "sektor"),
    "tier": ("tier", "trinn"),
    "flow": ("flow", "strøm"),
    "rate": ("rate", "andel"),
}
_ROLES: Final = {"year": "time", "region": "geo", "flow": "metric", "rate": "metric"}


def to_jsonstat(
    flows: Flows,
    by: str | Sequence[str] | None = None,
    *,
    what: str = "flows",
    scope: Mapping[str, Any] | None = None,
    label: str = "",
    source: str = "",
    language: str = "en",
) -> dict[str, Any]:
    """Return flows or rates as a JSON-stat 2 dataset.

    Parameters
    ----------
    flows : Flows
    by : list of str, optional
        Axes or attributes that make the dimensions, as for `Flows.table`; ``["year"]`` if left out.
    what : {"flows", "rates"}
        The last dimension: flow or rate.
    scope : mapping, optional
        Axis or attribute to the label or labels that take part.
    label, source : str, optional
        Of the dataset; its label is the system's name if left out.
    language : {"en", "no"}
        Of labels.

    Returns
    -------
    dict
        For ``json.dumps``. Values are those of `Flows.table` or `Flows.rates`, not rounded, the last
        dimension running fastest; null with the status "." where a rate is undefined. Each flow has
        its unit, and how many decimals to show.

    Raises
    ------
    InvalidValueError, AxisError, ScopeError

    Notes
    -----
    X. Badosa, JSON-stat 2.0 (https://json-stat.org/full/).

    Examples
    --------
    >>> import plastsmart as ps
    >>> data = ps.exchange.to_jsonstat(
    ...     ps.run(ps.load("headline")), ["region", "year"], what="rates"
    ... )
    >>> data["id"], data["size"]
    (['region', 'year', 'rate'], [1, 1, 6])
    >>> at = data["dimension"]["rate"]["category"]["index"].index("eu")
    >>> data["value"][at]
    0.21
    """
    if not isinstance(flows, Flows):
        raise InvalidValueError(
            f"to_jsonstat takes Flows, as plastsmart.run gives them, not {type(flows).__name__}"
        )
    if what not in {"flows", "rates"}:
        raise InvalidValueError(f"what is {shown(what)}. {nearest(what, ['flows', 'rates'])}")
    known_language(language)
    frame = (flows.table if what == "flows" else flows.rates)(by=by, scope=scope)
    if frame.empty:
        raise ScopeError("no flow was computed that can be told by these dimensions")
    if any(not isinstance(text, str) for text in (label, source)):
        raise InvalidValueError("label and source are texts")
    place = LANGUAGES.index(language)
    dimensions = _dimensions(flows, frame, place)
    measure = "flow" if what == "flows" else "rate"
    dimensions[measure] = _measure(flows, frame, measure, place)
    values = [
        None if math.isnan(value) else value for value in frame.to_numpy().reshape(-1).tolist()
    ]
    roles: dict[str, list[str]] = {}
    for dimension in dimensions:
        if dimension in _ROLES:
            roles.setdefault(_ROLES[dimension], []).append(dimension)
    data: dict[str, Any] = {
        "version": "2.0",
        "class": "dataset",
        "label": label or flows.system.name or "plastsmart",
        "id": list(dimensions),
        "size": [len(dimension["category"]["index"]) for dimension in dimensions.values()],
        "role": roles,
        "dimension": dimensions,
        "value": values,
    }
    if source:
        data["source"] = source
    status = {str(at): UNDEFINED for at, value in enumerate(values) if value is None}
    if status:
        data["status"] = status
    return data


def _dimensions(flows: Flows, frame: pd.DataFrame, place: int) -> dict[str, Any]:
    """Return the dimensions of a frame's index, in its order."""
    axes = flows.system.axes
    names = dict(zip(axes.regions, axes.region_names, strict=True))
    dimensions = {}
    for level, key in enumerate(frame.index.names):
        if key is None:  # everything added up: no dimension
            continue
        labels = list(dict.fromkeys(str(each) for each in frame.index.get_level_values(level)))
        told = {each: names.get(each, each) if key == "region" else each for each in labels}
        dimensions[str(key)] = {
            "label": _NAMES[str(key)][place],
            "category": {"index": labels, "label": told},
        }
    return dimensions


def _measure(flows: Flows, frame: pd.DataFrame, measure: str, place: int) -> dict[str, Any]:
    """Return the dimension of flows or rates, with their labels and units."""
    known = flows.model.flows if measure == "flow" else flows.model.rates
    columns = [str(name) for name in frame.columns]
    units = frame.attrs.get("units", dict.fromkeys(columns, "1"))
    norwegian = {name: known[name].declaration.label_no for name in columns}
    return {
        "label": _NAMES[measure][place],
        "category": {
            "index": columns,
            "label": {
                name: (norwegian[name] if place and norwegian[name] else name.replace("_", " "))
                for name in columns
            },
            "unit": {
                name: {"base": units[name], "decimals": _decimals(units[name])} for name in columns
            },
        },
    }


def _decimals(unit: str) -> int:
    """Return how many decimals to show; the values themselves are not rounded."""
    if unit == "1":
        return 3
    return 0 if unit.startswith("NOK") else 1
