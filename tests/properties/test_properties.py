"""What must always hold, on random systems."""

from __future__ import annotations

import pickle
from io import StringIO
from itertools import pairwise
from typing import Any

import attrs
import numpy as np
import pandas as pd
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

import plastsmart as ps
from plastsmart.flows.balance import PROCESSES, Process
from plastsmart.stages import PARAMETERS
from plastsmart.units import scaled
from tests.changes import moved
from tests.oracle.random_systems import random_description

pytestmark = pytest.mark.random

ORDER = ("closed_loop", "recyclate", "eu", "collection")
ROUNDING = 1e-12


@st.composite
def systems(draw: st.DrawFn) -> ps.System:
    """Random systems of every size and shape that the slow model is compared on."""
    return random_description(draw(st.integers(0, 10**9))).system()


def of_packaging(process: Process) -> bool:
    """Whether a process is there in every system, whatever stages it has."""
    later = ("reusables", "litter", "microplastics", "procurement")
    return not any(
        ps.MODEL.flows[flow].module.rpartition(".")[2] in later for flow in process.flows
    )


@given(systems())
def test_every_process_balances(system: ps.System) -> None:
    balance = ps.run(system).balance()
    assert list(balance.index) == [each.name for each in PROCESSES if of_packaging(each)]
    assert (balance["largest_relative_error"] <= 1e-12).all()


@given(systems())
def test_no_flow_is_negative_and_none_exceeds_what_is_generated(system: ps.System) -> None:
    table = ps.run(system).table(by=["region", "year", "category"], unit="tonne/year")
    most = table["generated"]
    gross = {"collected_gross", "sorted_gross"}
    for name in table:
        assert (table[name] >= -ROUNDING * most).all(), name
        if name not in gross:
            assert (table[name] <= most * (1 + ROUNDING)).all(), name


@given(systems())
def test_rates_lie_between_0_and_1_and_in_their_order(system: ps.System) -> None:
    rates = ps.run(system).rates(by=["region", "year"])
    for id_ in ("sorted_out", *ORDER):
        each = rates[id_].dropna()
        assert ((each >= -ROUNDING) & (each <= 1 + ROUNDING)).all(), id_
    known = rates[list(ORDER)].dropna()
    for lower, upper in pairwise(ORDER):
        assert (known[lower] <= known[upper] + ROUNDING).all(), (lower, upper)


@given(systems())
def test_kilograms_or_tonnes_give_the_same_flows(system: ps.System) -> None:
    table = system.table()
    rows = table["parameter"] == "packaging_per_person"
    for column in ("value", "low", "high"):
        table.loc[rows, column] = scaled(
            table.loc[rows, column].to_numpy(), "kg/person/year", "tonne/person/year"
        )
    table.loc[rows, "unit"] = "tonne/person/year"
    table.loc[rows, ["low", "high"]] = np.nan
    table.loc[rows, "distribution"] = ""
    other = ps.System.from_table(table)
    pd.testing.assert_frame_equal(ps.run(other).table(), ps.run(system).table(), rtol=1e-12)


@pytest.mark.parametrize(
    "parameter", ["sorting_efficiency", "preparation_yield", "conversion_yield"]
)
@given(system=systems(), share=st.floats(0.0, 1.0))
def test_more_efficiency_or_yield_never_lowers_the_rate(
    parameter: str, system: ps.System, share: float
) -> None:
    better = moved(system, parameter, lambda v: 1 - (1 - v) * (1 - share))
    before, after = ps.run(system).rate("eu"), ps.run(better).rate("eu")
    assert (after.dropna() >= before.dropna() - ROUNDING).all()


@given(system=systems(), share=st.floats(0.0, 1.0), efficiency=st.floats(0.0, 1.0))
def test_more_capture_never_lowers_the_rate_where_routes_are_sorted_alike(
    system: ps.System, share: float, efficiency: float
) -> None:
    system = system.replace(sorting_efficiency=efficiency)
    # cells of routes that do not serve a category stay 0
    better = moved(system, "capture", lambda v: v if v == 0 else 1 - (1 - v) * (1 - share))
    before, after = ps.run(system).rate("eu"), ps.run(better).rate("eu")
    assert (after.dropna() >= before.dropna() - ROUNDING).all()


def test_more_capture_by_a_route_that_is_sorted_worse_can_lower_the_rate() -> None:
    """What the kerb takes the plant cannot: the model says so, and nothing here hides it."""

    def system(kerb: float) -> ps.System:
        return ps.System(
            regions=["NO"],
            years=[2025],
            categories=["all"],
            routes=[ps.Route("kerb", "source"), ps.Route("plant", "central")],
            generation=ps.Generation(
                population=ps.Q(1000, "person"), packaging_per_person=ps.Q(20, "kg/person/year")
            ),
            collection=ps.Collection(
                coverage={"kerb": 1, "plant": 1}, capture={"kerb": kerb, "plant": 0.9}
            ),
            sorting=ps.Sorting(sorting_efficiency={"kerb": 0.3, "plant": 0.9}),
            recycling=ps.Recycling(preparation_yield=1),
        )

    little, much = (ps.run(system(kerb)).rate("eu", by=[]) for kerb in (0.1, 0.9))
    assert much < little


