"""A world that anybody may build: nodes, trust stores and machines, raised when asked for and taken down together."""

from __future__ import annotations

import ssl
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import replace
from typing import TYPE_CHECKING

from harness.lab.nodes.faults import FaultPlan
from harness.lab.nodes.guarded_index import demand_login
from harness.lab.nodes.listener import Listener
from harness.lab.origins import IndexRaiser, Raise
from harness.lab.raiser import open_raiser
from harness.lab.workshop import Workshop, open_workshop
from harness.lab.worlds.asked import Place, Shown, read_address, read_certificate, read_login
from harness.lab.worlds.faults import Asked, read_fault
from harness.lab.worlds.ground import Ground
from harness.lab.worlds.nodes import FakePyPI, Node, ProxyNode
from harness.lab.worlds.pages import Pages
from harness.lab.worlds.turns import one_at_a_time
from harness.model.conditions import LOCALHOST, Address, Certificate, ClientCertificate, Index, Tls
from harness.model.passwords import OF_INDEX, OF_PROXY, Password
from harness.model.trust import CORPORATE, INSPECTION, PUBLIC, Authority

if TYPE_CHECKING:
    from _typeshed.wsgi import WSGIApplication


class World(Ground):
    """Raises what it is asked for. Each node has a name of its own: the second ``origin`` is ``origin-2``."""

    @one_at_a_time
    def fake_pypi(
        self,
        *,
        index: Index = Index.PLAIN,
        certificate: Shown = Certificate.GOOD,
        client_certificate: ClientCertificate = ClientCertificate.NOT_ASKED,
        tls: bool = True,
        login: bool | str = False,
        fault: Asked | None = None,
        speaks: Tls = Tls.USUAL,
        at: Place = LOCALHOST,
        elsewhere_at: Place | None = None,
    ) -> FakePyPI:
        """Return an index that is signed by ``PUBLIC``, or without ``tls`` speaks plain HTTP.

        ``at`` is the name or the IP address that it is called by, ``elsewhere_at`` that of its second host. A
        ``certificate`` is an odd one, or the names that a good one is for.

        With ``login`` it asks for a user and password: those of the world, or those given, joined by a colon. What it
        does besides is said in the words of scenarios.
        """
        asked, place = _choose_password(login, index), read_address(at)
        shown_as = read_certificate(certificate, place)
        called = index.value.second_name
        second_at = read_address(elsewhere_at or called or replace(place, port=0))
        pages, faults = Pages(self._workshop.files, asked or OF_INDEX), FaultPlan(read_fault(fault))
        scheme = "https" if tls else "http"

        def show(at: Address, signer: Authority | None) -> ssl.SSLContext | None:
            make = self._raising.make_context
            return make(signer or PUBLIC, shown_as, client_certificate, at, tls=speaks) if tls else None

        raise_origin = self._make_origin_raiser(asked if login else None, faults)
        build = IndexRaiser(scheme, raise_origin, pages.serve, show, place, second_at, self._workshop.local)
        origin, *others = build.raise_index(index)
        signer = (shown_as.value.signer or PUBLIC) if tls else None
        self._origins_at += [place, second_at]
        other = self._find_second(index, others, scheme, signer, faults)
        return FakePyPI(self._watch(origin), scheme, signer, faults, pages, index, other, asked.login if asked else "")

    def _make_origin_raiser(self, password: Password | None, faults: FaultPlan) -> Raise:
        """Return the function that raises a host of an index; with a password the first one demands it."""

        def raise_origin(name: str, served: WSGIApplication, shown: ssl.SSLContext | None, at: Address) -> Listener:
            guarded = demand_login(served, password) if password and name == "origin" else served
            return self._raising.raise_origin(self._name(name), guarded, shown, at, faults)

        return raise_origin

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
    def connect_proxy(
        self, *, login: bool | str = False, fault: Asked | None = None, at: Place = LOCALHOST
    ) -> ProxyNode:
        """Return a plain proxy that tunnels, and forwards what is asked for over ``http://``.

        With ``login`` it asks for a user and password: those of the world, or those given, joined by a colon.
        """
        given, faults = read_login(login, OF_PROXY), FaultPlan(read_fault(fault))
        proxy = self._raising.raise_proxy(self._name("connect-proxy"), login=given, at=read_address(at), faults=faults)
        return self._proxy(proxy, "http", None, given, faults)

    @one_at_a_time
    def https_proxy(
        self,
        *,
        certificate: Shown = Certificate.GOOD,
        client_certificate: ClientCertificate = ClientCertificate.NOT_ASKED,
        login: bool | str = False,
        fault: Asked | None = None,
        speaks: Tls = Tls.USUAL,
        at: Place = LOCALHOST,
    ) -> ProxyNode:
        """Return a proxy to which clients speak TLS, signed by ``CORPORATE``; ``login`` as of a plain one."""
        place = read_address(at)
        shown_as = read_certificate(certificate, place)
        given, faults = read_login(login, OF_PROXY), FaultPlan(read_fault(fault))
        shown = self._raising.make_context(CORPORATE, shown_as, client_certificate, place, tls=speaks)
        proxy = self._raising.raise_proxy(self._name("https-proxy"), shown=shown, login=given, at=place, faults=faults)
        return self._proxy(proxy, "https", shown_as.value.signer or CORPORATE, given, faults)

    @one_at_a_time
    def intercepting_proxy(
        self,
        *,
        certificate: Shown = Certificate.GOOD,
        tls: bool = False,
        login: bool | str = False,
        fault: Asked | None = None,
        at: Place = LOCALHOST,
    ) -> ProxyNode:
        """Return a proxy that answers each tunnel itself, with a certificate signed by ``INSPECTION``.

        It has one for each name of an index that the world has by then.
        With ``tls`` clients speak TLS to it too, signed by ``CORPORATE``; then ``authority`` is that one, and its
        ``inner`` the node behind it that answers tunnels. It passes on what it reads, over TLS that it verifies by
        ``PUBLIC``.
        """
        given, faults = read_login(login, OF_PROXY), FaultPlan(read_fault(fault))
        place, answers_for = read_address(at), self._origins_at or [LOCALHOST]
        shown_as, *_ = [read_certificate(certificate, each) for each in answers_for]
        own, own_faults, own_at = ("", FaultPlan(), LOCALHOST) if tls else (given, faults, place)
        listener = self._raising.raise_intercepting_proxy(
            self._name("intercepting-proxy"),
            INSPECTION,
            shown_as,
            login=own,
            at=own_at,
            origins_at=answers_for,
            faults=own_faults,
        )
        inner = self._proxy(listener, "http", shown_as.value.signer or INSPECTION, own, own_faults)
        if not tls:
            return inner
        # proxy.py cannot serve TLS itself and intercept in one process: a front passes CONNECT on to the interceptor.
        shown = self._raising.make_context(CORPORATE, at=place)
        front = self._raising.raise_proxy(
            self._name("https-proxy"), shown=shown, onwards=listener, login=given, at=place, faults=faults
        )
        return self._proxy(front, "https", CORPORATE, given, faults, inner)

    @one_at_a_time
    def socks_proxy(
        self,
        *,
        login: bool | str = False,
        remote_names: bool = True,
        fault: Asked | None = None,
        at: Place = LOCALHOST,
    ) -> ProxyNode:
        """Return a SOCKS5 proxy, which passes connections on and reads nothing of them.

        Its URL has clients leave names to it (``socks5h``), or without ``remote_names`` look them up (``socks5``);
        ``login`` and ``fault`` as of a plain one, but that it has no status to answer.
        """
        given, faults = read_login(login, OF_PROXY), FaultPlan(read_fault(fault))
        proxy = self._raising.raise_socks_proxy(
            self._name("socks-proxy"), login=given, at=read_address(at), faults=faults
        )
        return self._proxy(proxy, "socks5h" if remote_names else "socks5", None, given, faults)

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
