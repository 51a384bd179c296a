"""Purchases of a municipality: from a spreadsheet of what it buys to its own part of the flows.

`template` writes a workbook for kindergartens, nursing homes, canteens, events and building sites to
fill in, `read` takes it, and the `Inventory` gives the baseline in tonnes, money and emissions and a
system in which the purchases have categories of their own.
"""

from __future__ import annotations

from plastsmart.mapping.inventory_items import Inventory, Item
from plastsmart.mapping.inventory_read import read
from plastsmart.mapping.inventory_template import template

__all__ = ["Inventory", "Item", "read", "template"]
