"""What a participant chose, and what comes of it: the system, the sliders and the measures."""

from __future__ import annotations

import functools
from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Final

import attrs

from plastsmart.data import datasets, load
from plastsmart.errors import PlastsmartError
from plastsmart.flows.result import run
from plastsmart.report.names import system_name
from plastsmart.scenarios.application import Application
from plastsmart.scenarios.plan import Plan
from plastsmart.scenarios.projection import Projection, project
from plastsmart.scenarios.targets import THEMES, Target
from plastsmart.workshop.sliders import Slider, as_measure, sliders_of
from plastsmart.workshop.words import said

if TYPE_CHECKING:
    from plastsmart.flows.result import Flows
    from plastsmart.scenarios.measures import Measure
    from plastsmart.system import System

__all__ = [
    "HALF",
    "OWN",
    "WHOLE",
    "Result",
    "Start",
    "aim_key",
    "aim_name",
    "begin",
    "computed",
    "held_against",
    "system_options",
    "tried",
    "trouble_text",
]

OWN: Final = "own"
"""What one's own numbers are called among the systems."""

HALF: Final = Target(rate="eu", level=0.5, year=2030)
"""The target of the course: half of all plastic packaging recycled, by the EU rule."""

WHOLE: Final = (
    Target(rate="litter_reduction", level=0.5, year=2030),
    Target(rate="microplastics_reduction", level=0.3, year=2030),
    Target(rate="own_plastic_reduction", level=0.3, year=2030),
)
"""Targets of the course on what is not packaging: there are no official ones."""

_LESSON: Final = "headline"
"""The system that the course begins with: `HALF` stands first there, official targets elsewhere."""

_TODAY: Final = 2025
"""The year that sliders show, where the system has it."""

_FULL: Final = 100


@attrs.frozen(kw_only=True, eq=False)
class Start:
    """A system as it is before anything is changed.

    Attributes
    ----------
    key : str
        What it is called among the systems.
    language : {"en", "no"}
    projection : Projection
    sliders : tuple of Slider
    aims : tuple of Target
        The official targets that apply, `HALF`, those of `WHOLE` that apply, and those of a plan file.
    year : int
        Of what the sliders show.
    own : tuple of Target
        The targets of a plan file, those that can be measured.
    """

    key: str
    language: str
    projection: Projection
    sliders: tuple[Slider, ...]
    aims: tuple[Target, ...]
    year: int
    own: tuple[Target, ...] = ()

    @property
    def system(self) -> System:
        """The system with all years."""
        return self.projection.system

    @property
    def flows(self) -> Flows:
        """The flows as things are."""
        return self.projection.baseline

    @property
    def name(self) -> str:
        """What people call the system."""
        return system_name(self.system, self.language)

    @property
    def is_whole(self) -> bool:
        """Whether it is held against more than targets on packaging."""
        return any(aim.theme != THEMES[0] for aim in self.aims)

    def slider(self, id: str) -> Slider:  # noqa: A002 - as the sliders call it
        """Return the slider of an id."""
        return next(slider for slider in self.sliders if slider.id == id)

    def aim(self, name: str) -> Target:
        """Return the target of a name as `aim_key` gives it; the first where there is none such."""
        return next((aim for aim in self.aims if aim_key(aim) == name), self.aims[0])


@attrs.frozen(kw_only=True, eq=False)
class Result:
    """What comes of the sliders and measures that were chosen.

    Attributes
    ----------
    start : Start
    moved : tuple of (Slider, int)
        The sliders that were moved, and where they stand [percent].
    plan : Plan or None
        The measures.
    projection : Projection
        Of the system with its sliders moved: without the measures and with them.
    """

    start: Start
    moved: tuple[tuple[Slider, int], ...]
    plan: Plan | None
    projection: Projection

    @property
    def flows(self) -> Flows:
        """The flows with all that was changed."""
        return self.projection.flows

    @property
    def adjusted(self) -> System:
        """The system with its sliders moved, without measures."""
        return self.projection.system

    @property
    def changed(self) -> bool:
        """Whether anything is other than it is now."""
        return bool(self.moved) or self.plan is not None

    @property
    def key(self) -> tuple[object, ...]:
        """What tells this result from others of the session."""
        measures = () if self.plan is None else self.plan.measures
        moved = tuple((slider.id, percent) for slider, percent in self.moved)
        return (self.start, moved, measures)


