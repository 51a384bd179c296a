"""What ``result.plot`` offers for each kind of result.

Every method draws in the axes that it is given, or in those of a new figure, without pyplot and
without a change of matplotlib's settings, and returns the axes. ``ax.figure.savefig("picture.png")``
saves it; in a notebook the axes of a new figure show themselves.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any

from plastsmart.errors import InvalidValueError
from plastsmart.labels import known_language
from plastsmart.report.plots import bars, points, steps, themes, years
from plastsmart.report.plots import sankey as _sankey
from plastsmart.report.plots.style import source_line
from plastsmart.report.plots.wording import place_name

if TYPE_CHECKING:
    from matplotlib.axes import Axes

    from plastsmart.flows.result import Flows
    from plastsmart.mapping.reconcile import Reconciliation
    from plastsmart.scenarios.comparison import Comparison
    from plastsmart.scenarios.difference import Difference
    from plastsmart.scenarios.ensemble import Ensemble
    from plastsmart.scenarios.least_cost import LeastCost
    from plastsmart.scenarios.projection import Projection
    from plastsmart.scenarios.targets import Target

__all__ = [
    "ComparisonPlots",
    "DifferencePlots",
    "EnsemblePlots",
    "FlowsPlots",
    "LeastCostPlots",
    "ProjectionPlots",
    "ReconciliationPlots",
]


class _Plots:
    """Pictures of a result."""

    def __call__(self, *_: object, **__: object) -> Axes:
        """Tell that there are several pictures to choose from."""
        raise InvalidValueError(f"{self._which()}; choose one, such as plot.{self._names()[0]}()")

    def __repr__(self) -> str:
        return f"<{self._which()}>"

    def _names(self) -> list[str]:
        return [name for name in vars(type(self)) if not name.startswith("_")]

    def _which(self) -> str:
        return f"the pictures of this result are plot.{', plot.'.join(self._names())}"


class FlowsPlots(_Plots):
    """Pictures of flows, ``flows.plot``: sankey and cascade.

    Examples
    --------
    >>> import plastsmart as ps
    >>> flows = ps.run(ps.load("headline"))
    >>> ax = flows.plot.sankey()
    >>> ax.figure.savefig("flows.png")  # doctest: +SKIP
    """

    def __init__(self, flows: Flows) -> None:
        self._flows = flows

    def sankey(
        self,
        ax: Axes | None = None,
        *,
        by: str | None = None,
        year: int | None = None,
        region: Any = None,
        scope: Mapping[str, Any] | None = None,
        language: str = "en",
    ) -> Axes:
        """Draw where the plastic goes: bars and ribbons as wide as the tonnes that they stand for.

        Parameters
        ----------
        ax : matplotlib.axes.Axes, optional
            Those of a new figure, if left out; 4.8 × 2.4 inches at least, twice as much where there
            are many ways of collecting.
        by : {None, "category", "sector", "polymer", "format", "route"}
            What is told apart by colour. The seven largest are; smaller ones are lumped together.
        year : int, optional
            The last, if left out.
        region : str or list of str, optional
            All regions together, if left out.
        scope : mapping, optional
            Categories (by label, polymer, format or sector) that take part.
        language : {"en", "no"}

        Returns
        -------
        matplotlib.axes.Axes

        Raises
        ------
        AxisError
            If `by` is anything else, or the flows are of many samples.
        LabelError
            If the year is not in the flows, or a flow was not computed.
        ScopeError
            If nothing is generated in the scope.
        InvalidValueError
            If the axes are too small for the labels.
        MissingExtraError
            Without matplotlib.

        Examples
        --------
        >>> import plastsmart as ps
        >>> ps.run(ps.load("headline")).plot.sankey(language="no").get_title("left")
        'Hovedeksempelet: hvor plasten blir av, 2023 (tonn/år)'
        """
        return _sankey.sankey(
            self._flows, ax, by=by, year=year, region=region, scope=scope, language=language
        )

    def cascade(
        self,
        ax: Axes | None = None,
        *,
        year: int | None = None,
        scope: Mapping[str, Any] | None = None,
        language: str = "en",
    ) -> Axes:
        """Draw what becomes of 100 kg that are discarded: what each stage loses and leaves.

        Parameters
        ----------
        ax : matplotlib.axes.Axes, optional
        year : int, optional
            The last, if left out.
        scope : mapping, optional
            Categories and regions that take part.
        language : {"en", "no"}

        Returns
        -------
        matplotlib.axes.Axes

        Examples
        --------
        >>> import plastsmart as ps
        >>> ps.run(ps.load("headline")).plot.cascade().get_xlabel()
        'kg of 100 kg discarded'
        """
        return bars.cascade_of(self._flows, ax, year=year, scope=scope, language=language)


class ProjectionPlots(_Plots):
    """Pictures of a projection, ``projection.plot``.

    rate, cascade, plan_and_baseline, theme, attribution and sankey.

    Examples
    --------
    >>> import plastsmart as ps
    >>> ax = ps.project(ps.load("norway")).plot.rate("eu")
    """

    def __init__(self, projection: Projection) -> None:
        self._projection = projection

    def rate(
        self,
        rate: str = "eu",
        ax: Axes | None = None,
        *,
        scope: Mapping[str, Any] | None = None,
        targets: Target | Iterable[Target] | None = None,
        ensemble: Ensemble | None = None,
        language: str = "en",
    ) -> Axes:
        """Draw a rate over the years, without and with the plan, against its targets.

        A target is drawn with the rate that it is measured by, over the scope that it is measured
        over: a diamond, filled where it is reached.

        Parameters
        ----------
        rate : str
        ax : matplotlib.axes.Axes, optional
        scope : mapping, optional
        targets : Target or iterable of Target, optional
            The official ones of this rate and scope that apply, if left out; ``[]`` for none.
        ensemble : Ensemble, optional
            Of the same system and plan: shades what lies between 5 % and 95 % of its draws.
        language : {"en", "no"}

        Returns
        -------
        matplotlib.axes.Axes

        Raises
        ------
        ScopeError
            If a target is measured by another rate or over another scope.
        InvalidValueError
            If the ensemble is of another system or plan, or a target's year is not in the projection.
        LabelError, MissingExtraError

        Examples
        --------
        >>> import plastsmart as ps
        >>> projection = ps.project(ps.load("norway"))
        >>> ax = projection.plot.rate("sorted_out", scope={"sector": "household"})
        >>> ax.get_title("left")
        'All plastic packaging in Norway: sorted out by households (§ 10a-4), 2022–2035'
        """
        return years.rate(
            self._projection,
            ax,
            rate=rate,
            scope=scope,
            targets=targets,
            ensemble=ensemble,
            language=language,
        )

    def cascade(
        self,
        ax: Axes | None = None,
        *,
        year: int | None = None,
        scope: Mapping[str, Any] | None = None,
        language: str = "en",
    ) -> Axes:
        """Draw what becomes of 100 kg that are discarded, without and with the plan.

        Parameters
        ----------
        ax : matplotlib.axes.Axes, optional
        year : int, optional
            The last, if left out.
        scope : mapping, optional
            Categories and regions that take part.
        language : {"en", "no"}

        Returns
        -------
        matplotlib.axes.Axes
        """
        return bars.cascades(self._projection, ax, year=year, scope=scope, language=language)

    def plan_and_baseline(
        self,
        what: str = "flows",
        ax: Axes | None = None,
        *,
        year: int | None = None,
        scope: Mapping[str, Any] | None = None,
        language: str = "en",
    ) -> Axes:
        """Draw flows, or costs by who pays, without and with the plan, and the change.

        Parameters
        ----------
        what : {"flows", "costs"}
        ax : matplotlib.axes.Axes, optional
        year : int, optional
            The last, if left out.
        scope : mapping, optional
            Categories and regions that take part in flows; costs have none.
        language : {"en", "no"}

        Returns
        -------
        matplotlib.axes.Axes

        Raises
        ------
        InvalidValueError
            If there is no plan, or a scope for costs.
        LabelError
            If `what` is anything else, or the year is not in the projection.
        MissingValueError, PriceYearError
            As `Projection.financing`.
        """
        return bars.plan_and_baseline(
            self._projection, ax, what=what, year=year, scope=scope, language=language
        )

    def theme(
        self,
        what: str = "litter",
        ax: Axes | None = None,
        *,
        year: int | None = None,
        language: str = "en",
    ) -> Axes:
        """Draw litter, microplastics or purchases: from where, where it goes, and what the plan changes.

        Parameters
        ----------
        what : {"litter", "microplastics", "own_mass", "own_expense", "own_emissions"}
            Litter by source and end; microplastics by source and pathway; what the municipality buys
            by item, before and after, in tonnes, NOK or CO2e.
        ax : matplotlib.axes.Axes, optional
        year : int, optional
            The last, if left out.
        language : {"en", "no"}

        Returns
        -------
        matplotlib.axes.Axes

        Raises
        ------
        InvalidValueError
            If `what` is anything else, or the year is not in the projection.
        MissingValueError
            If the system states nothing of it.

        Examples
        --------
        >>> import plastsmart as ps
        >>> ps.project(ps.load("norway-litter")).plot.theme("litter").get_xlabel()
        'tonne/year'
        """
        return themes.theme(self._projection, ax, what=what, year=year, language=language)

    def attribution(
        self,
        ax: Axes | None = None,
        *,
        rate: str = "eu",
        year: int = 2030,
        scope: Mapping[str, Any] | None = None,
        flow: str | None = None,
        cost: str | None = None,
        language: str = "en",
    ) -> Axes:
        """Draw what each measure of the plan contributes to the change, as steps that add up.

        Parameters
        ----------
        ax : matplotlib.axes.Axes, optional
        rate, year, scope, flow, cost
            As of `plastsmart.attribute`, which this draws.
        language : {"en", "no"}

        Returns
        -------
        matplotlib.axes.Axes

        Raises
        ------
        InvalidValueError
            If there is no plan.
        """
        from plastsmart.scenarios.attribution import attribute

        known_language(language)
        of = self._projection
        if of.plan is None:
            raise InvalidValueError(
                "the projection has no plan whose measures could contribute; "
                "make it with plastsmart.project(system, plan)"
            )
        series = attribute(
            of.system,
            of.plan,
            rate=rate,
            year=year,
            scope=scope,
            flow=flow,
            cost=cost,
            discount_rate=of.discount_rate if cost is not None else None,
            model=of.flows.model,
        )
        return steps.waterfall(
            series,
            ax,
            language=language,
            place=place_name(of.system, language),
            source=source_line(of.system, language),
        )

    def sankey(
        self,
        ax: Axes | None = None,
        *,
        by: str | None = None,
        year: int | None = None,
        region: Any = None,
        scope: Mapping[str, Any] | None = None,
        language: str = "en",
    ) -> Axes:
        """Draw where the plastic goes with the plan; see `FlowsPlots.sankey`."""
        return _sankey.sankey(
            self._projection.flows,
            ax,
            by=by,
            year=year,
            region=region,
            scope=scope,
            language=language,
        )


class EnsemblePlots(_Plots):
    """Pictures of an ensemble, ``ensemble.plot``: rate.

    Examples
    --------
    >>> import plastsmart as ps
    >>> ax = ps.ensemble(ps.load("headline"), n=100).plot.rate("eu")
    """

    def __init__(self, ensemble: Ensemble) -> None:
        self._ensemble = ensemble

    def rate(
        self,
        rate: str = "eu",
        ax: Axes | None = None,
        *,
        scope: Mapping[str, Any] | None = None,
        targets: Target | Iterable[Target] | None = None,
        of: str = "plan",
        language: str = "en",
    ) -> Axes:
        """Draw how sure a rate is over the years: its median, the middle half, and nine tenths.

        Parameters
        ----------
        rate : str
        ax : matplotlib.axes.Axes, optional
        scope : mapping, optional
        targets : Target or iterable of Target, optional
            Each with the share of the draws that reach it. The official ones of this rate and scope
            that apply, if left out; ``[]`` for none.
        of : {"plan", "baseline"}
            With the plan or without it.
        language : {"en", "no"}

        Returns
        -------
        matplotlib.axes.Axes

        Raises
        ------
        ScopeError
            If a target is measured by another rate or over another scope.
        LabelError, InvalidValueError, MissingExtraError
        """
        return years.fan(
            self._ensemble,
            ax,
            rate=rate,
            scope=scope,
            targets=targets,
            of=of,
            language=language,
        )


class LeastCostPlots(_Plots):
    """Pictures of a least-cost search, ``answer.plot``: front."""

    def __init__(self, answer: LeastCost) -> None:
        self._answer = answer

    def front(self, ax: Axes | None = None, *, language: str = "en") -> Axes:
        """Draw the cheapest way to each rate: points that nothing is both as cheap and as good as.

        Points that reach the target are filled; the set that was chosen is a diamond.

        Parameters
        ----------
        ax : matplotlib.axes.Axes, optional
        language : {"en", "no"}

        Returns
        -------
        matplotlib.axes.Axes
        """
        return points.front(self._answer, ax, language=language)


class ComparisonPlots(_Plots):
    """Pictures of municipalities beside one another, ``comparison.plot``.

    municipalities, and difference: what explains why two have not the same rate.

    Examples
    --------
    >>> import plastsmart as ps
    >>> comparison = ps.compare(ps.load("network"))
    >>> ax = comparison.plot.municipalities("collection", highlight="3203")
    """

    def __init__(self, comparison: Comparison) -> None:
        self._comparison = comparison

    def municipalities(
        self,
        indicator: str = "eu",
        ax: Axes | None = None,
        *,
        highlight: Iterable[str] | str = (),
        language: str = "en",
    ) -> Axes:
        """Draw an indicator of every municipality, the highest first, with the group's quartiles.

        Parameters
        ----------
        indicator : str
            One of ``comparison.indicators``.
        ax : matplotlib.axes.Axes, optional
        highlight : str or iterable of str, optional
            Municipalities, as the comparison calls them. Of more than 40, these alone are named.
        language : {"en", "no"}

        Returns
        -------
        matplotlib.axes.Axes

        Raises
        ------
        LabelError
            If the indicator or a municipality is not in the comparison.
        """
        return bars.municipalities(
            self._comparison, ax, indicator=indicator, highlight=highlight, language=language
        )

    def difference(
        self,
        region: str,
        ax: Axes | None = None,
        *,
        rate: str = "eu",
        against: str = "group",
        language: str = "en",
    ) -> Axes:
        """Draw by which parameters a municipality's rate differs from another's or the group's.

        Parameters
        ----------
        region : str
        ax : matplotlib.axes.Axes, optional
        rate, against
            As of `Comparison.explain`, which this draws.
        language : {"en", "no"}

        Returns
        -------
        matplotlib.axes.Axes
        """
        known_language(language)
        found = self._comparison.explain(region, rate=rate, against=against)
        systems = self._comparison.systems
        return steps.difference(found, ax, language=language, systems=systems)


class DifferencePlots(_Plots):
    """Pictures of a difference, ``difference.plot``: contributions."""

    def __init__(self, difference: Difference) -> None:
        self._difference = difference

    def contributions(self, ax: Axes | None = None, *, language: str = "en") -> Axes:
        """Draw by which parameters the rates differ, as steps that add up.

        Parameters
        ----------
        ax : matplotlib.axes.Axes, optional
        language : {"en", "no"}

        Returns
        -------
        matplotlib.axes.Axes
        """
        return steps.difference(self._difference, ax, language=language)


class ReconciliationPlots(_Plots):
    """Pictures of a reconciliation, ``reconciliation.plot``: before_and_after."""

    def __init__(self, found: Reconciliation) -> None:
        self._found = found

    def before_and_after(
        self, ax: Axes | None = None, *, unit: str = "tonne/year", language: str = "en"
    ) -> Axes:
        """Draw what was measured and what agrees, each with its 95 % interval.

        Parameters
        ----------
        ax : matplotlib.axes.Axes, optional
        unit : str
            Which rows of the table are shown: those in this unit, such as "tonne/year", "1" for
            shares, or "kg/person/year". Of more than 25, those measured come first.
        language : {"en", "no"}

        Returns
        -------
        matplotlib.axes.Axes

        Raises
        ------
        LabelError
            If nothing is in the unit.
        """
        return points.before_and_after(self._found, ax, unit=unit, language=language)
