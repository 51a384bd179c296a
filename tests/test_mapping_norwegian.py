"""Whoever fills in a workbook in Norwegian is told in Norwegian what is wrong with it."""

from __future__ import annotations

import ast
import io
import random
import re
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from string import Formatter
from typing import Any

import openpyxl
import pytest
from hypothesis import given
from hypothesis import strategies as st

import plastsmart as ps
from examples.mapping import make_example
from plastsmart.cli import main
from plastsmart.errors import PlastsmartError
from plastsmart.mapping import Mapping, Measurement, Problem
from plastsmart.mapping.inventory_sentences import PURCHASES
from plastsmart.mapping.norwegian import fits, told
from plastsmart.mapping.sentences import HINTS, MESSAGES, PARTS
from plastsmart.report.mapping import agreement_text
from plastsmart.workshop.own import from_file
from tests.bad_input.test_mapping_bad_input import fuzzed, packed, spoiled

pytestmark = pytest.mark.once

HERE = Path(ps.mapping.__file__).parent
READING = ("findings", "inventory_read", "sheets", "tidy", "plausibility", "read", "workbook")
RAISING = ("reconcile", "municipality", "completion", "baseline", "network", "texts")
NOT_TOLD = {
    "reconcile takes a Mapping",
    "generation is one of",
    "there is no x. x",  # Reconciliation.value
}
"""Of arguments in Python alone."""

NO_SENTENCES = ("http://", "name of the region", '"?sep=', "x of x in xx")

ENGLISH = re.compile(
    r"\b(the|is|are|give|write|not|and|with|of|has|read|correct|which|or|known|missing|did|mean)\b",
    re.IGNORECASE,
)
QUOTED = re.compile(r"'(?:[^'\\]|\\.)*'|\"(?:[^\"\\]|\\.)*\"|«[^»]*»|\([a-z_]+(?:, [a-z_]+)*\)")
MEASURES = {
    "population": 33_000.0,
    "collected_gross": 300.0,
    "residual_total": 4_500.0,
    "packaging_in_residual": 0.12,
}


def sentence(node: ast.AST) -> str:
    """Return a text of the source with "x" for all that is filled in; "" for what is no text."""
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        return node.value
    if isinstance(node, ast.JoinedStr):
        return "".join(str(p.value) if isinstance(p, ast.Constant) else "x" for p in node.values)
    return ""


def said_in(module: str) -> Iterator[str]:
    """Yield what problems and errors are made of in a module: all that is more than a few words."""
    tree = ast.parse((HERE / f"{module}.py").read_text("utf-8"))
    docs = {
        id(node.value)
        for node in ast.walk(tree)
        if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant)
    }
    if module in RAISING:
        nodes = [n for r in ast.walk(tree) if isinstance(r, ast.Raise) for n in ast.walk(r)]
    else:
        nodes = list(ast.walk(tree))
    within = {
        id(part)
        for node in nodes
        if isinstance(node, ast.JoinedStr)
        for part in node.values
        if isinstance(part, ast.Constant)
    }
    for node in nodes:
        text = sentence(node)
        if id(node) not in docs | within and len(re.findall(r"\b[a-z]+\b", text)) > 3:
            yield text


@pytest.mark.parametrize("module", [*READING, *RAISING])
def test_every_sentence_that_reading_and_reconciling_say_has_norwegian(module: str) -> None:
    lacking = [
        text
        for text in said_in(module)
        if not text.startswith((*NOT_TOLD, *NO_SENTENCES)) and not fits(text)
    ]
    assert lacking == []


def test_the_guide_quotes_what_is_told() -> None:
    guide = (Path(__file__).parents[1] / "docs" / "utfylling.md").read_text("utf-8")
    table = guide.partition("| meldingen sier |")[2].partition("\n\n")[0]
    quoted = [row.split("|")[1].strip() for row in table.splitlines()[2:]]
    assert len(quoted) > 15
    said = " ".join((HINTS | PARTS | MESSAGES).values())
    said = said.replace("desimal{mark}", "desimalkomma").replace(
        "{value} % = {share}", "12 % = 0,12"
    )
    assert [text for text in quoted if any(p.strip() not in said for p in text.split("…"))] == []


@pytest.mark.parametrize("english", [*HINTS, *PARTS, *MESSAGES, *PURCHASES])
def test_a_translation_says_all_that_its_english_says(english: str) -> None:
    def names(text: str) -> set[str]:
        return {name for _, name, _, _ in Formatter().parse(text) if name}

    norwegian = (HINTS | PARTS | MESSAGES | PURCHASES)[english]
    assert names(norwegian) <= names(english)
    # what is left out is a plural's ending, and a parser's words before their place
    assert names(english) - names(norwegian) <= {"s", "what"}
    bare = Formatter().vformat(norwegian, (), dict.fromkeys(names(norwegian), "«x»"))
    assert not ENGLISH.search(QUOTED.sub("", bare))


