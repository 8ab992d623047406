"""A scenario's topology → running nodes, and down again: one context manager.

One rule: a lab serves one cell. Its nodes are raised for it and its transcript starts empty, so nothing can mix two.
"""

from __future__ import annotations

import ssl
from collections.abc import Iterable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path

from harness.lab.arrival import Wanted
from harness.lab.certificates import NAMES
from harness.lab.nodes.index import application
from harness.lab.nodes.listener import LOOPBACK, Listener
from harness.lab.nodes.origin import Origin
from harness.lab.nodes.proxies import Proxy
from harness.lab.nodes.redirecting import AWAY, sending
from harness.lab.nodes.tls import server_context
from harness.lab.workshop import Workshop
from harness.model.conditions import Action, Certificate, Index, Login, ProxyLogin
from harness.model.errors import LabBroken
from harness.model.passwords import OF_INDEX, OF_PROXY
from harness.model.scenario import Scenario
from harness.model.transcript import Event, Transcript
from harness.model.trust import Authority
from harness.model.words import Leg

#: Seconds that nodes get to see the end of a client that is gone.
_SETTLING = 10.0
#: A host that is not here.
THIRD_HOST = "third.lab"
#: What a client's netrc says of a host, by its name as netrc has it: without a port.
NETRC = {
    Login.IN_NETRC: f"machine localhost login {OF_INDEX.user} password {OF_INDEX.word}\n",
    Login.OF_A_THIRD_HOST: f"machine {THIRD_HOST} login {OF_INDEX.user} password {OF_INDEX.word}\n",
}
#: What a redirect names for a user and password.
_NAMED = {Index.REDIRECTED_WITH_A_LOGIN: OF_INDEX.login, Index.REDIRECTED_IN_DISGUISE: f"{THIRD_HOST}:"}
#: A command that reads a keyring, as pip asks it: for a password, or from 26.2 on for both in JSON.
KEYRING = f"""#!/bin/sh
case "$1" in
get) echo '{OF_INDEX.word}' ;;
--mode=creds) echo '{{"username": "{OF_INDEX.user}", "password": "{OF_INDEX.word}"}}' ;;
*) exit 1 ;;
esac
"""
#: What a client must fetch for an action to have worked.
FETCHED = {action: "lab-backend" if action.builds else "demo" for action in Action}


@dataclass(frozen=True, kw_only=True)
class Lab:
    """Running nodes: their addresses and what they have seen so far."""

    index_url: str
    artefact_url: str
    artefact_path: str
    wanted: Wanted
    proxy_url: str | None
    nodes: tuple[Listener, ...]
    transcript: Transcript

    def settled(self) -> tuple[Event, ...]:
        """Everything the nodes saw of a client that has ended. Raises ``LabBroken`` if a connection of it lives on."""
        return settled(self.nodes, self.transcript)


def settled(nodes: Iterable[Listener], transcript: Transcript) -> tuple[Event, ...]:
    """Everything that nodes saw of a client that has ended. Raises ``LabBroken`` if a connection of it lives on."""
    for node in nodes:
        if not node.settle(_SETTLING):
            raise LabBroken(f"{node.name} still has a connection {_SETTLING:.0f} s after the client ended")
    return transcript.events


@contextmanager
def raised(scenario: Scenario, workshop: Workshop) -> Iterator[Lab]:
    """The nodes that a scenario needs, listening on loopback until the end of the block."""
    transcript = Transcript()
    with ExitStack() as down:
        build = _Builder(scenario, workshop, transcript, down)
        origin, files = build.origins()
        proxy = build.proxies()
        scheme = scenario.topology.origin_scheme
        asked = scenario.index is Index.BASIC_AUTH and scenario.login is Login.AS_ASKED
        login = f"{OF_INDEX.login}@" if asked or scenario.login is Login.IN_URL else ""
        login = f"{OF_INDEX.user}@" if scenario.login is Login.IN_KEYRING else login
        proxy_login = f"{OF_PROXY.login}@" if scenario.proxy_login is ProxyLogin.IN_URL else ""
        path = workshop.index.artefact(FETCHED[scenario.action], scenario.index)
        yield Lab(
            index_url=f"{scheme}://{login}{origin.address}/simple/",
            artefact_url=f"{scheme}://{login}{(files or origin).address}{path}",
            artefact_path=path,
            wanted=workshop.wanted(scenario.action),
            proxy_url=f"{scenario.topology.proxy_scheme}://{proxy_login}{proxy.address}" if proxy else None,
            nodes=tuple(build.nodes),
            transcript=transcript,
        )


