"""Values with labels: read from what a user gives, checked, and aligned to arrays.

A parameter is kept as *cells*: one row for each value as it was given, with the labels that it was
given for. Cells are what a table shows and what a system is compared by. For computing, cells are
aligned to an array with the axes of the model, of length 1 along every axis that the parameter does
not vary along.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from itertools import pairwise
from typing import Any, Final

import attrs
import numpy as np
from numpy.typing import NDArray

from plastsmart.axes import LABELLED, Axes
from plastsmart.errors import (
    AxisError,
    DimensionError,
    InvalidValueError,
    LabelError,
    MissingValueError,
    PlastsmartError,
    UnitError,
    nearest,
    shown,
)
from plastsmart.parameters import Beta, Dirichlet, Distribution, Info, Parameter
from plastsmart.stages import ParameterSpec
from plastsmart.units import finite, is_quantity, magnitude, parse_unit, scaled

__all__ = ["Cells", "align", "deciding_rows", "given_rows", "read_cells", "tolerance_of_sums"]

ALL: Final = -1
"""Position that stands for every label of an axis."""

_TELLING: Final = 1000
"""Labels of a mapping that tell which axis was meant, where not all are of one."""

DEEPEST: Final = 32
"""Mappings and parameters within one another that are read."""

tolerance_of_sums: Final = 1e-9
"""By how much a sum of shares may miss 1, for shares that were written with few digits."""

tolerance_of_coverage: Final = 1e-13
"""By how much a sum of coverage may exceed 1 by rounding; more would collect what is not there."""

Position = tuple[int, int, int, int]


def _same_array(a: NDArray[Any], b: NDArray[Any]) -> bool:
    return bool(np.array_equal(a, b))


@attrs.frozen(eq=False)
class Cells:
    """A parameter's values as they were given.

    Attributes
    ----------
    spec : ParameterSpec
    at : ndarray of int, shape (n, 4)
        Position of each value along region, year, category, route; -1 for every label.
    values : ndarray of float, shape (n,)
        In the unit of the parameter.
    which : ndarray of int, shape (n,)
        For each value, which of `infos` belongs to it.
    infos : tuple of Info
    """

    spec: ParameterSpec
    at: NDArray[np.intp]
    values: NDArray[np.float64]
    which: NDArray[np.intp]
    infos: tuple[Info, ...]

    def __attrs_post_init__(self) -> None:
        for array in (self.at, self.values, self.which):
            array.flags.writeable = False

    def __setstate__(self, state: Any) -> None:
        for name, value in state.items() if isinstance(state, dict) else ():
            object.__setattr__(self, name, value)
        self.__attrs_post_init__()

    def __eq__(self, other: object) -> bool:
        """Tell whether name, labels, values and all that is known of them are the same."""
        if not isinstance(other, Cells):
            return NotImplemented
        if self.spec.name != other.spec.name or len(self.values) != len(other.values):
            return False
        mine, theirs = self._sorted(), other._sorted()
        return (
            _same_array(self.at[mine], other.at[theirs])
            and _same_array(self.values[mine], other.values[theirs])
            and all(
                self.infos[a] == other.infos[b]
                for a, b in zip(self.which[mine], other.which[theirs], strict=True)
            )
        )

    __hash__ = None  # type: ignore[assignment]

    def _sorted(self) -> NDArray[np.intp]:
        return np.lexsort(self.at.T[::-1])

    def __len__(self) -> int:
        return len(self.values)

    def info(self, row: int) -> Info:
        """Return what is known of one value."""
        return self.infos[int(self.which[row])]

    def place(self, row: int, axes: Axes) -> str:
        """Return the labels of one value in words."""
        r, t, c, m = (int(p) for p in self.at[row])
        return in_words((r, t, c, m), axes)

    def rows_at(self, position: Position, axes: Axes) -> list[int]:
        """Return the rows that decide one cell: one, or the two years around it."""
        members = [np.array([p]) for p in position]
        return self.rows_of(members, axes)

    def rows_of(self, members: list[NDArray[np.intp]], axes: Axes) -> list[int]:
        """Return the rows that decide the cells of some regions, one year, categories and routes.

        Of a value given for some years, those are the nearest year before and the nearest after.
        """
        at = self.at
        fits = np.ones(len(at), dtype=bool)
        for column, axis in enumerate(LABELLED):
            if axis != "year":
                fits &= (at[:, column] == ALL) | np.isin(at[:, column], members[column])
        rows = np.flatnonzero(fits)
        wanted = axes.years[int(members[1][0])]
        years = np.array([*axes.years, wanted])[at[rows, 1]]  # -1, all years, is the year wanted
        _, group = np.unique(at[rows][:, [0, 2, 3]], axis=0, return_inverse=True)
        group = group.reshape(-1)
        never = np.iinfo(np.int64).max
        before = np.full(len(rows), -never)
        after = np.full(len(rows), never)
        np.maximum.at(before, group, np.where(years <= wanted, years, -never))
        np.minimum.at(after, group, np.where(years >= wanted, years, never))
        decides = (years == before[group]) | (years == after[group])
        return [int(row) for row in rows[decides]]


def in_words(
    position: Position,
    axes: Axes,
    *,
    by: str = "by",
    at: str = "in",
    category_name: Callable[[str], str] = str,
    route_name: Callable[[str], str] = str,
) -> str:
    """Return the labels of a cell in words, such as ``film by kerbside_bin in Asker (3203)``.

    Another language gives its words for `by` and `at`, and what it calls categories and routes.
    """
    region, year, category, route = position
    words = []
    if category != ALL:
        words.append(f"for {category_name(axes.categories[category].name)}")
    if route != ALL:
        words.append(f"{by} {route_name(axes.routes[route].name)}")
    if region != ALL:
        label, name = axes.regions[region], axes.region_names[region]
        words.append(f"{at} {label}" if name == label else f"{at} {name} ({label})")
    if year != ALL:
        words.append(f"{at} {axes.years[year]}")
    return " " + " ".join(words) if words else ""


def problem(spec: ParameterSpec, where: str, value: float) -> str | None:
    """Return what is wrong with one value of a parameter, None where it is fine."""
    if not np.isfinite(value):
        return f"{spec.name} is {value}{where}; give a finite number"
    if spec.is_share:
        if spec.low <= value <= spec.high and not (spec.below and value == spec.high):
            return None
        if value == spec.high:
            return (
                f"{spec.name} is 1{where}; it must be below 1, since nothing would be left of the "
                "packaging itself"
            )
        hint = f" Did you mean {value:g} % = {value / 100:g}?" if 1 < value <= 100 else ""  # noqa: PLR2004
        return f"{spec.name} is {value:g}{where}; a share lies between 0 and 1.{hint}"
    if value < spec.low or (spec.positive and value == 0.0):
        least = "cannot be negative" if spec.low == 0.0 else f"is at least {spec.low:g}"
        wrong = "must be above 0" if spec.positive else least
        return f"{spec.name} is {value:g} {spec.unit}{where}; it {wrong}"
    return None


# --------------------------------------------------------------------------------------------------
# reading what a user gives


@attrs.frozen
class _Leaf:
    at: Position
    value: float
    info: Info


def read_cells(spec: ParameterSpec, given: Any, axes: Axes) -> Cells:
    """Read any of the ways in which a parameter may be given.

    Raises
    ------
    PlastsmartError
        At the first thing that is wrong, naming the parameter, the place and the value.
    """
    leaves = list(_leaves(spec, given, axes, (ALL, ALL, ALL, ALL), Info(), None, 0))
    infos: dict[Info, int] = {}
    which = [infos.setdefault(leaf.info, len(infos)) for leaf in leaves]
    return Cells(
        spec,
        np.array([leaf.at for leaf in leaves], dtype=np.intp).reshape(-1, 4),
        np.array([leaf.value for leaf in leaves], dtype=np.float64),
        np.array(which, dtype=np.intp),
        tuple(infos),
    )


def _leaves(
    spec: ParameterSpec,
    given: Any,
    axes: Axes,
    at: Position,
    info: Info,
    unit: str | None,
    depth: int,
) -> Iterator[_Leaf]:
    if depth > DEEPEST:
        raise InvalidValueError(
            f"{spec.name} has mappings more than {DEEPEST} deep; nest at most one for each axis"
        )
    if isinstance(given, Parameter):
        inner = unit if given.unit is None else given.unit
        try:
            inside = given.over(info)
        except PlastsmartError as error:
            raise type(error)(f"{spec.name}{in_words(at, axes)}: {error}") from None
        yield from _leaves(spec, given.value, axes, at, inside, inner, depth + 1)
    elif isinstance(given, Mapping):
        axis, keys = _axis_of(spec, list(given), axes, at)
        column = LABELLED.index(axis)
        for key, position in keys:
            places = [position if i == column else place for i, place in enumerate(at)]
            below = (places[0], places[1], places[2], places[3])
            yield from _leaves(spec, given[key], axes, below, info, unit, depth + 1)
    elif _is_series(given):
        yield from _series_leaves(spec, given, axes, at, info, unit)
    else:
        yield _leaf(spec, given, axes, at, info, unit)


def _leaf(
    spec: ParameterSpec, given: Any, axes: Axes, at: Position, info: Info, unit: str | None
) -> _Leaf:
    where = in_words(at, axes)
    name = f"{spec.name}{where}"
    if is_quantity(given):
        if unit is not None:
            raise UnitError(
                f"{name} has a unit of its own and unit={shown(unit)} around it; give one of them"
            )
        value = magnitude(given, spec.unit, name)
        factor = float(scaled(1.0, f"{given.units:D}", spec.unit))
    else:
        value = _bare(spec, given, name)
        if unit is None:
            if not spec.is_share:
                raise UnitError(
                    f"{name} is the bare number {value:g}; it needs a unit: write "
                    f"ps.Q({value:g}, {spec.unit!r})"
                )
            factor = 1.0
        else:
            value, factor = with_unit(spec, value, unit, name)
    if not isinstance(value, float):
        raise InvalidValueError(
            f"{name} is an array without labels; say which value belongs to which label with a "
            "mapping or a pandas Series whose index levels are named after axes"
        )
    wrong = problem(spec, where, value)
    if wrong:
        raise InvalidValueError(wrong)
    if info.uncertainty is not None:
        info = attrs.evolve(info, uncertainty=checked(spec, info.uncertainty, value, factor, name))
    return _Leaf(at, value, info)


def _bare(spec: ParameterSpec, given: Any, name: str) -> float:
    if isinstance(given, str):
        example = f"ps.Q({given[:30]!r})" if given[:1].isdigit() else f"ps.Q(1, {spec.unit!r})"
        raise InvalidValueError(
            f"{name} is the text {shown(given)}; give a number, or a quantity such as {example}"
        )
    if isinstance(given, Distribution):
        raise InvalidValueError(
            f"{name} is {given}; a distribution belongs to a value: write "
            f"ps.Parameter(value, uncertainty={type(given).__name__}(…))"
        )
    if given is None:
        raise MissingValueError(f"{name} is None; give a value")
    if isinstance(given, (list, tuple, np.ndarray)):
        raise InvalidValueError(
            f"{name} is a {type(given).__name__} without labels; say which value belongs to which "
            "label with a mapping or a pandas Series whose index levels are named after axes"
        )
    return float(finite(given, name))


def with_unit(spec: ParameterSpec, value: float, unit: str, name: str) -> tuple[float, float]:
    """Return a bare value of some unit in the parameter's own, and the factor between the two."""
    try:
        parse_unit(unit)
        return float(scaled(value, unit, spec.unit)), float(scaled(1.0, unit, spec.unit))
    except DimensionError as error:
        raise DimensionError(f"{name}: {error}", error.units1, error.units2) from None
    except UnitError as error:
        raise UnitError(f"{name}: {error}") from None


