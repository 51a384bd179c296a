"""The workbook of a mapping: what it says, what it lets be filled in, and that it comes back."""

import io
import re
import sys
import zipfile
from pathlib import Path
from typing import Any

import openpyxl
import pandas as pd
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from openpyxl.worksheet.worksheet import Worksheet

import plastsmart as ps
from plastsmart.errors import InvalidValueError, LabelError, MissingExtraError, TableError
from plastsmart.mapping import Mapping, Measurement, texts
from plastsmart.mapping.quantities import QUANTITIES, TOPICS
from plastsmart.mapping.workbook import sheets_of

pytestmark = pytest.mark.once

LANGUAGES = ["no", "en"]


def written(folder: Path, **given: Any) -> Path:
    path = folder / "map.xlsx"
    ps.mapping.template(path, overwrite=True, **{"region": "Asker", "years": [2023, 2024]} | given)
    return path


def topics(book: openpyxl.Workbook, language: str) -> dict[str, Worksheet]:
    return {topic: book[texts.word(texts.SHEETS[topic], language)] for topic in TOPICS}


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_quantity_has_a_row_with_its_unit_and_its_explanation(
    tmp_path: Path, language: str
) -> None:
    book = openpyxl.load_workbook(written(tmp_path, language=language))
    for topic, sheet in topics(book, language).items():
        text = {str(cell.value) for row in sheet.iter_rows() for cell in row if cell.value}
        for kind in QUANTITIES.values():
            if kind.topic == topic:
                label, told = (
                    (kind.label_no, kind.help_no) if language == "no" else (kind.label, kind.help)
                )
                assert {label, told, texts.word(texts.UNITS[kind.unit], language)} <= text


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_sheets_stand_in_the_order_of_the_topics_after_one_that_explains(
    tmp_path: Path, language: str
) -> None:
    names = openpyxl.load_workbook(written(tmp_path, language=language)).sheetnames
    assert names == [*(texts.word(pair, language) for pair in texts.SHEETS.values()), texts.HIDDEN]
    assert all(len(name) <= 31 for name in names)


@pytest.mark.parametrize("language", LANGUAGES)
def test_an_empty_template_is_read_as_nothing_without_a_problem(
    tmp_path: Path, language: str
) -> None:
    m = ps.mapping.read(written(tmp_path, language=language))
    assert (m.regions, len(m), m.problems, m.language) == ({"3203": "Asker"}, 0, (), language)


def test_labels_and_words_are_told_apart_in_each_language() -> None:
    for at in (0, 1):
        labels = [(k.label, k.label_no)[at] for k in QUANTITIES.values()]
        for words in (labels, *([pair[at] for pair in table.values()] for table in (
            texts.STATUS_WORDS, texts.TIER_WORDS, texts.SECTOR_WORDS, texts.SHEETS
        ))):  # fmt: skip
            assert len({texts.folded(word) for word in words}) == len(words)
    assert {kind.unit for kind in QUANTITIES.values()} == set(texts.UNITS) == set(texts.EXAMPLES)


def test_input_cells_are_open_and_everything_else_is_locked(tmp_path: Path) -> None:
    book = openpyxl.load_workbook(written(tmp_path))
    sheet = book["Mengder"]
    assert sheet.protection.sheet
    assert not sheet["E7"].protection.locked
    assert sheet["A7"].protection.locked
    for one in book.worksheets:
        for row in one.iter_rows():
            assert all(cell.protection.locked for cell in row if cell.data_type == "f")


def test_a_drop_down_offers_statuses_routes_and_sources(tmp_path: Path) -> None:
    sheet = openpyxl.load_workbook(written(tmp_path))["Mengder"]
    rules = {rule.formula1: str(rule.sqref) for rule in sheet.data_validations.dataValidation}
    assert "='Innsamlingsmåter'!$A$6:$A$100" in rules
    assert "='Kilder'!$A$6:$A$100" in rules
    assert any("_plastsmart" in str(formula) for formula in rules)


