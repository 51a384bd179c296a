"""Bad input: each kind is refused at once, in words that name what, where, which value and the cure.

A hang would be the worst refusal, so each call runs under an alarm. How long the calls take is
measured by ``benchmarks/bad_input_time.py``.
"""

from __future__ import annotations

import datetime as dt
import decimal
import signal
from collections.abc import Callable, Iterator
from types import FrameType
from typing import Any, cast

import numpy as np
import pandas as pd
import pint
import pytest

import plastsmart as ps
from plastsmart.errors import (
    ArgumentError,
    AxisError,
    BalanceError,
    DatasetError,
    DimensionError,
    InvalidValueError,
    LabelError,
    MissingValueError,
    ModelError,
    PlastsmartError,
    ScopeError,
    TableError,
    UnitError,
    UnknownNameError,
)
from plastsmart.stages import OPTIONAL, PARAMETERS

SECONDS = 5
HEADLINE = ps.load("headline")
FLOWS = ps.run(HEADLINE)
TARGET = ps.targets.EU_2025
OTHER_REGISTRY: Any = pint.UnitRegistry()


def town(**changes: Any) -> ps.System:
    """Return a small system with some of its parts changed."""
    structure: dict[str, Any] = {
        "regions": {"3203": "Asker"},
        "years": [2020, 2025],
        "categories": ["film", "rigid"],
        "routes": [ps.Route("kerb", "source"), ps.Route("plant", "central")],
    }
    values: dict[str, Any] = {
        "population": ps.Q(1000, "person"),
        "packaging_per_person": ps.Q(20, "kg/person/year"),
        "composition": {"film": 0.5, "rigid": 0.5},
        "coverage": {"kerb": 0.9, "plant": 0.5},
        "capture": 0.5,
        "sorting_efficiency": 0.8,
        "preparation_yield": 0.8,
    }
    structure.update({k: v for k, v in changes.items() if k in structure})
    values.update({k: v for k, v in changes.items() if k not in structure})
    stages: dict[str, dict[str, Any]] = {}
    for name, value in values.items():
        stages.setdefault(PARAMETERS[name].stage, {})[name] = value
    optional: dict[str, Any] = {
        name: kind(**stages[name]) for kind in OPTIONAL if (name := kind.__name__.lower()) in stages
    }
    return ps.System(
        **structure,
        generation=ps.Generation(**stages["generation"]),
        collection=ps.Collection(**stages["collection"]),
        sorting=ps.Sorting(**stages["sorting"]),
        recycling=ps.Recycling(**stages["recycling"]),
        disposal=ps.Disposal(**stages.get("disposal", {})),
        **optional,
    )


def series(values: list[Any], labels: list[Any], name: str | None) -> Any:
    return pd.Series(values, index=pd.Index(labels, name=name))


def table(**cells: Any) -> Any:
    """Return the headline's table with the capture row changed."""
    frame = HEADLINE.table()
    row = frame["parameter"] == "capture"
    for column, value in cells.items():
        frame[column] = frame[column].astype(object)
        frame.loc[row, column] = value
    return frame


def deep() -> dict[str, Any]:
    nested: dict[str, Any] = {}
    nested["film"] = nested
    return nested


class Rude:
    """A stranger whose very text is an error."""

    def __repr__(self) -> str:
        raise RuntimeError("rude")


Case = tuple[str, Callable[[], Any], tuple[type[Exception], ...], tuple[str, ...]]
VALUE = (InvalidValueError, ValueError)
LABEL = (LabelError, KeyError)
UNIT = (UnitError, ValueError)
DIMENSION = (DimensionError, pint.DimensionalityError)
MISSING = (MissingValueError, ValueError)
AXIS = (AxisError, ValueError)
SCOPE = (ScopeError, ValueError)
TABLE = (TableError, ValueError)
MODEL = (ModelError, ValueError)
ARGUMENT = (ArgumentError, TypeError)
NAME = (UnknownNameError, AttributeError)

