"""Bad input: what is called, which error it must give, and what the message must say."""

from __future__ import annotations

import math
from collections.abc import Callable
from decimal import Decimal
from typing import Any, NamedTuple

import numpy as np
import pandas as pd
import pint

import plastsmart as ps
from plastsmart.data import read_table
from plastsmart.errors import (
    AxisError,
    BalanceError,
    DatasetError,
    DimensionError,
    InvalidValueError,
    LabelError,
    MissingValueError,
    ModelError,
    ScopeError,
    TableError,
    UnitError,
)
from plastsmart.parameters import parse_distribution
from plastsmart.stages import PARAMETERS, STAGES
from plastsmart.units import adopt, parse_quantity, parse_unit, registry

HUGE = "x" * 10_000_000
"""Text of 10 MB, which no message may repeat."""


class Case(NamedTuple):
    """One mistake: its name, the call that makes it, the errors it is, what the message says."""

    name: str
    call: Callable[[], object]
    kinds: tuple[type[BaseException], ...]
    says: tuple[str, ...]


# --- The system that the mistakes are made in ---------------------------------------------

AXES: dict[str, Any] = {
    "regions": {"0301": "Oslo", "3203": "Asker"},
    "years": range(2020, 2026),
    "categories": ["film", "rigid"],
    "routes": [
        ps.Route("bin", tier="source"),
        ps.Route("bag", tier="source"),
        ps.Route("plant", tier="central"),
    ],
}
VALUES: dict[str, Any] = {
    "population": {"0301": ps.Q(700_000, "person"), "3203": ps.Q(98_000, "person")},
    "packaging_per_person": ps.Q(19.9, "kg/person/year"),
    "composition": {"film": 0.45, "rigid": 0.55},
    "coverage": {"bin": 0.6, "bag": 0.3, "plant": 1.0},
    "capture": 0.4,
    "sorting_efficiency": {"film": 0.7, "rigid": 0.85},
    "preparation_yield": 0.85,
}


def system(**changes: Any) -> ps.System:
    """Return a system of two regions, two categories and three routes, with changes."""
    given = {**AXES, **VALUES, **changes}
    stages = {}
    for kind in STAGES:
        own = [name for name, spec in PARAMETERS.items() if spec.stage == kind.__name__.lower()]
        stages[kind.__name__.lower()] = kind(**{name: given.pop(name, None) for name in own})
    return ps.System(**{**stages, **given})


def small(**changes: Any) -> ps.System:
    """Return a system of one region, year, category and route, with changes."""
    axes: dict[str, Any] = {
        "regions": ["NO"],
        "years": [2023],
        "categories": ["all"],
        "routes": [ps.Route("bin", tier="source")],
    }
    values = {**VALUES, "population": ps.Q(1000, "person"), "sorting_efficiency": 0.8}
    del values["composition"], values["coverage"]
    return system(**{**axes, "composition": None, "coverage": None, **values, **changes})


def flows() -> ps.Flows:
    """Return the flows of the system."""
    return ps.run(system())


def series(values: list[Any], levels: list[str | None], keys: list[Any]) -> Any:
    """Return a Series with named index levels."""
    index: Any = (
        pd.MultiIndex.from_tuples(keys, names=levels)
        if len(levels) > 1
        else pd.Index(keys, name=levels[0])
    )
    return pd.Series(values, index=index)


def table(*edits: tuple[int, str, Any], parameter: str = "capture") -> ps.System:
    """Return the system of a table whose first rows of a parameter were changed."""
    frame = system().table().astype(object)
    first = int(frame.index[frame["parameter"] == parameter][0])
    for row, column, value in edits:
        frame.loc[first + row, column] = value
    return ps.System.from_table(frame)


def circle(cls: Callable[..., Any], depth: int) -> Any:
    """Return a value inside as many others of a kind."""
    value: Any = 0.4
    for _ in range(depth):
        value = cls(value)
    return value


def endless() -> dict[str, Any]:
    """Return a mapping that holds itself."""
    loop: dict[str, Any] = {}
    loop["film"] = loop
    return loop


# --- Functions that are no good as equations ----------------------------------------------


def reads_unknown(collected: Any, luck: Any) -> Any:
    return collected * luck


def reads_itself(sorted: Any) -> Any:  # noqa: A002
    return sorted


def reads_later(recyclate: Any) -> Any:
    return recyclate


def with_star(*collected: Any) -> Any:
    return collected[0]


def with_default(collected: Any, factor: float = 1.0) -> Any:
    return collected * factor


def one_number(collected: Any) -> Any:
    return float(collected.sum())


def wrong_shape(collected: Any) -> Any:
    return collected.sum(axis=-1)


def longer_shape(collected: Any) -> Any:
    return np.concatenate([collected, collected, collected], axis=2)


def whole_numbers(collected: Any) -> Any:
    return collected.astype(int)


def fails(collected: Any) -> Any:
    return collected["no such key"]


def negative(collected: Any) -> Any:
    return -collected


def loses_half(sorted: Any) -> Any:  # noqa: A002
    return 0.5 * sorted


def not_a_number(collected: Any) -> Any:
    return collected * math.nan


def run_with(**equations: Any) -> ps.Flows:
    """Run the system with another model."""
    return ps.run(system(), model=ps.MODEL.replace(**equations))


def adopted(*definitions: str) -> None:
    """Adopt a registry of some definitions, and take the package's own again."""
    ours = registry()
    try:
        adopt(pint.UnitRegistry([*definitions]))
    finally:
        adopt(ours)


OTHER: pint.UnitRegistry[float] = pint.UnitRegistry(["person = [person]"])
"""Somebody else's registry, which nobody adopted."""

PLAIN = pint.Quantity(0.4, "")
"""A quantity of pint's own registry, made here since making that registry takes a while."""

VALUE = (InvalidValueError, ValueError)
MISSING = (MissingValueError, ValueError)
UNIT = (UnitError, ValueError)
DIMENSION = (DimensionError, pint.DimensionalityError)
LABEL = (LabelError, KeyError)
AXIS = (AxisError, ValueError)
SCOPE = (ScopeError, ValueError)
TABLE = (TableError, ValueError)
MODEL = (ModelError, ValueError)
BALANCE = (BalanceError, ArithmeticError)
DATASET = (DatasetError, KeyError)

# --- Values --------------------------------------------------------------------------------

SHARES = tuple(name for name, spec in PARAMETERS.items() if spec.is_share)
AMOUNTS = tuple(name for name, spec in PARAMETERS.items() if not spec.is_share)

BOUNDS = (
    *(
        Case(f"{name} of 35", lambda name=name: system(**{name: 35}), VALUE,
             (name, "35", "between 0 and 1", "Did you mean 35 % = 0.35?"))
        for name in SHARES
    ),
    *(
        Case(f"{name} below 0", lambda name=name: system(**{name: -0.1}), VALUE,
             (name, "-0.1", "between 0 and 1"))
        for name in SHARES
    ),
    *(
        Case(f"{name} as NaN", lambda name=name: system(**{name: math.nan}), VALUE,
             (name, "nan", "give a finite number"))
        for name in PARAMETERS
    ),
    *(
        Case(f"{name} below 0", lambda name=name: system(**{name: ps.Q(-5, PARAMETERS[name].unit)}),
             VALUE, (name, f"-5 {PARAMETERS[name].unit}", "cannot be negative"))
        for name in AMOUNTS
    ),
    *(
        Case(f"{name} without unit", lambda name=name: system(**{name: 20}), UNIT,
             (name, "20", f"ps.Q(20, '{PARAMETERS[name].unit}')"))
        for name in AMOUNTS
    ),
    *(
        Case(f"{name} of 1", lambda name=name: system(**{name: 1}), VALUE,
             (name, "is 1", "below 1"))
        for name in ("impurity", "bale_impurity")
    ),
    *(
        Case(f"{name} in tonnes", lambda name=name: system(**{name: ps.Q(3, "t")}), DIMENSION,
             (name, "3.0 tonne", "is needed"))
        for name in PARAMETERS
    ),
)  # fmt: skip

