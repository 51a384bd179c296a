"""Plan files that are wrong or hostile: one clear error each, quickly, and nothing is run."""

from __future__ import annotations

import time
from pathlib import Path

import pytest

import plastsmart as ps
from plastsmart.errors import PlanFileError

HEAD = 'schema = "plastsmart-plan/1"\nname = "P"\n'
MEASURE = HEAD + '[[measures]]\nname = "M"\nstart = 2026\n'
CHANGE = '[[measures.changes]]\nparameter = "capture"\n'


def refused(text: str, match: str) -> PlanFileError:
    with pytest.raises(PlanFileError, match=match) as caught:
        ps.Plan.from_toml(text)
    assert isinstance(caught.value, ValueError)
    assert isinstance(caught.value, ps.PlastsmartError)
    assert all(len(line) < 500 for line in str(caught.value).splitlines())
    return caught.value


def refused_file(tmp_path: Path, data: bytes, match: str) -> None:
    path = tmp_path / "plan.toml"
    path.write_bytes(data)
    with pytest.raises(PlanFileError, match=match):
        ps.Plan.load(path)


class TestFiles:
    def test_ten_megabytes(self, tmp_path: Path) -> None:
        refused_file(
            tmp_path, HEAD.encode() + b"#" * 10_000_000, r"plan\.toml.*larger than 1024 KiB"
        )

    def test_binary(self, tmp_path: Path) -> None:
        refused_file(tmp_path, bytes(range(256)), r"plan\.toml, line 2: the byte 0x80 is not UTF-8")
        refused_file(tmp_path, b"PK\x03\x04", r"plan\.toml, line 1")

    def test_windows_1252(self, tmp_path: Path) -> None:
        data = HEAD.encode() + 'region = "Tromsø"\n'.encode("cp1252")
        refused_file(
            tmp_path, data, "line 3: the byte 0xf8 is not UTF-8; save the file with the enc"
        )

    def test_utf_16(self, tmp_path: Path) -> None:
        refused_file(
            tmp_path, HEAD.encode("utf-16"), "is not UTF-8; save the file with the encoding"
        )

    def test_empty(self, tmp_path: Path) -> None:
        refused_file(
            tmp_path, b"", 'a plan begins with its format; write schema = "plastsmart-plan/1"'
        )

    def test_another_kind_of_file(self, tmp_path: Path) -> None:
        refused_file(tmp_path, b'[project]\nname = "x"\n', "a plan begins with its format")
        refused_file(tmp_path, b'schema = "other/1"\n', "'other/1' is not the format of a plan")
        refused_file(tmp_path, b"schema = 1\n", "1 is not the format of a plan")
        refused_file(tmp_path, b'{"schema": "plastsmart-plan/1"}', "line 1, column 1: not TOML")


class TestSyntax:
    @pytest.mark.parametrize(
        ("text", "match"),
        [
            (
                HEAD + "author = Asker",
                "line 3, column 10: not TOML: .*text stands in quotes.*Asker",
            ),
            (HEAD + 'name = "Q"', "line 3, .*a key stands twice in one table; keep one"),
            (HEAD + "author", "a line is a key, =, and a value"),
            (HEAD + "x = 0,1", "line 3, .*TOML has a decimal point: 0.1: 'x = 0,1'"),
            (HEAD + "x = -12,50 # kr", "TOML has a decimal point: -12.50"),
            (HEAD + "x = {value = 0,1}", "TOML has a decimal point: 0.1"),
            (HEAD + 'author = "x', "line 3, .*not TOML"),
            (HEAD + 'description = """x', "line 3, at the end: not TOML"),
            (HEAD + "author = 'a\x07b'", "line 3, .*not TOML: .*character"),
            (HEAD + "[measures]\n[measures]", "a table stands twice"),
            (HEAD + "x = 0x" + "f" * 5000, "there is no key 'x'"),
            (HEAD + "x = " + "9" * 5000, "not TOML|there is no key 'x'"),
        ],
    )
    def test_what_the_parser_refuses_is_told_with_line_and_remedy(
        self, text: str, match: str
    ) -> None:
        refused(text, match)


