"""The catalogue's defects of pip as plain data, which the zip file carries as JSON."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from harness.model.defect import Defect
from harness.model.expectation import Rejects
from harness.model.scenario import Scenario


def make_table(scenarios: Iterable[Scenario]) -> list[dict[str, Any]]:
    """Return each defect that a pip has, once: its slug, issue, releases (PEP 440), leg, reason, and what helps."""
    defects = dict.fromkeys(defect for scenario in scenarios for defect in scenario.exposes)
    return [_describe_defect(each) for each in sorted(defects, key=lambda each: each.slug) if _has_pip(each)]


def _has_pip(defect: Defect) -> bool:
    return defect.versions_of("pip") is not None


def _describe_defect(defect: Defect) -> dict[str, Any]:
    refused = defect.shows if isinstance(defect.shows, Rejects) else None
    return {
        "slug": defect.slug,
        "issue": defect.issue,
        "pip": defect.versions_of("pip"),
        "leg": refused.leg.value if refused else "",
        "reason": refused.reason.name.lower() if refused else "",
        "because": defect.because,
        "workaround": defect.workaround or "",
        "shown_by": defect.workaround_shown_by or "",
    }