ONE_VALUE = (
    Case("minus infinity", lambda: system(capture=-math.inf), VALUE, ("capture", "-inf", "finite")),
    Case("a whole number beyond all floats", lambda: system(capture=10**400), VALUE,
         ("capture", "finite")),
    Case("a whole number too long to print", lambda: system(capture=10**5000), VALUE,
         ("capture", "finite")),
    Case("True for a share", lambda: system(capture=True), VALUE,
         ("capture", "True", "a number")),
    Case("numpy False for a share", lambda: system(capture=np.False_), VALUE,
         ("capture", "False", "a number")),
    Case("text for a share", lambda: system(capture="0.35"), VALUE,
         ("capture", "'0.35'", "give a number")),
    Case("text with percent for a share", lambda: system(capture={"film": "35 %", "rigid": 0.1}),
         VALUE, ("capture for film", "'35 %'", "ps.Q('35 %')")),
    Case("10 MB of text for a share", lambda: system(capture=HUGE), VALUE,
         ("capture", "xxx", "give a number")),
    Case("bytes for a share", lambda: system(capture=b"0.35"), VALUE, ("capture", "bytes")),
    Case("a complex number", lambda: system(capture=0.3 + 0.1j), VALUE, ("capture", "complex")),
    Case("an object", lambda: system(capture=object()), VALUE, ("capture", "object", "number")),
    Case("a function", lambda: system(capture=lambda: 0.4), VALUE, ("capture", "function")),
    Case("a Decimal NaN", lambda: system(capture=Decimal("NaN")), VALUE, ("capture", "NaN")),
    Case("a list without labels", lambda: system(capture=[0.4, 0.5]), VALUE,
         ("capture", "list", "mapping")),
    Case("an array without labels", lambda: system(capture=np.array([0.4, 0.5])), VALUE,
         ("capture", "ndarray", "mapping")),
    Case("a set", lambda: system(capture={0.4, 0.5}), VALUE, ("capture", "set")),
    Case("a quantity of many numbers", lambda: system(population=ps.Q([1.0, 2.0], "person")), VALUE,
         ("population", "array without labels", "mapping")),
    Case("a quantity of NaN", lambda: system(population=ps.Q(1, "person") * math.nan), VALUE,
         ("population", "nan", "finite")),
    Case("a quantity of many, one NaN",
         lambda: system(population=registry().Quantity(np.array([1.0, math.nan]), "person")),
         VALUE, ("population", "finite")),
    Case("an empty quantity",
         lambda: system(population=registry().Quantity(np.array([]), "person")),
         VALUE, ("population", "array")),
    Case("a quantity of text",
         lambda: system(capture=registry().Quantity("0.4")),
         VALUE, ("capture",)),
    Case("a share in percent beyond 100", lambda: system(capture=ps.Q(135, "%")), VALUE,
         ("capture", "1.35", "between 0 and 1")),
    Case("a quantity of another registry", lambda: system(population=OTHER.Quantity(5, "person")),
         UNIT, ("population", "another unit registry", "adopt")),
    Case("a share of another registry", lambda: system(capture=OTHER.Quantity(0.4, "")),
         UNIT, ("capture", "another unit registry", "adopt")),
    Case("a plain pint quantity",
         lambda: system(capture={"film": PLAIN, "rigid": 0.1}),
         UNIT, ("capture for film", "another unit registry", "adopt")),
    Case("a measurement", lambda: system(packaging_per_person=ps.Q(19.9, "kg/person")), DIMENSION,
         ("packaging_per_person", "19.9", "kg/person/year")),
    Case("a distribution for a value", lambda: system(capture=ps.Uniform(0.1, 0.5)), VALUE,
         ("capture", "uniform(0.1, 0.5)", "ps.Parameter(value, uncertainty=Uniform(")),
    Case("a stage for a value", lambda: system(capture=ps.Disposal()), VALUE,
         ("capture", "Disposal")),
    Case("a class for a value", lambda: system(capture=float), VALUE, ("capture", "type")),
    Case("no value", lambda: system(capture=None), MISSING,
         ("capture", "no value", "ps.Collection(capture=…)")),
    Case("no population", lambda: system(population=None), MISSING,
         ("population", "no value", "person", "ps.Generation(population=…)")),
    Case("no composition of two categories", lambda: system(composition=None), MISSING,
         ("composition", "more than one", "ps.Generation(composition=…)")),
    Case("no coverage of three routes", lambda: system(coverage=None), MISSING,
         ("coverage", "more than one", "ps.Collection(coverage=…)")),
    Case("None within a mapping", lambda: system(capture={"film": None, "rigid": 0.4}), MISSING,
         ("capture for film", "None", "give a value")),
    Case("pandas NA", lambda: system(capture={"film": pd.NA, "rigid": 0.4}), VALUE,
         ("capture for film", "NA")),
)  # fmt: skip

MAPPINGS = (
    Case("a share of 35 in a nested mapping",
         lambda: system(capture={"bin": {"film": 35, "rigid": 0.4}, "bag": 0.3, "plant": 0.5}),
         VALUE, ("capture is 35 for film by bin", "between 0 and 1", "35 % = 0.35")),
    Case("a share of 35 four axes deep",
         lambda: system(capture={"3203": {2021: {"film": {"bin": 35}}}}),
         VALUE, ("capture is 35 for film by bin in Asker (3203) in 2021", "0.35")),
    Case("a unit missing in a mapping",
         lambda: system(population={"0301": ps.Q(1, "person"), "3203": 98_000}),
         UNIT, ("population in Asker (3203)", "98000", "ps.Q(98000, 'person')")),
    Case("a unit of another kind in a mapping",
         lambda: system(population={"0301": ps.Q(1, "person"), "3203": ps.Q(9, "household")}),
         DIMENSION, ("population in Asker (3203)", "9.0 household", "person")),
    Case("a misspelt label", lambda: system(capture={"film": 0.4, "rigidd": 0.5}), LABEL,
         ("capture", "'rigidd'", "category", "Did you mean 'rigid'?")),
    Case("unknown labels alone", lambda: system(capture={"foil": 0.4}), LABEL,
         ("capture", "'foil'", "Did you mean")),
    Case("a missing label", lambda: system(capture={"film": 0.4}), MISSING,
         ("capture", "for rigid", "give one for every label of category")),
    Case("a missing label below", lambda: system(capture={"bin": {"film": 0.4}, "bag": 0.1,
                                                          "plant": 0.2}), MISSING,
         ("capture", "rigid by bin", "give one")),
    Case("an empty mapping", lambda: system(capture={}), MISSING, ("capture", "empty mapping")),
    Case("an empty mapping below", lambda: system(capture={"film": {}, "rigid": 0.4}), MISSING,
         ("capture for film", "empty mapping")),
    Case("labels of two axes in one mapping", lambda: system(capture={"film": 0.4, "bin": 0.5}),
         LABEL, ("capture", "'bin'", "not a label of category")),
    Case("an ambiguous label",
         lambda: system(categories=["film", "bin"], composition={"film": 0.5, "bin": 0.5},
                        sorting_efficiency=0.8, capture={"bin": 0.4}),
         LABEL, ("capture", "'bin'", "both category and route", "rename one")),
    Case("a duplicate label", lambda: system(capture={2020: 0.4, np.int64(2021): 0.5, 2021.0: 0.3}),
         LABEL, ("capture",)),
    Case("a label given by two paths",
         lambda: system(capture={"bin": {"film": 0.4, "rigid": 0.3}, "bag": 0.2, "plant": {
             2020: {"film": 0.1, "rigid": 0.2}, 2021: {"film": 0.3}}}), MISSING,
         ("capture",)),
    Case("an axis twice", lambda: system(capture={"film": {"film": 0.4}, "rigid": 0.5}), AXIS,
         ("capture for film", "category", "twice")),
    Case("an axis that the parameter may not have",
         lambda: system(preparation_yield={"0301": 0.8, "3203": 0.9}), AXIS,
         ("preparation_yield", "region", "'0301'", "may vary along year, category")),
    Case("a route for a composition", lambda: system(composition={"bin": 0.5, "bag": 0.5}), AXIS,
         ("composition", "route", "may vary along region, year, category")),
    Case("a year as text", lambda: system(capture={"2020": 0.4}), LABEL, ("capture", "'2020'")),
    Case("a year outside", lambda: system(capture={2019: 0.4}), LABEL, ("capture", "2019")),
    Case("a fractional year", lambda: system(capture={2020.5: 0.4}), LABEL, ("capture", "2020.5")),
    Case("a municipality as a number", lambda: system(cleanup={3203: 0.4}), LABEL,
         ("cleanup", "3203")),
    Case("None as a label", lambda: system(capture={None: 0.4}), LABEL, ("capture", "None")),
    Case("True as a label", lambda: system(capture={True: 0.4}), LABEL, ("capture", "True")),
    Case("a tuple as a label", lambda: system(capture={("film", "bin"): 0.4}), LABEL,
         ("capture", "('film', 'bin')")),
    Case("10 MB as a label", lambda: system(capture={HUGE: 0.4}), LABEL, ("capture", "xxx")),
    Case("10 MB as one label of many", lambda: system(capture={"film": 0.1, HUGE: 0.4}), LABEL,
         ("capture", "xxx")),
    Case("a hundred thousand unknown labels",
         lambda: system(capture={f"label {i}": 0.4 for i in range(100_000)}), LABEL,
         ("capture", "'label 0'")),
    Case("a mapping that holds itself", lambda: system(capture=endless()), AXIS,
         ("capture", "category", "twice")),
    Case("parameters 5000 deep", lambda: system(capture=circle(ps.Parameter, 5000)), VALUE,
         ("capture", "deep")),
    Case("a mapping for the last axis and one more",
         lambda: system(cleanup={"0301": {2020: {"film": 0.4}}}), AXIS,
         ("cleanup in Oslo (0301) in 2020", "category")),
)  # fmt: skip

SERIES = (
    Case("a Series with an unnamed index", lambda: system(capture=pd.Series([0.4], index=["film"])),
         AXIS, ("capture", "None", "name the levels")),
    Case("a Series with an unknown level",
         lambda: system(capture=series([0.4], ["material"], ["film"])),
         AXIS, ("capture", "'material'", "name the levels")),
    Case("a Series along an axis that may not be",
         lambda: system(preparation_yield=series([0.4, 0.5], ["region"], ["0301", "3203"])),
         AXIS, ("preparation_yield", "region", "may vary along year, category")),
    Case("a Series with an unknown label",
         lambda: system(capture=series([0.4, 0.5], ["category"], ["film", "foil"])),
         LABEL, ("capture", "'foil'", "category", "Did you mean")),
    Case("a Series with a duplicate label",
         lambda: system(capture=series([0.4, 0.5, 0.5], ["category"], ["film", "rigid", "film"])),
         LABEL, ("capture", "more than one value", "for film", "give one")),
    Case("a Series without a label",
         lambda: system(capture=series([0.4], ["category"], ["film"])),
         MISSING, ("capture", "for rigid", "give one")),
    Case("an empty Series", lambda: system(capture=series([], ["category"], [])), MISSING,
         ("capture", "empty Series")),
    Case("a Series with NaN",
         lambda: system(capture=series([0.4, math.nan], ["category"], ["film", "rigid"])),
         VALUE, ("capture for rigid", "nan", "finite")),
    Case("a Series of text",
         lambda: system(capture=series(["a lot", "little"], ["category"], ["film", "rigid"])),
         VALUE, ("capture for film", "'a lot'", "number")),
    Case("a Series of 35",
         lambda: system(capture=series([0.4, 35.0], ["category", "route"],
                                       [("film", "bin"), ("rigid", "bag")])),
         VALUE, ("capture is 35 for rigid by bag", "0.35")),
    Case("a Series without a unit",
         lambda: system(population=series([7e5, 98_000], ["region"], ["0301", "3203"])),
         UNIT, ("population in Oslo (0301)", "700000", "ps.Q(700000, 'person')")),
    Case("a Series with an impossible unit",
         lambda: system(population=ps.Parameter(series([7e5, 9e4], ["region"], ["0301", "3203"]),
                                                unit="kg")),
         DIMENSION, ("population in Oslo (0301)", "'kg'", "'person'")),
    Case("a Series with two levels of one name",
         lambda: system(capture=series([0.4], ["category", "category"], [("film", "film")])),
         AXIS, ("capture", "category", "same name")),
    Case("a Series below an axis that it has",
         lambda: system(capture={"film": series([0.4], ["category"], ["film"]), "rigid": 0.4}),
         AXIS, ("capture for film", "category", "twice")),
    Case("a DataFrame", lambda: system(capture=pd.DataFrame({"film": [0.4]})), VALUE,
         ("capture", "DataFrame", "Series")),
    Case("an Index", lambda: system(capture=pd.Index([0.4])), VALUE, ("capture", "Index")),
    Case("a Timestamp", lambda: system(capture=pd.Timestamp("2020-01-01")), VALUE,
         ("capture", "Timestamp")),
    Case("years as dates",
         lambda: system(capture=series([0.4], ["year"], [pd.Timestamp("2020-01-01")])),
         LABEL, ("capture", "2020-01-01", "year")),
    Case("years as text", lambda: system(capture=series([0.4], ["year"], ["2020"])),
         LABEL, ("capture", "'2020'", "year")),
    Case("a missing label in an index",
         lambda: system(capture=series([0.4, 0.3], ["category"], ["film", None])),
         LABEL, ("capture", "category")),
)  # fmt: skip

