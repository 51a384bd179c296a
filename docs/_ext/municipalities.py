"""What is known of each municipality, and the back-test, as parts of pages made at build time.

Written to ``docs/_generated/parts``: ``municipalities.md``, which
``docs/municipalities.md`` includes, and ``backtest.md``, ``not_compared.md`` and ``series.md``, which
``docs/backtest.md`` includes.
"""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

from reference import escaped, number, percent, table, unit

import plastsmart as ps

STATUS_NO = {
    "measured": "målt",
    "reported": "rapportert",
    "estimated": "anslått",
    "default": "antatt",
}
"""Each status in Norwegian."""

OWN = {
    "population": ("population", "folketall"),
    "coverage": ("coverage", "dekning"),
    "capture": ("capture", "andel samlet inn"),
    "impurity": ("impurity", "feilsortering"),
}
"""The parameters that differ between municipalities, in English and Norwegian."""

WHOLE = 100
"""From here on a number is told without decimals."""

ROUTES = {"kerbside": "at the kerb", "bring_point": "bring points", "central_sorting": "plant"}


def _values(number_: str) -> Any:
    full = ps.load("network").table()
    return full[full["value"].notna() & (full["region"] == number_)]


def _amount(row: dict[str, Any]) -> str:
    return percent(row["value"]) if row["unit"] == "1" else f"{number(row['value'])} {row['unit']}"


def _year(row: Any) -> str:
    return str(row["year"]) if isinstance(row["year"], int) else ""


def _cited(row: Any) -> str:
    name = escaped(row["source"])
    return f"[{name}]({row['url']})" if row["url"] else name


def overview() -> str:
    """Return all municipalities in one table, with the status of what is theirs."""
    rows = []
    norwegian = ps.data.municipalities("no")
    for number_, place in ps.data.municipalities().iterrows():
        values = _values(str(number_))
        kerbside = values[values["route"].isin(["kerbside", "central_sorting"])]
        marks = []
        for parameter in OWN:
            source = values if parameter == "population" else kerbside
            found = source[(source["parameter"] == parameter) & (source["value"] > 0)]
            best = next(s for s in STATUS_NO if s in set(found["status"]))
            marks.append(f"{best} / {STATUS_NO[best]}")
        rows.append(
            (
                f"[{place['name']}](#municipality-{number_})",
                f"{number_}"
                + ("" if place["former_number"] == number_ else f" ({place['former_number']})"),
                escaped(place["method"]),
                escaped(norwegian.loc[number_, "innsamling"]),
                *marks,
            )
        )
    labels = [f"{en} / {no}" for en, no in OWN.values()]
    return table(
        ("municipality / kommune", "number / nummer", "how collected", "innsamling", *labels), rows
    )


def section(number_: str, place: Any) -> str:
    """Return what there is to say of one municipality."""
    values = _values(number_)
    rows = []
    default = []
    for row in values.to_dict("records"):
        where = ROUTES.get(row["route"], "")
        year = _year(row)
        if row["status"] == "default":
            default.append(f"{OWN[row['parameter']][0]}{f' ({where})' if where else ''}")
            continue
        en, no = OWN[row["parameter"]]
        rows.append(
            (
                f"{en} / {no}",
                ", ".join(part for part in (where, year) if part),
                _amount(row),
                f"{row['status']} / {STATUS_NO[row['status']]}",
                escaped(row["source"]),
                escaped(row["note"]),
            )
        )
    head = (
        "known / kjent", "where, year / hvor, år", "value / verdi", "status", "source / kilde",
        "note / merknad",
    )  # fmt: skip
    member = "" if place["network"] else " Not one of the sixteen of the network."
    parts = [
        f"(municipality-{number_})=",
        f"### {escaped(place['name'])}\n",
        f'`ps.load("{place["name"]}")`, `ps.load("{number_}")`. {escaped(place["company"])}, '
        f"{escaped(place['county'])}.{member}"
        + (f" {escaped(place['note'])}." if place["note"] else "")
        + "\n",
        table(head, rows, right=(2,)),
    ]
    others = ", ".join(dict.fromkeys(default))
    more = f"{others}, and e" if others else "E"
    parts.append(
        f"Default / antatt: {more}verything that is not in this table: the nation's, with a wider "
        "range.\n"
    )
    figures = ps.data.municipality_figures()
    mine = figures[(figures["number"] == number_) & (figures["parameter"] == "")]
    if len(mine):
        parts.append("Found, but setting nothing here / funnet, men ikke brukt:\n")
        parts += [
            f"- {escaped(row['quantity'].replace('_', ' '))}: {number(row['value'])}"
            f"{'' if row['unit'] == '1' else ' ' + unit(row['unit'])}"
            f"{', ' + _year(row) if _year(row) else ''} "
            f"({escaped(row['area'])}). {_cited(row)} ({row['confidence']}). {escaped(row['note'])}"
            for row in mine.to_dict("records")
        ]
    return "\n".join([*parts, ""])


