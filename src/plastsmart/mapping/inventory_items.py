"""Items that a municipality buys, and the inventory of them."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import TYPE_CHECKING, Any, Final

import attrs
import numpy as np
from numpy.typing import NDArray

from plastsmart.alignment import ALL, Cells
from plastsmart.axes import Axes, Category, Route, checked_year, label_text
from plastsmart.errors import InvalidValueError, LabelError, PriceYearError, listed, shown
from plastsmart.mapping.inventory_columns import COLUMNS, OF_ALL
from plastsmart.mapping.measurements import Problem
from plastsmart.parameters import STATUSES, Info, Parameter, Triangular, as_text
from plastsmart.stages import PARAMETERS, UNSTATED, Procurement
from plastsmart.system import System
from plastsmart.units import finite

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["MOST_ITEMS", "Inventory", "Item"]

MOST_ITEMS: Final = 300
"""Items of one inventory: each is a category of a system."""

MUNICIPAL: Final = "municipal"
"""The sector of the items in a system."""

_NUMBERS: Final = tuple(name for name, column in COLUMNS.items() if column.is_number)
_OF_ALTERNATIVE: Final = ("reusable_mass", "reusable_price", "reusable_emission")
_OF_REUSE: Final = ("reusable_uses", "washing_cost", "washing_emission")
_KILOGRAMS: Final = 1000.0
"""In a tonne; also grams in a kilogram."""

_GRAMS: Final = 1e6
"""In a tonne."""

_NOT_BOUGHT: Final = "the municipality buys nothing of it"
_ALL: Final = 1e-9
"""Where so little of a category is left to others, the municipality buys all of it."""

_SAME: Final = 1e-12
"""What values may differ by from year to year and count as the same."""


def _figure(value: Any, name: str) -> float | None:
    """Return a number of an item; refuse what its column cannot hold."""
    if value is None:
        return None
    number = finite(value, name)
    if not isinstance(number, float):
        raise InvalidValueError(f"{name} is {shown(value)}; give one number")
    least = 1.0 if name == "reusable_uses" else 0.0
    if number < least:
        wrong = "cannot be negative" if least == 0.0 else "is at least 1"
        raise InvalidValueError(f"{name} is {number:g} {COLUMNS[name].unit}; it {wrong}")
    if COLUMNS[name].kind == "share" and number > 1.0:
        hint = f" Did you mean {number:g} % = {number / 100:g}?" if number <= 100.0 else ""  # noqa: PLR2004
        raise InvalidValueError(f"{name} is {number:g}; a share lies between 0 and 1.{hint}")
    return number


def _text(value: Any, name: str) -> str:
    return as_text(value, f"the {name} of an item")


@attrs.frozen(kw_only=True)
class Item:
    """One item that is bought for one place of use.

    Parameters
    ----------
    item, place : str
        What it is, and where it is used.
    quantity : float
        Bought a year [item/year].
    item_mass : float
        Plastic in one [g/item].
    polymer : str
    single_use, packaging : bool
    item_price : float, optional
        [NOK/item]
    item_emission, recycled_emission : float, optional
        From making it of virgin and of recycled plastic [kg CO2e/kg].
    recycled_content : float, optional
        Share of it that is recycled plastic today.
    reusable_mass, reusable_price, reusable_emission : float, optional
        Plastic in one reusable item that could take its place [g/item], its price [NOK/item], and the
        emissions of making it [kg CO2e/item].
    reusable_uses, washing_cost, washing_emission : float, optional
        How often one is used [use/item], and what a use takes in washing [NOK/use, g CO2e/use]. Of an
        item that is not single-use they are its own.
    quantity_spread, mass_spread : float, optional
        How far off the quantity and the mass of an item may be, as a share of them; triangular.
    source, status, note : str

    Raises
    ------
    InvalidValueError, LabelError

    Examples
    --------
    >>> import plastsmart as ps
    >>> cup = ps.inventory.Item(
    ...     item="cup",
    ...     place="Canteens",
    ...     quantity=20_000,
    ...     item_mass=5,
    ...     single_use=True,
    ...     packaging=True,
    ... )
    >>> cup.mass
    0.1
    """

    item: str
    place: str
    quantity: float
    item_mass: float
    single_use: bool
    packaging: bool
    polymer: str = ""
    item_price: float | None = None
    item_emission: float | None = None
    recycled_content: float | None = None
    recycled_emission: float | None = None
    reusable_mass: float | None = None
    reusable_price: float | None = None
    reusable_uses: float | None = None
    washing_cost: float | None = None
    washing_emission: float | None = None
    reusable_emission: float | None = None
    quantity_spread: float | None = None
    mass_spread: float | None = None
    source: str = ""
    status: str = "estimated"
    note: str = ""

    def __attrs_post_init__(self) -> None:
        for name in ("item", "place"):
            label_text(getattr(self, name), name)
        about = f"{self.item} ({self.place})"
        for name in ("polymer", "source", "note"):
            object.__setattr__(self, name, _text(getattr(self, name), name))
        for name in ("single_use", "packaging"):
            if not isinstance(getattr(self, name), bool):
                raise InvalidValueError(
                    f"{about}: {name} is {shown(getattr(self, name))}; it is True or False"
                )
        for name in _NUMBERS:
            try:
                object.__setattr__(self, name, _figure(getattr(self, name), name))
            except InvalidValueError as error:
                raise InvalidValueError(f"{about}: {error}") from None
        for name in ("quantity", "item_mass"):
            if getattr(self, name) is None:
                raise InvalidValueError(f"{about}: {name} is missing; give a number")
        if self.status not in STATUSES:
            raise InvalidValueError(
                f"{about}: the status is {shown(self.status)}; it is one of {', '.join(STATUSES)}"
            )
        if wrong := self._contradiction():
            raise InvalidValueError(f"{about}: {wrong}")

    def _contradiction(self) -> str:
        """Return what of the reusable alternative does not go together, if anything."""
        told = [name for name in _OF_ALTERNATIVE if getattr(self, name) is not None]
        if not self.single_use:
            if told:
                return (
                    f"it is not single-use, and {told[0]} is of an alternative to a single-use item; "
                    "leave it empty: item_mass and item_price are its own"
                )
            return ""
        if told and self.reusable_uses is None:
            return f"{told[0]} is given without reusable_uses; say how often one is used"
        lone = [name for name in _OF_REUSE if getattr(self, name) is not None]
        if lone and not told:
            return f"{lone[0]} is given without reusable_mass or reusable_price; give one of them"
        return ""

    @property
    def has_alternative(self) -> bool:
        """Whether a reusable item that could take its place is told of."""
        return self.single_use and self.reusable_uses is not None

    @property
    def uses(self) -> float:
        """Uses that it serves [use/year]."""
        return self.quantity if self.single_use else self.quantity * (self.reusable_uses or 1.0)

    @property
    def mass(self) -> float:
        """Plastic bought [tonne/year]."""
        return self.quantity * self.item_mass / _GRAMS

    @property
    def expense(self) -> float:
        """What buying and washing cost [NOK/year]; nan where no price is stated."""
        if self.item_price is None:
            return math.nan
        washed = 0.0 if self.single_use else self.uses * (self.washing_cost or 0.0)
        return self.quantity * self.item_price + washed

    @property
    def emissions(self) -> float:
        """What making and washing emit [tonne CO2e/year]; nan where no factor is stated."""
        share = self.recycled_content or 0.0
        factors = (1.0 - share, self.item_emission), (share, self.recycled_emission)
        if any(part > 0.0 and factor is None for part, factor in factors):
            return math.nan
        made = self.mass * math.fsum(
            part * factor for part, factor in factors if factor is not None
        )
        washed = 0.0 if self.single_use else self.uses * (self.washing_emission or 0.0) / _GRAMS
        return made + washed


def _items(given: Any) -> tuple[Item, ...]:
    members = listed(given, "items", "[ps.inventory.Item(…)]")
    for member in members:
        if not isinstance(member, Item):
            raise InvalidValueError(f"an item is ps.inventory.Item(…), not {shown(member)}")
    return tuple(members)


@attrs.frozen(kw_only=True)
class Inventory:
    """What a municipality buys.

    Attributes
    ----------
    items : tuple of Item
    problems : tuple of Problem
        What of a file could not be used.
    name : str
        Of the municipality.
    year : int or None
        Of the purchases and their prices.
    language : {"no", "en"}
    origin : str
        The file.
    """

    items: tuple[Item, ...] = attrs.field(converter=_items)
    problems: tuple[Problem, ...] = ()
    name: str = ""
    year: int | None = None
    language: str = "no"
    origin: str = ""

    def __attrs_post_init__(self) -> None:
        if self.year is not None:
            object.__setattr__(self, "year", checked_year(self.year))
        if len(self.items) > MOST_ITEMS:
            raise InvalidValueError(
                f"an inventory has at most {MOST_ITEMS} items, not {len(self.items)}; put those "
                "together that are alike"
            )
        seen: set[tuple[str, str]] = set()
        for item in self.items:
            if (item.item, item.place) in seen:
                raise LabelError(
                    f"{item.item} stands twice for {item.place}; add the quantities up, or name them "
                    "apart"
                )
            seen.add((item.item, item.place))

    def __len__(self) -> int:
        return len(self.items)

    def __iter__(self) -> Iterator[Item]:
        return iter(self.items)

    @property
    def ok(self) -> bool:
        """Whether there is no problem that matters."""
        return not any(problem.serious for problem in self.problems)

    @property
    def labels(self) -> tuple[str, ...]:
        """The category of each item: its name, and its place where the name alone is of several."""
        names = [item.item for item in self.items]
        labels = [
            item.item if names.count(item.item) == 1 else f"{item.item} ({item.place})"
            for item in self.items
        ]
        twice = next((label for label in labels if labels.count(label) > 1), None)
        if twice is not None:
            raise LabelError(f"two items make the category {shown(twice)}; rename one")
        return tuple(labels)

    def categories(self) -> tuple[Category, ...]:
        """Return the items as categories of the sector municipal, the place of use as format."""
        return tuple(
            Category(label, item.polymer, item.place, MUNICIPAL)
            for label, item in zip(self.labels, self.items, strict=True)
        )

    def table(self) -> pd.DataFrame:
        """Return the items as a table, which `read` takes as CSV: a row each, numbers in their units.

        Where they are stated, the columns ``municipality`` and ``year`` say so in every row.

        Returns
        -------
        pandas.DataFrame
        """
        import pandas as pd

        rows = [attrs.asdict(item) for item in self.items]
        frame = pd.DataFrame(rows, columns=list(COLUMNS))
        for name in ("single_use", "packaging"):
            frame[name] = ["yes" if row[name] else "no" for row in rows]
        for name in _NUMBERS:
            frame[name] = frame[name].astype(float)
        for column, field in OF_ALL.items():
            if (stated := getattr(self, field)) not in {"", None}:
                frame[column] = stated
        frame.attrs["units"] = {name: c.unit for name, c in COLUMNS.items() if c.unit}
        return frame

    def baseline(self, by: str = "item") -> pd.DataFrame:
        """Return what is bought a year: plastic, money and emissions.

        Parameters
        ----------
        by : {"item", "place"}

        Returns
        -------
        pandas.DataFrame
            Columns ``tonnes``, ``packaging`` [tonne/year], ``NOK`` [NOK/year] and ``CO2e`` [tonne
            CO2e/year]; nan where a price or factor is not stated, of a place if it lacks for one item.

        Raises
        ------
        InvalidValueError
            If `by` is something else.

        Examples
        --------
        >>> import plastsmart as ps
        >>> town = ps.inventory.read("examples/inventory/innkjop.csv")
        >>> round(float(town.baseline(by="place").loc["Kantiner", "tonnes"]), 3)
        0.414
        """
        import pandas as pd

        if by not in {"item", "place"}:
            raise InvalidValueError(f"by is 'item' or 'place', not {shown(by)}")
        index = pd.Index([*self.labels] if by == "item" else [i.place for i in self.items], name=by)
        frame = pd.DataFrame(
            {
                "tonnes": [item.mass for item in self.items],
                "packaging": [item.mass if item.packaging else 0.0 for item in self.items],
                "NOK": [item.expense for item in self.items],
                "CO2e": [item.emissions for item in self.items],
            },
            index=index,
            dtype=float,
        )
        if by == "place":
            # a sum that lacks a part is not known, and pandas would leave the part out
            parts = {
                place: frame.loc[[place]].to_numpy().sum(axis=0) for place in dict.fromkeys(index)
            }
            frame = pd.DataFrame.from_dict(parts, orient="index", columns=frame.columns)
            frame.index.name = by
        frame.attrs["units"] = {
            "tonnes": "tonne/year", "packaging": "tonne/year", "NOK": "NOK/year",
            "CO2e": "tonne CO2e/year",
        }  # fmt: skip
        return frame

    def break_even(self) -> pd.DataFrame:
        """Return the number of uses from which on each reusable alternative is no worse.

        Returns
        -------
        pandas.DataFrame
            A row for each item with an alternative; columns ``mass``, ``cost``, ``emissions``
            [use/item] and ``uses``, what one is used. Infinite where no number suffices; nan where
            something is not stated.
        """
        import pandas as pd

        from plastsmart.mapping.break_even import break_even_uses

        rows = {}
        for label, item in zip(self.labels, self.items, strict=True):
            if not item.has_alternative:
                continue
            made = item.emissions / item.quantity * _KILOGRAMS if item.quantity else math.nan
            grams = item.washing_emission
            cost = item.reusable_price is not None
            found = break_even_uses(
                item_mass=item.item_mass,
                reusable_mass=item.reusable_mass,
                item_price=item.item_price if cost else None,
                reusable_price=item.reusable_price,
                washing_cost=item.washing_cost if cost else None,
                item_emission=None if math.isnan(made) else made,
                reusable_emission=item.reusable_emission,
                washing_emission=None if grams is None else grams / _KILOGRAMS,
            )
            rows[label] = {**attrs.asdict(found), "uses": item.reusable_uses}
        columns = ["mass", "cost", "emissions", "uses"]
        frame = pd.DataFrame.from_dict(rows, orient="index", columns=columns, dtype=float)
        frame.index.name = "item"
        return frame

    # -- as a system --------------------------------------------------------------------------------

    def procurement(self, others: Iterable[str] = ()) -> Procurement:
        """Return the purchases as a stage of a system whose categories are `categories`.

        Parameters
        ----------
        others : sequence of str
            The system's other categories, of which the municipality buys nothing.

        Returns
        -------
        Procurement

        Examples
        --------
        >>> import plastsmart as ps
        >>> town = ps.inventory.read("examples/inventory/innkjop.csv")
        >>> town.procurement().reusable_uses["kaffekrus"].value
        300.0
        """
        return _stage(self, tuple(listed(others, "others", '["film"]')), {}, {})

    def system(self, base: System, *, sector: str | None = None) -> System:
        """Return a system in which the purchases have categories of their own.

        What is packaging among them is taken out of the categories of the same polymer, or else out of
        all of the sector, in proportion, and comes on top: as much is generated as before, and
        `packaging_per_person` and `composition` are of what is left to others. An item is collected,
        sorted and recycled as the largest of the categories that it was taken out of. Where it states
        no emissions, those of the base's virgin plastic of its polymer stand in, if it has that.

        Parameters
        ----------
        base : System
            Of one region, such as a municipality's.
        sector : str, optional
            In which the base counts the municipality's own packaging; "municipal" where it holds that
            sector, else "household".

        Returns
        -------
        System

        Raises
        ------
        InvalidValueError
            If the municipality buys more packaging than the base generates; if the base has several
            regions, or purchases already.
        LabelError
            If the base has no category of the sector, or one of an item's name.
        PriceYearError
            If purchases and base are in prices of different years.

        Examples
        --------
        >>> import plastsmart as ps
        >>> base = ps.load("norway-household")
        >>> town = ps.inventory.read("examples/inventory/innkjop.csv").system(base)
        >>> a, b = (ps.run(s).table(by=["year"])["generated"].sum() for s in (base, town))
        >>> abs(float(a - b)) < 1e-6 * float(a)
        True
        """
        return _Added(self, base, sector).system()


def _parameters(item: Item) -> dict[str, float | None]:
    """Return an item as the parameters of the stage, in their units; None for what is not stated."""
    single = item.single_use
    made = item.item_emission
    values: dict[str, float | None] = {
        "uses": item.uses,
        "item_mass": item.item_mass if single else 0.0,
        "item_price": item.item_price if single else None,
        "item_emission": None if made is None or not single else made * _KILOGRAMS,
        "recycled_content": item.recycled_content if single else None,
        "recycled_content_before": item.recycled_content if single else None,
        "recycled_emission": (
            None if item.recycled_emission is None else item.recycled_emission * _KILOGRAMS
        ),
        "reusable_share": None if single else 1.0,
        "reusable_share_before": None if single else 1.0,
        "reusable_mass": item.reusable_mass if single else item.item_mass,
        "reusable_price": item.reusable_price if single else item.item_price,
        "reusable_uses": item.reusable_uses,
        "washing_cost": item.washing_cost,
        "washing_emission": item.washing_emission,
        "reusable_emission": item.reusable_emission,
        "own_packaging_share": float(item.packaging),
        "own_packaging_counted": 0.0,
    }
    if not single and item.quantity > 0.0:
        washed = item.uses * (item.washing_emission or 0.0) / _GRAMS
        each = (item.emissions - washed) * _KILOGRAMS / item.quantity
        values["reusable_emission"] = None if math.isnan(each) else max(each, 0.0)
    return values


def _stage(
    inventory: Inventory,
    others: tuple[str, ...],
    virgin: Mapping[str, Any],
    recycled: Mapping[str, Any],
) -> Procurement:
    """Return the stage, with emissions from elsewhere where an item states none."""
    given: dict[str, dict[str, Any]] = {}
    for label, item in zip(inventory.labels, inventory.items, strict=True):
        for name, value in _parameters(item).items():
            given.setdefault(name, {})[label] = _told(item, name, value, inventory.origin)
        made = virgin.get(label)
        if not item.single_use:
            if given["reusable_emission"][label] is None and made is not None:
                given["reusable_emission"][label] = _for_one(made, item)
            continue
        for name, elsewhere in (("item_emission", virgin), ("recycled_emission", recycled)):
            if given[name][label] is None:
                given[name][label] = elsewhere.get(label)
    stated = {
        name: {
            **{other: _nothing(name, _NOT_BOUGHT) for other in others},
            **{
                label: _nothing(name) if value is None else value for label, value in values.items()
            },
        }
        for name, values in given.items()
        if any(value is not None for value in values.values())
    }
    return Procurement(**stated)


def _told(item: Item, name: str, value: float | None, origin: str) -> Parameter | None:
    """Return a value of an item with what is known of it."""
    if value is None:
        return None
    spec = PARAMETERS[name]
    status: Any = item.status
    return Parameter(
        value,
        unit=None if spec.is_share else spec.unit,
        uncertainty=_spread(item, name, value),
        source=item.source or origin or None,
        status=status,
        note=item.note,
    )


def _spread(item: Item, name: str, value: float) -> Triangular | None:
    """Return the distribution of how often an item is used, or of what it weighs, if it is stated."""
    mass = "item_mass" if item.single_use else "reusable_mass"
    share = {"uses": item.quantity_spread, mass: item.mass_spread}.get(name)
    off = value * (share or 0.0)
    return Triangular(value - off, value, value + off) if off > 0.0 else None


def _for_one(made: Any, item: Item) -> Any:
    """Return what making one item emits, of the emissions of a tonne, maybe by year."""
    if isinstance(made, Mapping):
        return {year: _for_one(each, item) for year, each in made.items()}
    factor = item.item_mass / _GRAMS
    spread = None if made.uncertainty is None or factor == 0.0 else made.uncertainty.scaled(factor)
    return attrs.evolve(made, value=made.value * factor, unit="kg CO2e/item", uncertainty=spread)


def _nothing(name: str, note: str = UNSTATED) -> Parameter:
    """Return the neutral value of a parameter, and why it has that."""
    spec = PARAMETERS[name]
    return Parameter(
        spec.default,
        unit=None if spec.is_share else spec.unit,
        status="default",
        note=spec.unstated if note == UNSTATED else note,
    )


def _steady(values: NDArray[np.float64]) -> bool:
    """Tell whether values are the same in all years, the first axis."""
    return bool((np.ptp(values, axis=0) <= _SAME).all())


def _yearly(
    name: str, values: NDArray[np.float64], told: Callable[[int, int], Info], *, every: bool = False
) -> Cells:
    """Return cells of values by year and category; one for all years where they are the same.

    `told` says what is known of a value by its year and category. With `every` there is one value of
    all categories.
    """
    years = [ALL] if _steady(values) else range(len(values))
    cells = [(year, category) for year in years for category in range(values.shape[1])]
    return Cells(
        PARAMETERS[name],
        np.array([(ALL, t, ALL if every else c, ALL) for t, c in cells], dtype=np.intp),
        np.array([values[max(t, 0), c] for t, c in cells], dtype=np.float64),
        np.arange(len(cells)),
        tuple(told(max(t, 0), c) for t, c in cells),
    )


_NO_LITTER: Final = "litter is counted among the categories that the item was taken out of"


class _Added:
    """A system to which an inventory is added."""

    def __init__(self, inventory: Inventory, base: System, sector: str | None) -> None:
        if not isinstance(base, System):
            raise InvalidValueError(f"base is a System, such as ps.load(…), not {shown(base)}")
        if not inventory.items:
            raise InvalidValueError("the inventory has no items; fill it in, and read it again")
        if len(base.axes.regions) > 1:
            raise InvalidValueError(
                f"an inventory is of one municipality, and the base has {len(base.axes.regions)} "
                "regions; take the system of the municipality alone"
            )
        if "uses" in base.parameters:
            raise InvalidValueError(
                "the base states purchases already; give base.replace(procurement=None)"
            )
        self.inventory, self.base, self.axes = inventory, base, base.axes
        held = {category.sector for category in self.axes.categories}
        self.sector = sector or (MUNICIPAL if MUNICIPAL in held else "household")
        if self.sector not in held:
            raise LabelError(
                f"the base has no category of the sector {shown(self.sector)}; give sector= one of "
                f"{', '.join(sorted(held))}"
            )
        known = {category.name for category in self.axes.categories}
        for label in inventory.labels:
            if label in known:
                raise LabelError(
                    f"the item {shown(label)} has the name of a category of the base; rename it"
                )
        self.pools = [self._pool(item) for item in inventory.items]
        self.known = [self._alike(item) != [] for item in inventory.items]
        self.generated = self._by_year("generated")
        self.like = [max(pool, key=lambda c: self.generated[:, c].sum()) for pool in self.pools]

    def _of_sector(self) -> list[int]:
        categories = enumerate(self.axes.categories)
        return [place for place, category in categories if category.sector == self.sector]

    def _alike(self, item: Item) -> list[int]:
        """Return the categories of an item's polymer."""
        return [
            place
            for place in self._of_sector()
            if item.polymer
            and self.axes.categories[place].polymer.casefold() == item.polymer.casefold()
        ]

    def _pool(self, item: Item) -> list[int]:
        """Return the categories that an item is part of in the base."""
        return self._alike(item) or self._of_sector()

    def _by_year(self, name: str) -> NDArray[np.float64]:
        """Return a flow or parameter of the base: shape (year, category)."""
        if name in self.base.parameters:
            array = self.base.array(name)
        else:
            # what is generated is an equation's, with whatever the base tells of reuse
            from plastsmart.flows.model import MODEL

            inputs = self.base.inputs()
            model = MODEL.fitted(inputs)
            array = model.evaluate(model.needed([name], inputs), inputs)[name]
        shape = (1, *self.axes.shape[:3], 1)
        found: NDArray[np.float64] = np.broadcast_to(array, shape)[0, 0, :, :, 0]
        return found

    def taken(self) -> NDArray[np.float64]:
        """Return the packaging of each item that each category holds: (year, category, item)."""
        taken = np.zeros((*self.generated.shape, len(self.pools)))
        for place, (item, pool) in enumerate(zip(self.inventory.items, self.pools, strict=True)):
            if not item.packaging or item.mass == 0.0:
                continue
            whole = self.generated[:, pool].sum(axis=1, keepdims=True)
            shares = np.divide(
                self.generated[:, pool],
                whole,
                out=np.zeros((len(whole), len(pool))),
                where=whole > 0,
            )
            taken[:, pool, place] = item.mass * shares
            if not (whole > 0).all():
                self._refuse(int(np.argmin(whole[:, 0])), pool)
        sums = taken.sum(axis=2)
        over = (sums > 0) & (sums >= self.generated * (1.0 - _ALL))
        if over.any():
            year, category = (int(at) for at in np.argwhere(over)[0])
            pool = next(pool for pool in self.pools if category in pool)
            self._refuse(year, pool)
        return taken

    def _refuse(self, year: int, pool: list[int]) -> None:
        """Raise, telling of the purchases that are more than a year's categories hold."""
        part = [
            (item.mass, label)
            for item, label, mine in zip(
                self.inventory.items, self.inventory.labels, self.pools, strict=True
            )
            if item.packaging and set(mine) & set(pool)
        ]
        told = ", ".join(f"{label} {mass:.6g}" for mass, label in sorted(part, reverse=True)[:5])
        held = float(self.generated[year, pool].sum())
        names = ", ".join(self.axes.categories[place].name for place in pool[:5])
        raise InvalidValueError(
            f"the municipality buys {math.fsum(mass for mass, _ in part):.6g} tonne/year of packaging "
            f"({told}), and the base generates {held:.6g} tonne/year of {names} ({self.sector}) in "
            f"{self.axes.years[year]}; correct quantity and mass, or name the sector that holds it with "
            "sector="
        )

    def system(self) -> System:
        """Return the system."""
        taken = self.taken().sum(axis=2)
        kept = 1.0 - np.divide(
            taken, self.generated, out=np.zeros_like(taken), where=self.generated > 0
        )
        shares = self._by_year("composition") * kept
        whole = shares.sum(axis=1, keepdims=True)
        made = {
            "composition": self._composition(shares / whole),
            "packaging_per_person": self._per_person(whole),
        }
        cells = {
            name: made[name] if name in made else self._copied(self.base.cells(name))
            for name in self.base.parameters
        }
        notes = (*self.base.notes, self._note())
        base = System._make(self._wider(), cells, self.base.name, notes, self.base.price_year)
        others = tuple(category.name for category in self.axes.categories)
        procurement = _stage(
            self.inventory,
            others,
            self._emissions("virgin_emission"),
            self._emissions("recycling_emission"),
        )
        return base.replace(procurement=procurement, price_year=self.price_year())

    def price_year(self) -> int | None:
        """Return the year whose prices the system is in; refuse purchases of another year's."""
        mine, base = self.inventory.year, self.base.price_year
        if all(item.item_price is None and item.reusable_price is None for item in self.inventory):
            return base
        if base is None:
            with_money = any("NOK" in PARAMETERS[name].unit for name in self.base.parameters)
            return None if with_money else mine
        if mine is not None and mine != base:
            raise PriceYearError(
                f"the purchases are in prices of {mine}, and the base in those of {base}; convert it: "
                f"base.in_prices({mine}, ps.prices.CPI)"
            )
        return base

    def _note(self) -> str:
        whole = math.fsum(item.mass for item in self.inventory.items if item.packaging)
        origin = f" of {self.inventory.name}" if self.inventory.name else ""
        return (
            f"The purchases{origin} ({whole:.6g} tonne/year of packaging) have categories of the sector "
            f"municipal; before, they were counted among {self.sector}."
        )

    def _wider(self) -> Axes:
        """Return the axes with the items, whose waste goes the way of the sector's."""
        routes = [
            Route(route.name, route.tier, (*route.sectors, MUNICIPAL))
            if route.sectors is not None and self.sector in route.sectors
            else route
            for route in self.axes.routes
        ]
        return Axes.read(
            dict(zip(self.axes.regions, self.axes.region_names, strict=True)),
            self.axes.years,
            [*self.axes.categories, *self.inventory.categories()],
            routes,
        )

    def _copied(self, cells: Cells) -> Cells:
        """Return cells in which each item has the values of the category that it is like."""
        at, name = cells.at, cells.spec.name
        many = len(self.axes.categories)
        if name == "packaging_in_litter" and (at[:, 2] == ALL).all():
            # of each category, and with more of them it would be more litter
            at = np.repeat(at, many, axis=0)
            at[:, 2] = np.tile(np.arange(many), len(cells))
            cells = Cells(
                cells.spec,
                at,
                np.repeat(cells.values, many),
                np.repeat(cells.which, many),
                cells.infos,
            )
        if not (at[:, 2] != ALL).any():
            return cells
        rows, places = [np.arange(len(cells))], [at]
        for number, like in enumerate(self.like):
            own = np.flatnonzero(at[:, 2] == like)
            moved = at[own].copy()
            moved[:, 2] = many + number
            rows.append(own)
            places.append(moved)
        picked = np.concatenate(rows)
        values, which, infos = cells.values[picked].copy(), cells.which[picked].copy(), cells.infos
        if name == "packaging_in_litter":
            # what is littered is counted where it was, and with certainty not among the items
            values[len(cells) :] = 0.0
            which[len(cells) :] = len(infos)
            infos = (*infos, Info(status="default", note=_NO_LITTER))
        return Cells(cells.spec, np.concatenate(places), values, which, infos)

    def _composition(self, shares: NDArray[np.float64]) -> Cells:
        """Return the composition of what others generate, of which the items are nothing."""
        cells, many = self.base.cells("composition"), shares.shape[1]
        nothing = Info(status="default", note="its packaging is what the municipality buys")

        def told(_: int, category: int) -> Info:
            if category >= many:
                return nothing
            rows = cells.rows_at((0, 0, category, ALL), self.axes)
            return cells.info(rows[0]) if rows else Info()

        none = np.zeros((len(shares), len(self.pools)))
        return _yearly("composition", np.concatenate([shares, none], axis=1), told)

    def _per_person(self, whole: NDArray[np.float64]) -> Cells:
        """Return the packaging for each inhabitant that others generate, with as wide a spread."""
        name = "packaging_per_person"
        cells = self.base.cells(name)
        given = np.broadcast_to(self.base.given_array(name)[0, 0, :, 0, 0], len(whole))
        values = given[:, np.newaxis] * whole

        def told(year: int, _: int) -> Info:
            row = cells.rows_at((0, year, ALL, ALL), self.axes)[0]
            info, centre = cells.info(row), float(cells.values[row])
            if info.uncertainty is not None and centre > 0.0:
                by = float(values[year, 0]) / centre
                info = attrs.evolve(info, uncertainty=info.uncertainty.scaled(by))
            without = "without what the municipality buys"
            return attrs.evolve(info, note=f"{info.note}; {without}" if info.note else without)

        return _yearly(name, values, told, every=True)

    def _emissions(self, name: str) -> dict[str, Any]:
        """Return a factor of the base for each item, by the category that it is like."""
        if name not in self.base.parameters or name in self.base.not_stated("climate"):
            return {}
        cells, array = self.base.cells(name), self.base.given_array(name)
        shape = (1, *array.shape[1:3], len(self.axes.categories), 1)
        values = np.broadcast_to(array, shape)[0, 0, :, :, 0]

        def told(year: int, category: int) -> Parameter:
            info = cells.info(cells.rows_at((0, year, category, ALL), self.axes)[0])
            note = "of the base's polymer; making the item of it is not in it"
            info = attrs.evolve(info, note=f"{info.note}; {note}" if info.note else note)
            if len(values) > 1:
                info = attrs.evolve(info, uncertainty=None)
            return info.around(float(values[year, category]), PARAMETERS[name].unit)

        return {
            label: told(0, like)
            if len(values) == 1
            else {year: told(number, like) for number, year in enumerate(self.axes.years)}
            for label, like, known in zip(self.inventory.labels, self.like, self.known, strict=True)
            if known  # of another polymer nothing is known
        }
