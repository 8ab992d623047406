"""Expectations and outcomes in words. Judge, bisect and every report take them from here, so that all say the same."""

from __future__ import annotations

from harness.evidence.outcome import Outcome
from harness.evidence.refusals import describe_refusal
from harness.model.conditions.indexes import FURTHER
from harness.model.expectation import (
    Accepts,
    Breaks,
    Crosses,
    Expectation,
    KeepsAltered,
    Leaks,
    Prints,
    Rejects,
    Unverified,
)
from harness.model.words import Phase, Whose

#: The words for whose context decided the legs.
CONTEXTS = {
    None: "",
    Whose.SESSIONS: " by the session's context",
    Whose.LOST: " by another context than the session's",
    Whose.NONE: " without a context of the session's",
}


def describe_expectation(expectation: Expectation) -> str:
    """Return an expectation in words: ``rejects the proxy leg (nobody vouches for it)``."""
    match expectation:
        case Rejects(leg, reason, phase):
            when = " while building" if phase is Phase.BUILD else ""
            return f"rejects the {leg.value} leg{when} ({reason.value})"
        case Unverified(leg):
            return f"accepts the {leg.value} leg unverified"
        case Crosses(leg, refused):
            then = f", and refuses in the end ({refused.value})" if refused else ""
            return f"asks over the {leg.value} leg unverified and gets no file{then}"
        case KeepsAltered():
            return "keeps an altered file"
        case Leaks(node, credential):
            return f"leaks {credential.value} to {node}"
        case Prints(credential):
            return f"prints the password of {credential.value}"
        case Breaks(how):
            return f"broken ({how})"
        case Accepts(context):
            return f"accepts{CONTEXTS[context]}"


def describe_outcome(outcome: Outcome) -> str:
    """Return an outcome in words: ``rejects the origin leg (unknown_ca)``."""
    leg = f" the {outcome.leg.value} leg" if outcome.leg else ""
    leg += " of the further index" if outcome.node == FURTHER else ""
    when = " while building" if outcome.phase is Phase.BUILD else ""
    why = describe_refusal(outcome.reason or "", outcome.cause) if outcome.kind == "rejects" else outcome.reason
    reason = f" ({why})" if why else ""
    # What was seen to go the usual way is not worth a word.
    context = CONTEXTS[outcome.context] if outcome.context is Whose.LOST else ""
    return f"{outcome.kind}{leg}{when}{reason}{context}"


def describe_route(outcome: Outcome) -> str:
    """Return the proxies that were reached, in order: `` through connect-proxy and intercepting-proxy``."""
    return f" through {' and '.join(outcome.through)}" if outcome.through else " through no proxy"
