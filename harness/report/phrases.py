"""Describe a record in words. Every report takes its wording from here, so that all say the same."""

from __future__ import annotations

from difflib import unified_diff

from harness.evidence.outcome import restore_outcome
from harness.evidence.wording import CONTEXTS, describe_outcome, describe_route
from harness.model.record import Expected, Observed, Record
from harness.model.words import Phase, Verdict

#: The words in the cells of the matrix: ASCII, and distinct without colour.
MARKS = {
    Verdict.PASS: "ok",
    Verdict.KNOWN: "known",
    Verdict.FAIL: "FAIL",
    Verdict.INVALID: "broken",
    Verdict.SKIP: "-",
}

#: Each mark with its meaning.
LEGEND = {
    "ok": "as claimed",
    "known": "a known defect",
    "FAIL": "neither as claimed nor a known defect",
    "broken": "the lab broke",
    "-": "skipped",
    "blank": "not run",
}


def describe_recorded(part: Expected | Observed | None) -> str:
    """Return what was claimed or seen, in words: ``rejects the proxy leg (unknown_ca)``."""
    if part is None:
        return "nothing"
    if isinstance(part, Observed):
        return describe_outcome(restore_outcome(part))
    leg = f" the {part.leg.value} leg" if part.leg else ""
    phase = " while building" if part.phase is Phase.BUILD else ""
    reason = f" ({part.reason})" if part.reason else ""
    return part.outcome + leg + phase + reason + CONTEXTS[part.context]


def describe_observed(observed: Observed | None) -> str:
    """Return the outcome, the exit code and the route, in words."""
    if observed is None:
        return describe_recorded(observed)
    ending = "stopped" if observed.exit is None else f"exit {observed.exit}"
    return f"{describe_recorded(observed)}; {ending};{describe_route(restore_outcome(observed))}"


def diff_transcripts(record: Record) -> tuple[str, ...]:
    """Return the transcripts as a unified diff, or what was seen if there is nothing to compare it with."""
    expected, transcript = record.expected_transcript, record.transcript
    if not expected or expected == transcript:
        return tuple(f" {line}" for line in transcript)
    return tuple(unified_diff(expected, transcript, "expected", "seen", lineterm=""))
