"""Microplastics: what sources shed, what is held back, and where the rest goes."""

# ruff: noqa: ANN001, ANN201 - an equation's arguments are arrays or quantities alike
# mypy: disable-error-code="no-untyped-def"

from __future__ import annotations

from plastsmart.flows.equations import REGION, equation, rate

# -- tyres ----------------------------------------------------------------------------------------


@equation("tonne/year", axes=REGION, label_no="Dekkslitasje")
def tyre_shed(vehicle_km, tyre_wear):
    """Rubber that tyres lose, by its full weight."""
    return vehicle_km * tyre_wear


@equation("tonne/year", axes=REGION, label_no="Sluppet ut, dekk")
def tyre_released(tyre_shed, tyre_retention):
    """What of it is not held back."""
    return tyre_shed * (1 - tyre_retention)


@equation("tonne/year", axes=REGION, label_no="Til avløp, dekk")
def tyre_in_sewage(tyre_released, tyre_to_sewage):
    """What of it enters a sewer."""
    return tyre_released * tyre_to_sewage


@equation("tonne/year", axes=REGION, label_no="Rett til vann, dekk")
def tyre_direct(tyre_released, tyre_in_sewage, tyre_to_water):
    """What of it enters water without a sewer."""
    return (tyre_released - tyre_in_sewage) * tyre_to_water


@equation("tonne/year", axes=REGION, label_no="I vann, dekk")
def tyre_in_water(tyre_direct, tyre_in_sewage, sewage_removal):
    """What of it ends in water, through sewers too."""
    return tyre_direct + tyre_in_sewage * (1 - sewage_removal)


# -- artificial pitches ---------------------------------------------------------------------------


@equation("tonne/year", axes=REGION, label_no="Granulat fra kunstgressbaner")
def pitch_shed(pitches, pitch_loss):
    """Granulate that artificial pitches lose."""
    return pitches * pitch_loss


@equation("tonne/year", axes=REGION, label_no="Sluppet ut, kunstgressbaner")
def pitch_released(pitch_shed, pitch_retention):
    """What of it is not held back."""
    return pitch_shed * (1 - pitch_retention)


@equation("tonne/year", axes=REGION, label_no="Til avløp, kunstgressbaner")
def pitch_in_sewage(pitch_released, pitch_to_sewage):
    """What of it enters a sewer."""
    return pitch_released * pitch_to_sewage


@equation("tonne/year", axes=REGION, label_no="Rett til vann, kunstgressbaner")
def pitch_direct(pitch_released, pitch_in_sewage, pitch_to_water):
    """What of it enters water without a sewer."""
    return (pitch_released - pitch_in_sewage) * pitch_to_water


@equation("tonne/year", axes=REGION, label_no="I vann, kunstgressbaner")
def pitch_in_water(pitch_direct, pitch_in_sewage, sewage_removal):
    """What of it ends in water, through sewers too."""
    return pitch_direct + pitch_in_sewage * (1 - sewage_removal)


# -- boats ----------------------------------------------------------------------------------------


@equation("tonne/year", axes=REGION, label_no="Maling fra båter")
def boat_shed(boats, boat_paint):
    """Paint that boats lose."""
    return boats * boat_paint


@equation("tonne/year", axes=REGION, label_no="Sluppet ut, båter")
def boat_released(boat_shed, boat_retention):
    """What of it is not held back."""
    return boat_shed * (1 - boat_retention)


@equation("tonne/year", axes=REGION, label_no="Til avløp, båter")
def boat_in_sewage(boat_released, boat_to_sewage):
    """What of it enters a sewer."""
    return boat_released * boat_to_sewage


@equation("tonne/year", axes=REGION, label_no="Rett til vann, båter")
def boat_direct(boat_released, boat_in_sewage, boat_to_water):
    """What of it enters water without a sewer."""
    return (boat_released - boat_in_sewage) * boat_to_water


@equation("tonne/year", axes=REGION, label_no="I vann, båter")
def boat_in_water(boat_direct, boat_in_sewage, sewage_removal):
    """What of it ends in water, through sewers too."""
    return boat_direct + boat_in_sewage * (1 - sewage_removal)


