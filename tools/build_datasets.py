"""Compute and write the packaged systems ``headline``, ``norway-household`` and ``norway``.

Every number in the three files comes from ``published.csv`` beside them, or from
an assumption named and explained below, or is derived here from the two. Run

    python tools/build_datasets.py            write the files, then verify them
    python tools/build_datasets.py --check    exit 1 if the files on disk differ

The equations are those of the calculation model, written out once more in plain
loops (:class:`Account`), so that the files are checked against the published
totals by a computation that shares no code with the library.
"""

from __future__ import annotations

import csv
import io
import itertools
import json
import math
import re
import sys
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

DATA = Path(__file__).resolve().parent.parent / "src" / "plastsmart" / "data"

COLUMNS = (
    "parameter", "region", "year", "category", "route", "value", "unit",
    "low", "high", "distribution", "source", "status", "note",
)  # fmt: skip

STRUCTURE = (
    "system.name", "system.note", "system.price_year", "region", "year", "category", "category.polymer",
    "category.format", "category.sector", "route", "route.tier", "route.sectors",
)  # fmt: skip

# --------------------------------------------------------------------------------------
# Assumptions: numbers for which no published figure was found. Each says why.
# --------------------------------------------------------------------------------------

# The source-separated 30 245 t of 2020 is read as net of wrongly sorted material. Then the page's
# 22 864 t is 67.9 % of a gross 33 673 t, as its percentage and a news item (33 000 t) say, the
# difference is the audited contamination, and what is left for residual waste agrees with the
# published "over 52 000 t"; read as gross, none of the three closes.

# Headline case: only the product 0.60 = 0.21 / 0.35 is published. The split puts the
# sorting yield between 0.75 (2021) and 0.807 (2016) of the return company, and the rest
# after it, which then agrees with the company's deduction of 24.6 % in 2022.
HEADLINE_SORTING = 0.80
# The population of the headline case, rounded so that 108 000 t are 20 kg per person.
HEADLINE_POPULATION = 5_400_000
# "About 35 per cent" is taken as 5 points either way.
HEADLINE_CAPTURE_HALF_WIDTH = 0.05
# The same five points for its two yields, which hold the company's figures named above.
HEADLINE_YIELD_HALF_WIDTH = 0.05
# The population of 2020 to 2023, rounded outwards.
HEADLINE_POPULATION_LOW, HEADLINE_POPULATION_HIGH = 5_350_000, 5_500_000
# A composition of one category has no spread; the table format asks for a text.
HEADLINE_CONCENTRATION = 100

# What is not target plastic in a bale, by weight. Buyers' specifications commonly ask
# for 90 to 98 % purity; 94 % is the middle. Low and high are those two.
BALE_HOUSEHOLD = (0.02, 0.06, 0.10)
# Business plastic is sorted where it arises and is cleaner.
BALE_BUSINESS = (0.01, 0.04, 0.08)
# Deposit bottles are one product from a closed system.
BALE_DEPOSIT = (0.0, 0.02, 0.05)

# Share of the gross weight that is not plastic packaging, business and deposit routes:
# no audit was found; cleaner than the households' 0.11.
IMPURITY_BUSINESS = (0.01, 0.05, 0.10)
IMPURITY_DEPOSIT = (0.0, 0.02, 0.05)

# Sorting and preparation of what has no table of its own, before calibration: laminates
# and unidentified plastic are mostly rejected, so they start below the lowest polymer.
SORTING_MULTILAYER = 0.30
SORTING_OTHER = 0.20
PREPARATION_MULTILAYER = 0.50
PREPARATION_OTHER = 0.40

# Sorting of business plastic: delivered as separate film, rigid and EPS fractions, so
# little is rejected.
SORTING_BUSINESS_FILM = 0.95
SORTING_BUSINESS_RIGID = 0.90
SORTING_BUSINESS_EPS = 0.98
SORTING_AGRICULTURE = 0.98
# The share of film in the members' business packaging without EPS: stretch and shrink
# film dominate transport packaging; no published split was found.
BUSINESS_FILM_SHARE = 0.60

# Washing of deposit bottles (caps, labels, fines removed) down to the calculation point.
# Between the European median of PET recyclers (0.81) and 0.95.
PREPARATION_DEPOSIT = 0.90
PREPARATION_DEPOSIT_HIGH = 0.95

# What extrusion leaves; melt filtration takes a few per cent.
CONVERSION = (0.93, 0.97, 0.99)
# No figure for recyclate going back into packaging was found: 0 until there is one.
CLOSED_LOOP_HIGH = 0.3
# No figure for littered packaging in Norway was found: 0, at most a hundredth.
LITTERING_HIGH = 0.01

# Coverage shares are published as whole per cent of inhabitants; three points either
# way for the kerbside share, two for the central, one for the bring share.
COVERAGE_KERBSIDE_HALF_WIDTH = 0.03
COVERAGE_CENTRAL_HALF_WIDTH = 0.02
COVERAGE_BRING_HALF_WIDTH = 0.01
# Coverage that is 1 because the route serves the whole sector: at least this.
COVERAGE_WHOLE_LOW = 0.95

# Capture at bring points: 0.7 of 13.5 kg at Bergen's points about 2005 is the low end
# (published.csv, bir_gen_kg), the high end lies as far above 0.15 as it is below.
CAPTURE_BRING_LOW = 0.05

# Capture of business plastic, half width of the range: the split between film and rigid
# is assumed, and the household part is subtracted from a rounded total.
CAPTURE_BUSINESS_HALF_WIDTH = 0.10

# Population figures are unverified: two per thousand either way.
POPULATION_HALF_WIDTH = 0.002

# The year whose prices all costs are in: the last of the price index.
PRICE_YEAR = 2024
# Kroner for a euro in 2018, the year of the European cost figures: the mean of that year,
# rounded, from memory.
NOK_PER_EUR_2018 = 9.6
# Costs of collecting residual waste are in no figure here, so what a plant takes out of it has
# none either. At most a tenth of what kerbside collection costs.
COLLECTION_CENTRAL_HIGH_SHARE = 0.1
# No cost of collecting or sorting from business or agriculture, or of deposit bottles, was found:
# 0 until there is one, at most what the households' routes cost.
# The steps of the payment are whole kilos; whether they were changed later was not found.
THRESHOLD_HALF_WIDTH = 0.5
# What producers cover by § 7-8: nothing before it; half of 2025, more or less by a tenth of the
# year, since agreements may take time; all from 2026, or four fifths, if not all is "necessary".
SHARE_BEFORE_HIGH = 0.05
SHARE_2025_HALF_WIDTH = 0.1
SHARE_AFTER_LOW = 0.8
# The number of households is published, the population is unverified.
HOUSEHOLD_HALF_WIDTH = 0.03

# Emissions of collection by lorry, and of transport to and sorting at a plant abroad
# [kg CO2e/tonne]: no figure was found, but Norsus writes that transport has little influence.
COLLECTION_EMISSION = (20, 50, 150)
SORTING_EMISSION = (50, 100, 250)
# A tonne of recyclate replaces as much virgin polymer; less where it is of lower quality.
SUBSTITUTION_LOW = 0.6
# Burning: carbon content of the pure polymer; fillers and pigments take off at most a tenth.
STOICHIOMETRY = {
    "PE": 1000 * 44 / 14, "PP": 1000 * 44 / 14,
    "PET": 1000 * 440 / 192.17, "PS": 1000 * 352 / 104.15,
}  # fmt: skip
INCINERATION_LOW_SHARE = 0.9
# Heat credit [kg CO2e/tonne]: 9 MWh in a tonne of mixed plastic, 0.8 of it used, and what
# district heating runs on otherwise in Norway (electricity, chips, heat pumps, some gas and oil)
# at 50 kg CO2e/MWh; low: nothing emitted; high: 150 kg CO2e/MWh and all of it used.
HEAT_MWH, HEAT_USED, HEAT_KG = 9.0, 0.8, 50.0
HEAT_HIGH_KG = 150.0

# --------------------------------------------------------------------------------------
# Published figures
# --------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Figure:
    """One row of ``published.csv``."""

    id: str
    value: float
    low: float
    high: float
    source: str
    url: str
    confidence: str

    @property
    def citation(self) -> str:
        """Short citation, address, confidence."""
        place = f", {self.url}" if self.url else ""
        return f"{self.source}{place} ({self.confidence})"


ASSUMED = "Assumption of this compilation (B)"


@dataclass(frozen=True)
class Figures:
    """The published figures by id."""

    rows: Mapping[str, Figure]

    def __getitem__(self, key: str) -> Figure:
        return self.rows[key]

    def value(self, key: str) -> float:
        """Value of one figure; an empty one is an error."""
        value = self.rows[key].value
        if math.isnan(value):
            raise SystemExit(f"published.csv: {key} has no value")
        return value

    def cite(self, *keys: str) -> str:
        """Citations of some figures, each source once."""
        return "; ".join(dict.fromkeys(self.rows[k].citation for k in keys))


def read_figures(path: Path) -> Figures:
    """Read ``published.csv``."""

    def number(text: str) -> float:
        return float(text) if text else math.nan

    with path.open(encoding="utf-8", newline="") as stream:
        rows = [
            Figure(
                id=row["id"],
                value=number(row["value"]),
                low=number(row["low"]),
                high=number(row["high"]),
                source=row["source"],
                url=row["url"],
                confidence=row["confidence"],
            )
            for row in csv.DictReader(stream)
        ]
    if len({row.id for row in rows}) != len(rows):
        raise SystemExit("published.csv: an id occurs twice")
    return Figures({row.id: row for row in rows})


@dataclass(frozen=True)
class Prices:
    """The consumer price index of ``cpi.csv``."""

    levels: Mapping[int, float]

    def now(self, value: float, year: int) -> float:
        """Return an amount in prices of a year in those of ``PRICE_YEAR``."""
        return rounded(value * self.levels[PRICE_YEAR] / self.levels[year])

    def told(self, year: int) -> str:
        """Say how amounts of a year were converted."""
        factor = self.levels[PRICE_YEAR] / self.levels[year]
        return f"from {year} to {PRICE_YEAR} prices by the consumer price index, x {factor:.4f}"


def read_prices(path: Path) -> Prices:
    """Read ``cpi.csv``."""
    with path.open(encoding="utf-8", newline="") as stream:
        return Prices({int(r["year"]): float(r["level"]) for r in csv.DictReader(stream)})


# --------------------------------------------------------------------------------------
# Writing tables
# --------------------------------------------------------------------------------------


