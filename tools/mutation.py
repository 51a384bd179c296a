"""Change the code in one small place at a time, and tell which changes no test notices.

``python tools/mutation.py flows=all scenarios=400 mapping=400`` draws changes, runs for each the tests
that reach it until one fails, and prints the share that was noticed and the changes that were not.
What was measured is kept in build/mutation, so that a run that was stopped goes on where it was;
``--again`` tries those anew that no test noticed, after tests were added.

The changes are made by the operators of cosmic-ray, but for those that `left_out` tells.
tests/survivors.csv says why no test notices the survivors that were looked at.
"""

from __future__ import annotations

import argparse
import contextlib
import csv
import difflib
import gc
import hashlib
import importlib
import json
import os
import resource
import shutil
import signal
import subprocess
import sys
import time
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import cache, cached_property
from pathlib import Path
from typing import Any, Final, TypeAlias

import attrs
import pytest
from cosmic_ray.ast import ast_nodes, get_ast
from cosmic_ray.mutating import mutate_code
from cosmic_ray.operators.provider import OperatorProvider
from parso.tree import NodeOrLeaf

ROOT: Final = Path(__file__).parents[1]
WORK: Final = ROOT / "build" / "mutation"
BASE: Final = WORK / "base"
"""The code and tests as they were when what the tests reach was measured."""

SOURCE: Final = Path("src", "plastsmart")
SURVIVORS: Final = ROOT / "tests" / "survivors.csv"
PACKAGES: Final = ("flows", "scenarios", "mapping")

ELSEWHERE: Final = ("browser", "notebooks", "distributed")
"""Tests that need a browser, a cluster or a kernel, and take minutes."""

PRELOADED: Final = (
    "coverage", "docx", "hypothesis.extra.numpy", "jinja2", "jsonschema", "matplotlib.pyplot",
    "openpyxl", "pandas", "pint", "pytest", "scipy.optimize", "scipy.stats", "sybil", "tomli_w",
)  # fmt: skip
"""What the tests import beside the package: imported once, before each change's process is forked."""

ENVIRONMENT: Final = {
    "CI": "1",  # the same examples in every run
    "MPLBACKEND": "Agg",
    "OMP_NUM_THREADS": "1",
    "OPENBLAS_NUM_THREADS": "1",
    "PLASTSMART_EXAMPLES": "few",
    "PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1",  # finding plugins takes longer than most tests
    # a changed module is never taken for the one that its bytecode was made of
    "PYTHONDONTWRITEBYTECODE": "1",
}

QUIET: Final = (
    "-q", "--no-header", "--no-summary", "--tb=no", "-p", "no:cacheprovider",
    "-p", "_hypothesis_pytestplugin", "-W", "ignore::pytest.PytestAssertRewriteWarning",
)  # fmt: skip

MEMORY: Final = 6 * 2**30
"""Bytes that a test may take: a changed number may ask for an array without end."""

ARITHMETIC: Final = ("arith_expr", "term", "power", "expr", "xor_expr", "and_expr", "shift_expr")
BITWISE: Final = ("BitAnd", "BitOr", "BitXor", "LShift", "RShift")
CACHES: Final = ("cache", "lru_cache", "functools.cache", "functools.lru_cache")
TYPES_ONLY: Final = ("overload", "override", "final", "no_type_check")

UNNOTICED: Final = ("survived", "unreached")
"""What becomes of a change that no test notices."""

COLUMNS: Final = (
    "module", "function", "before", "after", "kind", "reason", "outcome", "line", "capped", "key",
)  # fmt: skip
"""Of the table of survivors; tests/survivors.csv has the first six."""

LONGEST: Final = 10.0
"""Seconds of the processor that a test takes before it is given up, while lines are noted."""

NO_TEST: Final = 5
"""What pytest ends with where there is no test."""

FIRST: Final = 6
"""Tests that are tried first from each file that may notice a change."""

Tests: TypeAlias = dict[str, float]
"""Tests by their name, with the seconds that each takes."""