# -- buildings ------------------------------------------------------------------------------------


@equation("tonne/year", axes=REGION, label_no="Maling fra bygninger")
def building_shed(population, building_paint):
    """Paint that buildings and structures lose."""
    return population * building_paint


@equation("tonne/year", axes=REGION, label_no="Sluppet ut, bygninger")
def building_released(building_shed, building_retention):
    """What of it is not held back."""
    return building_shed * (1 - building_retention)


@equation("tonne/year", axes=REGION, label_no="Til avløp, bygninger")
def building_in_sewage(building_released, building_to_sewage):
    """What of it enters a sewer."""
    return building_released * building_to_sewage


@equation("tonne/year", axes=REGION, label_no="Rett til vann, bygninger")
def building_direct(building_released, building_in_sewage, building_to_water):
    """What of it enters water without a sewer."""
    return (building_released - building_in_sewage) * building_to_water


@equation("tonne/year", axes=REGION, label_no="I vann, bygninger")
def building_in_water(building_direct, building_in_sewage, sewage_removal):
    """What of it ends in water, through sewers too."""
    return building_direct + building_in_sewage * (1 - sewage_removal)


# -- road marking ---------------------------------------------------------------------------------


@equation("tonne/year", axes=REGION, label_no="Veimerking")
def road_shed(road_paint):
    """Road marking that wears off: as much as is renewed."""
    return road_paint * 1.0


@equation("tonne/year", axes=REGION, label_no="Sluppet ut, veimerking")
def road_released(road_shed, road_retention):
    """What of it is not held back."""
    return road_shed * (1 - road_retention)


@equation("tonne/year", axes=REGION, label_no="Til avløp, veimerking")
def road_in_sewage(road_released, road_to_sewage):
    """What of it enters a sewer."""
    return road_released * road_to_sewage


@equation("tonne/year", axes=REGION, label_no="Rett til vann, veimerking")
def road_direct(road_released, road_in_sewage, road_to_water):
    """What of it enters water without a sewer."""
    return (road_released - road_in_sewage) * road_to_water


@equation("tonne/year", axes=REGION, label_no="I vann, veimerking")
def road_in_water(road_direct, road_in_sewage, sewage_removal):
    """What of it ends in water, through sewers too."""
    return road_direct + road_in_sewage * (1 - sewage_removal)


# -- textiles -------------------------------------------------------------------------------------


@equation("tonne/year", axes=REGION, label_no="Fibre fra tekstiler")
def textile_shed(population, washes, fibres):
    """Fibres that textiles lose in the wash."""
    return population * washes * fibres


@equation("tonne/year", axes=REGION, label_no="Sluppet ut, tekstiler")
def textile_released(textile_shed, textile_retention):
    """What of it is not held back."""
    return textile_shed * (1 - textile_retention)


@equation("tonne/year", axes=REGION, label_no="Til avløp, tekstiler")
def textile_in_sewage(textile_released, textile_to_sewage):
    """What of it enters a sewer."""
    return textile_released * textile_to_sewage


@equation("tonne/year", axes=REGION, label_no="Rett til vann, tekstiler")
def textile_direct(textile_released, textile_in_sewage, textile_to_water):
    """What of it enters water without a sewer."""
    return (textile_released - textile_in_sewage) * textile_to_water


@equation("tonne/year", axes=REGION, label_no="I vann, tekstiler")
def textile_in_water(textile_direct, textile_in_sewage, sewage_removal):
    """What of it ends in water, through sewers too."""
    return textile_direct + textile_in_sewage * (1 - sewage_removal)


# -- pellets --------------------------------------------------------------------------------------


@equation("tonne/year", axes=REGION, label_no="Pellets")
def pellet_shed(plastic_handled, pellet_loss):
    """Pellets, powder and flakes that are lost."""
    return plastic_handled * pellet_loss


@equation("tonne/year", axes=REGION, label_no="Sluppet ut, pellets")
def pellet_released(pellet_shed, pellet_retention):
    """What of it is not held back."""
    return pellet_shed * (1 - pellet_retention)


@equation("tonne/year", axes=REGION, label_no="Til avløp, pellets")
def pellet_in_sewage(pellet_released, pellet_to_sewage):
    """What of it enters a sewer."""
    return pellet_released * pellet_to_sewage


