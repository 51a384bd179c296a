"""What the service is asked and answers, with units and examples, and the functions that compute it.

Nothing here knows of HTTP: the functions run in the worker processes of `app`, and return JSON.
"""

from __future__ import annotations

import csv
import io
from typing import Annotated, Any, Final

import pandas as pd
from pydantic import BaseModel, ConfigDict, Field

import plastsmart as ps

MOST_ROWS: Final = 20_000
"""Of the table of a system."""

MOST_DRAWS: Final = 2_000

MOST_CELLS: Final = 100_000
"""Of regions, years, categories and routes multiplied; all flows of so many take about 50 MB."""

MOST_DRAWN: Final = 5_000_000
"""Of cells and draws multiplied: a few seconds."""

LAST_YEAR: Final = 2035
"""A projection goes on to here; the year of the last official target."""

LOW_MIDDLE_HIGH: Final = (0.05, 0.5, 0.95)

Share = Annotated[float, Field(description="a share, 0 to 1", json_schema_extra={"x-unit": "1"})]

PLAN: Final = """\
schema = "plastsmart-plan/1"
name = "More from the kerb"

[[measures]]
name = "Campaign"
start = 2027
ramp = 3

[[measures.changes]]
parameter = "capture"
where = { tier = "source" }
close_gap = 0.2
"""


class TooLargeError(Exception):
    """More is asked for than one request may."""


class Row(BaseModel):
    """A row of `System.table`: one value, where it holds, how sure it is and where it is from."""

    model_config = ConfigDict(extra="forbid", strict=True)

    parameter: str = Field(max_length=100, examples=["capture"])
    region: str | None = Field(default=None, description="a number as text, such as 0301")
    year: int | None = None
    category: str | None = None
    route: str | None = None
    value: float | None = Field(
        default=None, description="in the unit of this row; a share is 0 to 1"
    )
    unit: str | None = Field(default=None, examples=["kg/person/year"])
    low: float | None = None
    high: float | None = None
    distribution: str | None = Field(default=None, examples=["triangular(0.3, 0.35, 0.4)"])
    source: str | None = None
    status: str | None = Field(default=None, examples=["measured"])
    note: str | None = None


class Question(BaseModel):
    """A system, ready or one's own, and a plan if there is one."""

    model_config = ConfigDict(extra="forbid", strict=True)

    system: str = Field(default="", max_length=100, description="a name that GET /systems lists")
    table: str = Field(
        default="", description="instead: a system as CSV, with the columns of System.table"
    )
    rows: list[Row] = Field(
        default=[], max_length=MOST_ROWS, description="instead: the same as objects"
    )
    plan: str = Field(default="", description="a plan as the text of its TOML file")


class AssessQuestion(Question):
    """What is held against targets."""

    targets: list[str] = Field(
        default=[],
        max_length=20,
        description="as GET /targets names them; all that apply, if empty",
    )
    model_config = ConfigDict(
        json_schema_extra={"examples": [{"system": "norway-household", "plan": PLAN}]}
    )


class RequiredQuestion(Question):
    """Which parameter shall reach which target."""

    parameter: str = Field(max_length=100)
    target: str = Field(max_length=100)
    where: dict[str, str] = Field(
        default={}, max_length=8, description="what of it moves: axis to label"
    )
    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {
                    "system": "norway-household",
                    "parameter": "capture",
                    "target": "ch10a-2030",
                    "where": {"route": "kerbside"},
                }
            ]
        }
    )


class ChanceQuestion(AssessQuestion):
    """How often what is uncertain is drawn."""

    draws: int = Field(default=500, ge=1, le=MOST_DRAWS)
    seed: int = Field(
        default=1, ge=0, le=2**32 - 1, description="the same seed gives the same answer"
    )


class Answer(BaseModel):
    """What every answer says of itself. Keep it beside stored results."""

    version: str = Field(description="of plastsmart")
    model: str = Field(description="the hash of the equations")
    system: str
    plan: str | None


class TargetAnswer(BaseModel):
    """A rate held against a target in its year."""

    target: str = Field(examples=["CH10A_2030"])
    rule: str
    year: int
    level: Share
    rate: str = Field(description="which of the rates", examples=["sorted_out"])
    value: Share | None = Field(description="the rate in that year; null where it is undefined")
    without: Share | None = Field(description="the same without the plan; null if there is none")
    verdict: str = Field(examples=["missed"])
    gap: float = Field(description="what is missing, in gap_unit; negative if exceeded")
    gap_unit: str = Field(examples=["tonne/year"])
    first_year: int | None = Field(description="the first in which the level is reached")


class AssessAnswer(Answer):
    """Each target, and all rates of all years."""

    targets: list[TargetAnswer]
    rates: dict[str, dict[str, Share | None]] = Field(description="by year and rate")
    notes: list[str] = Field(description="what to know of the system's figures")


class RequiredAnswer(Answer):
    """The value of a parameter that reaches a target."""

    target: str
    parameter: str
    feasible: bool = Field(description="whether the parameter alone can reach it")
    value: float | None = Field(description="in unit; null if it cannot")
    unit: str
    direction: str = Field(examples=["at least"])
    rate: Share = Field(description="a share, 0 to 1, without the change")
    best_rate: Share = Field(description="a share, 0 to 1, with the parameter at its best")


