"""Tables of Statistics Norway become measurements, with numbers followed through the reforms."""

from __future__ import annotations

import csv
import json
from importlib import resources
from pathlib import Path
from typing import Any

import attrs
import pytest

import plastsmart as ps
from plastsmart.errors import InvalidValueError, LabelError, TableError
from plastsmart.mapping import jsonstat, reforms, ssb
from plastsmart.mapping.measurements import Mapping
from plastsmart.mapping.ssb import from_ssb

RECORDED = Path(__file__).parent / "recorded"

NETWORK = {
    "Arendal": ("0906", "4203"),
    "Asker": ("0220", "3203"),
    "Bergen": ("1201", "4601"),
    "Bodø": ("1804", "1804"),
    "Hadsel": ("1866", "1866"),
    "Hamar": ("0403", "3403"),
    "Hitra": ("5013", "5056"),
    "Horten": ("0701", "3901"),
    "Karlsøy": ("1936", "5534"),
    "Lillehammer": ("0501", "3405"),
    "Oslo": ("0301", "0301"),
    "Porsgrunn": ("0805", "4001"),
    "Sandefjord": ("0710", "3907"),
    "Skien": ("0806", "4003"),
    "Stavanger": ("1103", "1103"),
    "Tromsø": ("1902", "5501"),
    "Trondheim": ("5001", "5001"),
}
"""Numbers of 2019 and 2024 (Statistics Norway, KLASS 131)."""


def population(
    values: dict[str, list[Any]],
    years: list[int],
    *,
    status: dict[str, str] | None = None,
    **dimensions: list[str],
) -> dict[str, Any]:
    """Return a table 07459 of regions by years, with further dimensions before the years."""
    axes = {"Region": list(values), **dimensions, "ContentsCode": ["Personer1"]}
    axes["Tid"] = [str(year) for year in years]
    return {
        "version": "2.0",
        "class": "dataset",
        "label": "07459: Befolkning",
        "id": list(axes),
        "size": [len(codes) for codes in axes.values()],
        "dimension": {name: {"category": {"index": codes}} for name, codes in axes.items()},
        "value": [number for row in values.values() for number in row],
        "status": status or {},
    }


def waste() -> dict[str, Any]:
    """Return the recorded table 13136."""
    content: dict[str, Any] = json.loads((RECORDED / "13136.json").read_text("utf-8"))
    return content


def numbers(mapping: Mapping, quantity: str = "population") -> dict[tuple[str, int], float]:
    """Return values by region and year."""
    return {(m.region, m.year): m.value for m in mapping if m.quantity == quantity}


def serious(mapping: Mapping) -> list[str]:
    """Return the serious problems as text."""
    return [str(problem) for problem in mapping.problems if problem.serious]


# population


def test_the_population_of_oslo_is_read_from_the_recorded_answer() -> None:
    found = from_ssb(RECORDED / "07459.json", query={"Tid": "top(5)"})
    assert numbers(found) == {
        ("0301", year): value
        for year, value in zip(
            range(2022, 2027), [699827, 709037, 717710, 724290, 728714], strict=True
        )
    }
    first = found.measurements[0]
    assert (first.status, first.note) == ("measured", "on 1 January")
    assert first.place == "07459: Region=0301, Tid=2022"
    assert found.origin == ('Statistics Norway, table 07459, updated 2026-02-25; {"Tid": "top(5)"}')
    assert found.ok
    assert not found.problems


def test_the_question_of_a_dataset_is_kept() -> None:
    data = jsonstat.read(RECORDED / "07459.json", query="asked")
    assert from_ssb(data).origin.endswith("; asked")


def test_sexes_are_added_up_where_both_are_there() -> None:
    table = population({"0301": [10, 11, 20, 22]}, [2023, 2024], Kjonn=["2", "1"])
    assert numbers(from_ssb(table)) == {("0301", 2023): 30, ("0301", 2024): 33}


def test_one_sex_is_not_taken_for_all() -> None:
    with pytest.raises(TableError, match="has no total, and not all categories"):
        from_ssb(population({"0301": [10]}, [2024], Kjonn=["1"]))


def test_a_total_is_taken_and_its_parts_are_not_added_to_it() -> None:
    table = population({"0301": [10, 20, 30]}, [2024], Kjonn=["2", "1", "0"])
    assert numbers(from_ssb(table)) == {("0301", 2024): 30}


