"""Random systems, described plainly: the same description feeds the library and the slow model.

The draws favour what goes wrong in array code: parameters that vary along any subset of their
axes, years given in part and unevenly spaced, labels in any order, shares at their bounds, routes
that do not serve every sector.
"""

from __future__ import annotations

import itertools
import random
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any, cast

import attrs

from tests.oracle.slow_model import slow_flows, slow_litter_arising, slow_procurement

if TYPE_CHECKING:
    import plastsmart as ps

Label = str | int
Nested = float | dict[Label, "Nested"]

AXES = ("region", "year", "category", "route")
SECTORS = ("household", "deposit", "business", "agriculture", "municipal")
POLYMERS = ("PE", "PP", "PET", "PS")
FORMATS = ("film", "rigid", "bottle", "tray")
TIERS = ("deposit", "source", "central")
REGIONS = ("0301", "3203", "4601", "5001", "NO", "Bydel Vest")

# The axes that each parameter may vary along, in the order of the model.
PERMITTED: dict[str, tuple[str, ...]] = {
    "population": ("region", "year"),
    "packaging_per_person": ("region", "year"),
    "composition": ("region", "year", "category"),
    "prevention": ("region", "year", "category"),
    "reuse": ("region", "year", "category"),
    "littering": ("region", "year", "category"),
    "cleanup": ("region", "year"),
    "coverage": ("region", "year", "route"),
    "capture": ("region", "year", "category", "route"),
    "impurity": ("region", "year", "route"),
    "sorting_efficiency": ("region", "year", "category", "route"),
    "bale_impurity": ("region", "year", "category"),
    "preparation_yield": ("year", "category"),
    "conversion_yield": ("year", "category"),
    "closed_loop": ("year", "category"),
    "recyclable": ("year", "category"),
    "energy_recovery": ("region", "year"),
    "service_cost": ("region", "year", "route"),
    "collection_cost": ("region", "year", "route"),
    "sorting_cost": ("year", "route"),
    "recycling_cost": ("year", "category"),
    "residual_cost": ("region", "year"),
    "producer_payment": ("year",),
    "payment_threshold_2": ("year",),
    "payment_threshold_3": ("year",),
    "payment_threshold_4": ("year",),
    "payment_increase_2": ("year",),
    "payment_increase_3": ("year",),
    "payment_increase_4": ("year",),
    "payment_marginal": ("year",),
    "producer_share": ("year",),
    "discount_rate": (),
    "persons_per_household": ("region", "year"),
    "collection_emission": ("region", "year", "route"),
    "sorting_emission": ("year", "route"),
    "recycling_emission": ("year", "category"),
    "virgin_emission": ("year", "category"),
    "substitution": ("year", "category"),
    "incineration_emission": ("year", "category"),
    "heat_credit": ("region", "year"),
    "cleanup_cost": ("region", "year"),
    "single_use_weight": ("region", "year", "category"),
    "reusable_weight": ("region", "year", "category"),
    "return_rate": ("region", "year", "category"),
    "breakage": ("region", "year", "category"),
    "reference_per_person": ("region",),
    "litter_per_person": ("region", "year"),
    "visits": ("region", "year"),
    "litter_per_visit": ("region", "year"),
    "event_visits": ("region", "year"),
    "litter_per_event_visit": ("region", "year"),
    "roads": ("region", "year"),
    "litter_per_road": ("region", "year"),
    "bins": ("region", "year"),
    "overflow": ("region", "year"),
    "litter_per_bin": ("region", "year"),
    "packaging_in_litter": ("region", "year", "category"),
    "litter_avoidance": ("region", "year", "category"),
    "litter_to_water": ("region", "year"),
    "litter_item_mass": ("region", "year", "category"),
    "other_item_mass": ("region", "year"),
    "litter_reference": ("region",),
    "vehicle_km": ("region", "year"),
    "tyre_wear": ("region", "year"),
    "pitches": ("region", "year"),
    "pitch_loss": ("region", "year"),
    "boats": ("region", "year"),
    "boat_paint": ("region", "year"),
    "building_paint": ("region", "year"),
    "road_paint": ("region", "year"),
    "washes": ("region", "year"),
    "fibres": ("region", "year"),
    "plastic_handled": ("region", "year"),
    "pellet_loss": ("region", "year"),
    "waste_handled": ("region", "year"),
    "waste_loss": ("region", "year"),
    "other_sources": ("region", "year"),
    **{
        f"{source}_{what}": ("region", "year")
        for source in (
            "tyre", "pitch", "boat", "building", "road", "textile", "pellet", "waste", "other",
        )
        for what in ("retention", "to_sewage", "to_water")
    },
    "sewage_removal": ("region", "year"),
    "sludge_to_soil": ("region", "year"),
    "microplastics_reference": ("region",),
    "uses": ("region", "year", "category"),
    "unneeded": ("region", "year", "category"),
    "unneeded_before": ("region", "year", "category"),
    "reusable_share": ("region", "year", "category"),
    "reusable_share_before": ("region", "year", "category"),
    "item_mass": ("region", "year", "category"),
    "item_price": ("region", "year", "category"),
    "item_emission": ("year", "category"),
    "recycled_content": ("region", "year", "category"),
    "recycled_content_before": ("region", "year", "category"),
    "recycled_emission": ("year", "category"),
    "reusable_mass": ("region", "year", "category"),
    "reusable_price": ("region", "year", "category"),
    "reusable_emission": ("year", "category"),
    "reusable_uses": ("region", "year", "category"),
    "washing_cost": ("region", "year", "category"),
    "washing_emission": ("year", "category"),
    "own_packaging_share": ("region", "year", "category"),
    "own_packaging_counted": ("region", "year", "category"),
}  # fmt: skip

