"""The stages of the model and their parameters: unit, axes, bounds, default and labels of each.

The fields of the stage classes are the parameters of the calculation model. What validation,
tables, documentation and the equations know of a parameter stands here once.
"""

from __future__ import annotations

from typing import Any, Final

import attrs

__all__ = [
    "PARAMETERS",
    "STAGES",
    "Collection",
    "Disposal",
    "Generation",
    "ParameterSpec",
    "Recycling",
    "Sorting",
]

MISSING: Final = None
"""A field that nobody gave; the system says which one, or takes the neutral default."""


@attrs.frozen(kw_only=True)
class ParameterSpec:
    """What the model says of one parameter.

    Attributes
    ----------
    name, stage : str
    unit : str
        As tables show it; "1" for a share.
    inside : str
        The unit of the arrays that the equations read.
    axes : tuple of str
        Along which it may vary.
    low, high : float
        Bounds, both included; `below` where the upper one is not.
    default : float or None
        The neutral value, where there is one.
    """

    name: str
    stage: str
    unit: str
    inside: str
    axes: tuple[str, ...]
    low: float
    high: float
    below: bool
    default: float | None
    label: str
    label_no: str
    doc: str

    @property
    def is_share(self) -> bool:
        """Whether it is a share between 0 and 1."""
        return self.unit == "1"


def _parameter(
    axes: str,
    label: str,
    label_no: str,
    doc: str,
    *,
    unit: str = "1",
    inside: str | None = None,
    high: float | None = None,
    below: bool = False,
    default: float | None = None,
) -> Any:
    return attrs.field(
        default=MISSING,
        metadata={
            "unit": unit,
            "inside": inside or unit,
            "axes": tuple(axes.split()),
            "low": 0.0,
            "high": high if high is not None else (1.0 if unit == "1" else float("inf")),
            "below": below,
            "default": default,
            "label": label,
            "label_no": label_no,
            "doc": doc,
        },
    )


@attrs.frozen(kw_only=True, eq=False)
class Generation:
    """What becomes waste, and what of it is littered.

    Every field takes a quantity, a bare number where it is a share, a mapping from labels, a pandas
    Series with index levels named after axes, or `Parameter` around any of these.
    """

    population: Any = _parameter(
        "region year", "Population", "Folketall", "Inhabitants.", unit="person"
    )
    packaging_per_person: Any = _parameter(
        "region year",
        "Packaging per person",
        "Emballasje per innbygger",
        "Plastic packaging put on the market per inhabitant, before prevention and reuse.",
        unit="kg/person/year",
        inside="tonne/person/year",
    )
    composition: Any = _parameter(
        "region year category",
        "Composition",
        "Sammensetning",
        "Share of each category; sums to 1 over the categories.",
    )
    prevention: Any = _parameter(
        "region year category",
        "Prevention",
        "Avfallsforebygging",
        "Share that is no longer used at all.",
        default=0.0,
    )
    reuse: Any = _parameter(
        "region year category",
        "Reuse",
        "Ombruk",
        "Share of what is still used that reusable packaging replaces.",
        default=0.0,
    )
    littering: Any = _parameter(
        "region year category",
        "Littering",
        "Forsøpling",
        "Share of what is generated that is littered.",
        default=0.0,
    )
    cleanup: Any = _parameter(
        "region year",
        "Clean-up",
        "Opprydding",
        "Share of what is littered that is cleaned up, into residual waste.",
        default=0.0,
    )


@attrs.frozen(kw_only=True, eq=False)
class Collection:
    """Who has which route, and what they put into it."""

    coverage: Any = _parameter(
        "region year route",
        "Coverage",
        "Dekning",
        "Share of those a route may serve (people, or firms for a route of another sector) whose "
        "service it is; at most 1 in sum over the routes of one tier.",
    )
    capture: Any = _parameter(
        "region year category route",
        "Capture rate",
        "Innsamlingsgrad der tilbudet finnes",
        "Share of what those served have available that they put into the route.",
    )
    impurity: Any = _parameter(
        "region year route",
        "Impurity",
        "Urenheter",
        "Share of the gross mass collected that is not target plastic packaging: moisture, dirt, "
        "other plastics, other materials.",
        below=True,
        default=0.0,
    )


@attrs.frozen(kw_only=True, eq=False)
class Sorting:
    """What sorting plants make of it."""

    sorting_efficiency: Any = _parameter(
        "region year category route",
        "Sorting efficiency",
        "Sorteringseffektivitet",
        "Transfer coefficient from what is collected to bales sent to recycling.",
    )
    bale_impurity: Any = _parameter(
        "region year category",
        "Bale impurity",
        "Urenheter i baller",
        "Share of the bales' weight that is not target plastic packaging.",
        below=True,
        default=0.0,
    )


@attrs.frozen(kw_only=True, eq=False)
class Recycling:
    """What recyclers make of the bales."""

    preparation_yield: Any = _parameter(
        "year category",
        "Preparation yield",
        "Utbytte ved vasking og kverning",
        "Share that shredding, washing and flotation leave: up to the EU calculation point.",
    )
    conversion_yield: Any = _parameter(
        "year category",
        "Conversion yield",
        "Utbytte ved ekstrudering",
        "Share that extrusion leaves.",
        default=1.0,
    )
    closed_loop: Any = _parameter(
        "year category",
        "Closed loop",
        "Lukket kretsløp",
        "Share of the recyclate that goes back into packaging or an equal use.",
        default=0.0,
    )
    recyclable: Any = _parameter(
        "year category",
        "Recyclable",
        "Gjenvinnbar andel",
        "Share of what is left in residual waste that could be recycled; it enters the sorted-out "
        "share of avfallsforskriften § 10a-4 alone.",
        default=1.0,
    )


@attrs.frozen(kw_only=True, eq=False)
class Disposal:
    """What becomes of the rest."""

    energy_recovery: Any = _parameter(
        "region year",
        "Energy recovery",
        "Energiutnyttelse",
        "Share of what is disposed of that is burnt with energy recovery; the rest is landfilled.",
        default=1.0,
    )


STAGES: Final = (Generation, Collection, Sorting, Recycling, Disposal)
"""The stage classes in the order of the flows."""


def specs_of(stage: type) -> tuple[ParameterSpec, ...]:
    """Return the parameters that the fields of a stage class declare."""
    return tuple(
        ParameterSpec(name=field.name, stage=stage.__name__.lower(), **field.metadata)
        for field in attrs.fields(stage)
    )


PARAMETERS: Final = {spec.name: spec for stage in STAGES for spec in specs_of(stage)}
"""Every parameter of the model by name."""
