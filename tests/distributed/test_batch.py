"""The example batch job: municipalities on a real cluster, restartable, each told what it rests on."""

from __future__ import annotations

import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

import plastsmart as ps

distributed = pytest.importorskip("distributed", reason="needs the extra plastsmart[distributed]")

from examples.batch import municipalities as batch  # noqa: E402

pytestmark = [
    pytest.mark.slow,
    # of the cluster's own closing and of its clocks, not of what is tested
    pytest.mark.filterwarnings("ignore::ResourceWarning"),
    pytest.mark.filterwarnings("ignore::DeprecationWarning"),
    pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning"),
]

DRAWS = 50
PLAN = ps.Plan.load(batch.PLAN)
SOME = ("0301", "1101", "1106", "3403", "5501", "3405", "9998", "1108")

FIGURES = """\
quantity,region,region_name,year,route,tier,value,unit,status,source
population,3405,Lillehammer,2023,,,28000,person,reported,made up
collected_gross,3405,Lillehammer,2023,kerbside,source,310,tonne/year,measured,made up
residual_total,3405,Lillehammer,2023,,,4100,tonne/year,measured,made up
packaging_in_residual,3405,Lillehammer,2023,,,0.11,1,measured,made up
collected_gross,1108,Sandnes,2023,kerbside,source,900,tonne/year,measured,made up
population,9998,Ingensteds,2023,,,1000,person,reported,made up
collected_gross,9998,Ingensteds,2023,kerbside,source,9,tonne/year,measured,made up
"""


def clients(workers: int) -> Iterator[Any]:
    with (
        distributed.LocalCluster(
            n_workers=workers,
            threads_per_worker=1,
            host="127.0.0.1",
            dashboard_address="127.0.0.1:0",
        ) as cluster,
        distributed.Client(cluster) as connected,
    ):
        yield connected


@pytest.fixture(scope="module")
def two() -> Iterator[Any]:
    yield from clients(2)


@pytest.fixture
def one() -> Iterator[Any]:
    yield from clients(1)


@pytest.fixture(scope="module")
def some(tmp_path_factory: pytest.TempPathFactory) -> list[batch.Municipality]:
    file = tmp_path_factory.mktemp("figures") / "figures.csv"
    file.write_text(FIGURES, encoding="utf-8")
    return [each for each in batch.municipalities([file]) if each.number in SOME]


@pytest.fixture(scope="module")
def folder(
    two: Any, some: list[batch.Municipality], tmp_path_factory: pytest.TempPathFactory
) -> Path:
    folder = tmp_path_factory.mktemp("parts")
    assert batch.run(some, PLAN, folder, client=two, draws=DRAWS) == len(SOME) - 1
    return folder


def test_all_municipalities_of_today_are_there_and_what_is_known_of_each() -> None:
    every = batch.municipalities()
    assert len(every) == 357
    known = [each.number for each in every if each.basis == "published"]
    assert known == sorted(ps.data.municipalities().index)
    assert {each.basis for each in every} == {"published", "nation"}


def test_one_worker_gives_the_same_table_as_two(
    one: Any, folder: Path, some: list[batch.Municipality], tmp_path: Path
) -> None:
    batch.run(some, PLAN, tmp_path, client=one, draws=DRAWS)
    tables = [batch.table(some, each).to_csv(index=False) for each in (folder, tmp_path)]
    assert tables[0] == tables[1]


def test_a_row_says_what_the_package_says(folder: Path, some: list[batch.Municipality]) -> None:
    table = batch.table(some, folder).set_index(["number", "target"])
    row: Any = table.loc[("3403", "CH10A_2030")]
    system = ps.load("Hamar")
    found = ps.project(system, PLAN).assess(ps.targets.CH10A_2030)
    drawn = ps.ensemble(system, PLAN, n=DRAWS, seed=1)
    assert found.baseline
    assert (row["rate_with"], row["rate_without"]) == (found.rate, found.baseline.rate)
    assert row["missing_with"] == found.missing
    assert row["chance_with"] == drawn.probability(ps.targets.CH10A_2030)
    assert row["chance_without"] == drawn.probability(ps.targets.CH10A_2030, of="baseline")
    assert row["own_figures"] > 0
    assert "http" in row["sources"]


def test_where_the_nation_stands_in_rows_are_alike_and_no_tonnes_are_told(
    folder: Path, some: list[batch.Municipality]
) -> None:
    table = batch.table(some, folder)
    stand_in = table[table["basis"] == "nation"]
    assert set(stand_in["number"]) == {"1101", "1106"}
    assert stand_in["missing_with"].isna().all()
    first, second = (
        stand_in[stand_in["number"] == number].drop(columns=["number", "name"]).to_csv(index=False)
        for number in ("1101", "1106")
    )
    assert first == second


def test_own_figures_are_used_and_counted(folder: Path, some: list[batch.Municipality]) -> None:
    table = batch.table(some, folder)
    own = table[table["number"] == "3405"]
    assert list(own["own_figures"]) == [4, 4, 4]
    assert list(own["sources"]) == ["made up"] * 3
    assert own["missing_without"].notna().all()


def test_one_that_cannot_be_computed_is_listed_with_the_reason_and_stops_no_other(
    folder: Path, some: list[batch.Municipality]
) -> None:
    table = batch.table(some, folder)
    failed = table[table["reason"] != ""].set_index("number")["reason"]
    assert list(failed.index) == ["1108", "9998"]
    assert "population" in failed["1108"]
    assert "no municipality has the number 9998" in failed["9998"]
    assert len(table) == 3 * (len(SOME) - 2) + 2


def test_what_is_done_is_not_done_again_and_what_failed_is(
    two: Any, folder: Path, some: list[batch.Municipality]
) -> None:
    before = {file: file.stat().st_mtime_ns for file in folder.iterdir()}
    time.sleep(0.01)
    assert batch.run(some, PLAN, folder, client=two, draws=DRAWS) == 1  # 1108, once more
    again = {file.stem for file, at in before.items() if file.stat().st_mtime_ns != at}
    assert again == {"1108", "9998"}


def test_other_figures_or_draws_are_computed_anew(
    two: Any, some: list[batch.Municipality], tmp_path: Path
) -> None:
    few = [each for each in some if each.number in {"3403", "3405"}]
    assert batch.run(few, PLAN, tmp_path, client=two, draws=DRAWS) == 2
    assert batch.run(few, PLAN, tmp_path, client=two, draws=DRAWS) == 0
    assert batch.run(few, PLAN, tmp_path, client=two, draws=DRAWS + 1) == 2
    published = [
        batch.Municipality(each.number, each.name, "nation") if each.number == "3405" else each
        for each in few
    ]
    assert batch.run(published, PLAN, tmp_path, client=two, draws=DRAWS + 1) == 1


def test_a_file_with_a_bad_cell_is_not_used_and_its_municipality_is_listed(tmp_path: Path) -> None:
    lines = FIGURES.splitlines()
    file = tmp_path / "lillehammer.csv"
    file.write_text("\n".join(lines[:5]).replace("310", "ca. 310"), encoding="utf-8")
    (one,) = (each for each in batch.municipalities([file]) if each.number == "3405")
    assert "ca. 310" in one.wrong


def test_the_command_writes_one_table(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    out = tmp_path / "chances.csv"
    assert batch.main(["-o", str(out), "--only", "0301", "1101", "--draws", "20"]) == 0
    lines = out.read_text(encoding="utf-8").splitlines()
    assert lines[0] == ",".join(batch.COLUMNS)
    assert len(lines) == 7
