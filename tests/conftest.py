"""Hypothesis profiles: `default`, `long` for `pytest --hypothesis-profile=long`, and `few`.

With PLASTSMART_EXAMPLES=few, as nox has it, fewer examples and random systems are tried: CI is to
take less than 15 minutes. A plain `pytest` tries them all.

In CI the examples are the same in every run, and no health check depends on how busy the
machine is, so a failure there is a failure of the code. Elsewhere the examples are random, and
a failure prints the line that repeats it.
"""

import os

from hypothesis import HealthCheck, settings

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
