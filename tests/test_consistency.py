"""Figures of one source: what does not follow from one another is suspect, what does is not."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

import plastsmart as ps
from plastsmart.cli import main
from plastsmart.mapping import Mapping, Measurement
from plastsmart.mapping.consistency import last_digit
from plastsmart.mapping.reconcile import Reconciliation
from plastsmart.report.mapping import reconciliation_lines, reconciliation_record

PAGE = "Grønt Punkt Norge, Fakta og tall 2020"
"""It says that 67.9 % of 30 245 t, 22 864 t, was sent on to recycling."""

COLLECTED, SHARE, SORTED = 30_245, 0.679, 22_864
KERBSIDE = ps.Route("kerbside", tier="source")
BRING = ps.Route("bring_point", tier="source")
TRIPLE = {"collected_gross", "sorting_efficiency", "sorted_gross"}

Entered = Callable[[Path, float], Mapping]


def measured(quantity: str, value: float, **more: Any) -> Measurement:
    return Measurement(
        **{"quantity": quantity, "region": "NO", "year": 2020, "value": value, **more}
    )


def mapping(*measurements: Measurement, **more: Any) -> Mapping:
    people = measured("population", 5_367_580, source="Statistics Norway, table 07459")
    given = {"regions": {"NO": "Norge"}, "routes": (KERBSIDE,), **more}
    return Mapping(measurements=(people, *measurements), **given)


def page(share: float, **more: Any) -> list[Measurement]:
    given = {"route": "kerbside", "status": "reported", "source": PAGE, **more}
    return [
        measured("collected_gross", COLLECTED, **given),
        measured("sorting_efficiency", share, **given),
        measured("sorted_gross", SORTED, **given),
    ]


def by_hand(_: Path, share: float) -> Mapping:
    return mapping(*page(share))


def by_table(folder: Path, share: float) -> Mapping:
    path = folder / "norge.csv"
    percent = f"{100 * share:.1f} %".replace(".", ",")
    path.write_text(
        "quantity;region;region_name;year;route;tier;value;unit;status;source\n"
        "population;NO;Norge;2020;;;5 367 580;person;reported;SSB 07459\n"
        f"collected_gross;NO;Norge;2020;kerbside;source;30 245;tonne/year;reported;{PAGE}\n"
        f"sorting_efficiency;NO;Norge;2020;kerbside;source;{percent};;reported;{PAGE}\n"
        f"sorted_gross;NO;Norge;2020;kerbside;source;22 864;tonne/year;reported;{PAGE}\n",
        encoding="utf-8",
    )
    return ps.mapping.read(path)


def by_workbook(folder: Path, share: float) -> Mapping:
    openpyxl = pytest.importorskip("openpyxl")
    path = folder / "norge.xlsx"
    ps.mapping.template(path, region={"NO": "Norge"}, language="no", years=[2020])
    book = openpyxl.load_workbook(path)
    book["Kilder"]["A11"] = PAGE
    for sheet, label, value, source in (
        ("Innbyggere", "Innbyggere", 5_367_580, "SSB 07459"),
        ("Mengder", "Innsamlet plast, slik den er veid", COLLECTED, PAGE),
        ("Anlegg", "Andel sortert ut til gjenvinning", share, PAGE),
        ("Anlegg", "Sortert ut til gjenvinning, slik det er veid", SORTED, PAGE),
    ):
        columns = {str(cell.value): cell.column for cell in book[sheet][5]}
        row = next(
            cells[0].row
            for cells in book[sheet].iter_rows(min_row=6)
            if cells[0].value == label and cells[columns["Eksempel"] - 1].value
        )
        for column, content in (("2020", value), ("Status", "rapportert"), ("Kilde", source)):
            book[sheet].cell(row, columns[column]).value = content
    book.save(path)
    return ps.mapping.read(path)


ENTERED = pytest.mark.parametrize("entered", [by_hand, by_table, by_workbook])


def own(found: Reconciliation) -> dict[str, float]:
    """Return what figures of one source would have to be, by quantity."""
    return {s.quantity: s.without for s in found.suspects if s.own_source}


@ENTERED
def test_the_page_of_2020_is_flagged_as_it_is_entered(entered: Entered, tmp_path: Path) -> None:
    given = entered(tmp_path, SHARE)
    assert given.problems == ()
    assert all(m.sd is None for m in given)
    found = ps.reconcile(given)
    assert {s.quantity for s in found.suspects} == TRIPLE
    assert own(found) == pytest.approx(
        {"sorting_efficiency": 0.75596, "collected_gross": 33_673, "sorted_gross": 20_536}, rel=1e-4
    )
    # within the usual standard errors the three agree, which is why these do not tell
    assert found.p_value > 0.05
    assert {(s.source, s.status) for s in found.suspects} == {(PAGE, "reported")}
    assert "22864 tonne/year does not follow from the other figures of the same source, which " in (
        str(found)
    )


@ENTERED
def test_the_share_that_the_tonnages_make_is_not_flagged(entered: Entered, tmp_path: Path) -> None:
    given = entered(tmp_path, 0.756)
    assert len(given) == 4
    assert ps.reconcile(given).suspects == ()


@pytest.mark.parametrize("status", ["measured", "reported", "estimated", "default"])
def test_whatever_status_the_figures_of_a_source_have(status: str) -> None:
    assert own(ps.reconcile(mapping(*page(SHARE, status=status)))).keys() == TRIPLE
    assert not own(ps.reconcile(mapping(*page(0.756, status=status))))


def test_figures_without_a_source_count_as_one_unless_they_are_guesses() -> None:
    found = ps.reconcile(mapping(*page(SHARE, source="")))
    assert own(found).keys() == TRIPLE
    assert "from the other figures without a source" in str(found)
    assert not own(ps.reconcile(mapping(*page(SHARE, source="", status="estimated"))))


def test_figures_of_several_sources_are_measurements_of_their_own() -> None:
    collected, share, sorted_ = page(SHARE)
    other = measured("sorting_efficiency", SHARE, route="kerbside", source="Another analysis")
    assert ps.reconcile(mapping(collected, other, sorted_)).suspects == ()
    # the same source in other letters and blanks is the same
    spaced = measured("sorting_efficiency", SHARE, route="kerbside", source=f" {PAGE.upper()} ")
    assert own(ps.reconcile(mapping(collected, spaced, sorted_))).keys() == TRIPLE
    # beside that of another source, the source's own share is still held against its tonnages
    both = own(ps.reconcile(mapping(collected, other, share, sorted_)))
    assert both.keys() == TRIPLE


def test_a_share_net_of_impurities_follows_too() -> None:
    dirt = (
        measured("impurity", 0.12, sd=0.01, route="kerbside", source="Picking"),
        measured("bale_impurity", 0.06, sd=0.01, source="Plant"),
    )
    net = SORTED * 0.94 / (COLLECTED * 0.88)
    for share in (round(net, 3), round(net, 2), 0.756):
        assert not own(ps.reconcile(mapping(*page(share), *dirt)))
    for share in (0.70, 0.90):
        assert own(ps.reconcile(mapping(*page(share), *dirt))).keys() == TRIPLE
    # the way of counting that comes nearest is told
    assert own(ps.reconcile(mapping(*page(0.90), *dirt)))["sorting_efficiency"] == pytest.approx(
        net
    )


def test_a_net_share_is_as_sure_as_its_impurities() -> None:
    for sd, wrong in ((0.0, True), (0.05, False)):
        dirt = (
            measured("impurity", 0.12, sd=sd, route="kerbside"),
            measured("bale_impurity", 0.06, sd=0.0),
        )
        assert bool(own(ps.reconcile(mapping(*page(0.84), *dirt)))) is wrong


@pytest.mark.parametrize(
    ("share", "wrong"),
    [(0.756, False), (0.755, False), (0.76, False), (0.757, False), (0.758, True),
     (0.753, True), (0.75597, False), (0.7565, True)],
)  # fmt: skip
def test_rounding_and_cutting_off_digits_are_no_mistake(share: float, *, wrong: bool) -> None:
    # without impurities there is one way of counting
    dirt = (
        measured("impurity", 0.0, sd=0.0, route="kerbside"),
        measured("bale_impurity", 0.0, sd=0.0),
    )
    assert bool(own(ps.reconcile(mapping(*page(share), *dirt)))) is wrong


def test_a_stated_standard_error_is_taken_instead_of_rounding() -> None:
    collected, _, sorted_ = page(SHARE)
    for sd, wrong in ((0.005, True), (0.05, False)):
        share = measured("sorting_efficiency", SHARE, sd=sd, route="kerbside", source=PAGE)
        found = ps.reconcile(mapping(collected, share, sorted_))
        assert bool(own(found)) is wrong


def test_what_both_the_whole_and_its_source_speak_against_is_told_once() -> None:
    sure = [
        measured(m.quantity, m.value, sd=0.01 * m.value, route="kerbside", source=PAGE)
        for m in page(SHARE)
    ]
    dirt = [
        measured("impurity", 0.0, sd=0.0, route="kerbside", source=PAGE),
        measured("bale_impurity", 0.0, sd=0.0, source=PAGE),
    ]
    found = ps.reconcile(mapping(*sure, *dirt))
    assert found.p_value < 1e-6
    assert sorted(s.quantity for s in found.suspects) == sorted(TRIPLE)
    assert not own(found)


def test_a_yield_is_held_against_what_was_sorted_and_recycled() -> None:
    def given(share: float) -> Mapping:
        return mapping(
            measured("sorted_gross", 22_864, route="kerbside", source=PAGE),
            measured("recycled", 16_005, source=PAGE),
            measured("preparation_yield", share, source=PAGE),
        )

    assert not own(ps.reconcile(given(0.70)))
    assert not own(ps.reconcile(given(round(16_005 / (22_864 * 0.94), 3))))
    wrong = own(ps.reconcile(given(0.62)))
    assert wrong == pytest.approx(
        {"preparation_yield": 0.70001, "sorted_gross": 25_815, "recycled": 14_175.7}, rel=1e-4
    )


def test_shares_of_all_routes_are_held_against_their_sums() -> None:
    def given(share: float, **totals: float) -> Mapping:
        return mapping(
            measured("collected_gross", 20_000, route="kerbside", source=PAGE),
            measured("collected_gross", 10_245, route="bring_point", source=PAGE),
            measured("sorting_efficiency", share, source=PAGE),
            measured("sorted_gross", SORTED, source=PAGE),
            *(measured(quantity, value, source=PAGE) for quantity, value in totals.items()),
            routes=(KERBSIDE, BRING),
        )

    assert not own(ps.reconcile(given(0.756)))
    found = ps.reconcile(given(0.60))
    assert {s.name for s in found.suspects if s.own_source} == {
        "collected_gross[kerbside]", "collected_gross[bring_point]", "sorting_efficiency",
        "sorted_gross",
    }  # fmt: skip
    assert not own(ps.reconcile(given(0.756, collected_gross=30_245)))
    assert own(ps.reconcile(given(0.756, collected_gross=36_245))).keys() >= {"collected_gross"}


def test_a_share_of_one_route_is_not_held_against_all() -> None:
    given = mapping(
        measured("collected_gross", 20_000, route="kerbside", source=PAGE),
        measured("sorting_efficiency", 0.60, route="kerbside", source=PAGE),
        measured("sorted_gross", SORTED, source=PAGE),
        routes=(KERBSIDE, BRING),
    )
    assert not own(ps.reconcile(given))


def test_another_years_figures_are_not_held_against_this_years() -> None:
    collected, _, sorted_ = page(SHARE)
    last = measured("sorting_efficiency", SHARE, year=2019, route="kerbside", source=PAGE)
    assert not own(ps.reconcile(mapping(collected, last, sorted_)))


def test_a_figure_given_twice_by_one_source_is_not_guessed_between() -> None:
    twice = measured("sorting_efficiency", 0.756, route="kerbside", source=PAGE, place="row 9")
    assert not own(ps.reconcile(mapping(*page(SHARE), twice)))


@pytest.mark.parametrize("share", [0.0, 0.5, 1.0])
def test_nothing_collected_or_sorted_is_no_error(share: float) -> None:
    for collected, sorted_ in ((0.0, 0.0), (100.0, 0.0), (0.0, 100.0)):
        given = mapping(
            measured("collected_gross", collected, sd=1.0, route="kerbside"),
            measured("sorting_efficiency", share, sd=0.1, route="kerbside"),
            measured("sorted_gross", sorted_, sd=1.0, route="kerbside"),
        )
        found = ps.reconcile(given)
        # a hundred tonnes of nothing follow from nothing
        assert (collected == 0.0 < sorted_) <= bool(found.suspects)
        assert str(found)


@pytest.mark.parametrize(
    ("value", "digit"),
    [(30_245, 1.0), (22_864.0, 1.0), (33_000, 1000.0), (30_000, 1000.0), (450, 10.0), (300, 10.0),
     (30, 1.0), (7, 1.0), (7.25, 0.01), (0.5, 0.1), (0, 1.0), (1.2e6, 100_000.0)],
)  # fmt: skip
def test_the_last_digit_of_a_tonnage(value: float, digit: float) -> None:
    assert last_digit(value, share=False) == digit


@pytest.mark.parametrize(
    ("value", "digit"),
    [(0.679, 0.001), (67.9 / 100, 0.001), (0.7, 0.01), (0.75, 0.01), (1.0, 0.01), (0.0, 0.01),
     (0.05, 0.01), (0.0625, 0.0001)],
)  # fmt: skip
def test_the_last_digit_of_a_share(value: float, digit: float) -> None:
    assert last_digit(value, share=True) == digit


@pytest.mark.parametrize(
    ("language", "told"),
    [("en", "Figures of one source"), ("no", "Tall fra samme kilde")],
)
def test_a_report_tells_it_beside_that_the_whole_agrees(language: str, told: str) -> None:
    found = ps.reconcile(mapping(*page(SHARE)))
    lines = "\n".join(reconciliation_lines(found, language))
    assert told in lines
    assert (
        "22 864; the others give 20 536" if language == "en" else "de andre gir 20 536"
    ) in lines
    assert ("agree within" if language == "en" else "stemmer overens") in lines
    assert all(suspect["own_source"] for suspect in reconciliation_record(found)["suspects"])
    assert json.dumps(reconciliation_record(found), allow_nan=False)


def test_the_prompt_tells_it(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    by_table(tmp_path, SHARE)
    assert main(["reconcile", str(tmp_path / "norge.csv")]) == 0
    assert "the others give 20 536" in capsys.readouterr().out
    main(["assess", str(tmp_path / "norge.csv")])
    printed = capsys.readouterr()
    assert "Figures of one source (or of none) do not follow from one another" in printed.out
    assert "22 864; the others give 20 536" in printed.err
