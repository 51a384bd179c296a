"""Counts of litter to mass, and the ready system of litter."""

from __future__ import annotations

from typing import Any

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

import plastsmart as ps
from plastsmart.scenarios.best_practice import practices

pytestmark = pytest.mark.once

ITEMS = ps.litter_items()


def test_every_item_has_names_range_source_and_status() -> None:
    assert ITEMS.index.is_unique
    assert (ITEMS[["name_no", "name_en", "source"]] != "").all(axis=None)
    assert ((ITEMS["low"] <= ITEMS["mass"]) & (ITEMS["mass"] <= ITEMS["high"])).all()
    assert set(ITEMS["status"]) <= {"estimated", "default"}
    categories = {c.name for c in ps.load("norway-household").axes.categories}
    assert set(ITEMS["category"]) <= categories | {"not_packaging"}


def test_street_litter_of_sweden() -> None:
    """Håll Sverige Rent, June 2020: 35 million items, 60 t; published to 1 t and 1 million."""
    found = ps.litter_from_counts({"street_litter": 35e6})
    assert found.loc["street_litter", "tonnes"] == pytest.approx(60, abs=1)


def test_single_use_items_on_beaches() -> None:
    """Mepex and Eunomia: 11 million Norwegian items, 76 t."""
    found = ps.litter_from_counts({"single_use_item": 11e6})
    assert found.loc["single_use_item", "tonnes"] == pytest.approx(76, abs=0.5)


COUNTS = st.dictionaries(st.sampled_from(list(ITEMS.index)), st.floats(0, 1e6), min_size=1)


@given(COUNTS)
def test_categories_add_up_to_the_items(counts: dict[str, float]) -> None:
    items, categories = (ps.litter_from_counts(counts, by=by) for by in ("item", "category"))
    for column in ("count", "tonnes", "low", "high"):
        assert categories[column].sum() == pytest.approx(items[column].sum())
    assert (items["low"] <= items["tonnes"]).all()
    assert (items["tonnes"] <= items["high"]).all()


def test_names_and_numbers_of_ospar_are_one_item() -> None:
    found = ps.litter_from_counts({"15": 1, "Kork og lokk": 2, "CAP OR LID": 3, "cap": 4})
    assert found["count"].to_dict() == {"cap": 10.0}


def test_frame_counts_as_mapping() -> None:
    frame = pd.DataFrame({"item": ["cap", "rope", "cap"], "count": [1, 2, 3]})
    pd.testing.assert_frame_equal(
        ps.litter_from_counts(frame), ps.litter_from_counts({"cap": 4, "rope": 2})
    )


def test_length_is_of_counts_per_hundred_metres() -> None:
    assert ps.litter_from_counts({"cap": 10}, length=2500).loc["cap", "count"] == 250


@pytest.mark.parametrize(
    ("counts", "told"),
    [({"ropee": 1}, "rope"), ({"cap": -1}, "cap"), ({"cap": "x"}, "cap"), ([1], "mapping"),
     (pd.DataFrame({"item": ["cap"]}), "count")],
)  # fmt: skip
def test_wrong_counts_are_told_of(counts: Any, told: str) -> None:
    with pytest.raises(ps.PlastsmartError, match=told):
        ps.litter_from_counts(counts)


@pytest.mark.parametrize("wrong", [{"by": "year"}, {"length": -1}])
def test_wrong_arguments_are_told_of(wrong: dict[str, Any]) -> None:
    with pytest.raises(ps.PlastsmartError, match=next(iter(wrong))):
        ps.litter_from_counts({"cap": 1}, **wrong)


def test_ready_system_carries_the_swedish_count_over() -> None:
    """60 t a week for 10.3 million inhabitants, 66 % plastic, is 0.2 kg an inhabitant and year."""
    flows = ps.run(ps.load("norway-litter"))
    found = flows.table(by=["year"]).loc[2021]
    assert found["litter_by_inhabitants"] == pytest.approx(5_391_369 * 0.0002, rel=0.01)
    parts = ["inhabitants", "visitors", "events", "transport", "bins"]
    assert sum(found[f"litter_by_{part}"] for part in parts) == pytest.approx(
        found["litter_arising"]
    )
    assert found["litter_in_water"] + found["litter_on_land"] + found["litter_cleaned"] == (
        pytest.approx(found["litter"])
    )


# --------------------------------------------------------------------------------------------------
# a municipality


def test_what_a_municipality_does_not_know_of_litter_is_the_nation_s_for_each_inhabitant() -> None:
    nation = ps.run(ps.load("norway-litter")).table(by=["year"]).loc[2021]
    people = 0.1 * float(ps.load("norway-litter").inhabitants().max())
    town = ps.load("headline").replace(
        population=ps.Q(people, "person"),
        litter=ps.litter_of(population=people, visits=1_000_000),
    )
    flows = ps.run(town).table(by=["year"]).loc[2023]
    for source in ("litter_by_inhabitants", "litter_by_transport", "litter_by_bins"):
        assert flows[source] == pytest.approx(0.1 * nation[source])
    assert flows["litter_by_visitors"] == pytest.approx(0.8)
    table = town.table().set_index("parameter")
    assert table.loc["visits", "status"] == "reported"
    assert table.loc["bins", "status"] == "default"


