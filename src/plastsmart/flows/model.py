"""The model as a graph of equations: what each reads, the order to run them in, and their text.

The graph knows nothing of what its equations are about. A later stage adds a module of equations to
`MODULES` and its parameters to `plastsmart.stages`; nothing here changes.
"""

from __future__ import annotations

import ast
import functools
import graphlib
import hashlib
import importlib
import inspect
import textwrap
import types
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from typing import TYPE_CHECKING, Any, Final, Self

import attrs
import numpy as np
from numpy.typing import NDArray

from plastsmart.axes import LABELLED
from plastsmart.errors import (
    LabelError,
    ModelError,
    PlastsmartError,
    listed,
    nearest,
    shown,
)
from plastsmart.flows.equations import Declaration
from plastsmart.stages import PARAMETERS

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["MODEL", "MODULES", "OWN", "STRUCTURE", "Equation", "Model"]

MODULES: Final = (
    "plastsmart.flows.generation",
    "plastsmart.flows.collection",
    "plastsmart.flows.sorting",
    "plastsmart.flows.recycling",
    "plastsmart.flows.disposal",
    "plastsmart.flows.rates",
    "plastsmart.flows.costs",
    "plastsmart.flows.climate",
    "plastsmart.flows.reusables",
    "plastsmart.flows.litter",
    "plastsmart.flows.microplastics",
    "plastsmart.flows.procurement",
)
"""Modules whose equations make up the model, in the order of the stages."""

OWN: Final = "plastsmart.flows."
"""What the names of the package's own modules of equations begin with."""

STRUCTURE: Final = {
    "in_deposit": "1 for deposit routes, else 0",
    "in_source": "1 for routes at source, else 0",
    "in_central": "1 for plants that sort residual waste, else 0",
    "serves": "1 where a route takes a category, else 0",
    "of_municipality": "1 for categories of the sectors household, municipal and deposit, which end "
    "in what the municipality collects (deposit bottles that nobody returns too), else 0; only in a "
    "system with costs",
    "for_municipality": "1 for routes at source and plants that serve households or the municipality "
    "itself, or all sectors, else 0; only in a system with costs",
}
"""What an equation may read besides parameters and flows: the structure of routes and categories."""


DEEPEST: Final = 8
"""Functions that use one another which a hash looks into."""


FEW: Final = 8
"""Samples from which on they stand side by side in memory, so that loops over them are long."""


@attrs.frozen(kw_only=True)
class Equation:
    """One flow, share or rate.

    Attributes
    ----------
    name : str
        The function's name.
    id : str
        What results call it; the name, but for rates that share it with a flow or parameter.
    function : callable
    kind : {"flow", "share", "rate"}
    unit : str
    axes : tuple of str
        Along which it has values; none for a rate.
    reads : tuple of str
        The parameters and flows that are its arguments.
    optional : tuple of str
        Those of `reads` that a system may be without: arguments with the default None.
    absent : tuple of str
        Optional arguments that a system is without; see `Model.fitted`.
    documentation : str
    declaration : Declaration
    module : str
    """

    name: str
    id: str
    function: Callable[..., Any]
    kind: str
    unit: str
    axes: tuple[str, ...]
    reads: tuple[str, ...]
    optional: tuple[str, ...] = ()
    absent: tuple[str, ...] = ()
    documentation: str
    declaration: Declaration
    module: str

    @classmethod
    def of(
        cls, function: Callable[..., Any], name: str, declaration: Declaration | None = None
    ) -> Self:
        """Read an equation off its function and what was declared beside it."""
        if not callable(function):
            raise ModelError(f"the equation {name!r} is {shown(function)}, not a function")
        declared = getattr(function, "__plastsmart__", declaration)
        if declared is None:
            raise ModelError(
                f"the equation {name!r} has no unit; declare it with "
                '@plastsmart.equation("tonne/year") above the function'
            )
        try:
            arguments = tuple(inspect.signature(function).parameters.values())
        except (TypeError, ValueError):
            raise ModelError(
                f"the equation {name!r} has no readable signature; write a Python function whose "
                "arguments are named after what it reads"
            ) from None
        for argument in arguments:
            if argument.kind not in {argument.POSITIONAL_OR_KEYWORD, argument.KEYWORD_ONLY} or (
                argument.default is not argument.empty and argument.default is not None
            ):
                raise ModelError(
                    f"the equation {name!r} has the argument {argument}; name each parameter or "
                    "flow that it reads, without * and without a default, but for None where a "
                    "system may be without it"
                )
        return cls(
            name=name,
            id=declared.id if declared.kind == "rate" and declared.id else name,
            function=function,
            kind=declared.kind,
            unit=declared.unit,
            axes=declared.axes,
            reads=tuple(argument.name for argument in arguments),
            optional=tuple(each.name for each in arguments if each.default is None),
            documentation=inspect.cleandoc(function.__doc__ or ""),
            declaration=declared,
            module=function.__module__,
        )

    def evaluate(self, values: Mapping[str, Any]) -> Any:
        """Return the result for the values of what it reads."""
        names = self.read_from(values) if self.optional else self.reads
        return self.function(**{name: values[name] for name in names})

    def read_from(self, there: Collection[str]) -> Iterator[str]:
        """Yield what it reads, without the optional ones that are not there."""
        return (name for name in self.reads if name not in self.optional or name in there)

    @functools.cached_property
    def formula(self) -> str:
        """Its body as people write it."""
        return self.written()

    def written(self, names: Mapping[str, str] | None = None) -> str:
        """Return its body as people write it; other words for what it reads with `names`."""
        return formula_of(self.function, names, self.absent)

    def without(self, absent: Collection[str]) -> Equation:
        """Return the equation of a system that is without some optional arguments."""
        return attrs.evolve(
            self,
            reads=tuple(name for name in self.reads if name not in absent),
            absent=tuple(name for name in self.optional if name in absent),
        )

    @functools.cached_property
    def digest(self) -> str:
        """A hash of all that decides the result: declaration, source, and what it closes over."""
        declared = repr(attrs.astuple(self.declaration))
        optional = (f"{name}=None" for name in self.optional)
        parts = (self.name, self.id, declared, *self.reads, *optional, _identity(self.function))
        return hashlib.sha256("\n".join(parts).encode()).hexdigest()


