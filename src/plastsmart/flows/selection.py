"""Adding up over axes: which labels a scope selects, and how `by` groups them."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any, Final

import attrs
import numpy as np
from numpy.typing import NDArray

from plastsmart.axes import AXES, LABELLED, SECTORS, TIERS, Axes
from plastsmart.errors import AxisError, LabelError, ScopeError, nearest, shown

__all__ = ["ATTRIBUTES", "Scope", "Selection", "read_scope"]

ATTRIBUTES: Final = {
    "polymer": "category",
    "format": "category",
    "sector": "category",
    "tier": "route",
}
"""What else than an axis a scope or `by` may name, and the axis that it is an attribute of."""

Scope = tuple[tuple[str, tuple[Any, ...]], ...]
"""A scope in one form, so that two can be compared: sorted keys, each with its labels."""


def read_scope(scope: Mapping[str, Any] | Scope | None) -> Scope:
    """Return a scope in one form.

    Parameters
    ----------
    scope : mapping, optional
        Axis or attribute to a label or a list of labels, such as ``{"sector": "household"}``.

    Raises
    ------
    ScopeError
        If a key is no axis and no attribute.
    """
    if scope is None:
        return ()
    try:
        entries = dict(scope)
    except (TypeError, ValueError):
        raise ScopeError(
            f'a scope is a mapping such as {{"sector": "household"}}, not {shown(scope)}'
        ) from None
    result = []
    for key in sorted(entries, key=str):
        if key not in LABELLED and key not in ATTRIBUTES:
            raise ScopeError(
                f"a scope cannot be by {shown(key)}. {nearest(key, [*LABELLED, *ATTRIBUTES])}"
            )
        value = entries[key]
        many = isinstance(value, Sequence) and not isinstance(value, (str, bytes))
        many = many or isinstance(value, (set, frozenset, np.ndarray, range))
        chosen = tuple(value) if many else (value,)
        for label in chosen:
            if not isinstance(label, (str, int, np.integer)):
                raise ScopeError(f"the scope's {key} {shown(label)} is not a label")
        chosen = tuple(dict.fromkeys(chosen))
        if not chosen:
            raise ScopeError(f"the scope's {key} is empty; name a label, or leave {key} out")
        result.append((key, tuple(sorted(chosen, key=str))))
    return tuple(result)


def attribute_values(axes: Axes, key: str) -> tuple[Any, ...]:
    """Return, for each label of an axis, what a scope's key compares with."""
    match key:
        case "polymer":
            return tuple(c.polymer for c in axes.categories)
        case "format":
            return tuple(c.format for c in axes.categories)
        case "sector":
            return tuple(c.sector for c in axes.categories)
        case "tier":
            return tuple(r.tier for r in axes.routes)
    return axes.labels(key)


def _vocabulary(axes: Axes, key: str) -> tuple[Any, ...]:
    """Return what may be asked for: closed vocabularies even where the system has none of it."""
    if key == "sector":
        return SECTORS
    return TIERS if key == "tier" else attribute_values(axes, key)


