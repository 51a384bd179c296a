"""What a report says, in English and in Norwegian (bokmål), besides what other texts say."""

from __future__ import annotations

from typing import Final

from plastsmart.labels import LANGUAGES, unit

__all__ = ["GLOSSARY", "STATUSES", "WORDS", "say", "unit_name"]

WORDS: Final[dict[str, tuple[str, str]]] = {
    # the report as a whole
    "title": (
        "Plastic packaging in {place}: are the targets reached?",
        "Plastemballasje i {place}: Nås målene?",
    ),
    "subtitle": ("{system}, {years}", "{system}, {years}"),
    "with_the_plan": ("with the plan “{plan}”", "med planen «{plan}»"),
    "answer": ("The answer", "Svaret"),
    "contents": ("Contents", "Innhold"),
    "skip": ("To the answer", "Hopp til svaret"),
    "sideways": ("The picture scrolls sideways.", "Bildet kan rulles sidelengs."),
    "to_top": ("To the top", "Til toppen"),
    "mark all": ("Reached", "Nås"),
    "mark none": ("Not reached", "Nås ikke"),
    "mark some": ("Some targets are reached", "Noen mål nås"),
    "mark unknown": ("Cannot be told", "Kan ikke avgjøres"),
    "reached": ("reached", "nådd"),
    "missed": ("not reached", "ikke nådd"),
    "unknown": ("unknown", "ukjent"),
    # the numbers beside the answer
    "fact rate": ("{done} in {year}", "{done} i {year}"),
    "fact done collection": ("collected", "samlet inn"),
    "fact done sorted_out": ("sorted out", "sortert ut"),
    "fact done eu_pre2020": ("recycled, old rule", "material\u00adgjenvunnet, gammel regel"),
    "fact done eu": ("recycled", "material\u00adgjenvunnet"),
    "fact done recyclate": ("made into new plastic", "blitt ny plast"),
    "fact done closed_loop": ("made into packaging again", "blitt emballasje igjen"),
    "fact without": ("without the plan", "uten planen"),
    "fact level": ("is {goal} for {year}", "er {goal} for {year}"),
    "fact done reusable": ("reusable", "ombruk"),
    "fact done packaging_reduction": ("less packaging", "mindre emballasje"),
    "fact done litter_reduction": ("less litter", "mindre forsøpling"),
    "fact done microplastics_reduction": ("less microplastics", "mindre mikroplast"),
    "fact done own_plastic_reduction": ("less plastic bought", "mindre plast kjøpt"),
    "fact done own_cost_reduction": ("lower cost", "lavere kostnad"),
    "fact done own_emission_reduction": ("lower emissions", "lavere utslipp"),
    "fact lacks NOK/year": ("NOK too little saved that year", "kroner for lite spart det året"),
    "fact above NOK/year": ("NOK more saved than needed", "kroner mer spart enn nødvendig"),
    "fact lacks tonne CO2e/year": (
        "tonnes CO2e too little saved that year",
        "tonn CO2e for lite spart det året",
    ),
    "fact above tonne CO2e/year": (
        "tonnes CO2e more saved than needed",
        "tonn CO2e mer spart enn nødvendig",
    ),
    "fact lacks": ("tonnes too few that year", "tonn mangler det året"),
    "fact above": ("tonnes more than needed", "tonn mer enn nødvendig"),
    "fact probability": (
        "probability of reaching it",
        "sannsynlighet for å nå det",
    ),
    "fact fee household": (
        "NOK a year for a household's fee, in {year}",
        "kroner i året på gebyret for en husholdning, i {year}",
    ),
    "fact fee person": (
        "NOK a year and inhabitant on the fee, in {year}",
        "kroner i året per innbygger på gebyret, i {year}",
    ),
    # the targets
    "targets": ("The targets", "Målene"),
    "targets_say": (
        (
            "A rate is only held against the target for that very rate: each weighs the plastic at "
            "its own point of the chain, and over its own whole."
        ),
        (
            "En andel holdes bare opp mot målet for den samme andelen: Hver av dem veier plasten "
            "på sitt eget sted i kjeden og deler på sin egen mengde."
        ),
    ),
    "targets_table": ("Verdict for each target", "Resultatet for hvert mål"),
    "target": ("Target", "Mål"),
    "verdict": ("Verdict", "Resultat"),
    "bar": ("Rate and target", "Andel og mål"),
    "rate": ("Rate", "Andel"),
    "without_plan": ("Without the plan", "Uten planen"),
    "with_plan": ("With the plan", "Med planen"),
    "change": ("Change", "Endring"),
    "level": ("Level", "Krav"),
    "gap_points": ("Gap, points", "Mangler, prosent\u00adpoeng"),
    "gap_tonnes": ("Gap, tonnes a year", "Mangler, tonn i året"),
    "gap_amount": ("Gap", "Mangler"),
    "first_year": ("First reached", "Nås først"),
    "never": ("not by {last}", "ikke innen {last}"),
    "probability": ("Proba\u00adbility", "Sann\u00adsynlighet"),
    "probability_without": ("Probability without", "Sann\u00adsynlighet uten"),
    "minus_above": (
        "A minus sign in the gap means that the target is exceeded by so much.",
        "Minustegn foran det som mangler, betyr at målet er passert med så mye.",
    ),
    "in_words": ("In words", "Med ord"),
    "measured_by": ("How the targets are measured", "Slik måles målene"),
    "target_notes": ("To know about the targets", "Verdt å vite om målene"),
    "not_assessed": ("Not assessed", "Ikke vurdert"),
    "none_applies": (
        "No official target applies to this system.",
        "Ingen offisielle mål gjelder dette systemet.",
    ),
    "rates": ("All rates", "Alle andelene"),
    "rates_say": (
        (
            "The same tonnes by every definition, over everything in the calculation. Two different "
            "rates may never be compared, and a rate is only held against its own target."
        ),
        (
            "De samme tonnene etter hver definisjon, for alt som er med i beregningen. To ulike "
            "andeler kan aldri sammenlignes, og en andel holdes bare opp mot sitt eget mål."
        ),
    ),
    "rates_table": ("All rates by year", "Alle andeler etter år"),
    # flows
    "flows": ("Where the plastic goes", "Hvor plasten blir av"),
    "flows_say": (
        (
            "Of {total} tonnes of plastic packaging discarded in {year}, {collected} tonnes are "
            "collected and {recycled} tonnes recycled."
        ),
        (
            "Av {total} tonn plastemballasje som kastes i {year}, samles {collected} tonn inn, og "
            "{recycled} tonn blir materialgjenvunnet."
        ),
    ),
    "flows_plan": ("This is with the plan.", "Dette er med planen."),
    "by_route": ("By way of collecting", "Etter innsamlingsmåte"),
    "by_category": ("By kind of packaging", "Etter type emballasje"),
    "by_region": ("By area", "Etter område"),
    "losses_none": (
        "Of what is discarded in {year}, nothing is lost.",
        "Av det som kastes i {year}, går ingenting tapt.",
    ),
    "flows_none": (
        "No plastic packaging is discarded in {year}, so there are no flows to show.",
        "Det kastes ingen plastemballasje i {year}, så det er ingen strømmer å vise.",
    ),
    "flows_table": ("Flows in {year}, tonnes", "Strømmer i {year}, tonn"),
    "flow": ("Flow", "Strøm"),
    "tonnes": ("Tonnes", "Tonn"),
    "of_generated": ("Of what is discarded", "Av det som kastes"),
    "of_generated plan": ("Of what is discarded, with the plan", "Av det som kastes, med planen"),
    "routes_table": (
        "By way of collecting, in {year}, tonnes",
        "Etter innsamlingsmåte, i {year}, tonn",
    ),
    "route": ("Way of collecting", "Innsamlingsmåte"),
    "collected_gross": ("Collected, gross", "Samlet inn, brutto"),
    "collected": ("Collected", "Samlet inn"),
    "recycled": ("Recycled", "Material\u00adgjenvunnet"),
    "generated": ("Discarded", "Kastet"),
    "recycled_share": ("Recycled of discarded", "Material\u00adgjenvunnet av kastet"),
    "sorted_out_share": ("Sorted out (§ 10a-4)", "Utsortert (§ 10a-4)"),
    "categories_table": (
        "By kind of packaging, in {year}, tonnes",
        "Etter type emballasje, i {year}, tonn",
    ),
    "category": ("Kind of packaging", "Type emballasje"),
    "regions_table": ("By area, in {year}, tonnes", "Etter område, i {year}, tonn"),
    "region": ("Area", "Område"),
    "gross_note": (
        (
            "Gross is what the lorries weigh, with moisture, dirt and what is sorted wrongly. "
            "Everything else is net: the plastic packaging alone."
        ),
        (
            "Brutto er det bilene veier, med fukt, smuss og feilsortert. Alt annet er netto: "
            "plastemballasjen alene."
        ),
    ),
    # losses
    "losses": ("What is lost, and where", "Hva som går tapt, og hvor"),
    "losses_say": (
        (
            "Of 100 kg discarded in {year}, {recycled} kg are recycled. The largest loss is what is "
            "{most}: {lost} kg."
        ),
        (
            "Av 100 kg som kastes i {year}, blir {recycled} kg materialgjenvunnet. Det største tapet "
            "er det som er {most}: {lost} kg."
        ),
    ),
    "losses_table": ("Of 100 kg discarded in {year}", "Av 100 kg som kastes i {year}"),
    "stage": ("Stage", "Trinn"),
    "kg": ("kg", "kg"),
    # years
    "years": ("Year by year", "År for år"),
    "years_say": (
        (
            "What is not stated for a year is interpolated between years or held after the last "
            "one. Population: {population}."
        ),
        (
            "Det som ikke er oppgitt for et år, er interpolert mellom årene eller holdt fast etter "
            "det siste. Folketall: {population}."
        ),
    ),
    "years_none": (
        "No plastic packaging to measure by is discarded in any year, so the rate is unknown.",
        "Det kastes ingen plastemballasje å måle på i noe år, så andelen er ukjent.",
    ),
    "year": ("Year", "År"),
    "low": ("5 %", "5 %"),
    "median": ("Middle", "Midten"),
    "high": ("95 %", "95 %"),
    "band_note": (
        (
            "In 90 % of the draws the rate lies between the columns 5 % and 95 %, in half of them "
            "above the middle."
        ),
        (
            "I 90 % av trekningene ligger andelen mellom kolonnene 5 % og 95 %, i halvparten av "
            "dem over midten."
        ),
    ),
    "band_note plan": (
        (
            "In 90 % of the draws the rate with the plan lies between the columns 5 % and 95 %, in "
            "half of them above the middle."
        ),
        (
            "I 90 % av trekningene ligger andelen med planen mellom kolonnene 5 % og 95 %, i "
            "halvparten av dem over midten."
        ),
    ),
    # the plan
    "plan": ("The plan", "Planen"),
    "plan_say one": ("“{plan}” has one measure.", "«{plan}» har ett tiltak."),
    "plan_say": ("“{plan}” has {number} measures.", "«{plan}» har {number} tiltak."),
    "plan_by": ("Made by {author}.", "Laget av {author}."),
    "measures_table": ("Measures", "Tiltak"),
    "measure": ("Measure", "Tiltak"),
    "from_year": ("From", "Fra"),
    "over_years": ("{start}, over {ramp} years", "{start}, over {ramp} år"),
    "changes": ("What it changes", "Hva det endrer"),
    "own_cost": ("Own cost", "Egen kostnad"),
    "paid_by": ("Paid by", "Betales av"),
    "known_by": ("Known how well", "Hvor sikkert"),
    "set": ("{what} becomes {value}", "{what} blir {value}"),
    "close_gap": (
        "{what}: {value} of what lacks to 100 % is gained",
        "{what}: {value} av det som mangler på 100 %, hentes inn",
    ),
    "scale": ("{what} times {value}", "{what} ganges med {value}"),
    "where": ("{what} ({place})", "{what} ({place})"),
    "running": ("{amount}", "{amount}"),
    "invested": (
        "{amount} invested, which lasts {years} years",
        "{amount} investert, som varer i {years} år",
    ),
    "granted": ("{share} of the investment granted", "{share} av investeringen i tilskudd"),
    "no_own_cost": ("none stated", "ikke oppgitt"),
    "millions": ("million", "mill."),
    "regions": ("{number} areas", "{number} områder"),
    "payer_share": ("{payer} {share}", "{payer} {share}"),
    "contributions": ("What each measure adds", "Hva hvert tiltak bidrar med"),
    "contributions_table": (
        "What each measure adds to the rate “{name}” in {year}",
        "Hva hvert tiltak bidrar med til andelen «{name}» i {year}",
    ),
    "points": ("Points", "Prosentpoeng"),
    "together": ("Together", "Til sammen"),
    "standard_error": ("Standard error", "Standardfeil"),
    "contributions_note": (
        (
            "Measures help or hinder each other. A measure's contribution is its mean over every "
            "order in which they could be taken (Shapley value), so that the contributions sum to "
            "the whole."
        ),
        (
            "Tiltak hjelper eller hindrer hverandre. Bidraget til et tiltak er gjennomsnittet over "
            "alle rekkefølger de kan tas i (Shapley-verdi), så bidragene summerer seg til helheten."
        ),
    ),
    "contributions_later": (
        "Not begun in {year}, so without a contribution: {measures}.",
        "Ikke begynt i {year}, og derfor uten bidrag: {measures}.",
    ),
    "no_plan": ("What would it take?", "Hva skal til?"),
    "needs": (
        (
            "With everything else as it is, {goal} is reached if those who have a service put "
            "{value} of their plastic packaging into it. The share is the same everywhere in this "
            "calculation."
        ),
        (
            "Er alt annet som nå, nås {goal} hvis de som har et tilbud, legger {value} av "
            "plastemballasjen sin i det. I denne beregningen er andelen den samme overalt."
        ),
    ),
    "needs_never": (
        (
            "Even if those who have a service put all of their plastic packaging into it, {goal} "
            "is not reached: the rate would be {rate}. It also takes more sorting, or services for "
            "more people."
        ),
        (
            "Selv om de som har et tilbud, la all plastemballasje i det, nås ikke {goal}: Andelen "
            "ville blitt {rate}. Det må også sorteres bedre, eller flere må få et tilbud."
        ),
    ),
    "needs_plan": (
        "What measures would give and cost can be calculated with a plan.",
        "Hva tiltak ville gi og koste, kan regnes ut med en plan.",
    ),
    # money
    "costs": ("What it costs, and who pays", "Hva det koster, og hvem som betaler"),
    "costs_say": (
        "All amounts are {prices}. Minus signs mean savings or income.",
        "Alle beløp er i {prices}. Minustegn betyr innsparing eller inntekt.",
    ),
    "in_that_year": ("In {year}: {told}", "I {year}: {told}"),
    "fee_household same": (
        "In {year}, the fee of a household stays as it is.",
        "I {year} er gebyret for en husholdning som før.",
    ),
    "fee_person same": (
        "In {year}, the fee stays as it is.",
        "I {year} er gebyret som før.",
    ),
    "fee_unknown": (
        "What becomes of the fee cannot be told.",
        "Hva som skjer med gebyret, kan ikke oppgis.",
    ),
    "costs_years": ("Costs year by year", "Kostnader år for år"),
    "prices_of": ("prices of {year}", "{year}-kroner"),
    "prices_unstated": (
        "prices of a year that is not stated",
        "kroner fra et år som ikke er oppgitt",
    ),
    "payers_table": (
        "Who pays, in {year}, {unit} a year",
        "Hvem som betaler, i {year}, {unit} i året",
    ),
    "payer": ("Who pays", "Hvem som betaler"),
    "cost": ("Cost", "Kostnad"),
    "stages_table": (
        "What it goes to, in {year}, {unit} a year",
        "Hva det går til, i {year}, {unit} i året",
    ),
    "what_for": ("What for", "Hva det går til"),
    "cost service": ("The service itself", "Tilbudet i seg selv"),
    "cost collection": ("Collection", "Innsamling"),
    "cost sorting": ("Sorting", "Sortering"),
    "cost recycling": ("Recycling", "Materialgjenvinning"),
    "cost residual": ("Plastic in residual waste", "Plast i restavfallet"),
    "cost running": ("Measures, running cost", "Tiltak, løpende"),
    "cost capital": ("Measures, capital cost", "Tiltak, kapital"),
    "costs_years_table": (
        "The cost of everything by year, {unit} a year",
        "Kostnaden for alt etter år, {unit} i året",
    ),
    "cost_without": ("Without the plan", "Uten planen"),
    "cost_with": ("With the plan", "Med planen"),
    "per_person": ("Change, NOK for each inhabitant", "Endring, kroner per innbygger"),
    "per_tonne": (
        "Change, NOK for each further tonne recycled",
        "Endring, kroner per ekstra tonn gjenvunnet",
    ),
    "cost_not_stated": (
        "Not stated, and counted as 0: {names}.",
        "Ikke oppgitt, og regnet som 0: {names}.",
    ),
    "no_costs": (
        (
            "The system states no costs, so there are none to show. Costs can be given in the "
            "workbook or with the system."
        ),
        (
            "Systemet oppgir ingen kostnader, så det er ingen å vise. Kostnader kan oppgis i "
            "arbeidsboken eller sammen med systemet."
        ),
    ),
    "no_costs_plan": (
        "The system states no costs, so only the measures' own are counted.",
        "Systemet oppgir ingen kostnader, så bare tiltakenes egne er regnet med.",
    ),
    "no_money price_year": (
        (
            "What the plan costs cannot be told: it is in prices of other years than the system, "
            "or its amounts are of different years. At the prompt, --cpi brings them to one year."
        ),
        (
            "Hva planen koster, kan ikke oppgis: Den er i kroner fra andre år enn systemet, eller "
            "beløpene i den er fra ulike år. Valget --cpi på kommandolinjen bringer dem til ett år."
        ),
    ),
    "no_money missing": (
        (
            "What the plan costs cannot be told: it invests, and there is no discount rate to "
            "spread the investment over the years by."
        ),
        (
            "Hva planen koster, kan ikke oppgis: Den investerer, og det er ingen kalkulasjonsrente "
            "å fordele investeringen over årene med."
        ),
    ),
    "climate": ("Greenhouse gases", "Klimagasser"),
    "climate_table": (
        "Emissions in {year}, tonnes of CO2e",
        "Utslipp i {year}, tonn CO2-ekvivalenter",
    ),
    "emission": ("From", "Fra"),
    "emissions": ("Emissions", "Utslipp"),
    "emission collection": ("Collection", "Innsamling"),
    "emission sorting": ("Sorting", "Sortering"),
    "emission recycling": ("Recycling", "Materialgjenvinning"),
    "emission incineration": ("Incineration", "Forbrenning"),
    "emission virgin_avoided": (
        "Avoided: virgin plastic",
        "Unngått: ny plast av råolje og gass",
    ),
    "emission heat_avoided": ("Avoided: other heat", "Unngått: annen varme"),
    "emission net": ("Net", "Netto"),
    "emission saved": (
        "Less than if everything were burnt",
        "Mindre enn om alt ble brent",
    ),
    # how sure
    "uncertainty": ("How sure is it?", "Hvor sikkert er det?"),
    "draws_say": (
        (
            "Every number that is not certain was drawn {n} times, each within its own range, and "
            "everything calculated anew each time. The probability is the share of the draws in "
            "which the target is reached. It is no better than the ranges: what nobody thought of "
            "is not in it."
        ),
        (
            "Hvert tall som ikke er sikkert, er trukket {n} ganger, hvert innenfor sitt spenn, og "
            "alt er regnet ut på nytt hver gang. Sannsynligheten er andelen av trekningene der "
            "målet nås. Den er ikke bedre enn spennene: Det ingen har tenkt på, er ikke med."
        ),
    ),
    "draws_out": (
        "The uncertainty was not calculated for this report.",
        "Usikkerheten er ikke regnet ut for denne rapporten.",
    ),
    "draws_nothing": (
        (
            "No number of the calculation has an uncertainty, so nothing can be said of how sure "
            "the answer is. That does not mean that it is certain."
        ),
        (
            "Ingen av tallene i beregningen har noen usikkerhet, så det kan ikke sies noe om hvor "
            "sikkert svaret er. Det betyr ikke at det er sikkert."
        ),
    ),
    "sure_table": (
        "The targets with uncertainty, {n} draws",
        "Målene med usikkerhet, {n} trekninger",
    ),
    "drivers": ("What makes it uncertain", "Hva som gjør det usikkert"),
    "drivers_table": (
        "What makes the rate “{name}” in {year} uncertain",
        "Hva som gjør andelen «{name}» i {year} usikker",
    ),
    "parameter": ("Number", "Tall"),
    "first": ("Share of the uncertainty", "Andel av usikkerheten"),
    "if_low": ("5 % of the rate", "Andelen, 5 %"),
    "if_high": ("95 % of the rate", "Andelen, 95 %"),
    "drivers_note": (
        (
            "The share of the uncertainty is how much of the variance would go if this number "
            "alone were known (Sobol' index of first order): what it pays most to measure better. "
            "The last columns tell where the rate lies when this alone is uncertain."
        ),
        (
            "Andelen av usikkerheten er hvor mye av variansen som ville falle bort hvis dette "
            "tallet alene var kjent (Sobol-indeks av første orden): det som lønner seg mest å måle "
            "bedre. De siste kolonnene viser hvor andelen ligger når bare dette er usikkert."
        ),
    ),
    "plan_numbers": ("Measure: {name}", "Tiltak: {name}"),
    # what was measured
    "measured": ("What was measured", "Det som er målt"),
    "measured_say": (
        (
            "Measurements never agree entirely. Here they are made to agree, each moved as little "
            "as its standard error allows, so that what goes in comes out."
        ),
        (
            "Målinger stemmer aldri helt overens. Her er de avstemt: Hver er flyttet så lite som "
            "standardfeilen tilsier, slik at det som går inn, kommer ut."
        ),
    ),
    "measured_table": (
        "Measured and reconciled, {year}",
        "Målt og avstemt, {year}",
    ),
    "quantity": ("Quantity", "Størrelse"),
    "as_measured": ("Measured", "Målt"),
    "as_reconciled": ("Reconciled", "Avstemt"),
    "unit": ("Unit", "Enhet"),
    "status": ("Status", "Status"),
    "plus_minus": (
        "± is one standard error.",
        "± er én standardfeil.",
    ),
    "filled": (
        "{number} further values are default values, filled in from peers or the nation.",
        "{number} verdier til er standardverdier, hentet fra andre kommuner eller landet.",
    ),
    # what the numbers rest on
    "basis": ("What the numbers rest on", "Hva tallene bygger på"),
    "basis_counts": (
        (
            "The calculation rests on {all} stated values: {counts}. A rate is only as good as the "
            "weakest of the numbers that matter to it."
        ),
        (
            "Beregningen bygger på {all} oppgitte verdier: {counts}. En andel er ikke bedre enn "
            "det svakeste av tallene som betyr noe for den."
        ),
    ),
    "count measured": ("{n} measured", "{n} målt"),
    "count reported": ("{n} reported", "{n} rapportert"),
    "count estimated": ("{n} estimated", "{n} anslått"),
    "count default": ("{n} default values", "{n} standardverdier"),
    "count none": ("{n} without a status", "{n} uten status"),
    "influence": (
        "The recycling rate in {year} rests, by weight, on: {shares}.",
        "Materialgjenvinningsgraden i {year} bygger, etter vekt, på: {shares}.",
    ),
    "basis_table": (
        "Numbers of the calculation, by how well they are known",
        "Tallene i beregningen, etter hvor godt de er kjent",
    ),
    "measured_column": ("Mea\u00adsured", "Målt"),
    "reported_column": ("Re\u00adported", "Rappor\u00adtert"),
    "estimated_column": ("Esti\u00admated", "Anslått"),
    "default_column": ("De\u00adfault", "Standard\u00adverdi"),
    "none_column": ("Not stated", "Ikke oppgitt"),
    "neutral": (
        "Not stated, and without effect: {names}.",
        "Ikke oppgitt, og uten virkning: {names}.",
    ),
    "marginal": (
        (
            "Standard errors of single values are marginal: drawn one by one, they give flows a "
            "wider spread than the reconciliation found."
        ),
        (
            "Standardfeilene til enkeltverdiene er marginale: Trukket hver for seg gir de "
            "strømmene et videre spenn enn avstemmingen fant."
        ),
    ),
    "derived": (
        (
            "A value that is derived from measurements counts as a default value where most of its "
            "uncertainty comes from default values, and else as estimated. How much each status "
            "matters to the recycling rate stands under “What was measured”."
        ),
        (
            "En verdi som er regnet ut fra målinger, regnes som standardverdi der det meste av "
            "usikkerheten kommer fra standardverdier, og ellers som anslått. Hvor mye hver status "
            "betyr for materialgjenvinningsgraden, står under «Det som er målt»."
        ),
    ),
    "notes": ("To know about the numbers", "Verdt å vite om tallene"),
    # glossary, sources, equations, about
    "glossary": ("Words of this report", "Ord i rapporten"),
    "sources": ("Sources", "Kilder"),
    "sources_say": (
        (
            "A: the text or table itself was read. B: known at second hand. A number that rests on "
            "a B is estimated or a default value, never measured or reported."
        ),
        (
            "A: Teksten eller tabellen er lest. B: Kjent på annen hånd. Et tall som bygger på en "
            "B, er anslått eller en standardverdi, aldri målt eller rapportert."
        ),
    ),
    "sources_table": ("Sources and what they are for", "Kilder og hva de er brukt til"),
    "source": ("Source", "Kilde"),
    "used_for": ("Used for", "Brukt til"),
    "no_sources": ("No number has a source.", "Ingen av tallene har en kilde."),
    "equations": ("The equations", "Likningene"),
    "equations_say": (
        (
            "Every number of this report follows from these equations, in their order. What goes "
            "in comes out at every process; the largest relative error of the balance is {error}."
        ),
        (
            "Hvert tall i rapporten følger av disse likningene, i denne rekkefølgen. Det som går "
            "inn i en prosess, kommer ut av den; største relative avvik i balansen er {error}."
        ),
    ),
    "module generation": ("What is discarded", "Det som kastes"),
    "module collection": ("Collection", "Innsamling"),
    "module sorting": ("Sorting", "Sortering"),
    "module recycling": ("Recycling", "Materialgjenvinning"),
    "module disposal": ("Incineration and landfill", "Forbrenning og deponi"),
    "module rates": ("Rates", "Andeler"),
    "module costs": ("Costs", "Kostnader"),
    "module climate": ("Greenhouse gases", "Klimagasser"),
    "themes": (
        "Litter, microplastics and own operations",
        "Forsøpling, mikroplast og egen drift",
    ),
    "themes_say": (
        "All targets side by side, whatever they are about.",
        "Alle målene ved siden av hverandre, uansett hva de gjelder.",
    ),
    "themes_table": ("The targets by theme", "Målene etter tema"),
    "theme": ("Theme", "Tema"),
    "indicator": ("Indicator", "Indikator"),
    "theme packaging": ("Packaging", "Emballasje"),
    "theme litter": ("Litter", "Forsøpling"),
    "theme microplastics": ("Microplastics", "Mikroplast"),
    "theme own operations": ("Own operations", "Egen drift"),
    "gap_to_level": ("Gap (minus: above)", "Mangler (minus: over)"),
    "flows_of_theme": ("{theme}: all flows in {year}", "{theme}: alle mengder i {year}"),
    "purchases_table": ("Purchases by item in {year}", "Innkjøp per artikkel i {year}"),
    "item": ("Item", "Artikkel"),
    "item tonnes": ("Plastic, tonnes", "Plast, tonn"),
    "item NOK": ("Cost, thousand NOK", "Kostnad, tusen kroner"),
    "item CO2e": ("Emissions, tonnes CO2e", "Utslipp, tonn CO2e"),
    "item before": ("{what}, before", "{what}, før"),
    "item after": ("{what}, now", "{what}, nå"),
    "item with": ("{what}, with the plan", "{what}, med planen"),
    "module reusables": ("Reuse", "Ombruk"),
    "module litter": ("Litter", "Forsøpling"),
    "module microplastics": ("Microplastics", "Mikroplast"),
    "module procurement": ("Own operations", "Kommunens egen drift"),
    "module accounts": ("Accounts", "Regnskap"),
    "module own": ("Other equations", "Andre likninger"),
    "unit 1": ("share", "andel"),
    "unit household": ("households", "husholdninger"),
    "unit person": ("persons", "personer"),
    "unit person/household": ("persons/household", "personer/husholdning"),
    "unit kg CO2e/tonne": ("kg CO2e/tonne", "kg CO2e/tonn"),
    "unit NOK": ("NOK", "kr"),
    "unit NOK/item": ("NOK/item", "kr/stk."),
    "unit NOK/use": ("NOK/use", "kr/gang"),
    "unit bin": ("bins", "dunker"),
    "unit boat": ("boats", "båter"),
    "unit pitch": ("pitches", "baner"),
    "unit g CO2e/use": ("g CO2e/use", "g CO2e/gang"),
    "unit g/item": ("g/item", "g/stk."),
    "unit g/use": ("g/use", "g/gang"),
    "unit g/visit": ("g/visit", "g/besøk"),
    "unit g/vkm": ("g/vehicle-km", "g/kjøretøykm"),
    "unit g/wash": ("g/wash", "g/vask"),
    "unit item/year": ("items/year", "stk./år"),
    "unit kg CO2e/item": ("kg CO2e/item", "kg CO2e/stk."),
    "unit kg/bin/year": ("kg/bin/year", "kg/dunk/år"),
    "unit kg/boat/year": ("kg/boat/year", "kg/båt/år"),
    "unit kg/km/year": ("kg/km/year", "kg/km/år"),
    "unit kg/pitch/year": ("kg/pitch/year", "kg/bane/år"),
    "unit use/item": ("uses/item", "ganger/stk."),
    "unit use/year": ("uses/year", "ganger/år"),
    "unit visit/year": ("visits/year", "besøk/år"),
    "unit vkm/year": ("vehicle-km/year", "kjøretøykm/år"),
    "unit wash/person/year": ("washes/person/year", "vask/innbygger/år"),
    "unit NOK/person": ("NOK/person", "kr/innbygger"),
    "over route": ("Σ over ways of collecting", "Σ over innsamlingsmåter"),
    "over category": ("Σ over kinds of packaging", "Σ over typer emballasje"),
    "about": ("About this report", "Om rapporten"),
    "about_say": (
        (
            "The report is calculated from the numbers above and the equations alone; the same "
            "numbers give the same report, letter by letter. It holds no script and asks for "
            "nothing from anywhere."
        ),
        (
            "Rapporten er regnet ut av tallene og likningene over, og av ingenting annet; de samme "
            "tallene gir den samme rapporten, bokstav for bokstav. Den inneholder ikke noe program "
            "og henter ingenting fra noe sted."
        ),
    ),
    "about system": ("System", "System"),
    "about years": ("Years", "År"),
    "about population": ("Population", "Folketall"),
    "about draws": ("Draws", "Trekninger"),
    "about draws value": ("{n}, seed {seed}", "{n}, frø {seed}"),
    "about program": ("Program", "Program"),
    "about model": ("Equations", "Likninger"),
    "about date": ("Date", "Dato"),
    "written": ("Wrote {file}.", "Skrev {file}."),
    "made_by": (
        "Made with plastsmart {version}, equations {model}.",
        "Laget med plastsmart {version}, likninger {model}.",
    ),
    # words for parts of the model that are no flow and no parameter
    "structure in_deposit": (
        "1 where the way of collecting is a deposit scheme",
        "1 der innsamlingsmåten er pant",
    ),
    "structure in_source": (
        "1 where it is sorting at source",
        "1 der den er kildesortering",
    ),
    "structure in_central": (
        "1 where it is central sorting",
        "1 der den er sentralsortering",
    ),
    "structure serves": (
        "1 where it takes that kind of packaging",
        "1 der den tar imot emballasjetypen",
    ),
    "structure of_municipality": (
        "1 for packaging that is the municipality's task",
        "1 for emballasje som er kommunens oppgave",
    ),
    "structure for_municipality": (
        "1 for the municipality's own ways of collecting",
        "1 for kommunens egne innsamlingsmåter",
    ),
    # keys of scopes
    "key polymer": ("polymer", "polymer"),
    "key format": ("form", "form"),
}
"""Each text in English and Norwegian, with its blanks in braces."""

