"""Costs: every rule by hand, who pays, steps, price years."""

from __future__ import annotations

import copy
import math
import pickle
from io import StringIO
from typing import Any

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

import plastsmart as ps
from plastsmart.errors import (
    AxisError,
    DimensionError,
    InvalidValueError,
    LabelError,
    MissingValueError,
    PlastsmartError,
    PriceYearError,
    TableError,
    UnitError,
)
from plastsmart.stages import PARAMETERS, UNSTATED
from tests.oracle.random_systems import random_description

NOK = "NOK/tonne"
SCALE = ps.Steps({0: 900, 8: 1100, 12: 1300, 16: 1500}, unit=NOK)


def town(years: Any = (2024,), population: float = 1000, **costs: Any) -> ps.System:
    """A town of three sectors: 40 t of household, 40 t of business, 20 t of bottles.

    bottle machine: 10 t; bin of homes and shops: 20 t of film, 20 t of wrap; yard for shops: 10 t of
    wrap; plant for all residual waste: half of what is left, 10 t of film, 5 t of wrap, 5 t of
    bottles; residual 10 + 5 + 5. Nothing is dirty; four fifths are sorted.
    """
    return ps.System(
        regions={"3203": "Asker"},
        years=years,
        categories=[
            ps.Category("film", sector="household"),
            ps.Category("wrap", sector="business"),
            ps.Category("bottle", sector="deposit"),
        ],
        routes=[
            ps.Route("machine", "deposit", ["deposit"]),
            ps.Route("bin", "source", ["household", "business"]),
            ps.Route("yard", "source", ["business"]),
            ps.Route("plant", "central"),
        ],
        generation=ps.Generation(
            population=ps.Q(population, "person"),
            packaging_per_person=ps.Q(100, "kg/person/year"),
            composition={"film": 0.4, "wrap": 0.4, "bottle": 0.2},
        ),
        collection=ps.Collection(
            coverage={"machine": 1, "bin": 0.5, "yard": 0.5, "plant": 1},
            capture={
                "machine": {"bottle": 0.5},
                "bin": {"film": 1, "wrap": 1},
                "yard": {"wrap": 0.5},
                "plant": 0.5,
            },
        ),
        sorting=ps.Sorting(sorting_efficiency=0.8),
        recycling=ps.Recycling(preparation_yield=0.5),
        costs=ps.Costs(**costs),
    )


def money(system: ps.System, *names: str, year: int = 2024) -> list[float]:
    """Return flows of money of a year."""
    flows = ps.run(system)
    return [float(flows.quantity(name, by=[], scope={"year": year}).magnitude) for name in names]


PAYERS = ("municipality_cost", "producer_cost", "business_cost")


