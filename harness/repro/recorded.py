"""Describe a recorded outcome as a script describes its own, so that both can be compared.

One rule: pure; an outcome that a script cannot distinguish from another has no words here.
"""

from __future__ import annotations

import re

from harness.model.conditions.indexes import FURTHER
from harness.model.errors import UsageError
from harness.model.record import Observed, Record

_STATUS = re.compile(r"(?P<proxy>proxy_)?http_(?P<status>\d{3})")
#: The reasons of failures that a script distinguishes, each in the words of a script.
_FAILURES = {
    "nothing_asked": "asks nobody and fails",
    "no_hello": "hangs up without a TLS hello",
    "proxy_bypassed": "bypasses the proxy",
}


def word_recorded(record: Record) -> str:
    """Return the lab's outcome in the words of a script. Raises ``UsageError`` for one that no script distinguishes."""
    seen = record.observed
    if seen is None:
        raise UsageError(f"{record.cell} did not run: {record.why or 'no reason is recorded'}")
    words = _word_observed(seen)
    if not words:
        raise UsageError(
            f"no script can distinguish {seen.outcome}{f' ({seen.reason})' if seen.reason else ''} from other outcomes "
            f"yet: use {record.replay}"
        )
    return words


def _word_observed(seen: Observed) -> str:
    """Return the words of a script for an observation; empty where it has none."""
    if seen.outcome in ("accepts", "unverified"):
        return "accepts"
    if seen.outcome == "rejects" and seen.leg is not None and seen.node != FURTHER:
        return f"refuses the {seen.leg.value} leg ({seen.reason})"
    if seen.outcome != "broken":
        return ""
    if status := _STATUS.fullmatch(seen.reason or ""):
        proxy = status["proxy"] or status["status"] == "407"
        return f"fails, the {'proxy' if proxy else 'origin'}'s last answer being {status['status']}"
    return _FAILURES.get(seen.reason or "", "")
