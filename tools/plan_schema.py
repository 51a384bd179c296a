"""Write the JSON Schema of plan files into the package; with --check, tell whether it is there."""

from __future__ import annotations

import argparse
import json
import sys
from pathlib import Path

import plastsmart as ps

PATH = Path(__file__).parent.parent / "src" / "plastsmart" / "data" / "plan.schema.json"


def main() -> int:
    """Write or check the file; return the exit status."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--check", action="store_true", help="write nothing; fail if it differs")
    check = parser.parse_args().check
    text = json.dumps(ps.Plan.schema(), ensure_ascii=False, indent=2) + "\n"
    if not check:
        PATH.write_text(text, encoding="utf-8")
        return 0
    if PATH.is_file() and PATH.read_text(encoding="utf-8") == text:
        return 0
    print(f"{PATH.name} is not what the package says; run: python tools/plan_schema.py")
    return 1


if __name__ == "__main__":
    sys.exit(main())
