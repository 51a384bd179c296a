"""Two plans side by side: what each has alone, where they differ, and what comes of them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any, Final

import attrs

from plastsmart.errors import (
    InvalidValueError,
    LabelError,
    MissingValueError,
    PriceYearError,
    shown,
)
from plastsmart.flows.selection import scope_text
from plastsmart.markup import html_lines, html_percent, html_table
from plastsmart.scenarios.measures import KINDS, Change, Measure
from plastsmart.scenarios.plan import Plan, known_plan
from plastsmart.scenarios.targets import THEMES, Target

if TYPE_CHECKING:
    import pandas as pd

    from plastsmart.scenarios.projection import Projection
    from plastsmart.system import System

__all__ = ["PlanComparison", "compare"]

BOTH: Final = "both"
FIRST: Final = "first"
SECOND: Final = "second"

_MEASURE_FIELDS: Final = (
    "start", "ramp", "curve", "regions", "cost", "investment", "lifetime", "price_year", "paid_by",
    "grant", "source", "status", "description", "description_no",
)  # fmt: skip
_INFO_FIELDS: Final = ("uncertainty", "per", "source", "status", "note")
_TARGET_FIELDS: Final = (
    "rate", "level", "year", "scope", "reuse_share", "postponed", "sectors", "rule", "rule_no",
)  # fmt: skip


@attrs.frozen
class Difference:
    """One thing that a measure of both plans has in two ways.

    Attributes
    ----------
    measure, change : str
        `change` is empty where it is of the measure itself.
    field : str
    first, second : str
        As text; empty where it is not given.
    """

    measure: str
    change: str
    field: str
    first: str
    second: str

    def __str__(self) -> str:
        return f"{self.field} {self.first or '–'} → {self.second or '–'}"


@attrs.frozen
class Row:
    """A measure or a change, and which of the plans have it."""

    measure: str
    change: str
    within: str
    differences: tuple[Difference, ...] = ()


@attrs.frozen
class TargetRow:
    """A target of a plan's own, as each plan has it; None where it does not."""

    first: Target | None
    second: Target | None

    @property
    def target(self) -> str:
        """The label of the target, that of the first plan where they differ."""
        return self.either.label

    @property
    def either(self) -> Target:
        """The target of the first plan, or else of the second."""
        target = self.first or self.second
        assert target is not None
        return target

    @property
    def within(self) -> str:
        """Which of the plans have it."""
        if self.first is None:
            return SECOND
        return FIRST if self.second is None else BOTH

    @property
    def differences(self) -> tuple[Difference, ...]:
        """Each field that differs."""
        one, other = self.first, self.second
        if one is None or other is None:
            return ()
        return tuple(
            Difference(one.label, "", field, _target_text(one, field), _target_text(other, field))
            for field in _TARGET_FIELDS
            if getattr(one, field) != getattr(other, field)
        )


