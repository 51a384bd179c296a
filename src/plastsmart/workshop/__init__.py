"""The workshop: a page for a course of two hours, in Norwegian and English, served on this machine.

``plastsmart workshop`` opens it. All that it says is computed in the modules of this package, which
know nothing of the page; ``app.py`` is the page, and needs the extra ``workshop``.
"""

from __future__ import annotations

from plastsmart.workshop.server import serve

__all__ = ["serve"]