def test_only_locked_formulas_of_the_templates_own_are_written(tmp_path: Path) -> None:
    evil = "=cmd|'/c calc'!A1"
    m = Mapping(
        regions={"3203": '=HYPERLINK("http://x")'},
        measurements=[
            Measurement(
                quantity="collected_gross", region="3203", year=2024, value=1.0, route="@route",
                source=evil, note="+1", status="measured",
            ),
            Measurement(
                quantity="population", region="3203", year=2024, value=1.0, source="-1", note="#N/A",
                status="measured",
            ),
        ],
        routes=(ps.Route("@route", tier="source"),),
    )  # fmt: skip
    path = written(tmp_path, region=None, filled=m, years=None)
    for sheet in sheets_of(path.read_bytes(), "map"):
        for cell in sheet.cells.values():
            assert cell.formula is None or re.match(r"(SUMPRODUCT|IF|IFERROR)\(", cell.formula)
            assert cell.kind != "error"
    book = openpyxl.load_workbook(path)
    quoted = [
        cell.value for sheet in book.worksheets for row in sheet.iter_rows() for cell in row
        if isinstance(cell.value, str) and cell.data_type != "f" and cell.value[0] in "=+-@"
        and cell.quotePrefix
    ]  # fmt: skip
    assert {evil, "+1", "-1", "@route"} <= set(quoted)
    back = ps.mapping.read(path)
    assert [(x.source, x.note) for x in back] == [("-1", "#N/A"), (evil, "+1")]
    assert back.regions == m.regions


def test_a_region_is_found_by_name_or_number_and_nearest_names_are_told(tmp_path: Path) -> None:
    assert ps.mapping.read(written(tmp_path, region="oslo")).regions == {"0301": "Oslo"}
    assert ps.mapping.read(written(tmp_path, region="0301")).regions == {"0301": "Oslo"}
    with pytest.raises(LabelError, match="Did you mean 'Asker'"):
        written(tmp_path, region="Askr")
    with pytest.raises(LabelError, match=r"2 municipalities 'Våler'; give the number: "):
        written(tmp_path, region="Våler")
    with pytest.raises(LabelError):
        written(tmp_path, region="9999")
    assert ps.mapping.read(written(tmp_path, region={"X": "Town"})).regions == {"X": "Town"}


def test_a_file_that_exists_is_kept_unless_told_otherwise(tmp_path: Path) -> None:
    path = written(tmp_path)
    with pytest.raises(TableError, match="already, maybe filled in"):
        ps.mapping.template(path, region="Oslo")
    assert ps.mapping.read(path).regions == {"3203": "Asker"}


@pytest.mark.parametrize(
    ("given", "error", "message"),
    [
        ({"language": "sv"}, InvalidValueError, "one of en, no"),
        ({"years": []}, InvalidValueError, "1 to 30 years"),
        ({"years": [24]}, InvalidValueError, "four digits"),
        ({"years": ["2024"]}, LabelError, "not a whole number"),
        ({"routes": ["kerbside_bn"]}, LabelError, "Did you mean 'kerbside_bin'"),
        ({"routes": []}, LabelError, "1 to 60"),
        ({"routes": [ps.Route("a", tier="source"), ps.Route("A", tier="source")]}, LabelError, "twice"),
        ({"categories": ["all together"]}, LabelError, "means all"),
        ({"categories": [3]}, LabelError, "not text"),
        ({"filled": 3}, InvalidValueError, "filled is a Mapping"),
        ({"region": 301}, LabelError, "'0301'"),
    ],
)  # fmt: skip
def test_what_makes_no_workbook_is_refused(
    tmp_path: Path, given: dict[str, Any], error: type[Exception], message: str
) -> None:
    with pytest.raises(error, match=message):
        written(tmp_path, **given)


def hamar(quantity: str, value: float, **more: Any) -> Measurement:
    return Measurement(quantity=quantity, region="3403", year=2023, value=value, **more)


BAG = hamar("impurity", 0.1, route="kerbside_bag")
FILM = hamar("composition_collected", 0.5, route="kerbside_bag", category="film")


@pytest.mark.parametrize(
    ("found", "given", "error", "message"),
    [
        ([BAG], {"regions": {"3403": "Hamar", "0301": "Oslo"}}, InvalidValueError, "filled has 2"),
        ([BAG], {"region": {"3403": "Hamar", "0301": "Oslo"}}, LabelError, "municipality, not 2"),
        ([BAG], {"region": "0301"}, InvalidValueError, "of other regions than '0301'"),
        ([BAG], {"years": [2020]}, InvalidValueError, r"of 2023, which is none .*\[2020\]"),
        ([BAG], {"routes": ["bring_point"]}, LabelError, "'kerbside_bag', which is not among rout"),
        ([FILM], {"categories": ["rigid"]}, LabelError, "'film', which is not among categories"),
    ],
)
def test_what_is_filled_in_has_its_place_in_the_workbook(
    tmp_path: Path, found: Any, given: dict[str, Any], error: type[Exception], message: str
) -> None:
    asked = {"region": None, "regions": {"3403": "Hamar"}} | given
    filled = ps.mapping.Mapping(
        regions=asked.pop("regions"), measurements=found, categories=(ps.Category("film"),)
    )
    with pytest.raises(error, match=message):
        written(tmp_path, filled=filled, **asked)
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize("path", ["map.xls", "map", 3, "a\0.xlsx"])
def test_a_path_that_is_no_workbook_is_refused(path: Any) -> None:
    with pytest.raises(TableError):
        ps.mapping.template(path)


