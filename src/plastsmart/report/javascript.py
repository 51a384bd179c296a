"""Equations as JavaScript: the same model in a browser, translated from the functions themselves.

An equation is read as Python reads it and written as calls of the few operations on arrays that
``templates/simulator/arrays.js`` has. What is not among them is refused, so that a page computes
either what Python computes, or nothing.
"""

from __future__ import annotations

import ast
import inspect
import json
import math
import operator
import types
from collections.abc import Callable, Iterable, Mapping
from typing import Any, Final

import attrs
import numpy as np

from plastsmart.errors import ModelError
from plastsmart.flows.equations import added, less, over_categories, over_routes
from plastsmart.flows.model import Equation, Model, present, statements_of

__all__ = ["equations_script", "translated"]

_DEEPEST: Final = 8
"""Functions that use one another which are written out."""

_LARGEST: Final = 2**53
"""Whole numbers beyond this are rounded, as NumPy rounds them when they meet an array."""

# what an expression gives: a number, a comparison, or whole numbers made of comparisons
_NUMBER: Final = "number"
_TRUTH: Final = "truth"
_WHOLE: Final = "whole"

_OPERATIONS: Final[dict[type[ast.operator], tuple[str, Callable[[Any, Any], Any]]]] = {
    ast.Add: ("add", operator.add),
    ast.Sub: ("sub", operator.sub),
    ast.Mult: ("mul", operator.mul),
    ast.Div: ("div", operator.truediv),
    ast.Pow: ("pow", operator.pow),
}

_COMPARISONS: Final[dict[type[ast.cmpop], str]] = {
    ast.GtE: "ge",
    ast.Gt: "gt",
    ast.LtE: "le",
    ast.Lt: "lt",
    ast.Eq: "eq",
    ast.NotEq: "ne",
}

_FUNCTIONS: Final[dict[Any, tuple[str, int]]] = {
    over_routes: ("overRoutes", 1),
    over_categories: ("overCategories", 1),
    abs: ("abs", 1),
    np.abs: ("abs", 1),
    np.exp: ("exp", 1),
    np.log: ("log", 1),
    np.sqrt: ("sqrt", 1),
    np.minimum: ("min", 2),
    np.maximum: ("max", 2),
    np.power: ("pow", 2),
    np.add: ("add", 2),
    np.subtract: ("sub", 2),
    np.multiply: ("mul", 2),
    np.divide: ("div", 2),
    np.where: ("where", 3),
    np.clip: ("clip", 3),
}
"""What an equation may call, what it is called in a browser, and how many arguments it takes."""

_LEFT_OUT: Final = (added, less)
"""Functions that leave out what a system is without."""

_SUMS: Final = ("overRoutes", "overCategories")

_KNOWN: Final = (
    "+ - * / **, comparisons, over_routes, over_categories, and of NumPy abs, exp, log, sqrt, "
    "minimum, maximum, power, where and clip"
)


@attrs.frozen
class _Written:
    """An expression in JavaScript, what it gives, and its value where that is known."""

    code: str
    kind: str = _NUMBER
    value: float | int | None = None


@attrs.frozen(kw_only=True)
class _Scope:
    """What the names in a function stand for."""

    equation: Equation
    function: Callable[..., Any]
    names: Mapping[str, _Written]
    depth: int = 0


def translated(equation: Equation) -> str:
    """Return an equation as a JavaScript function of what it reads.

    Parameters
    ----------
    equation : Equation

    Returns
    -------
    str
        An arrow function; each argument is named after what it is, behind a ``$``.

    Raises
    ------
    ModelError
        Naming the equation and the expression, where that is not among what a browser can compute.

    Examples
    --------
    >>> import plastsmart as ps
    >>> from plastsmart.report.javascript import translated
    >>> translated(ps.MODEL["collected_gross"])
    '($collected, $impurity) => div($collected, sub(1, $impurity))'
    """
    names = {name: _Written(f"${name}") for name in equation.reads}
    scope = _Scope(equation=equation, function=equation.function, names=names)
    arguments = ", ".join(f"${name}" for name in equation.reads)
    steps, result = _body(scope)
    if not steps:
        return f"({arguments}) => {result.code}"
    return f"({arguments}) => {{ {' '.join(steps)} return {result.code}; }}"


def equations_script(model: Model, flows: Iterable[str], rates: Iterable[str]) -> str:
    """Return the equations of some flows, in the order to compute them in, and of some rates.

    Parameters
    ----------
    model : Model
    flows : iterable of str
        From `Model.needed`.
    rates : iterable of str
        Ids.

    Returns
    -------
    str
        Two constants, ``EQUATIONS`` and ``RATES``: lists of id, what it reads, and the function.

    Raises
    ------
    ModelError
    """
    lists = {
        "EQUATIONS": [(name, model.flows[name]) for name in flows],
        "RATES": [(id_, model.rate(id_)) for id_ in rates],
    }
    written = []
    for constant, members in lists.items():
        lines = [
            f"  {{id: {json.dumps(id_)}, reads: {json.dumps(list(equation.reads))}, "
            f"value: {translated(equation)}}},"
            for id_, equation in members
        ]
        written.append("\n".join([f"const {constant} = [", *lines, "];"]))
    return "\n".join(written) + "\n"


