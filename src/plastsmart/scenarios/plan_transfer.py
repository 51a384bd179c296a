"""A plan of one municipality applied to another: what fits, what is rewritten, what does not fit."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any, Final

import attrs
import numpy as np
from numpy.typing import NDArray

from plastsmart.errors import LabelError, PlastsmartError, nearest, shown
from plastsmart.flows.model import MODEL
from plastsmart.flows.result import Flows, run, undefined
from plastsmart.flows.selection import ATTRIBUTES, Scope
from plastsmart.markup import html_lines, html_table
from plastsmart.scenarios.application import Application
from plastsmart.scenarios.measures import Change, Measure
from plastsmart.scenarios.plan import Plan
from plastsmart.scenarios.plan_writing import given_value
from plastsmart.scenarios.projection import LAST_YEAR, REACHED_WITHIN
from plastsmart.scenarios.targets import Target
from plastsmart.system import System

if TYPE_CHECKING:
    import pandas as pd

    from plastsmart.axes import Axes
    from plastsmart.stages import ParameterSpec

__all__ = ["Transfer", "transfer"]

YES: Final = "yes"
IN_PART: Final = "in part"
NO: Final = "no"
CHECK: Final = "check"
"""What a row of a report says: it fits, fits in some labels, does not fit, or people must judge."""

_BETTER_HIGH: Final = frozenset({
    "prevention", "reuse", "cleanup", "coverage", "capture", "sorting_efficiency", "preparation_yield",
    "conversion_yield", "closed_loop", "recyclable", "substitution", "energy_recovery", "heat_credit",
    "return_rate", "sewage_removal", "tyre_retention", "pitch_retention", "boat_retention",
    "building_retention", "road_retention", "textile_retention", "pellet_retention",
    "waste_retention", "other_retention", "unneeded", "reusable_share", "recycled_content",
    "reusable_uses", "litter_avoidance",
})  # fmt: skip
_BETTER_LOW: Final = frozenset({
    "packaging_per_person", "littering", "impurity", "bale_impurity", "service_cost",
    "collection_cost", "sorting_cost", "recycling_cost", "residual_cost", "collection_emission",
    "sorting_emission", "recycling_emission", "incineration_emission", "cleanup_cost", "breakage",
    "litter_per_person", "litter_per_visit", "litter_per_event_visit", "litter_per_road",
    "litter_per_bin", "overflow", "litter_to_water", "tyre_wear", "pitch_loss", "boat_paint",
    "fibres", "pellet_loss", "waste_loss", "item_mass", "item_price", "item_emission",
    "recycled_emission", "reusable_price", "reusable_emission", "washing_cost", "washing_emission",
})  # fmt: skip
"""Parameters of which more is better, and of which less is; of the rest neither can be said."""


@attrs.frozen
class Finding:
    """What a report says of one change, of a measure as a whole, or of a target."""

    measure: str
    change: str
    fits: str
    reason: str = ""
    remedy: str = ""
    target: str = ""


@attrs.frozen(kw_only=True, repr=False)
class Transfer:
    """A plan applied to another system.

    Attributes
    ----------
    plan : Plan
        What fits, with the labels of the system.
    findings : tuple of Finding
        The rows of `report`.
    complete : bool
        Whether all of the original is in `plan`. What someone should look at, such as amounts of
        money and changes for the worse, does not make it incomplete.
    """

    plan: Plan
    findings: tuple[Finding, ...]

    @property
    def complete(self) -> bool:
        """Whether nothing is left out."""
        return all(finding.fits in {YES, CHECK} for finding in self.findings)

    @property
    def report(self) -> pd.DataFrame:
        """One row a change, one a target, and one for each thing that people must judge.

        Columns are measure, change (empty for a measure as a whole), fits ("yes", "in part", "no", or
        "check"), reason, remedy and target (empty but for targets, which have no measure). A change
        that makes a value worse than the system has it stays in the plan and gets a row "check" of its
        own, beside the one that says whether it fits; so does a target that the system reaches
        without the plan, or that nothing of the plan moves.
        """
        import pandas as pd

        columns = [field.name for field in attrs.fields(Finding)]
        rows = [attrs.astuple(finding) for finding in self.findings]
        return pd.DataFrame(rows, columns=columns, dtype=object)

    def __str__(self) -> str:
        """Return what fits in a sentence, then what does not."""
        told = [finding for finding in self.findings if finding.fits != CHECK]
        counts = [
            f"{sum(finding.fits == YES for finding in some)} of {len(some)} {what}"
            for what, some in (
                ("changes", [finding for finding in told if finding.change]),
                ("targets", [finding for finding in told if finding.target]),
            )
            if some or what == "changes"
        ]
        lines = [f"{' and '.join(counts)} of the plan {self.plan.name!r} fit the system."]
        for finding in self.findings:
            if finding.fits != YES:
                what = f"{finding.measure}: {finding.change}".removesuffix(": ")
                what = f"target {finding.target}" if finding.target else what
                remedy = f"; {finding.remedy}" if finding.remedy else ""
                lines.append(f"  {finding.fits}: {what}: {finding.reason}{remedy}")
        return "\n".join(lines)

    def __repr__(self) -> str:
        return (
            f"<Transfer of {self.plan.name!r}: {'complete' if self.complete else 'not complete'}>"
        )

    def _repr_html_(self) -> str:
        header = [field.name for field in attrs.fields(Finding)]
        rows = [attrs.astuple(finding) for finding in self.findings]
        return html_lines(str(self).splitlines()[:1]) + html_table(header, rows, all_in="report")


def transfer(
    plan: Plan,
    system: System,
    *,
    rename: Mapping[str, str] | None = None,
    regions: Mapping[str, str] | str | None = None,
) -> Transfer:
    """Return a plan for another system; see `Plan.apply_to`."""
    last = max(*system.axes.years, LAST_YEAR, *(target.deadline for target in plan.targets))
    longer = system.with_years(range(min(system.axes.years), last + 1))
    return _Fitting(plan, longer, dict(rename or {}), regions).result()


class _Fitting:
    """Fits the measures and the targets of a plan to a system, one after the other."""

    def __init__(
        self,
        plan: Plan,
        system: System,
        rename: dict[str, str],
        regions: Mapping[str, str] | str | None,
    ) -> None:
        self.plan = plan
        self.system = system
        self.axes = system.axes
        self.rename = rename
        self.regions = _told_regions(regions)
        self.findings: list[Finding] = []
        self._check_arguments()

    def _check_arguments(self) -> None:
        """Raise for renamings of what the plan does not use, or to what the system does not have."""
        used = _labels_of(self.plan)
        for old, new in self.rename.items():
            if old not in used:
                raise LabelError(
                    f"rename has {shown(old)}, which no measure or target of the plan uses. "
                    f"{nearest(old, used)}"
                )
            known = _labels_of_axes(self.axes)
            if new not in known:
                raise LabelError(
                    f"rename has {shown(old)} become {shown(new)}, which the system does not have. "
                    f"{nearest(new, known)}"
                )
        for old, new in self.regions.items():
            if old and old not in _regions_of(self.plan):
                raise LabelError(
                    f"regions has {shown(old)}, which is no region of the plan. "
                    f"{nearest(old, _regions_of(self.plan))}"
                )
            if new not in self.axes.regions:
                raise LabelError(
                    f"regions has {shown(new)}, which the system does not have. "
                    f"{nearest(new, self.axes.regions)}"
                )

    def result(self) -> Transfer:
        fitted = [made for measure in self.plan if (made := self.fitted(measure)) is not None]
        kept = self.together(fitted)
        for measure in kept:
            self._worse(measure)
        order = {measure.name: number for number, measure in enumerate(self.plan.measures)}
        self.findings.sort(key=lambda finding: order[finding.measure])
        return Transfer(
            plan=attrs.evolve(self.plan, measures=kept, targets=self._targets(kept)),
            findings=tuple(self.findings),
        )

    # -- one measure ------------------------------------------------------------------------------

    def fitted(self, measure: Measure) -> Measure | None:
        """Return a measure as far as it fits; None where nothing of it does."""
        told: list[str] = []
        labels = self._regions(measure, told)
        if labels is not None and not labels:
            for change in measure.changes:
                self.find(
                    measure,
                    change,
                    NO,
                    f"the system has no region {', '.join(measure.regions or ())}",
                    self._region_remedy(measure.regions or ()),
                )
            return None
        left_out = [r for r in measure.regions or () if self._region(r) is None]
        kept = []
        for change in measure.changes:
            made = self._change(measure, labels, change, list(told), left_out)
            if made is not None:
                kept.append(made)
        if not kept:
            return None
        self._amounts(measure)
        return attrs.evolve(measure, changes=kept, regions=labels)

    def find(
        self, measure: Measure, change: Change | None, fits: str, reason: str = "", remedy: str = ""
    ) -> None:
        """Note a row of the report."""
        what = "" if change is None else str(change)
        self.findings.append(Finding(measure.name, what, fits, reason, remedy))

    def _region(self, label: str) -> str | None:
        """Return what the system has in the place of a region; None where it has nothing."""
        label = self.rename.get(label, label)
        if label in self.axes.regions:
            return label
        if label in self.regions:
            return self.regions[label]
        if "" in self.regions:
            return self.regions[""]
        return self.axes.regions[0] if len(self.axes.regions) == 1 else None

    def _regions(self, measure: Measure, told: list[str]) -> tuple[str, ...] | None:
        if measure.regions is None:
            return None
        found = []
        for region in measure.regions:
            there = self._region(region)
            if there is None:
                continue
            if there != region:
                told.append(f"region {region} → {there}")
            found.append(there)
        return tuple(dict.fromkeys(found))

    def _region_remedy(self, missing: Sequence[str]) -> str:
        example = f'{{"{missing[0]}": "{self.axes.regions[0]}"}}'
        return f"say which region stands for it, such as regions={example}"

    def _change(
        self,
        measure: Measure,
        regions: tuple[str, ...] | None,
        change: Change,
        told: list[str],
        left_out: list[str],
    ) -> Change | None:
        """Return a change with the labels of the system; None where it does not fit."""
        lacking = [f"region {label}" for label in left_out]
        where, wrong = self._labels(change.where, told, lacking)
        if wrong is not None:
            self.find(measure, change, NO, *wrong)
            return None
        made = Change(change.parameter, where, **{change.kind: given_value(change)})
        alone = attrs.evolve(measure, changes=[made], regions=regions)
        try:
            Application(self.system, [alone])
        except PlastsmartError as error:
            reason, _, remedy = _without_names(str(error), measure, made).partition("; ")
            self.find(measure, change, NO, reason, remedy)
            return None
        self.find(measure, change, *_how_far(told, lacking))
        return made

    def _labels(
        self, where: Scope, told: list[str], lacking: list[str]
    ) -> tuple[dict[str, tuple[Any, ...]], tuple[str, str] | None]:
        """Return labels as the system has them, and reason and remedy where a key has none left.

        What is rewritten is added to `told`, what the system does not have to `lacking`.
        """
        there: dict[str, tuple[Any, ...]] = {}
        for key, labels in where:
            known = _known(self.axes, key)
            found = []
            for label in labels:
                other = self._region(label) if key == "region" else self.rename.get(label, label)
                if other is None or other not in known:
                    lacking.append(f"{key} {label}")
                    continue
                if other != label:
                    told.append(f"{key} {label} → {other}")
                found.append(other)
            if not found:
                missing = ", ".join(str(label) for label in labels)
                remedy = self._label_remedy(key, labels, known)
                return there, (f"the system has no {key} {missing}", remedy)
            there[key] = tuple(dict.fromkeys(found))
        return there, None

    def _label_remedy(self, key: str, labels: Sequence[Any], known: Sequence[Any]) -> str:
        if key == "region":
            return self._region_remedy([str(label) for label in labels])
        if key == "year":
            return "give the system those years, or leave where.year out"
        hint = nearest(labels[0], known)
        return f'say what it is called there, such as rename={{"{labels[0]}": "…"}}. {hint}'

    def _worse(self, measure: Measure) -> None:
        """Note changes that by themselves make a value worse than the system has it."""
        told = [
            number
            for number, finding in enumerate(self.findings)
            if finding.measure == measure.name and finding.fits in {YES, IN_PART}
        ]
        # the rows of the changes that are kept are in the order of the changes
        for change, row in zip(measure.changes, told, strict=True):
            what = self._worsening(measure, change)
            if what:
                self.findings.append(
                    Finding(
                        measure.name,
                        self.findings[row].change,
                        CHECK,
                        what,
                        "leave the change out, or give it an amount that suits this system",
                    )
                )

    def _worsening(self, measure: Measure, change: Change) -> str:
        """Return what a change makes worse when it is in full effect; empty where it is nothing."""
        name = change.parameter
        if name not in _BETTER_HIGH | _BETTER_LOW:
            return ""
        (step,) = Application(self.system, [attrs.evolve(measure, changes=[change])]).steps_of(name)
        base = self.system.given_array(name)[0]
        acting = step.mask & (step.alpha > 0.0).reshape(1, -1, 1, 1)
        shape = np.broadcast_shapes(base.shape, acting.shape)
        before = np.broadcast_to(base, shape)[np.broadcast_to(acting, shape)]
        spec = change.spec
        match change.kind:
            case "set":
                after = np.full_like(before, change.amount)
            case "close_gap":
                after = before + change.amount * (spec.high - before)
            case _:
                with np.errstate(over="ignore"):  # too much is bounded, or told as infinite
                    after = np.clip(before * change.amount, spec.low, spec.high)
        # a difference that rounding makes is none
        small = 1e-9 * np.maximum(np.abs(before), np.abs(after))
        more = name in _BETTER_LOW
        worse = after - before > small if more else before - after > small
        if not worse.any():
            return ""
        verb = "raises" if more else "lowers"
        some = "" if worse.all() else ", in some of the cells"
        return (
            f"{verb} {name} from {_span(before[worse], spec)} to {_span(after[worse], spec)}{some}"
        )

    def _amounts(self, measure: Measure) -> None:
        """Note amounts in all that were stated for another place."""
        here = {*self.axes.regions, *self.axes.region_names}
        stated = set(measure.regions) if measure.regions is not None else {self.plan.region}
        if stated <= here:
            return
        place = ", ".join(sorted(stated)) or "a region that the plan does not name"
        for key in ("cost", "investment"):
            money = getattr(measure, key)
            if money is not None and "person" not in money.unit and money.value:
                self.find(
                    measure,
                    None,
                    CHECK,
                    f"{key} {money} was stated for {place}",
                    "give the amount of the new region, or state it for each inhabitant "
                    f"({money.unit.replace('NOK', 'NOK/person', 1)})",
                )

    # -- targets ----------------------------------------------------------------------------------

    def _targets(self, measures: Sequence[Measure]) -> list[Target]:
        """Return the targets that make sense for the system, and note a row for each."""
        kept: dict[str, Target] = {}
        for target in self.plan.targets:
            told: list[str] = []
            lacking: list[str] = []
            scope, wrong = self._labels(target.scope, told, lacking)
            wrong = wrong or self._rate_lacks(target)
            if wrong is not None:
                self.findings.append(Finding("", "", NO, *wrong, target.label))
                continue
            made = attrs.evolve(target, scope=scope)
            try:
                reached = self._value(self._run(made.rate), made)
            except PlastsmartError as error:
                self.findings.append(Finding("", "", NO, str(error), "", target.label))
                continue
            if math.isnan(reached):
                nothing = undefined(MODEL, made.rate, made.deadline, made.scope)
                reason, _, remedy = str(nothing).partition("; ")
                self.findings.append(Finding("", "", NO, reason, remedy, target.label))
                continue
            kept[made.label] = made
            self.findings.append(Finding("", "", *_how_far(told, lacking), target.label))
            doubt = self._doubt(made, reached, measures)
            if doubt:
                self.findings.append(Finding("", "", CHECK, *doubt, target.label))
        return list(kept.values())

    def _rate_lacks(self, target: Target) -> tuple[str, str] | None:
        """Return what the system would need to have a target's rate, or its year, and the remedy."""
        given = self.system.inputs()
        try:
            MODEL.fitted(given).needed([target.rate], given)
        except PlastsmartError as error:
            reason, _, remedy = str(error).partition(": ")
            return reason, remedy
        if target.year < min(self.axes.years):
            first = min(self.axes.years)
            return f"the system begins in {first}, after {target.year}", "give it a later year"
        return None

    def _run(self, rate: str, measures: Sequence[Measure] = ()) -> Flows:
        system = self.system
        if measures:
            system = Application(system, measures).changed_system()
        return run(system, only=[rate])

    def _value(self, flows: Flows, target: Target) -> float:
        """Return a target's rate in its year; nan where there is nothing that it is a share of."""
        values = flows.rate(target.rate, by=["year"], scope=dict(target.scope))
        return float(values[target.deadline])

    def _doubt(
        self, target: Target, reached: float, measures: Sequence[Measure]
    ) -> tuple[str, str] | None:
        """Return why people should look at a target that fits, and the remedy."""
        now = f"{100 * reached:.3g} % in {target.deadline}"
        if reached >= target.required_level - REACHED_WITHIN:
            return (
                f"the system reaches it without the plan: {now}",
                "give a level that suits this system",
            )
        try:
            with_plan = self._value(self._run(target.rate, measures), target)
        except PlastsmartError as error:
            return f"with what fits of the plan it cannot be computed: {error}", ""
        if abs(with_plan - reached) <= REACHED_WITHIN:
            return (
                f"nothing of the plan that fits moves it: {now}",
                "take a measure that does, or leave the target out",
            )
        return None

    # -- all together -----------------------------------------------------------------------------

    def together(self, measures: list[Measure]) -> list[Measure]:
        """Return the measures that can be taken together and change something."""
        kept = measures
        if not self._allowed(measures):
            kept = []
            for measure in measures:
                if self._allowed([*kept, measure]):
                    kept.append(measure)
                else:
                    self._refuse(measure, self._why([*kept, measure]))
        idle = [measure for measure in kept if self._is_idle(measure, kept)]
        for measure in idle:
            self._refuse(
                measure, "it changes nothing: the system is so already", "leave the measure out"
            )
        return [measure for measure in kept if measure not in idle]

    def _allowed(self, measures: Sequence[Measure]) -> bool:
        _, allowed = Application(self.system, measures).arrays()
        return bool(allowed.all())

    def _why(self, measures: Sequence[Measure]) -> str:
        try:
            Application(self.system, measures).changed_system()
        except PlastsmartError as error:
            return str(error)
        raise AssertionError("measures that are not allowed together are refused")

    def _refuse(self, measure: Measure, why: str, remedy: str = "") -> None:
        """Say of the changes of a measure that it is left out after all."""
        reason, _, hint = why.partition("; ")
        for number, finding in enumerate(self.findings):
            if finding.measure == measure.name and finding.fits in {YES, IN_PART}:
                self.findings[number] = attrs.evolve(
                    finding, fits=NO, reason=reason, remedy=remedy or hint
                )
        self.findings = [
            finding
            for finding in self.findings
            if finding.measure != measure.name or finding.fits != CHECK
        ]

    def _is_idle(self, measure: Measure, measures: Sequence[Measure]) -> bool:
        """Tell whether a measure changes nothing, alone or together with the others."""
        application = Application(self.system, measures)
        number = next(n for n, m in enumerate(application.measures) if m.name == measure.name)
        chosen = np.ones((4, len(measures)), dtype=bool)
        chosen[1, number] = False
        chosen[2:] = False
        chosen[3, number] = True
        arrays, _ = application.arrays(chosen)
        return all(
            np.array_equal(_sample(array, 0), _sample(array, 1))
            and np.array_equal(_sample(array, 2), _sample(array, 3))
            for array in arrays.values()
        )


