from __future__ import annotations

import pytest

from harness.catalogue.rule import expected
from harness.model.conditions import Certificate, Index
from harness.model.expectation import Accepts, Credential, Expectation, Leaks, Rejects
from harness.model.scenario import Scenario
from harness.model.topology import HTTP_ORIGIN, Topology
from harness.model.trust import CORPORATE, PUBLIC, Authority
from harness.model.words import Leg, Reason
from scenarios.topologies import FORWARDED, TUNNELLED_OVER_TLS

SCENARIO = Scenario(claim="It holds.", topology=TUNNELLED_OVER_TLS, expect=Accepts(), because="It does.")
DIRECT_HTTP = Topology(name="direct", path=(HTTP_ORIGIN,))
BOTH = {CORPORATE, PUBLIC}


@pytest.mark.parametrize(
    ("trusted", "claim"),
    [
        (BOTH, Accepts()),
        ({PUBLIC}, Rejects(Leg.PROXY)),
        ({CORPORATE}, Rejects(Leg.ORIGIN)),
        (set[Authority](), Rejects(Leg.PROXY)),
    ],
)
def test_the_first_leg_that_nobody_vouches_for_is_refused(trusted: set[Authority], claim: Expectation) -> None:
    assert expected(SCENARIO, trusted) == claim


def test_an_odd_certificate_is_refused_for_what_is_odd() -> None:
    assert expected(SCENARIO.but(origin_certificate=Certificate.EXPIRED), BOTH) == Rejects(Leg.ORIGIN, Reason.EXPIRED)
    named = SCENARIO.but(proxy_certificate=Certificate.WRONG_NAME)
    assert expected(named, BOTH) == Rejects(Leg.PROXY, Reason.WRONG_NAME)


def test_the_proxy_comes_before_the_origin() -> None:
    both = SCENARIO.but(proxy_certificate=Certificate.EXPIRED, origin_certificate=Certificate.EXPIRED)
    assert expected(both, BOTH) == Rejects(Leg.PROXY, Reason.EXPIRED)


def test_who_is_not_trusted_is_not_looked_at_further() -> None:
    assert expected(SCENARIO.but(origin_certificate=Certificate.EXPIRED), {CORPORATE}) == Rejects(Leg.ORIGIN)


def test_without_a_leg_nothing_can_be_refused() -> None:
    assert expected(SCENARIO.but(topology=FORWARDED), set()) == Accepts()


@pytest.mark.parametrize("certificate", Certificate)
def test_what_is_tolerable_is_accepted_and_nothing_else(certificate: Certificate) -> None:
    accepted = expected(SCENARIO.but(origin_certificate=certificate), BOTH) == Accepts()
    assert accepted is certificate.tolerable


@pytest.mark.parametrize(
    ("index", "told"),
    [
        (Index.BASIC_AUTH, Credential.AUTHORIZATION),
        (Index.REDIRECTED_TO_ANOTHER_HOST, Credential.COOKIE),
        (Index.REDIRECTED_TO_PLAIN_HTTP, Credential.COOKIE),
    ],
)
def test_what_an_http_origin_is_told_the_proxy_reads(index: Index, told: Credential) -> None:
    assert expected(SCENARIO.but(topology=FORWARDED, index=index), BOTH) == Leaks("connect-proxy", told)
    assert expected(SCENARIO.but(topology=DIRECT_HTTP, index=index), BOTH) == Accepts()
    assert expected(SCENARIO.but(index=index), BOTH) == Accepts()
