"""Municipalities side by side: numbers by hand, the group, prices, and what explains a difference."""

from __future__ import annotations

import itertools
import math
import warnings
from typing import Any

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import plastsmart as ps
from plastsmart.errors import InvalidValueError, LabelError, PriceYearError, ScopeError
from plastsmart.scenarios.comparison import INDICATORS, Comparison
from plastsmart.scenarios.shapley import shapley
from tests.oracle.random_systems import random_description

COSTS = {
    "service_cost": {"bin": ps.Q(100, "NOK/person/year"), "bring": ps.Q(20, "NOK/person/year")},
    "collection_cost": ps.Q(1000, "NOK/tonne"),
    "residual_cost": ps.Q(500, "NOK/tonne"),
    "sorting_cost": ps.Q(0, "NOK/tonne"),
    "recycling_cost": ps.Q(0, "NOK/tonne"),
    "producer_payment": ps.Q(0, "NOK/tonne"),
    "producer_share": 0.0,
    "persons_per_household": ps.Q(2, "person/household"),
}


def three_towns(**costs: Any) -> ps.System:
    """Nes has the bin, Vik half of each, Moen the bring point; all else is the same."""
    return ps.System(
        regions={"0001": "Nes", "0002": "Vik", "0003": "Moen"},
        years=[2024],
        categories=["film", "rigid"],
        routes=[ps.Route("bin", tier="source"), ps.Route("bring", tier="source")],
        generation=ps.Generation(
            population={
                "0001": ps.Q(1000, "person"),
                "0002": ps.Q(2000, "person"),
                "0003": ps.Q(4000, "person"),
            },
            packaging_per_person=ps.Q(20, "kg/person/year"),
            composition={"film": 0.5, "rigid": 0.5},
        ),
        collection=ps.Collection(
            coverage={
                "0001": {"bin": 1.0, "bring": 0.0},
                "0002": {"bin": 0.5, "bring": 0.5},
                "0003": {"bin": 0.0, "bring": 1.0},
            },
            capture={"bin": {"film": 0.4, "rigid": 0.6}, "bring": 0.2},
            impurity={"bin": 0.2, "bring": 0.0},
        ),
        sorting=ps.Sorting(sorting_efficiency={"film": 0.5, "rigid": 0.75}),
        recycling=ps.Recycling(preparation_yield=0.8, conversion_yield=0.9),
        costs=ps.Costs(price_year=2024, **{**COSTS, **costs}),
    )


# kg by inhabitant: Nes 10 of 20 by the bin (4 film, 6 rigid); Vik 2 + 3 by the bin and 1 + 1 by the
# bring point; Moen 2 + 2 by the bring point. The bin is 20 % impure.
BY_HAND = {
    "generated": (20, 20, 20),
    "collected": (10, 7, 4),
    "collected_gross": (12.5, 8.25, 4),
    "recycled": (5.2, 3.6, 2.0),
    "coverage[bin]": (1, 0.5, 0),
    "coverage[bring]": (0, 0.5, 1),
    "capture[bin]": (0.5, 0.5, math.nan),
    "capture[bring]": (math.nan, 0.2, 0.2),
    "impurity[bin]": (0.2, 0.2, math.nan),
    "impurity[bring]": (math.nan, 0, 0),
    "sorting_efficiency": (6.5 / 10, 4.5 / 7, 2.5 / 4),
    "preparation_yield": (0.8, 0.8, 0.8),
    "conversion_yield": (0.9, 0.9, 0.9),
    "cost_per_tonne_collected": (112_500 / 12.5, 136_500 / 16.5, 96_000 / 16),
    "cost_per_tonne_recycled": (117_500 / 5.2, 149_500 / 7.2, 128_000 / 8),
    "municipality_per_inhabitant": (117.5, 74.75, 32),
    "municipality_per_household": (235, 149.5, 64),
    "collection": (0.5, 0.35, 0.2),
    "sorted_out": (0.5, 0.35, 0.2),
    "eu_pre2020": (0.325, 0.225, 0.125),
    "eu": (0.26, 0.18, 0.1),
    "recyclate": (0.234, 0.162, 0.09),
    "closed_loop": (0, 0, 0),
}


