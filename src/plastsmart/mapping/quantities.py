"""What a municipality can measure: each quantity with its unit, its axes and how people name it."""

from __future__ import annotations

from typing import Final

import attrs

__all__ = ["BY_ROUTE_ALONE", "QUANTITIES", "TOPICS", "Quantity"]

TOPICS: Final = {
    "inhabitants": ("Inhabitants", "Innbyggere"),
    "services": ("Services by route", "Ordninger"),
    "tonnages": ("Tonnages", "Mengder"),
    "picking_residual": ("Picking analyses of residual waste", "Plukkanalyser av restavfall"),
    "picking_collected": (
        "Picking analyses of collected plastic",
        "Plukkanalyser av innsamlet plast",
    ),
    "plants": ("Plants", "Anlegg"),
    "costs": ("Costs", "Kostnader"),
}
"""The topics in their order, in English and Norwegian: a sheet each in the workbook."""


@attrs.frozen(kw_only=True)
class Quantity:
    """One thing that can be measured.

    Attributes
    ----------
    name : str
        A parameter or flow of the model where it is one; else what it is in the mapping alone.
    topic : str
    unit : str
        As a table shows it; "1" for a share.
    axes : tuple of str
        Besides region and year: category, route.
    label, label_no : str
    help, help_no : str
        What to enter and where to find it, in one or two sentences.
    spread : float
        Relative standard error to take where neither a standard error nor a range is stated; marked
        as such wherever it is used.
    """

    name: str
    topic: str
    unit: str
    axes: tuple[str, ...] = ()
    label: str
    label_no: str
    help: str
    help_no: str
    spread: float

    @property
    def is_share(self) -> bool:
        """Whether it lies between 0 and 1."""
        return self.unit == "1"


def _quantity(
    name: str,
    topic: str,
    unit: str,
    axes: str,
    labels: tuple[str, str],
    helps: tuple[str, str],
    spread: float,
) -> Quantity:
    return Quantity(
        name=name,
        topic=topic,
        unit=unit,
        axes=tuple(axes.split()),
        label=labels[0],
        label_no=labels[1],
        help=helps[0],
        help_no=helps[1],
        spread=spread,
    )


