"""JSON-stat 2, the format in which statistical offices hand out tables: a strict reader."""

from __future__ import annotations

import json
import math
import os
import re
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import attrs
import numpy as np

from plastsmart.errors import LabelError, TableError, shown
from plastsmart.files import half_character, reason_of

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["MEANINGS", "Dataset", "Dimension", "Structure", "joined", "read", "read_structure"]

MOST_CELLS: Final = 800_000
"""Cells of a table that are read: as many as Statistics Norway gives in one answer."""

MOST_BYTES: Final = 32 * 2**20
MOST_MEMBERS: Final = 2_500_000
"""Members of all lists and objects: a value, a status and a label for each of the cells, and some.

A list of two characters takes up thirty times as much once it is read, so bytes alone are no bound.
"""

MOST_NESTED: Final = 40
MOST_DIMENSIONS: Final = 40
MOST_CODES: Final = 100_000
"""Codes of one dimension."""

LONGEST: Final = 1_000
"""Characters of a code or a label."""

_MOST_TOLD: Final = 12
"""Mistakes of one kind that a message lists."""

MEANINGS: Final = {
    ".": "not possible to give: the category was not in use then",
    "..": "data are missing: not received, or too uncertain to publish",
    ":": "confidential: not shown, to protect whom it is about",
}
"""What the symbols of Statistics Norway mean in a cell without a value."""

_ROLES: Final = ("time", "geo", "metric")
_POSITION: Final = re.compile(r"0|[1-9][0-9]{0,15}")

_TOKEN: Final = re.compile(r'"(?:[^"\\]|\\.)*+(?:"|\\?\Z)|[\[{]|[\]}]', re.DOTALL)
"""A whole string, or a bracket outside strings; a string without its end goes to the end."""


@attrs.frozen(kw_only=True)
class Dimension:
    """One dimension of a table.

    Attributes
    ----------
    id, label : str
    codes, labels : tuple of str
        In the order of the table.
    role : {"", "time", "geo", "metric"}
    units : dict of str to str
        The unit of a code, where the table states one.
    eliminable : bool
        Whether a query may leave the dimension out; only metadata tell.
    """

    id: str
    label: str
    codes: tuple[str, ...]
    labels: tuple[str, ...]
    role: str = ""
    units: dict[str, str] = attrs.field(factory=dict)
    eliminable: bool = False

    def __len__(self) -> int:
        return len(self.codes)


@attrs.frozen(kw_only=True)
class Structure:
    """What a table is about, without its values.

    Attributes
    ----------
    label, source, updated : str
    dimensions : tuple of Dimension
    notes : tuple of str
    extension : dict
        As it came.
    """

    label: str
    source: str
    updated: str
    dimensions: tuple[Dimension, ...]
    notes: tuple[str, ...] = ()
    extension: dict[str, Any] = attrs.field(factory=dict)

    @property
    def id(self) -> tuple[str, ...]:
        """Names of the dimensions, in order."""
        return tuple(dimension.id for dimension in self.dimensions)

    @property
    def size(self) -> tuple[int, ...]:
        """Number of codes of each dimension."""
        return tuple(len(dimension) for dimension in self.dimensions)

    @property
    def table(self) -> str:
        """The table's number, such as "07459"; empty where it is not told."""
        px = self.extension.get("px")
        told = px.get("tableid") if isinstance(px, dict) else None
        if isinstance(told, str) and told.strip():
            return told.strip()
        found = re.match(r"([0-9]{5}):", self.label)
        return found[1] if found else ""


def _locked(values: Any) -> Any:
    array = np.array(values, dtype=float)
    array.flags.writeable = False
    return array


