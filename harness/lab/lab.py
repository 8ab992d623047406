"""Raise the nodes that a scenario needs, for one cell, and take them down again.

One rule: a lab serves one cell. Its nodes are raised for it and its transcript starts empty, so nothing can mix two.
"""

from __future__ import annotations

import ssl
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from harness.lab.arrival import WantedFile
from harness.lab.extended_index import make_extended_application
from harness.lab.nodes.faults import FaultPlan
from harness.lab.nodes.guarded_index import demand_login, make_guarded_application
from harness.lab.nodes.listener import Listener
from harness.lab.origins import IndexRaiser
from harness.lab.raiser import Raiser, await_all_events, open_raiser
from harness.lab.repository import REPOSITORY
from harness.lab.workshop import Workshop
from harness.model.conditions import LOCALHOST, Address, Certificate, ClientCertificate
from harness.model.conditions.indexes import FURTHER, ORIGIN
from harness.model.scenario import Scenario
from harness.model.topology import Hop, NodeKind
from harness.model.transcript import Event, Transcript
from harness.model.trust import Authority
from harness.model.words import Leg

if TYPE_CHECKING:
    from _typeshed.wsgi import WSGIApplication


@dataclass(frozen=True, kw_only=True)
class RaisedLab:
    """Running nodes: their addresses and what they have seen so far.

    ``elsewhere`` is host and port of the index's second host, empty if it has none; ``hosts`` the IP address for each
    name that only a table of hosts can know.
    """

    index_url: str
    artefact_url: str
    artefact_path: str
    wanted: WantedFile
    proxy_url: str | None
    nodes: tuple[Listener, ...]
    transcript: Transcript
    elsewhere: str = ""
    proxy_ip: str = ""
    hosts: Mapping[str, str] = field(default_factory=dict)
    other_index_url: str = ""
    repository_url: str = ""

    def await_events(self) -> tuple[Event, ...]:
        """Return all events of a client that has ended. Raises ``LabBroken`` if it is still connected."""
        return await_all_events(self.nodes, self.transcript)


@contextmanager
def raise_lab(scenario: Scenario, workshop: Workshop) -> Iterator[RaisedLab]:
    """Yield the lab of a scenario, its nodes listening on loopback until the end of the block."""
    with open_raiser(workshop) as raising:
        build = _LabRaiser(scenario, raising)
        origin, second = build.raise_origins()
        offer = scenario.index.value
        files = second if second is not None and (offer.second_host or offer.filed_at == FURTHER) else origin
        proxy = build.raise_proxies()
        scheme, login = scenario.topology.origin.scheme, _format_login(scenario)
        path = _find_wanted_path(scenario, workshop)
        yield RaisedLab(
            index_url=f"{scheme}://{login}{origin.format_netloc(scheme)}/simple/",
            other_index_url=_format_other_index(scenario, origin, second),
            repository_url=f"{scheme}://{login}{origin.format_netloc(scheme)}{REPOSITORY}",
            artefact_url=f"{scheme}://{login}{files.format_netloc(scheme)}{path}",
            artefact_path=path,
            wanted=workshop.find_wanted_file(scenario.action),
            proxy_url=None if proxy is None else _make_proxy_url(scenario, proxy),
            elsewhere=second.address if second is not None else "",
            hosts={name: ip for at in scenario.addresses for name, ip in dict.fromkeys(at.lookups, at.ip).items()},
            proxy_ip=proxy.at.ip if proxy is not None else "",
            nodes=tuple(raising.nodes),
            transcript=raising.transcript,
        )


def _find_wanted_path(scenario: Scenario, workshop: Workshop) -> str:
    """Return the path whose answer shows that the client was sent what it asked for."""
    if scenario.action.is_by_git:
        return workshop.repository.find_blob("built.py")
    request = scenario.action.value
    find = workshop.index.find_page if scenario.action.fetches_a_page else workshop.index.find_artefact
    return find(request.fetches, scenario.index)


def _format_login(scenario: Scenario) -> str:
    """Return the login before the origin's host in the index URL, with its ``@``; empty for none."""
    login = scenario.login.value
    given = login.before_host if scenario.gate.asks or not login.only_if_asked else ""
    return f"{given}@" if given else ""


def _format_other_index(scenario: Scenario, origin: Listener, second: Listener | None) -> str:
    """Return the URL of the further index, empty if there is none."""
    further, scheme = scenario.index.value.further, scenario.topology.origin.scheme
    if further is None:
        return ""
    host = second if second is not None and further.signer is not None else origin
    login = f"{further.login.written}@" if further.login else ""
    return f"{scheme}://{login}{host.format_netloc(scheme)}{further.path}/simple/"


def _make_proxy_url(scenario: Scenario, proxy: Listener) -> str:
    given = scenario.proxy_login.value.given
    scheme = scenario.topology.path[0].scheme
    return f"{scheme}://{given.written + '@' if given else ''}{proxy.format_netloc(scheme)}"


