"""A system as a Frictionless Data Package: a folder or zip file with a described table, and back.

A package of a stranger is safe to read: only files beside its description are opened, none is
fetched, nothing is unpacked onto the disk, and sizes are bounded.
"""

from __future__ import annotations

import csv
import hashlib
import io
import json
import lzma
import os
import re
import struct
import zipfile
import zlib
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, Final

import attrs

from plastsmart.axes import LAST_YEAR
from plastsmart.errors import InvalidValueError, PlastsmartError, TableError, shown
from plastsmart.files import half_character, reason_of, write_all
from plastsmart.formats import PACKAGE, format_problem
from plastsmart.parameters import STATUSES, as_text
from plastsmart.scenarios.plan import Plan, known_plan
from plastsmart.stages import PARAMETERS
from plastsmart.system import System
from plastsmart.tables import COLUMNS, STRUCTURE, from_lines

__all__ = ["DataPackage", "from_datapackage", "read_datapackage", "to_datapackage"]

DESCRIPTOR: Final = "datapackage.json"
TABLE: Final = "system.csv"
PLAN: Final = "plan.toml"

PROFILE: Final = "https://datapackage.org/profiles/2.0/datapackage.json"
"""The version of the standard that packages are written in."""

FORMAT_KEY: Final = "plastsmart_schema"
"""What the description calls the package's version of what is in it; version 1 may leave it out."""

MOST_DESCRIPTION: Final = 1 << 22
MOST_TABLE: Final = 1 << 27
MOST_PLAN: Final = 1 << 20
MOST_ZIP: Final = 1 << 24
"""Bytes that are read of a description, a table, a plan, and a whole zip file."""

MOST_ROWS: Final = 1_000_000
MOST_LINE: Final = 1 << 18
MOST_FILES: Final = 1000
"""Rows of a table, characters of a line, and files in a zip file or description."""

MOST_CELLS: Final = MOST_ROWS * len(COLUMNS)
"""Cells of a table; a line of commas takes up eight times as much once it is read."""

_LONGEST_PATH: Final = 255

_TITLES: Final = {
    "parameter": "Name of the parameter, or of a row that describes the system itself",
    "region": "Region; empty: all regions",
    "year": "Year; empty: all years. Linear between the years given, held outside them",
    "category": "Packaging category; empty: all categories",
    "route": "Way of collecting; empty: all routes",
    "value": "Value in the unit of its row; empty where the row describes the system",
    "unit": "Unit of value, low and high; 1 is a share between 0 and 1",
    "low": "Low end of the range",
    "high": "High end of the range",
    "distribution": "How the value is uncertain, such as pert(low, value, high)",
    "source": "Where the value is from",
    "status": "How well it is known",
    "note": "How it was derived; where the row describes the system, the text itself",
}


# -- writing --------------------------------------------------------------------------------------


def to_datapackage(
    system: System,
    path: Any,
    *,
    plan: Plan | None = None,
    title: str = "",
    licence: str | Mapping[str, str] | None = None,
    overwrite: bool = False,
) -> Path:
    """Write a system as a Frictionless Data Package.

    Parameters
    ----------
    system : System
    path : str or path
        A folder, made if it is not there; or, where the name ends in ".zip", a zip file.
    plan : Plan, optional
        That goes along, as the file plan.toml.
    title : str
        The system's name, if left out.
    licence : str or mapping, optional
        Under which the data are given, such as "CC-BY-4.0"; or name, title and path (an address) of
        it. There is no default: who gives the data says it.
    overwrite : bool
        Whether files that are there are replaced.

    Returns
    -------
    pathlib.Path
        Of datapackage.json, or of the zip file.

    Raises
    ------
    InvalidValueError
        If files are there and not to be replaced, cannot be written, or the licence is none.

    Notes
    -----
    Data Package standard, version 2 (https://datapackage.org). The description holds the schema of
    the table with types and constraints, size and SHA-256 of each file, the licence, and each source
    that a value names. A zip file of the same system has the same bytes.

    Examples
    --------
    >>> import tempfile
    >>> import plastsmart as ps
    >>> system = ps.load("headline")
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     file = ps.exchange.to_datapackage(system, f"{folder}/headline.zip", licence="CC0-1.0")
    ...     ps.exchange.from_datapackage(file) == system
    True
    """
    if not isinstance(system, System):
        raise InvalidValueError(f"to_datapackage takes a System, not {type(system).__name__}")
    if plan is not None:
        known_plan(plan)
    target = _local(path, InvalidValueError)
    files = {TABLE: _table_text(system)}
    if plan is not None:
        files[PLAN] = plan.to_toml()
    data = {name: _encoded(text, name) for name, text in files.items()}
    if len(data[TABLE]) > MOST_TABLE or data[TABLE].count(b"\n") > MOST_ROWS:
        raise InvalidValueError(
            f"the system's table is larger than {MOST_ROWS} rows or {MOST_TABLE >> 20} MiB, which "
            "from_datapackage would not read; give it in parts, such as fewer regions"
        )
    described = _description(system, plan, title, licence, data)
    text = json.dumps(described, ensure_ascii=False, indent=2) + "\n"
    data[DESCRIPTOR] = _encoded(text, DESCRIPTOR)  # last, so that it describes what is there
    if target.suffix.lower() == ".zip":
        _write({target: _zipped(data)}, overwrite=overwrite)
        return target
    if target.exists() and not target.is_dir():
        raise InvalidValueError(
            f"{shown(str(target))} is a file; name a folder, or a file that ends in .zip"
        )
    _write({target / name: content for name, content in data.items()}, overwrite=overwrite)
    return target / DESCRIPTOR


