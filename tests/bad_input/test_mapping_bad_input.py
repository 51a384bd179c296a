"""Files that are damaged, hostile or no mapping end in one clear error, soon and in little memory."""

import contextlib
import functools
import io
import os
import random
import re
import tempfile
import time
import tracemalloc
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import openpyxl
import pytest

import plastsmart as ps
from examples.mapping import make_example
from plastsmart import errors
from plastsmart.errors import InvalidValueError, LabelError, PlastsmartError, TableError
from plastsmart.mapping import Mapping, Measurement, findings, sheets, texts
from plastsmart.mapping.workbook import MOST_BYTES, coordinate, sheets_of

pytestmark = pytest.mark.once

SECONDS = 20.0
"""Far more than any takes, so that a busy machine does not fail."""

MEGABYTES = 150.0


@functools.cache
def example() -> bytes:
    return (make_example.HERE / "eksempelby.xlsx").read_bytes()


def parts(data: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def packed(members: dict[str, bytes], method: int = zipfile.ZIP_DEFLATED) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", method) as archive:
        for name, data in members.items():
            archive.writestr(name, data)
    return stream.getvalue()


def with_part(name: str, data: bytes) -> bytes:
    return packed(parts(example()) | {name: data})


def with_sheet(cells: bytes) -> bytes:
    """Return the example with other rows on its fourth sheet."""
    members = parts(example())
    name = "xl/worksheets/sheet4.xml"
    head, _, rest = members[name].partition(b"<sheetData>")
    members[name] = (
        head + b"<sheetData>" + cells + b"</sheetData>" + rest.partition(b"</sheetData>")[2]
    )
    return packed(members)


def refused(folder: Path, data: bytes, name: str = "map.xlsx", *, traced: bool = True) -> str:
    """Return the message with which a file is refused, after looking at time and memory."""
    path = folder / name
    path.write_bytes(data)
    start = time.monotonic()
    if traced:
        tracemalloc.start()
    try:
        with pytest.raises(TableError) as caught:
            ps.mapping.read(path)
        assert tracemalloc.get_traced_memory()[1] < MEGABYTES * 1e6
    finally:
        tracemalloc.stop()
    assert time.monotonic() - start < SECONDS
    return str(caught.value)


def test_the_pieces_of_these_tests_make_a_workbook_that_reads(tmp_path: Path) -> None:
    path = tmp_path / "eksempelby.xlsx"
    path.write_bytes(packed(parts(example())))
    assert ps.mapping.read(path) == ps.mapping.read(make_example.HERE / "eksempelby.xlsx")


# ------------------------------------------------------------------------------------------ bombs


def test_a_zip_bomb_is_refused_by_its_sizes_before_it_is_unpacked(tmp_path: Path) -> None:
    assert "MB are read" in refused(tmp_path, with_part("xl/media/a.bin", bytes(80_000_000)))
    assert "times its size" in refused(tmp_path, with_part("xl/media/a.bin", bytes(20_000_000)))


def test_a_zip_that_lies_about_its_sizes_is_refused(tmp_path: Path) -> None:
    size = 3_000_000
    data = bytearray(with_part("xl/styles.xml", b"<a>" + b" " * size + b"</a>"))
    real = (size + 7).to_bytes(4, "little")
    assert data.count(real) == 2
    data = data.replace(real, (1000).to_bytes(4, "little"))
    assert "damaged" in refused(tmp_path, bytes(data))


def test_many_parts_are_refused(tmp_path: Path) -> None:
    members = {f"xl/media/{number}": b"" for number in range(3_000)}
    assert "parts" in refused(tmp_path, packed(parts(example()) | members))


def test_a_million_blank_rows_are_refused_in_seconds(tmp_path: Path) -> None:
    rows = b"".join(b'<row r="%d"/>' % number for number in range(1, 1_048_577))
    # not traced, which takes several times as long
    assert "delete the empty rows" in refused(tmp_path, with_sheet(rows), traced=False)


def test_many_blank_rows_are_read_as_nothing(tmp_path: Path) -> None:
    rows = b"".join(b'<row r="%d"><c r="A%d" s="1"/></row>' % (n, n) for n in range(1, 200_001))
    path = tmp_path / "map.xlsx"
    path.write_bytes(with_sheet(rows))
    m = ps.mapping.read(path)
    assert not any(problem.sheet == "Mengder" and problem.cell for problem in m.problems)


def with_shared(text: bytes, cells: int) -> bytes:
    """Return the example with one text in many cells of its fourth sheet."""
    rows = (
        b'<row r="%d">' % (first // 400 + 1)
        + b"".join(
            b'<c r="%b" t="s"><v>0</v></c>' % coordinate(first // 400 + 1, at + 1).encode()
            for at in range(min(400, cells - first))
        )
        + b"</row>"
        for first in range(0, cells, 400)
    )
    members = parts(with_sheet(b"".join(rows)))
    space = b"http://schemas.openxmlformats.org/spreadsheetml/2006/main"
    members["xl/sharedStrings.xml"] = (
        b'<sst xmlns="' + space + b'"><si><t>' + text + b"</t></si></sst>"
    )
    kind = b"http://schemas.openxmlformats.org/officeDocument/2006/relationships/sharedStrings"
    name = "xl/_rels/workbook.xml.rels"
    members[name] = members[name].replace(
        b"</Relationships>",
        b'<Relationship Id="shared" Type="'
        + kind
        + b'" Target="sharedStrings.xml"/></Relationships>',
    )
    return packed(members)


def test_a_long_text_that_many_cells_share_is_refused_before_it_is_repeated(tmp_path: Path) -> None:
    text = b"_x0041_" * 4_000
    assert "million letters" in refused(tmp_path, with_shared(text, 99_000), traced=False)


def test_the_cells_that_share_a_text_share_one_object() -> None:
    sheet = next(
        s for s in sheets_of(with_shared(b"_x0041_" * 99, 800), "map") if s.name == "Mengder"
    )
    assert {cell.value for cell in sheet.cells.values()} == {"A" * 99}
    assert len({id(cell.value) for cell in sheet.cells.values()}) == 1


def test_a_thousand_sources_that_are_on_no_list_are_compared_a_bounded_number_of_times(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    compared = folds = 0

    def nearest(name: object, known: Any) -> str:
        nonlocal compared
        compared += len(known)
        return real(name, known)

    def folded(text: str) -> str:
        nonlocal folds
        folds += 1
        return fold(text)

    real, fold = errors.nearest, texts.folded
    monkeypatch.setattr(findings, "nearest", nearest)
    monkeypatch.setattr(sheets, "folded", folded)
    book = openpyxl.load_workbook(io.BytesIO(example()))
    for row in range(1_000):
        book["Kilder"].cell(6 + row, 1).value = f"kilde {row}"
        for column, value in enumerate(
            ["Innsamlet plast, slik den er veid", "ukjent", None, None, row, None, None, None, None,
             "målt", f"klide {row}"], start=1,
        ):  # fmt: skip
            book["Mengder"].cell(100 + row, column).value = value
    path = tmp_path / "map.xlsx"
    book.save(path)
    m = ps.mapping.read(path)
    assert len(m.problems) > 1_000
    assert compared < 10_000
    assert folds < 300_000


def test_rows_of_a_table_that_are_wrong_are_compared_with_names_a_bounded_number_of_times(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    compared = 0

    def nearest(name: object, known: Any) -> str:
        nonlocal compared
        compared += len(known)
        return errors.nearest(name, known)

    monkeypatch.setattr(findings, "nearest", nearest)
    path = tmp_path / "map.csv"
    path.write_text(
        "quantity,region,year,value,unit,status\n" + "popula,3203,2024,1,person,mesured\n" * 5_000
    )
    assert len(ps.mapping.read(path).problems) == 1_001
    assert compared < 10_000


def test_a_table_of_more_columns_than_any_mapping_has_is_refused(tmp_path: Path) -> None:
    header = ",".join(["quantity,region,year,value", *(f"c{n}" for n in range(100_000))])
    told = refused(tmp_path, header.encode(), "map.csv")
    assert "has 100004 columns" in told


def test_a_cell_far_away_is_refused(tmp_path: Path) -> None:
    far = b'<row r="1048576"><c r="XFD1048576"><v>1</v></c></row>'
    assert "XFD1048576" in refused(tmp_path, with_sheet(far))


def test_more_cells_than_any_mapping_has_are_refused(tmp_path: Path) -> None:
    row = b"".join(b"<c><v>1</v></c>" for _ in range(400))
    rows = b"".join(b"<row>" + row + b"</row>" for _ in range(300))
    assert "100000 cells" in refused(tmp_path, with_sheet(rows))


def test_a_large_dimension_that_is_only_stated_does_not_matter(tmp_path: Path) -> None:
    members = parts(example())
    name = "xl/worksheets/sheet4.xml"
    members[name] = re.sub(
        rb'<dimension ref="[^"]*"', b'<dimension ref="A1:XFD1048576"', members[name]
    )
    path = tmp_path / "map.xlsx"
    path.write_bytes(packed(members))
    assert len(ps.mapping.read(path)) == len(ps.mapping.read(make_example.HERE / "eksempelby.xlsx"))


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16"])
def test_an_entity_bomb_is_refused(tmp_path: Path, encoding: str) -> None:
    lines = "".join(f'<!ENTITY l{n + 1} "{f"&l{n};" * 10}">' for n in range(9))
    head = f'<?xml version="1.0" encoding="{encoding}"?>'
    text = f'{head}<!DOCTYPE a [<!ENTITY l0 "ha">{lines}]><a>&l9;</a>'
    for part in ("xl/workbook.xml", "xl/styles.xml", "xl/worksheets/sheet4.xml"):
        assert "declares entities" in refused(tmp_path, with_part(part, text.encode(encoding)))


def test_an_entity_that_names_a_file_is_refused(tmp_path: Path) -> None:
    text = b'<!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/hostname">]><a>&x;</a>'
    assert "declares entities" in refused(tmp_path, with_part("xl/styles.xml", text))


def test_deep_nesting_is_refused(tmp_path: Path) -> None:
    assert "too deep" in refused(tmp_path, with_part("xl/styles.xml", b"<a>" * 200_000))


def test_long_texts_and_many_merged_ranges_are_bounded(tmp_path: Path) -> None:
    merges = b"".join(b'<mergeCell ref="A%d:B%d"/>' % (n, n) for n in range(1, 3_000))
    members = parts(example())
    name = "xl/worksheets/sheet4.xml"
    members[name] = members[name].replace(
        b"</sheetData>", b"</sheetData><mergeCells>" + merges + b"</mergeCells>"
    )
    assert "merged ranges" in refused(tmp_path, packed(members))
    long = b'<row r="7"><c r="A7" t="inlineStr"><is><t>' + b"x" * 1_000_000 + b"</t></is></c></row>"
    (sheet,) = [s for s in sheets_of(with_sheet(long), "x") if s.name == "Mengder"]
    assert sheet.cells[7, 1].kind == "error"


def test_a_file_that_is_too_large_is_not_read(tmp_path: Path) -> None:
    path = tmp_path / "map.csv"
    with path.open("wb") as stream:
        stream.truncate(MOST_BYTES * 100)
    with pytest.raises(TableError, match="larger than 20 MB"):
        ps.mapping.read(path)


def test_a_large_table_of_blank_rows_is_read_as_nothing(tmp_path: Path) -> None:
    path = tmp_path / "map.csv"
    path.write_text("quantity;region;year;value\n" + ";;;\n" * 1_000_000)
    assert ps.mapping.read(path).measurements == ()


# ---------------------------------------------------------------------------- what can run or fetch


@pytest.mark.parametrize(
    ("part", "told"),
    [
        ("xl/vbaProject.bin", "macros"),
        ("xl/VBAPROJECT.BIN", "macros"),
        ("xl/macrosheets/sheet1.xml", "macros"),
        ("xl/externalLinks/externalLink1.xml", "links to other files"),
        ("xl/connections.xml", "connections"),
        ("xl/queryTables/queryTable1.xml", "connections"),
        ("xl/embeddings/oleObject1.bin", "embedded files"),
        ("xl/activeX/activeX1.xml", "controls"),
    ],
)
def test_what_can_run_or_fetch_is_refused(tmp_path: Path, part: str, told: str) -> None:
    assert told in refused(tmp_path, with_part(part, b"x"))


def test_a_workbook_that_says_it_has_macros_is_refused(tmp_path: Path) -> None:
    kinds = parts(example())["[Content_Types].xml"].replace(
        b"spreadsheetml.sheet.main", b"spreadsheet.macroEnabled.main"
    )
    assert "macros" in refused(tmp_path, with_part("[Content_Types].xml", kinds))


@pytest.mark.parametrize(
    "formula", ["=cmd|'/c calc'!A1", '=HYPERLINK("http://x")', "=WEBSERVICE(A1)", "=[1]Sheet1!A1"]
)
def test_a_formula_is_told_and_never_computed(tmp_path: Path, formula: str) -> None:
    book = openpyxl.load_workbook(io.BytesIO(example()))
    book["Mengder"]["E13"] = formula
    path = tmp_path / "map.xlsx"
    book.save(path)
    m = ps.mapping.read(path)
    (problem,) = m.problems
    assert "formulas are not computed" in problem.message
    assert problem.value.strip("'\"").startswith(formula[:10])


def test_a_formula_is_told_with_the_value_it_was_saved_with(tmp_path: Path) -> None:
    data = with_sheet(
        parts(example())["xl/worksheets/sheet4.xml"]
        .partition(b"<sheetData>")[2]
        .partition(b"</sheetData>")[0]
        .replace(b"<v>18.0</v>", b"<f>9+9</f><v>18.0</v>")
    )
    path = tmp_path / "map.xlsx"
    path.write_bytes(data)
    (problem,) = ps.mapping.read(path).problems
    assert "that gave 18" in problem.message


# ------------------------------------------------------------------------------- damaged, or another


@pytest.mark.parametrize(
    ("data", "name", "told"),
    [
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(500), "map.xlsx", "locked with a password"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(500), "map.xls", "old kind"),
        (b"", "map.xlsx", "is no workbook"),
        (b"quantity;region\n", "map.xlsx", "is no workbook"),
        (b"PK\x03\x04", "map.xlsx", "damaged"),
        (b"PK\x05\x06" + bytes(18), "map.xlsx", "not a workbook"),
        (packed({"a.txt": b"x"}), "map.xlsx", "not a workbook"),
        (packed({"[Content_Types].xml": b"<Types/>"}), "map.xlsx", "lacks its part"),
        (packed({"mimetype": b"x", "content.xml": b""}), "map.ods", "save it as .xlsx"),
        (packed({"a.txt": b"x"}), "map.csv", "its name ends in '.csv'"),
        (b"\xff\xfeq\x00", "map.csv", "UTF-16"),
        (b"quantity;region;year;value;note\nx;y;2024;1;\x9b\x81\n", "map.csv", "neither UTF-8 nor"),
        (bytes(range(256)), "map.csv", "letters"),
        (b"\0" * 1000, "map.csv", "lacks the columns"),
    ],
)
def test_a_file_of_another_kind_is_refused(
    tmp_path: Path, data: bytes, name: str, told: str
) -> None:
    assert told in refused(tmp_path, data, name)


def test_a_workbook_under_another_ending_is_refused(tmp_path: Path) -> None:
    for name in ("map.csv", "map.xlsm", "map"):
        assert "save it as .xlsx" in refused(tmp_path, example(), name)


def test_a_workbook_that_is_cut_short_is_refused(tmp_path: Path) -> None:
    data = example()
    for length in (4, 30, 1_000, len(data) // 2, len(data) - 1):
        refused(tmp_path, data[:length])


def test_a_workbook_that_the_template_did_not_make_is_refused(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    stream = io.BytesIO()
    book.save(stream)
    assert "none that mapping.template made" in refused(tmp_path, stream.getvalue())


@pytest.mark.parametrize(
    ("cell", "value", "told"),
    [
        ("B1", "plastsmart-mapping/2", "is of the version 'plastsmart-mapping/2'"),
        ("B1", "x", "none that mapping.template made"),
        ("B2", "sv", "language is 'sv'"),
    ],
)
def test_a_workbook_of_another_version_or_language_is_refused(
    tmp_path: Path, cell: str, value: str, told: str
) -> None:
    book = openpyxl.load_workbook(io.BytesIO(example()))
    book[texts.HIDDEN][cell] = value
    stream = io.BytesIO()
    book.save(stream)
    assert told in refused(tmp_path, stream.getvalue())


@pytest.mark.parametrize(
    ("cells", "told"),
    [
        (b'<row r="2"/><row r="1"/>', "rows do not stand in order"),
        (b'<row r="x"/>', "rows do not stand in order"),
        (b'<row r="1"><c r="B1"/><c r="A1"/></row>', "cells do not stand in order"),
        (b'<row r="1"><c r="A2"/></row>', "cells do not stand in order"),
        (b"<row", "damaged in its part"),
    ],
)
def test_a_sheet_that_is_damaged_is_refused(tmp_path: Path, cells: bytes, told: str) -> None:
    assert told in refused(tmp_path, with_sheet(cells))


@pytest.mark.parametrize("value", [b"1_0", b"nan", b"1e999", b"x", b"-"])
def test_a_number_that_is_none_is_an_error_of_its_cell(value: bytes) -> None:
    data = with_sheet(b'<row r="7"><c r="E7"><v>' + value + b"</v></c></row>")
    (sheet,) = [s for s in sheets_of(data, "x") if s.name == "Mengder"]
    assert sheet.cells[7, 5].kind == "error"


def test_two_parts_of_one_name_are_refused(tmp_path: Path) -> None:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        archive.writestr("[Content_Types].xml", b"")
        archive.writestr("[content_types].xml", b"")
    assert "two parts of one name" in refused(tmp_path, stream.getvalue())


def test_packing_that_no_spreadsheet_uses_is_refused(tmp_path: Path) -> None:
    data = packed(parts(example()), zipfile.ZIP_LZMA)
    assert "no spreadsheet uses" in refused(tmp_path, data)


@pytest.mark.parametrize("path", [3, None, "a\0b", b"map.xlsx", ""])
def test_what_is_no_path_is_refused(path: Any) -> None:
    with pytest.raises(TableError):
        ps.mapping.read(path)


def test_a_folder_and_a_file_that_is_not_there_are_refused(tmp_path: Path) -> None:
    with pytest.raises(TableError, match="is no file"):
        ps.mapping.read(tmp_path)
    with pytest.raises(TableError, match="cannot be read"):
        ps.mapping.read(tmp_path / "none.xlsx")


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="needs named pipes")
def test_a_pipe_is_not_waited_for(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe.csv")
    with pytest.raises(TableError, match="is no file"):
        ps.mapping.read(tmp_path / "pipe.csv")


# ------------------------------------------------------------------------------------------- fuzzed

Change = Callable[[random.Random], bytes]

VALUES: list[Any] = [
    None, 0, -1, 12, 1e300, 1e-300, True, "", " ", "12 %", "1 234,5", "1.234", "=1+1", "=A1", "#DIV/0!",
    "x" * 40_000, "målt", "measured", "alle til sammen", "Returpunkt", 2024, "2024", "\u2028", "_x0000_",
    "Sum: ", "Hva", "kerbside_bag", "0301", 301, 45_000.5,
]  # fmt: skip


def of_cells(chance: random.Random) -> bytes:
    book = openpyxl.load_workbook(io.BytesIO(example()))
    for _ in range(chance.randint(1, 30)):
        sheet = chance.choice(book.worksheets)
        cell = sheet.cell(chance.randint(1, 30), chance.randint(1, 13))
        if type(cell).__name__ == "Cell":
            cell.value = chance.choice(VALUES)
            cell.number_format = chance.choice(["General", "0%", "yyyy-mm-dd", "@", "[h]:mm"])
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


def of_sheets(chance: random.Random) -> bytes:
    book = openpyxl.load_workbook(io.BytesIO(example()))
    for _ in range(chance.randint(1, 4)):
        sheet = chance.choice(book.worksheets)
        match chance.randint(0, 6):
            case 0:
                sheet.title = chance.choice(["Mengder", "Tonnages", "Kilder", "x", "Ark1"])
            case 1 if len(book.worksheets) > 2:
                book.remove(sheet)
            case 2:
                sheet.insert_rows(chance.randint(1, 20), chance.randint(1, 5))
            case 3:
                sheet.delete_rows(chance.randint(1, 20), chance.randint(1, 5))
            case 4:
                sheet.delete_cols(chance.randint(1, 5))
            case 5:
                sheet.merge_cells("A6:F8")
            case _:
                sheet.move_range("A6:N20", rows=chance.randint(0, 5), cols=chance.randint(0, 3))
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


def spoiled(data: bytes, chance: random.Random) -> bytes:
    spoilt = bytearray(data)
    for _ in range(chance.randint(1, 20)):
        at = chance.randrange(len(spoilt))
        match chance.randint(0, 2):
            case 0:
                spoilt[at] = chance.randrange(256)
            case 1:
                del spoilt[at : at + chance.randint(1, 50)]
            case _:
                spoilt[at:at] = chance.choice(
                    [b"<", b">", b'"', b"&#1;", b"</row>", b"-1", b"9" * 30]
                )
        if not spoilt:
            break
    return bytes(spoilt)


def of_bytes(chance: random.Random) -> bytes:
    return spoiled(example(), chance)


def of_parts(chance: random.Random) -> bytes:
    members = parts(example())
    name = chance.choice([part for part in members if part.endswith((".xml", ".rels"))])
    return packed(members | {name: spoiled(members[name], chance)})


def of_words(chance: random.Random) -> bytes:
    """Change attributes and numbers within the XML, which stays XML."""
    members = parts(example())
    name = chance.choice([part for part in members if part.endswith((".xml", ".rels"))])
    words = re.findall(rb'="[^"]*"|>[^<]+<', members[name])
    for _ in range(chance.randint(1, 10) if words else 0):
        old = chance.choice(words)
        new = chance.choice(
            [b"-1", b"", b"1e999", b"99999999999999999999", b"x", b"A1:B", b"../../a"]
        )
        members[name] = members[name].replace(old, old[:1] + (b'"' if old[:1] == b"=" else b"") + new + (
            b'"' if old[:1] == b"=" else b"<"
        ), 1)  # fmt: skip
    return packed(members)


CHANGES: list[Change] = [of_cells, of_sheets, of_bytes, of_parts, of_words]


def fuzzed(count: int) -> Iterator[tuple[int, bytes]]:
    for seed in range(count):
        chance = random.Random(seed)
        yield seed, CHANGES[seed % len(CHANGES)](chance)


def reconciles_or_refuses(m: Mapping) -> str:
    """Return how reconciling ended: "reconciled" or "refused"; every measurement is used or told of."""
    if not m.regions:
        return "refused"
    try:
        found = ps.reconcile(m, region=next(iter(m.regions)))
    except PlastsmartError:
        return "refused"
    told = str(found)
    used = {(entry.value, entry.place) for entry in found.entries.values()}
    for measured in m:
        if (measured.region, measured.year) == (found.region, found.year):
            value, place = measured.value, measured.place
            assert (value, place) in used or f"{value:g} ({place}), as" in told
    with contextlib.suppress(PlastsmartError):
        found.system()
    return "reconciled"


def ends_well(data: bytes, name: str, *, reconciled: bool = True) -> str:
    """Return how reading ended: "read", "problems" or "refused"; anything else is raised."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / name
        path.write_bytes(data)
        try:
            m = ps.mapping.read(path)
        except PlastsmartError as error:
            told = str(error)
        else:
            told = ""
    if told:
        assert len(told) < 2_000
        return "refused"
    assert isinstance(m, Mapping)
    assert all(len(str(problem)) < 2_000 for problem in m.problems)
    m.table()
    if reconciled:
        reconciles_or_refuses(m)
    return "problems" if m.problems else "read"


@pytest.mark.slow
def test_300_fuzzed_workbooks_end_in_a_mapping_or_a_clear_error() -> None:
    ends = [ends_well(data, "map.xlsx", reconciled=True) for _, data in fuzzed(300)]
    assert set(ends) >= {"problems", "refused"}


def test_1000_fuzzed_tables_end_in_a_mapping_or_a_clear_error() -> None:
    data = (make_example.HERE / "eksempelby.csv").read_bytes()
    ends = [
        ends_well(spoiled(data, random.Random(seed)), "map.csv", reconciled=seed % 50 == 0)
        for seed in range(1_000)
    ]
    assert set(ends) >= {"problems", "refused"}


def test_tables_that_lose_rows_reconcile_or_say_why_not() -> None:
    rows = (make_example.HERE / "eksempelby.csv").read_text("utf-8").splitlines()
    ends = []
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "map.csv"
        for seed in range(12):
            chance = random.Random(seed)
            kept = [row for row in rows[1:] if chance.random() < 0.7]
            path.write_text("\n".join([rows[0], *kept]), "utf-8")
            ends.append(reconciles_or_refuses(ps.mapping.read(path)))
    assert ends.count("reconciled") > 6


@pytest.mark.parametrize("value", [1e-300, 1e300])
@pytest.mark.parametrize("quantity", ["residual_total", "packaging_per_person", "population"])
def test_numbers_that_nothing_can_be_computed_with_are_refused(quantity: str, value: float) -> None:
    given = {"population": 33_000.0, quantity: value}
    m = Mapping(
        regions={"3403": "Hamar"},
        measurements=[
            Measurement(quantity=name, region="3403", year=2023, value=number, place="Mengder!C5")
            for name, number in given.items()
        ],
    )
    with pytest.raises(
        InvalidValueError, match=rf"{quantity} \(Mengder!C5\) of 3403 in 2023 is 1e"
    ):
        ps.reconcile(m)


@pytest.mark.parametrize(
    ("given", "error", "told"),
    [
        ({"quantity": "populaton"}, LabelError, "'populaton'.*Did you mean 'population'"),
        ({"year": 2023.0}, InvalidValueError, r"year of population \(Mengder!C5\) is 2023\.0"),
        ({"year": 0}, InvalidValueError, "is 0; give a whole year from 1 to 9999"),
        ({"status": "countd"}, LabelError, "status 'countd' of population .*'measured'"),
        ({"category": "film"}, LabelError, "has the category 'film', which it is not measured by"),
        ({"region": 3403}, LabelError, "municipality numbers are text, such as '3403'"),
        ({"value": [1, 2]}, InvalidValueError, r"population \(Mengder!C5\) is an array"),
        ({"value": -1}, InvalidValueError, "is -1 person; it cannot be negative"),
        ({"sd": -1}, InvalidValueError, "error of population .* is -1; it is 0 or more"),
        ({"sd": [1, 2]}, InvalidValueError, r"is \[1, 2\]; it is 0 or more"),
        ({"sd": 1, "low": 9}, InvalidValueError, "a standard error and a range; give one of them"),
        ({"low": 900}, InvalidValueError, "half a range; give low and high, or neither"),
        ({"high": 1100}, InvalidValueError, "half a range; give low and high, or neither"),
        ({"low": 1100, "high": 900}, InvalidValueError, "outside its own range 1100 to 900"),
        (
            {"quantity": "impurity", "value": 0.12, "low": 10, "high": 14},
            InvalidValueError,
            "the range of impurity .* is 10; .*Did you mean 10 % = 0.1",
        ),
        ({"quantity": "impurity", "value": 120}, InvalidValueError, "is 120; .*between 0 and 1.$"),
    ],
)
def test_a_measurement_that_cannot_be_is_refused_with_place_and_value(
    given: dict[str, Any], error: type[Exception], told: str
) -> None:
    with pytest.raises(error, match=told):
        Measurement(
            **{
                "quantity": "population",
                "region": "3403",
                "year": 2023,
                "value": 1000,
                "place": "Mengder!C5",
                **given,
            }
        )
