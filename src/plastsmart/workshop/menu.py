"""The measures to choose from: those of the catalogue that fit a system, and those of a plan file."""

from __future__ import annotations

import functools
from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any, Final

import attrs

from plastsmart.errors import PlastsmartError, PriceYearError
from plastsmart.labels import percent
from plastsmart.prices import CPI
from plastsmart.report.norwegian import source_text
from plastsmart.scenarios import catalogue
from plastsmart.scenarios.plan import Plan
from plastsmart.scenarios.projection import project
from plastsmart.stages import states
from plastsmart.workshop.session import Result, Start, aim_name, held_against
from plastsmart.workshop.sliders import STAGES, as_measure, positions_of
from plastsmart.workshop.words import WORDS, said

if TYPE_CHECKING:
    from plastsmart.scenarios.measures import Measure
    from plastsmart.scenarios.targets import Target
    from plastsmart.system import System

__all__ = [
    "FIRST",
    "START",
    "STARTS",
    "Opened",
    "Saved",
    "aiming",
    "beside",
    "by_name",
    "catalogue_of",
    "described",
    "first_names",
    "opened",
    "opened_upload",
    "plan_of",
    "prompt_rate",
    "saved",
    "theme_of",
]

STARTS: Final = (2026, 2027, 2028, 2029, 2030)
"""The years in which measures may begin."""

START: Final = 2027

FIRST: Final = (
    "kerbside_for_all",
    "bag_to_bin",
    "campaign",
    "bring_points",
    "central_sorting",
    "better_sorting",
)
"""The measures of the catalogue that stand first."""

_OF_ITEMS: Final = {
    "reusable_cups": ("cup", "beger", "krus", "kopp"),
    "glove_campaign": ("glove", "hanske"),
    "litter_deposit": ("pet", "bottle", "flaske"),
}
"""Measures about one kind of item or packaging, and what such are called."""

_PRICES: Final = 2024
"""The price year of measures where the system states none: that of the ready systems."""

_SLIDERS: Final = "sliders_measure"
_SAME: Final = 1e-9
_LONGEST: Final = 60


@attrs.frozen(kw_only=True)
class Opened:
    """A plan file as the workshop takes it.

    Attributes
    ----------
    name : str
        Of the plan.
    measures : tuple of Measure
        What fits the system.
    values : mapping of str to int
        Where its sliders stand.
    notes : tuple of str
        What a participant should know.
    misfits : tuple of str
        What does not fit.
    trouble : str
        Why it cannot be used at all; empty where it can.
    targets : tuple of Target
        Its own targets.
    """

    name: str = ""
    measures: tuple[Measure, ...] = ()
    values: Mapping[str, int] = attrs.field(factory=dict)
    notes: tuple[str, ...] = ()
    misfits: tuple[str, ...] = ()
    trouble: str = ""
    targets: tuple[Target, ...] = ()


def catalogue_of(system: System, language: str, start: int = START) -> tuple[Measure, ...]:
    """Return the measures of the catalogue that fit a system, those that stand first first.

    Where people collect at their houses in a way of another name, the measures that are about
    ``kerbside`` are about that.

    Examples
    --------
    >>> import plastsmart as ps
    >>> from plastsmart.workshop.menu import catalogue_of
    >>> [measure.name for measure in catalogue_of(ps.load("norway"), "no")][:2]
    ['Henteordning for alle', 'Dunk i stedet for sekk']
    """
    prices = system.price_year if system.price_year is not None else _PRICES
    measures = catalogue.all_of(start, language=language, prices=prices)
    fitting = _fitted(Plan("catalogue", measures), system).measures
    order = [name for name in first_names(language) if name in {m.name for m in fitting}]
    by_name = {measure.name: measure for measure in fitting}
    rest = [m.name for m in measures if m.name in by_name and m.name not in order]
    packaging = tuple(by_name[name] for name in (*order, *rest))
    further = (_of_theme(theme, system, language, start, prices) for theme in STAGES)
    return (*packaging, *(measure for measures in further for measure in measures))


def _of_theme(
    theme: str, system: System, language: str, start: int, prices: int
) -> tuple[Measure, ...]:
    """Return the measures of a theme that change something in a system that states it."""
    if not states(system.parameters, STAGES[theme]):
        return ()
    measures = catalogue.all_of(
        start, language=language, theme=theme, prices=prices, without=_OF_ITEMS
    )
    for name, words in _OF_ITEMS.items():
        labels = [
            category.name
            for category in system.axes.categories
            if any(word in category.name.lower() for word in words)
        ]
        entry = catalogue.ALL[name]
        if labels and entry.theme == theme:
            title = _titles(language)[name]
            measures.append(entry.make(start, name=title, category=labels, prices=prices))
    return tuple(measure for measure in measures if _acts(measure, system))


