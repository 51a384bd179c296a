"""What reads input from outside, each as a function of bytes that ends well or tells what did not.

A reader ends well where it returns, or raises a `PlastsmartError` with a message that people can
read. What it returns is used once, so that nothing odd gets further than the reader.
"""

from __future__ import annotations

import contextlib
import functools
import io
import json
import math
import random
import zlib
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, Final

import attrs

import plastsmart as ps
from plastsmart.cli import main
from plastsmart.errors import PlastsmartError
from plastsmart.mapping import jsonstat, pxweb
from plastsmart.mapping.ssb import from_ssb
from plastsmart.parameters import parse_distribution
from plastsmart.units import parse_quantity, parse_unit
from plastsmart.workshop.numbers import readings
from plastsmart.workshop.own import from_file, from_form
from tests.fuzz import mutation
from tests.fuzz.bounds import MEBIBYTES, SECONDS, bounded

ROOT: Final = Path(__file__).parents[2]
RECORDED: Final = ROOT / "tests" / "recorded"
EXAMPLES: Final = ROOT / "examples"

LONGEST_LINE: Final = 2_000
"""Characters of a line of a message, at most."""

_EACH: Final = 16
"""One of how many measured places is reconciled too, which takes longer than to read it."""


@attrs.frozen(kw_only=True)
class Target:
    """A reader with what it is tried on.

    Attributes
    ----------
    name, what : str
    read : callable
        Takes bytes and a folder of its own; raises `PlastsmartError` where it refuses.
    seeds : callable
        Returns valid inputs.
    mutate : callable
        Makes an input that is nearly valid of one.
    """

    name: str
    what: str
    read: Callable[[bytes, Path], object]
    seeds: Callable[[], list[bytes]]
    mutate: mutation.Mutator


def ends_well(
    target: Target,
    data: bytes,
    folder: Path,
    seconds: float = SECONDS,
    mebibytes: float = MEBIBYTES,
) -> str:
    """Return how reading ended, "read" or "refused"; whatever else it did is raised.

    Raises
    ------
    AssertionError
        If a message is none that can be shown.
    TooMuchError
        If it took too long or too much memory.
    """
    with bounded(seconds, mebibytes):
        try:
            target.read(data, folder)
        except PlastsmartError as error:
            readable(str(error))
            return "refused"
    return "read"


def readable(message: str) -> None:
    """Check that a message is there, is bounded, and does nothing to a terminal."""
    assert message.strip(), "an empty message"
    for line in message.split("\n"):
        assert len(line) <= LONGEST_LINE, f"a line of {len(line)} characters: {line[:200]!r}"
        odd = [
            letter
            for letter in line
            if not letter.isprintable() and letter not in "\t\u00a0\u2009\u202f"
        ]
        assert not odd, f"{odd[0]!r} in a message: {line[:200]!r}"
    assert len(message) < 200_000


def _each(*readers: Callable[[], object]) -> None:
    """Call each, whatever the others refuse."""
    for reader in readers:
        with contextlib.suppress(PlastsmartError):
            reader()


def _words(data: bytes) -> str:
    return data.decode("utf-8", "surrogateescape")


def _object(data: bytes) -> Any:
    """Return what JSON holds; of what is none, a text."""
    try:
        return json.loads(data)
    except (ValueError, RecursionError):
        return _words(data)


def _dumped(*contents: Any) -> list[bytes]:
    return [json.dumps(content, ensure_ascii=False).encode() for content in contents]


def _file(data: bytes, folder: Path, name: str) -> Path:
    path = folder / name
    path.write_bytes(data)
    return path


# -- quantities -----------------------------------------------------------------------------------


def read_quantity(data: bytes, _: Path) -> None:
    text = _words(data)

    def quantity(locale: str) -> None:
        value, unit = parse_quantity(text, locale)
        assert math.isfinite(value)
        assert parse_unit(unit or "1") == unit

    _each(
        lambda: quantity("en"),
        lambda: quantity("no"),
        lambda: parse_unit(text),
        lambda: ps.Q(text),
        lambda: ps.Q(1.0, text),
        lambda: str(parse_distribution(text)),
    )
    assert all(map(math.isfinite, readings(text)))


