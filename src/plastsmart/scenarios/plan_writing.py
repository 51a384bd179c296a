"""Plans written as text in TOML that people read, compare line by line, and get back exactly."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final

from plastsmart.errors import PlanFileError
from plastsmart.parameters import Info, Parameter
from plastsmart.scenarios.measures import Change, Measure, Money
from plastsmart.scenarios.plan import Plan
from plastsmart.scenarios.plan_format import FORMAT, MONEY_UNITS, TEXT_KEYS
from plastsmart.scenarios.plan_reading import quantity, read
from plastsmart.scenarios.targets import Target
from plastsmart.units import Q

__all__ = ["given_value", "written"]

_LARGEST_WHOLE: Final = 1e15
"""Up to here whole numbers are written without a decimal point."""


def given_value(change: Change) -> Any:
    """Return what a change was given: its amount, with all that is known of it.

    Examples
    --------
    >>> import plastsmart as ps
    >>> from plastsmart.scenarios.plan_writing import given_value
    >>> change = ps.Change("capture", close_gap=ps.Parameter(0.2, source="Pilot 2024"))
    >>> given_value(change).source
    'Pilot 2024'
    >>> ps.Change(
    ...     "capture", {"route": "kerbside"}, close_gap=given_value(change)
    ... ).info == change.info
    True
    """
    amount: Any = change.amount
    if change.kind == "set" and not change.spec.is_share:
        amount = Q(amount, change.spec.unit)
    return with_info(amount, change.info)


def with_info(value: Any, info: Info) -> Any:
    """Return a value with what is known of it; the value itself where nothing is."""
    if info == Info():
        return value
    return Parameter(
        value,
        uncertainty=info.uncertainty,
        per=info.per,  # type: ignore[arg-type]
        source=info.source or None,
        status=info.status or None,  # type: ignore[arg-type]
        note=info.note,
    )


def written(plan: Plan) -> str:
    """Return a plan as text in TOML; see `Plan.to_toml`."""
    try:
        text = "\n".join(_plan_lines(plan)) + "\n"
        same = read(text, f"the plan {plan.name!r}") == plan
    except PlanFileError as error:
        raise PlanFileError(f"the plan cannot be saved: {error}", error.mistakes) from None
    if not same:
        raise PlanFileError(
            f"the plan {plan.name!r} cannot be saved: it would not be the same when read again; use "
            "text, whole years and plain numbers alone"
        )
    return text


def _plan_lines(plan: Plan) -> Iterator[str]:
    yield _line("schema", FORMAT)
    yield _line("name", plan.name)
    for key in TEXT_KEYS:
        if getattr(plan, key) and key != "description":
            yield _line(key, getattr(plan, key))
    if plan.sources:
        yield _line("sources", list(plan.sources))
    if plan.description:
        yield _line("description", plan.description)
    for target in plan.targets:
        yield ""
        yield "[[targets]]"
        yield from _target_lines(target)
    for measure in plan.measures:
        yield ""
        yield "[[measures]]"
        yield from _measure_lines(measure)
        for change in measure.changes:
            yield ""
            yield "[[measures.changes]]"
            yield from _change_lines(change)


def _target_lines(target: Target) -> Iterator[str]:
    if target.name:
        yield _line("name", target.name)
    for key in ("rate", "level", "year"):
        yield _line(key, getattr(target, key))
    for key, labels in target.scope:
        yield _line(f"scope.{key}", labels[0] if len(labels) == 1 else list(labels))


def _measure_lines(measure: Measure) -> Iterator[str]:
    yield _line("name", measure.name)
    yield _line("start", measure.start)
    if measure.ramp != 1:
        yield _line("ramp", measure.ramp)
    if measure.curve != "linear":
        yield _line("curve", measure.curve)
    if measure.regions is not None:
        yield _line("regions", list(measure.regions))
    for key in ("description", "description_no"):
        if getattr(measure, key):
            yield _line(key, getattr(measure, key))
    for key in MONEY_UNITS:
        money = getattr(measure, key)
        if money is not None:
            yield from _value_lines(key, _money_text(money, key), money.info)
    if measure.lifetime is not None:
        yield _line("lifetime", _plain(measure.lifetime))
    if measure.price_year is not None:
        yield _line("price_year", measure.price_year)
    yield from _payer_lines(measure)
    if measure.grant:
        yield _line("grant", measure.grant)
    for key in ("source", "status"):
        if getattr(measure, key):
            yield _line(key, getattr(measure, key))


def _payer_lines(measure: Measure) -> Iterator[str]:
    payers = dict(measure.paid_by)
    if payers == {"municipality": 1.0}:
        return
    if list(payers.values()) == [1.0]:
        yield _line("paid_by", next(iter(payers)))
    else:
        for payer, share in payers.items():
            yield _line(f"paid_by.{payer}", share)


def _change_lines(change: Change) -> Iterator[str]:
    yield _line("parameter", change.parameter)
    for key, labels in change.where:
        if len(labels) == 1:
            yield _line(f"where.{key}", _label(labels[0]))
        else:
            yield _line(f"where.{key}", [_label(label) for label in labels])
    amount: Any = change.amount
    if change.kind == "set" and not change.spec.is_share:
        amount = f"{_plain(amount)!r} {change.spec.unit}"
    yield from _value_lines(change.kind, amount, change.info)


def _value_lines(key: str, value: Any, info: Info) -> Iterator[str]:
    """Yield a value; below it, with dots in their keys, what is known of it."""
    if info == Info():
        yield _line(key, value)
        return
    yield _line(f"{key}.value", value)
    if info.uncertainty is not None:
        yield _line(f"{key}.distribution", str(info.uncertainty))
    if info.per != "run":
        yield _line(f"{key}.per", info.per)
    for name in ("source", "status", "note"):
        if getattr(info, name):
            yield _line(f"{key}.{name}", getattr(info, name))


def _label(label: Any) -> Any:
    return label if isinstance(label, (str, bool)) else int(label)


def _plain(number: float) -> int | float:
    """Return a whole number as one, so that it is written without a decimal point."""
    whole = number.is_integer() and abs(number) <= _LARGEST_WHOLE and str(number) != "-0.0"
    return int(number) if whole else float(number)


def _money_text(money: Money, key: str) -> str:
    """Return an amount in millions where that is exact, since people read it so."""
    if money.info.uncertainty is None and "person" not in money.unit and abs(money.value) >= 1e6:  # noqa: PLR2004
        text = f"{_plain(money.value / 1e6)!r} M{money.unit}"
        again = Money.read(quantity(text), MONEY_UNITS[key], key)
        if again is not None and again.value == money.value:
            return text
    return f"{_plain(money.value)!r} {money.unit}"


def _line(key: str, value: Any) -> str:
    """Return a key and its value as a line of TOML, or some lines where the value has them."""
    import tomli_w

    return key + tomli_w.dumps({"k": value}, multiline_strings=True)[1:-1]