_NAMES = tuple(PERMITTED)


def _between(first: str, last: str) -> tuple[str, ...]:
    """Parameters from one to another, in the order of the model."""
    return _NAMES[_NAMES.index(first) : _NAMES.index(last) + 1]


STAGES: dict[str, tuple[str, ...]] = {
    "Generation": (
        "population",
        "packaging_per_person",
        "composition",
        "prevention",
        "reuse",
        "littering",
        "cleanup",
    ),
    "Collection": ("coverage", "capture", "impurity"),
    "Sorting": ("sorting_efficiency", "bale_impurity"),
    "Recycling": ("preparation_yield", "conversion_yield", "closed_loop", "recyclable"),
    "Disposal": ("energy_recovery",),
    "Costs": (
        "service_cost",
        "collection_cost",
        "sorting_cost",
        "recycling_cost",
        "residual_cost",
        "producer_payment",
        "payment_threshold_2",
        "payment_threshold_3",
        "payment_threshold_4",
        "payment_increase_2",
        "payment_increase_3",
        "payment_increase_4",
        "payment_marginal",
        "producer_share",
        "discount_rate",
        "persons_per_household",
        "cleanup_cost",
    ),
    "Climate": (
        "collection_emission",
        "sorting_emission",
        "recycling_emission",
        "virgin_emission",
        "substitution",
        "incineration_emission",
        "heat_credit",
    ),
    "Reusables": _between("single_use_weight", "reference_per_person"),
    "Litter": _between("litter_per_person", "litter_reference"),
    "Microplastics": _between("vehicle_km", "microplastics_reference"),
    "Procurement": _between("uses", "own_packaging_counted"),
}

# A system may be without these, and then has none of their parameters.
ACCOUNTS = ("Costs", "Climate")
WHOLE = ("Reusables", "Litter", "Microplastics", "Procurement")
OPTIONAL = (*ACCOUNTS, *WHOLE)

# These are there only if they are given, even where the rest of their stage is.
ABSENT = (
    "discount_rate", "persons_per_household", "cleanup_cost", "single_use_weight",
    "reusable_weight", "return_rate", "reference_per_person", "litter_item_mass",
    "other_item_mass", "litter_reference", "microplastics_reference",
)  # fmt: skip

# A system has all of these, or none.
TOGETHER = ("single_use_weight", "reusable_weight", "return_rate")

