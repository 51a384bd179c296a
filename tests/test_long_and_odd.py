"""Long, large and odd systems, hostile names, threads and processes: right, or refused clearly."""

from __future__ import annotations

import io
import math
import multiprocessing
import sys
import time
from concurrent import futures
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

import plastsmart as ps
from plastsmart.errors import LabelError, PlastsmartError, ScopeError, TableError

# -- large ----------------------------------------------------------------------------------------


def described(
    population: Any, *, years: Any = (2024,), categories: Any = ("film", "rigid"), **kwargs: Any
) -> ps.System:
    """A system of the regions that have a population."""
    count = len(categories)
    given: dict[str, Any] = {
        "packaging_per_person": ps.Q(20, "kg/person/year"),
        "composition": dict.fromkeys(categories, 1 / count),
        "capture": 0.5,
    } | kwargs
    return ps.System(
        regions=list(population),
        years=years,
        categories=list(categories),
        routes=[ps.Route("kerbside", tier="source"), ps.Route("plant", tier="central")],
        generation=ps.Generation(
            population={region: ps.Q(people, "person") for region, people in population.items()},
            packaging_per_person=given["packaging_per_person"],
            composition=given["composition"],
        ),
        collection=ps.Collection(
            coverage={"kerbside": 0.9, "plant": 0.5}, capture=given["capture"]
        ),
        sorting=ps.Sorting(sorting_efficiency=0.7),
        recycling=ps.Recycling(preparation_yield=0.85),
    )


def value(flows: ps.Flows, rate: str = "eu") -> float:
    """A rate of a system of one year."""
    return float(flows.rate(rate, by=["year"]).iloc[0])


@pytest.mark.slow
@pytest.mark.once
def test_ten_thousand_municipalities_are_each_what_they_are_alone() -> None:
    rng = np.random.default_rng(1)
    people = {f"M{number:05d}": float(n) for number, n in enumerate(rng.integers(1, 10**6, 10_000))}
    began = time.perf_counter()
    flows = ps.run(described(people))
    rates = flows.rate("eu", by=["region"])
    recycled = flows.table(by=["region"])["recycled"]
    took = time.perf_counter() - began
    assert len(rates) == 10_000
    for region in rng.choice(list(people), 5):
        alone = ps.run(described({region: people[region]}))
        assert rates[region] == pytest.approx(value(alone, "eu"), rel=1e-12)
        assert recycled[region] == pytest.approx(alone.table()["recycled"].sum(), rel=1e-12)
    assert math.fsum(recycled) == pytest.approx(flows.table()["recycled"].sum(), rel=1e-12)
    assert took < 20, "seconds; a fraction of one is usual"


def test_two_hundred_years_are_each_what_they_are_alone() -> None:
    years = range(1900, 2100)
    capture = {1900: 0.0, 2000: 0.4, 2099: 0.9}
    rates = ps.run(described({"A": 1000}, years=years, capture=capture)).rate("eu", by=["year"])
    assert list(rates.index) == list(years)
    assert rates[1900] == 0
    assert rates.is_monotonic_increasing
    alone = described({"A": 1000}, years=[1950], capture=0.2)
    assert rates[1950] == pytest.approx(value(ps.run(alone)), rel=1e-12)


def test_an_assessment_of_two_hundred_years_ends_soon() -> None:
    projection = ps.project(
        described({"A": 1000}, years=range(1900, 2100)), years=range(1900, 2100)
    )
    verdict = projection.assess(ps.targets.EU_2030)
    assert verdict.rate == pytest.approx(float(projection.flows.rate("eu", by=["year"])[2030]))


@pytest.mark.parametrize("count", [1, 2, 1000])
def test_categories_that_are_alike_make_no_difference(count: int) -> None:
    categories = tuple(f"stream {number}" for number in range(count))
    flows = ps.run(described({"A": 1000}, categories=categories))
    one = ps.run(described({"A": 1000}, categories=("all",)))
    for rate in flows.rate_ids:
        assert value(flows, rate) == pytest.approx(value(one, rate), rel=1e-9), rate
    assert len(flows.rate("eu", by=["category"])) == count


