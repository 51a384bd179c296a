"""The axes of every array, in one order everywhere: sample, region, year, category, route."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Final

import attrs
import numpy as np

from plastsmart.errors import InvalidValueError, LabelError, listed, nearest, shown

__all__ = ["AXES", "LABELLED", "SECTORS", "TIERS", "Axes", "Category", "Route"]

AXES: Final = ("sample", "region", "year", "category", "route")
"""Position of each axis in an array."""

LABELLED: Final = AXES[1:]
"""The axes that a parameter may vary along."""

SECTORS: Final = ("household", "deposit", "business", "agriculture", "municipal", "unreported")
"""Where packaging becomes waste; `unreported` is what the market holds beyond the amounts that
members of a return company report, of which nobody knows the sector."""

TIERS: Final = ("deposit", "source", "central")
"""Groups of routes that act one after another, each on what the one before left."""

LAST_YEAR: Final = 9999
"""The last year that a system or a target may have."""

_LONGEST: Final = 200


def region_problem(label: str) -> str | None:
    """Return what is wrong with a region's label that was a municipality number once.

    A spreadsheet, or a table read without ``dtype=str``, makes 301 of "0301" and 3403.0 of "3403".
    """
    if not label.isascii():
        return None
    whole, point, zeros = label.partition(".")
    if point and whole.isdigit() and len(whole) in {3, 4} and zeros.strip("0") == "":
        return (
            f"the region label {label!r} is a number and not the text '{whole:0>4}'; read the file "
            "with dtype=str"
        )
    if not point and label.isdigit() and len(label) == 3:  # noqa: PLR2004
        return (
            f"the region label {label!r} has three digits, a municipality number four: write "
            f"'0{label}', and read the file with dtype=str, which keeps the zero"
        )
    return None


def label_text(value: object, what: str) -> str:
    """Return a label: text of 1 to 200 printable characters, without blanks at its ends."""
    if not isinstance(value, str):
        hint = (
            f"; municipality numbers are text, such as {f'{value:04d}'!r}"
            if what == "region" and isinstance(value, int) and not isinstance(value, bool)
            else ""
        )
        raise LabelError(
            f"the {what} label {shown(value)} is {type(value).__name__}, not text{hint}"
        )
    if not value or value != value.strip() or len(value) > _LONGEST or not value.isprintable():
        raise LabelError(
            f"the {what} label {value[:40]!r} must have 1 to {_LONGEST} printable characters and no "
            "blanks at its ends"
        )
    wrong = region_problem(value) if what == "region" else None
    if wrong:
        raise LabelError(wrong)
    return value


def _category_name(value: object) -> str:
    return label_text(value, "category")


def _route_name(value: object) -> str:
    return label_text(value, "route")


@attrs.frozen
class Category:
    """A packaging stream.

    Parameters
    ----------
    name : str
        Its label.
    polymer, format : str, optional
        Such as "LDPE" and "film"; any words, for scopes.
    sector : str
        Where it becomes waste: household, deposit, business, agriculture, municipal or unreported.

    Examples
    --------
    >>> import plastsmart as ps
    >>> ps.Category("film", polymer="LDPE", format="film").sector
    'household'
    """

    name: str = attrs.field(converter=_category_name)
    polymer: str = attrs.field(default="")
    format: str = attrs.field(default="")
    sector: str = attrs.field(default="household")

    def __attrs_post_init__(self) -> None:
        for attribute in ("polymer", "format"):
            value = getattr(self, attribute)
            if not isinstance(value, str) or value:
                label_text(value, f"category {attribute}")
        if self.sector not in SECTORS:
            raise LabelError(
                f"category {self.name!r} has the unknown sector {shown(self.sector)}. "
                f"{nearest(self.sector, SECTORS)}"
            )


def _sectors(value: Sequence[str] | None) -> tuple[str, ...] | None:
    """Return sectors once each in their own order; unknown ones last, to be told of."""
    if value is None:
        return None
    given = [value] if isinstance(value, str) else listed(value, "sectors", '["household"]')
    known = [sector for sector in SECTORS if sector in given]
    return (*known, *(sector for sector in given if sector not in SECTORS))


@attrs.frozen
class Route:
    """A way of collecting.

    Parameters
    ----------
    name : str
        Its label.
    tier : {"deposit", "source", "central"}
        What it acts on: deposit routes first, then collection at source, then sorting of
        residual waste.
    sectors : sequence of str, optional
        The sectors it serves; all, if left out. Of a category of another sector it collects
        nothing, and its coverage is a share of those it serves: kerbside collection of all
        households and collection from all businesses both have coverage 1.

    Examples
    --------
    >>> import plastsmart as ps
    >>> ps.Route("kerbside_bin", tier="source").tier
    'source'
    """

    name: str = attrs.field(converter=_route_name)
    tier: str = attrs.field(default="")
    sectors: tuple[str, ...] | None = attrs.field(default=None, converter=_sectors)

    @tier.validator
    def _known_tier(self, _: object, tier: object) -> None:
        if tier not in TIERS:
            raise LabelError(
                f"route {self.name!r} has the unknown tier {shown(tier)}. {nearest(tier, TIERS)}"
            )

    @sectors.validator
    def _known_sectors(self, _: object, sectors: tuple[str, ...] | None) -> None:
        if sectors is None:
            return
        for sector in sectors:
            if sector not in SECTORS:
                raise LabelError(
                    f"route {self.name!r} serves the unknown sector {shown(sector)}. "
                    f"{nearest(sector, SECTORS)}"
                )
        if not sectors:
            raise LabelError(
                f"route {self.name!r} serves no sector; name one, or leave sectors out"
            )

    def serves(self, category: Category) -> bool:
        """Tell whether the route takes a category."""
        return self.sectors is None or category.sector in self.sectors


def checked_year(year: object) -> int:
    """Return a year; refuse what is none."""
    if isinstance(year, (bool, np.bool_)) or not isinstance(year, (int, np.integer)):
        raise LabelError(f"the year {shown(year)} is {type(year).__name__}, not a whole number")
    if not 1 <= year <= LAST_YEAR:
        raise LabelError(f"the year {shown(year)} is not between 1 and {LAST_YEAR}")
    return int(year)


def _refuse_duplicates(labels: list[Any], axis: str) -> None:
    seen: set[Any] = set()
    for label in labels:
        if label in seen:
            raise LabelError(f"the {axis} label {label!r} stands twice; every label is unique")
        seen.add(label)
    if not labels:
        raise LabelError(f"no {axis} is given; a system has at least one")


def _all_positions(axes: Axes) -> dict[str, dict[Any, int]]:
    return {
        axis: {label: position for position, label in enumerate(axes.labels(axis))}
        for axis in LABELLED
    }


@attrs.frozen
class Axes:
    """The labels of a system's axes.

    Attributes
    ----------
    regions : tuple of str
    region_names : tuple of str
    years : tuple of int
    categories : tuple of Category
    routes : tuple of Route
    """

    regions: tuple[str, ...]
    region_names: tuple[str, ...]
    years: tuple[int, ...]
    categories: tuple[Category, ...]
    routes: tuple[Route, ...]
    _positions: dict[str, dict[Any, int]] = attrs.field(
        init=False, eq=False, repr=False, default=attrs.Factory(_all_positions, takes_self=True)
    )

    @classmethod
    def read(cls, regions: Any, years: Any, categories: Any, routes: Any) -> Axes:
        """Read and check what a user gives for the four axes."""
        given = listed(regions, "regions", '{"3203": "Asker"} or ["NO"]')
        labels = [label_text(region, "region") for region in given]
        _refuse_duplicates(labels, "region")
        names = [regions[r] if isinstance(regions, Mapping) else r for r in given]
        for label, name in zip(labels, names, strict=True):
            label_text(name, f"name of region {label}")

        numbers = [checked_year(year) for year in listed(years, "years", "range(2020, 2036)")]
        _refuse_duplicates(numbers, "year")

        streams = [
            entry if isinstance(entry, Category) else Category(entry)
            for entry in listed(categories, "categories", '["film", "rigid"]')
        ]
        _refuse_duplicates([c.name for c in streams], "category")

        ways = listed(routes, "routes", '[ps.Route("kerbside_bin", tier="source")]')
        for way in ways:
            if not isinstance(way, Route):
                raise LabelError(
                    f"the route {shown(way)} has no tier; write ps.Route({shown(way)}, "
                    'tier="source"), or tier "deposit" or "central"'
                )
        _refuse_duplicates([r.name for r in ways], "route")
        return cls(tuple(labels), tuple(names), tuple(numbers), tuple(streams), tuple(ways))

    def labels(self, axis: str) -> tuple[Any, ...]:
        """Return the labels of one axis, as used for keys and tables."""
        match axis:
            case "region":
                return self.regions
            case "year":
                return self.years
            case "category":
                return tuple(c.name for c in self.categories)
            case "route":
                return tuple(r.name for r in self.routes)
        raise InvalidValueError(f"there is no axis {axis!r}; the axes are {', '.join(LABELLED)}")

    def size(self, axis: str) -> int:
        """Return how many labels an axis has."""
        return len(self.labels(axis))

    @property
    def shape(self) -> tuple[int, int, int, int]:
        """Sizes of region, year, category and route."""
        return (len(self.regions), len(self.years), len(self.categories), len(self.routes))

    def positions(self, axis: str) -> dict[Any, int]:
        """Return the position of each label of an axis."""
        return self._positions[axis]

    def of_regions(self, start: int, stop: int) -> Axes:
        """Return the same axes with some of the regions."""
        return Axes(
            self.regions[start:stop],
            self.region_names[start:stop],
            self.years,
            self.categories,
            self.routes,
        )

    def serves(self) -> Any:
        """Return, for each category and route, whether the route takes the category."""
        return np.array([[r.serves(c) for r in self.routes] for c in self.categories], dtype=bool)
