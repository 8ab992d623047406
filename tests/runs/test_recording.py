from __future__ import annotations

import shlex
from dataclasses import replace
from typing import Any

import pytest

from harness.catalogue.plan import Planned
from harness.evidence import landmarks
from harness.evidence.judge import Judged, judge_cell
from harness.evidence.observation import Observation
from harness.model.cell import Cell, Exit
from harness.model.expectation import Accepts, Credential, Rejects
from harness.model.passwords import OF_INDEX
from harness.model.record import Expected, Observed, Record, decode_record, encode_record
from harness.model.scenario import Scenario
from harness.model.transcript import Event, EventKind
from harness.model.trust import PUBLIC, Trust
from harness.model.words import Leg, Phase, Verdict
from harness.runs.cell_runner import CellRun
from harness.runs.recording import make_replay_command, record_run, record_skip
from scenarios.defects.contexts import TRUSTSTORE_CONTEXT_LOST
from scenarios.topologies import TUNNELLED
from tests.support.cells import cell, client
from tests.support.wire import FILE, ended, holding
from tests.support.wire_events import fetched, refused

SCENARIO = Scenario(
    claim="The system store alone verifies the origin.",
    topology=TUNNELLED,
    trust=Trust(system={PUBLIC}),
    expect=Accepts(),
    because="One context goes everywhere.",
    exposes=(TRUSTSTORE_CONTEXT_LOST,),
)
CELL = cell(SCENARIO, "26.3", "tunnelled.claim")
OLD = cell(SCENARIO, "25.0", "tunnelled.claim")
FETCHED, REFUSED = holding(SCENARIO, Accepts()), holding(SCENARIO, Rejects(Leg.ORIGIN))


def recorded(subject: Cell, observation: Observation, **ended_as: Any) -> Record:
    observation = replace(observation, exit=replace(observation.exit, **ended_as))
    return record_run(CellRun(cell=subject, judged=judge_cell(subject, observation), observation=observation))


def test_a_record_says_what_was_claimed_expected_and_seen() -> None:
    made = recorded(CELL, FETCHED)
    assert (made.cell, made.scenario, made.claim) == (CELL.id, "tunnelled.claim", SCENARIO.claim)
    assert (made.topology, made.verdict, made.why) == ("tunnelled", Verdict.PASS, SCENARIO.because)
    assert made.expected == Expected(outcome="accepts", leg=None)
    assert made.observed == Observed(outcome="accepts", leg=None, exit=0, through=("connect-proxy",))
    assert (made.client.version, made.client.python) == ("26.3", "3.10.13")


def test_a_refusal_is_recorded_with_its_leg_reason_and_phase() -> None:
    assert recorded(CELL, REFUSED).observed == Observed(
        outcome="rejects",
        leg=Leg.ORIGIN,
        reason="unknown_ca",
        cause="untrusted",
        phase=Phase.MAIN,
        exit=1,
        through=("connect-proxy",),
        node="origin",
    )


def test_a_known_defect_is_recorded_with_its_issue_and_still_with_the_claim() -> None:
    made = recorded(OLD, REFUSED)
    assert (made.verdict, made.defect, made.issue) == (Verdict.KNOWN, "truststore-context-lost", "pypa/pip#13288")
    assert made.expected.outcome == "accepts"


def test_a_pass_names_no_defect() -> None:
    made = recorded(CELL, FETCHED)
    assert (made.defect, made.issue) == (None, None)


def test_both_transcripts_are_kept_as_landmarks() -> None:
    made = recorded(CELL, REFUSED)
    assert made.transcript == landmarks.find_landmarks(REFUSED.events, FILE)
    assert made.expected_transcript == landmarks.expect_landmarks(SCENARIO, Accepts())


def test_seconds_are_rounded_to_the_millisecond() -> None:
    assert recorded(CELL, FETCHED, seconds=0.123456).seconds == 0.123