# What costs, thresholds and emission factors are drawn between. Payments reach all their steps.
AMOUNTS: dict[str, tuple[float, float]] = {
    "service_cost": (0.0, 300.0),
    "collection_cost": (0.0, 9_000.0),
    "sorting_cost": (0.0, 5_000.0),
    "recycling_cost": (-4_000.0, 4_000.0),
    "residual_cost": (0.0, 3_000.0),
    "producer_payment": (0.0, 2_000.0),
    "payment_threshold_2": (0.0, 10.0),
    "payment_threshold_3": (0.0, 20.0),
    "payment_threshold_4": (0.0, 30.0),
    "payment_increase_2": (-500.0, 500.0),
    "payment_increase_3": (-500.0, 500.0),
    "payment_increase_4": (-500.0, 500.0),
    "persons_per_household": (1.5, 3.5),
    "collection_emission": (0.0, 500.0),
    "sorting_emission": (0.0, 500.0),
    "recycling_emission": (0.0, 3_000.0),
    "virgin_emission": (0.0, 5_000.0),
    "incineration_emission": (0.0, 3_500.0),
    "heat_credit": (0.0, 2_000.0),
    "cleanup_cost": (0.0, 50_000.0),
    "single_use_weight": (5.0, 60.0),
    "reusable_weight": (20.0, 400.0),
    "reference_per_person": (5.0, 60.0),
    "litter_per_person": (0.0, 2.0),
    "visits": (0.0, 1e6),
    "litter_per_visit": (0.0, 30.0),
    "event_visits": (0.0, 1e5),
    "litter_per_event_visit": (0.0, 60.0),
    "roads": (0.0, 500.0),
    "litter_per_road": (0.0, 60.0),
    "bins": (0.0, 500.0),
    "litter_per_bin": (0.0, 100.0),
    "litter_item_mass": (1.0, 40.0),
    "other_item_mass": (0.1, 20.0),
    "litter_reference": (0.0, 2_000.0),
    "vehicle_km": (0.0, 5e9),
    "tyre_wear": (0.0, 0.3),
    "pitches": (0.0, 30.0),
    "pitch_loss": (0.0, 5_000.0),
    "boats": (0.0, 20_000.0),
    "boat_paint": (0.0, 5.0),
    "building_paint": (0.0, 1.0),
    "road_paint": (0.0, 100.0),
    "washes": (0.0, 200.0),
    "fibres": (0.0, 2.0),
    "plastic_handled": (0.0, 1e5),
    "pellet_loss": (0.0, 0.01),
    "waste_handled": (0.0, 1e5),
    "waste_loss": (0.0, 0.01),
    "other_sources": (0.0, 100.0),
    "microplastics_reference": (0.0, 5_000.0),
    "item_mass": (0.0, 50.0),
    "item_price": (0.0, 20.0),
    "item_emission": (0.0, 5_000.0),
    "recycled_emission": (0.0, 3_000.0),
    "reusable_mass": (0.0, 500.0),
    "reusable_price": (0.0, 200.0),
    "reusable_emission": (0.0, 5.0),
    "reusable_uses": (1.0, 500.0),
    "washing_cost": (0.0, 5.0),
    "washing_emission": (0.0, 100.0),
}

# The units that parameters of the later stages may be written in, each with its size.
UNITS: dict[str, list[tuple[str | None, float]]] = {
    "single_use_weight": [("g/item", 1.0), ("kg/item", 1000.0)],
    "reusable_weight": [("g/item", 1.0), ("kg/item", 1000.0)],
    "reference_per_person": [("kg/person/year", 1.0), ("tonne/person/year", 1000.0)],
    "litter_per_person": [("kg/person/year", 1.0), ("g/person/year", 0.001)],
    "visits": [("visit/year", 1.0)],
    "litter_per_visit": [("g/visit", 1.0), ("kg/visit", 1000.0)],
    "event_visits": [("visit/year", 1.0)],
    "litter_per_event_visit": [("g/visit", 1.0), ("kg/visit", 1000.0)],
    "roads": [("km", 1.0), ("m", 0.001)],
    "litter_per_road": [("kg/km/year", 1.0), ("g/m/year", 1.0)],
    "bins": [("bin", 1.0)],
    "litter_per_bin": [("kg/bin/year", 1.0), ("tonne/bin/year", 1000.0)],
    "litter_item_mass": [("g/item", 1.0), ("kg/item", 1000.0)],
    "other_item_mass": [("g/item", 1.0), ("kg/item", 1000.0)],
    "litter_reference": [("tonne/year", 1.0), ("kg/year", 0.001)],
    "vehicle_km": [("vkm/year", 1.0), ("Mvkm/year", 1e6)],
    "tyre_wear": [("g/vkm", 1.0), ("kg/vkm", 1000.0)],
    "pitches": [("pitch", 1.0)],
    "pitch_loss": [("kg/pitch/year", 1.0), ("tonne/pitch/year", 1000.0)],
    "boats": [("boat", 1.0)],
    "boat_paint": [("kg/boat/year", 1.0), ("g/boat/year", 0.001)],
    "building_paint": [("kg/person/year", 1.0), ("g/person/year", 0.001)],
    "road_paint": [("tonne/year", 1.0), ("kg/year", 0.001)],
    "washes": [("wash/person/year", 1.0)],
    "fibres": [("g/wash", 1.0), ("kg/wash", 1000.0)],
    "plastic_handled": [("tonne/year", 1.0), ("kilotonne/year", 1000.0)],
    "waste_handled": [("tonne/year", 1.0), ("kilotonne/year", 1000.0)],
    "other_sources": [("tonne/year", 1.0), ("kg/year", 0.001)],
    "microplastics_reference": [("tonne/year", 1.0), ("kg/year", 0.001)],
    "uses": [("use/year", 1.0)],
    "item_mass": [("g/use", 1.0), ("kg/use", 1000.0)],
    "item_price": [("NOK/use", 1.0), ("kNOK/use", 1000.0)],
    "item_emission": [("kg CO2e/tonne", 1.0), ("tonne CO2e/tonne", 1000.0)],
    "recycled_emission": [("kg CO2e/tonne", 1.0), ("tonne CO2e/tonne", 1000.0)],
    "reusable_mass": [("g/item", 1.0), ("kg/item", 1000.0)],
    "reusable_price": [("NOK/item", 1.0), ("kNOK/item", 1000.0)],
    "reusable_emission": [("kg CO2e/item", 1.0), ("g CO2e/item", 0.001)],
    "reusable_uses": [("use/item", 1.0)],
    "washing_cost": [("NOK/use", 1.0), ("kNOK/use", 1000.0)],
    "washing_emission": [("g CO2e/use", 1.0), ("kg CO2e/use", 1000.0)],
}

