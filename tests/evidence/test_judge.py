from __future__ import annotations

from dataclasses import replace

import pytest
from packaging.specifiers import SpecifierSet

from harness.catalogue.find import load_scenarios
from harness.evidence.judge import Judged, judge_cell
from harness.evidence.observation import Observation
from harness.evidence.outcome import Outcome
from harness.model.conditions import Action
from harness.model.defect import Defect
from harness.model.expectation import Accepts, Rejects
from harness.model.transcript import Event, EventKind
from harness.model.words import Leg, Phase, Verdict
from scenarios.defects.certificates import STRICT_CONTEXT_REFUSES_OLD_STYLE
from scenarios.defects.contexts import PROXY_LEG_CONTEXT_LOST, TRUSTSTORE_CONTEXT_LOST
from scenarios.defects.stores import FEDORA_STORE_UNKNOWN
from tests.support.cells import RELEASES, cell, client
from tests.support.verdicts import CLAIM, CONTROL, DEFECT, EXPOSING, SCENARIO, verdict
from tests.support.wire import FILE, ended, holding, nay_sayer, yes_man
from tests.support.wire_events import bypassing, fetched, refused

AFFECTED = ("24.2", "24.3.1", "25.0", "25.1.1")
OTHERS = ("24.1.2", "25.2", "26.3")
EXPOSURES = [
    (name, defect)
    for name, scenario in load_scenarios().items()
    for defect in scenario.exposes
    if defect.versions_of("pip") is not None
]


def with_versions(defect: Defect) -> tuple[list[str], list[str]]:
    """The releases with a defect, and those without."""
    inside = list(SpecifierSet(defect.versions_of("pip") or "").filter(RELEASES))
    return inside, [version for version in RELEASES if version not in inside]


def test_what_the_scenario_says_passes() -> None:
    assert judge_cell(cell(SCENARIO), CLAIM) == Judged(
        verdict=Verdict.PASS,
        why="One context goes everywhere.",
        outcome=Outcome(kind="accepts", through=("connect-proxy",)),
    )
    assert verdict(CONTROL, holding(CONTROL, Rejects(Leg.ORIGIN))) is Verdict.PASS


def test_the_opposite_fails_and_says_what_was_expected_and_seen() -> None:
    judged = judge_cell(cell(SCENARIO), DEFECT)
    assert (judged.verdict, judged.defect) == (Verdict.FAIL, None)
    assert judged.why == "expected accepts, saw rejects the origin leg (unknown_ca) through connect-proxy"
    unverified = judge_cell(cell(CONTROL), yes_man(CONTROL))
    assert unverified.verdict is Verdict.FAIL
    assert unverified.why == (
        "expected rejects the origin leg (nobody vouches for it), saw unverified the origin leg through connect-proxy"
    )


@pytest.mark.parametrize(
    "observation",
    [
        ended(0),
        ended(0, *bypassing(FILE)),
        ended(1, *fetched(SCENARIO, FILE)),
        ended(1),
        ended(2, *refused(SCENARIO, Leg.ORIGIN, "no_hello")),
    ],
    ids=["nothing fetched", "proxy bypassed", "failed after all", "nothing asked", "no hello"],
)
def test_whatever_is_neither_the_claim_nor_its_opposite_fails_both(observation: Observation) -> None:
    assert verdict(SCENARIO, observation) is verdict(CONTROL, observation) is Verdict.FAIL


@pytest.mark.parametrize("word", ["certificate_expired", "bad_certificate", "hung_up", "handshake_failure"])
def test_the_right_leg_for_the_wrong_reason_fails(word: str) -> None:
    assert verdict(CONTROL, ended(1, *refused(CONTROL, Leg.ORIGIN, word))) is Verdict.FAIL


def test_the_right_reason_in_the_wrong_phase_fails() -> None:
    assert verdict(CONTROL.but(expect=Rejects(Leg.ORIGIN, phase=Phase.BUILD)), DEFECT) is Verdict.FAIL


@pytest.mark.parametrize("observation", [CLAIM, DEFECT, ended(0), ended(None)])
def test_a_node_that_broke_makes_a_cell_invalid_whatever_else_was_seen(observation: Observation) -> None:
    broke = Event("origin", 1, EventKind.BROKE, "ValueError('odd')")
    judged = judge_cell(cell(EXPOSING, "25.0"), replace(observation, events=(*observation.events, broke)))
    assert (judged.verdict, judged.why) == (Verdict.INVALID, "a node broke: ValueError('odd')")


def test_a_client_that_did_not_end_makes_a_cell_invalid() -> None:
    judged = judge_cell(cell(SCENARIO), ended(None, *fetched(SCENARIO, FILE)))
    assert (judged.verdict, judged.why) == (Verdict.INVALID, "the client did not end")


@pytest.mark.parametrize("version", AFFECTED)
def test_a_defect_that_shows_inside_its_range_is_known(version: str) -> None:
    judged = judge_cell(cell(EXPOSING, version), DEFECT)
    assert (judged.verdict, judged.defect) == (Verdict.KNOWN, TRUSTSTORE_CONTEXT_LOST)
    assert judged.why == TRUSTSTORE_CONTEXT_LOST.because


@pytest.mark.parametrize("version", AFFECTED)
def test_a_defect_that_does_not_show_inside_its_range_fails_and_asks_to_be_closed(version: str) -> None:
    judged = judge_cell(cell(EXPOSING, version), CLAIM)
    assert (judged.verdict, judged.defect) == (Verdict.FAIL, TRUSTSTORE_CONTEXT_LOST)
    assert judged.why == (
        f"truststore-context-lost (pypa/pip#13288) does not show on pip{version}: if it is fixed, close it"
    )


