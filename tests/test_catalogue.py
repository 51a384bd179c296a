"""The catalogue of measures: its numbers, its texts, and what each measure does to Norway."""

from __future__ import annotations

import csv
import functools
import inspect
import re
from importlib import resources
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

import plastsmart as ps
from plastsmart.errors import (
    InvalidValueError,
    LabelError,
    MissingValueError,
    PlanError,
    PlastsmartError,
    PriceYearError,
    ScopeError,
)
from plastsmart.parameters import STATUSES
from plastsmart.scenarios.application import Application
from plastsmart.scenarios.catalogue import Entry, Figure

pytestmark = pytest.mark.once

LAST = 2035
ENTRIES = list(ps.measures.ALL.values())
DEFAULTS = [figure for entry in ENTRIES for figure in entry.defaults]

every = pytest.mark.parametrize("entry", ENTRIES, ids=lambda entry: entry.name)
every_default = pytest.mark.parametrize(
    "figure", DEFAULTS, ids=lambda figure: f"{figure.measure}-{figure.argument}"
)


@functools.cache
def norway() -> ps.System:
    """Norway, with something of every theme that measures are about."""
    system = ps.load("norway").replace(
        litter=ps.Litter(
            litter_per_person=ps.Q(0.5, "kg/person/year"),
            bins=ps.Q(10_000, "bin"),
            overflow=0.2,
            litter_per_bin=ps.Q(50, "kg/bin/year"),
            litter_to_water=0.3,
        ),
        microplastics=ps.Microplastics(
            vehicle_km=ps.Q(45, "Gvkm/year"),
            tyre_wear=ps.Q(0.1, "g/vkm"),
            pitches=ps.Q(1750, "pitch"),
            pitch_loss=ps.Q(1000, "kg/pitch/year"),
            boats=ps.Q(800_000, "boat"),
            boat_paint=ps.Q(0.5, "kg/boat/year"),
            washes=ps.Q(100, "wash/person/year"),
            fibres=ps.Q(0.3, "g/wash"),
        ),
        procurement=ps.Procurement(
            uses=ps.Q(1e6, "use/year"),
            item_mass=ps.Q(10, "g/use"),
            item_emission=ps.Q(3, "tonne CO2e/tonne"),
            recycled_emission=ps.Q(1, "tonne CO2e/tonne"),
            own_packaging_share=0.0,
            reusable_mass=ps.Q(20, "g/item"),
        ),
        littering=0.001,
    )
    return system.with_years(range(2020, LAST + 1))


def moved(system: ps.System, what: str) -> float:
    """Return a rate, or a flow in tonne, of the last year."""
    flows = ps.run(system, only=[what])
    if what in ps.MODEL.rates:
        return float(flows.rate(what, by=["year"]).loc[LAST])
    scope = {"year": LAST}
    return float(flows.quantity(what, by=[], scope=scope).magnitude)


@functools.cache
def before(what: str) -> float:
    return moved(norway(), what)


def changed(*measures: ps.Measure) -> ps.System:
    return Application(norway(), measures).changed_system()


def evidence(measure: str, argument: str) -> float:
    for figure in ps.measures.figures(measure):
        if (figure.role, figure.argument) == ("evidence", argument):
            assert figure.value is not None
            return figure.value
    raise AssertionError(argument)


def default(measure: str, argument: str) -> Figure:
    return next(f for f in ps.measures.ALL[measure].defaults if f.argument == argument)


# --------------------------------------------------------------------------------------------------
# the numbers


def test_there_are_at_least_sixteen_measures_and_each_has_a_number_of_its_own() -> None:
    assert len(ENTRIES) >= 16
    assert {figure.measure for figure in ps.measures.figures()} == set(ps.measures.names())
    assert all(entry.effects for entry in ENTRIES)


def test_the_file_has_no_row_twice_and_no_stray_column() -> None:
    path = resources.files("plastsmart.data").joinpath("measures.csv")
    rows = list(csv.reader(path.read_text(encoding="utf-8").splitlines()))
    assert all(len(row) == len(rows[0]) for row in rows)
    keys = [tuple(row[:3]) for row in rows]
    assert len(keys) == len(set(keys))


