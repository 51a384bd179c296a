"""The stages of the model and their parameters: unit, axes, bounds, default and labels of each.

The fields of the stage classes are the parameters of the calculation model. What validation,
tables, documentation and the equations know of a parameter stands here once.
"""

from __future__ import annotations

import functools
import inspect
import textwrap
from collections.abc import Callable, Iterable, Mapping
from typing import Any, Final, ParamSpec, TypeVar

import attrs

from plastsmart.errors import ArgumentError, nearest

__all__ = [
    "OPTIONAL",
    "PARAMETERS",
    "STAGES",
    "Climate",
    "Collection",
    "Costs",
    "Disposal",
    "Generation",
    "Litter",
    "Microplastics",
    "ParameterSpec",
    "Procurement",
    "Recycling",
    "Reusables",
    "Sorting",
    "states",
    "told_of_arguments",
]

_WIDTH: Final = 92
"""Characters of a line of the generated docstrings, without their indent."""

MISSING: Final = None
"""A field that nobody gave; the system says which one, or takes the neutral default."""

NEUTRAL: Final = "neutral value"
"""The note of a value that nobody gave and that changes nothing."""

UNSTATED: Final = "not stated: counts as 0"
"""The note of a cost or emission that nobody gave: there is one, and the sums lack it."""


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
        Bounds, both included; `below` where the upper one is not, `positive` where 0 is not.
    default : float or None
        The neutral value, where there is one.
    optional : bool
        Whether a system may lack it, since it belongs to a stage that may be left out.
    absent : bool
        Whether a system lacks it unless it is given, though the rest of its stage is there.
    unstated : str
        The note of a default.
    """

    name: str
    stage: str
    unit: str
    inside: str
    axes: tuple[str, ...]
    low: float
    high: float
    below: bool
    positive: bool
    default: float | None
    optional: bool
    absent: bool
    unstated: str
    label: str
    label_no: str
    doc: str

    @property
    def is_share(self) -> bool:
        """Whether it is a share between 0 and 1."""
        return self.unit == "1"

    @property
    def along(self) -> str:
        """Along which axes it may vary, to end a message with."""
        if not self.axes:
            return "it is one value for the whole system, along no axis"
        return f"it may vary along {', '.join(self.axes)}"


def _parameter(
    axes: str,
    label: str,
    label_no: str,
    doc: str,
    *,
    unit: str = "1",
    inside: str | None = None,
    low: float = 0.0,
    high: float | None = None,
    below: bool = False,
    positive: bool = False,
    default: float | None = None,
    absent: bool = False,
    unstated: str = NEUTRAL,
) -> Any:
    return attrs.field(
        default=MISSING,
        metadata={
            "unit": unit,
            "inside": inside or unit,
            "axes": tuple(axes.split()),
            "low": low,
            "high": high if high is not None else (1.0 if unit == "1" else float("inf")),
            "below": below,
            "positive": positive,
            "default": default,
            "absent": absent,
            "unstated": unstated,
            "label": label,
            "label_no": label_no,
            "doc": doc,
        },
    )


_P = ParamSpec("_P")
_R = TypeVar("_R")
_C = TypeVar("_C", bound=type)


def told_of_arguments(
    function: Callable[_P, _R],
    name: str,
    refuse: Callable[[tuple[Any, ...], Mapping[str, Any]], str | None],
) -> Callable[_P, _R]:
    """Return a function that says in words what is wrong with the arguments it is called with.

    Parameters
    ----------
    function : callable
    name : str
        What the caller knows it by, such as "Collection".
    refuse : callable
        Takes positional and named arguments, and returns what is wrong with them, or None.
    """

    @functools.wraps(function)
    def checked(*args: _P.args, **kwargs: _P.kwargs) -> _R:
        wrong = refuse(args[1:], kwargs)
        if wrong:
            raise ArgumentError(f"{name}: {wrong}")
        return function(*args, **kwargs)

    return checked


def not_by_name(names: Iterable[str], example: str) -> str:
    """Return what is wrong with arguments that are given by their place."""
    return f"its arguments are given by name, such as {example}; they are {', '.join(names)}"


def _stage(cls: _C) -> _C:
    """Tell what a stage takes: in its help, and when it is called with something else."""
    fields = attrs.fields(cls)
    names = [field.name for field in fields]

    def refuse(args: tuple[Any, ...], given: Mapping[str, Any]) -> str | None:
        if args:
            return not_by_name(names, f"ps.{cls.__name__}({names[0]}=…)")
        wrong = [
            _elsewhere(name) or f"there is no parameter {name!r}. {nearest(name, names)}"
            for name in given
            if name not in names
        ]
        return " ".join(wrong) or None

    made: Any = cls
    made.__init__ = told_of_arguments(made.__init__, f"ps.{cls.__name__}", refuse)
    if cls.__doc__ is not None:  # python -OO has none
        lines = [inspect.cleandoc(cls.__doc__), "", "Parameters", "----------"]
        lines += [line for field in fields for line in _told(field)]
        cls.__doc__ = "\n".join(lines)
    return cls


def _elsewhere(name: str) -> str | None:
    """Return where a parameter of another stage belongs."""
    spec = PARAMETERS.get(name)
    if spec is None:
        return None
    stage = spec.stage.title()
    return f"{name} belongs to another stage: ps.{stage}({name}=…)."


def _told(field: Any) -> list[str]:
    """Return the lines of a docstring about one field."""
    about = field.metadata
    if not about:
        return [field.name, "    The year whose prices all amounts are in."]
    unit = "share from 0 to 1" if about["unit"] == "1" else about["unit"]
    axes = about["axes"]
    along = f"may vary by {', '.join(axes)}" if axes else "one value for the whole system"
    if about["default"] is not None:
        left_out = f"{about['default']:g} if left out"
        if about["unstated"] == UNSTATED:
            left_out += ", and results say so"
    elif about["absent"]:
        left_out = "left out unless given"
    elif field.name in ONLY_ONE:
        left_out = f"must be given, unless there is only one {ONLY_ONE[field.name]} (then 1)"
    else:
        left_out = "must be given"
    told = [
        f"{about['label']} / {about['label_no']} [{unit}]: {about['doc']}",
        f"{along[0].upper()}{along[1:]}; {left_out}.",
    ]
    return [field.name, *(f"    {line}" for text in told for line in textwrap.wrap(text, _WIDTH))]


ONLY_ONE: Final = {"composition": "category", "coverage": "route"}
"""Parameters that are 1 where their axis has only one label."""


@_stage
@attrs.frozen(kw_only=True, eq=False)
class Generation:
    """What becomes waste, and what of it is littered.

    Masses are net: target plastic packaging alone, without moisture, dirt and other materials. An
    amount from a picking analysis is often gross, and must be made net before it is given here.

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
        "Plastic packaging put on the market per inhabitant, net, before prevention and reuse.",
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


