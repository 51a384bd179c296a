"""Municipalities side by side, each against the median and quartiles of its group."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, ClassVar, Final

import attrs
import numpy as np
from numpy.typing import NDArray

from plastsmart.accessors import Plots
from plastsmart.axes import Route, label_text
from plastsmart.errors import (
    InvalidValueError,
    LabelError,
    PriceYearError,
    listed,
    nearest,
    shown,
)
from plastsmart.flows.model import MODEL, Model
from plastsmart.flows.result import Flows, run
from plastsmart.flows.selection import Selection
from plastsmart.markup import ROWS, html_head, html_lines, html_table
from plastsmart.parameters import STATUSES
from plastsmart.prices import PriceIndex, whole_year
from plastsmart.scenarios.choices import known_model, year_of
from plastsmart.scenarios.difference import Difference, Place, explained
from plastsmart.scenarios.projection import project
from plastsmart.stages import NEUTRAL, PARAMETERS, UNSTATED, states
from plastsmart.system import System

if TYPE_CHECKING:
    import pandas as pd

    from plastsmart.report.plots.accessors import ComparisonPlots

__all__ = ["INDICATORS", "Comparison", "Indicator", "compare", "side_by_side"]

_FEW: Final = 5
"""Municipalities that are printed beside one another; of more, the group is."""

_SHOWN: Final = 10
"""Municipalities that a notebook shows beside one another."""


@attrs.frozen
class Indicator:
    """What municipalities are compared by.

    Attributes
    ----------
    id : str
    unit : str
    by_route : bool
        Whether there is one for each route: its name is then such as ``capture[kerbside_bin]``.
    label, label_no : str
        In English and Norwegian.
    formula : str
        Of sums over the municipality: flows of the model, and people.
    """

    id: str
    unit: str
    by_route: bool
    label: str
    label_no: str
    formula: str


INDICATORS: Final = (
    Indicator(
        "generated", "kg/person/year", False, "Generated", "Oppstått",
        "generated / population",
    ),
    Indicator(
        "collected", "kg/person/year", False, "Collected, net", "Samlet inn, netto",
        "collected / population",
    ),
    Indicator(
        "collected_gross", "kg/person/year", False, "Collected, gross", "Samlet inn, brutto",
        "collected_gross / population",
    ),
    Indicator(
        "recycled", "kg/person/year", False, "Recycled", "Materialgjenvunnet",
        "recycled / population",
    ),
    Indicator(
        "coverage", "1", True, "Coverage", "Dekning",
        "people served by the route / population",
    ),
    Indicator(
        "capture", "1", True, "Capture rate", "Innsamlingsgrad der tilbudet finnes",
        "collected by the route / (available to it · coverage), of the categories it serves",
    ),
    Indicator(
        "impurity", "1", True, "Impurity", "Urenheter",
        "1 − collected / collected_gross, of the route",
    ),
    Indicator(
        "sorting_efficiency", "1", False, "Sorting efficiency", "Sorteringseffektivitet",
        "sorted / collected",
    ),
    Indicator(
        "preparation_yield", "1", False, "Preparation yield", "Utbytte ved vasking og kverning",
        "recycled / sorted",
    ),
    Indicator(
        "conversion_yield", "1", False, "Conversion yield", "Utbytte ved ekstrudering",
        "recyclate / recycled",
    ),
    Indicator(
        "cost_per_tonne_collected", "NOK/tonne", False, "Services and collection, by gross tonne",
        "Tilbud og innsamling, per bruttotonn",
        "(service_expense + collection_expense) / collected_gross",
    ),
    Indicator(
        "cost_per_tonne_recycled", "NOK/tonne", False, "System cost, by tonne recycled",
        "Samlet kostnad per materialgjenvunnet tonn", "system_cost / recycled",
    ),
    Indicator(
        "municipality_per_inhabitant", "NOK/person/year", False, "Municipality's cost, by inhabitant",
        "Kommunens kostnad per innbygger", "municipality_cost / population",
    ),
    Indicator(
        "municipality_per_household", "NOK/household/year", False,
        "Municipality's cost, by household", "Kommunens kostnad per husholdning",
        "municipality_cost / households",
    ),
)  # fmt: skip
"""The indicators in their order; the rates follow them."""

_ROUNDING: Final = 1e-12
"""Relative difference up to which values are the same: it comes of the order of additions."""

_MASSES: Final = (
    "generated", "collected", "collected_gross", "sorted", "recycled", "recyclate", "available",
)  # fmt: skip
_MONEY: Final = ("system_cost", "municipality_cost", "service_expense", "collection_expense")


def compare(
    systems: System | Mapping[str, System],
    *,
    year: int | None = None,
    group: Iterable[str] | None = None,
    rates: Iterable[str] | None = None,
    prices: PriceIndex | None = None,
    price_year: int | None = None,
    model: Model = MODEL,
) -> Comparison:
    """Put municipalities side by side, each against the median and quartiles of a group.

    Parameters
    ----------
    systems : System or mapping of str to System
        A system whose regions are compared; or what to call each municipality, to its system. All
        regions of such a system count as one municipality: sums first, then ratios.
    year : int, optional
        The last year that all of them have, if left out. A system that ends before it is carried
        forward, its last values held, and `Comparison.notes` say so.
    group : iterable of str, optional
        The municipalities that median and quartiles are of; all, if left out. Each counts as one,
        however large.
    rates : iterable of str, optional
        The rates wanted; all that one of the systems states what is needed for, if left out.
    prices : PriceIndex, optional
        Such as `plastsmart.prices.CPI`: converts what is in prices of different years.
    price_year : int, optional
        The year to convert to; the latest of the systems', if left out. Needs `prices`.
    model : Model
        The equations.

    Returns
    -------
    Comparison

    Raises
    ------
    PriceYearError
        If systems state costs in prices of different years, or of a year that they do not say, and
        `prices` does not convert them. Costs of different years are never put beside one another.
    LabelError
        If a municipality of the group, a rate, or a system's year is unknown, or two systems have
        routes of one name and different tiers.
    InvalidValueError

    Notes
    -----
    Quartiles are those of NumPy's and R's default (linear between the two nearest values, type 7 of
    R. J. Hyndman, Y. Fan, "Sample Quantiles in Statistical Packages", The American Statistician 50
    (1996) 361–365). What is undefined for a municipality takes no part in them.

    Examples
    --------
    >>> import plastsmart as ps
    >>> towns = {
    ...     name: ps.load("headline").replace(capture=capture)
    ...     for name, capture in {"Nes": 0.30, "Vik": 0.35, "Moen": 0.45}.items()
    ... }
    >>> comparison = ps.compare(towns)
    >>> comparison.table.loc["eu"].round(3).to_dict()
    {'Nes': 0.18, 'Vik': 0.21, 'Moen': 0.27}
    >>> comparison.group.loc["eu", ["lower_quartile", "median", "upper_quartile"]].round(3).tolist()
    [0.195, 0.21, 0.24]
    >>> print(comparison.explain("Nes", against="Moen"))
    eu in 2023: Nes 18.0 % against Moen 27.0 %, 9.0 percentage points less
      capture            -9.00
    """
    known_model(model)
    given = _given(systems)
    if price_year is not None and prices is None:
        raise PriceYearError(
            "price_year says what to convert to; prices=ps.prices.CPI says with which index"
        )
    possible = {name: model.rates_for(system.inputs()) for name, system in given.items()}
    wanted = _rates(rates, model, {rate for each in possible.values() for rate in each})
    if year is None:
        year = min(max(system.axes.years) for system in given.values())
    notes: list[str] = []
    given, in_year, conversions = _in_one_price_year(given, prices, price_year)
    blocks: list[_Block] = []
    for name, system in given.items():
        last = max(system.axes.years)
        longer, at = year_of(system, year, f"the comparison of {_called(name)}")
        if last < year:
            notes.append(f"{_called(name)} ends in {last} and is held at its last values")
        if states(system.parameters, "costs") and (lacking := system.not_stated("costs")):
            notes.append(f"{_called(name)} does not state {', '.join(lacking)}: counts as 0")
        # one that no system allows is asked for by name: the run says what it needs
        own = [
            r for r in wanted if r in possible[name] or not any(r in p for p in possible.values())
        ]
        blocks.append(_block(name, longer, at, own, model))
    notes += conversions
    routes = _all_routes(given)
    return _comparison(blocks, routes, wanted, year, group, notes, in_year, model)


def _given(systems: Any) -> dict[str, System]:
    """Return the systems by name; a system whose regions are compared has the name ""."""
    if isinstance(systems, System):
        if len(systems.axes.regions) == 1:
            raise InvalidValueError(
                "the system has one region, so there is nothing to compare it with; give a system "
                'with several, or several systems by name: ps.compare({"Asker": …, "Hamar": …})'
            )
        return {"": systems}
    if not isinstance(systems, Mapping):
        raise InvalidValueError(
            f"compare takes a System or a mapping from names to systems, not {shown(systems)}"
        )
    if len(systems) < 2:  # noqa: PLR2004
        raise InvalidValueError(f"compare takes two systems or more, not {len(systems)}")
    given = {}
    for name, system in systems.items():
        label_text(name, "municipality")
        if not isinstance(system, System):
            raise InvalidValueError(f"what {name!r} stands for is {shown(system)}, not a System")
        given[name] = system
    return given


def _called(name: str) -> str:
    return name or "the system"


def _rates(rates: Iterable[str] | None, model: Model, possible: Collection[str]) -> tuple[str, ...]:
    if rates is None:
        return tuple(rate for rate in model.rates if rate in possible)
    asked = listed(rates, "rates", '["eu", "sorted_out"]')
    for rate in asked:
        model.rate(rate)
    return tuple(dict.fromkeys(asked))


def _in_one_price_year(
    given: dict[str, System], prices: PriceIndex | None, wanted: int | None
) -> tuple[dict[str, System], int | None, list[str]]:
    """Return the systems with all costs in prices of one year, the year, and what was converted."""
    if wanted is not None:
        whole_year(wanted, "price_year")
    years = {
        name: system.price_year
        for name, system in given.items()
        if states(system.parameters, "costs")
    }
    silent = [_called(name) for name, year in years.items() if year is None]
    known = sorted({year for year in years.values() if year is not None})
    if silent and (len(years) > 1 or wanted is not None):
        raise PriceYearError(
            f"{', '.join(silent)}: costs in prices of a year that is not said, so that they cannot "
            "stand beside others; say it with system.replace(price_year=…), or leave costs out with "
            "system.replace(costs=None)"
        )
    if not known:
        return given, None, []
    if prices is None:
        if len(known) > 1:
            told = ", ".join(f"{_called(name)} {year}" for name, year in years.items())
            raise PriceYearError(
                f"the costs are in prices of different years ({told}); convert them with "
                "prices=ps.prices.CPI"
            )
        return given, known[0], []
    to = known[-1] if wanted is None else wanted
    others = [name for name, year in years.items() if year != to]
    converted = {name: given[name].in_prices(to, prices) for name in others}
    notes = [
        f"{_called(name)} was in prices of {years[name]}, converted to {to} by {prices.name}"
        for name in others
    ]
    return {**given, **converted}, to, notes


def _all_routes(given: Mapping[str, System]) -> tuple[Route, ...]:
    """Return the routes of all systems, each once; refuse one name for two tiers."""
    routes: dict[str, tuple[str, Route]] = {}
    for name, system in given.items():
        for route in system.axes.routes:
            other, known = routes.setdefault(route.name, (name, route))
            if known.tier != route.tier:
                raise LabelError(
                    f"the route {route.name!r} is of the tier {known.tier} in {other} and "
                    f"{route.tier} in {name}; give one of them another name"
                )
    return tuple(route for _, route in routes.values())


# -- the numbers of one system --------------------------------------------------------------------


@attrs.frozen(eq=False)
class _Block:
    """Sums of one system in one year, one number a municipality: its regions, or itself."""

    places: tuple[Place, ...]
    population: NDArray[np.float64]
    sums: dict[str, NDArray[np.float64]]
    by_route: dict[str, NDArray[np.float64]]
    rates: dict[str, tuple[NDArray[np.float64], NDArray[np.float64]]]
    has_costs: bool


def _block(name: str, system: System, at: int, rates: Sequence[str], model: Model) -> _Block:
    """Return what the municipalities of a system are compared by."""
    has_costs = states(system.parameters, "costs")
    only = [*_MASSES, *rates, *(_MONEY if has_costs else ())]
    if "persons_per_household" in system.parameters:
        only.append("households")
    flows = run(system, only=only, model=model)
    axes, year = system.axes, {"year": system.axes.years[at]}
    by = () if name else ("region",)
    whole = Selection.of(axes, by, year)
    people = system.inhabitants()[:, at]
    if name:
        places: tuple[Place, ...] = (Place(name, name, system, at, None),)
        groups = [np.arange(len(axes.regions))]
    else:
        places = tuple(
            Place(label, label if title == label else f"{title} ({label})", system, at, number)
            for number, (label, title) in enumerate(
                zip(axes.regions, axes.region_names, strict=True)
            )
        )
        groups = [np.array([number]) for number in range(len(axes.regions))]
    sums = {
        flow: np.atleast_1d(flows.total(flow, whole)[0])
        for flow in only
        if flow in flows.names and flow != "available"
    }
    return _Block(
        places,
        _joined(people, groups),
        sums,
        _route_sums(flows, at, people, groups),
        {
            rate: (
                np.atleast_1d(flows.rate_values(model.rate(rate), whole)[0]),
                np.atleast_1d(flows.denominator(rate, whole)[0]),
            )
            for rate in rates
        },
        has_costs,
    )


def _joined(values: NDArray[np.float64], groups: list[NDArray[np.intp]]) -> NDArray[np.float64]:
    return np.array([values[group].sum(axis=0) for group in groups])


def _route_sums(
    flows: Flows, at: int, people: NDArray[np.float64], groups: list[NDArray[np.intp]]
) -> dict[str, NDArray[np.float64]]:
    """Return sums by municipality and route: shape (municipality, route)."""
    axes = flows.system.axes
    shape = (len(axes.regions), len(axes.categories), len(axes.routes))

    def cells(array: NDArray[np.float64]) -> NDArray[np.float64]:
        return np.broadcast_to(array[0, :, at if array.shape[2] > 1 else 0], shape)

    coverage = cells(flows.system.array("coverage"))
    reach = cells(flows.array("available")) * coverage * axes.serves()
    served = people[:, np.newaxis] * coverage[:, 0, :]
    # where nobody lives, shares have no people to be weighted by: one region's are its own
    alone = np.array([coverage[group, 0, :].mean(axis=0) for group in groups])
    lonely = np.array([len(group) == 1 for group in groups])[:, np.newaxis]
    inhabitants = _joined(people, groups)[:, np.newaxis]
    return {
        "coverage": np.where(lonely, alone, _ratio(_joined(served, groups), inhabitants)),
        "reach": _joined(reach.sum(axis=1), groups),
        "collected": _joined(cells(flows.array("collected")).sum(axis=1), groups),
        "collected_gross": _joined(cells(flows.array("collected_gross")).sum(axis=1), groups),
    }


def _ratio(above: NDArray[np.float64], below: NDArray[np.float64]) -> NDArray[np.float64]:
    undefined = np.full(np.broadcast_shapes(np.shape(above), np.shape(below)), np.nan)
    result: NDArray[np.float64] = np.divide(above, below, out=undefined, where=below != 0.0)
    return result


# -- the indicators -------------------------------------------------------------------------------

_Row = tuple[str, str, "list[tuple[float, str]]"]
"""Name, unit, and for each municipality its value and why it is undefined."""


def _rows(block: _Block, routes: Sequence[Route], rates: Sequence[str], costs: str) -> list[_Row]:
    """Return the rows of a system's municipalities."""
    sums = block.sums
    rows: list[_Row] = []

    def ratio(above: NDArray[np.float64], below: NDArray[np.float64], why: str) -> Any:
        values = _ratio(above, below).tolist()
        return [(value, why if np.isnan(value) else "") for value in values]

    def nothing(why: str) -> Any:
        return [(np.nan, why)] * len(block.places)

    empty = "nobody lives there"
    for indicator in INDICATORS:
        name, unit = indicator.id, indicator.unit
        if indicator.by_route:
            rows += [
                (f"{name}[{route.name}]", unit, _by_route(block, name, route)) for route in routes
            ]
        elif unit == "kg/person/year":
            rows.append((name, unit, ratio(1000.0 * sums[name], block.population, empty)))
        elif name in _YIELDS:
            after, before = _YIELDS[name]
            rows.append((name, unit, ratio(sums[after], sums[before], f"nothing is {before}")))
        elif costs == "none" or (name == "municipality_per_household" and costs != "households"):
            continue
        elif not block.has_costs:
            rows.append((name, unit, nothing("no costs are stated")))
        elif name == "cost_per_tonne_collected":
            expense = sums["service_expense"] + sums["collection_expense"]
            why = "nothing is collected"
            rows.append((name, unit, ratio(expense, sums["collected_gross"], why)))
        elif name == "cost_per_tonne_recycled":
            why = "nothing is recycled"
            rows.append((name, unit, ratio(sums["system_cost"], sums["recycled"], why)))
        elif name == "municipality_per_inhabitant":
            rows.append((name, unit, ratio(sums["municipality_cost"], block.population, empty)))
        elif "households" not in sums:
            rows.append((name, unit, nothing("persons_per_household is not stated")))
        else:
            rows.append((name, unit, ratio(sums["municipality_cost"], sums["households"], empty)))
    for rate in rates:
        if rate not in block.rates:
            rows.append((rate, "1", nothing("the system does not state what it is of")))
            continue
        values, below = block.rates[rate]
        told = [
            (value, "" if not np.isnan(value) else f"its denominator is {whole:g}")
            for value, whole in zip(values.tolist(), below.tolist(), strict=True)
        ]
        rows.append((rate, "1", told))
    return rows