def _acts(measure: Measure, system: System) -> bool:
    """Whether a measure may change something: what is 0 cannot be scaled, what is 1 has no gap."""
    for change in measure.changes:
        values = system.given_array(change.parameter)
        same = {"scale": 0.0, "close_gap": 1.0}.get(change.kind)
        if same is None or bool((values != same).any()):
            return True
    return False


@functools.cache
def theme_of(name: str, language: str) -> str:
    """Return what a measure of the catalogue is about.

    Examples
    --------
    >>> from plastsmart.workshop.menu import theme_of
    >>> theme_of("Street sweeping", "en"), theme_of("Campaign", "en"), theme_of("Our own", "en")
    ('microplastics', 'packaging', 'packaging')
    """
    listed = catalogue.table(language)
    told = listed.loc[listed["title"] == name, "theme"]
    return str(told.iloc[0]) if len(told) else "packaging"


def aiming(start: Start, opened: Opened | None) -> Start:
    """Return a start that is held against the targets of a plan file too."""
    return start if opened is None else held_against(start, opened.targets)


def first_names(language: str) -> tuple[str, ...]:
    """Return what the measures that stand first are called.

    Examples
    --------
    >>> from plastsmart.workshop.menu import first_names
    >>> first_names("en")[0]
    'Kerbside collection for all'
    """
    titles = _titles(language)
    return tuple(titles[name] for name in FIRST)


def _titles(language: str) -> dict[str, str]:
    """Return what each measure of the catalogue is called."""
    return {str(name): str(title) for name, title in catalogue.table(language)["title"].items()}


def beside(measures: Iterable[Measure], opened: Opened | None) -> tuple[Measure, ...]:
    """Return the measures of the catalogue that a plan file does not hold itself."""
    own = () if opened is None else opened.measures
    names = {measure.name for measure in own}
    return tuple(measure for measure in measures if measure.name not in names)


def by_name(start: Start, year: int, opened: Opened | None) -> dict[str, Measure]:
    """Return every measure by its name; those of the catalogue begin in a year."""
    known = {m.name: m for m in catalogue_of(start.system, start.language, year)}
    if opened is not None:
        known |= {measure.name: measure for measure in opened.measures}
    return known


def described(measures: Iterable[Measure], language: str) -> list[tuple[str, str, str]]:
    """Return name, description and source of measures, for a table."""
    return [
        (
            measure.name,
            (measure.description_no if language == "no" else measure.description)
            or measure.description
            or measure.description_no,
            source_text(measure.source, language),
        )
        for measure in measures
    ]


def _renamed(plan: Plan, system: System) -> dict[str, str]:
    """Return what a system calls the route that plans call kerbside."""
    routes = {route.name: route for route in system.axes.routes}
    used = {
        label
        for measure in plan
        for change in measure.changes
        for key, labels in change.where
        if key == "route"
        for label in labels
    }
    if "kerbside" in routes or "kerbside" not in used:
        return {}
    of_source = [name for name, route in routes.items() if route.tier == "source"]
    near = [name for name in of_source if name.startswith("kerbside")] or of_source
    return {"kerbside": near[0]} if near else {}


def _fitted(plan: Plan, system: System) -> Plan:
    return plan.apply_to(system, rename=_renamed(plan, system)).plan


# --------------------------------------------------------------------------------------------------
# files


def plan_of(result: Result, name: str) -> Plan | None:
    """Return what was chosen as a plan that can be saved; None where nothing was.

    The sliders that were moved become one measure of it, from the first year on.

    Examples
    --------
    >>> from plastsmart.workshop.menu import plan_of
    >>> from plastsmart.workshop.session import begin, computed
    >>> start = begin("headline", "en")
    >>> plan = plan_of(computed(start, {"capture:municipal_collection": 60}, []), "Ours")
    >>> [measure.name for measure in plan]
    ['Sliders of the workshop']
    """
    start = result.start
    sliders = as_measure(result.moved, said(_SLIDERS, start.language), min(start.system.axes.years))
    measures = [] if result.plan is None else list(result.plan.measures)
    if sliders is not None:
        measures.insert(0, sliders)
    called = name.strip() or said("plan_default", start.language)
    return Plan(called, measures, targets=start.own) if measures else None


@attrs.frozen(kw_only=True)
class Saved:
    """A plan as a file.

    Attributes
    ----------
    name : str
        Of the file.
    text : str
        Its content.
    measures : tuple of str
        The names of what it holds.
    note : str
        What a participant should know of it; empty where there is nothing.
    """

    name: str
    text: str
    measures: tuple[str, ...] = ()
    note: str = ""


