"""Raise nodes on loopback one by one, and take them down together: for cells, sessions and fixtures alike."""

from __future__ import annotations

import ssl
from collections.abc import Iterable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from harness.lab.nodes.faults import FaultPlan
from harness.lab.nodes.listener import Listener
from harness.lab.nodes.origin import Origin
from harness.lab.nodes.proxies import Proxy
from harness.lab.nodes.socks import SocksProxy
from harness.lab.nodes.tls import make_server_context
from harness.lab.workshop import Workshop
from harness.model.conditions import LOCALHOST, Address, Certificate, CertificateFor, ClientCertificate, Tls
from harness.model.conditions.addresses import LOCAL_IPS, LOCAL_NAME, find_key
from harness.model.errors import LabBroken
from harness.model.transcript import Event, Transcript
from harness.model.trust import Authority

if TYPE_CHECKING:
    from _typeshed.wsgi import WSGIApplication

#: Seconds that nodes have to notice that a client is gone.
_SETTLING = 10.0


class Raiser:
    """Raises nodes, which write one transcript. ``nodes`` has the one raised last first."""

    def __init__(self, workshop: Workshop, down: ExitStack) -> None:
        self.workshop, self._down = workshop, down
        self.transcript = Transcript()
        self.nodes: list[Listener] = []
        #: The IP address for each name that leads to a node, in lower case. A proxy reaches no other.
        self.hosts: dict[str, str] = {}
        self.hosts |= {LOCAL_NAME: LOCALHOST.ip, **{ip: ip for ip in LOCAL_IPS}}

    def raise_origin(
        self,
        name: str,
        application: WSGIApplication,
        shown: ssl.SSLContext | None,
        at: Address = LOCALHOST,
        faults: FaultPlan | None = None,
    ) -> Listener:
        """Return a listening origin; without a context it speaks plain HTTP."""
        return self._add_node(Origin(name, self.transcript, application, shown, at, faults))

    def raise_proxy(
        self,
        name: str,
        *,
        shown: ssl.SSLContext | None = None,
        onwards: Listener | None = None,
        login: str = "",
        at: Address = LOCALHOST,
        faults: FaultPlan | None = None,
    ) -> Listener:
        """Return a listening proxy, with a context an ``https://`` one; ``onwards`` is the proxy behind it."""
        return self._add_node(
            Proxy(
                name,
                self.transcript,
                self.workshop.scratch,
                self.hosts,
                context=shown,
                onwards=onwards,
                login=login,
                at=at,
                faults=faults,
            )
        )

    def raise_intercepting_proxy(
        self,
        name: str,
        signer: Authority,
        certificate: Certificate | CertificateFor = Certificate.GOOD,
        asked: ClientCertificate = ClientCertificate.NOT_ASKED,
        login: str = "",
        at: Address = LOCALHOST,
        origins_at: Iterable[Address] = (LOCALHOST,),
        *,
        faults: FaultPlan | None = None,
        tls: Tls = Tls.USUAL,
    ) -> Listener:
        """Return a listening proxy that shows a certificate of ``signer`` in every tunnel and verifies the origin.

        It has one for each of the addresses that origins are at; tunnels to others get that for the first.
        """
        shown = {
            each: self.make_context(signer, certificate, asked, each, tls=tls) for each in dict.fromkeys(origins_at)
        }
        return self._add_node(
            Proxy(
                name,
                self.transcript,
                self.workshop.scratch,
                self.hosts,
                inner={host: context for each, context in shown.items() for host in list_hosts(each)},
                certificates=self._write_leaves(signer, certificate, shown),
                upstream_ca=self.workshop.stores.write_bundle({Authority.PUBLIC}),
                login=login,
                at=at,
                faults=faults,
            )
        )

    def raise_socks_proxy(
        self, name: str, *, login: str = "", at: Address = LOCALHOST, faults: FaultPlan | None = None
    ) -> Listener:
        """Return a listening SOCKS5 proxy."""
        return self._add_node(SocksProxy(name, self.transcript, self.hosts, login=login, at=at, faults=faults))

    def make_context(
        self,
        signer: Authority,
        certificate: Certificate | CertificateFor = Certificate.GOOD,
        asked: ClientCertificate = ClientCertificate.NOT_ASKED,
        at: Address = LOCALHOST,
        *,
        tls: Tls = Tls.USUAL,
    ) -> ssl.SSLContext:
        """Return a context that shows a certificate; those asked for of clients are signed by ``CORPORATE``."""
        pki = self.workshop.pki
        leaf = pki.get_leaf(signer, certificate, at)
        return make_server_context(leaf, asked, pki.get_pem(Authority.CORPORATE), tls)

    def _add_node(self, node: Listener) -> Listener:
        self._down.callback(node.close)
        self.nodes.insert(0, node)
        self._add_host(node.at)
        return node

    def _add_host(self, at: Address) -> None:
        self.hosts |= {find_key(name): at.ip for name in (at.name, at.ip, *at.also)}

    def _write_leaves(
        self, signer: Authority, certificate: Certificate | CertificateFor, origins_at: Iterable[Address]
    ) -> Path:
        """Return the folder in which proxy.py looks for a host's leaf before it would run openssl to make one."""
        folder = self.workshop.scratch / f"leaves {signer.value} {certificate.value.words}"
        folder.mkdir(exist_ok=True)
        for at in origins_at:
            leaf = self.workshop.pki.get_leaf(signer, certificate, at)
            # proxy.py looks for the host as it was asked for, with the dot that may be at its end.
            for host in (f"{each}{dot}" for each in list_hosts(at) for dot in ("", ".")):
                leaf.private_key_and_cert_chain_pem.write_to_path(str(folder / f"{host}.pem"))
        return folder


def list_hosts(at: Address) -> tuple[str, ...]:
    """Return the names and IP addresses by which a proxy may be asked for a node at this address, in lower case."""
    own = (LOCAL_NAME, *LOCAL_IPS) if at.is_local else (at.name, at.ip, *at.also)
    return tuple(dict.fromkeys(find_key(host) for host in own))


@contextmanager
def open_raiser(workshop: Workshop) -> Iterator[Raiser]:
    """Yield a raiser of nodes; all of them are down at the end of the block."""
    with ExitStack() as down:
        yield Raiser(workshop, down)


def await_all_events(nodes: Iterable[Listener], transcript: Transcript) -> tuple[Event, ...]:
    """Return all events of a client that has ended. Raises ``LabBroken`` if it is still connected."""
    for node in nodes:
        if not node.has_settled(_SETTLING):
            raise LabBroken(f"{node.name} still has a connection {_SETTLING:.0f} s after the client ended")
    return transcript.events
