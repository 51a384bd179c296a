"""The catalogue's measures on litter, microplastics and the municipality's own operations.

They change what only systems with these stages state; see `plastsmart.Litter`,
`plastsmart.Microplastics` and `plastsmart.Procurement`.
"""

from __future__ import annotations

from typing import Any, Unpack

from plastsmart.scenarios.catalogue_entries import (
    Labels,
    Options,
    labelled,
    listed_as,
    of_changes,
)
from plastsmart.scenarios.measures import Measure

__all__ = [
    "boat_wash_down",
    "clean_up_days",
    "glove_campaign",
    "gully_pots",
    "litter_deposit",
    "litter_programme",
    "more_bins",
    "pitch_edging",
    "recycled_purchase",
    "reusable_cups",
    "single_use_ban",
    "street_sweeping",
    "unwrapped_delivery",
    "washing_machine_filters",
    "winter_closing",
]


@listed_as(
    title=("More litter bins", "Flere avfallsdunker"),
    description=(
        "Sets up more public litter bins and empties them in time, so that fewer overflow.",
        "Setter ut flere avfallsdunker og tømmer dem i tide, slik at færre blir overfylte.",
    ),
    moves="litter",
    up=False,
    theme="litter",
)
def more_bins(
    start: int,
    *,
    overflow: Any = None,
    **options: Unpack[Options],
) -> Measure:
    """Empty bins in time, and have enough of them.

    Parameters
    ----------
    start : int
        First year with an effect.
    overflow : float or Parameter, optional
        What is left of the share of time that bins overflow.
    **options
        See `Options`.

    Returns
    -------
    Measure

    Examples
    --------
    >>> import plastsmart as ps
    >>> ps.measures.more_bins(2027).changes[0].parameter
    'overflow'
    """
    return of_changes("more_bins", start, options, overflow=overflow)


@listed_as(
    title=("Counts, bins and campaigns", "Måling, dunker og kampanjer"),
    description=(
        (
            "Counts litter every year and meets it with bins, ashtrays and campaigns where it "
            "lies, as 19 municipalities in Sweden did."
        ),
        (
            "Måler forsøplingen hvert år og møter den med dunker, askebegre og kampanjer der den "
            "ligger, slik 19 kommuner i Sverige gjorde."
        ),
    ),
    moves="litter",
    up=False,
    theme="litter",
)
def litter_programme(
    start: int,
    *,
    share: Any = None,
    **options: Unpack[Options],
) -> Measure:
    """Count litter, and act where it lies.

    Parameters
    ----------
    start : int
        First year with an effect.
    share : float or Parameter, optional
        What is left of the litter of inhabitants.
    **options
        See `Options`.

    Returns
    -------
    Measure

    Examples
    --------
    >>> import plastsmart as ps
    >>> ps.measures.litter_programme(2027).changes[0].parameter
    'litter_per_person'
    """
    return of_changes("litter_programme", start, options, share=share)


@listed_as(
    title=("Deposit on what is littered", "Pant på det som forsøples"),
    description=(
        (
            "Puts a deposit on all packaging that is littered, or on the kinds that are named, as "
            "on drink containers in New South Wales and Ireland."
        ),
        (
            "Innfører pant på all emballasje som forsøples, eller på de slagene som navngis, slik "
            "som på drikkebeholdere i New South Wales og Irland."
        ),
    ),
    moves="litter",
    up=False,
    theme="litter",
)
def litter_deposit(
    start: int,
    *,
    gap: Any = None,
    category: Labels | None = None,
    **options: Unpack[Options],
) -> Measure:
    """Put a deposit on packaging that is littered.

    The catalogue's effect is on what carries the deposit. Name the categories that do; where a
    category holds other packaging too, give `gap` as the effect times the share that carries it.

    Parameters
    ----------
    start : int
        First year with an effect.
    gap : float or Parameter, optional
        Share of what is littered today that no longer is.
    category : str or sequence of str, optional
        Which packaging; all, if left out.
    **options
        See `Options`.

    Returns
    -------
    Measure

    Examples
    --------
    >>> import plastsmart as ps
    >>> ps.measures.litter_deposit(2027, category="pet").changes[0].parameter
    'litter_avoidance'
    """
    return of_changes("litter_deposit", start, options, labelled(category=category), gap=gap)


