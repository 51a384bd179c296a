"""A parameter's value with its uncertainty, source and status; the distributions it may have."""

from __future__ import annotations

import math
import re
from typing import Any, ClassVar, Final, Literal, Self

import attrs

from plastsmart.errors import InvalidValueError, shown
from plastsmart.units import finite

__all__ = [
    "PERS",
    "STATUSES",
    "Beta",
    "Dirichlet",
    "Distribution",
    "Info",
    "Lognormal",
    "Normal",
    "Parameter",
    "Pedigree",
    "Pert",
    "Triangular",
    "Uniform",
]

STATUSES: Final = ("measured", "reported", "estimated", "default")
"""How well a number is known, best first."""

PERS: Final = ("run", "year", "region", "region-year")
"""What gets a draw of its own."""

_Z95: Final = 1.959963984540054  # 97.5 % quantile of the standard normal distribution


def _number(value: Any) -> float:
    number = finite(value, "a distribution's parameter")
    if not isinstance(number, float):
        raise InvalidValueError(f"a distribution's parameter is one number, not {shown(value)}")
    return number


@attrs.frozen
class Distribution:
    """What is known of a value's spread, in the parameter's own unit.

    Bounds of the parameter truncate a distribution when it is drawn from; they never clip it.
    """

    name: ClassVar[str] = ""

    @property
    def numbers(self) -> tuple[float, ...]:
        """The distribution's parameters in the order of its constructor."""
        return tuple(attrs.astuple(self))

    def scaled(self, by: float) -> Self:
        """Return the same distribution in a unit `by` times smaller."""
        return type(self)(*(by * number for number in self.numbers))

    def interval(self) -> tuple[float, float] | None:
        """Return what a table shows as low and high: the range, or else the central 95 %.

        None where the numbers alone do not tell (a Dirichlet, a pedigree score).
        """
        return None

    def holds(self, value: float) -> bool:
        """Tell whether `value` can be this distribution's centre."""
        interval = self.interval()
        return interval is None or interval[0] <= value <= interval[1]

    def __str__(self) -> str:
        """Return the text that a table holds, read back by `parse_distribution`."""
        return f"{self.name}({', '.join(repr(number) for number in self.numbers)})"


@attrs.frozen(str=False)
class Uniform(Distribution):
    """Any value from `low` to `high`, all alike.

    Examples
    --------
    >>> import plastsmart as ps
    >>> print(ps.Uniform(0.3, 0.5))
    uniform(0.3, 0.5)
    """

    name: ClassVar[str] = "uniform"
    low: float = attrs.field(converter=_number)
    high: float = attrs.field(converter=_number)

    def __attrs_post_init__(self) -> None:
        _refuse_unless(self.low < self.high, self, "low < high")

    def interval(self) -> tuple[float, float]:
        """Return low and high."""
        return self.low, self.high


@attrs.frozen(str=False)
class Triangular(Distribution):
    """Density rising from `low` to `mode` and falling to `high`."""

    name: ClassVar[str] = "triangular"
    low: float = attrs.field(converter=_number)
    mode: float = attrs.field(converter=_number)
    high: float = attrs.field(converter=_number)

    def __attrs_post_init__(self) -> None:
        ordered = self.low <= self.mode <= self.high and self.low < self.high
        _refuse_unless(ordered, self, "low <= mode <= high and low < high")

    def interval(self) -> tuple[float, float]:
        """Return low and high."""
        return self.low, self.high


@attrs.frozen(str=False)
class Pert(Triangular):
    """A beta distribution from `low` to `high` with mean (low + 4 mode + high) / 6."""

    name: ClassVar[str] = "pert"


@attrs.frozen(str=False)
class Normal(Distribution):
    """Normal with mean and standard deviation."""

    name: ClassVar[str] = "normal"
    mean: float = attrs.field(converter=_number)
    sd: float = attrs.field(converter=_number)

    def __attrs_post_init__(self) -> None:
        _refuse_unless(self.sd > 0, self, "sd > 0")

    def interval(self) -> tuple[float, float]:
        """Return the central 95 %."""
        return self.mean - _Z95 * self.sd, self.mean + _Z95 * self.sd


