"""A record in words. Every report takes its wording from here, so that all say the same."""

from __future__ import annotations

from difflib import unified_diff

from harness.evidence.judge import CONTEXTS
from harness.evidence.refusals import describe_refusal
from harness.model.record import Expected, Observed, Record
from harness.model.words import Phase, Reason, Verdict, Whose

#: The words in the cells of the matrix: ASCII, and distinct without colour.
MARKS = {
    Verdict.PASS: "ok",
    Verdict.KNOWN: "known",
    Verdict.FAIL: "FAIL",
    Verdict.INVALID: "broken",
    Verdict.SKIP: "-",
}

LEGEND = {
    "ok": "as claimed",
    "known": "a known defect",
    "FAIL": "neither",
    "broken": "the lab",
    "-": "skipped",
    "blank": "not run",
}


def describe_recorded(part: Expected | Observed | None) -> str:
    """Return what was claimed or seen, in words: ``rejects the proxy leg (unknown_ca)``."""
    if part is None:
        return "nothing"
    leg = f" the {part.leg.value} leg" if part.leg else ""
    why = part.reason
    if isinstance(part, Observed) and part.outcome == "rejects":
        why = describe_refusal(part.reason or "", Reason[part.cause.upper()] if part.cause else None)
    reason = f" ({why})" if why else ""
    phase = " while building" if part.phase is Phase.BUILD else ""
    # What was seen to go the usual way is not worth a word; what was claimed is.
    worth_a_word = isinstance(part, Expected) or part.context is Whose.LOST
    context = CONTEXTS[part.context] if worth_a_word else ""
    return part.outcome + leg + phase + reason + context


def describe_observed(observed: Observed | None) -> str:
    """Return the outcome, the exit code and the route, in words."""
    if observed is None:
        return describe_recorded(observed)
    ending = "stopped" if observed.exit is None else f"exit {observed.exit}"
    route = f"through {', '.join(observed.through)}" if observed.through else "through no proxy"
    return f"{describe_recorded(observed)}; {ending}; {route}"


def describe_failure(record: Record) -> str:
    """Return what is wrong, without the client: cells that share it most likely have one cause."""
    words = (
        f"{record.topology}: expected {describe_recorded(record.expected)}, seen {describe_recorded(record.observed)}"
    )
    if record.verdict is Verdict.FAIL and record.defect:
        return f"{record.topology}: the known defect {record.defect} ({record.issue}) does not show"
    # A lab breaks in more ways than a leg can be refused, and its reason is the whole story.
    return f"{words}: {record.why}" if record.verdict is Verdict.INVALID and record.why else words


def diff_transcripts(record: Record) -> tuple[str, ...]:
    """Return the transcripts as a unified diff, or what was seen if there is nothing to compare it with."""
    expected, transcript = record.expected_transcript, record.transcript
    if not expected or expected == transcript:
        return tuple(f" {line}" for line in transcript)
    return tuple(unified_diff(expected, transcript, "expected", "seen", lineterm=""))
