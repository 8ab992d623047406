"""Check the names of pips, libraries and Pythons, as far as a wrong one can be recognised at once.

One rule: nothing here asks an index, runs a program or writes a file. A name that passes may still name nothing.
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterable

from packaging.specifiers import SpecifierSet
from packaging.version import Version

from harness.model.errors import UsageError
from harness.model.versions import read_specifiers, read_version, shorten_version
from harness.provision.ensurepip import ENSUREPIP
from harness.provision.git_url import is_git_url, read_git_url
from harness.provision.index import OLDEST, USUAL
from harness.provision.overlays import read_overlaid, read_overlay, split_overlays
from harness.provision.sources import name_release, read_source

_PYTHON = re.compile(r"3\.\d+(\.\d+)?")
_WORDS = ("latest", "all")


def check_pips(specs: Iterable[str]) -> None:
    """Raise ``UsageError`` for the first specification that can name no pip; see `Releases.resolve_spec`."""
    for spec in specs:
        pip, overlays = split_overlays(spec.strip())
        _check_pip(pip)
        if overlays:
            read_overlaid(name_release(Version("0")), overlays)


def check_pythons(names: Iterable[str]) -> None:
    """Raise ``UsageError`` for the first name that is neither a version of Python 3 nor a file that may be one."""
    for name in names:
        if not (_PYTHON.fullmatch(name) or os.sep in name or os.path.isfile(name)):
            raise UsageError(f"no Python {name!r} here: expected a version such as 3.10 or 3.10.13, or a path")
        if os.sep in name and not (os.path.isfile(name) and os.access(name, os.X_OK)):
            raise UsageError(f"no Python at {name!r}: it is not an executable file")


def names_path(spec: str) -> bool:
    """Return whether a specification of a library is meant to be a checkout, a folder that holds it, or a wheel."""
    return spec.startswith(("~", ".")) or os.sep in spec or spec.endswith(".whl")


def check_libraries(library: str, specs: Iterable[str]) -> None:
    """Raise ``UsageError`` for the first specification that can name no release of a library, and no place of it."""
    for spec in specs:
        if names_path(spec):
            read_overlay(f"{library}={spec}")
        elif is_range(spec):
            read_range(spec)
        elif spec not in _WORDS:
            read_release(library, spec)


def names_shipped(spec: str) -> bool:
    """Return whether a specification means the pip that each Python ships."""
    return split_overlays(spec.strip())[0] == ENSUREPIP


def read_release(library: str, spec: str) -> Version:
    """Return the version of a library's release. Raises ``UsageError``."""
    version = read_version(spec)
    if version is None:
        shown = shorten_version(spec)
        raise UsageError(f"{shown!r} does not name a release of {library}: expected a release, a range, latest or all")
    return version


def is_range(spec: str) -> bool:
    """Return whether a specification is meant to be a range, such as ``>=24.2,<26``."""
    return spec[:1] in tuple("<>=!~")


def read_range(spec: str) -> SpecifierSet:
    """Return the range that a specification is. Raises ``UsageError``."""
    try:
        read = read_specifiers(spec)
        _list_ends(read)
    except ValueError:
        raise UsageError(
            f"{shorten_version(spec)!r} is not a range of releases: expected one such as '>=24.2,<26'"
        ) from None
    return read


def names_older(spec: str) -> bool:
    """Return whether a range names, or ends before, a release that is run only where it is named."""
    usual = Version(format_release(USUAL))
    named = [(operator, end) for operator, end in _list_ends(read_range(spec)) if operator != "!="]
    return any(end < usual or (operator == "<" and end == usual) for operator, end in named)


def format_release(version: tuple[int, ...]) -> str:
    """Return the numbers of a version as text, such as ``25.0.1``."""
    return ".".join(map(str, version))


def _check_pip(spec: str) -> None:
    if is_git_url(spec):
        read_git_url(spec)
    elif is_range(spec):
        read_range(spec)
    elif (version := read_version(spec)) is not None:
        if version.release < OLDEST:
            raise UsageError(f"pip {version} is too old: the lab runs pip {format_release(OLDEST)} and later")
    elif spec not in (*_WORDS, ENSUREPIP):
        if not spec or not os.path.exists(os.path.expanduser(spec)):
            raise UsageError(
                f"{shorten_version(spec)!r} does not name a pip: expected a release (25.0.1), a range ('>=24.2,<26'), "
                "'latest', 'all', 'ensurepip', a git URL, or an existing file or folder"
            )
        read_source(spec)


def _list_ends(read: SpecifierSet) -> list[tuple[str, Version]]:
    """Return the ends of a range. Raises ``ValueError``, also where one has thousands of digits."""
    ends = [(each.operator, read_version(each.version.removesuffix(".*"))) for each in read]
    if unreadable := [operator for operator, end in ends if end is None]:
        raise ValueError(unreadable)
    return [(operator, end) for operator, end in ends if end is not None]
