"""The rule that every scenario's expectation follows from: who vouches for which leg.

One rule: pure, and it knows no pip. Legs are verified in the order in which a client meets them; the first whose
certificate is odd or whose authority lies in no store that is read is refused, for that reason. What is then told to an
``http://`` origin is read by the proxy that passes it on.
"""

from __future__ import annotations

from collections.abc import Set as AbstractSet

from harness.model.expectation import Accepts, Expectation, Leaks, Rejects
from harness.model.scenario import Scenario
from harness.model.trust import Authority
from harness.model.words import Leg, Reason


def expected(scenario: Scenario, trusted: AbstractSet[Authority]) -> Expectation:
    """What a client does that trusts just these authorities."""
    for leg in (Leg.PROXY, Leg.ORIGIN):
        if leg not in scenario.topology.legs:
            continue
        if (why := _refused(scenario, leg, trusted)) is not None:
            return Rejects(leg, why)
    told = scenario.index.value.tells
    if told is not None and scenario.topology.origin.scheme == "http" and scenario.topology.through:
        return Leaks(scenario.topology.through[0], told)
    return Accepts()


def _refused(scenario: Scenario, leg: Leg, trusted: AbstractSet[Authority]) -> Reason | None:
    # Who signed it is looked at first: https://docs.openssl.org/3.0/man1/openssl-verification-options/
    if scenario.topology.signer(leg) not in trusted:
        return Reason.UNTRUSTED
    return scenario.certificate(leg).value.refused