@_stage
@attrs.frozen(kw_only=True, eq=False)
class Collection:
    """Who has which route, and what they put into it.

    What a route collects is coverage · capture of what it acts on, net: target plastic packaging
    alone. What the lorries weigh is gross: net / (1 - impurity). From a gross amount,
    capture = gross · (1 - impurity) / (generated · coverage).
    """

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
        "Share of what those served have available that they put into the route, net: of the target "
        "plastic packaging alone, impurity not counted.",
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


@_stage
@attrs.frozen(kw_only=True, eq=False)
class Sorting:
    """What sorting plants make of it.

    Net is the target plastic packaging in the bales, gross what the bales weigh:
    net / (1 - bale_impurity).
    """

    sorting_efficiency: Any = _parameter(
        "region year category route",
        "Sorting efficiency",
        "Sorteringseffektivitet",
        "Transfer coefficient from what is collected, net, to what is in bales sent to recycling, net.",
    )
    bale_impurity: Any = _parameter(
        "region year category",
        "Bale impurity",
        "Urenheter i baller",
        "Share of the bales' weight that is not target plastic packaging.",
        below=True,
        default=0.0,
    )


@_stage
@attrs.frozen(kw_only=True, eq=False)
class Recycling:
    """What recyclers make of the bales; all masses are net."""

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


@_stage
@attrs.frozen(kw_only=True, eq=False)
class Disposal:
    """What becomes of the rest; all masses are net."""

    energy_recovery: Any = _parameter(
        "region year",
        "Energy recovery",
        "Energiutnyttelse",
        "Share of what is disposed of that is burnt with energy recovery; the rest is landfilled.",
        default=1.0,
    )


def _cost(
    axes: str, label: str, label_no: str, doc: str, *, unit: str = "NOK/tonne", low: float = 0.0
) -> Any:
    """Declare a cost: 0 and said to be, where nobody stated it."""
    return _parameter(
        axes, label, label_no, doc, unit=unit, low=low, default=0.0, unstated=UNSTATED
    )


