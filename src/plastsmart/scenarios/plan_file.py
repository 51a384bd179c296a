"""Plans as files that people share: one file is opened, bounded in size, and written in one go."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

from plastsmart.errors import PlanFileError, PlastsmartError, shown
from plastsmart.files import reason_of, write_whole
from plastsmart.scenarios.plan import Plan
from plastsmart.scenarios.plan_format import MOST_BYTES
from plastsmart.scenarios.plan_reading import Mistake, read, refused
from plastsmart.scenarios.plan_writing import written

__all__ = ["load", "save"]


def load(path: Any) -> Plan:
    """Return the plan of a file; see `Plan.load`."""
    file = _path(path)
    name = os.fspath(path)
    try:
        if not file.is_file():
            why = "it is no file" if file.exists() else "there is no such file"
            raise PlanFileError(f"the plan {shown(name)} cannot be read: {why}")
        with file.open("rb") as stream:
            data = stream.read(MOST_BYTES + 1)
    except (OSError, ValueError) as error:
        if isinstance(error, PlastsmartError):
            raise
        raise PlanFileError(f"the plan {shown(name)} cannot be read: {reason_of(error)}") from None
    return read(_decoded(data, file.name), file.name)


def save(plan: Plan, path: Any) -> None:
    """Write a plan to a file; see `Plan.save`."""
    text = written(plan)
    file = _path(path)
    try:
        if file.exists() and not file.is_file():
            raise PlanFileError(
                f"the plan cannot be written to {shown(os.fspath(path))}: it is no file"
            )
        write_whole(text.encode("utf-8"), file)
    except (OSError, ValueError) as error:
        if isinstance(error, PlastsmartError):
            raise
        raise PlanFileError(
            f"the plan cannot be written to {shown(os.fspath(path))}: {reason_of(error)}; what was "
            "there is as it was"
        ) from None


def _path(path: Any) -> Path:
    """Return a path; refuse what is none."""
    text = os.fspath(path) if isinstance(path, (str, os.PathLike)) else None
    if not isinstance(text, str) or not text or "\0" in text:
        raise PlanFileError(
            f'a plan is a file: give its path, such as "plan.toml", not {shown(path)}'
        )
    return Path(text)


def _decoded(data: bytes, name: str) -> str:
    if len(data) > MOST_BYTES:
        raise PlanFileError(
            f"{name}: the file is larger than {MOST_BYTES // 1024} KiB; a plan is a short text"
        )
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = data[: error.start].count(b"\n") + 1
        found = f"the byte 0x{data[error.start]:02x} is not UTF-8"
        message = f"{found}; save the file with the encoding UTF-8"
        raise refused(name, [Mistake(line, "", message)]) from None
