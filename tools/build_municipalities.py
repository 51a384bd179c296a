"""Compute and write ``network.csv``: the municipalities of the network, and Hamar, in one system.

What is known of each municipality stands in ``municipalities.csv`` and ``municipality-figures.csv``,
with source and confidence; the rest is taken from ``norway-household.csv``, with a wider range and
the status default. Run

    python tools/build_municipalities.py            write the file, then verify it
    python tools/build_municipalities.py --check    exit 1 if the file on disk differs

A municipality of its own (``ps.load("Asker")``) is the rows of this file that concern it, so there is
no file for each. The routes have the labels of ``norway-household``, so that measures and plans fit
both: the route ``kerbside`` is what is collected at home, in sacks, bins or coloured bags, and
``bring_point`` holds recycling stations too.
"""

from __future__ import annotations

import csv
import io
import json
import math
import re
import sys
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

DATA = Path(__file__).resolve().parent.parent / "src" / "plastsmart" / "data"
NATION = "norway-household"
Row = dict[str, str]

# --------------------------------------------------------------------------------------
# Assumptions: each with its reason
# --------------------------------------------------------------------------------------

# Where plastic is collected at home: the share without it is that of the nation in 2020 (published
# figure cov_none_2020), and at most a tenth have none; a fifth where the method itself was not read.
KERBSIDE_LOW = {"A": 0.90, "B": 0.80}
# The plant at Forus burnt in July 2022: half of the year, up to seven months of it.
PLANT_2022, PLANT_2022_HIGH = 0.5, 0.5833
# What followed "from autumn": a quarter of 2022. What share has bring points only is not known, so
# at least half of it is taken as the low end from 2023 on.
BRING_2022, BRING_2022_HIGH = 0.25, 0.3333
BRING_AFTER_LOW = 0.5
# Population from memory: errors of two per thousand were seen, small municipalities may have more.
POPULATION_HALF_WIDTH = {"A": 0.0, "B": 0.01}
# A projection follows the nation's growth; between municipalities it differed by several per cent in
# four years, so 1 % a year either way.
GROWTH_HALF_WIDTH = 0.01
# Tonnages are weighed; what a company collects on average, one of its municipalities may collect a
# tenth more or less of. Older and undated figures: a quarter.
AMOUNT_HALF_WIDTH, OLD_AMOUNT_HALF_WIDTH = 0.10, 0.25
# An audit is a few samples: a quarter either way, half where it is older than the years here.
IMPURITY_HALF_WIDTH, OLD_IMPURITY_HALF_WIDTH = 0.25, 0.5
# Never all, whatever the range.
MOST_CAPTURE = 0.95
# Picking analysis of a city: a tenth below; above, as far as members' reports fall short of what
# households discard (see the note).
PICKING_LOW = 0.10

# Rules and prices that are one for the country: the nation's range is the municipality's.
COMMON = re.compile(r"payment_|producer_|discount_rate|.*emission|heat_credit|substitution")
# What differs between municipalities, so that each draws its own; the rest they share.
LOCAL = re.compile(
    r"packaging_per_person|composition|coverage|capture|impurity|littering|recyclable|"
    r"collection_cost|residual_cost|persons_per_household"
)


# --------------------------------------------------------------------------------------
# Reading
# --------------------------------------------------------------------------------------


def read(name: str) -> list[Row]:
    """Return the rows of a data file."""
    with (DATA / f"{name}.csv").open(encoding="utf-8", newline="") as stream:
        return list(csv.DictReader(stream))


@dataclass(frozen=True)
class Figure:
    """One row of ``municipality-figures.csv``, or of ``published.csv``."""

    value: float
    year: int | None
    area: str
    row: Row

    @classmethod
    def of(cls, row: Row) -> Figure:
        """Read a row."""
        year = int(row["year"]) if row["year"] else None
        value = float(row["value"]) if row["value"] else math.nan
        return cls(value, year, row.get("area", ""), row)

    @property
    def citation(self) -> str:
        """Short citation, address, confidence."""
        place = f", {self.row['url']}" if self.row["url"] else ""
        return f"{self.row['source']}{place} ({self.row['confidence']})"


