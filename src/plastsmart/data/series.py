"""Published series: what was reported over the years, with definition, basis and breaks."""

from __future__ import annotations

import functools
from typing import TYPE_CHECKING, Final

import attrs

from plastsmart.data.network import rows_of
from plastsmart.labels import known_language

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["BASES", "published_series"]

BASES: Final = ("members", "market", "picking", "other")
"""What an amount may rest on: members' reports, the whole market, picking analysis, something else."""

EVERYTHING: Final = "everything"
"""A scope that leaves nothing out."""


@attrs.frozen(kw_only=True)
class Report:
    """A reported value: a row of ``series.csv``.

    Attributes
    ----------
    series, place : str
    year : int
    value : float
        In `unit`.
    unit : str
    rate, flow : str
        The rate or flow of the model that is defined as it; empty where none is.
    scope : str
        What it covers, "everything", or empty where that is not told.
    basis : str
        One of `BASES`.
    segment : int
        Values of one segment of a series are comparable.
    broken : str
        What changed before this value; the column break.
    fitted : tuple of str
        The ready systems that were fitted to it.
    published : str
        Its id in `published`, where it stands there too.
    source, url, confidence, note : str
    """

    series: str
    place: str
    year: int = attrs.field(converter=int)
    value: float = attrs.field(converter=float)
    unit: str
    rate: str
    flow: str
    scope: str
    basis: str
    segment: int = attrs.field(converter=int)
    broken: str
    fitted: tuple[str, ...]
    published: str
    source: str
    url: str
    confidence: str
    note: str

    def covers(self) -> dict[str, list[str]] | None:
        """Return the scope as a run takes it; None where what it covers is not told."""
        if not self.scope:
            return None
        if self.scope == EVERYTHING:
            return {}
        parts = (part.partition("=") for part in self.scope.split(";"))
        return {key: labels.split(",") for key, _, labels in parts}


@functools.cache
def reports() -> tuple[Report, ...]:
    """Return every reported value, in the order of the file."""
    return tuple(
        Report(
            broken=row["break"],
            fitted=tuple(row["fitted"].split()),
            **{k: v for k, v in row.items() if k not in {"break", "fitted"}},
        )
        for row in rows_of("series")
    )


def published_series(language: str = "en") -> pd.DataFrame:
    """Return what was reported over the years, in Norway and in other states.

    Two values of a series may be compared only within a segment. In Norway the amounts are those of
    members from 2017 on, before of the whole market; from 2020 on recycling is weighed at another
    point of the chain; the form of municipalities changed in 2021.

    Parameters
    ----------
    language : {"en", "no"}
        Of the titles.

    Returns
    -------
    pandas.DataFrame
        One row a value: series, title, place (NO or the code of another state), year, value, unit,
        rate and flow (what of the model is defined as it), scope, basis (members, market, picking or
        other), segment, break (what changed before this value), fitted (ready systems that were
        fitted to it), published (id in `published`), source, url, confidence and note.

    Examples
    --------
    >>> import plastsmart as ps
    >>> series = ps.published_series()
    >>> placed = series[series["series"] == "gpn-household-placed"]
    >>> for row in placed.tail(3).itertuples():
    ...     print(row.year, row.value, row.basis, row.segment)
    2016 97957.0 market 1
    2020 93047.0 members 2
    2022 81515.0 members 2
    """
    import pandas as pd

    known_language(language)
    column = "title_no" if language == "no" else "title"
    titles = {row["series"]: row[column] for row in rows_of("series-list")}
    frame = pd.DataFrame([attrs.asdict(report) for report in reports()])
    frame["fitted"] = [" ".join(names) for names in frame["fitted"]]
    frame = frame.rename(columns={"broken": "break"})
    frame.insert(1, "title", [titles[name] for name in frame["series"]])
    return frame
