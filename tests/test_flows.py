"""The result of a run: tables, quantities, rates, scopes, frames."""

from __future__ import annotations

import math
import subprocess
import sys
from typing import Any

import numpy as np
import pandas as pd
import pytest
import xarray as xr

import plastsmart as ps
from plastsmart.errors import AxisError, LabelError, MissingExtraError, ScopeError
from plastsmart.flows import result


@pytest.fixture(scope="module")
def system() -> ps.System:
    return ps.System(
        regions={"3203": "Asker", "0301": "Oslo"},
        years=range(2024, 2027),
        categories=[
            ps.Category("film", polymer="LDPE", format="film"),
            ps.Category("tray", polymer="PET", format="rigid"),
            ps.Category("bottle", polymer="PET", format="bottle", sector="deposit"),
        ],
        routes=[
            ps.Route("deposit", tier="deposit", sectors=["deposit"]),
            ps.Route("kerbside_bin", tier="source", sectors=["household", "deposit"]),
            ps.Route("plant", tier="central"),
        ],
        generation=ps.Generation(
            population={"3203": ps.Q(98_000, "person"), "0301": ps.Q(720_000, "person")},
            packaging_per_person=ps.Q(20, "kg/person/year"),
            composition={"film": 0.45, "tray": 0.35, "bottle": 0.2},
        ),
        collection=ps.Collection(
            coverage={"deposit": 1.0, "kerbside_bin": 0.9, "plant": {2024: 0.0, 2026: 0.5}},
            capture={"deposit": 0.92, "kerbside_bin": {"film": 0.4, "tray": 0.5, "bottle": 0.5},
                     "plant": 0.7},
            impurity=0.12,
        ),
        sorting=ps.Sorting(sorting_efficiency={"film": 0.7, "tray": 0.85, "bottle": 0.98}),
        recycling=ps.Recycling(preparation_yield=0.85, conversion_yield=0.95),
    )  # fmt: skip


@pytest.fixture(scope="module")
def flows(system: ps.System) -> ps.Flows:
    return ps.run(system)


def test_a_population_that_does_not_vary_counts_once_for_each_region() -> None:
    system = ps.load("headline").table()
    row = system[system["parameter"] == "region"].assign(region="X", note="X")
    at = int(np.flatnonzero(system["parameter"] == "region")[0])
    both = ps.System.from_table(
        pd.concat([system.iloc[: at + 1], row, system.iloc[at + 1 :]], ignore_index=True)
    )
    flows = ps.run(both)
    assert flows.table().loc[2023, "generated"] == 216_000
    assert flows.table(by=["region"]).loc["X", "generated"] == 108_000
    assert flows.rate("eu", by=[]) == 0.21


def test_axes_of_by_stand_in_their_order_and_labels_in_theirs(flows: ps.Flows) -> None:
    quantity = flows.quantity("generated", by=["year", "region"])
    assert quantity.shape == (3, 2)
    turned = flows.quantity("generated", by=["region", "year"])
    np.testing.assert_array_equal(quantity.magnitude.T, turned.magnitude)
    table = flows.table(by=["region", "year"])
    assert list(table.index[:4]) == [
        ("3203", 2024), ("3203", 2025), ("3203", 2026), ("0301", 2024),
    ]  # fmt: skip
    assert table["generated"].iloc[0] == pytest.approx(98_000 * 0.02)


def test_groups_by_attributes_add_up_to_the_whole(flows: ps.Flows) -> None:
    for key in ("polymer", "format", "sector"):
        parts = flows.table(by=[key, "year"]).groupby("year").sum()
        np.testing.assert_allclose(parts["recycled"], flows.table()["recycled"], rtol=1e-12)
    by_tier = flows.table(by=["tier", "year"])
    assert "generated" not in by_tier
    np.testing.assert_allclose(
        by_tier["collected"].groupby("year").sum(), flows.table()["collected"], rtol=1e-12
    )


def test_a_route_takes_nothing_of_a_sector_it_does_not_serve(flows: ps.Flows) -> None:
    table = flows.table(by=["category", "route"])
    assert table.loc[("film", "deposit"), "collected"] == 0
    assert table["collected"].to_dict()["bottle", "deposit"] > 0


