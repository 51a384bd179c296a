"""The packaged systems are what the script makes of the published figures."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent


@pytest.mark.once
@pytest.mark.parametrize("script", ["build_datasets.py", "build_microplastics.py", "build_town.py"])
def test_the_packaged_systems_can_be_made_again_from_the_published_figures(script: str) -> None:
    done = subprocess.run(
        [sys.executable, str(ROOT / "tools" / script), "--check"],
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
