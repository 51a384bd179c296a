"""Every municipality of Norway: its chance of reaching the sorting-out targets, without and with a plan.

From the root of the repository::

    python -m examples.batch.municipalities -o chances.csv --workers 2

Each municipality is a task of a local cluster of dask. What is done lies in a folder beside the table,
and is not done again; a municipality that cannot be computed is listed with the reason.

Of most municipalities nothing is known here. The column ``basis`` says what a row rests on:

own         the municipality's own figures, given with ``--mapping``
published   the few figures that come with the package, the nation's for the rest
nation      nothing of its own: the nation's figures stand in, so that all such rows are alike, and say
            nothing of the municipality
"""

from __future__ import annotations

import argparse
import functools
import hashlib
import json
import sys
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any, Final

import attrs
import pandas as pd
from distributed import Client, LocalCluster, as_completed

import plastsmart as ps
from plastsmart.files import write_whole
from plastsmart.mapping import Mapping, reforms

PLAN: Final = Path(__file__).parent / "plan.toml"
TARGETS: Final = (ps.targets.CH10A_2028, ps.targets.CH10A_2030, ps.targets.CH10A_2035)
NATION: Final = "norway-household"
LAST_YEAR: Final = 2035

COLUMNS: Final = (
    "number", "name", "basis", "own_figures", "target", "year", "level", "rate_without", "rate_with",
    "chance_without", "chance_with", "missing_without", "missing_with", "sources", "reason",
)  # fmt: skip
"""Rates, levels and chances are shares, 0 to 1; what is missing is tonne/year, and negative where the
target is exceeded. It is empty where the population of the municipality is not known."""


@attrs.frozen
class Municipality:
    """A municipality, and what is known of it.

    Attributes
    ----------
    number, name : str
    basis : {"own", "published", "nation"}
    mapping : Mapping or None
        Its own figures.
    wrong : str
        Why it cannot be computed, where that is known beforehand.
    """

    number: str
    name: str
    basis: str
    mapping: Mapping | None = None
    wrong: str = ""

    def system(self) -> ps.System:
        """Return its baseline."""
        if self.mapping is not None:
            found = ps.reconcile(self.mapping)
            return found.system(range(found.year, LAST_YEAR + 1))
        return ps.load(self.number if self.basis == "published" else NATION)

    def sources(self) -> tuple[int, list[str]]:
        """Return how many figures are its own, and where they are from."""
        if self.mapping is not None:
            return len(self.mapping), sorted({m.source for m in self.mapping if m.source})
        if self.basis == "nation":
            return 0, [NATION]
        table = self.system().table()
        own = table[(table["region"] == self.number) & ~table["status"].isin(["", "default"])]
        return len(own), sorted(
            {each for told in own["source"] for each in told.split("; ") if each}
        )

    def fingerprint(self) -> str:
        """Return a hash of what it is computed from."""
        if self.mapping is not None:
            return _hash(self.mapping.table())
        return _hash_of_ready(self.number if self.basis == "published" else NATION)


def _hash(table: pd.DataFrame) -> str:
    return hashlib.sha256(table.to_csv(index=False).encode()).hexdigest()


@functools.cache
def _hash_of_ready(name: str) -> str:
    return _hash(ps.load(name).table())


def municipalities(paths: Iterable[Path] = ()) -> list[Municipality]:
    """Return every municipality of today, with its own figures where a file holds them.

    Parameters
    ----------
    paths : iterable of Path
        Mappings, as workbooks or CSV. A file of one municipality of which something cannot be read is
        not used; of several, the rest is, and what is wrong is printed.
    """
    own: dict[str, Municipality] = {}
    for path in paths:
        own |= _own(path)
    published = set(ps.data.municipalities().index)
    every = []
    for number in reforms.numbers_now(lambda _: True):
        basis = "published" if number in published else "nation"
        every.append(own.pop(number, Municipality(number, reforms.name(number), basis)))
    for left in own.values():
        wrong = left.wrong or f"no municipality has the number {left.number} today"
        every.append(attrs.evolve(left, wrong=wrong))
    return every


def _own(path: Path) -> dict[str, Municipality]:
    try:
        mapping = ps.mapping.read(path)
    except ps.PlastsmartError as error:
        return {path.stem: Municipality(path.stem, path.stem, "own", wrong=str(error))}
    serious = [str(problem) for problem in mapping.problems if problem.serious]
    alone = len(mapping.regions) == 1
    if serious and not alone:
        print(f"{path}:", *serious, sep="\n  ", file=sys.stderr)
    found = {}
    for number, name in mapping.regions.items():
        members = [m for m in mapping if m.region == number]
        routes = {m.route for m in members}
        part = attrs.evolve(
            mapping,
            regions={number: name},
            measurements=members,
            routes=tuple(route for route in mapping.routes if route.name in routes),
        )
        wrong = "; ".join(serious) if alone else ""
        found[number] = Municipality(number, name, "own", part, wrong)
    return found


