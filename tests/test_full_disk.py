"""A disk that is full while a file is saved: what was there before is there, whole, and nothing else."""

from __future__ import annotations

import errno
import functools
import gc
import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

import plastsmart as ps
from plastsmart.errors import PlastsmartError
from plastsmart.report.html import Report

resource = pytest.importorskip("resource", reason="limits on sizes of files are of Unix")

pytestmark = pytest.mark.once

OLD = b"what a person worked on for a week"


def projection() -> ps.Projection:
    return ps.project(ps.load("headline"), plan())


def plan() -> ps.Plan:
    return ps.Plan("More", [ps.Measure("Bins", 2024, [ps.Change("capture", close_gap=0.2)])])


@functools.cache
def report() -> Report:
    return ps.report(projection(), draws=0)


SAVERS: dict[str, tuple[str, Callable[[Path], object]]] = {
    "plan": ("plan.toml", lambda file: plan().save(file)),
    "report": ("report.html", lambda file: report().save(file, overwrite=True)),
    "report in Word": ("report.docx", lambda file: report().to_word(file, overwrite=True)),
    "report's tables": ("report.xlsx", lambda file: report().to_excel(file, overwrite=True)),
    "simulator": ("sim.html", lambda file: ps.simulator(ps.load("headline"), path=file)),
    "workbook": ("own.xlsx", lambda file: ps.mapping.template(file, overwrite=True)),
    "package": (
        "package.zip",
        lambda file: ps.exchange.to_datapackage(ps.load("headline"), file, overwrite=True),
    ),
}


@contextmanager
def room_for(size: int) -> Iterator[None]:
    """Let no file become larger than `size` bytes: the system itself refuses to write on."""
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))


# openpyxl leaves what it could not write to be collected, which then cannot be closed
@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")
@pytest.mark.parametrize("room", [0, 60])
@pytest.mark.parametrize("what", SAVERS)
def test_what_is_not_written_whole_leaves_the_old_file(
    what: str, room: int, tmp_path: Path
) -> None:
    name, save = SAVERS[what]
    file = tmp_path / name
    save(file)  # what it needs is imported, and caches are filled, before the disk is full
    assert file.stat().st_size > 60
    file.write_bytes(OLD)
    with room_for(room), pytest.raises(PlastsmartError, match="as it was"):
        save(file)
    gc.collect()
    assert file.read_bytes() == OLD
    assert list(tmp_path.iterdir()) == [file]


@pytest.mark.parametrize("written", range(3))
def test_files_that_belong_together_stay_together(
    written: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    old, new = ps.load("headline"), ps.load("norway-household")
    ps.exchange.to_datapackage(old, tmp_path, plan=plan())
    left = written

    def full(_: int) -> None:
        nonlocal left
        if left == 0:
            raise OSError(errno.ENOSPC, "No space left on device")
        left -= 1

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(
        PlastsmartError, match="No space left on device; what was there is as it was"
    ):
        ps.exchange.to_datapackage(new, tmp_path, plan=ps.Plan("Other", []), overwrite=True)
    monkeypatch.undo()
    package = ps.exchange.read_datapackage(tmp_path)
    assert package.system == old
    assert package.plan == plan()
    assert len(list(tmp_path.iterdir())) == 3
