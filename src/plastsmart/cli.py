"""The command line: one function a command; what they print is made in `plastsmart.report`."""

from __future__ import annotations

import argparse
import io
import json
import os
import re
import sys
import textwrap
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from plastsmart.errors import InvalidValueError, PlastsmartError, TableError, printable, shown
from plastsmart.files import WORKBOOKS
from plastsmart.labels import LANGUAGES, text

if TYPE_CHECKING:
    from plastsmart.mapping.measurements import Mapping
    from plastsmart.mapping.reconcile import Reconciliation
    from plastsmart.scenarios.plan import Plan
    from plastsmart.scenarios.projection import Assessment, Projection
    from plastsmart.scenarios.targets import Target
    from plastsmart.system import System

__all__ = ["main"]

DONE: Final = 0
MISSED: Final = 1
WRONG: Final = 2

_WIDTH: Final = 100
_MOST_SOURCES: Final = 5
_BAR: Final = 40
_SPACES: Final = "\n\t\u00a0\u2009\u202f"
_LONGEST_HEADER: Final = 10_000
_OPTIONS: Final = (
    (r"region=…", "--region NAME"),
    (r"generation='(\w+)' or '(\w+)'", r"--generation \1 or \2"),
    (r"generation='(\w+)'", r"--generation \1"),
    (r"hold_bounds=True", "--hold-bounds"),
    (r", or give peers with group=…", ""),
)
"""What an argument of `plastsmart.reconcile` is at the prompt; peers can be given in Python alone."""

_WHICH: Final = (
    "a ready system (see datasets), a CSV file as System.table gives it, or a municipality's own "
    "numbers: a workbook (see template) or a CSV file of measurements"
)


class _Parser(argparse.ArgumentParser):
    """Says what is wrong in one line, and ends with status 2."""

    def error(self, message: str) -> Any:
        # argparse repeats what was typed, whatever its length and line breaks
        one_line = textwrap.shorten(message, 4 * _WIDTH, placeholder="...")
        self.exit(WRONG, f"{self.prog}: {printable(one_line)}\n")


def _parser() -> argparse.ArgumentParser:
    parser = _Parser(
        prog="plastsmart",
        description="Material flows of plastic packaging, and whether targets are reached.",
        epilog="Exit status: 0 done or reached, 1 a target is missed (assess), 2 wrong input.",
    )
    parser.add_argument("--version", action="store_true", help="print the version and end")
    shared = _Parser(add_help=False)
    shared.add_argument("--json", action="store_true", help="print JSON instead of a table")
    priced = _Parser(add_help=False)
    priced.add_argument(
        "--cpi",
        action="store_true",
        help=(
            "bring the plan's prices by the consumer price index to the system's year, or to its own "
            "latest where the system states none"
        ),
    )
    shared.add_argument(
        "--language", choices=LANGUAGES, default="en", help="of what is printed (en)"
    )
    ways, placed, measured = _of_measurements()
    commands = parser.add_subparsers(dest="command", parser_class=_Parser, metavar="COMMAND")

    assess = commands.add_parser(
        "assess",
        parents=[shared, priced, measured],
        help="hold a system against the targets that apply",
    )
    assess.add_argument("system", help=_WHICH)
    assess.add_argument(
        "--target", action="append", metavar="NAME", help="one target, such as eu-2030; repeatable"
    )
    assess.add_argument("--plan", metavar="FILE", help="with this plan (TOML)")
    assess.add_argument(
        "--draws", type=int, metavar="N", help="how surely each target is reached, from N draws"
    )
    assess.add_argument("--seed", type=int, default=1, help="of the draws (1)")
    assess.add_argument(
        "--population",
        choices=["official"],
        help="let the last stated population grow by the official projection",
    )

    explain = commands.add_parser(
        "explain",
        parents=[shared, ways],
        help="show where a number comes from, down to its sources",
    )
    explain.add_argument("system", help=_WHICH)
    explain.add_argument("name", help="a flow or rate, such as recycled or eu")
    explain.add_argument("--year", type=int, help="the year (the first, if left out)")
    explain.add_argument("--region", help="a region's label")
    explain.add_argument("--category", help="a category's label")
    explain.add_argument("--route", help="a route's label")
    explain.add_argument("--scope", action="append", metavar="KEY=LABEL[,LABEL]", help="repeatable")
    explain.add_argument("--depth", type=int, help="how many steps down (all)")

    required = commands.add_parser(
        "required",
        parents=[shared, priced, measured],
        help="the value of one parameter that reaches a target",
    )
    required.add_argument("system", help=_WHICH)
    required.add_argument(
        "parameter", nargs="+", help="such as capture; several are scaled together"
    )
    required.add_argument("--target", required=True, metavar="NAME", help="such as eu-2030")
    required.add_argument(
        "--where",
        action="append",
        metavar="KEY=LABEL[,LABEL]",
        help="what of it to move; repeatable",
    )
    required.add_argument(
        "--probability", type=float, metavar="SHARE", help="how surely, such as 0.9"
    )
    required.add_argument("--draws", type=int, default=1000, metavar="N", help="for that (1000)")
    required.add_argument("--seed", type=int, default=1, help="of the draws (1)")

    required.add_argument("--plan", metavar="FILE", help="on top of this plan")

    _add_plan_commands(commands, [shared, priced], placed, measured)
    _add_mapping_commands(commands, [shared, measured])
    _add_simulator(commands, [priced, measured])
    _add_report(commands, [priced, measured])
    _add_workshop(commands)
    commands.add_parser("datasets", parents=[shared], help="list the ready systems")
    return parser


