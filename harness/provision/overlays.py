"""Put a library in place of the copy that pip vendors.

One rule: what was given is only read; the tree is a copy of pip's own, and its label says what was laid over it.
"""

from __future__ import annotations

import os
import re
import shutil
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from harness.model.errors import UsageError
from harness.provision import vendoring
from harness.provision.archives import unpack_archive
from harness.provision.others_files import combine_hashes, copy_package, find_package, hash_package, read_module
from harness.provision.sources import Source, make_label, read_wheel_version
from harness.provision.trees import PipTrees

#: The vendored libraries that decide about trust.
NAMES = ("requests", "truststore", "urllib3")

_WITH = re.compile(r" with (?=[\w.-]+=)")
_VERSION = re.compile(r"""^__version__\b[^=\n]*=(?: *version *=)? *["']([^"']+)["']""", re.MULTILINE)
#: A file that a build writes and a checkout need not have: then the one of the copy that it replaces is kept.
GENERATED = "_version.py"


@dataclass(frozen=True, kw_only=True)
class Overlay:
    """A library that the user named: a checkout, a folder that holds it, or a wheel.

    ``label`` fits into an id; ``version`` is what it says of itself, or the folder's name if it says nothing.
    """

    name: str
    location: str
    label: str
    version: str = ""


@dataclass(frozen=True, kw_only=True)
class Overlaid(Source):
    """A pip with libraries in place of its vendored copies."""

    base: Source
    overlays: tuple[Overlay, ...]


def split_overlays(spec: str) -> tuple[str, tuple[str, ...]]:
    """Return the pip of ``26.3 with urllib3=./clone`` and the overlays."""
    base, *given = _WITH.split(spec)
    return base, tuple(given)


def read_overlaid(base: Source, given: Sequence[str]) -> Overlaid:
    """Return a pip with these overlays (``urllib3=./clone``). Raises `UsageError`."""
    overlays = tuple(map(read_overlay, given))
    named = {"release": str(base.version), "ensurepip": base.label}.get(base.kind, base.location)
    return Overlaid(
        version=base.version,
        kind="overlay",
        location=" with ".join((named, *(f"{overlay.name}={overlay.location}" for overlay in overlays))),
        label="-".join(filter(None, (base.label, *(overlay.label for overlay in overlays)))),
        base=base,
        overlays=overlays,
    )


def lay_overlays(source: Overlaid, base: Path, trees: PipTrees) -> Path:
    """Return the kept tree of an overlaid pip, made from the tree of the pip below. Raises `UsageError`."""
    pip = base / "pip"
    # By other rules of rewriting it would be another tree.
    contents = [hash_package(pip), *map(hash_overlay, source.overlays), hash_package(Path(vendoring.__file__))]

    def fill(folder: Path) -> None:
        copy_package(pip, folder / "pip")
        for overlay in source.overlays:
            _replace_vendored(overlay, folder, source.base)

    return trees.add_contents(combine_hashes(contents), fill)


def read_overlay(given: str) -> Overlay:
    """Return what ``urllib3=./clone`` names. Raises `UsageError`."""
    name, _, where = given.partition("=")
    if name not in NAMES or not where:
        known = ", ".join(f"{each}=PATH" for each in NAMES)
        raise UsageError(f"{given!r} is not an overlay: expected one of {known}")
    path = Path(os.path.realpath(os.path.expanduser(where)))
    if os.path.isfile(path):
        version = read_wheel_version(path, name)
    elif os.path.exists(path):
        package = _find_library(path, name)
        version = _find_written_version(package) or path.name
    else:
        raise UsageError(f"{given!r} is not an overlay: no such file or folder")
    return Overlay(name=name, location=str(path), label=make_label(f"{name}-{version}"), version=version)


def list_places(name: str) -> tuple[str, ...]:
    """Return where a library's package may be in its repository, today's place first."""
    return f"src/{name}", name


def _find_library(folder: Path, name: str) -> Path:
    package = find_package(folder, list_places(name))
    if package is not None:
        return package
    tried = " nor ".join(f"{place}/__init__.py" for place in list_places(name))
    raise UsageError(f"no {name} in {folder}: it has neither {tried}")


def _find_written_version(package: Path) -> str:
    for name in ("__version__.py", GENERATED, "__init__.py"):
        written = _VERSION.search(read_module(package, name) or "")
        if written is not None:
            return written[1]
    return ""


def hash_overlay(overlay: Overlay) -> str:
    """Return the hash of what an overlay brings. Raises `UsageError`."""
    path = Path(overlay.location)
    return hash_package(path if path.is_file() else _find_library(path, overlay.name))


def _replace_vendored(overlay: Overlay, folder: Path, base: Source) -> None:
    vendor = folder / "pip" / "_vendor"
    if not (vendor / overlay.name).is_dir():
        raise UsageError(f"pip {base.version} does not vendor {overlay.name}, which {overlay.location} is to replace")
    names = frozenset(each.stem for each in vendor.iterdir())
    replace_package(overlay, vendor)
    for module in sorted((vendor / overlay.name).rglob("*.py")):
        _rewrite_module(module, names, f"{overlay.location}: {module.relative_to(vendor)}")


def replace_package(overlay: Overlay, folder: Path) -> None:
    """Replace the package of this name in a folder, but keep the file that only a build writes."""
    place, scratch = folder / overlay.name, folder / "wheel"
    lent = (place / GENERATED).read_bytes() if (place / GENERATED).is_file() else None
    shutil.rmtree(place)
    path = Path(overlay.location)
    if path.is_file():
        unpack_archive(path, scratch)
        path = scratch
    copy_package(_find_library(path, overlay.name), place)
    shutil.rmtree(scratch, ignore_errors=True)
    if lent is not None and not (place / GENERATED).exists():
        (place / GENERATED).write_bytes(lent)


def _rewrite_module(module: Path, names: frozenset[str], called: str) -> None:
    try:
        text = module.read_bytes().decode()
        module.write_bytes(vendoring.rewrite_imports(text, names).encode())
    except (SyntaxError, ValueError, RecursionError, MemoryError) as error:
        raise UsageError(f"{called} cannot be read, so its imports cannot be made pip's: {error}") from None