def rounded(value: float, digits: int = 6) -> float:
    """Round to a number of significant digits."""
    return float(f"{value:.{digits}g}")


def text(value: float) -> str:
    """Return a number as it stands in a file: shortest text, no trailing ``.0``."""
    return f"{value:.12g}"


def triangular(low: float, mode: float, high: float) -> str:
    """Text of a triangular distribution."""
    return f"triangular({text(low)}, {text(mode)}, {text(high)})"


def pert(low: float, mode: float, high: float) -> str:
    """Text of a PERT distribution."""
    return f"pert({text(low)}, {text(mode)}, {text(high)})"


def half_gap(value: float) -> tuple[float, float]:
    """Half of what is left up to 1, either way: the range of a share that was calibrated.

    Centred on the value, so that an ensemble stays centred on the published total.
    """
    half = (1.0 - value) / 2.0
    return rounded(value - half, 4), rounded(value + half, 4)


@dataclass
class Table:
    """Rows of one system in the tidy table format."""

    rows: list[dict[str, str]] = field(default_factory=list)

    def structure(self, parameter: str, note: str = "", **labels: str) -> None:
        """Add a row that describes the system rather than a parameter."""
        row = dict.fromkeys(COLUMNS, "")
        row.update(labels, parameter=parameter, note=note)
        self.rows.append(row)

    def head(
        self,
        name: str,
        notes: Iterable[str],
        years: Iterable[int],
        price_year: int | None = None,
    ) -> None:
        """Add name, notes, price year, the one region and the years."""
        self.structure("system.name", name)
        for note in notes:
            self.structure("system.note", note)
        if price_year is not None:
            self.structure("system.price_year", year=str(price_year))
        self.structure("region", "Norge", region="NO")
        for year in years:
            self.structure("year", year=str(year))

    def category(self, label: str, polymer: str, shape: str, sector: str) -> None:
        """Add a category with its polymer, format and sector."""
        self.structure("category", category=label)
        self.structure("category.polymer", polymer, category=label)
        self.structure("category.format", shape, category=label)
        self.structure("category.sector", sector, category=label)

    def route(self, label: str, tier: str, sectors: str) -> None:
        """Add a route with its tier and the sectors it serves."""
        self.structure("route", route=label)
        self.structure("route.tier", tier, route=label)
        self.structure("route.sectors", sectors, route=label)

    def categories(self) -> list[str]:
        """List the categories."""
        return [row["category"] for row in self.rows if row["parameter"] == "category"]

    def _said(self, attribute: str, category: str) -> str:
        return next(
            row["note"]
            for row in self.rows
            if row["parameter"] == f"category.{attribute}" and row["category"] == category
        )

    def sector(self, category: str) -> str:
        """Return the sector of a category."""
        return self._said("sector", category)

    def polymer(self, category: str) -> str:
        """Return the polymer of a category."""
        return self._said("polymer", category)

    def add(
        self,
        parameter: str,
        value: float,
        distribution: str,
        source: str,
        status: str,
        note: str = "",
        *,
        year: int | None = None,
        category: str = "",
        route: str = "",
        unit: str = "1",
    ) -> None:
        """Add one parameter value."""
        self.rows.append(
            {
                "parameter": parameter,
                "region": "",
                "year": "" if year is None else str(year),
                "category": category,
                "route": route,
                "value": text(value),
                "unit": unit,
                "low": "",
                "high": "",
                "distribution": distribution,
                "source": source,
                "status": status,
                "note": note,
            }
        )

    def __str__(self) -> str:
        stream = io.StringIO()
        writer = csv.DictWriter(stream, COLUMNS, lineterminator="\n")
        writer.writeheader()
        writer.writerows(self.rows)
        return stream.getvalue()


# --------------------------------------------------------------------------------------
# The account of a table: the model's equations in plain loops
# --------------------------------------------------------------------------------------

NEUTRAL = {
    "prevention": 0.0, "reuse": 0.0, "littering": 0.0, "cleanup": 0.0, "impurity": 0.0,
    "bale_impurity": 0.0, "conversion_yield": 1.0, "closed_loop": 0.0,
    "energy_recovery": 1.0, "recyclable": 1.0,
}  # fmt: skip

FLOWS = (
    "generated", "collected",
    "kept", "missed", "sorted", "sorted_gross", "recycled",
)  # fmt: skip


class Account:
    """A table read back and its flows computed, one category and year at a time."""

    def __init__(self, rows: Iterable[Mapping[str, str]]) -> None:
        self.years: list[int] = []
        self.sector: dict[str, str] = {}
        self.tier: dict[str, str] = {}
        self.serves: dict[str, list[str]] = {}
        self.cells: dict[tuple[str, str, str], dict[int | None, float]] = {}
        for row in rows:
            parameter = row["parameter"]
            if parameter == "year":
                self.years.append(int(row["year"]))
            elif parameter == "category.sector":
                self.sector[row["category"]] = row["note"]
            elif parameter == "route.tier":
                self.tier[row["route"]] = row["note"]
            elif parameter == "route.sectors":
                self.serves[row["route"]] = row["note"].split()
            elif parameter not in STRUCTURE:
                cell = self.cells.setdefault((parameter, row["category"], row["route"]), {})
                year = int(row["year"]) if row["year"] else None
                if year in cell:
                    raise SystemExit(f"{parameter}: a cell is given twice: {dict(row)}")
                cell[year] = float(row["value"])

    def served(self, category: str, route: str) -> bool:
        """Whether a route serves the sector of a category."""
        return self.sector[category] in self.serves.get(route, [self.sector[category]])

    def get(self, parameter: str, year: int, category: str = "", route: str = "") -> float:
        """Return a parameter's value, linear between the given years and held outside them."""
        for labels in ((category, route), (category, ""), ("", route), ("", "")):
            cell = self.cells.get((parameter, *labels))
            if cell is None:
                continue
            if None in cell:
                return cell[None]
            known = sorted((y, v) for y, v in cell.items() if y is not None)
            if year <= known[0][0]:
                return known[0][1]
            for (y0, v0), (y1, v1) in itertools.pairwise(known):
                if year <= y1:
                    return v0 + (v1 - v0) * (year - y0) / (y1 - y0)
            return known[-1][1]
        if parameter in NEUTRAL:
            return NEUTRAL[parameter]
        raise SystemExit(f"{parameter} is missing for {year} {category} {route}")

    def flows(self, year: int, category: str) -> dict[str, float]:
        """Compute the flows of one category in one year [tonne/year]."""

        def p(name: str, route: str = "") -> float:
            return self.get(name, year, category, route)

        generated = (
            p("population") * p("packaging_per_person") / 1000 * p("composition")
            * (1 - p("prevention")) * (1 - p("reuse"))
        )  # fmt: skip
        littered = generated * p("littering")
        out = dict.fromkeys(FLOWS, 0.0)
        out["generated"] = generated
        available = generated - littered
        for tier in ("deposit", "source", "central"):
            if tier == "central":
                available += littered * p("cleanup")
            taken = 0.0
            for route, its_tier in self.tier.items():
                if its_tier != tier or not self.served(category, route):
                    continue
                collected = available * p("coverage", route) * p("capture", route)
                kept = collected * p("sorting_efficiency", route)
                taken += collected
                out["collected"] += collected
                out["sorted"] += kept
                out["sorted_gross"] += kept / (1 - p("bale_impurity"))
                out["recycled"] += kept * p("preparation_yield")
                if tier != "deposit" and self.sector[category] == "household":
                    out["kept"] += collected
            available -= taken
        if self.sector[category] == "household":
            out["missed"] = available * p("recyclable")
        return out

    def totals(self, year: int, sectors: Sequence[str] = ()) -> dict[str, float]:
        """Flows summed over the categories of some sectors (none named: all)."""
        out = dict.fromkeys(FLOWS, 0.0)
        for category, sector in self.sector.items():
            if not sectors or sector in sectors:
                for name, value in self.flows(year, category).items():
                    out[name] += value
        return out

    def rates(self, year: int, sectors: Sequence[str] = ()) -> dict[str, float]:
        """Compute the rates ``collection``, ``sorted_out``, ``eu_pre2020`` and ``eu``."""
        t = self.totals(year, sectors)
        considered = t["kept"] + t["missed"]
        return {
            "collection": t["collected"] / t["generated"],
            "sorted_out": t["kept"] / considered if considered else math.nan,
            "eu_pre2020": t["sorted_gross"] / t["generated"],
            "eu": t["recycled"] / t["generated"],
        }


# --------------------------------------------------------------------------------------
# Calibration of the household categories, 2020
# --------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Household:
    """One household category: composition and the European pattern of its yields."""

    label: str
    polymer: str
    shape: str
    composition: str
    sorting: str | None
    preparation: str | None
    sorting_start: float
    preparation_start: float


def household_categories(f: Figures) -> list[Household]:
    """List the seven household categories."""

    def one(label: str, polymer: str, shape: str, sort: str, prep: str) -> Household:
        return Household(
            label, polymer, shape, f"b_comp_{label}", sort, prep, f.value(sort), f.value(prep)
        )

    return [
        one("film", "LDPE", "film", "C106", "C112"),
        one("pp", "PP", "rigid and film", "C104", "C110"),
        one("hdpe", "HDPE", "rigid", "C107", "C113"),
        one("pet", "PET", "rigid", "C103", "C109"),
        one("ps", "PS", "rigid and foam", "C105", "C111"),
        Household(
            "multilayer", "mixed", "film", "b_comp_multi", None, None,
            SORTING_MULTILAYER, PREPARATION_MULTILAYER,
        ),
        Household(
            "other", "mixed", "all", "b_comp_other", None, None,
            SORTING_OTHER, PREPARATION_OTHER,
        ),
    ]  # fmt: skip


def common_gap(amounts: Sequence[float], shares: Sequence[float], target: float) -> float:
    """Find the gap share g for which sum(amount * (1 - (1 - share)(1 - g))) is the target."""
    lost = sum(a * (1 - s) for a, s in zip(amounts, shares, strict=True))
    return 1 - (sum(amounts) - target) / lost


def closed(share: float, gap: float) -> float:
    """Return a share after closing part of its gap to 1."""
    return 1 - (1 - share) * (1 - gap)


@dataclass(frozen=True)
class Performance:
    """What the calibration for 2020 gives; the same in both Norwegian systems."""

    kerbside: float
    kerbside_low: float
    kerbside_high: float
    sorting_gap: float
    preparation_gap: float
    sorting: Mapping[str, float]
    preparation: Mapping[str, float]