class TestEachExpense:
    def test_a_service_costs_for_each_inhabitant_it_serves(self) -> None:
        system = town(service_cost=ps.Q(100, "NOK/person/year"))
        by = ps.run(system).quantity("service_expense", by=["route"]).m_as("NOK/year")
        assert by.tolist() == [100_000, 50_000, 50_000, 100_000]
        # machine: producers; bin and plant: municipality; yard: business
        assert money(system, *PAYERS) == [150_000, 100_000, 50_000]

    def test_collection_is_shared_by_category_and_by_route(self) -> None:
        system = town(collection_cost=ps.Q(1000, NOK))
        # machine 10 t: producers. bin 20 t film, plant 10 t film and 2.5 + 2.5 …: municipality
        flows = ps.run(system)
        gross = flows.table(by=["category", "route"])["collected_gross"]
        municipal = sum(
            gross.to_dict()[cell]
            for cell in [("film", "bin"), ("film", "plant"), ("bottle", "plant")]
        )
        business = sum(
            gross.to_dict()[cell] for cell in [("wrap", "bin"), ("wrap", "yard"), ("wrap", "plant")]
        )
        assert municipal == 20 + 10 + 5
        assert business == 20 + 10 + 5
        assert money(system, *PAYERS) == pytest.approx([35_000, 10_000, 35_000])

    def test_the_return_company_sorts_what_is_collected_at_source(self) -> None:
        system = town(sorting_cost=ps.Q(1000, NOK))
        # producers: machine 10 t, bin 40 t, yard 10 t; plant 15 t municipality, 5 t business
        assert money(system, *PAYERS) == pytest.approx([15_000, 60_000, 5_000])

    def test_the_return_company_recycles_everything(self) -> None:
        system = town(recycling_cost=ps.Q(1000, NOK))
        assert money(system, *PAYERS) == pytest.approx([0, 0.8 * 80_000, 0])

    def test_recyclers_that_pay_lower_the_cost(self) -> None:
        system = town(recycling_cost={"film": ps.Q(-500, NOK), "wrap": ps.Q(0, NOK),
                                      "bottle": ps.Q(0, NOK)})  # fmt: skip
        assert money(system, "producer_cost", "system_cost") == pytest.approx([-12_000, -12_000])

    def test_each_plant_is_paid_for_by_whom_it_serves(self) -> None:
        system = ps.System(
            regions=["3203"], years=[2024],
            categories=[ps.Category("film"), ps.Category("wrap", sector="business")],
            routes=[
                ps.Route("homes", "central", ["household"]),
                ps.Route("shops", "central", ["business"]),
                ps.Route("both", "central"),
            ],
            generation=ps.Generation(
                population=ps.Q(1000, "person"), packaging_per_person=ps.Q(100, "kg/person/year"),
                composition={"film": 0.6, "wrap": 0.4},
            ),
            collection=ps.Collection(coverage={"homes": 0.5, "shops": 0.5, "both": 0.5}, capture=1),
            sorting=ps.Sorting(sorting_efficiency=1), recycling=ps.Recycling(preparation_yield=1),
            costs=ps.Costs(sorting_cost=ps.Q(1000, NOK)),
        )  # fmt: skip
        # film: 30 t of homes' plant and 30 t of both's; wrap: 20 t of shops' and 20 t of both's
        names = ("municipal_sorting", "business_sorting", *PAYERS)
        assert money(system, *names) == pytest.approx([60_000, 40_000, 60_000, 0, 40_000])

    def test_residual_waste_is_paid_for_by_whom_it_is_of(self) -> None:
        system = town(residual_cost=ps.Q(2000, NOK))
        # film 10, bottles 5; wrap 5; losses of sorting and recycling are not in it
        assert money(system, *PAYERS) == pytest.approx([30_000, 0, 10_000])