# --- the changes -----------------------------------------------------------------------------------


@attrs.frozen(kw_only=True)
class Mutant:
    """A change of one place: the operator's `occurrence` in `module`, the `nth` in `function`."""

    package: str
    module: str
    function: str
    operator: str
    nth: int
    occurrence: int
    lines: tuple[int, int]
    """First and last line of the statement, or of its head."""

    @property
    def key(self) -> str:
        """What it is called, whatever stands elsewhere in the module."""
        return f"{self.module}:{self.function}:{self.operator}:{self.nth}"

    def applied(self, source: str) -> str | None:
        """Return the module with the change, None where that is no Python or the same."""
        after: str | None = mutate_code(source, _operators()[self.operator], self.occurrence)
        if after is None or after == source:
            return None
        try:
            compile(after, self.module, "exec")
        except (SyntaxError, ValueError):
            return None
        return after


def difference(before: str, after: str) -> tuple[str, str]:
    """Return the lines of a module that a change takes away, and those that it puts there."""
    ours, theirs = before.splitlines(), after.splitlines()
    matcher = difflib.SequenceMatcher(None, ours, theirs, autojunk=False)
    i, j, k, m = next(op[1:] for op in matcher.get_opcodes() if op[0] != "equal")
    return " ".join(map(str.strip, ours[i:j])), " ".join(map(str.strip, theirs[k:m]))


@cache
def _operators() -> dict[str, Any]:
    """Return the operators of cosmic-ray that need no argument."""
    provider = OperatorProvider()
    return {name: provider[name]() for name in provider if not provider[name].arguments()}


def _ancestors(node: NodeOrLeaf) -> Iterator[tuple[NodeOrLeaf, NodeOrLeaf]]:
    """Yield each ancestor of a node, with its child that the node is in."""
    while node.parent is not None:
        yield node.parent, node
        node = node.parent


def _is_of_types(parent: Any, child: NodeOrLeaf) -> bool:
    match parent.type:
        case "annassign":
            return child is parent.children[1]
        case "param" | "funcdef":
            return child is parent.annotation
        case "tfpdef":
            return child is parent.children[-1]
        case "if_stmt":
            return str(parent.children[1].get_code()).endswith("TYPE_CHECKING")
        case "decorated":
            return "@overload" in parent.children[0].get_code()
    return False


def _is_of_words(parent: Any) -> bool:
    if parent.type == "argument":
        return str(parent.children[0].get_code()).strip() == "stacklevel"
    return parent.type in {"raise_stmt", "fstring"}


def left_out(node: Any, operator: str) -> bool:
    """Tell whether a change says nothing of the tests, or is not what its operator means.

    Left out are changes

    - of types: in annotations, of ``|`` outside functions, in ``if TYPE_CHECKING`` and of
      ``@overload``, ``@override``, ``@final``;
    - of words: in f-strings, in ``raise``, and of ``stacklevel``;
    - of speed: of ``@cache`` and ``@lru_cache``;
    - of arithmetic to bits or back, which raise for any float;
    - of equality to identity or back, of which Python leaves open whether they differ for equal text
      and numbers;
    - of signs that are no operators: ``*`` and ``**`` of arguments and unpacking, ``/`` in signatures.
    """
    if operator.startswith("ReplaceBinaryOperator"):
        old, new = operator.split("_")[1:]
        if node.parent.type not in ARITHMETIC or (old in BITWISE) != (new in BITWISE):
            return True
    if operator.rpartition("Operator_")[2] in {"Eq_Is", "Is_Eq", "NotEq_IsNot", "IsNot_NotEq"}:
        return True
    if operator == "RemoveDecorator":
        name = node.children[1].get_code(include_prefix=False)
        return name in CACHES + TYPES_ONLY
    around = list(_ancestors(node))
    if any(_is_of_types(parent, child) or _is_of_words(parent) for parent, child in around):
        return True
    in_function = any(parent.type in {"funcdef", "lambdef"} for parent, _ in around)
    return operator.startswith("ReplaceBinaryOperator_BitOr") and not in_function


