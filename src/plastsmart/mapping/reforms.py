"""Municipality numbers through the reforms: which number became which, and what may be added up.

The table of changes is a file of the package. It holds each Norwegian municipality from 2013 on,
through the reforms of 2017, 2018, 2019, 2020 and 2024; no number is known to have changed since.
"""

from __future__ import annotations

import functools
import re
from collections import defaultdict
from collections.abc import Callable
from collections.abc import Mapping as AbstractMapping
from typing import TYPE_CHECKING, Any, Final

import attrs

from plastsmart.axes import LAST_YEAR
from plastsmart.errors import InvalidValueError, LabelError, nearest, shown
from plastsmart.mapping.measurements import Problem
from plastsmart.units import finite, is_whole

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["FIRST_YEAR", "LATEST", "Change", "Followed", "add_up", "current", "follow", "table"]

FIRST_YEAR: Final = 2013
"""The first year whose municipalities are in the table."""

LATEST: Final = 2024
"""The year of the last reform in the table."""

_CURE: Final = (
    "Take the series of today's municipalities instead (code list agg_KommSummer, codes K-...), or the "
    "old numbers as they stand (from_ssb with reform=None) and divide them yourself"
)
"""What to do about a municipality that was split."""

_NUMBER: Final = re.compile(r"(?:K-)?([0-9]{4})")


@attrs.frozen(kw_only=True)
class Change:
    """What became of a municipality number.

    Attributes
    ----------
    old, new : str
        Numbers before and after; a municipality that another joined under its own number has both
        the same.
    year : int
        The first year of the new number.
    kind : {"unchanged", "renumbered", "merged", "split", "boundary"}
        At a moved boundary a small part went over, and both numbers stayed.
    old_name, new_name : str
    confidence : {"A", "B"}
        A where the source was read, B where it is from memory.
    source, note : str
    """

    old: str
    new: str
    year: int
    kind: str
    old_name: str
    new_name: str
    confidence: str
    source: str
    note: str


@attrs.frozen(kw_only=True)
class Followed:
    """Where a municipality number leads from one year to another.

    Attributes
    ----------
    code : str
    from_year, to_year : int
    codes : tuple of str
        The number, or backwards the numbers, of `to_year`.
    together : tuple of str
        The numbers of `from_year` that together are the area of `codes`.
    split : tuple of str
        Those of `together`, or backwards of `codes`, of which a part went elsewhere: their values
        cannot be added up.
    changes : tuple of Change
        Those of `code` on the way, with moved boundaries.
    """

    code: str
    from_year: int
    to_year: int
    codes: tuple[str, ...]
    together: tuple[str, ...]
    split: tuple[str, ...]
    changes: tuple[Change, ...]

    @property
    def addable(self) -> bool:
        """Whether the values of the older numbers, added up, are those of the newer one."""
        return not self.split

    @property
    def same_area(self) -> bool:
        """Whether it is one municipality before and after, boundaries aside."""
        return self.addable and len(self.codes) == 1 and self.together == (self.code,)

    @property
    def confidence(self) -> str:
        """Return B where a change on the way is known from memory only, else A."""
        return "B" if any(change.confidence == "B" for change in self.changes) else "A"


@functools.cache
def _all() -> tuple[Change, ...]:
    from plastsmart.data.network import rows_of

    return tuple(
        Change(**row | {"year": int(row["year"])})  # type: ignore[arg-type]
        for row in rows_of("reforms")
    )


@functools.cache
def _moves() -> dict[int, tuple[dict[str, list[Change]], dict[str, list[Change]]]]:
    """Return, for each year of a reform, its changes by old and by new number."""
    found: dict[int, tuple[dict[str, list[Change]], dict[str, list[Change]]]] = {}
    for change in _all():
        if change.kind not in {"unchanged", "boundary"}:
            onward, back = found.setdefault(change.year, (defaultdict(list), defaultdict(list)))
            onward[change.old].append(change)
            back[change.new].append(change)
    return dict(sorted(found.items()))


