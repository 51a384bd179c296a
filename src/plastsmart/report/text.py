"""Results as lines of text, in English and Norwegian."""

from __future__ import annotations

import re
import textwrap
from collections.abc import Sequence
from typing import TYPE_CHECKING, Final

from plastsmart.labels import TEXTS, number, percent, text
from plastsmart.scenarios.measures import PAYERS

if TYPE_CHECKING:
    import pandas as pd

    from plastsmart.scenarios.least_cost import LeastCost
    from plastsmart.scenarios.plan import Plan
    from plastsmart.scenarios.plan_comparison import PlanComparison
    from plastsmart.scenarios.projection import Assessment, Projection
    from plastsmart.scenarios.required import Required

__all__ = [
    "assessment_lines",
    "attribution_lines",
    "least_cost_lines",
    "required_line",
    "side_by_side_lines",
    "table_lines",
    "wrapped",
]

WIDTH: Final = 100
_NO_BREAK: Final = "\u00a0"
_MOST_POINTS: Final = 12
_MILLION: Final = 1e6


def table_lines(head: Sequence[str], rows: Sequence[Sequence[str]]) -> list[str]:
    """Return the lines of a table: first column to the left, the others to the right."""
    widths = [max(len(row[i]) for row in (head, *rows)) for i in range(len(head))]
    lines = []
    for row in (head, *rows):
        cells = [row[0].ljust(widths[0])]
        cells += [cell.rjust(width) for cell, width in zip(row[1:], widths[1:], strict=True)]
        lines.append("  ".join(cells).rstrip())
    lines.insert(1, "  ".join("-" * width for width in widths))
    return lines


def wrapped(line: str, indent: str = "  ") -> list[str]:
    """Break a text into lines, not inside a number ("93 047") or before its unit ("35 %")."""
    kept = re.sub(r"(?<=\d) (?=\d{3}\b|%|t\b)", _NO_BREAK, line)
    lines = textwrap.wrap(
        kept,
        WIDTH,
        initial_indent=indent,
        subsequent_indent=2 * indent,
        break_on_hyphens=False,
    )
    return [each.replace(_NO_BREAK, " ") for each in lines]


def _points(share: float, language: str) -> str:
    return f"{number(100 * share, language, 1)} {text('points', language)}"


def _millions(value: float, language: str) -> str:
    return "–" if value != value else number(value / _MILLION, language, 1)  # noqa: PLR0124


def _prices(price_year: int | None, language: str) -> str:
    if price_year is None:
        return text("prices_unstated", language)
    return text("prices_of", language, year=price_year)


# --------------------------------------------------------------------------------------------------
# assess


def assessment_lines(
    projection: Projection,
    results: Sequence[Assessment],
    reasons: dict[str, str],
    language: str,
) -> list[str]:
    """Return the answer for some targets, and what it rests on."""
    system = projection.system
    last = max(system.axes.years)
    name = system.name or "System"
    plan = projection.plan
    if plan is None:
        lines = [text("question", language, system=name)]
    else:
        lines = [text("question_plan", language, system=name, plan=plan.name)]
    lines.append(_answer(results, language))
    if results:
        lines += ["", *_targets(results, last, language, with_plan=plan is not None)]
    if reasons:
        lines += ["", f"{text('not_assessed', language)}:"]
        lines += [line for name, why in reasons.items() for line in wrapped(f"{name}: {why}")]
    years = sorted({min(system.axes.years), *(r.target.deadline for r in results)})
    lines += ["", f"{text('all_rates', language)}:", *_rates(projection, years, language)]
    if plan is not None:
        lines += _with_plan(projection, plan, years[-1], language)
    stated = projection.population_no if language == "no" else projection.population
    held = "held" if plan is None else "held_plan"
    lines += ["", *wrapped(f"{text(held, language)} {text('population', language)}: {stated}.", "")]
    if system.notes:
        lines += ["", f"{text('estimated', language)}:"]
        lines += [line for note in system.notes for line in wrapped(note)]
    return lines


def _answer(results: Sequence[Assessment], language: str) -> str:
    missed = sum(not result.reached for result in results)
    if not results:
        return text("answer_none", language)
    if missed == len(results):
        return text("answer_no", language, all=len(results))
    if missed:
        return text("answer_some", language, missed=missed, all=len(results))
    return text("answer_all", language)


def _targets(
    results: Sequence[Assessment], last: int, language: str, *, with_plan: bool
) -> list[str]:
    keys = ["target", "verdict", "rate", "level", "gap", "gap_tonnes", "first_year"]
    if with_plan:
        keys.insert(3, "without_plan")
    rows = [_target_row(result, last, language, with_plan=with_plan) for result in results]
    lines = [*table_lines([text(key, language) for key in keys], rows), ""]
    lines.append(f"{text('measured_by', language)}:")
    rules: dict[str, list[str]] = {}
    for result in results:
        rule = result.target.rule_no if language == "no" else result.target.rule
        rules.setdefault(f"{result.target.rate}: {rule}", []).append(result.target.label)
    for rule, names in rules.items():
        lines += wrapped(f"{', '.join(names)} - {rule}")
    for note in dict.fromkeys(result.note for result in results if result.note):
        lines += wrapped(note)
    return lines


