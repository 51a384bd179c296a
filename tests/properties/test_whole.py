"""What must always hold of litter, microplastics, reusable packaging and own purchases."""

from __future__ import annotations

import itertools
import pickle
from io import StringIO
from typing import Any

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import plastsmart as ps
from plastsmart.errors import BalanceError, InvalidValueError
from plastsmart.flows.balance import PROCESSES
from plastsmart.scenarios.application import Application
from plastsmart.stages import PARAMETERS
from plastsmart.system import COUNTED
from plastsmart.units import scaled
from tests.changes import moved
from tests.oracle.random_systems import UNITS, random_description
from tests.oracle.slow_model import SOURCES
from tests.whole import with_all_stages

pytestmark = pytest.mark.once

ROUNDING = 1e-12
SHARES = st.floats(0.0, 1.0) | st.sampled_from([0.0, 1.0])

OF_STAGE = {
    "litter": ("sources of litter", "deposit on litter", "litter", "litter left"),
    "microplastics": (
        "sources of microplastics",
        "spreading of microplastics",
        "sludge",
        "microplastics as a whole",
    ),
    "procurement": ("own operations",),
}


@st.composite
def systems(draw: st.DrawFn, needs: str = "") -> ps.System:
    """Random systems with any of the later stages, and with one that a property is about."""
    for _ in range(50):
        description = random_description(draw(st.integers(0, 10**9)), whole=True)
        if not needs or description.states(needs):
            return description.system()
    return with_all_stages(ps.load("headline"))


def whole(flows: ps.Flows, name: str) -> np.ndarray[Any, Any]:
    """Return a flow in every cell, however long its axes are."""
    shape = flows.system.axes.shape
    array = flows.array(name)
    full = tuple(
        n if axis in flows.model.flows[name].axes else 1
        for n, axis in zip(shape, ("region", "year", "category", "route"), strict=True)
    )
    return np.broadcast_to(array, (1, *full))


# -- balance and bounds ----------------------------------------------------------------------------


@given(systems())
def test_every_process_of_every_stage_balances(system: ps.System) -> None:
    balance = ps.run(system).balance()
    stages = {PARAMETERS[name].stage for name in system.parameters}
    lacking = {name for stage, names in OF_STAGE.items() if stage not in stages for name in names}
    assert set(balance.index) == {process.name for process in PROCESSES} - lacking
    assert (balance["largest_relative_error"] <= ROUNDING).all()


@given(systems())
def test_no_flow_of_mass_is_negative_but_what_is_less_or_more_than_once(system: ps.System) -> None:
    flows = ps.run(system)
    most = max(
        flows.array(name).max()
        for name in ("generated", "litter", "microplastics_shed", "own_mass")
        if name in flows.names
    )
    for name in flows.names:
        if flows.model.flows[name].unit == "tonne/year" and not name.endswith(
            ("_saved", "_reduced", "_added")
        ):
            assert (flows.array(name) >= -ROUNDING * most).all(), name


@given(systems("litter_per_person"))
def test_litter_ends_on_land_in_water_or_cleaned_up(system: ps.System) -> None:
    flows = ps.run(system)
    all_ = whole(flows, "litter")
    parts = [whole(flows, name) for name in ("litter_cleaned", "litter_in_water", "litter_on_land")]
    np.testing.assert_allclose(sum(parts), all_, rtol=1e-12, atol=1e-300)
    # packaging in it is what leaves the flows of packaging
    packaging = whole(flows, "littered").sum(axis=3, keepdims=True)
    np.testing.assert_allclose(all_ - whole(flows, "other_litter"), packaging, rtol=1e-9, atol=1e-9)
    by_source = whole(flows, "packaging_littered_by_sources")
    potential = whole(flows, "litter_potential").sum(axis=3, keepdims=True)
    assert (packaging <= potential * (1 + ROUNDING)).all()
    assert (by_source <= potential * (1 + ROUNDING)).all()
    assert (by_source <= whole(flows, "litter_arising") * (1 + ROUNDING)).all()


