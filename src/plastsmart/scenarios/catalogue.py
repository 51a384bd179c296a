"""The catalogue: measures that municipalities weigh, with effects, costs and sources ready to use.

Each is a function that gives a `plastsmart.Measure`. Its numbers are rows of ``data/measures.csv``:
a row with the role ``default`` is what the function takes where nothing else is given, a row with the
role ``evidence`` is what such a default is derived from, or a fact that belongs beside it.

An effect is what to expect where nobody has measured. Few of them were measured for plastic in
Norway, so most are *estimated* or *default* with a wide range, and none is more than that.

What a measure costs by itself is only what the flows do not bear already. Collecting, sorting and
recycling are paid for each tonne by the system (`plastsmart.Costs`), sacks, lorries and plants
included, so a measure that gives a service to more people, or a better plant, has no cost of its own.

>>> import plastsmart as ps
>>> ps.measures.campaign(2026, route="kerbside").description
'Informs households year after year about what to sort and why, as waste companies and Grønt Punkt do.'
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any, Final, Unpack

import attrs

from plastsmart.errors import InvalidValueError, listed, nearest, shown
from plastsmart.scenarios.catalogue_entries import (
    ALL,
    MONEY,
    Entry,
    Figure,
    Labels,
    Options,
    changed,
    figures,
    in_norwegian,
    in_sector,
    known_entry,
    labelled,
    listed_as,
    made,
    of_changes,
)
from plastsmart.scenarios.measures import Measure
from plastsmart.scenarios.targets import THEMES

if TYPE_CHECKING:
    import pandas as pd

__all__ = [
    "ALL",
    "Entry",
    "Figure",
    "all_of",
    "as_done",
    "bag_to_bin",
    "better_recycling",
    "better_sorting",
    "boat_wash_down",
    "bring_points",
    "business_sorting",
    "campaign",
    "central_sorting",
    "clean_up_days",
    "design_for_recycling",
    "feedback_letters",
    "fewer_impurities",
    "figures",
    "glove_campaign",
    "gully_pots",
    "kerbside_for_all",
    "litter_deposit",
    "litter_programme",
    "more_bins",
    "names",
    "optical_bags",
    "pitch_edging",
    "procurement",
    "rarer_residual_collection",
    "recycled_purchase",
    "reusable_cups",
    "reuse_scheme",
    "single_use_ban",
    "single_use_reduction",
    "street_sweeping",
    "table",
    "unit_fee",
    "unwrapped_delivery",
    "washing_machine_filters",
    "wider_deposit",
    "winter_closing",
]

_BORNE: Final = (
    "none: the costs for each tonne collected, sorted and recycled bear it",
    "ingen: inngår i kostnadene per tonn for innsamling, sortering og gjenvinning",
)

_SORTED_AT_HOME: Final = ("kerbside", "bring_point")
"""The routes of the ready systems that rest on what households sort."""


@listed_as(
    title=("Kerbside collection for all", "Henteordning for alle"),
    description=(
        (
            "Collects plastic packaging at home from everyone, as most Norwegian municipalities do "
            "and avfallsforskriften § 10a-5 requires."
        ),
        (
            "Henter plastemballasje hjemme hos alle, slik de fleste norske kommuner gjør og "
            "avfallsforskriften § 10a-5 krever."
        ),
    ),
    own_cost=_BORNE,
)
def kerbside_for_all(
    start: int, *, coverage: Any = None, route: Labels = "kerbside", **options: Unpack[Options]
) -> Measure:
    """Give everyone collection at home.

    Other routes of the tier, such as bring points, give way as far as not all fit. Where a lorry does
    not reach everyone, give ``coverage=``, but no less than there is today: the measure sets it.

    Parameters
    ----------
    start : int
        First year with an effect.
    coverage : float or Parameter, optional
        Share of the inhabitants served in the end.
    route : str or sequence of str
    **options
        See `Options`.

    Returns
    -------
    Measure

    Examples
    --------
    >>> import plastsmart as ps
    >>> print(ps.measures.kerbside_for_all(2026, ramp=3).changes[0])
    coverage where route kerbside; tier source set to 100 %
    """
    where = labelled(route=route, tier="source")
    return of_changes("kerbside_for_all", start, options, where, coverage=coverage)


@listed_as(
    title=("Bins instead of sacks", "Dunk i stedet for sekk"),
    description=(
        (
            "Gives households a bin for plastic packaging instead of a sack, as Renovest in "
            "Telemark does; how much more they sort was not found measured."
        ),
        (
            "Gir husholdningene dunk til plastemballasje i stedet for sekk, slik Renovest i "
            "Telemark gjør; det er ikke funnet målinger av hvor mye mer de da sorterer."
        ),
    ),
    own_cost=("the bins, spread over their lifetime", "dunkene, fordelt over levetiden"),
)
def bag_to_bin(
    start: int,
    *,
    gap: Any = None,
    route: Labels = "kerbside",
    category: Labels | None = None,
    **options: Unpack[Options],
) -> Measure:
    """Replace sacks by bins.

    A bin is easier to use and hides what is in it, so impurities may rise: that is no part of the
    measure, since no comparison was found.

    Parameters
    ----------
    start : int
        First year with an effect.
    gap : float or Parameter, optional
        Share of what is missed today that is then captured.
    route, category : str or sequence of str
    **options
        See `Options`.

    Returns
    -------
    Measure

    Examples
    --------
    >>> import plastsmart as ps
    >>> measure = ps.measures.bag_to_bin(2026)
    >>> print(measure.investment, "|", measure.price_year, "|", measure.status)
    119 NOK/person | 2020 | default
    """
    where = labelled(route=route, tier="source", category=category)
    return of_changes("bag_to_bin", start, options, where, gap=gap)


@listed_as(
    title=("Coloured bags, sorted optically", "Fargede poser med optisk sortering"),
    description=(
        (
            "Gives those who have bring points coloured bags that go into the bin for residual "
            "waste and are sorted by colour, as in Oslo, Tromsø and, in 2019, Grenland."
        ),
        (
            "Gir dem som har returpunkt, fargede poser som legges i restavfallsdunken og sorteres ut "
            "etter farge, slik som i Oslo, i Tromsø og (i 2019) i Grenland."
        ),
    ),
    own_cost=(
        "not known: the optical plant is in no figure that was found",
        "ikke kjent: det optiske anlegget er ikke med i noe tall som er funnet",
    ),
    instead_of=("kerbside_for_all", "bring_points"),
)
def optical_bags(
    start: int,
    *,
    capture: Any = None,
    impurity: Any = None,
    route: Labels = "bring_point",
    category: Labels | None = None,
    **options: Unpack[Options],
) -> Measure:
    """Turn a route into coloured bags in the residual bin.

    What the route serves today is then captured as in Oslo, with the impurities of Grenland. Sacks
    and bins of their own reach more in most Norwegian municipalities: on the route "kerbside" of the
    ready systems this measure would lower the rates.

    Parameters
    ----------
    start : int
        First year with an effect.
    capture : float or Parameter, optional
        Share of what there is that goes into the right bag.
    impurity : float or Parameter, optional
        Share of other things in the bags.
    route, category : str or sequence of str
    **options
        See `Options`.

    Returns
    -------
    Measure

    Examples
    --------
    >>> import plastsmart as ps
    >>> print(ps.measures.optical_bags(2026).changes[0])
    capture where route bring_point; tier source set to 31 %
    """
    where = labelled(route=route, tier="source", category=category)
    changes = [
        changed("optical_bags", "capture", capture, where),
        changed("optical_bags", "impurity", impurity, labelled(route=route, tier="source")),
    ]
    return made("optical_bags", start, changes, options)


@listed_as(
    title=("Better bring points", "Bedre returpunkter"),
    description=(
        (
            "Places more and nearer bring points where there is no collection at home, which is "
            "how most of Sweden collected plastic; the effect of one more point was not found measured."
        ),
        (
            "Setter ut flere returpunkter nærmere folk der det ikke er henteordning, slik det meste "
            "av Sverige samlet inn plast; det er ikke funnet målinger av virkningen av ett punkt til."
        ),
    ),
    own_cost=_BORNE,
)
def bring_points(
    start: int,
    *,
    gap: Any = None,
    route: Labels = "bring_point",
    category: Labels | None = None,
    **options: Unpack[Options],
) -> Measure:
    """Place more bring points, nearer to people.

    Parameters
    ----------
    start : int
        First year with an effect.
    gap : float or Parameter, optional
        Share of what is missed today that is then captured.
    route, category : str or sequence of str
    **options
        See `Options`.

    Returns
    -------
    Measure

    Examples
    --------
    >>> import plastsmart as ps
    >>> ps.measures.bring_points(2026).changes[0].amount
    0.06
    """
    where = labelled(route=route, tier="source", category=category)
    return of_changes("bring_points", start, options, where, gap=gap)


@listed_as(
    title=("Central sorting of residual waste", "Sentralsortering av restavfall"),
    description=(
        (
            "Sorts plastic out of residual waste in a plant, as Nedre Romerike has done since 2014 "
            "and the Stavanger region did until the fire of 2022."
        ),
        (
            "Sorterer plast ut av restavfallet i et anlegg, slik det er gjort på Nedre Romerike "
            "siden 2014, og i Stavanger-regionen fram til brannen i 2022."
        ),
    ),
    own_cost=_BORNE,
)
def central_sorting(
    start: int,
    *,
    coverage: Any = None,
    capture: Any = None,
    route: Labels = "central_sorting",
    category: Labels | None = None,
    **options: Unpack[Options],
) -> Measure:
    """Send residual waste through a sorting plant.

    The route is one of the tier "central"; of a route that collects at source the measure selects
    nothing, and is refused. A system has to have such a route first: `plastsmart.Route`.

    The plant takes its share of what residual waste still holds, so the more is sorted at home, the
    less it finds. Its capital and running are in the sorting cost for each tonne: an investment of its
    own would count them twice. Where a system's sorting cost leaves the capital out, give
    ``investment=`` and ``lifetime=``; `figures` has what two Norwegian plants cost.

    Parameters
    ----------
    start : int
        First year with an effect.
    coverage : float or Parameter, optional
        Share of the inhabitants whose residual waste goes there.
    capture : float or Parameter, optional
        Share of the plastic in that waste that comes out of it.
    route, category : str or sequence of str
    **options
        See `Options`.

    Returns
    -------
    Measure

    Examples
    --------
    >>> import plastsmart as ps
    >>> half = ps.measures.central_sorting(2028, coverage=0.5)
    >>> for change in half.changes:
    ...     print(change)
    coverage where route central_sorting; tier central set to 50 %
    capture where route central_sorting; tier central set to 80 %
    """
    plant = labelled(route=route, tier="central")
    changes = [
        changed("central_sorting", "coverage", coverage, plant),
        changed("central_sorting", "capture", capture, plant | labelled(category=category)),
    ]
    return made("central_sorting", start, changes, options)


# --------------------------------------------------------------------------------------------------
# what households do


@listed_as(
    title=("Fee by weight or emptying", "Gebyr etter vekt eller tømming"),
    description=(
        (
            "Lets households pay for each kilogram or emptying of residual waste, as in "
            "Kristiansand and Vennesla since 2003 and in many Swedish and Dutch municipalities."
        ),
        (
            "Lar husholdningene betale for hvert kilo eller hver tømming av restavfall, slik som i "
            "Kristiansand og Vennesla siden 2003 og i mange svenske og nederlandske kommuner."
        ),
    ),
    own_cost=(
        "weighing or counting and billing; what households pay is no cost of the system",
        "veiing eller telling og fakturering; det husholdningene betaler, er ingen kostnad for systemet",
    ),
)
def unit_fee(
    start: int,
    *,
    gap: Any = None,
    route: Labels = _SORTED_AT_HOME,
    category: Labels | None = None,
    **options: Unpack[Options],
) -> Measure:
    """Let households pay by weight, volume or emptying.

    Dutch studies find more recycling, a Swedish one less waste without more recycling. The measure
    changes what is captured and not what is generated; add less generation as a change of your own.

    Parameters
    ----------
    start : int
        First year with an effect.
    gap : float or Parameter, optional
        Share of what is missed today that is then captured.
    route, category : str or sequence of str
    **options
        See `Options`.

    Returns
    -------
    Measure

    Examples
    --------
    >>> import plastsmart as ps
    >>> print(ps.measures.unit_fee(2027).cost)
    8.7 NOK/person/year
    """
    where = labelled(route=route, tier="source", category=category)
    return of_changes("unit_fee", start, options, where, gap=gap)


@listed_as(
    title=("Campaign", "Kampanje"),
    description=(
        (
            "Informs households year after year about what to sort and why, as waste companies and "
            "Grønt Punkt do."
        ),
        (
            "Informerer husholdningene løpende om hva de skal sortere og hvorfor, slik "
            "avfallsselskaper og Grønt Punkt gjør."
        ),
    ),
    own_cost=("information, every year", "informasjon, hvert år"),
)
def campaign(
    start: int,
    *,
    gap: Any = None,
    route: Labels = _SORTED_AT_HOME,
    category: Labels | None = None,
    **options: Unpack[Options],
) -> Measure:
    """Inform households, year after year.

    What a single campaign wins wears off in a year or two. The measure goes on, and so does its cost.

    Parameters
    ----------
    start : int
        First year with an effect.
    gap : float or Parameter, optional
        Share of what is missed today that is then captured.
    route, category : str or sequence of str
    **options
        See `Options`.

    Returns
    -------
    Measure

    Examples
    --------
    >>> import plastsmart as ps
    >>> ours = ps.measures.campaign(
    ...     2026, gap=0.1, cost=ps.Q(5, "NOK/person/year"), price_year=2024, name="Our campaign"
    ... )
    >>> print(ours.cost, "from", ours.start)
    5 NOK/person/year from 2026
    """
    where = labelled(route=route, tier="source", category=category)
    return of_changes("campaign", start, options, where, gap=gap)


@listed_as(
    title=("Letters that compare with the neighbours", "Brev som sammenligner med naboene"),
    description=(
        (
            "Writes to each household how much residual waste it has compared with its neighbours, "
            "as tried with some 20 000 households in Partille and Varberg in Sweden."
        ),
        (
            "Skriver til hver husholdning hvor mye restavfall den har sammenlignet med naboene, "
            "slik det er prøvd ut i rundt 20 000 husholdninger i Partille og Varberg i Sverige."
        ),
    ),
    own_cost=(
        "not known: the trials call it cheap, and lorries must weigh each bin",
        "ikke kjent: forsøkene kaller det billig, og bilene må veie hver dunk",
    ),
)
def feedback_letters(
    start: int,
    *,
    gap: Any = None,
    route: Labels = _SORTED_AT_HOME,
    category: Labels | None = None,
    **options: Unpack[Options],
) -> Measure:
    """Tell households how they do compared with others.

    The trials measured residual waste. That plastic moves as the rest of it does is an assumption.

    Parameters
    ----------
    start : int
        First year with an effect.
    gap : float or Parameter, optional
        Share of what is missed today that is then captured.
    route, category : str or sequence of str
    **options
        See `Options`.

    Returns
    -------
    Measure

    Examples
    --------
    >>> import plastsmart as ps
    >>> ps.measures.feedback_letters(2026).changes[0].info.uncertainty
    Triangular(low=0.05, mode=0.075, high=0.15)
    """
    where = labelled(route=route, tier="source", category=category)
    return of_changes("feedback_letters", start, options, where, gap=gap)


@listed_as(
    title=("Residual waste collected less often", "Sjeldnere henting av restavfall"),
    description=(
        (
            "Empties the bin for residual waste less often, as Renovest does every third week and "
            "Avfall Sør asks for once a month; the effect on plastic was not found measured."
        ),
        (
            "Tømmer restavfallet sjeldnere, slik Renovest gjør hver tredje uke og Avfall Sør ber "
            "om én gang i måneden; det er ikke funnet målinger av virkningen på plast."
        ),
    ),
    own_cost=(
        "not known: it saves rounds, and no figure was found",
        "ikke kjent: tiltaket sparer kjøring, men ingen tall er funnet",
    ),
)
def rarer_residual_collection(
    start: int,
    *,
    gap: Any = None,
    route: Labels = _SORTED_AT_HOME,
    category: Labels | None = None,
    **options: Unpack[Options],
) -> Measure:
    """Collect residual waste less often.

    Parameters
    ----------
    start : int
        First year with an effect.
    gap : float or Parameter, optional
        Share of what is missed today that is then captured.
    route, category : str or sequence of str
    **options
        See `Options`.

    Returns
    -------
    Measure

    Examples
    --------
    >>> import plastsmart as ps
    >>> ps.measures.rarer_residual_collection(2026, regions="NO").regions
    ('NO',)
    """
    where = labelled(route=route, tier="source", category=category)
    return of_changes("rarer_residual_collection", start, options, where, gap=gap)


@listed_as(
    title=("Fewer impurities", "Mindre feilsortering"),
    description=(
        (
            "Follows up wrongly sorted plastic with information, sacks left behind and controls, "
            "as municipalities did in 2014 when the average of the audits fell from 13.2 to 11.1 %."
        ),
        (
            "Følger opp feilsortert plast med informasjon, kontroll og sekker som blir stående, slik "
            "kommunene gjorde i 2014, da snittet i kvalitetskontrollene falt fra 13,2 til 11,1 %."
        ),
    ),
    moves="collected_gross",
    up=False,
)
def fewer_impurities(
    start: int, *, factor: Any = None, route: Labels = _SORTED_AT_HOME, **options: Unpack[Options]
) -> Measure:
    """Have less in the sacks that does not belong there.

    The gross weight falls, and with it what is paid for each gross tonne. The rates count target
    plastic alone and stay: that cleaner plastic sorts better is not in the model.

    Parameters
    ----------
    start : int
        First year with an effect.
    factor : float or Parameter, optional
        What impurity is multiplied with.
    route : str or sequence of str
    **options
        See `Options`.

    Returns
    -------
    Measure

    Examples
    --------
    >>> import plastsmart as ps
    >>> print(ps.measures.fewer_impurities(2026, route="kerbside").changes[0])
    impurity where route kerbside; tier source times 0.84
    """
    where = labelled(route=route, tier="source")
    return of_changes("fewer_impurities", start, options, where, factor=factor)


@listed_as(
    title=("More by deposit", "Mer pant"),
    description=(
        (
            "Brings more bottles back by deposit, as Norway did when it raised the deposits in "
            "2018, or lets further products join the scheme."
        ),
        (
            "Får flere flasker tilbake gjennom pantesystemet, slik Norge gjorde da panten ble hevet i "
            "2018, eller lar flere produkter bli med i ordningen."
        ),
    ),
    paid_by="producers",
)
def wider_deposit(
    start: int,
    *,
    gap: Any = None,
    capture: Any = None,
    route: Labels = "deposit_return",
    category: Labels | None = None,
    **options: Unpack[Options],
) -> Measure:
    """Bring more back by deposit.

    Without `category`, what the deposit route serves comes back more often, by `gap`. With `category`,
    these streams are captured by the deposit route as bottles are, by `capture`. That route has to
    serve them: products that share a stream with others need a category of their own first.

    Parameters
    ----------
    start : int
        First year with an effect.
    gap : float or Parameter, optional
        Share of what does not come back today that then does.
    capture : float or Parameter, optional
        Share of new products that comes back; with `category` alone.
    route, category : str or sequence of str
    **options
        See `Options`.

    Returns
    -------
    Measure

    Examples
    --------
    >>> import plastsmart as ps
    >>> print(ps.measures.wider_deposit(2027).changes[0])
    capture where route deposit_return; tier deposit: 33 % of the gap closed
    >>> print(ps.measures.wider_deposit(2027, category="juice").changes[0])
    capture where category juice; route deposit_return; tier deposit set to 92 %
    """
    if category is None:
        if capture is not None:
            raise InvalidValueError(
                "wider_deposit: capture is of new products; name their category=…, or give gap=…"
            )
        argument, given = "gap", gap
    else:
        if gap is not None:
            raise InvalidValueError(
                "wider_deposit: gap is of what the scheme has already; leave category out, or give "
                "capture=…"
            )
        argument, given = "capture", capture
    where = labelled(route=route, tier="deposit", category=category)
    change = changed("wider_deposit", argument, given, where)
    return made("wider_deposit", start, [change], options)


@listed_as(
    title=("Sorting at businesses", "Kildesortering hos virksomheter"),
    description=(
        (
            "Has businesses sort out more plastic, as avfallsforskriften § 10a-5 requires for what "
            "is like household waste since 2023; the effect was not found measured."
        ),
        (
            "Får virksomheter til å sortere ut mer plast, slik avfallsforskriften § 10a-5 har krevd "
            "for husholdningslignende avfall siden 2023; det er ikke funnet målinger av virkningen."
        ),
    ),
    own_cost=_BORNE,
    paid_by="businesses",
)
def business_sorting(
    start: int,
    *,
    gap: Any = None,
    route: Labels = "business_collection",
    category: Labels | None = None,
    **options: Unpack[Options],
) -> Measure:
    """Have businesses sort out more.

    Parameters
    ----------
    start : int
        First year with an effect.
    gap : float or Parameter, optional
        Share of what is missed today that is then captured.
    route, category : str or sequence of str
    **options
        See `Options`.

    Returns
    -------
    Measure

    Examples
    --------
    >>> import plastsmart as ps
    >>> ps.measures.business_sorting(2026).paid_by
    (('businesses', 1.0),)
    """
    where = labelled(route=route, tier="source", category=category)
    return of_changes("business_sorting", start, options, where, gap=gap)


# --------------------------------------------------------------------------------------------------
# packaging and plants


@listed_as(
    title=("Design for recycling", "Design for gjenvinning"),
    description=(
        (
            "Replaces packaging that plants cannot sort or recycle, as Orkla, TINE, Bama and "
            "others began to after tests at the plant in Nedre Romerike."
        ),
        (
            "Erstatter emballasje som anleggene ikke kan sortere eller gjenvinne, slik Orkla, "
            "TINE, Bama og andre begynte med etter tester ved anlegget på Nedre Romerike."
        ),
    ),
    paid_by="producers",
)
def design_for_recycling(
    start: int,
    *,
    sorting_gap: Any = None,
    recycling_gap: Any = None,
    sector: Labels = "household",
    category: Labels | None = None,
    **options: Unpack[Options],
) -> Measure:
    """Let producers make packaging that can be sorted and recycled.

    More of the plastic then also counts as recyclable in the sorted-out rate of § 10a-4, which is no
    part of the measure.

    Parameters
    ----------
    start : int
        First year with an effect.
    sorting_gap, recycling_gap : float or Parameter, optional
        Share of today's losses in sorting, and between sorting and the calculation point, that is
        avoided.
    sector : str or sequence of str
        Of the streams meant, where `category` is left out.
    category : str or sequence of str, optional
    **options
        See `Options`.

    Returns
    -------
    Measure

    Examples
    --------
    >>> import plastsmart as ps
    >>> ps.measures.design_for_recycling(2026, ramp=8).parameters
    ('sorting_efficiency', 'preparation_yield')
    """
    where = in_sector(sector, category)
    return of_changes(
        "design_for_recycling",
        start,
        options,
        where,
        sorting_gap=sorting_gap,
        recycling_gap=recycling_gap,
    )


@listed_as(
    title=("Better sorting plants", "Bedre sorteringsanlegg"),
    description=(
        (
            "Sends collected plastic to plants that sort like the best quarter in Europe; Norway's "
            "own plant for fine sorting opened in Indre Østfold in 2025."
        ),
        (
            "Sender innsamlet plast til anlegg som sorterer som den beste fjerdedelen i Europa; "
            "Norges eget anlegg for finsortering åpnet i Indre Østfold i 2025."
        ),
    ),
    own_cost=_BORNE,
    paid_by="producers",
)
def better_sorting(
    start: int,
    *,
    gap: Any = None,
    sector: Labels = "household",
    category: Labels | None = None,
    route: Labels | None = None,
    **options: Unpack[Options],
) -> Measure:
    """Lose less in sorting plants.

    Parameters
    ----------
    start : int
        First year with an effect.
    gap : float or Parameter, optional
        Share of today's losses in sorting that is avoided.
    sector : str or sequence of str
        Of the streams meant, where `category` is left out.
    category, route : str or sequence of str, optional
        All routes, if `route` is left out.
    **options
        See `Options`.

    Returns
    -------
    Measure

    Examples
    --------
    >>> import plastsmart as ps
    >>> ps.measures.better_sorting(2026, gap=0.3).changes[0].amount
    0.3
    """
    where = in_sector(sector, category) | labelled(route=route)
    return of_changes("better_sorting", start, options, where, gap=gap)


@listed_as(
    title=("Better recycling plants", "Bedre gjenvinningsanlegg"),
    description=(
        "Sends sorted plastic to plants that lose as little as the best quarter in Europe.",
        "Sender sortert plast til anlegg som taper like lite som den beste fjerdedelen i Europa.",
    ),
    own_cost=_BORNE,
    paid_by="producers",
)
def better_recycling(
    start: int,
    *,
    gap: Any = None,
    sector: Labels = "household",
    category: Labels | None = None,
    **options: Unpack[Options],
) -> Measure:
    """Lose less between sorting and the calculation point.

    Plants are shared by all regions, so it cannot be taken in some alone.

    Parameters
    ----------
    start : int
        First year with an effect.
    gap : float or Parameter, optional
        Share of today's losses in shredding, washing and flotation that is avoided.
    sector : str or sequence of str
        Of the streams meant, where `category` is left out.
    category : str or sequence of str, optional
    **options
        See `Options`.

    Returns
    -------
    Measure

    Examples
    --------
    >>> import plastsmart as ps
    >>> ps.measures.better_recycling(2026).status
    'estimated'
    """
    return of_changes("better_recycling", start, options, in_sector(sector, category), gap=gap)


# --------------------------------------------------------------------------------------------------
# less packaging


@listed_as(
    title=("Reusable packaging", "Ombruksemballasje"),
    description=(
        (
            "Replaces single-use packaging by packaging that is returned, washed and used again, "
            "as the cups with deposit in Aarhus; the share is an assumption."
        ),
        (
            "Erstatter engangsemballasje med emballasje som leveres tilbake, vaskes og brukes "
            "igjen, slik som pantekoppene i Aarhus; andelen er en antakelse."
        ),
    ),
    moves="generated",
    up=False,
    paid_by="businesses",
)
def reuse_scheme(
    start: int,
    *,
    share: Any = None,
    sector: Labels = "household",
    category: Labels | None = None,
    **options: Unpack[Options],
) -> Measure:
    """Replace some packaging by reusable packaging.

    Parameters
    ----------
    start : int
        First year with an effect.
    share : float or Parameter, optional
        Share of what is single-use today that reuse replaces.
    sector : str or sequence of str
        Of the streams meant, where `category` is left out.
    category : str or sequence of str, optional
    **options
        See `Options`.

    Returns
    -------
    Measure

    Examples
    --------
    >>> import plastsmart as ps
    >>> print(ps.measures.reuse_scheme(2026, share=0.02).changes[0])
    reuse where sector household: 2 % of the gap closed
    """
    return of_changes("reuse_scheme", start, options, in_sector(sector, category), share=share)


@listed_as(
    title=("Less single-use packaging", "Mindre engangsemballasje"),
    description=(
        (
            "Makes people use less single-use packaging, above all fewer carrier bags, as the "
            "price rise of 2023 did in Norway."
        ),
        (
            "Får folk til å bruke mindre engangsemballasje, først og fremst færre bæreposer, slik "
            "prisøkningen i 2023 gjorde i Norge."
        ),
    ),
    moves="generated",
    up=False,
)
def single_use_reduction(
    start: int,
    *,
    share: Any = None,
    sector: Labels = "household",
    category: Labels | None = None,
    **options: Unpack[Options],
) -> Measure:
    """Prevent single-use packaging.

    The default is what the national goal for carrier bags would save, taken from all household
    packaging.

    Parameters
    ----------
    start : int
        First year with an effect.
    share : float or Parameter, optional
        Share of what is generated today that is prevented.
    sector : str or sequence of str
        Of the streams meant, where `category` is left out.
    category : str or sequence of str, optional
    **options
        See `Options`.

    Returns
    -------
    Measure

    Examples
    --------
    >>> import plastsmart as ps
    >>> print(ps.measures.single_use_reduction(2026, category="film").changes[0])
    prevention where category film: 4.8 % of the gap closed
    """
    where = in_sector(sector, category)
    return of_changes("single_use_reduction", start, options, where, share=share)


@listed_as(
    title=("Public procurement with less plastic", "Offentlige innkjøp med mindre plast"),
    description=(
        (
            "Asks suppliers of public bodies for less packaging, as Fredrikstad, Bergen and Oslo "
            "have plans and guides for; the share is an assumption."
        ),
        (
            "Ber leverandører til det offentlige om mindre emballasje, slik Fredrikstad, Bergen og "
            "Oslo har planer og veiledere for; andelen er en antakelse."
        ),
    ),
    moves="generated",
    up=False,
)
def procurement(
    start: int,
    *,
    share: Any = None,
    sector: Labels = "business",
    category: Labels | None = None,
    **options: Unpack[Options],
) -> Measure:
    """Buy with less packaging.

    The ready systems do not tell what public bodies buy from other business, so the share is of all
    business packaging. A system with a sector "municipal" takes ``sector="municipal"`` and a larger
    share.

    Parameters
    ----------
    start : int
        First year with an effect.
    share : float or Parameter, optional
        Share of what is generated today that is prevented.
    sector : str or sequence of str
        Of the streams meant, where `category` is left out.
    category : str or sequence of str, optional
    **options
        See `Options`.

    Returns
    -------
    Measure

    Examples
    --------
    >>> import plastsmart as ps
    >>> ps.measures.procurement(2026, sector="municipal", share=0.2).changes[0].amount
    0.2
    """
    return of_changes("procurement", start, options, in_sector(sector, category), share=share)


from plastsmart.scenarios.best_practice import as_done  # noqa: E402

# the measures on litter, microplastics and own operations come after those on packaging
from plastsmart.scenarios.catalogue_whole import (  # noqa: E402
    boat_wash_down,
    clean_up_days,
    glove_campaign,
    gully_pots,
    litter_deposit,
    litter_programme,
    more_bins,
    pitch_edging,
    recycled_purchase,
    reusable_cups,
    single_use_ban,
    street_sweeping,
    unwrapped_delivery,
    washing_machine_filters,
    winter_closing,
)

# --------------------------------------------------------------------------------------------------
# the catalogue as a whole


def names() -> tuple[str, ...]:
    """Return the names of the measures, which are those of their functions.

    Examples
    --------
    >>> import plastsmart as ps
    >>> ps.measures.names()[:3]
    ('kerbside_for_all', 'bag_to_bin', 'optical_bags')
    """
    return tuple(ALL)


def all_of(
    start: int,
    *,
    without: Iterable[str] = (),
    language: str = "en",
    theme: str = "packaging",
    **options: Unpack[Options],
) -> list[Measure]:
    """Return the measures of the catalogue at their defaults, for the routes of the ready systems.

    Their amounts are of several years. ``prices=`` brings all of them to one, which a projection asks
    for where the system has costs. A measure that only takes the place of others is left out
    (`Entry.instead_of`). Where plans go together, such as letters and fees, their effects multiply,
    which no source has measured.

    Parameters
    ----------
    start : int
        First year of them all.
    without : iterable of str
        Names of measures to leave out.
    language : {"en", "no"}
        Of the measures' names. Descriptions are held in both.
    theme : {"packaging", "litter", "microplastics", "own operations"}
        What they are about: a plan can hold measures of several, where the system states each.
    **options
        See `Options`; the same for all, so neither name nor costs.

    Returns
    -------
    list of Measure

    Examples
    --------
    >>> import plastsmart as ps
    >>> plan = ps.Plan("Everything", ps.measures.all_of(2026, without=["unit_fee"]))
    >>> len(plan)
    16
    >>> norske = ps.measures.all_of(2026, language="no", prices=2024)
    >>> [f"{m.name}: {m.cost}" for m in norske if m.cost]
    ['Gebyr etter vekt eller tømming: 11.6232 NOK/person/year', 'Kampanje: 1.6032 NOK/person/year']
    """
    in_norwegian(language)
    dropped = [without] if isinstance(without, str) else listed(without, "without", '["campaign"]')
    for name in dropped:
        known_entry(name)
    for key in ("name", *MONEY):
        if key in options:
            raise InvalidValueError(
                f"all_of: {key} is of one measure; give it to that measure alone"
            )
    if theme not in THEMES:
        raise InvalidValueError(f"all_of: theme is {shown(theme)}. {nearest(theme, THEMES)}")
    chosen = [
        entry
        for name, entry in ALL.items()
        if name not in dropped and not entry.instead_of and entry.theme == theme
    ]
    return [
        entry.make(start, **options, name=entry.title_no if language == "no" else entry.title)
        for entry in chosen
    ]


def table(language: str = "en") -> pd.DataFrame:
    """List what the measures do, how much and on what ground.

    Parameters
    ----------
    language : {"en", "no"}
        Of titles, descriptions and what the own cost covers.

    Returns
    -------
    pandas.DataFrame
        One row for each number that a measure takes: theme, title, description, argument, parameter,
        kind (set, close_gap or scale; empty for money), value, low, high, unit, status, confidence,
        source, url, region, year, note, own_cost and paid_by. The index holds the names of the
        functions.

    Examples
    --------
    >>> import plastsmart as ps
    >>> row = ps.measures.table().loc["feedback_letters"]
    >>> row["parameter"], row["kind"], float(row["value"]), row["status"], row["region"]
    ('capture', 'close_gap', 0.075, 'estimated', 'Partille and Varberg')
    """
    import pandas as pd

    norwegian = in_norwegian(language)
    rows: list[dict[str, Any]] = []
    for entry in ALL.values():
        for figure in entry.defaults:
            own = attrs.asdict(figure, filter=lambda a, _: a.name not in {"measure", "role"})
            rows.append(
                {
                    "name": entry.name,
                    "theme": entry.theme,
                    "title": entry.title_no if norwegian else entry.title,
                    "description": entry.description_no if norwegian else entry.description,
                    **own,
                    "own_cost": entry.own_cost_no if norwegian else entry.own_cost,
                    "paid_by": entry.paid_by,
                }
            )
    frame = pd.DataFrame(rows).set_index("name")
    frame["year"] = frame["year"].astype("Int64")
    return frame
