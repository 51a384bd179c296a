"""What a file was found to hold: measurements, problems, and what is only seen when all are there."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection
from typing import Any, Final

import attrs

from plastsmart.axes import Category, Route
from plastsmart.errors import nearest, shown
from plastsmart.mapping.measurements import Mapping, Measurement, Problem

__all__ = ["FIRST_YEAR", "Entry", "Problems", "mapping_of"]

FIRST_YEAR: Final = 1000
"""The first year of four digits."""

_MOST_PROBLEMS: Final = 1_000
_MOST_HINTS: Final = 100
_MOST_NAMES: Final = 200
"""Names among which the most like one is looked for."""

_ROUNDED: Final = 0.0051
"""By how much rounded percentages of a composition may miss 100 %."""

_EXACT: Final = 1e-9


@attrs.define
class Problems:
    """What was found wrong, in order, up to a bound."""

    found: list[Problem] = attrs.Factory(list)
    more: int = 0
    hints: int = 0

    def near(self, name: str, known: Collection[str]) -> str:
        """Return a hint with the names most like `name`, for a message.

        Only the first problems have one, and only where there are not too many names: looking for it
        takes longer than all the rest of a row.
        """
        self.hints += 1
        if self.hints > _MOST_HINTS:
            return "See the names that are known."
        if len(known) > _MOST_NAMES:
            return f"None of the {len(known)} names that are known is it."
        return nearest(name, known)

    def add(
        self,
        message: str,
        sheet: str = "",
        cell: str = "",
        value: Any = None,
        *,
        serious: bool = True,
    ) -> None:
        """Note a problem."""
        if len(self.found) >= _MOST_PROBLEMS:
            self.more += 1
            return
        told = "" if value is None else shown(value)
        self.found.append(Problem(message, sheet, cell, told, serious))

    def all(self) -> tuple[Problem, ...]:
        """Return all problems; the last one tells of those that found no room."""
        if not self.more:
            return tuple(self.found)
        return (*self.found, Problem(f"there are {self.more} more problems; correct these first"))


@attrs.frozen
class Entry:
    """A measurement and where it stood, for what is only seen when all are read."""

    measurement: Measurement
    sheet: str
    cell: str


def _without_repeats(entries: list[Entry], problems: Problems) -> list[Entry]:
    """Return entries without those that say again what another with the same source says."""
    kept: dict[tuple[Any, ...], Entry] = {}
    for entry in entries:
        m = entry.measurement
        key = (m.quantity, m.region, m.year, m.category, m.route, m.source)
        if (first := kept.setdefault(key, entry)) is not entry:
            problems.add(
                f"{_about(m)} stands in {_place(first)} already, with the same source; remove one, or "
                "give each its own source",
                entry.sheet, entry.cell, m.value,
            )  # fmt: skip
    return list(kept.values())


def _about(m: Measurement) -> str:
    """Return what a measurement is of, for a message."""
    where = "".join(f", {label}" for label in (m.route, m.category) if label)
    return f"{m.quantity} of {m.region} in {m.year}{where}"


def _place(entry: Entry) -> str:
    return "!".join(part for part in (entry.sheet, entry.cell) if part)


def _without_too_much(
    entries: list[Entry], routes: dict[str, Route], problems: Problems
) -> list[Entry]:
    """Return entries without shares that together are more than one whole; tell which those were."""
    groups: dict[tuple[Any, ...], list[Entry]] = {}
    for entry in entries:
        m = entry.measurement
        if m.quantity == "coverage" and m.route in routes:
            way = routes[m.route]
            groups.setdefault(
                (m.quantity, m.region, m.year, m.source, way.tier, way.sectors), []
            ).append(entry)
        elif m.quantity in {"composition_residual", "composition_collected"} and m.category:
            groups.setdefault((m.quantity, m.region, m.year, m.source, m.route), []).append(entry)
    wrong: set[int] = set()
    for (quantity, _, year, *_), members in groups.items():
        total = sum(entry.measurement.value for entry in members)
        places = ", ".join(_place(entry) for entry in members[:12])
        last = members[-1]
        most = 1.0 + (_EXACT if quantity == "coverage" else _ROUNDED)
        if total > most:
            wrong |= {id(entry) for entry in members}
            problems.add(
                f"{quantity} of {year} sums to {100 * total:.4g} % ({places}); together it is at most "
                "100 %. None of them is used: correct one",
                last.sheet, last.cell, last.measurement.value,
            )  # fmt: skip
        elif quantity != "coverage" and total < 1.0 - _ROUNDED:
            problems.add(
                f"{quantity} of {year} sums to {100 * total:.4g} % ({places}), not to 100 %: is a kind "
                "missing?",
                last.sheet, last.cell, last.measurement.value, serious=False,
            )  # fmt: skip
    return [entry for entry in entries if id(entry) not in wrong]


def _look_again(entries: list[Entry], problems: Problems) -> None:
    """Tell of what no municipality has measured; a year once in each sheet."""
    from plastsmart.mapping.plausibility import unlikely

    this_year = dt.datetime.now(dt.UTC).year
    told: set[tuple[str, str]] = set()
    for entry in entries:
        wrong = unlikely(entry.measurement, this_year)
        if wrong and (entry.sheet, wrong) not in told:
            told.add((entry.sheet, wrong))
            problems.add(wrong, entry.sheet, entry.cell, entry.measurement.value, serious=False)


def mapping_of(
    entries: list[Entry],
    problems: Problems,
    routes: dict[str, Route],
    categories: dict[str, Category],
    regions: dict[str, str],
    price_year: int | None,
    language: str,
    origin: str,
) -> Mapping:
    """Return the mapping of what was read, after what is only seen when all is."""
    entries = _without_repeats(entries, problems)
    entries = _without_too_much(entries, routes, problems)
    _look_again(entries, problems)
    if price_year is None and (
        first := next((e for e in entries if e.measurement.kind.topic == "costs"), None)
    ):
        problems.add(
            "the costs have no price year; state the year whose kroner they are in",
            first.sheet, first.cell, serious=False,
        )  # fmt: skip
    used = {e.measurement.route for e in entries}
    told = {e.measurement.category for e in entries}
    return Mapping(
        regions=regions,
        measurements=tuple(entry.measurement for entry in entries),
        routes=tuple(route for name, route in routes.items() if name in used),
        categories=tuple(c for name, c in categories.items() if name in told) or (Category("all"),),
        problems=problems.all(),
        price_year=price_year,
        language=language,
        origin=origin,
    )
