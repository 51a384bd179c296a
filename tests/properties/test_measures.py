"""What must always hold of measures, on random systems and random sets of measures."""

from __future__ import annotations

import random
from typing import Any

import attrs
import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

import plastsmart as ps
from plastsmart.alignment import tolerance_of_coverage
from plastsmart.errors import PlanError
from plastsmart.flows.selection import ATTRIBUTES
from plastsmart.scenarios.application import Application
from plastsmart.scenarios.measures import KINDS
from plastsmart.stages import PARAMETERS
from plastsmart.system import tier_groups
from tests.oracle.random_systems import random_description
from tests.oracle.slow_measures import (
    Cell,
    SlowChange,
    SlowMeasure,
    slow_displaced,
    slow_value,
)

pytestmark = pytest.mark.random

CHANGED = (
    "coverage",
    "capture",
    "impurity",
    "sorting_efficiency",
    "preparation_yield",
    "conversion_yield",
    "prevention",
    "littering",
    "packaging_per_person",
    "energy_recovery",
)


def random_change(rng: random.Random, system: ps.System) -> ps.Change:
    parameter = rng.choice(CHANGED)
    spec = PARAMETERS[parameter]
    where: dict[str, Any] = {}
    for axis in spec.axes:
        labels = list(system.axes.labels(axis))
        if rng.random() < 0.4:
            where[axis] = rng.sample(labels, rng.randint(1, len(labels)))
    if "route" in spec.axes and "route" not in where and rng.random() < 0.3:
        where["tier"] = rng.choice([route.tier for route in system.axes.routes])
    kinds = KINDS if spec.is_share else ("set", "scale")
    match rng.choice(kinds):
        case "set":
            amount = rng.choice([0.0, 0.3, rng.random()]) if spec.is_share else rng.uniform(5, 40)
            return ps.Change(
                parameter, where, set=amount if spec.is_share else ps.Q(amount, spec.unit)
            )
        case "close_gap" if parameter != "impurity":
            return ps.Change(parameter, where, close_gap=rng.random())
    return ps.Change(parameter, where, scale=rng.choice([0.5, 1.2, rng.uniform(0, 2)]))


def random_measures(rng: random.Random, system: ps.System, most: int = 5) -> list[ps.Measure]:
    years = system.axes.years
    measures = []
    for number in range(rng.randint(1, most)):
        curve = rng.choice(["step", "linear", "logistic"])
        measures.append(
            ps.Measure(
                f"M{number}",
                rng.randint(min(years) - 1, max(years)),
                [random_change(rng, system) for _ in range(rng.randint(1, 3))],
                ramp=1 if curve == "step" else rng.randint(1, 5),
                curve=curve,
                regions=None,
            )
        )
    return measures


@st.composite
def systems_with_measures(draw: st.DrawFn) -> tuple[ps.System, list[ps.Measure]]:
    """Random systems, and measures that fit them and one another."""
    seed = draw(st.integers(0, 10**9))
    system = random_description(seed).system()
    rng = random.Random(seed)
    measures = random_measures(rng, system)
    fitting: list[ps.Measure] = []
    for measure in measures:
        try:
            Application(system, [*fitting, measure]).changed_system()
        except PlanError:
            continue
        fitting.append(measure)
    assume(fitting)
    return system, fitting


def full(system: ps.System, parameter: str, array: Any = None) -> Any:
    """Return every cell of a parameter, 0 where a route does not serve the category."""
    values = system.given_array(parameter)[0] if array is None else array
    values = np.broadcast_to(values, system.axes.shape)
    if {"category", "route"} <= set(PARAMETERS[parameter].axes):
        return np.where(system.axes.serves(), values, 0.0)
    return values


def same_bits(one: ps.System, other: ps.System) -> bool:
    return all(
        np.array_equal(one.given_array(name), other.given_array(name)) for name in one.parameters
    )


@given(systems_with_measures(), st.randoms(use_true_random=False))
def test_the_order_of_measures_changes_no_bit(
    pair: tuple[ps.System, list[ps.Measure]], rng: Any
) -> None:
    system, measures = pair
    shuffled = list(measures)
    rng.shuffle(shuffled)
    expected = Application(system, measures).changed_system()
    assert same_bits(expected, Application(system, shuffled).changed_system())
    assert Application(system, shuffled).changed_system() == expected


