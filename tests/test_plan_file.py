"""Plans as files: what is written, what is read, and the schema for editors."""

from __future__ import annotations

import doctest
import errno
import os
import pickle
import stat
import subprocess
import sys
import tomllib
from pathlib import Path
from typing import Any

import jsonschema
import pytest

import plastsmart as ps
from plastsmart.errors import PlanFileError
from plastsmart.stages import PARAMETERS

ROOT = Path(__file__).parent.parent
EXAMPLES = sorted((ROOT / "examples" / "plans").glob("*.toml"))
VALIDATOR = jsonschema.Draft202012Validator(ps.Plan.schema())

HEAD = 'schema = "plastsmart-plan/1"\nname = "P"\n'
MEASURE = '[[measures]]\nname = "M"\nstart = 2026\n'
CHANGE = '[[measures.changes]]\nparameter = "capture"\nclose_gap = 0.1\n'


def simple(name: str = "P") -> ps.Plan:
    return ps.Plan(name, [ps.Measure("M", 2026, ps.Change("capture", close_gap=0.1))])


class TestWriting:
    def test_the_format_and_its_version_come_first(self) -> None:
        assert simple().to_toml().startswith('schema = "plastsmart-plan/1"\n')

    def test_every_key_stands_on_a_line_of_its_own_so_that_versions_compare_by_line(self) -> None:
        value = ps.Parameter(0.2, uncertainty=ps.Triangular(0, 0.2, 0.3), source="S", note="N")
        text = ps.Plan(
            "P", [ps.Measure("M", 2026, ps.Change("capture", close_gap=value))]
        ).to_toml()
        assert "close_gap.value = 0.2\n" in text
        assert 'close_gap.distribution = "triangular(0.0, 0.2, 0.3)"\n' in text
        assert 'close_gap.source = "S"\nclose_gap.note = "N"\n' in text
        assert "{" not in text

    @pytest.mark.parametrize(
        ("cost", "text"),
        [
            ("5 MNOK/year", "5 MNOK/year"),
            ("5.3 mkr/år", "5.3 MNOK/year"),
            ("950000 NOK/year", "950000 NOK/year"),
            ("999999 NOK/year", "999999 NOK/year"),
            ("1000000 NOK/year", "1 MNOK/year"),
            ("1234567.89 NOK/year", "1.23456789 MNOK/year"),
            ("12.5 NOK/person/year", "12.5 NOK/person/year"),
            ("-2 MNOK/year", "-2 MNOK/year"),
        ],
    )
    def test_money_is_written_as_people_read_it(self, cost: str, text: str) -> None:
        plan = ps.Plan("P", [ps.Measure("M", 2026, simple()["M"].changes, cost=ps.Q(cost))])
        assert f'cost = "{text}"\n' in plan.to_toml()
        assert ps.Plan.from_toml(plan.to_toml()) == plan

    def test_amounts_in_other_prices_are_written_without_the_noise_of_a_multiplication(
        self,
    ) -> None:
        campaign = ps.measures.campaign(2026, prices=2024)
        text = ps.Plan("P", [campaign]).to_toml()
        assert 'cost.value = "1.6032 NOK/person/year"\n' in text
        assert 'cost.distribution = "triangular(0.668, 1.6032, 13.36)"\n' in text

    @pytest.mark.parametrize("name", sorted(n for n, s in PARAMETERS.items() if "year" in s.axes))
    def test_every_parameter_can_be_set_saved_and_read(self, name: str) -> None:
        spec = PARAMETERS[name]
        amount = 0.1 + 0.2 + (1.0 if spec.low > 0.0 else 0.0)
        value = 0.3 if spec.is_share else ps.Q(amount, spec.unit)
        plan = ps.Plan("P", [ps.Measure("M", 2026, ps.Change(name, set=value))])
        assert ps.Plan.from_toml(plan.to_toml()) == plan

    def test_an_adopted_registry_gives_the_same_text(self) -> None:
        import pint

        ours = ps.units.registry()
        before = ps.Plan(
            "P", [ps.Measure("M", 2026, ps.Change("capture", set=0.1), cost=ps.Q("5 MNOK/year"))]
        )
        try:
            ps.units.adopt(pint.UnitRegistry())
            assert ps.Plan.from_toml(before.to_toml()) == before
        finally:
            ps.units.adopt(ours)

    @pytest.mark.parametrize(
        ("plan", "match"),
        [
            (
                ps.Plan("P", [ps.Measure("M", 2026, ps.Change("capture", {"region": 301}, set=1))]),
                "cannot be saved.*municipality numbers are text, such as '0301'",
            ),
            (
                ps.Plan("P", [], sources=[f"{n} {'x' * 3990}" for n in range(300)]),
                "cannot be saved.*larger than 1024 KiB",
            ),
        ],
    )
    def test_what_a_file_could_not_give_back_is_not_saved(
        self, plan: ps.Plan, match: str, tmp_path: Path
    ) -> None:
        with pytest.raises(PlanFileError, match=match):
            plan.save(tmp_path / "plan.toml")
        assert list(tmp_path.iterdir()) == []


