"""Data packages, IAMC tables and JSON-stat: the same numbers out, and back in."""

from __future__ import annotations

import hashlib
import json
import math
import os
import zipfile
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import Any

import jsonschema
import numpy as np
import pytest
from jsonstat_validator import validate_jsonstat  # type: ignore[import-untyped]

import plastsmart as ps
from plastsmart.errors import (
    AxisError,
    InvalidValueError,
    LabelError,
    PlanFileError,
    PlastsmartError,
    ScopeError,
    TableError,
)
from plastsmart.exchange import frictionless
from plastsmart.tables import COLUMNS
from tests.oracle.random_systems import random_description

PLAN = ps.Plan("More", [ps.Measure("Bins", 2025, [ps.Change("capture", close_gap=0.2)])])
READY = ("headline", "norway-household", "norway")

# The standard's own schema (datapackage.org, version 2.0; public domain) without its texts.
SCHEMA = json.loads(
    (Path(__file__).parent / "reference" / "datapackage-2.0.schema.json").read_text(
        encoding="utf-8"
    )
)


def described(path: Path) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    return found


# -- data packages --------------------------------------------------------------------------------


@pytest.mark.parametrize("name", READY)
@pytest.mark.parametrize("place", ["folder", "file.zip"])
def test_ready_systems_come_back_the_same(name: str, place: str, tmp_path: Path) -> None:
    system = ps.load(name)
    written = ps.exchange.to_datapackage(system, tmp_path / place)
    assert written.exists()
    assert ps.exchange.from_datapackage(tmp_path / place) == system
    assert ps.exchange.from_datapackage(str(written)) == system


@pytest.mark.parametrize("seed", range(40))
def test_random_systems_come_back_the_same(seed: int, tmp_path: Path) -> None:
    system = random_description(seed).system()
    ps.exchange.to_datapackage(system, tmp_path / "a.zip")
    assert ps.exchange.from_datapackage(tmp_path / "a.zip") == system


def test_names_notes_prices_and_ranges_come_back(tmp_path: Path) -> None:
    system = ps.load("headline").replace(
        name='Ås, "=1+1"; og\nØy',
        notes=["first\nline", ' "quoted", and more'],
        capture=ps.Parameter(1 / 3, uncertainty=ps.Pert(0.1, 1 / 3, 0.5), source="A, B (2024)"),
        residual_cost=ps.Q(0.1 + 0.2, "NOK/tonne"),
        price_year=2024,
    )
    ps.exchange.to_datapackage(system, tmp_path)
    assert ps.exchange.from_datapackage(tmp_path) == system


@pytest.mark.parametrize("name", READY)
def test_a_description_is_valid_by_the_standard(name: str, tmp_path: Path) -> None:
    path = ps.exchange.to_datapackage(
        ps.load(name), tmp_path, plan=PLAN, licence="CC-BY-4.0", title="A title"
    )
    description = described(path)
    jsonschema.Draft7Validator(SCHEMA).validate(description)
    assert description["title"] == "A title"
    assert description["licenses"] == [{"name": "CC-BY-4.0"}]
    assert description["sources"]


def test_the_schema_describes_every_column_and_its_unit(tmp_path: Path) -> None:
    path = ps.exchange.to_datapackage(ps.load("norway"), tmp_path)
    schema = described(path)["resources"][0]["schema"]
    fields = {field["name"]: field for field in schema["fields"]}
    assert tuple(fields) == COLUMNS
    assert all(field["description"] for field in fields.values())
    assert {"kg/person/year", "NOK/tonne", "1"} <= set(fields["unit"]["constraints"]["enum"])
    table = ps.load("norway").table()
    for column in ("parameter", "unit", "status"):
        allowed = fields[column]["constraints"]["enum"]
        assert {each for each in table[column] if each} <= set(allowed)


def test_size_and_hash_are_those_of_the_files(tmp_path: Path) -> None:
    path = ps.exchange.to_datapackage(ps.load("headline"), tmp_path, plan=PLAN)
    for resource in described(path)["resources"]:
        content = (tmp_path / resource["path"]).read_bytes()
        assert resource["bytes"] == len(content)
        assert resource["hash"] == f"sha256:{hashlib.sha256(content).hexdigest()}"