def _target_row(result: Assessment, last: int, language: str, *, with_plan: bool) -> list[str]:
    first = (
        str(result.first_year)
        if result.first_year is not None
        else text("never", language, last=last)
    )
    row = [
        result.target.label,
        text(result.verdict, language),
        percent(result.rate, language),
        percent(result.target.required_level, language, 0),
        f"{number(result.gap_points, language, 1)} {text('points', language)}",
        number(result.gap_tonnes, language),
        first,
    ]
    if with_plan:
        before = result.baseline if result.baseline is not None else result
        row.insert(3, percent(before.rate, language))
    return row


def _rates(projection: Projection, years: Sequence[int], language: str) -> list[str]:
    rates = projection.flows.rates(by=["year"])
    rows = [
        [
            str(year),
            *(
                percent(value, language).removesuffix(" %")
                for value in rates.loc[[year]].iloc[0].tolist()
            ),
        ]
        for year in years
    ]
    return table_lines([text("year", language), *rates.columns], rows)


def _with_plan(projection: Projection, plan: Plan, year: int, language: str) -> list[str]:
    lines = ["", f"{text('measures', language)}:"]
    for measure in plan.measures:
        said = measure.description_no if language == "no" else measure.description
        ramp = text("over_years", language, years=measure.ramp) if measure.ramp > 1 else ""
        what = f": {said}" if said else ""
        lines += wrapped(f"{measure.name} ({text('from', language)} {measure.start}{ramp}){what}")
    head = [text(key, language) for key in ("of_hundred_kg", "without_plan", "with_plan", "change")]
    rows = [
        [text(f"stage {stage}", language), *(number(v, language, 1) for v in values)]
        for stage, values in zip(
            projection.cascade(year).index,
            projection.cascade(year).to_numpy().tolist(),
            strict=True,
        )
    ]
    lines += ["", f"{text('of_hundred', language, year=year)}:", *table_lines(head, rows)]
    return lines + _money(projection, year, language) + _climate(projection, year, language)


def _money(projection: Projection, year: int, language: str) -> list[str]:
    own = projection.own_costs()
    flows_cost = "system_cost" in projection.flows.names
    if not flows_cost and not any(m.cost or m.investment for m in own.measures):
        return []
    money = projection.financing()
    prices = _prices(money.price_year, language)
    head = [text(key, language) for key in ("payer", "without_plan", "with_plan", "change")]
    rows = []
    table = money.table.xs(year, level="year")
    for payer in PAYERS:
        values = [float(table.loc[payer, column]) for column in ("without", "with", "change")]  # type: ignore[arg-type]
        rows.append([text(f"payer {payer}", language), *(_millions(v, language) for v in values)])
    sums = [float(table[column].sum()) for column in ("without", "with", "change")]
    rows.append([text("together", language), *(_millions(v, language) for v in sums)])
    lines = ["", f"{text('money', language, year=year)} ({prices}):", *table_lines(head, rows)]
    per = "household" if "change_per_household" in money.fee else "person"
    fee = float(money.fee.loc[year, f"change_per_{per}"])  # type: ignore[arg-type]
    lines += wrapped(text(f"fee_{per}", language, amount=number(fee, language)), "")
    if money.investment_nok:
        invested = text(
            "invested",
            language,
            amount=_millions(money.investment_nok, language),
            grants=_millions(money.grants_nok, language),
        )
        back = (
            text("payback", language, years=number(money.payback, language, 1))
            if money.payback is not None
            else text("no_payback", language)
        )
        lines += wrapped(f"{invested} {back}", "")
    for note in money.notes:
        lines += wrapped(note)
    return lines


def _climate(projection: Projection, year: int, language: str) -> list[str]:
    if "emissions_net" not in projection.flows.names:
        return []
    change = float(projection.emissions().loc[year, "change"])  # type: ignore[arg-type]
    return wrapped(text("climate", language, year=year, tonnes=number(change, language)), "")


# --------------------------------------------------------------------------------------------------
# required, attribute, least-cost, compare


def _told(answer: Required, value: float, language: str) -> str:
    if answer.mode == "factor":
        return text("times", language, factor=number(value, language, 3))
    if answer.unit == "1":
        return percent(value, language)
    return f"{number(value, language, 2)} {answer.unit}"


