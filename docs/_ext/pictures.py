"""The pictures of ``docs/plots.md``, drawn when the documentation is built by what the tests draw.

Written to ``docs/_generated/pictures``, each with a part that shows it, described in words, in
``docs/_generated/parts``.
"""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

sys.path.append(str(Path(__file__).parents[2]))  # the tools are no part of the package

import plastsmart as ps
from tools.pictures import PICTURES

SHOWN = {
    "sankey_sector": "en",
    "sankey_asker": "no",
    "cascade_plan": "en",
    "rate": "en",
    "fan": "no",
    "side_costs": "en",
    "theme_microplastics": "en",
    "theme_purchases": "no",
    "attribution": "en",
    "tornado": "en",
    "front": "en",
    "municipalities": "no",
    "difference": "en",
    "before_and_after": "no",
}
"""The pictures of the page, and in which language."""


def write(app: Any) -> None:
    """Write the pictures and their parts; a file that would not change is left alone."""
    source = Path(app.srcdir)
    drawn: dict[Path, str] = {}
    for name, language in SHOWN.items():
        ax = PICTURES[name](language)
        described = " ".join(str(ax.get_label()).split())
        drawn[source / "_generated" / "pictures" / f"{name}.svg"] = ps.plots.svg(ax, id=name)
        drawn[source / "_generated" / "parts" / f"picture-{name}.md"] = (
            f"```{{image}} /_generated/pictures/{name}.svg\n:alt: {described}\n```\n"
        )
    for path, text in drawn.items():
        path.parent.mkdir(parents=True, exist_ok=True)
        if not path.exists() or path.read_text(encoding="utf-8") != text:
            path.write_text(text, encoding="utf-8")


def setup(app: Any) -> dict[str, Any]:
    """Register with Sphinx: after `reference`, which clears what it did not write itself."""
    app.connect("builder-inited", write, priority=600)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
