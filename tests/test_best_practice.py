"""Best practice: where measures were done, and the catalogue's measures with those effects."""

from __future__ import annotations

import csv
import json
import re
from importlib import resources
from urllib.parse import urlsplit

import attrs
import pytest

import plastsmart as ps
from plastsmart.errors import LabelError, MissingValueError
from plastsmart.labels import TEXTS
from plastsmart.scenarios.best_practice import COLUMNS, NORWEGIAN, Practice, practices
from plastsmart.units import parse_unit

pytestmark = pytest.mark.once

PRACTICES = list(practices().values())
DERIVED = [practice for practice in PRACTICES if practice.argument]

every = pytest.mark.parametrize("practice", PRACTICES, ids=lambda practice: practice.id)
every_effect = pytest.mark.parametrize("practice", DERIVED, ids=lambda practice: practice.id)


def test_there_are_a_good_many_of_every_theme() -> None:
    table = ps.best_practice()
    assert len(table) >= 20
    assert table.index.is_unique
    assert set(table["theme"]) == set(ps.targets.THEMES)


@every
def test_a_practice_says_where_it_is_from_and_how_well_it_is_known(practice: Practice) -> None:
    assert practice.source
    assert practice.title
    assert practice.title_no != practice.title
    assert practice.place_no
    assert practice.note_no != practice.note
    assert practice.before is not None or practice.after is not None
    parse_unit(practice.unit)
    if practice.confidence == "A":
        assert practice.url.startswith("http")
    else:
        assert practice.confidence == "B"
        assert practice.status in {"estimated", "default"}


@every
def test_a_front_page_is_no_source_that_a_figure_can_be_checked_in(practice: Practice) -> None:
    if practice.url and urlsplit(practice.url).path.strip("/") == "":
        assert "front page" in practice.note
        assert practice.confidence == "B"
        assert practice.status == "estimated"


def test_each_range_that_was_not_read_says_so() -> None:
    read = {"forus_central_sorting", "pitches_in_winter", "pitch_regulation", "washing_filters"}
    for practice in DERIVED:
        if practice.id not in read | {"stainer_gloves"}:
            assert "assumption" in practice.note, practice.id
        assert re.search("low|high|range", practice.note), practice.id


@every
def test_each_links_to_a_measure_of_its_theme(practice: Practice) -> None:
    entry = ps.measures.ALL[practice.measure]
    assert entry.theme == practice.theme
    assert practice.argument in {"", *(figure.argument for figure in entry.effects)}


@every_effect
def test_the_measure_takes_the_effect_as_its_default_range(practice: Practice) -> None:
    measure = ps.measures.as_done(practice.id, 2027)
    parameter = next(
        figure.parameter
        for figure in ps.measures.ALL[practice.measure].effects
        if figure.argument == practice.argument
    )
    change = next(change for change in measure.changes if change.parameter == parameter)
    assert change.amount == practice.value
    assert change.info.status == "estimated"
    assert practice.source in change.info.source
    spread = change.info.uncertainty
    assert isinstance(spread, ps.Triangular)
    assert (spread.low, spread.mode, spread.high) == (practice.low, practice.value, practice.high)


def test_an_argument_that_is_given_comes_before_what_was_measured() -> None:
    measure = practices()["stainer_gloves"].make(2027, gap=0.2)
    assert measure.changes[0].amount == 0.2


@pytest.mark.parametrize("lacking", ["value", "low", "high"])
def test_no_effect_follows_from_part_of_what_is_needed(lacking: str) -> None:
    known = practices()["stainer_gloves"]
    assert known.effect.value == known.value
    with pytest.raises(MissingValueError, match=r"no effect follows from .* in 'stainer_gloves'"):
        _ = attrs.evolve(known, **{lacking: None}).effect  # type: ignore[arg-type]


