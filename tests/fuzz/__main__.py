"""Fuzz readers one after another: `python -m tests.fuzz --minutes 30 plan table`.

Prints a line for each target and engine, and ends with status 1 where something did not end well; the
inputs are in build/fuzz/TARGET/findings.
"""

from __future__ import annotations

import argparse
import json
import re
import resource
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Final

from tests.fuzz.targets import TARGETS

BUILD: Final = Path(__file__).parents[2] / "build" / "fuzz"
_LEAST: Final = 3.0
"""Seconds for which it does not pay to start a process."""


def main() -> int:
    """Return 0 if all ended well, 1 if not."""
    parser = argparse.ArgumentParser(prog="python -m tests.fuzz", description=__doc__)
    parser.add_argument("targets", nargs="*", metavar="TARGET", help=", ".join(TARGETS))
    parser.add_argument(
        "--minutes", type=float, default=30.0, help="of the processor, for each (30)"
    )
    parser.add_argument("--engine", choices=["coverage", "random"], default="coverage")
    parser.add_argument("--seed", type=int, default=1, help="of what is random (1)")
    parser.add_argument("--fresh", action="store_true", help="forget corpus and findings first")
    given = parser.parse_args()
    if unknown := set(given.targets) - set(TARGETS):
        parser.error(f"unknown: {', '.join(sorted(unknown))}; choose from {', '.join(TARGETS)}")
    found = 0
    print(
        f"{'target':<20}{'engine':<10}{'min':>6}{'inputs':>10}{'read':>9}{'refused':>9}{'cov':>7}{'found':>7}"
    )
    for name in given.targets or TARGETS:
        folder = BUILD / name / given.engine
        if given.fresh:
            shutil.rmtree(folder, ignore_errors=True)
        found += fuzz(name, given.engine, 60.0 * given.minutes, given.seed, folder)
    return 1 if found else 0


def fuzz(name: str, engine: str, seconds: float, seed: int, folder: Path) -> int:
    """Fuzz one target, print how it went, and return how many inputs did not end well."""
    folder.mkdir(parents=True, exist_ok=True)
    start = _processor()
    ends = {"read": 0, "refused": 0}
    inputs, coverage = 0, ""
    with (folder / "log.txt").open("ab") as log:
        while (left := seconds - (_processor() - start)) > _LEAST:
            at = log.tell()
            (folder / "ends.json").unlink(missing_ok=True)
            command = [sys.executable, "-m", "tests.fuzz.engine", name, "--engine", engine,
                       "--seconds", str(left), "--seed", str(seed), "--folder", str(folder)]  # fmt: skip
            subprocess.run(command, stdout=log, stderr=subprocess.STDOUT, check=False)
            told = (folder / "log.txt").read_bytes()[at:].decode("utf-8", "replace")
            if not (folder / "ends.json").exists():
                raise SystemExit(f"{name} cannot be fuzzed:\n{told[-2000:]}")
            for end, count in json.loads((folder / "ends.json").read_text("utf-8")).items():
                ends[end] += count
            if executed := re.findall(r"stat::number_of_executed_units: (\d+)", told):
                inputs += int(executed[-1])
            if reached := re.findall(r"cov: (\d+)", told):
                coverage = reached[-1]
            seed += 1  # what ended the process is not met at once again
            log.seek(0, 2)
    inputs = inputs or sum(ends.values())
    minutes = (_processor() - start) / 60.0
    found = len([*(folder / "findings").glob("*.txt"), *(folder / "findings").glob("died-*")])
    print(
        f"{name:<20}{engine:<10}{minutes:>6.1f}{inputs:>10}{ends['read']:>9}{ends['refused']:>9}"
        f"{coverage:>7}{found:>7}",
        flush=True,
    )
    return found


def _processor() -> float:
    """Return the seconds of the processor that ended processes took, however busy the machine was."""
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


if __name__ == "__main__":
    sys.exit(main())
