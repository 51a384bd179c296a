"""The pictures of the notebooks, side by side, each with the call that draws it.

Taken from the stored notebooks when the documentation is built: the pictures to
``docs/_generated/gallery``, the part that ``docs/gallery.md`` includes to ``docs/_generated/parts``.
"""

from __future__ import annotations

import ast
import base64
import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from reference import escaped

TITLE = re.compile(r"title=\{'left': ('(?:[^'\\]|\\.)*'|\"(?:[^\"\\]|\\.)*\")\}")


def pictures(path: Path) -> Iterator[tuple[str, str, str, bytes]]:
    """Yield of each picture of a notebook: title, what it shows, the call, and the PNG."""
    for cell in json.loads(path.read_text(encoding="utf-8"))["cells"]:
        for output in cell.get("outputs", ()):
            data = output.get("data", {})
            if "image/png" not in data:
                continue
            title = TITLE.search("".join(data["text/plain"]))
            code = "".join(cell["source"])
            call = ast.get_source_segment(code, ast.parse(code).body[-1]) or ""
            yield (
                " ".join(str(ast.literal_eval(title[1])).split()) if title else "",
                cell["metadata"]["mystnb"]["image"]["alt"],
                call,
                base64.b64decode("".join(data["image/png"])),
            )


def write(app: Any) -> None:
    """Write the pictures and the part; a file that would not change is left alone."""
    source = Path(app.srcdir)
    folder = source / "_generated" / "gallery"
    folder.mkdir(parents=True, exist_ok=True)
    shown: dict[Path, bytes] = {}
    lines = [":::::{container} gallery"]
    order = re.findall(
        r"^notebooks/(\w+)$", (source / "gallery.md").read_text("utf-8"), re.MULTILINE
    )
    for name in order:
        found = pictures(source / "notebooks" / f"{name}.ipynb")
        for number, (title, alt, call, png) in enumerate(found, 1):
            path = folder / f"{name}-{number}.png"
            shown[path] = png
            lines += [
                f"::::{{figure}} /_generated/gallery/{path.name}",
                f":alt: {alt}",
                f":target: notebooks/{name}.html",
                "",
                escaped(title),
                "",
                f"`{' '.join(call.split())}`",
                "::::",
            ]
    text = "\n".join([*lines, ":::::", ""])
    shown[source / "_generated" / "parts" / "gallery.md"] = text.encode()
    for path in folder.glob("*.png"):
        if path not in shown:
            path.unlink()
    for path, content in shown.items():
        if not path.exists() or path.read_bytes() != content:
            path.write_bytes(content)


def setup(app: Any) -> dict[str, Any]:
    """Register with Sphinx: after `reference`, which clears what it did not write itself."""
    app.connect("builder-inited", write, priority=600)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
