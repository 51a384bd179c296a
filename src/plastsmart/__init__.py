"""Material flows of plastic packaging, and whether a municipality or the nation reaches its target.

>>> import plastsmart as ps
>>> flows = ps.run(ps.load("headline"))
>>> float(flows.rate("eu", by=["year"])[2023])
0.21
"""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from plastsmart import data as data
    from plastsmart import exchange as exchange
    from plastsmart import mapping as mapping
    from plastsmart import prices as prices
    from plastsmart import units as units
    from plastsmart.axes import Category as Category
    from plastsmart.axes import Route as Route
    from plastsmart.data import datasets as datasets
    from plastsmart.data import load as load
    from plastsmart.data import published as published
    from plastsmart.data import published_series as published_series
    from plastsmart.errors import PlastsmartError as PlastsmartError
    from plastsmart.flows.equations import equation as equation
    from plastsmart.flows.model import MODEL as MODEL
    from plastsmart.flows.model import Model as Model
    from plastsmart.flows.result import Flows as Flows
    from plastsmart.flows.result import run as run
    from plastsmart.flows.trace import Trace as Trace
    from plastsmart.flows.trace import rerun as rerun
    from plastsmart.joining import join as join
    from plastsmart.mapping import inventory as _inventory
    from plastsmart.mapping.adjust import adjust as adjust
    from plastsmart.mapping.break_even import break_even_uses as break_even_uses
    from plastsmart.mapping.litter import litter_of as litter_of
    from plastsmart.mapping.litter_counts import litter_from_counts as litter_from_counts
    from plastsmart.mapping.litter_counts import litter_items as litter_items
    from plastsmart.mapping.microplastics import microplastics_of as microplastics_of
    from plastsmart.mapping.reconcile import reconcile as reconcile
    from plastsmart.parameters import Beta as Beta
    from plastsmart.parameters import Dirichlet as Dirichlet
    from plastsmart.parameters import Lognormal as Lognormal
    from plastsmart.parameters import Normal as Normal
    from plastsmart.parameters import Parameter as Parameter
    from plastsmart.parameters import Pedigree as Pedigree
    from plastsmart.parameters import Pert as Pert
    from plastsmart.parameters import Triangular as Triangular
    from plastsmart.parameters import Uniform as Uniform
    from plastsmart.prices import PriceIndex as PriceIndex
    from plastsmart.prices import Steps as Steps
    from plastsmart.report import plots as _plots
    from plastsmart.report.html import report as report
    from plastsmart.report.simulator import simulator as simulator
    from plastsmart.scenarios import catalogue as _catalogue
    from plastsmart.scenarios import purchases as _purchases
    from plastsmart.scenarios import targets as targets
    from plastsmart.scenarios.attribution import attribute as attribute
    from plastsmart.scenarios.backtest import backtest as backtest
    from plastsmart.scenarios.best_practice import best_practice as best_practice
    from plastsmart.scenarios.comparison import compare as compare
    from plastsmart.scenarios.ensemble import Ensemble as Ensemble
    from plastsmart.scenarios.ensemble import ensemble as ensemble
    from plastsmart.scenarios.least_cost import least_cost as least_cost
    from plastsmart.scenarios.likely import probabilities as probabilities
    from plastsmart.scenarios.measures import Change as Change
    from plastsmart.scenarios.measures import Measure as Measure
    from plastsmart.scenarios.plan import Plan as Plan
    from plastsmart.scenarios.projection import Projection as Projection
    from plastsmart.scenarios.projection import project as project
    from plastsmart.scenarios.required import required as required
    from plastsmart.scenarios.reuse import reuse_share as reuse_share
    from plastsmart.scenarios.reuse import trips as trips
    from plastsmart.scenarios.sensitivity import sensitivity as sensitivity
    from plastsmart.scenarios.targets import Target as Target
    from plastsmart.stages import Climate as Climate
    from plastsmart.stages import Collection as Collection
    from plastsmart.stages import Costs as Costs
    from plastsmart.stages import Disposal as Disposal
    from plastsmart.stages import Generation as Generation
    from plastsmart.stages import Litter as Litter
    from plastsmart.stages import Microplastics as Microplastics
    from plastsmart.stages import Procurement as Procurement
    from plastsmart.stages import Recycling as Recycling
    from plastsmart.stages import Reusables as Reusables
    from plastsmart.stages import Sorting as Sorting
    from plastsmart.system import System as System
    from plastsmart.units import Q as Q

    measures = _catalogue
    plots = _plots
    inventory = _inventory
    purchases = _purchases