@pytest.mark.parametrize("scale", [1e-9, 1e-3, 1.0, 1e9])
def test_rates_do_not_depend_on_how_much_there_is(scale: float) -> None:
    usual = ps.run(described({"A": 1000, "B": 50}))
    scaled = ps.run(described({"A": 1000 * scale, "B": 50 * scale}))
    for rate in usual.rate_ids:
        assert value(scaled, rate) == pytest.approx(value(usual, rate), rel=1e-12), rate
    ratio = scaled.table()["recycled"] / usual.table()["recycled"]
    assert ratio.to_numpy() == pytest.approx(scale, rel=1e-12)


@given(st.floats(1e-9, 1e9), st.floats(1e-9, 1.0), st.floats(1e-9, 1e9))
def test_odd_sizes_beside_one_another_lose_nothing(
    people: float, share: float, other: float
) -> None:
    system = described(
        {"A": people, "B": other}, composition={"film": share, "rigid": 1 - share}, capture=share
    )
    flows = ps.run(system)  # refuses where a process loses more than 1e-12
    assert 0 <= value(flows, "eu") <= 1
    table = flows.table()
    assert table["generated"].sum() == pytest.approx((people + other) * 0.02, rel=1e-9)
    assert ps.System.from_table(system.table()) == system


# -- nothing --------------------------------------------------------------------------------------


def test_where_nothing_is_generated_a_rate_is_undefined_and_not_a_number() -> None:
    nothing = described({"A": 1000}, packaging_per_person=ps.Q(0, "kg/person/year"))
    flows = ps.run(nothing)
    assert flows.table()[["generated", "recycled", "residual"]].to_numpy().sum() == 0
    for rate in flows.rate_ids:
        assert math.isnan(value(flows, rate))
    with pytest.raises(ScopeError, match="undefined in 2030: nothing is generated"):
        ps.project(nothing).assess(ps.targets.EU_2030)
    assert ps.rerun(flows.trace().to_json()).same


def test_a_region_without_inhabitants_changes_nothing_for_the_others() -> None:
    with_empty = ps.run(described({"A": 1000, "empty": 0}))
    alone = ps.run(described({"A": 1000}))
    rates = with_empty.rate("eu", by=["region"])
    assert math.isnan(rates["empty"])
    assert rates["A"] == value(alone, "eu") == value(with_empty, "eu")
    assert (
        ps.project(described({"A": 1000, "empty": 0})).assess(ps.targets.EU_2030).rate is not None
    )


# -- hostile names --------------------------------------------------------------------------------

KEPT = {
    "html": "<img src=x onerror=alert(1)>",
    "script": '</script><script>alert("1")</script>',
    "formula": "=cmd|' /C calc'!A0",
    "formula of another kind": "@SUM(1+1)*cmd",
    "quotes": 'O\'Brien; DROP TABLE "x", --',
    "right to left": "בְּדִיקָה مدينة",
    "letters of four bytes": "\U0001d510\U0001d532 \U0001f3d9",
    "template": "{{ 7 * 7 }} {% raw %} ${x} %s {0}",
    "path": "../../etc/passwd",
    "long": "x" * 200,
}
REFUSED = {
    "nothing": "",
    "blanks": "  x ",
    "line break": "a\nb",
    "zero": "a\0b",
    "escape": "\x1b[31mred",
    "turns the text round": "a\u202egnp.exe",
    "no letter": "\ud800",
    "too long": "x" * 201,
    "bell": "\a",
    "separator of lines": "a\u2028b",
}


@pytest.mark.parametrize("name", REFUSED.values(), ids=REFUSED)
def test_names_that_cannot_be_shown_are_refused(name: str) -> None:
    with pytest.raises(LabelError) as told:
        described({name: 1000})
    assert len(str(told.value)) < 400
    assert "\x1b" not in str(told.value)
    with pytest.raises(TableError, match="row 2: the region label"):
        ps.System.from_table(described({"A": 1000}).table().replace({"region": {"A": name}}))


@pytest.mark.parametrize("name", KEPT.values(), ids=KEPT)
def test_hostile_names_come_back_as_they_are(name: str, tmp_path: Path) -> None:
    system = described({name: 1000, "B": 10}).replace(name=name)
    assert ps.System.from_table(system.table()) == system
    assert ps.exchange.from_datapackage(ps.exchange.to_datapackage(system, tmp_path)) == system
    flows = ps.run(system)
    assert name in flows.rate("eu", by=["region"]).index
    assert ps.rerun(flows.trace().to_json()).flows.system == system
    for shown in (
        system._repr_html_(),
        flows._repr_html_(),
        flows.explain("eu", region=name).to_html(),
    ):
        assert "<img" not in shown
        assert "<script" not in shown


