"""Consistency: whether the figures of one source follow from one another, as arithmetic says.

A source that states what was collected, what was sorted out of it and the share that this is has counted
two things, not three. Its share is no measurement beside the tonnages, with an error of its own: it is
their ratio, to the last digit given. So such figures are held against each other before anything else,
and without the usual standard errors, within which nearly any share would do.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from decimal import Decimal
from statistics import fmean, pstdev
from typing import Final

import attrs

from plastsmart.mapping.measurements import Measurement
from plastsmart.mapping.municipality import Key, Municipality

__all__ = ["Misfit", "last_digit", "misfits"]

_SHARES: Final = {
    "sorting_efficiency": ("collected_gross", "sorted_gross"),
    "preparation_yield": ("sorted_gross", "recycled"),
}
"""What is a share of what: the share, the whole, the part."""

_DIRT: Final = {"collected_gross": "impurity", "sorted_gross": "bale_impurity"}
"""What goes off a tonnage as weighed to make it net."""

_TONNAGES: Final = ("collected_gross", "sorted_gross", "recycled")

_STATED: Final = ("measured", "reported")
"""What counts as somebody's figure though no source is named; an estimate may be a guess."""

_SIDE: Final = 1.959963984540054
_UNIFORM: Final = 1.0 / math.sqrt(12.0)
"""The standard deviation of a number that was rounded, in units of its last digit."""

_LEAST_SHARE: Final = 0.01
_DIGITS: Final = 12


@attrs.frozen(kw_only=True)
class Misfit:
    """A figure that does not follow from the other figures of its own source.

    Attributes
    ----------
    key : Key
    measurement : Measurement
    without : float
        What the others give, counted in the way that comes nearest; NaN where they give nothing.
    sd : float
        By rounding to the last digit given, and by the standard error where one is stated.
    residual : float
        By how many standard errors the figures miss one another; positive where this one is too high.
    """

    key: Key
    measurement: Measurement
    without: float
    sd: float
    residual: float


def last_digit(value: float, *, share: bool) -> float:
    """Return what one more in the last digit given is worth.

    Zeros at the end of a tonnage are taken as rounding, though two digits always count; so do whole
    tonnes and whole percent.

    Parameters
    ----------
    value : float
    share : bool
        Whether it is a share [1] rather than a tonnage.

    Examples
    --------
    >>> [last_digit(tonnes, share=False) for tonnes in (30_245, 33_000, 300, 7, 7.25)]
    [1.0, 1000.0, 10.0, 1.0, 0.01]
    >>> [last_digit(part, share=True) for part in (0.679, 0.9)]
    [0.001, 0.01]
    """
    if not value:
        return _LEAST_SHARE if share else 1.0
    _, digits, exponent = Decimal(f"{value:.{_DIGITS}g}").normalize().as_tuple()
    assert isinstance(exponent, int)  # the value is finite
    most = _LEAST_SHARE if share else max(1.0, 10.0 ** (exponent + len(digits) - 2))
    return min(float(Decimal((0, (1,), exponent))), most)


@attrs.frozen
class _Figure:
    """A number with what it may miss by: in its last digit, and by a standard error where stated."""

    value: float
    digit: float
    sd: float

    @property
    def error(self) -> float:
        return math.hypot(self.digit * _UNIFORM, self.sd)


_Term = tuple[float, tuple[_Figure, ...]]
"""A sign, and what is multiplied."""


@attrs.frozen
class _Balance:
    """A sum of products that is to be 0."""

    terms: tuple[_Term, ...]

    @property
    def missing(self) -> float:
        return sum(sign * math.prod(f.value for f in factors) for sign, factors in self.terms)

    def _slopes(self) -> Iterator[tuple[_Figure, float]]:
        """Yield each number with the derivative by it; one that stands twice counts as one."""
        found: dict[int, tuple[_Figure, float]] = {}
        for sign, factors in self.terms:
            for at, figure in enumerate(factors):
                others = math.prod(f.value for i, f in enumerate(factors) if i != at)
                before = found[id(figure)][1] if id(figure) in found else 0.0
                found[id(figure)] = figure, before + sign * others
        yield from found.values()

    def slope(self, figure: _Figure) -> float:
        return next((slope for known, slope in self._slopes() if known is figure), 0.0)

    @property
    def tolerance(self) -> float:
        """What rounding, or cutting off digits, and the stated errors explain."""
        slopes = list(self._slopes())
        stated = math.sqrt(sum((slope * figure.sd) ** 2 for figure, slope in slopes))
        return sum(abs(slope) * figure.digit for figure, slope in slopes) + _SIDE * stated

    @property
    def closes(self) -> bool:
        return abs(self.missing) <= self.tolerance

    @property
    def errors(self) -> float:
        """By how many standard errors it misses 0."""
        sd = math.sqrt(sum((slope * figure.error) ** 2 for figure, slope in self._slopes()))
        return self.missing / sd if sd else math.inf

    @property
    def ratio(self) -> float:
        """How far its two sides are from each other: 0 where they agree."""
        sides = [
            sum(
                math.prod(f.value for f in factors)
                for sign, factors in self.terms
                if sign * way > 0.0
            )
            for way in (1.0, -1.0)
        ]
        if min(sides) <= 0.0:
            return math.inf
        return abs(math.log(sides[0] / sides[1]))