class TestPaymentInSteps:
    """30 t of film and 5 t of bottles of 1000 persons, 35 kg each, are the municipality's."""

    @pytest.mark.parametrize(
        ("population", "kilos", "all_", "within"),
        [
            (7000, 5, 900 * 35, 900 * 35),
            # 8 kg exactly: the step is reached
            (4375, 8, 1100 * 35, 900 * 35),
            (3500, 10, 1100 * 35, 900 * 28 + 1100 * 7),
            (2500, 14, 1300 * 35, 900 * 20 + 1100 * 10 + 1300 * 5),
            (1000, 35, 1500 * 35, 900 * 8 + 1100 * 4 + 1300 * 4 + 1500 * 19),
        ],
    )
    def test_each_step_by_hand(
        self, population: float, kilos: float, all_: float, within: float
    ) -> None:
        def paid(pays: str) -> float:
            scale = ps.Steps({0: 900, 8: 1100, 12: 1300, 16: 1500}, unit=NOK, pays=pays)
            system = town(population=population, producer_payment=scale).replace(
                packaging_per_person=ps.Q(100_000 / population, "kg/person/year")
            )
            gross = ps.run(system).quantity("municipal_gross", by=["region"]).magnitude[0]
            assert gross / population * 1000 == pytest.approx(kilos)
            return money(system, "payment")[0]

        if kilos != 8:  # at the threshold itself rounding of the tonnes decides
            assert paid("all") == pytest.approx(all_)
        assert paid("marginal") == pytest.approx(within)

    def test_a_step_is_reached_at_its_threshold(self) -> None:
        at = town(producer_payment=ps.Steps({0: 900, 35: 1500}, unit=NOK))
        above = town(producer_payment=ps.Steps({0: 900, 35.000001: 1500}, unit=NOK))
        assert ps.run(at).quantity("municipal_gross", by=[]).magnitude == 35
        assert money(at, "payment") == [35 * 1500]
        assert money(above, "payment") == [35 * 900]

    def test_the_municipality_gets_what_producers_pay(self) -> None:
        system = town(producer_payment=SCALE)
        assert money(system, *PAYERS, "system_cost") == [-52_500, 52_500, 0, 0]

    def test_half_way_between_the_two_readings_is_half_way(self) -> None:
        system = town(producer_payment=SCALE).replace(payment_marginal=0.5)
        all_, within = 1500 * 35, 900 * 8 + 1100 * 4 + 1300 * 4 + 1500 * 19
        assert money(system, "payment") == pytest.approx([(all_ + within) / 2])

    def test_no_inhabitants_no_payment_and_no_error(self) -> None:
        system = town(population=0, producer_payment=SCALE, residual_cost=ps.Q(1, NOK))
        flows = ps.run(system)
        costs = flows.costs()
        assert (costs[["system", "municipality", "producers", "businesses"]] == 0).all().all()
        assert costs[["per_inhabitant", "per_tonne_recycled"]].isna().all().all()

    def test_steps_stand_in_parameters_that_tables_and_explanations_know(self) -> None:
        system = town(producer_payment=ps.Steps({0: 900, 8: 1100}, unit=NOK, source="Kretsløpet",
                                                status="reported", note="2018"))  # fmt: skip
        assert system.cells("payment_threshold_2").values.tolist() == [8]
        assert system.cells("payment_increase_2").values.tolist() == [200]
        assert system.cells("payment_increase_3").values.tolist() == [0]
        info = system.cells("payment_increase_2").info(0)
        assert (info.source, info.status, info.note) == ("Kretsløpet", "reported", "2018")
        text = str(ps.run(system).explain("payment", year=2024))
        assert "payment_increase_2 = 200 NOK/tonne" in text
        assert "Kretsløpet" in text

    def test_a_scale_holds_until_the_next(self) -> None:
        years = [2016, 2017, 2018, 2019]
        scales = {2016: ps.Q(1290, NOK), 2018: SCALE}
        system = town(years=years, producer_payment=scales)
        flows = ps.run(system).quantity("payment", by=["year"]).magnitude
        assert flows == pytest.approx([1290 * 35, 1290 * 35, 1500 * 35, 1500 * 35])
        assert system.cells("payment_threshold_2").values.tolist() == [8] * 4
        first = town(years=years, producer_payment={2017: SCALE, 2019: ps.Q(1, "kNOK/tonne")})
        flows = ps.run(first).quantity("payment", by=["year"]).magnitude
        assert flows == pytest.approx([1500 * 35] * 3 + [1000 * 35])

    def test_replacing_a_scale_replaces_all_of_it(self) -> None:
        system = town(producer_payment=SCALE)
        flat = system.replace(producer_payment=ps.Steps({0: 1290}, unit=NOK))
        assert money(flat, "payment") == [1290 * 35]
        with pytest.raises(InvalidValueError, match=r"has steps \(payment_increase_2.*ps\.Steps"):
            system.replace(producer_payment=ps.Q(1290, NOK))
        assert town().replace(producer_payment=ps.Q(1290, NOK)) is not None

    def test_quantities_may_stand_in_a_scale(self) -> None:
        scale = ps.Steps({0: ps.Q("0.9 kNOK/tonne"), 8: ps.Q("1.1 NOK/kg")})
        assert scale.rates == (900, 1100)
        assert ps.Steps({0: 0, ps.Q("0.008 tonne/person/year"): 5}, unit=NOK).thresholds == (0, 8)


