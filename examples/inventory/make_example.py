"""Make the example inventory of purchases of a made-up town, as a workbook and as CSV.

Run it from the root of the repository: ``python examples/inventory/make_example.py``.
"""

from pathlib import Path
from typing import Any

import plastsmart as ps

HERE = Path(__file__).parent
INVOICES = "Fakturaer 2024 (oppdiktet)"

# item, place, quantity, mass, polymer, single-use, packaging, price, and the reusable alternative:
# mass, price, uses, washing cost, washing emission, emission
ROWS: list[tuple[Any, ...]] = [
    ("drikkebeger", "Arrangementer", 40_000, 5.5, "PP", True, True, 0.9, 59, 14, 40, 0.35, 3, 0.2),
    ("kaffekrus", "Kantiner", 60_000, 1.2, "LDPE", True, True, 0.7, 0, 35, 300, 0.4, 4, 0.6),
    ("matboks", "Kantiner", 18_000, 19.0, "PP", True, True, 2.1, 180, 60, 100, 0.9, 8, 0.7),
    ("avfallspose", "Barnehager", 250_000, 9.0, "LDPE", True, True, 0.35),
    ("avfallspose", "Sykehjem", 420_000, 12.0, "LDPE", True, True, 0.45),
    ("hanske", "Sykehjem", 900_000, 3.6, "nitril", True, False, 0.55),
    ("skoovertrekk", "Barnehager", 60_000, 2.8, "LDPE", True, False, 0.3, 30, 45, 250, 0.2, 1, 0.3),
    ("byggfolie", "Bygg og anlegg", 900, 1500.0, "LDPE", True, True, 38.0),
    ("transportkasse", "Skoler", 120, 1600.0, "HDPE", False, True, 95.0),
]  # fmt: skip


def town() -> ps.inventory.Inventory:
    """Return what the town buys."""
    items = []
    for row in ROWS:
        item, place, quantity, mass, polymer, single_use, packaging, price = row[:8]
        names = (
            "reusable_mass", "reusable_price", "reusable_uses", "washing_cost", "washing_emission",
            "reusable_emission",
        )  # fmt: skip
        more = dict(zip(names, row[8:], strict=False))
        if item == "hanske":  # 0.026 kg CO2e a glove, as in ps.purchases.figures
            more |= {"item_emission": 7.2}
        if not single_use:
            more |= {"reusable_uses": 80, "washing_cost": 2.5, "washing_emission": 60}
        items.append(
            ps.inventory.Item(
                item=item, place=place, quantity=quantity, item_mass=mass, polymer=polymer,
                single_use=single_use, packaging=packaging, item_price=price, source=INVOICES,
                status="reported", **more,
            )
        )  # fmt: skip
    return ps.inventory.Inventory(items=items, name="Eksempelby", year=2024)


def main(folder: Path = HERE) -> None:
    """Write the workbook in Norwegian and the table."""
    ps.inventory.template(folder / "innkjop.xlsx", language="no", filled=town(), overwrite=True)
    # as a Norwegian spreadsheet saves it
    town().table().to_csv(folder / "innkjop.csv", sep=";", decimal=",", index=False)


if __name__ == "__main__":
    main()
