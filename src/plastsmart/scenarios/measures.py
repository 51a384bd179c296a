"""Measures: named changes of a system, when they take effect, and what they themselves cost.

A measure says what it does and to which cells; it knows no system. `plastsmart.scenarios.application`
reads measures for the axes of one.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any, Final, Literal

import attrs
import numpy as np
from numpy.typing import NDArray

from plastsmart.alignment import ALL, Cells, read_cells
from plastsmart.axes import LAST_YEAR, Axes, Route, label_text
from plastsmart.errors import (
    AxisError,
    DimensionError,
    InvalidValueError,
    LabelError,
    MissingValueError,
    PlastsmartError,
    PriceYearError,
    UnitError,
    listed,
    nearest,
    shown,
)
from plastsmart.flows.selection import ATTRIBUTES, Scope, read_scope, scope_text
from plastsmart.parameters import STATUSES, Distribution, Info, Parameter, Pedigree, as_text
from plastsmart.stages import PARAMETERS, ParameterSpec
from plastsmart.units import Q, finite, is_quantity, is_whole, magnitude, same_kind, scaled

if TYPE_CHECKING:
    from plastsmart.prices import PriceIndex

__all__ = ["CURVES", "KINDS", "PAYERS", "Change", "Measure", "Money"]

KINDS: Final = ("set", "close_gap", "scale")
"""What a change does, in the order in which changes act on a cell."""

CURVES: Final = ("step", "linear", "logistic")

PAYERS: Final = ("municipality", "producers", "businesses", "state")
"""Who may pay for a measure."""

_LARGEST_FACTOR: Final = 1e6

_STEEPNESS: Final = 2.0 * math.log(99.0)
"""Of the logistic curve that is 0.5 in the middle of its ramp and 0.99 at the end."""

_ANYWHERE: Final = Axes.read(["any"], [1], ["any"], [Route("any", tier="source")])
"""Axes to read a value with that has no labels."""


def _single(spec: ParameterSpec, given: Any) -> tuple[float, Info]:
    """Return one value of a parameter in its unit, with what is known of it."""
    inner = given
    while isinstance(inner, Parameter):
        inner = inner.value
    if isinstance(inner, Mapping) or hasattr(inner, "index"):
        raise InvalidValueError(
            f"{spec.name} is set to {type(inner).__name__}; a change sets one value: write a change "
            "for each label, with where"
        )
    cells: Cells = read_cells(spec, given, _ANYWHERE)
    assert (cells.at == ALL).all()
    return float(cells.values[0]), cells.info(0)


def _bare(given: Any, what: str, low: float, high: float, hint: str) -> tuple[float, Info]:
    """Return a number without unit, with what is known of it."""
    info = Info()
    while isinstance(given, Parameter):
        if given.unit is not None:
            raise UnitError(f"{what} has the unit {shown(given.unit)}; it is a number without unit")
        info = given.over(info)
        given = given.value
    if isinstance(given, (str, Mapping, Sequence, np.ndarray)) or given is None:
        raise InvalidValueError(f"{what} is {shown(given)}; give one number{hint}")
    number = float(finite(given, what))
    if not low <= number <= high:
        more = ""
        if high == 1.0 and 1.0 < number <= 100.0:  # noqa: PLR2004
            more = f" Did you mean {number:g} % = {number / 100:g}?"
        raise InvalidValueError(f"{what} is {number:g}{hint}.{more}")
    if info.uncertainty is not None and not info.uncertainty.holds(number):
        raise InvalidValueError(
            f"{what} is {number:g}, outside its own uncertainty {info.uncertainty}; correct one of them"
        )
    return number, info


@attrs.frozen
class Change:
    """What a measure does to the cells of one parameter.

    Parameters
    ----------
    parameter : str
    where : mapping, optional
        Axis or attribute to the label or labels of the cells; all cells, if left out.
    set : number or quantity, optional
        The value that the cells move to. Where it is coverage, the other routes of the tier are
        displaced in proportion as far as not all fit.
    close_gap : float, optional
        The share, 0 to 1, of the distance to the upper bound that is removed.
    scale : float, optional
        What the cells are multiplied with, within their bounds.

    Exactly one of `set`, `close_gap` and `scale` is given: a number, or `Parameter` around it, with
    uncertainty, source and status.

    Raises
    ------
    LabelError, InvalidValueError, UnitError, AxisError
        At once, naming the parameter, the value and the remedy.

    Examples
    --------
    >>> import plastsmart as ps
    >>> ps.Change("capture", where={"route": "kerbside"}, close_gap=0.2).kind
    'close_gap'
    >>> print(ps.Change("packaging_per_person", set=ps.Q(18, "kg/person/year")))
    packaging_per_person set to 18 kg/person/year
    """

    parameter: str
    where: Scope = attrs.field(default=None, converter=read_scope)
    set: Any = attrs.field(default=None, kw_only=True)
    close_gap: Any = attrs.field(default=None, kw_only=True)
    scale: Any = attrs.field(default=None, kw_only=True)
    info: Info = attrs.field(init=False, default=Info())

    def __attrs_post_init__(self) -> None:
        if not isinstance(self.parameter, str) or self.parameter not in PARAMETERS:
            raise LabelError(
                f"a change is of a parameter; there is no parameter {shown(self.parameter)}. "
                f"{nearest(self.parameter, PARAMETERS)}"
            )
        spec = PARAMETERS[self.parameter]
        if "year" not in spec.axes:
            raise AxisError(
                f"{self.parameter} is the same in all years, and a measure changes things from a year "
                "on; give the system another value with system.replace"
            )
        given = [kind for kind in KINDS if getattr(self, kind) is not None]
        if len(given) != 1:
            told = " and ".join(given) if given else "none"
            raise InvalidValueError(
                f"the change of {self.parameter} has {told} of set, close_gap and scale; give "
                "exactly one"
            )
        for key, _ in self.where:
            axis = ATTRIBUTES.get(key, key)
            if axis not in spec.axes:
                along = ", ".join(spec.axes) or "no axis"
                raise AxisError(
                    f"the change of {self.parameter} is where {key} is …, and {self.parameter} does "
                    f"not vary along {axis}; it varies along {along}"
                )
        what = f"{given[0]} of {self.parameter}"
        value = getattr(self, given[0])
        if given[0] == "set":
            amount, info = _single(spec, value)
        elif given[0] == "close_gap":
            if not math.isfinite(spec.high):
                raise InvalidValueError(
                    f"close_gap of {self.parameter}: it has no upper bound, so there is no gap to "
                    "close; use set or scale"
                )
            amount, info = _bare(value, what, 0.0, 1.0, "; a share between 0 and 1 is needed")
        else:
            hint = "; a factor between 0 and a million is needed"
            amount, info = _bare(value, what, 0.0, _LARGEST_FACTOR, hint)
        object.__setattr__(self, given[0], amount)
        object.__setattr__(self, "info", info)

    @property
    def kind(self) -> str:
        """Which of set, close_gap and scale it is."""
        return next(kind for kind in KINDS if getattr(self, kind) is not None)

    @property
    def amount(self) -> float:
        """The value set, in the parameter's unit; or the share or factor."""
        return float(getattr(self, self.kind))

    @property
    def spec(self) -> ParameterSpec:
        """What the model says of the parameter."""
        return PARAMETERS[self.parameter]

    @property
    def given(self) -> Parameter:
        """The amount with its unit and all that is known of it, as a change takes it."""
        unit = self.spec.unit if self.kind == "set" and not self.spec.is_share else None
        return self.info.around(self.amount, unit)

    def evolve(self, *, where: Any = None, given: Any = None) -> Change:
        """Return the change for other cells, or of another amount; what is known of it stays."""
        return Change(
            self.parameter,
            dict(self.where) if where is None else where,
            **{self.kind: self.given if given is None else given},
        )

    def __str__(self) -> str:
        """Return the change in words."""
        place = f" where {scope_text(self.where)}" if self.where else ""
        name = f"{self.parameter}{place}"
        match self.kind:
            case "set":
                if self.spec.is_share:
                    return f"{name} set to {100 * self.amount:g} %"
                return f"{name} set to {self.amount:g} {self.spec.unit}"
            case "close_gap":
                return f"{name}: {100 * self.amount:g} % of the gap closed"
        return f"{name} times {self.amount:g}"