@dataclass
class Facts:
    """Everything that the file is computed from."""

    municipalities: list[Row] = field(default_factory=lambda: read("municipalities"))
    figures: list[Figure] = field(
        default_factory=lambda: [Figure.of(row) for row in read("municipality-figures")]
    )
    published: dict[str, Figure] = field(
        default_factory=lambda: {row["id"]: Figure.of(row) for row in read("published")}
    )
    nation: list[Row] = field(default_factory=lambda: read(NATION))

    def of(self, number: str, quantity: str) -> list[Figure]:
        """Return the figures that set a parameter of one municipality."""
        return [
            figure
            for figure in self.figures
            if number in figure.row["municipalities"].split()
            and figure.row["quantity"] == quantity
            and figure.row["parameter"]
        ]

    def national(self, parameter: str, route: str = "") -> dict[int | None, Row]:
        """Return the nation's rows of a parameter by year, those of one category."""
        return {
            int(row["year"]) if row["year"] else None: row
            for row in self.nation
            if row["parameter"] == parameter and row["route"] == route
        }


# --------------------------------------------------------------------------------------
# Writing
# --------------------------------------------------------------------------------------


def text(value: float) -> str:
    """Return a number as it stands in a file, six digits."""
    return f"{float(f'{value:.6g}'):.12g}"


def spread(kind: str, low: float, mode: float, high: float) -> str:
    """Return the text of a distribution that each region draws for itself; none without width."""
    if low == mode == high:
        return ""
    return f"{kind}({text(low)}, {text(mode)}, {text(high)}) per region"


def wider(distribution: str, *, share: bool) -> str:
    """Return a distribution twice as wide.

    A low end comes at most halfway to 0 and the high end of a share at most halfway to 1; a Dirichlet
    gets a quarter of its concentration, which doubles its standard deviation.
    """
    if not distribution:
        return ""
    kind, numbers = re.fullmatch(r"(\w+)\((.*)\)", distribution).groups()  # type: ignore[union-attr]
    values = [float(number) for number in numbers.split(",")]
    if kind == "dirichlet":
        return f"dirichlet({text(values[0] / 4)})"
    low, mode, high = values
    low = max(2 * low - mode, low / 2)
    high = 2 * high - mode if not share else min(2 * high - mode, (1 + high) / 2)
    return f"{kind}({text(low)}, {text(mode)}, {text(high)})"


class Table:
    """Rows of a system in the tidy table format."""

    def __init__(self, columns: Sequence[str]) -> None:
        self.columns = tuple(columns)
        self.rows: list[Row] = []

    def structure(self, parameter: str, note: str = "", **labels: str) -> None:
        """Add a row that describes the system."""
        empty = dict.fromkeys(self.columns, "")
        self.rows.append({**empty, "parameter": parameter, "note": note, **labels})

    def add(
        self,
        parameter: str,
        value: float,
        distribution: str,
        source: str,
        status: str,
        note: str,
        *,
        unit: str = "1",
        **labels: str,
    ) -> None:
        """Add a value."""
        if status in {"measured", "reported"} and "(B)" in source:
            raise SystemExit(f"{parameter} {labels}: {status}, but it rests on a B")
        self.structure(parameter, note, **labels)
        self.rows[-1] |= {
            "value": text(value), "unit": unit, "distribution": distribution, "source": source,
            "status": status,
        }  # fmt: skip

    def __str__(self) -> str:
        stream = io.StringIO()
        writer = csv.DictWriter(stream, self.columns, lineterminator="\n")
        writer.writeheader()
        writer.writerows(self.rows)
        return stream.getvalue()


def unique(*parts: str) -> str:
    """Join citations, each once."""
    return "; ".join(dict.fromkeys(part for part in parts if part))


# --------------------------------------------------------------------------------------
# The parameters that something is known of
# --------------------------------------------------------------------------------------


def cited(row: Row) -> str:
    """Return where the method of collection is from."""
    place = f", {row['url']}" if row["url"] else ""
    return f"{row['source']}{place} ({row['confidence']})"


