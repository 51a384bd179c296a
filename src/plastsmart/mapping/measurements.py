"""Measurements: what was counted, weighed or picked, each with how sure it is and where it is from."""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, Any, Final

import attrs

from plastsmart.axes import LAST_YEAR, Category, Route, label_text
from plastsmart.errors import InvalidValueError, LabelError, listed, nearest, printable, shown
from plastsmart.mapping.quantities import QUANTITIES, Quantity
from plastsmart.parameters import STATUSES, as_text
from plastsmart.units import finite, is_quantity, is_whole, magnitude

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["Mapping", "Measurement", "Problem"]

_SIDE: Final = 1.959963984540054
"""A range is read as the central 95 % of a normal distribution."""


_OF_ZERO_SHARE: Final = 0.005
_OF_ZERO: Final = 0.5
"""Standard errors of a 0, of which no share is anything: what is rounded to it."""


@attrs.frozen
class Problem:
    """Something in a file that could not be used.

    Attributes
    ----------
    message : str
        What is wrong and what to do about it.
    sheet, cell : str
        Where it is: the sheet's name, and a cell such as "B7" or a row such as "row 7".
    value : str
        What stands there, shortened.
    serious : bool
        False for what was read all the same and should be looked at.
    """

    message: str
    sheet: str = ""
    cell: str = ""
    value: str = ""
    serious: bool = True

    def __str__(self) -> str:
        """Return place, message and value in one line."""
        place = printable("!".join(part for part in (self.sheet, self.cell) if part))
        told = f" (it holds {self.value})" if self.value else ""
        return f"{place}: {self.message}{told}" if place else f"{self.message}{told}"

    def told(self, language: str) -> str:
        """Return place, message and value in one line.

        Parameters
        ----------
        language : {"en", "no"}

        Examples
        --------
        >>> from plastsmart.mapping import Problem
        >>> Problem("the cell holds an error; write the number", "Mengder", "E7", "'#REF!'").told(
        ...     "no"
        ... )
        "Mengder!E7: cellen har en feilverdi; skriv tallet (der står '#REF!')"
        """
        if language != "no":
            return str(self)
        from plastsmart.mapping.norwegian import line

        return line(self.message, self.sheet, self.cell, self.value)


@attrs.frozen(kw_only=True, init=False)
class Measurement:
    """One value that was measured, reported or estimated.

    Parameters
    ----------
    quantity : str
        A name of `QUANTITIES`.
    region : str
    year : int
    value : float or quantity
        In the unit of the quantity.
    sd : float, optional
        Standard error, in the same unit; 0 for a value taken as certain. Left out, it is usual for the
        quantity, see `error`; so a 0 is certain only where its standard error is stated as 0.
    low, high : float, optional
        The range that holds it with 95 %; instead of `sd`.
    category, route : str, optional
    status : {"measured", "reported", "estimated", "default"}
    source, note : str
    place : str
        Where it stood, such as "Mengder!C5".

    Raises
    ------
    LabelError, InvalidValueError, UnitError, DimensionError
    """

    quantity: str
    region: str
    year: int
    value: float
    sd: float | None = None
    category: str = ""
    route: str = ""
    status: str = "measured"
    source: str = attrs.field(default="", converter=as_text)
    note: str = attrs.field(default="", converter=as_text)
    place: str = ""

    def __init__(
        self,
        *,
        quantity: str,
        region: str,
        year: int,
        value: Any,
        sd: Any = None,
        low: Any = None,
        high: Any = None,
        category: str = "",
        route: str = "",
        status: str = "measured",
        source: str = "",
        note: str = "",
        place: str = "",
    ) -> None:
        if quantity not in list(QUANTITIES):
            raise LabelError(
                f"nothing is called {shown(quantity)}. {nearest(quantity, QUANTITIES)}"
            )
        kind = QUANTITIES[quantity]
        where = f" ({place})" if place else ""
        name = f"{quantity}{where}"
        number = _number(value, kind, name)
        error = _error(kind, number, sd, low, high, name)
        if not is_whole(year) or not 1 <= year <= LAST_YEAR:
            raise InvalidValueError(
                f"the year of {name} is {shown(year)}; give a whole year from 1 to {LAST_YEAR}"
            )
        if status not in STATUSES:
            raise LabelError(
                f"unknown status {shown(status)} of {name}. {nearest(status, STATUSES)}"
            )
        for axis, label in (("category", category), ("route", route)):
            if label and axis not in kind.axes:
                raise LabelError(
                    f"{name} has the {axis} {shown(label)}, which it is not measured by"
                )
            if label:
                label_text(label, axis)
        self.__attrs_init__(
            quantity=quantity,
            region=label_text(region, "region"),
            year=int(year),
            value=number,
            sd=error,
            category=category,
            route=route,
            status=status,
            source=source,
            note=note,
            place=place,
        )

    @property
    def kind(self) -> Quantity:
        """What it is a measurement of."""
        return QUANTITIES[self.quantity]

    @property
    def error(self) -> float:
        """The standard error: the one stated, else the relative one that the quantity usually has.

        Of a 0 it is half of what one more in the last digit is worth: half a percentage point, half a
        tonne.
        """
        if self.sd is not None:
            return self.sd
        if not self.value:
            return _OF_ZERO_SHARE if self.kind.is_share else _OF_ZERO
        return self.kind.spread * abs(self.value)


