"""The words of an explanation in Norwegian (bokmål)."""

from __future__ import annotations

import re
from functools import partial
from typing import TYPE_CHECKING, Final

from plastsmart.alignment import in_words
from plastsmart.flows.explain import number_text
from plastsmart.flows.model import STRUCTURE
from plastsmart.flows.wording import Wording
from plastsmart.labels import lower_first, text
from plastsmart.report.names import (
    category_name,
    flow_name,
    parameter_name,
    rate_name,
    rate_rule,
    route_name,
    system_name,
)
from plastsmart.report.norwegian import equation_text, sources_text, value_note_text
from plastsmart.report.parameter_text import parameter_text
from plastsmart.report.plots.wording import scope_told
from plastsmart.report.report_text import say, unit_name
from plastsmart.report.sentences import joined
from plastsmart.stages import PARAMETERS

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from plastsmart.alignment import Position
    from plastsmart.axes import Axes
    from plastsmart.flows.model import Equation, Model
    from plastsmart.flows.selection import Scope
    from plastsmart.stages import ParameterSpec
    from plastsmart.system import System

__all__ = ["NORWEGIAN", "NorwegianWording"]

_AXES: Final = {
    "region": "områder",
    "year": "år",
    "category": "typer emballasje",
    "route": "innsamlingsmåter",
}

_DISTRIBUTIONS: Final = {
    "uniform": "uniform",
    "triangular": "triangulær",
    "pert": "PERT",
    "normal": "normal",
    "lognormal": "lognormal",
    "beta": "beta",
    "dirichlet": "Dirichlet",
    "pedigree": "pedigree",
}

_PERS: Final = {"year": "per år", "region": "per område", "region-year": "per område og år"}

_DISTRIBUTION: Final = re.compile(r"(?:([a-z]+)\(([^)]*)\))? ?(?:per ([a-z-]+))?")

_POINT: Final = re.compile(r"(?<![\w.])(\d+)\.(\d+)(?![\w.])")
"""A constant of an equation; what people call flows has no such number."""


class NorwegianWording(Wording):
    """Norwegian, with the names that people use."""

    language = "no"

    def label(self, name: str, kind: str, model: Model) -> str:
        """Return what people call a flow, share, rate or parameter."""
        if kind == "parameter":
            return parameter_name(name, "no")
        return (rate_name if kind == "rate" else flow_name)(name, "no", model)

    def read(self, name: str, model: Model) -> str:
        """Return what stands in a formula for what it reads."""
        if name in STRUCTURE:
            return f"[{say(f'structure {name}', 'no')}]"
        return lower_first(self.label(name, "parameter" if name in PARAMETERS else "flow", model))

    def formula(self, written: str) -> str:
        """Return a formula, what it reads named already."""
        for axis in ("route", "category"):
            written = written.replace(f"Σ {axis} (", f"{say(f'over {axis}', 'no')} (")
        return _POINT.sub(r"\1,\2", written)

    def axes(self, axes: Iterable[str]) -> str:
        """Return along what a sum is."""
        return joined([_AXES[axis] for axis in axes], "no")

    def several(self, name: str, axes: Iterable[str], model: Model) -> str:
        """Return what stands in a formula for something with more than one value."""
        return f"{self.read(name, model)} [{self.axes(axes)}]"

    def decimal(self, number: str) -> str:
        """Return a number with a decimal comma."""
        return number.replace(".", ",")

    def unit(self, unit: str) -> str:
        """Return a unit as people write it."""
        return unit_name(unit, "no")

    def place(self, position: Position, axes: Axes) -> str:
        """Return the labels of a cell."""
        return in_words(
            position,
            axes,
            by="ved",
            at="i",
            category_name=partial(_named, category_name),
            route_name=partial(_named, route_name),
        )

    def scope(self, scope: Scope) -> str:
        """Return what a sum is restricted to."""
        return lower_first(scope_told(scope, "no"))

    def system(self, system: System) -> str:
        """Return what a system is called."""
        return system.name or system_name(system, "no")

    def equation(self, equation: Equation) -> str:
        """Return what an equation is."""
        return equation_text(equation, "no")

    def rate(self, equation: Equation, model: Model) -> str:
        """Return what a rate is, and where that stands."""
        return f"{equation_text(equation, 'no')} ({rate_rule(equation.id, 'no', model)})".lstrip()

    def parameter(self, spec: ParameterSpec) -> str:
        """Return what a parameter is."""
        return parameter_text(spec.name, "no")

    def status(self, status: str) -> str:
        """Return how well a value is known."""
        return text(f"status {status}", "no") if status else self.text("not_stated")

    def source(self, source: str) -> str:
        """Return where a value is from."""
        return sources_text(source, "no")

    def uncertainty(self, told: str) -> str:
        """Return a distribution.

        Examples
        --------
        >>> from plastsmart.report.explanation import NORWEGIAN
        >>> NORWEGIAN.uncertainty("triangular(0.5, 0.7, 1.0) per year")
        'triangulær(0,5; 0,7; 1) per år'
        """
        match = _DISTRIBUTION.fullmatch(told)
        if match is None or (match[1] and match[1] not in _DISTRIBUTIONS):
            return told
        parts = []
        if match[1]:
            numbers = (number_text(float(part), "1", self) for part in match[2].split(","))
            parts.append(f"{_DISTRIBUTIONS[match[1]]}({'; '.join(numbers)})")
        if match[3]:
            parts.append(_PERS[match[3]])
        return " ".join(parts)

    def note(self, note: str) -> str:
        """Return what is said of a value."""
        return value_note_text(note, "no")


NORWEGIAN: Final = NorwegianWording()


def _named(naming: Callable[[str, str], str], label: str) -> str:
    """Return what people call a label, for the middle of a sentence; a user's own as it stands."""
    name = naming(label, "no")
    return name if name == label else lower_first(name)