def _table_text(system: System) -> str:
    text: str = system.table().to_csv(index=False, lineterminator="\n")
    return text


def _encoded(text: str, name: str) -> bytes:
    try:
        return text.encode("utf-8")
    except UnicodeEncodeError as error:
        raise InvalidValueError(
            f"{name} cannot be written as UTF-8: {shown(text[error.start : error.end])} is no letter"
        ) from None


def _description(
    system: System,
    plan: Plan | None,
    title: str,
    licence: str | Mapping[str, str] | None,
    data: Mapping[str, bytes],
) -> dict[str, Any]:
    as_text(title, "the title of a data package")
    name = re.sub(r"[^a-z0-9._]+", "-", (system.name or "system").lower()).strip("-._") or "system"
    described: dict[str, Any] = {"$schema": PROFILE, "name": name, FORMAT_KEY: PACKAGE}
    if title or system.name:
        described["title"] = title or system.name
    if system.notes:
        described["description"] = "\n\n".join(system.notes)
    if licence is not None:
        described["licenses"] = [_licence(licence)]
    sources = _sources(system)
    if sources:
        described["sources"] = sources
    described["resources"] = [
        {
            "name": "system",
            "type": "table",
            "title": "Axes and parameters of a plastsmart system, one row a value",
            **_file(TABLE, "csv", "text/csv", data[TABLE]),
            "schema": _schema(),
        }
    ]
    if plan is not None:
        described["resources"].append(
            {
                "name": "plan",
                "title": f"Plan: {plan.name}",
                **_file(PLAN, "toml", "application/toml", data[PLAN]),
            }
        )
    return described


def _file(path: str, kind: str, mediatype: str, content: bytes) -> dict[str, Any]:
    return {
        "path": path,
        "format": kind,
        "mediatype": mediatype,
        "encoding": "utf-8",
        "bytes": len(content),
        "hash": f"sha256:{hashlib.sha256(content).hexdigest()}",
    }


def _schema() -> dict[str, Any]:
    """Return the Table Schema of a system's table."""
    units = list(dict.fromkeys(spec.unit for spec in PARAMETERS.values()))
    constraints: dict[str, dict[str, Any]] = {
        "parameter": {"required": True, "enum": [*STRUCTURE, *PARAMETERS]},
        "year": {"minimum": 1, "maximum": LAST_YEAR},
        "unit": {"enum": units},
        "status": {"enum": list(STATUSES)},
    }
    numbers = {"value", "low", "high"}
    fields = []
    for name in COLUMNS:
        kind = "integer" if name == "year" else "number" if name in numbers else "string"
        field: dict[str, Any] = {"name": name, "type": kind, "description": _TITLES[name]}
        if name in constraints:
            field["constraints"] = constraints[name]
        fields.append(field)
    return {"fields": fields, "missingValues": [""]}


