"""What one input may take: seconds of processor and memory."""

from __future__ import annotations

import contextlib
import resource
import signal
import sys
from collections.abc import Iterator
from types import FrameType
from typing import Final

SECONDS: Final = 10.0
"""Of processor time, that one input takes at most."""

MEBIBYTES: Final = 400.0
"""By which one input raises what the process takes, at most."""

WHOLE_PROCESS: Final = 4 << 30
"""Bytes that a process which fuzzes may ask for."""


class TooMuchError(BaseException):
    """An input took too long or too much memory; no `except Exception` hides it."""


@contextlib.contextmanager
def bounded(seconds: float = SECONDS, mebibytes: float = MEBIBYTES) -> Iterator[None]:
    """End what takes more than `seconds` of processor time, and tell of more than `mebibytes`.

    Raises
    ------
    TooMuchError
    """

    def stop(_: int, __: FrameType | None) -> None:
        raise TooMuchError(f"took more than {seconds:g} s")

    before = _highest()
    former = signal.signal(signal.SIGVTALRM, stop)
    signal.setitimer(signal.ITIMER_VIRTUAL, seconds)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_VIRTUAL, 0)
        signal.signal(signal.SIGVTALRM, former)
    if (taken := _highest() - before) > mebibytes:
        raise TooMuchError(f"took {taken:.0f} MiB, more than {mebibytes:g}")


def _highest() -> float:
    """Return the most memory that the process has had, in MiB."""
    most = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return most / (1 << 20 if sys.platform == "darwin" else 1 << 10)


def bound_process() -> None:
    """Refuse this process more memory than any input needs, so that a bomb is met here."""
    resource.setrlimit(resource.RLIMIT_AS, (WHOLE_PROCESS, WHOLE_PROCESS))
