"""A world that anybody may build: nodes, trust stores and machines, raised when asked for and taken down together."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

from harness.lab import packages
from harness.lab.nodes.index import make_index_application
from harness.lab.nodes.listener import Listener
from harness.lab.raiser import Raiser, open_raiser
from harness.lab.workshop import Workshop, open_workshop
from harness.lab.worlds.machine import StoreMachine
from harness.lab.worlds.nodes import FakePyPI, Pages, ProxyNode
from harness.model.conditions import Certificate, ClientCertificate, Index
from harness.model.errors import UsageError
from harness.model.passwords import OF_INDEX, OF_PROXY
from harness.model.trust import CORPORATE, INSPECTION, PUBLIC, Authority


class World:
    """Raises what it is asked for. Each node has a name of its own: the second ``origin`` is ``origin-2``."""

    def __init__(self, workshop: Workshop, raising: Raiser) -> None:
        self._workshop, self._raising = workshop, raising
        self._is_up = True

    def fake_pypi(
        self,
        *,
        index: Index = Index.PLAIN,
        certificate: Certificate = Certificate.GOOD,
        client_certificate: ClientCertificate = ClientCertificate.NOT_ASKED,
        tls: bool = True,
    ) -> FakePyPI:
        """Return an index that is signed by ``PUBLIC``, or without ``tls`` speaks plain HTTP.

        What it does besides is said in the words of scenarios. Raises ``UsageError`` for a second host or a redirect
        elsewhere: raise another index, and add to the first what leads there.
        """
        if index.value.second_host or index.value.redirect:
            raise UsageError(f"{index} needs a second host: raise another fake_pypi")
        pages = Pages(packages.build_files(), lambda offered: make_index_application(offered, index))
        shown = self._raising.make_context(PUBLIC, certificate, client_certificate) if tls else None
        origin = self._raising.raise_origin(self._name("origin"), pages, shown)
        login = OF_INDEX.login if index.value.asks else ""
        scheme, signer = ("https", certificate.value.signer or PUBLIC) if tls else ("http", None)
        return FakePyPI(origin, self._raising.transcript, scheme, signer, self._answers, pages, login)

    def connect_proxy(self, *, login: bool = False) -> ProxyNode:
        """Return a plain proxy that tunnels, and forwards what is asked for over ``http://``."""
        given = OF_PROXY.login if login else ""
        proxy = self._raising.raise_proxy(self._name("connect-proxy"), login=given)
        return self._proxy(proxy, "http", None, given)

    def https_proxy(self, *, certificate: Certificate = Certificate.GOOD, login: bool = False) -> ProxyNode:
        """Return a proxy to which clients speak TLS, signed by ``CORPORATE``."""
        given, shown = OF_PROXY.login if login else "", self._raising.make_context(CORPORATE, certificate)
        proxy = self._raising.raise_proxy(self._name("https-proxy"), shown=shown, login=given)
        return self._proxy(proxy, "https", certificate.value.signer or CORPORATE, given)

    def intercepting_proxy(
        self, *, certificate: Certificate = Certificate.GOOD, tls: bool = False, login: bool = False
    ) -> ProxyNode:
        """Return a proxy that answers each tunnel itself, with a certificate signed by ``INSPECTION``.

        With ``tls`` clients speak TLS to it too, signed by ``CORPORATE``; then ``authority`` is that one. It passes on
        what it reads, over TLS that it verifies by ``PUBLIC``.
        """
        given = OF_PROXY.login if login else ""
        inner = self._raising.raise_intercepting_proxy(
            self._name("intercepting-proxy"), INSPECTION, certificate, login="" if tls else given
        )
        if not tls:
            return self._proxy(inner, "http", certificate.value.signer or INSPECTION, given)
        # proxy.py cannot serve TLS itself and intercept in one process: a front passes CONNECT on to the interceptor.
        shown = self._raising.make_context(CORPORATE)
        front = self._raising.raise_proxy(self._name("https-proxy"), shown=shown, onwards=inner, login=given)
        return self._proxy(front, "https", CORPORATE, given)

    def trust_store(self, *authorities: Authority, hashed: bool = False) -> Path:
        """Return a PEM file of just these authorities, or a folder as ``openssl rehash`` makes it."""
        held = _check(authorities)
        return self._workshop.stores.write_hashed_folder(held) if hashed else self._workshop.stores.write_bundle(held)

    def system_store(self, *authorities: Authority, openssl_defaults: bool = False) -> StoreMachine:
        """Return a machine whose system store holds just these authorities.

        With ``openssl_defaults`` the store is OpenSSL's default too, as for a distribution's own Python; without it
        only what looks for the system store finds it, as truststore does. Raises ``UsageError`` where this machine
        gives no namespaces.
        """
        return StoreMachine(self._workshop.stores, _check(authorities), openssl_defaults=openssl_defaults)

    def client_certificate(self) -> Path:
        """Return a PEM file with a client's certificate, signed by ``CORPORATE``, and its key."""
        return self._workshop.pki.write_client_certificate(self._workshop.scratch)

    def end(self) -> None:
        """Let every node of this world be asked no more."""
        self._is_up = False

    def _answers(self) -> bool:
        return self._is_up

    def _proxy(self, listener: Listener, scheme: str, authority: Authority | None, login: str) -> ProxyNode:
        return ProxyNode(listener, self._raising.transcript, scheme, authority, self._answers, login)

    def _name(self, name: str) -> str:
        same = sum(node.name == name or node.name.startswith(f"{name}-") for node in self._raising.nodes)
        return f"{name}-{same + 1}" if same else name


def _check(authorities: tuple[Authority, ...]) -> frozenset[Authority]:
    if strange := [each for each in authorities if not isinstance(each, Authority)]:
        there_are = ", ".join(each.name for each in Authority)
        raise UsageError(f"{strange[0]!r} is not an authority: there are {there_are}")
    return frozenset(authorities)


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