def _licence(given: str | Mapping[str, str]) -> dict[str, str]:
    parts = {"name": given} if isinstance(given, str) else given
    if not isinstance(parts, Mapping) or not parts:
        raise InvalidValueError(
            f'licence is such as "CC-BY-4.0", or a mapping with name, title and path, not '
            f"{shown(given)}"
        )
    told = dict(parts)
    for key, value in told.items():
        if key not in {"name", "title", "path"} or not isinstance(value, str) or not value.strip():
            raise InvalidValueError(
                f"licence: {shown(key)} is {shown(value)}; name, title and path are texts"
            )
    if "name" not in told and "path" not in told:
        raise InvalidValueError("licence: give its name, its path (an address), or both")
    if "name" in told and not re.fullmatch(r"[-a-zA-Z0-9._]+", told["name"]):
        raise InvalidValueError(
            f"licence: the name {shown(told['name'])} is short and without blanks, such as "
            '"CC-BY-4.0"; a longer one is the title'
        )
    return told


def _sources(system: System) -> list[dict[str, str]]:
    """Return each source that a value names, once."""
    texts = dict.fromkeys(
        info.source
        for name in system.parameters
        for info in system.cells(name).infos
        if info.source
    )
    found = []
    for text in texts:
        address = re.search(r"https?://[^\s,;()<>]+", text)
        found.append({"title": text, **({"path": address[0].rstrip(".")} if address else {})})
    return found


def _zipped(data: Mapping[str, bytes]) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        for name in sorted(data):
            info = zipfile.ZipInfo(name)  # dated 1980, so that the same system has the same bytes
            info.compress_type = zipfile.ZIP_DEFLATED
            info.external_attr = 0o644 << 16
            archive.writestr(info, data[name])
    packed = stream.getvalue()
    if len(packed) > MOST_ZIP:
        raise InvalidValueError(
            f"the zip file would be larger than {MOST_ZIP >> 20} MiB, which from_datapackage would "
            "not read; write a folder"
        )
    return packed


def _write(files: Mapping[Path, bytes], *, overwrite: bool) -> None:
    """Write files, all of them or none."""
    there = [path for path in files if path.exists() or path.is_symlink()]
    if there and not overwrite:
        raise InvalidValueError(
            f"{shown(str(there[0]))} is there already; write elsewhere, or pass overwrite=True"
        )
    folder = next(iter(files)).parent
    try:
        folder.mkdir(parents=True, exist_ok=True)
        write_all(files)
    except (OSError, ValueError) as error:
        raise InvalidValueError(
            f"{shown(str(next(iter(files))))} cannot be written: {reason_of(error)}; what was "
            "there is as it was"
        ) from None


# -- reading --------------------------------------------------------------------------------------


@attrs.frozen(kw_only=True, eq=False)
class DataPackage:
    """What a data package holds.

    Attributes
    ----------
    system : System
    plan : Plan or None
    title : str
    licences : tuple of mapping
        As they stand in the description: name, title and path.
    sources : tuple of mapping
        The same of the sources.
    """

    system: System
    plan: Plan | None = None
    title: str = ""
    licences: tuple[Mapping[str, Any], ...] = ()
    sources: tuple[Mapping[str, Any], ...] = ()


def from_datapackage(path: Any) -> System:
    """Return the system of a Frictionless Data Package, the inverse of `to_datapackage`.

    Parameters
    ----------
    path : str or path
        A folder, its datapackage.json, or a zip file.

    Raises
    ------
    TableError
        If it is no such package, names a file that is not beside it (an address, an absolute path,
        ".."), is too large, a file differs from the size or hash in the description, or the table
        has mistakes; all mistakes of the table are told at once.

    Examples
    --------
    >>> import plastsmart as ps
    >>> ps.exchange.from_datapackage("https://example.org/datapackage.json")
    Traceback (most recent call last):
    ...
    plastsmart.errors.TableError: 'https://example.org/datapackage.json' is an address; nothing is
    fetched: download the data package, and give the file
    """
    return read_datapackage(path).system


