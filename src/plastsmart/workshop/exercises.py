"""The four exercises of the course: what is asked, what is right, and why an answer is wrong.

No answer is written here: each is computed when it is first asked for, by the calls that anyone has.
"""

from __future__ import annotations

import functools
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any, Final

import attrs

from plastsmart.data import load
from plastsmart.flows.result import run
from plastsmart.labels import number, percent
from plastsmart.report.sentences import joined
from plastsmart.scenarios import targets
from plastsmart.scenarios.ensemble import ensemble
from plastsmart.scenarios.least_cost import least_cost
from plastsmart.scenarios.plan import Plan
from plastsmart.scenarios.projection import project
from plastsmart.scenarios.required import required
from plastsmart.workshop.exercise_words import asked
from plastsmart.workshop.menu import FIRST, START, catalogue_of, first_names
from plastsmart.workshop.numbers import LONGEST, readings
from plastsmart.workshop.questions import DRAWS
from plastsmart.workshop.session import HALF, begin
from plastsmart.workshop.words import said

if TYPE_CHECKING:
    from plastsmart.scenarios.measures import Measure
    from plastsmart.workshop.session import Result

__all__ = [
    "EXERCISES",
    "Exercise",
    "Feedback",
    "Field",
    "answers",
    "check_choice",
    "check_measures",
    "check_number",
    "checked",
    "choices",
    "exercise",
]

LESSON: Final = "headline"
HOUSEHOLDS: Final = "norway-household"
AIM: Final = targets.CH10A_2028
"""The target of exercises 3 and 4: half of households' plastic sorted out from 2028."""

CANDIDATES: Final = FIRST[:5]
"""The measures of exercise 3."""

SURE: Final = 0.9
"""How sure exercise 4 asks to be."""

RAISED: Final = 0.6
"""The capture of exercise 2."""

_SHARE_WITHIN: Final = 0.0051
"""Half a percentage point, and a hair for answers that were rounded."""

_TONNES_WITHIN: Final = 0.01
_DRAWS_WITHIN: Final = 0.06
"""Six points: what 200 draws may differ by chance."""

_COST_WITHIN: Final = 1e-6


@attrs.frozen
class Feedback:
    """Whether an answer is right, and what to say of it."""

    right: bool
    text: str


@attrs.frozen
class Field:
    """Something that an exercise asks for.

    Attributes
    ----------
    id : str
    kind : {"tonnes", "share", "choice"}
    """

    id: str
    kind: str


@attrs.frozen(kw_only=True)
class Exercise:
    """An exercise.

    Attributes
    ----------
    number : int
    id : str
    fields : tuple of Field
        What is typed or chosen; empty where what was chosen on the page is the answer.
    """

    number: int
    id: str
    fields: tuple[Field, ...]

    def title(self, language: str) -> str:
        """Return its title."""
        return asked(f"{self.id} title", language)

    def task(self, language: str) -> str:
        """Return what is to be done, as Markdown."""
        return asked(
            f"{self.id} task",
            language,
            raised=percent(RAISED, language, 0),
            measures=joined([f"*{name}*" for name in first_names(language)[:5]], language),
            sure=percent(SURE, language, 0),
        )

    def question(self, field: Field, language: str) -> str:
        """Return what a field asks for."""
        return asked(
            f"{self.id} {field.id}",
            language,
            raised=percent(RAISED, language, 0),
            sure=percent(SURE, language, 0),
        )


EXERCISES: Final = (
    Exercise(number=1, id="read", fields=(Field("recycled", "tonnes"), Field("kept", "share"))),
    Exercise(number=2, id="collect", fields=(Field("rate", "share"), Field("needed", "share"))),
    Exercise(number=3, id="cheap", fields=()),
    Exercise(number=4, id="sure", fields=(Field("probability", "share"), Field("more", "choice"))),
)


def exercise(id: str) -> Exercise:  # noqa: A002 - as the exercises call it
    """Return an exercise by its id."""
    return next(each for each in EXERCISES if each.id == id)


# --------------------------------------------------------------------------------------------------
# what is right


@functools.cache
def answers() -> Mapping[str, float]:
    """Return the answer to each field that asks for a number: tonnes, or a share from 0 to 1.

    Examples
    --------
    >>> from plastsmart.workshop.exercises import answers
    >>> {name: round(value, 3) for name, value in answers().items() if name != "probability"}
    {'recycled': 22680.0, 'kept': 0.6, 'rate': 0.36, 'needed': 0.833}
    """
    lesson = load(LESSON)
    flows = _tonnes()
    raised = run(lesson.replace(capture=RAISED)).rate("eu", by=[])
    needed = required(lesson, "capture", HALF).value
    plan = Plan("cheapest", _named(_cheapest_names()))
    drawn = ensemble(load(HOUSEHOLDS), plan, n=DRAWS, seed=1)
    return {
        "recycled": flows["recycled"],
        "kept": flows["recycled"] / flows["collected"],
        "rate": float(raised),
        "needed": float(needed or 0.0),
        "probability": drawn.probability(AIM),
    }


