from __future__ import annotations

import contextlib

import pytest

from harness.lab.worlds.world import World
from harness.model.conditions import Tls
from harness.model.trust import CORPORATE, PUBLIC
from tests.lab.nodes.talking import TrustStore, connected, context_of


@pytest.mark.parametrize("tls", [each for each in Tls if not each.value.may_hang])
@pytest.mark.parametrize("leg", ["origin", "proxy"])
def test_a_node_speaks_just_the_tls_it_was_asked_for(
    trust_world: World, trust_store: TrustStore, tls: Tls, leg: str
) -> None:
    node = trust_world.fake_pypi(speaks=tls) if leg == "origin" else trust_world.https_proxy(speaks=tls)
    context = context_of(trust_store(PUBLIC, CORPORATE))
    words = {"unsupported_protocol", "no_shared_cipher"}
    with connected(node) as plain:
        if tls.value.refused is None and not tls.value.ending:
            with context.wrap_socket(plain, server_hostname="localhost") as sock:
                assert tls.value.version in (None, (sock.version() or "").replace(".", "_"))
        else:
            with pytest.raises(OSError, match=r"(?i)SSL|reset"):
                context.wrap_socket(plain, server_hostname="localhost")
    assert {*node.refused} <= words
    assert bool(node.refused) == (tls.value.refused is not None)
    assert (f"{node.name}: ended no_tls: {tls.value.words}" in node.transcript) == bool(tls.value.answer)


@pytest.mark.parametrize("tls", [each for each in Tls if each.value.ends])
@pytest.mark.parametrize("leg", ["origin", "proxy"])
def test_a_node_ends_what_a_hello_begins(trust_world: World, tls: Tls, leg: str) -> None:
    node = trust_world.fake_pypi(speaks=tls) if leg == "origin" else trust_world.https_proxy(speaks=tls)
    with connected(node) as plain:
        plain.sendall(b"a hello")
        if not tls.value.may_hang:
            with contextlib.suppress(ConnectionResetError):
                assert plain.recv(1) == b""
    assert f"{node.name}: ended {tls.value.ending} after a hello" in node.transcript
    assert node.refused == []
