"""What the page shows, as HTML: every text escaped, every number from the package."""

from __future__ import annotations

import functools
import re
from collections.abc import Callable, Iterable, Sequence
from html import escape
from typing import TYPE_CHECKING, Final

import attrs

from plastsmart.errors import MissingValueError, PlastsmartError, PriceYearError, ScopeError
from plastsmart.labels import lower_first, prices_of, text, upper_first
from plastsmart.report.names import rate_name
from plastsmart.report.norwegian import notes_of
from plastsmart.report.plots.style import number, percent, source_line
from plastsmart.report.plots.vector import flows_svg
from plastsmart.report.report_text import unit_name
from plastsmart.report.sentences import Outcome, joined, place_of, verdict
from plastsmart.scenarios.projection import assess_flows
from plastsmart.scenarios.targets import THEMES
from plastsmart.workshop.chart import Aim, Lines, chart_svg
from plastsmart.workshop.menu import described, theme_of
from plastsmart.workshop.questions import DRAWS, cheapest, likely, needed
from plastsmart.workshop.session import aim_name
from plastsmart.workshop.themes import themes_html
from plastsmart.workshop.words import said

if TYPE_CHECKING:
    from plastsmart.flows.result import Flows
    from plastsmart.scenarios.least_cost import LeastCost
    from plastsmart.scenarios.measures import Measure
    from plastsmart.scenarios.projection import Assessment, Projection
    from plastsmart.scenarios.targets import Target
    from plastsmart.workshop.exercises import Feedback
    from plastsmart.workshop.menu import Opened, Saved
    from plastsmart.workshop.own import Own
    from plastsmart.workshop.questions import Band, Bands, Likely, Needed
    from plastsmart.workshop.session import Result, Start
    from plastsmart.workshop.sliders import Slider

__all__ = [
    "answer_html",
    "cascade_html",
    "chart_html",
    "cheapest_head",
    "cheapest_html",
    "exercises_head",
    "feedback_html",
    "files_head",
    "flows_html",
    "front_html",
    "head_html",
    "heading",
    "level_text",
    "likely_html",
    "measure_group",
    "measures_html",
    "money_html",
    "needed_html",
    "notes_html",
    "opened_html",
    "own_html",
    "paragraph",
    "pictures_html",
    "plain",
    "required_head",
    "required_html",
    "saved_note",
    "score_html",
    "section_html",
    "slider_group",
    "slider_label",
    "sure_head",
    "sure_html",
    "targets_html",
    "trouble_html",
]

_TILES: Final = ("collection", "sorted_out", "eu")
_ALWAYS: Final = ("collection", "eu")
_MILLION: Final = 1e6
_THOUSAND: Final = 1e3
_FEW: Final = 10
_HUNDRED: Final = 100.0
_MOST_POINTS: Final = 12
_SECTIONS: Final = ("controls", "answer", "questions", "exercises", "files")
_WIDE: Final = (640.0, 290.0, 13.0)
_NARROW: Final = (360.0, 300.0, 13.0)
_PICTURE: Final = (900.0, 430.0, 13.0)


def paragraph(words: str, kind: str = "") -> str:
    """Return a text as a paragraph."""
    of = f' class="{kind}"' if kind else ""
    return f"<p{of}>{escape(words)}</p>"


def heading(words: str, level: int) -> str:
    """Return a text as a heading."""
    return f"<h{level}>{escape(words)}</h{level}>"


def plain(words: str) -> str:
    """Return a text as marimo's Markdown shows it, letter by letter: signs as character references.

    Examples
    --------
    >>> from plastsmart.workshop.page import plain
    >>> plain("*a* (b)")
    '&#42;a&#42; &#40;b&#41;'
    """
    line = " ".join(words.split())
    return re.sub(r"[^\w\s.,]", lambda sign: f"&#{ord(sign[0])};", line).replace("_", "&#95;")


def level_text(target: Target, language: str) -> str:
    """Return the level of a target in percent."""
    return percent(target.required_level, language)


def section_html(key: str, language: str, level: int = 2) -> str:
    """Return the heading of a section; the links at the top lead to those of the first level.

    Examples
    --------
    >>> from plastsmart.workshop.page import section_html
    >>> section_html("files", "no")
    '<h2 id="ws-files" tabindex="-1">Lagre og åpne planer</h2>'
    """
    place = f' id="ws-{key}" tabindex="-1"' if key in _SECTIONS else ""
    return f"<h{level}{place}>{escape(said(key, language))}</h{level}>"


