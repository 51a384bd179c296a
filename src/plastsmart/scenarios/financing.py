"""Financing: what measures themselves cost, who pays in a plan, and what the fee becomes."""

from __future__ import annotations

import functools
from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any, Final

import attrs
import numpy as np
from numpy.typing import NDArray

from plastsmart.errors import InvalidValueError, MissingValueError, PriceYearError
from plastsmart.markup import few, html_head, html_lines, html_number, html_table
from plastsmart.scenarios.measures import PAYERS, Measure, Money
from plastsmart.units import Q, finite

if TYPE_CHECKING:
    import pandas as pd

    from plastsmart.axes import Axes
    from plastsmart.flows.result import Flows
    from plastsmart.system import System

__all__ = [
    "FLOWS_OF_PAYERS",
    "Financing",
    "OwnCosts",
    "annuity",
    "finance",
    "own_costs",
    "yearly_costs",
]

_SHOWN: Final = ("without", "flows", "measures", "with", "change")
"""Columns of a table of financing that a notebook shows."""

FLOWS_OF_PAYERS: Final = {
    "municipality": "municipality_cost",
    "producers": "producer_cost",
    "businesses": "business_cost",
}
"""Who pays, and the flow of money that the model says it pays; the state pays grants alone."""


def annuity(rate: float, years: float) -> float:
    """Return the yearly share of an investment that pays it back, with interest.

    Parameters
    ----------
    rate : float
        Discount rate, a share each year; 0 spreads the investment evenly.
    years : float
        Lifetime.

    Examples
    --------
    >>> from plastsmart.scenarios.financing import annuity
    >>> round(annuity(0.04, 20), 6), annuity(0.0, 20)
    (0.073582, 0.05)
    """
    if rate == 0.0:
        return 1.0 / years
    return float(-rate / np.expm1(-years * np.log1p(rate)))


@attrs.frozen(kw_only=True, eq=False, repr=False)
class OwnCosts:
    """What measures cost by themselves, besides what they change in the flows' cost.

    Attributes
    ----------
    measures : tuple of Measure
    years : tuple of int
    running : ndarray, shape (measure, year)
        NOK/year: the running cost at the adoption of the year.
    capital : ndarray, shape (measure, year)
        NOK/year: the annuity of the investment, in full from the start on.
    investment : ndarray, shape (measure,)
        NOK.
    price_year : int or None
        The year whose prices these are, where it is stated.
    """

    measures: tuple[Measure, ...]
    years: tuple[int, ...]
    running: NDArray[np.float64]
    capital: NDArray[np.float64]
    investment: NDArray[np.float64]
    price_year: int | None

    @property
    def unpriced(self) -> tuple[str, ...]:
        """The measures that state no cost of their own, and count as free."""
        return tuple(m.name for m in self.measures if m.cost is None and m.investment is None)

    @property
    def undated(self) -> tuple[str, ...]:
        """The measures that state money and no price year, where the year of the others is known."""
        if self.price_year is None:
            return ()
        return tuple(m.name for m in self.measures if m.has_money and m.price_year is None)

    @property
    def notes(self) -> tuple[str, ...]:
        """What a reader should know of these costs."""
        notes = []
        undated = self.undated
        if self.unpriced:
            notes.append(
                f"No cost of its own is stated, and none counted, for: {', '.join(self.unpriced)}"
            )
        if undated:
            notes.append(
                f"No price year is stated for: {', '.join(undated)}; their amounts are taken to be in "
                f"prices of {self.price_year}"
            )
        return tuple(notes)

    def __repr__(self) -> str:
        years = f"{min(self.years)}–{max(self.years)}"
        return f"<OwnCosts of {len(self.measures)} measures, {years}>"

    def paid_by(self, payer: str) -> NDArray[np.float64]:
        """Return what one payer pays: shape (measure, year), NOK/year.

        The state pays the part of each investment that is its grant; the rest follows `paid_by` of
        the measure.
        """
        result = np.zeros_like(self.running)
        for number, measure in enumerate(self.measures):
            share = dict(measure.paid_by).get(payer, 0.0)
            own = self.running[number] + (1.0 - measure.grant) * self.capital[number]
            result[number] = share * own
            if payer == "state":
                result[number] += measure.grant * self.capital[number]
        return result