@equation("tonne/year", axes=REGION, label_no="Rett til vann, pellets")
def pellet_direct(pellet_released, pellet_in_sewage, pellet_to_water):
    """What of it enters water without a sewer."""
    return (pellet_released - pellet_in_sewage) * pellet_to_water


@equation("tonne/year", axes=REGION, label_no="I vann, pellets")
def pellet_in_water(pellet_direct, pellet_in_sewage, sewage_removal):
    """What of it ends in water, through sewers too."""
    return pellet_direct + pellet_in_sewage * (1 - sewage_removal)


# -- waste plants ---------------------------------------------------------------------------------


@equation("tonne/year", axes=REGION, label_no="Partikler fra avfallsanlegg")
def waste_shed(waste_handled, waste_loss):
    """Particles that waste plants lose."""
    return waste_handled * waste_loss


@equation("tonne/year", axes=REGION, label_no="Sluppet ut, avfallsanlegg")
def waste_released(waste_shed, waste_retention):
    """What of it is not held back."""
    return waste_shed * (1 - waste_retention)


@equation("tonne/year", axes=REGION, label_no="Til avløp, avfallsanlegg")
def waste_in_sewage(waste_released, waste_to_sewage):
    """What of it enters a sewer."""
    return waste_released * waste_to_sewage


@equation("tonne/year", axes=REGION, label_no="Rett til vann, avfallsanlegg")
def waste_direct(waste_released, waste_in_sewage, waste_to_water):
    """What of it enters water without a sewer."""
    return (waste_released - waste_in_sewage) * waste_to_water


@equation("tonne/year", axes=REGION, label_no="I vann, avfallsanlegg")
def waste_in_water(waste_direct, waste_in_sewage, sewage_removal):
    """What of it ends in water, through sewers too."""
    return waste_direct + waste_in_sewage * (1 - sewage_removal)


# -- other sources --------------------------------------------------------------------------------


@equation("tonne/year", axes=REGION, label_no="Andre kilder")
def other_shed(other_sources):
    """What other sources lose."""
    return other_sources * 1.0


@equation("tonne/year", axes=REGION, label_no="Sluppet ut, andre kilder")
def other_released(other_shed, other_retention):
    """What of it is not held back."""
    return other_shed * (1 - other_retention)


@equation("tonne/year", axes=REGION, label_no="Til avløp, andre kilder")
def other_in_sewage(other_released, other_to_sewage):
    """What of it enters a sewer."""
    return other_released * other_to_sewage


@equation("tonne/year", axes=REGION, label_no="Rett til vann, andre kilder")
def other_direct(other_released, other_in_sewage, other_to_water):
    """What of it enters water without a sewer."""
    return (other_released - other_in_sewage) * other_to_water


@equation("tonne/year", axes=REGION, label_no="I vann, andre kilder")
def other_in_water(other_direct, other_in_sewage, sewage_removal):
    """What of it ends in water, through sewers too."""
    return other_direct + other_in_sewage * (1 - sewage_removal)


# -- all sources ------------------------------------------------------------------------------------


@equation("tonne/year", axes=REGION, label_no="Mikroplast fra kildene")
def microplastics_shed(
    tyre_shed,
    pitch_shed,
    boat_shed,
    building_shed,
    road_shed,
    textile_shed,
    pellet_shed,
    waste_shed,
    other_shed,
):
    """What all sources shed."""
    return (
        tyre_shed
        + pitch_shed
        + boat_shed
        + building_shed
        + road_shed
        + textile_shed
        + pellet_shed
        + waste_shed
        + other_shed
    )


@equation("tonne/year", axes=REGION, label_no="Mikroplast sluppet ut")
def microplastics_released(
    tyre_released,
    pitch_released,
    boat_released,
    building_released,
    road_released,
    textile_released,
    pellet_released,
    waste_released,
    other_released,
):
    """What of it is not held back."""
    return (
        tyre_released
        + pitch_released
        + boat_released
        + building_released
        + road_released
        + textile_released
        + pellet_released
        + waste_released
        + other_released
    )


