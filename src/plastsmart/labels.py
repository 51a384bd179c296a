"""What the command line says, in English and in Norwegian (bokmål)."""

from __future__ import annotations

from typing import Final

from plastsmart.errors import InvalidValueError, shown

__all__ = [
    "LANGUAGES",
    "TEXTS",
    "known_language",
    "lower_first",
    "number",
    "percent",
    "prices_of",
    "text",
    "unit",
    "upper_first",
]

LANGUAGES: Final = ("en", "no")

TEXTS: Final[dict[str, tuple[str, str]]] = {
    "target": ("target", "mål"),
    "verdict": ("verdict", "resultat"),
    "reached": ("reached", "nådd"),
    "missed": ("missed", "ikke nådd"),
    "rate": ("rate", "andel"),
    "level": ("level", "krav"),
    "gap": ("gap (minus: above)", "mangler (minus: over)"),
    "points": ("points", "prosentpoeng"),
    "gap_tonnes": ("gap, tonne/year", "mangler, tonn/år"),
    "gap_amount": ("gap", "mangler"),
    "tonne/year": ("tonne/year", "tonn/år"),
    "NOK/year": ("NOK/year", "kr/år"),
    "tonne CO2e/year": ("tonne CO2e/year", "tonn CO2e/år"),
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
    "answer_one_no": ("The target is not reached.", "Målet nås ikke."),
    "answer_one": ("The target is reached.", "Målet nås."),
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
    "template_written": (
        (
            "Wrote {file}. Fill in what is known, save it, and run plastsmart reconcile {file} to check "
            "it, or plastsmart report {file} for a report."
        ),
        (
            "Skrev {file}. Fyll inn det som er kjent, lagre, og kjør plastsmart reconcile {file} for å "
            "kontrollere tallene, eller plastsmart report {file} for en rapport."
        ),
    ),
    "page_written": (
        "Wrote {file}. Open it in a browser.",
        "Skrev {file}. Åpne den i en nettleser.",
    ),
    "quantity": ("quantity", "størrelse"),
    "measured": ("measured", "målt"),
    "reconciled": ("reconciled", "avstemt"),
    "unit": ("unit", "enhet"),
    "status": ("status", "status"),
    "status measured": ("measured", "målt"),
    "status reported": ("reported", "rapportert"),
    "status estimated": ("estimated", "anslått"),
    "status default": ("default", "standardverdi"),
    "status derived": ("derived", "avledet"),
    "nothing_checks": (
        "Nothing was measured twice, so nothing checks the numbers.",
        "Ingenting er målt to ganger, så ingenting kontrollerer tallene.",
    ),
    "they_agree": (
        "The measurements agree within errors: chi-square {chi2}, {freedom}, p {p}.",
        "Målingene stemmer overens innenfor feilene: kjikvadrat {chi2}, {freedom}, p {p}.",
    ),
    "they_disagree": (
        ("The measurements disagree by more than chance: chi-square {chi2}, {freedom}, p {p}."),
        ("Målingene spriker mer enn tilfeldigheter tilsier: kjikvadrat {chi2}, {freedom}, p {p}."),
    ),
    "freedom": ("{dof} degrees of freedom", "{dof} frihetsgrader"),
    "freedom_of_one": ("1 degree of freedom", "1 frihetsgrad"),
    "look_first": ("Look at these first:", "Se på disse først:"),
    "none_stands_out": (
        ("No single one stands out: look at the standard errors, and at what they have in common."),
        "Ingen enkelt skiller seg ut: Se på standardfeilene, og på hva de har felles.",
    ),
    "numbers_disagree": (
        "The numbers contradict one another (p {p}), so do not rely on this answer yet.",
        "Tallene motsier hverandre (p {p}), så ikke stol på svaret ennå.",
    ),
    "figures_disagree": (
        "Figures of one source (or of none) do not follow from one another.",
        "Tall fra samme kilde (eller uten kilde) følger ikke av hverandre.",
    ),
    "row": ("row {number}", "rad {number}"),
    "look_at": ("look at this: {told}", "se på dette: {told}"),
    "held_at_bound": ("Held at a bound: {names}", "Holdt ved en grense: {names}"),
    "market_of_members": (
        (
            "What is placed on the market for each inhabitant is the nation's, as members of the return "
            "company report it: a part of the market, so less than households discard."
        ),
        (
            "Det som settes på markedet per innbygger, er landets tall, slik medlemmene i "
            "returselskapet oppgir det: en del av markedet, altså mindre enn husholdningene kaster."
        ),
    ),
    "marginal_errors": (
        (
            "Standard errors of single values are marginal: drawn one by one, they give flows a "
            "wider spread than the reconciliation found."
        ),
        (
            "Standardfeilene til enkeltverdiene er marginale: Trukket hver for seg gir de strømmene "
            "et videre spenn enn avstemmingen fant."
        ),
    ),
    "others_give": ("; the others give {value}", "; de andre gir {value}"),
    "suspect_above": (
        "{name}: {value} is {times} standard errors above the others{others}{place}",
        "{name}: {value} er {times} standardfeil over de andre{others}{place}",
    ),
    "suspect_below": (
        "{name}: {value} is {times} standard errors below the others{others}{place}",
        "{name}: {value} er {times} standardfeil under de andre{others}{place}",
    ),
    "own_source": (
        "Figures of one source (or of none) that do not follow from one another. Look at these:",
        "Tall fra samme kilde (eller uten kilde) som ikke følger av hverandre. Se på disse:",
    ),
    "undetermined": ("Not determined: {names}", "Ikke bestemt: {names}"),
    "settled_by": ("It would be settled by measuring: {names}", "Det avgjøres av å måle: {names}"),
    "out_of_bounds": (
        "Negative, or a share beyond 0 to 1: {names}",
        "Negativt, eller en andel utenfor 0 til 1: {names}",
    ),
    "and_others": ("{names} and {number} more", "{names} og {number} til"),
    "one_way": (
        (
            "Generated: {market} t/year by what is placed on the market; residual waste was not "
            "weighed and picked, which would give a second way."
        ),
        (
            "Oppstått: {market} t/år etter det som settes på markedet; restavfallet er ikke veid og "
            "plukkanalysert, noe som ville gi en annen måte."
        ),
    ),
    "two_ways": (
        (
            "Generated: {market} t/year by what is placed on the market, {picking} by picking "
            "analysis. Used: {used}, {value}."
        ),
        (
            "Oppstått: {market} t/år etter det som settes på markedet, {picking} etter plukkanalyse. "
            "Brukt: {used}, {value}."
        ),
    ),
    "of generated": ("Plastic packaging generated", "Plastemballasje som oppstår"),
    "of available_central": ("Before sorting of residual waste", "Før sortering av restavfallet"),
    "of collected": ("Plastic packaging collected", "Innsamlet plastemballasje"),
    "of available_source": ("Before collection at source", "Før kildesorteringen"),
    "of picked": (
        "Plastic packaging in residual waste, by picking analysis",
        "Plastemballasje i restavfallet, etter plukkanalyse",
    ),
    "of capture": ("Capture rate", "Innsamlingsgrad"),
    "of composition": ("Kinds of plastic packaging", "Typer plastemballasje"),
    "of residual": ("Plastic packaging in residual waste", "Plastemballasje i restavfallet"),
    "of sorted": ("Plastic packaging sorted out", "Plastemballasje sortert ut"),
    "of eu": ("Recycling rate (EU)", "Materialgjenvinningsgrad (EU)"),
    "way reconciled": ("both, reconciled", "begge, avstemt"),
    "way market": ("the market", "markedet"),
    "way picking": ("picking analysis", "plukkanalyse"),
    "rate_undetermined": (
        "The recycling rate is not determined.",
        "Materialgjenvinningsgraden er ikke bestemt.",
    ),
    "rests_on": (
        "Recycling rate {rate} (one standard error). It rests on: {shares}.",
        "Materialgjenvinningsgrad {rate} (én standardfeil). Den bygger på: {shares}.",
    ),
    "helps_most": (
        "Measuring {name} would help most: ± {sd}.",
        "Mest ville det hjelpe å måle {name}: ± {sd}.",
    ),
    "more_sources": (
        "; and {number} more (--json lists all)",
        "; og {number} til (--json viser alle)",
    ),
    "required_at least": (
        "{target} needs {parameter} of at least {value} in {year}. The rate is {rate} {now}.",
        "{target} krever at {parameter} er minst {value} i {year}. Andelen er {rate} {now}.",
    ),
    "required_at most": (
        "{target} needs {parameter} of at most {value} in {year}. The rate is {rate} {now}.",
        "{target} krever at {parameter} er høyst {value} i {year}. Andelen er {rate} {now}.",
    ),
    "required_already": (
        (
            "{target} is reached already: the rate is {rate} {now}. In {year} {parameter} of "
            "{direction} {value} would do."
        ),
        (
            "{target} nås allerede: Andelen er {rate} {now}. I {year} ville det holdt at {parameter} "
            "var {direction} {value}."
        ),
    ),
    "at least": ("at least", "minst"),
    "at most": ("at most", "høyst"),
    "with_probability": (
        "or more with a probability of {share}",
        "eller mer med {share} sannsynlighet",
    ),
    "asked_surely": (
        "With a probability of {share}: ",
        "Med {share} sannsynlighet: ",
    ),
    "as_things_are": ("as things are", "slik det er nå"),
    "with_that_plan": ("with the plan {plan!r}", "med planen {plan!r}"),
    "and": ("and", "og"),
    "or": ("or", "eller"),
    "required_never": (
        (
            "{target} cannot be reached by {parameter} alone. At best, with {best_value}, the rate "
            "is {best_rate} in {year}; it is {rate} {now}."
        ),
        (
            "{target} kan ikke nås med {parameter} alene. I beste fall, med {best_value}, blir "
            "andelen {best_rate} i {year}; den er {rate} {now}."
        ),
    ),
    "question_plan": (
        "{system} with the plan {plan!r}: are the targets reached?",
        "{system} med planen {plan!r}: nås målene?",
    ),
    "held_plan": (
        "What is not stated for a year is held or interpolated; the plan is added to that.",
        "Det som ikke er oppgitt for et år, holdes fast eller interpoleres; planen kommer i tillegg.",
    ),
    "probability": ("probability", "sannsynlighet"),
    "probability_without": ("without it", "uten den"),
    "without_plan": ("without the plan", "uten planen"),
    "with_plan": ("with the plan", "med planen"),
    "change": ("change", "endring"),
    "measures": ("Measures", "Tiltak"),
    "measure": ("measure", "tiltak"),
    "from": ("from", "fra"),
    "over_years": (", over {years} years", ", over {years} år"),
    "nothing": ("nothing", "ingenting"),
    "together": ("together", "til sammen"),
    "of_hundred": (
        "Of 100 kg discarded in {year}",
        "Av 100 kg som kastes i {year}",
    ),
    "of_hundred_kg": ("kg of 100 kg", "kg av 100 kg"),
    "stage generated": ("discarded", "kastet"),
    "stage leaked": ("lost to nature", "på avveie i naturen"),
    "stage residual": ("left in residual waste", "igjen i restavfallet"),
    "stage collected": ("collected", "samlet inn"),
    "stage sorting_loss": ("lost in sorting", "tapt ved sortering"),
    "stage sorted": ("sent to recycling", "sortert ut til gjenvinning"),
    "stage preparation_loss": ("lost in washing", "tapt ved vasking og kverning"),
    "stage recycled": ("recycled (calculation point)", "materialgjenvunnet (beregningspunktet)"),
    "stage conversion_loss": ("lost in extrusion", "tapt ved ekstrudering"),
    "stage recyclate": ("new plastic (recyclate)", "ny plast (regranulat)"),
    "money": (
        "Cost in {year}, {unit} a year, by who pays",
        "Kostnad i {year}, {unit} i året, etter hvem som betaler",
    ),
    "millions": ("million NOK", "millioner kroner"),
    "thousands": ("thousand NOK", "tusen kroner"),
    "prices": ("prices", "prisnivå"),
    "no_money": ("What it costs cannot be told", "Hva det koster, kan ikke oppgis"),
    "prices_of": ("prices of {year}", "{year}-kroner"),
    "prices_unstated": ("price year not stated", "prisår ikke oppgitt"),
    "payer": ("who pays", "hvem som betaler"),
    "payer municipality": ("municipality (fee)", "kommunen (gebyret)"),
    "payer producers": ("producers", "produsentene"),
    "payer businesses": ("businesses", "næringslivet"),
    "payer state": ("state (grants)", "staten (tilskudd)"),
    "fee_household up": (
        "The fee of a household rises by {amount} NOK a year.",
        "Gebyret for en husholdning øker med {amount} kroner i året.",
    ),
    "fee_household down": (
        "The fee of a household falls by {amount} NOK a year.",
        "Gebyret for en husholdning går ned med {amount} kroner i året.",
    ),
    "fee_person up": (
        "The fee rises by {amount} NOK a year for each inhabitant.",
        "Gebyret øker med {amount} kroner i året per innbygger.",
    ),
    "fee_person down": (
        "The fee falls by {amount} NOK a year for each inhabitant.",
        "Gebyret går ned med {amount} kroner i året per innbygger.",
    ),
    "invested": ("{amount} are invested.", "Det investeres {amount}."),
    "granted": (
        "The state grants {amount} of it.",
        "Av dette er {amount} tilskudd fra staten.",
    ),
    "payback": (
        "At the yearly saving of the last year this is paid back in {years} years.",
        "Med siste års innsparing er dette tjent inn på {years} år.",
    ),
    "no_payback": (
        "The plan saves nothing a year, so this is not paid back.",
        "Planen gir ingen årlig innsparing, så investeringen tjenes ikke inn.",
    ),
    "climate": (
        "Emissions change by {tonnes} tonne CO2e in {year}.",
        "Utslippene endres med {tonnes} tonn CO2-ekvivalenter i {year}.",
    ),
    "times": ("{factor} times what they are", "{factor} ganger dagens verdi"),
    "required_no_effect": (
        "{parameter} has no effect on the rate {rate_id}, so it cannot help to reach {target}.",
        "{parameter} virker ikke inn på andelen {rate_id} og hjelper derfor ikke til å nå {target}.",
    ),
    "ceiling": (
        "What then loses most is {stage}: {lost} of 100 kg.",
        "Da tapes mest i {stage}: {lost} av 100 kg.",
    ),
    "ceiling collection": ("collection", "innsamlingen"),
    "ceiling sorting": ("sorting", "sorteringen"),
    "draws nothing": (
        "Nothing in the system has an uncertainty, so all samples are the same",
        "Ingenting i systemet er usikkert, så alle trekninger er like",
    ),
    "draws shrunk": (
        (
            "In {share} % of the draws the routes of a tier would have served more than everyone; "
            "their coverage was shrunk in proportion there"
        ),
        (
            "I {share} % av trekningene ville ordningene på ett nivå til sammen ha betjent mer enn "
            "alle; dekningen deres er der krympet i samme forhold"
        ),
    ),
    "draws clipped": (
        (
            "In {share} % of the draws a measure would have moved a share to 1 or beyond, which must "
            "stay below; it was held just under 1 there"
        ),
        (
            "I {share} % av trekningene ville et tiltak ha flyttet en andel til 1 eller over, og den må "
            "være lavere; den er der holdt like under 1"
        ),
    ),
    "draws quality": (
        "The spread of {names} comes from a quality score, by the package's own convention",
        "Spredningen til {names} kommer fra en kvalitetsvurdering, etter pakkens egen konvensjon",
    ),
    "draws interrupted": (
        "Interrupted: {n} of {whole} samples were computed",
        "Avbrutt: {n} av {whole} trekninger er regnet ut",
    ),
    "ceiling preparation": ("washing and grinding", "vasking og kverning"),
    "ceiling conversion": ("extrusion", "ekstruderingen"),
    "attribution": (
        "{plan}: {what} in {year} is {without} without the plan and {with_plan} with it.",
        "{plan}: {what} i {year} er {without} uten planen og {with_plan} med den.",
    ),
    "share_of_change": ("contribution", "bidrag"),
    "standard_error": ("standard error", "standardfeil"),
    "least_cost": (
        (
            "{target} is reached at least cost with: {measures}. That costs {payer} {cost} a year more "
            "and gives {rate} in {year}."
        ),
        (
            "{target} nås billigst med: {measures}. Det koster {payer} {cost} mer i året og gir {rate} "
            "i {year}."
        ),
    ),
    "least_cost_never": (
        (
            "{target} is not reached by any permitted choice of these measures. At best, with "
            "{measures}, the rate is {rate} in {year}, for {cost} a year more."
        ),
        (
            "{target} nås ikke med noe tillatt utvalg av disse tiltakene. I beste fall, med "
            "{measures}, blir andelen {rate} i {year}, for {cost} mer i året."
        ),
    ),
    "least_cost_open": (
        (
            "Whether {target} can be reached is undecided: not every choice was looked at. The best "
            "found, with {measures}, gives {rate} in {year}, for {cost} a year more."
        ),
        (
            "Om {target} kan nås, er ikke avgjort: Ikke alle utvalg er undersøkt. Det beste som er "
            "funnet, med {measures}, gir {rate} i {year}, for {cost} mer i året."
        ),
    ),
    "beyond_budget": (
        "Without the budget the target is reached for {cost} a year, with {measures}.",
        "Uten budsjettet nås målet for {cost} i året, med {measures}.",
    ),
    "no_bound": (
        "Not every choice was looked at; how much cheaper another could be is not known.",
        "Ikke alle utvalg er undersøkt; hvor mye billigere et annet kan være, er ikke kjent.",
    ),
    "sure": (
        "The target is then reached in {share} of the draws; {asked} were asked for.",
        "Målet nås da i {share} av trekningene; det ble bedt om {asked}.",
    ),
    "least_cost_unsure": (
        (
            "No permitted choice of these measures reaches {target} with a probability of {asked}. The "
            "surest, with {measures}, reaches it in {share} of the draws, for {cost} a year more."
        ),
        (
            "Ikke noe tillatt utvalg av disse tiltakene når {target} med {asked} sannsynlighet. Det "
            "sikreste, med {measures}, når det i {share} av trekningene, for {cost} mer i året."
        ),
    ),
    "least_cost_saves": (
        (
            "{target} is reached at least cost with: {measures}. That saves {payer} {cost} a year and "
            "gives {rate} in {year}."
        ),
        (
            "{target} nås billigst med: {measures}. Det sparer {payer} for {cost} i året og gir {rate} "
            "i {year}."
        ),
    ),
    "cost_of": ("the cost to {payer}", "kostnaden for {payer}"),
    "whole_system": ("all together", "alle til sammen"),
    "within_budget": (
        "Only choices within the budget of {budget} a year are permitted.",
        "Bare utvalg innenfor budsjettet på {budget} i året er tillatt.",
    ),
    "bound": (
        "Not every choice was looked at; the cheapest could cost at most {bound} less.",
        "Ikke alle utvalg er undersøkt; det billigste kan koste høyst {bound} mindre.",
    ),
    "front": (
        "The cheapest way to each rate",
        "Den billigste veien til hver andel",
    ),
    "a_year": ("{unit}/year", "{unit}/år"),
    "more_points": ("and {number} more (--json lists all)", "og {number} til (--json viser alle)"),
    "in_year": ("in {year}", "i {year}"),
    "side generated": ("generated", "oppstått"),
    "side collected": ("collected", "samlet inn"),
    "side recycled": ("recycled", "materialgjenvunnet"),
    "side per_tonne_recycled": ("system cost per tonne", "systemkostnad per tonn gjenvunnet"),
    "side municipality_per_inhabitant": ("municipality's cost", "kommunens kostnad"),
    "unit kg/person/year": ("kg/person/year", "kg/innbygger/år"),
    "unit tonne/year": ("tonne/year", "tonn/år"),
    "unit NOK/tonne": ("NOK/tonne", "kr/tonn"),
    "unit NOK/year": ("NOK/year", "kr/år"),
    "unit NOK/person/year": ("NOK/person/year", "kr/innbygger/år"),
    "unit tonne CO2e/year": ("tonne CO2e/year", "tonn CO2e/år"),
    "unit tonne/month": ("tonne/month", "tonn/måned"),
    "unit tonne/pitch/year": ("tonne/pitch/year", "tonn/bane/år"),
    "unit item": ("item", "stk."),
    "unit item/kg": ("item/kg", "stk./kg"),
    "unit item/km": ("item/km", "stk./km"),
    "unit item/year": ("item/year", "stk./år"),
    "unit item/person/year": ("item/person/year", "stk./innbygger/år"),
    "free": (
        "Counted as free, since no cost of its own is stated: {measures}.",
        "Regnet som gratis, siden ingen egen kostnad er oppgitt: {measures}.",
    ),
    "undated": (
        "No price year is stated for {measures}; the amounts are taken to be {prices}.",
        "Prisår er ikke oppgitt for {measures}; beløpene regnes som {prices}.",
    ),
    "no_costs": (
        "The system states no costs, so only the measures' own are counted.",
        "Systemet oppgir ingen kostnader, så bare tiltakenes egne er regnet med.",
    ),
    "sector unreported": ("unreported", "det som ikke er rapportert"),
    "lacks_sectors": (
        "the system holds no {sectors} packaging",
        "systemet har ingen emballasje fra {sectors}",
    ),
    "lacks_rate": (
        "the system states nothing that the rate {rate} could be a share of",
        "systemet oppgir ikke noe som {rate} kan være en andel av",
    ),
    "lacks_year": (
        "the projection does not hold the year {year}",
        "framskrivingen omfatter ikke {year}",
    ),
    "sector household": ("household", "husholdninger"),
    "sector deposit": ("deposit", "pant"),
    "sector business": ("business", "næringsliv"),
    "sector agriculture": ("agriculture", "landbruk"),
    "sector municipal": ("municipal", "kommunen selv"),
    "compare_plans": ("{one} and {other}", "{one} og {other}"),
    "explain several": ("several values", "flere verdier"),
    "explain undefined": ("undefined (0/0)", "udefinert (0/0)"),
    "explain seen": ("explained above", "forklart ovenfor"),
    "explain not_stated": ("not stated", "ikke oppgitt"),
    "explain status": ("status: {status}", "status: {status}"),
    "explain source": ("source: {source}", "kilde: {source}"),
    "explain no_source": ("no source given", "ingen kilde oppgitt"),
    "explain one_more": ("and 1 more value", "og 1 verdi til"),
    "explain more": ("and {number} more values", "og {number} verdier til"),
    "explain between": (
        "Interpolated between {first} and {last}.",
        "Interpolert mellom {first} og {last}.",
    ),
    "explain held": ("Held from {year}.", "Holdt fast fra {year}."),
    "explain sum": ("Σ {axes}: {formula}", "Σ over {axes}: {formula}"),
    "explain made_by": (
        "plastsmart {version}, model {model}, system {system}",
        "plastsmart {version}, modell {model}, system {system}",
    ),
    "explain head value": ("value", "verdi"),
    "explain head for": ("for", "for"),
    "explain head status": ("status", "status"),
    "explain head source": ("source", "kilde"),
    "explain head uncertainty": ("uncertainty", "usikkerhet"),
    "explain head note": ("note", "merknad"),
}
"""Each text in English and Norwegian."""