def own_costs(
    measures: Iterable[Measure], system: System, discount_rate: float | None = None
) -> OwnCosts:
    """Return what measures cost by themselves in each year of a system.

    Parameters
    ----------
    measures : iterable of Measure
    system : System
        With all years; an amount for each inhabitant is of the population of the measure's regions.
    discount_rate : float, optional
        The system's own, if left out.

    Raises
    ------
    MissingValueError
        If a measure has an investment and there is no discount rate.
    PriceYearError
        If prices of different years would be added.
    """
    taken = tuple(measures)
    axes = system.axes
    price_year = _price_year(taken, system)
    rate = discount_rate_of(taken, system, discount_rate)
    costs = yearly_costs(
        taken, axes, system.inhabitants()[np.newaxis], np.array([rate]), amounts={}
    )
    running, capital, investment = (array[:, 0] for array in costs)
    for array in (running, capital, investment):
        array.flags.writeable = False
    return OwnCosts(
        measures=taken,
        years=axes.years,
        running=running,
        capital=capital,
        investment=investment,
        price_year=price_year,
    )


def yearly_costs(
    measures: Sequence[Measure],
    axes: Axes,
    population: NDArray[np.float64],
    rate: NDArray[np.float64],
    amounts: Mapping[tuple[str, str], NDArray[np.float64]],
) -> tuple[NDArray[np.float64], NDArray[np.float64], NDArray[np.float64]]:
    """Return what measures cost by themselves, for some samples.

    Parameters
    ----------
    measures : sequence of Measure
    axes : Axes
    population : ndarray, shape (sample, region, year)
    rate : ndarray, shape (sample,)
        Discount rate.
    amounts : mapping
        A measure's name and "cost" or "investment" to the amount of each sample, shape (sample,),
        where it is not the one stated.

    Returns
    -------
    running, capital : ndarray, shape (measure, sample, year)
        NOK/year: at the adoption of the year, and the annuity in full from the start on.
    investment : ndarray, shape (measure, sample)
        NOK.
    """
    samples = max([len(population), len(rate), *(len(array) for array in amounts.values())])
    running = np.zeros((len(measures), samples, len(axes.years)))
    capital = np.zeros_like(running)
    investment = np.zeros((len(measures), samples))
    order = sorted(range(len(axes.years)), key=lambda position: axes.years[position])
    for number, measure in enumerate(measures):
        regions = [
            position
            for position, region in enumerate(axes.regions)
            if measure.regions is None or region in measure.regions
        ]
        # one region after another, so that a sample has the same bits in any batch
        each = (population[:, region] for region in regions)
        people = functools.reduce(np.add, each, np.zeros_like(population[:, 0]))
        if measure.cost is not None:
            drawn = amounts.get((measure.name, "cost"))
            running[number] = _amount(measure.cost, drawn, people) * measure.adoption(axes.years)
        if measure.investment is not None and measure.lifetime is not None:
            started = [position for position in order if axes.years[position] >= measure.start]
            if not started:
                continue
            drawn = amounts.get((measure.name, "investment"))
            investment[number] = _amount(measure.investment, drawn, people)[:, started[0]]
            share = np.array([annuity(float(each), measure.lifetime) for each in rate])
            capital[number][:, started] = (investment[number] * share)[:, np.newaxis]
    return running, capital, investment


def _amount(
    money: Money, drawn: NDArray[np.float64] | None, people: NDArray[np.float64]
) -> NDArray[np.float64]:
    """Return an amount in all: shape (sample, year)."""
    values = np.array([money.value]) if drawn is None else drawn
    each = people if "person" in money.unit else np.ones((1, people.shape[1]))
    return values[:, np.newaxis] * each


