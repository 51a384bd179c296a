"""What a municipality buys: read from a spreadsheet, its own part of the flows, bought otherwise."""

import contextlib
import io
import math
import re
import zipfile
from pathlib import Path
from typing import Any

import attrs
import numpy as np
import openpyxl
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

import plastsmart as ps
from examples.inventory import make_example
from plastsmart.errors import (
    DimensionError,
    InvalidValueError,
    LabelError,
    PlastsmartError,
    PriceYearError,
    TableError,
)
from plastsmart.mapping import inventory_read, texts
from plastsmart.mapping.inventory import Inventory, Item
from plastsmart.mapping.inventory_columns import COLUMNS, SHEETS
from plastsmart.mapping.inventory_items import MOST_ITEMS
from plastsmart.mapping.template import HEADER_ROW
from plastsmart.mapping.texts import HIDDEN
from plastsmart.mapping.workbook import Cell
from plastsmart.mapping.workbook import letters as letters_of
from plastsmart.scenarios.required import Required
from plastsmart.stages import PARAMETERS
from tests.test_mapping_norwegian import in_norwegian

pytestmark = pytest.mark.once

CUP = Item(
    item="cup",
    place="Canteens",
    quantity=100_000,
    item_mass=5.0,
    polymer="PP",
    single_use=True,
    packaging=True,
    item_price=0.75,
    item_emission=2.0,
    reusable_mass=60.0,
    reusable_price=20.0,
    reusable_uses=100.0,
    washing_cost=0.25,
    washing_emission=2.0,
    reusable_emission=0.2,
    source="Invoices",
    status="reported",
)
GLOVE = Item(
    item="glove",
    place="Nursing homes",
    quantity=1_000_000,
    item_mass=3.5,
    polymer="nitrile",
    single_use=True,
    packaging=False,
    item_price=0.6,
)
CRATE = Item(
    item="crate",
    place="Schools",
    quantity=100,
    item_mass=1500.0,
    polymer="HDPE",
    single_use=False,
    packaging=True,
    item_price=90.0,
    item_emission=1.9,
    reusable_uses=80.0,
    washing_cost=2.5,
    washing_emission=60.0,
)
NO_SYSTEM: Any = "norway"
NO_YEAR: Any = "2024"
TOWN = Inventory(items=[CUP, GLOVE, CRATE], name="Made up", year=2024)


def base(**changes: Any) -> ps.System:
    """Return a town with two kinds of household packaging and one of business."""
    given: dict[str, Any] = {
        "population": {2024: ps.Q(10_000, "person"), 2026: ps.Q(11_000, "person")},
        "packaging_per_person": ps.Q(30, "kg/person/year"),
        "composition": {"film": 0.4, "rigid": 0.3, "business_film": 0.3},
        "prevention": 0.0,
        "sectors": ("household",),
    } | changes
    return ps.System(
        regions={"3203": "Asker"},
        years=[2024, 2025, 2026],
        categories=[
            ps.Category("film", polymer="LDPE"),
            ps.Category("rigid", polymer="PP"),
            ps.Category("business_film", polymer="LDPE", sector="business"),
        ],
        routes=[
            ps.Route("bag", "source", given["sectors"]),
            ps.Route("business", "source", ("business",)),
        ],
        generation=ps.Generation(
            population=given["population"],
            packaging_per_person=given["packaging_per_person"],
            composition=given["composition"],
            prevention=given["prevention"],
        ),
        collection=ps.Collection(
            coverage={"bag": 1.0, "business": 1.0},
            capture={
                "bag": {"film": 0.4, "rigid": 0.6},
                "business": {"business_film": 0.7},
            },
        ),
        sorting=ps.Sorting(sorting_efficiency={"film": 0.7, "rigid": 0.8, "business_film": 0.9}),
        recycling=ps.Recycling(preparation_yield=0.85),
    )


def generated(system: ps.System) -> Any:
    return ps.run(system).table(by=["year", "category"])["generated"].unstack("category")


# -- the workbook ------------------------------------------------------------------------------------


@pytest.mark.parametrize("language", ["no", "en"])
def test_an_empty_template_is_read_as_nothing_without_a_problem(
    tmp_path: Path, language: str
) -> None:
    path = tmp_path / "innkjop.xlsx"
    ps.inventory.template(path, language=language, name="Eksempelby")
    read = ps.inventory.read(path)
    assert (len(read), read.problems, read.name, read.language) == (0, (), "Eksempelby", language)


@pytest.mark.parametrize("language", ["no", "en"])
def test_what_is_filled_in_comes_back(tmp_path: Path, language: str) -> None:
    path = tmp_path / "innkjop.xlsx"
    cup = attrs.evolve(CUP, quantity_spread=0.1, mass_spread=0.05)
    ps.inventory.template(
        path, language=language, filled=attrs.evolve(TOWN, items=[cup, *TOWN.items[1:]])
    )
    read = ps.inventory.read(path)
    assert read.problems == ()
    assert read.items == (cup, attrs.evolve(GLOVE, source="innkjop.xlsx"),
                          attrs.evolve(CRATE, source="innkjop.xlsx"))  # fmt: skip
    assert (read.name, read.year) == ("Made up", 2024)


@pytest.mark.parametrize(("sep", "decimal"), [(";", ","), (",", ".")])
def test_the_table_comes_back_as_csv(tmp_path: Path, sep: str, decimal: str) -> None:
    path = tmp_path / "innkjop.csv"
    TOWN.table().to_csv(path, sep=sep, decimal=decimal, index=False)
    read = ps.inventory.read(path)
    assert read.problems == ()
    assert [attrs.evolve(item, source="") for item in read] == [
        attrs.evolve(item, source="") for item in TOWN
    ]