@attrs.frozen(kw_only=True, eq=False)
class Dataset(Structure):
    """A table with its values.

    Attributes
    ----------
    values : numpy.ndarray
        One axis a dimension, in order; NaN where there is no value. Locked.
    status : dict of int to str
        The symbol of a cell by its position, counted with the last dimension running fastest.
    query : str
        The question that it answers; the answer itself does not tell, so that it is kept with it.
    """

    values: Any = attrs.field(converter=_locked, repr=False)
    status: dict[int, str] = attrs.field(factory=dict, repr=False)
    query: str = ""

    def frame(self, *, labels: bool = False) -> pd.DataFrame:
        """Return the table in its long form.

        Parameters
        ----------
        labels : bool
            Put beside each column of codes one of labels, called such as "Region label".

        Returns
        -------
        pandas.DataFrame
            One column of codes for each dimension, then value and status; one row a cell.

        Raises
        ------
        LabelError
            If a dimension has the name of another column.

        Examples
        --------
        >>> from plastsmart.mapping import jsonstat
        >>> text = '''{"version": "2.0", "class": "dataset", "id": ["Region", "Tid"], "size": [1, 2],
        ...     "dimension": {"Region": {"category": {"index": ["0301"], "label": {"0301": "Oslo"}}},
        ...                   "Tid": {"category": {"index": {"2023": 0, "2024": 1}}}},
        ...     "value": [709037, null], "status": {"1": ".."}}'''
        >>> jsonstat.read(text).frame(labels=True)
          Region Region label   Tid Tid label     value status
        0   0301         Oslo  2023      2023  709037.0
        1   0301         Oslo  2024      2024       NaN     ..
        """
        import pandas as pd

        columns: dict[str, Any] = {}
        cells = math.prod(self.size)
        inner = cells
        for dimension in self.dimensions:
            outer = cells // inner
            inner //= len(dimension)
            index = np.tile(np.repeat(np.arange(len(dimension)), inner), outer)
            wanted = {dimension.id: dimension.codes}
            if labels:
                wanted[f"{dimension.id} label"] = dimension.labels
            for name, texts in wanted.items():
                if name in columns or name in {"value", "status"}:
                    raise LabelError(
                        f"the dimension {shown(name)} has the name of another column of the table"
                    )
                columns[name] = np.array(texts, dtype=object)[index]
        status = np.full(cells, "", dtype=object)
        for position, symbol in self.status.items():
            status[position] = symbol
        return pd.DataFrame(columns | {"value": self.values.ravel(), "status": status})


def read(source: Any, *, query: str = "") -> Dataset:
    """Read a JSON-stat 2 dataset.

    Parameters
    ----------
    source : path, str, bytes or dict
        A file, the text of one (it begins with "{"), its bytes, or the parsed object.
    query : str
        The question that it answers, to be kept with it.

    Returns
    -------
    Dataset

    Raises
    ------
    TableError
        With the mistakes and their places. Nothing is repaired: a wrong number of values, a value
        that is text, a key that stands twice are mistakes.

    Examples
    --------
    >>> from plastsmart.mapping import jsonstat
    >>> text = '''{"version": "2.0", "class": "dataset", "label": "07459: Befolkning",
    ...     "id": ["Region", "Tid"], "size": [1, 2],
    ...     "dimension": {"Region": {"category": {"index": ["0301"], "label": {"0301": "Oslo"}}},
    ...                   "Tid": {"category": {"index": {"2023": 0, "2024": 1}}}},
    ...     "value": {"0": 709037, "1": 717710}}'''
    >>> found = jsonstat.read(text)
    >>> found.table, found.size, found.values.tolist()
    ('07459', (1, 2), [[709037.0, 717710.0]])
    >>> jsonstat.read(text.replace("717710", '"717 710"'))
    Traceback (most recent call last):
    plastsmart.errors.TableError: the JSON-stat table cannot be used:
    - value "1" is '717 710', not a number or null
    """
    content = parsed(source)
    structure = _structure(content)
    if (cells := math.prod(structure.size)) > MOST_CELLS:
        raise TableError(
            f"the JSON-stat table has {cells} cells; at most {MOST_CELLS} are read. Ask for fewer "
            "years or categories at once"
        )
    wrong = _Mistakes()
    values = _values(content.get("value"), cells, wrong)
    status = _status(content.get("status"), cells, wrong)
    for position, symbol in status.items():
        if symbol in MEANINGS and values[position] == values[position]:
            wrong.add(f"value {position} is {values[position]:g} and its status {symbol!r}, none")
    wrong.refuse()
    known = {field.name: getattr(structure, field.name) for field in attrs.fields(Structure)}
    return Dataset(
        **known, values=np.array(values).reshape(structure.size), status=status, query=query
    )


