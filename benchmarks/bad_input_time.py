"""Print how long the slowest refusals of bad input take; asserts nothing."""

from time import perf_counter

from plastsmart.errors import PlastsmartError
from tests.bad_input.test_bad_input import CASES

MOST = 5


def main() -> None:
    """Time every case and print the slowest."""
    times = []
    for name, call, _, _ in CASES:
        start = perf_counter()
        try:
            call()
        except PlastsmartError:
            times.append((perf_counter() - start, name))
    times.sort(reverse=True)
    print(f"{len(times)} kinds of bad input, slowest first:")
    for seconds, name in times[:MOST]:
        print(f"{1000 * seconds:8.2f} ms  {name}")


if __name__ == "__main__":
    main()
