"""Report what a check of an adapter found, as JSON and as test cases of JUnit."""

from __future__ import annotations

from collections.abc import Sequence

import msgspec

from harness.check_adapter.check import LegAspects
from harness.report.junit import CaseEnding, JUnitCase

_Losses = Sequence[tuple[LegAspects, str]]


def format_json(adapter: str, found: Sequence[LegAspects], losses: _Losses, mending: Sequence[str]) -> bytes:
    """Return one object: each leg with its aspects, what was lost, and the lines that would mend it."""
    report = {
        "schema": 1,
        "adapter": adapter,
        "legs": [{"topology": each.topology, "leg": each.leg.value, "aspects": each.aspects} for each in found],
        "lost": [{"topology": each.topology, "leg": each.leg.value, "aspect": aspect} for each, aspect in losses],
        "mending": list(mending),
    }
    return msgspec.json.format(msgspec.json.encode(report), indent=1) + b"\n"


def make_leg_cases(adapter: str, found: Sequence[LegAspects], losses: _Losses) -> tuple[JUnitCase, ...]:
    """Return a test case per leg, which fails if it lost something."""
    return tuple(_make_case(adapter, each, [aspect for kept, aspect in losses if kept is each]) for each in found)


def _make_case(adapter: str, leg: LegAspects, lost: Sequence[str]) -> JUnitCase:
    aspects = "\n".join(f"{name}: {value}" for name, value in leg.aspects.items())
    message = f"lost: {', '.join(lost)}" if lost else ""
    ending = CaseEnding.FAILURE if lost else CaseEnding.PASSED
    return JUnitCase(
        group="check_adapter",
        name=f"{adapter} {leg.name}",
        ending=ending,
        kind="lost",
        message=message,
        text=f"{message}\n\n{aspects}" if lost else "",
    )