def calibrate(f: Figures) -> Performance:
    """Fit capture, sorting and preparation to the published totals of 2020."""
    categories = household_categories(f)
    generated = f.value("gpn_2020_hh_pom")
    separated = f.value("gpn_2020_hh_source_separated")
    bring = generated * f.value("cov_none_2020") * f.value("cap_bring")
    served = generated * f.value("cov_kerb_2020")

    def kerbside(impurity: float) -> float:
        # Bring points are taken to be as clean as the kerbside routes.
        return (separated * (1 - impurity) - bring) / served

    capture = rounded(kerbside(0.0))
    source = served * capture + bring
    central = (generated - source) * f.value("cov_central_2020") * f.value("cap_central")
    collected = [(source + central) * f.value(c.composition) for c in categories]

    in_bales = f.value("gpn_2020_hh_sorted_t") * (1 - BALE_HOUSEHOLD[1])
    sorting_gap = common_gap(collected, [c.sorting_start for c in categories], in_bales)
    sorting = {c.label: rounded(closed(c.sorting_start, sorting_gap)) for c in categories}

    kept = [a * sorting[c.label] for a, c in zip(collected, categories, strict=True)]
    recycled = f.value("gpn_2020_hh_recycled_t")
    preparation_gap = common_gap(kept, [c.preparation_start for c in categories], recycled)
    preparation = {
        c.label: rounded(closed(c.preparation_start, preparation_gap)) for c in categories
    }
    return Performance(
        kerbside=capture,
        kerbside_low=rounded(kerbside(f.value("rev_renovest")), 4),
        kerbside_high=rounded(f["cap_sack"].low, 4),
        sorting_gap=sorting_gap,
        preparation_gap=preparation_gap,
        sorting=sorting,
        preparation=preparation,
    )


# --------------------------------------------------------------------------------------
# Rows that the two Norwegian systems share
# --------------------------------------------------------------------------------------


def calibrated(value: float, figure: Figure | None) -> tuple[str, str]:
    """Distribution of a calibrated share, and where its range comes from."""
    if figure is not None and figure.low <= value <= figure.high:
        return pert(figure.low, value, figure.high), "range of the source"
    low, high = half_gap(value)
    why = "the source's range does not hold the calibrated value; " if figure is not None else ""
    return pert(low, value, high), f"{why}range: half of the gap to 1 either way"


def add_population(table: Table, f: Figures, first: int) -> None:
    """Add the population from the first year to 2035."""
    for year in range(first, 2026):
        key = f"pop_no_{year}"
        v = f.value(key)
        low, high = v * (1 - POPULATION_HALF_WIDTH), v * (1 + POPULATION_HALF_WIDTH)
        table.add(
            "population", v, triangular(round(low), v, round(high)), f.cite(key), "estimated",
            "1 January; not yet checked against the table, so 0.2 % either way",
            year=year, unit="person",
        )  # fmt: skip
    near, far = f["pop_no_2030"], f["pop_no_2050"]
    table.add(
        "population", near.value, pert(near.low, near.value, near.high), near.citation,
        "estimated", "main alternative, rounded; low and high alternative as range",
        year=2030, unit="person",
    )  # fmt: skip
    share = (2035 - 2030) / (2050 - 2030)
    low, mode, high = (
        round(a + (b - a) * share)
        for a, b in ((near.low, far.low), (near.value, far.value), (near.high, far.high))
    )
    table.add(
        "population", mode, pert(low, mode, high), f.cite("pop_no_2030", "pop_no_2050"),
        "estimated", "interpolated linearly between the main alternative for 2030 and for 2050",
        year=2035, unit="person",
    )  # fmt: skip


def add_household_categories(table: Table, f: Figures) -> None:
    """Structure rows of the household categories."""
    for c in household_categories(f):
        table.category(c.label, c.polymer, c.shape, "household")


def add_household_coverage(table: Table, f: Figures, years: Sequence[int]) -> None:
    """Coverage of the three household routes; the fire of July 2022 acts from 2023."""
    lost = rounded(f.value("ivar_inhabitants") / f.value("pop_no_2023"), 4)
    lost_most = rounded(f["ivar_inhabitants"].high / f.value("pop_no_2023"), 4)
    for year in years:
        published = year == 2020
        status = "reported" if published else "estimated"
        held = "published for November 2020" if published else "share of 2020 held"
        v = f.value("cov_kerb_2020")
        w = COVERAGE_KERBSIDE_HALF_WIDTH
        table.add(
            "coverage", v, triangular(rounded(v - w), v, rounded(v + w)), f.cite("cov_kerb_2020"),
            status, f"{held}; bag, bin and optical bag together; three points either way",
            year=year, route="kerbside",
        )  # fmt: skip
        after = year >= 2023
        fire = f.cite("ivar_inhabitants", "ivar_fire", "pop_no_2023")
        v = rounded(f.value("cov_none_2020") + (lost if after else 0))
        w = COVERAGE_BRING_HALF_WIDTH
        high = rounded(f.value("cov_none_2020") + lost_most + w) if after else rounded(v + w)
        table.add(
            "coverage", v, triangular(rounded(v - w), v, high),
            f.cite("cov_none_2020") + (f"; {fire}" if after else ""), status,
            f"0.02 of 2020 plus the 325 000 inhabitants of the plant that burnt in July 2022 as a "
            f"share of the population of 2023 ({text(lost)}), taken to use bring points since"
            if after
            else f"{held}: those without kerbside or central sorting; one point either way",
            year=year, route="bring_point",
        )  # fmt: skip
        v = rounded(f.value("cov_central_2020") - (lost if after else 0))
        w = COVERAGE_CENTRAL_HALF_WIDTH
        table.add(
            "coverage", v, triangular(rounded(v - w), v, rounded(v + w)),
            f.cite("cov_central_2020") + (f"; {fire}" if after else ""), status,
            f"0.13 of 2020 less the 325 000 inhabitants of the plant that burnt in July 2022 as a "
            f"share of the population of 2023 ({text(lost)}); two points either way"
            if after else f"{held}; two points either way",
            year=year, route="central_sorting",
        )  # fmt: skip


def add_household_capture(
    table: Table, f: Figures, p: Performance, category: str, year: int | None = None
) -> None:
    """Capture of one category in the three household routes."""
    # The statements are about household plastic at large, not about deposit bottles.
    deposit = category == "deposit_pet"
    status = "estimated" if deposit else "reported"
    suffix = "; taken to hold for deposit bottles not returned as well" if deposit else ""
    table.add(
        "capture", p.kerbside, pert(p.kerbside_low, p.kerbside, p.kerbside_high),
        f.cite("gpn_2020_hh_source_separated", "C088", "cov_kerb_2020"), "estimated",
        "calibrated so that source-separated plastic in 2020 weighs 30 245 t net; no capture by "
        "category was found, so one for all; low: contamination 0.27, the worst audit of 2021; "
        "high: low end of the ceiling stated for kerbside sacks" + suffix,
        year=year, category=category, route="kerbside",
    )  # fmt: skip
    v = f.value("cap_bring")
    table.add(
        "capture", v, triangular(CAPTURE_BRING_LOW, v, rounded(2 * v - CAPTURE_BRING_LOW)),
        f.cite("cap_bring", "bir_gen_kg"), status,
        "operator statement for bring points, all plastic; low: 0.7 of 13.5 kg at Bergen's bring "
        f"points about 2005; high as far above{suffix}",
        year=year, category=category, route="bring_point",
    )  # fmt: skip
    v = f.value("cap_central")
    table.add(
        "capture", v, triangular(f.value("C078"), v, f.value("C096")),
        f.cite("cap_central", "C078", "C096"), status,
        "operator statement for the plastic in residual waste; low: share separated at Nedre "
        f"Romerike; high: recovery stated for the same plant later{suffix}",
        year=year, category=category, route="central_sorting",
    )  # fmt: skip


def add_household_impurity(table: Table, f: Figures) -> None:
    """Impurity of the three household routes."""
    v, low, high = f.value("C088"), f.value("cont_2017"), f.value("cont_2012")
    table.add(
        "impurity", v, pert(low, v, high), f.cite("C088", "cont_2012", "cont_2017"), "reported",
        "national average of the audits of 2021 ('more than 11 %'), used for all years; range: the "
        "averages published in 2012 and 2017; single companies lie between 0.02 and 0.27",
        route="kerbside",
    )  # fmt: skip
    low, high = f.value("rev_haf"), f.value("rev_renovest")
    table.add(
        "impurity", v, pert(low, v, high), f.cite("C088", "rev_haf", "rev_renovest"), "estimated",
        "no audit of bring points found: as the kerbside average; range of single companies",
        route="bring_point",
    )  # fmt: skip
    c = f["C150"]
    table.add(
        "impurity", c.value, pert(c.low, c.value, c.high), c.citation, "estimated",
        "moisture and dirt on plastic taken out of residual waste; affects gross weights only",
        route="central_sorting",
    )  # fmt: skip


def add_household_yields(table: Table, f: Figures, p: Performance, parameter: str) -> None:
    """Sorting efficiency or preparation yield of the household categories."""
    is_sorting = parameter == "sorting_efficiency"
    gap = p.sorting_gap if is_sorting else p.preparation_gap
    total = "29 966 t sorted in 2020 (as weighed)" if is_sorting else "21 805 t recycled in 2020"
    total_key = "gpn_2020_hh_sorted_t" if is_sorting else "gpn_2020_hh_recycled_t"
    what = "sorting-plant" if is_sorting else "recycling-plant"
    for c in household_categories(f):
        key = c.sorting if is_sorting else c.preparation
        start = c.sorting_start if is_sorting else c.preparation_start
        value = (p.sorting if is_sorting else p.preparation)[c.label]
        spread, why = calibrated(value, f[key] if key else None)
        origin = (
            f"European {what} median {text(start)}"
            if key
            else f"{text(start)} assumed (mostly rejected)"
        )
        table.add(
            parameter, value, spread,
            f.cite(key, total_key) if key else f"{ASSUMED}; {f.cite(total_key)}", "estimated",
            f"{origin}, moved by closing one common share {gap:.4f} of the gap to 1 in every "
            f"household category so that the total is {total}; {why}",
            category=c.label,
        )  # fmt: skip


