"""``result.plot``: how a result finds its pictures without importing what draws them."""

from __future__ import annotations

import importlib
from typing import Any, Generic, TypeVar, overload

__all__ = ["Plots"]

T = TypeVar("T")


class Plots(Generic[T]):
    """The attribute ``plot`` of a class of results: a class of the drawing part, found when used.

    Parameters
    ----------
    name : str
        Of a class in `plastsmart.report.plots.accessors`; it is made with the result.
    """

    def __init__(self, name: str) -> None:
        self.name = name

    @overload
    def __get__(self, instance: None, owner: type) -> type[T]: ...

    @overload
    def __get__(self, instance: object, owner: type) -> T: ...

    def __get__(self, instance: object | None, owner: type) -> Any:
        """Return the pictures of a result; of its class, the class of them, for `help`."""
        module = importlib.import_module("plastsmart.report.plots.accessors")
        made = getattr(module, self.name)
        return made if instance is None else made(instance)
