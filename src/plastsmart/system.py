"""A system: axes, and a value with its source for every parameter along them."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import TYPE_CHECKING, Any, Final, ParamSpec, Self

import attrs
import numpy as np
from numpy.typing import NDArray

from plastsmart.alignment import (
    ALL,
    Cells,
    align,
    in_words,
    read_cells,
    tolerance_of_coverage,
    tolerance_of_sums,
)
from plastsmart.axes import TIERS, Axes
from plastsmart.errors import (
    InvalidValueError,
    LabelError,
    MissingValueError,
    listed,
    nearest,
    shown,
)
from plastsmart.markup import ROWS, html_head, html_table, html_value
from plastsmart.parameters import Parameter, as_text
from plastsmart.prices import STEPS, read_payment, repriced, whole_year
from plastsmart.stages import (
    NEUTRAL,
    OPTIONAL,
    PARAMETERS,
    STAGES,
    UNSTATED,
    Climate,
    Collection,
    Costs,
    Disposal,
    Generation,
    Litter,
    Microplastics,
    Procurement,
    Recycling,
    Reusables,
    Sorting,
    not_by_name,
    specs_of,
    states,
    told_of_arguments,
)
from plastsmart.units import scaled

if TYPE_CHECKING:
    import pandas as pd

    from plastsmart.prices import PriceIndex

__all__ = ["System"]

_P = ParamSpec("_P")

_TOGETHER: Final = ("single_use_weight", "reusable_weight", "return_rate")
"""What tells of reusable packaging: all of it, or none."""

_MUNICIPAL: Final = ("household", "municipal", "deposit")
"""Sectors whose packaging ends in what the municipality collects; deposit bottles that nobody
returns are thrown away at home."""


COUNTED: Final = ("composition", "packaging_in_litter", "uses")
"""Parameters that have a value for every category where equations read them: what flows begin with."""

_NEEDED: Final = {
    "regions": '{"3203": "Asker"}',
    "years": "range(2025, 2036)",
    "categories": '["film", "rigid"]',
    "routes": '[ps.Route("kerbside_bin", tier="source")]',
    "generation": "ps.Generation(…)",
    "collection": "ps.Collection(…)",
    "sorting": "ps.Sorting(…)",
    "recycling": "ps.Recycling(…)",
}
"""What a system cannot do without, and how it is written."""

_PARTS: Final = (
    *_NEEDED,
    "disposal",
    *(kind.__name__.lower() for kind in OPTIONAL),
    "name",
    "notes",
)


def _wrong_parts(args: tuple[Any, ...], given: Mapping[str, Any]) -> str | None:
    """Return what is wrong with the parts that a system is to be made of."""
    if args:
        named = not_by_name(_PARTS, 'ps.System(regions={"3203": "Asker"}, …)')
        return f"{named}; a ready system is ps.load(name)"
    wrong = []
    for name in given:
        if name in PARAMETERS:
            stage = PARAMETERS[name].stage
            wrong.append(f"{name} belongs to a stage: {stage}=ps.{stage.title()}({name}=…)")
        elif name not in _PARTS:
            wrong.append(f"there is no part {name!r} ({nearest(name, _PARTS)})")
    lacking = [f"{name}={example}" for name, example in _NEEDED.items() if name not in given]
    if lacking:
        wrong.append(f"a system also needs {', '.join(lacking)}")
    return "; ".join(wrong) or None


def _told_of_parts(init: Callable[_P, None]) -> Callable[_P, None]:
    return told_of_arguments(init, "ps.System", _wrong_parts)


class System:
    """Material flows of plastic packaging in one or more regions, over years.

    Parameters
    ----------
    regions : mapping or sequence of str
        Number to name, such as ``{"3203": "Asker"}``, or labels alone.
    years : iterable of int
    categories : sequence of str or Category
    routes : sequence of Route
    generation, collection, sorting, recycling, disposal
        The stages with their parameters.
    costs, climate, reusables, litter, microplastics, procurement : optional
        What it costs and what it emits; reusable packaging; litter, microplastics, and what the
        municipality buys itself. Without them the system has no such parameters, and a run computes
        none of their flows.
    name : str
        What to call it.
    notes : str or sequence of str
        What a reader of its results should know.

    Raises
    ------
    PlastsmartError
        At once, if a label, unit, bound or sum is wrong or a value is missing.

    Examples
    --------
    >>> import plastsmart as ps
    >>> system = ps.System(
    ...     regions={"3203": "Asker"},
    ...     years=[2025],
    ...     categories=["film", "rigid"],
    ...     routes=[ps.Route("kerbside_bin", tier="source")],
    ...     generation=ps.Generation(
    ...         population=ps.Q(98_000, "person"),
    ...         packaging_per_person=ps.Q("19.9 kg/person/year"),
    ...         composition={"film": 0.45, "rigid": 0.55},
    ...     ),
    ...     collection=ps.Collection(capture={"film": 0.40, "rigid": 0.50}),
    ...     sorting=ps.Sorting(sorting_efficiency={"film": 0.7, "rigid": 0.85}),
    ...     recycling=ps.Recycling(preparation_yield=0.85),
    ... )
    >>> system
    <System: 1 region, 2025, 2 categories, 1 route>
    """

    __slots__ = ("_arrays", "_cells", "_inputs", "axes", "name", "notes", "price_year")

    axes: Axes
    name: str
    notes: tuple[str, ...]
    price_year: int | None
    _cells: dict[str, Cells]
    _arrays: dict[str, NDArray[np.float64]]
    _inputs: dict[str, NDArray[np.float64]]

    @_told_of_parts
    def __init__(
        self,
        *,
        regions: Any,
        years: Any,
        categories: Any,
        routes: Any,
        generation: Generation,
        collection: Collection,
        sorting: Sorting,
        recycling: Recycling,
        disposal: Disposal | None = None,
        costs: Costs | None = None,
        climate: Climate | None = None,
        reusables: Reusables | None = None,
        litter: Litter | None = None,
        microplastics: Microplastics | None = None,
        procurement: Procurement | None = None,
        name: str = "",
        notes: Any = (),
    ) -> None:
        axes = Axes.read(regions, years, categories, routes)
        cells: dict[str, Cells] = {}
        stages = (
            generation,
            collection,
            sorting,
            recycling,
            Disposal() if disposal is None else disposal,
            costs,
            climate,
            reusables,
            litter,
            microplastics,
            procurement,
        )
        for kind, stage in zip(STAGES, stages, strict=True):
            _refuse_other(kind, stage)
        for kind, stage in zip(STAGES, stages, strict=True):
            cells.update(_cells_of(kind, stage, axes))
        price_year = None if costs is None else costs.price_year
        self._set(axes, cells, name, _notes(notes), price_year)

    @classmethod
    def _make(
        cls,
        axes: Axes,
        cells: Mapping[str, Cells],
        name: str = "",
        notes: tuple[str, ...] = (),
        price_year: int | None = None,
    ) -> Self:
        """Return a system of cells that were read already."""
        system = cls.__new__(cls)
        system._set(axes, dict(cells), name, notes, price_year)
        return system

    def _set(
        self,
        axes: Axes,
        cells: dict[str, Cells],
        name: str,
        notes: tuple[str, ...],
        price_year: int | None,
    ) -> None:
        for text in (name, *notes):
            as_text(text, "a name or note")
        price_year = checked_price_year(price_year, cells)
        _check_reusables(cells)
        arrays = {parameter: align(values, axes) for parameter, values in cells.items()}
        _check_sums(arrays, axes)
        object.__setattr__(self, "axes", axes)
        object.__setattr__(self, "name", name)
        object.__setattr__(self, "notes", notes)
        object.__setattr__(self, "price_year", price_year)
        object.__setattr__(self, "_cells", cells)
        object.__setattr__(self, "_arrays", arrays)
        object.__setattr__(self, "_inputs", {})  # made when first asked for

    def __setattr__(self, name: str, value: object) -> None:
        """Refuse: a system does not change; `replace` gives a changed copy."""
        raise AttributeError(
            f"a System does not change, so {name!r} cannot be set; replace() gives a changed copy"
        )

    def __delattr__(self, name: str) -> None:
        """Refuse: a system does not change."""
        raise AttributeError(f"a System does not change, so {name!r} cannot be deleted")

    # -- reading ----------------------------------------------------------------------------------

    def cells(self, parameter: str) -> Cells:
        """Return a parameter's values as they were given, with what is known of each.

        Raises
        ------
        MissingValueError
            If the system is without the parameter, since its stage was not given.
        """
        self._refuse_absent(parameter)
        return self._cells[parameter]

    def _refuse_absent(self, parameter: str) -> None:
        known_parameter(parameter)
        if parameter in self._cells:
            return
        stage = PARAMETERS[parameter].stage
        what = parameter if states(self._cells, stage) else f"{stage}, so no {parameter}"
        raise MissingValueError(
            f"the system states no {what}; give it with ps.{stage.title()}({parameter}=…), or "
            f"system.replace({parameter}=…)"
        )

    def not_stated(self, stage: str) -> tuple[str, ...]:
        """Return the costs or emission factors that nobody stated and that therefore count as 0.

        Parameters
        ----------
        stage : {"costs", "climate", "litter", "microplastics", "procurement"}

        Examples
        --------
        >>> import plastsmart as ps
        >>> system = ps.load("headline").replace(residual_cost=ps.Q(1500, "NOK/tonne"))
        >>> system.not_stated("costs")[:3]
        ('service_cost', 'collection_cost', 'sorting_cost')
        """
        return tuple(
            name
            for name, cells in self._cells.items()
            if PARAMETERS[name].stage == stage and all(i.note == UNSTATED for i in cells.infos)
        )

    def array(self, parameter: str) -> NDArray[np.float64]:
        """Return a parameter as the equations read it.

        Parameters
        ----------
        parameter : str

        Returns
        -------
        ndarray, shape (1, region, year, category, route)
            Locked; of length 1 along axes that it does not vary along; in the unit of the table,
            but kg in tonne and kg CO2e in tonne CO2e.
        """
        self._refuse_absent(parameter)
        spec = PARAMETERS[parameter]
        array = scaled(self._arrays[parameter], spec.unit, spec.inside)
        array.flags.writeable = False
        return array  # type: ignore[no-any-return]

    @property
    def parameters(self) -> tuple[str, ...]:
        """The parameters that the system has values for: those of the stages that were given."""
        return tuple(self._cells)

    def given_array(self, parameter: str) -> NDArray[np.float64]:
        """Return a parameter in the unit of the table, shaped and locked as `array` gives it."""
        self.cells(parameter)
        return self._arrays[parameter]

    def inhabitants(self) -> NDArray[np.float64]:
        """Return the population: shape (region, year)."""
        shape = (len(self.axes.regions), len(self.axes.years))
        return np.broadcast_to(self._arrays["population"][0, :, :, 0, 0], shape)

    def inputs(self) -> dict[str, NDArray[np.float64]]:
        """Return every array that an equation may read: parameters, and the structure of routes.

        ``in_deposit``, ``in_source`` and ``in_central`` are 1 for the routes of a tier and else 0;
        ``serves`` is 1 where a route takes a category and else 0. A system with costs also has
        ``of_municipality``, 1 for categories of the sectors household, municipal and deposit, and
        ``for_municipality``, 1 for routes at source and plants that serve households or the
        municipality itself.
        """
        if self._inputs:
            return dict(self._inputs)
        arrays = {}
        for parameter in self._cells:
            arrays[parameter] = spread(parameter, self.array(parameter), self.axes)
        for tier in TIERS:
            mask = np.array([float(route.tier == tier) for route in self.axes.routes])
            arrays[f"in_{tier}"] = mask.reshape(1, 1, 1, 1, -1)
        serves = self.axes.serves()
        arrays["serves"] = (
            np.ones((1, 1, 1, 1, 1))
            if serves.all()
            else serves.astype(np.float64).reshape(1, 1, 1, *serves.shape)
        )
        if states(self._cells, "costs"):
            arrays.update(_responsibilities(self.axes))
        for array in arrays.values():
            array.flags.writeable = False
        self._inputs.update(arrays)
        return arrays

    # -- changing ---------------------------------------------------------------------------------

    def replace(self, **changes: Any) -> System:
        """Return a copy in which some parameters, the name or the notes are others.

        Parameters
        ----------
        **changes
            Parameter to new value, given in any way that a stage takes; ``name``, ``notes`` and
            ``price_year``; ``costs``, ``climate`` or another stage that a system may be without, None
            to do without it. A parameter of a stage that the system is without adds the stage, the
            rest of it neutral.

        Returns
        -------
        System

        Examples
        --------
        >>> import plastsmart as ps
        >>> better = ps.load("headline").replace(capture=0.5)
        >>> float(ps.run(better).rate("eu", by=["year"])[2023])
        0.3
        """
        name = changes.pop("name", self.name)
        notes = changes.pop("notes", self.notes)
        price_year = self.price_year
        cells = dict(self._cells)
        for kind in OPTIONAL:
            stage = kind.__name__.lower()
            if stage in changes:
                given = changes.pop(stage)
                _refuse_other(kind, given)
                cells = {n: c for n, c in cells.items() if PARAMETERS[n].stage != stage}
                cells.update(_cells_of(kind, given, self.axes))
                if kind is Costs:
                    price_year = None if given is None else given.price_year
        price_year = changes.pop("price_year", price_year)
        for parameter in changes:
            known_parameter(parameter)
        if "producer_payment" in changes:
            changes = {**changes, **self._payment(changes)}
        for parameter, value in changes.items():
            new = _cells_or_default(parameter, value, self.axes)
            if new is None:
                cells.pop(parameter, None)
            else:
                cells[parameter] = new
        cells = completed(cells, self.axes)
        return System._make(self.axes, cells, name, _notes(notes), price_year)

    def _payment(self, changes: Mapping[str, Any]) -> dict[str, Any]:
        """Return what a changed payment makes of the parameters that describe its steps."""
        payment = read_payment(changes, self.axes.years)
        if not (payment.keys() | changes.keys()) & set(STEPS):
            steps = [n for n in STEPS if "increase" in n and n in self._cells]
            steps = [name for name in steps if self._cells[name].values.any()]
            if steps:
                raise InvalidValueError(
                    f"producer_payment is one amount, but the system's payment has steps "
                    f"({', '.join(steps)}), which would still be added; replace the whole scale "
                    "with ps.Steps({0: …}, unit='NOK/tonne')"
                )
        return payment

    def with_cells(self, cells: Cells) -> System:
        """Return a copy in which one parameter has other cells, labelled by this system's axes."""
        return self.with_all_cells({cells.spec.name: cells})

    def with_all_cells(self, cells: Mapping[str, Cells]) -> System:
        """Return a copy in which several parameters have other cells, labelled by the same axes."""
        for name in cells:
            known_parameter(name)
        changed = completed({**self._cells, **cells}, self.axes)
        return System._make(self.axes, changed, self.name, self.notes, self.price_year)

    def in_prices(self, year: int, index: PriceIndex) -> System:
        """Return the system with every amount of money in the prices of another year.

        Parameters
        ----------
        year : int
        index : PriceIndex
            Such as `plastsmart.prices.CPI`. Which one fits is a choice, so there is no default.

        Returns
        -------
        System
            Each value that is not 0 says in its note which index converted it. Shares, thresholds in
            kg and amounts that nobody stated stay as they are.

        Raises
        ------
        PriceYearError
            If the system states no price year, or the index has no level for one of the two.

        Examples
        --------
        >>> import plastsmart as ps
        >>> system = ps.load("headline").replace(
        ...     residual_cost=ps.Q(1000, "NOK/tonne"), price_year=2018
        ... )
        >>> later = system.in_prices(
        ...     2024, ps.PriceIndex(levels={2018: 100, 2024: 125}, name="made up")
        ... )
        >>> later.price_year, float(later.cells("residual_cost").values[0])
        (2024, 1250.0)
        """
        if not _with_money(self._cells):
            raise MissingValueError(
                "the system states no costs, so there is nothing in it to convert; give them with "
                "ps.Costs(…)"
            )
        changed = repriced(self._cells, self.price_year, year, index)
        return System._make(self.axes, {**self._cells, **changed}, self.name, self.notes, int(year))

    def with_years(self, years: Any) -> System:
        """Return the system for other years: values between given ones interpolated, else held.

        Every year of the system must be among `years`, so that nothing that was given is lost.

        Examples
        --------
        >>> import plastsmart as ps
        >>> ps.load("headline").with_years(range(2023, 2031)).axes.years[-1]
        2030
        """
        axes = Axes.read(
            dict(zip(self.axes.regions, self.axes.region_names, strict=True)),
            years,
            self.axes.categories,
            self.axes.routes,
        )
        lost = [year for year in self.axes.years if year not in axes.years]
        if lost:
            raise LabelError(
                f"the year {lost[0]} of the system is not among the new years; keep it"
            )
        moved = np.array([axes.years.index(year) for year in self.axes.years] + [ALL])
        cells = {}
        for parameter, values in self._cells.items():
            at = values.at.copy()
            at[:, 1] = moved[at[:, 1]]
            cells[parameter] = attrs.evolve(values, at=at)
        return System._make(axes, cells, self.name, self.notes, self.price_year)

    # -- tables -----------------------------------------------------------------------------------

    def table(self) -> pd.DataFrame:
        """Return axes and parameters as one tidy table, the inverse of `from_table`.

        Returns
        -------
        pandas.DataFrame
            One row a value: parameter, region, year, category, route, value, unit, low, high,
            distribution, source, status, note. An empty label stands for all labels. The first rows
            hold the axes themselves, their text in the column note.

        Examples
        --------
        >>> import plastsmart as ps
        >>> system = ps.load("headline")
        >>> ps.System.from_table(system.table()) == system
        True
        """
        from plastsmart.tables import to_table

        return to_table(self)

    @classmethod
    def from_table(cls, table: pd.DataFrame) -> System:
        """Return the system that a table describes, the inverse of `table`.

        Parameters
        ----------
        table : pandas.DataFrame
            As `table` gives it. Read CSV with ``dtype=str``, which keeps every digit and the zero
            in "0301"; `plastsmart.data.read_table` does.

        Raises
        ------
        TableError
            With every mistake of the table and its row.
        """
        from plastsmart.tables import from_table

        return from_table(table)

    # -- showing and comparing --------------------------------------------------------------------

    def __eq__(self, other: object) -> bool:
        """Tell whether axes, values, sources, name, notes and price year are the same."""
        if not isinstance(other, System):
            return NotImplemented
        return (
            self.axes == other.axes
            and self.name == other.name
            and self.notes == other.notes
            and self.price_year == other.price_year
            and self._cells.keys() == other._cells.keys()
            and all(self._cells[p] == other._cells[p] for p in self._cells)
        )

    __hash__ = None  # type: ignore[assignment]

    def __reduce__(self) -> tuple[Callable[..., System], tuple[Any, ...]]:
        """Pickle by cells: floats and names, no quantity."""
        packed = {
            name: (_small(c.at), c.values.copy(), _small(c.which), c.infos)
            for name, c in self._cells.items()
        }
        return _unpack, (self.axes, packed, self.name, self.notes, self.price_year)

    def __copy__(self) -> System:
        """Return itself: it does not change."""
        return self

    def __deepcopy__(self, memo: object) -> System:
        """Return itself: it does not change."""
        return self

    def __repr__(self) -> str:
        """Return one line: name and size."""
        return f"<System{f' {self.name!r}' if self.name else ''}: {self._size()}>"

    def _size(self) -> str:
        years = self.axes.years
        span = str(years[0]) if len(years) == 1 else f"{min(years)}–{max(years)}"
        r, _, c, m = self.axes.shape
        return ", ".join(
            [_count(r, "region"), span, _count(c, "category", "categories"), _count(m, "route")]
        )

    def _repr_html_(self) -> str:
        rows = []
        for cells in self._cells.values():
            spec = cells.spec
            low, high = float(cells.values.min()), float(cells.values.max())
            if all(info.note in {NEUTRAL, UNSTATED} for info in cells.infos):
                continue
            span = " to ".join(dict.fromkeys((html_value(low), html_value(high))))
            statuses = sorted({info.status or "not stated" for info in cells.infos})
            unit = "share" if spec.unit == "1" else spec.unit
            rows.append((spec.name, span, unit, len(cells), ", ".join(statuses)))
        prices = f", in prices of {self.price_year}" if self.price_year is not None else ""
        left = len(self._cells) - len(rows)
        header = ("parameter", "value", "unit", "values", "status")
        return (
            html_head(self.name or "System", f"{self._size()}{prices}")
            + html_table(header, rows, most=2 * ROWS, all_in="table()")
            + (f"<p>and {left} more that nobody gave; all are in table()</p>" if left else "")
        )