def head_html(language: str, system: str) -> str:
    """Return the top of the page: what it is, the other language, and the way to each section."""
    other = "en" if language == "no" else "no"
    links = "".join(
        f'<li><a href="#ws-{key}">{escape(said(f"to {key}", language))}</a></li>'
        for key in _SECTIONS
    )
    return (
        f'<header class="ws-head"><h1>{escape(said("title", language))}</h1>'
        f'<a class="ws-language" lang="{"nb" if other == "no" else "en"}" '
        f'href="?language={other}&amp;system={escape(system, quote=True)}">'
        f"{escape(said('other_language', language))}</a>"
        f"{paragraph(said('lead', language), 'ws-lead')}"
        f'<nav aria-label="{escape(said("sections", language))}"><ul>{links}</ul></nav></header>'
    )


def trouble_html(*lines: str, title: str = "") -> str:
    """Return what went wrong, to be read out at once."""
    head = f"<strong>{escape(title)}</strong>" if title else ""
    told = "".join(f"<li>{escape(line)}</li>" for line in lines)
    return f'<div class="ws-trouble" role="alert">{head}<ul>{told}</ul></div>'


def slider_label(slider: Slider, language: str) -> str:
    """Return what stands beside a slider, as marimo's Markdown."""
    now = said("begins", language, share=percent(slider.start, language, 1))
    about = slider.about(language)
    return f"**{plain(slider.name(language))}** – {plain(f'{about} ({now})')}"


def slider_group(slider: Slider, language: str) -> str:
    """Return below what a slider stands that is not among the first."""
    if not slider.group:
        return said("more_sliders", language)
    return said("sliders of", language, theme=lower_first(said(f"theme {slider.group}", language)))


def measure_group(measure: Measure, language: str) -> str:
    """Return below what a measure of the catalogue stands that is not among the first."""
    theme = theme_of(measure.name, language)
    if theme == THEMES[0]:
        return said("more_measures", language)
    return said("measures of", language, theme=lower_first(said(f"theme {theme}", language)))


# --------------------------------------------------------------------------------------------------
# tables


def _table(
    caption: str,
    head: Sequence[str],
    rows: Iterable[Sequence[str]],
    *,
    hidden: bool = False,
    words: Sequence[int] = (),
) -> str:
    """Return a table of text; the first cell of a row is its heading, `words` are columns of prose.

    A row of one cell is the heading of those below it.
    """
    kinds = [
        "" if place == 0 or place in words else ' class="ws-number"' for place in range(len(head))
    ]
    top = "".join(
        f'<th scope="col"{kind}>{escape(name)}</th>' for name, kind in zip(head, kinds, strict=True)
    )
    body = []
    for first, *rest in rows:
        if not rest:
            body.append(
                f'</tbody><tbody><tr><th class="ws-group" scope="rowgroup" colspan="{len(head)}">'
                f"{first}</th></tr>"
            )
            continue
        cells = "".join(
            f"<td{kind}>{cell}</td>" for cell, kind in zip(rest, kinds[1:], strict=True)
        )
        body.append(f'<tr><th scope="row">{first}</th>{cells}</tr>')
    unseen = ' class="ws-unseen"' if hidden else ""
    title = f"<caption{unseen}>{escape(caption)}</caption>"
    rows_html = f"<tbody>{''.join(body)}</tbody>".replace("<tbody></tbody>", "")
    return (
        f'<div class="ws-scroll" role="group" tabindex="0" aria-label="{escape(caption)}"><table>{title}'
        f"<thead><tr>{top}</tr></thead>{rows_html}</table></div>"
    )


def _verdict(verdict: str, language: str) -> str:
    sign = "✓" if verdict == "reached" else "✗"
    return f'<span class="ws-verdict">{sign} {escape(text(verdict, language))}</span>'


# --------------------------------------------------------------------------------------------------
# the answer