@every_default
def test_a_default_lies_within_its_range(figure: Figure) -> None:
    assert figure.low is not None
    assert figure.value is not None
    assert figure.high is not None
    assert figure.low <= figure.value <= figure.high
    assert figure.low < figure.high


@pytest.mark.parametrize("figure", ps.measures.figures(), ids=str)
def test_a_figure_says_where_it_is_from_and_how_well_it_is_known(figure: Figure) -> None:
    assert figure.source
    assert figure.status in STATUSES
    assert figure.confidence in {"A", "B"}
    assert figure.role in {"default", "evidence"}
    if figure.confidence == "A":
        assert figure.url.startswith("http")
    else:
        assert figure.status in {"estimated", "default"}


@every_default
def test_no_effect_carried_to_another_place_passes_as_measured_or_reported(figure: Figure) -> None:
    assert figure.status in {"estimated", "default"}


def test_bins_cost_what_a_household_pays_for_one_less_tax_for_each_inhabitant() -> None:
    price = evidence("bag_to_bin", "bin_price") / (1 + evidence("bag_to_bin", "value_added_tax"))
    each = price / evidence("bag_to_bin", "persons_per_household")
    assert default("bag_to_bin", "investment").value == pytest.approx(each, abs=0.5)


@pytest.mark.parametrize("measure", ["campaign", "unit_fee"])
def test_a_swedish_cost_is_brought_to_kroner_and_a_year_of_the_price_index(measure: str) -> None:
    swedish = evidence(measure, "strategy_cost") / evidence(measure, "inhabitants")
    kroner = swedish * evidence(measure, "exchange_rate") * evidence(measure, "price_factor")
    cost = default(measure, "cost")
    assert cost.value == pytest.approx(kroner, abs=0.05)
    assert cost.year in ps.prices.CPI.levels


@pytest.mark.parametrize("measure", ["better_sorting", "better_recycling"])
def test_better_plants_close_the_gap_from_the_median_to_the_upper_quartile(measure: str) -> None:
    gaps = []
    for polymer in ("PET", "PP", "PS", "film", "HDPE"):
        median = evidence(measure, f"median_{polymer}")
        gaps.append((evidence(measure, f"quartile_{polymer}") - median) / (1 - median))
    assert default(measure, "gap").value == pytest.approx(sum(gaps) / len(gaps), abs=0.005)


def test_letters_move_three_quarters_of_what_leaves_residual_waste() -> None:
    less = evidence("feedback_letters", "less_residual")
    instead = evidence("feedback_letters", "recycled_instead")
    assert default("feedback_letters", "gap").value == pytest.approx(less * instead)


def test_fewer_impurities_is_the_fall_of_the_audits() -> None:
    fall = evidence("fewer_impurities", "impurity_after") / evidence(
        "fewer_impurities", "impurity_before"
    )
    assert default("fewer_impurities", "factor").value == pytest.approx(fall, abs=0.005)


def test_fewer_carrier_bags_are_a_share_of_household_packaging() -> None:
    share = evidence("single_use_reduction", "bags_saved") / evidence(
        "single_use_reduction", "household_packaging"
    )
    assert default("single_use_reduction", "share").value == pytest.approx(share, abs=0.0005)


def test_higher_deposits_closed_about_a_third_of_the_gap() -> None:
    was, is_ = evidence("wider_deposit", "return_before"), evidence("wider_deposit", "return_after")
    assert default("wider_deposit", "gap").value == pytest.approx((is_ - was) / (1 - was), abs=0.04)


def test_the_cups_of_aarhus_are_less_than_the_default_of_reuse() -> None:
    cups = evidence("reuse_scheme", "cups") * evidence("reuse_scheme", "cup_mass")
    each = cups / evidence("reuse_scheme", "inhabitants")
    households = 108_000_000 / 5.4e6  # kg for each inhabitant, the headline case
    share = default("reuse_scheme", "share")
    assert share.low is not None
    assert share.value is not None
    assert share.low < each / households < share.value


# --------------------------------------------------------------------------------------------------
# the texts


