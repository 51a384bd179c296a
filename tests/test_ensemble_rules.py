"""What an ensemble must keep to: labels, draws by label, failures that leave nothing, clear refusals."""

from __future__ import annotations

from concurrent import futures
from typing import Any

import numpy as np
import pandas as pd
import pytest

import plastsmart as ps
from plastsmart.errors import (
    AxisError,
    EnsembleError,
    InvalidValueError,
    PlastsmartError,
    ScopeError,
)
from plastsmart.scenarios.draws import _permuted, _words
from tests.test_ensemble import drawn, spread, town


def uncertain(**changes: Any) -> ps.System:
    return town(**({"capture": spread(0.5, ps.Uniform(0.3, 0.7))} | changes))


class TestLabels:
    def test_a_frame_has_values_under_their_own_labels(self) -> None:
        system = town(
            regions=["b", "a"],
            categories=["rigid", "film"],
            composition={"rigid": 0.9, "film": 0.1},
            population={"b": ps.Q(1000, "person"), "a": ps.Q(500, "person")},
        )
        by = ["year", "category", "region"]
        e = drawn(system, 2, keep=["generated"])
        frame = e.to_frame(["generated"], by=by)
        frame = frame[frame["sample"] == 1].set_index(by)["generated"]
        table = ps.run(system).table(by=by)["generated"]
        assert len(frame) == 3 * 2 * 2
        for at, value in frame.items():
            assert value == pytest.approx(float(table[at]))
        assert frame[2025, "rigid", "b"] == pytest.approx(18.0)
        assert frame[2025, "film", "a"] == pytest.approx(1.0)

    def test_a_year_has_the_same_draws_whatever_other_years_there_are(self) -> None:
        system = uncertain(capture=spread(0.5, ps.Uniform(0.3, 0.7), per="year"))
        for method in ("plain", "latin"):
            short = ps.ensemble(system, n=20, years=range(2024, 2027), method=method)
            long = ps.ensemble(system, n=20, years=range(2024, 2031), method=method)
            assert np.array_equal(short.samples("eu", 2025), long.samples("eu", 2025))

    def test_a_region_has_the_same_draws_whatever_other_regions_there_are(self) -> None:
        capture = spread(0.5, ps.Uniform(0.3, 0.7), per="region")
        alone = drawn(town(regions=["B"], capture=capture), 20, by=["region"])
        both = drawn(town(regions=["A", "B"], capture=capture), 20, by=["region"])
        one = alone.to_frame(["eu"], by=["region"])
        two = both.to_frame(["eu"], by=["region"])
        assert np.array_equal(one["eu"], two[two["region"] == "B"]["eu"])


class _SecondFails(futures.Executor):
    def __init__(self) -> None:
        self.given = 0

    def submit(self, function: Any, /, *args: Any, **kwargs: Any) -> Any:
        self.given += 1
        future: futures.Future[Any] = futures.Future()
        if self.given == 2:
            future.set_exception(MemoryError("no room"))
        else:
            future.set_result(function(*args, **kwargs))
        return future


class TestFailures:
    def test_nothing_of_a_failure_is_served_afterwards(self) -> None:
        system = uncertain()
        e = drawn(system, 5000, keep=[])
        item = e.item("eu", ["year"], None, "plan")
        with pytest.raises(EnsembleError, match="a worker failed"):
            e.compute([item], _SecondFails(), None)
        whole = drawn(system, 5000, keep=["eu"])
        pd.testing.assert_frame_equal(e.quantiles("eu"), whole.quantiles("eu"))

    def test_what_was_kept_before_an_interruption_is_cut_to_the_same_samples(self) -> None:
        def stop(done: int, _: int) -> None:
            if done >= 2048:
                raise KeyboardInterrupt

        e = drawn(uncertain(), 10_000, keep=["eu"])
        e.compute([e.item("recycled", ["year"], None, "plan")], None, stop)
        assert not e.complete
        frame = e.to_frame(["eu", "recycled"], by=["year"])
        assert len(frame) == e.n * 3
        assert len(e.samples("eu", 2024)) == e.n

    def test_a_closed_executor_is_told(self) -> None:
        executor = futures.ThreadPoolExecutor(1)
        executor.shutdown()
        with pytest.raises(EnsembleError, match="takes no work"):
            drawn(uncertain(), 10, executor=executor)

    def test_an_error_of_the_progress_function_is_its_own(self) -> None:
        def broken(*_: int) -> None:
            raise ZeroDivisionError

        with futures.ThreadPoolExecutor(1) as executor, pytest.raises(ZeroDivisionError):
            drawn(uncertain(), 10, executor=executor, progress=broken)

    def test_a_model_of_ones_own_needs_no_pickling_here_and_is_named_elsewhere(self) -> None:
        def half(collected: Any, sorting_efficiency: Any) -> Any:
            return collected * sorting_efficiency * 0.5

        model = ps.MODEL.replace(sorted=half)
        e = drawn(uncertain(), 10, model=model, keep=["sorted"])
        plain = drawn(uncertain(), 10, keep=["sorted"])
        assert e.samples("sorted", 2024) == pytest.approx(plain.samples("sorted", 2024) / 2)
        with (
            futures.ThreadPoolExecutor(1) as executor,
            pytest.raises(EnsembleError, match="top of a module"),
        ):
            drawn(uncertain(), 10, model=model, executor=executor)