def _number(value: Any, kind: Quantity, name: str) -> float:
    number = magnitude(value, kind.unit, name) if is_quantity(value) else finite(value, name)
    if not isinstance(number, float):
        raise InvalidValueError(f"{name} is an array; give one number")
    if kind.is_share and not 0.0 <= number <= 1.0:
        hint = f" Did you mean {number:g} % = {number / 100:g}?" if 1.0 < number <= 100.0 else ""  # noqa: PLR2004
        raise InvalidValueError(f"{name} is {number:g}; a share lies between 0 and 1.{hint}")
    if number < 0.0:
        raise InvalidValueError(f"{name} is {number:g} {kind.unit}; it cannot be negative")
    return number


def _error(kind: Quantity, value: float, sd: Any, low: Any, high: Any, name: str) -> float | None:
    if sd is not None:
        if low is not None or high is not None:
            raise InvalidValueError(f"{name} has a standard error and a range; give one of them")
        error = magnitude(sd, kind.unit, name) if is_quantity(sd) else finite(sd, f"sd of {name}")
        if not isinstance(error, float) or error < 0.0:
            raise InvalidValueError(f"the standard error of {name} is {shown(sd)}; it is 0 or more")
        return error
    if low is None and high is None:
        return None
    if low is None or high is None:
        raise InvalidValueError(f"{name} has half a range; give low and high, or neither")
    ends = [_number(end, kind, f"the range of {name}") for end in (low, high)]
    if not ends[0] <= value <= ends[1]:
        raise InvalidValueError(
            f"{name} is {value:g}, outside its own range {ends[0]:g} to {ends[1]:g}; correct one of them"
        )
    return (ends[1] - ends[0]) / (2.0 * _SIDE)


def _all(given: Iterable[Measurement]) -> tuple[Measurement, ...]:
    members = listed(given, "measurements", "[Measurement(…)]")
    for member in members:
        if not isinstance(member, Measurement):
            raise InvalidValueError(f"a measurement is Measurement(…), not {shown(member)}")
    return tuple(members)


@attrs.frozen(kw_only=True)
class Mapping:
    """The measurements of one or more municipalities, and what could not be read.

    Attributes
    ----------
    regions : dict of str to str
        Municipality number to name.
    measurements : tuple of Measurement
    routes : tuple of Route
        The ways of collecting that there are.
    categories : tuple of Category
        The kinds of packaging told apart; one, "all", where none is.
    problems : tuple of Problem
    price_year : int or None
        Of the costs.
    language : str
    origin : str
        The file or table that they are from.
    """

    regions: dict[str, str]
    measurements: tuple[Measurement, ...] = attrs.field(converter=_all)
    routes: tuple[Route, ...] = ()
    categories: tuple[Category, ...] = (Category("all"),)
    problems: tuple[Problem, ...] = ()
    price_year: int | None = None
    language: str = "en"
    origin: str = ""

    @property
    def ok(self) -> bool:
        """Whether everything could be used."""
        return not any(problem.serious for problem in self.problems)

    def __iter__(self) -> Iterator[Measurement]:
        return iter(self.measurements)

    def __len__(self) -> int:
        return len(self.measurements)

    @property
    def years(self) -> tuple[int, ...]:
        """The years that something was measured in."""
        return tuple(sorted({measurement.year for measurement in self.measurements}))

    def table(self) -> pd.DataFrame:
        """Return the measurements as one tidy table.

        Returns
        -------
        pandas.DataFrame
            quantity, region, year, category, route, value, sd, unit, status, source, note, place; sd
            is NaN where none was stated.
        """
        import pandas as pd

        rows = [
            {
                "quantity": m.quantity,
                "region": m.region,
                "year": m.year,
                "category": m.category,
                "route": m.route,
                "value": m.value,
                "sd": math.nan if m.sd is None else m.sd,
                "unit": m.kind.unit,
                "status": m.status,
                "source": m.source,
                "note": m.note,
                "place": m.place,
            }
            for m in self.measurements
        ]
        columns = [
            "quantity", "region", "year", "category", "route", "value", "sd", "unit", "status",
            "source", "note", "place",
        ]  # fmt: skip
        return pd.DataFrame(rows, columns=columns)
