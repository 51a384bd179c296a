"""The project's checks: `nox` runs all but the slow ones, `nox -s tests-3.13` one of them."""

import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from itertools import chain
from pathlib import Path

import nox
from packaging.requirements import Requirement
from packaging.version import Version

ROOT = Path(__file__).parent
SUPPORTED = ("3.11", "3.12", "3.13", "3.14")
WITH_LOWEST_WHEELS = ("3.11", "3.12")  # NumPy 1.26 has no wheel for a later Python


def candidates(version: str) -> Iterator[Path]:
    """Yield each place where Python `version` may be: PATH, the running Python, pyenv."""
    name = f"python{version}"
    folders = [Path(part) for part in os.get_exec_path()]
    folders.append(Path(sys.executable).parent)
    for root in {os.environ.get("PYENV_ROOT", ""), str(Path.home() / ".pyenv")} - {""}:
        folders.extend(sorted(Path(root, "versions").glob(f"{version}.*/bin"), reverse=True))
    for folder in folders:
        if found := shutil.which(name, path=str(folder)):
            yield Path(found)


def runs(python: Path, version: str) -> bool:
    """Tell whether `python` starts and is `version`; a pyenv shim may exist and do neither."""
    code = "import sys; print('%d.%d' % sys.version_info[:2])"
    try:
        answer = subprocess.run(
            [python, "-c", code], capture_output=True, text=True, check=False, timeout=30
        )
    except (OSError, subprocess.TimeoutExpired):
        return False
    return answer.returncode == 0 and answer.stdout.strip() == version


def interpreters() -> dict[str, Path]:
    """Find the supported Pythons that this machine has, oldest first."""
    found = {}
    for version in SUPPORTED:
        working = (python for python in candidates(version) if runs(python, version))
        if python := next(working, None):
            found[version] = python
    return found


FOUND = interpreters()
if not FOUND:
    raise SystemExit(f"plastsmart needs one of Python {', '.join(SUPPORTED)}; found none")
PYTHONS = list(FOUND)
OLDEST, NEWEST = PYTHONS[0], PYTHONS[-1]
LOWEST = next((v for v in reversed(PYTHONS) if v in WITH_LOWEST_WHEELS), OLDEST)
"""The Python that the lowest versions of the dependencies are tested on, and the others the newest."""
WITH_ATHERIS = ("3.11", "3.12", "3.13")
FUZZED = next((v for v in reversed(PYTHONS) if v in WITH_ATHERIS), NEWEST)
TESTED = [version for version in PYTHONS if version != LOWEST] or PYTHONS
# nox looks a version up on PATH: put what was found before a shim that does not run.
hidden = [
    str(python.parent)
    for version, python in FOUND.items()
    if shutil.which(f"python{version}") != str(python)
]
os.environ["PATH"] = os.pathsep.join([*hidden, os.environ["PATH"]])

# Most installed modules are never imported: compile those that are, when they are.
os.environ.setdefault("PIP_NO_COMPILE", "1")

nox.needs_version = ">=2024.10.9"
nox.options.default_venv_backend = "virtualenv"
# Only Pythons that were found are asked for, so one that is missing now is an error.
nox.options.error_on_missing_interpreters = True
nox.options.sessions = [
    "lint",
    "types",
    "docs",
    "doctests",
    "lowest",
    "tests",
    "distributed",
    "browser",
]

PYPROJECT = nox.project.load_toml(ROOT / "pyproject.toml")


ELSEWHERE = ("--ignore=tests/browser", "--ignore=tests/notebooks", "--ignore=tests/distributed")
"""Tests that have sessions of their own."""

FEW = {"PLASTSMART_EXAMPLES": "few"}
"""Fewer examples and random systems, as in tests/conftest.py."""

ONE_THREAD = {"OPENBLAS_NUM_THREADS": "1", "OMP_NUM_THREADS": "1"}
"""One thread each, as the package has, whatever NumPy's linear algebra would take."""

WORKERS = ("-n", str(min(os.cpu_count() or 1, 8)))
"""The tests run beside one another, as many as there are cores."""

CHROMIUM = ("chromium", "chromium-browser", "google-chrome", "chrome")
"""What a Chromium is called, as in tests/browser/conftest.py."""


def group(name: str) -> list[str]:
    """List the requirements of a dependency group of pyproject.toml."""
    return list(nox.project.dependency_groups(PYPROJECT, name))


