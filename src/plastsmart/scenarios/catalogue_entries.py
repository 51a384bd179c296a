"""What the catalogue is made of: figures with sources, entries, and how a measure is made."""

from __future__ import annotations

import functools
import inspect
from collections.abc import Callable, Sequence
from typing import Any, Final, ParamSpec, Protocol, TypedDict

import attrs

from plastsmart.data.network import rows_of
from plastsmart.errors import (
    InvalidValueError,
    LabelError,
    MissingValueError,
    PlastsmartError,
    nearest,
    shown,
)
from plastsmart.labels import known_language
from plastsmart.parameters import STATUSES, Parameter, Triangular
from plastsmart.scenarios.measures import Change, Measure

__all__ = [
    "ALL",
    "MONEY",
    "Entry",
    "Figure",
    "Labels",
    "Options",
    "all_figures",
    "changed",
    "cited",
    "figures",
    "in_norwegian",
    "in_sector",
    "known_entry",
    "labelled",
    "listed_as",
    "made",
    "number_of",
    "of_changes",
    "whole_of",
]

Labels = str | Sequence[str]
"""A label or several."""


class Options(TypedDict, total=False):
    """What every measure of the catalogue takes besides its own arguments.

    Attributes
    ----------
    ramp : int
        Years from the start until all have adopted it.
    curve : {"step", "linear", "logistic"}
    regions : str or sequence of str
        Where it is taken; everywhere, if left out.
    cost, investment, lifetime, price_year
        As `plastsmart.Measure` takes them, instead of all that the catalogue has.
    paid_by : str or mapping
        Who pays; the catalogue says who as a rule does.
    grant : float
        Share of an investment that the state pays.
    name : str
        The title in English, if left out. A plan needs each name once.
    prices : int
        The year whose prices the amounts are to be in: they are converted with ``ps.prices.CPI``. As
        the source has them, if left out.
    """

    ramp: int
    curve: str
    regions: Any
    cost: Any
    investment: Any
    lifetime: Any
    price_year: int
    paid_by: Any
    grant: float
    name: str
    prices: int


MONEY: Final = ("cost", "investment", "lifetime", "price_year")


# --------------------------------------------------------------------------------------------------
# the numbers


def number_of(text: str) -> float | None:
    """Return the number of a field; None for an empty one."""
    return float(text) if text else None


def whole_of(text: str) -> int | None:
    """Return the whole number of a field; None for an empty one."""
    return int(text) if text else None


def cited(source: str, url: str, confidence: str) -> str:
    """Return a source with its address and how it was read."""
    at = f", {url}" if url else ""
    return f"{source}{at} ({confidence})"


@attrs.frozen(kw_only=True)
class Figure:
    """A number of the catalogue, and where it is from.

    Attributes
    ----------
    measure, argument : str
        The function, and its argument where the role is default.
    role : {"default", "evidence"}
    parameter, kind : str
        What an effect changes and how: set, close_gap or scale. Empty for money and evidence.
    value, low, high : float or None
        In `unit`.
    unit : str
    source, url : str
    confidence : {"A", "B"}
        A: read in the source itself; B: known at second hand, or assumed.
    status : {"measured", "reported", "estimated", "default"}
    region : str
        Where it was done or is for.
    year : int or None
        Of the figure; of an amount of money, whose prices it is in.
    note : str
    """

    measure: str
    argument: str
    role: str
    parameter: str
    kind: str
    value: float | None = attrs.field(converter=number_of)
    low: float | None = attrs.field(converter=number_of)
    high: float | None = attrs.field(converter=number_of)
    unit: str
    source: str
    url: str
    confidence: str
    status: str
    region: str
    year: int | None = attrs.field(converter=whole_of)
    note: str

    @property
    def cited(self) -> str:
        """The source with its address and how it was read."""
        return cited(self.source, self.url, self.confidence)

    @property
    def parameter_value(self) -> Parameter:
        """The number with its range, source and status, as a change takes it."""
        assert self.value is not None
        uncertainty = None
        if self.low is not None and self.high is not None:
            uncertainty = Triangular(self.low, self.value, self.high)
        status: Any = self.status
        unit = None if self.unit == "1" else self.unit
        return Parameter(
            self.value,
            unit=unit,
            uncertainty=uncertainty,
            source=self.cited,
            status=status,
            note=self.note,
        )

    def __str__(self) -> str:
        """Return the number with its range, as people read it."""
        if self.value is None:
            return "" if self.low is None else f"{self.low:g} to {self.high:g}"
        unit = "" if self.unit == "1" else f" {self.unit}"
        span = "" if self.low is None else f" ({self.low:g} to {self.high:g})"
        return f"{self.value:g}{span}{unit}"


@functools.cache
def all_figures() -> tuple[Figure, ...]:
    """Return every figure of the catalogue."""
    return tuple(Figure(**row) for row in rows_of("measures"))