def _emission(axes: str, label: str, label_no: str, doc: str) -> Any:
    """Declare an emission factor: 0 and said to be, where nobody stated it."""
    return _parameter(
        axes, label, label_no, doc, unit="kg CO2e/tonne", inside="tonne CO2e/tonne", default=0.0,
        unstated=UNSTATED,
    )  # fmt: skip


def _threshold(step: int) -> Any:
    return _parameter(
        "year",
        f"Payment, threshold of step {step}",
        f"Godtgjørelse, terskel for trinn {step}",
        "Gross amount collected per inhabitant and year from which the step's increase is paid.",
        unit="kg/person/year",
        inside="tonne/person/year",
        default=0.0,
    )


def _increase(step: int) -> Any:
    return _parameter(
        "year",
        f"Payment, increase of step {step}",
        f"Godtgjørelse, tillegg i trinn {step}",
        "What is added to the producers' payment from the step's threshold on; negative takes off.",
        unit="NOK/tonne",
        low=float("-inf"),
        default=0.0,
    )


@_stage
@attrs.frozen(kw_only=True, eq=False)
class Costs:
    """What it costs, and who pays. A system may be without.

    A cost that is left out counts as 0, and results say so. `producer_payment` also takes `Steps`,
    or a mapping from years to `Steps` and quantities.

    `price_year` is the year whose prices all amounts are in; amounts of different years are not
    added up (`System.in_prices` converts).

    What is paid for each tonne collected is for a gross tonne, as the lorries weigh; what is paid
    for a tonne sorted or left in residual waste is for a net one.
    """

    service_cost: Any = _cost(
        "region year route",
        "Cost of the service",
        "Kostnad for tilbudet",
        "What a route costs for each inhabitant whose service it is, however much they put into it: "
        "bins, bags, rounds, information.",
        unit="NOK/person/year",
    )
    collection_cost: Any = _cost(
        "region year route",
        "Cost of collection",
        "Innsamlingskostnad",
        "What collecting costs for each tonne collected, gross.",
    )
    sorting_cost: Any = _cost(
        "year route",
        "Cost of sorting",
        "Sorteringskostnad",
        "What transport to and sorting at a plant cost for each tonne collected, gross, disposal of "
        "what the plant rejects included.",
    )
    recycling_cost: Any = _cost(
        "year category",
        "Cost of recycling",
        "Gjenvinningskostnad",
        "What recyclers are paid for each tonne sorted, net, disposal of their losses included; "
        "negative where they pay for it.",
        low=float("-inf"),
    )
    residual_cost: Any = _cost(
        "region year",
        "Cost of residual waste",
        "Kostnad for restavfall",
        "What a tonne that stays in residual waste costs: its collection and treatment, taxes "
        "included.",
    )
    producer_payment: Any = _cost(
        "year",
        "Producers' payment",
        "Godtgjørelse",
        "What the return company pays the municipality for each tonne collected, gross, before the "
        "increases of the steps that are reached.",
    )
    payment_threshold_2: Any = _threshold(2)
    payment_threshold_3: Any = _threshold(3)
    payment_threshold_4: Any = _threshold(4)
    payment_increase_2: Any = _increase(2)
    payment_increase_3: Any = _increase(3)
    payment_increase_4: Any = _increase(4)
    payment_marginal: Any = _parameter(
        "year",
        "Payment within steps",
        "Godtgjørelse innenfor trinn",
        "0: the rate of the step reached is paid for all tonnes. 1: each step's rate is paid for "
        "the amounts within it. Between: the two, weighted.",
        default=0.0,
    )
    producer_share: Any = _parameter(
        "year",
        "Producers' share of necessary costs",
        "Produsentenes andel av nødvendige kostnader",
        "Share of the municipality's costs of separate collection and central sorting that "
        "producers cover (avfallsforskriften § 7-8, in force from 1 July 2025); it takes the place "
        "of the same share of the payment.",
        default=0.0,
        unstated=UNSTATED,
    )
    discount_rate: Any = _parameter(
        "",
        "Discount rate",
        "Kalkulasjonsrente",
        "Real rate a year at which an investment is spread over its lifetime.",
        absent=True,
    )
    cleanup_cost: Any = _parameter(
        "region year",
        "Cost of clean-up",
        "Kostnad for opprydding",
        "What a tonne of litter that is cleaned up costs the municipality.",
        unit="NOK/tonne",
        absent=True,
    )
    persons_per_household: Any = _parameter(
        "region year",
        "Persons per household",
        "Personer per husholdning",
        "Inhabitants divided by private households.",
        unit="person/household",
        positive=True,
        absent=True,
    )
    price_year: int | None = None