PARAMETER = (
    Case("a unit twice",
         lambda: system(population=ps.Parameter(ps.Q(5, "person"), unit="person")), UNIT,
         ("population", "unit", "give one of them")),
    Case("an unknown unit", lambda: system(population=ps.Parameter(5, unit="prson")), UNIT,
         ("population", "'prson'", "Did you mean 'person'")),
    Case("a unit of another kind at depth",
         lambda: system(population={"0301": ps.Parameter({2020: 5, 2022: 6}, unit="kg/year"),
                                    "3203": ps.Q(4, "person")}),
         DIMENSION, ("population in Oslo (0301) in 2020", "kg/year", "'person'")),
    Case("a unit that is a number", lambda: system(population=ps.Parameter(5, unit=7)),  # type: ignore[arg-type]
         UNIT, ("population", "7", "unit")),
    Case("a distribution as the unit",
         lambda: system(capture=ps.Parameter(0.4, ps.Uniform(0, 1))),  # type: ignore[arg-type]
         UNIT, ("capture", "unit", "Uniform")),
    Case("an unknown per", lambda: ps.Parameter(0.4, per="month"), VALUE,  # type: ignore[arg-type]
         ("per", "'month'", "region-year")),
    Case("a per that is a list", lambda: ps.Parameter(0.4, per=["run"]), VALUE,  # type: ignore[arg-type]
         ("per", "['run']", "region-year")),
    Case("an unknown status", lambda: ps.Parameter(0.4, status="guessed"), VALUE,  # type: ignore[arg-type]
         ("status", "'guessed'", "estimated")),
    Case("an uncertainty that is a number", lambda: ps.Parameter(0.4, uncertainty=0.1), VALUE,  # type: ignore[arg-type]
         ("uncertainty", "0.1", "ps.Triangular(")),
    Case("an uncertainty that is a class", lambda: ps.Parameter(0.4, uncertainty=ps.Beta), VALUE,  # type: ignore[arg-type]
         ("uncertainty", "Beta", "ps.Triangular(")),
    Case("an uncertainty of 10 MB", lambda: ps.Parameter(0.4, uncertainty=HUGE), VALUE,  # type: ignore[arg-type]
         ("uncertainty", "ps.Triangular(")),
    Case("a status of 10 MB", lambda: ps.Parameter(0.4, status=HUGE), VALUE,  # type: ignore[arg-type]
         ("status", "estimated")),
    Case("a source that is a number", lambda: system(capture=ps.Parameter(0.4, source=7)), VALUE,  # type: ignore[arg-type]
         ("capture", "source", "7")),
    Case("a source of 10 MB", lambda: system(capture=ps.Parameter(0.4, source=HUGE)), VALUE,
         ("capture", "source", "4000", "10000000")),
    Case("a note that is a list at depth",
         lambda: system(capture={"film": ps.Parameter(0.4, note=["a"]), "rigid": 0.4}), VALUE,  # type: ignore[arg-type]
         ("capture for film", "note", "['a']")),
    Case("a value outside its uncertainty",
         lambda: system(capture={"film": ps.Parameter(0.6, uncertainty=ps.Pert(0.1, 0.2, 0.3)),
                                 "rigid": 0.4}), VALUE,
         ("capture for film", "0.6", "pert(0.1, 0.2, 0.3)", "correct one of them")),
    Case("a Dirichlet on a capture rate",
         lambda: system(capture=ps.Parameter(0.4, uncertainty=ps.Dirichlet(50))), VALUE,
         ("capture", "dirichlet(50", "composition alone")),
    Case("a beta on an amount",
         lambda: system(population=ps.Parameter(ps.Q(0.4, "person"), uncertainty=ps.Beta(2, 2))),
         VALUE, ("population", "beta(2")),
    Case("a beta in percent",
         lambda: system(capture=ps.Parameter(ps.Q(40, "%"), uncertainty=ps.Beta(2, 2))), VALUE,
         ("capture", "beta(2", "share")),
    Case("a share of 35 with a unit", lambda: system(capture=ps.Parameter(35, unit="1")), VALUE,
         ("capture", "35", "0.35")),
    Case("too many arguments of a stage", lambda: ps.Collection(captur=0.4), (TypeError,), ("captur",)),  # type: ignore[call-arg]
)  # fmt: skip

DISTRIBUTIONS = (
    Case("a uniform upside down", lambda: ps.Uniform(0.5, 0.1), VALUE,
         ("uniform(0.5, 0.1)", "low < high")),
    Case("a uniform without width", lambda: ps.Uniform(0.5, 0.5), VALUE, ("low < high",)),
    Case("a triangular with its mode outside", lambda: ps.Triangular(0.1, 0.6, 0.5), VALUE,
         ("triangular(0.1, 0.6, 0.5)", "low <= mode <= high")),
    Case("a pert of NaN", lambda: ps.Pert(0.1, math.nan, 0.5), VALUE, ("nan", "finite")),
    Case("a uniform to infinity", lambda: ps.Uniform(0, math.inf), VALUE, ("inf", "finite")),
    Case("a normal without spread", lambda: ps.Normal(0.4, 0), VALUE, ("normal(0.4, 0", "sd > 0")),
    Case("a lognormal of zero", lambda: ps.Lognormal(0, 1), VALUE, ("lognormal(0", "median > 0")),
    Case("a lognormal too wide", lambda: ps.Lognormal(1, 1000), VALUE, ("1000", "sigma <= 10")),
    Case("a lognormal at the end of floats",
         lambda: system(population=ps.Parameter(
             ps.Q(1e308, "person"), uncertainty=ps.Lognormal(1e308, 10))), VALUE, ("population",)),
    Case("a beta of minus one", lambda: ps.Beta(-1, 2), VALUE, ("beta(-1", "a > 0")),
    Case("a Dirichlet of zero", lambda: ps.Dirichlet(0), VALUE, ("dirichlet(0", "concentration > 0")),
    Case("text in a distribution", lambda: ps.Uniform("0", 1), VALUE, ("'0'", "number")),  # type: ignore[arg-type]
    Case("a list in a distribution", lambda: ps.Uniform([0, 1], 2), VALUE, ("[0, 1]", "number")),  # type: ignore[arg-type]
    Case("a huge list in a distribution", lambda: ps.Uniform(list(range(10**6)), 2), VALUE,  # type: ignore[arg-type]
         ("number",)),
    Case("a quantity in a distribution", lambda: ps.Uniform(ps.Q(1, "kg"), 2), UNIT,  # type: ignore[arg-type]
         ("distribution", "kilogram", "bare number")),
    Case("a bool in a distribution", lambda: ps.Normal(0.4, True), VALUE, ("True", "number")),
    Case("a pedigree of 6", lambda: ps.Pedigree(6), VALUE, ("pedigree", "6", "1, 2, 3, 4 or 5")),
    Case("a pedigree of True", lambda: ps.Pedigree(True), VALUE, ("pedigree", "True", "1, 2, 3")),
    Case("a pedigree of text", lambda: ps.Pedigree("good"), VALUE, ("pedigree", "'good'", "1, 2")),  # type: ignore[arg-type]
    Case("a pedigree of a list", lambda: ps.Pedigree([1]), VALUE, ("pedigree", "[1]", "1, 2, 3")),  # type: ignore[arg-type]
    Case("a pedigree of 10 MB", lambda: ps.Pedigree(HUGE), VALUE, ("pedigree", "1, 2, 3")),  # type: ignore[arg-type]
    Case("a distribution text of an unknown kind", lambda: parse_distribution("gamma(1, 2)"), VALUE,
         ("gamma(1, 2)", "pert(")),
    Case("a distribution text that calls", lambda: parse_distribution("__import__('os')"), VALUE,
         ("__import__", "pert(")),
    Case("a distribution text with too many numbers", lambda: parse_distribution("beta(1, 2, 3)"),
         VALUE, ("beta(1, 2, 3)", "takes 2")),
    Case("a distribution text with no number", lambda: parse_distribution("beta(1, -)"), VALUE,
         ("beta(1, -)", "number")),
    Case("a distribution text beyond floats", lambda: parse_distribution("beta(1, 1e999)"), VALUE,
         ("finite",)),
    Case("a distribution text of 10 MB", lambda: parse_distribution("beta(" + "1," * 5_000_000),
         VALUE, ("unreadable", "pert(")),
)  # fmt: skip