@pytest.mark.parametrize("version", OTHERS)
def test_a_defect_that_shows_outside_its_range_fails(version: str) -> None:
    assert verdict(EXPOSING, DEFECT, version) is Verdict.FAIL
    assert verdict(EXPOSING, CLAIM, version) is Verdict.PASS


@pytest.mark.parametrize("version", ["24.2.dev0", "25.2.dev0"])
def test_a_development_version_is_judged_as_the_release_that_it_leads_to(version: str) -> None:
    release = version.removesuffix(".dev0")
    for observation in (CLAIM, DEFECT):
        assert verdict(EXPOSING, observation, version) is verdict(EXPOSING, observation, release)


def test_something_else_than_the_defect_inside_its_range_fails() -> None:
    expired = ended(1, *refused(SCENARIO, Leg.ORIGIN, "certificate_expired"))
    assert verdict(EXPOSING, expired, "25.0") is Verdict.FAIL


@pytest.mark.parametrize(
    ("variant", "truststore", "affected"),
    [("both_legs", "0.10.1", True), ("both_legs", "0.10.3", False), ("no_context", "0.10.1", False)],
)
def test_a_variant_has_a_defect_upon_the_libraries_that_it_names(variant: str, truststore: str, affected: bool) -> None:
    upon = (("requests", "2.32.5"), ("truststore", truststore))
    subject = replace(client(), kind="variant", name=variant, source="installed", libraries=upon)
    assert FEDORA_STORE_UNKNOWN.affects(subject) is affected


def test_a_variant_has_a_defect_where_it_has_what_that_needs() -> None:
    subject = replace(
        client(), kind="variant", name="no_context", source="installed", libraries=(("urllib3", "2.8.0"),)
    )
    assert STRICT_CONTEXT_REFUSES_OLD_STYLE.affects(subject)
    assert not STRICT_CONTEXT_REFUSES_OLD_STYLE.affects(replace(subject, has=frozenset()))


def test_a_defect_of_another_scenario_excuses_nothing() -> None:
    assert verdict(SCENARIO, DEFECT, "25.0") is Verdict.FAIL
    assert verdict(SCENARIO.but(exposes=(PROXY_LEG_CONTEXT_LOST,)), DEFECT, "25.0") is Verdict.FAIL


@pytest.mark.parametrize("version", [*AFFECTED, *OTHERS])
def test_a_bisect_knows_of_no_defect(version: str) -> None:
    assert verdict(EXPOSING, DEFECT, version, known=False) is Verdict.FAIL
    assert verdict(EXPOSING, CLAIM, version, known=False) is Verdict.PASS


@pytest.mark.parametrize(("name", "defect"), EXPOSURES, ids=lambda each: getattr(each, "slug", each))
def test_every_catalogued_defect_is_strict_on_every_scenario_that_exposes_it(name: str, defect: Defect) -> None:
    scenario = load_scenarios()[name].but(exposes=(defect,))
    inside, outside = with_versions(defect)
    shown, claimed = holding(scenario, defect.shows), holding(scenario, scenario.expect)
    assert {verdict(scenario, shown, version) for version in inside} == {Verdict.KNOWN}
    assert {verdict(scenario, claimed, version) for version in inside} == {Verdict.FAIL}
    assert {verdict(scenario, shown, version) for version in outside} <= {Verdict.FAIL}
    assert {verdict(scenario, claimed, version) for version in outside} <= {Verdict.PASS}


def test_every_claim_of_the_catalogue_passes_where_it_holds() -> None:
    held = {name: holding(each, each.expect) for name, each in load_scenarios().items()}
    assert [
        name for name, seen in held.items() if verdict(load_scenarios()[name], seen, known=False) is not Verdict.PASS
    ] == []


def test_a_client_that_trusts_everybody_fails_every_control() -> None:
    controls = {name: each for name, each in load_scenarios().items() if isinstance(each.expect, Rejects)}
    verdicts = {name: verdict(each, yes_man(each), known=False) for name, each in controls.items()}
    assert len(controls) > 50
    assert [name for name, given in verdicts.items() if given is not Verdict.FAIL] == []


def test_a_client_that_trusts_nobody_fails_every_claim() -> None:
    claims = {name: each for name, each in load_scenarios().items() if isinstance(each.expect, Accepts)}
    seen = [
        (name, leg, nay_sayer(each, leg) if leg in each.topology.legs else ended(1))
        for name, each in claims.items()
        for leg in Leg
    ]
    assert len(claims) > 50
    assert [
        (name, leg) for name, leg, each in seen if verdict(claims[name], each, known=False) is not Verdict.FAIL
    ] == []


def test_git_may_hang_up_without_a_word_and_no_other_client() -> None:
    silent = ended(1, *refused(CONTROL, Leg.ORIGIN, "hung_up"))
    assert verdict(CONTROL.but(action=Action.GIT), silent) is Verdict.PASS
    assert verdict(CONTROL.but(action=Action.GIT), holding(CONTROL, Rejects(Leg.ORIGIN))) is Verdict.PASS
    assert verdict(CONTROL, silent) is Verdict.FAIL


@pytest.mark.parametrize("word", ["certificate_expired", "handshake_failure"])
def test_git_that_says_a_wrong_word_fails(word: str) -> None:
    assert verdict(CONTROL.but(action=Action.GIT), ended(1, *refused(CONTROL, Leg.ORIGIN, word))) is Verdict.FAIL