def required_line(answer: Required, language: str) -> str:
    """Return what is required in one or two sentences."""
    if not answer.has_effect:
        key = "required_no_effect"
    else:
        key = f"required_{answer.direction}" if answer.feasible else "required_never"
    place = ", ".join(
        f"{key} {' or '.join(value) if isinstance(value, list) else value}"
        for key, value in answer.where.items()
        if value and not isinstance(value, dict)
    )
    line = text(
        key,
        language,
        target=answer.target.label,
        rate_id=answer.target.rate,
        parameter=f"{answer.parameter} ({place})" if place else answer.parameter,
        value=_told(answer, answer.value or 0.0, language),
        best_value=_told(answer, answer.best_value, language),
        best_rate=percent(answer.best_rate, language),
        rate=percent(answer.rate, language),
        year=answer.year,
    )
    if answer.ceiling is None or not answer.has_effect:
        return line
    lost = number(100 * answer.losses[answer.ceiling], language, 1)
    stage = text(f"ceiling {answer.ceiling}", language)
    return f"{line} {text('ceiling', language, stage=stage, lost=lost)}"


def attribution_lines(shares: pd.Series, plan: Plan, language: str) -> list[str]:
    """Return each measure's share of a change, largest first."""
    about = shares.attrs
    share = about["unit"] == "1"
    errors = None if about["exact"] else about["standard_error"]

    def told(value: float) -> str:
        return _points(value, language) if share else f"{number(value, language)} {about['unit']}"

    def amount(value: float) -> str:
        return percent(value, language) if share else f"{number(value, language)} {about['unit']}"

    what = about.get("flow") or about.get("rate")
    lines = [
        text(
            "attribution",
            language,
            what=what,
            year=about["year"],
            plan=plan.name,
            without=amount(about["without"]),
            with_plan=amount(about["with"]),
        ),
        "",
    ]
    head = [text("measure", language), text("share_of_change", language)]
    rows = [
        [str(name), told(float(value))]
        for name, value in shares.sort_values(ascending=False).items()
    ]
    if errors is not None:
        head.append(text("standard_error", language))
        rows = [[*row, told(float(errors[row[0]]))] for row in rows]
    total = [text("together", language), told(float(shares.sum()))]
    rows.append([*total, *([""] if errors is not None else [])])
    return [*lines, *table_lines(head, rows)]


def least_cost_lines(answer: LeastCost, language: str) -> list[str]:
    """Return the cheapest measures that reach a target, and the front of cost against rate."""
    cost = float(answer.cost.m_as("NOK/year"))
    names = ", ".join(measure.name for measure in answer.plan.measures) or text("nothing", language)
    lines = wrapped(
        text(
            "least_cost" if answer.feasible else "least_cost_never",
            language,
            target=answer.target.label,
            measures=names,
            cost=_millions(cost, language),
            rate=percent(answer.rate, language),
            year=answer.year,
        ),
        "",
    )
    if not answer.exact:
        bound = _millions(float(answer.bound), language)
        lines += wrapped(text("bound", language, bound=bound), "")
    head = [text(key, language) for key in ("million_a_year", "rate", "verdict", "measures")]
    rows = []
    for point in answer.front.to_dict("records"):
        reached = text("reached" if point["reached"] else "missed", language)
        taken = ", ".join(point["measures"]) or text("nothing", language)
        rows.append(
            [
                _millions(float(point["cost"]), language),
                percent(float(point["rate"]), language),
                reached,
                taken,
            ]
        )
    more = len(rows) - _MOST_POINTS
    shown = rows[:_MOST_POINTS]
    lines += ["", f"{text('front', language)}:"]
    width = [max(len(row[i]) for row in (head, *shown)) for i in range(3)]
    for row in (head, *shown):
        start = "  ".join(cell.rjust(w) for cell, w in zip(row[:3], width, strict=True))
        lines += textwrap.wrap(
            row[3], WIDTH, initial_indent=f"{start}  ", subsequent_indent=" " * (len(start) + 2)
        )
    if more > 0:
        lines.append(text("more_points", language, number=more))
    return lines


def side_by_side_lines(table: pd.DataFrame, year: int, language: str) -> list[str]:
    """Return two or more systems beside one another."""
    head = [text("in_year", language, year=year), *map(str, table.columns)]
    rows = []
    units = table.attrs["units"]
    for name, values in zip(table.index, table.to_numpy().tolist(), strict=True):
        unit = units[name]
        told = [
            percent(v, language)
            if unit == "1"
            else ("–" if v != v else f"{number(v, language, 1)} {unit}")  # noqa: PLR0124
            for v in values
        ]
        key = f"side {name}"
        rows.append([text(key, language) if key in TEXTS else str(name), *told])
    return table_lines(head, rows)


def plan_comparison_lines(comparison: PlanComparison, language: str) -> list[str]:
    """Return how two plans differ, and what comes of each."""
    names = {"one": comparison.first.name, "other": comparison.second.name}
    return [text("compare_plans", language, **names), "", *str(comparison).splitlines()]