@functools.cache
def _divisions() -> dict[int, frozenset[str]]:
    """Return the numbers in use, by the first year they were together in use."""
    moves = _moves()
    made = {new: year for year in reversed(moves) for new in moves[year][1]}
    numbers = {change.old for change in _all() if change.kind == "unchanged"}
    for year, (onward, _) in moves.items():
        numbers |= {old for old in onward if made.get(old, year) >= year}
    divisions = {FIRST_YEAR: frozenset(numbers)}
    for year, (onward, back) in moves.items():
        numbers = (numbers - onward.keys()) | back.keys()
        divisions[year] = frozenset(numbers)
    return divisions


def _in_use(year: int) -> frozenset[str]:
    return _divisions()[max(first for first in _divisions() if first <= year)]


@functools.cache
def _names() -> dict[str, str]:
    names = {}
    for change in _all():
        names[change.old] = change.old_name
        names[change.new] = change.new_name
    return names


def _number(code: object) -> str:
    """Return a municipality number without the prefix of a consistent series."""
    found = _NUMBER.fullmatch(code) if isinstance(code, str) else None
    if not found:
        hint = (
            f"; municipality numbers are text, such as {f'{code:04d}'!r}"
            if isinstance(code, int) and not isinstance(code, bool)
            else ""
        )
        raise LabelError(
            f"{shown(code)} is no municipality number: four digits, such as '0301' or 'K-0301'{hint}"
        )
    if found[1] not in _names():
        raise LabelError(
            f"no municipality has had the number {found[1]!r} since {FIRST_YEAR}. "
            f"{nearest(found[1], _names())}"
        )
    return found[1]


def _year(year: object, what: str) -> int:
    if not is_whole(year) or not FIRST_YEAR <= year <= LAST_YEAR:
        raise InvalidValueError(
            f"{what} is {shown(year)}; the table of municipality numbers begins in {FIRST_YEAR}"
        )
    return int(year)


def name(code: str) -> str:
    """Return the name of the municipality that has, or last had, a number.

    Examples
    --------
    >>> from plastsmart.mapping import reforms
    >>> reforms.name("0627")
    'Røyken'
    """
    return _names()[_number(code)]


def is_known(code: str) -> bool:
    """Tell whether a municipality has, or has had, a number; quicker than to refuse it."""
    found = _NUMBER.fullmatch(code)
    return found is not None and found[1] in _names()


def names(code: str) -> tuple[str, ...]:
    """Return the names that a municipality had under a number, the last one at the end.

    Examples
    --------
    >>> from plastsmart.mapping import reforms
    >>> reforms.names("3203"), reforms.names("9999")
    (('Asker',), ())
    """
    if code not in _names():
        return ()
    had = [change.old_name for change in _all() if change.old == code]
    had += [change.new_name for change in _all() if change.new == code]
    last = _names()[code]
    return (*(each for each in dict.fromkeys(had) if each != last), last)


def numbers_now(fits: Callable[[str], bool]) -> tuple[str, ...]:
    """Return the numbers in use today of the municipalities whose name fits.

    Examples
    --------
    >>> from plastsmart.mapping import reforms
    >>> reforms.numbers_now(lambda name: name == "Asker")
    ('3203',)
    """
    return tuple(sorted(code for code in _in_use(LATEST) if fits(_names()[code])))


def in_use(code: str, year: int) -> bool:
    """Tell whether a municipality had a number in a year.

    Examples
    --------
    >>> from plastsmart.mapping import reforms
    >>> reforms.in_use("3025", 2022), reforms.in_use("3025", 2024)
    (True, False)
    """
    return _number(code) in _in_use(_year(year, "the year"))


def current(code: str) -> str:
    """Return the number of today for a number of any year since 2013.

    Parameters
    ----------
    code : str
        A municipality number, or the code of a consistent series such as "K-3203".

    Raises
    ------
    LabelError
        If no municipality has had the number.
    InvalidValueError
        If the municipality was split among several.

    Examples
    --------
    >>> from plastsmart.mapping import reforms
    >>> reforms.current("0627"), reforms.current("0301")
    ('3203', '0301')
    >>> reforms.current("5012")
    Traceback (most recent call last):
    plastsmart.errors.InvalidValueError: 5012 Snillfjord was split in 2020 among 5055 Heim, ...
    """
    number = _number(code)
    last = max(first for first, numbers in _divisions().items() if number in numbers)
    return number if last == LATEST else follow(number, last, LATEST).codes[0]


