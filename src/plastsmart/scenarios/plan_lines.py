"""Where things stand in a plan's text: the line of each key, found in one pass that also bounds it.

The pass comes before the parser, so that a text that was made to be slow is refused early: deeply
nested brackets and keys of very many parts.
"""

from __future__ import annotations

import json
import re
from typing import Any, Final

from plastsmart.errors import InvalidValueError

__all__ = ["Lines", "Path", "TooDeepError"]

Path = tuple[str | int, ...]
"""Keys and positions that lead to a value, such as ``("measures", 0, "start")``."""

DEEPEST: Final = 8
"""Brackets within one another, and parts of a key, that are read; a plan needs four."""

_TOKEN: Final = re.compile(
    r"""
    (?P<string>
        \"\"\"(?:[^\\]|\\.)*?\"{3,5} | '''.*?'{3,5} | "(?:[^"\\\n]|\\[^\n])*" | '[^'\n]*'
    )
    |(?P<unclosed>["'])
    |(?P<comment>\#[^\n]*)
    |(?P<newline>\n)
    |(?P<space>[ \t\r]+)
    |(?P<open>[\[{])
    |(?P<close>[\]}])
    |(?P<equals>=)
    |(?P<dot>\.)
    |(?P<bare>[^\s"'\#\[\]{}=.,]+)
    |(?P<other>.)
    """,
    re.VERBOSE | re.DOTALL,
)


class TooDeepError(InvalidValueError):
    """A text that nests more deeply than any plan needs."""

    def __init__(self, message: str, line: int) -> None:
        super().__init__(message)
        self.line = line


class Lines:
    """The line of each key of a text in TOML.

    Parameters
    ----------
    text : str

    Raises
    ------
    TooDeepError
        If brackets or keys are nested deeper than `DEEPEST`.
    """

    def __init__(self, text: str) -> None:
        self._lines: dict[Path, int] = {}
        self._counts: dict[Path, int] = {}
        self._table: Path = ()
        self._read(text)

    def of(self, path: Path) -> int | None:
        """Return the line of a value, or of the nearest thing around it that has one."""
        while path:
            if path in self._lines:
                return self._lines[path]
            path = path[:-1]
        return None

    def _read(self, text: str) -> None:
        line, depth, run = 1, 0, 0
        parts: list[str] = []
        brackets = 0  # of a table's header: 1, or 2 for one of an array of tables
        in_key = True
        for token in _TOKEN.finditer(text):
            kind, word = token.lastgroup, token.group()
            run = self._run(kind, run, line)
            if kind == "unclosed":  # the parser stops here too
                return
            if kind == "newline":
                line += 1
                if depth == 0:
                    parts, brackets, in_key = [], 0, True
            elif in_key and kind in {"string", "bare"}:
                parts.append(_unquoted(word))
            elif in_key and kind == "open":
                brackets += 1
            elif in_key and kind == "close" and brackets:
                self._header(parts, brackets > 1, line)
                in_key = False
            elif in_key and kind == "equals":
                self._key(parts, line)
                in_key = False
            elif kind == "open":
                depth += 1
                if depth > DEEPEST:
                    raise TooDeepError(
                        f"brackets stand more than {DEEPEST} deep in one another; a plan needs no "
                        "more than two",
                        line,
                    )
            elif kind == "close" and not in_key:
                depth = max(depth - 1, 0)
            line += word.count("\n") if kind == "string" else 0

    def _run(self, kind: str | None, run: int, line: int) -> int:
        """Return how many dots the key has so far."""
        if kind == "dot":
            run += 1
            if run > DEEPEST:
                raise TooDeepError(
                    f"a key has more than {DEEPEST} parts; a plan needs no more than two", line
                )
        elif kind not in {"string", "bare", "space"}:
            run = 0
        return run

    def _header(self, parts: list[str], of_array: bool, line: int) -> None:
        path: Path = ()
        for position, part in enumerate(parts):
            path = (*path, part)
            if of_array and position == len(parts) - 1:
                self._counts[path] = self._counts.get(path, 0) + 1
                self._lines.setdefault(path, line)
            if path in self._counts:
                path = (*path, self._counts[path] - 1)
        self._table = path
        self._lines.setdefault(path, line)

    def _key(self, parts: list[str], line: int) -> None:
        path = self._table
        for part in parts:
            path = (*path, part)
            self._lines.setdefault(path, line)


def _unquoted(word: str) -> str:
    if word[:1] == '"':
        try:
            text: Any = json.loads(word)
        except ValueError:
            return word[1:-1]
        return str(text)
    return word[1:-1] if word[:1] == "'" else word