@attrs.frozen
class _Kroner:
    """Amounts of money of one picture, all in one unit."""

    by: float
    unit: str
    language: str

    @classmethod
    def of(cls, amounts: Iterable[float], language: str) -> _Kroner:
        largest = max((abs(amount) for amount in amounts), default=0.0)
        if largest >= _MILLION:
            return cls(_MILLION, text("millions", language), language)
        return cls(_THOUSAND, text("thousands", language), language)

    def bare(self, amount: float) -> str:
        decimals = 1 if self.by == _MILLION else 0
        return number(amount / self.by, self.language, decimals)

    def told(self, amount: float) -> str:
        return f"{self.bare(amount)}\u00a0{self.unit}"


def _costs(flows: Flows) -> bool:
    return "system_cost" in flows.names


def _has_costs(result: Result) -> bool:
    return _costs(result.flows)


@attrs.frozen(kw_only=True)
class _Numbers:
    """What the first line tells of a year: rates by their ids, tonnes recycled, cost [NOK]."""

    rates: dict[str, float]
    recycled: float
    cost: float | None

    @classmethod
    def of(cls, projection: Projection, target: Target) -> _Numbers:
        flows, year = projection.flows, target.deadline
        at = flows.system.axes.years.index(year)
        first = [] if target.rate in _TILES else [target.rate]
        return cls(
            rates={
                rate: float(flows.rate(rate, by=["year"], scope=_scope(rate, target)).iloc[at])
                for rate in (*first, *_TILES)
                if rate in _ALWAYS or rate == target.rate
            },
            recycled=float(flows.quantity("recycled", by=["year"]).magnitude[at]),
            cost=_cost(projection, year),
        )


def _scope(rate: str, target: Target) -> dict[str, tuple[str, ...]] | None:
    """Return what a rate is of: the target's own where it is the target's, else everything."""
    return dict(target.scope) or None if rate == target.rate else None


def _tile(rate: str, target: Target, language: str) -> str:
    """Return what a rate is called below its number."""
    if rate not in _TILES:
        return lower_first(rate_name(rate, language))
    return said(f"tile {rate}" if _scope(rate, target) is None else f"tile {rate} of", language)


def _cost(projection: Projection, year: int) -> float | None:
    """Return what everything costs in a year [NOK]; None where that cannot be told."""
    if not _costs(projection.baseline):
        return None
    try:
        return float(projection.costs().loc[year, "with"])  # type: ignore[arg-type]
    except (PriceYearError, MissingValueError):
        return None


@functools.lru_cache(maxsize=64)
def _before(start: Start, target: Target) -> _Numbers:
    return _Numbers.of(start.projection, target)


def score_html(result: Result, target: Target, language: str) -> str:
    """Return the numbers that a slider changes, in the target's year: now and with the changes.

    Examples
    --------
    >>> from plastsmart.workshop.page import score_html
    >>> from plastsmart.workshop.session import HALF, begin, computed
    >>> start = begin("headline", "en")
    >>> found = score_html(computed(start, {"capture:municipal_collection": 60}, []), HALF, "en")
    >>> "36.0" in found, "21.0" in found
    (True, True)
    """
    before, after = _before(result.start, target), _Numbers.of(result.projection, target)
    tiles = [
        (
            _tile(rate, target, language),
            percent(before.rates[rate], language, 1),
            percent(share, language, 1),
            "ws-main" if rate == target.rate else "",
        )
        for rate, share in after.rates.items()
    ]
    was, now = (number(each.recycled, language) for each in (before, after))
    tiles.append((said("tile tonnes", language), was, now, "ws-less"))
    if before.cost is not None and after.cost is not None:
        kroner = _Kroner.of([before.cost, after.cost], language)
        key = "tile cost" if kroner.by == _MILLION else "tile cost thousand"
        tiles.append((said(key, language), kroner.bare(before.cost), kroner.bare(after.cost), ""))
    told = "".join(
        f'<div class="ws-tile {kind}"><dt>{escape(name)}</dt>'
        f"<dd><b>{escape(now)}</b>"
        f"<small>{escape(said('was', language, value=was))}</small></dd></div>"
        for name, was, now, kind in tiles
    )
    return (
        f'<div class="ws-score" role="group" aria-label="{escape(said("answer", language))}">'
        f"{paragraph(said('in_year', language, year=target.deadline), 'ws-year')}<dl>{told}</dl></div>"
    )


