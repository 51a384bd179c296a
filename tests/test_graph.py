"""The model as a graph: units, order, what is computed, and other models."""

from __future__ import annotations

import functools
import inspect
import math
import pickle
import subprocess
import sys
import types
from collections import Counter
from typing import Any

import numpy as np
import pytest

import plastsmart as ps
from plastsmart.errors import AxisError, BalanceError, LabelError, ModelError
from plastsmart.flows import equations
from plastsmart.flows.balance import PROCESSES
from plastsmart.flows.equations import added, less, over_categories, over_routes
from plastsmart.flows.model import MODEL, STRUCTURE, Equation, Model
from plastsmart.stages import PARAMETERS
from tests.oracle.random_systems import random_description
from tests.whole import with_all_stages

SIX = ("collection", "sorted_out", "eu_pre2020", "eu", "recyclate", "closed_loop")
LATER = (
    "reusable", "packaging_reduction", "litter_reduction", "microplastics_reduction",
    "own_plastic_reduction", "own_cost_reduction", "own_emission_reduction",
)  # fmt: skip


def quantities(equation: Equation, seed: int = 1) -> dict[str, Any]:
    """Return what an equation reads as quantities of the declared units."""
    rng = np.random.default_rng(seed)
    values = {}
    for name in equation.reads:
        if name in PARAMETERS:
            unit = PARAMETERS[name].unit
        elif name in STRUCTURE:
            unit = "1"
        else:
            unit = MODEL.flows[name].unit
        values[name] = ps.Q(rng.uniform(0.1, 0.9, (1, 2, 3, 4, 5)), unit)
    return values


@pytest.mark.parametrize("equation", MODEL, ids=lambda e: e.name)
def test_every_equation_has_its_declared_unit_on_quantities(equation: Equation) -> None:
    result = equation.evaluate(quantities(equation))
    result.m_as(ps.units.unit_of(ps.units.parse_unit(equation.unit)))  # raises if it is not
    assert result.is_compatible_with(ps.Q(1, equation.unit))


@pytest.mark.parametrize("equation", [e for e in MODEL if e.optional], ids=lambda e: e.name)
def test_an_equation_has_its_unit_without_what_a_system_may_be_without(equation: Equation) -> None:
    values = quantities(equation)
    for name in equation.optional:
        del values[name]
    result = equation.evaluate(values)
    assert result.is_compatible_with(ps.Q(1, equation.unit))


@pytest.mark.parametrize("equation", MODEL, ids=lambda e: e.name)
def test_every_equation_is_documented_labelled_and_readable(equation: Equation) -> None:
    assert equation.documentation
    assert equation.declaration.label_no
    assert "(…)" not in equation.formula
    for name in equation.reads:
        assert name in equation.formula
    assert list(inspect.signature(equation.function).parameters) == list(equation.reads)


def test_every_flow_of_a_process_is_an_equation() -> None:
    for process in PROCESSES:
        for flow in process.flows:
            assert flow in MODEL.flows


def test_the_model_has_six_rates_of_packaging_and_those_of_the_later_stages() -> None:
    assert tuple(MODEL.rates) == (*SIX, *LATER)
    assert ps.run(ps.load("norway")).rate_ids == SIX
    assert ps.run(with_all_stages(ps.load("norway"))).rate_ids == (*SIX, *LATER)


@pytest.mark.parametrize("id_", [*SIX, *LATER])
def test_a_rate_is_its_numerator_over_its_denominator(id_: str) -> None:
    equation = MODEL.rate(id_)
    declared = equation.declaration
    totals = {name: float(i + 2) for i, name in enumerate(equation.reads)}
    above = sum(totals[name] for name in declared.numerator)
    below = sum(totals[name] for name in declared.denominator)
    assert equation.evaluate(totals) == above / below


