"""The answer in sentences: right words for every outcome, in both languages."""

from __future__ import annotations

from types import SimpleNamespace
from typing import cast

import attrs
import pytest

import plastsmart as ps
from plastsmart.report.sentences import (
    Outcome,
    Place,
    answer,
    decisive,
    draws_sentence,
    joined,
    main_group,
    of_what,
    place_of,
    summary,
    verdict,
)
from plastsmart.scenarios.projection import Assessment

NORWAY = ps.load("norway")
ASKER = ps.load("Asker")


def assessment(target: ps.Target, rate: float, whole: float = 1000.0) -> Assessment:
    gap = target.required_level - rate
    return Assessment(
        target=target,
        reached=gap <= 1e-12,
        rate=rate,
        missing=gap * whole,
        gap_points=100 * gap,
        first_year=None,
        probability=None,
        whole=whole,
    )


def outcome(
    target: ps.Target, rate: float | None, whole: float = 1000.0, before: float | None = None
) -> Outcome:
    if rate is None:
        return Outcome(target=target, result=None)
    result = assessment(target, rate, whole)
    if before is not None:
        result = attrs.evolve(result, baseline=assessment(target, before, whole))
    return Outcome(target=target, result=result)


def plain(text: str) -> str:
    return text.replace("\u00a0", " ")


def told(of: Outcome, language: str, plan: str | None = None, system: ps.System = NORWAY) -> str:
    return plain(verdict(of, place_of(system, language), system, language, plan))


EU, CH7, CH10A = ps.targets.EU_2030, ps.targets.CH7_2030, ps.targets.CH10A_2028

CASES = {
    "missed": (
        outcome(EU, 0.361, 195_176),
        (
            "Norway does not reach the EU's target for 2030: 36.1 % of the plastic packaging is "
            "recycled, and the target is 55 %. It falls short by 36 888 tonnes."
        ),
        (
            "Norge når ikke EUs mål for 2030: 36,1 % av plastemballasjen blir materialgjenvunnet, "
            "og målet er 55 %. Det mangler 36 888 tonn."
        ),
    ),
    "reached": (
        outcome(EU, 0.6),
        (
            "Norway reaches the EU's target for 2030: 60.0 % of the plastic packaging is recycled, "
            "and the target is 55 %. That is 50 tonnes more than needed."
        ),
        (
            "Norge når EUs mål for 2030: 60,0 % av plastemballasjen blir materialgjenvunnet, og "
            "målet er 55 %. Det er 50 tonn mer enn nødvendig."
        ),
    ),
    "exactly reached": (
        outcome(EU, 0.55),
        (
            "Norway reaches the EU's target for 2030: 55.0 % of the plastic packaging is recycled, "
            "and the target is 55 %. That is just enough."
        ),
        (
            "Norge når EUs mål for 2030: 55,0 % av plastemballasjen blir materialgjenvunnet, og "
            "målet er 55 %. Det er akkurat nok."
        ),
    ),
    "unknown": (
        outcome(EU, None),
        (
            "Whether Norway reaches the EU's target for 2030 cannot be told: no plastic packaging "
            "to measure by is discarded in 2030."
        ),
        (
            "Om Norge når EUs mål for 2030, kan ikke avgjøres: I 2030 kastes det ingen "
            "plastemballasje å måle på."
        ),
    ),
    "zero": (
        outcome(EU, 0.0),
        (
            "Norway does not reach the EU's target for 2030: none of the plastic packaging is "
            "recycled, and the target is 55 %. It falls short by 550 tonnes."
        ),
        (
            "Norge når ikke EUs mål for 2030: Ingenting av plastemballasjen blir "
            "materialgjenvunnet, og målet er 55 %. Det mangler 550 tonn."
        ),
    ),
    "missed by one tonne": (
        outcome(EU, 0.549),
        (
            "Norway does not reach the EU's target for 2030: 54.9 % of the plastic packaging is "
            "recycled, and the target is 55 %. It falls short by 1 tonne."
        ),
        (
            "Norge når ikke EUs mål for 2030: 54,9 % av plastemballasjen blir materialgjenvunnet, "
            "og målet er 55 %. Det mangler 1 tonn."
        ),
    ),
    "missed by a hair": (
        outcome(EU, 0.54999),
        (
            "Norway does not reach the EU's target for 2030: 54.999 % of the plastic packaging is "
            "recycled, and the target is 55 %. It falls short by less than 0.1 tonne."
        ),
        (
            "Norge når ikke EUs mål for 2030: 54,999 % av plastemballasjen blir "
            "materialgjenvunnet, og målet er 55 %. Det mangler mindre enn 0,1 tonn."
        ),
    ),
    "producers": (
        outcome(CH7, 0.3),
        (
            "The producers do not reach their obligation for 2030: 30.0 % of the plastic packaging "
            "that producers answer for is recycled, and the requirement is 52 %. It falls short by "
            "220 tonnes."
        ),
        (
            "Produsentene når ikke kravet for 2030: 30,0 % av plastemballasjen produsentene har "
            "ansvar for, blir materialgjenvunnet, og kravet er 52 %. Det mangler 220 tonn."
        ),
    ),
    "sorting out": (
        outcome(CH10A, 0.6),
        (
            "Norway reaches the requirement of sorting out for 2028: 60.0 % of the recyclable "
            "plastic packaging from households is sorted out, and the requirement is 50 %. That is "
            "100 tonnes more than needed."
        ),
        (
            "Norge når kravet til utsortering for 2028: 60,0 % av den gjenvinnbare "
            "plastemballasjen fra husholdningene blir sortert ut, og kravet er 50 %. Det er 100 "
            "tonn mer enn nødvendig."
        ),
    ),
    "one of one's own": (
        outcome(ps.Target(rate="collection", level=0.525, year=2027, name="Vårt"), 0.5),
        (
            "Norway does not reach the target “Vårt” for 2027: 50.0 % of the plastic packaging is "
            "collected, and the target is 52.5 %. It falls short by 25 tonnes."
        ),
        (
            "Norge når ikke målet «Vårt» for 2027: 50,0 % av plastemballasjen blir samlet inn, og "
            "målet er 52,5 %. Det mangler 25 tonn."
        ),
    ),
}


