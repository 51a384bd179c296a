"""What an inventory of purchases asks for: its columns, with their units and how people name them."""

from __future__ import annotations

from typing import Final

import attrs

__all__ = ["COLUMNS", "FIELDS", "OF_ALL", "PLACES", "POLYMERS", "SCHEMA", "SHEETS", "YES", "Column"]

SCHEMA: Final = "plastsmart-inventory/1"
"""What a workbook of purchases says of itself."""

SHEETS: Final[dict[str, tuple[str, str]]] = {
    "start": ("Read me first", "Les meg først"),
    "purchases": ("Purchases", "Innkjøp"),
}

FIELDS: Final[dict[str, tuple[str, str]]] = {
    "name": ("Municipality", "Kommune"),
    "year": ("Year of the purchases and their prices", "År for innkjøp og priser"),
}

OF_ALL: Final = {"municipality": "name", "year": "year"}
"""Columns of a CSV file that say the same in every row, and the field of the workbook that they are."""

YES: Final[dict[str, tuple[str, str]]] = {"yes": ("yes", "ja"), "no": ("no", "nei")}

PLACES: Final[tuple[tuple[str, str], ...]] = (
    ("Kindergartens", "Barnehager"),
    ("Schools", "Skoler"),
    ("Nursing homes", "Sykehjem"),
    ("Canteens", "Kantiner"),
    ("Events", "Arrangementer"),
    ("Construction", "Bygg og anlegg"),
    ("Health services", "Helsetjenester"),
    ("Administration", "Administrasjon"),
)
"""Places of use that the drop-down offers; others may be typed."""

POLYMERS: Final = ("LDPE", "HDPE", "PP", "PET", "PS", "EPS", "PVC", "PLA", "nitrile", "other")
"""Polymers that the drop-down offers; others may be typed."""


@attrs.frozen(kw_only=True)
class Column:
    """One thing that is told of an item.

    Attributes
    ----------
    name : str
        As the header of a CSV file.
    kind : {"text", "number", "share", "yes", "place", "polymer", "status"}
    unit : str
        Of the number, as a table shows it; "1" for a share.
    label, label_no : str
        As the header of the workbook, with the unit.
    help, help_no : str
    example, example_no : str
    needed : bool
        Whether a row is nothing without it.
    """

    name: str
    kind: str
    unit: str = ""
    label: str
    label_no: str
    help: str
    help_no: str
    example: str
    example_no: str
    needed: bool = False

    @property
    def is_number(self) -> bool:
        """Whether it holds a number."""
        return self.kind in {"number", "share"}


def _column(
    name: str,
    kind: str,
    labels: tuple[str, str],
    helps: tuple[str, str],
    examples: tuple[str, str],
    unit: str = "",
    *,
    needed: bool = False,
) -> Column:
    return Column(
        name=name, kind=kind, unit=unit, label=labels[0], label_no=labels[1], help=helps[0],
        help_no=helps[1], example=examples[0], example_no=examples[1], needed=needed,
    )  # fmt: skip


