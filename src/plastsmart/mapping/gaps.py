"""Gaps: what nobody measured, from stated peers or the nation, and what a result rests on.

A value from elsewhere enters as a measurement with the status default and a wide standard error: the
wider of twice the relative error that its quantity usually has and the spread between the peers.
"""

from __future__ import annotations

import functools
import math
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from statistics import fmean, stdev
from typing import TYPE_CHECKING, Any, Final

import attrs
import numpy as np
from numpy.typing import NDArray

from plastsmart.axes import Category, Route
from plastsmart.errors import InvalidValueError, shown
from plastsmart.mapping.measurements import Mapping as Measured
from plastsmart.mapping.measurements import Measurement
from plastsmart.mapping.quantities import QUANTITIES
from plastsmart.markup import html_lines, html_percent, html_table
from plastsmart.parameters import STATUSES
from plastsmart.system import System

if TYPE_CHECKING:
    import pandas as pd

    from plastsmart.mapping.adjust import Adjustment

__all__ = ["Completeness", "Gap", "Peers", "completeness_of"]

Array = NDArray[np.float64]

WIDER: Final = 2.0
"""How much wider a value from elsewhere is than one that was measured here."""

SPREADS: Final = {
    "capture": 0.25,
    "composition": 0.20,
    "conversion_yield": 0.02,
    "recyclable": 0.10,
}
"""Relative standard errors of what is no quantity of a workbook, as `Quantity.spread`."""

_TONNAGES: Final = ("collected_gross", "residual_total")
"""What peers give for each inhabitant."""

_FROM_PICKING: Final = {"packaging_in_residual": "C151", "residual_moisture": "C150"}
"""Published figures for what no ready system holds: quantity to their id in `published`."""

_NATION: Final = "norway-household"

_NAMED: Final = 4
"""Peers that the source of a mean names."""

_TOO_LITTLE: Final = 1e-4
"""A standard error that shrinks by a smaller share does not shrink."""

_SIDE: Final = 1.959963984540054


@attrs.frozen(kw_only=True)
class Gap:
    """A value from elsewhere.

    Attributes
    ----------
    value, sd : float
    source, note : str
    """

    value: float
    sd: float
    source: str
    note: str = ""


def spread_of(quantity: str) -> float:
    """Return the relative standard error that a quantity usually has."""
    return SPREADS[quantity] if quantity in SPREADS else QUANTITIES[quantity].spread


class Peers:
    """Where gaps are filled from: stated peers first, then the nation.

    Parameters
    ----------
    group : Mapping, System, or an iterable of these, optional
    region : str
        The municipality with the gaps; its own values in a mapping of the group are not its peers'.
    year : int
        Peers give their nearest year.
    categories : tuple of Category
    """

    def __init__(
        self, group: Any, *, region: str, year: int, categories: tuple[Category, ...]
    ) -> None:
        self.categories = tuple(category.name for category in categories)
        own: dict[str, _Peer] = {}
        self.systems: list[_Typical] = []
        for member in _members(group):
            if isinstance(member, Measured):
                own |= {c: _Peer(member, c, year) for c in member.regions if c != region}
            else:
                self.systems += [
                    _Typical(member, position, year)
                    for position, code in enumerate(member.axes.regions)
                    if code != region
                ]
        self.mappings = list(own.values())
        named = Counter(peer.name for peer in self.mappings)
        for peer in self.mappings:
            if named[peer.name] > 1:
                peer.name = f"{peer.name} ({peer.code})"
        self.nation = _nation(year)

    def __call__(
        self, quantity: str, *, category: str = "", route: Route | None = None,
        population: float = math.nan,
    ) -> Gap | None:  # fmt: skip
        """Return a value for a gap, None where nobody has one."""
        named = [(p.name, p.value(quantity, category, route, population)) for p in self.mappings]
        named += [(t.name, self._of(t, quantity, category, route)) for t in self.systems]
        # a name is no key: Norway has two Våler and two Herøy
        found = [(name, value) for name, value in named if value is not None]
        if found:
            values = [value for _, value in found]
            mean = fmean(values)
            between = stdev(values) if len(values) > 1 else 0.0
            wide = max(WIDER * spread_of(quantity) * abs(mean), between)
            who = ", ".join(name for name, _ in found[:_NAMED])
            who += " and others" if len(found) > _NAMED else ""
            return Gap(
                value=mean, sd=wide, source=f"mean of peers: {who}", note="filled from peers"
            )
        value = self._of(self.nation, quantity, category, route)
        if value is not None:
            wide = WIDER * spread_of(quantity) * abs(value)
            note = "filled from the nation"
            return Gap(value=value, sd=wide, source=f"ready system {_NATION}", note=note)
        if quantity in _FROM_PICKING:
            return _published(quantity)
        return None

    def _of(
        self, typical: _Typical, quantity: str, category: str, route: Route | None
    ) -> float | None:
        rows = typical.rows(self.categories)
        if not category:
            return typical.value(quantity, None, route)
        return None if rows is None else typical.value(quantity, rows[category], route)

    @property
    def know_categories(self) -> bool:
        """Whether somebody tells the same kinds of packaging apart, or more of them."""
        if len(self.categories) == 1:
            return False
        known = [*self.systems, self.nation]
        return any(typical.rows(self.categories) is not None for typical in known)


