"""The balances of one municipality in one year, with what was measured and what fills the gaps."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from collections.abc import Mapping as Lookup
from typing import Final, NamedTuple

import attrs
import numpy as np
from numpy.typing import NDArray

from plastsmart.axes import Route
from plastsmart.errors import InvalidValueError, LabelError, MissingValueError, nearest
from plastsmart.mapping.gaps import Gap, Peers
from plastsmart.mapping.measurements import Mapping, Measurement
from plastsmart.mapping.network import Network
from plastsmart.mapping.quantities import QUANTITIES

__all__ = ["GENERATIONS", "RATE", "Entry", "Key", "Municipality", "pooled", "pooled_entry"]

Array = NDArray[np.float64]

GENERATIONS: Final = ("reconciled", "market", "picking")
"""What the amount generated may follow from."""

RATE: Final = "eu"
"""The recycling rate: the model's name for it."""

_FLOWS: Final = frozenset({"collected_gross", "residual_total", "sorted_gross", "recycled"})
"""Tonnages of a year: another year's tell nothing of it."""

_TOTALS: Final = frozenset({"collected_gross", "sorted_gross", "recycled", "impurity",
                            "sorting_efficiency", "composition_collected"})  # fmt: skip
"""What may be measured of all routes together."""

_ACTS_ON: Final = {"impurity": "collected_gross", "sorting_efficiency": "collected",
                   "composition_collected": "collected"}  # fmt: skip
"""The flow that a share of all routes together is a share of."""

_MOST_TAKEN: Final = 0.9
"""Of what those served have, where the search for values begins."""

_DRIFT: Final = 0.01
"""What a value may change by in a year, as a share of it: a carried value is less sure by as much."""

_CHECKED_SUM: Final = 1e-9

_SMALLEST: Final = 1e-15
_LARGEST: Final = 1e15
"""Between these is every number of a municipality, in any unit."""

_PARTLY: Final = 0.5
"""Standard error of who has a route of which that was not stated: as a share of those or the others."""

_LEAST_SERVED: Final = 0.005


class Key(NamedTuple):
    """What a value is of; `copy` counts further measurements of the same."""

    quantity: str
    category: str = ""
    route: str = ""
    copy: int = 0

    @property
    def name(self) -> str:
        """The name in tables and messages, such as ``collected_gross[kerbside]``."""
        labels = ", ".join(label for label in (self.category, self.route) if label)
        of = f"[{labels}]" if labels else ""
        return f"{self.quantity}{of}{f' ({self.copy})' if self.copy else ''}"


@attrs.frozen(kw_only=True)
class Entry:
    """A measurement as it enters, or what stands in for one.

    Attributes
    ----------
    value, sd : float
    rounded : bool
        Whether it is a 0 that may be rounded, so that it has an error though none is stated.
    status, source, place, note : str
    """

    value: float
    sd: float
    rounded: bool = False
    status: str
    source: str = ""
    place: str = ""
    note: str = ""


def _check_size(measured: Measurement) -> None:
    """Raise if a number is so large or so small that nothing can be computed with it."""
    for name, number in (("", measured.value), ("the standard error of ", measured.error)):
        if number and not _SMALLEST <= number <= _LARGEST:
            place = f" ({measured.place})" if measured.place else ""
            raise InvalidValueError(
                f"{name}{measured.quantity}{place} of {measured.region} in {measured.year} is "
                f"{number:g}; what can be reconciled is 0 or lies between {_SMALLEST:g} and "
                f"{_LARGEST:g}. Correct it, or give 0"
            )


def _entry(measured: Measurement, year: int) -> Entry:
    """Return a measurement as it enters for a year: wider where it is another year's."""
    away = abs(measured.year - year)
    sd, status, note = measured.error, measured.status, measured.note
    if away:
        sd = math.hypot(sd * math.sqrt(1.0 + away), _DRIFT * away * measured.value) if sd else 0.0
        status = status if status == "default" else "estimated"
        note = "; ".join(part for part in (f"of {measured.year}", note) if part)
    elif measured.sd is None and not measured.value:
        note = "; ".join(
            part for part in ("half of the last digit as standard error", note) if part
        )
    elif measured.sd is None:
        note = "; ".join(part for part in ("usual standard error", note) if part)
    return Entry(
        value=measured.value,
        sd=sd,
        rounded=measured.sd is None and not measured.value,
        status=status,
        source=measured.source,
        place=measured.place,
        note=note,
    )


_LEAST_SURE_FIRST: Final = ("default", "estimated", "reported", "measured")


def worst(statuses: Iterable[str]) -> str:
    """Return the least sure of some statuses."""
    return min(statuses, key=_LEAST_SURE_FIRST.index)


