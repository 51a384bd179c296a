"""The catalogue of measures as parts of pages, made from the package at build time.

Written to ``docs/_generated/parts``: ``measures.md``, which ``docs/measures.md`` includes, and
``measures-api.md``, which ``docs/api.md`` includes.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

from reference import escaped, number, table, unit

import plastsmart as ps
from plastsmart.scenarios.catalogue_entries import Entry, Figure, Options

KINDS = {
    "set": "`{}` set to {}",
    "close_gap": "`{}`: {} of the gap closed",
    "scale": "`{}` times {}",
}
"""How a change is told, by its kind: of which parameter, and how much."""


def _amount(figure: Figure) -> str:
    if figure.value is None:
        if figure.low is None or figure.high is None:
            return "–"
        return f"{number(figure.low)} to {number(figure.high)}"
    kind = "" if figure.unit == "1" else f" {unit(figure.unit)}"
    return number(figure.value) + kind


def _range(figure: Figure) -> str:
    if figure.low is None or figure.high is None or figure.value is None:
        return "–"
    return f"{number(figure.low)} to {number(figure.high)}"


def _cited(figure: Figure) -> str:
    name = escaped(figure.source)
    return (
        f"[{name}]({figure.url}) ({figure.confidence})"
        if figure.url
        else (f"{name} ({figure.confidence})")
    )


def _place(figure: Figure) -> str:
    return escaped(", ".join(str(part) for part in (figure.region, figure.year) if part))


def overview() -> str:
    """Return all measures in one table, a row each."""
    rows = []
    for entry in ps.measures.ALL.values():
        effects = "; ".join(KINDS[f.kind].format(f.parameter, str(f)) for f in entry.effects)
        statuses = ", ".join(dict.fromkeys(f.status for f in entry.effects))
        rows.append(
            (f"[`{entry.name}`](#measure-{entry.name})", escaped(entry.title), effects, statuses)
        )
    return table(("name", "title", "default effect", "status"), rows)


def section(entry: Entry) -> str:
    """Return what there is to say of one measure."""
    rows = []
    others = []
    for figure in ps.measures.figures(entry.name):
        row = (
            f"`{figure.argument}`",
            _amount(figure),
            _range(figure),
            escaped(figure.status),
            _place(figure),
            _cited(figure),
            escaped(figure.note),
        )
        if figure.role == "default":
            rows.append(row)
        else:
            others.append((escaped(figure.argument.replace("_", " ")), *row[1:]))
    parts = [
        f"(measure-{entry.name})=",
        f"### {escaped(entry.title)}\n",
        f"`ps.measures.{entry.name}(start, …)`. Norwegian: *{escaped(entry.title_no)}*.\n",
        escaped(entry.description) + "\n",
        f"*{escaped(entry.description_no)}*\n",
        f"Own cost: {escaped(entry.own_cost)}. As a rule paid by: {escaped(entry.paid_by)}.\n",
    ]
    if entry.instead_of:
        named = ", ".join(f"[`{name}`](#measure-{name})" for name in entry.instead_of)
        parts.append(f"It takes the place of {named}.\n")
    head = ("default", "value", "range", "status", "where, year", "source", "note")
    parts.append(table(head, rows, right=(1,)))
    if others:
        parts += ["What else was found:\n", table(("evidence", *head[1:]), others, right=(1,))]
    return "\n".join(parts)


def catalogue() -> str:
    """Return the whole part: the overview, then each measure."""
    sections = [section(entry) for entry in ps.measures.ALL.values()]
    return "\n".join([overview(), "## Each measure\n", *sections])


def api() -> str:
    """Return the API entries of the catalogue, so that a new measure gets its own by itself."""
    functions = [*ps.measures.names(), "names", "all_of", "table", "figures"]
    entries = [f".. autofunction:: plastsmart.measures.{name}" for name in functions]
    classes = [
        f".. autoclass:: plastsmart.scenarios.catalogue_entries.{kind.__name__}"
        for kind in (Options, Figure, Entry)
    ]
    body = "\n\n".join([".. module:: plastsmart.measures", *entries, *classes])
    return f"```{{eval-rst}}\n{body}\n```\n"


def write(app: Any) -> None:
    """Write the parts; a file that would not change is left alone."""
    folder = Path(app.srcdir) / "_generated" / "parts"
    folder.mkdir(parents=True, exist_ok=True)
    for name, text in (("measures", catalogue()), ("measures-api", api())):
        path = folder / f"{name}.md"
        if not path.exists() or path.read_text(encoding="utf-8") != text:
            path.write_text(text, encoding="utf-8")


def setup(app: Any) -> dict[str, Any]:
    """Register with Sphinx: after `reference`, which clears what it did not write itself."""
    app.connect("builder-inited", write, priority=600)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