def _function(node: NodeOrLeaf) -> str:
    """Return the name of the function or class that a node is in or decorates, with those around it."""
    parents: list[Any] = [parent for parent, _ in _ancestors(node)]
    if node.type == "decorator":
        parents.insert(0, parents[0].children[-1])
    names = [parent.name.value for parent in parents if parent.type in {"funcdef", "classdef"}]
    return ".".join(reversed(names)) or "(module)"


def _statement(node: Any) -> tuple[int, int]:
    """Return the first and last line of the smallest statement around a node, or of its head."""
    for parent, child in ((node, None), *_ancestors(node)):
        if parent.type in {"suite", "file_input"} and child is not None:
            return child.start_pos[0], child.end_pos[0] - (child.end_pos[1] == 0)
        if parent.type == "decorator":
            return parent.start_pos[0], parent.end_pos[0] - 1
        if parent.type.endswith("_stmt") or parent.type in {"funcdef", "classdef"}:
            head = parent.children[1] if child is None else child
            if head.type != "suite":
                return head.start_pos[0], head.end_pos[0]
    return node.start_pos[0], node.end_pos[0]


def mutants(module: Path) -> Iterator[Mutant]:
    """Yield the changes of a module."""
    tree = get_ast(module.read_text(encoding="utf-8"))
    nodes = [node for node in ast_nodes(tree) if node.type not in {"name", "newline", "string"}]
    nodes = [node for node in nodes if not (node.type == "operator" and node.value in ",.()[]{}:=")]
    relative = module.relative_to(BASE / SOURCE).as_posix()
    for name, operator in _operators().items():
        counts: dict[str, int] = defaultdict(int)
        occurrence = -1
        for node in nodes:
            for _ in operator.mutation_positions(node):
                occurrence += 1
                if left_out(node, name):
                    continue
                function = _function(node)
                counts[function] += 1
                yield Mutant(
                    package=relative.split("/")[0],
                    module=relative,
                    function=function,
                    operator=name,
                    nth=counts[function],
                    occurrence=occurrence,
                    lines=_statement(node),
                )


def population(package: str) -> list[Mutant]:
    """Return all changes of a package."""
    folder = BASE / SOURCE / package
    return [mutant for module in sorted(folder.rglob("*.py")) for mutant in mutants(module)]


def lot(mutant: Mutant, seed: int) -> bytes:
    """Return what decides whether a change is drawn: the same while the code that it is in stays."""
    return hashlib.sha256(f"{seed}:{mutant.key}".encode()).digest()


def drawn(changes: Iterable[Mutant], n: int | None, seed: int) -> list[Mutant]:
    """Draw `n` changes, all if None, in an order by chance."""
    return sorted(changes, key=lambda mutant: lot(mutant, seed))[:n]


# --- what the tests reach --------------------------------------------------------------------------


def test_files(tree: Path) -> list[str]:
    """List the files with tests, with examples in docstrings and with examples in text."""
    tests = [
        path
        for path in tree.glob("tests/**/test_*.py")
        if path.relative_to(tree / "tests").parts[0] not in ELSEWHERE
    ]
    examples = [
        path
        for path in tree.glob("src/plastsmart/**/*.py")
        if ">>>" in path.read_text(encoding="utf-8")
    ]
    texts = [tree / "README.md", *tree.glob("docs/**/*.md")]
    texts = [path for path in texts if ">>>" in path.read_text(encoding="utf-8")]
    return [path.relative_to(tree).as_posix() for path in sorted(tests) + examples + texts]