@given(st.data())
def test_no_share_within_its_bounds_makes_a_negative_flow_of_microplastics(
    data: st.DataObject,
) -> None:
    shares = {
        f"{source}_{what}": data.draw(SHARES, f"{source}_{what}")
        for source in SOURCES
        for what in ("retention", "to_sewage", "to_water")
    }
    shares |= {name: data.draw(SHARES, name) for name in ("sewage_removal", "sludge_to_soil")}
    flows = ps.run(with_all_stages(ps.load("headline"), **shares))
    shed = whole(flows, "microplastics_shed")
    for name, equation in flows.model.flows.items():
        if equation.module.endswith(".microplastics") and not name.endswith("_reduced"):
            if name == "microplastics_before":
                continue
            value = whole(flows, name)
            assert (value >= -ROUNDING * shed).all(), name
            assert (value <= shed * (1 + ROUNDING)).all(), name
    ends = ("retained", "in_water", "in_soil")
    total = sum(whole(flows, f"microplastics_{end}") for end in ends)
    np.testing.assert_allclose(total + whole(flows, "sludge_elsewhere"), shed, rtol=1e-12)


@given(systems("vehicle_km"))
def test_what_sources_release_adds_up_to_what_is_released(system: ps.System) -> None:
    flows = ps.run(system)
    for what in ("shed", "released", "in_sewage", "direct", "in_water"):
        parts = sum(whole(flows, f"{source}_{what}") for source in SOURCES)
        np.testing.assert_allclose(
            whole(flows, f"microplastics_{what}"),
            parts,
            rtol=1e-12,
            atol=1e-12 * float(whole(flows, "microplastics_shed").max()),
        )


# -- more of one thing -----------------------------------------------------------------------------


def never_more(system: ps.System, better: ps.System, *names: str, of: str | None = None) -> None:
    """Check that no flow grows, within the rounding of itself or of the flow it is a rest of."""
    before, after = ps.run(system), ps.run(better)
    for name in names:
        if name in before.names:
            old, new = whole(before, name), whole(after, name)
            most = np.abs(whole(before, of or name)).max(initial=0.0)
            assert (new <= old + ROUNDING * most).all(), name


@pytest.mark.parametrize("source", SOURCES)
@settings(max_examples=15)
@given(system=systems("vehicle_km"), share=SHARES)
def test_more_retention_is_never_more_anywhere_in_nature(
    source: str, system: ps.System, share: float
) -> None:
    better = moved(system, f"{source}_retention", lambda v: 1 - (1 - v) * (1 - share))
    never_more(
        system, better, f"{source}_released", f"{source}_in_water", "microplastics_in_water",
        "microplastics_in_soil", "microplastics_in_sewage", "microplastics_in_nature",
    )  # fmt: skip


@given(system=systems("vehicle_km"), share=SHARES)
def test_more_removal_from_sewage_is_never_more_in_water(system: ps.System, share: float) -> None:
    better = moved(system, "sewage_removal", lambda v: 1 - (1 - v) * (1 - share))
    never_more(system, better, "microplastics_in_water", "tyre_in_water", "microplastics_in_nature")


@given(system=systems(), share=SHARES)
def test_more_cleaning_up_never_leaves_more(system: ps.System, share: float) -> None:
    better = moved(system, "cleanup", lambda v: 1 - (1 - v) * (1 - share))
    never_more(
        system, better, "leaked", "litter_left", "litter_in_water", "litter_on_land", "leaked_items"
    )
    never_more(better, system, "cleaned", "litter_cleaned", "cleanup_expense", "residual")


@given(system=systems("litter_per_person"), share=SHARES)
def test_what_a_deposit_keeps_from_litter_is_discarded_instead(
    system: ps.System, share: float
) -> None:
    better = moved(system, "litter_avoidance", lambda v: 1 - (1 - v) * (1 - share))
    never_more(system, better, "littered", "litter_left", "litter_in_water", of="litter_potential")
    never_more(better, system, "litter_avoided", "available_deposit", of="generated")
    before, after = ps.run(system), ps.run(better)
    kept = whole(after, "litter_avoided") - whole(before, "litter_avoided")
    most = whole(before, "generated").max(initial=0.0)
    for name, sign in (("littered", -1), ("available_deposit", 1)):
        moved_by = whole(after, name) - whole(before, name)
        np.testing.assert_allclose(moved_by, sign * kept, rtol=0, atol=ROUNDING * most)


@given(system=systems("litter_per_person"), factor=SHARES)
@pytest.mark.parametrize(
    "parameter",
    ["litter_per_person", "litter_per_visit", "roads", "overflow", "bins", "event_visits"],
)
@settings(max_examples=20)
def test_less_of_a_source_is_never_more_litter(
    parameter: str, system: ps.System, factor: float
) -> None:
    never_more(
        system,
        moved(system, parameter, lambda v: v * factor),
        "litter_arising", "littered", "other_litter", "litter", "litter_left", of="litter_arising",
    )  # fmt: skip


