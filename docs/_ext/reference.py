"""Pages made from the package itself at build time: model reference, targets and data.

Written to ``docs/_generated``: pages of their own there, parts that other pages include in
``docs/_generated/parts``. Nothing that the package states is typed here again.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

import plastsmart as ps
from plastsmart import stages
from plastsmart.flows.balance import PROCESSES, TOLERANCE
from plastsmart.flows.model import MODULES, STRUCTURE
from plastsmart.flows.selection import scope_text

DENOMINATORS = {
    "Members' reports": ("gpn_2020_hh_pom", "gpn_2022_hh_pom", "gpn_ncce_hh", "gpn_2022_all_pom"),
    "Estimate of what households discard": ("wwf_hh_generated",),
    "Estimate of the whole market": ("C094",),
    "Picking analysis": ("delo_2017_total", "delo_2017_total_agri", "ivar_gen_kg"),
}
"""Which published figures are totals that rates have been taken of, by kind."""

SPECIAL = re.compile(r"([\\`*_{}\[\]<>#|$~^])")
ADDRESS = re.compile(r"https?://[^\s;,]+[^\s;,.)]")
READ = re.compile(r"(?<=\([AB]\)); ")


def escaped(text: object) -> str:
    """Return text with nothing left that Markdown reads as markup; addresses become links."""
    parts = []
    end = 0
    raw = " ".join(str(text).split())
    for match in ADDRESS.finditer(raw):
        parts += [SPECIAL.sub(r"\\\1", raw[end : match.start()]), f"<{match[0]}>"]
        end = match.end()
    return "".join([*parts, SPECIAL.sub(r"\\\1", raw[end:])])


def table(head: Sequence[str], rows: Iterable[Sequence[object]], right: Sequence[int] = ()) -> str:
    """Return a Markdown table whose cells are Markdown already."""
    line = ["---:" if column in right else "---" for column in range(len(head))]
    cells = [list(head), line, *([str(cell) for cell in row] for row in rows)]
    return "\n".join(f"| {' | '.join(row)} |" for row in cells) + "\n"


def number(value: float) -> str:
    """Return a number as people read it, thousands apart; no digit is lost up to six."""
    if value != value:  # noqa: PLR0124 - NaN is not itself
        return "–"
    if value == float("inf"):
        return "∞"
    shown = f"{value:,.6f}".rstrip("0").rstrip(".") if abs(value) < 1e15 else f"{value:g}"  # noqa: PLR2004
    return shown.replace(",", "\N{NO-BREAK SPACE}")


def percent(share: float) -> str:
    """Return a share in percent."""
    return f"{number(round(100 * share, 10))}\N{NO-BREAK SPACE}%"


def unit(text: str) -> str:
    """Return a unit; a share is called one."""
    return "share" if text == "1" else text


def link(name: str) -> str:
    """Return a link to the place of the model reference that tells of a name."""
    if name in ps.MODEL.flows:
        return f"[`{name}`](#flow-{name})"
    if name in stages.PARAMETERS:
        return f"[`{name}`](#parameter-{name})"
    if name in STRUCTURE:
        return f"[`{name}`](#structure-{name})"
    return f"`{name}`"


def links(names: Iterable[str], between: str = ", ") -> str:
    """Return links to several names."""
    return between.join(link(name) for name in names)


# --------------------------------------------------------------------------------------------------
# the model


def bounds(spec: stages.ParameterSpec) -> str:
    """Return the bounds of a parameter in words."""
    if spec.high == float("inf"):
        return "any" if spec.low == float("-inf") else f"{number(spec.low)} or more"
    return f"{number(spec.low)} to {'below ' if spec.below else ''}{number(spec.high)}"


def default(spec: stages.ParameterSpec) -> str:
    """Return the default of a parameter in words."""
    if spec.default is None:
        return "left out" if spec.absent else "none"
    return number(spec.default) + (", and said" if spec.unstated == stages.UNSTATED else "")


def parameters() -> str:
    """Return the parameters, a table for each stage."""
    parts = []
    for stage in stages.STAGES:
        name = stage.__name__
        specs = stages.specs_of(stage)
        rows = [
            (
                f"[`{spec.name}`]{{#parameter-{spec.name}}}",
                f"{escaped(spec.label)} / {escaped(spec.label_no)}",
                unit(spec.unit),
                ", ".join(spec.axes) or "nothing",
                bounds(spec),
                default(spec),
                escaped(spec.doc),
            )
            for spec in specs
        ]
        head = ("name", "label", "unit", "may vary along", "bounds", "default", "what it is")
        parts.append(f"### {name}: parameters\n")
        if stage in stages.OPTIONAL:
            parts.append(f"A system may be without: `{name.lower()}` is left out then.\n")
        parts.append(table(head, rows))
    structure = [
        (f"[`{name}`]{{#structure-{name}}}", escaped(text)) for name, text in STRUCTURE.items()
    ]
    parts += [
        "### Structure of routes and categories\n",
        "What an equation may read besides parameters and flows, by routes and sectors.\n",
        table(("name", "what it is"), structure),
    ]
    return "\n".join(parts)


def _title(module: str) -> str:
    return module.rpartition(".")[2].capitalize()


def equations() -> str:
    """Return every flow and share of the model, by stage, in the order of the modules."""
    parts = []
    for module in MODULES:
        found = [e for e in ps.MODEL.flows.values() if e.module == module]
        if not found:
            continue
        name = "Sums that rates need" if _title(module) == "Rates" else f"{_title(module)}: flows"
        parts.append(f"### {name}\n")
        for equation in found:
            label = equation.declaration.label_no
            norwegian = f" Norwegian: *{escaped(label)}*." if label else ""
            parts += [
                f"(flow-{equation.name})=",
                f"#### `{equation.name}`\n",
                "\n\n".join(escaped(part) for part in equation.documentation.split("\n\n")) + "\n",
                f"```text\n{equation.name} = {equation.formula}\n```\n",
                f"Unit: {unit(equation.unit)}. Varies along {', '.join(equation.axes)}.{norwegian}\n",
                f"Reads {links(equation.reads)}.\n",
            ]
            if not equation.declaration.adds_up:
                why = "a share" if equation.kind == "share" else "the same mass at several routes"
                parts.append(f"It is {why}, so it does not add up and is never summed.\n")
    return "\n".join(parts)


def rates() -> str:
    """Return every rate: authority, numerator, denominator, scope."""
    rows = []
    parts = []
    for id_, equation in ps.MODEL.rates.items():
        declared = equation.declaration
        scope = scope_text(tuple((key, (label,)) for key, label in declared.scope))
        rows.append(
            (
                f"[`{id_}`](#rate-{id_})",
                escaped(declared.label_no),
                links(declared.numerator, " + "),
                links(declared.denominator, " + "),
                escaped(scope),
            )
        )
        parts += [
            f"(rate-{id_})=",
            f"### `{id_}`\n",
            "\n\n".join(escaped(part) for part in equation.documentation.split("\n\n")) + "\n",
            f"```text\n{equation.name} = {equation.formula}\n```\n",
            f"Norwegian: *{escaped(declared.label_no)}*. Authority: {escaped(declared.authority)}. "
            f"Counts {escaped(scope)}."
            + (
                f" Its equation is named `{equation.name}`, since a flow or parameter has the id."
                if equation.name != id_
                else ""
            )
            + "\n",
        ]
    head = ("id", "Norwegian", "numerator", "denominator", "counts")
    return "\n".join([table(head, rows), *parts])


def balance() -> str:
    """Return the processes at which mass is balanced."""
    rows = [
        (
            escaped(process.name),
            links(process.enters, " + "),
            links(process.leaves, " + "),
            "each route" if process.by_route else "all routes together",
        )
        for process in PROCESSES
    ]
    said = (
        f"The largest difference allowed is {TOLERANCE:g} of what enters, for every region, year and "
        "category.\n"
    )
    return said + "\n" + table(("process", "enters", "leaves", "over"), rows)


def targets() -> str:
    """Return the official targets."""
    rows = [
        (
            f"`{target.name}`",
            f"[`{target.rate}`](#rate-{target.rate})",
            percent(target.level),
            target.year,
            escaped(scope_text(target.scope)),
            escaped(", ".join(target.sectors)),
            escaped(target.rule),
        )
        for target in ps.targets.ALL
    ]
    head = ("name", "rate", "level", "from", "measured over", "needs", "rule")
    return table(head, rows, right=(2,))


# --------------------------------------------------------------------------------------------------
# the data


def denominators() -> str:
    """Return the published totals, by what they rest on."""
    figures = ps.published()
    rows = []
    for kind, ids in DENOMINATORS.items():
        for id_ in ids:
            row: Any = figures.loc[id_]
            rows.append(
                (
                    f"{kind} (`{row['basis']}`)",
                    f"{number(row['value'])} {row['unit']}",
                    row["year"] or "not stated",
                    f"{escaped(row['quantity'])}; {escaped(row['scope'])}",
                    f"[{escaped(row['source'])}]({row['url']})",
                )
            )
    head = ("kind (basis)", "value", "year", "what it covers", "source")
    return table(head, rows, right=(1,))


def _span(values: Any) -> str:
    low, high = float(values.min()), float(values.max())
    return number(low) if low == high else f"{number(low)} to {number(high)}"


def _with_page() -> Any:
    """Return the ready systems that have a page: a municipality is in that of the network."""
    known = ps.datasets()
    return known[known["kind"] != "municipality"]


def systems() -> str:
    """Return an overview of the ready systems, one row each."""
    rows = []
    for name, row in _with_page().iterrows():
        values = _values(str(name))
        counts = values["status"].value_counts()
        shown = ", ".join(f"{count} {status}" for status, count in counts.items())
        rows.append(
            (
                f"[`{name}`](/_generated/system-{name}.md)",
                escaped(row["title"]),
                row["years"],
                f"{len(values)}: {shown}",
            )
        )
    return table(("name", "title", "years", "values, by status"), rows)


def _values(name: str) -> Any:
    full = ps.load(name).table()
    return full[full["value"].notna()]


def _where(row: Mapping[str, Any]) -> str:
    labels = [row[axis] for axis in ("region", "year", "category", "route")]
    return escaped(", ".join(str(at) for at in labels if isinstance(at, str | int) and at != ""))


def system(name: str, title: str, description: str) -> str:
    """Return the page of a ready system: notes, parameters, every value, sources."""
    loaded = ps.load(name)
    values = _values(name)
    parts = [
        f"# {escaped(title)}\n",
        f'`ps.load("{name}")`\n',
        escaped(description) + "\n",
        "## What to know\n",
        *[f"- {escaped(note)}" for note in loaded.notes],
        "\n## Parameters\n",
    ]
    rows = []
    for parameter, group in values.groupby("parameter", sort=False):
        counts = group["status"].value_counts()
        rows.append(
            (
                link(str(parameter)),
                str(len(group)),
                _span(group["value"]),
                unit(group["unit"].iloc[0]),
                ", ".join(f"{count} {status}" for status, count in counts.items()),
            )
        )
    parts += [
        table(("parameter", "values", "value", "unit", "status"), rows, right=(1, 2)),
        "## Sources\n",
        "What rests on each, and how well that is known. For A and B see [Data](/data.md#status).\n",
        *_sources(values),
        "\n## Every value\n",
        "An empty place means that the value holds everywhere.\n",
    ]
    every = [
        (
            f"`{row['parameter']}`",
            _where(row),
            f"{number(row['value'])}" + ("" if row["unit"] == "1" else f" {row['unit']}"),
            escaped(row["distribution"]),
            escaped(row["status"]),
            escaped(row["note"]),
        )
        for row in values.to_dict("records")
    ]
    head = ("parameter", "where", "value", "distribution", "status", "note")
    return "\n".join([*parts, table(head, every, right=(2,))])


def _sources(values: Any) -> list[str]:
    resting: dict[str, dict[str, dict[str, None]]] = {}
    for row in values.to_dict("records"):
        for source in READ.split(row["source"]):
            if source:
                by_status = resting.setdefault(source, {})
                by_status.setdefault(row["status"], {})[row["parameter"]] = None
    lines = []
    for source in sorted(resting, key=str.casefold):
        told = "; ".join(
            f"{escaped(status)}: {', '.join(f'`{name}`' for name in names)}"
            for status, names in resting[source].items()
        )
        lines.append(f"- {escaped(source)}: {told}")
    return lines


# --------------------------------------------------------------------------------------------------
# Sphinx


def write(app: Any) -> None:
    """Write all pages and parts; files that would not change are left alone."""
    folder = Path(app.srcdir) / "_generated"
    (folder / "parts").mkdir(parents=True, exist_ok=True)
    makers = (parameters, equations, rates, balance, targets, denominators, systems)
    pages = {folder / "parts" / f"{maker.__name__}.md": maker() for maker in makers}
    for name, row in _with_page().iterrows():
        pages[folder / f"system-{name}.md"] = system(str(name), row["title"], row["description"])
    for path in folder.rglob("*.md"):
        if path not in pages:
            path.unlink()
    for path, text in pages.items():
        if not path.exists() or path.read_text(encoding="utf-8") != text:
            path.write_text(text, encoding="utf-8")


def resolve(app: Any, env: Any, node: Any, contnode: Any) -> Any:
    """Link names of the package that docstrings write short; name other things without a link.

    Types of other packages are not linked, since their inventories would need a network, and a
    docstring may say a type in words ("list of str, optional"). A name of the package that leads
    nowhere is still a warning.
    """
    if node.get("refdomain") != "py":
        return None
    target = node["reftarget"]
    domain = env.domains["py"]
    for name in (f"plastsmart.{target}", f"plastsmart.errors.{target}"):
        if name in domain.objects:
            place = (env, node["refdoc"], app.builder, "obj", name, node, contnode)
            return domain.resolve_xref(*place)
    method = target.lstrip(".")
    found = [name for name in domain.objects if name.endswith(f".{method}")]
    if node.get("reftype") == "obj" and len(found) == 1:
        return domain.resolve_xref(
            env, node["refdoc"], app.builder, "obj", found[0], node, contnode
        )
    if target.split(".")[0] == "plastsmart":
        return None
    return contnode


def setup(app: Any) -> dict[str, Any]:
    """Register with Sphinx."""
    app.connect("builder-inited", write)
    app.connect("missing-reference", resolve)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