class Counting:
    """Wraps a model so that every evaluation of an equation is counted."""

    def __init__(self) -> None:
        self.calls: Counter[str] = Counter()
        self.model = Model([self._wrapped(equation) for equation in MODEL])

    def _wrapped(self, equation: Equation) -> Equation:
        import attrs

        def counted(**values: Any) -> Any:
            self.calls[equation.name] += 1
            return equation.function(**values)

        return attrs.evolve(equation, function=counted)


def test_a_run_computes_each_flow_once() -> None:
    counting = Counting()
    ps.run(with_all_stages(ps.load("norway")), model=counting.model)
    assert counting.calls == Counter(dict.fromkeys(MODEL.flows, 1))


def test_a_system_without_the_later_stages_computes_none_of_their_equations() -> None:
    counting = Counting()
    ps.run(ps.load("norway"), model=counting.model)
    modules = {MODEL.flows[name].module.rpartition(".")[2] for name in counting.calls}
    assert modules == {
        "generation", "collection", "sorting", "recycling", "disposal", "rates", "costs", "climate",
    }  # fmt: skip


def test_only_computes_just_what_is_needed() -> None:
    counting = Counting()
    flows = ps.run(ps.load("norway"), only=["eu"], model=counting.model)
    assert set(counting.calls) == {
        "generated", "littered", "cleaned", "uptake", "available_deposit", "collected_deposit",
        "available_source", "collected_source", "available_central", "available", "collected",
        "sorted", "recycled",
    }  # fmt: skip
    assert set(counting.calls.values()) == {1}
    assert flows.rate_ids == ("collection", "eu")
    expected = ps.run(ps.load("norway")).rate("eu")
    assert (flows.rate("eu") == expected).all()


def test_the_work_does_not_grow_with_regions_years_or_categories() -> None:
    small, large = Counting(), Counting()
    system = random_description(1).system()
    homes = ps.Q(2, "person/household")
    system = system.replace(persons_per_household=homes, climate=ps.Climate())
    ps.run(system, model=small.model)
    ps.run(ps.load("norway").with_years(range(2022, 2121)), model=large.model)
    assert small.calls == large.calls


def test_what_was_not_asked_for_is_told_so() -> None:
    flows = ps.run(ps.load("norway"), only=["collection"])
    with pytest.raises(LabelError, match=r"was not computed.*add it to only"):
        flows.quantity("recycled")
    with pytest.raises(LabelError, match="add the rate to only"):
        flows.rate("eu")


def test_the_hash_tells_models_apart_and_not_their_order() -> None:
    assert Model(reversed(list(MODEL))).hash == MODEL.hash

    def other(collected, sorting_efficiency):  # type: ignore[no-untyped-def]  # noqa: ANN001, ANN202
        return collected * sorting_efficiency * 1

    assert MODEL.replace(sorted=other).hash != MODEL.hash
    assert MODEL.replace(sorted=MODEL["sorted"].function).hash == MODEL.hash


def test_a_replaced_equation_takes_unit_and_axes_of_the_old() -> None:
    def half(collected, sorting_efficiency):  # type: ignore[no-untyped-def]  # noqa: ANN001, ANN202
        return collected * sorting_efficiency * 0.5

    model = MODEL.replace(sorted=half)
    assert model["sorted"].unit == "tonne/year"
    assert model["sorted"].axes == MODEL["sorted"].axes
    before = ps.run(ps.load("norway")).rate("eu")
    after = ps.run(ps.load("norway"), model=model).rate("eu")
    np.testing.assert_allclose(after, before / 2, rtol=1e-12)


def test_an_added_flow_is_computed_shown_and_explained() -> None:
    @ps.equation("tonne/year", label_no="Brent av restavfallet")
    def burnt_residual(residual, energy_recovery):  # type: ignore[no-untyped-def]  # noqa: ANN001, ANN202
        """Residual waste that is burnt."""
        return residual * energy_recovery

    model = MODEL.replace(burnt_residual=burnt_residual)
    flows = ps.run(ps.load("norway"), model=model)
    table = flows.table()
    np.testing.assert_allclose(table["burnt_residual"], table["residual"], rtol=1e-12)
    assert "residual · energy_recovery" in str(flows.explain("burnt_residual", year=2025))


