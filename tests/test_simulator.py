"""The simulator page: it calculates what the package calculates, and holds nothing it should not."""

from __future__ import annotations

import base64
import hashlib
import html.parser
import json
import random
import re
from collections.abc import Sequence
from itertools import pairwise
from pathlib import Path
from typing import Any

import attrs
import numpy as np
import pytest
from numpy.typing import NDArray
from py_mini_racer import MiniRacer

import plastsmart as ps
from plastsmart.cli import main
from plastsmart.errors import (
    BalanceError,
    InvalidValueError,
    LabelError,
    ModelError,
    PlanError,
    ScopeError,
)
from plastsmart.labels import LANGUAGES, TEXTS, number
from plastsmart.report.simulator import engine_script, simulator
from plastsmart.report.simulator_data import GROUPS, WEIGHTS, page_data
from plastsmart.report.simulator_text import words
from plastsmart.scenarios.application import Application
from plastsmart.scenarios.projection import Projection
from plastsmart.stages import PARAMETERS
from tests.oracle.random_systems import random_description
from tests.properties.test_measures import random_measures

pytestmark = pytest.mark.once

PLAN = Path(__file__).parents[1] / "examples" / "plans" / "norway.toml"
HOSTILE = "</script><img src=x onerror=alert(1)>&\"'\u2028"

Floats = NDArray[np.float64]


class Page:
    """The part of a page that calculates, in a JavaScript engine."""

    def __init__(self, engine: MiniRacer, projection: Projection, **options: Any) -> None:
        targets = options.get("targets", projection.applicable()[0])
        self.projection = projection
        self.data = page_data(projection, targets, "no")
        self.engine = engine
        script = engine_script(projection, self.data)
        names = (
            "parameters, flowsOf, rateOf, assessment, required, imbalance, negativeOf, changeTo, "
            "DATA, SLIDERS, weights, meanOf, taken"
        )
        engine.eval(f"globalThis.page = (() => {{ {script} return {{{names}}}; }})(); 0")

    def ask(self, code: str) -> Any:
        """Return what an expression gives; NaN and infinities come as text."""
        told = self.engine.eval(
            "(() => { const {parameters, flowsOf, rateOf, assessment, required, imbalance, negativeOf}"
            " = page;"
            f" return JSON.stringify({code}, (key, value) => value instanceof Float64Array ?"
            " Array.from(value, (x) => Number.isFinite(x) ? x : String(x)) :"
            " typeof value === 'number' && !Number.isFinite(value) ? String(value) : value); })()"
        )
        return json.loads(str(told))

    def state(self, measures: Sequence[bool] = (), sliders: Sequence[Any] = ()) -> str:
        count = len(self.data["measures"])
        return json.dumps({"measures": list(measures) or [False] * count, "sliders": list(sliders)})

    def view(self, region: int | None = None) -> str:
        return json.dumps({"regions": None if region is None else [region], "years": None})

    def flows(self, state: str, region: int | None = None) -> dict[str, Floats]:
        view = self.view(region)
        told = self.ask(f"flowsOf(parameters({state}, {view}).values, null)")
        return {name: unpacked(each) for name, each in told.items()}

    def rate(self, state: str, rate: str, region: int | None = None) -> Floats:
        view = self.view(region)
        told = self.ask(
            f"rateOf(flowsOf(parameters({state}, {view}).values, null), {json.dumps(rate)}, {view})"
        )
        return np.array([float(value) for value in told])


def unpacked(told: dict[str, Any]) -> Floats:
    return np.array([float(value) for value in told["d"]]).reshape([1, *told["s"]])


@pytest.fixture(scope="module")
def engine() -> MiniRacer:
    return MiniRacer()


def equal_to_last_bit(page: Page, found: dict[str, Floats], flows: ps.Flows) -> None:
    names = flows.model.needed(None, flows.system.inputs())
    assert list(page.data["flows"]) == [n for n in flows.model.flows if n in names]
    for name in names:
        expected = flows.array(name)
        assert found[name].shape == expected.shape, name
        assert (found[name] == expected).all(), name


def near(found: Floats, expected: Floats, atol: float = 1e-12, name: str = "") -> None:
    one, other = np.broadcast_arrays(found, expected)
    np.testing.assert_allclose(one, other, rtol=1e-9, atol=atol, err_msg=name)


# -- flows and rates are those of Python -----------------------------------------------------------


@pytest.mark.parametrize("name", ["headline", "norway", "norway-household", "Asker", "network"])
def test_flows_and_rates_of_ready_systems_are_those_of_python(name: str, engine: MiniRacer) -> None:
    projection = ps.project(ps.load(name))
    page = Page(engine, projection)
    equal_to_last_bit(page, page.flows(page.state()), projection.flows)
    rates = projection.flows.rates(by=["year"])
    for rate in map(str, rates):
        near(page.rate(page.state(), rate), rates[rate].to_numpy())


