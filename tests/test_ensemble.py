"""How sure: draws, ensembles, and what is the same whatever the batches and workers."""

from __future__ import annotations

import math
import os
import signal
import time
from concurrent import futures
from typing import Any

import numpy as np
import pytest
from scipy import special, stats

import plastsmart as ps
from plastsmart.errors import (
    EnsembleError,
    InvalidValueError,
    LabelError,
    PlastsmartError,
)
from plastsmart.scenarios import sketch as sketches
from plastsmart.scenarios.draws import Group, Stream, Uncertain
from plastsmart.scenarios.quantiles import Quantiles, cumulative, inverse, quantile, truncated
from plastsmart.scenarios.sketch import ERROR, Sketch
from tests.oracle.random_systems import random_description

N = 4000


def town(**changes: Any) -> ps.System:
    """Return a town whose rate is capture · sorting · preparation."""
    values: dict[str, Any] = {
        "capture": 0.5, "sorting_efficiency": 0.8, "preparation_yield": 0.75,
        "packaging_per_person": ps.Q(20, "kg/person/year"), "population": ps.Q(1000, "person"),
        "composition": 1.0,
    } | changes  # fmt: skip
    return ps.System(
        regions=values.get("regions", ["NO"]),
        years=range(2024, 2027),
        categories=values.get("categories", ["all"]),
        routes=[ps.Route("kerb", "source")],
        generation=ps.Generation(
            population=values["population"],
            packaging_per_person=values["packaging_per_person"],
            composition=values["composition"],
        ),
        collection=ps.Collection(capture=values["capture"]),
        sorting=ps.Sorting(sorting_efficiency=values["sorting_efficiency"]),
        recycling=ps.Recycling(preparation_yield=values["preparation_yield"]),
    )


def drawn(system: ps.System, n: int = N, **options: Any) -> Any:
    return ps.ensemble(system, n=n, years=range(2024, 2027), **options)


def spread(value: float, distribution: Any, **more: Any) -> ps.Parameter:
    return ps.Parameter(value, uncertainty=distribution, **more)


KINDS = {
    "uniform": (ps.Uniform(0.3, 0.5), stats.uniform(0.3, 0.2)),
    "triangular": (ps.Triangular(0.3, 0.4, 0.6), stats.triang(1 / 3, 0.3, 0.3)),
    "triangular at its low": (ps.Triangular(0.3, 0.3, 0.6), stats.triang(0, 0.3, 0.3)),
    "triangular at its high": (ps.Triangular(0.3, 0.6, 0.6), stats.triang(1, 0.3, 0.3)),
    "pert": (ps.Pert(0.3, 0.4, 0.6), stats.beta(1 + 4 / 3, 1 + 8 / 3, 0.3, 0.3)),
    "normal": (ps.Normal(0.4, 0.05), stats.norm(0.4, 0.05)),
    "lognormal": (ps.Lognormal(0.4, 0.1), stats.lognorm(0.1, scale=0.4)),
    "beta": (ps.Beta(4, 6), stats.beta(4, 6)),
    "pedigree": (ps.Pedigree(3), stats.lognorm(math.log(1.2), scale=0.4)),
}