class TestFiles:
    def test_what_is_saved_is_loaded(self, tmp_path: Path) -> None:
        path = tmp_path / "plan.toml"
        simple().save(path)
        assert ps.Plan.load(path) == simple()
        assert ps.Plan.load(str(path)) == simple()
        assert [p.name for p in tmp_path.iterdir()] == ["plan.toml"]

    def test_a_full_disk_leaves_the_old_plan_whole(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        path = tmp_path / "plan.toml"
        simple("Old").save(path)

        def full(_: int) -> None:
            raise OSError(errno.ENOSPC, "No space left on device")

        monkeypatch.setattr(os, "fsync", full)
        with pytest.raises(PlanFileError, match="No space left on device; what was there is as it"):
            simple("New").save(path)
        monkeypatch.undo()
        assert ps.Plan.load(path).name == "Old"
        assert [p.name for p in tmp_path.iterdir()] == ["plan.toml"]

    @pytest.mark.skipif(os.name == "nt", reason="modes and links of Unix")
    def test_mode_and_link_of_what_is_overwritten_are_kept(self, tmp_path: Path) -> None:
        path, link = tmp_path / "plan.toml", tmp_path / "link.toml"
        simple("Old").save(path)
        path.chmod(0o640)
        link.symlink_to(path)
        simple("New").save(link)
        assert link.is_symlink()
        assert stat.S_IMODE(path.stat().st_mode) == 0o640
        assert ps.Plan.load(path).name == "New"

    def test_a_place_that_is_no_file_is_refused_in_words(self, tmp_path: Path) -> None:
        with pytest.raises(PlanFileError, match="it is no file"):
            ps.Plan.load(tmp_path)
        with pytest.raises(PlanFileError, match="no such file"):
            ps.Plan.load(tmp_path / "plan.toml")
        with pytest.raises(PlanFileError, match="it is no file"):
            simple().save(tmp_path)
        with pytest.raises(PlanFileError, match="No such file or directory"):
            simple().save(tmp_path / "none" / "plan.toml")
        for nonsense in (None, 3, b"plan.toml", "a\0b"):
            with pytest.raises(PlanFileError):
                ps.Plan.load(nonsense)
            with pytest.raises(PlanFileError):
                simple().save(nonsense)

    def test_an_address_of_a_network_is_no_file(self) -> None:
        with pytest.raises(PlanFileError, match="no such file"):
            ps.Plan.load("https://example.org/plan.toml")

    def test_a_byte_order_mark_and_line_ends_of_windows_are_read(self, tmp_path: Path) -> None:
        path = tmp_path / "plan.toml"
        text = (HEAD + 'description = """\na\nb"""\n' + MEASURE + CHANGE).replace("\n", "\r\n")
        path.write_bytes(b"\xef\xbb\xbf" + text.encode())
        plan = ps.Plan.load(path)
        assert plan.description == "a\nb"
        assert len(plan) == 1

    def test_loading_a_plan_needs_no_heavy_package(self) -> None:
        code = (
            "import sys, plastsmart as ps; ps.Plan.load(sys.argv[1]).to_toml(); "
            "print([m for m in ('pandas', 'jsonschema') if m in sys.modules])"
        )
        done = subprocess.run(
            [sys.executable, "-c", code, str(EXAMPLES[0])],
            capture_output=True,
            text=True,
            check=True,
        )
        assert done.stdout.strip() == "[]"

    def test_an_error_can_be_sent_to_another_process_with_its_mistakes(self) -> None:
        with pytest.raises(PlanFileError) as caught:
            ps.Plan.from_toml(HEAD + "x = 1\ny = 2\n")
        again = pickle.loads(pickle.dumps(caught.value))
        assert str(again) == str(caught.value)
        assert [mistake.line for mistake in again.mistakes] == [3, 4]


class TestReading:
    def test_values_may_be_written_in_any_of_the_ways_of_toml(self) -> None:
        inline = HEAD + (
            'measures = [{name = "M", start = 2026, changes = [\n'
            '  {parameter = "capture", where = {route = "kerbside"}, close_gap = {value = 0.2, '
            'distribution = "uniform(0.1, 0.3)"}}]}]\n'
        )
        sections = (
            HEAD
            + MEASURE
            + (
                '[[measures.changes]]\nparameter = "capture"\n[measures.changes.where]\n'
                'route = ["kerbside"]\n[measures.changes.close_gap]\nvalue = 0.2\n'
                'distribution = "uniform(0.1, 0.3)"\n'
            )
        )
        assert ps.Plan.from_toml(inline) == ps.Plan.from_toml(sections)

    def test_a_distribution_is_in_the_unit_of_its_value(self) -> None:
        text = (
            HEAD
            + MEASURE
            + (
                'cost.value = 5\ncost.unit = "MNOK/year"\ncost.distribution = "uniform(4, 6) per year"\n'
            )
            + CHANGE
        )
        cost = ps.Plan.from_toml(text)["M"].cost
        assert cost is not None
        assert cost.value == 5e6
        assert cost.info.uncertainty == ps.Uniform(4e6, 6e6)
        assert cost.info.per == "year"

    @pytest.mark.parametrize(
        ("text", "amount"),
        [
            ("20 kr/innbygger/år", "20 NOK/person/year"),
            ("3 mill. kr/år", "3 000 000 NOK/year"),
            ("1 250 000 kr/år", "1 250 000 NOK/year"),
        ],
    )
    def test_money_may_be_written_as_in_norwegian_papers(self, text: str, amount: str) -> None:
        plan = ps.Plan.from_toml(HEAD + MEASURE + f'cost = "{text}"\n' + CHANGE)
        assert str(plan["M"].cost) == amount

    def test_all_mistakes_are_told_at_once_in_the_order_of_the_file(self) -> None:
        text = (
            HEAD
            + "nam = 1\n"
            + (
                '[[measures]]\nname = "A"\nstart = "x"\ncurve = "stp"\n[[measures.changes]]\n'
                'parameter = "capture"\nwhere.rout = "x"\nclose_gap = 35\n'
                '[[measures]]\nname = "A"\nstart = 2026\n[[measures.changes]]\nset = 0.1\n'
            )
        )
        with pytest.raises(PlanFileError) as caught:
            ps.Plan.from_toml(text)
        found = [(mistake.line, mistake.place) for mistake in caught.value.mistakes]
        assert found == [
            (3, "nam"),
            (6, 'measure 1 "A", start'),
            (7, 'measure 1 "A", curve'),
            (10, 'measure 1 "A", change 1, where.rout'),
            (11, 'measure 1 "A", change 1, close_gap'),
            (13, 'measure 2 "A", name'),
            (15, 'measure 2 "A", change 1'),
        ]
        assert str(caught.value).startswith("the plan: 7 mistakes:\n  1. line 3, nam: ")

    def test_a_single_mistake_fits_a_line(self) -> None:
        with pytest.raises(PlanFileError) as caught:
            ps.Plan.from_toml(HEAD + MEASURE + CHANGE.replace("0.1", "35"))
        assert "\n" not in str(caught.value)
        assert str(caught.value) == (
            'the plan, line 8, measure 1 "M", change 1, close_gap: close_gap of capture is 35; a share '
            "between 0 and 1 is needed. Did you mean 35 % = 0.35?"
        )

    def test_lines_are_right_behind_texts_of_several_lines_that_look_like_tables(self) -> None:
        decoy = (
            'description = """\n[[measures]]\nname = "no"\n"""\n'
            'sources = [\n  "a", # "[["\n  "b",\n]\n'
        )
        text = HEAD + decoy + MEASURE + "'ramp' = 0\n" + CHANGE
        with pytest.raises(PlanFileError) as caught:
            ps.Plan.from_toml(text)
        (mistake,) = caught.value.mistakes
        assert mistake.line == text[: text.index("'ramp'")].count("\n") + 1

    @pytest.mark.parametrize("key", ["'ra mp'", '"ra mp"', '"ra\tmp"', '"r\\u0061mp s"'])
    def test_lines_of_keys_in_quotes_are_their_own(self, key: str) -> None:
        text = HEAD + MEASURE + f"ramp = 2\n{key} = 0\n" + CHANGE
        with pytest.raises(PlanFileError) as caught:
            ps.Plan.from_toml(text)
        (mistake,) = caught.value.mistakes
        assert mistake.line == text[: text.index(key)].count("\n") + 1

    def test_a_mistake_in_an_inline_table_has_the_line_of_what_holds_it(self) -> None:
        text = (
            HEAD + 'measures = [\n  {name = "M", start = 2026, changes = [{parameter = "x"}]},\n]\n'
        )
        with pytest.raises(PlanFileError) as caught:
            ps.Plan.from_toml(text)
        assert {mistake.line for mistake in caught.value.mistakes} == {3}


def place_of(path: Path) -> ps.System:
    """Return the system that an example is for."""
    known = {"norway": "norway", "whole": "eksempelby"}
    return ps.load(known.get(path.stem, "norway-household"))


class TestExamples:
    @pytest.mark.parametrize("path", EXAMPLES, ids=lambda path: path.stem)
    def test_each_loads_fits_the_schema_runs_and_says_what_it_is(self, path: Path) -> None:
        plan = ps.Plan.load(path)
        VALIDATOR.validate(tomllib.loads(path.read_text(encoding="utf-8")))
        assert ps.Plan.from_toml(plan.to_toml()) == plan
        assert "illustrative example, not a plan of" in plan.author
        assert plan.description.startswith("Illustrative example, not an official plan.")
        assert plan.licence == "CC BY 4.0"
        assert plan.sources
        assert ps.project(place_of(path), plan).rates("eu")["change"].iloc[-1] > 0
        assert plan.apply_to(ps.load("norway")).complete is (path.stem != "whole")
        assert plan.apply_to(place_of(path)).complete

    @pytest.mark.parametrize("path", EXAMPLES, ids=lambda path: path.stem)
    def test_each_figure_says_how_well_it_is_known(self, path: Path) -> None:
        for measure in ps.Plan.load(path):
            assert measure.source
            assert measure.status
            assert measure.description
            assert measure.description_no
            for change in measure.changes:
                assert change.info.source
                assert change.info.status in {"estimated", "default"}
            for money in (measure.cost, measure.investment):
                assert money is None or money.info.source or money.info.status == "default"
                assert money is None or measure.price_year is not None

    @pytest.mark.parametrize("path", EXAMPLES, ids=lambda path: path.stem)
    def test_no_plant_is_paid_for_twice_and_what_is_left_is_plausible(self, path: Path) -> None:
        system = place_of(path)
        plan = ps.Plan.load(path).in_prices(2024, ps.prices.CPI)
        for measure in plan:
            if any(change.parameter == "sorting_efficiency" for change in measure.changes) or any(
                ("route", ("central_sorting",)) in change.where for change in measure.changes
            ):
                assert measure.cost is None
                assert measure.investment is None
                assert "for each tonne holds the" in measure.source
        fee = ps.project(system, plan).financing().fee["change_per_household"]
        assert fee.abs().max() < 50  # NOK/household/year
        costs = ps.project(system, plan).costs().loc[2035]
        assert costs["change_per_person"] < 70
        assert costs["running"] + costs["capital"] < 0.3 * costs["flows"]

    def test_a_regional_plant_costs_in_the_ready_system_what_its_fee_was_to_grow_by(self) -> None:
        plan = ps.Plan.load(ROOT / "examples" / "plans" / "trondheim.toml").only(["SESAM"])
        costs = ps.project(ps.load("norway-household"), plan).costs()
        # Kretsløpet 2019: 85 NOK for each subscriber and year; 2.15 persons in a household
        published = 85 / 2.15 * ps.prices.CPI.factor(2019, 2024)
        assert costs.loc[2035, "change_per_person"] == pytest.approx(published, rel=0.15)

    def test_there_are_plans_for_six_kinds_of_place_and_one_for_all_of_it(self) -> None:
        assert len(EXAMPLES) == 7

    def test_the_plan_for_all_of_it_has_a_measure_and_a_target_of_every_theme(self) -> None:
        plan = ps.Plan.load(ROOT / "examples" / "plans" / "whole.toml")
        town = ps.load("eksempelby")
        assert {target.theme for target in plan.targets} == set(ps.targets.THEMES)
        table = ps.project(town, plan).assess()
        for target in plan.targets:
            row = table.loc[target.label]
            assert row["value"] > row["value_without"]
            assert (ps.attribute(town, plan, rate=target.rate) > 0).any()


def test_the_examples_give_what_their_readme_says(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(ROOT)
    done = doctest.testfile(str(ROOT / "examples" / "README.md"), module_relative=False)
    assert done.attempted > 0
    assert done.failed == 0


def test_the_schema_in_the_package_is_what_the_package_says() -> None:
    done = subprocess.run(
        [sys.executable, str(ROOT / "tools" / "plan_schema.py"), "--check"],
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr


def test_the_schema_is_one() -> None:
    jsonschema.Draft202012Validator.check_schema(ps.Plan.schema())


def test_every_key_of_the_schema_is_described() -> None:
    schema = ps.Plan.schema()
    for table in (schema, *schema["$defs"].values()):
        assert all(key["description"] for key in table["properties"].values())
        assert table["additionalProperties"] is False


COST = '[[measures]]\nname = "M"\nstart = 2026\n{}\n' + CHANGE
CHANGED = MEASURE + "[[measures.changes]]\n{}\n"


@pytest.mark.parametrize(
    "text",
    [
        'name = "P"',
        'schema = "plastsmart-plan/2"\nname = "P"',
        'schema = "plastsmart-plan/1"',
        HEAD + "nam = 1",
        HEAD + "author = 1",
        HEAD + "sources = [1]",
        HEAD + "measures = 1",
        HEAD + "[[measures]]\nname = 'M'\n" + CHANGE,
        HEAD + MEASURE,
        HEAD + MEASURE + "changes = []",
        *(
            HEAD + COST.format(line)
            for line in (
                "ramp = 0", "ramp = 1.5", "ramp = true", 'curve = "stp"', 'curve = "step"\nramp = 2',
                "cost = 5", "cost = true", 'cost = "x"', 'cost = "5"', "cost.value = 5\ncost.x = 1",
                'investment = "5 MNOK"', "lifetime = 5", 'investment = "5 MNOK"\nlifetime = 0',
                'investment = "5 MNOK"\nlifetime = 5\ngrant = 2', 'paid_by = "nobody"',
                "paid_by.nobody = 1", 'status = "known"', "regions = []", "regions = [301]",
                "price_year = 0", 'source = ["x"]', 'start2 = 1',
                'cost.value = "5 NOK/year"\ncost.distribution = "wide"',
                'cost.value = "5 NOK/year"\ncost.per = "day"',
                'cost.value = "5 NOK/year"\ncost.status = "known"',
            )
        ),
        *(
            HEAD + CHANGED.format(line)
            for line in (
                "set = 0.5", 'parameter = "capture"', 'parameter = "x"\nset = 1',
                'parameter = "capture"\nset = 0.5\nscale = 1', 'parameter = "capture"\nset = 35',
                'parameter = "capture"\nclose_gap = 35', 'parameter = "capture"\nclose_gap = "20 %"',
                'parameter = "capture"\nscale = -1', 'parameter = "capture"\nset = true',
                'parameter = "population"\nset = 5', 'parameter = "population"\nclose_gap = 0.5',
                'parameter = "capture"\nset = 1\nwhere.rout = "x"',
                'parameter = "capture"\nset = 1\nwhere.route = 1',
                'parameter = "capture"\nset = 1\nwhere.route = []',
                'parameter = "capture"\nset = 1\nwhere.year = "2030"',
                'parameter = "capture"\nset.unit = "1"',
                'parameter = "capture"\nscale.value = -1',
            )
        ),
    ],
)  # fmt: skip
def test_what_the_schema_forbids_the_loader_forbids_too(text: str) -> None:
    document: Any = tomllib.loads(text)
    assert not VALIDATOR.is_valid(document)
    with pytest.raises(PlanFileError):
        ps.Plan.from_toml(text)