def test_what_is_not_known_well_is_drawn() -> None:
    town = Inventory(
        items=[
            attrs.evolve(CUP, quantity_spread=0.1, mass_spread=0.2),
            attrs.evolve(GLOVE, quantity=0.0, quantity_spread=0.5, mass_spread=0.0),
            attrs.evolve(CRATE, quantity_spread=0.25, mass_spread=0.1),
        ],
        year=2024,
    )
    system = town.system(base())
    sure = attrs.evolve(town, items=[CUP, attrs.evolve(GLOVE, quantity=0.0), CRATE]).system(base())
    masses = [ps.run(each).table(by=["category"])["own_mass"].to_dict() for each in (system, sure)]
    assert masses[0] == masses[1]
    table = system.table()
    table = table[table["category"].isin(list(town.labels)) & (table["distribution"] != "")]
    told = zip(table["parameter"], table["category"], table["distribution"], strict=True)
    assert set(told) == {
        ("uses", "cup", "triangular(90000.0, 100000.0, 110000.0)"),
        ("uses", "crate", "triangular(6000.0, 8000.0, 10000.0)"),
        ("item_mass", "cup", "triangular(4.0, 5.0, 6.0)"),
        ("reusable_mass", "crate", "triangular(1350.0, 1500.0, 1650.0)"),
    }
    drawn = ps.ensemble(system, n=200, seed=1, keep=["own_mass"])
    found = drawn.quantiles("own_mass", q=[0.05, 0.95], by=["category"], scope={"year": 2024})
    low, high = found.loc["cup"].to_numpy(dtype=float)
    assert 0.36 < low < 0.5 < high < 0.66


def test_a_spread_of_more_than_all_is_refused() -> None:
    with pytest.raises(
        InvalidValueError, match=r"cup .*quantity_spread is 10; .* Did you mean 10 %"
    ):
        attrs.evolve(CUP, quantity_spread=10)
    with pytest.raises(InvalidValueError, match=r"mass_spread is -0\.1 1?.*cannot be negative"):
        attrs.evolve(CUP, mass_spread=-0.1)


def test_the_examples_are_what_their_maker_says() -> None:
    for name in ("innkjop.xlsx", "innkjop.csv"):
        read = ps.inventory.read(make_example.HERE / name)
        assert read.problems == ()
        assert read.items == make_example.town().items
        assert (read.name, read.year) == ("Eksempelby", 2024)


@pytest.mark.parametrize(
    ("name", "year"), [("Eksempelby", 2024), ("Bærum; Asker", None), ("", 2020)]
)
def test_municipality_and_year_come_back_as_csv(
    tmp_path: Path, name: str, year: int | None
) -> None:
    town = attrs.evolve(TOWN, name=name, year=year)
    path = tmp_path / "innkjop.csv"
    town.table().to_csv(path, sep=";", decimal=",", index=False)
    read = ps.inventory.read(path)
    assert read.problems == ()
    assert (read.name, read.year) == (name, year)


def test_a_csv_of_two_municipalities_or_no_year_is_told_with_its_row(tmp_path: Path) -> None:
    frame = attrs.evolve(TOWN, name="A", year=2024).table().astype({"year": object})
    frame.loc[1, "municipality"] = "B"
    frame.loc[2, "year"] = 2023
    frame.to_csv(tmp_path / "a.csv", index=False)
    told = [str(problem) for problem in ps.inventory.read(tmp_path / "a.csv").problems]
    assert [text.partition(":")[0] for text in told] == ["row 3", "row 4"]
    assert "the municipality is 'A' further up" in told[0]
    assert "a file is of one year" in told[1]
    frame["year"] = "soon"
    frame.to_csv(tmp_path / "b.csv", index=False)
    read = ps.inventory.read(tmp_path / "b.csv")
    assert read.year is None
    assert any("no year of four digits" in str(problem) for problem in read.problems)


@pytest.mark.parametrize("language", ["no", "en"])
def test_every_column_says_its_unit_and_explains_itself_where_it_is_filled_in(
    tmp_path: Path, language: str
) -> None:
    path = tmp_path / "innkjop.xlsx"
    ps.inventory.template(path, language=language)
    book = openpyxl.load_workbook(path)
    sheet = book[texts.word(SHEETS["purchases"], language)]
    headers = [sheet.cell(HEADER_ROW, at).value for at in range(1, len(COLUMNS) + 1)]
    prompts = {str(rule.prompt) for rule in sheet.data_validations.dataValidation}
    for header, column in zip(headers, COLUMNS.values(), strict=True):
        assert header == (column.label_no if language == "no" else column.label)
        assert (column.help_no if language == "no" else column.help)[:250] in prompts
        # every number but the bare count of uses has its unit in brackets
        assert not column.is_number or "(" in str(header) or column.name == "reusable_uses"
    assert book[HIDDEN].sheet_state == "hidden"


def test_yellow_cells_are_open_and_the_rest_is_protected(tmp_path: Path) -> None:
    path = tmp_path / "innkjop.xlsx"
    ps.inventory.template(path)
    sheet = openpyxl.load_workbook(path)[SHEETS["purchases"][1]]
    assert sheet.protection.sheet
    for row in sheet.iter_rows(max_row=HEADER_ROW + 1):
        assert all(cell.protection.locked for cell in row)
    assert not any(cell.protection.locked for cell in sheet[HEADER_ROW + 2])


@pytest.mark.parametrize("text", ["=1+1", "+A1", "-A1", "@SUM(A1)", "=cmd|' /C calc'!A0"])
def test_no_text_of_a_stranger_becomes_a_formula(tmp_path: Path, text: str) -> None:
    path = tmp_path / "innkjop.xlsx"
    filled = Inventory(items=[attrs.evolve(CUP, item=text, place=text, polymer=text, source=text)])
    ps.inventory.template(path, filled=filled, name=text)
    for sheet in openpyxl.load_workbook(path):
        assert all(cell.data_type != "f" for row in sheet.iter_rows() for cell in row)
    assert ps.inventory.read(path).items == filled.items


def edited(folder: Path, edits: dict[str, Any], *, merge: str = "") -> Path:
    """Return a filled-in workbook in Norwegian with some cells changed."""
    path = folder / "innkjop.xlsx"
    ps.inventory.template(path, filled=TOWN, overwrite=True)
    book = openpyxl.load_workbook(path)
    sheet = book[SHEETS["purchases"][1]]
    letters = {name: letters_of(at) for at, name in enumerate(COLUMNS, start=1)}
    for place, value in edits.items():
        name, row = place.split(" ")
        sheet[f"{letters[name]}{HEADER_ROW + 1 + int(row)}"].value = value
    if merge:
        sheet.merge_cells(merge)
    book.save(path)
    return path