def _refuse(scope: _Scope, node: ast.AST, why: str) -> ModelError:
    name = scope.equation.name
    where = "" if scope.function is scope.equation.function else f" in {scope.function.__name__}()"
    return ModelError(
        f"the equation {name!r} cannot be computed in a browser: {ast.unparse(node)!r}{where} {why}"
    )


def _body(scope: _Scope) -> tuple[list[str], _Written]:
    """Return the assignments of a function and what it returns."""
    name = scope.equation.name
    statements = statements_of(scope.function)
    if statements is None:
        raise ModelError(
            f"the equation {name!r} cannot be computed in a browser: the source of "
            f"{getattr(scope.function, '__name__', scope.function)!s} cannot be read. Write it with "
            "def, in a file, and without decorators other than plastsmart.equation"
        )
    steps: list[str] = []
    names = dict(scope.names)
    for number, statement in enumerate(statements):
        here = attrs.evolve(scope, names=names)
        match statement:
            case ast.Return(value=ast.expr() as value):
                if number + 1 < len(statements):
                    raise _refuse(here, statements[number + 1], "stands after return")
                return steps, _expression(value, here)
            case ast.Assign([ast.Name(target)], value) | ast.AnnAssign(
                ast.Name(target), _, value
            ) if value is not None:
                result = _expression(value, here)
                if result.value is not None:
                    names[target] = result
                    continue
                code = f"$${len(steps)}_{scope.depth}_{target}"
                steps.append(f"const {code} = {result.code};")
                names[target] = attrs.evolve(result, code=code)
            case _:
                raise _refuse(
                    here, statement, "is neither an assignment to one name nor the return"
                )
    raise ModelError(f"the equation {name!r} cannot be computed in a browser: it returns nothing")


def _expression(node: ast.expr, scope: _Scope) -> _Written:  # noqa: PLR0911 - one a form
    match node:
        case ast.Constant(int() | float() as value) if not isinstance(value, bool):
            return _constant(value)
        case ast.Name(name) if name in scope.names:
            return scope.names[name]
        case ast.Name() | ast.Attribute():
            return _outside(node, scope)
        case ast.UnaryOp(ast.USub(), operand):
            inner = _expression(operand, scope)
            if inner.kind == _TRUTH:
                raise _refuse(scope, node, "takes the negative of a comparison")
            known = None if inner.value is None else -inner.value
            return _of(f"neg({inner.code})", inner.kind, known)
        case ast.UnaryOp(ast.UAdd(), operand):
            return _expression(operand, scope)
        case ast.BinOp(left, sign, right) if type(sign) in _OPERATIONS:
            return _binary(node, _expression(left, scope), _expression(right, scope), scope)
        case ast.Compare(left, [sign], [right]) if type(sign) in _COMPARISONS:
            one, other = _expression(left, scope), _expression(right, scope)
            return _Written(f"{_COMPARISONS[type(sign)]}({one.code}, {other.code})", _TRUTH)
        case ast.Call(ast.Name(name)) if _leaves_out(name, scope):
            return _expression(present(node, scope.equation.absent), scope)
        case ast.Call():
            return _call(node, scope)
    raise _refuse(scope, node, f"is not among {_KNOWN}")


def _leaves_out(name: str, scope: _Scope) -> bool:
    called = inspect.getclosurevars(scope.function).globals.get(name)
    return any(called is function for function in _LEFT_OUT)


def _constant(value: float) -> _Written:
    kind = _WHOLE if isinstance(value, int) else _NUMBER
    return _Written(_literal(value), kind, value)


def _literal(value: float) -> str:
    """Return a number as JavaScript writes it, the same to the last bit."""
    if isinstance(value, int) and abs(value) <= _LARGEST:
        return str(value) if value >= 0 else f"({value})"
    number = float(value)
    if math.isnan(number):
        return "NaN"
    if math.isinf(number):
        return "Infinity" if number > 0 else "(-Infinity)"
    return repr(number) if math.copysign(1.0, number) > 0 else f"({number!r})"


def _of(code: str, kind: str, known: float | None) -> _Written:
    return _Written(code, kind) if known is None else _constant(known)


def _binary(node: ast.BinOp, left: _Written, right: _Written, scope: _Scope) -> _Written:
    name, compute = _OPERATIONS[type(node.op)]
    if left.value is not None and right.value is not None:
        try:
            return _constant(compute(left.value, right.value))
        except (ArithmeticError, ValueError, TypeError):
            raise _refuse(scope, node, "has no value") from None
    kinds = {left.kind, right.kind}
    if kinds == {_TRUTH} and name != "div":
        # NumPy adds and multiplies comparisons as "or" and "and"
        raise _refuse(
            scope, node, "calculates with comparisons alone; multiply each with 1.0 first"
        )
    whole = _NUMBER not in kinds
    if whole and name == "pow":
        raise _refuse(scope, node, "raises whole numbers; multiply them with 1.0 first")
    kind = _WHOLE if whole and name != "div" else _NUMBER
    return _Written(f"{name}({left.code}, {right.code})", kind)