@attrs.frozen
class Money:
    """An amount of money of a measure, in all or for each inhabitant.

    Attributes
    ----------
    value : float
    unit : str
    info : Info
    """

    value: float
    unit: str
    info: Info = Info()

    @classmethod
    def read(cls, given: Any, units: Sequence[str], what: str) -> Money | None:
        """Return an amount in one of some units that are of different kinds; None for None."""
        if given is None:
            return None
        if isinstance(given, Money):
            if given.unit not in units:
                raise _wrong_money(what, str(given), units)
            return given
        info, outer = Info(), None
        while isinstance(given, Parameter):
            outer = given.unit if given.unit is not None else outer
            info = given.over(info)
            given = given.value
        if isinstance(given, str) and outer is None:
            given = Q(given)
        if is_quantity(given) and outer is not None:
            raise UnitError(f"{what} has a unit of its own and unit={shown(outer)} around it")
        if not is_quantity(given):
            example = f"ps.Q({given if isinstance(given, (int, float)) else 1}, {units[0]!r})"
            if outer is None:
                raise UnitError(
                    f"{what} is {shown(given)} without a unit; it needs one: write {example}"
                )
            number = float(finite(given, what))
            found = [unit for unit in units if same_kind(outer, unit)]
            if not found:
                raise _wrong_money(what, f"{number:g} {outer}", units)
            value, factor = float(scaled(number, outer, found[0])), scaled(1.0, outer, found[0])
        else:
            known = [u for u in units if given.is_compatible_with(Q(1.0, u).units)]
            if not known:
                raise _wrong_money(what, str(given), units)
            found = known[:1]
            value = magnitude(given, found[0], what)
            if not isinstance(value, float):
                raise InvalidValueError(f"{what} is an array; give one amount")
            factor = scaled(1.0, f"{given.units:D}", found[0])
        if info.uncertainty is not None:
            info = attrs.evolve(info, uncertainty=info.uncertainty.scaled(float(factor)))
        if info.uncertainty is not None and not info.uncertainty.holds(value):
            raise InvalidValueError(
                f"{what} is {value:g} {found[0]}, outside its own uncertainty {info.uncertainty}"
            )
        return cls(value, found[0], info)

    @property
    def quantity(self) -> Any:
        """The amount as a quantity."""
        return Q(self.value, self.unit)

    @property
    def given(self) -> Parameter:
        """The amount with its unit and all that is known of it, as a measure takes it."""
        return self.info.around(self.value, self.unit)

    def times(self, factor: float) -> Money:
        """Return the amount multiplied, its uncertainty too."""
        info = attrs.evolve(self.info, uncertainty=_spread(self.info.uncertainty, factor))
        return Money(_rounded(self.value * factor), self.unit, info)

    def __str__(self) -> str:
        return f"{self.value:,.10g} {self.unit}".replace(",", " ")


