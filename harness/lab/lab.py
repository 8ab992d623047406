"""A scenario → running nodes for one cell, and down again.

One rule: a lab serves one cell. Its nodes are raised for it and its transcript starts empty, so nothing can mix two.
"""

from __future__ import annotations

import ssl
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass

from harness.lab.arrival import Wanted
from harness.lab.nodes.index import application
from harness.lab.nodes.listener import Listener
from harness.lab.origins import raise_index
from harness.lab.raiser import Raiser, raiser, settled
from harness.lab.workshop import Workshop
from harness.model.conditions import Certificate, ClientCertificate
from harness.model.passwords import OF_INDEX
from harness.model.scenario import Scenario
from harness.model.topology import Hop, NodeKind
from harness.model.transcript import Event, Transcript
from harness.model.words import Leg

#: A command that reads a keyring, as pip asks it: for a password, or from 26.2 on for both in JSON.
KEYRING = f"""#!/bin/sh
case "$1" in
get) echo '{OF_INDEX.word}' ;;
--mode=creds) echo '{{"username": "{OF_INDEX.user}", "password": "{OF_INDEX.word}"}}' ;;
*) exit 1 ;;
esac
"""


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
        """Return all that the nodes saw of a client that has ended. Raises ``LabBroken`` if it is still connected."""
        return settled(self.nodes, self.transcript)


@contextmanager
def raised(scenario: Scenario, workshop: Workshop) -> Iterator[Lab]:
    """Yield the nodes that a scenario needs, listening on loopback until the end of the block."""
    with raiser(workshop) as raising:
        build = _Builder(scenario, raising)
        origin, files = build.raise_origins()
        proxy = build.raise_proxies()
        scheme, login = scenario.topology.origin.scheme, _login(scenario)
        path = workshop.index.artefact(scenario.action.value.fetches, scenario.index)
        yield Lab(
            index_url=f"{scheme}://{login}{origin.address}/simple/",
            artefact_url=f"{scheme}://{login}{files.address}{path}",
            artefact_path=path,
            wanted=workshop.wanted(scenario.action),
            proxy_url=None if proxy is None else _proxy_url(scenario, proxy),
            nodes=tuple(raising.nodes),
            transcript=raising.transcript,
        )


def _login(scenario: Scenario) -> str:
    """What goes before the origin's host in the index URL."""
    login = scenario.login.value
    given = login.in_url if scenario.index.value.asks or not login.only_if_asked else ""
    return f"{given}@" if given else ""


def _proxy_url(scenario: Scenario, proxy: Listener) -> str:
    login = scenario.proxy_login.value.login
    return f"{scenario.topology.path[0].scheme}://{login}{'@' if login else ''}{proxy.address}"


class _Builder:
    """Raises the nodes of a scenario, from the origin towards the client."""

    def __init__(self, scenario: Scenario, raising: Raiser) -> None:
        self._scenario, self._raising = scenario, raising
        self._topology = scenario.topology
        self._proxies: Mapping[NodeKind, Callable[[Hop, Listener | None], Listener]] = {
            NodeKind.CONNECT_PROXY: self._raise_connect_proxy,
            NodeKind.INTERCEPTING_PROXY: self._raise_intercepting_proxy,
        }

    def raise_origins(self) -> tuple[Listener, Listener]:
        """The origin, and the host that has the files, which mostly is the same."""
        index, scenario = self._raising.workshop.index, self._scenario
        origin, *files = raise_index(
            scenario.index,
            self._topology.origin.scheme,
            self._raising.raise_origin,
            lambda mode, files_host: application(index, mode, files_host),
            self._shown_by_origin,
        )
        return origin, files[0] if scenario.index.value.second_host else origin

    def raise_proxies(self) -> Listener | None:
        """The proxy that the client is told of, with those behind it; None for a direct connection."""
        onwards: Listener | None = None
        for hop in reversed(self._topology.proxies):
            onwards = self._proxies[hop.node](hop, onwards)
        return onwards

    def _raise_connect_proxy(self, hop: Hop, onwards: Listener | None) -> Listener:
        shown = self._shown_to_client(hop.leg) if hop.leg is not None else None
        return self._raising.raise_proxy(hop.name, shown=shown, onwards=onwards, login=self._asked_by(hop))

    def _raise_intercepting_proxy(self, hop: Hop, onwards: Listener | None) -> Listener:
        if hop.signer is None or onwards is not None:
            raise ValueError(f"{self._topology.name}: an intercepting proxy signs, and is next to the origin")
        certificate, asked = self._scenario.certificate(Leg.ORIGIN), self._scenario.client_certificate
        return self._raising.raise_intercepting_proxy(hop.name, hop.signer, certificate, asked, self._asked_by(hop))

    def _asked_by(self, hop: Hop) -> str:
        """The user and password for which a proxy asks: the one that the client is told of, if any."""
        return self._scenario.proxy_login.value.login if hop is self._topology.path[0] else ""

    def _shown_by_origin(self) -> ssl.SSLContext | None:
        """The origin's own context. Behind an intercepting proxy its certificate is the good one, whatever is shown."""
        origin = self._topology.origin
        if origin.leg is None or origin.signer is None:
            return None
        if self._topology.intercepted:
            return self._raising.show(origin.signer)
        return self._shown_to_client(origin.leg)

    def _shown_to_client(self, leg: Leg) -> ssl.SSLContext:
        """What the client is shown on a leg, and whether it is asked for a certificate of its own."""
        scenario = self._scenario
        certificate: Certificate = scenario.certificate(leg)
        asked: ClientCertificate = (
            scenario.proxy_client_certificate if leg is Leg.PROXY else scenario.client_certificate
        )
        return self._raising.show(self._topology.signer(leg), certificate, asked)
