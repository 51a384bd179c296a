"""What the workshop says, in English and in Norwegian (bokmål)."""

from __future__ import annotations

from typing import Final

from plastsmart.labels import LANGUAGES

__all__ = ["WORDS", "said"]

WORDS: Final[dict[str, tuple[str, str]]] = {
    # the page
    "title": ("The plastic workshop", "Plastverkstedet"),
    "lead": (
        (
            "Where does the plastic packaging go, will we reach the target, and what would it "
            "take? Change the numbers, and see at once. Everything is computed on this machine; "
            "nothing is sent anywhere."
        ),
        (
            "Hvor blir plastemballasjen av, når vi målet, og hva skal til? Endre tallene og se det "
            "med én gang. Alt regnes ut på denne maskinen; ingenting sendes noe sted."
        ),
    ),
    "serving": (
        "The workshop is at {address} (Ctrl+C stops it).",
        "Verkstedet er på {address} (Ctrl+C stopper det).",
    ),
    "other_language": ("Norsk", "English"),
    "sections": ("On this page", "På denne siden"),
    "to controls": ("Choose", "Velg"),
    "to answer": ("The answer", "Svaret"),
    "to questions": ("Ask", "Spør"),
    "to exercises": ("Exercises", "Øvelser"),
    "to files": ("Save and open", "Lagre og åpne"),
    # choosing
    "controls": ("Choose", "Velg"),
    "system": ("Whose plastic?", "Hvem sin plast?"),
    "own_option": ("Own numbers: {name}", "Egne tall: {name}"),
    "aim": ("Target", "Mål"),
    "aim option": ("{name}: {level}", "{name}: {level}"),
    "half": (
        "Half recycled by {year} (no official target)",
        "Halvparten gjenvunnet i {year} (ikke et offisielt mål)",
    ),
    "half litter_reduction": (
        "Half the litter left behind by {year} (no official target)",
        "Halvparten så mye forsøpling i {year} (ikke et offisielt mål)",
    ),
    "half microplastics_reduction": (
        "Less microplastics in nature by {year} (no official target)",
        "Mindre mikroplast i naturen i {year} (ikke et offisielt mål)",
    ),
    "half own_plastic_reduction": (
        "Less plastic in own purchases by {year} (no official target)",
        "Mindre plast i egne innkjøp i {year} (ikke et offisielt mål)",
    ),
    "sliders": ("Sliders", "Skyveknapper"),
    "sliders_say": (
        (
            "How it is now, in percent. A slider moves the share in all years. What you set is "
            "taken as certain."
        ),
        (
            "Slik det er nå, i prosent. En skyveknapp flytter andelen i alle år. Det du stiller "
            "inn, regnes som sikkert."
        ),
    ),
    "more_sliders": ("More sliders", "Flere skyveknapper"),
    "reset": ("Reset all", "Nullstill alt"),
    "slider coverage": ("Coverage", "Dekning"),
    "slider capture": ("Capture", "Innsamlingsgrad"),
    "slider impurity": ("Impurity", "Urenheter"),
    "slider sorting_efficiency": ("Sorting", "Sortering"),
    "slider preparation_yield": ("Washing", "Vasking"),
    "slider conversion_yield": ("Melting (extrusion)", "Smelting (ekstrudering)"),
    "about coverage": ("how many have the service", "hvor mange som har tilbudet"),
    "about capture": (
        "what those who have it put into it",
        "hva de som har tilbudet, legger i det",
    ),
    "about impurity": (
        "dirt, moisture and wrong things in what is collected",
        "smuss, fukt og feil ting i det som samles inn",
    ),
    "about sorting_efficiency": (
        "what the sorting plant gets out of it",
        "hva sorteringsanlegget får ut av det",
    ),
    "about preparation_yield": (
        "what is left after washing and grinding",
        "hva som er igjen etter vasking og kverning",
    ),
    "about conversion_yield": (
        "what becomes new plastic when melted",
        "hva som blir ny plast ved smelting",
    ),
    "about cleanup": (
        "how much of the litter is cleaned up",
        "hvor mye av forsøplingen som ryddes",
    ),
    "about overflow": ("how often bins are too full", "hvor ofte dunkene er for fulle"),
    "about retention": (
        "how much of what is shed is held back",
        "hvor mye av det som avgis, som holdes tilbake",
    ),
    "about sewage_removal": (
        "what sewage works take out of the sewage",
        "hva renseanleggene tar ut av avløpet",
    ),
    "about reusable_share": (
        "how much of the use a reusable item serves",
        "hvor mye av bruken som er flergangs",
    ),
    "about unneeded": (
        "how much of the use is done without",
        "hvor mye av bruken en klarer seg uten",
    ),
    "about recycled_content": (
        "how much of what is bought is recycled plastic",
        "hvor mye av det som kjøpes, som er gjenvunnet plast",
    ),
    "about reuse": (
        "how much packaging reusable packaging replaces",
        "hvor mye emballasje ombruksemballasje erstatter",
    ),
    "about prevention": (
        "how much packaging is done without",
        "hvor mye emballasje en klarer seg uten",
    ),
    "about return_rate": (
        "how much reusable packaging comes back",
        "hvor mye ombruksemballasje som kommer tilbake",
    ),
    "theme packaging": ("Packaging", "Emballasje"),
    "theme litter": ("Litter", "Forsøpling"),
    "theme microplastics": ("Microplastics", "Mikroplast"),
    "theme own operations": ("Own operations", "Kommunens egen drift"),
    "theme procurement": ("Own operations", "Kommunens egen drift"),
    "theme reusables": ("Reuse", "Ombruk"),
    "sliders of": ("Sliders: {theme}", "Skyveknapper: {theme}"),
    "measures of": ("Measures: {theme}", "Tiltak: {theme}"),
    "begins": ("now {share}", "nå {share}"),
    "measures": ("Measures", "Tiltak"),
    "measures_say": (
        "What is done from a year on. The sliders show how it is before that.",
        "Det som blir gjort fra et år av. Skyveknappene viser hvordan det er før tiltakene.",
    ),
    "start": ("The measures begin in", "Tiltakene begynner i"),
    "more_measures": ("More measures", "Flere tiltak"),
    "about_measures": ("What the measures are", "Hva tiltakene er"),
    "of_file": ("From the file {name}", "Fra filen {name}"),
    "no_measures": (
        "No measure of the catalogue fits these numbers.",
        "Ingen av tiltakene i katalogen passer til disse tallene.",
    ),
    # own numbers
    "own": ("Your own numbers", "Egne tall"),
    "own_say": (
        (
            "Fill in what you know and leave the rest empty: the nation's figures are used where a "
            "field is empty. The inhabitants and the tonnes collected are needed."
        ),
        (
            "Fyll inn det dere vet, og la resten stå tomt: Der et felt er tomt, brukes tall for "
            "landet. Folketall og innsamlede tonn må være med."
        ),
    ),
    "own name": ("Name", "Navn"),
    "own year": ("Year", "År"),
    "own population": ("Inhabitants", "Innbyggere"),
    "own collected_gross": (
        "Plastic packaging collected, tonnes a year as weighed",
        "Innsamlet plastemballasje, tonn i året slik den er veid",
    ),
    "own coverage": (
        "Share of inhabitants who have the service, %",
        "Andel av innbyggerne som har tilbudet, %",
    ),
    "own impurity": (
        "Impurity in what is collected (wrong things, moisture, dirt), %",
        "Urenheter i det innsamlede (feilsortert, fukt, smuss), %",
    ),
    "own packaging_per_person": (
        "Discarded plastic packaging, kg per inhabitant a year",
        "Plastemballasje som kastes, kg per innbygger i året",
    ),
    "own residual_total": (
        "Residual waste from households, tonnes a year",
        "Restavfall fra husholdninger, tonn i året",
    ),
    "own packaging_in_residual": (
        "Plastic packaging in residual waste, % of its weight",
        "Plastemballasje i restavfallet, % av vekten",
    ),
    "own sorted_gross": (
        "Sent to recycling, tonnes a year as weighed",
        "Sortert ut til gjenvinning, tonn i året slik det er veid",
    ),
    "own_use": ("Use these numbers", "Bruk tallene"),
    "own_file": ("Open a filled-in workbook", "Åpne utfylt arbeidsbok"),
    "own_file_say": (
        "Or open the workbook that plastsmart template makes, filled in (.xlsx, or .csv).",
        "Eller åpne arbeidsboken som plastsmart template lager, utfylt (.xlsx eller .csv).",
    ),
    "own_default": ("Our municipality", "Vår kommune"),
    "own_used": ("Used: {name}, {year}.", "Brukt: {name}, {year}."),
    "own_choose": (
        "They can be chosen at the top, and are chosen now.",
        "De kan velges øverst, og er valgt nå.",
    ),
    "field missing": ("{field}: must be filled in.", "{field}: må fylles ut."),
    "field no number": (
        "{field}: write a number, not “{text}”.",
        "{field}: skriv et tall, ikke «{text}».",
    ),
    "field unclear": (
        (
            "{field}: “{text}” may mean {one} or {other}; write it without point and comma, or "
            "with two decimals."
        ),
        (
            "{field}: «{text}» kan bety {one} eller {other}; skriv det uten punktum og komma, "
            "eller med to desimaler."
        ),
    ),
    "field above zero": ("{field}: must be above 0.", "{field}: må være over 0."),
    "field share": ("{field}: lies between 0 and 100.", "{field}: ligger mellom 0 og 100."),
    "unreadable": ("This cannot be used:", "Dette kan ikke brukes:"),
    "too_much": (
        (
            "By these numbers, more is collected than those who have the service discard. Write "
            "more kilograms per inhabitant, or check tonnes and shares."
        ),
        (
            "Etter disse tallene samles det inn mer enn de som har tilbudet, kaster. Skriv flere "
            "kilo per innbygger, eller se på tonn og andeler en gang til."
        ),
    ),
    # the answer
    "answer": ("The answer", "Svaret"),
    "tile collection": ("collected", "samlet inn"),
    "tile sorted_out of": ("sorted out (§ 10a-4)", "sortert ut (§ 10a-4)"),
    "tile eu of": (
        "recycled, of what the target covers",
        "materialgjenvunnet, av det målet gjelder",
    ),
    "tile eu": ("recycled (EU rule)", "materialgjenvunnet (EU-regel)"),
    "tile tonnes": ("tonnes recycled a year", "tonn gjenvunnet i året"),
    "tile cost": ("million NOK a year", "millioner kroner i året"),
    "tile cost thousand": ("thousand NOK a year", "tusen kroner i året"),
    "was": ("before: {value}", "før: {value}"),
    "in_year": ("In {year}", "I {year}"),
    "unchanged": (
        "As things are now: nothing is changed yet.",
        "Slik det er nå: Ingenting er endret ennå.",
    ),
    "changed": ("Changed: {what}.", "Endret: {what}."),
    "moved": ("{name} {before} → {after}", "{name} {before} → {after}"),
    "not_together": (
        "This does not go together. Undo the last change.",
        "Dette går ikke sammen. Gjør om den siste endringen.",
    ),
    "too_full": (
        (
            "{names} cannot serve more than 100 % of the inhabitants together. Move one of them "
            "down."
        ),
        ("{names} kan ikke betjene mer enn 100 % av innbyggerne til sammen. Flytt en av dem ned."),
    ),
    "picture": ("Where the plastic goes in {year}", "Hvor plasten tar veien i {year}"),
    "scrolls": ("Flow picture, scrolls sideways", "Flytbilde, kan rulles sidelengs"),
    "rate_picture": ("The rate over the years", "Andelen år for år"),
    "chart now": ("unchanged", "uten endringer"),
    "chart yours": ("with your changes", "med endringene"),
    "chart target": ("target {level} in {year}", "mål {level} i {year}"),
    "chart title": ("{rate}, {first} to {last}", "{rate}, {first} til {last}"),
    "chart says": (
        (
            "{rate}: {before} as things are and {after} with the changes in {year}; the target is "
            "{level}. {band}"
        ),
        (
            "{rate}: {before} slik det er nå og {after} med endringene i {year}; målet er {level}. "
            "{band}"
        ),
    ),
    "band is": (
        "The shaded band: nine of ten draws lie between {low} and {high} in {year}.",
        "Det fargede båndet: Ni av ti trekninger ligger mellom {low} og {high} i {year}.",
    ),
    "band none": (
        "No band is drawn for what you have changed. Tick the box, or ask “How sure are we?”.",
        "Båndet er ikke regnet ut for det du har endret. Kryss av, eller spør «Hvor sikre er vi?».",
    ),
    "band always": (
        "Always draw the band of uncertainty (slower)",
        "Tegn alltid usikkerhetsbåndet (tregere)",
    ),
    "targets": ("The targets", "Målene"),
    "column target": ("Target", "Mål"),
    "column level": ("Level", "Krav"),
    "column now": ("Unchanged", "Uten endringer"),
    "column today": ("Now", "Nå"),
    "column yours": ("With your changes", "Med endringene"),
    "column verdict": ("Verdict", "Resultat"),
    "column gap with unit": ("Gap", "Avstand"),
    "column gap": ("Gap, tonnes a year", "Avstand, tonn i året"),
    "lacks": ("{tonnes} lacking", "{tonnes} mangler"),
    "exceeds": ("{tonnes} above", "{tonnes} over"),
    "bars say": (
        "{unit}. Hollow bar: {hollow}. Filled bar: {filled}.",
        "{unit}. Åpen søyle: {hollow}. Fylt søyle: {filled}.",
    ),
    "column before": ("Before", "Før"),
    "column what": ("What", "Hva"),
    "cascade": ("Of 100 kg discarded in {year}", "Av 100 kg som kastes i {year}"),
    "column stage": ("Stage", "Trinn"),
    "money": ("What it costs in {year}", "Hva det koster i {year}"),
    "money_unit": ("{unit} a year, {prices}.", "{unit} i året, {prices}."),
    "column payer": ("Who pays", "Hvem som betaler"),
    "column change": ("Change", "Endring"),
    "no_costs": (
        "These numbers hold no costs. Choose a municipality or the nation to see them.",
        "Disse tallene har ingen kostnader. Velg en kommune eller landet for å se dem.",
    ),
    "no_money": ("The cost cannot be told: {why}", "Kostnaden kan ikke oppgis: {why}"),
    "free": (
        "No cost of its own is stated, beyond what collection and treatment cost: {names}.",
        "Ingen egen kostnad er oppgitt, ut over det innsamling og behandling koster: {names}.",
    ),
    "notes": ("What to know of these numbers", "Verdt å vite om disse tallene"),
    # questions
    "questions": ("Ask", "Spør"),
    "required": ("What would it take?", "Hva skal til?"),
    "required_say": (
        "One slider alone, everything else as you have set it. Target: {target}.",
        "Én skyveknapp alene, alt annet slik du har stilt det inn. Mål: {target}.",
    ),
    "column slider": ("Slider", "Skyveknapp"),
    "column needed": ("Needed", "Må være"),
    "needed at least": ("at least {share}", "minst {share}"),
    "needed at most": ("at most {share}", "høyst {share}"),
    "needed already": ("reached already", "nås allerede"),
    "needed never": (
        "not by this alone; at best {rate}",
        "ikke med dette alene; i beste fall {rate}",
    ),
    "needed nothing": ("has no effect on this target", "virker ikke inn på dette målet"),
    "sure": ("How sure are we?", "Hvor sikre er vi?"),
    "sure_say": (
        (
            "Everything that is uncertain is drawn at random {n} times. What you set with the "
            "sliders is taken as certain."
        ),
        (
            "Alt som er usikkert, trekkes tilfeldig {n} ganger. Det du har stilt inn med "
            "skyveknappene, regnes som sikkert."
        ),
    ),
    "sure_none": (
        "Nothing in these numbers has a stated uncertainty, so nothing can be drawn.",
        "Ingen av disse tallene har en oppgitt usikkerhet, så det er ingenting å trekke.",
    ),
    "column probability": ("Draws that reach it", "Trekninger som når målet"),
    "column range": ("Nine of ten draws", "Ni av ti trekninger"),
    "range": ("{low} to {high}", "{low} til {high}"),
    "cheapest": ("Which way is cheapest?", "Hva er billigst?"),
    "cheapest_say": (
        "Among the measures that are ticked. Target: {target}.",
        "Blant tiltakene det er krysset av for. Mål: {target}.",
    ),
    "cheapest_tick": (
        "Tick the measures that may be chosen from.",
        "Kryss av for tiltakene det kan velges blant.",
    ),
    "cheapest_is": (
        "Cheapest: {measures}. It costs {cost} a year more than now and gives {rate}.",
        "Billigst: {measures}. Det koster {cost} mer i året enn nå og gir {rate}.",
    ),
    "cheapest_saves": (
        "Cheapest: {measures}. It saves {cost} a year and gives {rate}.",
        "Billigst: {measures}. Det sparer {cost} i året og gir {rate}.",
    ),
    "cheapest_never": (
        "These measures do not reach the target, not even all together: at best {rate}.",
        "Disse tiltakene når ikke målet, heller ikke alle til sammen: i beste fall {rate}.",
    ),
    "front": ("The cheapest way to each rate", "Den billigste veien til hver andel"),
    "column cost": ("{unit} a year", "{unit} i året"),
    "column rate": ("Rate", "Andel"),
    "column measures": ("Measures", "Tiltak"),
    "nothing": ("nothing", "ingenting"),
    "compute": ("Compute", "Regn ut"),
    # files
    "files": ("Save and open plans", "Lagre og åpne planer"),
    "files_say": (
        (
            "A plan file holds the measures that are ticked and the sliders that are moved. It is "
            "text; send it to others, or use it at the prompt: plastsmart assess norway --plan "
            "plan.toml"
        ),
        (
            "En planfil har tiltakene det er krysset av for, og skyveknappene som er flyttet. Den "
            "er ren tekst; send den til andre, eller bruk den på kommandolinjen: plastsmart assess "
            "norway --plan plan.toml"
        ),
    ),
    "plan_name": ("Name of the plan", "Navn på planen"),
    "plan_default": ("Our plan", "Vår plan"),
    "save": ("Save the plan", "Lagre planen"),
    "nothing_to_save": (
        "Tick a measure or move a slider; then there is a plan to save.",
        "Kryss av et tiltak eller flytt en skyveknapp, så er det en plan å lagre.",
    ),
    "in_plan": ("It holds: {names}.", "Den har: {names}."),
    "open": ("Open a plan", "Åpne en plan"),
    "not_text": (
        "The file is not text in UTF-8 ({why}); is it a plan?",
        "Filen er ikke tekst i UTF-8 ({why}); er det en plan?",
    ),
    "opened": ("Opened: {name}.", "Åpnet: {name}."),
    "fits": ("All of it fits.", "Alt passer."),
    "fits_not": ("Not all of it fits these numbers:", "Ikke alt passer til disse tallene:"),
    "misfit no": (
        "{measure}: is about something that these numbers do not hold, and is left out.",
        "{measure}: gjelder noe som disse tallene ikke har, og er ikke med.",
    ),
    "misfit part": (
        "{measure}: a part of it is about something that these numbers do not hold.",
        "{measure}: En del av det gjelder noe som disse tallene ikke har.",
    ),
    "misfit target": (
        "The target “{name}”: these numbers do not state what it is measured by.",
        "Målet «{name}»: Disse tallene sier ikke noe om det som måles.",
    ),
    "misfit check": ("{measure}: look at this: {reason}", "{measure}: Se på dette: {reason}"),
    "prices_moved": (
        "Prices were brought to {year} by the consumer price index.",
        "Prisene er regnet om til {year} med konsumprisindeksen.",
    ),
    "sliders_measure": ("Sliders of the workshop", "Skyveknapper i verkstedet"),
    "not_same": (
        (
            "Note: at the prompt this plan gives {rate}, since a slider and a measure act on the "
            "same share, and a plan takes the measure first."
        ),
        (
            "Merk: På kommandolinjen gir denne planen {rate}, fordi en skyveknapp og et tiltak "
            "virker på samme andel, og en plan tar tiltaket først."
        ),
    ),
    # exercises
    "exercises": ("Exercises", "Øvelser"),
    "exercises_say": (
        (
            "Answer with a number; comma or point, with or without unit. You get to know why if it "
            "is wrong."
        ),
        (
            "Svar med et tall; komma eller punktum, med eller uten enhet. Du får vite hvorfor hvis "
            "det er galt."
        ),
    ),
    "exercise": ("Exercise {number}. {title}", "Øvelse {number}. {title}"),
    "check": ("Check the answer", "Sjekk svaret"),
    "check_measures": ("Check my measures", "Sjekk tiltakene mine"),
    "right": ("Right.", "Riktig."),
    "wrong": ("Not yet.", "Ikke ennå."),
    "empty": ("Write an answer first.", "Skriv et svar først."),
    "no_number": (
        "“{text}” is no number that can be read; write it as 12.5 or 12 500.",
        "«{text}» er ikke et tall som kan leses; skriv det som 12,5 eller 12 500.",
    ),
    "choose_one": ("Choose one of them first.", "Velg ett av dem først."),
}
"""Each text in English and Norwegian; blanks stand in braces."""


def said(key: str, language: str, **values: object) -> str:
    """Return a text with its blanks filled.

    Examples
    --------
    >>> from plastsmart.workshop.words import said
    >>> said("in_year", "no", year=2030)
    'I 2030'
    """
    return WORDS[key][LANGUAGES.index(language)].format(**values)