@given(system=systems("single_use_weight"), share=SHARES)
def test_more_that_comes_back_is_never_more_waste(system: ps.System, share: float) -> None:
    if not {"return_rate", "reusable_weight"} <= set(system.parameters):
        return
    better = moved(system, "return_rate", lambda v: 1 - (1 - v) * (1 - share))
    try:
        never_more(system, better, "generated", "reusable_new", "reusable_discarded")
    except BalanceError:  # less is generated than is littered or bought
        return
    never_more(moved(system, "breakage", lambda v: v + (1 - v) * share), system, "reusable_new")


# -- reusable packaging ----------------------------------------------------------------------------


@given(share=SHARES, back=SHARES, broken=SHARES, one=st.floats(1, 100), many=st.floats(1, 500))
def test_reusable_packaging_is_waste_after_its_trips(
    share: float, back: float, broken: float, one: float, many: float
) -> None:
    system = ps.load("headline").replace(
        reuse=share,
        single_use_weight=ps.Q(one, "g/item"),
        reusable_weight=ps.Q(many, "g/item"),
        return_rate=back,
        breakage=broken,
    )
    table = ps.run(system).table().iloc[0]
    survives = back * (1 - broken)
    assert table["replaced"] == pytest.approx(108_000 * share)
    assert table["fillings"] * one / 1e6 == pytest.approx(108_000 * share)
    # Σ survives^n of one that is filled until it is lost
    assert table["reusable_new"] == pytest.approx(table["fillings"] * (1 - survives), abs=1e-3)
    discarded = 108_000 * share * (1 - survives) * many / one
    assert table["reusable_discarded"] == pytest.approx(discarded, abs=1e-6)
    assert table["generated"] == pytest.approx(108_000 * (1 - share) + discarded, abs=1e-6)


# -- own purchases and everyone else -----------------------------------------------------------------


CUPS: dict[str, Any] = {
    "uses": ps.Q(50e6, "use/year"),
    "item_mass": ps.Q(12, "g/use"),
    "reusable_mass": ps.Q(140, "g/item"),
}


@given(
    unneeded=SHARES, reusable=SHARES, unneeded_before=SHARES, reusable_before=SHARES,
    lasts=st.floats(20, 500), packaging=SHARES, reuse=st.floats(0, 0.9),
)  # fmt: skip
def test_what_the_municipality_saves_is_not_generated_and_others_generate_as_before(
    unneeded: float,
    reusable: float,
    unneeded_before: float,
    reusable_before: float,
    lasts: float,
    packaging: float,
    reuse: float,
) -> None:
    alone = ps.load("headline").replace(reuse=reuse)
    before = alone.replace(
        **CUPS,
        reusable_uses=ps.Q(lasts, "use/item"),
        own_packaging_share=packaging,
        unneeded=unneeded_before,
        unneeded_before=unneeded_before,
        reusable_share=reusable_before,
        reusable_share_before=reusable_before,
    )
    after = before.replace(unneeded=unneeded, reusable_share=reusable)
    base, old, new = (ps.run(each).table().iloc[0] for each in (alone, before, after))
    close = {"abs": 1e-9 * base["generated"]}
    # what was bought when packaging was measured is in what was measured
    assert old["own_saved"] == 0
    assert old["generated"] == base["generated"]
    # each tonne that is not bought is not generated: once, and by nobody else
    assert new["generated"] == pytest.approx(old["generated"] - new["own_saved"], **close)
    assert new["others_packaging"] == pytest.approx(old["others_packaging"], **close)
    assert new["own_packaging"] + new["own_saved"] == pytest.approx(old["own_packaging"], **close)
    assert new["own_packaging"] + new["others_packaging"] == pytest.approx(new["generated"])


@given(system=systems("uses"), share=SHARES)
def test_doing_without_is_never_more_and_leaves_others_alone(
    system: ps.System, share: float
) -> None:
    better = moved(system, "unneeded", lambda v: 1 - (1 - v) * (1 - share))
    if "packaging_in_litter" in system.parameters:  # so that less waste is enough for all litter
        system, better = (each.replace(packaging_in_litter=0.0) for each in (system, better))
    never_more(
        system, better, "own_mass", "own_packaging", "own_expense", "own_emissions", "generated",
        "residual", "leaked",
    )  # fmt: skip
    before, after = ps.run(system), ps.run(better)
    most = whole(before, "generated").max()
    atol = 1e-11 * float(most)
    np.testing.assert_allclose(
        whole(after, "others_packaging"), whole(before, "others_packaging"), rtol=0, atol=atol
    )
    saved = whole(after, "own_saved") - whole(before, "own_saved")
    less = whole(before, "generated") - whole(after, "generated")
    np.testing.assert_allclose(less, saved, rtol=0, atol=atol)