@attrs.frozen(str=False)
class Lognormal(Distribution):
    """Lognormal: `median`, and `sigma`, the standard deviation of the logarithm."""

    name: ClassVar[str] = "lognormal"
    median: float = attrs.field(converter=_number)
    sigma: float = attrs.field(converter=_number)

    def __attrs_post_init__(self) -> None:
        good = self.median > 0 and 0 < self.sigma <= 10  # noqa: PLR2004
        _refuse_unless(good, self, "median > 0 and 0 < sigma <= 10")

    def scaled(self, by: float) -> Lognormal:
        """Scale the median; sigma has no unit."""
        return Lognormal(by * self.median, self.sigma)

    def interval(self) -> tuple[float, float]:
        """Return the central 95 %."""
        width = math.exp(_Z95 * self.sigma)
        return self.median / width, self.median * width


class _Unitless(Distribution):
    """A distribution whose numbers have no unit, so that no unit can change it."""

    def scaled(self, by: float) -> Self:
        """Return itself: only a share can have such a distribution."""
        if by != 1.0:
            raise InvalidValueError(
                f"{self} has no unit: give the value as a share (0 to 1) or choose another "
                "distribution"
            )
        return self


@attrs.frozen(str=False)
class Beta(_Unitless):
    """Beta(a, b) on 0 to 1, for shares."""

    name: ClassVar[str] = "beta"
    a: float = attrs.field(converter=_number)
    b: float = attrs.field(converter=_number)

    def __attrs_post_init__(self) -> None:
        _refuse_unless(self.a > 0 and self.b > 0, self, "a > 0 and b > 0")

    def holds(self, value: float) -> bool:
        """Tell whether `value` is a share."""
        return 0.0 <= value <= 1.0


@attrs.frozen(str=False)
class Dirichlet(_Unitless):
    """For a composition: shares of mean equal to the given ones; larger is narrower.

    `concentration` is the sum of the Dirichlet's parameters.
    """

    name: ClassVar[str] = "dirichlet"
    concentration: float = attrs.field(converter=_number)

    def __attrs_post_init__(self) -> None:
        _refuse_unless(self.concentration > 0, self, "concentration > 0")


@attrs.frozen(str=False)
class Pedigree(Distribution):
    """A quality score from 1 (best) to 5 where the source gives no spread.

    The spread that a score stands for is the package's, and marked so wherever it is used.
    """

    name: ClassVar[str] = "pedigree"
    score: int = attrs.field()

    @score.validator
    def _whole(self, _: object, score: object) -> None:
        if isinstance(score, bool) or not isinstance(score, int) or not 1 <= score <= 5:  # noqa: PLR2004
            raise InvalidValueError(f"a pedigree score is 1, 2, 3, 4 or 5, not {shown(score)}")

    def scaled(self, by: float) -> Pedigree:  # noqa: ARG002
        """Return itself: the spread is relative."""
        return self

    def __str__(self) -> str:
        return f"pedigree({int(self.score)})"


def _refuse_unless(good: bool, distribution: Distribution, needed: str) -> None:
    if not good:
        raise InvalidValueError(f"{distribution} is not a distribution: it needs {needed}")


_KINDS: Final[dict[str, type[Distribution]]] = {
    kind.name: kind
    for kind in (Uniform, Triangular, Pert, Normal, Lognormal, Beta, Dirichlet, Pedigree)
}
_TEXT: Final = re.compile(
    r"([a-z]{1,12})\(([-+0-9.eE, ]{1,120})\)(?: per (year|region|region-year))?"
)


def distribution_text(distribution: Distribution | None, per: str) -> str:
    """Return the text of a table's distribution column, empty where there is none."""
    text = "" if distribution is None else str(distribution)
    return text if per == "run" else f"{text} per {per}".strip()


def parse_distribution(text: str) -> tuple[Distribution | None, str]:
    """Read what `distribution_text` wrote: the distribution and what gets its own draw.

    Examples
    --------
    >>> from plastsmart.parameters import parse_distribution
    >>> parse_distribution("pert(0.3, 0.4, 0.5) per year")
    (Pert(low=0.3, mode=0.4, high=0.5), 'year')
    """
    text = text.strip()
    if not text:
        return None, "run"
    if text.startswith("per ") and text[4:] in PERS:
        return None, text[4:]
    match = _TEXT.fullmatch(text)
    if match is None or match[1] not in _KINDS:
        raise InvalidValueError(
            f"unreadable distribution {text[:60]!r}; write for example 'pert(0.3, 0.4, 0.5)'. "
            f"Known: {', '.join(_KINDS)}"
        )
    kind = _KINDS[match[1]]
    try:
        given = [float(part) for part in match[2].split(",")]
    except ValueError:
        raise InvalidValueError(f"unreadable number in the distribution {text[:60]!r}") from None
    needed = len(attrs.fields(kind))
    if len(given) != needed:
        raise InvalidValueError(
            f"the distribution {text[:60]!r} has {len(given)} numbers; {match[1]} takes {needed}"
        )
    if kind is Pedigree:
        return Pedigree(int(given[0]) if given[0].is_integer() else given[0]), match[3] or "run"  # type: ignore[arg-type]
    return kind(*given), match[3] or "run"


