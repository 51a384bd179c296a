"""The systems that the benchmarks compute: random numbers from a fixed seed in a fixed shape."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

import plastsmart as ps

REGIONS, YEARS, CATEGORIES, ROUTES = 357, 16, 13, 7

Array = NDArray[np.float64]

_YEARS = list(range(2020, 2020 + YEARS))
_CATEGORIES = [f"c{number}" for number in range(CATEGORIES)]
_ROUTES = [
    ps.Route("deposit", "deposit"),
    *(ps.Route(f"source{number}", "source") for number in range(ROUTES - 2)),
    ps.Route("central", "central"),
]


def _labelled(labels: dict[str, list[Any]], values: Array) -> pd.Series:
    if len(labels) == 1:
        ((axis, own),) = labels.items()
        return pd.Series(values, index=pd.Index(own, name=axis))
    index = pd.MultiIndex.from_product(list(labels.values()), names=list(labels))
    return pd.Series(values.reshape(-1), index=index)


def all_regions(*, regions: int = REGIONS, spread: bool = False) -> ps.System:
    """Return 357 regions, 16 years, 13 categories and 7 routes, nearly every cell with a value.

    Parameters
    ----------
    regions : int
    spread : bool
        Whether three parameters have an uncertainty.
    """
    rng = np.random.default_rng(1)
    names = [f"{number:04d}" for number in range(1000, 1000 + regions)]
    routes = [route.name for route in _ROUTES]
    places: dict[str, list[Any]] = {"region": names, "year": _YEARS}
    cells = {**places, "category": _CATEGORIES, "route": routes}
    coverage = rng.dirichlet(np.ones(ROUTES + 1), size=(regions, YEARS))[..., :ROUTES]
    composition = rng.dirichlet(np.ones(CATEGORIES), size=(regions, YEARS))
    whole = (regions, YEARS, CATEGORIES, ROUTES)
    return ps.System(
        regions=names,
        years=_YEARS,
        categories=_CATEGORIES,
        routes=_ROUTES,
        generation=ps.Generation(
            population=ps.Parameter(
                _labelled(places, rng.uniform(1e3, 1e5, (regions, YEARS))), unit="person"
            ),
            packaging_per_person=ps.Parameter(
                20, unit="kg/person/year", uncertainty=ps.Triangular(15, 20, 26) if spread else None
            ),
            composition=_labelled({**places, "category": _CATEGORIES}, composition),
            littering=0.01,
            cleanup=ps.Parameter(0.5, uncertainty=ps.Pert(0.3, 0.5, 0.8) if spread else None),
        ),
        collection=ps.Collection(
            coverage=_labelled({**places, "route": routes}, coverage),
            capture=_labelled(cells, rng.uniform(0, 1, whole)),
            impurity=0.1,
        ),
        sorting=ps.Sorting(
            sorting_efficiency=_labelled(cells, rng.uniform(0, 1, whole)), bale_impurity=0.05
        ),
        recycling=ps.Recycling(
            preparation_yield=ps.Parameter(
                0.8, uncertainty=ps.Pert(0.6, 0.8, 0.9) if spread else None
            ),
            conversion_yield=0.95,
        ),
    )


_SECTORS = ["household"] * 7 + ["business"] * 4 + ["deposit"] * 2
_SERVES = [
    ("deposit",),
    ("household", "deposit"),
    ("household", "deposit"),
    ("household", "deposit"),
    ("business",),
    ("business",),
    ("household", "deposit"),
]


def spans(seed: int, count: int) -> list[tuple[float, float, float]]:
    """Return lowest, likeliest and highest values of some shares."""
    middle = np.random.default_rng(seed).uniform(0.4, 0.8, count)
    return [(float(m) - 0.15, float(m), float(m) + 0.15) for m in middle]


def nation() -> ps.System:
    """Return one region with 7 uncertain parameters: 37 numbers are drawn in each sample.

    As in a real nation, routes serve some sectors and not others.

    Packaging per person, prevention, littering and cleanup have one value, capture one a route,
    sorting efficiency and preparation yield one a category.
    """
    rng = np.random.default_rng(2)
    routes = [route.name for route in _ROUTES]

    def uncertain(labels: list[str], seed: int) -> dict[str, ps.Parameter]:
        return {
            label: ps.Parameter(mode, uncertainty=ps.Pert(low, mode, high))
            for label, (low, mode, high) in zip(labels, spans(seed, len(labels)), strict=True)
        }

    coverage = rng.dirichlet(np.ones(ROUTES + 1), size=YEARS)[..., :ROUTES]
    return ps.System(
        regions=["NO"],
        years=_YEARS,
        categories=[
            ps.Category(name, sector=sector)
            for name, sector in zip(_CATEGORIES, _SECTORS, strict=True)
        ],
        routes=[
            ps.Route(route.name, route.tier, sectors)
            for route, sectors in zip(_ROUTES, _SERVES, strict=True)
        ],
        generation=ps.Generation(
            population=ps.Parameter(
                _labelled({"year": _YEARS}, rng.uniform(5e6, 6e6, YEARS)), unit="person"
            ),
            packaging_per_person=ps.Parameter(
                40, unit="kg/person/year", uncertainty=ps.Triangular(30, 40, 50)
            ),
            composition=_labelled(
                {"year": _YEARS, "category": _CATEGORIES},
                rng.dirichlet(np.ones(CATEGORIES), size=YEARS),
            ),
            prevention=ps.Parameter(0.05, uncertainty=ps.Triangular(0.0, 0.05, 0.1)),
            littering=ps.Parameter(0.01, uncertainty=ps.Triangular(0.005, 0.01, 0.03)),
            cleanup=ps.Parameter(0.5, uncertainty=ps.Triangular(0.3, 0.5, 0.8)),
        ),
        collection=ps.Collection(
            coverage=_labelled({"year": _YEARS, "route": routes}, coverage),
            capture=uncertain(routes, 3),
        ),
        sorting=ps.Sorting(sorting_efficiency=uncertain(_CATEGORIES, 4)),
        recycling=ps.Recycling(preparation_yield=uncertain(_CATEGORIES, 5)),
    )