def _of_measurements() -> tuple[_Parser, _Parser, _Parser]:
    """Return what says how measurements are made to agree: how; of which place; and in which year."""
    ways = _Parser(add_help=False)
    group = ways.add_argument_group("of a file of measurements")
    group.add_argument(
        "--generation",
        choices=["reconciled", "market", "picking"],
        help="what the amount generated follows from (reconciled: all that was measured)",
    )
    group.add_argument(
        "--hold-bounds",
        action="store_true",
        help="hold at 0 or 1 what would lie beyond, and name it",
    )
    placed = _Parser(add_help=False, parents=[ways])
    group = placed.add_argument_group("of a file of measurements")
    group.add_argument(
        "--region",
        dest="measured_region",
        metavar="NAME",
        help="a name or number, needed where the file has several",
    )
    measured = _Parser(add_help=False, parents=[placed])
    group = measured.add_argument_group("of a file of measurements")
    group.add_argument(
        "--year",
        dest="measured_year",
        type=int,
        metavar="YEAR",
        help="of the measurements (the last with a tonnage)",
    )
    return ways, placed, measured


def _add_plan_commands(
    commands: Any, usual: list[_Parser], placed: _Parser, measured: _Parser
) -> None:
    """Add what is about plans and choices."""
    attribute = commands.add_parser(
        "attribute", parents=[*usual, placed], help="each measure's share of what a plan changes"
    )
    attribute.add_argument("system", help=_WHICH)
    attribute.add_argument("--plan", required=True, metavar="FILE", help="a plan (TOML)")
    attribute.add_argument("--rate", default="eu", help="of which rate (eu)")
    attribute.add_argument("--flow", help="of a flow instead, such as recycled or system_cost")
    attribute.add_argument(
        "--cost",
        choices=["system", "municipality", "producers", "businesses", "state"],
        help="of what one pays instead, the measures' own costs included",
    )
    attribute.add_argument("--year", type=int, default=2030, help="in which year (2030)")
    attribute.add_argument(
        "--scope", action="append", metavar="KEY=LABEL[,LABEL]", help="repeatable"
    )
    attribute.add_argument(
        "--seed", type=int, default=0, help="of the estimate for more than 14 measures (0)"
    )

    cheapest = commands.add_parser(
        "least-cost",
        parents=[*usual, measured],
        help="the cheapest of some measures that reach a target",
    )
    cheapest.add_argument("system", help=_WHICH)
    cheapest.add_argument(
        "--measures",
        required=True,
        action="append",
        metavar="FILE",
        help="a plan (TOML) whose measures may be chosen from; repeatable",
    )
    cheapest.add_argument("--target", required=True, metavar="NAME", help="such as eu-2030")
    cheapest.add_argument("--must", action="append", metavar="MEASURE", help="repeatable")
    cheapest.add_argument(
        "--excludes",
        action="append",
        metavar="MEASURE;MEASURE",
        help="measures of which at most one is taken; repeatable",
    )
    cheapest.add_argument(
        "--needs",
        action="append",
        metavar="MEASURE=MEASURE[;MEASURE]",
        help="what a measure is not taken without; repeatable",
    )
    cheapest.add_argument("--budget", metavar="AMOUNT", help='such as "50 MNOK/year"')
    cheapest.add_argument(
        "--probability", type=float, metavar="SHARE", help="how surely, such as 0.9"
    )
    cheapest.add_argument("--draws", type=int, default=1000, metavar="N", help="for that (1000)")
    cheapest.add_argument("--seed", type=int, default=1, help="of the draws (1)")
    cheapest.add_argument(
        "--payer",
        default="system",
        choices=["system", "municipality", "producers", "businesses", "state"],
        help="whose cost is least (system)",
    )

    compare = commands.add_parser(
        "compare", parents=[usual[0], placed], help="two plans (TOML), or two systems, side by side"
    )
    compare.add_argument("one")
    compare.add_argument("other")
    compare.add_argument("--system", metavar="SYSTEM", help="what two plans give for this system")
    compare.add_argument("--year", type=int, help="in which year they are compared")
    compare.add_argument("--rate", help="the rate that two plans are compared by (eu)")