def test_a_stage_is_a_module_more(monkeypatch: pytest.MonkeyPatch) -> None:
    """Equations of a module of their own join the graph without a change to it."""
    from plastsmart.flows import model as graph

    module = types.ModuleType("plastsmart.flows.extra_stage")
    source = (
        "from plastsmart.flows.equations import equation\n"
        "@equation('tonne/year', label_no='Dobbelt')\n"
        "def doubled(generated):\n"
        "    'Twice what is generated.'\n"
        "    return generated * 2\n"
    )
    exec(compile(source, "extra_stage.py", "exec"), module.__dict__)
    module.doubled.__module__ = module.__name__
    monkeypatch.setitem(sys.modules, module.__name__, module)
    monkeypatch.setattr(graph, "MODULES", (*graph.MODULES, module.__name__))
    flows = ps.run(ps.load("headline"), model=graph._standard())
    assert flows.table().loc[2023, "doubled"] == 216_000


def test_equations_that_lack_a_parameter_are_left_out_until_asked_for() -> None:
    given = set(ps.load("headline").inputs()) - {"energy_recovery"}
    names = MODEL.needed(None, given)
    assert "energy_recovered" not in names
    assert "disposed" in names
    with pytest.raises(ModelError, match="needs energy_recovery"):
        MODEL.needed(["landfilled"], given)


def test_a_system_without_costs_and_climate_computes_none_of_them() -> None:
    counting = Counting()
    system = ps.load("norway").replace(costs=None, climate=None)
    flows = ps.run(system, model=counting.model)
    stages = {MODEL.flows[name].module.rpartition(".")[2] for name in counting.calls}
    assert not stages & {"costs", "climate"}
    with pytest.raises(
        LabelError, match=r"needs service_cost, which .*ps\.Costs\(service_cost=…\)"
    ):
        flows.costs()
    with pytest.raises(LabelError, match=r"ps\.Climate\(collection_emission=…\)"):
        flows.emissions()
    with pytest.raises(ModelError, match=r"payment needs .*ps\.Costs\("):
        ps.run(system, only=["payment"])


def test_payers_that_do_not_add_up_are_refused_with_place_and_sizes() -> None:
    def forgetful(necessary_cost, municipal_residual):  # type: ignore[no-untyped-def]  # noqa: ANN001, ANN202
        return necessary_cost + municipal_residual

    model = MODEL.replace(municipality_cost=forgetful)
    with pytest.raises(BalanceError, match=r"costs .* NOK/year in Norge .*2022 and municipality"):
        ps.run(ps.load("norway"), model=model)


def test_a_model_that_loses_mass_is_refused_with_process_place_and_size() -> None:
    def leaky(collected, sorted):  # type: ignore[no-untyped-def]  # noqa: ANN001, ANN202, A002
        return (collected - sorted) * 0.9

    with pytest.raises(
        BalanceError, match=r"'sorting'.* for film by kerbside in Norge .*2022"
    ) as e:
        ps.run(ps.load("norway"), model=MODEL.replace(sorting_loss=leaky))
    assert "tonne/year enters" in str(e.value)


def test_a_negative_flow_is_refused() -> None:
    def eager(collected, sorting_efficiency):  # type: ignore[no-untyped-def]  # noqa: ANN001, ANN202
        return collected * sorting_efficiency * 2

    with pytest.raises(BalanceError, match=r"sorting_loss.*cannot be negative"):
        ps.run(ps.load("norway"), model=MODEL.replace(sorted=eager))


def test_the_table_of_the_model_has_every_equation() -> None:
    table = MODEL.table()
    assert list(table.index) == [equation.name for equation in MODEL]
    assert set(table.columns) == {"kind", "unit", "formula", "reads", "documentation"}


