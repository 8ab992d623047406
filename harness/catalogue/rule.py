"""The rule that every scenario's expectation follows from: who vouches for which leg.

One rule: pure, and it knows no pip. Legs are verified in the order in which a client meets them; the first whose
certificate is odd or whose authority lies in no store that is read is refused, for that reason. What is then told to an
``http://`` origin is read by the proxy that passes it on.
"""

from __future__ import annotations

from collections.abc import Set as AbstractSet

from harness.model.conditions import Certificate, Index
from harness.model.expectation import Accepts, Credential, Expectation, Leaks, Rejects
from harness.model.scenario import Scenario
from harness.model.trust import Authority
from harness.model.words import Leg, Reason

#: Why each is refused; the rest is tolerable.
_ODD = {
    Certificate.EXPIRED: Reason.EXPIRED,
    Certificate.NOT_YET_VALID: Reason.NOT_YET_VALID,
    Certificate.WRONG_NAME: Reason.WRONG_NAME,
    Certificate.ADDRESSES_ONLY: Reason.WRONG_NAME,
    Certificate.COMMON_NAME_ONLY: Reason.WRONG_NAME,
    Certificate.BY_STRANGER: Reason.UNTRUSTED,
    Certificate.FOR_CLIENTS: Reason.WRONG_USE,
    Certificate.INTERMEDIATE_MISSING: Reason.UNTRUSTED,
    Certificate.OUTSIDE_CONSTRAINTS: Reason.RULE_BROKEN,
}
#: What a client tells the origin because of what its index does.
TOLD = {
    Index.BASIC_AUTH: Credential.AUTHORIZATION,
    Index.REDIRECTED_TO_ANOTHER_HOST: Credential.COOKIE,
    Index.REDIRECTED_TO_PLAIN_HTTP: Credential.COOKIE,
}


def expected(scenario: Scenario, trusted: AbstractSet[Authority]) -> Expectation:
    """What a client does that trusts just these authorities."""
    for leg in (Leg.PROXY, Leg.ORIGIN):
        if leg not in scenario.topology.legs:
            continue
        if (why := _refused(scenario, leg, trusted)) is not None:
            return Rejects(leg, why)
    told = TOLD.get(scenario.index)
    if told is not None and scenario.topology.origin_scheme == "http" and scenario.topology.through:
        return Leaks(scenario.topology.through[0], told)
    return Accepts()


def _refused(scenario: Scenario, leg: Leg, trusted: AbstractSet[Authority]) -> Reason | None:
    # Who signed it is looked at first: https://docs.openssl.org/3.0/man1/openssl-verification-options/
    if scenario.topology.signer(leg) not in trusted:
        return Reason.UNTRUSTED
    return _ODD.get(scenario.certificate(leg))
