"""Results as records for other programs: what the command line prints with ``--json``."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from plastsmart.errors import MissingValueError, PriceYearError

if TYPE_CHECKING:
    import pandas as pd

    from plastsmart.scenarios.least_cost import LeastCost
    from plastsmart.scenarios.plan import Plan
    from plastsmart.scenarios.plan_comparison import PlanComparison
    from plastsmart.scenarios.projection import Assessment, Projection, Reason
    from plastsmart.scenarios.required import Required

__all__ = [
    "assessment_record",
    "attribution_record",
    "head",
    "json_number",
    "least_cost_record",
    "plan_comparison_record",
    "required_record",
    "side_by_side_record",
]


def json_number(value: Any) -> float | None:
    """Return a number as JSON has it: null where it is undefined."""
    return None if value is None or not math.isfinite(value) else float(value)


def head(schema: str, model: str | None = None) -> dict[str, Any]:
    """Return what tells results apart: the form, the package and the equations."""
    import plastsmart

    return {
        "schema": f"plastsmart-{schema}",
        "version": plastsmart.__version__,
        "model": plastsmart.MODEL.hash if model is None else model,
    }


def _rows(frame: pd.DataFrame) -> dict[str, dict[str, float | None]]:
    return {
        str(label): {str(name): json_number(value) for name, value in row.items()}
        for label, row in frame.iterrows()
    }


def assessment_record(
    projection: Projection,
    results: Sequence[Assessment],
    reasons: Mapping[str, Reason],
    notes: Sequence[str] = (),
    reconciliation: Mapping[str, Any] | None = None,
) -> dict[str, Any]:
    """Return the assessment of some targets, with the plan and what it changes where there is one."""
    record: dict[str, Any] = {
        **head("assessment/2", projection.flows.model.hash),
        "system": projection.system.name,
        "population": projection.population,
        "targets": [_target(result) for result in results],
        "not_assessed": {name: str(why) for name, why in reasons.items()},
        "rates": _rows(projection.flows.rates(by=["year"])),
        "notes": [*notes, *projection.system.notes],
    }
    if reconciliation is not None:
        record["reconciliation"] = dict(reconciliation)
    if projection.plan is not None:
        record |= _plan(projection, projection.plan)
    return record


def _target(result: Assessment) -> dict[str, Any]:
    before = result.baseline
    record = {
        "target": result.target.label,
        "verdict": result.verdict,
        "reached": result.reached,
        "rate": result.target.rate,
        "value": result.rate,
        "level": result.target.required_level,
        "year": result.target.deadline,
        "gap_points": result.gap_points,
        "gap": result.missing,
        "gap_unit": result.unit,
        "first_year": result.first_year,
        "scope": {key: list(labels) for key, labels in result.target.scope},
        "rule": result.target.rule,
        "probability": result.probability,
        "note": result.note,
    }
    if before is not None:
        record["without_plan"] = {
            "verdict": before.verdict,
            "value": before.rate,
            "gap_points": before.gap_points,
            "gap": before.missing,
            "first_year": before.first_year,
            "probability": before.probability,
        }
    return record


def _plan(projection: Projection, plan: Plan) -> dict[str, Any]:
    years = projection.system.axes.years
    plan_record = {
        "name": plan.name,
        "author": plan.author,
        "licence": plan.licence,
        "measures": [str(measure) for measure in plan.measures],
    }
    record = {
        "plan": plan_record,
        "rates_without_plan": _rows(projection.baseline.rates(by=["year"])),
        "of_100_kg": {str(year): _rows(projection.cascade(year)) for year in years},
        "costs": _costs(projection),
    }
    if "emissions_net" in projection.flows.names:
        record["emissions"] = {
            "unit": "tonne CO2e/year",
            "by_year": _rows(projection.emissions()),
        }
    return record


def _costs(projection: Projection) -> dict[str, Any]:
    """Return what a plan costs, or why that cannot be told."""
    try:
        money = projection.financing()
    except (PriceYearError, MissingValueError) as error:
        return {"unit": "NOK/year", "cannot_be_told": str(error)}
    table = money.table.reset_index()
    payers = [
        {
            "year": int(row.pop("year")),
            "payer": str(row.pop("payer")),
            **{str(name): json_number(value) for name, value in row.items()},
        }
        for row in table.to_dict("records")
    ]
    return {
        "unit": "NOK/year",
        "price_year": money.price_year,
        "by_year": _rows(projection.costs()),
        "by_payer": payers,
        "fee": _rows(money.fee),
        "investment": money.investment_nok,
        "grants": money.grants_nok,
        "payback_years": money.payback,
        "notes": list(money.notes),
    }


def required_record(answer: Required, plan: Plan | None) -> dict[str, Any]:
    """Return what is required."""
    return {
        **head("required/2"),
        "parameter": answer.parameter,
        "where": answer.where,
        "plan": None if plan is None else plan.name,
        "target": answer.target.label,
        "year": answer.year,
        "feasible": answer.feasible,
        "mode": answer.mode,
        "unit": answer.unit,
        "value": answer.value,
        "direction": answer.direction,
        "best_value": answer.best_value,
        "best_rate": answer.best_rate,
        "rate": answer.rate,
        "has_effect": answer.has_effect,
        "probability": answer.probability,
        "ceiling": answer.ceiling,
        "losses": answer.losses,
    }


def attribution_record(shares: pd.Series, plan: Plan) -> dict[str, Any]:
    """Return each measure's share of a change."""
    about = shares.attrs
    errors = about.get("standard_error")
    return {
        **head("attribution/1"),
        "plan": plan.name,
        "rate": about.get("rate"),
        "flow": about.get("flow"),
        "cost": about.get("cost"),
        "year": about["year"],
        "unit": about["unit"],
        "without": about["without"],
        "with": about["with"],
        "exact": about["exact"],
        "shares": {str(name): float(value) for name, value in shares.items()},
        "standard_errors": None
        if errors is None
        else {str(name): float(value) for name, value in errors.items()},
    }