SUMS = (
    Case("a composition below 1", lambda: system(composition={"film": 0.45, "rigid": 0.5}), VALUE,
         ("composition", "0.95", "must sum to 1")),
    Case("a composition over 1 in one place",
         lambda: system(composition={"0301": {"film": 0.4, "rigid": 0.6},
                                     "3203": {"film": 0.5, "rigid": 0.6}}), VALUE,
         ("composition", "1.1", "Asker (3203)", "must sum to 1")),
    Case("a composition over 1 in one year",
         lambda: system(composition={2020: {"film": 0.4, "rigid": 0.6},
                                     2025: {"film": 0.4, "rigid": 0.61}}), VALUE,
         ("composition", "1.002", "2021", "must sum to 1")),
    Case("one composition for two categories", lambda: system(composition=1.0), VALUE,
         ("composition", "2", "must sum to 1")),
    Case("a coverage over 1 in one tier",
         lambda: system(coverage={"bin": 0.8, "bag": 0.3, "plant": 1.0}), VALUE,
         ("coverage", "1.1", "source", "bin, bag", "at most all (1)")),
    Case("a coverage over 1 in one place",
         lambda: system(coverage={"0301": {"bin": 0.5, "bag": 0.3, "plant": 1.0},
                                  "3203": {"bin": 0.9, "bag": 0.3, "plant": 1.0}}), VALUE,
         ("coverage", "1.2", "Asker (3203)", "at most all (1)")),
    Case("one coverage for two routes of a tier", lambda: system(coverage=0.9), VALUE,
         ("coverage", "1.8", "bin, bag", "at most all (1)")),
    Case("a capture where the route does not serve",
         lambda: system(routes=[ps.Route("bin", tier="source", sectors=["business"])],
                        coverage={"bin": 1.0}, capture={"film": {"bin": 0.4}, "rigid": {"bin": 0}}),
         VALUE, ("capture", "0.4 for film by bin", "business", "leave it out")),
)  # fmt: skip

# --- Systems ------------------------------------------------------------------------------

LABELS = (
    Case("a region of blanks", lambda: system(regions={" ": "x"}), LABEL, ("region", "' '")),
    Case("a region as a number", lambda: system(regions=[301]), LABEL,
         ("region", "301", "'0301'")),
    Case("regions as text", lambda: system(regions="0301"), LABEL,
         ("regions", "'0301'", "collection")),
    Case("regions as a number", lambda: system(regions=301), LABEL, ("regions", "301", "collection")),
    Case("no region", lambda: system(regions=[]), LABEL, ("region", "at least one")),
    Case("a region twice", lambda: system(regions=["0301", "0301"]), LABEL,
         ("region", "'0301'", "twice", "unique")),
    Case("a region of 10 MB", lambda: system(regions=[HUGE]), LABEL, ("region", "xxx", "200")),
    Case("a region name that is a number", lambda: system(regions={"0301": 7}), LABEL,
         ("region", "7", "text")),
    Case("a region that is a list", lambda: system(regions=[["0301"]]), LABEL,
         ("region", "['0301']", "text")),
    Case("a region that is a list of 10 MB", lambda: system(regions=[[HUGE]]), LABEL,
         ("region", "xxx", "text")),
    Case("a region with a line break", lambda: system(regions=["Os\nlo"]), LABEL,
         ("region", r"'Os\nlo'", "printable")),
    Case("a region with a null byte", lambda: system(regions=["Os\0lo"]), LABEL,
         ("region", r"'Os\x00lo'", "printable")),
    Case("years as text", lambda: system(years="2020"), LABEL, ("years", "'2020'", "collection")),
    Case("one year", lambda: system(years=2020), LABEL, ("years", "2020", "collection")),
    Case("a year as text", lambda: system(years=["2020"]), LABEL, ("year", "'2020'", "whole number")),
    Case("a year as a float", lambda: system(years=[2020.0]), LABEL,
         ("year", "2020.0", "whole number")),
    Case("a year as True", lambda: system(years=[True]), LABEL, ("year", "True", "whole number")),
    Case("year 0", lambda: system(years=[0]), LABEL, ("year", "0", "between 1 and 9999")),
    Case("a year twice", lambda: system(years=[2020, 2020]), LABEL, ("year", "2020", "twice")),
    Case("no year", lambda: system(years=[]), LABEL, ("year", "at least one")),
    Case("endless years", lambda: system(years=range(10**18)), LABEL, ("year", "between 1 and 9999")),
    Case("a year too long to print", lambda: system(years=[10**5000]), LABEL,
         ("year", "between 1 and 9999")),
    Case("a category as a number", lambda: system(categories=[7]), LABEL, ("category", "7", "text")),
    Case("categories as text", lambda: system(categories="film"), LABEL,
         ("categories", "'film'", "collection")),
    Case("a category twice", lambda: system(categories=["film", "film"]), LABEL,
         ("category", "'film'", "twice")),
    Case("an empty category", lambda: ps.Category(""), LABEL, ("category", "''")),
    Case("a category of an unknown sector", lambda: ps.Category("film", sector="home"), LABEL,
         ("film", "sector", "'home'", "household")),
    Case("a category of a sector in a list",
         lambda: ps.Category("film", sector=["household"]), LABEL,  # type: ignore[arg-type]
         ("film", "sector", "['household']", "'household'")),
    Case("a category of a sector of 10 MB", lambda: ps.Category("film", sector=HUGE), LABEL,
         ("film", "sector", "household")),
    Case("a category of polymer 7", lambda: ps.Category("film", polymer=7), LABEL,  # type: ignore[arg-type]
         ("polymer", "7", "text")),
    Case("a category whose polymer is an array",
         lambda: ps.Category("film", polymer=np.array(["a", "b"])), LABEL,  # type: ignore[arg-type]
         ("polymer", "text")),
    Case("a route without a tier", lambda: system(routes=["bin"]), LABEL,
         ("'bin'", "tier", "ps.Route('bin', tier=\"source\")")),
    Case("a route of 10 MB", lambda: system(routes=[HUGE]), LABEL, ("tier", "ps.Route(")),
    Case("a route that is a Category", lambda: system(routes=[ps.Category("bin")]), LABEL,
         ("bin", "tier", "ps.Route(")),
    Case("a route of an unknown tier", lambda: ps.Route("bin", tier="kerb"), LABEL,
         ("'bin'", "'kerb'", "'source'")),
    Case("a route of a tier in a list", lambda: ps.Route("bin", tier=["source"]), LABEL,  # type: ignore[arg-type]
         ("'bin'", "['source']")),
    Case("a route of a tier of 10 MB", lambda: ps.Route("bin", tier=HUGE), LABEL,
         ("'bin'", "'source'")),
    Case("a route without a name", lambda: ps.Route("", tier="source"), LABEL, ("route", "''")),
    Case("a route that serves nobody", lambda: ps.Route("bin", tier="source", sectors=[]), LABEL,
         ("'bin'", "no sector", "leave sectors out")),
    Case("a route of an unknown sector",
         lambda: ps.Route("bin", tier="source", sectors=["household", "busines"]), LABEL,
         ("'bin'", "'busines'", "Did you mean 'business'")),
    Case("a route of sector 7", lambda: ps.Route("bin", tier="source", sectors=7), LABEL,  # type: ignore[arg-type]
         ("'bin'", "7", "sector")),
    Case("a route of sectors in lists", lambda: ps.Route("bin", tier="source", sectors=[["x"]]),  # type: ignore[list-item]
         LABEL, ("'bin'", "['x']", "sector")),
    Case("a route twice", lambda: system(routes=[ps.Route("bin", tier="source")] * 2), LABEL,
         ("route", "'bin'", "twice")),
    Case("no route", lambda: system(routes=[]), LABEL, ("route", "at least one")),
)  # fmt: skip

SYSTEMS = (
    Case("a stage in the place of another",
         lambda: ps.System(**AXES, generation=ps.Collection(), collection=ps.Collection(),  # type: ignore[arg-type]
                           sorting=ps.Sorting(), recycling=ps.Recycling()),
         VALUE, ("generation", "Collection", "ps.Generation(…)")),
    Case("a mapping for a stage",
         lambda: ps.System(**AXES, generation={"population": 5}, collection=ps.Collection(),  # type: ignore[arg-type]
                           sorting=ps.Sorting(), recycling=ps.Recycling()),
         VALUE, ("generation", "dict", "ps.Generation(…)")),
    Case("zero for a stage",
         lambda: system(disposal=0),
         VALUE, ("disposal", "int", "ps.Disposal(…)")),
    Case("a name that is a number", lambda: system(name=7), VALUE, ("name", "7", "text")),
    Case("notes that are a number", lambda: system(notes=7), VALUE, ("notes", "7", "text")),
    Case("a note that is a number", lambda: system(notes=["a", 7]), VALUE, ("notes", "7", "text")),
    Case("a name of bytes", lambda: system(name=b"x" * 10**7), VALUE, ("name", "text")),
    Case("replacing an unknown parameter", lambda: system().replace(captur=0.5), LABEL,
         ("'captur'", "Did you mean 'capture'")),
    Case("replacing with 50", lambda: system().replace(capture=50), VALUE,
         ("capture", "50", "0.5")),
    Case("replacing with a sum over 1", lambda: system().replace(coverage={"bin": 1, "bag": 1, "plant": 0}),
         VALUE, ("coverage", "2", "at most all (1)")),
    Case("replacing the notes with a number", lambda: system().replace(notes=7), VALUE,
         ("notes", "7", "text")),
    Case("asking for cells of an unknown parameter", lambda: system().cells("captur"), LABEL,
         ("'captur'", "Did you mean 'capture'")),
    Case("asking for an array of a list", lambda: system().array(["capture"]), LABEL,  # type: ignore[arg-type]
         ("['capture']", "parameter")),
    Case("years that leave out one", lambda: system().with_years([2020, 2024]), LABEL,
         ("2021", "keep it")),
    Case("years as a number", lambda: system().with_years(2030), LABEL, ("years", "2030")),
)  # fmt: skip


def broken(change: Callable[[Any], Any]) -> ps.System:
    """Return the system of a table that was changed as a whole."""
    return ps.System.from_table(change(system().table().astype(object)))


def appended(**row: Any) -> ps.System:
    """Return the system of a table with one more row."""
    frame = system().table().astype(object)
    return ps.System.from_table(pd.concat([frame, pd.DataFrame([row])], ignore_index=True))


def without(parameter: str) -> ps.System:
    """Return the system of a table without the rows of a parameter."""
    return broken(lambda frame: frame[frame["parameter"] != parameter])