@pytest.mark.parametrize("seed", range(60))
def test_flows_and_rates_of_random_systems_are_those_of_python(
    seed: int, engine: MiniRacer
) -> None:
    system = random_description(seed, whole=True).system()
    projection = ps.project(system, years=list(system.axes.years))
    page = Page(engine, projection, targets=())
    equal_to_last_bit(page, page.flows(page.state()), projection.flows)
    rates = projection.flows.rates(by=["year"])
    for rate in map(str, rates):
        near(page.rate(page.state(), rate), rates[rate].to_numpy())
    for position, region in enumerate(system.axes.regions):
        flows = projection.flows
        for rate in map(str, rates):
            expected = flows.rates(by=["year"], scope={"region": region})[rate].to_numpy()
            near(page.rate(page.state(), rate, position), expected)


def test_a_run_that_python_calls_balanced_is_balanced(engine: MiniRacer) -> None:
    for seed in range(10):
        system = random_description(seed, whole=True).system()
        page = Page(engine, ps.project(system, years=list(system.axes.years)), targets=())
        told = page.ask(
            f"imbalance(flowsOf(parameters({page.state()}, {page.view()}).values, null))"
        )
        assert told["worst"] <= 1e-12


def test_lost_mass_is_noticed(engine: MiniRacer) -> None:
    page = Page(engine, ps.project(ps.load("headline")))
    told = page.ask(
        f"(() => {{ const f = flowsOf(parameters({page.state()}, {page.view()}).values, null);"
        " f.recycled.d[0] *= 1.01; return imbalance(f); })()"
    )
    assert told["worst"] > 1e-3
    assert told["process"] == "conversion"


# -- the stages that a system may be without -------------------------------------------------------


def town_with(*measures: ps.Measure) -> Projection:
    """Return the made-up town as it is, with measures to choose from."""
    system = ps.load("eksempelby")
    bare = ps.project(system)
    return attrs.evolve(bare, plan=ps.Plan("Plan", measures))


def test_the_town_with_its_plan_is_calculated_as_in_python(engine: MiniRacer) -> None:
    plan = ps.Plan.load(PLAN.with_name("whole.toml"))
    projection = ps.project(ps.load("eksempelby"), plan)
    page = Page(engine, projection)
    chosen = page.state([True] * len(plan))
    rates = projection.flows.rates(by=["year"])
    for target in plan.targets:
        near(page.rate(chosen, target.rate), rates[target.rate].to_numpy())
    flows = page.flows(chosen)
    for name in ("litter_left", "microplastics_in_nature", "own_mass", "recycled"):
        near(flows[name], projection.flows.array(name))
    assert (
        page.ask(f"negativeOf(flowsOf(parameters({chosen}, {page.view()}).values, null))") is None
    )


@pytest.mark.parametrize(
    ("share", "wrong"), [(0.3, None), (0.0625, None), (0.5, "packaging_in_litter")]
)
def test_more_packaging_in_litter_than_litter_is_flagged(
    engine: MiniRacer, share: float, wrong: str | None
) -> None:
    # 0.3 of the first two categories, on top of what the others have
    names = ps.load("eksempelby").axes.labels("category")[:2]
    change = ps.Change("packaging_in_litter", {"category": list(names)}, set=share)
    projection = town_with(ps.Measure("Litter", 2026, [change]))
    page = Page(engine, projection, targets=())
    told = page.ask(f"parameters({page.state([True])}, {page.view()}).wrong")
    _, allowed = Application(projection.system, projection.plan or ()).arrays()
    assert told == wrong
    assert (told is None) == bool(allowed[0])


@pytest.mark.parametrize(
    "change",
    [
        ps.Change("litter_per_person", set=ps.Q(40, "kg/person/year")),
        ps.Change("litter_per_road", scale=2_000),
        ps.Change("prevention", {"sector": "household"}, set=1.0),
    ],
)
def test_a_flow_of_less_than_nothing_is_flagged_where_python_refuses_it(
    engine: MiniRacer, change: ps.Change
) -> None:
    measure = ps.Measure("Too much", 2026, [change])
    page = Page(engine, town_with(measure), targets=())
    asked = "negativeOf(flowsOf(parameters({}, {}).values, null))"
    assert page.ask(asked.format(page.state([False]), page.view())) is None
    told = page.ask(asked.format(page.state([True]), page.view()))
    assert told is not None
    with pytest.raises(BalanceError, match=f"^{told}, which leaves"):
        ps.project(ps.load("eksempelby"), ps.Plan("Plan", [measure]))


# -- measures --------------------------------------------------------------------------------------