class Model:
    """A set of equations, and the order to compute them in.

    Examples
    --------
    >>> import plastsmart as ps
    >>> equation = ps.MODEL["recycled"]
    >>> equation.unit, equation.reads, equation.formula
    ('tonne/year', ('sorted', 'preparation_yield'), 'sorted · preparation_yield')
    """

    def __init__(
        self,
        equations: Iterable[Equation],
        *,
        whole: Model | None = None,
        given: frozenset[str] = frozenset(),
    ) -> None:
        self._equations = {equation.name: equation for equation in equations}
        self.flows = {e.name: e for e in self._equations.values() if e.kind != "rate"}
        self.rates = {e.id: e for e in self._equations.values() if e.kind == "rate"}
        if len(self.flows) + len(self.rates) < len(self._equations):
            ids = [e.id for e in self._equations.values() if e.kind == "rate"]
            twice = next(id_ for id_ in ids if ids.count(id_) > 1)
            raise ModelError(f"two rates have the id {twice!r}; give each its own with id=")
        self._order = self._sorted()
        self._possible: dict[frozenset[str], tuple[str, ...]] = {}
        self._whole = whole or self
        self._given = given
        self._fitted: dict[frozenset[str], Model] = {}
        self._cut: dict[frozenset[str], Model] = {}

    def _sorted(self) -> tuple[str, ...]:
        known = {*self.flows, *PARAMETERS, *STRUCTURE}
        for equation in self:
            if equation.name in PARAMETERS or equation.name in STRUCTURE:
                raise ModelError(
                    f"an equation cannot be named {equation.name!r}: a parameter has that name"
                )
            for name in equation.reads:
                if name not in known:
                    raise ModelError(
                        f"the equation {equation.name!r} reads {name!r}, which is no parameter and "
                        f"no flow. {nearest(name, known)}"
                    )
                if equation.kind == "rate" and name not in self.flows:
                    raise ModelError(
                        f"the rate {equation.id!r} reads {name!r}, which is no flow; a rate is of "
                        "sums of flows, so write a flow that reads it, and read that"
                    )
        graph = {
            name: [read for read in equation.reads if read in self.flows]
            for name, equation in self.flows.items()
        }
        try:
            return tuple(graphlib.TopologicalSorter(graph).static_order())
        except graphlib.CycleError as error:
            circle = " → ".join(reversed(error.args[1]))
            raise ModelError(f"the equations go round in a circle: {circle}") from None

    # -- as data ----------------------------------------------------------------------------------

    def __iter__(self) -> Iterator[Equation]:
        return iter(self._equations.values())

    def __len__(self) -> int:
        return len(self._equations)

    def __contains__(self, name: object) -> bool:
        return isinstance(name, str) and (name in self._equations or name in self.rates)

    def __getitem__(self, name: str) -> Equation:
        """Return a flow's equation, or else the rate of that id."""
        if name in self:
            return self._equations.get(name) or self.rates[name]
        raise LabelError(f"there is no equation {shown(name)}. {nearest(name, self.names())}")

    def __repr__(self) -> str:
        return f"<Model: {len(self.flows)} flows and shares, {len(self.rates)} rates, {self.hash[:12]}>"

    def names(self) -> tuple[str, ...]:
        """Return what `run` can be asked for: flows, shares, and rates by their ids."""
        return tuple(dict.fromkeys([*self.flows, *self.rates]))

    def is_own(self, names: Iterable[str]) -> bool:
        """Tell whether flows are computed by equations of the package alone.

        Those compute each region and year by itself; one of another maker may read any of them.
        """
        return all((self.flows[name].module or "").startswith(OWN) for name in names)

    def rate(self, id: str) -> Equation:
        """Return the rate of an id."""
        if not isinstance(id, str) or id not in self.rates:
            raise LabelError(f"there is no rate {shown(id)}. {nearest(id, self.rates)}")
        return self.rates[id]

    def table(self) -> pd.DataFrame:
        """Return the equations as a table: name, kind, unit, formula, what each reads, what it is.

        Examples
        --------
        >>> import plastsmart as ps
        >>> ps.MODEL.table().loc["residual", "formula"]
        'available_central - collected_central'
        """
        import pandas as pd

        return pd.DataFrame(
            {
                "kind": [e.kind for e in self],
                "unit": [e.unit for e in self],
                "formula": [e.formula for e in self],
                "reads": [", ".join(e.reads) for e in self],
                "documentation": [e.documentation for e in self],
            },
            index=pd.Index([e.name for e in self], name="name"),
        )

    @functools.cached_property
    def hash(self) -> str:
        """SHA-256 of all equations, whatever their order: tells whether two models are the same."""
        if self._whole is not self:
            return self._whole.hash
        digests = sorted(equation.digest for equation in self)
        return hashlib.sha256("\n".join(digests).encode()).hexdigest()

    # -- another model ----------------------------------------------------------------------------

    def replace(self, **equations: Callable[..., Any]) -> Model:
        """Return a model with other or further equations.

        Parameters
        ----------
        **equations
            Name to function. A function in place of one of the model's takes its unit and axes; a
            new one says its own with `plastsmart.equation`.

        Raises
        ------
        ModelError
            If a function reads something unknown, or the equations go round in a circle.

        Examples
        --------
        >>> import plastsmart as ps
        >>> def sorted_better(collected, sorting_efficiency):
        ...     return collected * sorting_efficiency**0.5
        >>> model = ps.MODEL.replace(sorted=sorted_better)
        >>> flows = ps.run(ps.load("headline"), model=model)
        >>> round(float(flows.rate("eu", by=["year"])[2023]), 4)
        0.2348
        """
        changed = dict(self._equations)
        for name, function in equations.items():
            old = changed.get(name) or (self.rates.get(name) if name in self.rates else None)
            if old is None and not hasattr(function, "__plastsmart__"):
                raise ModelError(
                    f"there is no equation {name!r} to replace. {nearest(name, self.names())} To add "
                    'a new one, declare its unit with @plastsmart.equation("tonne/year")'
                )
            key = old.name if old is not None else name
            changed[key] = Equation.of(function, key, old.declaration if old is not None else None)
        return Model(changed.values())

    # -- computing --------------------------------------------------------------------------------

    def fitted(self, given: Collection[str]) -> Model:
        """Return the model of a system: what the system is without stands in no equation.

        Parameters
        ----------
        given : collection of str
            The parameters and structure that there are.

        Examples
        --------
        >>> import plastsmart as ps
        >>> ps.MODEL["littered"].formula
        'generated · littering + litter_of_sources - litter_avoided'
        >>> ps.MODEL.fitted(ps.load("headline").inputs())["littered"].formula
        'generated · littering'
        """
        if self._whole is not self:
            return self._whole.fitted(given)
        key = frozenset(given)
        if key not in self._fitted:
            self._fitted[key] = self._fit(key)
        return self._fitted[key]

    def _fit(self, given: frozenset[str]) -> Model:
        there = {*given, *self._within_reach(given)}
        absent = frozenset(name for equation in self for name in equation.optional) - there
        if not absent:
            return self
        if absent not in self._cut:
            cut = [e.without(absent) if absent & {*e.optional} else e for e in self]
            self._cut[absent] = Model(cut, whole=self, given=given)
        return self._cut[absent]

    def _within_reach(self, given: frozenset[str]) -> tuple[str, ...]:
        """Return the flows that can be computed from what there is, in their order."""
        there = set(given)
        for name in self._order:
            equation = self.flows[name]
            if there.issuperset(set(equation.reads) - set(equation.optional)):
                there.add(name)
        return tuple(name for name in self._order if name in there)

    def __reduce__(self) -> tuple[Any, ...]:
        """Pickle by the equations; what was made of them for systems is made again."""
        if self._whole is not self:
            return Model.fitted, (self._whole, self._given)
        return Model, (tuple(self),)

    def needed(self, only: Collection[str] | None, given: Collection[str]) -> tuple[str, ...]:
        """Return the flows to compute, in their order.

        Parameters
        ----------
        only : collection of str or None
            Flows, shares and rates that are asked for; None for all that `given` allows.
        given : collection of str
            The parameters and structure that there are.
        """
        fitted = self.fitted(given)
        if fitted is not self:
            return fitted.needed(only, given)
        if only is None:
            key = frozenset(given)
            if key not in self._possible:  # once for each kind of system, not in each run
                self._possible[key] = self._within_reach(key)
            return self._possible[key]
        only = listed(only, "only", '["eu"]')
        wanted: set[str] = set()
        open_names: list[str] = []
        for name in only:
            if name not in self:
                raise LabelError(
                    f"there is nothing named {shown(name)} to compute. {nearest(name, self.names())}"
                )
            if name in self.flows:
                open_names.append(name)
            for equation in (self._equations.get(name), self.rates.get(name)):
                if equation is not None and equation.kind == "rate":
                    open_names.extend(equation.reads)
        while open_names:
            name = open_names.pop()
            if name in self.flows:
                if name not in wanted:
                    wanted.add(name)
                    open_names.extend(self.flows[name].reads)
            elif name not in given:
                raise ModelError(f"{', '.join(only)} needs {name}, which {lacking(name)}")
        return tuple(name for name in self._order if name in wanted)

    def rates_for(self, given: Collection[str]) -> tuple[str, ...]:
        """Return the rates that a system allows: those whose flows can be computed.

        Parameters
        ----------
        given : collection of str
            The parameters and structure that there are.

        Examples
        --------
        >>> import plastsmart as ps
        >>> ps.MODEL.rates_for(ps.load("headline").inputs())
        ('collection', 'sorted_out', 'eu_pre2020', 'eu', 'recyclate', 'closed_loop')
        """
        fitted = self.fitted(given)
        possible = set(fitted.needed(None, given))
        return tuple(id for id, e in fitted.rates.items() if possible.issuperset(e.reads))

    def evaluate(
        self, names: Iterable[str], inputs: Mapping[str, NDArray[np.float64]]
    ) -> dict[str, NDArray[np.float64]]:
        """Compute flows on plain arrays, in the units of the model.

        Parameters
        ----------
        names : iterable of str
            From `needed`, in that order.
        inputs : mapping of str to ndarray
            From `System.inputs`; the sample axis, first, may be longer than 1.
        """
        values: dict[str, Any] = dict(inputs)
        samples = max((array.shape[0] for array in inputs.values()), default=1)
        spread: dict[str, NDArray[np.float64]] = {}
        flows: dict[str, NDArray[np.float64]] = {}
        for name in names:
            equation = self.flows[name]
            try:
                result = equation.evaluate(
                    values
                    if samples < FEW
                    else _side_by_side(equation, values, flows, samples, spread)
                )
            except PlastsmartError:
                raise
            except Exception as error:
                raise ModelError(
                    f"the equation {name!r} failed: {type(error).__name__}: {error}"
                ) from error
            if not isinstance(result, np.ndarray) or result.ndim != 5 or result.dtype.kind != "f":  # noqa: PLR2004
                raise ModelError(
                    f"the equation {name!r} gave {type(result).__name__}"
                    f"{getattr(result, 'shape', '')}; an array of floats with the five axes sample, "
                    "region, year, category, route is needed: add up with "
                    "plastsmart.flows.equations.over_routes or over_categories, which keep the axis"
                )
            self._refuse_shape(equation, result)
            # locked at once, so that no later equation changes what it reads
            result.flags.writeable = False
            values[name] = flows[name] = result
        return flows

    def _refuse_shape(self, equation: Equation, result: NDArray[np.float64]) -> None:
        for position, axis in enumerate(LABELLED, start=1):
            if axis not in equation.axes and result.shape[position] != 1:
                raise ModelError(
                    f"the equation {equation.name!r} gave {result.shape[position]} values along "
                    f"{axis}, which is not among its axes ({', '.join(equation.axes)}); declare it "
                    "with axes=, or add up with plastsmart.flows.equations.over_routes"
                )