def chances(one: Municipality, plan: ps.Plan, draws: int, seed: int) -> list[dict[str, Any]]:
    """Return a row for each target. This runs on a worker.

    Every municipality has the same seed, so that a row depends on nothing but the municipality: not on
    which worker computes it, nor on which others there are.
    """
    system = one.system()
    projection = ps.project(system, plan)
    drawn = ps.ensemble(system, plan, n=draws, seed=seed, keep={t.rate for t in TARGETS})
    figures, sources = one.sources()
    rows = []
    for target in TARGETS:
        found = projection.assess(target)
        assert found.baseline is not None
        people_known = one.basis != "nation"
        rows.append(
            {
                "number": one.number,
                "name": one.name,
                "basis": one.basis,
                "own_figures": figures,
                "target": target.name,
                "year": target.deadline,
                "level": target.required_level,
                "rate_without": found.baseline.rate,
                "rate_with": found.rate,
                "chance_without": drawn.probability(target, of="baseline"),
                "chance_with": drawn.probability(target),
                "missing_without": found.baseline.missing if people_known else None,
                "missing_with": found.missing if people_known else None,
                "sources": "; ".join(sources),
                "reason": "",
            }
        )
    return rows


def run(
    every: Sequence[Municipality],
    plan: ps.Plan,
    folder: Path,
    *,
    client: Client,
    draws: int = 1000,
    seed: int = 1,
) -> int:
    """Compute what is not done yet, a file each; return how many were computed.

    What failed is tried again, and so is what other figures, another plan, other draws or another
    version of the package would change.
    """
    folder.mkdir(parents=True, exist_ok=True)
    settings = [plan.to_toml(), draws, seed, ps.__version__, ps.MODEL.hash]
    waiting = {}
    for one in every:
        record = {"number": one.number, "of": [one.fingerprint(), *settings]}
        done = _done(folder, one)
        if done and done["of"] == record["of"] and not done["reason"] and not one.wrong:
            continue
        if one.wrong:
            _keep(folder, one, record | {"rows": [], "reason": one.wrong})
            continue
        future = client.submit(chances, one, plan, draws, seed, pure=False, retries=1)
        waiting[future] = (one, record)
    computed = len(waiting)
    for future in as_completed(list(waiting)):
        one, record = waiting.pop(future)
        error = future.exception()
        reason = f"{type(error).__name__}: {error}" if error else ""
        _keep(folder, one, record | {"rows": [] if error else future.result(), "reason": reason})
    return computed


def _file(folder: Path, one: Municipality) -> Path:
    return folder / f"{one.number}.json"


def _done(folder: Path, one: Municipality) -> Any:
    file = _file(folder, one)
    return json.loads(file.read_text(encoding="utf-8")) if file.exists() else None


def _keep(folder: Path, one: Municipality, record: dict[str, Any]) -> None:
    # whole or not at all, so that a run that is stopped leaves no half of a file
    write_whole(json.dumps(record, ensure_ascii=False).encode(), _file(folder, one))


def table(every: Sequence[Municipality], folder: Path) -> pd.DataFrame:
    """Return all rows in the order of the numbers; where nothing was computed, one with the reason."""
    rows: list[dict[str, Any]] = []
    for one in sorted(every, key=lambda each: each.number):
        record = _done(folder, one)
        rows += record["rows"] or [
            {"number": one.number, "name": one.name, "basis": one.basis, "reason": record["reason"]}
        ]
    return pd.DataFrame(rows, columns=list(COLUMNS))


def main(arguments: Sequence[str] | None = None) -> int:
    """Compute all and write the table; status 1 where some municipality could not be computed."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("-o", "--output", type=Path, default=Path("chances.csv"))
    parser.add_argument("--plan", type=Path, default=PLAN)
    parser.add_argument("--mapping", type=Path, nargs="*", default=[], metavar="FILE")
    parser.add_argument("--only", nargs="*", metavar="NUMBER")
    parser.add_argument("--workers", type=int, default=2)
    parser.add_argument("--draws", type=int, default=1000)
    parser.add_argument("--seed", type=int, default=1)
    chosen = parser.parse_args(arguments)
    every = municipalities(chosen.mapping)
    if chosen.only:
        every = [one for one in every if one.number in chosen.only]
    folder = chosen.output.with_suffix(".parts")
    with (
        LocalCluster(
            n_workers=chosen.workers,
            threads_per_worker=1,
            host="127.0.0.1",
            dashboard_address="127.0.0.1:0",
        ) as cluster,
        Client(cluster) as client,
    ):
        plan = ps.Plan.load(chosen.plan)
        run(every, plan, folder, client=client, draws=chosen.draws, seed=chosen.seed)
    told = table(every, folder)
    write_whole(told.to_csv(index=False).encode(), chosen.output)
    failed = told[told["reason"] != ""]
    for _, row in failed.iterrows():
        print(f"{row['number']} {row['name']}: {row['reason']}", file=sys.stderr)
    return int(len(failed) > 0)


if __name__ == "__main__":
    raise SystemExit(main())
