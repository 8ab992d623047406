"""One rule: a phrase says leg, reason and route, and nothing that wasn't seen."""

from __future__ import annotations

from collections.abc import Callable

from harness.model.record import Expected, Observed, Record
from harness.model.words import Leg, Phase, Verdict
from harness.report.phrases import MARKS, describe_observed, describe_recorded, diff_transcripts

Make = Callable[..., Record]


def test_every_verdict_has_a_mark_of_its_own_in_ascii() -> None:
    assert set(MARKS) == set(Verdict)
    assert len(set(MARKS.values())) == len(Verdict)
    assert all(mark.isascii() for mark in MARKS.values())


def test_an_outcome_names_leg_phase_and_reason() -> None:
    refused = Expected(outcome="rejects", leg=Leg.PROXY, reason="unknown_ca", phase=Phase.BUILD)
    assert describe_recorded(refused) == "rejects the proxy leg while building (unknown_ca)"
    assert describe_recorded(Expected(outcome="accepts", leg=None, phase=Phase.MAIN)) == "accepts"
    assert describe_recorded(None) == "nothing"


def test_what_was_seen_names_exit_and_route() -> None:
    stopped = Observed(outcome="broken", leg=None, reason="no_answer", exit=None, through=())
    assert describe_observed(stopped) == "broken (no_answer); stopped; through no proxy"
    through = Observed(outcome="accepts", leg=None, exit=0, through=("connect-proxy", "intercepting-proxy"))
    assert describe_observed(through) == "accepts; exit 0; through connect-proxy and intercepting-proxy"
    assert describe_observed(None) == "nothing"


def test_transcripts_that_differ_are_diffed(record: Make) -> None:
    lines = diff_transcripts(record(expected_transcript=("hello", "done"), transcript=("hello", "refused")))
    assert lines == ("--- expected", "+++ seen", "@@ -1,2 +1,2 @@", " hello", "-done", "+refused")


def test_a_transcript_without_a_difference_is_shown_as_it_is(record: Make) -> None:
    assert diff_transcripts(record(expected_transcript=("hello",), transcript=("hello",))) == (" hello",)
    assert diff_transcripts(record(transcript=("hello",))) == (" hello",)
