"""Every published figure that the package reproduces, with how near it must come.

The tests of `test_reproduced` hold each against its tolerance, and the page *What is reproduced* of the
documentation is made from the same list, so neither can say what the other does not. No published
number stands here: each is looked up by its id among the figures of the package.
"""

from __future__ import annotations

import functools
from collections.abc import Callable
from pathlib import Path
from typing import Any, Final

import attrs

import plastsmart as ps

__all__ = ["REPRODUCED", "RULES", "Reproduced", "Rule"]

ROOT: Final = Path(__file__).parents[2]

TONNE: Final = 0.5
"""Tonnes are published to one."""

POINT: Final = 0.0005
"""Rates are published to a tenth of a percent."""

EXACT: Final = 1e-12


@functools.cache
def _flows(system: str) -> ps.Flows:
    return ps.run(ps.load(system))


@functools.cache
def _figures() -> dict[str, dict[str, Any]]:
    """Return every published figure by its id."""
    ours = ps.published().to_dict("index")
    local = ps.data.municipality_figures()
    places: dict[Any, dict[Any, Any]] = {
        id_: {**row.to_dict(), "scope": row["area"], "basis": ""} for id_, row in local.iterrows()
    }
    told = ps.published_series()
    series = {
        f"{row['series']} {row['year']}": {**row, "quantity": row["title"]}
        for row in told[told["place"] == "NO"].to_dict("records")
    }
    every: dict[Any, dict[Any, Any]] = {**series, **places, **ours}
    return {str(id_): dict(row) for id_, row in every.items()}


def _alone(value: float) -> float:
    return value


@attrs.frozen(kw_only=True)
class Reproduced:
    """A published figure, and what the package makes of it.

    `figures` are the ids of what was published (of `ps.published`, `ps.data.municipality_figures`, or
    series and year of `ps.published_series`), `of` says what is made of them where it is not one
    figure alone. `fitted` tells that a system was fitted to the figure, or takes it as an input; then
    the agreement shows that nothing is lost or mixed up on the way, and proves no more.
    """

    figures: tuple[str, ...]
    what: str
    definition: str
    system: str
    ours: Callable[[], float]
    tolerance: float
    fitted: bool
    of: Callable[..., float] = _alone
    unit: str = ""
    year: int | None = None

    @property
    def rows(self) -> list[dict[str, Any]]:
        """The published figures."""
        return [_figures()[id_] for id_ in self.figures]

    @property
    def published(self) -> float:
        """The published value."""
        return float(self.of(*(row["value"] for row in self.rows)))

    @property
    def measured_in(self) -> str:
        """The unit of both."""
        return self.unit or str(self.rows[0]["unit"])

    @property
    def label(self) -> str:
        """A name for the test."""
        return f"{self.system}-{'-'.join(self.figures)}"


@attrs.frozen(kw_only=True)
class Rule:
    """An example of a legal definition, computed by hand."""

    what: str
    rule: str
    by_hand: float
    working: str
    ours: Callable[[], float]
    tolerance: float = EXACT


def _tonnes(system: str, flow: str, year: int, **scope: Any) -> Callable[[], float]:
    return lambda: float(_flows(system).table(scope=scope or None)[flow].to_dict()[year])


def _rate(system: str, rate: str, year: int, **scope: Any) -> Callable[[], float]:
    return lambda: float(_flows(system).rate(rate, scope=scope or None)[year])


def _emission(column: str, year: int) -> Callable[[], float]:
    return lambda: float(_flows("norway-household").emissions()[column].to_dict()[year])


HEADLINE: Final = "household packaging, of what is discarded"
MEMBERS: Final = "household packaging that members of the return company put on the market"
ALL_MEMBERS: Final = "members' packaging of households and businesses, without agricultural film"
OLD_RULE: Final = "rule before 2020: bales as they weigh, of what is placed on the market"
NEW_RULE: Final = "rule from 2020: net, at the calculation point, of what is placed on the market"
BOTH: Final = {"sector": ["household", "business"]}