def add_common_defaults(table: Table, f: Figures) -> None:
    """Parameters on which no figure was found, or that hardly matter, the same everywhere."""
    low, mode, high = CONVERSION
    table.add(
        "conversion_yield", mode, pert(low, mode, high), ASSUMED, "default",
        "melt filtration takes a few per cent; lies behind the calculation point, so no official "
        "rate depends on it",
    )  # fmt: skip
    table.add(
        "closed_loop", 0.0, triangular(0, 0, CLOSED_LOOP_HIGH), ASSUMED, "default",
        "unknown: no figure for recyclate that goes back into packaging was found; 0 until there "
        "is one, so the closed-loop rate is a lower bound",
    )  # fmt: skip
    table.add(
        "littering", 0.0, triangular(0, 0, LITTERING_HIGH), ASSUMED, "default",
        "unknown: no figure for packaging littered in Norway was found; at most a hundredth is "
        "assumed",
    )  # fmt: skip
    burnt, buried = f.value("C071"), f.value("C073")
    table.add(
        "energy_recovery", 1.0, triangular(rounded(burnt / (burnt + buried), 4), 1, 1),
        f"{ASSUMED}; {f.cite('C071', 'C073')}", "default",
        "residual waste and rejects are incinerated with energy recovery; low: incinerated share "
        "of all plastic waste incinerated or landfilled, 0.5 / (0.5 + 0.1)",
    )  # fmt: skip


RECYCLABLE_NOTE = (
    "share of the plastic in residual waste that can be recycled, one region's picking analysis "
    "used for every household category; low: share of household plastic waste suited to "
    "recycling; high as far above; counts in the sorted-out rate only"
)


def add_recyclable(table: Table, f: Figures, category: str) -> None:
    """Add the share of a household category's residue that can be recycled."""
    v, low = f.value("C084"), f.value("plast_all_hh_suited")
    table.add(
        "recyclable", v, triangular(low, v, rounded(2 * v - low)),
        f.cite("C084", "plast_all_hh_suited"), "estimated", RECYCLABLE_NOTE, category=category,
    )  # fmt: skip


def dirichlet_concentration(f: Figures) -> float:
    """Concentration for which no category's range of two standard deviations is too narrow.

    A Dirichlet share m has the variance m (1 - m) / (c + 1); its published range is taken
    as four standard deviations, and the widest range decides.
    """
    found = []
    for c in household_categories(f):
        figure = f[c.composition]
        deviation = (figure.high - figure.low) / 4
        found.append(figure.value * (1 - figure.value) / deviation**2 - 1)
    return float(math.floor(min(found)))


def shares(tonnes: Mapping[str, float]) -> dict[str, float]:
    """Shares of tonnes to nine decimals; what rounding leaves goes to the largest."""
    total = sum(tonnes.values())
    units = {label: round(t / total * 10**9) for label, t in tonnes.items()}
    largest = max(tonnes, key=lambda label: tonnes[label])
    units[largest] += 10**9 - sum(units.values())
    return {label: unit / 10**9 for label, unit in units.items()}


# --------------------------------------------------------------------------------------
# Costs and climate, the same in both Norwegian systems
# --------------------------------------------------------------------------------------

COST_NOTE = (
    "Costs are orders of magnitude in 2024 prices: no figure for collection, sorting or recycling in "
    "Norway was read, so those are unverified background figures, European ones at 9.6 NOK per euro. "
    "Read are the return company's payment, the CO2 tax and the discount rate. The cost of "
    "the service is not stated, since the collection figure holds all of it; collecting residual "
    "waste is in no figure."
)
PAYMENT_NOTE = (
    "Payment to municipalities: the scale of 2018 (900, 1100, 1300, 1500 NOK/tonne under 8, 12, 16 kg "
    "per inhabitant and above), taken to follow prices since. That the rate of the step "
    "reached is paid for all tonnes is a reading of the sources. Here the step is that of the "
    "national mean. From 1 July 2025 producers cover necessary costs instead (avfallsforskriften "
    "§ 7-8)."
)
CLIMATE_NOTE = (
    "Climate: emissions of virgin and recycled polymer are European figures of 2005, those of "
    "burning follow from carbon content, the heat credit and transport are assumptions. Nothing was "
    "fitted to the published saving of 2.0 kg CO2e for each kg sorted at source, which is a check."
)


def add_spread(
    table: Table, parameter: str, bounds: Sequence[float], source: str, note: str,
    *, unit: str, status: str = "estimated", year: int | None = None, category: str = "",
    route: str = "",
) -> None:  # fmt: skip
    """Add an amount with its low, value and high."""
    low, value, high = (rounded(bound) for bound in bounds)
    table.add(
        parameter, value, pert(low, value, high), source, status, note,
        unit=unit, year=year, category=category, route=route,
    )  # fmt: skip


def add_payment(table: Table, f: Figures, prices: Prices) -> None:
    """Add the producers' payment in its four steps, and their share of necessary costs."""
    keys = ("pay_2018_0_8", "pay_2018_8_12", "pay_2018_12_16", "pay_2018_16")
    source = f.cite(*keys)
    told = (
        f"{prices.told(2018)}; low: the scale's kroner unchanged since; high: as far above; read "
        "from the source, estimated for later years"
    )
    first = f.value(keys[0])
    now = prices.now(first, 2018)
    add_spread(
        table, "producer_payment", (first, now, 2 * now - first), source,
        f"{text(first)} NOK/tonne under 8 kg per inhabitant, {told}", unit="NOK/tonne",
    )  # fmt: skip
    for step, threshold in enumerate((8.0, 12.0, 16.0), start=2):
        w = THRESHOLD_HALF_WIDTH
        table.add(
            f"payment_threshold_{step}", threshold,
            triangular(threshold - w, threshold, threshold + w), source, "estimated",
            "the scale of 2018; half a kilo either way, since later scales were not found",
            unit="kg/person/year",
        )  # fmt: skip
    for step in (2, 3, 4):
        more = f.value(keys[step - 1]) - f.value(keys[step - 2])
        now = prices.now(more, 2018)
        add_spread(
            table, f"payment_increase_{step}", (more, now, 2 * now - more), source,
            f"{text(more)} NOK/tonne more than the step before, {told}", unit="NOK/tonne",
        )  # fmt: skip
    law = f.cite("law_7_8")
    half, w = f.value("law_7_8"), SHARE_2025_HALF_WIDTH
    for year, value, spread, why in (
        (2024, 0.0, triangular(0, 0, SHARE_BEFORE_HIGH), "before § 7-8 came into force"),
        (2025, half, triangular(half - w, half, half + w), "half of the year: from 1 July 2025"),
        (2026, 1.0, triangular(SHARE_AFTER_LOW, 1, 1),
         "the whole year; low: a fifth of it is not found necessary"),
    ):  # fmt: skip
        table.add("producer_share", value, spread, law, "reported", why, year=year)


def add_residual_cost(table: Table, f: Figures, prices: Prices, years: Sequence[int]) -> None:
    """Add gate fee and CO2 tax of what is burnt."""
    gate = f["b_gate_incin"]
    for year in years:
        key = f"tax_{year}"
        taxed = year >= 2022
        tax = prices.now(f.value(key), year) if taxed else 0.0
        fee = [prices.now(bound, 2022) for bound in (gate.low, gate.value, gate.high)]
        why = (
            f"and a CO2 tax of {text(f.value(key))} NOK/tonne of waste in {year}"
            if taxed
            else "no CO2 tax before 2022"
        )
        add_spread(
            table, "residual_cost", [each + tax for each in fee],
            f"{f.cite(key)}; {gate.citation}" if taxed else gate.citation,
            f"gate fee {text(gate.value)} ({text(gate.low)} to {text(gate.high)}) NOK/tonne of 2022, "
            f"{why}, in {PRICE_YEAR} prices; collection of residual waste is not in it",
            unit="NOK/tonne", year=year,
        )  # fmt: skip


def add_costs(
    table: Table, f: Figures, prices: Prices, others: Mapping[str, str], years: Sequence[int]
) -> None:
    """Add costs; `others` maps routes that are not the municipality's to whose they are."""

    def euros(key: str, by: float = 1.0) -> list[float]:
        figure = f[key]
        bounds = (figure.low, figure.value, figure.high)
        return [prices.now(bound * NOK_PER_EUR_2018 * by, 2018) for bound in bounds]

    rate = f"{NOK_PER_EUR_2018:g} NOK per euro assumed; {prices.told(2018)}"
    unit = "NOK/tonne"
    kerb = f["b_cost_collect"]
    kerbside = [prices.now(bound, 2018) for bound in (kerb.low, kerb.value, kerb.high)]
    add_spread(
        table, "collection_cost", kerbside, kerb.citation,
        f"{text(kerb.value)} ({text(kerb.low)} to {text(kerb.high)}) NOK/tonne, {prices.told(2018)}; "
        "all of the service, beyond what residual waste costs",
        unit=unit, route="kerbside",
    )  # fmt: skip
    add_spread(
        table, "collection_cost", euros("C137"), f.cite("C137"),
        f"300 (150 to 500) EUR/tonne at bring points, {rate}", unit=unit, route="bring_point",
    )  # fmt: skip
    add_spread(
        table, "collection_cost", (0, 0, COLLECTION_CENTRAL_HIGH_SHARE * kerbside[1]), ASSUMED,
        "collected with residual waste, so nothing beyond it; high: a tenth of kerbside collection",
        unit=unit, status="default", route="central_sorting",
    )  # fmt: skip
    sorting = euros("C138")
    for route in ("kerbside", "bring_point"):
        add_spread(
            table, "sorting_cost", sorting, f.cite("C138"),
            f"190 (120 to 260) EUR/tonne of input, {rate}", unit=unit, route=route,
        )  # fmt: skip
    share, taken, clean = f["C151"], f.value("cap_central"), 1 - f.value("C150")
    low, mode, high = f["C139"].low, f["C139"].value, f["C139"].high
    central = [
        prices.now(cost * NOK_PER_EUR_2018 * clean / (part * taken), 2018)
        for cost, part in ((low, share.high), (mode, share.value), (high, share.low))
    ]
    add_spread(
        table, "sorting_cost", central, f.cite("C139", "C151", "cap_central", "C150"),
        "60 (40 to 100) EUR/tonne of residual waste with 0.13 (0.18 to 0.09) plastic packaging, 0.8 "
        f"of it taken out with 0.25 impurities: all of the plant's cost borne by plastic; {rate}",
        unit=unit, route="central_sorting",
    )  # fmt: skip
    for route, whose in others.items():
        for parameter, most in (("collection_cost", kerbside[1]), ("sorting_cost", sorting[1])):
            add_spread(
                table, parameter, (0, 0, most), ASSUMED,
                f"unknown: no figure for {whose} was found; 0 until there is one, so what it costs "
                "there is too low; high: as for households at the kerb",
                unit=unit, status="default", route=route,
            )  # fmt: skip
    if others:
        _, _, most = euros("C140")
        for category in table.categories():
            home = table.sector(category) == "household"
            add_spread(
                table, "recycling_cost", euros("C140") if home else (0, 0, most),
                f.cite("C140") if home else ASSUMED,
                f"150 (0 to 300) EUR/tonne of mixed plastic sorted, {rate}"
                if home
                else "unknown: clean fractions may cost nothing or be sold; 0 until there is a "
                "figure; high: the most that mixed plastic costs",
                unit=unit, status="estimated" if home else "default", category=category,
            )  # fmt: skip
    else:
        add_spread(
            table, "recycling_cost", euros("C140"), f.cite("C140"),
            f"150 (0 to 300) EUR/tonne of mixed plastic sorted, {rate}", unit=unit,
        )  # fmt: skip
    add_residual_cost(table, f, prices, years)
    add_payment(table, f, prices)
    r = f["rate_2005"]
    table.add(
        "discount_rate", r.value, triangular(r.low, r.value, r.high), r.citation, "reported",
        "normal rate for public projects; low: the part without risk; high: much systematic risk; "
        "the circular in force (R-109) was not read",
    )  # fmt: skip
    add_households(table, f, years[0])