class TestProducersShare:
    @pytest.mark.parametrize(("year", "share"), [(2024, 0.0), (2025, 0.5), (2026, 1.0)])
    def test_before_in_and_after_the_year_of_the_new_paragraph(
        self, year: int, share: float
    ) -> None:
        system = town(
            years=[2024, 2025, 2026],
            collection_cost=ps.Q(1000, NOK),
            residual_cost=ps.Q(2000, NOK),
            producer_payment=SCALE,
            producer_share={2024: 0, 2025: 0.5, 2026: 1},
        )
        assert money(system, *PAYERS, "payment", year=year) == pytest.approx([
            (1 - share) * 35_000 - (1 - share) * 52_500 + 30_000,
            10_000 + share * 35_000 + (1 - share) * 52_500,
            35_000 + 10_000,
            (1 - share) * 52_500,
        ])  # fmt: skip

    def test_the_norwegian_systems_hold_it_by_year(self) -> None:
        for name in ("norway", "norway-household"):
            system = ps.load(name)
            years = system.axes.years
            share = system.array("producer_share")[0, 0, :, 0, 0]
            assert [float(share[years.index(y)]) for y in (2022, 2024, 2025, 2026, 2035)] == [
                0, 0, 0.5, 1, 1,
            ]  # fmt: skip


@st.composite
def systems(draw: st.DrawFn) -> ps.System:
    """Random systems, all of them with costs."""
    system = random_description(draw(st.integers(0, 10**9))).system()
    if "service_cost" not in system.parameters:
        shares = st.floats(0, 1)
        system = system.replace(
            collection_cost=ps.Q(draw(st.floats(0, 1e4)), NOK),
            recycling_cost=ps.Q(draw(st.floats(-1e4, 1e4)), NOK),
            producer_payment=SCALE,
            producer_share=draw(shares),
        ).replace(payment_marginal=draw(shares))
    return system


AMOUNTS = [name for name, s in PARAMETERS.items() if s.stage == "costs" and "NOK" in s.unit]


@given(systems())
def test_payers_together_pay_what_it_costs_whatever_the_parameters(system: ps.System) -> None:
    flows = ps.run(system)
    costs = flows.costs(by=["region", "year"])
    parts = ["service", "collection", "sorting", "recycling", "residual"]
    turnover = costs[parts].abs().sum(axis=1) + np.abs(
        flows.quantity("payment", by=["region", "year"]).magnitude.reshape(-1)
    )
    paid = costs["municipality"] + costs["producers"] + costs["businesses"]
    assert ((paid - costs["system"]).abs() <= 1e-9 * turnover).all()
    assert ((costs[parts].sum(axis=1) - costs["system"]).abs() <= 1e-9 * turnover).all()


@given(systems(), st.floats(0.0, 100.0))
def test_costs_are_linear_in_prices(system: ps.System, factor: float) -> None:
    from attrs import evolve

    dearer = system.with_all_cells(
        {
            name: evolve(system.cells(name), values=system.cells(name).values * factor)
            for name in AMOUNTS
            if name in system.parameters
        }
    )
    before, after = ps.run(system), ps.run(dearer)
    scale = np.abs(before.array("payment")).max() + sum(
        np.abs(before.array(name)).sum()
        for name in ("service_expense", "collection_expense", "sorting_expense",
                     "recycling_expense", "residual_expense")
    )  # fmt: skip
    for name in (*PAYERS, "system_cost"):
        error = np.abs(after.array(name) - factor * before.array(name)).max()
        assert error <= 1e-10 * max(factor, 1.0) * scale


@given(systems())
def test_costs_change_no_flow_of_mass(system: ps.System) -> None:
    without = ps.run(system.replace(costs=None))
    costly = ps.run(system)
    for name in without.model.flows:
        if name in without._arrays and without.model.flows[name].unit == "tonne/year":
            one, other = np.broadcast_arrays(without.array(name), costly.array(name))
            np.testing.assert_array_equal(one, other)


@given(systems())
def test_a_system_with_costs_survives_table_csv_and_pickle(system: ps.System) -> None:
    system = system.replace(price_year=2024)
    table = system.table()
    assert ps.System.from_table(table) == system
    read = pd.read_csv(StringIO(table.to_csv(index=False)), dtype=str, keep_default_na=False)
    assert ps.System.from_table(read) == system
    again = pickle.loads(pickle.dumps(system))
    assert again == system
    assert again.price_year == 2024
    assert again.parameters == system.parameters