@pytest.mark.parametrize("case", CASES)
def test_a_verdict_is_a_sentence_in_both_languages(case: str) -> None:
    of, english, norwegian = CASES[case]
    assert told(of, "en") == english
    assert told(of, "no") == norwegian


PLANS = {
    "reached with it alone": (
        outcome(EU, 0.6, before=0.4),
        (
            "With the plan “P”, Norway reaches the EU's target for 2030: 60.0 % of the plastic "
            "packaging is recycled, and the target is 55 %. That is 50 tonnes more than needed. "
            "Without the plan it would be 40.0 %."
        ),
        (
            "Med planen «P» når Norge EUs mål for 2030: 60,0 % av plastemballasjen blir "
            "materialgjenvunnet, og målet er 55 %. Det er 50 tonn mer enn nødvendig. Uten planen "
            "ville det vært 40,0 %."
        ),
    ),
    "missed all the same": (
        outcome(EU, 0.5, before=0.4),
        (
            "With the plan “P”, Norway does not reach the EU's target for 2030: 50.0 % of the "
            "plastic packaging is recycled, and the target is 55 %. It falls short by 50 tonnes. "
            "Without the plan it would be 40.0 %."
        ),
        (
            "Med planen «P» når Norge ikke EUs mål for 2030: 50,0 % av plastemballasjen blir "
            "materialgjenvunnet, og målet er 55 %. Det mangler 50 tonn. Uten planen ville det vært "
            "40,0 %."
        ),
    ),
    "reached anyway": (
        outcome(EU, 0.6, before=0.56),
        (
            "With the plan “P”, Norway reaches the EU's target for 2030: 60.0 % of the plastic "
            "packaging is recycled, and the target is 55 %. That is 50 tonnes more than needed. It "
            "would be reached without the plan too, with 56.0 %."
        ),
        (
            "Med planen «P» når Norge EUs mål for 2030: 60,0 % av plastemballasjen blir "
            "materialgjenvunnet, og målet er 55 %. Det er 50 tonn mer enn nødvendig. Det nås også "
            "uten planen, med 56,0 %."
        ),
    ),
    "not changed": (
        outcome(EU, 0.4, before=0.4),
        (
            "With the plan “P”, Norway does not reach the EU's target for 2030: 40.0 % of the "
            "plastic packaging is recycled, and the target is 55 %. It falls short by 150 tonnes. "
            "The plan does not change that."
        ),
        (
            "Med planen «P» når Norge ikke EUs mål for 2030: 40,0 % av plastemballasjen blir "
            "materialgjenvunnet, og målet er 55 %. Det mangler 150 tonn. Planen endrer ikke dette."
        ),
    ),
}


