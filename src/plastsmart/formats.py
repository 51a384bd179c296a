"""The formats of files that are kept: their names with a version, and a newer one refused.

A version is raised when an older package would misread what a newer one writes. What older packages
wrote is read for as long as the page on compatibility says.
"""

from __future__ import annotations

import re
from typing import Final

from plastsmart.errors import shown

__all__ = ["PACKAGE", "TABLE", "TRACE", "format_problem"]

TABLE: Final = "plastsmart-table/1"
PACKAGE: Final = "plastsmart-datapackage/1"
TRACE: Final = "plastsmart-trace/1"


def format_problem(given: object, own: str) -> str:
    """Return what is wrong with the format that something names; empty where it can be read.

    Examples
    --------
    >>> format_problem("plastsmart-table/1", TABLE)
    ''
    >>> print(format_problem("plastsmart-table/2", TABLE))
    has the format 'plastsmart-table/2', and this version of plastsmart reads up to
    'plastsmart-table/1'; update plastsmart, or write it in that format
    """
    name, _, newest = own.rpartition("/")
    found = re.fullmatch(rf"{name}/([1-9][0-9]{{0,8}})", given) if isinstance(given, str) else None
    if found is None:
        return f"has the format {shown(given)}; what is read here has the format {own!r}"
    if int(found[1]) > int(newest):
        return (
            f"has the format {given!r}, and this version of plastsmart reads up to {own!r}; update "
            "plastsmart, or write it in that format"
        )
    return ""