def checked(
    spec: ParameterSpec, uncertainty: Distribution, value: float, factor: float, name: str
) -> Distribution:
    if isinstance(uncertainty, Dirichlet) and spec.name != "composition":
        raise InvalidValueError(
            f"{name} has the uncertainty {uncertainty}; a Dirichlet is for composition alone"
        )
    if isinstance(uncertainty, Beta) and not spec.is_share:
        raise InvalidValueError(
            f"{name} has the uncertainty {uncertainty}; a beta is for shares alone, between 0 and 1"
        )
    try:
        inside = uncertainty if factor == 1.0 else uncertainty.scaled(factor)
    except InvalidValueError as error:
        raise InvalidValueError(f"{name}: {error}") from None
    if not inside.holds(value):
        raise InvalidValueError(
            f"{name} is {value:g}, outside its own uncertainty {inside}; correct one of them"
        )
    return inside


def _axis_of(
    spec: ParameterSpec, keys: list[Any], axes: Axes, at: Position
) -> tuple[str, list[tuple[Any, int]]]:
    """Return the axis that a mapping's keys are labels of, and each key's position."""
    name = f"{spec.name}{in_words(at, axes)}"
    if not keys:
        raise MissingValueError(f"{name} is an empty mapping; give a value for each label")
    found = [
        axis for axis in LABELLED if all(_position(axes, axis, key) is not None for key in keys)
    ]
    permitted = [axis for axis in found if axis in spec.axes and at[LABELLED.index(axis)] == ALL]
    if len(permitted) > 1:
        raise LabelError(
            f"{name}: the labels {_few(keys)} are of both {' and '.join(permitted)}; rename one, or "
            "give a pandas Series whose index levels are named after axes"
        )
    if not permitted:
        raise _wrong_keys(spec, keys, axes, at, found, name)
    axis = permitted[0]
    positions = [(key, _position(axes, axis, key) or 0) for key in keys]
    taken = {position for _, position in positions}
    if len(taken) < len(positions):
        raise LabelError(f"{name}: a label of {axis} stands twice among {_few(keys)}")
    return axis, positions


