"""Files of every format that was ever written are read, and say what they said then.

The files in tests/recorded/formats are as the version that introduced the format wrote them. They are
never written anew; a new format adds its own.
"""

from __future__ import annotations

import re
from pathlib import Path

import pytest

import plastsmart as ps
from plastsmart import formats
from plastsmart.errors import PlanFileError
from plastsmart.scenarios.plan_format import FORMAT as PLAN

RECORDED = Path(__file__).parent / "recorded" / "formats"
EXPECTED = ps.Plan(
    "Flere beholdere",
    [
        ps.Measure(
            "Bins",
            2025,
            [ps.Change("capture", close_gap=0.2)],
            ramp=3,
            cost=ps.Q("2 MNOK/year"),
            source="an estimate",
            status="estimated",
        )
    ],
    author="Ås",
)


def newest(name: str) -> int:
    return int(name.rpartition("/")[2])


def test_a_plan_of_each_format_is_read() -> None:
    files = sorted(RECORDED.glob("plan-*.toml"))
    assert len(files) == newest(PLAN), "each format of plans has a recorded file"
    for file in files:
        assert ps.Plan.load(file) == EXPECTED


def test_a_table_of_each_format_is_read() -> None:
    files = sorted(RECORDED.glob("table-*.csv"))
    assert len(files) == newest(formats.TABLE), "each format of tables has a recorded file"
    for file in files:
        system = ps.data.read_table(file)
        assert system.axes.regions == ("NO",)
        rate = ps.run(system).rate("eu", by=["year"])
        assert rate[2023] == pytest.approx(0.21, abs=1e-12)


def test_a_data_package_of_each_format_is_read() -> None:
    files = sorted(RECORDED.glob("datapackage-*.zip"))  # one from before they named their format
    assert len(files) > newest(formats.PACKAGE), "each format of packages has a recorded file"
    for file in files:
        package = ps.exchange.read_datapackage(file)
        assert package.system == ps.data.read_table(RECORDED / "table-1.csv")
        assert package.plan == EXPECTED


def test_a_newer_plan_is_refused_with_what_to_do(tmp_path: Path) -> None:
    text = (RECORDED / "plan-1.toml").read_text(encoding="utf-8")
    newer = re.sub(r"plastsmart-plan/\d+", f"plastsmart-plan/{newest(PLAN) + 1}", text)
    with pytest.raises(
        PlanFileError, match=r"this version of plastsmart reads .* update plastsmart"
    ):
        ps.Plan.from_toml(newer)


def test_what_is_written_now_has_the_newest_format(tmp_path: Path) -> None:
    assert f'schema = "{PLAN}"' in EXPECTED.to_toml()
    file = ps.exchange.to_datapackage(ps.load("headline"), tmp_path)
    assert f'"plastsmart_schema": "{formats.PACKAGE}"' in file.read_text(encoding="utf-8")
