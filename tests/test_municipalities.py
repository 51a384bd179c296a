"""The ready systems of municipalities: what is known, from where, and what is the nation's."""

from __future__ import annotations

import csv
import json
import subprocess
import sys
import time
from importlib import resources
from pathlib import Path
from typing import Any

import pytest

import plastsmart as ps
from plastsmart.data.network import _names, _table, found, places, system_of
from plastsmart.errors import DatasetError
from plastsmart.stages import NEUTRAL, UNSTATED

ROOT = Path(__file__).parent.parent
NUMBERS = tuple(place.number for place in places().values())
PLACES = tuple(places())
OWN = ("population", "coverage", "capture", "impurity")


@pytest.fixture(scope="module")
def network() -> ps.System:
    return ps.load("network")


@pytest.fixture(scope="module")
def nation() -> ps.System:
    return ps.load("norway-household")


def values(system: ps.System) -> Any:
    """Return the values that somebody stated."""
    table = system.table()
    return table[table["value"].notna() & ~table["note"].isin([NEUTRAL, UNSTATED])]


class TestNames:
    def test_there_are_the_sixteen_of_the_network_and_hamar(self) -> None:
        known = ps.data.municipalities()
        assert len(known) == 17
        assert known["network"].sum() == 16
        assert known.loc[~known["network"], "name"].tolist() == ["Hamar"]

    @pytest.mark.parametrize("name", PLACES)
    def test_name_number_and_case_lead_to_the_same_system(self, name: str) -> None:
        place = places()[name]
        system = ps.load(name)
        assert system.axes.regions == (place.number,)
        assert system.axes.region_names == (name,)
        for other in (place.number, name.upper(), f" {name.lower()} ", f"{name} kommune"):
            assert ps.load(other) is system

    @pytest.mark.parametrize("name", PLACES)
    def test_a_number_before_2024_leads_to_today_s_and_says_so(self, name: str) -> None:
        place = places()[name]
        system = ps.load(place.former_number)
        assert system.axes.regions == (place.number,)
        said = any(f"Asked for by {place.former_number}" in note for note in system.notes)
        assert said == (place.former_number != place.number)
        assert system.replace(notes=()) == ps.load(name).replace(notes=())

    def test_no_number_leads_to_two_municipalities(self) -> None:
        asked = [text for p in places().values() for text in {p.number, p.former_number, p.name}]
        assert len(set(asked)) == len(asked) == len(_names())

    def test_the_other_systems_take_any_case_too(self) -> None:
        assert ps.load("Norway") is ps.load("norway")
        assert ps.load("NETWORK") is ps.load("network")

    @pytest.mark.parametrize(
        ("wrong", "hint"),
        [
            ("Tromso", "'Tromsø'"),
            ("Aker", "'Asker'"),
            ("301", "'0301'"),
            ("networks", "'network'"),
        ],
    )
    def test_an_unknown_name_gets_the_nearest(self, wrong: str, hint: str) -> None:
        with pytest.raises(DatasetError, match=f"Did you mean .*{hint}"):
            ps.load(wrong)

    @pytest.mark.parametrize("wrong", [301, 3203, None, True, b"Asker", 1.5, -1])
    def test_what_is_no_text_is_refused(self, wrong: Any) -> None:
        with pytest.raises(DatasetError, match="is text"):
            ps.load(wrong)

    def test_a_number_that_is_no_text_is_told_how_to_be_written(self) -> None:
        with pytest.raises(DatasetError, match="'0301'"):
            ps.load(301)  # type: ignore[arg-type]

    def test_what_looks_like_a_name_leads_nowhere(self) -> None:
        assert found("") is None
        assert found(" kommune") is None
        assert found("0220") is None  # Asker before 2020


