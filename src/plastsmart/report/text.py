"""Results as lines of text, in English and Norwegian."""

from __future__ import annotations

import math
import re
import textwrap
from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any, Final

import attrs

from plastsmart.errors import MissingValueError, PriceYearError
from plastsmart.labels import TEXTS, amount, number, percent, prices_of, text, unit
from plastsmart.report.names import rate_rule
from plastsmart.report.norwegian import note_text

if TYPE_CHECKING:
    import pandas as pd

    from plastsmart.scenarios.financing import Financing
    from plastsmart.scenarios.least_cost import LeastCost
    from plastsmart.scenarios.plan import Plan
    from plastsmart.scenarios.plan_comparison import PlanComparison
    from plastsmart.scenarios.projection import Assessment, Projection, Reason
    from plastsmart.scenarios.required import Required

__all__ = [
    "Kroner",
    "assessment_lines",
    "attribution_lines",
    "investment_text",
    "least_cost_lines",
    "note_of_draws",
    "reason_text",
    "required_line",
    "side_by_side_lines",
    "table_lines",
    "target_label",
    "wrapped",
]

WIDTH: Final = 100
_NO_BREAK: Final = "\u00a0"
_MOST_POINTS: Final = 12
_MILLION: Final = 1e6
_THOUSAND: Final = 1e3
_MANY: Final = 2e7

_UNNAMED: Final = re.compile(r"([a-z_0-9]+) ([\d.]+) % in (\d+)")
"""What a target without a name is called."""


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


def target_label(label: str, language: str) -> str:
    """Return what a target is called at the prompt: its name, or else rate, level and year.

    Examples
    --------
    >>> from plastsmart.report.text import target_label
    >>> target_label("litter_reduction 12.5 % in 2030", "no"), target_label("EU_2030", "no")
    ('litter_reduction 12,5 % i 2030', 'EU_2030')
    """
    unnamed = _UNNAMED.fullmatch(label)
    if language == "en" or unnamed is None:
        return label
    rate, level, year = unnamed.groups()
    return f"{rate} {level.replace('.', ',')} % {text('in_year', language, year=year)}"


def _points(share: float, language: str) -> str:
    return f"{number(100 * share, language, 1)} {text('points', language)}"


@attrs.frozen
class Kroner:
    """Amounts of money in thousands or millions, by what the largest of them needs."""

    language: str
    by: float

    @classmethod
    def of(cls, amounts: Iterable[float], language: str) -> Kroner:
        """Return the unit that serves some amounts."""
        largest = max((abs(a) for a in amounts if a == a), default=0.0)  # noqa: PLR0124
        return cls(language, _MILLION if largest >= _MANY else _THOUSAND)

    @property
    def unit(self) -> str:
        """The unit, in words."""
        return text("millions" if self.by == _MILLION else "thousands", self.language)

    def bare(self, value: float) -> str:
        """Return an amount without its unit."""
        if value != value:  # noqa: PLR0124 - NaN is not itself
            return "–"
        return number(value / self.by, self.language, 1 if self.by == _MILLION else 0)

    def told(self, value: float) -> str:
        """Return an amount with its unit."""
        return f"{self.bare(value)} {self.unit}"


# --------------------------------------------------------------------------------------------------
# assess


def assessment_lines(
    projection: Projection,
    results: Sequence[Assessment],
    reasons: Mapping[str, Reason],
    language: str,
    notes: Sequence[str] = (),
    warning: str = "",
    about: Sequence[str] | None = None,
) -> list[str]:
    """Return the answer for some targets, and what it rests on.

    `notes` are of the draws; `warning` stands before the answer; `about` is what to know of the
    numbers, the notes of the system if left out.
    """
    system = projection.system
    last = max(system.axes.years)
    name = system.name or "System"
    plan = projection.plan
    if plan is None:
        lines = [text("question", language, system=name)]
    else:
        lines = [text("question_plan", language, system=name, plan=plan.name)]
    lines += wrapped(warning, "")
    lines.append(_answer(results, language))
    if results:
        lines += ["", *_targets(results, last, language, with_plan=plan is not None)]
    if reasons:
        lines += ["", f"{text('not_assessed', language)}:"]
        lines += [
            line
            for label, why in reasons.items()
            for line in wrapped(f"{target_label(label, language)}: {reason_text(why, language)}")
        ]
    if notes:
        lines.append("")
        lines += [line for note in notes for line in wrapped(note_of_draws(note, language), "")]
    years = sorted({min(system.axes.years), *(r.target.deadline for r in results)})
    lines += ["", f"{text('all_rates', language)}:", *_rates(projection, years, language)]
    if plan is not None:
        lines += _with_plan(projection, plan, years[-1], language)
    stated = projection.population_no if language == "no" else projection.population
    held = "held" if plan is None else "held_plan"
    lines += ["", *wrapped(f"{text(held, language)} {text('population', language)}: {stated}.", "")]
    known = [note_text(note, language) for note in system.notes] if about is None else about
    if known:
        lines += ["", f"{text('estimated', language)}:"]
        lines += [line for note in known for line in wrapped(note)]
    return lines


