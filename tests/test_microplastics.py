"""The published inventories of microplastics in Norway, and a municipality by its own activities."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

import plastsmart as ps
from plastsmart.stages import NEUTRAL, UNSTATED

pytestmark = pytest.mark.once

ROOT = Path(__file__).parents[1]
SOURCES = (
    "tyre", "pitch", "boat", "building", "road", "textile", "pellet", "waste", "other"
)  # fmt: skip
BEFORE, AFTER = "norway-microplastics-2014", "norway-microplastics-2021"


def tonnes(system: ps.System, year: int) -> dict[str, float]:
    """Return every flow of the year."""
    rows = ps.run(system).table(by=["year"]).to_dict(orient="index")
    return {str(name): float(value) for name, value in rows[year].items()}


@pytest.mark.parametrize(
    ("flow", "published"),
    [
        ("microplastics_shed", 8000),
        ("tyre_shed", 4500),
        ("tyre_in_water", 2250),
        ("boat_in_water", 650),
        ("pellet_in_water", 400),
        ("building_in_water", 310),
        ("textile_in_water", 110),
        ("waste_in_water", 100),
    ],
)
def test_inventory_of_2014(flow: str, published: float) -> None:
    """Mepex M-321 (2014), quoted as said at each row; published to 10 t."""
    assert tonnes(ps.load(BEFORE), 2014)[flow] == pytest.approx(published, abs=5)


def test_about_half_of_2014_reaches_the_sea() -> None:
    """The inventory assumes about half of 8 000 t; the rest of the sources is by assumption."""
    assert tonnes(ps.load(BEFORE), 2014)["microplastics_in_water"] == pytest.approx(4000, rel=0.15)


@pytest.mark.parametrize(("name", "year"), [(BEFORE, 2014), (AFTER, 2021)])
@pytest.mark.parametrize(
    ("each", "whole"),
    [
        ("shed", "microplastics_shed"),
        ("released", "microplastics_released"),
        ("in_sewage", "microplastics_in_sewage"),
        ("direct", "microplastics_direct"),
        ("in_water", "microplastics_in_water"),
    ],
)
def test_the_sources_add_up(name: str, year: int, each: str, whole: str) -> None:
    found = tonnes(ps.load(name), year)
    assert sum(found[f"{source}_{each}"] for source in SOURCES) == pytest.approx(found[whole])


@pytest.mark.parametrize(
    ("flow", "share"),
    [("pitch_shed", 0.313), ("waste_shed", 0.054), ("textile_shed", 0.053), ("other_shed", 0.052)],
)
def test_inventory_of_2021(flow: str, share: float) -> None:
    """Shares of 19 000 t quoted by fvn.no, July 2022, to 0.1 %."""
    assert tonnes(ps.load(AFTER), 2021)[flow] == pytest.approx(share * 19_000, abs=9.5)


def test_total_and_traffic_of_2021() -> None:
    """M-1910: 19 000 t; 'drøyt 8 000 t' of it road traffic."""
    found = tonnes(ps.load(AFTER), 2021)
    assert found["microplastics_shed"] == pytest.approx(19_000, abs=10)
    assert found["tyre_shed"] + found["road_shed"] == pytest.approx(0.437 * 19_000, abs=9.5)
    assert 2600 < found["pitch_shed"] < 9800


@pytest.fixture(scope="module")
def draws() -> ps.Ensemble:
    return ps.ensemble(
        ps.load(AFTER), n=2000, seed=1, years=[2021],
        correlation={("tyre_wear", "pitch_loss"): 0.9}, keep=["microplastics_shed", "pitch_shed"],
    )  # fmt: skip


@pytest.mark.parametrize(
    ("flow", "published"), [("microplastics_shed", (9000, 30_000)), ("pitch_shed", (2600, 9800))]
)
def test_range_of_2021(draws: ps.Ensemble, flow: str, published: tuple[float, float]) -> None:
    """The published ends, each within 3 000 t: their sums take all sources low or high at once."""
    low, high = draws.quantiles(flow, q=[0.05, 0.95]).loc[2021]
    assert low == pytest.approx(published[0], abs=3000)
    assert high == pytest.approx(published[1], abs=3000)


@pytest.mark.parametrize("name", [BEFORE, AFTER, "norway-litter"])
def test_every_given_value_has_source_and_status(name: str) -> None:
    table = ps.load(name).table()
    rows = table[table["value"].notna() & ~table["note"].isin({UNSTATED, NEUTRAL})]
    assert len(rows) > 10
    assert (rows["source"] != "").all()
    assert set(rows["status"]) <= {"measured", "reported", "estimated", "default"}
    for source, status in zip(rows["source"], rows["status"], strict=True):
        if status in ("measured", "reported"):
            assert "(A" in source


@pytest.mark.parametrize("name", [BEFORE, AFTER])
def test_notes_warn_of_the_other_method(name: str) -> None:
    assert any("full weight" in note and "polymer" in note for note in ps.load(name).notes)


def test_files_are_what_the_script_builds() -> None:
    script = ROOT / "tools" / "build_microplastics.py"
    assert subprocess.run([sys.executable, script, "--check"], check=False).returncode == 0


def municipality(stage: ps.Microplastics, people: float) -> ps.System:
    """Return the headline case with the people and microplastics of a municipality."""
    return ps.load("headline").replace(population=ps.Q(people, "person"), microplastics=stage)


class TestMunicipality:
    def test_own_activities_replace_the_nations(self) -> None:
        own = ps.microplastics_of(
            population=98_815, pitches=20, vehicle_km=ps.Q(600e6, "vkm/year"), boats=9000
        )
        found = tonnes(municipality(own, 98_815), 2023)
        assert found["pitch_shed"] == pytest.approx(20 * 5947 / 1750)
        assert found["tyre_shed"] == pytest.approx(600e6 * 8073 / 45.1e9)
        assert found["waste_shed"] == pytest.approx(1026 * 98_815 / 5_391_369)

    def test_what_is_the_nations_is_default_and_says_so(self) -> None:
        stage = ps.microplastics_of(population=32_966, pitches=6)
        table = municipality(stage, 32_966).table().set_index("parameter")
        assert table.loc["pitches", "status"] == "reported"
        assert table.loc["vehicle_km", "status"] == "default"
        assert "for each inhabitant" in str(table.loc["vehicle_km", "note"])
        assert table.loc["tyre_wear", "status"] == "estimated"

    @given(st.floats(1, 5e6))
    def test_without_own_figures_it_is_the_nation_per_inhabitant(self, people: float) -> None:
        found = tonnes(municipality(ps.microplastics_of(population=people), people), 2023)
        assert found["microplastics_shed"] == pytest.approx(19_000 * people / 5_391_369, rel=1e-3)

    def test_unknown_activity_is_told_of(self) -> None:
        with pytest.raises(ps.PlastsmartError, match="pitches"):
            ps.microplastics_of(population=1000, pitchs=1)

    @pytest.mark.parametrize("people", [0, -1, "many"])
    def test_population_is_above_zero(self, people: object) -> None:
        with pytest.raises(ps.PlastsmartError, match="population"):
            ps.microplastics_of(population=people)  # type: ignore[arg-type]

    def test_nation_needs_microplastics(self) -> None:
        with pytest.raises(ps.PlastsmartError, match="norway-microplastics-2021"):
            ps.microplastics_of("headline", population=1000)