def test_ages_are_added_up_only_where_all_are_there() -> None:
    ages = [*(f"{age:03d}" for age in range(105)), "105+"]
    table = population({"0301": [1.0] * 106}, [2024], Alder=ages)
    assert numbers(from_ssb(table)) == {("0301", 2024): 106}
    with pytest.raises(TableError, match="not all categories"):
        from_ssb(population({"0301": [1.0] * 105}, [2024], Alder=ages[:-1]))


def test_a_sum_with_a_missing_part_is_a_problem_and_no_number() -> None:
    table = population({"0301": [10, None]}, [2024], Kjonn=["2", "1"], status={"1": ":"})
    found = from_ssb(table)
    assert not numbers(found)
    assert "confidential" in serious(found)[0]


def test_an_unknown_dimension_is_named_and_refused() -> None:
    with pytest.raises(TableError, match="dimension 'Sivilstand'"):
        from_ssb(population({"0301": [1, 2]}, [2024], Sivilstand=["1", "2"]))


def test_the_total_of_an_unknown_dimension_is_no_obstacle() -> None:
    table = population({"0301": [3]}, [2024], Sivilstand=["99"])
    table["dimension"]["Sivilstand"]["category"]["label"] = {"99": "I alt"}
    assert numbers(from_ssb(table)) == {("0301", 2024): 3}


def test_an_unknown_table_is_refused_by_its_number() -> None:
    table = population({"0301": [3]}, [2024]) | {"label": "12345: Noe annet"}
    with pytest.raises(TableError, match=r"'12345' is not known.*known are 07459, 13136"):
        from_ssb(table)


def test_a_table_without_a_number_is_known_by_its_contents() -> None:
    table = population({"0301": [3]}, [2024]) | {"label": ""}
    assert numbers(from_ssb(table)) == {("0301", 2024): 3}
    table["dimension"]["ContentsCode"] = {"category": {"index": ["Noe"]}}
    with pytest.raises(TableError, match="tells no number"):
        from_ssb(table)


def test_a_table_without_regions_or_contents_is_refused() -> None:
    table = population({"0301": [3]}, [2024])
    with pytest.raises(TableError, match="no dimension is recognised as region"):
        from_ssb(json.dumps(table).replace("Region", "Landsdel"))
    table["dimension"].pop("ContentsCode")
    table |= {"id": ["Region", "Tid"], "size": [1, 1]}
    with pytest.raises(TableError, match="no dimension is recognised as contents"):
        from_ssb(table)


def test_two_dimensions_for_one_concept_are_refused() -> None:
    with pytest.raises(TableError, match="two dimensions for sex"):
        from_ssb(population({"0301": [3]}, [2024], Kjonn=["0"], sex=["0"]))


def test_a_question_that_is_no_json_is_refused() -> None:
    with pytest.raises(InvalidValueError, match="the query is"):
        from_ssb(waste(), query={"Tid": {2024}})
    with pytest.raises(InvalidValueError, match="the query is"):
        from_ssb(waste(), query={"Tid": float("nan")})
    assert from_ssb(waste(), query="as it was sent").origin.endswith("; as it was sent")


def test_a_number_between_two_reforms_is_not_taken_for_another_year() -> None:
    found = from_ssb(population({"3025": [90]}, [2019]))
    assert not numbers(found)
    assert "it was no municipality number then and is none of today's" in serious(found)[0]


def test_a_period_that_is_no_year_is_told() -> None:
    table = population({"0301": [1, 2]}, [2023, 2024])
    table["dimension"]["Tid"]["category"]["index"] = ["2024K1", "2024"]
    found = from_ssb(table)
    assert numbers(found) == {("0301", 2024): 2}
    assert "'2024K1' is none" in serious(found)[0]


def test_a_negative_number_is_a_problem() -> None:
    assert "cannot be negative" in serious(from_ssb(population({"0301": [-1]}, [2024])))[0]


@pytest.mark.parametrize(
    ("symbol", "told"),
    [
        (".", "not possible to give"),
        ("..", "data are missing"),
        (":", "confidential"),
        ("", "gives no reason"),
        ("x", "the table's notes tell"),
    ],
)
def test_a_symbol_is_a_problem_with_its_meaning_and_never_zero(symbol: str, told: str) -> None:
    found = from_ssb(population({"0301": [None]}, [2024], status={"0": symbol}))
    assert not found.measurements
    assert not found.ok
    assert told in serious(found)[0]


# household waste