def quantities() -> list[bytes]:
    texts = (
        "19.9 kg/person/year", "19,9 kg/innbygger/år", "108 000 t/year", "1e3 kg CO2e/t",
        "5 mill. kr/år",
        "50 %", "0.5", "12 NOK/tonne", "3 kWh*m2/household", "uniform(0.1, 0.2) per region",
        "normal(1, 0.2)", "pert(0.1, 0.2, 0.3) per year", "pedigree(1, 2, 3, 4, 5)", "beta(2, 3)",
        "dirichlet(20)", "lognormal(1.2)", "22 680 t", "83,3 %",
    )  # fmt: skip
    return [text.encode() for text in texts]


# -- tables ---------------------------------------------------------------------------------------


def _used(system: ps.System) -> None:
    """Run a system that was read, and write and read its table."""
    table = system.table()
    table.to_csv().encode()
    assert ps.System.from_table(table) == system
    with contextlib.suppress(PlastsmartError):
        ps.run(system).rates()


def read_table(data: bytes, folder: Path) -> None:
    _used(ps.data.read_table(_file(data, folder, "table.csv")))


@functools.cache
def _table(name: str, **options: Any) -> bytes:
    text: str = ps.load(name).table().to_csv(index=False, lineterminator="\n", **options)
    return text.encode()


def tables() -> list[bytes]:
    return [
        _table("headline"),
        _table("headline", sep=";", decimal=","),
        (RECORDED / "formats" / "table-1.csv").read_bytes(),
    ]


def read_frame(data: bytes, _: Path) -> None:
    import pandas as pd

    content = _object(data)
    try:
        frame: Any = pd.DataFrame(content)
    except Exception:  # noqa: BLE001 - what pandas makes no frame of never comes to us
        frame = content
    _used(ps.System.from_table(frame))


def frames() -> list[bytes]:
    rows = json.loads(ps.load("headline").table().to_json(orient="records"))
    columns = {name: [row[name] for row in rows] for name in rows[0]}
    return _dumped(rows, columns)


# -- data packages --------------------------------------------------------------------------------


def read_package(data: bytes, folder: Path) -> None:
    made = ps.exchange.read_datapackage(_file(data, folder, "package.zip"))
    f"{made}{made.title}{made.licences}{made.sources}".encode()
    _used(made.system)


@functools.cache
def packages() -> list[bytes]:
    whole = mutation.members_of((RECORDED / "formats" / "datapackage-1.zip").read_bytes())
    described = json.loads(whole["datapackage.json"])
    for resource in described["resources"]:
        # without its size and hash, a file that was changed is read
        for key in ("bytes", "hash"):
            resource.pop(key, None)
    plan = (EXAMPLES / "plans" / "hamar.toml").read_bytes()
    described["resources"].append({"name": "plan", "path": "plan.toml", "format": "toml"})
    loose = {
        name: content
        for name, content in whole.items()
        if name not in {"datapackage.json", "plan.toml"}
    }
    loose = {"datapackage.json": json.dumps(described).encode(), **loose}
    if sum(each["name"] == "plan" for each in described["resources"]) > 1:
        described["resources"].pop()
        loose["datapackage.json"] = json.dumps(described).encode()
    loose["plan.toml"] = plan
    return [mutation.packed(whole), mutation.packed(loose)]


# -- plans ----------------------------------------------------------------------------------------


@functools.cache
def _headline() -> ps.System:
    return ps.load("headline")


def read_plan(data: bytes, folder: Path) -> None:
    plan = ps.Plan.load(_file(data, folder, "plan.toml"))
    text = plan.to_toml()
    assert ps.Plan.from_toml(text) == plan
    assert ps.Plan.from_toml(text).to_toml() == text
    with contextlib.suppress(PlastsmartError):
        ps.project(_headline(), plan, years=(2023, 2027, 2028, 2030)).flows.rates()