def _members(group: Any) -> list[Measured | System]:
    if group is None:
        return []
    given = [group] if isinstance(group, (Measured, System)) else group
    if isinstance(given, (str, bytes)) or not isinstance(given, Iterable):
        raise InvalidValueError(
            f"group is {shown(group)}; give the mapping of the peers, or a list of their systems"
        )
    members = list(given)
    for member in members:
        if not isinstance(member, (Measured, System)):
            raise InvalidValueError(
                f"group has the member {shown(member)}; a peer is a System, or peers are one Mapping"
            )
    return members


class _Peer:
    """A municipality of a mapping, as somebody else's peer."""

    def __init__(self, mapping: Measured, code: str, year: int) -> None:
        self.code = code
        self.name = mapping.regions[code]
        self.tiers = {route.name: route.tier for route in mapping.routes}
        self.year = year
        self.own = [m for m in mapping if m.region == code]

    def value(
        self, quantity: str, category: str, route: Route | None, population: float
    ) -> float | None:
        near = self._nearest(quantity, category, route)
        if near is None:
            return None
        if quantity not in _TONNAGES:
            return near.value
        people = self._nearest("population", "", None)
        if people is None or not people.value or math.isnan(population):
            return None
        return near.value / people.value * population

    def _nearest(self, quantity: str, category: str, route: Route | None) -> Measurement | None:
        fitting = [m for m in self.own if (m.quantity, m.category) == (quantity, category)]
        if route is not None:
            named = [m for m in fitting if m.route == route.name]
            fitting = named or [m for m in fitting if self.tiers.get(m.route) == route.tier]
        if not fitting:
            return None
        return min(fitting, key=lambda m: (abs(m.year - self.year), -m.year))


_OTHER: Final = "other"
"""The kind of packaging that holds what is not told apart."""