def test_buying_more_packaging_than_there_is_is_refused() -> None:
    system = ps.load("headline").replace(uses=ps.Q(1e10, "use/year"), item_mass=ps.Q(12, "g/use"))
    with pytest.raises(
        BalanceError, match=r"others_packaging.*'own operations'.*negative: .*lower uses"
    ):
        ps.run(system)


def test_littering_more_packaging_than_there_is_is_refused() -> None:
    system = ps.load("headline").replace(
        litter_per_person=ps.Q(30, "kg/person/year"), packaging_in_litter=0.9
    )
    with pytest.raises(BalanceError, match=r"available_deposit.*'use'.*packaging_in_litter"):
        ps.run(system)


def test_litter_of_more_than_all_packaging_is_refused() -> None:
    with pytest.raises(InvalidValueError, match=r"packaging_in_litter sums to .* at most 1"):
        ps.load("norway").replace(packaging_in_litter=0.5)


# -- values given once for all categories -------------------------------------------------------------


@settings(max_examples=25)
@given(seed=st.integers(0, 10**6))
def test_a_value_given_once_counts_for_every_category(seed: int) -> None:
    """The same numbers said once, or of each category, or set by a measure, give the same."""
    description = random_description(seed, whole=True)
    system = description.system().replace(littering=0.0, prevention=0.0, reuse=0.0)
    number = len(system.axes.categories)
    labels = [category.name for category in system.axes.categories]
    uses, share = 0.5, 0.4 / number
    once = system.replace(
        uses=ps.Q(uses, "use/year"),
        packaging_in_litter=share,
        litter_per_visit=ps.Q(0.0, "g/visit"),
        item_mass=ps.Q(0.0, "g/use"),
        reusable_mass=ps.Q(0.0, "g/item"),
        **{name: PARAMETERS[name].default * ps.Q(1, PARAMETERS[name].unit) for name in
           ("litter_per_person", "litter_per_event_visit", "roads", "bins")},
    )  # fmt: skip
    each = once.replace(
        uses={label: ps.Q(uses, "use/year") for label in labels},
        packaging_in_litter=dict.fromkeys(labels, share),
    )
    for name in COUNTED:
        assert once.inputs()[name].shape[3] == number
    one, other = ps.run(once), ps.run(each)
    for name in one.names:
        np.testing.assert_array_equal(whole(one, name), whole(other, name), err_msg=name)


def test_measures_and_draws_on_a_value_given_once_count_every_category() -> None:
    system = with_all_stages(ps.load("norway"))
    year = system.axes.years[-1]
    measures = [
        ps.Measure(
            "Less",
            system.axes.years[0],
            [ps.Change("packaging_in_litter", set=0.005), ps.Change("uses", scale=0.5)],
        )
    ]
    application = Application(system, measures)
    inputs, _ = application.inputs(system.inputs())
    for name, array in application.changed_system().inputs().items():
        assert inputs[name].shape[3] == array.shape[3], name
    rest = 1 - 0.005 * len(system.axes.categories)
    changed = ps.run(application.changed_system())
    both = ["other_litter", "litter_arising"]
    other, arising = (changed.quantity(name, by=["year"]).magnitude[-1] for name in both)
    assert other == pytest.approx(arising * rest)
    narrow = ps.Uniform(0.005, 0.005 + 1e-12)
    spread = system.replace(packaging_in_litter=ps.Parameter(0.005, uncertainty=narrow))
    for made in (
        ps.ensemble(spread, n=8, keep=both),
        ps.ensemble(system, ps.Plan("Less", measures), n=8, keep=both),
    ):
        other, arising = (made.samples(name, year) for name in both)
        np.testing.assert_allclose(other, arising * rest, rtol=1e-9)


def test_measures_that_sum_to_more_than_all_litter_are_not_allowed() -> None:
    system = with_all_stages(ps.load("norway"))
    measure = ps.Measure("Wrong", 2023, [ps.Change("packaging_in_litter", set=0.9)])
    _, allowed = Application(system, [measure]).arrays()
    assert not allowed.any()


# -- units, tables, files ---------------------------------------------------------------------------