class TestDistributions:
    @pytest.mark.parametrize("kind", KINDS)
    def test_quantiles_are_those_of_scipy(self, kind: str) -> None:
        ours, theirs = KINDS[kind]
        p = np.linspace(0.001, 0.999, 199)
        x = inverse(ours, p, 0.4)
        assert x == pytest.approx(theirs.ppf(p), rel=1e-9, abs=1e-12)
        assert cumulative(ours, x, 0.4) == pytest.approx(p, rel=1e-9, abs=1e-12)

    @pytest.mark.parametrize(
        "shapes", [(0.05, 3.0), (1.0, 1.0), (2.5, 0.9), (40, 99), (3.0, 400.0), (400.0, 3.0)]
    )
    def test_quantiles_of_a_beta_are_those_of_scipy_far_into_the_tails(
        self, shapes: tuple[float, float]
    ) -> None:
        p = np.concatenate([[2.0**-54, 1e-9], np.linspace(1e-4, 1 - 1e-4, 501), [1 - 1e-9]])
        expected = special.betaincinv(*shapes, p)
        assert inverse(ps.Beta(*shapes), p, 0.5) == pytest.approx(expected, rel=1e-12, abs=0.0)

    @pytest.mark.parametrize(
        ("score", "factor"), [(1, 1.05), (2, 1.10), (3, 1.20), (4, 1.50), (5, 2.00)]
    )
    def test_a_quality_score_is_a_factor_within_which_two_thirds_lie(
        self, score: int, factor: float
    ) -> None:
        between = cumulative(ps.Pedigree(score), np.array([30 / factor, 30 * factor]), 30.0)
        assert between == pytest.approx(stats.norm.cdf([-1.0, 1.0]))

    @pytest.mark.parametrize("kind", KINDS)
    def test_a_probability_is_0_below_all_values_and_1_above(self, kind: str) -> None:
        distribution, _ = KINDS[kind]
        assert cumulative(distribution, [-9.0, 9.0], 0.4) == pytest.approx([0.0, 1.0], abs=1e-12)

    def test_nothing_with_a_quality_score_is_nothing_for_certain(self) -> None:
        nothing = ps.Pedigree(4)
        assert cumulative(nothing, [-1e-9, 0.0, 1e-9], 0.0).tolist() == [0.0, 1.0, 1.0]
        assert inverse(nothing, np.array([0.1, 0.9]), 0.0).tolist() == [0.0, 0.0]

    def test_distributions_drawn_together_have_the_numbers_that_each_has_alone(self) -> None:
        each = [
            *(distribution for distribution, _ in KINDS.values()),
            *(
                ps.Beta(4, 9),
                ps.Beta(2, 6),
                ps.Pert(0.0, 0.1, 0.9),
                ps.Normal(0.9, 0.3),
                ps.Lognormal(0.6, 0.5),
            ),
            *(ps.Uniform(0.8, 1.7), ps.Triangular(-0.2, 0.1, 0.3), ps.Pedigree(5), ps.Dirichlet(9)),
        ]
        u = np.random.default_rng(1).uniform(size=(len(each), 50))
        bounds = {"center": 0.4, "low": 0.0, "high": 1.0, "what": "a share"}
        together = Quantiles([truncated(d, **bounds) for d in each])(u)  # type: ignore[arg-type]
        for d, row, numbers in zip(each, together, u, strict=True):
            assert np.array_equal(row, quantile(d, numbers, **bounds))  # type: ignore[arg-type]

    def test_a_distribution_is_truncated_and_not_clipped(self) -> None:
        p = (np.arange(10_000) + 0.5) / 10_000
        wide = ps.Normal(0.9, 0.2)
        x = quantile(wide, p, center=0.9, low=0.0, high=1.0, what="capture")
        assert (x > 0).all()
        assert (x < 1).all()
        expected = stats.truncnorm((0 - 0.9) / 0.2, (1 - 0.9) / 0.2, 0.9, 0.2)
        assert x == pytest.approx(expected.ppf(p), rel=1e-9)
        assert len(np.unique(x)) == len(x)  # no heap at the bound

    def test_nothing_within_the_bounds_is_refused_by_name(self) -> None:
        system = town(capture=spread(1.0, ps.Uniform(1.0, 2.0)))
        with pytest.raises(InvalidValueError, match=r"capture.*within the bounds 0 to 1"):
            drawn(system, 10)

    def test_a_dirichlet_has_its_moments(self) -> None:
        shares = {"a": 0.2, "b": 0.3, "c": 0.5}
        composition = spread(shares, ps.Dirichlet(20))  # type: ignore[arg-type]
        system = town(categories=list(shares), composition=composition)
        e = drawn(system, 20_000, keep=["generated"], by=["year", "category"])
        frame = e.to_frame(["generated"], by=["year", "category"])
        one = frame[frame["year"] == 2024].pivot(
            index="sample", columns="category", values="generated"
        )
        drawn_shares = one.to_numpy() / 20.0
        assert drawn_shares.sum(axis=1) == pytest.approx(np.ones(20_000), abs=1e-12)
        expected = stats.dirichlet([4, 6, 10])
        assert drawn_shares.mean(axis=0) == pytest.approx(expected.mean(), abs=0.004)
        assert drawn_shares.var(axis=0) == pytest.approx(expected.var(), rel=0.05)

    def test_shares_that_sum_to_1_need_a_dirichlet(self) -> None:
        composition = {"a": spread(0.5, ps.Uniform(0.4, 0.6)), "b": 0.5}
        with pytest.raises(InvalidValueError, match=r"ps\.Dirichlet"):
            drawn(town(categories=["a", "b"], composition=composition), 10)


