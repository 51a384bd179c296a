"""The round trip of a waste company: workbooks out and back, and one with the results."""

from __future__ import annotations

import re
import shutil
import subprocess
from pathlib import Path
from typing import Any

import openpyxl
import pytest

import plastsmart as ps
from examples.waste_company import company, make_example

pytestmark = pytest.mark.once

NAMES = list(make_example.OWNERS)
FEW = NAMES[4:7]
"""Enough where not all are needed: one has no station."""


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("eiere")
    make_example.fill(folder)
    return folder


@pytest.fixture(scope="module")
def results(folder: Path) -> company.Results:
    return company.compute(company.read(folder), ps.Plan.load(company.PLAN))


@pytest.fixture(scope="module")
def book(results: company.Results, tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("resultat") / "resultater.xlsx"
    company.write(results, path)
    return path


def value(book: Any, sheet: str, cell: str) -> Any:
    """What a spreadsheet shows in a cell: the few functions that the workbook has."""
    held = book[sheet][cell].value
    if not (isinstance(held, str) and held.startswith("=")):
        return held

    def of(found: re.Match[str]) -> str:
        where = found["sheet"] or sheet
        if not found["end"]:
            return repr(value(book, where, found["cell"]))
        cells = (cell for row in book[where][found["cell"] : found["end"]] for cell in row)
        return repr([value(book, where, cell.coordinate) for cell in cells])

    pattern = r"(?:'(?P<sheet>[^']+)'!)?\b(?P<cell>[A-Z]{1,2}[0-9]+)(?::(?P<end>[A-Z]{1,2}[0-9]+))?"
    known = {"SUM": sum, "MAX": max, "IF": lambda test, yes, no: yes if test else no}
    return eval(re.sub(pattern, of, held[1:]), {"__builtins__": {}}, known)


def owners_table(path: Path) -> dict[str, dict[str, Any]]:
    book = openpyxl.load_workbook(path)
    sheet = book[company.OWNERS]
    heads = [cell.value for cell in sheet[1]]
    return {
        str(row[0].value): {
            str(head): value(book, company.OWNERS, cell.coordinate)
            for head, cell in zip(heads[1:], row[1:], strict=True)
        }
        for row in sheet.iter_rows(min_row=2)
    }


def test_what_an_owner_filled_in_comes_back_as_it_was(folder: Path) -> None:
    back = company.read(folder)
    assert list(back) == sorted(NAMES)
    for name in NAMES:
        sent = {
            (m.quantity, m.route): (m.value, m.sd, m.status, m.source)
            for m in make_example.owner(name)
        }
        read = {(m.quantity, m.route): (m.value, m.sd, m.status, m.source) for m in back[name]}
        assert read == sent


def test_the_workbook_says_what_the_package_says(book: Path, results: company.Results) -> None:
    table = owners_table(book)
    assert list(table) == [*sorted(NAMES), "Sum"]
    projection = results.projection
    for target in company.TARGETS:
        year = target.deadline
        each = projection.flows.rate("sorted_out", by=["region", "year"])
        for region, name in results.owners.items():
            told = table[name][f"Utsorteringsandel {year} med plan"]
            assert told == pytest.approx(each[region, year], rel=1e-12)
        found = projection.assess(target)
        assert found.baseline
        total = table["Sum"]
        assert total[f"Utsorteringsandel {year} med plan"] == pytest.approx(found.rate, rel=1e-12)
        without = total[f"Utsorteringsandel {year} uten plan"]
        assert without == pytest.approx(found.baseline.rate, rel=1e-12)
    recycled = projection.baseline.table()["recycled"][company.YEAR]
    assert table["Sum"]["Materialgjenvunnet 2024, t/år"] == pytest.approx(recycled, rel=1e-12)


def test_the_overview_follows_from_the_sheet_of_the_owners(
    book: Path, results: company.Results
) -> None:
    read = openpyxl.load_workbook(book)
    for row, target in enumerate(company.TARGETS, start=7):
        shown = [value(read, company.OVERVIEW, f"{column}{row}") for column in "BCDEFG"]
        found = results.projection.assess(target)
        assert found.baseline
        assert shown[:2] == [target.deadline, target.required_level]
        assert shown[2:4] == pytest.approx([found.baseline.rate, found.rate], rel=1e-12)
        assert shown[4] == ("ja" if found.reached else "nei")
        assert shown[5] == pytest.approx(max(0.0, found.missing), abs=1e-9)
    verdicts = {results.projection.assess(target).reached for target in company.TARGETS}
    assert verdicts == {True, False}  # else the two words would not be told apart


def test_sums_and_shares_are_formulas_with_formats(book: Path) -> None:
    read = openpyxl.load_workbook(book)
    sheet = read[company.OWNERS]
    last = sheet.max_row
    assert sheet[f"B{last}"].value == f"=SUM(B2:B{last - 1})"
    assert sheet[f"H{last}"].value == f"=F{last}/(F{last}+G{last})"
    assert (sheet["B2"].number_format, sheet["C2"].number_format) == ("#,##0", "#,##0.0")
    assert sheet["H2"].number_format == "0.0%"
    assert read.sheetnames == ["Oversikt", "Per eier", "Forskjeller", "Kilder"]


def test_differences_name_the_cell_that_each_number_stood_in(
    book: Path, folder: Path, results: company.Results
) -> None:
    read = openpyxl.load_workbook(book)
    rows = list(read[company.DIFFERENCES].iter_rows(min_row=2, values_only=True))
    assert len(rows) == sum(len(mapping) for mapping in company.read(folder).values())
    for number, row in enumerate(rows[:12], start=2):
        sheet, cell = str(row[11]).split("!")
        given = openpyxl.load_workbook(folder / f"{row[0]}.xlsx")[sheet][cell].value
        assert row[4] == pytest.approx(float(given))
        change = value(read, company.DIFFERENCES, f"H{number}")
        assert change == pytest.approx(float(str(row[6])) - float(str(row[4])))


def test_every_number_has_a_source(book: Path, results: company.Results) -> None:
    read = openpyxl.load_workbook(book)
    sheet = read[company.SOURCES]
    total = value(read, company.SOURCES, f"D{sheet.max_row}")
    assert total == sum(found.table["measured"].notna().sum() for found in results.found.values())
    sources = {row[1] for row in sheet.iter_rows(min_row=2, values_only=True)}
    assert make_example.SCALE in sources
    assert not any("ready system" in str(source) for source in sources)


def change(path: Path, sheet: str, row_of: float | None, entry: Any) -> str:
    """Write an entry where a sheet has the number of an amount; return the cell."""
    book = openpyxl.load_workbook(path)
    for row in book[sheet].iter_rows():
        for cell in row:
            if cell.value == row_of:
                cell.value = entry
                book.save(path)
                return str(cell.coordinate)
    raise AssertionError(f"{row_of} is not in {sheet}")


@pytest.fixture
def few(folder: Path, tmp_path: Path) -> Path:
    for name in FEW:
        shutil.copy(folder / f"{name}.xlsx", tmp_path / f"{name}.xlsx")
    return tmp_path


def test_a_changed_cell_changes_its_owner_and_the_sum_alone(few: Path) -> None:
    plan = ps.Plan.load(company.PLAN)
    company.write(company.compute(company.read(few), plan), few.parent / f"{few.name}-a.xlsx")
    before = owners_table(few.parent / f"{few.name}-a.xlsx")
    changed = FEW[1]
    bags = make_example.OWNERS[changed][2]
    change(few / f"{changed}.xlsx", "Mengder", bags, bags * 0.9)
    company.write(company.compute(company.read(few), plan), few.parent / f"{few.name}-b.xlsx")
    after = owners_table(few.parent / f"{few.name}-b.xlsx")
    for name in FEW:
        assert (after[name] == before[name]) == (name != changed)
    head = "Samlet inn 2024, brutto, t/år"
    assert after[changed][head] < before[changed][head]
    moved = after["Sum"][head] - before["Sum"][head]
    assert moved == pytest.approx(after[changed][head] - before[changed][head])


def test_a_bad_cell_is_told_with_file_sheet_and_cell_in_norwegian(
    few: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    bags = make_example.OWNERS[FEW[0]][2]
    cell = change(few / f"{FEW[0]}.xlsx", "Mengder", bags, "ca. 60")
    out = few / "ut" / "resultater.xlsx"
    assert company.main(["report", str(few), "-o", str(out)]) == 2
    told = capsys.readouterr().err
    assert told.startswith(f"{FEW[0]}.xlsx, Mengder!{cell}: ")
    assert "'ca. 60'" in told
    assert "skriv" in told
    assert not out.exists()


def test_an_owner_that_sent_nothing_or_the_impossible_is_named(few: Path) -> None:
    company.send(few, ["Tomby"])
    change(few / f"{FEW[0]}.xlsx", "Mengder", make_example.OWNERS[FEW[0]][3], 46.0)
    with pytest.raises(company.OwnersError) as error:
        company.compute(company.read(few), ps.Plan.load(company.PLAN))
    first, second = str(error.value).splitlines()
    assert first.startswith(f"{FEW[0]}.xlsx: ")
    assert second.startswith("Tomby.xlsx: ")


def test_an_owner_that_stands_in_two_workbooks_is_refused(few: Path) -> None:
    shutil.copy(few / f"{FEW[0]}.xlsx", few / "kopi.xlsx")
    with pytest.raises(company.OwnersError, match=f"{FEW[0]} står i"):
        company.read(few)


def test_results_are_not_written_over_unasked(few: Path, tmp_path: Path) -> None:
    out = tmp_path / "ut"
    out.mkdir()
    arguments = ["report", str(few), "-o", str(out / "resultater.xlsx")]
    assert company.main(arguments) == 0
    assert company.main(arguments) == 2
    assert company.main([*arguments, "--overwrite"]) == 0


@pytest.mark.skipif(not shutil.which("soffice"), reason="needs LibreOffice")
def test_libreoffice_computes_the_same(book: Path, tmp_path: Path) -> None:
    subprocess.run(
        ["soffice", f"-env:UserInstallation=file://{tmp_path}/profile", "--headless", "--convert-to",
         "xlsx:Calc MS Excel 2007 XML", "--outdir", str(tmp_path), str(book)],
        check=True, capture_output=True, timeout=120,
    )  # fmt: skip
    ours = openpyxl.load_workbook(book)
    theirs = openpyxl.load_workbook(tmp_path / book.name, data_only=True)
    compared = 0
    for sheet in ours.worksheets:
        for row in sheet.iter_rows():
            for cell in row:
                if isinstance(cell.value, str) and cell.value.startswith("="):
                    shown = theirs[sheet.title][cell.coordinate].value
                    expected = value(ours, sheet.title, cell.coordinate)
                    assert shown == (
                        expected if isinstance(expected, str) else pytest.approx(expected)
                    )
                    compared += 1
    assert compared > 150
