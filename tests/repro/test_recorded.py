from __future__ import annotations

from typing import Any

import pytest

from harness.model.errors import UsageError
from harness.model.record import Observed
from harness.model.words import Leg
from harness.repro.recorded import word_recorded
from tests.support import recorded


def seen(outcome: Any, reason: str | None = None, leg: Leg | None = None, node: str = "") -> Observed:
    return Observed(outcome=outcome, leg=leg, reason=reason, exit=1, through=(), node=node)


@pytest.mark.parametrize(
    ("observed", "words"),
    [
        (seen("accepts"), "accepts"),
        (seen("unverified", leg=Leg.PROXY), "accepts"),
        (seen("rejects", "unknown_ca", Leg.PROXY), "refuses the proxy leg (unknown_ca)"),
        (seen("rejects", "hung_up", Leg.ORIGIN), "refuses the origin leg (hung_up)"),
        (seen("broken", "nothing_asked"), "asks nobody and fails"),
        (seen("broken", "http_407"), "fails, the proxy's last answer being 407"),
        (seen("broken", "http_401"), "fails, the origin's last answer being 401"),
        (seen("broken", "proxy_http_503"), "fails, the proxy's last answer being 503"),
    ],
)
def test_what_was_seen_has_the_words_of_a_script(observed: Observed, words: str) -> None:
    assert word_recorded(recorded.make(observed=observed)) == words


@pytest.mark.parametrize(
    "observed",
    [
        seen("leaks", "Authorization at origin"),
        seen("altered"),
        seen("broken", "broke_off"),
        seen("rejects", "unknown_ca", Leg.ORIGIN, node="further"),
    ],
)
def test_what_no_script_can_tell_is_refused_with_what_helps_instead(observed: Observed) -> None:
    record = recorded.make(observed=observed)
    with pytest.raises(UsageError, match="no script can distinguish") as raised:
        word_recorded(record)
    assert record.replay in str(raised.value)


def test_a_cell_that_did_not_run_says_why() -> None:
    with pytest.raises(UsageError, match="did not run: it lacks a store"):
        word_recorded(recorded.make(**recorded.SKIPPED))
