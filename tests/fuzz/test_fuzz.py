"""A little of the fuzzing: each reader ends well on some inputs that are nearly valid.

`nox -s fuzz` goes on for as long as it is told, guided by coverage.
"""

from __future__ import annotations

import itertools
import random
import resource
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings

from tests.fuzz import bombs
from tests.fuzz.bounds import MEBIBYTES, SECONDS, TooMuchError, bounded
from tests.fuzz.engine import inputs
from tests.fuzz.targets import TARGETS, ends_well, readable

pytestmark = pytest.mark.once


@pytest.mark.parametrize("name", TARGETS)
def test_valid_inputs_are_read(name: str, tmp_path: Path) -> None:
    target = TARGETS[name]
    ends = [ends_well(target, seed, tmp_path) for seed in target.seeds()]
    assert ends.count("read") >= max(1, len(ends) - 1)  # metadata without values are no table


@pytest.mark.filterwarnings("ignore::RuntimeWarning")
@pytest.mark.parametrize("name", TARGETS)
def test_inputs_that_are_nearly_valid_end_well(name: str, tmp_path: Path) -> None:
    target = TARGETS[name]

    @settings(
        max_examples=30,
        deadline=None,
        database=None,
        suppress_health_check=list(HealthCheck),
    )
    @given(inputs(target))
    def end_well(data: bytes) -> None:
        ends_well(target, data, tmp_path)

    end_well()


@pytest.mark.parametrize("name", TARGETS)
def test_the_same_chance_changes_an_input_in_the_same_way(name: str) -> None:
    target = TARGETS[name]
    seed = target.seeds()[0]
    changed = [target.mutate(seed, random.Random(number)) for number in range(20)]
    assert changed == [target.mutate(seed, random.Random(number)) for number in range(20)]
    assert len(set(changed)) > 10


def test_small_inputs_that_are_made_to_cost_much_are_bounded() -> None:
    for name, taken in bombs.all_measured(bombs.ONCE_COSTLY).items():
        assert taken["seconds"] < SECONDS, name
        assert taken["MiB"] < MEBIBYTES, name


def test_what_takes_too_long_or_too_much_is_told() -> None:
    with pytest.raises(TooMuchError, match=r"more than 0\.01 s"), bounded(seconds=0.01):
        sum(1 for _ in itertools.count())
    # above the most that this process has had, and so whatever ran before
    most = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss << 10
    with pytest.raises(TooMuchError, match="more than 20"), bounded(mebibytes=20.0):
        bytearray(most + (60 << 20))


@pytest.mark.parametrize("message", ["", "x" * 3000, "\x1b[31m", "a\u202eb"])
def test_a_message_that_nobody_can_read_is_told(message: str) -> None:
    with pytest.raises(AssertionError):
        readable(message)
