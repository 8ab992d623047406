"""Choose the releases of a bisect, in order, and the one Python that runs them.

All run on one Python, so that nothing changes but pip.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from packaging.version import Version

from harness.model.client import Interpreter
from harness.model.errors import UsageError
from harness.model.pip_facts import supports_python
from harness.model.versions import read_version
from harness.provision.pythons import choose_interpreters
from harness.provision.releases import Releases
from harness.provision.specs import check_pips

_NO_END = "{option} {named}: expected one release, such as 25.0.1 or latest; a commit needs --repo"


@dataclass(frozen=True, kw_only=True)
class Stretch:
    """The releases of a bisect, ascending, both ends among them, and the Python for all."""

    versions: tuple[Version, ...]
    interpreter: Interpreter


def choose_stretch(
    releases: Releases, interpreters: Sequence[Interpreter], old: str | None, new: str | None, python: str | None
) -> Stretch:
    """Return the releases from ``old`` to ``new``; by default from the oldest since 20.3 that runs to the newest.

    The default Python is the one that runs most of them, and of those the newest. Raises `UsageError`.
    """
    known = releases.list_usual()
    first, last = _resolve_end(releases, old, "--old"), _resolve_end(releases, new, "--new")
    low, high = first or known[0], last or known[-1]
    _check_order(low, high)
    versions = sorted(version for version in {*releases.list_all(), low, high} if low <= version <= high)
    interpreter = choose_one_python(versions, interpreters, python)
    runs = [version for version in versions if supports_python(version, interpreter.minor)]
    if len(runs) < 2:
        raise UsageError(
            f"of pip {low} to {high}, Python {interpreter.minor} runs {runs[0] if runs else 'none'}: nothing to compare"
        )
    low, high = first or runs[0], last or runs[-1]
    return Stretch(versions=tuple(each for each in versions if low <= each <= high), interpreter=interpreter)


def check_ends(old: str | None, new: str | None) -> None:
    """Raise ``UsageError`` for ends between which there can be no release, before anybody is asked for releases."""
    for option, named in (("--old", old), ("--new", new)):
        if named is not None:
            check_pips([named])
            if named != "latest" and read_version(named) is None:
                raise UsageError(_NO_END.format(option=option, named=named))
    low, high = read_version(old or ""), read_version(new or "")
    if low and high:
        _check_order(low, high)


def _check_order(low: Version, high: Version) -> None:
    if low >= high:
        how = "the same release as" if low == high else "newer than"
        raise UsageError(f"--old {low} is {how} --new {high}: there is nothing between them")


def _resolve_end(releases: Releases, named: str | None, option: str) -> Version | None:
    if named is None:
        return None
    found = releases.resolve_spec(named)
    if len(found) != 1 or found[0].kind != "release":
        raise UsageError(_NO_END.format(option=option, named=named))
    return found[0].version


def choose_one_python(
    versions: Sequence[Version], interpreters: Sequence[Interpreter], python: str | None
) -> Interpreter:
    """Return the Python named, else the one that runs most of these versions, and of those the newest."""
    if python is not None:
        return choose_interpreters(versions[-1], interpreters, [python])[0]
    if not interpreters:
        raise UsageError("there is no Python here to run pip on")
    # They are in order, the newest first, and the first of several that run as many is taken.
    return max(interpreters, key=lambda each: sum(supports_python(version, each.minor) for version in versions))
