"""The flow picture as data: what goes in comes out, sizes are to scale, labels stand clear."""

from __future__ import annotations

import itertools
import xml.etree.ElementTree as ET
from collections import defaultdict
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import plastsmart as ps
from plastsmart.errors import AxisError, InvalidValueError, LabelError, ScopeError
from plastsmart.report.plots.diagram import BY, Diagram, diagram
from plastsmart.report.plots.layout import Picture, layout
from plastsmart.report.plots.style import COLOURS, INK, MUTED, contrast
from plastsmart.report.plots.vector import picture_svg

SVG = "{http://www.w3.org/2000/svg}"

READY = ("headline", "norway", "norway-household", "3203", "network")

_RUNS: dict[str, ps.Flows] = {}


def run(name: str) -> ps.Flows:
    return _RUNS.setdefault(name, ps.run(ps.load(name)))


def town(**more: Any) -> ps.System:
    """A system in which every process of the model carries something; `more` replaces values."""
    given: dict[str, Any] = {
        "regions": {"1": "Nes", "2": "Vik"},
        "years": [2024, 2030],
        "categories": ["film", "rigid"],
        "routes": [
            ps.Route("pant", tier="deposit"),
            ps.Route("bag", tier="source"),
            ps.Route("plant", tier="central"),
        ],
    }
    axes = {name: more.pop(name, value) for name, value in given.items()}
    values: dict[str, Any] = {
        "population": {"1": 4_000, "2": 90_000},
        "composition": {"film": 0.4, "rigid": 0.6},
        "littering": 0.02,
        "cleanup": 0.5,
        "coverage": {"pant": 1.0, "bag": 0.9, "plant": 0.5},
        "capture": {"pant": {"film": 0.0, "rigid": 0.3}, "bag": 0.4, "plant": 0.6},
        "sorting_efficiency": 0.8,
        "preparation_yield": 0.8,
        "conversion_yield": 0.95,
        "energy_recovery": 0.9,
        **more,
    }
    people = values.pop("population")
    people = (
        {r: ps.Q(n, "person") for r, n in people.items()} if isinstance(people, dict) else people
    )

    def pick(*names: str) -> dict[str, Any]:
        return {name: values[name] for name in names}

    return ps.System(
        **axes,
        generation=ps.Generation(
            population=people,
            packaging_per_person=ps.Q(20, "kg/person/year"),
            **pick("composition", "littering", "cleanup"),
        ),
        collection=ps.Collection(**pick("coverage", "capture")),
        sorting=ps.Sorting(**pick("sorting_efficiency")),
        recycling=ps.Recycling(**pick("preparation_yield", "conversion_yield")),
        disposal=ps.Disposal(**pick("energy_recovery")),
    )


def through(picture: Diagram) -> tuple[dict[str, float], dict[str, float]]:
    enters: dict[str, float] = defaultdict(float)
    leaves: dict[str, float] = defaultdict(float)
    for link in picture.links:
        leaves[link.source] += link.value
        enters[link.target] += link.value
    return enters, leaves


def check_balance(picture: Diagram) -> None:
    enters, leaves = through(picture)
    for node in picture.nodes:
        for side in (enters, leaves):
            if node.id in side:
                # ribbons below a milliardth of everything are not drawn, some at each node
                some = 1e-8 * picture.total
                assert side[node.id] == pytest.approx(node.value, rel=1e-8, abs=some)
    first = sum(node.value for node in picture.nodes if node.column == 0)
    ends = sum(node.value for node in picture.nodes if node.id not in leaves)
    assert first == pytest.approx(picture.total, rel=1e-8)
    assert ends == pytest.approx(picture.total, rel=1e-7)