def _position(axes: Axes, axis: str, key: Any) -> int | None:
    if isinstance(key, (bool, np.bool_)):
        return None
    if axis == "year":
        if not isinstance(key, (int, np.integer)):
            return None
        key = int(key)
    elif not isinstance(key, str):
        return None
    return axes.positions(axis).get(key)


def _wrong_keys(
    spec: ParameterSpec, keys: list[Any], axes: Axes, at: Position, found: list[str], name: str
) -> PlastsmartError:
    free = [axis for axis in spec.axes if at[LABELLED.index(axis)] == ALL]
    if found:
        axis = found[0]
        if axis in spec.axes:
            return AxisError(f"{name}: the axis {axis} stands twice, with the labels {_few(keys)}")
        return AxisError(
            f"{name} is given by {axis} ({_few(keys)}), along which it does not vary; {spec.along}"
        )
    fitting = {
        axis: [key for key in keys[:_TELLING] if _position(axes, axis, key) is not None]
        for axis in LABELLED
    }
    likely = max(LABELLED, key=lambda axis: len(fitting[axis]))
    if fitting[likely]:
        odd = next(key for key in keys if _position(axes, likely, key) is None)
        return LabelError(
            f"{name}: {shown(odd)} is not a label of {likely}, as {fitting[likely][0]!r} is. "
            f"{nearest(odd, axes.labels(likely))}"
        )
    known = [label for axis in (free or LABELLED) for label in axes.labels(axis)]
    hint = ""
    if isinstance(keys[0], int) and "region" in free and "year" not in free:
        hint = " Municipality numbers are text."
    return LabelError(
        f"{name}: {shown(keys[0])} is not a label of {' or '.join(free) or 'any axis'}. "
        f"{nearest(keys[0], known)}{hint}"
    )


