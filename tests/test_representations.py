"""What a notebook shows of results: escaped, short, with units, and the same numbers."""

from __future__ import annotations

import pickle
import re
from collections.abc import Callable
from html.parser import HTMLParser
from typing import Any, Final

import pandas as pd
import pytest

import plastsmart as ps
from plastsmart.mapping.measurements import Mapping, Measurement
from plastsmart.markup import few, html_number, html_table, html_words
from tests.test_flow_picture import town

HOSTILE: Final = "<script>alert('1')</script>\" onload=\"x & <b>"
LONG: Final = HOSTILE + 950 * "long"
MOST: Final = 12_000
"""Letters of HTML that any result may take, whatever strangers named it."""

ALLOWED: Final = {"p", "b", "br", "table", "thead", "tbody", "tr", "th", "td"}
VOID: Final = {"br"}


class Checker(HTMLParser):
    """Reads HTML: refuses tags and attributes that no result has, and what is not closed."""

    def __init__(self) -> None:
        super().__init__()
        self.open: list[str] = []
        self.words: list[str] = []
        self.rows = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        assert tag in ALLOWED, tag
        assert all(name == "scope" and value in {"row", "col"} for name, value in attrs), attrs
        self.rows += tag == "tr"
        if tag not in VOID:
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        self.words.append(data)


def read(result: Any) -> Checker:
    text = result._repr_html_()
    checker = Checker()
    checker.feed(text)
    checker.close()
    assert checker.open == []
    assert len(text) < MOST
    return checker


def shown(result: Any) -> str:
    return " ".join(read(result).words).replace("\u00a0", " ")


TARGET = ps.Target(rate="eu", level=0.4, year=2030, name="Our 40 %")


def plan(name: str = "Plan", measure: str = "Bins") -> ps.Plan:
    return ps.Plan(
        name[:150],
        [
            ps.Measure(measure, 2026, [ps.Change("capture", set=0.7)], ramp=2,
                       cost=ps.Q("150 MNOK/year"), price_year=2024, paid_by={"producers": 1.0}),
            ps.Measure("Plant", 2027, [ps.Change("sorting_efficiency", close_gap=0.5)]),
        ],
        author=name,
    )  # fmt: skip


def mapping(name: str = "Hamar", source: str = "Weighing") -> Any:
    def measured(quantity: str, value: float, **more: Any) -> Measurement:
        return Measurement(
            quantity=quantity, region="3403", year=2023, value=value, source=source, **more
        )

    return ps.reconcile(
        Mapping(
            regions={"3403": name},
            routes=(ps.Route("kerbside", tier="source"),),
            measurements=[
                measured("population", 33_000),
                measured("collected_gross", 300, route="kerbside"),
            ],
        )
    )


RESULTS: Final[dict[str, Callable[[str], Any]]] = {
    "System": lambda name: ps.load("norway").replace(name=name),
    "Flows": lambda name: ps.run(ps.load("norway").replace(name=name)),
    "Assessment": lambda name: ps.project(ps.load("headline"), plan(name)).assess(
        ps.Target(rate="eu", level=0.4, year=2030, name=name)
    ),
    "assessments": lambda name: ps.project(
        ps.load("norway").replace(name=name), plan_of_norway(name)
    ).assess(),
    "Plan": lambda name: plan(name, name[:150]),
    "Projection": lambda name: ps.project(
        ps.load("norway").replace(name=name), plan_of_norway(name)
    ),
    "Ensemble": lambda name: ps.ensemble(ps.load("headline").replace(name=name), plan(name), n=20),
    "LeastCost": lambda name: ps.least_cost(ps.load("headline"), plan(name, name[:150]), TARGET),
    "Reconciliation": lambda name: mapping(name[:150], name),
    "Comparison": lambda name: ps.compare(
        {f"{number} {name[:150]}": ps.load("headline") for number in range(40)}
    ),
    "Difference": lambda name: ps.compare(
        {name[:150]: ps.load("headline"), "b": ps.load("headline").replace(capture=0.5)}
    ).explain(name[:150], against="b"),
    "Financing": lambda name: ps.project(ps.load("norway"), plan(name, name[:150])).financing(),
    "PlanComparison": lambda name: plan(name, name[:150]).compare(plan(), system=ps.load("norway")),
    "Transfer": lambda name: large_plan(name).apply_to(ps.load("norway")),
    "Adjustment": lambda name: ps.adjust(
        {f"{number} {name}": (10, 1) for number in range(40)}, lambda x: [sum(x.values()) - 380]
    ),
    "Completeness": lambda name: mapping(name[:150], name).completeness,
}


