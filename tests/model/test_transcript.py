from __future__ import annotations

import socket
from concurrent.futures import ThreadPoolExecutor

import pytest

from harness.model.transcript import (
    CLIENT,
    Event,
    EventKind,
    Transcript,
    digest_secret,
    format_transcript,
    group_by_connection,
)

ONCE = [
    ("connect-proxy", EventKind.CONNECTED, CLIENT),
    ("connect-proxy", EventKind.CONNECT, "origin"),
    ("origin", EventKind.HELLO, "localhost"),
    ("origin", EventKind.REFUSED, "unknown_ca"),
    ("origin", EventKind.CLOSED, ""),
]


def times(count: int) -> list[Event]:
    return [Event(node, number, kind, detail) for number in range(1, count + 1) for node, kind, detail in ONCE]


@pytest.mark.parametrize(
    ("kind", "detail", "line"),
    [
        (EventKind.HELLO, "localhost", "origin: hello localhost"),
        (EventKind.HANDSHAKE, "", "origin: handshake done"),
        (EventKind.REFUSED, "unknown_ca", "origin: refused unknown_ca"),
        (EventKind.CONNECT, "origin", "origin: CONNECT origin"),
        (EventKind.RESPONSE, "200 GET /simple/demo/", "origin: response 200 GET /simple/demo/"),
    ],
)
def test_an_event_is_one_line(kind: EventKind, detail: str, line: str) -> None:
    assert str(Event("origin", 7, kind, detail)) == line


def test_every_kind_has_a_word_of_its_own() -> None:
    assert len({str(Event("origin", 1, kind)) for kind in EventKind}) == len(EventKind)


def test_connections_are_numbered_from_one_node_by_node() -> None:
    transcript = Transcript()
    for node in ("origin", "connect-proxy", "origin"):
        transcript.begin_connection(node)(EventKind.HANDSHAKE)
    assert [(event.node, event.connection) for event in transcript.events] == [
        ("origin", 1),
        ("connect-proxy", 1),
        ("origin", 2),
    ]


def test_events_come_in_the_order_in_which_they_were_recorded() -> None:
    transcript = Transcript()
    one, other = transcript.begin_connection("origin"), transcript.begin_connection("origin")
    one(EventKind.HELLO, "a")
    other(EventKind.HELLO, "b")
    one(EventKind.HANDSHAKE)
    assert [event.connection for event in transcript.events] == [1, 2, 1]


def test_many_threads_lose_no_event_and_share_no_number() -> None:
    transcript = Transcript()

    def connect(_: int) -> None:
        record = transcript.begin_connection("origin")
        for _ in range(20):
            record(EventKind.REQUEST, "GET /")

    with ThreadPoolExecutor(8) as pool:
        list(pool.map(connect, range(100)))
    connections = group_by_connection(transcript.events)
    assert set(connections) == {("origin", number) for number in range(1, 101)}
    assert {len(seen) for seen in connections.values()} == {20}


def test_a_place_is_named_at_reading_also_where_it_is_known_only_later() -> None:
    transcript = Transcript()
    record = transcript.begin_connection("connect-proxy")
    record(EventKind.CONNECT, "localhost:40001")
    record(EventKind.REQUEST, "GET http://localhost:40001/simple/")
    transcript.name_place("localhost:40001", "origin")
    assert [event.detail for event in transcript.events] == ["origin", "GET http://origin/simple/"]


def test_a_place_is_not_mistaken_for_one_whose_port_begins_alike() -> None:
    transcript = Transcript()
    transcript.name_place("localhost:4000", "origin")
    transcript.name_place("localhost:40001", "files")
    transcript.begin_connection("connect-proxy")(EventKind.CONNECT, "localhost:40001")
    assert [event.detail for event in transcript.events] == ["files"]


def test_who_connects_from_nowhere_known_is_a_client() -> None:
    transcript = Transcript()
    transcript.begin_connection("origin")(EventKind.CONNECTED, "127.0.0.1:50001")
    assert [event.detail for event in transcript.events] == [CLIENT]