def _side_by_side(
    equation: Equation,
    values: Mapping[str, NDArray[np.float64]],
    flows: Collection[str],
    samples: int,
    spread: dict[str, NDArray[np.float64]],
) -> dict[str, NDArray[np.float64]]:
    """Return what an equation reads with all samples of a cell beside each other in memory.

    NumPy then runs along the samples whatever lengths the axes have. What is the same in every sample
    is repeated, unless all that the equation reads is.
    """
    read = {name: values[name] for name in equation.read_from(values)}
    if all(array.shape[0] == 1 for array in read.values()):
        return read
    for name, array in read.items():
        # a flow of what lies so lies so itself
        if array.size == 1 or (array.shape[0] == samples and (name in flows or _lies_so(array))):
            continue
        if name not in spread:
            made = np.empty((*array.shape[1:], samples))
            made[...] = array.transpose(1, 2, 3, 4, 0)
            made.flags.writeable = False
            spread[name] = made.transpose(4, 0, 1, 2, 3)
        read[name] = spread[name]
    return read


def _lies_so(array: NDArray[np.float64]) -> bool:
    """Tell whether the samples of a cell stand side by side, and every axis has a step of its own."""
    steps = array.strides
    return steps[0] == array.itemsize and all(
        step >= array.strides[0] * array.shape[0]
        for step, length in zip(steps[1:], array.shape[1:], strict=True)
        if length > 1
    )