def populations(facts: Facts, table: Table) -> None:
    """Add the population: known years, then the nation's growth."""
    nation = facts.national("population")
    known = {year: float(row["value"]) for year, row in nation.items() if year is not None}

    def national(year: int) -> float:
        before = max(y for y in known if y <= year)
        after = min(y for y in known if y >= year)
        share = 0.0 if before == after else (year - before) / (after - before)
        return known[before] + share * (known[after] - known[before])

    for place in facts.municipalities:
        number = place["number"]
        figures = sorted(facts.of(number, "population"), key=lambda figure: figure.year or 0)
        for figure in figures:
            half = POPULATION_HALF_WIDTH[figure.row["confidence"]] * figure.value
            table.add(
                "population",
                figure.value,
                spread("triangular", figure.value - half, figure.value, figure.value + half),
                figure.citation,
                "reported" if figure.row["confidence"] == "A" else "estimated",
                figure.row["note"],
                unit="person",
                region=number,
                year=str(figure.year),
            )
        last = figures[-1]
        if last.year is None:
            raise SystemExit(f"{number}: a population without a year")
        for year in (2025, 2030, 2035):
            if year <= last.year:
                continue
            value = round(last.value * national(year) / national(last.year))
            half = GROWTH_HALF_WIDTH * (year - last.year) * value
            half += POPULATION_HALF_WIDTH[last.row["confidence"]] * value
            table.add(
                "population",
                value,
                spread("triangular", value - half, value, value + half),
                unique(last.citation, nation[year]["source"]),
                "estimated",
                f"as {last.year}, with the growth of the nation's main alternative since; the "
                "municipality's own projection was not read, so 1 % a year either way",
                unit="person",
                region=number,
                year=str(year),
            )


def coverages(facts: Facts, table: Table) -> None:
    """Add who is served by which route, from the method of collection."""
    none = facts.published["cov_none_2020"]
    for place in facts.municipalities:
        if place["collection"] == "kerbside":
            served = 1.0 - none.value
            low = KERBSIDE_LOW[place["confidence"]]
            read = "" if place["confidence"] == "A" else "; not read in a source"
            source = unique(cited(place), none.citation)
            table.add(
                "coverage", served, spread("triangular", low, served, served), source, "estimated",
                f"{place['method']}{read}; the share without it is the nation's",
                region=place["number"], route="kerbside",
            )  # fmt: skip
            table.add(
                "coverage", none.value, spread("triangular", 0.0, none.value, none.value), source,
                "estimated", "those without collection at home, the nation's share",
                region=place["number"], route="bring_point",
            )  # fmt: skip
            table.add(
                "coverage", 0.0, "", cited(place), "estimated",
                "no plant for residual waste was found to serve it",
                region=place["number"], route="central_sorting",
            )  # fmt: skip
        elif place["collection"] == "central":
            central(place, table)
        else:
            raise SystemExit(f"municipalities.csv: unknown collection {place['collection']!r}")


def central(place: Row, table: Table) -> None:
    """Add the coverage of a municipality whose plant burnt in 2022."""
    source = cited(place)
    before = "the plant at Forus sorts all residual waste; no collection of its own"
    during = "to the fire of July 2022: half of the year, up to seven months"
    after = "the plant is not counted after the fire of July 2022"
    bring = "separate collection and bring points from autumn 2022"
    unknown = (
        f"{bring}; who has which was not found: all counted with bring points, as in the nation"
    )
    rows: dict[str, list[tuple[int, float, float, float, str]]] = {
        "kerbside": [(2020, 0.0, 0.0, 0.0, f"{before}; later see bring_point")],
        "bring_point": [
            (2021, 0.0, 0.0, 0.0, before),
            (2022, 0.0, BRING_2022, BRING_2022_HIGH, f"{bring}: a quarter of the year"),
            (2023, BRING_AFTER_LOW, 1.0, 1.0, unknown),
        ],
        "central_sorting": [
            (2021, 0.95, 1.0, 1.0, before),
            (2022, PLANT_2022, PLANT_2022, PLANT_2022_HIGH, during),
            (2023, 0.0, 0.0, 0.0, after),
        ],
    }
    for route, years in rows.items():
        for year, low, value, high, note in years:
            table.add(
                "coverage", value, spread("triangular", low, value, high), source, "estimated", note,
                region=place["number"], route=route, year=str(year) if len(years) > 1 else "",
            )  # fmt: skip