@pytest.mark.parametrize("seed", range(60))
def test_measures_do_what_they_do_in_python(seed: int, engine: MiniRacer) -> None:
    rng = random.Random(seed)
    system = random_description(seed).system()
    longer = system.with_years(range(min(system.axes.years), max(system.axes.years) + 1))
    measures: list[ps.Measure] = []
    for measure in random_measures(rng, longer, 5):
        try:
            Application(longer, [*measures, measure]).changed_system()
        except PlanError:
            continue
        measures.append(measure)
    if not measures:
        return  # none of them fits this system
    projection = ps.project(system, ps.Plan("Plan", measures), years=list(longer.axes.years))
    page = Page(engine, projection, targets=())
    application = Application(longer, measures)
    count = len(measures)
    for chosen in ([True] * count, *([rng.random() < 0.5 for _ in range(count)] for _ in range(3))):
        arrays, allowed = application.inputs(longer.inputs(), np.array([chosen]))
        state = page.state(chosen)
        told = page.ask(f"parameters({state}, {page.view()})")
        assert (told["wrong"] is None) == bool(allowed[0]), chosen
        if not allowed[0]:
            continue
        changed, _ = application.arrays(np.array([chosen]))
        for name, expected in changed.items():
            found = unpacked(told["values"][name])
            near(found, expected)
        flows = ps.MODEL.evaluate(ps.MODEL.needed(None, arrays), arrays)
        for name, found in page.flows(state).items():
            if name in flows:
                scale = np.abs(flows["generated"]).max() * 1e-13
                near(found, flows[name], scale, name)


def test_the_plan_of_the_nation_gives_what_python_gives(engine: MiniRacer) -> None:
    plan = ps.Plan.load(PLAN).in_prices(2024, ps.prices.CPI)
    projection = ps.project(ps.load("norway"), plan)
    page = Page(engine, projection)
    everything = page.state([True] * len(plan.measures))
    equal_to_last_bit(page, page.flows(everything), projection.flows)
    for place, target in enumerate(projection.applicable()[0]):
        expected = projection.assessment(target)
        told = page.ask(
            f"assessment(flowsOf(parameters({everything}, {page.view()}).values, null), "
            f"page.DATA.targets[{place}], {page.view()})"
        )
        assert told["reached"] == expected.reached
        assert told["first"] == expected.first_year
        assert told["rate"] == pytest.approx(expected.rate, rel=1e-12)
        assert told["gap"] == pytest.approx(expected.gap_tonnes, rel=1e-9)
        assert told["points"] == pytest.approx(expected.gap_points, rel=1e-9)
        assert told["whole"] == pytest.approx(expected.whole, rel=1e-12)


def test_what_measures_cost_is_what_python_says(engine: MiniRacer) -> None:
    plan = ps.Plan.load(PLAN).in_prices(2024, ps.prices.CPI)
    projection = ps.project(ps.load("norway"), plan)
    page = Page(engine, projection)
    everything = page.flows(page.state([True] * len(plan.measures)))
    money = projection.financing().table
    for payer in page.data["money"]["payers"]:
        own = np.array(payer["own"]).sum(axis=0)
        flow = everything[payer["flow"]][0, 0, :, 0, 0] if payer["flow"] else 0.0
        near(own + flow, money.xs(payer["id"], level="payer")["with"].to_numpy())


def test_measures_that_set_one_cell_cannot_be_told_as_a_plan() -> None:
    both = [
        ps.Measure(name, 2024, [ps.Change("capture", set=value)])
        for name, value in (("one", 0.5), ("two", 0.6))
    ]
    with pytest.raises(PlanError, match="both set it"):
        simulator(ps.load("headline"), ps.Plan("Plan", both))


# -- sliders ---------------------------------------------------------------------------------------


def as_measure(page: Page, slider: dict[str, Any], change: dict[str, Any], year: int) -> ps.Measure:
    """Return the measure that a slider is, in the words of plans."""
    _, level, *label = slider["id"].split(":")
    where = {} if level == "all" else {level: label[0]}
    amounts = {change["kind"]: change["amount"]}
    return ps.Measure(
        slider["id"], year, [ps.Change(slider["parameter"], where=where, **amounts)], curve="step"
    )