def add_households(table: Table, f: Figures, first: int) -> None:
    """Add persons per household."""
    w = HOUSEHOLD_HALF_WIDTH
    if first <= 2020:
        v = f.value("hh_size_2019")
        table.add(
            "persons_per_household", v, triangular(rounded(v - w), v, rounded(v + w)),
            f.cite("hh_size_2019"), "reported", "of 1 January 2019", year=2020,
            unit="person/household",
        )  # fmt: skip
    v = rounded(f.value("pop_no_2024") / f.value("hh_2024"), 4)
    table.add(
        "persons_per_household", v, triangular(rounded(v - w), v, rounded(v + w)),
        f.cite("hh_2024", "pop_no_2024"), "estimated",
        "population by the number of private households, 1 January 2024, held after", year=2024,
        unit="person/household",
    )  # fmt: skip


VIRGIN = {
    "LDPE": ("C059",), "PP": ("C060",), "HDPE": ("C058",), "PET": ("C057",), "PS": ("C061",),
    "EPS": ("C061",),
}  # fmt: skip
"""Polymer to the published emission of making it; what is mixed takes the mean of Europe's."""

BURNT = {"LDPE": "PE", "HDPE": "PE", "PP": "PP", "PET": "PET", "PS": "PS", "EPS": "PS"}
"""Polymer to the pure one whose carbon content it has."""


def add_climate(table: Table, f: Figures) -> None:
    """Add emission factors."""
    unit = "kg CO2e/tonne"
    add_spread(
        table, "collection_emission", COLLECTION_EMISSION, ASSUMED,
        "lorries; no figure was found, but transport has little influence (Norsus)", unit=unit,
    )  # fmt: skip
    add_spread(
        table, "sorting_emission", SORTING_EMISSION, ASSUMED,
        "transport abroad and power of the plant; no figure was found, but transport has little "
        "influence (Norsus)",
        unit=unit,
    )  # fmt: skip
    mixed, spread = f["b_ef_virgin"], f["C123"]
    recycled = f.value("C063")
    add_spread(
        table, "recycling_emission",
        [1000 * each for each in
         (mixed.value - spread.high, recycled, mixed.value - spread.low)],
        f.cite("C063", "C123", "b_ef_virgin"),
        "typical value for recycled plastics, 2005, which may hold some of collection and sorting; "
        "low and high: savings of 1.493 and 0.147 against virgin polymer of 2.0 tonne CO2e/tonne",
        unit=unit,
    )  # fmt: skip
    for category in table.categories():
        keys = VIRGIN.get(table.polymer(category), ())
        values = [1000 * f.value(key) for key in keys] or [1000 * mixed.value]
        value = sum(values) / len(values)
        low, high = mixed.low / mixed.value, mixed.high / mixed.value
        add_spread(
            table, "virgin_emission", (value * low, value, value * high),
            f.cite(*keys, "b_ef_virgin"),
            "Europe, 2005, cradle to gate; range of mixed polymers, 15 % either way"
            if keys else "mixed polymers, as the mean of PE, PP and PET",
            unit=unit, category=category,
        )  # fmt: skip
    table.add(
        "substitution", 1.0, triangular(SUBSTITUTION_LOW, 1, 1), ASSUMED, "default",
        "tonne for tonne; low: recyclate of lower quality",
    )  # fmt: skip
    for category in table.categories():
        pure = BURNT.get(table.polymer(category))
        whole = f["C128"]
        if pure is None:
            bounds = [1000 * each for each in (whole.low, whole.value, whole.high)]
            why = "mixed plastic"
        else:
            full = STOICHIOMETRY[pure]
            bounds = [full * INCINERATION_LOW_SHARE, full, full]
            why = f"carbon content of {pure}; fillers and pigments take off at most a tenth"
        add_spread(
            table, "incineration_emission", bounds, whole.citation, why, unit=unit,
            category=category,
        )  # fmt: skip
    add_spread(
        table, "heat_credit", (0, HEAT_MWH * HEAT_USED * HEAT_KG, HEAT_MWH * HEAT_HIGH_KG), ASSUMED,
        "9 MWh in a tonne, 0.8 of it used, other district heating at 50 kg CO2e/MWh; low: nothing "
        "emitted otherwise; high: 150 kg CO2e/MWh and all of it used",
        unit=unit,
    )  # fmt: skip


# --------------------------------------------------------------------------------------
# The three systems
# --------------------------------------------------------------------------------------


def headline(f: Figures) -> Table:
    """108 000 t, 35 % collected, 21 % recycled."""
    table = Table()
    table.head(
        "headline",
        [
            (
                "The headline case of household plastic packaging in Norway: 108 000 t discarded a "
                "year, about 35 % of it collected by municipalities, 21 % of it recycled (WWF "
                "Norway)."
            ),
            (
                "Basis of the denominator: an estimate of the whole market. The return company's "
                "members alone report 93 047 t (2020) and 81 515 t (2022)."
            ),
            (
                "The 21 % is read as a share of what is generated: 22 680 t, close to the 21 805 t "
                "that the return company reports for 2020. A share of what is collected would be "
                "7.9 kt."
            ),
            (
                "Only the product 0.60 = 0.21 / 0.35 of sorting and preparation is published; the "
                "split 0.80 x 0.75 is estimated. The pre-2020 rate depends on that split."
            ),
        ],
        [2023],
    )
    table.category("plastic_packaging", "mixed", "all", "household")
    table.structure("route", route="municipal_collection")
    table.structure("route.tier", "source", route="municipal_collection")
    people = float(HEADLINE_POPULATION)
    table.add(
        "population", people, triangular(HEADLINE_POPULATION_LOW, people, HEADLINE_POPULATION_HIGH),
        f.cite("pop_no_2021", "pop_no_2023"), "estimated",
        "rounded so that 108 000 t are 20 kg per person; 5.39 M in 2021, 5.49 M in 2023",
        unit="person",
    )  # fmt: skip
    kilos = f.value("wwf_hh_generated") * 1000 / people
    low = rounded(f.value("gpn_2022_hh_pom") * 1000 / people, 3)
    table.add(
        "packaging_per_person", kilos, pert(low, kilos, f.value("oslo_gen_kg")),
        f.cite("wwf_hh_generated", "gpn_2022_hh_pom", "oslo_gen_kg"), "estimated",
        "108 000 t / 5 400 000 persons; low: what members reported for 2022; high: 25 kg stated "
        "for Oslo",
        unit="kg/person/year",
    )  # fmt: skip
    table.add(
        "composition", 1.0, f"dirichlet({HEADLINE_CONCENTRATION})", ASSUMED, "default",
        "the only category", category="plastic_packaging",
    )  # fmt: skip
    table.add(
        "coverage", 1.0, triangular(f.value("tv2_2020_cover"), 1, 1), f.cite("tv2_2020_cover"),
        "default",
        "one route for all municipal collection, so that capture is the share collected; low: 95 % "
        "of inhabitants were offered collection in 2020",
        route="municipal_collection",
    )  # fmt: skip
    v, w = f.value("wwf_hh_collected_share"), HEADLINE_CAPTURE_HALF_WIDTH
    table.add(
        "capture", v, triangular(rounded(v - w), v, rounded(v + w)),
        f.cite("wwf_hh_collected_share"), "reported",
        "'om lag 35 prosent': five points either way",
        category="plastic_packaging", route="municipal_collection",
    )  # fmt: skip
    product = f.value("wwf_hh_recycled_share") / f.value("wwf_hh_collected_share")
    split = (
        "only the product 0.60 = 0.21 / 0.35 is published; split by the return company's sorting "
        "yields (0.75 to 0.807) and its deduction of 24.6 % after sorting"
    )
    v, w = HEADLINE_SORTING, HEADLINE_YIELD_HALF_WIDTH
    table.add(
        "sorting_efficiency", v, triangular(rounded(v - w), v, rounded(v + w)),
        f.cite("wwf_hh_recycled_share", "C020", "gpn_2016_sort_out"), "estimated",
        f"{split}; five points either way",
    )  # fmt: skip
    v = rounded(product / HEADLINE_SORTING)
    table.add(
        "preparation_yield", v, triangular(rounded(v - w), v, rounded(v + w)),
        f.cite("wwf_hh_recycled_share", "gpn_2022_all_loss", "gpn_2020_hh_loss"), "estimated",
        f"{split}; five points either way (deductions of 24.6 % and 27.2 %)",
    )  # fmt: skip
    return table


READING_NOTE = (
    "The return company's page for 2020 gives 30 245 t source-separated and 67.9 % of it, "
    "22 864 t, sent on to recycling, which does not close (22 864 / 30 245 = 75.6 %). A news item "
    "of the company gives the 67.9 % of 33 000 t. Here 30 245 t is read as the weight net of "
    "wrongly sorted material; read as gross, capture would be an eighth lower and sorting higher, "
    "with the same recycling rates in the year of calibration."
)
TIER_NOTE = (
    "Central sorting acts on what source separation leaves on national average, though the "
    "inhabitants it serves mostly have no separate collection. Its tonnage is therefore somewhat "
    "low here, and the calibrated sorting efficiency, which closes the total, somewhat high."
)
CALIBRATION_NOTE = (
    "Calibrated for 2020 to 29 966 t sorted (32.2 %, rule before 2020) and 21 805 t recycled "
    "(23.4 %, rule from 2020). Composition, bale impurity, and the split of the yields over "
    "categories are estimated; the totals are reported."
)


