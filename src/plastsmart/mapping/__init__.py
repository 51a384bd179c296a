"""Mapping (kartlegging): from a municipality's own numbers to its baseline.

Reported tonnages, picking analyses, populations and plant reports are measurements of the flows of
the model. `template` writes a workbook for them, `read` takes them from it or from a table, and
`from_ssb` from Statistics Norway; `plastsmart.reconcile` finds the flows that obey the model and lie
nearest to them.
"""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING, Any, Final

from plastsmart.mapping.measurements import Mapping as Mapping
from plastsmart.mapping.measurements import Measurement as Measurement
from plastsmart.mapping.measurements import Problem as Problem

# not when first used, as the others: a module of the same name would then stand in their place
from plastsmart.mapping.read import read as read
from plastsmart.mapping.template import template as template

if TYPE_CHECKING:
    from plastsmart.mapping.ssb import from_ssb as from_ssb

__all__ = ["Mapping", "Measurement", "Problem", "from_ssb", "read", "template"]

_HOME: Final = {"from_ssb": "ssb"}
"""Name to the module it is loaded from when first used."""


def __getattr__(name: str) -> Any:
    if name not in _HOME:
        from plastsmart.errors import UnknownNameError, nearest

        raise UnknownNameError(
            f"module 'plastsmart.mapping' has no attribute {name!r}. {nearest(name, __all__)}"
        )
    value = getattr(importlib.import_module(f"plastsmart.mapping.{_HOME[name]}"), name)
    globals()[name] = value
    return value
