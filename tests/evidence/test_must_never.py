from __future__ import annotations

from dataclasses import replace

import pytest

from harness.catalogue.find import load_scenarios
from harness.evidence.outcome import matches_expectation, read_outcome
from harness.model.cell import Arrival
from harness.model.expectation import (
    Accepts,
    Breaks,
    Credential,
    Crosses,
    KeepsAltered,
    Prints,
    Rejects,
    Unverified,
)
from harness.model.topology import Topology
from harness.model.transcript import CLIENT, Event, EventKind
from harness.model.words import Leg, Reason
from tests.support.outcomes import TOPOLOGIES, matched, name_of, scenario
from tests.support.wire import FILE, ended, holding
from tests.support.wire_events import bypassing, fetched, refused


@pytest.mark.parametrize("code", [0, 1, None])
def test_a_request_over_a_doubtful_leg_that_brings_no_file_is_no_acceptance(code: int | None) -> None:
    subject = load_scenarios()["direct.nobody_vouches_for_the_origin"]
    asked = [each for each in fetched(subject, FILE) if not each.detail.endswith(FILE)]
    outcome = read_outcome(subject, ended(code, *asked))
    assert (outcome.kind, outcome.leg) == ("crosses", Leg.ORIGIN)
    assert matches_expectation(subject, Crosses(Leg.ORIGIN), outcome)
    assert not matches_expectation(subject, Unverified(Leg.ORIGIN), outcome)


@pytest.mark.parametrize("code", [1, None])
def test_a_file_that_came_over_a_doubtful_leg_in_a_run_that_failed_is_not_got(code: int | None) -> None:
    subject = load_scenarios()["direct.nobody_vouches_for_the_origin"]
    assert read_outcome(subject, replace(ended(code, *fetched(subject, FILE)), arrival=Arrival.WHOLE)).kind == "crosses"


def test_what_is_refused_after_a_doubtful_leg_was_used_is_told_with_it() -> None:
    subject = load_scenarios()["direct.nobody_vouches_for_the_origin"]
    seen = holding(subject, Crosses(Leg.ORIGIN, Reason.UNTRUSTED))
    assert read_outcome(subject, seen).cause is Reason.UNTRUSTED
    assert not matched(subject, Crosses(Leg.ORIGIN), seen)
    assert not matched(subject, Rejects(Leg.ORIGIN), seen)


@pytest.mark.parametrize("topology", TOPOLOGIES, ids=name_of)
def test_a_file_that_was_served_and_not_kept_is_not_accepted(topology: Topology) -> None:
    kept = ended(0, *fetched(scenario(topology), FILE))
    assert read_outcome(scenario(topology), replace(kept, arrival=Arrival.NOTHING)).reason == "nothing_kept"
    altered = read_outcome(scenario(topology), replace(kept, arrival=Arrival.ALTERED))
    assert matches_expectation(scenario(topology), KeepsAltered(), altered)
    assert not matches_expectation(scenario(topology), Accepts(), altered)


def test_a_client_that_will_not_keep_what_it_was_served_has_not_refused_a_leg() -> None:
    assert matched(scenario(), Breaks("not_kept"), ended(1, *fetched(scenario(), FILE)))


def test_a_client_that_fails_and_leaves_other_bytes_in_the_files_place_has_not_thrown_them_away() -> None:
    left = replace(ended(1, *fetched(scenario(), FILE)), arrival=Arrival.ALTERED)
    assert not matched(scenario(), Breaks("not_kept"), left)
    assert matched(scenario(), Breaks("altered_left"), left)


@pytest.mark.parametrize("code", [0, 1, 2, None])
@pytest.mark.parametrize("credential", [Credential.AUTHORIZATION, Credential.PROXY_AUTHORIZATION])
def test_a_password_in_the_output_shows_however_the_client_ends(credential: Credential, code: int | None) -> None:
    printed = Event(CLIENT, 1, EventKind.PRINTED, f"{credential.value} 01234567")
    outcome = read_outcome(scenario(), ended(code, *fetched(scenario(), FILE), printed))
    assert (outcome.kind, outcome.reason) == ("prints", f"{credential.value} in its output")
    assert matches_expectation(scenario(), Prints(credential), outcome)
    assert outcome.through == ("connect-proxy",)


@pytest.mark.parametrize("name", ["SIGSEGV", "SIGABRT"])
def test_a_client_that_crashes_after_it_was_shown_a_certificate_has_not_refused_it(name: str) -> None:
    seen = ended(1, *refused(scenario(), Leg.ORIGIN, "unknown_ca"))
    crashed = replace(seen, exit=replace(seen.exit, signal=name))
    assert read_outcome(scenario(), crashed).reason == f"ended_by_{name.lower()}"


@pytest.mark.parametrize("code", [0, 1, None])
def test_what_must_never_happen_counts_whatever_the_exit_code_is(code: int | None) -> None:
    leaked = (*fetched(scenario(), FILE), Event("origin", 1, EventKind.CREDENTIAL, "Proxy-Authorization 01234567"))
    assert read_outcome(scenario(), ended(code, *leaked)).kind == "leaks"
    assert read_outcome(scenario(), ended(code, *bypassing(FILE))).reason == "proxy_bypassed"