class TestAnalyticAnswers:
    """Within four standard errors, so that one test in ten thousand fails by chance; seeds are fixed."""

    def test_a_product_of_lognormals_is_lognormal(self) -> None:
        system = town(
            capture=spread(0.2, ps.Lognormal(0.2, 0.1)),
            sorting_efficiency=spread(0.3, ps.Lognormal(0.3, 0.2)),
            preparation_yield=spread(0.3, ps.Lognormal(0.3, 0.15)),
        )
        e = drawn(system, 50_000)
        x = e.samples("eu", 2025)
        sigma = math.sqrt(0.1**2 + 0.2**2 + 0.15**2)
        logs = np.log(x)
        assert logs.mean() == pytest.approx(math.log(0.018), abs=4 * sigma / math.sqrt(50_000))
        assert logs.std() == pytest.approx(sigma, rel=4 / math.sqrt(2 * 50_000))
        q = e.quantiles("eu", q=[0.05, 0.5, 0.95]).loc[2025]
        expected = stats.lognorm(sigma, scale=0.018).ppf([0.05, 0.5, 0.95])
        assert q.to_numpy() == pytest.approx(expected, rel=0.02)

    def test_a_product_of_triangulars_has_mean_and_variance_of_the_product(self) -> None:
        one, two = ps.Triangular(0.3, 0.4, 0.6), ps.Triangular(0.5, 0.8, 0.9)
        system = town(
            capture=spread(0.4, one), sorting_efficiency=spread(0.8, two), preparation_yield=1.0
        )
        x = drawn(system, 50_000).samples("eu", 2025)
        a, b = stats.triang(1 / 3, 0.3, 0.3), stats.triang(0.75, 0.5, 0.4)
        mean = a.mean() * b.mean()
        variance = (a.var() + a.mean() ** 2) * (b.var() + b.mean() ** 2) - mean**2
        assert x.mean() == pytest.approx(mean, abs=4 * math.sqrt(variance / 50_000))
        assert x.var() == pytest.approx(variance, rel=0.03)

    def test_the_probability_that_a_product_of_uniforms_exceeds_a_level(self) -> None:
        system = town(
            capture=spread(0.5, ps.Uniform(0.0, 1.0)),
            sorting_efficiency=spread(0.5, ps.Uniform(0.0, 1.0)),
            preparation_yield=1.0,
        )
        level = 0.3
        target = ps.Target(rate="eu", level=level, year=2025)
        exact = 1 - level + level * math.log(level)  # P(XY > a)
        p = drawn(system, 50_000).probability(target)
        assert p == pytest.approx(exact, abs=4 * math.sqrt(exact * (1 - exact) / 50_000))

    def test_a_draw_each_year_shrinks_a_mean_and_one_for_all_years_does_not(self) -> None:
        each = drawn(town(capture=spread(0.4, ps.Uniform(0.3, 0.5), per="year")), 20_000)
        once = drawn(town(capture=spread(0.4, ps.Uniform(0.3, 0.5))), 20_000)
        sds = []
        for e in (each, once):
            years = np.array([e.samples("collection", year) for year in (2024, 2025, 2026)])
            sds.append(years.mean(axis=0).std())
        assert sds[1] / sds[0] == pytest.approx(math.sqrt(3), rel=0.05)

    def test_regions_have_one_draw_or_their_own(self) -> None:
        for per, same in (("run", True), ("region", False), ("region-year", False)):
            capture = spread(0.4, ps.Uniform(0.3, 0.5), per=per)
            e = drawn(town(regions=["a", "b"], capture=capture), 50, by=["region", "year"])
            frame = e.to_frame(["collection"], by=["region", "year"])
            one = frame[frame["year"] == 2024].pivot(
                index="sample", columns="region", values="collection"
            )
            assert bool((one["a"] == one["b"]).all()) is same
            years = frame[frame["region"] == "a"].pivot(
                index="sample", columns="year", values="collection"
            )
            assert bool((years[2024] == years[2025]).all()) is (per != "region-year")

    def test_rank_correlation_is_what_was_asked_for(self) -> None:
        system = town(
            capture=spread(0.4, ps.Uniform(0.3, 0.5)),
            sorting_efficiency=spread(0.8, ps.Triangular(0.6, 0.8, 0.9)),
        )
        e = drawn(
            system, 20_000, correlation={("capture", "sorting_efficiency"): -0.6},
            keep=["collected", "sorted"],
        )  # fmt: skip
        collected, sorted_ = e.samples("collected", 2024), e.samples("sorted", 2024)
        rho = stats.spearmanr(collected, sorted_ / collected).statistic
        assert rho == pytest.approx(-0.6, abs=0.02)

    def test_values_of_one_parameter_can_be_made_to_move_together(self) -> None:
        shares = {"a": 0.5, "b": 0.5}
        capture = {name: spread(0.4, ps.Uniform(0.3, 0.5)) for name in shares}
        system = town(categories=list(shares), composition=shares, capture=capture)
        apart, together = (
            drawn(system, 4000, correlation=how).samples("collection", 2024)
            for how in (None, {("capture", "capture"): 0.99})
        )
        assert together.std() / apart.std() == pytest.approx(math.sqrt(2), rel=0.06)


