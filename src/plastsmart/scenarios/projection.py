"""Projection: a system carried forward, run, and held against targets."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any, ClassVar, Final

import attrs
import numpy as np

from plastsmart.accessors import Plots
from plastsmart.alignment import ALL, Cells, in_words
from plastsmart.errors import (
    AxisError,
    InvalidValueError,
    LabelError,
    MissingValueError,
    ScopeError,
    UnitError,
    nearest,
    shown,
)
from plastsmart.flows.model import MODEL, Model
from plastsmart.flows.result import Flows, run, undefined
from plastsmart.flows.selection import Selection, scope_text
from plastsmart.labels import amount, percent, text
from plastsmart.markup import html_head
from plastsmart.scenarios import targets
from plastsmart.scenarios.application import Application
from plastsmart.scenarios.financing import (
    Financing,
    OwnCosts,
    discount_rate_of,
    finance,
    own_costs,
    paid,
    without_costs,
)
from plastsmart.scenarios.plan import Plan, known_plan
from plastsmart.scenarios.targets import Target, known_target
from plastsmart.units import Q

if TYPE_CHECKING:
    import pandas as pd

    from plastsmart.report.plots.accessors import ProjectionPlots
    from plastsmart.system import System

__all__ = ["Assessment", "Projection", "Reason", "assess_flows", "population_series", "project"]

TONNES: Final = "tonne/year"
"""The unit of a gap in a rate of mass."""

_LESS: Final = "packaging_reduction"
"""The rate of targets that apply only where the packaging of the year of reference is stated."""

LAST_YEAR: Final = max(target.deadline for target in targets.ALL if target.rate != _LESS)
"""The year of the last official target that applies to every system."""

REACHED_WITHIN: Final = 1e-12
"""By how much a rate may miss a level by rounding and still reach it."""


@attrs.frozen(kw_only=True)
class Reason:
    """Why a target does not apply: sectors, the year or the rate that there is nothing of."""

    sectors: tuple[str, ...] = ()
    year: int | None = None
    rate: str = ""

    def __str__(self) -> str:
        if self.rate:
            return f"the system states nothing that the rate {self.rate!r} could be a share of"
        if self.sectors:
            return f"the system holds no {', '.join(self.sectors)} packaging"
        return f"the projection does not hold the year {self.year}"


@attrs.frozen(kw_only=True)
class Assessment:
    """A rate held against a target.

    Attributes
    ----------
    target : Target
    reached : bool
    rate : float
        The share in the target's year.
    gap : pint.Quantity
        What is missing in the numerator then, in the unit of the flow: tonne/year for rates of mass,
        NOK/year for costs, tonne CO2e/year for emissions; negative: by how much it is exceeded.
    gap_points : float
        Percentage points missing; negative where exceeded.
    first_year : int or None
        The first year of the projection in which the level is reached.
    probability : float or None
        None for a single run.
    denominator : pint.Quantity
        What the rate is a share of, in the same unit.
    missing, whole : float
        Both as plain numbers.
    unit : str
        Of both.
    note, note_no : str
        What a reader should know of the comparison, in English and Norwegian.
    baseline : Assessment or None
        The same without the plan; None where there is none.
    """

    target: Target
    reached: bool
    rate: float
    missing: float
    gap_points: float
    first_year: int | None
    probability: float | None
    whole: float
    note: str = ""
    note_no: str = ""
    baseline: Assessment | None = None
    unit: str = TONNES

    @property
    def gap(self) -> Any:
        """What is missing in the numerator, in its unit; negative where exceeded."""
        return Q(self.missing, self.unit)

    @property
    def denominator(self) -> Any:
        """What the rate is a share of, in its unit."""
        return Q(self.whole, self.unit)

    @property
    def gap_tonnes(self) -> float:
        """tonne/year missing in the numerator of a rate of mass.

        Raises
        ------
        UnitError
            If the rate is not one of mass.
        """
        if self.unit != TONNES:
            raise UnitError(
                f"the gap to {self.target.label} is in {self.unit}, not in {TONNES}; read gap or missing"
            )
        return self.missing

    @property
    def verdict(self) -> str:
        """The word for it: reached or missed."""
        return "reached" if self.reached else "missed"

    def _repr_html_(self) -> str:
        from plastsmart.scenarios.assessment_table import rows_html

        return rows_html(self)

    def __str__(self) -> str:
        """Return the assessment in one sentence."""
        direction = "short by" if self.gap_points > 0 else "above by"
        return (
            f"{self.target.label}: {self.verdict}. {self.target.rate} is {100 * self.rate:.1f} % in "
            f"{self.target.deadline} (level {100 * self.target.required_level:.4g} %), {direction} "
            f"{abs(self.gap_points):.1f} points or {amount(abs(self.missing), 'en')} {self.unit}; "
            + (f"first reached in {self.first_year}" if self.first_year else "reached in no year")
            + (
                f"; without the plan {100 * self.baseline.rate:.1f} %, {self.baseline.verdict}"
                if self.baseline is not None
                else ""
            )
            + (f". {self.note}" if self.note else "")
        )


@attrs.frozen(kw_only=True, eq=False, repr=False)
class Projection:
    """A system carried forward to the years of the targets, without and with a plan.

    Attributes
    ----------
    system : System
        With all years, without the plan; ``flows.system`` is the one with it.
    flows : Flows
        With the plan.
    baseline : Flows
        Without it; the same where there is no plan.
    plan : Plan or None
    population, population_no : str
        Which population it rests on, in English and Norwegian.
    """

    system: System
    flows: Flows
    baseline: Flows
    population: str
    population_no: str = ""
    plan: Plan | None = None
    discount_rate: float | None = None

    plot: ClassVar[Plots[ProjectionPlots]] = Plots("ProjectionPlots")
    """Pictures: rate, cascade, plan_and_baseline, attribution, sankey."""

    def __repr__(self) -> str:
        years = self.system.axes.years
        plan = f" with the plan {self.plan.name!r}" if self.plan is not None else ""
        return (
            f"<Projection of {self.system!r}{plan} to {max(years)}; population: {self.population}>"
        )

    def _repr_html_(self) -> str:
        plan = f", with the plan {self.plan.name!r}" if self.plan is not None else ""
        years = f"{min(self.system.axes.years)} to {max(self.system.axes.years)}"
        rest = f"of {years}{plan}; population: {self.population}"
        shown_rows: str = self.assess()._repr_html_()
        return html_head(f"Projection of {self.system.name or 'a system'}", rest) + shown_rows

    # -- without and with the plan ----------------------------------------------------------------

    def rates(self, rate: str = "eu", *, scope: Mapping[str, Any] | None = None) -> pd.DataFrame:
        """Return a rate in every year, without and with the plan.

        Returns
        -------
        pandas.DataFrame
            By year: without, with and change, as shares.

        Examples
        --------
        >>> import plastsmart as ps
        >>> bins = ps.Measure("More", 2024, [ps.Change("capture", set=0.7)], ramp=2)
        >>> projection = ps.project(ps.load("headline"), ps.Plan("Plan", [bins]))
        >>> projection.rates("eu").loc[2024].round(3).to_dict()
        {'without': 0.21, 'with': 0.315, 'change': 0.105}
        """
        without = self.baseline.rate(rate, by=["year"], scope=scope)
        with_plan = self.flows.rate(rate, by=["year"], scope=scope)
        frame = _before_and_after(without, with_plan)
        frame.attrs.update(unit="1", rate=rate, scope=with_plan.attrs["scope"])
        return frame

    def cascade(
        self, year: int | None = None, *, scope: Mapping[str, Any] | None = None
    ) -> pd.DataFrame:
        """Return what each stage loses: "of 100 kg discarded, …".

        Parameters
        ----------
        year : int, optional
            The last one, if left out.
        scope : mapping, optional
            Categories and regions that take part.

        Returns
        -------
        pandas.DataFrame
            kg of 100 kg that are generated; what is lost at a stage and what is left after it, by
            turns: without and with the plan, and the change.

        Examples
        --------
        >>> import plastsmart as ps
        >>> table = ps.project(ps.load("headline")).cascade()
        >>> table["with"].round(1).to_dict()["recycled"]
        21.0
        """
        years = self.system.axes.years
        year = max(years) if year is None else year
        if year not in years:
            raise LabelError(f"the year {shown(year)} is not in the projection, {_span(years)}")
        frame = _before_and_after(
            of_hundred(self.baseline, year, scope), of_hundred(self.flows, year, scope)
        )
        frame.attrs.update(unit="kg of 100 kg", year=year)
        return frame

    def own_costs(self) -> OwnCosts:
        """Return what the measures of the plan cost by themselves, for each of them and each year."""
        measures = () if self.plan is None else self.plan.measures
        return own_costs(measures, self.system, self.discount_rate)

    def costs(self) -> pd.DataFrame:
        """Return the cost of the whole system in every year, without and with the plan.

        Returns
        -------
        pandas.DataFrame
            NOK/year by year: without; flows (with the plan, without the measures' own cost);
            running and capital cost of the measures; with (all three together); change; and the
            change for each inhabitant (NOK/person/year) and for each further tonne recycled
            (NOK/tonne, undefined where there is none).
        """
        import pandas as pd

        own = self.own_costs()
        years = list(self.system.axes.years)
        without, flows = paid(self.baseline, "system"), paid(self.flows, "system")
        running, capital = own.running.sum(axis=0), own.capital.sum(axis=0)
        total = flows + running + capital
        recycled = [
            np.array(each.quantity("recycled", by=["year"]).magnitude)
            for each in (self.baseline, self.flows)
        ]
        more = recycled[1] - recycled[0]
        people = self.system.inhabitants().sum(axis=0)
        change = total - without
        frame = pd.DataFrame(
            {
                "without": without,
                "flows": flows,
                "running": running,
                "capital": capital,
                "with": total,
                "change": change,
                "change_per_person": change / np.where(people > 0, people, np.nan),
                "change_per_further_tonne": change / np.where(more > 0, more, np.nan),
            },
            index=pd.Index(years, name="year"),
        )
        frame.attrs.update(
            unit="NOK/year",
            units={"change_per_person": "NOK/person/year", "change_per_further_tonne": "NOK/tonne"},
            price_year=own.price_year,
            notes=(*own.notes, *without_costs(self.flows)),
        )
        return frame

    def financing(self) -> Financing:
        """Return who pays what, the fee of a household, grants and payback."""
        return finance(self.baseline, self.flows, self.own_costs())

    def emissions(self) -> pd.DataFrame:
        """Return net emissions in every year, without and with the plan.

        Returns
        -------
        pandas.DataFrame
            tonne CO2e/year by year: without, with, change, and what is saved against incinerating
            everything, without and with.

        Raises
        ------
        MissingValueError
            If the system states no emission factors.
        """
        if "emissions_net" not in self.flows.names:
            raise MissingValueError(
                "the system states no emission factors; give it climate=ps.Climate(…)"
            )
        frame = _before_and_after(*(_by_year(f, "emissions_net") for f in self._both))
        frame["saved_without"], frame["saved_with"] = (
            _by_year(f, "emissions_saved") for f in self._both
        )
        frame.attrs["unit"] = "tonne CO2e/year"
        return frame

    @property
    def _both(self) -> tuple[Flows, Flows]:
        return self.baseline, self.flows

    # -- targets ----------------------------------------------------------------------------------

    def applicable(self) -> tuple[tuple[Target, ...], dict[str, Reason]]:
        """Return the official targets that apply and the plan's own, and why each other does not.

        An official target whose rate rests on what the system does not state, such as the packaging of
        2018, is not told of.
        """
        applies = []
        reasons: dict[str, Reason] = {}
        own = () if self.plan is None else self.plan.targets
        official = [t for t in targets.ALL if t not in own and self._has_rate(t.rate)]
        for target in (*official, *own):
            missing = () if target in own else target.missing_sectors(self.system)
            if not self._has_rate(target.rate):
                reasons[target.label] = Reason(rate=target.rate)
            elif missing:
                reasons[target.label] = Reason(sectors=missing)
            elif target.deadline not in self.system.axes.years:
                reasons[target.label] = Reason(year=target.deadline)
            elif (target in own or target.rate == _LESS) and not self._is_defined(target):
                reasons[target.label] = Reason(rate=target.rate)
            else:
                applies.append(target)
        applies.sort(key=lambda target: targets.THEMES.index(target.theme))
        return tuple(applies), reasons

    def _is_defined(self, target: Target) -> bool:
        """Whether there is anything that a target's rate is a share of, without and with the plan."""
        values = [f.rate(target.rate, by=["year"], scope=dict(target.scope)) for f in self._both]
        return not any(math.isnan(float(each[target.deadline])) for each in values)

    def _has_rate(self, rate: str) -> bool:
        """Whether the system states what a rate rests on."""
        return rate in self.flows.model.rates_for(self.system.inputs())

    def assess(self, target: Target | None = None) -> Any:
        """Hold the projection against one target, or all official ones that apply and the plan's own.

        Parameters
        ----------
        target : Target, optional

        Returns
        -------
        Assessment, or pandas.DataFrame
            For all: one row a target, grouped by theme (packaging, litter, microplastics, own
            operations), with theme, verdict, rate, value, level, year, gap_points (percentage points),
            gap and its unit, first_year, scope and rule; with a plan also value, verdict and first
            year without it.

        Raises
        ------
        LabelError, ScopeError
            If the year or the scope of the target is not in the projection.

        Examples
        --------
        >>> import plastsmart as ps
        >>> a = ps.project(ps.load("headline")).assess(ps.targets.EU_2025)
        >>> a.reached, a.rate, a.first_year
        (False, 0.21, None)
        >>> print(a.gap.round(6))
        31320.0 tonne / year
        """
        if target is not None:
            return self.assessment(target)
        applies, _ = self.applicable()
        return _assessments_table([self.assessment(each) for each in applies])

    def assessment(self, target: Target) -> Assessment:
        """Hold the projection against one target, with what it would be without the plan."""
        found = assess_flows(self.flows, target)
        if self.plan is None:
            return found
        return attrs.evolve(found, baseline=assess_flows(self.baseline, target))


def _before_and_after(without: pd.Series, with_plan: pd.Series) -> pd.DataFrame:
    import pandas as pd

    return pd.DataFrame({"without": without, "with": with_plan, "change": with_plan - without})


def _by_year(flows: Flows, name: str) -> pd.Series:
    import pandas as pd

    values = flows.quantity(name, by=["year"]).magnitude
    return pd.Series(values, index=pd.Index(list(flows.system.axes.years), name="year"))


def _span(years: Sequence[int]) -> str:
    return f"which holds {min(years)} to {max(years)}"


CASCADE: Final = (
    "generated",
    "leaked",
    "residual",
    "collected",
    "sorting_loss",
    "sorted",
    "preparation_loss",
    "recycled",
    "conversion_loss",
    "recyclate",
)
"""What a stage loses and what is left after it, in the order of the stages."""


def of_hundred(flows: Flows, year: int, scope: Mapping[str, Any] | None) -> pd.Series:
    """Return what each stage loses of 100 kg that are generated, and what is left; see `cascade`."""
    import pandas as pd

    chosen = {**(scope or {}), "year": year}
    tonnes = {name: float(flows.quantity(name, by=[], scope=chosen).magnitude) for name in CASCADE}
    whole = tonnes["generated"]
    if whole == 0:
        raise ScopeError(
            f"nothing is generated in {year} in the scope, so there is no 100 kg of it"
        )
    return pd.Series({name: 100.0 * value / whole for name, value in tonnes.items()})


def _assessments_table(assessments: Sequence[Assessment]) -> pd.DataFrame:
    import pandas as pd

    from plastsmart.scenarios.assessment_table import AssessmentTable

    frame = AssessmentTable(
        {
            "theme": [a.target.theme for a in assessments],
            "verdict": [a.verdict for a in assessments],
            "reached": [a.reached for a in assessments],
            "rate": [a.target.rate for a in assessments],
            "value": [a.rate for a in assessments],
            "level": [a.target.required_level for a in assessments],
            "year": [a.target.deadline for a in assessments],
            "gap_points": [a.gap_points for a in assessments],
            "gap": [a.missing for a in assessments],
            "unit": [a.unit for a in assessments],
            "first_year": pd.array([a.first_year for a in assessments], dtype="Int64"),
            "scope": [scope_text(a.target.scope) for a in assessments],
            "rule": [a.target.rule for a in assessments],
            "note": [a.note for a in assessments],
        },
        index=pd.Index([a.target.label for a in assessments], name="target"),
    )
    if any(a.baseline is not None for a in assessments):
        before = [a.baseline or a for a in assessments]
        frame["verdict_without"] = [a.verdict for a in before]
        frame["value_without"] = [a.rate for a in before]
        frame["gap_without"] = [a.missing for a in before]
        frame["first_year_without"] = pd.array([a.first_year for a in before], dtype="Int64")
    frame.attrs["unit"] = "gap in the column unit, gap_points in percentage points"
    return frame


def assess_flows(flows: Flows, target: Target) -> Assessment:
    """Hold flows against a target of the same rate and scope; see `Projection.assess`."""
    known_target(target)
    years = flows.system.axes.years
    for year in {target.deadline, target.year}:
        if year not in years:
            raise LabelError(
                f"the target {target.label} is for {year}, and the flows are of "
                f"{min(years)} to {max(years)}"
                + (
                    f"; project to it with plastsmart.project(system, years=range({min(years)}, "
                    f"{year + 1}))"
                    if year > min(years)
                    else "; give the system values for that year"
                )
            )
    scope = dict(target.scope)
    series = flows.rate(target.rate, by=["year"], scope=scope)
    target.refuse_other(series.attrs["rate"], series.attrs["scope"])
    value = float(series[target.deadline])
    if math.isnan(value):
        raise undefined(flows.model, target.rate, target.deadline, target.scope)
    level = target.required_level
    selection = Selection.of(flows.system.axes, (), {**scope, "year": target.deadline})
    whole = float(flows.denominator(target.rate, selection)[0])
    enough = series[series >= level - REACHED_WITHIN]
    first = min((int(year) for year in enough.index), default=None)
    note, note_no = _notes(flows, target, series)
    return Assessment(
        target=target,
        reached=value >= level - REACHED_WITHIN,
        rate=value,
        missing=(level - value) * whole,
        gap_points=100.0 * (level - value),
        first_year=first,
        probability=None,
        whole=whole,
        note=note,
        note_no=note_no,
        unit=_unit(flows, target),
    )


def _unit(flows: Flows, target: Target) -> str:
    """Return the unit of what a target's rate is a share of."""
    return flows.model[flows.model.rate(target.rate).declaration.denominator[0]].unit


def narrower(target: Target, system: System) -> tuple[str, str]:
    """Say in English and Norwegian what of a target's scope a system lacks; empty if nothing."""
    if not target.missing_sectors(system):
        return "", ""
    held = list(dict.fromkeys(category.sector for category in system.axes.categories))
    names = [[text(f"sector {sector}", "no") for sector in each] for each in (target.sectors, held)]
    english = (
        f"The target is set for packaging of {', '.join(target.sectors)} together; this system holds "
        f"{', '.join(held)} alone, and its rate is not the official one"
    )
    norwegian = (
        f"Målet gjelder emballasje fra {', '.join(names[0])} til sammen; dette systemet har bare "
        f"{', '.join(names[1])}, og andelen er ikke den offisielle"
    )
    return english, norwegian


def _notes(flows: Flows, target: Target, series: Any) -> tuple[str, str]:
    """Return what a reader should know of an assessment, in English and Norwegian."""
    parts = [narrower(target, flows.system)]
    level = target.required_level - REACHED_WITHIN
    early = [int(y) for y in series.index if y < target.deadline and series[y] >= level]
    if early and series[target.deadline] < level:
        parts.append(
            (
                f"Reached in {min(early)}, and not held in {target.deadline}",
                f"Nådd i {min(early)}, men ikke holdt i {target.deadline}",
            )
        )
    if target.postponed:
        then = float(series[target.year])
        kept = then >= target.interim_level - REACHED_WITHIN
        english = (
            f"Postponed from {target.year}, when {100 * target.interim_level:g} % is needed: "
            f"{'kept' if kept else 'not kept'} with {100 * then:.1f} %"
        )
        norwegian = (
            f"Utsatt fra {target.year}, da det kreves {percent(target.interim_level, 'no')}: "
            f"{'holdt' if kept else 'ikke holdt'} med {percent(then, 'no')}"
        )
        parts.append((english, norwegian))
    return (
        ". ".join(told for told, _ in parts if told),
        ". ".join(told for _, told in parts if told),
    )


def project(
    system: System,
    plan: Plan | None = None,
    *,
    years: Any = None,
    population: str | None = None,
    discount_rate: float | None = None,
    model: Model = MODEL,
) -> Projection:
    """Carry a system forward and run it.

    Values between the years that a system gives are interpolated, all values after its last year
    held.

    Parameters
    ----------
    system : System
    plan : Plan, optional
        What is done; nothing, if left out.
    years : iterable of int, optional
        All years of the projection; from the system's first year to that of the last official target,
        2035 (2040 where the packaging per person of the year of reference is stated), or to the
        system's own last year or the last of the plan's own targets, if that is later.
    population : {None, "official"}
        None takes the population that the system states. "official" lets each region's last stated
        population grow as the nation does in the main alternative of Statistics Norway.
    discount_rate : float, optional
        That spreads investments over their lifetimes; the system's own, if left out.
    model : Model
        The equations.

    Returns
    -------
    Projection

    Raises
    ------
    LabelError
        If a year of the system is not among `years`.
    PlanError
        If measures do not fit the system or one another; the message lists every problem.

    Examples
    --------
    >>> import plastsmart as ps
    >>> projection = ps.project(ps.load("norway"))
    >>> projection.assess(ps.targets.EU_2025).verdict
    'missed'
    """
    if plan is not None:
        known_plan(plan)
    own = getattr(system, "axes", None)
    if own is None:
        raise InvalidValueError(
            f"project takes a System, not {type(system).__name__}; "
            'for a ready one write plastsmart.load("norway")'
        )
    if discount_rate is not None:
        discount_rate_of((), system, discount_rate)
    if years is None:
        known = MODEL.rates_for(system.inputs())
        aims = [t for t in targets.ALL if t.rate in known] + [*(plan.targets if plan else ())]
        years = range(min(own.years), max(*own.years, *(aim.deadline for aim in aims)) + 1)
    longer = system.with_years(years)
    stated = _statement(system)
    if population == "official":
        longer = longer.with_cells(_official(system, longer))
        stated = _GROWN, _GROWN_NO
    elif population is not None:
        raise InvalidValueError(
            f"population is {shown(population)}. {nearest(population, ['official'])} "
            "Leave it out to take the population that the system states"
        )
    baseline = run(longer, model=model)
    flows = baseline
    if plan is not None and plan.measures:
        flows = run(Application(longer, plan.measures).changed_system(), model=model)
    return Projection(
        system=longer,
        flows=flows,
        baseline=baseline,
        population=stated[0],
        population_no=stated[1],
        plan=plan,
        discount_rate=discount_rate,
    )


_GROWN: Final = (
    "each region's last stated population, growing as the nation does in the main alternative of "
    "Statistics Norway (2024)"
)
_GROWN_NO: Final = (
    "sist oppgitte folketall i hver region, med samme vekst som landet i hovedalternativet til "
    "Statistisk sentralbyrå (2024)"
)


def _statement(system: System) -> tuple[str, str]:
    """Say in English and Norwegian which population a system states."""
    cells = system.cells("population")
    years = sorted({system.axes.years[y] for y in cells.at[:, 1] if y != ALL})
    if not years:
        return "as stated, the same in all years", "som oppgitt, likt i alle år"
    if len(years) == 1:
        return f"as stated for {years[0]}, held", f"som oppgitt for {years[0]}, holdt fast"
    return (
        f"as stated for {years[0]} to {years[-1]}, interpolated between and held after",
        f"som oppgitt for {years[0]} til {years[-1]}, interpolert mellom og holdt fast etterpå",
    )


def population_series() -> dict[int, float]:
    """Return the nation's population by year: counts to 2025, then the official projection."""
    from plastsmart.data import load

    system = load("norway-household")
    values = system.array("population")[0, 0, :, 0, 0]
    return {year: float(value) for year, value in zip(system.axes.years, values, strict=True)}


def _official(system: System, longer: System) -> Cells:
    """Return the population as stated, and for later years grown as the nation grows.

    Each region grows from its own last stated year; its uncertainty grows along.
    """
    nation = population_series()
    axes, cells = longer.axes, longer.cells("population")
    years = np.array(axes.years)
    array = longer.array("population")[0, :, :, 0, 0]
    array = np.broadcast_to(array, (len(axes.regions), len(axes.years)))
    at, values, which = [], [], []
    infos = list(cells.infos)
    for region in range(len(axes.regions)):
        rows = np.flatnonzero((cells.at[:, 0] == ALL) | (cells.at[:, 0] == region))
        stated = cells.at[rows, 1]
        if (stated == ALL).any():
            if len(system.axes.years) > 1:
                raise InvalidValueError(
                    f"population{in_words((region, ALL, ALL, ALL), axes)} does not say which year it "
                    "is of, so it cannot grow from there; write system.replace(population="
                    f"{{{system.axes.years[0]}: …}})"
                )
            stated = np.full(len(rows), axes.years.index(system.axes.years[0]))
        last = int(rows[np.argmax(years[stated])])
        base = int(years[stated].max())
        own = [(int(p), float(cells.values[r]), int(cells.which[r]))
               for p, r in zip(stated, rows, strict=True)]  # fmt: skip
        later = [int(year) for year in years if year > base]
        for year in (base, *later):
            if year not in nation:
                raise AxisError(
                    f"the official projection here covers {min(nation)} to {max(nation)}, not "
                    f"{year}; state the population yourself: system.replace(population={{…}})"
                )
        start = float(
            array[min(region, len(array) - 1), min(axes.years.index(base), array.shape[1] - 1)]
        )
        for year in later:
            growth = nation[year] / nation[base]
            known = cells.info(last)
            spread = known.uncertainty.scaled(growth) if known.uncertainty is not None else None
            infos.append(
                attrs.evolve(
                    known,
                    uncertainty=spread,
                    source="Statistics Norway, national projection 2024, main alternative",
                    status="estimated",
                    note=f"population of {base} growing as the nation",
                )
            )
            own.append((axes.years.index(year), start * growth, len(infos) - 1))
        for position, value, info in own:
            at.append((region, position, ALL, ALL))
            values.append(value)
            which.append(info)
    return Cells(
        cells.spec,
        np.array(at, dtype=np.intp),
        np.array(values, dtype=np.float64),
        np.array(which, dtype=np.intp),
        tuple(infos),
    )
