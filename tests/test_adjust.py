"""Adjustment: closed forms worked by hand, and what is said of what cannot be."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from typing import Any

import numpy as np
import pytest

from plastsmart.errors import BalanceError, InvalidValueError, LabelError, PlastsmartError
from plastsmart.mapping.adjust import adjust

NAN = math.nan


def test_two_measurements_of_one_value_give_their_weighted_mean() -> None:
    found = adjust({"a": (10.0, 1.0), "b": (13.0, 2.0)}, lambda x: [x["a"] - x["b"]])
    # weights 1 and 1/4: (10 + 13/4) / (5/4) = 10.6; variance 1 / (5/4); (3)² / (1 + 4)
    assert found["a"] == pytest.approx(10.6, rel=1e-12)
    assert found["b"] == pytest.approx(10.6, rel=1e-12)
    np.testing.assert_allclose(found.table["sd"], math.sqrt(0.8), rtol=1e-12)
    assert found.chi2 == pytest.approx(9.0 / 5.0, rel=1e-12)
    assert found.dof == 1
    # the chance that |z| exceeds 3 / √5
    assert found.p_value == pytest.approx(math.erfc(3.0 / math.sqrt(10.0)), rel=1e-12)


def test_a_sum_shares_out_what_is_missing_by_variance() -> None:
    given = {"whole": (100.0, 0.0), "a": (60.0, 1.0), "b": (43.0, 2.0)}
    found = adjust(given, lambda x: [x["whole"] - x["a"] - x["b"]])
    # 3 too many, of which a fifth off a and four fifths off b
    assert found["a"] == pytest.approx(59.4, rel=1e-12)
    assert found["b"] == pytest.approx(40.6, rel=1e-12)
    assert found.table.loc["a", "sd"] == pytest.approx(math.sqrt(0.8), rel=1e-12)
    assert found.covariance.loc["a", "b"] == pytest.approx(-0.8, rel=1e-12)
    assert found.table.loc["a", "residual"] == pytest.approx(3.0 / math.sqrt(5.0), rel=1e-12)
    assert list(found.table["kind"]) == ["constant", "measured", "measured"]


def test_an_unmeasured_flow_is_what_the_balance_leaves() -> None:
    given = {"in": (100.0, 3.0), "out": (60.0, 4.0), "loss": None}
    found = adjust(given, lambda x: [x["in"] - x["out"] - x["loss"]])
    assert found["loss"] == pytest.approx(40.0, rel=1e-12)
    assert found.table.loc["loss", "sd"] == pytest.approx(5.0, rel=1e-12)
    assert found.dof == 0
    assert math.isnan(found.p_value)
    assert found.table["residual"].isna().all()
    assert "nothing checks" in str(found)


def test_the_example_of_transfer_coefficient_and_lone_flow() -> None:
    given = {"F1": (100, 4), "F2": (58, 3), "TC": (0.6, 0.03), "F3": None}
    found = adjust(given, lambda x: [x["F2"] - x["TC"] * x["F1"]])
    assert found["F2"] == pytest.approx(found["TC"] * found["F1"], rel=1e-12)
    assert found.undetermined == ("F3",)
    assert math.isnan(found["F3"])
    assert found.settled_by == ("F3",)
    # each moves by its variance times the balance's derivative times one factor, found by bisection
    low, high = -10.0, 10.0
    for _ in range(200):
        factor = (low + high) / 2.0
        flow = (100 + 16 * factor * 0.6) / (1 - 16 * factor * 0.0009 * factor)
        share = 0.6 + 0.0009 * factor * flow
        sent = 58 - 9 * factor
        low, high = (factor, high) if sent > share * flow else (low, factor)
    assert [found["F1"], found["F2"], found["TC"]] == pytest.approx([flow, sent, share], rel=1e-10)
    assert found.chi2 == pytest.approx(
        ((flow - 100) / 4) ** 2 + ((sent - 58) / 3) ** 2 + ((share - 0.6) / 0.03) ** 2, rel=1e-9
    )


def test_constants_that_contradict_one_another_are_named() -> None:
    given = {"whole": (100, 0), "a": (60, 0), "b": (43, 0), "c": (5, 1)}
    with pytest.raises(BalanceError, match=r"constants whole, a, b contradict balance plant: .*-3"):
        adjust(
            given,
            lambda x: [x["c"] - 5, x["whole"] - x["a"] - x["b"]],
            labels=["other", "plant"],
        )


def test_constants_that_agree_are_no_contradiction() -> None:
    given = {"whole": (0.3, 0), "a": (0.1, 0), "b": (0.2, 0)}
    found = adjust(given, lambda x: [x["whole"] - x["a"] - x["b"]])
    assert found.dof == 0
    assert list(found.table["value"]) == [0.3, 0.1, 0.2]


def test_what_contradicts_by_way_of_an_unmeasured_value_is_refused_too() -> None:
    given = {"a": (60, 0), "b": (43, 0), "between": None}
    with pytest.raises(BalanceError, match=r"a, b contradict"):
        adjust(given, lambda x: [x["a"] - x["between"], x["b"] - x["between"]])


def test_the_measurement_most_at_odds_comes_first_with_what_it_would_have_to_be() -> None:
    given = {"in": (100, 1), "in2": (100.5, 1), "in3": (130, 1), "out": (60, 2), "rest": (41, 2)}
    found = adjust(
        given,
        lambda x: [x["in"] - x["in2"], x["in"] - x["in3"], x["in"] - x["out"] - x["rest"]],
    )
    first = found.suspects[0]
    assert first.name == "in3"
    assert first.residual > 1.96
    # without it: 100 and 100.5 with variance 1, and 101 with variance 8
    assert first.without == pytest.approx((100 + 100.5 + 101 / 8) / (2 + 1 / 8), rel=1e-9)
    assert first.without_sd == pytest.approx(1 / math.sqrt(2 + 1 / 8), rel=1e-9)
    assert first.p_value_without > 0.5
    assert str(first).startswith("in3 130 ± 1 is ")


def test_nobody_is_suspect_where_the_whole_agrees() -> None:
    values = {f"F{i}": (10.0 + 0.1 * i, 1.0) for i in range(5)}
    found = adjust(values, lambda x: [x["F0"] - x[f"F{i}"] for i in range(1, 5)])
    assert found.p_value > 0.9
    assert found.suspects == ()


def test_the_published_figures_of_2020_do_not_close() -> None:
    # Grønt Punkt Norge, Fakta og tall 2020: 30 245 t source-separated, of which 67.9 %, 22 864 t, is
    # sent on; rounded to the last digit given, so uniform over it
    rounding = 1 / math.sqrt(12)
    given = {
        "collected": (30_245, rounding),
        "share": (0.679, 0.001 * rounding),
        "sent on": (22_864, rounding),
    }
    found = adjust(given, lambda x: [x["sent on"] - x["share"] * x["collected"]])
    assert found.p_value < 1e-12
    assert {s.name for s in found.suspects} == set(given)
    without = {s.name: s.without for s in found.suspects}
    assert without["sent on"] == pytest.approx(20_536, abs=1)
    assert without["share"] == pytest.approx(0.756, abs=5e-4)
    assert without["collected"] == pytest.approx(33_673, abs=1)


def test_two_tonnages_of_one_place_are_flagged() -> None:
    # Remiks: 254 t in the annual report for 2018, "around 450 t" in a letter of 2020
    found = adjust({"report": (254, 0.05 * 254), "letter": (450, 0.1 * 450)},
                   lambda x: [x["report"] - x["letter"]])  # fmt: skip
    assert {s.name for s in found.suspects} == {"report", "letter"}


def test_negative_values_are_reported_and_left_as_they_are() -> None:
    given = {"in": (50, 1), "out": (60, 1), "loss": None}
    found = adjust(given, lambda x: [x["in"] - x["out"] - x["loss"]])
    assert found["loss"] == pytest.approx(-10)
    assert found.out_of_bounds == ("loss",)
    assert found.held == ()
    assert "out of bounds: loss" in str(found)


def test_bounds_are_kept_on_request_alone() -> None:
    given = {"in": (50, 1), "out": (60, 2), "loss": None}
    found = adjust(given, lambda x: [x["in"] - x["out"] - x["loss"]], hold_bounds=True)
    assert found["loss"] == 0.0
    assert found.held == ("loss",)
    assert found.out_of_bounds == ()
    # nothing is lost, so both measure one value
    assert found["in"] == pytest.approx((50 + 60 / 4) / (1 + 1 / 4), rel=1e-9)
    free = adjust({**given, "out": (40, 2)}, lambda x: [x["in"] - x["out"] - x["loss"]],
                  hold_bounds=True)  # fmt: skip
    assert free.held == ()
    assert free["loss"] == pytest.approx(10)


def test_a_share_may_be_bounded_above() -> None:
    given = {"in": (50, 1), "out": (60, 1), "yield": None}
    found = adjust(given, lambda x: [x["out"] - x["yield"] * x["in"]], bounds={"yield": (0, 1)})
    assert found["yield"] == pytest.approx(1.2)
    assert found.out_of_bounds == ("yield",)
    signed = adjust({"net": (-3, 1)}, lambda x: [], bounds={"net": (None, None)})
    assert signed.out_of_bounds == ()


def test_a_value_held_too_early_is_let_go_again() -> None:
    # at first both a and b are negative; with one held at 0 the other is above it
    given = {"a": (-1.0, 1.0), "b": (-0.5, 1.0), "sum": (2.0, 0.1)}
    found = adjust(given, lambda x: [x["sum"] - x["a"] - x["b"]], hold_bounds=True)
    assert (found.table["value"] >= 0.0).all()
    cost = found.chi2
    for a in np.linspace(0.0, 2.2, 45):
        for b in np.linspace(0.0, 2.2, 45):
            other = (a + 1.0) ** 2 + (b + 0.5) ** 2 + ((a + b - 2.0) / 0.1) ** 2
            assert cost <= other + 1e-9


def test_undetermined_values_are_named_with_what_would_settle_them() -> None:
    given = {"in": (100, 2), "a": None, "b": None, "c": None, "d": None}
    found = adjust(given, lambda x: [x["in"] - x["a"] - x["b"], x["a"] - x["c"] - x["d"]])
    assert found.undetermined == ("a", "b", "c", "d")
    assert found.settles["a"] == ("a", "b")
    assert found.settles["c"] == ("c",)
    assert len(found.settled_by) == 2
    settled = dict.fromkeys(found.settled_by, (20.0, 1.0))
    more = adjust({**given, **settled}, lambda x: [x["in"] - x["a"] - x["b"],
                                                   x["a"] - x["c"] - x["d"]])  # fmt: skip
    assert more.undetermined == ()


def test_balances_that_take_no_complex_numbers_are_differentiated_by_differences() -> None:
    given = {"a": (10.0, 1.0), "b": (13.0, 2.0)}
    plain = adjust(given, lambda x: [x["a"] ** 2 - x["b"] ** 2])
    for balance in (
        lambda x: [abs(x["a"]) ** 2 - abs(x["b"]) ** 2],
        lambda x: [(x["a"] if x["a"] > 0 else 0.0) ** 2 - x["b"] ** 2],
        lambda x: [float(np.real(x["a"])) ** 2 - x["b"] ** 2],
        lambda x: [math.exp(2 * math.log(x["a"])) - x["b"] ** 2],
    ):
        found = adjust(given, balance)
        assert found["a"] == pytest.approx(plain["a"], rel=1e-7)
        assert found.dof == 1


def test_unmeasured_factors_and_flows_are_found_from_any_start() -> None:
    given: dict[str, Any] = {
        "F1": None, "TC": None, "F2": (50, 2), "F3": (30, 2), "F4": (80, 3),
    }  # fmt: skip

    def balances(x: Mapping[str, Any]) -> list[Any]:
        return [x["F1"] - x["F2"] - x["F3"], x["F2"] - x["TC"] * x["F1"], x["F4"] - x["F1"]]

    for start in (None, (0.0, None), (1e6, None), (-5.0, None)):
        found = adjust({**given, "F1": start}, balances)
        assert found["TC"] == pytest.approx(0.625, rel=1e-9)


@pytest.mark.parametrize(
    ("given", "balances", "error", "said"),
    [
        ({"a": 100}, lambda x: [x["a"]], InvalidValueError, "a is 100; give (value, standard error)"),
        ({"a": (1, -1)}, lambda x: [x["a"]], InvalidValueError, "standard error of a is -1"),
        ({"a": (NAN, 1)}, lambda x: [x["a"]], InvalidValueError, "not finite"),
        ({"a": (1, math.inf)}, lambda x: [x["a"]], InvalidValueError, "(1, None)"),
        ({"a": ("1", 1)}, lambda x: [x["a"]], InvalidValueError, "a"),
        ({1: (1, 1)}, lambda x: [x["a"]], LabelError, "a name is text"),
        ([("a", 1)], lambda x: [x["a"]], InvalidValueError, "mapping from names"),
        ({"flow": (1, 1)}, lambda x: [x["flw"]], LabelError, "Did you mean 'flow'"),
        ({"a": (1, 1)}, lambda x: x["a"], InvalidValueError, "a list of what must be 0"),
        ({"a": (1, 1)}, lambda x: ["a"], InvalidValueError, "a balance"),
        ({"a": (1, 1)}, [], InvalidValueError, "a function of the values"),
        ({"a": (1, 1), "b": None}, lambda x: [x["b"] ** 2 + 4], BalanceError, "100 steps"),
        ({"a": (0, 0)}, lambda x: [1 / x["a"]], BalanceError, "cannot be computed"),
        ({"a": (1, 1)}, lambda x: [NAN * x["a"]], BalanceError, "balance 1 is nan"),
        ({"a": (1, 1)}, lambda x: [[x["a"], x["a"]]], InvalidValueError, "give one number"),
        ({"a": ([1, 2], 1)}, lambda x: [x["a"]], InvalidValueError, "a is [1, 2]; give one number"),
    ],
)  # fmt: skip
def test_what_cannot_be_read_is_told(
    given: Any, balances: Callable[..., Any], error: type[Exception], said: str
) -> None:
    with pytest.raises(error) as raised:
        adjust(given, balances)
    assert isinstance(raised.value, PlastsmartError)
    assert said in str(raised.value)


@pytest.mark.parametrize(
    ("more", "said"),
    [
        ({"labels": ["x", "y"]}, "2 labels for 1 balances"),
        ({"labels": "x"}, "labels is a collection"),
        ({"bounds": {"c": (0, 1)}}, "nothing is called 'c'"),
        ({"bounds": {"a": (1, 0)}}, "low is above high"),
        ({"bounds": {"a": 1}}, "give (low, high)"),
        ({"bounds": [("a", (0, 1))]}, "bounds is a mapping from names to (low, high)"),
        ({"level": 5}, "level is 5"),
        ({"iterations": 0}, "iterations is 0"),
    ],
)
def test_wrong_options_are_told(more: dict[str, Any], said: str) -> None:
    with pytest.raises(PlastsmartError) as raised:
        adjust({"a": (1, 1), "b": (2, 1)}, lambda x: [x["a"] - x["b"]], **more)
    assert said in str(raised.value)


def test_an_adjustment_shows_itself_and_cannot_be_changed() -> None:
    found = adjust({"a<b": (10, 1), "b": (30, 1)}, lambda x: [x["a<b"] - x["b"]])
    assert "disagree by more than chance" in str(found)
    assert "2 values, 1 balances" in repr(found)
    assert "a&lt;b" in found._repr_html_()
    with pytest.raises(AttributeError):
        found.chi2 = 0.0  # type: ignore[misc]
    with pytest.raises(LabelError, match="nothing is called 'c'"):
        found["c"]
    table = found.table
    table.loc["b", "value"] = 0.0
    assert found["b"] != 0.0


# --------------------------------------------------------------------------------------------------
# bounds and rounding


def test_what_is_zero_on_the_balances_is_still_a_value_when_bounds_are_held() -> None:
    given = {"a": (5, 1), "b": (3, 1), "c": (0.5, 0.1), "d": (-1, 1)}
    found = adjust(given, lambda x: [x["a"] - x["b"] - x["c"], x["a"] - x["b"]], hold_bounds=True)
    assert found["a"] == pytest.approx(4.0, rel=1e-9)
    assert found["b"] == pytest.approx(4.0, rel=1e-9)
    assert found["c"] == pytest.approx(0.0, abs=1e-9)
    assert found["d"] == 0.0
    assert found.held == ("d",)


@pytest.mark.parametrize("sd", [0.01, 0.0])
def test_what_rounding_leaves_below_zero_is_not_out_of_bounds(sd: float) -> None:
    given = {"a": (0.3, sd), "b": (0.1, sd), "c": (0.2, sd), "d": None, "e": None}
    found = adjust(given, lambda x: [x["a"] - x["b"] - x["c"] - x["d"], x["e"] - x["d"]])
    assert -1e-15 < found["d"] <= 0.0
    assert found.out_of_bounds == ()
    written = adjust({"d": None}, lambda x: [0.3 - 0.1 - 0.2 - x["d"]])
    assert written["d"] < 0.0
    assert written.out_of_bounds == ()
    less = adjust({**given, "c": (0.2 + 1e-9, sd)}, lambda x: [x["a"] - x["b"] - x["c"] - x["d"]])
    assert less.out_of_bounds == ("d",)


# --------------------------------------------------------------------------------------------------
# minima


@pytest.mark.parametrize(
    ("given", "balance", "chi2"),
    [
        # x² + (x² - 5)² is least at x² = 4.5
        ({"x": (0, 1), "y": (5, 1)}, lambda x: x["x"] ** 2 - x["y"], 4.75),
        # 2 a² + (a² - 5)² is least at a² = 4
        ({"a": (0, 1), "b": (0, 1), "c": (5, 1)}, lambda x: x["a"] * x["b"] - x["c"], 9.0),
        ({"a": (0, 1), "b": (0, 1), "c": (-5, 1)}, lambda x: x["a"] * x["b"] - x["c"], 9.0),
        # at x² = 0.1 only a little less than the 0.36 at 0
        ({"x": (0, 1), "y": (0.6, 1)}, lambda x: x["x"] ** 2 - x["y"], 0.35),
    ],
)
def test_a_point_that_is_no_minimum_is_left_for_a_lower_one(
    given: dict[str, Any], balance: Callable[..., Any], chi2: float
) -> None:
    found = adjust(given, lambda x: [balance(x)])
    assert found.chi2 == pytest.approx(chi2, rel=1e-9)
    again = adjust(dict(reversed(given.items())), lambda x: [balance(x)])
    assert again.chi2 == pytest.approx(chi2, rel=1e-9)
    assert balance(dict(found.table["value"])) == pytest.approx(0.0, abs=1e-9)


def test_a_minimum_among_many_directions_is_told_from_a_saddle() -> None:
    given = {f"x{i}": (0.0, 1.0) for i in range(40)} | {"y": (5.0, 1.0)}
    # the more a square counts, the less it need move: all in x39, at 1.1 x² = 5 - 1 / 2.2
    factors = [1.0] * 39 + [1.1]
    found = adjust(
        given,
        lambda x: [sum(f * x[f"x{i}"] ** 2 for i, f in enumerate(factors)) - x["y"]],
    )
    square = (5.0 - 1.0 / 2.2) / 1.1
    assert found.chi2 == pytest.approx(square + (1.0 / 2.2) ** 2, rel=1e-6)


# --------------------------------------------------------------------------------------------------
# what is far off


def test_where_nothing_comes_together_the_number_to_look_at_is_named() -> None:
    given = {"a": (2.0, 0.1), "b": (2.1, 0.1), "c": (20.0, 0.1), "d": None}
    with pytest.raises(BalanceError, match=r"Look first at .*c = 20") as raised:
        adjust(
            given,
            lambda x: [x["a"] - x["b"], x["a"] - x["c"], x["d"] ** 2 + x["a"] + 1.0],
            bounds={"d": (None, None)},
        )
    assert "digit" in str(raised.value)


def test_what_the_others_give_is_told_of_every_suspect_of_many() -> None:
    given = {f"F{i}": (100.0 + (30.0 if i % 2 else 0.0), 1.0) for i in range(12)}
    found = adjust(given, lambda x: [x["F0"] - x[f"F{i}"] for i in range(1, 12)])
    assert len(found.suspects) == 12
    total = sum(value for value, _ in given.values())
    for suspect in found.suspects:
        mean = (total - suspect.measured) / 11
        assert suspect.without == pytest.approx(mean, rel=1e-9)
        assert suspect.without_sd == pytest.approx(1 / math.sqrt(11), rel=1e-9)
