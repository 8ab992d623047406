"""A world that anybody may build: nodes, trust stores and machines, raised when asked for and taken down together."""

from __future__ import annotations

import ssl
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from harness.lab.nodes.faults import FaultPlan
from harness.lab.nodes.guarded_index import demand_login
from harness.lab.nodes.listener import Listener
from harness.lab.origins import IndexRaiser
from harness.lab.raiser import Raiser, open_raiser
from harness.lab.workshop import Workshop, open_workshop
from harness.lab.worlds.asked import check_authorities, read_login
from harness.lab.worlds.faults import Asked, read_fault
from harness.lab.worlds.machine import StoreMachine
from harness.lab.worlds.nodes import FakePyPI, Node, ProxyNode, Raised
from harness.lab.worlds.pages import Pages
from harness.lab.worlds.turns import one_at_a_time
from harness.model.conditions import LOCALHOST, Address, Certificate, ClientCertificate, Index, Root, StoreState, Tls
from harness.model.errors import UsageError
from harness.model.passwords import OF_INDEX, OF_PROXY, Password
from harness.model.trust import CORPORATE, INSPECTION, PUBLIC, Authority

if TYPE_CHECKING:
    from _typeshed.wsgi import WSGIApplication


class World:
    """Raises what it is asked for. Each node has a name of its own: the second ``origin`` is ``origin-2``."""

    def __init__(self, workshop: Workshop, raising: Raiser) -> None:
        self._workshop, self._raising = workshop, raising
        self._is_up = True

    @one_at_a_time
    def fake_pypi(
        self,
        *,
        index: Index = Index.PLAIN,
        certificate: Certificate = Certificate.GOOD,
        client_certificate: ClientCertificate = ClientCertificate.NOT_ASKED,
        tls: bool = True,
        login: bool | str = False,
        fault: Asked | None = None,
        speaks: Tls = Tls.USUAL,
    ) -> FakePyPI:
        """Return an index that is signed by ``PUBLIC``, or without ``tls`` speaks plain HTTP.

        With ``login`` it asks for a user and password: those of the world, or those given, joined by a colon. What it
        does besides is said in the words of scenarios.
        """
        asked = _choose_password(login, index)
        pages, faults = Pages(self._workshop.files, asked or OF_INDEX), FaultPlan(read_fault(fault))
        scheme = "https" if tls else "http"

        def raise_origin(name: str, served: WSGIApplication, shown: ssl.SSLContext | None, at: Address) -> Listener:
            guarded = demand_login(served, asked) if asked and login and name == "origin" else served
            return self._raising.raise_origin(self._name(name), guarded, shown, at, faults)

        build = IndexRaiser(
            scheme,
            raise_origin,
            pages.serve,
            lambda at, signer: (
                self._raising.make_context(signer or PUBLIC, certificate, client_certificate, at, tls=speaks)
                if tls
                else None
            ),
            second_at=Address(name=index.value.second_name) if index.value.second_name else LOCALHOST,
            local=self._workshop.local,
        )
        origin, *others = build.raise_index(index)
        signer = (certificate.value.signer or PUBLIC) if tls else None
        other = self._find_second(index, others, scheme, signer, faults)
        return FakePyPI(self._watch(origin), scheme, signer, faults, pages, index, other, asked.login if asked else "")

    def _find_second(
        self, index: Index, others: list[Listener], scheme: str, signer: Authority | None, faults: FaultPlan
    ) -> Node | None:
        """The second host of an index that has one."""
        redirect = index.value.redirect
        there = (redirect.scheme if redirect else "") or scheme
        asked = redirect.asks.login if redirect and redirect.asks else ""
        shown = signer if there == "https" else None
        return next((Node(self._watch(each), there, shown, faults, asked) for each in others), None)

    @one_at_a_time
    def connect_proxy(self, *, login: bool | str = False, fault: Asked | None = None) -> ProxyNode:
        """Return a plain proxy that tunnels, and forwards what is asked for over ``http://``.

        With ``login`` it asks for a user and password: those of the world, or those given, joined by a colon.
        """
        given, faults = read_login(login, OF_PROXY), FaultPlan(read_fault(fault))
        proxy = self._raising.raise_proxy(self._name("connect-proxy"), login=given, faults=faults)
        return self._proxy(proxy, "http", None, given, faults)

    @one_at_a_time
    def https_proxy(
        self,
        *,
        certificate: Certificate = Certificate.GOOD,
        client_certificate: ClientCertificate = ClientCertificate.NOT_ASKED,
        login: bool | str = False,
        fault: Asked | None = None,
        speaks: Tls = Tls.USUAL,
    ) -> ProxyNode:
        """Return a proxy to which clients speak TLS, signed by ``CORPORATE``; ``login`` as of a plain one."""
        given, faults = read_login(login, OF_PROXY), FaultPlan(read_fault(fault))
        shown = self._raising.make_context(CORPORATE, certificate, client_certificate, tls=speaks)
        proxy = self._raising.raise_proxy(self._name("https-proxy"), shown=shown, login=given, faults=faults)
        return self._proxy(proxy, "https", certificate.value.signer or CORPORATE, given, faults)

    @one_at_a_time
    def intercepting_proxy(
        self,
        *,
        certificate: Certificate = Certificate.GOOD,
        tls: bool = False,
        login: bool | str = False,
        fault: Asked | None = None,
    ) -> ProxyNode:
        """Return a proxy that answers each tunnel itself, with a certificate signed by ``INSPECTION``.

        With ``tls`` clients speak TLS to it too, signed by ``CORPORATE``; then ``authority`` is that one, and its
        ``inner`` the node behind it that answers tunnels. It passes on what it reads, over TLS that it verifies by
        ``PUBLIC``.
        """
        given, faults = read_login(login, OF_PROXY), FaultPlan(read_fault(fault))
        own, own_faults = ("", FaultPlan()) if tls else (given, faults)
        listener = self._raising.raise_intercepting_proxy(
            self._name("intercepting-proxy"), INSPECTION, certificate, login=own, faults=own_faults
        )
        inner = self._proxy(listener, "http", certificate.value.signer or INSPECTION, own, own_faults)
        if not tls:
            return inner
        # proxy.py cannot serve TLS itself and intercept in one process: a front passes CONNECT on to the interceptor.
        shown = self._raising.make_context(CORPORATE)
        front = self._raising.raise_proxy(
            self._name("https-proxy"), shown=shown, onwards=listener, login=given, faults=faults
        )
        return self._proxy(front, "https", CORPORATE, given, faults, inner)

    @one_at_a_time
    def socks_proxy(
        self, *, login: bool | str = False, remote_names: bool = True, fault: Asked | None = None
    ) -> ProxyNode:
        """Return a SOCKS5 proxy, which passes connections on and reads nothing of them.

        Its URL has clients leave names to it (``socks5h``), or without ``remote_names`` look them up (``socks5``);
        ``login`` and ``fault`` as of a plain one, but that it has no status to answer.
        """
        given, faults = read_login(login, OF_PROXY), FaultPlan(read_fault(fault))
        proxy = self._raising.raise_socks_proxy(self._name("socks-proxy"), login=given, faults=faults)
        return self._proxy(proxy, "socks5h" if remote_names else "socks5", None, given, faults)

    @one_at_a_time
    def trust_store(
        self,
        *authorities: Authority,
        hashed: bool = False,
        state: StoreState = StoreState.PEM,
        roots: Root = Root.GOOD,
    ) -> Path:
        """Return a PEM file of just these authorities, or a folder as ``openssl rehash`` makes it.

        Its ``state`` and what stands in it for an authority (``roots``) are said in the words of scenarios.
        """
        held, stores = check_authorities(authorities), self._workshop.stores.with_roots(roots)
        return stores.write_hashed_folder(held, state) if hashed else stores.write_bundle(held, state)

    @one_at_a_time
    def system_store(self, *authorities: Authority, openssl_defaults: bool = False) -> StoreMachine:
        """Return a machine whose system store holds just these authorities.

        With ``openssl_defaults`` the store is OpenSSL's default too, as for a distribution's own Python; without it
        only what looks for the system store finds it, as truststore does. Raises ``UsageError`` where this machine
        gives no namespaces.
        """
        return StoreMachine(self._workshop.stores, check_authorities(authorities), openssl_defaults=openssl_defaults)

    @one_at_a_time
    def client_certificate(self) -> Path:
        """Return a PEM file with a client's certificate, signed by ``CORPORATE``, and its key."""
        return self._workshop.pki.write_client_certificate(self._workshop.scratch)

    def end(self) -> None:
        """Let every node of this world be asked no more."""
        self._is_up = False

    def check(self) -> None:
        """Raise ``UsageError`` if this world has ended."""
        if not self._is_up:
            raise UsageError("this world has ended, with the block or the test that it was for: make another")

    def _watch(self, listener: Listener) -> Raised:
        return Raised(listener, self._raising.transcript, lambda: self._is_up)

    def _proxy(
        self,
        listener: Listener,
        scheme: str,
        authority: Authority | None,
        login: str,
        faults: FaultPlan,
        inner: ProxyNode | None = None,
    ) -> ProxyNode:
        return ProxyNode(self._watch(listener), scheme, authority, faults, login, inner)

    def _name(self, name: str) -> str:
        """A name that no node of this world has yet."""
        same = sum(node.name == name or node.name.startswith(f"{name}-") for node in self._raising.nodes)
        return f"{name}-{same + 1}" if same else name


def _choose_password(login: bool | str, index: Index) -> Password | None:
    """Return the user and password that an index asks for: those given, the world's, or None if it asks for none."""
    given = read_login(login, OF_INDEX) if login else OF_INDEX.login if index.value.asks else ""
    user, _, word = given.partition(":")
    return replace(OF_INDEX, user=user, word=word) if given else None


@contextmanager
def world_in(workshop: Workshop) -> Iterator[World]:
    """Yield a world of a workshop's authorities; its nodes are down at the end of the block."""
    with open_raiser(workshop) as raising:
        world = World(workshop, raising)
        try:
            yield world
        finally:
            world.end()


@contextmanager
def open_world() -> Iterator[World]:
    """Yield a world with authorities of its own, for a shell, a notebook or a script."""
    with ExitStack() as stack:
        yield stack.enter_context(world_in(stack.enter_context(open_workshop())))