def check_picture(picture: Picture) -> None:
    """Sizes are to scale, ribbons fill the bars they meet, and nothing lies on anything."""
    bars = {bar.node.id: bar for bar in picture.bars}
    leaves: dict[str, list[tuple[float, float]]] = defaultdict(list)
    enters: dict[str, list[tuple[float, float]]] = defaultdict(list)
    for bar in picture.bars:
        assert bar.height == pytest.approx(bar.node.value * picture.scale)
        assert bar.y >= -1e-6
        assert bar.y + bar.height <= picture.height + 1e-6
    for ribbon in picture.ribbons:
        assert ribbon.height == pytest.approx(ribbon.link.value * picture.scale)
        (x0, y0), (x1, y1) = ribbon.points[0], ribbon.points[-1]
        assert x0 == pytest.approx(bars[ribbon.link.source].x + bars[ribbon.link.source].width)
        assert x1 == pytest.approx(bars[ribbon.link.target].x)
        leaves[ribbon.link.source].append((y0, ribbon.height))
        enters[ribbon.link.target].append((y1, ribbon.height))
    for side in (leaves, enters):
        for id_, bands in side.items():
            y = bars[id_].y
            for top, height in sorted(bands):
                assert top == pytest.approx(y, abs=1e-4)
                y += height
            assert y == pytest.approx(bars[id_].y + bars[id_].height, abs=1e-3)
    # a ribbon that goes past a column goes past its bars
    for ribbon, bar in itertools.product(picture.ribbons, picture.bars):
        for x, y in ribbon.points[1:-1]:
            if bar.x - 1e-6 <= x <= bar.x + bar.width + 1e-6:
                assert y + ribbon.height <= bar.y + 1e-6 or y >= bar.y + bar.height - 1e-6
    for one, other in itertools.combinations(picture.labels, 2):
        a, b = one.box, other.box
        apart = a[2] <= b[0] or b[2] <= a[0] or a[3] <= b[1] + 1e-6 or b[3] <= a[1] + 1e-6
        assert apart, (one.lines, other.lines)
    for label in picture.labels:
        left, top, right, bottom = label.box
        assert left >= -1
        assert right <= picture.width + 1
        assert top >= -picture.size
        assert bottom <= picture.height + picture.size


class TestWhatIsShown:
    @pytest.mark.parametrize("by", [None, *BY])
    @pytest.mark.parametrize("name", READY)
    def test_what_enters_a_node_leaves_it(self, name: str, by: str | None) -> None:
        for language in ("en", "no"):
            picture = diagram(run(name), by=by, language=language)
            check_balance(picture)
            check_picture(layout(picture))

    @pytest.mark.parametrize("by", [None, *BY])
    def test_every_process_of_the_model_is_there(self, by: str | None) -> None:
        flows = ps.run(town())
        picture = diagram(flows, by=by)
        check_balance(picture)
        check_picture(layout(picture))
        ids = {node.id for node in picture.nodes}
        assert {
            "available_central", "residual", "collected", "sorted", "sorting_loss", "recycled",
            "preparation_loss", "recyclate", "conversion_loss", "disposed", "energy_recovered",
            "landfilled", "littered", "leaked",
        } <= ids  # fmt: skip

    @pytest.mark.parametrize("by", [None, "category", "route"])
    def test_nodes_are_what_the_flows_are(self, by: str | None) -> None:
        flows = ps.run(town())
        picture = diagram(flows, by=by, year=2030)
        for name in (
            "residual", "collected", "sorted", "sorting_loss", "recycled", "preparation_loss",
            "recyclate", "conversion_loss", "energy_recovered", "landfilled", "leaked", "littered",
        ):  # fmt: skip
            tonnes = flows.quantity(name, by=[], scope={"year": 2030}).m_as("tonne/year")
            assert picture.node(name).value == pytest.approx(tonnes), name

    def test_strands_are_the_flows_of_their_category(self) -> None:
        flows = run("norway")
        picture = diagram(flows, by="category", year=2025)
        for strand in picture.strands[:-1]:
            tonnes = flows.quantity("recycled", by=[], scope={"year": 2025, "category": strand.id})
            held = [
                x.value for x in picture.links if x.strand == strand.id and x.target == "recycled"
            ]
            assert sum(held) == pytest.approx(tonnes.m_as("tonne/year"), abs=1e-3)
        assert [strand.name for strand in picture.strands][-1] == "6 others"
        assert len({strand.colour for strand in picture.strands}) == len(picture.strands)

    def test_strands_are_the_flows_of_their_route(self) -> None:
        flows = run("norway")
        picture = diagram(flows, by="route", year=2025)
        table = flows.table(by=["route"], scope={"year": 2025})["sorted"]
        for strand in picture.strands:
            held = [
                x.value for x in picture.links if x.strand == strand.id and x.target == "sorted"
            ]
            assert sum(held) == pytest.approx(table[strand.id])

    def test_a_region_is_that_region_and_all_are_all(self) -> None:
        flows = ps.run(town())
        whole = diagram(flows)
        parts = [diagram(flows, region=region) for region in ("1", "2")]
        assert sum(part.total for part in parts) == pytest.approx(whole.total)
        assert "Nes" in parts[0].title
        assert "Vik" in parts[1].title
        assert "Nes, Vik" in diagram(flows, region=["1", "2"]).title

    def test_the_headline_case_is_in_it(self) -> None:
        labels = {
            x.node.id: x.lines for x in layout(diagram(run("headline"), language="no")).labels
        }
        assert labels["collected"][-1] == "37\u00a0800\u00a0t\u00a0(35\u00a0%)"
        assert labels["recycled"][-1] == "22\u00a0680\u00a0t\u00a0(21\u00a0%)"

    @pytest.mark.parametrize(
        "changes",
        [
            {"capture": 0.0},
            {"coverage": {"pant": 0.0, "bag": 0.0, "plant": 1.0}, "capture": 0.5, "littering": 0.0},
            {"coverage": {"pant": 1.0, "bag": 0.0, "plant": 0.0}, "energy_recovery": 0.0},
            {"sorting_efficiency": 0.0},
            {"sorting_efficiency": 1.0, "preparation_yield": 1.0, "conversion_yield": 1.0},
            {"littering": 1.0, "cleanup": 0.0},
            {"littering": 1.0, "cleanup": 1.0},
        ],
    )
    def test_what_there_is_nothing_of_is_not_there(self, changes: dict[str, Any]) -> None:
        flows = ps.run(town(**changes))
        for by in (None, "category", "route"):
            picture = diagram(flows, by=by)
            assert all(node.value > 0 for node in picture.nodes)
            check_balance(picture)
            check_picture(layout(picture))

    @settings(max_examples=40, deadline=None)
    @given(
        st.lists(st.floats(0.0, 1.0), min_size=9, max_size=9),
        st.sampled_from([None, "category", "route"]),
    )
    def test_any_parameters_give_a_balanced_picture(
        self, shares: list[float], by: str | None
    ) -> None:
        names = (
            "littering", "cleanup", "capture", "sorting_efficiency", "preparation_yield",
            "conversion_yield", "energy_recovery",
        )  # fmt: skip
        changes = dict(zip(names, shares, strict=False))
        coverage = {"pant": shares[7], "bag": shares[8], "plant": shares[7]}
        picture = diagram(ps.run(town(**changes, coverage=coverage)), by=by)
        check_balance(picture)
        check_picture(layout(picture))

    def test_many_labels_of_strangers_find_room(self) -> None:
        names = [f"{'A very long name of packaging ' * 5}{number}" for number in range(40)]
        routes = [ps.Route(f"Way of collecting number {n}", tier="source") for n in range(30)]
        system = town(
            categories=names,
            routes=routes,
            composition=dict.fromkeys(names, 1 / 40),
            coverage={route.name: 1 / 30 for route in routes},
            capture=0.4,
        )
        flows = ps.run(system)
        for by in (None, "category", "route"):
            picture = diagram(flows, by=by)
            assert len(picture.nodes) < 30
            check_balance(picture)
            check_picture(layout(picture))


