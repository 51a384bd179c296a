"""What is reproduced, as parts of a page made at build time from the list that the tests check.

Written to ``docs/_generated/parts``: ``reproduced_tested.md``, ``reproduced_fitted.md``,
``reproduced_places.md`` and ``rules_by_hand.md``, which ``docs/validation.md`` includes.
"""

from __future__ import annotations

import sys
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from reference import escaped, number, percent, table

sys.path.append(str(Path(__file__).parents[2]))  # the tests are no part of the package

from tests.reference.reproduced import REPRODUCED, RULES, Reproduced

WHOLE = 100
"""From here on a number is told without decimals."""


def _amount(value: float) -> str:
    return number(round(value) if abs(value) >= WHOLE else round(value, 2))


def _published(item: Reproduced) -> str:
    if item.measured_in == "1":
        return percent(round(item.published, 4))
    unit = escaped(item.measured_in).replace(" ", "\N{NO-BREAK SPACE}")
    return f"{_amount(item.published)} {unit}"


def _difference(item: Reproduced) -> str:
    difference = item.ours() - item.published
    if item.measured_in == "1":
        shown = f"{100 * difference:.2f} points"
    else:
        decimals = 0 if abs(item.published) >= WHOLE else 2
        shown = f"{difference:,.{decimals}f}".replace(",", "\N{NO-BREAK SPACE}")
    size = shown.removeprefix("-")
    if not set(size) & set("123456789"):
        return size
    return f"{'−' if shown != size else '+'}{size}"


def _tolerance(item: Reproduced) -> str:
    if item.tolerance <= 1e-9:  # noqa: PLR2004
        return "exact"
    if not item.fitted:
        return percent(round(item.tolerance / item.published, 4))
    if item.measured_in == "1":
        return f"{number(100 * item.tolerance)} points"
    return number(float(f"{item.tolerance:.1g}"))


def _cited(item: Reproduced) -> str:
    sources = {row["url"]: row["source"] for row in item.rows}
    read = "".join(sorted({row["confidence"] for row in item.rows}))
    return "; ".join(f"[{escaped(name)}]({url})" for url, name in sources.items()) + f" ({read})"


def _years(item: Reproduced) -> str:
    found = dict.fromkeys(
        str(row["year"]) for row in item.rows if isinstance(row["year"], int | str)
    )
    return ", ".join(year for year in found if year) or "not told"


def _reproduced(items: Iterable[Reproduced]) -> str:
    rows = [
        (
            _years(item),
            f"{escaped(item.what)}: {escaped(item.definition)} (`{item.system}`)",
            _cited(item),
            _published(item),
            percent(round(item.ours(), 4)) if item.measured_in == "1" else _amount(item.ours()),
            _difference(item),
            _tolerance(item),
        )
        for item in items
    ]
    head = ("year", "figure", "source", "published", "ours", "difference", "tolerance")
    return table(head, rows, right=(3, 4, 5, 6))


def _of_places(item: Reproduced) -> bool:
    return item.fitted and ":" in item.what


def reproduced_tested() -> str:
    """Return the figures that no system was fitted to."""
    return _reproduced(item for item in REPRODUCED if not item.fitted)


def reproduced_fitted() -> str:
    """Return the figures of the nation that a system was fitted to or holds."""
    return _reproduced(item for item in REPRODUCED if item.fitted and not _of_places(item))


def reproduced_places() -> str:
    """Return the figures of single municipalities."""
    return _reproduced(filter(_of_places, REPRODUCED))


def rules_by_hand() -> str:
    """Return the legal definitions on numbers made up for them."""
    rows = [
        (escaped(rule.what), rule.rule, escaped(rule.working),
         f"{rule.by_hand:.6f}", f"{rule.ours():.6f}")
        for rule in RULES
    ]  # fmt: skip
    return table(("what", "rule", "by hand", "result", "ours"), rows, right=(3, 4))


def write(app: Any) -> None:
    """Write the parts; a file that would not change is left alone."""
    folder = Path(app.srcdir) / "_generated" / "parts"
    folder.mkdir(parents=True, exist_ok=True)
    for maker in (reproduced_tested, reproduced_fitted, reproduced_places, rules_by_hand):
        path = folder / f"{maker.__name__}.md"
        text = maker()
        if not path.exists() or path.read_text(encoding="utf-8") != text:
            path.write_text(text, encoding="utf-8")


def setup(app: Any) -> dict[str, Any]:
    """Register with Sphinx: after `reference`, which clears what it did not write itself."""
    app.connect("builder-inited", write, priority=600)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
