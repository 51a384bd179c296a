"""Targets: which rate, over which scope, how much, by when.

A rate is only ever held against a target of its own id and scope. `EU_2025` and the others of this
module are the official ones.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any, Final, cast

import attrs
import numpy as np

from plastsmart.axes import LAST_YEAR, SECTORS
from plastsmart.errors import InvalidValueError, LabelError, ScopeError, listed, nearest, shown
from plastsmart.flows.model import MODEL
from plastsmart.flows.selection import Scope, read_scope, scope_text
from plastsmart.units import finite, is_whole

if TYPE_CHECKING:
    from plastsmart.system import System

__all__ = [
    "ALL",
    "CH7_2025",
    "CH7_2030",
    "CH10A_2028",
    "CH10A_2030",
    "CH10A_2035",
    "EU_2025",
    "EU_2030",
    "PPWR_2030",
    "PPWR_2035",
    "PPWR_2040",
    "THEMES",
    "Target",
    "find",
]

MOST_REUSE_CREDIT: Final = 0.05
"""Directive 94/62/EC art. 5(2): by how much reusable sales packaging may lower a target."""

MOST_POSTPONED: Final = 5
"""Directive 94/62/EC art. 6(1a): by how many years a state may postpone a target."""

THEMES: Final = ("packaging", "litter", "microplastics", "own operations")
"""What targets and measures are about, in the order of tables."""

_THEME_OF_RATE: Final = {
    "litter_reduction": "litter",
    "microplastics_reduction": "microplastics",
    "own_plastic_reduction": "own operations",
    "own_cost_reduction": "own operations",
    "own_emission_reduction": "own operations",
}

_NOT_RECYCLED: Final = {*_THEME_OF_RATE, "packaging_reduction", "reusable"}
"""Rates of which no share is recycled, so that no reuse credit lowers a target on them."""

_DEROGATION: Final = 0.15
_FLOOR: Final = 0.30


def share(value: Any, what: str) -> float:
    """Return a share from 0 to 1.

    Raises
    ------
    InvalidValueError
        If it is none.
    """
    number = finite(value, what)
    if not isinstance(number, float) or not 0.0 <= number <= 1.0:
        hint = ""
        if isinstance(number, float) and 1.0 < number <= 100.0:  # noqa: PLR2004
            hint = f" Did you mean {number:g} % = {number / 100:g}?"
        raise InvalidValueError(f"{what} is {shown(value)}; a share lies between 0 and 1.{hint}")
    return number


def _level(value: Any) -> float:
    return share(value, "the level of a target")


def _reuse(value: Any) -> float:
    return share(value, "the reuse_share of a target")


def _years(value: int | np.integer[Any]) -> int:
    # what is no whole number is refused by name, with the rest
    return int(value) if is_whole(value) else cast(int, value)


def _sectors(value: Sequence[str]) -> tuple[str, ...]:
    return (value,) if isinstance(value, str) else tuple(listed(value, "sectors", '["household"]'))


@attrs.frozen(kw_only=True)
class Target:
    """A level that a rate is to reach by a year.

    Parameters
    ----------
    rate : str
        Id of the rate it is measured by.
    level : float
        Share from 0 to 1.
    year : int
    scope : mapping, optional
        What the rate is measured over, such as ``{"sector": "household"}``; everything if left out.
    name : str
    rule, rule_no : str
        Where it stands, in English and Norwegian.
    sectors : sequence of str
        The sectors that a system must hold for the target to be told of its own accord.
    reuse_share : float
        Mean share of reusable sales packaging over three years, which lowers the level by as much,
        at most by 0.05 (Directive 94/62/EC art. 5(2)); off (0) unless given.
    postponed : int
        Years by which a state has postponed it, at most 5 (art. 6(1a)); off (0) unless given. Until
        then the rate may be up to 15 points lower, but not below 30 %.

    Examples
    --------
    >>> import plastsmart as ps
    >>> ps.Target(rate="eu", level=0.5, year=2025).level
    0.5
    >>> ps.targets.EU_2025.with_reuse(0.04).required_level
    0.46
    """

    rate: str
    level: float = attrs.field(converter=_level)
    year: int = attrs.field(converter=_years)
    scope: Scope = attrs.field(default=None, converter=read_scope)
    name: str = ""
    rule: str = ""
    rule_no: str = ""
    sectors: tuple[str, ...] = attrs.field(default=(), converter=_sectors)
    reuse_share: float = attrs.field(default=0.0, converter=_reuse)
    postponed: int = attrs.field(default=0, converter=_years)

    def __attrs_post_init__(self) -> None:
        if not isinstance(self.rate, str) or self.rate not in MODEL.rates:
            known = ", ".join(repr(rate) for rate in MODEL.rates)
            raise LabelError(
                f"the target has the unknown rate {shown(self.rate)}. Known: {known}. What is "
                "recycled by today's EU rule is 'eu', what households sort out by § 10a-4 'sorted_out'"
            )
        if not is_whole(self.year) or not 1 <= self.year <= LAST_YEAR:
            raise InvalidValueError(
                f"the year of a target is a whole number from 1 to {LAST_YEAR}, not "
                f"{shown(self.year)}"
            )
        if not is_whole(self.postponed) or not 0 <= self.postponed <= MOST_POSTPONED:
            raise InvalidValueError(
                f"postponed is {shown(self.postponed)}; a target may be postponed by 0 to "
                f"{MOST_POSTPONED} whole years"
            )
        if self.reuse_share and self.rate in _NOT_RECYCLED:
            raise InvalidValueError(
                f"reusable packaging lowers targets of recycling alone (art. 5(2)), and {self.rate!r} "
                "is no such rate; leave reuse_share out"
            )
        for sector in self.sectors:
            if sector not in SECTORS:
                raise LabelError(
                    f"the target is for the unknown sector {shown(sector)}. {nearest(sector, SECTORS)}"
                )
        for key, labels in self.scope:
            if key in {"year", "route", "tier"}:
                raise ScopeError(
                    f"a target's scope is of regions and categories, not of {key}"
                    + ("; the year is its own field" if key == "year" else "")
                )
            for label in labels if key == "sector" else ():
                if label not in SECTORS:
                    raise ScopeError(
                        f"the target's sector {shown(label)} is unknown. {nearest(label, SECTORS)}"
                    )

    @property
    def required_level(self) -> float:
        """The level after the reuse credit."""
        return round(self.level - min(MOST_REUSE_CREDIT, self.reuse_share), 12)

    @property
    def deadline(self) -> int:
        """The year by which the level must be reached, after any postponement."""
        return self.year + self.postponed

    @property
    def interim_level(self) -> float:
        """What must be reached in the original year although the target is postponed."""
        if not self.postponed:
            return self.required_level
        return round(min(self.required_level, max(self.required_level - _DEROGATION, _FLOOR)), 12)

    def with_reuse(self, shares: float | Sequence[float]) -> Target:
        """Return the target lowered for reusable sales packaging (art. 5(2)).

        Parameters
        ----------
        shares : float or sequence of float
            Share of reusable sales packaging in each of the three years before.

        Raises
        ------
        InvalidValueError
            If a share is none, or the target is not of what is recycled.
        """
        single = isinstance(shares, (int, float))
        many = [shares] if single else listed(shares, "with_reuse", "[0.03, 0.04, 0.05]")
        if not many:
            raise InvalidValueError("with_reuse needs at least one share")
        mean = sum(share(one, "a share of reusable packaging") for one in many) / len(many)
        return attrs.evolve(self, reuse_share=mean, scope=dict(self.scope))

    def with_postponement(self, years: int) -> Target:
        """Return the target postponed by some years (art. 6(1a))."""
        return attrs.evolve(self, postponed=years, scope=dict(self.scope))

    def missing_sectors(self, system: System) -> tuple[str, ...]:
        """Return the sectors that the target is set for and the system does not hold."""
        held = {category.sector for category in system.axes.categories}
        return tuple(sector for sector in self.sectors if sector not in held)

    def refuse_other(self, rate: str, scope: Mapping[str, Any] | Scope | None) -> None:
        """Raise unless a rate is of this target's own id and scope.

        Examples
        --------
        >>> import plastsmart as ps
        >>> ps.targets.EU_2025.refuse_other("collection", None)
        Traceback (most recent call last):
        ...
        plastsmart.errors.ScopeError: the target EU_2025 is measured by the rate 'eu', not 'collection'
        """
        if rate != self.rate:
            raise ScopeError(
                f"the target {self.label} is measured by the rate {self.rate!r}, not {rate!r}"
            )
        if read_scope(scope) != self.scope:
            raise ScopeError(
                f"the target {self.label} is measured over {scope_text(self.scope)}, not over "
                f"{scope_text(read_scope(scope))}"
            )

    @property
    def aim(self) -> str:
        """What it asks for: rate, level, year and scope."""
        over = f" over {scope_text(self.scope)}" if self.scope else ""
        return f"{self.rate} {100 * self.required_level:.10g} % in {self.deadline}{over}"

    def __str__(self) -> str:
        """Return name and aim."""
        return f"{self.name}: {self.aim}" if self.name else self.aim

    @property
    def theme(self) -> str:
        """What it is about: packaging, litter, microplastics or own operations."""
        return _THEME_OF_RATE.get(self.rate, "packaging")

    @property
    def label(self) -> str:
        """Its name, or else its rate, level and year."""
        return self.name or f"{self.rate} {100 * self.level:g} % in {self.year}"


_PACKAGING = ("household", "business", "deposit")
# members' amounts are published without agricultural film, which the directive does not count either
_OBLIGED: Final = {"sector": ["household", "business", "municipal"]}
_HOUSEHOLD: Final = {"sector": ["household"]}
_DIRECTIVE: Final = (
    "Directive 94/62/EC art. 6(1), calculated by art. 6a and Decision 2005/270/EC as amended by "
    "(EU) 2019/665; all plastic packaging, deposit bottles included"
)
_CHAPTER_7: Final = (
    "avfallsforskriften § 7-10, calculated by § 7-11; what members of a return company put on the "
    "market, without deposit bottles and agricultural film"
)
_CHAPTER_10A: Final = (
    "avfallsforskriften § 10a-4; households, without deposit bottles. The regulation also counts "
    "plastic that is not packaging, which is not in this rate"
)

_DIRECTIVE_NO: Final = (
    "direktiv 94/62/EF artikkel 6 nr. 1, beregnet etter artikkel 6a og vedtak 2005/270/EF som endret "
    "ved (EU) 2019/665; all plastemballasje, også panteflasker"
)
_CHAPTER_7_NO: Final = (
    "avfallsforskriften § 7-10, beregnet etter § 7-11; det medlemmene i et returselskap setter på "
    "markedet, uten panteflasker og landbruksplast"
)
_CHAPTER_10A_NO: Final = (
    "avfallsforskriften § 10a-4; husholdninger, uten panteflasker. Forskriften regner også med plast "
    "som ikke er emballasje; den er ikke med i denne andelen"
)

EU_2025: Final = Target(
    rate="eu",
    level=0.50,
    year=2025,
    name="EU_2025",
    rule=_DIRECTIVE,
    rule_no=_DIRECTIVE_NO,
    sectors=_PACKAGING,
)
"""50 % of all plastic packaging by 2025."""

EU_2030: Final = Target(
    rate="eu",
    level=0.55,
    year=2030,
    name="EU_2030",
    rule=_DIRECTIVE,
    rule_no=_DIRECTIVE_NO,
    sectors=_PACKAGING,
)
"""55 % of all plastic packaging by 2030."""

CH7_2025: Final = Target(
    rate="eu",
    level=0.47,
    year=2025,
    scope=_OBLIGED,
    name="CH7_2025",
    rule=_CHAPTER_7,
    rule_no=_CHAPTER_7_NO,
    sectors=("household", "business"),
)
"""47 % of what producers are obliged for, from 2025."""

CH7_2030: Final = Target(
    rate="eu",
    level=0.52,
    year=2030,
    scope=_OBLIGED,
    name="CH7_2030",
    rule=_CHAPTER_7,
    rule_no=_CHAPTER_7_NO,
    sectors=("household", "business"),
)
"""52 % of what producers are obliged for, from 2030."""

CH10A_2028: Final = Target(
    rate="sorted_out",
    level=0.50,
    year=2028,
    scope=_HOUSEHOLD,
    name="CH10A_2028",
    rule=_CHAPTER_10A,
    rule_no=_CHAPTER_10A_NO,
    sectors=("household",),
)
"""50 % of households' plastic sorted out from 2028."""