@_stage
@attrs.frozen(kw_only=True, eq=False)
class Climate:
    """What each stage emits, and which emissions it avoids. A system may be without.

    A factor that is left out counts as 0, and results say so. A tonne collected is a gross one, as
    the lorries weigh; all other tonnes are net.
    """

    collection_emission: Any = _emission(
        "region year route",
        "Emissions of collection",
        "Utslipp fra innsamling",
        "From collecting a tonne, gross, beyond what it would take as residual waste.",
    )
    sorting_emission: Any = _emission(
        "year route",
        "Emissions of sorting",
        "Utslipp fra sortering",
        "From transport to and sorting at a plant of a tonne collected, gross.",
    )
    recycling_emission: Any = _emission(
        "year category",
        "Emissions of recycling",
        "Utslipp fra materialgjenvinning",
        "From transport and recycling of a tonne recycled, at the EU calculation point.",
    )
    virgin_emission: Any = _emission(
        "year category",
        "Emissions of virgin polymer",
        "Utslipp fra jomfruelig plast",
        "From making a tonne of the virgin polymer that recyclate replaces, cradle to gate.",
    )
    substitution: Any = _parameter(
        "year category",
        "Substitution",
        "Erstatningsgrad",
        "Tonnes of virgin polymer that a tonne of recyclate replaces.",
        default=1.0,
    )
    incineration_emission: Any = _emission(
        "year category",
        "Emissions of incineration",
        "Utslipp fra forbrenning",
        "Fossil CO2 from burning a tonne.",
    )
    heat_credit: Any = _emission(
        "region year",
        "Heat credit",
        "Kreditt for varme",
        "Emissions of the other heat and power that energy recovery from a tonne replaces.",
    )


def _amount(
    axes: str, label: str, label_no: str, doc: str, *, unit: str, inside: str | None = None,
    absent: bool = False,
) -> Any:  # fmt: skip
    """Declare an amount: 0 and said to be, where nobody stated it."""
    default = None if absent else 0.0
    return _parameter(
        axes, label, label_no, doc, unit=unit, inside=inside, default=default, absent=absent,
        unstated=UNSTATED,
    )  # fmt: skip


@_stage
@attrs.frozen(kw_only=True, eq=False)
class Reusables:
    """Reusable packaging and what it saves, and against what less packaging is measured.

    A system may be without. `Generation.reuse` is the share of packaging, by mass of the single-use
    packaging, that reusable packaging replaces; here stands what the reusable packaging itself weighs
    and how many trips it makes before it is waste: 1 / (1 - return_rate · (1 - breakage)). Both weights
    and the return rate are given together, or none of them.
    """

    single_use_weight: Any = _parameter(
        "region year category",
        "Weight of the single-use packaging",
        "Vekt av engangsemballasjen",
        "Of one filling, of the packaging that reusable packaging replaces.",
        unit="g/item",
        inside="tonne/item",
        positive=True,
        absent=True,
    )
    reusable_weight: Any = _parameter(
        "region year category",
        "Weight of the reusable packaging",
        "Vekt av ombruksemballasjen",
        "Of one filling, of the reusable packaging in its place.",
        unit="g/item",
        inside="tonne/item",
        absent=True,
    )
    return_rate: Any = _parameter(
        "region year category",
        "Return rate",
        "Returandel",
        "Share of the reusable packaging that comes back after a trip.",
        absent=True,
    )
    breakage: Any = _parameter(
        "region year category",
        "Breakage",
        "Svinn ved vask og kontroll",
        "Share of what comes back that is broken or worn, and is not filled again.",
        default=0.0,
    )
    reference_per_person: Any = _parameter(
        "region",
        "Packaging per person in the year of reference",
        "Emballasje per innbygger i referanseåret",
        "Plastic packaging waste per inhabitant in the year that a reduction is measured against: "
        "2018 in Regulation (EU) 2025/40 article 43.",
        unit="kg/person/year",
        inside="tonne/person/year",
        absent=True,
    )