@attrs.frozen(kw_only=True, repr=False, eq=False)
class PlanComparison:
    """Two plans side by side.

    Attributes
    ----------
    first, second : Plan
    rows : tuple of Row
        The rows of `measures`.
    aims : tuple of TargetRow
        The rows of `targets`.
    results : pandas.DataFrame or None
        With a system: the rate that was asked for and every target that applies, official or of
        either plan, one row each, with rate, year and level, the value without a plan, with the
        first and with the second, whether the level is reached with each, and, where the system has
        costs, `cost_first` and `cost_second`: by how much each plan changes the cost of the whole
        system in that year [NOK/year], the measures' own cost included. They are undefined for a
        plan whose prices are of another year than the system's; ``results.attrs["no_cost"]`` says why.
    """

    first: Plan
    second: Plan
    rows: tuple[Row, ...]
    aims: tuple[TargetRow, ...] = ()
    results: pd.DataFrame | None = None

    @property
    def same(self) -> bool:
        """Whether the measures and the targets of both are the same."""
        rows: tuple[Row | TargetRow, ...] = (*self.rows, *self.aims)
        return all(row.within == BOTH and not row.differences for row in rows)

    @property
    def measures(self) -> pd.DataFrame:
        """One row a measure, and below it one row a change.

        Columns are measure, change (empty for the measure itself), plan ("both", "first" or
        "second") and differs: each field that differs, with both values.
        """
        import pandas as pd

        return pd.DataFrame(
            {
                "measure": [row.measure for row in self.rows],
                "change": [row.change for row in self.rows],
                "plan": [row.within for row in self.rows],
                "differs": ["; ".join(str(d) for d in row.differences) for row in self.rows],
            },
            dtype=object,
        )

    @property
    def targets(self) -> pd.DataFrame:
        """One row a target of the plans' own.

        Columns are target, theme, plan ("both", "first" or "second"), first and second (rate, level
        and year of each; empty where a plan does not have it) and differs. Targets are of one row
        where they have the same name; without one, where no other is of the same rate and scope.
        """
        import pandas as pd

        columns = ["target", "theme", "plan", FIRST, SECOND, "differs"]
        rows = [
            (
                row.target,
                row.either.theme,
                row.within,
                "" if row.first is None else row.first.aim,
                "" if row.second is None else row.second.aim,
                "; ".join(map(str, row.differences)),
            )
            for row in self.aims
        ]
        return pd.DataFrame(rows, columns=columns, dtype=object)

    @property
    def differences(self) -> pd.DataFrame:
        """One row a field of a measure that differs: measure, change, field, first, second."""
        import pandas as pd

        columns = [field.name for field in attrs.fields(Difference)]
        rows = [attrs.astuple(each) for row in self.rows for each in row.differences]
        return pd.DataFrame(rows, columns=columns, dtype=object)

    def __str__(self) -> str:
        """Return what differs, a line for each measure and change."""
        lines = [self._head()]
        for row in self.rows:
            what = f"{row.measure}: {row.change}".removesuffix(": ")
            if row.within != BOTH and row.change:
                lines.append(f"  only in the {row.within}: {what}")
            lines += [f"  {what}: {difference}" for difference in row.differences]
        for aim in self.aims:
            if aim.within != BOTH:
                lines.append(f"  only in the {aim.within}: target {aim.either}")
            lines += [f"  target {aim.target}: {difference}" for difference in aim.differences]
        if self.results is not None:
            for name, result in self.results.iterrows():
                values = ", ".join(
                    f"{column} {100 * result[column]:.1f} %"
                    for column in ("without", FIRST, SECOND)
                )
                year = f", {result['year']}"
                lines.append(f"  {str(name).removesuffix(f' in{year[1:]}')}{year}: {values}")
            lines += self._cost_lines()
        return "\n".join(lines)

    def _cost_lines(self) -> list[str]:
        """Return what each plan costs in the year that was asked for, or why that is not told."""
        results = self.results
        if results is None or "cost_first" not in results:
            return []
        asked = results.iloc[0]
        costs = [
            f"{column} {asked[f'cost_{column}'] / 1e6:+,.1f}".replace(",", " ")
            for column in (FIRST, SECOND)
            if column not in results.attrs["no_cost"]
        ]
        unit = "MNOK/year"
        if results.attrs["price_year"] is not None:
            unit += f" in prices of {results.attrs['price_year']}"
        lines = []
        if costs:
            lines.append(f"  change in system cost, {asked['year']}: {', '.join(costs)} {unit}")
        for column, why in results.attrs["no_cost"].items():
            lines.append(f"  what the {column} costs cannot be told: {why}")
        return lines

    def _head(self) -> str:
        what = "measures and targets" if self.aims else "measures"
        verdict = f"have the same {what}" if self.same else "differ"
        return f"The plans {self.first.name!r} (first) and {self.second.name!r} (second) {verdict}."

    def __repr__(self) -> str:
        return f"<PlanComparison: {self._head()}>"

    def _repr_html_(self) -> str:
        rows = [tuple(row) for row in self.measures.itertuples(index=False)]
        tables = html_table(("measure", "change", "plan", "differs"), rows, all_in="measures")
        if self.aims:
            aims = self.targets
            rows = [tuple(row) for row in aims.itertuples(index=False)]
            tables += html_table(list(aims), rows, all_in="targets")
        return html_lines([self._head()]) + tables + self._results_html()

    def _results_html(self) -> str:
        if self.results is None:
            return ""
        rows = []
        for name, result in self.results.to_dict("index").items():
            shares = []
            for column in ("without", FIRST, SECOND):
                verdict = str(result[f"reached_{column}"])
                shares.append(", ".join(filter(None, (html_percent(result[column]), verdict))))
            rows.append((name, result["year"], html_percent(result["level"]), *shares))
        header = ("rate or target", "year", "level", "without a plan", FIRST, SECOND)
        costs = [line.strip() for line in self._cost_lines()]
        table = html_table(header, rows, all_in="results")
        return table + (html_lines(costs) if costs else "")


