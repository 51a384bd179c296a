"""What is told of files of measurements, in English with its Norwegian.

Placeholders have the names of what stands there, and after a colon its kind: ``part`` is a sentence or
phrase of `HINTS` or `PARTS`, ``quantity`` a quantity with its labels, ``place`` a cell or row, ``word``
one of the model's words, ``number`` a number.
"""

from __future__ import annotations

from typing import Final

__all__ = ["HINTS", "MESSAGES", "PARTS"]

HINTS: Final[dict[str, str]] = {
    "Did you mean {value:number} % = {share:number}?": "Mente du {value} % = {share}?",
    "Did you mean {names:either}?": "Mente du {names}?",
    "Known: {names:list}.": "Dette er kjent: {names}.",
    "None is known.": "Ingen er kjent.",
    "See the names that are known.": "Se navnene som er kjent.",
    "None of the {count} names that are known is it.": (
        "Det er ingen av de {count} navnene som er kjent."
    ),
    "Add it there.": "Legg den til der.",
}
"""What ends a message: names that were meant, or that there are."""

PARTS: Final[dict[str, str]] = {
    # of a sheet
    "move its numbers to the sheet {sheet}, and delete it": (
        "flytt tallene til arket {sheet}, og slett det"
    ),
    "rename it to {sheet}": "gi det navnet {sheet}",
    "{one} or {other}": "{one} eller {other}",
    "(the headers are of another language)": "(overskriftene er på et annet språk)",
    "write {header}": "skriv {header}",
    "a header is a year of four digits or one of the template's": (
        "en overskrift er et år med fire siffer, eller en av malens"
    ),
    "and was saved without its value": "og er lagret uten verdien",
    "saved without its value": "lagret uten verdien",
    "; did you mean {value:number} % = {share:number}?": "; mente du {value} % = {share}?",
    "that gave {value}": "som ga {value}",
    "{hint:part} Choose from the list": "{hint} Velg fra listen",
    "choose from the list": "Velg fra listen",
    # of a table
    "every row names one": "hver rad skal ha en",
    # of a workbook that is refused
    "macros; save it as a workbook without macros (.xlsx)": (
        "makroer; lagre den som arbeidsbok uten makroer (.xlsx)"
    ),
    "links to other files or programs; break the links (Data, Edit links) and save": (
        "koblinger til andre filer eller programmer; bryt koblingene (Data, Rediger koblinger) og lagre"
    ),
    "connections to other data; remove them and save": (
        "tilkoblinger til andre data; fjern dem og lagre"
    ),
    "embedded files; remove them and save": "innebygde filer; fjern dem og lagre",
    "controls that run code; remove them and save": "kontroller som kjører kode; fjern dem og lagre",
    "add-ins; remove them and save": "tillegg; fjern dem og lagre",
    "{what}: line {line}, column {column}": "linje {line}, kolonne {column}",
    # of a number
    "write {figure} %": "skriv {figure} %",
    "write {figure}, alone": "skriv {figure}, alene",
    "write {one} (decimal {mark:word}) or {other} (thousands)": (
        "skriv {one} (desimal{mark}) eller {other} (tusener)"
    ),
    "write {one} (decimal {mark:word})": "skriv {one} (desimal{mark})",
    "a share (1 or %)": "en andel (1 eller %)",
    "; municipality numbers are text, such as {number}": ("; kommunenumre er tekst, som {number}"),
    # of values that do not agree
    "Look first at what the others speak against most: {pairs}. A digit may be missing, the unit "
    "another, or a share given in per cent; a standard error may be too small.{more:part}": (
        "Se først på det som de andre taler mest imot: {pairs}. Kanskje mangler et siffer, er enheten "
        "en annen, eller er en andel gitt i prosent; en standardfeil kan også være for liten.{more}"
    ),
    "Balance {label} stays open.": "Balansen {label} går ikke opp.",
    "Or give what is unmeasured a start near the solution.": (
        "Eller gi det som ikke er målt, en start nær løsningen."
    ),
    "At odds: {suspects:many}.": "Dette spriker: {suspects}.",
    "At odds: {suspects:many}. {told:many}: state who has these routes.": (
        "Dette spriker: {suspects}. {told}: oppgi hvem som har disse innsamlingsmåtene."
    ),
    "{told:many}: state who has these routes.": (
        "{told}: oppgi hvem som har disse innsamlingsmåtene."
    ),
    "{name:quantity} is taken as {value:number} ({note:part})": "{name} er satt til {value} ({note})",
    "{name:quantity} {measured:number} ± {sd} is {count:number} standard errors {way:part}": (
        "{name} {measured} ± {sd} ligger {count} standardfeil {way}"
    ),
    "above; the others give {value:number} ({told:part})": "over; de andre gir {value} ({told})",
    "below; the others give {value:number} ({told:part})": "under; de andre gir {value} ({told})",
    "above ({told:part})": "over ({told})",
    "below ({told:part})": "under ({told})",
    "{name:quantity} {measured:number} does not follow from the other figures {of:part} ({told:part})": (
        "{name} {measured} følger ikke av de andre tallene {of} ({told})"
    ),
    "of the same source, which give {value:number}": "fra samme kilde, som gir {value}",
    "without a source, which give {value:number}": "uten kilde, som gir {value}",
    "of the same source": "fra samme kilde",
    "without a source": "uten kilde",
    "measured: {where}": "målt: {where}",
    "reported: {where}": "rapportert: {where}",
    "estimated: {where}": "anslått: {where}",
    "default: {where}": "standardverdi: {where}",
    "default: ready system {name}": "standardverdi: det ferdige systemet {name}",
    "measured": "målt",
    "reported": "rapportert",
    "estimated": "anslått",
    "default": "standardverdi",
    "the only route of its tier": "den eneste innsamlingsmåten på trinnet",
    "not stated: those without another route of the tier, shared evenly": (
        "ikke oppgitt: de som er uten en annen innsamlingsmåte på trinnet, fordelt likt"
    ),
    "not stated: those without another route of the tier, shared by the tonnages": (
        "ikke oppgitt: de som er uten en annen innsamlingsmåte på trinnet, fordelt etter tonnene"
    ),
    # of the prompt
    "balance {label} misses 0 by {value}": "balansen {label} bommer på 0 med {value}",
    "1 mistake and 1 remark": "1 feil og 1 merknad",
    "1 mistake and {count} remarks": "1 feil og {count} merknader",
    "{mistakes} mistakes and 1 remark": "{mistakes} feil og 1 merknad",
    "{mistakes} mistakes and {count} remarks": "{mistakes} feil og {count} merknader",
    "1 mistake": "1 feil",
    "{mistakes} mistakes": "{mistakes} feil",
}
"""Phrases that stand within messages."""

