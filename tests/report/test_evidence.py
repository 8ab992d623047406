"""One rule: all that a record has is selected once, in one order, in words that a stranger can follow."""

from __future__ import annotations

from collections.abc import Callable

from msgspec.structs import replace

from harness.model.expectation import Credential
from harness.model.record import Record
from harness.model.words import Verdict, Whose
from harness.report.evidence import TextKind, format_evidence, select_evidence
from tests.support.recorded import ACCEPTED, KNOWN, REFUSED

Make = Callable[..., Record]


def told(record: Record) -> dict[str, tuple[str, ...]]:
    return {each.name: each.lines for each in select_evidence(record)}


def test_a_whole_record_gives_all_its_evidence_in_order(record: Make) -> None:
    seen = replace(
        REFUSED,
        lost_at=("it is dropped",),
        secrets={"origin": ("login of the index",)},
        called_home=("pypi.org:443",),
    )
    whole = record(
        **{**KNOWN, "observed": seen},
        because="It is so.",
        why="It is dropped.",
        said=("ERROR: no",),
        witness=("LOST  It was dropped.",),
        transcript=("refused",),
    )
    assert [(each.name, each.kind) for each in select_evidence(whole)] == [
        ("claim", TextKind.WORDS),
        ("because", TextKind.WORDS),
        ("expected", TextKind.WORDS),
        ("seen", TextKind.WORDS),
        ("why", TextKind.WORDS),
        ("defect", TextKind.WORDS),
        ("lost at", TextKind.WORDS),
        ("client said", TextKind.OUTPUT),
        ("transcript", TextKind.DIFF),
        ("witness saw", TextKind.OUTPUT),
        ("credentials", TextKind.WORDS),
        ("called home", TextKind.WORDS),
        ("runs on", TextKind.WORDS),
        ("seconds", TextKind.WORDS),
        ("replay", TextKind.COMMAND),
    ]


def test_a_skip_has_no_more_than_it_has(record: Make) -> None:
    skipped = told(record(verdict=Verdict.SKIP, why="no store"))
    assert list(skipped) == ["claim", "expected", "seen", "why", "runs on", "replay"]


def test_credentials_are_told_by_whom_they_were_shown_to(record: Make) -> None:
    headers = replace(ACCEPTED, credentials={"origin": (Credential.AUTHORIZATION,)})
    assert told(record(observed=headers))["credentials"] == ("origin was shown Authorization",)
    known = replace(headers, secrets={"origin": ("login of the index", "Cookie of nobody known")})
    assert told(record(observed=known))["credentials"] == (
        "origin was shown the login of the index and Cookie of nobody known",
    )


def test_words_that_nobody_can_know_are_explained_where_they_stand(record: Make) -> None:
    lucky = told(record(observed=replace(ACCEPTED, context=Whose.LOST)))["seen"]
    assert "by another context than the session's" in lucky[0]
    assert "The session's context is the ssl_context that the client made" in lucky[1]
    assert "by luck" in lucky[1]
    refused = told(record(observed=replace(REFUSED, context=Whose.LOST)))["seen"]
    assert "by luck" not in refused[1]


def test_plain_text_has_words_beside_their_names_and_blocks_below(record: Make) -> None:
    text = list(format_evidence(select_evidence(record(transcript=("hello",), observed=ACCEPTED))))
    assert text == [
        "claim:     The system store alone verifies the origin.",
        "expected:  accepts",
        "seen:      accepts; exit 0; through connect-proxy",
        "transcript:",
        "   hello",
        "runs on:   Python 3.10.13, OpenSSL 3.0.19",
        "seconds:   0.41",
        "replay:    nox -s lab -- run tunnelled.claim-pip25.2-py3.10",
    ]