def number(comparison: Comparison, indicator: str, town: str) -> float:
    value: Any = comparison.table.loc[indicator, town]
    return float(value)


def test_three_towns_are_as_computed_by_hand() -> None:
    table = ps.compare(three_towns()).table
    assert list(table.index) == list(BY_HAND)
    assert list(table.columns) == ["0001", "0002", "0003"]
    np.testing.assert_allclose(
        table.to_numpy(), np.array(list(BY_HAND.values()), dtype=float), rtol=1e-13, atol=1e-15
    )


def test_every_row_has_its_unit_in_the_table_the_group_and_the_position() -> None:
    comparison = ps.compare(three_towns())
    units = comparison.table.attrs["units"]
    assert units == comparison.group["unit"].to_dict() == dict(comparison.units)
    assert units["generated"] == "kg/person/year"
    assert units["capture[bin]"] == units["eu"] == "1"
    assert units["cost_per_tonne_recycled"] == "NOK/tonne"
    assert units["municipality_per_household"] == "NOK/household/year"
    assert set(comparison.position["unit"]) == set(units.values())
    assert comparison.table.attrs["price_year"] == 2024


def test_indicators_say_their_unit_once_for_all() -> None:
    units = ps.compare(three_towns()).units
    for indicator in INDICATORS:
        own = [name for name in units if name.split("[")[0] == indicator.id]
        assert own
        assert {units[name] for name in own} == {indicator.unit}


def test_what_is_undefined_says_why() -> None:
    comparison = ps.compare(three_towns())
    undefined = {
        (indicator, town)
        for indicator in comparison.indicators
        for town in comparison.names
        if math.isnan(number(comparison, indicator, town))
    }
    assert set(comparison.undefined) == undefined
    assert comparison.undefined["capture[bring]", "0001"] == "the route serves nobody"
    assert comparison.undefined["impurity[bin]", "0003"] == "the route collects nothing"


def test_median_and_quartiles_are_of_those_that_have_a_value() -> None:
    group: Any = ps.compare(three_towns()).group
    assert group.loc[
        "eu", ["lower_quartile", "median", "upper_quartile"]
    ].tolist() == pytest.approx([0.14, 0.18, 0.22])
    assert group.loc["eu", "n"] == 3
    assert group.loc["capture[bin]", ["median", "n"]].tolist() == [0.5, 2]


def test_position_tells_rank_distance_and_quarter() -> None:
    position: Any = ps.compare(three_towns()).position
    assert position.loc[("eu", "0001"), "rank"] == 1
    assert position.loc[("eu", "0003"), "of"] == 3
    assert position.loc[("eu", "0003"), "from_median"] == pytest.approx(-0.08)
    assert position.loc[("eu", "0001"), "quarter"] == "highest"
    assert position.loc[("eu", "0002"), "quarter"] == "median"
    assert position.loc[("eu", "0003"), "quarter"] == "lowest"
    assert position["rank"].isna().sum() == 4
    assert position.loc[("capture[bin]", "0003"), "undefined"] == "the route serves nobody"


def test_equal_values_share_a_rank() -> None:
    position = ps.compare(three_towns()).position
    assert set(position.loc["generated"]["rank"]) == {1}


def test_rounding_parts_no_ranks() -> None:
    # the same parameters for other numbers of people: rates differ in their last digits at most
    people = (3, 7, 1 / 3, 1e6 / 7, 98_765)
    towns = {str(n): headline().replace(population=ps.Q(p, "person")) for n, p in enumerate(people)}
    position = ps.compare(towns).position
    for indicator in ("eu", "collection", "generated"):
        assert set(position.loc[indicator]["rank"]) == {1}
        assert set(position.loc[indicator]["quarter"]) == {"median"}


def test_what_is_alike_by_assumption_is_said() -> None:
    assumed = ps.Parameter(0.35, status="default", note="as the nation")
    seen = ps.Parameter(0.4, status="measured")
    towns = {"a": assumed, "b": assumed, "c": seen}
    comparison = ps.compare({n: headline().replace(capture=c) for n, c in towns.items()})
    assert comparison.status.loc["capture"].to_dict() == {
        "a": "default",
        "b": "default",
        "c": "measured",
    }
    assert any("capture (2 of 3)" in note for note in comparison.notes)
    assert "prevention" not in comparison.status.index