@attrs.frozen
class Selection:
    """Which labels take part, and which group each belongs to.

    Attributes
    ----------
    axes : Axes
    by : tuple of str
        The keys of the result, in its order.
    scope : Scope
    members : dict
        Axis to its groups, each an array of positions; one group where nothing is asked for.
    keys : dict
        Key of `by` to the labels of its groups.
    """

    axes: Axes
    by: tuple[str, ...]
    scope: Scope
    members: dict[str, list[NDArray[np.intp]]]
    keys: dict[str, tuple[Any, ...]]

    @classmethod
    def of(cls, axes: Axes, by: Any, scope: Mapping[str, Any] | Scope | None) -> Selection:
        """Read `by` and `scope` for a system's axes."""
        if by is None or isinstance(by, str):
            by = (by or "year",)
        elif not isinstance(by, Sequence):
            raise AxisError(f'by is a list of axes such as ["year"], not {shown(by)}')
        by = tuple(by)
        taken: dict[str, str] = {}
        for key in by:
            axis = ATTRIBUTES.get(key, key) if isinstance(key, str) else ""
            if axis not in LABELLED:
                raise AxisError(
                    f"by cannot hold {shown(key)}. {nearest(key, [*LABELLED, *ATTRIBUTES])}"
                )
            if axis in taken:
                raise AxisError(
                    f"by holds {taken[axis]!r} and {key!r}, both of the axis {axis}; name one"
                )
            taken[axis] = key
        form = read_scope(scope)
        chosen = {axis: np.arange(axes.size(axis)) for axis in LABELLED}
        for key, wanted in form:
            axis = ATTRIBUTES.get(key, key)
            known = _vocabulary(axes, key)
            for label in wanted:
                if isinstance(label, bool) or label not in known:
                    raise ScopeError(
                        f"the scope's {key} {shown(label)} is unknown. {nearest(label, known)}"
                    )
            values = attribute_values(axes, key)
            fits = np.array([value in wanted for value in values], dtype=bool)
            chosen[axis] = chosen[axis][fits[chosen[axis]]]
        members = {}
        keys: dict[str, tuple[Any, ...]] = {}
        for axis in LABELLED:
            key = taken.get(axis, "")
            if not key:
                members[axis] = [chosen[axis]]
                continue
            values = attribute_values(axes, key)
            groups: dict[Any, list[int]] = {}
            for position in chosen[axis]:
                groups.setdefault(values[position], []).append(int(position))
            keys[key] = tuple(groups)
            members[axis] = [np.array(group, dtype=np.intp) for group in groups.values()]
        return cls(axes, by, form, members, keys)

    @property
    def empty(self) -> bool:
        """Whether the scope leaves no category, region or year at all."""
        return any(
            sum(len(group) for group in self.members[axis]) == 0
            for axis in ("region", "year", "category", "route")
        )

    def adds_up_years(self) -> bool:
        """Whether flows of several years go into one number."""
        return any(len(group) > 1 for group in self.members["year"])

    def narrowed(self, scope: tuple[tuple[str, str], ...]) -> Selection:
        """Return the selection without the labels that a rate's own scope leaves out."""
        if not scope:
            return self
        members = dict(self.members)
        for key, wanted in scope:
            axis = ATTRIBUTES.get(key, key)
            values = attribute_values(self.axes, key)
            members[axis] = [
                np.array([p for p in group if values[p] == wanted], dtype=np.intp)
                for group in members[axis]
            ]
        return attrs.evolve(self, members=members)

    def total(self, values: NDArray[np.float64], along: tuple[str, ...]) -> NDArray[np.float64]:
        """Add up an array over what is selected.

        Parameters
        ----------
        values : ndarray, shape (sample, region, year, category, route)
            Of length 1 along axes that it does not vary along: the value of every label there.
        along : tuple of str
            The axes that the flow has; along others there is nothing to add up.

        Returns
        -------
        ndarray, shape (sample, groups of by[0], groups of by[1], …)
        """
        for axis in LABELLED:
            if axis not in along:
                continue
            values = _grouped(values, AXES.index(axis), self.members[axis])
        return self.arranged(values)

    def total_in_order(
        self, values: NDArray[np.float64], along: tuple[str, ...]
    ) -> NDArray[np.float64]:
        """Add up as `total` does, one label after another, routes first.

        The order of the additions depends neither on how many samples there are nor on how they lie
        in memory, so that a sample has the same bits in any batch.
        """
        for axis in reversed(LABELLED):
            if axis in along:
                values = _grouped(values, AXES.index(axis), self.members[axis], _summed_in_order)
        return self.arranged(values)

    def arranged(self, values: NDArray[np.float64]) -> NDArray[np.float64]:
        """Return sums with the axes of `by` alone, in its order."""
        order = [AXES.index(ATTRIBUTES.get(key, key)) for key in self.by]
        rest = tuple(i for i in range(1, len(AXES)) if i not in order)
        places = [1 + sorted(order).index(position) for position in order]
        result: NDArray[np.float64] = np.transpose(np.squeeze(values, axis=rest), (0, *places))
        return result


def _summed(values: NDArray[np.float64], axis: int, group: NDArray[np.intp]) -> NDArray[np.float64]:
    whole = len(group) == values.shape[axis]
    part = values if whole else values.take(group, axis=axis)
    total: NDArray[np.float64] = np.sum(part, axis=axis, keepdims=True)
    return total


def _summed_in_order(
    values: NDArray[np.float64], axis: int, group: NDArray[np.intp]
) -> NDArray[np.float64]:
    before = (slice(None),) * axis
    if not len(group):
        return np.zeros_like(values[(*before, slice(0, 1))])
    total = values[(*before, slice(group[0], group[0] + 1))]
    for position in group[1:]:
        total = total + values[(*before, slice(position, position + 1))]
    return total


def _grouped(
    values: NDArray[np.float64],
    axis: int,
    groups: list[NDArray[np.intp]],
    summed: Callable[[NDArray[np.float64], int, NDArray[np.intp]], NDArray[np.float64]] = _summed,
) -> NDArray[np.float64]:
    """Return an array added up along an axis, within each group of positions."""
    length = values.shape[axis]
    if length == 1:  # the same for every label: as often as there are labels
        counts = np.array([float(len(group)) for group in groups])
        shape = [1] * values.ndim
        shape[axis] = -1
        many: NDArray[np.float64] = values * counts.reshape(shape)
        return many
    if len(groups) == length and all(len(g) == 1 and g[0] == i for i, g in enumerate(groups)):
        return values
    sums = [summed(values, axis, group) for group in groups]
    if len(sums) == 1:
        return sums[0]
    joined: NDArray[np.float64] = np.concatenate(sums, axis=axis)
    return joined


def scope_text(scope: Scope) -> str:
    """Return a scope as people read it."""
    if not scope:
        return "everything"
    return "; ".join(f"{key} {', '.join(str(v) for v in values)}" for key, values in scope)


def refuse_label(label: Any, known: Sequence[Any], axis: str) -> None:
    """Raise if a label is not among those of an axis."""
    if isinstance(label, bool) or label not in known:
        raise LabelError(f"{shown(label)} is not a label of {axis}. {nearest(label, known)}")
