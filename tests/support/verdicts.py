"""A claim, its control and a scenario that exposes a defect, and the verdicts on cells of them."""

from __future__ import annotations

from typing import Any

from harness.evidence.judge import judge_cell
from harness.evidence.observation import Observation
from harness.model.expectation import Accepts, Rejects
from harness.model.scenario import Scenario
from harness.model.trust import PUBLIC, Trust
from harness.model.words import Leg, Verdict
from scenarios.defects.contexts import TRUSTSTORE_CONTEXT_LOST
from scenarios.topologies import TUNNELLED
from tests.support.cells import cell
from tests.support.wire import holding

SCENARIO = Scenario(
    claim="The system store alone verifies the origin.",
    topology=TUNNELLED,
    trust=Trust(system={PUBLIC}),
    expect=Accepts(),
    because="One context goes everywhere.",
)
CONTROL = SCENARIO.but(trust=Trust(), expect=Rejects(Leg.ORIGIN))
EXPOSING = SCENARIO.but(exposes=(TRUSTSTORE_CONTEXT_LOST,))
CLAIM, DEFECT = holding(SCENARIO, Accepts()), holding(SCENARIO, Rejects(Leg.ORIGIN))


def verdict(scenario: Scenario, observation: Observation, version: str = "26.3", **how: Any) -> Verdict:
    return judge_cell(cell(scenario, version), observation, **how).verdict