def plans() -> list[bytes]:
    names = ("hamar", "coast")
    whole = [(EXAMPLES / "plans" / f"{name}.toml").read_bytes() for name in names]
    return [*whole, (RECORDED / "formats" / "plan-1.toml").read_bytes(), PLAN.encode()]


PLAN: Final = """schema = "plastsmart-plan/1"
name = "P"
author = "A"
region = "R"
description = "D"
sources = ["S"]

[[targets]]
rate = "eu"
level = 0.3
year = 2030
name = "T"
scope.sector = "household"

[[measures]]
name = "M"
start = 2026
ramp = 3
curve = "logistic"
regions = ["NO"]
status = "estimated"
cost = "5 MNOK/year"
investment = {value = "20 NOK/person", distribution = "uniform(10, 30)", source = "S", note = "N"}
lifetime = 10
grant = 0.2
paid_by = {municipality = 0.5, state = 0.5}
price_year = 2024

[[measures.changes]]
parameter = "capture"
close_gap = {value = 0.2, distribution = "uniform(0.1, 0.3) per year", status = "estimated"}
where.route = "municipal_collection"

[[measures.changes]]
parameter = "packaging_per_person"
scale = 0.9
where.year = [2027, 2028]
"""


# -- a municipality's own numbers -----------------------------------------------------------------


def _told(problems: Any) -> None:
    for problem in problems:
        for language in ("en", "no"):
            readable(problem.told(language))


def _read_mapping(data: bytes, folder: Path, name: str) -> None:
    mapping = ps.mapping.read(_file(data, folder, name))
    _told(mapping.problems)
    mapping.table().to_csv().encode()
    if zlib.crc32(data) % _EACH == 0 and mapping.regions:
        with contextlib.suppress(PlastsmartError):
            ps.reconcile(mapping, region=next(iter(mapping.regions))).system()


def read_workbook(data: bytes, folder: Path) -> None:
    _read_mapping(data, folder, "own.xlsx")


def read_measurements(data: bytes, folder: Path) -> None:
    _read_mapping(data, folder, "own.csv")


def workbooks() -> list[bytes]:
    return [_stored(EXAMPLES / "mapping" / "eksempelby.xlsx")]


def _stored(file: Path) -> bytes:
    return mutation.packed(mutation.members_of(file.read_bytes()), method=0)


def measurements() -> list[bytes]:
    return [(EXAMPLES / "mapping" / "eksempelby.csv").read_bytes(), MEASUREMENTS.encode()]


MEASUREMENTS: Final = (
    "quantity;region;year;route;value;unit\n"
    "population;3203;2024;;98 815;person\n"
    "impurity;3203;2024;kerbside_bin;12;1\n"
)


def _read_purchases(data: bytes, folder: Path, name: str) -> None:
    inventory = ps.inventory.read(_file(data, folder, name))
    _told(inventory.problems)
    inventory.table().to_csv().encode()
    str(inventory).encode()


def read_purchases_workbook(data: bytes, folder: Path) -> None:
    _read_purchases(data, folder, "own.xlsx")


def read_purchases(data: bytes, folder: Path) -> None:
    _read_purchases(data, folder, "own.csv")


def purchases_workbooks() -> list[bytes]:
    return [_stored(EXAMPLES / "inventory" / "innkjop.xlsx")]


def purchases() -> list[bytes]:
    return [(EXAMPLES / "inventory" / "innkjop.csv").read_bytes()]


def read_litter(data: bytes, _: Path) -> None:
    import pandas as pd

    content = _object(data)
    _each(
        lambda: ps.litter_from_counts(content),
        lambda: ps.litter_from_counts(content, by="category", length=100.0),
    )
    if isinstance(content, dict):
        for key, length in (("rows", None), ("counts", content.get("length"))):
            given: Any = content.get(key)
            with contextlib.suppress(PlastsmartError):
                try:
                    frame: Any = pd.DataFrame(given)
                except Exception:  # noqa: BLE001 - what pandas makes no frame of never comes to us
                    frame = given
                ps.litter_from_counts(frame if key == "rows" else given, length=length)