def _assessed(result: Result, target: Target) -> Assessment | None:
    try:
        return result.projection.assessment(target)
    except ScopeError:
        return None


def _changes(result: Result, language: str) -> str:
    if not result.changed:
        return said("unchanged", language)
    what = [
        said(
            "moved",
            language,
            name=slider.name(language),
            before=percent(slider.start, language, 0),
            after=percent(at / 100.0, language, 0),
        )
        for slider, at in result.moved
    ]
    if result.plan is not None:
        what += [measure.name for measure in result.plan]
    return said("changed", language, what="; ".join(what))


def answer_html(result: Result, target: Target, language: str) -> str:
    """Return whether the target is reached in a sentence, and what was changed."""
    system = result.adjusted
    outcome = Outcome(target=target, result=_assessed(result, target))
    plan = None if result.plan is None else result.plan.name
    told = verdict(outcome, place_of(system, language), system, language, plan)
    kind = {True: "reached", False: "missed", None: "unknown"}[outcome.reached]
    sign = {"reached": "✓", "missed": "✗", "unknown": "?"}[kind]
    return (
        f"{section_html('answer', language)}"
        f'<div class="ws-answer ws-{kind}" role="status"><span aria-hidden="true">{sign}</span>'
        f"{paragraph(told)}</div>{paragraph(_changes(result, language), 'ws-changes')}"
    )


def pictures_html(result: Result, target: Target, band: Band | None, language: str) -> str:
    """Return all that is shown below the answer, that first which the target is about."""
    about, others = themes_html(result, target, language)
    return "".join(
        [
            chart_html(result, target, band, language),
            about,
            flows_html(result, target, language),
            others,
            targets_html(result, language),
            cascade_html(result, target, language),
            money_html(result, target, language),
            notes_html(result, language),
        ]
    )


def chart_html(
    result: Result, target: Target, band: Band | None, language: str, name: str = "rate"
) -> str:
    """Return the rate of a target over the years, now and with the changes, with its band.

    `name` begins the ids of the picture, of which there may be two on the page.
    """
    scope = dict(target.scope)
    series = [
        flows.rate(target.rate, by=["year"], scope=scope)
        for flows in (result.start.flows, result.flows)
    ]
    years = tuple(int(year) for year in series[0].index)
    now, yours = (tuple(map(float, each)) for each in series)
    same = [
        aim for aim in result.start.aims if (aim.rate, aim.scope) == (target.rate, target.scope)
    ]
    aims = [(aim, assess_flows(result.flows, aim).reached) for aim in same]
    lines = Lines(
        years=years,
        now=now,
        yours=yours if result.changed else None,
        band=band,
        aims=tuple(Aim(aim.deadline, aim.required_level, reached) for aim, reached in aims),
    )
    year = target.deadline
    told = said("band none", language)
    if band is not None:
        low, high = (percent(share, language, 1) for share in band.at(year))
        told = said("band is", language, low=low, high=high, year=year)
    rate = rate_name(target.rate, language)
    title = said("chart title", language, rate=rate, first=years[0], last=years[-1])
    description = said(
        "chart says",
        language,
        rate=rate,
        before=percent(now[years.index(year)], language, 1),
        after=percent(yours[years.index(year)], language, 1),
        year=year,
        level=percent(target.required_level, language),
        band=told,
    )
    pictures = "".join(
        f'<div class="{kind}">'
        + chart_svg(
            lines,
            title,
            description,
            language,
            width=width,
            height=height,
            size=size,
            id=f"{kind}-{name}",
        )
        + "</div>"
        for kind, (width, height, size) in (("ws-wide", _WIDE), ("ws-narrow", _NARROW))
    )
    head = section_html("rate_picture", language, 3) if name == "rate" else ""
    return f"{head}{paragraph(title, 'ws-what')}{pictures}{paragraph(told, 'ws-small')}"


def flows_html(result: Result, target: Target, language: str) -> str:
    """Return the flow picture of a target's year."""
    year = target.deadline
    width, height, size = _PICTURE
    try:
        picture = flows_svg(
            result.flows, year=year, language=language, width=width, height=height, size=size,
            id="ws-flows",
        )  # fmt: skip
    except ScopeError as error:
        return trouble_html(str(error))
    return (
        f"<h3>{escape(said('picture', language, year=year))}</h3>"
        f'<div class="ws-scroll ws-flows" role="group" tabindex="0" '
        f'aria-label="{escape(said("scrolls", language))}">{picture}</div>'
        f"{paragraph(source_line(result.start.system, language), 'ws-small')}"
    )


