"""Explaining a number: its equation, the numbers in it, and the same for what it reads."""

from __future__ import annotations

import ast
import html
import json
from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any, Final

import attrs
import numpy as np

from plastsmart.alignment import ALL
from plastsmart.axes import LABELLED, Axes
from plastsmart.errors import AxisError, InvalidValueError, LabelError, ScopeError, nearest, shown
from plastsmart.flows.model import STRUCTURE, Equation, body_of, present
from plastsmart.flows.result import counts_twice, refuse_other_axes
from plastsmart.flows.selection import ATTRIBUTES, Selection, read_scope, refuse_label, scope_text
from plastsmart.flows.wording import ENGLISH, Wording, wording_of
from plastsmart.parameters import distribution_text
from plastsmart.stages import PARAMETERS
from plastsmart.units import scaled

if TYPE_CHECKING:
    from plastsmart.flows.result import Flows

__all__ = ["Explanation", "Given", "Step", "explain"]

SCHEMA: Final = "plastsmart-explanation/1"
"""Version of the JSON form."""

_MOST_GIVEN: Final = 24

_COLUMNS: Final = ("value", "for", "status", "source", "uncertainty", "note")
"""Of the table of a parameter's values, in HTML."""


@attrs.frozen(kw_only=True)
class Given:
    """A value as it was given, with where it is from."""

    place: str
    value: float
    unit: str
    uncertainty: str
    source: str
    status: str
    note: str


@attrs.frozen(kw_only=True)
class Step:
    """One number of an explanation.

    Attributes
    ----------
    name : str
    kind : {"flow", "share", "rate", "parameter"}
    place : str
        The labels it is for, in words.
    value : float or None
        None where a parameter has more than one value in the sum.
    unit : str
    formula, numbers : str
        The equation with names, and with the numbers in their place.
    documentation : str
    label : str
        What people call it; empty in English, where the name says it.
    reads : tuple of Step
    given : tuple of Given
        The values of a parameter, with source and status.
    seen : bool
        Whether it was explained further up already.
    """

    name: str
    kind: str
    place: str
    value: float | None
    unit: str
    formula: str = ""
    numbers: str = ""
    documentation: str = ""
    label: str = ""
    reads: tuple[Step, ...] = ()
    given: tuple[Given, ...] = ()
    more_given: int = 0
    seen: bool = False

    def walk(self) -> Iterator[Step]:
        """Yield this step and all below."""
        yield self
        for step in self.reads:
            yield from step.walk()


def number_text(value: float | None, unit: str, words: Wording = ENGLISH) -> str:
    """Return a number with its unit, thousands grouped; seven digits, or all whole ones."""
    if value is None:
        return words.text("several")
    if value != value:  # noqa: PLR0124 - NaN is not itself
        text = words.text("undefined")
    elif value == int(value) and abs(value) < 1e15:  # noqa: PLR2004
        text = f"{int(value):,}".replace(",", " ")
    else:
        text = f"{value:,.7g}" if abs(value) < 1e7 else f"{value:,.0f}"  # noqa: PLR2004
        text = text.replace(",", " ") if abs(value) < 1e15 else f"{value:.7g}"  # noqa: PLR2004
        text = words.decimal(text)
    return text if unit == "1" else f"{text} {words.unit(unit)}"


@attrs.frozen(kw_only=True, repr=False)
class Explanation:
    """Where a number comes from, down to parameters and their sources.

    It prints as text and shows as HTML in a notebook.

    Attributes
    ----------
    step : Step
        The number itself; what it reads hangs below it.
    version : str
        Of the package.
    model : str
        Hash of the equations.
    system : str
        Name of the system.
    language : {"en", "no"}
    """

    step: Step
    version: str
    model: str
    system: str
    language: str = "en"

    @property
    def value(self) -> float | None:
        """The number explained."""
        return self.step.value

    def __str__(self) -> str:
        """Return the explanation as indented text."""
        lines = list(_text(self.step, 0, wording_of(self.language)))
        return "\n".join([*lines, "", self._made_by()])

    __repr__ = __str__

    def _repr_html_(self) -> str:
        shown = _html(self.step, wording_of(self.language), top=True)
        foot = html.escape(self._made_by())
        lang = "" if self.language == "en" else ' lang="nb"'
        return f'<div class="plastsmart-explanation"{lang}>{shown}<p>{foot}</p></div>'

    def _made_by(self) -> str:
        return wording_of(self.language).text(
            "made_by", version=self.version, model=self.model[:12], system=self.system
        )

    def to_html(self) -> str:
        """Return the explanation as an HTML fragment; every text in it is escaped."""
        return self._repr_html_()

    def to_dict(self) -> dict[str, Any]:
        """Return the explanation as plain data.

        Names, kinds, units, statuses and distributions are those of the package in any language;
        labels, places, equations and what is said of them are in the explanation's.

        Examples
        --------
        >>> import plastsmart as ps
        >>> record = ps.run(ps.load("headline")).explain("eu", year=2023).to_dict()
        >>> record["step"]["value"], record["schema"]
        (0.21, 'plastsmart-explanation/1')
        """
        return {
            "schema": SCHEMA,
            "version": self.version,
            "model": self.model,
            "system": self.system,
            "language": self.language,
            "step": attrs.asdict(self.step),
        }

    def to_json(self, indent: int | None = 2) -> str:
        """Return the explanation as JSON, with the version and the model's hash, for an audit."""
        return json.dumps(
            _plain(self.to_dict()), ensure_ascii=False, indent=indent, allow_nan=False
        )

    def parameters(self) -> tuple[Step, ...]:
        """Return the steps that are parameters, each once."""
        return tuple(
            step for step in self.step.walk() if step.kind == "parameter" and not step.seen
        )


