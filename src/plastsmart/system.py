"""A system: axes, and a value with its source for every parameter along them."""

from __future__ import annotations

import html
from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any, Self

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
from plastsmart.parameters import Parameter, as_text
from plastsmart.stages import (
    PARAMETERS,
    STAGES,
    Collection,
    Disposal,
    Generation,
    Recycling,
    Sorting,
    specs_of,
)
from plastsmart.units import scaled

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["System"]


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

    __slots__ = ("_arrays", "_cells", "axes", "name", "notes")

    axes: Axes
    name: str
    notes: tuple[str, ...]
    _cells: dict[str, Cells]
    _arrays: dict[str, NDArray[np.float64]]

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
        name: str = "",
        notes: Any = (),
    ) -> None:
        axes = Axes.read(regions, years, categories, routes)
        given: dict[str, Any] = {}
        stages = (
            generation,
            collection,
            sorting,
            recycling,
            Disposal() if disposal is None else disposal,
        )
        for kind, stage in zip(STAGES, stages, strict=True):
            if not isinstance(stage, kind):
                raise InvalidValueError(
                    f"{kind.__name__.lower()} is {type(stage).__name__}, not ps.{kind.__name__}(…)"
                )
            given.update({spec.name: getattr(stage, spec.name) for spec in specs_of(kind)})
        cells = {
            spec.name: _cells_or_default(spec.name, given[spec.name], axes)
            for spec in PARAMETERS.values()
        }
        self._set(axes, cells, name, _notes(notes))

    @classmethod
    def _make(
        cls, axes: Axes, cells: Mapping[str, Cells], name: str = "", notes: tuple[str, ...] = ()
    ) -> Self:
        """Return a system of cells that were read already."""
        system = cls.__new__(cls)
        system._set(axes, dict(cells), name, notes)
        return system

    def _set(self, axes: Axes, cells: dict[str, Cells], name: str, notes: tuple[str, ...]) -> None:
        for text in (name, *notes):
            as_text(text, "a name or note")
        arrays = {parameter: align(values, axes) for parameter, values in cells.items()}
        _check_sums(arrays, axes)
        object.__setattr__(self, "axes", axes)
        object.__setattr__(self, "name", name)
        object.__setattr__(self, "notes", notes)
        object.__setattr__(self, "_cells", cells)
        object.__setattr__(self, "_arrays", arrays)

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
        """Return a parameter's values as they were given, with what is known of each."""
        known_parameter(parameter)
        return self._cells[parameter]

    def array(self, parameter: str) -> NDArray[np.float64]:
        """Return a parameter as the equations read it.

        Parameters
        ----------
        parameter : str

        Returns
        -------
        ndarray, shape (1, region, year, category, route)
            Locked; of length 1 along axes that it does not vary along; `packaging_per_person` in
            tonne/person/year, the rest in the unit of the table.
        """
        known_parameter(parameter)
        spec = PARAMETERS[parameter]
        array = scaled(self._arrays[parameter], spec.unit, spec.inside)
        array.flags.writeable = False
        return array  # type: ignore[no-any-return]

    def inputs(self) -> dict[str, NDArray[np.float64]]:
        """Return every array that an equation may read: parameters, and the structure of routes.

        ``in_deposit``, ``in_source`` and ``in_central`` are 1 for the routes of a tier and else 0;
        ``serves`` is 1 where a route takes a category and else 0.
        """
        arrays = {}
        for parameter in self._cells:
            array = self.array(parameter)
            if "route" in PARAMETERS[parameter].axes:
                # a view, so that a sum over routes counts every route
                array = np.broadcast_to(array, (*array.shape[:4], len(self.axes.routes)))
            arrays[parameter] = array
        for tier in TIERS:
            mask = np.array([float(route.tier == tier) for route in self.axes.routes])
            arrays[f"in_{tier}"] = mask.reshape(1, 1, 1, 1, -1)
        serves = self.axes.serves()
        arrays["serves"] = (
            np.ones((1, 1, 1, 1, 1))
            if serves.all()
            else serves.astype(np.float64).reshape(1, 1, 1, *serves.shape)
        )
        for array in arrays.values():
            array.flags.writeable = False
        return arrays

    # -- changing ---------------------------------------------------------------------------------

    def replace(self, **changes: Any) -> System:
        """Return a copy in which some parameters, the name or the notes are others.

        Parameters
        ----------
        **changes
            Parameter to new value, given in any way that a stage takes; ``name`` and ``notes``.

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
        cells = dict(self._cells)
        for parameter, value in changes.items():
            known_parameter(parameter)
            cells[parameter] = _cells_or_default(parameter, value, self.axes)
        return System._make(self.axes, cells, name, _notes(notes))

    def with_cells(self, cells: Cells) -> System:
        """Return a copy in which one parameter has other cells, labelled by this system's axes."""
        known_parameter(cells.spec.name)
        changed = {**self._cells, cells.spec.name: cells}
        return System._make(self.axes, changed, self.name, self.notes)

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
        return System._make(axes, cells, self.name, self.notes)

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
        """Tell whether axes, values, sources, name and notes are the same."""
        if not isinstance(other, System):
            return NotImplemented
        return (
            self.axes == other.axes
            and self.name == other.name
            and self.notes == other.notes
            and all(self._cells[p] == other._cells[p] for p in self._cells)
        )

    __hash__ = None  # type: ignore[assignment]

    def __reduce__(self) -> tuple[Callable[..., System], tuple[Any, ...]]:
        """Pickle by cells: floats and names, no quantity."""
        packed = {
            name: (c.at.copy(), c.values.copy(), c.which.copy(), c.infos)
            for name, c in self._cells.items()
        }
        return _unpack, (self.axes, packed, self.name, self.notes)

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
        for spec in PARAMETERS.values():
            cells = self._cells[spec.name]
            low, high = float(cells.values.min()), float(cells.values.max())
            span = f"{low:g}" if low == high else f"{low:g} to {high:g}"
            statuses = sorted({info.status or "not stated" for info in cells.infos})
            rows.append(
                f"<tr><td>{spec.name}</td><td>{html.escape(span)}</td>"
                f"<td>{html.escape(spec.unit)}</td><td>{len(cells)}</td>"
                f"<td>{html.escape(', '.join(statuses))}</td></tr>"
            )
        title = html.escape(self.name or "System")
        return (
            f"<p><b>{title}</b>: {html.escape(self._size())}</p><table><thead><tr><th>parameter</th>"
            "<th>value</th><th>unit</th><th>values</th><th>status</th></tr></thead><tbody>"
            + "".join(rows)
            + "</tbody></table>"
        )


def _count(number: int, one: str, many: str | None = None) -> str:
    return f"{number} {one if number == 1 else many or one + 's'}"


def _unpack(axes: Axes, packed: dict[str, Any], name: str, notes: tuple[str, ...]) -> System:
    cells = {key: Cells(PARAMETERS[key], *parts) for key, parts in packed.items()}
    return System._make(axes, cells, name, notes)


def known_parameter(name: str) -> None:
    """Raise unless the model has a parameter of a name."""
    if not isinstance(name, str) or name not in PARAMETERS:
        raise LabelError(f"there is no parameter {shown(name)}. {nearest(name, PARAMETERS)}")


def _notes(notes: Any) -> tuple[str, ...]:
    return (notes,) if isinstance(notes, str) else tuple(listed(notes, "notes", '["…"]'))


def _cells_or_default(name: str, given: Any, axes: Axes) -> Cells:
    """Return what was given, or the neutral value, marked as default."""
    spec = PARAMETERS[name]
    if given is not None:
        return read_cells(spec, given, axes)
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
    neutral = Parameter(default, status="default", note="neutral value")
    return read_cells(spec, neutral, axes)


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