# What a parameter is when it is not given. Composition and coverage may be left out only where
# there is one category or one route to take it all.
DEFAULTS: dict[str, float] = {
    "composition": 1.0,
    "prevention": 0.0,
    "reuse": 0.0,
    "littering": 0.0,
    "cleanup": 0.0,
    "coverage": 1.0,
    "impurity": 0.0,
    "bale_impurity": 0.0,
    "conversion_yield": 1.0,
    "closed_loop": 0.0,
    "recyclable": 1.0,
    "energy_recovery": 1.0,
    **{name: 0.0 for stage in OPTIONAL for name in STAGES[stage] if name not in ABSENT},
    "substitution": 1.0,
    "reusable_uses": 1.0,
    "own_packaging_share": 1.0,
    "own_packaging_counted": 1.0,
}


@attrs.frozen(kw_only=True)
class CategoryLabel:
    """A packaging stream."""

    name: str
    polymer: str
    format: str
    sector: str


@attrs.frozen(kw_only=True)
class RouteLabel:
    """A way of collecting; `sectors` is None where it serves them all."""

    name: str
    tier: str
    sectors: tuple[str, ...] | None = None

    def serves(self, sector: str) -> bool:
        """Whether the route takes packaging of this sector."""
        return self.sectors is None or sector in self.sectors


@attrs.frozen(kw_only=True)
class Given:
    """One parameter: the axes it varies along, in the model's order, and nested dicts in it."""

    axes: tuple[str, ...] = ()
    values: Nested