class TestListing:
    def test_every_listed_name_loads(self) -> None:
        for name in ps.datasets().index:
            assert ps.load(name).name == name

    def test_the_kinds_are_told_apart(self) -> None:
        kinds = ps.datasets()["kind"]
        assert kinds["network"] == "network"
        assert (kinds[list(PLACES)] == "municipality").all()
        assert ps.datasets("no").index.equals(ps.datasets().index)

    def test_titles_and_descriptions_are_in_both_languages(self) -> None:
        english: Any = ps.datasets()
        norwegian: Any = ps.datasets("no")
        assert (english["description"] != norwegian["description"]).all()
        assert "folketall" in norwegian.loc["Hamar", "description"]
        assert "population" in english.loc["Hamar", "description"]
        assert "Plastforum" in english.loc["Hamar", "sources"]

    def test_the_list_of_municipalities_speaks_norwegian(self) -> None:
        norwegian: Any = ps.data.municipalities("no")
        assert "innsamling" in norwegian.columns
        assert "sekk" in norwegian.loc["3403", "innsamling"]
        with pytest.raises(ps.PlastsmartError, match="language"):
            ps.data.municipalities("se")


class TestWhatIsKnown:
    @pytest.mark.parametrize("name", PLACES)
    def test_the_years_and_categories_are_the_nation_s(self, name: str, nation: ps.System) -> None:
        system = ps.load(name)
        assert system.axes.years == nation.axes.years
        assert system.axes.categories == nation.axes.categories
        assert system.axes.routes == nation.axes.routes
        assert system.parameters == nation.parameters
        assert system.price_year == nation.price_year

    @pytest.mark.parametrize("name", PLACES)
    def test_it_is_the_network_s_part(self, name: str, network: ps.System) -> None:
        system = ps.load(name)
        at = network.axes.regions.index(system.axes.regions[0])
        for parameter in network.parameters:
            whole, part = network.array(parameter), system.array(parameter)
            row = whole[:, at : at + 1] if whole.shape[1] > 1 else whole
            assert (row == part).all()

    @pytest.mark.parametrize("name", [*PLACES, "network"])
    def test_every_value_has_source_and_status(self, name: str) -> None:
        table = values(ps.load(name))
        assert (table["source"] != "").all()
        assert table["status"].isin(["measured", "reported", "estimated", "default"]).all()

    @pytest.mark.parametrize("name", [*PLACES, "network"])
    def test_what_rests_on_an_unverified_figure_is_never_measured_or_reported(
        self, name: str
    ) -> None:
        table = values(ps.load(name))
        good = table["status"].isin(["measured", "reported"])
        assert not table[good]["source"].str.contains(r"\(B\)").any()

    def test_nothing_is_called_measured(self, network: ps.System) -> None:
        assert not (values(network)["status"] == "measured").any()

    def test_all_that_is_not_a_municipality_s_own_is_default(self, network: ps.System) -> None:
        table = values(network)
        rest = table[~table["parameter"].isin(OWN)]
        assert (rest["status"] == "default").all()
        assert (rest["note"].str.startswith("the nation's")).all()

    def test_defaults_have_the_nation_s_value_and_no_narrower_range(
        self, network: ps.System, nation: ps.System
    ) -> None:
        ours = values(network)
        theirs = values(nation)
        keys = ["parameter", "year", "category", "route"]
        both = ours[~ours["parameter"].isin(OWN)].merge(theirs, on=keys, suffixes=("", "_nation"))
        assert len(both) == (~ours["parameter"].isin(OWN)).sum()
        assert (both["value"] == both["value_nation"]).all()
        ranged = both[both["low"].notna()]
        assert (ranged["low"] <= ranged["low_nation"]).all()
        assert (ranged["high"] >= ranged["high_nation"]).all()
        local = ranged[ranged["parameter"] == "packaging_per_person"]
        width = (local["high"] - local["low"]) / (local["high_nation"] - local["low_nation"])
        assert width.min() > 1.5

    def test_populations_marked_b_are_estimated_and_those_read_are_reported(self) -> None:
        figures = ps.data.municipality_figures()
        figures = figures[figures["quantity"] == "population"]
        for row in figures.itertuples():
            table = values(ps.load(str(row.number)))
            mine = table[(table["parameter"] == "population") & (table["year"] == row.year)]
            assert mine["value"].tolist() == [row.value]
            assert mine["status"].tolist() == ["reported" if row.confidence == "A" else "estimated"]

    def test_populations_are_told_for_2020_and_2024_and_projected_to_the_end(self) -> None:
        for number in NUMBERS:
            table = values(ps.load(number))
            people = table[table["parameter"] == "population"].set_index("year")
            assert {2020, 2024, 2030, 2035} <= set(people.index)
            assert (people.loc[[2030, 2035], "status"] == "estimated").all()

    def test_after_the_last_known_year_the_population_grows_as_the_nation_s(
        self, network: ps.System, nation: ps.System
    ) -> None:
        years = list(network.axes.years)
        growth = nation.inhabitants()[0] / nation.inhabitants()[0, years.index(2024)]
        asker = ps.load("Asker").inhabitants()[0]
        for year in (2025, 2030, 2035):
            at = years.index(year)
            expected = asker[years.index(2024)] * growth[at]
            assert asker[at] == pytest.approx(expected, abs=0.6)

    @pytest.mark.parametrize(
        ("name", "year", "kilograms"),
        [
            ("Hamar", 2022, 13.8),  # Plastforum / Grønt Punkt Norge 2023
            ("Bodø", 2020, 10.0),  # Iris Salten
            ("Horten", 2020, 13.0),  # Vesar, of 2013, held
            ("Arendal", 2020, 7.6),  # Agderposten, year not told
            ("Tromsø", 2020, 254_000 / 79_570),  # Remiks, annual report 2018, held
            ("Karlsøy", 2020, 254_000 / 79_570),
        ],
    )
    def test_the_amount_collected_comes_out_as_published(
        self, name: str, year: int, kilograms: float
    ) -> None:
        system = ps.load(name)
        gross: Any = ps.run(system).table(by=["year"]).loc[year, "collected_gross"]
        people = system.inhabitants()[0, system.axes.years.index(year)]
        # Bodø's and Hamar's impurity is that of their audit; the rest have the nation's
        assert 1000 * gross / people == pytest.approx(kilograms, rel=1e-5)

    def test_oslo_s_capture_is_that_of_its_picking_analysis(self) -> None:
        table = values(ps.load("Oslo"))
        row = table[(table["parameter"] == "capture") & (table["route"] == "kerbside")].iloc[0]
        assert (row["value"], row["status"], row["year"]) == (0.31, "reported", 2021)

    @pytest.mark.parametrize(
        ("name", "year", "share"),
        [
            ("Bergen", 2020, 0.03),
            ("Bergen", 2022, 0.04),
            ("Hadsel", 2021, 0.27),
            ("Trondheim", 2021, 0.185),
            ("Bodø", 2021, 0.118),
            ("Hamar", 2022, 0.116),
            ("Skien", 2020, 0.27),
            ("Porsgrunn", 2020, 0.27),
        ],
    )
    def test_audits_come_out_as_published(self, name: str, year: int, share: float) -> None:
        system = ps.load(name)
        impurity = system.array("impurity")
        at = system.axes.years.index(year) if impurity.shape[2] > 1 else 0
        kerbside = [route.name for route in system.axes.routes].index("kerbside")
        assert impurity[0, 0, at, 0, kerbside] == share

    def test_a_company_s_figure_is_estimated_for_one_of_its_municipalities(self) -> None:
        bergen, trondheim = (values(ps.load(name)) for name in ("Bergen", "Trondheim"))
        at = {"parameter": "impurity", "route": "kerbside"}
        for table, status in ((bergen, "estimated"), (trondheim, "reported")):
            mine = table[(table[list(at)] == list(at.values())).all(axis=1)]
            assert set(mine["status"]) == {status}

    def test_stavanger_s_plant_ends_with_the_fire_of_2022(self) -> None:
        system = ps.load("Stavanger")
        flows = ps.run(system)
        central = flows.table(scope={"tier": "central"})["collected"]
        source = flows.table(scope={"tier": "source"})["collected"]
        assert (central[[2020, 2021]] > 0).all()
        assert central[2022] == pytest.approx(central[2021] * 0.5, rel=0.25)
        assert (central.loc[2023:] == 0).all()
        assert (source[[2020, 2021]] == 0).all()
        assert (source.loc[2022:] > 0).all()

    def test_the_two_tonnages_of_remiks_are_both_kept(self) -> None:
        table = values(ps.load("Tromsø"))
        row = table[(table["parameter"] == "capture") & (table["route"] == "kerbside")].iloc[0]
        assert row["high"] > 1.7 * row["value"]  # 450 t of 254 t
        assert "450" in row["note"]
        assert "iTromsø" in row["source"]

    def test_a_municipality_balances_and_runs_with_costs_and_emissions(self) -> None:
        flows = ps.run(ps.load("network"))
        assert (flows.balance()["largest_relative_error"] < 1e-9).all()
        assert {"system_cost", "emissions_saved"} <= set(flows.names)

    @pytest.mark.parametrize("plan", ["hamar", "oslo", "tromso", "trondheim"])
    def test_the_example_plans_run_on_their_municipality(self, plan: str) -> None:
        loaded = ps.Plan.load(ROOT / "examples" / "plans" / f"{plan}.toml")
        name = {"tromso": "Tromsø"}.get(plan, plan)
        projection = ps.project(ps.load(name), loaded)
        before, after = (f.rate("eu")[2035] for f in (projection.baseline, projection.flows))
        assert after > before

    def test_regions_draw_for_themselves_what_is_their_own(self) -> None:
        e = ps.ensemble(ps.load("network"), n=200, seed=1, keep=["collection"])
        table = e.quantiles("collection", q=[0.05, 0.95], by=["region", "year"])
        assert (table[0.95] > table[0.05]).all()


