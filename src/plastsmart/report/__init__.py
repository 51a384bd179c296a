"""Reports: results for readers, from text and JSON to a page for a council; ``ps.report`` makes that.

The package is callable, since one word is both: ``plastsmart.report(system)`` is
`plastsmart.report.html.report`, and ``plastsmart.report.text`` a module of it.
"""

from __future__ import annotations

import sys
import types
from typing import Any


class _Report(types.ModuleType):
    """The package, which can be called."""

    def __call__(self, *args: Any, **kwargs: Any) -> Any:
        """Return a report; see `plastsmart.report.html.report`."""
        from plastsmart.report.html import report

        return report(*args, **kwargs)


sys.modules[__name__].__class__ = _Report