class Watch:
    """What pytest tells: the seconds of each test that passed, and those that failed."""

    def __init__(self, limit: float, wanted: Sequence[str]) -> None:
        self.limit = limit
        self.wanted = {name: place for place, name in enumerate(wanted)}
        self.seconds: dict[str, float] = defaultdict(float)
        self.failed: list[str] = []
        self.left: set[str] = set()

    def pytest_sessionstart(self) -> None:
        """Leave out that Hypothesis looks for a simpler example of a failure."""
        from hypothesis import Phase, settings

        few = settings.get_profile(settings.get_current_profile_name())
        phases = (Phase.explicit, Phase.generate, Phase.target)
        settings.register_profile("mutation", few, phases=phases, database=None)
        settings.load_profile("mutation")

    def pytest_collection_modifyitems(self, items: list[Any]) -> None:
        """Leave the tests that are wanted, in that order, and those of the files that are."""

        def place(item: Any) -> int:
            whole = self.wanted.get(item.nodeid.partition("::")[0], -1)
            return self.wanted.get(item.nodeid, whole)

        items[:] = sorted((item for item in items if place(item) >= 0), key=place)

    @pytest.hookimpl(wrapper=True)
    def pytest_runtest_protocol(self) -> Iterator[None]:
        """Give a test up that takes long; once more in case that it catches that."""

        def give_up(*_: Any) -> None:
            raise TimeoutError("a long test, the lines of which are known by now")

        signal.signal(signal.SIGPROF, give_up)
        signal.setitimer(signal.ITIMER_PROF, self.limit, LONGEST)
        try:
            return (yield)
        finally:
            signal.setitimer(signal.ITIMER_PROF, 0.0)

    def pytest_runtest_logreport(self, report: Any) -> None:
        """Note what a phase of a test told."""
        self.seconds[report.nodeid] += report.duration
        if report.failed:
            self.failed.append(report.nodeid)
        elif report.skipped:
            self.left.add(report.nodeid)

    def pytest_collectreport(self, report: Any) -> None:
        """Note what could not be collected."""
        if report.failed:
            self.failed.append(report.nodeid)

    def passed(self) -> Tests:
        """Return the tests that passed."""
        without = self.left.union(self.failed)
        return {name: took for name, took in self.seconds.items() if name not in without}

    def given_up(self) -> Tests:
        """Return the tests that were given up since they take long."""
        return {name: self.seconds[name] for name in self.failed if self.seconds[name] > self.limit}


def _pytest(
    tests: Sequence[str], scratch: Path, options: Sequence[str] = (), limit: float = 0.0
) -> tuple[int, Watch]:
    """Run tests in this process, each for `limit` seconds of the processor at most if that is not 0."""
    watch = Watch(limit, tests)
    files = dict.fromkeys(test.partition("::")[0] for test in tests)
    modules = ("--doctest-modules",) if any(file.startswith("src/") for file in files) else ()
    base = f"--basetemp={scratch}"
    code = pytest.main([*QUIET, base, *modules, *options, *files], plugins=[watch])
    return int(code), watch


def reached(file: str, slot: Slot) -> dict[str, Any]:
    """Run a file's tests, noting the lines that each reaches."""
    slot.tell({}, 1800.0)
    data = WORK / "reach" / (file.replace("/", "+") + ".coverage")
    data.unlink(missing_ok=True)
    os.environ["COVERAGE_FILE"] = str(data)
    started = time.monotonic()
    noting = ("-p", "pytest_cov", "--cov", "--cov-context=test", "--cov-report=")
    code, watch = _pytest([file], slot.scratch, noting, LONGEST)
    passed = watch.passed()
    return {
        "file": file,
        "code": code,
        "tests": passed,
        "long": watch.given_up(),
        "failed": watch.failed,
        "beside": time.monotonic() - started - sum(passed.values()),
    }