class TestFiles:
    def test_the_file_is_what_the_script_makes(self) -> None:
        done = subprocess.run(
            [sys.executable, str(ROOT / "tools" / "build_municipalities.py"), "--check"],
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == 0, done.stdout + done.stderr

    @pytest.mark.parametrize("name", ["municipalities", "municipality-figures", "series"])
    def test_every_figure_has_a_source_and_a_confidence(self, name: str) -> None:
        path = resources.files("plastsmart.data").joinpath(f"{name}.csv")
        rows = list(csv.DictReader(path.read_text(encoding="utf-8").splitlines()))
        assert all(row["source"] for row in rows)
        assert {row["confidence"] for row in rows} <= {"A", "B"}

    def test_figures_are_of_municipalities_that_are_known_and_shares_are_shares(self) -> None:
        figures = ps.data.municipality_figures()
        assert set(figures["number"]) <= set(NUMBERS)
        shares = figures[figures["unit"] == "1"]["value"]
        assert shares.between(0, 1).all()
        people = figures[figures["unit"] == "kg/person/year"]["value"]
        assert people.between(1, 40).all()

    def test_the_package_describes_every_data_file(self) -> None:
        folder = resources.files("plastsmart.data")
        package = json.loads(folder.joinpath("datapackage.json").read_text(encoding="utf-8"))
        described = {resource["path"] for resource in package["resources"]}
        for name in ("network", "municipalities", "municipality-figures", "series", "series-list"):
            assert f"{name}.csv" in described

    def test_loading_one_after_import_takes_less_than_a_tenth_of_a_second(self) -> None:
        ps.load("norway-household")  # what every first load needs: pint, numpy
        best = 1.0
        for _ in range(3):
            for cached in (_table, system_of):
                cached.cache_clear()
            start = time.perf_counter()
            ps.load("Hitra")
            best = min(best, time.perf_counter() - start)
        assert best < 0.1
