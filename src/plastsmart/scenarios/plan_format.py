"""The format of a plan's file: its version, its bounds and its keys, for reading, writing and schema."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Any, Final

from plastsmart.axes import LABELLED, LAST_YEAR
from plastsmart.flows.model import MODEL
from plastsmart.flows.selection import ATTRIBUTES
from plastsmart.parameters import PERS, STATUSES
from plastsmart.scenarios.measures import CURVES, KINDS, PAYERS
from plastsmart.stages import PARAMETERS
from plastsmart.units import LONGEST_TEXT as QUANTITY_TEXT

__all__ = ["FORMAT", "schema"]

CHANGEABLE: Final = {name: spec for name, spec in PARAMETERS.items() if "year" in spec.axes}
"""What a measure may change: all that may differ from year to year."""

FORMAT: Final = "plastsmart-plan/1"
"""What a file says at its top: the format and its version."""

MOST_BYTES: Final = 1_048_576
"""Size of a file that is read."""

MOST_MEASURES: Final = 1000
MOST_TARGETS: Final = 100

LONGEST_TEXT: Final = 4000
LONGEST_LABEL: Final = 200
"""Characters of a text and of a label; the classes check them."""

_QUANTITY: Final = r"^\s*[+\-−]?[0-9][0-9 ]*(\.[0-9]+)?([eE][+-]?[0-9]{1,3})?\s*[^\s0-9.,+-].*$"
_DISTRIBUTION: Final = r"^\s*([a-z]+\([-+0-9.eE, ]+\))?\s*(per (run|year|region|region-year))?\s*$"

PLAN_KEYS: Final = {
    "schema": f'Format of the file and its version: "{FORMAT}".',
    "name": "Name of the plan.",
    "author": "The body that made the plan, such as a municipality.",
    "licence": 'What others may do with it, such as "CC BY 4.0".',
    "version": 'Which edition of the plan this is, such as "2026-02".',
    "region": "Where the plan was made for, in words.",
    "sources": "What the plan rests on, one text for each source.",
    "description": "What the plan is, in a few sentences.",
    "measures": "The measures, each in a table [[measures]].",
    "targets": "The plan's own targets, each in a table [[targets]].",
}
TARGET_KEYS: Final = {
    "name": "Name of the target, unlike those of the others.",
    "rate": "The rate it is measured by, such as litter_reduction.",
    "level": "The share to reach, 0 to 1.",
    "year": "The year by which it is to be reached.",
    "scope": "What the rate is measured over; everything, if left out.",
}
MEASURE_KEYS: Final = {
    "name": "Name of the measure, unlike those of the others.",
    "start": "First year with an effect.",
    "ramp": "Years from the start until all have adopted it; 1 if left out.",
    "curve": "How adoption grows over the ramp; linear if left out.",
    "regions": "Labels of the regions where it is taken; everywhere, if left out.",
    "description": "What it does, in one sentence.",
    "description_no": "The same in Norwegian.",
    "cost": 'Running cost at full adoption, such as "5 MNOK/year" or "12 NOK/person/year".',
    "investment": 'Investment, such as "40 MNOK" or "300 NOK/person"; needs a lifetime.',
    "lifetime": "Years over which the investment is spread.",
    "price_year": "The year whose prices the cost and the investment are in.",
    "paid_by": "Who pays: one payer, or shares of several that sum to 1; municipality if left out.",
    "grant": "Share of the investment that the state pays, 0 to 1.",
    "source": "Where the effects and costs are from, best with page or address.",
    "status": "How well the effects are known.",
    "changes": "What it changes, each in a table [[measures.changes]].",
}
CHANGE_KEYS: Final = {
    "parameter": "The parameter that changes.",
    "where": "Which cells: an axis or attribute, and its label or labels; all cells if left out.",
    "set": "The value that the cells move to.",
    "close_gap": "The share, 0 to 1, of the distance to the upper bound that is removed.",
    "scale": "What the cells are multiplied with.",
}
VALUE_KEYS: Final = {
    "value": "The value: a number, or a text with number and unit.",
    "unit": "The unit of a bare number.",
    "distribution": 'How uncertain it is, such as "triangular(0, 0.1, 0.2)", in the unit of the value.',
    "per": "What gets its own draw of the distribution; run if left out.",
    "source": "Where the value is from.",
    "status": "How well it is known.",
    "note": "What a reader should know.",
}
WHERE_KEYS: Final = (*LABELLED, *ATTRIBUTES)
UNSCOPED: Final = ("year", "route", "tier")
"""What a target's scope is not of."""
TEXT_KEYS: Final = ("author", "licence", "version", "region", "description")
MONEY_UNITS: Final = {
    "cost": ("NOK/year", "NOK/person/year"),
    "investment": ("NOK", "NOK/person"),
}