_YIELDS: Final = {
    "sorting_efficiency": ("sorted", "collected"),
    "preparation_yield": ("recycled", "sorted"),
    "conversion_yield": ("recyclate", "recycled"),
}
"""Indicator to the flow after a step and the flow before it."""


def _by_route(block: _Block, name: str, route: Route) -> list[tuple[float, str]]:
    system = block.places[0].system
    position = system.axes.positions("route").get(route.name)
    if position is None:
        return [(np.nan, "there is no such route")] * len(block.places)
    coverage, reach, net, gross = (
        block.by_route[key][:, position].tolist()
        for key in ("coverage", "reach", "collected", "collected_gross")
    )
    told: list[tuple[float, str]] = []
    for c, r, n, g in zip(coverage, reach, net, gross, strict=True):
        if name == "coverage":
            told.append((c, "nobody lives there" if np.isnan(c) else ""))
        elif name == "capture":
            why = (
                "the route serves nobody" if c == 0.0 else "nothing is there for the route to take"
            )
            told.append((n / r, "") if r else (np.nan, why))
        else:
            told.append((1.0 - n / g, "") if g else (np.nan, "the route collects nothing"))
    return told


def _comparison(
    blocks: list[_Block],
    routes: tuple[Route, ...],
    rates: Sequence[str],
    year: int,
    group: Iterable[str] | None,
    notes: list[str],
    price_year: int | None,
    model: Model,
) -> Comparison:
    costs, notes = "none", list(notes)
    if any(block.has_costs for block in blocks):
        households = any("households" in block.sums and block.has_costs for block in blocks)
        costs = "households" if households else "inhabitants"
    else:
        notes.append("no costs are stated, so none are compared")
    parts = [_rows(block, routes, rates, costs) for block in blocks]
    places = {place.label: place for block in blocks for place in block.places}
    names = list(places)
    values: list[list[float]] = []
    undefined: dict[tuple[str, str], str] = {}
    for rows in zip(*parts, strict=True):
        told = [each for row in rows for each in row[2]]
        values.append([value for value, _ in told])
        undefined |= {
            (rows[0][0], name): why for name, (_, why) in zip(names, told, strict=True) if why
        }
    notes += _assumed(places)
    return Comparison(
        year=year,
        names=names,
        indicators=[name for name, _, _ in parts[0]],
        units={name: unit for name, unit, _ in parts[0]},
        values=values,
        members=_members(group, places),
        undefined=undefined,
        notes=notes,
        price_year=price_year,
        places=places,
        model=model,
    )


