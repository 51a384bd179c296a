"""Plans read from text in TOML, with every mistake told at once.

Nothing is computed from the text but numbers with units, through the package's own bounded parser.
Each mistake is told with its line, its place in words, the value and the remedy. Checks ask the
classes themselves, a key at a time, so that a text may hold exactly what the classes allow.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from decimal import Decimal
from typing import Any, Final

import attrs

from plastsmart.axes import label_text
from plastsmart.errors import (
    InvalidValueError,
    LabelError,
    PlanFileError,
    PlastsmartError,
    UnitError,
    nearest,
    shown,
)
from plastsmart.flows.selection import read_scope
from plastsmart.parameters import PERS, STATUSES, Parameter, as_text, parse_distribution
from plastsmart.scenarios.measures import KINDS, Change, Measure, Money
from plastsmart.scenarios.plan import Plan
from plastsmart.scenarios.plan_format import (
    CHANGE_KEYS,
    FORMAT,
    MEASURE_KEYS,
    MONEY_UNITS,
    MOST_BYTES,
    MOST_MEASURES,
    MOST_TARGETS,
    PLAN_KEYS,
    TARGET_KEYS,
    TEXT_KEYS,
    VALUE_KEYS,
    WHERE_KEYS,
)
from plastsmart.scenarios.plan_lines import Lines, Path, TooDeepError
from plastsmart.scenarios.targets import Target
from plastsmart.stages import PARAMETERS, ParameterSpec
from plastsmart.units import Q, is_quantity, parse_quantity

__all__ = ["Mistake", "quantity", "read", "refused"]

_CHECKED_KEYS: Final = ("start", "ramp", "curve", "regions", "status", "paid_by", "price_year")
_MOST_TOLD: Final = 30
"""Mistakes that a message lists."""

_MOST_LOOKED_FOR: Final = 1000
"""Mistakes after which no further measure or change is looked at."""

_LONGEST_LOOKED_AT: Final = 1000
"""Characters of a line that are looked at for what was meant."""

_PERCENT: Final = re.compile(
    r"\s*([0-9]{1,30})(?:[.,]([0-9]{1,30}))?\s*(?:%|percent|prosent|per ?cent)\s*",
    re.ASCII | re.IGNORECASE,
)
"""A text that is a percentage, where a share is needed."""

_DECIMAL_COMMA: Final = re.compile(r"=\s*([+-]?[0-9]{1,30}),([0-9]{1,30})\b", re.ASCII)

_PLAIN_NUMBER: Final = re.compile(r"\s*[+-]?[0-9]+(\.[0-9]*)?([eE][+-]?[0-9]{1,3})?\s*", re.ASCII)


@attrs.frozen
class Mistake:
    """One thing that is wrong in a plan's text.

    Attributes
    ----------
    line : int or None
    place : str
        In words, such as ``measure 2 "Campaign", change 1, close_gap``.
    message : str
    """

    line: int | None
    place: str
    message: str

    def __str__(self) -> str:
        at = f"line {self.line}" if self.line is not None else ""
        where = ", ".join(part for part in (at, self.place) if part)
        return f"{where}: {self.message}" if where else self.message


def read(text: str, name: str = "the plan") -> Plan:
    """Return the plan of a text in TOML.

    Parameters
    ----------
    text : str
    name : str
        What messages call it, such as the file's name.

    Raises
    ------
    PlanFileError
        With every mistake.
    """
    import tomllib

    if not isinstance(text, str):
        raise PlanFileError(f"a plan is read from text, not {shown(text)}")
    # characters are counted first: each takes a byte at least
    if len(text) > MOST_BYTES or len(text.encode("utf-8", "surrogatepass")) > MOST_BYTES:
        raise PlanFileError(
            f"{name}: the text is larger than {MOST_BYTES // 1024} KiB; a plan is a short text"
        )
    text = text.replace("\r\n", "\n")
    try:
        lines = Lines(text)
        document = tomllib.loads(text)
    except TooDeepError as error:
        raise refused(name, [Mistake(error.line, "", str(error))]) from None
    except (ValueError, RecursionError) as error:
        raise refused(name, [_syntax(error, text)]) from None
    reader = _Reader(document, lines)
    plan = reader.plan()
    if plan is None:
        raise refused(name, reader.mistakes)
    return plan


_SYNTAX: Final = {
    "Cannot overwrite a value": "a key stands twice in one table; keep one of them",
    "Cannot declare": "a table stands twice; keep one of them, or write [[…]] for one more of a list",
    "Cannot mutate immutable": "a table is given in two ways; write it in one place",
    "Invalid value": (
        "the value cannot be read; text stands in quotes, and numbers have a decimal point"
    ),
    "Expected '=' after a key": "a line is a key, =, and a value; text stands in quotes",
    "Invalid statement": "a line is a key, =, and a value, or a header such as [[measures]]",
}
"""Beginnings of the parser's messages, and what they mean for a plan."""


