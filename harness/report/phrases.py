"""A record in words.

One rule: every report says the same thing the same way, because it says it from here.
"""

from __future__ import annotations

from difflib import unified_diff

from harness.evidence.judge import CONTEXTS
from harness.evidence.refusals import describe_refusal
from harness.model.record import Expected, Observed, Record
from harness.model.words import Phase, Reason, Verdict, Whose

#: What stands in a cell of the matrix: ASCII, and told apart without colour.
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


def outcome(part: Expected | Observed | None) -> str:
    """``rejects the proxy leg (unknown_ca)``."""
    if part is None:
        return "nothing"
    leg = f" the {part.leg.value} leg" if part.leg else ""
    why = part.reason
    if isinstance(part, Observed) and part.outcome == "rejects":
        why = describe_refusal(part.reason or "", Reason[part.cause.upper()] if part.cause else None)
    reason = f" ({why})" if why else ""
    phase = " while building" if part.phase is Phase.BUILD else ""
    # What was seen to go the usual way is not worth a word; what was claimed is.
    told = isinstance(part, Expected) or part.context is Whose.LOST
    context = CONTEXTS[part.context] if told else ""
    return part.outcome + leg + phase + reason + context


def seen(observed: Observed | None) -> str:
    """The outcome, the exit code and the route."""
    if observed is None:
        return outcome(observed)
    ending = "stopped" if observed.exit is None else f"exit {observed.exit}"
    route = f"through {', '.join(observed.through)}" if observed.through else "through no proxy"
    return f"{outcome(observed)}; {ending}; {route}"


def headline(record: Record) -> str:
    """What is wrong, without the client: cells of one headline most likely have one cause."""
    words = f"{record.topology}: expected {outcome(record.expected)}, seen {outcome(record.observed)}"
    if record.verdict is Verdict.FAIL and record.defect:
        return f"{record.topology}: the known defect {record.defect} ({record.issue}) does not show"
    # A lab breaks in more ways than a leg can be refused, and its reason is the whole story.
    return f"{words}: {record.why}" if record.verdict is Verdict.INVALID and record.why else words


def difference(record: Record) -> tuple[str, ...]:
    """The transcripts as a unified diff, or what was seen if there is nothing to compare it with."""
    expected, transcript = record.expected_transcript, record.transcript
    if not expected or expected == transcript:
        return tuple(f" {line}" for line in transcript)
    return tuple(unified_diff(expected, transcript, "expected", "seen", lineterm=""))
