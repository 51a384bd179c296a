"""Plans: sets of measures that people share, merge and compare."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

import attrs

from plastsmart.axes import label_text
from plastsmart.errors import InvalidValueError, LabelError, listed, nearest, shown
from plastsmart.parameters import as_text
from plastsmart.scenarios.measures import Measure

__all__ = ["Plan"]


def _name(value: Any) -> str:
    return label_text(value, "plan")


def _measures(given: Any) -> tuple[Measure, ...]:
    if isinstance(given, Measure):
        given = (given,)
    members = listed(given, "measures", '[ps.Measure("Campaign", start=2026, changes=[…])]')
    names: set[str] = set()
    for member in members:
        if not isinstance(member, Measure):
            raise InvalidValueError(f"a plan holds measures, and {shown(member)} is none")
        if member.name in names:
            raise LabelError(
                f"the measure {member.name!r} stands twice in the plan; give each a name of its own"
            )
        names.add(member.name)
    return tuple(members)


def _sources(given: Any) -> tuple[str, ...]:
    many = [given] if isinstance(given, str) else listed(given, "sources", '["…"]')
    return tuple(dict.fromkeys(as_text(source, "a source") for source in many))


def _in_order(measures: tuple[Measure, ...]) -> list[Measure]:
    return sorted(measures, key=lambda measure: measure.name)


@attrs.frozen
class Plan:
    """A set of measures. Its result does not depend on their order.

    Parameters
    ----------
    name : str
    measures : sequence of Measure
        Each with a name of its own.
    author : str
        The body that made it, such as a municipality.
    licence : str
        Under which others may use it, such as "CC BY 4.0".
    region : str
        Where it was made for, in words.
    sources : sequence of str
    description : str

    Examples
    --------
    >>> import plastsmart as ps
    >>> campaign = ps.Measure("Campaign", 2026, [ps.Change("capture", close_gap=0.1)])
    >>> plan = ps.Plan("More from the kerb", measures=[campaign], author="Asker kommune")
    >>> len(plan), plan["Campaign"].start
    (1, 2026)
    """

    name: str = attrs.field(converter=_name)
    measures: tuple[Measure, ...] = attrs.field(converter=_measures, eq=_in_order)
    author: str = attrs.field(default="", kw_only=True, converter=as_text)
    licence: str = attrs.field(default="", kw_only=True, converter=as_text)
    region: str = attrs.field(default="", kw_only=True, converter=as_text)
    sources: tuple[str, ...] = attrs.field(default=(), kw_only=True, converter=_sources)
    description: str = attrs.field(default="", kw_only=True, converter=as_text)

    __hash__ = None  # type: ignore[assignment]

    def __len__(self) -> int:
        return len(self.measures)

    def __iter__(self) -> Iterator[Measure]:
        return iter(self.measures)

    def __contains__(self, name: object) -> bool:
        return any(measure.name == name for measure in self.measures)

    def __getitem__(self, name: str) -> Measure:
        """Return the measure of a name."""
        for measure in self.measures:
            if measure.name == name:
                return measure
        known = [measure.name for measure in self.measures]
        raise LabelError(
            f"the plan {self.name!r} has no measure {shown(name)}. {nearest(name, known)}"
        )

    def only(self, names: Iterable[str]) -> Plan:
        """Return the plan with some of its measures alone."""
        wanted = listed(names, "names", '["Campaign"]')
        for name in wanted:
            self[name]
        return attrs.evolve(self, measures=[m for m in self.measures if m.name in wanted])

    def without(self, names: Iterable[str]) -> Plan:
        """Return the plan without some of its measures."""
        dropped = [names] if isinstance(names, str) else listed(names, "names", '["Campaign"]')
        for name in dropped:
            self[name]
        return attrs.evolve(self, measures=[m for m in self.measures if m.name not in dropped])

    def __or__(self, other: object) -> Plan:
        """Return a plan with the measures of both; the same measure in both is taken once.

        Raises
        ------
        LabelError
            Where two measures of one name differ.
        """
        if not isinstance(other, Plan):
            return NotImplemented
        mine = {measure.name: measure for measure in self.measures}
        for measure in other.measures:
            if mine.setdefault(measure.name, measure) != measure:
                raise LabelError(
                    f"both plans have a measure {measure.name!r}, and they differ; rename one of them"
                )
        return Plan(
            _both(self.name, other.name, " + "),
            list(mine.values()),
            author=_both(self.author, other.author, " and "),
            licence=_both(self.licence, other.licence, " and "),
            region=_both(self.region, other.region, " and "),
            sources=(*self.sources, *other.sources),
            description=_both(self.description, other.description, "\n"),
        )


def _both(one: str, other: str, between: str) -> str:
    return between.join(dict.fromkeys(text for text in (one, other) if text))


def known_plan(plan: object) -> None:
    """Raise unless something is a plan with at least one measure."""
    if not isinstance(plan, Plan):
        hint = "; load a file with ps.Plan.load(path)" if isinstance(plan, str) else ""
        raise InvalidValueError(f"plan is ps.Plan(…), not {shown(plan)}{hint}")
