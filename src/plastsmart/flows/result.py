"""Flows: the result of a run, added up, compared and explained on request."""

from __future__ import annotations

import math
from collections.abc import Collection, Mapping, Sequence
from itertools import accumulate
from typing import TYPE_CHECKING, Any, ClassVar, Final

import numpy as np
from numpy.typing import NDArray

from plastsmart.accessors import Plots
from plastsmart.axes import AXES, LABELLED, Axes
from plastsmart.errors import (
    AxisError,
    DimensionError,
    LabelError,
    MissingExtraError,
    ModelError,
    ScopeError,
    nearest,
    shown,
)
from plastsmart.flows.balance import check, checked, largest_errors
from plastsmart.flows.model import MODEL, Equation, Model, lacking
from plastsmart.flows.selection import ATTRIBUTES, Scope, Selection, read_scope, scope_text
from plastsmart.markup import few, html_head, html_number, html_percent, html_table
from plastsmart.stages import PARAMETERS
from plastsmart.units import Q, same_kind, scaled

if TYPE_CHECKING:
    import pandas as pd
    import xarray as xr

    from plastsmart.flows.explain import Explanation
    from plastsmart.flows.trace import Trace
    from plastsmart.report.plots.accessors import FlowsPlots
    from plastsmart.system import System

__all__ = ["Flows", "run"]

By = str | Sequence[str] | None


def run(system: System, *, only: Collection[str] | None = None, model: Model = MODEL) -> Flows:
    """Compute the flows of a system.

    Parameters
    ----------
    system : System
    only : collection of str, optional
        Flows, shares and rates to compute, and what they need; all, if left out.
    model : Model
        The equations; `plastsmart.MODEL` unless given.

    Returns
    -------
    Flows

    Raises
    ------
    BalanceError
        If a process loses or makes more than 1e-12 of what enters.
    LabelError
        If something unknown is asked for.

    Examples
    --------
    >>> import plastsmart as ps
    >>> flows = ps.run(ps.load("headline"))
    >>> float(flows.rate("collection", by=["year"])[2023])
    0.35
    """
    from plastsmart.system import System

    if not isinstance(system, System):
        raise LabelError(
            f"run takes a System, not {type(system).__name__}; "
            'for a ready one write plastsmart.load("norway")'
        )
    if not isinstance(model, Model):
        raise ModelError(
            f"model is a Model such as plastsmart.MODEL.replace(…), not {shown(model)}"
        )
    inputs = system.inputs()
    model = model.fitted(inputs)
    names = model.needed(only, inputs)
    arrays = computed(model, names, inputs, system.axes)
    taken = None if only is None else tuple(only)
    return Flows(system, model, arrays, only=taken, already_checked=True)


_COLUMNS: Final = 5
"""Years that a notebook shows beside one another."""

_FIRST: Final = (
    "generated", "leaked", "collected", "collected_gross", "residual", "sorted", "sorting_loss",
    "recycled", "preparation_loss", "recyclate", "conversion_loss", "energy_recovered", "landfilled",
)  # fmt: skip
"""The flows that a notebook shows first."""

BLOCK: Final = 1 << 16
"""Cells of an array that are computed and checked at once, so that they stay in cache."""