@pytest.mark.parametrize(
    ("place", "value", "said"),
    [
        ("quantity 2", "mange", "is no number"),
        ("quantity 2", -5, "less than 0"),
        ("quantity 2", "=3*4", "holds a formula"),
        ("quantity 2", "12 stk", "write 12, alone"),
        ("quantity 2", True, "no number"),
        ("quantity 2", 1e13, "cannot be"),
        ("item_mass 2", "3.5", "decimal comma"),
        ("item_mass 2", "12 %", "no share"),
        ("item_mass 2", None, "missing"),
        ("recycled_content 2", 30, "did you mean 30 % = 0.3"),
        ("single_use 2", "kanskje", "neither yes nor no"),
        ("packaging 2", None, "missing"),
        ("status 2", "sikkert", "status is not known"),
        ("reusable_uses 2", 0.5, "less than 1"),
        ("reusable_price 2", 12, "without reusable_uses"),
        ("place 2", None, "missing"),
        ("reusable_price 3", 12, "not single-use"),
    ],
)
def test_a_wrong_cell_is_told_with_its_place_and_the_other_rows_are_kept(
    tmp_path: Path, place: str, value: Any, said: str
) -> None:
    read = ps.inventory.read(edited(tmp_path, {place: value}))
    (problem,) = [p for p in read.problems if p.serious]
    assert re.search(said, problem.message)
    assert problem.sheet == SHEETS["purchases"][1]
    assert re.fullmatch(r"[A-Z]+\d+|row \d+", problem.cell)
    assert problem.cell.endswith(str(HEADER_ROW + 1 + int(place[-1])))
    assert len(read) == 2
    assert not read.ok
    assert in_norwegian(problem) is None


def test_all_problems_are_told_at_once(tmp_path: Path) -> None:
    edits = {"quantity 1": "mange", "item_mass 2": -1, "single_use 3": "?", "item_price 3": "x"}
    read = ps.inventory.read(edited(tmp_path, edits))
    assert (len(read.problems), len(read)) == (4, 0)


def test_merged_cells_are_told_of(tmp_path: Path) -> None:
    row = HEADER_ROW + 2
    read = ps.inventory.read(edited(tmp_path, {}, merge=f"C{row}:D{row}"))
    assert any("merged" in problem.message for problem in read.problems)


def test_an_item_that_stands_twice_for_a_place_is_told_of(tmp_path: Path) -> None:
    read = ps.inventory.read(edited(tmp_path, {"item 2": "cup", "place 2": "Canteens"}))
    (problem,) = [p for p in read.problems if p.serious]
    assert "already" in problem.message
    assert len(read) == 2


def test_a_row_without_a_status_is_taken_as_estimated_and_said_to_be(tmp_path: Path) -> None:
    read = ps.inventory.read(edited(tmp_path, {"status 1": None}))
    (problem,) = read.problems
    assert not problem.serious
    assert read.items[0].status == "estimated"


def test_a_header_that_is_not_known_is_told_of(tmp_path: Path) -> None:
    read = ps.inventory.read(edited(tmp_path, {"note -1": "Noe annet"}))
    assert any("header is not known" in problem.message for problem in read.problems)


def test_numbers_without_a_header_are_told_of_once(tmp_path: Path) -> None:
    path = edited(tmp_path, {})
    book = openpyxl.load_workbook(path)
    for row in (2, 3):
        book[SHEETS["purchases"][1]].cell(HEADER_ROW + row, len(COLUMNS) + 2).value = 7
    book.save(path)
    (problem,) = ps.inventory.read(path).problems
    assert "no header" in problem.message
    assert not problem.serious


HEADER = b"item,place,quantity,item_mass,single_use,packaging,reusable_uses,status\n"


@given(data=st.binary(max_size=300), headed=st.booleans())
def test_whatever_a_file_holds_it_is_read_or_refused(
    tmp_path_factory: pytest.TempPathFactory, data: bytes, headed: bool
) -> None:
    path = tmp_path_factory.mktemp("any") / "a.csv"
    path.write_bytes(HEADER + data if headed else data)
    with contextlib.suppress(TableError):
        assert isinstance(ps.inventory.read(path), Inventory)


cells_ = st.one_of(
    st.none(), st.text(max_size=12), st.integers(), st.booleans(), st.floats(allow_nan=False),
    st.sampled_from(["1,5", "1.5", "12 %", "-3", "ja", "=1", "1e400", "9" * 70, "#N/A"]),
)  # fmt: skip


@given(row=st.lists(cells_, min_size=8, max_size=8))
def test_whatever_a_row_holds_it_is_read_or_told_of(row: list[Any]) -> None:
    reading = inventory_read._Reading(language="no", mark=",", origin="a")
    kinds = {str: "text", bool: "truth", int: "number", float: "number"}
    names = HEADER.decode().strip().split(",")
    line = {
        name: (Cell(value, kinds[type(value)]), f"A{at}", "")
        for at, (name, value) in enumerate(zip(names, row, strict=True))
        if value is not None
    }
    reading.row(line, "Innkjøp", "row 1")
    found = reading.inventory("", None)
    assert len(found) == 1 or not line or not found.ok or str(row[0]).startswith("Eks")


def test_more_items_than_an_inventory_has_are_told_of(tmp_path: Path) -> None:
    rows = "".join(f"a{n},b,1,1,yes,yes,reported\n" for n in range(MOST_ITEMS + 3))
    path = tmp_path / "a.csv"
    path.write_text("item,place,quantity,item_mass,single_use,packaging,status\n" + rows)
    read = ps.inventory.read(path)
    assert (len(read), len(read.problems)) == (MOST_ITEMS, 3)


def zipped(members: dict[str, bytes]) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in members.items():
            archive.writestr(name, data)
    return stream.getvalue()