@pytest.mark.parametrize("case", PLANS)
def test_a_verdict_tells_what_the_plan_does(case: str) -> None:
    of, english, norwegian = PLANS[case]
    assert told(of, "en", "P") == english
    assert told(of, "no", "P") == norwegian


ALL_10A = (ps.targets.CH10A_2028, ps.targets.CH10A_2030, ps.targets.CH10A_2035)


@pytest.mark.parametrize(
    ("rates", "begins_en", "begins_no"),
    [
        (
            (0.4, 0.4, 0.4),
            (
                "Asker does not reach the requirements of sorting out for 2028, 2030 and 2035: in "
                "2028, 40.0 %"
            ),
            "Asker når ikke kravene til utsortering for 2028, 2030 og 2035: I 2028 blir 40,0 %",
        ),
        (
            (0.65, 0.65, 0.65),
            (
                "Asker reaches the requirements of sorting out for 2028 and 2030, but not for "
                "2035: in 2035, 65.0 %"
            ),
            (
                "Asker når kravene til utsortering for 2028 og 2030, men ikke for 2035: I 2035 "
                "blir 65,0 %"
            ),
        ),
        (
            (0.55, 0.55, 0.55),
            (
                "Asker reaches the requirement of sorting out for 2028, but not for 2030 and 2035: "
                "in 2030, 55.0 %"
            ),
            (
                "Asker når kravet til utsortering for 2028, men ikke for 2030 og 2035: I 2030 blir "
                "55,0 %"
            ),
        ),
        (
            (0.8, 0.8, 0.8),
            (
                "Asker reaches the requirements of sorting out for 2028, 2030 and 2035: in 2035, "
                "80.0 %"
            ),
            "Asker når kravene til utsortering for 2028, 2030 og 2035: I 2035 blir 80,0 %",
        ),
        (
            (0.0, 0.0, 0.0),
            (
                "Asker does not reach the requirements of sorting out for 2028, 2030 and 2035: in "
                "2028, none of the recyclable plastic packaging from households is sorted out"
            ),
            (
                "Asker når ikke kravene til utsortering for 2028, 2030 og 2035: I 2028 blir "
                "ingenting av den gjenvinnbare plastemballasjen fra husholdningene sortert ut"
            ),
        ),
        (
            (None, None, None),
            (
                "Whether Asker reaches the requirements of sorting out for 2028, 2030 and 2035 "
                "cannot be told"
            ),
            "Om Asker når kravene til utsortering for 2028, 2030 og 2035, kan ikke avgjøres",
        ),
    ],
)
def test_the_answer_is_about_all_targets_of_a_kind(
    rates: tuple[float | None, ...], begins_en: str, begins_no: str
) -> None:
    group = main_group([outcome(t, r) for t, r in zip(ALL_10A, rates, strict=True)])
    for language, begins in (("en", begins_en), ("no", begins_no)):
        sentence = plain(answer(group, place_of(ASKER, language), ASKER, language))
        assert sentence.startswith(begins)
        assert sentence.endswith(".")


def test_the_answer_with_a_plan_is_about_targets_that_it_can_still_help() -> None:
    outcomes = [outcome(t, 0.4, before=0.3) for t in (ps.targets.EU_2025, ps.targets.EU_2030)]
    assert [o.target for o in main_group(outcomes)] == [ps.targets.EU_2025, ps.targets.EU_2030]
    assert [o.target for o in main_group(outcomes, 2026)] == [ps.targets.EU_2030]
    assert [o.target for o in main_group(outcomes, 2040)] == [
        ps.targets.EU_2025,
        ps.targets.EU_2030,
    ]


def test_the_first_missed_target_decides_else_the_last() -> None:
    rates = (0.8, 0.5, 0.5)
    group = main_group([outcome(t, r) for t, r in zip(ALL_10A, rates, strict=True)])
    assert decisive(group).target == ps.targets.CH10A_2030
    group = main_group([outcome(t, 0.9) for t in ALL_10A])
    assert decisive(group).target == ps.targets.CH10A_2035


def test_two_targets_of_ones_own_are_not_mixed_up() -> None:
    one = ps.Target(rate="eu", level=0.3, year=2028, name="One")
    other = ps.Target(rate="eu", level=0.4, year=2028, name="Other")
    group = main_group([outcome(one, 0.35), outcome(other, 0.35)])
    assert [o.target.name for o in group] == ["One"]


