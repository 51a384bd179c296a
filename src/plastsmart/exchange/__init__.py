"""Systems and results in formats that other programs read: data packages, IAMC tables, JSON-stat.

>>> import plastsmart as ps
>>> table = ps.exchange.to_iamc(ps.run(ps.load("headline")), scenario="today")
>>> table.loc[table["Variable"] == "Waste|Plastic Packaging|Recycled", 2023].item()
22680.0
"""

from plastsmart.exchange.frictionless import (
    DataPackage,
    from_datapackage,
    read_datapackage,
    to_datapackage,
)
from plastsmart.exchange.iamc import to_iamc
from plastsmart.exchange.jsonstat import to_jsonstat

__all__ = [
    "DataPackage",
    "from_datapackage",
    "read_datapackage",
    "to_datapackage",
    "to_iamc",
    "to_jsonstat",
]