@pytest.mark.parametrize(
    ("name", "part", "said"),
    [
        ("a.xlsx", ("xl/vbaProject.bin", b"x"), "macros"),
        ("a.xlsx", ("xl/externalLinks/externalLink1.xml", b"x"), "links"),
        ("a.xlsx", ("xl/media/a.png", b"\0" * 40_000_000), "times its size"),
        ("a.csv", ("", b""), "workbook"),
    ],
)
def test_a_hostile_file_is_refused(
    tmp_path: Path, name: str, part: tuple[str, bytes], said: str
) -> None:
    whole = (make_example.HERE / "innkjop.xlsx").read_bytes()
    with zipfile.ZipFile(io.BytesIO(whole)) as archive:
        members = {each: archive.read(each) for each in archive.namelist()}
    if part[0]:
        members[part[0]] = part[1]
    path = tmp_path / name
    path.write_bytes(zipped(members))
    with pytest.raises(TableError, match=said):
        ps.inventory.read(path)


@pytest.mark.parametrize(
    ("name", "data", "said"),
    [
        ("a.csv", b"item,quantity\ncup,3\n", "lacks the columns place, item_mass"),
        ("a.csv", b"", "lacks the column"),
        ("a.csv", b"\xff\xfea", "UTF-16"),
        ("a.csv", b'item,place,quantity,item_mass,single_use,packaging\n"a', "cannot be read"),
        ("a.xlsx", b"item", "no workbook"),
        ("a.xlsx", b"PK\3\4", "damaged"),
    ],
)
def test_a_file_that_is_no_inventory_is_refused(
    tmp_path: Path, name: str, data: bytes, said: str
) -> None:
    path = tmp_path / name
    path.write_bytes(data)
    with pytest.raises(TableError, match=said):
        ps.inventory.read(path)


def test_the_workbook_of_a_mapping_is_no_inventory(tmp_path: Path) -> None:
    path = tmp_path / "map.xlsx"
    ps.mapping.template(path, region="Asker")
    with pytest.raises(TableError, match="workbook of a mapping"):
        ps.inventory.read(path)


@pytest.mark.parametrize(
    "given_",
    [
        {"language": "nn"},
        {"language": ["no"]},
        {"name": 3},
        {"filled": [CUP]},
    ],
)
def test_a_template_of_what_is_none_is_refused(tmp_path: Path, given_: dict[str, Any]) -> None:
    with pytest.raises(InvalidValueError):
        ps.inventory.template(tmp_path / "a.xlsx", **given_)


def test_a_file_that_may_be_filled_in_is_not_replaced(tmp_path: Path) -> None:
    path = tmp_path / "a.xlsx"
    ps.inventory.template(path)
    with pytest.raises(TableError, match="already"):
        ps.inventory.template(path)


# -- items -------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "change",
    [
        {"quantity": -1.0},
        {"quantity": math.nan},
        {"quantity": "3"},
        {"quantity": None},
        {"item_mass": math.inf},
        {"recycled_content": 1.5},
        {"reusable_uses": 0.9},
        {"single_use": "yes"},
        {"status": "known"},
        {"item": ""},
        {"place": "a\nb"},
        {"source": 3},
        {"single_use": False},
        {"reusable_uses": None},
        {"reusable_mass": None, "reusable_price": None, "reusable_emission": None},
    ],
)
def test_an_item_that_cannot_be_is_refused(change: dict[str, Any]) -> None:
    with pytest.raises(PlastsmartError):
        attrs.evolve(CUP, **change)


def test_two_items_of_one_name_have_their_place_in_the_category() -> None:
    town = Inventory(items=[CUP, attrs.evolve(CUP, place="Schools"), GLOVE])
    assert town.labels == ("cup (Canteens)", "cup (Schools)", "glove")
    assert [category.format for category in town.categories()] == [
        "Canteens", "Schools", "Nursing homes",
    ]  # fmt: skip
    with pytest.raises(LabelError, match="twice"):
        Inventory(items=[CUP, CUP])
    named = attrs.evolve(CUP, item="cup (Canteens)")
    alike = Inventory(items=[CUP, attrs.evolve(CUP, place="Schools"), named])
    with pytest.raises(
        LabelError, match=r"^two items make the category 'cup \(Canteens\)'; rename"
    ):
        assert alike.labels


def test_washing_that_costs_nothing_stated_costs_nothing() -> None:
    assert CRATE.expense == pytest.approx(100 * 90 + 100 * 80 * 2.5)
    assert attrs.evolve(CRATE, washing_cost=None).expense == 100 * 90
    assert attrs.evolve(CUP, washing_cost=9.0).expense == pytest.approx(75_000)
    assert math.isnan(attrs.evolve(CUP, item_price=None).expense)


def test_every_item_says_why_it_is_no_part_of_what_others_generate() -> None:
    cells = TOWN.system(base()).cells("composition")
    by_category: dict[int, set[tuple[float, str]]] = {}
    for row, (category, value) in enumerate(zip(cells.at[:, 2], cells.values, strict=True)):
        by_category.setdefault(int(category), set()).add((float(value), cells.info(row).note))
    note = "its packaging is what the municipality buys"
    assert [by_category[place] for place in (3, 4, 5)] == [{(0.0, note)}] * 3
    assert all(note != told for place in (0, 1, 2) for _, told in by_category[place])


def test_nothing_of_a_kind_may_be_bought_where_nothing_of_it_is_generated() -> None:
    town = base(composition={"film": 0.7, "rigid": 0.0, "business_film": 0.3})
    none = attrs.evolve(CUP, quantity=0)
    system = Inventory(items=[none, GLOVE]).system(town)
    assert generated(system)["cup"].tolist() == [0.0] * 3
    with pytest.raises(InvalidValueError, match="rigid"):
        Inventory(items=[CUP, GLOVE]).system(town)


def test_the_baseline_is_what_the_flows_say() -> None:
    system = TOWN.system(base())
    table = ps.run(system).table(by=["category", "year"]).xs(2025, level="year")
    found = TOWN.baseline()
    for flow, column in (
        ("own_mass", "tonnes"),
        ("own_packaging", "packaging"),
        ("own_expense", "NOK"),
    ):
        np.testing.assert_allclose(table[flow][found.index], found[column], rtol=1e-12)
    np.testing.assert_allclose(
        table["own_emissions"][["cup", "crate"]], found["CO2e"][["cup", "crate"]], rtol=1e-12
    )
    assert math.isnan(found["CO2e"]["glove"])


