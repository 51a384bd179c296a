"""Reconciliation: from what a municipality measured to flows that obey the model, and its baseline."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, ClassVar, Final

import attrs
import numpy as np

from plastsmart.accessors import Plots
from plastsmart.axes import checked_year
from plastsmart.errors import (
    InvalidValueError,
    LabelError,
    MissingValueError,
    nearest,
    shown,
)
from plastsmart.mapping.adjust import Adjustment, adjusted, open_lines, verdict_lines
from plastsmart.mapping.completion import completed
from plastsmart.mapping.consistency import misfits
from plastsmart.mapping.gaps import Completeness, Peers, completeness_of
from plastsmart.mapping.measurements import Mapping as Measured
from plastsmart.mapping.municipality import (
    GENERATIONS,
    RATE,
    Entry,
    Key,
    Municipality,
    pooled_entry,
    worst,
)
from plastsmart.mapping.quantities import QUANTITIES
from plastsmart.markup import html_lines, html_table, html_value

if TYPE_CHECKING:
    import pandas as pd

    from plastsmart.report.plots.accessors import ReconciliationPlots
    from plastsmart.system import System

__all__ = ["Reconciliation", "SuspectMeasurement", "TwoWays", "reconcile"]

_SHARES: Final = ("capture", "composition", RATE)
"""What is a share and no quantity of a workbook."""

_COLUMNS: Final = (
    "quantity", "category", "route", "unit", "measured", "measured_sd", "reconciled",
    "reconciled_sd", "residual", "status", "source", "place", "note",
)  # fmt: skip

_SHOWN: Final = 5
"""Suspects that a printed result lists."""


@attrs.frozen(kw_only=True)
class SuspectMeasurement:
    """A measurement that the others speak against, or other figures of its own source do.

    Attributes
    ----------
    quantity, category, route : str
    measured, sd : float
    residual : float
        Standardised; positive where more was measured than the others say.
    without : float
        What the others give when it is left out; NaN where they give nothing.
    status, source, place : str
    name : str
    own_source : bool
        Whether it is the other figures of its own source that it does not follow from. Then `sd` is
        what rounding to the last digit makes, unless a standard error is stated.
    """

    quantity: str
    category: str
    route: str
    measured: float
    sd: float
    residual: float
    without: float
    status: str
    source: str
    place: str
    name: str
    own_source: bool = False

    def __str__(self) -> str:
        """Return it in one line."""
        unit = QUANTITIES[self.quantity].unit if self.quantity in QUANTITIES else "1"
        of = "" if unit == "1" else f" {unit}"
        others = "" if math.isnan(self.without) else f"; the others give {self.without:.5g}"
        where = "; ".join(part for part in (self.place, self.source) if part)
        told = f" ({self.status}{f': {where}' if where else ''})"
        if self.own_source:
            of_it = "of the same source" if self.source else "without a source"
            gives = "" if math.isnan(self.without) else f", which give {self.without:.6g}"
            return (
                f"{self.name} {self.measured:.6g}{of} does not follow from the other figures "
                f"{of_it}{gives}{told}"
            )
        way = "above" if self.residual > 0 else "below"
        return (
            f"{self.name} {self.measured:.5g} ± {self.sd:.3g}{of} is {abs(self.residual):.1f} "
            f"standard errors {way}{others}{told}"
        )


@attrs.frozen(kw_only=True)
class TwoWays:
    """What is generated, by what is placed on the market and by picking analysis [tonne/year].

    Each as measured, before anything is adjusted. The two are known to differ; neither is the truth.

    Attributes
    ----------
    market, market_sd : float
    picking, picking_sd : float
        NaN where residual waste was not weighed.
    difference, difference_sd : float
        Picking less market.
    reconciled, reconciled_sd : float
        What is used.
    used : {"reconciled", "market", "picking"}
        Which way the baseline follows.
    market_status, picking_status : str
        The least sure status among what each rests on.
    """

    market: float
    market_sd: float
    picking: float
    picking_sd: float
    difference: float
    difference_sd: float
    reconciled: float
    reconciled_sd: float
    used: str
    market_status: str
    picking_status: str

    def __str__(self) -> str:
        """Return it in one line."""
        market = f"{self.market:.0f} ± {self.market_sd:.0f} tonne/year by the market"
        market += f" ({self.market_status})"
        if math.isnan(self.picking):
            return f"generated: {market}; picking analysis gives none; used: {self.used}"
        return (
            f"generated: {market}, {self.picking:.0f} ± {self.picking_sd:.0f} by picking analysis "
            f"({self.picking_status}); difference {self.difference:+.0f} ± {self.difference_sd:.0f}; "
            f"used: {self.used}, {self.reconciled:.0f} ± {self.reconciled_sd:.0f}"
        )


def _locked(entries: Mapping[Key, Entry]) -> Mapping[Key, Entry]:
    return MappingProxyType(dict(entries))


@attrs.frozen(kw_only=True, eq=False, repr=False)
class Reconciliation:
    """What a municipality measured in a year, made to agree, and what it rests on.

    Attributes
    ----------
    region, name : str
    year : int
    years : tuple of int
        Those that can be reconciled, each on its own: `at` gives another.
    generation : {"reconciled", "market", "picking"}
    chi2 : float
        Weighted sum of squares by which the measurements had to move.
    dof : int
    p_value : float
        The chance of a disagreement at least as large.
    suspects : tuple of SuspectMeasurement
        Where the whole disagrees by more than chance: what is at odds, most first. Then, whether or
        not it does, figures that do not follow from others of the same source (``own_source``).
    undetermined : tuple of str
        What neither measurements nor peers determine.
    settled_by : tuple of str
        Further measurements that would settle all of it.
    out_of_bounds : tuple of str
        Negative flows, and shares beyond 0 to 1. They are reported and left as they are.
    held : tuple of str
        What is held at a bound, on request.
    notes : tuple of str
        What was taken for granted, and what was measured and could not be used: a sentence each.
    two_ways : TwoWays
    completeness : Completeness
    adjustment : Adjustment
        The same in the terms of `plastsmart.adjust`, with the covariance of all values.
    mapping : Mapping
        With the route and the kind of packaging that were added, if any; ``given`` is without.
    """

    region: str
    name: str
    year: int
    years: tuple[int, ...]
    generation: str
    hold_bounds: bool
    suspects: tuple[SuspectMeasurement, ...]
    two_ways: TwoWays
    completeness: Completeness
    adjustment: Adjustment
    mapping: Measured
    given: Measured
    notes: tuple[str, ...] = ()
    group: Any = None
    keys: tuple[Key, ...]
    entries: Mapping[Key, Entry] = attrs.field(converter=_locked)
    peers: Peers

    plot: ClassVar[Plots[ReconciliationPlots]] = Plots("ReconciliationPlots")
    """Pictures: before_and_after."""

    @property
    def chi2(self) -> float:
        """Weighted sum of squares by which the measurements had to move."""
        return self.adjustment.chi2

    @property
    def dof(self) -> int:
        """How many independent balances check the measurements."""
        return self.adjustment.dof

    @property
    def p_value(self) -> float:
        """The chance of a disagreement at least as large; NaN where nothing checks."""
        return self.adjustment.p_value

    @property
    def undetermined(self) -> tuple[str, ...]:
        """What neither measurements nor peers determine."""
        return self.adjustment.undetermined

    @property
    def settled_by(self) -> tuple[str, ...]:
        """Further measurements that would settle all that is undetermined."""
        return self.adjustment.settled_by

    @property
    def out_of_bounds(self) -> tuple[str, ...]:
        """Negative flows, and shares beyond 0 to 1."""
        return self.adjustment.out_of_bounds

    @property
    def held(self) -> tuple[str, ...]:
        """What is held at a bound, on request."""
        return self.adjustment.held

    @property
    def table(self) -> pd.DataFrame:
        """Return everything that was measured, filled in or derived.

        Returns
        -------
        pandas.DataFrame
            quantity, category, route, unit, measured, measured_sd, reconciled, reconciled_sd,
            residual (standardised; NaN where nothing checks), status (measured, reported, estimated,
            default; derived where nothing was measured), source, place and note.
        """
        import pandas as pd

        of = self.adjustment.table
        rows = []
        for number, key in enumerate(self.keys):
            entry = self.entries.get(key)
            rows.append(
                {
                    "quantity": key.quantity,
                    "category": key.category,
                    "route": key.route,
                    "unit": unit_of(key.quantity),
                    "measured": math.nan if entry is None else entry.value,
                    "measured_sd": math.nan if entry is None else entry.sd,
                    "reconciled": float(of["value"].iloc[number]),
                    "reconciled_sd": float(of["sd"].iloc[number]),
                    "residual": float(of["residual"].iloc[number]),
                    "status": "derived" if entry is None else entry.status,
                    "source": "" if entry is None else entry.source,
                    "place": "" if entry is None else entry.place,
                    "note": "" if entry is None else entry.note,
                }
            )
        frame = pd.DataFrame(rows, columns=list(_COLUMNS))
        frame.attrs.update(region=self.region, year=self.year)
        return frame

    def value(self, quantity: str, *, category: str = "", route: str = "") -> tuple[float, float]:
        """Return a reconciled value and its standard error.

        Parameters
        ----------
        quantity : str
            As the table names it.
        category, route : str, optional

        Raises
        ------
        LabelError
        """
        key = Key(quantity, category, route)
        if key not in self.keys:
            names = [known.name for known in self.keys]
            raise LabelError(f"there is no {key.name}. {nearest(key.name, names)}")
        at = self.keys.index(key)
        solution = self.adjustment.solution
        variance = float(solution.covariance[at, at])
        return float(solution.values[at]), math.sqrt(variance) if variance > 0.0 else variance

    def at(self, year: int) -> Reconciliation:
        """Return the reconciliation of another year, with the same choices.

        Raises
        ------
        LabelError
        """
        return reconcile(
            self.given,
            region=self.region,
            year=year,
            group=self.group,
            generation=self.generation,
            hold_bounds=self.hold_bounds,
        )

    def system(self, years: Any = None, *, name: str | None = None) -> System:
        """Return the municipality's baseline.

        Parameters
        ----------
        years : iterable of int, optional
            The years of the system; that of the reconciliation alone, if left out. Everything is held
            at its reconciled value.
        name : str, optional
            The municipality and the year, if left out.

        Returns
        -------
        System
            Each value with its standard error as a normal distribution (cut at the bounds when it is
            drawn from), what it is reconciled from, and its status.

        Raises
        ------
        MissingValueError
            If something is undetermined; the message names it and what would settle it.
        InvalidValueError
            If something is out of bounds.

        Examples
        --------
        >>> import plastsmart as ps
        >>> from plastsmart.mapping.measurements import Mapping, Measurement
        >>> def measured(quantity, value, **more):
        ...     return Measurement(quantity=quantity, region="3403", year=2023, value=value, **more)
        >>> mapping = Mapping(
        ...     regions={"3403": "Hamar"},
        ...     routes=[ps.Route("kerbside", tier="source")],
        ...     measurements=[
        ...         measured("population", 33_000),
        ...         measured("collected_gross", 300, route="kerbside"),
        ...     ],
        ... )
        >>> system = ps.reconcile(mapping).system()
        >>> system
        <System 'Hamar 2023': 1 region, 2023, 1 category, 1 route>
        """
        from plastsmart.mapping.baseline import baseline

        return baseline(self, years, name)

    def __str__(self) -> str:
        """Return what was found, in a few lines."""
        head = f"{self.name} ({self.region}), {self.year}: "
        suspects = self.suspects[:_SHOWN]
        at_odds = [str(suspect) for suspect in suspects if not suspect.own_source]
        lines = verdict_lines(self.chi2, self.dof, self.p_value, at_odds)
        lines[0] = head + lines[0]
        lines += [str(suspect) for suspect in suspects if suspect.own_source]
        if len(self.suspects) > _SHOWN:
            lines.append(f"and {len(self.suspects) - _SHOWN} more")
        lines += open_lines(self.adjustment)
        lines += self.notes
        return "\n".join([*lines, str(self.two_ways), str(self.completeness)])

    def __repr__(self) -> str:
        return f"<Reconciliation: {str(self).splitlines()[0]}>"

    def _repr_html_(self) -> str:
        rows = [
            (
                " ".join(part for part in (row["quantity"], row["category"], row["route"]) if part),
                "share" if row["unit"] == "1" else row["unit"],
                _with_error(row["measured"], row["measured_sd"]),
                _with_error(row["reconciled"], row["reconciled_sd"]),
                row["status"],
            )
            for row in self.table.to_dict("records")
        ]
        header = ("quantity", "unit", "measured ± standard error", "reconciled ± standard error",
                  "status")  # fmt: skip
        return html_lines(str(self).splitlines()) + html_table(header, rows, all_in="table")


def _with_error(value: float, sd: float) -> str:
    if not math.isfinite(value):
        return "–"
    return html_value(value) + (f" ± {html_value(sd)}" if math.isfinite(sd) and sd > 0.0 else "")


def unit_of(quantity: str) -> str:
    """Return the unit of a row of the table."""
    if quantity in QUANTITIES:
        return QUANTITIES[quantity].unit
    return "1" if quantity in _SHARES else "tonne/year"


def reconcile(
    mapping: Measured,
    *,
    region: str | None = None,
    year: int | None = None,
    group: Any = None,
    generation: str = "reconciled",
    hold_bounds: bool = False,
) -> Reconciliation:
    """Return the flows that obey the model and lie nearest to what a municipality measured.

    The balances are those of the model, in net tonnes a year: what is generated is population ·
    packaging per person; what a route collects is what the lorries weigh less its impurity, and
    coverage · capture of what its tier has available; the rest is in residual waste, which is also
    residual waste · plastic packaging in it · (1 − moisture); what plants sort is collected · sorting
    efficiency and bales · (1 − bale impurity); what is recycled is sorted · preparation yield. Where
    kinds of packaging are told apart, each has its own balances and each composition sums to 1; what
    the kinds that were picked leave of it is the kind "other". Where no route is named, all that is
    collected is one route. Both are told in ``notes``.
    Plants that sort residual waste take from what its weighbridge and picking analyses show.

    Apart from this, figures of one source are held against each other: a share of what is sorted out
    or recycled against the tonnages that it is a share of, as weighed or net of their impurities, and a
    total against its parts. There it is rounding that counts, not the usual standard errors: a share
    that was computed from two tonnages has no error of its own. What does not follow is among the
    suspects; nothing else is made of it.

    Parameters
    ----------
    mapping : Mapping
        As `plastsmart.mapping.read` gives it.
    region : str, optional
        Number or name; needed where the mapping has several.
    year : int, optional
        The last with a tonnage, if left out. What changes slowly (population, shares) is taken from
        the nearest year where this one has none, as estimated and less sure.
    group : Mapping, System, or an iterable of these, optional
        The peers that gaps are filled from, before the nation is. The municipality itself is left out.
    generation : {"reconciled", "market", "picking"}
        What the amount generated follows from: both ways of counting, weighed by how sure they are;
        what is placed on the market alone; or collected plastic and picking analysis alone.
    hold_bounds : bool
        Hold at 0 or 1 what would lie beyond; it is named in ``held``. Otherwise it is only reported.

    Returns
    -------
    Reconciliation

    Raises
    ------
    LabelError
        If region or year is unknown, or a measurement names a route or category that is not there.
    MissingValueError
        If the population was not measured, or the way of counting asked for has no numbers.
    BalanceError
        If measurements taken as certain contradict one another; they are named.

    See Also
    --------
    plastsmart.adjust : the same for any balances, with the references

    Examples
    --------
    >>> import plastsmart as ps
    >>> from plastsmart.mapping.measurements import Mapping, Measurement
    >>> def measured(quantity, value, **more):
    ...     return Measurement(quantity=quantity, region="3403", year=2023, value=value, **more)
    >>> mapping = Mapping(
    ...     regions={"3403": "Hamar"},
    ...     routes=[ps.Route("kerbside", tier="source")],
    ...     measurements=[
    ...         measured("population", 33_000),
    ...         measured("collected_gross", 300, route="kerbside"),
    ...         measured("residual_total", 4_500),
    ...         measured("packaging_in_residual", 0.12),
    ...     ],
    ... )
    >>> found = ps.reconcile(mapping)
    >>> found.dof, found.suspects
    (1, ())
    >>> generated, sd = found.value("generated")
    >>> print(f"{generated:.0f} ± {sd:.0f} tonne/year")
    607 ± 59 tonne/year
    """
    if not isinstance(mapping, Measured):
        raise InvalidValueError(
            f"reconcile takes a Mapping, as plastsmart.mapping.read gives it, not {shown(mapping)}"
        )
    if generation not in list(GENERATIONS):
        raise InvalidValueError(
            f"generation is one of {', '.join(GENERATIONS)}, not {shown(generation)}"
        )
    code = _region(mapping, region)
    given = mapping
    mapping, notes = completed(mapping)
    years = _years(mapping, code)
    if year is None:
        year = years[-1]
    elif checked_year(year) not in years:
        raise LabelError(
            f"nothing of {mapping.regions[code]} ({code}) was measured in {year}; there is "
            f"{', '.join(map(str, years))}"
        )
    if isinstance(group, Iterable) and not isinstance(group, (Measured, str, bytes)):
        group = tuple(group)
    peers = Peers(group, region=code, year=year, categories=mapping.categories)
    known = Municipality(mapping, code, year, peers, generation)
    keys = tuple(known.keys)
    found = _adjusted(known, keys, hold_bounds=hold_bounds)
    return Reconciliation(
        region=code,
        name=mapping.regions[code],
        year=year,
        years=years,
        generation=generation,
        hold_bounds=hold_bounds,
        suspects=_suspects(found, keys, known),
        two_ways=_two_ways(known, found),
        completeness=completeness_of(
            found,
            RATE,
            {key.name: entry.status for key, entry in known.entries.items()},
            _not_measured(known, keys),
        ),
        adjustment=found,
        mapping=mapping,
        given=given,
        notes=(*notes, *known.unused),
        group=group,
        keys=keys,
        entries=known.entries,
        peers=peers,
    )


def _adjusted(known: Municipality, keys: tuple[Key, ...], *, hold_bounds: bool) -> Adjustment:
    """Return the adjustment of a municipality.

    A 0 that may be rounded can be a little more, and not less: where it would be, it is held at 0.
    """
    high = np.array([1.0 if unit_of(key.quantity) == "1" else np.inf for key in keys])
    while True:
        found = adjusted(
            known.network(), low=np.zeros(len(keys)), high=high, hold_bounds=hold_bounds
        )
        values = dict(zip(keys, found.solution.values, strict=True))
        less = [k for k, entry in known.entries.items() if entry.rounded and values[k] < 0.0]
        if not less:
            return found
        for key in less:
            known.hold(key)


def _region(mapping: Measured, region: str | None) -> str:
    if region is None:
        if len(mapping.regions) == 1:
            return next(iter(mapping.regions))
        if not mapping.regions:
            raise LabelError("the mapping has no municipality")
        names = ", ".join(f"{code} {name}" for code, name in list(mapping.regions.items())[:12])
        raise LabelError(f"the mapping has several municipalities; say which, region=…: {names}")
    if region in mapping.regions:
        return region
    named = [code for code, name in mapping.regions.items() if name == region]
    if len(named) == 1:
        return named[0]
    known = [*mapping.regions, *mapping.regions.values()]
    raise LabelError(f"there is no municipality {shown(region)}. {nearest(region, known)}")


def _years(mapping: Measured, region: str) -> tuple[int, ...]:
    """Return the years with a tonnage; where there is none at all, with anything."""
    mine = [m for m in mapping if m.region == region]
    tonnages = {m.year for m in mine if m.kind.unit == "tonne/year"}
    years = tonnages or {m.year for m in mine}
    if not years:
        raise MissingValueError(
            f"nothing was measured in {mapping.regions[region]} ({region}), so there is nothing to "
            "reconcile. Give its population at least (Statistics Norway, table 07459), and the "
            "tonnes that are weighed"
        )
    return tuple(sorted(years))


def _suspects(
    found: Adjustment, keys: tuple[Key, ...], known: Municipality
) -> tuple[SuspectMeasurement, ...]:
    """Return what the whole speaks against, then what other figures of the same source do."""
    by_name = {key.name: key for key in keys}
    result: dict[Key, SuspectMeasurement] = {}
    for suspect in found.suspects:
        key = by_name[suspect.name]
        result[key] = _suspect(
            key, known.entries[key], suspect.sd, suspect.residual, suspect.without
        )
    for misfit in misfits(known):
        one = misfit.measurement
        key = next(
            other
            for other, entry in known.entries.items()
            if other[:3] == misfit.key[:3]
            and (entry.value, entry.source, entry.place) == (one.value, one.source, one.place)
        )
        if key not in result:
            result[key] = _suspect(
                key, known.entries[key], misfit.sd, misfit.residual, misfit.without, own_source=True
            )
    return tuple(result.values())


def _suspect(
    key: Key, entry: Entry, sd: float, residual: float, without: float, *, own_source: bool = False
) -> SuspectMeasurement:
    return SuspectMeasurement(
        quantity=key.quantity,
        category=key.category,
        route=key.route,
        measured=entry.value,
        sd=sd,
        residual=residual,
        without=without,
        status=entry.status,
        source=entry.source,
        place=entry.place,
        name=key.name,
        own_source=own_source,
    )


def _not_measured(known: Municipality, keys: Iterable[Key]) -> dict[str, float]:
    """Return what the municipality could still measure, with its usual relative standard error."""
    return {
        key.name: QUANTITIES[key.quantity].spread
        for key in keys
        if key.quantity in QUANTITIES
        and not key.copy
        and not known.is_measured(key)
        and not (key.quantity == "preparation_yield" and key.category)
        and not (key.quantity == "sorting_efficiency" and key.category)
    }


def _two_ways(known: Municipality, found: Adjustment) -> TwoWays:
    """Return what is generated as counted in two ways, from what was measured."""
    people, market = pooled_entry(known.entries, Key("population")), known.market
    assert people is not None  # nothing stands in for it
    by_market = people.value * market.value / 1000.0
    market_sd = math.hypot(people.value * market.sd, people.sd * market.value) / 1000.0

    total, share, moisture = (
        Key("residual_total"), Key("packaging_in_residual"), Key("residual_moisture"),
    )  # fmt: skip
    statuses = []
    picking, variance = math.nan, math.nan
    weighed, part, wet = (pooled_entry(known.entries, key) for key in (total, share, moisture))
    if weighed is not None and part is not None and wet is not None:
        statuses = [weighed.status, part.status, wet.status]
        picking = weighed.value * part.value * (1.0 - wet.value)
        variance = (
            (weighed.sd * part.value * (1.0 - wet.value)) ** 2
            + (weighed.value * part.sd * (1.0 - wet.value)) ** 2
            + (weighed.value * part.value * wet.sd) ** 2
        )
        for route in known.routes:
            if route.tier == "central":
                continue
            net, sd, more = _collected(known, found, route.name)
            picking += net
            variance += sd**2
            statuses += more
    all_ = found.names.index(Key("generated").name)
    sd = math.sqrt(variance) if variance == variance else math.nan  # noqa: PLR0124
    return TwoWays(
        market=by_market,
        market_sd=market_sd,
        picking=picking,
        picking_sd=sd,
        difference=picking - by_market,
        difference_sd=math.hypot(sd, market_sd),
        reconciled=float(found.solution.values[all_]),
        reconciled_sd=math.sqrt(max(float(found.solution.covariance[all_, all_]), 0.0)),
        used=known.generation,
        market_status=worst([market.status, people.status]),
        picking_status=worst(statuses) if statuses else "",
    )


def _collected(
    known: Municipality, found: Adjustment, route: str
) -> tuple[float, float, list[str]]:
    """Return what a route collects, net, as measured; as reconciled where it was not."""
    gross, impurity = Key("collected_gross", "", route), Key("impurity", "", route)
    weighed, dirt = pooled_entry(known.entries, gross), pooled_entry(known.entries, impurity)
    if weighed is not None and dirt is not None:
        net = weighed.value * (1.0 - dirt.value)
        sd = math.hypot(weighed.sd * (1.0 - dirt.value), weighed.value * dirt.sd)
        return net, sd, [weighed.status, dirt.status]
    at = found.names.index(Key("collected", "", route).name)
    sd = math.sqrt(max(float(found.solution.covariance[at, at]), 0.0))
    return float(found.solution.values[at]), sd, ["estimated"]