def figures(measure: str | None = None) -> tuple[Figure, ...]:
    """Return the numbers of the catalogue with their sources, defaults and evidence alike.

    Parameters
    ----------
    measure : str, optional
        One measure's alone.

    Examples
    --------
    >>> import plastsmart as ps
    >>> [str(figure) for figure in ps.measures.figures("bring_points")][:2]
    ['0.06 (0.01 to 0.15)', '0.05']
    """
    if measure is None:
        return all_figures()
    known_entry(measure)
    return tuple(figure for figure in all_figures() if figure.measure == measure)


def _default(measure: str, argument: str) -> Figure | None:
    for figure in all_figures():
        if (figure.measure, figure.argument, figure.role) == (measure, argument, "default"):
            return figure
    return None


# --------------------------------------------------------------------------------------------------
# the entries


class Maker(Protocol):
    """A function of the catalogue."""

    __name__: str
    __doc__: str | None

    def __call__(self, start: int, **arguments: Any) -> Measure:
        """Return the measure from a first year on."""


@attrs.frozen(kw_only=True)
class Entry:
    """A measure of the catalogue, without its numbers.

    Attributes
    ----------
    name : str
        Of the function.
    make : callable
        The function itself: ``make(start, **arguments)`` gives a `plastsmart.Measure`.
    title, title_no : str
    description, description_no : str
        What it does and where it is done, in one sentence.
    moves : str
        What it moves in the ready system of Norway, alone: a rate or a flow.
    up : bool
        Whether that rises.
    own_cost, own_cost_no : str
        What its own cost covers, or why it has none.
    paid_by : str
    instead_of : tuple of str
        Measures that it takes the place of: `all_of` leaves it out.
    theme : {"packaging", "litter", "microplastics", "own operations"}
    """

    name: str
    make: Maker
    title: str
    title_no: str
    description: str
    description_no: str
    moves: str
    up: bool
    own_cost: str
    own_cost_no: str
    paid_by: str
    instead_of: tuple[str, ...]
    theme: str = "packaging"

    @property
    def defaults(self) -> tuple[Figure, ...]:
        """The numbers that it takes where nothing else is given."""
        return tuple(figure for figure in figures(self.name) if figure.role == "default")

    @property
    def effects(self) -> tuple[Figure, ...]:
        """Those of the defaults that change the system."""
        return tuple(figure for figure in self.defaults if figure.parameter)


ALL: Final[dict[str, Entry]] = {}
"""Every measure of the catalogue by the name of its function."""

_P = ParamSpec("_P")

_UNKNOWN: Final = ("not known: no figure was found", "ikke kjent: ingen tall er funnet")


def listed_as(
    *,
    title: tuple[str, str],
    description: tuple[str, str],
    moves: str = "eu",
    up: bool = True,
    own_cost: tuple[str, str] = _UNKNOWN,
    paid_by: str = "municipality",
    instead_of: tuple[str, ...] = (),
    theme: str = "packaging",
) -> Callable[[Callable[_P, Measure]], Callable[_P, Measure]]:
    """Put a function into the catalogue, and refuse arguments that it does not have.

    Texts are in English and Norwegian.
    """

    def listed_as(function: Callable[_P, Measure]) -> Callable[_P, Measure]:
        name = function.__name__
        own = inspect.signature(function)
        shared = [
            inspect.Parameter(
                key,
                inspect.Parameter.KEYWORD_ONLY,
                default=None,
                annotation=getattr(hint, "__forward_arg__", hint),
            )
            for key, hint in Options.__annotations__.items()
        ]
        kept = [p for p in own.parameters.values() if p.kind is not p.VAR_KEYWORD]
        known = [p.name for p in (*kept, *shared)]

        @functools.wraps(function)
        def make(*args: _P.args, **kwargs: _P.kwargs) -> Measure:
            for key in kwargs:
                if key not in known:
                    raise LabelError(f"{name} has no argument {shown(key)}. {nearest(key, known)}")
            if len(args) > 1:
                raise InvalidValueError(
                    f"{name} takes the start alone without a name; write what follows it as "
                    f"{known[1]}=…"
                )
            if not args and "start" not in kwargs:
                raise MissingValueError(f"{name} needs the year it starts in, such as {name}(2026)")
            return function(*args, **kwargs)

        make.__signature__ = own.replace(parameters=[*kept, *shared])  # type: ignore[attr-defined]
        make.__doc__ = _documented(function.__doc__ or "", name)
        ALL[name] = Entry(
            name=name,
            make=make,  # type: ignore[arg-type]
            title=title[0],
            title_no=title[1],
            description=description[0],
            description_no=description[1],
            moves=moves,
            up=up,
            own_cost=own_cost[0],
            own_cost_no=own_cost[1],
            paid_by=paid_by,
            instead_of=instead_of,
            theme=theme,
        )
        return make

    return listed_as