def _how_far(told: Sequence[str], lacking: Sequence[str]) -> tuple[str, str, str]:
    """Return whether something fits whole or in part, with reason and remedy."""
    reasons = [*dict.fromkeys(told)]
    if not lacking:
        return YES, "; ".join(reasons), ""
    reasons.append(f"left out: {', '.join(lacking)}")
    return IN_PART, "; ".join(reasons), "rename what the system calls differently"


def _span(values: NDArray[np.float64], spec: ParameterSpec) -> str:
    """Return the least and the most of some values of a parameter as people read them."""
    factor, unit = (100.0, "%") if spec.is_share else (1.0, spec.unit)
    ends = dict.fromkeys(f"{factor * value:.3g}" for value in (values.min(), values.max()))
    return f"{'–'.join(ends)} {unit}"


def _sample(array: Any, number: int) -> Any:
    return array[number if len(array) > 1 else 0]


def _told_regions(regions: Mapping[str, str] | str | None) -> dict[str, str]:
    """Return regions of the plan to those of the system; the empty one stands for all others."""
    if regions is None:
        return {}
    if isinstance(regions, str):
        return {"": regions}
    if not isinstance(regions, Mapping):
        raise LabelError(
            f'regions is a label, or a mapping such as {{"0301": "5001"}}, not {shown(regions)}'
        )
    return dict(regions)


