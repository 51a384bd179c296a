"""A small client of PxWebApi version 2, by which Statistics Norway hands out its tables.

It builds the question, counts its cells before asking, keeps to the limits, and keeps the question
with the answer. It does not reach the network itself: it is given a function that does.
"""

from __future__ import annotations

import fnmatch
import json
import math
import re
import time
from collections import deque
from collections.abc import Callable, Iterable, Mapping
from http.client import HTTPException
from typing import Any, Final, TypeVar
from urllib.parse import quote

import attrs

from plastsmart.errors import (
    ArgumentError,
    InvalidValueError,
    LabelError,
    PlastsmartError,
    TableError,
    listed,
    nearest,
    shown,
)
from plastsmart.mapping import jsonstat

__all__ = ["BASE", "Client", "FetchError", "Query", "from_", "range_", "to", "top"]

BASE: Final = "https://data.ssb.no/api/pxwebapi/v2"
"""Where Statistics Norway answers."""

MOST_IN_ADDRESS: Final = 2_000
"""Characters of an address; a longer question is sent in the body."""

MOST_PARTS: Final = 200
"""Questions that one is split into at most."""

LONGEST_WAIT: Final = 300.0
"""Seconds that a server may ask us to wait."""

_MINUTE: Final = 60.0
_OK, _FORBIDDEN, _TOO_MANY, _SERVER = 200, 403, 429, 500

Fetch = Callable[[str, str, bytes | None], tuple[int, Mapping[str, str], bytes]]
"""Method, address and body (None for GET) to status, headers and body of the answer."""

_EXPRESSION: Final = re.compile(
    r"(?P<name>top|bottom)\((?P<count>[1-9][0-9]{0,5})\)"
    r"|(?P<side>from|to)\((?P<end>[^(),\[\]]+)\)"
    r"|range\((?P<first>[^(),\[\]]+),(?P<last>[^(),\[\]]+)\)",
    re.IGNORECASE,
)


_T = TypeVar("_T")


class FetchError(PlastsmartError, ConnectionError):
    """A server that could not be reached, or answered with an error.

    Attributes
    ----------
    status : int or None
        The status of the answer, if there was one.
    """

    def __init__(self, message: str, status: int | None = None) -> None:
        super().__init__(message)
        self.status = status


def top(count: int) -> str:
    """Return the expression for the last so many codes, such as the last years.

    Examples
    --------
    >>> from plastsmart.mapping import pxweb
    >>> pxweb.top(3)
    'top(3)'
    """
    if isinstance(count, bool) or not isinstance(count, int) or not 1 <= count <= 999_999:  # noqa: PLR2004
        raise InvalidValueError(f"top takes a whole number from 1 on, not {shown(count)}")
    return f"top({count})"


def from_(code: str | int) -> str:
    """Return the expression for a code and all after it.

    Examples
    --------
    >>> from plastsmart.mapping import pxweb
    >>> pxweb.from_(2015)
    'from(2015)'
    """
    return f"from({_end(code)})"


def to(code: str | int) -> str:
    """Return the expression for a code and all before it.

    Examples
    --------
    >>> from plastsmart.mapping import pxweb
    >>> pxweb.to(2019)
    'to(2019)'
    """
    return f"to({_end(code)})"


def range_(first: str | int, last: str | int) -> str:
    """Return the expression for all codes from one to another, both included.

    Examples
    --------
    >>> from plastsmart.mapping import pxweb
    >>> pxweb.range_(2015, 2020)
    'range(2015,2020)'
    """
    return f"range({_end(first)},{_end(last)})"


def _end(code: object) -> str:
    if isinstance(code, (str, int)) and not isinstance(code, bool):
        text = str(code)
        if re.fullmatch(r"[^(),\[\]\s]+", text):
            return text
    raise LabelError(f"the end of a range is a code, such as 2015, not {shown(code)}")


def _values(given: Any) -> dict[str, tuple[str, ...]]:
    if not isinstance(given, Mapping) or not given:
        raise LabelError(
            'values gives codes for each variable, such as {"Region": ["0301"], "Tid": "top(3)"}, '
            f"not {shown(given)}"
        )
    values = {}
    for name, codes in given.items():
        _checked(name, "variable")
        members = (
            [codes] if isinstance(codes, str) else listed(codes, f"values of {name}", '["0301"]')
        )
        if not members:
            raise LabelError(f"the variable {shown(name)} has no codes; '*' takes all")
        plain = [_without_brackets(_checked(code, f"code of {name}")) for code in members]
        if len(set(plain)) < len(plain):
            raise LabelError(f"the variable {shown(name)} has a code twice")
        values[name] = tuple(plain)
    return values


