"""Find the releases of pip on which each known defect showed, as bars on one line.

A release that was run has a bar; a thin bar joins neighbours with the same answer, and stands for the releases between
them that were not run.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from packaging.version import Version

from harness.model.record import Record
from harness.model.versions import read_version
from harness.model.words import Verdict
from harness.report.links import find_issue_url

_TONES = {Verdict.KNOWN: "shows", Verdict.PASS: "held", Verdict.FAIL: "fails"}


@dataclass(frozen=True)
class BarPart:
    """A stretch of a line; places and lengths count releases. A ``thin`` one stands for releases that were not run."""

    start: int
    length: int
    tone: str
    thin: bool = False


@dataclass(frozen=True)
class DefectRange:
    """One defect over the releases of a run, from the oldest to the newest."""

    defect: str
    issue: str
    oldest: str
    newest: str
    length: int
    bars: tuple[BarPart, ...]
    words: str
    cells: int

    @property
    def url(self) -> str | None:
        """The address of its issue."""
        return find_issue_url(self.issue)


def find_ranges(records: Iterable[Record]) -> tuple[DefectRange, ...]:
    """Return each defect that showed on a release of pip, by name, over all releases that are among the records."""
    releases: set[Version] = set()
    shown: dict[tuple[str, str], set[str]] = defaultdict(set)
    by_scenario: dict[str, list[tuple[Version, Record]]] = defaultdict(list)
    for record in records:
        version = read_version(record.client.version)
        if record.client.name != "pip" or version is None or record.verdict not in _TONES:
            continue
        releases.add(version)
        by_scenario[record.scenario].append((version, record))
        if record.verdict is Verdict.KNOWN:
            shown[record.defect or "", record.issue or ""].add(record.scenario)
    line = sorted(releases)
    return tuple(
        _draw_range(defect, issue, [each for name in sorted(names) for each in by_scenario[name]], line)
        for (defect, issue), names in sorted(shown.items())
    )


def _draw_range(
    defect: str, issue: str, cells: Sequence[tuple[Version, Record]], line: Sequence[Version]
) -> DefectRange:
    found: dict[int, str] = {}
    places = {version: place for place, version in enumerate(line)}
    number = 0
    # A release has the defect if it shows in any of the scenarios that show it at all.
    for version, record in sorted(cells, key=lambda cell: (cell[1].verdict is Verdict.KNOWN, cell[0])):
        if record.verdict is not Verdict.KNOWN or record.defect == defect:
            found[places[version]] = _TONES[record.verdict]
            number += record.verdict is Verdict.KNOWN
    stretches = _join_stretches(found)
    words = ", ".join(
        str(line[first]) if first == last else f"{line[first]} to {line[last]}"
        for first, last, tone in stretches
        if tone == "shows"
    )
    bars = [BarPart(first, last - first + 1, tone, thin=True) for first, last, tone in stretches if last > first]
    bars += [BarPart(place, 1, tone) for place, tone in sorted(found.items())]
    return DefectRange(defect, issue, str(line[0]), str(line[-1]), len(line), tuple(bars), words, number)


def _join_stretches(found: dict[int, str]) -> list[tuple[int, int, str]]:
    """Return first place, last place and tone of releases that follow each other, among those that were run."""
    stretches: list[tuple[int, int, str]] = []
    for place, tone in sorted(found.items()):
        if stretches and stretches[-1][2] == tone:
            stretches[-1] = (stretches[-1][0], place, tone)
        else:
            stretches.append((place, place, tone))
    return stretches