@every
def test_a_measure_says_in_one_sentence_of_each_language_what_it_does(entry: Entry) -> None:
    measure = entry.make(2026)
    for text in (measure.description, measure.description_no):
        assert text[0].isupper()
        assert text.endswith(".")
        assert not re.search(r"[.!?] [A-ZÆØÅ]", text)
        assert 40 <= len(text) <= 220
    assert measure.description != measure.description_no
    assert entry.title != entry.title_no


@every
def test_a_default_effect_is_called_an_assumption_or_not_measured(entry: Entry) -> None:
    sources = " ".join(f.source for f in entry.effects if f.status == "default")
    assert not sources or "Assumption" in sources


def test_the_functions_are_documented_with_their_numbers_and_tell_their_arguments() -> None:
    for entry in ENTRIES:
        text = entry.make.__doc__ or ""
        for figure in entry.defaults:
            assert f"{figure.argument} {figure}, {figure.status}" in text
            if figure.argument not in {"cost", "investment", "lifetime"}:
                assert figure.argument in inspect.signature(entry.make).parameters
        assert "regions" in inspect.signature(entry.make).parameters
        assert getattr(ps.measures, entry.name) is entry.make


GULLY_POTS = (
    {
        "Gully pots emptied in time",
        "Empties gully pots before they are full, so that tyre particles stay in them.",
    },
    {
        "Sandfang som tømmes i tide",
        "Tømmer sandfang før de er fulle, slik at dekkpartikler blir igjen i dem.",
    },
)


@pytest.mark.parametrize("language", ["en", "no"])
def test_the_table_lists_every_measure_and_every_default(language: str) -> None:
    table = ps.measures.table(language)
    assert list(dict.fromkeys(table.index)) == list(ps.measures.names())
    assert len(table) == len(DEFAULTS)
    filled = ["title", "description", "argument", "unit", "status", "source", "region", "own_cost"]
    assert (table[filled] != "").all(axis=None)
    assert table["value"].notna().all()


def test_the_table_speaks_norwegian() -> None:
    assert "Kampanje" in set(ps.measures.table("no")["title"])
    for language, at in (("en", 0), ("no", 1)):
        row = ps.measures.table(language).loc["gully_pots"]
        told = {str(text) for text in row[["title", "description"]].to_numpy().reshape(-1)}
        assert told == GULLY_POTS[at]
    with pytest.raises(InvalidValueError, match="language is one of en, no"):
        ps.measures.table("de")


# --------------------------------------------------------------------------------------------------
# what they do


@every
def test_a_measure_carries_uncertainty_source_and_status_of_its_effects(entry: Entry) -> None:
    measure = entry.make(2026)
    used = [f for f in entry.effects if f.argument != "capture" or entry.name != "wider_deposit"]
    assert len(measure.changes) == len(used)
    for change, figure in zip(measure.changes, used, strict=True):
        assert (change.parameter, change.kind) == (figure.parameter, figure.kind)
        assert change.amount == figure.value
        assert change.info.uncertainty == ps.Triangular(figure.low, figure.value, figure.high)
        assert change.info.source == figure.cited
        assert change.info.status == figure.status
        assert figure.source in measure.source
    assert measure.status == max((f.status for f in used), key=STATUSES.index)


@every
def test_a_measure_alone_moves_norway_as_it_says(entry: Entry) -> None:
    after = moved(changed(entry.make(2026, ramp=3)), entry.moves)
    assert (after > before(entry.moves)) == entry.up
    assert after != before(entry.moves)


@every
def test_a_measure_speaks_of_other_routes_and_streams_where_it_is_told_to(entry: Entry) -> None:
    arguments = inspect.signature(entry.make).parameters
    told: dict[str, Any] = {}
    if "route" in arguments:
        told["route"] = "mine"
    if "category" in arguments:
        told["category"] = ["film", "rigid"]
    if not told and "sector" not in arguments:
        assert not any(change.where for change in entry.make(2026).changes)
        return
    told = told or {"sector": "mine"}
    scopes = [dict(change.where) for change in entry.make(2026, **told).changes]
    assert any(scope.get("route") == ("mine",) for scope in scopes) == ("route" in told)
    assert (
        all("tier" in scope for scope in scopes if "route" in scope)
        or entry.name == "better_sorting"
    )
    assert any(scope.get("category") == ("film", "rigid") for scope in scopes) == (
        "category" in told
    )
    assert not any("sector" in scope for scope in scopes)