class TestStages:
    def test_a_stage_that_costs_nothing_costs_nothing(self) -> None:
        system = town()
        assert system.not_stated("costs") == (
            "service_cost", "collection_cost", "sorting_cost", "recycling_cost", "residual_cost",
            "producer_payment", "producer_share",
        )  # fmt: skip
        assert (ps.run(system).costs()[["system", "municipality", "producers"]] == 0).all().all()
        info = system.cells("residual_cost").info(0)
        assert (info.status, info.note) == ("default", UNSTATED)
        assert system.cells("payment_increase_2").info(0).note == "neutral value"

    def test_one_cost_adds_the_stage_and_the_rest_says_that_it_is_not_stated(self) -> None:
        bare = town().replace(costs=None)
        assert "service_cost" not in bare.parameters
        system = bare.replace(residual_cost=ps.Q(1, "kNOK/tonne"))
        assert "residual_cost" not in system.not_stated("costs")
        costs = ps.run(system).costs()
        assert costs.attrs["not_stated"] == system.not_stated("costs")
        assert costs.loc[2024, "system"] == pytest.approx(20_000)
        assert system == bare.with_cells(system.cells("residual_cost"))
        assert bare != system
        assert system.replace(costs=None) == bare

    @pytest.mark.parametrize("name", [n for n, s in PARAMETERS.items() if s.optional])
    def test_a_missing_parameter_names_its_cure(self, name: str) -> None:
        system = ps.load("headline")
        stage = PARAMETERS[name].stage.title()
        for call in (system.array, system.cells, system.given_array):
            with pytest.raises(MissingValueError, match=rf"ps\.{stage}\({name}=…\)"):
                call(name)

    def test_what_is_absent_though_its_stage_is_there_names_its_cure(self) -> None:
        with pytest.raises(MissingValueError, match="states no discount_rate; give it with"):
            town().array("discount_rate")
        system = town(discount_rate=0.04, persons_per_household=ps.Q(2, "person/household"))
        assert system.array("discount_rate").item() == 0.04
        assert system.replace(discount_rate=None).parameters == tuple(
            name for name in system.parameters if name != "discount_rate"
        )
        with pytest.raises(LabelError, match=r"needs persons_per_household.*ps\.Costs\("):
            ps.run(town()).quantity("households")

    def test_a_copy_keeps_the_price_year(self) -> None:
        system = town(price_year=2024)
        for other in (
            copy.deepcopy(system),
            system.replace(residual_cost=ps.Q(1, NOK)),
            system.with_years([2024, 2025]),
            system.with_cells(system.cells("capture")),
        ):
            assert other.price_year == 2024
        assert system != system.replace(price_year=2023)
        assert system.replace(price_year=None).price_year is None
        assert system.replace(costs=ps.Costs(price_year=2020)).price_year == 2020
        assert "in prices of 2024" in system._repr_html_()

    def test_years_in_between_are_interpolated(self) -> None:
        system = town(years=[2024, 2026], residual_cost={2024: ps.Q(1, NOK), 2026: ps.Q(3, NOK)})
        assert system.with_years([2024, 2025, 2026]).array("residual_cost")[0, 0, 1, 0, 0] == 2