def _checked(code: Any, what: str) -> str:
    if (
        not isinstance(code, str)
        or not 0 < len(code) <= 200  # noqa: PLR2004
        or not code.isprintable()
        or code != code.strip()
    ):
        hint = f"; write {str(code)!r}" if isinstance(code, int) else ""
        raise LabelError(f"a {what} is text, not {shown(code)}{hint}")
    return code


def _without_brackets(code: str) -> str:
    """Return an expression without the brackets that an address needs around its commas."""
    return code[1:-1] if code.startswith("[") and code.endswith("]") else code


def _named(given: Any) -> dict[str, str]:
    if not isinstance(given, Mapping):
        raise LabelError(
            f'give a text for a variable, such as {{"Region": "…"}}, not {shown(given)}'
        )
    return {_checked(n, "variable"): _checked(t, f"text for {n}") for n, t in given.items()}


@attrs.frozen(kw_only=True)
class Query:
    """A question to a table.

    Attributes
    ----------
    table : str
        Its number, five digits as text.
    values : dict of str to tuple of str
        For each variable its codes, or expressions: "*", "K-32*", "top(3)", "bottom(3)",
        "from(2015)", "to(2019)", "range(2015,2020)" (with or without brackets around it).
    codelists : dict of str to str
        For a variable another list of codes, such as "agg_KommSummer" for the municipalities of
        today in all years.
    outputs : dict of str to {"aggregated", "single"}
        For a variable with a code list: its groups, or what they are made of.

    Examples
    --------
    >>> from plastsmart.mapping import pxweb
    >>> query = pxweb.Query(
    ...     table="07459",
    ...     values={
    ...         "Region": ["K-3203"],
    ...         "ContentsCode": "Personer1",
    ...         "Tid": pxweb.range_(2015, 2020),
    ...     },
    ...     codelists={"Region": "agg_KommSummer"},
    ... )
    >>> print(query.address("no"))
    tables/07459/data?lang=no&outputFormat=json-stat2&valueCodes%5BRegion%5D=K-3203&valueCodes%5BContentsCode%5D=Personer1&valueCodes%5BTid%5D=%5Brange%282015%2C2020%29%5D&codelist%5BRegion%5D=agg_KommSummer
    """

    table: str
    values: dict[str, tuple[str, ...]] = attrs.field(converter=_values)
    codelists: dict[str, str] = attrs.field(factory=dict, converter=_named)
    outputs: dict[str, str] = attrs.field(factory=dict, converter=_named)

    def __attrs_post_init__(self) -> None:
        if not isinstance(self.table, str) or not re.fullmatch(r"[0-9]{5}", self.table):
            raise LabelError(f"a table's number is text of five digits, not {shown(self.table)}")
        for names, what in ((self.codelists, "codelists"), (self.outputs, "outputs")):
            for name in names:
                if name not in self.values:
                    raise LabelError(
                        f"{what} names the variable {shown(name)}, which has no values. "
                        f"{nearest(name, self.values)}"
                    )
        for name, output in self.outputs.items():
            if output not in {"aggregated", "single"}:
                raise LabelError(
                    f"outputs of {name} is 'aggregated' or 'single', not {shown(output)}"
                )
            if name not in self.codelists:
                raise LabelError(f"outputs names {shown(name)}, which has no code list")

    def address(self, language: str) -> str:
        """Return the question as an address, from "tables" on."""
        parts = [f"lang={quote(language)}", "outputFormat=json-stat2"]
        for name, codes in self.values.items():
            # a comma parts codes, so an expression or code that holds one stands in brackets
            written = [f"[{code}]" if "," in code else code for code in codes]
            parts.append(_pair("valueCodes", name, ",".join(quote(w, safe="*") for w in written)))
        parts += [_pair("codelist", n, quote(text)) for n, text in self.codelists.items()]
        parts += [_pair("outputValues", n, quote(text)) for n, text in self.outputs.items()]
        return f"tables/{self.table}/data?{'&'.join(parts)}"

    def body(self) -> dict[str, Any]:
        """Return the question as the object that is posted; nothing stands in brackets there."""
        selection = []
        for name, codes in self.values.items():
            entry: dict[str, Any] = {"variableCode": name, "valueCodes": list(codes)}
            if name in self.codelists:
                entry["codelist"] = self.codelists[name]
            selection.append(entry)
        return {"selection": selection}

    def post_address(self, language: str) -> str:
        """Return the address that `body` is posted to."""
        parts = [f"lang={quote(language)}", "outputFormat=json-stat2"]
        parts += [_pair("outputValues", n, quote(text)) for n, text in self.outputs.items()]
        return f"tables/{self.table}/data?{'&'.join(parts)}"

    def text(self) -> str:
        """Return the question as one line of JSON, to be kept with the answer."""
        whole: dict[str, Any] = {"table": self.table} | self.body()
        if self.outputs:
            whole["outputValues"] = self.outputs
        return json.dumps(whole, ensure_ascii=False)