def test_packaging_in_litter_is_split_over_the_categories_of_a_system() -> None:
    base = ps.load("norway-household")
    town = base.replace(litter=ps.litter_of(population=1000, system=base))
    shares = town.given_array("packaging_in_litter")[0, 0, 0, :, 0]
    assert shares.sum() == pytest.approx(0.5)
    assert shares == pytest.approx(0.5 * base.given_array("composition")[0, 0, 0, :, 0])
    with pytest.raises(ps.PlastsmartError, match=r"packaging_in_litter sums to 3\.5"):
        base.replace(litter=ps.litter_of(population=1000))


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        ({"population": 0}, "litter_of: population is 0"),
        ({"population": 9, "bin": 3}, "no parameter 'bin'. Did you mean 'bins'"),
        ({"population": 9, "nation": "headline"}, "has no litter; take 'norway-litter'"),
        ({"population": 9, "system": "headline"}, "system is a System"),
        ({"population": 9, "nation": 5}, "nation is a ready system such as 'norway-litter', or a"),
        (
            {
                "population": 9,
                "nation": ps.load("norway-litter")
                .with_years([2021, 2040])
                .replace(
                    litter_per_person={year: ps.Q(1, "kg/person/year") for year in (2021, 2040)}
                ),
            },
            "litter_per_person of 'norway-litter' has 2 values; give a system of one region and one",
        ),
    ],
)
def test_a_slip_in_what_a_municipality_knows_of_litter_is_refused(
    arguments: dict[str, Any], told: str
) -> None:
    with pytest.raises(ps.PlastsmartError, match=told):
        ps.litter_of(**arguments)


def test_purchases_are_with_certainty_no_part_of_litter_that_is_counted_elsewhere() -> None:
    town = ps.load("eksempelby")
    of_items = [c.name for c in town.axes.categories if c.sector == "municipal"]
    table = town.table()
    rows = table[(table["parameter"] == "packaging_in_litter") & table["category"].isin(of_items)]
    assert len(rows) == 9
    assert (rows["value"] == 0).all()
    assert (rows["distribution"] == "").all()


@pytest.mark.parametrize("name", ["litter_item_mass", "other_item_mass"])
def test_items_of_no_mass_are_refused(name: str) -> None:
    with pytest.raises(ps.PlastsmartError, match=f"{name} is 0 g/item; it must be above 0"):
        ps.load("norway-litter").replace(**{name: ps.Q(0, "g/item")})


def test_a_factor_that_is_left_out_is_told_of_as_not_stated() -> None:
    bins = {"bins": ps.Q(350, "bin"), "litter_per_bin": ps.Q(50, "kg/bin/year")}
    told = ps.load("headline").replace(litter=ps.Litter(**bins)).not_stated("litter")
    assert {"overflow", "litter_to_water", "visits"} <= set(told)
    assert not {"bins", "litter_per_bin"} & set(told)
    lost = ps.Microplastics(plastic_handled=ps.Q(900, "tonne/year"))
    found = ps.load("headline").replace(microplastics=lost).not_stated("microplastics")
    assert {"pellet_loss", "waste_loss"} <= set(found)


def test_a_deposit_acts_on_litter_of_sources_and_on_a_share_that_is_littered() -> None:
    deposit = ps.measures.litter_deposit(2022)
    done = ps.project(ps.load("norway-litter"), ps.Plan("Deposit", [deposit]), years=[2021, 2022])
    before, after = (flows.table(by=["year"]).loc[2022] for flows in (done.baseline, done.flows))
    assert after["litter_avoided"] == pytest.approx(0.54 * before["littered"])
    assert after["littered"] == pytest.approx(0.46 * before["littered"])
    assert after["other_litter"] == before["other_litter"]
    assert after["litter_arising"] == before["litter_arising"]
    assert after["residual"] > before["residual"]
    town = ps.load("headline").replace(littering=0.01, litter=ps.Litter())
    flows = ps.project(town, ps.Plan("Deposit", [ps.measures.litter_deposit(2024)])).flows
    assert flows.table(by=["year"])["littered"].loc[2024] == pytest.approx(1080 * 0.46)


def test_a_deposit_on_some_packaging_leaves_other_litter_as_it_is() -> None:
    town = ps.load("eksempelby")
    plan = ps.Plan("Pant", [ps.measures.litter_deposit(2025, category="pet", gap=0.5)])
    done = ps.project(town, plan)
    before, after = (
        flows.table(by=["year", "category"])["littered"].loc[2025]
        for flows in (done.baseline, done.flows)
    )
    assert before["pet"] > 0.0
    assert after["pet"] == pytest.approx(0.5 * before["pet"])
    assert after.drop("pet").to_dict() == before.drop("pet").to_dict()


def test_a_deposit_in_a_system_that_does_not_tell_of_litter_says_what_it_lacks() -> None:
    plan = ps.Plan("Deposit", [ps.measures.litter_deposit(2024)])
    with pytest.raises(ps.PlastsmartError, match=r"no litter_avoidance; give it ps\.Litter\("):
        ps.project(ps.load("headline"), plan)


@pytest.mark.parametrize("practice", ["nsw_deposit", "ireland_deposit"])
def test_deposits_elsewhere_are_measures_here(practice: str) -> None:
    measure = practices()[practice].make(2025)
    done = ps.project(ps.load("eksempelby"), ps.Plan("Pant", [measure]))
    kept = done.flows.quantity("litter_avoided", by=[], scope={"year": 2025})
    assert kept.magnitude > 0.0
