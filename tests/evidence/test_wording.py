from __future__ import annotations

from typing import Any

import pytest

from harness.evidence.outcome import Outcome
from harness.evidence.wording import describe_expectation, describe_outcome, describe_route
from harness.model.expectation import (
    Accepts,
    Breaks,
    Rejects,
    Unverified,
)
from harness.model.words import Leg, Phase, Reason


@pytest.mark.parametrize(
    ("expectation", "words"),
    [
        (Accepts(), "accepts"),
        (Rejects(Leg.PROXY), "rejects the proxy leg (nobody vouches for it)"),
        (
            Rejects(Leg.ORIGIN, Reason.EXPIRED, Phase.BUILD),
            "rejects the origin leg while building (it has expired)",
        ),
        (Unverified(Leg.PROXY), "accepts the proxy leg unverified"),
        (Breaks("no_hello"), "broken (no_hello)"),
    ],
)
def test_an_expectation_is_said_in_words(expectation: Any, words: str) -> None:
    assert describe_expectation(expectation) == words


@pytest.mark.parametrize(
    ("outcome", "words"),
    [
        (Outcome(kind="accepts"), "accepts"),
        (
            Outcome(kind="rejects", leg=Leg.ORIGIN, reason="unknown_ca", phase=Phase.BUILD, through=("a", "b")),
            "rejects the origin leg while building (unknown_ca)",
        ),
        (Outcome(kind="broken", reason="nothing_fetched"), "broken (nothing_fetched)"),
    ],
)
def test_an_outcome_is_said_in_words(outcome: Outcome, words: str) -> None:
    assert describe_outcome(outcome) == words


@pytest.mark.parametrize(
    ("through", "words"), [((), " through no proxy"), (("a",), " through a"), (("a", "b"), " through a and b")]
)
def test_a_route_is_said_in_words(through: tuple[str, ...], words: str) -> None:
    assert describe_route(Outcome(kind="accepts", through=through)) == words