@_stage
@attrs.frozen(kw_only=True, eq=False)
class Litter:
    """Where plastic litter arises, and what becomes of it. A system may be without.

    What the sources litter comes in addition to what `Generation.littering` states, so that for one
    category only one of the two is given. Packaging in it leaves the flows of packaging
    (`packaging_in_litter`); the rest is other plastic: cigarette filters, rope, sanitary products. The
    share that is cleaned up is `Generation.cleanup`.
    """

    litter_per_person: Any = _amount(
        "region year",
        "Litter per inhabitant",
        "Forsøpling per innbygger",
        "Plastic that an inhabitant litters, apart from what the other sources count.",
        unit="kg/person/year",
        inside="tonne/person/year",
    )
    visits: Any = _amount(
        "region year", "Visits", "Besøk", "Days that visitors spend, each a visit.",
        unit="visit/year",
    )  # fmt: skip
    litter_per_visit: Any = _amount(
        "region year",
        "Litter per visit",
        "Forsøpling per besøk",
        "Plastic that a visitor litters.",
        unit="g/visit",
        inside="tonne/visit",
    )
    event_visits: Any = _amount(
        "region year",
        "Visits to events",
        "Besøk på arrangementer",
        "Matches, concerts, festivals and markets.",
        unit="visit/year",
    )
    litter_per_event_visit: Any = _amount(
        "region year",
        "Litter per visit to an event",
        "Forsøpling per besøk på arrangement",
        "Plastic littered for each visit.",
        unit="g/visit",
        inside="tonne/visit",
    )
    roads: Any = _amount("region year", "Roads", "Veier", "Length of roads.", unit="km")
    litter_per_road: Any = _amount(
        "region year",
        "Litter along roads",
        "Forsøpling langs veier",
        "Plastic thrown or lost from vehicles for each kilometre of road.",
        unit="kg/km/year",
        inside="tonne/km/year",
    )
    bins: Any = _amount(
        "region year", "Litter bins", "Avfallsdunker i uterom", "Public litter bins.", unit="bin"
    )
    overflow: Any = _parameter(
        "region year",
        "Overflowing",
        "Overfylt",
        "Share of the time that a bin overflows, on average.",
        default=0.0,
        unstated=UNSTATED,
    )
    litter_per_bin: Any = _amount(
        "region year",
        "Litter of an overflowing bin",
        "Forsøpling fra en overfylt dunk",
        "Plastic that would be littered around a bin that always overflows.",
        unit="kg/bin/year",
        inside="tonne/bin/year",
    )
    packaging_in_litter: Any = _parameter(
        "region year category",
        "Packaging in litter",
        "Emballasje i forsøplingen",
        "Share of what the sources litter that is packaging of the category; at most 1 in sum, and "
        "the rest is other plastic.",
        default=0.0,
    )
    litter_avoidance: Any = _parameter(
        "region year category",
        "Share of litter avoided",
        "Unngått andel av forsøplingen",
        "Share of the packaging that would be littered, by the sources or by the share littered, that "
        "a deposit or the like keeps from it.",
        default=0.0,
    )
    litter_to_water: Any = _parameter(
        "region year",
        "Litter to water",
        "Forsøpling til vann",
        "Share of what is not cleaned up that ends in rivers, lakes and sea; the rest stays on land.",
        default=0.0,
        unstated=UNSTATED,
    )
    litter_item_mass: Any = _parameter(
        "region year category",
        "Mass of an item of litter",
        "Masse av en gjenstand i forsøplingen",
        "Of packaging of the category, by which counts of a clean-up become tonnes.",
        unit="g/item",
        inside="tonne/item",
        positive=True,
        absent=True,
    )
    other_item_mass: Any = _parameter(
        "region year",
        "Mass of another item of litter",
        "Masse av en annen gjenstand i forsøplingen",
        "Of plastic that is not packaging.",
        unit="g/item",
        inside="tonne/item",
        positive=True,
        absent=True,
    )
    litter_reference: Any = _parameter(
        "region",
        "Litter in the year of reference",
        "Forsøpling i referanseåret",
        "Plastic litter that was not cleaned up in the year that a reduction is measured against.",
        unit="tonne/year",
        absent=True,
    )


def _retention(source: str, source_no: str, doc: str) -> Any:
    return _parameter(
        "region year",
        f"Retention, {source}",
        f"Tilbakeholdelse, {source_no}",
        f"Share of what {source} shed that is held back before it spreads: {doc}",
        default=0.0,
    )


