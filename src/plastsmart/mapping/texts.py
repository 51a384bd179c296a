"""What the workbook of a mapping says, in English and in Norwegian, and how its numbers are read."""

from __future__ import annotations

import math
import re
from typing import Final

from plastsmart.axes import Category, Route
from plastsmart.errors import InvalidValueError, shown
from plastsmart.labels import LANGUAGES

__all__ = [
    "ALL",
    "CATEGORIES",
    "COLUMNS",
    "EXAMPLES",
    "FIELDS",
    "HIDDEN",
    "ROUTES",
    "SCHEMA",
    "SECTOR_WORDS",
    "SHEETS",
    "STATUS_WORDS",
    "SUM",
    "TIER_WORDS",
    "UNITS",
    "decimal_mark",
    "folded",
    "number",
    "other",
    "word",
]

SCHEMA: Final = "plastsmart-mapping/1"
"""What a workbook says of itself, so that reading does not guess; an older one is told by it."""

HIDDEN: Final = "_plastsmart"
"""The hidden sheet with schema, language and the lists of the drop-downs."""

SHEETS: Final[dict[str, tuple[str, str]]] = {
    "start": ("Read me first", "Les meg først"),
    "inhabitants": ("Inhabitants", "Innbyggere"),
    "services": ("Services", "Ordninger"),
    "tonnages": ("Tonnages", "Mengder"),
    "picking_residual": ("Picking, residual waste", "Plukkanalyser restavfall"),
    "picking_collected": ("Picking, collected plastic", "Plukkanalyser innsamlet"),
    "plants": ("Plants", "Anlegg"),
    "costs": ("Costs", "Kostnader"),
    "routes": ("Ways of collecting", "Innsamlingsmåter"),
    "categories": ("Kinds of packaging", "Typer emballasje"),
    "sources": ("Sources", "Kilder"),
}
"""The sheets; a name has at most 31 characters."""

FIELDS: Final[dict[str, tuple[str, str]]] = {
    "name": ("Municipality", "Kommune"),
    "number": ("Municipality number", "Kommunenummer"),
    "price_year": ("Price year of the costs", "Kroner fra år"),
}

COLUMNS: Final[dict[str, tuple[str, str]]] = {
    "what": ("What", "Hva"),
    "route": ("Way of collecting", "Innsamlingsmåte"),
    "category": ("Kind of packaging", "Type emballasje"),
    "unit": ("Unit", "Enhet"),
    "example": ("Example", "Eksempel"),
    "sd": ("Standard error", "Standardfeil"),
    "low": ("Low", "Lav"),
    "high": ("High", "Høy"),
    "status": ("Status", "Status"),
    "source": ("Source", "Kilde"),
    "note": ("Note", "Merknad"),
    "name": ("Short name", "Kortnavn"),
    "tier": ("Stage", "Trinn"),
    "sectors": ("For waste of", "Gjelder avfall fra"),
    "polymer": ("Polymer", "Polymer"),
    "format": ("Form", "Form"),
    "sector": ("Waste of", "Avfall fra"),
    "details": ("Publisher, title, address", "Utgiver, tittel, adresse"),
    "help": ("Explanation", "Forklaring"),
}
"""The headers of columns. Those of years are the years."""

STATUS_WORDS: Final[dict[str, tuple[str, str]]] = {
    "measured": ("measured", "målt"),
    "reported": ("reported", "rapportert"),
    "estimated": ("estimated", "anslått"),
    "default": ("default", "standardverdi"),
}

TIER_WORDS: Final[dict[str, tuple[str, str]]] = {
    "deposit": ("deposit", "pant"),
    "source": ("sorted at source", "kildesortering"),
    "central": ("central sorting", "sentralsortering"),
}

SECTOR_WORDS: Final[dict[str, tuple[str, str]]] = {
    "household": ("households", "husholdninger"),
    "deposit": ("deposit", "pant"),
    "business": ("businesses", "næring"),
    "agriculture": ("agriculture", "landbruk"),
    "municipal": ("municipal", "kommunal virksomhet"),
    "unreported": ("unreported", "ikke rapportert"),
}

ALL: Final = ("all together", "alle til sammen")
"""Stands for no route or kind in particular, as an empty cell does."""

SUM: Final = ("Sum: ", "Sum: ")
"""Begins the label of a row that checks."""