def _call(node: ast.Call, scope: _Scope) -> _Written:
    called = _called(node.func, scope)
    arguments = [_expression(argument, scope) for argument in node.args]
    try:
        known = _FUNCTIONS.get(called)
    except TypeError:  # not hashable
        known = None
    if known is not None:
        name, count = known
        if len(arguments) != count or node.keywords:
            raise _refuse(scope, node, f"needs {count} arguments, none of them by name")
        kinds = {argument.kind for argument in arguments}
        if name in _SUMS and (kinds != {_NUMBER} or scope.equation.kind == "rate"):
            why = (
                "adds up along an axis, and a rate is of sums already"
                if scope.equation.kind == "rate"
                else "adds up what are not numbers; multiply with 1.0 first"
            )
            raise _refuse(scope, node, why)
        if name == "where":
            kinds = {argument.kind for argument in arguments[1:]}
        kind = kinds.pop() if len(kinds) == 1 else (_NUMBER if _NUMBER in kinds else _WHOLE)
        kind = _NUMBER if name in {"exp", "log", "sqrt", "div"} else kind
        if kind == _TRUTH and name not in {"min", "max", "where"}:
            raise _refuse(
                scope, node, "calculates with comparisons alone; multiply each with 1.0 first"
            )
        code = ", ".join(argument.code for argument in arguments)
        return _Written(f"{name}({code})", kind)
    if isinstance(called, types.FunctionType):
        return _written_out(node, called, arguments, scope)
    sums = called is np.sum or called is sum or called == "sum"
    hint = "; add up with plastsmart.flows.equations.over_routes or over_categories" if sums else ""
    raise _refuse(scope, node, f"calls something that is not among {_KNOWN}{hint}")


def _called(node: ast.expr, scope: _Scope) -> Any:
    """Return what is called; of a method of an array, its name."""
    match node:
        case ast.Attribute(ast.Name(name), method) if name in scope.names:
            return method
    return _resolved(node, scope)


def _written_out(
    node: ast.Call,
    function: types.FunctionType,
    arguments: list[_Written],
    scope: _Scope,
) -> _Written:
    """Return a call of another function of the equation's maker, its body in place."""
    if scope.depth >= _DEEPEST:
        raise _refuse(scope, node, "calls functions within functions too deeply")
    by_name = {word.arg: _expression(word.value, scope) for word in node.keywords if word.arg}
    if len(by_name) < len(node.keywords) or any(isinstance(a, ast.Starred) for a in node.args):
        raise _refuse(scope, node, "passes arguments with * or **")
    signature = inspect.signature(function)
    kinds = {parameter.kind for parameter in signature.parameters.values()}
    if kinds & {inspect.Parameter.VAR_POSITIONAL, inspect.Parameter.VAR_KEYWORD}:
        raise _refuse(scope, node, "calls a function of any number of arguments")
    try:
        bound = signature.bind(*arguments, **by_name)
    except TypeError as error:
        raise _refuse(scope, node, f"does not fit its function: {error}") from None
    given = dict(bound.arguments)
    for name, parameter in signature.parameters.items():
        if name not in given:
            if type(parameter.default) not in {int, float}:
                raise _refuse(scope, node, f"leaves out {name}, whose default is not a number")
            given[name] = _constant(parameter.default)
    depth = scope.depth + 1
    names = {
        name: value if value.value is not None else attrs.evolve(value, code=f"$${depth}_{name}")
        for name, value in given.items()
    }
    inner = _Scope(equation=scope.equation, function=function, names=names, depth=depth)
    steps, result = _body(inner)
    passed = {name: value for name, value in given.items() if value.value is None}
    heads = ", ".join(f"$${depth}_{name}" for name in passed)
    values = ", ".join(value.code for value in passed.values())
    body = f"{' '.join(steps)} return {result.code};".strip()
    return _of(f"(({heads}) => {{ {body} }})({values})", result.kind, result.value)


def _outside(node: ast.expr, scope: _Scope) -> _Written:
    """Return a number from outside a function."""
    value = _resolved(node, scope)
    if isinstance(value, bool) or not isinstance(value, (int, float, np.integer, np.floating)):
        raise _refuse(scope, node, "is not a number")
    return _constant(int(value) if isinstance(value, (int, np.integer)) else float(value))


def _resolved(node: ast.expr, scope: _Scope) -> Any:
    """Return what a name in a function stands for."""
    match node:
        case ast.Name(name) if name not in scope.names:
            outside = inspect.getclosurevars(scope.function)
            for members in (outside.nonlocals, outside.globals, outside.builtins):
                if name in members:
                    return members[name]
        case ast.Attribute(inner, name):
            module = _resolved(inner, scope)
            if isinstance(module, types.ModuleType) and hasattr(module, name):
                return getattr(module, name)
    raise _refuse(scope, node, "is nothing that the equation reads, and no number from outside")