_HEADLINE: Final = (
    Reproduced(
        figures=("wwf_hh_generated",),
        what="discarded by households",
        definition="household packaging",
        system="headline",
        ours=_tonnes("headline", "generated", 2023),
        tolerance=0.0,
        fitted=True,
    ),
    Reproduced(
        figures=("wwf_hh_collected_share",),
        what="collected",
        definition=HEADLINE,
        system="headline",
        ours=_rate("headline", "collection", 2023),
        tolerance=0.0,
        fitted=True,
    ),
    Reproduced(
        figures=("wwf_hh_recycled_share",),
        what="recycled",
        definition=HEADLINE,
        system="headline",
        ours=_rate("headline", "eu", 2023),
        tolerance=0.0,
        fitted=True,
    ),
    Reproduced(
        figures=("wwf_hh_generated", "wwf_hh_collected_share"),
        of=lambda generated, share: generated * share,
        what="collected",
        definition="the published amount times the published share",
        system="headline",
        ours=_tonnes("headline", "collected", 2023),
        tolerance=0.0,
        fitted=True,
    ),
    Reproduced(
        figures=("wwf_hh_generated", "wwf_hh_recycled_share"),
        of=lambda generated, share: generated * share,
        what="recycled",
        definition="the published amount times the published share",
        system="headline",
        ours=_tonnes("headline", "recycled", 2023),
        tolerance=0.0,
        fitted=True,
    ),
    Reproduced(
        figures=("wwf_hh_recycled_share", "wwf_hh_collected_share"),
        of=lambda recycled, collected: recycled / collected,
        what="recycled, of what is collected",
        definition="the ratio of the two published shares",
        system="headline",
        ours=lambda: (
            float(_flows("headline").table()["recycled"].iloc[0])
            / float(_flows("headline").table()["collected"].iloc[0])
        ),
        tolerance=EXACT,
        fitted=True,
    ),
    Reproduced(
        figures=("wwf_hh_recycled_share", "wwf_hh_collected_share"),
        of=lambda recycled, collected: 0.5 / (recycled / collected),
        what="to be collected for a recycling rate of 50 %",
        definition="at the yield that the two published shares have",
        system="headline",
        ours=lambda: float(
            ps.required(ps.load("headline"), "capture", ps.targets.EU_2025).value or 0
        ),
        tolerance=EXACT,
        fitted=True,
    ),
)

