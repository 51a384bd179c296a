"""The table of all assessments, which a notebook shows with its units."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import pandas as pd  # noqa: TID253 - this module is imported by what makes such a table alone

from plastsmart.markup import html_head, html_number, html_percent, html_table, html_value

if TYPE_CHECKING:
    from plastsmart.scenarios.projection import Assessment

__all__ = ["AssessmentTable", "rows_html"]

_HEAD: Final = (
    "target",
    "theme",
    "verdict",
    "rate",
    "value",
    "level",
    "in",
    "short of it by, percentage points",
    "short of it by",
    "first reached",
)


class AssessmentTable(pd.DataFrame):
    """A DataFrame, a row a target; whatever is made of it is a plain one."""

    @property
    def _constructor(self) -> Any:
        return pd.DataFrame

    def _repr_html_(self) -> str:
        """Return the verdicts, short and with units."""
        rows = []
        planned = "value_without" in self.columns
        for label, row in self.iterrows():
            first: Any = row["first_year"]
            cells = [
                label,
                row["theme"],
                row["verdict"],
                row["rate"],
                html_percent(row["value"]),
                html_percent(row["level"], 0 if round(100.0 * row["level"], 6).is_integer() else 1),
                row["year"],
                html_number(row["gap_points"], 1),
                f"{html_value(row['gap'])} {row['unit']}",
                "never" if pd.isna(first) else int(first),
            ]
            if planned:
                cells.append(f"{html_percent(row['value_without'])}, {row['verdict_without']}")
            rows.append(cells)
        return html_table([*_HEAD, *(["without the plan"] if planned else [])], rows)


def rows_html(assessment: Assessment) -> str:
    """Return one assessment as a table of two columns."""
    target = assessment.target
    told: list[tuple[str, object]] = [
        ("verdict", assessment.verdict),
        (f"rate {target.rate} in {target.deadline}", html_percent(assessment.rate)),
        ("level", html_percent(target.required_level)),
        ("short of it by", f"{html_number(assessment.gap_points, 1)} percentage points"),
        ("that is", f"{html_value(assessment.missing)} {assessment.unit}"),
        ("first reached", assessment.first_year or "never"),
    ]
    if assessment.probability is not None:
        told.append(("probability", html_percent(assessment.probability)))
    before = assessment.baseline
    if before is not None:
        told.append(("without the plan", f"{html_percent(before.rate)}, {before.verdict}"))
    if assessment.note:
        told.append(("note", assessment.note))
    return html_head(target.label) + html_table(("", ""), told)