@given(systems())
def test_other_units_give_the_same_flows(system: ps.System) -> None:
    table = system.table()
    for name, ways in UNITS.items():
        unit = ways[-1][0]
        rows = table["parameter"] == name
        if unit is None or not rows.any():
            continue
        values = table.loc[rows, "value"].to_numpy()
        table.loc[rows, "value"] = scaled(values, PARAMETERS[name].unit, unit)
        table.loc[rows, "unit"] = unit
        table.loc[rows, ["low", "high"]] = np.nan
        table.loc[rows, "distribution"] = ""
    other = ps.run(ps.System.from_table(table))
    flows = ps.run(system)
    most = max(np.abs(flows.array(name)).max() for name in flows.names)
    for name in flows.names:
        size = float(np.abs(flows.array(name)).max())
        # what is a difference is off by what it is a difference of
        atol = 1e-12 * (float(most) if name.endswith(("_saved", "_reduced")) else size)
        np.testing.assert_allclose(
            whole(other, name), whole(flows, name), rtol=1e-9, atol=atol, err_msg=name
        )


@given(systems())
def test_table_csv_and_pickle_give_the_system_back(system: ps.System) -> None:
    table = system.table()
    assert ps.System.from_table(table) == system
    text = table.to_csv(index=False)
    read = pd.read_csv(StringIO(text), dtype=str, keep_default_na=False)
    assert ps.System.from_table(read) == system
    again = pickle.loads(pickle.dumps(system))
    assert again == system
    assert again.parameters == system.parameters
    pd.testing.assert_frame_equal(ps.run(again).table(), ps.run(system).table(), check_exact=True)


def test_a_system_with_all_stages_survives_table_and_pickle() -> None:
    system = with_all_stages(ps.load("norway"))
    assert ps.System.from_table(system.table()) == system
    assert pickle.loads(pickle.dumps(system)) == system
    for stage in ("reusables", "litter", "microplastics", "procurement"):
        without = system.replace(**{stage: None})
        assert not any(PARAMETERS[name].stage == stage for name in without.parameters)
        assert ps.System.from_table(without.table()) == without


# -- with what is built on flows ---------------------------------------------------------------------


def test_systems_of_other_stages_are_not_explained_by_one_another() -> None:
    here = ps.load("headline")
    there = here.replace(litter_per_person=ps.Q(1, "kg/person/year"), capture=0.4)
    comparison = ps.compare({"here": here, "there": there})
    assert comparison.table.loc["eu"].notna().all()
    with pytest.raises(InvalidValueError, match=r"here and there do not have the same stages"):
        comparison.explain("here", against="there")
    same = ps.compare({"here": here.replace(litter=ps.Litter()), "there": there})
    parts = same.explain("here", against="there").contributions
    assert parts["litter_per_person"] == 0  # no packaging in it
    assert parts["capture"] == pytest.approx(-0.03)


def test_a_rate_that_one_of_two_states_is_undefined_for_the_other() -> None:
    here = ps.load("headline")
    there = here.replace(
        litter_per_person=ps.Q(1, "kg/person/year"), litter_reference=ps.Q(10_000, "tonne/year")
    )
    comparison = ps.compare({"here": here, "there": there})
    row = comparison.table.loc["litter_reduction"]
    assert np.isnan(row["here"])
    assert row["there"] == pytest.approx(1 - 5_400 / 10_000)
    assert "own_cost_reduction" not in comparison.table.index


@settings(max_examples=10)
@given(seed=st.integers(0, 10**6))
def test_an_ensemble_of_certain_values_is_the_run(seed: int) -> None:
    system = random_description(seed, whole=True).system()
    made = ps.ensemble(system, n=2, years=system.axes.years)
    rates = ps.run(system).rates(by=["year"])
    year = system.axes.years[0]
    for rate in made.rates_of_something():
        expected = rates[rate].to_dict()[year]
        np.testing.assert_allclose(made.samples(rate, year), expected, rtol=1e-9, atol=1e-12)


ACTING: dict[str, list[ps.Change]] = {
    "litter_reduction": [ps.Change("overflow", set=0.0), ps.Change("cleanup", close_gap=0.3)],
    "microplastics_reduction": [
        ps.Change("tyre_retention", close_gap=0.5), ps.Change("sludge_to_soil", set=0.1),
    ],
    "packaging_reduction": [ps.Change("reuse", set=0.2), ps.Change("prevention", set=0.1)],
    "reusable": [ps.Change("reuse", set=0.2), ps.Change("breakage", set=0.5)],
    "own_plastic_reduction": [
        ps.Change("reusable_share", set=0.9), ps.Change("unneeded", set=0.3),
    ],
    "own_cost_reduction": [
        ps.Change("reusable_share", set=0.9), ps.Change("washing_cost", scale=0.5),
    ],
    "own_emission_reduction": [
        ps.Change("reusable_share", set=0.9), ps.Change("recycled_content", set=0.8),
    ],
}  # fmt: skip
"""Rate to changes that move it."""