CH10A_2030: Final = Target(
    rate="sorted_out",
    level=0.60,
    year=2030,
    scope=_HOUSEHOLD,
    name="CH10A_2030",
    rule=_CHAPTER_10A,
    rule_no=_CHAPTER_10A_NO,
    sectors=("household",),
)
"""60 % of households' plastic sorted out from 2030."""

CH10A_2035: Final = Target(
    rate="sorted_out",
    level=0.70,
    year=2035,
    scope=_HOUSEHOLD,
    name="CH10A_2035",
    rule=_CHAPTER_10A,
    rule_no=_CHAPTER_10A_NO,
    sectors=("household",),
)
"""70 % of households' plastic sorted out from 2035."""

_PPWR: Final = (
    "Regulation (EU) 2025/40 art. 43(1): packaging waste generated per capita in a state, as "
    "compared to 2018. The regulation counts packaging of all materials together; this rate counts "
    "plastic alone, and what the system holds"
)
_PPWR_NO: Final = (
    "forordning (EU) 2025/40 artikkel 43 nr. 1: emballasjeavfall per innbygger i en stat, "
    "sammenlignet med 2018. Forordningen regner med emballasje av alle materialer samlet; denne "
    "andelen gjelder plast alene, og det systemet omfatter"
)


def _ppwr(level: float, year: int) -> Target:
    return Target(
        rate="packaging_reduction",
        level=level,
        year=year,
        name=f"PPWR_{year}",
        rule=_PPWR,
        rule_no=_PPWR_NO,
    )