class _Typical:
    """What one region of a system does, for its households' packaging together and by category."""

    def __init__(self, system: System, region: int, year: int) -> None:
        axes = system.axes
        names = axes.region_names[region]
        self.name = names if len(axes.regions) > 1 or not system.name else system.name
        at = min(range(len(axes.years)), key=lambda t: (abs(axes.years[t] - year), -axes.years[t]))
        household = [c for c, kind in enumerate(axes.categories) if kind.sector == "household"]
        kept = household or list(range(len(axes.categories)))
        self.categories = tuple(axes.categories[c].name for c in kept)
        self.routes = axes.routes
        self.by_name = {route.name: m for m, route in enumerate(axes.routes)}

        def cells(name: str) -> Array:
            """Return a parameter by category and route."""
            array = system.given_array(name)[0]
            array = array[region if array.shape[0] > 1 else 0]
            array = array[at if array.shape[0] > 1 else 0]
            shape = (len(axes.categories), len(axes.routes))
            return np.asarray(np.broadcast_to(array, shape)[kept], dtype=np.float64)

        self.cells = cells
        left = (1.0 - cells("prevention")) * (1.0 - cells("reuse"))
        weights = (cells("composition") * left)[:, 0]
        self.per_person = float(cells("packaging_per_person")[0, 0] * weights.sum())
        self.composition = weights / weights.sum()
        self._flow(axes.serves()[kept].astype(np.float64))

    def _flow(self, serves: Array) -> None:
        """Follow one tonne through the tiers: what each route has available and takes."""
        uptake = self.cells("coverage") * self.cells("capture") * serves
        self.available = np.zeros_like(uptake)
        self.collected = np.zeros_like(uptake)
        left = self.composition.copy()
        for tier in ("deposit", "source", "central"):
            members = [m for m, route in enumerate(self.routes) if route.tier == tier]
            self.available[:, members] = left[:, np.newaxis]
            self.collected[:, members] = left[:, np.newaxis] * uptake[:, members]
            left = left - self.collected[:, members].sum(axis=1)

    def _members(self, route: Route | None) -> list[int]:
        if route is None:
            return list(range(len(self.routes)))
        if route.name in self.by_name:
            return [self.by_name[route.name]]
        return [m for m, known in enumerate(self.routes) if known.tier == route.tier]

    def rows(self, categories: Sequence[str]) -> dict[str, list[int]] | None:
        """Return where each kind of packaging is; what is not told apart is part of "other"."""
        if not set(categories) <= set(self.categories):
            return None
        rows = {name: [self.categories.index(name)] for name in categories}
        more = [c for c, name in enumerate(self.categories) if name not in rows]
        if more and _OTHER not in rows:
            return None
        for c in more:
            rows[_OTHER].append(c)
        return rows

    def value(self, quantity: str, rows: list[int] | None, route: Route | None) -> float | None:
        """Return a parameter for all categories together or some, all routes or one."""
        members = self._members(route)
        if not members:
            return None
        rows = list(range(len(self.categories))) if rows is None else rows
        if quantity == "packaging_per_person":
            return self.per_person
        if quantity == "composition":
            return float(self.composition[rows].sum())
        if quantity == "coverage":
            return float(self.cells("coverage")[0, members].sum())
        here = np.ix_(rows, members)
        # what nothing flows through weighs by what there is
        flow = self.collected if self.collected[here].sum() > 0.0 else self.available
        if quantity == "composition_collected":
            return float(flow[here].sum() / flow[:, members].sum())
        return self._mean(quantity, here, flow[here])

    def _mean(self, quantity: str, here: Any, flow: Array) -> float | None:
        """Return the mean of a parameter, weighted by what it acts on."""
        sorted_ = flow * self.cells("sorting_efficiency")[here]
        acts_on: dict[str, Callable[[], Array]] = {
            "capture": lambda: self.available[here] * self.cells("coverage")[here],
            "impurity": lambda: flow / (1.0 - self.cells("impurity")[here]),
            "sorting_efficiency": lambda: flow,
            "bale_impurity": lambda: sorted_ / (1.0 - self.cells("bale_impurity")[here]),
            "preparation_yield": lambda: sorted_,
            "conversion_yield": lambda: sorted_ * self.cells("preparation_yield")[here],
            "recyclable": lambda: flow,
        }
        if quantity not in acts_on:
            return None
        values, weights = self.cells(quantity)[here], acts_on[quantity]()
        whole = float(weights.sum())
        return float((values * weights).sum() / whole) if whole > 0.0 else float(values.mean())


@functools.lru_cache(maxsize=16)
def _nation(year: int) -> _Typical:
    from plastsmart.data import load

    return _Typical(load(_NATION), 0, year)


@functools.cache
def _published(quantity: str) -> Gap:
    from plastsmart.data import published

    row: Any = published().loc[_FROM_PICKING[quantity]]
    value, low, high = (float(row[column]) for column in ("value", "low", "high"))
    sd = max((high - low) / (2.0 * _SIDE), spread_of(quantity) * value)
    return Gap(value=value, sd=sd, source=str(row["source"]), note=f"{row['scope']}, {row['year']}")


# --------------------------------------------------------------------------------------------------
# what a result rests on


