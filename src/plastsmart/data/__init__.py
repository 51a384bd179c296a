"""Ready systems and the published figures they rest on, all from files in the package."""

from __future__ import annotations

import csv
import functools
import io
import json
import os
import re
from importlib import resources
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from plastsmart.data.network import (
    NETWORK,
    asked_by,
    description_of,
    found,
    municipalities,
    municipality_figures,
    places,
    system_of,
)
from plastsmart.data.series import published_series
from plastsmart.errors import (
    LINE,
    DatasetError,
    TableError,
    nearest,
    shown,
)
from plastsmart.files import WORKBOOKS, reason_of, text_of
from plastsmart.labels import known_language
from plastsmart.system import System

if TYPE_CHECKING:
    import pandas as pd

__all__ = [
    "datasets",
    "load",
    "municipalities",
    "municipality_figures",
    "published",
    "published_series",
    "read_table",
]

_PACKAGE: Final = "plastsmart.data"

_PLAN: Final = (
    "looks like a plan: at the prompt pass it with --plan, in Python read it with "
    "ps.Plan.load(path)"
)
_WORKBOOK: Final = (
    "is a workbook of a spreadsheet; save the sheet that holds the table as CSV (UTF-8), and give "
    "that file"
)
_MOST_BYTES: Final = 1 << 27
_MOST_CELLS: Final = 13_000_000
"""What is read of a table at most, as of one in a data package."""

_SIGNATURES: Final = (b"PK\x03\x04", b"\xd0\xcf\x11\xe0")
"""How the files of spreadsheets begin."""

_NUMBERS: Final = ("value", "low", "high")
"""The columns of a table that hold numbers."""


@functools.cache
def _description() -> dict[str, Any]:
    text = resources.files(_PACKAGE).joinpath("datapackage.json").read_text(encoding="utf-8")
    description: dict[str, Any] = json.loads(text)
    return description


def _systems() -> dict[str, dict[str, Any]]:
    return {r["name"]: r for r in _description()["resources"] if r.get("kind") == "system"}


def basis_of(system: System) -> dict[str, str]:
    """Return what the amounts of each sector of a ready system rest on; empty if it is not one.

    A changed copy still counts as ready, unless the packaging that it generates is another.
    """
    name = NETWORK if found(system.name) else system.name
    known = _systems().get(name)
    if known is None:
        return {}
    ready = load(system.name)
    for parameter in ("packaging_per_person", "composition"):
        if system.cells(parameter) != ready.cells(parameter):
            return {}
    return dict(known["basis"])


def datasets(language: str = "en") -> pd.DataFrame:
    """List the ready systems.

    Parameters
    ----------
    language : {"en", "no"}
        Of titles and descriptions.

    Returns
    -------
    pandas.DataFrame
        kind (example, nation, network or municipality), title, years, description, sources; the index
        holds the names that `load` takes.

    Examples
    --------
    >>> import plastsmart as ps
    >>> known = ps.datasets()
    >>> list(known.index[:4])
    ['headline', 'norway-household', 'norway', 'network']
    >>> known["kind"].value_counts().to_dict()
    {'municipality': 17, 'nation': 4, 'example': 3, 'network': 1}
    """
    import pandas as pd

    known_language(language)
    end = "_no" if language == "no" else ""
    rows = {
        name: {
            "kind": r["covers"],
            "title": r[f"title{end}"],
            "years": str(r["years"]),
            "description": r[f"description{end}"],
            "sources": "; ".join(s["title"] for s in r["sources"]),
        }
        for name, r in _systems().items()
    }
    for place in places().values():
        rows[place.name] = {"kind": "municipality", **description_of(place, language)}
    frame = pd.DataFrame(list(rows.values()))
    frame.index = pd.Index(list(rows), name="name")
    return frame


def load(name: str) -> System:
    """Return a ready system.

    Parameters
    ----------
    name : str
        As `datasets` lists it, in any case: "headline", "norway-household", "norway", "network",
        "eksempelby" (a made-up town with packaging, litter, microplastics and purchases), or a
        municipality of the network by name ("Asker") or number ("3203"). The number that it had in
        2020 to 2023 ("3025") is taken too, and a note of the system says so.

    Returns
    -------
    System
        Every value with its source and status.

    Raises
    ------
    DatasetError
        If there is no such dataset; the message has the nearest names.

    Examples
    --------
    >>> import plastsmart as ps
    >>> ps.load("headline")
    <System 'headline': 1 region, 2023, 1 category, 1 route>
    >>> ps.load("Asker")
    <System 'Asker': 1 region, 2020–2035, 7 categories, 3 routes>
    >>> ps.load("3203") is ps.load("asker")
    True
    """
    known = _systems()
    if not isinstance(name, str):
        number = isinstance(name, int) and not isinstance(name, bool)
        hint = f"; a municipality number is text: '{name:04d}'" if number and name >= 0 else ""
        raise DatasetError(f"the name of a dataset is text, not {shown(name)}{hint}")
    key = name.strip().lower()
    if key in known:
        return _load(key)
    municipality = found(name)
    if municipality is None:
        raise DatasetError(f"there is no dataset {shown(name)}{_where_instead(name, known)}")
    place, former = municipality
    return system_of(place.number, former=former)