@functools.cache
def _tonnes() -> Mapping[str, float]:
    table = run(load(LESSON)).table(by=["year"])
    return {str(name): float(table[name].iloc[0]) for name in table.columns}


@functools.cache
def _candidates() -> tuple[Measure, ...]:
    names = first_names("en")[: len(CANDIDATES)]
    known = {m.name: m for m in catalogue_of(load(HOUSEHOLDS), "en", START)}
    return tuple(known[name] for name in names)


def _named(names: Sequence[str]) -> list[Measure]:
    return [measure for measure in _candidates() if measure.name in names]


@functools.cache
def _cheapest_names() -> tuple[str, ...]:
    found = least_cost(load(HOUSEHOLDS), _candidates(), AIM)
    return tuple(measure.name for measure in found.plan)


def _cost_of(measures: Sequence[Measure]) -> float:
    """Return what measures cost households of the nation more a year [NOK], in the target's year."""
    plan = Plan("measures", measures)
    projection = project(load(HOUSEHOLDS), plan)
    return float(projection.costs().loc[AIM.deadline, "change"])  # type: ignore[arg-type]


# --------------------------------------------------------------------------------------------------
# numbers


def check_number(id: str, field: str, typed: str, language: str) -> Feedback:  # noqa: A002
    """Tell whether a typed number is the answer to a field of an exercise, and why where it is not.

    Examples
    --------
    >>> from plastsmart.workshop.exercises import check_number
    >>> check_number("read", "kept", "60 %", "no").right
    True
    >>> check_number("read", "kept", "35", "en").text
    'That is how much of all plastic is collected. Here it is of what is collected: recycled over
    collected.'
    """
    known = next(each for each in exercise(id).fields if each.id == field)
    if not typed.strip():
        return Feedback(False, said("empty", language))
    found = readings(typed)
    if not found:
        shown = typed.strip()[:LONGEST]
        return Feedback(False, said("no_number", language, text=shown))
    meant = [each for value in found for each in _meanings(known, value, typed)]
    right = answers()[field]
    if any(_near(known, value, right, field) for value in meant):
        return Feedback(True, asked(f"{id} {field} right", language, **_values(language)))
    for key, wrong in _wrongs(field).items():
        if any(_near(known, value, wrong, "") for value in meant):
            return Feedback(False, asked(f"{id} {field} {key}", language, **_values(language)))
    if known.kind == "share" and all(value > 1.0 for value in meant):
        return Feedback(False, asked("above", language))
    return Feedback(False, asked(f"{id} {field} else", language, **_values(language)))


def _meanings(field: Field, value: float, typed: str) -> list[float]:
    """Return what a number may mean: a share may be typed in percent or as a share."""
    if field.kind == "tonnes":
        return [value]
    if "%" in typed or value > 1.0:
        return [value / 100.0]
    return [value, value / 100.0]


def _near(field: Field, value: float, answer: float, name: str) -> bool:
    if field.kind == "tonnes":
        return abs(value - answer) <= _TONNES_WITHIN * answer
    return abs(value - answer) <= (_DRAWS_WITHIN if name == "probability" else _SHARE_WITHIN)


def _wrongs(field: str) -> Mapping[str, float]:
    """Return typical wrong answers to a field, by the hint that fits."""
    flows, known = _tonnes(), answers()
    lesson = run(load(LESSON))
    collection, eu = (float(lesson.rate(rate, by=[])) for rate in ("collection", "eu"))
    sorting = flows["sorted"] / flows["collected"]
    found: dict[str, dict[str, float]] = {
        "recycled": {
            "collected": flows["collected"],
            "sorted": flows["sorted"],
            "generated": flows["generated"],
            "percent": 100.0 * eu,
        },
        "kept": {
            "of all": eu,
            "collection": collection,
            "sorting": sorting,
            "washing": flows["recycled"] / flows["sorted"],
            "lost": 1.0 - known["kept"],
        },
        "rate": {
            "collection": RAISED,
            "added": eu + RAISED - collection,
            "sorting": RAISED * sorting,
            "unchanged": eu,
        },
        "needed": {
            "same": HALF.level,
            "added": collection + HALF.level - eu,
            "sorting": HALF.level / sorting,
            "washing": HALF.level * flows["sorted"] / flows["recycled"],
        },
        "probability": {"certain": 1.0, "never": 0.0},
    }
    return found[field]


