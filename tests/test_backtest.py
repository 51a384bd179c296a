"""The model over the past, and the published series that it is held against."""

from __future__ import annotations

from typing import Any

import pytest

import plastsmart as ps
from plastsmart.data.series import BASES, reports
from plastsmart.errors import DatasetError, InvalidValueError, LabelError
from plastsmart.flows.model import MODEL
from plastsmart.flows.selection import read_scope

POINT = 0.0005  # rates are published to a tenth of a percent
TONNE = 0.5


@pytest.fixture(scope="module")
def tested() -> Any:
    return ps.backtest()


@pytest.fixture(scope="module")
def series() -> Any:
    return ps.published_series()


def row_of(table: Any, series: str, year: int, system: str) -> Any:
    found = table[
        (table["series"] == series) & (table["year"] == year) & (table["system"] == system)
    ]
    assert len(found) == 1
    return found.iloc[0]


class TestSeries:
    def test_shares_lie_between_0_and_1_and_amounts_above_0(self, series: Any) -> None:
        assert series[series["unit"] == "1"]["value"].between(0, 1).all()
        assert (series["value"] > 0).all()

    def test_each_value_has_source_confidence_basis_and_title(self, series: Any) -> None:
        for column in ("source", "basis", "title", "unit", "place"):
            assert (series[column] != "").all()
        assert set(series["confidence"]) <= {"A", "B"}
        assert set(series["basis"]) <= set(BASES)
        assert (ps.published_series("no")["title"] != series["title"]).all()

    def test_a_series_has_one_value_a_year_and_place_in_order(self, series: Any) -> None:
        assert not series.duplicated(["series", "place", "year"]).any()
        for _, group in series.groupby(["series", "place"]):
            assert group["year"].is_monotonic_increasing
            assert group["segment"].is_monotonic_increasing

    def test_every_new_segment_says_what_changed(self, series: Any) -> None:
        for _, group in series.groupby(["series", "place"]):
            new = group["segment"].diff() > 0
            assert (group["break"][new] != "").all()
            assert (group["break"][~new & (group["segment"] == 1)] == "").all()

    def test_the_break_of_2017_is_one_of_basis(self, series: Any) -> None:
        placed = series[series["series"] == "gpn-household-placed"]
        before, after = placed[placed["year"] < 2017], placed[placed["year"] >= 2017]
        assert set(before["basis"]) == {"market"}
        assert set(after["basis"]) == {"members"}
        assert "members" in after.iloc[0]["break"]

    def test_the_break_of_2020_is_one_of_definition(self, series: Any) -> None:
        rates = series[series["rate"].isin(["eu", "eu_pre2020"]) & (series["place"] != "NO")]
        assert (rates[rates["rate"] == "eu_pre2020"]["year"] < 2020).all()
        assert (rates[rates["rate"] == "eu"]["year"] >= 2020).all()
        new = series[series["series"] == "gpn-household-recycled-rate"].iloc[0]
        assert "2019/665" in new["break"]

    def test_what_stands_among_the_published_figures_agrees(self, series: Any) -> None:
        known = series[series["published"] != ""]
        figures = ps.published().loc[known["published"]]
        assert len(known) > 20
        assert known["value"].tolist() == figures["value"].tolist()
        assert known["confidence"].tolist() == figures["confidence"].tolist()

    def test_what_names_a_rate_or_flow_names_one_of_the_model(self) -> None:
        for report in reports():
            assert not (report.rate and report.flow)
            assert not report.rate or report.rate in MODEL.rates
            assert not report.rate or report.unit == "1"
            assert not report.flow or MODEL.flows[report.flow].unit == report.unit
            read_scope(report.covers())
            assert set(report.fitted) <= set(ps.datasets().index)

    def test_a_rate_is_the_ratio_of_its_amounts(self, series: Any) -> None:
        norway = series[series["place"] == "NO"].set_index(["series", "year"])["value"]
        for of, over, year in (
            ("gpn-household-sorted", "gpn-household-placed", 2014),
            ("gpn-household-sorted", "gpn-household-placed", 2020),
            ("gpn-business-sorted", "gpn-business-placed", 2014),
            ("gpn-all-sorted", "gpn-all-placed", 2014),
            ("gpn-all-sorted", "gpn-all-placed", 2022),
            ("gpn-household-recycled", "gpn-household-placed", 2020),
            ("gpn-all-recycled", "gpn-all-placed", 2022),
        ):
            share = norway[of, year] / norway[over, year]
            assert share == pytest.approx(norway[f"{of}-rate", year], abs=POINT)

    def test_other_states_are_there(self, series: Any) -> None:
        assert {"SE", "DK", "DE", "FI", "EU27"} <= set(series["place"])

    def test_an_unknown_language_is_refused(self) -> None:
        with pytest.raises(InvalidValueError, match="language"):
            ps.published_series("se")


