"""The answer in sentences, in English and Norwegian: a target reached or missed, unknown, or zero."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Final

import attrs

from plastsmart.axes import SECTORS
from plastsmart.data.network import NETWORK
from plastsmart.labels import LANGUAGES, text, upper_first
from plastsmart.report.document import chance, share_text
from plastsmart.report.plots.style import number, percent
from plastsmart.scenarios import targets

if TYPE_CHECKING:
    from plastsmart.scenarios.projection import Assessment
    from plastsmart.scenarios.targets import Target
    from plastsmart.system import System

__all__ = [
    "Outcome",
    "Place",
    "answer",
    "decisive",
    "draws_sentence",
    "goal",
    "goal_word",
    "joined",
    "main_group",
    "of_what",
    "official",
    "place_of",
    "summary",
    "verdict",
]

_WORDS: Final[dict[str, tuple[str, str]]] = {
    # who
    "nation": ("Norway", "Norge"),
    "network": ("the municipalities of the network", "kommunene i nettverket"),
    "areas": ("the {number} areas", "de {number} områdene"),
    "producers": ("the producers", "produsentene"),
    "plan": ("the plan “{plan}”", "planen «{plan}»"),
    # what is to be reached, by one year or several
    "goal EU one": ("the EU's target for {years}", "EUs mål for {years}"),
    "goal EU many": ("the EU's targets for {years}", "EUs mål for {years}"),
    "goal CH7 one": ("their obligation for {years}", "kravet for {years}"),
    "goal CH7 many": ("their obligations for {years}", "kravene for {years}"),
    "goal PPWR one": (
        "the EU's target of less packaging for {years}",
        "EUs mål om mindre emballasje for {years}",
    ),
    "goal PPWR many": (
        "the EU's targets of less packaging for {years}",
        "EUs mål om mindre emballasje for {years}",
    ),
    "goal CH10A one": (
        "the requirement of sorting out for {years}",
        "kravet til utsortering for {years}",
    ),
    "goal CH10A many": (
        "the requirements of sorting out for {years}",
        "kravene til utsortering for {years}",
    ),
    "goal named one": ("the target “{name}” for {years}", "målet «{name}» for {years}"),
    "goal one": ("the target for {years}", "målet for {years}"),
    "goal many": ("the targets for {years}", "målene for {years}"),
    # whether it is
    "reaches": ("{who} {reach} {goal}", "{who} når {goal}"),
    "misses": ("{who} {do} not reach {goal}", "{who} når ikke {goal}"),
    "both": (
        "{who} {reach} {goal}, but not {rest}",
        "{who} når {goal}, men ikke {rest}",
    ),
    "reaches with": ("With {plan}, {who} {reach} {goal}", "Med {plan} når {who} {goal}"),
    "misses with": (
        "With {plan}, {who} {do} not reach {goal}",
        "Med {plan} når {who} ikke {goal}",
    ),
    "both with": (
        "With {plan}, {who} {reach} {goal}, but not {rest}",
        "Med {plan} når {who} {goal}, men ikke {rest}",
    ),
    "rest": ("for {years}", "for {years}"),
    # the numbers
    "numbers": (
        "{opening}: {share} of {whole} {done}, and {goal_is} is {level}.",
        "{opening}: {share} av {whole} {done}, og {goal_is} er {level}.",
    ),
    "numbers in": (
        "{opening}: in {year}, {share} of {whole} {done}, and {goal_is} is {level}.",
        "{opening}: I {year} {become} {share} av {whole} {past}, og {goal_is} er {level}.",
    ),
    "nothing": ("none", "ingenting"),
    "goal_is EU": ("the target", "målet"),
    "goal_is": ("the requirement", "kravet"),
    "lacks": ("It falls short by {tonnes}.", "Det mangler {tonnes}."),
    "above": ("That is {tonnes} more than needed.", "Det er {tonnes} mer enn nødvendig."),
    "exactly": ("That is just enough.", "Det er akkurat nok."),
    "tonnes": ("{number} tonnes", "{number} tonn"),
    "tonne": ("{number} tonne", "{number} tonn"),
    "NOK/year": ("{number} NOK a year", "{number} kroner i året"),
    "tonne CO2e/year": ("{number} tonnes of CO2e a year", "{number} tonn CO2e i året"),
    "tonnes few": ("less than 0.1 tonne", "mindre enn 0,1 tonn"),
    "without": ("Without the plan it would be {share}.", "Uten planen ville det vært {share}."),
    "without too": (
        "It would be reached without the plan too, with {share}.",
        "Det nås også uten planen, med {share}.",
    ),
    "unchanged": ("The plan does not change that.", "Planen endrer ikke dette."),
    "unknown": (
        (
            "Whether {who} {reach} {goal} cannot be told: no plastic packaging to measure by is "
            "discarded in {years}."
        ),
        (
            "Om {who} når {goal}, kan ikke avgjøres: I {years} kastes det ingen plastemballasje å "
            "måle på."
        ),
    ),
    "none applies": (
        "None of the official targets can be measured for {who}.",
        "Ingen av de offisielle målene kan måles for {who}.",
    ),
    # how many
    "summary one reached": ("The target is reached.", "Målet nås."),
    "summary all": ("All {all} targets are reached.", "Alle de {all} målene nås."),
    "summary both": ("Both targets are reached.", "Begge målene nås."),
    "summary none": ("None of the {all} targets is reached.", "Ingen av de {all} målene nås."),
    "summary some": (
        "{reached} of {all} targets are reached.",
        "{reached} av {all} mål nås.",
    ),
    "summary one of": ("1 of {all} targets is reached.", "1 av {all} mål nås."),
    "summary no_verdict": (
        "None of the {all} targets can be told.",
        "Ingen av de {all} målene kan avgjøres.",
    ),
    "summary unknown": ("{number} cannot be told.", "{number} kan ikke avgjøres."),
    # how sure
    "draws none": (
        "With all that is uncertain, the target for {year} is reached in none of {n} draws.",
        "Når usikkerheten regnes med, nås målet for {year} i ingen av {n} trekninger.",
    ),
    "draws all": (
        "With all that is uncertain, the target for {year} is reached in all {n} draws.",
        "Når usikkerheten regnes med, nås målet for {year} i alle {n} trekningene.",
    ),
    "draws some": (
        "With all that is uncertain, the target for {year} is reached in {share} of {n} draws.",
        "Når usikkerheten regnes med, nås målet for {year} i {share} av {n} trekninger.",
    ),
}

_DONE: Final[dict[str, tuple[str, str, str]]] = {
    "collection": ("is collected", "blir samlet inn", "samlet inn"),
    "sorted_out": ("is sorted out", "blir sortert ut", "sortert ut"),
    "eu_pre2020": (
        "is recycled by the rule before 2020",
        "blir materialgjenvunnet etter regelen fra før 2020",
        "materialgjenvunnet etter regelen fra før 2020",
    ),
    "eu": ("is recycled", "blir materialgjenvunnet", "materialgjenvunnet"),
    "recyclate": ("becomes new plastic", "blir til ny plast", "til ny plast"),
    "closed_loop": ("becomes packaging again", "blir emballasje igjen", "emballasje igjen"),
    "reusable": ("is reusable", "er til ombruk", "til ombruk"),
    **dict.fromkeys(
        (
            "packaging_reduction",
            "litter_reduction",
            "microplastics_reduction",
            "own_plastic_reduction",
            "own_cost_reduction",
            "own_emission_reduction",
        ),
        ("is saved", "blir spart", "spart"),
    ),
}
"""What becomes of it, by rate: in English, in Norwegian, and there after a verb in front."""

_WHOLE: Final = ("the plastic packaging", "plastemballasjen")
_RECYCLABLE: Final = ("the recyclable plastic packaging", "den gjenvinnbare plastemballasjen")
_OBLIGED: Final = (
    "the plastic packaging that producers answer for",
    "plastemballasjen produsentene har ansvar for,",
)
_REFERENCE: Final[dict[str, tuple[str, str]]] = {
    "packaging_reduction": (
        "the plastic packaging of the year of reference",
        "plastemballasjen i referanseåret",
    ),
    "litter_reduction": ("the litter of the year of reference", "forsøplingen i referanseåret"),
    "microplastics_reduction": (
        "the microplastics of the year of reference",
        "mikroplasten i referanseåret",
    ),
    "own_plastic_reduction": (
        "the plastic that the municipality bought before",
        "plasten kommunen kjøpte før",
    ),
    "own_cost_reduction": (
        "what the municipality paid for purchases before",
        "det kommunen betalte for innkjøp før",
    ),
    "own_emission_reduction": (
        "the emissions of the municipality's purchases before",
        "utslippene fra kommunens innkjøp før",
    ),
}
"""What a rate of reduction is a share of."""

_FROM: Final[dict[str, tuple[str, str]]] = {
    "household": ("households", "husholdningene"),
    "deposit": ("deposit schemes", "panteordningene"),
    "business": ("businesses", "næringslivet"),
    "agriculture": ("farms", "landbruket"),
    "municipal": ("the municipality itself", "kommunen selv"),
    "unreported": ("those who do not report", "dem som ikke rapporterer"),
}

_NATION: Final = ("norway", "norway-household", "headline")
_FEW: Final = 3
_PLACES: Final = 4
_SMALL: Final = 9.95
_TINY: Final = 0.05
_SAME: Final = 1e-12


@attrs.frozen
class Place:
    """Who reaches a target or not, as a sentence names it."""

    name: str
    many: bool = False


@attrs.frozen(kw_only=True)
class Outcome:
    """What became of a target: its assessment, or None where nothing could be measured."""

    target: Target
    result: Assessment | None

    @property
    def reached(self) -> bool | None:
        """Whether it is reached; None where that cannot be told."""
        return None if self.result is None else self.result.reached


def _say(key: str, language: str, **values: object) -> str:
    return _WORDS[key][LANGUAGES.index(language)].format(**values)


def joined(names: Sequence[str], language: str) -> str:
    """Return names as a sentence lists them.

    Examples
    --------
    >>> from plastsmart.report.sentences import joined
    >>> joined(["a", "b", "c"], "no"), joined(["a"], "en")
    ('a, b og c', 'a')
    """
    if len(names) < 2:  # noqa: PLR2004
        return "".join(names)
    return f"{', '.join(names[:-1])} {text('and', language)} {names[-1]}"


def place_of(system: System, language: str) -> Place:
    """Return what a sentence calls the place that a system is of.

    Examples
    --------
    >>> import plastsmart as ps
    >>> from plastsmart.report.sentences import place_of
    >>> place_of(ps.load("norway"), "no").name, place_of(ps.load("Asker"), "en").name
    ('Norge', 'Asker')
    """
    axes = system.axes
    names = list(axes.region_names)
    if system.name in _NATION:
        return Place(_say("nation", language))
    if system.name == NETWORK:
        return Place(_say("network", language), many=True)
    if len(names) == 1:
        if axes.regions[0] == "NO":
            return Place(_say("nation", language))
        plain = names[0] == axes.regions[0] and (names[0].isdigit() or names[0].isupper())
        return Place(system.name or names[0] if plain else names[0])
    if len(names) <= _FEW:
        return Place(joined(names, language), many=True)
    return Place(system.name or _say("areas", language, number=len(names)), many=not system.name)


# --------------------------------------------------------------------------------------------------
# what is measured


def of_what(target: Target, system: System, language: str) -> str:
    """Return what a target's rate is a share of.

    Examples
    --------
    >>> import plastsmart as ps
    >>> from plastsmart.report.sentences import of_what
    >>> of_what(ps.targets.CH10A_2028, ps.load("Asker"), "en")
    'the recyclable plastic packaging from households'
    """
    which = LANGUAGES.index(language)
    scope = dict(target.scope)
    if scope == dict(targets.CH7_2025.scope) and target.rate == "eu":
        return _OBLIGED[which]
    if target.rate in _REFERENCE:
        return _REFERENCE[target.rate][which]
    whole = (_RECYCLABLE if target.rate == "sorted_out" else _WHOLE)[which]
    held = {category.sector for category in system.axes.categories}
    sectors = scope.pop("sector", None) or ("household",) * (target.rate == "sorted_out")
    if not sectors and len(held) == 1:
        sectors = tuple(held)
    if sectors:
        shown = [sector for sector in SECTORS if sector in sectors]
        names = [_FROM[sector][which] for sector in shown if sector in held or len(shown) == 1]
        whole = f"{whole} {text('from', language)} {joined(names, language)}"
    others = [str(label) for labels in scope.values() for label in labels]
    return f"{whole} ({', '.join(others)})" if others else whole


def official(target: Target) -> bool:
    """Tell whether a target is an official one, or made of one."""
    return any(
        (target.name, target.rate, target.scope) == (known.name, known.rate, known.scope)
        for known in targets.ALL
    )


def _law(target: Target) -> str:
    """Return the law of an official target by the beginning of its name, "" for others."""
    return target.name.partition("_")[0] if official(target) else ""


def goal(these: Sequence[Target], language: str) -> str:
    """Return what is to be reached: targets of one rate and scope."""
    law, first = _law(these[0]), these[0]
    years = joined([str(target.deadline) for target in these], language)
    many = len(these) > 1
    if not law and first.name and not many:
        return _say("goal named one", language, name=first.name, years=years)
    key = f"goal {law} {'many' if many else 'one'}".replace("  ", " ")
    return _say(key, language, years=years)


def goal_word(target: Target, language: str) -> str:
    """Return what a target is called for short: a target, or a requirement of the regulation."""
    return _say("goal_is EU" if _law(target) in {"EU", "PPWR", ""} else "goal_is", language)


def _shares(result: Assessment, language: str) -> tuple[str, str]:
    """Return rate and level, with so many decimals that they differ where the one is not the other."""
    level = result.target.required_level
    told = share_text(level, language)
    for decimals in range(1, _PLACES):
        rate = percent(result.rate, language, decimals)
        if abs(result.rate - level) <= _SAME or _differ(result.rate, level, decimals):
            return rate, told
    return percent(result.rate, language, _PLACES), told


def _differ(one: float, other: float, decimals: int) -> bool:
    return round(100 * one, decimals) != round(100 * other, decimals)


def _tonnes(amount: float, language: str) -> str:
    if amount < _TINY:
        return _say("tonnes few", language)
    told = number(amount, language, 0 if amount >= _SMALL else 1)
    told = told.removesuffix(".0").removesuffix(",0")
    return _say("tonne" if told == "1" else "tonnes", language, number=told)


# --------------------------------------------------------------------------------------------------
# sentences


def _opening(
    kind: str,
    these: Sequence[Target],
    rest: Sequence[Target],
    place: Place,
    plan: str | None,
    language: str,
) -> str:
    who = _who(these[0], place, language)
    values: dict[str, object] = {
        "who": who.name,
        "reach": "reach" if who.many else "reaches",
        "do": "do" if who.many else "does",
        "goal": goal(these, language),
    }
    if rest:
        years = joined([str(target.deadline) for target in rest], language)
        values["rest"] = _say("rest", language, years=years)
    if plan is not None:
        kind += " with"
        values["plan"] = _say("plan", language, plan=plan)
    return upper_first(_say(kind, language, **values))


def _who(target: Target, place: Place, language: str) -> Place:
    """Return who is to reach a target: the producers where it is their obligation."""
    if _law(target) == "CH7":
        return Place(_say("producers", language), many=True)
    return place


def _numbers(
    opening: str, result: Assessment, system: System, language: str, *, dated: bool
) -> str:
    target = result.target
    rate, level = _shares(result, language)
    english, norwegian, past = _DONE[target.rate]
    return _say(
        "numbers in" if dated else "numbers",
        language,
        opening=opening,
        year=target.deadline,
        share=_zero(language, dated=dated) if result.rate == 0.0 else rate,
        whole=of_what(target, system, language),
        done=english if language == "en" else norwegian,
        become="blir",
        past=past,
        goal_is=goal_word(target, language),
        level=level,
    )


def _zero(language: str, *, dated: bool) -> str:
    told = _say("nothing", language)
    return told if dated else upper_first(told) if language == "no" else told


def _gap(result: Assessment, language: str) -> str:
    """Return how many tonnes are missing, or more than needed."""
    exact = abs(result.rate - result.target.required_level) <= _SAME
    if result.reached and exact:
        return _say("exactly", language)
    tonnes = _amount(abs(result.missing), result.unit, language)
    return _say("above" if result.reached else "lacks", language, tonnes=tonnes)


def _amount(amount: float, unit: str, language: str) -> str:
    if unit == "tonne/year":
        return _tonnes(amount, language)
    return _say(unit, language, number=number(amount, language, 0 if amount >= _SMALL else 1))


def _without(result: Assessment, language: str) -> str:
    """Return what it would be without the plan."""
    before = result.baseline
    if before is None:
        return ""
    if abs(before.rate - result.rate) <= _SAME:
        return _say("unchanged", language)
    key = "without too" if result.reached and before.reached else "without"
    return _say(key, language, share=_shares(before, language)[0])


def _unknown(these: Sequence[Target], place: Place, language: str) -> str:
    who = _who(these[0], place, language)
    return _say(
        "unknown",
        language,
        who=who.name,
        reach="reach" if who.many else "reaches",
        goal=goal(these, language),
        years=joined([str(target.deadline) for target in these], language),
    )


def verdict(
    outcome: Outcome, place: Place, system: System, language: str, plan: str | None = None
) -> str:
    """Return the verdict for one target in one to three sentences.

    Parameters
    ----------
    outcome : Outcome
    place : Place
    system : System
    language : {"en", "no"}
    plan : str, optional
        The name of the plan.

    Examples
    --------
    >>> import plastsmart as ps
    >>> from plastsmart.report.sentences import Outcome, place_of, verdict
    >>> system, target = ps.load("norway"), ps.targets.EU_2025
    >>> outcome = Outcome(target=target, result=ps.project(system).assess(target))
    >>> print(verdict(outcome, place_of(system, "en"), system, "en").replace("\u00a0", " "))
    Norway does not reach the EU's target for 2025: 36.1 % of the plastic packaging is recycled, and
    the target is 50 %. It falls short by 27 151 tonnes.
    """
    result = outcome.result
    if result is None:
        return _unknown([outcome.target], place, language)
    kind = "reaches" if result.reached else "misses"
    opening = _opening(kind, [outcome.target], [], place, plan, language)
    told = [
        _numbers(opening, result, system, language, dated=False),
        _gap(result, language),
        _without(result, language),
    ]
    return " ".join(filter(None, told))


def main_group(outcomes: Sequence[Outcome], first_year: int | None = None) -> tuple[Outcome, ...]:
    """Return the targets that the answer is about: of one rate and scope, in the order of years.

    Parameters
    ----------
    outcomes : sequence of Outcome
        The most important first.
    first_year : int, optional
        The first year in which a plan does something: earlier targets are not what it is for, if
        there are later ones.
    """
    later = [o for o in outcomes if first_year is None or o.target.deadline >= first_year]
    chosen = later or list(outcomes)
    if not chosen:
        return ()
    first = chosen[0].target
    same = [
        o
        for o in chosen
        if (o.target.rate, o.target.scope, _law(o.target)) == (first.rate, first.scope, _law(first))
        and (_law(first) or o is chosen[0])
    ]
    return tuple(sorted(same, key=lambda o: o.target.deadline))


def decisive(group: Sequence[Outcome]) -> Outcome:
    """Return the target of a group that decides: the first that is missed, else the last."""
    missed = [o for o in group if o.reached is False]
    known = [o for o in group if o.reached is not None]
    return (missed or known[-1:] or list(group))[0]


def answer(
    group: Sequence[Outcome],
    place: Place,
    system: System,
    language: str,
    plan: str | None = None,
) -> str:
    """Return the answer in one sentence, and the gap: which targets of a group are reached.

    Examples
    --------
    >>> import plastsmart as ps
    >>> from plastsmart.report.sentences import Outcome, answer, main_group, place_of
    >>> system = ps.load("norway")
    >>> projection = ps.project(system)
    >>> outcomes = [
    ...     Outcome(target=t, result=projection.assess(t)) for t in projection.applicable()[0]
    ... ]
    >>> print(
    ...     answer(main_group(outcomes), place_of(system, "no"), system, "no").replace(
    ...         "\u00a0", " "
    ...     )
    ... )
    Norge når ikke EUs mål for 2025 og 2030: I 2025 blir 36,1 % av plastemballasjen
    materialgjenvunnet, og målet er 50 %. Det mangler 27 151 tonn.
    """
    if not group:
        return _say("none applies", language, who=place.name)
    first = decisive(group)
    if first.result is None:
        return _unknown([o.target for o in group], place, language)
    if len(group) == 1:
        return verdict(first, place, system, language, plan)
    reached = [o.target for o in group if o.reached]
    missed = [o.target for o in group if o.reached is False]
    if reached and missed:
        opening = _opening("both", reached, missed, place, plan, language)
    elif missed:
        opening = _opening("misses", missed, [], place, plan, language)
    else:
        opening = _opening("reaches", reached, [], place, plan, language)
    dated = len(reached) + len(missed) > 1
    told = [
        _numbers(opening, first.result, system, language, dated=dated),
        _gap(first.result, language),
        _without(first.result, language),
    ]
    return " ".join(filter(None, told))


def summary(outcomes: Sequence[Outcome], language: str) -> str:
    """Return how many of the targets are reached."""
    every = len(outcomes)
    reached = sum(o.reached is True for o in outcomes)
    unknown = sum(o.reached is None for o in outcomes)
    if every < 2:  # noqa: PLR2004 - the answer says it
        return ""
    if unknown == every:
        return _say("summary no_verdict", language, all=every)
    if reached == every:
        key = "summary both" if every == 2 else "summary all"  # noqa: PLR2004 - a word of its own
    elif reached == 0 and not unknown:
        key = "summary none"
    else:
        key = "summary one of" if reached == 1 else "summary some"
    told = _say(key, language, all=every, reached=reached)
    if unknown:
        told += f" {_say('summary unknown', language, number=unknown)}"
    return told


def draws_sentence(probability: float, year: int, n: int, language: str) -> str:
    """Return how sure it is that the target of a year is reached.

    Examples
    --------
    >>> from plastsmart.report.sentences import draws_sentence
    >>> print(draws_sentence(0.0, 2030, 1000, "no").replace("\u00a0", " "))
    Når usikkerheten regnes med, nås målet for 2030 i ingen av 1 000 trekninger.
    """
    key = {0.0: "draws none", 1.0: "draws all"}.get(probability, "draws some")
    return _say(
        key,
        language,
        year=year,
        n=number(float(n), language),
        share=chance(probability, language).text,
    )