def _syntax(error: Exception, text: str) -> Mistake:
    """Return what the parser says, with its line and what stands there."""
    if isinstance(error, RecursionError):
        return Mistake(None, "", "brackets stand too deep in one another")
    told = str(error)
    found = re.search(r" \(at (?:line (\d+), column (\d+)|end of document)\)$", told)
    meant = next((ours for theirs, ours in _SYNTAX.items() if told.startswith(theirs)), None)
    message = told[: found.start()] if found else told
    if meant is not None:
        message = meant
    if found is None:
        return Mistake(None, "", f"not TOML: {message}")
    if found[1] is None:
        last = text.rstrip("\n").count("\n") + 1
        return Mistake(last, "at the end", f"not TOML: {message}")
    line, column = int(found[1]), int(found[2])
    there = text.split("\n", line)[line - 1].strip()
    comma = _DECIMAL_COMMA.search(there[:_LONGEST_LOOKED_AT])
    if comma is not None:
        message = f"TOML has a decimal point: {comma[1]}.{comma[2]}"
    return Mistake(line, f"column {column}", f"not TOML: {message}: {shown(there)}")


def refused(name: str, mistakes: Iterable[Mistake]) -> PlanFileError:
    """Return one error for all mistakes, in the order of the text."""
    ordered = sorted(mistakes, key=lambda mistake: mistake.line or 0)
    if len(ordered) == 1:
        only = ordered[0]
        between = ", " if only.line is not None or only.place else ": "
        return PlanFileError(f"{name}{between}{only}", ordered)
    told = [f"{number}. {mistake}" for number, mistake in enumerate(ordered[:_MOST_TOLD], start=1)]
    if len(ordered) > _MOST_TOLD:
        told.append(f"and {len(ordered) - _MOST_TOLD} more")
    if len(ordered) >= _MOST_LOOKED_FOR:
        told.append("measures and changes after these were not looked at")
    return PlanFileError(f"{name}: {len(ordered)} mistakes:\n  " + "\n  ".join(told), ordered)


class _Wrong:
    """Stands for a value whose mistake is told already."""


_WRONG: Final = _Wrong()
_NAME: Final = "m"
_ANY: Final = Change("capture", scale=1.0)
_ANY_MONEY: Final = Money(1.0, "NOK")
_EACH: Final = {"cost": 40, "investment": 300}
"""Amounts for each inhabitant, as examples."""