def _where_instead(name: object, known: dict[str, Any]) -> str:
    """Return what to do where a name is none of a ready system."""
    names = [*known, *asked_by()]
    if isinstance(name, str) and (wrong := _other_kind(name)):
        return f": the file {wrong}"
    if isinstance(name, str) and any(mark in name for mark in "/\\."):
        return (
            f". {nearest(name, names)} load takes the name of a ready system, not a file. A "
            "table of your own: at the prompt its name ends in .csv, in Python read it with "
            "plastsmart.data.read_table(path)."
        )
    return (
        f". {nearest(name, names)} plastsmart.datasets() lists them (at the prompt: plastsmart "
        "datasets)."
    )


def _other_kind(name: str) -> str | None:
    """Return what a file is by its name, where that is no table."""
    ending = name.lower().rpartition(".")[2]
    if ending == "toml":
        return _PLAN
    return _WORKBOOK if f".{ending}" in WORKBOOKS else None


@functools.cache
def _load(name: str) -> System:
    path = resources.files(_PACKAGE).joinpath(_systems()[name]["path"])
    with resources.as_file(path) as file:
        return read_table(file)


def read_table(path: Any) -> System:
    """Return the system of a CSV file that holds a table as `System.table` gives it.

    Parameters
    ----------
    path : str or path
        CSV in UTF-8 with commas and decimal points, as ``table.to_csv`` writes it; or with
        semicolons in the header and decimal commas, in UTF-8 or Windows-1252, as a Norwegian
        spreadsheet saves it.

    Raises
    ------
    TableError
        With every mistake and its row. Where a number could be read in two ways, none is chosen.
    """
    from plastsmart.tables import from_lines

    name = _file_name(path)
    try:
        wrong = _other_kind(str(path))
        if wrong:
            raise TableError(f"the file {name} {wrong}")
        text = _text_of(_bytes(Path(path), name), name)
        mark = _mark_between(text)
        # newline="", so that line breaks within a cell come as they are
        reader = csv.reader(io.StringIO(text, newline=""), delimiter=mark, strict=True)
        header, *lines = list(reader) or [[]]
    except (TypeError, OSError, ValueError, csv.Error) as error:
        if isinstance(error, TableError):
            raise
        raise TableError(
            f"the file {name} cannot be read as a CSV table: {reason_of(error)}"
        ) from None
    wrong_lines = {
        row: _too_long(line, header, mark)
        for row, line in enumerate(lines)
        if len(line) > len(header)
    }
    if mark == ";":
        wrong_lines |= _read_commas(header, lines, wrong_lines.keys())
    return from_lines(header, lines, wrong_lines)


def _bytes(file: Path, name: str) -> bytes:
    """Return what a file holds; refuse what is no file, or larger than any table."""
    if file.exists() and not file.is_file():
        raise TableError(f"{name} is no file; give a CSV file")
    with file.open("rb") as stream:
        data = stream.read(_MOST_BYTES + 1)
    if len(data) > _MOST_BYTES or max(data.count(b","), data.count(b";")) > _MOST_CELLS:
        raise TableError(
            f"the file {name} is larger than {_MOST_BYTES >> 20} MiB or {_MOST_CELLS} cells; give it in "
            "parts, such as fewer regions"
        )
    return data


def _file_name(path: object) -> str:
    """Return a path for a message; of a long one the end, which tells files apart."""
    text = os.fspath(path) if isinstance(path, os.PathLike) else path
    if isinstance(text, str) and len(text) > LINE:
        text = os.path.basename(text)  # noqa: PTH119 - a Path refuses what only a message needs
    return shown(text)


