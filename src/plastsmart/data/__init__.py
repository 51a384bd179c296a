"""Ready systems and the published figures they rest on, all from files in the package."""

from __future__ import annotations

import functools
import json
from importlib import resources
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from plastsmart.errors import DatasetError, InvalidValueError, nearest, shown
from plastsmart.labels import LANGUAGES
from plastsmart.system import System

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["datasets", "load", "published", "read_table"]

_PACKAGE: Final = "plastsmart.data"


@functools.cache
def _description() -> dict[str, Any]:
    text = resources.files(_PACKAGE).joinpath("datapackage.json").read_text(encoding="utf-8")
    description: dict[str, Any] = json.loads(text)
    return description


def _systems() -> dict[str, dict[str, Any]]:
    return {r["name"]: r for r in _description()["resources"] if r.get("kind") == "system"}


def datasets(language: str = "en") -> pd.DataFrame:
    """List the ready systems.

    Parameters
    ----------
    language : {"en", "no"}
        Of titles and descriptions.

    Returns
    -------
    pandas.DataFrame
        title, years, description, sources; the index holds the names that `load` takes.

    Examples
    --------
    >>> import plastsmart as ps
    >>> list(ps.datasets().index)
    ['headline', 'norway-household', 'norway']
    """
    import pandas as pd

    if language not in LANGUAGES:
        raise InvalidValueError(f"language is one of {', '.join(LANGUAGES)}, not {shown(language)}")
    end = "_no" if language == "no" else ""
    known = _systems()
    return pd.DataFrame(
        {
            "title": [r[f"title{end}"] for r in known.values()],
            "years": [str(r["years"]) for r in known.values()],
            "description": [r[f"description{end}"] for r in known.values()],
            "sources": ["; ".join(s["title"] for s in r["sources"]) for r in known.values()],
        },
        index=pd.Index(list(known), name="name"),
    )


def load(name: str) -> System:
    """Return a ready system.

    Parameters
    ----------
    name : str
        As `datasets` lists it: "headline", "norway-household" or "norway".

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
    """
    known = _systems()
    if not isinstance(name, str) or name not in known:
        hint = nearest(name, known)
        where = (
            " load takes the name of a ready system, not a file; read a table of your own with "
            "plastsmart.data.read_table(path)."
            if isinstance(name, str) and any(mark in name for mark in "/\\.")
            else " plastsmart.datasets() lists them."
        )
        raise DatasetError(f"there is no dataset {shown(name)}. {hint}{where}")
    return _load(name)


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
        UTF-8, comma, decimal point.

    Raises
    ------
    TableError
        With every mistake and its row.
    """
    import pandas as pd

    from plastsmart.errors import TableError

    try:
        # opened here, so that pandas takes no address of a network for a file
        with Path(path).open(encoding="utf-8-sig", newline="") as file:
            table = pd.read_csv(file, dtype=str, keep_default_na=False, index_col=False)
    except (TypeError, OSError, ValueError) as error:  # pandas' own errors are ValueErrors
        why = error.strerror if isinstance(error, OSError) else error
        raise TableError(f"the file {shown(path)} cannot be read as a CSV table: {why}") from None
    return System.from_table(table)


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