def _count(number: int, one: str, many: str | None = None) -> str:
    return f"{number} {one if number == 1 else many or one + 's'}"


def _small(positions: NDArray[np.intp]) -> NDArray[np.integer[Any]]:
    """Return positions in as few bytes as hold them: a system is handed to workers many times."""
    most = positions.max(initial=0)  # -1 is for every label, so they have a sign
    return positions.astype(next(t for t in "bhiq" if most <= np.iinfo(t).max))


def _unpack(
    axes: Axes,
    packed: dict[str, Any],
    name: str,
    notes: tuple[str, ...],
    price_year: int | None = None,
) -> System:
    cells = {
        key: Cells(PARAMETERS[key], at.astype(np.intp), values, which.astype(np.intp), infos)
        for key, (at, values, which, infos) in packed.items()
    }
    return System._make(axes, cells, name, notes, price_year)


def known_parameter(name: str) -> None:
    """Raise unless the model has a parameter of a name."""
    if not isinstance(name, str) or name not in PARAMETERS:
        raise LabelError(f"there is no parameter {shown(name)}. {nearest(name, PARAMETERS)}")


def _notes(notes: Any) -> tuple[str, ...]:
    return (notes,) if isinstance(notes, str) else tuple(listed(notes, "notes", '["…"]'))


