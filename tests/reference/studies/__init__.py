"""Published studies of plastic packaging, rebuilt as systems from their coefficients.

Each file holds one study: its coefficients with source, the rates that it published, and how near ours
must come. The tests of `test_studies` and the page *What is reproduced* read the same files. No rate is
fitted: the coefficients were published apart from it (`own`), or come from elsewhere (`predicted`).
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final, Literal

import attrs

import plastsmart as ps

__all__ = ["STUDIES", "Coefficient", "Published", "Source", "Study"]

_HERE: Final = Path(__file__).parent

Point = Literal["value", "low", "high"]


@attrs.frozen(kw_only=True)
class Source:
    """Where figures stand; `read` is A for the text itself, B for what others tell of it or assume."""

    citation: str
    url: str
    read: Literal["A", "B"]


def _figure(value: float | None, ratio: tuple[float, float] | None) -> float:
    """Return a figure that stands as a value, or as a ratio of two published ones."""
    if ratio is not None and value is None:
        return ratio[0] / ratio[1]
    if value is not None and ratio is None:
        return float(value)
    raise ValueError("a figure is either a value or a ratio of two published ones")


@attrs.frozen(kw_only=True)
class Coefficient:
    """One coefficient of a study, in the words of the model."""

    parameter: str
    source: str
    value: float | None = None
    ratio: tuple[float, float] | None = None
    category: str = ""
    unit: str = ""
    low: float | None = None
    high: float | None = None
    estimated: bool = False
    note: str = ""

    def at(self, point: Point) -> float:
        """Return the figure, or an end of its range where one is known."""
        end = None if point == "value" else getattr(self, point)
        return _figure(self.value, self.ratio) if end is None else float(end)


@attrs.frozen(kw_only=True)
class Published:
    """A rate that a study published, and how near ours must come.

    `tolerance` is a share, or "spread": the range that the low and high coefficients give. A rate that
    does not agree says so, with what explains it.
    """

    rate: str
    what: str
    source: str
    tolerance: float | Literal["spread"]
    reason: str
    agrees: bool
    value: float | None = None
    ratio: tuple[float, float] | None = None
    categories: tuple[str, ...] = ()
    difference: str = ""

    @property
    def figure(self) -> float:
        """The published rate."""
        return _figure(self.value, self.ratio)


@attrs.frozen(kw_only=True)
class Study:
    """One study: coefficients, the system they make, and the rates to compare."""

    name: str
    place: str
    year: int
    kind: Literal["own", "predicted"]
    about: str
    sources: Mapping[str, Source]
    coefficients: tuple[Coefficient, ...]
    published: tuple[Published, ...]

    def system(self, point: Point = "value") -> ps.System:
        """Return the system, with all coefficients as published or at an end of their range."""
        given = {name: self._cells(name, point) for name in self._names}
        return ps.System(
            name=self.name,
            regions=[self.place],
            years=[self.year],
            categories=self._categories,
            routes=[ps.Route("collection", tier="source")],
            generation=ps.Generation(
                **self._amount(point), composition=given.get("composition", {"all": 1.0})
            ),
            collection=ps.Collection(capture=given["capture"]),
            sorting=ps.Sorting(sorting_efficiency=given["sorting_efficiency"]),
            recycling=ps.Recycling(preparation_yield=given["preparation_yield"]),
        )

    def ours(self, known: Published, point: Point = "value") -> float:
        """Return the rate that the system gives under the definition of a published one."""
        scope = {"category": list(known.categories)} if known.categories else None
        return float(ps.run(self.system(point)).rate(known.rate, scope=scope).iloc[0])

    def bounds(self, known: Published) -> tuple[float, float]:
        """Return the range around ours in which the published rate must lie."""
        if known.tolerance == "spread":
            return self.ours(known, "low"), self.ours(known, "high")
        ours = self.ours(known)
        return ours - known.tolerance, ours + known.tolerance

    def read(self, coefficient: Coefficient) -> Literal["A", "B"]:
        """Return how a coefficient was read; one borrowed for this place was not."""
        return "B" if coefficient.estimated else self.sources[coefficient.source].read

    @property
    def _names(self) -> tuple[str, ...]:
        return tuple(dict.fromkeys(item.parameter for item in self.coefficients))

    @property
    def _categories(self) -> list[str]:
        found = dict.fromkeys(
            item.category for item in self.coefficients if item.parameter == "composition"
        )
        return list(found) or ["all"]

    def _cells(self, name: str, point: Point) -> Any:
        values = {
            item.category: self._parameter(item, point)
            for item in self.coefficients
            if item.parameter == name
        }
        return values[""] if list(values) == [""] else values

    def _parameter(self, item: Coefficient, point: Point) -> ps.Parameter:
        source = self.sources[item.source]
        return ps.Parameter(
            item.at(point),
            unit=item.unit or None,
            source=f"{source.citation} {source.url}".strip(),
            status="reported" if self.read(item) == "A" else "estimated",
            note=item.note,
        )

    def _amount(self, point: Point) -> dict[str, Any]:
        """Return inhabitants and packaging each; no rate depends on either."""
        known = {item.parameter: item.at(point) for item in self.coefficients}
        tonnes = known.get("tonnes")
        each = known.get("packaging_per_person", 20.0)
        people = known.get("population", 1e6 if tonnes is None else 1000 * tonnes / each)
        return {
            "population": ps.Q(people, "person"),
            "packaging_per_person": ps.Q(each, "kg/person/year"),
        }


def _read(path: Path) -> Study:
    told = tomllib.loads(path.read_text(encoding="utf-8"))
    return Study(
        name=path.stem,
        sources={key: Source(**source) for key, source in told.pop("sources").items()},
        coefficients=tuple(Coefficient(**item) for item in told.pop("coefficients")),
        published=tuple(Published(**item) for item in told.pop("published")),
        **told,
    )


STUDIES: Final = tuple(_read(path) for path in sorted(_HERE.glob("*.toml")))
"""Every study, by name."""