def _few(keys: list[Any]) -> str:
    first = ", ".join(shown(key) for key in keys[:3])
    return first + (", …" if len(keys) > 3 else "")  # noqa: PLR2004


def _is_series(given: Any) -> bool:
    return type(given).__module__.split(".")[0] == "pandas" and hasattr(given, "index")


def _series_leaves(
    spec: ParameterSpec, given: Any, axes: Axes, at: Position, info: Info, unit: str | None
) -> Iterator[_Leaf]:
    name = f"{spec.name}{in_words(at, axes)}"
    if type(given).__name__ != "Series":
        raise InvalidValueError(
            f"{name} is a pandas {type(given).__name__}; give a Series whose index levels are named "
            "after axes (DataFrame.stack makes one)"
        )
    levels = list(given.index.names)
    for level in levels:
        if level not in LABELLED:
            raise AxisError(
                f"{name}: the index level {level!r} is not an axis; name the levels after "
                f"{', '.join(spec.axes)}"
            )
        if level not in spec.axes:
            raise AxisError(
                f"{name} is given by {level}, along which it does not vary; {spec.along}"
            )
        if at[LABELLED.index(level)] != ALL:
            raise AxisError(f"{name}: the axis {level} stands twice")
    if len(set(levels)) < len(levels):
        raise AxisError(f"{name}: two index levels have the same name: {levels}")
    if len(given) == 0:
        raise MissingValueError(f"{name} is an empty Series; give a value for each label")
    columns = [LABELLED.index(level) for level in levels]
    entries = list(given.index) if len(levels) > 1 else [(key,) for key in given.index]
    for keys, value in zip(entries, list(given.array), strict=True):
        position = list(at)
        for level, column, key in zip(levels, columns, keys, strict=True):
            found = _position(axes, level, key)
            if found is None:
                raise LabelError(
                    f"{name}: {shown(key)} is not a label of {level}. "
                    f"{nearest(key, axes.labels(level))}"
                )
            position[column] = found
        r, t, c, m = position
        yield _leaf(spec, value, axes, (r, t, c, m), info, unit)