def test_the_headline_case_takes_measures_by_the_name_of_its_route() -> None:
    system = ps.load("headline").with_years(range(2023, 2031))
    with pytest.raises(ScopeError, match=r"is unknown\. Known: 'municipal_collection'"):
        Application(system, [ps.measures.campaign(2025)]).changed_system()
    route = "municipal_collection"
    measures = [ps.measures.campaign(2025, route=route), ps.measures.better_sorting(2025)]
    flows = ps.run(Application(system, measures).changed_system())
    assert flows.rate("eu", by=["year"])[2030] > flows.rate("eu", by=["year"])[2024]


def test_all_measures_together_can_be_projected_on_norway_with_their_costs() -> None:
    measures = ps.measures.all_of(2026, ramp=3)
    packaging = [entry for entry in ENTRIES if entry.theme == "packaging"]
    replaced = [entry for entry in packaging if entry.instead_of]
    assert len(measures) == len(packaging) - len(replaced) >= 16
    projection = ps.project(ps.load("norway"), ps.Plan("Everything", measures))
    gain = projection.flows.rate("eu", by=["year"]) - projection.baseline.rate("eu", by=["year"])
    assert gain[2025] == 0.0
    assert gain[LAST] > 0.1


def test_all_measures_can_be_named_in_norwegian_and_left_out() -> None:
    measures = ps.measures.all_of(2026, language="no", without=["campaign"])
    names = {measure.name for measure in measures}
    assert "Henteordning for alle" in names
    assert "Kampanje" not in names


def test_all_measures_are_described_in_both_languages_whatever_their_names() -> None:
    one, other = (ps.measures.all_of(2026, language=language) for language in ("en", "no"))
    for english, norwegian in zip(one, other, strict=True):
        assert english.name != norwegian.name
        assert english.description == norwegian.description
        assert english.description_no == norwegian.description_no


@pytest.mark.parametrize(
    ("name", "route"),
    [
        ("central_sorting", "kerbside"),
        ("wider_deposit", "kerbside"),
        *((name, "central_sorting") for name in (
            "kerbside_for_all", "bag_to_bin", "optical_bags", "bring_points", "unit_fee", "campaign",
            "feedback_letters", "rarer_residual_collection", "fewer_impurities", "business_sorting",
        )),
    ],
)  # fmt: skip
def test_a_route_of_another_tier_is_refused(name: str, route: str) -> None:
    with pytest.raises(PlanError, match="the system has no route"):
        changed(ps.measures.ALL[name].make(2028, route=route))


@pytest.mark.parametrize("coverage", [0.9, 0.98, 0.995])
def test_collection_for_all_takes_it_from_nobody(coverage: float) -> None:
    system = norway().replace(
        coverage={
            "kerbside": coverage, "bring_point": 0.0, "central_sorting": 0.0, "deposit_return": 1.0,
            "business_collection": 1.0, "agriculture_collection": 1.0,
        }
    )  # fmt: skip
    plan = ps.Plan("All", [ps.measures.kerbside_for_all(2026)])
    assert [finding.fits for finding in plan.apply_to(system).findings] == ["yes"]


def test_coloured_bags_would_lower_the_rate_of_what_has_sacks_and_bins_today() -> None:
    bags = ps.measures.optical_bags(2026, route="kerbside")
    assert moved(changed(bags), "eu") < before("eu")


def test_what_replaces_another_measure_cannot_both_be_set_on_one_route() -> None:
    more = ps.measures.central_sorting(2026, coverage=0.5, name="Half")
    with pytest.raises(PlanError, match="both set it"):
        changed(ps.measures.central_sorting(2026), more)


def test_new_products_join_the_deposit_scheme_where_its_route_serves_them() -> None:
    system = ps.System(
        years=range(2024, 2029),
        regions=["NO"],
        categories=["bottles", "juice"],
        routes=[ps.Route("deposit_return", "deposit")],
        generation=ps.Generation(
            population=ps.Q(1000, "person"),
            packaging_per_person=ps.Q(20, "kg/person/year"),
            composition={"bottles": 0.5, "juice": 0.5},
        ),
        collection=ps.Collection(capture={"deposit_return": {"bottles": 0.9, "juice": 0.0}}),
        sorting=ps.Sorting(sorting_efficiency=1.0),
        recycling=ps.Recycling(preparation_yield=1.0),
    )
    measure = ps.measures.wider_deposit(2026, category="juice", capture=0.8)
    flows = ps.run(Application(system, [measure]).changed_system())
    assert flows.rate("eu", by=["year"])[2028] == pytest.approx(0.85)


