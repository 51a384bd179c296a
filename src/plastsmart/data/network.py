"""The municipalities of the network: each is the rows of one system that concern it."""

from __future__ import annotations

import csv
import functools
import io
import unicodedata
from importlib import resources
from typing import TYPE_CHECKING, Any, Final

import attrs

from plastsmart.labels import LANGUAGES, known_language

if TYPE_CHECKING:
    from collections.abc import Mapping

    import pandas as pd

    from plastsmart.system import System

__all__ = ["NETWORK", "municipalities", "municipality_figures"]

NETWORK: Final = "network"
"""The ready system of all municipalities."""

_NATION: Final = "norway-household"
"""Where everything comes from that is not known of a municipality."""


@attrs.frozen(kw_only=True)
class Place:
    """A row of ``municipalities.csv``.

    Attributes
    ----------
    number, former_number : str
        From 2024, and in 2020 to 2023.
    name, county, company : str
    method, method_no : str
        How plastic packaging is collected, in English and Norwegian.
    collection : {"kerbside", "central"}
    network : str
        "yes" for the sixteen of the network.
    confidence, year, source, url, note : str
        How well the method is known, and from where.
    """

    number: str
    name: str
    former_number: str
    county: str
    company: str
    method: str
    method_no: str
    collection: str
    network: str
    confidence: str
    year: str
    source: str
    url: str
    note: str


def rows_of(name: str) -> list[dict[str, str]]:
    """Return the rows of a data file of the package."""
    return list(csv.DictReader(_stream(name)))


def _stream(name: str) -> io.StringIO:
    path = resources.files("plastsmart.data").joinpath(f"{name}.csv")
    # newline="", so that line breaks within a cell come as they are
    return io.StringIO(path.read_bytes().decode("utf-8"), newline="")


@functools.cache
def places() -> dict[str, Place]:
    """Return the municipalities by name, in the order of their numbers."""
    return {row["name"]: Place(**row) for row in rows_of("municipalities")}


def _key(text: str) -> str:
    return unicodedata.normalize("NFC", text).strip().casefold().removesuffix(" kommune")


@functools.cache
def _names() -> dict[str, tuple[Place, bool]]:
    """Return what a municipality may be asked for by, and whether that is a number it had before."""
    known = {}
    for place in places().values():
        known[place.former_number] = (place, place.former_number != place.number)
    for place in places().values():
        known[place.number] = known[_key(place.name)] = (place, False)
    return known


def found(name: str) -> tuple[Place, bool] | None:
    """Return the municipality of a name or number, and whether the number is one it had before."""
    return _names().get(_key(name))


def asked_by() -> list[str]:
    """Return the names and numbers from 2024 of the municipalities."""
    return [text for place in places().values() for text in (place.name, place.number)]


@functools.cache
def _table() -> tuple[list[str], list[list[str]]]:
    header, *lines = csv.reader(_stream("network"))
    return header, lines


def _notes(place: Place, *, former: bool) -> list[str]:
    """Return what to know of one municipality, beside what holds for all."""
    told = f"{place.name} ({place.number}), {place.county}: {place.company}"
    notes = [
        f"{told}. How plastic is collected: {place.method} ({place.confidence})."
        + (f" {place.note}." if place.note else "")
    ]
    if former:
        notes.append(
            f"Asked for by {place.former_number}, the number of 2020 to 2023. The region is "
            f"{place.number}, the number from 2024; the area is the same."
        )
    return notes


@functools.cache
def system_of(number: str, *, former: bool) -> System:
    """Return the system of one municipality: the rows of the network's that concern it."""
    from plastsmart.tables import from_lines

    place = next(place for place in places().values() if place.number == number)
    header, lines = _table()
    kind, region, note = (header.index(name) for name in ("parameter", "region", "note"))
    mine = [line for line in lines if line[region] in {"", number}]
    first = next(row for row, line in enumerate(mine) if line[kind] == "system.note")
    own = []
    for text in _notes(place, former=former):
        line = [""] * len(header)
        line[kind], line[note] = "system.note", text
        own.append(line)
    name = [""] * len(header)
    name[kind], name[note] = "system.name", place.name
    # the first note of the network says which municipalities it holds
    return from_lines(header, [name, *own, *mine[first + 1 :]], {})