def compare(
    first: Plan, second: Plan, *, system: System | None, rate: str, year: int | None
) -> PlanComparison:
    """Return two plans side by side; see `Plan.compare`."""
    known_plan(second)
    if system is None and year is not None:
        raise InvalidValueError(
            f"year is {shown(year)} and there is no system to run the plans with; give system=…"
        )
    results = None if system is None else _results(first, second, system, rate, year)
    return PlanComparison(
        first=first,
        second=second,
        rows=tuple(_rows(first, second)),
        aims=tuple(_aims(first, second)),
        results=results,
    )


def _rows(first: Plan, second: Plan) -> Iterator[Row]:
    for measure in first:
        if measure.name in second:
            yield from _of_both(measure, second[measure.name])
        else:
            yield from _of_one(measure, FIRST)
    for measure in second:
        if measure.name not in first:
            yield from _of_one(measure, SECOND)


def _of_one(measure: Measure, within: str) -> Iterator[Row]:
    yield Row(measure.name, "", within)
    for change in measure.changes:
        yield Row(measure.name, str(change), within)


def _of_both(one: Measure, other: Measure) -> Iterator[Row]:
    own = [
        Difference(one.name, "", field, _text(getattr(one, field)), _text(getattr(other, field)))
        for field in _MEASURE_FIELDS
        if getattr(one, field) != getattr(other, field)
    ]
    yield Row(one.name, "", BOTH, tuple(own))
    theirs = _keyed(other)
    for key, change in _keyed(one).items():
        twin = theirs.pop(key, None)
        if twin is None:
            yield Row(one.name, str(change), FIRST)
        else:
            found = tuple(_changed(one.name, change, twin))
            yield Row(one.name, _place(change), BOTH, found)
    for change in theirs.values():
        yield Row(one.name, str(change), SECOND)


def _aims(first: Plan, second: Plan) -> Iterator[TargetRow]:
    """Yield the targets of both side by side, those of the first plan first."""
    theirs = {target.label: target for target in second.targets}
    twins = {t.label: theirs.pop(t.label) for t in first.targets if t.label in theirs}
    mine = [target for target in first.targets if target.label not in twins]
    for target in mine:
        alike = [
            [t for t in many if not t.name and (t.rate, t.scope) == (target.rate, target.scope)]
            for many in (mine, theirs.values())
        ]
        if not target.name and all(len(many) == 1 for many in alike):
            twins[target.label] = theirs.pop(alike[1][0].label)
    for target in first.targets:
        yield TargetRow(target, twins.get(target.label))
    for target in theirs.values():
        yield TargetRow(None, target)


def _target_text(target: Target, field: str) -> str:
    value = getattr(target, field)
    if field == "level":
        return f"{100 * value:.10g} %"
    return scope_text(value) if field == "scope" else _text(value)


def _keyed(measure: Measure) -> dict[Any, Change]:
    """Return the changes by the cells they are about, and the how many-th of these they act as."""
    about: dict[Any, list[Change]] = {}
    for change in measure.changes:
        about.setdefault((change.parameter, change.where), []).append(change)
    return {
        (*cells, number): change
        for cells, changes in about.items()
        for number, change in enumerate(sorted(changes, key=lambda each: KINDS.index(each.kind)))
    }


def _changed(measure: str, one: Change, other: Change) -> Iterator[Difference]:
    name = _place(one)
    if one.kind == other.kind and one.amount != other.amount:
        yield Difference(measure, name, one.kind, _amount(one), _amount(other))
    elif one.kind != other.kind:
        both = (f"{change.kind} {_amount(change)}" for change in (one, other))
        yield Difference(measure, name, "change", *both)
    for field in _INFO_FIELDS:
        values = getattr(one.info, field), getattr(other.info, field)
        if values[0] != values[1]:
            yield Difference(measure, name, field, *(_text(value) for value in values))


def _place(change: Change) -> str:
    """Return which cells a change is about."""
    return change.parameter + (f" where {scope_text(change.where)}" if change.where else "")


def _amount(change: Change) -> str:
    unit = f" {change.spec.unit}" if change.kind == "set" and not change.spec.is_share else ""
    return f"{change.amount:.10g}{unit}"