def test_no_target_is_said() -> None:
    place = Place("Hamar")
    assert answer((), place, NORWAY, "en").startswith("None of the official targets")
    assert answer((), place, NORWAY, "no") == ("Ingen av de offisielle målene kan måles for Hamar.")


@pytest.mark.parametrize(
    ("reached", "english", "norwegian"),
    [
        ([True], "", ""),
        ([True, True], "Both targets are reached.", "Begge målene nås."),
        ([True, True, True], "All 3 targets are reached.", "Alle de 3 målene nås."),
        ([False, False, False], "None of the 3 targets is reached.", "Ingen av de 3 målene nås."),
        ([True, False, False], "1 of 3 targets is reached.", "1 av 3 mål nås."),
        ([True, True, False], "2 of 3 targets are reached.", "2 av 3 mål nås."),
        (
            [True, False, None],
            "1 of 3 targets is reached. 1 cannot be told.",
            "1 av 3 mål nås. 1 kan ikke avgjøres.",
        ),
        ([None, None], "None of the 2 targets can be told.", "Ingen av de 2 målene kan avgjøres."),
    ],
)
def test_how_many_are_reached_is_counted(
    reached: list[bool | None], english: str, norwegian: str
) -> None:
    rates = {True: 0.9, False: 0.1, None: None}
    outcomes = [outcome(EU, rates[each]) for each in reached]
    assert summary(outcomes, "en") == english
    assert summary(outcomes, "no") == norwegian


@pytest.mark.parametrize(
    ("probability", "english", "norwegian"),
    [
        (0.0, "in none of 1 000 draws.", "i ingen av 1 000 trekninger."),
        (1.0, "in all 1 000 draws.", "i alle 1 000 trekningene."),
        (0.02, "in 2 % of 1 000 draws.", "i 2 % av 1 000 trekninger."),
        (0.007, "in 0.7 % of 1 000 draws.", "i 0,7 % av 1 000 trekninger."),
        (0.002, "in 0.2 % of 1 000 draws.", "i 0,2 % av 1 000 trekninger."),
        (0.999, "in 99.9 % of 1 000 draws.", "i 99,9 % av 1 000 trekninger."),
    ],
)
def test_nearly_is_not_rounded_to_never_or_always(
    probability: float, english: str, norwegian: str
) -> None:
    assert plain(draws_sentence(probability, 2030, 1000, "en")).endswith(english)
    assert plain(draws_sentence(probability, 2030, 1000, "no")).endswith(norwegian)


def test_a_place_is_called_what_people_call_it() -> None:
    def of(name: str, regions: dict[str, str]) -> ps.System:
        axes = SimpleNamespace(regions=tuple(regions), region_names=tuple(regions.values()))
        return cast("ps.System", SimpleNamespace(name=name, axes=axes))

    assert place_of(NORWAY, "no") == Place("Norge")
    assert place_of(ps.load("network"), "en") == Place("the municipalities of the network", True)
    assert place_of(of("Hamar 2024", {"3403": "Hamar"}), "no") == Place("Hamar")
    assert place_of(of("Our town", {"3403": "3403"}), "no") == Place("Our town")
    assert place_of(of("", {"3403": "3403"}), "no") == Place("3403")
    assert place_of(of("", {"NO": "NO"}), "en") == Place("Norway")
    assert place_of(of("", {"1": "A", "2": "B"}), "no") == Place("A og B", True)
    many = {str(number): f"Place {number}" for number in range(5)}
    assert place_of(of("", many), "no") == Place("de 5 områdene", True)
    assert place_of(of("Innlandet", many), "no") == Place("Innlandet")


def test_what_a_rate_is_a_share_of_names_the_scope() -> None:
    own = ps.Target(rate="eu", level=0.5, year=2030, scope={"sector": ["household", "business"]})
    assert of_what(own, NORWAY, "no") == "plastemballasjen fra husholdningene og næringslivet"
    household = ps.load("norway-household")
    everything = ps.Target(rate="eu", level=0.5, year=2030)
    assert of_what(everything, household, "en") == "the plastic packaging from households"
    assert of_what(everything, NORWAY, "en") == "the plastic packaging"
    film = ps.Target(rate="eu", level=0.5, year=2030, scope={"polymer": ["PET"]})
    assert of_what(film, NORWAY, "en") == "the plastic packaging (PET)"


def test_names_are_listed_as_each_language_does() -> None:
    assert joined([], "no") == ""
    assert joined(["a", "b"], "no") == "a og b"
    assert joined(["a", "b", "c"], "en") == "a, b and c"