def computed(
    model: Model,
    names: Sequence[str],
    inputs: Mapping[str, NDArray[np.float64]],
    axes: Axes,
) -> dict[str, NDArray[np.float64]]:
    """Return flows, checked; of many regions some at a time, so that a block stays in cache.

    An equation that is not the package's own may add up over regions, so with one of those all
    regions are computed at once.

    Raises
    ------
    BalanceError
        If a process loses or makes more than 1e-12 of what enters.
    """
    regions = len(axes.regions)
    samples = max(array.shape[0] for array in inputs.values())
    each = samples * math.prod(axes.shape) // regions
    step = max(BLOCK // max(each, 1), 2)
    if step >= regions or not model.is_own(names):
        arrays = model.evaluate(names, inputs)
        check(arrays, axes)
        return arrays
    whole: dict[str, NDArray[np.float64]] = {}
    keep_pages()
    for start in range(0, regions, step):
        stop = min(start + step, regions)
        part = {
            name: array[:, start:stop] if array.shape[1] > 1 else array
            for name, array in inputs.items()
        }
        arrays = model.evaluate(names, part)
        check(arrays, axes.of_regions(start, stop))
        if not start:
            whole = _room(arrays, regions)
        for name, array in arrays.items():
            if whole[name].shape[1] > 1:
                whole[name][:, start:stop] = array
            elif not start:
                whole[name][...] = array
    return whole


def refuse_other_years(
    model: Model,
    names: Sequence[str],
    inputs: Mapping[str, NDArray[np.float64]],
    position: int,
    what: str,
) -> None:
    """Refuse equations of one's own that read other years, where one year alone is computed.

    Parameters
    ----------
    model : Model
    names : sequence of str
        The flows that are computed.
    inputs : mapping
        Of all years.
    position : int
        Of the year.
    what : str
        What computes one year alone.

    Raises
    ------
    ModelError
    """
    if model.is_own(names):
        return
    whole = model.evaluate(names, inputs)
    one = model.evaluate(names, of_year(inputs, position))
    for name, array in of_year(whole, position).items():
        if not np.array_equal(array, np.broadcast_to(one[name], array.shape), equal_nan=True):
            raise ModelError(
                f"the equation {name!r} gives another value where one year is computed alone, so it "
                f"reads other years; {what} computes the year that is asked for alone. Use ps.run, "
                "ps.project or ps.ensemble, which compute all years"
            )


def of_year(
    arrays: Mapping[str, NDArray[np.float64]], position: int
) -> dict[str, NDArray[np.float64]]:
    """Return arrays of one year alone; those that do not vary with it as they are."""
    return {
        name: array[:, :, position : position + 1] if array.shape[2] > 1 else array
        for name, array in arrays.items()
    }


def keep_pages() -> None:
    """Let the memory of one block serve the next.

    The C library of Linux gives freed memory back to the system, which clears it when it is asked for
    again: half of the time that blocks of arrays take. Once it has freed one larger array, it keeps
    up to twice that. The array is never written to, so it takes no memory itself; elsewhere this does
    nothing.
    """
    np.empty(_KEPT)


_KEPT: Final = 1 << 21


def _room(
    arrays: Mapping[str, NDArray[np.float64]], regions: int
) -> dict[str, NDArray[np.float64]]:
    """Return room for flows of all regions, in one piece: the system has pages to clear, not arrays."""
    shapes = {
        name: (a.shape[0], regions if a.shape[1] > 1 else 1, *a.shape[2:])
        for name, a in arrays.items()
    }
    sizes = [math.prod(shape) for shape in shapes.values()]
    piece = np.empty(sum(sizes))
    starts = [0, *accumulate(sizes)]
    return {
        name: piece[start : start + size].reshape(shape)
        for (name, shape), start, size in zip(shapes.items(), starts[:-1], sizes, strict=True)
    }


def without_axis(model: Model, equation: Equation, selection: Selection) -> tuple[str, ...]:
    """Return what a rate is asked for by that nothing it is the ratio of varies along."""
    along = {axis for name in equation.reads for axis in model.flows[name].axes}
    return tuple(
        key for key in _asked(selection) if ATTRIBUTES.get(key, key) not in {*along, "route"}
    )


def refuse_other_axes(model: Model, equation: Equation, selection: Selection) -> None:
    """Refuse a rate of what does not vary along what it is asked for by.

    Raises
    ------
    AxisError
    """
    if lacks := without_axis(model, equation, selection):
        raise AxisError(
            f"the rate {equation.id!r} is of what has no {', '.join(lacks)}: of "
            f"{', '.join(equation.reads)}; leave it out"
        )


def refuse_for_rate(model: Model, equation: Equation, selection: Selection) -> None:
    """Refuse a rate of a scope that it cannot be of: of axes it lacks, or of nothing that it counts.

    Raises
    ------
    AxisError, ScopeError
    """
    refuse_routes(selection)
    refuse_other_axes(model, equation, selection)
    _refuse_nothing(selection)
    if selection.narrowed(equation.declaration.scope).empty:
        only = "; ".join(f"{k} {v}" for k, v in equation.declaration.scope)
        raise ScopeError(
            f"the rate {equation.id!r} counts {only} alone, of which the system has nothing in the "
            f"scope ({scope_text(selection.scope)})"
        )


def refuse_for_flow(equation: Equation, selection: Selection) -> None:
    """Refuse a flow of a scope that it cannot be of: of axes it lacks, of nothing, or counted twice.

    Raises
    ------
    AxisError, ScopeError
    """
    lacks = [key for key in _asked(selection) if ATTRIBUTES.get(key, key) not in equation.axes]
    if lacks:
        raise AxisError(
            f"{equation.name} has the axes {', '.join(equation.axes)} and cannot be asked for by "
            f"{', '.join(lacks)}"
        )
    _refuse_nothing(selection)
    if counts_twice(equation, selection):
        if equation.kind == "share":
            what, axes = "is a share, and shares do not add up", equation.axes
        elif is_stock(equation):
            what, axes = "is what there is in a year, and years do not add up", ("year",)
        else:
            what = f"holds the same mass at several routes, so {equation.name} does not add up"
            axes = ("route",)
        raise AxisError(
            f"{equation.name} {what}; ask for it by {', '.join(axes)}, or for one label of each"
        )


def _asked(selection: Selection) -> tuple[str, ...]:
    return (*selection.by, *(key for key, _ in selection.scope))


def refuse_routes(selection: Selection) -> None:
    """Refuse a rate of routes.

    Raises
    ------
    AxisError
    """
    for key in _asked(selection):
        if ATTRIBUTES.get(key, key) == "route":
            raise AxisError(
                f"a rate has no {key}: what is generated belongs to no route; use table() for "
                "the flows of each route"
            )


def _refuse_nothing(selection: Selection) -> None:
    if selection.empty:
        raise ScopeError(f"the scope ({scope_text(selection.scope)}) holds nothing of the system")


class Flows:
    """Every flow that a run computed.

    Flows are in tonne/year, shares and rates between 0 and 1. What `by` does not name is added up;
    flows of several years added up are in tonne, since a tonne/year in each of three years makes
    three tonnes.

    Attributes
    ----------
    system : System
    model : Model
    """

    plot: ClassVar[Plots[FlowsPlots]] = Plots("FlowsPlots")
    """Pictures: sankey, cascade."""

    def __init__(
        self,
        system: System,
        model: Model,
        arrays: Mapping[str, NDArray[np.float64]],
        only: tuple[str, ...] | None = None,
        *,
        already_checked: bool = False,
    ) -> None:
        self.system = system
        self.model = model
        self._arrays = dict(arrays)
        self._only = only
        for name, array in self._arrays.items():
            for axis, length in zip(LABELLED, array.shape[1:], strict=True):
                if length not in {1, system.axes.size(axis)}:
                    raise ModelError(
                        f"the equation {name!r} gave {length} values along {axis}, of which the "
                        f"system has {system.axes.size(axis)}; give one for each, or one for all"
                    )
        if not already_checked:
            check(self._arrays, system.axes)
        for array in self._arrays.values():
            array.flags.writeable = False

    def __reduce__(self) -> tuple[Any, ...]:
        """Pickle by what a run made, so that it comes back checked and locked."""
        return Flows, (self.system, self.model, self._arrays, self._only)

    # -- what there is ----------------------------------------------------------------------------

    @property
    def names(self) -> tuple[str, ...]:
        """The flows that were computed."""
        return tuple(
            n for n, e in self.model.flows.items() if n in self._arrays and e.kind == "flow"
        )

    @property
    def rate_ids(self) -> tuple[str, ...]:
        """The rates whose flows were computed."""
        return tuple(
            id_ for id_, e in self.model.rates.items() if all(r in self._arrays for r in e.reads)
        )

    def array(self, name: str) -> NDArray[np.float64]:
        """Return a flow or share as computed.

        Returns
        -------
        ndarray, shape (sample, region, year, category, route)
            Locked; of length 1 along axes that it does not vary along.
        """
        self._flow(name)
        return self._arrays[name]

    def __repr__(self) -> str:
        return f"<Flows of {self.system!r}: {len(self.names)} flows, {len(self.rate_ids)} rates>"

    def _repr_html_(self) -> str:
        head = html_head("Flows", f"of {self.system!r}")
        axes = self.system.axes
        if any(array.shape[0] > 1 for array in self._arrays.values()):
            return head
        years = few(sorted(axes.years), _COLUMNS)
        chosen = {"year": years}
        flows = [n for n in self.names if same_kind(self.model.flows[n].unit, "tonne/year")]
        parts = [head]
        if flows:
            told: Any = self.table(by=["year"], unit="tonne/year", scope=chosen)
            own = [n for n in told if not self.model.is_own([n])]
            ordered = list(dict.fromkeys([*(n for n in _FIRST if n in told), *own, *told]))
            rows = [(n, *map(html_number, told.loc[years, n].tolist())) for n in ordered]
            parts.append(html_table(("flow, tonne/year", *years), rows, all_in="table()"))
        if self.rate_ids:
            told = self.rates(by=["year"], scope=chosen)
            rows = [(n, *map(html_percent, told.loc[years, n].tolist())) for n in told]
            parts.append(html_table(("rate", *years), rows, all_in="rates()"))
        return "".join(parts)

    def _flow(self, name: str) -> Equation:
        equation = self.model.flows.get(name) if isinstance(name, str) else None
        if equation is None:
            hint = " It is a rate: use rate()." if name in self.model else ""
            raise LabelError(
                f"there is no flow {shown(name)}. {nearest(name, self.model.flows)}{hint}"
            )
        if name not in self._arrays:
            raise LabelError(self._why_not(name))
        return equation

    def _why_not(self, name: str) -> str:
        """Say why a flow was not computed, and what to do about it."""
        if self._only is not None:
            return (
                f"the flow {name!r} was not computed, since the run was asked for only "
                f"{', '.join(self._only)}; add it to only"
            )
        given = self.system.inputs()
        waiting = [name]
        while waiting:
            read = waiting.pop()
            if read in self.model.flows:
                waiting.extend(reversed(self.model.flows[read].reads))
            elif read not in given:
                why = f"it needs {read}, which {lacking(read)}"
                return f"the flow {name!r} was not computed, since {why}"
        return f"the flow {name!r} was not computed"

    # -- flows ------------------------------------------------------------------------------------

    def quantity(self, flow: str, by: By = None, *, scope: Mapping[str, Any] | None = None) -> Any:
        """Return one flow.

        Parameters
        ----------
        flow : str
        by : list of str, optional
            Axes (region, year, category, route) or attributes (polymer, format, sector, tier) of
            the result, in its order; ``["year"]`` if left out.
        scope : mapping, optional
            Axis or attribute to the label or labels that take part.

        Returns
        -------
        pint.Quantity
            float64, one axis for each of `by` in the order of the labels; tonne/year, or tonne
            where several years are added up.

        Raises
        ------
        LabelError, AxisError, ScopeError

        Examples
        --------
        >>> import plastsmart as ps
        >>> flows = ps.run(ps.load("headline"))
        >>> print(flows.quantity("recycled", by=["year"]))
        [22680.0] tonne / year
        """
        equation = self._flow(flow)
        selection = Selection.of(self.system.axes, by, scope)
        values = self._summed(equation, selection)
        return Q(values if values.ndim else float(values), self._unit(equation, selection))

    def table(
        self, by: By = None, *, unit: str | None = None, scope: Mapping[str, Any] | None = None
    ) -> pd.DataFrame:
        """Return all flows, one column each.

        Parameters
        ----------
        by : list of str, optional
            Axes or attributes that make the index; ``["year"]`` if left out. With an axis that a
            flow does not have (a route), the flow has no column.
        unit : str, optional
            Such as "kilotonne/year"; only flows that can be told in it have a column then. If left
            out, flows of mass are in tonne/year, others in their own unit.
        scope : mapping, optional
            Axis or attribute to the label or labels that take part.

        Returns
        -------
        pandas.DataFrame
            float64; the unit of each column in ``attrs["units"]``, of the first in
            ``attrs["unit"]``.

        Examples
        --------
        >>> import plastsmart as ps
        >>> flows = ps.run(ps.load("headline"))
        >>> float(flows.table(by=["year"]).loc[2023, "collected"])
        37800.0
        """
        import pandas as pd

        selection = Selection.of(self.system.axes, by, scope)
        columns = {}
        units = {}
        for name in self.names:
            equation = self.model.flows[name]
            if not self._fits(equation, selection) or counts_twice(equation, selection):
                continue
            own = self._unit(equation, selection)
            mass = same_kind(own, "tonne/year") or same_kind(own, "tonne")
            wanted = unit or (("tonne/year" if own.endswith("/year") else "tonne") if mass else own)
            if not same_kind(own, wanted):
                continue
            columns[name] = np.atleast_1d(scaled(self._summed(equation, selection), own, wanted))
            columns[name] = columns[name].reshape(-1)
            units[name] = wanted
        if not columns and unit is not None:
            raise DimensionError(
                f"unit={unit!r}: no flow can be told in it; the flows of this table are in "
                f"{'tonne' if selection.adds_up_years() else 'tonne/year'}"
            )
        frame = pd.DataFrame(columns, index=index_of(selection))
        frame.attrs["units"] = units
        frame.attrs["unit"] = next(iter(units.values()), unit)
        return frame

    def to_frame(self) -> pd.DataFrame:
        """Return all flows in long form, nothing added up.

        Returns
        -------
        pandas.DataFrame
            flow, region, year, category, route, value, unit; nothing in the column of an axis that
            a flow does not have. Without rows where the run was asked for no flow.
        """
        import pandas as pd

        axes = self.system.axes
        parts = []
        for name in self.names:
            equation = self.model.flows[name]
            by = [axis for axis in LABELLED if axis in equation.axes]
            labels = [axes.labels(axis) for axis in by]
            index = pd.MultiIndex.from_product(labels, names=by) if by else None
            values = np.broadcast_to(
                self.single(self._arrays[name]),
                tuple(axes.size(a) if a in by else 1 for a in LABELLED),
            )
            part = pd.DataFrame({"flow": name, "value": values.reshape(-1)}, index=index)
            parts.append(part.reset_index(drop=not by).assign(unit=equation.unit))
        columns = ["flow", *LABELLED, "value", "unit"]
        if not parts:
            return pd.DataFrame(columns=columns).astype({"value": "float64"})
        frame = pd.concat(parts, ignore_index=True)
        without = dict.fromkeys(axis for axis in LABELLED if axis not in frame)
        return frame.assign(**without)[columns]

    def to_xarray(self) -> xr.Dataset:
        """Return all flows and shares as an xarray Dataset; needs the extra ``xarray``.

        Returns
        -------
        xarray.Dataset
            One variable a flow, with the dimensions it has and its unit in ``attrs["units"]``.
        """
        try:
            import xarray as xr
        except ImportError:
            raise MissingExtraError(
                'to_xarray needs xarray: pip install "plastsmart[xarray]"'
            ) from None
        axes = self.system.axes
        variables = {}
        for name, array in self._arrays.items():
            equation = self.model.flows[name]
            dims = [axis for axis in AXES[1:] if axis in equation.axes]
            shape = tuple(axes.size(a) if a in dims else 1 for a in LABELLED)
            values = np.broadcast_to(self.single(array), shape)
            squeezed = values.reshape([axes.size(axis) for axis in dims])
            variables[name] = (
                dims,
                squeezed.copy(),
                {"units": equation.unit, "long_name": equation.documentation.split("\n")[0]},
            )
        coordinates = {axis: list(axes.labels(axis)) for axis in LABELLED}
        return xr.Dataset(variables, coords=coordinates, attrs={"model": self.model.hash})

    # -- rates ------------------------------------------------------------------------------------

    def rate(self, rate: str, by: By = None, *, scope: Mapping[str, Any] | None = None) -> Any:
        """Return a rate: sums over the scope first, then their ratio.

        Parameters
        ----------
        rate : str
            collection, sorted_out, eu_pre2020, eu, recyclate or closed_loop, or the rate of a stage
            that the system has, such as litter_reduction.
        by : list of str, optional
            As for `table`; ``["year"]`` if left out; ``[]`` gives one number.
        scope : mapping, optional
            Categories (by label, polymer, format or sector), regions or years that take part.

        Returns
        -------
        pandas.Series or float
            Shares, NaN where the denominator is zero; ``attrs`` hold the rate's id and scope, so
            that a target can refuse a rate of another kind.

        Raises
        ------
        ScopeError
            If the scope leaves nothing, or only what the rate does not count.

        Examples
        --------
        >>> import plastsmart as ps
        >>> flows = ps.run(ps.load("headline"))
        >>> flows.rate("eu", by=[])
        0.21
        """
        import pandas as pd

        equation = self.model.rate(rate)
        selection = Selection.of(self.system.axes, by, scope)
        refuse_for_rate(self.model, equation, selection)
        values = self.rate_values(equation, selection)[0]
        if not selection.by:
            return float(values)
        series = pd.Series(values.reshape(-1), index=index_of(selection), name=rate)
        series.attrs.update(unit="1", rate=rate, scope=selection.scope)
        return series

    def rates(self, by: By = None, *, scope: Mapping[str, Any] | None = None) -> pd.DataFrame:
        """Return all rates side by side, one column each.

        A rate of what does not vary along what is asked for, such as litter by category, has no
        column.

        Returns
        -------
        pandas.DataFrame
            Shares; NaN where the denominator is zero or the scope holds nothing that a rate counts.

        Examples
        --------
        >>> import plastsmart as ps
        >>> rates = ps.run(ps.load("headline")).rates(by=["year"])
        >>> rates.loc[2023, ["collection", "eu_pre2020", "eu"]].to_dict()
        {'collection': 0.35, 'eu_pre2020': 0.28, 'eu': 0.21}
        """
        import pandas as pd

        selection = self._for_rates(by, scope)
        columns = {
            id_: np.atleast_1d(self.rate_values(self.model.rates[id_], selection)[0]).reshape(-1)
            for id_ in self.rate_ids
            if not without_axis(self.model, self.model.rates[id_], selection)
        }
        frame = pd.DataFrame(columns, index=index_of(selection))
        frame.attrs.update(unit="1", scope=selection.scope)
        return frame

    def denominator(self, rate: str, selection: Selection) -> NDArray[np.float64]:
        """Return what a rate is a share of, in tonne/year: shape (sample, groups…)."""
        equation = self.model.rate(rate)
        inner = selection.narrowed(equation.declaration.scope)
        parts = [self.total(name, inner) for name in equation.declaration.denominator]
        return np.sum(parts, axis=0)  # type: ignore[no-any-return]

    def _for_rates(self, by: By, scope: Mapping[str, Any] | None) -> Selection:
        selection = Selection.of(self.system.axes, by, scope)
        refuse_routes(selection)
        _refuse_nothing(selection)
        return selection

    def rate_values(self, equation: Equation, selection: Selection) -> NDArray[np.float64]:
        """Return a rate for every group: shape (sample, groups…)."""
        missing = [name for name in equation.reads if name not in self._arrays]
        if missing and self._only is None:
            raise LabelError(f"the rate {equation.id!r} needs more: {self._why_not(missing[0])}")
        if missing:
            raise LabelError(
                f"the rate {equation.id!r} needs {missing[0]}, which was not computed, since the "
                f"run was asked for only {', '.join(self._only or ())}; add the rate to only"
            )
        inner = selection.narrowed(equation.declaration.scope)
        totals = {name: self.total(name, inner) for name in equation.reads}
        return ratio(equation, totals)

    # -- costs and climate ------------------------------------------------------------------------

    def costs(self, by: By = None) -> pd.DataFrame:
        """Return what it costs, who pays, and what that is for each tonne and inhabitant.

        Parameters
        ----------
        by : list of str, optional
            "region", "year" or both; ``["year"]`` if left out, ``[]`` for everything together.

        Returns
        -------
        pandas.DataFrame
            service, collection, sorting, recycling, residual, and cleanup where `cleanup_cost` is
            given, which add up to system; municipality, producers and businesses, which do so too
            [NOK/year; NOK where several years are added up]. per_tonne_recycled [NOK/tonne] and
            per_inhabitant [NOK/person/year] of the system, municipality_per_inhabitant, and with
            `persons_per_household` per_household and municipality_per_household
            [NOK/household/year]: sums first, then the ratio, NaN where there is nothing to divide by.
            ``attrs`` hold ``units``, ``price_year``, and ``not_stated``, the costs that nobody
            stated and that count as 0.

        Raises
        ------
        LabelError
            If the system is without costs.
        AxisError
            If asked for by anything else: a payment belongs to a region and year.

        Examples
        --------
        >>> import plastsmart as ps
        >>> system = ps.load("headline").replace(
        ...     collection_cost=ps.Q(5000, "NOK/tonne"), price_year=2024
        ... )
        >>> costs = ps.run(system).costs()
        >>> float(costs.loc[2023, "municipality"])
        189000000.0
        >>> costs.attrs["price_year"], costs.attrs["not_stated"][0]
        (2024, 'service_cost')
        """
        from plastsmart.flows.accounts import costs

        return costs(self, by)

    def emissions(self, by: By = None) -> pd.DataFrame:
        """Return greenhouse gas emissions by stage, net, and against burning everything.

        Parameters
        ----------
        by : list of str, optional
            Axes or attributes but those of routes; ``["year"]`` if left out, ``[]`` for all.

        Returns
        -------
        pandas.DataFrame
            collection + sorting + recycling + incineration − virgin_avoided − heat_avoided = net;
            reference − net = saved [tonne CO2e/year; tonne CO2e where several years are added up].
            saved_per_tonne_source [tonne CO2e/tonne]: what routes at source save, for each tonne
            (net) that they collect; NaN where they collect nothing. ``attrs`` hold ``units`` and
            ``not_stated``, the factors that nobody stated and that count as 0.

        Raises
        ------
        LabelError
            If the system is without climate.

        Examples
        --------
        >>> import plastsmart as ps
        >>> system = ps.load("headline").replace(
        ...     incineration_emission=ps.Q(2700, "kg CO2e/tonne"),
        ...     virgin_emission=ps.Q(2000, "kg CO2e/tonne"),
        ... )
        >>> round(float(ps.run(system).emissions().loc[2023, "saved"]))
        106596
        """
        from plastsmart.flows.accounts import emissions

        return emissions(self, by)

    # -- balance, explanation ---------------------------------------------------------------------

    def balance(self) -> pd.DataFrame:
        """Return the check of every process that this run made.

        Returns
        -------
        pandas.DataFrame
            One row a process: what enters, what leaves, the largest error relative to what enters
            (a run fails above 1e-12).
        """
        import pandas as pd

        processes = checked(self._arrays)
        errors = largest_errors(self._arrays)
        return pd.DataFrame(
            {
                "enters": [" + ".join(p.enters) for p in processes],
                "leaves": [" + ".join(p.leaves) for p in processes],
                "largest_relative_error": [errors[p.name] for p in processes],
            },
            index=pd.Index([p.name for p in processes], name="process"),
        )

    def explain(
        self,
        name: str,
        *,
        region: str | None = None,
        year: int | None = None,
        category: str | None = None,
        route: str | None = None,
        scope: Mapping[str, Any] | None = None,
        depth: int | None = None,
        language: str = "en",
    ) -> Explanation:
        """Explain a flow or rate: its equation, the numbers, and the same for what it reads.

        Parameters
        ----------
        name : str
            A flow or share, else a rate, else a parameter; a rate that shares its id with a flow by
            its name in the model ("recyclate_rate").
        region, year, category, route : optional
            The cell; what is left out is added up. Only one year can be explained at a time.
        scope : mapping, optional
            For sums over part of the categories or regions.
        depth : int, optional
            How many steps down; to the parameters and their sources, if left out.
        language : {"en", "no"}
            Of its words. Sources and what is noted in the data stay as they are.

        Returns
        -------
        Explanation
            Prints as text, shows as HTML in a notebook; ``to_json()`` for the record.

        Examples
        --------
        >>> import plastsmart as ps
        >>> flows = ps.run(ps.load("headline"))
        >>> print(flows.explain("recycled", year=2023, depth=1))  # doctest: +ELLIPSIS
        recycled = 22 680 tonne/year...
        >>> print(flows.explain("recycled", year=2023, depth=0, language="no").step.formula)
        sortert ut til gjenvinning · utbytte ved vasking og kverning
        """
        from plastsmart.flows.explain import explain

        cell = {"region": region, "year": year, "category": category, "route": route}
        given = {axis: label for axis, label in cell.items() if label is not None}
        return explain(self, name, given, scope, depth, language)

    def trace(self) -> Trace:
        """Return the result for the record: inputs, equations, and what came out by year.

        Returns
        -------
        Trace
            ``to_json()`` for a file; `plastsmart.rerun` runs it again with a later version and tells
            what changed.

        Examples
        --------
        >>> import plastsmart as ps
        >>> trace = ps.run(ps.load("headline")).trace()
        >>> trace.flows["recycled"], trace.units["recycled"]
        ({2023: 22680.0}, 'tonne/year')
        """
        from plastsmart.flows.trace import traced

        return traced(self, self._only)

    # -- adding up --------------------------------------------------------------------------------

    def total(self, name: str, selection: Selection) -> NDArray[np.float64]:
        """Return a flow added up over a selection: shape (sample, groups…)."""
        return selection.total(self._arrays[name], self.model.flows[name].axes)

    def single(self, values: NDArray[np.float64]) -> NDArray[np.float64]:
        """Return the values of the only sample; refuse an ensemble's."""
        if values.shape[0] != 1:
            raise AxisError(
                f"these flows have {values.shape[0]} samples; tables are of single runs, "
                "use quantiles of an ensemble"
            )
        return values[0]  # type: ignore[no-any-return]

    def _fits(self, equation: Equation, selection: Selection) -> bool:
        return all(ATTRIBUTES.get(key, key) in equation.axes for key in _asked(selection))

    def _summed(self, equation: Equation, selection: Selection) -> NDArray[np.float64]:
        refuse_for_flow(equation, selection)
        return self.single(self.total(equation.name, selection))

    def _unit(self, equation: Equation, selection: Selection) -> str:
        unit = equation.unit
        if unit.endswith("/year") and selection.adds_up_years():
            return unit.removesuffix("/year")
        return unit


def ratio(equation: Equation, totals: Mapping[str, NDArray[np.float64]]) -> NDArray[np.float64]:
    """Return a rate of the sums that it reads; NaN where the denominator is zero."""
    with np.errstate(divide="ignore", invalid="ignore"):
        values = equation.evaluate(totals)
    expected = np.broadcast_shapes(*(total.shape for total in totals.values())) if totals else ()
    if not isinstance(values, np.ndarray) or values.shape != expected:
        raise ModelError(
            f"the rate {equation.id!r} gave {shown(values)}; an array of the shape of the sums "
            "that it reads is needed"
        )
    return defined(values)


def defined(values: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return shares; something over nothing is as undefined as nothing over nothing: NaN."""
    return np.where(np.isinf(values), np.nan, values) if np.isinf(values).any() else values


def undefined(
    model: Model, rate: str, year: int | None, scope: Mapping[str, Any] | Scope | None
) -> ScopeError:
    """Return the error for a rate that is a share of nothing, with what there is nothing of."""
    whole = model.rate(rate).declaration.denominator
    what = "nothing is generated" if whole == ("generated",) else f"{' + '.join(whole)} is 0"
    cure = ""
    read = model.flows[whole[0]].reads if len(whole) == 1 else ()
    if len(read) == 1 and read[0] in PARAMETERS:
        cure = f"; state a {read[0]} above 0"
    when = f" in {year}" if year is not None else ""
    asked = tuple(entry for entry in read_scope(scope) if entry[0] != "year")
    return ScopeError(
        f"the rate {rate!r} is undefined{when}: {what} in the scope ({scope_text(asked)}){cure}"
    )


def is_stock(equation: Equation) -> bool:
    """Tell whether something is a number that there is (households), not one a year."""
    return equation.kind == "flow" and not equation.unit.endswith("/year")


class Unchecked(Flows):
    """Flows of many samples or of one year, to add up in; they were checked where they were made."""

    def __init__(
        self, system: System, model: Model, arrays: Mapping[str, NDArray[np.float64]]
    ) -> None:
        self.system, self.model, self._arrays, self._only = system, model, dict(arrays), None

    def total(self, name: str, selection: Selection) -> NDArray[np.float64]:
        """Return a flow added up over a selection, the same bits for a sample in any batch."""
        return selection.total_in_order(self._arrays[name], self.model.flows[name].axes)


def counts_twice(equation: Equation, selection: Selection) -> bool:
    """Tell whether a selection adds up what does not add up."""
    axes: tuple[str, ...] = ()
    if is_stock(equation):
        axes = ("year",)
    elif not equation.declaration.adds_up:
        axes = equation.axes if equation.kind == "share" else ("route",)
    return any(len(group) > 1 for axis in axes for group in selection.members[axis])


def index_of(selection: Selection) -> Any:
    """Return the pandas index of what a selection groups by."""
    import pandas as pd

    if not selection.by:
        return pd.RangeIndex(1)
    if len(selection.by) == 1:
        (key,) = selection.by
        return pd.Index(list(selection.keys[key]), name=key)
    return pd.MultiIndex.from_product(
        [selection.keys[key] for key in selection.by], names=list(selection.by)
    )