def _add_mapping_commands(commands: Any, usual: list[_Parser]) -> None:
    """Add what takes a municipality from its own numbers to its baseline."""
    template = commands.add_parser(
        "template", help="write a workbook for a municipality's own numbers"
    )
    template.add_argument(
        "file", help="such as asker.xlsx, which is for Asker where --region is not given"
    )
    template.add_argument("--region", metavar="NAME", help="a municipality's name or number")
    template.add_argument(
        "--year", type=int, action="append", metavar="YEAR",
        help="a column each; repeatable (the last three full years)",
    )  # fmt: skip
    template.add_argument(
        "--language", choices=LANGUAGES, default="no", help="of the workbook (no)"
    )
    template.add_argument("--overwrite", action="store_true", help="replace a file of that name")

    reconcile = commands.add_parser(
        "reconcile",
        parents=usual,
        help="what a municipality measured, made to agree, and what disagrees",
    )
    reconcile.add_argument("file", help="a workbook (see template) or a CSV file of measurements")


def _add_simulator(commands: Any, usual: list[_Parser]) -> None:
    """Add the page that asks "what if" in a browser."""
    simulator = commands.add_parser(
        "simulator",
        parents=usual,
        help='write a page that asks "what if" in a browser, without Python',
    )
    simulator.add_argument("system", help=_WHICH)
    simulator.add_argument(
        "-o", "--output", default="simulator.html", metavar="FILE",
        help="where to write it (simulator.html); a file of that name is replaced",
    )  # fmt: skip
    simulator.add_argument("--plan", metavar="FILE", help="its measures become tick boxes (TOML)")
    simulator.add_argument("--language", choices=LANGUAGES, default="no", help="of the page (no)")