TABLES = (
    Case("no table", lambda: ps.System.from_table("table.csv"), TABLE, ("DataFrame", "str")),  # type: ignore[arg-type]
    Case("a DataFrame's class", lambda: ps.System.from_table(pd.DataFrame), TABLE, ("DataFrame",)),  # type: ignore[arg-type]
    Case("a Series for a table", lambda: ps.System.from_table(pd.Series([1])), TABLE,  # type: ignore[arg-type]
         ("DataFrame", "Series")),
    Case("an empty table", lambda: ps.System.from_table(pd.DataFrame()), TABLE,
         ("'parameter'", "missing", "'value'")),
    Case("a table of a header alone", lambda: broken(lambda f: f.iloc[:0]), TABLE,
         ("region", "at least one")),
    Case("an unknown column", lambda: broken(lambda f: f.rename(columns={"value": "valeu"})), TABLE,
         ("'valeu'", "Did you mean 'value'", "'value' is missing")),
    Case("a column twice", lambda: broken(lambda f: pd.concat([f, f["value"]], axis=1)), TABLE,
         ("column", "'value'", "twice")),
    Case("a column of a number", lambda: broken(lambda f: f.rename(columns={"note": 7})), TABLE,
         ("column 7", "note")),
    Case("an unknown parameter", lambda: table((0, "parameter", "captur")), TABLE,
         ("row ", "'captur'", "Did you mean 'capture'")),
    Case("a parameter that is a number", lambda: table((0, "parameter", 7)), TABLE, ("row ", "7")),
    Case("a parameter of 10 MB", lambda: table((0, "parameter", HUGE)), TABLE,
         ("row ", "unknown parameter")),
    Case("a share of 35 in a table", lambda: table((0, "value", 35)), TABLE,
         ("row ", "capture", "35", "0.35")),
    Case("a share of 35 in a table, with its place",
         lambda: table((1, "value", 35), parameter="sorting_efficiency"), TABLE,
         ("row ", "sorting_efficiency is 35 for rigid", "0.35")),
    Case("text as a value", lambda: table((0, "value", "much")), TABLE,
         ("row ", "capture", "'much'", "0.35")),
    Case("a decimal comma", lambda: table((0, "value", "0,35")), TABLE,
         ("row ", "capture", "'0,35'", "decimal point")),
    Case("True as a value", lambda: table((0, "value", True)), TABLE,
         ("row ", "capture", "True", "number")),
    Case("infinity as a value", lambda: table((0, "value", "inf")), TABLE,
         ("row ", "capture", "'inf'", "finite")),
    Case("a whole number beyond floats as a value", lambda: table((0, "value", 10**400)), TABLE,
         ("row ", "capture", "finite")),
    Case("no value in a table", lambda: table((0, "value", None)), TABLE,
         ("row ", "capture", "no value")),
    Case("10 MB as a value", lambda: table((0, "value", HUGE)), TABLE, ("row ", "capture", "number")),
    Case("no unit in a table", lambda: table((0, "unit", ""), parameter="population"), TABLE,
         ("row ", "population", "no unit", "'person'")),
    Case("a unit of another kind in a table", lambda: table((0, "unit", "kg"), parameter="population"),
         TABLE, ("row ", "population", "'kg'", "'person'")),
    Case("an unknown unit in a table", lambda: table((0, "unit", "ton"), parameter="population"),
         TABLE, ("row ", "population", "'ton'", "Did you mean")),
    Case("a hostile unit in a table",
         lambda: table((0, "unit", "9**9**9**9"), parameter="population"),
         TABLE, ("row ", "population", "'9**9**9**9'")),
    Case("a unit of 10 MB in a table", lambda: table((0, "unit", HUGE), parameter="population"),
         TABLE, ("row ", "population", "unit", "100")),
    Case("an unknown label in a table", lambda: table((0, "category", "foil")), TABLE,
         ("row ", "capture", "'foil'", "category", "Did you mean")),
    Case("a label of 10 MB in a table", lambda: table((0, "category", HUGE)), TABLE,
         ("row ", "capture", "category")),
    Case("a label that is a number in a table", lambda: table((0, "region", 301)), TABLE,
         ("row ", "capture", "301", "region", "dtype=str")),
    Case("a label of an axis that may not be",
         lambda: table((0, "region", "0301"), parameter="preparation_yield"), TABLE,
         ("row ", "preparation_yield", "'0301'", "year, category")),
    Case("a year of text in a table", lambda: table((0, "year", "soon")), TABLE,
         ("row ", "capture", "'soon'", "year")),
    Case("a fractional year in a table", lambda: table((0, "year", 2020.5)), TABLE,
         ("row ", "capture", "2020.5", "whole number")),
    Case("a year outside in a table", lambda: table((0, "year", 2019)), TABLE,
         ("row ", "capture", "2019", "Known")),
    Case("an unknown distribution in a table", lambda: table((0, "distribution", "gamma(1)")), TABLE,
         ("row ", "capture", "gamma(1)", "pert(")),
    Case("a distribution that does not hold the value",
         lambda: table((0, "distribution", "uniform(0.5, 0.6)")), TABLE,
         ("row ", "capture", "0.4", "uniform(0.5, 0.6)", "correct one of them")),
    Case("a Dirichlet in a table", lambda: table((0, "distribution", "dirichlet(9)")), TABLE,
         ("row ", "capture", "dirichlet(9", "composition alone")),
    Case("a low without a distribution", lambda: table((0, "low", 0.1)), TABLE,
         ("row ", "capture", "low", "0.1", "pert(")),
    Case("a high that is not the distribution's",
         lambda: table((0, "distribution", "uniform(0.3, 0.6)"), (0, "high", 0.7)), TABLE,
         ("row ", "capture", "high", "0.7", "0.6")),
    Case("an unknown status in a table", lambda: table((0, "status", "guessed")), TABLE,
         ("row ", "capture", "'guessed'", "estimated")),
    Case("a cell that is a list", lambda: table((0, "source", ["a"])), TABLE,
         ("row ", "capture", "source", "['a']", "text")),
    Case("a source of 10 MB in a table", lambda: table((0, "source", HUGE)), TABLE,
         ("row ", "capture", "source", "4000")),
    Case("a value twice in a table",
         lambda: appended(parameter="capture", value=0.3), TABLE,
         ("capture", "more than one value", "give one")),
    Case("a parameter missing from a table", lambda: without("capture"), TABLE,
         ("capture", "no value")),
    Case("a composition that does not sum to 1",
         lambda: table((0, "value", 0.9), parameter="composition"), TABLE,
         ("composition", "1.45", "must sum to 1")),
    Case("a region twice in a table", lambda: appended(parameter="region", region="0301"), TABLE,
         ("row", "region", "'0301'", "twice")),
    Case("a category attribute without its category",
         lambda: appended(parameter="category.polymer", category="foil", note="PE"), TABLE,
         ("row", "category", "'foil'", "row of its own")),
    Case("a route without tier in a table", lambda: without("route.tier"), TABLE,
         ("'bin'", "tier", "'source'")),
    Case("an unknown tier in a table", lambda: table((0, "note", "kerb"), parameter="route.tier"),
         TABLE, ("'bin'", "'kerb'", "'source'")),
    Case("no regions in a table", lambda: without("region"), TABLE, ("region", "at least one")),
    Case("many mistakes at once",
         lambda: table((0, "value", 35), (1, "parameter", "luck"), (2, "value", "x"),
                       (3, "unit", "ton")), TABLE, ("row ", "capture")),
    Case("a file that is not there", lambda: read_table("no/such/file.csv"), TABLE,
         ("no/such/file.csv", "cannot be read")),
    Case("a folder for a file", lambda: read_table("/"), TABLE, ("'/'", "cannot be read")),
    Case("a file name with a null byte", lambda: read_table("a\0b.csv"), TABLE, ("cannot be read",)),
    Case("a file name of 10 MB", lambda: read_table(HUGE), TABLE, ("cannot be read",)),
    Case("a file name that is a number", lambda: read_table(7), TABLE, ("7", "cannot be read")),
    Case("a file name that is None", lambda: read_table(None), TABLE, ("None", "cannot be read")),
    Case("an address for a file", lambda: read_table("http://127.0.0.1:9/a.csv"), TABLE,
         ("http://127.0.0.1:9/a.csv", "cannot be read")),
)  # fmt: skip

DATASETS = (
    Case("an unknown dataset", lambda: ps.load("norwya"), DATASET,
         ("'norwya'", "Did you mean 'norway'", "datasets()")),
    Case("an empty name", lambda: ps.load(""), DATASET, ("''", "Known")),
    Case("a path for a name", lambda: ps.load("data/norway.csv"), DATASET,
         ("'data/norway.csv'", "not a file", "read_table")),
    Case("a path upwards for a name", lambda: ps.load("../../../etc/passwd"), DATASET,
         ("'../../../etc/passwd'", "not a file", "read_table")),
    Case("a Windows path for a name", lambda: ps.load("..\\norway"), DATASET, ("not a file",)),
    Case("a name with a null byte", lambda: ps.load("norway\0"), DATASET, (r"'norway\x00'", "Did you")),
    Case("a number for a name", lambda: ps.load(3203), DATASET, ("3203", "Known")),  # type: ignore[arg-type]
    Case("None for a name", lambda: ps.load(None), DATASET, ("None", "Known")),  # type: ignore[arg-type]
    Case("a list for a name", lambda: ps.load(["norway"]), DATASET, ("['norway']", "norway")),  # type: ignore[arg-type]
    Case("a name of 10 MB", lambda: ps.load(HUGE), DATASET, ("xxx", "Known")),
    Case("a name of 10 MB in a list", lambda: ps.load([HUGE] * 3), DATASET, ("xxx", "Known")),  # type: ignore[arg-type]
    Case("datasets in an unknown language", lambda: ps.datasets("de"), VALUE, ("'de'", "'en'")),
)  # fmt: skip

# --- Units --------------------------------------------------------------------------------