@listed_as(
    title=("Clean-up days", "Ryddedager"),
    description=(
        "Holds clean-up days with volunteers, as all over Norway.",
        "Arrangerer ryddedager med frivillige, slik det gjøres over hele Norge.",
    ),
    moves="litter_left",
    up=False,
    theme="litter",
)
def clean_up_days(
    start: int,
    *,
    gap: Any = None,
    **options: Unpack[Options],
) -> Measure:
    """Clean up with volunteers.

    Parameters
    ----------
    start : int
        First year with an effect.
    gap : float or Parameter, optional
        Share of what is left today that is cleaned up.
    **options
        See `Options`.

    Returns
    -------
    Measure

    Examples
    --------
    >>> import plastsmart as ps
    >>> ps.measures.clean_up_days(2027).changes[0].parameter
    'cleanup'
    """
    return of_changes("clean_up_days", start, options, gap=gap)


@listed_as(
    title=("Bans on single-use items", "Forbud mot engangsartikler"),
    description=(
        "Bans single-use items of plastic at events and in public places.",
        "Forbyr engangsartikler i plast på arrangementer og offentlige steder.",
    ),
    moves="litter",
    up=False,
    theme="litter",
)
def single_use_ban(
    start: int,
    *,
    share: Any = None,
    **options: Unpack[Options],
) -> Measure:
    """Ban single-use items.

    Parameters
    ----------
    start : int
        First year with an effect.
    share : float or Parameter, optional
        What is left of the litter of inhabitants.
    **options
        See `Options`.

    Returns
    -------
    Measure

    Examples
    --------
    >>> import plastsmart as ps
    >>> ps.measures.single_use_ban(2027).changes[0].parameter
    'litter_per_person'
    """
    return of_changes("single_use_ban", start, options, share=share)


@listed_as(
    title=("Edging of artificial pitches", "Kanter rundt kunstgressbaner"),
    description=(
        (
            "Keeps granulate on artificial pitches with edging, filters in drains, depots for "
            "snow and brushes, as the pollution regulations require."
        ),
        (
            "Holder granulat på kunstgressbanene med kanter, filtre i sluk, snødeponi og børster, "
            "slik forurensningsforskriften krever."
        ),
    ),
    moves="microplastics_in_nature",
    up=False,
    theme="microplastics",
)
def pitch_edging(
    start: int,
    *,
    gap: Any = None,
    **options: Unpack[Options],
) -> Measure:
    """Keep granulate on the pitch.

    Parameters
    ----------
    start : int
        First year with an effect.
    gap : float or Parameter, optional
        Share of what spreads today that is held back.
    **options
        See `Options`.

    Returns
    -------
    Measure

    Examples
    --------
    >>> import plastsmart as ps
    >>> ps.measures.pitch_edging(2027).changes[0].parameter
    'pitch_retention'
    """
    return of_changes("pitch_edging", start, options, gap=gap)


@listed_as(
    title=("Pitches closed in winter", "Kunstgressbaner stengt om vinteren"),
    description=(
        "Does not clear artificial pitches of snow, as three pitches west of Oslo.",
        "Brøyter ikke kunstgressbaner om vinteren, slik som ved tre baner vest for Oslo.",
    ),
    moves="microplastics_in_nature",
    up=False,
    theme="microplastics",
)
def winter_closing(
    start: int,
    *,
    share: Any = None,
    **options: Unpack[Options],
) -> Measure:
    """Leave pitches under snow.

    Parameters
    ----------
    start : int
        First year with an effect.
    share : float or Parameter, optional
        What is left of the loss of granulate.
    **options
        See `Options`.

    Returns
    -------
    Measure

    Examples
    --------
    >>> import plastsmart as ps
    >>> ps.measures.winter_closing(2027).changes[0].parameter
    'pitch_loss'
    """
    return of_changes("winter_closing", start, options, share=share)