def _add_report(commands: Any, usual: list[_Parser]) -> None:
    """Add the report for a council."""
    report = commands.add_parser(
        "report",
        parents=usual,
        help="write a report for a council: one HTML file to print or send",
    )
    report.add_argument("system", help=_WHICH)
    report.add_argument(
        "-o", "--output", default="report.html", metavar="FILE",
        help="where to write it (report.html)",
    )  # fmt: skip
    report.add_argument("--plan", metavar="FILE", help="with this plan (TOML)")
    report.add_argument(
        "--target", action="append", metavar="NAME",
        help="one target, such as eu-2030, the most important first; repeatable",
    )  # fmt: skip
    report.add_argument(
        "--draws", type=int, default=1000, metavar="N",
        help="of what is uncertain (1000); 0 leaves the uncertainty out",
    )  # fmt: skip
    report.add_argument("--seed", type=int, default=1, help="of the draws (1)")
    report.add_argument(
        "--population",
        choices=["official"],
        help="let the last stated population grow by the official projection",
    )
    report.add_argument("--language", choices=LANGUAGES, default="no", help="of the report (no)")
    report.add_argument("--date", metavar="DATE", help="that it shows, such as 2026-11-25")
    report.add_argument("--excel", metavar="FILE", help="its tables as a workbook too (.xlsx)")
    report.add_argument("--word", metavar="FILE", help="the same for Word too (.docx)")
    report.add_argument("--overwrite", action="store_true", help="replace files of those names")


def _add_workshop(commands: Any) -> None:
    """Add the page of a course."""
    workshop = commands.add_parser(
        "workshop", help="open the page of a course, which this machine serves to itself alone"
    )
    workshop.add_argument("--language", choices=LANGUAGES, default="no", help="to begin in (no)")
    workshop.add_argument(
        "--port", type=int, metavar="N", help="on which it is served (the first free from 2718 on)"
    )
    workshop.add_argument(
        "--no-browser", action="store_true", help="tell where it is, and open no browser"
    )


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
        _complain(_told(_at_the_prompt(str(error)), getattr(given, "language", "en")))
        return WRONG
    except BrokenPipeError:
        # whoever read our output stopped; nothing more can be said there
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return DONE


def _say(line: str) -> None:
    sys.stdout.write(printable(line, _SPACES) + "\n")


def _complain(message: str) -> None:
    one_line = printable(" ".join(message.split()))
    sys.stderr.write(f"plastsmart: {one_line}\n")


def _at_the_prompt(message: str) -> str:
    """Return a message with the options of the prompt for the arguments that it names."""
    for pattern, option in _OPTIONS:
        message = re.sub(pattern, option, message)
    return message


def _told(message: str, language: str) -> str:
    """Return a message in a language; English where it has none of its own."""
    if language == "en":
        return message
    from plastsmart.mapping.norwegian import told

    return told(message, language)


def _system(name: str, given: argparse.Namespace) -> System:
    return _subject(name, given)[0]


def _subject(name: str, given: argparse.Namespace) -> tuple[System, Reconciliation | None]:
    """Return a system; with what was measured where it is made of that, telling what is at odds."""
    from plastsmart.data import load, read_table

    if _is_mapping(name):
        found = _reconciled(name, given)
        _tell_suspects(found, given.language)
        return found.system(), found
    options = [option for option, value in _measured_options(given).items() if value]
    if options and given.command not in {"explain", "compare"}:
        raise InvalidValueError(
            f"{options[0]} says how a municipality's own numbers are read, and {shown(name)} is a "
            "system already; leave it out"
        )
    return read_table(name) if name.lower().endswith(".csv") else load(name), None


def _measured_options(given: argparse.Namespace) -> dict[str, Any]:
    """Return what was said on how measurements are read, by the option that says it."""
    asked = given.command == "explain"  # there they are also those of what is explained
    return {
        "--region": given.region if asked else given.measured_region,
        "--year": given.year if asked else getattr(given, "measured_year", None),
        "--generation": given.generation,
        "--hold-bounds": given.hold_bounds,
    }