@given(systems())
def test_regions_added_up_give_the_mass_weighted_rate(system: ps.System) -> None:
    flows = ps.run(system)
    generated = flows.table(by=["region", "year"])["generated"]
    by_region = flows.rates(by=["region", "year"])
    whole = flows.rates(by=["year"])
    weight = generated.groupby("year").sum()
    assume((weight > 0).all())
    for id_ in ORDER:
        weighted = (by_region[id_].fillna(0) * generated).groupby("year").sum() / weight
        expected = whole[id_].sort_index()
        np.testing.assert_allclose(weighted.sort_index(), expected, atol=ROUNDING, rtol=0)


@settings(max_examples=30)
@given(systems(), st.randoms(use_true_random=False))
def test_permuted_labels_permute_the_results(system: ps.System, rng: Any) -> None:
    table = system.table()
    pieces = []
    for axis in ("region", "year", "category", "route"):
        rows = table[table["parameter"].str.split(".").str[0] == axis]
        labels = list(dict.fromkeys(rows[axis]))
        rng.shuffle(labels)
        pieces += [rows[rows[axis] == label] for label in labels]
    rest = table[table["parameter"].isin(PARAMETERS)]
    shuffled = list(range(len(rest)))
    rng.shuffle(shuffled)
    other = ps.System.from_table(pd.concat([*pieces, rest.iloc[shuffled]], ignore_index=True))
    keys = ["flow", "region", "year", "category", "route"]
    before, after = (
        ps.run(each)
        .to_frame()
        .query("unit == 'tonne/year'")
        .fillna({"category": "", "route": ""})
        .set_index(keys)["value"]
        .sort_index()
        for each in (system, other)
    )
    most = ps.run(system).table()["generated"].max()
    np.testing.assert_allclose(after, before, rtol=0, atol=1e-12 * most)
    assert list(after.index) == list(before.index)


@given(systems())
def test_a_table_gives_the_system_back(system: ps.System) -> None:
    table = system.table()
    again = ps.System.from_table(table)
    assert again == system
    pd.testing.assert_frame_equal(again.table(), table)


@given(systems())
def test_a_csv_file_gives_the_system_back(system: ps.System) -> None:
    text = system.table().to_csv(index=False)
    again = ps.System.from_table(pd.read_csv(StringIO(text), dtype=str, keep_default_na=False))
    assert again == system


@given(systems())
def test_pickling_gives_the_system_back_locked(system: ps.System) -> None:
    again = pickle.loads(pickle.dumps(system))
    assert again == system
    assert again.parameters == system.parameters
    for name in system.parameters:
        assert not again.array(name).flags.writeable
        assert not again.cells(name).values.flags.writeable


@given(systems())
def test_arrays_are_never_longer_than_what_the_parameter_varies_along(system: ps.System) -> None:
    for name in system.parameters:
        spec, array, cells = PARAMETERS[name], system.array(name), system.cells(name)
        for column, axis in enumerate(("region", "year", "category", "route")):
            varies = bool((cells.at[:, column] >= 0).any())
            assert array.shape[column + 1] == (system.axes.size(axis) if varies else 1)
            assert axis in spec.axes or not varies


DISTRIBUTIONS = st.one_of(
    st.builds(lambda w: ps.Uniform(0.4 - w, 0.4 + w), st.floats(0.01, 0.39)),
    st.builds(lambda w: ps.Triangular(0.4 - w, 0.4, 0.4 + w), st.floats(0.01, 0.39)),
    st.builds(lambda w: ps.Pert(0.4 - w, 0.4, 0.4 + w), st.floats(0.01, 0.39)),
    st.builds(lambda s: ps.Normal(0.4, s), st.floats(1e-6, 10)),
    st.builds(lambda s: ps.Lognormal(0.4, s), st.floats(1e-6, 5)),
    st.builds(ps.Beta, st.floats(0.01, 99), st.floats(0.01, 99)),
    st.builds(ps.Pedigree, st.integers(1, 5)),
)
TEXTS = st.text(st.characters(exclude_categories=["Cs", "Cc"]), max_size=40) | st.sampled_from(
    ["=1+1", "a,b;c", 'with "quotes"', "two\nlines", "NA", "nan", "0301"]
)


@given(
    DISTRIBUTIONS,
    st.sampled_from(["run", "year", "region", "region-year"]),
    TEXTS,
    st.sampled_from([None, "measured", "reported", "estimated", "default"]),
    TEXTS,
)
def test_uncertainty_source_and_status_survive_table_and_csv(
    uncertainty: Any, per: Any, source: str, status: Any, note: str
) -> None:
    capture = ps.Parameter(
        0.4, uncertainty=uncertainty, per=per, source=source, status=status, note=note
    )
    system = ps.load("headline").replace(capture=capture)
    info = system.cells("capture").info(0)
    assert (info.uncertainty, info.per, info.source, info.status, info.note) == (
        uncertainty,
        per,
        source.strip(),
        status or "",
        note.strip(),
    )
    table = system.table()
    assert ps.System.from_table(table) == system
    text = table.to_csv(index=False)
    read = pd.read_csv(StringIO(text), dtype=str, keep_default_na=False)
    assert ps.System.from_table(read) == system


@given(systems())
def test_equality_sees_every_difference(system: ps.System) -> None:
    assert system == system.replace()
    assert system != system.replace(name=system.name + "x")
    assert system != system.replace(littering=0.123456)
    assert attrs.evolve(system.axes) == system.axes