def read_structure(source: Any) -> Structure:
    """Read what a table is about: JSON-stat 2 with or without values, such as its metadata.

    Parameters
    ----------
    source : path, str, bytes or dict

    Returns
    -------
    Structure

    Raises
    ------
    TableError
    """
    return _structure(parsed(source))


def joined(datasets: Sequence[Dataset], along: str, *, query: str = "") -> Dataset:
    """Join datasets that differ in the codes of one dimension.

    Parameters
    ----------
    datasets : sequence of Dataset
        In order.
    along : str
        The dimension.
    query : str
        The question that they answer together.

    Raises
    ------
    TableError
        If they are not parts of one table.
    """
    first = datasets[0]
    if along not in first.id:
        raise TableError(f"the tables to join have no dimension {shown(along)}")
    axis = first.id.index(along)
    codes: list[str] = []
    labels: list[str] = []
    units: dict[str, str] = {}
    for other in datasets:
        if other.id != first.id or any(
            mine.codes != theirs.codes
            for mine, theirs in zip(first.dimensions, other.dimensions, strict=True)
            if mine.id != along
        ):
            raise TableError(f"the tables to join along {along} differ in other dimensions too")
        if other.updated != first.updated:
            raise TableError(
                f"the table was updated between two parts of it ({first.updated}, {other.updated}); "
                "fetch it again"
            )
        codes += other.dimensions[axis].codes
        labels += other.dimensions[axis].labels
        units |= other.dimensions[axis].units
    if len(set(codes)) != len(codes):
        raise TableError(f"the tables to join along {along} have a code in common")
    shapes = [other.size for other in datasets]
    size = (*first.size[:axis], len(codes), *first.size[axis + 1 :])
    symbols: dict[int, str] = {}
    start = 0
    for other, shape in zip(datasets, shapes, strict=True):
        for position, symbol in other.status.items():
            place = [int(i) for i in np.unravel_index(position, shape)]
            place[axis] += start
            symbols[int(np.ravel_multi_index(tuple(place), size))] = symbol
        start += shape[axis]
    dimension = attrs.evolve(
        first.dimensions[axis], codes=tuple(codes), labels=tuple(labels), units=units
    )
    return attrs.evolve(
        first,
        dimensions=(*first.dimensions[:axis], dimension, *first.dimensions[axis + 1 :]),
        values=np.concatenate([other.values for other in datasets], axis=axis),
        status=symbols,
        query=query,
    )


class _Mistakes:
    """What is wrong with a table, gathered to be told at once."""

    def __init__(self) -> None:
        self.told: list[str] = []
        self.more = 0

    def add(self, message: str) -> None:
        if len(self.told) < _MOST_TOLD:
            self.told.append(message)
        else:
            self.more += 1

    def refuse(self) -> None:
        if self.told:
            more = [f"and {self.more} more"] if self.more else []
            raise TableError(
                "\n- ".join(["the JSON-stat table cannot be used:", *self.told, *more])
            )