def test_the_axes_an_equation_declares_are_those_it_has() -> None:
    seen = set()
    for seed in range(12, 30):
        system = random_description(seed, whole=True).system()
        homes = ps.Q(2, "person/household")
        flows = ps.run(system.replace(persons_per_household=homes, climate=ps.Climate()))
        computed = flows.model.needed(None, system.inputs())
        seen |= {*computed, "households"}
        for name in computed:
            shape = flows.array(name).shape
            for column, axis in enumerate(("region", "year", "category", "route"), start=1):
                if axis not in MODEL.flows[name].axes:
                    assert shape[column] == 1
    assert seen >= set(MODEL.flows)


def test_the_hash_sees_what_a_function_closes_over_and_who_decorates_it() -> None:
    def scaled(by: float) -> Any:
        def inner(collected, sorting_efficiency):  # type: ignore[no-untyped-def]  # noqa: ANN001, ANN202
            return collected * sorting_efficiency * by

        return inner

    def halved(function: Any) -> Any:
        @functools.wraps(function)
        def inner(**values: Any) -> Any:
            return 0.5 * function(**values)

        return inner

    one, half = (MODEL.replace(sorted=scaled(by)).hash for by in (1.0, 0.5))
    assert one != half
    assert one == MODEL.replace(sorted=scaled(1.0)).hash

    model = MODEL.replace(sorted=functools.partial(MODEL["sorted"].function))
    assert model.hash != MODEL.hash

    @functools.wraps(MODEL["sorted"].function)
    def wrapped(collected, sorting_efficiency):  # type: ignore[no-untyped-def]  # noqa: ANN001, ANN202
        return 0.5 * collected * sorting_efficiency

    changed = MODEL.replace(sorted=wrapped)
    assert changed.hash != MODEL.hash
    assert changed["sorted"].formula == "sorted(…)"


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ([0.5], [0.25]),
        ({0: 0.5}, {0: 0.25}),
        ({0.5}, {0.25}),
        (np.array([0.5]), np.array([0.25])),
        (np.array([0.5]), np.array([[0.5]])),
        ([np.array([0.5])], [np.array([0.25])]),
        ({"film": [0.5]}, {"rigid": [0.5]}),
        (math.floor, math.ceil),
        (lambda: 0.5, lambda: 0.25),
        (functools.partial(round, 0.5), functools.partial(round, 0.25)),
    ],
)
def test_the_hash_sees_the_numbers_in_what_a_function_closes_over(one: Any, other: Any) -> None:
    def reading(outside: Any) -> Any:
        def inner(collected, sorting_efficiency):  # type: ignore[no-untyped-def]  # noqa: ANN001, ANN202
            return collected * sorting_efficiency * (outside is not None)

        return inner

    hashes = [MODEL.replace(sorted=reading(each)).hash for each in (one, other, one)]
    assert hashes[0] == hashes[2] != hashes[1]


def test_the_hash_sees_what_is_bound_and_ends_where_lists_hold_themselves() -> None:
    def by(share, collected):  # type: ignore[no-untyped-def]  # noqa: ANN001, ANN202
        return collected * share

    half, quarter = (MODEL.replace(sorted=functools.partial(by, share)) for share in (0.5, 0.25))
    assert half.hash != quarter.hash
    assert ps.run(ps.load("headline"), model=half).rate("eu", by=[]) == 0.13125
    circle: list[Any] = []
    circle.append(circle)

    def round_(collected):  # type: ignore[no-untyped-def]  # noqa: ANN001, ANN202
        return collected * len(circle)

    assert MODEL.replace(sorted=round_).hash != MODEL.hash


def test_the_set_that_a_function_closes_over_has_no_order() -> None:
    def reading(outside: Any) -> Any:
        def inner(collected):  # type: ignore[no-untyped-def]  # noqa: ANN001, ANN202
            return collected * len(outside)

        return inner

    one, other = (
        MODEL.replace(sorted=reading(frozenset(labels))).hash
        for labels in (("a", "b", "c"), ("c", "b", "a"))
    )
    assert one == other


