"""Break-even: from how many uses on a reusable item is no worse than single-use ones."""

from __future__ import annotations

import math
from typing import Any, Final

import attrs

from plastsmart.errors import DimensionError, InvalidValueError, UnitError, shown
from plastsmart.units import finite, is_quantity, magnitude

__all__ = ["BreakEven", "break_even_uses"]

_UNITS: Final = {
    "item_mass": ("g/use", "g/item"),
    "reusable_mass": ("g/item",),
    "item_price": ("NOK/use", "NOK/item"),
    "reusable_price": ("NOK/item",),
    "washing_cost": ("NOK/use",),
    "item_emission": ("kg CO2e/use", "kg CO2e/item"),
    "reusable_emission": ("kg CO2e/item",),
    "washing_emission": ("kg CO2e/use",),
}
"""Units of each amount; bare numbers are in the first."""


@attrs.frozen
class BreakEven:
    """Uses of one reusable item from which on it is no worse than single-use ones.

    Attributes
    ----------
    mass, cost, emissions : float
        [use/item]; at least 1, infinite where no number of uses suffices, nan where an amount was not
        stated.
    """

    mass: float
    cost: float
    emissions: float


def _amount(given: Any, name: str) -> float | None:
    """Return an amount in its unit."""
    if given is None:
        return None
    units = _UNITS[name]
    if is_quantity(given):
        value: Any = None
        for unit in units:
            try:
                value = magnitude(given, unit, name)
                break
            except (DimensionError, UnitError):
                continue
        if value is None:
            raise DimensionError(f"{name} is {given}; an amount in {' or '.join(units)} is needed")
    else:
        value = finite(given, name)
    if not isinstance(value, float):
        raise InvalidValueError(f"{name} is {shown(given)}; give one amount in {units[0]}")
    if value < 0.0:
        raise InvalidValueError(f"{name} is {value:g} {units[0]}; it cannot be negative")
    return value


def _uses(single: float | None, reusable: float | None, washing: float | None) -> float:
    """Return n with reusable / n + washing = single, at least 1."""
    if single is None or reusable is None:
        return math.nan
    saved = single - (washing or 0.0)
    if saved > 0.0:
        return max(1.0, reusable / saved)
    return 1.0 if saved == 0.0 and reusable == 0.0 else math.inf


def break_even_uses(
    *,
    item_mass: Any = None,
    reusable_mass: Any = None,
    item_price: Any = None,
    reusable_price: Any = None,
    washing_cost: Any = None,
    item_emission: Any = None,
    reusable_emission: Any = None,
    washing_emission: Any = None,
) -> BreakEven:
    """Return from how many uses on a reusable item is no worse than single-use ones.

    With n uses of an item that costs P and takes w in washing each time, a use costs P / n + w; a
    single-use item costs p. They break even at n = P / (p - w). So it is with plastic (without
    washing) and with emissions. Where washing alone is as much as a single-use item, no number of uses
    suffices.

    Parameters
    ----------
    item_mass, reusable_mass : quantity or float, optional
        Plastic in one [g/use, g/item].
    item_price, reusable_price, washing_cost : quantity or float, optional
        [NOK/use, NOK/item, NOK/use]
    item_emission, reusable_emission, washing_emission : quantity or float, optional
        From making one and washing once [kg CO2e/use, kg CO2e/item, kg CO2e/use].

    Returns
    -------
    BreakEven

    Raises
    ------
    InvalidValueError, DimensionError
        If an amount is negative, no number or of another kind; if none is given.

    Examples
    --------
    >>> import plastsmart as ps
    >>> ps.break_even_uses(
    ...     item_mass=ps.Q(5, "g/use"),
    ...     reusable_mass=ps.Q(60, "g/item"),
    ...     item_price=ps.Q(0.75, "NOK/use"),
    ...     reusable_price=ps.Q(20, "NOK/item"),
    ...     washing_cost=ps.Q(0.25, "NOK/use"),
    ... )
    BreakEven(mass=12.0, cost=40.0, emissions=nan)
    """
    given = {
        "item_mass": item_mass, "reusable_mass": reusable_mass, "item_price": item_price,
        "reusable_price": reusable_price, "washing_cost": washing_cost,
        "item_emission": item_emission, "reusable_emission": reusable_emission,
        "washing_emission": washing_emission,
    }  # fmt: skip
    if all(value is None for value in given.values()):
        raise InvalidValueError(
            "break_even_uses needs amounts, such as item_price=ps.Q(0.75, 'NOK/use') and "
            "reusable_price=ps.Q(20, 'NOK/item')"
        )
    amounts = {name: _amount(value, name) for name, value in given.items()}
    return BreakEven(
        mass=_uses(amounts["item_mass"], amounts["reusable_mass"], None),
        cost=_uses(amounts["item_price"], amounts["reusable_price"], amounts["washing_cost"]),
        emissions=_uses(
            amounts["item_emission"], amounts["reusable_emission"], amounts["washing_emission"]
        ),
    )