def test_a_folder_that_is_not_there_is_told(tmp_path: Path) -> None:
    with pytest.raises(TableError, match="cannot be written"):
        ps.mapping.template(tmp_path / "none" / "a.xlsx")


def test_without_openpyxl_the_cure_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "openpyxl", None)
    with pytest.raises(MissingExtraError, match=r'pip install "plastsmart\[excel\]"'):
        ps.mapping.template(tmp_path / "a.xlsx")


def test_routes_and_categories_of_ones_own_come_back(tmp_path: Path) -> None:
    routes = [ps.Route("suction", tier="source", sectors=("household", "business")), "bring_point"]
    path = written(
        tmp_path, routes=routes, categories=["film", ps.Category("EPS", sector="business")]
    )
    book = openpyxl.load_workbook(path)
    services, picking = book["Ordninger"], book["Plukkanalyser restavfall"]
    services["E7"], services["E8"] = 0.5, 0.25
    for row in picking.iter_rows(min_row=6):
        if row[1].value in {"Folie (LDPE)", "EPS"}:
            row[5].value = 0.5
    book.save(path)
    m = ps.mapping.read(path)
    assert m.ok
    assert m.routes == (routes[0], texts.ROUTES[3][0])
    assert m.categories == (texts.CATEGORIES[0][0], ps.Category("EPS", sector="business"))


# ------------------------------------------------------------------------------------ round trips

TEXT = st.text(
    st.characters(exclude_characters="\r\0", exclude_categories=["Cs"]), max_size=30
) | st.sampled_from(
    ["=1+1", "_x0041_", "@x", "a\nb", "\x0bc\x0bd", "#DIV/0!", " x ", "1 234,5", "\ufffe"]
)
NAMES = st.sampled_from(["a", "Bag", "kerbside_bin", "=x", "æøå", "1"])


@st.composite
def mappings(draw: st.DrawFn) -> Mapping:
    """Draw what any municipality may have measured."""
    routes = draw(st.lists(NAMES, unique_by=str.casefold, max_size=4))
    kinds = draw(st.lists(NAMES, unique_by=str.casefold, min_size=1, max_size=3))
    found = []
    taken: set[Any] = set()
    for _ in range(draw(st.integers(0, 8))):
        kind = draw(st.sampled_from(list(QUANTITIES.values())))
        route = draw(st.sampled_from(["", *routes])) if "route" in kind.axes else ""
        category = draw(st.sampled_from(["", *kinds])) if "category" in kind.axes else ""
        year = draw(st.integers(2020, 2024))
        # one of a kind, so that no source repeats itself and no shares add up to more than one
        if (kind.name, year) in taken:
            continue
        taken.add((kind.name, year))
        value = draw(st.floats(0, 1 if kind.is_share else 1e9, allow_subnormal=False))
        sd = draw(st.none() | st.floats(0, 1 if kind.is_share else 1e9, allow_subnormal=False))
        found.append(
            Measurement(
                quantity=kind.name, region="3203", year=year, value=value, sd=sd, route=route,
                category=category, status=draw(st.sampled_from(list(texts.STATUS_WORDS))),
                source=draw(TEXT), note=draw(TEXT),
            )
        )  # fmt: skip
    return Mapping(
        regions={"3203": "Asker"},
        measurements=found,
        routes=tuple(ps.Route(name, tier="source") for name in routes),
        categories=tuple(ps.Category(name) for name in kinds),
        price_year=2024,
    )


def compared(m: Mapping) -> pd.DataFrame:
    """Return a table by its own order, without where each value stood."""
    table = m.table().drop(columns="place")
    return table.sort_values(list(table.columns)).reset_index(drop=True)


@given(m=mappings(), language=st.sampled_from(LANGUAGES))
@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_what_is_filled_in_comes_back_exactly(
    m: Mapping, language: str, tmp_path_factory: pytest.TempPathFactory
) -> None:
    path = tmp_path_factory.mktemp("trip") / "map.xlsx"
    ps.mapping.template(path, language=language, filled=m)
    back = ps.mapping.read(path)
    assert back.ok, back.problems
    pd.testing.assert_frame_equal(compared(back), compared(m), check_exact=True)
    assert back.price_year == 2024