def follow(code: str, from_year: int, to_year: int) -> Followed:
    """Follow a municipality number from one year to another, onward or back.

    Parameters
    ----------
    code : str
        A number in use in `from_year`.
    from_year, to_year : int
        From 2013 on. A reform counts from the first of January of its year.

    Returns
    -------
    Followed

    Raises
    ------
    LabelError
        If no municipality had the number in that year.
    InvalidValueError
        If the municipality was split among several.

    Examples
    --------
    >>> from plastsmart.mapping import reforms
    >>> found = reforms.follow("0627", 2019, 2024)
    >>> found.codes, found.together, found.addable
    (('3203',), ('0220', '0627', '0628'), True)
    >>> reforms.follow("3203", 2024, 2019).codes
    ('0220', '0627', '0628')

    A part of Snillfjord went to Hitra in 2020, so no sum of old numbers is the new Hitra:

    >>> reforms.follow("5013", 2019, 2020).split
    ('5012',)
    """
    number = _number(code)
    start, end = _year(from_year, "from_year"), _year(to_year, "to_year")
    if number not in _in_use(start):
        years = [first for first, numbers in _divisions().items() if number in numbers]
        ends = [y for y in _divisions() if y > years[-1]]
        until = f" to {ends[0] - 1}" if ends else " on"
        raise LabelError(
            f"{number} {_names()[number]} was no municipality number in {start}; it was from "
            f"{years[0]}{until}"
        )
    if end < start:
        parts, split, changes = _parts(number, start, end)
        return Followed(
            code=number, from_year=start, to_year=end, codes=parts, together=(number,),
            split=split, changes=changes,
        )  # fmt: skip
    here, trail = number, []
    for year, (onward, _) in _moves().items():
        if not start < year <= end or here not in onward:
            continue
        steps = onward[here]
        if len(steps) > 1:
            whither = ", ".join(f"{step.new} {step.new_name}" for step in steps)
            raise InvalidValueError(
                f"{here} {steps[0].old_name} was split in {year} among {whither}; its values cannot "
                f"be followed. {_CURE}"
            )
        trail.extend(steps)
        here = steps[0].new
    parts, split, others = _parts(here, end, start)
    borders = [change for change in others if change.kind == "boundary"]
    return Followed(
        code=number, from_year=start, to_year=end, codes=(here,), together=parts, split=split,
        changes=tuple(trail + borders),
    )  # fmt: skip


@functools.lru_cache(maxsize=8192)
def _parts(
    number: str, year: int, before: int
) -> tuple[tuple[str, ...], tuple[str, ...], tuple[Change, ...]]:
    """Return the numbers that a number was made of, those split on the way, and the changes."""
    parts: set[str] = {number}
    split: set[str] = set()
    trail: list[Change] = []
    moved = [change for change in _all() if change.kind == "boundary"]
    for when, (onward, back) in reversed(_moves().items()):
        if not before < when <= year:
            continue
        trail += [c for c in moved if c.year == when and {c.old, c.new} & parts]
        older: set[str] = set()
        for part in sorted(parts):
            steps = back.get(part, [])
            trail += steps
            older |= {step.old for step in steps} or {part}
        trail += [c for c in moved if c.year == when and c not in trail and {c.old, c.new} & older]
        # what was split already stays so under its earlier numbers
        split = {step.old for part in split for step in back.get(part, [])} | {
            part for part in split if part not in back
        }
        split |= {part for part in older if len(onward.get(part, [])) > 1}
        parts = older
    return tuple(sorted(parts)), tuple(sorted(split)), tuple(trail)