def checked_price_year(price_year: object, cells: Mapping[str, Cells]) -> int | None:
    """Return a price year; refuse what is no year, or that of a system without costs."""
    if price_year is None:
        return None
    year = whole_year(price_year, "price_year")
    if not _with_money(cells):
        raise InvalidValueError(
            f"price_year is {year}, but the system states no costs; give them with "
            "ps.Costs(…, price_year=…)"
        )
    return year


def _with_money(cells: Iterable[str]) -> bool:
    """Tell whether a system states amounts of money."""
    return any("NOK" in PARAMETERS[name].unit for name in cells)


def _refuse_other(kind: type, stage: Any) -> None:
    """Raise unless something is the stage that is meant, or an optional one left out."""
    if not isinstance(stage, kind) and not (stage is None and kind in OPTIONAL):
        raise InvalidValueError(
            f"{kind.__name__.lower()} is {type(stage).__name__}, not ps.{kind.__name__}(…)"
        )


def _cells_of(kind: type, stage: Any, axes: Axes) -> dict[str, Cells]:
    """Return the cells of a stage; none of an optional stage that was not given."""
    if stage is None:
        return {}
    given = {spec.name: getattr(stage, spec.name) for spec in specs_of(kind)}
    if kind is Costs:
        given.update(read_payment(given, axes.years))
    read = {name: _cells_or_default(name, value, axes) for name, value in given.items()}
    return {name: cells for name, cells in read.items() if cells is not None}


