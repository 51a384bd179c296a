"""Reading tables: what spreadsheets make of them is read where it is clear, and else refused."""

from __future__ import annotations

import inspect
import re
from pathlib import Path
from typing import Any

import attrs
import pandas as pd
import pytest

import plastsmart as ps
from plastsmart.data import read_table
from plastsmart.errors import TableError
from plastsmart.stages import ONLY_ONE, PARAMETERS, STAGES, UNSTATED, specs_of

OSLO = ps.System(
    name="Plast på Øst, «prøve»",
    regions={"0301": "Oslo", "3024": "Bærum"},
    years=[2025],
    categories=["film", "rigid"],
    routes=[ps.Route("kerbside", "source"), ps.Route("plant", "central", ["household"])],
    generation=ps.Generation(
        population={"0301": ps.Q(717_710, "person"), "3024": ps.Q(130_920, "person")},
        packaging_per_person=ps.Parameter(
            ps.Q(19.9, "kg/person/year"),
            uncertainty=ps.Pert(15.1, 19.9, 25.5),
            source="Kilde; side 4",
        ),
        composition={"film": 0.45, "rigid": 0.55},
    ),
    collection=ps.Collection(
        coverage={"kerbside": 1.0, "plant": 0.0}, capture={"kerbside": 0.6188, "plant": 0.7}
    ),
    sorting=ps.Sorting(sorting_efficiency=0.8),
    recycling=ps.Recycling(preparation_yield=0.75),
)


def as_excel(system: ps.System, *, mark: str = ",", encoding: str = "utf-8-sig") -> bytes:
    """Return the file that a Norwegian spreadsheet makes of a system's table."""
    text = system.table().to_csv(index=False, sep=";", decimal=mark)
    return text.replace("\n", "\r\n").encode(encoding)


def file(folder: Path, content: str | bytes, name: str = "town.csv") -> Path:
    path = folder / name
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    return path


def refused(path: Path) -> str:
    """Return the message with which a file is refused."""
    with pytest.raises(TableError) as caught:
        read_table(path)
    return str(caught.value)


def edited(parameter: str, **cells: Any) -> pd.DataFrame:
    """Return a table with the rows of one parameter changed."""
    frame = OSLO.table().astype(object)
    for column, value in cells.items():
        frame.loc[frame["parameter"] == parameter, column] = value
    return frame


class TestSemicolons:
    @pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252"])
    def test_a_norwegian_spreadsheets_file_gives_the_system_back(
        self, tmp_path: Path, encoding: str
    ) -> None:
        assert read_table(file(tmp_path, as_excel(OSLO, encoding=encoding))) == OSLO

    def test_decimal_points_are_read_where_no_number_has_a_comma(self, tmp_path: Path) -> None:
        assert read_table(file(tmp_path, as_excel(OSLO, mark="."))) == OSLO

    @pytest.mark.parametrize("space", [" ", "\u00a0", "\u202f"])
    def test_spaces_group_thousands(self, tmp_path: Path, space: str) -> None:
        text = as_excel(OSLO).decode("utf-8-sig").replace("717710,0", f"717{space}710")
        assert f"717{space}710" in text
        assert read_table(file(tmp_path, text)) == OSLO

    def test_both_marks_are_refused(self, tmp_path: Path) -> None:
        text = as_excel(OSLO).decode("utf-8-sig").replace("0,6188", "0.6188")
        message = refused(file(tmp_path, text))
        for fragment in ("row ", "semicolons and decimal commas", "'0.6188'", "'717710,0'"):
            assert fragment in message

    def test_points_that_may_group_thousands_are_refused(self, tmp_path: Path) -> None:
        header = "parameter;region;value;unit"
        message = refused(file(tmp_path, f"{header}\npopulation;;98.000;person\n"))
        assert "row 2" in message
        assert "may group thousands" in message

    def test_a_percent_sign_is_refused_with_the_share(self, tmp_path: Path) -> None:
        text = as_excel(OSLO).decode("utf-8-sig").replace("0,6188", "61,88 %")
        message = refused(file(tmp_path, text))
        for fragment in ("row ", "'61,88 %'", "write 0,6188", "61,88 with the unit %"):
            assert fragment in message

    @pytest.mark.parametrize("encoding", ["cp850", "mac-roman"])
    def test_letters_of_other_code_pages_are_refused(self, tmp_path: Path, encoding: str) -> None:
        text = as_excel(OSLO, encoding="utf-8").decode().replace("«prøve»", "prøve")
        message = refused(file(tmp_path, text.encode(encoding)))
        assert "not UTF-8" in message
        assert "CSV (UTF-8)" in message

    def test_windows_letters_with_commas_are_refused(self, tmp_path: Path) -> None:
        text = OSLO.table().to_csv(index=False)
        assert "CSV (UTF-8)" in refused(file(tmp_path, text.encode("cp1252")))