def _pair(key: str, name: str, value: str) -> str:
    return f"{key}%5B{quote(name)}%5D={value}"


@attrs.frozen(kw_only=True)
class Client:
    """Fetches tables, within the limits of who gives them.

    Parameters
    ----------
    fetch : callable
        Takes method ("GET" or "POST"), address and body (bytes, or None), and returns status, headers
        and body (bytes) of the answer, whatever the status. It may raise `OSError`, such as
        `TimeoutError`, and shall wait for a limited time.
    base : str
    language : {"no", "en"}
        Of labels.
    cells : int
        Cells of one answer at most; a question for more is asked in parts.
    per_minute : int
        Questions in a minute at most.
    tries : int
        How often one is asked before it is given up.
    clock, sleep : callable
        Seconds, and waiting for seconds; to be replaced in tests.

    Examples
    --------
    >>> from plastsmart.mapping import pxweb
    >>> def fetch(method, address, body):
    ...     return 404, {}, b'{"title": "Non-existent table"}'
    >>> pxweb.Client(fetch=fetch).structure("99999")
    Traceback (most recent call last):
    plastsmart.mapping.pxweb.FetchError: the metadata of table 99999 were refused with status 404:
    Non-existent table
    """

    fetch: Fetch
    base: str = BASE
    language: str = "no"
    cells: int = jsonstat.MOST_CELLS
    per_minute: int = 30
    tries: int = 4
    clock: Callable[[], float] = time.monotonic
    sleep: Callable[[float], None] = time.sleep
    _asked: deque[float] = attrs.field(init=False, factory=deque, repr=False, eq=False)
    _known: dict[str, jsonstat.Structure] = attrs.field(
        init=False, factory=dict, repr=False, eq=False
    )
    _lists: dict[str, tuple[str, ...]] = attrs.field(init=False, factory=dict, repr=False, eq=False)

    def __attrs_post_init__(self) -> None:
        if not callable(self.fetch):
            raise ArgumentError(
                "fetch is a function of method, address and body that returns status, headers and "
                f"body, not {shown(self.fetch)}"
            )
        if self.language not in {"no", "en"}:
            raise InvalidValueError(f"language is 'no' or 'en', not {shown(self.language)}")
        for name in ("cells", "per_minute", "tries"):
            value = getattr(self, name)
            if isinstance(value, bool) or not isinstance(value, int) or value < 1:
                raise InvalidValueError(f"{name} is a whole number from 1 on, not {shown(value)}")

    def structure(self, table: str) -> jsonstat.Structure:
        """Return the dimensions of a table, with all their codes.

        Parameters
        ----------
        table : str

        Raises
        ------
        FetchError, TableError
        """
        if not isinstance(table, str) or not re.fullmatch(r"[0-9]{5}", table):
            raise LabelError(f"a table's number is text of five digits, not {shown(table)}")
        if table not in self._known:
            what = f"the metadata of table {table}"
            address = f"tables/{table}/metadata?lang={self.language}&outputFormat=json-stat2"
            answer = self._ask("GET", address, None, what)
            self._known[table] = _told(what, lambda: jsonstat.read_structure(answer))
        return self._known[table]

    def codelist(self, name: str) -> tuple[str, ...]:
        """Return the codes of a code list, such as "agg_KommSummer".

        Raises
        ------
        FetchError, TableError
        """
        _checked(name, "code list")
        if name not in self._lists:
            what = f"the code list {name}"
            address = f"codelists/{quote(name, safe='')}?lang={self.language}"
            answer = self._ask("GET", address, None, what)
            self._lists[name] = _told(what, lambda: _listed_codes(answer))
        return self._lists[name]

    def count(self, query: Query) -> int:
        """Return how many cells a question asks for, by the metadata of its table.

        Raises
        ------
        LabelError
            If a variable or code is not in the table, or a variable that it cannot do without has
            no values.
        FetchError, TableError
        """
        return math.prod(len(codes) for codes in self._codes(query).values())

    def data(self, query: Query) -> jsonstat.Dataset:
        """Fetch what a question asks for.

        A question for too many cells is asked in parts, which are joined.

        Parameters
        ----------
        query : Query

        Returns
        -------
        Dataset
            With the question in `query`.

        Raises
        ------
        LabelError
            If the table does not have what is asked for.
        FetchError
            If the server cannot be reached or refuses.
        TableError
            If the answer is no table, or not the one that was asked for.
        """
        if not isinstance(query, Query):
            raise InvalidValueError(f"a question is Query(…), not {shown(query)}")
        codes = self._codes(query)
        budget = [MOST_PARTS]
        found = self._data(query, codes, budget)
        return attrs.evolve(found, query=query.text())

    def _codes(self, query: Query) -> dict[str, tuple[str, ...]]:
        """Return the codes that a question asks for, by variable."""
        structure = self.structure(query.table)
        known = {dimension.id: dimension for dimension in structure.dimensions}
        for name in query.values:
            if name not in known:
                raise LabelError(
                    f"table {query.table} has no variable {shown(name)}. {nearest(name, known)}"
                )
        for name, dimension in known.items():
            if name not in query.values and not dimension.eliminable:
                raise LabelError(
                    f"table {query.table} needs codes for {name} ({dimension.label}); '*' takes all "
                    f"{len(dimension)}"
                )
        found = {}
        for name, codes in query.values.items():
            listed_codes = known[name].codes
            if name in query.codelists:
                listed_codes = self.codelist(query.codelists[name])
            found[name] = _chosen(codes, listed_codes, f"{name} of table {query.table}")
        return found

    def _data(
        self, query: Query, codes: dict[str, tuple[str, ...]], budget: list[int]
    ) -> jsonstat.Dataset:
        """Fetch one part, or its parts where it is too large."""
        if math.prod(len(c) for c in codes.values()) <= self.cells:
            budget[0] -= 1
            if budget[0] < 0:
                raise TableError(
                    f"the question to table {query.table} would take more than {MOST_PARTS} parts; "
                    "ask for fewer categories"
                )
            try:
                return self._part(query, codes)
            except FetchError as error:
                if error.status != _FORBIDDEN or max(map(len, codes.values())) == 1:
                    raise
        if "single" in query.outputs.values():
            raise TableError(
                f"the question to table {query.table} is too large for one answer, and one for what "
                "groups are made of is not asked in parts; ask for fewer categories"
            )
        along = max(codes, key=lambda name: len(codes[name]))
        if len(codes[along]) == 1:
            raise TableError(
                f"the question to table {query.table} cannot be asked in smaller parts"
            )
        half = len(codes[along]) // 2
        parts = []
        for some in (codes[along][:half], codes[along][half:]):
            smaller = attrs.evolve(query, values=query.values | {along: some})
            parts.append(self._data(smaller, codes | {along: some}, budget))
        return jsonstat.joined(parts, along)

    def _part(self, query: Query, codes: dict[str, tuple[str, ...]]) -> jsonstat.Dataset:
        what = f"table {query.table}"
        address = query.address(self.language)
        if len(f"{self.base}/{address}") <= MOST_IN_ADDRESS:
            answer = self._ask("GET", address, None, what)
        else:
            body = json.dumps(query.body(), ensure_ascii=False).encode()
            answer = self._ask("POST", query.post_address(self.language), body, what)
        found = _told(what, lambda: jsonstat.read(answer))
        if found.table and found.table != query.table:
            raise TableError(f"table {query.table} was asked for, and {found.table} came")
        had = {dimension.id: dimension.codes for dimension in found.dimensions}
        for name, wanted in codes.items():
            if query.outputs.get(name) == "single":
                continue
            if set(had.get(name, ())) != set(wanted):
                absent = [code for code in wanted if code not in had.get(name, ())]
                raise TableError(
                    f"the answer of table {query.table} has other codes of {name} than were asked "
                    f"for: {len(had.get(name, ()))} for {len(wanted)}"
                    f"{f', without {shown(absent[0])}' if absent else ''}"
                )
        return found

    def _ask(self, method: str, address: str, body: bytes | None, what: str) -> bytes:
        """Ask once, again after a while where that may help, and return the answer."""
        url = f"{self.base}/{address}"
        why = ""
        status: int | None = None
        for left in reversed(range(self.tries)):
            self._wait_for_turn()
            try:
                status, headers, answer = _answer(self.fetch(method, url, body))
            except (OSError, HTTPException) as error:
                if isinstance(error, PlastsmartError):
                    raise
                status, headers = None, {}
                why = f"{what} could not be fetched: {type(error).__name__} {shown(str(error))}"
            else:
                if status == _OK:
                    return answer
                why = f"{what} {_verb(what)} refused with status {status}: {_reason(answer)}"
            if status is not None and status != _TOO_MANY and status < _SERVER:
                raise FetchError(why, status)
            if left:
                self.sleep(self._pause(headers, status, self.tries - left, why))
        raise FetchError(f"{why} (asked {self.tries} times)", status)

    def _wait_for_turn(self) -> None:
        now = self.clock()
        while self._asked and self._asked[0] <= now - _MINUTE:
            self._asked.popleft()
        if len(self._asked) >= self.per_minute:
            self.sleep(self._asked[0] + _MINUTE - now)
            self._asked.popleft()
            now = self.clock()
        self._asked.append(now)

    def _pause(self, headers: Mapping[str, str], status: int | None, tried: int, why: str) -> float:
        """Return for how many seconds to wait before asking again."""
        if status != _TOO_MANY:
            return float(2**tried)
        told = {str(name).lower(): text for name, text in headers.items()}.get("retry-after", "")
        if not re.fullmatch(r"[0-9]{1,6}", str(told).strip()):
            return _MINUTE  # a date, or nothing: the limit is by the minute
        seconds = float(told)
        if seconds > LONGEST_WAIT:
            raise FetchError(f"{why}; it asks to wait for {seconds:g} seconds", status)
        return seconds