def at_year(rows: Mapping[int | None, Row], year: int | None) -> tuple[int, float]:
    """Return the nation's value of the year that is nearest: the first one for what is older."""
    known = sorted(y for y in rows if y is not None)
    nearest = min(known, key=lambda y: abs(y - (year or known[0])))
    return nearest, float(rows[nearest]["value"])


def impurity_of(facts: Facts, number: str, year: int | None) -> Figure | None:
    """Return the audit of the year, or else the latest."""
    figures = facts.of(number, "impurity")
    same = [figure for figure in figures if figure.year == year]
    return (same or sorted(figures, key=lambda f: f.year or 0))[-1] if figures else None


def impurities(facts: Facts, table: Table, start: int) -> None:
    """Add what does not belong: audits and picking analyses, else the nation's."""
    kerbside = facts.national("impurity", "kerbside")[None]
    for place in facts.municipalities:
        number = place["number"]
        figures = facts.of(number, "impurity")
        if not figures:
            default(table, kerbside, region=number)
        for figure in figures:
            old = figure.year is None or figure.year < start
            half = OLD_IMPURITY_HALF_WIDTH if old else IMPURITY_HALF_WIDTH
            own = figure.area == place["name"]
            where = "" if own else f"{figure.area}, used for each of them; "
            age = f"of {figure.year}, held since; " if old else ""
            table.add(
                "impurity",
                figure.value,
                spread("pert", (1 - half) * figure.value, figure.value, (1 + half) * figure.value),
                figure.citation,
                "reported" if own and not old else "estimated",
                f"{where}{age}{figure.row['note']}",
                region=number,
                route="kerbside",
                year="" if old else str(figure.year),
            )
    for route in ("bring_point", "central_sorting"):
        default(table, facts.national("impurity", route)[None], route=route)


@dataclass(frozen=True)
class Collected:
    """Gross kilograms for each inhabitant, and what capture at the kerb gives them."""

    figure: Figure
    kilograms: float
    most: float
    year: int
    packaging: float
    impurity: float
    bring_coverage: float
    bring_capture: float
    bring_impurity: float
    coverage: float

    def capture(self, kilograms: float) -> float:
        """Return the capture that gives an amount, less what bring points give."""
        bring = self.bring_coverage * self.bring_capture / (1 - self.bring_impurity)
        kerbside = kilograms / self.packaging - bring
        return kerbside * (1 - self.impurity) / self.coverage


def collected(facts: Facts, number: str) -> Collected | None:
    """Return what is known of the amount collected in a municipality; None where nothing is."""
    found = facts.of(number, "collected_per_person")
    most = math.nan
    if found:
        figure = found[-1]
        kilograms = figure.value
    else:
        tonnes = facts.of(number, "collected")
        if not tonnes:
            return None
        figure = tonnes[-1]
        served = facts.of(number, "inhabitants_served")[-1]
        kilograms = 1000 * figure.value / served.value
        later = [f for f in facts.figures if f.row["id"] == "remiks_2020_t"][-1]
        most = 1000 * later.value / served.value
    year, packaging = at_year(facts.national("packaging_per_person"), figure.year)
    audit = impurity_of(facts, number, figure.year)
    national = float(facts.national("impurity", "kerbside")[None]["value"])
    none = facts.published["cov_none_2020"].value
    return Collected(
        figure, kilograms, most, year, packaging, audit.value if audit else national, none,
        float(facts.national("capture", "bring_point")[None]["value"]),
        float(facts.national("impurity", "bring_point")[None]["value"]), 1.0 - none,
    )  # fmt: skip