def note_of_draws(note: str, language: str) -> str:
    """Return what an ensemble says of its draws in a language; what has no other words as it is."""
    for key, words in TEXTS.items():
        if key.startswith("draws "):
            blanks = re.sub(r"\\\{(\w+)\\\}", r"(?P<\1>.+)", re.escape(words[0]))
            found = re.fullmatch(blanks, note)
            if found:
                values = found.groupdict()
                if language == "no" and "share" in values:
                    values["share"] = values["share"].replace(".", ",")
                return f"{text(key, language, **values)}."
    return note


def reason_text(why: Reason, language: str) -> str:
    """Return why a target does not apply."""
    if why.sectors:
        joint = f" {text('and', language)} "
        named = joint.join(text(f"sector {sector}", language) for sector in why.sectors)
        return text("lacks_sectors", language, sectors=named)
    if why.rate:
        return text("lacks_rate", language, rate=why.rate)
    return text("lacks_year", language, year=why.year)


def _answer(results: Sequence[Assessment], language: str) -> str:
    missed = sum(not result.reached for result in results)
    if not results:
        return text("answer_none", language)
    if len(results) == 1:
        return text("answer_one_no" if missed else "answer_one", language)
    if missed == len(results):
        return text("answer_no", language, all=len(results))
    if missed:
        return text("answer_some", language, missed=missed, all=len(results))
    return text("answer_all", language)


def _targets(
    results: Sequence[Assessment], last: int, language: str, *, with_plan: bool
) -> list[str]:
    told = "gap_tonnes" if _all_tonnes(results) else "gap_amount"
    keys = ["target", "verdict", "rate", "level", "gap", told, "first_year"]
    if with_plan:
        keys.insert(3, "without_plan")
    if any(result.probability is not None for result in results):
        keys.insert(2, "probability")
        if with_plan:
            keys.insert(3, "probability_without")
    rows = [
        _target_row(result, last, language, with_plan=with_plan, unit=told == "gap_amount")
        for result in results
    ]
    lines = [*table_lines([text(key, language) for key in keys], rows), ""]
    lines.append(f"{text('measured_by', language)}:")
    rules: dict[str, list[str]] = {}
    for result in results:
        target = result.target
        rule = target.rule_no if language == "no" else target.rule
        told = rule or rate_rule(target.rate, language)
        rules.setdefault(f"{target.rate}: {told}", []).append(target_label(target.label, language))
    for rule, names in rules.items():
        lines += wrapped(f"{', '.join(names)} - {rule}")
    notes = [result.note_no if language == "no" else result.note for result in results]
    for note in dict.fromkeys(filter(None, notes)):
        lines += wrapped(note)
    return lines


def _all_tonnes(results: Sequence[Assessment]) -> bool:
    return all(result.unit == "tonne/year" for result in results)


