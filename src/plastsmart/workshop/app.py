# /// script
# requires-python = ">=3.11"
#
# [tool.marimo.display]
# theme = "light"
# ///
"""The page of the workshop: what depends on what, and where it stands; all else is in the package.

A cell runs anew when a control that it names is moved. So a cell that only shows controls names what
`controls` made of them, ``…_view``, and a button stands in the cell that makes it.
"""

import marimo

app = marimo.App(
    width="full",
    app_title="Plastverkstedet · The plastic workshop",
    css_file="workshop.css",
    html_head_file="head.html",
)


@app.cell(hide_code=True)
def setup():
    import marimo as mo

    from plastsmart.workshop import controls, exercises, menu, own, page, questions, session
    from plastsmart.workshop.words import said

    return controls, exercises, menu, mo, own, page, questions, said, session


@app.cell(hide_code=True)
def settings(mo, questions):
    asked_for = mo.query_params().to_dict()
    language = "en" if asked_for.get("language") == "en" else "no"
    bands = questions.Bands()
    get_own, set_own = mo.state(None)
    return asked_for, bands, get_own, language, set_own


# -- choosing --------------------------------------------------------------------------------------


@app.cell(hide_code=True)
def choose(asked_for, controls, get_own, language):
    typed = get_own()
    system = controls.system_choice(language, asked_for.get("system"), typed)
    system_view = controls.view(system)
    return system, system_view, typed


@app.cell(hide_code=True)
def begin(language, session, system, typed):
    begun = session.begin(system.value, language, None if typed is None else typed.system)
    return (begun,)


@app.cell(hide_code=True)
def head(language, mo, page, system):
    mo.Html(page.head_html(language, system.value))
    return


@app.cell(hide_code=True)
def own_fields(controls, language):
    form = controls.form(language)
    use = controls.button("own_use", language)
    workbook = controls.upload("own_file", language, [".xlsx", ".csv"])
    own_view = controls.own_view(form, use, workbook, language)
    return form, own_view, use, workbook


@app.cell(hide_code=True)
def options(controls, language):
    plan_file = controls.upload("open", language, [".toml"])
    year = controls.year_choice(language)
    reset = controls.button("reset", language)
    always = controls.box("band always", language)
    year_view = controls.view(year)
    last_view = controls.view(reset, always)
    file_view = controls.view(plan_file)
    return always, file_view, last_view, plan_file, reset, year, year_view


@app.cell(hide_code=True)
def own_typed(form, language, own, set_own, use):
    told_form = own.from_form(form.value, language) if use.value else None
    if told_form is not None and told_form.system is not None:
        set_own(told_form)
    return (told_form,)


@app.cell(hide_code=True)
def own_opened(language, own, set_own, workbook):
    told_file = own.from_upload(workbook.value, language)
    if told_file is not None and told_file.system is not None:
        set_own(told_file)
    return (told_file,)


@app.cell(hide_code=True)
def opening(begun, menu, plan_file):
    opened = menu.opened_upload(plan_file.value, begun)
    start = menu.aiming(begun, opened)
    return opened, start


@app.cell(hide_code=True)
def moving(controls, opened, reset, start):
    sliders = controls.sliders(start, {} if opened is None or reset.value else opened.values)
    sliders_view = controls.sliders_view(start, sliders)
    return sliders, sliders_view


@app.cell(hide_code=True)
def aiming(controls, start):
    aim = controls.aim_choice(start)
    aim_view = controls.view(aim)
    return aim, aim_view


@app.cell(hide_code=True)
def ticking(controls, menu, opened, reset, start):
    of_catalogue = menu.beside(menu.catalogue_of(start.system, start.language), opened)
    ticks = controls.ticks(opened, of_catalogue, on=not reset.value)
    ticks_view = controls.ticks_view(start, ticks, opened, of_catalogue)
    return ticks, ticks_view


@app.cell(hide_code=True)
def panel(
    aim_view, controls, language, last_view, own_view, sliders_view, system_view, ticks_view, told_file,
    told_form, year_view,
):  # fmt: skip
    controls.panel(
        language, system=system_view, own=own_view, own_told=[told_form, told_file], aim=aim_view,
        sliders=sliders_view, year=year_view, ticks=ticks_view, last=last_view,
    )  # fmt: skip
    return


# -- the answer ------------------------------------------------------------------------------------


@app.cell(hide_code=True)
def measures(menu, opened, start, year):
    known = menu.by_name(start, year.value, opened)
    return (known,)


@app.cell(hide_code=True)
def aimed(aim, start):
    chosen = start.aim(aim.value)
    return (chosen,)


@app.cell(hide_code=True)
def numbers(known, session, sliders, start, ticks):
    result, trouble = session.tried(start, sliders.value, known, ticks.value)
    return result, trouble


