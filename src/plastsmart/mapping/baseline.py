"""The baseline of a municipality: the system that its reconciled numbers make."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any, Final

from plastsmart.errors import InvalidValueError, MissingValueError
from plastsmart.mapping.municipality import GENERATIONS, Entry, Key, pooled_entry
from plastsmart.mapping.quantities import QUANTITIES
from plastsmart.parameters import Dirichlet, Normal, Parameter
from plastsmart.stages import PARAMETERS, Collection, Costs, Generation, Recycling, Sorting
from plastsmart.system import System

if TYPE_CHECKING:
    from plastsmart.mapping.reconcile import Reconciliation

__all__ = ["baseline"]

_MOSTLY: Final = 0.5
"""Share of a derived value's variance from which on it rests on values from elsewhere."""

_COSTS: Final = ("service_cost", "collection_cost", "residual_cost")

_ROUNDING: Final = 1e-9


class _Values:
    """The reconciled values as parameters of a system."""

    def __init__(self, found: Reconciliation) -> None:
        self.found = found
        self.categories = [c.name for c in found.mapping.categories]
        self.told_apart = len(self.categories) > 1
        self.routes = [route.name for route in found.mapping.routes]
        self.place = {key: number for number, key in enumerate(found.keys)}
        self.origin = f"reconciled from the numbers of {found.name}, {found.year}"
        if found.mapping.origin:
            self.origin += f" ({found.mapping.origin})"

    def __call__(self, key: Key, parameter: str | None = None) -> Parameter:
        """Return one value as a parameter."""
        name = parameter or key.quantity
        value, sd = self.found.value(key.quantity, category=key.category, route=key.route)
        spec = PARAMETERS[name]
        if spec.is_share and -_ROUNDING < value < 0.0:
            value = 0.0  # a difference of equals
        if spec.is_share and 1.0 < value < 1.0 + _ROUNDING:
            value = 1.0
        entry, status = pooled_entry(self.found.entries, key), self.status(key)
        note = ""
        source = self.origin
        if entry is not None:
            source = f"reconciled from {entry.source}" if entry.source else self.origin
            note = f"{entry.value:.6g} ± {entry.sd:.3g} before reconciliation"
            note += f"; {entry.note}" if entry.note else ""
        # a spread that rounding makes is none
        uncertain = sd > 1e-9 * abs(value) and sd > 0.0
        return Parameter(
            value,
            unit=spec.unit,
            uncertainty=Normal(value, sd) if uncertain else None,
            source=source,
            status=status,  # type: ignore[arg-type]
            note=note,
        )

    def status(self, key: Key) -> str:
        """Return how well a value is known: its own status, or what it is derived from."""
        entry = pooled_entry(self.found.entries, key)
        if entry is not None:
            return entry.status
        at = self.place[key]
        covariance = self.found.adjustment.solution.covariance
        whole = float(covariance[at, at])
        if not whole > 0.0:
            return "estimated"
        network = self.found.adjustment.network
        default = sum(
            (float(covariance[at, self.place[other]]) / float(network.sd[self.place[other]])) ** 2
            for other, known in self.found.entries.items()
            if known.status == "default" and known.sd > 0.0
        )
        return "default" if default > _MOSTLY * whole else "estimated"

    def by_route(self, quantity: str, routes: list[str] | None = None) -> dict[str, Parameter]:
        """Return a quantity of each route."""
        return {route: self(Key(quantity, "", route)) for route in routes or self.routes}

    def by_both(self, quantity: str) -> Any:
        """Return a quantity by category and route, or by route where nothing else is known."""
        if (
            not self.told_apart
            or Key(quantity, self.categories[0], self.routes[0]) not in self.place
        ):
            return self.by_route(quantity)
        return {
            category: {route: self(Key(quantity, category, route)) for route in self.routes}
            for category in self.categories
        }

    def by_category(self, quantity: str) -> Any:
        """Return a quantity by category, or one for all."""
        if not self.told_apart or Key(quantity, self.categories[0]) not in self.place:
            return self(Key(quantity))
        return {category: self(Key(quantity, category)) for category in self.categories}

    def composition(self) -> Any:
        """Return the kinds of packaging, with one distribution of all."""
        if not self.told_apart:
            return None
        keys = [Key("composition", category) for category in self.categories]
        pairs = [self.found.value("composition", category=key.category) for key in keys]
        shares = [share for share, _ in pairs]
        spread = sum(sd**2 for _, sd in pairs)
        # of a Dirichlet the variances sum to Σ p (1 − p) / (concentration + 1)
        wide = sum(share * (1.0 - share) for share in shares)
        concentration = wide / spread - 1.0 if spread > 0.0 else math.inf
        uncertain = 0.0 < concentration < 1e12  # noqa: PLR2004
        return Parameter(
            dict(zip(self.categories, shares, strict=True)),
            uncertainty=Dirichlet(concentration) if uncertain else None,
            source=self.origin,
            status="default" if self.status(keys[0]) == "default" else "estimated",
        )

    def national(self, parameter: str) -> Any:
        """Return what only the nation's figures tell, by category where it tells them apart."""
        peers = self.found.peers
        names = self.categories if peers.know_categories else [""]
        told = {}
        for category in names:
            gap = peers(parameter, category=category)
            if gap is None:
                return None
            told[category] = Parameter(
                gap.value, source=gap.source, status="default", note=gap.note
            )
        return told if peers.know_categories else told[""]