def _plain(data: Any) -> Any:
    if isinstance(data, dict):
        return {key: _plain(value) for key, value in data.items()}
    if isinstance(data, (list, tuple)):
        return [_plain(value) for value in data]
    # JSON has no NaN; an undefined ratio is null
    return None if isinstance(data, float) and not np.isfinite(data) else data


def _text(step: Step, level: int, words: Wording) -> Iterator[str]:
    pad = "  " * level
    yield pad + _head(step, words) + (f" ({words.text('seen')})" if step.seen else "")
    if step.seen:
        return
    if step.documentation:
        yield f"{pad}    {step.documentation.splitlines()[0]}"
    if step.formula:
        yield f"{pad}    = {step.formula}"
        if step.numbers and step.numbers != step.formula:
            yield f"{pad}    = {step.numbers}"
    for given in step.given:
        source = words.source(given.source)
        about = "; ".join(
            part
            for part in (
                words.text("status", status=words.status(given.status)),
                words.text("source", source=source) if source else words.text("no_source"),
                words.uncertainty(given.uncertainty),
                words.note(given.note),
            )
            if part
        )
        yield f"{pad}    {number_text(given.value, given.unit, words)}{given.place} [{about}]"
    if step.more_given:
        yield f"{pad}    {_more(step, words)}"
    for below in step.reads:
        yield from _text(below, level + 1, words)


def _head(step: Step, words: Wording) -> str:
    name = f"{step.label} [{step.name}]" if step.label else step.name
    return f"{name} = {number_text(step.value, step.unit, words)}{step.place}"


def _more(step: Step, words: Wording) -> str:
    key = "one_more" if step.more_given == 1 else "more"
    return words.text(key, number=step.more_given)


def _html(step: Step, words: Wording, *, top: bool = False) -> str:
    head = html.escape(_head(step, words))
    if step.seen:
        return f"<div>{head} <i>({words.text('seen')})</i></div>"
    inner = []
    if step.documentation:
        inner.append(f"<p>{html.escape(step.documentation.splitlines()[0])}</p>")
    formulas = dict.fromkeys(text for text in (step.formula, step.numbers) if text)
    inner += [f"<p><code>= {html.escape(formula)}</code></p>" for formula in formulas]
    if step.given:
        cells = "".join(
            "<tr>"
            + "".join(
                f"<td>{html.escape(text)}</td>"
                for text in (
                    number_text(g.value, g.unit, words),
                    g.place.strip(),
                    words.status(g.status),
                    words.source(g.source),
                    words.uncertainty(g.uncertainty),
                    words.note(g.note),
                )
            )
            + "</tr>"
            for g in step.given
        )
        heads = "".join(f"<th>{words.text(f'head {column}')}</th>" for column in _COLUMNS)
        inner.append(f"<table><thead><tr>{heads}</tr></thead><tbody>{cells}</tbody></table>")
    if step.more_given:
        inner.append(f"<p>{_more(step, words)}</p>")
    inner += [_html(below, words) for below in step.reads]
    opened = " open" if top else ""
    return (
        f'<details{opened} style="margin-left:1em"><summary><b>{head}</b></summary>'
        f"{''.join(inner)}</details>"
    )


# --------------------------------------------------------------------------------------------------
# building


