"""One record to begin with: a test says only what matters to it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from harness.model import Leg, Phase, Verdict
from harness.results import Expected, Observed, Record, RecordedClient

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


@pytest.fixture
def record() -> Callable[..., Record]:
    return make