@pytest.mark.parametrize("seed", range(40))
def test_a_slider_is_a_change_of_a_plan_after_the_plan(seed: int, engine: MiniRacer) -> None:
    rng = random.Random(seed)
    system = random_description(seed).system()
    projection = ps.project(system, years=list(system.axes.years))
    page = Page(engine, projection, targets=())
    first = min(system.axes.years)
    taken: list[tuple[dict[str, Any], ps.Measure]] = []
    level = rng.choice(["sector", "category"])
    usable = [s for s in page.data["sliders"] if s["level"] in {"all", "route", level}]
    if level == "category":
        apart = {s["parameter"] for s in usable if s["level"] == "category"}
        usable = [s for s in usable if s["level"] != "all" or s["parameter"] not in apart]
    for slider in rng.sample(usable, min(len(usable), 6)):
        kind = rng.choice(["close_gap", "scale"])
        change = {"kind": kind, "amount": rng.uniform(0.05, 0.9)}
        measure = as_measure(page, slider, change, first)
        try:
            Application(projection.system, [*(m for _, m in taken), measure]).changed_system()
        except PlanError:
            continue
        taken.append(({"id": slider["id"], **change}, measure))
    if not taken:
        return  # none changes anything of this system
    plan = ps.Plan("Sliders", [measure for _, measure in taken])
    expected = ps.project(system, plan, years=list(system.axes.years)).flows
    found = page.flows(page.state(sliders=[slider for slider, _ in taken]))
    scale = np.abs(expected.array("generated")).max() * 1e-13
    for name in expected.names:
        near(found[name], expected.array(name), scale, name)


def test_a_slider_shows_the_mean_of_what_it_acts_on(engine: MiniRacer) -> None:
    projection = ps.project(ps.load("norway"))
    page = Page(engine, projection)
    flows = projection.flows
    year = flows.system.axes.years.index(2030)
    for id_, over, under in (
        ("sorting_efficiency:sector:household", "sorted", "collected"),
        ("preparation_yield:sector:household", "recycled", "sorted"),
        ("preparation_yield:category:film", "recycled", "sorted"),
    ):
        scope = {"category": "film"} if "film" in id_ else {"sector": "household"}
        above, below = (
            float(flows.quantity(name, by=[], scope={**scope, "year": 2030}).magnitude)
            for name in (over, under)
        )
        shown = page.ask(
            f"(() => {{ const p = parameters({page.state()}, {page.view()}).values;"
            f" const f = flowsOf(p, null), s = page.SLIDERS[{json.dumps(id_)}];"
            f" const y = (a) => page.taken(a, 1, [{year}]);"
            " const g = Object.fromEntries(Object.entries(f).map(([n, a]) => [n, y(a)]));"
            " return page.meanOf(y(p[s.parameter]), page.weights(s, g)); })()"
        )
        assert shown == pytest.approx(above / below, rel=1e-12)


@pytest.mark.parametrize("high", [1.0, 0.95])
@pytest.mark.parametrize(("start", "wanted"), [(0.3, 0.8), (0.8, 0.3), (0.0, 0.4), (0.9, 0.0)])
def test_a_change_takes_the_mean_where_it_is_wanted(
    start: float, wanted: float, high: float, engine: MiniRacer
) -> None:
    page = Page(engine, ps.project(ps.load("headline")))
    change = page.ask(f"page.changeTo({start}, {wanted}, {high})")
    amount = change["amount"]
    moved = (
        high - (high - start) * (1 - amount) if change["kind"] == "close_gap" else start * amount
    )
    assert moved == pytest.approx(wanted, abs=1e-15)
    assert page.ask(f"page.changeTo({start}, {start}, {high})") is None


def test_sliders_of_everything_and_of_each_kind_do_not_overlap(engine: MiniRacer) -> None:
    for name in ("headline", "norway", "Asker"):
        data = Page(engine, ps.project(ps.load(name))).data
        for parameter in {s["parameter"] for s in data["sliders"]}:
            for kinds in ({"all", "sector", "route"}, {"category"}):
                masks = [
                    np.array(list(map(int, s["mask"]["b"]))).reshape(s["mask"]["s"])
                    for s in data["sliders"]
                    if s["parameter"] == parameter and s["level"] in kinds
                ]
                if masks:
                    assert np.max(np.sum(np.broadcast_arrays(*masks), axis=0)) == 1


def test_coverage_beyond_everyone_is_told(engine: MiniRacer) -> None:
    page = Page(engine, ps.project(ps.load("norway")))
    full = [
        {"id": f"coverage:route:{route}", "kind": "close_gap", "amount": 1.0}
        for route in ("kerbside", "bring_point")
    ]
    one = page.ask(f"parameters({page.state(sliders=full[:1])}, {page.view()}).wrong")
    two = page.ask(f"parameters({page.state(sliders=full)}, {page.view()}).wrong")
    assert (one, two) == (None, "coverage")


def test_every_parameter_of_a_slider_has_weights_and_is_a_share() -> None:
    for _, parameters in GROUPS:
        for parameter in parameters:
            assert PARAMETERS[parameter].is_share
            for name in WEIGHTS[parameter]:
                assert name in ps.MODEL.flows or name in PARAMETERS


# -- words and numbers, the flow picture -----------------------------------------------------------


