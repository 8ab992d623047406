"""The rule that every scenario's expectation follows from: who vouches for which leg.

One rule: pure, and it knows no pip. Legs are verified in the order in which a client meets them; the first whose
certificate is odd or whose authority lies in no store that is read is refused, for that reason.
"""

from __future__ import annotations

from collections.abc import Set as AbstractSet

from harness.conditions import Certificate
from harness.model import Accepts, Expectation, Leg, Reason, Rejects
from harness.scenario import Scenario
from harness.trust import Authority

_ODD = {
    Certificate.EXPIRED: Reason.EXPIRED,
    Certificate.WRONG_NAME: Reason.WRONG_NAME,
    Certificate.BY_STRANGER: Reason.UNTRUSTED,
}


def expected(scenario: Scenario, trusted: AbstractSet[Authority]) -> Expectation:
    """What a client does that trusts just these authorities."""
    for leg in (Leg.PROXY, Leg.ORIGIN):
        if leg not in scenario.topology.legs:
            continue
        if (why := _refused(scenario, leg, trusted)) is not None:
            return Rejects(leg, why)
    return Accepts()


def _refused(scenario: Scenario, leg: Leg, trusted: AbstractSet[Authority]) -> Reason | None:
    # Who signed it is looked at first: https://docs.openssl.org/3.0/man1/openssl-verification-options/
    if scenario.topology.signer(leg) not in trusted:
        return Reason.UNTRUSTED
    return _ODD.get(scenario.certificate(leg))
