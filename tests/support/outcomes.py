"""Scenarios to read outcomes of, on every topology and leg that a file can be fetched over."""

from __future__ import annotations

from typing import Any

from harness.evidence.observation import Observation
from harness.evidence.outcome import matches_expectation, read_outcome
from harness.model.expectation import Accepts, Expectation
from harness.model.scenario import Scenario
from harness.model.topology import Topology
from harness.model.trust import Authority, Trust
from harness.model.words import Leg
from scenarios.topologies import (
    DIRECT,
    FORWARDED,
    INTERCEPTED,
    INTERCEPTED_OVER_TLS,
    OVER_SOCKS,
    TUNNELLED,
    TUNNELLED_OVER_TLS,
)

TOPOLOGIES = (DIRECT, FORWARDED, TUNNELLED, TUNNELLED_OVER_TLS, INTERCEPTED, INTERCEPTED_OVER_TLS, OVER_SOCKS)
LEGS = [(topology, leg) for topology in TOPOLOGIES for leg in sorted(topology.legs, key=lambda leg: leg.value)]


def name_of(each: Topology | Leg) -> str:
    return each.name


def scenario(topology: Topology = TUNNELLED, **fields: Any) -> Scenario:
    """Return a scenario that expects to be accepted, where every authority but the stranger is trusted."""
    trusting = Trust(system=set(Authority) - {Authority.STRANGER})
    return Scenario(claim="It holds.", topology=topology, expect=Accepts(), because="It does.", trust=trusting).but(
        **fields
    )


def matched(a_scenario: Scenario, expectation: Expectation, observation: Observation) -> bool:
    """Return whether what was observed is what is expected."""
    return matches_expectation(a_scenario, expectation, read_outcome(a_scenario, observation))