def targets_html(result: Result, language: str) -> str:
    """Return every target that applies: now and with the changes."""
    whole = result.start.is_whole
    rows: list[list[str]] = []
    theme = ""
    for target in result.start.aims:
        before = assess_flows(result.start.flows, target)
        after = assess_flows(result.flows, target)
        gap = number(abs(after.missing), language, _decimals(after.missing) if whole else 0)
        name = escape(aim_name(target, language))
        if whole:
            gap += f"\u00a0{unit_name(after.unit, language)}"
            name += f"<small>{escape(rate_name(target.rate, language))}</small>"
            if target.theme != theme:
                theme = target.theme
                rows.append([escape(said(f"theme {theme}", language))])
        rows.append(
            [
                name,
                escape(percent(target.required_level, language)),
                escape(percent(before.rate, language, 1)),
                escape(percent(after.rate, language, 1)),
                _verdict(after.verdict, language),
                escape(said("exceeds" if after.missing < 0 else "lacks", language, tonnes=gap)),
            ]
        )
    keys = ("target", "level", "now", "yours", "verdict", "gap with unit" if whole else "gap")
    head = [said(f"column {key}", language) for key in keys]
    return section_html("targets", language, 3) + _table(
        said("targets", language), head, rows, hidden=True, words=(4,)
    )


def _decimals(amount: float) -> int:
    """Return as many decimals as a small amount needs to be told."""
    size = abs(amount)
    return 0 if size >= _HUNDRED or size == 0.0 else (1 if size >= 1.0 else 2)


def cascade_html(result: Result, target: Target, language: str) -> str:
    """Return what becomes of 100 kg that are discarded: now and with the changes."""
    year = target.deadline
    before = result.start.projection.cascade(year)["without"]
    after = result.projection.cascade(year)["with"]
    rows = []
    for stage in before.index:
        was, now = float(before[stage]), float(after[stage])
        if max(was, now) == 0.0:
            continue
        lost = stage in {
            "leaked",
            "residual",
            "sorting_loss",
            "preparation_loss",
            "conversion_loss",
        }
        kind = "ws-lost" if lost else "ws-kept"
        bar = f'<span class="ws-bar {kind}" style="width:{now:.1f}%" aria-hidden="true"></span>'
        rows.append(
            [
                escape(text(f"stage {stage}", language)),
                escape(number(was, language, 1)),
                f"{escape(number(now, language, 1))}{bar}",
            ]
        )
    title = said("cascade", language, year=year)
    head = [said(f"column {key}", language) for key in ("stage", "now", "yours")]
    return f"<h3>{escape(title)}</h3>{_table(title, head, rows, hidden=True)}"


def money_html(result: Result, target: Target, language: str) -> str:
    """Return what it costs in a target's year and who pays: now and with the changes."""
    year = target.deadline
    title = f"<h3>{escape(said('money', language, year=year))}</h3>"
    if not _has_costs(result):
        return title + paragraph(said("no_costs", language), "ws-small")
    try:
        tables = [
            projection.financing().table.xs(year, level="year")
            for projection in (result.start.projection, result.projection)
        ]
        own = result.projection.own_costs()
    except (PriceYearError, MissingValueError) as error:
        return title + paragraph(said("no_money", language, why=error), "ws-small")
    before, after = tables[0]["without"], tables[1]["with"]
    kroner = _Kroner.of([*map(float, before), *map(float, after)], language)
    rows = [
        [
            escape(text(f"payer {payer}", language)),
            *(
                escape(kroner.bare(float(amount)))
                for amount in (before[payer], after[payer], after[payer] - before[payer])
            ),
        ]
        for payer in before.index
        if before[payer] or after[payer]
    ]
    sums = (float(before.sum()), float(after.sum()), float(after.sum() - before.sum()))
    rows.append(
        [escape(text("together", language)), *(escape(kroner.bare(value)) for value in sums)]
    )
    system = result.start.system
    prices = prices_of(system.price_year, language)
    head = [said(f"column {key}", language) for key in ("payer", "now", "yours", "change")]
    unit = upper_first(kroner.unit)
    told = paragraph(said("money_unit", language, unit=unit, prices=prices), "ws-small")
    free = ", ".join(own.unpriced) if result.plan is not None else ""
    more = paragraph(said("free", language, names=free), "ws-small") if free else ""
    caption = said("money", language, year=year)
    return f"{title}{told}{_table(caption, head, rows, hidden=True)}{more}"


