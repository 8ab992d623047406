"""A pip to run: a release, a wheel or a folder, and what version it is.

One rule: reading a source changes nothing in it, and a wrong one is refused in one line that says what was given and
what there is.
"""

from __future__ import annotations

import os
import re
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal

from packaging.version import Version

from harness.model.errors import UsageError
from harness.model.versions import read_version, shortened
from harness.provision.archives import names_in
from harness.provision.git_url import GitUrl
from harness.provision.index import OLDEST
from harness.provision.others_files import package_below, read_module

_VERSION = re.compile(r"""^__version__\s*=\s*["']([^"']+)["']""", re.MULTILINE)
_LONGEST_LABEL = 80
_DIST_INFO = re.compile(r"([^/]+)-([^/-]+)\.dist-info/WHEEL")


@dataclass(frozen=True, kw_only=True)
class Source:
    """A pip that somebody named.

    ``location`` is what to get it by: ``pip==25.2``, a path, or a repository's URL with ``@`` and the commit. ``label``
    is empty for a release, else a name that tells it apart and is fit for an id; an ``overlay`` is one of
    :mod:`harness.provision.overlays`. ``repository`` is what git needs to get a commit once more; nothing else
    has its secrets.
    """

    version: Version
    kind: Literal["release", "wheel", "tree", "git", "overlay"]
    location: str
    label: str = ""
    repository: GitUrl | None = field(default=None, compare=False, repr=False)

    def __str__(self) -> str:
        return f"pip {self.version}" + (f" ({self.label})" if self.label else "")


def release(version: Version) -> Source:
    """A release, as the index names it."""
    return Source(version=version, kind="release", location=f"pip=={version}")


def from_path(given: str) -> Source:
    """The pip in a wheel, in a checkout or in the folder that holds ``pip/``. Raises `UsageError`."""
    path = Path(os.path.realpath(os.path.expanduser(given)))
    if os.path.isfile(path):
        version = _supported(wheel_of(path, "pip"), str(path))
        return Source(version=version, kind="wheel", location=str(path), label=label(path.stem))
    version = package_version(package_in(path), given)
    return Source(version=version, kind="tree", location=str(path), label=label(path.name))


def package_in(folder: Path) -> Path:
    """The ``pip`` package of a checkout, or of the folder that holds it. Raises `UsageError`."""
    package = package_below(folder, ("src/pip", "pip"))
    if package is None:
        raise UsageError(f"no pip in {folder}: it has neither src/pip/__init__.py nor pip/__init__.py")
    return package


def package_version(package: Path, given: str) -> Version:
    """The version that a ``pip`` package says it is. Raises `UsageError`, naming the source as it was given."""
    written = _VERSION.search(read_module(package, "__init__.py") or "")
    if written is None:
        raise UsageError(f"no pip in {given}: pip/__init__.py has no __version__ that is a string")
    return _supported(written[1], given)


def label(name: str) -> str:
    """A name with nothing in it that an id cannot hold, no longer than a column can be."""
    return re.sub(r"[^A-Za-z0-9_.-]+", "-", name).strip("-")[:_LONGEST_LABEL] or "pip"


def wheel_of(wheel: Path, project: str) -> str:
    """The version of a project's wheel. Raises `UsageError` if it is damaged, another project's or no wheel."""
    names = names_in(wheel)
    found = [match for match in map(_DIST_INFO.fullmatch, names) if match]
    if not found:
        raise UsageError(f"{wheel} is no wheel: it has no .dist-info/WHEEL")
    name, version = found[0].groups()
    if name != project or f"{project}/__init__.py" not in names:
        raise UsageError(f"{wheel} is the wheel of {name} {version}, not of {project}")
    return version


def _supported(version: str, given: str) -> Version:
    parsed = read_version(version)
    if parsed is None:
        raise UsageError(f"{given} says that it is pip {shortened(version)!r}, which is no version")
    if parsed.release < OLDEST:
        raise UsageError(f"{given} is pip {version}: the lab runs pip {'.'.join(map(str, OLDEST))} and later")
    return parsed