def read_datapackage(path: Any) -> DataPackage:
    """Return all of a data package: system, plan, title, licences and sources.

    Parameters
    ----------
    path : str or path
        As for `from_datapackage`.

    Raises
    ------
    TableError
        As for `from_datapackage`.
    PlanFileError
        If the plan in it has mistakes.

    Examples
    --------
    >>> import tempfile
    >>> import plastsmart as ps
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     file = ps.exchange.to_datapackage(ps.load("headline"), folder, licence="CC0-1.0")
    ...     ps.exchange.read_datapackage(folder).licences
    ({'name': 'CC0-1.0'},)
    """
    place = _local(path, TableError)
    name = shown(place.name or str(place))
    try:
        if place.is_dir():
            return _package(_of_folder(place), name)
        if not place.is_file():
            what = "is no file" if place.exists() else "is not there"
            raise TableError(f"the data package {name} {what}")
        if place.name == DESCRIPTOR:
            return _package(_of_folder(place.parent), name)
        if place.stat().st_size > MOST_ZIP:
            raise TableError(f"the zip file {name} is larger than {MOST_ZIP >> 20} MiB")
        with zipfile.ZipFile(place) as archive:
            return _package(_of_zip(archive), name)
    except _BROKEN as error:
        if isinstance(error, PlastsmartError):
            raise
        raise TableError(f"the data package {name} cannot be read: {reason_of(error)}") from None


_BROKEN: Final = (
    OSError, ValueError, EOFError, RuntimeError, zipfile.BadZipFile, zlib.error, struct.error,
    lzma.LZMAError,
)  # fmt: skip
"""What reading a damaged file raises; NotImplementedError is a RuntimeError."""

Reader = Callable[[str, int], bytes]
"""Takes a name within the package and the most bytes to read."""

_SCHEME: Final = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:")


def _local(path: Any, error: type[PlastsmartError]) -> Path:
    if not isinstance(path, (str, os.PathLike)) or not os.fspath(path):
        raise error(f"the data package is a folder or a zip file by its path, not {shown(path)}")
    text = os.fspath(path)
    if isinstance(text, bytes) or "\0" in text:
        raise error(f"{shown(text)} is no path")
    if re.match(r"[A-Za-z][A-Za-z0-9+.-]+://", text):
        raise error(
            f"{shown(text)} is an address; nothing is fetched: download the data package, and give "
            "the file"
        )
    return Path(text)


def _of_folder(folder: Path) -> Reader:
    inside = folder.resolve()

    def read(name: str, most: int) -> bytes:
        file = folder / name
        if not file.resolve().is_relative_to(inside):
            raise TableError(f"{shown(name)} is a link out of the data package; it is not followed")
        if not file.is_file():
            raise TableError(f"the data package has no file {shown(name)}")
        with file.open("rb") as stream:
            return _bounded(stream.read(most + 1), name, most)

    return read


def _of_zip(archive: zipfile.ZipFile) -> Reader:
    infos = archive.infolist()
    if len(infos) > MOST_FILES:
        raise TableError(f"the zip file holds {len(infos)} files; at most {MOST_FILES} are read")
    members: dict[str, zipfile.ZipInfo] = {}
    for info in infos:
        _refuse_path(info.filename.removesuffix("/"), "the zip file holds the path")
        if info.filename in members:
            raise TableError(f"the zip file holds {shown(info.filename)} twice; it holds each once")
        members[info.filename] = info

    def read(name: str, most: int) -> bytes:
        info = members.get(name)
        if info is None or info.is_dir():
            where = " at its top, where it belongs" if name == DESCRIPTOR else ""
            raise TableError(f"the data package has no file {shown(name)}{where}")
        if info.flag_bits & 1:
            raise TableError(f"{shown(name)} is encrypted; give it without a password")
        if info.compress_type not in {zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED}:
            raise TableError(f"{shown(name)} is packed in a way that is not read; use deflate")
        if info.file_size > most:
            raise TableError(_too_large(name, most))
        with archive.open(info) as stream:
            return _bounded(stream.read(most + 1), name, most)

    return read


def _too_large(name: str, most: int) -> str:
    return f"{shown(name)} is larger than {most >> 20} MiB, more than is read"


def _bounded(content: bytes, name: str, most: int) -> bytes:
    if len(content) > most:
        raise TableError(_too_large(name, most))
    return content