class TestNesting:
    @pytest.mark.parametrize(
        ("text", "match"),
        [
            (HEAD + "x = " + "[" * 200_000, "line 3: brackets stand more than 8 deep"),
            (HEAD + "x = " + "{a = " * 100_000, "line 3: brackets stand more than 8 deep"),
            (HEAD + "a." * 200_000 + "a = 1", "line 3: a key has more than 8 parts"),
            (HEAD + "[" + "a." * 200_000 + "a]", "line 3: a key has more than 8 parts"),
            (HEAD + "x = {" + "a." * 200_000 + "a = 1}", "line 3: a key has more than 8 parts"),
            (HEAD + '"\\"' * 200_000, "line 3"),
            (HEAD + 'x = """' + '\\"""' * 150_000, "not TOML"),
            (HEAD + "[[measures]]\n" * 2000, "a plan has at most 1000 measures"),
            (HEAD + "[[measures.x.y.z]]\n" * 20_000, "measures"),
        ],
        ids=range(9),
    )
    def test_what_is_made_to_be_slow_is_refused_quickly(self, text: str, match: str) -> None:
        start = time.perf_counter()
        refused(text, match)
        assert time.perf_counter() - start < 5.0

    def test_many_numbers_with_decimal_points_are_no_long_key(self) -> None:
        refused(HEAD + "x = [" + "0.1,0.2," * 50 + "]", "there is no key 'x'")

    def test_a_hundred_mistakes_are_counted_and_the_first_are_told(self) -> None:
        error = refused(HEAD + "".join(f"x{n} = 1\n" for n in range(100)), "100 mistakes")
        assert "and 70 more" in str(error)
        assert len(error.mistakes) == 100


