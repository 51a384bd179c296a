"""Files that people save: which are workbooks, the letters of text, and writing them whole."""

from __future__ import annotations

import contextlib
import io
import json
import os
import re
import secrets
import shutil
import tempfile
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from plastsmart.errors import printable

if TYPE_CHECKING:
    from openpyxl import Workbook

__all__ = [
    "WORKBOOKS",
    "half_character",
    "packed",
    "reason_of",
    "text_of",
    "write_all",
    "write_whole",
]

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


def reason_of(error: BaseException) -> str:
    """Return why a file could not be read or written, without its name, printable and not too long.

    Examples
    --------
    >>> reason_of(FileNotFoundError(2, "No such file or directory", "plan.toml"))
    'No such file or directory'
    >>> reason_of(ValueError("null byte"))
    'null byte'
    """
    return printable(getattr(error, "strerror", None) or str(error))[:_LONGEST_REASON]


_LONGEST_REASON: Final = 200
"""Characters: zipfile, for one, repeats what stands where a name should."""


_HALF: Final = re.compile(r"\\u[dD][89a-fA-F]|[\ud800-\udfff]")


def half_character(text: str, content: Any) -> str:
    r"""Return half a character that JSON holds, which no file could be written with; empty if none.

    Parameters
    ----------
    text : str
        The JSON.
    content : Any
        What it holds.

    Examples
    --------
    >>> half_character(r'"\ud83d\ude00"', "\U0001f600"), half_character(r'"\ud83d"', "\ud83d")
    ('', '\ud83d')
    """
    if not _HALF.search(text):
        return ""
    try:
        json.dumps(content, ensure_ascii=False).encode("utf-8")
    except UnicodeEncodeError as error:
        return error.object[error.start]
    return ""


def packed(book: Workbook) -> bytes:
    """Return a workbook's file.

    Raises
    ------
    OSError
        If it cannot be made; openpyxl writes each sheet to the folder for temporary files first.
    """
    made = io.BytesIO()
    try:
        book.save(made)
    except OSError:
        raise
    except Exception as error:
        # with lxml, a full disk is an error of lxml's own
        if type(error).__module__.partition(".")[0] != "lxml":
            raise
        raise OSError(
            f"{error} in the folder for temporary files, {tempfile.gettempdir()}"
        ) from None
    return made.getvalue()


def write_whole(data: bytes, file: Path) -> None:
    """Write a file beside its place and put it there in one step, so that it is whole or as it was.

    Raises
    ------
    OSError, ValueError
        If it cannot be written; what was there is as it was.
    """
    # what a link points to is written, not the link
    write_all({Path(os.path.realpath(file)): data})


def write_all(files: Mapping[Path, bytes]) -> None:
    """Write files beside their places, and put them there once all of them are whole.

    A full disk is met before the first is put in its place, so files that belong together stay
    together. A link is replaced by the file.

    Raises
    ------
    OSError, ValueError
        If one cannot be written; what was there is as it was.
    """
    beside = {file: file.with_name(f".{secrets.token_hex(8)}.tmp") for file in files}
    try:
        for file, data in files.items():
            with beside[file].open("xb") as stream:
                stream.write(data)
                stream.flush()
                os.fsync(stream.fileno())
            if file.exists():
                shutil.copymode(file, beside[file])
        for file, written in beside.items():
            written.replace(file)
    finally:
        for left in beside.values():
            with contextlib.suppress(OSError, ValueError):
                left.unlink(missing_ok=True)