def litter() -> list[bytes]:
    return _dumped(
        {"Kork og lokk": 1000, "rope": 2, "4": 1.5},
        {
            "rows": [{"item": "cap", "count": 3}, {"item": "4", "count": 1}],
            "counts": {"cap": 1},
            "length": 50,
        },
    )


# -- statistics offices ---------------------------------------------------------------------------


def read_jsonstat(data: bytes, _: Path) -> None:
    _each(
        lambda: jsonstat.read(data).frame(labels=True).to_csv().encode(),
        lambda: jsonstat.read_structure(data).table,
        lambda: str(jsonstat.read_structure(data)),
    )
    found = from_ssb(data)
    _told(found.problems)
    found.table().to_csv().encode()
    found.origin.encode()


def statistics() -> list[bytes]:
    names = ("07459", "13136", "07459-metadata")
    return [(RECORDED / f"{name}.json").read_bytes() for name in names]


def read_answers(data: bytes, _: Path) -> None:
    """Ask a server that answers what the input holds, one answer after another."""
    content = _object(data)
    content = content if isinstance(content, dict) else {}
    answers = content.get("answers")
    answers = answers if isinstance(answers, list) and answers else [[200, {}, {}]]
    asked = 0
    now = 0.0

    def fetch(_method: str, _address: str, _body: bytes | None) -> Any:
        nonlocal asked
        given = answers[min(asked, len(answers) - 1)]
        asked += 1
        assert asked < 1000, "a server is asked without end"
        if isinstance(given, list) and len(given) == 3:
            body = given[2] if isinstance(given[2], str) else json.dumps(given[2])
            return given[0], given[1], body.encode("utf-8", "surrogatepass")
        return given

    def sleep(seconds: float) -> None:
        nonlocal now
        assert 0 <= seconds < 100_000
        now += seconds

    client = pxweb.Client(fetch=fetch, clock=lambda: now, sleep=sleep, cells=50)

    def ask() -> None:
        given = content.get("query")
        given = given if isinstance(given, dict) else {}
        query = pxweb.Query(
            table="07459",
            values=given.get("values"),
            codelists=given.get("codelists", {}),
            outputs=given.get("outputs", {}),
        )
        from_ssb(client.data(query))

    _each(ask, lambda: client.structure("07459"), lambda: client.codelist("agg_KommSummer"))


def answers() -> list[bytes]:
    metadata, codes, data = (
        json.loads((RECORDED / f"{name}.json").read_bytes())
        for name in ("07459-metadata", "agg_KommSummer", "07459")
    )
    values = {"Region": ["0301"], "ContentsCode": "Personer1", "Tid": "top(5)"}
    listed = {"Region": "agg_KommSummer"}
    return _dumped(
        {"answers": [[200, {}, metadata], [200, {}, data]], "query": {"values": values}},
        {
            "answers": [
                [429, {"Retry-After": "3"}, "x"],
                [200, {}, metadata],
                [200, {}, codes],
                [200, {}, data],
            ],
            "query": {
                "values": values | {"Region": ["*"]},
                "codelists": listed,
                "outputs": {"Region": "single"},
            },
        },
        {"answers": [[503, {}, {"title": "busy"}]], "query": {"values": values}},
    )


# -- traces ---------------------------------------------------------------------------------------


def read_trace(data: bytes, _: Path) -> None:
    trace = ps.Trace.from_json(_words(data))
    assert ps.Trace.from_json(trace.to_json()).to_json() == trace.to_json()
    again = ps.rerun(trace)
    f"{again}{again._repr_html_()}".encode()


def traces() -> list[bytes]:
    flows = ps.run(ps.load("headline"), only=["eu"])
    small = flows.trace().to_json(indent=None).encode()
    return [small, (RECORDED / "traces" / "headline-0.1.0.json").read_bytes()]


