"""One record to begin with, and a comparison of two: a test says only what matters to it."""

from __future__ import annotations

from typing import Any

from harness.model.cell import Side
from harness.model.record import Expected, Observed, Record, RecordedClient
from harness.model.words import Leg, Phase, Verdict

ACCEPTED = Observed(outcome="accepts", leg=None, exit=0, through=("connect-proxy",))
REFUSED = Observed(
    outcome="rejects", leg=Leg.ORIGIN, reason="unknown_ca", phase=Phase.MAIN, exit=1, through=("connect-proxy",)
)


def make(scenario: str = "tunnelled.claim", version: str = "25.2", **fields: Any) -> Record:
    client = {"name": "pip", "source": "release", "label": "", "python": "3.10.13", "openssl": "OpenSSL 3.0.19"}
    told = RecordedClient(version=version, **{name: fields.pop(name, value) for name, value in client.items()})
    minor = ".".join(told.python.split(".")[:2])
    label = f"+{told.label}" if told.label else ""
    verdict = fields.get("verdict", Verdict.PASS)
    return Record(
        **{
            "cell": f"{scenario}-{told.name}{version}{label}-py{minor}",
            "scenario": scenario,
            "claim": "The system store alone verifies the origin.",
            "topology": "tunnelled",
            "client": told,
            "expected": Expected(outcome="accepts", leg=None),
            "observed": {Verdict.PASS: ACCEPTED, Verdict.SKIP: None}.get(verdict, REFUSED),
            "verdict": verdict,
            "seconds": 0.41,
            "replay": f"nox -s lab -- run {scenario}-{told.name}{version}{label}-py{minor}",
            **fields,
        }
    )


DEFECT = {"defect": "context-lost", "issue": "pypa/pip#13288"}
#: What a cell may have come to.
HELD: dict[str, Any] = {"verdict": Verdict.PASS, "observed": ACCEPTED}
FIXED: dict[str, Any] = {"verdict": Verdict.FAIL, "observed": ACCEPTED, **DEFECT}
KNOWN: dict[str, Any] = {"verdict": Verdict.KNOWN, "observed": REFUSED, **DEFECT}
FAILED: dict[str, Any] = {"verdict": Verdict.FAIL, "observed": REFUSED}
SKIPPED: dict[str, Any] = {"verdict": Verdict.SKIP, "observed": None, "why": "it lacks a store"}
BROKEN: dict[str, Any] = {"verdict": Verdict.INVALID, "observed": None, "why": "a node broke: no port"}


def pair(baseline: dict[str, Any], candidate: dict[str, Any], scenario: str = "tunnelled.claim") -> list[Record]:
    """A cell on both sides."""
    sides = zip((baseline, candidate), Side, ("26.3", "26.4"), strict=True)
    return [make(scenario, version, side=side, **fields) for fields, side, version in sides]
