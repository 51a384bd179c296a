"""Norwegian for what each parameter of the model is; the English stands with the parameters."""

from __future__ import annotations

from typing import Final

from plastsmart.stages import PARAMETERS

__all__ = ["PARAMETER_TEXTS", "parameter_text"]

_STEP: Final = (
    "Innsamlet bruttomengde per innbygger og år som tillegget for trinnet betales fra og med."
)
_INCREASE: Final = (
    "Det som legges til godtgjørelsen fra og med trinnets terskel; et negativt tall trekkes fra."
)
_BEFORE: Final = "Det samme da emballasjen per innbygger ble målt."

_SOURCES: Final = {
    "tyre": ("dekk", "gatefeiing, sandfang, bassenger"),
    "pitch": ("kunstgressbaner", "kanter, rister, snø som blir på banen"),
    "boat": ("båter", "vaskeplasser med filter"),
    "building": ("bygninger", "tildekking og avsug under arbeidet"),
    "road": ("veimerking", "gatefeiing, sandfang"),
    "textile": ("tekstiler", "filter i vaskemaskiner"),
    "pellet": ("pellets", "rister, feller, feiing"),
    "waste": ("avfallsanlegg", "tildekking, nett, bassenger"),
    "other": ("andre kilder", "det som måtte finnes"),
}
"""What people call each source of microplastics, and what holds back what it sheds."""