def test_an_equation_cannot_change_what_it_reads() -> None:
    def greedy(collected, sorting_efficiency):  # type: ignore[no-untyped-def]  # noqa: ANN001, ANN202
        collected *= 0.5
        return collected * sorting_efficiency

    with pytest.raises(ModelError, match=r"'sorted' failed.*read-only"):
        ps.run(ps.load("headline"), model=MODEL.replace(sorted=greedy))


def _as_bool(generated: Any) -> Any:
    return generated > 1


def _as_complex(generated: Any) -> Any:
    return generated * 1j


def _as_whole(generated: Any) -> Any:
    return generated.astype(int)


def _without_axis(generated: Any) -> Any:
    return generated.sum(axis=3)


def _as_number(generated: Any) -> Any:
    return float(generated.sum())


@pytest.mark.parametrize("function", [_as_bool, _as_complex, _as_whole, _without_axis, _as_number])
def test_a_result_that_is_no_array_of_floats_with_all_axes_is_refused(function: Any) -> None:
    model = MODEL.replace(own=ps.equation("tonne/year")(function))
    with pytest.raises(ModelError, match=r"'own' gave .*an array of floats with the five axes"):
        ps.run(ps.load("headline"), model=model)


def test_a_result_along_an_undeclared_axis_is_refused() -> None:
    @ps.equation("tonne/year")
    def by_route(collected):  # type: ignore[no-untyped-def]  # noqa: ANN001, ANN202
        return collected * 1

    with pytest.raises(ModelError, match="values along route, which is not among its axes"):
        ps.run(ps.load("norway"), model=MODEL.replace(by_route=by_route))


def test_a_sum_over_routes_counts_every_route_of_a_value_given_once() -> None:
    @ps.equation("1", axes=("region", "year"))
    def covered(coverage):  # type: ignore[no-untyped-def]  # noqa: ANN001, ANN202
        return over_routes(coverage)

    table = ps.load("norway-household").replace(coverage=0.25)
    flows = ps.run(table, model=MODEL.replace(covered=covered))
    assert flows.array("covered").reshape(-1)[0] == 0.75


def test_a_result_of_other_length_than_an_axis_is_refused() -> None:
    @ps.equation("tonne/year")
    def early(generated):  # type: ignore[no-untyped-def]  # noqa: ANN001, ANN202
        return generated[:, :, :2]

    with pytest.raises(
        ModelError, match="'early' gave 2 values along year, of which the system has 14; give one"
    ):
        ps.run(ps.load("norway"), model=MODEL.replace(early=early))


def _of_eu(function: Any, id_: str = "") -> Any:
    declared = {"numerator": ("recycled",), "denominator": ("generated",), "id": id_}
    return equations.rate(authority="one's own", **declared)(function)  # type: ignore[arg-type]


def test_a_rate_of_one_s_own_is_told_like_the_others_or_refused() -> None:
    def made(recycled, generated):  # type: ignore[no-untyped-def]  # noqa: ANN001, ANN202
        return recycled / generated

    model = MODEL.replace(mine=_of_eu(made))
    assert ps.run(ps.load("headline"), model=model).rate("made", by=[]) == 0.21
    with pytest.raises(ModelError, match=r"two rates have the id 'x'; give each its own with id="):
        MODEL.replace(one=_of_eu(made, "x"), other=_of_eu(made, "x"))

    def by_person(recycled, population):  # type: ignore[no-untyped-def]  # noqa: ANN001, ANN202
        return recycled / population

    with pytest.raises(ModelError, match=r"rate 'eu' reads 'population', which is no flow.*write"):
        MODEL.replace(eu=by_person)

    def constant(recycled, generated):  # type: ignore[no-untyped-def]  # noqa: ANN001, ANN202
        return 0.5

    flows = ps.run(ps.load("headline"), model=MODEL.replace(eu=constant))
    with pytest.raises(ModelError, match=r"rate 'eu' gave 0\.5; an array of the shape of the sums"):
        flows.rate("eu")