def test_plastic_and_residual_waste_are_read_from_table_13136() -> None:
    found = from_ssb(waste())
    assert numbers(found, "collected_gross")["0301", 2024] == 5400
    assert numbers(found, "residual_total")["0301", 2024] == 54000
    assert numbers(found, "collected_gross")["NO", 2022] == 52000
    assert found.regions == {
        "0301": "Oslo", "1103": "Stavanger", "5501": "Tromsø", "NO": "Norge",
    }  # fmt: skip


def test_plastic_is_reported_and_its_note_says_that_packaging_is_mixed_with_other() -> None:
    plastic = [m for m in from_ssb(waste()) if m.quantity == "collected_gross"]
    assert {m.status for m in plastic} == {"reported"}
    assert all("packaging and other plastic together" in m.note for m in plastic)


def test_what_a_table_of_waste_has_beyond_is_told() -> None:
    told = [str(p) for p in from_ssb(waste()).problems if not p.serious]
    assert any("not used of material" in text and "'Matavfall'" in text for text in told)


def test_numbers_out_of_use_are_counted_and_not_called_missing() -> None:
    found = from_ssb(waste())
    assert len(serious(found)) == 2  # Stavanger 2023, twice
    assert any("6 cells hold '.'" in str(problem) for problem in found.problems)


def test_old_and_new_number_make_one_series() -> None:
    assert {
        year: value for (region, year), value in numbers(from_ssb(waste()), "collected_gross").items()
        if region == "5501"
    } == {2022: 430, 2023: 425, 2024: 420}  # fmt: skip


def test_one_treatment_is_not_taken_for_all() -> None:
    content = waste()
    behandling = content["dimension"]["KOKavfallbehandling0000"]["category"]
    behandling["index"] = {"9_x": 0, "2_matgjenv": 1, "3_forbr": 2}
    behandling["label"] = {}
    with pytest.raises(TableError, match=r"treatment .* has no total"):
        from_ssb(content)


def test_a_unit_that_is_not_tonnes_is_refused() -> None:
    content = waste()
    category = content["dimension"]["ContentsCode"]["category"]
    category["unit"]["KOSmengdeavf0000"]["base"] = "kilo"
    with pytest.raises(TableError, match="unit is 'kilo'"):
        from_ssb(content)


def test_dimensions_are_recognised_by_their_labels() -> None:
    content = waste()
    text = json.dumps(content).replace("KOKavfallmateriale0000", "Noe")
    assert numbers(from_ssb(text), "collected_gross")["0301", 2024] == 5400


def test_dimensions_that_are_not_recognised_are_named() -> None:
    text = (
        json.dumps(waste()).replace("KOKavfallmateriale0000", "Noe").replace("materiale", "stoff")
    )
    with pytest.raises(TableError, match="the dimension 'Noe' \\('stoff'\\) is not known"):
        from_ssb(text)


def test_a_user_can_describe_a_table() -> None:
    text = (
        json.dumps(waste()).replace("KOKavfallmateriale0000", "Noe").replace("materiale", "stoff")
    )
    known = next(table for table in ssb.TABLES if table.number == "13136")
    own = attrs.evolve(known, concepts=known.concepts | {"material": ssb.Concept(names=("Noe",))})
    assert numbers(from_ssb(text, tables=[own]), "collected_gross")["0301", 2024] == 5400


def test_a_user_can_read_what_was_sent_to_recycling_alone() -> None:
    known = next(table for table in ssb.TABLES if table.number == "13136")
    reading = known.readings[0]
    where = reading.where | {"treatment": ("materialgjenvinning",)}
    own = attrs.evolve(known, readings=(attrs.evolve(reading, where=where),))
    assert numbers(from_ssb(waste(), tables=[own]), "collected_gross")["0301", 2024] == 4320


def test_a_table_that_reads_an_unknown_quantity_is_refused() -> None:
    own = ssb.Table(
        number="1", concepts={}, units=(), readings=(ssb.Reading(quantity="plast", where={}),)
    )
    with pytest.raises(LabelError, match="which nothing is called"):
        from_ssb(waste(), tables=[own])
    with pytest.raises(InvalidValueError, match="a table is Table"):
        from_ssb(waste(), tables=["13136"])  # type: ignore[list-item]


def test_the_break_of_2021_is_told() -> None:
    content = json.loads(json.dumps(waste()).replace('"2022"', '"2020"'))
    assert any("before 2021" in str(problem) for problem in from_ssb(content).problems)


# regions


def test_regions_asked_for_are_read_alone_by_any_of_their_numbers() -> None:
    assert set(from_ssb(waste(), regions=["5401", "EAK"]).regions) == {"5501", "NO"}