def aim_key(target: Target) -> str:
    """Return what the page calls a target."""
    return target.name or ("half" if target == HALF else target.label)


def aim_name(target: Target, language: str) -> str:
    """Return what people call a target, with its year.

    Examples
    --------
    >>> import plastsmart as ps
    >>> from plastsmart.workshop.session import HALF, aim_name
    >>> aim_name(HALF, "no"), aim_name(ps.targets.EU_2030, "en")
    ('Halvparten gjenvunnet i 2030 (ikke et offisielt mål)', "The EU's target for 2030")
    """
    from plastsmart.report.names import target_name

    if target == HALF or target in WHOLE:
        key = "half" if target == HALF else f"half {target.rate}"
        return said(key, language, year=target.deadline)
    return target_name(target, language)


@functools.cache
def _ready(language: str) -> dict[str, str]:
    known = datasets(language)
    return {
        str(row["title"]): str(name)
        for name, row in sorted(
            known.iterrows(), key=lambda pair: pair[1]["kind"] == "municipality"
        )
    }


def system_options(language: str, own: str | None = None) -> dict[str, str]:
    """Return the systems to choose from: what people call them to what `begin` takes.

    Parameters
    ----------
    language : {"en", "no"}
    own : str, optional
        The name of one's own numbers, which then stand first.

    Examples
    --------
    >>> from plastsmart.workshop.session import system_options
    >>> list(system_options("no").values())[:3]
    ['headline', 'norway-household', 'norway']
    """
    first = {} if own is None else {said("own_option", language, name=own): OWN}
    return {**first, **_ready(language)}


def begin(key: str, language: str, own: System | None = None) -> Start:
    """Return a system as the workshop begins with it.

    Parameters
    ----------
    key : str
        The name of a ready system, or `OWN`.
    language : {"en", "no"}
    own : System, optional
        One's own.
    """
    system = own if key == OWN and own is not None else load(key)
    projection = project(system)
    years = projection.system.axes.years
    year = min(max(_TODAY, min(years)), max(years))
    applies, _ = projection.applicable()
    later = tuple(aim for aim in applies if aim.deadline > _TODAY)
    aims = [HALF] if HALF.deadline in years else []
    whole = _measurable(projection, WHOLE)
    return Start(
        key=key,
        language=language,
        projection=projection,
        sliders=sliders_of(projection.baseline, year),
        aims=(*aims, *later, *whole) if key == _LESSON else (*later, *aims, *whole),
        year=year,
    )


def _measurable(projection: Projection, targets: Iterable[Target]) -> tuple[Target, ...]:
    """Return the targets that a projection can be held against."""
    wanted = tuple(targets)
    told = attrs.evolve(projection, plan=Plan("targets", (), targets=wanted)).applicable()[0]
    return tuple(target for target in wanted if target in told)


def held_against(start: Start, targets: Iterable[Target]) -> Start:
    """Return a start that is held against the targets of a plan file too, grouped by theme.

    They stand in the place of the course's own that are measured by the same rate.

    Examples
    --------
    >>> import plastsmart as ps
    >>> from plastsmart.workshop.session import begin, held_against
    >>> ours = ps.Target(rate="eu", level=0.4, year=2030, name="Ours")
    >>> [aim.label for aim in held_against(begin("Asker", "en"), [ours]).aims]
    ['CH10A_2028', 'CH10A_2030', 'CH10A_2035', 'eu 50 % in 2030', 'Ours']
    """
    own = _measurable(start.projection, targets)
    if not own:
        return start
    rates = {target.rate for target in own}
    kept = [
        aim for aim in start.aims if aim not in own and not (aim in WHOLE and aim.rate in rates)
    ]
    aims = sorted((*kept, *own), key=lambda aim: THEMES.index(aim.theme))
    return attrs.evolve(start, aims=tuple(aims), own=own)


