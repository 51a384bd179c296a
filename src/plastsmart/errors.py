"""Errors: what went wrong, where, with which value, and what to do about it.

Every error of the package is a `PlastsmartError` and also the builtin (or pint) error that a
caller would expect, so that ``except ValueError`` and ``except KeyError`` keep their meaning.
"""

from __future__ import annotations

import difflib
import itertools
from collections.abc import Iterable
from typing import Any, Final

import pint

__all__ = [
    "ArgumentError",
    "AxisError",
    "BalanceError",
    "DatasetError",
    "DimensionError",
    "EnsembleError",
    "InvalidValueError",
    "LabelError",
    "MissingExtraError",
    "MissingValueError",
    "ModelError",
    "PlanError",
    "PlanFileError",
    "PlastsmartError",
    "PriceYearError",
    "ScopeError",
    "TableError",
    "UnitError",
    "UnknownNameError",
    "listed",
    "nearest",
    "printable",
    "shown",
]

LINE: Final = 60
"""Characters of a value that a message shows."""

MOST_LABELS: Final = 1_000_000
"""Members of a collection of names that are read."""

_MOST_NAMES: Final = 12
_LONGEST_NAME: Final = 100


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


class ArgumentError(PlastsmartError, TypeError):
    """An argument that is unknown, missing, or given without its name."""


class UnknownNameError(PlastsmartError, AttributeError):
    """A name that a module of the package does not have."""


class AxisError(PlastsmartError, ValueError):
    """An axis where it may not stand."""


class ScopeError(PlastsmartError, ValueError):
    """A scope that selects nothing, or that does not fit the rate or target."""


class PriceYearError(PlastsmartError, ValueError):
    """Amounts of money in prices of different years, or of a year that an index does not have."""


class TableError(PlastsmartError, ValueError):
    """A table that is not a system; the message lists every mistake with its row."""


class ModelError(PlastsmartError, ValueError):
    """A set of equations that cannot be computed."""


class PlanError(PlastsmartError, ValueError):
    """Measures that do not fit a system, or one another; the message lists every problem."""


class PlanFileError(PlastsmartError, ValueError):
    """A plan file that cannot be read or written; the message lists every mistake with its place.

    Attributes
    ----------
    mistakes : tuple of Mistake
        One for each mistake in the text, with its line; empty where the file itself cannot be read.
    """

    def __init__(self, message: str, mistakes: Iterable[Any] = ()) -> None:
        super().__init__(message)
        self.mistakes = tuple(mistakes)


class BalanceError(PlastsmartError, ArithmeticError):
    """A process whose outputs are not its inputs."""


class EnsembleError(PlastsmartError, RuntimeError):
    """An ensemble that could not be computed to its end, since a worker failed."""


class DatasetError(PlastsmartError, KeyError):
    """An unknown dataset."""


class MissingExtraError(PlastsmartError, ImportError):
    """An optional library that is not installed."""


def shown(value: object) -> str:
    """Return a value for a message: never longer than a line, whatever it is."""
    try:
        text = repr(value)
    except Exception:  # noqa: BLE001 - whatever a stranger's __repr__ does, the message goes out
        text = f"<{type(value).__name__}>"
    return text if len(text) <= LINE else text[: LINE - 3] + "..."


def printable(text: str, kept: str = "") -> str:
    r"""Return a text in which what could steer a terminal is written out, so that JSON stays JSON.

    Parameters
    ----------
    text : str
    kept : str
        Letters that are left as they are, such as line breaks.

    Examples
    --------
    >>> print(printable("a\x1b[31m, b"))
    a\u001b[31m, b
    """
    if text.isprintable():
        return text
    return "".join(
        letter if letter.isprintable() or letter in kept else _written_out(letter)
        for letter in text
    )


def _written_out(letter: str) -> str:
    units = letter.encode("utf-16-be", "surrogatepass").hex()
    return "".join(f"\\u{units[at : at + 4]}" for at in range(0, len(units), 4))


def listed(value: object, what: str, example: str) -> list[Any]:
    """Return the members of a collection of names; refuse a single one and what is no collection.

    Raises
    ------
    LabelError
    """
    if isinstance(value, (str, bytes)) or not isinstance(value, Iterable):
        raise LabelError(f"{what} is a collection, such as {example}, not {shown(value)}")
    members = list(itertools.islice(value, MOST_LABELS + 1))
    if len(members) > MOST_LABELS:
        raise LabelError(f"{what} has more than {MOST_LABELS} members")
    return members


def _name(name: str) -> str:
    """Return a name for a hint; whole, unless it is longer than any that somebody could type."""
    return repr(name if len(name) <= _LONGEST_NAME else name[: _LONGEST_NAME - 3] + "...")


def nearest(name: object, known: Iterable[object]) -> str:
    """Return a hint with the names most like `name`, to end a message with."""
    names = [str(k) for k in known]
    text = name[:100] if isinstance(name, str) else shown(name)
    close = difflib.get_close_matches(text, names, n=3, cutoff=0.5)
    if close:
        return "Did you mean " + " or ".join(_name(c) for c in close) + "?"
    first = ", ".join(_name(n) for n in names[:_MOST_NAMES])
    more = f" and {len(names) - _MOST_NAMES} more" if len(names) > _MOST_NAMES else ""
    return f"Known: {first}{more}." if names else "None is known."
