"""Changes valid files into files that are nearly valid: every cell, key or value may become another.

Random bytes seldom get past the first check of a reader. What is changed here is still a workbook, a
table, JSON or TOML most of the time, so that what lies behind is reached.
"""

from __future__ import annotations

import contextlib
import copy
import csv
import io
import json
import math
import random
import re
import zipfile
from collections.abc import Callable
from typing import Any, Final

Mutator = Callable[[bytes, random.Random], bytes]

TEXTS: Final = (
    "", " ", "\t", "a", "1", "0", "-1", "0.5", "1e400", "-1e400", "nan", "inf", "1e-320", "9" * 400,
    "1_000", "0x10", "१२", "1,5", "1.234", "1 234,5", "50 %", "35", "2030", "10000", "-0", "1e308",
    "19.9 kg/person/year", "kg**1000000000", "kg^1e9", "9**9**9**9 kg", "1e400 kg", "5 MNOK/year",
    "kg/person/year/year", "((((((", "kg" * 60, "m" + "*m" * 40, "%" * 90, "mill. kr", "kg  CO2 e",
    "normal(0, 1)", "uniform(1e400, nan)", "pert(low, value, high)", "pedigree(9, 9)", "beta(0, 0)",
    "lognormal(1e308)", "uniform(0, 1) per region", "dirichlet(-1)", "normal(" + "0," * 50 + ")",
    "=1+1", "=cmd|' /C calc'!A0", "@SUM(A1)", "#REF!", "#DIV/0!", "\u2028", "\u202e", "\ud800", "\0",
    "\x1b[31m", "\r", "\n", "a\nb", "\ufeff", "_x0000_", "_xD800_", "é" * 99, "x" * 300, "æøå",
    "../../etc/passwd", "/etc/passwd", "file:///etc/passwd", "\\\\host\\share\\x", "http://localhost/x",
    "C:\\x", "~/x", "&xxe;", "<a>", "]]>", "{{7*7}}", "${7*7}", "__import__('os')", "__class__",
    "${jndi:x}", "%s%n", "NO", "0301", "3403", "region", "year", "category", "route", "capture",
    "value", "name", "measured", "true", "null", "None", "all",
)  # fmt: skip
"""What a text may become."""

VALUES: Final[tuple[Any, ...]] = (
    None, True, False, 0, 1, -1, 0.5, 35, 2030, 9999, 10**5, 10**15, 2**63, 10**400, -0.0, 1e308, 1e-320,
    math.nan, math.inf, -math.inf, [], {}, [[]], [None], [0.5, 0.5], {"": ""}, {"a": 1}, "", " ", "x",
    {"value": 1}, {"value": "1 kg", "source": 3}, ["NO", "NO"], [[[[[[[[[[1]]]]]]]]]],
)  # fmt: skip
"""What a value of JSON may become."""

_NOISE: Final = (
    b"\0", b"\xff", b"\xfe\xff", b"<", b">", b'"', b"'", b"]", b"[", b"{", b"}", b",", b";", b"\n", b"=",
    b"\r\n", b"&#1;", b"9" * 30, b"-", b"%", b"\xef\xbb\xbf", b"\\u0000",
    b"<!DOCTYPE a [<!ENTITY b 'c'>]>",
)  # fmt: skip


def of_bytes(data: bytes, chance: random.Random) -> bytes:
    """Change, drop, repeat and insert some bytes."""
    changed = bytearray(data)
    for _ in range(chance.randint(1, 6)):
        at = chance.randrange(len(changed) + 1)
        match chance.randrange(5):
            case 0 if at < len(changed):
                changed[at] = chance.randrange(256)
            case 1:
                del changed[at : at + chance.randint(1, 40)]
            case 2:
                piece = changed[at : at + chance.randint(1, 60)]
                changed[at:at] = piece * chance.choice([1, 1, 2, 30])
            case 3:
                changed[at:at] = chance.choice(TEXTS).encode("utf-8", "surrogatepass")
            case _:
                changed[at:at] = chance.choice(_NOISE)
    return bytes(changed)


# -- text -----------------------------------------------------------------------------------------

_WORD: Final = re.compile(r'"[^"\n]*"|[^\s",;=\[\]{}()]+')


def of_text(text: str, chance: random.Random) -> str:
    """Change a text by words, lines or characters."""
    match chance.randrange(4):
        case 0:
            return chance.choice(TEXTS)
        case 1 if "\n" in text:
            return _of_lines(text, chance)
        case 2:
            at = chance.randrange(len(text) + 1)
            return text[:at] + chance.choice(TEXTS) + text[at + chance.choice([0, 0, 1, 5]) :]
        case _:
            words = list(_WORD.finditer(text))
            if not words:
                return chance.choice(TEXTS)
            old = chance.choice(words)
            new = chance.choice([*TEXTS, chance.choice(words)[0], f"{old[0]}{old[0]}"])
            if old[0].startswith('"') and not new.startswith('"') and chance.random() < 0.7:
                new = json.dumps(new, ensure_ascii=False)
            return text[: old.start()] + new + text[old.end() :]