@listed_as(
    title=("Gully pots emptied in time", "Sandfang som tømmes i tide"),
    description=(
        "Empties gully pots before they are full, so that tyre particles stay in them.",
        "Tømmer sandfang før de er fulle, slik at dekkpartikler blir igjen i dem.",
    ),
    moves="microplastics_in_nature",
    up=False,
    theme="microplastics",
)
def gully_pots(
    start: int,
    *,
    gap: Any = None,
    **options: Unpack[Options],
) -> Measure:
    """Empty gully pots in time.

    Parameters
    ----------
    start : int
        First year with an effect.
    gap : float or Parameter, optional
        Share of the tyre wear that spreads today that is held back.
    **options
        See `Options`.

    Returns
    -------
    Measure

    Examples
    --------
    >>> import plastsmart as ps
    >>> ps.measures.gully_pots(2027).changes[0].parameter
    'tyre_retention'
    """
    return of_changes("gully_pots", start, options, gap=gap)


@listed_as(
    title=("Street sweeping", "Gatefeiing"),
    description=(
        (
            "Sweeps streets more often, as in Gothenburg, where the sand held 2.6 million "
            "particles a kilogram."
        ),
        (
            "Feier gatene oftere, slik som i Göteborg, der feiesanden hadde 2,6 millioner "
            "partikler per kilo."
        ),
    ),
    moves="microplastics_in_nature",
    up=False,
    theme="microplastics",
)
def street_sweeping(
    start: int,
    *,
    gap: Any = None,
    **options: Unpack[Options],
) -> Measure:
    """Sweep streets more often.

    Parameters
    ----------
    start : int
        First year with an effect.
    gap : float or Parameter, optional
        Share of the tyre wear that spreads today that is held back.
    **options
        See `Options`.

    Returns
    -------
    Measure

    Examples
    --------
    >>> import plastsmart as ps
    >>> ps.measures.street_sweeping(2027).changes[0].parameter
    'tyre_retention'
    """
    return of_changes("street_sweeping", start, options, gap=gap)


@listed_as(
    title=("Filters of washing machines", "Filter på vaskemaskiner"),
    description=(
        "Gives washing machines a filter that holds fibres back.",
        "Gir vaskemaskiner filter som holder fibre tilbake.",
    ),
    moves="microplastics_in_nature",
    up=False,
    theme="microplastics",
)
def washing_machine_filters(
    start: int,
    *,
    gap: Any = None,
    **options: Unpack[Options],
) -> Measure:
    """Hold fibres back in the machine.

    Parameters
    ----------
    start : int
        First year with an effect.
    gap : float or Parameter, optional
        Share of the fibres that spread today that is held back.
    **options
        See `Options`.

    Returns
    -------
    Measure

    Examples
    --------
    >>> import plastsmart as ps
    >>> ps.measures.washing_machine_filters(2027).changes[0].parameter
    'textile_retention'
    """
    return of_changes("washing_machine_filters", start, options, gap=gap)


@listed_as(
    title=("Wash-down of boats with filter", "Spyleplass for båter med filter"),
    description=(
        "Washes and sands boats where what comes off is collected in a filter.",
        "Spyler og sliper båter der det som løsner, samles i et filter.",
    ),
    moves="microplastics_in_nature",
    up=False,
    theme="microplastics",
)
def boat_wash_down(
    start: int,
    *,
    gap: Any = None,
    **options: Unpack[Options],
) -> Measure:
    """Collect what comes off boats.

    Parameters
    ----------
    start : int
        First year with an effect.
    gap : float or Parameter, optional
        Share of what spreads today that is held back.
    **options
        See `Options`.

    Returns
    -------
    Measure

    Examples
    --------
    >>> import plastsmart as ps
    >>> ps.measures.boat_wash_down(2027).changes[0].parameter
    'boat_retention'
    """
    return of_changes("boat_wash_down", start, options, gap=gap)