_ALL: Final = (
    _quantity(
        "population", "inhabitants", "person", "",
        ("Inhabitants", "Innbyggere"),
        ("Population at the turn of the year (Statistics Norway, table 07459).",
         "Folketall ved årsskiftet (Statistisk sentralbyrå, tabell 07459)."),
        0.002,
    ),
    _quantity(
        "households", "inhabitants", "household", "",
        ("Households", "Husholdninger"),
        ("Private households, or subscribers to waste collection.",
         "Privathusholdninger, eller abonnenter i renovasjonen."),
        0.02,
    ),
    _quantity(
        "packaging_per_person", "inhabitants", "kg/person/year", "",
        ("Plastic packaging placed on the market per inhabitant",
         "Plastemballasje satt på markedet per innbygger"),
        ("Leave empty to take the nation's figure.",
         "La stå tom for å bruke tallet for landet."),
        0.10,
    ),
    _quantity(
        "coverage", "services", "1", "route",
        ("Share of inhabitants with this service", "Andel av innbyggerne med denne ordningen"),
        ("Of those who have this as their way to sort plastic; together at most 100 %.",
         "De som har dette som sin måte å sortere plast på; til sammen høyst 100 %."),
        0.03,
    ),
    _quantity(
        "collected_gross", "tonnages", "tonne/year", "route",
        ("Collected plastic, as weighed", "Innsamlet plast, slik den er veid"),
        ("Tonnes over the weighbridge, with moisture, dirt and wrong items, as reported to KOSTRA.",
         "Tonn over vekta, med fukt, smuss og feilsortert, slik det er rapportert til KOSTRA."),
        0.05,
    ),
    _quantity(
        "residual_total", "tonnages", "tonne/year", "",
        ("Residual waste from households, all materials", "Restavfall fra husholdninger, alt"),
        ("Tonnes over the weighbridge, as reported to KOSTRA.",
         "Tonn over vekta, slik det er rapportert til KOSTRA."),
        0.03,
    ),
    _quantity(
        "packaging_in_residual", "picking_residual", "1", "",
        ("Plastic packaging in residual waste, share of weight",
         "Plastemballasje i restavfallet, andel av vekten"),
        ("As picked, with moisture and dirt.", "Slik den er plukket, med fukt og smuss."),
        0.15,
    ),
    _quantity(
        "other_plastic_in_residual", "picking_residual", "1", "",
        ("Other plastic in residual waste, share of weight", "Annen plast i restavfallet, andel"),
        ("Plastic that is not packaging; told beside packaging, not added to it.",
         "Plast som ikke er emballasje; vises ved siden av emballasjen, legges ikke til."),
        0.25,
    ),
    _quantity(
        "residual_moisture", "picking_residual", "1", "",
        ("Moisture and dirt on plastic packaging from residual waste", "Fukt og smuss på den"),
        ("Share of its weight that is gone when it is clean and dry.",
         "Andel av vekten som er borte når den er ren og tørr."),
        0.35,
    ),
    _quantity(
        "composition_residual", "picking_residual", "1", "category",
        ("Kinds of plastic packaging in residual waste", "Typer plastemballasje i restavfallet"),
        ("Share of each kind of the plastic packaging picked out; together 100 %.",
         "Andel av hver type av plastemballasjen som er plukket ut; til sammen 100 %."),
        0.20,
    ),
    _quantity(
        "impurity", "picking_collected", "1", "route",
        ("Not plastic packaging, share of what is collected", "Feilsortert, fukt og smuss, andel"),
        ("Moisture, dirt, other plastic and other materials, of the weight collected.",
         "Fukt, smuss, annen plast og andre materialer, av vekten som er samlet inn."),
        0.20,
    ),
    _quantity(
        "composition_collected", "picking_collected", "1", "category route",
        ("Kinds of plastic packaging collected", "Typer plastemballasje som er samlet inn"),
        ("Share of each kind of the plastic packaging collected; together 100 %.",
         "Andel av hver type av plastemballasjen som er samlet inn; til sammen 100 %."),
        0.20,
    ),
    _quantity(
        "sorting_efficiency", "plants", "1", "route",
        ("Share sorted out for recycling", "Andel sortert ut til gjenvinning"),
        ("Of the plastic packaging that the sorting plant receives.",
         "Av plastemballasjen som sorteringsanlegget mottar."),
        0.10,
    ),
    _quantity(
        "sorted_gross", "plants", "tonne/year", "route",
        ("Sorted out for recycling, as weighed", "Sortert ut til gjenvinning, slik det er veid"),
        ("Tonnes of bales sent to recyclers.", "Tonn baller sendt til gjenvinnere."),
        0.05,
    ),
    _quantity(
        "bale_impurity", "plants", "1", "",
        ("Not plastic packaging, share of the bales' weight", "Forurensning i ballene, andel"),
        ("From the plant's own analyses.", "Fra anleggets egne analyser."),
        0.30,
    ),
    _quantity(
        "recycled", "plants", "tonne/year", "route",
        ("Recycled, at the calculation point", "Materialgjenvunnet, ved beregningspunktet"),
        ("Tonnes that enter extrusion, as the return company reports.",
         "Tonn inn i ekstrudering, slik returselskapet rapporterer."),
        0.05,
    ),
    _quantity(
        "preparation_yield", "plants", "1", "",
        ("Share left after washing", "Andel igjen etter vasking"),
        ("Of what is sorted out, up to the EU calculation point.",
         "Av det som er sortert ut, fram til EUs beregningspunkt."),
        0.08,
    ),
    _quantity(
        "service_cost", "costs", "NOK/person/year", "route",
        ("Cost of the service", "Kostnad for ordningen"),
        ("For each inhabitant who has it.", "For hver innbygger som har den."),
        0.20,
    ),
    _quantity(
        "collection_cost", "costs", "NOK/tonne", "route",
        ("Cost of collection", "Innsamlingskostnad"),
        ("For each tonne as weighed.", "For hvert tonn slik det er veid."),
        0.20,
    ),
    _quantity(
        "residual_cost", "costs", "NOK/tonne", "",
        ("Cost of residual waste", "Kostnad for restavfall"),
        ("Collection and treatment, for each tonne.", "Innsamling og behandling, for hvert tonn."),
        0.15,
    ),
)  # fmt: skip

QUANTITIES: Final = {quantity.name: quantity for quantity in _ALL}
"""Everything that can be measured, by name, in the order of the topics."""

BY_ROUTE_ALONE: Final = frozenset({"coverage", "service_cost", "collection_cost"})
"""What makes no sense for all routes together: the model has it for each."""
