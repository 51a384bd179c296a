"""Norwegian for what is told of a file of measurements or purchases: its problems, and the errors.

A message is compared with templates of what the package says in English, so that it is made in one
place and in one language. One that no template fits, such as another library's, stays as it is.
"""

from __future__ import annotations

import functools
import re
import string
from typing import Final

import attrs

from plastsmart.errors import printable
from plastsmart.mapping.inventory_columns import COLUMNS
from plastsmart.mapping.inventory_sentences import PURCHASES
from plastsmart.mapping.quantities import QUANTITIES
from plastsmart.mapping.sentences import HINTS, MESSAGES, PARTS
from plastsmart.mapping.texts import UNITS

__all__ = ["fits", "line", "told"]

_LONGEST: Final = 4_000
"""Characters of a message that is compared."""

_DEEPEST: Final = 4
"""How far messages stand within messages."""

_SENTENCES: Final = re.compile(r"(?<=[.?!]) (?=[A-Z])")

_OR: Final = re.compile(r"(?<=['\"0-9a-z]) or (?=['\"0-9]|(?:market|picking|reconciled)$)")
"""Between names in quotes, numbers, and ways of counting; not within a name."""

_UNITS: Final = dict(UNITS.values())

_COLUMNS: Final = {
    text: column.label_no
    for column in COLUMNS.values()
    for text in (column.name, column.label, column.label_no)
}
"""What people call the columns of an inventory of purchases."""

_FLOWS: Final = {
    "generated": "mengden som oppstår",
    "collected": "innsamlet plastemballasje",
    "residual": "plastemballasje som blir igjen i restavfallet",
    "capture": "innsamlingsgrad",
    "composition": "sammensetning",
    "sorted": "utsortert plastemballasje",
    "available_source": "det kildesortering virker på",
    "available_central": "det sentralsortering virker på",
    "picked": "det som er plukket",
    "eu": "materialgjenvinningsgrad",
}
"""What reconciling derives, beside what can be measured."""

_WORDS: Final = {
    "route": "innsamlingsmåte",
    "category": "emballasjetype",
    "region": "kommune",
    "name of the region": "kommunenavn",
    "region_name": "kommunenavn",
    "way of collecting": "innsamlingsmåte",
    "kind of packaging": "emballasjetype",
    "stage": "trinnet",
    "sector": "sektoren",
    "status": "statusen",
    "year": "året",
    "municipality": "kommunen",
    "price_year": "kroneåret",
    "value": "verdien",
    "sd": "standardfeilen",
    "low": "lav",
    "high": "høy",
    "point": "punktum",
    "comma": "komma",
    "was": "er",
    "were": "er",
}


@attrs.frozen
class _Template:
    """An English template with what stands between its placeholders, and its Norwegian."""

    literals: tuple[str, ...]
    names: tuple[str, ...]
    kinds: tuple[str, ...]
    norwegian: str

    def match(self, message: str) -> dict[str, str] | None:
        """Return what stands at each placeholder, each as short as can be; None where it is another.

        Each text between placeholders is looked for once, from where the one before ends.
        """
        first, last = self.literals[0], self.literals[-1]
        if not message.startswith(first):
            return None
        if not self.names:
            return {} if message == first else None
        end = len(message) - len(last)
        if end < len(first) or not message.endswith(last):
            return None
        found, at = {}, len(first)
        for name, literal in zip(self.names[:-1], self.literals[1:-1], strict=True):
            here = message.find(literal, at, end)
            if here < 0:
                return None
            found[name] = message[at:here]
            at = here + len(literal)
        found[self.names[-1]] = message[at:end]
        return found


def told(message: str, language: str = "no") -> str:
    """Return a message in a language.

    Parameters
    ----------
    message : str
        In English, as a problem or an error of the mapping has it.
    language : {"en", "no"}

    Returns
    -------
    str
        The message itself in English, and where it is none of the mapping's.

    Examples
    --------
    >>> from plastsmart.mapping.norwegian import told
    >>> told("the cell holds true or false; write a number")
    'cellen har sant eller usant; skriv et tall'
    >>> told("somebody's own words")
    "somebody's own words"
    """
    if language != "no" or len(message) > _LONGEST:
        return message
    return _translated(message, _messages(), _DEEPEST) or _of_an_item(message) or message


def _of_an_item(message: str) -> str | None:
    """Return the Norwegian of what is wrong with a column or item of purchases, which stands first."""
    about, mark, wrong = message.partition(": ")
    if not mark:
        return None
    if about not in _COLUMNS:
        about, mark, wrong = message.partition("): ")
        about += mark[:1]
    norwegian = _translated(wrong, _messages(), _DEEPEST)
    return None if norwegian is None else f"{about}: {norwegian}"


def fits(message: str) -> bool:
    """Tell whether there is Norwegian for a message, or for a part of one."""
    bare = message.strip()
    return _of_an_item(bare) is not None or any(
        _translated(bare, templates, _DEEPEST) is not None for templates in (_messages(), _parts())
    )


