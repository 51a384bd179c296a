"""Pictures: what is drawn is what the calls give, in both languages, readable, without pyplot."""

from __future__ import annotations

import itertools
import re
import subprocess
import sys
import xml.etree.ElementTree as ET
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
import pytest

import plastsmart as ps
from plastsmart.errors import (
    InvalidValueError,
    LabelError,
    MissingExtraError,
    MissingValueError,
    ScopeError,
)
from plastsmart.report.plots.bars import SIDE_FLOWS
from plastsmart.report.plots.canvas import axes, figure_of
from plastsmart.report.plots.style import contrast
from plastsmart.report.plots.themes import THEMES, theme_bars
from tests.test_flow_picture import town
from tools import pictures

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.text import Text
    from numpy.typing import NDArray

SVG = "{http://www.w3.org/2000/svg}"
LANGUAGES = ("en", "no")
EVERY = [(name, language) for name in pictures.PICTURES for language in LANGUAGES]

_DRAWN: dict[tuple[str, str], Axes] = {}


def drawn(name: str, language: str) -> Axes:
    key = name, language
    if key not in _DRAWN:
        _DRAWN[key] = pictures.PICTURES[name](language)
    return _DRAWN[key]


def bars(ax: Axes) -> list[tuple[float, float]]:
    """Where the bars of a picture begin and how long they are, in the order of drawing."""
    from matplotlib.patches import Rectangle

    found = [
        patch for patch in ax.patches if isinstance(patch, Rectangle) and patch.get_gid() is None
    ]
    return [(patch.get_x(), patch.get_width()) for patch in found]


def lines(ax: Axes, gid: str) -> list[Any]:
    return [line for line in ax.lines if line.get_gid() == gid]


def values(ax: Axes, gid: str = "value") -> list[str]:
    return [text.get_text() for text in ax.texts if text.get_gid() == gid]


def rows(ax: Axes) -> list[str]:
    return [label.get_text().replace("\n", " ") for label in ax.get_yticklabels()]


def legend(ax: Axes) -> list[str]:
    found = ax.get_legend()
    assert found is not None
    return [text.get_text() for text in found.get_texts()]


def told(ax: Axes, gid: str) -> str:
    return " ".join(values(ax, gid)).replace("\n", " ")


def words(ax: Axes) -> str:
    """The picture in words."""
    return str(ax.get_label())


def number(text: str) -> float:
    """Read a number that a picture shows."""
    bare = re.sub(r"[^0-9,.\u2212+]", "", text).replace("\u2212", "-").replace(",", ".")
    return float(bare)


@pytest.mark.once
class TestEveryPicture:
    def shown(self, ax: Axes) -> list[Text]:
        from matplotlib.text import Text

        figure_of(ax).draw_without_rendering()
        texts = [
            text for text in ax.findobj(Text) if text.get_visible() and text.get_text().strip()
        ]
        low, high = sorted(ax.get_xlim())
        ticks = {
            id(label)
            for tick, label in zip(ax.get_xticks(), ax.get_xticklabels(), strict=True)
            if not low <= tick <= high  # a tick beyond the axis is not drawn
        }
        bottom, top = sorted(ax.get_ylim())
        ticks |= {
            id(label)
            for tick, label in zip(ax.get_yticks(), ax.get_yticklabels(), strict=True)
            if not bottom <= tick <= top
        }
        return [text for text in texts if id(text) not in ticks and ax.axison] or texts

    @pytest.mark.parametrize(("name", "language"), EVERY)
    def test_no_text_lies_on_another_or_is_cut_off(self, name: str, language: str) -> None:
        self.stands_clear(drawn(name, language))

    def stands_clear(self, ax: Axes) -> None:
        from matplotlib.text import Text

        texts = self.shown(ax)
        # of an annotation its words, not the line to what it is about
        boxes = [(text.get_text(), Text.get_window_extent(text)) for text in texts]
        if not ax.axison:
            boxes = [(words, box) for words, box in boxes if not re.fullmatch(r"[\d.]+", words)]
        whole = figure_of(ax).bbox
        for words, box in boxes:
            assert box.x0 >= whole.x0 - 1, words
            assert box.x1 <= whole.x1 + 1, words
            assert box.y0 >= whole.y0 - 1, words
            assert box.y1 <= whole.y1 + 1, words
        for (one, a), (other, b) in itertools.combinations(boxes, 2):
            apart = a.x1 <= b.x0 + 1 or b.x1 <= a.x0 + 1 or a.y1 <= b.y0 + 2 or b.y1 <= a.y0 + 2
            assert apart, (one, other)

    @pytest.mark.parametrize(("name", "language"), EVERY)
    def test_it_says_what_it_shows_in_which_unit_and_from_where(
        self, name: str, language: str
    ) -> None:
        ax = drawn(name, language)
        title = ax.get_title(loc="left")
        assert title
        source = told(ax, "source")
        assert f"plastsmart {ps.__version__}" in source
        assert source.startswith(
            ("Sources: ", "Computed") if language == "en" else ("Kilder: ", "Beregnet")
        )
        ticks = [
            label.get_text() for axis in (ax.xaxis, ax.yaxis) for label in axis.get_ticklabels()
        ]
        units = ("tonn", "kg", "%", "NOK", "kr")
        assert any(unit in " ".join([title, ax.get_xlabel(), *ticks]) for unit in units)
        everything = " ".join([title, ax.get_xlabel(), words(ax), *values(ax), *rows(ax)])
        assert "_" not in everything.replace("__", "")
        assert "nan" not in everything.lower().split()

    @pytest.mark.parametrize(("name", "language"), EVERY)
    def test_it_is_told_in_words_too(self, name: str, language: str) -> None:
        described = words(drawn(name, language))
        assert len(described) > 60
        assert re.search(r"\d", described)

    @pytest.mark.parametrize("name", list(pictures.PICTURES))
    def test_the_languages_differ_and_the_numbers_do_not(self, name: str) -> None:
        english, norwegian = (drawn(name, language) for language in LANGUAGES)
        assert english.get_title(loc="left") != norwegian.get_title(loc="left")
        assert bars(english) == bars(norwegian)
        decimal = [text for text in values(norwegian) if re.search(r"\d\.\d", text)]
        assert not decimal
        assert not [text for text in values(english) if re.search(r"\d,\d", text)]

    @pytest.mark.parametrize("name", list(pictures.PICTURES))
    def test_its_text_has_contrast(self, name: str) -> None:
        from matplotlib.colors import to_hex

        for text in self.shown(drawn(name, "en")):
            assert contrast(str(to_hex(text.get_color())).upper()) >= 4.5, text.get_text()

    @pytest.mark.parametrize("name", list(pictures.PICTURES))
    def test_its_svg_is_text_that_stands_alone(self, name: str) -> None:
        ax = drawn(name, "no")
        text = ps.plots.svg(ax, id=name)
        root = ET.fromstring(text)
        assert root.attrib["role"] == "img"
        title, described = root.find(f"{SVG}title"), root.find(f"{SVG}desc")
        assert title is not None
        assert title.text == ax.get_title(loc="left").replace("\n", " ")
        assert described is not None
        assert described.text == words(ax)
        ids = [each.attrib["id"] for each in root.iter() if "id" in each.attrib]
        assert len(ids) == len(set(ids))
        assert all(each.startswith(f"{name}-") for each in ids)
        wanted = set(re.findall(r'(?:href="|url\()#([^")]+)', text))
        assert wanted <= set(ids)
        everything = "".join(root.itertext())
        assert all(value in everything for value in values(ax))  # numbers are text, not shapes
        assert re.findall(r"https?://(?!www\.w3\.org/)", text) == []
        assert "2026" not in re.sub(r"20\d\d[–<)]", "", text[:300])
        assert text == ps.plots.svg(ax, id=name)


