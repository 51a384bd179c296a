"""What fuzzing found, each as the smallest input that shows it."""

from __future__ import annotations

import io
import json
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

import plastsmart as ps
from plastsmart.cli import main
from plastsmart.errors import InvalidValueError, TableError
from plastsmart.mapping import jsonstat
from plastsmart.workshop.own import from_file
from tests.fuzz import mutation
from tests.fuzz.targets import EXAMPLES, RECORDED, readable, tables, traces

Printed = pytest.CaptureFixture[str]


@pytest.mark.parametrize("cell", [{"a": 1}, ["capture"], {1}])
def test_a_cell_of_parameters_that_is_no_text_is_told_with_its_row(cell: Any) -> None:
    table = ps.load("headline").table()
    table.at[2, "parameter"] = cell
    with pytest.raises(TableError, match="row 4: unknown parameter"):
        ps.System.from_table(table)


@pytest.mark.parametrize(
    "name", ["x" * 300 + ".csv", "a\0b.csv", "\ud800.csv", "\x1b[31m.csv", "/"]
)
def test_a_file_that_is_opened_on_the_page_may_have_any_name(name: str) -> None:
    own = from_file(name, b"quantity;region\n", "en")
    assert own.system is None
    assert all(problem.isprintable() for problem in own.problems)


def test_what_steers_a_terminal_is_written_out_in_messages(capsys: Printed) -> None:
    assert main(["assess", "norway", "\x1b[31m"]) == 2
    assert main(["assess", "\x1b[31m.csv"]) == 2
    assert "\x1b" not in capsys.readouterr().err


def test_what_steers_a_terminal_is_written_out_in_results(tmp_path: Path, capsys: Printed) -> None:
    file = tmp_path / "table.csv"
    file.write_bytes(tables()[0].replace(b"The h", "\x7f\x9b31mThe h".encode(), 1))
    assert main(["assess", str(file), "--json"]) in {0, 1}
    printed = capsys.readouterr().out
    assert not {"\x7f", "\x9b"} & set(printed)
    assert "\x7f\x9b31mThe h" in json.loads(printed)["notes"][0]


def damaged(data: bytes, member: str) -> bytes:
    """Return a zip file in which the header of a member says that its name is long."""
    changed = bytearray(data)
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        header = archive.getinfo(member).header_offset
    changed[header + 26 : header + 28] = (3000).to_bytes(2, "little")
    return bytes(changed)


@pytest.mark.parametrize(
    ("example", "member", "read"),
    [
        (
            RECORDED / "formats" / "datapackage-1.zip",
            "datapackage.json",
            ps.exchange.from_datapackage,
        ),
        (EXAMPLES / "mapping" / "eksempelby.xlsx", "xl/workbook.xml", ps.mapping.read),
        (EXAMPLES / "inventory" / "innkjop.xlsx", "xl/workbook.xml", ps.inventory.read),
    ],
)
def test_a_zip_file_that_is_damaged_is_told_in_a_line(
    example: Path, member: str, read: Callable[[Path], Any], tmp_path: Path
) -> None:
    file = tmp_path / example.name
    whole = mutation.packed(mutation.members_of(example.read_bytes()), zipfile.ZIP_STORED)
    file.write_bytes(damaged(whole, member))
    with pytest.raises(TableError) as told:
        read(file)
    assert len(str(told.value)) < 500
    readable(str(told.value))


def test_the_name_of_a_sheet_is_told_without_what_turns_text_round(tmp_path: Path) -> None:
    members = mutation.members_of((EXAMPLES / "mapping" / "eksempelby.xlsx").read_bytes())
    book = members["xl/workbook.xml"].replace(b'name="Mengder"', 'name="\u202ered"'.encode(), 1)
    file = tmp_path / "own.xlsx"
    file.write_bytes(mutation.packed(members | {"xl/workbook.xml": book}))
    problems = ps.mapping.read(file).problems
    assert any("\\u202ered" in str(problem) for problem in problems)
    for problem in problems:
        readable(problem.told("en"))
        readable(problem.told("no"))


class TestHalfCharacters:
    """JSON may hold a lone surrogate, which no file can be written with."""

    def test_of_a_trace(self) -> None:
        record = json.loads(traces()[0]) | {"name": "\ud800"}
        with pytest.raises(TableError, match="half a character"):
            ps.Trace.from_json(json.dumps(record))

    def test_of_statistics(self) -> None:
        record = json.loads((RECORDED / "07459.json").read_bytes())
        record["status"] = {"0": "\ud800"}
        with pytest.raises(TableError, match="half a character"):
            jsonstat.read(json.dumps(record))

    def test_of_a_data_package(self, tmp_path: Path) -> None:
        (tmp_path / "datapackage.json").write_text(json.dumps({"title": "\ud800"}), "utf-8")
        with pytest.raises(TableError, match="half a character"):
            ps.exchange.from_datapackage(tmp_path)

    def test_of_a_table(self) -> None:
        table = ps.load("headline").table()
        table.at[2, "note"] = "\ud800"
        with pytest.raises((TableError, InvalidValueError), match="half a character"):
            ps.System.from_table(table)

    def test_whole_ones_are_read(self) -> None:
        record = json.loads(traces()[0]) | {"name": "\U0001f600"}
        assert ps.Trace.from_json(json.dumps(record)).name == "\U0001f600"


@pytest.mark.parametrize("name", ["\x1b[31m", "\u202e", "a\rb", "\0"])
def test_names_in_a_trace_are_written_out_in_messages(name: str) -> None:
    record = json.loads(traces()[0])
    record["flows"] = {name: {"2023": "x"}}
    with pytest.raises(TableError, match="give a number or null") as told:
        ps.Trace.from_json(json.dumps(record))
    readable(str(told.value))


def test_a_table_that_is_too_large_or_no_file_is_not_read(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = tmp_path / "table.csv"
    file.write_bytes(tables()[0])
    monkeypatch.setattr("plastsmart.data._MOST_CELLS", 100)
    with pytest.raises(TableError, match="larger than 128 MiB or 100 cells"):
        ps.data.read_table(file)
    with pytest.raises(TableError, match="is no file"):
        ps.data.read_table(tmp_path)


def test_a_thousand_mistakes_of_a_table_are_enough() -> None:
    table = pd.concat([ps.load("headline").table()] * 200, ignore_index=True)
    with pytest.raises(TableError, match="what follows them was not looked at") as told:
        ps.System.from_table(table)
    assert str(told.value).count("\n") <= 102