class TestWhatIsRefused:
    def test_what_it_cannot_be_by(self) -> None:
        with pytest.raises(AxisError, match="cannot be by 'year'"):
            diagram(run("headline"), by="year")

    def test_a_year_that_is_not_there(self) -> None:
        with pytest.raises(LabelError, match="the year 1999 is not in the flows, which hold 2023"):
            diagram(run("headline"), year=1999)

    def test_a_scope_of_routes(self) -> None:
        with pytest.raises(AxisError, match='by="route"'):
            diagram(run("norway"), scope={"route": "kerbside"})

    def test_nothing_at_all(self) -> None:
        with pytest.raises(ScopeError, match="nothing is generated in 2030"):
            diagram(ps.run(town(population=ps.Q(0, "person"))))

    def test_flows_that_were_not_computed(self) -> None:
        flows = ps.run(town(), only=["collection"])
        with pytest.raises(LabelError, match="add it to only"):
            diagram(flows)

    def test_another_language(self) -> None:
        with pytest.raises(InvalidValueError, match="language is one of en, no, not 'sv'"):
            diagram(run("headline"), language="sv")

    def test_a_picture_too_small(self) -> None:
        with pytest.raises(InvalidValueError, match="it needs 480 × 240 at least"):
            layout(diagram(run("headline")), width=300, height=100)
        with pytest.raises(InvalidValueError, match="make it higher"):
            layout(diagram(run("norway"), by="category"), width=1120, height=240)

    @pytest.mark.parametrize("id_", ["", "1a", "a b", 'a"onload="x'])
    def test_an_id_that_is_none(self, id_: str) -> None:
        with pytest.raises(InvalidValueError, match="the first a letter"):
            ps.plots.flows_svg(run("headline"), id=id_)


