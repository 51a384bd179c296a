"""Flows as a table in the format of the Integrated Assessment Modeling Consortium (IAMC)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any, Final

from plastsmart.errors import InvalidValueError, LabelError, listed, nearest, shown
from plastsmart.flows.result import Flows
from plastsmart.flows.selection import ATTRIBUTES

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["PREFIX", "to_iamc"]

PREFIX: Final = "Waste|Plastic Packaging"
"""What every variable begins with."""

KEYS: Final = ("Model", "Scenario", "Region", "Variable", "Unit")

_PARTS: Final = ("category", "route", *ATTRIBUTES)
_SPELLED: Final = {"eu": "EU", "pre2020": "before 2020"}
_UNITS: Final = (("tonne", "t"), ("/year", "/yr"))


def to_iamc(
    flows: Flows,
    *,
    scenario: str,
    model: str | None = None,
    by: Iterable[str] = ("category",),
    scope: Mapping[str, Any] | None = None,
    wide: bool = True,
    region_names: bool = False,
) -> pd.DataFrame:
    """Return flows and rates as an IAMC table.

    Parameters
    ----------
    flows : Flows
    scenario : str
        What to call it, such as "Baseline" or the name of a plan.
    model : str, optional
        "plastsmart" and its version, if left out.
    by : iterable of str
        What each flow is also told by, beside its sum: category, polymer, format, sector, route,
        tier.
    scope : mapping, optional
        Axis or attribute to the label or labels that take part; without routes, since rates have
        none.
    wide : bool
        One column a year, else the columns Year and Value.
    region_names : bool
        Whether regions are told by name, such as "Asker", in place of their number.

    Returns
    -------
    pandas.DataFrame
        Model, Scenario, Region, Variable, Unit, and the years (or Year and Value). Numbers are
        those of `Flows.table` and `Flows.rates`; NaN where a rate is undefined.

    Raises
    ------
    LabelError
        If `by` holds something unknown, two regions have one name, or a label holds "|", which
        parts the levels of a variable.
    InvalidValueError

    Notes
    -----
    A variable is ``Waste|Plastic Packaging|`` and the flow's name in words: ``Recycled``,
    ``Collected Gross``. Its categories stand right below it, ``Recycled|film``, and add up to it;
    other parts have a level that says of what they are, ``Collected|Route|kerbside_bin``,
    ``Recycled|Polymer|PE``. Rates are ``Rate|EU`` and so on, as shares, unit "1". Units: t/yr,
    t CO2e/yr, and NOK_2024/yr in prices of 2024 (NOK/yr where the system says no price year).

    The format: IAMC (https://docs.ece.iiasa.ac.at/iamc.html); pyam reads it.

    Examples
    --------
    >>> import plastsmart as ps
    >>> table = ps.exchange.to_iamc(ps.run(ps.load("headline")), scenario="today", wide=False)
    >>> row = table[table["Variable"] == "Waste|Plastic Packaging|Rate|EU"].iloc[0]
    >>> row["Year"].item(), row["Value"].item(), row["Unit"]
    (2023, 0.21, '1')
    """
    if not isinstance(flows, Flows):
        raise InvalidValueError(
            f"to_iamc takes Flows, as plastsmart.run gives them, not {type(flows).__name__}"
        )
    if model is None:
        from importlib.metadata import version

        model = f"plastsmart {version('plastsmart')}"
    for what, text in (("model", model), ("scenario", scenario)):
        if not isinstance(text, str) or not text.strip():
            raise InvalidValueError(f"{what} is a name, not {shown(text)}")
    parts = _parts(by)
    head = {"Model": model, "Scenario": scenario}
    regions = _regions(flows, names=region_names)
    rows: list[dict[str, Any]] = []
    years: list[int] = []
    for key in (None, *parts):
        asked = ["region", "year", *([] if key is None else [key])]
        frames = [(flows.table(by=asked, scope=scope), _words, "")]
        if key is None:
            frames.append((flows.rates(by=asked, scope=scope), _words, "Rate|"))
        for frame, words, level in frames:
            years, told = _rows(frame, flows.system.price_year, key, regions)
            rows += [
                {
                    **head,
                    **row,
                    "Variable": f"{PREFIX}|{level}{words(row['Flow'])}{row['Variable']}",
                }
                for row in told
            ]
    _refuse_twice(rows)
    return _frame(rows, years, wide=wide)


def _parts(by: Iterable[str]) -> list[str]:
    asked = listed(by, "by", '["category", "route"]')
    for key in asked:
        if key not in _PARTS:
            raise LabelError(
                f"by cannot hold {shown(key)}; every variable has its region and years, and by is "
                f"of what else it is told. {nearest(key, _PARTS)}"
            )
    return list(dict.fromkeys(asked))


def _regions(flows: Flows, *, names: bool) -> dict[str, str]:
    axes = flows.system.axes
    told = dict(zip(axes.regions, axes.region_names if names else axes.regions, strict=True))
    if len(set(told.values())) < len(told):
        raise LabelError("two regions have one name; leave region_names out, which gives numbers")
    return told


def _words(name: str) -> str:
    """Return a flow's name as a variable has it: collected_gross is Collected Gross."""
    return " ".join(_SPELLED.get(word, word.capitalize()) for word in name.split("_"))


def _rows(
    frame: pd.DataFrame, price_year: int | None, key: str | None, regions: Mapping[str, str]
) -> tuple[list[int], list[dict[str, Any]]]:
    """Return the years of a frame by region, year and perhaps a part, and one row a variable."""
    index = frame.index
    years = list(dict.fromkeys(int(each[1]) for each in index))
    places = list(dict.fromkeys(str(each[0]) for each in index))
    labels = list(dict.fromkeys(str(each[2]) for each in index)) if key is not None else [""]
    rows = []
    for name in frame.columns:
        values = frame[name].to_numpy().reshape(len(places), len(years), len(labels))
        unit = frame.attrs["units"][name] if "units" in frame.attrs else "1"
        for r, place in enumerate(places):
            for number, label in enumerate(labels):
                part = "" if key is None else _part(key, label)
                told = dict(zip(years, values[r, :, number].tolist(), strict=True))
                rows.append(
                    {
                        "Region": regions[place],
                        "Variable": part,
                        "Flow": str(name),
                        "Unit": _unit(unit, price_year),
                        "values": told,
                    }
                )
    return years, rows


def _part(key: str, label: str) -> str:
    if "|" in label:
        raise LabelError(
            f"the {key} {shown(label)} holds '|', which parts the levels of an IAMC variable; give it "
            "another name"
        )
    if key == "category":
        return f"|{label}"
    return f"|{key.capitalize()}|{label or 'not stated'}"


def _unit(unit: str, price_year: int | None) -> str:
    for long, short in _UNITS:
        unit = unit.replace(long, short)
    return unit.replace("NOK", f"NOK_{price_year}") if price_year is not None else unit


def _refuse_twice(rows: list[dict[str, Any]]) -> None:
    seen: set[tuple[str, str]] = set()
    for row in rows:
        key = (row["Region"], row["Variable"])
        if key in seen:
            raise LabelError(
                f"two variables would be {shown(row['Variable'])}; give the category or flow another "
                "name"
            )
        seen.add(key)


def _frame(rows: list[dict[str, Any]], years: list[int], *, wide: bool) -> pd.DataFrame:
    import pandas as pd

    if wide:
        told = [[row[key] for key in KEYS] + [row["values"][y] for y in years] for row in rows]
        return pd.DataFrame(told, columns=[*KEYS, *years])
    long = [
        [*(row[key] for key in KEYS), year, value]
        for row in rows
        for year, value in row["values"].items()
    ]
    return pd.DataFrame(long, columns=[*KEYS, "Year", "Value"])
