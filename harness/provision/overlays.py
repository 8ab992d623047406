"""A library in the place of the copy that pip vendors: where it is, and pip's tree with it.

One rule: what was given is only read; the tree is a copy of pip's own, and says in its label what was laid over it.
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
from harness.provision.archives import unpack
from harness.provision.others_files import combined, copy_package, fingerprint, package_below, read_module
from harness.provision.sources import Source, label, wheel_of
from harness.provision.trees import PipTrees

#: The vendored libraries that decide about trust.
NAMES = ("requests", "truststore", "urllib3")

_WITH = re.compile(r" with (?=[\w.-]+=)")
_VERSION = re.compile(r"""^__version__\b[^=\n]*=(?: *version *=)? *["']([^"']+)["']""", re.MULTILINE)
#: What a build writes and a checkout need not have: then the copy whose place it takes lends its own.
GENERATED = "_version.py"


@dataclass(frozen=True, kw_only=True)
class Overlay:
    """A library that somebody named: a checkout, a folder that holds it, or a wheel. ``label`` is fit for an id."""

    name: str
    location: str
    label: str


@dataclass(frozen=True, kw_only=True)
class Overlaid(Source):
    """A pip with libraries in the place of its vendored copies."""

    base: Source
    overlays: tuple[Overlay, ...]


def split(spec: str) -> tuple[str, tuple[str, ...]]:
    """``26.3 with urllib3=./clone`` → the pip and what is laid over it."""
    base, *given = _WITH.split(spec)
    return base, tuple(given)


def overlaid(base: Source, given: Sequence[str]) -> Overlaid:
    """A pip with these overlays (``urllib3=./clone``). Raises `UsageError`."""
    overlays = tuple(map(_overlay, given))
    named = str(base.version) if base.kind == "release" else base.location
    return Overlaid(
        version=base.version,
        kind="overlay",
        location=" with ".join((named, *(f"{overlay.name}={overlay.location}" for overlay in overlays))),
        label="-".join(filter(None, (base.label, *(overlay.label for overlay in overlays)))),
        base=base,
        overlays=overlays,
    )


def lay(source: Overlaid, base: Path, trees: PipTrees) -> Path:
    """The kept tree of an overlaid pip, made of the tree of the pip below. Raises `UsageError`."""
    pip = base / "pip"
    # By other rules of rewriting it would be another tree.
    contents = [fingerprint(pip), *map(_contents, source.overlays), fingerprint(Path(vendoring.__file__))]

    def fill(folder: Path) -> None:
        copy_package(pip, folder / "pip")
        for overlay in source.overlays:
            _replace(overlay, folder, source.base)

    return trees.add_contents(combined(contents), fill)


def _overlay(given: str) -> Overlay:
    name, _, where = given.partition("=")
    if name not in NAMES or not where:
        known = ", ".join(f"{each}=PATH" for each in NAMES)
        raise UsageError(f"{given!r} is no overlay: expected one of {known}")
    path = Path(os.path.realpath(os.path.expanduser(where)))
    if os.path.isfile(path):
        version = wheel_of(path, name)
    elif os.path.exists(path):
        package = _package_in(path, name)
        version = _written_version(package) or path.name
    else:
        raise UsageError(f"{given!r} is no overlay: there is no such file or folder")
    return Overlay(name=name, location=str(path), label=label(f"{name}-{version}"))


def places(name: str) -> tuple[str, ...]:
    """Where a library's package is in its repository, today's place first."""
    return f"src/{name}", name


def _package_in(folder: Path, name: str) -> Path:
    package = package_below(folder, places(name))
    if package is not None:
        return package
    tried = " nor ".join(f"{place}/__init__.py" for place in places(name))
    raise UsageError(f"no {name} in {folder}: it has neither {tried}")


def _written_version(package: Path) -> str:
    for name in ("__version__.py", GENERATED, "__init__.py"):
        written = _VERSION.search(read_module(package, name) or "")
        if written is not None:
            return written[1]
    return ""


def _contents(overlay: Overlay) -> str:
    path = Path(overlay.location)
    return fingerprint(path if path.is_file() else _package_in(path, overlay.name))


def _replace(overlay: Overlay, folder: Path, base: Source) -> None:
    vendor = folder / "pip" / "_vendor"
    place = vendor / overlay.name
    if not place.is_dir():
        raise UsageError(f"pip {base.version} vendors no {overlay.name} for {overlay.location} to take the place of")
    names = frozenset(each.stem for each in vendor.iterdir())
    lent = (place / GENERATED).read_bytes() if (place / GENERATED).is_file() else None
    shutil.rmtree(place)
    path = Path(overlay.location)
    if path.is_file():
        unpack(path, folder / "wheel")
        path = folder / "wheel"
    copy_package(_package_in(path, overlay.name), place)
    shutil.rmtree(folder / "wheel", ignore_errors=True)
    if lent is not None and not (place / GENERATED).exists():
        (place / GENERATED).write_bytes(lent)
    for module in sorted(place.rglob("*.py")):
        _rewrite(module, names, f"{overlay.location}: {module.relative_to(vendor)}")


def _rewrite(module: Path, names: frozenset[str], called: str) -> None:
    try:
        text = module.read_bytes().decode()
        module.write_bytes(vendoring.vendored(text, names).encode())
    except (SyntaxError, ValueError, RecursionError, MemoryError) as error:
        raise UsageError(f"{called} cannot be read, so its imports cannot be made pip's: {error}") from None