def test_one_outside_the_group_is_ranked_beside_it() -> None:
    comparison = ps.compare(three_towns(), group=["0002", "0003"])
    assert comparison.members == ("0002", "0003")
    assert comparison.group.loc["eu", "median"] == pytest.approx(0.14)
    outside: Any = comparison.position.loc[("eu", "0001")]
    assert (outside["rank"], outside["of"]) == (1, 3)
    assert comparison.position.loc[("eu", "0002"), "of"] == 2


def test_systems_by_name_give_what_regions_of_one_system_give() -> None:
    whole = three_towns()
    apart = {
        region: three_towns().replace(
            population=ps.Q(float(whole.inhabitants()[number, 0]), "person"),
            coverage={
                "bin": float(whole.array("coverage")[0, number, 0, 0, 0]),
                "bring": float(whole.array("coverage")[0, number, 0, 0, 1]),
            },
        )
        for number, region in enumerate(whole.axes.regions)
    }
    # each of these has three regions that are the same, which counts as one municipality
    together, split = ps.compare(apart), ps.compare(whole)
    assert together.indicators == split.indicators
    np.testing.assert_allclose(together.values, split.values, rtol=1e-12)


def test_many_regions_in_one_are_added_up_before_the_ratio() -> None:
    towns = three_towns()
    both = ps.compare({"all": towns, "again": towns})
    assert both.table.loc["eu", "all"] == pytest.approx(ps.run(towns).rate("eu", by=[]))
    assert both.table.loc["coverage[bin]", "all"] == pytest.approx((1000 + 1000) / 7000)
    costs: Any = ps.run(towns).costs(by=[]).iloc[0]
    for mine, theirs in (
        ("cost_per_tonne_recycled", "per_tonne_recycled"),
        ("municipality_per_inhabitant", "municipality_per_inhabitant"),
        ("municipality_per_household", "municipality_per_household"),
    ):
        assert both.table.loc[mine, "all"] == pytest.approx(costs[theirs], rel=1e-12)


def test_rates_are_those_asked_for() -> None:
    comparison = ps.compare(three_towns(), rates=["eu"])
    assert "sorted_out" not in comparison.indicators
    with pytest.raises(LabelError, match="name it in rates="):
        comparison.explain("0001", rate="sorted_out")
    assert comparison.explain("0001", rate="collection", against="0003").value == 0.5


def test_without_costs_there_are_none_and_it_is_said() -> None:
    comparison = ps.compare(three_towns().replace(costs=None))
    assert not any("NOK" in unit for unit in comparison.units.values())
    assert any("no costs" in note for note in comparison.notes)


def test_costs_of_a_household_are_told_only_where_households_are_counted() -> None:
    costs = ps.Costs(residual_cost=ps.Q(1, "NOK/tonne"), price_year=2024)
    uncounted = three_towns().replace(costs=costs)
    told = {name for name, unit in ps.compare(uncounted).units.items() if "NOK" in unit}
    every = {name for name, unit in ps.compare(three_towns()).units.items() if "NOK" in unit}
    assert every - told == {"municipality_per_household"}
    both = ps.compare({"Counted": three_towns(), "Not": uncounted})
    why = both.undefined["municipality_per_household", "Not"]
    assert why == "persons_per_household is not stated"


def test_a_municipality_without_costs_has_them_undefined() -> None:
    one = three_towns()
    comparison = ps.compare({"with": one, "without": one.replace(costs=None)})
    assert comparison.undefined["cost_per_tonne_recycled", "without"] == "no costs are stated"
    assert number(comparison, "municipality_per_inhabitant", "with") > 0


def test_costs_that_nobody_stated_are_named() -> None:
    bare = three_towns().replace(
        costs=ps.Costs(residual_cost=ps.Q(1, "NOK/tonne"), price_year=2024)
    )
    assert any("service_cost" in note for note in ps.compare(bare).notes)


