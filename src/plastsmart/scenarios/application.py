"""Measures read for the axes of a system: which cells they change, when, and by how much.

The same few lines change one system, for a projection, and thousands of subsets of the measures at
once along the sample axis, for attribution and least cost. Changes act on a cell in one order
whatever the order of the measures: what is set, then what closes a gap, then what scales; and within
a kind by the name of the measure. So the same measures give the same bits.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any, Final

import attrs
import numpy as np
from numpy.typing import NDArray

from plastsmart.alignment import (
    ALL,
    Cells,
    deciding_rows,
    in_words,
    tolerance_of_coverage,
    tolerance_of_sums,
)
from plastsmart.axes import LABELLED, Axes
from plastsmart.errors import LabelError, PlanError, PlastsmartError, ScopeError, nearest
from plastsmart.flows.equations import over_routes
from plastsmart.flows.selection import ATTRIBUTES, Selection
from plastsmart.parameters import Info
from plastsmart.scenarios.alternatives import (
    TOLD_OF,
    items_of,
    lacking_text,
    without_alternative,
)
from plastsmart.scenarios.financing import refuse_other_prices
from plastsmart.scenarios.measures import KINDS, Measure
from plastsmart.stages import PARAMETERS
from plastsmart.system import System, spread, tier_groups
from plastsmart.units import scaled

if TYPE_CHECKING:
    from plastsmart.stages import ParameterSpec

__all__ = ["Application", "Conflict", "Step", "displaced"]

_MOST_TOLD: Final = 20


@attrs.frozen(eq=False)
class Step:
    """One change of one measure, read for the axes of a system.

    `mask` has the axes region, year, category, route, of length 1 where all labels are meant; `alpha`
    is the adoption of each year, 0 where the change does not act.
    """

    measure: int
    change: int
    kind: str
    mask: NDArray[np.bool_]
    amount: float
    alpha: NDArray[np.float64]


@attrs.frozen
class Conflict:
    """Two measures that cannot be taken together, and where they meet."""

    first: str
    second: str
    text: str


class Application:
    """Some measures, read for a system with all its years.

    Parameters
    ----------
    system : System
    measures : sequence of Measure
        With names of their own.

    Raises
    ------
    PlanError or the error of its kind
        Every measure and change that does not fit the system, with the reason.

    Attributes
    ----------
    measures : tuple of Measure
        By name: the order of the second axis of `chosen` everywhere.
    conflicts : tuple of Conflict
        Pairs of measures that set one cell in one year.
    """

    def __init__(self, system: System, measures: Iterable[Measure]) -> None:
        self.system = system
        self.axes = system.axes
        self.measures = tuple(sorted(measures, key=lambda measure: measure.name))
        self._steps: dict[str, list[Step]] = {}
        problems: list[PlastsmartError] = []
        for number, measure in enumerate(self.measures):
            problems += self._read(number, measure)
        problems += self._free_of_charge()
        if problems:
            raise _together(problems)
        for steps in self._steps.values():
            steps.sort(key=lambda step: (KINDS.index(step.kind), step.measure))
        self.conflicts = tuple(self._conflicts())

    # -- reading ----------------------------------------------------------------------------------

    def _read(self, number: int, measure: Measure) -> list[PlastsmartError]:
        problems: list[PlastsmartError] = []
        try:
            regions = self._regions_of(measure)
        except PlastsmartError as error:
            return [error]
        alpha = measure.adoption(self.axes.years)
        if not alpha.any():
            last = max(self.axes.years)
            return [
                PlanError(
                    f"measure {measure.name!r} starts in {measure.start} and changes nothing by "
                    f"{last}, the last year; start it earlier or project further"
                )
            ]
        for position, change in enumerate(measure.changes):
            try:
                mask = self._mask(measure, change.spec, dict(change.where), regions)
                if change.kind == "set" and "NOK" in change.spec.unit:
                    refuse_other_prices(measure, self.system)
            except PlastsmartError as error:
                told = f"measure {measure.name!r}, {change}: {error}"
                problems.append(_told(error, told))
                continue
            step = Step(number, position, change.kind, mask, change.amount, alpha)
            self._steps.setdefault(change.parameter, []).append(step)
        return problems

    def _free_of_charge(self) -> Iterable[PlastsmartError]:
        """Yield what is wrong with more reusable items of which nobody says what they weigh or cost."""
        steps = self._steps.get("reusable_share", ())
        if not steps:
            return
        lacking = set(without_alternative(self.system))
        told = [step for name in TOLD_OF for step in self._steps.get(name, ())]
        lacking -= {name for step in told for name in items_of(step.mask, self.axes)}
        for step in steps:
            if items := [name for name in items_of(step.mask, self.axes) if name in lacking]:
                measure = self.measures[step.measure]
                change = measure.changes[step.change]
                yield PlanError(f"measure {measure.name!r}, {change}: {lacking_text(items)}")

    def _regions_of(self, measure: Measure) -> NDArray[np.bool_] | None:
        """Return where a measure is taken; None for everywhere."""
        if measure.regions is None:
            return None
        known = self.axes.positions("region")
        for region in measure.regions:
            if region not in known:
                raise LabelError(
                    f"measure {measure.name!r} is for the region {region!r}, which the system does "
                    f"not have. {nearest(region, self.axes.regions)}"
                )
        chosen = np.zeros(len(self.axes.regions), dtype=bool)
        chosen[[known[region] for region in measure.regions]] = True
        return None if chosen.all() else chosen

    def _mask(
        self,
        measure: Measure,
        spec: ParameterSpec,
        where: dict[str, Any],
        regions: NDArray[np.bool_] | None,
    ) -> NDArray[np.bool_]:
        if spec.name not in self.system.parameters:
            raise LabelError(
                f"the system has no {spec.name}; give it ps.{spec.stage.title()}({spec.name}=…)"
            )
        selection = self._selection(where)
        mask = np.ones((1, 1, 1, 1), dtype=bool)
        for column, axis in enumerate(LABELLED):
            if axis not in {ATTRIBUTES.get(key, key) for key in where}:
                continue
            along = np.zeros(self.axes.size(axis), dtype=bool)
            along[selection.members[axis][0]] = True
            mask = mask & along.reshape([-1 if i == column else 1 for i in range(4)])
        if regions is not None:
            if "region" not in spec.axes:
                raise PlanError(
                    f"it is taken in {', '.join(measure.regions or ())} alone, and {spec.name} is the "
                    "same in all regions; leave regions out, or run those regions as a system of "
                    "their own"
                )
            mask = mask & regions.reshape(-1, 1, 1, 1)
        if {"category", "route"} <= set(spec.axes):
            serves = self.axes.serves()
            if not serves.all():
                mask = mask & serves.reshape(1, 1, *serves.shape)
        if not mask.any():
            raise PlanError(
                "it selects nothing of the system; choose labels that are there together"
            )
        return mask

    def _selection(self, where: dict[str, Any]) -> Selection:
        try:
            selection = Selection.of(self.axes, (), where)
        except ScopeError as error:
            if "route" not in where:
                raise
            raise ScopeError(
                f"{error} A measure of the catalogue takes route=…, and plan.apply_to(system, "
                "rename={…}) renames the routes of a plan"
            ) from None
        if {"route", "tier"} <= set(where) and not len(selection.members["route"][0]):
            raise PlanError(
                f"the system has no route {where['route']!r} of the tier {where['tier']!r}; name one "
                "that is, with route=…, or give the system one"
            )
        return selection

    def _conflicts(self) -> Iterable[Conflict]:
        for parameter, steps in self._steps.items():
            setting = [step for step in steps if step.kind == "set"]
            for position, one in enumerate(setting):
                for other in setting[position + 1 :]:
                    years = ((one.alpha > 0) & (other.alpha > 0)).reshape(1, -1, 1, 1)
                    both = one.mask & other.mask & years
                    if both.any():
                        yield self._conflict(parameter, one, other, both)

    def _conflict(
        self, parameter: str, one: Step, other: Step, both: NDArray[np.bool_]
    ) -> Conflict:
        place = tuple(int(p) for p in np.argwhere(both)[0])
        at = [ALL if size == 1 else p for p, size in zip(place, both.shape, strict=True)]
        where = in_words((at[0], place[1], at[2], at[3]), self.axes)
        first, second = (self.measures[step.measure].name for step in (one, other))
        who = (
            f"the measure {first!r} sets it twice"
            if first == second
            else f"the measures {first!r} and {second!r} both set it"
        )
        text = (
            f"{parameter}{where}: {who}, to {one.amount:g} and to {other.amount:g}; take one of them, "
            "or let them set other cells"
        )
        return Conflict(first, second, text)

    # -- changing ---------------------------------------------------------------------------------

    @property
    def parameters(self) -> tuple[str, ...]:
        """The parameters that any of the measures changes."""
        return tuple(self._steps)

    def measures_of(self, parameter: str) -> tuple[int, ...]:
        """Return the numbers of the measures that change a parameter."""
        return tuple(sorted({step.measure for step in self._steps.get(parameter, ())}))

    def steps_of(self, parameter: str) -> tuple[Step, ...]:
        """Return the changes of a parameter, in the order in which they act."""
        return tuple(self._steps.get(parameter, ()))

    def arrays(
        self,
        chosen: NDArray[np.bool_] | None = None,
        years: Sequence[int] | None = None,
        parameters: Collection[str] | None = None,
        drawn: Mapping[str, NDArray[np.float64]] | None = None,
        amounts: Mapping[tuple[str, str], NDArray[np.float64]] | None = None,
    ) -> tuple[dict[str, NDArray[np.float64]], NDArray[np.bool_]]:
        """Return what the changed parameters become, for one or many choices of the measures.

        Parameters
        ----------
        chosen : ndarray of bool, shape (sample, measure), optional
            Which measures are taken; all of them, if left out.
        years : sequence of int, optional
            Positions of the years wanted; all, if left out.
        parameters : collection of str, optional
            The parameters wanted, of those that the measures change; all of them, if left out.
        drawn : mapping of str to ndarray, optional
            What parameters are before the measures, for each sample, where not as the system has them.
        amounts : mapping, optional
            Measure and "change 0", "change 1", … to its amount for each sample, where it varies.

        Returns
        -------
        dict of str to ndarray, shape (sample, region, year, category, route)
            In the unit of the parameter's table; of length 1 along an axis where nothing varies.
        ndarray of bool, shape (sample,)
            Which choices are allowed: no two measures set one cell, no coverage or composition sums
            to more than it may. Only sums of the parameters wanted are looked at.
        """
        if chosen is None:
            chosen = np.ones((1, len(self.measures)), dtype=bool)
        allowed = self.compatible(chosen)
        result = {}
        for parameter, steps in self._steps.items():
            if parameters is not None and parameter not in parameters:
                continue
            before = None if drawn is None else drawn.get(parameter)
            array, touched = self._changed(parameter, steps, chosen, years, before, amounts)
            if parameter == "coverage":
                array, excess = displaced(array, touched, self.axes)
                allowed = allowed & ~excess.any(axis=(1, 2))
            elif parameter == "composition":
                total = array.sum(axis=3)
                if array.shape[3] == 1:
                    total = total * len(self.axes.categories)
                off = np.abs(total - 1.0) > tolerance_of_sums
                allowed = allowed & ~off.any(axis=(1, 2, 3))
            elif parameter == "packaging_in_litter":
                total = spread(parameter, array, self.axes).sum(axis=3)
                allowed = allowed & (total <= 1.0 + tolerance_of_coverage).all(axis=(1, 2, 3))
            if PARAMETERS[parameter].below:
                bound = PARAMETERS[parameter].high
                allowed = allowed & (array < bound).all(axis=(1, 2, 3, 4))
            result[parameter] = array
        return result, allowed

    def compatible(self, chosen: NDArray[np.bool_]) -> NDArray[np.bool_]:
        """Return which choices hold no two measures that set one cell in one year."""
        numbers = {measure.name: n for n, measure in enumerate(self.measures)}
        allowed = np.ones(len(chosen), dtype=bool)
        for conflict in self.conflicts:
            allowed &= ~(chosen[:, numbers[conflict.first]] & chosen[:, numbers[conflict.second]])
        return allowed

    def _changed(
        self,
        parameter: str,
        steps: list[Step],
        chosen: NDArray[np.bool_],
        years: Sequence[int] | None,
        before: NDArray[np.float64] | None = None,
        amounts: Mapping[tuple[str, str], NDArray[np.float64]] | None = None,
    ) -> tuple[NDArray[np.float64], NDArray[np.bool_]]:
        """Return a parameter after its changes, and which cells they are."""
        spec = PARAMETERS[parameter]
        base = self.system.given_array(parameter) if before is None else before
        at = slice(None) if years is None else list(years)
        if base.shape[2] > 1:
            base = base[:, :, at]
        value = base
        touched = np.zeros((1, 1, 1, 1, 1), dtype=bool)
        closed: Any = 1.0
        factor: Any = 1.0
        for step in steps:
            alpha = step.alpha[at].reshape(1, 1, -1, 1, 1)
            mask = step.mask[:, at] if step.mask.shape[1] > 1 else step.mask
            taken = chosen[:, step.measure].reshape(-1, 1, 1, 1, 1)
            on = mask[np.newaxis] & taken & (alpha > 0.0)
            touched = touched | on
            amount: Any = step.amount
            if amounts is not None:
                place = self.measures[step.measure].name, f"change {step.change}"
                if place in amounts:
                    amount = amounts[place].reshape(-1, 1, 1, 1, 1)
            if step.kind == "set":
                # in full effect the target itself, so that no rounding touches it
                moved = np.where(alpha >= 1.0, amount, base + alpha * (amount - base))
                value = np.where(on, moved, value)
            elif step.kind == "close_gap":
                closed = closed * np.where(on, 1.0 - alpha * amount, 1.0)
            else:
                factor = factor * np.where(on, 1.0 + alpha * (amount - 1.0), 1.0)
        if np.ndim(closed):
            value = np.where(closed == 1.0, value, spec.high - (spec.high - value) * closed)
        if np.ndim(factor):
            bounded = np.clip(value * factor, spec.low, spec.high)
            value = np.where(factor == 1.0, value, bounded)
        return value, touched

    def inputs(
        self,
        base: Mapping[str, NDArray[np.float64]],
        chosen: NDArray[np.bool_] | None = None,
        years: Sequence[int] | None = None,
    ) -> tuple[dict[str, NDArray[np.float64]], NDArray[np.bool_]]:
        """Return what the equations read, with the measures taken.

        Parameters
        ----------
        base : mapping of str to ndarray
            From `System.inputs` of the same system.
        chosen, years
            As for `arrays`; arrays of `base` are cut to the same years.

        Returns
        -------
        dict of str to ndarray
        ndarray of bool, shape (sample,)
            Which choices are allowed.
        """
        changed, allowed = self.arrays(chosen, years)
        result = {}
        for name, array in base.items():
            if name in changed:
                result[name] = self.as_input(name, changed[name])
            elif years is not None and array.shape[2] > 1:
                result[name] = array[:, :, list(years)]
            else:
                result[name] = array
        return result, allowed

    def as_input(self, parameter: str, array: NDArray[np.float64]) -> NDArray[np.float64]:
        """Return a changed parameter as the equations read it: in their unit, with every route."""
        spec = PARAMETERS[parameter]
        return spread(parameter, scaled(array, spec.unit, spec.inside), self.axes)

    # -- one system -------------------------------------------------------------------------------

    def changed_system(self) -> System:
        """Return the system with all measures taken, each changed value with where it is from.

        Raises
        ------
        PlanError
            Where two measures set one cell, sums exceed what they may, or a measure changes nothing.
        """
        arrays, _ = self.arrays()
        self._refuse(arrays)
        self._refuse_idle(arrays)
        cells = {name: self._cells(name, array) for name, array in arrays.items()}
        return self.system.with_all_cells(cells)

    def _refuse(self, arrays: Mapping[str, NDArray[np.float64]]) -> None:
        """Raise for what makes the measures impossible together."""
        if self.conflicts:
            raise PlanError(_listed([conflict.text for conflict in self.conflicts]))
        everything = np.ones((1, len(self.measures)), dtype=bool)
        for parameter, array in arrays.items():
            names = ", ".join(repr(self.measures[n].name) for n in self.measures_of(parameter))
            if parameter == "coverage":
                before, touched = self._changed(parameter, self._steps[parameter], everything, None)
                _, excess = displaced(before, touched, self.axes)
                if excess.any():
                    r, t = (int(p) for p in np.argwhere(excess[0])[0])
                    where = in_words((r if excess.shape[1] > 1 else ALL, t, ALL, ALL), self.axes)
                    raise PlanError(
                        f"coverage{where}: the measures {names} give routes of one tier more than "
                        "everyone together; lower one of them, or let one set the others too"
                    )
            elif parameter == "composition":
                total = array[0].sum(axis=2)
                if array.shape[3] == 1:
                    total = total * len(self.axes.categories)
                off = np.abs(total - 1.0) > tolerance_of_sums
                if off.any():
                    r, t = (int(p) for p in np.argwhere(off)[0][:2])
                    where = in_words((r if off.shape[0] > 1 else ALL, t, ALL, ALL), self.axes)
                    raise PlanError(
                        f"composition{where} sums to {float(total[off][0]):.10g} after the measures "
                        f"{names}; it must sum to 1: set every category that changes"
                    )
            spec = PARAMETERS[parameter]
            if spec.below and (array >= spec.high).any():
                raise PlanError(
                    f"{parameter} reaches {spec.high:g} with the measures {names}; it must stay below, "
                    "since nothing would be left of the packaging itself"
                )

    def _refuse_idle(self, arrays: Mapping[str, NDArray[np.float64]]) -> None:
        """Raise for a measure that changes nothing, alone or together with the others."""
        count = len(self.measures)
        alone = np.eye(count, dtype=bool)
        without = ~alone
        base = {name: self.system.given_array(name) for name in arrays}
        idle = np.ones(count, dtype=bool)
        for number, measure in enumerate(self.measures):
            for name in measure.parameters:
                by_itself = self._one(name, alone[number : number + 1])
                others = self._one(name, without[number : number + 1])
                same = _equal(by_itself, base[name]) and _equal(others, arrays[name])
                idle[number] &= same
        if idle.any():
            told = []
            for measure in (
                m for m, does_nothing in zip(self.measures, idle, strict=True) if does_nothing
            ):
                what = "; ".join(str(change) for change in measure.changes)
                zero = all(
                    c.kind == "scale" and not base[c.parameter].any() for c in measure.changes
                )
                told.append(
                    f"the measure {measure.name!r} changes nothing: {what} leaves every value as it "
                    f"is{', since all are 0' if zero else ''}; change another cell or amount, or leave "
                    "the measure out"
                )
            raise PlanError(_listed(told))

    def _one(self, parameter: str, chosen: NDArray[np.bool_]) -> NDArray[np.float64]:
        array, touched = self._changed(parameter, self._steps[parameter], chosen, None)
        return displaced(array, touched, self.axes)[0] if parameter == "coverage" else array

    def _cells(self, parameter: str, array: NDArray[np.float64]) -> Cells:
        """Return a changed parameter as cells: one for each label, with what is known of it."""
        old = self.system.cells(parameter)
        before = self.system.given_array(parameter)[0]
        after = array[0]
        shape = after.shape
        rows = np.broadcast_to(deciding_rows(old, self.axes), shape)
        which = np.where(rows < 0, -1, old.which[np.maximum(rows, 0)])
        different = after != before
        acting = np.zeros(shape, dtype=np.int64)
        steps = self._steps[parameter]
        kinds: dict[int, tuple[int, ...]] = {0: ()}
        for step in steps:
            on = np.broadcast_to(step.mask & (step.alpha > 0).reshape(1, -1, 1, 1), shape)
            acting = self._joined(acting, on, step.measure, kinds)
        infos: dict[Info, int] = {}
        codes = np.zeros(shape, dtype=np.intp)
        plain = old.infos
        for info_number in np.unique(which):
            for kind in np.unique(acting):
                for changed in (False, True):
                    at = (which == info_number) & (acting == kind) & (different == changed)
                    if not at.any():
                        continue
                    known = plain[info_number] if info_number >= 0 else Info()
                    info = self._info(known, kinds[int(kind)], parameter) if changed else known
                    codes[at] = infos.setdefault(info, len(infos))
        index = np.indices(shape).reshape(4, -1).T.astype(np.intp)
        for column in range(4):
            if shape[column] == 1:
                index[:, column] = ALL
        kept = np.ones(len(index), dtype=bool)
        if shape[2] > 1 and shape[3] > 1:  # what no route serves has no value
            kept = np.broadcast_to(self.axes.serves(), shape).reshape(-1)
        return Cells(
            PARAMETERS[parameter],
            index[kept],
            np.array(after.reshape(-1)[kept]),
            codes.reshape(-1)[kept],
            tuple(infos),
        )

    @staticmethod
    def _joined(
        acting: NDArray[np.int64],
        on: NDArray[np.bool_],
        measure: int,
        kinds: dict[int, tuple[int, ...]],
    ) -> NDArray[np.int64]:
        """Return for each cell the number of the set of measures that act on it, one more joined."""
        numbers = {members: number for number, members in kinds.items()}
        result = acting.copy()
        for number in np.unique(acting[on]):
            members = tuple(sorted({*kinds[int(number)], measure}))
            new = numbers.setdefault(members, len(numbers))
            kinds[new] = members
            result[on & (acting == number)] = new
        return result

    def _info(self, known: Info, members: tuple[int, ...], parameter: str) -> Info:
        """Return what is known of a value that measures changed."""
        if not members:
            note = "less than before, since a measure gives other routes of the tier more"
            return attrs.evolve(known, uncertainty=None, status="estimated", note=note)
        told = []
        for number in members:
            measure = self.measures[number]
            effects = [
                change.info.source for change in measure.changes if change.parameter == parameter
            ]
            own = next((source for source in effects if source), measure.source)
            told.append(f"measure {measure.name!r}" + (f" ({own})" if own else ""))
        before = f"; before: {known.source}" if known.source else ""
        return Info(
            per=known.per,
            source=_short("; ".join(told) + before),
            status="estimated",
            note="changed by a measure",
        )


_LONGEST: Final = 4000


def _short(text: str) -> str:
    return text if len(text) <= _LONGEST else text[: _LONGEST - 1] + "…"


def _equal(one: NDArray[np.float64], other: NDArray[np.float64]) -> bool:
    """Tell whether two arrays are the same where one may be of length 1 along an axis."""
    return bool((one == other).all())


def _told(error: PlastsmartError, message: str) -> PlastsmartError:
    try:
        return type(error)(message)
    except TypeError:
        return PlanError(message)


def _listed(messages: Sequence[str]) -> str:
    if len(messages) == 1:
        return messages[0]
    shown = list(messages[:_MOST_TOLD])
    more = f"\n  and {len(messages) - len(shown)} more" if len(messages) > len(shown) else ""
    return f"{len(messages)} problems:\n  " + "\n  ".join(shown) + more


def _together(problems: Sequence[PlastsmartError]) -> PlastsmartError:
    """Return one error for all problems: the error itself where there is one."""
    if len(problems) == 1:
        return problems[0]
    return PlanError(f"the measures do not fit the system: {_listed([str(p) for p in problems])}")


def displaced(
    coverage: NDArray[np.float64], touched: NDArray[np.bool_], axes: Axes
) -> tuple[NDArray[np.float64], NDArray[np.bool_]]:
    """Shrink the other routes of a tier in proportion where all together would exceed everyone.

    Parameters
    ----------
    coverage : ndarray, shape (sample, region, year, 1, route)
        With what was changed.
    touched : ndarray of bool
        The cells that were changed: the others make room for them.
    axes : Axes

    Returns
    -------
    ndarray, shape of `coverage` with every route
    ndarray of bool, shape (sample, region, year)
        Where the changed ones alone exceed everyone.
    """
    shape = (*coverage.shape[:4], len(axes.routes))
    shape = np.broadcast_shapes(shape, touched.shape)
    coverage = np.broadcast_to(coverage, shape)
    picked = np.broadcast_to(touched, shape)
    excess = np.zeros(shape[:3], dtype=bool)
    fits = np.ones(shape)
    for members in tier_groups(axes):
        group, own = coverage[..., members], picked[..., members]
        if not own.any():
            continue
        # in a fixed order, so that a sample has the same bits in any batch
        ours = over_routes(np.where(own, group, 0.0))
        others = over_routes(np.where(own, 0.0, group))
        excess |= (own.any(axis=-1) & (ours[..., 0] > 1.0 + tolerance_of_coverage))[..., 0]
        left = np.maximum(1.0 - ours, 0.0)
        # sums that differ from everyone by rounding alone displace nobody
        crowded = own.any(axis=-1, keepdims=True) & (others - left > tolerance_of_coverage)
        fit = np.where(crowded, left / np.where(others > 0, others, 1.0), 1.0)
        # a route that several sectors share takes the smallest of its fits
        fits[..., members] = np.minimum(fits[..., members], fit)
    return np.where(picked, coverage, coverage * fits), excess