def _reconciled(name: str, given: argparse.Namespace) -> Reconciliation:
    """Return the measurements of a file, made to agree."""
    from plastsmart.mapping.reconcile import reconcile

    mapping, options = _mapping(name, given.language), _measured_options(given)
    return reconcile(
        mapping,
        region=_region(mapping, options["--region"]),
        year=options["--year"],
        generation=options["--generation"] or "reconciled",
        hold_bounds=options["--hold-bounds"],
    )


def _region(mapping: Mapping, asked: str | None) -> str | None:
    """Return the number of a region of a file by the name that it has, or has had, in Norway."""
    if asked is None or asked in mapping.regions:
        return asked
    from plastsmart.mapping.texts import folded

    known = [
        number
        for number, name in mapping.regions.items()
        # some are told apart by a county in brackets
        if folded(asked) in {folded(n) for n in (name, name.partition(" (")[0])}
    ]
    return known[0] if len(known) == 1 else asked


def _place_name(number: str, name: str) -> str:
    """Return what a region is called: that of its number where the file has no name."""
    from plastsmart.mapping import reforms

    if name != number:
        return name
    try:
        return reforms.name(number)
    except PlastsmartError:  # no municipality's number
        return name


def _tell_suspects(found: Reconciliation, language: str) -> None:
    from plastsmart.report.mapping import suspect_text

    for suspect in found.suspects:
        _complain(text("look_at", language, told=suspect_text(suspect, language)))


def _is_mapping(name: str) -> bool:
    """Tell whether a file holds measurements rather than a system."""
    if name.lower().endswith(WORKBOOKS):
        return True
    if not name.lower().endswith(".csv"):
        return False
    try:
        with Path(name).open(encoding="utf-8-sig", errors="replace") as file:
            header = file.readline(_LONGEST_HEADER).lower()
    except (OSError, ValueError):
        return False  # told where it is read
    return "quantity" in header.replace(";", ",").replace('"', "").strip().split(",")


def _mapping(path: str, language: str) -> Mapping:
    """Return the measurements of a file; tell all that could not be used, and end where that matters."""
    import attrs

    from plastsmart.mapping.read import read

    mapping = read(path)
    for problem in mapping.problems:
        _complain(f"{path}: {problem.told(language)}")
    serious = sum(problem.serious for problem in mapping.problems)
    if serious:
        found = _counted(serious, "mistake")
        if minor := len(mapping.problems) - serious:
            found += f" and {_counted(minor, 'remark')}"
        raise TableError(f"{path} has {found}, told above; correct and run it again")
    names = {number: _place_name(number, name) for number, name in mapping.regions.items()}
    return attrs.evolve(mapping, regions=names)


def _counted(count: int, what: str) -> str:
    return f"{count} {what}{'' if count == 1 else 's'}"


def _plan(path: str, system: System, cpi: bool) -> Plan:
    """Return the plan of a file, its prices brought to the system's year if that is asked for."""
    from plastsmart.prices import CPI
    from plastsmart.scenarios.plan import Plan

    plan = Plan.load(path)
    if not cpi:
        return plan
    years = [measure.price_year for measure in plan if measure.price_year is not None]
    year = system.price_year if system.price_year is not None else max(years, default=None)
    return plan if year is None else plan.in_prices(year, CPI)


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


# --------------------------------------------------------------------------------------------------
# assess


