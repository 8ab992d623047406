"""Draw the releases of pip that have a defect as a bar of text on one line, with the major versions above it.

One rule: pure. It stands in Markdown as a block of code, which every forge shows in letters of one width.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from itertools import groupby

from packaging.version import Version

#: The marks of a series (``25.1``) of which every release has the defect, some have, none has; as wide as a major.
_ALL, _SOME, _NONE = "██", "▒▒", "··"
LEGEND = f"`{_ALL}` every release of a series (as 25.1) has it, `{_SOME}` some have, `{_NONE}` none has."


def draw_axis(releases: Sequence[Version]) -> str:
    """Return the majors of releases in ascending order, each above its first series."""
    return " ".join(f"{major:<{2 * len(series)}}" for major, series in _group_majors(releases)).rstrip()


def draw_text_bar(releases: Sequence[Version], has_defect: Callable[[Version], bool]) -> str:
    """Return a mark per series of releases in ascending order, and a blank between majors."""
    marks = (
        "".join(_mark_series(list(map(has_defect, found))) for found in series)
        for _major, series in _group_majors(releases)
    )
    return " ".join(marks)


def _group_majors(releases: Sequence[Version]) -> list[tuple[int, list[list[Version]]]]:
    """Return each major with its series, each of those with its releases."""
    majors = groupby(releases, key=lambda version: version.major)
    return [
        (major, [list(series) for _minor, series in groupby(found, key=lambda version: version.minor)])
        for major, found in majors
    ]


def _mark_series(having: Sequence[bool]) -> str:
    return _ALL if all(having) else _SOME if any(having) else _NONE