@functools.cache
def _messages() -> tuple[_Template, ...]:
    return _compiled(MESSAGES | PURCHASES)


@functools.cache
def _parts() -> tuple[_Template, ...]:
    return _compiled(HINTS | PARTS)


def _compiled(pairs: dict[str, str]) -> tuple[_Template, ...]:
    """Return templates, those that say most first."""
    made = []
    for english, norwegian in pairs.items():
        literals, names, kinds = [""], [], []
        for literal, name, kind, _ in string.Formatter().parse(english):
            literals[-1] += literal  # a doubled brace ends a piece too
            if name is not None:
                names.append(name)
                kinds.append(kind or "")
                literals.append("")
        made.append(_Template(tuple(literals), tuple(names), tuple(kinds), norwegian))
    return tuple(sorted(made, key=lambda each: -sum(map(len, each.literals))))


def _translated(message: str, templates: tuple[_Template, ...], depth: int) -> str | None:
    """Return the Norwegian of a message; None where no template fits it."""
    for template in templates:
        found = template.match(message)
        if found is None:
            continue
        pairs = list(zip(template.names, template.kinds, strict=True))
        if all(found[name] in _COLUMNS for name, kind in pairs if kind == "column"):
            values = {name: _value(found[name], kind, depth - 1) for name, kind in pairs}
            return template.norwegian.format(**values)
    return None


def _value(text: str, kind: str, depth: int) -> str:
    """Return what stands at a placeholder, in Norwegian where it is ours."""
    if not text or depth < 0:
        return text
    shown = text
    match kind:
        case "part":
            shown = _part(text, depth)
        case "many":  # sentences of one kind with semicolons between them
            each = re.split(r"(?<=\)); ", text)
            shown = "; ".join(_translated(one, _parts(), depth) or one for one in each)
        case "list":
            shown = re.sub(r" and ([0-9]+) more$", r" og \1 til", text)
        case "quantity":
            shown = _quantity(text, depth)
        case "quantities":
            each = re.split(r", (?![^\[]*\])| and ", text)
            shown = " og ".join(_quantity(one, depth) for one in each)
        case "beyond":
            each = re.split(r", (?=[a-z_]+(?:\[[^\[\]]*\])? is )", text)
            shown = ", ".join(_beyond(one, depth) for one in each)
        case "place":
            shown = ", ".join(_row(one) for one in text.split(", "))
        case "unit":
            shown = _UNITS.get(text, text)
        case "column":
            shown = f"«{_COLUMNS.get(text, text)}»"
        case "word":
            shown = _WORDS.get(text, text)
        case "number" if re.fullmatch(r"[+-]?[0-9]+\.[0-9e+-]+", text):
            shown = text.replace(".", ",")
        case "either":
            shown = _OR.sub(" eller ", text)
    return shown


def _part(text: str, depth: int) -> str:
    """Return a phrase, or sentences that follow one another, with the blanks around them."""
    bare = text.strip()
    whole = _translated(bare, _parts(), depth)
    if whole is None:
        each = _SENTENCES.split(bare)
        whole = " ".join(_translated(one, _parts(), depth) or one for one in each)
    at = text.find(bare)
    return f"{text[:at]}{whole}{text[at + len(bare) :]}"


def _quantity(name: str, depth: int) -> str:
    """Return what people call a quantity or a flow, with the labels that stand with it."""
    for english, norwegian in (
        ("the standard error of ", "standardfeilen til "),
        ("the range of ", "intervallet til "),
        ("sd of ", "standardfeilen til "),
    ):
        if name.startswith(english) and depth > 0:
            return norwegian + _quantity(name.removeprefix(english), depth - 1)
    bare = re.split(r"[ \[]", name, maxsplit=1)[0]
    label = QUANTITIES[bare].label_no if bare in QUANTITIES else _FLOWS.get(bare)
    if label is None:
        return name
    rest = re.sub(r"^ \(row (?=[0-9]+\)$)", " (rad ", name.removeprefix(bare))
    return f"«{label}»{' ' if rest.startswith('[') else ''}{rest}"


def _beyond(text: str, depth: int) -> str:
    """Return a value that lies beyond its bound."""
    name, mark, value = text.partition(" is ")
    return f"{_quantity(name, depth)} er {_value(value, 'number', depth)}" if mark else text


def _row(place: str) -> str:
    return re.sub(r"^row (?=[0-9]+$)", "rad ", place)


def line(message: str, sheet: str, cell: str, value: str) -> str:
    """Return a problem in one Norwegian line: place, message and what stands there."""
    place = printable("!".join(part for part in (sheet, _row(cell)) if part))
    held = f" (der står {value})" if value else ""
    return f"{place}: {told(message)}{held}" if place else f"{told(message)}{held}"
