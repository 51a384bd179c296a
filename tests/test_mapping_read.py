"""Reading a mapping: what is good is kept, and every problem is told with its place and remedy."""

import functools
import io
import re
import tempfile
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import openpyxl
import pytest

import plastsmart as ps
from plastsmart.errors import TableError
from plastsmart.mapping import Mapping, Problem, texts
from plastsmart.mapping.texts import decimal_mark, number
from plastsmart.mapping.workbook import sheets_of

Filler = Callable[..., Mapping]


@functools.cache
def empty(language: str) -> bytes:
    """Return an empty template."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "map.xlsx"
        ps.mapping.template(path, region="Asker", language=language, years=[2023, 2024])
        return path.read_bytes()


@pytest.fixture
def fill(tmp_path: Path) -> Filler:
    """Return a function that fills cells of a template in and reads it."""

    def filled(cells: dict[str, Any], *, language: str = "no", change: Any = None) -> Mapping:
        path = tmp_path / "map.xlsx"
        book = openpyxl.load_workbook(io.BytesIO(empty(language)))
        for place, value in cells.items():
            sheet, _, cell = place.partition("!")
            book[sheet][cell] = value
        if change is not None:
            change(book)
        book.save(path)
        return ps.mapping.read(path)

    return filled


def only(m: Mapping) -> Problem:
    (problem,) = m.problems
    return problem


def test_values_status_source_and_uncertainty_are_read_by_row(fill: Filler) -> None:
    m = fill(
        {
            "Innbyggere!D7": 97_000,
            "Innbyggere!E7": 98_815,
            "Innbyggere!F7": 50,
            "Innbyggere!I7": "rapportert",
            "Innbyggere!J7": "SSB 07459",
            "Innbyggere!K7": "fra nettet",
        }
    )
    assert m.problems == ()
    first, second = m
    assert (first.year, first.value, first.sd, first.place) == (
        2023,
        97_000.0,
        50.0,
        "Innbyggere!D7",
    )
    assert (second.status, second.note) == ("reported", "fra nettet")
    assert second.source == "SSB 07459: Statistisk sentralbyrå, tabell 07459: folketall"


def test_low_and_high_are_a_range(fill: Filler) -> None:
    m = fill({"Mengder!E7": 100, "Mengder!H7": 90, "Mengder!I7": 110, "Mengder!J7": "målt"})
    assert m.problems == ()
    assert next(iter(m)).sd == pytest.approx(20 / 2 / 1.959963984540054)


def test_a_range_for_several_years_is_told_and_not_used(fill: Filler) -> None:
    m = fill({"Mengder!E7": 1, "Mengder!F7": 2, "Mengder!H7": 0, "Mengder!I7": 3})
    assert len(m) == 0
    assert "give each year a row of its own" in only(m).message


@pytest.mark.parametrize(
    ("value", "read"),
    [("1 234,5", 1234.5), ("1\u00a0234,5", 1234.5), ("12", 12.0), (12, 12.0), (1e-7, 1e-7)],
)
def test_a_number_as_norwegian_text_is_read(fill: Filler, value: Any, read: float) -> None:
    m = fill({"Mengder!E7": value, "Mengder!J7": "målt"})
    assert (m.problems, [x.value for x in m]) == ((), [read])


@pytest.mark.parametrize(("value", "read"), [("12 %", 0.12), ("12,5%", 0.125), (0.12, 0.12)])
def test_a_share_is_read_with_or_without_percent_sign(
    fill: Filler, value: Any, read: float
) -> None:
    m = fill({"Ordninger!E7": value, "Ordninger!J7": "målt"})
    assert (m.problems, [x.value for x in m]) == ((), [read])


@pytest.mark.parametrize("value", [0.8, 1, 0.05, "0,8", "1"])
def test_a_number_beside_percent_without_a_sign_or_format_is_serious_and_not_read(
    fill: Filler, value: Any
) -> None:
    def plain(book: openpyxl.Workbook) -> None:
        book["Ordninger"]["E7"].number_format = "General"

    m = fill({"Ordninger!E7": value, "Ordninger!J7": "målt"}, change=plain)
    assert (len(m), m.ok, only(m).cell) == (0, False, "E7")
    assert re.search(r"write '[0-9,]+ %' or '[0-9,]+ %'", only(m).message)


@pytest.mark.parametrize("form", ["0%", "0.00%", '0.0 "andel" %', "# ##0 %"])
def test_a_number_in_any_format_of_percent_is_read_as_it_is_shown(fill: Filler, form: str) -> None:
    def percent(book: openpyxl.Workbook) -> None:
        book["Ordninger"]["E7"].number_format = form

    m = fill({"Ordninger!E7": 0.8, "Ordninger!J7": "målt"}, change=percent)
    assert (m.problems, [x.value for x in m]) == ((), [0.8])


def test_no_share_at_all_and_a_percent_sign_need_no_format(fill: Filler) -> None:
    def plain(book: openpyxl.Workbook) -> None:
        for cell in ("E7", "E8", "F7"):
            book["Ordninger"][cell].number_format = '0.0 "%"'

    cells = {"Ordninger!E7": 0, "Ordninger!J7": "målt", "Ordninger!F7": "80 %"}
    m = fill(cells, change=plain)
    assert (m.problems, [x.value for x in m]) == ((), [0.0, 0.8])


@pytest.mark.parametrize(
    ("cell", "value", "told"),
    [
        ("Ordninger!E7", 12, "Did you mean 12 % = 0.12?"),
        ("Ordninger!E7", "12", "Did you mean 12 % = 0.12?"),
        ("Ordninger!E7", 120, "over 100 %"),
        ("Ordninger!E7", -0.1, "less than 0"),
        ("Mengder!E7", -3, "less than 0"),
        ("Mengder!E7", "12 %", "it is no share: write a number in tonn per år"),
        ("Mengder!E7", "1234.5", "write 1234,5 (decimal comma)"),
        ("Mengder!E7", "1.234", "write 1,234 (decimal comma) or 1 234 (thousands)"),
        ("Mengder!E7", "12 tonn", "is no number"),
        ("Mengder!E7", "ca. 12", "is no number"),
        ("Mengder!E7", True, "true or false"),
        ("Mengder!E7", "#DIV/0!", "holds an error"),
        ("Mengder!E7", "=1+2", "formulas are not computed here"),
        ("Mengder!E7", "=IF(", "saved without its value"),
        ("Mengder!E7", 1e300, "cannot be"),
        ("Mengder!G7", "ukjent", "is no number"),
        ("Mengder!G7", -1, "less than 0"),
        ("Mengder!H7", 1, "half a range"),
        ("Mengder!I7", 9, "half a range"),
        ("Mengder!J7", "mlt", "Did you mean 'målt'?"),
        ("Mengder!C7", "tonn", "the unit is 'tonn per år'"),
        ("Mengder!B7", "Henting hjemme, pse", "Did you mean 'Henting hjemme, pose'"),
        ("Mengder!B16", "Returpunkt", "is not told by innsamlingsmåte; empty the cell"),
        ("Mengder!A7", "Innsamlet plast", "Did you mean 'Innsamlet plast, slik den er veid'"),
        ("Mengder!A7", None, "choose from the list"),
        ("Mengder!E5", "i fjor", "a header is a year of four digits"),
        ("Mengder!E5", 23, "a header is a year of four digits"),
        ("Mengder!F5", 2023, "stands in E5 already"),
        ("Mengder!G5", "Standard error", "write 'Standardfeil'"),
        ("Mengder!K7", "=A1", "formulas are not computed here"),
        ("Les meg først!B4", "301", "four digits"),
        ("Les meg først!B5", "i fjor", "the price year is no year"),
        ("Innsamlingsmåter!C6", "kilde", "Did you mean"),
        ("Innsamlingsmåter!D6", "hus", "whose waste"),
        ("Innsamlingsmåter!A7", "Henting hjemme, pose", "taken already"),
        ("Typer emballasje!A7", "Folie (LDPE)", "taken already"),
        ("Typer emballasje!E6", "hus", "the sector is not known"),
        ("Typer emballasje!C6", "=A1", "formulas are not computed here"),
        ("Innsamlingsmåter!B13", "min", "a short name without a label"),
        ("Innsamlingsmåter!A13", "Min", "has no stage; choose one"),
        ("Innsamlingsmåter!B6", "x" * 300, "printable characters"),
        ("Kilder!A7", "SSB 07459", "twice with different details"),
        ("Mengder!J7", "#N/A", "holds no text"),
        ("Les meg først!B3", "x" * 300, "printable characters"),
    ],
)
def test_what_cannot_be_used_is_told_with_its_cell_and_a_remedy(
    fill: Filler, cell: str, value: Any, told: str
) -> None:
    good: dict[str, Any] = {
        "Mengder!E7": 5,
        "Mengder!J7": "målt",
        "Mengder!E8": 1,
        "Mengder!J8": "målt",
    }
    good |= {"Mengder!E16": 7, "Mengder!J16": "målt"}
    m = fill(good | {cell: value})
    assert not m.ok
    problem = next(p for p in m.problems if told in p.message)
    at = {"Innsamlingsmåter!A13": "C13"}.get(cell, cell.split("!")[1])
    assert (problem.sheet, problem.cell) == (cell.split("!", maxsplit=1)[0], at)
    if "Mengder!J16" not in cell and "5" not in cell.split("!")[1]:
        assert "residual_total" in {x.quantity for x in m} or cell == "Mengder!B16"


@pytest.mark.parametrize(
    ("text", "cure"),
    [
        ("12 prosent", "write 12 %"),
        ("12 pst", "write 12 %"),
        ("12,5 pst.", "write 12,5 %"),
        ("1250 tonn", "write 1250, alone"),
        ("1 250 kg per år", "write 1 250, alone"),
    ],
)
def test_a_number_with_a_word_is_refused_with_what_to_write(text: str, cure: str) -> None:
    with pytest.raises(ps.PlastsmartError, match=re.escape(cure)):
        number(text, ",")


def test_a_name_that_is_another_municipality_s_is_serious(fill: Filler, tmp_path: Path) -> None:
    problem = only(fill({"Les meg først!B3": "Asker", "Les meg først!B4": "1103"}))
    assert (problem.serious, problem.cell) == (True, "B3")
    assert "the number of Stavanger, and Asker has 3203" in problem.message
    m = table(
        tmp_path,
        "quantity,region,region_name,year,value,unit,status\n"
        "population,1103,Asker,2024,5,person,measured\n"
        "population,1103,Asker,2023,5,person,measured\n",
    )
    assert (only(m).serious, only(m).cell) == (True, "row 2")


@pytest.mark.parametrize(
    ("code", "name", "told"),
    [
        ("3203", "Asker kommune", False),
        ("5540", "Kåfjord", False),
        ("0627", "Røyken", False),
        ("3419", "Våler", False),
        ("3203", "Fjordbygda", True),
    ],
)
def test_the_names_that_a_municipality_goes_by_are_known(
    fill: Filler, code: str, name: str, told: bool
) -> None:
    m = fill({"Les meg først!B3": name, "Les meg først!B4": code})
    assert (m.ok, bool(m.problems)) == (True, told)


def test_what_no_municipality_has_is_told_to_be_looked_at(fill: Filler) -> None:
    cells = {"Innbyggere!E7": 33_000_000, "Innbyggere!I7": "målt"}
    m = fill(cells)
    assert (len(m), only(m).serious, only(m).cell) == (1, False, "E7")
    assert "more than any such place has" in only(m).message
    cells = {"Innbyggere!E5": 2204, "Innbyggere!E7": 33_000, "Innbyggere!I7": "målt"}
    m = fill(cells | {"Innbyggere!E10": 15_000, "Innbyggere!I10": "målt"})
    assert (len(m), only(m).cell) == (2, "E7")
    assert "2204 is a year to come; correct the year" in only(m).message


def test_a_line_that_states_the_mark_and_headers_in_capitals_are_read(tmp_path: Path) -> None:
    m = table(
        tmp_path,
        "sep=;\nQuantity;REGION;Year;Value;Unit;Status\npopulation;3203;2024;98 815;person;measured\n"
        "population;3203;24;1;person;measured\n",
    )
    assert [x.value for x in m] == [98_815.0]
    assert only(m).cell == "row 4"


def test_a_date_in_place_of_a_number_is_told(fill: Filler) -> None:
    import datetime as dt

    m = fill({"Mengder!E7": dt.date(2024, 5, 12)})
    assert "made a date of it (2024-05-12)" in only(m).message


def test_a_status_left_out_is_estimated_and_told(fill: Filler) -> None:
    m = fill({"Mengder!E7": 5})
    assert [x.status for x in m] == ["estimated"]
    assert m.ok
    assert only(m).cell == "J7"


def test_a_source_that_is_not_listed_is_kept_and_told(fill: Filler) -> None:
    m = fill({"Mengder!E7": 5, "Mengder!J7": "målt", "Mengder!K7": "KOSTR"})
    assert [x.source for x in m] == ["KOSTR"]
    assert "Did you mean 'KOSTRA'" in only(m).message
    assert m.ok


def test_the_same_from_the_same_source_twice_is_told_and_from_two_sources_is_kept(
    fill: Filler,
) -> None:
    row: dict[str, Any] = {
        "Mengder!A20": "Restavfall fra husholdninger, alt",
        "Mengder!J16": "målt",
    }
    row |= {"Mengder!E16": 5, "Mengder!E20": 6, "Mengder!J20": "målt"}
    m = fill(row)
    assert [x.value for x in m] == [5.0]
    assert (only(m).cell, "stands in Mengder!E16 already" in only(m).message) == ("E20", True)
    m = fill(row | {"Mengder!K16": "KOSTRA", "Mengder!K20": "Egen veiing"})
    assert [x.value for x in m] == [5.0, 6.0]


def test_shares_that_are_more_than_one_whole_are_told_and_not_used(fill: Filler) -> None:
    sheet = "Plukkanalyser restavfall"
    cells: dict[str, Any] = {f"{sheet}!E{row}": 0.2 for row in range(16, 23)}
    cells |= {f"{sheet}!J{row}": "målt" for row in range(16, 23)}
    m = fill(cells)
    assert (len(m), "sums to 140 %" in only(m).message) == (0, True)
    m = fill(cells | {f"{sheet}!E{row}": 0.1 for row in range(16, 23)})
    assert (len(m), m.ok, "is a kind missing" in only(m).message) == (7, True, True)
    rounded = [0.143] * 7
    m = fill(cells | {f"{sheet}!E{16 + at}": value for at, value in enumerate(rounded)})
    assert (len(m), m.problems) == (7, ())


def test_coverage_is_added_up_within_a_stage(fill: Filler) -> None:
    cells = {
        "Ordninger!E7": 1.0,
        "Ordninger!E12": 1.0,
        "Ordninger!J7": "målt",
        "Ordninger!J12": "målt",
    }
    assert fill(cells).problems == ()
    m = fill(cells | {"Ordninger!E8": 0.1, "Ordninger!J8": "målt"})
    assert "sums to 110 %" in only(m).message
    assert [x.route for x in m] == ["central_sorting"]


@pytest.mark.parametrize(("share", "told"), [(0.5, ()), (0.5 + 1e-8, ("sums to 100 %",))])
def test_coverage_is_not_rounded(fill: Filler, share: float, told: tuple[str, ...]) -> None:
    cells = {"Ordninger!E7": 0.5, "Ordninger!E8": share,
             "Ordninger!J7": "målt", "Ordninger!J8": "målt"}  # fmt: skip
    problems = fill(cells).problems
    assert len(problems) == len(told)
    assert all(said in problem.message for said, problem in zip(told, problems, strict=True))


@pytest.mark.parametrize(("last", "used"), [(0.105, 7), (0.106, 0)])
def test_picked_shares_may_be_half_a_percent_more_than_one_whole(
    fill: Filler, last: float, used: int
) -> None:
    sheet = "Plukkanalyser restavfall"
    cells: dict[str, Any] = {f"{sheet}!E{row}": 0.15 for row in range(16, 22)}
    cells |= {f"{sheet}!J{row}": "målt" for row in range(16, 23)}
    m = fill(cells | {f"{sheet}!E22": last})
    assert (len(m), len(m.problems)) == (used, 0 if used else 1)


# numbers of the formats that show dates or times in every spreadsheet: ECMA-376 part 1, 18.8.30
DATES = (*range(14, 23), *range(27, 37), *range(45, 48), *range(50, 59))


@pytest.mark.parametrize("form", [0, 9, 12, 13, *DATES, 23, 37, 40, 44, 48, 49, 59])
def test_a_number_in_the_format_of_dates_is_a_date(form: int) -> None:
    book, plain, changed = openpyxl.Workbook(), io.BytesIO(), io.BytesIO()
    cell: Any = book.worksheets[0]["A1"]
    cell.value, cell.number_format = 45_000, "mm-dd-yy"
    book.save(plain)
    with zipfile.ZipFile(plain) as old, zipfile.ZipFile(changed, "w") as new:
        for name in old.namelist():
            data = old.read(name)
            if name == "xl/styles.xml":
                assert b'numFmtId="14"' in data
                data = data.replace(b'numFmtId="14"', f'numFmtId="{form}"'.encode())
            new.writestr(name, data)
    (sheet,) = sheets_of(changed.getvalue(), "dates.xlsx")
    assert (sheet.cells[1, 1].kind == "date") == (form in DATES)


@pytest.mark.parametrize("most", [2, 3])
def test_as_many_cells_are_read_as_may_be(most: int, monkeypatch: pytest.MonkeyPatch) -> None:
    book, file = openpyxl.Workbook(), io.BytesIO()
    book.worksheets[0].append([1, 2, 3])
    book.save(file)
    monkeypatch.setattr("plastsmart.mapping.workbook._MOST_CELLS", most)
    if most == 3:
        assert len(sheets_of(file.getvalue(), "cells.xlsx")[0].cells) == 3
    else:
        with pytest.raises(TableError, match="more than 2 cells that hold something"):
            sheets_of(file.getvalue(), "cells.xlsx")


def test_costs_without_a_price_year_are_told(fill: Filler) -> None:
    cells = {"Kostnader!E7": 100, "Kostnader!J7": "anslått"}
    assert "no price year" in only(fill(cells)).message
    m = fill(cells | {"Les meg først!B5": 2024})
    assert (m.problems, m.price_year) == ((), 2024)


def test_sheets_rows_and_columns_may_stand_in_another_order(fill: Filler) -> None:
    def shuffled(book: openpyxl.Workbook) -> None:
        book.move_sheet("Mengder", offset=-2)
        sheet = book["Mengder"]
        sheet.insert_rows(7, amount=3)
        sheet.insert_cols(1)

    m = fill({"Mengder!E7": 5, "Mengder!J7": "målt"}, change=shuffled)
    assert (m.problems, [x.place for x in m]) == ((), ["Mengder!F10"])


def test_a_source_without_a_name_and_a_route_without_its_sheet_are_told(fill: Filler) -> None:
    assert "cannot be chosen" in only(fill({"Kilder!B20": "Noe"})).message

    def removed(book: openpyxl.Workbook) -> None:
        del book["Innsamlingsmåter"]

    m = fill({"Mengder!E7": 5, "Mengder!E16": 6, "Mengder!J16": "målt"}, change=removed)
    assert [x.value for x in m] == [6.0]
    assert next(p.message.partition(";")[0] for p in m.problems if p.serious) == (
        "the sheet 'Innsamlingsmåter' is missing"
    )


def test_a_workbook_without_a_sheet_of_numbers_is_told(fill: Filler) -> None:
    def removed(book: openpyxl.Workbook) -> None:
        for pair in list(texts.SHEETS.values())[1:8]:
            del book[pair[1]]

    assert "no sheet with numbers" in only(fill({}, change=removed)).message


def test_an_unknown_name_of_the_module_is_told_with_the_nearest() -> None:
    with pytest.raises(AttributeError, match="Did you mean 'template'"):
        ps.mapping.tmplate  # noqa: B018


def test_unknown_sheets_are_told_and_missing_topics_are_not(fill: Filler) -> None:
    def changed(book: openpyxl.Workbook) -> None:
        book.create_sheet("Mengde")["A1"] = 1
        del book["Kostnader"]

    problem = only(fill({}, change=changed))
    assert (problem.sheet, problem.serious) == ("Mengde", False)
    assert "Did you mean 'Mengder'" in problem.message


def test_a_number_in_a_column_without_a_header_is_serious(fill: Filler) -> None:
    cells: dict[str, Any] = {"Mengder!E7": 1, "Mengder!J7": "målt", "Mengder!F5": None}
    cells |= {"Mengder!F7": 431.5, "Mengder!F8": "1 234,5", "Mengder!N8": 9}
    m = fill(cells)
    assert not m.ok
    assert [x.value for x in m] == [1.0]
    assert [(p.cell, p.value) for p in m.problems if p.serious] == [
        ("F7", "431.5"), ("F8", "'1 234,5'"), ("N8", "9"),
    ]  # fmt: skip
    assert all("write the year" in p.message for p in m.problems if p.serious)


def test_words_beside_the_table_and_examples_are_no_numbers_without_a_header(fill: Filler) -> None:
    cells = {"Mengder!N7": "husk å spørre", "Mengder!N8": "ca. 12", "Mengder!D5": None}
    assert fill(cells).problems == ()


def test_a_column_of_numbers_left_of_the_labels_is_told_once(fill: Filler) -> None:
    def numbered(book: openpyxl.Workbook) -> None:
        sheet = book["Mengder"]
        sheet.insert_cols(1)
        for row in range(7, 12):
            sheet.cell(row, 1).value = row

    assert (only(fill({}, change=numbered)).cell, fill({}, change=numbered).ok) == ("A7", True)


@pytest.mark.parametrize("name", ["Tonn", "mengder 2024"])
def test_a_topic_under_another_name_is_serious_where_it_has_numbers(
    fill: Filler, name: str
) -> None:
    def renamed(book: openpyxl.Workbook) -> None:
        book["Mengder"].title = name

    problem = only(fill({"Mengder!E7": 5, "Mengder!J7": "målt"}, change=renamed))
    assert (problem.serious, problem.sheet, problem.cell, problem.value) == (True, name, "E7", "5")
    assert "rename it to 'Mengder'" in problem.message
    assert fill({}, change=renamed).ok


def test_a_copy_of_a_topic_with_numbers_is_serious(fill: Filler) -> None:
    def copied(book: openpyxl.Workbook) -> None:
        book.copy_worksheet(book["Mengder"]).title = "Mengder (2)"
        book["Mengder"]["E7"] = None

    problem = only(fill({"Mengder!E7": 5}, change=copied))
    assert problem.serious
    assert "move its numbers to the sheet 'Mengder'" in problem.message


def test_words_of_the_other_language_are_told(fill: Filler) -> None:
    m = fill(
        {
            "Tonnages!E7": 5,
            "Tonnages!J7": "målt",
            "Tonnages!A8": "Innsamlet plast, slik den er veid",
            "Tonnages!E8": 6,
            "Tonnages!J8": "measured",
        },
        language="en",
    )
    assert [(x.value, x.status) for x in m] == [(5.0, "measured"), (6.0, "measured")]
    assert [p.cell for p in m.problems] == ["J7", "A8"]
    assert m.ok

    def renamed(book: openpyxl.Workbook) -> None:
        book["Tonnages"].title = "Mengder"

    m = fill({}, language="en", change=renamed)
    assert "rename it" in only(m).message


def test_a_row_of_headers_that_is_gone_is_told(fill: Filler) -> None:
    m = fill({"Mengder!A5": "Noe"})
    assert "copy it from a new template" in only(m).message


def test_merged_cells_are_told(fill: Filler) -> None:
    m = fill({"Mengder!E7": 5}, change=lambda book: book["Mengder"].merge_cells("E7:F7"))
    assert "merged with others (E7:F7)" in only(m).message


def test_all_problems_are_told_at_once_and_what_is_good_is_kept(fill: Filler) -> None:
    m = fill(
        {
            "Innbyggere!D7": "mange",
            "Mengder!E7": -1,
            "Mengder!E8": 7,
            "Mengder!J8": "målt",
            "Ordninger!E7": 55,
        }
    )
    assert [x.value for x in m] == [7.0]
    assert [(p.sheet, p.cell) for p in m.problems] == [
        ("Innbyggere", "D7"), ("Ordninger", "E7"), ("Mengder", "E7"),
    ]  # fmt: skip
    assert str(m.problems[0]).startswith("Innbyggere!D7: ")
    assert m.problems[0].value == "'mange'"


def test_a_row_without_numbers_that_says_something_is_told(fill: Filler) -> None:
    problem = only(fill({"Mengder!J7": "målt"}))
    assert (problem.cell, problem.serious) == ("J7", False)


def test_a_municipality_that_is_not_stated_is_told(fill: Filler) -> None:
    m = fill({"Les meg først!B3": None, "Les meg først!B4": None})
    assert "fill in 'Kommunenummer' or 'Kommune'" in only(m).message


def test_a_municipality_number_that_became_a_number_is_read_and_told(fill: Filler) -> None:
    m = fill({"Les meg først!B3": "Oslo", "Les meg først!B4": 301})
    assert m.regions == {"0301": "Oslo"}
    assert (only(m).serious, "read as '0301'" in only(m).message) == (False, True)


# --------------------------------------------------------------------------------------------- CSV


def table(folder: Path, text: str, encoding: str = "utf-8") -> Mapping:
    path = folder / "map.csv"
    path.write_bytes(text.encode(encoding))
    return ps.mapping.read(path)


HEADER = "quantity;region;year;category;route;value;sd;unit;status;source;note\n"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252"])
def test_norwegian_csv_is_read_in_each_encoding(tmp_path: Path, encoding: str) -> None:
    m = table(
        tmp_path,
        HEADER
        + "collected_gross;3203;2024;;kerbside_bin;1\u00a0234,5;12,5;tonne/year;measured;Vår vekt;æøå\n",
        encoding,
    )
    assert m.problems == ()
    (x,) = m
    assert (x.value, x.sd, x.source, x.note, x.place) == (1234.5, 12.5, "Vår vekt", "æøå", "row 2")
    assert m.routes == (ps.Route("kerbside_bin", "source", ("household",)),)


def test_units_are_converted_to_that_of_the_quantity(tmp_path: Path) -> None:
    m = table(
        tmp_path,
        HEADER
        + "residual_total;3203;2024;;;4,5;;kt/år;measured;;\n"
        + "packaging_in_residual;3203;2024;;;12;;%;measured;;\n"
        + "other_plastic_in_residual;3203;2024;;;3,5 %;;1;measured;;\n",
    )
    assert m.problems == ()
    assert [x.value for x in m] == [4500.0, 0.12, 0.035]


@pytest.mark.parametrize(
    ("row", "told"),
    [
        ("populaton;3203;2024;;;1;;person;measured;;", "Did you mean 'population'"),
        ("population;;2024;;;1;;person;measured;;", "region is missing"),
        ("population;301;2024;;;1;;person;measured;;", "'0301'"),
        ("population;3203;24;;;1;;person;measured;;", "no year of four digits"),
        ("population;3203;2024;;;;;person;measured;;", "value is missing"),
        ("population;3203;2024;;;1;;;measured;;", "there is no unit; write 'person'"),
        ("population;3203;2024;;;1;;tonne;measured;;", "'person' is needed"),
        ("population;3203;2024;;;1;;prson;measured;;", "unknown unit"),
        ("population;3203;2024;;;1;;person;mesured;;", "Did you mean 'measured'"),
        ("population;3203;2024;;a;1;;person;measured;;", "not measured by"),
        ("population;3203;2024;;;-1;;person;measured;;", "cannot be negative"),
        ("population;3203;2024;;;1;-1;person;measured;;", "cannot be negative"),
        ("population;3203;2024;;;12.5;;person;measured;;", "decimal comma"),
        ("population;3203;2024;;;1e999;;person;measured;;", "too large"),
        ("impurity;3203;2024;;;12;;1;measured;;", "Did you mean 12 % = 0.12?"),
        ("impurity;3203;2024;;;12 %;;%;measured;;", "write one of them"),
        ("population;3203;2024;;;1;;person;measured;;;;x", "stands in quotes"),
    ],
)
def test_a_row_that_cannot_be_used_is_told_and_the_others_are_kept(
    tmp_path: Path, row: str, told: str
) -> None:
    m = table(tmp_path, f"{HEADER}{row}\nhouseholds;3203;2024;;;2,5;;household;measured;;\n")
    assert [x.quantity for x in m] == ["households"]
    assert told in only(m).message
    assert only(m).cell == "row 2"


@pytest.mark.parametrize("unit", ["", "1"])
def test_a_percent_sign_needs_no_unit_beside_it(tmp_path: Path, unit: str) -> None:
    m = table(tmp_path, f"{HEADER}bale_impurity;3203;2024;;;12,5 %;;{unit};measured;;\n")
    assert (m.problems, [x.value for x in m]) == ((), [0.125])


def test_a_message_stays_short_whatever_a_workbook_calls_its_sources(fill: Filler) -> None:
    m = fill({"Kilder!A11": "x" * 30_000, "Mengder!E7": 1, "Mengder!J7": "målt", "Mengder!K7": "y"})
    told = [str(problem) for problem in m.problems]
    assert any("is not on the sheet 'Kilder'" in each for each in told)
    assert all(len(each) < 1_000 for each in told)


def test_unknown_routes_get_a_stage_by_column_or_are_told(tmp_path: Path) -> None:
    head = "quantity,region,year,route,value,unit,status,tier,region_name,price_year\n"
    m = table(
        tmp_path,
        head
        + "coverage,3203,2024,drop,0.5,1,measured,central,Asker,\n"
        + "coverage,3203,2024,bag,0.5,1,measured,,,2023\n"
        + "coverage,3203,2024,bug,0.5,1,measured,cntral,,2023\n",
    )
    assert m.routes == (ps.Route("drop", tier="central"), ps.Route("bag", tier="source"))
    assert (m.regions, m.price_year) == ({"3203": "Asker"}, 2023)
    assert [(p.cell, p.serious) for p in m.problems] == [("row 3", False), ("row 4", True)]


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("", "lacks the columns"),
        ("a,b\n1,2\n", "lacks the columns"),
        ("parameter,region,value\n", "read_table"),
        ("quantity,region,year,value,value\n", "twice"),
        ('quantity,region,year,value\n"a', "stands in quotes"),
    ],
)
def test_a_file_that_is_no_table_of_a_mapping_is_refused(
    tmp_path: Path, text: str, told: str
) -> None:
    with pytest.raises(TableError, match=told):
        table(tmp_path, text)


def test_unknown_columns_are_told(tmp_path: Path) -> None:
    m = table(tmp_path, "quantity,region,year,value,unit,status,nte\n")
    assert "Did you mean 'note'" in only(m).message


@pytest.mark.parametrize(
    ("texts_", "usual", "mark"),
    [
        (["1,5", "2"], ".", ","),
        (["1.5", "2"], ",", "."),
        (["1,5", "1.234"], ".", ","),
        (["1.234"], ".", "."),
        (["1.234"], ",", ""),
        (["1,234"], ",", ","),
        (["1,234"], ".", ""),
        (["1,5", "1.5"], ",", ","),
        ([], ",", ","),
    ],
)
def test_the_decimal_mark_is_that_of_the_whole_file(
    texts_: list[str], usual: str, mark: str
) -> None:
    assert decimal_mark(texts_, usual) == mark


@pytest.mark.parametrize(
    "text", ["", "-", "1 23", "1,2,3", "1_0", "nan", "inf", "\u0661", "0x1", "1" * 99]
)
def test_what_is_no_number_is_refused(text: str) -> None:
    with pytest.raises(ps.PlastsmartError):
        number(text, ",")


def test_a_number_that_could_be_read_in_two_ways_is_read_in_none(tmp_path: Path) -> None:
    m = table(tmp_path, HEADER + "population;3203;2024;;;98.815;;person;measured;;\n")
    assert "could be read in two ways" in only(m).message
    assert "98 815" in only(m).message


def test_problems_are_bounded(tmp_path: Path) -> None:
    m = table(tmp_path, HEADER + "x;3203;2024;;;1;;1;measured;;\n" * 1_500)
    assert len(m.problems) == 1_001
    assert m.problems[-1].message.startswith("there are 500 more problems")


def test_every_word_of_the_workbook_is_known_in_both_languages() -> None:
    pairs = [*texts.COLUMNS.values(), *texts.FIELDS.values(), texts.ALL, *texts.UNITS.values()]
    assert all(len(pair) == 2 and all(pair) for pair in pairs)
