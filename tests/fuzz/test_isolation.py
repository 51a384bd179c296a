"""Files of strangers run nothing, open no other file, and reach no network, whatever they hold.

Each reader is given valid and hostile files under an audit hook, which sees what Python does whatever
library asks for it. All but opening the named file is refused: other files, imports, `compile` and
`exec`, pickles, sockets, processes. That the hook sees such things is tested too.
"""

from __future__ import annotations

import contextlib
import importlib
import io
import json
import os
import pickle
import pkgutil
import random
import socket
import subprocess
import sys
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any, Final

import pytest

import plastsmart as ps
from plastsmart.errors import PlastsmartError
from tests.fuzz import mutation
from tests.fuzz.confinement import EscapedError, confined
from tests.fuzz.targets import EXAMPLES, PLAN, TARGETS, Target, tables

pytestmark = pytest.mark.once

TEXTS: Final = (
    # what might be run
    "__import__('os').system('true')", "exec('1')", "open('/etc/passwd').read()", "$(true)", "`true`",
    "${jndi:ldap://127.0.0.1/a}", "{{ ''.__class__.__mro__ }}", "=HYPERLINK(\"http://127.0.0.1/\")",
    "=cmd|' /C calc'!A0", "=WEBSERVICE(\"http://127.0.0.1/\")", "cos\nsystem\n(S'true'\ntR.",
    "!!python/object/apply:os.system ['true']", "uniform(__import__('os').getpid(), 1)", "9**9**9 kg",
    # what might be opened
    "/etc/passwd", "../secret.csv", "secret.csv", "file:///etc/passwd", "\\\\127.0.0.1\\share\\x",
    "//127.0.0.1/share/x", "http://127.0.0.1:9/x", "ftp://127.0.0.1/x", "~/x", "C:\\x", "/dev/stdin",
    "/proc/self/environ", "link.csv", "folder/../x.csv", "@/etc/passwd",
)  # fmt: skip


@pytest.fixture(autouse=True, scope="module")
def _imported() -> None:
    """Import what is imported when it is first used; reading imports nothing then."""
    for module in pkgutil.walk_packages(ps.__path__, "plastsmart."):
        if not module.name.startswith(("plastsmart.report.word", "plastsmart.workshop.")):
            importlib.import_module(module.name)