def lacking(name: str) -> str:
    """Say that a system lacks a parameter or mask, and how to give it."""
    if name not in PARAMETERS:
        return "the system does not have: give it with ps.Costs(…)"
    return (
        f"the system does not have: give it with ps.{PARAMETERS[name].stage.title()}({name}=…), or "
        f"system.replace({name}=…)"
    )


# --------------------------------------------------------------------------------------------------
# formulas as text

_SIGNS: Final[dict[type[ast.operator], tuple[str, int]]] = {
    ast.Add: ("+", 1),
    ast.Sub: ("-", 1),
    ast.Mult: ("·", 2),
    ast.Div: ("/", 2),
    ast.Pow: ("^", 4),
}


def statements_of(function: Callable[..., Any]) -> list[ast.stmt] | None:
    """Return the statements of a function without its docstring; None where its source is unread.

    A decorated function has none: it computes more than its own source says.
    """
    if hasattr(function, "__wrapped__"):
        return None
    try:
        tree = ast.parse(textwrap.dedent(inspect.getsource(function)))
    except (OSError, TypeError, SyntaxError):
        return None
    found = [node for node in tree.body if isinstance(node, ast.FunctionDef)]
    if len(found) != 1:
        return None
    return [
        node
        for node in found[0].body
        if not (isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant))
    ]