def captures(facts: Facts, table: Table) -> None:
    """Add what share is captured: from what is collected, picking analysis, else the nation's."""
    kerbside = facts.national("capture", "kerbside")[None]
    places = facts.published["C040"]
    for place in facts.municipalities:
        number = place["number"]
        picking = facts.of(number, "capture")
        known = collected(facts, number)
        if picking:
            _picked(facts, table, number, picking[-1])
        elif known is not None:
            _calibrated(facts, table, number, known)
        else:
            low, high = (float(places.row[end]) for end in ("low", "high"))
            mode = float(kerbside["value"])
            table.add(
                "capture", mode, spread("pert", low, mode, high),
                unique(kerbside["source"], places.citation), "default",
                "the nation's, since no amount collected here was found; range: Norwegian "
                "municipalities with collection of their own, of whom those with a sack or bin lie "
                "higher than those with coloured bags",
                region=number, route="kerbside",
            )  # fmt: skip
    default(table, facts.national("capture", "bring_point")[None], route="bring_point")
    plant = facts.national("capture", "central_sorting")[None]
    for place in facts.municipalities:
        own = facts.of(place["number"], "capture_central")
        if not own:
            default(table, plant, region=place["number"])
            continue
        table.add(
            "capture", own[-1].value, f"{plant['distribution']} per region", plant["source"],
            "reported", f"{own[-1].row['note']}; range as the nation's", region=place["number"],
            route="central_sorting",
        )  # fmt: skip


def _picked(facts: Facts, table: Table, number: str, figure: Figure) -> None:
    """Add a capture that a picking analysis gives."""
    row = facts.national("packaging_per_person")[2022]
    most = float(row["distribution"].rstrip(")").split(",")[-1]) / float(row["value"])
    value = figure.value
    table.add(
        "capture", value, spread("pert", (1 - PICKING_LOW) * value, value, most * value),
        figure.citation, "reported",
        f"{figure.row['note']}; of members' packaging, which the rest of this system counts, it may "
        "be more: high as all households discard to what members report",
        region=number, route="kerbside", year=str(figure.year),
    )  # fmt: skip


def _calibrated(facts: Facts, table: Table, number: str, known: Collected) -> None:
    """Add the capture that gives the amount collected."""
    figure = known.figure
    value = known.capture(known.kilograms)
    old = figure.year is None or figure.year < known.year
    half = OLD_AMOUNT_HALF_WIDTH if old else AMOUNT_HALF_WIDTH
    most = value if math.isnan(known.most) else known.capture(known.most)
    age = "in a year that is not told" if figure.year is None else f"in {figure.year}"
    amount = f"{text(float(f'{known.kilograms:.3g}'))} kg"
    table.add(
        "capture",
        value,
        spread("pert", (1 - half) * value, value, min(max((1 + half) * value, most), MOST_CAPTURE)),
        unique(
            figure.citation,
            *(f.citation for f in facts.figures if f.row["id"] == "remiks_2020_t" and most > value),
            facts.national("packaging_per_person")[known.year]["source"],
        ),
        "estimated",
        f"calibrated so that {amount} are collected for each inhabitant, as {age} ({figure.area}), "
        f"taken as gross, with the impurity of here and "
        f"{text(float(f'{known.packaging:.4g}'))} kg of packaging by members' reports of "
        f"{known.year}; held for all years. Of 20 kg, which all households discard, it would be "
        f"{known.capture(known.kilograms) * known.packaging / 20:.2f}"
        + (f". {figure.row['note']}" if most > value else ""),
        region=number,
        route="kerbside",
    )


# --------------------------------------------------------------------------------------
# The rest
# --------------------------------------------------------------------------------------


def default(table: Table, row: Row, **labels: str) -> None:
    """Add a row of the nation, its range wider unless it is one for the country."""
    common = COMMON.match(row["parameter"]) is not None
    share = row["unit"] == "1"
    distribution = row["distribution"] if common else wider(row["distribution"], share=share)
    if distribution and LOCAL.match(row["parameter"]):
        distribution += " per region"
    widened = "" if common else ", range twice as wide"
    at = {axis: labels.get(axis, row[axis]) for axis in ("region", "year", "category", "route")}
    if row["parameter"] in {"capture", "impurity"} and row["value"]:
        at["category"] = ""
    table.structure(row["parameter"], f"the nation's{widened}. {row['note']}", **at)
    table.rows[-1] |= {
        "value": row["value"], "unit": row["unit"], "distribution": distribution,
        "source": row["source"], "status": "default",
    }  # fmt: skip