def large_plan(name: str) -> ps.Plan:
    change = ps.Change("capture", close_gap=0.5, where={"route": "<b>own</b>"})
    return ps.Plan(name[:150], [ps.Measure(f"{n} {name[:140]}", 2026, [change]) for n in range(40)])


def plan_of_norway(name: str) -> ps.Plan:
    change = ps.Change("sorting_efficiency", close_gap=0.5, where={"sector": "household"})
    return ps.Plan(name[:150], [ps.Measure("Plant", 2027, [change])])


class TestAnyResult:
    @pytest.mark.parametrize("kind", list(RESULTS))
    @pytest.mark.parametrize("name", [HOSTILE, LONG], ids=["hostile", "long"])
    def test_what_strangers_named_is_escaped_and_cut(self, kind: str, name: str) -> None:
        result = RESULTS[kind](name)
        checker = read(result)
        assert "long" * 200 not in " ".join(checker.words)

    @pytest.mark.parametrize("kind", list(RESULTS))
    def test_it_is_short(self, kind: str) -> None:
        assert read(RESULTS[kind]("Asker")).rows <= 50


class TestEach:
    def test_a_system_tells_its_parameters_in_their_units(self) -> None:
        words = shown(ps.load("norway"))
        assert "1 region, 2022–2035, 13 categories, 6 routes, in prices of 2024" in words
        assert re.search(r"population 5 425 \d{3} to 5 \d{3} \d{3} person 6 estimated", words)
        assert "capture 0.15 to 0.923 share 58" in words
        assert "that nobody gave; all are in table()" in words
        neutral = ps.load("headline")
        assert "reuse" not in shown(neutral)
        assert "reuse" in set(neutral.table()["parameter"])

    def test_flows_tell_tonnes_and_rates_of_a_few_years(self) -> None:
        flows = ps.run(ps.load("norway"))
        words = shown(flows)
        assert "flow, tonne/year 2022 2025 2028 2032 2035" in words
        recycled = flows.quantity("recycled", by=[], scope={"year": 2035}).m_as("tonne/year")
        assert f"{round(recycled):,}".replace(",", " ") in words
        assert f"{100 * flows.rate('eu', by=['year'])[2035]:.1f} %" in words
        assert read(flows).rows <= 30

    def test_flows_of_part_of_the_model_tell_that_part(self) -> None:
        assert "collection" in shown(ps.run(ps.load("headline"), only=["collection"]))
        costs = ps.run(ps.load("norway"), only=["households"])
        assert shown(costs).startswith("Flows  of <System 'norway'")

    def test_flows_of_an_own_model_tell_the_own_flow(self) -> None:
        @ps.equation("tonne/year")
        def mine(generated: Any) -> Any:
            return 0.5 * generated

        assert "mine 54 000" in shown(
            ps.run(ps.load("headline"), model=ps.MODEL.replace(mine=mine))
        )

    def test_an_assessment_tells_the_gap_in_points_and_tonnes(self) -> None:
        words = shown(ps.project(ps.load("headline")).assess(ps.targets.EU_2025))
        assert "verdict missed" in words
        assert "29.0 percentage points" in words
        assert "31 320 tonne/year" in words
        assert "first reached never" in words

    def test_an_assessment_with_a_plan_tells_both(self) -> None:
        words = shown(ps.project(ps.load("headline"), plan()).assess(TARGET))
        assert "rate eu in 2030 47.2 %" in words
        assert "without the plan 21.0 %, missed" in words

    def test_all_assessments_are_a_table_that_is_a_data_frame(self) -> None:
        table = ps.project(ps.load("norway")).assess()
        assert isinstance(table, pd.DataFrame)
        words = shown(table)
        assert "EU_2030 packaging missed eu 36.1 % 55 % 2030 18.9 37 607 tonne/year never" in words
        assert "percentage points" in words
        assert "tonne/year" in words
        assert type(table.head(2)) is pd.DataFrame
        assert type(table.copy()) is pd.DataFrame
        back = pickle.loads(pickle.dumps(table))
        pd.testing.assert_frame_equal(back, table)
        assert back.attrs == table.attrs
        assert type(table.loc["EU_2030"]) is pd.Series

    def test_a_plan_tells_what_when_and_at_what_cost(self) -> None:
        words = shown(plan())
        assert "Bins 2026, over 2 years capture set to 70 % 150 000 000 NOK/year" in words
        assert "2024 producers" in words
        assert "Plant 2027 sorting_efficiency: 50 % of the gap closed" in words

    def test_a_large_plan_tells_how_many_more_there_are(self) -> None:
        many = [ps.Measure(f"M{n}", 2026, [ps.Change("capture", set=0.7)]) for n in range(60)]
        assert read(ps.Plan("Large", many)).rows == 21
        assert "and 40 more" in shown(ps.Plan("Large", many))

    def test_a_projection_tells_its_verdicts(self) -> None:
        words = shown(ps.project(ps.load("norway")))
        assert "Projection of norway  of 2022 to 2035; population: as stated" in words
        assert "CH10A_2035 packaging missed" in words

    def test_an_ensemble_tells_how_sure_its_rates_are_without_drawing_more(self) -> None:
        ensemble = ps.ensemble(ps.load("headline"), n=50)
        kept = set(ensemble._values)
        words = shown(ensemble)
        assert set(ensemble._values) == kept
        last = max(ensemble.system.axes.years)
        assert f"rate in {last}" in words
        table: Any = ensemble.quantiles("eu", (0.5,))
        median = table.loc[last, 0.5]
        assert f"{100 * median:.1f} %" in words

    def test_an_ensemble_of_more_than_is_kept_tells_them_too(self) -> None:
        ensemble = ps.ensemble(ps.load("headline"), n=50, exact=10)
        assert "median" in shown(ensemble)

    def test_least_cost_tells_money_and_rates(self) -> None:
        words = shown(ps.least_cost(ps.load("headline"), plan(), TARGET))
        assert "cost, NOK/year, prices of 2024 eu in 2030 target measures" in words
        assert "150 000 000 NOK/year, by Bins, Plant" in words
        assert "0 23.6 % missed Plant" in words

    def test_a_reconciliation_tells_errors_and_units(self) -> None:
        words = shown(mapping())
        assert "measured ± standard error reconciled ± standard error" in words
        assert re.search(r"collected_gross kerbside tonne/year 300 ± \d", words)
        assert "population person 33 000" in words

    def test_a_comparison_tells_the_first_few(self) -> None:
        many = {f"Town {n}": ps.load("headline") for n in range(40)}
        words = shown(ps.compare(many))
        assert "and 30 more municipalities; all are in table" in words

    def test_the_town_of_the_tests_shows_too(self) -> None:
        for result in (town(), ps.run(town()), ps.project(town())):
            read(result)

    def test_financing_tells_who_pays_in_a_few_years(self) -> None:
        money = ps.project(ps.load("norway"), plan()).financing()
        words = shown(money)
        assert words.startswith("Financing  NOK/year, prices of 2024")
        last = max(money.fee.index)
        change: Any = money.table.loc[(last, "producers"), "change"]
        assert f"{last} producers" in words
        assert f"{change:,.0f}".replace(",", " ") in words
        assert "0 NOK invested, 0 NOK of it granted" in words
        assert "No cost of its own is stated, and none counted, for: Plant" in words

    def test_a_comparison_of_plans_tells_rates_targets_and_costs(self) -> None:
        compared = plan().compare(ps.Plan("Other", []), system=ps.load("norway"))
        words = shown(compared)
        assert compared.results is not None
        first: Any = compared.results.loc["EU_2030", "first"]
        assert f"EU_2030 2030 55.0 % 36.1 %, missed {100 * first:.1f} %, missed" in words
        assert "MNOK/year in prices of 2024" in words

    def test_a_transfer_tells_what_does_not_fit_and_how_many_more(self) -> None:
        words = shown(large_plan("Plan").apply_to(ps.load("norway")))
        assert words.startswith("0 of 40 changes of the plan 'Plan' fit the system.")
        assert "more; all are in report" in words

    def test_an_adjustment_tells_each_value(self) -> None:
        words = shown(ps.adjust({"a": (10, 1), "b": (30, 1)}, lambda x: [x["a"] - x["b"]]))
        assert "a 20 0.7071 10 1 -14.14 10 measured" in words

    def test_completeness_tells_shares_and_what_to_measure_next(self) -> None:
        complete = mapping().completeness
        words = shown(complete)
        assert "status inputs influence variance measured" in words
        name, sd, less = complete.gains[0]
        assert f"{name} {100 * sd:.2f} % {100 * less:.1f} %" in words


class TestParts:
    def test_a_table_says_how_many_rows_it_leaves_out(self) -> None:
        text = html_table(("a", "b"), [(n, n) for n in range(30)], most=3, all_in="table()")
        assert "and 27 more; all are in table()" in text

    def test_words_are_cut_at_their_length_before_they_are_escaped(self) -> None:
        assert html_words("&" * 100, 10) == "&amp;" * 9 + "…"
        assert html_words("a\nb\x00c\u202ed") == "a b c d"

    def test_numbers_in_a_table_do_not_break(self) -> None:
        assert "<td>1\u00a0234</td>" in html_table(("a", "b"), [("x", html_number(1234.0))])

    def test_a_few_of_many_begin_with_the_first_and_end_with_the_last(self) -> None:
        assert few([1, 2], 5) == [1, 2]
        assert few(range(100), 3) == [0, 50, 99]
