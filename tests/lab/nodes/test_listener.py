from __future__ import annotations

import os
import socket
import threading
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from harness.lab.nodes.listener import Listener
from harness.lab.raiser import Raiser
from harness.model.conditions.addresses import LOCAL_IPS
from harness.model.transcript import EventKind, Recorder
from harness.model.trust import PUBLIC
from tests.lab.nodes.talking import Listen, TrustStore, connected, context_of, seen, shaken


def echo(sock: socket.socket, record: Recorder) -> None:
    """A node's part that records and returns each line until the client is gone."""
    with sock.makefile("rwb", buffering=0) as file:
        for line in file:
            record(EventKind.REQUEST, line.decode().strip())
            file.write(line)


def threads(name: str) -> list[threading.Thread]:
    return [thread for thread in threading.enumerate() if thread.name.startswith(name)]


def is_open(port: int) -> bool:
    with socket.socket() as sock:
        return sock.connect_ex((LOCAL_IPS[0], port)) == 0


def test_a_node_listens_on_loopback_alone_on_a_port_of_the_kernels(listen: Listen) -> None:
    first, second = listen(echo), listen(echo)
    assert first.port != second.port
    with socket.socket(fileno=os.dup(first.fileno())) as sock:
        assert sock.getsockname() == ("127.0.0.1", first.port)
    assert first.address == f"localhost:{first.port}"


def test_what_a_node_sees_of_a_connection_stands_between_its_beginning_and_its_end(listen: Listen) -> None:
    node = listen(echo)
    for said in (b"one\n", b"two\n"):
        with connected(node) as sock:
            sock.sendall(said)
            assert sock.recv(10) == said
    assert seen(node) == [["connected client", "request one"], ["connected client", "request two"]]


def test_many_connections_at_once_are_kept_apart(listen: Listen) -> None:
    node, many = listen(echo), 120
    meet = threading.Barrier(many)

    def talk(number: int) -> bytes:
        with connected(node) as sock:
            meet.wait(20)
            sock.sendall(b"%d\n%d\n" % (number, number))
            with sock.makefile("rb") as file:
                return file.readline() + file.readline()

    with ThreadPoolExecutor(many) as pool:
        answers = list(pool.map(talk, range(many)))
    assert answers == [b"%d\n%d\n" % (number, number) for number in range(many)]
    assert sorted(seen(node)) == sorted(["connected client", *[f"request {number}"] * 2] for number in range(many))


def test_an_exception_in_a_node_is_recorded_and_the_next_connection_is_served(listen: Listen) -> None:
    def fail_once(sock: socket.socket, record: Recorder) -> None:
        if record.number == 1:
            raise ValueError("a mistake of ours")
        echo(sock, record)

    node = listen(fail_once)
    with connected(node) as sock:
        assert sock.recv(1) == b""
    with connected(node) as sock:
        sock.sendall(b"hello\n")
        assert sock.recv(10) == b"hello\n"
    broke = "broke ValueError('a mistake of ours')"
    assert seen(node) == [["connected client", broke], ["connected client", "request hello"]]


def test_a_client_that_goes_away_breaks_no_node(listen: Listen) -> None:
    def talk_on(sock: socket.socket, _record: Recorder) -> None:
        while True:
            sock.sendall(b"and on " * 1000)

    node = listen(talk_on)
    connected(node).close()
    assert seen(node) == [["connected client"]]


def test_the_name_of_a_node_stands_for_its_address(listen: Listen) -> None:
    def refer(sock: socket.socket, record: Recorder) -> None:
        record(EventKind.REQUEST, f"to {sock.recv(99).decode()}")

    node, other = listen(refer), listen(echo, name="other")
    for host in ("localhost", LOCAL_IPS[0]):
        with connected(node) as sock:
            sock.sendall(f"{host}:{other.port}/path".encode())
            assert sock.recv(1) == b""
    assert seen(node) == [["connected client", "request to other/path"]] * 2


def test_a_node_is_not_settled_while_a_connection_lives(listen: Listen) -> None:
    node = listen(echo)
    assert node.has_settled(0)
    with connected(node) as sock:
        sock.sendall(b"hello\n")
        assert sock.recv(10)
        assert not node.has_settled(0.05)
    assert node.has_settled(10)


def test_a_connection_that_nobody_has_accepted_yet_counts_too(listen: Listen) -> None:
    node = listen(echo)
    for _ in range(50):
        connected(node).close()
    assert node.has_settled(10)
    assert len(seen(node)) == 50


def test_a_node_that_is_put_down_leaves_no_thread_no_port_and_no_open_file(
    raiser: Raiser, trust_store: TrustStore
) -> None:
    before = descriptors()
    shown = {"plain going": None, "secret going": raiser.make_context(PUBLIC)}
    nodes = [Listener(name, raiser.transcript, echo, context) for name, context in shown.items()]
    clients = [connected(nodes[0]), shaken(nodes[1], context_of(trust_store(PUBLIC)))]
    for sock in clients:
        sock.sendall(b"hello\n")
        assert sock.recv(10) == b"hello\n"
    assert len(threads("plain going")) == len(threads("secret going")) == 2
    for node in nodes:
        node.close()
    assert threads("plain going") + threads("secret going") == []
    assert not any(is_open(node.port) for node in nodes)
    for sock in clients:
        sock.close()
    assert descriptors() == before


def descriptors() -> set[str]:
    """The sockets of this process, where it can be asked."""
    links = (os.path.realpath(path) for path in Path("/proc/self/fd").glob("*"))
    return {link for link in links if "socket" in link}


def test_a_node_that_is_put_down_ends_a_conversation(listen: Listen) -> None:
    node = listen(echo)
    with connected(node) as sock:
        sock.sendall(b"hello\n")
        assert sock.recv(10) == b"hello\n"
        node.close()
        assert sock.recv(1) == b""


def test_a_node_that_is_put_down_does_not_wait_for_a_hello(raiser: Raiser, listen: Listen) -> None:
    node = listen(echo, raiser.make_context(PUBLIC), name="mute")
    closing = threading.Thread(target=node.close)
    with connected(node):
        while not raiser.transcript.events:
            threading.Event().wait(0.01)
        closing.start()
        closing.join(2)
        ended = not closing.is_alive()
    closing.join()
    assert ended