def _assess(given: argparse.Namespace) -> int:
    from plastsmart.report.text import assessment_lines
    from plastsmart.scenarios.projection import project
    from plastsmart.scenarios.targets import find

    system, found = _subject(given.system, given)
    plan = None if given.plan is None else _plan(given.plan, system, given.cpi)
    wanted = [find(name) for name in given.target or []]
    years = None
    if wanted:
        last = max([2035, *(target.deadline for target in wanted), *system.axes.years])
        years = range(min(system.axes.years), last + 1)
    projection = project(system, plan, years=years, population=given.population)
    applies, reasons = projection.applicable()
    chosen: Sequence[Target] = wanted or applies
    results = [projection.assessment(target) for target in chosen]
    notes: tuple[str, ...] = ()
    if given.draws is not None and results:
        results, notes = _surely(projection, results, given.draws, given.seed)
    if given.json:
        from plastsmart.report.mapping import agreement_record
        from plastsmart.report.records import assessment_record

        agreement = None if found is None else agreement_record(found)
        _print_json(
            assessment_record(projection, results, {} if wanted else reasons, notes, agreement)
        )
    else:
        from plastsmart.report.mapping import at_odds_text, reconciliation_notes

        language = given.language
        for line in assessment_lines(
            projection,
            results,
            {} if wanted else reasons,
            language,
            notes,
            warning="" if found is None else at_odds_text(found, language),
            about=None if found is None else reconciliation_notes(found, language),
        ):
            _say(line)
    return MISSED if any(not result.reached for result in results) else DONE


def _surely(
    projection: Projection, results: Sequence[Assessment], draws: int, seed: int
) -> tuple[list[Assessment], tuple[str, ...]]:
    """Return assessments with the probability of each, of the same draws, and what to know of them."""
    import attrs

    from plastsmart.scenarios.ensemble import ensemble
    from plastsmart.scenarios.projection import REACHED_WITHIN

    years = projection.system.axes.years
    # each target's year alone is kept, of every draw, so that nothing is computed twice
    made = ensemble(
        projection.system, projection.plan, n=draws, seed=seed, years=years, keep=[], exact=draws
    )
    kinds = ["plan"] if made.plan is None else ["plan", "baseline"]
    shown_at_work = sys.stderr.isatty()
    made.compute(
        [
            made.item(t.rate, [], {**dict(t.scope), "year": t.deadline}, of)
            for t in (result.target for result in results)
            for of in kinds
        ],
        None,
        _bar if shown_at_work else None,
        partly=True,
    )
    if shown_at_work and not made.complete:
        sys.stderr.write("\n")  # the bar stopped on its way

    def probability(target: Target, of: str) -> float:
        rates = made.samples(target.rate, target.deadline, scope=dict(target.scope), of=of)
        return float((rates >= target.required_level - REACHED_WITHIN).mean())

    told = [
        attrs.evolve(
            result,
            probability=probability(result.target, "plan"),
            baseline=None
            if result.baseline is None
            else attrs.evolve(result.baseline, probability=probability(result.target, "baseline")),
        )
        for result in results
    ]
    return told, made.notes


def _bar(done: int, whole: int) -> None:
    """Show how far the draws have come."""
    filled = _BAR * done // whole
    end = "\n" if done >= whole else ""
    sys.stderr.write(f"\r[{'#' * filled}{' ' * (_BAR - filled)}] {done}/{whole}{end}")
    sys.stderr.flush()


# --------------------------------------------------------------------------------------------------
# explain, required, attribute, least-cost, compare, datasets


def _explain(given: argparse.Namespace) -> int:
    from plastsmart.flows.result import run

    system, found = _subject(given.system, given)
    explanation = run(system).explain(
        given.name,
        region=given.region if found is None else None,
        year=given.year if given.year is not None else min(system.axes.years),
        category=given.category,
        route=given.route,
        scope=_pairs(given.scope, "scope"),
        depth=given.depth,
        language=given.language,
    )
    _say(explanation.to_json() if given.json else str(explanation))
    return DONE


def _required(given: argparse.Namespace) -> int:
    from plastsmart.report.text import required_line
    from plastsmart.scenarios.required import required
    from plastsmart.scenarios.targets import find

    where = _pairs(given.where, "where")
    names: Any = given.parameter[0] if len(given.parameter) == 1 else given.parameter
    system = _system(given.system, given)
    plan = None if given.plan is None else _plan(given.plan, system, given.cpi)
    answer = required(
        system,
        names,
        find(given.target),
        where=where,
        plan=plan,
        probability=given.probability,
        n=given.draws,
        seed=given.seed,
    )
    if given.json:
        from plastsmart.report.records import required_record

        _print_json(required_record(answer, plan))
    else:
        _say(required_line(answer, given.language))
    return DONE


