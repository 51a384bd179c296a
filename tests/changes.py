"""Systems with one parameter changed everywhere, for properties of how results move."""

from __future__ import annotations

from typing import Any

import numpy as np

import plastsmart as ps


def moved(system: ps.System, parameter: str, change: Any) -> ps.System:
    """Return a system with every value of a parameter changed by a function, as a table says."""
    table = system.table()
    rows = table["parameter"] == parameter
    table.loc[rows, "value"] = [change(value) for value in table.loc[rows, "value"]]
    table.loc[rows, ["low", "high"]] = np.nan
    table.loc[rows, "distribution"] = ""
    return ps.System.from_table(table)
