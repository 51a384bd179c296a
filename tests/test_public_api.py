"""The public surface is what is recorded: nothing changes for others without it being said."""

from __future__ import annotations

import difflib
from typing import Any

import attrs

import plastsmart as ps
from tools import public_api


def test_the_public_surface_is_what_is_recorded() -> None:
    recorded = public_api.RECORD.read_text(encoding="utf-8").removeprefix(public_api.HEAD)
    changes = [
        line
        for line in difflib.ndiff(recorded.splitlines(), public_api.surface())
        if line[0] in "+-"
    ]
    assert not changes, (
        "the public surface changed:\n"
        + "\n".join(changes)
        + "\nWhat is removed or renamed (-) is "
        "deprecated first, as docs/compatibility.md says. If the change is meant: say it in "
        "CHANGELOG.md, and run `python tools/public_api.py`"
    )


def test_every_public_name_is_in_the_record() -> None:
    lines = public_api.RECORD.read_text(encoding="utf-8").splitlines()
    for name in ps.__all__:
        assert any(line.startswith(f"plastsmart.{name}") for line in lines), name


def test_a_changed_signature_and_attribute_are_seen() -> None:
    def older(a: int, /, b: Any = 1, *rest: int, c: str = "x", **more: Any) -> None: ...

    def keyword_only(a: int, *, b: object = ps.MODEL) -> None: ...

    assert public_api.arguments(older) == "(a, /, b=1, *rest, c='x', **more)"
    assert public_api.arguments(keyword_only) == "(a, *, b=<Model>)"

    @attrs.frozen
    class Kept:
        number: float
        _hidden: int = 0

        def double(self, by: float = 2) -> float:
            return self.number * by

        @property
        def half(self) -> float:
            return self.number / 2

        @classmethod
        def of(cls, text: str) -> Kept:
            return cls(float(text))

    Kept.__module__ = "plastsmart.kept"
    assert list(public_api._told("Kept", Kept)) == [
        "Kept(number, hidden=0)",
        "Kept.double(by=2)",
        "Kept.half",
        "Kept.number",
        "Kept.of(text) class",
    ]
