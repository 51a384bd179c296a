"""Time calls by turns, measure peak memory in a Python of its own, and describe the machine."""

from __future__ import annotations

import contextlib
import ctypes
import importlib.metadata
import os
import platform
import statistics
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from time import perf_counter
from typing import Any

ROOT = Path(__file__).parents[1]

MIB = 1 << 20


def medians(calls: dict[str, Callable[[], Any]], rounds: int) -> dict[str, float]:
    """Return the median time of each call [s]; they take turns, after one unmeasured round."""
    for call in calls.values():
        call()
    times: dict[str, list[float]] = {name: [] for name in calls}
    for _ in range(rounds):
        for name, call in calls.items():
            start = perf_counter()
            call()
            times[name].append(perf_counter() - start)
    return {name: statistics.median(values) for name, values in times.items()}


def peak(code: str, before: str = "import plastsmart as ps") -> float:
    """Return how much memory `code` takes at its peak, above what is held after `before` [MiB].

    Of the resident set of a new Python. Where the system cannot forget the peak of `before`, above
    that.
    """
    whole = (
        "import gc\nfrom benchmarks.timing import forget, most\n"
        f"{before}\ngc.collect()\nforget()\nfirst = most()\n{code}\nprint(most() - first)"
    )
    done = subprocess.run(
        [sys.executable, "-c", whole], capture_output=True, text=True, check=True, cwd=ROOT
    )
    return float(done.stdout.split()[-1])


def forget() -> None:
    """Let the largest resident set so far be the present one, where the system can."""
    with contextlib.suppress(OSError, AttributeError):
        ctypes.CDLL(None).malloc_trim(0)  # what is freed, but held for later, would not count
        Path("/proc/self/clear_refs").write_text("5", encoding="utf-8")


def most() -> float:
    """Return the largest resident set so far of this process [MiB]."""
    status = Path("/proc/self/status")
    if status.exists():  # what getrusage tells there includes the process that started this one
        lines = status.read_text(encoding="utf-8").splitlines()
        (held,) = (line.split()[1] for line in lines if line.startswith("VmHWM:"))
        return float(held) / 1024
    import resource

    held_now = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return held_now / (MIB if sys.platform == "darwin" else 1024)


def processor() -> str:
    """Return what the processor is called."""
    try:
        lines = Path("/proc/cpuinfo").read_text(encoding="utf-8").splitlines()
    except OSError:
        return platform.processor() or platform.machine()
    names = [line.partition(":")[2].strip() for line in lines if line.startswith("model name")]
    return names[0] if names else platform.machine()


def version(package: str) -> str | None:
    """Return the version of a package, None where it is not installed."""
    try:
        return importlib.metadata.version(package)
    except importlib.metadata.PackageNotFoundError:
        return None


def machine() -> str:
    """Return what the benchmarks ran on."""
    memory = ""
    if hasattr(os, "sysconf"):
        size = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / (1 << 30)
        memory = f", {size:.0f} GiB"
    packages = ("plastsmart", "numpy", "scipy", "pandas", "flodym", "dpmfa")
    versions = ", ".join(f"{name} {version(name) or '(not installed)'}" for name in packages)
    return (
        f"{processor()}, {os.cpu_count()} cores{memory}; {platform.system()}, "
        f"Python {platform.python_version()}; {versions}"
    )