class TestCommas:
    def test_a_decimal_comma_among_commas_is_told_with_its_row(self, tmp_path: Path) -> None:
        lines = OSLO.table().to_csv(index=False).splitlines()
        row = next(i for i, line in enumerate(lines) if "0.6188" in line)
        lines[row] = lines[row].replace("0.6188", "61,88 %")
        message = refused(file(tmp_path, "\n".join(lines)))
        assert "a mistake" in message
        for fragment in (f"row {row + 1}:", "'61,88 %'", "decimal comma", "write 0.6188"):
            assert fragment in message

    @pytest.mark.parametrize("value", ["61,88 %", "61.88 %"])
    def test_a_percent_sign_in_a_cell_is_told_with_the_share(self, value: str) -> None:
        with pytest.raises(TableError, match=r"row \d+: .*percent sign; write 0.6188, or 61.88"):
            ps.System.from_table(edited("capture", value=value))

    def test_a_line_with_too_many_cells_does_not_hide_other_mistakes(self, tmp_path: Path) -> None:
        lines = OSLO.table().to_csv(index=False).splitlines()
        lines[1] += ",x"
        lines[-1] = lines[-1].replace("0.75", "85")
        lines[-2] = "luck" + lines[-2]
        message = refused(file(tmp_path, "\n".join(lines)))
        for fragment in (
            "row 2: it has 14 cells and the header 13",
            f"row {len(lines) - 1}: unknown",
        ):
            assert fragment in message

    def test_blank_lines_do_not_shift_the_rows(self, tmp_path: Path) -> None:
        lines = OSLO.table().to_csv(index=False).splitlines()
        assert read_table(file(tmp_path, "\n".join([lines[0], "", ",,", *lines[1:], ""]))) == OSLO
        lines[-1] = lines[-1].replace("default", "guess")
        message = refused(file(tmp_path, "\n".join([lines[0], "", ",,", *lines[1:], ""])))
        assert f"row {len(lines) + 2}:" in message

    def test_a_file_without_a_line_is_refused(self, tmp_path: Path) -> None:
        assert "'parameter' is missing" in refused(file(tmp_path, ""))

    def test_a_quote_without_its_end_is_refused(self, tmp_path: Path) -> None:
        assert "cannot be read" in refused(file(tmp_path, 'parameter,value\n"capture,0.5\n'))


class TestOtherFiles:
    @pytest.mark.parametrize("name", ["town.xlsx", "town.csv"])
    def test_a_workbook_is_to_be_saved_as_csv(self, tmp_path: Path, name: str) -> None:
        assert "CSV (UTF-8)" in refused(file(tmp_path, b"PK\x03\x04...", name))

    def test_a_plan_is_told_to_be_one(self, tmp_path: Path) -> None:
        message = refused(file(tmp_path, 'schema = "plastsmart-plan/1"', "plan.toml"))
        for fragment in ("plan.toml", "looks like a plan", "--plan", "ps.Plan.load"):
            assert fragment in message

    def test_the_prompt_says_so_too(self, capsys: pytest.CaptureFixture[str]) -> None:
        from plastsmart.cli import main

        assert main(["assess", "plan.toml"]) == 2
        assert "--plan" in capsys.readouterr().err