def _assumed(places: Mapping[str, Place]) -> list[str]:
    """Say which of the parameters that rates read rest on a default, and for how many."""
    counts: dict[str, int] = {}
    for place in places.values():
        for name, status in _statuses(place).items():
            if PARAMETERS[name].stage in _RATED and status == "default":
                counts[name] = counts.get(name, 0) + 1
    told = ", ".join(f"{name} ({n} of {len(places)})" for name, n in counts.items() if n > 1)
    if not told:
        return []
    return [f"at least in part a default: {told}; where these are alike, it is by assumption"]


_RATED: Final = ("generation", "collection", "sorting", "recycling")


def _members(group: Iterable[str] | None, places: Mapping[str, Place]) -> tuple[str, ...]:
    if group is None:
        return tuple(places)
    asked = listed(group, "group", '["3203", "3301"]')
    if not asked:
        raise InvalidValueError("the group is empty; name its members, or leave group out for all")
    for name in asked:
        _place(name, places)
    return tuple(name for name in places if name in set(asked))


def _place(name: object, places: Mapping[str, Place]) -> Place:
    if not isinstance(name, str) or name not in places:
        raise LabelError(
            f"{shown(name)} is not among the municipalities compared. {nearest(name, places)}"
        )
    return places[name]


def _locked(values: Any) -> NDArray[np.float64]:
    array = np.array(values, dtype=np.float64)
    array.flags.writeable = False
    return array