def test_an_equation_has_a_unit_and_a_name_of_its_own() -> None:
    def mine(generated):  # type: ignore[no-untyped-def]  # noqa: ANN001, ANN202
        return generated * 1

    with pytest.raises(ModelError, match=r"'mine' has no unit; declare it with @plastsmart\.equa"):
        Model([*MODEL, Equation.of(mine, "mine")])
    with pytest.raises(ModelError, match="cannot be named 'capture': a parameter has that name"):
        MODEL.replace(capture=ps.equation("tonne/year")(mine))
    with pytest.raises(LabelError, match=r"no equation 'sortd'\. Did you mean 'sorted'"):
        MODEL["sortd"]


def test_an_equation_of_the_structure_that_costs_bring_says_so() -> None:
    @ps.equation("tonne/year")
    def ours(generated, of_municipality):  # type: ignore[no-untyped-def]  # noqa: ANN001, ANN202
        return generated * of_municipality

    model, without = MODEL.replace(ours=ours), ps.load("headline").replace(costs=None)
    with pytest.raises(ModelError, match=r"ours needs of_municipality.*give it with ps\.Costs"):
        ps.run(without, only=["ours"], model=model)


def _minus(generated: Any) -> Any:
    return -generated * 2


def _minus_of_sum(generated: Any) -> Any:
    return 2 / -(generated + 1)


def _where_small(generated: Any) -> Any:
    return (generated if generated.sum() < 1 else 0 * generated) * 2


def _more_where_small(generated: Any) -> Any:
    return (generated if generated.sum() < 1 else 0 * generated) + 2


def _plus_of_plus(generated: Any) -> Any:
    return generated + (generated * (generated * 2) + 1)


def _minus_of_minus(generated: Any) -> Any:
    return generated - (generated - 1)


def _over_of_over(generated: Any) -> Any:
    return generated / (generated / 2) - (-generated) ** (generated**2)


def _below(generated: Any) -> Any:
    return generated * (generated < 2)


@pytest.mark.parametrize(
    ("function", "formula"),
    [
        (_minus, "-generated · 2"),
        (_minus_of_sum, "2 / -(generated + 1)"),
        (_where_small, "(generated if generated.sum() < 1 else 0 * generated) · 2"),
        (_more_where_small, "(generated if generated.sum() < 1 else 0 * generated) + 2"),
        (_plus_of_plus, "generated + generated · generated · 2 + 1"),
        (_minus_of_minus, "generated - (generated - 1)"),
        (_over_of_over, "generated / (generated / 2) - (-generated) ^ (generated ^ 2)"),
        (_below, "generated · (generated < 2)"),
    ],
)
def test_a_formula_keeps_the_brackets_that_it_needs(function: Any, formula: str) -> None:
    assert MODEL.replace(own=ps.equation("tonne/year")(function))["own"].formula == formula


def test_flows_of_another_kind_keep_their_own_unit() -> None:
    @ps.equation("NOK/year")
    def cost(generated):  # type: ignore[no-untyped-def]  # noqa: ANN001, ANN202
        return generated * 1000

    flows = ps.run(ps.load("headline"), model=MODEL.replace(cost=cost))
    table = flows.table()
    assert table.attrs["units"]["cost"] == "NOK/year"
    assert table.attrs["units"]["generated"] == "tonne/year"
    assert "cost" not in flows.table(unit="kilotonne/year")


def test_flows_come_back_from_pickling_checked_and_locked() -> None:
    flows = ps.run(ps.load("headline"))
    again = pickle.loads(pickle.dumps(flows))
    assert (again.table() == flows.table()).all().all()
    assert not again.array("recycled").flags.writeable