class TestSameBits:
    @pytest.mark.once
    @pytest.mark.parametrize("method", ["plain", "latin", "sobol"])
    def test_batches_change_no_bit(self, method: str) -> None:
        system = ps.load("norway")
        whole = ps.ensemble(system, n=300, method=method, keep=["eu", "sorted_out"])
        for batch in (1, 7, 64, 1024, 300):
            part = ps.ensemble(system, n=300, method=method, keep=["eu", "sorted_out"], batch=batch)
            for year in (2022, 2030):
                assert np.array_equal(part.samples("eu", year), whole.samples("eu", year))
            assert np.array_equal(
                part.samples("sorted_out", 2028), whole.samples("sorted_out", 2028)
            )

    @pytest.mark.once
    def test_random_systems_have_the_same_bits_in_any_batch(self) -> None:
        for seed in range(25):
            system = uncertain(random_description(seed).system())
            whole = ps.ensemble(system, n=40, keep=["eu"], by=["region", "year"])
            parts = ps.ensemble(system, n=40, keep=["eu"], by=["region", "year"], batch=3)
            assert whole.to_frame(["eu"], by=["region", "year"]).equals(
                parts.to_frame(["eu"], by=["region", "year"])
            )

    @pytest.mark.parametrize("pool", [futures.ThreadPoolExecutor, futures.ProcessPoolExecutor])
    def test_workers_change_no_bit(self, pool: Any) -> None:
        system = ps.load("norway")
        alone = ps.ensemble(system, n=500, keep=["eu"])
        with pool(2) as executor:
            shared = ps.ensemble(system, n=500, keep=["eu"], executor=executor)
        assert np.array_equal(alone.samples("eu", 2030), shared.samples("eu", 2030))

    def test_sample_i_does_not_depend_on_how_many_there_are(self) -> None:
        system = ps.load("norway")
        for method in ("plain", "sobol"):
            few = ps.ensemble(system, n=64, method=method, keep=["eu"])
            many = ps.ensemble(system, n=256, method=method, keep=["eu"])
            assert np.array_equal(few.samples("eu", 2030), many.samples("eu", 2030)[:64])

    def test_seeds_differ_and_a_seed_repeats(self) -> None:
        system = ps.load("headline")
        first, again, other = (
            ps.ensemble(system, n=50, seed=seed).samples("eu", 2023) for seed in (1, 1, 2)
        )
        assert np.array_equal(first, again)
        assert not np.array_equal(first, other)

    def test_a_range_of_a_stream_is_that_range(self) -> None:
        groups = (Group("a", ("1", "2", "3")), Group("b"), Group("c", tuple("abcdefg")))
        for method in ("plain", "latin", "sobol"):
            stream = Stream(groups=groups, seed=5, n=100, method=method)
            whole = stream.block(0, 100)
            for start, stop in ((0, 1), (1, 8), (50, 100), (99, 100)):
                part = stream.block(start, stop)
                assert all(
                    np.array_equal(a[start:stop], b) for a, b in zip(whole, part, strict=True)
                )

    def test_a_latin_hypercube_has_one_sample_in_each_stratum(self) -> None:
        for n in (1, 2, 3, 7, 100, 1000):
            (numbers,) = Stream(
                groups=(Group("a", ("1", "2", "3", "4")),), seed=3, n=n, method="latin"
            ).block(0, n)
            strata = np.sort((numbers * n).astype(int), axis=0)
            assert (strata == np.arange(n).reshape(-1, 1)).all()