@attrs.frozen(slots=False)
class Reach:
    """Which tests reach which line."""

    files: dict[str, dict[str, Any]]

    @cached_property
    def seconds(self) -> Tests:
        """The seconds of each test; of a text as a whole, whose examples build on one another."""
        found: Tests = {}
        for file, told in self.files.items():
            if file.endswith(".md"):
                found[file] = sum(told["tests"].values())
            else:
                found.update(told["tests"])
                found.update({test: 10 * took for test, took in told["long"].items()})
        return found

    @cached_property
    def of_file(self) -> dict[str, list[str]]:
        """The tests of each file."""
        found = defaultdict(list)
        for test in self.seconds:
            found[test.partition("::")[0]].append(test)
        return found

    @cached_property
    def lines(self) -> dict[str, dict[int, tuple[set[str], set[str]]]]:
        """The tests that reach each line of each module, and the files that reach it somehow."""
        from coverage import CoverageData

        found: dict[str, dict[int, tuple[set[str], set[str]]]]
        found = defaultdict(lambda: defaultdict(lambda: (set(), set())))
        known = self.seconds
        for file in self.files:
            data = CoverageData(str(WORK / "reach" / (file.replace("/", "+") + ".coverage")))
            data.read()
            for path in data.measured_files():
                module = path.rpartition(f"/{SOURCE.as_posix()}/")[2]
                if module.partition("/")[0] not in PACKAGES:
                    continue
                for line, contexts in data.contexts_by_lineno(path).items():
                    tests, files = found[module][line]
                    files.add(file)
                    for context in contexts:
                        test = file if file.endswith(".md") else context.rpartition("|")[0]
                        if context and test in known:
                            tests.add(sys.intern(test))
        return dict(found)

    def tests(self, mutant: Mutant) -> tuple[set[str], set[str]]:
        """Return the tests that reach a change, and others that may be affected by it.

        A line that is run on import is reached by the tests that call anything of its module. What
        is made once for many tests, a fixture or something kept, is reached by the first of them
        alone: the others of that file may notice too.
        """
        module = self.lines.get(mutant.module, {})
        first, last = mutant.lines
        at = [module[line] for line in range(first, last + 1) if line in module]
        direct = set().union(*(tests for tests, _ in at))
        if at and not direct:
            direct = set().union(*(tests for tests, _ in module.values()))
        files = set().union(*(files for _, files in at)) if at else set()
        beside = {test for file in files for test in self.of_file.get(file, ())}
        return direct, beside - direct


# --- trying a change -------------------------------------------------------------------------------


def batches(
    tests: set[str], reach: Reach, killers: dict[str, int], module: str
) -> Iterator[list[str]]:
    """Yield the tests in the order in which they are tried: those first that tell most a second.

    A test named after the module tells more than another.
    """
    name = Path(module).stem.rstrip("s")

    def worth(test: str) -> float:
        told = 1 + 10 * killers.get(test, 0) + 10 * (name in test)
        return (0.01 + reach.seconds[test]) / told

    by_file: dict[str, list[str]] = defaultdict(list)
    for test in sorted(tests, key=worth):
        by_file[test.partition("::")[0]].append(test)

    def cost(file: str) -> float:
        few = by_file[file][:FIRST]
        noticed = sum(killers.get(test, 0) for test in few) + 10 * (name in file)
        return (reach.files[file]["beside"] + sum(map(worth, few))) / (1 + noticed)  # type: ignore[no-any-return]

    files = sorted(by_file, key=cost)
    first: set[str] = set()
    for start, stop in ((0, 3), (3, 10)):
        batch = [test for file in files[start:stop] for test in by_file[file][:FIRST]]
        if batch:
            first.update(batch)
            yield batch
    rest = sorted(tests - first, key=worth)
    while rest:
        batch, spent = [], 0.0
        while rest and (not batch or spent + reach.seconds[rest[0]] < 20.0):
            spent += reach.seconds[rest[0]]
            batch.append(rest.pop(0))
        yield sorted(batch, key=lambda test: test.partition("::")[0])