QUANTITIES = (
    Case("a tower of powers", lambda: ps.Q("9**9**9**9 kg"), UNIT, ("9**9**9**9", "unit")),
    Case("a tower of powers as the unit", lambda: ps.Q(1, "kg**9**9**9**9"), UNIT,
         ("kg**9**9**9**9", "unknown unit")),
    Case("a call", lambda: ps.Q("__import__('os').system('true') kg"), VALUE,
         ("__import__", "19.9 kg/person/year")),
    Case("a call as the unit", lambda: ps.Q(1, "__import__('os')"), UNIT,
         ("__import__", "unknown unit")),
    Case("10 MB of text", lambda: ps.Q(HUGE), VALUE, ("10000000 characters", "at most 100")),
    Case("10 MB of digits", lambda: ps.Q("9" * 10_000_000 + " kg"), VALUE, ("at most 100",)),
    Case("10 MB as the unit", lambda: ps.Q(1, HUGE), UNIT, ("10000000 characters", "at most 100")),
    Case("Arabic digits", lambda: ps.Q("١٢ kg"), VALUE, ("'١٢ kg'", "number")),
    Case("full-width digits", lambda: ps.Q("３５ kg"), VALUE, ("number",)),
    Case("superscript digits", lambda: ps.Q("1² kg"), UNIT, ("unknown unit",)),
    Case("nested parentheses", lambda: ps.Q("(" * 40 + "1" + ")" * 40 + " kg"), VALUE, ("number",)),
    Case("nested parentheses as the unit", lambda: ps.Q(1, "(" * 45 + "kg" + ")" * 45), UNIT,
         ("unknown unit",)),
    Case("a null byte", lambda: ps.Q("1\0 kg"), UNIT, (r"\x00", "unknown unit")),
    Case("a null byte as the unit", lambda: ps.Q(1, "kg\0"), UNIT, (r"'kg\x00'", "unknown unit")),
    Case("a number beyond floats", lambda: ps.Q("1e400 kg"), VALUE, ("'1e400 kg'", "finite")),
    Case("a decimal comma in English", lambda: ps.Q("1,5 kg"), VALUE, ("'1,5 kg'", "locale='no'")),
    Case("a decimal point in Norwegian", lambda: ps.Q("1.5 kg", locale="no"), VALUE,
         ("'1.5 kg'", "locale='en'")),
    Case("both decimal marks", lambda: ps.Q("1 234.5,6 kg"), VALUE, ("'1 234.5,6 kg'", "not clear")),
    Case("groups of two digits", lambda: ps.Q("12 34 kg"), VALUE, ("'12 34 kg'", "not clear")),
    Case("nan as text", lambda: ps.Q("nan kg"), VALUE, ("'nan kg'", "number")),
    Case("infinity as text", lambda: ps.Q("inf kg"), VALUE, ("'inf kg'", "number")),
    Case("text without a number", lambda: ps.Q("kg"), VALUE, ("'kg'", "19.9 kg/person/year")),
    Case("text without a unit", lambda: ps.Q("19.9"), UNIT, ("'19.9'", "no unit", "19.9 kg/")),
    Case("empty text", lambda: ps.Q(""), VALUE, ("''", "19.9 kg/person/year")),
    Case("a US ton", lambda: ps.Q("5 ton"), UNIT, ("'ton'", "'tonne'")),
    Case("a knot that is no kilotonne", lambda: ps.Q("5 kton"), UNIT, ("'kton'", "Did you mean")),
    Case("a unit ending in a slash", lambda: ps.Q(1, "kg/"), UNIT, ("'kg/'", "unknown unit")),
    Case("a unit of slashes", lambda: ps.Q(1, "///"), UNIT, ("'///'", "unknown unit")),
    Case("an empty unit", lambda: ps.Q(1, ""), UNIT, ("''", "unknown unit")),
    Case("a unit with plus", lambda: ps.Q(1, "kg+kg"), UNIT, ("'kg+kg'", "unknown unit")),
    Case("no unit", lambda: ps.Q(19.9), UNIT, ("19.9", "no unit", "'kg/person/year'")),
    Case("a unit twice in Q", lambda: ps.Q("5 kg", "kg"), UNIT, ("'5 kg'", "twice", "give one")),
    Case("a unit that is no text", lambda: ps.Q(1, 7), UNIT, ("7", "kg/person/year")),  # type: ignore[arg-type]
    Case("a unit that is a list", lambda: ps.Q(1, ["kg"]), UNIT, ("['kg']",)),  # type: ignore[arg-type]
    Case("NaN in Q", lambda: ps.Q(math.nan, "kg"), VALUE, ("nan", "finite")),
    Case("infinity in an array in Q", lambda: ps.Q([1.0, math.inf], "kg"), VALUE, ("finite",)),
    Case("True in Q", lambda: ps.Q(True, "kg"), VALUE, ("True", "number")),
    Case("None in Q", lambda: ps.Q(None, "kg"), VALUE, ("None", "number")),
    Case("a mapping in Q", lambda: ps.Q({"a": 1}, "kg"), VALUE, ("dict", "number")),
    Case("a ragged list in Q", lambda: ps.Q([[1.0], [1.0, 2.0]], "kg"), VALUE, ("numbers",)),
    Case("text in a list in Q", lambda: ps.Q(["1", "2"], "kg"), VALUE, ("numbers",)),
    Case("a quantity in a list in Q", lambda: ps.Q([ps.Q(1, "kg"), 2.0], "kg"), VALUE, ("numbers",)),
    Case("long doubles beyond floats in Q",
         lambda: ps.Q(np.array([np.finfo(np.longdouble).max]), "kg"), VALUE, ("finite",)),
    Case("a list a thousand deep in Q", lambda: ps.Q(circle(lambda v: [v], 100_000), "kg"), VALUE,
         ("numbers",)),
    Case("a quantity in Q", lambda: ps.Q(ps.Q(1, "kg"), "kg"), UNIT, ("unit already",)),
    Case("an unknown locale", lambda: ps.Q("1 kg", locale="de"), VALUE, ("'de'", "'en' or 'no'")),
    Case("a locale that is a list", lambda: ps.Q("1 kg", locale=["en"]), VALUE,  # type: ignore[arg-type]
         ("['en']", "'en' or 'no'")),
    Case("a number as quantity text", lambda: parse_quantity(7), VALUE, ("7", "text")),  # type: ignore[arg-type]
    Case("a number as unit text", lambda: parse_unit(None), UNIT, ("None", "kg/person/year")),  # type: ignore[arg-type]
)  # fmt: skip

REGISTRIES = (
    Case("adopting no registry", lambda: adopt("pint"), UNIT, ("str", "pint.UnitRegistry")),  # type: ignore[arg-type]
    Case("adopting a registry's class", lambda: adopt(pint.UnitRegistry), UNIT,  # type: ignore[arg-type]
         ("pint.UnitRegistry",)),
    Case("adopting another tonne", lambda: adopted("gram = [mass]", "tonne = 907e3 * gram"), UNIT,
         ("'tonne'", "1e+06 gram", "907000", "without that redefinition")),
    Case("adopting a person that weighs", lambda: adopted("gram = [mass]", "person = 7e4 * gram"),
         UNIT, ("'person'", "without that redefinition")),
    Case("adopting a krone that is a length", lambda: adopted("meter = [length]", "NOK = 2 * meter"),
         UNIT, ("'NOK'", "without that redefinition")),
    Case("adopting a kilo of 1024", lambda: adopted("kilo- = 1024", "gram = [mass]"), UNIT,
         ("'kilogram'", "1000 gram", "1024", "without that redefinition")),
    Case("adopting a year of 360 days",
         lambda: adopted("day = [time]", "year = 360 * day", "month = year / 10"), UNIT,
         ("without that redefinition",)),
)  # fmt: skip

# --- Runs ---------------------------------------------------------------------------------