class TestAllMistakesAtOnce:
    def test_a_wrong_tier_does_not_hide_the_mistakes_of_other_rows(self) -> None:
        frame = edited("route.tier", note="sourced")
        frame.loc[frame["parameter"] == "capture", "value"] = 35
        frame.loc[frame["parameter"] == "population", "unit"] = "kg"
        frame = frame[frame["parameter"] != "sorting_efficiency"]
        with pytest.raises(TableError, match="the table has 7 mistakes") as caught:
            ps.System.from_table(frame)
        message = str(caught.value)
        for fragment in ("'sourced'", "'source'", "capture is 35 by kerbside", "'kg'"):
            assert fragment in message
        for cure in ("add a row sorting_efficiency", "ps.Sorting(sorting_efficiency=…)"):
            assert cure in message

    def test_labels_of_a_row_that_is_wrong_are_not_told_again(self) -> None:
        frame = OSLO.table().astype(object)
        row = frame.index[frame["parameter"] == "category"][0]
        frame.loc[row, "value"] = 1
        with pytest.raises(TableError) as caught:
            ps.System.from_table(frame)
        assert "row " in str(caught.value)
        assert "composition" not in str(caught.value)

    @pytest.mark.parametrize(
        ("parameter", "cells", "fragment"),
        [("category.sector", {"note": "home"}, "'home'"),
         ("route.sectors", {"note": "shops"}, "'shops'"),
         ("year", {"year": 0}, "between 1 and 9999"),
         ("region", {"note": "a\nb"}, "printable")],
    )  # fmt: skip
    def test_a_wrong_axis_row_is_told_with_its_row(
        self, parameter: str, cells: dict[str, Any], fragment: str
    ) -> None:
        with pytest.raises(TableError, match=r"row \d+: ") as caught:
            ps.System.from_table(edited(parameter, **cells))
        assert fragment in str(caught.value)

    def test_a_route_without_a_tier_says_which_row_to_add(self) -> None:
        frame = OSLO.table()
        with pytest.raises(TableError, match=r"row \d+: route 'kerbside' has no tier; add a row"):
            ps.System.from_table(frame[frame["parameter"] != "route.tier"])

    def test_all_gaps_are_told_at_once(self) -> None:
        frame = OSLO.table()
        gaps = (frame["category"] == "rigid") & (frame["parameter"] == "composition")
        gaps |= (frame["route"] == "plant") & frame["parameter"].isin(["capture", "coverage"])
        with pytest.raises(TableError, match="the table has 3 mistakes"):
            ps.System.from_table(frame[~gaps])

    @pytest.mark.parametrize(
        ("label", "right"), [("301", "0301"), ("3403.0", "3403"), ("301.0", "0301")]
    )
    def test_a_number_for_a_region_is_told_with_the_cure(self, label: str, right: str) -> None:
        frame = OSLO.table().replace({"region": {"0301": label}})
        with pytest.raises(TableError, match=r"row \d+: .*dtype=str") as caught:
            ps.System.from_table(frame)
        assert f"'{right}'" in str(caught.value)

    def test_a_table_read_by_pandas_with_text_is_the_same_system(self, tmp_path: Path) -> None:
        path = tmp_path / "oslo.csv"
        OSLO.table().to_csv(path, index=False)
        assert ps.System.from_table(pd.read_csv(path, dtype=str)) == OSLO
        with pytest.raises(TableError, match="dtype=str"):
            ps.System.from_table(pd.read_csv(path))