def discount_rate_of(
    measures: Sequence[Measure], system: System, discount_rate: float | None
) -> float:
    """Return the rate that spreads investments: the one given, or the system's own."""
    if discount_rate is not None:
        rate = finite(discount_rate, "discount_rate")
        if not isinstance(rate, float) or not 0.0 <= rate <= 1.0:
            raise InvalidValueError(
                f"discount_rate is {discount_rate}; a share between 0 and 1 is needed, such as 0.04"
            )
        return rate
    if "discount_rate" in system.parameters:
        return float(system.given_array("discount_rate").reshape(-1)[0])
    needs = next((measure for measure in measures if measure.investment is not None), None)
    if needs is not None:
        raise MissingValueError(
            f"measure {needs.name!r} has an investment, and the system has no discount rate to spread "
            "it by; write ps.Costs(discount_rate=0.04)"
        )
    return 0.0


def refuse_other_prices(measure: Measure, system: System) -> None:
    """Raise if a measure states money in prices of another year than the system's."""
    held = system.price_year
    if not measure.has_money or measure.price_year is None:
        return
    if "collection_cost" in system.parameters and held is None:
        raise PriceYearError(
            f"measure {measure.name!r} is in prices of {measure.price_year}, and the system does not "
            "say which year its prices are of; write ps.Costs(price_year=…)"
        )
    if held is not None and held != measure.price_year:
        raise PriceYearError(
            f"measure {measure.name!r} is in prices of {measure.price_year}, and the system in prices "
            f"of {held}; {_CURE}"
        )


_CURE: Final = (
    "bring the plan to one year with plan.in_prices(year, index), for instance with ps.prices.CPI "
    "(at the prompt: --cpi)"
)


def _price_year(measures: Sequence[Measure], system: System) -> int | None:
    """Return the year whose prices all amounts are in; refuse to add prices of different years."""
    first: Measure | None = None
    for measure in measures:
        if not measure.has_money or measure.price_year is None:
            continue
        refuse_other_prices(measure, system)
        if first is not None and first.price_year != measure.price_year:
            raise PriceYearError(
                f"measure {measure.name!r} is in prices of {measure.price_year}, and "
                f"{first.name!r} in prices of {first.price_year}; {_CURE}"
            )
        first = first or measure
    held = system.price_year
    return held if held is not None else (first.price_year if first is not None else None)


def paid(flows: Flows, payer: str) -> NDArray[np.float64]:
    """Return what a payer pays for the flows in each year, NOK/year; 0 where there are no costs."""
    years = len(flows.system.axes.years)
    name = FLOWS_OF_PAYERS.get(payer) if payer != "system" else "system_cost"
    if name is None or name not in flows.names:
        return np.zeros(years)
    return np.array(flows.quantity(name, by=["year"]).magnitude, dtype=np.float64)


def without_costs(flows: Flows) -> tuple[str, ...]:
    """Say that a system states no costs, where it does not."""
    if "system_cost" in flows.names:
        return ()
    told = (
        "The system states no costs, so only the measures' own are counted: ps.Costs(…) adds what "
        "collection, sorting and treatment cost"
    )
    return (told,)


