"""Reuse: the trips of reusable packaging, and what reuse takes off a target."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Any, Final

from plastsmart.errors import InvalidValueError, LabelError, shown
from plastsmart.flows.result import Flows
from plastsmart.scenarios.targets import share
from plastsmart.units import is_whole

__all__ = ["reuse_share", "trips"]

_YEARS: Final = 3
"""Preceding years whose mean share counts."""


def trips(return_rate: float, breakage: float = 0.0) -> float:
    """Return how many trips reusable packaging makes before it is lost, broken or worn.

    Parameters
    ----------
    return_rate : float
        Share that comes back after a trip.
    breakage : float
        Share of what comes back that is not filled again.

    Returns
    -------
    float
        1 / (1 - return_rate · (1 - breakage)); infinite where nothing is ever lost.

    Raises
    ------
    InvalidValueError
        If one is no share.

    Examples
    --------
    >>> import plastsmart as ps
    >>> round(ps.trips(0.87), 1), round(ps.trips(0.87, breakage=0.05), 1)
    (7.7, 5.8)
    """
    again = share(return_rate, "return_rate") * (1.0 - share(breakage, "breakage"))
    return math.inf if again == 1.0 else 1.0 / (1.0 - again)


def reuse_share(flows: Flows, year: int, *, scope: Mapping[str, Any] | None = None) -> float:
    """Return the mean share of reusable packaging over the three years before one.

    `Target.with_reuse` takes it: a state may lower its recycling target by as much, at most by 0.05.

    Parameters
    ----------
    flows : Flows
        Of a system that tells of reusable packaging and of the three years before.
    year : int
        Of the target.
    scope : mapping, optional
        Over what the share is counted, such as ``{"sector": "household"}``: sales packaging alone, by
        the rule.

    Returns
    -------
    float
        Share from 0 to 1.

    Raises
    ------
    LabelError
        If the flows lack one of the years.
    MissingValueError, LabelError
        If the system tells nothing of reusable packaging.
    InvalidValueError
        If `flows` is none, or nothing is generated.

    References
    ----------
    Regulation (EU) 2025/40 article 54(1), OJ L, 22.1.2025, pages 79-80; before that, Directive 94/62/EC
    article 5(2).

    Examples
    --------
    >>> import plastsmart as ps
    >>> base = ps.load("headline").with_years(range(2023, 2031))
    >>> reuse = base.replace(
    ...     reuse=0.3,
    ...     single_use_weight=ps.Q(20, "g/item"),
    ...     reusable_weight=ps.Q(60, "g/item"),
    ...     return_rate=0.9,
    ... )
    >>> share = ps.reuse_share(ps.run(reuse), 2030)
    >>> round(share, 4), round(ps.targets.EU_2030.with_reuse(share).required_level, 2)
    (0.1139, 0.5)
    """
    if not isinstance(flows, Flows):
        raise InvalidValueError(
            f"reuse_share takes Flows, as ps.run(…) gives them, not {shown(flows)}"
        )
    if not is_whole(year):
        raise InvalidValueError(f"year is that of the target, such as 2030, not {shown(year)}")
    before = range(int(year) - _YEARS, int(year))
    shares = flows.rate("reusable", by=["year"], scope=scope)
    missing = [each for each in before if each not in shares.index]
    if missing:
        raise LabelError(
            f"the mean share for {year} is that of {before[0]} to {before[-1]}, and the flows lack "
            f"{', '.join(map(str, missing))}; give the system these years with with_years"
        )
    values = [float(shares[each]) for each in before]
    if any(math.isnan(value) for value in values):
        raise InvalidValueError("nothing is generated in the scope in one of the three years")
    return math.fsum(values) / _YEARS