def _target_row(
    result: Assessment, last: int, language: str, *, with_plan: bool, unit: bool
) -> list[str]:
    first = (
        str(result.first_year)
        if result.first_year is not None
        else text("never", language, last=last)
    )
    row = [
        target_label(result.target.label, language),
        text(result.verdict, language),
        percent(result.rate, language),
        percent(result.target.required_level, language, 0),
        f"{number(result.gap_points, language, 1)} {text('points', language)}",
        amount(result.missing, language) + (f" {text(result.unit, language)}" if unit else ""),
        first,
    ]
    if with_plan:
        before = result.baseline if result.baseline is not None else result
        row.insert(3, percent(before.rate, language))
        if before.probability is not None:
            row.insert(2, percent(before.probability, language, 0))
    if result.probability is not None:
        row.insert(2, percent(result.probability, language, 0))
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
    try:
        own = projection.own_costs()
    except (PriceYearError, MissingValueError) as error:  # rates need no prices
        return ["", f"{text('no_money', language)}:", *wrapped(str(error))]
    flows_cost = "system_cost" in projection.flows.names
    if not flows_cost and not any(m.cost or m.investment for m in own.measures):
        return []
    money = projection.financing()
    prices = prices_of(money.price_year, language)
    head = [text(key, language) for key in ("payer", "without_plan", "with_plan", "change")]
    table = money.table.xs(year, level="year")[["without", "with", "change"]]
    kroner = Kroner.of(table.to_numpy().reshape(-1).tolist(), language)
    rows = [
        [text(f"payer {payer}", language), *(kroner.bare(value) for value in values)]
        for payer, values in zip(table.index, table.to_numpy().tolist(), strict=True)
    ]
    sums = [sum(column) for column in zip(*table.to_numpy().tolist(), strict=True)]
    rows.append([text("together", language), *(kroner.bare(value) for value in sums)])
    title = text("money", language, year=year, unit=kroner.unit)
    lines = ["", f"{title} ({prices}):", *table_lines(head, rows)]
    per = "household" if "change_per_household" in money.fee else "person"
    fee = float(money.fee[f"change_per_{per}"].to_dict()[year])
    way = "down" if fee < 0 else "up"
    lines += wrapped(text(f"fee_{per} {way}", language, amount=number(abs(fee), language)), "")
    if money.investment_nok:
        lines += wrapped(investment_text(money, language), "")
    if own.unpriced:
        lines += wrapped(text("free", language, measures=", ".join(own.unpriced)), "")
    if own.undated:
        named = ", ".join(own.undated)
        lines += wrapped(text("undated", language, measures=named, prices=prices), "")
    if not flows_cost:
        lines += wrapped(text("no_costs", language), "")
    return lines


def investment_text(money: Financing, language: str) -> str:
    """Return what is invested, what of it the state grants, and when it is paid back."""
    kroner = Kroner.of([money.investment_nok], language)
    said = [text("invested", language, amount=kroner.told(money.investment_nok))]
    if money.grants_nok:
        said.append(text("granted", language, amount=kroner.told(money.grants_nok)))
    said.append(
        text("payback", language, years=number(money.payback, language, 1))
        if money.payback is not None
        else text("no_payback", language)
    )
    return " ".join(said)


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
    return f"{number(value, language, 2)} {unit(answer.unit, language)}"


def _place(where: Mapping[str, Any], language: str) -> str:
    joint = f" {text('or', language)} "
    return ", ".join(
        f"{key} {joint.join(map(str, value)) if isinstance(value, (list, tuple)) else value}"
        for key, value in where.items()
    )


def _moved(answer: Required, language: str) -> str:
    """Return what was moved: each parameter, and what of it."""
    places = answer.where if answer.mode == "factor" else {answer.parameter: answer.where}
    return f" {text('and', language)} ".join(
        f"{name} ({_place(place, language)})" if place else name for name, place in places.items()
    )


def required_line(answer: Required, language: str) -> str:
    """Return what is required in one or two sentences."""
    if not answer.has_effect:
        key = "required_no_effect"
    elif not answer.feasible:
        key = "required_never"
    else:
        key = "required_already" if answer.reached else f"required_{answer.direction}"
    sure = ""
    if answer.probability is not None:
        sure = (
            f"{text('with_probability', language, share=percent(answer.probability, language, 0))} "
        )
    now = sure + (
        text("with_that_plan", language, plan=answer.plan)
        if answer.plan
        else text("as_things_are", language)
    )
    line = text(
        key,
        language,
        target=target_label(answer.target.label, language),
        rate_id=answer.target.rate,
        parameter=_moved(answer, language),
        direction=text(answer.direction, language),
        value=_told(answer, answer.value or 0.0, language),
        best_value=_told(answer, answer.best_value, language),
        best_rate=percent(answer.best_rate, language),
        rate=percent(answer.rate, language),
        year=answer.year,
        now=now,
    )
    if answer.probability is not None:
        surely = text("asked_surely", language, share=percent(answer.probability, language, 0))
        line = f"{surely}{line}"
    if answer.note:
        line = f"{line} {answer.note_no if language == 'no' else answer.note}."
    if answer.ceiling is None or not answer.has_effect:
        return line
    lost = number(100 * answer.losses[answer.ceiling], language, 1)
    stage = text(f"ceiling {answer.ceiling}", language)
    return f"{line} {text('ceiling', language, stage=stage, lost=lost)}"