class TestKnownPairs:
    """Grønt Punkt Norge, Fakta og tall 2020 and 2022."""

    @pytest.mark.parametrize(
        ("name", "year", "system", "share"),
        [
            ("gpn-household-sorted-rate", 2020, "norway-household", 0.322),
            ("gpn-household-recycled-rate", 2020, "norway-household", 0.234),
            ("gpn-all-sorted-rate", 2022, "norway", 0.401),
            ("gpn-all-recycled-rate", 2022, "norway", 0.302),
        ],
    )
    def test_rates_come_out_to_a_tenth_of_a_percent(
        self, tested: Any, name: str, year: int, system: str, share: float
    ) -> None:
        row = row_of(tested, name, year, system)
        assert row["reported"] == share
        assert row["model"] == pytest.approx(share, abs=POINT)
        assert row["difference"] == row["model"] - row["reported"]
        assert row["fitted"]
        assert "no proof" in row["explanation"]

    @pytest.mark.parametrize(
        ("name", "year", "system"),
        [
            ("gpn-household-placed", 2020, "norway-household"),
            ("gpn-household-sorted", 2020, "norway-household"),
            ("gpn-household-recycled", 2020, "norway-household"),
            ("gpn-all-placed", 2022, "norway"),
            ("gpn-all-recycled", 2022, "norway"),
            ("wwf-household-discarded", 2023, "headline"),
        ],
    )
    def test_tonnes_come_out_to_one(self, tested: Any, name: str, year: int, system: str) -> None:
        row = row_of(tested, name, year, system)
        assert row["model"] == pytest.approx(row["reported"], abs=TONNE)

    @pytest.mark.parametrize(("year", "within"), [(2020, 0.035), (2022, 0.035)])
    def test_the_amount_collected_was_not_fitted_and_agrees(
        self, tested: Any, year: int, within: float
    ) -> None:
        row = row_of(tested, "gpn-household-collected-gross", year, "norway-household")
        assert not row["fitted"]
        assert row["model"] == pytest.approx(row["reported"], rel=within)

    def test_the_emissions_saved_were_not_fitted_and_agree_within_a_fifth(
        self, tested: Any
    ) -> None:
        row = row_of(tested, "norsus-saved", 2021, "norway-household")
        assert not row["fitted"]
        assert row["model"] == pytest.approx(row["reported"], rel=0.2)


