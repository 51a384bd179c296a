"""Published numbers, each with its citation and the rounding it was published with."""

from __future__ import annotations

import pytest

import plastsmart as ps
from plastsmart.stages import NEUTRAL, UNSTATED

# Grønt Punkt Norge, Fakta og tall 2020 and 2022: rates to a tenth of a percent, tonnes to one
POINT = 0.0005
TONNE = 0.5


def figure(id_: str) -> float:
    """Return a published figure by its id."""
    return float(ps.published()["value"].to_dict()[id_])


@pytest.fixture(scope="module")
def norway() -> ps.Flows:
    return ps.run(ps.load("norway"))


@pytest.fixture(scope="module")
def household() -> ps.Flows:
    return ps.run(ps.load("norway-household"))


class TestHeadline:
    """WWF Norway, Plastsmarte byer og kommuner i Norge: 108 000 t, 35 %, 21 %."""

    flows = ps.run(ps.load("headline"))

    @pytest.mark.parametrize(
        ("flow", "tonnes"),
        [("generated", 108_000.0), ("collected", 37_800.0), ("recycled", 22_680.0)],
    )
    def test_flows_come_out_exactly(self, flow: str, tonnes: float) -> None:
        assert self.flows.quantity(flow, by=["year"]).magnitude.tolist() == [tonnes]
        assert self.flows.table(by=["year"]).loc[2023, flow] == tonnes

    @pytest.mark.parametrize(("rate", "share"), [("collection", 0.35), ("eu", 0.21)])
    def test_rates_come_out_exactly(self, rate: str, share: float) -> None:
        assert self.flows.rate(rate, by=["year"])[2023] == share
        assert self.flows.rate(rate, by=[]) == share

    def test_sixty_percent_of_what_is_collected_survives(self) -> None:
        recycled, collected = (
            self.flows.quantity(flow, by=[]).magnitude for flow in ("recycled", "collected")
        )
        assert recycled / collected == 0.6

    def test_half_needs_five_sixths_collected(self) -> None:
        answer = ps.required(ps.load("headline"), "capture", ps.targets.EU_2025)
        assert answer.feasible
        assert answer.value == pytest.approx(0.5 / 0.6, abs=1e-12)


class TestGrontPunkt2020:
    """Grønt Punkt Norge, Fakta og tall 2020: household packaging of members, 93 047 t."""

    def test_what_members_put_on_the_market(self, household: ps.Flows) -> None:
        generated = household.table().loc[2020, "generated"]
        assert generated == pytest.approx(figure("gpn_2020_hh_pom"), abs=TONNE)

    def test_the_old_rule(self, household: ps.Flows) -> None:
        assert figure("gpn_2020_hh_sorted_rate") == 0.322
        assert household.rate("eu_pre2020")[2020] == pytest.approx(0.322, abs=POINT)
        sorted_gross = household.table().loc[2020, "sorted_gross"]
        assert sorted_gross == pytest.approx(figure("gpn_2020_hh_sorted_t"), abs=TONNE)

    def test_the_new_rule(self, household: ps.Flows) -> None:
        assert figure("gpn_2020_hh_recycled_rate") == 0.234
        assert household.rate("eu")[2020] == pytest.approx(0.234, abs=POINT)
        recycled = household.table().loc[2020, "recycled"]
        assert recycled == pytest.approx(figure("gpn_2020_hh_recycled_t"), abs=TONNE)


class TestGrontPunkt2022:
    """Grønt Punkt Norge, Fakta og tall fra 2022: all but agricultural, members, 130 286 t."""

    scope = {"sector": ["household", "business"]}  # noqa: RUF012

    def test_what_members_put_on_the_market(self, norway: ps.Flows) -> None:
        generated = norway.table(scope=self.scope).loc[2022, "generated"]
        assert generated == pytest.approx(figure("gpn_2022_all_pom"), abs=TONNE)

    def test_household_amount(self, norway: ps.Flows) -> None:
        generated = norway.table(scope={"sector": "household"}).loc[2022, "generated"]
        assert generated == pytest.approx(figure("gpn_2022_hh_pom"), abs=TONNE)

    def test_the_old_rule(self, norway: ps.Flows) -> None:
        rate = norway.rate("eu_pre2020", scope=self.scope)[2022]
        assert rate == pytest.approx(0.401, abs=POINT)
        assert norway.table(scope=self.scope).loc[2022, "sorted_gross"] == pytest.approx(
            figure("gpn_2022_all_sorted_t"), abs=TONNE
        )

    def test_the_new_rule(self, norway: ps.Flows) -> None:
        rate = norway.rate("eu", scope=self.scope)[2022]
        assert rate == pytest.approx(0.302, abs=POINT)
        assert norway.table(scope=self.scope).loc[2022, "recycled"] == pytest.approx(
            figure("gpn_2022_all_recycled_t"), abs=TONNE
        )


def test_households_are_the_same_in_both_systems(norway: ps.Flows, household: ps.Flows) -> None:
    years = norway.system.axes.years
    ours = norway.rates(scope={"sector": "household"}).loc[list(years)]
    theirs = household.rates().loc[list(years)]
    assert ((ours - theirs).abs() < 1e-5).all().all()


@pytest.mark.parametrize("name", ["headline", "norway-household", "norway"])
def test_every_value_has_source_status_and_uncertainty(name: str) -> None:
    system = ps.load(name)
    table = system.table()
    unsaid = table["note"].isin([NEUTRAL, UNSTATED])
    values = table[table["value"].notna() & ~unsaid]
    assert (values["source"] != "").all()
    assert (values["distribution"] != "").all()
    assert values["status"].isin(["measured", "reported", "estimated", "default"]).all()


@pytest.mark.parametrize("name", ["headline", "norway-household", "norway"])
def test_no_unverified_figure_is_called_measured_or_reported(name: str) -> None:
    table = ps.load(name).table()
    unverified = table["source"].str.contains(r"\(B\)")
    assert not table[unverified]["status"].isin(["measured", "reported"]).any()


def test_denominators_are_told_apart() -> None:
    figures = ps.published()
    whole = figures[figures["unit"] == "tonne/year"]
    assert {"members", "market", "picking"} <= set(whole["basis"])
    assert whole.loc["gpn_2020_hh_pom", "basis"] == "members"
    assert whole.loc["wwf_hh_generated", "basis"] == "market"
    assert whole.loc["delo_2017_total", "basis"] == "picking"


@pytest.mark.parametrize("name", ["norway-household", "norway"])
def test_the_notes_say_what_was_estimated(name: str) -> None:
    notes = " ".join(ps.load(name).notes)
    assert "estimated" in notes
    assert "members" in notes