def uncertain(system: ps.System) -> ps.System:
    """Return a system with a spread on each of its shares, in every kind of draw."""
    table = system.table()
    pers = ["", " per year", " per region", " per region-year"]
    for row in table.index:
        if table.loc[row, "parameter"] in {
            "capture",
            "sorting_efficiency",
            "littering",
            "coverage",
        }:
            value = float(table.loc[row, "value"])
            low, high = max(0.0, value - 0.1), min(1.0, value + 0.1)
            table.loc[row, ["low", "high"]] = np.nan
            table.loc[row, "distribution"] = f"triangular({low}, {value}, {high}){pers[row % 4]}"
    return ps.System.from_table(table)


class TestEnsemble:
    def test_a_system_that_measures_changed_can_be_drawn(self) -> None:
        more = ps.Plan("More", [ps.Measure("More", 2022, [ps.Change("capture", close_gap=0.2)])])
        changed = ps.project(ps.load("norway"), more).flows.system
        one, other = (
            ps.ensemble(s, n=50).samples("eu", 2030) for s in (changed, ps.load("norway"))
        )
        assert 0.0 < one.std() < other.std()  # what a measure changed is taken as certain

    def test_without_uncertainty_every_sample_is_the_run(self) -> None:
        e = drawn(town(), 5)
        assert e.samples("eu", 2024).tolist() == [pytest.approx(0.3)] * 5
        assert "Nothing in the system has an uncertainty" in e.notes[0]

    def test_the_median_of_a_monotone_model_is_near_its_run_at_the_medians(self) -> None:
        e = drawn(town(capture=spread(0.5, ps.Uniform(0.4, 0.6))), 2001, method="latin")
        assert e.quantiles("eu", q=[0.5]).loc[2024, 0.5] == pytest.approx(0.3, rel=1e-3)

    def test_of_one_year_alone_the_year_need_not_be_told(self) -> None:
        system = ps.load("headline")
        one = ps.ensemble(system, n=5, years=[2023])
        assert one.samples("eu").tolist() == one.samples("eu", 2023).tolist()

    def test_what_is_0_stays_0_in_every_draw(self) -> None:
        system = town(capture=spread(0.0, ps.Pedigree(3)))
        assert drawn(system, 50).samples("eu", 2024).tolist() == [0.0] * 50
        alone = town(
            categories=["film", "rigid"],
            composition={
                "film": spread(1.0, ps.Dirichlet(50)),
                "rigid": spread(0.0, ps.Dirichlet(50)),
            },
            capture={"film": 0.5, "rigid": 1.0},
        )
        assert drawn(alone, 50).samples("eu", 2024) == pytest.approx([0.3] * 50, rel=1e-12)

    def test_a_plan_is_compared_on_the_same_draws(self) -> None:
        system = town(capture=spread(0.5, ps.Uniform(0.4, 0.6)))
        change = ps.Change("sorting_efficiency", set=spread(0.9, ps.Uniform(0.85, 0.95)))
        plan = ps.Plan("Plan", [ps.Measure("M", 2025, [change])])
        e = ps.ensemble(system, plan, n=500, years=range(2024, 2027))
        assert (e.samples("eu", 2024, of="change") == 0).all()
        gained = e.samples("eu", 2025) - e.samples("eu", 2025, of="baseline")
        assert np.array_equal(gained, e.samples("eu", 2025, of="change"))
        assert (gained > 0).all()
        gains: Any = e.quantiles("eu", of="change")
        assert gains.loc[2025, 0.05] > 0
        table: Any = e.probabilities(ps.Target(rate="eu", level=0.33, year=2026))
        assert table.loc[2024, "with"] == table.loc[2024, "without"]
        assert table.loc[2025, "with"] > table.loc[2025, "without"]

    def test_uncertain_measures_equal_runs_one_by_one(self) -> None:
        system = ps.load("norway")
        change = ps.Change(
            "capture", {"tier": "source"}, close_gap=spread(0.2, ps.Uniform(0.1, 0.3))
        )
        plan = ps.Plan("Plan", [ps.Measure("M", 2026, [change], ramp=3)])
        e = ps.ensemble(system, plan, n=6, keep=["eu"])
        longer = system.with_years(range(2022, 2036))
        whole = Uncertain(longer, plan.measures)
        numbers = Stream(groups=whole.groups, seed=1, n=6).block(0, 6)
        arrays, _ = whole.arrays(numbers)
        amounts = whole.drawn_amounts(numbers)["M", "change 0"]
        for sample in range(6):
            own = {name: array[min(sample, len(array) - 1)] for name, array in arrays.items()}
            changed = longer.replace(
                **{name: as_series(longer, name, a) for name, a in own.items()}
            )
            with_plan = ps.Plan("Plan", [ps.Measure("M", 2026, [
                ps.Change("capture", {"tier": "source"}, close_gap=float(amounts[sample]))
            ], ramp=3)])  # fmt: skip
            projection = ps.project(changed, with_plan)
            assert float(projection.flows.rate("eu")[2030]) == pytest.approx(
                e.samples("eu", 2030)[sample], rel=1e-12
            )

    def test_coverage_drawn_beyond_everyone_is_shrunk_and_said(self) -> None:
        system = ps.System(
            regions=["NO"], years=[2025], categories=["all"],
            routes=[ps.Route("a", "source"), ps.Route("b", "source")],
            generation=ps.Generation(
                population=ps.Q(1000, "person"), packaging_per_person=ps.Q(20, "kg/person/year")
            ),
            collection=ps.Collection(
                coverage={"a": spread(0.6, ps.Uniform(0.4, 0.8)), "b": 0.4}, capture=1.0
            ),
            sorting=ps.Sorting(sorting_efficiency=1), recycling=ps.Recycling(preparation_yield=1),
        )  # fmt: skip
        e = ps.ensemble(system, n=2000, years=[2025])
        assert e.samples("eu", 2025).max() <= 1 + 1e-12
        assert "shrunk in proportion" in e.notes[0]
        share = float(e.notes[0].split("In ")[1].split(" %")[0])
        assert share == pytest.approx(50, abs=4)

    def test_coverage_that_was_shrunk_serves_just_everyone(self) -> None:
        routes = [ps.Route(name, "source") for name in "ab"]
        half = spread(0.5, ps.Uniform(0.2, 0.8))
        town = ps.System(
            regions=["NO"], years=[2024], categories=["all"], routes=routes,
            generation=ps.Generation(
                population=ps.Q(1000, "person"), packaging_per_person=ps.Q(20, "kg/person/year"),
            ),
            collection=ps.Collection(capture=0.5, coverage={"a": half, "b": half}),
            sorting=ps.Sorting(sorting_efficiency=1), recycling=ps.Recycling(preparation_yield=1),
        )  # fmt: skip
        e = ps.ensemble(town, n=400, years=[2024], keep=["collection"])
        served = 2 * e.samples("collection", 2024)
        assert served.max() == pytest.approx(1.0, abs=1e-9)
        assert 0.4 < (served > 1 - 1e-9).mean() < 0.6
        assert 0.4 < served.min() < 0.6

    def test_above_the_exact_number_quantiles_are_within_their_stated_error(self) -> None:
        system = ps.load("headline")
        kept = ps.ensemble(system, n=5000, keep=["eu", "recycled"])
        counted = ps.ensemble(system, n=5000, keep=["eu", "recycled"], exact=100)
        assert not counted.is_exact
        for name in ("eu", "recycled"):
            q = [0.01, 0.25, 0.5, 0.9]
            exact, rough = kept.quantiles(name, q=q), counted.quantiles(name, q=q)
            gap = np.abs(np.diff(np.sort(kept.samples(name, 2023)))).max()
            near = np.abs(rough.to_numpy() - exact.to_numpy())
            assert (near <= ERROR * np.abs(exact.to_numpy()) + gap).all()
            assert rough.attrs["error"] == ERROR
            assert np.array_equal(counted.samples(name, 2023), kept.samples(name, 2023))
        target = ps.Target(rate="eu", level=0.21, year=2023)
        assert counted.probability(target) == kept.probability(target)
        again = ps.ensemble(system, n=5000, keep=["eu"], exact=100, batch=13)
        assert again.quantiles("eu").equals(counted.quantiles("eu"))

    def test_memory_is_bounded_whatever_the_number_of_draws(self) -> None:
        system = ps.load("headline")
        e = ps.ensemble(system, n=20_000, keep=["eu"], exact=100, years=[2023])
        ((sketch,),) = e._sketches.values()
        assert sketch.n == 20_000
        values = e.samples("eu", 2023)
        octaves = math.ceil(math.log2(values.max() / values.min())) + 1
        assert len(sketch.keys) <= octaves * 2**15
        assert not e._values or max(len(v) for v in e._values.values()) <= 20_000

    def test_progress_is_told_and_an_interruption_keeps_what_is_done(self) -> None:
        told: list[tuple[int, int]] = []

        def stop(done: int, whole: int) -> None:
            told.append((done, whole))
            if done >= 2048:
                raise KeyboardInterrupt

        e = ps.ensemble(ps.load("headline"), n=10_000, progress=stop)
        assert told[0][1] == 10_000
        assert not e.complete
        assert 1024 <= e.n < 10_000
        assert "Interrupted" in e.notes[-1]
        whole = ps.ensemble(ps.load("headline"), n=10_000)
        assert np.array_equal(e.samples("eu", 2023), whole.samples("eu", 2023)[: e.n])
        assert len(e.samples("recyclate", 2023)) == e.n

    def test_a_worker_that_dies_is_told_clearly(self) -> None:
        def kill(done: int, _: int) -> None:
            if done:
                for process in list(executor._processes.values()):
                    os.kill(int(process.pid or 0), signal.SIGKILL)
                time.sleep(0.2)

        with (
            futures.ProcessPoolExecutor(1) as executor,
            pytest.raises(EnsembleError, match=r"a worker failed after \d+ of 20000 samples"),
        ):
            ps.ensemble(ps.load("norway"), n=20_000, executor=executor, progress=kill)

    def test_any_result_can_be_asked_for_later(self) -> None:
        e = ps.ensemble(ps.load("norway"), n=50, keep=["eu"])
        cost = e.quantiles("system_cost", by=["year"])
        assert cost.attrs["unit"] == "NOK/year"
        assert (cost[0.05] < cost[0.95]).all()
        by = e.quantiles("eu", by=["year"], scope={"sector": "household"})
        assert (by[0.5] < e.quantiles("eu")[0.5]).all()
        assert {"mean", "sd"} <= set(e.summary("eu"))

    def test_a_quality_score_gives_a_spread_and_is_marked(self) -> None:
        e = drawn(town(capture=spread(0.4, ps.Pedigree(3))), 20_000)
        logs = np.log(e.samples("collection", 2024))
        assert logs.std() == pytest.approx(math.log(1.2), rel=0.03)
        assert "quality score" in " ".join(e.notes)

    @pytest.mark.parametrize(
        ("call", "error", "text"),
        [
            (lambda: ps.ensemble("norway"), InvalidValueError, "takes a System"),  # type: ignore[arg-type]
            (lambda: ps.ensemble(town(), "plan"), InvalidValueError, "Plan"),  # type: ignore[arg-type]
            (lambda: ps.ensemble(town(), n=0), InvalidValueError, "n is 0"),
            (lambda: ps.ensemble(town(), n=1.5), InvalidValueError, "n is 1.5"),  # type: ignore[arg-type]
            (lambda: ps.ensemble(town(), n=5, seed=-1), InvalidValueError, "seed is -1"),
            (lambda: ps.ensemble(town(), n=5, batch=0), InvalidValueError, "batch is 0"),
            (lambda: ps.ensemble(town(), n=5, method="lhs"), LabelError, "'latin'"),
            (lambda: ps.ensemble(town(), n=5, keep=["recycling"]), LabelError, "recycl"),
            (lambda: drawn(town(), 5).quantiles("eu", q=[5]), InvalidValueError, "between 0 and 1"),
            (lambda: drawn(town(), 5).samples("eu", 1999), LabelError, "1999"),
            (lambda: drawn(town(), 5).samples("eu"), LabelError, "None"),
            (lambda: drawn(town(), 5).probability("EU_2025"), InvalidValueError, "EU_2025"),
            (lambda: drawn(town(), 5, correlation={("capture", "reuse"): 1}), LabelError, "no uncert"),
            (
                lambda: drawn(
                    town(capture=spread(0.5, ps.Uniform(0, 1)),
                         sorting_efficiency=spread(0.5, ps.Uniform(0, 1))), 5,
                    correlation={("capture", "sorting_efficiency"): 2}),
                InvalidValueError, "between -1 and 1",
            ),
            (lambda: drawn(town(), 9, exact=5).to_frame(["eu"]), InvalidValueError,
             "9 samples are counted, not kept; .* exact=9"),
            (lambda: drawn(town(), 5, correlation={"capture": 0.5}), LabelError,
             "between two parameters, not 'capture'"),
            (lambda: drawn(three_kinds(rest=60), 5), InvalidValueError, "one Dirichlet for all"),
            (
                lambda: ps.ensemble(three_kinds(), ps.Plan("P", [ps.Measure("M", 2025, [
                    ps.Change("composition", {"category": kind}, set=0.4)
                    for kind in ("film", "rigid")])]), n=20),
                EnsembleError, "sum to .*, not 1, since the composition itself is drawn; set the",
            ),
        ],
    )  # fmt: skip
    def test_what_cannot_be_asked_is_refused(
        self, call: Any, error: type[Exception], text: str
    ) -> None:
        with pytest.raises(error, match=text) as caught:
            call()
        assert isinstance(caught.value, PlastsmartError)