_HOME: Final = {
    "Beta": "parameters",
    "Category": "axes",
    "Change": "scenarios.measures",
    "Climate": "stages",
    "Collection": "stages",
    "Costs": "stages",
    "Dirichlet": "parameters",
    "Disposal": "stages",
    "Ensemble": "scenarios.ensemble",
    "Flows": "flows.result",
    "Generation": "stages",
    "Litter": "stages",
    "Lognormal": "parameters",
    "MODEL": "flows.model",
    "Measure": "scenarios.measures",
    "Microplastics": "stages",
    "Model": "flows.model",
    "Normal": "parameters",
    "Parameter": "parameters",
    "Pedigree": "parameters",
    "Pert": "parameters",
    "Plan": "scenarios.plan",
    "PlastsmartError": "errors",
    "PriceIndex": "prices",
    "Procurement": "stages",
    "Projection": "scenarios.projection",
    "Q": "units",
    "Recycling": "stages",
    "Reusables": "stages",
    "Route": "axes",
    "Sorting": "stages",
    "Steps": "prices",
    "System": "system",
    "Target": "scenarios.targets",
    "Trace": "flows.trace",
    "Triangular": "parameters",
    "Uniform": "parameters",
    "adjust": "mapping.adjust",
    "attribute": "scenarios.attribution",
    "backtest": "scenarios.backtest",
    "best_practice": "scenarios.best_practice",
    "break_even_uses": "mapping.break_even",
    "compare": "scenarios.comparison",
    "datasets": "data",
    "ensemble": "scenarios.ensemble",
    "equation": "flows.equations",
    "join": "joining",
    "least_cost": "scenarios.least_cost",
    "litter_from_counts": "mapping.litter_counts",
    "litter_items": "mapping.litter_counts",
    "litter_of": "mapping.litter",
    "load": "data",
    "microplastics_of": "mapping.microplastics",
    "probabilities": "scenarios.likely",
    "project": "scenarios.projection",
    "published": "data",
    "published_series": "data",
    "reconcile": "mapping.reconcile",
    "required": "scenarios.required",
    "reuse_share": "scenarios.reuse",
    "rerun": "flows.trace",
    "run": "flows.result",
    "sensitivity": "scenarios.sensitivity",
    "simulator": "report.simulator",
    "trips": "scenarios.reuse",
}
"""Public name to the module it is loaded from when first used, so that importing costs little."""

_MODULES: Final = {
    "data": "data",
    "exchange": "exchange",
    "mapping": "mapping",
    "inventory": "mapping.inventory",
    "measures": "scenarios.catalogue",
    "plots": "report.plots",
    "prices": "prices",
    "purchases": "scenarios.purchases",
    "report": "report",
    "targets": "scenarios.targets",
    "units": "units",
}
"""Public modules, and where they are."""

__all__ = [*sorted(_HOME), *_MODULES]  # noqa: PLE0604


def __getattr__(name: str) -> Any:
    if name in _MODULES:
        module = importlib.import_module(f"plastsmart.{_MODULES[name]}")
        globals()[name] = module
        return module
    if name == "__version__":
        from importlib.metadata import version

        return version("plastsmart")
    if name not in _HOME:
        raise _unknown(name)
    value = getattr(importlib.import_module(f"plastsmart.{_HOME[name]}"), name)
    globals()[name] = value
    return value


def _unknown(name: str) -> AttributeError:
    """Return the error about a name that is not here, with where it or its like is."""
    message = f"module 'plastsmart' has no attribute {name!r}"
    if name.startswith("_"):  # what Python itself looks for
        return AttributeError(message)
    from plastsmart.errors import UnknownNameError, nearest
    from plastsmart.stages import PARAMETERS

    homes = {known: known for known in __all__}
    for module in _MODULES:
        known = importlib.import_module(f"plastsmart.{_MODULES[module]}")
        for inner in getattr(known, "__all__", ()):
            homes.setdefault(inner, f"{module}.{inner}")
    told = []
    if name in homes:
        told.append(f"it is plastsmart.{homes[name]}")
    if name in PARAMETERS:
        stage = PARAMETERS[name].stage.title()
        told.append(f"the parameter is given by plastsmart.{stage}({name}=…)")
    if told:
        return UnknownNameError(f"{message}; {', and '.join(told)}")
    import difflib

    close = [homes[like] for like in difflib.get_close_matches(name, homes, n=3, cutoff=0.6)]
    hint = (
        f"Did you mean plastsmart.{' or plastsmart.'.join(close)}?"
        if close
        else nearest(name, __all__)
    )
    return UnknownNameError(f"{message}. {hint}")


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__, "__version__"})
