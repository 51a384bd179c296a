"""What no municipality has measured: numbers, years and names to look at again."""

from __future__ import annotations

import re
from typing import Final

from plastsmart.mapping import reforms
from plastsmart.mapping.measurements import Measurement
from plastsmart.mapping.texts import folded

__all__ = ["another_place", "unlikely"]

_FIRST: Final = 1950
"""No waste was weighed or picked for plastic before."""

# far above the largest of any Norwegian municipality, and far below a slip of a thousand
_MOST: Final = {
    "population": 2e6,
    "households": 1e6,
    "packaging_per_person": 200.0,
    "collected_gross": 1e5,
    "residual_total": 1e6,
    "sorted_gross": 1e5,
    "recycled": 1e5,
    "service_cost": 2e4,
    "collection_cost": 2e5,
    "residual_cost": 5e4,
}
"""What a quantity has at most in a municipality, each in its unit."""

_LARGER: Final = 10.0
"""How many times as much a place without a number may have: it may be the nation."""


def unlikely(m: Measurement, this_year: int) -> str:
    """Return what is to be looked at in a measurement; "" for nothing.

    Parameters
    ----------
    m : Measurement
    this_year : int
        Nothing was measured later than that.

    Examples
    --------
    >>> import plastsmart as ps
    >>> from plastsmart.mapping.plausibility import unlikely
    >>> m = ps.mapping.Measurement(quantity="population", region="3203", year=2204, value=98_815)
    >>> unlikely(m, 2026)
    '2204 is a year to come; correct the year, unless it is a forecast'
    """
    if m.year > this_year:
        return f"{m.year} is a year to come; correct the year, unless it is a forecast"
    if m.year < _FIRST:
        return f"{m.year} is long ago; correct the year"
    most = _MOST.get(m.quantity)
    if most is not None and not re.fullmatch("[0-9]{4}", m.region):
        most *= _LARGER
    if most is not None and m.value > most:
        return (
            f"{m.value:.15g} {m.kind.unit} is more than any such place has ({most:.15g} at most); "
            "look whether the unit or the decimal mark is another"
        )
    return ""


def another_place(number: str, name: str) -> tuple[str, bool]:
    """Return what is wrong with the name of a municipality beside its number, and whether it is sure.

    Examples
    --------
    >>> from plastsmart.mapping.plausibility import another_place
    >>> another_place("3203", "Asker kommune")
    ('', False)
    >>> another_place("1103", "Asker")
    ('1103 is the number of Stavanger, and Asker has 3203; correct the name or the number', True)
    """
    known = reforms.names(number)
    mine = _parts(name)
    if not known or not mine or name == number or any(mine & _parts(each) for each in known):
        return "", False
    others = sorted(reforms.numbers_now(lambda each: bool(mine & _parts(each))))
    if others:
        here, there = known[-1], " or ".join(others)
        return (
            f"{number} is the number of {here}, and {name} has {there}; correct the name or the number"
        ), True
    return (
        f"{number} is the number of {known[-1]}; look whether number and name belong together",
        False,
    )


def _parts(name: str) -> set[str]:
    """Return the names that a municipality's name consists of, without brackets."""
    bare = re.sub(r"\([^()]*\)", " ", name[:200])
    parts = (folded(part).removesuffix(" kommune") for part in re.split(r" [-\u2013/] |/", bare))
    return {part for part in parts if part}