def misfits(known: Municipality) -> list[Misfit]:
    """Return the figures that do not follow from others of the same source.

    A share of what was collected or sorted is held against the tonnages that it is a share of: as they
    were weighed, and net of their impurities, as sure as those are. It follows where it does in either
    way of counting. A total is held against its parts where there is a part of each route. Figures
    that name no source count as one source, as far as they were measured or reported.

    Parameters
    ----------
    known : Municipality
        Only figures of its own year are looked at.
    """
    found: dict[Key, Misfit] = {}
    for figures in _by_source(known):
        for keys, balances in _balances(known, figures):
            if any(balance.closes for balance in balances):
                continue
            nearest = min(balances, key=lambda balance: balance.ratio)
            for key in keys:
                misfit = _misfit(key, figures, nearest)
                before = found.get(key)
                if before is None or abs(misfit.residual) > abs(before.residual):
                    found[key] = misfit
    return sorted(found.values(), key=lambda each: -abs(each.residual))


_Figures = dict[Key, tuple[Measurement, _Figure]]


def _by_source(known: Municipality) -> Iterator[_Figures]:
    """Yield the figures of each source; of what one gives twice none, as it is not known which holds."""
    sources: dict[str, dict[Key, list[Measurement]]] = {}
    wanted = {*_SHARES, *_TONNAGES}
    for measured in known.mapping:
        if (measured.region, measured.year) != (known.region, known.year):
            continue
        source = " ".join(measured.source.split()).casefold()
        if measured.quantity in wanted and (source or measured.status in _STATED):
            key = known.key_of(measured)
            sources.setdefault(source, {}).setdefault(key, []).append(measured)
    for by_key in sources.values():
        yield {
            key: (found[0], _figure(found[0])) for key, found in by_key.items() if len(found) == 1
        }


def _figure(measured: Measurement) -> _Figure:
    digit = last_digit(measured.value, share=measured.kind.is_share)
    return _Figure(measured.value, digit, measured.sd or 0.0)


def _balances(known: Municipality, figures: _Figures) -> Iterator[tuple[list[Key], list[_Balance]]]:
    """Yield what must hold among the figures of a source, each in the ways of counting there are."""
    routes = [route.name for route in known.routes]
    for quantity in _TONNAGES:
        total = Key(quantity)
        parts = [Key(quantity, "", route) for route in routes]
        if total in figures and all(part in figures for part in parts):
            terms = ((-1.0, (figures[total][1],)), *((1.0, (figures[p][1],)) for p in parts))
            yield [total, *parts], [_Balance(terms)]
    for quantity, (whole, part) in _SHARES.items():
        for share in [key for key in figures if key.quantity == quantity]:
            wholes = _tonnes(figures, whole, share.route, routes)
            made = _tonnes(figures, part, share.route, routes)
            if wholes and made:
                ways = [
                    _Balance(
                        (
                            *((1.0, (figures[share][1], *way(known, figures, k))) for k in wholes),
                            *((-1.0, way(known, figures, k)) for k in made),
                        )
                    )
                    for way in (_weighed, _net)
                ]
                yield [share, *wholes, *made], ways


def _tonnes(figures: _Figures, quantity: str, route: str, routes: list[str]) -> list[Key]:
    """Return the figures that make up a tonnage of a route, or of all; none where it is not known."""
    own = Key(quantity, "", route)
    if own in figures or route:
        return [own] if own in figures else []
    parts = [Key(quantity, "", name) for name in routes]
    return parts if all(part in figures for part in parts) else []


def _weighed(known: Municipality, figures: _Figures, key: Key) -> tuple[_Figure, ...]:  # noqa: ARG001
    return (figures[key][1],)


def _net(known: Municipality, figures: _Figures, key: Key) -> tuple[_Figure, ...]:
    dirt = _DIRT.get(key.quantity)
    if dirt is None:
        return (figures[key][1],)
    value, sd = _impurity(known, Key(dirt, "", key.route if dirt == "impurity" else ""))
    return (figures[key][1], _Figure(1.0 - value, 0.0, sd))


def _impurity(known: Municipality, key: Key) -> tuple[float, float]:
    """Return an impurity as it enters: measured, or what stands in for it; of all routes a mean."""
    entries = [entry for other, entry in known.entries.items() if other[:3] == key[:3]]
    if entries:
        return known.value(key), max(entry.sd for entry in entries)
    routes = [_impurity(known, Key(key.quantity, "", route.name)) for route in known.routes]
    values = [value for value, _ in routes]
    return fmean(values), math.hypot(pstdev(values), max(sd for _, sd in routes))


def _misfit(key: Key, figures: _Figures, balance: _Balance) -> Misfit:
    measured, figure = figures[key]
    slope = balance.slope(figure)
    without = figure.value - balance.missing / slope if slope else math.nan
    return Misfit(
        key=key,
        measurement=measured,
        without=without,
        sd=figure.error,
        residual=math.copysign(balance.errors, balance.missing * (slope or 1.0)),
    )