def template(name: str) -> str:
    folder = Path(str(ps.__file__)).parent / "report" / "templates" / "simulator"
    return (folder / name).read_text("utf-8")


@pytest.mark.parametrize("language", LANGUAGES)
def test_numbers_are_written_as_python_writes_them(language: str, engine: MiniRacer) -> None:
    data = json.dumps({"words": words(language), "language": language})
    engine.eval(f"globalThis.text = (() => {{ const DATA = {data}; {template('text.js')}"
                " return {number, percent, read, signed, say}; })(); 0")  # fmt: skip
    rng = random.Random(1)
    values = [0.0, 0.5, 1.5, 2.5, -2.5, 0.25, 0.75, 1.15, 1.25, 1.35, 999.95, -0.04, 1e6, 123456.5]
    values += [rng.uniform(-1, 1) * 10.0 ** rng.randint(-3, 7) for _ in range(500)]
    values += [rng.randint(-2000, 2000) / 2 ** rng.randint(0, 6) for _ in range(500)]
    for value in values:
        for decimals in (0, 1, 2):
            expected = number(value, language, decimals)
            told = str(engine.eval(f"text.number({value!r}, {decimals})"))
            plain = told.replace("\u00a0", " ").replace("\u2212", "-")
            assert plain == expected.removeprefix(
                "-" if float(f"{value:.{decimals}f}") == 0 else ""
            )
    mark = "," if language == "no" else "."
    assert engine.eval("text.percent(0.12345)") == f"12{mark}3\u00a0%"
    assert engine.eval("text.percent(NaN)") == engine.eval("text.number(Infinity)") == "–"
    assert engine.eval("text.signed(0.04, 1)") == f"0{mark}0"
    assert engine.eval("text.signed(1.04, 1)") == f"+1{mark}0"


@pytest.mark.parametrize(
    ("typed", "value"),
    [("12,5", 12.5), ("12.5 %", 12.5), (" 1 000 ", 1000), ("-3", -3), ("−3", -3), (".5", 0.5),
     ("", None), ("12,5,1", None), ("1e3", None), ("0x10", None), ("ti", None), ("%", None)],
)  # fmt: skip
def test_what_is_typed_is_read(typed: str, value: float | None, engine: MiniRacer) -> None:
    data = json.dumps({"words": {}, "language": "no"})
    told = engine.eval(
        f"(() => {{ const DATA = {data}; {template('text.js')} const x = read({json.dumps(typed)});"
        " return Number.isNaN(x) ? null : x; })()"
    )
    assert told == value


@pytest.mark.parametrize("seed", range(20))
def test_nodes_of_the_picture_are_apart_and_links_fill_them(seed: int, engine: MiniRacer) -> None:
    rng = random.Random(seed)
    system = random_description(seed).system()
    projection = ps.project(system, years=list(system.axes.years))
    data = page_data(projection, (), "en")
    year = rng.randrange(len(system.axes.years))
    label = system.axes.years[year]
    links = []
    for link in data["sankey"]["links"]:
        scope: dict[str, Any] = {"year": label}
        if link["route"] is not None:
            scope["route"] = system.axes.routes[link["route"]].name
        value = float(projection.flows.quantity(link["flow"], by=[], scope=scope).magnitude)
        links.append({**link, "value": value})
    nodes = [{**node, "slot": 34} for node in data["sankey"]["nodes"]]
    told = json.loads(str(engine.eval(
        f"(() => {{ {template('sankey.js')} return JSON.stringify(sankey({json.dumps(nodes)}, "
        f"{json.dumps(links)}, {{width: 600, height: 500, thick: 14, gap: 4}})); }})()"
    )))  # fmt: skip
    whole = float(projection.flows.quantity("generated", by=[], scope={"year": label}).magnitude)
    if whole == 0:
        assert told == {"nodes": [], "links": []}
        return
    scale = told["nodes"][0]["h"] / whole
    for node in told["nodes"]:
        assert node["h"] == pytest.approx(node["value"] * scale)
        assert -1e-6 <= node["y"] <= node["y"] + node["h"] <= 500 + 1e-6
        into, out = (sum(link["value"] for link in node[side]) for side in ("in", "out"))
        if into and out:  # what enters leaves
            assert into == pytest.approx(out, rel=1e-9)
    for column in range(5):
        spans = sorted((n["y"], n["y"] + n["h"]) for n in told["nodes"] if n["column"] == column)
        assert all(a[1] <= b[0] + 1e-6 for a, b in pairwise(spans))
    assert len(told["links"]) == sum(link["value"] > 0 for link in links)


# -- what would it take ----------------------------------------------------------------------------


def required(page: Page, target: int, slider: str, state: str | None = None) -> dict[str, Any]:
    told: dict[str, Any] = page.ask(
        f"required({state or page.state()}, page.DATA.targets[{target}], {json.dumps(slider)}, "
        f"{page.view()})"
    )
    return told