def test_scopes_select_by_any_attribute_region_or_year(flows: ps.Flows) -> None:
    whole = flows.table(by=["region", "year", "category"])["generated"]
    some = flows.table(by=["year"], scope={"polymer": "PET", "region": ["0301"]})["generated"]
    expected = whole.loc["0301"].unstack("category")[["tray", "bottle"]].sum(axis=1)
    np.testing.assert_allclose(some, expected, rtol=1e-12)
    assert list(flows.table(scope={"year": [2025]}).index) == [2025]


def test_years_added_up_make_tonnes(flows: ps.Flows) -> None:
    one = flows.table(by=["region"], scope={"year": 2025})
    three = flows.table(by=["region"])
    assert one.attrs["unit"] == "tonne/year"
    assert three.attrs["unit"] == "tonne"
    quantity = flows.quantity("generated", by=["region"])
    assert str(quantity.units) == "tonne"
    np.testing.assert_allclose(three["generated"], 3 * one["generated"], rtol=1e-12)


def test_units_of_a_table_can_be_chosen(flows: ps.Flows) -> None:
    tonnes, kilotonnes = flows.table(), flows.table(unit="kilotonne/year")
    assert kilotonnes.attrs["unit"] == "kilotonne/year"
    np.testing.assert_array_equal(kilotonnes["generated"], tonnes["generated"] / 1000)


def test_quantities_carry_units_and_belong_to_the_registry(flows: ps.Flows) -> None:
    quantity = flows.quantity("collected_gross", by=["year"])
    assert quantity.magnitude.dtype == np.float64
    assert quantity.to("kg/year").magnitude[0] == pytest.approx(quantity.magnitude[0] * 1000)
    net = flows.quantity("collected", by=["year"])
    np.testing.assert_allclose((net / quantity).m_as("1"), 0.88)


def test_what_would_be_counted_twice_is_refused(flows: ps.Flows) -> None:
    assert "available" not in flows.table()
    assert "available" in flows.table(by=["route"])
    with pytest.raises(AxisError, match="available holds the same mass at several routes"):
        flows.quantity("available")
    with pytest.raises(AxisError, match="uptake is a share, and shares do not add up"):
        flows.quantity("uptake", by=["route"])


def test_rates_sum_before_they_divide(flows: ps.Flows) -> None:
    table = flows.table()
    rates = flows.rates()
    np.testing.assert_allclose(rates["eu"], table["recycled"] / table["generated"], rtol=1e-12)
    assert flows.rate("eu", by=[]) == pytest.approx(
        table["recycled"].sum() / table["generated"].sum(), rel=1e-12
    )


def test_sorted_out_counts_households_alone(flows: ps.Flows) -> None:
    table = flows.table(scope={"sector": "household"})
    expected = table["separated"] / (table["separated"] + table["missed"])
    np.testing.assert_allclose(flows.rate("sorted_out"), expected, rtol=1e-12)
    with pytest.raises(ScopeError, match="counts sector household alone"):
        flows.rate("sorted_out", scope={"sector": "deposit"})
    assert math.isnan(flows.rates(scope={"sector": "deposit"})["sorted_out"].iloc[0])


def test_a_rate_says_what_it_is(flows: ps.Flows) -> None:
    series = flows.rate("eu", scope={"sector": "household"})
    assert series.attrs["rate"] == "eu"
    assert series.attrs["scope"] == (("sector", ("household",)),)


def test_rates_are_undefined_where_nothing_is_generated(system: ps.System) -> None:
    flows = ps.run(system.replace(prevention={"3203": 1.0, "0301": 0.0}))
    rates = flows.rates(by=["region"])["eu"].to_dict()
    assert math.isnan(rates["3203"])
    assert rates["0301"] > 0


@pytest.mark.parametrize(
    ("call", "error", "text"),
    [
        (lambda f: f.rate("eu", by=["route"]), AxisError, "belongs to no route"),
        (lambda f: f.rate("eu", scope={"tier": "source"}), AxisError, "has no tier"),
        (lambda f: f.rate("recycling"), LabelError, "no rate 'recycling'"),
        (lambda f: f.quantity("eu"), LabelError, "It is a rate"),
        (lambda f: f.quantity("generated", by=["route"]), AxisError, "has the axes"),
        (lambda f: f.table(by=["decade"]), AxisError, "cannot hold 'decade'"),
        (lambda f: f.table(by=["category", "sector"]), AxisError, "both of the axis category"),
        (lambda f: f.table(scope={"region": "Oslo"}), ScopeError, "'Oslo' is unknown"),
        (lambda f: f.rates(scope={"sector": "business"}), ScopeError, "holds nothing"),
        (lambda f: f.rates(scope={"colour": "red"}), ScopeError, "cannot be by 'colour'"),
        (lambda f: f.rate("eu", scope={"year": 2025.0}), ScopeError, "year 2025.0 is not a label"),
    ],
)
def test_questions_without_an_answer_are_refused(
    flows: ps.Flows, call: Any, error: type[Exception], text: str
) -> None:
    with pytest.raises(error, match=text):
        call(flows)