def schema() -> dict[str, Any]:
    """Return the JSON Schema of a plan's file; see `Plan.schema`."""
    any_text = {"type": "string", "maxLength": LONGEST_TEXT}
    label = {"type": "string", "minLength": 1, "maxLength": LONGEST_LABEL}
    year = {"type": "integer", "minimum": 1, "maximum": LAST_YEAR}
    share = {"type": "number", "minimum": 0, "maximum": 1}
    texts = dict.fromkeys((*TEXT_KEYS, "source", "description_no", "note"), any_text)
    status = {"enum": ["", *STATUSES]}

    value = {
        "value": {"type": ["number", "string"]},
        "unit": {"type": "string", "minLength": 1, "maxLength": QUANTITY_TEXT},
        "distribution": {"type": "string", "pattern": _DISTRIBUTION},
        "per": {"enum": list(PERS)},
        "status": {"enum": list(STATUSES)},
        **texts,
    }
    where = {key: _one_or_many(year if key == "year" else label) for key in WHERE_KEYS}
    change = {
        "parameter": {"enum": list(CHANGEABLE)},
        "where": {
            "type": "object",
            "additionalProperties": False,
            "minProperties": 1,
            "properties": where,
            "examples": [{"route": "kerbside"}, {"category": ["film", "pp"]}],
        },
        "set": _value(example="18.5 kg/person/year"),
        "close_gap": _bare({**share, "examples": [0.2]}),
        "scale": _bare({"type": "number", "minimum": 0, "examples": [1.1]}),
    }
    measure = {
        "name": label,
        "start": {**year, "examples": [2028]},
        "ramp": {"type": "integer", "minimum": 1, "maximum": 1000, "default": 1},
        "curve": {"enum": list(CURVES), "default": "linear"},
        "regions": {**_one_or_many(label), "examples": [["0301"]]},
        "cost": _value(example="5 MNOK/year", bare=False),
        "investment": _value(example="40 MNOK", bare=False),
        "lifetime": {
            "anyOf": [
                {"type": "number", "exclusiveMinimum": 0, "maximum": 1000},
                _quantity("20 years"),
            ]
        },
        "price_year": year,
        "paid_by": {
            "default": "municipality",
            "anyOf": [
                {"enum": list(PAYERS)},
                {
                    "type": "object",
                    "minProperties": 1,
                    "additionalProperties": False,
                    "properties": dict.fromkeys(PAYERS, share),
                },
            ],
        },
        "grant": {**share, "default": 0},
        "status": status,
        "changes": {"type": "array", "minItems": 1, "items": {"$ref": "#/$defs/change"}},
        **texts,
    }
    scope = {key: value for key, value in where.items() if key not in UNSCOPED}
    target = {
        "name": any_text,
        "rate": {"enum": list(MODEL.rates), "examples": ["litter_reduction"]},
        "level": {**share, "examples": [0.3]},
        "year": {**year, "examples": [2030]},
        "scope": {
            "type": "object",
            "additionalProperties": False,
            "properties": scope,
            "examples": [{"sector": "household"}],
        },
    }
    plan = {
        "schema": {"const": FORMAT},
        "name": {**label, "examples": ["More from the kerb"]},
        **texts,
        "licence": {**any_text, "examples": ["CC BY 4.0"]},
        "sources": _one_or_many(any_text, least=0),
        "measures": {
            "type": "array",
            "maxItems": MOST_MEASURES,
            "items": {"$ref": "#/$defs/measure"},
        },
        "targets": {
            "type": "array",
            "maxItems": MOST_TARGETS,
            "items": {"$ref": "#/$defs/target"},
        },
    }
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "A plan of plastsmart",
        "description": "Measures and targets on packaging, litter, microplastics and own operations.",
        **_table(plan, PLAN_KEYS, ["schema", "name"]),
        "$defs": {
            "measure": {
                **_table(measure, MEASURE_KEYS, ["name", "start", "changes"]),
                "dependentRequired": {"investment": ["lifetime"], "lifetime": ["investment"]},
                "if": {"required": ["curve"], "properties": {"curve": {"const": "step"}}},
                "then": {"properties": {"ramp": {"const": 1}}},
            },
            "change": {
                **_table(change, CHANGE_KEYS, ["parameter"]),
                "oneOf": [{"required": [kind]} for kind in KINDS],
                "allOf": [_of_shares(), _of_amounts(), _without_gap()],
            },
            "target": _table(target, TARGET_KEYS, ["rate", "level", "year"]),
            "value": _table(value, VALUE_KEYS, ["value"]),
        },
    }


