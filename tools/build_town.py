"""Build the ready system ``eksempelby``: a made-up coastal town with all that the network works on.

Run from the repository: python tools/build_town.py [--check]
"""

from __future__ import annotations

import io
import math
import sys
from pathlib import Path

import plastsmart as ps

ROOT = Path(__file__).parents[1]
PATH = ROOT / "src" / "plastsmart" / "data" / "eksempelby.csv"
NAME = "Eksempelby"
PEOPLE = 32_900
YEAR = 2024
"""Of the purchases, and of the litter and microplastics that later years are held against."""

NOTES = (
    (
        "A made-up coastal town: population, packaging, traffic, pitches, boats, visits, roads, bins "
        "and purchases are invented for illustration. What each of them sheds, and how packaging is "
        "collected, sorted and recycled, is the nation's."
    ),
    (
        "Litter and microplastics are held against those of 2024 in this system itself, packaging "
        "against 18.5 kg for each inhabitant in 2018, which is invented."
    ),
    (
        "The town's purchases (9.466 tonne/year of packaging) have categories of the sector municipal; "
        "before, they were counted among household."
    ),
)


def invented(value: float, unit: str) -> ps.Parameter:
    """Return an amount of the town."""
    return ps.Parameter(value, unit=unit, source="Invented for illustration", status="default")


def town() -> ps.System:
    """Return the system."""
    base = ps.load("norway-household").replace(
        population=invented(PEOPLE, "person"),
        packaging_per_person=invented(18, "kg/person/year"),
        reference_per_person=invented(18.5, "kg/person/year"),
        cleanup=ps.Parameter(0.6, source="Assumption, as in norway-litter (B)", status="default"),
        microplastics=ps.microplastics_of(
            population=PEOPLE,
            vehicle_km=invented(250e6, "vkm/year"),
            pitches=invented(9, "pitch"),
            boats=invented(6500, "boat"),
        ),
    )
    base = base.replace(
        litter=ps.litter_of(
            population=PEOPLE,
            system=base,
            visits=invented(400_000, "visit/year"),
            event_visits=invented(60_000, "visit/year"),
            roads=invented(420, "km"),
            bins=invented(350, "bin"),
        )
    )
    bought = ps.inventory.read(ROOT / "examples" / "inventory" / "innkjop.xlsx")
    whole = bought.system(base)
    flows = ps.run(whole)
    return whole.replace(
        name="eksempelby",
        notes=NOTES,
        litter_reference=_before(flows, "litter_left"),
        microplastics_reference=_before(flows, "microplastics_in_nature"),
    )


def _before(flows: ps.Flows, name: str) -> ps.Parameter:
    tonnes = float(flows.quantity(name, by=[], scope={"year": YEAR}).magnitude)
    return ps.Parameter(
        math.ceil(1e6 * tonnes) / 1e6,  # a gram more, so that no reduction begins below 0
        unit="tonne/year",
        source=f"this system in {YEAR}",
        status="default",
        note="so that a reduction is one from then on",
    )


def table() -> str:
    """Return the text of the CSV: the town's table, its region called by its name."""
    frame = town().table()
    frame.loc[frame["region"] == "NO", "region"] = NAME
    frame.loc[frame["parameter"] == "region", "note"] = NAME
    text = io.StringIO()
    frame.to_csv(text, index=False, lineterminator="\n", float_format="%.12g")
    return text.getvalue()


def main(arguments: list[str]) -> int:
    """Write the system, or say whether it differs."""
    if "--check" in arguments:
        return int(PATH.read_text(encoding="utf-8") != table())
    PATH.write_text(table(), encoding="utf-8", newline="")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
