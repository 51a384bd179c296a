"""A result's record: it comes back, a later version says what changed, and a newer one is refused."""

from __future__ import annotations

import functools
import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import plastsmart as ps
from plastsmart.errors import InvalidValueError, TableError
from plastsmart.formats import PACKAGE, TABLE, TRACE, format_problem
from tests.oracle.random_systems import random_description

RECORDED = Path(__file__).parent / "recorded" / "traces"
"""Results that earlier formats and versions wrote; each stays, and none is ever written anew."""


@functools.cache
def trace(name: str = "headline") -> ps.Trace:
    return ps.run(ps.load(name)).trace()


def changed(**keys: Any) -> str:
    return json.dumps(json.loads(trace().to_json()) | keys)


# -- as it is -------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", ["headline", "norway-household", "norway"])
def test_a_result_run_again_is_the_same(name: str) -> None:
    made = trace(name)
    assert ps.Trace.from_json(made.to_json()) == made
    again = ps.rerun(made.to_json(), tolerance=0)
    assert again.same
    assert again.flows.system == ps.load(name)
    assert (again.changed, again.added, again.removed, again.missing) == ((), (), (), ())
    assert "every number is what it was" in str(again)


@pytest.mark.parametrize("seed", range(10))
def test_random_systems_run_again_are_the_same(seed: int) -> None:
    system = random_description(seed).system()
    assert ps.rerun(ps.run(system).trace().to_json(), tolerance=0).same


def test_a_run_for_some_flows_is_run_again_for_them() -> None:
    made = ps.run(ps.load("headline"), only=["eu"]).trace()
    assert made.only == ("eu",)
    again = ps.rerun(made.to_json())
    assert again.same
    assert "landfilled" not in again.flows.names


def test_a_rate_that_is_undefined_stays_so() -> None:
    empty = ps.load("headline").replace(packaging_per_person=ps.Q(0, "kg/person/year"))
    made = ps.run(empty).trace()
    assert json.loads(made.to_json())["rates"]["eu"] == {"2023": None}
    assert ps.rerun(made.to_json()).same


# -- what changed ---------------------------------------------------------------------------------


def test_a_changed_equation_and_every_number_that_it_moves_are_told() -> None:
    def recycled(sorted: Any, preparation_yield: Any) -> Any:  # noqa: A002 - the flow
        return sorted * preparation_yield * 0.9

    again = ps.rerun(trace(), model=ps.MODEL.replace(recycled=recycled))
    assert again.changed == ("recycled",)
    assert not again.same
    told = again.differences.set_index("what")
    assert list(told[["then", "now"]].loc["recycled"]) == pytest.approx([22_680, 20_412])
    assert list(told[["then", "now"]].loc["rate eu"]) == pytest.approx([0.21, 0.189])
    assert "collected" not in told.index
    assert "recycled 2023: 22680 → 20412 tonne/year" in str(again)


def test_an_equation_that_changed_without_moving_a_number_is_told_apart() -> None:
    def recycled(sorted: Any, preparation_yield: Any) -> Any:  # noqa: A002 - the flow
        return preparation_yield * sorted

    again = ps.rerun(trace(), model=ps.MODEL.replace(recycled=recycled))
    assert again.changed == ("recycled",)
    assert again.same


def test_equations_that_came_and_went_are_told() -> None:
    @ps.equation("tonne/year")
    def half_leaked(leaked: Any) -> Any:
        """Half of what leaks."""
        return leaked / 2

    longer = ps.MODEL.replace(half_leaked=half_leaked)
    assert ps.rerun(trace(), model=longer).added == ("half_leaked",)
    assert ps.rerun(trace(), model=longer).same
    back = ps.rerun(ps.run(ps.load("headline"), model=longer).trace())
    assert (back.removed, back.missing, back.same) == (("half_leaked",), ("half_leaked",), False)


def test_a_flow_that_is_told_in_another_unit_now_is_missing() -> None:
    def in_unit(unit: str) -> ps.Model:
        @ps.equation(unit)
        def fee(generated: Any) -> Any:
            return generated * 1000

        return ps.MODEL.replace(fee=fee)

    made = ps.run(ps.load("headline"), model=in_unit("NOK/year")).trace()
    again = ps.rerun(made, model=in_unit("tonne/year"))
    assert again.missing == ("fee in NOK/year",)
    assert not again.same
    assert again.differences.empty


@settings(max_examples=20)
@given(st.floats(1e-12, 1e-3), st.sampled_from([-1, 1]))
def test_the_tolerance_is_relative(moved: float, sign: int) -> None:
    made = json.loads(trace().to_json())
    made["flows"]["recycled"]["2023"] *= 1 + sign * moved
    assert ps.rerun(json.dumps(made), tolerance=moved * 1.01 + 1e-15).same
    assert not ps.rerun(
        json.dumps(made), tolerance=moved * 0.99 - 1e-15 if moved > 1e-13 else 0
    ).same