def _to_sewage(source: str, source_no: str) -> Any:
    return _parameter(
        "region year",
        f"To sewage, {source}",
        f"Til avløp, {source_no}",
        f"Share of what {source} release that enters a sewer that ends in a treatment plant.",
        default=0.0,
    )


def _to_water(source: str, source_no: str) -> Any:
    return _parameter(
        "region year",
        f"To water, {source}",
        f"Til vann, {source_no}",
        f"Share of what {source} release and does not enter such a sewer that ends in rivers, lakes "
        "and sea; the rest stays in soil.",
        default=0.0,
    )


@_stage
@attrs.frozen(kw_only=True, eq=False)
class Microplastics:
    """Sources of microplastics: activity · emission factor · (1 - retention), and where it goes.

    A system may be without. Of what a source releases a share enters sewers, a share of the rest
    water, and what is left stays in soil, so that no choice of shares releases more than there is. An
    amount that is left out counts as 0, and results say so.
    """

    vehicle_km: Any = _amount(
        "region year", "Traffic", "Trafikkarbeid", "Distance that vehicles drive.",
        unit="vkm/year",
    )  # fmt: skip
    tyre_wear: Any = _amount(
        "region year",
        "Tyre wear",
        "Dekkslitasje",
        "Rubber that the tyres of a vehicle lose, a mean over all vehicles.",
        unit="g/vkm",
        inside="tonne/vkm",
    )
    tyre_retention: Any = _retention("tyres", "dekk", "street sweeping, gully pots, basins.")
    tyre_to_sewage: Any = _to_sewage("tyres", "dekk")
    tyre_to_water: Any = _to_water("tyres", "dekk")
    pitches: Any = _amount(
        "region year", "Artificial pitches", "Kunstgressbaner", "With rubber or plastic granulate.",
        unit="pitch",
    )  # fmt: skip
    pitch_loss: Any = _amount(
        "region year",
        "Loss of granulate",
        "Svinn av granulat",
        "What is refilled on a pitch in place of what is gone, packing of the surface not counted.",
        unit="kg/pitch/year",
        inside="tonne/pitch/year",
    )
    pitch_retention: Any = _retention(
        "pitches", "kunstgressbaner", "edging, grates, snow kept on the pitch."
    )
    pitch_to_sewage: Any = _to_sewage("pitches", "kunstgressbaner")
    pitch_to_water: Any = _to_water("pitches", "kunstgressbaner")
    boats: Any = _amount(
        "region year", "Boats", "Båter", "That are painted with paint that wears off.", unit="boat"
    )
    boat_paint: Any = _amount(
        "region year",
        "Paint of boats",
        "Maling fra båter",
        "Polymer that a boat loses by wear, sanding and washing.",
        unit="kg/boat/year",
        inside="tonne/boat/year",
    )
    boat_retention: Any = _retention("boats", "båter", "wash-down areas with filters.")
    boat_to_sewage: Any = _to_sewage("boats", "båter")
    boat_to_water: Any = _to_water("boats", "båter")
    building_paint: Any = _amount(
        "region year",
        "Paint of buildings",
        "Maling fra bygninger",
        "Polymer that the paint of buildings and structures loses, for each inhabitant.",
        unit="kg/person/year",
        inside="tonne/person/year",
    )
    building_retention: Any = _retention("buildings", "bygninger", "covers and suction at work.")
    building_to_sewage: Any = _to_sewage("buildings", "bygninger")
    building_to_water: Any = _to_water("buildings", "bygninger")
    road_paint: Any = _amount(
        "region year",
        "Road marking",
        "Veimerking",
        "Polymer in what is marked on roads, which wears off as fast as it is renewed.",
        unit="tonne/year",
    )
    road_retention: Any = _retention("road marking", "veimerking", "street sweeping, gully pots.")
    road_to_sewage: Any = _to_sewage("road marking", "veimerking")
    road_to_water: Any = _to_water("road marking", "veimerking")
    washes: Any = _amount(
        "region year",
        "Washes",
        "Vask av tekstiler",
        "Loads of laundry for each inhabitant.",
        unit="wash/person/year",
    )
    fibres: Any = _amount(
        "region year",
        "Fibres",
        "Fibre",
        "Synthetic fibres that a load of laundry loses.",
        unit="g/wash",
        inside="tonne/wash",
    )
    textile_retention: Any = _retention("textiles", "tekstiler", "filters of washing machines.")
    textile_to_sewage: Any = _to_sewage("textiles", "tekstiler")
    textile_to_water: Any = _to_water("textiles", "tekstiler")
    plastic_handled: Any = _amount(
        "region year",
        "Plastic raw material handled",
        "Håndtert plastråvare",
        "Pellets, powder and flakes made, moved and used.",
        unit="tonne/year",
    )
    pellet_loss: Any = _parameter(
        "region year",
        "Loss of pellets",
        "Svinn av pellets",
        "Share of the raw material that is lost.",
        default=0.0,
        unstated=UNSTATED,
    )
    pellet_retention: Any = _retention("pellets", "pellets", "grates, traps, sweeping.")
    pellet_to_sewage: Any = _to_sewage("pellets", "pellets")
    pellet_to_water: Any = _to_water("pellets", "pellets")
    waste_handled: Any = _amount(
        "region year",
        "Plastic waste handled",
        "Håndtert plastavfall",
        "Plastic and electrical waste that is shredded, sorted or stored in the open.",
        unit="tonne/year",
    )
    waste_loss: Any = _parameter(
        "region year",
        "Loss at waste plants",
        "Svinn ved avfallsanlegg",
        "Share of the waste handled that is lost as particles.",
        default=0.0,
        unstated=UNSTATED,
    )
    waste_retention: Any = _retention("waste plants", "avfallsanlegg", "covers, nets, basins.")
    waste_to_sewage: Any = _to_sewage("waste plants", "avfallsanlegg")
    waste_to_water: Any = _to_water("waste plants", "avfallsanlegg")
    other_sources: Any = _amount(
        "region year",
        "Other sources",
        "Andre kilder",
        "What sources shed that are not among those above.",
        unit="tonne/year",
    )
    other_retention: Any = _retention("other sources", "andre kilder", "whatever there is.")
    other_to_sewage: Any = _to_sewage("other sources", "andre kilder")
    other_to_water: Any = _to_water("other sources", "andre kilder")
    sewage_removal: Any = _parameter(
        "region year",
        "Removal from sewage",
        "Rensegrad for avløp",
        "Share of the particles in sewage that treatment plants take into sludge.",
        default=0.0,
    )
    sludge_to_soil: Any = _parameter(
        "region year",
        "Sludge to soil",
        "Slam til jord",
        "Share of the sludge that is spread on land.",
        default=0.0,
    )
    microplastics_reference: Any = _parameter(
        "region",
        "Microplastics in the year of reference",
        "Mikroplast i referanseåret",
        "What ended in water and soil in the year that a reduction is measured against.",
        unit="tonne/year",
        absent=True,
    )