@listed_as(
    title=("Reusable cups", "Flergangskopper"),
    description=(
        "Serves in reusable cups in canteens and at events, as Aarhus does in the whole city.",
        (
            "Serverer i flergangskopper i kantiner og på arrangementer, slik Aarhus gjør i hele "
            "byen."
        ),
    ),
    moves="own_mass",
    up=False,
    theme="own operations",
)
def reusable_cups(
    start: int,
    *,
    share: Any = None,
    uses: Any = None,
    category: Labels | None = None,
    **options: Unpack[Options],
) -> Measure:
    """Serve in cups that come back.

    Parameters
    ----------
    start : int
        First year with an effect.
    share : float or Parameter, optional
        Share of the uses that reusable items serve.
    uses : quantity or Parameter, optional
        How often one item is used.
    category : str or sequence of str, optional
        Which items; all that are bought, if left out. Each needs a reusable alternative in the system.
    **options
        See `Options`.

    Returns
    -------
    Measure

    Examples
    --------
    >>> import plastsmart as ps
    >>> ps.measures.reusable_cups(2027).changes[0].parameter
    'reusable_share'
    """
    where = labelled(category=category)
    return of_changes("reusable_cups", start, options, where, share=share, uses=uses)


@listed_as(
    title=("Unwrapped delivery", "Levering uten innpakning"),
    description=(
        (
            "Asks for delivery without wrapping, and hands out single-use items only to who asks, "
            "as firms in Kristiansand do."
        ),
        (
            "Ber om levering uten innpakning, og gir engangsartikler bare til dem som spør, slik "
            "bedrifter i Kristiansand gjør."
        ),
    ),
    moves="own_mass",
    up=False,
    theme="own operations",
)
def unwrapped_delivery(
    start: int,
    *,
    gap: Any = None,
    category: Labels | None = None,
    **options: Unpack[Options],
) -> Measure:
    """Do without what nobody asks for.

    Parameters
    ----------
    start : int
        First year with an effect.
    gap : float or Parameter, optional
        Share of the uses of today that are done without.
    category : str or sequence of str, optional
        Which items; all, if left out.
    **options
        See `Options`.

    Returns
    -------
    Measure

    Examples
    --------
    >>> import plastsmart as ps
    >>> ps.measures.unwrapped_delivery(2027).changes[0].parameter
    'unneeded'
    """
    return of_changes("unwrapped_delivery", start, options, labelled(category=category), gap=gap)


@listed_as(
    title=("Gloves only where needed", "Hansker bare ved behov"),
    description=(
        "Teaches staff when gloves are needed, as hospitals in Britain do.",
        "Lærer ansatte når hansker trengs, slik sykehus i Storbritannia gjør.",
    ),
    moves="own_mass",
    up=False,
    theme="own operations",
)
def glove_campaign(
    start: int,
    *,
    gap: Any = None,
    category: Labels | None = None,
    **options: Unpack[Options],
) -> Measure:
    """Use gloves only where they are needed.

    Parameters
    ----------
    start : int
        First year with an effect.
    gap : float or Parameter, optional
        Share of the uses of today that are done without.
    category : str or sequence of str, optional
        Which items; all, if left out.
    **options
        See `Options`.

    Returns
    -------
    Measure

    Examples
    --------
    >>> import plastsmart as ps
    >>> ps.measures.glove_campaign(2027).changes[0].parameter
    'unneeded'
    """
    return of_changes("glove_campaign", start, options, labelled(category=category), gap=gap)


@listed_as(
    title=("Recycled content", "Gjenvunnet innhold"),
    description=(
        "Asks for recycled plastic in what is bought.",
        "Krever gjenvunnet plast i det som kjøpes.",
    ),
    moves="own_emissions",
    up=False,
    theme="own operations",
)
def recycled_purchase(
    start: int,
    *,
    content: Any = None,
    category: Labels | None = None,
    **options: Unpack[Options],
) -> Measure:
    """Buy what is made of recycled plastic.

    Parameters
    ----------
    start : int
        First year with an effect.
    content : float or Parameter, optional
        Share of recycled plastic.
    category : str or sequence of str, optional
        Which items; all, if left out.
    **options
        See `Options`.

    Returns
    -------
    Measure

    Examples
    --------
    >>> import plastsmart as ps
    >>> ps.measures.recycled_purchase(2027).changes[0].parameter
    'recycled_content'
    """
    where = labelled(category=category)
    return of_changes("recycled_purchase", start, options, where, content=content)