def _of_lines(text: str, chance: random.Random) -> str:
    lines = text.split("\n")
    at, other = chance.randrange(len(lines)), chance.randrange(len(lines))
    match chance.randrange(5):
        case 0:
            del lines[at]
        case 1:
            lines.insert(other, lines[at])
        case 2:
            lines[at], lines[other] = lines[other], lines[at]
        case 3:
            lines[at : at + 1] = [lines[at]] * chance.choice([2, 40])
        case _:
            lines[at] = of_text(lines[at], chance)
    return "\n".join(lines)


def of_words(data: bytes, chance: random.Random) -> bytes:
    """Change a file of text, such as TOML, once or a few times."""
    text = data.decode("utf-8", "surrogateescape")
    for _ in range(chance.choice([1, 1, 2, 4])):
        text = of_text(text, chance)
    return _bytes(text)


def _bytes(text: str) -> bytes:
    try:
        return text.encode("utf-8", "surrogateescape")
    except UnicodeEncodeError:  # half of a pair, from TEXTS
        return text.encode("utf-8", "surrogatepass")


# -- tables ---------------------------------------------------------------------------------------


def of_table(data: bytes, chance: random.Random) -> bytes:
    """Change a CSV table by cells, rows and columns; or as text."""
    text = data.decode("utf-8", "replace")
    mark = ";" if text.partition("\n")[0].count(";") else ","
    try:
        rows = [row for row in csv.reader(io.StringIO(text, newline=""), delimiter=mark) if row]
    except csv.Error:
        rows = []
    if not rows or chance.random() < 0.2:
        return of_words(data, chance)
    for _ in range(chance.choice([1, 1, 2, 5])):
        _of_rows(rows, chance)
    stream = io.StringIO(newline="")
    if chance.random() < 0.1:
        mark = {",": ";", ";": ","}[mark]
    writer = csv.writer(stream, delimiter=mark, lineterminator="\n")
    writer.writerows(rows)
    return stream.getvalue().encode("utf-8", "surrogatepass")


def _of_rows(rows: list[list[str]], chance: random.Random) -> None:
    at, other = chance.randrange(len(rows)), chance.randrange(len(rows))
    row = rows[at]
    column = chance.randrange(len(row)) if row else 0
    match chance.randrange(9):
        case 0 | 1 | 2 if row:
            row[column] = chance.choice(TEXTS)
        case 3 if row:
            row[column] = of_text(row[column], chance)
        case 4 if len(rows) > 1:
            del rows[at]
        case 5:
            rows.insert(other, list(row))
        case 6:
            rows[at], rows[other] = rows[other], row
        case 7:
            for each in rows:
                if chance.random() < 0.5 or column >= len(each):
                    each.insert(column, chance.choice(TEXTS))
                else:
                    del each[column]
        case _ if rows[other]:
            # what stands in the same column of another row, which is of the right kind
            if row and column < len(rows[other]):
                row[column] = rows[other][column]


# -- JSON -----------------------------------------------------------------------------------------


_LARGE: Final = 1 << 18
"""Bytes from which on JSON is changed no more: copies of copies grow fast."""


def of_json(data: bytes, chance: random.Random) -> bytes:
    """Change JSON by keys and values; or as text, where it is none."""
    try:
        content = json.loads(data)
    except (ValueError, RecursionError):
        return of_words(data, chance)
    if len(data) > _LARGE:
        return data
    if chance.random() < 0.1:
        return of_words(data, chance)
    for _ in range(chance.choice([1, 1, 2, 4])):
        content = changed(content, chance)
    try:
        text = json.dumps(content, ensure_ascii=chance.random() < 0.5)
    except (ValueError, RecursionError):
        return of_words(data, chance)
    if chance.random() < 0.05:
        text = text.replace("Infinity", "1e400")
    return text.encode("utf-8", "surrogatepass")