_SHEETS: Final[dict[str, str]] = {
    "the workbook has two sheets of this name, and only the first is read; put its numbers there, and "
    "delete it": (
        "arbeidsboken har to ark med dette navnet, og bare det første er lest; flytt tallene dit, og "
        "slett det andre"
    ),
    "the sheet has the name of another language and is not read; the workbook's sheet is {sheet}: "
    "rename it, and its headers and labels": (
        "arket har navnet på et annet språk og er ikke lest; i arbeidsboken heter det {sheet}: gi det, "
        "overskriftene og betegnelsene de navnene"
    ),
    "the sheet {sheet} is missing; copy it from a new template": (
        "arket {sheet} mangler; kopier det fra en ny mal"
    ),
    "there is no sheet with numbers; copy the numbers into a new template": (
        "det er ikke noe ark med tall; kopier tallene inn i en ny mal"
    ),
    "the sheet has numbers of the template's, and it is not read by this name; {cure:part}": (
        "arket har tall som hører til malen, men er ikke lest under dette navnet; {cure}"
    ),
    "the sheet is none of the template's, so it is not read. {hint:part}": (
        "arket er ikke et av malens, så det er ikke lest. {hint}"
    ),
    "the municipality is not stated; fill in {fields:either}": (
        "kommunen er ikke oppgitt; fyll ut {fields}"
    ),
    "the municipality number is a number and not a text; it was read as {number}. Write {text} (with "
    "the apostrophe)": (
        "kommunenummeret er et tall og ikke en tekst; det er lest som {number}. Skriv {text} (med "
        "apostrofen)"
    ),
    "a municipality number has four digits, such as 0301": (
        "et kommunenummer har fire siffer, som 0301"
    ),
    "the price year is no year; write four digits such as 2024, or leave it empty": (
        "kroneåret er ikke et år; skriv fire siffer, som 2024, eller la det stå tomt"
    ),
    "the row of headers, with {header}, is missing{why:part}; copy it from a new template": (
        "raden med overskrifter, med {header}, mangler{why}; kopier den fra en ny mal"
    ),
    "the header is not known, so its column is not read; {cure:part}": (
        "overskriften er ikke kjent, så kolonnen er ikke lest; {cure}"
    ),
    "the header stands in {cell} already, so this column is not read; rename one": (
        "overskriften står i {cell} alt, så denne kolonnen er ikke lest; gi en av dem et annet navn"
    ),
    "the cell holds no text; write it anew, or empty the cell": (
        "cellen har ingen tekst; skriv den på nytt, eller tøm cellen"
    ),
    "the cell holds a formula, {gave:part}; formulas are not computed here. Copy the cell and paste it "
    "as a value": (
        "cellen har en formel, {gave}; formler blir ikke regnet ut her. Kopier cellen, og lim den inn "
        "som verdi"
    ),
    "the {what:word} is of another language; it was read as {word}": (
        "{what} er på et annet språk, og er lest som {word}"
    ),
    "the {what:word} is not known. {hint:part} Choose from the list": (
        "{what} er ikke kjent. {hint} Velg fra listen"
    ),
    "the way of collecting has no stage; choose one": "innsamlingsmåten har ikke noe trinn; velg ett",
    "there is a short name without a label; fill in {column}": (
        "det er et kortnavn uten betegnelse; fyll ut {column}"
    ),
    "the label or short name {label} is taken already; each has its own": (
        "betegnelsen eller kortnavnet {label} er alt i bruk; hver skal ha sitt eget"
    ),
    "it is not known whose waste this is. {hint:part} Several have commas between them": (
        "det er ikke kjent hvem sitt avfall dette er. {hint} Er det flere, står det komma mellom dem"
    ),
    "a source without a name cannot be chosen; fill in the first column": (
        "en kilde uten navn kan ikke velges; fyll ut den første kolonnen"
    ),
    "the source stands twice with different details; give one another name": (
        "kilden står to ganger med ulike opplysninger; gi en av dem et annet navn"
    ),
    "the number stands in a column without a header, so it is not read; write the year or what the "
    "column is at its top, or delete the number": (
        "tallet står i en kolonne uten overskrift, så det er ikke lest; skriv året eller hva kolonnen "
        "er, øverst, eller slett tallet"
    ),
    "the column has numbers and no header, so it is not read; write the year at its top if they belong "
    "to the mapping": (
        "kolonnen har tall og ingen overskrift, så den er ikke lest; skriv året øverst hvis tallene "
        "skal være med"
    ),
    "there is no status, so it is taken as estimated; write one of {known}": (
        "det er ingen status, så tallet regnes som anslått; skriv en av disse: {known}"
    ),
    "the row has no number in the column of a year, so it is not used": (
        "raden har ikke noe tall i kolonnen for et år, så den er ikke brukt"
    ),
    "the label is of another language; it was read as {label}": (
        "betegnelsen er på et annet språk; den er lest som {label}"
    ),
    "the row has numbers, and it is not known what of; {cure:part}": (
        "raden har tall, og det er ikke kjent av hva. {cure}"
    ),
    "{label} is not told by {axis:word}; empty the cell": (
        "{label} oppgis ikke etter {axis}; tøm cellen"
    ),
    "it is not on the sheet {sheet}. {hint:part} Choose from the list, or add it there": (
        "det er ikke på arket {sheet}. {hint} Velg fra listen, eller legg det til der"
    ),
    "the unit is {unit} and cannot be changed; convert the number, and write the unit as it was": (
        "enheten er {unit} og kan ikke endres; regn om tallet, og skriv enheten slik den var"
    ),
    "the source is not on the sheet {sheet}; it is kept as it stands. {hint:part}": (
        "kilden er ikke på arket {sheet}; den er beholdt slik den står. {hint}"
    ),
    "the cell is merged with others ({range}), so it is not clear whose number it is; unmerge them and "
    "give each its own": (
        "cellen er slått sammen med andre ({range}), så det er uklart hvem tallet gjelder; opphev "
        "sammenslåingen, og gi hver sitt"
    ),
    "it is no share: write a number in {unit:unit}, without %": (
        "det er ingen andel: skriv et tall i {unit}, uten %"
    ),
    "a spreadsheet made a date of it ({date}); format the cell as a number and write it again, with the "
    "decimal mark of the spreadsheet": (
        "regnearket har gjort det om til en dato ({date}); formater cellen som tall, og skriv det på "
        "nytt med regnearkets desimaltegn"
    ),
    "the cell holds an error; write the number": "cellen har en feilverdi; skriv tallet",
    "the cell holds true or false; write a number": "cellen har sant eller usant; skriv et tall",
    "the cell holds nothing that can be read; write the number": (
        "cellen har ikke noe som kan leses; skriv tallet"
    ),
    "low and high belong to one year, and the row has several; give each year a row of its own, or a "
    "standard error": (
        "lav og høy hører til ett år, og raden har flere; gi hvert år sin egen rad, eller en "
        "standardfeil"
    ),
    "there is half a range; fill in low and high, or neither": (
        "bare halve intervallet er oppgitt; fyll ut både lav og høy, eller ingen av dem"
    ),
    "there is a standard error and a range; keep one of them": (
        "det er både en standardfeil og et intervall; behold ett av dem"
    ),
    "{value:number} is less than 0, and {label} cannot be": (
        "{value} er mindre enn 0, og det kan {label} ikke være"
    ),
    "{value:number} is over 100 %; a share lies between 0 and 1 (0 and 100 %).{hint:part}": (
        "{value} er over 100 %; en andel ligger mellom 0 og 1 (0 og 100 %).{hint}"
    ),
    "{value:number} {unit:unit} cannot be; write the number anew": (
        "{value} {unit} er ikke mulig; skriv tallet på nytt"
    ),
    "the unit is %, and neither the cell nor the number says whether {value:number} is {small} % or "
    "{large} %; write '{one} %' or '{other} %'": (
        "enheten er %, og verken cellen eller tallet sier om {value} er {small} % eller {large} %; "
        "skriv '{one} %' eller '{other} %'"
    ),
}