class ChanceOfTarget(BaseModel):
    """How surely a target is reached, and how sure the rate is in its year."""

    target: str
    probability: Share
    low: Share = Field(description="a share, 0 to 1: 5 % of the draws are below")
    median: Share
    high: Share = Field(description="a share, 0 to 1: 5 % of the draws are above")


class ChanceAnswer(Answer):
    """The chance of each target."""

    draws: int
    seed: int
    targets: list[ChanceOfTarget]


def assess(question: AssessQuestion) -> bytes:
    """Return an `AssessAnswer` as JSON."""
    system, plan = _system(question), _plan(question)
    projection = ps.project(system, plan)
    targets = []
    for target in _targets(question, projection):
        found = projection.assess(target)
        targets.append(
            TargetAnswer(
                target=target.name,
                rule=target.rule,
                year=target.deadline,
                level=target.required_level,
                rate=target.rate,
                value=found.rate,
                without=found.baseline.rate if found.baseline else None,
                verdict=found.verdict,
                gap=found.missing,
                gap_unit=found.unit,
                first_year=found.first_year,
            )
        )
    rates = projection.flows.rates(by=["year"])
    answer = AssessAnswer(
        **_about(system, plan),
        targets=targets,
        rates={
            str(year): {str(name): float(share) for name, share in row.items()}
            for year, row in rates.iterrows()
        },
        notes=list(system.notes),
    )
    return answer.model_dump_json().encode()


def required(question: RequiredQuestion) -> bytes:
    """Return a `RequiredAnswer` as JSON."""
    system, plan = _system(question), _plan(question)
    target = ps.targets.find(question.target)
    found = ps.required(system, question.parameter, target, where=question.where or None, plan=plan)
    answer = RequiredAnswer(
        **_about(system, plan),
        target=target.name,
        parameter=found.parameter,
        feasible=found.feasible,
        value=found.value,
        unit=found.unit,
        direction=found.direction,
        rate=found.rate,
        best_rate=found.best_rate,
    )
    return answer.model_dump_json().encode()


def chance(question: ChanceQuestion) -> bytes:
    """Return a `ChanceAnswer` as JSON."""
    system, plan = _system(question, question.draws), _plan(question)
    targets = _targets(question, ps.project(system, plan))
    drawn = ps.ensemble(
        system, plan, n=question.draws, seed=question.seed, keep={t.rate for t in targets}
    )
    chances = []
    for target in targets:
        spread = drawn.quantiles(target.rate, q=LOW_MIDDLE_HIGH, scope=dict(target.scope or ()))
        low, median, high = spread.loc[[target.deadline]].to_numpy()[0]
        probability = drawn.probability(target)
        chances.append(
            ChanceOfTarget(
                target=target.name, probability=probability, low=low, median=median, high=high
            )
        )
    answer = ChanceAnswer(
        **_about(system, plan), draws=question.draws, seed=question.seed, targets=chances
    )
    return answer.model_dump_json().encode()


def _about(system: ps.System, plan: ps.Plan | None) -> dict[str, Any]:
    return {
        "version": ps.__version__,
        "model": ps.MODEL.hash,
        "system": system.name,
        "plan": plan.name if plan else None,
    }


def _plan(question: Question) -> ps.Plan | None:
    return ps.Plan.from_toml(question.plan) if question.plan else None


def _targets(question: AssessQuestion, projection: ps.Projection) -> list[ps.Target]:
    named = [ps.targets.find(name) for name in question.targets]
    return named or list(projection.applicable()[0])


def _system(question: Question, draws: int = 1) -> ps.System:
    if sum(map(bool, (question.system, question.table, question.rows))) != 1:
        raise ps.PlastsmartError(
            "give one of system, a name; table, a system as CSV; rows, the same as objects"
        )
    if question.system:
        system = ps.load(question.system)
    elif question.rows:
        system = ps.System.from_table(pd.DataFrame([row.model_dump() for row in question.rows]))
    else:
        system = ps.System.from_table(_read(question.table))
    _refuse_more(system, draws)
    return system


def _read(text: str) -> pd.DataFrame:
    try:
        # as text: 0301 is not 301
        return pd.read_csv(io.StringIO(text), dtype=str, keep_default_na=False)
    except (pd.errors.ParserError, pd.errors.EmptyDataError, csv.Error) as error:
        raise ps.PlastsmartError(f"the table is no CSV: {error}") from None


def _refuse_more(system: ps.System, draws: int) -> None:
    axes = system.axes
    years = max(*axes.years, LAST_YEAR) - min(axes.years) + 1
    cells = len(axes.regions) * years * len(axes.categories) * len(axes.routes)
    if cells > MOST_CELLS:
        raise TooLargeError(
            f"the system has {cells} cells (regions, years, categories and routes multiplied); one "
            f"request may have {MOST_CELLS}"
        )
    if cells * draws > MOST_DRAWN:
        raise TooLargeError(
            f"draws is {draws}; this system, of {cells} cells, may have {MOST_DRAWN // cells}"
        )