def norway_household(f: Figures, p: Performance, prices: Prices) -> Table:
    """Household plastic packaging on the members' basis, 2020 to 2035."""
    table = Table()
    table.head(
        "norway-household",
        [
            "Household plastic packaging in Norway without deposit bottles.",
            (
                "Basis of the denominator: amounts reported by the members of the return "
                "company, 93 047 t (2020) and 81 515 t (2022); the amount per person between "
                "them is interpolated and held after 2022. Members cover about 85 % of the "
                "market by the company's own account; WWF gives 108 000 t for all households. A "
                "rate on one basis is not comparable with a rate on another."
            ),
            CALIBRATION_NOTE,
            (
                "After 2020 the performance of 2020 is held, except that the central sorting "
                "plant at Forus burnt in July 2022: from 2023 its inhabitants are counted with "
                "bring points."
            ),
            (
                "Since capture is held while members' tonnes fell, the source-separated amount "
                "in 2022 is 26 500 t here, 29 800 t gross; 'over 30 000 t' was reported, gross or "
                "net not told. If it is net, rates after 2020 are low."
            ),
            READING_NOTE,
            TIER_NOTE,
            "Population figures and the composition are unverified estimates.",
            COST_NOTE,
            PAYMENT_NOTE,
            CLIMATE_NOTE,
        ],
        range(2020, 2036),
        PRICE_YEAR,
    )
    add_household_categories(table, f)
    table.route("kerbside", "source", "household")
    table.route("bring_point", "source", "household")
    table.route("central_sorting", "central", "household")
    add_population(table, f, 2020)
    for year in (2020, 2022):
        key = f"gpn_{year}_hh_pom"
        people = f.value(f"pop_no_{year}")
        value = rounded(f.value(key) * 1000 / people, 9)
        low = rounded(f.value("gpn_ncce_hh") * 1000 / people, 4)
        high = rounded(f.value("wwf_hh_generated") * 1000 / people, 4)
        table.add(
            "packaging_per_person", value, pert(low, value, high),
            f.cite(key, f"pop_no_{year}", "gpn_ncce_hh", "wwf_hh_generated"), "estimated",
            f"{f.value(key):.0f} t of the members / {people:.0f} persons; low: 78 915 t stated by "
            "the return company about 2022-2023; high: 108 000 t (WWF, whole market)",
            year=year, unit="kg/person/year",
        )  # fmt: skip
    spread = f"dirichlet({text(dirichlet_concentration(f))})"
    for c in household_categories(f):
        table.add(
            "composition", f.value(c.composition), spread, f[c.composition].citation, "estimated",
            f"range {text(f[c.composition].low)} to {text(f[c.composition].high)}; no Norwegian "
            "table read; concentration from the widest range as four standard deviations",
            category=c.label,
        )  # fmt: skip
    add_household_coverage(table, f, (2020, 2022, 2023))
    for c in household_categories(f):
        add_household_capture(table, f, p, c.label)
    add_household_impurity(table, f)
    add_household_yields(table, f, p, "sorting_efficiency")
    low, mode, high = BALE_HOUSEHOLD
    table.add(
        "bale_impurity", mode, pert(low, mode, high), ASSUMED, "estimated",
        "bale specifications commonly ask for 90 to 98 % purity; the split between this and the "
        "preparation yield is estimated, the deduction of 27.2 % that the two give is reported",
    )  # fmt: skip
    add_household_yields(table, f, p, "preparation_yield")
    add_common_defaults(table, f)
    for c in household_categories(f):
        add_recyclable(table, f, c.label)
    add_costs(table, f, prices, {}, (2020, 2021, 2022, 2023, 2024))
    add_climate(table, f)
    return table


@dataclass(frozen=True)
class Business:
    """What the calibration of the business categories gives."""

    tonnes: Mapping[str, float]
    capture: Mapping[str, float]
    sorting: Mapping[str, float]
    preparation: Mapping[str, float]
    preparation_gap: float


def calibrate_business(f: Figures, household: Account) -> Business:
    """Fit business plastic by difference: all of 2022 less the households."""
    home = household.totals(2022)
    total = f.value("gpn_2022_all_pom") - f.value("gpn_2022_hh_pom")
    eps = f.value("gpn_2013_eps")
    tonnes = {
        "business_film": (total - eps) * BUSINESS_FILM_SHARE,
        "business_rigid": (total - eps) * (1 - BUSINESS_FILM_SHARE),
        "business_eps": eps,
    }
    sorting = {
        "business_film": SORTING_BUSINESS_FILM,
        "business_rigid": SORTING_BUSINESS_RIGID,
        "business_eps": SORTING_BUSINESS_EPS,
    }
    pure = 1 - BALE_BUSINESS[1]
    eps_capture = rounded(f.value("C101") * pure / SORTING_BUSINESS_EPS)
    eps_sorted = eps * eps_capture * SORTING_BUSINESS_EPS
    loose = ("business_film", "business_rigid")
    in_bales = (f.value("gpn_2022_all_sorted_t") - home["sorted_gross"]) * pure - eps_sorted
    common = rounded(in_bales / sum(tonnes[c] * sorting[c] for c in loose))
    start = {
        "business_film": f.value("C112"),
        "business_rigid": (f.value("C110") + f.value("C113")) / 2,
    }
    recycled = f.value("gpn_2022_all_recycled_t") - home["recycled"] - eps_sorted * f.value("C034")
    gap = common_gap(
        [tonnes[c] * common * sorting[c] for c in loose], [start[c] for c in loose], recycled
    )
    preparation = {c: rounded(closed(start[c], gap)) for c in loose}
    return Business(
        tonnes=tonnes,
        capture=dict.fromkeys(loose, common) | {"business_eps": eps_capture},
        sorting=sorting,
        preparation=preparation | {"business_eps": f.value("C034")},
        preparation_gap=gap,
    )


@dataclass(frozen=True)
class Agriculture:
    """Agricultural film from the difference of two published totals."""

    tonnes: float
    old_rate: float
    old_rate_low: float
    capture: float
    capture_low: float
    preparation: float


def agriculture(f: Figures) -> Agriculture:
    """Amount and rate of agricultural film: with it less without it (Deloitte 2017)."""
    with_it, without = f.value("delo_2017_total_agri"), f.value("delo_2017_total")
    tonnes = with_it - without
    # Published as 34 % and 30.6 %: half a unit of the last digit is the rounding.
    rate = (f.value("C047") * with_it - f.value("delo_2017_rate") * without) / tonnes
    low = (
        (f.value("C047") - 0.005) * with_it - (f.value("delo_2017_rate") + 0.0005) * without
    ) / tonnes
    pure = 1 - BALE_HOUSEHOLD[1]
    return Agriculture(
        tonnes=tonnes,
        old_rate=rate,
        old_rate_low=low,
        capture=rounded(rate * pure / SORTING_AGRICULTURE),
        capture_low=rounded(low * pure / SORTING_AGRICULTURE, 4),
        preparation=rounded(f.value("C038") / pure),
    )


def norway_tonnes(f: Figures, b: Business, a: Agriculture) -> dict[str, float]:
    """Tonnes of each category in 2022."""
    home = household_categories(f)
    members = f.value("gpn_2022_all_pom")
    tonnes: dict[str, float] = {
        c.label: f.value("gpn_2022_hh_pom") * f.value(c.composition) for c in home
    }
    tonnes |= b.tonnes
    tonnes["agriculture_film"] = a.tonnes
    tonnes["deposit_pet"] = f.value("b_pet_drs_t")
    tonnes["unreported"] = members / f.value("gpn_coverage") - members
    return tonnes


def add_norway_structure(table: Table, f: Figures) -> None:
    """Add notes, years, categories and routes of the system with everything."""
    table.head(
        "norway",
        [
            (
                "All plastic packaging in Norway: households, business, agriculture, deposit "
                "bottles, and what members of the return company do not report."
            ),
            (
                "Bases of the denominator: household and business by the members' reports for "
                "2022 (81 515 t of 130 286 t); agricultural film by the difference of two totals "
                "for 2017 (12 000 t); deposit bottles an unverified estimate (24 000 t); "
                "'unreported' scales the members' amount to the whole market (130 286 t / 0.85, "
                "22 992 t). Other published totals: 210 000 t and 222 000 t (2017, picking "
                "analyses), 240 000 t (2019, national strategy)."
            ),
            (
                "The category 'unreported' is generated but not collected in these accounts: what "
                "members report as recycled already holds all that is recycled through the return "
                "company, whoever placed it on the market. It lowers the rate over everything. The "
                "return company says its members cover about 85 %, an outside study about 75 % "
                "(then 43 429 t)."
            ),
            (
                "Calibrated for 2022 over household and business together to 52 266 t sorted "
                "(40.1 %, rule before 2020) and 39 385 t recycled (30.2 %, rule from 2020). "
                "Households perform as in norway-household, fitted to 2020; business is what "
                "remains."
            ),
            (
                "The EPS amount (2013) and its rate (2016), the split of business film and rigid, "
                "bale impurity and all compositions are old or estimated figures."
            ),
            (
                "Agricultural film: 34 % of 222 000 t less 30.6 % of 210 000 t is 11 220 t, 93.5 "
                "% of 12 000 t by the rule before 2020, uncertain by the rounding of the 34 % "
                "(83 to 104 %). After cleaning 86.6 % of the weight is left, so 81 % by the rule "
                "from 2020. The return company's report for 2016 calls the total without it the "
                "scope of the EU directive; here it is part of everything, as it is packaging."
            ),
            READING_NOTE,
            TIER_NOTE,
            (
                "Shares are held after 2022, the deposit return rate and the coverage of central "
                "sorting after 2023. Population figures are unverified."
            ),
            COST_NOTE,
            (
                "No cost of business collection, agricultural film or the deposit scheme was found: "
                "they count as 0 with a wide range, so the costs of producers and business are too "
                "low."
            ),
            PAYMENT_NOTE,
            CLIMATE_NOTE,
        ],
        range(2022, 2036),
        PRICE_YEAR,
    )
    add_household_categories(table, f)
    table.category("business_film", "LDPE", "film", "business")
    table.category("business_rigid", "mixed", "rigid", "business")
    table.category("business_eps", "EPS", "foam", "business")
    table.category("agriculture_film", "LDPE", "film", "agriculture")
    table.category("deposit_pet", "PET", "bottle", "deposit")
    table.category("unreported", "mixed", "all", "unreported")
    table.route("deposit_return", "deposit", "deposit")
    table.route("kerbside", "source", "household deposit")
    table.route("bring_point", "source", "household deposit")
    table.route("business_collection", "source", "business")
    table.route("agriculture_collection", "source", "agriculture")
    table.route("central_sorting", "central", "household deposit")