# --------------------------------------------------------------------------------------------------
# costs


@every
def test_a_measure_has_a_cost_of_its_own_only_where_the_flows_do_not_bear_it(entry: Entry) -> None:
    measure = entry.make(2026)
    stated = measure.cost is not None or measure.investment is not None
    assert stated != entry.own_cost.startswith(("none", "not known"))
    assert stated == (not entry.own_cost_no.startswith(("ingen", "ikke kjent")))
    assert (measure.price_year is not None) == stated
    for money in (measure.cost, measure.investment):
        assert money is None or "person" in money.unit
        assert money is None or money.info.uncertainty is not None


def test_a_cost_that_is_given_takes_the_place_of_all_that_the_catalogue_has() -> None:
    given_ = ps.measures.bag_to_bin(2026, cost=ps.Q(20, "NOK/person/year"), price_year=2024)
    assert given_.investment is None
    assert given_.lifetime is None
    assert str(given_.cost) == "20 NOK/person/year"
    assert given_.price_year == 2024
    with pytest.raises(InvalidValueError, match="price_year is of a cost"):
        ps.measures.bag_to_bin(2026, price_year=2024)


@every
def test_amounts_can_be_had_in_the_prices_of_a_year(entry: Entry) -> None:
    as_published, now = entry.make(2026), entry.make(2026, prices=2024)
    assert (now.changes, now.name, now.source) == (
        as_published.changes,
        as_published.name,
        as_published.source,
    )
    for key in ("cost", "investment"):
        was, is_ = getattr(as_published, key), getattr(now, key)
        assert (was is None) == (is_ is None)
        if was is not None:
            factor = ps.prices.CPI.factor(as_published.price_year or 0, 2024)
            assert is_.value == pytest.approx(was.value * factor)
            assert f"from {as_published.price_year} to 2024 prices" in is_.info.note
            assert now.price_year == 2024


def test_all_together_are_ready_for_a_system_with_prices_of_a_year() -> None:
    measures = ps.measures.all_of(2026, prices=2024)
    assert {m.price_year for m in measures if m.has_money} == {2024}
    costs = ps.project(ps.load("norway"), ps.Plan("Everything", measures)).costs()
    assert costs["running"][LAST] > 0


def test_prices_of_an_amount_of_ones_own_need_its_year() -> None:
    ours = {"cost": ps.Q(10, "NOK/person/year"), "prices": 2024}
    with pytest.raises(PriceYearError, match="does not say which year"):
        ps.measures.campaign(2026, **ours)
    given_ = ps.measures.campaign(2026, price_year=2018, **ours)
    assert str(given_.cost) == "12.32472325 NOK/person/year"


def test_what_is_given_for_a_measure_holds() -> None:
    measure = ps.measures.unit_fee(
        2027, ramp=4, curve="logistic", regions=["3203"], name="Ours", paid_by="state"
    )
    assert (measure.name, measure.start, measure.ramp, measure.curve) == (
        "Ours",
        2027,
        4,
        "logistic",
    )
    assert measure.regions == ("3203",)
    assert measure.paid_by == (("state", 1.0),)


def test_an_effect_of_ones_own_brings_its_own_source() -> None:
    known = ps.Parameter(0.2, uncertainty=ps.Uniform(0.1, 0.3), source="Trial", status="measured")
    measure = ps.measures.campaign(2026, gap=known)
    assert measure.source == "Trial"
    assert measure.status == "measured"
    bare = ps.measures.campaign(2026, gap=0.2)
    assert (bare.source, bare.status) == ("", "")


# --------------------------------------------------------------------------------------------------
# bad input