def test_effects_follow_from_what_was_measured() -> None:
    known = practices()

    def left(id: str) -> float:  # noqa: A002 - as in the table
        practice = known[id]
        assert practice.before is not None
        assert practice.after is not None
        return practice.after / practice.before

    for id in ("sweden_counts", "pitches_in_winter"):  # noqa: A001
        assert known[id].value == pytest.approx(left(id), abs=0.005)
    for id in ("stainer_gloves", "ormond_gloves", "kings_gloves", "inland_clean_up"):  # noqa: A001
        assert known[id].value == pytest.approx(1 - left(id), abs=0.001)
    for id in ("nsw_deposit", "ireland_deposit"):  # noqa: A001
        assert known[id].value == pytest.approx(1 - left(id))
    assert known["washing_filters"].value == pytest.approx(1 - left("washing_filters"))
    assert known["aarhus_cups"].value == pytest.approx(1 / (1 - 0.87), abs=0.05)
    assert known["lithuania_cups"].value == pytest.approx(1 / 0.12, abs=0.05)


def test_the_table_is_filtered() -> None:
    gloves = ps.best_practice(theme="own operations", kind="gloves")
    assert set(gloves["measure"]) == {"glove_campaign"}
    cities = ps.best_practice(municipality_type="city")
    assert set(cities["municipality_type"]) == {"city", "any"}
    both = ps.best_practice(theme=["litter", "microplastics"])
    assert set(both["theme"]) == {"litter", "microplastics"}
    assert list(ps.best_practice(measure="gully_pots").index) == []
    assert ps.best_practice(language="no").loc["oslo_ashtrays", "title"] == "Lommeaskebegre"


@every
def test_a_practice_is_told_in_norwegian_with_the_same_figures(practice: Practice) -> None:
    """Whatever is no name to type and no source is in Norwegian, and no number is lost in notes."""
    english, norwegian = practice.told("en"), practice.told("no")
    assert list(english) == list(norwegian) == list(COLUMNS)
    texts = {"theme", "kind", "title", "place", "municipality_type", "unit", "status", "note"}
    for name in set(COLUMNS) - texts:
        assert norwegian[name] == english[name]
    for name in ("theme", "kind", "municipality_type", "status"):
        assert norwegian[name] != english[name]
    assert norwegian["unit"] != english["unit"] or practice.unit == "1"
    assert not re.search(r"\b(?:the|of|and|year|person|tonne|item)\b", " ".join(
        str(norwegian[name]) for name in texts - {"place"}
    ))  # fmt: skip
    numbers = [re.findall(r"\d+(?:[.,]\d+)?", row["note"]) for row in (english, norwegian)]
    assert numbers[0] == [number.replace(",", ".") for number in numbers[1]]


def test_columns_have_names_to_be_written_with() -> None:
    table = ps.best_practice(theme="litter", language="no")
    assert table.loc["sweden_counts", "municipality_type"] == "alle"
    assert table.loc["sweden_counts", "unit"] == "stk."
    assert table.loc["sweden_counts", "status"] == TEXTS["status measured"][1]
    written = table.reset_index().rename(columns=table.attrs["labels"])
    assert list(written)[:3] == ["navn", "tema", "type tiltak"]
    assert ps.best_practice().attrs["labels"]["municipality_type"] == "type of municipality"
    for column, words in NORWEGIAN.items():
        assert set(words) == set(ps.best_practice()[column])


def test_unknown_names_are_refused_with_those_most_like_them() -> None:
    with pytest.raises(LabelError, match="no theme 'liter'"):
        ps.best_practice(theme="liter")
    with pytest.raises(LabelError, match="no kind 'glove'"):
        ps.best_practice(kind="glove")
    with pytest.raises(LabelError, match="no type of municipality"):
        ps.best_practice(municipality_type="village")
    with pytest.raises(LabelError, match="no measure"):
        ps.best_practice(measure="gloves")
    with pytest.raises(LabelError, match="no best practice 'oslo'"):
        ps.measures.as_done("oslo", 2027)
    with pytest.raises(MissingValueError, match="no effect follows"):
        ps.measures.as_done("oslo_ashtrays", 2027)


def test_the_file_is_described_in_the_data_package() -> None:
    data = resources.files("plastsmart.data")
    package = json.loads(data.joinpath("datapackage.json").read_text(encoding="utf-8"))
    resource = next(r for r in package["resources"] if r["name"] == "best-practice")
    lines = data.joinpath(resource["path"]).read_text(encoding="utf-8").splitlines()
    fields = [field["name"] for field in resource["schema"]["fields"]]
    assert next(csv.reader(lines)) == fields
    assert all(len(row) == len(fields) for row in csv.reader(lines))