def test_the_headline_case_needs_five_sixths(engine: MiniRacer) -> None:
    half = ps.Target(rate="eu", level=0.5, year=2030)
    page = Page(engine, ps.project(ps.load("headline")), targets=[half])
    told = required(page, 0, "capture:route:municipal_collection")
    expected = ps.required(ps.load("headline"), "capture", half)
    assert told["value"] == pytest.approx(5 / 6, abs=1e-9)
    assert told["value"] == pytest.approx(expected.value, abs=1e-9)
    assert (told["feasible"], told["direction"]) == (True, "at least")


@pytest.mark.parametrize("route", ["kerbside", "bring_point", "central_sorting"])
@pytest.mark.parametrize("parameter", ["coverage", "capture"])
@pytest.mark.parametrize("level", [0.2, 0.375, 0.45, 0.6])
def test_what_is_required_is_what_python_says(
    route: str, parameter: str, level: float, engine: MiniRacer
) -> None:
    system = ps.load("norway").replace(
        capture={r.name: 0.3 + 0.1 * n for n, r in enumerate(ps.load("norway").axes.routes)}
    )
    target = ps.Target(rate="eu", level=level, year=2030)
    page = Page(engine, ps.project(system), targets=[target])
    told = required(page, 0, f"{parameter}:route:{route}")
    expected = ps.required(system, parameter, target, where={"route": route})
    assert told["rate"] == pytest.approx(expected.rate, rel=1e-12)
    assert told["feasible"] == expected.feasible
    if expected.feasible:
        assert told["direction"] == expected.direction
        assert told["value"] == pytest.approx(expected.value, abs=1e-9)
    else:
        assert told["bestRate"] == pytest.approx(expected.best_rate, abs=1e-5)


def test_a_slider_set_where_it_is_required_reaches_the_target(engine: MiniRacer) -> None:
    page = Page(engine, ps.project(ps.load("norway")))
    for target in range(len(page.data["targets"])):
        for slider in ("capture:route:kerbside", "sorting_efficiency:sector:household"):
            told = required(page, target, slider)
            if not told["feasible"]:
                continue
            change = page.ask(f"page.changeTo({told['start']}, {told['value']}, 1)")
            state = page.state(sliders=[{"id": slider, **change}])
            result = page.ask(
                f"assessment(flowsOf(parameters({state}, {page.view()}).values, null), "
                f"page.DATA.targets[{target}], {page.view()})"
            )
            assert result["reached"] is True
            assert result["points"] == pytest.approx(0.0, abs=1e-9)


# -- another model ---------------------------------------------------------------------------------


def test_another_model_is_computed_by_the_page(engine: MiniRacer) -> None:
    def better(collected: Any, sorting_efficiency: Any) -> Any:
        return collected * sorting_efficiency**0.5

    @ps.equation("tonne/year", axes=("region", "year", "category"), label_no="Mitt eget")
    def my_own(generated: Any, residual: Any) -> Any:
        return np.maximum(generated - 2 * residual, 0.0)

    model = ps.MODEL.replace(sorted=better, my_own=my_own)
    projection = ps.project(ps.load("norway"), model=model)
    page = Page(engine, projection)
    found = page.flows(page.state())
    for name in projection.flows.names:
        near(found[name], projection.flows.array(name))
    text = simulator(ps.load("norway"), model=model)
    assert "Mitt eget" in text


def test_a_model_that_a_browser_cannot_compute_is_refused() -> None:
    def odd(collected: Any, sorting_efficiency: Any) -> Any:
        return collected * np.tanh(sorting_efficiency)

    with pytest.raises(ModelError, match=r"equation 'sorted' .*np.tanh\(sorting_efficiency\)"):
        simulator(ps.load("headline"), model=ps.MODEL.replace(sorted=odd))


def test_a_model_without_a_flow_leaves_it_out_of_the_picture() -> None:
    projection = ps.project(ps.load("headline"))
    data = page_data(projection, (), "en")
    links = data["sankey"]["links"]
    assert {link["flow"] for link in links} <= set(projection.flows.names)
    assert {link[end] for link in links for end in ("from", "to")} == {
        node["id"] for node in data["sankey"]["nodes"]
    }


# -- the page as a file ----------------------------------------------------------------------------