def _times(given: Parameter, factor: float) -> Parameter:
    spread = _spread(given.uncertainty, factor)
    return attrs.evolve(given, value=_rounded(given.value * factor), uncertainty=spread)


def _spread(uncertainty: Distribution | None, factor: float) -> Distribution | None:
    """Return an uncertainty multiplied, rounded as its value is."""
    if uncertainty is None or isinstance(uncertainty, Pedigree):
        return uncertainty
    moved = uncertainty.scaled(factor)
    return type(moved)(*(_rounded(number) for number in moved.numbers))


def _rounded(value: float) -> float:
    """Return an amount without the noise of a multiplication, as people would write it."""
    return float(f"{value:.12g}")


def _wrong_money(what: str, value: str, units: Sequence[str]) -> DimensionError:
    return DimensionError(f"{what} is {value}; an amount in {' or '.join(units)} is needed")


def _whole_year(value: Any, what: str) -> int:
    if not is_whole(value):
        raise InvalidValueError(f"{what} is {shown(value)}; give a whole year such as 2028")
    if not 1 <= value <= LAST_YEAR:
        raise InvalidValueError(f"{what} is {shown(value)}; a year lies between 1 and {LAST_YEAR}")
    return int(value)


def _payers(given: Any, what: str) -> tuple[tuple[str, float], ...]:
    """Return who pays which share, in the order of `PAYERS`."""
    if isinstance(given, str):
        given = {given: 1.0}
    if isinstance(given, tuple) and all(isinstance(p, tuple) and len(p) == 2 for p in given):  # noqa: PLR2004
        given = dict(given)  # as a measure keeps it
    if not isinstance(given, Mapping) or not given:
        raise InvalidValueError(
            f'{what} is {shown(given)}; name a payer, or give shares such as {{"municipality": 0.5, '
            '"producers": 0.5}'
        )
    shares = {}
    for payer, share in given.items():
        if payer not in list(PAYERS):
            raise LabelError(f"{what}: unknown payer {shown(payer)}. {nearest(payer, PAYERS)}")
        shares[payer] = _bare(
            share, f"{what}: the share of {payer}", 0.0, 1.0, "; a share lies between 0 and 1"
        )[0]
    total = math.fsum(shares.values())
    if abs(total - 1.0) > 1e-9:  # noqa: PLR2004
        raise InvalidValueError(f"{what}: the shares sum to {total:.10g}; they must sum to 1")
    return tuple((payer, shares[payer]) for payer in PAYERS if shares.get(payer))


