"""A waste company and its owners: a workbook out to each, all of them back, and one with the results.

The company is made up, an illustration. From the root of the repository::

    python -m examples.waste_company.company send FOLDER Almeby Askeby
    python -m examples.waste_company.company report FOLDER -o resultater.xlsx

Where an owner's workbook holds something that cannot be read, no results are written: file, sheet and
cell of each mistake are told, in Norwegian.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any, Final

import attrs
from openpyxl.styles import Alignment, Border, Font, PatternFill, Side
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.properties import PageSetupProperties
from openpyxl.worksheet.worksheet import Worksheet

import plastsmart as ps
from plastsmart.labels import text, unit
from plastsmart.mapping import Mapping
from plastsmart.mapping.book import new_book, new_file, save, write_text
from plastsmart.mapping.norwegian import told as in_norwegian
from plastsmart.mapping.quantities import QUANTITIES
from plastsmart.mapping.reconcile import Reconciliation
from plastsmart.report.names import route_name
from plastsmart.report.norwegian import source_text

COMPANY: Final = "Trær avfallsselskap IKS (oppdiktet)"
PLAN: Final = Path(__file__).parent / "plan.toml"
YEAR: Final = 2024
LAST_YEAR: Final = 2035
ROUTES: Final = (
    ps.Route("kerbside_bag", "source", ("household",)),
    ps.Route("recycling_station", "source", ("household",)),
)
CATEGORIES: Final = (ps.Category("all"),)
TARGETS: Final = (ps.targets.CH10A_2028, ps.targets.CH10A_2030, ps.targets.CH10A_2035)

TONNES, SHARE, PEOPLE, NUMBER = "#,##0.0", "0.0%", "#,##0", "#,##0.0###"
OVERVIEW, OWNERS, DIFFERENCES, SOURCES = "Oversikt", "Per eier", "Forskjeller", "Kilder"


class OwnersError(Exception):
    """What some owner gave cannot be used; a line for each mistake, in Norwegian."""


# -- out to the owners, and back ----------------------------------------------------------------------


def send(folder: Path, owners: Iterable[str]) -> list[Path]:
    """Write an empty workbook for each owner."""
    files = []
    for owner in owners:
        files.append(folder / f"{owner}.xlsx")
        ps.mapping.template(
            files[-1],
            region={owner: owner},
            language="no",
            years=[YEAR],
            routes=ROUTES,
            categories=CATEGORIES,
        )
    return files


def read(folder: Path) -> dict[str, Mapping]:
    """Return what each owner filled in, by name.

    Raises
    ------
    OwnersError
        With every mistake of every workbook: file, sheet, cell and what to do, in Norwegian.
    """
    owners: dict[str, Mapping] = {}
    wrong: list[str] = []
    for file in sorted(folder.glob("*.xlsx")):
        if file.name.startswith("~$"):  # what a spreadsheet leaves while it has the file open
            continue
        try:
            mapping = ps.mapping.read(file)
        except ps.PlastsmartError as error:
            wrong.append(f"{file.name}: {in_norwegian(str(error))}")
            continue
        wrong += [f"{file.name}, {p.told('no')}" for p in mapping.problems if p.serious]
        for name in mapping.regions.values():
            if name in owners:
                wrong.append(f"{file.name}: {name} står i {owners[name].origin} også")
            owners[name] = mapping
    if not owners:
        wrong.append(f"{folder}: her er ingen arbeidsbøker")
    if wrong:
        raise OwnersError("\n".join(wrong))
    return owners


# -- the numbers --------------------------------------------------------------------------------------


@attrs.frozen
class Results:
    """What the company and its owners are told."""

    plan: ps.Plan
    found: dict[str, Reconciliation]
    projection: ps.Projection

    @property
    def owners(self) -> dict[str, str]:
        """Region to name."""
        axes = self.projection.system.axes
        return dict(zip(axes.regions, axes.region_names, strict=True))


def compute(owners: dict[str, Mapping], plan: ps.Plan) -> Results:
    """Reconcile each owner alone, join them, and project them without and with the plan.

    Gaps are filled from the nation and not from the other owners, so that a number of one owner
    changes nothing of another.

    Raises
    ------
    OwnersError
        With every owner whose numbers do not make a baseline, and why.
    """
    found: dict[str, Reconciliation] = {}
    systems: list[ps.System] = []
    wrong: list[str] = []
    for name, mapping in owners.items():
        try:
            found[name] = ps.reconcile(mapping, year=YEAR)
            systems.append(found[name].system(range(YEAR, LAST_YEAR + 1)))
        except ps.PlastsmartError as error:
            wrong.append(f"{mapping.origin or name}: {in_norwegian(str(error))}")
    if wrong:
        raise OwnersError("\n".join(wrong))
    return Results(plan, found, ps.project(ps.join(systems, name=COMPANY), plan))


# -- the workbook of results --------------------------------------------------------------------------


def write(results: Results, path: Path, *, overwrite: bool = False) -> None:
    """Write the workbook with the results: what is a sum or a share in it is a formula."""
    file = new_file(path, overwrite)
    book = new_book("the workbook of results")
    overview = book.active
    assert isinstance(overview, Worksheet)
    overview.title = OVERVIEW
    total = _write_owners(book.create_sheet(OWNERS), results)
    _write_overview(overview, results, total)
    _write_differences(book.create_sheet(DIFFERENCES), results)
    _write_sources(book.create_sheet(SOURCES), results)
    save(book, file)


def _write_owners(sheet: Worksheet, results: Results) -> int:
    """Write a row for each owner and their sum; return the row of the sum."""
    projection = results.projection
    now = projection.baseline.table(by=["region", "year"]).xs(YEAR, level="year")
    columns: list[tuple[str, str, Any]] = [
        ("Folketall", PEOPLE, projection.system.array("population")[0, :, 0, 0, 0]),
        (f"Oppstått {YEAR}, t/år", TONNES, now["generated"]),
        (f"Samlet inn {YEAR}, brutto, t/år", TONNES, now["collected_gross"]),
        (f"Materialgjenvunnet {YEAR}, t/år", TONNES, now["recycled"]),
    ]
    shares: list[int] = []  # columns of a share, whose two terms stand to the left
    for target in TARGETS:
        for told, flows in (("uten plan", projection.baseline), ("med plan", projection.flows)):
            scope = dict(target.scope or ())
            table = flows.table(by=["region", "year"], scope=scope)
            of_year = table.xs(target.deadline, level="year")
            columns.append(
                (f"Utsortert {target.deadline} {told}, t/år", TONNES, of_year["separated"])
            )
            left = f"Gjenvinnbart i restavfall {target.deadline} {told}, t/år"
            columns.append((left, TONNES, of_year["missed"]))
            columns.append((f"Utsorteringsandel {target.deadline} {told}", SHARE, None))
            shares.append(len(columns) + 1)
    _head(sheet, ["Kommune", *(name for name, _, _ in columns)])
    first, last = 2, 1 + len(results.owners)
    for row, name in enumerate(results.owners.values(), start=first):
        _put(sheet, row, 1, name)
    _put(sheet, last + 1, 1, "Sum")
    for column, (_, form, values) in enumerate(columns, start=2):
        at = get_column_letter(column)
        for row in range(first, last + 2):
            if column in shares:
                k, m = (f"{get_column_letter(column - back)}{row}" for back in (2, 1))
                value: Any = f"={k}/({k}+{m})"
            elif row > last:
                value = f"=SUM({at}{first}:{at}{last})"
            else:
                value = float(list(values)[row - first])
            sheet.cell(row, column, value).number_format = form
    _sum_row(sheet, last + 1)
    _widths(sheet)
    return last + 1


def _write_overview(sheet: Worksheet, results: Results, total: int) -> None:
    for row, line in enumerate(
        (
            COMPANY,
            f"Plan: {results.plan.name}",
            f"{len(results.owners)} eierkommuner, tall for {YEAR}, framskrevet til {LAST_YEAR}",
            "Utsorteringsandelen er den i avfallsforskriften § 10a-4, for plastemballasje alene",
        ),
        start=1,
    ):
        _put(sheet, row, 1, line)
    sheet["A1"].font = Font(bold=True, size=16)
    heads = [
        "Mål",
        "År",
        "Krav",
        "Uten plan",
        "Med plan",
        "Nådd med planen",
        "Mangler med planen, t/år",
    ]
    _head(sheet, heads, row=6)
    # where the sheet of the owners has the shares: six columns a target, after five
    for number, target in enumerate(TARGETS):
        row, at = 7 + number, 6 + 6 * number
        without, separated, missed, share = (
            f"'{OWNERS}'!{get_column_letter(at + place)}{total}" for place in (2, 3, 4, 5)
        )
        _put(sheet, row, 1, "Utsortert av husholdningene")
        cells: tuple[tuple[Any, str], ...] = (
            (target.deadline, "0"),
            (target.required_level, SHARE),
            (f"={without}", SHARE),
            (f"={share}", SHARE),
            (f'=IF(E{row}>=C{row},"ja","nei")', "@"),
            (f"=MAX(0,C{row}*({separated}+{missed})-{separated})", TONNES),
        )
        for column, (value, form) in enumerate(cells, start=2):
            sheet.cell(row, column, value).number_format = form
    row = 8 + len(TARGETS)
    for told, of, form in (
        ("Innbyggere", "B", PEOPLE),
        ("Materialgjenvunnet, t/år", "E", TONNES),
    ):
        _put(sheet, row, 1, f"{told}, {YEAR}")
        sheet.cell(row, 2, f"='{OWNERS}'!{of}{total}").number_format = form
        row += 1
    _put(sheet, row + 1, 1, f"plastsmart {ps.__version__}, modell {ps.MODEL.hash}")
    _widths(sheet)


def _write_differences(sheet: Worksheet, results: Results) -> None:
    """Write what the owners gave beside what agrees."""
    heads = ["Kommune", "Størrelse", "Innsamlingsmåte", "Enhet", "Oppgitt", "Standardfeil", "Avstemt",
             "Endring", "Mest i utakt", "Status", "Kilde", "Ark og celle"]  # fmt: skip
    _head(sheet, heads)
    row = 2
    for name, found in results.found.items():
        odd = {suspect.place for suspect in found.suspects}
        table = found.table
        for given in table[table["place"] != ""].to_dict("records"):
            kind = QUANTITIES[given["quantity"]]
            form = SHARE if kind.is_share else NUMBER
            texts = {
                1: name, 2: kind.label_no, 3: route_name(given["route"], "no"),
                4: "andel" if kind.is_share else unit(kind.unit, "no"),
                9: "ja" if given["place"] in odd else "",
                10: text(f"status {given['status']}", "no"), 11: given["source"], 12: given["place"],
            }  # fmt: skip
            for column, told in texts.items():
                _put(sheet, row, column, told)
            numbers = {5: "measured", 6: "measured_sd", 7: "reconciled"}
            for column, key in numbers.items():
                sheet.cell(row, column, float(given[key])).number_format = form
            sheet.cell(row, 8, f"=G{row}-E{row}").number_format = form
            row += 1
    sheet.auto_filter.ref = f"A1:{get_column_letter(len(heads))}{row - 1}"
    _widths(sheet)


def _write_sources(sheet: Worksheet, results: Results) -> None:
    """Write how many numbers of each owner are from which source, those of the nation too."""
    _head(sheet, ["Kommune", "Kilde", "Status", "Antall tall"])
    row = 2
    for name, found in results.found.items():
        table = found.table
        used = table[table["measured"].notna()]
        for (source, status), members in used.groupby(["source", "status"]):
            told = source_text(str(source), "no") or "ingen kilde oppgitt"
            for column, entry in enumerate((name, told, text(f"status {status}", "no")), start=1):
                _put(sheet, row, column, entry)
            sheet.cell(row, 4, len(members)).number_format = PEOPLE
            row += 1
    _put(sheet, row, 1, "Sum")
    sheet.cell(row, 4, f"=SUM(D2:D{row - 1})").number_format = PEOPLE
    _sum_row(sheet, row)
    sheet.auto_filter.ref = f"A1:D{row - 1}"
    _widths(sheet)


def _put(sheet: Worksheet, row: int, column: int, told: str) -> None:
    """Write a text, which stays one whatever it begins with: names and sources are others' words."""
    write_text(sheet.cell(row, column), told)


