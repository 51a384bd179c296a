"""A small web service around plastsmart: JSON in, JSON out, with limits.

Run it with ``uvicorn examples.service.app:app``, or take it as a pattern. It keeps nothing and reads no
file that a request names. What the package refuses is answered in the package's own words.
"""

from __future__ import annotations

import asyncio
import json
import multiprocessing
import os
from collections.abc import AsyncIterator, Awaitable, Callable, MutableMapping
from contextlib import asynccontextmanager
from typing import Annotated, Any, Final

from fastapi import Depends, FastAPI, Request, Response
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from pebble import ProcessExpired, ProcessPool
from pydantic import BaseModel, Field
from starlette.exceptions import HTTPException

import plastsmart as ps
from examples.service import answers

MOST_BYTES: Final = 1_000_000
"""Of the body of a request."""

MOST_SECONDS: Final = 10.0
"""Of a body to come, and of a run; a run that takes longer is ended with its process."""

WORKERS: Final = os.cpu_count() or 1
"""Runs at once: processes, each a core."""

MOST_WAITING: Final = 32
"""Runs that wait for a worker: at the usual few hundredths of a second each, about a second."""

Message = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]


class Problem(BaseModel):
    """Why there is no answer, as RFC 9457 has it (application/problem+json)."""

    title: str = Field(examples=["LabelError"])
    status: int
    detail: str = Field(examples=["there is no dataset 'norwya'. Did you mean 'norway'?"])
    errors: list[dict[str, str]] = Field(
        default=[],
        description="each mistake on its own: place, such as row 7 or line 3, and message",
    )


class BusyError(Exception):
    """All workers are taken, and as many wait as may."""


class Workers:
    """The processes that compute."""

    def __init__(self) -> None:
        self.pool = ProcessPool(WORKERS, context=multiprocessing.get_context("spawn"))
        self.taken = 0

    async def answer(self, function: Callable[[Any], bytes], question: BaseModel) -> Response:
        """Return a function's answer to a question.

        Raises
        ------
        BusyError
        TimeoutError
            If it took longer than `MOST_SECONDS`; its process is ended then, and replaced.
        """
        if self.taken >= WORKERS + MOST_WAITING:
            raise BusyError
        self.taken += 1
        try:
            run = self.pool.schedule(function, args=[question], timeout=MOST_SECONDS)
            return Response(await asyncio.wrap_future(run), media_type="application/json")
        finally:
            self.taken -= 1