def attribution_lines(shares: pd.Series, plan: Plan, language: str) -> list[str]:
    """Return each measure's share of a change, largest first."""
    about = shares.attrs
    share = about["unit"] == "1"
    payer = about.get("cost")
    errors = None if about["exact"] else about["standard_error"]

    def told(value: float) -> str:
        return (
            _points(value, language)
            if share
            else f"{number(value, language)} {unit(about['unit'], language)}"
        )

    def side(value: float) -> str:
        return (
            percent(value, language)
            if share
            else f"{number(value, language)} {unit(about['unit'], language)}"
        )

    what = about.get("flow") or about.get("rate")
    if payer is not None:
        whose = "whole_system" if payer == "system" else f"payer {payer}"
        what = text("cost_of", language, payer=text(whose, language))
    lines = [
        text(
            "attribution",
            language,
            what=what,
            year=about["year"],
            plan=plan.name,
            without=side(about["without"]),
            with_plan=side(about["with"]),
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
    points = answer.front.to_dict("records")
    kroner = Kroner.of([cost, *(float(point["cost"]) for point in points)], language)
    names = ", ".join(measure.name for measure in answer.plan.measures) or text("nothing", language)
    payer = "whole_system" if answer.payer == "system" else f"payer {answer.payer}"
    unsure = not answer.feasible and answer.probability is not None
    if answer.feasible:
        key = "least_cost_saves" if cost < 0 else "least_cost"
    elif unsure:
        key = "least_cost_unsure"
    else:
        key = "least_cost_open" if answer.undecided else "least_cost_never"
    lines = wrapped(
        text(
            key,
            language,
            share=percent(answer.probability or 0.0, language),
            asked=percent(answer.asked_probability or 0.0, language, 0),
            target=target_label(answer.target.label, language),
            measures=names,
            payer=text(payer, language),
            cost=kroner.told(abs(cost) if key == "least_cost_saves" else cost),
            rate=percent(answer.rate, language),
            year=answer.year,
        ),
        "",
    )
    if answer.feasible and answer.probability is not None and answer.asked_probability is not None:
        asked = percent(answer.asked_probability, language, 0)
        share = percent(answer.probability, language)
        lines += wrapped(text("sure", language, share=share, asked=asked), "")
    if answer.budget_nok is not None:
        budget = kroner.told(answer.budget_nok)
        lines += wrapped(text("within_budget", language, budget=budget), "")
    beyond = answer.without_budget
    if beyond is not None and beyond.feasible:
        dearer = Kroner.of([beyond.cost_nok], language).told(beyond.cost_nok)
        others = ", ".join(measure.name for measure in beyond.plan)
        lines += wrapped(text("beyond_budget", language, cost=dearer, measures=others), "")
    if answer.feasible and not answer.exact:
        known = math.isfinite(answer.bound)
        bound = kroner.told(answer.bound) if known else ""
        lines += wrapped(text("bound" if known else "no_bound", language, bound=bound), "")
    free = ", ".join(m.name for m in answer.plan if m.name in answer.not_stated)
    if free:
        lines += wrapped(text("free", language, measures=free), "")
    head = [text("a_year", language, unit=kroner.unit)]
    head += [text(key, language) for key in ("rate", "verdict", "measures")]
    rows = []
    for point in points:
        reached = text("reached" if point["reached"] else "missed", language)
        taken = ", ".join(point["measures"]) or text("nothing", language)
        rows.append(
            [
                kroner.bare(float(point["cost"])),
                percent(float(point["rate"]), language),
                reached,
                taken,
            ]
        )
    more = len(rows) - _MOST_POINTS
    shown = rows[:_MOST_POINTS]
    prices = prices_of(answer.price_year, language)
    lines += ["", f"{text('front', language)} ({prices}):"]
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
    price_years = [table.attrs["price_years"][name] for name in table.columns]
    units = table.attrs["units"]
    for name, values in zip(table.index, table.to_numpy().tolist(), strict=True):
        of = units[name]
        told = [
            percent(v, language)
            if of == "1"
            else ("–" if v != v else f"{number(v, language, 1)} {unit(of, language)}")  # noqa: PLR0124
            for v in values
        ]
        key = f"side {name}"
        rows.append([text(key, language) if key in TEXTS else str(name), *told])
    if any(year is not None for year in price_years):
        said = [prices_of(year, language) if year is not None else "–" for year in price_years]
        rows.append([text("prices", language), *said])
    return table_lines(head, rows)


def plan_comparison_lines(comparison: PlanComparison, language: str) -> list[str]:
    """Return how two plans differ, and what comes of each."""
    names = {"one": comparison.first.name, "other": comparison.second.name}
    return [text("compare_plans", language, **names), "", *str(comparison).splitlines()]