# -- the command line -----------------------------------------------------------------------------

_COSTLY: Final = ("--draws", "--depth", "--seed")
_WRITING: Final = frozenset({"workshop", "report", "simulator", "template"})
"""Commands that serve or write files, and read nothing that the others do not."""


def read_arguments(data: bytes, folder: Path) -> None:
    content = _object(data)
    content = content if isinstance(content, dict) else {}
    given = content.get("arguments")
    arguments = [str(each) for each in given] if isinstance(given, list) else []
    if _WRITING.intersection(arguments):
        return
    arguments = [
        _few(each, before) for before, each in zip(["", *arguments], arguments, strict=False)
    ]
    for name in ("plan.toml", "table.csv", "own.csv"):
        text = content.get(name)
        (folder / name).unlink(missing_ok=True)  # of the input before
        if isinstance(text, str):
            _file(text.encode("utf-8", "surrogatepass"), folder, name)
    places = [each.replace("{}", str(folder)) for each in arguments]
    out, err = io.StringIO(), io.StringIO()
    with contextlib.redirect_stdout(out), contextlib.redirect_stderr(err):
        status = main(places)
    assert status in {0, 1, 2}, f"exit status {status}"
    told = err.getvalue()
    assert "Traceback" not in told
    if status == 2:
        assert told.endswith("\n")
        assert not out.getvalue()
        for line in told.splitlines():
            assert line.startswith("plastsmart"), line[:200]
            assert len(line) < 20_000
    for text in (told, out.getvalue()):
        odd = {letter for letter in text if not letter.isprintable()} - set(
            "\n\t\u00a0\u2009\u202f"
        )
        assert not odd, f"{odd!r} is printed"
    if status != 2 and "--json" in places and "--help" not in places and "-h" not in places:
        json.loads(out.getvalue())


def _few(argument: str, before: str) -> str:
    """Return an argument; of one that says how much is to be done, little."""
    if any(before and option.startswith(before.partition("=")[0]) for option in _COSTLY):
        return argument[:2]
    name, mark, value = argument.partition("=")
    if mark and len(name) > 2 and any(option.startswith(name) for option in _COSTLY):
        return f"{name}={value[:2]}"
    return argument


def commands() -> list[bytes]:
    plan, table, own = "{}/plan.toml", "{}/table.csv", "{}/own.csv"
    lines = (
        ["assess", table, "--plan", plan, "--cpi"],
        ["assess", table, "--json", "--target", "eu-2030", "--language", "no", "--draws", "20"],
        ["assess", own, "--generation", "market", "--hold-bounds", "--year", "2023"],
        ["explain", table, "recycled", "--year", "2020", "--scope", "sector=household", "--json"],
        ["explain", own, "eu", "--depth", "3", "--language", "no"],
        ["required", table, "capture", "--target", "eu-2030", "--where", "route=kerbside"],
        ["attribute", table, "--plan", plan, "--cpi", "--flow", "recycled", "--year", "2030"],
        ["least-cost", table, "--measures", plan, "--target", "eu-2030", "--cpi",
         "--budget", "50 MNOK/year", "--must", "M", "--excludes", "M;N", "--needs", "M=N"],
        ["compare", plan, plan, "--system", table, "--json"],
        ["compare", table, "headline", "--year", "2025"],
        ["reconcile", own, "--region", "Eksempelby", "--year", "2023", "--json"],
        ["datasets", "--json"],
        ["--version"],
    )  # fmt: skip
    files = {
        "plan.toml": PLAN.replace('regions = ["NO"]\n', ""),
        "table.csv": _table("headline").decode(),
        "own.csv": measurements()[0].decode("utf-8-sig"),
    }
    found = []
    for line in lines:
        needed = {name: text for name, text in files.items() if any(name in each for each in line)}
        found += _dumped({"arguments": line, **needed})
    return found


# -- the page of a course -------------------------------------------------------------------------