def body_of(function: Callable[..., Any]) -> ast.expr | None:
    """Return the expression that a function of one return statement gives, None for others."""
    statements = statements_of(function) or []
    if len(statements) == 1 and isinstance(statements[0], ast.Return):
        return statements[0].value
    return None


def _identity(function: Any, depth: int = 0) -> str:
    """Return text that tells a function apart from any that computes something else.

    The source where there is one (the same in every version of Python), else the compiled code;
    with both, the values of the variables from outside that it uses.
    """
    if depth > DEEPEST or not (
        inspect.isfunction(function) or isinstance(function, functools.partial)
    ):
        return f"{type(function).__qualname__} {getattr(function, '__qualname__', '')}"
    if isinstance(function, functools.partial):
        bound = _value_text([function.args, function.keywords], depth + 1)
        return f"partial {_identity(function.func, depth + 1)} {bound}"
    parts = []
    statements = statements_of(function)
    source = "\n".join(ast.unparse(node) for node in statements or [])
    parts.append(source or _code_text(function.__code__))
    outside = inspect.getclosurevars(function)
    for name, value in sorted({**outside.globals, **outside.nonlocals}.items()):
        if value is function:
            parts.append(f"{name}: function {name}")
        else:
            parts.append(f"{name}{_value_text(value, depth + 1)}")
    return "\n".join(parts)


