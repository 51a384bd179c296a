"""Completion: the route and the kind of packaging that a mapping needs and nobody named."""

from __future__ import annotations

from collections.abc import Iterable
from statistics import fmean
from typing import Final

import attrs

from plastsmart.axes import Category, Route
from plastsmart.errors import MissingValueError
from plastsmart.mapping.measurements import Mapping, Measurement

__all__ = ["ONE_ROUTE", "completed"]

ONE_ROUTE: Final = Route("collection", "source", ("household",))
"""What stands in for the ways of collecting where only their total is known."""

_OTHER: Final = "other"
_COMPOSITIONS: Final = ("composition_residual", "composition_collected")

_WHOLE: Final = 0.95
"""A composition that sums to less lacks a kind; what is nearer to 1 is an error of picking."""


def completed(mapping: Mapping) -> tuple[Mapping, tuple[str, ...]]:
    """Return a mapping with the route and the kind of packaging that it needs, and what was added.

    Where no route is named, as in the tables of KOSTRA, all that is collected counts as one source
    route. Where the kinds of packaging that were picked do not make the whole, the rest is the kind
    "other": what was picked stays as it is.

    Parameters
    ----------
    mapping : Mapping

    Returns
    -------
    Mapping
    tuple of str
        A sentence for each addition.

    Raises
    ------
    MissingValueError
        If measurements name routes and the mapping has none.

    Examples
    --------
    >>> from plastsmart.mapping import Mapping
    >>> made, notes = completed(Mapping(regions={"3403": "Hamar"}, measurements=()))
    >>> made.routes[0].name, len(notes)
    ('collection', 1)
    """
    notes = []
    if not mapping.routes:
        named = next((m for m in mapping if m.route), None)
        if named is not None:
            raise MissingValueError(
                f"the mapping has no route of collecting, and {named.quantity} names the route "
                f"{named.route!r}; give the routes, such as "
                f'routes=(ps.Route("{named.route}", tier="source"),)'
            )
        mapping = attrs.evolve(mapping, routes=(ONE_ROUTE,))
        notes.append(
            "no route of collecting is named, so all that is collected counts as one source route, "
            f"{ONE_ROUTE.name!r}, which everyone has; to tell routes apart, give the tonnages of each "
            "(in the workbook on the sheet Tonnages, Mengder)"
        )
    if (lacking := _lacking(mapping)) is not None:
        mapping = attrs.evolve(
            mapping,
            categories=(*mapping.categories, Category(_OTHER, sector=mapping.categories[0].sector)),
        )
        notes.append(
            f"{lacking}, so the rest is the kind {_OTHER!r}; to tell it apart, give the kinds that "
            "are missing"
        )
    return mapping, tuple(notes)


def _lacking(mapping: Mapping) -> str | None:
    """Return which composition lacks a kind that the mapping does not have, None where none does."""
    names = [category.name for category in mapping.categories]
    picked = [m for m in mapping if m.quantity in _COMPOSITIONS and m.category]
    told = {m.category for m in picked}
    # a kind that is named and nowhere measured is what the rest is
    if not told or _OTHER in names or set(names) != told:
        return None
    groups: dict[tuple[str, str, int, str], list[Measurement]] = {}
    for m in picked:
        groups.setdefault((m.quantity, m.region, m.year, m.route), []).append(m)
    sums = {group: _sum(members) for group, members in groups.items()}
    whole = any(total >= _WHOLE for total in sums.values())
    for group, total in sums.items():
        every = {m.category for m in groups[group]} == told
        if total < _WHOLE and (every or not whole):
            quantity, region, year, route = group
            of = f" of {route}" if route else ""
            return f"{quantity}{of} in {region}, {year}, sums to {100 * total:.4g} %"
    return None


def _sum(members: Iterable[Measurement]) -> float:
    """Return the sum over kinds, of which each may be measured several times."""
    values: dict[str, list[float]] = {}
    for m in members:
        values.setdefault(m.category, []).append(m.value)
    return sum(fmean(each) for each in values.values())
