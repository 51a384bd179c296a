"""The workbook of a mapping, for a waste planner to fill in."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any, Final

import attrs

from plastsmart.axes import Category, Route, checked_year, label_text
from plastsmart.errors import (
    InvalidValueError,
    LabelError,
    listed,
    nearest,
    shown,
)
from plastsmart.labels import known_language
from plastsmart.mapping import measurements, texts
from plastsmart.mapping.book import (
    DARK,
    GREY,
    LIGHT,
    RED,
    Look,
    Sheets,
    finish,
    input_look,
    new_book,
    new_file,
    save,
    write_number,
)
from plastsmart.mapping.quantities import BY_ROUTE_ALONE, QUANTITIES, TOPICS, Quantity
from plastsmart.mapping.texts import word
from plastsmart.mapping.workbook import coordinate, letters

if TYPE_CHECKING:
    from openpyxl.worksheet.worksheet import Worksheet

__all__ = ["HEADER_ROW", "template"]

HEADER_ROW: Final = 5
"""The row of each sheet that holds the headers, as written; reading looks for it."""

_MOST_YEARS: Final = 30
_MOST_LABELS: Final = 60
_SPARE: Final = 12
"""Empty rows at the end of each sheet."""

_LAST_LISTED: Final = 100
"""The row that the lists of drop-downs reach to, of routes, kinds and sources."""

_FOUR_DIGITS: Final = 1000

# (English, Norwegian) of what is said once
_TITLE: Final = ("Mapping of plastic packaging", "Kartlegging av plastemballasje")
_START: Final[tuple[tuple[tuple[str, str], tuple[str, str]], ...]] = (
    (
        ("1", "1"),
        (("Fill in the yellow cells; everything else is locked. Leave a cell empty where you have no "
         "number: an empty cell is better than a guess."),
         ("Fyll ut de gule cellene; resten er låst. La cellen stå tom der dere ikke har et tall: En tom "
         "celle er bedre enn en gjetning.")),
    ),
    (
        ("2", "2"),
        (("Begin with municipality and number above. Then take the sheets in their order; each has the "
         "explanation in the coloured line above the cells, and again where you click."),
         ("Begynn med kommune og kommunenummer over. Ta så arkene i rekkefølge; forklaringen står i den "
         "fargede linjen over cellene, og vises også når du klikker i en celle.")),
    ),
    (
        ("3", "3"),
        (("Enter numbers in the unit that stands beside them. Shares are per cent: type 12.5 %. Grey "
         "examples show how a number may look; they are not read."),
         ("Skriv tallet i enheten som står ved siden av. Andeler er prosent: Skriv 12,5 %. De grå "
         "eksemplene viser hvordan et tall kan se ut; de blir ikke lest.")),
    ),
    (
        ("4", "4"),
        (("A column is a year; you may change the years at the top. If two years have different "
         "sources or uncertainty, use one of the empty rows at the end of the sheet for the second."),
         ("En kolonne er et år; årene øverst kan endres. Har to år ulik kilde eller usikkerhet, bruker "
         "du en av de tomme radene nederst på arket til det andre.")),
    ),
    (
        ("5", "5"),
        (("Uncertainty, where known: the standard error in the same unit, or low and high, between "
         "which the value lies with 95 %. A range belongs to one year. If empty, a usual uncertainty "
         "is taken and marked."),
         ("Usikkerhet, hvis den er kjent: standardfeilen i samme enhet, eller lav og høy, som verdien "
         "ligger mellom med 95 % sikkerhet. Lav og høy gjelder ett år. Er det tomt, brukes en vanlig "
         "usikkerhet, og det blir merket.")),
    ),
    (
        ("6", "6"),
        (("Write values, not formulas: copy a cell that calculates and paste it as a value. Do not "
         "merge cells."),
         ("Skriv verdier, ikke formler: Kopier en celle som regner, og lim den inn som verdi. Ikke slå "
         "sammen celler.")),
    ),
    (
        ("7", "7"),
        (("If your way of collecting, kind of packaging or source is not in the drop-down, add it on "
         "its own sheet at the end of the workbook."),
         ("Mangler innsamlingsmåten, emballasjetypen eller kilden i nedtrekkslisten, legger du den til "
         "på sitt eget ark sist i arbeidsboken.")),
    ),
)  # fmt: skip
_STATUS_HELP: Final[dict[str, tuple[str, str]]] = {
    "measured": (
        "weighed, counted or picked by you or for you",
        "veid, telt eller plukket av dere eller for dere",
    ),
    "reported": (
        "taken from a report, such as KOSTRA or the return company's",
        "hentet fra en rapport, som KOSTRA eller returselskapets",
    ),
    "estimated": ("your own estimate", "deres eget anslag"),
    "default": (
        "a figure of the nation or of another place",
        "et tall for landet eller fra et annet sted",
    ),
}
_FIELD_HELP: Final[dict[str, tuple[str, str]]] = {
    "name": ("the name, such as Asker", "navnet, for eksempel Asker"),
    "number": ("four digits, such as 0301", "fire siffer, for eksempel 0301"),
    "price_year": (
        "the year whose kroner the costs are in; only where there are costs",
        "året kronene på arket Kostnader gjelder; bare hvis dere oppgir kostnader",
    ),
}
_GUIDE: Final = (
    (
        "Yellow cells are yours. One number a year; then its uncertainty, status and source, which hold "
        "for the whole row. More rows at the end."
    ),
    (
        "De gule cellene er deres. Ett tall per år; så usikkerhet, status og kilde, som gjelder hele "
        "raden. Flere rader nederst."
    ),
)
_GUIDES: Final[dict[str, tuple[str, str]]] = {
    "routes": (
        (
            "The ways of collecting that the drop-downs offer. Those without any number are left out. "
            "Change the labels freely; add your own below."
        ),
        (
            "Innsamlingsmåtene som nedtrekkslistene tilbyr. De som ikke får tall, blir ikke med. "
            "Navnene kan endres fritt; legg til egne nederst."
        ),
    ),
    "categories": (
        (
            "The kinds of plastic packaging that a picking analysis tells apart. Those without any "
            "number are left out."
        ),
        (
            "Typene plastemballasje som en plukkanalyse skiller mellom. De som ikke får tall, blir ikke "
            "med."
        ),
    ),
    "sources": (
        "Where the numbers are from. The first column is what the drop-downs offer.",
        "Hvor tallene er fra. Den første kolonnen er det nedtrekkslistene tilbyr.",
    ),
}
_MORE: Final = ("More rows", "Flere rader")
_MORE_HELP: Final = (
    "choose what it is about in the first column",
    "velg hva den gjelder, i første kolonne",
)
_SOURCES: Final[tuple[tuple[tuple[str, str], tuple[str, str]], ...]] = (
    (
        ("SSB 07459", "SSB 07459"),
        ("Statistics Norway, table 07459: population",
         "Statistisk sentralbyrå, tabell 07459: folketall"),
    ),
    (
        ("KOSTRA", "KOSTRA"),
        ("Statistics Norway, table 13136: waste from households",
         "Statistisk sentralbyrå, tabell 13136: avfall fra husholdningene"),
    ),
    (("Own weighing", "Egen veiing"), ("", "")),
    (("Picking analysis", "Plukkanalyse"), ("", "")),
    (("Return company", "Returselskap"), ("", "")),
)  # fmt: skip
_OVER: Final = ("over 100 %", "over 100 %")
_UNDER: Final = ("under 100 %", "under 100 %")
_WRONG_NUMBER: Final = (
    "Write a number that is 0 or more, without unit.",
    "Skriv et tall som er 0 eller større, uten enhet.",
)
_WRONG_SHARE: Final = (
    "Write a share between 0 % and 100 %, such as 12.5 %.",
    "Skriv en andel mellom 0 % og 100 %, for eksempel 12,5 %.",
)
_WRONG_CHOICE: Final = (
    "Choose from the list, or add it to its sheet first.",
    "Velg fra listen, eller legg det til på arket sitt først.",
)

_WIDTHS: Final = {
    "what": 47, "route": 32, "category": 24, "unit": 23, "example": 11, "year": 11, "sd": 13,
    "low": 10, "high": 10, "status": 14, "source": 24, "note": 34, "name": 20, "tier": 18,
    "sectors": 20, "polymer": 12, "format": 16, "sector": 20, "details": 60, "help": 66,
}  # fmt: skip
_FORMATS: Final = {
    "1": "0.0%", "person": "#,##0", "household": "#,##0", "tonne/year": "#,##0.0##",
    "kg/person/year": "0.0##", "NOK/person/year": "#,##0", "NOK/tonne": "#,##0",
}  # fmt: skip
_PLAIN: Final = Look()
_WRAPPED: Final = Look(wrap=True)
_STRONG: Final = Look(bold=True, vertical="top")
_MARKED: Final = Look(bold=True, colour=DARK, vertical="top")
_ASIDE: Final = Look(italic=True, colour=GREY)
_SLANTED: Final = Look(italic=True)


@attrs.frozen(kw_only=True)
class _Row:
    """A row of a topic: one quantity of one route and kind, filled in or not."""

    kind: Quantity
    category: str
    route: str
    values: dict[int, float] = attrs.Factory(dict)
    sd: float | None = None
    status: str = ""
    source: str = ""
    note: str = ""


def template(
    path: Any,
    *,
    region: Any = None,
    language: str = "no",
    years: Iterable[int] | None = None,
    routes: Iterable[Route | str] | None = None,
    categories: Iterable[Category | str] | None = None,
    filled: measurements.Mapping | None = None,
    overwrite: bool = False,
) -> None:
    """Write a workbook that a waste planner can fill in; `read` takes it.

    Parameters
    ----------
    path : str or path
        Ends in ".xlsx".
    region : str or dict of str to str, optional
        A municipality's name or number, or ``{number: name}``; to be filled in, if left out.
    language : {"no", "en"}
        Of all that the workbook says.
    years : iterable of int, optional
        A column each; the last three full years, if left out.
    routes : iterable of Route or str, optional
        Ways of collecting; the usual ones of Norway, if left out. A text is the name of a usual one,
        such as "kerbside_bin".
    categories : iterable of Category or str, optional
        Kinds of packaging; those of the ready systems, if left out.
    filled : Mapping, optional
        Measurements of one municipality that are known already, such as those of `from_ssb`.
    overwrite : bool
        Whether a file of that name may be replaced.

    Raises
    ------
    MissingExtraError
        If openpyxl is not installed.
    LabelError, InvalidValueError
        If a municipality, year, route or category is not one, or what is filled in does not fit.
    TableError
        If the file exists or cannot be written.

    Examples
    --------
    >>> import tempfile, plastsmart as ps
    >>> from pathlib import Path
    >>> path = Path(tempfile.mkdtemp()) / "asker.xlsx"
    >>> ps.mapping.template(path, region="Asker", language="no", years=[2023, 2024])
    >>> m = ps.mapping.read(path)
    >>> m.regions, len(m), m.problems
    ({'3203': 'Asker'}, 0, ())
    """
    known_language(language)
    file = new_file(path, overwrite)
    if filled is not None and not isinstance(filled, measurements.Mapping):
        raise InvalidValueError(f"filled is a Mapping, as read gives it, not {shown(filled)}")
    sheets = _Sheets(
        book=new_book("mapping.template"),
        language=language,
        region=_region(region, filled),
        years=_years(years, filled),
        routes=_routes(routes, filled, language),
        categories=_categories(categories, filled, language),
        filled=filled,
    )
    sheets.write()
    save(sheets.book, file)


def _region(region: Any, filled: measurements.Mapping | None) -> tuple[str, str]:
    """Return number and name, as far as they are known."""
    if region is None:
        if filled is None:
            return "", ""
        if len(filled.regions) != 1:
            raise InvalidValueError(
                f"a workbook is of one municipality, and filled has {len(filled.regions)}; give each "
                "its own"
            )
        region = filled.regions
    if isinstance(region, Mapping):
        if len(region) != 1:
            raise LabelError(f"region is one municipality, not {len(region)}")
        ((number, name),) = region.items()
        found = label_text(number, "region"), label_text(name, "name of the region")
    else:
        found = _known_region(label_text(region, "region"))
    if filled is not None and {m.region for m in filled} - {found[0]}:
        raise InvalidValueError(
            f"filled has measurements of other regions than {shown(found[0])}: a workbook is of one"
        )
    return found


def _known_region(text: str) -> tuple[str, str]:
    from plastsmart.mapping import reforms

    if text.isascii() and text.isdigit():
        return text, reforms.name(text)
    changes = reforms.table()
    names = dict(zip(changes["new"], changes["new_name"], strict=True))
    today = {
        number: name for number, name in names.items() if reforms.in_use(number, reforms.LATEST)
    }
    # some are told apart by a county in brackets: both names are those of the place
    numbers = [
        number
        for number, name in today.items()
        if texts.folded(text) in {texts.folded(name), texts.folded(name.partition(" (")[0])}
    ]
    if not numbers:
        raise LabelError(
            f"there is no municipality {shown(text)}. {nearest(text, today.values())} For another "
            'place give {"number": "name"}.'
        )
    if len(numbers) > 1:
        raise LabelError(
            f"there are {len(numbers)} municipalities {shown(text)}; give the number: "
            f"{' or '.join(numbers)}"
        )
    return numbers[0], today[numbers[0]]


def _years(years: Any, filled: measurements.Mapping | None) -> list[int]:
    held = filled.years if filled is not None else ()
    if years is None:
        last = dt.datetime.now(dt.UTC).year
        found = sorted(held) or list(range(last - 3, last))
    else:
        found = sorted({checked_year(y) for y in listed(years, "years", "[2023, 2024]")})
    if not found or len(found) > _MOST_YEARS or found[0] < _FOUR_DIGITS:
        raise InvalidValueError(
            f"years are 1 to {_MOST_YEARS} years of four digits, not {shown(found)}"
        )
    if missing := sorted({*held} - {*found}):
        raise InvalidValueError(
            f"filled has measurements of {missing[0]}, which is none of the years {shown(found)}"
        )
    return found


def _routes(
    given: Any, filled: measurements.Mapping | None, language: str
) -> list[tuple[str, Route]]:
    """Return the routes with their labels."""
    usual = {route.name: (word(label, language), route) for route, label, _ in texts.ROUTES}
    if given is None:
        own = (
            {r.name: (usual.get(r.name, (r.name,))[0], r) for r in filled.routes}
            if filled is not None
            else {}
        )
        chosen = list((usual | own).values())
    else:
        members = listed(given, "routes", '["kerbside_bin"]')
        for member in members:
            if not isinstance(member, Route) and member not in list(usual):
                raise LabelError(
                    f"{shown(member)} is none of the usual ways of collecting. "
                    f"{nearest(member, usual)} For one of your own give ps.Route(name, tier=…)."
                )
        chosen = [
            (usual.get(m.name, (m.name,))[0], m) if isinstance(m, Route) else usual[m]
            for m in members
        ]
    _refuse([(label, route.name) for label, route in chosen], "routes")
    if filled and (missing := {m.route for m in filled} - {"", *(r.name for _, r in chosen)}):
        raise LabelError(f"filled has the route {shown(min(missing))}, which is not among routes")
    return chosen


def _categories(
    given: Any, filled: measurements.Mapping | None, language: str
) -> list[tuple[str, Category]]:
    """Return the categories with their labels."""
    usual = {kind.name: (word(label, language), kind) for kind, label in texts.CATEGORIES}
    used = {m.category for m in filled if m.category} if filled else set()
    if given is None:
        own = filled.categories if filled is not None and used else ()
        kinds = list(own) or [kind for kind, _ in texts.CATEGORIES]
    else:
        members = listed(given, "categories", '["film", "rigid"]')
        kinds = [
            member
            if isinstance(member, Category)
            else usual[member][1]
            if isinstance(member, str) and member in usual
            else Category(member)
            for member in members
        ]
    chosen = [(usual.get(kind.name, (kind.name,))[0], kind) for kind in kinds]
    _refuse([(label, kind.name) for label, kind in chosen], "categories")
    if missing := used - {c.name for _, c in chosen}:
        raise LabelError(
            f"filled has the category {shown(min(missing))}, which is not among categories"
        )
    return chosen


def _refuse(pairs: list[tuple[str, str]], what: str) -> None:
    """Raise where the labels and names of a list are not told apart."""
    if not 1 <= len(pairs) <= _MOST_LABELS:
        raise LabelError(f"{what} has {len(pairs)} members; a workbook takes 1 to {_MOST_LABELS}")
    seen: set[str] = {texts.folded(text) for text in texts.ALL}
    for pair in pairs:
        mine = {texts.folded(text) for text in pair}
        if twice := mine & seen:
            raise LabelError(
                f"{what} has {shown(min(twice))} twice, or as a word that means all; rename one"
            )
        seen |= mine


@attrs.frozen(kw_only=True)
class _Sheets(Sheets):
    """The sheets of a workbook, while they are written."""

    region: tuple[str, str]
    years: list[int]
    routes: list[tuple[str, Route]]
    categories: list[tuple[str, Category]]
    filled: measurements.Mapping | None

    def name(self, key: str) -> str:
        """Return the name of a sheet."""
        return self.say(texts.SHEETS[key])

    def write(self) -> None:
        """Write all sheets."""
        start = self.book.active
        assert start is not None
        start.title = self.name("start")
        made = {key: self.book.create_sheet(self.name(key)) for key in list(texts.SHEETS)[1:]}
        self._lists(self.book.create_sheet(texts.HIDDEN))
        self._start(start)
        for topic in TOPICS:
            self._topic(made[topic], topic)
        self._own_routes(made["routes"])
        self._own_categories(made["categories"])
        self._sources(made["sources"])
        for sheet in (start, *made.values()):
            finish(sheet)

    def _lists(self, sheet: Worksheet) -> None:
        """Write the hidden sheet: what the workbook is, and what drop-downs offer."""
        columns = {
            "status": [self.say(pair) for pair in texts.STATUS_WORDS.values()],
            "tier": [self.say(pair) for pair in texts.TIER_WORDS.values()],
            "sector": [self.say(pair) for pair in texts.SECTOR_WORDS.values()],
        }
        for topic in TOPICS:
            columns[topic] = [self._label(kind) for kind in _kinds(topic)]
            columns[f"unit {topic}"] = [self.say(texts.UNITS[k.unit]) for k in _kinds(topic)]
        self.hide(sheet, texts.SCHEMA, columns)
        for key in ("routes", "categories", "sources"):
            self.lists[key] = f"'{self.name(key)}'!$A${HEADER_ROW + 1}:$A${_LAST_LISTED}"

    def _label(self, kind: Quantity) -> str:
        return self.say((kind.label, kind.label_no))

    def _start(self, sheet: Worksheet) -> None:
        self.put(sheet["A1"], Look(size=18, bold=True, colour=DARK), self.say(_TITLE))
        price_year = self.filled.price_year if self.filled is not None else None
        code, name = self.region
        if code == name and not code.isdigit():
            code = ""  # a place known by its name alone
        given = {"name": name, "number": code, "price_year": ""}
        for row, (key, pair) in enumerate(texts.FIELDS.items(), start=3):
            self.put(sheet.cell(row, 1), _STRONG, self.say(pair))
            form = "General" if key == "price_year" else "@"
            self.put(sheet.cell(row, 2), input_look(form), given[key])
            if key == "price_year" and price_year:
                sheet.cell(row, 2).value = price_year
            self.put(sheet.cell(row, 3), _ASIDE, self.say(_FIELD_HELP[key]))
        row = 7
        for number, told in _START:
            self.put(sheet.cell(row, 1), _MARKED, self.say(number))
            self.put(sheet.cell(row, 2), Look(wrap=True, vertical="top"), self.say(told))
            sheet.merge_cells(start_row=row, end_row=row, start_column=2, end_column=3)
            sheet.row_dimensions[row].height = 32
            row += 1
        row += 1
        self.put(sheet.cell(row, 1), _MARKED, self.say(texts.COLUMNS["status"]))
        for status, pair in texts.STATUS_WORDS.items():
            row += 1
            self.put(sheet.cell(row, 1), _STRONG, self.say(pair))
            self.put(sheet.cell(row, 2), _PLAIN, self.say(_STATUS_HELP[status]))
        for column, width in (("A", 24), ("B", 30), ("C", 78)):
            sheet.column_dimensions[column].width = width

    def _head(self, sheet: Worksheet, key: str, columns: list[str]) -> dict[str, int]:
        """Write title, guide and headers; return the column of each header."""
        title = TOPICS.get(key, texts.SHEETS[key])
        self.put(sheet["A1"], Look(size=16, bold=True, colour=DARK), self.say(title))
        self.put(sheet["A2"], Look(colour=DARK), self.say(_GUIDES.get(key, _GUIDE)))
        places: dict[str, int] = {}
        for column, name in enumerate(columns, start=1):
            cell = sheet.cell(HEADER_ROW, column)
            year = name.startswith("year ")
            look = Look(bold=True, colour="FFFFFF", fill=DARK, wrap=True, open=year,
                         horizontal="center" if column > 1 else "left")  # fmt: skip
            self.put(cell, look, "" if year else self.say(texts.COLUMNS[name]))
            if year:
                cell.value = int(name.removeprefix("year "))
            sheet.column_dimensions[letters(column)].width = _WIDTHS[name.split(" ")[0]]
            places[name] = column
        sheet.row_dimensions[HEADER_ROW].height = 30
        sheet.freeze_panes = f"B{HEADER_ROW + 1}"
        sheet.print_title_rows = f"{HEADER_ROW}:{HEADER_ROW}"
        return places

    def _topic(self, sheet: Worksheet, topic: str) -> None:
        kinds = _kinds(topic)
        columns = ["what"]
        columns += [axis for axis in ("route", "category") if any(axis in k.axes for k in kinds)]
        columns += ["unit", "example", *(f"year {year}" for year in self.years)]
        columns += ["sd", "low", "high", "status", "source", "note"]
        places = self._head(sheet, topic, columns)
        row = HEADER_ROW + 1
        sums: list[tuple[int, Quantity]] = []
        for kind in kinds:
            row = self._heading(sheet, row, self._label(kind), self.say((kind.help, kind.help_no)),
                                len(columns))  # fmt: skip
            first = row
            for line in self._rows(kind):
                self._line(sheet, row, places, line)
                row += 1
            self._check(sheet, places, kind, first, row - 1)
            if kind.name in _SUMMED:
                sums.append((row, kind))
                row += 1
            row += 1
        row = self._heading(sheet, row, self.say(_MORE), self.say(_MORE_HELP), len(columns))
        # where all of a sheet are shares; elsewhere 12 tonnes would become 12 %
        shares = all(kind.is_share for kind in kinds)
        for spare in range(row, row + _SPARE):
            self._line(sheet, spare, places, None, _FORMATS["1"] if shares else "General")
            labels, units = self.lists[topic], self.lists[f"unit {topic}"]
            # the unit of what is chosen; no text of a stranger is in the formula
            sheet.cell(
                spare, places["unit"]
            ).value = f'=IFERROR(INDEX({units},MATCH($A{spare},{labels},0)),"")'
        last = row + _SPARE - 1
        for at, kind in sums:
            self._sum(sheet, places, at, kind, (HEADER_ROW + 1, last))
        self._choices(sheet, places, topic, row, last)

    def _heading(self, sheet: Worksheet, row: int, label: str, told: str, width: int) -> int:
        band = Look(colour=DARK, fill=LIGHT)
        for column in range(1, width + 1):
            self.put(sheet.cell(row, column), band)
        long = len(label) > _WIDTHS["what"]
        self.put(sheet.cell(row, 1), attrs.evolve(band, bold=True, wrap=long), label)
        self.put(sheet.cell(row, 2), attrs.evolve(band, italic=True), told)
        if long:
            sheet.row_dimensions[row].height = 30
        return row + 1

    def _rows(self, kind: Quantity) -> list[_Row]:
        """Return the rows of a quantity: an empty one for each route and kind, or what is known."""
        routes = [route.name for _, route in self.routes] if "route" in kind.axes else [""]
        if "category" in kind.axes:
            places = [(category.name, "") for _, category in self.categories]
        else:
            places = [("", route) for route in routes]
            if "route" in kind.axes and kind.name not in BY_ROUTE_ALONE:
                places.append(("", ""))
        known: dict[tuple[Any, ...], list[_Row]] = {}
        for m in self.filled or ():
            if m.quantity != kind.name:
                continue
            key = (m.category, m.route, m.sd, m.status, m.source, m.note)
            rows = known.setdefault(key, [])
            free = next((line for line in rows if m.year not in line.values), None)
            if free is None:
                free = _Row(kind=kind, category=m.category, route=m.route, sd=m.sd,
                            status=m.status, source=m.source, note=m.note)  # fmt: skip
                rows.append(free)
            free.values[m.year] = m.value
        found = [line for rows in known.values() for line in rows]
        lines: list[_Row] = []
        for category, route in places:
            here = [line for line in found if (line.category, line.route) == (category, route)]
            lines += here or [_Row(kind=kind, category=category, route=route)]
        return lines + [line for line in found if (line.category, line.route) not in places]

    def _line(
        self,
        sheet: Worksheet,
        row: int,
        places: dict[str, int],
        line: _Row | None,
        spare: str = "General",
    ) -> None:
        """Write a row of input cells: of a quantity, or a spare one with numbers of a format."""
        kind = line.kind if line else None
        form = _FORMATS[kind.unit] if kind else spare
        words = self._words(line) if line else {}
        for name, column in places.items():
            cell = sheet.cell(row, column)
            apart = kind is not None and name in {"route", "category"} and name not in kind.axes
            if name == "example":
                look = attrs.evolve(_ASIDE, horizontal="right")
            elif name == "unit" or apart or (name == "what" and line is not None):
                look = _WRAPPED if name == "what" else _PLAIN
            elif name.startswith("year ") or name in {"sd", "low", "high"}:
                look = input_look(form)
            else:
                look = input_look(wrap=name == "note")
            self.put(cell, look, words.get(name, ""))
        if line is None:
            return
        if len(self._label(line.kind)) > _WIDTHS["what"]:
            sheet.row_dimensions[row].height = 30
        for year, value in line.values.items():
            write_number(sheet.cell(row, places[f"year {year}"]), value)
        if line.sd is not None:
            write_number(sheet.cell(row, places["sd"]), line.sd)

    def _words(self, line: _Row) -> dict[str, str]:
        """Return the texts of a row, by column."""
        words = {
            "what": self._label(line.kind),
            "unit": self.say(texts.UNITS[line.kind.unit]),
            "example": self.say(texts.EXAMPLES[line.kind.unit]),
            "status": self.say(texts.STATUS_WORDS[line.status]) if line.status else "",
            "source": line.source,
            "note": line.note,
        }
        every = self.say(texts.ALL)
        if "route" in line.kind.axes:
            routes = {route.name: label for label, route in self.routes}
            words["route"] = routes.get(line.route, every)
        if "category" in line.kind.axes:
            kinds = {kind.name: label for label, kind in self.categories}
            words["category"] = kinds.get(line.category, every)
        return words

    def _check(
        self, sheet: Worksheet, places: dict[str, int], kind: Quantity, first: int, last: int
    ) -> None:
        """Let the cells of numbers refuse what no such number can be, and explain themselves."""
        from openpyxl.worksheet.datavalidation import DataValidation

        start, end = places[f"year {self.years[0]}"], places["high"]
        rule = DataValidation(
            type="decimal",
            operator="between" if kind.is_share else "greaterThanOrEqual",
            formula1="0",
            formula2="1" if kind.is_share else None,
            allow_blank=True,
            showErrorMessage=True,
            showInputMessage=True,
            errorTitle=self._label(kind)[:31],
            error=self.say(_WRONG_SHARE if kind.is_share else _WRONG_NUMBER),
            promptTitle=self._label(kind)[:31],
            prompt=f"{self.say((kind.help, kind.help_no))[:200]} [{self.say(texts.UNITS[kind.unit])}]",
        )
        rule.add(f"{coordinate(first, start)}:{coordinate(last, end)}")
        sheet.add_data_validation(rule)

    def _sum(
        self,
        sheet: Worksheet,
        places: dict[str, int],
        row: int,
        kind: Quantity,
        rows: tuple[int, int],
    ) -> None:
        """Write a locked row that adds shares up, and tells where they are not one whole."""
        from openpyxl.formatting.rule import CellIsRule
        from openpyxl.styles import Font

        self.put(sheet.cell(row, 1), _SLANTED, f"{self.say(texts.SUM)}{self._label(kind)}")
        tier, every = self.say(texts.TIER_WORDS["source"]), self.say(texts.ALL)
        if kind.name == "coverage":
            self.put(sheet.cell(row, places["route"]), _SLANTED, tier)
        elif "route" in kind.axes:
            self.put(sheet.cell(row, places["route"]), _SLANTED, every)

        def part(column: int, first: int, last: int) -> str:
            """Return the sum over some rows: those whose first cell has the label of the block."""

            def span(column: int) -> str:
                return f"${letters(column)}${first}:${letters(column)}${last}"

            factors = f"({span(1)}=$A${row - 1})*1"
            if kind.name == "coverage":
                of, end = f"'{self.name('routes')}'!", f"${_LAST_LISTED}"
                names = f"{of}$A${HEADER_ROW + 1}:$A{end}"
                tiers = f"{of}$C${HEADER_ROW + 1}:$C{end}"
                factors += f'*(COUNTIFS({names},{span(places["route"])},{tiers},"{tier}")>0)'
            elif "route" in kind.axes:
                factors += f'*({span(places["route"])}="{every}")'
            # as an argument of its own: a text among the numbers then counts as nothing
            return f"SUMPRODUCT({factors},{span(column)})"

        columns = [places[f"year {year}"] for year in self.years]
        for column in columns:
            cell = sheet.cell(row, column)
            self.put(cell, Look(italic=True, colour=GREY, total=True, form="0.0%;;"))
            above, below = part(column, rows[0], row - 1), part(column, row + 1, rows[1])
            cell.value = f"={above}+{below}"
        whole = f"{coordinate(row, columns[0])}:{coordinate(row, columns[-1])}"
        over = self.say(_OVER)
        verdict = '"OK"'
        if kind.name != "coverage":
            verdict = f'IF(SUMPRODUCT(({whole}>0)*({whole}<0.995))>0,"{self.say(_UNDER)}","OK")'
        told = sheet.cell(row, places["sd"])
        self.put(told, _MARKED)
        told.value = f'=IF(MAX({whole})=0,"",IF(MAX({whole})>1.005,"{over}",{verdict}))'
        over_one: Any = CellIsRule
        sheet.conditional_formatting.add(
            whole, over_one(operator="greaterThan", formula=["1.005"], font=Font(color=RED))
        )

    def _choices(
        self, sheet: Worksheet, places: dict[str, int], topic: str, spare: int, last: int
    ) -> None:
        """Give the cells of words their drop-downs."""
        top = HEADER_ROW + 1
        for name, key in (("status", "status"), ("source", "sources"), ("route", "routes"),
                          ("category", "categories")):  # fmt: skip
            if name in places:
                at = f"{coordinate(top, places[name])}:{coordinate(last, places[name])}"
                # sources may be typed, and "all together" is on no sheet: those lists only offer
                self._offer(sheet, at, key, strict=name == "status")
        self._offer(sheet, f"A{spare}:A{last}", topic, strict=True)

    def _offer(self, sheet: Worksheet, cells: str, key: str, *, strict: bool) -> None:
        from openpyxl.worksheet.datavalidation import DataValidation

        rule = DataValidation(
            type="list",
            formula1=f"={self.lists[key]}",
            allow_blank=True,
            showErrorMessage=strict,
            error=self.say(_WRONG_CHOICE),
        )
        rule.add(cells)
        sheet.add_data_validation(rule)

    def _listing(
        self, sheet: Worksheet, key: str, columns: list[str], rows: list[list[str]]
    ) -> None:
        """Write a sheet that drop-downs take their lists from."""
        self._head(sheet, key, columns)
        sheet.column_dimensions["A"].width = 40
        for row in range(HEADER_ROW + 1, _LAST_LISTED + 1):
            given = rows[row - HEADER_ROW - 1] if row - HEADER_ROW <= len(rows) else []
            if not given and row > HEADER_ROW + len(rows) + 30:
                break
            for column in range(1, len(columns) + 1):
                cell = sheet.cell(row, column)
                look = input_look(wrap=column == len(columns))
                self.put(cell, look, given[column - 1] if given else "")

    def _own_routes(self, sheet: Worksheet) -> None:
        helps = {route.name: told for route, _, told in texts.ROUTES}
        rows = [
            [
                label,
                route.name,
                self.say(texts.TIER_WORDS[route.tier]),
                ", ".join(self.say(texts.SECTOR_WORDS[s]) for s in route.sectors or ()),
                self.say(helps.get(route.name, ("", ""))),
            ]
            for label, route in self.routes
        ]
        self._listing(sheet, "routes", ["route", "name", "tier", "sectors", "help"], rows)
        self._offer(sheet, f"C{HEADER_ROW + 1}:C{_LAST_LISTED}", "tier", strict=True)
        self._offer(sheet, f"D{HEADER_ROW + 1}:D{_LAST_LISTED}", "sector", strict=False)

    def _own_categories(self, sheet: Worksheet) -> None:
        rows = [
            [label, kind.name, kind.polymer, kind.format, self.say(texts.SECTOR_WORDS[kind.sector])]
            for label, kind in self.categories
        ]
        self._listing(
            sheet, "categories", ["category", "name", "polymer", "format", "sector"], rows
        )
        self._offer(sheet, f"E{HEADER_ROW + 1}:E{_LAST_LISTED}", "sector", strict=True)

    def _sources(self, sheet: Worksheet) -> None:
        if self.filled is None:
            rows = [[self.say(name), self.say(told)] for name, told in _SOURCES]
        else:
            rows = [[source, ""] for source in sorted({m.source for m in self.filled} - {""})]
        # those beyond the end of the list stand in their cells all the same
        self._listing(sheet, "sources", ["source", "details"], rows[: _LAST_LISTED - HEADER_ROW])


_SUMMED: Final = frozenset({"coverage", "composition_residual", "composition_collected"})
"""Shares that make up one whole."""


def _kinds(topic: str) -> list[Quantity]:
    return [kind for kind in QUANTITIES.values() if kind.topic == topic]