@pytest.mark.once
@pytest.mark.filterwarnings("ignore:Glyph .* missing from")
@pytest.mark.parametrize("name", KEPT.values(), ids=KEPT)
def test_hostile_names_do_nothing_in_pages_and_workbooks(name: str, tmp_path: Path) -> None:
    openpyxl = pytest.importorskip("openpyxl")
    pytest.importorskip("jinja2")
    system = described({name: 1000, "B": 10}).replace(name=name)
    page = ps.report(system, draws=0, language="en", targets=[ps.targets.EU_2030])
    simulator = ps.simulator(system)
    for text in (page.html, simulator):
        assert "<img src=x" not in text
        assert "<script>alert" not in text
    page.to_excel(tmp_path / "tables.xlsx")
    book = openpyxl.load_workbook(io.BytesIO((tmp_path / "tables.xlsx").read_bytes()))
    kinds = {cell.data_type for sheet in book for row in sheet.iter_rows() for cell in row}
    assert "f" not in kinds


# -- threads and processes ------------------------------------------------------------------------


def test_threads_share_a_system_and_get_what_one_gets() -> None:
    alone = ps.run(ps.load("norway"))
    expected = alone.table(by=["year", "category"]), alone.rates(by=["year"])
    interval = sys.getswitchinterval()
    sys.setswitchinterval(1e-5)  # threads change places often, so that a race is met
    try:
        for _ in range(3):
            shared = ps.load("norway").replace(name="shared")  # no array of it is made yet
            with futures.ThreadPoolExecutor(8) as pool:
                found = list(pool.map(lambda _, system=shared: ps.run(system), range(16)))
            for flows in found:
                assert flows.table(by=["year", "category"]).equals(expected[0])
                assert flows.rates(by=["year"]).equals(expected[1])
    finally:
        sys.setswitchinterval(interval)


def rate_of(system: ps.System) -> float:
    """What a worker gives back."""
    return float(ps.run(system).rate("eu", by=["year"]).iloc[0])


@pytest.mark.slow
@pytest.mark.once
@pytest.mark.filterwarnings("ignore:.*multi-threaded.*fork:DeprecationWarning")
@pytest.mark.parametrize("method", multiprocessing.get_all_start_methods())
def test_processes_however_started_get_what_one_gets(method: str) -> None:
    system = ps.load("headline")
    whole = ps.ensemble(system, n=3000, keep=["eu"])
    context = multiprocessing.get_context(method)
    with futures.ProcessPoolExecutor(2, mp_context=context) as pool:
        assert list(pool.map(rate_of, [system] * 4)) == [rate_of(system)] * 4
        shared = ps.ensemble(system, n=3000, keep=["eu"], executor=pool)
        assert np.array_equal(shared.samples("eu", 2023), whole.samples("eu", 2023))
        refused = pool.submit(ps.load, "nowhere").exception()
    assert isinstance(refused, PlastsmartError), "an error comes back from a process as it was"
    assert "nowhere" in str(refused)


@pytest.mark.parametrize("after", [1024, 3072])
def test_an_interrupted_ensemble_leaves_its_workers_and_the_system_as_they_were(after: int) -> None:
    def stop(done: int, _: int) -> None:
        if done >= after:
            raise KeyboardInterrupt

    system = ps.load("headline")
    whole = ps.ensemble(system, n=8192, keep=["eu"])
    with futures.ThreadPoolExecutor(2) as pool:
        part = ps.ensemble(system, n=8192, keep=["eu"], executor=pool, progress=stop)
        assert 0 < part.n < 8192
        assert not part.complete
        assert np.array_equal(part.samples("eu", 2023), whole.samples("eu", 2023)[: part.n])
        again = ps.ensemble(system, n=8192, keep=["eu"], executor=pool)
    assert again.complete
    assert np.array_equal(again.samples("eu", 2023), whole.samples("eu", 2023))
