"""The pages name what the package has, and the citation is of this version."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

import plastsmart as ps
from plastsmart import stages
from plastsmart.report.report_text import say

DOCS = Path(__file__).parents[1] / "docs"
KNOWN = {
    *ps.MODEL.flows,
    *ps.MODEL.rates,
    *stages.PARAMETERS,
    *(target.name for target in ps.targets.ALL),
    "deposit",
    "source",
    "central",
}


def text(page: str) -> str:
    return (DOCS / page).read_text(encoding="utf-8")


def without_code(page: str) -> str:
    return re.sub(r"^```.*?^```$", "", text(page), flags=re.MULTILINE | re.DOTALL)


@pytest.mark.parametrize("page", ["andelene.md", "ordliste.md"])
def test_names_in_code_are_those_of_the_model(page: str) -> None:
    named = re.findall(r"`([A-Za-z_0-9]+)`", without_code(page))
    assert len(named) > 10
    assert set(named) <= KNOWN


def test_every_official_target_and_its_level_stands_on_the_page_of_rates() -> None:
    page = text("andelene.md")
    for target in ps.targets.ALL:
        assert f"`{target.name}`" in page
        preposition = "i" if target.name.startswith("EU") else "fra og med"
        assert f"{100 * target.level:.0f} % {preposition} {target.year}" in page


def test_every_rate_has_its_section() -> None:
    page = text("andelene.md")
    for id_, rate in ps.MODEL.rates.items():
        assert f"### {rate.declaration.label_no} (`{id_}`)" in page


def test_the_english_index_of_the_glossary_leads_to_its_terms() -> None:
    page = text("ordliste.md")
    glossary, index = page.split("## English to Norwegian")
    terms = dict(re.findall(r"^\*\*(.+?)\*\* · \*(.+?)\*$", glossary, flags=re.MULTILINE))
    english = {word.strip() for words in terms.values() for word in words.split(",")}
    norwegian = {word.strip() for words in terms for word in words.split(",")}
    rows = re.findall(r"^\| (.+?) \| (.+?) \|$", index, flags=re.MULTILINE)[1:]
    assert [row[0] for row in rows] == sorted(row[0] for row in rows)
    for here, there in rows:
        assert set(here.split(", ")) <= english
        assert set(there.split(", ")) <= norwegian


@pytest.mark.once
def test_the_page_on_the_report_follows_its_chapters() -> None:
    page = text("rapporten.md")
    told = re.findall(r"^## (.+)$", page, flags=re.MULTILINE)[:-1]  # the last are questions
    plan = ps.Plan("Bins", [ps.measures.bag_to_bin(2027, prices=2024)])
    made = ps.report(ps.load("norway-household"), plan, draws=0)
    titles = [section.title for section in made.document.sections]
    # a system of a municipality's own numbers has one chapter more, and one of all themes another
    assert set(told) == {say("answer", "no"), say("measured", "no"), say("themes", "no"), *titles}
    order = [told.index(title) for title in titles]
    assert order == sorted(order)
    for key in (
        "no_plan", "not_assessed", "contributions", "first_year", "probability", "mark unknown",
    ):  # fmt: skip
        assert say(key, "no").replace("\u00ad", "") in page, key


def test_the_citation_is_of_this_version() -> None:
    page = text("cite.md")
    file = (DOCS.parent / "CITATION.cff").read_text(encoding="utf-8")
    assert f"version: {ps.__version__}\n" in file
    assert f"version = {{{ps.__version__}}}" in page