def read(data: bytes, name: str) -> tuple[Mapping | None, str]:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / name
        path.write_bytes(data)
        try:
            return ps.mapping.read(path), ""
        except PlastsmartError as error:
            return None, str(error)


def ends(data: bytes, name: str, *, reconciled: bool) -> Iterator[Problem]:
    """Yield all that is told of a file; an error as a problem without a place."""
    found, error = read(data, name)
    if error:
        yield Problem(error)
    if found is None:
        return
    yield from found.problems
    if reconciled and found.regions:
        try:
            ps.reconcile(found, region=next(iter(found.regions))).system()
        except PlastsmartError as error:
            yield Problem(str(error))


def numbers(text: str) -> list[str]:
    return sorted(re.findall(r"[0-9]+", text))


def in_norwegian(problem: Problem) -> str | None:
    """Return what is wrong with the Norwegian of a problem; None for nothing."""
    english, norwegian = str(problem), problem.told("no")
    if not fits(problem.message):
        return f"no Norwegian: {english}"
    if numbers(english) != numbers(norwegian) and "line" not in english:
        return f"other numbers: {english} | {norwegian}"
    if problem.sheet not in norwegian or problem.value not in norwegian:
        return f"another place: {english} | {norwegian}"
    if problem.cell and problem.cell.replace("row ", "rad ") not in norwegian:
        return f"another cell: {english} | {norwegian}"
    left = norwegian.replace(problem.value, "") if problem.value else norwegian
    if word := ENGLISH.search(QUOTED.sub("", left.removeprefix(problem.sheet))):
        return f"{word[0]}: {norwegian}"
    return None


def test_what_is_told_of_fuzzed_workbooks_and_tables_is_told_in_norwegian() -> None:
    table = (make_example.HERE / "eksempelby.csv").read_bytes()
    files = [(data, "map.xlsx", seed % 10 == 0) for seed, data in fuzzed(100)]
    files += [
        (spoiled(table, random.Random(seed)), "map.csv", seed % 40 == 0) for seed in range(400)
    ]
    told_of = [p for data, name, whole in files for p in ends(data, name, reconciled=whole)]
    assert len(told_of) > 400
    wrong = [text for problem in told_of if (text := in_norwegian(problem)) is not None]
    assert wrong == []


@pytest.mark.parametrize("language", ["en", "no"])
def test_an_empty_template_and_one_of_wrong_numbers_are_told_of_in_norwegian(language: str) -> None:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "asker.xlsx"
        ps.mapping.template(path, region="Asker", language=language)
        empty = path.read_bytes()
    book = openpyxl.load_workbook(io.BytesIO(empty))
    chosen: list[Any] = [-3, 45_000, "12.5", "mye", 1e20, "the is"]
    for sheet in book.worksheets:
        for row in range(5, 20):
            for column in range(3, 12):
                cell = sheet.cell(row, column)
                if type(cell).__name__ == "Cell" and cell.value is None:
                    cell.value = chosen[(row + column) % len(chosen)]
    stream = io.BytesIO()
    book.save(stream)
    problems = [
        p for data in (empty, stream.getvalue()) for p in ends(data, "asker.xlsx", reconciled=True)
    ]
    assert len(problems) > 20
    assert [t for p in problems if (t := in_norwegian(p)) is not None] == []


def measured(**more: float) -> Mapping:
    return Mapping(
        regions={"3403": "Hamar"},
        routes=(ps.Route("kerbside", tier="source"),),
        measurements=[
            Measurement(
                quantity=name, region="3403", year=2023, value=value,
                route="kerbside" if name in {"collected_gross", "coverage"} else "",
            )
            for name, value in more.items()
        ],
    )  # fmt: skip


@pytest.mark.parametrize(
    ("mapping", "options"),
    [
        (measured(), {}),
        (Mapping(regions={}, measurements=[]), {}),
        (Mapping(regions={"3403": "Hamar", "0301": "Oslo"}, measurements=[]), {}),
        (measured(**MEASURES), {"region": "Hammar"}),
        (measured(**MEASURES), {"year": 2020}),
        (measured(**MEASURES | {"residual_total": 1e300}), {}),
        (measured(collected_gross=300.0), {}),
        (measured(population=33_000.0), {"generation": "picking"}),
        (measured(**MEASURES | {"population": 3.0}), {}),
        (measured(**MEASURES | {"population": 3.0}), {"generation": "market"}),
        (measured(**MEASURES | {"coverage": 0.05}), {}),
    ],
)
def test_what_cannot_be_reconciled_is_told_in_norwegian(
    mapping: Mapping, options: dict[str, Any]
) -> None:
    with pytest.raises(PlastsmartError) as caught:
        ps.reconcile(mapping, **options).system()
    assert in_norwegian(Problem(str(caught.value))) is None


