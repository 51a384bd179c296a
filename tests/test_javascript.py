"""Equations translated to JavaScript give what they give in Python, or are refused by name."""

from __future__ import annotations

import functools
import json
import math
from importlib import resources
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from py_mini_racer import MiniRacer

import plastsmart as ps
from plastsmart.errors import ModelError
from plastsmart.flows import equations
from plastsmart.flows.equations import added, less, over_categories, over_routes
from plastsmart.report.javascript import equations_script, translated

ARRAYS = (resources.files("plastsmart.report") / "templates/simulator/arrays.js").read_text("utf-8")
SHAPES = ((1, 1, 1, 1), (2, 3, 4, 5), (1, 3, 1, 5), (2, 1, 4, 1), (1, 1, 4, 5))
FACTOR = 0.25
HALF = np.float64(0.5)


@pytest.fixture(scope="module")
def browser() -> MiniRacer:
    engine = MiniRacer()
    engine.eval(ARRAYS)
    return engine


def packed(array: np.ndarray[Any, Any]) -> str:
    """Return an array without its sample axis as JavaScript writes it."""
    values = ",".join(
        "NaN" if math.isnan(v) else str(v).replace("inf", "Infinity") for v in array.reshape(-1)
    )
    return f"array({list(array.shape[1:])}, Float64Array.of({values}))"


def in_browser(engine: MiniRacer, code: str) -> np.ndarray[Any, Any]:
    """Return the array that an expression gives, with a sample axis."""
    told = json.loads(
        str(
            engine.eval(
                f"(() => {{ const x = {code}; return JSON.stringify([x.s, [...x.d].map(String)]); }})()"
            )
        )
    )
    values = [float(value.replace("Infinity", "inf")) for value in told[1]]
    return np.array(values).reshape([1, *told[0]])


def equation_of(function: Any, name: str = "sorted", **others: Any) -> Any:
    return ps.MODEL.replace(**{name: function}, **others)[name]


def same(function: Any, engine: MiniRacer, seed: int = 1, name: str = "sorted") -> None:
    """Compare a function in Python and in a browser, on arrays of several shapes."""
    equation = equation_of(function, name)
    rng = np.random.default_rng(seed)
    code = translated(equation)
    for _ in range(20):
        values = {}
        for read in equation.reads:
            shape = (1, *SHAPES[rng.integers(len(SHAPES))])
            array = rng.uniform(0.0, 3.0, shape)
            array[rng.random(shape) < 0.2] = 0.0
            array[rng.random(shape) < 0.1] = 1.0
            values[read] = array
        with np.errstate(all="ignore"):
            expected = np.asarray(equation.evaluate(values), dtype=np.float64)
        found = in_browser(
            engine, f"({code})({', '.join(packed(values[r]) for r in equation.reads)})"
        )
        assert found.shape == expected.shape
        np.testing.assert_allclose(found, expected, rtol=1e-14, atol=0.0)


# -- what is translated ----------------------------------------------------------------------------


def test_every_equation_of_the_model_is_translated_and_gives_the_same(browser: MiniRacer) -> None:
    rng = np.random.default_rng(7)
    for equation in ps.MODEL.flows.values():
        values = {read: rng.uniform(0.1, 0.9, (1, 2, 3, 4, 5)) for read in equation.reads}
        code = translated(equation)
        found = in_browser(browser, f"({code})({', '.join(packed(v) for v in values.values())})")
        assert (found == equation.evaluate(values)).all(), equation.name


def test_an_equation_is_translated_without_what_a_system_is_without(browser: MiniRacer) -> None:
    rng = np.random.default_rng(8)
    fitted = ps.MODEL.fitted(ps.load("norway").inputs())
    told = 0
    for equation in fitted:
        if not equation.absent:
            continue
        values = {read: rng.uniform(0.1, 0.9, (1, 2, 3, 4, 5)) for read in equation.reads}
        code = translated(equation)
        assert not any(f"${name}" in code for name in equation.absent)
        found = in_browser(browser, f"({code})({', '.join(packed(v) for v in values.values())})")
        assert (found == equation.evaluate(values)).all(), equation.name
        told += 1
    assert told == len([equation for equation in fitted if equation.optional])


def _with_optional(collected: Any, other_litter: Any = None) -> Any:
    return 2.0 * added(collected, other_litter) - less(collected * 0.5, other_litter)


def test_an_optional_read_of_ones_own_is_translated_either_way(browser: MiniRacer) -> None:
    same(_with_optional, browser)
    equation = equation_of(_with_optional).without(["other_litter"])
    x = np.full((1, 1, 1, 1, 1), 3.0)
    code = translated(equation)
    assert "other_litter" not in code
    assert in_browser(browser, f"({code})({packed(x)})").item() == 4.5