class TestComparison:
    def test_what_is_compared_is_on_one_basis(self, tested: Any) -> None:
        for row in tested[tested["compared"]].to_dict("records"):
            bases = tested.attrs["basis"][row["system"]]
            sectors = dict(part.split("=") for part in row["scope"].split(";"))["sector"]
            assert {bases[sector] for sector in sectors.split(",")} == {row["basis"]}

    def test_what_is_not_compared_has_no_number_and_a_reason(self, tested: Any) -> None:
        others = tested[~tested["compared"]]
        assert len(others) > 20
        assert others["model"].isna().all()
        assert others["difference"].isna().all()
        assert others["explanation"].str.startswith("not compared: ").all()
        assert tested[tested["compared"]]["model"].notna().all()

    def test_no_report_of_norway_is_left_out(self, tested: Any, series: Any) -> None:
        norway = series[series["place"] == "NO"]
        told = set(zip(tested["series"], tested["year"], strict=True))
        assert told == set(zip(norway["series"], norway["year"], strict=True))

    def test_the_whole_market_is_not_held_against_members(self) -> None:
        table = ps.backtest("norway-household", series="wwf-household-recycled-rate")
        row = table.iloc[0]
        assert not row["compared"]
        assert row["system"] == "norway-household"
        assert "basis market, the system on members" in row["explanation"]

    def test_a_part_is_not_held_against_the_whole(self) -> None:
        table = ps.backtest("norway-household", series="gpn-all-recycled-rate")
        assert "no business packaging" in table.iloc[0]["explanation"]

    def test_the_breaks_stand_in_the_table(self, tested: Any) -> None:
        row = row_of(tested, "gpn-household-placed", 2020, "norway-household")
        assert "2017" in row["break"]

    def test_a_system_of_one_s_own_needs_its_basis(self) -> None:
        system = ps.load("norway-household").replace(packaging_per_person=ps.Q("20 kg/person/year"))
        with pytest.raises(InvalidValueError, match="give basis"):
            ps.backtest(system)
        table = ps.backtest(system, basis="market", series="wwf-household-discarded")
        assert table.iloc[0]["compared"]
        assert not table.iloc[0]["fitted"]
        assert table.attrs["basis"] == {"norway-household": {"household": "market"}}

    def test_a_changed_copy_is_not_fitted(self) -> None:
        system = ps.load("norway-household").replace(conversion_yield=0.9)
        table = ps.backtest(system, series="gpn-household-recycled-rate")
        assert table.iloc[0]["compared"]
        assert not table.iloc[0]["fitted"]

    def test_a_municipality_has_no_report_of_the_nation(self) -> None:
        with pytest.raises(LabelError, match="no report is of a place"):
            ps.backtest("Asker")

    def test_another_state_is_held_against_its_own_reports(self) -> None:
        germany = ps.System(
            regions=["DE"],
            years=[2022],
            categories=[
                ps.Category("film"),
                ps.Category("bottles", sector="deposit"),
                ps.Category("wrap", sector="business"),
            ],
            routes=[ps.Route("bag", tier="source")],
            generation=ps.Generation(
                population=ps.Q(83e6, "person"),
                packaging_per_person=ps.Q("38 kg/person/year"),
                composition={"film": 0.5, "bottles": 0.1, "wrap": 0.4},
            ),
            collection=ps.Collection(capture=0.8),
            sorting=ps.Sorting(sorting_efficiency=0.8),
            recycling=ps.Recycling(preparation_yield=0.8),
        )
        table = ps.backtest(germany, basis="market", series="eurostat-news")
        row = table[table["compared"]].iloc[0]
        assert (row["year"], row["rate"], row["reported"]) == (2022, "eu", 0.51)
        assert row["model"] == pytest.approx(0.512)
        assert row["system"] == "system"

    def test_the_chain_of_2020_on_the_amounts_of_2016_lacks_what_sorting_lost_since(self) -> None:
        # sent on by sorting plants: 80.7 % in 2016, 67.9 % in 2020 (Grønt Punkt Norge)
        nation = ps.load("norway-household")
        past = nation.with_years([2016, *nation.axes.years])
        past = past.replace(
            population=ps.Q(5.2e6, "person"),
            packaging_per_person=ps.Q(97_957e3 / 5.2e6, "kg/person/year"),
        )
        held = ps.run(past).table(scope={"tier": "source"}).loc[2016, "collected_gross"]
        kerbside, bring, plant = nation.array("capture")[0, 0, 0, 0]
        past = past.replace(
            capture={
                "kerbside": kerbside * 30_000 / held,
                "bring_point": bring * 30_000 / held,
                "central_sorting": plant,
            }
        )
        table = ps.backtest(past, basis="market", series="gpn-household-sorted")
        row = table[table["compared"]].iloc[0]
        assert row["year"] == 2016
        assert 0.679 / 0.807 < row["model"] / row["reported"] < 1.0


class TestBadInput:
    @pytest.mark.parametrize("wrong", ["norwy", 5, ps.Q("1 kg")])
    def test_what_is_no_system_is_refused(self, wrong: Any) -> None:
        with pytest.raises((DatasetError, InvalidValueError)):
            ps.backtest(wrong)

    def test_an_unknown_basis_is_refused(self) -> None:
        with pytest.raises(InvalidValueError, match="members, market, picking, other"):
            ps.backtest("norway", basis="weight")

    def test_a_basis_without_a_system_is_refused(self) -> None:
        with pytest.raises(InvalidValueError, match="name the system"):
            ps.backtest(basis="members")

    def test_an_unknown_series_gets_the_nearest(self) -> None:
        with pytest.raises(LabelError, match="'norsus-saved'"):
            ps.backtest(series="norsus_saved")
        with pytest.raises(LabelError, match="collection"):
            ps.backtest(series=5)
