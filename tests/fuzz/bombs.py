"""Inputs that are small and made to cost much: `python -m tests.fuzz.bombs` prints what each takes.

Each is written to a file or text of about a megabyte, or of what a zip file unpacks to, and read in a
process of its own.
"""

from __future__ import annotations

import json
import resource
import subprocess
import sys
import tempfile
import time
import zipfile
from collections.abc import Callable, Collection, Iterator
from pathlib import Path
from typing import Any, Final

import plastsmart as ps
from plastsmart.errors import PlastsmartError
from plastsmart.mapping.ssb import from_ssb
from plastsmart.tables import COLUMNS

ROOT: Final = Path(__file__).parents[2]
MEGABYTE: Final = 1_000_000
PLAN: Final = 'schema = "plastsmart-plan/1"\nname = "P"\n'
MEASURE: Final = PLAN + '[[measures]]\nname = "M"\nstart = 2026\n'
HEADER: Final = ",".join(COLUMNS) + "\n"
PACKAGE: Final = json.dumps({"resources": [{"name": "system", "path": "system.csv"}]})


def lines(line: Callable[[int], str], size: int = MEGABYTE) -> str:
    """Return numbered lines of about `size` characters."""
    return "".join(line(number) for number in range(size // len(line(10_000))))


def table(*rows: str) -> str:
    """Return a table of 2000 regions, and rows below."""
    return HEADER + "".join(f"region,r{n}\n" for n in range(2000)) + "".join(rows)


def packed(file: Path, members: dict[str, Iterator[str]]) -> None:
    """Write a zip file piece by piece, so that what writes it stays small."""
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, pieces in members.items():
            with archive.open(name, "w") as stream:
                for piece in pieces:
                    stream.write(piece.encode())


def repeated(piece: str, times: int, head: str = "") -> Iterator[str]:
    """Yield a text once and another many times."""
    yield head
    for _ in range(times):
        yield piece


def statistics(codes: list[str]) -> str:
    """Return a table of the population by region."""
    dimension = {"Region": codes, "ContentsCode": ["Personer1"], "Tid": ["2024"]}
    return json.dumps({
        "version": "2.0", "class": "dataset", "label": "07459: Befolkning", "id": [*dimension],
        "size": [len(each) for each in dimension.values()], "value": [1] * len(codes),
        "dimension": {name: {"category": {"index": each}} for name, each in dimension.items()},
    })  # fmt: skip


TEXTS: Final[dict[str, tuple[str, Callable[[], str]]]] = {
    "a table of unknown parameters": ("csv", lambda: table(lines(lambda n: f"q{n}\n"))),
    "a table of unknown regions": (
        "csv",
        lambda: table(lines(lambda n: f"population,q{n},,,,1,person\n")),
    ),
    "a table of unknown units": ("csv", lambda: table(lines(lambda n: f"capture,,,,,1,q{n}\n"))),
    "a table of columns": ("csv", lambda: ",".join(f"c{n}" for n in range(MEGABYTE // 7))),
    "a table of one column again and again": ("csv", lambda: "value," * (MEGABYTE // 6)),
    "a plan of unknown keys": ("toml", lambda: PLAN + lines(lambda n: f"q{n} = 1\n")),
    "a plan of unknown parameters": (
        "toml",
        lambda: MEASURE + lines(lambda n: '[[measures.changes]]\nparameter = "captre"\nset = 1\n'),
    ),
    "a plan of changes": (
        "toml",
        lambda: MEASURE + lines(lambda n: '[[measures.changes]]\nparameter = "capture"\nset = 0\n'),
    ),
    "a plan of brackets": ("toml", lambda: PLAN + "x = " + "[" * MEGABYTE),
    "a plan of digits": ("toml", lambda: PLAN + "x = " + "9" * MEGABYTE),
    "a trace of empty lists": ("trace", lambda: "[" + "[]," * (21 * MEGABYTE) + "[]]"),
    "a trace of brackets": ("trace", lambda: "[" * 60 * MEGABYTE),
    "statistics of unknown municipalities": (
        "jsonstat",
        lambda: statistics([f"{n:04d}" for n in range(9999)]),
    ),
    "a package that unpacks to cells": ("cells.zip", str),
    "a package that unpacks to rows": ("rows.zip", str),
    "a package that unpacks to a gigabyte": ("large.zip", str),
    "a quantity of digits": ("quantity", lambda: "9" * MEGABYTE),
    "a unit of powers": ("quantity", lambda: "1 kg" + "**9" * MEGABYTE),
}
ZIPS: Final[dict[str, Callable[[], Iterator[str]]]] = {
    "cells.zip": lambda: repeated("," * 262_143 + "\n", 500),
    "rows.zip": lambda: repeated("q\n", 999_990, HEADER),
    "large.zip": lambda: repeated("x" * MEGABYTE, 1000),
}


ONCE_COSTLY: Final = (
    "a table of unknown parameters",
    "a table of one column again and again",
    "a trace of empty lists",
    "statistics of unknown municipalities",
    "a package that unpacks to cells",
)
"""What took half a minute or a gigabyte before it was bounded."""


def written(kind: str, text: Callable[[], str], folder: Path) -> Path:
    """Write an input to a file."""
    file = folder / (kind if "." in kind else f"bomb.{kind}")
    if kind in ZIPS:
        packed(file, {"datapackage.json": iter([PACKAGE]), "system.csv": ZIPS[kind]()})
    else:
        file.write_text(text(), encoding="utf-8")
    return file


def read(file: Path) -> Any:
    """Read an input by its kind."""
    match file.suffix:
        case ".csv":
            return ps.data.read_table(file)
        case ".toml":
            return ps.Plan.load(file)
        case ".zip":
            return ps.exchange.read_datapackage(file)
        case ".trace":
            return ps.Trace.from_json(file.read_text("utf-8"))
        case ".jsonstat":
            return from_ssb(file)
        case _:
            return ps.Q(file.read_text("utf-8"))


def measured(file: Path) -> dict[str, Any]:
    """Read an input in this process, and return seconds of processor, MiB and how it ended."""
    ps.Trace, ps.Q, ps.exchange.read_datapackage  # noqa: B018 - imported before
    import pandas  # noqa: F401, ICN001

    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    start = time.process_time()
    try:
        end = f"read {type(read(file)).__name__}"
    except PlastsmartError as error:
        end = f"refused in {len(str(error))} characters"
    taken = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before
    return {"seconds": time.process_time() - start, "MiB": taken / 1024, "end": end}


def alone(*arguments: str) -> str:
    """Run this module in a process of its own and return what it printed."""
    command = [sys.executable, "-m", "tests.fuzz.bombs", *arguments]
    return subprocess.run(
        command, capture_output=True, text=True, check=True, timeout=300, cwd=ROOT
    ).stdout


def all_measured(names: Collection[str] = tuple(TEXTS)) -> dict[str, dict[str, Any]]:
    """Return what each input takes; another process writes it, since the most memory is inherited."""
    found = {}
    with tempfile.TemporaryDirectory() as folder:
        for name in names:
            found[name] = json.loads(alone("read", alone("write", name, folder)))
    return found


def main(arguments: list[str]) -> None:
    """Measure all, or do one step for one input."""
    match arguments:
        case ["write", name, folder]:
            sys.stdout.write(str(written(*TEXTS[name], Path(folder))))
        case ["read", file]:
            sys.stdout.write(json.dumps(measured(Path(file))))
        case _:
            for name, each in all_measured().items():
                took = f"{each['seconds']:>6.1f} s{each['MiB']:>7.0f} MiB"
                sys.stdout.write(f"{name:<40}{took}  {each['end']}\n")


if __name__ == "__main__":
    main(sys.argv[1:])
