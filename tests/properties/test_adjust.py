"""What must always hold of an adjustment: closed forms, direct minimisation, units, order."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, NamedTuple

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray
from scipy.optimize import NonlinearConstraint, minimize, nnls
from scipy.stats import chi2

from plastsmart.mapping.adjust import Adjustment, adjust

pytestmark = pytest.mark.random

Array = NDArray[np.float64]

SEEDS = st.integers(0, 2**32 - 1)


class Linear(NamedTuple):
    """Measured flows, and balances that are sums of flows with given factors."""

    names: list[str]
    measured: Array
    sd: Array
    factors: Array

    def adjust(self, *, hold_bounds: bool = False) -> Adjustment:
        given = {
            name: (float(value), float(sd))
            for name, value, sd in zip(self.names, self.measured, self.sd, strict=True)
        }
        return adjust(given, lambda x: [sum(f * x[n] for f, n in zip(row, self.names, strict=True))
                                        for row in self.factors.tolist()],
                      hold_bounds=hold_bounds)  # fmt: skip


def random_linear(seed: int) -> Linear:
    """Return a network whose true flows close, measured with errors of very different sizes."""
    rng = np.random.default_rng(seed)
    n = int(rng.integers(3, 9))
    balances = int(rng.integers(1, n - 1))
    factors = rng.choice([-1.0, 0.0, 1.0, 0.5], size=(balances, n), p=[0.3, 0.3, 0.3, 0.1])
    factors[np.arange(balances), rng.permutation(n)[:balances]] = rng.uniform(0.5, 2.0, balances)
    sd = 10.0 ** rng.uniform(-1.0, 1.0, n)
    measured = rng.uniform(50.0, 200.0, n)
    return Linear([f"F{i}" for i in range(n)], measured, sd, factors)


@given(SEEDS)
@settings(max_examples=150)
def test_linear_networks_are_those_of_the_textbook_formula(seed: int) -> None:
    case = random_linear(seed)
    a, v = case.factors, np.diag(case.sd**2)
    if np.linalg.cond(a @ v @ a.T) > 1e6:  # the formula itself would lose the digits compared
        return
    gain = v @ a.T @ np.linalg.inv(a @ v @ a.T)
    values = case.measured - gain @ a @ case.measured
    covariance = v - gain @ a @ v
    moved = case.measured - values
    chi2_ = float(moved @ np.diag(1.0 / case.sd**2) @ moved)

    found = case.adjust()
    np.testing.assert_allclose(found.table["value"], values, rtol=1e-9, atol=1e-9 * 200)
    np.testing.assert_allclose(
        found.table["sd"] ** 2, np.diag(covariance), rtol=1e-9, atol=1e-9 * float(v.max())
    )
    np.testing.assert_allclose(found.covariance, covariance, atol=1e-9 * float(v.max()))
    assert found.chi2 == pytest.approx(chi2_, rel=1e-9, abs=1e-12)
    assert found.dof == len(a)
    assert found.p_value == pytest.approx(float(chi2.sf(chi2_, len(a))), rel=1e-8, abs=1e-300)


@given(SEEDS)
@settings(max_examples=60)
def test_balances_that_repeat_others_change_nothing(seed: int) -> None:
    case = random_linear(seed)
    rng = np.random.default_rng(seed)
    more = rng.uniform(-1.0, 1.0, size=(2, len(case.factors))) @ case.factors
    found = case.adjust()
    again = case._replace(factors=np.vstack([more[:1], case.factors, more[1:]])).adjust()
    assert again.dof == found.dof
    np.testing.assert_allclose(again.table["value"], found.table["value"], rtol=1e-7, atol=1e-7)
    assert again.chi2 == pytest.approx(found.chi2, rel=1e-6, abs=1e-9)


class Plant(NamedTuple):
    """A chain of plants: what enters is parted by transfer coefficients; most is measured."""

    given: dict[str, tuple[float, float] | None]
    parts: int

    @property
    def balances(self) -> Any:
        def missing(x: Mapping[str, Any]) -> list[Any]:
            sums = [x["in"] - sum(x[f"F{i}"] for i in range(self.parts)) - x["loss"]]
            shares = [x[f"F{i}"] - x[f"TC{i}"] * x["in"] for i in range(self.parts)]
            return [*sums, *shares, x["out"] - x["yield"] * (x["F0"] + x["F1"])]

        return missing

    def vector(self) -> tuple[list[str], Any]:
        names = list(self.given)
        return names, lambda v: np.array(self.balances(dict(zip(names, v, strict=True))))


def random_plant(seed: int, unmeasured: bool = True) -> Plant:
    rng = np.random.default_rng(seed)
    parts = int(rng.integers(2, 5))
    shares = rng.dirichlet(np.full(parts + 1, 5.0))
    entering = float(rng.uniform(100.0, 1000.0))
    truth = {"in": entering, "loss": entering * float(shares[-1])}
    truth |= {f"F{i}": entering * float(shares[i]) for i in range(parts)}
    truth |= {f"TC{i}": float(shares[i]) for i in range(parts)}
    truth["yield"] = float(rng.uniform(0.5, 0.9))
    truth["out"] = truth["yield"] * (truth["F0"] + truth["F1"])
    given: dict[str, tuple[float, float] | None] = {}
    for name, value in truth.items():
        sd = value * float(rng.uniform(0.01, 0.08))
        given[name] = (value + sd * float(rng.standard_normal()), sd)
    if unmeasured:
        given["loss"] = None
        if rng.random() < 0.5:
            given["TC1"] = None
    return Plant(given, parts)


@given(SEEDS)
@settings(max_examples=40)
def test_bilinear_networks_are_those_of_direct_minimisation(seed: int) -> None:
    plant = random_plant(seed)
    found = adjust(plant.given, plant.balances)
    _, missing = plant.vector()
    values = found.table["value"].to_numpy()
    known = np.array([entry is not None for entry in plant.given.values()])
    measured = np.array([0.0 if e is None else e[0] for e in plant.given.values()])
    sd = np.array([1.0 if e is None else e[1] for e in plant.given.values()])
    scale = np.where(known, sd, np.abs(values))

    def cost(z: Array) -> float:
        return float((((scale * z - measured) / sd)[known] ** 2).sum())

    start = np.where(known, measured, values * 1.1) / scale
    sizes = np.maximum(np.abs(missing(np.array(measured) * 1.05)), 1e-3)
    search: Any = minimize
    best = search(
        cost,
        start,
        method="SLSQP",
        constraints={"type": "eq", "fun": lambda z: missing(scale * z) / sizes},
        options={"maxiter": 1000, "ftol": 1e-15},
    )
    assert cost(values / scale) <= best.fun + 1e-6 * (1.0 + best.fun)
    # SLSQP ends within about a thousandth of a standard error
    np.testing.assert_allclose(
        (values / scale)[known], np.asarray(best.x)[known], atol=2e-3 * max(1.0, best.fun**0.5)
    )
    np.testing.assert_allclose(missing(values), 0.0, atol=1e-9 * float(np.abs(values).max()))


@pytest.mark.filterwarnings("ignore:delta_grad == 0.0")  # linear balances have no curvature
@pytest.mark.parametrize("seed", [3, 17])
def test_a_bilinear_network_is_that_of_a_trust_region_search(seed: int) -> None:
    plant = random_plant(seed, unmeasured=False)
    found = adjust(plant.given, plant.balances)
    names, missing = plant.vector()
    entries = [entry for entry in plant.given.values() if entry is not None]
    measured, sd = (np.array(column) for column in zip(*entries, strict=True))
    closed = NonlinearConstraint(lambda z: missing(measured + sd * z), 0.0, 0.0)
    search: Any = minimize
    best = search(
        lambda z: float(z @ z),
        np.zeros(len(names)),
        jac=lambda z: 2.0 * z,
        hess=lambda z: 2.0 * np.eye(len(z)),
        method="trust-constr",
        constraints=[closed],
        options={"maxiter": 2000, "gtol": 1e-10, "xtol": 1e-14},
    )
    assert found.chi2 == pytest.approx(best.fun, rel=1e-6)
    np.testing.assert_allclose(found.table["moved"] / sd, best.x, atol=1e-5)


@given(SEEDS, st.integers(-12, 12), st.integers(-9, 9))
@settings(max_examples=60)
def test_another_unit_changes_nothing_but_the_unit(seed: int, mass: int, balance: int) -> None:
    plant = random_plant(seed)
    factor, of_balance = 10.0**mass, 10.0**balance
    is_mass = {name: not name.startswith(("TC", "yield")) for name in plant.given}
    to = {name: factor if is_mass[name] else 1.0 for name in plant.given}
    given = {
        name: None if entry is None else (entry[0] * to[name], entry[1] * to[name])
        for name, entry in plant.given.items()
    }

    def balances(x: Mapping[str, Any]) -> list[Any]:
        missing = plant.balances({name: x[name] / to[name] for name in to})
        return [m * of_balance ** (i % 2) for i, m in enumerate(missing)]

    found, other = adjust(plant.given, plant.balances), adjust(given, balances)
    units = np.array(list(to.values()))
    np.testing.assert_allclose(other.table["value"] / units, found.table["value"], rtol=1e-8)
    np.testing.assert_allclose(other.table["sd"] / units, found.table["sd"], rtol=1e-6, atol=1e-12)
    np.testing.assert_allclose(
        other.table["residual"], found.table["residual"], rtol=1e-5, atol=1e-7
    )
    assert (other.dof, other.undetermined) == (found.dof, found.undetermined)
    assert other.chi2 == pytest.approx(found.chi2, rel=1e-7)
    assert [s.name for s in other.suspects] == [s.name for s in found.suspects]


@given(SEEDS)
@settings(max_examples=60)
def test_the_order_of_names_and_balances_changes_nothing(seed: int) -> None:
    plant = random_plant(seed)
    rng = np.random.default_rng(seed)
    names = [list(plant.given)[i] for i in rng.permutation(len(plant.given))]
    order = rng.permutation(len(plant.balances(dict.fromkeys(names, 1.0)))).tolist()
    found = adjust(plant.given, plant.balances)
    other = adjust(
        {name: plant.given[name] for name in names},
        lambda x: [plant.balances(x)[i] for i in order],
    )
    again = other.table.loc[list(plant.given)]
    np.testing.assert_allclose(again["value"], found.table["value"], rtol=1e-9)
    np.testing.assert_allclose(again["sd"], found.table["sd"], rtol=1e-7)
    assert other.chi2 == pytest.approx(found.chi2, rel=1e-8)
    assert [s.name for s in other.suspects] == [s.name for s in found.suspects]


@given(SEEDS, st.data())
@settings(max_examples=60)
def test_constants_never_move(seed: int, data: st.DataObject) -> None:
    plant = random_plant(seed)
    known = [name for name, entry in plant.given.items() if entry is not None]
    fixed = data.draw(st.lists(st.sampled_from(known), max_size=2, unique=True))
    if set(fixed) == {"TC0", "TC1"} or len(known) < 4:
        return
    given = {
        name: (entry[0], 0.0) if entry is not None and name in fixed else entry
        for name, entry in plant.given.items()
    }
    found = adjust(given, plant.balances)
    for name in fixed:
        entry = plant.given[name]
        assert entry is not None
        assert found[name] == entry[0]
        assert found.table.loc[name, "sd"] == 0.0


@given(SEEDS)
@settings(max_examples=40)
def test_what_is_adjusted_once_stays_where_it_is(seed: int) -> None:
    plant = random_plant(seed, unmeasured=False)
    found = adjust(plant.given, plant.balances)
    entries = {name: entry for name, entry in plant.given.items() if entry is not None}
    again = adjust({n: (found[n], e[1]) for n, e in entries.items()}, plant.balances)
    np.testing.assert_allclose(again.table["value"], found.table["value"], rtol=1e-9)
    assert again.chi2 == pytest.approx(0.0, abs=1e-9)
    assert again.suspects == ()


@given(SEEDS)
@settings(max_examples=40)
def test_no_measurement_makes_any_standard_error_larger(seed: int) -> None:
    plant = random_plant(seed, unmeasured=False)
    found = adjust(plant.given, plant.balances)
    less = adjust({**plant.given, "yield": None}, plant.balances)
    assert less.dof == found.dof - 1
    # at other values the balances are steeper or flatter, by a few per cent here
    assert (found.table["sd"] <= 1.1 * less.table["sd"]).all()


@given(SEEDS)
@settings(max_examples=60)
def test_what_would_settle_does_settle(seed: int) -> None:
    plant = random_plant(seed)
    given = {
        name: None if name in {"F0", "TC0", "out", "loss", "yield", "in"} else entry
        for name, entry in plant.given.items()
    }
    found = adjust(given, plant.balances)
    if not found.undetermined:
        return
    truth = adjust(random_plant(seed, unmeasured=False).given, plant.balances)
    for name in found.undetermined:
        more = adjust({**given, name: (truth[name], 1e-3 * truth[name])}, plant.balances)
        assert set(found.undetermined) - set(more.undetermined) == set(found.settles[name])
    settled = {name: (truth[name], 1e-3 * truth[name]) for name in found.settled_by}
    assert adjust({**given, **settled}, plant.balances).undetermined == ()


@given(SEEDS)
@settings(max_examples=80)
def test_values_held_at_bounds_are_the_least_squares_within_them(seed: int) -> None:
    rng = np.random.default_rng(seed)
    n = int(rng.integers(3, 8))
    factors = rng.choice([-1.0, 0.0, 1.0], size=(int(rng.integers(1, max(n - 1, 2))), n))
    measured, sd = rng.normal(1.0, 2.0, n), 10.0 ** rng.uniform(-0.5, 0.5, n)
    case = Linear([f"F{i}" for i in range(n)], measured, sd, factors)
    found = case.adjust(hold_bounds=True)  # 0 everywhere obeys all, so there is a solution
    values = found.table["value"].to_numpy()
    assert (values >= -1e-8).all()
    np.testing.assert_allclose(factors @ values, 0.0, atol=1e-8)
    # what closes the balances nearly and is nowhere negative, by another method
    heavy = 1e6
    matrix = np.vstack([np.diag(1.0 / sd), heavy * factors])
    best, _ = nnls(matrix, np.concatenate([measured / sd, np.zeros(len(factors))]), maxiter=1000)
    assert found.chi2 == pytest.approx(
        float((((best - measured) / sd) ** 2).sum()), rel=1e-4, abs=1e-5
    )