_TABLES: Final[dict[str, str]] = {
    "the column {column} is not read. {hint:part}": "kolonnen {column} er ikke lest. {hint}",
    "the row has {cells} cells and the header {columns}: a number with a decimal comma, or a text that "
    "holds {mark}, stands in quotes": (
        "raden har {cells} celler og overskriften {columns}: et tall med desimalkomma, eller en tekst "
        "med {mark}, skal stå i anførselstegn"
    ),
    "there are several price years ({years}); a mapping has one: convert the costs": (
        "det er flere kroneår ({years}); det skal være ett: regn om kostnadene"
    ),
    "the quantity is not known. {hint:part}": "størrelsen er ikke kjent. {hint}",
    "the region is missing; write the municipality number": (
        "kommunen mangler; skriv kommunenummeret"
    ),
    "the value is missing; write it, or remove the row": (
        "verdien mangler; skriv den, eller fjern raden"
    ),
    "the status is not known. {hint:part}": "statusen er ikke kjent. {hint}",
    "the region {region} is called {name} further up; give it one name": (
        "kommunen {region} heter {name} lenger opp; gi den ett navn"
    ),
    "the {what:word} is no year of four digits, such as 2024": (
        "{what} er ikke et år med fire siffer, som 2024"
    ),
    "the tier is not known. {hint:part}": "trinnet er ikke kjent. {hint}",
    "it is not stated what the route {route} is, so it is taken as collection at source; add a column "
    "'tier' ({tiers})": (
        "det er ikke oppgitt hva innsamlingsmåten {route} er, så den regnes som kildesortering; legg "
        "til en kolonne 'tier' ({tiers})"
    ),
    "the route {route} has the tier {tier} further up; give it one": (
        "innsamlingsmåten {route} har trinnet {tier} lenger opp; gi den ett"
    ),
    "the {column:word} has a percent sign beside the unit {unit}; write one of them": (
        "{column} har et prosenttegn ved siden av enheten {unit}; skriv en av dem"
    ),
    "there is no unit; write {unit} in the column 'unit'": (
        "det er ingen enhet; skriv {unit} i kolonnen 'unit'"
    ),
}