def three_kinds(rest: float = 50) -> ps.System:
    """Return a town whose composition is drawn, the rest with a concentration of its own."""
    shares = {"film": (0.5, 50), "rigid": (0.3, 50), "rest": (0.2, rest)}
    return town(
        categories=list(shares),
        composition={kind: spread(each, ps.Dirichlet(by)) for kind, (each, by) in shares.items()},
    )


def as_series(system: ps.System, name: str, values: Any) -> Any:
    """Return an array of a parameter as a labelled Series, in the unit of its table."""
    import pandas as pd

    from plastsmart.stages import PARAMETERS

    axes = system.axes
    spec = PARAMETERS[name]
    names = [axis for axis, length in zip(("region", "year", "category", "route"), values.shape,
             strict=True) if length > 1]  # fmt: skip
    unit = None if spec.is_share else spec.unit
    if not names:
        return ps.Parameter(float(values.reshape(-1)[0]), unit=unit)
    index: Any = pd.MultiIndex.from_product([axes.labels(axis) for axis in names], names=names)
    if len(names) == 1:
        index = pd.Index(axes.labels(names[0]), name=names[0])
    series = pd.Series(values.reshape(-1), index=index)
    if {"category", "route"} <= set(names):
        serves = np.broadcast_to(axes.serves(), values.shape).reshape(-1)
        series = series[serves]
    return ps.Parameter(series, unit=unit)