def completed(cells: Mapping[str, Cells], axes: Axes) -> dict[str, Cells]:
    """Return cells in the model's order, with the defaults of each stage that has some."""
    stages = {PARAMETERS[name].stage for name in cells}
    whole = {}
    for name, spec in PARAMETERS.items():
        if name in cells:
            whole[name] = cells[name]
        elif not spec.optional or spec.stage in stages:
            default = _cells_or_default(name, None, axes)
            if default is not None:
                whole[name] = default
    return whole


def refuse_without_value(name: str, axes: Axes) -> None:
    """Raise if a parameter that a system needs has no value of its own to fall back on."""
    if not PARAMETERS[name].optional:
        _cells_or_default(name, None, axes)


def _cells_or_default(name: str, given: Any, axes: Axes) -> Cells | None:
    """Return what was given, or the neutral value, marked as default; None where there is none."""
    spec = PARAMETERS[name]
    if given is not None:
        return read_cells(spec, given, axes)
    if spec.absent:
        return None
    default = spec.default
    if name == "composition" and len(axes.categories) == 1:
        default = 1.0
    if name == "coverage" and len(axes.routes) == 1:
        default = 1.0
    if default is None:
        unit = "" if spec.is_share else f" in {spec.unit}"
        many = {"composition": "categories", "coverage": "routes"}.get(name)
        why = f", since there is more than one of the {many}" if many else ""
        raise MissingValueError(
            f"{name} has no value; {spec.stage} needs one{unit}{why}: ps.{spec.stage.title()}"
            f"({name}=…)"
        )
    neutral = Parameter(default, unit=spec.unit, status="default", note=spec.unstated)
    return read_cells(spec, neutral, axes)