class Elements(html.parser.HTMLParser):
    """Collects the elements of a page, and the text of scripts and styles."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.found: list[tuple[str, dict[str, str | None]]] = []
        self.inside: dict[str, list[str]] = {"script": [], "style": []}
        self._open = ""
        self.feed(text)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found.append((tag, dict(attrs)))
        if tag in self.inside:
            self._open = tag
            self.inside[tag].append("")

    def handle_endtag(self, tag: str) -> None:
        if tag == self._open:
            self._open = ""

    def handle_data(self, data: str) -> None:
        if self._open:
            self.inside[self._open][-1] += data


@pytest.fixture(scope="module", params=LANGUAGES)
def norway(request: pytest.FixtureRequest) -> tuple[str, str]:
    plan = ps.Plan.load(PLAN).in_prices(2024, ps.prices.CPI)
    return request.param, simulator(ps.load("norway"), plan, language=request.param)


def test_the_page_is_small_and_asks_for_nothing(norway: tuple[str, str]) -> None:
    language, text = norway
    assert len(text.encode()) < 400_000
    elements = Elements(text)
    assert not [a for _, a in elements.found if "src" in a or "onclick" in a or "style" in a]
    links = [a["href"] for tag, a in elements.found if tag in {"a", "link"}]
    assert sorted(filter(None, links)) == ["#answer", "data:,"]
    assert ("html", {"lang": {"no": "nb", "en": "en"}[language]}) in elements.found


def test_the_policy_allows_the_page_alone(norway: tuple[str, str]) -> None:
    elements = Elements(norway[1])
    policy = next(
        str(a["content"])
        for _, a in elements.found
        if a.get("http-equiv") == "Content-Security-Policy"
    )
    assert policy.startswith("default-src 'none'; ")
    assert "unsafe" not in policy
    assert "http" not in policy
    for part in (elements.inside["style"][0], elements.inside["script"][1]):
        digest = base64.b64encode(hashlib.sha256(part.encode()).digest()).decode()
        assert f"'sha256-{digest}'" in policy


def test_the_same_system_gives_the_same_page() -> None:
    assert simulator(ps.load("Asker")) == simulator(ps.load("Asker"))


def test_nothing_is_left_blank(norway: tuple[str, str]) -> None:
    text = norway[1]
    assert "{{" not in Elements(text).inside["script"][0]
    assert not re.search(r"\{\{[\w ]+\}\}", text)


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_text_that_the_page_asks_for_is_there(language: str) -> None:
    script = template("page.js") + template("text.js")
    asked = set(re.findall(r"\bW\.(\w+)", script)) | set(re.findall(r'say\("(\w+)"', script))
    asked |= set(re.findall(r'"(\w+)"\s*[:,)]', "".join(re.findall(r"say\([^;]*", script)))) & set(
        words(language)
    )
    assert not asked - set(words(language))
    for key, text in words(language).items():
        blanks = [set(re.findall(r"\{(\w+)\}", words(each)[key])) for each in LANGUAGES]
        assert blanks[0] == blanks[1], key
        assert text.strip()


def test_no_text_of_the_page_is_unused() -> None:
    folder = Path(str(ps.__file__)).parent / "report" / "templates" / "simulator"
    used = "".join(path.read_text("utf-8") for path in folder.iterdir())
    used += (folder.parents[1] / "simulator.py").read_text("utf-8")
    patterns = ("group ", "payer ", "stage ", "unit ")
    unused = [
        key
        for key in words("en")
        if not key.startswith(patterns)
        and not re.search(rf"[^\w]{re.escape(key)}[^\w]", used)
        and key not in TEXTS
        and not key.startswith(("eu_", "rate_"))
    ]
    assert not unused


def test_labels_stay_text_whatever_they_hold() -> None:
    label = HOSTILE.replace("\u2028", "")
    system = ps.System(
        regions={"3203": label},
        years=[2025],
        categories=[label],
        routes=[ps.Route(label, tier="source")],
        generation=ps.Generation(
            population=ps.Parameter(1000, unit="person", source=HOSTILE, note=HOSTILE),
            packaging_per_person=ps.Q("20 kg/person/year"),
        ),
        collection=ps.Collection(capture=0.5),
        sorting=ps.Sorting(sorting_efficiency=0.8),
        recycling=ps.Recycling(preparation_yield=0.8),
        name=label,
        notes=[HOSTILE],
    )
    plan = ps.Plan(label, [ps.Measure(label, 2026, [ps.Change("capture", set=0.6)])])
    elements = Elements(simulator(system, plan))
    assert not [tag for tag, _ in elements.found if tag == "img"]
    assert len(elements.inside["script"]) == 2
    data = json.loads(elements.inside["script"][0])
    assert data["axes"]["routes"][0]["name"] == label
    assert data["notes"] == [HOSTILE]


def test_a_system_without_targets_costs_or_plan_is_shown() -> None:
    system = ps.load("headline")
    data = json.loads(Elements(simulator(system, targets=[])).inside["script"][0])
    assert data["targets"] == []
    assert data["notAssessed"] == []
    assert data["money"] is None
    assert data["measures"] == []
    assert data["year"] == 2035


def test_targets_that_do_not_apply_are_told_with_the_reason() -> None:
    data = json.loads(Elements(simulator(ps.load("headline"))).inside["script"][0])
    assert {each["why"] for each in data["notAssessed"]} == {
        "systemet har ingen emballasje fra næringsliv og pant",
        "systemet har ingen emballasje fra næringsliv",
    }


def test_numbers_come_with_status_and_source() -> None:
    data = json.loads(Elements(simulator(ps.load("norway"), language="en")).inside["script"][0])
    rows, infos = data["numbers"]["rows"], data["numbers"]["infos"]
    table = ps.project(ps.load("norway")).system.table()
    known = table[table["parameter"].isin(list(PARAMETERS))]
    assert len(rows) == len(known)
    assert sorted(infos[row[8]][1] for row in rows) == sorted(known["source"])
    assert {infos[row[8]][0] for row in rows} == set(known["status"])


def test_costs_that_cannot_be_added_are_told() -> None:
    plan = ps.Plan(
        "Plan",
        [
            ps.Measure(
                name, 2024, [ps.Change("capture", close_gap=0.1)], cost=ps.Q(1, "MNOK/year"),
                price_year=year,
            )
            for name, year in (("one", 2020), ("two", 2024))
        ],
    )  # fmt: skip
    data = json.loads(Elements(simulator(ps.load("headline"), plan)).inside["script"][0])
    assert "prices" in data["money"]["wrong"]


# -- files and mistakes ----------------------------------------------------------------------------


def test_the_page_is_written_to_a_file_and_replaces_it(tmp_path: Path) -> None:
    path = tmp_path / "page.html"
    for _ in range(2):
        text = simulator(ps.load("headline"), path=path)
        assert path.read_bytes().decode("utf-8") == text


@pytest.mark.parametrize("name", ["plan.toml", "page", "folder/page.html"])
def test_another_file_is_not_overwritten(name: str, tmp_path: Path) -> None:
    path = tmp_path / name
    with pytest.raises(InvalidValueError, match="path is"):
        simulator(ps.load("headline"), path=path)
    assert not path.exists()


def test_a_page_that_cannot_be_written_leaves_the_old_one(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "page.html"
    path.write_text("as it was", encoding="utf-8")

    def refused(*_: object) -> None:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr("os.replace", refused)
    with pytest.raises(InvalidValueError, match="cannot be written: Permission denied"):
        simulator(ps.load("headline"), path=path)
    assert path.read_text(encoding="utf-8") == "as it was"
    assert list(tmp_path.iterdir()) == [path]


def test_what_is_no_path_is_refused() -> None:
    path: Any = 7
    with pytest.raises(InvalidValueError, match="path is 7"):
        simulator(ps.load("headline"), path=path)


def test_an_unknown_language_is_refused() -> None:
    with pytest.raises(InvalidValueError, match=r"language is 'sv'; choose 'en' or 'no'"):
        simulator(ps.load("headline"), language="sv")


def test_a_target_outside_the_years_is_refused() -> None:
    with pytest.raises(LabelError, match="2050"):
        simulator(ps.load("headline"), targets=[ps.Target(rate="eu", level=0.5, year=2050)])


def test_a_target_of_some_regions_is_refused() -> None:
    target = ps.Target(rate="eu", level=0.5, year=2030, scope={"region": "NO"})
    with pytest.raises(ScopeError, match="scope by region"):
        simulator(ps.load("norway"), targets=[target])


def test_what_is_no_target_is_refused() -> None:
    targets: Any = ["EU_2030"]
    with pytest.raises(InvalidValueError, match=r"plastsmart.targets.EU_2030"):
        simulator(ps.load("norway"), targets=targets)


# -- at the prompt ---------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("options", "said"),
    [
        ([], "Skrev page.html. Åpne den i en nettleser."),
        (["--language", "en"], "Wrote page.html. Open it in a browser."),
        (["--plan", str(PLAN), "--cpi"], "Skrev page.html. Åpne den i en nettleser."),
    ],
)
def test_the_command_writes_what_the_function_gives(
    options: list[str],
    said: str,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.chdir(tmp_path)
    assert main(["simulator", "norway", "-o", "page.html", *options]) == 0
    assert capsys.readouterr().out.strip() == said
    plan = ps.Plan.load(PLAN).in_prices(2024, ps.prices.CPI) if "--plan" in options else None
    language = "en" if "en" in options else "no"
    expected = ps.simulator(ps.load("norway"), plan, language=language)
    assert (tmp_path / "page.html").read_text("utf-8") == expected


def test_the_command_says_in_one_line_what_is_wrong(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["simulator", "norway", "-o", "plan.toml"]) == 2
    assert "ends in .html" in capsys.readouterr().err