class _Builder:
    """Raises nodes one by one and remembers them, nearest the client first."""

    def __init__(self, scenario: Scenario, workshop: Workshop, transcript: Transcript, down: ExitStack) -> None:
        self._scenario, self._workshop, self._transcript, self._down = scenario, workshop, transcript, down
        self._topology = scenario.topology
        self.nodes: list[Listener] = []

    def origins(self) -> tuple[Listener, Listener | None]:
        """The origin, and the second host for files where the scenario has one."""
        scenario, index = self._scenario, self._workshop.index
        if scenario.index in AWAY:
            return self._redirecting(), None
        if scenario.index is not Index.FILES_ON_SECOND_HOST:
            return self._up(Origin("origin", self._transcript, application(index, scenario.index), self._tls())), None
        files = self._up(Origin("files", self._transcript, application(index, Index.PLAIN), self._tls()))
        files_host = f"{self._topology.origin_scheme}://127.0.0.1:{files.port}"
        pages = application(index, scenario.index, files_host)
        return self._up(Origin("origin", self._transcript, pages, self._tls())), files

    def _redirecting(self) -> Listener:
        """An origin that has nothing itself and sends whoever asks elsewhere."""
        index = self._scenario.index
        plain, asks = index is Index.REDIRECTED_TO_PLAIN_HTTP, index is Index.REDIRECTED_WITH_A_LOGIN
        plain_pages = application(self._workshop.index, Index.PLAIN)
        pages = application(self._workshop.index, Index.BASIC_AUTH) if asks else plain_pages
        elsewhere = self._up(Origin("elsewhere", self._transcript, pages, None if plain else self._tls()))
        scheme = "http" if plain else self._topology.origin_scheme
        there = f"{scheme}://{LOOPBACK if index is Index.REDIRECTED_TO_ANOTHER_HOST else 'localhost'}:{elsewhere.port}"
        here = plain_pages if index is Index.REDIRECTED_IN_DISGUISE else None
        pointing = sending(there, _NAMED.get(index, ""), here)
        return self._up(Origin("origin", self._transcript, pointing, self._tls()))

    def proxies(self) -> Listener | None:
        """The proxy that the client is told of, and those behind it."""
        if self._topology.proxy_scheme is None:
            return None
        front = self._context(Leg.PROXY) if self._topology.proxy_scheme == "https" else None
        login = OF_PROXY.login if self._scenario.proxy_login is ProxyLogin.IN_URL else ""
        if not self._topology.intercepted:
            return self._up(self._proxy("connect-proxy", context=front, login=login))
        inspector = self._up(
            self._proxy(
                "intercepting-proxy",
                inner=self._context(Leg.ORIGIN),
                certificates=self._certificates(),
                upstream_ca=self._workshop.stores.bundle({Authority.PUBLIC}),
                login="" if front else login,
            )
        )
        return (
            self._up(self._proxy("connect-proxy", context=front, onwards=inspector, login=login))
            if front
            else inspector
        )

    def _proxy(self, name: str, **how: object) -> Proxy:
        return Proxy(name, self._transcript, self._workshop.scratch, **how)  # type: ignore[arg-type]

    def _up(self, node: Listener) -> Listener:
        self._down.callback(node.close)
        self.nodes.insert(0, node)
        return node

    def _tls(self) -> ssl.SSLContext | None:
        """The origin's own context. Behind an intercepting proxy its certificate is the good one, whatever is shown."""
        if self._topology.origin_scheme != "https":
            return None
        if self._topology.intercepted:
            return server_context(self._workshop.pki.leaf(Authority.PUBLIC, Certificate.GOOD))
        return self._context(Leg.ORIGIN)

    def _context(self, leg: Leg) -> ssl.SSLContext:
        """What the client is shown on a leg; the client certificate is asked for by whoever answers for the origin."""
        pki, scenario = self._workshop.pki, self._scenario
        leaf = pki.leaf(self._topology.signer(leg), scenario.certificate(leg))
        asked = scenario.proxy_client_certificate if leg is Leg.PROXY else scenario.client_certificate
        return server_context(leaf, asked, pki.pem(Authority.CORPORATE))

    def _certificates(self) -> Path:
        """The folder in which proxy.py looks for a host's leaf before it would run openssl to make one."""
        leaf = self._workshop.pki.leaf(self._topology.signer(Leg.ORIGIN), self._scenario.certificate(Leg.ORIGIN))
        folder = self._workshop.scratch / f"leaves {self._scenario.origin_certificate.value}"
        folder.mkdir(exist_ok=True)
        for name in NAMES:
            leaf.private_key_and_cert_chain_pem.write_to_path(str(folder / f"{name}.pem"))
        return folder
