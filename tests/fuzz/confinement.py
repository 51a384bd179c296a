"""Tells and refuses what a process does besides reading the files that it was given.

An audit hook sees what Python itself does, whatever library asks for it: files opened, code compiled,
run or imported, sockets, processes. It cannot be taken off, so it is put on once and watches only
within `confined`.
"""

from __future__ import annotations

import contextlib
import os
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final

import plastsmart

HARMLESS: Final = frozenset({
    "object.__getattr__", "object.__setattr__", "object.__delattr__", "builtins.id", "sys._getframe",
    "sys._current_frames", "sys._getframemodulename", "sys.unraisablehook", "gc.get_objects",
    "gc.get_referrers", "gc.get_referents", "time.sleep", "tempfile.mkdtemp", "tempfile.mkstemp",
    "array.__new__", "ctypes.PyObj_FromPtr",
})  # fmt: skip
"""Events that reach nothing outside the process and run nothing new."""

_IN_FOLDER: Final = frozenset({
    "os.mkdir", "os.rmdir", "os.remove", "os.rename", "os.listdir", "os.scandir", "os.chmod",
    "shutil.rmtree", "shutil.copymode", "os.truncate", "os.utime",
})  # fmt: skip
"""Events that are let through where all paths lie in the folder that may be written to."""


OWN_DATA: Final = os.path.join(os.path.dirname(os.path.abspath(plastsmart.__file__)), "data", "")  # noqa: PTH100, PTH118, PTH120
"""The package's own files, such as the national figures that fill what a place did not measure."""


OF_MACHINE: Final = "/sys/fs/cgroup/"
"""Where pandas looks up how many processors there are."""


class EscapedError(BaseException):
    """Something reached beyond the files that it was given; no `except Exception` hides it."""


class _Watch:
    """What is let through while something is confined."""

    on = False
    hooked = False
    files: frozenset[str] = frozenset()
    folder = ""
    escapes: list[str] = []  # noqa: RUF012 - one for the process, as the hook is


def _hook(event: str, arguments: tuple[Any, ...]) -> None:
    if not _Watch.on or event in HARMLESS:
        return
    _Watch.on = False  # what the check itself does is not looked at
    try:
        told = _escape(event, arguments)
        if told:
            _Watch.escapes.append(told)
            raise EscapedError(told)
    finally:
        _Watch.on = True


def _escape(event: str, arguments: tuple[Any, ...]) -> str:
    """Return what an event reaches beyond what is let through; empty where it does not."""
    if event == "open":
        return _opened(*arguments)
    if event in _IN_FOLDER:
        paths = [
            os.fsdecode(path) for path in arguments if isinstance(path, (str, bytes, os.PathLike))
        ]
        # a folder that is removed is open, and its files are told by their names and its number
        by_number = any(type(each) is int and each > 2 for each in arguments)
        inside = all(_within(os.path.abspath(path)) for path in paths)  # noqa: PTH100
        if inside or (by_number and all(os.sep not in path for path in paths)):
            return ""
    return f"{event} {arguments!r:.300}"


def _opened(path: Any, mode: str | None, flags: int | None) -> str:
    """Return which file is opened, if it is not let through."""
    if isinstance(path, int):
        return ""  # open already
    place = os.path.abspath(os.fsdecode(path))  # noqa: PTH100 - as the event has it
    writes = any(mark in (mode or "") for mark in "wax+") or bool(
        (flags or 0) & (os.O_WRONLY | os.O_RDWR | os.O_CREAT)
    )
    known = place in _Watch.files or place.startswith((OWN_DATA, OF_MACHINE))
    return "" if _within(place) or (known and not writes) else f"opened {place} ({mode})"


def _within(place: str) -> bool:
    return bool(_Watch.folder) and place.startswith(_Watch.folder + os.sep)


@contextlib.contextmanager
def confined(*files: Path, folder: Path | None = None) -> Iterator[list[str]]:
    """Refuse all but reading some files, and reading and writing in a folder; yield what was refused.

    Imports, `compile`, `exec`, sockets, processes, pickles and ctypes are refused, whoever asks for
    them: what is needed is imported before.

    Raises
    ------
    EscapedError
        Where something else is done.
    """
    if not _Watch.hooked:
        sys.addaudithook(_hook)
        _Watch.hooked = True
    _Watch.files = frozenset(os.path.abspath(file) for file in files)  # noqa: PTH100
    _Watch.folder = os.path.abspath(folder) if folder is not None else ""  # noqa: PTH100
    escapes: list[str] = []
    _Watch.escapes = escapes
    _Watch.on = True
    try:
        yield escapes
    finally:
        _Watch.on = False