@_stage
@attrs.frozen(kw_only=True, eq=False)
class Procurement:
    """What the municipality itself buys, uses and pays: its own operations. A system may be without.

    A category is a kind of item, such as cups; what serves it may be single-use or reusable, or the
    use done without. Shares with ``_before`` say how it was when the packaging per person was
    measured; what is saved against that is no longer generated, once. Packaging that was counted there
    is part of it, other packaging comes on top: `own_packaging_counted`.
    """

    uses: Any = _amount(
        "region year category",
        "Uses",
        "Bruk",
        "How often an item is needed: meals served, gloves put on, parcels delivered.",
        unit="use/year",
    )
    unneeded: Any = _parameter(
        "region year category",
        "Done without",
        "Klarer seg uten",
        "Share of the uses that need no item any longer: unwrapped delivery, nothing handed out.",
        default=0.0,
    )
    unneeded_before: Any = _parameter(
        "region year category",
        "Done without before",
        "Klarte seg uten før",
        "The same when the packaging per person was measured.",
        default=0.0,
    )
    reusable_share: Any = _parameter(
        "region year category",
        "Reusable share",
        "Andel flergangs",
        "Share of the uses that still need an item that a reusable one serves.",
        default=0.0,
    )
    reusable_share_before: Any = _parameter(
        "region year category",
        "Reusable share before",
        "Andel flergangs før",
        "The same when the packaging per person was measured.",
        default=0.0,
    )
    item_mass: Any = _amount(
        "region year category",
        "Mass of the single-use item",
        "Masse av engangsartikkelen",
        "Plastic of what one use takes.",
        unit="g/use",
        inside="tonne/use",
    )
    item_price: Any = _amount(
        "region year category",
        "Price of the single-use item",
        "Pris på engangsartikkelen",
        "Of what one use takes.",
        unit="NOK/use",
    )
    item_emission: Any = _emission(
        "year category",
        "Emissions of the single-use item",
        "Utslipp fra engangsartikkelen",
        "From making a tonne of it of virgin plastic.",
    )
    recycled_content: Any = _parameter(
        "region year category",
        "Recycled content",
        "Andel gjenvunnet plast",
        "Share of the single-use item that is recycled plastic.",
        default=0.0,
    )
    recycled_content_before: Any = _parameter(
        "region year category",
        "Recycled content before",
        "Andel gjenvunnet plast før",
        "The same when the packaging per person was measured.",
        default=0.0,
    )
    recycled_emission: Any = _emission(
        "year category",
        "Emissions of recycled plastic",
        "Utslipp fra gjenvunnet plast",
        "From making a tonne of the single-use item of recycled plastic.",
    )
    reusable_mass: Any = _amount(
        "region year category",
        "Mass of the reusable item",
        "Masse av flergangsartikkelen",
        "Plastic of one reusable item; 0 where it is of another material.",
        unit="g/item",
        inside="tonne/item",
    )
    reusable_price: Any = _amount(
        "region year category",
        "Price of the reusable item",
        "Pris på flergangsartikkelen",
        "Of one item.",
        unit="NOK/item",
    )
    reusable_emission: Any = _parameter(
        "year category",
        "Emissions of the reusable item",
        "Utslipp fra flergangsartikkelen",
        "From making one item, of whatever material.",
        unit="kg CO2e/item",
        inside="tonne CO2e/item",
        default=0.0,
        unstated=UNSTATED,
    )
    reusable_uses: Any = _parameter(
        "region year category",
        "Uses of a reusable item",
        "Bruk av en flergangsartikkel",
        "How often one item is used before it is lost or worn.",
        unit="use/item",
        low=1.0,
        default=1.0,
    )
    washing_cost: Any = _amount(
        "region year category",
        "Cost of washing",
        "Vaskekostnad",
        "Of washing and handling a reusable item after a use.",
        unit="NOK/use",
    )
    washing_emission: Any = _parameter(
        "region year category",
        "Emissions of washing",
        "Utslipp fra vask",
        "From washing a reusable item after a use.",
        unit="g CO2e/use",
        inside="tonne CO2e/use",
        default=0.0,
        unstated=UNSTATED,
    )
    own_packaging_share: Any = _parameter(
        "region year category",
        "Packaging among the items",
        "Emballasje blant artiklene",
        "Share of the items' mass that is packaging, and so part of what is generated; 0 for gloves.",
        default=1.0,
    )
    own_packaging_counted: Any = _parameter(
        "region year category",
        "Own packaging already counted",
        "Egen emballasje som alt er talt med",
        "Share of the packaging that the municipality bought before which the packaging per person "
        "counts; 0 where that is of all others alone.",
        default=1.0,
    )


