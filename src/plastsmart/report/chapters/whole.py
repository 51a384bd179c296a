"""Litter, microplastics and own operations, where a system states them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from plastsmart.report.document import Block, Cell, Column, Section, Table, mass
from plastsmart.report.names import flow_name
from plastsmart.report.report_text import say, unit_name

if TYPE_CHECKING:
    from plastsmart.report.findings import Findings

__all__ = ["themes"]

_MODULES: Final = ("litter", "microplastics", "procurement")


def themes(found: Findings) -> Section | None:
    """Return what each source sheds and where it ends; None where a system states nothing of it."""
    parts = tuple(part for key in _MODULES if (part := _part(key, found)) is not None)
    if not parts:
        return None
    return Section(id="themes", title=say("themes", found.language), blocks=(), parts=parts)


def _part(module: str, found: Findings) -> Section | None:
    flows, language = found.projection.flows, found.language
    names = [
        equation.name
        for equation in flows.model
        if equation.kind == "flow"
        and equation.module.endswith(f".{module}")
        and equation.name in flows.names
    ]
    rows = [row for name in names if (row := _row(name, found)) is not None]
    if not rows:
        return None
    columns = [Column(say("flow", language))]
    if found.plan is None:
        columns.append(Column(str(found.year), "number"))
    else:
        columns.append(Column(say("without_plan", language), "number"))
        columns.append(Column(say("with_plan", language), "number"))
    columns.append(Column(say("unit", language)))
    title = say(f"module {module}", language)
    table: Block = Table(
        id=f"{module}-table", caption=title, columns=tuple(columns), rows=tuple(rows)
    )
    return Section(id=f"theme-{module}", title=title, blocks=(table,))


def _row(name: str, found: Findings) -> tuple[Cell, ...] | None:
    """Return a flow of the year that the report looks at; None where there is nothing of it."""
    projection, language = found.projection, found.language
    both = [projection.flows] if found.plan is None else [projection.baseline, projection.flows]
    scope = {"year": found.year}
    amounts = [float(flows.quantity(name, by=[], scope=scope).magnitude) for flows in both]
    if not any(amounts):
        return None
    unit = unit_name(projection.flows.model[name].unit, language)
    told = [mass(amount, language) for amount in amounts]
    return (flow_name(name, language, found.model), *told, unit)