@equation("tonne/year", axes=REGION, label_no="Mikroplast holdt tilbake")
def microplastics_retained(microplastics_shed, microplastics_released):
    """What is held back before it spreads, and becomes waste."""
    return microplastics_shed - microplastics_released


@equation("tonne/year", axes=REGION, label_no="Mikroplast i avløp")
def microplastics_in_sewage(
    tyre_in_sewage,
    pitch_in_sewage,
    boat_in_sewage,
    building_in_sewage,
    road_in_sewage,
    textile_in_sewage,
    pellet_in_sewage,
    waste_in_sewage,
    other_in_sewage,
):
    """What enters sewers."""
    return (
        tyre_in_sewage
        + pitch_in_sewage
        + boat_in_sewage
        + building_in_sewage
        + road_in_sewage
        + textile_in_sewage
        + pellet_in_sewage
        + waste_in_sewage
        + other_in_sewage
    )


@equation("tonne/year", axes=REGION, label_no="Mikroplast rett til vann")
def microplastics_direct(
    tyre_direct,
    pitch_direct,
    boat_direct,
    building_direct,
    road_direct,
    textile_direct,
    pellet_direct,
    waste_direct,
    other_direct,
):
    """What enters water without a sewer."""
    return (
        tyre_direct
        + pitch_direct
        + boat_direct
        + building_direct
        + road_direct
        + textile_direct
        + pellet_direct
        + waste_direct
        + other_direct
    )


@equation("tonne/year", axes=REGION, label_no="Mikroplast rett til jord")
def microplastics_to_soil(microplastics_released, microplastics_in_sewage, microplastics_direct):
    """What stays in soil where it fell."""
    return microplastics_released - microplastics_in_sewage - microplastics_direct


@equation("tonne/year", axes=REGION, label_no="Mikroplast i slam")
def microplastics_in_sludge(microplastics_in_sewage, sewage_removal):
    """What treatment plants take into sludge."""
    return microplastics_in_sewage * sewage_removal


@equation("tonne/year", axes=REGION, label_no="Mikroplast i slam til jord")
def sludge_on_land(microplastics_in_sludge, sludge_to_soil):
    """What is spread on land with sludge."""
    return microplastics_in_sludge * sludge_to_soil


@equation("tonne/year", axes=REGION, label_no="Mikroplast i slam til annet")
def sludge_elsewhere(microplastics_in_sludge, sludge_on_land):
    """What is burnt or landfilled with sludge."""
    return microplastics_in_sludge - sludge_on_land


@equation("tonne/year", axes=REGION, label_no="Mikroplast i vann")
def microplastics_in_water(microplastics_direct, microplastics_in_sewage, microplastics_in_sludge):
    """What ends in rivers, lakes and sea."""
    return microplastics_direct + (microplastics_in_sewage - microplastics_in_sludge)


@equation("tonne/year", axes=REGION, label_no="Mikroplast i jord")
def microplastics_in_soil(microplastics_to_soil, sludge_on_land):
    """What ends in soil."""
    return microplastics_to_soil + sludge_on_land


@equation("tonne/year", axes=REGION, label_no="Mikroplast i naturen")
def microplastics_in_nature(microplastics_in_water, microplastics_in_soil):
    """What ends in water and soil."""
    return microplastics_in_water + microplastics_in_soil


@equation("tonne/year", axes=REGION, label_no="Mikroplast i naturen i referanseåret")
def microplastics_before(microplastics_reference):
    """What ended in water and soil in the year of reference."""
    return microplastics_reference * 1.0


@equation("tonne/year", axes=REGION, label_no="Mindre mikroplast enn i referanseåret")
def microplastics_reduced(microplastics_before, microplastics_in_nature):
    """How much less ends in water and soil than in the year of reference."""
    return microplastics_before - microplastics_in_nature


@rate(
    numerator=("microplastics_reduced",),
    denominator=("microplastics_before",),
    authority="one's own target: what ends in water and soil, against a year of reference",
    label_no="Mindre mikroplast",
)
def microplastics_reduction(microplastics_reduced, microplastics_before):
    """How much less ends in water and soil than in the year of reference."""
    return microplastics_reduced / microplastics_before