@pytest.mark.parametrize(
    "english",
    [
        (
            "the balances and the measurements do not come together in 100 steps. Look first at what "
            "the others speak against most: population = 3, impurity[kerbside] = 0.11. A digit may be "
            "missing, the unit another, or a share given in per cent; a standard error may be too "
            "small. Balance 'generated' stays open. Look for a balance that no values can obey."
        ),
        (
            "the balances and the measurements do not come together in 100 steps. Look for a balance "
            "that no values can obey. Or give what is unmeasured a start near the solution."
        ),
        (
            "balance 'generated' cannot hold: balance 'generated' misses 0 by 0.25, and nothing in it "
            "can move. Correct the balances"
        ),
    ],
)
def test_what_does_not_come_together_is_told_in_norwegian(english: str) -> None:
    assert in_norwegian(Problem(english)) is None


def test_a_planner_is_told_at_the_prompt_in_norwegian(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "asker.csv"
    file.write_text(
        "quantity;region;year;route;value;unit;status\n"
        "population;3203;2024;;98 815;person;\n"
        "impurity;3203;2024;kerbside_bin;12;1;measured\n"
        "populasjon;3203;2024;;mange;person;measured\n",
        encoding="utf-8",
    )
    assert main(["reconcile", str(file), "--language", "no"]) == 2
    err = capsys.readouterr().err
    assert "rad 3: «Feilsortert, fukt og smuss, andel» er 12; en andel ligger mellom 0 og 1." in err
    assert "Mente du 12 % = 0,12?" in err
    assert "rad 4: størrelsen er ikke kjent. Mente du 'population'? (der står 'populasjon')" in err
    assert "har 3 feil og 1 merknad, som står ovenfor; rett og kjør på nytt" in err
    assert main(["reconcile", str(file)]) == 2
    assert "has 3 mistakes and 1 remark, told above" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("typed", "norwegian"),
    [
        (["x.xlsx", "--region", "Askre"], "det er ingen kommune 'Askre'. Mente du 'Asker'"),
        (["x.xlsx", "--region", "Herøy"], "det er 2 kommuner som heter 'Herøy'; oppgi nummeret: "),
        (["x.ods", "--region", "Asker"], "skal slutte på .xlsx, ikke 'x.ods'"),
        (["there.xlsx", "--region", "Asker"], "kanskje fylt ut; velg et annet navn, eller"),
        (["x.xlsx", "--region", "Asker", "--year", "24"], "årene skal være 1 til"),
    ],
)
def test_what_is_wrong_with_a_new_workbook_is_told_in_its_language(
    typed: list[str],
    norwegian: str,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.chdir(tmp_path)
    Path("there.xlsx").touch()
    assert main(["template", *typed]) == 2
    err = capsys.readouterr().err
    assert norwegian in err
    assert not ENGLISH.search(QUOTED.sub("", err))


def test_one_degree_of_freedom_is_one() -> None:
    found = ps.reconcile(measured(**MEASURES))
    assert found.dof == 1
    assert ", 1 frihetsgrad, " in agreement_text(found, "no")
    assert ", 1 degree of freedom, " in agreement_text(found, "en")


def test_the_workshop_tells_of_a_file_in_the_language_of_its_page() -> None:
    data = b"quantity,region,year,value,unit,status\nhouseholds,3203,2024,-5,household,measured\n"
    (norwegian,) = from_file("asker.csv", data, "no").problems
    (english,) = from_file("asker.csv", data, "en").problems
    assert "det kan ikke være negativt" in norwegian
    assert "it cannot be negative" in english
    (refused,) = from_file("asker.xlsx", packed({"a.txt": b"x"}), "no").problems
    assert refused.startswith("filen 'asker.xlsx' er en zip")


@given(st.text(max_size=200))
def test_what_somebody_else_says_stays_as_it_is(text: str) -> None:
    assert told(text, "en") == text
    assert fits(text) or told(text, "no") == text


@given(st.text(alphabet="ab 0'.;,?{}[]()«»", max_size=60))
def test_a_value_stays_whatever_it_is(value: str) -> None:
    shown = repr(value)
    assert shown in told(f"{shown} is no number; write it such as 1 234,5, alone")


@pytest.mark.parametrize("piece", ["; write ", "' is '", "a share lies between 0 and 1.", " or "])
def test_a_hostile_message_is_compared_in_a_moment(piece: str) -> None:
    start = time.monotonic()
    for count in (100, 300, 100_000):
        told(f"the file {piece * count} has")
    assert time.monotonic() - start < 1.0
