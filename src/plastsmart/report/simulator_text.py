"""What the simulator page says, in English and in Norwegian (bokmål)."""

from __future__ import annotations

from typing import Final

from plastsmart.labels import LANGUAGES, TEXTS

__all__ = ["words"]

_WORDS: Final[dict[str, tuple[str, str]]] = {
    # the page as a whole
    "title": ("What if …?", "Hva skjer hvis …?"),
    "intro": (
        (
            "Move the sliders, and see at once what becomes of the plastic packaging and whether the "
            "targets are reached. The page calculates by itself: nothing is sent anywhere."
        ),
        (
            "Dra i skyveknappene og se med én gang hva som skjer med plastemballasjen, og om målene "
            "nås. Siden regner selv: Ingenting sendes noe sted."
        ),
    ),
    "skip": ("To the answer", "Til svaret"),
    "no_script": (
        "This page calculates with JavaScript, which is switched off in this browser.",
        "Denne siden regner med JavaScript, som er slått av i denne nettleseren.",
    ),
    "answer": ("The answer", "Svaret"),
    "year": ("Year", "År"),
    "region": ("Area", "Område"),
    "all_regions": ("All {n} together", "Alle {n} samlet"),
    "eu_is": (
        "In {year}, {rate} of the plastic packaging is recycled.",
        "I {year} blir {rate} av plastemballasjen materialgjenvunnet.",
    ),
    "eu_changed": (
        "In {year}, {rate} of the plastic packaging is recycled, against {before} without changes.",
        "I {year} blir {rate} av plastemballasjen materialgjenvunnet, mot {before} uten endringer.",
    ),
    "rate_is": ("In {year}: {name} {rate}.", "I {year}: {name} {rate}."),
    "rate_changed": (
        "In {year}: {name} {rate}, against {before} without changes.",
        "I {year}: {name} {rate}, mot {before} uten endringer.",
    ),
    "rate_undefined": (
        "Nothing is discarded in {year}, so there is no share of it.",
        "Det oppstår ikke noe avfall i {year}, så andelen finnes ikke.",
    ),
    # sliders
    "choices": ("Choose for yourself", "Velg selv"),
    "sliders_say": (
        (
            "A slider moves a share in all years. The mark shows where it starts: as things are, with "
            "the measures that are ticked. "
            "Where kinds of plastic differ, they keep their differences: up, the same part of what "
            "lacks to 100 % is gained; down, all fall in the same proportion."
        ),
        (
            "En skyveknapp flytter en andel i alle år. Merket viser utgangspunktet: slik det er, med de "
            "tiltakene som er valgt. "
            "Der plasttypene er ulike, beholder de forskjellene: Oppover vinnes like stor del av det "
            "som mangler på 100 %, nedover faller alle i samme forhold."
        ),
    ),
    "group coverage": ("Coverage: who has the service", "Dekning: hvem som har tilbudet"),
    "group capture": (
        "Capture: what those who have it put into it",
        "Innsamlingsgrad: hva de som har tilbudet, legger i det",
    ),
    "group impurity": (
        "Impurity: moisture, dirt and other materials",
        "Urenheter: fukt, smuss og andre materialer",
    ),
    "group sorting": (
        "Sorting: what becomes bales for recycling",
        "Sortering: hva som blir baller til gjenvinning",
    ),
    "group preparation": (
        "Washing and grinding: what is left at the calculation point",
        "Vasking og kverning: hva som er igjen ved beregningspunktet",
    ),
    "group conversion": (
        "Extrusion: what becomes new plastic",
        "Ekstrudering: hva som blir ny plast",
    ),
    "group more": ("More", "Mer"),
    "each_kind": ("Each kind of plastic by itself", "Hver plasttype for seg"),
    "everything": ("All kinds", "Alle typer"),
    "default": ("Starts at {value}", "Utgangspunkt: {value}"),
    "reset": ("Reset", "Tilbakestill"),
    "reset_one": ("Reset {name} to {value}", "Tilbakestill {name} til {value}"),
    "reset_all": ("Reset all sliders", "Tilbakestill alle skyveknapper"),
    "box": ("{name}, in percent", "{name}, i prosent"),
    "percent": ("%", "%"),
    "not_a_number": (
        "Write a number from 0 to {max}.",
        "Skriv et tall fra 0 til {max}.",
    ),
    "full": (
        (
            "The routes you have moved cannot serve more than everyone together, so this one stops at "
            "{value}."
        ),
        (
            "Ordningene du har flyttet, kan ikke betjene mer enn alle til sammen, så denne stopper ved "
            "{value}."
        ),
    ),
    # measures
    "measures_of": ("Measures: {plan}", "Tiltak: {plan}"),
    "measures_say": (
        "Each measure takes effect from its first year. The sliders come on top.",
        "Hvert tiltak virker fra sitt første år. Skyveknappene kommer i tillegg.",
    ),
    "from_year": ("from {start}", "fra {start}"),
    "from_year_over": ("from {start}, over {ramp} years", "fra {start}, over {ramp} år"),
    "all_measures": ("Take all", "Velg alle"),
    "no_measures": ("Take none", "Velg ingen"),
    "not_together": (
        (
            "That cannot be: with these measures and sliders, {parameter} would be more than it may. "
            "The last change was undone."
        ),
        (
            "Det går ikke: Med disse tiltakene og skyveknappene ville {parameter} blitt mer enn det kan "
            "være. Den siste endringen er angret."
        ),
    ),
    "below_nothing": (
        (
            "That cannot be: with these measures and sliders, {flow} would be less than nothing, since "
            "more is littered or saved than there is. The last change was undone."
        ),
        (
            "Det går ikke: Med disse tiltakene og skyveknappene ville {flow} blitt mindre enn "
            "ingenting, fordi mer forsøples eller spares enn det som finnes. Den siste endringen er "
            "angret."
        ),
    ),
    "your_changes": ("Your changes", "Endringene dine"),
    "no_changes": ("None.", "Ingen."),
    "changed_slider": (
        "{name}: {value} instead of {before}",
        "{name}: {value} i stedet for {before}",
    ),
    "changed_measure": ("Measure: {name}", "Tiltak: {name}"),
    # tables
    "targets": ("The targets", "Målene"),
    "target": ("Target", "Mål"),
    "level": ("Level", "Krav"),
    "before": ("Without changes", "Uten endringer"),
    "after": ("With your changes", "Med endringene"),
    "change": ("Change", "Endring"),
    "verdict": ("Verdict", "Resultat"),
    "gap": ("Gap, tonnes a year", "Avstand, tonn i året"),
    "first": ("First reached", "Nås først"),
    "lacks": ("{tonnes} lacking", "{tonnes} mangler"),
    "exceeds": ("{tonnes} above", "{tonnes} over"),
    "undefined": ("cannot be told", "kan ikke oppgis"),
    "never": ("not by {last}", "ikke innen {last}"),
    "rules": ("How the targets are measured", "Slik måles målene"),
    "in_year": ("{level} in {year}", "{level} i {year}"),
    "not_assessed": ("Not held against", "Ikke vurdert mot"),
    "rates": ("All rates in {year}", "Alle andeler i {year}"),
    "rates_all": ("All rates", "Alle andeler"),
    "rates_say": (
        (
            "The same tonnes by each definition. They weigh the plastic at different points and over "
            "different wholes, so that none may be held against another's target."
        ),
        (
            "De samme tonnene etter hver definisjon. De veier plasten på ulike steder og mot ulike "
            "helheter, så ingen av dem kan holdes mot målet til en annen."
        ),
    ),
    "rate": ("Rate", "Andel"),
    "points": ("{value} points", "{value} prosentpoeng"),
    "picture": ("Where the plastic goes in {year}", "Hvor plasten tar veien i {year}"),
    "picture_says": (
        (
            "Flow picture for {year}, in tonnes: {generated} discarded, {collected} collected, {sorted} "
            "sent to recycling, {recycled} recycled. All flows are in the table below."
        ),
        (
            "Flytbilde for {year}, i tonn: {generated} kastet, {collected} samlet inn, {sorted} sortert "
            "ut til gjenvinning, {recycled} materialgjenvunnet. Alle strømmene står i tabellen under."
        ),
    ),
    "tonnes": ("{value} t", "{value} t"),
    "small": (
        "Flows below {share} of what is discarded are not drawn.",
        "Strømmer under {share} av det som kastes, er ikke tegnet.",
    ),
    "scroll": ("Flow picture, scrolls sideways", "Flytbilde, kan rulles sidelengs"),
    "cascade": ("Of 100 kg discarded in {year}", "Av 100 kg som kastes i {year}"),
    "cascade_all": ("Of 100 kg discarded", "Av 100 kg som kastes"),
    "stage": ("Stage", "Trinn"),
    "kg": ("kg", "kg"),
    "is_lost": ("lost", "tap"),
    "is_left": ("left", "igjen"),
    "flows": ("All flows in {year}", "Alle strømmer i {year}"),
    "flows_say": ("Tonnes a year.", "Tonn i året."),
    "flow": ("Flow", "Strøm"),
    # what would it take
    "required": ("What would it take?", "Hva skal til?"),
    "required_say": (
        "One slider alone, everything else as you have set it.",
        "Én skyveknapp alene, alt annet slik du har valgt det.",
    ),
    "to_reach": ("To reach", "For å nå"),
    "by_moving": ("by moving", "ved å flytte"),
    "target_option": ("{name}: {level} in {year}", "{name}: {level} i {year}"),
    "needs_more": (
        "{target} needs {name} of at least {value}. It is {now}.",
        "{target} krever {name} på minst {value}. Nå: {now}.",
    ),
    "needs_less": (
        "{target} needs {name} of at most {value}. It is {now}.",
        "{target} krever {name} på høyst {value}. Nå: {now}.",
    ),
    "already_more": (
        "{target} is reached already, with {rate}. {name} of at least {value} would do; it is {now}.",
        "{target} nås allerede, med {rate}. {name} på minst {value} ville holdt. Nå: {now}.",
    ),
    "already_less": (
        "{target} is reached already, with {rate}, as long as {name} is at most {value}. It is {now}.",
        "{target} nås allerede, med {rate}, så lenge {name} er høyst {value}. Nå: {now}.",
    ),
    "cannot": (
        (
            "{target} cannot be reached by {name} alone. At best, at {value}, the rate is {rate}; "
            "{level} are needed."
        ),
        (
            "{target} kan ikke nås med {name} alene. I beste fall, på {value}, blir andelen {rate}; "
            "kravet er {level}."
        ),
    ),
    "no_effect": (
        "{name} has no effect on this target.",
        "{name} virker ikke inn på dette målet.",
    ),
    "quoted": ("“{name}”", "«{name}»"),
    "go_there": ("Set the slider to {value}", "Sett skyveknappen på {value}"),
    # money and climate
    "money": ("What it costs in {year}", "Hva det koster i {year}"),
    "money_say": (
        "{unit} a year, {prices}, the measures' own costs included.",
        "{unit} i året, {prices}, medregnet tiltakenes egne kostnader.",
    ),
    "payer": ("Who pays", "Hvem som betaler"),
    "money_parts": (
        "Costs are told for all areas together.",
        "Kostnader oppgis for alle områdene samlet.",
    ),
    "money_lacks": (
        "Not stated, and counted as 0: {names}.",
        "Ikke oppgitt, og regnet som 0: {names}.",
    ),
    "climate": ("Greenhouse gases in {year}", "Klimagasser i {year}"),
    "climate_say": ("Tonnes of CO2e a year.", "Tonn CO2-ekvivalenter i året."),
    "sum": ("Together", "Til sammen"),
    # sources
    "numbers": ("The numbers and where they are from", "Tallene og hvor de kommer fra"),
    "numbers_say": (
        (
            "Every number of the calculation as it was given, without measures and sliders, with its "
            "status: measured, reported, estimated or default."
        ),
        (
            "Hvert tall i beregningen slik det er oppgitt, uten tiltak og skyveknapper, med status: "
            "målt, rapportert, anslått eller standardverdi."
        ),
    ),
    "sources_of": ("Sources: {name}", "Kilder: {name}"),
    "parameter": ("Number", "Tall"),
    "applies_to": ("For", "Gjelder"),
    "value": ("Value", "Verdi"),
    "range": ("{low} to {high}", "{low} til {high}"),
    "status": ("Status", "Status"),
    "source": ("Source", "Kilde"),
    "everywhere": ("everything", "alt"),
    "no_source": ("no source stated", "ingen kilde oppgitt"),
    "equations": ("The equations", "Likningene"),
    "equations_say": (
        "What the page calculates with is made from these equations of plastsmart.",
        "Det siden regner med, er laget av disse likningene i plastsmart.",
    ),
    "formula": ("Formula", "Formel"),
    "unit": ("Unit", "Enhet"),
    "notes": ("What to know of the numbers", "Verdt å vite om tallene"),
    "balanced": (
        "Mass balance: what goes in comes out. Largest relative error {error}.",
        "Massebalanse: Det som går inn, kommer ut. Største relative avvik {error}.",
    ),
    "unbalanced": (
        "The balance of mass does not hold at {process}: relative error {error}. Trust no number here.",
        "Massebalansen går ikke opp ved {process}: relativt avvik {error}. Stol ikke på tallene.",
    ),
    "made_by": (
        "Made by plastsmart {version}; equations {model}.",
        "Laget av plastsmart {version}; likninger {model}.",
    ),
    "no_targets": (
        "No official target applies to this system.",
        "Ingen offisielle mål gjelder dette systemet.",
    ),
    "target_reached": ("The target is reached.", "Målet nås."),
    "target_missed": ("The target is not reached.", "Målet nås ikke."),
    "all_reached": ("All {all} targets are reached.", "Alle {all} målene nås."),
    "none_reached": ("None of the {all} targets is reached.", "Ingen av de {all} målene nås."),
    "some_reached": (
        "{reached} of {all} targets are reached.",
        "{reached} av {all} mål nås.",
    ),
}

_SHARED: Final = (
    "reached",
    "missed",
    "millions",
    "thousands",
    "prices_of",
    "prices_unstated",
    "without_plan",
    "payer municipality",
    "payer producers",
    "payer businesses",
    "payer state",
    *(key for key in TEXTS if key.startswith(("stage ", "unit "))),
)
"""What the command line and reports say, too."""


def words(language: str) -> dict[str, str]:
    """Return every text of the page in a language; blanks stand in braces.

    Examples
    --------
    >>> from plastsmart.report.simulator_text import words
    >>> words("no")["reached"], words("en")["reset"]
    ('nådd', 'Reset')
    """
    which = LANGUAGES.index(language)
    return {key: pair[which] for key, pair in _WORDS.items()} | {
        key: TEXTS[key][which] for key in _SHARED
    }