@attrs.frozen(kw_only=True)
class Description:
    """A system as labels and numbers; packaging_per_person is in kg/person/year."""

    regions: tuple[str, ...]
    years: tuple[int, ...]
    categories: tuple[CategoryLabel, ...]
    routes: tuple[RouteLabel, ...]
    parameters: dict[str, Given]
    optional: tuple[str, ...] = ()
    leave_out_unserved: bool = False
    seed: int = 0

    def value(
        self,
        parameter: str,
        region: str,
        year: int,
        category: str | None = None,
        route: str | None = None,
    ) -> float:
        """The plain float of one cell; labels of axes that do not matter may be None."""
        if parameter == "capture" and not self._serves(route, category):
            return 0.0
        given = self.parameters.get(parameter)
        if given is None:
            return DEFAULTS[parameter]
        labels: dict[str, Label | None] = {
            "region": region,
            "year": year,
            "category": category,
            "route": route,
        }
        return _look_up(given.values, given.axes, labels)

    def states(self, parameter: str) -> bool:
        """Whether the system has a parameter: it is given, or has a default and its stage is there."""
        if parameter in self.parameters:
            return True
        (stage,) = (each for each, names in STAGES.items() if parameter in names)
        return parameter not in ABSENT and (stage not in OPTIONAL or stage in self.optional)

    def _serves(self, route: str | None, category: str | None) -> bool:
        (one_route,) = (each for each in self.routes if each.name == route)
        (one_category,) = (each for each in self.categories if each.name == category)
        return one_route.serves(one_category.sector)

    def labels(self, axis: str) -> tuple[Label, ...]:
        """The labels of one axis, in order."""
        labels: dict[str, tuple[Label, ...]] = {
            "region": self.regions,
            "year": self.years,
            "category": tuple(category.name for category in self.categories),
            "route": tuple(route.name for route in self.routes),
        }
        return labels[axis]

    def system(self) -> ps.System:
        """The same system in the library, written in one of the many ways a user might."""
        import plastsmart as ps

        # Seeded from the description: the same one is always written the same way.
        rng = random.Random(f"{self.seed} as written")
        stages: dict[str, Any] = {}
        for stage, names in STAGES.items():
            given = {name: self._written(rng, name) for name in names if name in self.parameters}
            if stage in OPTIONAL:
                if stage in self.optional:
                    stages[stage.lower()] = getattr(ps, stage)(**given)
                continue
            if given or rng.random() < 0.5:
                stages[stage.lower()] = getattr(ps, stage)(**given)
        return ps.System(
            regions=(
                {label: f"The place {label}" for label in self.regions}
                if rng.random() < 0.5
                else list(self.regions)
            ),
            years=list(self.years),
            categories=[
                ps.Category(each.name, polymer=each.polymer, format=each.format, sector=each.sector)
                for each in self.categories
            ],
            routes=[
                ps.Route(
                    each.name,
                    tier=each.tier,
                    sectors=None if each.sectors is None else list(each.sectors),
                )
                for each in self.routes
            ],
            **stages,
        )

    def _written(self, rng: random.Random, name: str) -> Any:
        """One parameter as a user might write it: a number, a mapping, a Series, a Parameter."""
        import plastsmart as ps

        given = self.parameters[name]
        axes = given.axes
        cells = list(_cells(given.values))
        if name == "capture" and self.leave_out_unserved and {"category", "route"} <= set(axes):
            category, route = axes.index("category"), axes.index("route")
            served = [
                cell
                for cell in cells
                if self._serves(cast(str, cell[0][route]), cast(str, cell[0][category]))
            ]
            # An empty mapping says nothing about its axes, so zeros stay where nothing is served.
            cells = served or cells
        # The order in which labels are written carries no meaning.
        rng.shuffle(cells)
        order = rng.sample(range(len(axes)), len(axes))
        cells = [(tuple(labels[i] for i in order), value) for labels, value in cells]

        units = _units(name)
        if axes and rng.random() < 0.25:
            unit, scale = rng.choice(units)
            series = _series([axes[i] for i in order], cells, scale)
            if unit is None:
                return series if rng.random() < 0.5 else ps.Parameter(series)
            return ps.Parameter(series, unit=unit)

        one_unit = rng.choice(units)
        mixed = rng.random() < 0.2

        def leaf(value: float) -> Any:
            unit, scale = rng.choice(units) if mixed else one_unit
            return value if unit is None else ps.Q(value / scale, unit)

        # At this depth some or all of the nodes are wrapped; None wraps nothing.
        wrapped = rng.choice([None, None, *range(len(axes) + 1)])
        chance = rng.choice([0.5, 1.0])

        def node(cells: list[tuple[tuple[Label, ...], float]], depth: int) -> Any:
            if depth == len(axes):
                ((_, value),) = cells
                result = leaf(value)
            else:
                below: dict[Label, list[tuple[tuple[Label, ...], float]]] = {}
                for labels, value in cells:
                    below.setdefault(labels[depth], []).append((labels, value))
                result = {label: node(some, depth + 1) for label, some in below.items()}
            return ps.Parameter(result) if depth == wrapped and rng.random() < chance else result

        return node(cells, 0)


def _units(name: str) -> list[tuple[str | None, float]]:
    """The units a parameter may be written in, each with its size in the description's unit."""
    ways: list[tuple[str | None, float]] = [(None, 1.0)]
    if name in UNITS:
        ways = UNITS[name]
    elif name == "population":
        ways = [("person", 1.0)]
    elif name == "packaging_per_person" or name.startswith("payment_threshold"):
        ways = [("kg/person/year", 1.0), ("tonne/person/year", 1000.0)]
    elif name == "service_cost":
        ways = [("NOK/person/year", 1.0), ("kNOK/person/year", 1000.0)]
    elif name == "persons_per_household":
        ways = [("person/household", 1.0)]
    elif name.endswith("_cost") or name.startswith(("producer_payment", "payment_increase")):
        ways = [("NOK/tonne", 1.0), ("kNOK/tonne", 1000.0), ("NOK/kg", 1000.0)]
    elif name in STAGES["Climate"] and name != "substitution":
        ways = [("kg CO2e/tonne", 1.0), ("tonne CO2e/tonne", 1000.0)]
    return ways


def _series(
    axes: Sequence[str], cells: Sequence[tuple[tuple[Label, ...], float]], scale: float
) -> Any:
    import pandas as pd

    index: pd.Index[Any]
    if len(axes) == 1:
        index = pd.Index([labels[0] for labels, _ in cells], name=axes[0])
    else:
        index = pd.MultiIndex.from_tuples([labels for labels, _ in cells], names=list(axes))
    return pd.Series([value / scale for _, value in cells], index=index, dtype=float)


def _look_up(node: Nested, axes: tuple[str, ...], labels: dict[str, Label | None]) -> float:
    """Walk down the nested dicts; years between those given are interpolated, others held."""
    if not isinstance(node, dict):
        return node
    axis, rest = axes[0], axes[1:]
    label = labels[axis]
    assert label is not None, f"{axis} is needed"
    if axis != "year" or label in node:
        return _look_up(node[label], rest, labels)
    year = cast(int, label)
    before = [each for each in cast("dict[int, Nested]", node) if each < year]
    after = [each for each in cast("dict[int, Nested]", node) if each > year]
    if not before:
        return _look_up(node[min(after)], rest, labels)
    if not after:
        return _look_up(node[max(before)], rest, labels)
    first, last = max(before), min(after)
    low = _look_up(node[first], rest, labels)
    high = _look_up(node[last], rest, labels)
    return low + (high - low) * (year - first) / (last - first)