def _documented(text: str, name: str) -> str:
    """Return a docstring with the catalogue's numbers behind its first paragraph."""
    told = [
        f"{f.argument} {f}, {f.status}"
        for f in all_figures()
        if f.measure == name and f.role == "default"
    ]
    head, _, rest = text.partition("\n\n")
    return f"{head}\n\n    In the catalogue: {'; '.join(told)}.\n\n{rest}"


def known_entry(name: object) -> Entry:
    """Return the entry of a measure; refuse a name that is none."""
    if not isinstance(name, str) or name not in ALL:
        raise LabelError(f"the catalogue has no measure {shown(name)}. {nearest(name, ALL)}")
    return ALL[name]


# --------------------------------------------------------------------------------------------------
# building


def labelled(**labels: Labels | None) -> dict[str, Labels]:
    """Return the labels that are given."""
    return {key: label for key, label in labels.items() if label is not None}


def in_sector(sector: Labels, category: Labels | None) -> dict[str, Labels]:
    """Return which streams are meant: some by name, or else those of a sector."""
    return {"sector": sector} if category is None else {"category": category}


def changed(measure: str, argument: str, given: Any, where: dict[str, Labels]) -> Change:
    """Return the change of one argument: as given, or else as the catalogue has it."""
    figure = _default(measure, argument)
    assert figure is not None
    amount = figure.parameter_value if given is None else given
    inner = amount
    while isinstance(inner, Parameter):
        inner = inner.value
    nothing = 1.0 if figure.kind == "scale" else 0.0
    if isinstance(inner, (int, float)) and inner == nothing:
        raise InvalidValueError(
            f"{measure}: {argument} is {inner:g}, so the measure would change nothing; give another "
            f"number, or leave the measure out (the catalogue has {figure})"
        )
    try:
        return Change(figure.parameter, where, **{figure.kind: amount})
    except PlastsmartError as error:
        raise type(error)(f"{measure}, {argument}: {error}") from None


def of_changes(
    name: str, start: int, options: Options, where: dict[str, Labels] | None = None, **given: Any
) -> Measure:
    """Return a measure of the catalogue that changes the same cells by each of its arguments.

    Parameters
    ----------
    name : str
    start : int
    options : Options
    where : dict, optional
        The cells; all, if left out.
    **given
        Argument to amount, None for what the catalogue has.
    """
    changes = [changed(name, argument, amount, where or {}) for argument, amount in given.items()]
    return made(name, start, changes, options)


def made(name: str, start: int, changes: Sequence[Change], options: Options) -> Measure:
    """Return a measure of the catalogue with its texts, sources and costs."""
    entry = ALL[name]
    chosen: dict[str, Any] = {key: value for key, value in options.items() if value is not None}
    title = chosen.pop("name", entry.title)
    prices = chosen.pop("prices", None)
    money: dict[str, Any] = {key: chosen.pop(key) for key in MONEY if key in chosen}
    if not money:
        money = _own_money(entry)
    elif set(money) == {"price_year"}:
        raise InvalidValueError(
            f"{name}: price_year is of a cost or investment that is given with it; the catalogue's "
            "own amounts have their own price year"
        )
    known: Any = {"paid_by": entry.paid_by} | chosen | money
    sources = [change.info.source for change in changes if change.info.source]
    statuses = [change.info.status for change in changes if change.info.status]
    measure = Measure(
        title,
        start,
        changes,
        source="; ".join(dict.fromkeys(sources)),
        status=max(statuses, key=STATUSES.index, default=None),
        description=entry.description,
        description_no=entry.description_no,
        **known,
    )
    return measure if prices is None else _in_prices(name, measure, prices)


def _in_prices(name: str, measure: Measure, year: Any) -> Measure:
    """Return a measure with its amounts in the prices of a year, by the consumer price index."""
    from plastsmart.prices import CPI, whole_year

    given = measure.price_year
    moved = measure.in_prices(whole_year(year, f"{name}: prices"), CPI)
    if given in {None, year}:
        return moved
    how = f"from {given} to {year} prices by {CPI.name}"
    told = {
        key: attrs.evolve(money, info=attrs.evolve(money.info, note=_joined(money.info.note, how)))
        for key in ("cost", "investment")
        if (money := getattr(moved, key)) is not None
    }
    return moved.replace(**told)


def _joined(note: str, more: str) -> str:
    return f"{note}; {more}" if note else more


def _own_money(entry: Entry) -> dict[str, Any]:
    found = {figure.argument: figure for figure in entry.defaults if figure.argument in MONEY}
    money: dict[str, Any] = {}
    for argument, figure in found.items():
        if argument == "lifetime":
            money[argument] = figure.value
        else:
            money[argument] = figure.parameter_value
            money["price_year"] = figure.year
    return money


# --------------------------------------------------------------------------------------------------
# collection


def in_norwegian(language: object) -> bool:
    """Return whether texts are wanted in Norwegian."""
    known_language(language)
    return language == "no"