def _attribute(given: argparse.Namespace) -> int:
    from plastsmart.report.text import attribution_lines
    from plastsmart.scenarios.attribution import attribute

    system = _system(given.system, given)
    plan = _plan(given.plan, system, given.cpi)
    scope = _pairs(given.scope, "scope") or None
    shares = attribute(
        system,
        plan,
        rate=given.rate,
        flow=given.flow,
        cost=given.cost,
        year=given.year,
        scope=scope,
        seed=given.seed,
    )
    if given.json:
        from plastsmart.report.records import attribution_record

        _print_json(attribution_record(shares, plan))
    else:
        for line in attribution_lines(shares, plan, given.language):
            _say(line)
    return DONE


def _least_cost(given: argparse.Namespace) -> int:
    from plastsmart.report.text import least_cost_lines
    from plastsmart.scenarios.least_cost import least_cost
    from plastsmart.scenarios.targets import find

    system = _system(given.system, given)
    plan = _plan(given.measures[0], system, given.cpi)
    for path in given.measures[1:]:
        plan = plan | _plan(path, system, given.cpi)
    answer = least_cost(
        system,
        plan,
        find(given.target),
        must=tuple(given.must or ()),
        excludes=tuple(tuple(group.split(";")) for group in given.excludes or ()),
        needs=_needs(given.needs),
        budget=given.budget,
        payer=given.payer,
        probability=given.probability,
        n=given.draws,
        seed=given.seed,
    )
    if given.json:
        from plastsmart.report.records import least_cost_record

        _print_json(least_cost_record(answer))
    else:
        for line in least_cost_lines(answer, given.language):
            _say(line)
    return DONE


def _needs(given: list[str] | None) -> dict[str, list[str]] | None:
    needs: dict[str, list[str]] = {}
    for entry in given or []:
        name, mark, others = entry.partition("=")
        if not mark or not name or not others:
            raise InvalidValueError(
                f"--needs is MEASURE=MEASURE or MEASURE=MEASURE;MEASURE, not {shown(entry)}"
            )
        needs.setdefault(name, []).extend(others.split(";"))
    return needs or None


def _compare(given: argparse.Namespace) -> int:
    from plastsmart.report import records, text

    plans = [name.lower().endswith(".toml") for name in (given.one, given.other)]
    if all(plans):
        from plastsmart.scenarios.plan import Plan

        if given.system is None and (given.year is not None or given.rate is not None):
            raise InvalidValueError("--year and --rate need --system SYSTEM, to run the plans on")
        system = None if given.system is None else _system(given.system, given)
        comparison = Plan.load(given.one).compare(
            Plan.load(given.other), system=system, rate=given.rate or "eu", year=given.year
        )
        if given.json:
            _print_json(records.plan_comparison_record(comparison))
        else:
            for line in text.plan_comparison_lines(comparison, given.language):
                _say(line)
        return DONE
    if any(plans):
        raise InvalidValueError(
            f"compare takes two plans or two systems, not one of each: {given.one!r} and "
            f"{given.other!r}"
        )
    from plastsmart.scenarios.comparison import side_by_side

    if given.system is not None or given.rate is not None:
        raise InvalidValueError("--system and --rate are for two plans; two systems need neither")
    if given.one == given.other:
        raise InvalidValueError(f"{given.one!r} stands twice; name two systems")
    systems = {name: _system(name, given) for name in (given.one, given.other)}
    table = side_by_side(systems, given.year)
    if given.json:
        _print_json(records.side_by_side_record(table))
    else:
        for line in text.side_by_side_lines(table, table.attrs["year"], given.language):
            _say(line)
    return DONE


