"""A table that the package made is read a column at a time, with the result of reading it by rows."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest

import plastsmart as ps
from plastsmart import tables
from plastsmart.errors import TableError
from tests.oracle.random_systems import random_description


def by_rows(table: Any, monkeypatch: pytest.MonkeyPatch) -> ps.System:
    with monkeypatch.context() as patch:
        patch.setattr(tables, "_quickly", lambda _: None)
        return ps.System.from_table(table)


@pytest.mark.parametrize("name", ["headline", "norway", "norway-household"])
def test_a_ready_system_is_read_alike_either_way(
    name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    table = ps.load(name).table()
    quick = tables._quickly(table)
    assert quick is not None
    assert quick == by_rows(table, monkeypatch) == ps.load(name)
    assert quick.table().equals(table)


def test_random_systems_are_read_alike_either_way(monkeypatch: pytest.MonkeyPatch) -> None:
    for seed in range(40):
        table = random_description(seed).system().table()
        quick = tables._quickly(table)
        assert quick is not None
        assert quick == by_rows(table, monkeypatch)


@pytest.mark.parametrize("column", ["parameter", "year", "value", "unit", "low", "status", "route"])
def test_a_mistake_is_told_in_the_same_words_either_way(
    column: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    table = ps.load("norway").table()
    row = int(np.flatnonzero(table["parameter"] == "capture")[0])
    wrong = {"year": 1999, "value": 35.0, "low": 0.001}
    table.loc[row, column] = wrong.get(column, "wrong")
    assert tables._quickly(table) is None
    told = []
    for read in (ps.System.from_table, lambda t: by_rows(t, monkeypatch)):
        with pytest.raises(TableError) as raised:
            read(table)
        told.append(str(raised.value))
    assert told[0] == told[1]


def test_other_units_and_uncertain_values_are_read_alike(monkeypatch: pytest.MonkeyPatch) -> None:
    table = ps.load("norway").table()
    rows = table["parameter"] == "capture"
    table.loc[rows, ["value", "low", "high"]] *= 100
    table.loc[rows, "unit"] = "%"
    table.loc[rows, ["low", "high"]] = np.nan
    table.loc[rows, "distribution"] = "uniform(0, 100)"
    quick = tables._quickly(table)
    assert quick is not None
    assert quick == by_rows(table, monkeypatch)
    assert quick != ps.load("norway")


def test_a_missing_value_or_a_number_for_a_label_is_left_to_reading_by_rows() -> None:
    table = ps.load("headline").table()
    for column, entry in (("value", np.nan), ("category", 3), ("source", 1.5)):
        changed = table.astype({"category": object, "source": object})
        changed.loc[int(np.flatnonzero(table["parameter"] == "capture")[0]), column] = entry
        assert tables._quickly(changed) is None


def test_what_a_file_makes_of_a_table_is_read_quickly_too(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    system = ps.load("norway")
    system.table().to_csv(tmp_path / "norway.csv", index=False)
    table = pd.read_csv(tmp_path / "norway.csv", dtype={"region": str})
    assert table["year"].dtype == np.float64  # since it has blanks
    quick = tables._quickly(table)
    assert quick is not None
    assert quick == by_rows(table, monkeypatch) == system
    first = int(np.flatnonzero(table["year"].notna())[0])
    table.loc[first, "year"] = 2022.5
    assert tables._quickly(table) is None


@pytest.mark.parametrize("column", ["region", "category", "route", "unit", "status", "note"])
@pytest.mark.parametrize(
    "value", [["NO"], {"a": 1}, {"NO"}, np.array(["NO"]), Decimal("NaN"), b"NO"]
)
def test_a_cell_that_is_no_text_is_told_with_its_row(column: str, value: Any) -> None:
    table = ps.load("norway").table()
    row = int(np.flatnonzero(table["parameter"] == "capture")[0])
    entries = table[column].tolist()
    entries[row] = value
    table[column] = pd.Series(entries, dtype=object)
    with pytest.raises(TableError, match=f"row {row + 2}"):
        ps.System.from_table(table)