def _verb(what: str) -> str:
    return "were" if what.startswith("the metadata") else "was"


def _told(what: str, read: Callable[[], _T]) -> _T:
    """Return what is read of an answer; a mistake says which answer it is in."""
    try:
        return read()
    except TableError as error:
        raise TableError(f"{what}: {error}") from None


def _answer(given: Any) -> tuple[int, Mapping[str, str], bytes]:
    """Return what the function of the user gave, checked."""
    if isinstance(given, tuple) and len(given) == 3:  # noqa: PLR2004
        status, headers, body = given
        if (
            isinstance(status, int)
            and hasattr(headers, "items")
            and isinstance(body, (bytes, bytearray))
        ):
            return int(status), headers, bytes(body)
    raise ArgumentError(
        f"fetch returned {shown(given)}; it returns status (a number), headers (a mapping) and body "
        "(bytes)"
    )


def _reason(answer: bytes) -> str:
    """Return what a server says of its refusal, in a line."""
    text = answer[:10_000].decode("utf-8", errors="replace").strip()
    try:
        content = json.loads(text)
    except (ValueError, RecursionError):
        content = None
    if isinstance(content, dict):
        told = [content.get(key) for key in ("title", "detail", "error")]
        text = "; ".join(part for part in told if isinstance(part, str) and part)
    line = " ".join("".join(c if c.isprintable() else " " for c in text).split())
    return line[:200] or "it does not say why"