def test_a_region_that_is_not_there_is_refused() -> None:
    with pytest.raises(LabelError, match="'3203' is not in table 13136"):
        from_ssb(waste(), regions=["3203"])
    with pytest.raises(LabelError, match="not text"):
        from_ssb(waste(), regions=[301])  # type: ignore[list-item]


def test_counties_and_groups_are_read_where_they_are_named() -> None:
    table = population({"0301": [1], "EKG13": [2], "03": [3], "EAKUO": [4]}, [2024])
    found = from_ssb(table)
    assert set(found.regions) == {"0301"}
    assert "'EKG13', '03', 'EAKUO'" in str(found.problems[0])
    assert numbers(from_ssb(table, regions=["EKG13"])) == {("EKG13", 2024): 2}


def test_series_of_todays_municipalities_lose_their_prefix() -> None:
    assert numbers(from_ssb(population({"K-3203": [1, 2]}, [2010, 2019]))) == {
        ("3203", 2010): 1,
        ("3203", 2019): 2,
    }


def test_merged_municipalities_are_added_up_where_all_are_there() -> None:
    found = from_ssb(population({"0220": [60], "0627": [20], "0628": [9]}, [2019]))
    assert numbers(found) == {("3203", 2019): 89}
    assert found.regions == {"3203": "Asker"}
    assert found.measurements[0].note == "on 1 January; sum of 0220 + 0627 + 0628"


def test_merged_municipalities_with_one_missing_are_a_problem() -> None:
    table = population({"0220": [60], "0627": [None], "0628": [9]}, [2019], status={"1": ".."})
    found = from_ssb(table)
    assert not numbers(found)
    assert "without 0627 Røyken there is no sum" in serious(found)[1]


def test_split_municipalities_are_refused() -> None:
    found = from_ssb(population({"5012": [900], "5013": [4600]}, [2019]))
    assert not numbers(found)
    told = " ".join(serious(found))
    assert "5012 Snillfjord was split in 2020 among 5055 Heim, 5056 Hitra, 5059 Orkland" in told
    assert "5056 Hitra of 2024 was made of 5012 Snillfjord and 5013 Hitra in 2019" in told
    assert told.count("code list agg_KommSummer, codes K-...") == 2


@pytest.mark.parametrize(("number", "year"), [("1507", 2023), ("1850", 2019), ("5012", 2019)])
def test_the_remedy_for_a_split_municipality_works(number: str, year: int) -> None:
    data = population({number: [900]}, [year])
    with pytest.raises(InvalidValueError, match=r"agg_KommSummer.*reform=None"):
        from_ssb(data, regions=[number])
    assert numbers(from_ssb(data, reform=None)) == {(number, year): 900}
    today = population({"K-1508": [900]}, [year])
    assert numbers(from_ssb(today)) == {("1508", year): 900}


def test_a_moved_boundary_is_told_and_adds_up() -> None:
    values = {"0706": [45], "0719": [6], "0720": [11]}
    found = from_ssb(population(values, [2016]))
    assert numbers(found) == {("3907", 2016): 62}
    assert found.ok
    assert "boundary" in str(found.problems[0])


def test_a_municipality_that_kept_its_number_and_grew_is_not_taken_for_the_whole() -> None:
    found = from_ssb(population({"1103": [133]}, [2019]))
    assert not numbers(found)
    assert "without 1141 Finnøy and 1142 Rennesøy" in serious(found)[0]
    assert numbers(from_ssb(population({"1103": [133]}, [2019]), reform=None)) == {
        ("1103", 2019): 133
    }


def test_two_values_for_one_municipality_are_refused_unless_they_agree() -> None:
    values = {"3203": [90], "0220": [60], "0627": [20], "0628": [9]}
    found = from_ssb(population(values, [2019]))
    assert not numbers(found)
    assert "so none is taken" in serious(found)[0]
    values["3203"] = [89]
    assert numbers(from_ssb(population(values, [2019]))) == {("3203", 2019): 89}


def test_an_unknown_number_is_left_out_and_told() -> None:
    found = from_ssb(population({"9999": [5], "0301": [7]}, [2024]))
    assert numbers(found) == {("0301", 2024): 7}
    assert "no municipality has had the number" in serious(found)[0]


def test_years_before_the_table_of_numbers_are_read_by_todays_numbers_alone() -> None:
    found = from_ssb(population({"1866": [7, 7], "0403": [8, 8]}, [2010, 2011]))
    assert numbers(found) == {("1866", 2010): 7, ("1866", 2011): 7}
    assert len(serious(found)) == 1
    assert "for 2010 to 2011: numbers are followed from 2013 on" in serious(found)[0]