STATUSES: Final[dict[str, tuple[str, str]]] = {
    "measured": (
        "weighed, counted or picked, at the place itself",
        "veid, telt eller plukket på stedet selv",
    ),
    "reported": (
        "stated by those who are responsible, in statistics or a report",
        "oppgitt av dem som har ansvaret, i statistikk eller en rapport",
    ),
    "estimated": (
        "calculated from other numbers, or taken over from a place that is like this one",
        "regnet ut fra andre tall, eller overført fra et sted som ligner",
    ),
    "default": (
        "nobody knows it here: a usual value or an assumption",
        "ingen kjenner det her: en vanlig verdi eller en antakelse",
    ),
}
"""What each status means."""

GLOSSARY: Final[tuple[tuple[tuple[str, str], tuple[str, str]], ...]] = (
    (
        ("Recycling (materialgjenvinning)", "Materialgjenvinning"),
        (
            (
                "Waste becomes substances or things that are not waste. Energy, fuel and filling "
                "do not count (avfallsforskriften § 7-3)."
            ),
            (
                "«Enhver form for gjenvinning der avfallsmaterialer brukes til fremstilling av "
                "stoffer eller løsøregjenstander som ikke er avfall.» Energi, brensel og "
                "fyllmasser regnes ikke med (avfallsforskriften § 7-3)."
            ),
        ),
    ),
    (
        ("Calculation point (beregningspunktet)", "Beregningspunktet"),
        (
            (
                "Where the law weighs what is recycled: the plastic that goes into extrusion or "
                "moulding after sorting, washing and grinding (avfallsforskriften chapter 7, annex "
                "II A)."
            ),
            (
                "Stedet der loven veier det som blir materialgjenvunnet: plasten som går inn i "
                "ekstrudering eller forming, etter sortering, vasking og kverning "
                "(avfallsforskriften kapittel 7, vedlegg II A)."
            ),
        ),
    ),
    (
        ("Sorting out (utsortering)", "Utsortering"),
        (
            (
                "Waste is sorted out for further treatment, at source or in a plant "
                "(avfallsforskriften § 10a-3). What is lost afterwards is not deducted, so the "
                "sorted-out share is always higher than the recycling rate."
            ),
            (
                "«Aktivitet der én eller flere typer avfall sorteres ut for videre behandling.» "
                "Den kan skje ved kilden eller i et anlegg (avfallsforskriften § 10a-3). Det som "
                "går tapt etterpå, trekkes ikke fra, så utsorteringsandelen er alltid høyere enn "
                "gjenvinningsandelen."
            ),
        ),
    ),
    (
        ("Sorting at source (kildesortering)", "Kildesortering"),
        (
            (
                "Households keep the plastic apart, and it is collected by itself or brought to a "
                "point."
            ),
            (
                "Husholdningene holder plasten for seg, og den hentes for seg eller leveres på et "
                "returpunkt."
            ),
        ),
    ),
    (
        ("Central sorting (sentralsortering)", "Sentralsortering"),
        (
            "A plant sorts plastic out of residual waste.",
            "Et anlegg sorterer plast ut av restavfallet.",
        ),
    ),
    (
        ("Residual waste (restavfall)", "Restavfall"),
        (
            "What is left when everything else is sorted out; most of it is burnt.",
            "Det som er igjen når alt annet er sortert ut; det meste blir brent.",
        ),
    ),
    (
        ("Gross and net (brutto, netto)", "Brutto og netto"),
        (
            (
                "Gross is what the lorries weigh. Net is the plastic packaging in it, without "
                "moisture, dirt and what is sorted wrongly."
            ),
            (
                "Brutto er det bilene veier. Netto er plastemballasjen i det, uten fukt, smuss og "
                "feilsortert."
            ),
        ),
    ),
    (
        ("New plastic, recyclate (regranulat)", "Ny plast (regranulat)"),
        (
            "The pellets that leave extrusion. No law measures there.",
            "Kornene som kommer ut av ekstruderingen. Ingen lov måler der.",
        ),
    ),
    (
        ("Fee (gebyr)", "Gebyr (selvkost)"),
        (
            "What inhabitants pay for waste; by law it covers the municipality's cost, no more.",
            (
                "Det innbyggerne betaler for avfallet; etter loven dekker det kommunens kostnad, "
                "ikke mer."
            ),
        ),
    ),
)
"""Terms and what they mean, each in English and Norwegian."""


def unit_name(name: str, language: str) -> str:
    """Return a unit as people of a language write it.

    Examples
    --------
    >>> from plastsmart.report.report_text import unit_name
    >>> unit_name("NOK/person", "no"), unit_name("tonne/year", "no")
    ('kr/innbygger', 'tonn/år')
    """
    key = f"unit {name}"
    return say(key, language) if key in WORDS else unit(name, language)


def say(key: str, language: str, **values: object) -> str:
    """Return a text of a report with its blanks filled.

    Examples
    --------
    >>> from plastsmart.report.report_text import say
    >>> say("fact without", "no")
    'uten planen'
    """
    return WORDS[key][LANGUAGES.index(language)].format(**values)