_FINDINGS: Final[dict[str, str]] = {
    "there are {count} more problems; correct these first": (
        "det er {count} problemer til; rett disse først"
    ),
    "{quantity:quantity} of {region} in {year} stands in {place:place} already, with the same source; "
    "remove one, or give each its own source": (
        "{quantity} for {region} i {year} står i {place} alt, med samme kilde; fjern den ene, eller gi "
        "hver sin kilde"
    ),
    "{quantity:quantity} of {year} sums to {total:number} % ({places:place}); together it is at most "
    "100 %. None of them is used: correct one": (
        "{quantity} for {year} blir til sammen {total} % ({places}); til sammen er det høyst 100 %. "
        "Ingen av dem er brukt: rett en"
    ),
    "{quantity:quantity} of {year} sums to {total:number} % ({places:place}), not to 100 %: is a kind "
    "missing?": (
        "{quantity} for {year} blir til sammen {total} % ({places}), ikke 100 %: mangler en type?"
    ),
    "the costs have no price year; state the year whose kroner they are in": (
        "kostnadene har ikke noe kroneår; oppgi hvilket års kroner de er i"
    ),
    "{year} is a year to come; correct the year, unless it is a forecast": (
        "{year} er et år som kommer; rett året, hvis det ikke er en framskriving"
    ),
    "{year} is long ago; correct the year": "{year} er lenge siden; rett året",
    "{value} is more than any such place has ({most} at most); look whether the unit or the decimal "
    "mark is another": (
        "{value} er mer enn noe slikt sted har (høyst {most}); se om enheten eller desimaltegnet er et "
        "annet"
    ),
    "{number} is the number of {here}, and {name} has {there:either}; correct the name or the number": (
        "{number} er nummeret til {here}, og {name} har {there}; rett navnet eller nummeret"
    ),
    "{number} is the number of {here}; look whether number and name belong together": (
        "{number} er nummeret til {here}; se om nummer og navn hører sammen"
    ),
    # of one measurement
    "{name:quantity} is {value:number}; a share lies between 0 and 1.{hint:part}": (
        "{name} er {value}; en andel ligger mellom 0 og 1.{hint}"
    ),
    "{name:quantity} is {value:number} {unit}; it cannot be negative": (
        "{name} er {value} {unit}; det kan ikke være negativt"
    ),
    "{name:quantity} is {value}, outside its own range {low} to {high}; correct one of them": (
        "{name} er {value}, utenfor sitt eget intervall {low} til {high}; rett ett av dem"
    ),
    "{name:quantity} has a standard error and a range; give one of them": (
        "{name} har både en standardfeil og et intervall; oppgi ett av dem"
    ),
    "{name:quantity} has half a range; give low and high, or neither": (
        "{name} har bare halve intervallet; oppgi både lav og høy, eller ingen av dem"
    ),
    "the standard error of {name:quantity} is {value}; it is 0 or more": (
        "standardfeilen til {name} er {value}; den er 0 eller mer"
    ),
    "{name:quantity} has the {axis:word} {label}, which it is not measured by": (
        "{name} har en {axis}, {label}, som den ikke måles etter"
    ),
    "{what:quantity}: {value} is not finite; give a finite number": (
        "{what}: {value} er ikke endelig; oppgi et endelig tall"
    ),
    # of a number
    "{text} is no number: a word stands with it; {cure:part}": (
        "{text} er ikke et tall: et ord står sammen med det; {cure}"
    ),
    "{text} is no number; write it such as {example}, alone": (
        "{text} er ikke et tall; skriv det slik: {example}, alene"
    ),
    "{text} is too large; numbers are finite": "{text} er for stort; tall er endelige",
    "{text} could be read in two ways: the file does not tell whether its {mark:word} is a decimal "
    "mark; write {thousands} where it groups thousands, or more decimals": (
        "{text} kan leses på to måter: filen viser ikke om {mark} er desimaltegn; skriv {thousands} "
        "hvis det skiller tusener, eller flere desimaler"
    ),
    "{text} has a {given:word}, and numbers here have a decimal {mark:word}; {cure:part}": (
        "{text} har {given}, og tall her har desimal{mark}; {cure}"
    ),
    "unknown unit {word} in {text}. {hint:part}": "ukjent enhet {word} i {text}. {hint}",
    "the unit {unit} has {count} characters; at most {most} are read": (
        "enheten {unit} har {count} tegn; høyst {most} blir lest"
    ),
    "the unit is {given}; {wanted:part} is needed": "enheten er {given}; her trengs {wanted}",
    # of labels
    "the {what:word} label {label} must have 1 to {most} printable characters and no blanks at its "
    "ends": (
        "betegnelsen {label} ({what}) må ha 1 til {most} synlige tegn og ingen mellomrom i endene"
    ),
    "the region label {label} is a number and not the text {text}; read the file with dtype=str": (
        "kommunen {label} er et tall og ikke teksten {text}; les filen med dtype=str"
    ),
    "the region label {label} has three digits, a municipality number four: write {text}, and read the "
    "file with dtype=str, which keeps the zero": (
        "kommunen {label} har tre siffer, et kommunenummer fire: skriv {text}, og les filen med "
        "dtype=str, så nullen blir med"
    ),
    "category {name} has the unknown sector {sector}. {hint:part}": (
        "emballasjetypen {name} har den ukjente sektoren {sector}. {hint}"
    ),
    "route {name} has the unknown tier {tier}. {hint:part}": (
        "innsamlingsmåten {name} har det ukjente trinnet {tier}. {hint}"
    ),
    "{code} is no municipality number: four digits, such as '0301' or 'K-0301'{hint:part}": (
        "{code} er ikke et kommunenummer: fire siffer, som '0301' eller 'K-0301'{hint}"
    ),
    "no municipality has had the number {number} since {year}. {hint:part}": (
        "ingen kommune har hatt nummeret {number} siden {year}. {hint}"
    ),
}