def spread(parameter: str, array: NDArray[np.float64], axes: Axes) -> NDArray[np.float64]:
    """Return a parameter as a view with a length for every route, or every category.

    So that a sum over routes counts every route that a value is given for once. Along categories
    flows take their length from `COUNTED`.
    """
    if "route" in PARAMETERS[parameter].axes:
        return np.broadcast_to(array, (*array.shape[:4], len(axes.routes)))
    if parameter in COUNTED:
        return np.broadcast_to(array, (*array.shape[:3], len(axes.categories), 1))
    return array


def _responsibilities(axes: Axes) -> dict[str, NDArray[np.float64]]:
    """Return which categories and routes are the municipality's: 1, else 0."""
    of = [float(category.sector in _MUNICIPAL) for category in axes.categories]
    serving = {"household", "municipal"}
    for_ = [
        float(
            route.tier != "deposit"
            and (route.sectors is None or serving & set(route.sectors) != set())
        )
        for route in axes.routes
    ]
    return {
        "of_municipality": np.array(of).reshape(1, 1, 1, -1, 1),
        "for_municipality": np.array(for_).reshape(1, 1, 1, 1, -1),
    }


def _check_reusables(given: Mapping[str, Cells]) -> None:
    """Refuse a system that tells a part of what reusable packaging weighs and how often it returns."""
    missing = [name for name in _TOGETHER if name not in given]
    if 0 < len(missing) < len(_TOGETHER):
        held = ", ".join(name for name in _TOGETHER if name in given)
        fields = ", ".join(f"{name}=…" for name in missing)
        raise MissingValueError(
            f"reusable packaging lacks {' and '.join(missing)}, and {held} would count for nothing; "
            f"give all of them, with ps.Reusables({fields}) or system.replace({fields}), or none"
        )