def test_prices_of_different_years_are_refused_or_converted() -> None:
    new = three_towns()
    old = new.replace(price_year=2018)
    with pytest.raises(PriceYearError, match="Vik 2018"):
        ps.compare({"Nes": new, "Vik": old})
    index = ps.PriceIndex(levels={2018: 100, 2024: 125}, name="made up")
    comparison = ps.compare({"Nes": new, "Vik": old}, prices=index)
    assert comparison.price_year == 2024
    per_head = comparison.table.loc["municipality_per_inhabitant"]
    assert per_head["Vik"] == pytest.approx(1.25 * per_head["Nes"], rel=1e-12)
    assert any("converted to 2024 by made up" in note for note in comparison.notes)
    back = ps.compare({"Nes": new, "Vik": old}, prices=index, price_year=2018)
    assert back.table.loc["municipality_per_inhabitant", "Vik"] == pytest.approx(per_head["Nes"])


def test_prices_of_a_year_that_is_not_said_stand_beside_no_others() -> None:
    new = three_towns()
    with pytest.raises(PriceYearError, match="Vik: costs in prices of a year that is not said"):
        ps.compare({"Nes": new, "Vik": new.replace(price_year=None)})
    assert ps.compare(new.replace(price_year=None)).price_year is None
    with pytest.raises(PriceYearError, match="prices="):
        ps.compare(new, price_year=2018)


def test_a_system_that_ends_early_is_held_and_said_to_be() -> None:
    early, late = three_towns(), three_towns().with_years([2024, 2030])
    assert ps.compare({"a": early, "b": late}).year == 2024
    comparison = ps.compare({"a": early, "b": late}, year=2030)
    assert comparison.notes == ("a ends in 2024 and is held at its last values",)
    with pytest.raises(LabelError, match="before the system's first year"):
        ps.compare(early, year=2010)


def test_a_route_that_one_does_not_have_is_undefined_there() -> None:
    one = ps.load("headline")
    other = three_towns().replace(costs=None)
    comparison = ps.compare({"one": one, "other": other}, year=2024)
    assert comparison.undefined["coverage[bin]", "one"] == "there is no such route"
    with pytest.raises(LabelError, match="same categories and routes"):
        comparison.explain("one", against="other")


# -- what explains a difference -------------------------------------------------------------------


def test_coverage_alone_explains_towns_that_differ_in_coverage_alone() -> None:
    difference = ps.compare(three_towns()).explain("0001", against="0003")
    assert difference.contributions["coverage"] == pytest.approx(0.16, abs=1e-15)
    assert difference.contributions["population"] == pytest.approx(0, abs=1e-15)
    assert set(difference.contributions) == {"coverage", "population"}
    assert {"capture", "composition", "sorting_efficiency"} <= set(difference.same)
    assert difference.difference == pytest.approx(0.16)


def test_the_group_is_the_other_member_nearest_to_the_median() -> None:
    comparison = ps.compare(three_towns())
    difference = comparison.explain("0001")
    assert difference.against == "0002"
    assert difference.median == pytest.approx(0.18)
    # Vik is the median itself; Nes and Moen are as near, and Moen has more inhabitants
    assert comparison.explain("0002").against == "0003"
    assert "stands for the group" in str(difference)
    assert "Vik (0002)" in difference._repr_html_()


def headline(**changes: Any) -> ps.System:
    return ps.load("headline").replace(**changes)


def test_parts_are_the_means_over_all_orders() -> None:
    here = {"capture": 0.6, "sorting_efficiency": 0.9, "preparation_yield": 0.7, "prevention": 0.1}
    there = {"capture": 0.3, "sorting_efficiency": 0.7, "preparation_yield": 0.8, "prevention": 0.3}
    found = ps.compare({"a": headline(**here), "b": headline(**there)}).explain("a", against="b")

    def rate(taken: tuple[str, ...]) -> float:
        mixed = {name: here[name] if name in taken else there[name] for name in here}
        return float(ps.run(headline(**mixed)).rate("eu", by=[]))

    parts = dict.fromkeys(here, 0.0)
    orders = list(itertools.permutations(here))
    for order in orders:
        for at, name in enumerate(order):
            parts[name] += (rate(order[: at + 1]) - rate(order[:at])) / len(orders)
    assert dict(found.contributions) == pytest.approx(parts, abs=1e-14)