UNITS: Final[dict[str, tuple[str, str]]] = {
    "1": ("%", "%"),
    "person": ("persons", "personer"),
    "household": ("households", "husholdninger"),
    "kg/person/year": ("kg per person and year", "kg per innbygger og år"),
    "tonne/year": ("tonnes per year", "tonn per år"),
    "NOK/person/year": ("NOK per person and year", "kr per innbygger og år"),
    "NOK/tonne": ("NOK per tonne", "kr per tonn"),
}
"""Units as a planner writes them."""

ROUTES: Final[tuple[tuple[Route, tuple[str, str], tuple[str, str]], ...]] = (
    (
        Route("kerbside_bag", "source", ("household",)),
        ("Bag collected at home", "Henting hjemme, pose"),
        ("A bag of its own for plastic packaging, fetched by itself.",
         "Egen sekk eller pose for plastemballasje, hentet for seg."),
    ),
    (
        Route("kerbside_bin", "source", ("household",)),
        ("Bin collected at home", "Henting hjemme, dunk"),
        ("A bin of its own for plastic packaging.", "Egen dunk for plastemballasje."),
    ),
    (
        Route("optical_bag", "source", ("household",)),
        ("Coloured bag, sorted by camera", "Optisk posesortering"),
        ("A coloured bag in the bin for residual waste, sorted out at a plant.",
         "Farget pose i restavfallsdunken, sortert ut på et anlegg."),
    ),
    (
        Route("bring_point", "source", ("household",)),
        ("Bring point", "Returpunkt"),
        ("Containers in the neighbourhood.", "Beholdere i nabolaget."),
    ),
    (
        Route("recycling_station", "source", ("household",)),
        ("Recycling station", "Gjenvinningsstasjon"),
        ("A manned station that people drive to.", "Betjent stasjon som folk kjører til."),
    ),
    (
        Route("central_sorting", "central", ("household",)),
        ("Central sorting of residual waste", "Sentralsortering av restavfall"),
        ("A plant that sorts plastic out of residual waste.",
         "Anlegg som sorterer plast ut av restavfallet."),
    ),
)  # fmt: skip
"""The usual ways of collecting, with label and explanation."""

CATEGORIES: Final[tuple[tuple[Category, tuple[str, str]], ...]] = (
    (Category("film", "LDPE", "film"), ("Film (LDPE)", "Folie (LDPE)")),
    (Category("pp", "PP", "rigid and film"), ("PP", "PP")),
    (Category("hdpe", "HDPE", "rigid"), ("HDPE", "HDPE")),
    (Category("pet", "PET", "rigid"), ("PET", "PET")),
    (Category("ps", "PS", "rigid and foam"), ("PS and EPS", "PS og EPS")),
    (Category("multilayer", "mixed", "film"), ("Multilayer film", "Laminat")),
    (Category("other", "mixed", "all"), ("Other plastic packaging", "Annen plastemballasje")),
)
"""The kinds of packaging of the ready systems of Norwegian households."""

EXAMPLES: Final[dict[str, tuple[str, str]]] = {
    "person": ("12 345", "12 345"),
    "household": ("5 678", "5 678"),
    "kg/person/year": ("20.5", "20,5"),
    "1": ("12.5 %", "12,5 %"),
    "tonne/year": ("1 234.5", "1 234,5"),
    "NOK/person/year": ("123", "123"),
    "NOK/tonne": ("1 234", "1 234"),
}
"""How a number of each unit may look; made up so that nobody takes it for one."""


def word(pair: tuple[str, str], language: str) -> str:
    """Return the word of a pair in a language."""
    return pair[LANGUAGES.index(language)]


def other(pair: tuple[str, str], language: str) -> str:
    """Return the word of a pair in the other language."""
    return pair[1 - LANGUAGES.index(language)]


def folded(text: str) -> str:
    r"""Return a text as labels are compared: without regard to case and blanks.

    Examples
    --------
    >>> from plastsmart.mapping.texts import folded
    >>> folded(" Henting\u00a0hjemme,  pose ") == folded("henting hjemme, pose")
    True
    """
    return " ".join(text.split()).casefold()