def test_another_reform_is_refused() -> None:
    with pytest.raises(InvalidValueError, match="'2024' or None"):
        from_ssb(waste(), reform="2020")


# reforms


@pytest.mark.parametrize("name", NETWORK)
def test_the_municipalities_of_the_network_are_followed_from_2019_to_today(name: str) -> None:
    old, new = NETWORK[name]
    assert reforms.follow(old, 2019, 2024).codes == (new,)
    assert reforms.current(old) == new == reforms.current(f"K-{new}")
    assert reforms.name(new) == name


def test_every_number_is_followed_onward_and_is_among_those_that_it_came_from() -> None:
    changes = reforms.table()
    split = set()
    for year in (2013, 2017, 2018, 2019, 2020, 2024):
        for code in {*changes["old"], *changes["new"]}:
            if not reforms.in_use(code, year):
                continue
            try:
                found = reforms.follow(code, year, 2024)
            except InvalidValueError:
                split.add(code)
                continue
            assert code in found.together
            back = reforms.follow(found.codes[0], 2024, year)
            assert back.codes == found.together
            assert back.split == found.split
    assert {"1507", "1850", "5012"} <= split


def test_there_were_428_422_356_and_357_municipalities() -> None:
    # Statistics Norway: 428 in 2013 to 2016, 426 in 2017, 422 in 2018, 356 in 2020, 357 in 2024
    changes = reforms.table()
    codes = {*changes["old"], *changes["new"]}
    counts = {y: sum(reforms.in_use(c, y) for c in codes) for y in (2013, 2017, 2018, 2020, 2024)}
    assert counts == {2013: 428, 2017: 426, 2018: 422, 2020: 356, 2024: 357}


def test_a_year_in_which_a_number_was_not_in_use_is_refused() -> None:
    with pytest.raises(
        LabelError, match="3025 Asker was no municipality number in 2024; it was from 2020 to 2023"
    ):
        reforms.follow("3025", 2024, 2024)


@pytest.mark.parametrize("code", ["0000", "301", 301, None, "K3203", "K-", "32033"])
def test_what_is_no_number_is_refused(code: Any) -> None:
    with pytest.raises(LabelError, match="municipality"):
        reforms.current(code)


@pytest.mark.parametrize("year", [2012, "2020", True, 10**9, None])
def test_what_is_no_year_of_the_table_is_refused(year: Any) -> None:
    with pytest.raises(InvalidValueError, match="begins in 2013"):
        reforms.follow("0301", year, 2024)


def test_the_same_area_is_told_from_a_part_of_it() -> None:
    assert reforms.follow("3801", 2020, 2024).same_area
    assert not reforms.follow("0627", 2019, 2024).same_area
    assert not reforms.follow("5013", 2019, 2020).same_area


def test_what_rests_on_memory_is_b() -> None:
    assert reforms.follow("1103", 2019, 2024).confidence == "B"
    assert reforms.follow("0806", 2019, 2024).confidence == "A"


def test_values_are_not_added_up_backwards() -> None:
    with pytest.raises(InvalidValueError, match="earlier"):
        reforms.add_up({"3203": 1.0}, 2024, 2019)
    with pytest.raises(LabelError, match="stands twice"):
        reforms.add_up({"3203": 1.0, "K-3203": 1.0}, 2024)


def test_each_row_of_the_file_has_a_kind_and_a_source() -> None:
    text = resources.files("plastsmart.data").joinpath("reforms.csv").read_text(encoding="utf-8")
    for row in csv.DictReader(text.splitlines()):
        assert row["kind"] in {"unchanged", "renumbered", "merged", "split", "boundary"}
        assert row["source"]
        assert row["confidence"] in {"A", "B"}
        assert len(row["old"]) == len(row["new"]) == 4


def test_two_tables_and_the_template_end_in_a_baseline(tmp_path: Path) -> None:
    people = from_ssb(population({"0301": [717_710]}, [2024]))
    tonnes = from_ssb(waste(), regions=["0301"])
    both = attrs.evolve(tonnes, measurements=(*people, *tonnes), regions={"0301": "Oslo"})
    path = tmp_path / "oslo.xlsx"
    ps.mapping.template(path, filled=both)
    found = ps.reconcile(ps.mapping.read(path))
    system = found.system()
    assert [route.tier for route in system.axes.routes] == ["source"]
    assert "one source route" in found.notes[0]