def pooled(entries: Sequence[Entry]) -> Entry:
    """Return several measurements of one value as one: their mean, weighed by how sure they are."""
    if len(entries) == 1:
        return entries[0]
    certain = [entry for entry in entries if not entry.sd]
    weights = [1.0 / entry.sd**2 for entry in entries] if not certain else [1.0] * len(certain)
    values = [entry.value for entry in certain or entries]
    return Entry(
        value=float(np.average(values, weights=weights)),
        sd=0.0 if certain else 1.0 / math.sqrt(sum(weights)),
        status=worst(entry.status for entry in entries),
        source=_joined(entry.source for entry in entries),
        place=_joined(entry.place for entry in entries),
        note=_joined((f"mean of {len(entries)}", *(entry.note for entry in entries))),
    )


def _joined(texts: Iterable[str]) -> str:
    return "; ".join(dict.fromkeys(text for text in texts if text))


def pooled_entry(entries: Lookup[Key, Entry], key: Key) -> Entry | None:
    """Return what is known of a value, measured once or several times; None where nothing is.

    Parameters
    ----------
    entries : mapping of Key to Entry
        Of a value that was measured several times they hold the copies, not the value itself.
    key : Key
        Without `copy`.
    """
    if key in entries:
        return entries[key]
    copies: list[Entry] = []
    while (copy := Key(*key[:3], len(copies) + 1)) in entries:
        copies.append(entries[copy])
    return pooled(copies) if copies else None


def _of_gap(gap: Gap) -> Entry:
    return Entry(value=gap.value, sd=gap.sd, status="default", source=gap.source, note=gap.note)


def _normed(shares: Sequence[float]) -> list[float]:
    """Return shares that sum to 1; even ones where all are 0."""
    whole = sum(shares)
    return [share / whole for share in shares] if whole else [1.0 / len(shares)] * len(shares)


Term = tuple[float, tuple[Key, ...]]


class _Sums:
    """Balances that are sums of products, with their exact derivatives."""

    def __init__(self, balances: list[list[Term]], position: dict[Key, int]) -> None:
        size = len(position)
        terms = [(row, *term) for row, terms in enumerate(balances) for term in terms]
        deepest = max((len(keys) for _, _, keys in terms), default=0)
        self.shape = (len(balances), size)
        self.rows = np.array([row for row, _, _ in terms], dtype=np.intp)
        self.factors = np.array([factor for _, factor, _ in terms])
        self.at = np.full((len(terms), deepest), size, dtype=np.intp)  # the last one is 1
        for number, (_, _, keys) in enumerate(terms):
            self.at[number, : len(keys)] = [position[key] for key in keys]

    def residuals(self, x: Array) -> Array:
        read = np.append(x, 1.0)[self.at]
        sums = np.bincount(self.rows, self.factors * read.prod(axis=1), self.shape[0])
        return np.asarray(sums, dtype=np.float64)

    def derivatives(self, x: Array) -> tuple[Array, bool]:
        read = np.append(x, 1.0)[self.at]
        jacobian = np.zeros((self.shape[0], self.shape[1] + 1))
        for place in range(self.at.shape[1]):
            others = np.delete(read, place, axis=1).prod(axis=1)
            np.add.at(jacobian, (self.rows, self.at[:, place]), self.factors * others)
        return jacobian[:, :-1], True