def description_of(place: Place, language: str) -> dict[str, str]:
    """Return what `datasets` tells of a municipality: title, years, description, sources."""
    figures = [row for row in _figures() if place.number in row["municipalities"].split()]
    used = [row for row in figures if row["parameter"]]
    what = dict.fromkeys(row["quantity"] for row in used if row["quantity"] in KNOWN)
    position = LANGUAGES.index(language)
    known = ", ".join(dict.fromkeys(KNOWN[quantity][position] for quantity in what))
    method = place.method_no if language == "no" else place.method
    if language == "no":
        told = f"{place.company}: {method}. Kjent: {known}. Resten er nasjonens ({_NATION})."
    else:
        told = f"{place.company}: {method}. Known: {known}. The rest is the nation's ({_NATION})."
    sources = dict.fromkeys([place.source, *(row["source"] for row in used), _NATION])
    return {
        "title": f"{place.name} ({place.number})",
        "years": "2020-2035",
        "description": told,
        "sources": "; ".join(sources),
    }


KNOWN: Final = {
    "population": ("population", "folketall"),
    "collected_per_person": ("amount collected", "innsamlet mengde"),
    "collected": ("amount collected", "innsamlet mengde"),
    "capture": ("share captured", "andel samlet inn"),
    "capture_central": ("share captured by the plant", "andel tatt ut i anlegget"),
    "plant_damaged": ("fire of the plant", "brann i anlegget"),
    "impurity": ("impurity", "feilsortering"),
}
"""Quantities of ``municipality-figures.csv`` that set a parameter, in English and Norwegian."""


@functools.cache
def _figures() -> tuple[Mapping[str, str], ...]:
    return tuple(rows_of("municipality-figures"))


_LABELS_NO: Final = {
    "name": "navn",
    "former_number": "nummer 2020–2023",
    "county": "fylke",
    "company": "renovasjonsselskap",
    "method": "innsamling",
    "network": "i nettverket",
    "confidence": "sikkerhet",
    "source": "kilde",
    "url": "adresse",
    "note": "merknad",
}


def municipalities(language: str = "en") -> pd.DataFrame:
    """List the municipalities that have a ready system: the sixteen of the network, and Hamar.

    Parameters
    ----------
    language : {"en", "no"}
        Of the column names and of how plastic is collected.

    Returns
    -------
    pandas.DataFrame
        name, former_number (2020 to 2023), county, company, method, network, confidence, source, url
        and note of the method; the index holds the numbers from 2024.

    Examples
    --------
    >>> import plastsmart as ps
    >>> known = ps.data.municipalities()
    >>> known.loc["3203", ["name", "former_number"]].tolist()
    ['Asker', '3025']
    >>> ps.data.municipalities("no").loc["5001", "innsamling"]
    'dunk, hentes hjemme'
    """
    import pandas as pd

    known_language(language)
    norwegian = language == "no"
    columns: dict[str, list[Any]] = {}
    for column, label in _LABELS_NO.items():
        source = "method_no" if norwegian and column == "method" else column
        values: list[Any] = [getattr(place, source) for place in places().values()]
        if column == "network":
            values = [value == "yes" for value in values]
        columns[label if norwegian else column] = values
    index = pd.Index(
        [place.number for place in places().values()], name="nummer" if norwegian else "number"
    )
    return pd.DataFrame(columns, index=index)


def municipality_figures() -> pd.DataFrame:
    """Return the published figures of single municipalities.

    Returns
    -------
    pandas.DataFrame
        One row a figure and municipality: number, area (what the figure covers), quantity, value, low,
        high, unit, year (<NA> where it is not told), parameter (what it sets in the system; empty
        where it sets nothing), source, url, confidence and note; the index holds the figure's id.

    Examples
    --------
    >>> import plastsmart as ps
    >>> figures = ps.data.municipality_figures()
    >>> hamar = figures[figures["number"] == "3403"]
    >>> float(hamar.loc["kg_sirkula_2022", "value"])
    13.8
    """
    import pandas as pd

    rows = [
        {"id": row["id"], "number": number} | {k: row[k] for k in list(row)[2:]}
        for row in _figures()
        for number in row["municipalities"].split()
    ]
    frame = pd.DataFrame(rows).set_index("id")
    for column in ("value", "low", "high"):
        frame[column] = [float(text) if text else float("nan") for text in frame[column]]
    frame["year"] = pd.array([int(t) if t else None for t in frame["year"]], dtype="Int64")
    return frame
