"""The page of known defects in Markdown: a table, then a section per defect with the message that users search for.

One rule: pure; everything on the page comes from the scenarios, their defects and the list of releases.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from itertools import groupby

from packaging.version import Version

from harness.evidence.wording import describe_expectation
from harness.model.capability import Capability
from harness.model.defect import Affected, Defect
from harness.model.scenario import Scenario
from harness.report.catalogue_bars import LEGEND, draw_axis, draw_text_bar
from harness.report.links import find_issue_url

_START = """\
# The catalogue of known defects

Trust and proxy defects of pip that the lab reproduces. This page is written by `nox -s lab -- catalogue` from the
scenarios and their defects.

If pip shows you an error, search this page for its text. Where a defect shows none, pip silently accepts or refuses
what it should not.

*First affected* and *last affected* are the oldest and the newest pip that has the defect, among the releases on which
the lab can try it ({oldest} is the oldest that it runs). *Open* means that the newest release of the day has it.
"""


def format_catalogue(scenarios: Mapping[str, Scenario], releases: Sequence[Version]) -> str:
    """Return the whole page; ``scenarios`` are by id, ``releases`` in ascending order."""
    exposed = _find_exposing(scenarios)
    of_pip = [defect for defect in exposed if defect.versions_of("pip") is not None]
    of_variants = [defect for defect in exposed if defect.versions_of("pip") is None]
    parts = [_START.format(oldest=releases[0]), *_format_table(of_pip, exposed, scenarios, releases)]
    parts += [f"\n# Each defect\n\nThe bars: {LEGEND}\n", *_format_defects(of_pip, exposed, scenarios, releases)]
    parts += ["# Defects of adapter variants only\n", "No pip has these: they show with requests and urllib3 alone.\n"]
    parts += _format_defects(of_variants, exposed, scenarios, ())
    parts += ["# Not defects\n", "These may surprise, but they were discussed in the issue and left as they are.\n"]
    parts += [
        f"* {each.claim} {each.because} [{each.by_design}]({find_issue_url(each.by_design)}), `{name}`"
        for name, each in scenarios.items()
        if each.by_design
    ]
    return "\n".join(parts).rstrip() + "\n"


def _find_exposing(scenarios: Mapping[str, Scenario]) -> dict[Defect, list[str]]:
    """Return the ids of the scenarios that expose each defect; defects by slug."""
    found: dict[Defect, list[str]] = {}
    for name, scenario in scenarios.items():
        for defect in scenario.exposes:
            found.setdefault(defect, []).append(name)
    return dict(sorted(found.items(), key=lambda pair: pair[0].slug))


def _format_table(
    defects: Sequence[Defect],
    exposed: Mapping[Defect, Sequence[str]],
    scenarios: Mapping[str, Scenario],
    releases: Sequence[Version],
) -> Iterator[str]:
    yield "| defect | first affected | last affected | legs | workaround |"
    yield "|---|---|---|---|---|"
    for defect in defects:
        legs = _name_legs(defect, [scenarios[name] for name in exposed[defect]])
        first, last = _find_first_and_last(defect, releases)
        workaround = defect.workaround or "none known"
        yield f"| [{defect.slug}](#{defect.slug}) | {first} | {last} | {legs} | {workaround} |"


def _find_first_and_last(defect: Defect, releases: Sequence[Version]) -> tuple[str, str]:
    """Return the first and the last release that has it, the last with the releases between that do not."""
    having = [version for version in releases if defect.affects_version("pip", str(version))]
    first = f"{having[0]} or before" if having[0] == releases[0] else str(having[0])
    last = "open" if having[-1] == releases[-1] else str(having[-1])
    between = [version for version in releases if having[0] < version < having[-1]]
    without = [list(run) for had, run in groupby(between, key=having.__contains__) if not had]
    gaps = " and ".join(str(run[0]) if len(run) == 1 else f"{run[0]} to {run[-1]}" for run in without)
    return first, f"{last}, but not {gaps}" if gaps else last


def _name_legs(defect: Defect, exposing: Sequence[Scenario]) -> str:
    """Return the legs on which it shows; for what shows on none, those that its scenarios are about."""
    expectations = [defect.shows, *(each.expect for each in exposing)]
    legs = [leg.value for leg in (getattr(each, "leg", None) for each in expectations) if leg is not None]
    if not legs:
        legs = [leg.value for each in exposing for leg in each.topology.legs]
    return legs[0] if getattr(defect.shows, "leg", None) else " and ".join(sorted(set(legs)))


def _format_defects(
    defects: Sequence[Defect],
    exposed: Mapping[Defect, Sequence[str]],
    scenarios: Mapping[str, Scenario],
    releases: Sequence[Version],
) -> Iterator[str]:
    for defect in defects:
        yield "\n".join(_format_defect(defect, exposed[defect], scenarios, releases))


def _format_defect(
    defect: Defect, names: Sequence[str], scenarios: Mapping[str, Scenario], releases: Sequence[Version]
) -> Iterator[str]:
    yield f"## {defect.slug}\n"
    shows = describe_expectation(defect.shows)
    yield f"[{defect.issue}]({find_issue_url(defect.issue)}), on {_format_affected(defect)}: pip {shows}.\n"
    if releases:
        bar = draw_text_bar(releases, lambda version: defect.affects_version("pip", str(version)))
        yield f"```text\n{draw_axis(releases)}\n{bar}\n```\n"
    yield "What users see:\n"
    yield f"```text\n{defect.message}\n```\n" if defect.message else "Nothing.\n"
    yield f"Why: {defect.because}\n"
    if defect.workaround:
        shown = f" Shown by `{defect.workaround_shown_by}`." if defect.workaround_shown_by else " Not run here."
        yield f"Workaround: {defect.workaround}{shown}\n"
    else:
        yield "Workaround: none known to the lab.\n"
    yield "Scenarios that expose it:\n"
    yield from (f"* `{name}`: {scenarios[name].claim}" for name in names)
    yield ""


def _format_affected(defect: Defect) -> str:
    """Return ``pip >=24.2,<25.2`` with the capabilities it needs, or the variants."""
    versions = defect.versions_of("pip")
    if versions is None:
        return "; ".join(map(_format_variants, defect.affected))
    needs = sorted(need.value for need in defect.needs - {Capability.SYSTEM_STORE})
    return f"pip `{versions}`" + "".join(f" with {need}" for need in needs)


def _format_variants(affected: Affected) -> str:
    names = ", ".join(sorted(affected.names))
    return names + "".join(f" on {library} `{versions}`" for library, versions in affected.libraries.items())