def saved(result: Result | None, name: str, target: Target) -> Saved | None:
    """Return what was chosen as a file; None where nothing was.

    Examples
    --------
    >>> from plastsmart.workshop.menu import saved
    >>> from plastsmart.workshop.session import HALF, begin, computed
    >>> result = computed(begin("headline", "no"), {"capture:municipal_collection": 60}, [])
    >>> saved(result, "Vår plan for 2030!", HALF).name
    'vår-plan-for-2030.toml'
    """
    plan = None if result is None else plan_of(result, name)
    if result is None or plan is None:
        return None
    told = prompt_rate(result, plan, target)
    note = (
        ""
        if told is None
        else said("not_same", result.start.language, rate=percent(told, result.start.language))
    )
    words = "".join(letter if letter.isalnum() else " " for letter in plan.name.lower()).split()
    file = "-".join(words)[:_LONGEST].strip("-") or "plan"
    names = tuple(measure.name for measure in plan)
    return Saved(name=f"{file}.toml", text=plan.to_toml(), measures=names, note=note)


def prompt_rate(result: Result, plan: Plan, target: Target) -> float | None:
    """Return the rate that a saved plan gives at the prompt, where it is another than in the workshop.

    A plan sets shares before it closes gaps and scales, so a slider that was moved acts on what a
    measure sets; in the workshop the measure comes last.
    """
    moved = {slider.parameter for slider, _ in result.moved}
    measures = () if result.plan is None else result.plan.measures
    if not any(c.kind == "set" and c.parameter in moved for m in measures for c in m.changes):
        return None
    there = project(result.start.system, plan).assessment(target).rate
    here = result.projection.assessment(target).rate
    return there if abs(there - here) > _SAME else None


def opened(data: bytes, start: Start) -> Opened:
    """Read a plan file for a system; nothing is raised, and all that is wrong is told.

    Parameters
    ----------
    data : bytes
        The content of the file.
    start : Start

    Examples
    --------
    >>> from plastsmart.workshop.menu import opened
    >>> from plastsmart.workshop.session import begin
    >>> print(opened(b"schema = 3", begin("headline", "en")).trouble)  # doctest: +ELLIPSIS
    the plan...
    """
    try:
        plan = Plan.from_toml(data.decode("utf-8-sig"))
    except UnicodeDecodeError as error:
        return Opened(trouble=said("not_text", start.language, why=error.reason))
    except PlastsmartError as error:
        return Opened(trouble=str(error))
    language, system = start.language, start.system
    values: dict[str, int] = {}
    kept = []
    for measure in plan:
        places = positions_of(measure, start.sliders) if measure.name in WORDS[_SLIDERS] else None
        if places is None:
            kept.append(measure)
        else:
            values.update(places)
    notes = []
    held = held_against(start, plan.targets).own
    unmeasured = tuple(
        said("misfit target", language, name=aim_name(target, language))
        for target in plan.targets
        if target not in held
    )
    taken: Sequence[Measure] = kept
    if system.price_year is not None and kept:
        try:
            taken = Plan(plan.name, kept).in_prices(system.price_year, CPI).measures
        except PriceYearError as error:
            notes.append(str(error))
        else:
            if list(taken) != kept:
                notes.append(said("prices_moved", language, year=system.price_year))
    if not taken:
        return Opened(
            name=plan.name, values=values, notes=tuple(notes), misfits=unmeasured, targets=held
        )
    own = Plan(plan.name, taken)
    transfer = own.apply_to(system, rename=_renamed(own, system))
    misfits = _misfits(transfer.findings, {m.name for m in transfer.plan}, language)
    return Opened(
        name=plan.name,
        measures=tuple(transfer.plan.measures),
        values=values,
        notes=tuple(notes),
        misfits=(*misfits, *unmeasured),
        targets=held,
    )


def _misfits(findings: Iterable[Any], kept: Collection[str], language: str) -> tuple[str, ...]:
    """Return what does not fit, one line a measure, and what people must judge."""
    told: dict[str, str] = {}
    for finding in findings:
        name = finding.measure
        if finding.fits == "check":
            reason = said("misfit check", language, measure=name, reason=finding.reason)
            told[f"{name} check"] = reason
        elif finding.fits != "yes":
            key = "misfit part" if name in kept else "misfit no"
            told[name] = said(key, language, measure=name)
    return tuple(told.values())


def opened_upload(files: Sequence[Any], start: Start) -> Opened | None:
    """Read the file that was opened on the page; None where none was."""
    return opened(files[0].contents, start) if files else None
