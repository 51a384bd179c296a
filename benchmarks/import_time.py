"""Time `import plastsmart` against the imports that it cannot do without.

Each import runs in a Python of its own, the two by turns, so that a busy moment of the machine
falls on both. Run it with `python benchmarks/import_time.py`.
"""

import statistics
import subprocess
import sys

RUNS = 15
IMPORTS = {"plastsmart": "import plastsmart", "numpy, attrs, pint": "import numpy, attrs, pint"}


def seconds(statement: str) -> float:
    """Run `statement` in a new Python and return how long it took [s]."""
    code = (
        "from time import perf_counter as clock\n"
        f"start = clock()\n{statement}\nprint(clock() - start)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    return float(done.stdout)


def main() -> None:
    """Print the median of each import and their ratio."""
    for statement in IMPORTS.values():  # once unmeasured, so that the files are in the cache
        seconds(statement)
    times: dict[str, list[float]] = {name: [] for name in IMPORTS}
    for _ in range(RUNS):
        for name, statement in IMPORTS.items():
            times[name].append(seconds(statement))
    medians = {name: statistics.median(values) for name, values in times.items()}
    for name, median in medians.items():
        spread = f"{min(times[name]) * 1e3:.0f} to {max(times[name]) * 1e3:.0f}"
        print(f"import {name}: {median * 1e3:.0f} ms (median of {RUNS}; {spread})")
    package, parts = medians.values()
    print(f"ratio: {package / parts:.2f}")


if __name__ == "__main__":
    main()
