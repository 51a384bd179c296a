"""What pictures say, in English and Norwegian (bokmål), besides what other texts say."""

from __future__ import annotations

from typing import Final

from plastsmart.labels import LANGUAGES

__all__ = ["TEXTS", "said"]

TEXTS: Final[dict[str, tuple[str, str]]] = {
    "sources": (
        "Sources: {names}. Computed with {package}.",
        "Kilder: {names}. Beregnet med {package}.",
    ),
    "more": ("{names} and {number} more", "{names} og {number} til"),
    "made_with": ("Computed with {package}.", "Beregnet med {package}."),
    "others": ("{number} others", "{number} andre"),
    "not_stated": ("not stated", "ikke oppgitt"),
    "regions": ("{number} regions", "{number} regioner"),
    "flows_title": (
        "{place}: where the plastic goes, {year} (tonne/year)",
        "{place}: hvor plasten blir av, {year} (tonn/år)",
    ),
    "cascade_title": (
        "{place}: what becomes of 100 kg discarded in {year}",
        "{place}: hva det blir av 100 kg som kastes i {year}",
    ),
    "cascade_axis": ("kg of 100 kg discarded", "kg av 100 kg som kastes"),
    "with": ("with the plan", "med planen"),
    "without": ("without the plan", "uten planen"),
    "plan_named": ("Plan: {plan}", "Plan: {plan}"),
    "only": ("Only: {scope}", "Bare: {scope}"),
    "key region": ("the region {labels}", "regionen {labels}"),
    "key category": ("the kind {labels}", "typen {labels}"),
    "key sector": ("{labels} packaging", "emballasje fra {labels}"),
    "key polymer": ("the polymer {labels}", "polymeren {labels}"),
    "key format": ("the form {labels}", "formen {labels}"),
    "key route": ("the way {labels}", "innsamlingsmåten {labels}"),
    "key tier": ("the stage {labels}", "trinnet {labels}"),
    "rate_title": ("{place}: {rate}, {first}–{last}", "{place}: {rate}, {first}–{last}"),
    "rate_title_one": ("{place}: {rate} in {year}", "{place}: {rate} i {year}"),
    "rate_axis": ("share of plastic packaging", "andel av plastemballasjen"),
    "target_reached": ("{target}: {level}, reached", "{target}: {level}, nås"),
    "target_missed": ("{target}: {level}, missed", "{target}: {level}, nås ikke"),
    "target_probability": (
        "{target}: {level}, reached in {share} of the draws",
        "{target}: {level}, nås i {share} av trekningene",
    ),
    "band": (
        "Shaded: between 5 % and 95 % of {n} draws.",
        "Lyst felt: mellom 5 % og 95 % av {n} trekninger.",
    ),
    "bands": (
        "Line: median of {n} draws. Shaded: the middle half (dark) and nine tenths (pale).",
        "Linje: median av {n} trekninger. Felt: midterste halvdel (mørkt) og ni tideler (lyst).",
    ),
    "same_as_plan": ("with and without the plan", "med og uten planen"),
    "side_flows_title": (
        "{place}: flows in {year}, without and with the plan",
        "{place}: mengder i {year}, uten og med planen",
    ),
    "side_costs_title": (
        "{place}: cost in {year} by who pays, without and with the plan",
        "{place}: kostnad i {year} etter hvem som betaler, uten og med planen",
    ),
    "all_payers": ("together", "til sammen"),
    "money_axis": ("{unit} a year, {prices}", "{unit} i året, {prices}"),
    "waterfall_title": (
        "What each measure contributes in {year}",
        "Hva hvert tiltak bidrar med i {year}",
    ),
    "waterfall_of": (
        "{place}: what each measure contributes in {year}",
        "{place}: hva hvert tiltak bidrar med i {year}",
    ),
    "cost_whole": ("the cost to all together", "kostnaden for alle til sammen"),
    "cost_payer": ("the cost to: {payer}", "kostnaden for: {payer}"),
    "points": ("{points} points", "{points} prosentpoeng"),
    "cut": ("The axis does not begin at 0.", "Aksen begynner ikke på 0."),
    "sampled": (
        "Lines: one standard error, since not every order was looked at.",
        "Streker: én standardfeil, siden ikke alle rekkefølger er regnet ut.",
    ),
    "tornado_title": (
        "Where the uncertainty in {year} comes from",
        "Hva usikkerheten i {year} kommer av",
    ),
    "tornado_sub": (
        "From the 5 % to the 95 % quantile, with one thing unsure at a time; line: all in the middle.",
        "Fra 5 %- til 95 %-kvantilen, med én ting usikker om gangen; strek: alt i midten.",
    ),
    "left_out": (
        "{number} more with less effect left out.",
        "{number} til med mindre virkning er utelatt.",
    ),
    "measure_prefix": ("measure", "tiltak"),
    "front_title": (
        "The cheapest way to each rate in {year}",
        "Den billigste veien til hver andel i {year}",
    ),
    "front_axis": (
        "cost more than without measures, {unit} a year, {prices}",
        "kostnad utover ingen tiltak, {unit} i året, {prices}",
    ),
    "front_sub": (
        "Each point is a set of measures that no other is both as cheap and as good as.",
        "Hvert punkt er et utvalg av tiltak som ikke noe annet er både like billig og like godt som.",
    ),
    "front_part": (
        " There may be others: not all were looked at.",
        " Det kan finnes andre: Ikke alle er undersøkt.",
    ),
    "chosen": ("Chosen: {measures}", "Valgt: {measures}"),
    "best": ("Best found: {measures}", "Best av dem: {measures}"),
    "no_measure": ("no measure", "ingen tiltak"),
    "and_more": ("{names} and {number} more", "{names} og {number} til"),
    "reaches": ("reaches the target", "når målet"),
    "falls_short": ("falls short", "når ikke målet"),
    "municipalities_title": (
        "{indicator} in {year}: {number} municipalities",
        "{indicator} i {year}: {number} kommuner",
    ),
    "municipalities_sub": (
        "Line: median of the group, {median}. Shaded: its middle half. Hatched: outside the group.",
        "Strek: median av gruppen, {median}. Grått: den midterste halvdelen. Skravert: utenfor gruppen.",
    ),
    "group_sub": (
        "Line: median of the group, {median}. Shaded: its middle half.",
        "Strek: median av gruppen, {median}. Grått: den midterste halvdelen.",
    ),
    "undefined": ("undefined", "ikke definert"),
    "median": ("median", "median"),
    "difference_title": (
        "{rate}: what sets {region} apart from {against} in {year}",
        "{rate}: hva som skiller {region} fra {against} i {year}",
    ),
    "stands_for": (
        "{against} stands for the group: its rate is nearest to the median, {median}.",
        "{against} står for gruppen: Andelen er nærmest medianen, {median}.",
    ),
    "reconciled_title": (
        "{place} {year}: what was measured, and what agrees ({unit})",
        "{place} {year}: hva som er målt, og hva som stemmer sammen ({unit})",
    ),
    "reconciled_sub": (
        "Lines: 95 % intervals.",
        "Streker: 95 %-intervaller.",
    ),
    "rows_more": (" {number} more rows are left out.", " {number} rader til er utelatt."),
    "log": (" The scale is logarithmic.", " Skalaen er logaritmisk."),
    "before": ("measured or reported", "målt eller rapportert"),
    "filled": ("estimated or default", "anslått eller standardverdi"),
    "after": ("reconciled", "avstemt"),
    "at_odds": ("at odds with the others", "spriker fra de andre"),
    "unit 1": ("share", "andel"),
    "unit tonne/year": ("tonne/year", "tonn/år"),
    "unit NOK/household/year": ("NOK/household/year", "kr/husholdning/år"),
    "litter_title": (
        "{place}: litter in {year}, by source and where it ends",
        "{place}: forsøpling i {year} etter kilde, og hvor den ender",
    ),
    "microplastics_title": (
        "{place}: microplastics in {year}, by source and where they end",
        "{place}: mikroplast i {year} etter kilde, og hvor den ender",
    ),
    "own_mass_title": (
        "{place}: plastic that the municipality buys, {year}",
        "{place}: plast i det kommunen kjøper, {year}",
    ),
    "own_expense_title": (
        "{place}: what purchases and washing cost the municipality, {year}",
        "{place}: hva innkjøp og vask koster kommunen, {year}",
    ),
    "own_emissions_title": (
        "{place}: emissions of the municipality's purchases, {year}",
        "{place}: utslipp fra det kommunen kjøper, {year}",
    ),
    "now": ("as it is", "slik det er"),
    "purchases_before": ("before", "før"),
    "from_where": ("From where", "Hvor det kommer fra"),
    "where_to": ("Where it ends", "Hvor det ender"),
    "source inhabitants": ("Inhabitants", "Innbyggere"),
    "source visitors": ("Visitors", "Besøkende"),
    "source events": ("Events", "Arrangementer"),
    "source transport": ("Road traffic", "Veitrafikk"),
    "source bins": ("Bins that overflow", "Overfylte dunker"),
    "source packaging": ("Packaging, other sources", "Emballasje, andre kilder"),
    "source tyre": ("Tyres", "Bildekk"),
    "source pitch": ("Artificial pitches", "Kunstgressbaner"),
    "source boat": ("Paint of boats", "Båtmaling"),
    "source building": ("Paint of buildings", "Maling på bygninger"),
    "source road": ("Road marking", "Veimerking"),
    "source textile": ("Textiles", "Tekstiler"),
    "source pellet": ("Pellets", "Pellets"),
    "source waste": ("Waste plants", "Avfallsanlegg"),
    "source other": ("Other sources", "Andre kilder"),
    "end litter_avoided": ("Kept from being littered", "Unngått forsøpling"),
    "end litter_cleaned": ("Cleaned up", "Ryddet"),
    "end litter_on_land": ("Left on land", "Blir liggende på land"),
    "end litter_in_water": ("In rivers, lakes and sea", "I elver, innsjøer og hav"),
    "end microplastics_in_soil": ("In soil", "I jord"),
    "end microplastics_in_water": ("In rivers, lakes and sea", "I elver, innsjøer og hav"),
    "end sludge_elsewhere": ("In sludge used otherwise", "I slam brukt til annet"),
    "path soil": ("To soil", "Til jord"),
    "path sewage": ("To sewage", "Til avløp"),
    "path water": ("To water", "Til vann"),
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


def said(key: str, language: str, **values: object) -> str:
    """Return a text of pictures with its blanks filled.

    Examples
    --------
    >>> from plastsmart.report.plots.texts import said
    >>> said("others", "no", number=3)
    '3 andre'
    """
    return TEXTS[key][LANGUAGES.index(language)].format(**values)