@given(systems_with_measures())
def test_measures_equal_their_slow_reading(pair: tuple[ps.System, list[ps.Measure]]) -> None:
    system, measures = pair
    axes = system.axes
    slow = [
        SlowMeasure(
            m.name, m.start, m.ramp, m.curve, m.regions,
            [SlowChange(c.parameter, dict(c.where), c.kind, c.amount) for c in m.changes],
        )
        for m in measures
    ]  # fmt: skip
    sectors = {c.name: c for c in axes.categories}
    routes = {r.name: r for r in axes.routes}

    def attribute(key: str, cell: Cell) -> Any:
        at = dict(zip(("region", "year", "category", "route"), cell, strict=True))
        if ATTRIBUTES.get(key) == "category":
            return getattr(sectors[cell[2]], key)
        return routes[cell[3]].tier if key == "tier" else at[key]

    changed = Application(system, measures).changed_system()
    for name in CHANGED:
        spec = PARAMETERS[name]
        before = np.broadcast_to(system.given_array(name)[0], axes.shape)
        after = np.broadcast_to(changed.given_array(name)[0], axes.shape)
        for r, region in enumerate(axes.regions):
            for t, year in enumerate(axes.years):
                coverage: dict[str, float] = {}
                acted: dict[str, bool] = {}
                for c, category in enumerate(axes.categories):
                    for m, route in enumerate(axes.routes):
                        cell = (region, year, category.name, route.name)
                        value, acting = slow_value(
                            float(before[r, t, c, m]), cell, name, slow, attribute, spec.high
                        )
                        if name == "coverage":
                            coverage[route.name], acted[route.name] = value, acting
                            continue
                        if {"category", "route"} <= set(spec.axes) and not route.serves(category):
                            continue
                        assert abs(after[r, t, c, m] - value) <= 1e-12 * max(1.0, abs(value)), name
                if name == "coverage":
                    groups = [[axes.routes[m].name for m in group] for group in tier_groups(axes)]
                    expected = slow_displaced(coverage, acted, groups)
                    for m, route in enumerate(axes.routes):
                        assert abs(after[r, t, 0, m] - expected[route.name]) <= 1e-12


@given(systems_with_measures())
def test_before_its_start_a_measure_changes_nothing(
    pair: tuple[ps.System, list[ps.Measure]],
) -> None:
    system, measures = pair
    changed = Application(system, measures).changed_system()
    first = min(measure.start for measure in measures)
    before = [t for t, year in enumerate(system.axes.years) if year < first]
    for name in system.parameters:
        assert np.array_equal(full(system, name)[:, before], full(changed, name)[:, before])


@given(systems_with_measures())
@settings(max_examples=50)
def test_many_choices_at_once_equal_one_after_another(
    pair: tuple[ps.System, list[ps.Measure]],
) -> None:
    system, measures = pair
    application = Application(system, measures)
    count = len(measures)
    chosen = (np.arange(2**count)[:, np.newaxis] >> np.arange(count)) & 1 == 1
    arrays, allowed = application.arrays(chosen)
    assert allowed[0]  # nothing taken
    for number, choice in enumerate(chosen):
        taken = [m for m, yes in zip(application.measures, choice, strict=True) if yes]
        try:
            alone = Application(system, taken).changed_system()
        except PlanError as error:
            assert not allowed[number] or "changes nothing" in str(error)  # noqa: PT017
            continue
        assert allowed[number]
        for name, array in arrays.items():
            one = array[number] if array.shape[0] > 1 else array[0]
            assert np.array_equal(full(system, name, one), full(alone, name))


@given(systems_with_measures())
def test_a_changed_system_is_a_system_of_its_own_table(
    pair: tuple[ps.System, list[ps.Measure]],
) -> None:
    system, measures = pair
    changed = Application(system, measures).changed_system()
    assert ps.System.from_table(changed.table()) == changed
    ps.run(changed)
    coverage = changed.given_array("coverage")[0]
    coverage = np.broadcast_to(coverage, (*coverage.shape[:3], len(system.axes.routes)))
    for group in tier_groups(system.axes):
        assert (coverage[..., group].sum(axis=-1) <= 1 + tolerance_of_coverage).all()


@given(
    st.integers(1990, 2040),
    st.integers(1, 12),
    st.sampled_from(["linear", "logistic"]),
)
def test_adoption_is_monotone_and_between_0_and_1(start: int, ramp: int, curve: Any) -> None:
    measure = ps.Measure("M", start, [ps.Change("capture", scale=2)], ramp=ramp, curve=curve)
    adoption = measure.adoption(range(1980, 2070))
    assert (np.diff(adoption) >= 0).all()
    assert (adoption[: start - 1980] == 0).all()
    assert ((adoption >= 0) & (adoption <= 1)).all()
    assert adoption[start + ramp - 1 - 1980] >= 0.99 - 1e-12
    assert attrs.evolve(measure, curve="linear").adoption([start + ramp - 1])[0] == 1.0