class TestValues:
    @pytest.mark.parametrize("number", ["nan", "inf", "-inf", "1e999", "-0.1", "1.1", "9" * 400])
    def test_a_number_that_is_no_share(self, number: str) -> None:
        refused(MEASURE + CHANGE + f"close_gap = {number}", "line 8, .*change 1, close_gap")

    @pytest.mark.parametrize(
        "value", ["true", "1979-05-27", "07:32:00", "[0.1]", "[]", '"0.1"', '""', "{}", '"x"']
    )
    @pytest.mark.parametrize("kind", ["set", "close_gap", "scale"])
    def test_something_else_than_a_number(self, kind: str, value: str) -> None:
        refused(MEASURE + CHANGE + f"{kind} = {value}", f"line 8, .*change 1, {kind}")

    @pytest.mark.parametrize(
        "text",
        [
            "9**9 kg/person/year", "9**9**9**9 kg", "1e400 kg/person/year", "1,5 kg/person/year",
            "19 kg", "19 lbs/person/year", "__import__('os')", "-5 kg/person/year", "x" * 1000,
            "19 kg/person/year; drop", "0x10 kg/person/year", "\uff11\uff19 kg/person/year", "19",
        ],
    )  # fmt: skip
    def test_a_quantity_that_is_none(self, text: str) -> None:
        change = f'[[measures.changes]]\nparameter = "packaging_per_person"\nset = "{text}"\n'
        refused(MEASURE + change, "line 8, .*change 1, set")

    @pytest.mark.parametrize(
        "value", ["true", "1.5", '"2026"', "0", "10000", "2026-01-01", "[2026]"]
    )
    def test_a_start_that_is_no_year(self, value: str) -> None:
        text = HEAD + f'[[measures]]\nname = "M"\nstart = {value}\n' + CHANGE + "set = 0.1"
        refused(text, 'line 5, measure 1 "M", start: start is .*whole year|a year lies between')

    @pytest.mark.parametrize(
        "value", ["1", '""', '" M"', '"a\\nb"', '"a\\u0000"', f'"{"x" * 201}"']
    )
    def test_a_name_that_is_no_label(self, value: str) -> None:
        text = HEAD + f"[[measures]]\nname = {value}\nstart = 2026\n" + CHANGE + "set = 0.1"
        refused(text, "line 4, measure 1.*name: the measure label")

    @pytest.mark.parametrize(
        ("line", "match"),
        [
            ("cost = 5", 'cost is 5 without a unit; write "5 NOK/year"'),
            ('cost = "5 kg"', "cost is 5.0 kilogram; an amount in NOK/year"),
            ('cost = "5,5 MNOK/year"', "a plan has a decimal point, and spaces group thousands"),
            ('cost = "5 MNOK"', "an amount in NOK/year or NOK/person/year is needed"),
            ('cost = "9**9 NOK/year"', "unknown unit"),
            ("cost = nan", "cost is nan without a unit"),
            ('investment = "5 MNOK"', "an investment and no lifetime"),
            ('investment = "-5 MNOK"\nlifetime = 5', "it cannot be negative"),
            ("lifetime = 5", "there is no investment; leave lifetime out"),
            ('grant = "20 %"', "grant is '20 %'; write 0.2, without quotes"),
            ('grant = "7,5 prosent"', "write 0.075, without quotes"),
            ('grant = "-20 %"', "grant is '-20 %'; give one number"),
            ('paid_by.municipality = "100 %"', "municipality is '100 %'; write 1, without quotes"),
            (
                'cost = "85 kr/husstand/år"',
                "divide by persons per household and write NOK/person/y",
            ),
            (
                'cost.value = 85\ncost.unit = "NOK/household/year"',
                "divide by persons per household",
            ),
            (
                'investment = "700 NOK/household"\nlifetime = 9',
                "per household and write NOK/person,",
            ),
            ("paid_by.municipality = 0.4", "the shares sum to 0.4; they must sum to 1"),
            ('paid_by = "me"', "unknown payer 'me'"),
            ("regions = [301]", "municipality numbers are text, such as '0301'"),
            ("regions = [true]", "is bool, not text"),
            ('status = "guessed"', "status is one of measured, reported, estimated, default"),
            ("source = 1", "source is 1; give a text in quotes"),
            (f'source = "{"x" * 4001}"', "at most 4000 characters"),
            ('source = "a\\rb"', "no carriage return"),
            ("ramp = 0", "give whole years, 1 or more"),
            ('curve = "step"\nramp = 3', "a step has no ramp"),
            ("__class__ = 1", "there is no key '__class__'"),
            ("__init__.__globals__ = 1", "there is no key '__init__'"),
            ('cost.value = "5 NOK/year"\ncost.__class__ = "os"', "cost.__class__: there is no key"),
            ('cost.value = "5 NOK/year"\ncost.distribution = "__import__(0)"', "unreadable distri"),
            (
                'cost.value = "5 NOK/year"\ncost.distribution = "uniform(6, 7)"',
                "outside its own unc",
            ),
            ('cost.value = "5 NOK/year"\ncost.per = "day"', "per is 'day'. Known: 'run', 'year'"),
            ('cost.value = "5 NOK/year"\ncost.unit = "NOK/year"', "has a unit of its own"),
            ('cost.unit = "NOK/year"', "there is no value; write cost.value"),
        ],
    )
    def test_each_slip_of_a_measure_is_told_with_the_remedy(self, line: str, match: str) -> None:
        error = refused(MEASURE + line + "\n" + CHANGE + "set = 0.1", match)
        assert error.mistakes[0].place.startswith('measure 1 "M"')

    @pytest.mark.parametrize(
        ("lines", "match"),
        [
            ("set = 35", "Did you mean 35 % = 0.35"),
            ('close_gap = "20 %"', "close_gap is '20 %'; write 0.2, without quotes"),
            ('close_gap.value = "7 %"', "close_gap is '7 %'; write 0.07, without quotes"),
            ('scale = "120 percent"', "scale is '120 percent'; write 1.2, without quotes"),
            ("set = 0.1\nscale = 2", "has set and scale of set, close_gap and scale; give exactly one"),
            ("", "has none of set, close_gap and scale"),
            ('set = 0.1\nwhere = "kerbside"', 'write for example where.route = "kerbside"'),
            ("set = 0.1\nwhere.route = 1", "the route label 1 is int, not text"),
            ("set = 0.1\nwhere.route = [[1]]", r"the route label \[1\] is list, not text"),
            ('set = 0.1\nwhere.year = "2030"', "write for example where.year = 2030"),
            ("set = 0.1\nwhere.year = true", "the year True is no whole number"),
            ("set = 0.1\nwhere.route = []", "the scope's route is empty"),
            ('set = 0.1\nwhere.rout = "x"', "there is no key 'rout'. Did you mean 'route'"),
            ('set = 0.1\nwhere.__class__ = "x"', "there is no key '__class__'"),
            ("set.value = true", "True is no value"),
            ("set.value = {value = 1}", "is no value; give a number, a text with its unit"),
            ('close_gap.value = 0.1\nclose_gap.unit = "%"', "it is a number without unit"),
            ('set.value = 0.1\nset.distribution = "uniform(0, 1) per year"\nset.per = "region"',
             "the distribution says per year; say it once"),
        ],
    )  # fmt: skip
    def test_each_slip_of_a_change_is_told_with_the_remedy(self, lines: str, match: str) -> None:
        error = refused(MEASURE + CHANGE + lines, match)
        assert error.mistakes[0].place.startswith('measure 1 "M", change 1')

    def test_single_brackets_and_lists_of_something_else(self) -> None:
        refused(HEAD + "[measures]\nname = 'M'", r"begin each measure with \[\[measures\]\]")
        refused(HEAD + "measures = [1]", r"begin each measure with \[\[measures\]\]")
        refused(MEASURE + "[measures.changes]\nset = 1", r"begin each change with \[\[measures.ch")
        refused(MEASURE, r"has no change; begin at least one with \[\[measures.changes\]\]")

    def test_a_name_with_control_characters_or_of_any_length_leaves_the_message_a_line(
        self,
    ) -> None:
        for name in ("a\\nb", "\\u001b[31m", "\\u202e", "x" * 100_000):
            error = refused(HEAD + f'[[measures]]\nname = "{name}"\nstart = 1\n', "measure 1")
            assert all(m.place.isprintable() and len(m.place) < 120 for m in error.mistakes)

    def test_something_else_than_text(self) -> None:
        for nonsense in (None, 3, b"schema = 1", ["a"]):
            with pytest.raises(PlanFileError, match="a plan is read from text"):
                ps.Plan.from_toml(nonsense)  # type: ignore[arg-type]
