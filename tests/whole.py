"""A system with every stage and every parameter, so that every equation is computed."""

from __future__ import annotations

import plastsmart as ps
from plastsmart.stages import OPTIONAL, PARAMETERS

_STAGES = ("reusables", "litter", "microplastics", "procurement")

_AMOUNTS: dict[str, float] = {
    "single_use_weight": 20,
    "reusable_weight": 80,
    "return_rate": 0.9,
    "breakage": 0.05,
    "reference_per_person": 30,
    "litter_per_person": 0.05,
    "visits": 10_000,
    "litter_per_visit": 12,
    "event_visits": 5_000,
    "litter_per_event_visit": 30,
    "roads": 40,
    "litter_per_road": 25,
    "bins": 60,
    "overflow": 0.1,
    "litter_per_bin": 50,
    "packaging_in_litter": 0.01,
    "litter_avoidance": 0.2,
    "litter_to_water": 0.3,
    "litter_item_mass": 8,
    "other_item_mass": 0.4,
    "litter_reference": 300,
    "vehicle_km": 2e8,
    "tyre_wear": 0.1,
    "pitches": 12,
    "pitch_loss": 1500,
    "boats": 3_000,
    "boat_paint": 0.8,
    "building_paint": 0.05,
    "road_paint": 4,
    "washes": 90,
    "fibres": 0.3,
    "plastic_handled": 5_000,
    "pellet_loss": 0.0004,
    "waste_handled": 2_000,
    "waste_loss": 0.001,
    "other_sources": 3,
    "sewage_removal": 0.9,
    "sludge_to_soil": 0.6,
    "microplastics_reference": 900,
    "uses": 5_000,
    "unneeded": 0.1,
    "unneeded_before": 0.02,
    "reusable_share": 0.5,
    "reusable_share_before": 0.1,
    "item_mass": 9,
    "item_price": 1.2,
    "item_emission": 2_800,
    "recycled_content": 0.3,
    "recycled_content_before": 0.1,
    "recycled_emission": 900,
    "reusable_mass": 110,
    "reusable_price": 35,
    "reusable_emission": 0.6,
    "reusable_uses": 150,
    "washing_cost": 0.4,
    "washing_emission": 15,
    "own_packaging_share": 0.8,
    "own_packaging_counted": 0.9,
    "retention": 0.2,
    "to_sewage": 0.3,
    "to_water": 0.4,
}
"""In the units of the tables; retention, to_sewage and to_water are of every source."""


def with_all_stages(system: ps.System, **others: object) -> ps.System:
    """Return a system with every optional stage; `others` are parameters that differ."""
    given = {name: _quantity(name) for name, spec in PARAMETERS.items() if spec.stage in _STAGES}
    for stage in OPTIONAL:
        name = stage.__name__.lower()
        if name not in _STAGES and not any(
            PARAMETERS[each].stage == name for each in system.parameters
        ):
            system = system.replace(**{name: stage()})
    return system.replace(
        **{
            "cleanup_cost": ps.Q(9_000, "NOK/tonne"),
            "persons_per_household": ps.Q(2.1, "person/household"),
            "discount_rate": 0.04,
            "cleanup": 0.5,
            **given,
            **others,
        }
    )


def _quantity(name: str) -> object:
    known = (
        name,
        *(what for what in ("retention", "to_sewage", "to_water") if name.endswith(what)),
    )
    amount = next(_AMOUNTS[each] for each in known if each in _AMOUNTS)
    unit = PARAMETERS[name].unit
    return amount if unit == "1" else ps.Q(amount, unit)
