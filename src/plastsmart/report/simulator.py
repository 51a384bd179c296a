"""The simulator: one HTML file that asks "what if", without Python and without a network."""

from __future__ import annotations

import base64
import hashlib
import html
import json
import os
import re
from collections.abc import Mapping, Sequence
from importlib import resources
from typing import TYPE_CHECKING, Any, Final

from plastsmart.errors import InvalidValueError, listed, shown
from plastsmart.flows.model import MODEL, Model
from plastsmart.labels import LANGUAGES
from plastsmart.report.javascript import equations_script
from plastsmart.report.names import system_name, target_name
from plastsmart.report.saving import save, target_file
from plastsmart.report.simulator_data import page_data
from plastsmart.report.simulator_text import words
from plastsmart.report.text import reason_text
from plastsmart.scenarios.plan import Plan
from plastsmart.scenarios.projection import Projection, assess_flows, project
from plastsmart.scenarios.targets import Target, find, known_target

if TYPE_CHECKING:
    from plastsmart.system import System

__all__ = ["engine_script", "simulator"]

_ENGINE: Final = ("arrays.js", "EQUATIONS", "engine.js")
"""What calculates, in its order; the equations are translated from the model."""

_PAGE: Final = ("text.js", "sankey.js", "page.js")

_SUFFIXES: Final = (".html", ".htm")

_BLANK: Final = re.compile(r"\{\{([\w ]+)\}\}")


def simulator(
    system: System,
    plan: Plan | None = None,
    *,
    path: str | os.PathLike[str] | None = None,
    language: str = "no",
    targets: Sequence[Target] | None = None,
    model: Model = MODEL,
) -> str:
    """Return a page on which people ask "what if": one HTML file that works without Python.

    Sliders for coverage, capture, impurity, sorting and yields, the measures of the plan as tick
    boxes, and at once all rates, the targets with verdict and gap, the flow picture, what is lost
    where, and what it would take. The page calculates with the equations of the model, translated to
    JavaScript, and gives what `plastsmart.run` gives. It asks for nothing from anywhere.

    Parameters
    ----------
    system : System
        Carried forward to 2035 as `plastsmart.project` does.
    plan : Plan, optional
        Its measures are tick boxes, all of them ticked at first.
    path : str or path, optional
        Where to write the page, ending in ``.html``; a file of that name is replaced.
    language : {"no", "en"}
        Norwegian (bokmål) or English.
    targets : sequence of Target, optional
        What the rates are held against; the official targets that apply, if left out.
    model : Model
        The equations; `plastsmart.MODEL` unless given.

    Returns
    -------
    str
        The page.

    Raises
    ------
    ModelError
        If an equation uses what a browser cannot compute, naming it.
    InvalidValueError, LabelError, ScopeError, PlanError
        If language, file, targets or plan are not fit, or the file cannot be written.

    Examples
    --------
    >>> import plastsmart as ps
    >>> page = ps.simulator(ps.load("headline"), language="en")
    >>> page.startswith("<!DOCTYPE html>"), "Plastic packaging" in page
    (True, True)
    """
    if language not in LANGUAGES:
        raise InvalidValueError(
            f"language is {shown(language)}; choose {' or '.join(map(repr, LANGUAGES))}"
        )
    file = None if path is None else target_file(path, _SUFFIXES, overwrite=True)
    projection = project(system, plan, model=model)
    page = _page(projection, targets, language)
    if file is not None:
        save(page.encode("utf-8"), file)
    return page


def engine_script(projection: Projection, data: Mapping[str, Any]) -> str:
    """Return the script that calculates, with its data: all of the page but what it shows.

    Parameters
    ----------
    projection : Projection
    data : mapping
        From `page_data`.

    Returns
    -------
    str
        JavaScript that needs no document, for tests and for pages of one's own.
    """
    return f"const DATA = {_json(data)};\n{_scripts(projection, _ENGINE)}"


def _page(projection: Projection, given: Sequence[Target] | None, language: str) -> str:
    import plastsmart

    targets, reasons = _targets(projection, given, language)
    said = words(language)
    data = page_data(projection, targets, language)
    data |= {"words": said, "notAssessed": reasons, "year": _first_year(projection, targets)}
    script = (
        '"use strict";\n(() => {\n'
        'const DATA = JSON.parse(document.getElementById("data").textContent);\n'
        f"{_scripts(projection, _ENGINE)}{_scripts(projection, _PAGE)}}})();\n"
    )
    style = _template("style.css")
    version, hash_ = plastsmart.__version__, projection.flows.model.hash
    policy = (
        f"default-src 'none'; script-src {_hash(script)}; style-src {_hash(style)}; img-src data:; "
        "base-uri 'none'; form-action 'none'"
    )
    texts = {
        **said,
        "lang": {"no": "nb", "en": "en"}[language],
        "system": system_name(projection.system, language),
        "version": version,
        "made_by": said["made_by"].format(version=version, model=hash_[:12]),
    }
    parts = {"policy": policy, "style": style, "script": script, "data": _json(data)}

    def filled(found: re.Match[str]) -> str:
        blank = found[1]
        return parts[blank] if blank in parts else html.escape(texts[blank])

    return _BLANK.sub(filled, _template("page.html"))


def _targets(
    projection: Projection, given: Sequence[Target] | None, language: str
) -> tuple[Sequence[Target], list[dict[str, str]]]:
    """Return the targets of the page, and why each other official one is not held against."""
    if given is not None:
        many = listed(given, "targets", "[plastsmart.targets.EU_2030]")
        for target in many:
            known_target(target)
            assess_flows(projection.baseline, target)  # refuses what cannot be told
        return many, []
    applies, reasons = projection.applicable()
    return applies, [
        {"name": target_name(find(name), language), "why": reason_text(reason, language)}
        for name, reason in reasons.items()
    ]


def _first_year(projection: Projection, targets: Sequence[Target]) -> int:
    """Return the year that the page opens with: of the targets the one that most are for."""
    years = [target.deadline for target in targets]
    if not years:
        return max(projection.system.axes.years)
    return max(years, key=lambda year: (years.count(year), -year))


def _scripts(projection: Projection, names: Sequence[str]) -> str:
    flows = projection.baseline
    needed = flows.model.needed(None, flows.system.inputs())
    return "".join(
        equations_script(flows.model, needed, flows.rate_ids)
        if name == "EQUATIONS"
        else _template(name)
        for name in names
    )


def _template(name: str) -> str:
    folder = resources.files("plastsmart.report") / "templates" / "simulator"
    return (folder / name).read_text(encoding="utf-8")


def _json(data: Any) -> str:
    """Return JSON that stands in a script element whatever it holds."""
    text = json.dumps(data, ensure_ascii=False, separators=(",", ":"), allow_nan=False)
    for letter in "<>&\u2028\u2029":
        text = text.replace(letter, f"\\u{ord(letter):04x}")
    return text


def _hash(text: str) -> str:
    digest = hashlib.sha256(text.encode()).digest()
    return f"'sha256-{base64.b64encode(digest).decode()}'"