RUNS = (
    Case("running a name", lambda: ps.run("norway"), LABEL, ("str", 'plastsmart.load("norway")')),  # type: ignore[arg-type]
    Case("running None", lambda: ps.run(None), LABEL, ("NoneType", "plastsmart.load(")),  # type: ignore[arg-type]
    Case("running the class", lambda: ps.run(ps.System), LABEL, ("System",)),  # type: ignore[arg-type]
    Case("running an unknown flow alone", lambda: ps.run(system(), only=["recyled"]), LABEL,
         ("'recyled'", "Did you mean 'recycled'")),
    Case("running text alone", lambda: ps.run(system(), only="eu"), LABEL, ("only", "['eu']")),
    Case("running a number alone", lambda: ps.run(system(), only=7), LABEL, ("only", "7", "list")),  # type: ignore[arg-type]
    Case("running a list in a list", lambda: ps.run(system(), only=[["eu"]]), LABEL,  # type: ignore[list-item]
         ("['eu']", "compute")),
    Case("running nothing", lambda: ps.run(system(), only=[HUGE]), LABEL, ("xxx", "compute")),
    Case("running a model that is none", lambda: ps.run(system(), model="standard"), MODEL,  # type: ignore[arg-type]
         ("'standard'", "plastsmart.MODEL.replace(…)")),
    Case("replacing an unknown equation", lambda: ps.MODEL.replace(sortd=reads_later), MODEL,
         ("'sortd'", "Did you mean 'sorted'", "plastsmart.equation")),
    Case("replacing an equation by a number", lambda: ps.MODEL.replace(sorted=0.5), MODEL,  # type: ignore[arg-type]
         ("'sorted'", "0.5", "function")),
    Case("replacing an equation by text of 10 MB", lambda: ps.MODEL.replace(sorted=HUGE), MODEL,  # type: ignore[arg-type]
         ("'sorted'", "function")),
    Case("reading something unknown", lambda: ps.MODEL.replace(sorted=reads_unknown), MODEL,
         ("'sorted'", "'luck'", "no parameter")),
    Case("reading oneself", lambda: ps.MODEL.replace(sorted=reads_itself), MODEL,
         ("sorted", "circle")),
    Case("reading what comes later", lambda: ps.MODEL.replace(sorted=reads_later), MODEL,
         ("sorted", "recyclate", "circle")),
    Case("reading by star", lambda: ps.MODEL.replace(sorted=with_star), MODEL,
         ("'sorted'", "*collected", "without *")),
    Case("reading by default", lambda: ps.MODEL.replace(sorted=with_default), MODEL,
         ("'sorted'", "factor", "without a default")),
    Case("an equation without a signature", lambda: ps.MODEL.replace(sorted=max), MODEL,
         ("'sorted'", "signature")),
    Case("an equation for a parameter",
         lambda: ps.MODEL.replace(capture=ps.equation("1")(lambda: 1)), MODEL,
         ("'capture'", "parameter")),
    Case("an equation of an unknown unit", lambda: ps.equation("tons"), UNIT, ("'tons'", "'tonne'")),
    Case("an equation along an unknown axis", lambda: ps.equation("tonne/year", axes=("place",)),  # type: ignore[arg-type]
         AXIS, ("'place'", "region, year, category, route")),
    Case("an equation in text of axes", lambda: ps.equation("tonne/year", axes="region"),  # type: ignore[arg-type]
         AXIS, ("'region'", "region, year, category, route")),
    Case("an equation that gives one number", lambda: run_with(sorted=one_number), MODEL,
         ("'sorted'", "float", "five axes")),
    Case("an equation that drops an axis", lambda: run_with(sorted=wrong_shape), MODEL,
         ("'sorted'", "five axes", "over_routes")),
    Case("an equation that lengthens an axis", lambda: run_with(sorted=longer_shape), MODEL,
         ("'sorted'", "shape", "year")),
    Case("an equation that gives whole numbers", lambda: run_with(sorted=whole_numbers), MODEL,
         ("'sorted'", "floats")),
    Case("an equation that fails", lambda: run_with(sorted=fails), MODEL,
         ("'sorted'", "failed", "IndexError")),
    Case("an equation that is negative", lambda: run_with(sorted=negative), BALANCE,
         ("sorted", "tonne/year", "for film by bin", "cannot be negative")),
    Case("an equation that loses mass", lambda: run_with(recycled=loses_half, preparation_loss=loses_half),
         BALANCE, ("'preparation'", "does not balance", "for film by bin", "look at the equations")),
    Case("an equation that is NaN", lambda: run_with(sorted=not_a_number), BALANCE,
         ("'sorting'", "nan", "look at the equations")),
    Case("an unknown equation", lambda: ps.MODEL["recyled"], LABEL, ("'recyled'", "'recycled'")),
    Case("an equation by a list", lambda: ps.MODEL[["eu"]], LABEL, ("['eu']", "equation")),  # type: ignore[index]
    Case("an unknown rate of the model", lambda: ps.MODEL.rate("EU"), LABEL, ("'EU'", "'eu'")),
)  # fmt: skip

FLOWS = (
    Case("an unknown flow", lambda: flows().quantity("recyled"), LABEL,
         ("'recyled'", "Did you mean 'recycled'")),
    Case("a rate as a flow", lambda: flows().quantity("eu"), LABEL, ("'eu'", "use rate()")),
    Case("a flow that is a list", lambda: flows().quantity(["recycled"]), LABEL,  # type: ignore[arg-type]
         ("['recycled']", "flow")),
    Case("a flow of 10 MB", lambda: flows().quantity(HUGE), LABEL, ("xxx", "flow")),
    Case("a flow that was not computed",
         lambda: ps.run(system(), only=["collected"]).quantity("recycled"), LABEL,
         ("'recycled'", "not computed", "add it to only")),
    Case("a rate that was not computed",
         lambda: ps.run(system(), only=["collection"]).rate("eu"), LABEL,
         ("'eu'", "not computed", "add the rate to only")),
    Case("an unknown array", lambda: flows().array("recyled"), LABEL, ("'recyled'", "'recycled'")),
    Case("an unknown rate", lambda: flows().rate("EU"), LABEL, ("'EU'", "'eu'")),
    Case("a rate that is None", lambda: flows().rate(None), LABEL, ("None", "rate")),  # type: ignore[arg-type]
    Case("a rate that is a list", lambda: flows().rate(["eu"]), LABEL, ("['eu']", "rate")),  # type: ignore[arg-type]
    Case("a rate of 10 MB", lambda: flows().rate(HUGE), LABEL, ("xxx", "rate")),
    Case("a rate by route", lambda: flows().rate("eu", by=["route"]), AXIS,
         ("rate", "route", "table()")),
    Case("a rate by tier in a scope", lambda: flows().rate("eu", scope={"tier": "source"}), AXIS,
         ("rate", "tier", "table()")),
    Case("an unknown axis", lambda: flows().table(by=["yeer"]), AXIS, ("'yeer'", "Did you mean 'year'")),
    Case("an axis that is a number", lambda: flows().table(by=[7]), AXIS, ("7", "by")),  # type: ignore[list-item]
    Case("by that is a number", lambda: flows().table(by=7), AXIS, ("by", "7", "list")),  # type: ignore[arg-type]
    Case("by that holds a list", lambda: flows().table(by=[["year"]]), AXIS, ("['year']", "by")),  # type: ignore[list-item]
    Case("by of 10 MB", lambda: flows().table(by=HUGE), AXIS, ("by", "xxx")),
    Case("an axis twice", lambda: flows().table(by=["year", "year"]), AXIS, ("year", "name one")),
    Case("an axis and its attribute", lambda: flows().table(by=["category", "sector"]), AXIS,
         ("'category'", "'sector'", "name one")),
    Case("a flow by an axis it lacks", lambda: flows().quantity("generated", by=["route"]), AXIS,
         ("generated", "route")),
    Case("an unknown unit of a table", lambda: flows().table(unit="tons"), UNIT,
         ("'tons'", "Did you mean 'tonne'")),
    Case("a unit of another kind", lambda: flows().table(unit="person"), DIMENSION,
         ("'person'", "tonne/year")),
    Case("a unit of mass for a flow", lambda: flows().table(unit="tonne"), DIMENSION,
         ("'tonne'", "tonne/year")),
    Case("a unit that is a number", lambda: flows().table(unit=7), UNIT, ("7", "unit")),  # type: ignore[arg-type]
    Case("a unit of a table of 10 MB", lambda: flows().table(unit=HUGE), UNIT, ("xxx", "at most 100")),
    Case("a scope that is text", lambda: flows().table(scope="household"), SCOPE,  # type: ignore[arg-type]
         ("scope", "'household'", "sector")),
    Case("a scope that is a list", lambda: flows().table(scope=["household"]), SCOPE,  # type: ignore[arg-type]
         ("scope", "['household']", "sector")),
    Case("a scope that is a number", lambda: flows().table(scope=7), SCOPE, ("scope", "7", "sector")),  # type: ignore[arg-type]
    Case("a scope by an unknown key", lambda: flows().rate("eu", scope={"secto": "household"}), SCOPE,
         ("'secto'", "Did you mean 'sector'")),
    Case("a scope by a number", lambda: flows().rate("eu", scope={7: "household"}), SCOPE,  # type: ignore[dict-item]
         ("7", "scope")),
    Case("a scope of an unknown sector", lambda: flows().rate("eu", scope={"sector": "home"}), SCOPE,
         ("sector", "'home'", "household")),
    Case("a scope of an unknown region", lambda: flows().rate("eu", scope={"region": "301"}), SCOPE,
         ("region", "'301'", "Did you mean '0301'")),
    Case("a scope of a year as text", lambda: flows().rate("eu", scope={"year": "2020"}), SCOPE,
         ("year", "'2020'")),
    Case("a scope of a year as True", lambda: flows().rate("eu", scope={"year": True}), SCOPE,
         ("year", "True")),
    Case("a scope of nothing", lambda: flows().rate("eu", scope={"sector": []}), SCOPE,
         ("sector", "empty", "leave sector out")),
    Case("a scope of None", lambda: flows().rate("eu", scope={"sector": None}), SCOPE,
         ("sector", "None")),
    Case("a scope of mappings", lambda: flows().rate("eu", scope={"sector": [{"a": 1}]}), SCOPE,
         ("sector", "{'a': 1}")),
    Case("a scope of an array in a list",
         lambda: flows().rate("eu", scope={"region": [np.array(["0301", "3203"])]}), SCOPE,
         ("region", "'0301'")),
    Case("a scope of 10 MB", lambda: flows().rate("eu", scope={"sector": HUGE}), SCOPE,
         ("sector", "xxx")),
    Case("a scope that holds nothing", lambda: flows().rate("eu", scope={"sector": "business"}), SCOPE,
         ("sector business", "nothing")),
    Case("a scope that the rate does not count",
         lambda: ps.run(small(categories=[ps.Category("all", sector="business")])).rate("sorted_out"),
         SCOPE, ("'sorted_out'", "household")),
    Case("a table of a scope that holds nothing", lambda: flows().table(scope={"sector": "business"}),
         SCOPE, ("sector business", "nothing")),
    Case("rates by an unknown axis", lambda: flows().rates(by=["yeer"]), AXIS, ("'yeer'", "'year'")),
    Case("explaining something unknown", lambda: flows().explain("recyled", year=2020), LABEL,
         ("'recyled'", "Did you mean 'recycled'")),
    Case("explaining a list", lambda: flows().explain(["eu"], year=2020), LABEL, ("['eu']",)),  # type: ignore[arg-type]
    Case("explaining all years", lambda: flows().explain("eu"), AXIS, ("one year", "year=2020")),
    Case("explaining an unknown year", lambda: flows().explain("eu", year=2050), LABEL,
         ("2050", "year", "Known")),
    Case("explaining a year as text", lambda: flows().explain("eu", year="2020"), LABEL,  # type: ignore[arg-type]
         ("'2020'", "year")),
    Case("explaining an unknown region", lambda: flows().explain("eu", year=2020, region="3230"),
         LABEL, ("'3230'", "region", "Did you mean '3203'")),
    Case("explaining a region of 10 MB", lambda: flows().explain("eu", year=2020, region=HUGE), LABEL,
         ("xxx", "region")),
    Case("explaining a region that is a list",
         lambda: flows().explain("eu", year=2020, region=["0301"]), LABEL,  # type: ignore[arg-type]
         ("['0301']", "region")),
    Case("explaining a rate by route", lambda: flows().explain("eu", year=2020, route="bin"), AXIS,
         ("rate", "route", "leave it out")),
    Case("explaining to depth -1", lambda: flows().explain("eu", year=2020, depth=-1), VALUE,
         ("depth", "-1", "from 0 on")),
    Case("explaining an empty scope",
         lambda: flows().explain("eu", year=2020, scope={"sector": "business"}), SCOPE,
         ("business", "nothing")),
    Case("explaining a flow of an empty scope",
         lambda: flows().explain("recycled", year=2020, scope={"sector": "business"}), SCOPE,
         ("business", "nothing")),
    Case("explaining a scope that is text", lambda: flows().explain("eu", year=2020, scope="x"), SCOPE,  # type: ignore[arg-type]
         ("scope", "'x'")),
    Case("explaining a flow that was not computed",
         lambda: ps.run(system(), only=["collected"]).explain("recycled", year=2020), LABEL,
         ("'recycled'", "not computed", "only")),
    Case("explaining a rate that was not computed",
         lambda: ps.run(system(), only=["collection"]).explain("eu", year=2020), LABEL,
         ("'eu'", "not computed", "only")),
)  # fmt: skip