def add_norway_amounts(table: Table, f: Figures, tonnes: Mapping[str, float]) -> None:
    """Add population, packaging per person and composition."""
    total = sum(tonnes.values())
    film_note = f"share {text(BUSINESS_FILM_SHARE)} of it without EPS assumed to be film"
    add_population(table, f, 2022)
    people = f.value("pop_no_2022")
    value = rounded(total * 1000 / people, 9)
    low = rounded((total - tonnes["unreported"]) * 1000 / people, 4)
    high = rounded(f.value("C094") * 1000 / people, 4)
    table.add(
        "packaging_per_person", value, pert(low, value, high),
        f.cite(
            "gpn_2022_all_pom", "gpn_coverage", "delo_2017_total", "b_pet_drs_t", "pop_no_2022",
            "C094",
        ), "estimated",
        f"{total:.0f} t / {people:.0f} persons in 2022, held; low: without the unreported part; "
        "high: 240 000 t of the national plastics strategy",
        unit="kg/person/year",
    )  # fmt: skip

    spread = f"dirichlet({text(dirichlet_concentration(f))})"
    share = shares(tonnes)
    origin = {
        "business_film": (
            f.cite("gpn_2022_all_pom", "gpn_2013_eps"),
            f"members' basis, business packaging; {film_note}",
        ),
        "business_rigid": (
            f.cite("gpn_2022_all_pom", "gpn_2013_eps"),
            "members' basis; business packaging less EPS and film",
        ),
        "business_eps": (
            f.cite("gpn_2013_eps"), "members' basis of 2013, taken over unchanged (old figure)",
        ),
        "agriculture_film": (
            f.cite("delo_2017_total"), "picking analysis 2017: 222 000 t less 210 000 t",
        ),
        "deposit_pet": (
            f.cite("b_pet_drs_t", "C050"),
            "deposit basis, unverified, 18 000 to 27 000 t; 22 000 t collected / 0.92 is 23 913 t",
        ),
        "unreported": (
            f.cite("gpn_coverage", "sq_gpn_cover"),
            "market basis: 130 286 t / 0.85 less 130 286 t; an outside study's 0.75 gives 43 429 t",
        ),
    }  # fmt: skip
    for c in household_categories(f):
        origin[c.label] = (
            f.cite("gpn_2022_hh_pom", c.composition),
            f"members' basis: {text(f.value(c.composition))} of 81 515 t",
        )
    for label, t in tonnes.items():
        source, why = origin[label]
        table.add(
            "composition", share[label], spread, source, "estimated",
            f"{t:.0f} t of {total:.0f} t; {why}", category=label,
        )  # fmt: skip


def add_norway_collection(
    table: Table, f: Figures, p: Performance, b: Business, a: Agriculture
) -> None:
    """Add coverage, capture and impurity of all routes."""
    home = household_categories(f)
    add_household_coverage(table, f, (2022, 2023))
    for route, why in (
        ("business_collection", "business contracts its own collection, offered everywhere"),
        ("agriculture_collection", "delivery points for agricultural film are offered everywhere"),
        ("deposit_return", "the deposit scheme covers the whole country"),
    ):
        for year in (2022, 2023):
            table.add(
                "coverage", 1.0, triangular(COVERAGE_WHOLE_LOW, 1, 1), ASSUMED, "default",
                f"{why}, so capture is the share collected", year=year, route=route,
            )  # fmt: skip

    for year in (2022, 2023):
        for label in (*(c.label for c in home), "deposit_pet"):
            add_household_capture(table, f, p, label, year)
        for label, v in b.capture.items():
            if label == "business_eps":
                source = f.cite("C101")
                why = "0.498 sorted in 2016 (rule before 2020), x (1 - bale impurity) / sorting"
            else:
                source = f.cite("gpn_2022_all_sorted_t", "gpn_2020_hh_sorted_t")
                why = (
                    "one capture for film and rigid, by difference so that household and business "
                    "together are 52 266 t sorted in 2022"
                )
            w = CAPTURE_BUSINESS_HALF_WIDTH
            table.add(
                "capture", v, pert(rounded(v - w), v, rounded(v + w)), source, "estimated",
                f"{why}; ten points either way", year=year, category=label,
                route="business_collection",
            )  # fmt: skip
        table.add(
            "capture", a.capture, pert(a.capture_low, a.capture, rounded((1 + a.capture) / 2, 4)),
            f.cite("delo_2017_total", "C047"), "estimated",
            f"(0.34 x 222 000 t - 0.306 x 210 000 t) / 12 000 t = {a.old_rate:.3f} by the rule "
            f"before 2020, x (1 - bale impurity) / sorting; low: both rates at the end of their "
            f"rounding, 0.335 and 0.3065 ({a.old_rate_low:.3f}); high: half of the gap to 1",
            year=year, category="agriculture_film", route="agriculture_collection",
        )  # fmt: skip
        key = "drs_2020_deposit" if year == 2022 else "drs_2023_pet"
        v = f.value(key)
        table.add(
            "capture", v, triangular(f["sq_drs"].low, v, f.value("drs_2020_collect")),
            f.cite(key, "sq_drs", "drs_2020_collect"), "reported",
            ("deposit return rate of 2020, cans and bottles" if year == 2022
             else "deposit return rate of plastic bottles in 2023, held after")
            + "; low: outside study; high: total collection including waste sorting",
            year=year, category="deposit_pet", route="deposit_return",
        )  # fmt: skip

    add_household_impurity(table, f)
    for route, (low, mode, high), why in (
        ("business_collection", IMPURITY_BUSINESS, "no audit found; cleaner than households"),
        (
            "agriculture_collection",
            (BALE_HOUSEHOLD[0], BALE_HOUSEHOLD[1], rounded(1 - f.value("C038"), 4)),
            ("as the bales: film is not cleaned before the recycler; high: all of the cleaning "
            "loss "
            "of 13.4 % is soil"),
        ),
        ("deposit_return", IMPURITY_DEPOSIT, "no audit found; one product from a closed system"),
    ):  # fmt: skip
        table.add("impurity", mode, pert(low, mode, high), ASSUMED, "estimated", why, route=route)


NO_EFFECT = "as 'other'; without effect while no route serves the sector"


def add_norway_sorting(
    table: Table, f: Figures, p: Performance, b: Business, labels: Iterable[str]
) -> None:
    """Add sorting efficiency and bale impurity."""
    add_household_yields(table, f, p, "sorting_efficiency")
    for label, v in (*b.sorting.items(), ("agriculture_film", SORTING_AGRICULTURE)):
        low, high = half_gap(v)
        table.add(
            "sorting_efficiency", v, pert(low, v, high), ASSUMED, "estimated",
            "delivered as a fraction of its own, so little is rejected; half of the gap to 1 "
            "either way",
            category=label,
        )  # fmt: skip
    v = rounded(f.value("C036") / f.value("C035"), 4)
    low, high = half_gap(v)
    table.add(
        "sorting_efficiency", v, pert(low, v, high), f.cite("C035", "C036"), "estimated",
        "German deposit bottles: 0.977 to recycling of 0.987 returned; one value for all routes; "
        "half of the gap to 1 either way",
        category="deposit_pet",
    )  # fmt: skip
    v = p.sorting["other"]
    low, high = half_gap(v)
    table.add(
        "sorting_efficiency", v, pert(low, v, high), ASSUMED, "default", NO_EFFECT,
        category="unreported",
    )  # fmt: skip

    for label in labels:
        if label.startswith("business"):
            bounds, why = BALE_BUSINESS, "sorted where it arises, cleaner than household bales"
        elif label == "deposit_pet":
            bounds, why = BALE_DEPOSIT, "one product from a closed system"
        elif label == "agriculture_film":
            bounds = BALE_HOUSEHOLD
            why = (
                "split of the cleaning loss of 13.4 % between soil in the bales and film lost is "
                "assumed; the rates do not depend on it"
            )
        else:
            bounds, why = BALE_HOUSEHOLD, "bale specifications commonly ask for 90 to 98 % purity"
        low, mode, high = bounds
        table.add(
            "bale_impurity", mode, pert(low, mode, high), ASSUMED, "estimated", why, category=label
        )


def add_norway_recycling(
    table: Table, f: Figures, p: Performance, b: Business, a: Agriculture
) -> None:
    """Add the preparation yield."""
    add_household_yields(table, f, p, "preparation_yield")
    starts = {
        "business_film": ("European film recyclers' median 0.71", ("C112",)),
        "business_rigid": (
            "mean 0.77 of the European medians of PP and HDPE recyclers", ("C110", "C113"),
        ),
    }  # fmt: skip
    for label, (start, keys) in starts.items():
        v = b.preparation[label]
        low, high = min(f[k].low for k in keys), max(f[k].high for k in keys)
        table.add(
            "preparation_yield", v, pert(low, v, high), f.cite(*keys, "gpn_2022_all_recycled_t"),
            "estimated",
            f"{start}, moved by closing one common share {b.preparation_gap:.4f} of the gap to 1 "
            "in film and rigid so that household and business together are 39 385 t recycled in "
            "2022; range of the source",
            category=label,
        )  # fmt: skip
    v = b.preparation["business_eps"]
    low, high = half_gap(v)
    table.add(
        "preparation_yield", v, pert(low, v, high), f.cite("C034"), "estimated",
        "German figure for household EPS after sorting; half of the gap to 1 either way",
        category="business_eps",
    )  # fmt: skip
    low, high = half_gap(a.preparation)
    table.add(
        "preparation_yield", a.preparation, pert(low, a.preparation, high), f.cite("C038"),
        "estimated",
        "cleaning leaves 0.866 of the weight collected (11 680 t of 13 481 t in 2019); divided by "
        "1 - bale impurity, since soil in the bales is part of that loss; half of the gap to 1 "
        "either way",
        category="agriculture_film",
    )  # fmt: skip
    table.add(
        "preparation_yield", PREPARATION_DEPOSIT,
        pert(f.value("C109"), PREPARATION_DEPOSIT, PREPARATION_DEPOSIT_HIGH),
        f"{ASSUMED}; {f.cite('C109')}", "estimated",
        "caps, labels and fines removed; low: European median of PET recyclers",
        category="deposit_pet",
    )  # fmt: skip
    v = p.preparation["other"]
    low, high = half_gap(v)
    table.add(
        "preparation_yield", v, pert(low, v, high), ASSUMED, "default", NO_EFFECT,
        category="unreported",
    )  # fmt: skip