def add_up(
    values: AbstractMapping[str, float], from_year: int, to_year: int | None = None
) -> tuple[dict[str, float], tuple[Problem, ...]]:
    """Add the values of municipalities of one year up to those of a later year's division.

    Parameters
    ----------
    values : dict of str to float
        A tonnage or a number of people by the municipality number of `from_year`; NaN where it is
        missing.
    from_year : int
    to_year : int, optional
        Not before `from_year`; without it, the division of today.

    Returns
    -------
    sums : dict of str to float
        By the number of `to_year`; only those of which every part is there.
    problems : tuple of Problem
        What is not whole and why; not serious where only a boundary moved.

    Raises
    ------
    LabelError, InvalidValueError

    Examples
    --------
    >>> from plastsmart.mapping import reforms
    >>> sums, problems = reforms.add_up({"0220": 61000.0, "0627": 23000.0, "0628": 9500.0}, 2019)
    >>> sums, problems
    ({'3203': 93500.0}, ())
    >>> sums, problems = reforms.add_up({"0220": 61000.0}, 2019)
    >>> print(problems[0])
    3203 Asker of 2024 was made of 0220 Asker, 0627 Røyken and 0628 Hurum in 2019; without 0627
    Røyken and 0628 Hurum there is no sum
    """
    start = _year(from_year, "from_year")
    end = max(LATEST, start) if to_year is None else _year(to_year, "to_year")
    if end < start:
        raise InvalidValueError(
            f"values of {start} cannot be added up to the municipalities of {end}, which is earlier"
        )
    given: dict[str, float] = {}
    for code, value in values.items():
        number = _number(code)
        if number in given:
            raise LabelError(f"the municipality number {number!r} stands twice among the values")
        given[number] = value if value != value else finite(value, f"the value of {code}")  # noqa: PLR0124
    sums: dict[str, float] = {}
    problems: list[Problem] = []
    done: set[str] = set()
    for number in given:
        try:
            found = follow(number, start, end)
        except InvalidValueError as error:
            problems.append(Problem(str(error)))
            continue
        target = found.codes[0]
        if target not in done:
            done.add(target)
            problems += _sum(found, given, sums)
    return sums, tuple(problems)


def _sum(found: Followed, given: dict[str, float], sums: dict[str, float]) -> list[Problem]:
    """Add the parts of one municipality; return what is in the way, or should be known."""
    target, start, end = found.codes[0], found.from_year, found.to_year
    absent = [part for part in found.together if part not in given or given[part] != given[part]]
    whole = f"{target} {_names()[target]} of {end} was made of {_told(found.together)} in {start}"
    if found.split:
        return [
            Problem(
                f"{whole}; {_told(found.split)} was split, and only a part of it belongs here, so "
                f"there is no sum. {_CURE}"
            )
        ]
    if absent == list(found.together):  # nothing changed, or nothing is there: told by the caller
        return []
    if absent:
        return [Problem(f"{whole}; without {_told(absent)} there is no sum")]
    sums[target] = float(sum(given[part] for part in found.together))
    return [
        Problem(
            f"{target} {_names()[target]}: the value of {start} is for the boundary of then"
            f"{f', {change.note}' if change.note else ''} ({change.year}, {change.confidence})",
            serious=False,
        )
        for change in found.changes
        if change.kind == "boundary"
    ]


def _told(numbers: Any) -> str:
    names = [f"{number} {_names()[number]}" for number in numbers]
    return " and ".join([", ".join(names[:-1]), names[-1]]) if len(names) > 1 else names[0]


def table() -> pd.DataFrame:
    """Return the changes of municipality numbers.

    Returns
    -------
    pandas.DataFrame
        old, new, year, kind, old_name, new_name, confidence, source, note.

    Examples
    --------
    >>> from plastsmart.mapping import reforms
    >>> changes = reforms.table()
    >>> changes.loc[changes["old"] == "3025", ["new", "year", "kind"]].values.tolist()
    [['3203', 2024, 'renumbered']]
    """
    import pandas as pd

    return pd.DataFrame([attrs.asdict(change) for change in _all()])
