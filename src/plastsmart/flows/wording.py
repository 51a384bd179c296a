"""The words of an explanation, apart from its numbers: English here, other languages in `report`."""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING

from plastsmart.alignment import in_words
from plastsmart.flows.selection import scope_text
from plastsmart.labels import known_language, text

if TYPE_CHECKING:
    from collections.abc import Iterable

    from plastsmart.alignment import Position
    from plastsmart.axes import Axes
    from plastsmart.flows.model import Equation, Model
    from plastsmart.flows.selection import Scope
    from plastsmart.stages import ParameterSpec
    from plastsmart.system import System

__all__ = ["ENGLISH", "Wording", "wording_of"]


class Wording:
    """English, with the names that a user types."""

    language = "en"

    def text(self, key: str, **values: object) -> str:
        """Return a text of explanations with its blanks filled."""
        return text(f"explain {key}", self.language, **values)

    def label(self, name: str, kind: str, model: Model) -> str:  # noqa: ARG002 - of other languages
        """Return what people call a flow, share, rate or parameter; empty for its name alone."""
        return ""

    def read(self, name: str, model: Model) -> str:  # noqa: ARG002 - of other languages
        """Return what stands in a formula for what it reads."""
        return name

    def formula(self, written: str) -> str:
        """Return a formula, what it reads named already."""
        return written

    def axes(self, axes: Iterable[str]) -> str:
        """Return along what a sum is."""
        return ", ".join(axes)

    def several(self, name: str, axes: Iterable[str], model: Model) -> str:
        """Return what stands in a formula for something with more than one value."""
        return f"{self.read(name, model)}[{self.axes(axes)}]"

    def decimal(self, number: str) -> str:
        """Return a number with the decimal mark of the language."""
        return number

    def unit(self, unit: str) -> str:
        """Return a unit as people write it."""
        return unit

    def place(self, position: Position, axes: Axes) -> str:
        """Return the labels of a cell."""
        return in_words(position, axes)

    def scope(self, scope: Scope) -> str:
        """Return what a sum is restricted to."""
        return scope_text(scope)

    def system(self, system: System) -> str:
        """Return what a system is called."""
        return system.name or repr(system)

    def equation(self, equation: Equation) -> str:
        """Return what an equation is."""
        return equation.documentation

    def rate(self, equation: Equation, model: Model) -> str:  # noqa: ARG002 - of other languages
        """Return what a rate is, and where that stands."""
        first = equation.documentation.splitlines()[:1]
        return " ".join([*first, f"({equation.declaration.authority})"])

    def parameter(self, spec: ParameterSpec) -> str:
        """Return what a parameter is."""
        return spec.doc

    def status(self, status: str) -> str:
        """Return how well a value is known."""
        return status or self.text("not_stated")

    def source(self, source: str) -> str:
        """Return where a value is from."""
        return source

    def uncertainty(self, told: str) -> str:
        """Return a distribution."""
        return told

    def note(self, note: str) -> str:
        """Return what is said of a value."""
        return note


ENGLISH = Wording()


def wording_of(language: object) -> Wording:
    """Return the words of a language.

    Raises
    ------
    InvalidValueError
        If there is no such language.
    """
    if known_language(language) == "en":
        return ENGLISH
    # the names that people use belong to the reports, which this part does not know
    found: Wording = importlib.import_module("plastsmart.report.explanation").NORWEGIAN
    return found
