"""What a release is checked by: its bill of materials, and whether two builds are the same bytes.

`python tools/release.py sbom FILE` writes a CycloneDX list of the package and all that is installed
for it; `python tools/release.py compare FOLDER FOLDER` compares two folders of built files. Neither
takes a network. `nox -s sbom` and `nox -s reproducible` call them.
"""

from __future__ import annotations

import hashlib
import json
import re
import sys
import uuid
import zipfile
from importlib import metadata
from pathlib import Path
from typing import Any, Final

from packaging.requirements import Requirement

EXTRAS: Final = ("distributed", "excel", "plots", "report", "word", "workshop", "xarray")


# -- bill of materials ----------------------------------------------------------------------------


def installed(name: str, extras: tuple[str, ...] = ()) -> dict[str, list[str]]:
    """Return a distribution and all it needs, each to what it needs directly, of what is installed."""
    found: dict[str, list[str]] = {}
    left = [(name, extras)]
    while left:
        one, wanted = left.pop()
        needs = found.setdefault(key(one), [])
        for text in metadata.requires(one) or ():
            requirement = Requirement(text)
            marker = requirement.marker
            if marker and not any(marker.evaluate({"extra": extra}) for extra in ("", *wanted)):
                continue
            try:
                metadata.distribution(requirement.name)
            except metadata.PackageNotFoundError:
                continue  # of an extra that is not installed
            if key(requirement.name) not in needs:
                needs.append(key(requirement.name))
            if key(requirement.name) not in found:
                left.append((requirement.name, tuple(sorted(requirement.extras))))
    return {one: sorted(needs) for one, needs in sorted(found.items())}


def key(name: str) -> str:
    """Return the name of a distribution as registries compare it."""
    return re.sub(r"[-_.]+", "-", name).lower()


def licence(name: str) -> str:
    """Return the licence that a distribution's metadata states; "" where they state none."""
    about = metadata.metadata(name)
    if "License-Expression" in about:
        return about["License-Expression"]
    classes = [
        entry.rpartition(" :: ")[2]
        for entry in about.get_all("Classifier") or []
        if entry.startswith("License ::")
    ]
    # the field License holds a name, or the whole text
    texts = about.get_all("License") or [""]
    short = texts[0] if len(texts[0]) < 60 and "\n" not in texts[0] else ""
    return "; ".join(classes) or short


def bill(name: str = "plastsmart", extras: tuple[str, ...] = EXTRAS) -> dict[str, Any]:
    """Return the bill of materials of what is installed, as CycloneDX 1.6; the same again each time."""
    tree = installed(name, extras)
    components = {each: _component(each) for each in tree}
    own = components.pop(key(name))
    own["type"] = "application"
    told = json.dumps([own, *components.values()], sort_keys=True)
    return {
        "bomFormat": "CycloneDX",
        "specVersion": "1.6",
        "serialNumber": f"urn:uuid:{uuid.uuid5(uuid.NAMESPACE_URL, told)}",
        "version": 1,
        "metadata": {"component": own},
        "components": list(components.values()),
        "dependencies": [
            {"ref": _reference(each), "dependsOn": [_reference(need) for need in needs]}
            for each, needs in tree.items()
        ],
    }


def _reference(name: str) -> str:
    return f"pkg:pypi/{name}@{metadata.version(name)}"


def _component(name: str) -> dict[str, Any]:
    stated = licence(name)
    kind = "expression" if "License-Expression" in metadata.metadata(name) else "license"
    told: Any = stated if kind == "expression" else {"name": stated}
    return {
        "type": "library",
        "bom-ref": _reference(name),
        "name": name,
        "version": metadata.version(name),
        "purl": _reference(name),
        **({"licenses": [{kind: told}]} if stated else {}),
    }


# -- builds ---------------------------------------------------------------------------------------


def differences(one: Path, other: Path) -> list[str]:
    """List what differs between two folders of built files; nothing where they are the same bytes."""
    names = sorted({file.name for folder in (one, other) for file in folder.iterdir()})
    found = [] if names else ["there is no file in either folder"]
    for name in names:
        pair = [folder / name for folder in (one, other)]
        if not all(file.is_file() for file in pair):
            found.append(f"{name} is in one folder only")
        elif pair[0].read_bytes() != pair[1].read_bytes():
            found.append(f"{name} differs: {', '.join(digest(file) for file in pair)}")
    return found


def digest(file: Path) -> str:
    """Return the SHA-256 of a file."""
    return hashlib.sha256(file.read_bytes()).hexdigest()


def not_pure(wheel: Path) -> list[str]:
    """List why a wheel is not one for every Python 3 on every machine."""
    found = [] if wheel.name.endswith("-py3-none-any.whl") else [f"it is named {wheel.name}"]
    with zipfile.ZipFile(wheel) as archive:
        found += [
            name
            for name in archive.namelist()
            if Path(name).suffix in {".so", ".pyd", ".dylib", ".dll", ".pyc", ".exe"}
        ]
        about = next(name for name in archive.namelist() if name.endswith(".dist-info/WHEEL"))
        if "Root-Is-Purelib: true" not in archive.read(about).decode("utf-8"):
            found.append("it says that it is not pure")
    return found


def main(arguments: list[str]) -> int:
    """Do what the command line says; 1 where builds differ."""
    match arguments:
        case ["sbom", file]:
            text = json.dumps(bill(), indent=2, ensure_ascii=False) + "\n"
            Path(file).write_text(text, encoding="utf-8")
            print(f"{file}: {text.count('bom-ref') - 1} components")
            return 0
        case ["compare", one, other]:
            found = differences(Path(one), Path(other))
            for wheel in sorted(Path(one).glob("*.whl")):
                found += [f"{wheel.name} is not pure: {why}" for why in not_pure(wheel)]
            for built in sorted(Path(one).iterdir()):
                print(f"{digest(built)}  {built.name}")
            print("\n".join(found) or "the same bytes, and wheels for every machine")
            return int(bool(found))
    print(__doc__, file=sys.stderr)
    return 2


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
