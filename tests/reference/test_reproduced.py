"""Each published figure that is said to be reproduced is, and the list is complete."""

from __future__ import annotations

import pytest

import plastsmart as ps
from tests.reference.reproduced import REPRODUCED, RULES, Reproduced, Rule


@pytest.mark.parametrize("known", REPRODUCED, ids=lambda known: str(known.label))
def test_the_published_figure_comes_out(known: Reproduced) -> None:
    assert known.ours() == pytest.approx(known.published, rel=0, abs=known.tolerance)


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: str(rule.working))
def test_the_rule_gives_what_one_computes_by_hand(rule: Rule) -> None:
    assert rule.ours() == pytest.approx(rule.by_hand, rel=0, abs=rule.tolerance)


def test_each_figure_was_read_in_its_source() -> None:
    for known in REPRODUCED:
        for row in known.rows:
            assert row["source"]
            assert row["url"].startswith("http")
            assert row["confidence"] == "A"


def test_no_figure_stands_there_twice() -> None:
    keys = [(known.system, known.figures, known.what, known.published) for known in REPRODUCED]
    assert len(keys) == len(set(keys))


def test_every_figure_that_a_back_test_compares_is_in_the_list() -> None:
    tested = ps.backtest()
    known = ps.published_series().set_index(["series", "year", "place"])["published"].to_dict()
    there = {(item.system, id_) for item in REPRODUCED for id_ in item.figures}
    for row in tested[tested["compared"]].to_dict("records"):
        id_ = known[row["series"], row["year"], "NO"] or f"{row['series']} {row['year']}"
        assert (row["system"], id_) in there


def test_a_tolerance_is_the_rounding_of_the_source_unless_it_was_not_fitted() -> None:
    for known in REPRODUCED:
        assert known.tolerance <= (0.5 if known.fitted else 0.25 * known.published)
