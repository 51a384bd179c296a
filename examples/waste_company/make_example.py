"""Fill in the workbooks of ten made-up owners, as they would come back to a made-up waste company.

Run it from the root of the repository: ``python -m examples.waste_company.make_example FOLDER``.
"""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Final

import plastsmart as ps
from examples.waste_company.company import CATEGORIES, ROUTES, YEAR
from plastsmart.mapping import Mapping, Measurement

REGISTER: Final = "Folkeregisteret 2024 (oppdiktet)"
SCALE: Final = "Vektdata 2024 (oppdiktet)"
PICKING: Final = "Plukkanalyse 2024 (oppdiktet)"
PLANT: Final = "Anleggsrapport 2024 (oppdiktet)"
BOOKS: Final = "Regnskap 2024 (oppdiktet)"

# owner: inhabitants, share with bags at the kerb, tonnes in bags, tonnes at the station (None: no
# station), tonnes of residual waste, plastic packaging in it as a share, NOK/tonne collected
OWNERS: Final[dict[str, tuple[int, float, float, float | None, float, float, float]]] = {
    "Almeby": (31_200, 0.98, 339.1, 4.9, 4_390.0, 0.079, 5_100.0),
    "Askeby": (18_450, 0.96, 188.9, 5.6, 2_710.0, 0.083, 5_350.0),
    "Bjørkeby": (12_880, 0.95, 122.3, 4.8, 1_985.0, 0.088, 5_600.0),
    "Furuby": (8_940, 0.92, 75.0, 5.5, 1_420.0, 0.092, 6_050.0),
    "Granby": (6_310, 0.90, 47.5, 4.6, 1_046.0, 0.095, 6_400.0),
    "Hasselby": (4_720, 0.90, 37.2, None, 770.0, 0.093, 6_300.0),
    "Lindeby": (3_560, 0.85, 23.0, 4.1, 604.0, 0.098, 6_900.0),
    "Ospeby": (2_410, 0.80, 13.5, 3.6, 423.0, 0.102, 7_400.0),
    "Rogneby": (1_690, 0.80, 10.2, None, 290.0, 0.099, 7_200.0),
    "Seljeby": (1_120, 0.75, 5.7, 2.1, 199.0, 0.104, 7_900.0),
}


def owner(name: str) -> Mapping:
    """Return what an owner measured."""
    people, served, bags, station, residual, packaging, cost = OWNERS[name]
    bag = {"route": "kerbside_bag"}
    rows: list[dict[str, object]] = [
        {"quantity": "population", "value": people, "status": "reported", "source": REGISTER},
        {"quantity": "coverage", "value": served, "sd": 0.01, "source": BOOKS, **bag},
        {"quantity": "collected_gross", "value": bags, "source": SCALE, **bag},
        {"quantity": "residual_total", "value": residual, "source": SCALE},
        {"quantity": "packaging_in_residual", "value": packaging, "sd": 0.015, "source": PICKING},
        {"quantity": "impurity", "value": 0.13, "sd": 0.02, "source": PICKING, **bag},
        {"quantity": "sorting_efficiency", "value": 0.75, "sd": 0.05, "status": "reported",
         "source": PLANT, **bag},
        {"quantity": "collection_cost", "value": cost, "source": BOOKS, **bag},
    ]  # fmt: skip
    if station is not None:
        there = {"route": "recycling_station", "source": SCALE}
        rows.append({"quantity": "collected_gross", "value": station, **there})
        rows.append({"quantity": "coverage", "value": 1 - served, "sd": 0.01, **there})
    return Mapping(
        regions={name: name},
        measurements=[Measurement(region=name, year=YEAR, **row) for row in rows],  # type: ignore[arg-type]
        routes=ROUTES,
        categories=CATEGORIES,
        price_year=2024,
        language="no",
    )


def fill(folder: Path) -> list[Path]:
    """Write the workbook of each owner, filled in."""
    files = []
    for name in OWNERS:
        files.append(folder / f"{name}.xlsx")
        ps.mapping.template(
            files[-1], language="no", years=[YEAR], filled=owner(name), overwrite=True
        )
    return files


if __name__ == "__main__":
    fill(Path(sys.argv[1]))