def _cells(node: Nested) -> Iterator[tuple[tuple[Label, ...], float]]:
    if not isinstance(node, dict):
        yield (), node
        return
    for label, below in node.items():
        for labels, value in _cells(below):
            yield (label, *labels), value


def _nested(axes: Sequence[tuple[Label, ...]], values: dict[tuple[Label, ...], float]) -> Nested:
    """Nested dicts from one flat dict keyed by a label of each axis."""

    def node(above: tuple[Label, ...]) -> Nested:
        if len(above) == len(axes):
            return values[above]
        return {label: node((*above, label)) for label in axes[len(above)]}

    return node(())


def random_description(seed: int, *, whole: bool = False) -> Description:
    """A random system; the same seed gives the same one.

    With `whole` it may have litter, microplastics, reusable packaging and own purchases too; all
    else is the same.
    """
    rng = random.Random(seed)
    regions = tuple(rng.sample(REGIONS, rng.randint(1, 4)))
    first = rng.randint(2015, 2025)
    if rng.random() < 0.4:
        years = tuple(range(first, first + rng.randint(1, 5)))
    else:
        years = tuple(sorted(rng.sample(range(first, first + 20), rng.randint(1, 5))))
    empty = Description(
        regions=regions,
        years=years,
        categories=_random_categories(rng),
        routes=_random_routes(rng),
        parameters={},
        leave_out_unserved=rng.random() < 0.5,
        seed=seed,
    )
    # Drawn apart, so that a seed gives the same flows of mass whatever is added to these.
    others = random.Random(f"{seed} costs and climate")
    kept = tuple(stage for stage in ACCOUNTS if others.random() < 0.6)
    later = {"cleanup_cost", *(name for stage in WHOLE for name in STAGES[stage])}
    absent = [name for stage in ACCOUNTS if stage not in kept for name in STAGES[stage]]
    beside = [name for stage in ACCOUNTS for name in STAGES[stage]]
    parameters = {}
    for name in PERMITTED:
        if name in later or name in absent:
            continue
        if name in beside:
            if others.random() < 0.75:
                parameters[name] = _random_parameter(others, name, empty)
            continue
        if _may_be_left_out(name, empty) and rng.random() < 0.25:
            continue
        parameters[name] = _random_parameter(rng, name, empty)
    description = attrs.evolve(empty, parameters=parameters, optional=kept)
    return _with_the_rest(description) if whole else description


def _with_the_rest(description: Description) -> Description:
    """The same system with some of the later stages, such that no flow is negative."""
    rng = random.Random(f"{description.seed} the whole")
    kept = tuple(stage for stage in WHOLE if rng.random() < 0.6)
    parameters = dict(description.parameters)
    names = [name for stage in kept for name in STAGES[stage]]
    if "Costs" in description.optional:
        names.append("cleanup_cost")
    for name in names:
        if name not in {"uses", "packaging_in_litter"} and rng.random() < 0.75:
            parameters[name] = _random_parameter(rng, name, description)
    if any(name in parameters for name in TOGETHER):
        for name in TOGETHER:
            if name not in parameters:
                parameters[name] = _random_parameter(rng, name, description)
    mass = attrs.evolve(
        description,
        parameters=parameters,
        optional=(*description.optional, *(each for each in kept if each == "Reusables")),
    )
    if "Procurement" in kept:
        mass = _with_purchases(rng, mass)
    if "Litter" in kept:
        mass = _with_litter(rng, mass)
    return attrs.evolve(mass, optional=(*description.optional, *kept))


def _with_purchases(rng: random.Random, description: Description) -> Description:
    """As many uses as make own packaging, now and before, at most two fifths of all there is."""
    generated = slow_flows(description)["generated"]
    bought = attrs.evolve(
        description,
        parameters={**description.parameters, "uses": Given(values=1.0)},
        optional=(*description.optional, "Procurement"),
    )
    each = slow_procurement(bought)
    axes, labels = _random_axes(rng, "uses", description)
    values = {}
    for cell in itertools.product(*(labels[axis] for axis in axes)):
        room = 1e7
        for region, year, category in _covered(description, axes, labels, cell):
            at = (region, year, category)
            share = bought.value("own_packaging_share", region, year, category)
            most = max(each["own_mass"][at], each["own_mass_before"][at]) * share
            if most > 0.0:
                room = min(room, 0.4 * generated[at] / most)
        values[cell] = 0.0 if rng.random() < 0.1 else rng.random() * room
    given = Given(axes=axes, values=_nested([labels[axis] for axis in axes], values))
    return attrs.evolve(bought, parameters={**description.parameters, "uses": given})