PARAMETER_TEXTS: Final[dict[str, str]] = {
    "population": "Innbyggere.",
    "packaging_per_person": (
        "Plastemballasje som settes på markedet per innbygger, netto, før avfallsforebygging og "
        "ombruk."
    ),
    "composition": "Andelen av hver type; til sammen 1 over typene.",
    "prevention": "Andelen som ikke lenger brukes i det hele tatt.",
    "reuse": "Andelen av det som fortsatt brukes, som ombruksemballasje erstatter.",
    "littering": "Andelen av det som oppstår, som blir forsøplet.",
    "cleanup": "Andelen av forsøplingen som ryddes, til restavfallet.",
    "coverage": (
        "Andelen av dem en innsamlingsmåte kan betjene (innbyggere, eller bedrifter når "
        "innsamlingsmåten gjelder en annen sektor), som har tilbudet; til sammen høyst 1 for "
        "innsamlingsmåtene på ett trinn."
    ),
    "capture": (
        "Andelen av det de har tilgjengelig, som innbyggere med tilbudet legger i det, netto: bare "
        "plastemballasjen det gjelder, urenheter ikke medregnet."
    ),
    "impurity": (
        "Andelen av den innsamlede bruttomengden som ikke er plastemballasjen det gjelder: fukt, "
        "smuss, annen plast, andre materialer."
    ),
    "sorting_efficiency": (
        "Overføringskoeffisient fra det som samles inn, netto, til det som er i ballene som "
        "sendes til gjenvinning, netto."
    ),
    "bale_impurity": "Andelen av ballenes vekt som ikke er plastemballasjen det gjelder.",
    "preparation_yield": (
        "Andelen som er igjen etter kverning, vasking og flotasjon: fram til EUs beregningspunkt."
    ),
    "conversion_yield": "Andelen som er igjen etter ekstrudering.",
    "closed_loop": (
        "Andelen av regranulatet som går tilbake til emballasje eller noe like verdifullt."
    ),
    "recyclable": (
        "Andelen av det som er igjen i restavfallet, som kunne vært materialgjenvunnet; den "
        "inngår bare i utsorteringsandelen etter avfallsforskriften § 10a-4."
    ),
    "energy_recovery": (
        "Andelen av det som sluttbehandles, som brennes med energiutnyttelse; resten deponeres."
    ),
    "service_cost": (
        "Det en innsamlingsmåte koster for hver innbygger som har tilbudet, uansett hvor mye de "
        "legger i det: dunker, sekker, runder, informasjon."
    ),
    "collection_cost": "Det innsamlingen koster for hvert tonn som samles inn, brutto.",
    "sorting_cost": (
        "Det transport til og sortering i anlegg koster for hvert tonn som samles inn, brutto, "
        "medregnet sluttbehandling av det anlegget avviser."
    ),
    "recycling_cost": (
        "Det gjenvinnerne får betalt for hvert tonn sortert ut, netto, medregnet sluttbehandling "
        "av tapene deres; negativt der de betaler for det."
    ),
    "residual_cost": (
        "Det et tonn som blir igjen i restavfallet, koster: innsamling og behandling, medregnet "
        "avgifter."
    ),
    "producer_payment": (
        "Det returselskapet betaler kommunen for hvert tonn som samles inn, brutto, før tilleggene "
        "for trinnene som er nådd."
    ),
    "payment_threshold_2": _STEP,
    "payment_threshold_3": _STEP,
    "payment_threshold_4": _STEP,
    "payment_increase_2": _INCREASE,
    "payment_increase_3": _INCREASE,
    "payment_increase_4": _INCREASE,
    "payment_marginal": (
        "0: satsen for trinnet som er nådd, betales for alle tonn. 1: satsen for hvert trinn "
        "betales for mengdene innenfor det. Mellom: de to, veid sammen."
    ),
    "producer_share": (
        "Andelen av kommunens kostnader til kildesortering og sentralsortering som produsentene "
        "dekker (avfallsforskriften § 7-8, i kraft fra 1. juli 2025); den trer i stedet for den "
        "samme andelen av godtgjørelsen."
    ),
    "discount_rate": "Realrenten i året som en investering fordeles over levetiden med.",
    "cleanup_cost": "Det et tonn forsøpling som ryddes, koster kommunen.",
    "persons_per_household": "Innbyggere delt på private husholdninger.",
    "collection_emission": (
        "Fra innsamlingen av et tonn, brutto, ut over det restavfallet ville krevd."
    ),
    "sorting_emission": (
        "Fra transport til og sortering i anlegg av et tonn som samles inn, brutto."
    ),
    "recycling_emission": (
        "Fra transport og gjenvinning av et tonn materialgjenvunnet, ved EUs beregningspunkt."
    ),
    "virgin_emission": (
        "Fra produksjonen av et tonn av den nye plasten som regranulat erstatter, fra vugge til "
        "port."
    ),
    "substitution": "Tonn ny plast som et tonn regranulat erstatter.",
    "incineration_emission": "Fossil CO2 fra forbrenningen av et tonn.",
    "heat_credit": (
        "Utslippene fra den andre varmen og kraften som energiutnyttelsen av et tonn erstatter."
    ),
    "single_use_weight": "For én fylling, av emballasjen som ombruksemballasje erstatter.",
    "reusable_weight": "For én fylling, av ombruksemballasjen i stedet.",
    "return_rate": "Andelen av ombruksemballasjen som kommer tilbake etter en tur.",
    "breakage": (
        "Andelen av det som kommer tilbake, som er knust eller slitt og ikke fylles på nytt."
    ),
    "reference_per_person": (
        "Avfall av plastemballasje per innbygger i året en reduksjon måles mot: 2018 i forordning "
        "(EU) 2025/40 artikkel 43."
    ),
    "litter_per_person": (
        "Plast som en innbygger forsøpler, utenom det de andre kildene teller med."
    ),
    "visits": "Dager som besøkende er på stedet, hver dag et besøk.",
    "litter_per_visit": "Plast som en besøkende forsøpler.",
    "event_visits": "Kamper, konserter, festivaler og markeder.",
    "litter_per_event_visit": "Plast som forsøples for hvert besøk.",
    "roads": "Lengden av veiene.",
    "litter_per_road": "Plast som kastes eller mistes fra kjøretøy for hver kilometer vei.",
    "bins": "Offentlige avfallsdunker ute.",
    "overflow": "Andelen av tiden en dunk er overfylt, i gjennomsnitt.",
    "litter_per_bin": "Plast som ville blitt forsøplet rundt en dunk som alltid er overfylt.",
    "packaging_in_litter": (
        "Andelen av forsøplingen fra kildene som er emballasje av typen; til sammen høyst 1, og "
        "resten er annen plast."
    ),
    "litter_avoidance": (
        "Andelen av emballasjen som ville blitt forsøplet, fra kildene eller etter andelen som "
        "forsøples, som pant eller lignende hindrer."
    ),
    "litter_to_water": (
        "Andelen av det som ikke ryddes, som ender i elver, innsjøer og hav; resten blir liggende "
        "på land."
    ),
    "litter_item_mass": (
        "Av emballasje av typen; med den blir tellinger fra en ryddeaksjon til tonn."
    ),
    "other_item_mass": "Av plast som ikke er emballasje.",
    "litter_reference": ("Plast i forsøplingen som ikke ble ryddet i året en reduksjon måles mot."),
    "vehicle_km": "Strekningen som kjøretøy kjører.",
    "tyre_wear": "Gummi som dekkene på et kjøretøy mister, i gjennomsnitt for alle kjøretøy.",
    "pitches": "Med granulat av gummi eller plast.",
    "pitch_loss": (
        "Det som fylles på en bane i stedet for det som er borte, komprimering av dekket ikke "
        "medregnet."
    ),
    "boats": "Som er malt med maling som slites av.",
    "boat_paint": "Polymer som en båt mister ved slitasje, sliping og vask.",
    "building_paint": (
        "Polymer som malingen på bygninger og konstruksjoner mister, per innbygger."
    ),
    "road_paint": "Polymer i veimerkingen, som slites av like fort som den fornyes.",
    "washes": "Vaskemaskiner med tøy per innbygger.",
    "fibres": "Syntetiske fibre som én vask mister.",
    "plastic_handled": "Pellets, pulver og flak som lages, flyttes og brukes.",
    "pellet_loss": "Andelen av råvaren som går tapt.",
    "waste_handled": "Plast- og elektronikkavfall som kvernes, sorteres eller lagres ute.",
    "waste_loss": "Andelen av det håndterte avfallet som går tapt som partikler.",
    "other_sources": "Det kilder som ikke er nevnt over, mister.",
    "sewage_removal": "Andelen av partiklene i avløp som renseanlegg tar ut i slam.",
    "sludge_to_soil": "Andelen av slammet som spres på land.",
    "microplastics_reference": "Det som endte i vann og jord i året en reduksjon måles mot.",
    "uses": "Hvor ofte en artikkel trengs: serverte måltider, hansker tatt på, leverte pakker.",
    "unneeded": (
        "Andelen av bruken som ikke lenger trenger noen artikkel: levering uten innpakning, "
        "ingenting som deles ut."
    ),
    "unneeded_before": _BEFORE,
    "reusable_share": (
        "Andelen av bruken som fortsatt trenger en artikkel, som en flergangsartikkel dekker."
    ),
    "reusable_share_before": _BEFORE,
    "item_mass": "Plast i det én bruk krever.",
    "item_price": "Av det én bruk krever.",
    "item_emission": "Fra produksjonen av et tonn av den, av ny plast.",
    "recycled_content": "Andelen av engangsartikkelen som er gjenvunnet plast.",
    "recycled_content_before": _BEFORE,
    "recycled_emission": "Fra produksjonen av et tonn av engangsartikkelen, av gjenvunnet plast.",
    "reusable_mass": "Plast i én flergangsartikkel; 0 der den er av et annet materiale.",
    "reusable_price": "For én artikkel.",
    "reusable_emission": "Fra produksjonen av én artikkel, uansett materiale.",
    "reusable_uses": "Hvor ofte én artikkel brukes før den er tapt eller utslitt.",
    "washing_cost": "Av å vaske og håndtere en flergangsartikkel etter én gangs bruk.",
    "washing_emission": "Fra vask av en flergangsartikkel etter én gangs bruk.",
    "own_packaging_share": (
        "Andelen av artiklenes masse som er emballasje, og dermed en del av det som oppstår; 0 "
        "for hansker."
    ),
    "own_packaging_counted": (
        "Andelen av emballasjen kommunen kjøpte før, som emballasjen per innbygger teller med; 0 "
        "der den er for alle andre alene."
    ),
    **{
        f"{source}_{what}": told.format(source=name, means=means)
        for source, (name, means) in _SOURCES.items()
        for what, told in {
            "retention": (
                "Andelen av det {source} avgir, som holdes tilbake før det sprer seg: {means}."
            ),
            "to_sewage": (
                "Andelen av det {source} slipper ut, som havner i avløp til et renseanlegg."
            ),
            "to_water": (
                "Andelen av det {source} slipper ut utenom slikt avløp, som ender i elver, innsjøer "
                "og hav; resten blir i jorda."
            ),
        }.items()
    },
}
"""What each parameter is, by its name."""


def parameter_text(name: str, language: str) -> str:
    """Return what a parameter is, in a sentence or two.

    Examples
    --------
    >>> from plastsmart.report.parameter_text import parameter_text
    >>> parameter_text("closed_loop", "no")
    'Andelen av regranulatet som går tilbake til emballasje eller noe like verdifullt.'
    """
    return PARAMETER_TEXTS[name] if language == "no" else PARAMETERS[name].doc