class TestNoSideEffects:
    @pytest.mark.once
    def test_no_picture_imports_pyplot_or_changes_a_setting(self) -> None:
        code = (
            "import sys, matplotlib as mpl\n"
            "before = mpl.rcParams.copy()\n"
            "import plastsmart as ps\n"
            "from tools.pictures import PICTURES\n"
            "for name in ('sankey', 'cascade', 'rate_households', 'attribution', 'difference'):\n"
            "    ax = PICTURES[name]('no')\n"
            "    ps.plots.svg(ax, id=name)\n"
            "    ax._repr_png_()\n"
            "assert before == mpl.rcParams.copy()\n"
            "print('matplotlib.pyplot' in sys.modules)\n"
        )
        done = subprocess.run(
            [sys.executable, "-c", code],
            capture_output=True,
            text=True,
            check=True,
            cwd=pictures.ROOT,
        )
        assert done.stdout.strip() == "False"

    def test_importing_the_pictures_imports_neither_matplotlib_nor_pandas(self) -> None:
        code = (
            "import sys, plastsmart as ps\n"
            "ps.plots, ps.Flows.plot, ps.Projection.plot, ps.Ensemble.plot\n"
            "print(sorted({'matplotlib', 'pandas', 'openpyxl'} & set(sys.modules)))\n"
        )
        done = subprocess.run(
            [sys.executable, "-c", code], capture_output=True, text=True, check=True
        )
        assert done.stdout.strip() == "[]"

    def test_it_draws_where_it_is_told_to(self) -> None:
        from matplotlib.figure import Figure

        figure = Figure(figsize=(14, 6))
        left, right = figure.subplots(1, 2)
        flows = pictures.flows("headline")
        assert flows.plot.cascade(left) is left
        assert flows.plot.sankey(right) is right
        assert figure.axes == [left, right]
        assert left.get_title(loc="left")
        assert right.get_title(loc="left")

    def test_a_notebook_shows_it_by_itself(self) -> None:
        ax: Any = drawn("cascade", "en")
        assert ax._repr_png_().startswith(b"\x89PNG")