_RETURN_COMPANY: Final = (
    Reproduced(
        figures=("gpn_2020_hh_pom",),
        what="placed on the market",
        definition=MEMBERS,
        system="norway-household",
        ours=_tonnes("norway-household", "generated", 2020),
        tolerance=TONNE,
        fitted=True,
    ),
    Reproduced(
        figures=("gpn_2020_hh_source_separated",),
        what="sorted at source, net",
        definition="household packaging collected by routes of the tier source",
        system="norway-household",
        ours=_tonnes("norway-household", "collected", 2020, tier="source"),
        tolerance=TONNE,
        fitted=True,
    ),
    Reproduced(
        figures=("gpn_2020_hh_sorted_t",),
        what="sorted to recycling",
        definition="household packaging, bales as they weigh",
        system="norway-household",
        ours=_tonnes("norway-household", "sorted_gross", 2020),
        tolerance=TONNE,
        fitted=True,
    ),
    Reproduced(
        figures=("gpn_2020_hh_sorted_rate",),
        what="recycling rate, old rule",
        definition=OLD_RULE,
        system="norway-household",
        ours=_rate("norway-household", "eu_pre2020", 2020),
        tolerance=POINT,
        fitted=True,
    ),
    Reproduced(
        figures=("gpn_2020_hh_recycled_t",),
        what="recycled",
        definition="household packaging at the calculation point",
        system="norway-household",
        ours=_tonnes("norway-household", "recycled", 2020),
        tolerance=TONNE,
        fitted=True,
    ),
    Reproduced(
        figures=("gpn_2020_hh_recycled_rate",),
        what="recycling rate, today's rule",
        definition=NEW_RULE,
        system="norway-household",
        ours=_rate("norway-household", "eu", 2020),
        tolerance=POINT,
        fitted=True,
    ),
    Reproduced(
        figures=("gpn_2022_all_pom",),
        what="placed on the market",
        definition=ALL_MEMBERS,
        system="norway",
        ours=_tonnes("norway", "generated", 2022, **BOTH),
        tolerance=TONNE,
        fitted=True,
    ),
    *(
        Reproduced(
            figures=("gpn_2022_hh_pom",),
            what="placed on the market",
            definition=MEMBERS,
            system=system,
            ours=_tonnes(system, "generated", 2022, sector="household"),
            tolerance=TONNE,
            fitted=True,
        )
        for system in ("norway-household", "norway")
    ),
    Reproduced(
        figures=("gpn_2022_all_sorted_t",),
        what="sorted to recycling",
        definition="households and businesses, bales as they weigh",
        system="norway",
        ours=_tonnes("norway", "sorted_gross", 2022, **BOTH),
        tolerance=TONNE,
        fitted=True,
    ),
    Reproduced(
        figures=("gpn_2022_all_sorted_rate",),
        what="recycling rate, old rule",
        definition=OLD_RULE,
        system="norway",
        ours=_rate("norway", "eu_pre2020", 2022, **BOTH),
        tolerance=POINT,
        fitted=True,
    ),
    Reproduced(
        figures=("gpn_2022_all_recycled_t",),
        what="recycled",
        definition="households and businesses, at the calculation point",
        system="norway",
        ours=_tonnes("norway", "recycled", 2022, **BOTH),
        tolerance=TONNE,
        fitted=True,
    ),
    Reproduced(
        figures=("gpn_2022_all_recycled_rate",),
        what="recycling rate, today's rule",
        definition=NEW_RULE,
        system="norway",
        ours=_rate("norway", "eu", 2022, **BOTH),
        tolerance=POINT,
        fitted=True,
    ),
    Reproduced(
        figures=("C050",),
        what="deposit bottles returned",
        definition="collected by the deposit route, of deposit bottles generated; held until 2022",
        system="norway",
        ours=lambda: (
            _tonnes("norway", "collected", 2022, sector="deposit", tier="deposit")()
            / _tonnes("norway", "generated", 2022, sector="deposit")()
        ),
        tolerance=POINT,
        fitted=True,
    ),
)


def _plant() -> float:
    """Return what the plant of the example plan costs each household, in kroner of 2019."""
    plan = ps.Plan.load(ROOT / "examples" / "plans" / "trondheim.toml").only(["SESAM"])
    costs = ps.project(ps.load("norway-household"), plan).costs()
    each = costs["change_per_person"].to_dict()[2035] * _figures()["hh_size_2019"]["value"]
    return float(each / ps.prices.CPI.factor(2019, 2024))


_NOT_FITTED: Final = (
    Reproduced(
        figures=("gpn_2020_hh_collected_news",),
        what="collected, gross",
        definition="household packaging as the lorries weigh it; a rounded figure",
        system="norway-household",
        ours=_tonnes("norway-household", "collected_gross", 2020, tier="source"),
        tolerance=0.035 * 33_000,
        fitted=False,
    ),
    *(
        Reproduced(
            figures=("gpn-household-collected-gross 2022",),
            what="collected, gross",
            definition="household packaging of 326 municipalities, 'over 30 000 t in total'",
            system=system,
            ours=_tonnes(system, "collected_gross", 2022, sector="household", tier="source"),
            tolerance=0.035 * 30_000,
            fitted=False,
        )
        for system in ("norway-household", "norway")
    ),
    Reproduced(
        figures=("sesam_fee",),
        what="growth of the fee for a regional plant",
        definition="what the example plan of Trondheim costs each household, in prices of 2019",
        system="norway-household",
        ours=_plant,
        tolerance=0.15 * 85,
        fitted=False,
    ),
    Reproduced(
        figures=("co2_norsus_kg",),
        what="greenhouse gas saved for each tonne sorted at source",
        definition="against burning it, over the whole life cycle; the factors are others' figures",
        system="norway-household",
        ours=_emission("saved_per_tonne_source", 2020),
        tolerance=0.25 * 2.0,
        fitted=False,
    ),
    Reproduced(
        figures=("co2_norsus_total",),
        what="greenhouse gas saved by the whole system",
        definition="against burning everything",
        system="norway-household",
        ours=_emission("saved", 2021),
        tolerance=0.25 * 72_300,
        fitted=False,
    ),
)