def test_plan_licence_and_title_come_along(tmp_path: Path) -> None:
    licence = {"name": "NLOD-2.0", "title": "NLOD", "path": "https://data.norge.no/nlod/no/2.0"}
    file = ps.exchange.to_datapackage(
        ps.load("headline"), tmp_path / "x.zip", plan=PLAN, licence=licence
    )
    package = ps.exchange.read_datapackage(file)
    assert package.plan == PLAN
    assert package.licences == (licence,)
    assert package.title == "headline"
    assert package.sources[0]["path"].startswith("https://")


def test_a_zip_file_of_the_same_system_has_the_same_bytes(tmp_path: Path) -> None:
    one = ps.exchange.to_datapackage(ps.load("norway"), tmp_path / "1.zip").read_bytes()
    assert ps.exchange.to_datapackage(ps.load("norway"), tmp_path / "2.zip").read_bytes() == one


def test_files_that_are_there_stay_unless_they_may_be_replaced(tmp_path: Path) -> None:
    ps.exchange.to_datapackage(ps.load("headline"), tmp_path)
    with pytest.raises(InvalidValueError, match="overwrite=True"):
        ps.exchange.to_datapackage(ps.load("norway"), tmp_path)
    assert ps.exchange.from_datapackage(tmp_path) == ps.load("headline")
    ps.exchange.to_datapackage(ps.load("norway"), tmp_path, overwrite=True)
    assert ps.exchange.from_datapackage(tmp_path) == ps.load("norway")
    assert sorted(each.name for each in tmp_path.iterdir()) == ["datapackage.json", "system.csv"]


@pytest.mark.parametrize(
    ("licence", "match"),
    [
        (3, "mapping"),
        ({}, "mapping"),
        ("CC BY", "without blanks"),
        ({"title": "x"}, "its name"),
        ({"name": 1}, "texts"),
        ({"url": "x"}, "texts"),
    ],
)
def test_a_licence_that_is_none_is_refused(licence: Any, match: str, tmp_path: Path) -> None:
    with pytest.raises(InvalidValueError, match=match):
        ps.exchange.to_datapackage(ps.load("headline"), tmp_path / "x", licence=licence)
    assert not (tmp_path / "x").exists()


def test_what_cannot_be_written_is_refused(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("x")
    with pytest.raises(InvalidValueError, match="is a file"):
        ps.exchange.to_datapackage(ps.load("headline"), tmp_path / "file")
    with pytest.raises(InvalidValueError, match="takes a System"):
        ps.exchange.to_datapackage("headline", tmp_path)  # type: ignore[arg-type]
    with pytest.raises(InvalidValueError, match="cannot be written"):
        ps.exchange.to_datapackage(ps.load("headline"), tmp_path / "file" / "below")
    licence = {"name": "CC0-1.0", "title": "\ud800"}
    with pytest.raises(InvalidValueError, match="UTF-8"):
        ps.exchange.to_datapackage(ps.load("headline"), tmp_path / "y", licence=licence)


# -- packages of strangers ------------------------------------------------------------------------


def changed(folder: Path, change: Callable[[dict[str, Any]], object]) -> Path:
    """A package of the headline case whose description is changed."""
    path = ps.exchange.to_datapackage(ps.load("headline"), folder, overwrite=True)
    description = described(path)
    change(description)
    path.write_text(json.dumps(description), encoding="utf-8")
    return folder


@pytest.mark.parametrize(
    "path",
    [
        "../system.csv",
        "a/../../system.csv",
        "/etc/passwd",
        "//host/share",
        "~/system.csv",
        "C:\\system.csv",
        "c:/system.csv",
        "..\\system.csv",
        "https://example.org/system.csv",
        "HTTP://example.org/system.csv",
        "file:///etc/passwd",
        "file:system.csv",
        "data:text/csv,a",
        "a//b",
        "./system.csv",
        "system.csv\n",
        "sys\0tem.csv",
        "",
        "x" * 300,
        None,
        3,
        ["system.csv", "more.csv"],
    ],
)
def test_a_path_out_of_the_package_is_refused(path: Any, tmp_path: Path) -> None:
    (tmp_path / "system.csv").write_text("stolen")
    inside = tmp_path / "package"
    folder = changed(inside, lambda d: d["resources"][0].update(path=path))
    with pytest.raises(TableError, match=r"has the path|resource"):
        ps.exchange.from_datapackage(folder)


def test_a_link_out_of_the_package_is_not_followed(tmp_path: Path) -> None:
    outside = tmp_path / "outside.csv"
    ps.load("headline").table().to_csv(outside, index=False)
    folder = tmp_path / "package"
    changed(folder, lambda d: [d["resources"][0].pop(key) for key in ("bytes", "hash")])
    (folder / "system.csv").unlink()
    (folder / "system.csv").symlink_to(outside)
    with pytest.raises(TableError, match="link out of the data package"):
        ps.exchange.from_datapackage(folder)


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="there are no such files here")
def test_a_file_that_never_ends_is_not_opened(tmp_path: Path) -> None:
    changed(tmp_path, lambda _: None)
    (tmp_path / "system.csv").unlink()
    os.mkfifo(tmp_path / "system.csv")
    with pytest.raises(TableError, match="no file"):
        ps.exchange.from_datapackage(tmp_path)


