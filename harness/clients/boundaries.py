"""The releases of a client at which a defect begins or ends."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import pairwise

from packaging.version import Version

from harness.model.defect import Defect


def find_telling_releases(kind: str, defects: Iterable[Defect], releases: Sequence[Version]) -> tuple[Version, ...]:
    """Return the newest of ascending releases, and those on both sides of every boundary of these defects."""
    wanted = {releases[-1]}
    for defect in defects:
        wanted.update(_find_sides(kind, defect, releases))
    return tuple(sorted(wanted))


def _find_sides(kind: str, defect: Defect, releases: Sequence[Version]) -> set[Version]:
    has = {each: defect.affects_version(kind, str(each)) for each in releases}
    return {side for pair in pairwise(releases) if has[pair[0]] != has[pair[1]] for side in pair}