_FILES: Final[dict[str, str]] = {
    "the file {name} is locked with a password, or of the old kind .xls; save it as .xlsx without a "
    "password": (
        "filen {name} er låst med passord, eller av den gamle typen .xls; lagre den som .xlsx uten "
        "passord"
    ),
    "the file {name} is a workbook or another zip, though its name ends in {ending}; save it as .xlsx "
    "and give it that name": (
        "filen {name} er en arbeidsbok eller en annen zip, selv om navnet slutter på {ending}; lagre "
        "den som .xlsx, og gi den det navnet"
    ),
    "the file {name} is no workbook, though its name ends in {ending}, or it is cut short; save it anew "
    "as .xlsx, or name it .csv if it is a table of text": (
        "filen {name} er ingen arbeidsbok, selv om navnet slutter på {ending}, eller den er kuttet; "
        "lagre den på nytt som .xlsx, eller kall den .csv hvis den er en tabell av tekst"
    ),
    "read takes the path of a file, such as 'asker.xlsx', not {path}": (
        "her trengs stien til en fil, som 'asker.xlsx', ikke {path}"
    ),
    "{path} is no file; give a workbook (.xlsx) or a CSV file": (
        "{path} er ingen fil; oppgi en arbeidsbok (.xlsx) eller en CSV-fil"
    ),
    "the file {path} cannot be read: {why}": "filen {path} kan ikke leses: «{why}»",
    "the file {name} is larger than {most} MB, which no mapping is; give the mapping alone": (
        "filen {name} er større enn {most} MB, og så store er ingen kommuners tall; oppgi dem alene"
    ),
    "the file {name} is damaged or is no workbook ({why}); open it in a spreadsheet and save it anew as "
    ".xlsx": (
        "filen {name} er skadet eller ingen arbeidsbok («{why}»); åpne den i et regneark, og lagre den "
        "på nytt som .xlsx"
    ),
    "the file {name} has {count} parts; no mapping has so many": (
        "filen {name} har {count} deler; så mange har ingen kommuners tall"
    ),
    "the file {name} has two parts of one name; save it anew as .xlsx": (
        "filen {name} har to deler med samme navn; lagre den på nytt som .xlsx"
    ),
    "the file {name} is a zip, but not a workbook of the kind .xlsx; open it in a spreadsheet and save "
    "it as .xlsx": (
        "filen {name} er en zip, men ingen arbeidsbok av typen .xlsx; åpne den i et regneark, og lagre "
        "den som .xlsx"
    ),
    "the file {name} unpacks to {size} MB, and at most {most} MB are read; delete empty rows and "
    "pictures, and save": (
        "filen {name} pakkes ut til {size} MB, og høyst {most} MB blir lest; slett tomme rader og "
        "bilder, og lagre"
    ),
    "the file {name} unpacks to {count} times its size; no workbook does. If it is yours, delete empty "
    "rows and save it anew": (
        "filen {name} pakkes ut til {count} ganger sin størrelse; det gjør ingen arbeidsbok. Er den "
        "din, slett tomme rader, og lagre den på nytt"
    ),
    "the file {name} is encrypted; save it without a password": (
        "filen {name} er kryptert; lagre den uten passord"
    ),
    "the file {name} is packed in a way that no spreadsheet uses; save it anew as .xlsx": (
        "filen {name} er pakket på en måte som ingen regneark bruker; lagre den på nytt som .xlsx"
    ),
    "the file {name} lacks its part {part}: it is damaged; open it in a spreadsheet and save it anew as "
    ".xlsx": (
        "filen {name} mangler delen {part}: den er skadet; åpne den i et regneark, og lagre den på nytt "
        "som .xlsx"
    ),
    "the file {name} has more than {most} rows, cells and formats, or nests them too deep; delete the "
    "empty rows below the tables and save": (
        "filen {name} har mer enn {most} rader, celler og formater, eller for dype nivåer av dem; slett "
        "de tomme radene under tabellene, og lagre"
    ),
    "the file {name} declares entities in its part {part}, which no spreadsheet does; it is not read": (
        "filen {name} definerer entiteter i delen {part}, og det gjør ingen regneark; den blir ikke lest"
    ),
    "the file {name} is damaged in its part {part} ({why:part}); open it in a spreadsheet and save it "
    "anew as .xlsx": (
        "filen {name} er skadet i delen {part} ({why}); åpne den i et regneark, og lagre den på nytt "
        "som .xlsx"
    ),
    "the file {name} has {count} sheets; no mapping has so many": (
        "filen {name} har {count} ark; så mange har ingen kommuners tall"
    ),
    "the sheet {sheet} of {name} has {count} merged ranges; unmerge them and save": (
        "arket {sheet} i {name} har {count} sammenslåtte områder; opphev sammenslåingene, og lagre"
    ),
    "the file {name} is damaged: its rows do not stand in order; open it in a spreadsheet and save it "
    "anew as .xlsx": (
        "filen {name} er skadet: radene står ikke i rekkefølge; åpne den i et regneark, og lagre den på "
        "nytt som .xlsx"
    ),
    "the file {name} is damaged: its cells do not stand in order; open it in a spreadsheet and save it "
    "anew as .xlsx": (
        "filen {name} er skadet: cellene står ikke i rekkefølge; åpne den i et regneark, og lagre den "
        "på nytt som .xlsx"
    ),
    "the file {name} has more than {most} cells that hold something; give the mapping alone": (
        "filen {name} har mer enn {most} celler som ikke er tomme; oppgi kommunens tall alene"
    ),
    "the sheet {sheet} of {name} holds something in {cell}; sheets are read down to row {row} and "
    "column {column}. Delete it and save": (
        "arket {sheet} i {name} har noe i {cell}; ark blir lest ned til rad {row} og kolonne {column}. "
        "Slett det, og lagre"
    ),
    "the file {name} has more than {most} million letters in its cells; no mapping has so many. Give "
    "the mapping alone": (
        "filen {name} har mer enn {most} millioner bokstaver i cellene; så mange har ingen kommuners "
        "tall. Oppgi dem alene"
    ),
    "the file {name} has {what:part}": "filen {name} har {what}",
    "the file {name} is of the version {version}, and this version reads {mine}; make a new template "
    "with the version you have": (
        "filen {name} er av versjonen {version}, og denne versjonen leser {mine}; lag en ny mal med "
        "versjonen du har"
    ),
    "the file {name} is a workbook, but none that mapping.template made, or its hidden sheet {sheet} is "
    "gone; copy the numbers into a new template": (
        "filen {name} er en arbeidsbok, men ingen som plastsmart har laget, eller det skjulte arket "
        "{sheet} er borte; kopier tallene inn i en ny mal"
    ),
    "the file {name} says that its language is {language}; it is one of {known}. Copy the numbers into "
    "a new template": (
        "filen {name} sier at språket er {language}; det skal være et av {known}. Kopier tallene inn i "
        "en ny mal"
    ),
    "the file {name} has more than {most} rows; no mapping has so many": (
        "filen {name} har mer enn {most} rader; så mange har ingen kommuners tall"
    ),
    "the file {name} cannot be read as CSV after row {row}: {why}; a text with a quotation mark or line "
    "break stands in quotes": (
        "filen {name} kan ikke leses som CSV etter rad {row}: «{why}»; en tekst med anførselstegn eller "
        "linjeskift skal stå i anførselstegn"
    ),
    "the file {name} is text in UTF-16; save it as CSV (UTF-8)": (
        "filen {name} er tekst i UTF-16; lagre den som CSV (UTF-8)"
    ),
    "the letters of the file {name} are neither UTF-8 nor Windows-1252 (byte {byte}); save it as CSV "
    "(UTF-8)": (
        "bokstavene i filen {name} er verken UTF-8 eller Windows-1252 (byte {byte}); lagre den som CSV "
        "(UTF-8)"
    ),
    "the file {name} looks like the table of a system: read it with plastsmart.data.read_table(path)": (
        "filen {name} ser ut som tabellen til et system: les den med plastsmart.data.read_table(path)"
    ),
    "the file {name} is no table of a mapping: it lacks the column{s} {missing}. The columns are "
    "{columns}": (
        "filen {name} er ingen tabell med en kommunes tall: disse kolonnene mangler: {missing}. "
        "Kolonnene er {columns}"
    ),
    "the file {name} has {count} columns; a mapping has at most {most} that are read. Remove the "
    "others": ("filen {name} har {count} kolonner; høyst {most} blir lest. Fjern de andre"),
    "the file {name} has the column {column} twice; remove one": (
        "filen {name} har kolonnen {column} to ganger; fjern den ene"
    ),
}