def municipalities() -> str:
    """Return the whole part: the overview, then each municipality."""
    sections = [section(str(n), place) for n, place in ps.data.municipalities().iterrows()]
    return "\n".join([overview(), "## Each municipality\n", *sections])


def _reported(row: Any, column: str) -> str:
    value = row[column]
    if row["unit"] == "1":
        return percent(round(value, 4))
    return number(round(value) if value >= WHOLE else value)


def backtest() -> str:
    """Return the model against the reports that it can be held against."""
    tested = ps.backtest()
    rows = []
    for row in tested[tested["compared"]].to_dict("records"):
        share = row["unit"] == "1"
        difference = (
            f"{100 * row['difference']:+.2f} points"
            if share
            else f"{round(row['difference']) + 0:+,}"
        )
        rows.append(
            (
                str(row["year"]),
                f"`{row['rate'] or row['flow']}`",
                escaped(f"{row['scope']}; {row['basis']}"),
                f"`{row['system']}`",
                _reported(row, "reported"),
                _reported(row, "model"),
                difference.replace(",", "\N{NO-BREAK SPACE}"),
                "share" if share else escaped(row["unit"]),
                escaped(row["explanation"]),
            )
        )
    head = (
        "year", "rate or flow", "scope; basis", "system", "reported", "model", "difference", "unit",
        "explanation",
    )  # fmt: skip
    return table(head, rows, right=(4, 5, 6))


def not_compared() -> str:
    """Return the reports that no ready system can be held against, with the reason."""
    tested = ps.backtest()
    titles = dict(ps.published_series()[["series", "title"]].itertuples(index=False))
    rows = [
        (
            str(row["year"]),
            escaped(titles[row["series"]]),
            f"{_reported(row, 'reported')}{'' if row['unit'] == '1' else ' ' + row['unit']}",
            row["basis"],
            escaped(row["explanation"].removeprefix("not compared: ")),
        )
        for row in tested[~tested["compared"]].to_dict("records")
    ]
    return table(("year", "what", "reported", "basis", "why not"), rows, right=(2,))


def series() -> str:
    """Return the Norwegian series with their breaks, and how many values there are of other states."""
    english, norwegian = ps.published_series(), ps.published_series("no")
    rows = []
    for name, group in english[english["place"] == "NO"].groupby("series", sort=False):
        parts = []
        for row in group.to_dict("records"):
            if row["break"]:
                parts.append("**‖**")
            parts.append(f"{row['year']}: {_reported(row, 'value')}")
        title = norwegian.loc[group.index[0], "title"]
        breaks = "; ".join(dict.fromkeys(text for text in group["break"] if text))
        units = {text for text in group["unit"] if text != "1"}
        rows.append(
            (
                f"{escaped(group['title'].iloc[0])} / {escaped(title)} (`{name}`)",
                ", ".join(parts).replace(", **‖**,", " **‖**").removeprefix("**‖**, "),
                ", ".join(units) or "share",
                ", ".join(dict.fromkeys(group["basis"])),
                escaped(breaks),
            )
        )
    others = english[english["place"] != "NO"]
    told = (
        f"\nOf {others['place'].nunique()} other states or unions there are {len(others)} rates, "
        f"{others['year'].min()} to {others['year'].max()}, from Eurostat or citing it.\n"
    )
    head = ("series / serie", "values; **‖** is a break", "unit", "basis", "break")
    return table(head, rows) + told


def write(app: Any) -> None:
    """Write the parts; a file that would not change is left alone."""
    folder = Path(app.srcdir) / "_generated" / "parts"
    folder.mkdir(parents=True, exist_ok=True)
    for maker in (municipalities, backtest, not_compared, series):
        path = folder / f"{maker.__name__}.md"
        text = re.sub(r" +\|", " |", maker())
        if not path.exists() or path.read_text(encoding="utf-8") != text:
            path.write_text(text, encoding="utf-8")


def setup(app: Any) -> dict[str, Any]:
    """Register with Sphinx: after `reference`, which clears what it did not write itself."""
    app.connect("builder-inited", write, priority=600)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