def test_the_long_frame_holds_every_flow_and_unit(flows: ps.Flows) -> None:
    frame = flows.to_frame()
    assert list(frame.columns) == [
        "flow", "region", "year", "category", "route", "value", "unit",
    ]  # fmt: skip
    assert set(frame["unit"]) == {"tonne/year"}
    assert set(frame["flow"]) == set(flows.names)
    total = frame[frame["flow"] == "recycled"].groupby("year")["value"].sum()
    np.testing.assert_allclose(total, flows.table()["recycled"], rtol=1e-12)
    assert frame.loc[frame["flow"] == "generated", "route"].isna().all()


def test_the_long_frame_of_a_run_for_some_flows_has_the_same_columns(flows: ps.Flows) -> None:
    @ps.equation("tonne/year", axes=())
    def whole(generated):  # type: ignore[no-untyped-def]  # noqa: ANN001, ANN202
        return generated.sum(axis=(1, 2, 3, 4), keepdims=True)

    homes = flows.system.replace(persons_per_household=ps.Q(2, "person/household"))
    model = ps.MODEL.replace(whole=whole)
    columns = list(flows.to_frame().columns)
    frames = {
        only: ps.run(homes, only=[only], model=model).to_frame()
        for only in ("generated", "households", "whole", "uptake")
    }
    assert all(list(frame.columns) == columns for frame in frames.values())
    assert frames["generated"]["route"].isna().all()
    assert frames["households"].groupby("region")["value"].first().to_dict() == {
        "0301": 360_000, "3203": 49_000,
    }  # fmt: skip
    assert frames["households"][["category", "route"]].isna().all().all()
    (row,) = frames["whole"][frames["whole"]["flow"] == "whole"].to_dict("records")
    assert row["value"] == pytest.approx(818_000 * 0.02)
    assert pd.isna([row["region"], row["year"], row["category"], row["route"]]).all()
    # a share is no flow
    assert frames["uptake"].empty
    assert frames["uptake"]["value"].dtype == np.float64


def test_flows_of_many_samples_have_arrays_but_no_tables(system: ps.System) -> None:
    inputs = system.inputs()
    inputs["population"] = np.concatenate([inputs["population"], 2 * inputs["population"]])
    two = ps.Flows(system, ps.MODEL, ps.MODEL.evaluate(["generated"], inputs))
    first, second = two.array("generated").sum(axis=(1, 2, 3, 4))
    assert second == 2 * first
    with pytest.raises(AxisError, match="have 2 samples; tables are of single runs, use quantiles"):
        two.table()
    assert "<table" not in two._repr_html_()
    assert "<table" in ps.run(system)._repr_html_()  # of two regions, added up
    with pytest.raises(LabelError, match="the flow 'recycled' was not computed"):
        two.quantity("recycled")


def test_xarray_has_dimensions_labels_and_units(flows: ps.Flows) -> None:
    data = flows.to_xarray()
    assert isinstance(data, xr.Dataset)
    assert data["recycled"].dims == ("region", "year", "category", "route")
    assert data["generated"].attrs["units"] == "tonne/year"
    by_year = data["recycled"].sum(["region", "category", "route"])
    np.testing.assert_allclose(by_year, flows.table()["recycled"], rtol=1e-12)


def test_without_xarray_the_cure_is_named(flows: ps.Flows, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "xarray", None)
    with pytest.raises(MissingExtraError, match=r'pip install "plastsmart\[xarray\]"'):
        flows.to_xarray()


def test_results_are_locked(flows: ps.Flows) -> None:
    with pytest.raises(ValueError, match="read-only"):
        flows.array("recycled")[...] = 0