def minimums() -> dict[str, Version]:
    """Read the lowest version of each dependency and extra that pyproject.toml allows."""
    project = PYPROJECT["project"]
    extras = chain.from_iterable(project["optional-dependencies"].values())
    lowest = {}
    for requirement in map(Requirement, chain(project["dependencies"], extras)):
        if requirement.name == project["name"]:  # an extra made of other extras
            continue
        (lower,) = (spec for spec in requirement.specifier if spec.operator == ">=")
        lowest[requirement.name] = Version(lower.version)
    return lowest


def pins() -> dict[str, Version]:
    """Read the versions that tests/lowest.txt pins."""
    lines = (ROOT / "tests" / "lowest.txt").read_text(encoding="utf-8").splitlines()
    named = (line.split("==") for line in lines if line and not line.startswith("#"))
    return {name: Version(version) for name, version in named}


def readme_commands() -> list[str]:
    """List the one-line `sh` blocks of the README: the quick look and the checks."""
    text = (ROOT / "README.md").read_text(encoding="utf-8")
    return re.findall(r"^```sh\n(.*)\n```$", text, flags=re.MULTILINE)


@nox.session(python=OLDEST)
def lint(session: nox.Session) -> None:
    """Check format and lint rules, and that files which repeat each other agree."""
    if (stated := minimums()) != (pinned := pins()):
        session.error(f"pyproject.toml allows {stated}, tests/lowest.txt pins {pinned}")
    commands = readme_commands()
    script = (ROOT / ".ci" / "run").read_text(encoding="utf-8").splitlines()
    if len(commands) != 2 or commands[1] not in script:  # noqa: PLR2004
        session.error("README.md has two one-line sh blocks, and .ci/run calls the second")
    session.install(*group("lint"))
    session.run("ruff", "format", "--check", ".")
    session.run("ruff", "check", ".")


@nox.session(python=OLDEST)
def types(session: nox.Session) -> None:
    """Check types strictly, on the oldest Python, whose syntax the stubs must have."""
    session.install(".[xarray]", *group("types"))
    session.run("mypy", *session.posargs)


@nox.session(python=NEWEST)
def docs(session: nox.Session) -> None:
    """Run the notebooks, build the documentation; a warning or a reference to nothing is an error."""
    session.install(".[report,xarray]", *group("docs"))
    session.run("pytest", "--noconftest", "tests/notebooks")  # the conftests need the tests' group
    built = str(ROOT / "docs" / "_build" / "html")
    session.run("sphinx-build", "-W", "--keep-going", "-n", "-E", "-b", "html", "docs", built)


@nox.session(python=NEWEST)
def doctests(session: nox.Session) -> None:
    """Run the examples of the docstrings, the README and the documentation."""
    session.install("-e", ".[workshop,xarray]", *group("test"))
    session.run("pytest", "--doctest-modules", "src", "README.md", "docs", *session.posargs)


@nox.session(python=LOWEST)
def lowest(session: nox.Session) -> None:
    """Run the tests on the lowest versions of the dependencies."""
    if session.python not in WITH_LOWEST_WHEELS:
        session.skip(f"the lowest versions need Python {' or '.join(WITH_LOWEST_WHEELS)}")
    session.install(".[xarray]", *group("test"), "-c", "tests/lowest.txt")
    session.run("pytest", *WORKERS, "-m", "not once", *ELSEWHERE, *session.posargs, env=FEW)


@nox.session(python=TESTED)
def tests(session: nox.Session) -> None:
    """Run the tests; on the newest Python with branch coverage, and those that need but one.

    Random systems are tried on the newest, and on the lowest versions of the dependencies.
    """
    session.install(".[xarray]", *group("test"))
    newest = session.python == TESTED[-1]
    coverage = ["--cov", "--cov-report=term-missing:skip-covered"] if newest else []
    chosen = "not once and not random"
    session.run("pytest", *WORKERS, *coverage, "-m", chosen, *ELSEWHERE, *session.posargs, env=FEW)
    if newest:  # without coverage, which would make them take twice as long
        chosen = "once or random"
        session.run("pytest", *WORKERS, "-m", chosen, *ELSEWHERE, *session.posargs, env=FEW)


@nox.session(python=NEWEST)
def distributed(session: nox.Session) -> None:
    """Run the tests on a local cluster of two worker processes; ten seconds."""
    session.install(".[distributed]", *group("test"))
    session.run("pytest", "tests/distributed", *session.posargs)


