"""Errors: what went wrong, where, with which value, and what to do about it.

Every error of the package is a `PlastsmartError` and also the builtin (or pint) error that a
caller would expect, so that ``except ValueError`` and ``except KeyError`` keep their meaning.
"""

from __future__ import annotations

import difflib
from collections.abc import Iterable

import pint

__all__ = [
    "AxisError",
    "BalanceError",
    "DatasetError",
    "DimensionError",
    "InvalidValueError",
    "LabelError",
    "MissingExtraError",
    "MissingValueError",
    "ModelError",
    "PlastsmartError",
    "ScopeError",
    "TableError",
    "UnitError",
    "nearest",
]


class PlastsmartError(Exception):
    """Any error that the package raises on purpose."""

    def __init__(self, message: str) -> None:
        super().__init__(message)
        self.message = message

    def __str__(self) -> str:
        """Return the message as it is (`KeyError` would put it in quotes)."""
        return self.message


class InvalidValueError(PlastsmartError, ValueError):
    """A value that the model does not allow: out of bounds, not finite, not a number."""


class MissingValueError(PlastsmartError, ValueError):
    """A value that the model needs and nobody gave."""


class UnitError(PlastsmartError, ValueError):
    """A unit that is missing, unknown or not readable."""


class DimensionError(PlastsmartError, pint.DimensionalityError):
    """A unit of the wrong kind, such as tonne where kg/person/year is needed."""

    def __init__(self, message: str, units1: object = "", units2: object = "") -> None:
        pint.DimensionalityError.__init__(self, units1, units2)
        self.message = message
        self.args = (message, units1, units2)

    def __reduce__(self) -> tuple[type[DimensionError], tuple[str, str, str]]:
        """Pickle by the message and the unit names."""
        return DimensionError, (self.message, str(self.units1), str(self.units2))

    def __str__(self) -> str:
        """Return the message as it is."""
        return self.message


class LabelError(PlastsmartError, KeyError):
    """A label or name that is unknown, missing, duplicate or ambiguous."""


class AxisError(PlastsmartError, ValueError):
    """An axis where it may not stand."""


class ScopeError(PlastsmartError, ValueError):
    """A scope that selects nothing, or that does not fit the rate or target."""


class TableError(PlastsmartError, ValueError):
    """A table that is not a system; the message lists every mistake with its row."""


class ModelError(PlastsmartError, ValueError):
    """A set of equations that cannot be computed."""


class BalanceError(PlastsmartError, ArithmeticError):
    """A process whose outputs are not its inputs."""


class DatasetError(PlastsmartError, KeyError):
    """An unknown dataset."""


class MissingExtraError(PlastsmartError, ImportError):
    """An optional library that is not installed."""


def nearest(name: object, known: Iterable[object]) -> str:
    """Return a hint with the names most like `name`, to end a message with."""
    names = [str(k) for k in known]
    close = difflib.get_close_matches(str(name)[:100], names, n=3, cutoff=0.5)
    if close:
        return "Did you mean " + " or ".join(repr(c) for c in close) + "?"
    shown = ", ".join(repr(n) for n in names[:12])
    more = f" and {len(names) - 12} more" if len(names) > 12 else ""  # noqa: PLR2004
    return f"Known: {shown}{more}." if names else "None is known."