class TestCounting:
    def test_notes_do_not_depend_on_the_batch(self) -> None:
        routes = [ps.Route("a", "source"), ps.Route("b", "source")]
        system = ps.System(
            regions=["NO"], years=[2024], categories=["all"], routes=routes,
            generation=ps.Generation(
                population=ps.Q(1000, "person"), packaging_per_person=ps.Q(20, "kg/person/year"),
                composition=1.0,
            ),
            collection=ps.Collection(
                capture=0.5,
                coverage={
                    "a": ps.Parameter(0.5, uncertainty=ps.Uniform(0.2, 0.8)),
                    "b": ps.Parameter(0.5, uncertainty=ps.Uniform(0.2, 0.8)),
                },
            ),
            sorting=ps.Sorting(sorting_efficiency=0.8),
            recycling=ps.Recycling(preparation_yield=0.8),
        )  # fmt: skip
        said = {
            ps.ensemble(system, n=200, batch=batch, years=[2024]).notes
            for batch in (1, 7, 50, 200, None)
        }
        assert len(said) == 1
        assert "shrunk" in " ".join(next(iter(said)))

    def test_a_share_at_the_very_level_is_counted_as_reached_or_not(self) -> None:
        system = town(capture=0.499995, sorting_efficiency=1.0, preparation_yield=1.0)
        missed = ps.Target(rate="eu", level=0.5, year=2025)
        for exact in (100, 0):
            e = drawn(system, 50, exact=exact)
            assert e.probability(missed) == 0.0
            assert e.shares(missed)[2025] == 0.0
            assert e.shares(ps.Target(rate="eu", level=0.49, year=2025))[2025] == 1.0

    def test_moments_are_there_whether_counted_or_kept(self) -> None:
        kept, counted = drawn(uncertain(), 500), drawn(uncertain(), 500, exact=0)
        a, b = kept.summary("eu"), counted.summary("eu")
        assert b["mean"].to_numpy() == pytest.approx(a["mean"].to_numpy(), rel=1e-4)
        assert b["sd"].to_numpy() == pytest.approx(a["sd"].to_numpy(), rel=1e-3)

    def test_undefined_samples_are_left_out_and_counted(self) -> None:
        population = spread(1000.0, ps.Uniform(0, 2000), unit="person")
        system = town(population=population, packaging_per_person=ps.Q(0, "kg/person/year"))
        for exact in (100, 0):
            frame = drawn(system, 10, exact=exact).quantiles("eu")
            assert frame.isna().all().all()
            assert frame.attrs["undefined"] == 10


class TestDraws:
    def test_zero_of_any_unit_is_spread_in_that_unit(self) -> None:
        per_person = ps.Parameter(ps.Q(0, "g/person/year"), uncertainty=ps.Uniform(0, 5000))
        e = drawn(town(packaging_per_person=per_person), 2000, keep=["generated"])
        assert e.summary("generated")["mean"].iloc[0] == pytest.approx(2.5, rel=0.05)

    @pytest.mark.parametrize(
        "composition",
        [
            {"a": spread(0.5, ps.Dirichlet(20)), "b": spread(0.4, ps.Dirichlet(20)), "c": 0.1},
            {
                "a": spread(0.5, ps.Dirichlet(20)),
                "b": {"NO": spread(0.4, ps.Dirichlet(20))},
                "c": {"NO": spread(0.1, ps.Dirichlet(20))},
            },
        ],
    )
    def test_a_dirichlet_of_part_of_a_composition_is_refused(self, composition: Any) -> None:
        with pytest.raises(InvalidValueError, match=r"composition.*sum to .*every category"):
            drawn(town(categories=list("abc"), composition=composition), 10)

    def test_a_dirichlet_that_underflows_is_refused(self) -> None:
        composition = {name: spread(0.25, ps.Dirichlet(0.01)) for name in "abcd"}
        with pytest.raises(InvalidValueError, match="larger concentration"):
            drawn(town(categories=list("abcd"), composition=composition), 10)

    def test_a_negative_value_with_a_quality_score_goes_with_its_number(self) -> None:
        from plastsmart.scenarios.quantiles import cumulative, inverse

        p = np.linspace(0.01, 0.99, 50)
        x = inverse(ps.Pedigree(3), p, -4.0)
        assert (np.diff(x) > 0).all()
        assert (x < 0).all()
        assert cumulative(ps.Pedigree(3), x, -4.0) == pytest.approx(p)

    def test_small_permutations_are_all_about_as_likely(self) -> None:
        index = np.arange(4, dtype=np.uint64)
        seen: dict[tuple[int, ...], int] = {}
        for key in range(2400):
            order = tuple(
                int(i) for i in _permuted(index, 4, _words(1, f"a{key}") + _words(1, f"b{key}"))
            )
            seen[order] = seen.get(order, 0) + 1
        assert len(seen) == 24
        chi2 = sum((count - 100) ** 2 / 100 for count in seen.values())
        assert chi2 < 70  # 23 degrees of freedom: above 60 once in 30 000