@attrs.frozen(kw_only=True, eq=False, repr=False)
class Completeness:
    """What the recycling rate rests on, and which further measurement would help most.

    Attributes
    ----------
    rate, sd : float
        The recycling rate by the rule of the EU [1], and its standard error.
    inputs : mapping of str to int
        How many values there are of each status.
    influence : mapping of str to float
        Share of each status in how far the rate moves when every value moves by 1 %.
    variance : mapping of str to float
        Share of each status in the variance of the rate.
    gains : tuple of (str, float, float)
        For each value that was not measured: the standard error of the rate if it were, as surely as
        its quantity usually is, and by which share that is less than now; the most helpful first.
    """

    rate: float
    sd: float
    inputs: Mapping[str, int]
    influence: Mapping[str, float]
    variance: Mapping[str, float]
    gains: tuple[tuple[str, float, float], ...]

    @property
    def table(self) -> pd.DataFrame:
        """Return inputs, influence and variance by status."""
        import pandas as pd

        return pd.DataFrame(
            {
                "inputs": [self.inputs.get(s, 0) for s in STATUSES],
                "influence": [self.influence.get(s, 0.0) for s in STATUSES],
                "variance": [self.variance.get(s, 0.0) for s in STATUSES],
            },
            index=pd.Index(STATUSES, name="status"),
        )

    @property
    def helpful(self) -> pd.DataFrame:
        """Return what to measure next: sd of the rate then, and by which share it shrinks."""
        import pandas as pd

        frame = pd.DataFrame(self.gains, columns=["value", "sd", "shrinkage"]).set_index("value")
        frame.attrs["sd_now"] = self.sd
        return frame

    def __str__(self) -> str:
        """Return it in two or three lines."""
        if math.isnan(self.rate):
            return "the recycling rate is not determined"
        shares = ", ".join(
            f"{self.influence[s]:.0%} {s}" for s in STATUSES if self.influence.get(s, 0.0) >= 0.005  # noqa: PLR2004
        )  # fmt: skip
        lines = [
            f"recycling rate {self.rate:.1%} ± {self.sd:.1%} (one standard error); it rests on {shares}"
        ]
        if self.gains:
            name, sd, less = self.gains[0]
            lines.append(f"measuring {name} would help most: ± {sd:.1%}, {less:.0%} less uncertain")
        return "\n".join(lines)

    def __repr__(self) -> str:
        return f"<Completeness: {str(self).splitlines()[0]}>"

    def _repr_html_(self) -> str:
        rests = [
            (
                status,
                self.inputs.get(status, 0),
                html_percent(self.influence.get(status, 0.0)),
                html_percent(self.variance.get(status, 0.0)),
            )
            for status in STATUSES
        ]
        gains = [(name, html_percent(sd, 2), html_percent(less)) for name, sd, less in self.gains]
        helpful = html_table(
            ("to measure next", "standard error of the rate then", "less uncertain by"),
            gains,
            most=10,
            all_in="helpful",
        )
        return (
            html_lines(str(self).splitlines())
            + html_table(("status", "inputs", "influence", "variance"), rests)
            + (helpful if gains else "")
        )


def completeness_of(
    found: Adjustment, rate: str, statuses: Mapping[str, str], spreads: Mapping[str, float]
) -> Completeness:
    """Return what one value of an adjustment rests on.

    Parameters
    ----------
    found : Adjustment
    rate : str
        Its name.
    statuses : mapping of str to str
        The status of each measured value.
    spreads : mapping of str to float
        Relative standard errors of what could be measured further.
    """
    network, covariance = found.network, found.solution.covariance
    at = found.names.index(rate)
    value, variance = float(found.solution.values[at]), float(covariance[at, at])
    inputs: dict[str, int] = {}
    influence: dict[str, float] = {}
    shares: dict[str, float] = {}
    for i, name in enumerate(found.names):
        if name not in statuses:
            continue
        status, sd = statuses[name], float(network.sd[i])
        inputs[status] = inputs.get(status, 0) + 1
        if not sd > 0.0 or math.isnan(variance):
            continue
        # the derivative of an adjusted value by a measurement is their covariance by its variance
        derivative = float(covariance[at, i]) / sd**2
        moved = abs(derivative * float(network.given[i]))
        influence[status] = influence.get(status, 0.0) + moved
        shares[status] = shares.get(status, 0.0) + (derivative * sd) ** 2
    return Completeness(
        rate=value,
        sd=math.sqrt(max(variance, 0.0)) if variance == variance else math.nan,  # noqa: PLR0124
        inputs=inputs,
        influence=_of_whole(influence),
        variance=_of_whole(shares),
        gains=_gains(found, at, spreads),
    )


def _of_whole(parts: Mapping[str, float]) -> dict[str, float]:
    whole = sum(parts.values())
    return {name: part / whole if whole else 0.0 for name, part in parts.items()}


def _gains(
    found: Adjustment, at: int, spreads: Mapping[str, float]
) -> tuple[tuple[str, float, float], ...]:
    covariance = found.solution.covariance
    now = float(covariance[at, at])
    if not now > 0.0:
        return ()
    gains = []
    for name, spread in spreads.items():
        i = found.names.index(name)
        own, with_rate = float(covariance[i, i]), float(covariance[i, at])
        error = spread * abs(float(found.solution.values[i]))
        if not error > 0.0 or math.isnan(own):
            continue
        # what a measurement adds to what is known now; it takes the place of a value from elsewhere
        before = float(found.network.sd[i])
        more = 1.0 / error**2 - (1.0 / before**2 if before > 0.0 else 0.0)
        if more <= 0.0:
            continue
        sd = math.sqrt(max(now - with_rate**2 * more / (1.0 + more * own), 0.0))
        shrinkage = 1.0 - sd / math.sqrt(now)
        if shrinkage > _TOO_LITTLE:
            gains.append((name, sd, shrinkage))
    return tuple(sorted(gains, key=lambda gain: (-round(gain[2], 9), gain[0])))