@pytest.mark.parametrize("rate", ACTING)
def test_what_measures_contribute_adds_up_to_what_they_change(rate: str) -> None:
    system = with_all_stages(ps.load("norway"), reuse=0.05)
    year = system.axes.years[-1]
    plan = ps.Plan(
        "Both",
        [ps.Measure(change.parameter, system.axes.years[0], [change]) for change in ACTING[rate]],
    )
    parts = ps.attribute(system, plan, rate=rate, year=year)
    flows = ps.project(system, plan)
    before = ps.run(system).rate(rate).to_dict()[year]
    after = flows.flows.rate(rate).to_dict()[year]
    assert float(parts.drop("interaction", errors="ignore").sum()) == pytest.approx(after - before)
    assert all(abs(float(part)) > 1e-6 for part in parts)
    assert flows.flows.balance()["largest_relative_error"].max() <= ROUNDING


@pytest.mark.parametrize(
    ("parameter", "rate"),
    [
        ("cleanup", "litter_reduction"),
        ("tyre_retention", "microplastics_reduction"),
        ("reusable_share", "own_plastic_reduction"),
        ("unneeded", "own_cost_reduction"),
        ("recycled_content", "own_emission_reduction"),
        ("reuse", "packaging_reduction"),
    ],
)
@settings(max_examples=10)
@given(value=st.floats(0.05, 0.95))
def test_what_a_rate_of_a_later_stage_requires_is_what_gives_it(
    parameter: str, rate: str, value: float
) -> None:
    # so much once that every level is a reduction
    system = with_all_stages(
        ps.load("headline"),
        litter_reference=ps.Q(5e3, "tonne/year"),
        microplastics_reference=ps.Q(5e3, "tonne/year"),
    )
    there = system.replace(**{parameter: value})
    level = ps.run(there).rate(rate, by=[])
    found = ps.required(system, parameter, ps.Target(rate=rate, level=level, year=2023))
    assert found.value == pytest.approx(value, abs=1e-9)


@settings(max_examples=10)
@given(
    level=st.floats(0.0, 0.9),
    prices=st.lists(st.floats(0.0, 90e6), min_size=5, max_size=5),
    rate=st.sampled_from(["litter_reduction", "microplastics_reduction", "own_plastic_reduction"]),
)
def test_least_cost_is_the_cheapest_of_all_sets(
    level: float, prices: list[float], rate: str
) -> None:
    system = with_all_stages(
        ps.load("headline"),
        litter_reference=ps.Q(5e3, "tonne/year"),
        microplastics_reference=ps.Q(5e3, "tonne/year"),
    )
    changes = [
        ps.Change("cleanup", close_gap=0.4),
        ps.Change("littering", set=0.01),
        ps.Change("litter_per_person", scale=0.4),
        ps.Change("tyre_retention", close_gap=0.6),
        ps.Change("unneeded", close_gap=0.5),
    ]
    measures = [
        ps.Measure(change.parameter, 2026, [change], cost=ps.Q(price, "NOK/year"))
        for change, price in zip(changes, prices, strict=True)
    ]

    def cost(flows: ps.Flows) -> float:
        return float(flows.quantity("system_cost", by=["year"]).m_as("NOK/year")[-1])

    base = cost(ps.project(system, years=[2023, 2030]).flows)
    costs = []
    for size in range(6):
        for some in itertools.combinations(range(5), size):
            plan = ps.Plan("Some", [measures[i] for i in some])
            flows = ps.project(system, plan, years=[2023, 2030]).flows
            if flows.rate(rate).to_dict()[2030] >= level - 1e-12:
                costs.append(cost(flows) - base + sum(prices[i] for i in some))
    answer = ps.least_cost(system, measures, ps.Target(rate=rate, level=level, year=2030))
    assert answer.feasible == bool(costs)
    if costs:
        assert answer.cost.m_as("NOK/year") == pytest.approx(min(costs), abs=1e-2)
        assert answer.rate >= level - 1e-9