TARGETS = (
    Case("a target of an unknown rate", lambda: ps.Target(rate="EU", level=0.5, year=2025), LABEL,
         ("'EU'", "'eu'")),
    Case("a target of a list of rates", lambda: ps.Target(rate=["eu"], level=0.5, year=2025), LABEL,  # type: ignore[arg-type]
         ("['eu']", "rate")),
    Case("a target of 55", lambda: ps.Target(rate="eu", level=55, year=2025), VALUE,
         ("level", "55", "0.55")),
    Case("a target of NaN", lambda: ps.Target(rate="eu", level=math.nan, year=2025), VALUE,
         ("level", "nan", "finite")),
    Case("a target of text", lambda: ps.Target(rate="eu", level="55 %", year=2025), VALUE,  # type: ignore[arg-type]
         ("level", "'55 %'", "number")),
    Case("a target in the year 2025.5", lambda: ps.Target(rate="eu", level=0.5, year=2025.5), VALUE,  # type: ignore[arg-type]
         ("year", "2025.5", "whole number")),
    Case("a target in a year of text", lambda: ps.Target(rate="eu", level=0.5, year="2025"), VALUE,  # type: ignore[arg-type]
         ("year", "'2025'", "whole number")),
    Case("a target over an unknown key",
         lambda: ps.Target(rate="eu", level=0.5, year=2025, scope={"secto": "x"}), SCOPE,
         ("'secto'", "'sector'")),
    Case("a target over an unknown sector",
         lambda: ps.Target(rate="eu", level=0.5, year=2025, scope={"sector": "home"}), SCOPE,
         ("'home'", "sector", "household")),
    Case("a target over a route",
         lambda: ps.Target(rate="eu", level=0.5, year=2025, scope={"route": "bin"}), SCOPE,
         ("route", "regions and categories")),
    Case("a target over text", lambda: ps.Target(rate="eu", level=0.5, year=2025, scope="household"),
         SCOPE, ("scope", "'household'", "sector")),  # type: ignore[arg-type]
    Case("a target for sectors of 7",
         lambda: ps.Target(rate="eu", level=0.5, year=2025, sectors=7), SCOPE,  # type: ignore[arg-type]
         ("sectors", "7")),
    Case("a target for an unknown sector",
         lambda: ps.Target(rate="eu", level=0.5, year=2025, sectors=["home"]), SCOPE,  # type: ignore[arg-type]
         ("'home'", "sector", "household")),
    Case("a target postponed by 6", lambda: ps.targets.EU_2025.with_postponement(6), VALUE,
         ("postponed", "6", "0 to 5")),
    Case("a target with reuse of 4", lambda: ps.targets.EU_2025.with_reuse(4), VALUE,
         ("reus", "4", "0.04")),
    Case("a target with no reuse", lambda: ps.targets.EU_2025.with_reuse([]), VALUE, ("at least one",)),
    Case("a target with reuse of None", lambda: ps.targets.EU_2025.with_reuse(None), VALUE,  # type: ignore[arg-type]
         ("reus", "None")),
    Case("a target with reuse of text", lambda: ps.targets.EU_2025.with_reuse("4 %"), VALUE,  # type: ignore[arg-type]
         ("reus", "'4 %'")),
    Case("finding an unknown target", lambda: ps.targets.find("eu-2031"), LABEL,
         ("'eu-2031'", "'EU_2030'")),
    Case("finding a target by number", lambda: ps.targets.find(2030), LABEL, ("2030", "EU_2030")),  # type: ignore[arg-type]
    Case("finding a target of 10 MB", lambda: ps.targets.find(HUGE), LABEL, ("xxx", "EU_2030")),
    Case("assessing a name", lambda: ps.project(system()).assess("EU_2025"), VALUE,  # type: ignore[arg-type]
         ("'EU_2025'", "plastsmart.targets.EU_2025")),
    Case("assessing a year outside",
         lambda: ps.project(system()).assess(ps.Target(rate="eu", level=0.5, year=2050)), LABEL,
         ("2050", "2020 to 2035", "range(2020, 2051)")),
    Case("assessing a sector that is not there",
         lambda: ps.project(system()).assess(
             ps.Target(rate="eu", level=0.5, year=2030, scope={"sector": "business"})), SCOPE,
         ("business", "nothing")),
    Case("assessing where nothing is generated",
         lambda: ps.project(system(population=ps.Q(0, "person"))).assess(ps.targets.EU_2025), SCOPE,
         ("'eu'", "undefined", "2025")),
    Case("projecting a name", lambda: ps.project("norway"), VALUE, ("str", "plastsmart.load(")),  # type: ignore[arg-type]
    Case("projecting with a plan", lambda: ps.project(system(), {"a": 1}), VALUE, ("plan", "dict")),  # type: ignore[arg-type]
    Case("projecting without a year", lambda: ps.project(system(), years=[2030]), LABEL,
         ("2020", "keep it")),
    Case("projecting a year as text", lambda: ps.project(system(), years="2030"), LABEL,
         ("years", "'2030'")),
    Case("projecting an unknown population", lambda: ps.project(system(), population="offical"), VALUE,
         ("population", "'offical'", "'official'")),
    Case("projecting a population of 10 MB", lambda: ps.project(system(), population=HUGE), VALUE,
         ("population", "'official'")),
    Case("projecting the official population too far",
         lambda: ps.project(system(), years=range(2020, 2200), population="official"), AXIS,
         ("population", "2199", "replace(population={…})")),
    Case("projecting another model", lambda: ps.project(system(), model=None), MODEL,  # type: ignore[arg-type]
         ("None", "MODEL.replace")),
    Case("requiring an unknown parameter",
         lambda: ps.required(system(), "captur", ps.targets.EU_2025), LABEL,
         ("'captur'", "Did you mean 'capture'")),
    Case("requiring a list of parameters",
         lambda: ps.required(system(), ["capture"], ps.targets.EU_2025), LABEL,  # type: ignore[arg-type]
         ("['capture']", "parameter")),
    Case("requiring a population", lambda: ps.required(system(), "population", ps.targets.EU_2025),
         VALUE, ("population", "choose one of", "capture")),
    Case("requiring a composition", lambda: ps.required(system(), "composition", ps.targets.EU_2025),
         VALUE, ("composition", "choose one of", "capture")),
    Case("requiring for a name", lambda: ps.required(system(), "capture", "EU_2025"), VALUE,  # type: ignore[arg-type]
         ("'EU_2025'", "plastsmart.targets.EU_2025")),
    Case("requiring of a name", lambda: ps.required("norway", "capture", ps.targets.EU_2025), VALUE,  # type: ignore[arg-type]
         ("str", "System")),
    Case("requiring with a plan",
         lambda: ps.required(system(), "capture", ps.targets.EU_2025, plan="x"), VALUE,  # type: ignore[arg-type]
         ("plan", "str")),
    Case("requiring before the first year",
         lambda: ps.required(system(), "capture", ps.Target(rate="eu", level=0.5, year=2010)), LABEL,
         ("2010", "2020", "first year")),
    Case("requiring where there is no such route",
         lambda: ps.required(system(), "capture", ps.targets.EU_2025, where={"route": "bni"}), SCOPE,
         ("where", "route", "'bni'", "Did you mean 'bin'")),
    Case("requiring where the parameter does not vary",
         lambda: ps.required(system(), "preparation_yield", ps.targets.EU_2025,
                             where={"region": "0301"}), AXIS,
         ("preparation_yield", "'region'", "category")),
    Case("requiring where a year is",
         lambda: ps.required(system(), "capture", ps.targets.EU_2025, where={"year": 2025}), AXIS,
         ("where", "year", "target")),
    Case("requiring where text is",
         lambda: ps.required(system(), "capture", ps.targets.EU_2025, where="bin"), SCOPE,  # type: ignore[arg-type]
         ("where", "'bin'", "route")),
    Case("requiring where a number is",
         lambda: ps.required(system(), "capture", ps.targets.EU_2025, where=7), SCOPE,  # type: ignore[arg-type]
         ("where", "7", "route")),
    Case("requiring where an unknown key is",
         lambda: ps.required(system(), "capture", ps.targets.EU_2025, where={"rout": "bin"}), AXIS,
         ("capture", "'rout'", "route")),
    Case("requiring where nothing is generated",
         lambda: ps.required(system(population=ps.Q(0, "person")), "capture", ps.targets.EU_2025),
         SCOPE, ("'eu'", "undefined")),
    Case("requiring where nothing is selected",
         lambda: ps.required(system(), "capture", ps.targets.EU_2025, where={"sector": "business"}),
         SCOPE, ("where", "nothing")),
)  # fmt: skip

CASES = (
    *BOUNDS, *ONE_VALUE, *MAPPINGS, *SERIES, *PARAMETER, *DISTRIBUTIONS, *SUMS, *LABELS, *SYSTEMS,
    *TABLES, *DATASETS, *QUANTITIES, *REGISTRIES, *RUNS, *FLOWS, *TARGETS,
)  # fmt: skip
"""All mistakes."""