def explain(
    flows: Flows,
    name: str,
    cell: Mapping[str, Any],
    scope: Mapping[str, Any] | None,
    depth: int | None,
    language: str,
) -> Explanation:
    """Build the explanation of one number; see `Flows.explain`."""
    import plastsmart

    words = wording_of(language)
    if depth is not None and (isinstance(depth, bool) or not isinstance(depth, int) or depth < 0):
        raise InvalidValueError(f"depth is a whole number from 0 on, or None, not {depth!r}")
    axes = flows.system.axes
    if "region" in cell:
        cell = {**cell, "region": _region(cell["region"], axes)}
    for axis, label in cell.items():
        refuse_label(label, axes.labels(axis), axis)
    form = dict(read_scope(scope))
    for key in form:
        if key in cell:
            raise ScopeError(f"{key} is given twice, as {key}={cell[key]!r} and in scope; give one")
    selection = Selection.of(axes, (), {**form, **cell})
    if selection.empty:
        raise ScopeError(f"the scope ({scope_text(selection.scope)}) holds nothing of the system")
    _refuse_other_axes(flows, name, [*form, *cell])
    if selection.adds_up_years():
        raise AxisError(f"an explanation is of one year; say which, such as year={axes.years[0]}")
    if isinstance(name, str) and name in flows.model.flows:
        flows.array(name)  # tells if it was not computed
    builder = _Builder(flows, depth, words)
    if name in flows.model and name not in flows.model.flows:
        step = builder.rate(flows.model[name], selection)
    elif isinstance(name, str) and (name in flows.model.flows or name in PARAMETERS):
        step = builder.of(name, selection, 0)
    else:
        known = [*flows.model.names(), *PARAMETERS]
        raise LabelError(
            f"there is no flow, rate or parameter {shown(name)}. {nearest(name, known)}"
        )
    return Explanation(
        step=step,
        version=plastsmart.__version__,
        model=flows.model.hash,
        system=words.system(flows.system),
        language=language,
    )


def _region(given: Any, axes: Axes) -> Any:
    """Return a region's label, also where its name is given; refuse a name that two regions have."""
    if not isinstance(given, str) or given in axes.regions:
        return given
    named = [
        label
        for label, name in zip(axes.regions, axes.region_names, strict=True)
        if name.casefold() == given.casefold()
    ]
    if len(named) > 1:
        raise LabelError(
            f"{shown(given)} is the name of the regions {', '.join(named)}; give the number"
        )
    if not named:
        known = [*axes.regions, *(name for name in axes.region_names if name not in axes.regions)]
        raise LabelError(
            f"{shown(given)} is neither label nor name of a region. {nearest(given, known)}"
        )
    return named[0]


def _refuse_other_axes(flows: Flows, name: str, keys: list[str]) -> None:
    """Raise if a cell is asked for along an axis that the thing itself does not have."""
    if isinstance(name, str) and name in flows.model.flows:
        own = flows.model.flows[name].axes
    elif isinstance(name, str) and name in PARAMETERS and name not in flows.model:
        own = PARAMETERS[name].axes
    else:
        return
    for key in keys:
        # a region or year may always be named, if only to say which system year is meant
        if ATTRIBUTES.get(key, key) not in {*own, "region", "year"}:
            raise AxisError(
                f"{name} has the axes {', '.join(own)} and cannot be asked for by {key}; leave it out"
            )


