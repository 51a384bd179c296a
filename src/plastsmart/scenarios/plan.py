"""Plans: sets of measures that people share, merge and compare."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import TYPE_CHECKING, Any

import attrs

from plastsmart.axes import label_text
from plastsmart.errors import InvalidValueError, LabelError, listed, nearest, shown
from plastsmart.markup import html_head, html_table
from plastsmart.parameters import as_text
from plastsmart.scenarios.measures import Measure, Money
from plastsmart.scenarios.targets import Target, known_target

if TYPE_CHECKING:
    from plastsmart.prices import PriceIndex
    from plastsmart.scenarios.plan_comparison import PlanComparison
    from plastsmart.scenarios.plan_transfer import Transfer
    from plastsmart.system import System

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


def _targets(given: Any) -> tuple[Target, ...]:
    if isinstance(given, Target):
        given = (given,)
    members = listed(given, "targets", '[ps.Target(rate="litter_reduction", level=0.3, year=2030)]')
    labels: set[str] = set()
    for member in members:
        known_target(member)
        if member.label in labels:
            raise LabelError(
                f"the target {member.label!r} stands twice in the plan; give each a name of its own"
            )
        labels.add(member.label)
    return tuple(members)


def _by_label(given: tuple[Target, ...]) -> list[Target]:
    return sorted(given, key=lambda target: target.label)


def _sources(given: Any) -> tuple[str, ...]:
    many = [given] if isinstance(given, str) else listed(given, "sources", '["…"]')
    return tuple(dict.fromkeys(as_text(source, "a source") for source in many))


def _in_order(measures: tuple[Measure, ...]) -> list[Measure]:
    return sorted(measures, key=lambda measure: measure.name)


def _amount(money: Money | None) -> str:
    return "" if money is None else str(money)


@attrs.frozen(repr=False)
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
    version : str
        Which edition of the plan it is, such as "2026-02".
    region : str
        Where it was made for, in words.
    sources : sequence of str
    description : str
    targets : sequence of Target
        The plan's own targets (indicators), on packaging, litter, microplastics or own operations; each
        with a label of its own.

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
    version: str = attrs.field(default="", kw_only=True, converter=as_text)
    region: str = attrs.field(default="", kw_only=True, converter=as_text)
    sources: tuple[str, ...] = attrs.field(default=(), kw_only=True, converter=_sources)
    description: str = attrs.field(default="", kw_only=True, converter=as_text)
    targets: tuple[Target, ...] = attrs.field(
        default=(), kw_only=True, converter=_targets, eq=_by_label
    )

    __hash__ = None  # type: ignore[assignment]

    def __str__(self) -> str:
        """Return the plan's name and a line for each measure and each target."""
        measures = (f"  {measure}" for measure in self.measures)
        return "\n".join([self.name, *measures, *(f"  target {aim}" for aim in self.targets)])

    def __repr__(self) -> str:
        return f"<Plan {self.name!r}: {len(self)} measure{'s' if len(self) != 1 else ''}>"

    def _repr_html_(self) -> str:
        about = [text for text in (self.author, self.licence, self.version) if text]
        rows = [
            (
                measure.name,
                f"{measure.start}" + (f", over {measure.ramp} years" if measure.ramp > 1 else ""),
                "; ".join(map(str, measure.changes)),
                _amount(measure.cost),
                _amount(measure.investment),
                measure.price_year or "",
                ", ".join(
                    payer if share == 1.0 else f"{payer} {100 * share:g} %"
                    for payer, share in measure.paid_by
                )
                if measure.cost or measure.investment
                else "",
            )
            for measure in self.measures
        ]
        header = ("measure", "from", "what", "cost", "investment", "prices of", "paid by")
        tables = html_table(header, rows)
        if self.targets:
            aims = [(aim.label, aim.theme, aim.aim) for aim in self.targets]
            tables += html_table(("target", "theme", "aim"), aims)
        return html_head(self.name, "; ".join(about)) + tables

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
        wanted = [names] if isinstance(names, str) else listed(names, "names", '["Campaign"]')
        for name in wanted:
            self[name]
        return attrs.evolve(self, measures=[m for m in self.measures if m.name in wanted])

    def without(self, names: Iterable[str]) -> Plan:
        """Return the plan without some of its measures."""
        dropped = [names] if isinstance(names, str) else listed(names, "names", '["Campaign"]')
        for name in dropped:
            self[name]
        return attrs.evolve(self, measures=[m for m in self.measures if m.name not in dropped])

    def in_prices(self, year: int, index: PriceIndex) -> Plan:
        """Return the plan with all amounts of its measures in the prices of one year.

        Raises
        ------
        PriceYearError
            If a measure does not say which year its prices are of, or the index lacks a year.

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
        >>> print(ps.Plan("Plan", [campaign]).in_prices(2024, index)["Campaign"].cost)
        12.5 NOK/person/year
        """
        return attrs.evolve(self, measures=[m.in_prices(year, index) for m in self.measures])

    def __or__(self, other: object) -> Plan:
        """Return a plan with the measures of both; the same measure in both is taken once.

        Raises
        ------
        LabelError
            Where two measures or targets of one name differ.
        """
        if not isinstance(other, Plan):
            return NotImplemented
        mine = {measure.name: measure for measure in self.measures}
        for measure in other.measures:
            if mine.setdefault(measure.name, measure) != measure:
                raise LabelError(
                    f"both plans have a measure {measure.name!r}, and they differ; rename one of them"
                )
        aims = {target.label: target for target in self.targets}
        for target in other.targets:
            if aims.setdefault(target.label, target) != target:
                raise LabelError(
                    f"both plans have a target {target.label!r}, and they differ; rename one of them"
                )
        return Plan(
            _both(self.name, other.name, " + "),
            list(mine.values()),
            author=_both(self.author, other.author, " and "),
            licence=_both(self.licence, other.licence, " and "),
            version=_both(self.version, other.version, " and "),
            region=_both(self.region, other.region, " and "),
            sources=(*self.sources, *other.sources),
            description=_both(self.description, other.description, "\n"),
            targets=list(aims.values()),
        )

    # -- files ------------------------------------------------------------------------------------

    def to_toml(self) -> str:
        """Return the plan as text in TOML, from which `from_toml` gives exactly this plan.

        Returns
        -------
        str

        Raises
        ------
        PlanFileError
            If the plan holds something that a file cannot give back.

        Examples
        --------
        >>> import plastsmart as ps
        >>> change = ps.Change("capture", where={"route": "kerbside"}, close_gap=0.1)
        >>> print(ps.Plan("More", [ps.Measure("Campaign", 2026, [change])]).to_toml())
        schema = "plastsmart-plan/1"
        name = "More"
        <BLANKLINE>
        [[measures]]
        name = "Campaign"
        start = 2026
        <BLANKLINE>
        [[measures.changes]]
        parameter = "capture"
        where.route = "kerbside"
        close_gap = 0.1
        <BLANKLINE>
        """
        from plastsmart.scenarios.plan_writing import written

        return written(self)

    @classmethod
    def from_toml(cls, text: str) -> Plan:
        """Return the plan of a text in TOML.

        Parameters
        ----------
        text : str
            At most 1 MiB, of the format that its key ``schema`` names.

        Raises
        ------
        PlanFileError
            With every mistake: its line, its place, the value and the remedy.

        Examples
        --------
        >>> import plastsmart as ps
        >>> ps.Plan.from_toml('schema = "plastsmart-plan/1"')
        Traceback (most recent call last):
        plastsmart.errors.PlanFileError: the plan: the plan has no name; write name = "…" near the top
        """
        from plastsmart.scenarios.plan_reading import read

        return read(text)

    def save(self, path: Any) -> None:
        """Write the plan to a file, whole or not at all.

        The file is written beside its place and then put there in one step, so that a full disk or a
        power cut leaves what was there before.

        Parameters
        ----------
        path : str or path

        Raises
        ------
        PlanFileError
            If the file cannot be written.

        Examples
        --------
        >>> import pathlib, tempfile
        >>> import plastsmart as ps
        >>> plan = ps.Plan(
        ...     "More", [ps.Measure("Campaign", 2026, ps.Change("capture", close_gap=0.1))]
        ... )
        >>> with tempfile.TemporaryDirectory() as folder:
        ...     path = pathlib.Path(folder, "plan.toml")
        ...     plan.save(path)
        ...     ps.Plan.load(path) == plan
        True
        """
        from plastsmart.scenarios.plan_file import save

        save(self, path)

    @classmethod
    def load(cls, path: Any) -> Plan:
        """Return the plan of a file.

        Nothing is run and nothing else is opened: a plan of a stranger is safe to load.

        Parameters
        ----------
        path : str or path
            A text in TOML and UTF-8 of at most 1 MiB.

        Raises
        ------
        PlanFileError
            With every mistake: its line, its place, the value and the remedy.

        Examples
        --------
        >>> import plastsmart as ps
        >>> ps.Plan.load("no-such.toml")
        Traceback (most recent call last):
        plastsmart.errors.PlanFileError: the plan 'no-such.toml' cannot be read: there is no such file
        """
        from plastsmart.scenarios.plan_file import load

        return load(path)

    @staticmethod
    def schema() -> dict[str, Any]:
        """Return the JSON Schema of a plan's file, for editors.

        The file ``plan.schema.json`` among the package's data holds the same.

        Returns
        -------
        dict
            Draft 2020-12.

        Examples
        --------
        >>> import plastsmart as ps
        >>> ps.Plan.schema()["required"]
        ['schema', 'name']
        """
        from plastsmart.scenarios.plan_format import schema

        return schema()

    # -- another plan, another municipality -------------------------------------------------------

    def compare(
        self,
        other: Plan,
        *,
        system: System | None = None,
        rate: str = "eu",
        year: int | None = None,
    ) -> PlanComparison:
        """Return what two plans have in common and where they differ.

        Parameters
        ----------
        other : Plan
        system : System, optional
            To also tell what comes of both.
        rate : str
            The rate that is told then.
        year : int, optional
            Its year; the last one, if left out.

        Returns
        -------
        PlanComparison

        Examples
        --------
        >>> import plastsmart as ps
        >>> def campaign(share):
        ...     change = ps.Change("capture", close_gap=share)
        ...     return ps.Plan("Plan", [ps.Measure("Campaign", 2026, [change])])
        >>> print(campaign(0.1).compare(campaign(0.2)))
        The plans 'Plan' (first) and 'Plan' (second) differ.
          Campaign: capture: close_gap 0.1 → 0.2
        """
        from plastsmart.scenarios.plan_comparison import compare

        return compare(self, other, system=system, rate=rate, year=year)

    def apply_to(
        self,
        system: System,
        *,
        rename: Mapping[str, str] | None = None,
        regions: Mapping[str, str] | str | None = None,
    ) -> Transfer:
        """Return the plan for another municipality, and a report of what fits and what does not.

        Nothing that does not fit raises, and nothing is left out without a word.

        Parameters
        ----------
        system : System
            Of the other municipality.
        rename : mapping, optional
            Labels of the plan to what the system calls them, such as
            ``{"kerbside_bag": "bag"}``.
        regions : mapping or str, optional
            The system's region in the place of one that it lacks. A single label stands for all that
            it lacks; the only region of a system needs not be told.

        Returns
        -------
        Transfer
            ``.plan``, ``.report`` and ``.complete``.

        Raises
        ------
        LabelError
            If `rename` or `regions` names what the plan does not use or the system does not have.

        Examples
        --------
        >>> import plastsmart as ps
        >>> change = ps.Change("capture", where={"route": "bags"}, close_gap=0.1)
        >>> plan = ps.Plan("More", [ps.Measure("Campaign", 2026, [change], regions=["0301"])])
        >>> there = plan.apply_to(ps.load("headline"), rename={"bags": "municipal_collection"})
        >>> there.complete, there.plan["Campaign"].regions
        (True, ('NO',))
        """
        from plastsmart.scenarios.plan_transfer import transfer

        return transfer(self, system, rename=rename, regions=regions)


def _both(one: str, other: str, between: str) -> str:
    parts = [part for text in (one, other) if text for part in text.split(between)]
    return between.join(dict.fromkeys(parts))


def known_plan(plan: object) -> None:
    """Raise unless something is a plan."""
    if not isinstance(plan, Plan):
        hint = "; load a file with ps.Plan.load(path)" if isinstance(plan, str) else ""
        raise InvalidValueError(f"plan is ps.Plan(…), not {shown(plan)}{hint}")