class TestSketch:
    def test_order_and_batches_change_nothing(self) -> None:
        values = np.random.default_rng(1).normal(0, 1e3, 5000)
        one = Sketch().add(values)
        two = Sketch().add(values[3000:][::-1]).merged(Sketch().add(values[:3000]))
        assert np.array_equal(one.keys, two.keys)
        assert np.array_equal(one.counts, two.counts)

    def test_values_of_both_signs_and_nothing_are_counted(self) -> None:
        sketch = Sketch().add(np.array([-2.0, -1.0, 0.0, 1.0, math.nan]))
        assert sketch.n == 4
        assert sketch.undefined == 1
        assert sketch.quantile([0.0, 1.0]) == pytest.approx([-2.0, 1.0], rel=ERROR)
        assert sketch.quantile([0.5])[0] == pytest.approx(-1.0, rel=ERROR)
        assert sketch.share_positive() == 0.2
        assert math.isnan(Sketch().quantile([0.5])[0])

    def test_none_and_one_have_no_spread(self) -> None:
        none, one = Sketch(), Sketch().add(np.array([2.0]))
        assert math.isnan(none.mean())
        assert math.isnan(none.sd())
        assert math.isnan(none.share_positive())
        assert one.sd() == 0.0
        assert one.mean() == pytest.approx(2.0, rel=ERROR)
        three = Sketch().add(np.array([1.0, 2.0, 3.0]))
        assert three.sd() == pytest.approx(1.0, rel=1e-3)

    def test_more_than_can_be_counted_is_refused_and_changes_nothing(
        self, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        full = Sketch().add(np.array([1.0]))
        full.counts = np.array([2**32 - 1], dtype=np.uint32)
        with pytest.raises(InvalidValueError, match="more than 4 milliard samples"):
            full.add(np.array([1.0]))
        assert full.n == 2**32 - 1
        assert full.add(np.array([4.0])).n == 2**32
        monkeypatch.setattr(sketches, "_MOST_KEYS", 3)
        with pytest.raises(InvalidValueError, match="over more than 3 steps; ask for fewer"):
            full.add(np.array([8.0, 16.0]))
        assert full.n == 2**32