def with_browser(session: nox.Session) -> None:
    """Install what opens pages in a headless Chromium; skip the session where there is none."""
    if not os.environ.get("PLASTSMART_CHROMIUM") and not any(map(shutil.which, CHROMIUM)):
        session.skip(
            f"found no Chromium ({', '.join(CHROMIUM)} on the PATH, or PLASTSMART_CHROMIUM): what "
            "people open in a browser was not tested"
        )
    session.install(".", *group("browser"))


@nox.session(python=NEWEST)
def browser(session: nox.Session) -> None:
    """Open what is made for a browser in a headless Chromium; skipped where there is none."""
    with_browser(session)
    # each file's pages and server are made by one worker, which then helps the other
    beside = (*WORKERS, "--dist", "worksteal")
    session.run("pytest", *beside, "-m", "not alone", "tests/browser", *session.posargs)


@nox.session(python=NEWEST)
def responsiveness(session: nox.Session) -> None:
    """Measure how quickly a slider answers; on a quiet machine, so not a default."""
    with_browser(session)
    session.run("pytest", "-m", "alone", "tests/browser", *session.posargs)


@nox.session(python=NEWEST)
def benchmarks(session: nox.Session) -> None:
    """Print timings beside other packages, and how well mappings hold; minutes, so not a default."""
    session.install(".[xarray]")
    for other in ("flodym", "dpmfa"):  # the table says so where one does not install
        session.run_install(
            "python", "-m", "pip", "install", "--quiet", other, success_codes=range(256)
        )
    session.run("python", "benchmarks/import_time.py")
    session.run("python", "-m", "benchmarks.run", *session.posargs, env=ONE_THREAD)
    session.run("python", "-m", "benchmarks.mapping", env=ONE_THREAD)


@nox.session(python=NEWEST)
def load(session: nox.Session) -> None:
    """Ask the example service with 200 clients for two minutes; on a quiet machine, so not a default."""
    session.install(".", *group("test"))
    session.run("python", "-m", "examples.service.load", *session.posargs)


@nox.session(python=NEWEST)
def mutation(session: nox.Session) -> None:
    """Change the code in many places, one at a time, to see whether a test fails; an hour or two."""
    session.install(".[workshop,xarray]", *group("mutation"))
    sample = session.posargs or ["flows=1500", "scenarios=350", "mapping=350"]
    session.run("python", "tools/mutation.py", *sample)


@nox.session(python=NEWEST)
def audit(session: nox.Session) -> None:
    """Look for known faults of the dependencies as installed; needs a network, so not a default."""
    session.install(".[distributed,report,word,workshop,xarray]", "pip-audit")
    # asks the vulnerability service of PyPI; "--vulnerability-service osv" asks another
    session.run("pip-audit", "--skip-editable", "--progress-spinner", "off", *session.posargs)


@nox.session(python=FUZZED)
def fuzz(session: nox.Session) -> None:
    """Fuzz what reads files and text, 30 minutes each, so not a default: `-- --minutes 5 plan`."""
    if session.python not in WITH_ATHERIS and "random" not in session.posargs:
        session.skip("atheris needs Python 3.11 to 3.13; `-- --engine random` needs no atheris")
    needed = group("fuzz") if session.python in WITH_ATHERIS else group("test")
    session.install(".[excel]", *needed)
    session.run("python", "-m", "tests.fuzz", *session.posargs, env=ONE_THREAD)


@nox.session(python=NEWEST)
def sbom(session: nox.Session) -> None:
    """Write the bill of materials of the package with all extras, as CycloneDX 1.6."""
    session.install(".[distributed,report,word,workshop,xarray]", "packaging")
    (ROOT / "build").mkdir(exist_ok=True)
    session.run("python", "tools/release.py", "sbom", "build/sbom.cdx.json")


@nox.session(python=NEWEST)
def reproducible(session: nox.Session) -> None:
    """Build wheel and sdist twice, the wheel once by way of the sdist, and compare the bytes."""
    session.install("build", "packaging", *PYPROJECT["build-system"]["requires"])
    made = Path(session.create_tmp()).resolve()
    epoch = {"SOURCE_DATE_EPOCH": os.environ.get("SOURCE_DATE_EPOCH", "1767225600")}  # 2026-01-01
    for folder, kinds in (("one", []), ("other", ["--sdist", "--wheel"])):
        shutil.rmtree(made / folder, ignore_errors=True)
        build = ("python", "-m", "build", "--no-isolation", *kinds, "--outdir", str(made / folder))
        session.run(*build, env=epoch, silent=True)
    folders = (str(made / "one"), str(made / "other"))
    session.run("python", "tools/release.py", "compare", *folders)
