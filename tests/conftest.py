"""Hypothesis profiles: `default`, `long` for `pytest --hypothesis-profile=long`, and `few`.

With PLASTSMART_EXAMPLES=few, as nox has it, fewer examples and random systems are tried: CI is to
take less than 15 minutes. A plain `pytest` tries them all.

In CI the examples are the same in every run, and no health check depends on how busy the
machine is, so a failure there is a failure of the code. Elsewhere the examples are random, and
a failure prints the line that repeats it.

Linear algebra takes one thread: matrices are small here, and threads of tests that run beside one
another wait for each other, which made some a hundred times slower.
"""

import os

from hypothesis import HealthCheck, settings

for library in ("OPENBLAS", "OMP", "MKL"):  # before NumPy is imported
    os.environ.setdefault(f"{library}_NUM_THREADS", "1")

settings.register_profile(
    "default",
    deadline=None,
    derandomize=bool(os.environ.get("CI")),
    print_blob=True,
    suppress_health_check=[HealthCheck.too_slow],
)
settings.register_profile(
    "long", settings.get_profile("default"), derandomize=False, max_examples=5_000
)
settings.register_profile("few", settings.get_profile("default"), max_examples=20)
settings.load_profile("few" if os.environ.get("PLASTSMART_EXAMPLES") == "few" else "default")
