"""Files that a report is written to: whole or not at all, and none in the place of another."""

from __future__ import annotations

import io
import os
import re
import zipfile
from pathlib import Path
from typing import Any, Final

from plastsmart.errors import InvalidValueError, shown
from plastsmart.files import reason_of, write_whole

__all__ = ["save", "steady", "target_file"]

_FIRST: Final = (1980, 1, 1, 0, 0, 0)
"""The first time that a zip file can tell."""

_WHEN: Final = re.compile(rb"(<dcterms:(created|modified)[^>]*>)[^<]*(</dcterms:)")


def target_file(path: Any, suffixes: tuple[str, ...], *, overwrite: bool) -> Path:
    """Return where a file goes; refuse a place that it cannot or must not go to.

    Parameters
    ----------
    path : str or path
    suffixes : tuple of str
        How its name may end.
    overwrite : bool
        Whether a file of that name may be replaced.

    Raises
    ------
    InvalidValueError
    """
    example = f"'report{suffixes[0]}'"
    text = os.fspath(path) if isinstance(path, (str, os.PathLike)) else None
    if not isinstance(text, str) or not text or "\0" in text:
        raise InvalidValueError(
            f"path is {shown(path)}; give the name of a file, such as {example}"
        )
    file = Path(text)
    if file.suffix.lower() not in suffixes:
        raise InvalidValueError(
            f"path is {shown(text)}; the name of this file ends in {suffixes[0]}, such as {example}"
        )
    if not file.parent.is_dir():
        raise InvalidValueError(
            f"path is {shown(text)}; there is no folder {shown(str(file.parent))}: make it first, or "
            "give another"
        )
    if file.exists() and not file.is_file():
        raise InvalidValueError(f"path is {shown(text)}, which is no file; give another name")
    if file.exists() and not overwrite:
        raise InvalidValueError(
            f"there is a file {shown(text)} already; give another name, or overwrite=True (at the "
            "prompt: --overwrite)"
        )
    return file


def save(data: bytes, file: Path) -> None:
    """Write a file beside its place and put it there in one step.

    Raises
    ------
    InvalidValueError
        If it cannot be written; what was there is as it was.
    """
    try:
        write_whole(data, file)
    except (OSError, ValueError) as error:
        raise InvalidValueError(
            f"{shown(str(file))} cannot be written: {reason_of(error)}; is it open in another "
            "program? What was there is as it was"
        ) from None


def steady(data: bytes) -> bytes:
    """Return an Office file without the time it was made at, so that equal contents are equal bytes."""
    made = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(data)) as old,
        zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as new,
    ):
        for entry in old.infolist():
            content = old.read(entry)
            if entry.filename == "docProps/core.xml":
                content = _WHEN.sub(rb"\g<1>2000-01-01T00:00:00Z\g<3>", content)
            info = zipfile.ZipInfo(entry.filename, _FIRST)
            info.compress_type = zipfile.ZIP_DEFLATED
            new.writestr(info, content)
    return made.getvalue()
