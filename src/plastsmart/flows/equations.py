"""Declaring an equation: its unit and axes beside the function that computes it.

Arrays have the axes of `plastsmart.axes.AXES`. An equation is a function whose arguments are the
parameters and flows that it reads; `over_routes` and `over_categories` are the ways to add up along
an axis.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final

import attrs

from plastsmart.axes import LABELLED
from plastsmart.errors import ModelError, nearest, shown
from plastsmart.units import parse_unit

__all__ = [
    "CATEGORY",
    "REGION",
    "ROUTE",
    "SERVICE",
    "Declaration",
    "added",
    "equation",
    "less",
    "over_categories",
    "over_routes",
    "rate",
]

REGION: Final = ("region", "year")
SERVICE: Final = ("region", "year", "route")
CATEGORY: Final = ("region", "year", "category")
ROUTE: Final = ("region", "year", "category", "route")


@attrs.frozen(kw_only=True)
class Declaration:
    """What stands beside an equation's function."""

    unit: str
    axes: tuple[str, ...] = ()
    kind: str = "flow"
    adds_up: bool = True
    id: str = ""
    label_no: str = ""
    authority: str = ""
    numerator: tuple[str, ...] = ()
    denominator: tuple[str, ...] = ()
    scope: tuple[tuple[str, str], ...] = ()


Function = Callable[..., Any]


def equation(
    unit: str, axes: tuple[str, ...] = CATEGORY, label_no: str = "", *, adds_up: bool = True
) -> Callable[[Function], Function]:
    """Declare a flow or share: its unit, and the axes along which it has values.

    Parameters
    ----------
    unit : str
        "tonne/year" for a flow of mass, "1" for a share; checked against the formula in the tests.
    axes : tuple of str
        Among region, year, category, route.
    label_no : str
        Norwegian name.
    adds_up : bool
        False where the same mass stands at several routes, so that a sum over routes would count it
        more than once. Shares never add up.

    Examples
    --------
    >>> import plastsmart as ps
    >>> @ps.equation("tonne/year")
    ... def not_recycled(generated, disposed):
    ...     "What a person might call lost."
    ...     return generated * 0 + disposed
    >>> "not_recycled" in ps.MODEL.replace(not_recycled=not_recycled)
    True
    """
    parse_unit(unit)
    for axis in axes:
        if axis not in LABELLED:
            raise ModelError(
                f"an equation cannot have the axis {shown(axis)}. {nearest(axis, LABELLED)}"
            )

    def declare(function: Function) -> Function:
        kind = "flow" if unit != "1" else "share"
        function.__plastsmart__ = Declaration(  # type: ignore[attr-defined]
            unit=unit, axes=axes, kind=kind, label_no=label_no, adds_up=adds_up and kind == "flow"
        )
        return function

    return declare


def rate(
    *,
    numerator: tuple[str, ...],
    denominator: tuple[str, ...],
    authority: str,
    id: str = "",
    label_no: str = "",
    scope: tuple[tuple[str, str], ...] = (),
) -> Callable[[Function], Function]:
    """Declare a rate: a share of sums over a scope.

    Its arguments are the flows added up over the scope. `numerator` and `denominator` name the flows
    whose sums the ratio is of, so that a gap can be told in tonnes too; `scope` is what the rate
    itself is restricted to; `id` is what it is called where the function's name is not free, since
    a flow or parameter has it.
    """

    def declare(function: Function) -> Function:
        function.__plastsmart__ = Declaration(  # type: ignore[attr-defined]
            unit="1",
            kind="rate",
            id=id or function.__name__,
            label_no=label_no,
            authority=authority,
            numerator=numerator,
            denominator=denominator,
            scope=scope,
        )
        return function

    return declare


def added(first: Any, *terms: Any) -> Any:
    """Return a sum; a term that is None, since a system is without it, is left out.

    Examples
    --------
    >>> from plastsmart.flows.equations import added
    >>> added(2.0, None, 3.0)
    5.0
    """
    for term in terms:
        if term is not None:
            first = first + term
    return first


def less(first: Any, *terms: Any) -> Any:
    """Return a difference; a term that is None, since a system is without it, is left out.

    Examples
    --------
    >>> from plastsmart.flows.equations import less
    >>> less(5.0, None, 3.0)
    2.0
    """
    for term in terms:
        if term is not None:
            first = first - term
    return first


def over_routes(values: Any) -> Any:
    """Return the sum over the routes, one after another, keeping the axis with length 1.

    The order of the additions does not depend on how an array lies in memory, so that the same
    numbers give the same bits in any batch.
    """
    total = values[..., 0:1]
    for route in range(1, values.shape[-1]):
        total = total + values[..., route : route + 1]
    return total


def over_categories(values: Any) -> Any:
    """Return the sum over the categories, one after another, keeping the axis with length 1.

    In a fixed order, as `over_routes` adds.
    """
    total = values[..., 0:1, :]
    for category in range(1, values.shape[-2]):
        total = total + values[..., category : category + 1, :]
    return total
