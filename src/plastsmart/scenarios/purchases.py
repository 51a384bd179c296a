"""Purchases: what a municipality can buy otherwise, as measures; figures to go by.

Each function gives a `plastsmart.Measure` on the purchases of a system, such as one that
`plastsmart.inventory` made. None has an effect of its own to offer: how large a share of the uses a
reusable item can serve is known where it is used.
"""

from __future__ import annotations

import functools
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any, Final

from plastsmart.data.network import rows_of
from plastsmart.errors import InvalidValueError, LabelError, listed, nearest, shown
from plastsmart.scenarios.catalogue_entries import in_norwegian
from plastsmart.scenarios.measures import Change, Measure

if TYPE_CHECKING:
    import pandas as pd

__all__ = [
    "CRITERIA",
    "criterion",
    "figures",
    "recycled_content",
    "reusable",
    "unwrapped",
    "without",
]

_COLUMNS: Final = (
    "item", "item_no", "quantity", "parameter", "value", "low", "high", "unit", "year", "confidence",
    "status", "source", "url", "note",
)  # fmt: skip

CRITERIA: Final = {
    "reusable_transport_packaging": ("transport packaging", "reusable from 2030"),
    "reusable_between_own_sites": ("transport packaging", "reusable between own sites"),
    "reusable_drinks": ("drinks", "reusable from 2030"),
    "reusable_take_away": ("take-away", "reusable from 2030"),
}
"""Criteria of purchase that a rule states: name to item and quantity of `figures`."""

_TITLES: Final = {
    "reusable_transport_packaging": (
        "Reusable transport packaging", "Ombruk av transportemballasje",
        "Asks for deliveries in reusable transport packaging, as much as the regulation demands.",
        "Krever levering i ombrukbar transportemballasje, så mye som forordningen krever.",
    ),
    "reusable_between_own_sites": (
        "Reusable packaging between own sites", "Ombruk mellom egne steder",
        "Moves goods between the municipality's own sites in reusable packaging alone.",
        "Flytter varer mellom kommunens egne steder bare i ombrukbar emballasje.",
    ),
    "reusable_drinks": (
        "Drinks in reusable packaging", "Drikke i ombruksemballasje",
        "Asks for drinks in reusable packaging, as much as the regulation demands.",
        "Krever drikke i ombruksemballasje, så mye som forordningen krever.",
    ),
    "reusable_take_away": (
        "Take-away in reusable packaging", "Ombruk for mat og drikke til å ta med",
        "Asks canteens and events to offer take-away in reusable packaging.",
        "Krever at kantiner og arrangementer tilbyr ombruksemballasje for mat og drikke til å ta med.",
    ),
}  # fmt: skip


def _where(category: Any, place: Any) -> dict[str, Any]:
    """Return the cells meant: items by name, or all of some places of use."""
    if category is not None and place is not None:
        raise InvalidValueError("category and place are both given; name the items or the places")
    key, given = ("category", category) if place is None else ("format", place)
    if given is None:
        raise InvalidValueError(
            'say which items are meant: category="cup", or place="Kindergartens" for all there'
        )
    members = [given] if isinstance(given, str) else listed(given, key, '["cup"]')
    if not members:
        raise LabelError("no item is named; give category or place")
    return {key: members, "sector": "municipal"}


def _made(
    title: tuple[str, str],
    about: str,
    texts: tuple[str, str],
    start: int,
    changes: list[Change],
    options: dict[str, Any],
) -> Measure:
    """Return a measure with its name and texts, unless the caller gives others."""
    words = title[in_norwegian(options.pop("language", "en"))]
    name = options.pop("name", None) or (f"{words}: {about}" if about else words)
    given = {"description": texts[0], "description_no": texts[1]} | options
    return Measure(name, start, changes, **given)


def _named(category: Any, place: Any) -> str:
    given = category if place is None else place
    return given if isinstance(given, str) else ", ".join(map(str, given or ()))


def reusable(
    start: int,
    *,
    share: Any,
    category: str | Sequence[str] | None = None,
    place: str | Sequence[str] | None = None,
    **options: Any,
) -> Measure:
    """Use a reusable item instead of single-use ones.

    Parameters
    ----------
    start : int
        First year with an effect.
    share : float or Parameter
        Share of the uses that it serves in the end.
    category, place : str or sequence of str
        The items, or the places of use, all of whose items are meant: one of the two.
    **options
        As for `plastsmart.Measure`: ramp, curve, cost, investment, lifetime, source, status; and name,
        or the language of the name, "en" or "no".

    Returns
    -------
    Measure

    Raises
    ------
    InvalidValueError, LabelError

    Examples
    --------
    >>> import plastsmart as ps
    >>> cups = ps.purchases.reusable(2026, share=0.8, category="cup", ramp=2)
    >>> print(cups.changes[0])
    reusable_share where category cup; sector municipal set to 80 %
    """
    changes = [Change("reusable_share", _where(category, place), set=share)]
    return _made(
        ("Reusable", "Flergangs"),
        _named(category, place),
        (
            "Serves the uses of single-use items with reusable ones that are washed.",
            "Erstatter engangsartikler med flergangsartikler som vaskes.",
        ),
        start, changes, options,
    )  # fmt: skip