def _needed(found: Reconciliation) -> set[str]:
    """Return the names of what a system is made of, and of the flows that it must not make negative."""
    parted = {key.quantity for key in found.keys if key.category and key.quantity != "generated"}
    read = {"population", "packaging_per_person", "coverage", "impurity", "bale_impurity",
            "composition", "capture", "sorting_efficiency", "preparation_yield"}  # fmt: skip
    return {
        key.name
        for key in found.keys
        if (key.quantity in read and (key.category or key.quantity not in parted))
        or key.quantity in {"collected", "residual", "generated"}
    }


def _refuse(found: Reconciliation) -> None:
    """Raise if something that a system needs is undetermined or out of bounds."""
    needed = _needed(found)
    open_ = [name for name in found.undetermined if name in needed]
    if open_:
        cure = ", ".join(found.settled_by)
        raise MissingValueError(
            f"{', '.join(open_[:12])} of {found.name} ({found.region}) in {found.year}: neither "
            f"measurements nor peers determine it. Measure {cure}, or give peers with group=…"
        )
    values = found.adjustment.table["value"]
    beyond = [
        name
        for name in found.out_of_bounds
        if name in needed
        and min(abs(float(values[name])), abs(float(values[name]) - 1.0)) > _ROUNDING
    ]
    if beyond:
        told = ", ".join(f"{name} is {float(values[name]):.4g}" for name in beyond[:6])
        suspects = "; ".join(str(suspect) for suspect in found.suspects[:3])
        why = f" At odds: {suspects}." if suspects else ""
        why += _coverages(found, beyond)
        others = " or ".join(repr(way) for way in GENERATIONS if way != found.generation)
        raise InvalidValueError(
            f"{told} in {found.name} ({found.region}) in {found.year}: a flow is not negative and a "
            f"share lies between 0 and 1. Nothing is clipped.{why} Correct a measurement, "
            f"count what is generated in another way, generation={others}, or hold what lies beyond "
            "at its bound, hold_bounds=True"
        )


def _coverages(found: Reconciliation, beyond: list[str]) -> str:
    """Return which captures rest on a coverage that nobody stated, as a sentence."""
    routes = {key.route for key in found.keys if key.quantity == "capture" and key.name in beyond}
    told = [
        f"{key.name} is taken as {entry.value:.3g} ({entry.note})"
        for key, entry in found.entries.items()
        if key.quantity == "coverage" and key.route in routes and entry.status == "default"
    ]
    return f" {'; '.join(told)}: state who has these routes." if told else ""


def baseline(found: Reconciliation, years: Any, name: str | None) -> System:
    """Return the system that reconciled numbers make; see `Reconciliation.system`."""
    _refuse(found)
    values = _Values(found)
    mapping = found.mapping
    return System(
        name=f"{found.name} {found.year}" if name is None else name,
        notes=_notes(found),
        regions={found.region: found.name},
        years=[found.year] if years is None else years,
        categories=mapping.categories,
        routes=mapping.routes,
        generation=Generation(
            population=values(Key("population")),
            packaging_per_person=values(Key("packaging_per_person")),
            composition=values.composition(),
        ),
        collection=Collection(
            coverage=values.by_route("coverage"),
            capture=values.by_both("capture"),
            impurity=values.by_route("impurity"),
        ),
        sorting=Sorting(
            sorting_efficiency=values.by_both("sorting_efficiency"),
            bale_impurity=values(Key("bale_impurity")),
        ),
        recycling=Recycling(
            preparation_yield=values.by_category("preparation_yield"),
            conversion_yield=values.national("conversion_yield"),
            recyclable=values.national("recyclable"),
        ),
        costs=_costs(found, values),
    )


def _costs(found: Reconciliation, values: _Values) -> Costs | None:
    """Return the costs that were given; None where there are none."""
    given: dict[str, Any] = {}
    for quantity in _COSTS:
        keys = [key for key in found.keys if key.quantity == quantity and not key.copy]
        if not keys:
            continue
        if QUANTITIES[quantity].axes:
            told = {key.route: values(key) for key in keys}
            lacking = [route for route in values.routes if route not in told]
            for route in lacking:
                told[route] = Parameter(
                    0.0, unit=PARAMETERS[quantity].unit, status="default",
                    note="not stated: counts as 0",
                )  # fmt: skip
            given[quantity] = told
        else:
            given[quantity] = values(keys[0])
    if not given:
        return None
    households = pooled_entry(found.entries, Key("households"))
    if households is not None and households.value > 0.0:
        given["persons_per_household"] = _per_household(found, households)
    return Costs(price_year=found.mapping.price_year, **given)


def _per_household(found: Reconciliation, households: Entry) -> Parameter:
    people, people_sd = found.value("population")
    each = people / households.value
    sd = each * math.hypot(people_sd / people, households.sd / households.value)
    return Parameter(
        each,
        unit="person/household",
        uncertainty=Normal(each, sd) if sd > 0.0 else None,
        source=households.source or None,
        status="estimated",
        note="inhabitants by households",
    )


def _notes(found: Reconciliation) -> list[str]:
    notes = [line for line in str(found).splitlines() if line]
    notes.append(
        "Standard errors of single values are marginal: drawn one by one, they give flows a wider "
        "spread than the reconciliation found."
    )
    return notes
