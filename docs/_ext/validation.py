"""What is reproduced, as parts of a page made at build time from the list that the tests check.

Written to ``docs/_generated/parts``: ``reproduced_tested.md``, ``reproduced_fitted.md``,
``reproduced_places.md``, ``rules_by_hand.md``, ``studies_own.md``, ``studies_predicted.md`` and
``studies_coefficients.md``, which ``docs/validation.md`` includes.
"""

from __future__ import annotations

import sys
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from reference import escaped, number, percent, table

sys.path.append(str(Path(__file__).parents[2]))  # the tests are no part of the package

from tests.reference.reproduced import REPRODUCED, RULES, Reproduced
from tests.reference.studies import STUDIES, Coefficient, Published, Source, Study

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


def _source(source: Source) -> str:
    cited = escaped(source.citation)
    return f"[{cited}]({source.url}) ({source.read})" if source.url else f"{cited} ({source.read})"


def _points(share: float) -> str:
    return f"{number(float(f'{100 * share:.2g}'))} points"


def _rate(share: float) -> str:
    return percent(float(f"{share:.4g}"))


def _within(study: Study, known: Published) -> str:
    if known.tolerance != "spread":
        return f"{_points(known.tolerance)}: {known.reason}"
    low, high = study.bounds(known)
    return f"{100 * low:.0f} to {100 * high:.0f} %: {known.reason}"


def _studies(kind: str) -> str:
    rows = [
        (
            f"{escaped(study.place)} {study.year}",
            f"{escaped(known.what)} (`{known.rate}`)",
            _source(study.sources[known.source]),
            _rate(known.figure),
            _rate(study.ours(known)),
            f"{100 * (study.ours(known) - known.figure):+.2g} points".replace("-", "−"),
            _within(study, known),
            "yes" if known.agrees else "**no**",
            escaped(known.difference),
        )
        for study in STUDIES
        if study.kind == kind
        for known in study.published
    ]
    head = ("study", "rate", "source", "published", "ours", "difference", "tolerance", "within",
            "what explains the rest")  # fmt: skip
    return table(head, rows, right=(3, 4, 5))


def studies_own() -> str:
    """Return the studies that are rebuilt from their own coefficients."""
    return _studies("own")


def studies_predicted() -> str:
    """Return the places whose rate is computed with yields that others measured."""
    return _studies("predicted")


def _figure(item: Coefficient) -> str:
    if item.unit:
        return f"{_amount(item.at('value'))} {escaped(item.unit)}"
    shown = _rate(item.at("value"))
    if item.low is None or item.high is None:
        return shown
    return f"{shown} ({_rate(item.low)} to {_rate(item.high)})"


def studies_coefficients() -> str:
    """Return every coefficient of every study."""
    rows = [
        (
            f"{escaped(study.place)} {study.year}",
            f"`{item.parameter}`" + (f" of {escaped(item.category)}" if item.category else ""),
            _figure(item),
            _source(study.sources[item.source])
            if study.read(item) == study.sources[item.source].read
            else "borrowed (B)",
            escaped(item.note),
        )
        for study in STUDIES
        for item in study.coefficients
    ]
    return table(("study", "coefficient", "value", "source", "note"), rows, right=(2,))


def write(app: Any) -> None:
    """Write the parts; a file that would not change is left alone."""
    folder = Path(app.srcdir) / "_generated" / "parts"
    folder.mkdir(parents=True, exist_ok=True)
    makers = (
        reproduced_tested,
        reproduced_fitted,
        reproduced_places,
        rules_by_hand,
        studies_own,
        studies_predicted,
        studies_coefficients,
    )
    for maker in makers:
        path = folder / f"{maker.__name__}.md"
        text = maker()
        if not path.exists() or path.read_text(encoding="utf-8") != text:
            path.write_text(text, encoding="utf-8")


def setup(app: Any) -> dict[str, Any]:
    """Register with Sphinx: after `reference`, which clears what it did not write itself."""
    app.connect("builder-inited", write, priority=600)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