def recycled_content(
    start: int,
    *,
    share: Any,
    category: str | Sequence[str] | None = None,
    place: str | Sequence[str] | None = None,
    **options: Any,
) -> Measure:
    """Buy items of recycled plastic.

    Less virgin plastic is made; as much is thrown away.

    Parameters
    ----------
    start : int
    share : float or Parameter
        Of the item that is recycled plastic in the end.
    category, place : str or sequence of str
    **options
        As for `reusable`.

    Returns
    -------
    Measure

    Examples
    --------
    >>> import plastsmart as ps
    >>> ps.purchases.recycled_content(2026, share=0.5, category="bag").changes[0].amount
    0.5
    """
    changes = [Change("recycled_content", _where(category, place), set=share)]
    return _made(
        ("Recycled content", "Gjenvunnet plast"),
        _named(category, place),
        (
            "Asks for recycled plastic in what is bought.",
            "Krever gjenvunnet plast i det som kjøpes inn.",
        ),
        start, changes, options,
    )  # fmt: skip


def without(
    start: int,
    *,
    share: Any,
    category: str | Sequence[str] | None = None,
    place: str | Sequence[str] | None = None,
    **options: Any,
) -> Measure:
    """Do without an item: gloves that are worn without need, lids nobody asked for.

    Parameters
    ----------
    start : int
    share : float or Parameter
        Share of the uses that need no item in the end.
    category, place : str or sequence of str
    **options
        As for `reusable`.

    Returns
    -------
    Measure

    Examples
    --------
    >>> import plastsmart as ps
    >>> print(ps.purchases.without(2026, share=0.05, category="glove").changes[0])
    unneeded where category glove; sector municipal set to 5 %
    """
    changes = [Change("unneeded", _where(category, place), set=share)]
    return _made(
        ("Done without", "Klarer seg uten"),
        _named(category, place),
        (
            "Stops using items where they are not needed.",
            "Slutter å bruke artikler der de ikke trengs.",
        ),
        start, changes, options,
    )  # fmt: skip


def unwrapped(
    start: int,
    *,
    share: Any,
    category: str | Sequence[str] | None = None,
    place: str | Sequence[str] | None = None,
    **options: Any,
) -> Measure:
    """Have goods delivered without wrapping.

    Parameters
    ----------
    start : int
    share : float or Parameter
        Share of the deliveries that come without the item in the end.
    category, place : str or sequence of str
    **options
        As for `reusable`.

    Returns
    -------
    Measure

    Examples
    --------
    >>> import plastsmart as ps
    >>> ps.purchases.unwrapped(2026, share=0.3, category="pallet film").name
    'Unwrapped delivery: pallet film'
    """
    changes = [Change("unneeded", _where(category, place), set=share)]
    return _made(
        ("Unwrapped delivery", "Levering uten innpakning"),
        _named(category, place),
        (
            "Asks suppliers to deliver without wrapping.",
            "Ber leverandørene levere uten innpakning.",
        ),
        start, changes, options,
    )  # fmt: skip


def criterion(
    name: str,
    start: int,
    *,
    category: str | Sequence[str] | None = None,
    place: str | Sequence[str] | None = None,
    share: Any = None,
    **options: Any,
) -> Measure:
    """Return a criterion of purchase that a rule states, as a measure with its source.

    Parameters
    ----------
    name : str
        One of `CRITERIA`.
    start : int
        First year with an effect; a municipality may ask before the rule does.
    category, place : str or sequence of str
        The items that it is asked of.
    share : float or Parameter, optional
        Another share than the rule's.
    **options
        As for `reusable`.

    Returns
    -------
    Measure

    Raises
    ------
    LabelError
        If there is no such criterion.

    Examples
    --------
    >>> import plastsmart as ps
    >>> crates = ps.purchases.criterion("reusable_transport_packaging", 2028, category="crate")
    >>> crates.changes[0].amount, crates.source[:38]
    (0.4, 'Regulation (EU) 2025/40 article 29(1),')
    """
    if not isinstance(name, str) or name not in CRITERIA:
        raise LabelError(f"there is no criterion {shown(name)}. {nearest(name, CRITERIA)}")
    row = next(row for row in _rows() if (row["item"], row["quantity"]) == CRITERIA[name])
    title, title_no, told, told_no = _TITLES[name]
    stated = {"source": row["source"], "status": row["status"]} if share is None else {}
    amount = float(row["value"]) if share is None else share
    changes = [Change(row["parameter"], _where(category, place), set=amount)]
    return _made(
        (title, title_no),
        "",
        (f"{told} {_limits(row)}".strip(), told_no),
        start, changes, stated | options,
    )  # fmt: skip


def _limits(row: Mapping[str, str]) -> str:
    note = row["note"]
    return f"{note[0].upper()}{note[1:]}." if note else ""


@functools.cache
def _rows() -> tuple[Mapping[str, str], ...]:
    return tuple(rows_of("purchases"))


def figures(item: str | None = None) -> pd.DataFrame:
    """Return figures on single-use and reusable items, each with its source.

    They are to hold one's own against. ``confidence`` is A where the figure was read in the source that
    is named, B where it was read at second hand or is a common value.

    Parameters
    ----------
    item : str, optional
        Such as "reusable cup"; all, if left out.

    Returns
    -------
    pandas.DataFrame
        Columns item, item_no, quantity, parameter, value, low, high, unit, year, confidence, status,
        source, url, note.

    Raises
    ------
    LabelError
        If there is no such item.

    Examples
    --------
    >>> import plastsmart as ps
    >>> cups = ps.purchases.figures("reusable cup").set_index("quantity")
    >>> float(cups.loc["return in a city with deposit", "value"])
    0.87
    """
    import pandas as pd

    rows = _rows()
    known = list(dict.fromkeys(row["item"] for row in rows))
    if item is not None and item not in known:
        raise LabelError(f"there are no figures on {shown(item)}. {nearest(item, known)}")
    frame = pd.DataFrame(
        [row for row in rows if item is None or row["item"] == item], columns=list(_COLUMNS)
    )
    for column in ("value", "low", "high"):
        frame[column] = pd.to_numeric(frame[column])
    return frame
