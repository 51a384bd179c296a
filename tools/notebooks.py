"""Run the notebooks of the documentation and store what they give.

``python tools/notebooks.py`` runs all of them, or those whose names are given, each in an empty folder
and by itself, and writes them back with their outputs and nothing of the machine or the day.
``tests/notebooks`` runs them again and compares. It takes nbclient and ipykernel, which the dependency
group ``docs`` has.
"""

from __future__ import annotations

import argparse
import ast
import base64
import re
import sys
import tempfile
import zlib
from collections.abc import Iterator, Sequence
from importlib import import_module
from pathlib import Path
from typing import Any, Final

FOLDER: Final = Path(__file__).parent.parent / "docs" / "notebooks"

METADATA: Final = {
    "kernelspec": {"display_name": "Python 3", "language": "python", "name": "python3"},
    "language_info": {"name": "python"},
}
"""All that a stored notebook says of what runs it."""

SECONDS: Final = 60
"""What one cell may take on a slow machine; a whole notebook takes less than ten."""

_ADDRESS: Final = re.compile(r"0x[0-9a-f]{6,}")
_MARKUP: Final = re.compile(r"<style.*?</style>|<[^>]+>", re.DOTALL)
_TEXT_CHUNKS: Final = {b"tEXt", b"zTXt", b"iTXt", b"tIME"}


def paths(names: Sequence[str] = ()) -> list[Path]:
    """Return the notebooks, or those of some names."""
    found = sorted(FOLDER.glob("*.ipynb"))
    unknown = set(names) - {path.stem for path in found}
    if unknown:
        raise SystemExit(f"there is no notebook {min(unknown)} in {FOLDER.name}")
    return [path for path in found if not names or path.stem in names]


def read(path: Path) -> Any:
    """Return a stored notebook."""
    return import_module("nbformat").read(path, as_version=4)


def executed(path: Path) -> Any:
    """Return a notebook run anew in an empty folder, with nothing of this machine in it.

    Raises
    ------
    nbclient.exceptions.CellExecutionError
        If a cell fails.
    """
    notebook = read(path)
    with tempfile.TemporaryDirectory() as folder:
        client = import_module("nbclient").NotebookClient(
            notebook,
            timeout=SECONDS,
            kernel_name="python3",
            resources={"metadata": {"path": folder}},
            record_timing=False,  # otherwise each cell has the time of its run
            coalesce_streams=True,  # however the kernel parts what is printed
        )
        client.execute()
    return cleaned(notebook)


def cleaned(notebook: Any) -> Any:
    """Leave nothing in a notebook that differs between two runs or two machines."""
    notebook.metadata = dict(METADATA)
    for number, cell in enumerate(notebook.cells, 1):
        cell.id = f"cell-{number:02d}"
        cell.metadata = {key: cell.metadata[key] for key in ("tags",) if key in cell.metadata}
        if cell.cell_type != "code":
            continue
        for output in cell.outputs:
            if "metadata" in output:
                output.metadata = {}
            data = output.get("data", {})
            if "image/png" in data:
                data["image/png"] = _without_text(data["image/png"])
                # for who cannot see it, and for the gallery
                cell.metadata["mystnb"] = {"image": {"alt": _in_words(data["text/plain"])}}
    return notebook


def _in_words(axes: str) -> str:
    """Return what a picture shows: the label that the package gives its axes."""
    told_by = re.search(r"label=('(?:[^'\\]|\\.)*'|\"(?:[^\"\\]|\\.)*\")", axes)
    if not told_by:
        raise ValueError(f"the picture {axes[:60]} does not say what it shows")
    return " ".join(str(ast.literal_eval(told_by[1])).split())


def _without_text(png: str) -> str:
    """Return a PNG without the chunks that tell what wrote it, and when."""
    data = base64.b64decode(png)
    parts, position = [data[:8]], 8
    while position < len(data):
        length = int.from_bytes(data[position : position + 4], "big")
        kind = data[position + 4 : position + 8]
        body = data[position + 8 : position + 8 + length]
        if kind not in _TEXT_CHUNKS:
            check = zlib.crc32(kind + body).to_bytes(4, "big")
            parts.append(length.to_bytes(4, "big") + kind + body + check)
        position += 12 + length
    return base64.b64encode(b"".join(parts)).decode()


def told(cell: Any) -> Iterator[tuple[str, str]]:
    """Yield what a cell gives: the kind and the text of each output; of a picture, that there is one."""
    streams: dict[str, str] = {}
    for output in cell.get("outputs", ()):
        if output.output_type == "stream":
            streams[output.name] = streams.get(output.name, "") + output.text
            continue
        data = output.get("data", {})
        for kind in sorted(data):
            yield kind, _words(kind, data[kind])
        if output.output_type == "error":
            yield "error", output.evalue
    yield from streams.items()


def _words(kind: str, data: str) -> str:
    """Return what of an output has to be the same: no picture, no style, no address of an object."""
    if kind == "text/html":
        return " ".join(_MARKUP.sub(" ", data).split())
    return _ADDRESS.sub("0x…", data) if kind.startswith("text/") else "is there"


def differences(stored: Any, again: Any) -> list[str]:
    """Return where two runs of a notebook give something else."""
    found = []
    for before, now in zip(stored.cells, again.cells, strict=True):
        was, is_ = list(told(before)), list(told(now))
        if was != is_:
            found.append(f"{before.id}\n  stored {was}\n  now    {is_}")
    return found


def main() -> int:
    """Run and store notebooks; return the exit status."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("names", nargs="*", help="without .ipynb; all of them, if left out")
    for path in paths(parser.parse_args().names):
        import_module("nbformat").write(executed(path), path)
        print(f"ran {path.name}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