def _table(properties: Mapping[str, Any], docs: Mapping[str, str], required: list[str]) -> Any:
    """Return a table that has some keys and no others, each with its description."""
    return {
        "type": "object",
        "additionalProperties": False,
        "required": required,
        "properties": {key: {"description": docs[key], **properties[key]} for key in docs},
    }


def _one_or_many(member: Mapping[str, Any], least: int = 1) -> dict[str, Any]:
    return {"anyOf": [member, {"type": "array", "items": member, "minItems": least}]}


def _quantity(example: str) -> dict[str, Any]:
    return {
        "type": "string",
        "pattern": _QUANTITY,
        "maxLength": QUANTITY_TEXT,
        "examples": [example],
    }


def _value(*, example: str, bare: bool = True) -> dict[str, Any]:
    number = [{"type": "number"}] if bare else []
    return {"anyOf": [*number, _quantity(example), {"$ref": "#/$defs/value"}]}


def _bare(number: Mapping[str, Any]) -> dict[str, Any]:
    """Return a number without a unit, or a table around one."""
    table = {"properties": {"value": number, "unit": False}}
    return {"anyOf": [number, {"allOf": [{"$ref": "#/$defs/value"}, table]}], "type": [
        "number", "object"
    ]}  # fmt: skip


def _where_parameter(names: list[str], then: Any) -> dict[str, Any]:
    return {"if": {"properties": {"parameter": {"enum": names}}}, "then": {"properties": then}}


def _of_shares() -> dict[str, Any]:
    """Return that a share set by a number lies between its bounds."""
    names = [name for name, spec in CHANGEABLE.items() if spec.is_share]
    bounds = {"if": {"type": "number"}, "then": {"minimum": 0, "maximum": 1}}
    return _where_parameter(names, {"set": bounds})


def _of_amounts() -> dict[str, Any]:
    """Return that what is no share is set with a unit."""
    names = [name for name, spec in CHANGEABLE.items() if not spec.is_share]
    return _where_parameter(names, {"set": {"type": ["string", "object"]}})


def _without_gap() -> dict[str, Any]:
    """Return that what has no upper bound has no gap to close."""
    names = [name for name, spec in CHANGEABLE.items() if not math.isfinite(spec.high)]
    return _where_parameter(names, {"close_gap": False})