def read_form(data: bytes, _: Path) -> None:
    content = _object(data)
    content = content if isinstance(content, dict) else {}
    fields = content.get("fields")
    typed = {str(k): str(v) for k, v in fields.items()} if isinstance(fields, dict) else {}
    made = [from_form(typed, language) for language in ("en", "no")]
    name, text = content.get("file"), content.get("content")
    if isinstance(name, str) and isinstance(text, str):
        made.append(from_file(name, text.encode("utf-8", "surrogatepass"), "no"))
    for own in made:
        assert (own.system is None) == bool(own.problems)


def forms() -> list[bytes]:
    return _dumped(
        {"fields": {"name": "X", "year": "2024", "population": "33 000", "collected_gross": "300 t"}},
        {
            "fields": {
                "population": "33 000", "collected_gross": "300", "coverage": "90 %", "impurity": "12",
                "packaging_per_person": "22,5", "residual_total": "5 000", "packaging_in_residual": "9",
                "sorted_gross": "100",
            },
            "file": "own.csv",
            "content": MEASUREMENTS,
        },
    )  # fmt: skip


TARGETS: Final = {
    target.name: target
    for target in (
        Target(
            name="plan", what="plans (TOML)", read=read_plan, seeds=plans, mutate=mutation.of_words
        ),
        Target(
            name="table",
            what="tables (CSV)",
            read=read_table,
            seeds=tables,
            mutate=mutation.of_table,
        ),
        Target(
            name="frame",
            what="tables (pandas)",
            read=read_frame,
            seeds=frames,
            mutate=mutation.of_json,
        ),
        Target(
            name="package",
            what="data packages (zip)",
            read=read_package,
            seeds=packages,
            mutate=mutation.of_zip,
        ),
        Target(
            name="workbook",
            what="workbooks of own numbers (xlsx)",
            read=read_workbook,
            seeds=workbooks,
            mutate=mutation.of_zip,
        ),
        Target(
            name="measurements",
            what="own numbers (CSV)",
            read=read_measurements,
            seeds=measurements,
            mutate=mutation.of_table,
        ),
        Target(
            name="purchases_workbook",
            what="workbooks of purchases (xlsx)",
            read=read_purchases_workbook,
            seeds=purchases_workbooks,
            mutate=mutation.of_zip,
        ),
        Target(
            name="purchases",
            what="purchases (CSV)",
            read=read_purchases,
            seeds=purchases,
            mutate=mutation.of_table,
        ),
        Target(
            name="litter",
            what="counts of litter",
            read=read_litter,
            seeds=litter,
            mutate=mutation.of_json,
        ),
        Target(
            name="jsonstat",
            what="JSON-stat, and Statistics Norway's tables",
            read=read_jsonstat,
            seeds=statistics,
            mutate=mutation.of_json,
        ),
        Target(
            name="pxweb",
            what="answers of a PxWeb server",
            read=read_answers,
            seeds=answers,
            mutate=mutation.of_json,
        ),
        Target(
            name="trace",
            what="traces (JSON)",
            read=read_trace,
            seeds=traces,
            mutate=mutation.of_json,
        ),
        Target(
            name="quantity",
            what="quantities, units, distributions",
            read=read_quantity,
            seeds=quantities,
            mutate=mutation.of_words,
        ),
        Target(
            name="form",
            what="what is typed and opened on the page of a course",
            read=read_form,
            seeds=forms,
            mutate=mutation.of_json,
        ),
        Target(
            name="commands",
            what="the command line with its files",
            read=read_arguments,
            seeds=commands,
            mutate=mutation.of_json,
        ),
    )
}
"""By name; in the order in which they are fuzzed."""


def inputs(target: Target, chance: random.Random) -> Iterator[bytes]:
    """Yield inputs without end: a valid one changed ever more, until another is taken."""
    seeds = target.seeds()
    while True:
        data = chance.choice(seeds)
        for _ in range(chance.choice([1, 2, 3, 8])):
            data = target.mutate(data, chance)
            yield data