def _texts(given: Iterable[str]) -> tuple[str, ...]:
    return tuple(given)


def _units(given: Mapping[str, str]) -> Mapping[str, str]:
    return MappingProxyType(dict(given))


def _reasons(given: Mapping[tuple[str, str], str]) -> Mapping[tuple[str, str], str]:
    return MappingProxyType(dict(given))


def _by_name(given: Mapping[str, Place]) -> Mapping[str, Place]:
    return MappingProxyType(dict(given))


@attrs.frozen(kw_only=True, repr=False, eq=False)
class Comparison:
    """Municipalities side by side.

    Attributes
    ----------
    year : int
    names : tuple of str
        The municipalities: numbers of regions, or the names that the systems were given.
    indicators : tuple of str
        The rows of `table`; those by route are such as ``capture[kerbside_bin]``. `INDICATORS` of
        this module says how each is computed; the rates come last.
    units : mapping of str to str
        Of each indicator.
    values : ndarray, shape (indicator, municipality)
        Locked; NaN where undefined.
    members : tuple of str
        The group that median and quartiles are of.
    undefined : mapping of (str, str) to str
        Indicator and municipality to why there is no value.
    notes : tuple of str
        What was held, converted, or not stated.
    price_year : int or None
        In whose prices all costs are.
    """

    year: int
    names: tuple[str, ...] = attrs.field(converter=_texts)
    indicators: tuple[str, ...] = attrs.field(converter=_texts)
    units: Mapping[str, str] = attrs.field(converter=_units)
    values: NDArray[np.float64] = attrs.field(converter=_locked)
    members: tuple[str, ...] = attrs.field(converter=_texts)
    undefined: Mapping[tuple[str, str], str] = attrs.field(converter=_reasons)
    notes: tuple[str, ...] = attrs.field(converter=_texts)
    price_year: int | None
    _places: Mapping[str, Place] = attrs.field(converter=_by_name)
    _model: Model

    plot: ClassVar[Plots[ComparisonPlots]] = Plots("ComparisonPlots")
    """Pictures: municipalities, difference."""

    @property
    def systems(self) -> tuple[System, ...]:
        """The systems that were compared, each once."""
        held = {id(place.system): place.system for place in self._places.values()}
        return tuple(held.values())

    @property
    def titles(self) -> dict[str, str]:
        """Municipality to what it is called in print: name and number."""
        return {name: self._places[name].title for name in self.names}

    @property
    def table(self) -> pd.DataFrame:
        """The value of each indicator, one row, for each municipality, one column.

        Shares are from 0 to 1. Units in ``attrs["units"]``, the price year in
        ``attrs["price_year"]``; NaN where `undefined` says why.
        """
        import pandas as pd

        frame = pd.DataFrame(
            self.values.copy(),
            index=pd.Index(list(self.indicators), name="indicator", dtype=object),
            columns=pd.Index(list(self.names), name="municipality", dtype=object),
        )
        frame.attrs.update(units=dict(self.units), year=self.year, price_year=self.price_year)
        return frame

    @property
    def group(self) -> pd.DataFrame:
        """Of each indicator: unit, lower quartile, median and upper quartile of the group, and n.

        n counts the members for which the indicator is defined; the others take no part.
        """
        import pandas as pd

        lower, median, upper, n = self._group()
        frame = pd.DataFrame(
            {
                "unit": [self.units[name] for name in self.indicators],
                "lower_quartile": lower,
                "median": median,
                "upper_quartile": upper,
                "n": n,
            },
            index=pd.Index(list(self.indicators), name="indicator", dtype=object),
        )
        frame.attrs["members"] = self.members
        return frame

    def _group(self) -> tuple[NDArray[Any], ...]:
        columns = [self.names.index(name) for name in self.members]
        found = np.full((3, len(self.indicators)), np.nan)
        counts = np.zeros(len(self.indicators), dtype=np.int64)
        for row, values in enumerate(self.values[:, columns]):
            known = values[~np.isnan(values)]
            counts[row] = len(known)
            if len(known):
                found[:, row] = np.quantile(known, [0.25, 0.5, 0.75])
        return found[0], found[1], found[2], counts

    @property
    def position(self) -> pd.DataFrame:
        """Where each stands: one row an indicator and municipality.

        value and unit; from_median, the value less the group's median; rank, 1 for the highest value,
        shared by equal ones (to 12 digits), and `of` how many (of the group, and the municipality
        itself where it is outside); quarter of the group ("lowest", "second", "median", "third",
        "highest"); undefined, why there is no value, else empty. High is not always good: of impurity
        and costs it is the lowest that is.
        """
        import pandas as pd

        lower, median, upper, _ = self._group()
        inside = np.array([name in self.members for name in self.names])
        rows = []
        for row, name in enumerate(self.indicators):
            known = self.values[row][inside & ~np.isnan(self.values[row])]
            for column, place in enumerate(self.names):
                value = float(self.values[row, column])
                defined = not np.isnan(value)
                ranked = defined and len(known) > 0
                rows.append(
                    {
                        "indicator": name,
                        "municipality": place,
                        "value": value,
                        "unit": self.units[name],
                        "from_median": value - median[row],
                        "rank": 1 + int(_above(known, value).sum()) if ranked else None,
                        "of": len(known) + int(not inside[column]) if ranked else None,
                        "quarter": _quarter(value, lower[row], median[row], upper[row])
                        if ranked
                        else "",
                        "undefined": self.undefined.get((name, place), ""),
                    }
                )
        frame = pd.DataFrame(rows).astype({"rank": "Int64", "of": "Int64"})
        return frame.set_index(["indicator", "municipality"])

    @property
    def status(self) -> pd.DataFrame:
        """How well each municipality's own parameters are known: one row a parameter.

        The least certain of the values that hold for it in the year: measured, reported, estimated,
        default, or "not stated". Municipalities with a default are alike by assumption, not because
        anybody has seen that they are. Parameters that nobody gave, and that change nothing, are left
        out, and so are those that no region has of its own.
        """
        import pandas as pd

        columns = {name: _statuses(self._places[name]) for name in self.names}
        given = {parameter for found in columns.values() for parameter in found}
        rows = [parameter for parameter in PARAMETERS if parameter in given]
        frame = pd.DataFrame(
            {
                name: [found.get(parameter, "") for parameter in rows]
                for name, found in columns.items()
            },
            index=pd.Index(rows, name="parameter", dtype=object),
            dtype=object,
        )
        frame.columns.name = "municipality"
        return frame

    def explain(self, region: str, rate: str = "eu", against: str = "group") -> Difference:
        """Explain by which parameters a municipality's rate differs from another's or the group's.

        Each parameter's part is its Shapley value: what it changes when it is taken from the
        municipality in place of the other, on average over all orders in which the parameters could
        be taken. Every subset is computed, so the parts are exact and add up to the whole
        difference; a parameter that is the same in both has 0, and the other's difference from this
        one has the same parts with the sign changed.

        A parameter is taken whole, with all its categories and routes, so that coverage and
        composition keep their sums in every subset.

        Parameters
        ----------
        region : str
        rate : str
        against : str
            Another municipality; or "group": that member of the group, other than the municipality
            itself, whose rate is nearest to the group's median. A real municipality stands for the
            group, since the medians of single parameters are no system: their composition does not
            sum to 1. Of two that are as near, it is the one with more inhabitants.

        Returns
        -------
        Difference

        Raises
        ------
        LabelError
            If a municipality or the rate is unknown, or the two systems differ in categories or
            routes, so that not every parameter of one can be taken into the other.
        ScopeError
            If the rate is undefined for one of them or for a subset.
        InvalidValueError
            If a municipality is several regions in one, or the two are the same.

        Notes
        -----
        L. S. Shapley, "A value for n-person games", Contributions to the Theory of Games II,
        Princeton 1953, pp. 307–317.

        Examples
        --------
        >>> import plastsmart as ps
        >>> nes = ps.load("headline")
        >>> vik = nes.replace(capture=0.5, sorting_efficiency=0.9)
        >>> ps.compare({"Nes": nes, "Vik": vik}).explain("Vik").shares.round(6).to_dict()
        {'capture': 0.095625, 'sorting_efficiency': 0.031875}
        """
        place = _place(region, self._places)
        self._model.rate(rate)
        if against == "group":
            other, median = self._nearest(place.label, rate)
            return explained(place, other, rate, self._model, median)
        return explained(place, _place(against, self._places), rate, self._model, None)

    def _nearest(self, region: str, rate: str) -> tuple[Place, float]:
        """Return the member of the group with the rate nearest to its median, and the median."""
        rates = {name: self._rate(name, rate) for name in self.members}
        known = {name: value for name, value in rates.items() if not np.isnan(value)}
        others = [name for name in known if name != region]
        if not others:
            raise InvalidValueError(
                f"no other member of the group has a rate {rate!r} to hold {region} against"
            )
        median = float(np.median(list(known.values())))

        def away(name: str) -> tuple[float, float, str]:
            # a billionth of a point apart is as near: the order shall not hang on rounding
            return (
                round(abs(known[name] - median), 11),
                -self._places[name].inhabitants,
                name,
            )

        return self._places[min(others, key=away)], median

    def _rate(self, name: str, rate: str) -> float:
        if rate not in self.indicators:
            raise LabelError(
                f"the rate {rate!r} was not compared, so that the group has no median of it; name "
                "it in rates=, or another municipality in against="
            )
        return float(self.values[self.indicators.index(rate), self.names.index(name)])

    def __repr__(self) -> str:
        return (
            f"<Comparison of {len(self.names)} municipalities in {self.year}: "
            f"{len(self.indicators)} indicators, group of {len(self.members)}>"
        )

    def _head(self) -> str:
        prices = f", costs in prices of {self.price_year}" if self.price_year is not None else ""
        return (
            f"{len(self.names)} municipalities in {self.year}, group of {len(self.members)}{prices}"
        )

    def __str__(self) -> str:
        """Return the indicators of a few municipalities, or of many the range of the group."""
        lower, median, upper, n = self._group()
        few = len(self.names) <= _FEW
        head = ["", "unit", *(self.names if few else ("lower quartile",)), "median"]
        head += [] if few else ["upper quartile", "n"]
        rows = [head]
        for row, name in enumerate(self.indicators):
            unit = self.units[name]
            shown_values = (
                [*self.values[row], median[row]] if few else [lower[row], median[row], upper[row]]
            )
            told = [_written(float(value), unit) for value in shown_values]
            rows.append(
                [name, "%" if unit == "1" else unit, *told, *([] if few else [str(int(n[row]))])]
            )
        widths = [max(len(row[column]) for row in rows) for column in range(len(head))]
        lines = [
            "  ".join(
                cell.ljust(width) if column < 2 else cell.rjust(width)  # noqa: PLR2004
                for column, (cell, width) in enumerate(zip(row, widths, strict=True))
            ).rstrip()
            for row in rows
        ]
        return "\n".join([self._head(), *lines, *(f"note: {note}" for note in self.notes)])

    def _repr_html_(self) -> str:
        lower, median, upper, n = self._group()
        shown_names = self.names[:_SHOWN]
        rows = []
        for row, name in enumerate(self.indicators):
            unit = self.units[name]
            cells = [lower[row], median[row], upper[row], *self.values[row, : len(shown_names)]]
            told = [_written(float(value), unit) for value in cells]
            rows.append((name, "%" if unit == "1" else unit, *told[:3], int(n[row]), *told[3:]))
        header = ("indicator", "unit", "lower quartile", "median", "upper quartile", "n")
        titles = [self.titles[name] for name in shown_names]
        more = len(self.names) - len(shown_names)
        left_out = [f"and {more} more municipalities; all are in table"] if more else []
        return (
            html_head(self._head())
            + html_table([*header, *titles], rows, most=2 * ROWS, all_in="table")
            + html_lines([*left_out, *self.notes])
        )


