"""What the command line says, in English and in Norwegian (bokmål)."""

from __future__ import annotations

from typing import Final

__all__ = ["LANGUAGES", "TEXTS", "number", "percent", "text"]

LANGUAGES: Final = ("en", "no")

TEXTS: Final[dict[str, tuple[str, str]]] = {
    "target": ("target", "mål"),
    "verdict": ("verdict", "resultat"),
    "reached": ("reached", "nådd"),
    "missed": ("missed", "ikke nådd"),
    "rate": ("rate", "andel"),
    "level": ("level", "krav"),
    "gap": ("gap", "avstand"),
    "points": ("points", "prosentpoeng"),
    "gap_tonnes": ("gap, tonne/year", "avstand, tonn/år"),
    "first_year": ("first reached", "nås først i"),
    "never": ("not by {last}", "ikke innen {last}"),
    "measured_by": ("Measured by", "Måles slik"),
    "not_assessed": ("Not assessed", "Ikke vurdert"),
    "all_rates": (
        "All rates, everything in the system, in %",
        "Alle andeler, hele systemet, i %",
    ),
    "year": ("year", "år"),
    "population": ("Population", "Folketall"),
    "estimated": ("What to know", "Verdt å vite"),
    "held": (
        "Without measures; what is not stated for a year is held or interpolated.",
        "Uten tiltak; det som ikke er oppgitt for et år, holdes fast eller interpoleres.",
    ),
    "question": ("{system}: are the targets reached?", "{system}: nås målene?"),
    "answer_all": ("Every target is reached.", "Alle mål nås."),
    "answer_some": (
        "{missed} of {all} targets are missed.",
        "{missed} av {all} mål nås ikke.",
    ),
    "answer_no": (
        "None of the {all} targets is reached.",
        "Ingen av de {all} målene nås.",
    ),
    "answer_none": (
        "No official target applies to this system.",
        "Ingen offisielle mål gjelder dette systemet.",
    ),
    "title": ("title", "tittel"),
    "years": ("years", "år"),
    "name": ("name", "navn"),
    "sources": ("sources", "kilder"),
    "more_sources": (
        "; and {number} more (--json lists all)",
        "; og {number} til (--json viser alle)",
    ),
    "required_at least": (
        "{target} needs {parameter} of at least {value} in {year}. The rate is {rate} as things are.",
        "{target} krever minst {value} for {parameter} i {year}. Andelen er {rate} slik det er nå.",
    ),
    "required_at most": (
        "{target} needs {parameter} of at most {value} in {year}. The rate is {rate} as things are.",
        "{target} krever høyst {value} for {parameter} i {year}. Andelen er {rate} slik det er nå.",
    ),
    "required_never": (
        (
            "{target} cannot be reached by {parameter} alone. At best, with {best_value}, the rate "
            "is {best_rate} in {year}; it is {rate} as things are."
        ),
        (
            "{target} kan ikke nås med {parameter} alene. I beste fall, med {best_value}, blir "
            "andelen {best_rate} i {year}; den er {rate} slik det er nå."
        ),
    ),
}
"""Each text in English and Norwegian."""


def text(key: str, language: str, **values: object) -> str:
    """Return a text with its blanks filled."""
    return TEXTS[key][LANGUAGES.index(language)].format(**values)


def number(value: float, language: str, decimals: int = 0) -> str:
    """Return a number with thousands grouped by blanks; decimal comma in Norwegian."""
    shown = f"{value:,.{decimals}f}".replace(",", " ")
    return shown.replace(".", ",") if language == "no" else shown


def percent(share: float, language: str, decimals: int = 1) -> str:
    """Return a share in percent; a dash where it is undefined."""
    if share != share:  # noqa: PLR0124 - NaN is not itself
        return "–"
    return f"{number(100 * share, language, decimals)} %"
