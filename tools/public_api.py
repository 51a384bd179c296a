"""Write the public surface of the package to tests/public_api.txt, one line a name.

`python tools/public_api.py` writes the file anew, `--check` tells whether it is up to date. A line that
changes is a change for those who use the package: say it in CHANGELOG.md, and keep to the policy in
docs/compatibility.md.
"""

from __future__ import annotations

import importlib
import inspect
import re
import sys
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType
from typing import Any, Final

import attrs

import plastsmart as ps

RECORD: Final = Path(__file__).parents[1] / "tests" / "public_api.txt"

HEAD: Final = (
    "# The public names, what they take and what they have; written by tools/public_api.py.\n"
)

_LITERAL: Final = (bool, int, float, str, type(None))


def documented() -> list[str]:
    """List the classes and functions of the page on the API, such as those of results."""
    text = (RECORD.parents[1] / "docs" / "api.md").read_text(encoding="utf-8")
    found = re.findall(r"^\.\. auto(?:class|function):: ([\w.]+)$", text, flags=re.MULTILINE)
    return sorted(found)


def surface() -> list[str]:
    """List the public names: of the package, its public modules, the page on the API, and errors."""
    lines: list[str] = []
    for name in sorted(ps.__all__):
        lines += _told(f"plastsmart.{name}", getattr(ps, name))
    told = {line.partition("(")[0].partition(":")[0] for line in lines}
    for path in documented():
        module, _, name = path.rpartition(".")
        if path not in told:
            lines += _told(path, getattr(importlib.import_module(module), name))
    errors = importlib.import_module("plastsmart.errors")
    lines += [
        f"plastsmart.errors.{name}({', '.join(base.__name__ for base in value.__bases__)})"
        for name, value in sorted(vars(errors).items())
        if isinstance(value, type) and issubclass(value, ps.PlastsmartError)
    ]
    return lines


def _told(path: str, value: Any) -> Iterator[str]:
    if isinstance(value, ModuleType):
        yield f"{path}: module"
        for name in sorted(getattr(value, "__all__", ())):
            inner = getattr(value, name)
            if not isinstance(inner, ModuleType):
                yield from _told(f"{path}.{name}", inner)
    elif isinstance(value, type):
        yield f"{path}{arguments(value)}"
        yield from _members(path, value)
    elif inspect.isroutine(value):
        yield f"{path}{arguments(value)}"
    else:
        yield f"{path}: {type(value).__name__}"


def _members(path: str, kind: type) -> Iterator[str]:
    """Yield what a class has that does not begin with an underscore, its own and inherited."""
    found: dict[str, Any] = {}
    for base in reversed(kind.__mro__):
        if base.__module__.startswith("plastsmart"):
            found |= dict.fromkeys(inspect.get_annotations(base))
            found |= {field.name: None for field in getattr(base, "__attrs_attrs__", ())}
            found |= dict(vars(base))
    fields = {field.name for field in attrs.fields(kind)} if attrs.has(kind) else set()
    for name in sorted(name for name in {*found, *fields} if not name.startswith("_")):
        value = found.get(name)
        if isinstance(value, (classmethod, staticmethod)):
            word = "class" if isinstance(value, classmethod) else "static"
            bound = isinstance(value, classmethod)
            yield f"{path}.{name}{arguments(value.__func__, bound=bound)} {word}"
        elif inspect.isfunction(value):
            yield f"{path}.{name}{arguments(value, bound=True)}"
        else:
            yield f"{path}.{name}"


def arguments(value: Any, *, bound: bool = False) -> str:
    """Return what a function takes, without the types, which no call depends on."""
    try:
        given = list(inspect.signature(value).parameters.values())
    except (TypeError, ValueError):
        return "(...)"
    parts = []
    starred = False
    for argument in given[bound:]:
        if argument.kind is argument.KEYWORD_ONLY and not starred:
            parts.append("*")
            starred = True
        mark = "*" * (
            1
            if argument.kind is argument.VAR_POSITIONAL
            else 2
            if argument.kind is argument.VAR_KEYWORD
            else 0
        )
        starred = starred or mark == "*"
        parts.append(f"{mark}{argument.name}{_default(argument.default)}")
        if argument.kind is argument.POSITIONAL_ONLY:
            parts.append("/")
    while parts.count("/") > 1:
        parts.remove("/")
    return f"({', '.join(parts)})"


def _default(value: Any) -> str:
    if value is inspect.Parameter.empty:
        return ""
    plain = isinstance(value, _LITERAL) or (
        isinstance(value, tuple) and all(isinstance(each, _LITERAL) for each in value)
    )
    return f"={value!r}" if plain else f"=<{type(value).__name__}>"


def main() -> int:
    """Write the record, or tell whether it is up to date."""
    text = HEAD + "".join(f"{line}\n" for line in surface())
    if "--check" in sys.argv[1:]:
        return int(RECORD.read_text(encoding="utf-8") != text)
    RECORD.write_text(text, encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
