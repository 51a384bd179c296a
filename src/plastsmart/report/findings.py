"""What a report is about, computed once: targets, the year it looks at, and how sure all is."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any, Final

import attrs

from plastsmart.errors import EnsembleError, InvalidValueError, ScopeError, shown
from plastsmart.labels import TEXTS
from plastsmart.mapping.reconcile import Reconciliation
from plastsmart.report.sentences import Outcome, Place, decisive, main_group, place_of
from plastsmart.scenarios.ensemble import Ensemble, ensemble
from plastsmart.scenarios.plan import Plan, known_plan
from plastsmart.scenarios.projection import Projection, Reason, project
from plastsmart.scenarios.targets import Target
from plastsmart.system import System

if TYPE_CHECKING:
    import pandas as pd

    from plastsmart.flows.model import Model
    from plastsmart.flows.selection import Scope

__all__ = ["Findings", "found"]

_DRIVERS: Final = 512
"""Base samples of the Sobol' indices."""

_LEAST_DRAWS: Final = 10


@attrs.frozen(kw_only=True, eq=False)
class Findings:
    """What a report is about.

    Attributes
    ----------
    projection : Projection
    reconciliation : Reconciliation or None
    outcomes : tuple of Outcome
        Of each target, with its probability.
    reasons : mapping of str to Reason
        Why each other official target does not apply.
    group : tuple of Outcome
        What the answer is about.
    ensemble : Ensemble or None
    drivers : pandas.DataFrame or None
        What makes the rate of the decisive target uncertain.
    language : str
    draws : int
        As asked for; 0 where the uncertainty was left out.
    """

    projection: Projection
    reconciliation: Reconciliation | None
    outcomes: tuple[Outcome, ...]
    reasons: Mapping[str, Reason]
    group: tuple[Outcome, ...]
    ensemble: Ensemble | None
    drivers: pd.DataFrame | None
    language: str
    draws: int

    @property
    def system(self) -> System:
        """The system with all years, without the plan."""
        return self.projection.system

    @property
    def plan(self) -> Plan | None:
        """The plan."""
        return self.projection.plan

    @property
    def model(self) -> Model:
        """The equations."""
        return self.projection.flows.model

    @property
    def place(self) -> Place:
        """What a sentence calls the place."""
        return place_of(self.system, self.language)

    @property
    def decisive(self) -> Outcome | None:
        """The target that decides the answer."""
        return decisive(self.group) if self.group else None

    @property
    def year(self) -> int:
        """The year that is looked at: the decisive target's, else the last with a plan, or the first."""
        if self.decisive is not None:
            return self.decisive.target.deadline
        years = self.system.axes.years
        return min(years) if self.plan is None else max(years)

    @property
    def rate(self) -> tuple[str, Scope]:
        """The rate that the answer is about, and its scope."""
        if self.decisive is None:
            return "eu", ()
        return self.decisive.target.rate, self.decisive.target.scope

    def families(self) -> tuple[tuple[str, Scope], ...]:
        """Return each rate and scope that a target is measured by, in their order."""
        found = [(o.target.rate, o.target.scope) for o in self.outcomes if o.result is not None]
        return tuple(dict.fromkeys(found or [("eu", ())]))

    def targets_of(self, rate: str, scope: Scope) -> tuple[Target, ...]:
        """Return the targets of a rate and scope."""
        return tuple(
            o.target
            for o in self.outcomes
            if (o.target.rate, o.target.scope) == (rate, scope) and o.result is not None
        )


def found(
    subject: object,
    plan: Plan | None,
    targets: Sequence[Target] | None,
    *,
    population: str | None,
    draws: int,
    seed: int,
    language: str,
) -> Findings:
    """Compute what a report is about; see `plastsmart.report`."""
    projection, reconciliation = _projection(subject, plan, population)
    reasons: Mapping[str, Reason] = {}
    if targets is None:
        targets, reasons = projection.applicable()
    outcomes = [Outcome(target=t, result=_assessed(projection, t)) for t in targets]
    made = _ensemble(projection, outcomes, draws, seed)
    if made is not None:
        outcomes = [_surely(outcome, made) for outcome in outcomes]
    first = min((m.start for m in projection.plan or ()), default=None)
    group = main_group(outcomes, first)
    return Findings(
        projection=projection,
        reconciliation=reconciliation,
        outcomes=tuple(outcomes),
        reasons=reasons,
        group=group,
        ensemble=made,
        drivers=None if made is None else _drivers(projection, group, seed),
        language=language,
        draws=draws,
    )


