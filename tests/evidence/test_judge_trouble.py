from __future__ import annotations

from dataclasses import replace

import pytest

from harness.evidence import testimony
from harness.evidence.judge import judge_cell
from harness.evidence.observation import Observation
from harness.model.transcript import CLIENT, Event, EventKind
from harness.model.words import Verdict, Whose
from tests.support.cells import cell
from tests.support.verdicts import CLAIM, CONTROL, DEFECT, EXPOSING, SCENARIO, verdict
from tests.support.wire import FILE, ended
from tests.support.wire_events import bypassing, fetched
from tests.support.witnessing import witnessed

LEAK = Event("origin", 1, EventKind.CREDENTIAL, "Proxy-Authorization 01234567")
BROKE = Event("origin", 1, EventKind.BROKE, "ConnectionResetError()")


@pytest.mark.parametrize(
    ("observation", "words"),
    [
        (ended(0, *fetched(SCENARIO, FILE), LEAK, BROKE), "leaks (Proxy-Authorization at origin)"),
        (ended(None, *fetched(SCENARIO, FILE), LEAK), "leaks (Proxy-Authorization at origin)"),
        (ended(1, *bypassing(FILE), BROKE), "broken (proxy_bypassed)"),
        (ended(1, Event(CLIENT, 1, EventKind.PRINTED, "Authorization 01234567"), BROKE), "Authorization in its output"),
    ],
    ids=["a leak and a reset", "a leak of a client that hangs", "a bypass and a reset", "a password and a reset"],
)
def test_what_must_never_happen_is_no_trouble_of_the_lab(observation: Observation, words: str) -> None:
    judged = judge_cell(cell(SCENARIO), observation)
    assert judged.verdict is Verdict.FAIL
    assert words in judged.why


def test_a_client_that_asks_unverified_and_breaks_a_node_has_failed() -> None:
    events = (*fetched(CONTROL, FILE), BROKE)
    assert verdict(CONTROL, ended(0, *events)) is verdict(CONTROL, ended(1, *events)) is Verdict.FAIL


@pytest.mark.parametrize("name", ["SIGKILL", "SIGTERM", "SIGHUP"])
def test_a_client_that_somebody_ended_makes_a_cell_invalid(name: str) -> None:
    killed = replace(DEFECT, exit=replace(DEFECT.exit, code=None, signal=name))
    judged = judge_cell(cell(EXPOSING, "25.0"), killed)
    assert judged.verdict is Verdict.INVALID
    assert judged.why == f"the client was ended by {name}, which it did not cause"


def test_a_testimony_that_is_damaged_makes_a_cell_invalid() -> None:
    damaged = replace(CLAIM, testimony=testimony.read_testimony(b"nonsense", proxy_url=None))
    judged = judge_cell(cell(SCENARIO), damaged)
    assert judged.verdict is Verdict.INVALID
    assert judged.why.startswith("the witness wrote something unreadable")


def test_a_testimony_that_the_wire_contradicts_makes_a_cell_invalid() -> None:
    silent = replace(CLAIM, testimony=witnessed(SCENARIO, (), Whose.SESSIONS, None))
    judged = judge_cell(cell(SCENARIO), silent)
    assert judged.verdict is Verdict.INVALID
    assert judged.why == "handshakes on the origin leg: a node saw 1, and the witness reports 0"