def test_every_rate_of_the_model_is_translated_and_gives_the_same(browser: MiniRacer) -> None:
    for equation in ps.MODEL.rates.values():
        numbers = [0.3 * (place + 1) for place in range(len(equation.reads))]
        found = browser.eval(f"({translated(equation)})({', '.join(map(repr, numbers))})")
        assert found == equation.evaluate(dict(zip(equation.reads, numbers, strict=True)))


def _better(collected: Any, sorting_efficiency: Any) -> Any:
    return collected * sorting_efficiency**0.5


def _with_steps(collected: Any, sorting_efficiency: Any) -> Any:
    """What is sorted, in steps."""
    missing: Any = 1 - sorting_efficiency
    half = missing * FACTOR
    half = half * HALF
    return collected * (1 - half) - 2 * missing * 1e-3


def _by_numpy(collected: Any, sorting_efficiency: Any) -> Any:
    best = np.minimum(np.maximum(sorting_efficiency, 0.2), 1.5)
    return np.where(
        collected > 1.0, np.sqrt(collected) * best, np.exp(-collected) + np.abs(best - 1)
    )


def _clipped(collected: Any, sorting_efficiency: Any) -> Any:
    return (
        np.clip(collected - sorting_efficiency, 0, 2.5) + abs(-collected) + np.power(collected, 3)
    )


def _log(collected: Any, sorting_efficiency: Any) -> Any:
    return np.log(collected + 1.0) / (sorting_efficiency + math.pi) + collected**sorting_efficiency


def _compared(collected: Any, sorting_efficiency: Any) -> Any:
    return collected * (sorting_efficiency >= 1.0) + 2 * (collected < 0.5) * sorting_efficiency


def _equal(collected: Any, sorting_efficiency: Any) -> Any:
    return (
        collected * (sorting_efficiency == 1.0) - (collected != 0.0) * 1.0 + (collected <= 1.0) / 2
    )


def _helper(share: Any, power: float = 2) -> Any:
    squared = share**power
    return squared / (1 + squared)


def _with_helper(collected: Any, sorting_efficiency: Any) -> Any:
    return _helper(collected) * _helper(share=_helper(sorting_efficiency, 1.5), power=3)


def _summed(collected: Any, sorting_efficiency: Any) -> Any:
    return over_routes(collected * sorting_efficiency) + equations.over_categories(collected)


def _folded(collected: Any, sorting_efficiency: Any) -> Any:
    return collected * (2**0.5 - 1 / 3) + sorting_efficiency * (10**20 + 1) * 1e-20 + (+collected)


@pytest.mark.parametrize(
    "function",
    [
        _better, _with_steps, _by_numpy, _clipped, _log, _compared, _equal, _with_helper, _summed,
        _folded,
    ],
    ids=lambda f: f.__name__,
)  # fmt: skip
def test_an_equation_of_ones_own_gives_the_same(function: Any, browser: MiniRacer) -> None:
    same(function, browser)


def test_a_value_that_an_equation_closes_over_is_written_out(browser: MiniRacer) -> None:
    def made(share: float) -> Any:
        def closing(collected: Any) -> Any:
            return collected * share

        return closing

    same(made(0.3), browser)
    assert "0.3" in translated(equation_of(made(0.3)))


def test_powers_are_those_of_numpy(browser: MiniRacer) -> None:
    special = [0.0, 1.0, -1.0, 2.0, 0.5, -2.0, math.inf, -math.inf, math.nan, 3.0]
    x, y = (a.reshape(1, 1, 1, 10, 10) for a in np.meshgrid(special, special))
    with np.errstate(all="ignore"):
        expected = x**y
    found = in_browser(browser, f"pow({packed(x)}, {packed(y)})")
    np.testing.assert_allclose(found, expected, rtol=1e-15)


@given(st.floats(allow_nan=True, allow_infinity=True) | st.integers(-(10**30), 10**30))
def test_a_number_is_the_same_to_the_last_bit(browser: MiniRacer, number: float) -> None:
    def constant(collected: Any) -> Any:
        return collected * 0.0 + number

    code = translated(equation_of(constant))
    found = in_browser(browser, f"({code})({packed(np.zeros((1, 1, 1, 1, 1)))})")
    np.testing.assert_array_equal(found, np.full((1, 1, 1, 1, 1), float(number) + 0.0))


def test_a_new_equation_and_a_new_rate_are_in_the_script(browser: MiniRacer) -> None:
    @ps.equation("tonne/year")
    def lost(generated: Any, disposed: Any) -> Any:
        return generated * 0 + disposed

    model = ps.MODEL.replace(lost=lost)
    names = model.needed(["lost", "eu"], ps.load("headline").inputs())
    script = equations_script(model, names, ["eu"])
    found = browser.eval(
        f"(() => {{ {script} return EQUATIONS.map((e) => e.id).join() + '|' + RATES[0].id; }})()"
    )
    assert str(found) == ",".join(names) + "|eu"


