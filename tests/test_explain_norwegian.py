"""Explanations in Norwegian: the same numbers, and no word of English."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import attrs
import pytest

import plastsmart as ps
from plastsmart.cli import main
from plastsmart.errors import InvalidValueError
from plastsmart.flows.explain import Explanation, Step
from plastsmart.flows.model import MODEL
from plastsmart.flows.wording import wording_of
from plastsmart.joining import _NO_ROUTE
from plastsmart.mapping.inventory_items import _NO_LITTER, _NOT_BOUGHT
from plastsmart.mapping.litter import _SPLIT
from plastsmart.mapping.ssb import _PLASTIC_NOTE
from plastsmart.parameters import parse_distribution
from plastsmart.report.norwegian import sources_text, value_note_text
from plastsmart.report.parameter_text import PARAMETER_TEXTS, parameter_text
from plastsmart.stages import NEUTRAL, PARAMETERS, UNSTATED
from tests.whole import with_all_stages

WORDED = re.compile(r"\[1 (?:der|for) [^\]]*\]")
"""What is told of a part of the model's structure that has more than one value."""

LETTERS = re.compile(r"[^\W\d_]{2,}")

IN_BOTH = {
    "all", "at", "avfallsforskriften", "co", "dirichlet", "ef", "eps", "eu", "fast", "for",
    "fossil", "full", "godtgjørelse", "hdpe", "kg", "km", "land", "like", "no", "norge", "norway",
    "over", "pellets", "per", "pert", "pet", "plastsmart", "polymer", "pp", "private", "ps",
    "selvkost", "status", "system", "to", "transport", "utsorteringsandel",
}  # fmt: skip
"""Words that are the same in both languages, and names."""


@pytest.fixture(scope="module")
def whole() -> ps.Flows:
    return ps.run(with_all_stages(ps.load("norway")))


def without_data(step: Step) -> Step:
    """Return a step without what was written into the data, which stays in its language."""
    return attrs.evolve(
        step,
        given=tuple(attrs.evolve(given, source="", note="") for given in step.given),
        reads=tuple(without_data(below) for below in step.reads),
    )


def told(explanation: Explanation) -> str:
    """Return all that an explanation says in its own words, as text and as HTML."""
    bare = attrs.evolve(explanation, step=without_data(explanation.step), model="", version="")
    markup = re.sub(r"<[^>]*>", " ", bare.to_html())
    return re.sub(r" \[[a-z_0-9]+\] =", " =", f"{bare}\n{markup}")  # the names that one asks with


def words(text: str) -> set[str]:
    return {word.lower() for word in LETTERS.findall(text)}


def cells(flows: ps.Flows) -> Iterator[tuple[str, dict[str, str], int | None]]:
    """Yield every equation and parameter, as a sum and in one cell, and how far down to go."""
    yield "municipality_cost", {}, None
    for name, axes in (
        *((e.id, e.axes if e.kind != "rate" else ()) for e in flows.model),
        *((name, spec.axes) for name, spec in PARAMETERS.items()),
    ):
        yield name, {}, 0
        labels = {"category": "film", "route": "kerbside"}
        if one := {axis: labels[axis] for axis in axes if axis in labels}:
            yield name, one, 0


def test_no_word_of_an_english_explanation_stands_in_a_norwegian_one(whole: ps.Flows) -> None:
    english: set[str] = set()
    norwegian: dict[str, str] = {}
    for name, cell, depth in cells(whole):
        given: dict[str, Any] = {"year": 2025, "depth": depth, **cell}
        english |= words(told(whole.explain(name, **given)))
        norwegian |= dict.fromkeys(words(told(whole.explain(name, **given, language="no"))), name)
    assert len(english) > 500
    assert len(norwegian) > 500
    both = {word: norwegian[word] for word in english & set(norwegian) - IN_BOTH}
    assert not both, f"left in English, or words of both languages (IN_BOTH): {both}"


@pytest.mark.parametrize("name", ["eu", "municipality_cost", "litter_reduction", "own_added"])
def test_a_norwegian_explanation_has_the_same_steps_and_numbers(whole: ps.Flows, name: str) -> None:
    codes = ("name", "kind", "value", "unit", "more_given", "seen")
    english, norwegian = (
        whole.explain(name, year=2025, language=language).step for language in ("en", "no")
    )
    for one, other in zip(english.walk(), norwegian.walk(), strict=True):
        assert [getattr(one, code) for code in codes] == [getattr(other, code) for code in codes]
        assert [attrs.evolve(g, place="") for g in one.given] == [
            attrs.evolve(g, place="") for g in other.given
        ]
        assert other.label
        assert not one.label
        assert bool(one.formula) == bool(other.formula)
        digits = [re.findall(r"\d+", WORDED.sub("", step.numbers)) for step in (one, other)]
        assert digits[0] == digits[1]


