"""The ground that a world stands on: its trust stores, machines and names, and the nodes that it knows by name."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from harness.lab.names import list_added_names
from harness.lab.nodes.listener import Listener
from harness.lab.raiser import Raiser
from harness.lab.workshop import Workshop
from harness.lab.worlds.asked import check_authorities
from harness.lab.worlds.machine import StoreMachine
from harness.lab.worlds.nodes import Raised
from harness.lab.worlds.resolving import resolve_names
from harness.lab.worlds.turns import one_at_a_time
from harness.model.conditions import Address, Root, StoreState
from harness.model.conditions.addresses import LOCAL_NAME, is_ip
from harness.model.errors import UsageError
from harness.model.trust import Authority


class Ground:
    """Writes stores and machines. Each node has a name of its own: the second ``origin`` is ``origin-2``."""

    def __init__(self, workshop: Workshop, raising: Raiser) -> None:
        self._workshop, self._raising = workshop, raising
        self._is_up = True
        #: The addresses of the indexes, for which an intercepting proxy has certificates.
        self._origins_at: list[Address] = []

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
        return StoreMachine(
            self._workshop.stores,
            check_authorities(authorities),
            openssl_defaults=openssl_defaults,
            list_names=lambda: list_added_names(self._workshop.scratch, self._find_names()),
        )

    @contextmanager
    def resolve(self) -> Iterator[None]:
        """Let ``socket`` know the names of this world's nodes in the block, also of those that are raised in it.

        It holds in every thread of this process, and other names are looked up as usual. A child process knows them on
        a machine of :meth:`system_store`; a proxy knows them in any case.
        """
        self.check()
        with resolve_names(self._raising.hosts):
            yield

    def _find_names(self) -> dict[str, str]:
        """Return the names that only this world knows, with their IP addresses."""
        return {name: ip for name, ip in self._raising.hosts.items() if name != LOCAL_NAME and not is_ip(name)}

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

    def _name(self, name: str) -> str:
        """A name that no node of this world has yet."""
        same = sum(node.name == name or node.name.startswith(f"{name}-") for node in self._raising.nodes)
        return f"{name}-{same + 1}" if same else name
