"""How sure the answer is, what was measured, and what the numbers rest on."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Final

from plastsmart.errors import LabelError
from plastsmart.labels import LANGUAGES, lower_first, text
from plastsmart.parameters import STATUSES as STATUS_NAMES
from plastsmart.report.basis import known
from plastsmart.report.chapters.targets import rate_of_scope, scope_of
from plastsmart.report.document import (
    Amount,
    Block,
    Cell,
    Column,
    Entry,
    Items,
    Paragraph,
    Section,
    Table,
    chance,
    level,
    share,
    typeset,
)
from plastsmart.report.mapping import (
    agreement_text,
    error_decimals,
    key_label,
    quantity_label,
    suspect_text,
    two_ways_text,
)
from plastsmart.report.names import parameter_name, target_name
from plastsmart.report.norwegian import notes_of
from plastsmart.report.pictures import drivers_picture, measured_picture
from plastsmart.report.plots.style import number, percent
from plastsmart.report.report_text import STATUSES, say, unit_name
from plastsmart.report.sentences import joined
from plastsmart.report.text import note_of_draws
from plastsmart.stages import PARAMETERS

if TYPE_CHECKING:
    import pandas as pd

    from plastsmart.mapping.reconcile import Reconciliation, SuspectMeasurement
    from plastsmart.report.findings import Findings

__all__ = ["basis", "measured", "uncertainty"]

_LEAST_SHARE: Final = 0.005
_MEASURE: Final = "measure: "


def uncertainty(found: Findings) -> Section:
    """Return how sure it is that each target is reached, and what makes it unsure."""
    language, made = found.language, found.ensemble
    title = say("uncertainty", language)
    if made is None:
        key = "draws_nothing" if found.draws else "draws_out"
        told = Paragraph(text=say(key, language))
        return Section(id="uncertainty", title=title, blocks=(told,))
    n = number(float(made.n), language)
    blocks: list[Block] = [Paragraph(text=say("draws_say", language, n=n))]
    if any(outcome.result is not None for outcome in found.outcomes):
        blocks.append(_sure(found, n))
    notes = tuple(typeset(note_of_draws(note, language)) for note in made.notes)
    if notes:
        blocks.append(Items(items=notes))
    parts = []
    if found.drivers is not None:
        parts.append(_drivers(found, found.drivers))
    return Section(id="uncertainty", title=title, blocks=tuple(blocks), parts=tuple(parts))


def _sure(found: Findings, n: str) -> Table:
    """Return the rate of each target with its band, and with what probability it is reached."""
    language, made = found.language, found.ensemble
    assert made is not None
    with_plan = found.plan is not None
    columns = [Column(say("target", language)), Column(say("level", language), "number")]
    columns += [Column(say(key, language), "number") for key in ("low", "median", "high")]
    columns.append(Column(say("probability", language), "number"))
    if with_plan:
        columns.append(Column(say("probability_without", language), "number"))
    rows = []
    for outcome in found.outcomes:
        target, result = outcome.target, outcome.result
        if result is None:
            continue
        band = made.quantiles(target.rate, by=["year"], scope=dict(target.scope))
        row: list[Cell] = [
            Entry(target_name(target, language), small=scope_of(target, found)),
            level(target.required_level, language),
            *(
                share(float(value), language)
                for value in band.to_dict("index")[target.deadline].values()
            ),
            chance(result.probability, language),
        ]
        if with_plan:
            before = result.baseline
            row.append(chance(None if before is None else before.probability, language))
        rows.append(tuple(row))
    return Table(
        id="sure-table",
        caption=say("sure_table", language, n=n),
        columns=tuple(columns),
        rows=tuple(rows),
        note=say("band_note plan" if with_plan else "band_note", language),
    )


def _drivers(found: Findings, table: pd.DataFrame) -> Section:
    language = found.language
    name = rate_of_scope(*found.rate, found)
    rows = []
    for key, values in table.sort_values("first", ascending=False).to_dict("index").items():
        rows.append(
            (
                driver_name(str(key), language),
                share(max(float(values["first"]), 0.0), language, 0),
                share(float(values["low"]), language),
                share(float(values["high"]), language),
            )
        )
    keys = ("first", "if_low", "if_high")
    caption = say("drivers_table", language, name=name, year=found.year)
    return Section(
        id="drivers",
        title=say("drivers", language),
        blocks=(
            Paragraph(text=say("drivers_note", language), kind="note"),
            drivers_picture(found, table, "drivers-picture"),
            Table(
                id="drivers-table",
                caption=caption,
                columns=(
                    Column(say("parameter", language)),
                    *(Column(say(key, language), "number") for key in keys),
                ),
                rows=tuple(rows),
            ),
        ),
    )


def driver_name(key: str, language: str) -> str:
    """Return what people call a row of a sensitivity: a parameter, or a measure."""
    if key.startswith(_MEASURE):
        return say("plan_numbers", language, name=key.removeprefix(_MEASURE))
    return parameter_name(key, language) if key in PARAMETERS else key


# --------------------------------------------------------------------------------------------------
# what was measured


def measured(found: Findings) -> Section | None:
    """Return what a municipality measured, made to agree, and what is at odds."""
    of, language = found.reconciliation, found.language
    if of is None:
        return None
    told = [typeset(agreement_text(of, language))]
    told += [_suspect(each, language) for each in of.suspects if not each.own_source]
    if own := [each for each in of.suspects if each.own_source]:
        told.append(text("own_source", language))
        told += [_suspect(each, language) for each in own]
    told.append(typeset(two_ways_text(of, language)))
    told += _rests_on(of, language)
    picture = _picture(of, language)
    blocks: list[Block] = [
        Paragraph(text=say("measured_say", language)),
        Items(items=tuple(told)),
        *([picture] if picture is not None else []),
        _measured_table(of, language),
    ]
    return Section(id="measured", title=say("measured", language), blocks=tuple(blocks))


def _picture(of: Reconciliation, language: str) -> Block | None:
    try:
        return measured_picture(of, language, "measured-picture")
    except LabelError:
        return None  # nothing in tonnes was measured


def _suspect(each: SuspectMeasurement, language: str) -> str:
    return typeset(suspect_text(each, language))


def _rests_on(of: Reconciliation, language: str) -> list[str]:
    """Return the rate that was reconciled, by how well known what it rests on is."""
    complete = of.completeness
    if math.isnan(complete.rate):
        return [text("rate_undetermined", language)]
    shares = joined(
        [
            f"{percent(part, language, 0)} {text(f'status {status}', language)}"
            for status, part in complete.influence.items()
            if part >= _LEAST_SHARE
        ],
        language,
    )
    rate = f"{percent(complete.rate, language, 1)} ± {percent(complete.sd, language, 1)}"
    told = [text("rests_on", language, rate=rate, shares=shares)]
    if complete.gains:
        name, sd, _ = complete.gains[0]
        name = lower_first(key_label(of, name, language))
        told.append(text("helps_most", language, name=name, sd=percent(sd, language, 1)))
    return told


def _measured_table(of: Reconciliation, language: str) -> Table:
    """Return what was measured or stated; what was filled in from elsewhere is only counted."""
    rows: list[tuple[Cell, ...]] = []
    filled = 0
    for row in of.table.to_dict("records"):
        if math.isnan(row["measured"]):
            continue  # derived: it is in the flows
        if row["status"] == "default":
            filled += 1
            continue
        name = quantity_label(row["quantity"], row["category"], row["route"], language)
        share_of = row["unit"] == "1"
        rows.append(
            (
                name,
                _with_error(row["measured"], row["measured_sd"], language, share_of=share_of),
                _with_error(row["reconciled"], row["reconciled_sd"], language, share_of=share_of),
                "" if share_of else unit_name(row["unit"], language),
                text(f"status {row['status']}", language),
            )
        )
    keys = (("as_measured", "number"), ("as_reconciled", "number"), ("unit", "text"))
    note = say("plus_minus", language)
    if filled:
        note += f" {say('filled', language, number=filled)}"
    return Table(
        id="measured-table",
        caption=say("measured_table", language, year=of.year),
        columns=(
            Column(say("quantity", language)),
            *(Column(say(key, language), kind) for key, kind in keys),
            Column(say("status", language)),
        ),
        rows=tuple(rows),
        note=note,
        cards=True,
    )


def _with_error(value: float, sd: float, language: str, *, share_of: bool) -> Amount:
    """Return a value with its standard error, both with two digits of the error."""
    if math.isnan(value):
        return Amount("–", None)
    uncertain = math.isfinite(sd) and sd > 0.0
    by = 0.01 if share_of else 1.0
    decimals = error_decimals(sd / by) if uncertain else 1
    told = number(value / by, language, decimals)
    if uncertain:
        told += f" ± {number(sd / by, language, decimals)}"
    form = f"0.{'0' * decimals} %" if share_of and decimals else "0 %" if share_of else "#,##0.####"
    return Amount(f"{told}\u00a0%" if share_of else told, float(value), form)


# --------------------------------------------------------------------------------------------------
# what the numbers rest on


def basis(found: Findings) -> Section:
    """Return how well the numbers of the calculation are known, by parameter."""
    language = found.language
    all_known = known(found.system)
    stated = [each for each in all_known if not each.neutral and not each.unstated]
    totals = {
        status: sum(each.counts.get(status, 0) for each in stated) for status in (*STATUS_NAMES, "")
    }
    counts = [
        say(f"count {status or 'none'}", language, n=number(float(total), language))
        for status, total in totals.items()
        if total
    ]
    every = number(float(sum(totals.values())), language)
    blocks: list[Block] = [
        Paragraph(
            text=say("basis_counts", language, all=every, counts=joined(counts, language)),
            kind="lead",
        ),
        Items(
            items=tuple(
                (text(f"status {status}", language), STATUSES[status][LANGUAGES.index(language)])
                for status in STATUS_NAMES
            )
        ),
        _basis_table(found, totals),
    ]
    neutral = [parameter_name(k.parameter, language).lower() for k in all_known if k.neutral]
    if neutral:
        told = say("neutral", language, names=joined(neutral, language))
        blocks.append(Paragraph(text=told, kind="note"))
    parts = []
    notes = _notes(found)
    if notes:
        parts.append(
            Section(id="notes", title=say("notes", language), blocks=(Items(items=notes),))
        )
    return Section(
        id="basis", title=say("basis", language), blocks=tuple(blocks), parts=tuple(parts)
    )


def _notes(found: Findings) -> tuple[str, ...]:
    """Return the notes of the system; those of a reconciliation stand in its own section."""
    if found.reconciliation is not None:
        return (say("derived", found.language), say("marginal", found.language))
    return tuple(typeset(note) for note in notes_of(found.system, found.language))


def _basis_table(found: Findings, totals: dict[str, int]) -> Table:
    language = found.language
    statuses = [status for status in (*STATUS_NAMES, "") if totals[status] or status]
    drivers = found.drivers
    columns = [Column(say("parameter", language)), Column(say("unit", language))]
    columns += [
        Column(say(f"{status or 'none'}_column", language), "number") for status in statuses
    ]
    if drivers is not None:
        columns.append(Column(say("first", language), "number"))
    rows: list[tuple[Cell, ...]] = []
    for each in known(found.system):
        if each.neutral or each.unstated:
            continue
        spec = PARAMETERS[each.parameter]
        row: list[Cell] = [
            Entry(parameter_name(each.parameter, language), code=each.parameter),
            unit_name(spec.unit, language),
        ]
        row += [_count(each.counts.get(status, 0), language) for status in statuses]
        if drivers is not None:
            first = drivers["first"].to_dict().get(each.parameter)
            row.append("" if first is None else share(max(float(first), 0.0), language, 0))
        rows.append(tuple(row))
    together: list[Cell] = [say("together", language), ""]
    together += [_count(totals[status], language) for status in statuses]
    rows.append((*together, *([] if drivers is None else [""])))
    return Table(
        id="basis-table",
        caption=say("basis_table", language),
        columns=tuple(columns),
        rows=tuple(rows),
        total=True,
    )


def _count(value: int, language: str) -> Cell:
    return Amount(number(float(value), language), float(value), "0") if value else ""
