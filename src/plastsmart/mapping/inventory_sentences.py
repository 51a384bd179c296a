"""What is told of files of purchases, in English with its Norwegian; as `sentences` has it."""

from __future__ import annotations

from typing import Final

__all__ = ["PURCHASES"]

PURCHASES: Final[dict[str, str]] = {
    # of a file
    "the file {name} is the workbook of a mapping; read it with plastsmart.mapping.read": (
        "filen {name} er arbeidsboken til en kartlegging; les den med «plastsmart.mapping.read»"
    ),
    "the file {name} has no sheet {sheet}; rename the sheet that holds the purchases, or copy them into "
    "a new template": (
        "filen {name} har ikke noe ark {sheet}; gi arket med innkjøpene det navnet, eller kopier dem "
        "til en ny mal"
    ),
    "the sheet {sheet} of {name} has no row of headers with {one} or {other} and the quantity; copy it "
    "from a new template": (
        "arket {sheet} i {name} har ingen rad med overskriftene {one} eller {other} og antallet; kopier "
        "den fra en ny mal"
    ),
    "the file {name} is no inventory of purchases: it lacks the column{s} {missing}. The columns are "
    "{columns}": (
        "filen {name} er ingen oversikt over innkjøp: Den mangler {missing}. Kolonnene er {columns}"
    ),
    # of a header or row
    "the header is not known, so its column is not read. {near:part}": (
        "overskriften er ikke kjent, så kolonnen blir ikke lest. {near}"
    ),
    "the header stands twice, and only the first column is read; rename one": (
        "overskriften står to ganger, og bare den første kolonnen blir lest; gi den ene et annet navn"
    ),
    "the {what:word} is {known} further up; a file is of one {what:word}": (
        "{what} er {known} lenger opp; en fil gjelder bare én"
    ),
    "the year is no year of four digits, such as 2024": (
        "året er ikke et år med fire siffer, for eksempel 2024"
    ),
    "{header} is missing; fill it in, or empty the row": (
        "{header} mangler; fyll det ut, eller tøm raden"
    ),
    "there is no status, so it is taken as estimated; write one of {known}": (
        "det står ingen status, så tallene regnes som anslått; skriv en av {known}"
    ),
    "{item} stands for {place} in {cell:place} already; add the quantities up, or name them apart": (
        "{item} står for {place} i {cell} fra før; legg sammen antallene, eller gi dem ulike navn"
    ),
    "there are more than {most} items; put those together that are alike": (
        "det er mer enn {most} artikler; slå sammen dem som ligner"
    ),
    # of a cell
    "the cell is merged with others ({range}); unmerge them and give each its own": (
        "cellen er slått sammen med andre ({range}); del dem, og gi hver sin verdi"
    ),
    "the cell holds no text; write it anew, or empty the cell": (
        "cellen har ingen tekst; skriv den på nytt, eller tøm cellen"
    ),
    "it is neither yes nor no; write one of yes, no (ja, nei)": (
        "det er verken ja eller nei; skriv ja eller nei"
    ),
    "the status is not known. {near:part}": "statusen er ikke kjent. {near}",
    "a spreadsheet made a date of it ({date}); format the cell as a number and write it again": (
        "et regneark har gjort det til en dato ({date}); gi cellen tallformat, og skriv tallet på nytt"
    ),
    "the cell holds no number; write the number": "cellen har ikke noe tall; skriv tallet",
    "it is no share: write a number in {unit}, without %": (
        "det er ingen andel: Skriv et tall i {unit}, uten %"
    ),
    "{value:number} is less than 0, and it cannot be": (
        "{value} er mindre enn 0, og det kan det ikke være"
    ),
    "{value:number} {unit} cannot be; write the number anew": (
        "{value} {unit} kan ikke stemme; skriv tallet på nytt"
    ),
    "{value:number} is over 100 %{hint:part}": "{value} er over 100 %{hint}",
    "{value:number} is less than 1: one is used at least once": (
        "{value} er mindre enn 1: Én brukes minst én gang"
    ),
    # of the reusable alternative
    "it is not single-use, and {what:column} is of an alternative to a single-use item; leave it empty: "
    "item_mass and item_price are its own": (
        "den er ikke engangs, og {what} gjelder det som kan ta plassen til en engangsartikkel; la det "
        "stå tomt: masse og pris per stk. er dens egne"
    ),
    "{what:column} is given without reusable_uses; say how often one is used": (
        "{what} er oppgitt uten antall bruk; oppgi hvor mange ganger én brukes"
    ),
    "{what:column} is given without reusable_mass or reusable_price; give one of them": (
        "{what} er oppgitt uten flergangsartikkelens masse eller pris; oppgi en av dem"
    ),
}