def _with_litter(rng: random.Random, description: Description) -> Description:
    """Packaging in litter of at most nine tenths of what is not littered already."""
    generated = slow_flows(description)["generated"]
    littering = attrs.evolve(
        description,
        parameters={**description.parameters, "packaging_in_litter": Given(values=0.0)},
        optional=(*description.optional, "Litter"),
    )
    arising = slow_litter_arising(littering)
    axes, labels = _random_axes(rng, "packaging_in_litter", description)
    number = len(description.categories)
    values: dict[tuple[Label, ...], float] = {}
    for above in itertools.product(*(labels[axis] for axis in axes if axis != "category")):
        sum_ = 1.0 if rng.random() < 0.2 else rng.random()
        weights = [rng.randint(0, 100) for _ in range(number)]
        shares = [sum_ * weight / max(sum(weights), 1) for weight in weights]
        cells: list[tuple[tuple[Label, ...], float]] = [(above, sum_ / number)]
        if "category" in axes:
            # Category is the last axis of packaging_in_litter.
            cells = [
                ((*above, category), share)
                for category, share in zip(labels["category"], shares, strict=True)
            ]
        for cell, most in cells:
            share = most
            for region, year, category in _covered(description, axes, labels, cell):
                littered = description.value("littering", region, year, category)
                room = 0.9 * generated[region, year, category] * (1.0 - littered)
                if arising[region, year] > 0.0:
                    share = min(share, room / arising[region, year])
            values[cell] = share
    given = Given(axes=axes, values=_nested([labels[axis] for axis in axes], values))
    return attrs.evolve(
        littering, parameters={**description.parameters, "packaging_in_litter": given}
    )


def _covered(
    description: Description,
    axes: tuple[str, ...],
    labels: dict[str, tuple[Label, ...]],
    cell: tuple[Label, ...],
) -> Iterator[tuple[str, int, str]]:
    """The regions, years and categories that a value decides, alone or between two years."""
    at = dict(zip(axes, cell, strict=True))
    if len(labels.get("year", ())) < len(description.years):
        at.pop("year", None)
    yield from cast(
        "Iterator[tuple[str, int, str]]",
        itertools.product(
            *(
                (at[axis],) if axis in at else description.labels(axis)
                for axis in ("region", "year", "category")
            )
        ),
    )


def _random_categories(rng: random.Random) -> tuple[CategoryLabel, ...]:
    categories = []
    for number in range(1, rng.randint(1, 5) + 1):
        polymer, form = rng.choice(POLYMERS), rng.choice(FORMATS)
        # Household half the time: one of the rates looks at nothing else.
        sector = rng.choice(("household", "household", "household", *SECTORS))
        categories.append(
            CategoryLabel(
                name=f"{polymer}_{form}_{number}", polymer=polymer, format=form, sector=sector
            )
        )
    return tuple(categories)


def _random_routes(rng: random.Random) -> tuple[RouteLabel, ...]:
    routes = []
    for number in range(1, rng.randint(1, 6) + 1):
        sectors = None
        if rng.random() < 0.5:
            sectors = tuple(rng.sample(SECTORS, rng.randint(1, 4)))
        tier = rng.choice(TIERS)
        routes.append(RouteLabel(name=f"{tier}_route_{number}", tier=tier, sectors=sectors))
    return tuple(routes)


def _may_be_left_out(name: str, description: Description) -> bool:
    if name == "composition":
        return len(description.categories) == 1
    if name == "coverage":
        return len(description.routes) == 1
    return name in DEFAULTS


def _random_parameter(rng: random.Random, name: str, description: Description) -> Given:
    axes, labels = _random_axes(rng, name, description)
    draw = {"composition": _composition, "coverage": _coverage}.get(name)
    values: dict[tuple[Label, ...], float]
    if draw is None:
        values = _independent(rng, name, description, axes, labels)
    else:
        values = draw(rng, description, axes, labels)
    return Given(axes=axes, values=_nested([labels[axis] for axis in axes], values))


def _random_axes(
    rng: random.Random, name: str, description: Description
) -> tuple[tuple[str, ...], dict[str, tuple[Label, ...]]]:
    """The axes that a parameter varies along, and the labels for which it is given."""
    # A coin for the number of axes first: the extremes, none and all, are where errors hide.
    permitted = PERMITTED[name]
    kept = rng.sample(permitted, rng.randint(0, len(permitted)))
    axes = tuple(axis for axis in permitted if axis in kept)
    labels = {axis: description.labels(axis) for axis in axes}
    if "year" in axes and rng.random() < 0.4:
        some = rng.sample(description.years, rng.randint(1, len(description.years)))
        labels["year"] = tuple(sorted(some))
    return axes, labels