def test_places_add_up_to_items_and_a_sum_that_lacks_a_part_is_not_known() -> None:
    town = Inventory(items=[CUP, attrs.evolve(GLOVE, place="Canteens"), CRATE])
    by_item, by_place = town.baseline(), town.baseline(by="place")
    assert by_place["tonnes"].sum() == pytest.approx(by_item["tonnes"].sum())
    assert math.isnan(by_place["CO2e"]["Canteens"])
    assert by_place.loc["Schools", "CO2e"] == pytest.approx(by_item.loc["crate", "CO2e"])
    with pytest.raises(InvalidValueError, match="'item' or 'place'"):
        town.baseline(by="polymer")


# -- without double counting -------------------------------------------------------------------------


@pytest.mark.parametrize(
    "prevention", [0.0, 0.1, {"film": 0.2, "rigid": 0.05, "business_film": 0.0}]
)
def test_as_much_is_generated_as_before_and_inhabitants_have_the_rest(prevention: Any) -> None:
    town = base(prevention=prevention)
    before, after = generated(town), generated(TOWN.system(town))
    np.testing.assert_allclose(after.sum(axis=1), before.sum(axis=1), rtol=1e-12)
    own = TOWN.baseline()["packaging"]
    for label in TOWN.labels:
        np.testing.assert_allclose(after[label], own[label], rtol=1e-8)
    inhabitants = after[["film", "rigid"]].sum(axis=1)
    rest = before[["film", "rigid"]].sum(axis=1) - own.sum()
    np.testing.assert_allclose(inhabitants, rest, rtol=1e-8)
    np.testing.assert_allclose(after["business_film"], before["business_film"], rtol=1e-12)
    # of one polymer, out of that alone; of a polymer that the base lacks, in proportion
    part = before["rigid"] / before[["film", "rigid"]].sum(axis=1)
    np.testing.assert_allclose(
        after["rigid"],
        before["rigid"] - own["cup"] - own["crate"] * part,
        rtol=1e-8,
    )  # fmt: skip


def test_doing_away_with_all_of_an_item_is_possible_in_every_draw() -> None:
    shares = ps.Parameter(
        {"film": 0.4, "rigid": 0.3, "business_film": 0.3}, uncertainty=ps.Dirichlet(20)
    )
    spread = ps.Parameter(ps.Q(30, "kg/person/year"), uncertainty=ps.Pert(5, 30, 90))
    town = base(packaging_per_person=spread, composition=shares)
    plan = ps.Plan("none of it", [ps.purchases.without(2024, share=1.0, category=TOWN.labels)])
    drawn = ps.ensemble(TOWN.system(town), n=500, seed=1, plan=plan)
    without = ps.ensemble(town, n=500, seed=1)
    assert drawn.samples("own_packaging", 2025).max() == 0.0
    assert np.ptp(drawn.samples("generated", 2025, scope={"category": "film"})) > 0.0
    # what is left has the base's spread for its size: what is bought is known in tonnes
    own = TOWN.baseline()["packaging"].sum()
    whole = float(ps.run(town).table(scope={"year": 2025})["generated"].iloc[0])
    np.testing.assert_allclose(
        drawn.samples("generated", 2025),
        without.samples("generated", 2025) * (1.0 - own / whole),
        rtol=1e-9,
    )


def test_own_packaging_counts_on_top_unless_it_is_counted_already() -> None:
    bought: dict[str, Any] = {"uses": ps.Q(1e6, "use/year"), "item_mass": ps.Q(5, "g/use")}
    alone = ps.load("headline")
    whole = float(ps.run(alone).table()["generated"].iloc[0])
    for counted in (0.0, 0.25, 1.0):
        system = alone.replace(**bought, own_packaging_counted=counted, unneeded=0.5)
        table = ps.run(system).table()
        assert table["generated"].iloc[0] == pytest.approx(whole + 2.5 - 5.0 * counted, rel=1e-12)
        assert table["own_packaging"].iloc[0] == pytest.approx(2.5)


def test_costs_count_what_purchases_cost_less_or_more_and_not_all_of_them() -> None:
    town = base().replace(costs=ps.Costs(residual_cost=ps.Q(1500, "NOK/tonne"), price_year=2024))
    system = Inventory(items=[CUP, GLOVE]).system(town)
    before, bare = (ps.run(each).costs(by=["year"]).loc[2026] for each in (system, town))
    assert before["purchases"] == 0.0
    assert "purchases" not in bare
    assert before["system"] == pytest.approx(bare["system"])
    gloves = ps.purchases.without(2025, share=0.5, place="Nursing homes")
    after = ps.project(system, ps.Plan("fewer gloves", [gloves])).flows.costs(by=["year"]).loc[2026]
    assert after["purchases"] == pytest.approx(-300_000)
    for payer in ("system", "municipality"):
        assert after[payer] == pytest.approx(before[payer] - 300_000)
    for payer in ("producers", "businesses"):
        assert after[payer] == pytest.approx(before[payer])


def test_an_item_is_recycled_as_what_it_was_taken_out_of() -> None:
    town = Inventory(items=[CUP])
    before, after = ps.run(base()), ps.run(town.system(base()))
    for flow in ("collected", "sorted", "recycled"):
        np.testing.assert_allclose(
            after.table(by=["year"])[flow], before.table(by=["year"])[flow], rtol=1e-12
        )


def test_a_category_that_purchases_are_not_part_of_keeps_its_litter() -> None:
    litter = ps.Litter(
        litter_per_person=ps.Q(1, "kg/person/year"), packaging_in_litter=0.2, litter_to_water=0.1
    )
    town = base().replace(litter=litter)
    before, after = ps.run(town), ps.run(TOWN.system(town))
    np.testing.assert_allclose(
        after.table(by=["year"])["littered"], before.table(by=["year"])["littered"], rtol=1e-12
    )