class TestCostsTable:
    system = ps.load("norway")
    flows = ps.run(system)

    def test_ratios_are_of_sums(self) -> None:
        costs, table = self.flows.costs(), self.flows.table()
        people = self.system.array("population")[0, 0, :, 0, 0]
        homes = self.flows.quantity("households", by=["year"]).m_as("household")
        np.testing.assert_allclose(costs["per_inhabitant"], costs["system"] / people)
        np.testing.assert_allclose(costs["per_tonne_recycled"], costs["system"] / table["recycled"])
        np.testing.assert_allclose(
            costs["municipality_per_household"], costs["municipality"] / homes
        )
        whole = self.flows.costs(by=[])
        assert whole["system"].iloc[0] == pytest.approx(costs["system"].sum())
        assert whole["per_inhabitant"].iloc[0] == pytest.approx(
            costs["system"].sum() / people.sum()
        )

    def test_units_price_year_and_what_is_not_stated_are_told(self) -> None:
        costs, whole = self.flows.costs(), self.flows.costs(by=["region"])
        assert costs.attrs["units"]["system"] == "NOK/year"
        assert whole.attrs["units"]["system"] == "NOK"
        assert whole.attrs["units"]["per_tonne_recycled"] == "NOK/tonne"
        assert costs.attrs["units"]["per_inhabitant"] == "NOK/person/year"
        assert costs.attrs["price_year"] == 2024
        assert costs.attrs["not_stated"] == ("service_cost",)

    def test_costs_belong_to_region_and_year(self) -> None:
        with pytest.raises(AxisError, match="costs cannot be asked for by 'category'"):
            self.flows.costs(by=["category"])
        assert list(self.flows.costs(by=["region", "year"]).index[0]) == ["NO", 2022]

    def test_households_do_not_add_up_over_years(self) -> None:
        with pytest.raises(AxisError, match="years do not add up"):
            self.flows.quantity("households", by=[])
        assert "households" not in self.flows.table(by=["region"])
        assert "households" in self.flows.table(by=["year"])

    def test_the_flows_table_keeps_money_apart(self) -> None:
        table = self.flows.table()
        assert table.attrs["units"]["system_cost"] == "NOK/year"
        assert "system_cost" not in self.flows.table(unit="tonne/year")

    def test_a_run_of_one_cost_computes_what_that_needs(self) -> None:
        flows = ps.run(self.system, only=["municipal_residual"])
        assert "sorting_expense" not in flows.names
        with pytest.raises(LabelError, match="was asked for only municipal_residual"):
            flows.costs()


class TestBadInput:
    @pytest.mark.parametrize(
        ("costs", "error", "text"),
        [
            ({"service_cost": 5}, UnitError, "service_cost is the bare number 5"),
            ({"service_cost": ps.Q(-5, "NOK/person/year")}, InvalidValueError, "cannot be negative"),
            ({"collection_cost": ps.Q(5, "NOK/person/year")}, DimensionError, "collection_cost"),
            ({"collection_cost": ps.Q(5, "EUR/tonne")}, DimensionError, "collection_cost"),
            ({"residual_cost": {"film": ps.Q(5, NOK)}}, AxisError, "it may vary along region, year"),
            ({"producer_share": 1.5}, InvalidValueError, "producer_share is 1.5"),
            ({"producer_share": -0.1}, InvalidValueError, "a share lies between 0 and 1"),
            ({"payment_marginal": 2}, InvalidValueError, "payment_marginal is 2"),
            ({"discount_rate": 4}, InvalidValueError, r"Did you mean 4 % = 0\.04"),
            ({"discount_rate": {2024: 0.04}}, AxisError, "does not vary.*no axis"),
            ({"persons_per_household": 2.1}, UnitError, "needs a unit"),
            ({"price_year": "2024"}, InvalidValueError, "price_year is '2024'; it is a whole year"),
            ({"price_year": 2024.0}, InvalidValueError, "whole year"),
            ({"price_year": True}, InvalidValueError, "whole year"),
            ({"price_year": 0}, InvalidValueError, "whole year"),
            ({"producer_payment": SCALE, "payment_increase_2": ps.Q(1, NOK)}, InvalidValueError,
             "payment_increase_2 is given beside"),
            ({"producer_payment": {2031: SCALE}}, LabelError, "2031 is not a year of the system"),
            ({"producer_payment": {2024: SCALE, "NO": SCALE}}, LabelError, "'NO' is not a year"),
        ],
    )  # fmt: skip
    def test_costs_out_of_bounds_are_refused(
        self, costs: dict[str, Any], error: type[PlastsmartError], text: str
    ) -> None:
        with pytest.raises(error, match=text):
            town(**costs)

    @pytest.mark.parametrize(
        ("call", "text"),
        [
            (lambda: ps.Steps({0: 900, 12: 1100, 8: 1300}, unit=NOK), "steps rise"),
            (lambda: ps.Steps({0: 900, 8: 1, 8.0001: 2, 8.00001: 3}, unit=NOK), "steps rise"),
            (lambda: ps.Steps({8: 900}, unit=NOK), "begins at 8 kg.*it begins at 0"),
            (lambda: ps.Steps(dict.fromkeys([0, 1, 2, 3, 4], 1), unit=NOK), "at most 4"),
            (lambda: ps.Steps({}, unit=NOK), "takes a mapping"),
            (lambda: ps.Steps([900, 1100], unit=NOK), "takes a mapping"),
            (lambda: ps.Steps({0: 900}), r"bare number 900; write Steps\(…, unit="),
            (lambda: ps.Steps({0: -900}, unit=NOK), "cannot be negative"),
            (lambda: ps.Steps({0: math.nan}, unit=NOK), "not finite"),
            (lambda: ps.Steps({0: 900}, unit="NOK/year"), "NOK/tonne is needed"),
            (lambda: ps.Steps({0: ps.Q(1, NOK)}, unit=NOK), "unit of its own"),
            (lambda: ps.Steps({0: 900}, unit=NOK, pays="some"), 'pays is "all" or "marginal"'),
            (lambda: ps.Steps({0: 900}, unit=NOK, status="sure"), "status is one of"),
            (lambda: ps.Steps({"0": 900}, unit=NOK), "not a number"),
        ],
    )  # fmt: skip
    def test_steps_that_are_none_are_refused(self, call: Any, text: str) -> None:
        with pytest.raises(PlastsmartError, match=text):
            call()

    def test_a_stage_of_another_kind_is_refused(self) -> None:
        with pytest.raises(InvalidValueError, match=r"costs is Climate, not ps\.Costs"):
            town().replace(costs=ps.Climate())

    def test_a_price_year_without_costs_is_refused(self) -> None:
        with pytest.raises(InvalidValueError, match="states no costs"):
            ps.load("headline").replace(price_year=2024)
        table = town(price_year=2024).table()
        bare = table[[PARAMETERS[n].stage != "costs" if n in PARAMETERS else True
                      for n in table["parameter"]]]  # fmt: skip
        with pytest.raises(TableError, match="price_year is 2024, but"):
            ps.System.from_table(bare)
        twice = pd.concat([table, table[table["parameter"] == "system.price_year"]])
        with pytest.raises(TableError, match="two price years"):
            ps.System.from_table(twice)