def test_parameters_that_do_the_same_have_the_same_part() -> None:
    here = headline(sorting_efficiency=0.6, preparation_yield=0.6)
    there = headline(sorting_efficiency=0.4, preparation_yield=0.4)
    parts = ps.compare({"a": here, "b": there}).explain("a", against="b").contributions
    assert parts["sorting_efficiency"] == pytest.approx(parts["preparation_yield"], abs=1e-15)


@settings(max_examples=25)
@given(seed=st.integers(0, 10**6))
def test_parts_add_up_and_change_sign_with_the_sides(seed: int) -> None:
    system = random_description(seed).system()
    if len(system.axes.regions) < 2:
        return
    comparison = ps.compare(system)
    one, other = comparison.names[:2]
    for rate in ps.run(system).rate_ids:
        try:
            there = comparison.explain(one, rate, against=other)
        except ScopeError:
            continue
        back = comparison.explain(other, rate, against=one)
        assert math.fsum(there.contributions.values()) == pytest.approx(
            there.difference, rel=0, abs=1e-12
        )
        assert set(there.contributions) == set(back.contributions)
        for name, part in there.contributions.items():
            assert back.contributions[name] == pytest.approx(-part, rel=0, abs=1e-12)
        assert not set(there.same) & set(there.contributions)
        flows = ps.run(system).rate(rate, by=["region", "year"])
        assert there.value == pytest.approx(flows[one, comparison.year], rel=1e-12, abs=1e-15)


@settings(max_examples=25)
@given(seed=st.integers(0, 10**6))
def test_any_system_is_compared_and_printed_without_a_warning(seed: int) -> None:
    system = random_description(seed).system()
    if len(system.axes.regions) < 2:
        return
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        comparison = ps.compare(system)
        assert str(comparison)
        assert comparison._repr_html_()
    position = comparison.position
    undefined = position["undefined"] != ""
    assert (undefined == position["value"].isna()).all()
    assert (undefined == position["rank"].isna()).all()
    flows = ps.run(system)
    for rate in flows.rate_ids:
        expected = flows.rates(by=["region"], scope={"year": comparison.year})[rate]
        np.testing.assert_array_equal(comparison.table.loc[rate], expected)


def test_the_order_of_categories_and_routes_does_not_matter() -> None:
    system = three_towns()
    table = system.table()
    rows = [table[table["parameter"] == kind][::-1] for kind in ("category", "route", "route.tier")]
    rest = table[~table["parameter"].isin(["category", "route", "route.tier"])]
    turned = ps.System.from_table(pd.concat([*rows, rest]))
    assert turned.axes.routes == system.axes.routes[::-1]
    one = ps.compare({"a": turned, "b": system})
    np.testing.assert_allclose(one.table["a"], one.table["b"], rtol=1e-13)
    with pytest.raises(InvalidValueError, match="3 regions in one"):
        one.explain("a", against="b")


def test_shapley_values_of_a_known_game() -> None:
    # a glove game: the first has a left glove, the other two a right one each
    worth = np.array([0, 0, 0, 0, 0, 1, 1, 1], dtype=float)
    assert shapley(worth) == pytest.approx([2 / 3, 1 / 6, 1 / 6])
    assert shapley(np.array([0.5])) == []


# -- what is refused ------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("call", "error", "match"),
    [
        (lambda: ps.compare(ps.load("headline")), InvalidValueError, "one region"),
        (lambda: ps.compare({"a": ps.load("headline")}), InvalidValueError, "two systems"),
        (lambda: ps.compare({"a": 1, "b": 2}), InvalidValueError, "not a System"),  # type: ignore[dict-item]
        (lambda: ps.compare([]), InvalidValueError, "mapping from names"),  # type: ignore[arg-type]
        (lambda: ps.compare(three_towns(), group="0001"), LabelError, "collection"),
        (lambda: ps.compare(three_towns(), group=["9999"]), LabelError, "not among"),
        (lambda: ps.compare(three_towns(), group=[]), InvalidValueError, "empty"),
        (lambda: ps.compare(three_towns(), rates="eu"), LabelError, "collection"),
        (lambda: ps.compare(three_towns(), rates=["eo"]), LabelError, "eu"),
        (lambda: ps.compare(three_towns(), year="2024"), LabelError, "whole number"),  # type: ignore[arg-type]
        (
            lambda: ps.compare(three_towns()).explain("0001", against="0001"),
            InvalidValueError,
            "it",
        ),
        (lambda: ps.compare(three_towns()).explain("1"), LabelError, "not among"),
        (lambda: ps.compare(three_towns()).explain("0001", "eo"), LabelError, "eo"),
        (
            lambda: ps.compare(three_towns(), group=["0001"]).explain("0001"),
            InvalidValueError,
            "no other member",
        ),
    ],
)
def test_wrong_input_is_refused_with_what_to_do(call: Any, error: Any, match: str) -> None:
    with pytest.raises(error, match=match):
        call()


