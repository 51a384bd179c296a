"""What an ensemble must keep to: labels, draws by label, failures that leave nothing, clear refusals."""

from __future__ import annotations

from concurrent import futures
from typing import Any

import numpy as np
import pandas as pd
import pytest
from scipy import special

import plastsmart as ps
from plastsmart.errors import (
    AxisError,
    EnsembleError,
    InvalidValueError,
    ModelError,
    PlastsmartError,
    ScopeError,
)
from plastsmart.scenarios.draws import METHODS, _correlate, _permuted, _unit, _words
from plastsmart.scenarios.sketch import Sketch
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

    @pytest.mark.parametrize("exact", [0, 100_000])
    def test_interrupting_a_later_question_leaves_a_finished_ensemble_as_it_was(
        self, exact: int
    ) -> None:
        def stop(done: int, _: int) -> None:
            if done >= 2048:
                raise KeyboardInterrupt

        e = drawn(uncertain(), 10_000, keep=["eu"], exact=exact)
        before, notes = e.quantiles("eu"), e.notes
        with pytest.raises(KeyboardInterrupt):
            e.compute([e.item("recycled", ["year"], None, "plan")], None, stop)
        assert (e.complete, e.n, e.notes) == (True, 10_000, notes)
        pd.testing.assert_frame_equal(e.quantiles("eu"), before)
        assert len(e.samples("recycled", 2024)) == 10_000

    def test_an_interruption_while_counting_leaves_every_sketch_with_the_same_samples(
        self, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        merged, calls = Sketch.merged, []

        def interrupted(self: Sketch, other: Sketch) -> Sketch:
            calls.append(1)
            if len(calls) == 8:
                raise KeyboardInterrupt
            return merged(self, other)

        monkeypatch.setattr(Sketch, "merged", interrupted)
        e = drawn(uncertain(), 10_000, keep=["eu", "collection"], exact=0)
        monkeypatch.undo()
        assert not e.complete
        assert {s.n for sketches in e._sketches.values() for s in sketches} == {e.n}

    def test_interrupted_probabilities_of_plans_give_no_table(self) -> None:
        plan = ps.Plan("P", [ps.Measure("M", 2025, [ps.Change("capture", close_gap=0.1)])])

        def stop(done: int, n: int) -> None:
            assert n == 2 * 5000
            if done > 5000:
                raise KeyboardInterrupt

        target = ps.Target(rate="eu", level=0.3, year=2025)
        with pytest.raises(KeyboardInterrupt):
            ps.probabilities(uncertain(), [plan], target, n=5000, progress=stop)

    def test_progress_is_told_long_before_the_end(self) -> None:
        told: list[int] = []
        drawn(uncertain(), 2000, progress=lambda done, _: told.append(done), batch=50)
        assert told[0] <= 200
        assert told[-1] == 2000

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

    def test_a_category_that_a_rate_does_not_count_has_none_whoever_made_the_equations(
        self,
    ) -> None:
        def missed(residual: Any, recyclable: Any) -> Any:
            return residual * recyclable * 0.5

        kinds = [
            ps.Category("film"),
            *(ps.Category(n, sector="business") for n in ("wrap", "foil")),
        ]
        shares = {"film": 0.5, "wrap": 0.3, "foil": 0.2}
        system = uncertain(categories=kinds, composition=shares)
        for model in (ps.MODEL, ps.MODEL.replace(missed=missed)):
            for by in (["category"], ["sector"]):
                e = drawn(system, 5, keep=[], model=model)
                frame = e.quantiles("sorted_out", by=by, scope={"year": 2025})
                assert len(frame) == len(ps.run(system, model=model).rates(by=by))
                counted = frame.index.isin(["film", "household"])
                assert frame[counted].notna().all().all()
                assert frame[~counted].isna().all().all()

    @pytest.mark.once  # the betas of SciPy 1.11 stay below 1
    def test_quantiles_are_of_the_samples_in_which_a_rate_is_defined(self) -> None:
        # prevention is 1 in some draws, to the last digit: nothing is generated then
        system = uncertain().replace(prevention=spread(0.5, ps.Beta(0.02, 0.02)))
        e = drawn(system, 400)
        rates = e.samples("eu", 2025)
        defined = rates[~np.isnan(rates)]
        assert 50 < len(defined) < 350
        frame = e.quantiles("eu", (0.0, 0.25, 1.0))
        assert frame.attrs["undefined"] == 400 - len(defined)
        assert frame.loc[2025].tolist() == np.quantile(defined, [0.0, 0.25, 1.0]).tolist()
        least = drawn(system, 400, exact=0).quantiles("eu", (0.0, 0.25, 1.0))
        assert least.attrs["undefined"] == 400 - len(defined)
        assert least.loc[2025].tolist() == pytest.approx(frame.loc[2025].tolist(), rel=1e-3)


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
        def shares(concentration: float) -> ps.System:
            composition = {name: spread(0.25, ps.Dirichlet(concentration)) for name in "abcd"}
            return town(categories=list("abcd"), composition=composition)

        for concentration in (0.01, 0.199):
            with pytest.raises(InvalidValueError, match="larger concentration"):
                drawn(shares(concentration), 10)
        # the shape of the largest share is then just large enough
        e = drawn(shares(0.2), 200, keep=["generated"])
        assert e.samples("generated", 2024) == pytest.approx(np.full(200, 20.0))

    @pytest.mark.parametrize(
        ("composition", "text"),
        [
            ({"a": spread(0.0, ps.Dirichlet(9)), "b": 1.0}, "sum to 0, not 1"),
            ({"a": spread(0.25, ps.Dirichlet(9)), "b": 0.75}, "sum to 0.25, not 1"),
            (
                {"a": spread(0.5, ps.Dirichlet(9)), "b": spread(0.5, ps.Dirichlet(10))},
                "composition has different concentrations in one composition; give one Dirichlet",
            ),
        ],
    )
    def test_shares_that_cannot_be_drawn_together_are_refused(
        self, composition: dict[str, Any], text: str
    ) -> None:
        with pytest.raises(InvalidValueError, match=text):
            drawn(town(categories=["a", "b"], composition=composition), 10)

    def test_each_value_between_two_years_lies_between_its_own_draws(self) -> None:
        capture = {
            kind: {
                year: spread(low + more + 0.05, ps.Uniform(low + more, low + more + 0.1))
                for year, low in ((2024, 0.2), (2026, 0.6))
            }
            for kind, more in (("a", 0.0), ("b", 0.1))
        }
        shares = {"a": 0.5, "b": 0.5}
        system = town(categories=list(shares), composition=shares, capture=capture)
        e = drawn(system, 20, keep=["collected"], by=["year", "category"])
        frame = e.to_frame(["collected"], by=["year", "category"])
        for kind in shares:
            of = frame[frame["category"] == kind]
            first, middle, last = (
                of[of["year"] == year]["collected"].to_numpy() for year in (2024, 2025, 2026)
            )
            assert (first < last).all()
            assert middle == pytest.approx((first + last) / 2, rel=1e-12)
            assert len(np.unique(middle)) == 20

    def test_numbers_that_are_drawn_are_never_0_or_1(self) -> None:
        ends = np.array([0, 2**64 - 1], dtype=np.uint64)
        numbers = _unit(ends)
        assert 0.0 < numbers[0] < numbers[1] < 1.0
        # the most that goes with the least still has a normal score
        pair = [numbers.copy(), numbers.copy()]
        _correlate(pair, (0, 1), np.array([[1.0, 0.0], [-1.0, 0.0]]))
        assert np.isfinite(special.ndtri(pair)).all()

    def test_nothing_uncertain_needs_no_numbers_of_any_method(self) -> None:
        for method in METHODS:
            e = drawn(town(), 8, method=method)
            assert np.unique(e.samples("eu", 2025)).tolist() == [pytest.approx(0.3)]

    @pytest.mark.parametrize("where", ["system", "plan"])
    def test_a_share_that_must_stay_below_one_is_drawn_below_it(self, where: str) -> None:
        # more than half of the numbers of this distribution are 1 in their last digit
        high = spread(0.5, ps.Beta(1, 0.01))
        system, plan = ps.load("norway"), None
        if where == "system":
            system = system.replace(impurity=high)
        else:
            plan = ps.Plan("p", [ps.Measure("mixed bins", 2025, [ps.Change("impurity", set=high)])])
        e = ps.ensemble(system, plan, n=50, keep=["collected_gross"])
        assert np.isfinite(e.samples("collected_gross", 2030)).all()
        assert "held just under 1" not in " ".join(e.notes)

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


# --------------------------------------------------------------------------------------------------
# more labels than NumPy adds up one by one


def wide(regions: int, years: int, categories: int, routes: int) -> tuple[ps.System, ps.Plan]:
    """Return a system with many labels along some axes, and a plan with many measures."""
    names = [f"r{number}" for number in range(regions)]
    kinds = [f"c{number}" for number in range(categories)]
    ways = [f"m{number}" for number in range(routes)]
    rng = np.random.default_rng(1)
    people = {
        name: spread(float(rng.uniform(100, 9000)), ps.Uniform(100, 9000), per="region")
        for name in names
    }
    system = ps.System(
        regions=names, years=range(2025, 2025 + years), categories=kinds,
        routes=[ps.Route(way, "source") for way in ways],
        generation=ps.Generation(
            population=ps.Parameter(people, unit="person"),
            packaging_per_person=spread(20.0, ps.Uniform(10, 30), unit="kg/person/year"),
            composition=dict(zip(kinds, map(float, rng.dirichlet(np.ones(categories))), strict=True)),
        ),
        collection=ps.Collection(
            coverage={way: spread(0.9 / routes, ps.Uniform(0.5 / routes, 1.0 / routes)) for way in ways},
            capture={kind: spread(0.45, ps.Uniform(0.2, 0.7)) for kind in kinds},
        ),
        sorting=ps.Sorting(sorting_efficiency=spread(0.8, ps.Uniform(0.7, 0.9))),
        recycling=ps.Recycling(preparation_yield=0.7),
        costs=ps.Costs(
            collection_cost=ps.Q(3000, "NOK/tonne"), service_cost=ps.Q(30, "NOK/person/year")
        ),
        climate=ps.Climate(incineration_emission=ps.Q(2700, "kg CO2e/tonne")),
    )  # fmt: skip
    measures = [
        ps.Measure(
            f"M{number}", 2025,
            [ps.Change("sorting_efficiency", close_gap=spread(0.02, ps.Uniform(0.01, 0.03)))],
            cost=spread(3.0, ps.Uniform(1, 9), unit="NOK/person/year"),
        )
        for number in range(10)
    ]  # fmt: skip
    if routes > 1:
        one = ps.Change("coverage", where={"route": "m0"}, set=0.6)
        measures.append(ps.Measure("One route", 2025, [one]))
    return system, ps.Plan("Many", measures)


@pytest.mark.parametrize(
    "labels", [(20, 1, 1, 1), (1, 1, 20, 1), (1, 1, 1, 12), (9, 1, 9, 9), (10, 9, 1, 1)]
)
def test_a_sample_has_the_same_bits_in_any_batch_however_many_labels_there_are(
    labels: tuple[int, int, int, int],
) -> None:
    system, plan = wide(*labels)
    found: list[dict[Any, Any]] = []
    for batch in (1, 7, 15):
        e = ps.ensemble(system, plan, n=15, keep=[], batch=batch, years=system.axes.years)
        names = [*ps.run(system).rate_ids, *ps.run(system).names, "measures_cost", "total_cost"]
        items = []
        for name in names:
            try:
                items.append(e.item(name, ["year"], None, "plan"))
            except AxisError:  # it does not add up over routes
                continue
        e.compute(items, None, None)
        found.append(e._values)
    assert len(found[0]) > 40
    for item, values in found[0].items():
        for other in found[1:]:
            assert np.array_equal(values, other[item], equal_nan=True), item.name


# --------------------------------------------------------------------------------------------------
# years


def test_samples_refuse_a_scope_that_names_years() -> None:
    e = drawn(uncertain(), 50)
    e.quantiles("eu", scope={"year": [2025, 2026]})
    with pytest.raises(ScopeError, match="year="):
        e.samples("eu", 2024, scope={"year": [2025, 2026]})


def test_a_sum_over_years_has_the_unit_of_a_table() -> None:
    e = drawn(uncertain(), 20)
    assert e.quantiles("generated", by=[]).attrs["unit"] == "tonne"
    assert e.quantiles("generated").attrs["unit"] == "tonne/year"
    assert e.quantiles("generated", by=[], scope={"year": 2025}).attrs["unit"] == "tonne/year"


def across() -> ps.Model:
    """Return a model that sorts what was collected the year before."""

    @ps.equation("tonne/year", axes=("region", "year", "category", "route"))
    def sorted(collected: Any, sorting_efficiency: Any) -> Any:  # noqa: A001
        now = collected * sorting_efficiency
        return np.concatenate([now[:, :, :1], now[:, :, :-1]], axis=2)

    return ps.MODEL.replace(sorted=sorted)


def test_an_equation_that_reads_another_year_is_computed_for_all_years_or_refused() -> None:
    capture = {2024: spread(0.2, ps.Uniform(0.1, 0.3)), 2025: 0.4, 2026: 0.6}
    system = town(capture=capture)
    model = across()
    flows = ps.run(system, model=model)
    assert float(flows.rate("eu", by=["year"])[2026]) == pytest.approx(0.4 * 0.8 * 0.75)
    e = ps.ensemble(system, n=20, years=range(2024, 2027), model=model, exact=0, keep=[])
    kept = ps.ensemble(system, n=20, years=range(2024, 2027), model=model, keep=["eu"])
    np.testing.assert_array_equal(e.samples("eu", 2025), kept.samples("eu", 2025))
    target = ps.Target(rate="eu", level=0.3, year=2026)
    with pytest.raises(ModelError, match="reads other years"):
        ps.required(system, "preparation_yield", target, model=model)
    measure = ps.Measure("M", 2025, [ps.Change("capture", close_gap=0.5)])
    with pytest.raises(ModelError, match="reads other years"):
        ps.attribute(system, ps.Plan("P", [measure]), rate="eu", year=2026, model=model)


def test_sensitivity_takes_a_plan_whose_measure_starts_later() -> None:
    later = ps.Plan("Later", [ps.Measure("M", 2028, [ps.Change("capture", close_gap=0.5)])])
    table = ps.sensitivity(uncertain(), later, rate="eu", year=2026, n=32)
    assert table.index.tolist() == ["capture"]
    also = ps.sensitivity(uncertain(), later, rate="recyclate_rate", year=2026, n=32)
    assert also.attrs["name"] == "recyclate"


# --------------------------------------------------------------------------------------------------
# names, sources, sectors


def test_a_measure_with_the_name_of_a_parameter_is_told_apart_in_correlations() -> None:
    change = ps.Change("sorting_efficiency", close_gap=spread(0.5, ps.Uniform(0.2, 0.8)))
    plan = ps.Plan("P", [ps.Measure("capture", 2024, [change])])
    alone = drawn(uncertain(), 200, plan=plan)
    with pytest.raises(InvalidValueError, match="no draws that go together"):
        drawn(uncertain(), 20, plan=plan, correlation={("capture", "capture"): 0.9})
    pair = {("measure: capture", "capture"): 0.9}
    together = drawn(uncertain(), 200, plan=plan, correlation=pair)
    assert together.samples("eu", 2025).std() > 1.1 * alone.samples("eu", 2025).std()


def test_probabilities_take_a_correlation_with_a_measure_that_not_every_plan_has() -> None:
    change = ps.Change("sorting_efficiency", close_gap=spread(0.5, ps.Uniform(0.2, 0.8)))
    plan = ps.Plan("P", [ps.Measure("M", 2024, [change])])
    target = ps.Target(rate="eu", level=0.3, year=2025)
    table = ps.probabilities(
        uncertain(), [plan], target, n=200, correlation={("measure: M", "capture"): 0.9}
    )
    assert {"without", "P"} == set(table.columns)


def test_correlations_that_cannot_be_had_are_named_with_what_can() -> None:
    pairs = {("capture", "sorting_efficiency"): 0.5}
    norway = ps.load("norway")
    with pytest.raises(InvalidValueError, match=r"capture and sorting_efficiency \(0.5\)") as told:
        ps.ensemble(norway, n=2, keep=["eu"], correlation=pairs)
    share = float(str(told.value).rsplit(":", 1)[1].split()[0])
    possible = {pair: share * value for pair, value in pairs.items()}
    assert ps.ensemble(norway, n=2, keep=["eu"], correlation=possible).n == 2


def test_a_draw_of_values_from_several_sources_names_them_all() -> None:
    people = {
        "a": spread(1000.0, ps.Uniform(900, 1100), source="SA"),
        "b": spread(2000.0, ps.Uniform(900, 3000), source="SB"),
    }
    system = town(regions=["a", "b"], population=ps.Parameter(people, unit="person"))
    table = ps.sensitivity(system, flow="generated", year=2025, group="source", n=32)
    assert table.index.tolist() == ["SA; SB"]


def test_a_system_without_households_has_an_ensemble_of_the_rates_that_it_has() -> None:
    system = town(
        categories=[ps.Category("all", sector="business")],
        capture=spread(0.5, ps.Uniform(0.3, 0.7)),
    )
    e = drawn(system, 20)
    assert "sorted_out" not in e.to_frame().columns
    assert "eu" in e.to_frame().columns


def test_a_quality_score_of_a_measure_is_told_of() -> None:
    change = ps.Change("capture", close_gap=spread(0.2, ps.Pedigree(4)))
    e = drawn(uncertain(), 20, plan=ps.Plan("P", [ps.Measure("M", 2025, [change])]))
    assert any("measure: M" in note and "quality score" in note for note in e.notes)


def test_more_values_than_a_machine_holds_are_refused_before_they_are_computed() -> None:
    with pytest.raises(InvalidValueError, match="GiB; keep fewer"):
        ps.ensemble(uncertain(), n=2_000_000_000, exact=2_000_000_000, keep=["eu"])