def parsed(source: Any) -> dict[str, Any]:
    """Return the object of a file, a text, bytes, or an object already parsed."""
    if isinstance(source, dict):
        return source
    if isinstance(source, (bytes, bytearray)):
        return _from_text(_decoded(bytes(source)))
    if isinstance(source, str) and source.lstrip("\ufeff \t\r\n")[:1] in {"{", "["}:
        if len(source) > MOST_BYTES:
            raise TableError(
                f"the text has {len(source)} characters; at most {MOST_BYTES} are read"
            )
        return _from_text(source)
    if not isinstance(source, (str, os.PathLike)) or source == "":
        raise TableError(
            f"JSON-stat comes as a file, text, bytes or a parsed object, not {shown(source)}"
        )
    try:
        with Path(source).open("rb") as stream:
            data = stream.read(MOST_BYTES + 1)
    except (OSError, ValueError) as error:
        raise TableError(
            f"the file {shown(os.fspath(source))} cannot be read: {reason_of(error)}"
        ) from None
    return _from_text(_decoded(data))


def _decoded(data: bytes) -> str:
    if len(data) > MOST_BYTES:
        raise TableError(f"the file is larger than {MOST_BYTES // 2**20} MiB, so it is not read")
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise TableError(
            f"the file is not JSON: its letters are not UTF-8 (byte {error.start})"
        ) from None


def _from_text(text: str) -> dict[str, Any]:
    # counted with those inside strings, before anything is made of the text
    members = max(sum(text.count(mark) for mark in ",[{"), text.count('"') // 4)
    if members > MOST_MEMBERS:
        raise TableError(
            f"the JSON has more than {MOST_MEMBERS} values, which no table of {MOST_CELLS} cells has; "
            "ask for fewer years or categories at once"
        )
    depth = 0
    for token in _TOKEN.finditer(text):
        depth += {"[": 1, "{": 1, "]": -1, "}": -1}.get(token[0], 0)
        if depth > MOST_NESTED:
            raise TableError(
                f"the JSON is nested more than {MOST_NESTED} deep at character {token.start()}"
            )
    try:
        content = json.loads(
            text.lstrip("\ufeff"), object_pairs_hook=_object, parse_constant=_no_constant
        )
    except TableError:
        raise
    except json.JSONDecodeError as error:
        raise TableError(
            f"the text is not JSON: {error.msg} in line {error.lineno}, character {error.colno}"
        ) from None
    except (ValueError, RecursionError) as error:  # a whole number of thousands of digits
        raise TableError(f"the text is not readable JSON: {shown(str(error))}") from None
    if not isinstance(content, dict):
        raise TableError(f"a JSON-stat dataset is an object, not {shown(content)}")
    if half := half_character(text, content):
        raise TableError(f"the JSON holds {half!r}, half a character; fetch the table again")
    return content


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) < len(pairs):
        seen: set[str] = set()
        for name, _ in pairs:
            if name in seen:
                raise TableError(f"the key {shown(name)} stands twice in one object")
            seen.add(name)
    return found


def _no_constant(text: str) -> Any:
    raise TableError(f"the JSON holds {text}, which is no number of JSON")


def _kind(content: dict[str, Any]) -> None:
    """Refuse what is no JSON-stat 2 dataset, saying what it looks like."""
    if content.get("class") == "dataset":
        version = content.get("version", "2.0")
        if not isinstance(version, str) or not version.startswith("2"):
            raise TableError(f"the JSON-stat version is {shown(version)}; version 2 is read")
        return
    if "class" in content:
        raise TableError(
            f'the JSON-stat class is {shown(content["class"])}; a table has the class "dataset"'
        )
    if "dataset" in content:
        what = 'JSON-stat 1; ask for the format "json-stat2"'
    elif "variables" in content and "title" in content:
        what = "metadata of a PxWeb table, version 1, without values"
    elif "status" in content and "title" in content:
        what = f"an error that a server answered: {shown(content['title'])}"
    else:
        what = 'no JSON-stat: "class" is missing'
    raise TableError(f"the JSON is {what}")