class TestWhatIsRefused:
    flows = ps.run(ps.load("headline"))

    def test_without_matplotlib_the_cure_is_told(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setitem(sys.modules, "matplotlib", None)
        message = re.escape('plotting needs matplotlib: pip install "plastsmart[plots]"')
        for draw in (self.flows.plot.sankey, self.flows.plot.cascade):
            with pytest.raises(MissingExtraError, match=message):
                draw()
        with pytest.raises(ImportError, match=message):
            ps.plots.svg(None)  # type: ignore[arg-type]

    def test_axes_that_are_none(self) -> None:
        with pytest.raises(InvalidValueError, match="ax is a matplotlib Axes"):
            self.flows.plot.cascade("ax")  # type: ignore[arg-type]
        with pytest.raises(InvalidValueError, match="ax is a matplotlib Axes"):
            ps.plots.svg("ax")  # type: ignore[arg-type]
        with pytest.raises(InvalidValueError, match="the first a letter"):
            ps.plots.svg(drawn("cascade", "en"), id="1 <b>")

    def test_axes_too_small_for_a_flow_picture(self) -> None:
        from matplotlib.figure import Figure

        with pytest.raises(InvalidValueError, match=r"inches; a flow picture needs 4\.8 × 2\.4"):
            self.flows.plot.sankey(Figure(figsize=(3, 2)).add_subplot())

    @pytest.mark.parametrize("language", ["sv", "", None, 3])
    def test_other_languages(self, language: Any) -> None:
        projection, found = pictures.projection(), pictures.reconciliation()
        for draw in (
            self.flows.plot.sankey,
            self.flows.plot.cascade,
            projection.plot.rate,
            projection.plot.cascade,
            projection.plot.plan_and_baseline,
            projection.plot.attribution,
            pictures.ensemble().plot.rate,
            pictures.answer().plot.front,
            pictures.comparison().plot.municipalities,
            found.plot.before_and_after,
        ):
            with pytest.raises(InvalidValueError, match="language is one of en, no"):
                draw(language=language)

    def test_calling_plot_itself_names_the_pictures(self) -> None:
        with pytest.raises(InvalidValueError, match=r"plot\.sankey, plot\.cascade; choose one"):
            self.flows.plot()
        assert "plot.rate" in repr(pictures.projection().plot)
        assert "sankey" in dir(ps.Flows.plot)

    def test_targets_of_another_rate_or_scope(self) -> None:
        plot = pictures.projection().plot
        with pytest.raises(ScopeError, match="measured by the rate 'sorted_out', not 'eu'"):
            plot.rate("eu", targets=[ps.targets.CH10A_2030])
        with pytest.raises(ScopeError, match="measured over sector household, not over everything"):
            plot.rate("sorted_out", targets=[ps.targets.CH10A_2030])
        late = ps.Target(rate="eu", level=0.7, year=2050)
        with pytest.raises(InvalidValueError, match="project to that year"):
            plot.rate("eu", targets=late)

    def test_an_ensemble_of_something_else(self) -> None:
        other = ps.ensemble(ps.load("norway"), n=20)
        with pytest.raises(InvalidValueError, match="the ensemble is of another plan"):
            pictures.projection().plot.rate("eu", ensemble=other)
        headline = ps.ensemble(ps.load("headline"), n=20)
        with pytest.raises(InvalidValueError, match="of another system or other years"):
            ps.project(ps.load("norway")).plot.rate("eu", ensemble=headline)

    def test_what_needs_a_plan(self) -> None:
        plot = ps.project(ps.load("norway")).plot
        with pytest.raises(InvalidValueError, match="no plan to hold against"):
            plot.plan_and_baseline()
        with pytest.raises(InvalidValueError, match="no plan whose measures"):
            plot.attribution()

    def test_what_costs_and_flows_are_not(self) -> None:
        plot = pictures.projection().plot
        with pytest.raises(LabelError, match="what is 'cost'"):
            plot.plan_and_baseline("cost")
        with pytest.raises(InvalidValueError, match="leave scope out"):
            plot.plan_and_baseline("costs", scope={"sector": "household"})
        for draw in (plot.plan_and_baseline, plot.cascade, plot.sankey):
            with pytest.raises(LabelError, match="1999"):
                draw(year=1999)

    def test_what_is_not_in_a_comparison(self) -> None:
        plot = pictures.comparison().plot
        with pytest.raises(LabelError, match="'eu_2020' was not compared"):
            plot.municipalities("eu_2020")
        with pytest.raises(LabelError, match="not among the municipalities"):
            plot.municipalities("eu", highlight="9999")

    def test_a_unit_that_nothing_has(self) -> None:
        with pytest.raises(LabelError, match="nothing of the reconciliation is in 'kg'"):
            pictures.reconciliation().plot.before_and_after(unit="kg")

    def test_tables_of_something_else(self) -> None:
        with pytest.raises(InvalidValueError, match=r"that plastsmart\.attribute gives"):
            ps.plots.waterfall([1, 2])  # type: ignore[arg-type]
        with pytest.raises(InvalidValueError, match="has lost its attrs"):
            ps.plots.waterfall(pd.Series({"a": 0.1}))
        with pytest.raises(InvalidValueError, match=r"that plastsmart\.sensitivity gives"):
            ps.plots.tornado(pd.Series({"a": 0.1}))  # type: ignore[arg-type]
        with pytest.raises(InvalidValueError, match="lacks low and high"):
            ps.plots.tornado(pd.DataFrame({"a": [0.1]}))
        with pytest.raises(InvalidValueError, match="a whole number of rows"):
            ps.plots.tornado(pictures.sensitivity(), most=0)


class TestTheme:
    def test_parts_of_a_source_end_where_its_bar_does_and_ends_are_the_flows(self) -> None:
        projection = pictures.whole()
        _, found, *_ = theme_bars(projection, 2030, "en")
        sources, ends = found.groups
        scope = {"year": 2030}
        for row in sources.rows:
            assert sum(row.parts) == pytest.approx(row.after)
        for name, row in zip(("soil", "water"), ends.rows, strict=False):
            flow = f"microplastics_in_{name}"
            for flows, value in (
                (projection.baseline, row.before),
                (projection.flows, row.after),
            ):
                assert value == flows.quantity(flow, by=[], scope=scope).magnitude
        released = projection.flows.quantity("microplastics_released", by=[], scope=scope)
        assert sum(row.after for row in sources.rows) == pytest.approx(released.magnitude)
        ax = drawn("theme_microplastics", "en")
        assert legend(ax) == [
            "Without the plan", "With the plan", "To soil", "To sewage", "To water",
        ]  # fmt: skip
        assert max(x + width for x, width in bars(ax)) == pytest.approx(ends.rows[0].before)

    def test_litter_comes_from_its_sources_and_from_littering_and_goes_somewhere(self) -> None:
        system = ps.load("norway-litter").replace(packaging_in_litter=0.0, littering=0.001)
        (found,) = theme_bars(ps.project(system), 2030, "no")
        assert found.columns == ("slik det er",)
        names = [row.name for row in found.groups[0].rows]
        assert names[-1] == "Emballasje, andre kilder"
        whole = [sum(row.after for row in group.rows) for group in found.groups]
        assert whole[0] == pytest.approx(whole[1])
        ax = ps.project(system).plot.theme(year=2030, language="no")
        assert ax.get_legend() is None
        assert rows(ax) == [
            found.groups[0].heading, *names,
            found.groups[1].heading, *(row.name for row in found.groups[1].rows),
        ]  # fmt: skip

    def test_what_a_deposit_keeps_from_litter_is_shown_beside_where_litter_goes(self) -> None:
        system = ps.load("norway-litter").replace(littering=0.001)
        plan = ps.Plan("Deposit", [ps.measures.litter_deposit(2025)])
        (found,) = theme_bars(ps.project(system, plan), 2030, "en")
        sources, ends = found.groups
        for side in ("before", "after"):
            whole = [sum(getattr(row, side) for row in group.rows) for group in (sources, ends)]
            assert whole[0] == pytest.approx(whole[1])
        kept = next(row for row in ends.rows if row.name == "Kept from being littered")
        assert kept.before == 0.0
        assert kept.after > 0.0

    def test_purchases_are_told_by_item_the_largest_first_and_add_up(self) -> None:
        projection = pictures.whole()
        shown = {bars.id: bars for bars in theme_bars(projection, 2030, "en")}
        assert list(shown) == list(THEMES)
        for key in ("own_mass", "own_expense", "own_emissions"):
            found = shown[key]
            items, (whole,) = (group.rows for group in found.groups)
            assert [row.before for row in items] == sorted(
                (row.before for row in items), reverse=True
            )
            assert sum(row.after for row in items) == pytest.approx(whole.after)
            flow = projection.flows.quantity(key, by=[], scope={"year": 2030})
            assert whole.after == pytest.approx(flow.magnitude)
            assert whole.after < whole.before
            told = found.told("en", 2024)
            assert all(number(told.told(row.after)) > 0.0 for row in items)  # none as nothing
        many = _buyer_of(40)
        (mass, *_) = theme_bars(ps.project(many), 2030, "en")
        assert [row.name for row in mass.groups[0].rows][-1] == "31 others"
        assert len(mass.rows) == 11

    def test_what_a_system_does_not_state_is_refused_and_not_among_the_pictures(self) -> None:
        projection = pictures.projection()
        assert theme_bars(projection, 2030, "en") == ()
        with pytest.raises(MissingValueError, match=r"give it litter=ps.Litter\("):
            projection.plot.theme("litter")
        with pytest.raises(InvalidValueError, match="litter"):
            projection.plot.theme("liter")
        with pytest.raises(InvalidValueError, match="the year 1900"):
            projection.plot.theme("litter", year=1900)


def _buyer_of(items: int) -> ps.System:
    """A town that buys many things."""
    bought = [
        ps.inventory.Item(
            item=f"item {place}", place="Canteens", quantity=1000.0 + place, item_mass=5.0,
            single_use=True, packaging=False,
        )
        for place in range(items)
    ]  # fmt: skip
    return ps.inventory.Inventory(items=tuple(bought), name="Town", year=2024).system(
        ps.load("norway-household")
    )


class TestCascade:
    def test_bars_are_what_each_stage_loses_and_leaves(self) -> None:
        table = pictures.projection().cascade(2030)
        stages = [stage for stage in table.index if table.loc[stage, "with"] > 0]
        found = bars(drawn("cascade_plan", "en"))
        assert len(found) == 2 * len(stages)
        for row, stage in enumerate(stages):
            for at, column in enumerate(("without", "with")):
                start, length = found[2 * row + at]
                assert length == pytest.approx(table.loc[stage, column])
                if stage in {"collected", "sorted", "recycled", "recyclate", "generated"}:
                    assert start == 0.0

    def test_losses_hang_from_what_they_are_lost_of(self) -> None:
        found = dict(zip(rows(drawn("cascade", "en")), bars(drawn("cascade", "en")), strict=True))
        ends = {name: start + length for name, (start, length) in found.items()}
        assert ends["Left in residual waste"] == pytest.approx(100.0)
        assert ends["Lost in sorting"] == pytest.approx(ends["Collected"])
        assert ends["Lost in washing"] == pytest.approx(ends["Sent to recycling"])

    def test_numbers_at_the_bars_are_theirs(self) -> None:
        ax = drawn("cascade_plan", "no")
        lengths = [length for _, length in bars(ax)]
        np.testing.assert_allclose([number(text) for text in values(ax)], lengths, atol=0.051)
        assert "57,3" in values(ax)

    def test_litter_has_its_row_and_a_scope_its_words(self) -> None:
        flows = ps.run(town())
        ax = flows.plot.cascade(scope={"category": "film"})
        assert "Lost to nature" in rows(ax)
        starts = dict(zip(rows(ax), bars(ax), strict=True))
        start, length = starts["Lost to nature"]
        assert start + length == pytest.approx(100.0)
        assert "Film (LDPE)" in told(ax, "subtitle")


class TestRate:
    def test_lines_are_the_rates(self) -> None:
        table = pictures.projection().rates("eu")
        for ax in (drawn("rate", "en"), drawn("rate", "no")):
            for key, column in (("line-without", "without"), ("line-with", "with")):
                (line,) = lines(ax, key)
                np.testing.assert_array_equal(line.get_xdata(), table.index)
                np.testing.assert_allclose(line.get_ydata(), table[column])

    def test_targets_stand_at_their_year_and_level(self) -> None:
        ax = drawn("rate", "en")
        marks = [(line.get_xdata()[0], line.get_ydata()[0]) for line in lines(ax, "target")]
        assert marks == [(2025, 0.5), (2030, 0.55)]
        labels = values(ax, "target-label")
        assert labels == [
            "The EU's target for 2025: 50\u00a0%, missed",
            "The EU's target for 2030: 55\u00a0%, missed",
        ]
        assert all(line.get_markerfacecolor() == "white" for line in lines(ax, "target"))

    def test_a_target_that_is_reached_is_filled_and_said(self) -> None:
        ax = drawn("rate_households", "no")
        assert all(label.endswith("nås") for label in values(ax, "target-label"))
        assert all(line.get_markerfacecolor() != "white" for line in lines(ax, "target"))

    def test_verdicts_are_those_of_assess(self) -> None:
        own = [ps.Target(rate="eu", level=level, year=2028) for level in (0.1, 0.41, 0.9)]
        projection = pictures.projection()
        ax = projection.plot.rate("eu", targets=own)
        for target, label in zip(own, values(ax, "target-label"), strict=True):
            assert label.endswith(projection.assess(target).verdict)
        assert lines(projection.plot.rate("eu", targets=[]), "target") == []

    def test_the_band_is_what_the_draws_say(self) -> None:
        ax = drawn("rate", "en")
        (band,) = [each for each in ax.collections if each.get_gid() == "band"]
        path = np.asarray(band.get_paths()[0].vertices)
        quantiles = pictures.ensemble().quantiles("eu", (0.05, 0.95), ["year"])
        assert path[:, 1].min() == pytest.approx(quantiles[0.05].min())
        assert path[:, 1].max() == pytest.approx(quantiles[0.95].max())
        assert "between 5 % and 95 % of 200 draws" in told(ax, "subtitle")

    def test_the_fan_tells_each_targets_probability(self) -> None:
        ax = drawn("fan", "en")
        ensemble = pictures.ensemble()
        (line,) = lines(ax, "line-median")
        table = ensemble.quantiles("sorted_out", (0.5,), ["year"], scope=pictures.HOUSEHOLD)
        np.testing.assert_allclose(line.get_ydata(), table[0.5])
        for target, label in zip(
            (ps.targets.CH10A_2028, ps.targets.CH10A_2030, ps.targets.CH10A_2035),
            values(ax, "target-label"),
            strict=True,
        ):
            share = round(100 * ensemble.probability(target))
            assert f"reached in {share}\u00a0% of the draws" in label

    def test_without_a_plan_there_is_one_line(self) -> None:
        ax = ps.project(ps.load("headline")).plot.rate("collection")
        assert lines(ax, "line-without") == []
        (line,) = lines(ax, "line-with")
        np.testing.assert_allclose(line.get_ydata(), 0.35)
        assert values(ax, "end") == ["35.0\u00a0%"]
        one = ps.project(ps.load("headline"), years=[2023]).plot.rate("eu", language="no")
        assert one.get_title(loc="left").endswith("i 2023")

    def test_the_baseline_of_an_ensemble_has_a_fan_of_its_own(self) -> None:
        ax = pictures.ensemble().plot.rate("eu", of="baseline", targets=[])
        table = pictures.ensemble().quantiles("eu", (0.5,), ["year"], of="baseline")
        (line,) = lines(ax, "line-median")
        np.testing.assert_allclose(line.get_ydata(), table[0.5])
        assert told(ax, "subtitle").startswith("without the plan")


class TestPlanAndBaseline:
    def test_bars_are_the_flows(self) -> None:
        projection = pictures.projection()
        found = bars(drawn("side_flows", "en"))
        for row, name in enumerate(SIDE_FLOWS):
            for at, flows in enumerate((projection.baseline, projection.flows)):
                tonnes = flows.quantity(name, by=[], scope={"year": 2030}).m_as("tonne/year")
                start, length = found[2 * row + at]
                assert start == 0.0
                assert length == pytest.approx(tonnes)
        assert "113\u00a0977 (+18\u00a0870)" in values(drawn("side_flows", "no"))

    def test_bars_are_the_costs_of_each_and_of_all(self) -> None:
        projection = pictures.projection()
        table: Any = projection.financing().table.xs(2030, level="year")
        table = table[(table[["without", "with"]] != 0).any(axis=1)]
        found = [length for _, length in bars(drawn("side_costs", "en"))]
        np.testing.assert_allclose(found[0:-2:2], table["without"])
        np.testing.assert_allclose(found[1:-2:2], table["with"])
        whole = projection.costs().loc[2030]
        assert found[-2:] == [pytest.approx(whole["without"]), pytest.approx(whole["with"])]
        assert drawn("side_costs", "no").get_xlabel() == "millioner kroner i året, 2024-kroner"
        assert legend(drawn("side_costs", "no")) == ["Uten planen", "Med planen"]


class TestContributions:
    def test_steps_are_the_shares_and_add_up(self) -> None:
        projection = pictures.projection()
        series = ps.attribute(projection.system, pictures.plan(), rate="eu", year=2030)
        found = bars(drawn("attribution", "en"))
        steps = found[2:]
        np.testing.assert_allclose([length for _, length in steps], series)
        assert steps[0][0] == pytest.approx(series.attrs["without"])
        for (start, length), (following, _) in itertools.pairwise(steps):
            assert start + length == pytest.approx(following)
        assert sum(steps[-1]) == pytest.approx(series.attrs["with"])
        assert sum(found[0]) == pytest.approx(series.attrs["without"])
        assert sum(found[1]) == pytest.approx(series.attrs["with"])
        # what is hidden is said
        assert found[0][0] > 0
        assert "The axis does not begin at 0" in told(drawn("attribution", "en"), "subtitle")

    def test_a_share_is_told_in_points_and_money_in_millions(self) -> None:
        assert "+3,0" in values(drawn("attribution", "no"))
        assert "\u22129,1" in values(drawn("attribution_cost", "no"))
        assert drawn("attribution_cost", "en").get_xlabel() == "million NOK a year, prices of 2024"

    def test_a_series_of_attribute_is_drawn_alone(self) -> None:
        series = ps.attribute(ps.load("norway"), pictures.plan(), flow="recycled")
        ax = ps.plots.waterfall(series, language="no")
        assert ax.get_xlabel() == "tonn/år"
        assert told(ax, "subtitle").startswith("Materialgjenvunnet")
        np.testing.assert_allclose([length for _, length in bars(ax)[2:]], series)

    def test_what_was_drawn_has_its_error(self) -> None:
        series = ps.attribute(ps.load("norway"), pictures.plan())
        series.attrs.update(exact=False, standard_error=dict.fromkeys(series.index, 0.001))
        ax = ps.plots.waterfall(series)
        found = lines(ax, "error")
        assert len(found) == len(series)
        left, right = found[0].get_xdata()
        assert right - left == pytest.approx(0.002)
        assert "one standard error" in told(ax, "subtitle")

    def test_a_cost_that_falls_below_nothing_is_drawn(self) -> None:
        series = ps.attribute(ps.load("norway"), pictures.plan(), cost="system") * 1.0
        series.attrs.update(unit="NOK/year", year=2030, cost="system", price_year=None)
        series.attrs["without"], series.attrs["with"] = 1e6, 1e6 - 4e6
        ax = ps.plots.waterfall(pd_with(series, [-2e6, -2e6, 0.0, 0.0, 0.0]))
        low, high = ax.get_xlim()
        assert low < -3e6
        assert high > 1e6
        assert "price year not stated" in ax.get_xlabel()

    def test_a_difference_is_its_parts(self) -> None:
        difference = pictures.comparison().explain("3403")
        ax = difference.plot.contributions()
        found = bars(ax)
        assert sum(found[0]) == pytest.approx(difference.other)
        assert sum(found[1]) == pytest.approx(difference.value)
        assert found[2][1] == pytest.approx(difference.contributions["capture"])
        assert rows(ax)[1] == "Capture rate"


def pd_with(series: pd.Series, numbers: list[float]) -> pd.Series:
    changed = pd.Series(numbers, index=series.index)
    changed.attrs.update(series.attrs)
    return changed


class TestNarrowAxes:
    """What fits a phone, or one of several axes beside each other."""

    @pytest.mark.parametrize("name", ["tornado", "attribution", "cascade_plan", "rate"])
    @pytest.mark.parametrize("language", LANGUAGES)
    def test_no_text_lies_on_another_in_narrow_axes(self, name: str, language: str) -> None:
        projection = pictures.projection()
        draw: dict[str, Any] = {
            "tornado": lambda ax: ps.plots.tornado(
                pictures.sensitivity(), ax, most=8, language=language
            ),
            "attribution": lambda ax: projection.plot.attribution(
                ax, rate="eu", year=2030, language=language
            ),
            "cascade_plan": lambda ax: projection.plot.cascade(ax, year=2030, language=language),
            "rate": lambda ax: projection.plot.rate("eu", ax=ax, language=language),
        }
        TestEveryPicture().stands_clear(draw[name](axes(None, 4.9, 5.6)))

    def test_a_target_is_told_by_its_year_and_all_of_it_in_words(self) -> None:
        ax = pictures.projection().plot.rate("eu", ax=axes(None, 4.9, 5.0))
        labels = [text.get_text() for text in ax.texts if text.get_gid() == "target-label"]
        assert labels == ["2025: 50\u00a0%, missed", "2030: 55\u00a0%, missed"]
        assert "The EU's target for 2030: 55\u00a0%" in words(ax)

    def test_no_axis_of_shares_counts_beyond_all(self) -> None:
        nearly_all = ps.project(ps.load("headline").replace(capture=0.98))
        ax = nearly_all.plot.rate("sorted_out", scope={"sector": "household"})
        assert ax.get_ylim()[1] > 1.1
        assert max(ax.get_yticks()) == 1.0


class TestTornado:
    def test_bars_go_from_low_to_high_around_the_middle(self) -> None:
        table = pictures.sensitivity()
        ax = drawn("tornado", "en")
        (middle,) = lines(ax, "median")
        assert middle.get_xdata()[0] == pytest.approx(table.attrs["median"])
        found = bars(ax)
        spans = (table["high"] - table["low"]).abs().sort_values(ascending=False)
        for row, name in enumerate(spans.index[: len(found) // 2]):
            (start, below), (middle_at, above) = found[2 * row : 2 * row + 2]
            low, high = sorted(table.loc[name, ["low", "high"]].tolist())
            assert start == pytest.approx(low)
            assert start + below == pytest.approx(middle_at)
            assert middle_at + above == pytest.approx(high)

    def test_only_so_many_rows_are_shown_and_the_others_counted(self) -> None:
        ax = ps.plots.tornado(pictures.sensitivity(), most=3)
        assert len(rows(ax)) == 3
        moving = int((pictures.sensitivity()["high"] != pictures.sensitivity()["low"]).sum())
        assert f"{moving - 3} more with less effect left out" in told(ax, "subtitle")

    def test_measures_categories_and_routes_have_their_names(self) -> None:
        assert any(row.startswith("Tiltak: ") for row in rows(drawn("tornado", "no")))
        table = ps.sensitivity(ps.load("headline"), rate="eu", year=2023, n=16, group="route")
        assert "Municipal collection" in rows(ps.plots.tornado(table))

    def test_nothing_that_moves_is_drawn_as_nothing(self) -> None:
        table = ps.sensitivity(ps.load("headline"), rate="eu", year=2023, n=16).copy()
        table["low"] = table["high"] = table.attrs["median"]
        assert rows(ps.plots.tornado(table)) == []


class TestFront:
    def test_points_are_the_front(self) -> None:
        answer = pictures.answer()
        ax = drawn("front", "en")
        (line,) = lines(ax, "front")
        np.testing.assert_allclose(line.get_xdata(), answer.front["cost"])
        np.testing.assert_allclose(line.get_ydata(), answer.front["rate"])
        (reaches,) = lines(ax, "reaches")
        (short,) = lines(ax, "falls-short")
        assert len(reaches.get_xdata()) == int(answer.front["reached"].sum())
        assert len(short.get_xdata()) == int((~answer.front["reached"]).sum())
        (chosen,) = lines(ax, "chosen")
        assert chosen.get_xdata()[0] == answer.cost_nok
        assert chosen.get_ydata()[0] == answer.rate
        (target,) = lines(ax, "target")
        assert target.get_ydata()[0] == pytest.approx(0.41)

    def test_a_target_that_nothing_reaches_is_drawn_too(self) -> None:
        answer = ps.least_cost(ps.load("norway"), pictures.plan(), ps.targets.EU_2030)
        ax = answer.plot.front(language="no")
        assert any(text.startswith("Best av dem: ") for text in values(ax, "label"))
        assert legend(ax) == ["når ikke målet"]

    def test_no_measure_at_all_is_a_point(self) -> None:
        already = ps.Target(rate="eu", level=0.1, year=2030)
        ax = ps.least_cost(ps.load("headline"), pictures.plan().only([]), already).plot.front()
        assert any("no measure" in text for text in values(ax, "label"))


class TestMunicipalities:
    def test_bars_are_the_indicator_highest_first(self) -> None:
        comparison = pictures.comparison()
        expected = sorted(comparison.table.loc["eu"], reverse=True)
        lengths = [length for _, length in bars(drawn("municipalities", "en"))]
        np.testing.assert_allclose(lengths, expected)
        (median,) = lines(drawn("municipalities", "en"), "median")
        assert median.get_xdata()[0] == pytest.approx(comparison.group.loc["eu", "median"])

    def test_the_one_in_question_stands_out_without_colour_too(self) -> None:
        ax = drawn("municipalities", "no")
        bold = [
            label.get_text() for label in ax.get_yticklabels() if label.get_fontweight() == "bold"
        ]
        assert bold == ["Asker (3203)"]

    def test_the_undefined_are_named_last_and_those_outside_the_group_hatched(self) -> None:
        headline = ps.load("headline")
        systems = {
            "Nes": headline,
            "Vik": headline.replace(capture=0.6),
            "Li": headline.replace(population=ps.Q(0, "person")),
        }
        comparison = ps.compare(systems, group=["Nes", "Li"])
        ax = comparison.plot.municipalities("eu", language="no")
        assert [row.split(" (")[0] for row in rows(ax)] == ["Vik", "Nes", "Li"]
        assert values(ax)[-1] == "ikke definert"
        hatched = [patch.get_hatch() for patch in ax.patches if patch.get_gid() is None]
        assert hatched[0]
        assert not hatched[1]
        assert "Skravert: utenfor gruppen" in told(ax, "subtitle")

    def test_of_very_many_the_highlighted_are_named(self) -> None:
        headline = ps.load("headline")
        many = {f"Town {n}": headline.replace(capture=0.2 + n / 200) for n in range(60)}
        ax = ps.compare(many).plot.municipalities("eu", highlight=["Town 3", "Town 50"])
        assert rows(ax) == ["Town 50", "Town 3"]
        assert len(bars(ax)) == 60

    def test_an_indicator_of_a_route_is_named_with_it(self) -> None:
        ax = pictures.comparison().plot.municipalities("capture[kerbside]", language="no")
        assert "(Henting hjemme)" in ax.get_title(loc="left")


class TestBeforeAndAfter:
    def test_points_are_measured_and_reconciled(self) -> None:
        found = pictures.reconciliation()
        table = found.table[found.table["unit"] == "1"]
        measured = table[~table["measured"].isna()]
        ax = drawn("before_and_after_shares", "en")
        points = [line.get_xdata()[0] for line in lines(ax, "point")]
        first = measured.iloc[0]
        assert points[:2] == [pytest.approx(first["measured"]), pytest.approx(first["reconciled"])]
        interval = next(line for line in lines(ax, "interval"))
        low, high = interval.get_xdata()
        assert (low + high) / 2 == pytest.approx(first["measured"])
        assert (high - low) / 2 == pytest.approx(1.96 * first["measured_sd"])

    def test_what_is_at_odds_stands_out(self) -> None:
        found = odd()
        assert found.suspects
        ax = found.plot.before_and_after(language="no")
        bold = [
            label.get_text() for label in ax.get_yticklabels() if label.get_fontweight() == "bold"
        ]
        assert bold
        assert "spriker fra de andre" in legend(ax)

    def test_every_unit_of_the_table_can_be_drawn(self) -> None:
        found = pictures.reconciliation()
        for unit in found.table["unit"].unique():
            ax = found.plot.before_and_after(unit=unit, language="no")
            assert ax.get_title(loc="left").startswith("Eksempelby 2024")


def odd() -> Any:
    """A municipality whose plant reports far more than it collects."""
    from plastsmart.mapping.measurements import Mapping, Measurement

    def measured(quantity: str, value: float, **more: Any) -> Measurement:
        return Measurement(quantity=quantity, region="3403", year=2023, value=value, **more)

    mapping = Mapping(
        regions={"3403": "Hamar"},
        routes=(ps.Route("kerbside", tier="source"),),
        measurements=[
            measured("population", 33_000, sd=10.0),
            measured("collected_gross", 300.0, sd=5.0, route="kerbside"),
            measured("impurity", 0.1, sd=0.01, route="kerbside"),
            measured("sorted_gross", 500.0, sd=5.0),
        ],
    )
    return ps.reconcile(mapping)


class TestNamesOfStrangers:
    NAME = "$\\frac{<script>}$ & $x^2$ \"'"

    def test_they_are_drawn_as_they_are(self) -> None:
        measures = [
            ps.Measure(self.NAME, 2026, [ps.Change("capture", set=0.7)], cost=ps.Q("1 MNOK/year"),
                       price_year=2024),
            ps.Measure("$", 2026, [ps.Change("sorting_efficiency", set=1.0)]),
        ]  # fmt: skip
        plan = ps.Plan(self.NAME, measures)
        system = ps.load("headline").replace(name=self.NAME)
        projection = ps.project(system, plan)
        own = ps.Target(rate="eu", level=0.4, year=2030, name=self.NAME)
        for ax in (
            projection.plot.sankey(),
            projection.plot.cascade(),
            projection.plot.rate("eu", targets=own),
            projection.plot.plan_and_baseline(),
            projection.plot.attribution(),
            ps.ensemble(system, plan, n=10).plot.rate("eu", targets=own),
            ps.least_cost(system, plan, own).plot.front(),
        ):
            text = ps.plots.svg(ax)
            ET.fromstring(text)
            assert "<script" not in text
            assert "$x^2$" in text
        assert self.NAME in rows(projection.plot.attribution())

    def test_long_ones_are_cut(self) -> None:
        long = "Kilometerlang" * 15
        plan = ps.Plan(long, [ps.Measure(long, 2026, [ps.Change("capture", set=0.7)])])
        system = ps.load("headline").replace(name=long)
        for draw in (
            ps.project(system, plan).plot.attribution,
            ps.project(system, plan).plot.sankey,
            ps.project(system, plan).plot.cascade,
        ):
            ax: Any = draw()
            figure_of(ax).draw_without_rendering()
            assert ax.bbox.width > 150
            assert ax.bbox.height > 80


class TestPictures:
    """Pictures as stored, made with ``python tools/pictures.py`` after they were looked at.

    Letters differ with matplotlib's versions, and bars begin where the letters beside them end, so
    what is compared is the mean of blocks of 10 × 10 dots. The root mean square of the differences may
    be 10 of 255, of flow pictures, whose bars do not depend on letters, 5: matplotlib 3.10.7 and 3.11.2
    differ by 9 and 4. Pictures of other numbers, as below, differ by more.
    """

    BLOCK = 10

    def tolerance(self, name: str) -> float:
        return 5.0 if name.startswith("sankey") else 10.0

    def blocks(self, picture: NDArray[Any]) -> NDArray[np.float64]:
        rows, columns = (size // self.BLOCK for size in picture.shape[:2])
        cut = picture[: rows * self.BLOCK, : columns * self.BLOCK].astype(np.float64)
        shape = (rows, self.BLOCK, columns, self.BLOCK, 3)
        means: NDArray[np.float64] = cut.reshape(shape).mean(axis=(1, 3))
        return means

    def difference(self, one: NDArray[Any], other: NDArray[Any]) -> float:
        # half a dot more or less is rounded in one way or the other
        assert np.abs(np.subtract(one.shape, other.shape)).max() <= 1
        size = np.minimum(one.shape, other.shape)
        away = self.blocks(one[: size[0], : size[1]]) - self.blocks(other[: size[0], : size[1]])
        return float(np.sqrt((away**2).mean()))

    def stored(self, name: str, language: str) -> NDArray[Any]:
        from PIL import Image

        with Image.open(pictures.STORED / f"{name}_{language}.png") as picture:
            return np.asarray(picture.convert("RGB"))

    @pytest.mark.parametrize(("name", "language"), list(pictures.COMPARED.items()))
    def test_it_looks_as_stored(self, name: str, language: str) -> None:
        away = self.difference(pictures.drawn(name, language), self.stored(name, language))
        assert away < self.tolerance(name)

    def test_every_stored_picture_is_compared(self) -> None:
        stored = {path.stem for path in Path(pictures.STORED).glob("*.png")}
        assert stored == {f"{name}_{language}" for name, language in pictures.COMPARED.items()}

    @pytest.mark.parametrize("name", ["sankey_headline", "cascade_plan", "attribution"])
    def test_a_picture_of_other_numbers_does_not_look_as_stored(self, name: str) -> None:
        projection = pictures.projection()
        draws: dict[str, Callable[[], Axes]] = {
            "sankey_headline": ps.run(ps.load("headline").replace(capture=0.45)).plot.sankey,
            "cascade_plan": lambda: projection.plot.cascade(year=2026, language="no"),
            "attribution": lambda: projection.plot.attribution(year=2028, language="no"),
        }
        away = self.difference(
            pictures.dots(draws[name]()), self.stored(name, pictures.COMPARED[name])
        )
        assert away > self.tolerance(name)
