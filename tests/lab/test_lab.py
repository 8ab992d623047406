from __future__ import annotations

import re
import socket
import ssl
import threading
from contextlib import closing
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from harness.lab import raiser as module
from harness.lab.lab import RaisedLab, raise_lab
from harness.lab.workshop import Workshop
from harness.model.conditions import Certificate, ClientCertificate
from harness.model.errors import LabBroken
from harness.model.topology import Topology
from harness.model.transcript import EventKind
from harness.model.words import Leg
from scenarios import topologies
from tests.support.raised import ALL, get, named, on


def is_open(port: int) -> bool:
    with socket.socket() as sock:
        return sock.connect_ex(("127.0.0.1", port)) == 0


@pytest.mark.parametrize("topology", ALL, ids=named)
def test_a_topology_is_raised_as_it_is_drawn(topology: Topology, workshop: Workshop) -> None:
    with raise_lab(on(topology), workshop) as lab:
        assert tuple(node.name for node in lab.nodes) == (*topology.through, "origin")
        assert lab.proxy_url == (f"{topology.path[0].scheme}://{lab.nodes[0].address}" if topology.proxies else None)
        origin = lab.nodes[-1].address
        assert lab.index_url == f"{topology.origin.scheme}://{origin}/simple/"
        assert lab.artefact_url == f"{topology.origin.scheme}://{origin}{lab.artefact_path}"
        assert lab.await_events() == ()


@pytest.mark.parametrize("topology", ALL, ids=named)
def test_the_file_is_fetched_by_every_node_on_the_way(topology: Topology, workshop: Workshop) -> None:
    with raise_lab(on(topology), workshop) as lab:
        status, wheel = get(lab, lab.artefact_url, workshop.pki.make_trusting_context())
        events = lab.await_events()
    assert (status, wheel[:2]) == (200, b"PK")
    came = {event.node: event.detail for event in events if event.kind is EventKind.CONNECTED}
    way = (*topology.through, "origin")
    assert came == dict(zip(way, ("client", *way), strict=False))
    shaken = {event.node for event in events if event.kind is EventKind.HANDSHAKE}
    behind = {"origin"} if topology.is_intercepted else set()
    assert shaken == {topology.find_answering_node(leg) for leg in topology.legs} | behind


@pytest.mark.parametrize("topology", ALL, ids=named)
def test_nothing_is_left_of_a_lab(topology: Topology, workshop: Workshop) -> None:
    threads = set(threading.enumerate())
    files = set(workshop.folder.rglob("*"))
    with raise_lab(on(topology), workshop) as lab:
        get(lab, lab.artefact_url, workshop.pki.make_trusting_context())
        ports = [node.port for node in lab.nodes]
        assert all(map(is_open, ports))
    assert not any(map(is_open, ports))
    assert set(threading.enumerate()) <= threads
    # Leaves are laid out once a worker, and proxy.py makes empty folders.
    left = {path for path in workshop.folder.rglob("*") if path.is_file()} - files
    assert {path.parent.name.partition(" ")[0] for path in left} <= {"leaves", "stores"}


@pytest.mark.parametrize("topology", ALL, ids=named)
def test_nothing_is_left_of_a_lab_in_which_something_fails(topology: Topology, workshop: Workshop) -> None:
    threads = set(threading.enumerate())
    ports: list[int] = []

    def fail() -> None:
        with raise_lab(on(topology), workshop) as lab:
            ports.extend(node.port for node in lab.nodes)
            socket.create_connection(("127.0.0.1", ports[0])).close()
            raise ValueError("on the way")

    with pytest.raises(ValueError, match="on the way"):
        fail()
    assert ports
    assert not any(map(is_open, ports))
    assert set(threading.enumerate()) <= threads


def test_a_lab_of_which_only_a_part_can_be_raised_leaves_nothing(
    workshop: Workshop, monkeypatch: pytest.MonkeyPatch
) -> None:
    threads = set(threading.enumerate())
    monkeypatch.setattr(workshop, "scratch", workshop.folder / "absent")
    with pytest.raises(OSError, match="absent"), raise_lab(on(topologies.INTERCEPTED), workshop):
        pass
    assert set(threading.enumerate()) <= threads