# --------------------------------------------------------------------------------------------------
# aligning


def align(cells: Cells, axes: Axes) -> NDArray[np.float64]:
    """Return a parameter as an array of shape (1, region, year, category, route).

    Years between those given are interpolated linearly, years outside held. An axis along which the
    parameter does not vary has length 1. A category's cell of a route that does not serve it may be
    left out.

    Raises
    ------
    MissingValueError, LabelError
        Where a cell has no value, or two.
    """
    spec = cells.spec
    _refuse_unserved(cells, axes)
    varies = _varies(cells)
    shape = _shape(varies, axes)
    array = np.full(shape, np.nan)
    count = np.zeros(shape, dtype=np.int64)
    for places, rows in _places(cells, shape, varies):
        array[places] = cells.values[rows]
        at = np.ravel_multi_index(places, shape).reshape(-1)
        count += np.bincount(at, minlength=count.size).reshape(shape)
    if (count > 1).any():
        place = np.argwhere(count > 1)[0]
        raise LabelError(
            f"{spec.name} has more than one value{_cell_in_words(place, varies, axes)}; give one"
        )
    if varies[1] and (count == 0).any():
        _interpolate(array, count, np.array(axes.years, dtype=np.float64))
    empty = np.isnan(array)
    if empty.any():
        empty &= _served(shape, varies, axes)
        if empty.any():
            place = np.argwhere(empty)[0]
            raise MissingValueError(
                f"{spec.name} has no value{_cell_in_words(place, varies, axes)}; give one for every "
                f"label of {' and '.join(a for a, v in zip(LABELLED, varies, strict=True) if v)}"
            )
        array = np.where(np.isnan(array), 0.0, array)
    array = array[np.newaxis]
    array.flags.writeable = False
    return array


def _varies(cells: Cells) -> list[bool]:
    """Return along which of region, year, category, route a parameter has values of its own."""
    return [bool((cells.at[:, column] != ALL).any()) for column in range(4)]


def _shape(varies: list[bool], axes: Axes) -> tuple[int, ...]:
    return tuple(n if v else 1 for n, v in zip(axes.shape, varies, strict=True))


def _places(
    cells: Cells, shape: tuple[int, ...], varies: list[bool]
) -> Iterator[tuple[tuple[Any, ...], Any]]:
    """Yield where in an array values go, and the rows that they are: once for each pattern of axes."""
    at = cells.at
    patterns = sum((at[:, column] != ALL) * (8 >> column) for column in range(4))
    for pattern in np.flatnonzero(np.bincount(patterns)):
        rows = np.flatnonzero(patterns == pattern)
        index: list[Any] = []
        for column in range(4):
            if not varies[column]:
                index.append(np.zeros((1, 1, 1, 1, 1), dtype=np.intp))
            elif pattern & (8 >> column):
                index.append(at[rows, column].reshape(-1, 1, 1, 1, 1))
            else:
                along = [1, 1, 1, 1, 1]
                along[column + 1] = -1
                index.append(np.arange(shape[column]).reshape(along))
        full = np.broadcast_arrays(*index, rows.reshape(-1, 1, 1, 1, 1))
        yield tuple(full[:4]), full[4]


