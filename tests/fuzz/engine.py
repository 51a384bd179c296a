"""One process that tries inputs on a reader for a while: `python -m tests.fuzz.engine`.

Two engines use the same targets. `coverage` is atheris, which keeps what reaches code that nothing
reached before and goes on from there. `random` is Hypothesis, which knows no coverage, and needs
nothing but the tests' own requirements.

What ended otherwise than well is kept in the folder `findings`, one file for each place in the code,
and fuzzing goes on.
"""

from __future__ import annotations

import argparse
import contextlib
import functools
import hashlib
import json
import math
import os
import random
import sys
import tempfile
import time
import traceback
import warnings
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from tests.fuzz.bounds import SECONDS, bound_process

if TYPE_CHECKING:
    from tests.fuzz.targets import Target

INSTRUMENTED: Final = ["plastsmart", "tomllib"]
LONGEST: Final = 1 << 16
"""Bytes of an input that the coverage-guided engine makes; what is large has tests of its own."""


MOST_VALID: Final = 64
"""Inputs that were read and are kept to be changed: what was refused is seldom read after a change."""


class Findings:
    """What did not end well, once for each place in the code where it happened."""

    def __init__(self, target: Target, folder: Path) -> None:
        self.target = target
        self.folder = folder
        self.ends = {"read": 0, "refused": 0}
        self.valid = target.seeds()
        self.shared = Path("/dev/shm") if os.access("/dev/shm", os.W_OK) else None
        self.own = Path(tempfile.mkdtemp(dir=self.shared))
        self.chance = random.Random(1)

    def __call__(self, data: bytes) -> None:
        """Try an input and keep what did not end well."""
        from tests.fuzz.targets import ends_well

        try:
            end = ends_well(self.target, data, self.own)
            self.ends[end] += 1
            if end == "read" and len(data) < LONGEST:
                self.valid.append(data)
                if len(self.valid) > MOST_VALID:
                    del self.valid[self.chance.randrange(len(self.valid))]
        except KeyboardInterrupt:
            raise
        except BaseException as error:  # noqa: BLE001 - whatever it is, it is what is looked for
            self.keep(data, error)

    def keep(self, data: bytes, error: BaseException) -> None:
        """Keep an input and how it ended, if none that ended in the same place is kept."""
        frames = traceback.extract_tb(error.__traceback__)
        ours = [f"{Path(f.filename).name}:{f.lineno}" for f in frames if "plastsmart" in f.filename]
        place = f"{type(error).__name__} {(ours or [''])[-1]} {str(error)[:20] if not ours else ''}"
        name = hashlib.sha256(place.encode("utf-8", "replace")).hexdigest()[:16]
        self.folder.mkdir(parents=True, exist_ok=True)
        told = self.folder / f"{name}.txt"
        if told.exists():
            return
        (self.folder / f"{name}.input").write_bytes(data)
        whole = "".join(traceback.format_exception(error))
        told.write_text(whole, encoding="utf-8", errors="backslashreplace")


def by_coverage(target: Callable[[], Target], given: argparse.Namespace) -> None:
    """Fuzz with atheris; does not return."""
    import atheris

    with atheris.instrument_imports(include=INSTRUMENTED):
        chosen = target()
        findings = Findings(chosen, given.folder / "findings")
        for seed in chosen.seeds():  # imports what is imported when it is first used
            with contextlib.suppress(Exception):
                chosen.read(seed, findings.own)
    corpus = given.folder / "corpus"
    corpus.mkdir(parents=True, exist_ok=True)
    for number, seed in enumerate(chosen.seeds()):
        (corpus / f"seed-{number}").write_bytes(seed)
    longest = max(LONGEST, *(2 * len(seed) for seed in chosen.seeds()))

    def mutate(data: bytes, most: int, seed: int) -> bytes:
        chance = random.Random(seed)
        if chance.random() < 0.5:
            data = chance.choice(findings.valid)
        if not data or chance.random() < 0.2:
            changed: bytes = atheris.Mutate(data, min(most, len(data) + 64))
            return changed
        for _ in range(chance.choice([1, 1, 1, 2, 4])):
            data = chosen.mutate(data, chance)
        return data[:most]

    arguments = [
        sys.argv[0],
        f"-max_total_time={given.seconds:.0f}",
        f"-max_len={longest}",
        f"-timeout={6 * SECONDS:.0f}",
        "-rss_limit_mb=3000",
        "-print_final_stats=1",
        "-reload=0",
        f"-artifact_prefix={given.folder / 'findings'}/died-",
        f"-seed={given.seed}",
        str(corpus),
    ]
    (given.folder / "findings").mkdir(parents=True, exist_ok=True)
    last = -math.inf  # the first is told at once

    def try_one(data: bytes) -> None:
        nonlocal last
        findings(data)
        if (now := time.monotonic()) - last > 5.0:
            last = now
            report(given.folder, findings.ends)

    atheris.Setup(arguments, try_one, custom_mutator=mutate)
    atheris.Fuzz()


def by_chance(target: Callable[[], Target], given: argparse.Namespace) -> None:
    """Fuzz with Hypothesis for a while."""
    from hypothesis import HealthCheck, Phase, settings
    from hypothesis import given as tried_on

    chosen = target()
    findings = Findings(chosen, given.folder / "findings")

    @settings(
        database=None,
        deadline=None,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    @tried_on(inputs(chosen))
    def try_one(data: bytes) -> None:
        findings(data)

    fuzz: Callable[[bytes], Any] = try_one.hypothesis.fuzz_one_input
    chance = random.Random(given.seed)
    start = last = time.monotonic()
    while (now := time.monotonic()) - start < given.seconds:
        fuzz(chance.randbytes(chance.choice([64, 256, 1024, 8192])))
        if now - last > 5.0:
            last = now
            report(given.folder, findings.ends)
    report(given.folder, findings.ends)


def inputs(target: Target) -> Any:
    """Return a Hypothesis strategy of a target's inputs: random bytes, and valid files changed."""
    from hypothesis import strategies as st

    def change(seed: bytes, times: int, number: int) -> bytes:
        chance = random.Random(number)
        for _ in range(times):
            seed = target.mutate(seed, chance)
        return seed

    changed = st.builds(
        change,
        st.sampled_from(target.seeds()),
        st.sampled_from([1, 1, 1, 2, 3, 6]),
        st.integers(0, 2**64 - 1),
    )
    return st.one_of(changed, changed, changed, changed, st.binary(max_size=300))


def report(folder: Path, ends: dict[str, int]) -> None:
    """Write how many inputs ended how; the process may be ended at any time."""
    (folder / "ends.json").write_text(json.dumps(ends), encoding="utf-8")


def main() -> None:
    """Fuzz one target."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("target")
    parser.add_argument("--engine", choices=["coverage", "random"], required=True)
    parser.add_argument("--seconds", type=float, required=True)
    parser.add_argument("--seed", type=int, required=True)
    parser.add_argument("--folder", type=Path, required=True)
    given = parser.parse_args()
    given.folder.mkdir(parents=True, exist_ok=True)
    bound_process()
    warnings.simplefilter("ignore")

    @functools.cache
    def target() -> Target:
        from tests.fuzz.targets import TARGETS

        return TARGETS[given.target]

    with contextlib.suppress(KeyboardInterrupt):
        (by_coverage if given.engine == "coverage" else by_chance)(target, given)


if __name__ == "__main__":
    main()