def _head(sheet: Worksheet, names: Sequence[str], row: int = 1) -> None:
    for column, name in enumerate(names, start=1):
        cell: Any = sheet.cell(row, column, name)
        cell.font = Font(bold=True, color="FFFFFF")
        cell.fill = PatternFill("solid", start_color="1F4E5F")
        cell.alignment = Alignment(wrap_text=True, vertical="center")
    sheet.freeze_panes = f"B{row + 1}"


def _sum_row(sheet: Worksheet, row: int) -> None:
    for column in range(1, sheet.max_column + 1):
        cell: Any = sheet.cell(row, column)
        cell.font = Font(bold=True)
        cell.border = Border(top=Side(style="thin"))


def _widths(sheet: Worksheet) -> None:
    sheet.column_dimensions["A"].width = 30
    for column in range(2, sheet.max_column + 1):
        sheet.column_dimensions[get_column_letter(column)].width = 18
    sheet.page_setup.orientation = "landscape"
    sheet.page_setup.fitToHeight = 0
    sheet.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)


def main(arguments: Sequence[str] | None = None) -> int:
    """Run a command; status 2 where a workbook cannot be used."""
    parser = argparse.ArgumentParser(description=__doc__)
    commands = parser.add_subparsers(dest="command", required=True)
    out = commands.add_parser("send", help="write an empty workbook for each owner")
    out.add_argument("folder", type=Path)
    out.add_argument("owners", nargs="+")
    back = commands.add_parser("report", help="read them all and write the results")
    back.add_argument("folder", type=Path)
    back.add_argument("-o", "--output", type=Path, default=Path("resultater.xlsx"))
    back.add_argument("--plan", type=Path, default=PLAN)
    back.add_argument("--overwrite", action="store_true", help="replace a file of that name")
    chosen = parser.parse_args(arguments)
    try:
        if chosen.command == "send":
            chosen.folder.mkdir(parents=True, exist_ok=True)
            send(chosen.folder, chosen.owners)
        else:
            results = compute(read(chosen.folder), ps.Plan.load(chosen.plan))
            write(results, chosen.output, overwrite=chosen.overwrite)
    except (ps.PlastsmartError, OwnersError) as error:
        print(in_norwegian(str(error)), file=sys.stderr)
        return 2
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