def test_more_packaging_than_the_base_generates_is_refused_with_the_item_and_amounts() -> None:
    much = attrs.evolve(CUP, quantity=30_000_000)
    with pytest.raises(InvalidValueError, match=r"buys 150\.15 .*cup 150.* generates 90 .*rigid"):
        Inventory(items=[much, CRATE]).system(base())
    # 90 tonnes are all there is; just below, nothing is left for inhabitants
    with pytest.raises(InvalidValueError, match="buys 90 "):
        Inventory(items=[attrs.evolve(CUP, quantity=18_000_000)]).system(base())
    close = Inventory(items=[attrs.evolve(CUP, quantity=17_999_000)]).system(base())
    assert generated(close)["rigid"][2024] == pytest.approx(0.005, rel=1e-3)
    # what is no packaging may be as much as it likes
    Inventory(items=[attrs.evolve(much, packaging=False)]).system(base())


@pytest.mark.parametrize(
    ("town", "said"),
    [
        (lambda: TOWN.system(base(), sector="agriculture"), "no category of the sector"),
        (lambda: TOWN.system(ps.load("network")), "regions"),
        (lambda: TOWN.system(TOWN.system(base())), "purchases already"),
        (lambda: TOWN.system(NO_SYSTEM), "is a System"),
        (lambda: Inventory(items=[]).system(base()), "no items"),
        (lambda: Inventory(items=[attrs.evolve(CUP, item="film")]).system(base()), "rename"),
        (lambda: Inventory(items=["cup"]), "an item is"),
        (lambda: Inventory(items=[CUP], year=NO_YEAR), "year"),
    ],
)
def test_what_cannot_be_joined_is_refused(town: Any, said: str) -> None:
    with pytest.raises(PlastsmartError, match=said):
        town()


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({"single_use": "ja"}, "single_use is 'ja'; it is True or False"),
        ({"quantity": None}, "quantity is missing; give a number"),
        ({"quantity": -1}, "quantity is -1 item/year; it cannot be negative"),
        ({"status": "guess"}, "the status is 'guess'; it is one of measured, reported"),
        ({"reusable_uses": 9, "washing_cost": 1}, "without reusable_mass or reusable_price"),
    ],
)
def test_an_item_that_cannot_be_is_refused_by_name_and_place(
    given: dict[str, Any], said: str
) -> None:
    item: dict[str, Any] = {"item": "cup", "place": "kitchen", "quantity": 9, "item_mass": 5}
    with pytest.raises(InvalidValueError, match=rf"cup \(kitchen\): .*{said}"):
        ps.inventory.Item(**item | {"single_use": True, "packaging": True} | given)


def test_an_inventory_has_each_item_of_a_place_once_and_a_bounded_number() -> None:
    with pytest.raises(LabelError, match=r"stands twice for .*; add the quantities up"):
        Inventory(items=[CUP, CUP])
    elsewhere = attrs.evolve(CUP, place="elsewhere")
    assert len(Inventory(items=[CUP, elsewhere])) == 2
    with pytest.raises(InvalidValueError, match="at most 300 items, not 301"):
        Inventory(items=[attrs.evolve(CUP, item=f"cup {number}") for number in range(301)])
    year: Any = np.int64(2024)
    assert type(Inventory(items=[CUP], year=year).year) is int


def test_prices_of_different_years_are_not_added_up() -> None:
    costs = ps.Costs(residual_cost=ps.Q(1500, "NOK/tonne"), price_year=2022)
    with pytest.raises(PriceYearError, match=r"in_prices\(2024"):
        TOWN.system(base().replace(costs=costs))
    assert TOWN.system(base()).price_year == 2024
    assert Inventory(items=[CUP]).system(base().replace(costs=costs)).price_year == 2022


def test_the_system_comes_back_from_its_table() -> None:
    system = TOWN.system(base())
    assert ps.System.from_table(system.table()) == system


def test_emissions_that_nobody_stated_are_those_of_the_base_polymer_alone() -> None:
    climate = ps.Climate(virgin_emission=ps.Q(2.0, "tonne CO2e/tonne"))
    town = base().replace(climate=climate)
    bare = attrs.evolve(CUP, item_emission=None)
    lone = attrs.evolve(CRATE, item_emission=None, polymer="PP", item="box")
    table = ps.run(Inventory(items=[bare, GLOVE, lone]).system(town)).table(by=["category", "year"])
    found = table["own_emissions"].xs(2025, level="year")
    assert found["cup"] == pytest.approx(0.5 * 2.0)
    assert found["box"] == pytest.approx(0.15 * 2.0 + 8000 * 60e-6)
    assert found["glove"] == 0.0


items = st.builds(
    lambda quantity, mass, polymer, packaging, number: attrs.evolve(
        CUP, item=f"item {number}", quantity=quantity, item_mass=mass, polymer=polymer,
        packaging=packaging,
    ),
    st.floats(1.0, 1e6), st.floats(0.1, 20.0), st.sampled_from(["PP", "LDPE", "PS", ""]),
    st.booleans(), st.integers(0, 10**6),
)  # fmt: skip


@settings(max_examples=30)
@given(
    bought=st.lists(items, min_size=1, max_size=4, unique_by=lambda item: item.item),
    share=st.floats(0.0, 1.0),
)
def test_own_purchases_and_inhabitants_are_never_counted_twice(
    bought: list[Item], share: float
) -> None:
    assume(sum(item.mass for item in bought if item.packaging) < 60.0)
    town, before = Inventory(items=bought), base()
    system = town.system(before)
    after = ps.run(system)
    whole = ps.run(before).table(by=["year"])["generated"]
    table = after.table(by=["year"])
    np.testing.assert_allclose(table["generated"], whole, rtol=1e-9)
    np.testing.assert_allclose(table["own_packaging"] + table["others_packaging"], whole, rtol=1e-9)
    # what the municipality saves is no longer generated, once, and nobody else's part moves
    saving = ps.purchases.without(2024, share=share, category=town.labels)
    changed = ps.run(
        system.replace(unneeded={label: share * (label in town.labels) for label in names(system)})
    )
    planned = ps.project(system, ps.Plan("less", [saving])).flows if share > 0.0 else changed
    for flows in (changed, planned):
        less = flows.table(by=["year"]).loc[whole.index]
        own = town.baseline()["packaging"].sum()
        np.testing.assert_allclose(
            whole - less["generated"], share * own, atol=1e-7 * max(own, 1.0)
        )
        np.testing.assert_allclose(less["others_packaging"], table["others_packaging"], rtol=1e-9)