def _paid(kilograms: float) -> Callable[[], float]:
    """Return what a municipality that collects so much gets for a tonne, in kroner of 2018."""

    def collecting(share: float) -> ps.Flows:
        capture = {"kerbside": share, "bring_point": share, "central_sorting": 0.0}
        amount = ps.Q(40, "kg/person/year")  # enough for the highest step
        system = ps.load("norway-household")
        return ps.run(system.replace(packaging_per_person=amount, capture=capture))

    def paid() -> float:
        all_of_it = collecting(1.0)
        gross = all_of_it.table()["collected_gross"].to_dict()[2020]
        people = float(all_of_it.system.inhabitants()[0, all_of_it.system.axes.years.index(2020)])
        flows = collecting(kilograms * people / 1000 / gross)
        payment = flows.quantity("payment", by=["year"]).magnitude[0]
        tonnes = flows.table()["collected_gross"].to_dict()[2020]
        return float(payment / tonnes / ps.prices.CPI.factor(2018, 2024))

    return paid


_MONEY: Final = tuple(
    Reproduced(
        figures=(id_,),
        what=f"payment of producers for each tonne, at {kilograms:g} kg collected per inhabitant",
        definition="gross weight; prices of 2018, converted by the consumer price index and back",
        system="norway-household",
        ours=_paid(kilograms),
        tolerance=0.05,
        fitted=True,
    )
    for id_, kilograms in (
        ("pay_2018_0_8", 5.0),
        ("pay_2018_8_12", 10.0),
        ("pay_2018_12_16", 14.0),
        ("pay_2018_16", 17.0),
    )
)


def _gross_kilograms(place: str, year: int) -> Callable[[], float]:
    def kilograms() -> float:
        system = ps.load(place)
        people = float(system.inhabitants()[0, system.axes.years.index(year)])
        return float(1000 * _tonnes(place, "collected_gross", year)() / people)

    return kilograms


def _share(place: str, parameter: str, route: str, year: int) -> Callable[[], float]:
    def share() -> float:
        system = ps.load(place)
        values = system.array(parameter)  # sample, region, year, category, route
        at = system.axes.years.index(year) if values.shape[2] > 1 else 0
        routes = [known.name for known in system.axes.routes]
        return float(values[0, 0, at, 0, routes.index(route)])

    return share


def _each(tonnes: float, people: float) -> float:
    return 1000 * tonnes / people


_COLLECTED: Final[tuple[tuple[str, int, tuple[str, ...], Callable[..., float]], ...]] = (
    ("Hamar", 2022, ("kg_sirkula_2022",), _alone),
    ("Bodø", 2020, ("iris_2020_kg",), _alone),
    ("Horten", 2020, ("vesar_2013_kg",), _alone),
    ("Arendal", 2020, ("agder_kg",), _alone),
    ("Tromsø", 2020, ("remiks_2018_t", "remiks_2018_pop"), _each),
    ("Karlsøy", 2020, ("remiks_2018_t", "remiks_2018_pop"), _each),
)

