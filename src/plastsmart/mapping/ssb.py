"""Measurements from tables of Statistics Norway: population and household waste."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable
from typing import Any, Final

import attrs
import numpy as np

from plastsmart.errors import (
    InvalidValueError,
    LabelError,
    PlastsmartError,
    TableError,
    listed,
    nearest,
    shown,
)
from plastsmart.mapping import jsonstat, reforms
from plastsmart.mapping.measurements import Mapping, Measurement, Problem
from plastsmart.mapping.quantities import QUANTITIES

__all__ = ["ALL", "NATION", "TABLES", "Concept", "Reading", "Table", "from_ssb"]

NATION: Final = "NO"
"""The label of the whole country."""

ALL: Final = "*"
"""In a reading: the total of a dimension, which is a category of its own or the sum of all."""

_MOST_TOLD: Final = 8
"""Names that one message lists."""


@attrs.frozen(kw_only=True)
class Concept:
    """How a dimension is told from others, and what its total is.

    Attributes
    ----------
    names : tuple of str
        Ids and labels that it has in tables; capitals and blanks do not matter.
    totals : tuple of str
        Codes and labels of the category that is the sum of the others.
    complete : tuple of frozenset of str
        Sets of codes that together are everything, so that they may be added up.
    """

    names: tuple[str, ...]
    totals: tuple[str, ...] = ()
    complete: tuple[frozenset[str], ...] = ()


@attrs.frozen(kw_only=True)
class Reading:
    """Which cells of a table are which quantity.

    Attributes
    ----------
    quantity : str
        A name of `plastsmart.mapping.quantities.QUANTITIES`.
    where : dict of str to tuple of str
        For a concept, codes or labels of the one category that is meant, or `ALL`.
    status : str
        Of the measurements.
    note : str
        What must be known of them.
    """

    quantity: str
    where: dict[str, tuple[str, ...] | str]
    status: str = "reported"
    note: str = ""


@attrs.frozen(kw_only=True)
class Table:
    """A table that can be read.

    Attributes
    ----------
    number : str
        Such as "07459".
    concepts : dict of str to Concept
        "region", "time", "contents" and others that the readings name.
    units : tuple of str
        Units that the table may state for what is read.
    readings : tuple of Reading
    breaks : tuple of (int, str)
        First years of a new way of counting, each with what changed.
    """

    number: str
    concepts: dict[str, Concept]
    units: tuple[str, ...]
    readings: tuple[Reading, ...]
    breaks: tuple[tuple[int, str], ...] = ()


_TOTALS: Final = ("total", "totalt", "i alt", "sum", "alle", "all")

_WHERE_AND_WHEN: Final = {
    "region": Concept(
        names=("Region", "KOKkommuneregion0000", "kommuneregion", "kommune", "municipality")
    ),
    "time": Concept(names=("Tid", "år", "year")),
}

_PLASTIC_NOTE: Final = (
    "all plastic that households sorted out, packaging and other plastic together (KOSTRA has no row "
    "of packaging); what an inter-municipal company collected is allocated to its members; by the "
    "weight sent to treatment"
)

_BREAK_2021: Final = (
    "from 2021 the form tells waste of households from that of businesses at recycling stations, and "
    'several materials from "other"'
)

TABLES: Final = (
    Table(
        number="07459",
        concepts=_WHERE_AND_WHEN
        | {
            "contents": Concept(names=("ContentsCode", "statistikkvariabel", "contents")),
            "sex": Concept(
                names=("Kjonn", "kjønn", "sex"),
                totals=("0", "begge kjønn", "both sexes", *_TOTALS),
                complete=(frozenset({"1", "2"}),),
            ),
            "age": Concept(
                names=("Alder", "alder", "age"),
                totals=("999", "alle aldre", "all ages", *_TOTALS),
                complete=(frozenset({*(f"{age:03d}" for age in range(105)), "105+"}),),
            ),
        },
        units=("personer", "persons", "people", "antall", "number"),
        readings=(
            Reading(
                quantity="population",
                where={
                    "contents": ("Personer1", "Personer", "Persons", "Population"),
                    "sex": ALL,
                    "age": ALL,
                },
                status="measured",
                note="on 1 January",
            ),
        ),
    ),
    Table(
        number="13136",
        concepts=_WHERE_AND_WHEN
        | {
            "contents": Concept(names=("ContentsCode", "statistikkvariabel", "contents")),
            "material": Concept(
                names=(
                    "KOKavfallmateriale0000", "materiale", "material", "avfallstype",
                    "type of waste", "type of material",
                ),
            ),
            "treatment": Concept(
                names=(
                    "KOKavfallbehandling0000", "behandling", "behandlingsmåte", "treatment",
                    "type of treatment", "method of treatment",
                ),
                totals=("1_sum", *_TOTALS),
            ),
            "downstream": Concept(
                names=(
                    "KOKnedstrom0000", "nedstrømsløsning", "nedstraumsløysing",
                    "nedstrøms løsning", "downstream solution", "downstream",
                ),
                totals=(
                    "0_t", "alle nedstrømsløsninger", "alle nedstraumsløysingar",
                    "all downstream solutions", *_TOTALS,
                ),
            ),
        },
        units=("tonn", "tonne", "tonnes", "t"),
        readings=(
            Reading(
                quantity="collected_gross",
                where={
                    "contents": (
                        "KOSmengdeavf0000", "mengde avfall", "mengd avfall", "amount of waste",
                    ),
                    "material": ("plast", "plastic", "plastics", "plastavfall"),
                    "treatment": ALL,
                    "downstream": ALL,
                },
                note=_PLASTIC_NOTE,
            ),
            Reading(
                quantity="residual_total",
                where={
                    "contents": (
                        "KOSmengdeavf0000", "mengde avfall", "mengd avfall", "amount of waste",
                    ),
                    "material": ("restavfall", "residual waste"),
                    "treatment": ALL,
                    "downstream": ALL,
                },
                note="as reported to KOSTRA, by the weight sent to treatment",
            ),
        ),
        breaks=((2021, _BREAK_2021),),
    ),
)  # fmt: skip
"""The tables that are known. Ids and codes of 13136 were not all read in the table itself: it is
recognised by labels too, and `from_ssb` takes others."""


def from_ssb(
    json_stat: Any,
    *,
    query: Any = None,
    regions: Iterable[str] | None = None,
    reform: str | None = "2024",
    tables: Iterable[Table] = (),
) -> Mapping:
    """Read a table of Statistics Norway into measurements.

    Parameters
    ----------
    json_stat : path, str, bytes, dict or Dataset
        JSON-stat 2: a file, its text or bytes, the parsed object, or what
        `plastsmart.mapping.pxweb.Client.data` returns.
    query : str or dict, optional
        The question that the table answers, which the answer does not tell; kept in the origin.
    regions : collection of str, optional
        Numbers of municipalities, and codes of counties and KOSTRA groups. Without it all
        municipalities and the nation ("NO") are read.
    reform : {"2024", None}
        Follow municipality numbers to those of 2024: what was merged is added up where all of it is
        there, what was split is refused. None takes numbers and areas as they stand.
    tables : collection of Table, optional
        Tables besides `TABLES`, or in the place of one with the same number.

    Returns
    -------
    Mapping
        Cells without a value are problems that say what their symbol means, never zeros.

    Raises
    ------
    TableError
        If it is no JSON-stat 2 dataset, or a table or dimension that is not known. A part is never
        taken for the whole: each dimension has its total, or all of its categories, or none is left.
    LabelError
        If a region is not in the table.

    Examples
    --------
    >>> import plastsmart as ps
    >>> text = '''{"version": "2.0", "class": "dataset", "label": "07459: Befolkning",
    ...     "id": ["Region", "ContentsCode", "Tid"], "size": [2, 1, 1],
    ...     "dimension": {
    ...         "Region": {"category": {"index": ["3003", "3004"]}},
    ...         "ContentsCode": {"category": {"index": ["Personer1"]}},
    ...         "Tid": {"category": {"index": ["2023"]}}},
    ...     "value": [59000, null], "status": {"1": ".."}}'''
    >>> from plastsmart.mapping.ssb import from_ssb
    >>> mapping = from_ssb(text)
    >>> mapping.table()[["quantity", "region", "year", "value"]]
         quantity region  year    value
    0  population   3105  2023  59000.0
    >>> print(mapping.problems[0])
    07459!Region=3004, Tid=2023: population has no value: data are missing: not received, or too
    uncertain to publish (it holds '..')
    """
    if reform not in {"2024", None}:
        raise InvalidValueError(
            f"reform is '2024' or None, not {shown(reform)}; numbers are followed to those of 2024"
        )
    wanted = None if regions is None else [_asked(code, reform) for code in _codes(regions)]
    data = json_stat if isinstance(json_stat, jsonstat.Dataset) else jsonstat.read(json_stat)
    question = data.query if query is None else _question(query)
    table = _table(data, [*_given(tables), *TABLES])
    found = _Reader(data, table, reform, wanted)
    found.read()
    measurements = sorted(found.measurements, key=lambda m: (m.quantity, m.region, m.year))
    return Mapping(
        regions={label: found.names[label] for label in sorted({m.region for m in measurements})},
        measurements=measurements,
        problems=tuple(found.problems),
        origin=f"{found.source}; {question}" if question else found.source,
    )


def _given(tables: Iterable[Table]) -> list[Table]:
    members = listed(tables, "tables", "[Table(…)]")
    for member in members:
        if not isinstance(member, Table):
            raise InvalidValueError(f"a table is Table(…), not {shown(member)}")
        for reading in member.readings:
            if reading.quantity not in QUANTITIES:
                raise LabelError(
                    f"table {member.number} reads {shown(reading.quantity)}, which nothing is "
                    f"called. {nearest(reading.quantity, QUANTITIES)}"
                )
    return members


def _codes(regions: Iterable[str]) -> list[str]:
    members = listed(regions, "regions", '["3203", "0301"]')
    for member in members:
        if not isinstance(member, str):
            raise LabelError(
                f"the region {shown(member)} is not text; municipality numbers are, such as '0301'"
            )
    return members


def _asked(code: str, reform: str | None) -> str:
    """Return the label that a region asked for has in the mapping."""
    if code in {NATION, *_NATION}:
        return NATION
    if reform and _MUNICIPALITY.fullmatch(code):
        return reforms.current(code)
    return code


def _question(query: Any) -> str:
    if isinstance(query, str):
        return query
    try:
        return json.dumps(query, ensure_ascii=False, sort_keys=True, allow_nan=False)
    except (TypeError, ValueError, RecursionError):
        raise InvalidValueError(
            f"the query is {shown(query)}; give its text or the object that was sent"
        ) from None


def _plain(text: str) -> str:
    """Return a label for comparing: without capitals, a note in brackets at its end, blanks."""
    return " ".join(re.sub(r"\([^()]*\)\s*$", "", text).casefold().split())


def _told(names: Iterable[str]) -> str:
    all_names = list(names)
    first = ", ".join(shown(name) for name in all_names[:_MOST_TOLD])
    more = len(all_names) - _MOST_TOLD
    return f"{first} and {more} more" if more > 0 else first


def _table(data: jsonstat.Dataset, known: list[Table]) -> Table:
    """Return what is known of the table: by its number, else by its contents."""
    numbers = [table.number for table in known]
    if data.table:
        for table in known:
            if table.number == data.table:
                return table
        raise TableError(
            f"the table {shown(data.table)} is not known ({shown(data.label)}); known are "
            f"{', '.join(dict.fromkeys(numbers))}. Describe it with tables=[Table(…)]"
        )
    for table in known:
        concepts = _concepts(data, table)
        contents = concepts.get("contents")
        if contents and any(
            _matching(contents, _names(reading, "contents")) for reading in table.readings
        ):
            return table
    raise TableError(
        f"the table tells no number, and its contents are none of {', '.join(dict.fromkeys(numbers))} "
        f"(its dimensions are {_told(data.id)}). Describe it with tables=[Table(…)]"
    )


def _names(reading: Reading, concept: str) -> tuple[str, ...]:
    names = reading.where.get(concept, ())
    return () if isinstance(names, str) else names


def _concepts(data: jsonstat.Dataset, table: Table) -> dict[str, jsonstat.Dimension]:
    """Return the dimensions that are recognised, by concept."""
    found: dict[str, jsonstat.Dimension] = {}
    for dimension in data.dimensions:
        for concept, described in table.concepts.items():
            names = {_plain(name) for name in described.names}
            if {_plain(dimension.id), _plain(dimension.label)} & names:
                if concept in found:
                    raise TableError(
                        f"table {table.number} has two dimensions for {concept}: "
                        f"{shown(found[concept].id)} and {shown(dimension.id)}"
                    )
                found[concept] = dimension
                break
    return found


def _matching(dimension: jsonstat.Dimension, names: Iterable[str]) -> list[int]:
    """Return the positions of the categories with one of the codes or labels."""
    exact, plain = set(names), {_plain(name) for name in names}
    return [
        place
        for place, (code, label) in enumerate(zip(dimension.codes, dimension.labels, strict=True))
        if code in exact or _plain(label) in plain
    ]


_SPAN: Final = re.compile(r"\s*\([0-9]{0,4} ?- ?[0-9]{0,4}\)\s*$")
"""Years in brackets behind the name of a municipality that is no more."""

_MUNICIPALITY: Final = re.compile(r"(?:K-)?[0-9]{4}")
_NATION: Final = ("EAK", "0")
_YEAR: Final = re.compile(r"[0-9]{4}")


class _Values:
    """The values that a table gives for each region, by the codes they stand at."""

    def __init__(self) -> None:
        self.by_label: dict[str, dict[str, float]] = {}

    def put(self, label: str, code: str, value: float) -> None:
        self.by_label.setdefault(label, {})[code] = value


class _Reader:
    """One table on its way to measurements."""

    def __init__(
        self,
        data: jsonstat.Dataset,
        table: Table,
        reform: str | None,
        wanted: list[str] | None,
    ) -> None:
        self.data = data
        self.table = table
        self.reform = reform
        self.wanted = wanted
        self.concepts = _concepts(data, table)
        self.unknown: dict[tuple[str, str, str], list[int]] = {}
        self.places: list[tuple[int, str, str]] = []
        self.measurements: list[Measurement] = []
        self.problems: list[Problem] = []
        self.names: dict[str, str] = {NATION: "Norge"}
        updated = f", updated {data.updated[:10]}" if data.updated else ""
        self.source = f"Statistics Norway, table {table.number}{updated}"
        self.not_in_use = 0
        self.used: dict[str, set[int]] = {}

    def read(self) -> None:
        """Read every quantity that the table holds."""
        self._check_dimensions()
        self.region = self.concepts["region"]
        self.time = self.concepts["time"]
        self._check_regions()
        wrong = []
        for reading in self.table.readings:
            picked = self._pick(reading)
            if isinstance(picked, str):
                wrong.append(f"{reading.quantity}: {picked}")
            else:
                self._read(reading, picked)
        if len(wrong) == len(self.table.readings):
            raise TableError(
                "\n- ".join([f"nothing could be recognised in table {self.table.number}:", *wrong])
            )
        for message in wrong:
            self._tell(f"not read: {message}")
        self._tell_unknown()
        self._tell_unused()
        if self.not_in_use:
            self._tell(
                f"{self.not_in_use} cells hold '.', since the municipality number was not in use in "
                "that year"
            )
        years = {m.year for m in self.measurements}
        for year, what in self.table.breaks:
            if any(y < year for y in years):
                self._tell(f"the years before {year} were counted in another way: {what}")

    def _tell(
        self, message: str, place: str = "", value: str = "", *, serious: bool = False
    ) -> None:
        self.problems.append(
            Problem(message, sheet=self.table.number, cell=place, value=value, serious=serious)
        )

    def _check_dimensions(self) -> None:
        wrong = []
        for needed in ("region", "time"):
            if needed not in self.concepts:
                names = ", ".join(self.table.concepts[needed].names)
                wrong.append(f"no dimension is recognised as {needed} (one called {names})")
        known = {dimension.id for dimension in self.concepts.values()}
        for dimension in self.data.dimensions:
            if dimension.id in known:
                continue
            if len(dimension) == 1 and _plain(dimension.labels[0]) in _TOTALS:
                continue
            wrong.append(
                f"the dimension {shown(dimension.id)} ({shown(dimension.label)}) is not known; its "
                f"categories are {_told(dimension.labels)}"
            )
        if wrong:
            cure = "Describe the table with tables=[Table(…)], or fetch it without that dimension"
            raise TableError("\n- ".join([f"table {self.table.number}: {cure}:", *wrong]))

    def _check_regions(self) -> None:
        """Note which regions are read and what they are called; refuse one that is not there."""
        labels = [self._label(code) for code in self.region.codes]
        for label in self.wanted or []:
            if label not in labels:
                raise LabelError(
                    f"the region {shown(label)} is not in table {self.table.number}. "
                    f"{nearest(label, labels)}"
                )
        left_out = []
        for place, (code, label) in enumerate(zip(self.region.codes, labels, strict=True)):
            if self.wanted is None:
                if label != NATION and not _MUNICIPALITY.fullmatch(code):
                    left_out.append(code)
                    continue
            elif label not in self.wanted:
                continue
            self.places.append((place, code, label))
            if label != NATION and (code.removeprefix("K-") == label or label not in self.names):
                told = " ".join(_SPAN.sub("", self.region.labels[place]).split())
                told = told if told and told.isprintable() else label
                followed = self.reform and code.removeprefix("K-") != label
                self.names[label] = reforms.name(label) if followed else told
        if left_out:
            self._tell(f"counties and groups are read where regions= names them: {_told(left_out)}")

    def _label(self, code: str) -> str:
        """Return the region's label in the mapping."""
        if code in _NATION:
            return NATION
        if not self.reform or not _MUNICIPALITY.fullmatch(code) or not reforms.is_known(code):
            return code
        try:
            return reforms.current(code)
        except PlastsmartError:  # split: told where its values are read, as is an unknown one
            return code

    def _pick(self, reading: Reading) -> dict[str, list[int]] | str:
        """Return the places of a reading in each dimension, to be added up; or why there are none."""
        picked = {}
        for concept, names in reading.where.items():
            dimension = self.concepts.get(concept)
            if dimension is None:
                if isinstance(names, str):
                    continue  # left out of the query, and so the total
                return f"no dimension is recognised as {concept}"
            if isinstance(names, str):
                places = self._total(concept, dimension)
            else:
                places = _matching(dimension, names)
                if len(places) > 1:
                    return (
                        f"several categories of {concept} could be meant: "
                        f"{_told(dimension.labels[place] for place in places)}"
                    )
            if not places:
                what = "total, and not all categories" if isinstance(names, str) else _told(names)
                return f"{concept} ({dimension.id}) has no {what}; it has {_told(dimension.labels)}"
            picked[dimension.id] = places
        unit = self._unit(picked)
        if unit and _plain(unit) not in self.table.units:
            return f"the unit is {shown(unit)}; it is read in {' or '.join(self.table.units)}"
        for concept in reading.where:
            if concept in self.concepts:
                name = self.concepts[concept].id
                self.used.setdefault(name, set()).update(picked[name])
        return picked

    def _unit(self, picked: dict[str, list[int]]) -> str:
        contents = self.concepts.get("contents")
        if contents is None or contents.id not in picked:
            return ""
        return contents.units.get(contents.codes[picked[contents.id][0]], "")

    def _total(self, concept: str, dimension: jsonstat.Dimension) -> list[int]:
        described = self.table.concepts[concept]
        totals = _matching(dimension, described.totals)
        if totals:
            return totals if len(totals) == 1 else []
        if any(set(dimension.codes) == codes for codes in described.complete):
            return list(range(len(dimension)))
        return []

    def _tell_unused(self) -> None:
        for concept, dimension in self.concepts.items():
            if concept in {"region", "time"} or self._total(concept, dimension):
                continue
            unused = [
                label
                for place, label in enumerate(dimension.labels)
                if place not in self.used.get(dimension.id, set())
            ]
            if unused:
                self._tell(f"not used of {concept} ({dimension.id}): {_told(unused)}")

    def _read(self, reading: Reading, picked: dict[str, list[int]]) -> None:
        """Read one quantity for all regions and years."""
        for when, text in enumerate(self.time.codes):
            if not _YEAR.fullmatch(text) or int(text) < 1:
                self._tell(
                    f"{reading.quantity} is read by year, and {shown(text)} is none",
                    f"{self.time.id}={text}",
                    serious=True,
                )
                continue
            self._read_year(reading, picked, when, int(text))

    def _read_year(
        self, reading: Reading, picked: dict[str, list[int]], when: int, year: int
    ) -> None:
        here = _Values()  # of the municipalities of today, and of other regions
        then: dict[str, float] = {}  # of the municipalities of that year
        for which, code, label in self.places:
            value, symbol = self._cell(picked, which, when)
            number = code if self.reform and _MUNICIPALITY.fullmatch(code) else ""
            known = bool(number) and reforms.is_known(number)
            # a series with K- is of today's areas in all years
            consistent = number.startswith("K-")
            of_then = known and not consistent and year >= reforms.FIRST_YEAR
            if of_then and reforms.in_use(number, year):
                then[number] = value
                if np.isnan(value):
                    self._tell_missing(reading, code, year, symbol)
            elif np.isnan(value):
                if symbol == "." and of_then:
                    self.not_in_use += 1
                else:
                    self._tell_missing(reading, code, year, symbol)
            elif number and not (known and reforms.in_use(number, reforms.LATEST)):
                self._note_unknown(reading, code, year, known=known)
            else:
                here.put(label, code, value)
        self._follow(reading, then, here, year)
        for label, values in here.by_label.items():
            (code, value), *others = values.items()
            if any(other != value for _, other in others):
                told = " and ".join(f"{number:g} by {code}" for code, number in values.items())
                self._tell(
                    f"{reading.quantity} of {label} is {told}, so none is taken; fetch one series "
                    "of municipalities",
                    f"{self.time.id}={year}",
                    serious=True,
                )
            else:
                self._add(reading, label, code, value, year)

    def _follow(self, reading: Reading, then: dict[str, float], here: _Values, year: int) -> None:
        """Add the municipalities of a year up to those of today."""
        if not then:
            return
        sums, problems = reforms.add_up(then, year)
        for problem in problems:
            self._tell(
                f"{reading.quantity}: {problem.message}",
                f"{self.time.id}={year}",
                serious=problem.serious,
            )
        parts: dict[str, list[str]] = {}
        for _, code, label in self.places:
            if code in then:
                parts.setdefault(label, []).append(code)
        for label, value in sums.items():
            here.put(label, " + ".join(parts[label]), value)

    def _cell(self, picked: dict[str, list[int]], which: int, when: int) -> tuple[float, str]:
        """Return the value of a region and year, and the symbol where there is none."""
        places = []
        for dimension in self.data.dimensions:
            if dimension is self.region:
                places.append([which])
            elif dimension is self.time:
                places.append([when])
            else:
                places.append(picked.get(dimension.id, [0]))
        cells = np.ix_(*places)
        values = self.data.values[cells].ravel()
        missing = np.isnan(values)
        if not missing.any():
            return float(values.sum()), ""
        flat = np.ravel_multi_index(tuple(np.broadcast_arrays(*cells)), self.data.size).ravel()
        symbols = {self.data.status.get(int(position), "") for position in flat[missing]}
        # where parts are missing for several reasons, one of them is told
        return float("nan"), max(symbols)

    def _tell_missing(self, reading: Reading, code: str, year: int, symbol: str) -> None:
        why = jsonstat.MEANINGS.get(symbol) if symbol else "the table gives no reason"
        if why is None:
            why = "the table's notes tell what its symbol means"
        self._tell(
            f"{reading.quantity} has no value: {why}",
            f"{self.region.id}={code}, {self.time.id}={year}",
            shown(symbol) if symbol else "",
            serious=True,
        )

    def _note_unknown(self, reading: Reading, code: str, year: int, *, known: bool) -> None:
        if not known:
            why = f"no municipality has had the number since {reforms.FIRST_YEAR}"
        elif year < reforms.FIRST_YEAR:
            why = f"numbers are followed from {reforms.FIRST_YEAR} on, and it is none of today's"
        else:
            why = "it was no municipality number then and is none of today's"
        self.unknown.setdefault((reading.quantity, code, why), []).append(year)

    def _tell_unknown(self) -> None:
        for (quantity, code, why), years in self.unknown.items():
            span = f"{years[0]}" if len(years) == 1 else f"{min(years)} to {max(years)}"
            self._tell(
                f"{quantity} is left out for {span}: {why}",
                f"{self.region.id}={code}",
                serious=True,
            )

    def _add(self, reading: Reading, label: str, code: str, value: float, year: int) -> None:
        place = f"{self.region.id}={code}, {self.time.id}={year}"
        notes = [reading.note]
        parts = code.split(" + ")
        if len(parts) > 1:
            notes.append(f"sum of {code}")
        elif code.removeprefix("K-") != label and label != NATION:
            notes.append(f"then {code}")
        try:
            self.measurements.append(
                Measurement(
                    quantity=reading.quantity,
                    region=label,
                    year=year,
                    value=value,
                    status=reading.status,
                    source=self.source,
                    note="; ".join(note for note in notes if note),
                    place=f"{self.table.number}: {place}",
                )
            )
        except PlastsmartError as error:
            self._tell(str(error), place, f"{value:g}", serious=True)