_ALL: Final = (
    _column(
        "item", "text", ("Item", "Artikkel"),
        ("What is bought, such as cup 0.2 l.", "Det som kjøpes, for eksempel beger 0,2 l."),
        ("cup 0.2 l", "beger 0,2 l"), needed=True,
    ),
    _column(
        "place", "place", ("Place of use", "Brukssted"),
        ("Where it is used; choose or type.", "Der den brukes; velg eller skriv."),
        ("Kindergartens", "Barnehager"), needed=True,
    ),
    _column(
        "quantity", "number", ("Quantity (items a year)", "Antall (stk. per år)"),
        ("How many are bought in a year; from invoices or the supplier's statistics.",
         "Hvor mange som kjøpes i året; fra fakturaer eller leverandørens statistikk."),
        ("12 000", "12 000"), "item/year", needed=True,
    ),
    _column(
        "item_mass", "number", ("Mass of one item (g)", "Masse per stk. (g)"),
        ("Of the plastic alone: weigh ten and divide by ten.",
         "Bare av plasten: Vei ti stykker og del på ti."),
        ("4.5", "4,5"), "g/item", needed=True,
    ),
    _column(
        "polymer", "polymer", ("Polymer", "Plasttype"),
        ("Stands on the item or in the data sheet; choose or type.",
         "Står på artikkelen eller i databladet; velg eller skriv."),
        ("PP", "PP"),
    ),
    _column(
        "single_use", "yes", ("Single-use?", "Engangs?"),
        ("yes: thrown away after one use; no: used again.",
         "ja: kastes etter én gangs bruk; nei: brukes flere ganger."),
        ("yes", "ja"), needed=True,
    ),
    _column(
        "packaging", "yes", ("Packaging?", "Emballasje?"),
        ("yes: packaging by the regulation, such as cups, bags and film; no: gloves, cutlery, toys.",
         "ja: emballasje etter forskriften, som beger, poser og folie; nei: hansker, bestikk, leker."),
        ("yes", "ja"), needed=True,
    ),
    _column(
        "item_price", "number", ("Price of one item (NOK)", "Pris per stk. (kr)"),
        ("Without value added tax.", "Uten merverdiavgift."),
        ("0.60", "0,60"), "NOK/item",
    ),
    _column(
        "item_emission", "number",
        ("Emissions of its plastic (kg CO2e per kg)", "Utslipp fra plasten (kg CO2e per kg)"),
        (("From making 1 kg of it of virgin plastic: the supplier's declaration. Empty: the base "
         "system's figure for the polymer."),
         ("Fra produksjon av 1 kg av ny plast: leverandørens deklarasjon. Tomt: grunnlagets tall for "
         "plasttypen.")),
        ("2.0", "2,0"), "kg CO2e/kg",
    ),
    _column(
        "recycled_content", "share", ("Recycled content (%)", "Andel gjenvunnet plast (%)"),
        ("Of the item as it is bought today.", "I artikkelen slik den kjøpes i dag."),
        ("0 %", "0 %"), "1",
    ),
    _column(
        "recycled_emission", "number",
        ("Emissions of recycled plastic (kg CO2e per kg)",
         "Utslipp fra gjenvunnet plast (kg CO2e per kg)"),
        ("From making 1 kg of it of recycled plastic.",
         "Fra produksjon av 1 kg av gjenvunnet plast."),
        ("1.4", "1,4"), "kg CO2e/kg",
    ),
    _column(
        "reusable_mass", "number",
        ("Reusable: plastic in one (g)", "Flergangs: plast i én (g)"),
        ("Of the reusable item that could take its place; 0 where it is of another material.",
         "I flergangsartikkelen som kan ta plassen; 0 hvis den er av et annet materiale."),
        ("60", "60"), "g/item",
    ),
    _column(
        "reusable_price", "number", ("Reusable: price of one (NOK)", "Flergangs: pris per stk. (kr)"),
        ("Without value added tax.", "Uten merverdiavgift."),
        ("18", "18"), "NOK/item",
    ),
    _column(
        "reusable_uses", "number",
        ("Reusable: uses of one", "Flergangs: antall bruk per stk."),
        ("How often one is used before it is lost or worn; 1 or more. Count for half a year.",
         "Hvor mange ganger én brukes før den er borte eller slitt; 1 eller mer. Tell i et halvår."),
        ("150", "150"), "use/item",
    ),
    _column(
        "washing_cost", "number",
        ("Reusable: washing (NOK a use)", "Flergangs: vask (kr per bruk)"),
        ("Work, water, power and soap.", "Arbeid, vann, strøm og såpe."),
        ("0.25", "0,25"), "NOK/use",
    ),
    _column(
        "washing_emission", "number",
        ("Reusable: washing (g CO2e a use)", "Flergangs: vask (g CO2e per bruk)"),
        ("From power, heat and soap.", "Fra strøm, varme og såpe."),
        ("2", "2"), "g CO2e/use",
    ),
    _column(
        "reusable_emission", "number",
        ("Reusable: emissions of one (kg CO2e)", "Flergangs: utslipp per stk. (kg CO2e)"),
        ("From making one, of whatever material.", "Fra produksjon av én, uansett materiale."),
        ("0.2", "0,2"), "kg CO2e/item",
    ),
    _column(
        "quantity_spread", "share",
        ("Uncertainty of the quantity (± %)", "Usikkerhet i antallet (± %)"),
        ("How far off it may be: 0 % if counted, more if taken from a few months. Empty: not known.",
         "Hvor mye det kan avvike: 0 % om det er talt, mer om det er fra få måneder. Tomt: ukjent."),
        ("10 %", "10 %"), "1",
    ),
    _column(
        "mass_spread", "share",
        ("Uncertainty of the mass (± %)", "Usikkerhet i massen (± %)"),
        ("How far off it may be: little if weighed, more if guessed. Empty: not known.",
         "Hvor mye den kan avvike: lite om den er veid, mer om den er anslått. Tomt: ukjent."),
        ("5 %", "5 %"), "1",
    ),
    _column(
        "source", "text", ("Source", "Kilde"),
        ("Where the numbers of the row are from.", "Hvor tallene på raden er fra."),
        ("Invoices 2024", "Fakturaer 2024"),
    ),
    _column(
        "status", "status", ("Status", "Status"),
        ("How well they are known.", "Hvor godt de er kjent."),
        ("reported", "rapportert"),
    ),
    _column(
        "note", "text", ("Note", "Merknad"),
        ("What a reader should know.", "Det en leser bør vite."),
        ("", ""),
    ),
)  # fmt: skip

COLUMNS: Final = {column.name: column for column in _ALL}
"""Every column by name, in the order of the sheet."""