def given_rows(cells: Cells, axes: Axes) -> NDArray[np.intp]:
    """Return which of the given values is of each cell of the aligned array.

    Returns
    -------
    ndarray of int, shape (region, year, category, route)
        Rows of `cells`; -1 where nothing was given; of length 1 as the aligned array is.
    """
    varies = _varies(cells)
    shape = _shape(varies, axes)
    found = np.full(shape, -1, dtype=np.intp)
    for places, rows in _places(cells, shape, varies):
        found[places] = rows
    return found


def deciding_rows(cells: Cells, axes: Axes) -> NDArray[np.intp]:
    """Return which of the given values decides each cell of the aligned array.

    Of a cell between two given years that is the earlier one, of a cell before all of them the first.

    Returns
    -------
    ndarray of int, shape (region, year, category, route)
        Rows of `cells`; -1 where nothing was given; of length 1 as the aligned array is.
    """
    found = given_rows(cells, axes)
    if found.shape[1] > 1:
        order = np.argsort(np.array(axes.years))
        for step in (order, order[::-1]):  # hold forward, then backward
            for before, here in pairwise(step):
                row = found[:, here]
                found[:, here] = np.where(row < 0, found[:, before], row)
    return found


def _served(shape: tuple[int, ...], varies: list[bool], axes: Axes) -> NDArray[np.bool_]:
    if not (varies[2] and varies[3]):
        return np.ones(shape, dtype=bool)
    return np.broadcast_to(axes.serves(), shape)


def _refuse_unserved(cells: Cells, axes: Axes) -> None:
    serves = axes.serves()
    if serves.all():
        return
    category, route = cells.at[:, 2], cells.at[:, 3]
    both = (category != ALL) & (route != ALL) & (cells.values != 0.0)
    wrong = both & ~serves[category, route]
    if cells.spec.name == "capture" and wrong.any():
        row = int(np.flatnonzero(wrong)[0])
        stream, way = axes.categories[category[row]], axes.routes[route[row]]
        raise InvalidValueError(
            f"capture is {cells.values[row]:g}{cells.place(row, axes)}, a route that serves "
            f"{', '.join(way.sectors or ())} and not {stream.sector}; leave it out, or let the "
            "route serve the sector"
        )


def _cell_in_words(place: NDArray[np.intp], varies: list[bool], axes: Axes) -> str:
    r, t, c, m = (int(p) if v else ALL for p, v in zip(place, varies, strict=True))
    return in_words((r, t, c, m), axes)


def _interpolate(
    array: NDArray[np.float64], count: NDArray[np.int64], years: NDArray[np.float64]
) -> None:
    """Fill years that were not given: linear between given ones, held outside. In place."""
    rows = np.moveaxis(array, 1, 0).reshape(len(years), -1)
    given = np.moveaxis(count > 0, 1, 0).reshape(len(years), -1)
    patterns, member = np.unique(given, axis=1, return_inverse=True)
    member = member.reshape(-1)
    filled = rows.copy()
    for number, pattern in enumerate(patterns.T):
        known = np.flatnonzero(pattern)
        if len(known) in {0, len(years)}:
            continue
        known = known[np.argsort(years[known])]
        columns = np.flatnonzero(member == number)
        right = np.clip(np.searchsorted(years[known], years), 1, max(len(known) - 1, 1))
        left = right - 1
        right = np.minimum(right, len(known) - 1)
        a, b = known[left], known[right]
        span = np.where(years[b] > years[a], years[b] - years[a], 1.0)
        share = np.clip((years - years[a]) / span, 0.0, 1.0)[:, np.newaxis]
        low, high = rows[np.ix_(a, columns)], rows[np.ix_(b, columns)]
        # held ends and given years take the value itself, so that no rounding touches them
        between = low + (high - low) * share
        filled[:, columns] = np.where(share >= 1.0, high, np.where(share <= 0.0, low, between))
    moved = filled.reshape(len(years), *(n for i, n in enumerate(array.shape) if i != 1))
    array[...] = np.moveaxis(moved, 0, 1)