def _text(value: Any) -> str:
    """Return a field's value as people read it."""
    if value is None:
        return ""
    if isinstance(value, tuple):
        shares = [f"{v[0]} {v[1]:.10g}" if isinstance(v, tuple) else str(v) for v in value]
        return ", ".join(share.removesuffix(" 1") for share in shares)
    if isinstance(value, float):
        return f"{value:.10g}"
    known = getattr(value, "info", None)
    if known is not None and known.uncertainty is not None:
        return f"{value}, {known.uncertainty}"
    return str(value)


# -- what comes of them ----------------------------------------------------------------------------


def _results(
    first: Plan, second: Plan, system: System, rate: str, year: int | None
) -> pd.DataFrame:
    import pandas as pd

    from plastsmart.scenarios.projection import assess_flows

    projections = _over_the_same_years(first, second, system)
    baseline = projections[0].baseline
    years = baseline.system.axes.years
    year = max(years) if year is None else year
    if year not in years:
        raise LabelError(
            f"the year {shown(year)} is not in the projection, which holds {min(years)} to {max(years)}"
        )
    flows = [baseline, *(projection.flows for projection in projections)]
    costs, no_cost = _costs(projections)
    rows = [
        {
            "what": f"rate {rate}",
            "rate": rate,
            "year": year,
            "level": float("nan"),
            **{
                column: float(each.rate(rate, by=["year"])[year])
                for column, each in zip(("without", FIRST, SECOND), flows, strict=True)
            },
            "reached_without": "",
            "reached_first": "",
            "reached_second": "",
            **{f"cost_{column}": costs[column][year] for column in costs},
        }
    ]
    for what, target in _assessed(projections).items():
        found = [assess_flows(each, target) for each in flows]
        rows.append(
            {
                "what": what,
                "rate": target.rate,
                "year": target.deadline,
                "level": target.required_level,
                "without": found[0].rate,
                FIRST: found[1].rate,
                SECOND: found[2].rate,
                "reached_without": found[0].verdict,
                "reached_first": found[1].verdict,
                "reached_second": found[2].verdict,
                **{f"cost_{column}": costs[column][target.deadline] for column in costs},
            }
        )
    frame = pd.DataFrame(rows).set_index("what")
    frame.index.name = None
    frame.attrs.update(unit="1", first=first.name, second=second.name)
    if costs:
        units = dict.fromkeys((f"cost_{column}" for column in costs), "NOK/year")
        price_year = baseline.system.price_year
        frame.attrs.update(units=units, price_year=price_year, no_cost=no_cost)
    return frame


def _over_the_same_years(first: Plan, second: Plan, system: System) -> list[Projection]:
    """Return a projection with each plan, to the last year of the targets of both."""
    from plastsmart.scenarios.projection import project

    found = [project(system, plan) for plan in (first, second)]
    last = max(max(each.system.axes.years) for each in found)
    years = range(min(system.axes.years), last + 1)
    return [
        each if max(each.system.axes.years) == last else project(system, each.plan, years=years)
        for each in found
    ]


def _assessed(projections: Sequence[Projection]) -> dict[str, Target]:
    """Return the targets that apply, official and of both plans, by what a row is called.

    Where a target of one name differs between the plans, each has a row.
    """
    both = [projection.applicable()[0] for projection in projections]
    first, second = ({target.label: target for target in applies} for applies in both)
    told: dict[str, Target] = {}
    for column, mine, other in ((FIRST, first, second), (SECOND, second, first)):
        for label, target in mine.items():
            differs = other.get(label, target) != target
            told[f"{label} ({column})" if differs else label] = target
    return dict(sorted(told.items(), key=lambda entry: THEMES.index(entry[1].theme)))


def _costs(
    projections: Sequence[Projection],
) -> tuple[dict[str, Mapping[int, float]], dict[str, str]]:
    """Return how each plan changes the system's cost by year, and why where that is not known.

    Both are empty where the system has no costs.
    """
    costs: dict[str, Mapping[int, float]] = {}
    unknown: dict[str, str] = {}
    if "system_cost" not in projections[0].baseline.names:
        return costs, unknown
    for column, projection in zip((FIRST, SECOND), projections, strict=True):
        years = projection.system.axes.years
        try:
            change = projection.costs()["change"]
        except (PriceYearError, MissingValueError) as error:
            unknown[column] = str(error)
            costs[column] = dict.fromkeys(years, float("nan"))
        else:
            costs[column] = {year: float(change[year]) for year in years}
    return costs, unknown