def test_a_route_of_one_name_and_two_tiers_is_refused() -> None:
    one = ps.load("headline")
    (route,) = one.axes.routes
    table = one.table()
    table.loc[table["parameter"] == "route.tier", "note"] = "central"
    with pytest.raises(LabelError, match=f"{route.name}.*another name"):
        ps.compare({"one": one, "other": ps.System.from_table(table)})


def test_a_rate_of_nothing_cannot_be_explained() -> None:
    empty = headline().replace(population=ps.Q(0, "person"))
    comparison = ps.compare({"a": headline(), "b": empty, "c": headline(capture=0.5)})
    assert comparison.group.loc["eu", "n"] == 2
    with pytest.raises(ScopeError, match="undefined for b"):
        comparison.explain("a", against="b")
    assert comparison.explain("a").against == "c"


def test_a_comparison_does_not_change() -> None:
    comparison = ps.compare(three_towns())
    with pytest.raises(AttributeError):
        comparison.year = 2030  # type: ignore[misc]
    with pytest.raises(ValueError, match="read-only"):
        comparison.values[0, 0] = 1.0
    table = comparison.table
    table.loc["eu", "0001"] = 9.0
    assert comparison.table.loc["eu", "0001"] == pytest.approx(0.26)
    with pytest.raises(TypeError):
        comparison.units["eu"] = "%"  # type: ignore[index]
    assert isinstance(comparison, Comparison)


def test_text_and_html_tell_units_and_escape_names() -> None:
    evil = {"<b>a</b>": headline(), "b": headline(capture=0.5)}
    comparison = ps.compare(evil)
    assert "kg/person/year" in str(comparison)
    assert "<b>a</b>" not in comparison._repr_html_()
    assert "<b>a</b>" not in comparison.explain("b", against="<b>a</b>")._repr_html_()
    many = ps.compare({str(number): headline() for number in range(6)})
    assert "lower quartile" in str(many)
    towns = ps.compare(three_towns())
    assert [name for name in towns.indicators if name not in towns._repr_html_()] == []
    assert "more; all are in table" not in towns._repr_html_()


def test_where_nothing_differs_no_parameter_is_named() -> None:
    system = ps.load("headline")
    told = str(ps.compare({"a": system, "b": system}).explain("a", against="b"))
    assert told.splitlines()[-1].strip() == "no parameter that the rate reads differs"


def test_a_rate_that_is_undefined_between_the_two_names_what_was_taken_from_each() -> None:
    def town(film: float) -> ps.System:
        """Return a town with one of two kinds alone, and the other prevented."""
        both = {"film": film, "rigid": 1.0 - film}
        return ps.System(
            regions=["NO"], years=[2025], categories=list(both),
            routes=[ps.Route("kerb", "source")],
            generation=ps.Generation(
                population=ps.Q(1000, "person"), packaging_per_person=ps.Q(20, "kg/person/year"),
                composition=both, prevention={"film": 1.0 - film, "rigid": film},
            ),
            collection=ps.Collection(capture=0.5), sorting=ps.Sorting(sorting_efficiency=0.8),
            recycling=ps.Recycling(preparation_yield=0.8),
        )  # fmt: skip

    with pytest.raises(ScopeError, match="undefined with prevention of a and the rest of b"):
        ps.compare({"a": town(1.0), "b": town(0.0)}).explain("a", against="b")
