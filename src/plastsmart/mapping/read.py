"""Read a mapping: the workbook of `template`, or one tidy table as CSV."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any, Final

from plastsmart.errors import LINE, TableError, shown
from plastsmart.files import WORKBOOKS, reason_of
from plastsmart.mapping.measurements import Mapping
from plastsmart.mapping.sheets import read_workbook
from plastsmart.mapping.tidy import read_csv
from plastsmart.mapping.workbook import MOST_BYTES

__all__ = ["content", "read"]

_ZIP: Final = b"PK"
_OLE: Final = b"\xd0\xcf\x11\xe0"


def read(path: Any) -> Mapping:
    r"""Read the measurements of a municipality from a file.

    Parameters
    ----------
    path : str or path
        A workbook that `template` wrote, also saved again by a spreadsheet; or a CSV file with the
        columns of `Mapping.table`, with commas or semicolons, in UTF-8 or Windows-1252, with decimal
        points or commas. Columns ``low`` and ``high``, ``region_name``, ``tier`` (of a route) and
        ``price_year`` may be there too.

    Returns
    -------
    Mapping
        All that could be used. ``problems`` has everything else, each with its sheet, cell, value and
        what to do about it; `Mapping.ok` tells whether there is none that matters.

    Raises
    ------
    TableError
        If the file as a whole cannot be read: it is damaged, no mapping, too large, or holds macros,
        links to other files or entities. Nothing in a file is ever computed, followed or run.

    Examples
    --------
    >>> import tempfile, plastsmart as ps
    >>> from pathlib import Path
    >>> path = Path(tempfile.mkdtemp()) / "asker.csv"
    >>> _ = path.write_text(
    ...     "quantity;region;year;route;value;unit\n"
    ...     "population;3203;2024;;98 815;person\n"
    ...     "impurity;3203;2024;kerbside_bin;12;1\n",
    ...     encoding="utf-8",
    ... )
    >>> m = ps.mapping.read(path)
    >>> [(x.quantity, x.value) for x in m]
    [('population', 98815.0)]
    >>> for problem in m.problems:
    ...     print(problem)
    row 2: there is no status, so it is taken as estimated; write one of measured, reported,
    estimated, default
    row 3: impurity is 12; a share lies between 0 and 1. Did you mean 12 % = 0.12? (it holds '12')
    """
    data, name, file, workbook = content(path)
    return (read_workbook if workbook else read_csv)(data, name, file.name)


def content(path: Any) -> tuple[bytes, str, Path, bool]:
    """Return what a file holds, how messages call it, where it is, and whether it is a workbook.

    Raises
    ------
    TableError
        If it cannot be read, is too large, or its name says that it is something else.
    """
    data, file = _bytes(path)
    name = shown(file.name) if len(file.name) <= LINE else shown(file.name[-LINE:])
    ending = file.suffix.lower()
    if data.startswith(_OLE):
        raise TableError(
            f"the file {name} is locked with a password, or of the old kind .xls; save it as .xlsx "
            "without a password"
        )
    if data.startswith(_ZIP):
        if ending != ".xlsx":
            raise TableError(
                f"the file {name} is a workbook or another zip, though its name ends in "
                f"{shown(ending)}; save it as .xlsx and give it that name"
            )
        return data, name, file, True
    if ending in WORKBOOKS:
        raise TableError(
            f"the file {name} is no workbook, though its name ends in {ending}, or it is cut short; "
            "save it anew as .xlsx, or name it .csv if it is a table of text"
        )
    return data, name, file, False


def _bytes(path: Any) -> tuple[bytes, Path]:
    """Return the content of a file, which is not read where it is too large."""
    if not isinstance(path, (str, os.PathLike)) or "\0" in str(path):
        raise TableError(f"read takes the path of a file, such as 'asker.xlsx', not {shown(path)}")
    file = Path(path)
    try:
        if file.exists() and not file.is_file():
            raise TableError(
                f"{shown(str(path))} is no file; give a workbook (.xlsx) or a CSV file"
            )
        with file.open("rb") as stream:
            data = stream.read(MOST_BYTES + 1)
    except (OSError, ValueError) as error:
        if isinstance(error, TableError):
            raise
        raise TableError(
            f"the file {shown(str(path))} cannot be read: {reason_of(error)}"
        ) from None
    if len(data) > MOST_BYTES:
        raise TableError(
            f"the file {shown(file.name)} is larger than {MOST_BYTES // 1_000_000} MB, which no "
            "mapping is; give the mapping alone"
        )
    return data, file