def _listed_codes(answer: bytes) -> tuple[str, ...]:
    content = jsonstat.parsed(answer)
    entries = content.get("values")
    if not isinstance(entries, list) or not entries:
        raise TableError(f'it has no "values" but {shown(entries)}')
    codes = []
    for entry in entries:
        code = entry.get("code") if isinstance(entry, dict) else None
        if not isinstance(code, str) or not code:
            raise TableError(f'one of its values has no "code": {shown(entry)}')
        codes.append(code)
    return tuple(codes)


def _chosen(wanted: Iterable[str], known: tuple[str, ...], what: str) -> tuple[str, ...]:
    """Return the codes that codes and expressions mean, in the order of the table."""
    places = {code: place for place, code in enumerate(known)}
    chosen: set[str] = set()
    for code in wanted:
        found: Iterable[str]
        expression = _EXPRESSION.fullmatch(code)
        if code in places:
            found = [code]
        elif expression and expression["count"]:
            count = int(expression["count"])
            is_top = expression["name"].lower() == "top"
            found = known[-count:] if is_top else known[:count]
        elif expression:
            ends = [
                _at(expression[name], places, what) if expression[name] else None
                for name in ("first", "last", "end")
            ]
            first, last, end = ends
            if end is not None:
                is_from = expression["side"].lower() == "from"
                first, last = (end, len(known) - 1) if is_from else (0, end)
            found = known[first : (last or 0) + 1]
        elif "*" in code or "?" in code:
            pattern = re.compile(fnmatch.translate(code.replace("[", "[[]")))
            found = [other for other in known if pattern.match(other)]
        else:
            raise LabelError(f"{what} has no code {shown(code)}. {nearest(code, known)}")
        before = len(chosen)
        chosen.update(found)
        if len(chosen) == before and not set(found):
            raise LabelError(f"{shown(code)} takes none of the codes of {what}")
    return tuple(sorted(chosen, key=places.__getitem__))


def _at(code: str, places: dict[str, int], what: str) -> int:
    if code not in places:
        raise LabelError(f"{what} has no code {shown(code)}. {nearest(code, places)}")
    return places[code]