@attrs.frozen(kw_only=True, eq=False, repr=False)
class Financing:
    """Who pays what in a plan.

    Attributes
    ----------
    table : pandas.DataFrame
        NOK/year by year and payer: without the plan, for the flows with it, for the measures
        themselves, both together, and the change.
    fee : pandas.DataFrame
        The municipality's net cost falls on the inhabitants' fee (selvkost): NOK/person/year and,
        where the system says how many live together, NOK/household/year, without and with the plan.
    investment, grants : pint.Quantity
        NOK in all, once, and what of it the state pays. Annuities go on, since what is worn out is
        replaced, with the same grant.
    payback : float or None
        Years in which the saving of the last year (annuities left out) pays the investment back;
        None where nothing is saved or nothing invested.
    price_year : int or None
    notes : tuple of str
    """

    table: pd.DataFrame
    fee: pd.DataFrame
    investment_nok: float
    grants_nok: float
    payback: float | None
    price_year: int | None
    notes: tuple[str, ...] = ()

    @property
    def investment(self) -> Any:
        """NOK, in all."""
        return Q(self.investment_nok, "NOK")

    @property
    def grants(self) -> Any:
        """NOK of the investment that the state pays."""
        return Q(self.grants_nok, "NOK")

    def __repr__(self) -> str:
        years = self.table.index.get_level_values("year")
        return f"<Financing {min(years)}–{max(years)}: {self.investment_nok:,.0f} NOK invested>"

    def _repr_html_(self) -> str:
        years = few(list(self.fee.index), 4)
        prices = f", prices of {self.price_year}" if self.price_year is not None else ""
        rows = [
            (year, payer, *(html_number(self.table.loc[(year, payer), each]) for each in _SHOWN))
            for year in years
            for payer in PAYERS
        ]
        back = "" if self.payback is None else f", paid back in {self.payback:.1f} years"
        told = (
            f"{html_number(self.investment_nok)} NOK invested, "
            f"{html_number(self.grants_nok)} NOK of it granted{back}"
        )
        return (
            html_head("Financing", f"NOK/year{prices}")
            + html_table(("year", "payer", *_SHOWN), rows, all_in="table")
            + html_lines([told, *self.notes], 6)
        )


def finance(baseline: Flows, flows: Flows, own: OwnCosts) -> Financing:
    """Return who pays what, without and with the measures."""
    import pandas as pd

    years = list(flows.system.axes.years)
    rows = []
    for payer in PAYERS:
        before, after = paid(baseline, payer), paid(flows, payer)
        measures = own.paid_by(payer).sum(axis=0)
        for position, year in enumerate(years):
            total = after[position] + measures[position]
            rows.append(
                {
                    "year": year,
                    "payer": payer,
                    "without": before[position],
                    "flows": after[position],
                    "measures": measures[position],
                    "with": total,
                    "change": total - before[position],
                }
            )
    table = pd.DataFrame(rows).set_index(["year", "payer"])
    table.attrs.update(unit="NOK/year", price_year=own.price_year)
    investment = float(own.investment.sum())
    grants = float(sum(m.grant * own.investment[n] for n, m in enumerate(own.measures)))
    last = int(np.argmax(years))
    spent = paid(flows, "system") - paid(baseline, "system") + own.running.sum(axis=0)
    saving = float(-spent[last])
    notes = list(own.notes)
    if investment > 0 and saving <= 0:
        notes.append("The plan saves nothing a year, so its investment is not paid back")
    notes += without_costs(flows)
    return Financing(
        table=table,
        fee=_fee(table, flows),
        investment_nok=investment,
        grants_nok=grants,
        payback=investment / saving if investment > 0 and saving > 0 else None,
        price_year=own.price_year,
        notes=tuple(notes),
    )


def _fee(table: pd.DataFrame, flows: Flows) -> pd.DataFrame:
    import pandas as pd

    axes = flows.system.axes
    people = flows.system.inhabitants().sum(axis=0)
    own = table.xs("municipality", level="payer").loc[list(axes.years)]
    per: dict[str, NDArray[np.float64]] = {"person": people}
    if "households" in flows.names:
        per["household"] = np.array(
            flows.quantity("households", by=["year"]).magnitude, dtype=np.float64
        )
    columns = {}
    units = {}
    for name, number in per.items():
        each = np.where(number > 0, number, np.nan)
        for column in ("without", "with", "change"):
            label = f"{column}_per_{name}"
            columns[label] = own[column].to_numpy() / each
            units[label] = f"NOK/{name}/year"
    frame = pd.DataFrame(columns, index=pd.Index(list(axes.years), name="year"))
    frame.attrs["units"] = units
    return frame