def tried(
    mutant: Mutant, slot: Slot, reach: Reach, killers: dict[str, int], cap: float
) -> dict[str, Any]:
    """Run the tests that reach a change until one fails, for about `cap` seconds at most."""
    path = slot.tree / SOURCE / mutant.module
    source = path.read_text(encoding="utf-8")
    after = mutant.applied(source)
    if after is None:
        return {"outcome": "invalid"}
    path.write_text(after, encoding="utf-8")
    before, now = difference(source, after)
    told: dict[str, Any] = {"before": before, "after": now}
    slot.tell(told)
    direct, beside = reach.tests(mutant)
    spent = 0.0
    for tests in (direct, beside):
        for batch in batches(tests, reach, killers, mutant.module):
            expected = sum(reach.seconds[test] for test in batch)
            if spent and spent + expected > cap:
                return told | {"outcome": "survived", "tests": spent, "capped": True}
            slot.tell(told | {"tests": spent, "running": batch[0]}, 30.0 + 5 * expected)
            code, watch = _pytest(batch, slot.scratch, ("-x",))
            if code not in {0, NO_TEST}:  # a change may give parametrized tests other names
                return told | {"outcome": "killed", "by": (watch.failed or ["pytest"])[0]}
            spent += expected
    return told | {"outcome": "survived" if direct or beside else "unreached", "tests": spent}


# --- processes -------------------------------------------------------------------------------------


@attrs.define
class Slot:
    """A copy of the code and tests, in which one process at a time works."""

    tree: Path
    pid: int = 0
    until: float = 0.0
    task: Any = None

    @property
    def scratch(self) -> Path:
        """Where the tests write."""
        return self.tree.with_suffix(".tmp")

    @property
    def note(self) -> Path:
        """Where the process tells how far it is."""
        return self.tree.with_suffix(".json")

    def tell(self, what: dict[str, Any], seconds: float = 60.0) -> None:
        """Tell, from the process, how far it is and when to give it up."""
        beside = self.note.with_suffix(".part")
        beside.write_text(json.dumps({"until": time.monotonic() + seconds, "what": what}))
        beside.replace(self.note)

    def start(self, task: Any, work: Callable[[Any, Slot], dict[str, Any]]) -> None:
        """Fork a process that works on a task."""
        self.task = task
        self.tell({})
        self.pid = os.fork()
        if self.pid:
            return
        try:
            os.setsid()
            os.chdir(self.tree)
            sys.path[:0] = [str(self.tree / "src")]
            os.environ.update(ENVIRONMENT, PYTHONPATH=str(self.tree / "src"))
            sys.dont_write_bytecode = True
            resource.setrlimit(resource.RLIMIT_DATA, (MEMORY, MEMORY))
            log = os.open(self.tree.with_suffix(".log"), os.O_WRONLY | os.O_CREAT | os.O_TRUNC)
            os.dup2(log, 1)
            os.dup2(log, 2)
            self.tell(work(task, self) | {"ended": True})
        finally:
            os._exit(0)

    def ended(self) -> dict[str, Any] | None:
        """Return what the process told once it has ended or taken too long, else None."""
        note = json.loads(self.note.read_text())
        over = time.monotonic() > note["until"]
        if not over and os.waitpid(self.pid, os.WNOHANG) == (0, 0):
            return None
        with contextlib.suppress(ProcessLookupError):
            os.killpg(self.pid, signal.SIGKILL)
        with contextlib.suppress(ChildProcessError):
            os.waitpid(self.pid, 0)
        self.pid = 0
        what: dict[str, Any] = json.loads(self.note.read_text())["what"]
        if not what.pop("ended", False):
            what["outcome"] = "timeout" if over else "crash"
        return what


def beside_one_another(
    tasks: Iterable[Any],
    work: Callable[[Any, Slot], dict[str, Any]],
    tell: Callable[[Any, dict[str, Any], Slot], None],
    slots: Sequence[Slot],
) -> None:
    """Work on tasks in processes, as many at a time as there are slots."""
    waiting = iter(tasks)
    gc.collect()
    gc.freeze()  # else each process looks through all of it again, and copies it
    while True:
        for slot in slots:
            if slot.pid and (what := slot.ended()) is not None:
                tell(slot.task, what, slot)
            if not slot.pid and (task := next(waiting, None)) is not None:
                slot.start(task, work)
        if not any(slot.pid for slot in slots):
            return
        time.sleep(0.005)


# --- the whole -------------------------------------------------------------------------------------