def _text_of(data: bytes, name: str) -> str:
    """Return the text of a file that is no workbook."""
    if data.startswith(_SIGNATURES):
        raise TableError(f"the file {name} {_WORKBOOK}")
    try:
        # semicolons are the mark of a Norwegian spreadsheet, which saves in Windows-1252
        return text_of(data, windows=b";" in data.split(b"\n", 1)[0])
    except UnicodeDecodeError as error:
        raise TableError(
            f"the file {name} cannot be read as a CSV table: its letters are not UTF-8 (byte "
            f"{error.start}); save it as CSV (UTF-8)"
        ) from None


def _mark_between(text: str) -> str:
    """Return what stands between the cells: what the header has most of."""
    header = text.partition("\n")[0]
    return ";" if header.count(";") > header.count(",") else ","


def _too_long(line: list[str], header: list[str], mark: str) -> str:
    """Return what is wrong with a line of more cells than the header has."""
    told = f"it has {len(line)} cells and the header {len(header)}"
    for column in _NUMBERS:
        place = header.index(column) if column in header else len(line)
        whole, rest = [*line[place : place + 2], "", ""][:2]
        if (
            mark == ","
            and re.fullmatch(r"[+-]?[0-9]+", whole)
            and (found := re.fullmatch(r"([0-9]+)\s*(%?)", rest))
        ):
            number = f"{whole}.{found[1]}"
            cure = (
                f"{float(number) / 100:.12g}, or {number} with the unit %" if found[2] else number
            )
            return f"{told}: '{whole},{rest}' has a decimal comma; write {cure} (decimal point)"
    return f"{told}; a text that holds {mark!r} stands in quotes"


_COMMA: Final = re.compile(r"([+-]?)([0-9]+|[0-9]{1,3}(?:[ \u00a0\u202f][0-9]{3})+)(?:,([0-9]+))?")
_POINT: Final = re.compile(r"[+-]?[0-9]+\.[0-9]+(?:[eE][+-]?[0-9]+)?")
_THOUSANDS: Final = re.compile(r"[+-]?[1-9][0-9]{0,2}(?:\.[0-9]{3})+")


def _read_commas(header: list[str], lines: list[list[str]], skipped: Any) -> dict[int, str]:
    """Give the numbers of a file with semicolons a decimal point; return the lines that are unclear.

    Where one number has a decimal comma, no other may have a point; where none has, points are
    decimal points, unless every one of them could also group thousands.
    """
    columns = [header.index(column) for column in _NUMBERS if column in header]
    cells = [
        (row, column, line[column].strip())
        for row, line in enumerate(lines)
        if row not in skipped
        for column in columns
        if column < len(line) and line[column]
    ]
    commas = [text for *_, text in cells if "," in text]
    points = [text for *_, text in cells if "." in text]
    clear = not commas and not all(_THOUSANDS.fullmatch(text) for text in points)
    wrong = {}
    for row, column, text in cells:
        found = _COMMA.fullmatch(text)
        if found:
            whole = re.sub(r"[ \u00a0\u202f]", "", found[2])
            lines[row][column] = f"{found[1]}{whole}.{found[3]}" if found[3] else found[1] + whole
        elif text.endswith("%") and (found := _COMMA.fullmatch(text[:-1].strip())):
            number = text[:-1].strip()
            share = float(f"{found[1]}{re.sub(r'[^0-9]', '', found[2])}.{found[3] or 0}") / 100
            wrong[row] = (
                f"the {header[column]} is {shown(text)}, with a percent sign; write "
                f"{f'{share:.12g}'.replace('.', ',')}, or {number} with the unit %"
            )
        elif _POINT.fullmatch(text) and not clear:
            why = f"another number is {shown(commas[0])}" if commas else "it may group thousands"
            wrong[row] = (
                f"the file looks like semicolons and decimal commas, and the {header[column]} is "
                f"{shown(text)}, with a point: {why}; write it with a decimal comma"
            )
    return wrong


def published() -> pd.DataFrame:
    """Return the published figures that the ready systems rest on.

    Returns
    -------
    pandas.DataFrame
        quantity, value, low, high, unit, year, scope, basis, source, url, confidence and note by id.
        ``basis`` tells denominators apart: amounts that members of a return company report
        (members), estimates of the whole market (market), picking analysis (picking).

    Examples
    --------
    >>> import plastsmart as ps
    >>> float(ps.published().loc["gpn_2020_hh_recycled_rate", "value"])
    0.234
    """
    import pandas as pd

    path = resources.files(_PACKAGE).joinpath("published.csv")
    with resources.as_file(path) as file:
        figures = pd.read_csv(file, index_col="id", dtype=str, keep_default_na=False)
    for column in ("value", "low", "high"):
        figures[column] = [float(text) if text else float("nan") for text in figures[column]]
    return figures