def least_cost_record(answer: LeastCost) -> dict[str, Any]:
    """Return the cheapest measures and the front of cost against rate."""
    return {
        **head("least-cost/1"),
        "target": answer.target.label,
        "year": answer.year,
        "feasible": answer.feasible,
        "measures": [measure.name for measure in answer.plan.measures],
        "cost": float(answer.cost.m_as("NOK/year")),
        "cost_unit": "NOK/year",
        "payer": answer.payer,
        "price_year": answer.price_year,
        "rate": answer.rate,
        "exact": answer.exact,
        "proven_infeasible": answer.proven_infeasible,
        "undecided": answer.undecided,
        "budget": answer.budget_nok,
        "without_budget": None
        if answer.without_budget is None
        else {
            "feasible": answer.without_budget.feasible,
            "cost": answer.without_budget.cost_nok,
            "measures": [measure.name for measure in answer.without_budget.plan],
        },
        "not_stated": list(answer.not_stated),
        "probability": answer.probability,
        "asked_probability": answer.asked_probability,
        "bound": json_number(answer.bound),
        "evaluated": answer.evaluated,
        "front": [
            {
                "cost": float(point["cost"]),
                "rate": float(point["rate"]),
                "reached": bool(point["reached"]),
                "measures": list(point["measures"]),
            }
            for point in answer.front.to_dict("records")
        ],
    }


def side_by_side_record(table: pd.DataFrame) -> dict[str, Any]:
    """Return systems beside one another."""
    return {
        **head("comparison/1"),
        "year": table.attrs["year"],
        "units": table.attrs["units"],
        "price_years": table.attrs["price_years"],
        "systems": {
            str(name): {str(key): json_number(value) for key, value in column.items()}
            for name, column in table.items()
        },
    }


def plan_comparison_record(comparison: PlanComparison) -> dict[str, Any]:
    """Return how two plans differ, and what comes of each."""
    measures = comparison.measures.reset_index(drop=True).astype(object)
    record: dict[str, Any] = {
        **head("plan-comparison/1"),
        "measures": measures.where(measures.notna(), None).to_dict("records"),
        "targets": comparison.targets.to_dict("records"),
    }
    if comparison.results is not None:
        results = comparison.results.reset_index(drop=True).astype(object)
        record["results"] = results.where(results.notna(), None).to_dict("records")
    return record
