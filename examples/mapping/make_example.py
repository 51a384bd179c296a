"""Make the example workbook and the same numbers as CSV: a made-up town that has filled them in.

Run it from the root of the repository: ``python examples/mapping/make_example.py``.
"""

from pathlib import Path

import plastsmart as ps
from plastsmart.mapping import Mapping, Measurement

HERE = Path(__file__).parent
TOWN = "Eksempelby"
KOSTRA = "KOSTRA (oppdiktet)"
PICKING = "Plukkanalyse 2024 (oppdiktet)"
PLANT = "Anleggsrapport 2024 (oppdiktet)"
GUESS = "Eget anslag (oppdiktet)"

# quantity, route, category, value by year, standard error, status, source, note
ROWS: list[tuple[str, str, str, dict[int, float], float | None, str, str, str]] = [
    ("population", "", "", {2023: 32_400, 2024: 32_900}, None, "reported", "SSB (oppdiktet)", ""),
    ("households", "", "", {2024: 15_200}, 100, "reported", "Kunderegister (oppdiktet)", ""),
    ("coverage", "kerbside_bag", "", {2023: 0.95, 2024: 0.95}, 0.01, "reported", KOSTRA, ""),
    ("coverage", "recycling_station", "", {2024: 0.05}, None, "estimated", GUESS, "hytter"),
    ("collected_gross", "kerbside_bag", "", {2023: 431.5, 2024: 452.25}, 10, "measured", KOSTRA, ""),
    ("collected_gross", "recycling_station", "", {2024: 18.0}, None, "measured", KOSTRA, ""),
    ("residual_total", "", "", {2023: 4710, 2024: 4655}, None, "reported", KOSTRA, ""),
    ("packaging_in_residual", "", "", {2024: 0.112}, 0.014, "measured", PICKING, "12 prøver"),
    ("other_plastic_in_residual", "", "", {2024: 0.031}, None, "measured", PICKING, ""),
    ("residual_moisture", "", "", {2024: 0.25}, 0.06, "default", "Andre analyser (oppdiktet)", ""),
    ("composition_residual", "", "film", {2024: 0.48}, None, "measured", PICKING, ""),
    ("composition_residual", "", "pp", {2024: 0.20}, None, "measured", PICKING, ""),
    ("composition_residual", "", "hdpe", {2024: 0.07}, None, "measured", PICKING, ""),
    ("composition_residual", "", "pet", {2024: 0.14}, None, "measured", PICKING, ""),
    ("composition_residual", "", "ps", {2024: 0.05}, None, "measured", PICKING, ""),
    ("composition_residual", "", "other", {2024: 0.06}, None, "measured", PICKING, ""),
    ("impurity", "kerbside_bag", "", {2024: 0.145}, 0.02, "measured", PICKING, ""),
    ("sorting_efficiency", "", "", {2024: 0.74}, 0.05, "reported", PLANT, ""),
    ("sorted_gross", "", "", {2024: 340.0}, None, "reported", PLANT, ""),
    ("recycled", "", "", {2024: 262.0}, None, "reported", PLANT, ""),
    ("collection_cost", "kerbside_bag", "", {2024: 5200}, None, "estimated", GUESS, ""),
    ("residual_cost", "", "", {2024: 2350}, None, "reported", KOSTRA, ""),
]  # fmt: skip


def town() -> Mapping:
    """Return the measurements of the town."""
    return Mapping(
        regions={TOWN: TOWN},
        measurements=[
            Measurement(
                quantity=quantity, region=TOWN, year=year, value=value, sd=sd, route=route,
                category=category, status=status, source=source, note=note,
            )
            for quantity, route, category, values, sd, status, source, note in ROWS
            for year, value in values.items()
        ],
        routes=(
            ps.Route("kerbside_bag", "source", ("household",)),
            ps.Route("recycling_station", "source", ("household",)),
        ),
        categories=tuple(
            ps.Category(name) for name in ("film", "pp", "hdpe", "pet", "ps", "other")
        ),
        price_year=2024,
    )  # fmt: skip


def main(folder: Path = HERE) -> None:
    """Write the workbook in Norwegian and the table."""
    workbook = folder / "eksempelby.xlsx"
    ps.mapping.template(workbook, language="no", filled=town(), overwrite=True)
    read = ps.mapping.read(workbook)
    table = read.table()
    table["price_year"] = read.price_year
    # as a Norwegian spreadsheet saves it
    table.to_csv(folder / "eksempelby.csv", sep=";", decimal=",", index=False)


if __name__ == "__main__":
    main()