_PLACES: Final = (
    *(
        Reproduced(
            figures=figures,
            of=of,
            what=f"{place}: collected, gross",
            definition="kilograms for each inhabitant and year, as the lorries weigh",
            system=place,
            ours=_gross_kilograms(place, year),
            tolerance=1e-5 * 15,
            fitted=True,
            unit="kg/person/year",
        )
        for place, year, figures, of in _COLLECTED
    ),
    Reproduced(
        figures=("oslo_2021_capture",),
        what="Oslo: share of the plastic that is sorted out at home",
        definition="capture of the kerbside route, by picking analysis",
        system="Oslo",
        ours=_share("Oslo", "capture", "kerbside", 2021),
        tolerance=EXACT,
        fitted=True,
    ),
    *(
        Reproduced(
            figures=(figure,),
            what=f"{place}: what does not belong in the collected plastic",
            definition="impurity of the kerbside route, by audit or picking analysis",
            system=place,
            ours=_share(place, "impurity", "kerbside", year),
            tolerance=EXACT,
            fitted=True,
        )
        for place, year, figure in (
            ("Bergen", 2020, "bir_cont_2020"),
            ("Bergen", 2022, "bir_cont_2022"),
            ("Hadsel", 2021, "rev_renovest"),
            ("Trondheim", 2021, "rev_trv"),
            ("Bodø", 2021, "rev_iris"),
            ("Hamar", 2022, "cont_sirkula_2022"),
            ("Skien", 2020, "grenland_cont"),
            ("Porsgrunn", 2020, "grenland_cont"),
        )
    ),
)

REPRODUCED: Final = (*_HEADLINE, *_RETURN_COMPANY, *_MONEY, *_NOT_FITTED, *_PLACES)
"""Every published figure that is reproduced."""


# --------------------------------------------------------------------------------------------------
# the legal definitions, on numbers made up for them


@functools.cache
def chain() -> ps.Flows:
    """Return 100 000 t through a chain, as one example for all definitions.

    52 000 t are collected gross, of which 12 % is something else and 8 % of the rest is moisture and
    dirt; 36 000 t of bales have 6 % and 7 %. Recycling loses 18 % before the calculation point and 3 %
    after it.
    """
    net = 52_000 * 0.88 * 0.92
    bales = 36_000 * 0.94 * 0.93
    return ps.run(
        ps.System(
            regions=["NO"],
            years=[2025],
            categories=["plastic packaging"],
            routes=[ps.Route("bin", tier="source")],
            generation=ps.Generation(
                population=ps.Q(5_000_000, "person"),
                packaging_per_person=ps.Q(20, "kg/person/year"),
            ),
            collection=ps.Collection(coverage=1.0, capture=net / 100_000, impurity=1 - 0.88 * 0.92),
            sorting=ps.Sorting(sorting_efficiency=bales / net, bale_impurity=1 - 0.94 * 0.93),
            recycling=ps.Recycling(preparation_yield=0.82, conversion_yield=0.97),
        )
    )


def _chain(flow: str) -> Callable[[], float]:
    return lambda: float(chain().table()[flow].iloc[0]) / 100_000


def with_bottles(deposit: bool) -> float:
    """Return the rate of 10 000 t of deposit bottles and 90 000 t of the rest, or of the rest alone."""
    flows = ps.run(
        ps.System(
            regions=["NO"],
            years=[2025],
            categories=[ps.Category("rest"), ps.Category("bottles", sector="deposit")],
            routes=[ps.Route("return", tier="deposit"), ps.Route("bin", tier="source")],
            generation=ps.Generation(
                population=ps.Q(5_000_000, "person"),
                packaging_per_person=ps.Q(20, "kg/person/year"),
                composition={"rest": 0.9, "bottles": 0.1},
            ),
            collection=ps.Collection(
                coverage=1.0,
                capture={
                    "return": {"rest": 0.0, "bottles": 0.92},
                    "bin": {"rest": 0.4, "bottles": 0.0},
                },
            ),
            sorting=ps.Sorting(sorting_efficiency={"rest": 0.5, "bottles": 1.0}),
            recycling=ps.Recycling(preparation_yield={"rest": 1.0, "bottles": 0.95}),
        )
    )
    return float(flows.rate("eu", by=[], scope=None if deposit else {"sector": "household"}))