def _changes(given: Any) -> tuple[Change, ...]:
    if isinstance(given, Change):
        return (given,)
    members = listed(given, "changes", '[ps.Change("capture", close_gap=0.2)]')
    for member in members:
        if not isinstance(member, Change):
            raise InvalidValueError(f"a change is ps.Change(…), not {shown(member)}")
    return tuple(members)


def _regions(given: Any) -> tuple[str, ...] | None:
    if given is None:
        return None
    many = [given] if isinstance(given, str) else listed(given, "regions", '["3203"]')
    labels = tuple(dict.fromkeys(label_text(region, "region") for region in many))
    if not labels:
        raise LabelError("regions is empty; name a region, or leave regions out for all")
    return labels


@attrs.frozen(init=False)
class Measure:
    """A named set of changes with a start, an adoption curve and costs of its own.

    Parameters
    ----------
    name : str
    start : int
        First year with an effect.
    changes : sequence of Change
    ramp : int
        Years from the start until all have adopted it.
    curve : {"step", "linear", "logistic"}
        A linear ramp of n years has adoption 1/n in its first year and 1 in its last; a logistic one
        0.5 in its middle and 0.99 at its end; a step is 1 at once.
    regions : sequence of str, optional
        Where it is taken; everywhere, if left out.
    cost : quantity, optional
        Running cost at full adoption: NOK/year in all, or NOK/person/year for each inhabitant of its
        regions. Negative where it saves money by itself. It follows adoption.
    investment : quantity, optional
        NOK in all or NOK/person; an annuity over `lifetime` at the system's discount rate, due in
        full from the start on (what is worn out is replaced).
    lifetime : number or quantity, optional
        Years; needed with an investment.
    source, status, description, description_no : str, optional
        Where the effects are from, how well they are known, and what the measure does in one
        sentence, in English and Norwegian.
    paid_by : str or mapping, optional
        Who pays cost and annuity: municipality (default), producers, businesses, state, or shares.
    grant : float
        Share of the investment that the state pays, also when it is replaced after its lifetime.
    price_year : int, optional
        The year whose prices `cost` and `investment` are in.

    Raises
    ------
    InvalidValueError, LabelError, UnitError, DimensionError

    Examples
    --------
    >>> import plastsmart as ps
    >>> measure = ps.Measure(
    ...     "Campaign", start=2026, ramp=2, changes=[ps.Change("capture", close_gap=0.2)]
    ... )
    >>> measure.adoption(range(2025, 2029)).tolist()
    [0.0, 0.5, 1.0, 1.0]
    """

    name: str
    start: int
    changes: tuple[Change, ...] = attrs.field(converter=_changes)
    ramp: int = 1
    curve: Literal["step", "linear", "logistic"] = "linear"
    regions: tuple[str, ...] | None = attrs.field(default=None, converter=_regions)
    cost: Money | None = None
    investment: Money | None = None
    lifetime: float | None = None
    source: str = attrs.field(default="", converter=as_text)
    status: str = ""
    description: str = attrs.field(default="", converter=as_text)
    description_no: str = attrs.field(default="", converter=as_text)
    paid_by: tuple[tuple[str, float], ...] = (("municipality", 1.0),)
    grant: float = 0.0
    price_year: int | None = None

    def __init__(
        self,
        name: str,
        start: int,
        changes: Iterable[Change] | Change,
        *,
        ramp: int = 1,
        curve: str = "linear",
        regions: Any = None,
        cost: Any = None,
        investment: Any = None,
        lifetime: Any = None,
        source: str | None = None,
        status: str | None = None,
        description: str | None = None,
        description_no: str | None = None,
        paid_by: Any = "municipality",
        grant: float = 0.0,
        price_year: int | None = None,
    ) -> None:
        name = label_text(name, "measure")
        try:
            values = _checked(
                start=start,
                changes=changes,
                ramp=ramp,
                curve=curve,
                regions=regions,
                cost=cost,
                investment=investment,
                lifetime=lifetime,
                status=status,
                paid_by=paid_by,
                grant=grant,
                price_year=price_year,
            )
            self.__attrs_init__(
                name=name,
                source=source,
                description=description,
                description_no=description_no,
                **values,
            )
        except PlastsmartError as error:
            raise _of_measure(error, name) from None

    def adoption(self, years: Iterable[int]) -> NDArray[np.float64]:
        """Return the share of the measure that is in effect.

        Parameters
        ----------
        years : iterable of int

        Returns
        -------
        ndarray, shape (years,)
        """
        wanted = listed(years, "years", "range(2025, 2036)")
        return np.array(
            [self._adopted(_whole_year(year, "a year")) for year in wanted], dtype=np.float64
        )

    def _adopted(self, year: int) -> float:
        since = year - self.start + 1
        if since <= 0:
            return 0.0
        if self.curve == "step":
            return 1.0
        if self.curve == "linear":
            return min(since / self.ramp, 1.0)
        return 1.0 / (1.0 + math.exp(-_STEEPNESS * (since / self.ramp - 0.5)))

    @property
    def parameters(self) -> tuple[str, ...]:
        """The parameters that it changes, once each."""
        return tuple(dict.fromkeys(change.parameter for change in self.changes))

    def replace(self, **changes: Any) -> Measure:
        """Return a copy in which some of what was said of the measure is otherwise.

        Examples
        --------
        >>> import plastsmart as ps
        >>> campaign = ps.Measure("Campaign", 2026, [ps.Change("capture", close_gap=0.1)])
        >>> campaign.replace(start=2028, cost=ps.Q(1, "MNOK/year")).start
        2028
        """
        known = [field.name for field in attrs.fields(Measure)]
        for name in changes:
            if name not in known:
                raise LabelError(f"a measure has no {shown(name)}. {nearest(name, known)}")
        return attrs.evolve(self, **changes)

    @property
    def has_money(self) -> bool:
        """Whether it states amounts of money: costs of its own, or what it sets a cost to."""
        return (
            self.cost is not None
            or self.investment is not None
            or any(change.kind == "set" and "NOK" in change.spec.unit for change in self.changes)
        )

    def in_prices(self, year: int, index: PriceIndex) -> Measure:
        """Return the measure with all its amounts in the prices of another year.

        Raises
        ------
        PriceYearError
            If it does not say which year its prices are of, or the index lacks a year.

        Examples
        --------
        >>> import plastsmart as ps
        >>> campaign = ps.Measure(
        ...     "Campaign",
        ...     2026,
        ...     [ps.Change("capture", close_gap=0.1)],
        ...     cost=ps.Q(10, "NOK/person/year"),
        ...     price_year=2018,
        ... )
        >>> index = ps.PriceIndex(levels={2018: 100, 2024: 125})
        >>> print(campaign.in_prices(2024, index).cost)
        12.5 NOK/person/year
        """
        if not hasattr(index, "factor"):
            raise InvalidValueError(
                f"index is a ps.PriceIndex such as ps.prices.CPI, not {shown(index)}"
            )
        if not self.has_money:
            return self
        if self.price_year is None:
            raise PriceYearError(
                f"measure {self.name!r} does not say which year its prices are of; give it "
                "price_year=…"
            )
        factor = index.factor(self.price_year, year)
        changes = [
            change.evolve(given=_times(change.given, factor))
            if change.kind == "set" and "NOK" in change.spec.unit
            else change
            for change in self.changes
        ]
        return attrs.evolve(
            self,
            changes=changes,
            cost=None if self.cost is None else self.cost.times(factor),
            investment=None if self.investment is None else self.investment.times(factor),
            price_year=year,
        )

    def __str__(self) -> str:
        """Return the measure in one line."""
        what = "; ".join(str(change) for change in self.changes)
        over = f" over {self.ramp} years" if self.ramp > 1 else ""
        return f"{self.name} (from {self.start}{over}): {what}"