def _projection(
    subject: object, plan: Plan | None, population: str | None
) -> tuple[Projection, Reconciliation | None]:
    if plan is not None:
        known_plan(plan)
    if isinstance(subject, Projection):
        if plan is not None or population is not None:
            told = "a plan" if plan is not None else "a population"
            raise InvalidValueError(
                f"a projection holds its own plan and population, so {told} beside it is one too many; "
                "give the system, or plastsmart.project(system, plan)"
            )
        return subject, None
    if isinstance(subject, Reconciliation):
        return project(subject.system(), plan, population=population), subject
    if isinstance(subject, System):
        return project(subject, plan, population=population), None
    raise InvalidValueError(
        "a report is of a System, a Projection or a Reconciliation, such as plastsmart.load('norway'), "
        f"not {shown(subject)}"
    )


def _assessed(projection: Projection, target: Target) -> Any:
    """Return the assessment of a target; None where nothing is generated that it is measured by."""
    try:
        return projection.assessment(target)
    except ScopeError:
        whole = projection.flows.rate(target.rate, by=["year"], scope=dict(target.scope))
        if whole.isna()[target.deadline]:
            return None
        raise


def _ensemble(
    projection: Projection, outcomes: Sequence[Outcome], draws: int, seed: int
) -> Ensemble | None:
    if not draws:
        return None
    if isinstance(draws, bool) or not isinstance(draws, int) or draws < _LEAST_DRAWS:
        raise InvalidValueError(
            f"draws is {shown(draws)}; {_LEAST_DRAWS} draws are the fewest that tell anything, 1000 "
            "are usual, and 0 leaves the uncertainty out"
        )
    made = ensemble(
        projection.system,
        projection.plan,
        n=draws,
        seed=seed,
        keep=[],
        exact=draws,
        years=projection.system.axes.years,
        model=projection.flows.model,
    )
    known = [o.target for o in outcomes if o.result is not None]
    rates = dict.fromkeys((t.rate, t.scope) for t in known)
    kinds = ["plan"] if made.plan is None else ["plan", "baseline"]
    items = [
        made.item(rate, ["year"], dict(scope), of)
        for rate, scope in rates or {("eu", ()): None}
        for of in kinds
    ]
    made.compute(items, None, None)
    return None if TEXTS["draws nothing"][0] in made.notes else made


def _surely(outcome: Outcome, made: Ensemble) -> Outcome:
    result = outcome.result
    if result is None:
        return outcome
    before = result.baseline
    if before is not None:
        probability = made.probability(outcome.target, of="baseline")
        before = attrs.evolve(before, probability=probability)
    probability = made.probability(outcome.target)
    return attrs.evolve(
        outcome, result=attrs.evolve(result, probability=probability, baseline=before)
    )


def _drivers(projection: Projection, group: Sequence[Outcome], seed: int) -> pd.DataFrame | None:
    """Return what makes the decisive rate uncertain; None where it does not vary."""
    from plastsmart.scenarios.sensitivity import sensitivity

    if not group or decisive(group).result is None:
        return None
    target = decisive(group).target
    try:
        table = sensitivity(
            projection.system,
            projection.plan,
            rate=target.rate,
            year=target.deadline,
            scope=dict(target.scope),
            n=_DRIVERS,
            seed=seed,
            model=projection.flows.model,
        )
    except (EnsembleError, InvalidValueError):  # nothing that it depends on is uncertain
        return None
    known = table["first"].notna().all() and len(table) > 0
    return table if known else None