@pytest.fixture
def own(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return a folder for a reader, in one with a file that is none of its business."""
    (tmp_path / "secret.csv").write_bytes(tables()[0])
    folder = tmp_path / "own"
    folder.mkdir()
    monkeypatch.setattr("tempfile.tempdir", str(folder))
    # a version is looked up in the metadata of what is installed
    monkeypatch.setattr(ps, "__version__", ps.__version__, raising=False)
    return folder


def seeds(target: Target) -> list[bytes]:
    """Return a target's valid inputs; without `explain`, which parses the package's own source."""
    return [seed for seed in target.seeds() if b'"explain"' not in seed]


def held(target: Target, data: bytes, folder: Path) -> list[str]:
    """Return what a reader did besides reading what it was given."""
    with confined(folder=folder) as escapes, contextlib.suppress(PlastsmartError, AssertionError):
        target.read(data, folder)
    return escapes


def with_text(seed: bytes, text: str, chance: random.Random) -> bytes:
    """Return a file with one of its texts replaced."""
    if seed.startswith(b"PK"):
        members = mutation.members_of(seed)
        name = chance.choice(
            [n for n in members if n.endswith((".xml", ".rels", ".csv", ".toml", ".json"))]
        )
        return mutation.packed(
            members | {name: with_text(members[name], text, chance)}, zipfile.ZIP_STORED
        )
    if seed.startswith(b"<"):
        old = chance.choice(list(mutation._XML.finditer(seed)))
        plain = text.replace("&", "&amp;").replace("<", "&lt;").replace('"', "&quot;").encode()
        new = b'="' + plain + b'"' if old[0].startswith(b"=") else b">" + plain + b"<"
        return seed[: old.start()] + new + seed[old.end() :]
    if b'"arguments"' in seed:  # what stands there is a file that is named
        content = json.loads(seed)
        for name in content.keys() - {"arguments"}:
            content[name] = with_text(content[name].encode(), text, chance).decode()
        return json.dumps(content).encode()
    whole = seed.decode("utf-8-sig")
    word = chance.choice(list(mutation._WORD.finditer(whole)))
    plain_text = json.dumps(text, ensure_ascii=False) if word[0].startswith('"') else text
    return (whole[: word.start()] + plain_text + whole[word.end() :]).encode()


@pytest.mark.parametrize("name", TARGETS)
def test_a_reader_opens_no_other_file_and_runs_nothing(name: str, own: Path) -> None:
    target, chance = TARGETS[name], random.Random(1)
    for seed in seeds(target):  # imports what is imported when it is first used
        with contextlib.suppress(PlastsmartError):
            target.read(seed, own)
    for seed in seeds(target):
        hostile = [seed, *(with_text(seed, text, chance) for text in TEXTS)]
        if name != "commands":  # whose arguments may name any file
            hostile += [target.mutate(seed, chance) for _ in range(10)]
        for data in hostile:
            assert held(target, data, own) == []


# -- files that point elsewhere ------------------------------------------------------------------


@pytest.mark.parametrize(
    "path", [text for text in TEXTS if "/" in text or "\\" in text or "." in text]
)
@pytest.mark.parametrize("packed", [False, True])
def test_a_data_package_opens_nothing_but_its_own_files(own: Path, path: str, packed: bool) -> None:
    described = json.dumps({"resources": [{"name": "system", "path": path}]}).encode()
    place = own / "package.zip" if packed else own
    if packed:
        place.write_bytes(
            mutation.packed({"datapackage.json": described, path: b"parameter,value\n"})
        )
    else:
        (own / "datapackage.json").write_bytes(described)
        (own / "link.csv").symlink_to(own.parent / "secret.csv")
    given = place if packed else own / "datapackage.json"
    with confined(given) as escapes, pytest.raises(PlastsmartError):
        ps.exchange.read_datapackage(place)
    assert escapes == []


PARTS: Final = {
    "external link": (
        "xl/externalLinks/externalLink1.xml",
        b'<externalLink><externalBook r:id="rId1"/></externalLink>',
    ),
    "DDE link": (
        "xl/externalLinks/externalLink1.xml",
        b'<ddeLink ddeService="cmd" ddeTopic="/c calc"/>',
    ),
    "connection": (
        "xl/connections.xml",
        b'<connections><connection id="1" odcFile="http://127.0.0.1/x"/></connections>',
    ),
    "macros": ("xl/vbaProject.bin", b"\xd0\xcf\x11\xe0"),
    "entity of a file": (
        "xl/worksheets/sheet1.xml",
        b'<!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/passwd">]><worksheet>&x;</worksheet>',
    ),
    "entity of an address": (
        "xl/sharedStrings.xml",
        b'<!DOCTYPE a [<!ENTITY % x SYSTEM "http://127.0.0.1:9/x"> %x;]><sst/>',
    ),
    "entities of entities": (
        "xl/workbook.xml",
        b'<!DOCTYPE a [<!ENTITY b "xx"><!ENTITY c "&b;&b;">]><workbook>&c;</workbook>',
    ),
    "schema at an address": (
        "xl/worksheets/sheet1.xml",
        (
            b'<worksheet xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" '
            b'xsi:schemaLocation="a http://127.0.0.1:9/x.xsd"/>'
        ),
    ),
    "relation elsewhere": (
        "xl/_rels/workbook.xml.rels",
        (
            b'<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
            b'<Relationship Id="rId1" TargetMode="External" Target="file:///etc/passwd" '
            b'Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/worksheet"/>'
            b'<Relationship Id="rId2" Target="../../../../etc/passwd" '
            b'Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/worksheet"/>'
            b"</Relationships>"
        ),
    ),
}


@pytest.mark.parametrize("part", PARTS)
@pytest.mark.parametrize("kind", ["mapping", "inventory"])
def test_a_workbook_is_not_followed_out_of_its_file(own: Path, part: str, kind: str) -> None:
    example = {"mapping": "mapping/eksempelby.xlsx", "inventory": "inventory/innkjop.xlsx"}[kind]
    members = mutation.members_of((EXAMPLES / example).read_bytes())
    name, content = PARTS[part]
    place = own / "own.xlsx"
    place.write_bytes(mutation.packed(members | {name: content}))
    reader: Callable[[Path], Any] = getattr(ps, kind).read
    with confined(place) as escapes, contextlib.suppress(PlastsmartError):
        reader(place)
    assert escapes == []


@pytest.mark.parametrize("text", TEXTS)
def test_a_plan_that_is_read_and_applied_opens_nothing_else(own: Path, text: str) -> None:
    place = own / "plan.toml"
    words = json.dumps(text.replace("\n", " "), ensure_ascii=False)
    place.write_text(PLAN.replace('"D"', words).replace('"S"', words), encoding="utf-8")
    system = ps.load("headline")
    ps.project(system, ps.Plan.from_toml(PLAN), years=(2023, 2027, 2028, 2030))
    with confined(place) as escapes, contextlib.suppress(PlastsmartError):
        plan = ps.Plan.load(place)
        ps.project(system, plan, years=(2023, 2027, 2028, 2030)).flows.rates()
        plan.to_toml()
    assert escapes == []


# -- the hook ------------------------------------------------------------------------------------


def ask(place: Path) -> None:
    with socket.socket() as asked:
        asked.connect(("127.0.0.1", 9))


ESCAPES: Final[dict[str, Callable[[Path], Any]]] = {
    "another file": lambda place: place.with_name("other").read_bytes(),
    "a file that is written": lambda place: place.write_bytes(b""),
    "a folder": lambda place: list(place.parent.iterdir()),
    "eval": lambda _: eval("1"),
    "exec": lambda _: exec("1"),
    "compile": lambda _: compile("1", "x", "eval"),
    "an import": lambda _: __import__("antigravity"),
    "a pickle": lambda _: pickle.loads(pickle.dumps(io.BytesIO)),
    "a process": lambda _: subprocess.run([sys.executable, "-c", ""], check=False),
    "a shell": lambda _: os.system("true"),
    "a socket": ask,
    "a name": lambda _: socket.getaddrinfo("localhost", 9),
    "a link": lambda place: place.with_name("link").symlink_to(place),
}


@pytest.mark.parametrize("escape", ESCAPES)
def test_the_hook_sees(escape: str, tmp_path: Path) -> None:
    place = tmp_path / "named"
    place.write_bytes(b"x")
    place.with_name("other").write_bytes(b"x")
    with confined(place) as escapes:
        assert place.read_bytes() == b"x"
        with pytest.raises(EscapedError):
            ESCAPES[escape](place)
    assert len(escapes) >= 1
