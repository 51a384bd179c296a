"""Results as HTML for notebooks: escaped, short, with units."""

from __future__ import annotations

import html
import math
from collections.abc import Iterable, Sequence
from typing import Final, TypeVar

from plastsmart.labels import number

__all__ = [
    "ROWS",
    "few",
    "html_head",
    "html_lines",
    "html_number",
    "html_percent",
    "html_table",
    "html_value",
    "html_words",
]

ROWS: Final = 20
"""Rows of a table, at most."""

_LONG: Final = 80
"""Letters of a name, at most: one of a stranger may be as long as a book."""

_NO_BREAK: Final = "\u00a0"
_THOUSAND: Final = 1000.0

T = TypeVar("T")


def html_words(value: object, most: int = _LONG) -> str:
    """Return a text for HTML: escaped, in one line, cut where it is too long.

    Examples
    --------
    >>> from plastsmart.markup import html_words
    >>> html_words("<b>a</b> & b"), html_words("x" * 99, 5)
    ('&lt;b&gt;a&lt;/b&gt; &amp; b', 'xxxx…')
    """
    text = str(value)[: 2 * most + 2].replace("\n", " ").strip()
    text = "".join(
        letter if letter.isprintable() or letter == _NO_BREAK else " " for letter in text
    )
    return html.escape(text if len(text) <= most else f"{text[: most - 1].rstrip()}…")


def html_number(value: float, decimals: int = 0) -> str:
    """Return a number with thousands grouped, which does not break; a dash where it is undefined."""
    return number(value, "en", decimals).replace(" ", _NO_BREAK) if math.isfinite(value) else "–"


def html_value(value: float) -> str:
    """Return a number of any size in a few digits.

    Examples
    --------
    >>> from plastsmart.markup import html_value
    >>> html_value(0.123456), html_value(1234567.8) == "1\u00a0234\u00a0568"
    ('0.1235', True)
    """
    if math.isfinite(value) and abs(value) < _THOUSAND:
        return f"{value:.4g}"
    return html_number(value)


def html_percent(share: float, decimals: int = 1) -> str:
    """Return a share in percent; a dash where it is undefined."""
    return f"{html_number(100.0 * share, decimals)}{_NO_BREAK}%" if math.isfinite(share) else "–"


def html_head(title: object, rest: object = "", most: int = _LONG) -> str:
    """Return a line that begins with a title in bold."""
    said = f" {html_words(rest, 4 * most)}" if rest else ""
    return f"<p><b>{html_words(title, most)}</b>{said}</p>"


def html_lines(lines: Iterable[object], most: int = 12) -> str:
    """Return lines of text below one another."""
    told = [html_words(line, 8 * _LONG) for line in lines]
    more = len(told) - most
    if more > 0:
        told = [*told[:most], f"… and {more} more"]
    return f"<p>{'<br>'.join(told)}</p>"


def html_table(
    header: Sequence[object],
    rows: Sequence[Sequence[object]],
    *,
    most: int = ROWS,
    all_in: str = "",
) -> str:
    """Return a table; of more rows the first, and how many there are.

    Parameters
    ----------
    header : sequence
    rows : sequence of sequence
        The first cell is the row's header.
    most : int
    all_in : str
        Where all of them are, such as ``html_table()``.
    """
    top = "".join(f'<th scope="col">{html_words(cell)}</th>' for cell in header)
    body = "".join(
        f'<tr><th scope="row">{html_words(row[0])}</th>'
        + "".join(f"<td>{html_words(cell, 2 * _LONG)}</td>" for cell in row[1:])
        + "</tr>"
        for row in rows[:most]
    )
    more = len(rows) - most
    where = f"; all are in {html_words(all_in)}" if all_in else ""
    note = f"<p>and {more} more{where}</p>" if more > 0 else ""
    return f"<table><thead><tr>{top}</tr></thead><tbody>{body}</tbody></table>{note}"


def few(labels: Sequence[T], most: int) -> list[T]:
    """Return some of many labels: the first, the last, and what lies evenly between.

    Examples
    --------
    >>> from plastsmart.markup import few
    >>> few(range(2020, 2036), 4)
    [2020, 2025, 2030, 2035]
    """
    count = len(labels)
    if count <= most:
        return list(labels)
    return [labels[round(at * (count - 1) / (most - 1))] for at in range(most)]
