"""The nodes between a client and the origin as a path of hops, and the TLS sessions that follow from it."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum

from harness.model.trust import Authority
from harness.model.words import ON_THE_WIRE, Leg, Reason


class NodeKind(Enum):
    """A sort of node. The value is the name of such a node in a transcript."""

    CONNECT_PROXY = "connect-proxy"  #: passes tunnels and requests on
    INTERCEPTING_PROXY = "intercepting-proxy"  #: answers a tunnel itself, with a certificate that it re-signs
    SOCKS_PROXY = "socks-proxy"  #: passes connections on, and reads nothing of them
    ORIGIN = "origin"  #: serves the index and the files


@dataclass(frozen=True, kw_only=True)
class Hop:
    """A place on a path: its kind of node, the scheme of its URL, the leg that can end there, and who signs that leg.

    Where several hops of a path can end a leg, the one nearest the client does. ``leg`` and ``signer`` are None where
    no TLS session of the client's can end.
    """

    node: NodeKind
    scheme: str = "http"
    leg: Leg | None = None
    signer: Authority | None = None

    @property
    def name(self) -> str:
        """The name of its node in a transcript."""
        return self.node.value

    @property
    def speaks_socks(self) -> bool:
        """True if clients speak SOCKS to it."""
        return self.node is NodeKind.SOCKS_PROXY

    @property
    def looks_names_up(self) -> bool:
        """True if clients leave the names of hosts to it; of a SOCKS proxy the scheme says so."""
        return self.scheme != "socks5"


HTTPS_ORIGIN = Hop(node=NodeKind.ORIGIN, scheme="https", leg=Leg.ORIGIN, signer=Authority.PUBLIC)
HTTP_ORIGIN = Hop(node=NodeKind.ORIGIN)
HTTP_PROXY = Hop(node=NodeKind.CONNECT_PROXY)
HTTPS_PROXY = Hop(node=NodeKind.CONNECT_PROXY, scheme="https", leg=Leg.PROXY, signer=Authority.CORPORATE)
SOCKS5_PROXY = Hop(node=NodeKind.SOCKS_PROXY, scheme="socks5")  #: for a client that looks names up itself
SOCKS5H_PROXY = Hop(node=NodeKind.SOCKS_PROXY, scheme="socks5h")  #: for one that leaves names to the proxy
INTERCEPTING_PROXY = Hop(node=NodeKind.INTERCEPTING_PROXY, leg=Leg.ORIGIN, signer=Authority.INSPECTION)


@dataclass(frozen=True, kw_only=True)
class Topology:
    """A path of hops, from the one next to the client to the origin."""

    name: str
    path: tuple[Hop, ...]

    @property
    def origin(self) -> Hop:
        """The last hop."""
        return self.path[-1]

    @property
    def proxies(self) -> tuple[Hop, ...]:
        """The hops before the origin, the one nearest the client first; empty for a direct connection."""
        return self.path[:-1]

    @property
    def through(self) -> tuple[str, ...]:
        """The names of the proxies on the way, the one nearest the client first."""
        return tuple(hop.name for hop in self.proxies)

    @property
    def legs(self) -> frozenset[Leg]:
        """The TLS sessions that a client has to verify here."""
        return frozenset(hop.leg for hop in self.path if hop.leg is not None)

    @property
    def speaks_socks(self) -> bool:
        """True if a client has to speak SOCKS to get anywhere."""
        return self.path[0].speaks_socks

    @property
    def reads_requests(self) -> bool:
        """True if a proxy reads what the client asks an ``http://`` origin for; one that speaks SOCKS does not look."""
        return bool(self.proxies) and not self.speaks_socks

    @property
    def is_intercepted(self) -> bool:
        """True if a proxy shows its certificate in the origin's place."""
        return self.origin.leg is not None and self._find_end(self.origin.leg) is not self.origin

    def find_answering_node(self, leg: Leg) -> str:
        """Return the name of the node that shows its certificate on a leg. Raises ``KeyError`` for any other leg."""
        return self._find_end(leg).name

    def find_signer(self, leg: Leg) -> Authority:
        """Return the authority that signs the good certificate of a leg. Raises ``KeyError`` for any other leg."""
        signer = self._find_end(leg).signer
        if signer is None:
            raise KeyError(leg)
        return signer

    def list_words(self, leg: Leg, reason: Reason) -> frozenset[str]:
        """Return the words by which a node sees on the wire that its leg is refused for this reason."""
        if leg not in self.legs:
            return ON_THE_WIRE[reason]
        before = self.path[: self.path.index(self._find_end(leg))]
        # urllib3 speaks TLS inside TLS by way of memory buffers, and sends no alert from there: it hangs up.
        inner = any(hop.leg is not None for hop in before)
        return ON_THE_WIRE[reason] | ({"hung_up"} if inner else frozenset())

    def _find_end(self, leg: Leg) -> Hop:
        """Return the hop at which a leg ends."""
        for hop in self.path:
            if hop.leg is leg:
                return hop
        raise KeyError(leg)