def computed(start: Start, values: Mapping[str, int], measures: Iterable[Measure]) -> Result:
    """Return what comes of sliders and measures.

    Parameters
    ----------
    start : Start
    values : mapping of str to int
        The id of a slider to where it stands [percent]; those left out are not moved.
    measures : iterable of Measure

    Raises
    ------
    PlastsmartError
        If they do not go together.

    Examples
    --------
    >>> from plastsmart.workshop.session import begin, computed
    >>> start = begin("headline", "no")
    >>> result = computed(start, {"capture:municipal_collection": 60}, [])
    >>> float(result.flows.rate("eu", by=["year"])[2030].round(6))
    0.36
    """
    moved = tuple(
        (slider, int(values[slider.id]))
        for slider in start.sliders
        if slider.id in values and int(values[slider.id]) != slider.position
    )
    taken = tuple(measures)
    plan = Plan(said("plan_default", start.language), taken) if taken else None
    if not moved and plan is None:
        return Result(start=start, moved=(), plan=None, projection=start.projection)
    name = said("sliders_measure", start.language)
    measure = as_measure(moved, name, min(start.system.axes.years))
    system = start.system if measure is None else _with_measures(start.system, [measure])
    # as `project` does it, for years that are all there already
    baseline = start.flows if measure is None else run(system)
    flows = baseline if plan is None else run(_with_measures(system, plan.measures))
    projection = attrs.evolve(
        start.projection, system=system, baseline=baseline, flows=flows, plan=plan
    )
    return Result(start=start, moved=moved, plan=plan, projection=projection)


def _with_measures(system: System, measures: Iterable[Measure]) -> System:
    return Application(system, measures).changed_system()


def trouble_text(
    error: PlastsmartError, start: Start, values: Mapping[str, int], language: str
) -> str:
    """Return why sliders and measures do not go together, in the words of the page where it has them.

    Examples
    --------
    >>> from plastsmart.errors import PlastsmartError
    >>> from plastsmart.workshop.session import begin, trouble_text
    >>> start = begin("norway-household", "no")
    >>> values = {"coverage:kerbside": 90, "coverage:bring_point": 40}
    >>> trouble_text(PlastsmartError("…"), start, values, "no")
    'Henting hjemme og returpunkt kan ikke betjene mer enn 100 % av innbyggerne til sammen. Flytt en av
    dem ned.'
    """
    from plastsmart.report.sentences import joined

    tiers = {route.name: route.tier for route in start.system.axes.routes}
    full: dict[str, list[Slider]] = {}
    for slider in start.sliders:
        if (
            slider.parameter == "coverage"
            and values.get(slider.id, slider.position) != slider.position
        ):
            full.setdefault(tiers[slider.label], []).append(slider)
    for sliders in full.values():
        if len(sliders) > 1 and sum(values[slider.id] for slider in sliders) > _FULL:
            places = [slider.place(language) for slider in sliders]
            lower = [places[0], *(place[:1].lower() + place[1:] for place in places[1:])]
            return said("too_full", language, names=joined(lower, language))
    return f"{said('not_together', language)} ({error})"


def tried(
    start: Start,
    values: Mapping[str, int],
    known: Mapping[str, Measure],
    ticks: Mapping[str, bool],
) -> tuple[Result | None, str]:
    """Return what comes of what stands on the page, or None and why it does not go together.

    Parameters
    ----------
    start : Start
    values : mapping of str to int
        Where each slider stands [percent].
    known : mapping of str to Measure
        The measures by name.
    ticks : mapping of str to bool
        Which are ticked; names that are not known are left out.
    """
    taken = [known[name] for name, on in ticks.items() if on and name in known]
    try:
        return computed(start, values, taken), ""
    except PlastsmartError as error:
        return None, trouble_text(error, start, values, start.language)