def _known(axes: Axes, key: str) -> tuple[Any, ...]:
    """Return what a key of `where` may name in a system."""
    match key:
        case "polymer" | "format" | "sector":
            return tuple(dict.fromkeys(getattr(c, key) for c in axes.categories))
        case "tier":
            return tuple(dict.fromkeys(r.tier for r in axes.routes))
    return axes.labels(key)


def _labels_of(plan: Plan) -> list[str]:
    labels = list(_regions_of(plan))
    scopes = [change.where for measure in plan for change in measure.changes]
    for scope in (*scopes, *(target.scope for target in plan.targets)):
        labels += [label for _, many in scope for label in many if isinstance(label, str)]
    return list(dict.fromkeys(labels))


def _regions_of(plan: Plan) -> list[str]:
    labels: list[str] = []
    for measure in plan:
        labels += measure.regions or ()
        for change in measure.changes:
            labels += dict(change.where).get("region", ())
    for target in plan.targets:
        labels += dict(target.scope).get("region", ())
    return list(dict.fromkeys(labels))


def _labels_of_axes(axes: Axes) -> list[str]:
    keys = ("region", "category", "route", *ATTRIBUTES)
    return list(dict.fromkeys(str(label) for key in keys for label in _known(axes, key)))


def _without_names(message: str, measure: Measure, change: Change) -> str:
    """Return an error's text without the measure and change that a report tells by itself."""
    for start in (f"measure {measure.name!r}, {change}: ", f"measure {measure.name!r} "):
        message = message.removeprefix(start)
    return message