class _Reader:
    """Makes a plan of a parsed document and collects what is wrong with it."""

    def __init__(self, document: dict[str, Any], lines: Lines) -> None:
        self.document = document
        self.lines = lines
        self.mistakes: list[Mistake] = []

    # -- telling ----------------------------------------------------------------------------------

    def wrong(self, path: Path, message: object) -> _Wrong:
        """Note a mistake."""
        self.mistakes.append(Mistake(self.lines.of(path), self.in_words(path), str(message)))
        return _WRONG

    def in_words(self, path: Path) -> str:
        """Return a place as people say it."""
        words = []
        if path[:1] == ("measures",) and len(path) > 1:
            position = path[1]
            table = self.document["measures"][position]
            name = table.get("name") if isinstance(table, dict) else None
            words.append(f"measure {int(position) + 1}{_quoted(name)}")
            path = path[2:]
            if path[:1] == ("changes",) and len(path) > 1:
                words.append(f"change {int(path[1]) + 1}")
                path = path[2:]
        if path[:1] == ("targets",) and len(path) > 1:
            words.append(f"target {int(path[1]) + 1}")
            path = path[2:]
        if path:
            words.append(".".join(_short(str(part)) for part in path))
        return ", ".join(words)

    def tried(self, path: Path, make: Callable[[], Any]) -> Any:
        """Return what a function gives; note its error."""
        try:
            return make()
        except PlastsmartError as error:
            return self.wrong(path, str(error).removeprefix(f"measure {_NAME!r}: "))

    def unknown(self, table: Mapping[str, Any], path: Path, known: Iterable[str]) -> None:
        """Note keys that nothing reads."""
        for key in table:
            if key not in known:
                self.wrong((*path, key), f"there is no key {shown(key)}. {nearest(key, known)}")

    # -- the plan ---------------------------------------------------------------------------------

    def plan(self) -> Plan | None:
        """Return the plan, None if there are mistakes."""
        document = self.document
        if not self.format_is_known():
            return None
        self.unknown(document, (), PLAN_KEYS)
        fields = {key: self.text(document, (key,), key) for key in TEXT_KEYS if key in document}
        name = document.get("name")
        if name is None:
            self.wrong((), 'the plan has no name; write name = "…" near the top')
        else:
            self.tried(("name",), lambda: label_text(name, "plan"))
        sources = self.sources(document.get("sources", []))
        measures = self.measures(document.get("measures", []))
        aims = self.targets(document.get("targets", []))
        if self.mistakes:
            return None
        made = self.tried((), lambda: Plan(name, measures, sources=sources, targets=aims, **fields))
        return made if isinstance(made, Plan) else None

    def format_is_known(self) -> bool:
        """Note a format that is missing or not ours; nothing else can be told then."""
        given = self.document.get("schema")
        if given == FORMAT:
            return True
        newer = (
            re.fullmatch(r"plastsmart-plan/([0-9]{1,9})", given) if isinstance(given, str) else None
        )
        if given is None:
            message = f'a plan begins with its format; write schema = "{FORMAT}" as the first line'
        elif newer is not None:
            message = (
                f"the plan has the format {given!r}, and this version of plastsmart reads {FORMAT!r}; "
                "update plastsmart, or save the plan in that format"
            )
        else:
            message = f'{shown(given)} is not the format of a plan; write schema = "{FORMAT}"'
        self.wrong(("schema",), message)
        return False

    def text(self, table: Mapping[str, Any], path: Path, key: str) -> Any:
        """Return a text of a table, empty if there is none."""
        given = table.get(key, "")
        if not isinstance(given, str):
            return self.wrong(path, f"{key} is {shown(given)}; give a text in quotes")
        return self.tried(path, lambda: as_text(given, key))

    def sources(self, given: Any) -> list[str]:
        many = [given] if isinstance(given, str) else given
        if not isinstance(many, list) or not all(isinstance(source, str) for source in many):
            self.wrong(("sources",), f'sources is {shown(given)}; give texts such as ["…", "…"]')
            return []
        read_sources = [self.source(source) for source in many]
        return [source for source in read_sources if isinstance(source, str)]

    def source(self, given: str) -> Any:
        return self.tried(("sources",), lambda: as_text(given, "a source"))

    def tables(self, given: Any, what: str, most: int) -> list[dict[str, Any]]:
        """Return the tables of a list, such as those of [[measures]]; none where it is no such list."""
        if not isinstance(given, list) or not all(isinstance(table, dict) for table in given):
            self.wrong(
                (f"{what}s",),
                f"{what}s is {shown(given)}; begin each {what} with [[{what}s]], in double brackets",
            )
            return []
        if len(given) > most:
            self.wrong((f"{what}s", most), f"a plan has at most {most} {what}s")
            return []
        return given

    def measures(self, given: Any) -> list[Measure]:
        given = self.tables(given, "measure", MOST_MEASURES)
        made = [
            self.measure(table, ("measures", number))
            for number, table in enumerate(given)
            if len(self.mistakes) < _MOST_LOOKED_FOR
        ]
        first: dict[str, int] = {}
        for number, table in enumerate(given):
            name = table.get("name")
            if isinstance(name, str) and first.setdefault(name, number) != number:
                self.wrong(
                    ("measures", number, "name"),
                    f"measure {first[name] + 1} has the same name; give each a name of its own",
                )
        return [measure for measure in made if measure is not None]

    # -- the plan's own targets -------------------------------------------------------------------

    def targets(self, given: Any) -> list[Target]:
        given = self.tables(given, "target", MOST_TARGETS)
        made = [self.target(table, ("targets", number)) for number, table in enumerate(given)]
        first: dict[str, int] = {}
        for number, target in enumerate(made):
            if target is not None and first.setdefault(target.label, number) != number:
                self.wrong(
                    ("targets", number),
                    f"target {first[target.label] + 1} has the same name; give each a name of its own",
                )
        return [target for target in made if target is not None]

    def target(self, table: dict[str, Any], path: Path) -> Target | None:
        before = len(self.mistakes)
        self.unknown(table, path, TARGET_KEYS)
        for key, example in (("rate", '"litter_reduction"'), ("level", "0.3"), ("year", "2030")):
            if key not in table:
                self.wrong(path, f"the target has no {key}; write for example {key} = {example}")
        name = self.text(table, (*path, "name"), "name")
        if "level" in table:
            self.is_bare((*path, "level"), table["level"])
        scope = self.where(table["scope"], (*path, "scope")) if table.get("scope") else None
        if len(self.mistakes) > before:
            return None
        made = self.tried(
            path,
            lambda: Target(
                rate=table["rate"],
                level=table["level"],
                year=table["year"],
                scope=scope,
                name=name,
            ),
        )
        return made if isinstance(made, Target) else None

    # -- a measure --------------------------------------------------------------------------------

    def measure(self, table: dict[str, Any], path: Path) -> Measure | None:
        before = len(self.mistakes)
        self.unknown(table, path, MEASURE_KEYS)
        for key, example in (("name", '"Campaign"'), ("start", "2028")):
            if key not in table:
                self.wrong(path, f"the measure has no {key}; write for example {key} = {example}")
        given: dict[str, Any] = {}
        if "name" in table:
            given["name"] = self.tried(
                (*path, "name"), lambda: label_text(table["name"], "measure")
            )
        for key in _CHECKED_KEYS:
            if key in table and self.are_bare((*path, key), table[key]):
                given[key] = self.checked(path, key, table[key])
        for key in ("source", "description", "description_no"):
            if key in table:
                given[key] = self.text(table, (*path, key), key)
        for key in MONEY_UNITS:
            if key in table:
                given[key] = self.money(table[key], (*path, key), key)
        if "lifetime" in table:
            years = self.value(table["lifetime"], (*path, "lifetime"), tables=False)
            given["lifetime"] = self.checked(path, "lifetime", years, investment=_ANY_MONEY)
        if "grant" in table and self.is_bare((*path, "grant"), table["grant"]):
            with_investment = {"investment": _ANY_MONEY, "lifetime": 1}
            given["grant"] = self.checked(path, "grant", table["grant"], **with_investment)
        given["changes"] = self.changes(table.get("changes", []), (*path, "changes"))
        if len(self.mistakes) > before:
            return None
        made = self.tried_together(path, table, given)
        return made if isinstance(made, Measure) else None

    def is_bare(self, path: Path, given: Any) -> bool:
        """Note a percentage in quotes where a bare number is needed."""
        percent = _PERCENT.fullmatch(given) if isinstance(given, str) else None
        if percent is None:
            return True
        # the point is moved by digits, so that 7 % is 0.07 and not 0.07000000000000001
        share = Decimal(f"{percent[1]}.{percent[2] or 0}").scaleb(-2).normalize()
        self.wrong(path, f"{path[-1]} is {shown(given)}; write {share:f}, without quotes")
        return False

    def are_bare(self, path: Path, given: Any) -> bool:
        """Note percentages among the values of a table."""
        if not isinstance(given, dict):
            return True
        # all are looked at, so that each is told
        bare = [self.is_bare((*path, key), value) for key, value in given.items()]
        return all(bare)

    def checked(self, path: Path, key: str, value: Any, **others: Any) -> Any:
        """Return what was given for one field of a measure, after the measure itself has read it."""
        if value is _WRONG:
            return value
        fields = {"start": 2025, **others, key: value}
        if isinstance(
            self.tried((*path, key), lambda: Measure(_NAME, changes=_ANY, **fields)), Measure
        ):
            return value
        return _WRONG

    def tried_together(self, path: Path, table: Mapping[str, Any], given: dict[str, Any]) -> Any:
        """Return the measure; note what its fields are not together, at the key it is about."""
        try:
            return Measure(**given)
        except PlastsmartError as error:
            message = str(error).removeprefix(f"measure {given['name']!r}: ")
            about = message.split(" ", 1)[0]
            return self.wrong((*path, about) if about in table else path, message)

    def money(self, given: Any, path: Path, key: str) -> Any:
        units = MONEY_UNITS[key]
        inner = given.get("value") if isinstance(given, dict) and "unit" not in given else given
        if isinstance(inner, (int, float)) and not isinstance(inner, bool):
            return self.wrong(
                path,
                f'{key} is {inner!r} without a unit; write "{inner!r} {units[0]}", or '
                f'"{inner!r} {units[1]}" for each inhabitant',
            )
        value = self.value(given, path)
        if "household" in _unit_of(value):
            return self.wrong(
                path,
                f"{key} is for each household; divide by persons per household and write "
                f'{units[1]}, such as "{_EACH[key]} {units[1]}"',
            )
        others = {"lifetime": 1} if key == "investment" else {}
        return self.checked(path[:-1], key, value, **others)

    # -- a change ---------------------------------------------------------------------------------

    def changes(self, given: Any, path: Path) -> list[Change]:
        if not isinstance(given, list) or not all(isinstance(table, dict) for table in given):
            self.wrong(
                path,
                f"changes is {shown(given)}; begin each change with [[measures.changes]], in double "
                "brackets",
            )
            return []
        if not given:
            self.wrong(
                path, "the measure has no change; begin at least one with [[measures.changes]]"
            )
        made = [
            self.change(table, (*path, number))
            for number, table in enumerate(given)
            if len(self.mistakes) < _MOST_LOOKED_FOR
        ]
        return [change for change in made if change is not None]

    def change(self, table: dict[str, Any], path: Path) -> Change | None:
        before = len(self.mistakes)
        self.unknown(table, path, CHANGE_KEYS)
        spec = self.parameter(table, path)
        kinds = [kind for kind in KINDS if kind in table]
        if len(kinds) != 1:
            told = " and ".join(kinds) if kinds else "none"
            self.wrong(path, f"the change has {told} of set, close_gap and scale; give exactly one")
        where = self.where(table["where"], (*path, "where")) if "where" in table else None
        if spec is not None and where is not None:
            self.tried(
                (*path, "where"), lambda: Change(spec.name, where=read_scope(where), scale=1.0)
            )
        values = {kind: self.effect(table[kind], (*path, kind), kind, spec) for kind in kinds}
        if len(self.mistakes) > before or spec is None:
            return None
        made = self.tried(path, lambda: Change(spec.name, where=where, **values))
        return made if isinstance(made, Change) else None

    def parameter(self, table: Mapping[str, Any], path: Path) -> ParameterSpec | None:
        if "parameter" not in table:
            self.wrong(path, 'the change has no parameter; write for example parameter = "capture"')
            return None
        name = table["parameter"]
        if isinstance(name, str) and name in PARAMETERS:
            return PARAMETERS[name]
        self.wrong(
            (*path, "parameter"),
            f"there is no parameter {shown(name)}. {nearest(name, PARAMETERS)}",
        )
        return None

    def effect(self, given: Any, path: Path, kind: str, spec: ParameterSpec | None) -> Any:
        """Return what a change sets, closes or scales, after the change itself has read it."""
        inner = given.get("value") if isinstance(given, dict) and "unit" not in given else given
        if kind != "set" and not self.is_bare(path, inner):
            return _WRONG
        needs_unit = kind == "set" and spec is not None and not spec.is_share
        bare = isinstance(inner, (int, float)) and not isinstance(inner, bool)
        if needs_unit and bare and spec is not None:
            return self.wrong(
                path,
                f'set of {spec.name} is {inner!r} without a unit; write "{inner!r} {spec.unit}"',
            )
        value = self.value(given, path)
        if value is _WRONG or spec is None:
            return value
        return self.tried(path, lambda: Change(spec.name, **{kind: value})) and value

    def where(self, given: Any, path: Path) -> dict[str, Any] | None:
        """Return the labels of a change's cells, each of the kind that its axis has."""
        if not isinstance(given, dict):
            self.wrong(path, f'where is {shown(given)}; write for example where.route = "kerbside"')
            return None
        before = len(self.mistakes)
        self.unknown(given, path, WHERE_KEYS)
        for key, labels in given.items():
            many = labels if isinstance(labels, list) else [labels]
            for label in many:
                message = _label_problem(key, label)
                if message:
                    self.wrong((*path, key), message)
        if len(self.mistakes) == before:
            self.tried(path, lambda: read_scope(given))
        return given if len(self.mistakes) == before else None

    # -- values -----------------------------------------------------------------------------------

    def value(self, given: Any, path: Path, *, tables: bool = True) -> Any:
        """Return a number, a quantity of a text, or a `Parameter` of a table."""
        if isinstance(given, dict) and tables:
            return self.value_of_table(given, path)
        if isinstance(given, str):
            return self.tried(path, lambda: quantity(given))
        if isinstance(given, (int, float)) and not isinstance(given, bool):
            return given
        rest = ", or a table with value, distribution, source and status" if tables else ""
        return self.wrong(
            path, f"{shown(given)} is no value; give a number, a text with its unit{rest}"
        )

    def value_of_table(self, table: dict[str, Any], path: Path) -> Any:
        before = len(self.mistakes)
        self.unknown(table, path, VALUE_KEYS)
        if "value" not in table:
            self.wrong(path, f"there is no value; write {path[-1]}.value = …")
            return _WRONG
        value = self.value(table["value"], (*path, "value"), tables=False)
        unit = self.text(table, (*path, "unit"), "unit") if "unit" in table else None
        uncertainty, per = None, None
        if "distribution" in table:
            text = self.text(table, (*path, "distribution"), "distribution")
            if isinstance(text, str):
                read_text = self.tried((*path, "distribution"), lambda: parse_distribution(text))
                uncertainty, per = read_text if isinstance(read_text, tuple) else (None, None)
        if "per" in table:
            self.one_of(table["per"], (*path, "per"), PERS)
            if per not in {None, "run", table["per"]}:
                self.wrong((*path, "per"), f"the distribution says per {per}; say it once")
            per = table["per"]
        if "status" in table:
            self.one_of(table["status"], (*path, "status"), STATUSES)
        texts = {k: self.text(table, (*path, k), k) for k in ("source", "note") if k in table}
        if len(self.mistakes) > before:
            return _WRONG
        return self.tried(
            path,
            lambda: Parameter(
                value,
                unit=unit,
                uncertainty=uncertainty,
                per=per,
                status=table.get("status"),
                **texts,
            ),
        )

    def one_of(self, given: Any, path: Path, known: tuple[str, ...]) -> None:
        if given not in known:
            self.wrong(path, f"{path[-1]} is {shown(given)}. {nearest(given, known)}")