def notes_html(result: Result, language: str) -> str:
    """Return what to know of the numbers of a system."""
    notes = notes_of(result.start.system, language)
    if not notes:
        return ""
    told = "".join(f"<li>{escape(note)}</li>" for note in notes)
    return (
        f'<details class="ws-notes"><summary>{escape(said("notes", language))}</summary>'
        f"<ul>{told}</ul></details>"
    )


def measures_html(measures: Iterable[Measure], language: str) -> str:
    """Return what measures are, folded together."""
    told = "".join(
        f"<dt>{escape(name)}</dt><dd>{escape(what)} <small>{escape(source)}</small></dd>"
        for name, what, source in described(measures, language)
    )
    return (
        f'<details class="ws-notes"><summary>{escape(said("about_measures", language))}</summary>'
        f"<dl>{told}</dl></details>"
    )


# --------------------------------------------------------------------------------------------------
# what is asked


def required_head(target: Target, language: str) -> str:
    """Return what is asked first, with the heading of all questions."""
    say = said("required_say", language, target=aim_name(target, language))
    return (
        section_html("questions", language) + section_html("required", language, 3) + paragraph(say)
    )


def sure_head(language: str) -> str:
    """Return what is asked about how sure all is."""
    return section_html("sure", language, 3) + paragraph(
        said("sure_say", language, n=number(DRAWS, language))
    )


def cheapest_head(target: Target, language: str) -> str:
    """Return what is asked about cost."""
    say = said("cheapest_say", language, target=aim_name(target, language))
    return section_html("cheapest", language, 3) + paragraph(say)


def _attempted(made: Callable[[], str]) -> str:
    """Return HTML, or why it cannot be made."""
    try:
        return made()
    except PlastsmartError as error:
        return trouble_html(str(error))


def required_html(result: Result, target: Target, language: str) -> str:
    """Return what it would take, by one slider each."""
    return _attempted(lambda: needed_html(needed(result, target), target, language))


def sure_html(result: Result, target: Target, bands: Bands, language: str) -> str:
    """Return how surely the targets are reached, with the picture of it."""

    def made() -> str:
        table = likely_html(likely(result), language)
        band = bands.drawn(result, target)
        return (
            f'<div role="status">{table}</div>{chart_html(result, target, band, language, "sure")}'
        )

    return _attempted(made)


def cheapest_html(result: Result, target: Target, language: str) -> str:
    """Return the cheapest of the measures that are ticked."""

    def made() -> str:
        if not _has_costs(result):
            return paragraph(said("no_costs", language))
        found = cheapest(result, target)
        return (
            paragraph(said("cheapest_tick", language))
            if found is None
            else front_html(found, language)
        )

    return _attempted(made)


def needed_html(found: Sequence[Needed], target: Target, language: str) -> str:
    """Return what each slider alone would have to be."""
    rows = []
    for each in found:
        if not each.effect:
            told = said("needed nothing", language)
        elif each.reached:
            told = said("needed already", language)
        elif each.value is None:
            told = said("needed never", language, rate=percent(each.best, language, 1))
        else:
            key = "needed at least" if each.at_least else "needed at most"
            told = said(key, language, share=percent(each.value, language, 1))
        rows.append(
            [
                escape(each.slider.name(language)),
                escape(percent(each.now, language, 1)),
                escape(told),
            ]
        )
    head = [said(f"column {key}", language) for key in ("slider", "today", "needed")]
    caption = said("required_say", language, target=aim_name(target, language))
    return _table(caption, head, rows, hidden=True, words=(2,))