@pytest.mark.parametrize(
    ("change", "match"),
    [
        (lambda d: d.pop("resources"), "resources"),
        (lambda d: d.update(resources=[]), "resources"),
        (lambda d: d.update(resources=[1]), "no name"),
        (lambda d: d["resources"].append(d["resources"][0]), "two resources"),
        (lambda d: d["resources"][0].update(name="table"), "'table'"),
        (lambda d: d["resources"][0].update(bytes=3), "3: it is"),
        (lambda d: d["resources"][0].update(hash="sha256:00"), "hash"),
        (lambda d: d["resources"][0].update(hash="crc:00"), "known kinds"),
        (lambda d: d["resources"][0].update(encoding="utf-16"), "encoding"),
        (lambda d: d["resources"][0].update(compression="gz"), "compression"),
        (lambda d: d["resources"][0].update(dialect={"delimiter": ";"}), "delimiter"),
        (lambda d: d["resources"][0].update(dialect=3), "dialect"),
        (lambda d: d["resources"][0].update(schema="https://example.org"), "schema"),
        (lambda d: d["resources"][0]["schema"]["fields"].pop(), "note"),
        (lambda d: d["resources"][0]["schema"]["fields"].reverse(), "another order"),
        (lambda d: d.update(licenses=3), "licenses"),
    ],
)
def test_a_description_that_does_not_fit_is_refused(
    change: Callable[[dict[str, Any]], object], match: str, tmp_path: Path
) -> None:
    with pytest.raises(TableError, match=match):
        ps.exchange.from_datapackage(changed(tmp_path, change))


@pytest.mark.parametrize(
    ("text", "match"),
    [
        ("", "not JSON"),
        ("[]", "object in braces"),
        ("{" * 10, "not JSON"),
        ("[" * 200_000, "nested too deeply"),
        ('{"a": NaN}', "NaN"),
        ('{"name": 1, "name": 2}', "twice"),
        ('{"a": ' + "9" * 5000 + "}", "not JSON"),
    ],
)
def test_a_description_that_is_none_is_refused(text: str, match: str, tmp_path: Path) -> None:
    (tmp_path / "datapackage.json").write_text(text)
    with pytest.raises(TableError, match=match):
        ps.exchange.from_datapackage(tmp_path)