CASES: list[Case] = [
    # values
    ("no unit", lambda: town(population=1000), UNIT,
     ("population", "1000", "ps.Q(1000, 'person')")),
    ("no unit in a mapping", lambda: town(packaging_per_person={2020: 19.9, 2025: 20}), UNIT,
     ("packaging_per_person", "in 2020", "19.9", "kg/person/year")),
    ("wrong dimension", lambda: town(population=ps.Q(5, "tonne")), DIMENSION,
     ("population", "5.0 tonne", "person")),
    ("mass for mass a person a year", lambda: town(packaging_per_person=ps.Q(5, "kg")), DIMENSION,
     ("packaging_per_person", "kg/person/year")),
    ("a unit for a share", lambda: town(capture=ps.Q(5, "kg")), DIMENSION, ("capture", "share")),
    ("35 for a share", lambda: town(capture={"film": 35, "rigid": 0.5}), VALUE,
     ("capture is 35", "for film", "between 0 and 1", "35 % = 0.35")),
    ("35 by category and route",
     lambda: town(capture={"kerb": {"film": 35, "rigid": 0.5}, "plant": 0.7}), VALUE,
     ("capture is 35 for film by kerb", "Did you mean 35 % = 0.35")),
    ("1.5 for a share", lambda: town(preparation_yield=1.5), VALUE, ("preparation_yield is 1.5",)),
    ("a negative share", lambda: town(capture=-0.1), VALUE, ("capture is -0.1", "0 and 1")),
    ("a negative population", lambda: town(population=ps.Q(-5, "person")), VALUE,
     ("population is -5 person", "negative")),
    ("NaN", lambda: town(capture=float("nan")), VALUE, ("capture", "not finite")),
    ("NaN of a region", lambda: town(population={"3203": ps.Q(1, "person") * float("nan")}), VALUE,
     ("population in Asker (3203)", "not finite")),
    ("infinity", lambda: town(capture=float("inf")), VALUE, ("capture", "not finite")),
    ("a truth value", lambda: town(capture=True), VALUE, ("capture", "True", "number")),
    ("a numpy truth value", lambda: town(capture=np.bool_(True)), VALUE, ("capture", "number")),
    ("text", lambda: town(capture="0,35"), VALUE, ("capture", "'0,35'", "number")),
    ("text with a unit", lambda: town(population="1000 person"), VALUE,
     ("population", "ps.Q('1000 person')")),
    ("bytes", lambda: town(capture=b"1"), VALUE, ("capture", "number")),
    ("nothing", lambda: town(capture={"film": None, "rigid": 0.5}), MISSING,
     ("capture for film", "None")),
    ("a complex number", lambda: town(capture=1j), VALUE, ("capture", "complex")),
    ("a decimal NaN", lambda: town(capture=decimal.Decimal("NaN")), VALUE, ("capture",)),
    ("a date", lambda: town(capture=dt.date(2020, 1, 1)), VALUE, ("capture", "date")),
    ("pandas' NA", lambda: town(capture=pd.NA), VALUE, ("capture", "number")),
    ("a stranger", lambda: town(capture=Rude()), VALUE, ("capture", "Rude")),
    ("a list without labels", lambda: town(capture=[0.5, 0.5]), VALUE,
     ("capture", "without labels", "mapping")),
    ("an array without labels", lambda: town(capture=np.array([0.5, 0.5])), VALUE,
     ("capture", "without labels")),
    ("a quantity of an array", lambda: town(population=ps.Q([1, 2], "person")), VALUE,
     ("population", "without labels")),
    ("a quantity of another registry",
     lambda: town(packaging_per_person=OTHER_REGISTRY.Quantity(20, "kg/year")), UNIT,
     ("packaging_per_person", "another unit registry", "units.adopt")),
    ("impurity of 1", lambda: town(impurity={"kerb": 1.0, "plant": 0}), VALUE,
     ("impurity is 1 by kerb", "below 1")),
    ("bale impurity of 1", lambda: town(bale_impurity=1), VALUE, ("bale_impurity is 1",)),
    ("a composition that sums to 1.1", lambda: town(composition={"film": 0.5, "rigid": 0.6}), VALUE,
     ("composition sums to 1.1", "sum to 1")),
    ("a composition that sums to 0.9 in one year",
     lambda: town(composition={"film": {2020: 0.5, 2025: 0.4}, "rigid": 0.5}), VALUE,
     ("composition sums to 0.9", "in 2025")),
    ("coverage over 1 in one tier",
     lambda: town(routes=[ps.Route("a", "source"), ps.Route("b", "source")],
                  coverage={"a": 0.7, "b": 0.6}), VALUE,
     ("coverage sums to 1.3", "source", "a, b", "at most")),
    ("no value at all", lambda: town(capture=None), MISSING, ("capture has no value",)),
    ("no composition", lambda: town(composition=None), MISSING,
     ("composition has no value", "categories")),
    ("no coverage", lambda: town(coverage=None), MISSING, ("coverage has no value", "routes")),
    # labels
    ("an unknown label", lambda: town(capture={"film": 0.5, "ridgid": 0.5}), LABEL,
     ("capture", "'ridgid'", "Did you mean 'rigid'")),
    ("only unknown labels", lambda: town(capture={"paper": 0.5}), LABEL, ("capture", "'paper'")),
    ("a missing label", lambda: town(capture={"film": 0.5}), MISSING,
     ("capture has no value for rigid", "every label of category")),
    ("an empty mapping", lambda: town(capture={}), MISSING, ("capture", "empty")),
    ("labels of two axes at one level", lambda: town(capture={"film": 0.5, 2020: 0.5}), LABEL,
     ("capture", "not a label of")),
    ("an ambiguous label",
     lambda: town(routes=[ps.Route("film", "source"), ps.Route("rigid", "central")],
                  coverage={"film": 1, "rigid": 1}, capture={"film": 0.5, "rigid": 0.5}), LABEL,
     ("capture", "both category and route", "rename")),
    ("an axis that a parameter may not have", lambda: town(population={"film": 1}), AXIS,
     ("population", "by category", "region, year")),
    ("the same axis twice",
     lambda: town(capture={"film": {"film": 0.5, "rigid": 0.5}, "rigid": 0.5}), AXIS,
     ("capture for film", "category stands twice")),
    ("a year outside", lambda: town(capture={2021: 0.5}), LABEL, ("capture", "2021")),
    ("a truth value for a year", lambda: town(capture={True: 0.5}), LABEL, ("capture", "True")),
    ("a municipality number without its zero",
     lambda: town(regions=["0301"], population={301: ps.Q(1, "person")}), LABEL,
     ("population", "301")),
    ("a mapping within itself", lambda: town(capture=deep()), AXIS, ("capture", "twice")),
    ("parameters without end",
     lambda: town(capture=[p := ps.Parameter(0.5), *(p := ps.Parameter(p) for _ in range(99))][-1]),
     VALUE, ("capture", "deep")),
    # series
    ("a Series without names", lambda: town(capture=series([0.5], ["film"], None)), AXIS,
     ("capture", "index level None", "name the levels")),
    ("a Series by an axis that is not", lambda: town(capture=series([0.5], ["film"], "stream")),
     AXIS, ("capture", "'stream'")),
    ("a Series with a label twice",
     lambda: town(capture=series([0.5, 0.5], ["film", "film"], "category")), LABEL,
     ("capture has more than one value for film",)),
    ("a Series with a gap",
     lambda: town(capture=series([0.5, None], ["film", "rigid"], "category")), VALUE,
     ("capture for rigid", "not finite")),
    ("a Series of text", lambda: town(capture=series(["a", "b"], ["film", "rigid"], "category")),
     VALUE, ("capture for film", "'a'")),
    ("a Series with an unknown label",
     lambda: town(capture=series([0.5, 0.5], ["film", "rigids"], "category")), LABEL,
     ("capture", "'rigids'", "Did you mean 'rigid'")),
    ("a Series by a wrong axis", lambda: town(population=series([1.0], ["film"], "category")), AXIS,
     ("population", "category")),
    ("a DataFrame", lambda: town(capture=pd.DataFrame({"a": [1]})), VALUE,
     ("capture", "DataFrame", "Series")),
    # structure
    ("regions that are a number", lambda: town(regions=5), LABEL, ("regions", "5")),
    ("regions that are one text", lambda: town(regions="NO"), LABEL, ("regions", "'NO'")),
    ("a municipality number as a number", lambda: town(regions=[301]), LABEL, ("301", "'0301'")),
    ("a municipality number of three digits", lambda: town(regions=["301"]), LABEL,
     ("'301'", "'0301'", "dtype=str")),
    ("a municipality number with a point", lambda: town(regions=["3403.0"]), LABEL,
     ("'3403.0'", "'3403'", "dtype=str")),
    ("no region", lambda: town(regions=[]), LABEL, ("no region",)),
    ("a region twice", lambda: town(regions=["a", "a"]), LABEL, ("region", "'a'", "twice")),
    ("a region's name that is no text", lambda: town(regions={"a": 5}), LABEL,
     ("name of region a",)),
    ("an empty label", lambda: town(categories=["", "rigid"]), LABEL, ("category", "1 to 200")),
    ("a label with a line break", lambda: town(categories=["fi\nlm", "rigid"]), LABEL,
     ("category", "printable")),
    ("years that are one number", lambda: town(years=2025), LABEL, ("years", "range")),
    ("a year as text", lambda: town(years=["2025"]), LABEL, ("year", "'2025'")),
    ("a year twice", lambda: town(years=[2025, 2025]), LABEL, ("year", "2025", "twice")),
    ("a billion years", lambda: town(years=range(1, 10**9)), LABEL, ("years", "more than")),
    ("a category twice", lambda: town(categories=["film", "film"]), LABEL, ("category", "twice")),
    ("an unknown sector", lambda: ps.Category("film", sector="houshold"), LABEL,
     ("film", "'houshold'", "household")),
    ("a route that is text", lambda: town(routes=["kerb"]), LABEL,
     ("'kerb'", "tier", "ps.Route")),
    ("a route without a tier", lambda: ps.Route("kerb"), LABEL, ("kerb", "tier")),
    ("an unknown tier", lambda: ps.Route("kerb", tier="sourced"), LABEL,
     ("kerb", "'sourced'", "'source'")),
    ("a route that serves an unknown sector", lambda: ps.Route("kerb", "source", ["shops"]), LABEL,
     ("kerb", "'shops'")),
    ("a route that serves nobody", lambda: ps.Route("kerb", "source", []), LABEL,
     ("kerb", "no sector")),
    ("capture by a route that does not serve the sector",
     lambda: town(routes=[ps.Route("kerb", "source", ["business"]), ps.Route("plant", "central")],
                  capture={"kerb": {"film": 0.5, "rigid": 0.5}, "plant": 0.5}), VALUE,
     ("capture is 0.5 for film by kerb", "serves business", "household")),
    ("a stage in the place of another",
     lambda: ps.System(regions=["NO"], years=[2025], categories=["a"],
                       routes=[ps.Route("k", "source")], generation=ps.Sorting(),  # type: ignore[arg-type]
                       collection=ps.Collection(), sorting=ps.Sorting(),
                       recycling=ps.Recycling()), VALUE,
     ("generation is Sorting", "ps.Generation")),
    # what is known of a value
    ("an uncertainty that is a number", lambda: ps.Parameter(0.5, uncertainty=0.1), VALUE,  # type: ignore[arg-type]
     ("uncertainty", "0.1", "Triangular")),
    ("a value outside its uncertainty",
     lambda: town(capture=ps.Parameter(0.5, uncertainty=ps.Uniform(0.6, 0.7))), VALUE,
     ("capture is 0.5", "outside", "uniform(0.6, 0.7)")),
    ("a distribution for a value", lambda: town(capture=ps.Uniform(0.4, 0.6)), VALUE,
     ("capture", "ps.Parameter(value, uncertainty=Uniform")),
    ("a Dirichlet on a single share",
     lambda: town(capture=ps.Parameter(0.5, uncertainty=ps.Dirichlet(5))), VALUE,
     ("capture", "composition alone")),
    ("a range the wrong way round", lambda: ps.Uniform(0.6, 0.5), VALUE, ("low < high",)),
    ("a mode outside", lambda: ps.Triangular(0.1, 0.9, 0.5), VALUE, ("low <= mode <= high",)),
    ("no spread", lambda: ps.Normal(0.5, 0), VALUE, ("sd > 0",)),
    ("an infinite spread", lambda: ps.Lognormal(0.5, float("inf")), VALUE, ("not finite",)),
    ("a pedigree of 6", lambda: ps.Pedigree(6), VALUE, ("1, 2, 3, 4 or 5", "6")),
    ("an unknown status", lambda: ps.Parameter(0.5, status="guessed"), VALUE,  # type: ignore[arg-type]
     ("status", "'guessed'", "measured")),
    ("an unknown per", lambda: ps.Parameter(0.5, per="month"), VALUE, ("per", "'month'")),  # type: ignore[arg-type]
    ("a source that is a number", lambda: town(capture=ps.Parameter(0.5, source=5)), VALUE,  # type: ignore[arg-type]
     ("capture", "source", "5")),
    ("a unit twice", lambda: town(population=ps.Parameter(ps.Q(5, "person"), "person")), UNIT,
     ("population", "unit")),
    ("an unknown unit within", lambda: town(capture=ps.Parameter(0.5, "furlong")), UNIT,
     ("capture", "'furlong'")),
    ("a wrong unit within", lambda: town(capture=ps.Parameter(0.5, "kg")), DIMENSION, ("capture",)),
    # quantities and units
    ("a bare quantity", lambda: ps.Q(5), UNIT, ("Q(5)", "no unit")),
    ("text without a unit", lambda: ps.Q("19.9"), UNIT, ("'19.9'", "no unit")),
    ("text without a number", lambda: ps.Q("kg"), VALUE, ("'kg'", "number")),
    ("a tower of powers", lambda: ps.Q("9**9**9**9 kg"), UNIT, ("9**9**9**9",)),
    ("code", lambda: ps.Q("5 __import__('os')"), UNIT, ("__import__",)),
    ("code in a unit", lambda: ps.Q(5, "kg.__class__"), UNIT, ("kg.__class__",)),
    ("a decimal comma in English", lambda: ps.Q("1,5 kg"), VALUE, ("'1,5 kg'", "locale='no'")),
    ("a decimal point in Norwegian", lambda: ps.Q("1.5 kg", locale="no"), VALUE,
     ("'1.5 kg'", "locale='en'")),
    ("both marks", lambda: ps.Q("1 234.5,6 kg"), VALUE, ("1 234.5,6",)),
    ("a number too large", lambda: ps.Q("1e400 kg"), VALUE, ("1e400", "too large")),
    ("a whole number too large", lambda: ps.Q(10**400, "kg"), VALUE, ("not finite",)),
    ("ten million characters", lambda: ps.Q("5" * 10**7), VALUE, ("characters", "at most 100")),
    ("ten million characters of unit", lambda: ps.Q(5, "k" * 10**7), UNIT, ("at most 100",)),
    ("digits of another script", lambda: ps.Q("٣ kg"), VALUE, ("number",)),
    ("a null byte", lambda: ps.Q("5 kg\0"), UNIT, ("kg",)),
    ("a short ton", lambda: ps.Q(5, "ton"), UNIT, ("'ton'", "'tonne'")),
    ("a knot or kilotonne misspelt", lambda: ps.Q(5, "kton"), UNIT, ("'kton'",)),
    ("nested brackets", lambda: ps.Q(5, "(" * 40 + "kg" + ")" * 40), UNIT, ("unknown unit",)),
    ("an unknown locale", lambda: ps.Q("5 kg", locale="de"), VALUE, ("'de'", "'en' or 'no'")),
    ("a quantity of a quantity", lambda: ps.Q(ps.Q(5, "kg"), "kg"), UNIT, ("unit already",)),
    ("a registry that is none", lambda: ps.units.adopt(5), UNIT, ("UnitRegistry", "int")),  # type: ignore[arg-type]
    ("a decimal comma for a budget", lambda: ps.Q("1,1 mill. kr"), VALUE,
     ("'1,1 mill. kr'", "write 1.1 (decimal point)", "locale='no'")),
    ("thousands or decimals", lambda: ps.Q("1,234 kg"), VALUE,
     ("write 1.234 (decimal point) or 1 234 (thousands)",)),
    ("a bare budget", lambda: ps.Q(50, like="MNOK/year"), UNIT, ("Q(50, 'MNOK/year')",)),
    ("a bare budget as text", lambda: ps.Q("50", like="MNOK/year"), UNIT, ("'50 MNOK/year'",)),
    # datasets
    ("an unknown dataset", lambda: ps.load("norwai"), (DatasetError, KeyError),
     ("'norwai'", "Did you mean 'norway'")),
    ("a path for a dataset", lambda: ps.load("../../etc/passwd"), (DatasetError, KeyError),
     ("etc/passwd", "not a file", "read_table")),
    ("a file for a dataset", lambda: ps.load("norway.csv"), (DatasetError, KeyError),
     ("norway.csv", "read_table")),
    ("a number for a dataset", lambda: ps.load(3203), (DatasetError, KeyError), ("3203",)),  # type: ignore[arg-type]
    ("a very long dataset", lambda: ps.load("x" * 10**7), (DatasetError, KeyError), ("xxx...",)),
    ("a plan for a dataset", lambda: ps.load("plan.toml"), (DatasetError, KeyError),
     ("plan.toml", "looks like a plan", "--plan", "ps.Plan.load")),
    ("a workbook for a dataset", lambda: ps.load("Hamar.XLSX"), (DatasetError, KeyError),
     ("Hamar.XLSX", "CSV (UTF-8)")),
    # names and arguments
    ("a system of a name", lambda: ps.System(name="Hamar"), ARGUMENT,  # type: ignore[call-arg]
     ("ps.System", "generation=ps.Generation(…)", "regions=")),
    ("a system by its name", lambda: ps.System("Hamar"), ARGUMENT,  # type: ignore[call-arg]
     ("by name", "regions", "ps.load")),
    ("a system without a stage",
     lambda: ps.System(regions=["NO"], years=[2025], categories=["a"],  # type: ignore[call-arg]
                       routes=[ps.Route("k", "source")], generation=ps.Generation(),
                       collection=ps.Collection(), recycling=ps.Recycling()), ARGUMENT,
     ("also needs sorting=ps.Sorting(…)",)),
    ("a system with a parameter",
     lambda: HEADLINE.__init__(capture=0.5), ARGUMENT,  # type: ignore[misc]
     ("capture", "collection=ps.Collection(capture=…)")),
    ("a misspelt field", lambda: ps.Collection(captur=0.6), ARGUMENT,  # type: ignore[call-arg]
     ("ps.Collection", "'captur'", "Did you mean 'capture'")),
    ("a field of another stage",
     lambda: ps.Collection(sorting_efficiency=0.6), ARGUMENT,  # type: ignore[call-arg]
     ("another stage", "ps.Sorting(sorting_efficiency=…)")),
    ("a field without its name", lambda: ps.Sorting(0.6), ARGUMENT,  # type: ignore[call-arg]
     ("ps.Sorting", "by name", "sorting_efficiency=…")),
    ("a target that is not there",
     lambda: ps.targets.CH10A_2031, NAME,  # type: ignore[attr-defined]
     ("'CH10A_2031'", "'CH10A_2030'")),
    ("a measure in the wrong place", lambda: ps.campaign, NAME,
     ("'campaign'", "plastsmart.measures.campaign")),
    ("a misspelt name of the package", lambda: ps.Colection, NAME,
     ("'Colection'", "plastsmart.Collection")),
    ("a parameter of the package", lambda: ps.capture, NAME,
     ("'capture'", "plastsmart.Collection(capture=…)")),
    # running and models
    ("an unknown flow to run", lambda: ps.run(HEADLINE, only=["recyled"]), LABEL,
     ("'recyled'", "'recycled'")),
    ("only as one text", lambda: ps.run(HEADLINE, only="eu"), LABEL, ("only", "'eu'")),
    ("something else to run", lambda: ps.run("norway"), (PlastsmartError,), ("System", "load")),  # type: ignore[arg-type]
    ("a model that is none", lambda: ps.run(HEADLINE, model="mine"), MODEL, ("model", "'mine'")),  # type: ignore[arg-type]
    ("an equation that reads the unknown",
     lambda: ps.MODEL.replace(sorted=lambda collectd: collectd), MODEL,
     ("'sorted'", "'collectd'", "'collected'")),
    ("a misspelt equation", lambda: ps.MODEL.replace(sortd=lambda collected: collected), MODEL,
     ("'sortd'", "'sorted'", "equation(")),
    ("equations in a circle",
     lambda: ps.MODEL.replace(generated=lambda disposed: disposed), MODEL, ("circle", "generated")),
    ("an equation with stars", lambda: ps.MODEL.replace(sorted=lambda *a: a), MODEL,
     ("'sorted'", "without *")),
    ("an equation that is no function", lambda: ps.MODEL.replace(sorted=0.5), MODEL,  # type: ignore[arg-type]
     ("'sorted'", "0.5")),
    ("an equation without axes",
     lambda: ps.run(HEADLINE, model=ps.MODEL.replace(sorted=lambda collected: collected.sum())),
     MODEL, ("'sorted'", "five axes")),
    ("an equation that fails",
     lambda: ps.run(HEADLINE, model=ps.MODEL.replace(sorted=lambda collected: collected.nope)),
     MODEL, ("'sorted'", "AttributeError")),
    ("an equation that loses mass",
     lambda: ps.run(HEADLINE, model=ps.MODEL.replace(residual=lambda available_central:
                                                     available_central * 0.5)),
     (BalanceError, ArithmeticError),
     ("central sorting", "Norge (NO)", "2023", "tonne/year")),
    # results
    ("an unknown axis", lambda: FLOWS.table(by=["decade"]), AXIS, ("'decade'",)),
    ("by a number", lambda: FLOWS.table(by=5), AXIS, ("5", "list of axes")),  # type: ignore[arg-type]
    ("two keys of one axis", lambda: FLOWS.table(by=["category", "sector"]), AXIS,
     ("'category'", "'sector'")),
    ("an unknown label in a scope", lambda: FLOWS.table(scope={"region": "Oslo"}), SCOPE,
     ("region", "'Oslo'", "'NO'")),
    ("a scope that is no mapping", lambda: FLOWS.table(scope="household"), SCOPE,  # type: ignore[arg-type]
     ("mapping", "'household'")),
    ("an empty scope", lambda: FLOWS.table(scope={"region": []}), SCOPE, ("region", "empty")),
    ("a scope that selects nothing", lambda: FLOWS.rates(scope={"sector": "business"}), SCOPE,
     ("sector business", "nothing")),
    ("a wrong unit for a table", lambda: FLOWS.table(unit="kg"), DIMENSION, ("'kg'", "tonne/year")),
    ("an unknown unit for a table", lambda: FLOWS.table(unit="stone"), UNIT, ("'stone'",)),
    ("an unknown rate", lambda: FLOWS.rate("recycling"), LABEL, ("'recycling'",)),
    ("a list for a rate", lambda: FLOWS.rate(["eu"]), LABEL, ("['eu']",)),  # type: ignore[arg-type]
    ("a rate for a flow", lambda: FLOWS.quantity("eu"), LABEL, ("'eu'", "use rate()")),
    ("a rate by route", lambda: FLOWS.rate("eu", by=["route"]), AXIS, ("route", "table()")),
    ("explaining the unknown", lambda: FLOWS.explain("recyled", year=2023), LABEL,
     ("'recyled'", "'recycled'")),
    ("explaining a year that is not", lambda: FLOWS.explain("eu", year=1999), LABEL,
     ("1999", "year")),
    ("explaining to no depth", lambda: FLOWS.explain("eu", year=2023, depth=-1), VALUE,
     ("depth", "-1")),
    ("explaining a region that is not", lambda: FLOWS.explain("eu", year=2023, region="Hamar"),
     LABEL, ("'Hamar'", "neither label nor name", "'Norge'")),
    ("explaining one of two regions of a name",
     lambda: ps.run(town(regions={"a": "Os", "b": "Os"})).explain("eu", year=2020, region="Os"),
     LABEL, ("'Os'", "a, b", "number")),
    ("costs that nobody stated", FLOWS.costs, LABEL,
     ("states no costs", "costs=ps.Costs(…)")),
    ("emissions that nobody stated", FLOWS.emissions, LABEL,
     ("states no emissions", "climate=ps.Climate(…)")),
    # targets and scenarios
    ("a target in percent", lambda: ps.Target(rate="eu", level=50, year=2025), VALUE,
     ("level", "50", "50 % = 0.5")),
    ("a target of an unknown rate", lambda: ps.Target(rate="eu2020", level=0.5, year=2025), LABEL,
     ("'eu2020'", "'eu_pre2020'")),
    ("a target of recycling", lambda: ps.Target(rate="recycling", level=0.5, year=2025), LABEL,
     ("'recycling'", "'collection'", "'sorted_out'", "'eu_pre2020'", "'eu'", "'recyclate'",
      "'closed_loop'")),
    ("a target above the whole", lambda: ps.Target(rate="eu", level=150, year=2025), VALUE,
     ("level", "150", "between 0 and 1.")),
    ("a target for an unknown sector",
     lambda: ps.Target(rate="eu", level=0.5, year=2025, sectors=["houshold"]), LABEL,
     ("'houshold'", "'household'")),
    ("reusable packaging of no year", lambda: TARGET.with_reuse([]), VALUE,
     ("with_reuse", "at least one share")),
    ("a target's year as text", lambda: ps.Target(rate="eu", level=0.5, year="2025"), VALUE,  # type: ignore[arg-type]
     ("year", "'2025'")),
    ("a target far away", lambda: ps.Target(rate="eu", level=0.5, year=10**9), VALUE,
     ("year", "9999")),
    ("a target over routes",
     lambda: ps.Target(rate="eu", level=0.5, year=2025, scope={"route": "kerb"}), SCOPE,
     ("route",)),
    ("a target over an unknown sector",
     lambda: ps.Target(rate="eu", level=0.5, year=2025, scope={"sector": "home"}), SCOPE,
     ("'home'",)),
    ("an unknown official target", lambda: ps.targets.find("eu-2026"), LABEL,
     ("eu-2026", "EU_2025")),
    ("projecting something else", lambda: ps.project("norway"), VALUE, ("System", "load")),  # type: ignore[arg-type]
    ("projecting to years without its own", lambda: ps.project(HEADLINE, years=[2024, 2025]), LABEL,
     ("2023", "keep it")),
    ("an unknown population", lambda: ps.project(HEADLINE, population="ssb"), VALUE, ("'ssb'",)),
    ("assessing by text", lambda: ps.project(HEADLINE).assess("EU_2025"), VALUE,  # type: ignore[arg-type]
     ("'EU_2025'", "plastsmart.targets.EU_2025")),
    ("assessing a year that is not there",
     lambda: ps.project(HEADLINE, years=[2023]).assess(TARGET), LABEL, ("2025", "years=range")),
    ("assessing nothing",
     lambda: ps.project(HEADLINE.replace(prevention=1)).assess(TARGET), SCOPE,
     ("undefined", "2025", "nothing is generated")),
    ("assessing by a number", lambda: ps.project(HEADLINE).assess(5), VALUE,  # type: ignore[arg-type]
     ("not 5", "plastsmart.Target(…)")),
    ("an unknown way of drawing",
     lambda: ps.ensemble(HEADLINE, n=2, method="lhs"), LABEL, ("'lhs'", "'latin'")),
    ("draws of no result", lambda: ps.ensemble(HEADLINE, n=2).to_frame([]), VALUE,
     ("names is empty", "name a rate, flow or cost")),
    ("a change outside its own uncertainty",
     lambda: ps.Change("capture", set=ps.Parameter(0.5, uncertainty=ps.Uniform(0.6, 0.7))), VALUE,
     ("capture is 0.5", "uniform(0.6, 0.7)", "correct one of them")),
    ("a cost outside its own uncertainty",
     lambda: ps.Measure("M", 2027, [ps.Change("capture", set=0.5)], cost=ps.Parameter(
         ps.Q(1, "MNOK/year"), uncertainty=ps.Uniform(2, 3))), VALUE,
     ("'M'", "cost is 1e+06 NOK/year", "uniform(2000000.0, 3000000.0)")),
    ("a cost in kilograms",
     lambda: ps.Measure("M", 2027, [ps.Change("capture", set=0.5)],
                        cost=ps.Parameter(1, unit="kg")), DIMENSION,
     ("'M'", "cost is 1 kg", "NOK/year or NOK/person/year")),
    ("two costs for one",
     lambda: ps.Measure("M", 2027, [ps.Change("capture", set=0.5)], cost=ps.Q([1, 2], "NOK/year")),
     VALUE, ("'M'", "cost is an array", "one amount")),
    ("prices by a name",
     lambda: ps.measures.wider_deposit(2027).in_prices(2024, "cpi"), VALUE,  # type: ignore[arg-type]
     ("'cpi'", "ps.prices.CPI")),
    ("the capture of what a deposit scheme has",
     lambda: ps.measures.wider_deposit(2027, capture=0.9), VALUE,
     ("wider_deposit", "category=…", "gap=…")),
    ("the gap of a product that is new to a deposit scheme",
     lambda: ps.measures.wider_deposit(2027, category="juice", gap=0.3), VALUE,
     ("wider_deposit", "leave category out", "capture=…")),
    ("measures of an unknown theme", lambda: ps.measures.all_of(2027, theme="liter"), VALUE,
     ("theme", "'liter'", "'litter'")),
    ("the sensitivity of a rate of nothing",
     lambda: ps.sensitivity(HEADLINE.replace(prevention=1.0), rate="eu", year=2023, n=16), SCOPE,
     ("'eu'", "undefined in 2023", "nothing is generated")),
    ("a measure without a start", cast(Any, ps.measures.wider_deposit), MISSING,
     ("wider_deposit(2026)",)),
    ("an unknown best practice", lambda: ps.measures.as_done("pitches", 2027), LABEL,
     ("'pitches'", "'pitches_in_winter'")),
    ("an unknown parameter required", lambda: ps.required(HEADLINE, "captur", TARGET), LABEL,
     ("'captur'", "'capture'")),
    ("a cost required of a system without costs",
     lambda: ps.required(HEADLINE, "collection_cost", TARGET), LABEL,
     ("collection_cost", "ps.Costs(collection_cost=…)")),
    ("the composition required of the only category",
     lambda: ps.required(HEADLINE, "composition", TARGET), VALUE, ("composition", "where")),
    ("required of an unknown route",
     lambda: ps.required(HEADLINE, "capture", TARGET, where={"route": "ship"}), SCOPE,
     ("'ship'",)),
    ("required before the first year",
     lambda: ps.required(HEADLINE, "capture", ps.Target(rate="eu", level=0.5, year=1999)), LABEL,
     ("1999", "before")),
    # changes and tables
    ("replacing the unknown", lambda: HEADLINE.replace(captur=0.5), LABEL,
     ("'captur'", "'capture'")),
    ("a table that is none", lambda: ps.System.from_table([1]), TABLE, ("DataFrame", "list")),  # type: ignore[arg-type]
    ("a table without values", lambda: ps.System.from_table(HEADLINE.table().drop(columns="value")),
     TABLE, ("'value'", "missing")),
    ("a table with another column", lambda: ps.System.from_table(HEADLINE.table().assign(vlue=1)),
     TABLE, ("'vlue'", "'value'")),
    ("a table without axes", lambda: ps.System.from_table(HEADLINE.table().iloc[-5:]), TABLE,
     ("no region",)),
    ("an unknown parameter in a table", lambda: ps.System.from_table(table(parameter="captur")),
     TABLE, ("row ", "'captur'", "'capture'")),
    ("35 in a table",
     lambda: ps.System.from_table(table(value=35.0, distribution="", low=None, high=None)), TABLE,
     ("row ", "capture is 35", "35 % = 0.35")),
    ("text in a table", lambda: ps.System.from_table(table(value="0,35")), TABLE,
     ("row ", "'0,35'", "decimal point")),
    ("no value in a table", lambda: ps.System.from_table(table(value=None)), TABLE,
     ("row ", "capture has no value")),
    ("a wrong unit in a table", lambda: ps.System.from_table(table(unit="kg")), TABLE, ("row ",)),
    ("a label along a wrong axis", lambda: ps.System.from_table(table(region="XX")), TABLE,
     ("row ", "'XX'")),
    ("a year that is none", lambda: ps.System.from_table(table(year=2023.5)), TABLE,
     ("row ", "2023.5")),
    ("an unknown status in a table", lambda: ps.System.from_table(table(status="guess")), TABLE,
     ("row ", "'guess'")),
    ("an unreadable distribution", lambda: ps.System.from_table(table(distribution="wild(1, 2)")),
     TABLE, ("row ", "'wild(1, 2)'", "pert")),
    ("a range without a distribution",
     lambda: ps.System.from_table(table(distribution="", low=0.3, high=0.4)), TABLE,
     ("row ", "capture", "distribution")),
    ("two truths about a range", lambda: ps.System.from_table(table(low=0.01)), TABLE,
     ("row ", "capture has a low of 0.01")),
    ("two rows for one attribute",
     lambda: ps.System.from_table(pd.concat([HEADLINE.table().iloc[:12], HEADLINE.table()])), TABLE,
     ("row ", "twice")),
    ("a structure row with a value",
     lambda: ps.System.from_table(
         HEADLINE.table().assign(unit=lambda frame: ["kg", *frame["unit"][1:]])), TABLE,
     ("row ", "nothing in the column 'unit'")),
    ("digits of another script in a table", lambda: ps.System.from_table(table(value="٣")), TABLE,
     ("row ", "decimal point")),
    ("a carriage return in a note", lambda: town(capture=ps.Parameter(0.5, note="a\rb")), VALUE,
     ("capture", "carriage return")),
    ("a cell given twice",
     lambda: FLOWS.explain("eu", year=2023, scope={"year": 2023}), SCOPE, ("year", "twice")),
    ("a label along an axis that a flow does not have",
     lambda: FLOWS.explain("generated", year=2023, route="municipal_collection"), AXIS,
     ("generated", "route")),
    ("an axis that is none", lambda: ps.equation("tonne/year", axes=("foo",)), MODEL,
     ("'foo'",)),
    ("an equation in bananas", lambda: ps.equation("bananas/year"), UNIT, ("'bananas'",)),
    ("an empty quantity", lambda: town(population=ps.Q([], "person")), VALUE,
     ("population", "array without labels", "mapping")),
    ("long doubles beyond floats", lambda: ps.Q(np.array([np.finfo(np.longdouble).max]), "kg"),
     VALUE, ("not finite",)),
    ("ten million characters among labels",
     lambda: town(capture={"film": 0.5, "x" * 10**7: 0.5}), LABEL, ("capture", "xxx...", "'film'")),
    ("ten million characters of tier", lambda: ps.Route("kerb", tier="x" * 10**7), LABEL,
     ("kerb", "xxx...", "'source'")),
    ("ten million characters of status", lambda: ps.Parameter(0.5, status="x" * 10**7), VALUE,  # type: ignore[arg-type]
     ("status", "xxx...", "measured")),
    ("ten million characters of scope",
     lambda: FLOWS.rate("eu", scope={"sector": "x" * 10**7}), SCOPE, ("sector", "xxx...")),
    ("a year too long to print", lambda: town(years=[10**5000]), LABEL, ("year", "1 and 9999")),
    ("a polymer that is an array", lambda: ps.Category("film", polymer=np.array(["a", "b"])), LABEL,  # type: ignore[arg-type]
     ("polymer", "not text")),
    ("zero for a stage", lambda: ps.System(
        regions=["NO"], years=[2025], categories=["a"], routes=[ps.Route("k", "source")],
        generation=ps.Generation(), collection=ps.Collection(), sorting=ps.Sorting(),
        recycling=ps.Recycling(), disposal=0), VALUE, ("disposal is int", "ps.Disposal")),  # type: ignore[arg-type]
    ("a beta on an amount",
     lambda: town(population=ps.Parameter(ps.Q(0.4, "person"), uncertainty=ps.Beta(2, 2))), VALUE,
     ("population", "beta(2.0, 2.0)", "shares alone")),
    ("a class to run", lambda: ps.run(ps.System), LABEL, ("System", "load")),  # type: ignore[arg-type]
    ("an official target by number", lambda: ps.targets.find(2030), LABEL, ("2030", "EU_2030")),  # type: ignore[arg-type]
    ("a DataFrame's class for a table", lambda: ps.System.from_table(pd.DataFrame), TABLE,  # type: ignore[arg-type]
     ("DataFrame", "type")),
    ("a wrong unit in a table names the parameter", lambda: ps.System.from_table(table(unit="kg")),
     TABLE, ("row ", "capture", "'kg'", "share")),
    ("a source in a table that is no text",
     lambda: ps.System.from_table(table(source=b"a")), TABLE, ("row ", "source", "b'a'")),
    ("the same cell twice",
     lambda: ps.System.from_table(pd.concat([HEADLINE.table(), HEADLINE.table().iloc[-1:]])),
     (PlastsmartError,), ("more than one value",)),
]  # fmt: skip


