"""The command line: assess, explain, required, datasets."""

from __future__ import annotations

import argparse
import io
import json
import math
import os
import re
import sys
import textwrap
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, Final

from plastsmart.errors import InvalidValueError, PlastsmartError, shown
from plastsmart.labels import LANGUAGES, number, percent, text

if TYPE_CHECKING:
    from plastsmart.scenarios.projection import Assessment, Projection
    from plastsmart.scenarios.targets import Target
    from plastsmart.system import System

__all__ = ["main"]

DONE: Final = 0
MISSED: Final = 1
WRONG: Final = 2

_WIDTH: Final = 100
_NO_BREAK: Final = "\u00a0"
_MOST_SOURCES: Final = 5


class _Parser(argparse.ArgumentParser):
    """Says what is wrong in one line, and ends with status 2."""

    def error(self, message: str) -> Any:
        # argparse repeats what was typed, whatever its length and line breaks
        one_line = textwrap.shorten(message, 4 * _WIDTH, placeholder="...")
        self.exit(WRONG, f"{self.prog}: {one_line}\n")


def _parser() -> argparse.ArgumentParser:
    parser = _Parser(
        prog="plastsmart",
        description="Material flows of plastic packaging, and whether targets are reached.",
        epilog="Exit status: 0 done or reached, 1 a target is missed (assess), 2 wrong input.",
    )
    parser.add_argument("--version", action="store_true", help="print the version and end")
    shared = _Parser(add_help=False)
    shared.add_argument("--json", action="store_true", help="print JSON instead of a table")
    shared.add_argument(
        "--language", choices=LANGUAGES, default="en", help="of what is printed (en)"
    )
    commands = parser.add_subparsers(dest="command", parser_class=_Parser, metavar="COMMAND")

    which = "a ready system (see datasets) or a CSV file as System.table gives it"
    assess = commands.add_parser(
        "assess", parents=[shared], help="hold a system against the targets that apply"
    )
    assess.add_argument("system", help=which)
    assess.add_argument(
        "--target", action="append", metavar="NAME", help="one target, such as eu-2030; repeatable"
    )
    assess.add_argument(
        "--population",
        choices=["official"],
        help="let the last stated population grow by the official projection",
    )

    explain = commands.add_parser(
        "explain", parents=[shared], help="show where a number comes from, down to its sources"
    )
    explain.add_argument("system", help=which)
    explain.add_argument("name", help="a flow or rate, such as recycled or eu")
    explain.add_argument("--year", type=int, help="the year (the first, if left out)")
    explain.add_argument("--region", help="a region's label")
    explain.add_argument("--category", help="a category's label")
    explain.add_argument("--route", help="a route's label")
    explain.add_argument("--scope", action="append", metavar="KEY=LABEL[,LABEL]", help="repeatable")
    explain.add_argument("--depth", type=int, help="how many steps down (all)")

    required = commands.add_parser(
        "required", parents=[shared], help="the value of one parameter that reaches a target"
    )
    required.add_argument("system", help=which)
    required.add_argument("parameter", help="a share, such as capture")
    required.add_argument("--target", required=True, metavar="NAME", help="such as eu-2030")
    required.add_argument(
        "--where",
        action="append",
        metavar="KEY=LABEL[,LABEL]",
        help="what of it to move; repeatable",
    )

    commands.add_parser("datasets", parents=[shared], help="list the ready systems")
    return parser


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command.

    Parameters
    ----------
    arguments : sequence of str, optional
        Those of the process, if left out.

    Returns
    -------
    int
        0 done or reached, 1 a target is missed, 2 wrong input, with one clear line on stderr.
    """
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):  # a terminal without our letters shows "?"
            stream.reconfigure(errors="replace")
    parser = _parser()
    try:
        given = parser.parse_args(arguments)
    except SystemExit as end:
        return int(end.code or 0)
    if given.version:
        import plastsmart

        _say(f"plastsmart {plastsmart.__version__}")
        return DONE
    if given.command is None:
        _complain("say what to do: " + ", ".join(_COMMANDS) + " (plastsmart --help tells more)")
        return WRONG
    try:
        return _COMMANDS[given.command](given)
    except PlastsmartError as error:
        _complain(str(error))
        return WRONG
    except BrokenPipeError:
        # whoever read our output stopped; nothing more can be said there
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return DONE


def _say(line: str) -> None:
    sys.stdout.write(line + "\n")


def _complain(message: str) -> None:
    one_line = " ".join(message.split())
    sys.stderr.write(f"plastsmart: {one_line}\n")


def _system(name: str) -> System:
    from plastsmart.data import load, read_table

    if name.lower().endswith(".csv"):
        return read_table(name)
    return load(name)


def _pairs(given: list[str] | None, option: str) -> dict[str, Any]:
    pairs: dict[str, Any] = {}
    for entry in given or []:
        key, mark, labels = entry.partition("=")
        if not mark or not key or not labels:
            raise InvalidValueError(
                f"--{option} is KEY=LABEL or KEY=LABEL,LABEL, not {shown(entry)}"
            )
        if key in pairs:
            raise InvalidValueError(f"--{option} has {shown(key)} twice; write KEY=LABEL,LABEL")
        many = labels.split(",")
        pairs[key] = many if len(many) > 1 else many[0]
    return pairs


def _print_json(data: Any) -> None:
    _say(json.dumps(data, ensure_ascii=False, indent=2, allow_nan=False))


def _table(head: Sequence[str], rows: Sequence[Sequence[str]]) -> list[str]:
    """Return the lines of a table: first column to the left, the others to the right."""
    widths = [max(len(row[i]) for row in (head, *rows)) for i in range(len(head))]
    lines = []
    for row in (head, *rows):
        cells = [row[0].ljust(widths[0])]
        cells += [cell.rjust(width) for cell, width in zip(row[1:], widths[1:], strict=True)]
        lines.append("  ".join(cells).rstrip())
    lines.insert(1, "  ".join("-" * width for width in widths))
    return lines


# --------------------------------------------------------------------------------------------------
# assess


def _assess(given: argparse.Namespace) -> int:
    from plastsmart.scenarios.projection import assess_flows, project
    from plastsmart.scenarios.targets import find

    system = _system(given.system)
    wanted = [find(name) for name in given.target or []]
    last = max([2035, *(target.deadline for target in wanted), *system.axes.years])
    first = min(system.axes.years)
    projection = project(system, years=range(first, last + 1), population=given.population)
    applies, reasons = projection.applicable()
    chosen: Sequence[Target] = wanted or applies
    results = [assess_flows(projection.flows, target) for target in chosen]
    if given.json:
        _print_json(_assessed(projection, results, {} if wanted else reasons))
    else:
        for line in _report(projection, results, {} if wanted else reasons, given.language):
            _say(line)
    return MISSED if any(not result.reached for result in results) else DONE


def _assessed(
    projection: Projection, results: Sequence[Assessment], reasons: dict[str, str]
) -> dict[str, Any]:
    import plastsmart

    rates = projection.flows.rates(by=["year"])
    return {
        "schema": "plastsmart-assessment/1",
        "version": plastsmart.__version__,
        "model": projection.flows.model.hash,
        "system": projection.system.name,
        "population": projection.population,
        "targets": [
            {
                "target": result.target.label,
                "verdict": result.verdict,
                "reached": result.reached,
                "rate": result.target.rate,
                "value": result.rate,
                "level": result.target.required_level,
                "year": result.target.deadline,
                "gap_points": result.gap_points,
                "gap": result.gap_tonnes,
                "gap_unit": "tonne/year",
                "first_year": result.first_year,
                "scope": {key: list(labels) for key, labels in result.target.scope},
                "rule": result.target.rule,
                "note": result.note,
            }
            for result in results
        ],
        "not_assessed": reasons,
        "rates": {
            str(year): {
                name: None if math.isnan(value) else float(value) for name, value in row.items()
            }
            for year, row in rates.iterrows()
        },
        "notes": list(projection.system.notes),
    }


def _report(
    projection: Projection, results: Sequence[Assessment], reasons: dict[str, str], language: str
) -> list[str]:
    system = projection.system
    last = max(system.axes.years)
    missed = sum(not result.reached for result in results)
    lines = [text("question", language, system=system.name or "System")]
    if not results:
        lines.append(text("answer_none", language))
    elif missed == len(results):
        lines.append(text("answer_no", language, all=len(results)))
    elif missed:
        lines.append(text("answer_some", language, missed=missed, all=len(results)))
    else:
        lines.append(text("answer_all", language))
    if results:
        head = [
            text(key, language)
            for key in ("target", "verdict", "rate", "level", "gap", "gap_tonnes", "first_year")
        ]
        rows = [_row(result, last, language) for result in results]
        lines += ["", *_table(head, rows), "", f"{text('measured_by', language)}:"]
        rules: dict[str, list[str]] = {}
        for result in results:
            rule = result.target.rule_no if language == "no" else result.target.rule
            rules.setdefault(f"{result.target.rate}: {rule}", []).append(result.target.label)
        for rule, names in rules.items():
            lines += _wrapped(f"{', '.join(names)} - {rule}")
        for note in dict.fromkeys(result.note for result in results if result.note):
            lines += _wrapped(note)
    if reasons:
        lines += ["", f"{text('not_assessed', language)}:"]
        lines += [line for name, why in reasons.items() for line in _wrapped(f"{name}: {why}")]
    rates = projection.flows.rates(by=["year"])
    years = sorted({min(system.axes.years), *(r.target.deadline for r in results)})
    head = [text("year", language), *rates.columns]
    rows = [
        [
            str(year),
            *(
                percent(value, language).removesuffix(" %")
                for value in rates.loc[[year]].iloc[0].tolist()
            ),
        ]
        for year in years
    ]
    lines += ["", f"{text('all_rates', language)}:", *_table(head, rows), ""]
    stated = projection.population_no if language == "no" else projection.population
    held = f"{text('held', language)} {text('population', language)}: {stated}."
    lines += _wrapped(held, "")
    if system.notes:
        lines += ["", f"{text('estimated', language)}:"]
        lines += [line for note in system.notes for line in _wrapped(note)]
    return lines


def _wrapped(line: str, indent: str = "  ") -> list[str]:
    """Break a text into lines, not inside a number ("93 047") or before its unit ("35 %")."""
    kept = re.sub(r"(?<=\d) (?=\d{3}\b|%|t\b)", _NO_BREAK, line)
    lines = textwrap.wrap(
        kept,
        _WIDTH,
        initial_indent=indent,
        subsequent_indent=2 * indent,
        break_on_hyphens=False,
    )
    return [each.replace(_NO_BREAK, " ") for each in lines]


def _row(result: Assessment, last: int, language: str) -> list[str]:
    first = (
        str(result.first_year)
        if result.first_year is not None
        else text("never", language, last=last)
    )
    return [
        result.target.label,
        text(result.verdict, language),
        percent(result.rate, language),
        percent(result.target.required_level, language, 0),
        f"{number(result.gap_points, language, 1)} {text('points', language)}",
        number(result.gap_tonnes, language),
        first,
    ]


# --------------------------------------------------------------------------------------------------
# explain, required, datasets


def _explain(given: argparse.Namespace) -> int:
    from plastsmart.flows.result import run

    system = _system(given.system)
    explanation = run(system).explain(
        given.name,
        region=given.region,
        year=given.year if given.year is not None else min(system.axes.years),
        category=given.category,
        route=given.route,
        scope=_pairs(given.scope, "scope"),
        depth=given.depth,
    )
    _say(explanation.to_json() if given.json else str(explanation))
    return DONE


def _required(given: argparse.Namespace) -> int:
    from plastsmart.scenarios.required import required
    from plastsmart.scenarios.targets import find

    where = _pairs(given.where, "where")
    answer = required(_system(given.system), given.parameter, find(given.target), where=where)
    if given.json:
        _print_json(
            {
                "schema": "plastsmart-required/1",
                "parameter": answer.parameter,
                "where": answer.where,
                "target": answer.target.label,
                "year": answer.year,
                "feasible": answer.feasible,
                "value": answer.value,
                "direction": answer.direction,
                "best_value": answer.best_value,
                "best_rate": answer.best_rate,
                "rate": answer.rate,
            }
        )
        return DONE
    place = ", ".join(
        f"{key} {' or '.join(value) if isinstance(value, list) else value}"
        for key, value in where.items()
    )
    key = f"required_{answer.direction}" if answer.feasible else "required_never"
    _say(
        text(
            key,
            given.language,
            target=answer.target.label,
            parameter=f"{answer.parameter} ({place})" if place else answer.parameter,
            value=percent(answer.value or 0.0, given.language),
            best_value=percent(answer.best_value, given.language),
            best_rate=percent(answer.best_rate, given.language),
            rate=percent(answer.rate, given.language),
            year=answer.year,
        )
    )
    return DONE


def _datasets(given: argparse.Namespace) -> int:
    from plastsmart.data import datasets

    known = datasets(given.language)
    if given.json:
        _print_json({"datasets": [{"name": name, **row} for name, row in known.iterrows()]})
        return DONE
    for name, row in known.iterrows():
        _say(f"{name}: {row['title']} ({row['years']})")
        for line in _wrapped(str(row["description"])):
            _say(line)
        sources = str(row["sources"]).split("; ")
        more = len(sources) - _MOST_SOURCES
        shown = "; ".join(sources[:_MOST_SOURCES])
        if more > 0:
            shown += text("more_sources", given.language, number=more)
        for line in _wrapped(f"{text('sources', given.language)}: {shown}"):
            _say(line)
    return DONE


_COMMANDS: Final = {
    "assess": _assess,
    "explain": _explain,
    "required": _required,
    "datasets": _datasets,
}

if __name__ == "__main__":
    sys.exit(main())
