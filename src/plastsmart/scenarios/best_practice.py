"""Best practice: measures that were done, with what was measured before and after, and its source.

>>> import plastsmart as ps
>>> table = ps.best_practice(theme="own operations", kind="gloves")
>>> list(table.index)
['stainer_gloves', 'ormond_gloves', 'kings_gloves']
"""

from __future__ import annotations

import functools
from collections.abc import Iterable
from typing import TYPE_CHECKING, Any, Final, Unpack

import attrs

from plastsmart.data.network import rows_of
from plastsmart.errors import LabelError, MissingValueError, nearest, shown
from plastsmart.labels import LANGUAGES, known_language, text, unit
from plastsmart.parameters import Parameter, Triangular
from plastsmart.scenarios.catalogue_entries import (
    Options,
    cited,
    figures,
    known_entry,
    number_of,
    whole_of,
)
from plastsmart.scenarios.measures import Measure

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["Practice", "best_practice", "practices"]

_ANY: Final = "any"
"""Type of a municipality where it does not matter."""

COLUMNS: Final[dict[str, tuple[str, str]]] = {
    "id": ("name", "navn"),
    "theme": ("theme", "tema"),
    "kind": ("kind", "type tiltak"),
    "title": ("title", "tittel"),
    "place": ("place", "sted"),
    "municipality_type": ("type of municipality", "type kommune"),
    "year": ("year", "år"),
    "before": ("before", "før"),
    "after": ("after", "etter"),
    "unit": ("unit", "enhet"),
    "measure": ("measure of the catalogue", "tiltak i katalogen"),
    "argument": ("argument", "argument"),
    "value": ("value", "verdi"),
    "low": ("low", "lavt"),
    "high": ("high", "høyt"),
    "source": ("source", "kilde"),
    "url": ("address", "adresse"),
    "confidence": ("confidence", "sikkerhet"),
    "status": ("status", "status"),
    "note": ("note", "merknad"),
}
"""What people call the columns, in English and Norwegian."""

NORWEGIAN: Final[dict[str, dict[str, str]]] = {
    "theme": {
        "packaging": "emballasje",
        "litter": "forsøpling",
        "microplastics": "mikroplast",
        "own operations": "egen drift",
    },
    "kind": {
        "bring points": "returpunkter",
        "central sorting": "sentralsortering",
        "clean-up": "opprydding",
        "counts and bins": "telling og dunker",
        "deposit": "pant",
        "fee": "gebyr",
        "filters": "filter",
        "gloves": "hansker",
        "handing out": "utdeling",
        "kerbside collection": "henting hjemme",
        "nudge": "dulting",
        "pitches": "kunstgressbaner",
        "quality": "renhet",
        "reusable cups": "flergangskopper",
        "street sweeping": "gatefeiing",
    },
    "municipality_type": {
        "any": "alle",
        "city": "storby",
        "town": "by",
        "rural": "landkommune",
        "region": "flere kommuner",
        "country": "land",
        "hospital": "sykehus",
    },
}
"""The words of some columns in Norwegian."""


@attrs.frozen(kw_only=True)
class Practice:
    """A measure that was done somewhere.

    Attributes
    ----------
    id, theme, kind, title, title_no, place, place_no, municipality_type : str
    year : int or None
        Of what was measured after.
    before, after : float or None
        In `unit`.
    unit : str
    measure, argument : str
        The catalogue's measure and the argument that has this effect; no argument where no effect
        follows from what was measured.
    value, low, high : float or None
        Of the argument.
    source, url : str
    confidence : {"A", "B"}
    status : {"measured", "reported", "estimated", "default"}
        Of what was measured there.
    note, note_no : str
    """

    id: str
    theme: str
    kind: str
    title: str
    title_no: str
    place: str
    place_no: str
    municipality_type: str
    year: int | None = attrs.field(converter=whole_of)
    before: float | None = attrs.field(converter=number_of)
    after: float | None = attrs.field(converter=number_of)
    unit: str
    measure: str
    argument: str
    value: float | None = attrs.field(converter=number_of)
    low: float | None = attrs.field(converter=number_of)
    high: float | None = attrs.field(converter=number_of)
    source: str
    url: str
    confidence: str
    status: str
    note: str
    note_no: str

    def told(self, language: str) -> dict[str, Any]:
        """Return its row of the table in a language; names to type and sources as they are."""
        row = attrs.asdict(self)
        norwegian = {name: row.pop(f"{name}_no") for name in ("title", "place", "note")}
        if language == "en":
            return row
        words = {name: known[row[name]] for name, known in NORWEGIAN.items()}
        named = {"unit": unit(self.unit, "no"), "status": text(f"status {self.status}", "no")}
        return row | norwegian | words | named

    @property
    def effect(self) -> Parameter:
        """The effect with its range, as the measure takes it.

        Its status is *estimated*: what was measured in one place is carried to another.

        Raises
        ------
        MissingValueError
            If no effect follows from what was measured.
        """
        if self.value is None or self.low is None or self.high is None:
            raise MissingValueError(
                f"no effect follows from what was measured in {self.id!r} ({self.note}); take "
                f"plastsmart.measures.{self.measure}(…) with its own default"
            )
        unit = next(f.unit for f in figures(self.measure) if f.argument == self.argument)
        return Parameter(
            self.value,
            unit=None if unit == "1" else unit,
            uncertainty=Triangular(self.low, self.value, self.high),
            source=cited(self.source, self.url, self.confidence),
            status="estimated",
            note=f"as in {self.place}: {self.note}",
        )

    def make(self, start: int, **arguments: Any) -> Measure:
        """Return the catalogue's measure with this effect as its default.

        Parameters
        ----------
        start : int
            First year with an effect.
        **arguments
            Of the catalogue's measure.

        Examples
        --------
        >>> import plastsmart as ps
        >>> from plastsmart.scenarios.best_practice import practices
        >>> measure = practices()["stainer_gloves"].make(2027)
        >>> print(measure.changes[0])
        unneeded: 61.4 % of the gap closed
        """
        given = (
            arguments if self.argument in arguments else {self.argument: self.effect, **arguments}
        )
        return known_entry(self.measure).make(start, **given)