def snapshot(slots: Sequence[Slot]) -> None:
    """Copy the code and tests as they are, once and for each slot."""
    for tree in (BASE, *(slot.tree for slot in slots)):
        shutil.rmtree(tree, ignore_errors=True)
    listed = subprocess.run(
        ["git", "ls-files", "-co", "--exclude-standard", "-z"],
        cwd=ROOT, check=True, capture_output=True, text=True,
    )  # fmt: skip
    for name in filter(None, listed.stdout.split("\0")):
        if (ROOT / name).is_file():
            (BASE / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy2(ROOT / name, BASE / name)
    # the package's bytecode is taken only for the very source that it was made of
    compiled = ("compileall", "-q", "--invalidation-mode", "checked-hash", "-f", "src")
    collected = ("pytest", "--collect-only", "-q", "-p", "no:cacheprovider", "tests")
    for slot in slots:
        shutil.copytree(BASE, slot.tree)
        environment = os.environ | {"PYTHONPATH": str(slot.tree / "src")}
        for command in (compiled, collected):
            subprocess.run(
                [sys.executable, "-m", *command],
                cwd=slot.tree, env=environment, stdout=subprocess.DEVNULL, check=True,
            )  # fmt: skip


def measured_reach(slots: Sequence[Slot]) -> Reach:
    """Measure which tests reach which line, but for files that this was measured of."""
    kept = WORK / "reach.json"
    found: dict[str, Any] = json.loads(kept.read_text()) if kept.exists() else {}
    (WORK / "reach").mkdir(parents=True, exist_ok=True)

    def tell(file: str, what: dict[str, Any], _: Slot) -> None:
        if what.get("outcome") or what["code"]:
            print("without", file, what.get("outcome", ""), *what.get("failed", ()), flush=True)
        if what.get("tests"):
            found[file] = what
            kept.write_text(json.dumps(found))

    files = test_files(BASE)
    beside_one_another([file for file in files if file not in found], reached, tell, slots)
    return Reach({file: found[file] for file in files if file in found})


def results() -> dict[str, dict[str, Any]]:
    """Read what was measured, by the change's key: the last time counts."""
    kept = WORK / "results.jsonl"
    if not kept.exists():
        return {}
    told = map(json.loads, kept.read_text(encoding="utf-8").splitlines())
    return {row["key"]: row for row in told}


def measure(chosen: Sequence[Mutant], reach: Reach, slots: Sequence[Slot], cap: float) -> None:
    """Try changes, and write down what each gave."""
    killers: dict[str, dict[str, int]] = defaultdict(lambda: defaultdict(int))
    for row in results().values():
        if row["outcome"] == "killed":
            killers[row["module"]][row["by"]] += 1
    done = 0
    started = time.monotonic()

    def work(mutant: Mutant, slot: Slot) -> dict[str, Any]:
        return tried(mutant, slot, reach, killers[mutant.module], cap)

    def tell(mutant: Mutant, what: dict[str, Any], slot: Slot) -> None:
        nonlocal done
        shutil.copy2(BASE / SOURCE / mutant.module, slot.tree / SOURCE / mutant.module)
        if what["outcome"] == "killed":
            killers[mutant.module][what["by"]] += 1
        row = {"key": mutant.key, **attrs.asdict(mutant), **what}
        with (WORK / "results.jsonl").open("a", encoding="utf-8") as file:
            file.write(json.dumps(row, ensure_ascii=False) + "\n")
        done += 1
        if done % 50 == 0:
            took = time.monotonic() - started
            print(f"{done} of {len(chosen)} changes, {took / done:.2f} s each", flush=True)

    beside_one_another(chosen, work, tell, slots)


def looked_at() -> dict[tuple[str, str, str, str], dict[str, str]]:
    """Read why no test notices the changes that were looked at."""
    if not SURVIVORS.exists():
        return {}
    with SURVIVORS.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    return {(row["module"], row["function"], row["before"], row["after"]): row for row in rows}


@attrs.define
class Count:
    """What became of the changes of a package."""

    package: str
    of: int
    killed: int = 0
    survived: int = 0
    equivalent: int = 0

    @property
    def tried(self) -> int:
        """The changes that were tried."""
        return self.killed + self.survived

    def line(self, interval: Callable[[int, int], tuple[float, float]]) -> str:
        """Return a line of the table."""
        other = self.tried - self.equivalent
        low, high = interval(self.killed, self.tried)
        share = self.killed / self.tried
        return (
            f"| {self.package} | {self.of} | {self.tried} | {self.killed} | {share:.1%} "
            f"| {low:.1%} to {high:.1%} | {self.equivalent} | {self.killed / other:.1%} |"
        )


def wilson(noticed: int, n: int) -> tuple[float, float]:
    """Return the 95 % interval of a share of which a sample of `n` has `noticed`."""
    from scipy import stats

    found = stats.binomtest(noticed, n).proportion_ci(0.95, method="wilson")
    return float(found.low), float(found.high)


def report(chosen: Sequence[Mutant], sizes: dict[str, int]) -> None:
    """Print the shares, and write down the survivors with what is known of them."""
    known, reasons = results(), looked_at()
    counts = {package: Count(package, size) for package, size in sizes.items()}
    rows = []
    for mutant in chosen:
        row = known.get(mutant.key)
        if row is None or row["outcome"] == "invalid":
            continue
        count = counts[mutant.package]
        if row["outcome"] not in UNNOTICED:
            count.killed += 1
            continue
        count.survived += 1
        place = (mutant.module, mutant.function, row["before"], row["after"])
        why = reasons.get(place, {})
        count.equivalent += why.get("kind") == "equivalent"
        rows.append(
            (*place, why.get("kind", ""), why.get("reason", ""), row["outcome"],
             mutant.lines[0], row.get("capped", ""), mutant.key)
        )  # fmt: skip
    print(
        "| package | changes | tried | noticed | share | 95 % interval | equivalent | of the rest |"
    )
    print("|---|---:|---:|---:|---:|---|---:|---:|")
    for count in counts.values():
        if count.tried:
            print(count.line(wilson))
    with (WORK / "survivors.csv").open("w", encoding="utf-8", newline="") as file:
        out = csv.writer(file)
        out.writerow(COLUMNS)
        out.writerows(sorted(rows))
    unknown = sum(not row[4] for row in rows)
    print(f"{len(rows)} unnoticed, {unknown} of them not looked at: build/mutation/survivors.csv")


def main(arguments: Sequence[str] | None = None) -> None:
    """Measure what is asked for, and print it."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument(
        "sample", nargs="*", metavar="PACKAGE=N", help="how many changes of a package, or all"
    )
    parser.add_argument("--seed", type=int, default=2026)
    parser.add_argument("--cap", type=float, default=30.0, help="seconds of tests for one change")
    parser.add_argument("--again", action="store_true", help="try those anew that no test noticed")
    parser.add_argument("--fresh", action="store_true", help="copy the code and tests anew")
    parser.add_argument(
        "--report", action="store_true", help="print what was measured, and measure nothing"
    )
    parser.add_argument("--workers", type=int, default=os.cpu_count() or 1)
    asked = parser.parse_args(arguments)
    slots = [Slot(WORK / f"slot{number}") for number in range(asked.workers)]
    for name in PRELOADED:
        importlib.import_module(name)
    if asked.fresh or not BASE.exists():
        snapshot(slots)
    sizes = dict(part.split("=") for part in asked.sample)
    changes = {package: population(package) for package in sizes}
    chosen = [
        mutant
        for package, n in sizes.items()
        for mutant in drawn(changes[package], None if n == "all" else int(n), asked.seed)
    ]
    if not asked.report:
        known = results()
        again = UNNOTICED if asked.again else ()
        tasks = [m for m in chosen if m.key not in known or known[m.key]["outcome"] in again]
        tasks = drawn(tasks, None, asked.seed)
        measure(tasks, measured_reach(slots), slots, asked.cap)
    report(chosen, {package: len(found) for package, found in changes.items()})


if __name__ == "__main__":
    main()