_LONGEST: Final = 4000
_NO_TEXT: Final = re.compile("[\r\0\ud800-\udfff]")


def as_text(value: str | None, what: str = "a source or note") -> str:
    """Return a text without blanks at its ends; empty for None.

    A carriage return is refused, since a CSV file would not give it back, and half a character (a lone
    surrogate), since none can be written with it.
    """
    if value is None:
        return ""
    if not isinstance(value, str):
        raise InvalidValueError(f"{what} is text, not {shown(value)}")
    if len(value) > _LONGEST or _NO_TEXT.search(value):
        raise InvalidValueError(
            f"{what} has at most {_LONGEST} characters, no carriage return, null character or half a "
            f"character: {shown(value)}"
        )
    return value.strip()


@attrs.frozen
class Info:
    """What is known of a value besides the value: one for all cells that share it."""

    uncertainty: Distribution | None = None
    per: str = "run"
    source: str = ""
    status: str = ""
    note: str = ""

    def around(self, value: Any, unit: str | None = None) -> Parameter:
        """Return a value with all this around it, as a user would give it."""
        status: Any = self.status or None
        per: Any = self.per
        return Parameter(
            value,
            unit=unit,
            uncertainty=self.uncertainty,
            per=per,
            source=self.source or None,
            status=status,
            note=self.note,
        )


@attrs.frozen
class Parameter:
    """A value with what is known about it; around any value, at any depth of a mapping.

    Parameters
    ----------
    value : quantity, float, mapping or pandas.Series
        Anything that a parameter takes. What an inner `Parameter` says goes before the outer.
    unit : str, optional
        The unit of bare numbers within.
    uncertainty : Distribution, optional
        In the unit of the value.
    per : {"run", "year", "region", "region-year"}
        What gets its own draw; "run", one bias for all years and regions, if neither this nor an
        outer parameter says.
    source : str, optional
        Where the value is from, best with page or table.
    status : {"measured", "reported", "estimated", "default"}, optional
        How well it is known.
    note : str
        What a reader should know.

    Examples
    --------
    >>> import plastsmart as ps
    >>> p = ps.Parameter(
    ...     0.4,
    ...     uncertainty=ps.Triangular(0.3, 0.4, 0.5),
    ...     source="Picking analysis 2024",
    ...     status="measured",
    ... )
    >>> p.status
    'measured'
    """

    value: Any
    unit: str | None = None
    uncertainty: Distribution | None = None
    per: Literal["run", "year", "region", "region-year"] | None = None
    source: str | None = None
    status: Literal["measured", "reported", "estimated", "default"] | None = None
    note: str = ""

    def __attrs_post_init__(self) -> None:
        if self.uncertainty is not None and not isinstance(self.uncertainty, Distribution):
            raise InvalidValueError(
                f"uncertainty is a distribution such as ps.Triangular(0.3, 0.4, 0.5), not "
                f"{shown(self.uncertainty)}"
            )
        if self.per is not None and self.per not in list(PERS):
            raise InvalidValueError(f"per is one of {', '.join(PERS)}, not {shown(self.per)}")
        if self.status is not None and self.status not in STATUSES:
            raise InvalidValueError(
                f"status is one of {', '.join(STATUSES)}, not {shown(self.status)}"
            )

    def over(self, outer: Info) -> Info:
        """Return what holds within: this parameter's word where it has one, else the outer."""
        return Info(
            uncertainty=self.uncertainty if self.uncertainty is not None else outer.uncertainty,
            per=self.per or outer.per,
            source=as_text(self.source) or outer.source,
            status=self.status or outer.status,
            note=as_text(self.note) or outer.note,
        )
