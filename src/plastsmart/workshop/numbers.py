"""Numbers that people type, with the decimal mark of either language."""

from __future__ import annotations

import re
from typing import Final

__all__ = ["LONGEST", "readings"]

LONGEST: Final = 40
"""Characters of a number that are read."""

_SPACES: Final = " \u00a0\u2009\u202f'"
_UNIT: Final = re.compile(
    r"(%|prosent|percent|per cent|t|tonn|tonnes?|kr|nok|kg|personer|people|innbyggere)\.?$",
    re.IGNORECASE,
)
_PLAIN: Final = re.compile(r"[+\-\u2212]?\d+")
_ONE_MARK: Final = re.compile(r"([+\-\u2212]?\d+)[.,](\d+)")
_GROUPS: Final = re.compile(r"[+\-\u2212]?\d{1,3}(?:\.\d{3})+|[+\-\u2212]?\d{1,3}(?:,\d{3})+")
_THOUSAND: Final = 3


def readings(text: str) -> tuple[float, ...]:
    """Return what a typed number may mean: nothing, one value, or two where the mark is not clear.

    A unit or percent sign after it is left out, and spaces may group thousands.

    Examples
    --------
    >>> from plastsmart.workshop.numbers import readings
    >>> readings("22 680 t"), readings("83,3 %"), readings("0.6")
    ((22680.0,), (83.3,), (0.6,))
    >>> readings("22.680"), readings("about 20")
    ((22.68, 22680.0), ())
    """
    bare = text.strip()[: LONGEST + 1]
    if len(bare) > LONGEST:
        return ()
    bare = _UNIT.sub("", bare).strip()
    for space in _SPACES:
        bare = bare.replace(space, "")
    if _PLAIN.fullmatch(bare):
        return (_value(bare),)
    found: list[float] = []
    if one := _ONE_MARK.fullmatch(bare):
        found.append(_value(f"{one[1]}.{one[2]}"))
        if len(one[2]) != _THOUSAND or one[1].lstrip("+-\u2212").startswith("0"):
            return tuple(found)
    if _GROUPS.fullmatch(bare):
        found.append(_value(bare.replace(".", "").replace(",", "")))
    return tuple(found)


def _value(text: str) -> float:
    return float(text.replace("\u2212", "-"))