PPWR_2030: Final = _ppwr(0.05, 2030)
"""5 % less packaging waste per inhabitant than in 2018 by 2030."""

PPWR_2035: Final = _ppwr(0.10, 2035)
"""10 % less packaging waste per inhabitant than in 2018 by 2035."""

PPWR_2040: Final = _ppwr(0.15, 2040)
"""15 % less packaging waste per inhabitant than in 2018 by 2040."""

ALL: Final = (
    EU_2025,
    EU_2030,
    CH7_2025,
    CH7_2030,
    CH10A_2028,
    CH10A_2030,
    CH10A_2035,
    PPWR_2030,
    PPWR_2035,
    PPWR_2040,
)
"""Every official target."""


if not TYPE_CHECKING:  # a type checker shall still refuse what is not here

    def __getattr__(name: str) -> Any:
        """Refuse a name that is not here, with those most like it."""
        message = f"module 'plastsmart.targets' has no attribute {name!r}"
        if name.startswith("_"):  # what Python itself looks for
            raise AttributeError(message)
        from plastsmart.errors import UnknownNameError

        raise UnknownNameError(f"{message}. {nearest(name, __all__)}")


def known_target(target: object) -> None:
    """Raise unless something is a target."""
    if isinstance(target, Target):
        return
    hint = ""
    if isinstance(target, str):
        key = target.strip().upper().replace("-", "_")
        known = {each.name for each in ALL}
        hint = f"; write plastsmart.targets.{key}" if key in known else f". {nearest(key, known)}"
    raise InvalidValueError(
        f"a target is plastsmart.targets.EU_2025 or plastsmart.Target(…), not {shown(target)}{hint}"
    )


def find(name: str) -> Target:
    """Return an official target by name, such as "EU_2030" or "eu-2030".

    Raises
    ------
    LabelError
        If there is none of that name.
    """
    known = {target.name: target for target in ALL}
    key = name.strip().upper().replace("-", "_") if isinstance(name, str) else ""
    if key not in known:
        raise LabelError(f"there is no target {shown(name)}. {nearest(key, known)}")
    return known[key]
