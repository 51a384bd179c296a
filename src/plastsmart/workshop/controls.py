"""The controls of the page, made with marimo."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any, Final

import marimo as mo

from plastsmart.workshop import exercises as _exercises
from plastsmart.workshop import menu, own, page, session
from plastsmart.workshop.words import said

if TYPE_CHECKING:
    from plastsmart.scenarios.measures import Measure
    from plastsmart.workshop.exercises import Exercise
    from plastsmart.workshop.menu import Opened, Saved
    from plastsmart.workshop.own import Own
    from plastsmart.workshop.session import Start

__all__ = [
    "aim_choice",
    "box",
    "button",
    "card",
    "exercise_card",
    "exercise_fields",
    "form",
    "own_view",
    "panel",
    "saved",
    "sliders",
    "sliders_view",
    "system_choice",
    "ticks",
    "ticks_view",
    "upload",
    "view",
    "year_choice",
]

_MOST_BYTES: Final = 10_000_000


def system_choice(language: str, wanted: str | None, typed: Own | None) -> Any:
    """Return the list of systems: one's own numbers chosen where there are some."""
    options = session.system_options(language, None if typed is None else typed.name)
    names = {key: name for name, key in options.items()}
    chosen = names.get(session.OWN if typed is not None else str(wanted), next(iter(options)))
    return mo.ui.dropdown(options, value=chosen, label=said("system", language), full_width=True)


def aim_choice(start: Start) -> Any:
    """Return the list of targets."""
    options = {
        said(
            "aim option",
            start.language,
            name=session.aim_name(aim, start.language),
            level=page.level_text(aim, start.language),
        ): session.aim_key(aim)
        for aim in start.aims
    }
    return mo.ui.dropdown(
        options, value=next(iter(options)), label=said("aim", start.language), full_width=True
    )


def year_choice(language: str) -> Any:
    """Return the list of years in which measures may begin."""
    years = {str(year): year for year in menu.STARTS}
    return mo.ui.dropdown(years, value=str(menu.START), label=said("start", language))


def button(key: str, language: str) -> Any:
    """Return a button."""
    return mo.ui.run_button(label=said(key, language))


def upload(key: str, language: str, endings: Sequence[str]) -> Any:
    """Return a button that opens a file."""
    return mo.ui.file(filetypes=list(endings), label=said(key, language), max_size=_MOST_BYTES)


def form(language: str) -> Any:
    """Return the fields of one's own numbers."""
    return mo.ui.dictionary(
        {
            field: mo.ui.text(
                value=str(own.YEAR) if field == "year" else "",
                label=said(f"own {field}", language),
                full_width=True,
            )
            for field in own.FIELDS
        }
    )


def sliders(start: Start, values: Mapping[str, int]) -> Any:
    """Return every slider of a system, at its own place or at that of a plan file."""
    return mo.ui.dictionary(
        {
            slider.id: mo.ui.slider(
                0,
                slider.most,
                1,
                value=values.get(slider.id, slider.position),
                show_value=True,
                label=page.slider_label(slider, start.language),
                full_width=True,
            )
            for slider in start.sliders
        }
    )


def box(key: str, language: str) -> Any:
    """Return a box to tick."""
    return mo.ui.checkbox(label=said(key, language))


def ticks(opened: Opened | None, of_catalogue: Iterable[Measure], *, on: bool) -> Any:
    """Return a box for each measure; those of a plan file are ticked unless all was reset."""
    of_file = () if opened is None else opened.measures
    boxes = {m.name: mo.ui.checkbox(value=on, label=page.plain(m.name)) for m in of_file}
    boxes |= {m.name: mo.ui.checkbox(label=page.plain(m.name)) for m in of_catalogue}
    return mo.ui.dictionary(boxes)


# --------------------------------------------------------------------------------------------------
# where they stand


def _html(text: str) -> Any:
    return mo.Html(text)


def view(*controls: Any) -> Any:
    """Return controls as something to show, which is no control itself."""
    return mo.vstack(list(controls))


