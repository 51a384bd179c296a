"""Parts of titles and labels: what is shown, of what, and in which money."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import TYPE_CHECKING, Any, Final

import attrs

from plastsmart.flows.model import MODEL, Model
from plastsmart.labels import lower_first, prices_of, text
from plastsmart.labels import unit as unit_name
from plastsmart.report.names import (
    category_name,
    flow_name,
    rate_name,
    route_name,
    sector_name,
    system_name,
    tier_name,
)
from plastsmart.report.plots.style import number, percent
from plastsmart.report.plots.texts import TEXTS, said

if TYPE_CHECKING:
    from plastsmart.flows.selection import Scope
    from plastsmart.system import System

__all__ = [
    "Amounts",
    "kroner",
    "place_name",
    "quantity_told",
    "scope_told",
]

_MILLION: Final = 1e6
_THOUSAND: Final = 1e3
_MANY: Final = 2e7
_DIGITS: Final = 3

_NAMES: Final = {
    "category": category_name,
    "sector": sector_name,
    "route": route_name,
    "tier": tier_name,
}


@attrs.frozen
class Amounts:
    """How the values of a picture are told: by what they are divided, with what unit after them.

    Attributes
    ----------
    language : str
    by : float
        1, 1 000 or 1 000 000.
    decimals : int
    unit : str
        What the axis says.
    """

    language: str
    by: float
    decimals: int
    unit: str
    share: bool = False

    def told(self, value: float) -> str:
        """Return a value as a picture shows it."""
        if self.share:
            return percent(value, self.language, self.decimals)
        return number(value / self.by, self.language, self.decimals)

    def change(self, value: float) -> str:
        """Return a difference of two values, with its sign; of shares in percentage points."""
        shown = round(100.0 * value if self.share else value / self.by, self.decimals)
        return f"{'+' if shown > 0.0 else ''}{number(shown, self.language, self.decimals)}"


def shares(language: str, decimals: int = 1) -> Amounts:
    """Return how to tell shares: in percent."""
    return Amounts(language, 1.0, decimals, "%", share=True)


def amounts(
    values: Iterable[float], unit: str, language: str, price_year: int | None = None
) -> Amounts:
    """Return how to tell values of a unit, by what the largest of them needs."""
    largest = max((abs(value) for value in values if value == value), default=0.0)  # noqa: PLR0124
    if unit == "1":
        return shares(language)
    if unit == "NOK/year":
        return kroner(largest, language, price_year)
    decimals = max(0, _DIGITS - len(str(int(largest)))) if largest < 10 ** (_DIGITS - 1) else 0
    return Amounts(language, 1.0, min(decimals, _DIGITS), unit_told(unit, language))


def unit_told(unit: str, language: str) -> str:
    """Return a unit as people of a language write it."""
    key = f"unit {unit}"
    return said(key, language) if key in TEXTS else unit_name(unit, language)


def kroner(largest: float, language: str, price_year: int | None) -> Amounts:
    """Return how to tell money a year: in thousands or millions, with the year of its prices."""
    millions = largest >= _MANY
    unit = said(
        "money_axis",
        language,
        unit=text("millions" if millions else "thousands", language),
        prices=prices_of(price_year, language),
    )
    return Amounts(language, _MILLION if millions else _THOUSAND, 1 if millions else 0, unit)


def scope_told(scope: Scope, language: str) -> str:
    """Return what a picture is restricted to, but for the year; empty where to nothing.

    Examples
    --------
    >>> from plastsmart.report.plots.wording import scope_told
    >>> scope_told((("sector", ("household",)),), "en")
    'Only: household packaging'
    """
    parts = []
    for key, labels in scope:
        if key == "year":
            continue
        name = _NAMES.get(key)
        told = ", ".join(
            str(label) if name is None else name(str(label), language) for label in labels
        )
        parts.append(said(f"key {key}", language, labels=told))
    return said("only", language, scope="; ".join(parts)) if parts else ""


def quantity_told(about: Any, language: str, model: Model = MODEL) -> str:
    """Return what an attribution or sensitivity is of, from the attrs of its table."""
    if about.get("cost") is not None:
        payer = about["cost"]
        if payer == "system":
            return said("cost_whole", language)
        return said("cost_payer", language, payer=text(f"payer {payer}", language))
    name = about.get("flow") or about.get("rate") or about.get("name") or ""
    if about.get("flow") is None and name in model.rates:
        return lower_first(rate_name(name, language, model))
    return lower_first(flow_name(name, language, model))


def place_name(system: System, language: str) -> str:
    """Return what people call a system, in a title: without what its name goes on to explain.

    Examples
    --------
    >>> import plastsmart as ps
    >>> from plastsmart.report.plots.wording import place_name
    >>> place_name(ps.load("headline"), "no")
    'Hovedeksempelet'
    """
    told = system_name(system, language).partition(": ")[0]
    names = system.axes.region_names
    if len(names) == 1 and _YEAR.sub("", told) == names[0]:
        return names[0]  # of a reconciliation: the year is that of its measurements
    return told


_YEAR: Final = re.compile(r" \d{4}$")
