"""Norwegian for what the package states in English alone: equations, and notes of the ready systems.

A text that has no Norwegian here, such as one that a user wrote, is shown as it stands.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from plastsmart.flows.model import MODEL
from plastsmart.mapping.sentences import PARTS
from plastsmart.stages import NEUTRAL, UNSTATED

if TYPE_CHECKING:
    from plastsmart.flows.model import Equation
    from plastsmart.system import System

__all__ = [
    "EQUATIONS",
    "NOTES",
    "equation_text",
    "note_text",
    "notes_of",
    "source_text",
    "sources_text",
    "value_note_text",
]

EQUATIONS: Final[dict[str, str]] = {
    "generated": "Plastemballasje som blir avfall.",
    "littered": "Det av dette som blir forsøplet, når det som pant hindrer, er trukket fra.",
    "cleaned": "Forsøpling som ryddes; den havner i restavfallet.",
    "leaked": "Forsøpling som blir liggende i naturen.",
    "uptake": (
        "Andelen av det som er tilgjengelig på trinnet, som en innsamlingsmåte tar; 0 for sektorer "
        "den ikke betjener."
    ),
    "available_deposit": "Det panteordningene virker på.",
    "collected_deposit": "Det alle panteordninger samler inn til sammen.",
    "available_source": "Det kildesortering virker på.",
    "collected_source": "Det all kildesortering samler inn til sammen.",
    "available_central": (
        "Det sortering av restavfallet virker på, medregnet forsøpling som er ryddet."
    ),
    "collected_central": "Det alle anlegg som sorterer restavfall, tar ut til sammen.",
    "residual": "Det som blir igjen i restavfallet.",
    "available": "Det hver innsamlingsmåte virker på: det trinnene foran har latt ligge.",
    "collected": "Plastemballasje som hver innsamlingsmåte samler inn: netto, uten urenheter.",
    "collected_gross": (
        "Det bilene veier: med fukt, smuss og andre materialer. Det er dette kommunen rapporterer."
    ),
    "sorted": "Plastemballasje i baller som sendes til gjenvinning.",
    "sorting_loss": "Det sorteringsanleggene avviser.",
    "sorted_gross": "Det ballene veier.",
    "recycled": (
        "Massen ved EUs beregningspunkt: vedtak 2005/270/EF som endret ved (EU) 2019/665."
    ),
    "preparation_loss": "Det som går bort ved kverning, vasking og flotasjon.",
    "recyclate": "Det som kommer ut av ekstruderingen.",
    "conversion_loss": "Det som går bort ved ekstrudering.",
    "closed_loop_recyclate": "Regranulat som blir emballasje igjen, eller noe like verdifullt.",
    "disposed": "Restavfallet og alle tap etter innsamlingen.",
    "energy_recovered": "Det som brennes med energiutnyttelse.",
    "landfilled": "Det som deponeres.",
    "separated": (
        "K i avfallsforskriften § 10a-4: samlet inn ved kilden eller sortert ut av restavfallet."
    ),
    "missed": "M i avfallsforskriften § 10a-4: det i restavfallet som kunne vært gjenvunnet.",
    "collection": "Det som samles inn, av det som oppstår.",
    "sorted_out": "Utsorteringsandelen for husholdninger, K / (K + M), uten pant.",
    "eu_pre2020": "Det sorteringsanleggene sender videre, slik ballene veier, av det som oppstår.",
    "eu": "Det som går inn i gjenvinningen, målt ved beregningspunktet, av det som oppstår.",
    "recyclate_rate": "Det som kommer ut av ekstruderingen, av det som oppstår.",
    "closed_loop_rate": (
        "Det som blir emballasje igjen, eller noe like verdifullt, av det som oppstår."
    ),
    "service_expense": "Det selve tilbudet koster, uansett hvor mye som legges i det.",
    "collection_expense": "Det innsamlingen koster for det bilene veier.",
    "sorting_expense": (
        "Det transport og sorteringsanlegg koster, medregnet sluttbehandling av det de avviser."
    ),
    "recycling_expense": (
        "Det gjenvinnerne får betalt, medregnet sluttbehandling av tapene; negativt der de betaler."
    ),
    "residual_expense": "Det emballasjen som blir igjen i restavfallet, koster.",
    "system_cost": (
        "Det alt koster til sammen, hvem som enn betaler: Betalinger mellom partene er ikke med. Av "
        "kommunens innkjøp teller bare det de koster mindre, eller mer, enn før."
    ),
    "municipal_service": "Kommunens del av det tilbudene koster.",
    "municipal_collection": (
        "Det kommunens innsamlingsmåter koster for emballasjen som er dens oppgave."
    ),
    "municipal_sorting": "Det det koster å sortere kommunens restavfall.",
    "necessary_cost": (
        "Kommunens kostnader til kildesortering og sentralsortering: de nødvendige kostnadene "
        "etter avfallsforskriften § 7-8."
    ),
    "municipal_gross": (
        "Bruttotonnene kommunen får betalt for: samlet inn ved kilden eller sortert sentralt."
    ),
    "payment_by_step": (
        "Godtgjørelsen når satsen for trinnet som er nådd, gis for alle tonn. Trinnet bestemmes av "
        "gjennomsnittet for området."
    ),
    "payment_within_steps": (
        "Godtgjørelsen når satsen for hvert trinn bare gis for mengdene innenfor trinnet."
    ),
    "payment": (
        "Det returselskapet betaler kommunen for hvert tonn (godtgjørelse), for den delen som "
        "produsentene ikke dekker nødvendige kostnader for."
    ),
    "municipal_residual": "Det emballasjen i kommunens restavfall koster.",
    "municipality_cost": (
        "Det kommunen betaler, og innbyggerne gjennom gebyret (selvkost): nødvendige kostnader som "
        "produsentene ikke dekker, minus godtgjørelsen, pluss restavfallet. Av kommunens innkjøp teller "
        "bare det de koster mindre, eller mer, enn før."
    ),
    "deposit_cost": (
        "Det panteordningen koster: Produsentene i den betaler alt (avfallsforskriften kapittel 6)."
    ),
    "source_sorting": (
        "Det det koster å sortere det som er kildesortert: returselskapets oppgave."
    ),
    "recycling_of_all": "Det gjenvinningen av alt koster: returselskapenes oppgave.",
    "producer_cost": (
        "Det produsentene betaler gjennom returselskapene: panteordningen, deres del av kommunens "
        "nødvendige kostnader (avfallsforskriften § 7-8), godtgjørelsen for resten, sortering av "
        "det kildesorterte og gjenvinning."
    ),
    "business_collection": (
        "Det andre enn husholdninger betaler for innsamling: egne innsamlingsmåter og sin del av "
        "de felles."
    ),
    "business_sorting": "Det andre enn husholdninger betaler for sortering av restavfallet sitt.",
    "business_residual": "Det andre enn husholdninger betaler for restavfallet sitt.",
    "business_cost": (
        "Det som blir igjen hos dem avfallet oppstår hos: næringsliv, landbruk og det som ikke er "
        "rapportert (forurensningsloven § 32)."
    ),
    "households": "Private husholdninger, så en kostnad kan oppgis for hver av dem.",
    "collection_emissions": "Fra innsamlingen, ut over det restavfallet ville krevd.",
    "sorting_emissions": "Fra transport til og sortering i anlegg.",
    "recycling_emissions": "Fra transport til og arbeid hos gjenvinnere, fra EUs beregningspunkt.",
    "virgin_avoided": "Det ville vært å lage den nye plasten som regranulatet erstatter.",
    "incineration_emissions": "Fossil CO2 fra alt som brennes: restavfall og tap.",
    "heat_avoided": "Det annen varme og kraft som energiutnyttelsen erstatter, ville sluppet ut.",
    "emissions_net": (
        "Alle utslipp minus alt som unngås. Plast i deponi eller natur regnes som 0."
    ),
    "emissions_reference": (
        "Det utslippet ville vært om alt ble brent med energiutnyttelse, uten innsamling og "
        "gjenvinning."
    ),
    "emissions_saved": "Hvor mye mindre som slippes ut enn om alt ble brent.",
    "saved_by_route": (
        "Det hver innsamlingsmåte sparer: Regranulatet fra den blir ikke brent og erstatter ny "
        "plast."
    ),
    "fillings": "Hvor ofte ombruksemballasje fylles: alle turene til sammen.",
    "replaced": "Engangsemballasje som ombruksemballasje tar plassen til.",
    "reusable_new": (
        "Ombruksemballasje som settes på markedet for første gang, i stedet for det som "
        "er tapt eller knust."
    ),
    "reusable_discarded": (
        "Ombruksemballasje som blir avfall: like mye som settes på markedet for første gang."
    ),
    "generated_reference": (
        "Emballasjen det ville vært med like mye per innbygger som i referanseåret."
    ),
    "packaging_reduced": (
        "Hvor mye mindre som oppstår enn med like mye per innbygger som i referanseåret."
    ),
    "reusable": (
        "Ombruksemballasje satt på markedet, av all emballasje: det som senker et mål "
        "(ombruksfradrag)."
    ),
    "packaging_reduction": (
        "Hvor mye mindre emballasjeavfall det er per innbygger enn i referanseåret."
    ),
    "litter_by_inhabitants": "Plast som innbyggerne forsøpler.",
    "litter_by_visitors": "Plast som besøkende forsøpler.",
    "litter_by_events": "Plast som forsøples på kamper, konserter, festivaler og markeder.",
    "litter_by_transport": "Plast som kastes eller mistes fra kjøretøy.",
    "litter_by_bins": "Plast som forsøples rundt overfylte dunker.",
    "litter_arising": "Plast i forsøplingen fra alle kildene, før pant.",
    "litter_of_sources": (
        "Emballasje i forsøplingen fra kildene, før pant; den er en del av det som oppstår."
    ),
    "litter_potential": "Emballasje som forsøples der ikke pant eller lignende hindrer det.",
    "litter_avoided": (
        "Emballasje som pant eller lignende hindrer at blir forsøplet; den kastes i stedet."
    ),
    "packaging_littered_by_sources": "Emballasje av alle slag i forsøplingen fra kildene.",
    "other_litter": "Plast i forsøplingen fra kildene som ikke er emballasje.",
    "litter": "All plast i forsøplingen: emballasje og annen plast.",
    "other_litter_cleaned": "Forsøpling av annen plast som ryddes.",
    "litter_cleaned": (
        "Forsøpling som ryddes: emballasje, som havner i restavfallet, og annen plast."
    ),
    "litter_left": "Forsøpling som ingen rydder.",
    "litter_in_water": "Forsøpling som ender i elver, innsjøer og hav.",
    "litter_on_land": "Forsøpling som blir liggende på land.",
    "littered_items": "Gjenstander av emballasje som forsøples.",
    "leaked_items": "Gjenstander av emballasje som ingen rydder.",
    "other_items": "Gjenstander av annen plast som forsøples.",
    "cleanup_expense": (
        "Hva opprydding koster kommunen: av emballasje, og av annen plast der den er oppgitt."
    ),
    "litter_reduced": "Hvor mye mindre forsøpling som blir liggende enn i referanseåret.",
    "litter_before": "Forsøpling som ble liggende i referanseåret.",
    "litter_reduction": "Hvor mye mindre forsøpling som blir liggende enn i referanseåret.",
    "microplastics_shed": "Det alle kildene avgir.",
    "microplastics_released": "Det av dette som ikke holdes tilbake.",
    "microplastics_retained": "Det som holdes tilbake før det sprer seg, og blir avfall.",
    "microplastics_in_sewage": "Det som havner i avløp.",
    "microplastics_direct": "Det som havner i vann uten å gå gjennom avløp.",
    "microplastics_to_soil": "Det som blir i jorda der det falt.",
    "microplastics_in_sludge": "Det renseanlegg tar ut i slam.",
    "sludge_on_land": "Det som spres på land med slam.",
    "sludge_elsewhere": "Det som forbrennes eller deponeres med slam.",
    "microplastics_in_water": "Det som ender i elver, innsjøer og hav.",
    "microplastics_in_soil": "Det som ender i jord.",
    "microplastics_in_nature": "Det som ender i vann og jord.",
    "microplastics_before": "Det som endte i vann og jord i referanseåret.",
    "microplastics_reduced": "Hvor mye mindre som ender i vann og jord enn i referanseåret.",
    "microplastics_reduction": "Hvor mye mindre som ender i vann og jord enn i referanseåret.",
    "single_uses": "Bruk som en engangsartikkel dekker.",
    "reused_uses": "Bruk som en flergangsartikkel dekker.",
    "single_uses_before": "Bruk som en engangsartikkel dekket før.",
    "reused_uses_before": "Bruk som en flergangsartikkel dekket før.",
    "reusables_bought": "Flergangsartikler som kjøpes i stedet for dem som er tapt eller utslitt.",
    "reusables_bought_before": "Flergangsartikler som ble kjøpt før.",
    "own_single_use": "Plast i engangsartiklene kommunen kjøper.",
    "own_mass": "Plast i alt kommunen kjøper av disse artiklene; den blir avfall.",
    "own_mass_before": "Plast i det kommunen kjøpte før.",
    "own_mass_saved": "Hvor mye mindre plast kommunen kjøper enn før.",
    "own_saved": "Hvor mye mindre emballasje kommunen kjøper enn før; den oppstår ikke.",
    "own_packaging": "Emballasje som oppstår i kommunens egen drift.",
    "own_added": (
        "Kommunens emballasje utover det emballasjen per innbygger alt teller med. Er alt kommunen "
        "kjøpte før talt med, er dette det den sparer, under null."
    ),
    "others_packaging": "Emballasje som oppstår hos alle andre: innbyggere og næringsliv.",
    "own_expense": "Hva innkjøp og vask av disse artiklene koster kommunen.",
    "own_expense_before": "Hva innkjøp og vask av disse artiklene kostet kommunen før.",
    "own_expense_saved": "Hvor mye mindre innkjøp og vask koster enn før.",
    "purchases_saved": "Hvor mye mindre innkjøp og vask av alle artiklene koster enn før.",
    "own_emissions": (
        "Utslipp fra produksjon og vask av disse artiklene; forbrenningen av dem er med "
        "i utslippene fra avfall."
    ),
    "own_emissions_before": "Utslipp fra produksjon og vask av disse artiklene før.",
    "own_emissions_saved": (
        "Hvor mye mindre produksjon og vask av disse artiklene slipper ut enn før."
    ),
    "own_plastic_reduction": "Hvor mye mindre plast kommunen kjøper enn før.",
    "own_cost_reduction": (
        "Hvor mye mindre innkjøp og vask koster enn før; ved 0 går et annet innkjøp i null."
    ),
    "own_emission_reduction": (
        "Hvor mye mindre produksjon og vask slipper ut enn før; ved 0 går et annet innkjøp i null."
    ),
    "tyre_shed": "Gummi som dekk mister, med full vekt.",
    "pitch_shed": "Granulat som kunstgressbaner mister.",
    "boat_shed": "Maling som båter mister.",
    "building_shed": "Maling som bygninger og konstruksjoner mister.",
    "road_shed": "Veimerking som slites av: like mye som fornyes.",
    "textile_shed": "Fibre som tekstiler mister i vask.",
    "pellet_shed": "Pellets, pulver og flak som går tapt.",
    "waste_shed": "Partikler som avfallsanlegg mister.",
    "other_shed": "Det andre kilder mister.",
    **{
        f"{source}_{what}": told
        for source in (
            "tyre",
            "pitch",
            "boat",
            "building",
            "road",
            "textile",
            "pellet",
            "waste",
            "other",
        )
        for what, told in {
            "released": "Det av dette som ikke holdes tilbake.",
            "in_sewage": "Det av dette som havner i avløp.",
            "direct": "Det av dette som havner i vann uten å gå gjennom avløp.",
            "in_water": "Det av dette som ender i vann, også gjennom avløp.",
        }.items()
    },
}
"""What each equation of the model is, by its name."""

NOTES: Final[dict[str, str]] = {
    # headline
    "The headline case of household plastic packaging": (
        "Hovedeksempelet for plastemballasje fra norske husholdninger: 108 000 tonn kastes i året, "
        "om lag 35 % samles inn av kommunene, og 21 % blir materialgjenvunnet (WWF)."
    ),
    "Basis of the denominator: an estimate of the whole market.": (
        "Nevneren er et anslag for hele markedet. Medlemmene i returselskapet alene oppgir 93 047 "
        "tonn (2020) og 81 515 tonn (2022)."
    ),
    "The 21 % is read as a share of what is generated": (
        "De 21 prosentene er lest som en andel av det som oppstår: 22 680 tonn, nær de 21 805 "
        "tonnene returselskapet oppgir for 2020. En andel av det innsamlede ville vært 7,9 tusen "
        "tonn."
    ),
    "Only the product 0.60": (
        "Bare produktet 0,60 = 0,21 / 0,35 av sortering og vasking er publisert; delingen i 0,80 · "
        "0,75 er anslått. Andelen etter regelen fra før 2020 avhenger av den delingen."
    ),
    # norway-household
    "Household plastic packaging in Norway without deposit bottles.": (
        "Plastemballasje fra norske husholdninger, uten panteflasker."
    ),
    "Basis of the denominator: amounts reported by the members": (
        "Nevneren er mengdene medlemmene i returselskapet oppgir, 93 047 tonn (2020) og 81 515 "
        "tonn (2022); mengden per innbygger er interpolert mellom dem og holdt fast etter 2022. "
        "Medlemmene dekker om lag 85 % av markedet etter selskapets egne tall; WWF oppgir 108 000 "
        "tonn for alle husholdninger. En andel med den ene nevneren kan ikke sammenlignes med en "
        "andel med den andre."
    ),
    "Calibrated for 2020 to 29 966 t sorted": (
        "Tilpasset for 2020 til 29 966 tonn sortert (32,2 %, regelen fra før 2020) og 21 805 tonn "
        "materialgjenvunnet (23,4 %, regelen fra 2020). Sammensetning, urenheter i baller og "
        "fordelingen av utbyttet på typer er anslått; summene er rapportert."
    ),
    "After 2020 the performance of 2020 is held": (
        "Etter 2020 er ytelsen fra 2020 holdt fast, bortsett fra at anlegget på Forus brant i juli "
        "2022: Fra 2023 er innbyggerne der regnet med returpunkter."
    ),
    "Since capture is held while members' tonnes fell": (
        "Siden innsamlingsgraden er holdt fast mens medlemmenes tonn gikk ned, er den "
        "kildesorterte mengden i 2022 her 26 500 tonn, 29 800 tonn brutto; «over 30 000 tonn» er "
        "rapportert, uten at det er sagt om det er brutto eller netto. Er det netto, er andelene "
        "etter 2020 for lave."
    ),
    "The return company's page for 2020 gives 30 245 t": (
        "Returselskapets side for 2020 oppgir 30 245 tonn kildesortert, og at 67,9 % av det, 22 "
        "864 tonn, ble sendt videre til gjenvinning. Det går ikke opp (22 864 / 30 245 = 75,6 %). "
        "En nyhetssak fra selskapet oppgir de 67,9 prosentene av 33 000 tonn. Her er 30 245 tonn "
        "lest som vekten uten feilsortert; lest som brutto ville innsamlingsgraden vært en åttedel "
        "lavere og sorteringen høyere, med de samme gjenvinningsandelene i året det er tilpasset "
        "til."
    ),
    "Central sorting acts on what source separation leaves": (
        "Sentralsortering virker på det kildesorteringen lar ligge i gjennomsnitt for landet, selv "
        "om de fleste av innbyggerne den betjener, ikke har kildesortering. Tonnene derfra er "
        "derfor noe lave her, og sorteringseffektiviteten, som er tilpasset summen, noe høy."
    ),
    "Population figures and the composition are unverified estimates.": (
        "Folketall og sammensetning er ukontrollerte anslag."
    ),
    "Costs are orders of magnitude in 2024 prices": (
        "Kostnadene er størrelsesordener i 2024-kroner: Ingen norske tall for innsamling, "
        "sortering eller gjenvinning er lest, så de er ukontrollerte bakgrunnstall, de europeiske "
        "regnet om med 9,6 kroner per euro. Lest er returselskapets godtgjørelse, CO2-avgiften og "
        "kalkulasjonsrenten. Kostnaden for tilbudet er ikke oppgitt, for innsamlingstallet rommer "
        "hele; innsamling av restavfall er ikke med i noe tall."
    ),
    "Payment to municipalities: the scale of 2018": (
        "Godtgjørelse til kommunene: satsene fra 2018 (900, 1100, 1300 og 1500 kroner per tonn "
        "under 8, 12 og 16 kg per innbygger og over), regnet å ha fulgt prisene siden. At satsen "
        "for trinnet som nås, gis for alle tonn, er en tolkning av kildene. Her er trinnet det som "
        "landsgjennomsnittet gir. Fra 1. juli 2025 dekker produsentene i stedet nødvendige "
        "kostnader (avfallsforskriften § 7-8)."
    ),
    "Climate: emissions of virgin and recycled polymer": (
        "Klima: Utslippene fra ny og gjenvunnet plast er europeiske tall fra 2005, de fra "
        "forbrenning følger av karboninnholdet, og varme og transport er antakelser. Ingenting er "
        "tilpasset den publiserte besparelsen på 2,0 kg CO2-ekvivalenter per kilo kildesortert, så "
        "den er en kontroll."
    ),
    # norway
    "All plastic packaging in Norway: households, business": (
        "All plastemballasje i Norge: husholdninger, næringsliv, landbruk, panteflasker og det "
        "medlemmene i returselskapet ikke rapporterer."
    ),
    "Bases of the denominator: household and business": (
        "Nevneren er satt sammen: husholdninger og næringsliv etter medlemmenes rapporter for 2022 "
        "(81 515 av 130 286 tonn), landbruksfolie etter forskjellen mellom to summer for 2017 (12 "
        "000 tonn), panteflasker et ukontrollert anslag (24 000 tonn), og det som ikke er "
        "rapportert, ved å skalere medlemmenes mengde til hele markedet (130 286 tonn / 0,85, "
        "altså 22 992 tonn). Andre publiserte summer: 210 000 og 222 000 tonn (2017, "
        "plukkanalyser), 240 000 tonn (2019, nasjonal strategi)."
    ),
    "The category 'unreported' is generated but not collected": (
        "Det som ikke er rapportert, oppstår, men samles ikke inn i dette regnskapet: Det "
        "medlemmene oppgir som gjenvunnet, rommer alt som gjenvinnes gjennom returselskapet, hvem "
        "som enn satte det på markedet. Det gjør andelen av alt lavere. Returselskapet sier at "
        "medlemmene dekker om lag 85 %, en ekstern studie om lag 75 % (da 43 429 tonn)."
    ),
    "Calibrated for 2022 over household and business": (
        "Tilpasset for 2022, for husholdninger og næringsliv til sammen, til 52 266 tonn sortert "
        "(40,1 %, regelen fra før 2020) og 39 385 tonn materialgjenvunnet (30,2 %, regelen fra "
        "2020). Husholdningene er som i norway-household, tilpasset 2020; næringslivet er det som "
        "er igjen."
    ),
    "The EPS amount (2013) and its rate (2016)": (
        "Mengden isopor (2013) og andelen av den (2016), fordelingen av næringslivets folie og "
        "hardplast, urenheter i baller og all sammensetning er gamle eller anslåtte tall."
    ),
    "Agricultural film: 34 % of 222 000 t": (
        "Landbruksfolie: 34 % av 222 000 tonn minus 30,6 % av 210 000 tonn er 11 220 tonn, 93,5 % "
        "av 12 000 tonn etter regelen fra før 2020, usikkert på grunn av avrundingen av de 34 "
        "prosentene (83 til 104 %). Etter rensing er 86,6 % av vekten igjen, altså 81 % etter "
        "regelen fra 2020. Returselskapets rapport for 2016 kaller summen uten landbruksfolie det "
        "EU-direktivet omfatter; her er den med, for den er emballasje."
    ),
    "Shares are held after 2022, the deposit return rate": (
        "Andeler er holdt fast etter 2022, panteandelen og dekningen av sentralsortering etter "
        "2023. Folketallene er ukontrollerte."
    ),
    "No cost of business collection, agricultural film": (
        "Ingen kostnad for næringslivets innsamling, landbruksfolie eller panteordningen er "
        "funnet: De regnes som 0 med et bredt spenn, så kostnadene for produsenter og næringsliv "
        "er for lave."
    ),
    # network and municipalities
    "The sixteen municipalities of the network": (
        "De seksten kommunene i nettverket Plastsmarte byer og kommuner, og Hamar: plastemballasje "
        "fra husholdninger, uten panteflasker."
    ),
    "What is known of a municipality is its population": (
        "Det som er kjent for en kommune, er folketall, hvordan plasten samles inn, og for noen "
        "mengden, urenhetene eller innsamlingsgraden. Alt annet er nasjonens (norway-household), "
        "som standardverdi med dobbelt så bredt spenn: sammensetning, emballasje per innbygger, "
        "sortering, gjenvinning, kostnader og utslipp. Forskjeller mellom kommuner i dette er ikke "
        "med."
    ),
    "Basis of the denominator: packaging for each inhabitant": (
        "Nevneren er emballasje per innbygger slik medlemmene i returselskapet oppgir den for "
        "landet. Alle husholdninger kaster mer, etter WWFs tall 20 kg. En innsamlingsgrad som er "
        "tilpasset tonn, er derfor for høy, og andelene også; innsamlede mengder er ikke det."
    ),
    "A figure of a company that serves several municipalities": (
        "Et tall fra et selskap som betjener flere kommuner, er brukt for hver av dem, som "
        "anslått. Et tall som er eldre enn årene her, er holdt fast."
    ),
    "Populations are mostly unverified": (
        "De fleste folketallene er ukontrollerte; etter siste kjente år følger de landets vekst."
    ),
    (
        "Microplastics from land in Norway by the inventory of 2014 (Mepex M-321): 8 000 "
        "t of polymer arise; about half is assumed to reach the sea."
    ): (
        "Mikroplast fra land i Norge etter kartleggingen fra 2014 (Mepex M-321): 8 000 t "
        "polymer oppstår; omtrent halvparten antas å nå havet."
    ),
    (
        "Do not compare with the other inventory: 2014 counts the polymer alone (half of "
        "tyre tread and of granulate), 2021 the full weight of what is shed, and adds "
        "litter that breaks into pieces and direct sources on land."
    ): (
        "Ikke sammenlign med den andre kartleggingen: 2014 teller bare polymeren "
        "(halvparten av slitebane og granulat), 2021 hele vekten av det som avgis, og tar "
        "med forsøpling som brytes i stykker, og direkte kilder på land."
    ),
    (
        "To the sea by source, as published: tyres 2 250 t, paint of boats 650, "
        "production (pellets) 400, buildings 310, textiles 110, waste handling 100. "
        "Artificial turf was not among them."
    ): (
        "Til havet fra hver kilde, slik det er publisert: dekk 2 250 t, båtmaling 650, "
        "produksjon (pellets) 400, bygninger 310, tekstiler 110, avfallshåndtering 100. "
        "Kunstgress var ikke blant dem."
    ),
    ("Packaging as in the headline case: 20 kg for each inhabitant."): (
        "Emballasje som i hovedeksempelet: 20 kg per innbygger."
    ),
    (
        "Microplastics from land in Norway by the inventory published in 2021 (M-1910): "
        "19 000 t (9 000-30 000) by full weight."
    ): (
        "Mikroplast fra land i Norge etter kartleggingen publisert i 2021 (M-1910): 19 "
        "000 t (9 000-30 000) med full vekt."
    ),
    (
        "By source, from one newspaper's shares: road traffic 43.7 %, turf 31.3 % (2 "
        "600-9 800 t), waste handling 5.4 %, textiles 5.3 %, litter 5.2 %, paint and "
        "pellets the rest. Only the total was read in its source."
    ): (
        "Fra hver kilde, etter andeler i én avis: veitrafikk 43,7 %, kunstgress 31,3 % (2 "
        "600-9 800 t), avfallshåndtering 5,4 %, tekstiler 5,3 %, forsøpling 5,2 %, maling "
        "og pellets resten. Bare summen er lest i kilden selv."
    ),
    (
        "Plastic litter in Norway by where it arises: little is measured. The litter of "
        "inhabitants is a count in town centres of Sweden carried over; visits, events, "
        "roads and bins are assumptions with wide ranges, to be replaced by one's own."
    ): (
        "Plast i forsøplingen i Norge etter hvor den oppstår: lite er målt. Forsøplingen "
        "fra innbyggerne er en telling i svenske sentrum, overført; besøk, arrangementer, "
        "veier og dunker er antakelser med vide spenn, som skal byttes ut med egne tall."
    ),
    (
        "A made-up coastal town: population, packaging, traffic, pitches, boats, visits, "
        "roads, bins and purchases are invented for illustration. What each of them sheds, "
        "and how packaging is collected, sorted and recycled, is the nation's."
    ): (
        "En oppdiktet kystby: folketall, emballasje, trafikk, baner, båter, besøk, veier, "
        "dunker og innkjøp er funnet på som eksempel. Hva hver av dem avgir, og hvordan "
        "emballasje samles inn, sorteres og gjenvinnes, er nasjonens."
    ),
    (
        "Litter and microplastics are held against those of 2024 in this system itself, "
        "packaging against 18.5 kg for each inhabitant in 2018, which is invented."
    ): (
        "Forsøpling og mikroplast holdes mot mengdene i 2024 i dette systemet selv, "
        "emballasje mot 18,5 kg per innbygger i 2018, som er oppdiktet."
    ),
    (
        "The town's purchases (9.466 tonne/year of packaging) have categories of the sector "
        "municipal; before, they were counted among household."
    ): (
        "Byens innkjøp (9,466 tonn emballasje i året) har egne kategorier i sektoren "
        "kommune; før var de regnet med blant husholdninger."
    ),
}
"""The notes of the ready systems by how they begin."""

_FORMER: Final = re.compile(r"Asked for by (\d{4}), .+ The region is (\d{4}), ")
_PLACE: Final = re.compile(r"(.+) \((\d{4})\), .+: .+\. How plastic is collected: ")

_SOURCES: Final = (
    (
        re.compile(r"^reconciled from the numbers of (.+), (\d{4})( \(.*\))?$"),
        r"avstemt ut fra tallene for \1, \2\3",
    ),
    (re.compile(r"^reconciled from ready system (.+)$"), r"avstemt ut fra det ferdige systemet \1"),
    (re.compile(r"^reconciled from mean of peers: (.+)$"), r"avstemt ut fra gjennomsnittet for \1"),
    (re.compile(r"^reconciled from (.+)$"), r"avstemt ut fra \1"),
    (re.compile(r"^ready system (.+)$"), r"det ferdige systemet \1"),
    (re.compile(r"^mean of peers: (.+)$"), r"gjennomsnittet for \1"),
    (re.compile(r"^mean of peers$"), "gjennomsnittet for lignende kommuner"),
    (re.compile(r"^the numbers of (.+)$"), r"tallene for \1"),
    (
        re.compile(r"^Background (figure|knowledge) without a source that was read"),
        "Bakgrunnskunnskap uten en kilde som er lest",
    ),
    (
        re.compile(
            r"^Unverified estimate after Nordic and German sorting outputs; no Norwegian table read"
        ),
        "Ukontrollert anslag etter nordiske og tyske sorteringsanlegg; ingen norsk tabell er lest",
    ),
    (
        re.compile(r"^Unverified estimate of the deposit company's amounts"),
        "Ukontrollert anslag for panteselskapets mengder",
    ),
    (re.compile(r"^Unverified estimate after "), "Ukontrollert anslag etter "),
    (re.compile(r"^Assumption of this compilation"), "Antakelse gjort for dette datasettet"),
    (re.compile(r"^Assumption(?= \([AB]\)$|$)"), "Antakelse"),
    (re.compile(r"^Statistics Norway, table (\d+)"), r"Statistisk sentralbyrå, tabell \1"),
    (
        re.compile(r"^Statistics Norway, national projection (\d+), main alternative"),
        r"Statistisk sentralbyrå, nasjonal framskriving \1, hovedalternativet",
    ),
    (re.compile(r"^Statistics Norway\b"), "Statistisk sentralbyrå"),
)
"""What the package itself writes as a source."""

_BETWEEN: Final = re.compile(r"(?<=\([AB]\)); |; (?=measure ['\"]|before: )")
"""Between the sources of one value."""

_OF_MEASURE: Final = re.compile(r"^measure (['\"].*?['\"])(?: \((.+)\))?$", re.DOTALL)

_VALUE_NOTES: Final = tuple(
    (re.compile(rf"(?:^|(?<=; )){english}(?=; |$)"), norwegian)
    for english, norwegian in (
        (NEUTRAL, "nøytral verdi"),
        (UNSTATED, "ikke oppgitt: regnes som 0"),
        ("changed by a measure", "endret av et tiltak"),
        (
            "less than before, since a measure gives other routes of the tier more",
            "mindre enn før, siden et tiltak gir andre innsamlingsmåter på trinnet mer",
        ),
        (
            r"population of (\d+) growing as the nation",
            r"folketallet i \1, med samme vekst som landet",
        ),
        (r"the nation's for each inhabitant \((.+?)\)", r"landets tall per innbygger (\1)"),
        (r"mean of (\d+)", r"gjennomsnitt av \1"),
        (r"of (\d{4})", r"fra \1"),
        ("usual standard error", "vanlig standardfeil"),
        (
            "half of the last digit as standard error",
            "halvparten av siste siffer som standardfeil",
        ),
        ("held at 0: the others give less", "holdt på 0: de andre gir mindre"),
        *(
            (note, PARTS[note])
            for note in (
                "the only route of its tier",
                "not stated: those without another route of the tier, shared evenly",
                "not stated: those without another route of the tier, shared by the tonnages",
            )
        ),
        ("the route does not take it", "innsamlingsmåten tar den ikke imot"),
        (r"on 1 January", "1. januar"),
        (
            "as reported to KOSTRA, by the weight sent to treatment",
            "slik det er rapportert til KOSTRA, etter vekten som er sendt til behandling",
        ),
        (
            (
                "all plastic that households sorted out, packaging and other plastic together "
                r"\(KOSTRA has no row of packaging\); what an inter-municipal company collected is "
                "allocated to its members; by the weight sent to treatment"
            ),
            (
                "all plast som husholdningene sorterte ut, emballasje og annen plast til sammen "
                "(KOSTRA har ingen rad for emballasje); det et interkommunalt selskap samlet inn, er "
                "fordelt på eierkommunene; etter vekten som er sendt til behandling"
            ),
        ),
        (r"sum of ((?:K-)?\d{4}(?: \+ (?:K-)?\d{4})+)", r"summen av \1"),
        (r"then ((?:K-)?\d{4})", r"da \1"),
        (
            "split over the categories as what is generated, by assumption",
            "fordelt på typene som det som oppstår, etter en antakelse",
        ),
        ("filled from peers", "fylt ut fra lignende kommuner"),
        ("filled from the nation", "fylt ut fra landet"),
        ("inhabitants by households", "innbyggere delt på husholdninger"),
        (
            "there is no such route here: counts as 0",
            "den innsamlingsmåten finnes ikke her: regnes som 0",
        ),
        ("the municipality buys nothing of it", "kommunen kjøper ingenting av dette"),
        ("its packaging is what the municipality buys", "emballasjen er den kommunen kjøper"),
        (
            "litter is counted among the categories that the item was taken out of",
            "forsøplingen er talt med i typene artikkelen er tatt ut av",
        ),
        (
            "of the base's polymer; making the item of it is not in it",
            "av polymeren i utgangspunktet; å lage artikkelen av den er ikke med",
        ),
    )
)
"""What the package itself notes of a value."""

_MEASURED: Final = re.compile(r"(?:^|(?<=; ))(\S+ ± \S+) before reconciliation(?=; |$)")


def equation_text(equation: Equation, language: str) -> str:
    """Return what an equation is, in a sentence or two.

    Examples
    --------
    >>> import plastsmart as ps
    >>> from plastsmart.report.norwegian import equation_text
    >>> equation_text(ps.MODEL["leaked"], "no")
    'Forsøpling som blir liggende i naturen.'
    """
    stated = equation.documentation.split("\n\n", maxsplit=1)[0].replace("\n", " ")
    if language == "en" or equation.name not in EQUATIONS:
        return stated
    ours = next((known for known in MODEL if known.name == equation.name), None)
    same = ours is not None and ours.documentation == equation.documentation
    return EQUATIONS[equation.name] if same else stated


def note_text(note: str, language: str) -> str:
    """Return a note of a ready system in a language; another note as it is.

    Examples
    --------
    >>> import plastsmart as ps
    >>> from plastsmart.report.norwegian import note_text
    >>> note_text(ps.load("norway-household").notes[0], "no")
    'Plastemballasje fra norske husholdninger, uten panteflasker.'
    """
    if language == "en":
        return note
    for beginning, norwegian in NOTES.items():
        if note.startswith(beginning):
            return norwegian
    if place := _PLACE.match(note):
        from plastsmart.data import datasets

        known = datasets("no")
        if place[1] in known.index:
            description = str(known.loc[place[1], "description"])
            return f"{place[1]} ({place[2]}): {description}"
    if former := _FORMER.match(note):
        return (
            f"Spurt etter som {former[1]}, nummeret fra 2020 til 2023. Området er {former[2]}, nummeret "
            "fra 2024; det er det samme området."
        )
    return note


def notes_of(system: System, language: str) -> tuple[str, ...]:
    """Return what to know of the numbers of a system."""
    return tuple(note_text(note, language) for note in system.notes)


def source_text(source: str, language: str) -> str:
    """Return a source; what the package itself says of one, in the language.

    Examples
    --------
    >>> from plastsmart.report.norwegian import source_text
    >>> source_text("ready system norway-household", "no")
    'det ferdige systemet norway-household'
    """
    if language == "en":
        return source
    for pattern, norwegian in _SOURCES:
        if pattern.search(source):
            return pattern.sub(norwegian, source)
    return source


def sources_text(sources: str, language: str) -> str:
    """Return all sources of one value; what the package itself says of them, in the language.

    Examples
    --------
    >>> from plastsmart.report.norwegian import sources_text
    >>> sources_text(
    ...     "measure 'Bins' (Pilot 2024); before: Assumption (B); ready system norway", "no"
    ... )
    "tiltaket 'Bins' (Pilot 2024); før: Antakelse (B); det ferdige systemet norway"
    """
    if language == "en":
        return sources
    return "; ".join(_part_of_source(part) for part in _BETWEEN.split(sources))


def _part_of_source(part: str) -> str:
    if part.startswith("before: "):
        return f"før: {source_text(part.removeprefix('before: '), 'no')}"
    if match := _OF_MEASURE.match(part):
        own = f" ({source_text(match[2], 'no')})" if match[2] else ""
        return f"tiltaket {match[1]}{own}"
    return source_text(part, "no")


def value_note_text(note: str, language: str) -> str:
    """Return a note of a value; what the package itself notes, in the language.

    Examples
    --------
    >>> from plastsmart.report.norwegian import value_note_text
    >>> value_note_text("32 ± 1.5 before reconciliation; of 2022; weighed in May", "no")
    '32 ± 1,5 før avstemmingen; fra 2022; weighed in May'
    """
    if language == "en":
        return note
    for pattern, norwegian in _VALUE_NOTES:
        note = pattern.sub(norwegian, note)
    return _MEASURED.sub(lambda found: f"{found[1].replace('.', ',')} før avstemmingen", note)
