"""Systems of several municipalities as one: each stays what it is alone, and the whole is their sum."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

import plastsmart as ps
from plastsmart.errors import (
    AxisError,
    InvalidValueError,
    LabelError,
    MissingValueError,
    PriceYearError,
)

HAMAR, ASKER = ps.load("Hamar"), ps.load("Asker")


def town(number: str, route: str = "bin", *, capture: float = 0.4, **changes: Any) -> ps.System:
    system = ps.System(
        name=f"Town {number}",
        regions={number: f"Town {number}"},
        years=[2025],
        categories=["film"],
        routes=[ps.Route(route, tier="central" if route == "plant" else "source")],
        generation=ps.Generation(
            population=ps.Q(1000, "person"), packaging_per_person=ps.Q(20, "kg/person/year")
        ),
        collection=ps.Collection(capture=capture),
        sorting=ps.Sorting(sorting_efficiency=0.8),
        recycling=ps.Recycling(preparation_yield=0.7),
        costs=ps.Costs(price_year=2024, collection_cost=ps.Q(5000, "NOK/tonne")),
    )
    return system.replace(**changes) if changes else system


def test_the_networks_municipalities_joined_are_the_network() -> None:
    network = ps.load("network")
    joined = ps.join([ps.load(number) for number in network.axes.regions])
    by = ["region", "year"]
    assert ps.run(joined).rates(by=by).equals(ps.run(network).rates(by=by))
    drawn = [ps.ensemble(each, n=20, keep=["sorted_out"]) for each in (joined, network)]
    samples = [each.samples("sorted_out", 2030) for each in drawn]
    assert np.array_equal(samples[0], samples[1])  # the nation's figures are drawn once for all


def test_each_stays_what_it_is_alone_and_the_whole_is_the_sum() -> None:
    both = ps.run(ps.join([HAMAR, ASKER], name="Both")).table(by=["region", "year"])
    for system in (HAMAR, ASKER):
        alone = ps.run(system).table(by=["year"])
        mine = both.xs(system.axes.regions[0], level="region")
        assert np.array_equal(mine.to_numpy(), alone.to_numpy())
    whole = ps.run(ps.join([HAMAR, ASKER])).table(by=["year"])
    assert np.allclose(whole, both.groupby(level="year").sum(), rtol=1e-12)


def test_a_route_that_one_has_not_counts_as_nothing_there() -> None:
    one, other = town("0001", "bin", capture=0.5), town("0002", "plant", capture=0.4)
    joined = ps.join([one, other])
    assert [route.name for route in joined.axes.routes] == ["bin", "plant"]
    rates = ps.run(joined).rate("collection", by=["region", "year"])
    assert rates.to_list() == [0.5, 0.4]
    table = joined.table()
    lacking = table[(table["region"] == "0001") & (table["route"] == "plant")]
    assert set(lacking["value"]) == {0.0}
    assert "no such route" in lacking["note"].iloc[0]


def test_notes_are_told_once_and_the_name_is_the_wholes() -> None:
    joined = ps.join([HAMAR, ASKER], name="Both")
    assert joined.name == "Both"
    assert len(set(joined.notes)) == len(joined.notes)
    assert set(joined.notes) == {*HAMAR.notes, *ASKER.notes}


def test_a_join_of_one_is_the_system_itself() -> None:
    assert ps.run(ps.join([HAMAR])).rates().equals(ps.run(HAMAR).rates())


@pytest.mark.parametrize(
    ("systems", "kind", "said"),
    [
        ([], InvalidValueError, "a system or more"),
        (["Hamar"], InvalidValueError, "takes systems, not 'Hamar'"),
        ([HAMAR, HAMAR], LabelError, "the region '3403' stands in Hamar and in Hamar"),
        ([HAMAR, ASKER.with_years(range(2020, 2041))], AxisError, "with_years"),
        ([HAMAR, town("0001").with_years(HAMAR.axes.years)], LabelError, "categories"),
        ([town("0001"), town("0002").in_prices(2022, ps.prices.CPI)], PriceYearError, "in_prices"),
        ([town("0001"), town("0002", costs=None)], MissingValueError, "Town 0002 does not"),
        (
            [town("0001"), town("0002", persons_per_household=ps.Q(2, "person/household"))],
            MissingValueError,
            "Town 0002 states persons_per_household, and Town 0001 does not",
        ),
    ],
)
def test_what_does_not_fit_together_is_refused(
    systems: list[Any], kind: type[Exception], said: str
) -> None:
    with pytest.raises(kind) as error:
        ps.join(systems)
    assert said in str(error.value)


def test_a_route_of_one_name_and_two_tiers_is_refused() -> None:
    other = ps.System.from_table(town("0002").table().replace({"note": {"source": "central"}}))
    with pytest.raises(LabelError, match="give one of them another name"):
        ps.join([town("0001"), other])
