"""The model over the past, held against what was reported for those years."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Final

import attrs
import numpy as np

from plastsmart.data import basis_of, load
from plastsmart.data.series import BASES, Report, reports
from plastsmart.errors import InvalidValueError, LabelError, listed, nearest, shown
from plastsmart.flows.model import MODEL
from plastsmart.flows.result import Flows, run
from plastsmart.system import System

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["backtest"]

READY: Final = ("norway-household", "norway", "headline")
"""The systems that are held against the reports where none is named, each report once a system."""

_FITTED: Final = "the system was fitted to it, so this is no proof"
_FREE: Final = "not fitted to it"
_NOT: Final = "not compared: "


def backtest(
    system: System | str | None = None, *, basis: str | None = None, series: Any = None
) -> pd.DataFrame:
    """Run a system over the past and show the model against each report.

    A report is compared only where the system holds its year, its place and its sectors, where a rate
    or flow of the model is defined as what was reported, and where both rest on the same basis. What
    is not compared stands in the table too, with the reason. A figure that the system was fitted to
    agrees by construction and is marked.

    Parameters
    ----------
    system : System or str, optional
        A system, or the name of a ready one. If left out: "norway-household", "norway" and
        "headline", each with the reports that it can be held against.
    basis : {"members", "market", "picking", "other"}, optional
        What the generated amounts of the system rest on. Needed unless it is a ready system, or one
        whose packaging was left as it is.
    series : str or sequence of str, optional
        Only these series, as `published_series` names them.

    Returns
    -------
    pandas.DataFrame
        One row a report and system: system, year, series, rate, flow, scope, basis, reported, model
        (NaN where it is not compared), difference (model less reported, of a rate in share points),
        unit, compared, fitted, explanation, break (what changed in the series before the value),
        source, confidence. ``attrs["basis"]`` says what each system rests on.

    Raises
    ------
    InvalidValueError
        If the basis of the system is not known, since two of them are never compared silently.
    LabelError
        If there is no such series, or no report of any place that the system holds.

    Examples
    --------
    >>> import plastsmart as ps
    >>> table = ps.backtest("norway-household", series=["gpn-household-recycled-rate"])
    >>> row = table.iloc[0]
    >>> print(row["year"], row["rate"], row["reported"], round(row["model"], 4), row["explanation"])
    2020 eu 0.234 0.2343 the system was fitted to it, so this is no proof
    >>> table = ps.backtest("norway-household", series="norsus-saved")
    >>> row = table.iloc[0]
    >>> print(f"{row['reported']:.0f} {row['model']:.0f} {row['unit']}")
    72300 62915 tonne CO2e/year
    """
    import pandas as pd

    known = _chosen(series)
    if system is None:
        if basis is not None:
            raise InvalidValueError(
                "basis is that of one system; name the system, or leave basis out"
            )
        held = [_Held.of(load(name), None) for name in READY]
    else:
        held = [_Held.of(load(system) if isinstance(system, str) else system, basis)]
    places = {place for each in held for place in each.flows.system.axes.regions}
    known = [report for report in known if report.place in places]
    if not known:
        raise LabelError(
            f"no report is of a place that the system holds ({', '.join(sorted(places)[:6])}); "
            f"reports are of {', '.join(sorted({r.place for r in reports()}))}"
        )
    rows = []
    for report in known:
        told = [each.against(report) for each in held]
        compared = [row for row in told if row["compared"]]
        rows += compared or [told[0] if len(told) == 1 else _by_none(told)]
    table = pd.DataFrame(rows)
    table.attrs["basis"] = {each.name: dict(each.basis) for each in held}
    return table


def _chosen(series: Any) -> list[Report]:
    """Return the reports of some series, or all."""
    every = reports()
    if series is None:
        return list(every)
    names = {report.series for report in every}
    wanted = [series] if isinstance(series, str) else listed(series, "series", '["norsus-saved"]')
    for name in wanted:
        if name not in names:
            raise LabelError(f"there is no series {shown(name)}. {nearest(name, sorted(names))}")
    return [report for report in every if report.series in wanted]


def _by_none(told: list[dict[str, Any]]) -> dict[str, Any]:
    """Return the one row of a report that no system can be held against."""
    reasons: dict[str, list[str]] = {}
    for row in told:
        reason = row["explanation"].removeprefix(_NOT)
        reasons.setdefault(reason, []).append(row["system"])
    if len(reasons) == 1:
        why = next(iter(reasons))
    else:
        why = ". ".join(f"{', '.join(names)}: {reason}" for reason, names in reasons.items())
    return {**told[0], "system": "", "explanation": f"{_NOT}{why}"}


@attrs.frozen(eq=False)
class _Held:
    """A system that reports are held against: its flows, and the basis of each sector."""

    name: str
    flows: Flows
    basis: Mapping[str, str]
    ready: bool

    @classmethod
    def of(cls, system: Any, basis: str | None) -> _Held:
        """Run a system; refuse one of which nobody knows what its amounts rest on."""
        if not isinstance(system, System):
            raise InvalidValueError(
                f"system is a System or the name of a ready one, not {shown(system)}"
            )
        known = basis_of(system)
        if basis is not None:
            if basis not in BASES:
                raise InvalidValueError(f"basis is {shown(basis)}; it is one of {', '.join(BASES)}")
            known = {category.sector: basis for category in system.axes.categories}
        if not known:
            raise InvalidValueError(
                "what the amounts of the system rest on is not known, and a rate of one basis says "
                "nothing of another: give basis='members' (reports of a return company's members), "
                "'market' (the whole market) or 'picking' (picking analysis)"
            )
        ready = bool(basis_of(system)) and system == load(system.name)
        return cls(system.name or "system", run(system), known, ready)

    def against(self, report: Report) -> dict[str, Any]:
        """Return the row of a report."""
        why_not = "; ".join(self._obstacles(report))
        fitted = self.ready and self.name in report.fitted
        model = float("nan") if why_not else self._value(report)
        if why_not:
            explanation = f"{_NOT}{why_not}"
        else:
            explanation = _FITTED if fitted else _FREE
            explanation += f"; {report.note}" if report.note and not fitted else ""
        return {
            "system": self.name,
            "year": report.year,
            "series": report.series,
            "rate": report.rate,
            "flow": report.flow,
            "scope": report.scope,
            "basis": report.basis,
            "reported": report.value,
            "model": model,
            "difference": model - report.value,
            "unit": report.unit,
            "compared": not why_not,
            "fitted": fitted,
            "explanation": explanation,
            "break": report.broken,
            "source": report.source,
            "confidence": report.confidence,
        }

    def _obstacles(self, report: Report) -> list[str]:
        """Return why a report cannot be held against the system; nothing where it can."""
        axes = self.flows.system.axes
        if not report.rate and not report.flow:
            note = f" ({report.note})" if report.note else ""
            return [f"no rate or flow of the model is the same{note}"]
        scope = report.covers()
        if scope is None:
            return [f"what it covers is not told ({report.note})"]
        why = []
        if report.place not in axes.regions:
            why.append(f"the system does not hold {report.place}")
        if report.year not in axes.years:
            why.append(f"the system holds no year {report.year}")
        held = {category.sector for category in axes.categories}
        sectors = scope.get("sector", [])
        lacking = [sector for sector in sectors if sector not in held]
        if report.flow and report.flow not in self.flows.names:
            why.append(f"the system states nothing that gives {report.flow}")
        if lacking:
            why.append(f"the system holds no {' and '.join(lacking)} packaging")
            return why
        if not sectors and "unreported" not in held:
            why.append("it is of everything, and the system holds only a part")
            return why
        # what members report and what nobody reports make up the whole market
        bases = {self.basis[sector] for sector in sectors or ["unreported"]}
        if bases != {report.basis}:
            why.append(
                f"it is on the basis {report.basis}, the system on {' and '.join(sorted(bases))}"
            )
        return why

    def _value(self, report: Report) -> float:
        """Return what the model has for a report."""
        scope = {"region": report.place, **(report.covers() or {})}
        if report.rate:
            return float(self.flows.rate(report.rate, by=["year"], scope=scope)[report.year])
        unit = MODEL.flows[report.flow].unit
        if unit != report.unit:
            raise InvalidValueError(f"{report.series} is in {report.unit}, the flow in {unit}")
        values = self.flows.quantity(report.flow, by=["year"], scope=scope).magnitude
        at = self.flows.system.axes.years.index(report.year)
        return float(np.asarray(values)[at])