def test_the_headline_is_explained_in_norwegian_down_to_its_source() -> None:
    flows = ps.run(ps.load("headline"))
    text = str(flows.explain("recycled", year=2023, language="no"))
    assert text.splitlines()[:4] == [
        "Materialgjenvunnet [recycled] = 22 680 tonn/år i Norge (NO) i 2023",
        "    Massen ved EUs beregningspunkt: vedtak 2005/270/EF som endret ved (EU) 2019/665.",
        "    = sortert ut til gjenvinning · utbytte ved vasking og kverning",
        "    = 30 240 tonn/år · 0,75",
    ]
    assert "5 400 000 personer · 20 kg/innbygger/år" in text
    assert "WWF Norway" in text  # a source's title
    assert "status: anslått" in text
    assert "nøytral verdi" in text
    assert text.endswith("system headline")
    assert 'lang="nb"' in flows.explain("recycled", year=2023, language="no").to_html()


def test_years_between_and_scopes_are_told_in_norwegian() -> None:
    flows = ps.run(ps.load("norway"))
    assert "Interpolert mellom 2025 og 2030." in str(
        flows.explain("population", year=2027, language="no")
    )
    held = flows.explain("coverage", year=2028, route="kerbside", language="no").step
    assert held.documentation.endswith("Holdt fast fra 2023.")
    assert held.place == " ved henting hjemme i Norge (NO) i 2028"
    scope = {"sector": "household"}
    rate = flows.explain("eu", year=2025, scope=scope, depth=0, language="no").step
    assert rate.place == " i Norge (NO) i 2025 (bare: emballasje fra husholdninger)"
    source = flows.explain("collected_source", year=2025, depth=0, language="no").step
    assert "Σ over innsamlingsmåter (andel tatt ut · [1 der den er kildesortering])" in (
        source.formula
    )
    before = flows.explain("collected", year=2025, category="film", depth=0, language="no").step
    assert before.formula.startswith("Σ over innsamlingsmåter: ")


def test_constants_of_equations_have_a_decimal_comma(whole: ps.Flows) -> None:
    step = whole.explain("litter_before", year=2025, depth=0, language="no").step
    assert step.formula == "forsøpling i referanseåret · 1,0"


def test_an_undefined_rate_is_undefined_in_norwegian() -> None:
    flows = ps.run(ps.load("headline").replace(prevention=1.0))
    assert "= udefinert (0/0) i" in str(flows.explain("eu", year=2023, language="no"))


def test_what_a_measure_changed_is_told_in_norwegian() -> None:
    plan = ps.Plan(
        "Plan",
        [
            ps.Measure(
                "Flere dunker",
                2024,
                [ps.Change("capture", close_gap=ps.Parameter(0.2, source="Assumption"))],
            )
        ],
    )
    flows = ps.project(ps.load("headline"), plan, years=[2023, 2024]).flows
    text = str(flows.explain("capture", year=2024, language="no"))
    assert "kilde: tiltaket 'Flere dunker' (Antakelse); før: WWF Norway" in text
    assert "endret av et tiltak" in text


def test_equations_and_labels_of_ones_own_stand_as_they_are() -> None:
    @ps.equation("tonne/year")
    def lost_here(generated, recyclate):  # type: ignore[no-untyped-def]  # noqa: ANN001, ANN202
        """What my own report counts."""
        return generated - recyclate * 1.5

    headline = ps.load("headline")
    flows = ps.run(headline, model=MODEL.replace(lost_here=lost_here))
    step = flows.explain("lost_here", year=2023, depth=0, language="no").step
    assert step.label == "Lost here"
    assert step.documentation == "What my own report counts."
    assert step.formula == "oppstått - regranulat · 1,5"
    own = ps.System(
        regions={"1": "Min by"},
        years=[2025],
        categories=["Our Film", "rest"],
        routes=[ps.Route("Yellow Bin", "source")],
        generation=ps.Generation(
            population=ps.Q(1000, "person"),
            packaging_per_person=ps.Q(20, "kg/person/year"),
            composition={"Our Film": 0.5, "rest": 0.5},
        ),
        collection=ps.Collection(capture={"Our Film": 0.5, "rest": 0.1}),
        sorting=ps.Sorting(sorting_efficiency=0.5),
        recycling=ps.Recycling(preparation_yield=0.5),
    )
    explanation = ps.run(own).explain("capture", year=2025, category="Our Film", language="no")
    assert explanation.step.given[0].place == " for Our Film"
    assert explanation.system == "Min by"