STAGES: Final = (
    Generation,
    Collection,
    Sorting,
    Recycling,
    Disposal,
    Costs,
    Climate,
    Reusables,
    Litter,
    Microplastics,
    Procurement,
)
"""The stage classes in the order of the flows."""

OPTIONAL: Final = (Costs, Climate, Reusables, Litter, Microplastics, Procurement)
"""The stages that a system may be without; its parameters do not hold theirs then."""


def specs_of(stage: type) -> tuple[ParameterSpec, ...]:
    """Return the parameters that the fields of a stage class declare."""
    return tuple(
        ParameterSpec(
            name=field.name,
            stage=stage.__name__.lower(),
            optional=stage in OPTIONAL,
            **field.metadata,
        )
        for field in attrs.fields(stage)
        if field.metadata
    )


PARAMETERS: Final = {spec.name: spec for stage in STAGES for spec in specs_of(stage)}
"""Every parameter of the model by name."""


def states(parameters: Iterable[str], stage: str) -> bool:
    """Tell whether there is a parameter of a stage among some.

    Examples
    --------
    >>> import plastsmart as ps
    >>> from plastsmart.stages import states
    >>> [states(ps.load(name).parameters, "litter") for name in ("norway-litter", "norway")]
    [True, False]
    """
    return any(PARAMETERS[name].stage == stage for name in parameters)