# -- what is refused -------------------------------------------------------------------------------


def _percent(collected: Any) -> Any:
    return collected % 2


def _sum_method(collected: Any) -> Any:
    return collected.sum(axis=-1, keepdims=True)


def _np_sum(collected: Any) -> Any:
    return np.sum(collected, axis=-1, keepdims=True)


def _sliced(collected: Any) -> Any:
    return collected[..., :1]


def _chosen(collected: Any) -> Any:
    return collected if FACTOR > 1 else 2 * collected


def _looped(collected: Any) -> Any:
    total = collected
    for _ in range(3):
        total = total + collected
    return total


def _in_place(collected: Any) -> Any:
    total = collected * 1
    total += collected
    return total


def _two_names(collected: Any) -> Any:
    one, other = collected, collected
    return one + other


def _truths(collected: Any) -> Any:
    return ((collected > 1) + (collected < 1)) * 1.0


def _negative_truth(collected: Any) -> Any:
    return -(collected > 1) * 1.0


def _sum_of_truths(collected: Any) -> Any:
    return over_routes(collected > 1) * 1.0


def _whole_power(collected: Any) -> Any:
    return (2 * (collected > 1)) ** 2 * 1.0


def _text(collected: Any) -> Any:
    return collected * "</script>"


def _boolean(collected: Any) -> Any:
    return collected * True


def _unknown(collected: Any) -> Any:
    return np.tanh(collected)


def _by_name(collected: Any) -> Any:
    return np.clip(collected, a_min=0.0, a_max=1.0)


def _chained(collected: Any) -> Any:
    return collected * (0 < collected < 1)


def _method(collected: Any) -> Any:
    return math.sqrt(FACTOR) * collected


def _by_zero(collected: Any) -> Any:
    return collected * (1 / 0)


def _no_return(collected: Any) -> Any:
    _ = collected


def _forever(x: Any) -> Any:
    return _forever(x)


def _recursive(collected: Any) -> Any:
    return _forever(collected)


def _starred(collected: Any) -> Any:
    return _helper(*[collected])


def _misfit(collected: Any) -> Any:
    return _helper(collected, nothing=2)  # type: ignore[call-arg]


def _module(collected: Any) -> Any:
    return collected * math


@pytest.mark.parametrize(
    ("function", "told"),
    [
        (_percent, "'collected % 2' is not among"),
        (_sum_method, "collected.sum"),
        (_np_sum, "over_routes or over_categories"),
        (_sliced, "collected[..., :1]"),
        (_chosen, "if FACTOR > 1"),
        (_looped, "neither an assignment"),
        (_in_place, "'total += collected'"),
        (_two_names, "neither an assignment"),
        (_truths, "comparisons alone"),
        (_negative_truth, "negative of a comparison"),
        (_sum_of_truths, "not numbers"),
        (_whole_power, "whole numbers"),
        (_text, "</script>"),
        (_boolean, "'True'"),
        (_unknown, "np.tanh(collected)"),
        (_by_name, "none of them by name"),
        (_chained, "0 < collected < 1"),
        (_method, "math.sqrt"),
        (_by_zero, "has no value"),
        (_no_return, "returns nothing"),
        (_recursive, "too deeply"),
        (_starred, "*[collected]"),
        (_misfit, "does not fit"),
        (_module, "is not a number"),
    ],
    ids=lambda x: x.__name__ if callable(x) else "",
)
def test_what_a_browser_cannot_compute_is_refused_by_name(function: Any, told: str) -> None:
    with pytest.raises(ModelError) as error:
        translated(equation_of(function))
    assert "the equation 'sorted' cannot be computed in a browser" in str(error.value)
    assert told in str(error.value)


def test_a_function_without_readable_source_is_refused() -> None:
    made: dict[str, Any] = {}
    exec("def hidden(collected):\n    return collected", made)
    with pytest.raises(ModelError, match="source of hidden cannot be read"):
        translated(equation_of(made["hidden"]))


def test_a_decorated_function_is_refused() -> None:
    def twice(function: Any) -> Any:
        @functools.wraps(function)
        def wrapped(collected: Any) -> Any:
            return 2 * function(collected)

        return wrapped

    @twice
    def plain(collected: Any) -> Any:
        return collected

    with pytest.raises(ModelError, match="without decorators"):
        translated(equation_of(plain))


def test_a_rate_that_adds_up_is_refused() -> None:
    def eu(recycled: Any, generated: Any) -> Any:
        return over_routes(recycled) / over_categories(generated)

    with pytest.raises(ModelError, match="a rate is of sums already"):
        translated(equation_of(eu, "eu"))