def names(system: ps.System) -> list[str]:
    return [category.name for category in system.axes.categories]


# -- break-even --------------------------------------------------------------------------------------


def test_break_even_is_the_closed_form() -> None:
    found = ps.break_even_uses(
        item_mass=ps.Q(5, "g/use"), reusable_mass=ps.Q(60, "g/item"),
        item_price=ps.Q(0.75, "NOK/use"), reusable_price=20.0, washing_cost=0.25,
        item_emission=ps.Q(10, "g CO2e/use"), reusable_emission=ps.Q(0.2, "kg CO2e/item"),
        washing_emission=ps.Q(2, "g CO2e/use"),
    )  # fmt: skip
    assert (found.mass, found.cost) == (12.0, 40.0)
    assert found.emissions == pytest.approx(25.0)
    table = Inventory(items=[CUP, GLOVE, CRATE]).break_even()
    assert list(table.index) == ["cup"]
    assert table.to_numpy()[0] == pytest.approx([12.0, 40.0, 25.0, 100.0])


@pytest.mark.parametrize(
    ("amounts", "uses"),
    [
        ({"item_price": 1.0, "reusable_price": 20.0, "washing_cost": 1.0}, math.inf),
        ({"item_price": 1.0, "reusable_price": 20.0, "washing_cost": 2.0}, math.inf),
        ({"item_price": 1.0, "reusable_price": 0.5}, 1.0),
        ({"item_price": 1.0, "reusable_price": 0.0, "washing_cost": 1.0}, 1.0),
        ({"item_price": 1.0}, math.nan),
    ],
)
def test_break_even_where_nothing_or_anything_suffices(
    amounts: dict[str, float], uses: float
) -> None:
    assert ps.break_even_uses(**amounts).cost == pytest.approx(uses, nan_ok=True)


@pytest.mark.parametrize(
    ("amounts", "error"),
    [
        ({}, InvalidValueError),
        ({"item_price": -1.0}, InvalidValueError),
        ({"item_price": math.nan}, InvalidValueError),
        ({"item_price": "1"}, InvalidValueError),
        ({"item_price": ps.Q(1, "kg")}, DimensionError),
        ({"item_price": ps.Q([1.0, 2.0], "NOK/use")}, InvalidValueError),
    ],
)
def test_break_even_of_what_is_no_amount_is_refused(
    amounts: dict[str, Any], error: type[PlastsmartError]
) -> None:
    with pytest.raises(error):
        ps.break_even_uses(**amounts)


RATES = {
    "mass": "own_plastic_reduction",
    "cost": "own_cost_reduction",
    "emissions": "own_emission_reduction",
}
SWITCH = ps.Plan("Reusable", [ps.purchases.reusable(2025, share=0.8, category="cup")])


def reached(item: Item, what: str) -> Required:
    system = Inventory(items=[item, GLOVE]).system(base())
    target = ps.Target(rate=RATES[what], level=0.0, year=2026)
    return ps.required(system, "reusable_uses", target, where={"category": "cup"}, plan=SWITCH)


amounts = st.floats(0.01, 100.0)


@settings(max_examples=25)
@given(
    what=st.sampled_from(["mass", "cost", "emissions"]),
    single=amounts, reusable=st.floats(0.1, 1e4), washing=st.floats(0.0, 0.95),
)  # fmt: skip
def test_required_uses_equal_the_closed_form(
    what: str, single: float, reusable: float, washing: float
) -> None:
    fields: dict[str, dict[str, float]] = {
        "mass": {"item_mass": single, "reusable_mass": reusable},
        "cost": {
            "item_price": single,
            "reusable_price": reusable,
            "washing_cost": washing * single,
        },
        "emissions": {
            "item_emission": single / CUP.item_mass * 1000.0,
            "reusable_emission": reusable,
            "washing_emission": washing * single * 1000.0,
        },
    }
    changed: dict[str, Any] = dict(fields[what])
    item = attrs.evolve(CUP, **changed)
    closed = float(Inventory(items=[item]).break_even()[what]["cup"])
    found = reached(item, what)
    assert found.feasible
    assert found.has_effect
    if closed > 1.0 + 1e-6:
        assert found.value == pytest.approx(closed, rel=1e-6)
        assert found.direction == "at least"
    elif closed == 1.0:  # a tie at the fewest uses there are: rounding says which side it is on
        assert found.value == found.highest or found.value == pytest.approx(1.0)


def test_where_washing_costs_as_much_as_an_item_no_uses_are_required() -> None:
    found = reached(attrs.evolve(CUP, washing_cost=0.75), "cost")
    assert (found.feasible, found.value) == (False, None)
    assert "cannot be reached" in str(found)
    assert found.best_rate < 0.0


def test_more_uses_than_a_hundred_times_todays_are_found() -> None:
    item = attrs.evolve(CUP, reusable_price=20_000.0, reusable_uses=1.0)
    found = reached(item, "cost")
    assert found.value == pytest.approx(40_000.0)
    assert found.highest == 1e6


# -- buying otherwise --------------------------------------------------------------------------------


def planned(*measures: ps.Measure) -> Any:
    projection = ps.project(TOWN.system(base()), ps.Plan("otherwise", measures))
    return projection.flows.table(by=["category", "year"]).xs(2026, level="year")


def needed(parameter: str, where: dict[str, str]) -> Required:
    target = ps.Target(rate="own_plastic_reduction", level=0.1, year=2026)
    return ps.required(TOWN.system(base()), parameter, target, where=where)


def test_reusable_items_take_the_place_of_single_use_ones_by_their_uses() -> None:
    after = planned(ps.purchases.reusable(2025, share=0.8, category="cup", ramp=2)).loc["cup"]
    assert after["single_uses"] == pytest.approx(20_000)
    assert after["reusables_bought"] == pytest.approx(800)
    assert after["own_mass"] == pytest.approx(0.1 + 0.048)
    assert after["own_expense"] == pytest.approx(20_000 * 0.75 + 800 * 20 + 80_000 * 0.25)
    assert after["own_emissions"] == pytest.approx(0.1 * 2 + 800 * 0.2e-3 + 80_000 * 2e-6)
    assert after["generated"] == pytest.approx(0.148)