def test_a_connection_that_a_node_makes_is_told_as_the_nodes() -> None:
    transcript = Transcript()
    with socket.create_server(("127.0.0.1", 0)) as server, socket.create_connection(server.getsockname()) as onwards:
        host, port = onwards.getsockname()
        transcript.name_place(":".join(map(str, server.getsockname())), "origin")
        transcript.begin_connection("origin")(EventKind.CONNECTED, f"{host}:{port}")
        assert [event.detail for event in transcript.events] == [CLIENT]
        transcript.begin_connection("connect-proxy").record_leading(onwards)
    assert [event.detail for event in transcript.events] == ["connect-proxy"]


def test_clients_and_a_proxy_may_connect_from_the_same_ports_to_different_nodes() -> None:
    transcript = Transcript()
    transcript.name_place("127.0.0.1:1000", "connect-proxy")
    transcript.name_place("127.0.0.1:2000", "origin")
    # As the kernel does where the two series of ports that it gives out meet.
    ports = [("127.0.0.1:40000", "127.0.0.1:40002"), ("127.0.0.1:40002", "127.0.0.1:40004")]
    for number, (client, proxy) in enumerate(ports, start=1):
        transcript.begin_connection("connect-proxy")(EventKind.CONNECTED, client)
        transcript.begin_connection("origin")(EventKind.CONNECTED, proxy)
        transcript.name_leading(proxy, "127.0.0.1:2000", "connect-proxy", number)
    seen = [(event.node, event.detail, event.client) for event in transcript.events]
    assert seen == [
        ("connect-proxy", CLIENT, "127.0.0.1:40000"),
        ("origin", "connect-proxy", "127.0.0.1:40000"),
        ("connect-proxy", CLIENT, "127.0.0.1:40002"),
        ("origin", "connect-proxy", "127.0.0.1:40002"),
    ]


def test_events_that_were_read_stay_as_they_were() -> None:
    transcript = Transcript()
    record = transcript.begin_connection("origin")
    before = transcript.events
    record(EventKind.HELLO)
    assert before == ()


def test_a_credential_is_kept_as_its_headers_name_and_a_digest() -> None:
    transcript = Transcript()
    headers = [("AUTHORIZATION", "Basic dXNlcjpzZWNyZXQ="), ("Accept", "text/html"), ("cookie", "a=b")]
    transcript.begin_connection("origin").record_credentials(headers)
    assert [event.detail for event in transcript.events] == [
        f"Authorization {digest_secret('Basic dXNlcjpzZWNyZXQ=')}",
        f"Cookie {digest_secret('a=b')}",
    ]


def test_a_digest_tells_two_secrets_apart_and_is_eight_digits() -> None:
    assert digest_secret("one") == digest_secret("one") != digest_secret("other")
    assert len(digest_secret("one")) == 8


def test_the_notation_goes_connection_by_connection() -> None:
    mixed = [
        Event("origin", 1, EventKind.HELLO, "a"),
        Event("origin", 2, EventKind.HELLO, "b"),
        Event("origin", 1, EventKind.HANDSHAKE),
    ]
    assert format_transcript(mixed) == ("origin: hello a", "origin: handshake done", "origin: hello b")


def test_connections_that_saw_the_same_are_folded_with_their_count() -> None:
    once = ("connect-proxy: CONNECT origin", "origin: hello localhost", "origin: refused unknown_ca")
    assert format_transcript(times(1)) == once
    assert format_transcript(times(3)) == (
        "connect-proxy: CONNECT origin",
        "connect-proxy: … 3 times the same",
        "origin: hello localhost",
        "origin: refused unknown_ca",
        "origin: … 3 times the same",
    )
    assert format_transcript(times(3), counted=False) == once


def test_a_connection_without_a_word_is_told() -> None:
    silent = [Event("origin", 1, EventKind.CONNECTED, CLIENT), Event("origin", 1, EventKind.CLOSED)]
    assert format_transcript(silent) == ("origin: connected, nothing said",)


def test_an_empty_transcript_has_no_lines() -> None:
    assert format_transcript(Transcript().events) == ()