def _refuse_path(path: object, what: str) -> str:
    """Return a path within the package; refuse any other."""
    if not isinstance(path, str) or not path or len(path) > _LONGEST_PATH:
        raise TableError(f"{what} {shown(path)}; it is the name of a file in the package")
    parts = path.split("/")
    if _SCHEME.match(path):
        raise TableError(
            f"{what} {shown(path)}, an address or a drive; only files in the package are read"
        )
    if (
        path.startswith(("/", "~"))
        or "\\" in path
        or any(part in {"", ".", ".."} for part in parts)
    ):
        raise TableError(
            f"{what} {shown(path)}; it is relative, with / and without .. , so that nothing outside "
            "the package is read"
        )
    if not path.isprintable():
        raise TableError(f"{what} {shown(path)}, which has characters that cannot be printed")
    return path


def _package(read: Reader, name: str) -> DataPackage:
    described = _parsed(read(DESCRIPTOR, MOST_DESCRIPTION))
    wrong = format_problem(described.get(FORMAT_KEY, PACKAGE), PACKAGE)
    if wrong:
        raise TableError(f"the data package {name} {wrong}")
    resources = _resources(described, name)
    table = _content(read, resources["system"], MOST_TABLE)
    system = _system(table, resources["system"])
    plan = None
    if "plan" in resources:
        plan = Plan.from_toml(_text(_content(read, resources["plan"], MOST_PLAN), PLAN))
    title = described.get("title", "")
    return DataPackage(
        system=system,
        plan=plan,
        title=title if isinstance(title, str) else "",
        licences=_mappings(described, "licenses"),
        sources=_mappings(described, "sources"),
    )


def _parsed(data: bytes) -> dict[str, Any]:
    def once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
        found = dict(pairs)
        if len(found) < len(pairs):
            twice, _ = Counter(key for key, _ in pairs).most_common(1)[0]
            raise TableError(f"{DESCRIPTOR} has the key {shown(twice)} twice in one place")
        return found

    def refuse(constant: str) -> Any:
        raise TableError(f"{DESCRIPTOR} holds {constant}, which is not JSON")

    text = _text(data, DESCRIPTOR)
    try:
        described = json.loads(text, object_pairs_hook=once, parse_constant=refuse)
    except RecursionError:
        raise TableError(f"{DESCRIPTOR} is nested too deeply") from None
    except ValueError as error:
        if isinstance(error, PlastsmartError):
            raise
        raise TableError(f"{DESCRIPTOR} is not JSON: {error}") from None
    if half := half_character(text, described):
        raise TableError(f"{DESCRIPTOR} holds {half!r}, half a character; take it out")
    if not isinstance(described, dict):
        raise TableError(f"{DESCRIPTOR} holds {shown(described)}, not an object in braces")
    return described


def _text(data: bytes, name: str) -> str:
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise TableError(f"{name} is not UTF-8 (byte {error.start})") from None


def _mappings(described: Mapping[str, Any], key: str) -> tuple[Mapping[str, Any], ...]:
    given = described.get(key, [])
    if not isinstance(given, list) or not all(isinstance(each, dict) for each in given):
        raise TableError(f"{DESCRIPTOR}: {key} is a list of objects, not {shown(given)}")
    return tuple(given)


def _resources(described: Mapping[str, Any], name: str) -> dict[str, dict[str, Any]]:
    resources = described.get("resources")
    if not isinstance(resources, list) or not resources or len(resources) > MOST_FILES:
        raise TableError(
            f"{DESCRIPTOR}: resources is a list of 1 to {MOST_FILES} files, not {shown(resources)}"
        )
    found: dict[str, dict[str, Any]] = {}
    for number, resource in enumerate(resources, 1):
        called = resource.get("name") if isinstance(resource, dict) else None
        if not isinstance(called, str):
            raise TableError(f"{DESCRIPTOR}: resource {number} has no name")
        if called in found:
            raise TableError(f"{DESCRIPTOR}: two resources are named {shown(called)}")
        _refuse_path(
            resource.get("path"), f"{DESCRIPTOR}: the resource {shown(called)} has the path"
        )
        found[called] = resource
    if "system" not in found:
        raise TableError(
            f"the data package {name} has no resource named 'system', the table of a system; it has "
            f"{', '.join(shown(each) for each in list(found)[:10])}"
        )
    return found