_BLANKS: Final = "[ \u00a0\u2009\u202f]"
_SHAPE: Final = re.compile(
    rf"([+\-\u2212]?)([0-9]{{1,30}}|[0-9]{{1,3}}(?:{_BLANKS}[0-9]{{3}}){{1,9}})"
    rf"(?:([.,])([0-9]{{1,30}}))?(?:[eE]([+-]?[0-9]{{1,3}}))?{_BLANKS}*(%?)"
)
_GROUPED: Final = re.compile(r"[+\-\u2212]?[1-9][0-9]{0,2}(?:[.,][0-9]{3})+")
_BESIDE: Final = re.compile(r"([+\-\u2212]?[0-9][0-9.,\s]{0,40}?)\s*([^\W\d_][^\d]{0,40})")
_PER_CENT: Final = frozenset({"prosent", "pst", "percent", "per cent", "pct"})
_MOST: Final = 60


def decimal_mark(texts: list[str], usual: str) -> str:
    """Return the decimal mark of a file's numbers, seen as a whole; "" where it cannot be told.

    Parameters
    ----------
    texts : list of str
    usual : str
        The mark that such a file has where no number tells.

    Examples
    --------
    >>> from plastsmart.mapping.texts import decimal_mark
    >>> (
    ...     decimal_mark(["1,5", "1.234"], "."),
    ...     decimal_mark(["1,234"], ","),
    ...     decimal_mark(["1.234"], ","),
    ... )
    (',', ',', '')
    """
    sure: set[str] = set()
    unsure: set[str] = set()
    for text in texts:
        found = _SHAPE.fullmatch(text.strip()[:_MOST])
        if found and found[3]:
            (unsure if _GROUPED.fullmatch(text.strip()) else sure).add(found[3])
    if len(sure) == 1:
        return sure.pop()
    if sure or unsure <= {usual}:
        return usual
    return ""


def number(text: str, mark: str) -> tuple[float, bool]:
    """Read a number that a person wrote; with a percent sign it is a share.

    Parameters
    ----------
    text : str
        Such as "1 234,5", "12 %" or "-3"; spaces of any kind may group thousands.
    mark : {",", ".", ""}
        The decimal mark; "" where it is not known, and no mark is taken.

    Returns
    -------
    value : float
    percent : bool

    Raises
    ------
    InvalidValueError

    Examples
    --------
    >>> from plastsmart.mapping.texts import number
    >>> number("1 234,5", ","), number("12 %", ",")
    ((1234.5, False), (0.12, True))
    >>> number("1.234", ",")
    Traceback (most recent call last):
    plastsmart.errors.InvalidValueError: '1.234' has a point, and numbers here have a decimal comma;
    write 1,234 (decimal comma) or 1 234 (thousands)
    """
    bare = text.strip()
    found = _SHAPE.fullmatch(bare) if len(bare) <= _MOST else None
    if not found:
        if beside := _BESIDE.fullmatch(bare[:_MOST]):
            figure, sign = beside[1].strip(), beside[2].casefold().rstrip(".")
            cure = f"write {figure} %" if sign in _PER_CENT else f"write {figure}, alone"
            raise InvalidValueError(f"{shown(bare)} is no number: a word stands with it; {cure}")
        example = "1 234,5" if mark == "," else "1 234.5"
        raise InvalidValueError(f"{shown(bare)} is no number; write it such as {example}, alone")
    sign, whole, given, decimals, exponent, percent = found.groups()
    if given and given != mark:
        raise InvalidValueError(_unclear(bare, sign + whole, given, decimals, mark))
    digits = re.sub(r"[^0-9]", "", whole)
    power = int(exponent or 0) - (2 if percent else 0)
    minus = "" if sign in {"", "+"} else "-"
    value = float(f"{minus}{digits}.{decimals or 0}e{power}")
    if not math.isfinite(value):
        raise InvalidValueError(f"{shown(bare)} is too large; numbers are finite")
    return value, bool(percent)


def _unclear(text: str, whole: str, given: str, decimals: str, mark: str) -> str:
    """Return what to do about a number with a mark that is not the decimal mark."""
    name = {".": "point", ",": "comma"}
    thousands = f"{whole} {decimals}" if _GROUPED.fullmatch(text) else ""
    if not mark:
        return (
            f"{shown(text)} could be read in two ways: the file does not tell whether its {name[given]} "
            f"is a decimal mark; write {thousands} where it groups thousands, or more decimals"
        )
    cure = f"write {whole}{mark}{decimals} (decimal {name[mark]})"
    if thousands:
        cure += f" or {thousands} (thousands)"
    return (
        f"{shown(text)} has a {name[given]}, and numbers here have a decimal {name[mark]}; {cure}"
    )