def _check_sums(arrays: dict[str, NDArray[np.float64]], axes: Axes) -> None:
    composition = arrays["composition"]
    total = composition.sum(axis=3) * (len(axes.categories) if composition.shape[3] == 1 else 1)
    off = np.abs(total - 1.0) > tolerance_of_sums
    if off.any():
        _, r, t, _ = np.argwhere(off)[0]
        where = _where(r, t, composition.shape, axes)
        raise InvalidValueError(
            f"composition sums to {total[off][0]:.10g} over the categories{where}; it must sum to 1"
        )
    if (litter := arrays.get("packaging_in_litter")) is not None:
        _check_litter(litter, axes)
    coverage = arrays["coverage"][0, :, :, 0, :]
    coverage = np.broadcast_to(coverage, (*coverage.shape[:2], len(axes.routes)))
    for members in tier_groups(axes):
        sums = coverage[:, :, members].sum(axis=-1)
        if (sums > 1.0 + tolerance_of_coverage).any():
            r, t = np.argwhere(sums > 1.0 + tolerance_of_coverage)[0]
            where = _where(r, t, arrays["coverage"].shape, axes)
            names = ", ".join(axes.routes[m].name for m in members)
            raise InvalidValueError(
                f"coverage sums to {sums[r, t]:.13g} over the {axes.routes[members[0]].tier} routes "
                f"{names}, which serve the same sector{where}; together they can serve at most "
                "all (1)"
            )


def _check_litter(shares: NDArray[np.float64], axes: Axes) -> None:
    total = spread("packaging_in_litter", shares, axes).sum(axis=3)
    over = total > 1.0 + tolerance_of_coverage
    if over.any():
        _, r, t, _ = np.argwhere(over)[0]
        raise InvalidValueError(
            f"packaging_in_litter sums to {total[over][0]:.10g} over the categories"
            f"{_where(r, t, shares.shape, axes)}; it can be at most 1, and the rest is other plastic"
        )


def tier_groups(axes: Axes) -> list[list[int]]:
    """Return the positions of the routes that share one tier for a sector that there is."""
    sectors = dict.fromkeys(category.sector for category in axes.categories)
    groups = {
        tuple(
            position
            for position, route in enumerate(axes.routes)
            if route.tier == tier and (route.sectors is None or sector in route.sectors)
        ): None
        for tier in TIERS
        for sector in sectors
    }
    return [list(group) for group in groups if group]


def _where(r: int, t: int, shape: tuple[int, ...], axes: Axes) -> str:
    position = (int(r) if shape[1] > 1 else ALL, int(t) if shape[2] > 1 else ALL, ALL, ALL)
    return in_words(position, axes)