def _structure(content: dict[str, Any]) -> Structure:
    _kind(content)
    wrong = _Mistakes()
    ids: Any = content.get("id")
    size: Any = content.get("size")
    given: Any = content.get("dimension")
    if not isinstance(ids, list) or not all(_is_text(name) for name in ids) or not ids:
        wrong.add(f"id is {shown(ids)}; it lists the names of the dimensions")
    elif len(ids) > MOST_DIMENSIONS or len(set(ids)) < len(ids):
        wrong.add(f"id has {len(ids)} names; at most {MOST_DIMENSIONS}, each once")
    if not isinstance(size, list) or not all(_is_count(number) for number in size):
        wrong.add(f"size is {shown(size)}; it lists the number of codes of each dimension")
    elif isinstance(ids, list) and len(size) != len(ids):
        wrong.add(f"size has {len(size)} numbers and id {len(ids)} names")
    if not isinstance(given, dict):
        wrong.add(f"dimension is {shown(given)}; it is an object with an entry for each id")
    wrong.refuse()
    for extra in [name for name in given if name not in ids]:
        wrong.add(f"dimension has {shown(extra)}, which is not in id")
    roles = _roles(content.get("role", {}), ids, wrong)
    dimensions = [
        _dimension(name, count, given.get(name), roles.get(name, ""), wrong)
        for name, count in zip(ids, size, strict=True)
    ]
    texts = {key: _text(content, key, wrong) for key in ("label", "source", "updated")}
    notes = content.get("note", [])
    if isinstance(notes, str):
        notes = [notes]
    if not isinstance(notes, list) or not all(isinstance(note, str) for note in notes):
        wrong.add(f"note is {shown(notes)}; it lists texts")
        notes = []
    extension = content.get("extension", {})
    if not isinstance(extension, dict):
        wrong.add(f"extension is {shown(extension)}, not an object")
        extension = {}
    wrong.refuse()
    return Structure(
        **texts,
        dimensions=tuple(d for d in dimensions if d is not None),
        notes=tuple(notes),
        extension=extension,
    )


def _is_text(value: Any) -> bool:
    return isinstance(value, str) and 0 < len(value) <= LONGEST and value.isprintable()


def _is_count(value: Any) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and 1 <= value <= MOST_CODES


def _text(content: dict[str, Any], key: str, wrong: _Mistakes) -> str:
    value = content.get(key)
    if value is None:
        return ""
    if not isinstance(value, str) or len(value) > 100 * LONGEST:
        wrong.add(f"{key} is {shown(value)}, not a text")
        return ""
    return value


def _roles(given: Any, ids: list[str], wrong: _Mistakes) -> dict[str, str]:
    if not isinstance(given, dict):
        wrong.add(f"role is {shown(given)}, not an object")
        return {}
    roles: dict[str, str] = {}
    for role in _ROLES:
        names = given.get(role, [])
        if not isinstance(names, list):
            wrong.add(f"role {role} is {shown(names)}; it lists dimensions")
            continue
        for name in names:
            if not isinstance(name, str) or name not in ids:
                wrong.add(f"role {role} has {shown(name)}, which is not in id")
            elif name in roles:
                wrong.add(f"{shown(name)} has two roles")
            else:
                roles[name] = role
    return roles


def _dimension(name: str, count: int, given: Any, role: str, wrong: _Mistakes) -> Dimension | None:
    if not isinstance(given, dict):
        wrong.add(f"dimension {shown(name)} is {shown(given)}, not an object")
        return None
    category = given.get("category")
    if not isinstance(category, dict):
        wrong.add(f"dimension {shown(name)} has the category {shown(category)}, not an object")
        return None
    labels = category.get("label", {})
    if not isinstance(labels, dict) or not all(
        isinstance(text, str) and len(text) <= LONGEST for text in labels.values()
    ):
        wrong.add(f"the labels of dimension {shown(name)} are {shown(labels)}, not texts by code")
        return None
    index = category.get("index")
    if index is None and count == len(labels) == 1:  # as JSON-stat allows
        index = list(labels)
    codes = _codes(name, count, index, wrong)
    if codes is None:
        return None
    known = frozenset(codes)
    for unknown in [code for code in labels if code not in known]:
        wrong.add(
            f"dimension {shown(name)} has a label for {shown(unknown)}, which is no code of it"
        )
    extension = given.get("extension")
    return Dimension(
        id=name,
        label=_text(given, "label", wrong),
        codes=codes,
        labels=tuple(labels.get(code) or code for code in codes),
        role=role,
        units=_units(category.get("unit")),
        eliminable=isinstance(extension, dict) and extension.get("elimination") is True,
    )