def test_a_plan_may_say_itself_what_a_reusable_item_costs() -> None:
    bought = {"uses": ps.Q(1e5, "use/year"), "item_mass": ps.Q(5, "g/use")}
    system = ps.load("headline").replace(**bought, own_packaging_counted=1.0)
    shared = ps.Change("reusable_share", set=0.5)
    priced = ps.Change("reusable_mass", set=ps.Q(50, "g/item"))
    with pytest.raises(PlastsmartError, match="a reusable plastic_packaging, which would weigh"):
        ps.project(system, ps.Plan("cups", [ps.Measure("Cups", 2025, [shared])]))
    flows = ps.project(system, ps.Plan("cups", [ps.Measure("Cups", 2025, [shared, priced])])).flows
    assert flows.table(by=["year"])["reusables_bought"][2025] == pytest.approx(5e4)


def test_recycled_content_lowers_emissions_and_not_the_mass() -> None:
    item = attrs.evolve(CUP, recycled_content=0.0, recycled_emission=1.0)
    system = Inventory(items=[item]).system(base())
    measure = ps.purchases.recycled_content(2025, share=0.5, category="cup")
    table = ps.project(system, ps.Plan("recycled", [measure])).flows.table(by=["category", "year"])
    after = table.xs(2026, level="year").loc["cup"]
    assert after["own_mass"] == pytest.approx(0.5)
    assert after["own_emissions"] == pytest.approx(0.5 * 1.5)
    assert after["own_emissions_saved"] == pytest.approx(0.5 * 0.5)


def test_a_plan_of_purchases_comes_back_from_its_file(tmp_path: Path) -> None:
    plan = ps.Plan(
        "Innkjøp",
        [
            ps.purchases.reusable(2025, share=0.8, category="cup", language="no"),
            ps.purchases.without(2025, share=0.3, place="Nursing homes", source="Trial"),
            ps.purchases.criterion("reusable_drinks", 2026, category="cup"),
        ],
    )
    plan.save(tmp_path / "plan.toml")
    assert ps.Plan.load(tmp_path / "plan.toml") == plan
    assert plan.measures[0].name == "Flergangs: cup"


def test_doing_without_saves_all_of_it_and_what_is_no_packaging_leaves_the_flows_alone() -> None:
    after = planned(ps.purchases.without(2025, share=1.0, place="Nursing homes"))
    assert after.loc["glove", "own_mass_saved"] == pytest.approx(3.5)
    assert after.loc["glove", "own_expense_saved"] == pytest.approx(600_000)
    assert after.loc["glove", "own_saved"] == 0.0
    gone = planned(ps.purchases.unwrapped(2025, share=1.0, category=["cup"]))
    assert gone.loc["cup", "own_saved"] == pytest.approx(0.5)
    assert gone.loc["cup", "generated"] == pytest.approx(0.0, abs=1e-8)


@pytest.mark.parametrize("name", ps.purchases.CRITERIA)
@pytest.mark.parametrize("language", ["en", "no"])
def test_a_criterion_has_its_share_and_source(name: str, language: str) -> None:
    measure = ps.purchases.criterion(name, 2025, category="cup", language=language)
    assert measure.source.startswith("Regulation (EU) 2025/40 article")
    assert (measure.status, bool(measure.description), bool(measure.description_no)) == (
        "reported", True, True,
    )  # fmt: skip
    assert planned(measure).loc["cup", "reused_uses"] > 0.0
    own = ps.purchases.criterion(name, 2025, category="cup", share=0.25, source="Council 2025")
    assert (own.changes[0].amount, own.source) == (0.25, "Council 2025")


@pytest.mark.parametrize(
    ("make", "said"),
    [
        (lambda: ps.purchases.reusable(2025, share=0.5), "which items"),
        (lambda: ps.purchases.reusable(2025, share=0.5, category="a", place="b"), "both"),
        (lambda: ps.purchases.reusable(2025, share=50, category="a"), "Did you mean 50 %"),
        (lambda: ps.purchases.without(2025, share=0.5, category=[]), "no item"),
        (lambda: ps.purchases.without(2025, share=None, category="a"), "exactly one"),
        (lambda: ps.purchases.criterion("reusable_drink", 2025, category="a"), "reusable_drinks"),
        (
            lambda: ps.purchases.criterion("reusable_drinks", 2025, category="a", language="nn"),
            "en",
        ),
        (lambda: ps.purchases.figures("cups"), "cup"),
        (lambda: planned(ps.purchases.reusable(2025, share=0.5, category="plate")), "plate"),
        (lambda: planned(ps.purchases.reusable(2025, share=0.5, category="film")), "nothing"),
        (
            lambda: planned(ps.purchases.reusable(2025, share=0.5, category="glove")),
            "a reusable glove",
        ),
        (lambda: planned(ps.measures.reusable_cups(2025)), "a reusable glove"),
        (lambda: needed("reusable_share", {"category": "glove"}), "a reusable glove"),
    ],
)
def test_a_purchase_that_cannot_be_is_refused(make: Any, said: str) -> None:
    with pytest.raises(PlastsmartError, match=said):
        make()


def test_every_figure_has_a_source_and_is_no_surer_than_it_was_read() -> None:
    table = ps.purchases.figures()
    assert (table["source"].str.len() > 0).all()
    assert set(table["confidence"]) == {"A", "B"}
    assert set(table.loc[table["confidence"] == "B", "status"]) <= {"estimated", "default"}
    assert set(table["status"]) <= {"measured", "reported", "estimated", "default"}
    ranged = table.dropna(subset=["low", "high"])
    assert (ranged["low"] <= ranged["value"]).all()
    assert (ranged["value"] <= ranged["high"]).all()
    assert set(table["parameter"]) - {""} <= set(PARAMETERS)
    assert {"reusable cup", "fruit crate", "refillable bottle", "nitrile glove"} <= set(
        table["item"]
    )