class TestPriceIndex:
    index = ps.PriceIndex(levels={2018: 100, 2024: 125}, name="made up")

    def test_amounts_are_converted_and_shares_and_kilos_are_not(self) -> None:
        system = town(
            collection_cost=ps.Parameter(
                ps.Q(5000, NOK), uncertainty=ps.Pert(2500, 5000, 8000), note="background"
            ),
            producer_payment=SCALE,
            producer_share=0.5,
            discount_rate=0.04,
            price_year=2018,
        )
        later = system.in_prices(2024, self.index)
        assert later.price_year == 2024
        cells = later.cells("collection_cost")
        assert cells.values.tolist() == [6250]
        assert cells.info(0).uncertainty == ps.Pert(3125, 6250, 10000)
        assert cells.info(0).note == (
            "background; from 2018 to 2024 prices by made up, factor 1.25"
        )
        assert later.cells("payment_increase_2").values.tolist() == [250]
        for name in ("payment_threshold_2", "producer_share", "discount_rate", "residual_cost"):
            assert later.cells(name) == system.cells(name)
        for name in (*PAYERS, "system_cost"):
            assert money(later, name) == pytest.approx([1.25 * v for v in money(system, name)])
        assert system.in_prices(2018, self.index) == system
        back = later.in_prices(2018, self.index)
        np.testing.assert_allclose(money(back, *PAYERS), money(system, *PAYERS), rtol=1e-12)

    def test_the_cure_is_named(self) -> None:
        with pytest.raises(PriceYearError, match=r"say it with system\.replace\(price_year=…\)"):
            town().in_prices(2024, self.index)
        with pytest.raises(
            PriceYearError, match=r"no level for 2030.*PriceIndex\(levels=\{\*\*index\.levels, 2030"
        ):
            town(price_year=2018).in_prices(2030, self.index)
        with pytest.raises(PriceYearError, match="no level for 2010"):
            town(price_year=2010).in_prices(2024, self.index)
        with pytest.raises(MissingValueError, match="states no costs"):
            ps.load("headline").in_prices(2024, self.index)
        with pytest.raises(InvalidValueError, match=r"index is a ps\.PriceIndex"):
            town(price_year=2018).in_prices(2024, 1.2)  # type: ignore[arg-type]
        with pytest.raises(InvalidValueError, match="whole year"):
            town(price_year=2018).in_prices("2024", self.index)  # type: ignore[arg-type]

    def test_indices_and_scales_are_locked_and_survive_copy_and_pickle(self) -> None:
        for each in (self.index, ps.prices.CPI, SCALE):
            assert pickle.loads(pickle.dumps(each)) == each
            assert copy.deepcopy(each) == each
        with pytest.raises(TypeError):
            ps.prices.CPI.levels[2030] = 150.0  # type: ignore[index]

    @pytest.mark.parametrize(
        ("levels", "text"),
        [({}, "mapping"), ([1], "mapping"), ({2018: 0}, "above 0"), ({2018: -1}, "above 0"),
         ({"2018": 1}, "whole year"), ({2018: math.inf}, "not finite"), ({2018: True}, "truth")],
    )  # fmt: skip
    def test_levels_that_are_none_are_refused(self, levels: Any, text: str) -> None:
        with pytest.raises(PlastsmartError, match=text):
            ps.PriceIndex(levels=levels)

    def test_the_consumer_price_index_is_told_with_what_it_rests_on(self) -> None:
        cpi = ps.prices.CPI
        assert list(cpi.levels) == list(range(2005, 2025))
        assert cpi.levels[2015] == 100
        # Statistics Norway: 2.7 per cent from 2017 to 2018; levels have one decimal
        assert cpi.factor(2017, 2018) == pytest.approx(1.027, abs=0.001)
        assert cpi.factor(2016, 2017) == pytest.approx(1.018, abs=0.001)
        assert cpi.status == "estimated"
        assert "(B)" in cpi.source
        with pytest.raises(AttributeError, match="no attribute 'RPI'"):
            ps.prices.RPI  # noqa: B018