# -- what is refused ------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "match"),
    [
        ("{", "not JSON"),
        ("[" * 100_000, "not JSON"),
        ("[]", "not an object"),
        ("{}", "has the format None"),
        (
            changed(schema="plastsmart-trace/2"),
            "reads up to 'plastsmart-trace/1'; update plastsmart",
        ),
        (changed(schema="plastsmart-plan/1"), "what is read here"),
        (changed(inputs="x"), "changed since"),
        (changed(inputs=3), "inputs is a text"),
        (changed(only=3), "only is a list"),
        (changed(name="\ud800"), "half a character; make the trace anew"),
        (changed(flows=[]), "flows maps"),
        (changed(rates={"eu": 3}), "rates maps"),
        (changed(rates={"eu": {"x": 3}}), "the year 'x'"),
        (changed(rates={"eu": {"2023": "x"}}), "a number or null"),
        (changed(rates={"eu": {"2023": 10**400}}), "not JSON|too large"),
        (changed(units={"x": 1}), "units maps"),
    ],
)
def test_what_is_no_trace_is_refused(text: str, match: str) -> None:
    with pytest.raises(TableError, match=match):
        ps.rerun(text)


def test_wrong_arguments_are_refused() -> None:
    with pytest.raises(InvalidValueError, match=r"flows\.trace\(\)"):
        ps.rerun(3)  # type: ignore[arg-type]
    for tolerance in (-1, 1, float("nan"), "x"):
        with pytest.raises(InvalidValueError, match="relative difference"):
            ps.rerun(trace(), tolerance=tolerance)  # type: ignore[arg-type]


# -- formats --------------------------------------------------------------------------------------


@given(st.integers(1, 10**8))
def test_an_older_format_is_read_and_a_newer_refused(version: int) -> None:
    for newest in (1, 3, 10):
        problem = format_problem(f"plastsmart-table/{version}", f"plastsmart-table/{newest}")
        assert (problem == "") == (version <= newest)
        assert ("update plastsmart" in problem) == (version > newest)


@pytest.mark.parametrize("wrong", [None, 1, "", "plastsmart-table/", "plastsmart-table/0", "x\n/1"])
def test_what_is_no_format_is_refused(wrong: object) -> None:
    assert "has the format" in format_problem(wrong, TABLE)


def test_a_table_tells_its_format_and_a_newer_one_is_refused() -> None:
    table = ps.load("headline").table()
    assert table.attrs["schema"] == TABLE
    table.attrs["schema"] = "plastsmart-table/2"
    with pytest.raises(TableError, match=r"the table has the format 'plastsmart-table/2'.*update"):
        ps.System.from_table(table)
    table.attrs.clear()  # as of CSV, and of packages from before tables told it
    assert ps.System.from_table(table) == ps.load("headline")


def test_a_data_package_tells_its_format_and_a_newer_one_is_refused(tmp_path: Path) -> None:
    file = ps.exchange.to_datapackage(ps.load("headline"), tmp_path)
    record = json.loads(file.read_text(encoding="utf-8"))
    assert record["plastsmart_schema"] == PACKAGE
    record["plastsmart_schema"] = "plastsmart-datapackage/2"
    file.write_text(json.dumps(record), encoding="utf-8")
    with pytest.raises(TableError, match=r"'plastsmart-datapackage/2'.*update plastsmart"):
        ps.exchange.from_datapackage(tmp_path)


def test_a_data_package_from_before_formats_were_told_is_read(tmp_path: Path) -> None:
    file = ps.exchange.to_datapackage(ps.load("headline"), tmp_path)
    record = json.loads(file.read_text(encoding="utf-8"))
    del record["plastsmart_schema"]
    file.write_text(json.dumps(record), encoding="utf-8")
    assert ps.exchange.from_datapackage(tmp_path) == ps.load("headline")


@pytest.mark.parametrize("file", sorted(RECORDED.glob("*.json")), ids=lambda file: file.stem)
def test_recorded_results_are_read_and_run_by_this_version(file: Path) -> None:
    again = ps.rerun(file.read_text(encoding="utf-8"))
    assert again.trace.version
    expected = file.with_suffix(".txt").read_text(encoding="utf-8")
    differences = again.differences.to_csv(index=False, float_format="%.9g", lineterminator="\n")
    told = differences + "".join(f"missing: {name}\n" for name in again.missing)
    assert told == expected, (
        f"a recorded result comes out otherwise:\n{told}\nIf that is meant, say so in CHANGELOG.md, "
        f"and write these lines to {file.with_suffix('.txt').name}"
    )


def test_every_format_has_a_recorded_file() -> None:
    written = {
        json.loads(file.read_text(encoding="utf-8"))["schema"] for file in RECORDED.glob("*.json")
    }
    newest = int(TRACE.rpartition("/")[2])
    assert written == {f"plastsmart-trace/{version}" for version in range(1, newest + 1)}
