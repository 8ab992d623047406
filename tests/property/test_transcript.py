from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from harness.model.transcript import (
    CREDENTIAL_HEADERS,
    Event,
    EventKind,
    Transcript,
    format_transcript,
    group_by_connection,
)

SPOKEN = "connect-proxy: credential Proxy-Authorization Cookie"
#: Long enough not to turn up in a digest, and no part of the notation itself.
secrets = st.text(min_size=9).filter(lambda secret: secret.strip() and secret not in SPOKEN)
names = st.sampled_from(CREDENTIAL_HEADERS).flatmap(lambda name: st.sampled_from([name, name.lower(), name.upper()]))
events = st.builds(
    Event,
    node=st.sampled_from(["connect-proxy", "origin"]),
    connection=st.integers(1, 4),
    kind=st.sampled_from(EventKind),
    detail=st.sampled_from(["", "localhost", "unknown_ca"]),
)


@given(st.lists(st.tuples(names, secrets)))
def test_no_credential_occurs_in_any_event(headers: list[tuple[str, str]]) -> None:
    transcript = Transcript()
    transcript.begin_connection("connect-proxy").record_credentials(headers)
    told = [str(event) for event in transcript.events]
    assert len(told) == len(headers)
    assert not [secret for _, secret in headers for line in told if secret in line]
    assert not [secret for _, secret in headers if secret in repr(transcript.events)]


@given(st.text(min_size=1).filter(lambda name: name.lower() not in map(str.lower, CREDENTIAL_HEADERS)), st.text())
def test_a_header_without_credentials_is_not_recorded(name: str, value: str) -> None:
    transcript = Transcript()
    transcript.begin_connection("origin").record_credentials([(name, value)])
    assert transcript.events == ()


@given(st.lists(events))
def test_grouping_by_connection_keeps_every_event_and_its_order(seen: list[Event]) -> None:
    groups = group_by_connection(seen)
    assert sorted(map(repr, seen)) == sorted(repr(event) for group in groups.values() for event in group)
    for (node, connection), group in groups.items():
        assert group == [event for event in seen if (event.node, event.connection) == (node, connection)]


@given(st.lists(events), st.integers(1, 5))
def test_a_client_that_does_the_same_again_adds_no_line_but_a_count(seen: list[Event], times: int) -> None:
    again = [
        Event(each.node, each.connection + 10 * turn, each.kind, each.detail) for turn in range(times) for each in seen
    ]
    assert format_transcript(again, counted=False) == format_transcript(seen, counted=False)
    assert [line for line in format_transcript(again) if "times the same" not in line] == list(
        format_transcript(seen, counted=False)
    )
