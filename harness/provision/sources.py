"""A pip to run: a release, a wheel or a folder, and its version.

One rule: reading a source changes nothing in it, and a wrong one is refused in one line that says what was given and
what was expected.
"""

from __future__ import annotations

import os
import re
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal

from packaging.version import Version

from harness.model.errors import UsageError
from harness.model.versions import read_version, shorten_version
from harness.provision.archives import list_names, read_member
from harness.provision.git_url import GitUrl
from harness.provision.index import OLDEST
from harness.provision.others_files import find_package, read_module

_VERSION = re.compile(r"""^__version__\s*=\s*["']([^"']+)["']""", re.MULTILINE)
_LONGEST_LABEL = 80
_DIST_INFO = re.compile(r"([^/]+)-([^/-]+)\.dist-info/WHEEL")


@dataclass(frozen=True, kw_only=True)
class Source:
    """A pip that the user named.

    ``location`` is how to get it: ``pip==25.2``, a path, or a repository's URL with ``@`` and the commit. ``label`` is
    empty for a release, else a distinct name that fits into an id; an ``overlay`` is one of
    :mod:`harness.provision.overlays`. ``repository`` is what git needs to get a commit once more; nothing else has its
    secrets.
    """

    version: Version
    kind: Literal["release", "wheel", "tree", "git", "overlay", "ensurepip", "zipapp"]
    location: str
    label: str = ""
    repository: GitUrl | None = field(default=None, compare=False, repr=False)

    def __str__(self) -> str:
        return f"pip {self.version}" + (f" ({self.label})" if self.label else "")


def name_release(version: Version) -> Source:
    """Return the source of a release, as the index names it."""
    return Source(version=version, kind="release", location=f"pip=={version}")


def read_source(given: str) -> Source:
    """Return the pip in a wheel, a zip application, a checkout or the folder with ``pip/``. Raises `UsageError`."""
    path = Path(os.path.realpath(os.path.expanduser(given)))
    if os.path.isfile(path):
        if (application := _read_zip_application(path)) is not None:
            return application
        version = _check_supported(read_wheel_version(path, "pip"), str(path))
        return Source(version=version, kind="wheel", location=str(path), label=make_label(path.stem))
    version = read_package_version(find_pip_package(path), given)
    return Source(version=version, kind="tree", location=str(path), label=make_label(path.name))


def _read_zip_application(path: Path) -> Source | None:
    """Return the pip in a file such as ``pip.pyz``, None for a file of another sort. Raises `UsageError`.

    https://pip.pypa.io/en/stable/installation/#standalone-zip-application
    """
    names = list_names(path)
    if not {"__main__.py", "pip/__init__.py"}.issubset(names) or any(map(_DIST_INFO.fullmatch, names)):
        return None
    version = _find_version(read_member(path, "pip/__init__.py"), str(path))
    return Source(version=version, kind="zipapp", location=str(path), label=make_label(path.name))


def find_pip_package(folder: Path) -> Path:
    """Return the ``pip`` package of a checkout, or of the folder that holds it. Raises `UsageError`."""
    package = find_package(folder, ("src/pip", "pip"))
    if package is None:
        raise UsageError(f"no pip in {folder}: it has neither src/pip/__init__.py nor pip/__init__.py")
    return package


def read_package_version(package: Path, given: str) -> Version:
    """Return the version that a ``pip`` package says it is. Raises `UsageError`, naming the source as ``given``."""
    return _find_version(read_module(package, "__init__.py") or "", given)


def _find_version(module: str, given: str) -> Version:
    written = _VERSION.search(module)
    if written is None:
        raise UsageError(f"no pip in {given}: pip/__init__.py has no __version__ that is a string")
    return _check_supported(written[1], given)


def make_label(name: str) -> str:
    """Return a name with only what an id may contain, at most 80 characters long."""
    return re.sub(r"[^A-Za-z0-9_.-]+", "-", name).strip("-")[:_LONGEST_LABEL] or "pip"


def read_wheel_version(wheel: Path, project: str) -> str:
    """Return the version of a project's wheel. Raises `UsageError` for a damaged file or another project's wheel."""
    names = list_names(wheel)
    found = [match for match in map(_DIST_INFO.fullmatch, names) if match]
    if not found:
        raise UsageError(f"{wheel} is not a wheel: it has no .dist-info/WHEEL")
    name, version = found[0].groups()
    if name != project or f"{project}/__init__.py" not in names:
        raise UsageError(f"{wheel} is the wheel of {name} {version}, not of {project}")
    return version


def _check_supported(version: str, given: str) -> Version:
    parsed = read_version(version)
    if parsed is None:
        raise UsageError(f"{given} says that it is pip {shorten_version(version)!r}, which is not a version")
    if parsed.release < OLDEST:
        raise UsageError(f"{given} is pip {version}: the lab runs pip {'.'.join(map(str, OLDEST))} and later")
    return parsed