def _codes(name: str, count: int, index: Any, wrong: _Mistakes) -> tuple[str, ...] | None:
    where = f"the index of dimension {shown(name)}"
    if isinstance(index, dict):
        places = list(index.values())
        if not all(isinstance(p, int) and not isinstance(p, bool) for p in places) or sorted(
            places
        ) != list(range(len(places))):
            wrong.add(f"{where} does not give each code a place of its own from 0 on")
            return None
        codes = sorted(index, key=index.__getitem__)
    elif isinstance(index, list):
        codes = index
    else:
        wrong.add(f"{where} is {shown(index)}; it lists the codes or gives each its place")
        return None
    if not all(_is_text(code) for code in codes):
        odd = next(code for code in codes if not _is_text(code))
        wrong.add(f"{where} has the code {shown(odd)}; a code is text of at most {LONGEST} letters")
        return None
    if len(codes) != count:
        wrong.add(f"{where} has {len(codes)} codes, and size says {count}")
        return None
    if len(set(codes)) < len(codes):
        wrong.add(f"{where} has a code twice")
        return None
    return tuple(codes)


def _units(given: Any) -> dict[str, str]:
    if not isinstance(given, dict):
        return {}
    return {
        code: unit["base"]
        for code, unit in given.items()
        if isinstance(unit, dict) and isinstance(unit.get("base"), str)
    }


def _values(given: Any, cells: int, wrong: _Mistakes) -> list[float]:
    values = [math.nan] * cells
    for position, value in _cells(given, cells, "value", wrong):
        if value is None:
            continue
        if isinstance(value, bool) or not isinstance(value, (int, float)):
            wrong.add(f"{_place('value', position, given)} is {shown(value)}, not a number or null")
            continue
        try:
            number = float(value)
        except OverflowError:
            number = math.inf
        if math.isfinite(number):
            values[position] = number
        else:
            wrong.add(f"{_place('value', position, given)} is not finite")
    return values


def _status(given: Any, cells: int, wrong: _Mistakes) -> dict[int, str]:
    if given is None:
        return {}
    if isinstance(given, str):  # one symbol for every cell, as JSON-stat allows
        given = [given] * cells
    status = {}
    for position, symbol in _cells(given, cells, "status", wrong):
        if symbol is None or symbol == "":
            continue
        if not _is_text(symbol):
            wrong.add(f"{_place('status', position, given)} is {shown(symbol)}, not a symbol")
        else:
            status[position] = symbol
    return status


def _place(what: str, position: int, given: Any) -> str:
    return f'{what} "{position}"' if isinstance(given, dict) else f"{what} {position}"


def _cells(given: Any, cells: int, what: str, wrong: _Mistakes) -> list[tuple[int, Any]]:
    """Return positions and entries, of a list of all or an object of some."""
    if isinstance(given, list):
        if len(given) == cells:
            return list(enumerate(given))
        wrong.add(f"{what} has {len(given)} entries for {cells} cells")
        return []
    if not isinstance(given, dict):
        wrong.add(f"{what} is {shown(given)}; it lists all cells or gives some by their position")
        return []
    found = []
    for key, entry in given.items():
        if not isinstance(key, str) or not _POSITION.fullmatch(key) or int(key) >= cells:
            wrong.add(f'{what} has the position {shown(key)}; positions are "0" to "{cells - 1}"')
        else:
            found.append((int(key), entry))
    return found