@given(m=mappings(), norwegian=st.booleans())
@settings(max_examples=50)
def test_a_table_as_csv_comes_back_exactly(
    m: Mapping, norwegian: bool, tmp_path_factory: pytest.TempPathFactory
) -> None:
    path = tmp_path_factory.mktemp("trip") / "map.csv"
    mark, point = (";", ",") if norwegian else (",", ".")
    m.table().to_csv(path, index=False, sep=mark, decimal=point)
    back = ps.mapping.read(path)
    assert back.ok, back.problems
    pd.testing.assert_frame_equal(compared(back), compared(m), check_exact=True)


def test_the_example_is_what_its_script_makes(tmp_path: Path) -> None:
    from examples.mapping import make_example

    make_example.main(tmp_path)
    for name in ("eksempelby.xlsx", "eksempelby.csv"):
        kept = ps.mapping.read(make_example.HERE / name)
        assert kept == ps.mapping.read(tmp_path / name)
        assert kept.problems == ()
        pd.testing.assert_frame_equal(compared(kept), compared(make_example.town()))


def test_a_workbook_saved_again_by_another_spreadsheet_reads_the_same() -> None:
    folder = Path(__file__).parent / "workbooks"
    from examples.mapping import make_example

    ours = ps.mapping.read(make_example.HERE / "eksempelby.xlsx")
    theirs = ps.mapping.read(folder / "eksempelby.xlsx")
    assert theirs == ours


def test_values_agree_with_those_that_openpyxl_reads(tmp_path: Path) -> None:
    from examples.mapping import make_example

    for path in (make_example.HERE, Path(__file__).parent / "workbooks"):
        data = (path / "eksempelby.xlsx").read_bytes()
        book = openpyxl.load_workbook(io.BytesIO(data), data_only=True)
        for sheet in sheets_of(data, "x"):
            theirs = {
                (cell.row, cell.column): cell.value
                for row in book[sheet.name].iter_rows()
                for cell in row
                if cell.value is not None
            }
            ours = {at: cell.value for at, cell in sheet.cells.items() if cell.value is not None}
            assert ours == theirs


def test_no_part_of_a_workbook_can_run_or_fetch_anything(tmp_path: Path) -> None:
    with zipfile.ZipFile(written(tmp_path)) as archive:
        parts = " ".join(archive.namelist()).lower()
    assert not re.search("vba|external|connection|embedding|activex", parts)


def test_a_cost_of_each_route_is_not_offered_for_all_of_them(tmp_path: Path) -> None:
    sheet = openpyxl.load_workbook(written(tmp_path))["Kostnader"]
    labels = [QUANTITIES[name].label_no for name in ("collection_cost", "service_cost")]
    rows = [(sheet.cell(row, 1).value, sheet.cell(row, 2).value) for row in range(6, 40)]
    assert all((label, "alle til sammen") not in rows for label in labels)
    assert all((label, "Returpunkt") in rows for label in labels)


def test_spare_rows_are_percentages_where_a_sheet_has_nothing_else(tmp_path: Path) -> None:
    book = openpyxl.load_workbook(written(tmp_path))
    for topic, sheet in topics(book, "no").items():
        spare = next(
            row for row in range(6, 200) if str(sheet.cell(row, 1).value) == "Flere rader"
        ) + 1  # fmt: skip
        years = [cell.column for cell in sheet[5] if cell.value == 2024]
        form = sheet.cell(spare, years[0]).number_format
        shares = all(kind.is_share for kind in QUANTITIES.values() if kind.topic == topic)
        assert form == ("0.0%" if shares else "General")


def test_the_first_sheet_asks_for_the_municipality_and_then_tells_what_to_do(
    tmp_path: Path,
) -> None:
    book = openpyxl.load_workbook(written(tmp_path))
    sheet = book.worksheets[0]
    assert [sheet.cell(row, 1).value for row in range(3, 11)] == [
        "Kommune", "Kommunenummer", "Kroner fra år", None, "1", "2", "3", "4",
    ]  # fmt: skip
    # a municipality number begins with 0, which a number would lose
    assert [sheet.cell(row, 2).number_format for row in (3, 4, 5)] == ["@", "@", "General"]


def test_cells_to_fill_in_have_a_frame_and_sums_a_line_above(tmp_path: Path) -> None:
    book = openpyxl.load_workbook(written(tmp_path))
    sides = ("top", "bottom", "left", "right")

    def lines(cell: Any) -> set[str]:
        found = {side: getattr(cell.border, side) for side in sides}
        return {side for side, line in found.items() if line is not None and line.style}

    assert lines(book.worksheets[0]["B3"]) == set(sides)
    assert lines(book.worksheets[0]["A3"]) == set()
    sums = [
        cell
        for sheet in book.worksheets
        for row in sheet.iter_rows()
        for cell in row
        if cell.data_type == "f" and cell.number_format == "0.0%;;"
    ]
    assert sums
    assert all(lines(cell) == {"top"} for cell in sums)