def sorted_out() -> float:
    """Return the sorted-out share where 620 t are sorted out and 410 t that could be are not."""
    town = ps.System(
        regions=["3403"],
        years=[2028],
        categories=["plastic packaging"],
        routes=[ps.Route("bin", tier="source")],
        generation=ps.Generation(
            population=ps.Q(53_000, "person"),
            packaging_per_person=ps.Q(1030 / 53, "kg/person/year"),
        ),
        collection=ps.Collection(coverage=1.0, capture=620 / 1030),
        sorting=ps.Sorting(sorting_efficiency=0.8),
        recycling=ps.Recycling(preparation_yield=0.75),
    )
    return float(ps.run(town).rate("sorted_out", by=[]))


_EU_RULE: Final = "Directive 94/62/EC art. 6a; Decision 2005/270/EC as amended by (EU) 2019/665"

RULES: Final = (
    Rule(
        what="collected as the lorries weigh, of what is generated",
        rule="no legal rate; before anything is taken off",
        by_hand=0.52,
        working="52 000 / 100 000",
        ours=_chain("collected_gross"),
    ),
    Rule(
        what="collected, net",
        rule="no legal rate; `collection`",
        by_hand=0.420992,
        working="52 000 · 0.88 · 0.92 / 100 000",
        ours=_chain("collected"),
    ),
    Rule(
        what="bales as they weigh",
        rule="Decision 2005/270/EC before (EU) 2019/665; `eu_pre2020`",
        by_hand=0.36,
        working="36 000 / 100 000",
        ours=lambda: float(chain().rate("eu_pre2020", by=[])),
    ),
    Rule(
        what="bales, net",
        rule="no legal rate; what the bales hold",
        by_hand=0.314712,
        working="36 000 · 0.94 · 0.93 / 100 000",
        ours=_chain("sorted"),
    ),
    Rule(
        what="at the calculation point",
        rule=f"{_EU_RULE}; `eu`",
        by_hand=0.25806384,
        working="31 471.2 · 0.82 / 100 000",
        ours=lambda: float(chain().rate("eu", by=[])),
    ),
    Rule(
        what="what leaves extrusion",
        rule="no legal rate; `recyclate`",
        by_hand=0.2503219248,
        working="25 806.384 · 0.97 / 100 000",
        ours=lambda: float(chain().rate("recyclate", by=[])),
    ),
    Rule(
        what="with deposit bottles (return 92 %, yield 95 %), and a rate of 20 % for the rest",
        rule=f"{_EU_RULE}: all plastic packaging",
        by_hand=0.2674,
        working="(10 000 · 0.92 · 0.95 + 90 000 · 0.2) / 100 000",
        ours=lambda: with_bottles(deposit=True),
    ),
    Rule(
        what="the same without deposit bottles on either side",
        rule="avfallsforskriften §§ 7-10 and 7-11: producers' obligation",
        by_hand=0.2,
        working="18 000 / 90 000",
        ours=lambda: with_bottles(deposit=False),
    ),
    Rule(
        what="sorted out, where 620 t are and 410 t more could have been",
        rule="avfallsforskriften § 10a-4; `sorted_out`",
        by_hand=620 / 1030,
        working="620 / (620 + 410)",
        ours=sorted_out,
    ),
    Rule(
        what="the target of 50 % where 3, 4 and 5 % of sales packaging was reused",
        rule="Directive 94/62/EC art. 5(2)",
        by_hand=0.46,
        working="0.50 − 0.04",
        ours=lambda: ps.targets.EU_2025.with_reuse([0.03, 0.04, 0.05]).required_level,
    ),
    Rule(
        what="the same with 8 % reused",
        rule="Directive 94/62/EC art. 5(2): at most 5 points",
        by_hand=0.45,
        working="0.50 − 0.05",
        ours=lambda: ps.targets.EU_2025.with_reuse(0.08).required_level,
    ),
    Rule(
        what="what must be reached in 2025 although the target is postponed",
        rule="Directive 94/62/EC art. 6(1a)",
        by_hand=0.35,
        working="the larger of 0.50 − 0.15 and 0.30",
        ours=lambda: ps.targets.EU_2025.with_postponement(5).interim_level,
    ),
)
"""What the legal definitions make of numbers that were made up for them."""