class Municipality:
    """What is known of one municipality in one year, as a network of values and balances.

    Parameters
    ----------
    mapping : Mapping
        With its routes and kinds of packaging, see `plastsmart.mapping.completion`.
    region : str
        Its number.
    year : int
    peers : Peers
    generation : {"reconciled", "market", "picking"}

    Attributes
    ----------
    entries : dict of Key to Entry
        What enters as measured, in the order of the table.
    unused : tuple of str
        What was measured and no balance can use, a sentence each.
    market : Entry
        Packaging placed on the market for each inhabitant, whether or not it enters.
    """

    def __init__(
        self, mapping: Mapping, region: str, year: int, peers: Peers, generation: str
    ) -> None:
        self.mapping = mapping
        self.region = region
        self.year = year
        self.peers = peers
        self.generation = generation
        self.routes = mapping.routes
        self.categories = (
            tuple(c.name for c in mapping.categories) if len(mapping.categories) > 1 else ()
        )
        self.entries: dict[Key, Entry] = {}
        self.starts: dict[Key, float] = {}
        self._entered: set[Key] = set()
        self.balances: list[list[Term]] = []
        self.labels: list[str] = []
        self.given = self._read()
        every = dict(self.given)
        self._generation()
        for tier in ("deposit", "source", "central"):
            for route in self._of_tier(tier):
                self._route(route)
            self._start_next(tier)
        self._coverage_sums()
        self._residual_waste()
        if self.categories:
            self._by_category()
        self._plants()
        self._totals()
        self._rate()
        self._beside()
        self.unused = tuple(self._unused(every))

    # -- reading ----------------------------------------------------------------------------------

    def _read(self) -> dict[Key, list[Entry]]:
        """Return what was measured in the year; of what changes slowly, the nearest year's."""
        mine = [m for m in self.mapping if m.region == self.region]
        years: dict[Key, dict[int, list[Measurement]]] = {}
        for measured in mine:
            _check_size(measured)
            years.setdefault(self.key_of(measured), {}).setdefault(measured.year, []).append(
                measured
            )
        found = {}
        for key, by_year in years.items():
            near = min(by_year, key=lambda y: (abs(y - self.year), y > self.year))
            if near == self.year or key.quantity not in _FLOWS:
                found[key] = [_entry(m, self.year) for m in by_year[near]]
        return found

    def key_of(self, measured: Measurement) -> Key:
        """Return what a measurement is of; the only route or kind of packaging need not be named."""
        axes = measured.kind.axes
        labels = {"category": measured.category, "route": measured.route}
        known = {
            "category": [c.name for c in self.mapping.categories],
            "route": [r.name for r in self.routes],
        }
        for axis in axes:
            if labels[axis] and labels[axis] not in known[axis]:
                raise LabelError(
                    f"{measured.quantity} is measured for the {axis} {labels[axis]!r}, which the "
                    f"mapping does not have. {nearest(labels[axis], known[axis])}"
                )
            if not labels[axis] and len(known[axis]) == 1:
                labels[axis] = known[axis][0]
            if not labels[axis] and not (axis == "route" and measured.quantity in _TOTALS):
                raise LabelError(
                    f"{measured.quantity} of {measured.region} in {measured.year} names no {axis}; "
                    f"name one of {', '.join(known[axis])}"
                )
        category = labels["category"] if "category" in axes and self.categories else ""
        return Key(measured.quantity, category, labels["route"] if "route" in axes else "")

    # -- building ---------------------------------------------------------------------------------

    def value(self, key: Key) -> float:
        """Return what a value is before anything is adjusted: measured, or what follows."""
        return self.entries[key].value if key in self.entries else self.starts[key]

    def hold(self, key: Key) -> None:
        """Take a 0 as certain, where what else is known would make it negative."""
        entry = self.entries[key]
        note = "; ".join(part for part in ("held at 0: the others give less", entry.note) if part)
        self.entries[key] = attrs.evolve(entry, sd=0.0, rounded=False, note=note)

    def is_measured(self, key: Key) -> bool:
        """Tell whether the municipality itself has a value, of this year or carried over."""
        return key in self.given

    def _enter(self, key: Key, gap: Gap | None = None, start: float = math.nan) -> None:
        """Add a value: as measured, however often; else from a gap; else to be found."""
        self._entered.add(key)
        entries = self.given.get(key, [])
        if not entries and gap is not None:
            entries = [_of_gap(gap)]
        if len(entries) == 1:
            self.entries[key] = entries[0]
        elif entries:
            self._find(key, pooled(entries).value)
            for number, entry in enumerate(entries):
                copy = Key(key.quantity, key.category, key.route, number + 1)
                self.entries[copy] = entry
                self._balance(f"{copy.name} is {key.name}", (1.0, copy), (-1.0, key))
        else:
            self._find(key, start)

    def _find(self, key: Key, start: float) -> None:
        self.starts[key] = start if math.isfinite(start) else 0.5

    def _balance(self, label: str, *terms: tuple[float | Key, ...]) -> None:
        """Add a balance: terms of a factor and the values that it multiplies."""
        read = [(float(term[0]), tuple(term[1:])) for term in terms]  # type: ignore[arg-type]
        self.balances.append(read)  # type: ignore[arg-type]
        self.labels.append(label)

    def _gap(self, quantity: str, *, category: str = "", route: Route | None = None) -> Gap | None:
        people = pooled_entry(self.entries, Key("population"))
        count = math.nan if people is None else people.value
        return self.peers(quantity, category=category, route=route, population=count)

    def _of_tier(self, *tiers: str) -> list[Route]:
        return [route for route in self.routes if route.tier in tiers]

    # -- stages -----------------------------------------------------------------------------------

    def _generation(self) -> None:
        people, each, all_ = Key("population"), Key("packaging_per_person"), Key("generated")
        if not self.is_measured(people):
            where = self.mapping.regions[self.region]
            raise MissingValueError(
                f"population of {where} ({self.region}) was not measured in any year; no peer can "
                "stand in for it. Add it (Statistics Norway, table 07459)"
            )
        self._enter(people)
        gap = self._gap("packaging_per_person")
        assert gap is not None  # the nation has it
        self.market = pooled(self.given.get(each, [_of_gap(gap)]))
        if self.generation == "picking":
            self.given.pop(each, None)
            self._find(each, self.market.value)
        else:
            self._enter(each, gap)
        self._find(all_, self.value(people) * self.value(each) / 1000.0)
        self._balance("generated", (1.0, all_), (-0.001, people, each))
        left = self.value(all_)
        if self._of_tier("deposit"):
            self._find(Key("available_source"), left)
        self._find(Key("available_central"), left)
        for category in self.categories:
            self._enter_composition(category)

    def _enter_composition(self, category: str) -> None:
        """Add the share of a kind of packaging: from peers unless picking analyses give all."""
        key = Key("composition", category)
        routes = [Key("composition_collected", category, r.name) for r in self.routes]
        picked = [Key("composition_residual", category), *routes]
        gap = (
            None
            if all(map(self.is_measured, picked))
            else self._gap("composition", category=category)
        )
        start = 1.0 / len(self.categories)
        self._enter(key, gap, start)

    def _route(self, route: Route) -> None:
        gross, net = Key("collected_gross", "", route.name), Key("collected", "", route.name)
        impurity = Key("impurity", "", route.name)
        coverage, capture = Key("coverage", "", route.name), Key("capture", "", route.name)
        from_plant = self.is_measured(Key("sorted_gross", "", route.name)) and self.is_measured(
            Key("sorting_efficiency", "", route.name)
        )
        self._enter(impurity, self._gap("impurity", route=route))
        self._enter(coverage, self._rest_of_coverage(route))
        usual = self._gap("capture", route=route)
        known = self.is_measured(gross) or from_plant
        tonnes = None if known else self._gap("collected_gross", route=route)
        available = self.value(self._available(route))
        if known or tonnes is not None:
            share = usual.value if usual else 0.5
            self._enter(gross, tonnes, available * self.value(coverage) * share)
            self._find(net, self.value(gross) * (1.0 - self.value(impurity)))
            taken = available * self.value(coverage)
            if self.value(coverage) > 0.0:
                self._find(capture, self.value(net) / taken if taken else 0.5)
            else:  # nobody is served, so no tonnage can tell
                self._enter(capture, usual)
        else:
            self._enter(capture, usual)
            self._find(net, available * self.value(coverage) * self.value(capture))
            self._find(gross, self.value(net) / max(1.0 - self.value(impurity), 1e-3))
        label = route.name
        self._balance(f"net of {label}", (1.0, net), (-1.0, gross), (1.0, gross, impurity))
        self._balance(
            f"capture of {label}", (1.0, net), (-1.0, coverage, capture, self._available(route))
        )

    def _start_next(self, tier: str) -> None:
        """Start what a tier leaves to the next from what it takes."""
        taken = sum(self.value(Key("collected", "", r.name)) for r in self._of_tier(tier))
        if tier == "deposit" and taken:
            self.starts[Key("available_source")] -= taken
        if tier != "central":
            self.starts[Key("available_central")] -= taken

    def _available(self, route: Route, category: str = "") -> Key:
        """Return what a route acts on: what the tiers before its own left."""
        if route.tier == "central":
            return Key("available_central", category)
        if route.tier == "source" and self._of_tier("deposit"):
            return Key("available_source", category)
        return Key("generated", category)

    def _rest_of_coverage(self, route: Route) -> Gap | None:
        """Return who has a route of which that was not stated: some of those who have no other.

        They are shared out by the tonnages of such routes, evenly where one has none. Where others
        serve everyone, it is as many as the tonnages say within one standard error of the others.
        """
        tier = self._of_tier(route.tier)
        known = [r for r in tier if self.is_measured(Key("coverage", "", r.name))]
        if route in known:
            return None
        if len(tier) == 1:
            return Gap(value=1.0, sd=0.0, source="", note="the only route of its tier")
        stated = [pooled(self.given[Key("coverage", "", r.name)]) for r in known]
        served, unsure = sum(e.value for e in stated), math.hypot(*(e.sd for e in stated))
        weights = [self._tonnes(r) for r in tier if r not in known]
        tonnes = self._tonnes(route)
        by_tonnage = tonnes is not None and None not in weights
        whole = sum(weight or 0.0 for weight in weights)
        part = (tonnes or 0.0) / whole if by_tonnage and whole else 1.0 / len(weights)
        likely = _PARTLY * unsure
        beside = sum(self._tonnes(r) or 0.0 for r in known)
        if tonnes is not None and beside:
            likely = min(served * tonnes / beside, unsure)
        value = min(max((1.0 - served) * part, likely), 1.0)
        if not known and by_tonnage and whole:
            # a route with a tonnage of 0 may serve somebody
            value = min(max(value, _LEAST_SERVED), 1.0 - _LEAST_SERVED)
        how = "by the tonnages" if by_tonnage else "evenly"
        note = f"not stated: those without another route of the tier, shared {how}"
        sd = _PARTLY * max(min(value, 1.0 - value), unsure)
        return Gap(value=value, sd=sd, source="", note=note)

    def _tonnes(self, route: Route) -> float | None:
        """Return what a route was measured to collect; None where it was not."""
        entries = self.given.get(Key("collected_gross", "", route.name))
        return pooled(entries).value if entries else None

    def _coverage_sums(self) -> None:
        """Keep what serves everyone serving everyone, so that no adjustment serves more.

        Who has a route that nobody stated follows from those who have no other: all have one.
        """
        for tier in ("deposit", "source", "central"):
            keys = [Key("coverage", "", route.name) for route in self._of_tier(tier)]
            total = sum(self.value(key) for key in keys)
            single = [key for key in keys if key in self.entries and not self.entries[key].sd]
            filled = len(keys) > 1 and not all(map(self.is_measured, keys))
            everyone = filled or abs(total - 1.0) <= _CHECKED_SUM
            if keys and len(single) < len(keys) and everyone:
                ones: list[tuple[float | Key, ...]] = [(1.0, key) for key in keys]
                self._balance(f"everyone has a {tier} route", *ones, (-1.0,))

    def _sum(self, label: str, whole: Key, plus: Iterable[Key], minus: Iterable[Key]) -> None:
        """Add the balance whole = Σ plus − Σ minus, and where to start."""
        plus, minus = list(plus), list(minus)
        self._find(whole, sum(map(self.value, plus)) - sum(map(self.value, minus)))
        parts: list[tuple[float | Key, ...]] = [(-1.0, key) for key in plus]
        parts += [(1.0, key) for key in minus]
        self._balance(label, (1.0, whole), *parts)

    def _tiers(self, category: str = "") -> None:
        """Add what each tier leaves to the next."""
        first = Key("generated", category)
        of = f" of {category}" if category else ""
        if self._of_tier("deposit"):
            taken = [Key("collected", category, r.name) for r in self._of_tier("deposit")]
            left = Key("available_source", category)
            self._sum(f"left for source routes{of}", left, [first], taken)
            first = left
        taken = [Key("collected", category, r.name) for r in self._of_tier("source")]
        central = Key("available_central", category)
        self._sum(f"left in residual waste{of}", central, [first], taken)
        taken = [Key("collected", category, r.name) for r in self._of_tier("central")]
        self._sum(f"burnt with residual waste{of}", Key("residual", category), [central], taken)

    def _residual_waste(self) -> None:
        self._tiers()
        total, share = Key("residual_total"), Key("packaging_in_residual")
        moisture, packaging = Key("residual_moisture"), Key("available_central")
        analysed = self.is_measured(share)
        if self.generation == "picking" and not (analysed and self.is_measured(total)):
            lacking = [k.name for k in (total, share) if not self.is_measured(k)]
            raise MissingValueError(
                f"generation='picking' needs {' and '.join(lacking)} of {self.region}, which "
                f"{'was' if len(lacking) == 1 else 'were'} not measured; give it, or take "
                "generation='market' or 'reconciled'"
            )
        if self.generation == "market":
            if not (analysed and self.is_measured(total)):
                for key in (total, share, moisture):
                    if self.is_measured(key):
                        self._enter(key)
                return
            packaging = Key("picked")
            self._find(packaging, 0.0)
        self._enter(share, self._gap(share.quantity))
        self._enter(moisture, self._gap(moisture.quantity))
        dry = self.value(share) * (1.0 - self.value(moisture))
        self._enter(total, self._gap(total.quantity), self.value(packaging) / max(dry, 1e-6))
        if self.generation == "market":
            self._find(packaging, self.value(total) * dry)
        self._balance(
            "packaging in residual waste",
            (1.0, packaging),
            (-1.0, total, share),
            (1.0, total, share, moisture),
        )

    def _ones(self, label: str, keys: Iterable[Key]) -> None:
        parts: list[tuple[float | Key, ...]] = [(1.0, key) for key in keys]
        self._balance(f"{label} sums to 1", *parts, (-1.0,))

    def _by_category(self) -> None:
        names = self.categories
        served = dict(zip(names, self.mapping.categories, strict=True))
        for name in names:
            whole, part = Key("generated"), Key("generated", name)
            share = Key("composition", name)
            self._find(part, self.value(whole) * self.value(share))
            self._balance(f"generated of {name}", (1.0, part), (-1.0, whole, share))
            for route in self.routes:
                share = Key("composition_collected", name, route.name)
                net, all_ = Key("collected", name, route.name), Key("collected", "", route.name)
                if route.serves(served[name]):
                    gap = self._gap(share.quantity, category=name, route=route)
                    self._enter(share, gap, 1.0 / len(names))
                else:
                    self.entries[share] = Entry(value=0.0, sd=0.0, status="measured",
                                                note="the route does not take it")  # fmt: skip
                self._find(net, self.value(all_) * self.value(share))
                self._balance(f"{route.name} of {name}", (1.0, net), (-1.0, all_, share))
            self._tiers(name)
            left, share = Key("available_central", name), Key("composition_residual", name)
            self._enter(
                share, None, self.value(left) / max(self.value(Key("available_central")), 1e-9)
            )
            self._balance(
                f"residual waste of {name}", (1.0, left), (-1.0, Key("available_central"), share)
            )
            for route in self.routes:
                capture, coverage = (
                    Key("capture", name, route.name),
                    Key("coverage", "", route.name),
                )
                net, there = Key("collected", name, route.name), self._available(route, name)
                taken = self.value(coverage) * self.value(there)
                if self.value(coverage) > 0.0:
                    self._find(capture, self.value(net) / taken if taken else 0.5)
                else:
                    self._enter(capture, self._gap("capture", category=name, route=route))
                self._balance(
                    f"capture of {name} by {route.name}",
                    (1.0, net),
                    (-1.0, coverage, capture, there),
                )
        self._ones("composition", [Key("composition", n) for n in names])
        self._ones("composition_residual", [Key("composition_residual", n) for n in names])
        for route in self.routes:
            keys = [Key("composition_collected", n, route.name) for n in names]
            self._ones(f"composition_collected of {route.name}", keys)

    @property
    def detailed(self) -> bool:
        """Whether sorting and washing are told apart by category."""
        return bool(self.categories) and self.peers.know_categories

    def _plants(self) -> None:
        bales, yield_ = Key("bale_impurity"), Key("preparation_yield")
        self._enter(bales, self._gap("bale_impurity"))
        usual = self._gap("preparation_yield")
        if self.detailed:
            for name in self.categories:
                self._enter(
                    Key("preparation_yield", name), self._gap("preparation_yield", category=name)
                )
            self._enter(yield_, None, usual.value if usual else 0.8)
        else:
            # also beside bales and recycled tonnes that tell it: what is far from usual is noticed
            self._enter(yield_, usual)
        for route in self.routes:
            self._plant(route, bales, yield_)
        if self.detailed:
            sorted_ = [Key("sorted", "", r.name) for r in self.routes]
            recycled = [Key("recycled", "", r.name) for r in self.routes]
            parts: list[tuple[float | Key, ...]] = [(1.0, key) for key in recycled]
            parts += [(-1.0, key, yield_) for key in sorted_]
            self._balance("preparation_yield", *parts)

    def _plant(self, route: Route, bales: Key, yield_: Key) -> None:
        name = route.name
        net, sorted_ = Key("collected", "", name), Key("sorted", "", name)
        gross, recycled = Key("sorted_gross", "", name), Key("recycled", "", name)
        share = Key("sorting_efficiency", "", name)
        usual = self._gap("sorting_efficiency", route=route)
        self._enter(share, None if self.detailed else usual, usual.value if usual else 0.8)
        self._find(sorted_, self.value(net) * self.value(share))
        self._balance(f"sorted of {name}", (1.0, sorted_), (-1.0, net, share))
        self._enter(gross, None, self.value(sorted_) / max(1.0 - self.value(bales), 1e-3))
        self._balance(f"bales of {name}", (1.0, sorted_), (-1.0, gross), (1.0, gross, bales))
        self._enter(recycled, None, self.value(sorted_) * self.value(yield_))
        if not self.detailed:
            self._balance(f"recycled of {name}", (1.0, recycled), (-1.0, sorted_, yield_))
            return
        for category in self.categories:
            part = Key("sorted", category, name)
            share = Key("sorting_efficiency", category, name)
            left = Key("preparation_yield", category)
            net, made = Key("collected", category, name), Key("recycled", category, name)
            self._enter(share, self._gap("sorting_efficiency", category=category, route=route))
            self._find(part, self.value(net) * self.value(share))
            self._balance(f"sorted {category} of {name}", (1.0, part), (-1.0, net, share))
            self._find(made, self.value(part) * self.value(left))
            self._balance(f"recycled {category} of {name}", (1.0, made), (-1.0, part, left))
        for whole in ("sorted", "recycled"):
            parts: list[tuple[float | Key, ...]] = [
                (-1.0, Key(whole, category, name)) for category in self.categories
            ]
            self._balance(f"{whole} of {name} by category", (1.0, Key(whole, "", name)), *parts)

    def _totals(self) -> None:
        """Add what was measured of all routes together."""
        for key in [k for k in self.given if k.quantity in _TOTALS and not k.route]:
            if key.quantity == "composition_collected" and not self.categories:
                continue
            quantity, category = key.quantity, key.category
            self._enter(key)
            parts: list[tuple[float | Key, ...]] = []
            for route in self.routes:
                own = Key(quantity, category, route.name)
                if quantity in _ACTS_ON:
                    flow = Key(_ACTS_ON[quantity], "", route.name)
                    parts += [(1.0, flow, own), (-1.0, flow, key)]
                else:
                    parts.append((1.0, own))
            if quantity not in _ACTS_ON:
                parts.append((-1.0, key))
            self._balance(f"{key.name} of all routes", *parts)

    def _rate(self) -> None:
        made = [Key("recycled", "", route.name) for route in self.routes]
        rate = Key(RATE)
        self._find(rate, sum(map(self.value, made)) / max(self.value(Key("generated")), 1e-9))
        parts: list[tuple[float | Key, ...]] = [(-1.0, key) for key in made]
        self._balance("recycling rate", (1.0, rate, Key("generated")), *parts)

    def _beside(self) -> None:
        """Add what no balance reads: costs, households, plastic that is not packaging."""
        for key in self.given:
            if key not in self.entries and key not in self.starts and self._stands_alone(key):
                self._enter(key)

    def _unused(self, every: dict[Key, list[Entry]]) -> Iterable[str]:
        """Yield what was measured and did not enter, with why."""
        for key, entries in every.items():
            if key in self._entered:
                continue
            if key.quantity == "packaging_per_person":
                why = "generation='picking' counts without it"
            elif not self.categories:
                why = "no second kind of packaging is told apart"
            else:
                why = "the route does not take this kind"
            for entry in entries:
                place = f" ({entry.place})" if entry.place else ""
                yield f"not used: {key.name} {entry.value:g}{place}, as {why}"

    def _is_share(self, key: Key) -> bool:
        if key.quantity in QUANTITIES:
            return QUANTITIES[key.quantity].is_share
        return key.quantity in {"capture", "composition", RATE}

    def _stands_alone(self, key: Key) -> bool:
        topic = QUANTITIES[key.quantity].topic
        return topic == "costs" or key.quantity in {"households", "other_plastic_in_residual"}

    # -- the whole --------------------------------------------------------------------------------

    @property
    def keys(self) -> list[Key]:
        """Every value, sorted as tables show them: by quantity as they came, without copies last."""
        order: dict[str, int] = {}
        for key in (*self.entries, *self.starts):
            order.setdefault(key.quantity, len(order))
        known = list(QUANTITIES)
        place = {q: (known.index(q) if q in known else len(known) + i) for q, i in order.items()}
        every = dict.fromkeys((*self.entries, *self.starts))
        return sorted(every, key=lambda k: place[k.quantity])

    def network(self) -> Network:
        """Return values and balances for adjustment."""
        keys = self.keys
        # of flows a thousandth of what is generated, of shares a hundredth is large enough to matter
        all_ = self.value(Key("generated"))
        least = [0.01 if self._is_share(key) else 0.001 * all_ for key in keys]
        position = {key: number for number, key in enumerate(keys)}
        sums = _Sums(self.balances, position)
        return Network(
            names=tuple(key.name for key in keys),
            given=np.array([self.value(key) for key in keys]),
            sd=np.array([self.entries[k].sd if k in self.entries else np.nan for k in keys]),
            labels=tuple(self.labels),
            residuals=sums.residuals,
            derivatives=sums.derivatives,
            sizes=np.maximum([abs(self.value(key)) for key in keys], least),
            inside=self._inside(keys),
            defined=tuple((position[key], balance) for key, balance in self._defined()),
        )

    def _defined(self) -> Iterable[tuple[Key, int]]:
        """Yield the values to be found that one balance alone says, once those before are gone."""
        reads: dict[Key, set[int]] = {}
        squares: set[tuple[Key, int]] = set()
        for balance, terms in enumerate(self.balances):
            for _, keys in terms:
                for key in keys:
                    reads.setdefault(key, set()).add(balance)
                    if keys.count(key) > 1:
                        squares.add((key, balance))
        open_ = [key for key in self.starts if key in reads]
        gone: set[int] = set()
        found = True
        while found:
            found = False
            for key in list(open_):
                left = reads[key] - gone
                if len(left) == 1 and (key, *left) not in squares:
                    (balance,) = left
                    gone.add(balance)
                    open_.remove(key)
                    found = True
                    yield key, balance

    def _inside(self, keys: Sequence[Key]) -> Array:
        """Return values that obey the balances: the model run forward, as near as may be.

        No route takes more than nine tenths of what those it serves have, so that every flow is above
        0. Measured values are not kept: from here the search goes towards them.
        """
        v = {key: self.value(key) for key in keys}
        names = self.categories or ("",)
        whole = Key("generated")
        v[whole] = v[Key("population")] * v[Key("packaging_per_person")] / 1000.0
        if self.categories:
            parts = _normed([v[Key("composition", name)] for name in names])
            for name, part in zip(names, parts, strict=True):
                v[Key("composition", name)] = part
                v[Key("generated", name)] = v[whole] * part
        there = [v[Key("generated", name)] for name in names]
        for tier in ("deposit", "source", "central"):
            self._note(v, f"available_{tier}", there)
            if tier == "central":
                left = there
            there = self._inside_tier(v, tier, there)
        self._note(v, "residual", there)
        if self.categories:
            for name, part in zip(names, _normed(left), strict=True):
                v[Key("composition_residual", name)] = part
        self._inside_residual_waste(v)
        self._inside_plants(v)
        self._inside_totals(v)
        recycled = sum(v[Key("recycled", "", route.name)] for route in self.routes)
        v[Key(RATE)] = recycled / v[whole] if v[whole] else 0.0
        for key in keys:
            if key.copy:
                v[key] = v[Key(*key[:3])]
        return np.array([v[key] for key in keys])

    def _note(self, v: dict[Key, float], quantity: str, parts: Sequence[float]) -> None:
        """Set a flow of each kind, and of all of them, where there are such values."""
        for name, part in zip(self.categories, parts, strict=False):
            if Key(quantity, name) in v:
                v[Key(quantity, name)] = part
        if Key(quantity) in v:
            v[Key(quantity)] = sum(parts)

    def _inside_tier(self, v: dict[Key, float], tier: str, there: list[float]) -> list[float]:
        """Set what the routes of a tier take, and return what they leave."""
        routes = self._of_tier(tier)
        if f"everyone has a {tier} route" in self.labels:
            shares = _normed([v[Key("coverage", "", route.name)] for route in routes])
            for route, share in zip(routes, shares, strict=True):
                v[Key("coverage", "", route.name)] = share
        left = list(there)
        for route in routes:
            label = ("", route.name)
            covered = v[Key("coverage", *label)]
            shares = [1.0]
            if self.categories:
                kinds = [Key("composition_collected", name, route.name) for name in self.categories]
                shares = _normed([v[kind] for kind in kinds])
            net = v[Key("collected", *label)]
            taken = [
                min(max(net * share, 0.0), _MOST_TAKEN * covered * part)
                for share, part in zip(shares, there, strict=True)
            ]
            left = [part - one for part, one in zip(left, taken, strict=True)]
            v[Key("collected", *label)] = net = sum(taken)
            v[Key("collected_gross", *label)] = net / max(1.0 - v[Key("impurity", *label)], 1e-9)
            served = covered * sum(there)
            if served:
                v[Key("capture", *label)] = net / served
            for at, name in enumerate(self.categories):
                v[Key("collected", name, route.name)] = taken[at]
                if net:
                    v[Key("composition_collected", name, route.name)] = taken[at] / net
                if covered * there[at]:
                    v[Key("capture", name, route.name)] = taken[at] / (covered * there[at])
        return left

    def _inside_residual_waste(self, v: dict[Key, float]) -> None:
        if "packaging in residual waste" not in self.labels:
            return
        dry = v[Key("packaging_in_residual")] * (1.0 - v[Key("residual_moisture")])
        if self.generation == "market":
            v[Key("picked")] = v[Key("residual_total")] * dry
        elif dry:
            v[Key("residual_total")] = v[Key("available_central")] / dry

    def _inside_plants(self, v: dict[Key, float]) -> None:
        bales, yield_ = v[Key("bale_impurity")], v[Key("preparation_yield")]
        for route in self.routes:
            net = v[Key("collected", "", route.name)]
            made = {"sorted": 0.0, "recycled": 0.0}
            for name in self.categories if self.detailed else ():
                part = v[Key("collected", name, route.name)]
                part *= v[Key("sorting_efficiency", name, route.name)]
                v[Key("sorted", name, route.name)] = part
                made["sorted"] += part
                part *= v[Key("preparation_yield", name)]
                v[Key("recycled", name, route.name)] = part
                made["recycled"] += part
            if not self.detailed:
                made["sorted"] = net * v[Key("sorting_efficiency", "", route.name)]
                made["recycled"] = made["sorted"] * yield_
            elif net:
                v[Key("sorting_efficiency", "", route.name)] = made["sorted"] / net
            for whole, tonnes in made.items():
                v[Key(whole, "", route.name)] = tonnes
            v[Key("sorted_gross", "", route.name)] = made["sorted"] / max(1.0 - bales, 1e-9)
        if self.detailed:
            sorted_ = sum(v[Key("sorted", "", route.name)] for route in self.routes)
            recycled = sum(v[Key("recycled", "", route.name)] for route in self.routes)
            if sorted_:
                v[Key("preparation_yield")] = recycled / sorted_

    def _inside_totals(self, v: dict[Key, float]) -> None:
        for key in v:
            if key.quantity not in _TOTALS or key.route or key.copy:
                continue
            own = [v[Key(key.quantity, key.category, route.name)] for route in self.routes]
            acts_on = _ACTS_ON.get(key.quantity)
            if acts_on is None:
                v[key] = sum(own)
                continue
            flows = [v[Key(acts_on, "", route.name)] for route in self.routes]
            if sum(flows):
                v[key] = sum(f * o for f, o in zip(flows, own, strict=True)) / sum(flows)
