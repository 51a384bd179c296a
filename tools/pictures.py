"""Draw the pictures that the tests compare with stored ones and that the documentation shows.

``python tools/pictures.py`` draws those that tests/pictures holds anew, after a change that was looked
at; ``--to folder`` draws all of them, in both languages, to look at.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable, Sequence
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import numpy as np

import plastsmart as ps
from plastsmart.report.plots.canvas import figure_of

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from numpy.typing import NDArray

ROOT: Final = Path(__file__).parents[1]
STORED: Final = ROOT / "tests" / "pictures"

DPI: Final = 50
"""Of the stored pictures: their shapes are compared, not their letters."""


@cache
def plan() -> ps.Plan:
    """Return the example plan for Norway, in the prices of the system."""
    read = ps.Plan.load(ROOT / "examples" / "plans" / "norway.toml")
    return read.in_prices(2024, ps.prices.CPI)


@cache
def projection() -> ps.Projection:
    """Return Norway with the plan."""
    return ps.project(ps.load("norway"), plan())


@cache
def ensemble() -> ps.Ensemble:
    """Return some draws of Norway with the plan."""
    return ps.ensemble(ps.load("norway"), plan(), n=200)


@cache
def comparison() -> Any:
    """Return the municipalities of the network beside one another."""
    return ps.compare(ps.load("network"), year=2025)


@cache
def reconciliation() -> Any:
    """Return a made-up municipality whose measurements were made to agree."""
    return ps.reconcile(ps.mapping.read(ROOT / "tests" / "workbooks" / "eksempelby.xlsx"))


@cache
def target() -> ps.Target:
    """Return a target that some of the plan's measures reach."""
    return ps.Target(rate="eu", level=0.41, year=2030, name="41 %")


@cache
def answer() -> Any:
    """Return the cheapest of the plan's measures that reach it."""
    return ps.least_cost(ps.load("norway"), plan(), target())


@cache
def sensitivity() -> Any:
    """Return what makes the rate with the plan unsure."""
    return ps.sensitivity(ps.load("norway"), plan(), rate="eu", year=2030, n=64)


@cache
def flows(name: str) -> ps.Flows:
    """Return the flows of a ready system."""
    return ps.run(ps.load(name))


@cache
def whole() -> ps.Projection:
    """Return the made-up town with its plan for packaging, litter, microplastics and purchases."""
    return ps.project(
        ps.load("eksempelby"), ps.Plan.load(ROOT / "examples" / "plans" / "whole.toml")
    )


HOUSEHOLD: Final = {"sector": "household"}

PICTURES: Final[dict[str, Callable[[str], Axes]]] = {
    "sankey": lambda language: flows("norway").plot.sankey(year=2022, language=language),
    "sankey_category": lambda language: flows("norway").plot.sankey(
        by="category", year=2022, language=language
    ),
    "sankey_sector": lambda language: flows("norway").plot.sankey(
        by="sector", year=2022, language=language
    ),
    "sankey_route": lambda language: flows("norway").plot.sankey(
        by="route", year=2022, language=language
    ),
    "sankey_headline": lambda language: flows("headline").plot.sankey(language=language),
    "sankey_asker": lambda language: flows("3203").plot.sankey(year=2025, language=language),
    "sankey_network": lambda language: flows("network").plot.sankey(
        by="route", year=2025, language=language
    ),
    "cascade": lambda language: flows("headline").plot.cascade(language=language),
    "cascade_plan": lambda language: projection().plot.cascade(year=2030, language=language),
    "rate": lambda language: projection().plot.rate("eu", ensemble=ensemble(), language=language),
    "rate_households": lambda language: projection().plot.rate(
        "sorted_out", scope=HOUSEHOLD, language=language
    ),
    "fan": lambda language: ensemble().plot.rate("sorted_out", scope=HOUSEHOLD, language=language),
    "side_flows": lambda language: projection().plot.plan_and_baseline(
        year=2030, language=language
    ),
    "side_costs": lambda language: projection().plot.plan_and_baseline(
        "costs", year=2030, language=language
    ),
    "theme_microplastics": lambda language: whole().plot.theme(
        "microplastics", year=2030, language=language
    ),
    "theme_purchases": lambda language: whole().plot.theme(
        "own_expense", year=2030, language=language
    ),
    "attribution": lambda language: projection().plot.attribution(language=language),
    "attribution_cost": lambda language: projection().plot.attribution(
        cost="system", language=language
    ),
    "tornado": lambda language: ps.plots.tornado(sensitivity(), language=language),
    "front": lambda language: answer().plot.front(language=language),
    "municipalities": lambda language: comparison().plot.municipalities(
        "eu", highlight="3203", language=language
    ),
    "municipalities_cost": lambda language: comparison().plot.municipalities(
        "cost_per_tonne_recycled", language=language
    ),
    "difference": lambda language: comparison().plot.difference("3403", language=language),
    "before_and_after": lambda language: reconciliation().plot.before_and_after(language=language),
    "before_and_after_shares": lambda language: reconciliation().plot.before_and_after(
        unit="1", language=language
    ),
}
"""Every picture of the package, by name."""

COMPARED: Final = {
    "sankey_category": "no",
    "sankey_headline": "en",
    "cascade_plan": "no",
    "rate": "en",
    "attribution": "no",
    "front": "en",
    "municipalities": "no",
    "before_and_after": "en",
}
"""Those that are stored, and in which language."""


def dots(ax: Axes) -> NDArray[np.uint8]:
    """Return a picture as dots: rows, columns, red, green and blue."""
    figure: Any = figure_of(ax)
    figure.set_dpi(DPI)
    figure.canvas.draw()
    return np.asarray(figure.canvas.buffer_rgba())[:, :, :3].copy()


def drawn(name: str, language: str) -> NDArray[np.uint8]:
    """Return one of the pictures as dots."""
    return dots(PICTURES[name](language))


def main(arguments: Sequence[str] | None = None) -> int:
    """Draw anew what is stored, or everything into a folder."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument(
        "--to", type=Path, help="a folder: draw every picture there, both languages"
    )
    given = parser.parse_args(arguments)
    if given.to is not None:
        given.to.mkdir(parents=True, exist_ok=True)
        for name, draw in PICTURES.items():
            for language in ("en", "no"):
                file = given.to / f"{name}_{language}.png"
                figure_of(draw(language)).savefig(file)
                print(file)
        return 0
    from PIL import Image

    STORED.mkdir(parents=True, exist_ok=True)
    for old in STORED.glob("*.png"):
        old.unlink()
    for name, language in COMPARED.items():
        file = STORED / f"{name}_{language}.png"
        picture = Image.fromarray(drawn(name, language))
        picture.quantize(200).save(file, optimize=True)
        print(file)
    return 0


if __name__ == "__main__":
    sys.exit(main())