def _independent(
    rng: random.Random,
    name: str,
    description: Description,
    axes: tuple[str, ...],
    labels: dict[str, tuple[Label, ...]],
) -> dict[tuple[Label, ...], float]:
    """A parameter whose cells are free of one another."""
    at_bounds = rng.random() < 0.3
    values = {}
    for cell in itertools.product(*(labels[axis] for axis in axes)):
        if name == "population":
            value = 0.0 if rng.random() < 0.03 else float(rng.randint(100, 700_000))
        elif name == "packaging_per_person":
            value = 0.0 if rng.random() < 0.03 else rng.uniform(5.0, 60.0)
        elif name in ("impurity", "bale_impurity"):
            # They divide by 1 − impurity, so 1 is outside.
            value = 0.0 if at_bounds and rng.random() < 0.5 else rng.uniform(0.0, 0.9)
        elif name in AMOUNTS:
            low, high = AMOUNTS[name]
            value = max(low, 0.0) if at_bounds and rng.random() < 0.5 else rng.uniform(low, high)
        elif at_bounds and rng.random() < 0.5:
            value = float(rng.randint(0, 1))
        else:
            value = rng.random()
        if name == "capture":
            value = _possible_capture(value, description, dict(zip(axes, cell, strict=True)))
        values[cell] = value
    return values


def _possible_capture(value: float, description: Description, cell: dict[str, Label]) -> float:
    """Zero where the route does not serve the sector; below 1 where rounding would decide.

    Several deposit routes that together take everything leave a difference of equals, zero or a
    few units of the last place, and a rate of what is left would be a ratio of rounding errors.
    One deposit route that takes everything leaves exactly nothing, and stays.
    """
    if "category" in cell and "route" in cell:
        (route,) = (each for each in description.routes if each.name == cell["route"])
        (category,) = (each for each in description.categories if each.name == cell["category"])
        if not route.serves(category.sector):
            return 0.0
    deposits = [route.name for route in description.routes if route.tier == "deposit"]
    if len(deposits) > 1 and cell.get("route", deposits[0]) in deposits:
        return min(value, 0.95)
    return value


def _composition(
    rng: random.Random,
    description: Description,
    axes: tuple[str, ...],
    labels: dict[str, tuple[Label, ...]],
) -> dict[tuple[Label, ...], float]:
    """Shares that sum to 1 over the categories; equal ones if it does not vary along them."""
    number = len(description.categories)
    values = {}
    for above in itertools.product(*(labels[axis] for axis in axes if axis != "category")):
        if "category" not in axes:
            values[above] = 1.0 / number
            continue
        weights = [rng.choice([0, rng.randint(1, 100), rng.randint(1, 100)]) for _ in range(number)]
        if not any(weights):
            weights[rng.randrange(number)] = 1
        for category, weight in zip(labels["category"], weights, strict=True):
            # Category is the last axis of composition.
            values[*above, category] = weight / sum(weights)
    return values


def _coverage(
    rng: random.Random,
    description: Description,
    axes: tuple[str, ...],
    labels: dict[str, tuple[Label, ...]],
) -> dict[tuple[Label, ...], float]:
    """Shares that sum to at most 1 over the routes of a tier that serve any one sector."""
    values = {}
    for above in itertools.product(*(labels[axis] for axis in axes if axis != "route")):
        if "route" not in axes:
            share = 1.0 if rng.random() < 0.3 else rng.random()
            values[above] = share / _most_routes(description)
            continue
        # Sixty-fourths add up without rounding, so a sum of exactly 1 is one.
        exact = rng.random() < 0.5
        left = {(tier, sector): 1.0 for tier in TIERS for sector in SECTORS}
        coverage = {}
        for route in rng.sample(description.routes, len(description.routes)):
            shared = [(route.tier, sector) for sector in SECTORS if route.serves(sector)]
            room = min(left[each] for each in shared)
            if exact and rng.random() < 0.4:
                share = room
            elif exact:
                share = rng.randint(0, int(room * 64)) / 64
            else:
                share = room * rng.uniform(0.0, 0.99)
            for each in shared:
                left[each] -= share
            coverage[route.name] = share
        for name in labels["route"]:
            # Route is the last axis of coverage.
            values[*above, name] = coverage[cast(str, name)]
    return values


def _most_routes(description: Description) -> int:
    """The largest number of routes of one tier that serve one sector."""
    return max(
        sum(route.tier == tier and route.serves(sector) for route in description.routes)
        for tier in TIERS
        for sector in SECTORS
    )
