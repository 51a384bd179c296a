"""Files that people save: which are workbooks, the letters of text, and writing them whole."""

from __future__ import annotations

import contextlib
import os
import secrets
import shutil
from pathlib import Path
from typing import Final

__all__ = ["WORKBOOKS", "text_of", "write_whole"]

WORKBOOKS: Final = (".xlsx", ".xlsm", ".xltx", ".xltm", ".xlsb", ".xls", ".ods")
"""How the names of workbooks end."""

_OF_OTHER_PAGES: Final = frozenset(b"\x86\x8c\x91\x9b\xae\xaf\xbe\xbf")
"""Bytes that are æ, ø or å in the code pages of DOS and old Macs, and hardly used in Windows-1252."""


def text_of(data: bytes, *, windows: bool = True) -> str:
    """Return the text of a file: UTF-8, or Windows-1252 where that is what it must be.

    Parameters
    ----------
    data : bytes
    windows : bool
        Whether Windows-1252 comes into question.

    Raises
    ------
    UnicodeDecodeError
        Of UTF-8, if it is neither.

    Examples
    --------
    >>> text_of("Måsøy".encode("cp1252")), text_of("Måsøy".encode("utf-8"))
    ('Måsøy', 'Måsøy')
    """
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        if windows and not _OF_OTHER_PAGES & set(data):
            try:
                return data.decode("cp1252")
            except UnicodeDecodeError:
                pass
        raise


def write_whole(data: bytes, file: Path) -> None:
    """Write a file beside its place and put it there in one step, so that it is whole or as it was.

    Raises
    ------
    OSError, ValueError
        If it cannot be written; what was there is as it was.
    """
    # what a link points to is written, not the link
    place = Path(os.path.realpath(file))
    beside = place.with_name(f".{secrets.token_hex(8)}.tmp")
    try:
        with beside.open("xb") as stream:
            stream.write(data)
            stream.flush()
            os.fsync(stream.fileno())
        if place.exists():
            shutil.copymode(place, beside)
        beside.replace(place)
    finally:
        with contextlib.suppress(OSError, ValueError):
            beside.unlink(missing_ok=True)