@functools.cache
def _all() -> dict[str, Practice]:
    import plastsmart.scenarios.catalogue  # noqa: F401 - fills the entries

    return {row["id"]: Practice(**row) for row in rows_of("best-practice")}


def practices() -> dict[str, Practice]:
    """Return every practice by its id."""
    return dict(_all())


def _chosen(given: str | Iterable[str], what: str, known: Iterable[str]) -> set[str]:
    chosen = {given} if isinstance(given, str) else set(given)
    there = list(dict.fromkeys(known))
    for each in chosen:
        if each not in there:
            raise LabelError(f"there is no {what} {shown(each)}. {nearest(each, there)}")
    return chosen


def best_practice(
    theme: str | Iterable[str] | None = None,
    kind: str | Iterable[str] | None = None,
    *,
    municipality_type: str | None = None,
    measure: str | None = None,
    language: str = "en",
) -> pd.DataFrame:
    """List measures that were done, with what was measured before and after.

    Parameters
    ----------
    theme : str or several, optional
        Among packaging, litter, microplastics and own operations.
    kind : str or several, optional
        Such as "deposit"; the column ``kind`` has them.
    municipality_type : str, optional
        city, town, rural, region, country or hospital. What holds for any is told too.
    measure : str, optional
        Name of a measure of the catalogue.
    language : {"en", "no"}
        Of the texts: theme, kind, title, place, type, unit, status and note. Columns keep their names,
        and filters take the English ones; sources stay as they are.

    Returns
    -------
    pandas.DataFrame
        By id: theme, kind, title, place, municipality_type, year, before, after, unit, measure (the
        catalogue's), argument, value, low and high (the effect as that measure takes it; undefined
        where none follows), source, url, confidence, status and note. ``attrs["labels"]`` has what
        people call the columns, to be written with:
        ``table.rename(columns=table.attrs["labels"])``.
        ``plastsmart.measures.as_done(id, start)`` gives the measure with that effect.

    Raises
    ------
    LabelError
        If a name is unknown.

    Examples
    --------
    >>> import plastsmart as ps
    >>> row = ps.best_practice(measure="litter_programme").loc["sweden_counts"]
    >>> float(row["before"]), float(row["after"]), row["unit"], row["status"]
    (7.0, 4.0, 'item', 'measured')
    """
    import pandas as pd

    known_language(language)
    told = list(_all().values())
    if theme is not None:
        chosen = _chosen(theme, "theme", (p.theme for p in told))
        told = [p for p in told if p.theme in chosen]
    if kind is not None:
        chosen = _chosen(kind, "kind", (p.kind for p in _all().values()))
        told = [p for p in told if p.kind in chosen]
    if municipality_type is not None:
        known = (p.municipality_type for p in _all().values())
        chosen = {*_chosen(municipality_type, "type of municipality", known), _ANY}
        told = [p for p in told if p.municipality_type in chosen]
    if measure is not None:
        told = [p for p in told if p.measure == known_entry(measure).name]
    rows = [practice.told(language) for practice in told]
    frame = pd.DataFrame(rows, columns=list(COLUMNS)).set_index("id")
    frame["year"] = frame["year"].astype("Int64")
    for name in ("before", "after", "value", "low", "high"):
        frame[name] = frame[name].astype("float64")
    of = LANGUAGES.index(language)
    frame.attrs["labels"] = {name: names[of] for name, names in COLUMNS.items()}
    return frame


def as_done(id: str, start: int, **options: Unpack[Options]) -> Measure:  # noqa: A002 - as in the table
    """Return a measure of the catalogue with the effect that it had somewhere.

    Parameters
    ----------
    id : str
        Of a row of `plastsmart.best_practice`.
    start : int
        First year with an effect.
    **options
        See `Options`, and what else the measure takes.

    Returns
    -------
    Measure

    Raises
    ------
    LabelError
        If there is no practice of that id.
    MissingValueError
        If no effect follows from what was measured there.

    Examples
    --------
    >>> import plastsmart as ps
    >>> ps.measures.as_done("pitches_in_winter", 2027).changes[0].amount
    0.19
    """
    known = _all()
    if not isinstance(id, str) or id not in known:
        raise LabelError(f"there is no best practice {shown(id)}. {nearest(id, known)}")
    return known[id].make(start, **options)
