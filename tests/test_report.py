"""The report for a council: its numbers are the API's, in two languages, escaped, self-contained."""

from __future__ import annotations

import hashlib
import importlib
import math
import os
import re
import subprocess
import sys
import zipfile
from collections.abc import Iterator
from html.parser import HTMLParser
from itertools import pairwise
from pathlib import Path
from typing import Any, Final

import attrs
import docx
import openpyxl
import pytest

import plastsmart as ps
from plastsmart.cli import main
from plastsmart.errors import InvalidValueError, MissingExtraError
from plastsmart.flows.model import STRUCTURE
from plastsmart.labels import LANGUAGES
from plastsmart.report import sentences
from plastsmart.report.chapters.whole import themes
from plastsmart.report.document import Amount, Document, Picture, Section, Table
from plastsmart.report.findings import Findings, found
from plastsmart.report.html import Report, report
from plastsmart.report.norwegian import EQUATIONS, note_text
from plastsmart.report.report_text import GLOSSARY, STATUSES, WORDS, unit_name
from plastsmart.scenarios.targets import Target
from tests.whole import with_all_stages

pytestmark = pytest.mark.once

EXAMPLES: Final = Path(__file__).parents[1] / "examples"
DRAWS: Final = 100

# --------------------------------------------------------------------------------------------------
# reading a page


@attrs.define
class Node:
    """An element of a page."""

    tag: str
    attributes: dict[str, str]
    children: list[Node | str] = attrs.field(factory=list)

    def walk(self) -> Iterator[Node]:
        yield self
        for child in self.children:
            if isinstance(child, Node):
                yield from child.walk()

    def all(self, *tags: str) -> list[Node]:
        return [node for node in self.walk() if node.tag in tags]

    def text(self, without: tuple[str, ...] = ()) -> str:
        return "".join(
            child if isinstance(child, str) else child.text(without)
            for child in self.children
            if isinstance(child, str) or child.tag not in without
        )


VOID: Final = {"meta", "link", "br", "img", "input", "hr"}