def _checked(
    *,
    start: Any,
    changes: Any,
    ramp: Any,
    curve: Any,
    regions: Any,
    cost: Any,
    investment: Any,
    lifetime: Any,
    status: Any,
    paid_by: Any,
    grant: Any,
    price_year: Any,
) -> dict[str, Any]:
    """Return what was given for a measure in its own form; raise what is wrong with it."""
    start = _whole_year(start, "start")
    changes = _changes(changes)
    if not changes:
        raise MissingValueError(
            "it has no change, and changes nothing; give at least one ps.Change"
        )
    if not is_whole(ramp) or not 1 <= ramp <= 1000:  # noqa: PLR2004
        raise InvalidValueError(f"ramp is {shown(ramp)}; give whole years, 1 or more (1 is a step)")
    if curve not in CURVES:
        raise LabelError(f"unknown curve {shown(curve)}. {nearest(curve, CURVES)}")
    if curve == "step" and ramp != 1:
        raise InvalidValueError(
            f"curve is 'step' and ramp {ramp}; a step has no ramp: leave it out, or choose 'linear'"
        )
    money = Money.read(cost, ("NOK/year", "NOK/person/year"), "cost")
    capital = Money.read(investment, ("NOK", "NOK/person"), "investment")
    if capital is not None and capital.value < 0:
        raise InvalidValueError(f"investment is {capital}; it cannot be negative")
    years = _lifetime(lifetime)
    if capital is not None and years is None:
        raise MissingValueError(
            "it has an investment and no lifetime to spread it over; write lifetime=20"
        )
    if capital is None and years is not None:
        raise InvalidValueError(
            f"lifetime is {years:g} years and there is no investment; leave lifetime out"
        )
    if status not in [None, "", *STATUSES]:
        raise InvalidValueError(f"status is one of {', '.join(STATUSES)}, not {shown(status)}")
    share = _bare(grant, "grant", 0.0, 1.0, "; a share lies between 0 and 1")[0]
    if share and capital is None:
        raise InvalidValueError(
            f"grant is {share:g} and there is no investment that the state could pay a share of"
        )
    if price_year is not None:
        price_year = _whole_year(price_year, "price_year")
    return {
        "start": start,
        "changes": changes,
        "ramp": int(ramp),
        "curve": str(curve),
        "regions": regions,
        "cost": money,
        "investment": capital,
        "lifetime": years,
        "status": status or "",
        "paid_by": _payers(paid_by, "paid_by"),
        "grant": share,
        "price_year": price_year,
    }


def _lifetime(given: Any) -> float | None:
    if given is None:
        return None
    years = (
        magnitude(given, "year", "lifetime")
        if is_quantity(given)
        else finite(given, "lifetime, in years")
    )
    if not isinstance(years, float) or not 0.0 < years <= 1000.0:  # noqa: PLR2004
        raise InvalidValueError(f"lifetime is {shown(given)}; give years, more than 0")
    return years


def _of_measure(error: PlastsmartError, name: str) -> PlastsmartError:
    """Return the same error with the measure's name before it."""
    message = f"measure {name!r}: {error}"
    if isinstance(error, DimensionError):
        return DimensionError(message, error.units1, error.units2)
    return type(error)(message)
