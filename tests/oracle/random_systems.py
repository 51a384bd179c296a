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
}

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
}

# A system may be without these, and then has none of their parameters.
OPTIONAL = ("Costs", "Climate")

# These two are there only if they are given, even where the rest of their stage is.
ABSENT = ("discount_rate", "persons_per_household")

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
    "substitution": 1.0,
    **{
        name: 0.0
        for stage in OPTIONAL
        for name in STAGES[stage]
        if name not in {*ABSENT, "substitution"}
    },
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
    if name == "population":
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


def random_description(seed: int) -> Description:
    """A random system; the same seed gives the same one."""
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
    kept = tuple(stage for stage in OPTIONAL if others.random() < 0.6)
    absent = [name for stage in OPTIONAL if stage not in kept for name in STAGES[stage]]
    beside = [name for stage in OPTIONAL for name in STAGES[stage]]
    parameters = {}
    for name in PERMITTED:
        if name in absent:
            continue
        if name in beside:
            if others.random() < 0.75:
                parameters[name] = _random_parameter(others, name, empty)
            continue
        if _may_be_left_out(name, empty) and rng.random() < 0.25:
            continue
        parameters[name] = _random_parameter(rng, name, empty)
    return attrs.evolve(empty, parameters=parameters, optional=kept)


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
    # A coin for the number of axes first: the extremes, none and all, are where errors hide.
    permitted = PERMITTED[name]
    kept = rng.sample(permitted, rng.randint(0, len(permitted)))
    axes = tuple(axis for axis in permitted if axis in kept)
    labels = {axis: description.labels(axis) for axis in axes}
    if "year" in axes and rng.random() < 0.4:
        some = rng.sample(description.years, rng.randint(1, len(description.years)))
        labels["year"] = tuple(sorted(some))
    draw = {"composition": _composition, "coverage": _coverage}.get(name)
    values: dict[tuple[Label, ...], float]
    if draw is None:
        values = _independent(rng, name, description, axes, labels)
    else:
        values = draw(rng, description, axes, labels)
    return Given(axes=axes, values=_nested([labels[axis] for axis in axes], values))


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
