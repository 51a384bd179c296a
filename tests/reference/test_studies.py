"""Published studies come out of their own coefficients, or of those of others, as near as each says."""

from __future__ import annotations

from typing import Final

import pytest

import plastsmart as ps
from tests.reference.studies import STUDIES, Published, Study

RATES: Final = [(study, known) for study in STUDIES for known in study.published]

EXACT: Final = 1e-12


@pytest.mark.parametrize(
    ("study", "known"), RATES, ids=[f"{study.name}-{known.what}" for study, known in RATES]
)
def test_the_published_rate_lies_where_the_study_says(study: Study, known: Published) -> None:
    low, high = study.bounds(known)
    assert (low <= known.figure <= high) is known.agrees


def test_at_least_eight_studies_of_at_least_six_places_are_rebuilt() -> None:
    assert len(STUDIES) >= 8
    assert len({study.place for study in STUDIES}) >= 6


@pytest.mark.parametrize("study", STUDIES, ids=lambda study: study.name)
def test_no_published_rate_is_among_the_coefficients(study: Study) -> None:
    given = {(item.source, item.at("value")) for item in study.coefficients}
    out = [known for known in study.published if (known.source, known.figure) in given]
    assert not out


@pytest.mark.parametrize("study", STUDIES, ids=lambda study: study.name)
def test_every_figure_has_a_source_and_what_others_tell_is_estimated(study: Study) -> None:
    used = {item.source for item in study.coefficients} | {item.source for item in study.published}
    assert used == set(study.sources)
    for key in used:
        source = study.sources[key]
        assert source.citation
        assert source.read == "B" or source.url.startswith("http")
    table = study.system().table().set_index(["parameter", "category"])
    for item in study.coefficients:
        if item.parameter in ("capture", "composition", "sorting_efficiency", "preparation_yield"):
            row = table.loc[item.parameter]
            row = row.loc[item.category] if item.category else row.iloc[0]
            assert row["status"] == ("reported" if study.read(item) == "A" else "estimated")


@pytest.mark.parametrize("study", STUDIES, ids=lambda study: study.name)
def test_a_rate_is_the_product_of_its_coefficients_computed_apart_from_the_model(
    study: Study,
) -> None:
    values = {(item.parameter, item.category): item.at("value") for item in study.coefficients}

    def of(parameter: str, category: str) -> float:
        return values.get((parameter, category), values.get((parameter, ""), 1.0))

    categories = [c for (parameter, c) in values if parameter == "composition"] or [""]
    for known in study.published:
        steps = ["composition", "capture", "sorting_efficiency"]
        if known.rate != "eu_pre2020":
            steps.append("preparation_yield")
        chosen = [c for c in categories if not known.categories or c in known.categories]
        share = 0.0
        for category in chosen:
            product = 1.0
            for step in steps:
                product *= of(step, category)
            share += product
        whole = sum(of("composition", category) for category in chosen)
        assert study.ours(known) == pytest.approx(share / whole, rel=EXACT)


@pytest.mark.parametrize("study", STUDIES, ids=lambda study: study.name)
def test_the_amount_that_a_study_tells_is_generated(study: Study) -> None:
    told = {item.parameter: item.at("value") for item in study.coefficients}
    if "tonnes" in told:
        generated = ps.run(study.system()).table()["generated"].to_dict()[study.year]
        assert generated == pytest.approx(told["tonnes"])


def test_a_rate_that_does_not_agree_says_why() -> None:
    for _, known in RATES:
        assert known.reason
        assert known.agrees or known.difference