def test_years_between_are_interpolated_and_years_outside_held(flows: ps.Flows) -> None:
    coverage = flows.system.array("coverage")[0, 0, :, 0, 2]
    assert coverage.tolist() == [0.0, 0.25, 0.5]
    longer = flows.system.with_years([2020, 2024, 2025, 2026, 2030])
    assert longer.array("coverage")[0, 0, :, 0, 2].tolist() == [0.0, 0.0, 0.25, 0.5, 0.5]


@pytest.mark.parametrize("cells", [1, 30, 60])
@pytest.mark.parametrize("alike", [False, True])
def test_many_regions_computed_some_at_a_time_give_the_same_bits(
    monkeypatch: pytest.MonkeyPatch, cells: int, *, alike: bool
) -> None:
    regions = [f"{number:04}" for number in range(1, 6)]
    system = ps.System(
        regions=regions, years=[2025, 2026], categories=["film", "rigid"],
        routes=[ps.Route("kerb", "source"), ps.Route("plant", "central")],
        generation=ps.Generation(
            population=ps.Q(1000, "person")
            if alike  # nothing that is generated varies along regions then
            else {region: ps.Q(1000 + int(region), "person") for region in regions},
            packaging_per_person=ps.Q(20, "kg/person/year"),
            composition={"film": 0.4, "rigid": 0.6},
        ),
        collection=ps.Collection(
            coverage={"kerb": 0.9, "plant": 0.5},
            capture={region: 0.1 * int(region) for region in regions},
        ),
        sorting=ps.Sorting(sorting_efficiency=0.8), recycling=ps.Recycling(preparation_yield=0.8),
    )  # fmt: skip

    @ps.equation("tonne/year", axes=("year", "category"))
    def everywhere(generated):  # type: ignore[no-untyped-def]  # noqa: ANN001, ANN202
        return generated.sum(axis=1, keepdims=True)

    whole, evaluate, calls = ps.run(system), ps.Model.evaluate, 0

    def counted(*given: Any) -> Any:
        nonlocal calls
        calls += 1
        return evaluate(*given)

    monkeypatch.setattr(result, "BLOCK", cells)
    monkeypatch.setattr(ps.Model, "evaluate", counted)
    parts = ps.run(system)
    assert calls == {1: 3, 30: 2, 60: 1}[cells]  # of 8 cells each, two regions at the least
    for name in whole.names:
        np.testing.assert_array_equal(whole.array(name), parts.array(name), strict=True)
    # one's own may add up over regions, and has them all at once
    own = ps.run(system, model=ps.MODEL.replace(everywhere=everywhere))
    assert own.array("everywhere").sum() == pytest.approx(whole.array("generated").sum())


def test_showing_a_result_escapes_what_users_typed() -> None:
    system = ps.load("headline").replace(name="<script>alert(1)</script>")
    assert "<script>" not in system._repr_html_()
    flows = ps.run(system)
    assert "<script>" not in flows._repr_html_()
    assert "<script>" not in flows.explain("eu", year=2023).to_html()


def test_import_pulls_in_nothing_heavy() -> None:
    code = (
        "import sys, plastsmart\n"
        "heavy = {'pandas', 'scipy', 'matplotlib', 'openpyxl', 'jinja2', 'xarray'}\n"
        "print(sorted(heavy & set(sys.modules)))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


def test_a_run_needs_no_pandas() -> None:
    code = (
        "import sys, plastsmart as ps\n"
        "s = ps.System(regions=['NO'], years=[2025], categories=['all'],\n"
        "    routes=[ps.Route('kerb', 'source')],\n"
        "    generation=ps.Generation(population=ps.Q(5, 'person'),\n"
        "        packaging_per_person=ps.Q(20, 'kg/person/year')),\n"
        "    collection=ps.Collection(capture=0.5),\n"
        "    sorting=ps.Sorting(sorting_efficiency=0.5),\n"
        "    recycling=ps.Recycling(preparation_yield=0.5))\n"
        "ps.run(s).quantity('recycled')\n"
        "print('pandas' in sys.modules)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "False"


def test_every_public_name_is_there() -> None:
    for name in ps.__all__:
        assert getattr(ps, name) is not None
    assert set(ps.__all__) <= set(dir(ps))
    with pytest.raises(AttributeError, match="no attribute 'nothing'"):
        ps.nothing  # noqa: B018


def test_a_rate_of_a_stage_that_a_system_is_without_says_what_to_give() -> None:
    with pytest.raises(LabelError, match=r"ps\.Reusables\(reference_per_person=…\)"):
        ps.run(ps.load("headline")).rate("packaging_reduction")