@pytest.mark.parametrize("figure", [f for e in ENTRIES for f in e.effects], ids=str)
def test_an_effect_that_changes_nothing_is_refused_by_name(figure: Figure) -> None:
    nothing = 1.0 if figure.kind == "scale" else 0.0
    told: dict[str, Any] = {figure.argument: nothing}
    if (figure.measure, figure.argument) == ("wider_deposit", "capture"):
        told["category"] = "juice"
    with pytest.raises(
        InvalidValueError, match=f"{figure.argument} is {nothing:g}, so the measure"
    ):
        ps.measures.ALL[figure.measure].make(2026, **told)


@every
def test_an_unknown_argument_is_refused_with_the_nearest_name(entry: Entry) -> None:
    with pytest.raises(LabelError, match=r"has no argument 'regionss'.*'regions'"):
        entry.make(2026, regionss=["NO"])


@pytest.mark.parametrize(
    ("call", "error", "message"),
    [
        (lambda m: m.campaign(), MissingValueError, "needs the year"),
        (lambda m: m.campaign("soon"), InvalidValueError, "start is 'soon'"),
        (lambda m: m.campaign(2026, 0.2), InvalidValueError, "gap=…"),
        (lambda m: m.campaign(2026, gap=35), InvalidValueError, "35 % = 0.35"),
        (lambda m: m.campaign(2026, gap="much"), PlastsmartError, "campaign, gap: "),
        (lambda m: m.central_sorting(2026, coverage=80), PlastsmartError, "0.8"),
        (lambda m: m.wider_deposit(2026, capture=0.9), InvalidValueError, "name their category"),
        (
            lambda m: m.wider_deposit(2026, gap=0.9, category="a"),
            InvalidValueError,
            "leave category out",
        ),
        (lambda m: m.all_of(2026, without=["campain"]), LabelError, "'campaign'"),
        (lambda m: m.all_of(2026, name="x"), InvalidValueError, "name is of one measure"),
        (lambda m: m.all_of(2026, prices="now"), InvalidValueError, "prices is 'now'"),
        (
            lambda m: m.campaign(2026, prices=2031),
            PriceYearError,
            "**ps.prices.CPI.levels, 2031: …",
        ),
        (lambda m: m.figures("campain"), LabelError, "'campaign'"),
    ],
)
def test_what_cannot_be_meant_is_refused_in_words(call: Any, error: Any, message: str) -> None:
    with pytest.raises(error, match=re.escape(message)):
        call(ps.measures)


def test_a_label_that_the_system_does_not_have_is_refused_with_the_nearest() -> None:
    with pytest.raises(ScopeError, match="Did you mean 'kerbside'"):
        changed(ps.measures.bag_to_bin(2026, route="kerbsid"))


# --------------------------------------------------------------------------------------------------
# always


@pytest.mark.parametrize(
    "name",
    [e.name for e in ENTRIES if e.moves == "eu" and e.effects[0].kind == "close_gap"],
)
@given(sizes=st.tuples(st.floats(0.01, 1.0), st.floats(0.01, 1.0)))
def test_a_larger_effect_never_moves_norway_less(name: str, sizes: tuple[float, float]) -> None:
    entry = ps.measures.ALL[name]
    argument = entry.effects[0].argument
    small, large = (
        moved(changed(entry.make(2030, **{argument: size})), entry.moves) for size in sorted(sizes)
    )
    assert small <= large + 1e-12
    assert small >= before("eu") - 1e-12


@given(coverage=st.floats(0.1, 1.0))
def test_central_sorting_of_more_residual_waste_leaves_less_of_it(coverage: float) -> None:
    some = moved(changed(ps.measures.central_sorting(2030, coverage=coverage)), "residual")
    everything = moved(changed(ps.measures.central_sorting(2030)), "residual")
    assert everything <= some + 1e-6


@given(share=st.floats(0.001, 0.9))
def test_what_is_prevented_is_not_generated(share: float) -> None:
    measure = ps.measures.single_use_reduction(2030, share=share, sector=["household", "business"])
    rest = {"sector": ["household", "business"]}
    left: Any = ps.run(changed(measure), only=["generated"]).table(by=["year"], scope=rest)
    whole: Any = ps.run(norway(), only=["generated"]).table(by=["year"], scope=rest)
    ratio = left.loc[LAST, "generated"] / whole.loc[LAST, "generated"]
    assert ratio == pytest.approx(1 - share)