def known_language(language: object) -> str:
    """Return a language; refuse what is none."""
    if not isinstance(language, str) or language not in LANGUAGES:
        raise InvalidValueError(f"language is one of {', '.join(LANGUAGES)}, not {shown(language)}")
    return language


def text(key: str, language: str, **values: object) -> str:
    """Return a text with its blanks filled."""
    return TEXTS[key][LANGUAGES.index(language)].format(**values)


def unit(name: str, language: str) -> str:
    """Return a unit as people of a language write it."""
    key = f"unit {name}"
    return text(key, language) if key in TEXTS else name


def prices_of(price_year: int | None, language: str) -> str:
    """Return in whose prices money is."""
    if price_year is None:
        return text("prices_unstated", language)
    return text("prices_of", language, year=price_year)


def lower_first(words: str) -> str:
    """Return words for the middle of a sentence or formula; an abbreviation keeps its capitals."""
    return words if words[1:2].isupper() else words[:1].lower() + words[1:]


def upper_first(words: str) -> str:
    """Return words for the beginning of a sentence."""
    return words[:1].upper() + words[1:]


def number(value: float, language: str, decimals: int = 0) -> str:
    """Return a number with thousands grouped by blanks; decimal comma in Norwegian."""
    unsigned_zero = round(value, decimals) + 0.0
    shown = f"{unsigned_zero:,.{decimals}f}".replace(",", " ")
    return shown.replace(".", ",") if language == "no" else shown


def amount(value: float, language: str) -> str:
    """Return an amount of any size: whole from 10 on, below it with decimals.

    Examples
    --------
    >>> from plastsmart.labels import amount
    >>> [amount(each, "en") for each in (31320.4, -6.64, 0.253)]
    ['31 320', '-6.6', '0.25']
    """
    size = abs(value)
    return number(value, language, 0 if size >= 10 or size == 0 else 1 if size >= 1 else 2)  # noqa: PLR2004


def percent(share: float, language: str, decimals: int = 1) -> str:
    """Return a share in percent; a dash where it is undefined."""
    if share != share:  # noqa: PLR0124 - NaN is not itself
        return "–"
    return f"{number(100 * share, language, decimals)} %"