def norway(f: Figures, p: Performance, prices: Prices, household: Account) -> Table:
    """All plastic packaging, 2022 to 2035."""
    b = calibrate_business(f, household)
    a = agriculture(f)
    tonnes = norway_tonnes(f, b, a)
    table = Table()
    add_norway_structure(table, f)
    add_norway_amounts(table, f, tonnes)
    add_norway_collection(table, f, p, b, a)
    add_norway_sorting(table, f, p, b, tonnes)
    add_norway_recycling(table, f, p, b, a)
    add_common_defaults(table, f)
    home = [c.label for c in household_categories(f)]
    for label in home:
        add_recyclable(table, f, label)
    for label in tonnes:
        if label not in home:
            table.add(
                "recyclable", 1.0, triangular(f.value("C084"), 1, 1), ASSUMED, "default",
                "neutral: the sorted-out rate counts households only", category=label,
            )  # fmt: skip
    others = {
        "deposit_return": "the deposit scheme",
        "business_collection": "collection from business",
        "agriculture_collection": "collection of agricultural film",
    }
    add_costs(table, f, prices, others, (2022, 2023, 2024))
    add_climate(table, f)
    return table


# --------------------------------------------------------------------------------------
# Verification
# --------------------------------------------------------------------------------------


def near(what: str, found: float, expected: float, tolerance: float) -> None:
    """Stop unless a number is what it should be."""
    if not abs(found - expected) <= tolerance:
        raise SystemExit(f"{what}: found {found!r}, expected {expected!r} within {tolerance}")


def holds(distribution: str, value: float, unit: str) -> bool:
    """Whether a distribution's text is well formed and has the value as its mode."""
    match = re.fullmatch(r"(triangular|pert|dirichlet)\((.+)\)", distribution)
    if match is None:
        return False
    numbers = [float(n) for n in match[2].split(", ")]
    if match[1] == "dirichlet":
        return len(numbers) == 1 and numbers[0] > 0
    low, mode, high = numbers
    bounded = low >= 0 and (high <= 1 or unit != "1")
    return bounded and low <= mode <= high and low < high and mode == value


def complaint(row: Mapping[str, str]) -> str:
    """Say what is wrong with a parameter row; empty if nothing is."""
    value = float(row["value"])
    if row["unit"] == "1" and not 0 <= value <= 1:
        return f"a share lies between 0 and 1, not {value}"
    if row["status"] not in {"measured", "reported", "estimated", "default"}:
        return f"unknown status {row['status']!r}"
    if not re.search(r"\([AB]\)$", row["source"]):
        return "the source ends without its confidence"
    if "(B)" in row["source"] and row["status"] in {"measured", "reported"}:
        return f"an unverified figure cannot be {row['status']}"
    if not holds(row["distribution"], value, row["unit"]):
        return f"{row['distribution']!r} does not hold {value}"
    return ""


def parse(name: str, content: str) -> list[dict[str, str]]:
    """Read a table and check each row against the format."""
    rows = list(csv.DictReader(io.StringIO(content)))
    for number, row in enumerate(rows, start=2):
        if tuple(row) != COLUMNS:
            raise SystemExit(f"{name}, line {number}: columns are {tuple(row)}")
        wrong = "" if row["parameter"] in STRUCTURE else complaint(row)
        if wrong:
            raise SystemExit(f"{name}, line {number}: {wrong}")
    return rows


def check_structure(name: str, account: Account) -> None:
    """Check composition, coverage and capture of a system."""
    for year in account.years:
        composition = sum(account.get("composition", year, c) for c in account.sector)
        near(f"{name}, composition {year}", composition, 1.0, 1e-12)
        for sector in set(account.sector.values()):
            for tier in ("deposit", "source", "central"):
                routes = [
                    r for r, t in account.tier.items()
                    if t == tier and sector in account.serves.get(r, [sector])
                ]  # fmt: skip
                covered = sum(account.get("coverage", year, route=r) for r in routes)
                if covered > 1 + 1e-12:
                    raise SystemExit(f"{name}: coverage {covered} of {sector} by {tier} in {year}")
    for category in account.sector:
        for route in account.tier:
            given = ("capture", category, route) in account.cells
            if given != account.served(category, route):
                raise SystemExit(f"{name}: capture of {category} by {route} given: {given}")
    for labels, cell in account.cells.items():
        unlisted = set(cell) - {None, *account.years}
        if unlisted:
            raise SystemExit(f"{name}: {labels} is given for years not listed: {unlisted}")


def verify(files: Mapping[str, str], f: Figures) -> dict[str, Account]:
    """Recompute the published totals from the files' text; stop where one is missed."""
    accounts = {}
    for name, content in files.items():
        accounts[name] = Account(parse(name, content))
        check_structure(name, accounts[name])

    t = accounts["headline"].totals(2023)
    r = accounts["headline"].rates(2023)
    for what, found, expected in (
        ("generated", t["generated"], f.value("wwf_hh_generated")),
        ("collected", t["collected"], 37800.0),
        ("recycled", t["recycled"], 22680.0),
        ("collection", r["collection"], f.value("wwf_hh_collected_share")),
        ("eu", r["eu"], f.value("wwf_hh_recycled_share")),
    ):
        near(f"headline, {what}", found, expected, 0.0)

    t = accounts["norway-household"].totals(2020)
    r = accounts["norway-household"].rates(2020)
    near("household 2020, generated", t["generated"], f.value("gpn_2020_hh_pom"), 0.01)
    near("household 2020, sorted", t["sorted_gross"], f.value("gpn_2020_hh_sorted_t"), 0.2)
    near("household 2020, recycled", t["recycled"], f.value("gpn_2020_hh_recycled_t"), 0.2)
    near("household 2020, rate sorted", r["eu_pre2020"], f.value("gpn_2020_hh_sorted_rate"), 5e-4)
    near("household 2020, rate recycled", r["eu"], f.value("gpn_2020_hh_recycled_rate"), 5e-4)
    near(
        "household 2022, generated",
        accounts["norway-household"].totals(2022)["generated"],
        f.value("gpn_2022_hh_pom"),
        0.01,
    )

    scope = ("household", "business")
    t = accounts["norway"].totals(2022, scope)
    r = accounts["norway"].rates(2022, scope)
    near("norway 2022, generated", t["generated"], f.value("gpn_2022_all_pom"), 0.01)
    near("norway 2022, sorted", t["sorted_gross"], f.value("gpn_2022_all_sorted_t"), 0.2)
    near("norway 2022, recycled", t["recycled"], f.value("gpn_2022_all_recycled_t"), 0.2)
    near("norway 2022, rate sorted", r["eu_pre2020"], f.value("gpn_2022_all_sorted_rate"), 5e-4)
    near("norway 2022, rate recycled", r["eu"], f.value("gpn_2022_all_recycled_rate"), 5e-4)
    for rate in ("eu", "eu_pre2020", "collection"):
        near(
            f"households of 2022 in both systems, {rate}",
            accounts["norway"].rates(2022, ("household",))[rate],
            accounts["norway-household"].rates(2022)[rate],
            1e-8,
        )
    return accounts


def check_package(files: Mapping[str, str]) -> None:
    """Check that ``datapackage.json`` describes the files as they are."""
    package = json.loads((DATA / "datapackage.json").read_text(encoding="utf-8"))
    described = {resource["name"]: resource for resource in package["resources"]}
    headers = {}
    for name in ("published", "cpi"):
        with (DATA / f"{name}.csv").open(encoding="utf-8", newline="") as stream:
            headers[name] = next(csv.reader(stream))
    headers |= {name: list(COLUMNS) for name in files}
    for name, header in headers.items():
        if name not in described:
            raise SystemExit(f"datapackage.json does not describe {name}")
        fields = [entry["name"] for entry in described[name]["schema"]["fields"]]
        if fields != header or described[name]["path"] != f"{name}.csv":
            raise SystemExit(f"datapackage.json: path or fields of {name} do not match its file")


def build(f: Figures, prices: Prices) -> dict[str, str]:
    """Compute the text of the three files by system name."""
    performance = calibrate(f)
    household = str(norway_household(f, performance, prices))
    account = Account(parse("norway-household", household))
    return {
        "headline": str(headline(f)),
        "norway-household": household,
        "norway": str(norway(f, performance, prices, account)),
    }


def report(accounts: Mapping[str, Account]) -> None:
    """Print the rates of a few years."""
    for name, account in accounts.items():
        scopes: list[tuple[str, ...]] = [()]
        if len(set(account.sector.values())) > 1:
            scopes += [("household", "business"), ("household",), ("business",)]
        for scope in scopes:
            for year in (y for y in (2020, 2022, 2023, 2025, 2030, 2035) if y in account.years):
                rates = ", ".join(f"{k} {v:.4f}" for k, v in account.rates(year, scope).items())
                generated = account.totals(year, scope)["generated"]
                where = "+".join(scope) or "whole"
                print(f"{name} {year} {where}: {generated:.0f} t, {rates}")


def main(arguments: Sequence[str]) -> int:
    """Write the files, or with ``--check`` compare them with those on disk."""
    if list(arguments) not in ([], ["--check"]):
        raise SystemExit("usage: build_datasets.py [--check]")
    figures = read_figures(DATA / "published.csv")
    files = build(figures, read_prices(DATA / "cpi.csv"))
    accounts = verify(files, figures)
    check_package(files)
    if arguments:
        for name, content in files.items():
            path = DATA / f"{name}.csv"
            if not path.exists() or path.read_bytes() != content.encode():
                print(f"{path.name} differs: run python tools/build_datasets.py", file=sys.stderr)
                return 1
        return 0
    for name, content in files.items():
        (DATA / f"{name}.csv").write_bytes(content.encode())
    report(accounts)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