def test_an_unknown_language_is_refused() -> None:
    flows = ps.run(ps.load("headline"))
    for given in ("nb", None, 1):
        with pytest.raises(InvalidValueError, match="language is one of en, no, not"):
            flows.explain("recycled", year=2023, language=given)  # type: ignore[arg-type]


def test_each_parameter_is_told_in_norwegian() -> None:
    assert set(PARAMETER_TEXTS) == set(PARAMETERS)
    for name, spec in PARAMETERS.items():
        assert parameter_text(name, "en") == spec.doc
        norwegian = parameter_text(name, "no")
        assert norwegian.endswith(".")
        assert "{" not in norwegian
        assert norwegian != spec.doc


@pytest.mark.parametrize(
    ("english", "norwegian"),
    [
        ("pert(0.3, 0.4, 0.5) per year", "PERT(0,3; 0,4; 0,5) per år"),
        ("uniform(1000.0, 25000.0) per region-year", "uniform(1 000; 25 000) per område og år"),
        ("dirichlet(94.0)", "Dirichlet(94)"),
        ("pedigree(3)", "pedigree(3)"),
        ("per region", "per område"),
        ("", ""),
    ],
)
def test_distributions_are_written_in_norwegian(english: str, norwegian: str) -> None:
    parse_distribution(english)
    assert wording_of("no").uncertainty(english) == norwegian


def test_every_kind_of_distribution_has_a_norwegian_name() -> None:
    for made in (
        ps.Uniform(1, 2), ps.Triangular(1, 2, 3), ps.Pert(1, 2, 3), ps.Normal(1, 2),
        ps.Lognormal(1, 2), ps.Beta(1, 2), ps.Dirichlet(9), ps.Pedigree(2),
    ):  # fmt: skip
        assert "." not in wording_of("no").uncertainty(str(made))


@pytest.mark.parametrize(
    "note", [NEUTRAL, UNSTATED, _NO_ROUTE, _NOT_BOUGHT, _NO_LITTER, _PLASTIC_NOTE, _SPLIT]
)
def test_what_the_package_notes_itself_is_told_in_norwegian(note: str) -> None:
    assert value_note_text(note, "no") != note
    assert value_note_text(f"{note}; weighed", "no") == f"{value_note_text(note, 'no')}; weighed"
    assert value_note_text(f"about {note} and more", "no") == f"about {note} and more"
    assert value_note_text(note, "en") == note


@pytest.mark.once
def test_the_numbers_of_a_municipality_are_explained_without_a_word_of_english() -> None:
    """Its notes and sources too: the package writes all of them but for the user's own."""
    example = Path(__file__).parent.parent / "examples" / "mapping" / "eksempelby.csv"
    system = ps.reconcile(ps.mapping.read(example)).system()
    text = str(ps.run(system).explain("recycled", year=2024, language="no"))
    assert "fylt ut fra landet" in text
    assert "før avstemmingen" in text
    english = {"the", "of", "from", "by", "is", "reconciled", "numbers", "nation", "stated"}
    assert not words(text) & english


def test_each_of_several_sources_is_told() -> None:
    given = "Assumption of this compilation (B); ready system norway"
    assert sources_text(given, "no") == (
        "Antakelse gjort for dette datasettet (B); det ferdige systemet norway"
    )
    assert sources_text(given, "en") == given
    assert sources_text("Mine; and hers", "no") == "Mine; and hers"


def test_explain_answers_in_norwegian_at_the_prompt(capsys: pytest.CaptureFixture[str]) -> None:
    arguments = ["explain", "headline", "recycled", "--year", "2023", "--language", "no"]
    assert main(arguments) == 0
    assert capsys.readouterr().out.startswith("Materialgjenvunnet [recycled] = 22 680 tonn/år i ")
    assert main([*arguments, "--json"]) == 0
    record = json.loads(capsys.readouterr().out)
    assert record["language"] == "no"
    assert record["step"]["name"] == "recycled"
    assert record["step"]["unit"] == "tonne/year"
    assert record["step"]["label"] == "Materialgjenvunnet"