def _above(values: Any, value: Any) -> NDArray[np.bool_]:
    """Return which values are above another, by more than rounding."""
    size = np.maximum(np.abs(values), np.abs(value))
    result: NDArray[np.bool_] = values - value > _ROUNDING * size
    return result


def _quarter(value: float, lower: float, median: float, upper: float) -> str:
    if _above(median, value):
        return "lowest" if _above(lower, value) else "second"
    if not _above(value, median):
        return "median"
    return "highest" if _above(value, upper) else "third"


def _written(value: float, unit: str) -> str:
    if np.isnan(value):
        return "–"
    if unit == "1":
        return f"{100 * value:.1f}"
    return f"{value:,.1f}".replace(",", " ")


_BY_CERTAINTY: Final = (*STATUSES, "")


def _statuses(place: Place) -> dict[str, str]:
    """Return the least certain status of each parameter that may differ by region."""
    system = place.system
    axes = system.axes
    regions = np.arange(len(axes.regions)) if place.region is None else np.array([place.region])
    members = [
        regions,
        np.array([place.at]),
        np.arange(len(axes.categories)),
        np.arange(len(axes.routes)),
    ]
    found = {}
    for name in system.parameters:
        cells = system.cells(name)
        if "region" not in cells.spec.axes or cells.spec.stage == "climate":
            continue
        infos = {cells.info(row) for row in cells.rows_of(members, axes)}
        statuses = [info.status for info in infos if info.note not in {NEUTRAL, UNSTATED}]
        if statuses:
            found[name] = max(statuses, key=_BY_CERTAINTY.index) or "not stated"
    return found


# -- systems at the prompt ------------------------------------------------------------------------

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