class TestHelp:
    @pytest.mark.parametrize("stage", STAGES, ids=lambda stage: stage.__name__)
    def test_help_tells_all_that_is_declared_of_each_field(self, stage: type) -> None:
        about, _, told = inspect.getdoc(stage).partition("\nParameters\n----------\n")  # type: ignore[union-attr]
        assert about
        entries: dict[str, str] = {}
        name = ""
        for line in told.splitlines():
            if line.startswith(" "):
                entries[name] += line.strip() + " "
            else:
                name = line
                entries[name] = ""
        assert list(entries) == [field.name for field in attrs.fields(stage)]
        for spec in specs_of(stage):
            told = entries[spec.name]
            assert f"[{'share from 0 to 1' if spec.is_share else spec.unit}]" in told
            for text in (spec.label, spec.label_no, spec.doc, ", ".join(spec.axes)):
                assert text in told
            if spec.default is not None:
                assert f"{spec.default:g} if left out" in told
                assert ("results say so" in told) == (spec.unstated == UNSTATED)
            else:
                assert ("left out unless given" if spec.absent else "must be given") in told
                assert ("only one" in told) == (spec.name in ONLY_ONE)

    @pytest.mark.parametrize("stage", STAGES[:4], ids=lambda stage: stage.__name__)
    def test_help_says_gross_or_net(self, stage: type) -> None:
        assert re.search(r"\bnet\b", str(stage.__doc__))

    def test_the_signature_stays(self) -> None:
        assert list(inspect.signature(ps.Collection).parameters) == [
            "coverage",
            "capture",
            "impurity",
        ]
        assert "generation" in inspect.signature(ps.System).parameters


class TestWords:
    @pytest.mark.parametrize(
        ("text", "number", "unit"),
        [("1,5 mill. kr", 1.5, "MNOK"), ("1,5 mill kr", 1.5, "MNOK"), ("2 mill.kr/år", 2, "MNOK/year"),
         ("2 millioner kroner", 2, "MNOK"), ("1 mrd. kr", 1, "GNOK"), ("1 mrd kr/år", 1, "GNOK/year"),
         ("200 kr/innbygger/år", 200, "NOK/person/year"),
         ("34,5 kr/husholdning/år", 34.5, "NOK/household/year"),
         ("3 mill. kr per år", 3, "MNOK/year"), ("3 mill.\u00a0kr. per år", 3, "MNOK/year")],
    )  # fmt: skip
    def test_norwegian_spellings_are_read(self, text: str, number: float, unit: str) -> None:
        assert ps.Q(text, locale="no") == ps.Q(number, unit)

    @pytest.mark.parametrize(
        ("text", "number", "unit"),
        [("12 baner", 12, "pitch"), ("1 500 kg/bane/år", 1500, "kg/pitch/year"),
         ("45 Gvkm/år", 45e9, "vkm/year"), ("300 Mvkm/år", 300e6, "vkm/year"),
         ("0,1 g/kjøretøykm", 0.1, "g/vkm"), ("20 000 besøk/år", 20_000, "visit/year"),
         ("3 båter", 3, "boat"), ("90 vasker/person/år", 90, "wash/person/year"),
         ("200 bruk/stk", 200, "use/item"), ("40 dunker", 40, "bin")],
    )  # fmt: skip
    def test_units_of_litter_particles_and_purchases_are_read(
        self, text: str, number: float, unit: str
    ) -> None:
        read = ps.Q(text, locale="no")
        assert read.m_as(ps.Q(1, unit).units) == pytest.approx(number, rel=1e-15)

    @pytest.mark.parametrize("one", ["use", "visit", "wash", "bin", "pitch", "boat", "vkm", "item"])
    @pytest.mark.parametrize("other", ["use", "person", "item", "km", "tonne"])
    def test_things_that_are_counted_are_not_one_another(self, one: str, other: str) -> None:
        assert ps.Q(1, one).is_compatible_with(ps.Q(1, other)) == (one == other)

    @pytest.mark.parametrize("unit", ["mill.", "mill", "mrd.", "mill. kg", "millkrone"])
    def test_half_of_a_spelling_is_refused(self, unit: str) -> None:
        with pytest.raises(ps.PlastsmartError, match="unknown unit"):
            ps.Q(1, unit)

    def test_a_region_may_be_explained_by_its_name(self) -> None:
        flows = ps.run(OSLO)
        for name in ("Bærum", "bærum"):
            by_name = flows.explain("eu", year=2025, region=name)
            assert by_name == flows.explain("eu", year=2025, region="3024")

    def test_every_parameter_says_where_it_belongs(self) -> None:
        for name, spec in PARAMETERS.items():
            with pytest.raises(AttributeError, match=f"plastsmart.{spec.stage.title()}"):
                getattr(ps, name)

    def test_data_is_there_without_an_import_of_its_own(self) -> None:
        assert ps.data.read_table is read_table