def shown(lab: RaisedLab, topology: Topology, leg: Leg) -> bytes:
    """The certificate that a client is shown on a leg, DER."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.check_hostname, context.verify_mode = False, ssl.CERT_NONE
    proxy, origin = urlsplit(lab.proxy_url or lab.index_url), urlsplit(lab.index_url)
    with closing(socket.create_connection(("127.0.0.1", proxy.port or 0), timeout=20)) as plain:
        front = context.wrap_socket(plain) if proxy.scheme == "https" and Leg.PROXY in topology.legs else None
        if leg is Leg.PROXY:
            assert front
            return front.getpeercert(binary_form=True) or b""
        sock = front or plain
        if lab.proxy_url:
            sock.sendall(f"CONNECT {origin.netloc} HTTP/1.1\r\nHost: {origin.netloc}\r\n\r\n".encode())
            assert sock.recv(99).startswith(b"HTTP/1.1 200 ")
        return through(sock, context)


def through(sock: socket.socket, context: ssl.SSLContext) -> bytes:
    """The certificate shown at the other end of a tunnel, which may be TLS itself."""
    into, out = ssl.MemoryBIO(), ssl.MemoryBIO()
    inner = context.wrap_bio(into, out, server_hostname="localhost")
    while True:
        try:
            inner.do_handshake()
            sock.sendall(out.read())
            return inner.getpeercert(binary_form=True) or b""
        except ssl.SSLWantReadError:
            sock.sendall(out.read())
            into.write(sock.recv(65536))


#: Those whose proxies are asked by HTTP.
LEGS = [
    (topology, leg)
    for topology in ALL
    for leg in Leg
    if leg in topology.legs and all(hop.scheme.startswith("http") for hop in topology.path)
]
#: Those that a node called localhost can have.
CERTIFICATES = [each for each in Certificate if not re.search("{domain}|{parent}", str(each.value))]


@pytest.mark.parametrize("certificate", CERTIFICATES)
@pytest.mark.parametrize(("topology", "leg"), LEGS, ids=str)
def test_each_leg_shows_the_certificate_of_its_own_authority(
    topology: Topology, leg: Leg, certificate: Certificate, workshop: Workshop
) -> None:
    odd = {f"{leg.value}_certificate": certificate}
    with raise_lab(on(topology, **odd), workshop) as lab:
        for each in topology.legs:
            kind = certificate if each is leg else Certificate.GOOD
            leaf = workshop.pki.get_leaf(topology.find_signer(each), kind).cert_chain_pems[0].bytes().decode()
            assert shown(lab, topology, each) == ssl.PEM_cert_to_DER_cert(leaf)


@pytest.mark.parametrize("topology", [each for each in ALL if Leg.ORIGIN in each.legs], ids=named)
def test_a_client_certificate_is_demanded_by_whoever_answers_for_the_origin(
    topology: Topology, workshop: Workshop, tmp_path: Path
) -> None:
    context = workshop.pki.make_trusting_context()
    context.load_cert_chain(workshop.pki.write_client_certificate(tmp_path))
    with raise_lab(on(topology, client_certificate=ClientCertificate.DEMANDED_AND_SHOWN), workshop) as lab:
        assert get(lab, lab.artefact_url, context)[0] == 200
        recorded = {event.node for event in lab.await_events() if event.kind is EventKind.CLIENT_CERTIFICATE}
    assert recorded == {topology.find_answering_node(Leg.ORIGIN)}


def test_a_connection_that_lives_on_breaks_the_lab(workshop: Workshop, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "_SETTLING", 0.1)
    with raise_lab(on(topologies.FORWARDED), workshop) as lab:
        with socket.create_connection(("127.0.0.1", lab.nodes[0].port)):
            while not lab.transcript.events:
                threading.Event().wait(0.01)
            with pytest.raises(LabBroken, match="connect-proxy"):
                lab.await_events()
        monkeypatch.setattr(module, "_SETTLING", 10.0)
        assert [event.kind for event in lab.await_events()] == [EventKind.CONNECTED, EventKind.CLOSED]


def test_two_labs_at_once_keep_their_transcripts_apart(workshop: Workshop) -> None:
    with raise_lab(on(topologies.DIRECT), workshop) as one, raise_lab(on(topologies.DIRECT), workshop) as other:
        get(one, one.artefact_url, workshop.pki.make_trusting_context())
        assert one.await_events()
        assert other.await_events() == ()