def _datasets(given: argparse.Namespace) -> int:
    from plastsmart.data import datasets
    from plastsmart.report.text import wrapped

    known = datasets(given.language)
    if given.json:
        _print_json({"datasets": [{"name": name, **row} for name, row in known.iterrows()]})
        return DONE
    for name, row in known.iterrows():
        _say(f"{name}: {row['title']} ({row['years']})")
        for line in wrapped(str(row["description"])):
            _say(line)
        sources = str(row["sources"]).split("; ")
        more = len(sources) - _MOST_SOURCES
        shown = "; ".join(sources[:_MOST_SOURCES])
        if more > 0:
            shown += text("more_sources", given.language, number=more)
        for line in wrapped(f"{text('sources', given.language)}: {shown}"):
            _say(line)
    return DONE


# --------------------------------------------------------------------------------------------------
# mapping


def _template(given: argparse.Namespace) -> int:
    from plastsmart.errors import LabelError
    from plastsmart.mapping.template import template

    region = given.region
    options = {"language": given.language, "years": given.year, "overwrite": given.overwrite}
    if region is None:
        try:
            template(given.file, region=Path(given.file).stem, **options)
        except LabelError:
            template(given.file, **options)  # the name of the file is no municipality's
    else:
        template(given.file, region=region, **options)
    _say(text("template_written", given.language, file=given.file))
    return DONE


def _reconcile(given: argparse.Namespace) -> int:
    from plastsmart.report.mapping import reconciliation_lines

    found = _reconciled(given.file, given)
    if given.json:
        from plastsmart.report.mapping import reconciliation_record

        _print_json(reconciliation_record(found))
        return DONE
    for line in reconciliation_lines(found, given.language):
        _say(line)
    return DONE


def _simulator(given: argparse.Namespace) -> int:
    from plastsmart.report.mapping import reconciliation_notes
    from plastsmart.report.simulator import simulator

    system, found = _subject(given.system, given)
    if found is not None:
        system = system.replace(notes=reconciliation_notes(found, given.language))
    plan = None if given.plan is None else _plan(given.plan, system, given.cpi)
    simulator(system, plan, path=given.output, language=given.language)
    _say(text("page_written", given.language, file=given.output))
    return DONE


def _report(given: argparse.Namespace) -> int:
    from plastsmart.report.html import report
    from plastsmart.report.report_text import say
    from plastsmart.report.saving import target_file
    from plastsmart.scenarios.targets import find

    wanted = [
        (given.output, (".html", ".htm")),
        (given.excel, (".xlsx",)),
        (given.word, (".docx",)),
    ]
    files = [
        None if name is None else target_file(name, ends, overwrite=given.overwrite)
        for name, ends in wanted
    ]
    system, found = _subject(given.system, given)
    made = report(
        system if found is None else found,
        None if given.plan is None else _plan(given.plan, system, given.cpi),
        language=given.language,
        targets=None if given.target is None else [find(name) for name in given.target],
        draws=given.draws,
        seed=given.seed,
        population=given.population,
        date=given.date,
    )
    for file, save in zip(files, (made.save, made.to_excel, made.to_word), strict=True):
        if file is not None:
            save(file, overwrite=given.overwrite)
            _say(say("written", given.language, file=file))
    _say(made.answer)
    return DONE


def _workshop(given: argparse.Namespace) -> int:
    from plastsmart.workshop.server import serve
    from plastsmart.workshop.words import said

    def told(address: str) -> None:
        _say(said("serving", given.language, address=address))
        sys.stdout.flush()

    return serve(given.language, port=given.port, browser=not given.no_browser, told=told)


_COMMANDS: Final = {
    "template": _template,
    "reconcile": _reconcile,
    "assess": _assess,
    "explain": _explain,
    "required": _required,
    "attribute": _attribute,
    "least-cost": _least_cost,
    "compare": _compare,
    "simulator": _simulator,
    "report": _report,
    "workshop": _workshop,
    "datasets": _datasets,
}

if __name__ == "__main__":
    sys.exit(main())