class TestNorway:
    """The amounts in the files are the published ones, converted as their notes say."""

    system = ps.load("norway-household")

    def test_kroner_of_2018_are_converted_by_the_index(self) -> None:
        published = ps.published()["value"].to_dict()
        factor = ps.prices.CPI.factor(2018, 2024)
        assert self.system.price_year == 2024
        payment = self.system.cells("producer_payment")
        assert payment.values[0] == pytest.approx(published["pay_2018_0_8"] * factor, rel=1e-5)
        steps = [self.system.cells(f"payment_increase_{n}").values[0] for n in (2, 3, 4)]
        assert steps == pytest.approx([200 * factor] * 3, rel=1e-5)
        kerbside = self.system.array("collection_cost")[0, 0, 0, 0, 0]
        assert kerbside == pytest.approx(published["b_cost_collect"] * factor, rel=1e-5)

    def test_residual_waste_carries_the_tax_of_its_year(self) -> None:
        cost = dict(
            zip(
                self.system.axes.years,
                self.system.array("residual_cost")[0, 0, :, 0, 0],
                strict=True,
            )
        )
        published = ps.published()["value"].to_dict()
        gate = published["b_gate_incin"] * ps.prices.CPI.factor(2022, 2024)
        assert cost[2021] == pytest.approx(gate, rel=1e-5)
        assert cost[2024] == pytest.approx(gate + published["tax_2024"], rel=1e-5)
        assert cost[2023] == pytest.approx(
            gate + published["tax_2023"] * ps.prices.CPI.factor(2023, 2024), rel=1e-5
        )

    def test_large_amounts_are_explained_in_whole_kroner(self) -> None:
        text = str(ps.run(self.system).explain("municipality_cost", year=2025, depth=1))
        assert text.startswith("municipality_cost = 169 770 132 NOK/year")

    def test_from_2026_the_municipality_pays_for_residual_waste_alone(self) -> None:
        costs = ps.run(self.system).costs()
        assert costs.loc[2026, "municipality"] == pytest.approx(costs.loc[2026, "residual"])
        paid = costs["municipality"].to_dict()
        assert paid[2024] > paid[2025]