class Reader(HTMLParser):
    """Reads a page; fails where an element is not closed."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.open = [Node("", {})]

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        names = [name for name, _ in attrs]
        assert len(set(names)) == len(names), f"{tag} has an attribute twice: {names}"
        node = Node(tag, {name: value or "" for name, value in attrs})
        self.open[-1].children.append(node)
        if tag not in VOID:
            self.open.append(node)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.open[-1].children.append(Node(tag, {name: value or "" for name, value in attrs}))

    def handle_endtag(self, tag: str) -> None:
        assert self.open[-1].tag == tag, f"</{tag}> closes <{self.open[-1].tag}>"
        self.open.pop()

    def handle_data(self, data: str) -> None:
        self.open[-1].children.append(data)


def read(page: str) -> Node:
    reader = Reader()
    reader.feed(page)
    reader.close()
    assert len(reader.open) == 1
    return reader.open[0]


def rows(page: Node, id_: str) -> list[list[Node]]:
    """Return the cells of the body of a table."""
    (table,) = [node for node in page.all("table") if node.attributes.get("id") == id_]
    (body,) = table.all("tbody")
    return [[cell for cell in row.children if isinstance(cell, Node)] for row in body.all("tr")]


def heads(page: Node, id_: str) -> list[str]:
    (table,) = [node for node in page.all("table") if node.attributes.get("id") == id_]
    return [plain(head.text()) for head in table.all("thead")[0].all("th")]


def value(cell: Node) -> float | None:
    """Return the number that a cell holds, unrounded."""
    data = cell.all("data")
    return float(data[0].attributes["value"]) if data else None


def values(cells: list[Node]) -> list[float | None]:
    return [value(cell) for cell in cells]


def plain(text: str) -> str:
    return text.replace("\u00a0", " ").replace("\u00ad", "").replace("\u2212", "-").strip()


def same(one: float | None, other: float) -> bool:
    if one is None:
        return math.isnan(other)
    return math.isclose(one, other, rel_tol=1e-11, abs_tol=1e-11)


# --------------------------------------------------------------------------------------------------
# reports that many tests read


def norwegian_plan() -> ps.Plan:
    plan = ps.Plan.load(EXAMPLES / "plans" / "norway.toml").in_prices(2024, ps.prices.CPI)
    return attrs.evolve(plan, name="Mer plast ut av restavfallet", author="Et utvalg")


@pytest.fixture(scope="module")
def norway() -> dict[str, Report]:
    return {
        language: report(ps.load("norway"), norwegian_plan(), language=language, draws=DRAWS)
        for language in LANGUAGES
    }


@pytest.fixture(scope="module")
def eksempelby() -> dict[str, Report]:
    found = ps.reconcile(ps.mapping.read(EXAMPLES / "mapping" / "eksempelby.xlsx"))
    return {language: report(found, language=language, draws=DRAWS) for language in LANGUAGES}


@pytest.fixture(scope="module")
def page(norway: dict[str, Report]) -> Node:
    return read(norway["no"].html)


@pytest.fixture(scope="module")
def projection() -> ps.Projection:
    return ps.project(ps.load("norway"), norwegian_plan())


def hamar(**parts: Any) -> ps.System:
    """A small system, of which parts can be other than usual."""
    usual: dict[str, Any] = {
        "regions": {"3403": "Hamar"},
        "years": [2025],
        "categories": ["plast"],
        "routes": [ps.Route("henting", tier="source")],
        "generation": ps.Generation(
            population=ps.Q("33000 person"), packaging_per_person=ps.Q("20 kg/person/year")
        ),
        "collection": ps.Collection(capture=0.5),
        "sorting": ps.Sorting(sorting_efficiency=0.8),
        "recycling": ps.Recycling(preparation_yield=0.75),
    }
    return ps.System(**usual | parts)


@pytest.fixture
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    """Leave the pictures out, for tests of everything else."""

    def none(*arguments: Any) -> Picture:
        return Picture(id=str(arguments[-1]), svg="<svg></svg>", title="Picture")

    for name in ("certainty", "costs", "flows", "plan", "targets", "whole"):
        module = importlib.import_module(f"plastsmart.report.chapters.{name}")
        for function in dir(module):
            if function.endswith("_picture"):
                monkeypatch.setattr(module, function, none)


# --------------------------------------------------------------------------------------------------
# the numbers


def test_the_targets_of_the_report_are_those_of_assess(
    page: Node, projection: ps.Projection
) -> None:
    expected = projection.assess()
    made = ps.ensemble(projection.system, projection.plan, n=DRAWS, seed=1, exact=DRAWS)
    told = rows(page, "targets-table")
    assert len(told) == len(expected)
    for cells, (name, row) in zip(told, expected.to_dict("index").items(), strict=True):
        target = getattr(ps.targets, str(name))
        word = "nådd" if row["reached"] else "ikke nådd"
        assert cells[1].text().endswith(word)
        numbers = values(cells[3:])
        first = (
            math.nan
            if row["first_year"] is None or row["first_year"] != row["first_year"]
            else row["first_year"]
        )
        wanted = [
            row["value"], row["value_without"], row["level"], row["gap_points"], row["gap"], first,
            made.probability(target), made.probability(target, of="baseline"),
        ]  # fmt: skip
        assert all(map(same, numbers, wanted)), (name, numbers, wanted)


def test_all_rates_are_those_of_the_flows(page: Node, projection: ps.Projection) -> None:
    expected = projection.flows.rates(by=["year"])
    shown = [int(head) for head in heads(page, "rates-table")[1:]]
    assert shown == [2022, 2025, 2028, 2030, 2035]
    for cells, name in zip(rows(page, "rates-table"), expected.columns, strict=True):
        assert all(map(same, values(cells[1:]), expected.loc[shown, name].tolist()))


def test_flows_are_those_of_the_run(page: Node, projection: ps.Projection) -> None:
    year = 2030  # of the target that decides
    told = {plain(cells[0].text()): cells for cells in rows(page, "flows-table")}
    for name in ("generated", "collected", "residual", "sorted", "recycled", "recyclate"):
        label = ps.MODEL[name].declaration.label_no
        wanted = [
            float(flows.quantity(name, by=[], scope={"year": year}).m_as("tonne/year"))
            for flows in (projection.baseline, projection.flows)
        ]
        assert all(map(same, values(told[label][1:3]), wanted))
    assert values(told["Oppstått"][3:]) == [1.0]


def test_parts_by_route_and_kind_add_up_to_the_flows(page: Node, projection: ps.Projection) -> None:
    flows, scope = projection.flows, {"year": 2030}
    for id_, at, name in (
        ("routes-table", 2, "collected"),
        ("routes-table", 3, "recycled"),
        ("categories-table", 1, "generated"),
        ("categories-table", 3, "recycled"),
    ):
        total = sum(value(cells[at]) or 0.0 for cells in rows(page, id_))
        assert same(total, float(flows.quantity(name, by=[], scope=scope).magnitude)), (id_, name)


def test_losses_are_those_of_the_cascade(page: Node, projection: ps.Projection) -> None:
    expected = projection.cascade(2030)
    told = rows(page, "losses-table")
    for cells, row in zip(told, expected.to_numpy().tolist(), strict=True):
        assert all(map(same, values(cells[1:]), row))


def test_who_pays_is_as_in_financing(page: Node, projection: ps.Projection) -> None:
    paid = projection.financing().table.xs(2030, level="year")[["without", "with", "change"]]
    told = [values(cells[1:]) for cells in rows(page, "payers-table")]
    for shown, row in zip(told[:-1], paid.to_numpy().tolist(), strict=True):
        assert all(map(same, shown, row))
    assert all(map(same, told[-1], paid.to_numpy().sum(axis=0).tolist()))
    stages = [values(cells[1:]) for cells in rows(page, "stages-table")]
    assert all(map(same, stages[-1], paid.to_numpy().sum(axis=0).tolist()))
    years = projection.costs()
    for cells, row in zip(
        rows(page, "costs-years-table"), years.to_dict("index").values(), strict=True
    ):
        wanted = [
            row[name]
            for name in (
                "without",
                "with",
                "change",
                "change_per_person",
                "change_per_further_tonne",
            )
        ]
        assert all(map(same, values(cells[1:]), wanted))


def test_emissions_are_those_of_the_projection(page: Node, projection: ps.Projection) -> None:
    expected = projection.emissions().to_dict("index")[2030]
    told = {plain(cells[0].text()): values(cells[1:]) for cells in rows(page, "climate-table")}
    assert all(map(same, told["Netto"], [expected[name] for name in ("without", "with", "change")]))
    parts = [told[name] for name in told if name not in {"Netto", "Mindre enn om alt ble brent"}]
    assert all(map(same, told["Netto"], map(sum, zip(*parts, strict=True))))


def test_rates_by_year_have_the_band_of_the_ensemble(page: Node, projection: ps.Projection) -> None:
    made = ps.ensemble(projection.system, projection.plan, n=DRAWS, seed=1, exact=DRAWS)
    rates = projection.rates("eu")
    band = made.quantiles("eu")
    for cells, year in zip(rows(page, "years-1-table"), rates.index, strict=True):
        both = rates.to_dict("index")[int(year)]
        wanted = [both["without"], both["with"], *band.to_dict("index")[year].values()]
        assert all(map(same, values(cells[1:6]), wanted))
    levels = {cells[0].text(): value(cells[6]) for cells in rows(page, "years-1-table")}
    assert levels["2025"] == 0.5
    assert levels["2030"] == 0.55
    assert levels["2026"] is None


def test_contributions_are_those_of_attribute(page: Node, projection: ps.Projection) -> None:
    assert projection.plan is not None
    shares = ps.attribute(projection.system, projection.plan, year=2030)
    told = {plain(cells[0].text()): value(cells[1]) for cells in rows(page, "contributions-table")}
    for name, share in shares.items():
        assert same(told[str(name)], float(share))
    assert same(told["Til sammen"], float(shares.sum()))


@pytest.mark.usefixtures("quick")
def test_the_fee_is_told_for_the_last_year_too_and_what_begins_later() -> None:
    later = ps.Measure("Plant", 2033, [ps.Change("sorting_efficiency", close_gap=0.5)],
                       cost=ps.Q("90 NOK/person/year"), price_year=2024)  # fmt: skip
    soon = ps.Measure("Bags", 2026, [ps.Change("capture", close_gap=0.1)],
                      cost=ps.Q("9 NOK/person/year"), price_year=2024)  # fmt: skip
    plan = ps.Plan("Two steps", [soon, later])
    system = ps.load("norway-household")
    own = ps.Target(rate="eu", level=0.5, year=2030, name="Half")
    made = report(system, plan, language="en", targets=[own], draws=0)
    fee = ps.project(system, plan).financing().fee["change_per_household"].to_dict()
    text = plain(read(made.html).text())
    for year in (2030, 2035):
        way = "rises" if fee[year] > 0 else "falls"
        assert (
            f"In {year}: The fee of a household {way} by {abs(fee[year]):.0f} NOK a year." in text
        )
    assert "Not begun in 2030, so without a contribution: Plant." in text
    one = report(system, ps.Plan("One", [soon]), language="en", targets=[own], draws=0)
    assert "Not begun" not in one.html


def test_every_number_shown_is_its_value_rounded(norway: dict[str, Report]) -> None:
    for language, made in norway.items():
        shown = 0
        for node in read(made.html).all("data"):
            exact = float(node.attributes["value"])
            text = plain(node.text()).replace(" ", "")
            number = text.split("±")[0].rstrip("%").lstrip("+")
            if language == "no":
                assert "." not in number
                number = number.replace(",", ".")
            assert "," not in number
            decimals = len(number.partition(".")[2])
            factors = [100.0] if text.endswith("%") else [1.0, 1e-3, 1e-6, 100.0]
            near = (abs(exact * f - float(number)) <= 0.5000001 * 10**-decimals for f in factors)
            assert any(near), (exact, node.text())
            shown += 1
        assert shown > 300


def test_what_was_measured_is_as_reconciled(eksempelby: dict[str, Report]) -> None:
    found = ps.reconcile(ps.mapping.read(EXAMPLES / "mapping" / "eksempelby.xlsx"))
    table = found.table
    wanted = table[table["measured"].notna() & (table["status"] != "default")]
    told = rows(read(eksempelby["no"].html), "measured-table")
    assert all(map(same, (value(cells[1]) for cells in told), wanted["measured"]))
    assert all(map(same, (value(cells[2]) for cells in told), wanted["reconciled"]))
    text = plain(read(eksempelby["no"].html).text())
    assert "35,5 % ± 2,8 % (én standardfeil)" in text
    ways = found.two_ways
    assert f"Oppstått: {ways.market:.0f} ± {ways.market_sd:.0f} t/år" in text
    assert "Mest ville det hjelpe å måle materialgjenvunnet" in text


def test_statuses_are_counted_as_the_table_of_the_system_has_them(
    norway: dict[str, Report],
) -> None:
    system = ps.load("norway")
    table = system.table()
    mine = table[table["parameter"].isin(system.parameters)]
    mine = mine[mine["note"] != "neutral value"]
    mine = mine[mine["note"] != "not stated: counts as 0"]
    counts = mine["status"].value_counts()
    last = rows(read(norway["en"].html), "basis-table")[-1]
    assert values(last[2:6]) == [
        None, counts["reported"], counts["estimated"], counts["default"],
    ]  # fmt: skip


def test_all_sources_are_listed(norway: dict[str, Report]) -> None:
    page = read(norway["en"].html)
    listed = [plain(cells[0].text()) for cells in rows(page, "sources-table")]
    assert len(set(listed)) == len(listed)
    system, plan = ps.load("norway"), norwegian_plan()
    stated = [*system.table()["source"].dropna(), *plan.sources, *(m.source for m in plan)]
    for source in stated:
        for part in re.split(r"(?<=\([AB]\)); ", source):
            assert " ".join(part.split()) in {*listed, ""}


@pytest.mark.usefixtures("quick")
def test_every_equation_that_was_used_is_there(page: Node) -> None:
    shown = "\n".join(plain(node.text()) for node in page.all("code"))
    flows = ps.run(ps.load("norway"))
    for equation in flows.model:
        if equation.name not in flows.names and equation.id not in flows.rate_ids:
            continue
        assert f"{equation.name} = {plain(equation.formula.replace(' - ', ' − '))}" in shown, (
            equation.name
        )
    bare = read(report(hamar(), language="no", draws=0).html)
    assert "system_cost" not in bare.text()


# --------------------------------------------------------------------------------------------------
# the answer


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_answer_holds_the_numbers_of_the_assessment(
    norway: dict[str, Report], projection: ps.Projection, language: str
) -> None:
    told = projection.assess(ps.targets.EU_2030)
    answer = plain(norway[language].answer)
    mark = "," if language == "no" else "."
    assert f"{100 * told.rate:.1f} %".replace(".", mark) in answer
    assert f"{100 * told.baseline.rate:.1f} %".replace(".", mark) in answer
    assert f"{told.gap_tonnes:,.0f}".replace(",", " ") in answer
    assert "55 %" in answer
    assert norway[language].document.mark.good is None  # some are reached


@pytest.mark.parametrize(
    ("system", "english", "norwegian"),
    [
        (hamar(collection=ps.Collection(capture=0.0)), "Not reached", "Nås ikke"),
        (hamar(), "Some targets are reached", "Noen mål nås"),
        (hamar(collection=ps.Collection(capture=0.9)), "Reached", "Nås"),
        (
            hamar(
                generation=ps.Generation(
                    population=ps.Q("0 person"), packaging_per_person=ps.Q("20 kg/person/year")
                )
            ),
            "Cannot be told",
            "Kan ikke avgjøres",
        ),
        (
            hamar(categories=[ps.Category("x", sector="business")]),
            "Cannot be told",
            "Kan ikke avgjøres",
        ),
    ],
    ids=["nothing is collected", "some", "all", "nobody lives there", "no target applies"],
)
@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.usefixtures("quick")
def test_a_report_is_made_whatever_the_outcome(
    system: ps.System, english: str, norwegian: str, language: str
) -> None:
    made = report(system, language=language, draws=20)
    assert made.document.mark.text == (norwegian if language == "no" else english)
    assert made.answer.endswith(".")
    text = read(made.html).text()
    assert "nan" not in text.lower().replace("finans", "")
    assert "None" not in text.replace("None of", "")


@pytest.mark.usefixtures("quick")
def test_unknown_numbers_are_dashes_that_are_read_out() -> None:
    nobody = hamar(
        generation=ps.Generation(
            population=ps.Q("0 person"), packaging_per_person=ps.Q("20 kg/person/year")
        )
    )
    page = read(report(nobody, language="no", draws=0).html)
    cells = rows(page, "targets-table")[0]
    assert cells[1].text().endswith("ukjent")
    assert [plain(cell.text()) for cell in cells[3:4]] == ["–ukjent"]
    dash = next(node for node in cells[3].all("span") if node.text() == "–")
    assert dash.attributes["aria-hidden"] == "true"


def whole(language: str) -> tuple[ps.Projection, Findings, Section]:
    """A system of all stages with a plan for each, and the chapter on it."""
    projection = ps.project(with_all_stages(ps.load("headline")), whole_plan())
    about = found(projection, None, None, population=None, draws=0, seed=1, language=language)
    section = themes(about)
    assert section is not None
    return projection, about, section


def test_each_theme_is_drawn_beside_its_numbers_for_narrow_screens_too() -> None:
    _, _, section = whole("no")
    assert [part.id for part in section.parts] == [
        f"theme-{name}" for name in ("litter", "microplastics", "procurement", "reusables")
    ]
    drawn = [b for part in section.parts for b in part.blocks if isinstance(b, Picture)]
    assert [picture.id for picture in drawn] == [
        f"{name}-picture"
        for name in ("litter", "microplastics", "own-mass", "own-expense", "own-emissions")
    ]
    assert all(picture.narrow and "<desc" in picture.svg for picture in drawn)


@pytest.mark.usefixtures("quick")
@pytest.mark.parametrize("language", LANGUAGES)
def test_the_whole_is_told_by_theme_with_the_numbers_of_the_projection(language: str) -> None:
    projection, about, section = whole(language)
    (table,) = (block for block in section.blocks if isinstance(block, Table))
    assessed = projection.assess()
    assert len(table.rows) == len(assessed)
    for row, (_, told) in zip(table.rows, assessed.iterrows(), strict=True):
        assert row[1] == WORDS[f"theme {told['theme']}"][LANGUAGES.index(language)]
        assert "_" not in f"{row[0]}{row[2]}"
        values = [cell.value for cell in row if isinstance(cell, Amount)]
        assert values == [told["value"], told["value_without"], told["level"], told["gap"]]
        assert row[-1] == unit_name(told["unit"], language)
    (bought,) = (
        block
        for block in section.parts[2].blocks
        if isinstance(block, Table) and block.id == "purchases-table"
    )
    flows = ["own_mass_before", "own_mass", "own_expense_before", "own_expense",
             "own_emissions_before", "own_emissions"]  # fmt: skip
    of_item = {"year": about.year, "category": "plastic_packaging"}
    for row, scope in ((bought.rows[0], of_item), (bought.rows[-1], {"year": about.year})):
        for cell, name in zip(row[1:], flows, strict=True):
            flow = projection.flows.quantity(name, by=[], scope=scope).magnitude
            assert isinstance(cell, Amount)
            assert cell.value == pytest.approx(float(flow))


def whole_plan() -> ps.Plan:
    """A measure and a target of each theme."""
    measures = [
        ps.Measure("Clean-up days", 2027, [ps.Change("cleanup", set=0.7)]),
        ps.Measure("Gully pots", 2027, [ps.Change("tyre_retention", set=0.4)]),
        ps.Measure("Cups", 2027, [ps.Change("reusable_share", set=0.7)]),
    ]
    targets = [
        Target(rate=rate, level=0.3, year=2030)
        for rate in ("litter_reduction", "microplastics_reduction", "own_emission_reduction")
    ]
    return ps.Plan("All of it", measures, targets=targets)


def test_packaging_alone_has_no_chapter_of_the_whole(norway: dict[str, Report]) -> None:
    assert "themes" not in [section.id for section in norway["en"].document.sections]


@pytest.mark.usefixtures("quick")
@pytest.mark.parametrize("language", LANGUAGES)
def test_a_rate_that_is_unknown_every_year_is_said_and_not_drawn(language: str) -> None:
    nobody = hamar(
        generation=ps.Generation(
            population=ps.Q("0 person"), packaging_per_person=ps.Q("20 kg/person/year")
        )
    )
    page = read(report(nobody, language=language, draws=0).html)
    assert not page.all("figure")
    told = {"en": "so the rate is unknown", "no": "så andelen er ukjent"}
    assert told[language] in page.text()


def test_targets_of_ones_own_are_told() -> None:
    own = Target(rate="collection", level=0.6, year=2027, name="Vårt mål")
    made = report(hamar(), targets=[own], draws=0)
    assert plain(made.answer) == (
        "Hamar når ikke målet «Vårt mål» for 2027: 50,0 % av plastemballasjen fra husholdningene "
        "blir samlet inn, og målet er 60 %. Det mangler 66 tonn."
    )
    assert [plain(cells[0].text()) for cells in rows(read(made.html), "targets-table")] == [
        "Vårt mål"
    ]


@pytest.mark.usefixtures("quick")
def test_several_areas_are_told_apart() -> None:
    system = hamar(
        regions={"3403": "Hamar", "3405": "Lillehammer"},
        generation=ps.Generation(
            population={"3403": ps.Q("33000 person"), "3405": ps.Q("28000 person")},
            packaging_per_person=ps.Q("20 kg/person/year"),
        ),
    )
    made = report(system, language="en", draws=0)
    assert made.answer.startswith("Hamar and Lillehammer reach the requirement")
    told = rows(read(made.html), "regions-table")
    assert [(plain(cells[0].text()), value(cells[1])) for cells in told] == [
        ("Hamar", 660.0), ("Lillehammer", 560.0),
    ]  # fmt: skip


@pytest.mark.usefixtures("quick")
def test_without_a_plan_it_says_what_it_would_take() -> None:
    system = hamar(collection=ps.Collection(capture=0.4))
    needed = ps.required(system, "capture", ps.targets.CH10A_2028, where={"tier": ["source"]})
    text = plain(read(report(system, draws=0).html).text())
    assert needed.value == pytest.approx(0.5)
    assert "legger 50,0 % av plastemballasjen sin i det" in text
    much = Target(rate="eu", level=0.9, year=2030)
    hopeless = report(system, targets=[much], draws=0)
    assert "Selv om de som har et tilbud" in read(hopeless.html).text()
    assert (
        "Hva skal til?"
        not in read(report(hamar(collection=ps.Collection(capture=0.9)), draws=0).html).text()
    )


@pytest.mark.usefixtures("quick")
def test_costs_that_cannot_be_added_are_not_told() -> None:
    bins = ps.Measure(
        "Dunker", 2026, [ps.Change("capture", set=0.7)], cost=ps.Q("1 MNOK/year"), price_year=2020
    )
    costs = ps.Costs(collection_cost=ps.Q("5000 NOK/tonne"), price_year=2024)
    page = read(report(hamar(costs=costs), ps.Plan("Plan", [bins]), draws=0).html)
    (alert,) = [node for node in page.all("p") if node.attributes.get("class") == "alert"]
    assert "Hva planen koster, kan ikke oppgis" in alert.text()
    lends = ps.Measure(
        "Anlegg", 2026, [ps.Change("capture", set=0.7)], investment=ps.Q("9 MNOK"), lifetime=10
    )
    page = read(report(hamar(), ps.Plan("Plan", [lends]), draws=0).html)
    assert "ingen kalkulasjonsrente" in page.text()
    free = ps.Measure("Gratis", 2026, [ps.Change("capture", set=0.7)])
    page = read(report(hamar(), ps.Plan("Plan", [free]), draws=0).html)
    assert "Systemet oppgir ingen kostnader" in page.text()


@pytest.mark.usefixtures("quick")
def test_uncertainty_that_nobody_stated_is_not_called_certainty() -> None:
    text = read(report(hamar(), draws=20).html).text()
    assert "Det betyr ikke at det er sikkert." in text
    assert "Sannsynlighet" not in plain(text)
    assert "Usikkerheten er ikke regnet ut" in read(report(hamar(), draws=0).html).text()


# --------------------------------------------------------------------------------------------------
# the page


def test_ids_are_unique_and_what_refers_to_one_finds_it(
    norway: dict[str, Report], eksempelby: dict[str, Report]
) -> None:
    for made in (*norway.values(), *eksempelby.values()):
        page = read(made.html)
        ids = [node.attributes["id"] for node in page.walk() if "id" in node.attributes]
        assert len(set(ids)) == len(ids)
        for node in page.walk():
            for name in ("aria-labelledby", "aria-describedby"):
                for id_ in node.attributes.get(name, "").split():
                    assert id_ in ids, (name, id_)
            href = node.attributes.get("href", "") or node.attributes.get("xlink:href", "")
            if href.startswith("#"):
                assert href[1:] in ids, href
            for id_ in re.findall(r"url\(#([^)]+)\)", " ".join(node.attributes.values())):
                assert id_ in ids, id_


def test_headings_are_in_order_and_name_their_sections(page: Node) -> None:
    levels = [int(node.tag[1]) for node in page.all("h1", "h2", "h3", "h4")]
    assert levels[0] == 1
    assert levels.count(1) == 1
    assert all(after <= before + 1 for before, after in pairwise(levels))
    assert [node.attributes["lang"] for node in page.all("html")] == ["nb"]
    for node in page.all("h1", "h2", "h3"):
        assert node.text().strip()
    for section in page.all("section", "nav"):
        assert "aria-labelledby" in section.attributes


def test_tables_have_captions_and_headers_with_a_scope(page: Node) -> None:
    tables = page.all("table")
    assert len(tables) > 15
    for table in tables:
        assert table.all("caption")[0].text().strip()
        assert all(head.attributes["scope"] == "col" for head in table.all("thead")[0].all("th"))
        for row in table.all("tbody")[0].all("tr"):
            first, *others = [cell for cell in row.children if isinstance(cell, Node)]
            assert first.tag == "th"
            assert first.attributes["scope"] == "row"
            assert {cell.tag for cell in others} <= {"td"}


def test_pictures_say_what_they_show(norway: dict[str, Report]) -> None:
    for made in norway.values():
        figures = read(made.html).all("figure")
        assert len(figures) == 8
        for figure in figures:
            drawn = [node for node in figure.all("svg") if node.attributes.get("role") == "img"]
            for svg in drawn:
                title, description = (svg.all(tag)[0].text() for tag in ("title", "desc"))
                assert len(title) > 10
                assert len(description) > 40
            assert figure.attributes["aria-label"]


def test_pictures_are_drawn_for_narrow_screens_too_or_say_that_they_scroll(
    norway: dict[str, Report], eksempelby: dict[str, Report]
) -> None:
    for made in (*norway.values(), *eksempelby.values()):
        page = read(made.html)
        scrolling = []
        for svg in page.all("svg"):
            text = svg.text()
            assert ("plastsmart" in text) == ("Kilder: " in text or "Sources: " in text)
            assert "Eksempelby 2024: what becomes" not in text
            assert "reconciled from" not in text
        for figure in page.all("figure"):
            drawn = [node for node in figure.all("svg") if node.attributes.get("role") == "img"]
            widths = [float(svg.attributes["viewbox"].split()[2]) for svg in drawn]
            if len(drawn) == 1:
                scrolling.append(figure.attributes["id"])
                assert figure.attributes["tabindex"] == "0"
            else:
                wide, narrow = widths
                assert narrow < 360 < wide
                assert {node.attributes.get("class") for node in figure.all("div")} == {
                    "wide",
                    "narrow",
                }
                told = [svg.all("desc")[0].text() for svg in drawn]
                assert told[0] == told[1]
        assert scrolling == ["flows-picture"]
        hints = [p for p in page.all("p") if "sideways" in p.attributes.get("class", "")]
        assert len(hints) == 1


def test_nothing_is_asked_for_and_nothing_runs(
    norway: dict[str, Report], eksempelby: dict[str, Report]
) -> None:
    for made in (*norway.values(), *eksempelby.values()):
        page = read(made.html)
        policy = next(
            node.attributes["content"]
            for node in page.all("meta")
            if node.attributes.get("http-equiv") == "Content-Security-Policy"
        )
        assert policy.startswith("default-src 'none'; style-src 'unsafe-inline'")
        assert not page.all(
            "script", "iframe", "object", "embed", "img", "audio", "video", "base", "form"
        )
        for node in page.walk():
            for name, text in node.attributes.items():
                assert not name.startswith("on"), name
                if name in {"src", "srcset", "action", "poster", "data"}:
                    raise AssertionError(f"{node.tag} {name}")
                if name == "href" and node.tag != "a":
                    assert text.startswith(("#", "data:")), text
                if name == "href":
                    assert text.startswith(("#", "data:", "https://", "http://")), text
                assert "url(http" not in text
        for style in page.all("style"):
            assert "@import" not in style.text()
            assert "http" not in re.sub(r"http://www.w3.org\S*", "", style.text())


HOSTILE: Final = "<script>alert(1)</script>&\"'><img src=x onerror=alert(2)>"


def test_texts_of_others_stay_texts() -> None:
    name = HOSTILE
    system = hamar(
        name=name,
        notes=[name],
        regions={"a": name},
        categories=[name],
        routes=[ps.Route(name, tier="source")],
        collection=ps.Collection(
            capture=ps.Parameter(
                0.5,
                uncertainty=ps.Uniform(0.4, 0.6),
                source=f"{name} https://x.no/<b>",
                status="measured",
            )
        ),
        costs=ps.Costs(collection_cost=ps.Q("5000 NOK/tonne"), price_year=2024),
    )
    measure = ps.Measure(
        name, 2026, [ps.Change("capture", where={"route": name}, set=0.7)],
        description=name, source=name, cost=ps.Q("1 MNOK/year"), price_year=2024,
    )  # fmt: skip
    plan = ps.Plan(name, [measure], author=name, sources=[name])
    target = Target(rate="eu", level=0.5, year=2030, name=name, rule=name, rule_no=name)
    for language in LANGUAGES:
        made = report(system, plan, targets=[target], language=language, draws=20)
        page = read(made.html)
        assert not page.all("script", "img", "b")
        assert "<script>alert(1)</script>" in page.text()
        assert "<script" not in made.html
        assert "<img" not in made.html
        names = [node.attributes for node in page.walk()]
        assert not any(key.startswith("on") for each in names for key in each)
        links = [node.attributes["href"] for node in page.all("a")]
        assert "https://x.no/" in links


@pytest.mark.usefixtures("quick")
def test_only_web_addresses_become_links() -> None:
    source = "javascript:alert(1) data:text/html,x ftp://x.no https://www.ssb.no/table."
    capture = ps.Parameter(0.5, source=source, status="reported")
    page = read(report(hamar(collection=ps.Collection(capture=capture)), draws=0).html)
    outside = [
        n.attributes["href"] for n in page.all("a") if not n.attributes["href"].startswith("#")
    ]
    assert outside == ["https://www.ssb.no/table"]


def test_the_same_numbers_give_the_same_bytes() -> None:
    code = (
        "import sys, hashlib, plastsmart as ps\n"
        "page = ps.report(ps.load('headline'), draws=20).html\n"
        "print(hashlib.sha256(page.encode()).hexdigest())"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True,
        env={**os.environ, "PYTHONHASHSEED": "77"},
    )  # fmt: skip
    here = report(ps.load("headline"), draws=20).html
    assert done.stdout.strip() == hashlib.sha256(here.encode()).hexdigest()


@pytest.mark.usefixtures("quick")
def test_a_date_is_shown_where_one_is_given_and_nowhere_else() -> None:
    assert "<time>" not in report(hamar(), draws=0).html
    assert "<time>5. mai 2026</time>" in plain(report(hamar(), draws=0, date="2026-05-05").html)
    assert "<time>5 May 2026</time>" in plain(
        report(hamar(), draws=0, date="2026-05-05", language="en").html
    )
    with pytest.raises(InvalidValueError, match="such as '2026-11-25'"):
        report(hamar(), draws=0, date="25.11.2026")


# --------------------------------------------------------------------------------------------------
# two languages


ENGLISH: Final = frozenset(
    [
        "the",
        "of",
        "and",
        "is",
        "are",
        "was",
        "with",
        "which",
        "that",
        "not",
        "what",
        "has",
        "have",
        "been",
        "from",
        "year",
        "rate",
        "share",
        "target",
        "tonne",
        "tonnes",
        "waste",
        "packaging",
        "plastic",
        "collected",
        "recycled",
        "none",
        "only",
        "this",
        "each",
        "where",
        "than",
        "into",
        "out",
        "also",
        "it",
        "it's",
        "without",
        "reached",
        "missed",
        "measured",
        "reported",
        "estimated",
        "households",
        "businesses",
        "sorting",
        "recycling",
        "collection",
        "cost",
        "costs",
        "by",
    ]
)
"""Words that are English and not Norwegian."""

NORWEGIAN: Final = frozenset(
    [
        "og",
        "ikke",
        "av",
        "som",
        "er",
        "blir",
        "det",
        "den",
        "ved",
        "med",
        "uten",
        "fra",
        "til",
        "på",
        "når",
        "nås",
        "mål",
        "andel",
        "kastes",
        "samlet",
        "innsamling",
        "hvert",
        "hver",
        "alle",
        "eller",
        "bare",
        "deler",
        "husholdninger",
        "næringsliv",
        "kostnad",
        "tonn",
    ]
)


def words_of(page: Node) -> list[str]:
    """Return the words that are read, but symbols of formulas and sources."""
    body = page.all("body")[0]
    for node in body.walk():
        node.children = [
            child
            for child in node.children
            if isinstance(child, str)
            or not (child.tag == "code" or "source" in child.attributes.get("id", ""))
        ]
    return re.findall(r"[a-zæøå']+", plain(body.text()).lower())


def test_the_norwegian_report_is_norwegian(
    norway: dict[str, Report], eksempelby: dict[str, Report]
) -> None:
    for made in (norway["no"], eksempelby["no"]):
        found = [word for word in words_of(read(made.html)) if word in ENGLISH]
        assert not found


def test_the_english_report_is_english() -> None:
    for system in (ps.load("norway-household"), ps.load("Asker")):
        found = {
            w
            for w in words_of(read(report(system, language="en", draws=20).html))
            if w in NORWEGIAN
        }
        # the law's own words and names of places stand beside the English ones
        assert not found - {"av", "og", "til"}, found


def test_each_text_has_the_same_blanks_in_both_languages() -> None:
    for words in (WORDS, sentences._WORDS):
        for key, (english, norwegian) in words.items():
            blanks = [sorted(re.findall(r"\{(\w+)\}", text)) for text in (english, norwegian)]
            grammar = {"reach", "do", "become", "past", "done", "goal_is"}
            assert set(blanks[0]) - grammar == set(blanks[1]) - grammar, key
            assert english.strip()
            assert norwegian.strip()


def test_no_text_is_unused() -> None:
    folder = Path(sys.modules["plastsmart.report"].__file__ or "").parent
    others = [path for path in folder.rglob("*.py") if path.name != "report_text.py"]
    code = "".join(path.read_text(encoding="utf-8") for path in (*others, folder.parent / "cli.py"))
    code = code.replace("'", '"')
    kinds = {"set", "close_gap", "scale"}  # what a change does
    for key in WORDS:
        begun = [f'"{key[:at]}{{' for at in range(1, len(key))]
        ended = [f'}}{key[at:]}"' for at in range(1, len(key))]
        bare = key.removesuffix(" NOK/year").removesuffix(" tonne CO2e/year")  # put behind it
        known = f'"{bare}"' in code or any(part in code for part in (*begun, *ended))
        assert known or key in kinds or key.startswith("unit "), key


def test_every_equation_and_note_has_norwegian_with_the_same_numbers() -> None:
    assert {equation.name for equation in ps.MODEL} == set(EQUATIONS)
    assert set(STATUSES) == {"measured", "reported", "estimated", "default"}
    assert {f"structure {name}" for name in STRUCTURE} <= set(WORDS)
    assert len(GLOSSARY) >= 8

    def numbers(text: str) -> list[str]:
        found = re.findall(r"\d+(?:[ \u00a0]\d{3}(?!\d))*(?:[.,]\d+)?", text)
        return sorted(re.sub(r"[ \u00a0]", "", each).replace(",", ".") for each in found)

    notes = {note for name in ps.datasets().index for note in ps.load(name).notes}
    notes |= set(ps.load("3025").notes)
    for note in notes:
        norwegian = note_text(note, "no")
        assert norwegian != note, note
        if "How plastic is collected" not in note:
            assert numbers(norwegian) == numbers(note), note


@pytest.mark.usefixtures("quick")
def test_a_rule_of_another_model_is_told_as_it_stands() -> None:
    @ps.equation("tonne/year")
    def not_recycled(generated: Any, recycled: Any) -> Any:
        """What somebody calls lost."""
        return generated * 0 + recycled * 0

    model = ps.MODEL.replace(not_recycled=not_recycled)
    projection = ps.project(hamar(), model=model)
    text = read(report(projection, draws=0).html).text()
    assert "What somebody calls lost." in text
    assert "Andre likninger" in text


# --------------------------------------------------------------------------------------------------
# Excel and Word


def tables(document: Document) -> list[Table]:
    return list(document.tables())


def test_excel_holds_the_numbers_of_every_table(norway: dict[str, Report], tmp_path: Path) -> None:
    made = norway["no"]
    made.to_excel(tmp_path / "tables.xlsx")
    book = openpyxl.load_workbook(tmp_path / "tables.xlsx")
    assert len(book.sheetnames) == 1 + len(tables(made.document))
    assert len({name.casefold() for name in book.sheetnames}) == len(book.sheetnames)
    assert plain(str(book.worksheets[0]["A5"].value)) == plain(made.answer)
    for sheet, table in zip(book.worksheets[1:], tables(made.document), strict=True):
        assert plain(str(sheet["A1"].value)) == plain(table.caption)
        kept = [at for at, column in enumerate(table.columns) if column.kind != "bar"]
        for number, row in enumerate(table.rows):
            for place, at in enumerate(kept, start=1):
                cell, written = row[at], sheet.cell(4 + number, place).value
                if isinstance(cell, Amount) and cell.value is not None:
                    assert isinstance(written, int | float)
                    assert written == pytest.approx(cell.value / cell.by, rel=1e-11)


def test_the_percent_of_excel_is_a_share(norway: dict[str, Report], tmp_path: Path) -> None:
    norway["no"].to_excel(tmp_path / "tables.xlsx")
    sheet = openpyxl.load_workbook(tmp_path / "tables.xlsx").worksheets[1]
    heads = [plain(str(cell.value)) for cell in sheet[3]]
    cell = sheet.cell(4, heads.index("Andel") + 1)
    assert isinstance(cell.value, float)
    assert 0 < cell.value < 1
    assert cell.number_format == "0.0 %"


@pytest.mark.usefixtures("quick")
def test_texts_never_become_formulas(tmp_path: Path) -> None:
    system = hamar(
        regions={"a": "=1+1"}, categories=["=cmd|' /C calc'!A0"], notes=["@x", "+1", "-1"]
    )
    made = report(system, draws=0)
    made.to_excel(tmp_path / "t.xlsx")
    book = openpyxl.load_workbook(tmp_path / "t.xlsx")
    for sheet in book.worksheets:
        assert all(cell.data_type != "f" for row in sheet.iter_rows() for cell in row)
    with zipfile.ZipFile(tmp_path / "t.xlsx") as file:
        sheets = [name for name in file.namelist() if name.startswith("xl/worksheets/sheet")]
        assert not any(b"<f>" in file.read(name) for name in sheets)


def test_word_holds_headings_answer_and_tables(norway: dict[str, Report], tmp_path: Path) -> None:
    made = norway["no"]
    made.to_word(tmp_path / "report.docx")
    word = docx.Document(str(tmp_path / "report.docx"))
    paragraphs = [plain(paragraph.text) for paragraph in word.paragraphs]
    assert paragraphs[0] == made.title
    assert plain(made.answer) in paragraphs
    heads = [p.text for p in word.paragraphs if p.style is not None and p.style.name == "Heading 1"]
    assert heads[1:] == [section.title for section in made.document.sections]
    assert len(word.tables) == len(tables(made.document))
    first = word.tables[0]
    assert not any("\u00ad" in cell.text for table in word.tables for cell in table.rows[0].cells)
    assert plain(first.cell(1, 0).text) == "EUs mål for 2025"
    assert plain(first.cell(1, 2).text) == "36,1 %"


def test_files_of_equal_reports_are_equal(norway: dict[str, Report], tmp_path: Path) -> None:
    for number in (1, 2):
        norway["en"].to_excel(tmp_path / f"{number}.xlsx")
        norway["en"].to_word(tmp_path / f"{number}.docx")
        norway["en"].save(tmp_path / f"{number}.html")
    for ending in ("xlsx", "docx", "html"):
        assert (tmp_path / f"1.{ending}").read_bytes() == (tmp_path / f"2.{ending}").read_bytes()
    assert (tmp_path / "1.html").read_bytes() == norway["en"].html.encode("utf-8")


# --------------------------------------------------------------------------------------------------
# files, arguments, the prompt


@pytest.mark.usefixtures("quick")
def test_a_file_is_not_replaced_unless_asked_for(tmp_path: Path) -> None:
    made = report(hamar(), draws=0)
    path = tmp_path / "report.html"
    made.save(path)
    with pytest.raises(InvalidValueError, match="already; give another name, or overwrite=True"):
        made.save(path)
    with pytest.raises(InvalidValueError, match="already"):
        report(hamar(), draws=0, path=path)
    report(hamar(), draws=0, path=path, overwrite=True, language="en")
    assert 'lang="en"' in path.read_text(encoding="utf-8")
    assert [p.name for p in tmp_path.iterdir()] == ["report.html"]


@pytest.mark.parametrize(
    ("path", "told"),
    [
        ("report.pdf", "ends in .html"),
        ("none/report.html", "there is no folder"),
        ("", "give the name of a file"),
        (7, "give the name of a file"),
        ("folder.html", "which is no file"),
    ],
)
def test_a_place_that_cannot_be_written_is_refused_before_anything_is_computed(
    path: Any, told: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    Path("folder.html").mkdir()
    with pytest.raises(InvalidValueError, match=told):
        report("not even a system", path=path)  # type: ignore[arg-type]


@pytest.mark.usefixtures("quick")
def test_a_write_that_fails_leaves_what_was_there(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "report.html"
    path.write_text("old", encoding="utf-8")

    def full(*_: object, **__: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("os.fsync", full)
    with pytest.raises(InvalidValueError, match="No space left on device"):
        report(hamar(), draws=0, path=path, overwrite=True)
    assert path.read_text(encoding="utf-8") == "old"
    assert [p.name for p in tmp_path.iterdir()] == ["report.html"]


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        ({"subject": "norway"}, "a report is of a System, a Projection or a Reconciliation"),
        ({"language": "nn"}, "choose 'en' or 'no'"),
        ({"draws": 3}, "1000 are usual"),
        ({"draws": True}, "1000 are usual"),
        ({"draws": -5}, "1000 are usual"),
        ({"targets": ["eu-2030"]}, "a target is"),
        ({"population": "mine"}, "population is 'mine'"),
    ],
)
@pytest.mark.usefixtures("quick")
def test_an_argument_that_does_not_fit_is_refused(arguments: dict[str, Any], told: str) -> None:
    given: dict[str, Any] = {"subject": hamar(), "draws": 0} | arguments
    with pytest.raises(InvalidValueError, match=told):
        report(given.pop("subject"), **given)


@pytest.mark.usefixtures("quick")
def test_a_projection_brings_its_own_plan() -> None:
    plan = ps.Plan("Plan", [ps.Measure("M", 2026, [ps.Change("capture", set=0.9)])])
    projection = ps.project(hamar(), plan)
    assert "Med planen" in report(projection, draws=0).answer
    with pytest.raises(InvalidValueError, match="a projection holds its own plan"):
        report(projection, plan, draws=0)


@pytest.mark.usefixtures("quick")
def test_the_official_population_grows() -> None:
    system = hamar(
        generation=ps.Generation(
            population={2025: ps.Q("33000 person")}, packaging_per_person=ps.Q("20 kg/person/year")
        )
    )
    made = report(system, draws=0, population="official")
    assert "hovedalternativet" in read(made.html).text()


def test_the_package_of_reports_can_be_called_in_any_order() -> None:
    code = (
        "import plastsmart as ps{0}\n"
        "made = ps.report(ps.load('headline'), draws=0)\n"
        "import plastsmart.report.text\n"
        "assert plastsmart.report.text.table_lines and made.title\n"
    )
    for first in ("", "; import plastsmart.report.names"):
        subprocess.run([sys.executable, "-c", code.format(first)], check=True)


@pytest.mark.usefixtures("quick")
def test_a_missing_extra_is_named(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    made = report(hamar(), draws=0)
    for module, do, extra in (
        ("jinja2", lambda: report(hamar(), draws=0), "report"),
        ("openpyxl", lambda: made.to_excel(tmp_path / "a.xlsx"), "report"),
        ("docx", lambda: made.to_word(tmp_path / "a.docx"), "word"),
    ):
        with monkeypatch.context() as without:
            without.setitem(sys.modules, module, None)
            with pytest.raises(MissingExtraError, match=rf'pip install "plastsmart\[{extra}\]"'):
                do()


def test_a_report_says_what_it_is(norway: dict[str, Report]) -> None:
    made = norway["no"]
    assert repr(made).startswith("<Report 'Plastemballasje i Norge: Nås målene?': ")
    assert str(made).splitlines() == [made.title, made.answer]


def test_a_municipality_goes_from_template_to_report_in_two_commands(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    assert main(["template", "asker.xlsx"]) == 0
    book = openpyxl.load_workbook("asker.xlsx")
    for name, number in (("Innbyggere", 98_000), ("Mengder", 900)):
        sheet = book[name]
        last = max(cell.column for cell in sheet[5] if isinstance(cell.value, int))
        sheet.cell(7, last, number)
    book.save("asker.xlsx")
    capsys.readouterr()
    assert main(["report", "asker.xlsx", "-o", "report.html", "--draws", "20"]) == 0
    told = capsys.readouterr()
    assert told.out.splitlines()[0] == "Skrev report.html."
    assert told.out.splitlines()[1].startswith("Asker når")
    assert "Det som er målt" in Path("report.html").read_text(encoding="utf-8")


@pytest.mark.usefixtures("quick")
def test_the_command_writes_what_the_call_returns(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out, book, word = (str(tmp_path / f"r.{ending}") for ending in ("html", "xlsx", "docx"))
    arguments = [
        "report",
        "headline",
        "-o",
        out,
        "--language",
        "en",
        "--draws",
        "20",
        "--seed",
        "3",
    ]
    more = ["--target", "eu-2030", "--date", "2026-11-25", "--excel", book, "--word", word]
    assert main([*arguments, *more]) == 0
    made = report(
        ps.load("headline"),
        language="en",
        draws=20,
        seed=3,
        targets=[ps.targets.EU_2030],
        date="2026-11-25",
    )
    assert Path(out).read_bytes() == made.html.encode("utf-8")
    assert Path(book).is_file()
    assert Path(word).is_file()
    assert capsys.readouterr().out.splitlines() == [
        f"Wrote {out}.", f"Wrote {book}.", f"Wrote {word}.", made.answer,
    ]  # fmt: skip
    assert main([*arguments, *more]) == 2
    assert "--overwrite" in capsys.readouterr().err
    assert main([*arguments, *more, "--overwrite"]) == 0


@pytest.mark.usefixtures("quick")
def test_the_command_takes_a_plan_with_prices(tmp_path: Path) -> None:
    out = tmp_path / "r.html"
    plan = str(EXAMPLES / "plans" / "hamar.toml")
    arguments = ["report", "Hamar", "-o", str(out), "--plan", plan, "--cpi", "--draws", "0"]
    assert main(arguments) == 0
    assert "med planen" in plain(read(out.read_text(encoding="utf-8")).text())


def test_a_page_that_is_broken_would_be_noticed() -> None:
    with pytest.raises(AssertionError, match="closes"):
        read("<html><p><b></p></html>")