class _Builder:
    """Builds steps, each number once."""

    def __init__(self, flows: Flows, depth: int | None, words: Wording) -> None:
        self.flows = flows
        self.depth = depth
        self.words = words
        self.done: set[tuple[str, str]] = set()

    def rate(self, equation: Equation, selection: Selection) -> Step:
        """Explain a rate: the sums it is the ratio of."""
        for key in ("route", "tier"):
            if key in dict(selection.scope):
                raise AxisError(f"a rate has no {key}; leave it out")
        refuse_other_axes(self.flows.model, equation, selection)
        inner = selection.narrowed(equation.declaration.scope)
        if inner.empty:
            raise ScopeError(
                f"the rate {equation.id!r} counts nothing of the scope {scope_text(selection.scope)}"
            )
        value = float(self.flows.rate_values(equation, selection)[0])
        below = tuple(self.of(read, inner, 1) for read in equation.reads) if self._deeper(0) else ()
        model = self.flows.model
        sums = {read: f"Σ {self._read(read)}" for read in equation.reads}
        totals = {
            read: self._number(float(self.flows.total(read, inner)[0]), model.flows[read].unit)
            for read in equation.reads
        }
        return Step(
            name=equation.id,
            label=self.words.label(equation.id, "rate", model),
            kind="rate",
            place=self._place(inner),
            value=value,
            unit="1",
            formula=self._written(equation, sums),
            numbers=self._written(equation, totals),
            documentation=self.words.rate(equation, model),
            reads=below,
        )

    def _number(self, value: float | None, unit: str) -> str:
        return number_text(value, unit, self.words)

    def _written(self, equation: Equation, names: Mapping[str, str]) -> str:
        return self.words.formula(equation.written(names))

    def _deeper(self, level: int) -> bool:
        return self.depth is None or level < self.depth

    def of(self, name: str, selection: Selection, level: int) -> Step:
        """Explain a flow, share or parameter."""
        if name in PARAMETERS:
            return self._parameter(name, selection)
        equation = self.flows.model.flows[name]
        own = _restricted(selection, equation.axes)
        key = (name, repr(own.members))
        value = self._value(name, own)
        label = self.words.label(name, equation.kind, self.flows.model)
        if key in self.done:
            return Step(
                name=name, label=label, kind=equation.kind, place=self._place(own), value=value,
                unit=equation.unit, seen=True,
            )  # fmt: skip
        self.done.add(key)
        summed = [axis for axis in equation.axes if len(own.members[axis][0]) > 1]
        below: tuple[Step, ...] = ()
        if self._deeper(level):
            inner = self._routes_read(equation, own)
            below = tuple(
                self.of(read, inner if self._has_route(read) else own, level + 1)
                for read in self._telling(equation, own)
            )
        numbers = {}
        if not summed:
            numbers = {read: self._short(read, own) for read in equation.reads}
        read_as = {read: self._read(read) for read in equation.reads}
        formula = self._written(equation, read_as)
        if summed:
            formula = self.words.text("sum", axes=self.words.axes(summed), formula=formula)
        told = numbers and "(…)" not in equation.formula
        return Step(
            name=name,
            label=label,
            kind=equation.kind,
            place=self._place(own),
            value=value,
            unit=equation.unit,
            formula=formula,
            numbers=self._written(equation, numbers) if told else "",
            documentation=self.words.equation(equation),
            reads=below,
        )

    def _masks(self, equation: Equation) -> list[str]:
        return [read for read in equation.reads if read.startswith("in_") and read in STRUCTURE]

    def _has_route(self, name: str) -> bool:
        if name in PARAMETERS:
            return "route" in PARAMETERS[name].axes
        return "route" in self.flows.model.flows[name].axes

    def _routes_read(self, equation: Equation, selection: Selection) -> Selection:
        """Return the selection with only those routes that an equation's sum over them counts."""
        masks = self._masks(equation)
        if "route" in equation.axes or not masks:
            return selection
        inputs = self.flows.system.inputs()
        counted = np.flatnonzero(np.sum([inputs[mask] for mask in masks], axis=0))
        return attrs.evolve(selection, members={**selection.members, "route": [counted]})

    def _telling(self, equation: Equation, selection: Selection) -> list[str]:
        """Return what an equation reads without what cannot matter in this cell.

        A term that a route's tier multiplies with 0 is left out, and so is the tier itself, whose
        0 or 1 stands in the formula.
        """
        inputs = self.flows.system.inputs()
        zero = {mask for mask in self._masks(equation) if _picked(inputs[mask], selection) == [0.0]}
        body = body_of(equation.function)
        if body is not None:
            body = present(body, equation.absent)
        without = _only_in_products_with(body, zero) if body is not None and zero else set()
        return [read for read in equation.reads if read not in STRUCTURE and read not in without]

    def _value(self, name: str, selection: Selection) -> float | None:
        equation = self.flows.model.flows[name]
        if counts_twice(equation, selection):
            return None
        return float(self.flows.single(self.flows.total(name, selection)))

    def _short(self, name: str, selection: Selection) -> str:
        """Return the number that stands for a name in a formula."""
        model = self.flows.model
        if name in PARAMETERS:
            values, unit = self._values_of(name, selection), PARAMETERS[name].unit
            return self._number(values[0], unit) if len(values) == 1 else self._read(name)
        if name in STRUCTURE:
            array = self.flows.system.inputs()[name]
            values = _picked(array, selection)
            return self._number(values[0], "1") if len(values) == 1 else self._read(name)
        equation = model.flows[name]
        own = _restricted(selection, equation.axes)
        summed = [axis for axis in equation.axes if len(own.members[axis][0]) > 1]
        if summed:
            return self.words.several(name, summed, model)
        return self._number(self._value(name, own), equation.unit)

    def _read(self, name: str) -> str:
        return self.words.read(name, self.flows.model)

    def _values_of(self, name: str, selection: Selection) -> list[float]:
        spec = PARAMETERS[name]
        array = scaled(self.flows.system.array(name), spec.inside, spec.unit)
        return _picked(array, selection)

    def _parameter(self, name: str, selection: Selection) -> Step:
        spec = PARAMETERS[name]
        own = _restricted(selection, spec.axes)
        values = self._values_of(name, selection)
        value = values[0] if len(values) == 1 else None
        key = (name, repr(own.members))
        label = self.words.label(name, "parameter", self.flows.model)
        if key in self.done:
            return Step(
                name=name, label=label, kind="parameter", place=self._place(own), value=value,
                unit=spec.unit, seen=True,
            )  # fmt: skip
        self.done.add(key)
        rows = self._rows(name, own)
        cells = self.flows.system.cells(name)
        given = []
        for row in rows[:_MOST_GIVEN]:
            info = cells.info(row)
            given.append(
                Given(
                    place=self._at(*(int(position) for position in cells.at[row])),
                    value=float(cells.values[row]),
                    unit=spec.unit,
                    uncertainty=distribution_text(info.uncertainty, info.per),
                    source=info.source,
                    status=info.status,
                    note=info.note,
                )
            )
        about = self.words.parameter(spec)
        held = self._between(rows, name, own) if value is not None else ""
        return Step(
            name=name,
            label=label,
            kind="parameter",
            place=self._place(own),
            value=value,
            unit=spec.unit,
            documentation=f"{about} {held}".rstrip(),
            given=tuple(given),
            more_given=max(0, len(rows) - _MOST_GIVEN),
        )

    def _rows(self, name: str, selection: Selection) -> list[int]:
        """Return the rows of a parameter's values that decide the cells of a selection."""
        members = [selection.members[axis][0] for axis in LABELLED]
        return self.flows.system.cells(name).rows_of(members, self.flows.system.axes)

    def _between(self, rows: list[int], name: str, selection: Selection) -> str:
        """Say that a value lies between two years, where it does."""
        axes = self.flows.system.axes
        cells = self.flows.system.cells(name)
        years = [axes.years[y] for y in cells.at[rows, 1] if y != ALL]
        wanted = [axes.years[y] for y in selection.members["year"][0]]
        if len(years) == 2 and len(wanted) == 1 and wanted[0] not in years:  # noqa: PLR2004
            return self.words.text("between", first=years[0], last=years[1])
        if len(years) == 1 and len(wanted) == 1 and wanted[0] != years[0]:
            return self.words.text("held", year=years[0])
        return ""

    def _place(self, selection: Selection) -> str:
        axes: Axes = selection.axes
        position = []
        for axis in LABELLED:
            chosen = selection.members[axis][0]
            whole = axes.size(axis) > 1 or axis in {"region", "year"}
            position.append(int(chosen[0]) if len(chosen) == 1 and whole else ALL)
        rest = tuple((k, v) for k, v in selection.scope if k not in LABELLED or len(v) > 1)
        return self._at(*position) + (f" ({self.words.scope(rest)})" if rest else "")

    def _at(self, region: int, year: int, category: int, route: int) -> str:
        return self.words.place((region, year, category, route), self.flows.system.axes)