def _content(read: Reader, resource: Mapping[str, Any], most: int) -> bytes:
    """Return a resource's file, checked against its size and hash."""
    path = resource["path"]
    for key, allowed in (("encoding", {"utf-8", "utf8"}), ("compression", {"no", ""})):
        given = resource.get(key)
        if given is not None and str(given).lower() not in allowed:
            raise TableError(f"{shown(path)} has the {key} {shown(given)}, which is not read")
    content = read(path, most)
    size = resource.get("bytes")
    if size is not None and size != len(content):
        raise TableError(
            f"{shown(path)} has {len(content)} bytes, and its description says {shown(size)}: it is "
            "not whole, or was changed since. If the change was meant, take bytes and hash of it out "
            f"of {DESCRIPTOR}"
        )
    given = resource.get("hash")
    if given is not None and not _has_hash(content, given, path):
        raise TableError(
            f"{shown(path)} is not what its description's hash says: it was changed since. If that "
            f"was meant, take bytes and hash of it out of {DESCRIPTOR}"
        )
    return content


_HASHES: Final = ("md5", "sha1", "sha256", "sha512")


def _has_hash(content: bytes, given: object, path: str) -> bool:
    kind, mark, digest = str(given).lower().rpartition(":")
    kind = kind if mark else "md5"  # as the standard has it
    if kind not in _HASHES:
        raise TableError(
            f"the hash of {shown(path)} is {shown(given)}; known kinds: {', '.join(_HASHES)}"
        )
    return hashlib.new(kind, content, usedforsecurity=False).hexdigest() == digest


_DIALECT: Final = {
    "delimiter": ",", "quoteChar": '"', "doubleQuote": True, "header": True,
    "skipInitialSpace": False, "headerRows": [1],
}  # fmt: skip
"""What a dialect may say of a table: how it is written."""


def _system(content: bytes, resource: Mapping[str, Any]) -> System:
    path = resource["path"]
    dialect = resource.get("dialect", {})
    if not isinstance(dialect, dict):
        raise TableError(f"the dialect of {shown(path)} is {shown(dialect)}, not an object")
    for key, expected in _DIALECT.items():
        if key in dialect and dialect[key] != expected:
            raise TableError(
                f"{shown(path)} has the {key} {shown(dialect[key])}; a system's table has "
                f"{shown(expected)}"
            )
    _text(content, shown(path))  # tells what is no UTF-8, before it is read line by line
    header, lines = _rows(content, path)
    fields = _field_names(resource, path)
    if fields is not None and fields != header:
        other = next(
            (name for name in [*fields, *header] if name not in fields or name not in header), None
        )
        what = "another order of columns" if other is None else f"no {shown(other)} in both"
        raise TableError(f"{shown(path)} and the schema in {DESCRIPTOR} have {what}; they agree")
    wrong = {
        number: f"it has {len(line)} cells and the header {len(header)}"
        for number, line in enumerate(lines)
        if len(line) > len(header)
    }
    return from_lines(header, lines, wrong)


def _rows(content: bytes, path: str) -> tuple[list[str], list[list[str]]]:
    def bounded(stream: io.TextIOWrapper) -> Iterator[str]:
        cells = 0
        for number, line in enumerate(stream):
            cells += 1 + line.count(",")
            if cells > MOST_CELLS:
                raise TableError(f"{shown(path)} has more than {MOST_CELLS} cells")
            if number > MOST_ROWS or len(line) > MOST_LINE:
                raise TableError(
                    f"{shown(path)} has more than {MOST_ROWS} lines, or one of more than "
                    f"{MOST_LINE} characters"
                )
            yield line

    try:
        # newline="", so that line breaks within a cell come as they are
        rows: Sequence[list[str]] = list(
            csv.reader(
                bounded(io.TextIOWrapper(io.BytesIO(content), "utf-8-sig", newline="")), strict=True
            )
        )
    except csv.Error as error:
        raise TableError(f"{shown(path)} is no CSV table: {error}") from None
    header, *lines = rows or [[]]
    return header, lines


def _field_names(resource: Mapping[str, Any], path: str) -> list[Any] | None:
    """Return the columns that a table's schema names; None where it has none."""
    schema = resource.get("schema")
    if schema is None:
        return None
    fields = schema.get("fields") if isinstance(schema, dict) else None
    if not isinstance(fields, list) or not all(isinstance(field, dict) for field in fields):
        raise TableError(
            f"the schema of {shown(path)} is {shown(schema)}; it stands in {DESCRIPTOR}, with a list "
            "of fields"
        )
    return [field.get("name") for field in fields]