class TestPlans:
    def test_an_uncertain_share_of_a_composition_in_a_plan_is_refused(self) -> None:
        changes = [
            ps.Change("composition", {"category": "a"}, set=spread(0.3, ps.Uniform(0.1, 0.5))),
            ps.Change("composition", {"category": "b"}, set=0.7),
        ]
        measure = ps.Measure("less film", 2025, changes)
        system = uncertain(categories=["a", "b"], composition={"a": 0.5, "b": 0.5})
        with pytest.raises(InvalidValueError, match=r"less film.*composition"):
            drawn(system, 10, plan=ps.Plan("p", [measure]))

    def test_a_share_that_must_stay_below_one_does_in_every_draw(self) -> None:
        system = ps.load("norway")
        cells = system.cells("impurity")
        assert len(cells)
        worse = ps.Change("impurity", scale=spread(1.5, ps.Uniform(1, 40)))
        measure = ps.Measure("mixed bins", 2026, [worse])
        e = ps.ensemble(system, ps.Plan("p", [measure]), n=50, keep=["collected_gross"])
        assert np.isfinite(e.samples("collected_gross", 2030)).all()
        assert "held just under 1" in " ".join(e.notes)

    def test_no_change_without_a_plan(self) -> None:
        e = drawn(uncertain(), 3)
        with pytest.raises(InvalidValueError, match="no plan"):
            e.samples("eu", 2025, of="change")
        with pytest.raises(PlastsmartError, match="of is one of plan, baseline"):
            e.probability(ps.Target(rate="eu", level=0.5, year=2025), of="change")


class TestRefusals:
    def test_a_scope_of_nothing_is_refused_as_in_a_run(self) -> None:
        e = drawn(uncertain(), 3)
        with pytest.raises(ScopeError):
            e.quantiles("eu", scope={"sector": "deposit"})
        with pytest.raises(ScopeError):
            e.probability(ps.Target(rate="eu", level=0.5, year=2025, scope={"sector": "deposit"}))
        with pytest.raises(AxisError, match="route"):
            e.quantiles("eu", scope={"route": "kerb"})

    def test_one_name_is_a_list_of_one(self) -> None:
        e = drawn(uncertain(), 3, keep="eu")
        assert "eu" in e.to_frame("eu")

    def test_a_rate_by_its_name_in_the_model(self) -> None:
        e = drawn(uncertain(), 3)
        assert np.array_equal(e.samples("recyclate_rate", 2025), e.samples("recyclate", 2025))

    @pytest.mark.parametrize(
        ("call", "text"),
        [
            (lambda: drawn(uncertain(), 3, keep=5), "keep is 5"),
            (lambda: drawn(uncertain(), 3, progress="x"), "progress is 'x'"),
            (lambda: drawn(uncertain(), 3, executor="threads"), "executor is 'threads'"),
            (lambda: drawn(uncertain(), 3, model="x"), "model is 'x'"),
            (lambda: drawn(uncertain(), 3, correlation=[1]), "correlation is a mapping"),
            (lambda: drawn(uncertain(), 3).quantiles("eu", q=None), "q"),
            (lambda: drawn(uncertain(), 3).quantiles("eu", q=[[0.1, 0.2]]), "q"),
            (lambda: drawn(uncertain(), 3).to_frame(5), "names is 5"),
            (lambda: drawn(uncertain(), 3).samples("eu", np.array([2025])), "year"),
            (
                lambda: drawn(
                    uncertain(sorting_efficiency=spread(0.5, ps.Uniform(0, 1))), 5,
                    correlation={("capture", "sorting_efficiency"): 0.5,
                                 ("sorting_efficiency", "capture"): 0.1}),
                "the other way round",
            ),
            (
                lambda: drawn(
                    uncertain(sorting_efficiency=spread(0.5, ps.Uniform(0, 1))), 5,
                    correlation={("capture", "sorting_efficiency"): True}),
                "between -1 and 1",
            ),
            (
                lambda: drawn(
                    uncertain(
                        categories=["a", "b"],
                        composition={name: spread(0.5, ps.Dirichlet(20)) for name in "ab"}), 5,
                    correlation={("capture", "composition"): 0.5}),
                "drawn together",
            ),
        ],
    )  # fmt: skip
    def test_bad_input_is_told(self, call: Any, text: str) -> None:
        with pytest.raises(PlastsmartError, match=text):
            call()

    def test_numpy_numbers_are_numbers(self) -> None:
        e = drawn(
            uncertain(sorting_efficiency=spread(0.5, ps.Uniform(0, 1))), 5,
            correlation={("capture", "sorting_efficiency"): np.float32(0.5)},
        )  # fmt: skip
        assert e.quantiles("eu", q=np.float64(0.5)).shape == (3, 1)
        assert e.quantiles("eu", q=1).shape == (3, 1)