class BodyLimit:
    """Refuse a body that is too large or too slow before anything reads it, whatever its headers say."""

    def __init__(self, app: Any) -> None:
        self.app = app

    async def __call__(self, scope: Message, receive: Receive, send: Send) -> None:
        """Pass a request on, its body already read and small enough."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        body = b""
        more = True
        try:
            async with asyncio.timeout(MOST_SECONDS):
                while more and len(body) <= MOST_BYTES:
                    message = await receive()
                    if message["type"] != "http.request":  # the client has gone
                        return
                    body += message.get("body", b"")
                    more = message.get("more_body", False)
        except TimeoutError:
            late = problem(408, "Too slow", f"the body took longer than {MOST_SECONDS:g} s")
            await late(scope, receive, send)
            return
        if len(body) > MOST_BYTES:
            told = f"a request may have at most {MOST_BYTES} bytes"
            await problem(413, "Too large", told)(scope, receive, send)
            return
        whole: Message | None = {"type": "http.request", "body": body, "more_body": False}

        async def again() -> Message:
            nonlocal whole
            if whole is None:
                return await receive()
            message, whole = whole, None
            return message

        await self.app(scope, again, send)


def problem(
    status: int,
    title: str,
    detail: str,
    errors: list[dict[str, str]] | None = None,
    headers: dict[str, str] | None = None,
) -> JSONResponse:
    """Return the answer that says why there is none."""
    told = Problem(title=title, status=status, detail=detail, errors=errors or [])
    return JSONResponse(
        told.model_dump(), status, headers=headers, media_type="application/problem+json"
    )


REFUSALS: Final[dict[int | str, dict[str, Any]]] = {
    status: {
        "description": description,
        "content": {"application/problem+json": {"schema": Problem.model_json_schema()}},
    }
    for status, description in {
        408: f"the body took longer than {MOST_SECONDS:g} s",
        413: "more than one request may ask for",
        422: "what the package refuses: each message names the parameter, the value and the remedy",
        503: f"all workers are taken, or the run took longer than {MOST_SECONDS:g} s",
    }.items()
}


@asynccontextmanager
async def working(app: FastAPI) -> AsyncIterator[None]:
    """Keep the workers while the service runs."""
    app.state.workers = Workers()
    try:
        yield
    finally:
        app.state.workers.pool.stop()
        app.state.workers.pool.join()


app = FastAPI(
    title="plastsmart",
    version=ps.__version__,
    description="Will the target for plastic packaging be reached, how surely, and what would it take?",
    lifespan=working,
)
app.add_middleware(BodyLimit)


def _workers(request: Request) -> Workers:
    workers: Workers = request.app.state.workers
    return workers


Places = Annotated[Workers, Depends(_workers)]


@app.exception_handler(ps.PlastsmartError)
async def refused(request: Request, error: ps.PlastsmartError) -> JSONResponse:  # noqa: ARG001
    """Answer what the package refuses; of several mistakes each has a line of the message."""
    lines = [line.strip().partition(": ") for line in str(error).splitlines()[1:]]
    mistakes = [{"place": place, "message": message} for place, _, message in lines]
    return problem(422, type(error).__name__, str(error), mistakes)


@app.exception_handler(RequestValidationError)
async def no_question(request: Request, error: RequestValidationError) -> JSONResponse:  # noqa: ARG001
    """Answer what is not of the form that is asked for."""
    mistakes = [
        {"place": ".".join(map(str, found["loc"])), "message": found["msg"]}
        for found in error.errors()[:100]
    ]
    told = "; ".join(f"{mistake['place']}: {mistake['message']}" for mistake in mistakes[:3])
    return problem(422, "Not a question", told, mistakes)


@app.exception_handler(answers.TooLargeError)
async def too_large(request: Request, error: answers.TooLargeError) -> JSONResponse:  # noqa: ARG001
    """Answer what is more than one request may compute."""
    return problem(413, "Too large", str(error))


@app.exception_handler(BusyError)
async def busy(request: Request, error: BusyError) -> JSONResponse:  # noqa: ARG001
    """Answer what finds no free worker."""
    told = f"{WORKERS} runs are computed and {MOST_WAITING} wait; ask again in two seconds"
    return problem(503, "Busy", told, headers={"Retry-After": "2"})


@app.exception_handler(TimeoutError)
async def too_long(request: Request, error: TimeoutError) -> JSONResponse:  # noqa: ARG001
    """Answer what was not computed in time."""
    told = f"the run took longer than {MOST_SECONDS:g} s; ask for fewer draws, years or regions"
    return problem(503, "Too long", told)


@app.exception_handler(ProcessExpired)
async def died(request: Request, error: ProcessExpired) -> JSONResponse:  # noqa: ARG001
    """Answer what ended its worker, as where memory is short; another is started."""
    return problem(503, "Worker lost", "the run ended its process; ask for less at once")


@app.exception_handler(HTTPException)
async def other(request: Request, error: HTTPException) -> JSONResponse:  # noqa: ARG001
    """Answer what there is not, in the same form."""
    return problem(error.status_code, "No answer", str(error.detail))


@app.get("/health")
def health(workers: Places) -> dict[str, str | int]:
    """Say that the service runs, and how many of its places are taken."""
    places = WORKERS + MOST_WAITING
    return {"version": ps.__version__, "taken": workers.taken, "places": places}


@app.get("/systems")
def systems() -> list[dict[str, str]]:
    """List the ready systems."""
    known = ps.datasets()[["title", "years"]]
    return [{"name": str(name), **row} for name, row in known.iterrows()]


@app.get("/targets")
def targets() -> list[dict[str, Any]]:
    """List the official targets: the rate that each is of, its level as a share, and the year."""
    return [
        {
            "name": t.name,
            "rate": t.rate,
            "level": t.required_level,
            "year": t.deadline,
            "rule": t.rule,
        }
        for t in ps.targets.ALL
    ]


@app.post("/assess", response_model=answers.AssessAnswer, responses=REFUSALS)
async def assess(question: answers.AssessQuestion, workers: Places) -> Response:
    """Say of each target whether it is reached, without a plan or with one, and all rates."""
    return await workers.answer(answers.assess, question)


@app.post("/required", response_model=answers.RequiredAnswer, responses=REFUSALS)
async def required(question: answers.RequiredQuestion, workers: Places) -> Response:
    """Say what a parameter would have to be for a target to be reached."""
    return await workers.answer(answers.required, question)


@app.post("/chance", response_model=answers.ChanceAnswer, responses=REFUSALS)
async def chance(question: answers.ChanceQuestion, workers: Places) -> Response:
    """Say how surely each target is reached, from draws of all that is uncertain."""
    return await workers.answer(answers.chance, question)


if __name__ == "__main__":  # the API for other programs, as OpenAPI
    print(json.dumps(app.openapi(), indent=2))
