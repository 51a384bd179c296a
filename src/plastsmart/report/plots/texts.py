"""What pictures say, in English and Norwegian (bokmål), besides what other texts say."""

from __future__ import annotations

from typing import Final

from plastsmart.labels import LANGUAGES

__all__ = ["TEXTS", "place_name", "said"]

TEXTS: Final[dict[str, tuple[str, str]]] = {
    "sources": (
        "Sources: {names}. Computed with {package}.",
        "Kilder: {names}. Beregnet med {package}.",
    ),
    "more": ("{names} and {number} more", "{names} og {number} til"),
    "made_with": ("Computed with {package}.", "Beregnet med {package}."),
    "others": ("{number} others", "{number} andre"),
    "not_stated": ("not stated", "ikke oppgitt"),
    "the_system": ("the system", "systemet"),
    "regions": ("{number} regions", "{number} regioner"),
    "flows_title": (
        "Where plastic packaging goes: {place} in {year}, tonne/year",
        "Hvor plastemballasjen blir av: {place} i {year}, tonn/år",
    ),
    "node generated": ("Discarded", "Kastet"),
    "node deposit": ("Returned for deposit", "Pantet"),
    "node source": ("Sorted at source", "Kildesortert"),
    "node central": ("Sorted out of residual waste", "Sortert ut av restavfallet"),
    "node available_central": ("In residual waste", "I restavfallet"),
    "node residual": ("Left in residual waste", "Igjen i restavfallet"),
    "node collected": ("Collected", "Samlet inn"),
    "node sorted": ("Sent to recycling", "Sendt til gjenvinning"),
    "node sorting_loss": ("Lost in sorting", "Tapt i sortering"),
    "node recycled": ("Recycled", "Materialgjenvunnet"),
    "node preparation_loss": ("Lost in washing", "Tapt i vask og kverning"),
    "node recyclate": ("New plastic", "Ny plast"),
    "node conversion_loss": ("Lost in extrusion", "Tapt i ekstrudering"),
    "node disposed": ("Burnt or landfilled", "Brent eller deponert"),
    "node energy_recovered": ("Burnt, energy recovered", "Brent med energiutnyttelse"),
    "node landfilled": ("Landfilled", "Deponert"),
    "node littered": ("Littered", "Forsøplet"),
    "node leaked": ("Lost to nature", "På avveie i naturen"),
}
"""Each text in English and Norwegian."""

_PLACES: Final = {
    "norway": ("Norway", "Norge"),
    "norway-household": ("households in Norway", "husholdningene i Norge"),
    "headline": (
        "households in Norway (headline case)",
        "husholdningene i Norge (hovedeksempelet)",
    ),
    "network": ("the network's municipalities", "kommunene i nettverket"),
}
"""What people call the ready systems."""


def said(key: str, language: str, **values: object) -> str:
    """Return a text of pictures with its blanks filled.

    Examples
    --------
    >>> from plastsmart.report.plots.texts import said
    >>> said("others", "no", number=3)
    '3 andre'
    """
    return TEXTS[key][LANGUAGES.index(language)].format(**values)


def place_name(name: str, language: str) -> str:
    """Return what people call a system, in the middle of a sentence.

    Examples
    --------
    >>> from plastsmart.report.plots.texts import place_name
    >>> place_name("norway", "no"), place_name("Asker", "no"), place_name("", "en")
    ('Norge', 'Asker', 'the system')
    """
    if not name:
        return said("the_system", language)
    return _PLACES.get(name, (name, name))[LANGUAGES.index(language)]