def test_a_key_that_stands_twice_among_many_is_found_in_one_pass(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    counted = 0

    class Counted(Counter[str]):
        def __init__(self, keys: Iterable[str]) -> None:
            def each() -> Iterator[str]:
                nonlocal counted
                for key in keys:
                    counted += 1
                    yield key

            super().__init__(each())

    monkeypatch.setattr(frictionless, "Counter", Counted)
    keys = [f'"{number}": 1' for number in range(20_000)]
    (tmp_path / "datapackage.json").write_text("{" + ", ".join([*keys, '"19999": 2']) + "}")
    with pytest.raises(TableError, match="the key '19999' twice"):
        ps.exchange.from_datapackage(tmp_path)
    assert counted == len(keys) + 1


def test_hash_and_size_may_be_left_out(tmp_path: Path) -> None:
    changed(tmp_path, lambda d: [d["resources"][0].pop(key) for key in ("bytes", "hash", "schema")])
    assert ps.exchange.from_datapackage(tmp_path) == ps.load("headline")
    content = (tmp_path / "system.csv").read_bytes()
    old = hashlib.md5(content, usedforsecurity=False).hexdigest()
    changed(tmp_path, lambda d: d["resources"][0].update(hash=old))
    assert ps.exchange.from_datapackage(tmp_path) == ps.load("headline")


def test_all_mistakes_of_the_table_are_told_at_once(tmp_path: Path) -> None:
    changed(tmp_path, lambda d: [d["resources"][0].pop(key) for key in ("bytes", "hash")])
    path = tmp_path / "system.csv"
    text = path.read_text(encoding="utf-8")
    path.write_text(text + "captur,,,,,0.3,1,,,,,,\ncapture,,,,,3,1,,,,,,\n" + "a," * 20 + "\n")
    with pytest.raises(TableError, match=r"3 mistakes(?s:.*)captur(?s:.*)capture is 3(?s:.*)cells"):
        ps.exchange.from_datapackage(tmp_path)


def test_large_files_are_refused_before_they_are_read(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    changed(tmp_path / "a", lambda _: None)
    packed = ps.exchange.to_datapackage(ps.load("norway"), tmp_path / "b.zip")
    for name in ("MOST_TABLE", "MOST_DESCRIPTION"):
        with monkeypatch.context() as patch:
            patch.setattr(frictionless, name, 100)
            for path in (tmp_path / "a", packed):
                with pytest.raises(TableError, match="larger than"):
                    ps.exchange.from_datapackage(path)
    monkeypatch.setattr(frictionless, "MOST_ZIP", 100)
    with pytest.raises(TableError, match="zip file"):
        ps.exchange.from_datapackage(packed)
    with pytest.raises(InvalidValueError, match="write a folder"):
        ps.exchange.to_datapackage(ps.load("norway"), tmp_path / "c.zip")
    monkeypatch.setattr(frictionless, "MOST_ROWS", 3)
    with pytest.raises(InvalidValueError, match="in parts"):
        ps.exchange.to_datapackage(ps.load("norway"), tmp_path / "d")
    with pytest.raises(TableError, match="more than 3 lines"):
        ps.exchange.from_datapackage(tmp_path / "a")


def zipped(path: Path, files: dict[str, bytes], **kwargs: Any) -> Path:
    with zipfile.ZipFile(path, "w", **kwargs) as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    return path


def contents() -> dict[str, bytes]:
    description = {"resources": [{"name": "system", "path": "system.csv"}]}
    table = ps.load("headline").table().to_csv(index=False)
    return {"datapackage.json": json.dumps(description).encode(), "system.csv": table.encode()}


def test_a_package_that_others_wrote_is_read(tmp_path: Path) -> None:
    path = zipped(tmp_path / "x.zip", {**contents(), "README.md": b"hello", "folder/": b""})
    assert ps.exchange.from_datapackage(path) == ps.load("headline")


@pytest.mark.once
def test_a_bomb_is_not_unpacked(tmp_path: Path) -> None:
    bomb = zipped(
        tmp_path / "x.zip",
        {**contents(), "system.csv": b"\n" * (frictionless.MOST_TABLE + 1)},
        compression=zipfile.ZIP_DEFLATED,
    )
    assert bomb.stat().st_size < 1_000_000
    with pytest.raises(TableError, match="larger than 128 MiB"):
        ps.exchange.from_datapackage(bomb)
    blank = zipped(
        tmp_path / "y.zip",
        {**contents(), "system.csv": b"\n" * (frictionless.MOST_ROWS + 2)},
        compression=zipfile.ZIP_DEFLATED,
    )
    with pytest.raises(TableError, match="lines"):
        ps.exchange.from_datapackage(blank)


def test_a_size_that_is_a_lie_does_not_help_a_bomb(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = zipped(tmp_path / "x.zip", contents(), compression=zipfile.ZIP_DEFLATED)
    data = path.read_bytes()
    size = len(contents()["system.csv"]).to_bytes(4, "little")
    path.write_bytes(data.replace(size, (10).to_bytes(4, "little")))
    monkeypatch.setattr(frictionless, "MOST_TABLE", 100)
    with pytest.raises(TableError):
        ps.exchange.from_datapackage(path)


@pytest.mark.parametrize("name", ["../evil", "/evil", "a/../../evil", "C:evil", "a\\..\\evil"])
def test_a_zip_file_that_points_out_of_itself_is_refused(name: str, tmp_path: Path) -> None:
    path = zipped(tmp_path / "x.zip", {**contents(), name: b"x"})
    with pytest.raises(TableError, match="the zip file holds the path"):
        ps.exchange.from_datapackage(path)


def test_a_zip_file_with_too_many_or_double_files_is_refused(tmp_path: Path) -> None:
    many = {f"f{number}": b"" for number in range(frictionless.MOST_FILES)}
    with pytest.raises(TableError, match="at most 1000"):
        ps.exchange.from_datapackage(zipped(tmp_path / "x.zip", {**contents(), **many}))
    path = zipped(tmp_path / "y.zip", contents())
    with pytest.warns(UserWarning, match="Duplicate"), zipfile.ZipFile(path, "a") as archive:
        archive.writestr("system.csv", b"other")
    with pytest.raises(TableError, match="twice"):
        ps.exchange.from_datapackage(path)


def test_other_packings_are_refused(tmp_path: Path) -> None:
    path = zipped(tmp_path / "x.zip", contents(), compression=zipfile.ZIP_BZIP2)
    with pytest.raises(TableError, match="use deflate"):
        ps.exchange.from_datapackage(path)
    path = zipped(tmp_path / "y.zip", {f"top/{name}": c for name, c in contents().items()})
    with pytest.raises(TableError, match="at its top"):
        ps.exchange.from_datapackage(path)


def test_damaged_zip_files_end_in_one_kind_of_error(tmp_path: Path) -> None:
    whole = ps.exchange.to_datapackage(ps.load("headline"), tmp_path / "x.zip", plan=PLAN)
    data = whole.read_bytes()
    rng = np.random.default_rng(1)
    broken = tmp_path / "broken.zip"
    for _ in range(150):
        bad = bytearray(data)
        for place in rng.integers(0, len(bad), 3):
            bad[place] = rng.integers(0, 256)
        broken.write_bytes(
            bytes(bad[: rng.integers(1, len(bad) + 1)] if rng.random() < 0.3 else bad)
        )
        try:
            found = ps.exchange.read_datapackage(broken)
        except PlastsmartError:
            continue
        assert found.system == ps.load("headline")


@pytest.mark.parametrize("path", ["nowhere", 3, "", b"x", "http://example.org/x.zip", "a\0b"])
def test_what_is_no_package_is_refused(path: Any) -> None:
    with pytest.raises(TableError):
        ps.exchange.from_datapackage(path)


def test_a_plan_with_mistakes_is_told(tmp_path: Path) -> None:
    path = ps.exchange.to_datapackage(ps.load("headline"), tmp_path, plan=PLAN)
    description = described(path)
    for key in ("bytes", "hash"):
        description["resources"][1].pop(key)
    path.write_text(json.dumps(description))
    (tmp_path / "plan.toml").write_text("nonsense = 1\n")
    with pytest.raises(PlanFileError):
        ps.exchange.read_datapackage(tmp_path)


# -- IAMC -----------------------------------------------------------------------------------------


def flows_of(seed: int) -> ps.Flows:
    return ps.run(random_description(seed).system())


@pytest.mark.once
@pytest.mark.parametrize("seed", range(12))
def test_iamc_numbers_are_those_of_flows(seed: int) -> None:
    flows = flows_of(seed)
    table = ps.exchange.to_iamc(flows, scenario="s", by=["category", "route"], wide=False)
    values: Any = table.set_index(["Region", "Variable", "Year"])["Value"].to_dict()
    prefix = "Waste|Plastic Packaging|"

    def column(by: list[str], flow: str) -> list[tuple[Any, float]]:
        found: Any = flows.table(by=["region", "year", *by])[flow]
        return list(found.items())

    for (region, year, category), recycled in column(["category"], "recycled"):
        assert values[region, f"{prefix}Recycled|{category}", year] == recycled
    for (region, year, route), gross in column(["route"], "collected_gross"):
        assert values[region, f"{prefix}Collected Gross|Route|{route}", year] == gross
    for name in flows.table(by=["region", "year"]):
        words = " ".join(word.capitalize() for word in str(name).split("_"))
        for (region, year), value in column([], str(name)):
            assert values[region, f"{prefix}{words}", year] == value
    rates: Any = flows.rates(by=["region", "year"])["eu"]
    found = [values[region, f"{prefix}Rate|EU", year] for region, year in rates.index]
    np.testing.assert_array_equal(found, rates)


def test_iamc_wide_and_long_hold_the_same() -> None:
    flows = ps.run(ps.load("norway"))
    wide = ps.exchange.to_iamc(flows, scenario="s", model="m")
    long = ps.exchange.to_iamc(flows, scenario="s", model="m", wide=False)
    keys = ["Model", "Scenario", "Region", "Variable", "Unit"]
    assert list(wide.columns) == [*keys, *flows.system.axes.years]
    assert list(long.columns) == [*keys, "Year", "Value"]
    melted = wide.melt(id_vars=keys, var_name="Year", value_name="Value")
    both = melted.merge(long, on=[*keys, "Year"], suffixes=("_wide", "_long"))
    assert len(both) == len(long) == len(melted)
    np.testing.assert_array_equal(both["Value_wide"], both["Value_long"])
    assert not wide.duplicated(keys).any()


def test_iamc_units_tell_the_price_year() -> None:
    table = ps.exchange.to_iamc(ps.run(ps.load("norway")), scenario="s").set_index("Variable")
    year = ps.load("norway").price_year
    prefix = "Waste|Plastic Packaging|"
    assert table.loc[f"{prefix}System Cost", "Unit"] == f"NOK_{year}/yr"
    assert table.loc[f"{prefix}Recycled", "Unit"] == "t/yr"
    assert table.loc[f"{prefix}Emissions Net", "Unit"] == "t CO2e/yr"
    assert table.loc[f"{prefix}Rate|EU", "Unit"] == "1"


def test_iamc_categories_right_below_a_variable_add_up_to_it() -> None:
    flows = ps.run(ps.load("norway"))
    table = ps.exchange.to_iamc(flows, scenario="s", by=["category", "polymer", "route"])
    series: Any = table.set_index("Variable")[flows.system.axes.years[0]]
    top = "Waste|Plastic Packaging|Collected"
    below = [name for name in series.index if name.startswith(f"{top}|") and name.count("|") == 3]
    assert len(below) == len(flows.system.axes.categories)
    assert series[below].sum() == pytest.approx(series[top])


def test_iamc_regions_by_number_or_name() -> None:
    flows = ps.run(ps.load("headline"))
    named = ps.exchange.to_iamc(flows, scenario="s", region_names=True)
    assert set(named["Region"]) == set(flows.system.axes.region_names)
    assert set(ps.exchange.to_iamc(flows, scenario="s")["Region"]) == set(flows.system.axes.regions)


@pytest.mark.parametrize(
    ("arguments", "error", "match"),
    [
        ({"scenario": ""}, InvalidValueError, "scenario is a name"),
        ({"scenario": "s", "model": 3}, InvalidValueError, "model is a name"),
        ({"scenario": "s", "by": "category"}, LabelError, "collection"),
        ({"scenario": "s", "by": ["year"]}, LabelError, "by cannot hold"),
        ({"scenario": "s", "scope": {"tier": "source"}}, AxisError, "rate"),
    ],
)
def test_iamc_refuses_what_it_cannot_tell(
    arguments: dict[str, Any], error: type[Exception], match: str
) -> None:
    with pytest.raises(error, match=match):
        ps.exchange.to_iamc(ps.run(ps.load("headline")), **arguments)


def renamed(old: str, new: str) -> ps.Flows:
    table = ps.load("headline").table().replace({"category": {old: new}})
    return ps.run(ps.System.from_table(table))


def test_iamc_refuses_names_that_part_a_variable() -> None:
    (category,) = ps.load("headline").axes.categories
    with pytest.raises(LabelError, match="parts the levels"):
        ps.exchange.to_iamc(renamed(category.name, "a|b"), scenario="s")
    with pytest.raises(InvalidValueError, match="takes Flows"):
        ps.exchange.to_iamc(ps.load("headline"), scenario="s")  # type: ignore[arg-type]


# -- JSON-stat ------------------------------------------------------------------------------------

BYS: list[list[str]] = [
    ["year"],
    ["region", "year"],
    ["year", "region", "category"],
    ["route", "region"],
    ["sector", "year"],
    [],
]


def refuse_unless_json_stat(data: dict[str, Any]) -> None:
    """Check what a reader relies on, and what the standard says."""
    assert data["version"] == "2.0"
    assert data["class"] == "dataset"
    assert len(data["id"]) == len(data["size"]) == len(data["dimension"])
    assert math.prod(data["size"]) == len(data["value"])
    for name, size in zip(data["id"], data["size"], strict=True):
        category = data["dimension"][name]["category"]
        assert len(category["index"]) == len(set(category["index"])) == size
        assert set(category["label"]) == set(category["index"])
        assert set(category.get("unit", {})) <= set(category["index"])
    assert validate_jsonstat(data)


@pytest.mark.parametrize("seed", range(8))
@pytest.mark.parametrize("by", BYS, ids=str)
def test_json_stat_numbers_are_those_of_the_table(seed: int, by: list[str]) -> None:
    flows = flows_of(seed)
    try:
        table = flows.table(by=by)
    except PlastsmartError as error:
        with pytest.raises(type(error)):
            ps.exchange.to_jsonstat(flows, by)
        return
    if table.empty:
        with pytest.raises(ScopeError):
            ps.exchange.to_jsonstat(flows, by)
        return
    data = json.loads(json.dumps(ps.exchange.to_jsonstat(flows, by), allow_nan=False))
    refuse_unless_json_stat(data)
    assert data["id"] == [*by, "flow"]
    assert data["value"] == table.to_numpy().reshape(-1).tolist()
    units = data["dimension"]["flow"]["category"]["unit"]
    assert {name: unit["base"] for name, unit in units.items()} == table.attrs["units"]


@pytest.mark.parametrize("seed", range(8))
def test_json_stat_rates_are_null_with_a_status_where_undefined(seed: int) -> None:
    flows = flows_of(seed)
    data = ps.exchange.to_jsonstat(flows, ["region", "year"], what="rates")
    refuse_unless_json_stat(data)
    expected = flows.rates(by=["region", "year"]).to_numpy().reshape(-1)
    found = np.array([math.nan if value is None else value for value in data["value"]])
    np.testing.assert_array_equal(found, expected)
    undefined = {str(at) for at in np.flatnonzero(np.isnan(expected))}
    assert set(data.get("status", {})) == undefined


def test_json_stat_tells_roles_labels_and_source() -> None:
    flows = ps.run(ps.load("norway"))
    data = ps.exchange.to_jsonstat(
        flows, ["region", "year"], label="Norge", source="plastsmart", language="no"
    )
    assert data["role"] == {"geo": ["region"], "time": ["year"], "metric": ["flow"]}
    assert data["dimension"]["year"]["label"] == "år"
    assert data["dimension"]["flow"]["category"]["label"]["collected"] == "Samlet inn"
    region = data["dimension"]["region"]["category"]
    assert region["label"] == dict(
        zip(flows.system.axes.regions, flows.system.axes.region_names, strict=True)
    )
    assert (data["label"], data["source"]) == ("Norge", "plastsmart")


def test_json_stat_comes_back_by_the_reader_of_statistics() -> None:
    reader = pytest.importorskip("plastsmart.mapping.jsonstat")
    flows = ps.run(ps.load("norway"))
    table = flows.table(by=["region", "year"])
    read = reader.read(ps.exchange.to_jsonstat(flows, ["region", "year"]))
    assert read.id == ("region", "year", "flow")
    assert read.size == (*(len(level) for level in table.index.levels), table.shape[1])  # type: ignore[attr-defined]
    np.testing.assert_array_equal(np.asarray(read.values).reshape(table.shape), table)


@pytest.mark.parametrize(
    ("arguments", "match"),
    [
        ({"what": "costs"}, "flows"),
        ({"language": "sv"}, "language"),
        ({"label": 3}, "texts"),
    ],
)
def test_json_stat_refuses_what_it_cannot_tell(arguments: dict[str, Any], match: str) -> None:
    with pytest.raises(InvalidValueError, match=match):
        ps.exchange.to_jsonstat(ps.run(ps.load("headline")), **arguments)
    with pytest.raises(InvalidValueError, match="takes Flows"):
        ps.exchange.to_jsonstat(ps.load("headline"))  # type: ignore[arg-type]