@app.cell(hide_code=True)
def score(chosen, language, mo, page, result, trouble):
    mo.Html(
        page.trouble_html(trouble) if result is None else page.score_html(result, chosen, language)
    )
    return


@app.cell(hide_code=True)
def answer(chosen, language, mo, page, result):
    mo.stop(result is None)
    mo.Html(page.answer_html(result, chosen, language))
    return


@app.cell(hide_code=True)
def pictures(always, bands, chosen, language, mo, page, result):
    mo.stop(result is None)
    mo.Html(page.pictures_html(result, chosen, bands.shown(result, chosen, always.value), language))
    return


# -- questions -------------------------------------------------------------------------------------


@app.cell(hide_code=True)
def required(chosen, controls, language, page):
    ask_needed = controls.button("compute", language)
    controls.card(page.required_head(chosen, language), ask_needed)
    return (ask_needed,)


@app.cell(hide_code=True)
def required_told(ask_needed, chosen, language, mo, page, result):
    mo.stop(result is None or not ask_needed.value)
    mo.Html(page.required_html(result, chosen, language))
    return


@app.cell(hide_code=True)
def sure(controls, language, page):
    ask_likely = controls.button("compute", language)
    controls.card(page.sure_head(language), ask_likely)
    return (ask_likely,)


@app.cell(hide_code=True)
def sure_told(ask_likely, bands, chosen, language, mo, page, result):
    mo.stop(result is None or not ask_likely.value)
    mo.Html(page.sure_html(result, chosen, bands, language))
    return


@app.cell(hide_code=True)
def cheapest(chosen, controls, language, page):
    ask_cheap = controls.button("compute", language)
    controls.card(page.cheapest_head(chosen, language), ask_cheap)
    return (ask_cheap,)


@app.cell(hide_code=True)
def cheapest_told(ask_cheap, chosen, language, mo, page, result):
    mo.stop(result is None or not ask_cheap.value)
    mo.Html(page.cheapest_html(result, chosen, language))
    return


# -- exercises -------------------------------------------------------------------------------------


@app.cell(hide_code=True)
def read(controls, exercises, language, page):
    reading = exercises.exercise("read")
    read_fields = controls.exercise_fields(reading, language)
    read_check = controls.button("check", language)
    controls.card(
        page.exercises_head(language),
        controls.exercise_card(reading, read_fields, read_check, language),
    )
    return read_check, read_fields


@app.cell(hide_code=True)
def read_told(exercises, language, mo, page, read_check, read_fields):
    mo.stop(not read_check.value)
    mo.Html(page.feedback_html(exercises.checked("read", read_fields.value, language), language))
    return


@app.cell(hide_code=True)
def collect(controls, exercises, language):
    collecting = exercises.exercise("collect")
    collect_fields = controls.exercise_fields(collecting, language)
    collect_check = controls.button("check", language)
    controls.exercise_card(collecting, collect_fields, collect_check, language)
    return collect_check, collect_fields


@app.cell(hide_code=True)
def collect_told(collect_check, collect_fields, exercises, language, mo, page):
    mo.stop(not collect_check.value)
    mo.Html(
        page.feedback_html(exercises.checked("collect", collect_fields.value, language), language)
    )
    return


@app.cell(hide_code=True)
def cheap(controls, exercises, language):
    cheap_check = controls.button("check_measures", language)
    controls.exercise_card(exercises.exercise("cheap"), {}, cheap_check, language)
    return (cheap_check,)


@app.cell(hide_code=True)
def cheap_told(cheap_check, exercises, language, mo, page, result):
    mo.stop(not cheap_check.value)
    mo.Html(page.feedback_html([exercises.check_measures(result, language)], language))
    return


@app.cell(hide_code=True)
def surely(controls, exercises, language):
    sure_exercise = exercises.exercise("sure")
    sure_fields = controls.exercise_fields(sure_exercise, language)
    sure_check = controls.button("check", language)
    controls.exercise_card(sure_exercise, sure_fields, sure_check, language)
    return sure_check, sure_fields


@app.cell(hide_code=True)
def surely_told(exercises, language, mo, page, sure_check, sure_fields):
    mo.stop(not sure_check.value)
    mo.Html(page.feedback_html(exercises.checked("sure", sure_fields.value, language), language))
    return


# -- files -----------------------------------------------------------------------------------------


@app.cell(hide_code=True)
def files(controls, file_view, language, mo, page, said):
    plan_name = mo.ui.text(value=said("plan_default", language), label=said("plan_name", language))
    controls.card(page.files_head(language), file_view, plan_name)
    return (plan_name,)


@app.cell(hide_code=True)
def files_told(language, mo, opened, page):
    mo.stop(opened is None)
    mo.Html(page.opened_html(opened, language))
    return


@app.cell(hide_code=True)
def saving(chosen, controls, language, menu, plan_name, result):
    controls.saved(menu.saved(result, plan_name.value, chosen), language)
    return


if __name__ == "__main__":
    app.run()