def test_many_threads_share_one_registry() -> None:
    code = (
        "from concurrent.futures import ThreadPoolExecutor\n"
        "import plastsmart as ps\n"
        "with ThreadPoolExecutor(16) as pool:\n"
        "    made = list(pool.map(lambda i: ps.Q(i, 'kg'), range(64)))\n"
        "print(len({id(q._REGISTRY) for q in made}))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "1"


def test_the_hash_of_an_equation_is_the_same_on_every_python() -> None:
    """Recorded once; another value on another Python would make audits of old records fail."""
    assert MODEL["disposed"].digest[:16] == "846cf13fcb0c825d"


# -- what a system may be without ------------------------------------------------------------------


def test_a_term_that_is_not_there_is_left_out() -> None:
    assert added(2.0, None, 3.0) == 5.0
    assert less(5.0, None, 3.0) == 2.0
    assert added(2.0, None) == less(2.0, None) == 2.0


def test_what_a_system_is_without_stands_in_no_equation() -> None:
    fitted = MODEL.fitted(ps.load("norway").inputs())
    for name in ("generated", "littered", "system_cost", "municipality_cost"):
        whole, without = MODEL[name], fitted[name]
        assert whole.optional
        assert whole.absent == ()
        assert without.absent == whole.optional
        assert set(without.reads) == set(whole.reads) - set(whole.optional)
        for read in whole.optional:
            assert read in whole.formula
            assert read not in without.formula
    assert fitted["littered"].formula == "generated · littering"
    assert fitted["collected"] is MODEL["collected"]


def test_a_system_with_one_stage_has_its_terms_alone() -> None:
    system = ps.load("norway").replace(litter=ps.Litter())
    fitted = MODEL.fitted(system.inputs())
    assert fitted["littered"] is MODEL["littered"]
    assert fitted["generated"].absent == ("reusable_discarded", "own_added")
    some = system.replace(procurement=ps.Procurement())
    assert MODEL.fitted(some.inputs())["generated"].absent == ("reusable_discarded",)
    # what a flow needs may lack though its stage is there
    against = system.replace(reference_per_person=ps.Q(20, "kg/person/year"))
    assert MODEL.fitted(against.inputs())["generated"].absent == ("reusable_discarded", "own_added")


def test_fitting_is_done_once_and_keeps_the_hash() -> None:
    given, all_ = ps.load("norway").inputs(), with_all_stages(ps.load("norway")).inputs()
    fitted = MODEL.fitted(given)
    assert MODEL.fitted(given) is fitted
    assert MODEL.fitted(ps.load("headline").inputs()) is fitted
    assert fitted.fitted(given) is fitted
    assert MODEL.fitted(all_) is MODEL
    assert fitted.fitted(all_) is MODEL
    assert fitted.hash == MODEL.hash
    assert ps.run(ps.load("norway")).model.hash == MODEL.hash


def test_a_fitted_model_comes_back_from_pickling() -> None:
    fitted = MODEL.fitted(ps.load("norway").inputs())
    again = pickle.loads(pickle.dumps(fitted))
    assert again.hash == MODEL.hash
    assert [e.formula for e in again] == [e.formula for e in fitted]
    assert [e.reads for e in again] == [e.reads for e in fitted]
    whole = pickle.loads(pickle.dumps(MODEL))
    assert [e.reads for e in whole] == [e.reads for e in MODEL]
    flows = ps.run(with_all_stages(ps.load("headline")))
    pickled = pickle.loads(pickle.dumps(flows))
    assert (pickled.table() == flows.table()).all().all()
    assert pickled.rate_ids == flows.rate_ids


def _all_waste(generated: Any, other_litter: Any = None) -> Any:
    """Packaging, and other plastic that is littered where that is told of."""
    return added(over_categories(generated), other_litter) * 1.0


def test_an_own_equation_may_read_what_a_system_is_without() -> None:
    own = ps.equation("tonne/year", axes=("region", "year"))(_all_waste)
    model = MODEL.replace(all_waste=own)
    assert model["all_waste"].formula == "(Σ category (generated) + other_litter) · 1.0"
    system = ps.load("headline")
    flows = ps.run(system, model=model)
    assert flows.table().loc[2023, "all_waste"] == 108_000
    assert flows.model["all_waste"].formula == "Σ category (generated) · 1.0"
    text = str(flows.explain("all_waste", year=2023))
    assert "other_litter" not in text
    littered = system.replace(litter_per_person=ps.Q(1, "kg/person/year"))
    flows = ps.run(littered, model=model)
    assert flows.table().loc[2023, "all_waste"] == 108_000 + 5_400
    assert "other_litter" in str(flows.explain("all_waste", year=2023))
    # asked for by name it is computed with all that it may read
    assert "other_litter" in ps.run(littered, model=model, only=["all_waste"]).names


def test_the_hash_sees_that_an_argument_may_be_missing() -> None:
    def needed(generated, other_litter):  # type: ignore[no-untyped-def]  # noqa: ANN001, ANN202
        return added(generated, other_litter)

    def optional(generated, other_litter=None):  # type: ignore[no-untyped-def]  # noqa: ANN001, ANN202
        return added(generated, other_litter)

    assert MODEL.replace(missed=needed).hash != MODEL.replace(missed=optional).hash


def test_other_defaults_and_stars_are_refused() -> None:
    def half(generated, by=0.5):  # type: ignore[no-untyped-def]  # noqa: ANN001, ANN202
        return generated * by

    def many(*flows):  # type: ignore[no-untyped-def]  # noqa: ANN002, ANN202
        return flows[0]

    def named(**flows):  # type: ignore[no-untyped-def]  # noqa: ANN003, ANN202
        return flows["generated"]

    for function, argument in ((half, "by=0.5"), (many, "flows"), (named, "flows")):
        with pytest.raises(ModelError, match=rf"argument \*{{0,2}}{argument}.*but for None"):
            MODEL.replace(missed=function)


def test_an_optional_read_that_nobody_knows_is_refused() -> None:
    def unknown(generated, nothing=None):  # type: ignore[no-untyped-def]  # noqa: ANN001, ANN202
        return added(generated, nothing)

    with pytest.raises(ModelError, match="reads 'nothing'"):
        MODEL.replace(missed=unknown)


def test_a_circle_through_an_optional_read_is_refused() -> None:
    def round_(population, litter_per_person, littered=None):  # type: ignore[no-untyped-def]  # noqa: ANN001, ANN202
        return added(population * litter_per_person, littered)

    with pytest.raises(ModelError, match="in a circle"):
        MODEL.replace(litter_by_inhabitants=round_)


def test_a_rate_over_nothing_is_undefined_whatever_is_above() -> None:
    free = with_all_stages(ps.load("headline"), reusable_share_before=1.0, washing_cost=None)
    free = free.replace(reusable_price=None)
    flows = ps.run(free)
    assert flows.array("own_expense_before").sum() == 0
    assert flows.array("own_expense").sum() > 0
    assert np.isnan(flows.rate("own_cost_reduction", by=[]))


def test_a_rate_of_what_has_no_category_is_not_told_by_category() -> None:
    flows = ps.run(with_all_stages(ps.load("norway")))
    for rate in ("litter_reduction", "microplastics_reduction", "packaging_reduction"):
        with pytest.raises(AxisError, match=f"the rate '{rate}' is of what has no sector"):
            flows.rate(rate, scope={"sector": "household"})
        with pytest.raises(AxisError, match="has no category"):
            flows.explain(rate, year=2025, category="film")
    table = flows.rates(by=["category"], scope={"year": 2025})
    assert "litter_reduction" not in table
    assert {"eu", "reusable", "own_plastic_reduction"} <= set(table)