def test_the_last_three_lines_about_an_error_are_kept() -> None:
    output = "\n".join(["Error: one", "Looking", "  ERROR: two  ", "ValueError: three", "error four", "bye"])
    assert recorded(CELL, REFUSED, output=output).said == ("ERROR: two", "ValueError: three", "error four")
    assert recorded(CELL, REFUSED, output="all is well").said == ()


def test_a_broken_lab_leaves_the_reason_and_nothing_seen() -> None:
    made = record_run(CellRun(cell=CELL, judged=Judged(verdict=Verdict.INVALID, why="the sanity client failed")))
    assert (made.verdict, made.why, made.observed) == (Verdict.INVALID, "the sanity client failed", None)
    assert (made.seconds, made.transcript, made.expected_transcript) == (0.0, (), ())


def test_a_client_that_had_to_be_stopped_has_no_exit_code() -> None:
    made = recorded(CELL, ended(None, *fetched(SCENARIO, FILE)))
    assert (made.verdict, made.observed and made.observed.exit) == (Verdict.INVALID, None)


def test_a_skipped_cell_leaves_its_reason() -> None:
    made = record_skip(Planned(cell=CELL, skip="pip 21.0 does not run on Python 3.13"))
    assert (made.verdict, made.why) == (Verdict.SKIP, "pip 21.0 does not run on Python 3.13")
    assert made.observed is None


@pytest.mark.parametrize("observation", [FETCHED, REFUSED, ended(1, *refused(SCENARIO, Leg.ORIGIN, "no_hello"))])
def test_whatever_was_seen_is_a_record_that_can_be_read_again(observation: Observation) -> None:
    made = recorded(CELL, observation)
    assert decode_record(encode_record(made)) == made


def test_a_release_is_run_again_by_its_cell() -> None:
    assert make_replay_command(CELL) == f"nox -s lab -- run {CELL.id}"
    assert recorded(CELL, FETCHED).replay == make_replay_command(CELL)


def test_anything_else_is_run_again_by_where_it_lies() -> None:
    tree = replace(client("25.2", label="mine"), spec="--pip '/checkouts/two words'")
    line = make_replay_command(replace(CELL, client=tree))
    assert shlex.split(line)[-4:] == ["--pip", "/checkouts/two words", "--python", "3.10"]
    assert "tunnelled.claim --pip" in line


def test_what_the_client_said_is_no_part_of_what_was_seen() -> None:
    loud = replace(FETCHED, exit=Exit(code=0, output="CERTIFICATE_VERIFY_FAILED error", seconds=0.5))
    assert judge_cell(CELL, loud) == judge_cell(CELL, FETCHED)


def test_a_record_says_who_received_which_credential_and_never_its_value() -> None:
    told = Event("connect-proxy", 1, EventKind.CREDENTIAL, "Proxy-Authorization 01234567")
    known = Event("origin", 1, EventKind.CREDENTIAL, OF_INDEX.references[0])
    seen = replace(FETCHED, events=(*FETCHED.events, told, known))
    made = recorded(CELL, seen, output=f"ERROR: http://{OF_INDEX.login}@localhost failed")
    assert made.observed is not None
    assert made.observed.credentials == {
        "connect-proxy": (Credential.PROXY_AUTHORIZATION,),
        "origin": (Credential.AUTHORIZATION,),
    }
    assert made.observed.secrets == {
        "connect-proxy": ("Proxy-Authorization of nobody known",),
        "origin": ("login of the index",),
    }
    assert OF_INDEX.word.encode() not in encode_record(made)
    assert not any(digest.encode() in encode_record(made) for digest in ("01234567", *OF_INDEX.digests))
    assert decode_record(encode_record(made)) == made


def test_a_leak_is_recorded_as_what_was_seen() -> None:
    told = Event("origin", 1, EventKind.CREDENTIAL, "Proxy-Authorization 01234567")
    made = recorded(CELL, replace(FETCHED, events=(*FETCHED.events, told)))
    assert made.observed is not None
    assert (made.verdict, made.observed.outcome) == (Verdict.FAIL, "leaks")
    assert made.observed.reason == "Proxy-Authorization at origin"