class _LabRaiser:
    """Raises the nodes of a scenario, from the origin towards the client."""

    def __init__(self, scenario: Scenario, raising: Raiser) -> None:
        self._scenario, self._raising = scenario, raising
        self._topology = scenario.topology
        self._proxies: Mapping[NodeKind, Callable[[Hop, Listener | None], Listener]] = {
            NodeKind.CONNECT_PROXY: self._raise_connect_proxy,
            NodeKind.INTERCEPTING_PROXY: self._raise_intercepting_proxy,
            NodeKind.SOCKS_PROXY: self._raise_socks_proxy,
        }

    def raise_origins(self) -> tuple[Listener, Listener | None]:
        """Return the origin, and the second host of an index that has one."""
        index, scenario = self._raising.workshop.index, self._scenario
        faults = FaultPlan(scenario.origin_fault.value)
        build = IndexRaiser(
            self._topology.origin.scheme,
            lambda name, served, shown, at: self._raising.raise_origin(
                name, self._guard(name, served), shown, at, faults
            ),
            lambda mode, files_host: make_extended_application(
                make_guarded_application(index, mode, files_host, scenario.login.value.asked),
                scenario,
                self._raising.workshop,
            ),
            self._make_origin_context,
            scenario.origin_at,
            scenario.second_at,
            self._raising.workshop.local,
        )
        origin, *others = build.raise_index(scenario.index)
        return origin, others[0] if others else None

    def _guard(self, name: str, served: WSGIApplication) -> WSGIApplication:
        """Return the application of an origin behind its demand for a login; that of no other host, or index."""
        further = self._scenario.index.value.further
        beyond = further.path if further is not None else ""
        if name != ORIGIN or not self._scenario.gate.asks:
            return served
        return demand_login(served, self._scenario.login.value.asked, self._scenario.gate, beyond)

    def raise_proxies(self) -> Listener | None:
        """Raise the proxies and return the one nearest the client; None for a direct connection."""
        onwards: Listener | None = None
        for hop in reversed(self._topology.proxies):
            onwards = self._proxies[hop.node](hop, onwards)
        return onwards

    def _raise_connect_proxy(self, hop: Hop, onwards: Listener | None) -> Listener:
        at, login, faults = self._find_address(hop), self._find_asked_login(hop), self._plan_faults(hop)
        shown = self._make_shown_context(hop.leg, at) if hop.leg is not None else None
        return self._raising.raise_proxy(hop.name, shown=shown, onwards=onwards, login=login, at=at, faults=faults)

    def _raise_intercepting_proxy(self, hop: Hop, onwards: Listener | None) -> Listener:
        if hop.signer is None or onwards is not None:
            raise ValueError(f"{self._topology.name}: an intercepting proxy needs a signer, and the origin next to it")
        scenario = self._scenario
        return self._raising.raise_intercepting_proxy(
            hop.name,
            hop.signer,
            scenario.get_certificate(Leg.ORIGIN),
            scenario.client_certificate,
            self._find_asked_login(hop),
            self._find_address(hop),
            (scenario.origin_at, scenario.second_at),
            faults=self._plan_faults(hop),
            tls=scenario.origin_tls,
        )

    def _find_address(self, hop: Hop) -> Address:
        """Return the address of a proxy; those behind the one nearest the client are for no client."""
        return self._scenario.proxy_at if hop is self._topology.path[0] else LOCALHOST

    def _raise_socks_proxy(self, hop: Hop, onwards: Listener | None) -> Listener:
        if onwards is not None:
            raise ValueError(f"{self._topology.name}: a SOCKS proxy needs the origin next to it")
        at, login, faults = self._find_address(hop), self._find_asked_login(hop), self._plan_faults(hop)
        return self._raising.raise_socks_proxy(hop.name, login=login, at=at, faults=faults)

    def _plan_faults(self, hop: Hop) -> FaultPlan | None:
        """Return the faults of a proxy; only the one nearest the client has any."""
        return FaultPlan(self._scenario.proxy_fault.value) if hop is self._topology.path[0] else None

    def _find_asked_login(self, hop: Hop) -> str:
        """Return the user and password for which a proxy asks; only the one nearest the client may ask."""
        asked = self._scenario.proxy_login.value.asked
        return asked.login if asked and hop is self._topology.path[0] else ""

    def _make_origin_context(self, at: Address, signer: Authority | None = None) -> ssl.SSLContext | None:
        """Return the origin's own context. Behind an intercepting proxy its certificate is the good one."""
        origin = self._topology.origin
        if origin.leg is None or origin.signer is None:
            return None
        if self._topology.is_intercepted:
            return self._raising.make_context(origin.signer, at=at)
        return self._make_shown_context(origin.leg, at, signer)

    def _make_shown_context(self, leg: Leg, at: Address, signer: Authority | None = None) -> ssl.SSLContext:
        """Return the context that shows a leg's certificate to the client, and may ask for the client's own."""
        scenario = self._scenario
        certificate: Certificate = scenario.get_certificate(leg)
        asked: ClientCertificate = (
            scenario.proxy_client_certificate if leg is Leg.PROXY else scenario.client_certificate
        )
        signer = signer or self._topology.find_signer(leg)
        return self._raising.make_context(signer, certificate, asked, at, tls=scenario.get_tls(leg))