def _only_in_products_with(body: ast.expr, zero: set[str]) -> set[str]:
    """Return the names that stand in no other terms of a sum than those that are zero."""
    dead: set[str] = set()
    alive: set[str] = set()

    def visit(node: ast.expr) -> None:
        if isinstance(node, ast.BinOp) and isinstance(node.op, (ast.Add, ast.Sub)):
            visit(node.left)
            visit(node.right)
            return
        names = {part.id for part in ast.walk(node) if isinstance(part, ast.Name)}
        product = isinstance(node, ast.BinOp) and isinstance(node.op, ast.Mult)
        (dead if product and names & zero else alive).update(names)

    visit(body)
    return dead - alive


def _restricted(selection: Selection, along: tuple[str, ...]) -> Selection:
    """Return the selection with all labels along axes that something does not have.

    What is not there cannot be pinned: the waste that all routes act on is explained as a whole.
    """
    axes = selection.axes
    members = {
        axis: selection.members[axis] if axis in along else [np.arange(axes.size(axis))]
        for axis in LABELLED
    }
    scope = tuple(
        (key, labels) for key, labels in selection.scope if ATTRIBUTES.get(key, key) in along
    )
    return attrs.evolve(selection, members=members, scope=scope)


def _picked(array: Any, selection: Selection) -> list[float]:
    """Return the different values of an array's cells in a selection."""
    for column, axis in enumerate(LABELLED, start=1):
        if array.shape[column] > 1:
            array = array.take(selection.members[axis][0], axis=column)
    return list(dict.fromkeys(float(value) for value in array.reshape(-1)))
