"""A small web service around plastsmart: JSON in, JSON out, with limits.

Run it with ``uvicorn examples.service.app:app``, or take it as a pattern. It keeps nothing, reads no
file that a request names, and answers what the package refuses with status 422 and the package's own
message.
"""

from __future__ import annotations

import csv
import io
import json
import math
from collections.abc import Awaitable, Callable, MutableMapping
from typing import Any, Final

import pandas as pd
from fastapi import FastAPI, Request
from fastapi.responses import JSONResponse
from pydantic import BaseModel, ConfigDict, Field

import plastsmart as ps

MOST_BYTES: Final = 1_000_000
"""Of the body of a request."""

MOST_DRAWS: Final = 2_000

MOST_CELLS: Final = 100_000
"""Of regions, years, categories and routes multiplied; all flows of so many take about 50 MB."""

MOST_DRAWN: Final = 5_000_000
"""Of cells and draws multiplied: a few seconds."""

LAST_YEAR: Final = 2035
"""A projection goes on to here; the year of the last official target."""

Message = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]


class Question(BaseModel):
    """What to assess: a ready system by name or a table of one's own, and a plan if there is one."""

    model_config = ConfigDict(extra="forbid", strict=True)

    system: str = Field(default="", max_length=100, description="a name that GET /systems lists")
    table: str = Field(default="", description="a system as CSV, with the columns of System.table")
    plan: str = Field(default="", description="a plan as TOML")
    targets: list[str] = Field(
        default=[], max_length=20, description="official targets by name; all that apply, if empty"
    )
    draws: int = Field(default=0, ge=0, le=MOST_DRAWS, description="0: no probabilities")
    seed: int = Field(default=1, ge=0, le=2**32 - 1)


class TooLargeError(Exception):
    """More is asked for than one request may."""


class BodyLimit:
    """Refuse a body of more than so many bytes before anything reads it, whatever its headers say."""

    def __init__(self, app: Any, most: int = MOST_BYTES) -> None:
        self.app = app
        self.most = most

    async def __call__(self, scope: Message, receive: Receive, send: Send) -> None:
        """Pass a request on, its body already read and small enough."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        body = b""
        more = True
        while more:
            message = await receive()
            if message["type"] != "http.request":  # the client has gone
                return
            body += message.get("body", b"")
            more = message.get("more_body", False)
            if len(body) > self.most:
                refusal = _refusal(413, f"a request may have at most {self.most} bytes")
                await refusal(scope, receive, send)
                return
        whole: Message | None = {"type": "http.request", "body": body, "more_body": False}

        async def again() -> Message:
            nonlocal whole
            if whole is None:
                return await receive()
            message, whole = whole, None
            return message

        await self.app(scope, again, send)


def _refusal(status: int, message: str) -> JSONResponse:
    return JSONResponse({"detail": message}, status_code=status)


def _number(value: Any) -> Any:
    """Return a value as JSON has it: a number of Python, null where it is undefined."""
    if isinstance(value, str | bool) or value is None:
        return value
    number = float(value)
    return None if not math.isfinite(number) else number


def _system(question: Question) -> ps.System:
    if bool(question.system) == bool(question.table):
        raise ps.PlastsmartError("give either system, a name, or table, a system as CSV")
    if question.system:
        return ps.load(question.system)
    try:
        # as text: 0301 is not 301
        table = pd.read_csv(io.StringIO(question.table), dtype=str, keep_default_na=False)
    except (pd.errors.ParserError, pd.errors.EmptyDataError, csv.Error) as error:
        raise ps.PlastsmartError(f"the table is no CSV: {error}") from None
    return ps.System.from_table(table)


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


def assessed(question: Question) -> dict[str, Any]:
    """Return the answer to a question."""
    system = _system(question)
    _refuse_more(system, question.draws)
    plan = ps.Plan.from_toml(question.plan) if question.plan else None
    projection = ps.project(system, plan)
    targets = [ps.targets.find(name) for name in question.targets]
    targets = targets or list(projection.applicable()[0])
    drawn = None
    if question.draws and targets:
        drawn = ps.ensemble(system, plan, n=question.draws, seed=question.seed)
    answers = []
    for target in targets:
        found = projection.assess(target)
        answers.append(
            {
                "target": target.name,
                "rule": target.rule,
                "year": target.deadline,
                "level": target.required_level,
                "rate": target.rate,
                "value": _number(found.rate),
                "verdict": found.verdict,
                "gap": _number(found.missing),
                "gap_unit": found.unit,
                "first_year": found.first_year,
                "probability": drawn.probability(target) if drawn else None,
            }
        )
    rates = projection.flows.rates(by=["year"])
    return {
        "version": ps.__version__,
        "model": ps.MODEL.hash,
        "system": system.name,
        "plan": plan.name if plan else None,
        "targets": answers,
        "rates": {
            str(year): {str(name): _number(share) for name, share in row.items()}
            for year, row in rates.iterrows()
        },
        "notes": list(system.notes),
    }


app = FastAPI(title="plastsmart", description="Will the target for plastic packaging be reached?")
app.add_middleware(BodyLimit)


@app.exception_handler(ps.PlastsmartError)
async def refused(request: Request, error: ps.PlastsmartError) -> JSONResponse:  # noqa: ARG001
    """Answer what the package refuses: it names the parameter, the value and the remedy."""
    return _refusal(422, str(error))


@app.exception_handler(TooLargeError)
async def too_large(request: Request, error: TooLargeError) -> JSONResponse:  # noqa: ARG001
    """Answer what is more than one request may compute."""
    return _refusal(413, str(error))


@app.get("/systems")
def systems() -> list[dict[str, str]]:
    """List the ready systems."""
    known = ps.datasets()[["title", "years"]]
    return [{"name": str(name), **row} for name, row in known.iterrows()]


@app.post("/assess")
def assess(question: Question) -> dict[str, Any]:
    """Say of each target whether it is reached, and how surely."""
    # a plain function: the server runs it beside its event loop, in a thread
    return assessed(question)


if __name__ == "__main__":  # the API for other programs, as OpenAPI
    print(json.dumps(app.openapi(), indent=2))