def own_view(form: Any, use: Any, workbook: Any, language: str) -> Any:
    """Return the form of one's own numbers, folded together."""
    typed = mo.vstack(
        [
            _html(page.paragraph(said("own_say", language))),
            *[form[field] for field in own.FIELDS],
            use,
            _html(page.paragraph(said("own_file_say", language))),
            workbook,
        ]
    )
    return mo.accordion({said("own", language): typed})


def sliders_view(start: Start, sliders: Any) -> Any:
    """Return the sliders that stand first, and the rest folded together, theme by theme."""
    shown = [sliders[slider.id] for slider in start.sliders if slider.main]
    language = start.language
    folded: dict[str, list[Any]] = {}
    for slider in start.sliders:
        if not slider.main:
            folded.setdefault(page.slider_group(slider, language), []).append(sliders[slider.id])
    if folded:
        shown.append(_folded(folded))
    return mo.vstack(shown)


def _folded(parts: Mapping[str, Sequence[Any]]) -> Any:
    """Return controls below their headings, each folded together."""
    return mo.accordion(
        {name: mo.vstack(list(held)) for name, held in parts.items()}, multiple=True
    )


def ticks_view(
    start: Start, ticks: Any, opened: Opened | None, of_catalogue: Sequence[Measure]
) -> Any:
    """Return the measures of a plan file, those that stand first, and the rest folded together."""
    language = start.language
    of_file = () if opened is None else opened.measures
    if not of_file and not of_catalogue:
        return _html(page.paragraph(said("no_measures", language)))
    first = menu.first_names(language)
    shown: list[Any] = []
    if opened is not None and of_file:
        name = said("of_file", language, name=opened.name)
        shown += [_html(page.paragraph(name)), *[ticks[m.name] for m in of_file]]
    shown += [ticks[m.name] for m in of_catalogue if m.name in first]
    folded: dict[str, list[Any]] = {}
    for measure in of_catalogue:
        if measure.name not in first:
            group = page.measure_group(measure, language)
            folded.setdefault(group, []).append(ticks[measure.name])
    if folded:
        shown.append(_folded(folded))
    shown.append(_html(page.measures_html([*of_file, *of_catalogue], language)))
    return mo.vstack(shown)


def panel(
    language: str,
    *,
    system: Any,
    own: Any,
    own_told: Iterable[Own | None],
    aim: Any,
    sliders: Any,
    year: Any,
    ticks: Any,
    last: Any,
) -> Any:
    """Return all that is chosen with, in its order."""
    return mo.vstack(
        [
            _html(page.section_html("controls", language)),
            system,
            own,
            *[_html(page.own_html(each, language)) for each in own_told if each is not None],
            aim,
            _html(page.section_html("sliders", language, 3)),
            _html(page.paragraph(said("sliders_say", language), "ws-small")),
            sliders,
            _html(page.section_html("measures", language, 3)),
            _html(page.paragraph(said("measures_say", language), "ws-small")),
            year,
            ticks,
            last,
        ]
    )


def card(*parts: Any) -> Any:
    """Return HTML and controls below one another."""
    return mo.vstack([_html(part) if isinstance(part, str) else part for part in parts])


def exercise_fields(exercise: Exercise, language: str) -> Any:
    """Return what is typed or chosen in an exercise."""
    return mo.ui.dictionary(
        {
            field.id: mo.ui.radio(
                _exercises.choices(language), label=exercise.question(field, language)
            )
            if field.kind == "choice"
            else mo.ui.text(label=exercise.question(field, language), full_width=True)
            for field in exercise.fields
        }
    )


def exercise_card(exercise: Exercise, fields: Any, check: Any, language: str) -> Any:
    """Return an exercise: its task, its fields and the button that checks them."""
    title = said("exercise", language, number=exercise.number, title=exercise.title(language))
    return mo.vstack(
        [
            _html(page.heading(title, 3)),
            mo.md(exercise.task(language)),
            *[fields[field.id] for field in exercise.fields],
            check,
        ]
    )


def saved(plan: Saved | None, language: str) -> Any:
    """Return the button that saves a plan, and what to know of it."""
    note = _html(page.saved_note(plan, language))
    if plan is None:
        return note
    data = plan.text.encode("utf-8")
    link = mo.download(
        data, filename=plan.name, mimetype="text/plain", label=said("save", language)
    )
    return mo.vstack([link, note])