def likely_html(found: Sequence[Likely], language: str) -> str:
    """Return how surely each target is reached."""
    if all(each.certain for each in found):
        return paragraph(said("sure_none", language))
    rows = [
        [
            escape(aim_name(each.target, language)),
            escape(percent(each.target.required_level, language)),
            escape(
                said(
                    "range",
                    language,
                    low=percent(each.low, language, 1),
                    high=percent(each.high, language, 1),
                )
            ),
            escape(percent(each.probability, language)),
        ]
        for each in found
    ]
    head = [said(f"column {key}", language) for key in ("target", "level", "range", "probability")]
    return _table(said("sure", language), head, rows, hidden=True)


def front_html(answer: LeastCost, language: str) -> str:
    """Return the cheapest measures that reach a target, and the cheapest way to each rate."""
    points = answer.front.to_dict("records")
    kroner = _Kroner.of([float(point["cost"]) for point in points] or [0.0], language)
    cost = answer.cost_nok
    names = joined([m.name for m in answer.plan], language) or said("nothing", language)
    if answer.feasible:
        key = "cheapest_saves" if cost < 0 else "cheapest_is"
        told = said(
            key,
            language,
            measures=names,
            cost=kroner.told(abs(cost)),
            rate=percent(answer.rate, language, 1),
        )
    else:
        told = said("cheapest_never", language, rate=percent(answer.rate, language, 1))
    rows = [
        [
            escape(kroner.bare(float(point["cost"]))),
            escape(percent(float(point["rate"]), language, 1)),
            _verdict("reached" if point["reached"] else "missed", language),
            escape(", ".join(point["measures"]) or said("nothing", language)),
        ]
        for point in points[:_MOST_POINTS]
    ]
    unit = upper_first(kroner.unit)
    head = [
        said("column cost", language, unit=unit),
        *(said(f"column {key}", language) for key in ("rate", "verdict", "measures")),
    ]
    free = ", ".join(m.name for m in answer.plan if m.name in answer.not_stated)
    more = paragraph(said("free", language, names=free), "ws-small") if free else ""
    left = len(points) - len(rows)
    many = (
        paragraph(text("more_points", language, number=left).split(" (")[0], "ws-small")
        if left > 0
        else ""
    )
    front = _table(said("front", language), head, rows, words=(2, 3))
    return f'<p role="status"><strong>{escape(told)}</strong></p>{more}{front}{many}'


# --------------------------------------------------------------------------------------------------
# files, own numbers, exercises


def _listed(lines: Iterable[str]) -> str:
    return "<ul>" + "".join(f"<li>{escape(line)}</li>" for line in lines) + "</ul>"


def opened_html(plan: Opened, language: str) -> str:
    """Return what became of a plan file."""
    if plan.trouble:
        lines = plan.trouble.splitlines()
        return trouble_html(*lines, title=said("unreadable", language))
    told = paragraph(said("opened", language, name=plan.name))
    if plan.misfits:
        told += paragraph(said("fits_not", language)) + _listed(plan.misfits)
    else:
        told += paragraph(said("fits", language))
    return f'<div role="status">{told}{_listed(plan.notes) if plan.notes else ""}</div>'


def files_head(language: str) -> str:
    """Return the heading of the section about plan files."""
    return section_html("files", language) + paragraph(said("files_say", language))


def saved_note(saved: Saved | None, language: str) -> str:
    """Return what to know of a plan before it is saved."""
    if saved is None:
        return paragraph(said("nothing_to_save", language), "ws-small")
    held = said("in_plan", language, names=joined(saved.measures, language))
    note = paragraph(saved.note, "ws-small") if saved.note else ""
    return paragraph(held, "ws-small") + note


def exercises_head(language: str) -> str:
    """Return the heading of the exercises."""
    return section_html("exercises", language) + paragraph(said("exercises_say", language))


def own_html(own: Own, language: str) -> str:
    """Return what became of one's own numbers."""
    if own.system is None:
        return trouble_html(*own.problems, title=said("unreadable", language))
    return f'<div role="status">{_listed([*own.said, said("own_choose", language)])}</div>'


def feedback_html(feedback: Iterable[Feedback], language: str) -> str:
    """Return whether answers are right, and why where they are not."""
    told = []
    for each in feedback:
        kind, sign = ("right", "✓") if each.right else ("wrong", "✗")
        head = f"<strong>{sign} {escape(said(kind, language))}</strong>"
        told.append(f'<li class="ws-{kind}">{head} {escape(each.text)}</li>')
    return f'<div role="status"><ul class="ws-feedback">{"".join(told)}</ul></div>'