class TestSvg:
    def test_it_tells_what_it_shows(self) -> None:
        text = ps.plots.flows_svg(run("norway"), by="sector", language="no", id="oslo")
        root = ET.fromstring(text)
        assert root.attrib["role"] == "img"
        assert root.attrib["lang"] == "nb"
        title, told = root.find(f"{SVG}title"), root.find(f"{SVG}desc")
        assert title is not None
        assert told is not None
        assert root.attrib["aria-labelledby"] == f"{title.attrib['id']} {told.attrib['id']}"
        assert title.text == "All plastemballasje i Norge: hvor plasten blir av, 2035 (tonn/år)"
        assert "Materialgjenvunnet: 73\u00a0027\u00a0t (36\u00a0%)" in str(told.text)
        words = {"".join(each.itertext()) for each in root.iter(f"{SVG}tspan")}
        assert {"Kildesortert", "69\u00a0732\u00a0t\u00a0(34\u00a0%)"} <= words

    def test_ids_of_two_pictures_differ(self) -> None:
        ids = [
            each.attrib["id"]
            for id_ in ("a", "b")
            for each in ET.fromstring(ps.plots.flows_svg(run("headline"), id=id_)).iter()
            if "id" in each.attrib
        ]
        assert len(ids) == len(set(ids)) > 0

    def test_it_asks_nothing_of_anywhere(self) -> None:
        text = ps.plots.flows_svg(run("norway"), by="category")
        assert text.replace("http://www.w3.org/2000/svg", "").find("http") == -1
        assert text == ps.plots.flows_svg(run("norway"), by="category")

    def test_names_of_strangers_are_escaped(self) -> None:
        system = town(
            categories=['<script>alert("1")</script>', "a & b"],
            composition={'<script>alert("1")</script>': 0.5, "a & b": 0.5},
            capture=0.4,
        ).replace(name="<img src=x onerror=alert(1)>")
        text = picture_svg(layout(diagram(ps.run(system), by="category")))
        assert "<script" not in text
        assert "<img" not in text
        ET.fromstring(text)

    def test_it_needs_no_matplotlib(self, monkeypatch: pytest.MonkeyPatch) -> None:
        import sys

        monkeypatch.setitem(sys.modules, "matplotlib", None)
        assert ps.plots.flows_svg(run("headline"))


class TestColours:
    def test_text_can_be_read(self) -> None:
        assert contrast(INK) > 7.0
        assert contrast(MUTED) >= 7.0

    def test_text_on_the_palest_and_the_darkest_ribbon_can_be_read(self) -> None:
        for colour in COLOURS:
            shade = [255 - 0.55 * (255 - int(colour[at : at + 2], 16)) for at in (1, 3, 5)]
            ground = "#" + "".join(f"{round(part):02X}" for part in shade)
            assert contrast(INK, ground) > 4.5, colour

    def test_colours_that_follow_each_other_differ_in_lightness(self) -> None:
        light = [contrast(colour) for colour in COLOURS]
        steps = [max(a, b) / min(a, b) for a, b in itertools.pairwise(light)]
        assert min(steps) > 1.1
        assert len(set(np.round(light, 2))) == len(light)

    @pytest.mark.parametrize("kind", ["protan", "deutan"])
    def test_colour_blind_people_tell_any_two_apart(self, kind: str) -> None:
        """With the matrices of Machado, Oliveira and Fernandes (2009), severity 1, linear RGB.

        G. M. Machado et al., "A Physiologically-based Model for Simulation of Color Vision
        Deficiency", IEEE Transactions on Visualization and Computer Graphics 15 (2009) 1291-1298.
        """
        matrix = {
            "protan": [
                [0.152286, 1.052583, -0.204868],
                [0.114503, 0.786281, 0.099216],
                [-0.003882, -0.048116, 1.051998],
            ],
            "deutan": [
                [0.367322, 0.860646, -0.227968],
                [0.280085, 0.672501, 0.047413],
                [-0.011820, 0.042940, 0.968881],
            ],
        }[kind]
        seen = []
        for colour in COLOURS:
            parts = np.array([int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)])
            linear = np.where(parts <= 0.04045, parts / 12.92, ((parts + 0.055) / 1.055) ** 2.4)
            seen.append(_lab(np.clip(np.array(matrix) @ linear, 0.0, 1.0)))
        nearest = min(float(np.linalg.norm(a - b)) for a, b in itertools.combinations(seen, 2))
        assert nearest > 10.0  # CIE76; a difference of 2.3 is just noticeable


def _lab(linear: np.ndarray[Any, np.dtype[np.float64]]) -> np.ndarray[Any, np.dtype[np.float64]]:
    to_xyz = np.array(
        [[0.4124, 0.3576, 0.1805], [0.2126, 0.7152, 0.0722], [0.0193, 0.1192, 0.9505]]
    )
    x, y, z = (to_xyz @ linear) / np.array([0.9505, 1.0, 1.089])
    f = [t ** (1 / 3) if t > 0.008856 else 7.787 * t + 16 / 116 for t in (x, y, z)]
    return np.array([116 * f[1] - 16, 500 * (f[0] - f[1]), 200 * (f[1] - f[2])])