def changed(content: Any, chance: random.Random) -> Any:
    """Return content of JSON with one place changed."""
    places = _places(content)
    if not places:
        return copy.deepcopy(chance.choice(VALUES))
    holder, key = chance.choice(places)
    match chance.randrange(8):
        case 0:
            del holder[key]
        case 1 | 2:
            holder[key] = copy.deepcopy(chance.choice(VALUES))  # it may be changed later
        case 3:
            holder[key] = chance.choice(TEXTS)
        case 4:
            other, its = chance.choice(places)
            holder[key] = copy.deepcopy(other[its])  # so that nothing holds itself
        case 5 if isinstance(holder, dict):
            holder[chance.choice([*TEXTS, *holder])] = holder.pop(key)
        case 5:
            holder.insert(key, holder[key])
        case 6 if isinstance(holder[key], str):
            holder[key] = of_text(holder[key], chance)
        case 6 if isinstance(holder[key], (int, float)):
            with contextlib.suppress(OverflowError):  # of a whole number of hundreds of digits
                holder[key] = holder[key] * chance.choice([-1, 2, 0.001]) + chance.choice([0, 1])
        case _:
            holder[key] = [holder[key]]
    return content


def _places(content: Any) -> list[tuple[Any, Any]]:
    """Return each list and object with each key that it has."""
    found: list[tuple[Any, Any]] = []
    open_places = [content]
    while open_places:
        holder = open_places.pop()
        pairs: list[tuple[Any, Any]] = []
        if isinstance(holder, dict):
            pairs = list(holder.items())
        elif isinstance(holder, list):
            pairs = list(enumerate(holder))
        found += [(holder, key) for key, _ in pairs]
        open_places += [inner for _, inner in pairs]
    return found


# -- zip files ------------------------------------------------------------------------------------


def members_of(data: bytes) -> dict[str, bytes]:
    """Return what a zip file holds."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return {info.filename: archive.read(info) for info in archive.infolist()}


def packed(members: dict[str, bytes], method: int = zipfile.ZIP_DEFLATED) -> bytes:
    """Return a zip file; the same members give the same bytes."""
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", method) as archive:
        for name, content in members.items():
            info = zipfile.ZipInfo(name)
            info.compress_type = method
            archive.writestr(info, content)
    return stream.getvalue()


def of_zip(data: bytes, chance: random.Random) -> bytes:
    """Change one member of a zip file by what it is; or its name; or the zip file itself."""
    try:
        members = members_of(data)
        names = list(members)
    except Exception:  # noqa: BLE001 - zipfile raises many kinds where bytes were changed before
        return of_bytes(data, chance)
    if not names or chance.random() < 0.05:
        return of_bytes(data, chance)
    for _ in range(chance.choice([1, 1, 2, 4])):
        name = chance.choice(names)
        match chance.randrange(20):
            case 0:
                members.pop(name, None)
            case 1:
                members[chance.choice(TEXTS)[:60].replace("\ud800", "")] = members.pop(name, b"")
            case 2:
                members[name] = members.get(chance.choice(names), b"")
            case _:
                members[name] = _of_member(name)(members.get(name, b""), chance)
    try:
        return packed(members, zipfile.ZIP_STORED)
    except (ValueError, UnicodeError):
        return of_bytes(data, chance)


def _of_member(name: str) -> Mutator:
    for ending, mutator in (
        (".csv", of_table),
        (".json", of_json),
        (".toml", of_words),
        (".xml", of_xml),
        (".rels", of_xml),
    ):
        if name.endswith(ending):
            return mutator
    return of_bytes


_XML: Final = re.compile(rb'="[^"<]*"|>[^<>]+<')
_ELEMENT: Final = re.compile(
    rb"<(c|row|si|f|sheet|xf|Relationship)\b[^<]*?(?:/>|>.*?</\1>)", re.DOTALL
)


def of_xml(data: bytes, chance: random.Random) -> bytes:
    """Change texts, attributes and elements of XML, which mostly stays XML."""
    for _ in range(chance.choice([1, 1, 3, 8])):
        match chance.randrange(8):
            case 0:
                data = of_bytes(data, chance)
            case 1 | 2:
                elements = list(_ELEMENT.finditer(data))
                if elements:
                    old = chance.choice(elements)
                    new = chance.choice([b"", old[0] * 2, chance.choice(elements)[0]])
                    data = data[: old.start()] + new + data[old.end() :]
            case _:
                words = list(_XML.finditer(data))
                if words:
                    old = chance.choice(words)
                    text = chance.choice(
                        [*TEXTS, "A1:B2", "s", "str", "inlineStr", "b", "e", "XFD1048576"]
                    )
                    plain = text.encode("utf-8", "surrogatepass").replace(b"<", b"&lt;")
                    start, end = (b'="', b'"') if old[0][:1] == b"=" else (b">", b"<")
                    new = chance.choice([start + plain + end, chance.choice(words)[0]])
                    if new[:1] != start[:1]:
                        new = start + end
                    data = data[: old.start()] + new + data[old.end() :]
    return data