@pytest.fixture(autouse=True)
def _alarm() -> Iterator[None]:
    """End what hangs."""

    def ring(_signal: int, _frame: FrameType | None) -> None:
        raise TimeoutError(f"no answer after {SECONDS} s")

    before = signal.signal(signal.SIGALRM, ring)
    signal.alarm(SECONDS)
    yield
    signal.alarm(0)
    signal.signal(signal.SIGALRM, before)


@pytest.mark.parametrize("case", CASES, ids=lambda case: case[0])
def test_bad_input_is_refused_with_name_place_value_and_cure(case: Case) -> None:
    _, call, kinds, fragments = case
    with pytest.raises(PlastsmartError) as caught:
        call()
    for kind in kinds:
        assert isinstance(caught.value, kind)
    message = str(caught.value)
    for fragment in fragments:
        assert fragment in message
    assert len(message) < 1000


def test_there_are_more_than_sixty_kinds() -> None:
    names = [case[0] for case in CASES]
    assert len(set(names)) == len(names) >= 60


def test_all_mistakes_of_a_table_are_told_at_once() -> None:
    frame = HEADLINE.table()
    frame["value"] = frame["value"].astype(object)
    rows = frame.index[frame["value"].notna()][:3]
    frame.loc[rows, "value"] = ["x", "y", "z"]
    with pytest.raises(TableError, match="the table has 3 mistakes") as caught:
        ps.System.from_table(frame)
    for row in rows:
        assert f"row {row + 2}:" in str(caught.value)