NOTES = (
    (
        "The sixteen municipalities of the network Plastsmarte byer og kommuner, and Hamar: household "
        "plastic packaging without deposit bottles."
    ),
    (
        "What is known of a municipality is its population, how plastic is collected, and for some the "
        "amount, the impurity or the capture. Everything else is the nation's (norway-household), with "
        "the status default and twice its range: composition, packaging for each inhabitant, sorting, "
        "recycling, costs and emissions. Differences between municipalities in those are not in here."
    ),
    (
        "Basis of the denominator: packaging for each inhabitant as members of the return company "
        "report it for the country. All households discard more, by WWF's figure 20 kg. A capture that "
        "was calibrated to tonnes is therefore high, and so are the rates; amounts collected are not."
    ),
    (
        "A figure of a company that serves several municipalities is used for each, as estimated. A "
        "figure that is older than the years here is held."
    ),
    "Populations are mostly unverified; after the last known year they follow the nation's growth.",
)


def build(facts: Facts) -> str:
    """Return the text of the file."""
    table = Table(list(facts.nation[0]))
    table.structure("system.name", "network")
    for note in NOTES:
        table.structure("system.note", note)
    kept = ("system.price_year", "year", "category", "route")
    for row in facts.nation:
        if row["parameter"] == "year" and row["year"] == "2020":
            for place in facts.municipalities:
                table.structure("region", place["name"], region=place["number"])
        if row["parameter"].startswith(kept) and row["value"] == "":
            table.rows.append(dict(row))
    years = [int(row["year"]) for row in table.rows if row["parameter"] == "year"]
    own: dict[str, Callable[[], None]] = {
        "population": lambda: populations(facts, table),
        "coverage": lambda: coverages(facts, table),
        "capture": lambda: captures(facts, table),
        "impurity": lambda: impurities(facts, table, years[0]),
    }
    done: set[str] = set()
    for row in facts.nation:
        name = row["parameter"]
        if row["value"] == "":
            continue
        if name not in own:
            default(table, row)
        elif name not in done:
            own[name]()
            done.add(name)
    return str(table)


# --------------------------------------------------------------------------------------
# Verifying
# --------------------------------------------------------------------------------------


def verify(facts: Facts, content: str) -> None:
    """Check by hand's arithmetic that the amounts collected come out, and what the files say."""
    rows = list(csv.DictReader(io.StringIO(content)))
    for place in facts.municipalities:
        known = collected(facts, place["number"])
        if known is None:
            continue
        value = {
            (row["parameter"], row["route"], row["year"]): float(row["value"])
            for row in rows
            if row["region"] in {place["number"], ""} and row["value"]
        }

        def of(
            parameter: str,
            route: str,
            year: int,
            value: Mapping[tuple[str, str, str], float] = value,
        ) -> float:
            return value.get(
                (parameter, route, str(year)), value.get((parameter, route, ""), math.nan)
            )

        kilograms = sum(
            of("packaging_per_person", "", known.year)
            * of("coverage", route, known.year)
            * of("capture", route, known.year)
            / (1 - (known.impurity if route == "kerbside" else of("impurity", route, known.year)))
            for route in ("kerbside", "bring_point")
        )
        if not math.isclose(kilograms, known.kilograms, rel_tol=1e-5):
            raise SystemExit(f"{place['name']}: {kilograms} kg, published {known.kilograms}")
    package = json.loads((DATA / "datapackage.json").read_text(encoding="utf-8"))
    described = {resource["name"]: resource for resource in package["resources"]}
    for name in ("network", "municipalities", "municipality-figures", "series"):
        if name not in described:
            raise SystemExit(f"datapackage.json does not describe {name}")
        header = list(rows[0]) if name == "network" else list(read(name)[0])
        fields = [entry["name"] for entry in described[name]["schema"]["fields"]]
        if fields != header or described[name]["path"] != f"{name}.csv":
            raise SystemExit(f"datapackage.json: path or fields of {name} do not match its file")


def main(arguments: Iterable[str]) -> int:
    """Write the file, or with ``--check`` compare it with the one on disk."""
    given = list(arguments)
    if given not in ([], ["--check"]):
        raise SystemExit("usage: build_municipalities.py [--check]")
    facts = Facts()
    content = build(facts)
    verify(facts, content)
    path = DATA / "network.csv"
    if given:
        if not path.exists() or path.read_bytes() != content.encode():
            print(f"{path.name} differs: run python tools/build_municipalities.py", file=sys.stderr)
            return 1
        return 0
    path.write_bytes(content.encode())
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