def _values(language: str) -> dict[str, str]:
    """Return the numbers that hints tell."""
    flows, known = _tonnes(), answers()
    lesson = run(load(LESSON))
    told = {
        name: number(flows[name], language).replace(" ", "\u00a0")
        for name in ("generated", "collected", "sorted", "recycled")
    }
    shares = {
        "collection": float(lesson.rate("collection", by=[])),
        "eu": float(lesson.rate("eu", by=[])),
        "sorting": flows["sorted"] / flows["collected"],
        "washing": flows["recycled"] / flows["sorted"],
        "kept": known["kept"],
        "raised": RAISED,
        "rate": known["rate"],
        "half": HALF.level,
        "probability": known["probability"],
    }
    told |= {f"{name}_share": percent(share, language, 0) for name, share in shares.items()}
    told["needed_share"] = percent(known["needed"], language, 1)
    return told


def checked(id: str, typed: Mapping[str, Any], language: str) -> list[Feedback]:  # noqa: A002
    """Tell of each field of an exercise whether it is right."""
    return [
        check_choice(typed[field.id], language)
        if field.kind == "choice"
        else check_number(id, field.id, str(typed[field.id] or ""), language)
        for field in exercise(id).fields
    ]


# --------------------------------------------------------------------------------------------------
# measures


def check_measures(result: Result | None, language: str) -> Feedback:
    """Tell whether the measures that are ticked are the answer to exercise 3, and why where not.

    Examples
    --------
    >>> from plastsmart.workshop.exercises import check_measures
    >>> from plastsmart.workshop.session import begin, computed
    >>> check_measures(computed(begin("headline", "en"), {}, []), "en").text
    'Choose “Household plastic packaging in Norway” at the top first.'
    """
    households = begin(HOUSEHOLDS, language)
    if result is None or result.start.key != HOUSEHOLDS:
        return Feedback(False, asked("cheap system", language, name=households.name))
    if result.moved:
        return Feedback(False, asked("cheap sliders", language))
    taken = () if result.plan is None else result.plan.measures
    if not taken:
        return Feedback(False, asked("cheap none", language))
    titles = first_names(language)[: len(CANDIDATES)]
    others = [measure.name for measure in taken if measure.name not in titles]
    if others:
        return Feedback(False, asked("cheap others", language, names=joined(others, language)))
    year = AIM.deadline
    if any(measure.start > year for measure in taken):
        return Feedback(False, asked("cheap late", language, year=year))
    return _judged(result, taken, language)


def _judged(result: Result, taken: Sequence[Measure], language: str) -> Feedback:
    assessment = result.projection.assessment(AIM)
    cost = _cost_of(taken)
    best = _cost_of(_named(_cheapest_names()))
    values = {
        "rate": percent(assessment.rate, language, 1),
        "year": AIM.deadline,
        "cost": _millions(cost, language),
        "more": _millions(cost - best, language),
    }
    if not assessment.reached:
        return Feedback(False, asked("cheap missed", language, **values))
    if cost > best * (1.0 + _COST_WITHIN):
        return Feedback(False, asked("cheap dear", language, **values))
    return Feedback(True, asked("cheap right", language, **values))


def _millions(amount: float, language: str) -> str:
    return number(amount / 1e6, language, 1)


# --------------------------------------------------------------------------------------------------
# choices


def choices(language: str) -> dict[str, str]:
    """Return what may be chosen in exercise 4: the measures that the cheapest does not hold.

    Returns
    -------
    dict of str to str
        What people call it, to what `check_choice` takes.
    """
    names = dict(zip(first_names("en"), first_names(language), strict=True))
    rest = [m.name for m in _candidates() if m.name not in _cheapest_names()]
    return {names[name]: name for name in rest}


@functools.cache
def _with(name: str) -> tuple[float, float]:
    """Return how surely the cheapest and one more reach the target, and what they cost [NOK/year]."""
    measures = _named([*_cheapest_names(), name])
    drawn = ensemble(load(HOUSEHOLDS), Plan("both", measures), n=DRAWS, seed=1)
    return drawn.probability(AIM), _cost_of(measures)


def check_choice(chosen: str | None, language: str) -> Feedback:
    """Tell whether a measure is the cheapest that makes the plan of exercise 3 sure enough.

    Examples
    --------
    >>> from plastsmart.workshop.exercises import check_choice
    >>> check_choice(None, "en").text
    'Choose one of them first.'
    """
    if chosen is None:
        return Feedback(False, said("choose_one", language))
    probability, cost = _with(chosen)
    values: dict[str, Any] = {
        "probability": percent(probability, language, 0),
        "cost": _millions(cost, language),
        "sure": percent(SURE, language, 0),
    }
    if probability < SURE:
        return Feedback(False, asked("sure more unsure", language, **values))
    enough = [_with(name)[1] for name in choices("en").values() if _with(name)[0] >= SURE]
    if cost > min(enough):
        return Feedback(False, asked("sure more dear", language, **values))
    return Feedback(True, asked("sure more right", language, **values))
