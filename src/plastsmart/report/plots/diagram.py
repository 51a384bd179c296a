"""What a picture of flows shows: nodes and the links between them, in tonnes, as plain data.

Nothing here draws: `layout` places a diagram, and the same places serve matplotlib, a report in HTML
and a page that runs in a browser.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Final

import attrs

from plastsmart.axes import TIERS
from plastsmart.errors import AxisError, LabelError, ScopeError, nearest, shown
from plastsmart.flows.selection import Selection
from plastsmart.labels import known_language, upper_first
from plastsmart.report.names import category_name, flow_name, route_name, sector_name
from plastsmart.report.plots.style import COLOURS, KINDS, OTHER, mass, part_of
from plastsmart.report.plots.texts import TEXTS, said
from plastsmart.report.plots.wording import place_name

if TYPE_CHECKING:
    from plastsmart.flows.result import Flows

__all__ = ["BY", "Diagram", "Link", "Node", "Strand", "diagram"]

BY: Final = ("category", "sector", "polymer", "format", "route")
"""What the mass may be told apart by."""

_MOST: Final = 7
"""Categories or routes that are told apart, one for each colour; smaller ones are lumped together."""

_SMALL: Final = 1e-9
"""Flows below this share of what is generated are not drawn: they are rounding."""

_REST: Final = "\0rest"


@attrs.frozen(kw_only=True)
class Node:
    """A place that mass passes.

    Attributes
    ----------
    id : str
        Such as "sorted", "route:kerbside" or "category:film".
    name : str
        What people call it.
    value : float
        What passes it [tonne/year].
    kind : str
        generated, collected, recycled, loss, residual or nature: what colours it.
    column : int
        0 for what is generated, more the later.
    rank : int
        Its place in the column: small numbers above, those of `BOTTOM` and more at the bottom.
    """

    id: str
    name: str
    value: float
    kind: str
    column: int
    rank: int


@attrs.frozen(kw_only=True)
class Link:
    """Mass that goes from a node to another: one strand of it [tonne/year]."""

    source: str
    target: str
    strand: str
    value: float


@attrs.frozen(kw_only=True)
class Strand:
    """What the mass is told apart by, with its name and colour."""

    id: str
    name: str
    colour: str


@attrs.frozen(kw_only=True)
class Diagram:
    """Nodes and links of the flows of a year.

    Attributes
    ----------
    nodes : tuple of Node
    links : tuple of Link
        What enters a node leaves it, but at the first and the last.
    strands : tuple of Strand
        Empty where nothing is told apart: the links then have the colour of where they go.
    total : float
        What is generated [tonne/year].
    year : int
    language : str
    title : str
    description : str
        The picture in words, for those who do not see it.
    """

    nodes: tuple[Node, ...]
    links: tuple[Link, ...]
    strands: tuple[Strand, ...]
    total: float
    year: int
    language: str
    title: str
    description: str

    def node(self, id: str) -> Node:  # noqa: A002 - as the attribute is called
        """Return the node of an id."""
        for node in self.nodes:
            if node.id == id:
                return node
        raise LabelError(f"there is no node {shown(id)}. {nearest(id, [n.id for n in self.nodes])}")

    def colour(self, link: Link) -> str:
        """Return the colour of a link: of its strand, else of where it goes."""
        for strand in self.strands:
            if strand.id == link.strand:
                return strand.colour
        return KINDS[self.node(link.target).kind]


BOTTOM: Final = 20
"""Ranks from here on stand at the bottom of a column."""

_RANKS: Final = {
    "deposit": 0,
    "source": 1,
    "central": 2,
    "collected": 3,
    "sorted": 3,
    "recycled": 3,
    "recyclate": 3,
    "conversion_loss": 10,
    "preparation_loss": 11,
    "sorting_loss": 12,
    "available_central": BOTTOM,
    "residual": BOTTOM,
    "disposed": BOTTOM + 1,
    "energy_recovered": BOTTOM + 1,
    "landfilled": BOTTOM + 2,
    "littered": BOTTOM + 10,
    "leaked": BOTTOM + 11,
}

_KINDS: Final = {
    "recycled": "recycled",
    "recyclate": "recycled",
    "conversion_loss": "loss",
    "preparation_loss": "loss",
    "sorting_loss": "loss",
    "available_central": "residual",
    "residual": "residual",
    "disposed": "residual",
    "energy_recovered": "residual",
    "landfilled": "residual",
    "littered": "nature",
    "leaked": "nature",
    "generated": "generated",
}

_CHAIN: Final = (
    ("collected", "sorted", "sorted"),
    ("collected", "sorting_loss", "sorting_loss"),
    ("sorted", "recycled", "recycled"),
    ("sorted", "preparation_loss", "preparation_loss"),
    ("recycled", "recyclate", "recyclate"),
    ("recycled", "conversion_loss", "conversion_loss"),
    ("sorting_loss", "disposed", "sorting_loss"),
    ("preparation_loss", "disposed", "preparation_loss"),
    ("conversion_loss", "disposed", "conversion_loss"),
)
"""Source, target and flow of the links that may be told apart by route as well."""


def diagram(
    flows: Flows,
    *,
    by: str | None = None,
    year: int | None = None,
    region: Any = None,
    scope: Mapping[str, Any] | None = None,
    language: str = "en",
) -> Diagram:
    """Return the nodes and links of the flows of a year.

    Parameters
    ----------
    flows : Flows
    by : {None, "category", "sector", "polymer", "format", "route"}
        What to tell apart. The seven largest are; what is left is lumped together.
    year : int, optional
        The last, if left out.
    region : str or list of str, optional
        All regions together, if left out.
    scope : mapping, optional
        Categories (by label, polymer, format or sector) that take part.
    language : {"en", "no"}

    Returns
    -------
    Diagram

    Raises
    ------
    AxisError
        If `by` is anything else, or the flows are of many samples.
    LabelError
        If the year is not in the flows, or a flow was not computed.
    ScopeError
        If nothing is generated in the scope.

    Examples
    --------
    >>> import plastsmart as ps
    >>> from plastsmart.report.plots.diagram import diagram
    >>> picture = diagram(ps.run(ps.load("headline")))
    >>> {node.id: round(node.value) for node in picture.nodes if node.column < 2}
    {'generated': 108000, 'collected': 37800, 'residual': 70200}
    """
    known_language(language)
    if by is not None and by not in BY:
        raise AxisError(f"a flow picture cannot be by {shown(by)}. {nearest(by, BY)}")
    years = flows.system.axes.years
    year = max(years) if year is None else year
    if year not in years or isinstance(year, bool):
        raise LabelError(
            f"the year {shown(year)} is not in the flows, which hold {min(years)} to {max(years)}"
        )
    chosen = {**(scope or {}), "year": year}
    if region is not None:
        chosen["region"] = region
    if "route" in chosen or "tier" in chosen:
        raise AxisError(
            "a flow picture begins with what is generated, which belongs to no route; leave route and "
            'tier out of the scope, and tell them apart with by="route"'
        )
    return _Drawing(flows, by, chosen, language).diagram()


class _Drawing:
    """Reads amounts of flows, and collects links."""

    def __init__(
        self, flows: Flows, by: str | None, scope: Mapping[str, Any], language: str
    ) -> None:
        self.flows, self.by, self.scope, self.language = flows, by, scope, language
        self.year = int(scope["year"])
        self.links: list[Link] = []
        self.total = sum(self._amounts("generated", None).values())
        if not self.total > 0:
            raise ScopeError(
                f"nothing is generated in {self.year} in the scope, so there are no flows to show"
            )
        self.key = None if by is None or by == "route" else by
        self.shown_strands, self.rest = self._largest()

    # -- amounts ----------------------------------------------------------------------------------

    def _amounts(self, name: str, key: str | None, **scope: Any) -> dict[Any, float]:
        """Return a flow by the labels of a key, those lumped together under one."""
        self.flows.array(name)  # says why a flow was not computed
        axes = self.flows.system.axes
        selection = Selection.of(axes, () if key is None else (key,), {**self.scope, **scope})
        values = self.flows.single(self.flows.total(name, selection))
        labels = (None,) if key is None else selection.keys[key]
        return {
            label: float(value) for label, value in zip(labels, values.reshape(-1), strict=True)
        }

    def _largest(self) -> tuple[tuple[Any, ...], int]:
        """Return the labels that get a strand of their own, and how many others there are."""
        if self.by is None:
            return (), 0
        name = "collected" if self.by == "route" else "generated"
        amounts = self._amounts(name, self.by)
        held = {k: v for k, v in amounts.items() if v > _SMALL * self.total}
        if self.by == "route":
            order = [r.name for r in self._routes() if r.name in held]
            largest = sorted(order, key=lambda k: -held[k])[:_MOST]
            kept = order if len(order) <= _MOST else [k for k in order if k in largest]
        else:
            order = sorted(held, key=lambda k: (-held[k], str(k)))
            kept = order if len(order) <= _MOST else order[:_MOST]
        return tuple(kept), len(order) - len(kept)

    def _routes(self) -> list[Any]:
        return sorted(self.flows.system.axes.routes, key=lambda r: TIERS.index(r.tier))

    def _strands(self, name: str, **scope: Any) -> dict[str, float]:
        """Return a flow by strand; a single one where nothing is told apart."""
        return self._lumped(self._amounts(name, self.key, **scope))

    def _lumped(self, amounts: Mapping[Any, float]) -> dict[str, float]:
        if None in amounts:
            return {"": amounts[None]}
        strands = dict.fromkeys((*map(str, self.shown_strands), _REST), 0.0)
        for label, value in amounts.items():
            strands[str(label) if label in self.shown_strands else _REST] += value
        return strands

    # -- links ------------------------------------------------------------------------------------

    def link(self, source: str, target: str, strands: Mapping[str, float]) -> None:
        """Add a link for each strand that there is something of."""
        for strand, value in strands.items():
            if value > _SMALL * self.total:
                self.links.append(Link(source=source, target=target, strand=strand, value=value))

    def diagram(self) -> Diagram:
        """Return what was asked for."""
        taken = self._ways()
        several = len([way for way in taken if sum(taken[way].values()) > _SMALL * self.total]) > 1
        names: dict[str, str] = {}
        self._begin(taken, several, names)
        for source, target, flow in _CHAIN:
            self.link(source, target, self._along(flow))
        self._end()
        return self._made(names)

    def _ways(self) -> dict[tuple[str, str], dict[str, float]]:
        """Return what each way of collecting takes, by tier and route (or "" for all of a tier)."""
        ways: dict[tuple[str, str], dict[str, float]] = {}
        if self.by != "route":
            for tier in TIERS:
                ways[tier, ""] = self._strands(f"collected_{tier}")
            return ways
        amounts = self._amounts("collected", "route")
        for route in self._routes():
            label = route.name if route.name in self.shown_strands else _REST
            way = ways.setdefault((route.tier, label), {label: 0.0})
            way[label] += amounts[route.name]
        return ways

    def _along(self, flow: str) -> dict[str, float]:
        """Return a flow that belongs to routes by strand."""
        if self.by == "route":
            return self._lumped(self._amounts(flow, "route"))
        return self._strands(flow)

    def _begin(
        self,
        ways: Mapping[tuple[str, str], Mapping[str, float]],
        several: bool,
        names: dict[str, str],
    ) -> None:
        generated = self._strands("generated")
        cleaned = self._strands("cleaned")
        bin_ = self._strands("available_central")
        direct = {strand: bin_[strand] - cleaned[strand] for strand in bin_}
        central = sum(sum(taken.values()) for (tier, _), taken in ways.items() if tier == "central")
        waste = "available_central" if central > _SMALL * self.total else "residual"
        for strand in generated:
            start = f"{self.key}:{strand}" if self.key else "generated"
            names[start] = self._name(strand) if self.key else ""
            for (tier, label), taken in ways.items():
                if tier != "central":
                    way = self._way(tier, label, several, names)
                    own = taken if not self.key else {strand: taken.get(strand, 0.0)}
                    self.link(start, way, own)
            self.link(start, waste, {strand: direct[strand]})
            self.link(start, "littered", {strand: self._strands("littered")[strand]})
        self.link("littered", waste, cleaned)
        self.link("littered", "leaked", self._strands("leaked"))
        for (tier, label), taken in ways.items():
            way = self._way(tier, label, several, names)
            if tier == "central":
                self.link("available_central", way, taken)
            if way != "collected":
                self.link(way, "collected", taken)
        if waste == "available_central":
            self.link("available_central", "residual", self._strands("residual"))

    def _way(self, tier: str, label: str, several: bool, names: dict[str, str]) -> str:
        """Return the node of a way of collecting: where there is but one, what is collected."""
        if not several:
            return "collected"
        id_ = f"{tier}:{label}" if label else tier
        names[id_] = self._name(label) if label else node_name(tier, self.language)
        return id_

    def _end(self) -> None:
        burnt, buried = (self._strands(name) for name in ("energy_recovered", "landfilled"))
        small = _SMALL * self.total
        ends = [
            (name, strands)
            for name, strands in (("energy_recovered", burnt), ("landfilled", buried))
            if sum(strands.values()) > small
        ]
        self.link("residual", "disposed", self._strands("residual"))
        if len(ends) == 1:
            only = ends[0][0]
            self.links = [
                attrs.evolve(link, target=only) if link.target == "disposed" else link
                for link in self.links
            ]
            return
        for name, strands in ends:
            self.link("disposed", name, strands)

    # -- names and places -------------------------------------------------------------------------

    def _name(self, strand: str) -> str:
        if strand == _REST:
            return said("others", self.language, number=self.rest)
        match self.by:
            case "route":
                return route_name(strand, self.language)
            case "category":
                return category_name(strand, self.language)
            case "sector":
                name = sector_name(strand, self.language)
                return upper_first(name)
        return strand or said("not_stated", self.language)

    def _made(self, names: Mapping[str, str]) -> Diagram:
        columns = _columns(self.links)
        enters: dict[str, float] = {}
        leaves: dict[str, float] = {}
        for link in self.links:
            leaves[link.source] = leaves.get(link.source, 0.0) + link.value
            enters[link.target] = enters.get(link.target, 0.0) + link.value
        order = list(dict.fromkeys([n for link in self.links for n in (link.source, link.target)]))
        strands = [*map(str, self.shown_strands), *([_REST] if self.rest else [])]
        nodes = [
            Node(
                id=id_,
                name=names.get(id_) or node_name(id_, self.language),
                value=enters.get(id_, leaves.get(id_, 0.0)),
                kind=_kind(id_),
                column=columns[id_],
                rank=_RANKS.get(id_.partition(":")[0], 0),
            )
            for id_ in order
        ]
        position = {id_: at for at, id_ in enumerate(order)}
        first = {f"{self.key}:{strand}": at for at, strand in enumerate(strands)}
        nodes.sort(key=lambda n: (n.column, n.rank, first.get(n.id, 0), position[n.id]))
        return Diagram(
            nodes=tuple(nodes),
            links=tuple(self.links),
            strands=tuple(
                Strand(
                    id=strand,
                    name=self._name(strand),
                    colour=OTHER if strand == _REST else COLOURS[at],
                )
                for at, strand in enumerate(strands)
            ),
            total=self.total,
            year=self.year,
            language=self.language,
            title=said(
                "flows_title",
                self.language,
                place=place_of(self.flows, self.scope.get("region"), self.language),
                year=self.year,
            ),
            description=_description(nodes, self.total, self.language),
        )


def place_of(flows: Flows, region: Any, language: str) -> str:
    """Return what a picture is of: the system, or some of its regions."""
    axes = flows.system.axes
    if region is None:
        return place_name(flows.system, language)
    labels = [region] if isinstance(region, str) else list(region)
    names = dict(zip(axes.regions, axes.region_names, strict=True))
    told = [names.get(label, label) for label in labels]
    return ", ".join(told) if len(told) <= _FEW else said("regions", language, number=len(told))


_FEW: Final = 3


def node_name(id: str, language: str) -> str:  # noqa: A002 - as the attribute is called
    """Return what a node is called in a picture, where words are short."""
    key = f"node {id}"
    return said(key, language) if key in TEXTS else flow_name(id, language)


def _kind(id_: str) -> str:
    head = id_.partition(":")[0]
    if head in BY and head != "route":
        return "generated"
    return _KINDS.get(head, "collected")


def _columns(links: list[Link]) -> dict[str, int]:
    """Return the column of each node: after all that it comes from; what ends, in the last."""
    columns: dict[str, int] = {}
    for _ in range(len(links) + 1):
        before = dict(columns)
        for link in links:
            columns.setdefault(link.source, 0)
            columns[link.target] = max(columns.get(link.target, 0), columns[link.source] + 1)
        if columns == before:
            break
    last = max(columns.values())
    sources = {link.source for link in links}
    return {id_: column if id_ in sources else last for id_, column in columns.items()}


def _description(nodes: list[Node], total: float, language: str) -> str:
    told = [
        f"{node.name}: {mass(node.value, language, total)} ({part_of(node.value / total, language)})"
        for node in nodes
        if math.isfinite(node.value)
    ]
    return "; ".join(told) + "."
