"""Counts of litter from clean-ups turned into mass, by what an item of each kind weighs."""

from __future__ import annotations

import functools
import io
from collections.abc import Mapping
from importlib import resources
from typing import TYPE_CHECKING, Any

from plastsmart.errors import InvalidValueError, LabelError, nearest, shown
from plastsmart.units import finite

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["litter_from_counts", "litter_items"]

_GRAMS = 1e6
"""In a tonne."""

_METRES = 100.0
"""Of shore that a count of OSPAR's method covers."""


@functools.cache
def _text() -> str:
    return resources.files("plastsmart.data").joinpath("litter-items.csv").read_text("utf-8")


def litter_items() -> pd.DataFrame:
    """Return the kinds of item that `litter_from_counts` knows.

    Returns
    -------
    pandas.DataFrame
        ospar (number in OSPAR's list of 100 m surveys, where it has one), name_no, name_en, category
        (of packaging, or not_packaging), mass, low and high (g), source, status and note by item.

    Examples
    --------
    >>> import plastsmart as ps
    >>> items = ps.litter_items()
    >>> items.loc["cap", ["name_no", "category", "status"]].tolist()
    ['Kork og lokk', 'pp', 'default']
    """
    import pandas as pd

    texts = {"item": str, "ospar": str}
    frame = pd.read_csv(io.StringIO(_text()), dtype=texts, keep_default_na=False)
    return frame.set_index("item").astype({"mass": float, "low": float, "high": float})


def litter_from_counts(
    counts: Mapping[str, float] | pd.Series[Any] | pd.DataFrame,
    *,
    length: float | None = None,
    by: str = "item",
) -> pd.DataFrame:
    """Return the mass of counted items of litter.

    Parameters
    ----------
    counts : mapping, pandas.Series or pandas.DataFrame
        Kind of item to how many; a kind is an item of `litter_items`, its name in Norwegian or
        English, or its OSPAR number as text. A frame has the columns item and count; counts of the same
        kind add up.
    length : float, optional
        Metres of shore that counts per 100 m stand for; counts in total, if left out.
    by : {"item", "category"}

    Returns
    -------
    pandas.DataFrame
        count, tonnes, low and high; by item with its category too. Low and high of a category are the
        sums where every item is light or heavy at once.

    Raises
    ------
    LabelError
        If a kind is unknown; the message has the nearest names.
    InvalidValueError
        If a count or the length is no number, or negative.

    Examples
    --------
    >>> import plastsmart as ps
    >>> ps.litter_from_counts({"Kork og lokk": 1000, "rope": 2}).loc["cap", "tonnes"]
    np.float64(0.002)
    """
    import pandas as pd

    if by not in ("item", "category"):
        raise InvalidValueError(f"by is item or category, not {shown(by)}")
    known = litter_items()
    asked = _asked_by(known)
    factor = 1.0 if length is None else _amount(length, "length") / _METRES
    total: dict[str, float] = {}
    for kind, count in _pairs(counts):
        item = asked.get(str(kind).strip().casefold())
        if item is None:
            raise LabelError(
                f"litter_from_counts: there is no item {shown(kind)}. "
                f"{nearest(kind, [*known.index, *known['name_no'], *known['name_en']])} "
                "ps.litter_items() lists them."
            )
        total[item] = total.get(item, 0.0) + factor * _amount(count, f"the count of {item}")
    found = known.loc[list(total)]
    number = pd.Series(total, dtype=float)
    frame = pd.DataFrame({"category": found["category"], "count": number})
    for column, mass in (("tonnes", "mass"), ("low", "low"), ("high", "high")):
        frame[column] = number * found[mass] / _GRAMS
    frame = frame.rename_axis("item")
    return frame if by == "item" else frame.groupby("category", sort=False).sum()


def _asked_by(known: pd.DataFrame) -> dict[str, str]:
    """Return item by everything that it may be called, in small letters."""
    asked: dict[str, str] = {}
    for item, row in known.iterrows():
        for name in (item, row["name_no"], row["name_en"], row["ospar"]):
            if name:
                asked[str(name).casefold()] = str(item)
    return asked


def _pairs(counts: Any) -> list[tuple[Any, Any]]:
    if hasattr(counts, "columns"):
        missing = [name for name in ("item", "count") if name not in counts.columns]
        if missing:
            raise LabelError(
                f"litter_from_counts: the table has no column {', '.join(missing)}; it has "
                f"{', '.join(map(str, counts.columns))}"
            )
        return list(zip(counts["item"], counts["count"], strict=True))
    if not hasattr(counts, "items"):
        raise InvalidValueError(
            f"litter_from_counts: counts is a mapping from items to numbers, not {shown(counts)}"
        )
    return list(counts.items())


def _amount(value: Any, name: str) -> float:
    number = finite(value, f"litter_from_counts: {name}")
    if not isinstance(number, float) or number < 0:
        raise InvalidValueError(
            f"litter_from_counts: {name} is {shown(value)}; give one number of 0 or more"
        )
    return number
