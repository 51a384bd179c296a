"""What people call routes, categories, flows, rates and parameters, in English and Norwegian.

A label that a user made up is shown as it stands; those of the ready systems have names.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from plastsmart.flows.model import MODEL, Model
from plastsmart.labels import LANGUAGES, text
from plastsmart.mapping import texts
from plastsmart.stages import PARAMETERS

if TYPE_CHECKING:
    from plastsmart.scenarios.targets import Target
    from plastsmart.system import System

__all__ = [
    "category_name",
    "flow_name",
    "parameter_name",
    "rate_name",
    "rate_rule",
    "route_name",
    "sector_name",
    "system_name",
    "target_name",
    "tier_name",
]

_FEW: Final = 3

_ROUTES: Final[dict[str, tuple[str, str]]] = {
    **{route.name: names for route, names, _ in texts.ROUTES},
    "deposit_return": ("Deposit return", "Pant"),
    "kerbside": ("Collected at home", "Henting hjemme"),
    "business_collection": ("Collection from businesses", "Innsamling fra næringslivet"),
    "agriculture_collection": ("Collection from farms", "Innsamling fra landbruket"),
    "municipal_collection": ("Municipal collection", "Kommunal innsamling"),
}

_CATEGORIES: Final[dict[str, tuple[str, str]]] = {
    **{category.name: names for category, names in texts.CATEGORIES},
    "plastic_packaging": ("Plastic packaging", "Plastemballasje"),
    "business_film": ("Film, business", "Folie, næring"),
    "business_rigid": ("Rigid, business", "Hard plast, næring"),
    "business_eps": ("EPS, business", "EPS, næring"),
    "agriculture_film": ("Film, agriculture", "Folie, landbruk"),
    "deposit_pet": ("Deposit bottles (PET)", "Panteflasker (PET)"),
    "unreported": ("Not reported", "Ikke rapportert"),
}

_FLOWS: Final[dict[str, str]] = {
    "generated": "Discarded",
    "littered": "Littered",
    "cleaned": "Litter cleaned up",
    "leaked": "Lost to nature",
    "uptake": "Share taken out",
    "available_deposit": "Available to deposit schemes",
    "collected_deposit": "Collected on deposit",
    "available_source": "Available to collection at source",
    "collected_source": "Sorted at source",
    "available_central": "Available to central sorting",
    "collected_central": "Sorted centrally",
    "residual": "Left in residual waste",
    "available": "Available",
    "collected": "Collected",
    "collected_gross": "Collected, gross",
    "sorted": "Sent to recycling",
    "sorting_loss": "Lost in sorting",
    "sorted_gross": "Sent to recycling, gross",
    "recycled": "Recycled (calculation point)",
    "preparation_loss": "Lost in washing and grinding",
    "recyclate": "New plastic (recyclate)",
    "conversion_loss": "Lost in extrusion",
    "closed_loop_recyclate": "Recyclate in a closed loop",
    "disposed": "Burnt or landfilled",
    "energy_recovered": "Energy recovered",
    "landfilled": "Landfilled",
    "separated": "Sorted out",
    "missed": "Recyclable in residual waste",
    "emissions_net": "Net emissions",
    "emissions_reference": "Emissions if all were burnt",
    "emissions_saved": "Emissions saved",
    "service_expense": "Cost of the service",
    "collection_expense": "Cost of collection",
    "sorting_expense": "Cost of sorting",
    "recycling_expense": "Cost of recycling",
    "residual_expense": "Cost of residual waste",
    "system_cost": "Cost of everything",
    "municipal_service": "The municipality's service",
    "municipal_collection": "The municipality's collection",
    "municipal_sorting": "The municipality's central sorting",
    "necessary_cost": "Necessary costs",
    "municipal_gross": "Collected by the municipality, gross",
    "payment_by_step": "Payment by step reached",
    "payment_within_steps": "Payment within steps",
    "payment": "Payment to the municipality",
    "municipal_residual": "The municipality's residual waste",
    "municipality_cost": "Cost to the municipality",
    "deposit_cost": "Cost of deposit schemes",
    "source_sorting": "Sorting of what was sorted at source",
    "recycling_of_all": "Recycling of everything",
    "producer_cost": "Cost to producers",
    "business_collection": "Collection from businesses",
    "business_sorting": "Central sorting of businesses' waste",
    "business_residual": "Residual waste of businesses",
    "business_cost": "Cost to businesses",
    "households": "Households",
    "collection_emissions": "Emissions of collection",
    "sorting_emissions": "Emissions of sorting",
    "recycling_emissions": "Emissions of recycling",
    "virgin_avoided": "Emissions avoided, virgin plastic",
    "incineration_emissions": "Emissions of incineration",
    "heat_avoided": "Emissions avoided, other heat",
    "saved_by_route": "Emissions saved by way of collecting",
    "fillings": "Fillings of reusable packaging",
    "replaced": "Single-use packaging replaced",
    "reusable_new": "New reusable packaging",
    "reusable_discarded": "Reusable packaging discarded",
    "generated_reference": "Packaging at the amount per inhabitant of the year of reference",
    "packaging_reduced": "Less packaging than in the year of reference",
    "litter_by_inhabitants": "Litter of inhabitants",
    "litter_by_visitors": "Litter of visitors",
    "litter_by_events": "Litter of events",
    "litter_by_transport": "Litter of road traffic",
    "litter_by_bins": "Litter of bins that overflow",
    "litter_arising": "Litter of the sources",
    "litter_potential": "Packaging that would be littered without a deposit",
    "litter_avoided": "Litter avoided",
    "litter_of_sources": "Packaging in the litter of the sources, by kind",
    "packaging_littered_by_sources": "Packaging in the litter of the sources",
    "other_litter": "Other plastic littered",
    "litter": "All litter",
    "other_litter_cleaned": "Other plastic cleaned up",
    "litter_cleaned": "All litter cleaned up",
    "litter_left": "Litter left behind",
    "litter_in_water": "Litter in water",
    "litter_on_land": "Litter on land",
    "littered_items": "Items littered",
    "leaked_items": "Items left behind",
    "other_items": "Other items littered",
    "cleanup_expense": "Cost of clean-up",
    "litter_reduced": "Less litter than in the year of reference",
    "litter_before": "Litter in the year of reference",
    "microplastics_shed": "Microplastics of the sources",
    "microplastics_released": "Microplastics released",
    "microplastics_retained": "Microplastics held back",
    "microplastics_in_sewage": "Microplastics in sewage",
    "microplastics_direct": "Microplastics directly to water",
    "microplastics_to_soil": "Microplastics directly to soil",
    "microplastics_in_sludge": "Microplastics in sludge",
    "sludge_on_land": "Microplastics in sludge spread on land",
    "sludge_elsewhere": "Microplastics in sludge used otherwise",
    "microplastics_in_water": "Microplastics in water",
    "microplastics_in_soil": "Microplastics in soil",
    "microplastics_in_nature": "Microplastics in nature",
    "microplastics_before": "Microplastics in nature in the year of reference",
    "microplastics_reduced": "Less microplastics than in the year of reference",
    "single_uses": "Uses of single-use items",
    "reused_uses": "Uses of reusable items",
    "single_uses_before": "Uses of single-use items before",
    "reused_uses_before": "Uses of reusable items before",
    "reusables_bought": "Reusable items bought",
    "reusables_bought_before": "Reusable items bought before",
    "own_single_use": "Plastic in single-use items bought",
    "own_mass": "Plastic in purchases",
    "own_mass_before": "Plastic in purchases before",
    "own_mass_saved": "Plastic saved in purchases",
    "own_saved": "Packaging saved in purchases",
    "own_packaging": "The municipality's own packaging",
    "own_added": "The municipality's packaging beyond what is counted",
    "others_packaging": "Packaging of all but the municipality",
    "own_expense": "Purchases and washing",
    "own_expense_before": "Purchases and washing before",
    "own_expense_saved": "Saved on purchases",
    "purchases_saved": "Saved on all purchases",
    "own_emissions": "Emissions of purchases and washing",
    "own_emissions_before": "Emissions of purchases and washing before",
    "own_emissions_saved": "Emissions saved on purchases",
    **{
        f"{source}_{what}": f"{name}: {told}"
        for source, name in (
            ("tyre", "Tyres"),
            ("pitch", "Artificial pitches"),
            ("boat", "Paint of boats"),
            ("building", "Paint of buildings"),
            ("road", "Road marking"),
            ("textile", "Textiles"),
            ("pellet", "Pellets"),
            ("waste", "Waste plants"),
            ("other", "Other sources"),
        )
        for what, told in (
            ("shed", "shed"),
            ("released", "released"),
            ("in_sewage", "to sewage"),
            ("direct", "directly to water"),
            ("in_water", "in water"),
        )
    },
}
"""English names; the Norwegian ones stand with the equations."""

_RATES: Final[dict[str, tuple[str, str]]] = {
    "collection": ("Collected", "Innsamlet"),
    "sorted_out": ("Sorted out by households (§ 10a-4)", "Utsortert av husholdninger (§ 10a-4)"),
    "eu_pre2020": ("Recycled, EU rule before 2020", "Materialgjenvunnet, EU-regel før 2020"),
    "eu": ("Recycled, EU rule", "Materialgjenvunnet, EU-regel"),
    "recyclate": ("Made into new plastic", "Blitt ny plast (regranulat)"),
    "closed_loop": (
        "Back into packaging (closed loop)",
        "Tilbake til emballasje (lukket kretsløp)",
    ),
    "reusable": ("Reusable packaging", "Ombruksemballasje"),
    "packaging_reduction": ("Less packaging per inhabitant", "Mindre emballasje per innbygger"),
    "litter_reduction": ("Less litter left behind", "Mindre forsøpling som blir liggende"),
    "microplastics_reduction": ("Less microplastics in nature", "Mindre mikroplast i naturen"),
    "own_plastic_reduction": (
        "Less plastic in own operations",
        "Mindre plast i kommunens egen drift",
    ),
    "own_cost_reduction": ("Lower cost of purchases", "Lavere innkjøpskostnader"),
    "own_emission_reduction": ("Lower emissions of purchases", "Lavere utslipp fra innkjøp"),
}

_RULES: Final = {
    "collection": "netto innsamling, som i hovedeksempelet",
    "sorted_out": "avfallsforskriften § 10a-4, utsorteringsandel",
    "eu_pre2020": "vedtak 2005/270/EF før (EU) 2019/665",
    "eu": "direktiv 94/62/EF artikkel 6a; vedtak 2005/270/EF som endret ved (EU) 2019/665",
    "recyclate": "målt ved det som kommer ut, som i faglitteraturen",
    "closed_loop": "målt ved det som kommer ut, som i faglitteraturen",
    "reusable": "direktiv 94/62/EF artikkel 5 nr. 2: ombruksemballasje satt på markedet første gang",
    "packaging_reduction": "forordning (EU) 2025/40 artikkel 43 nr. 1, her for plastemballasje alene",
    "litter_reduction": "eget mål: forsøpling som blir liggende, mot et referanseår",
    "microplastics_reduction": "eget mål: mikroplast som havner i naturen, mot et referanseår",
    "own_plastic_reduction": "eget mål: plast i innkjøp, mot det som var før",
    "own_cost_reduction": "eget mål: kostnader til innkjøp og vask, mot det som var før",
    "own_emission_reduction": "eget mål: utslipp fra innkjøp og vask, mot det som var før",
}
"""Norwegian for the authority of a rate; the English one stands with its equation."""

_TARGETS: Final[dict[str, tuple[str, str]]] = {
    "EU": ("The EU's target for {year}", "EUs mål for {year}"),
    "CH7": ("Producers' obligation, {year} (§ 7-10)", "Produsentenes krav, {year} (§ 7-10)"),
    "PPWR": (
        "Less packaging, {year} (EU 2025/40)",
        "Mindre emballasje, {year} (EU 2025/40)",
    ),
    "CH10A": ("Sorting out, {year} (§ 10a-4)", "Utsortering, {year} (§ 10a-4)"),
}
"""The official targets by the beginning of their names."""


def _said(pair: tuple[str, str], language: str) -> str:
    return pair[LANGUAGES.index(language)]


def route_name(label: str, language: str) -> str:
    """Return what people call a way of collecting.

    Examples
    --------
    >>> from plastsmart.report.names import route_name
    >>> route_name("kerbside", "no"), route_name("my own", "no")
    ('Henting hjemme', 'my own')
    """
    return _said(_ROUTES.get(label, (label, label)), language)


def category_name(label: str, language: str) -> str:
    """Return what people call a packaging stream."""
    return _said(_CATEGORIES.get(label, (label, label)), language)


def sector_name(sector: str, language: str) -> str:
    """Return what people call a sector."""
    return text(f"sector {sector}", language)


def tier_name(tier: str, language: str) -> str:
    """Return what people call a tier."""
    return _said(texts.TIER_WORDS[tier], language)


def flow_name(name: str, language: str, model: Model = MODEL) -> str:
    """Return what people call a flow or share; of one that only its maker knows, its name in words.

    Examples
    --------
    >>> from plastsmart.report.names import flow_name
    >>> flow_name("sorting_loss", "no"), flow_name("sorting_loss", "en")
    ('Tap ved sortering', 'Lost in sorting')
    """
    in_words = name.replace("_", " ").capitalize()
    if language == "no":
        equation = model.flows.get(name)
        return (equation.declaration.label_no if equation is not None else "") or in_words
    return _FLOWS.get(name, in_words)


def rate_name(id: str, language: str, model: Model = MODEL) -> str:  # noqa: A002 - as in Model.rate
    """Return what people call a rate, short enough for a table.

    Examples
    --------
    >>> from plastsmart.report.names import rate_name
    >>> rate_name("eu", "en")
    'Recycled, EU rule'
    """
    if id in _RATES:
        return _said(_RATES[id], language)
    own = model.rates[id].declaration.label_no if id in model.rates and language == "no" else ""
    return own or id.replace("_", " ").capitalize()


def rate_rule(id: str, language: str, model: Model = MODEL) -> str:  # noqa: A002 - as in Model.rate
    """Return where it stands how a rate is measured.

    Examples
    --------
    >>> from plastsmart.report.names import rate_rule
    >>> rate_rule("sorted_out", "no")
    'avfallsforskriften § 10a-4, utsorteringsandel'
    """
    stated = model.rates[id].declaration.authority
    same = id in MODEL.rates and stated == MODEL.rates[id].declaration.authority
    return _RULES.get(id, stated) if language == "no" and same else stated


def parameter_name(name: str, language: str) -> str:
    """Return what people call a parameter.

    Examples
    --------
    >>> from plastsmart.report.names import parameter_name
    >>> parameter_name("capture", "en")
    'Capture rate'
    """
    spec = PARAMETERS[name]
    return spec.label_no if language == "no" else spec.label


def target_name(target: Target, language: str) -> str:
    """Return what people call a target.

    Examples
    --------
    >>> import plastsmart as ps
    >>> from plastsmart.report.names import target_name
    >>> target_name(ps.targets.EU_2030, "en"), target_name(ps.targets.CH10A_2028, "no")
    ("The EU's target for 2030", 'Utsortering, 2028 (§ 10a-4)')
    >>> target_name(ps.Target(rate="litter_reduction", level=0.5, year=2030), "no")
    'Mindre forsøpling som blir liggende, 2030'
    """
    law, _, year = target.name.partition("_")
    if law in _TARGETS and year == str(target.year):
        return _said(_TARGETS[law], language).format(year=year)
    if not target.name and target.rate in _RATES:
        return f"{_said(_RATES[target.rate], language)}, {target.year}"
    return target.label


def system_name(system: System, language: str) -> str:
    """Return what people call a system: a ready one by its title, others by name or regions.

    Examples
    --------
    >>> import plastsmart as ps
    >>> from plastsmart.report.names import system_name
    >>> system_name(ps.load("norway"), "no"), system_name(ps.load("Asker"), "no")
    ('All plastemballasje i Norge', 'Asker')
    """
    from plastsmart.data import datasets

    known = datasets(language)
    if system.name in known.index and known.loc[system.name, "kind"] != "municipality":
        return str(known.loc[system.name, "title"])
    regions = system.axes.region_names
    more = " …" if len(regions) > _FEW else ""
    return system.name or ", ".join(regions[:_FEW]) + more