def _quoted(name: object) -> str:
    if not isinstance(name, str):
        return ""
    return f' "{_short(name)}"' if name.isprintable() else f" {shown(name)}"


def _short(text: str) -> str:
    if not text.isprintable():
        return shown(text)
    return text if len(text) <= 60 else text[:57] + "..."  # noqa: PLR2004 - errors.LINE


def _label_problem(key: str, label: Any) -> str:
    """Return what is wrong with a label, empty where it is fine."""
    if key not in WHERE_KEYS:  # told as an unknown key
        return ""
    if key == "year":
        if isinstance(label, bool) or not isinstance(label, int):
            return (
                f"the year {shown(label)} is no whole number; write for example where.year = 2030"
            )
        return ""
    try:
        label_text(label, key)
    except LabelError as error:
        return str(error)
    return ""


def _unit_of(value: Any) -> str:
    """Return the unit of a value as text, empty where it has none."""
    if isinstance(value, Parameter):
        return value.unit or _unit_of(value.value)
    return str(value.units) if is_quantity(value) else ""


def quantity(text: str) -> Any:
    """Return the quantity of a text."""
    if _PLAIN_NUMBER.fullmatch(text):
        raise UnitError(
            f'{shown(text)} has no unit; write the unit behind the number, such as "5 MNOK/year", or '
            "a share as a number without quotes"
        )
    if re.search(r"\d,\d", text):
        raise InvalidValueError(
            f"the number in {shown(text)} is not clear: a plan has a decimal point, and spaces group "
            'thousands; write for example "1 250 000 NOK/year" or "19.9 kg/person/year"'
        )
    number, unit = parse_quantity(text)
    return Q(number, unit or "1")