def _value_text(value: Any, depth: int) -> str:
    """Return text that tells a value apart from others: what it holds, or else its kind and name."""
    if isinstance(value, (bool, int, float, complex, str, bytes, type(None), tuple)):
        return f"={value!r}"
    if inspect.isfunction(value) or isinstance(value, functools.partial):
        return f"={_identity(value, depth)}"
    if depth <= DEEPEST:
        if isinstance(value, np.ndarray):
            return f"={value.dtype} {value.shape}{_value_text(value.tolist(), depth + 1)}"
        if isinstance(value, dict):
            return f"={[f'{key!r}{_value_text(each, depth + 1)}' for key, each in value.items()]}"
        if isinstance(value, (list, set, frozenset)):
            texts = [_value_text(each, depth + 1) for each in value]
            return f"={texts if isinstance(value, list) else sorted(texts)}"
    return f": {type(value).__qualname__} {getattr(value, '__name__', '')}"


def _code_text(code: types.CodeType) -> str:
    inner = [
        _code_text(constant) if isinstance(constant, types.CodeType) else repr(constant)
        for constant in code.co_consts
    ]
    return f"{code.co_code!r} {code.co_names} {inner}"


def formula_of(
    function: Callable[..., Any],
    names: Mapping[str, str] | None = None,
    absent: Collection[str] = (),
) -> str:
    """Return a function's body as people write it.

    Parameters
    ----------
    function : callable
    names : mapping, optional
        Other words for its arguments.
    absent : collection of str
        Optional arguments that are not there, and so not in the text.
    """
    body = body_of(function)
    if body is None:
        return f"{getattr(function, '__name__', 'function')}(…)"
    return _written(present(body, absent), names or {})[0]


def present(node: ast.expr, absent: Collection[str] = ()) -> ast.expr:
    """Return an expression with `added` and `less` as + and -, without terms that are not there."""
    written: ast.expr = _Present(absent).visit(node)
    return written


class _Present(ast.NodeTransformer):
    """Writes `added` and `less` out, wherever they stand in an expression."""

    def __init__(self, absent: Collection[str]) -> None:
        self.absent = absent

    def visit_Call(self, node: ast.Call) -> ast.expr:
        """Return the sum or difference that a call stands for; another call as it is."""
        self.generic_visit(node)
        match node:
            case ast.Call(ast.Name("added" | "less" as named), [first, *terms]):
                sign = ast.Add() if named == "added" else ast.Sub()
                for term in terms:
                    if not (isinstance(term, ast.Name) and term.id in self.absent):
                        first = ast.BinOp(first, sign, term)
                return first
        return node


def _written(node: ast.expr, names: Mapping[str, str]) -> tuple[str, int]:  # noqa: PLR0911
    """Return an expression as text, and how tightly its last operation binds."""
    match node:
        case ast.BinOp(left, operator, right) if type(operator) in _SIGNS:
            sign, rank = _SIGNS[type(operator)]
            before, rank_before = _written(left, names)
            after, rank_after = _written(right, names)
            before = f"({before})" if rank_before < rank else before
            tight = rank_after < rank or (rank_after == rank and sign in "-/^")
            after = f"({after})" if tight else after
            return f"{before} {sign} {after}", rank
        case ast.Name(name):
            return names.get(name, name), 9
        case ast.Constant(value):
            return str(value), 9
        case ast.Call(ast.Name("over_routes" | "over_categories" as sum_), [argument]):
            axis = "route" if sum_ == "over_routes" else "category"
            return f"Σ {axis} ({_written(argument, names)[0]})", 9
        case ast.Compare(left, [ast.GtE()], [right]):
            # as a factor: 1 where it holds, else 0
            return f"{_written(left, names)[0]} ≥ {_written(right, names)[0]}", 0
        case ast.UnaryOp(ast.USub(), operand):
            inner, rank = _written(operand, names)
            return f"-{f'({inner})' if rank < 3 else inner}", 3  # noqa: PLR2004
        case _:
            text = ast.unparse(node)
            return text, 0 if isinstance(node, (ast.Compare, ast.IfExp, ast.Lambda)) else 9


def _standard() -> Model:
    equations = []
    for module in MODULES:
        members = vars(importlib.import_module(module)).values()
        for member in members:
            declared = getattr(member, "__plastsmart__", None)
            if declared is not None and member.__module__ == module:
                equations.append(Equation.of(member, member.__name__))
    return Model(equations)


MODEL: Final = _standard()
"""The equations of the calculation model."""