_RECONCILING: Final[dict[str, str]] = {
    "nothing of {name} ({region}) was measured in {year}; there is {years}": (
        "ingenting for {name} ({region}) er målt i {year}; det som finnes, er {years}"
    ),
    "the mapping has no municipality": "det er ingen kommune i filen",
    "the mapping has several municipalities; say which, {option}: {names}": (
        "det er flere kommuner i filen; si hvilken, {option}: {names}"
    ),
    "there is no municipality {name}. {hint:part}": "det er ingen kommune {name}. {hint}",
    "nothing was measured in {name} ({region}), so there is nothing to reconcile. Give its population "
    "at least (Statistics Norway, table 07459), and the tonnes that are weighed": (
        "ingenting er målt i {name} ({region}), så det er ikke noe å regne på. Oppgi minst folketallet "
        "(Statistisk sentralbyrå, tabell 07459), og tonnene som er veid"
    ),
    "{name:quantity} of {region} in {year} is {value}; what can be reconciled is 0 or lies between "
    "{low} and {high}. Correct it, or give 0": (
        "{name} for {region} i {year} er {value}; det som kan brukes, er 0 eller ligger mellom {low} og "
        "{high}. Rett det, eller oppgi 0"
    ),
    "{quantity:quantity} is measured for the {axis:word} {label}, which the mapping does not have. "
    "{hint:part}": ("{quantity} er målt for noe som ikke finnes i filen ({axis} {label}). {hint}"),
    "{quantity:quantity} of {region} in {year} names no {axis:word}; name one of {known}": (
        "{quantity} for {region} i {year} er uten {axis}; oppgi en av disse: {known}"
    ),
    "population of {name} ({region}) was not measured in any year; no peer can stand in for it. Add it "
    "(Statistics Norway, table 07459)": (
        "folketallet i {name} ({region}) er ikke oppgitt for noe år, og ingen annen kommunes kan brukes "
        "i stedet. Legg det til (Statistisk sentralbyrå, tabell 07459)"
    ),
    "{option} needs {lacking:quantities} of {region}, which {were:word} not measured; give it, or take "
    "{others:either}": (
        "{option} trenger {lacking} for {region}, som ikke {were} målt; oppgi det, eller velg {others}"
    ),
    "the mapping has no route of collecting, and {quantity:quantity} names the route {route}; give the "
    "routes, such as {example}": (
        "det er ingen innsamlingsmåter i filen, og {quantity} nevner {route}; oppgi innsamlingsmåtene, "
        "som {example}"
    ),
    "the balances and the measurements do not come together in {steps} steps.{told:part} Look for a "
    "balance that no values can obey.{start:part}": (
        "balansene og målingene lar seg ikke forene på {steps} steg.{told} Se etter en balanse som "
        "ingen verdier kan oppfylle.{start}"
    ),
    "no values obey balances and bounds together; look for a bound to widen": (
        "ingen verdier oppfyller både balanser og grenser; se etter en grense som kan utvides"
    ),
    "balance {label} is {value} at {values}; a balance is finite wherever the search may go. Multiply "
    "by what it divides by, or give what is unmeasured a start, as (start, None)": (
        "balansen {label} er {value} ved {values}; en balanse er endelig overalt der det søkes. Gang "
        "med det den deler på, eller gi det som ikke er målt, en start, som (start, None)"
    ),
    "the constants {names} contradict balance {which}: {by:part}, and nothing in it can move. Give one "
    "of them a standard error above 0, or correct it": (
        "konstantene {names} strider mot balansen {which}: {by}, og ingenting i den kan endres. Gi en "
        "av dem en standardfeil over 0, eller rett den"
    ),
    "balance {which} cannot hold: {by:part}, and nothing in it can move. Correct the balances": (
        "balansen {which} kan ikke oppfylles: {by}, og ingenting i den kan endres. Rett balansene"
    ),
    "{names:quantities} of {place} in {year}: neither measurements nor peers determine it. Measure "
    "{cure:quantities}, or give peers with group=…": (
        "{names} for {place} i {year}: verken målinger eller andre kommuner bestemmer det. Mål {cure}, "
        "eller oppgi andre kommuner med group=…"
    ),
    "{names:quantities} of {place} in {year}: neither measurements nor peers determine it. Measure "
    "{cure:quantities}": (
        "{names} for {place} i {year}: verken målinger eller andre kommuner bestemmer det. Mål {cure}"
    ),
    "{told:beyond} in {name} ({region}) in {year}: a flow is not negative and a share lies between 0 "
    "and 1. Nothing is clipped.{why:part} Correct a measurement, count what is generated in another "
    "way, {others:either}, or hold what lies beyond at its bound, {held}": (
        "{told} i {name} ({region}) i {year}: en strøm er ikke negativ, og en andel ligger mellom 0 og "
        "1. Ingenting er kuttet.{why} Rett en måling, regn ut det som oppstår, på en annen måte, "
        "{others}, eller hold det som ligger utenfor, på grensen, {held}"
    ),
    # of a new workbook
    'there is no municipality {name}. {hint:part} For another place give {{"number": "name"}}.': (
        'det er ingen kommune {name}. {hint} For et annet sted oppgis {{"nummer": "navn"}}.'
    ),
    "there are {count} municipalities {name}; give the number: {numbers:either}": (
        "det er {count} kommuner som heter {name}; oppgi nummeret: {numbers}"
    ),
    "the workbook {file} cannot be written: {why}; is it open in a spreadsheet?": (
        "arbeidsboken {file} kan ikke skrives: «{why}»; er den åpen i et regneark?"
    ),
    "the workbook's name ends in .xlsx, not {name}": (
        "navnet på arbeidsboken skal slutte på .xlsx, ikke {name}"
    ),
    "there is a file {file} already, maybe filled in; give another name, or {option}": (
        "det finnes en fil {file} alt, kanskje fylt ut; velg et annet navn, eller {option}"
    ),
    "years are 1 to {most} years of four digits, not {years}": (
        "årene skal være 1 til {most} år med fire siffer, ikke {years}"
    ),
    # of the prompt
    "{file} has {mistakes:part}, told above; correct and run it again": (
        "{file} har {mistakes}, som står ovenfor; rett og kjør på nytt"
    ),
}

MESSAGES: Final[dict[str, str]] = {
    **_SHEETS,
    **_TABLES,
    **_FINDINGS,
    **_FILES,
    **_RECONCILING,
}
"""Whole messages."""