def test_a_misspelt_parameter_does_not_hide_the_mistakes_of_other_rows() -> None:
    frame = town().table().astype(object)
    rows = frame.index[frame["parameter"].isin(list(PARAMETERS))]
    frame.loc[rows[0], "parameter"] = "luck"
    frame.loc[rows[1], "value"] = "x"
    frame.loc[rows[-1], "unit"] = "kg"
    with pytest.raises(TableError, match="the table has 3 mistakes") as caught:
        ps.System.from_table(frame)
    for row in (rows[0], rows[1], rows[-1]):
        assert f"row {row + 2}:" in str(caught.value)


def test_a_registry_without_prefixes_gets_ours() -> None:
    ours = ps.units.registry()
    ps.units.adopt(pint.UnitRegistry(["gram = [mass]"]))
    try:
        assert ps.Q("2 kt").m_as("gram") == 2e9
    finally:
        ps.units.adopt(ours)


@pytest.mark.parametrize("prefix", ["kilo", "mega", "giga"])
def test_a_registry_of_other_prefixes_is_refused(prefix: str) -> None:
    with pytest.raises(UnitError, match=f"{prefix}gram"):
        ps.units.adopt(pint.UnitRegistry([f"{prefix}- = 1024", "gram = [mass]"]))


@pytest.mark.parametrize("name", [n for n, s in PARAMETERS.items() if s.is_share])
@pytest.mark.parametrize("value", [-1e-9, 1 + 1e-6, 2.0, float("nan"), float("inf"), True, "0.5"])
def test_every_share_keeps_its_bounds(name: str, value: Any) -> None:
    with pytest.raises(PlastsmartError, match=name):
        town(**{name: value})


@pytest.mark.parametrize(
    "error", [DimensionError("a", "kg", "t"), LabelError("b"), TableError("c")]
)
def test_errors_survive_pickling(error: PlastsmartError) -> None:
    import pickle

    again = pickle.loads(pickle.dumps(error))
    assert type(again) is type(error)
    assert str(again) == str(error)


@pytest.mark.parametrize(
    "definition",
    ["household = 3 * meter", "person = []", "household = 2.1 * person", "tonne_CO2e = 5 * kilogram",
     "liter = 2 * meter ** 3"],
)  # fmt: skip
def test_nothing_changes_when_adopting_fails(definition: str) -> None:
    other: Any = pint.UnitRegistry()
    if definition.startswith("household = 2.1"):
        other.define("person = [person]")
    other.define(definition)
    with pytest.raises(UnitError, match=definition.split(maxsplit=1)[0]):
        ps.units.adopt(other)
    assert "NOK" not in other
    assert str(ps.Q(1, "household").units) == "household"


def test_a_system_cannot_be_changed() -> None:
    with pytest.raises(AttributeError, match="replace"):
        HEADLINE.name = "x"
    with pytest.raises(ValueError, match="read-only"):
        HEADLINE.array("capture")[...] = 1
