from __future__ import annotations

from typing import Any

import pytest

from harness.model.conditions import Action, Certificate, Host
from harness.model.expectation import Accepts, Breaks, Crosses, Expectation, Rejects
from harness.model.scenario import Scenario
from harness.model.trust import CORPORATE, INSPECTION, PUBLIC, STRANGER, Authority, Trust
from harness.model.words import Leg, Phase, Reason
from scenarios.defects.contexts import TRUSTSTORE_CONTEXT_LOST
from scenarios.topologies import INTERCEPTED_OVER_TLS, TUNNELLED_OVER_TLS

CLAIM = Scenario(
    claim="The system store verifies both legs.",
    topology=TUNNELLED_OVER_TLS,
    trust=Trust(system={CORPORATE, PUBLIC}),
    expect=Accepts(),
    because="It holds both authorities.",
    by_design="pypa/pip#1",
    exposes=(TRUSTSTORE_CONTEXT_LOST,),
)


@pytest.mark.parametrize(
    ("without", "expect"),
    [
        (CORPORATE, Rejects(Leg.PROXY)),
        (PUBLIC, Rejects(Leg.ORIGIN)),
        ({CORPORATE, PUBLIC}, Rejects(Leg.PROXY)),
        ([PUBLIC], Rejects(Leg.ORIGIN)),
    ],
)
def test_a_control_expects_the_first_leg_that_nobody_vouches_for_to_be_refused(
    without: Any, expect: Expectation
) -> None:
    assert CLAIM.control(without=without).expect == expect


def test_a_control_changes_the_trust_alone_and_shows_no_defect() -> None:
    distro = CLAIM.but(host=Host.DISTRO)
    control = distro.control(without=PUBLIC)
    assert control == distro.but(
        trust=Trust(system={CORPORATE}),
        expect=Rejects(Leg.ORIGIN),
        claim=control.claim,
        because=control.because,
        exposes=(),
        by_design="",
    )


def test_a_control_refuses_the_build_where_only_the_build_asks() -> None:
    build = CLAIM.but(action=Action.BUILD_LOCAL)
    assert build.control(without=PUBLIC).expect == Rejects(Leg.ORIGIN, phase=Phase.BUILD)
    assert CLAIM.but(action=Action.BUILD).control(without=PUBLIC).expect == Rejects(Leg.ORIGIN)


def test_a_control_says_what_it_is_given_to_say() -> None:
    crosses = Crosses(Leg.ORIGIN, Reason.UNTRUSTED)
    control = CLAIM.control(
        without=PUBLIC,
        expect=crosses,
        claim="It is half done.",
        because="So it is.",
        exposes=(TRUSTSTORE_CONTEXT_LOST,),
    )
    assert (control.expect, control.claim, control.because) == (crosses, "It is half done.", "So it is.")
    assert control.exposes == (TRUSTSTORE_CONTEXT_LOST,)


@pytest.mark.parametrize(
    ("claim", "without", "instead", "said"),
    [
        (
            "The system store verifies both.",
            CORPORATE,
            None,
            "Without the proxy's authority, the proxy is refused; otherwise, the system store verifies both.",
        ),
        (
            "PIP_CERT verifies both.",
            {CORPORATE, INSPECTION},
            None,
            "Without the proxy's and the inspection's authorities, the proxy is refused; otherwise, "
            "PIP_CERT verifies both.",
        ),
        (
            "A bundle verifies both.",
            INSPECTION,
            PUBLIC,
            "With another authority in place of the inspection's, the inspection is refused; otherwise, "
            "a bundle verifies both.",
        ),
        (
            "--cert verifies both.",
            CORPORATE,
            STRANGER,
            "With another authority in place of the proxy's, the proxy is refused; otherwise, --cert verifies both.",
        ),
    ],
)
def test_a_control_says_in_a_sentence_what_is_missing_and_what_is_refused(
    claim: str, without: Any, instead: Authority | None, said: str
) -> None:
    intercepted = CLAIM.but(claim=claim, topology=INTERCEPTED_OVER_TLS, trust=Trust(system={CORPORATE, INSPECTION}))
    assert intercepted.control(without=without, instead=instead).claim == said


def test_a_control_is_refused_because_no_store_holds_the_authority() -> None:
    because = "No store holds the authority that signed the proxy's certificate."
    assert CLAIM.control(without={CORPORATE, PUBLIC}).because == because


@pytest.mark.parametrize("without", [INSPECTION, {PUBLIC, INSPECTION}])
def test_an_authority_that_lies_in_no_store_cannot_be_taken_out(without: Any) -> None:
    with pytest.raises(ValueError, match="no store holds INSPECTION"):
        CLAIM.control(without=without)


@pytest.mark.parametrize(
    "scenario",
    [
        CLAIM.but(trust=Trust(system={CORPORATE, PUBLIC, INSPECTION})),
        CLAIM.but(trust=Trust(system={CORPORATE, INSPECTION}), expect=Rejects(Leg.ORIGIN)),
    ],
    ids=["every leg can still be verified", "the scenario is a refusal itself"],
)
def test_what_would_not_turn_the_outcome_round_is_no_control(scenario: Scenario) -> None:
    with pytest.raises(ValueError, match=r"'The system store verifies both legs\.' has no control"):
        scenario.control(without=INSPECTION)


def test_nobody_is_no_authority_to_take_out() -> None:
    with pytest.raises(ValueError, match="has no control"):
        CLAIM.control(without=())


def test_a_claim_that_a_file_is_not_kept_has_a_control_too() -> None:
    altered = CLAIM.but(expect=Breaks("not_kept"), origin_certificate=Certificate.OLD_STYLE)
    assert altered.control(without=PUBLIC).expect == Rejects(Leg.ORIGIN)
