"""Which nodes there are between a client and the origin, joined how, and which TLS sessions follow from that."""

from __future__ import annotations

from dataclasses import dataclass

from harness.model.trust import Authority
from harness.model.words import ON_THE_WIRE, Leg, Reason


@dataclass(frozen=True, kw_only=True)
class Topology:
    """Which nodes, joined how. ``proxy_scheme`` is None where the client connects to the origin itself."""

    name: str
    origin_scheme: str = "https"
    proxy_scheme: str | None = None
    intercepted: bool = False

    @property
    def legs(self) -> frozenset[Leg]:
        """The TLS sessions that a client has to verify here."""
        proxy = {Leg.PROXY} if self.proxy_scheme == "https" else set()
        origin = {Leg.ORIGIN} if self.origin_scheme == "https" else set()
        return frozenset(proxy | origin)

    @property
    def through(self) -> tuple[str, ...]:
        """The names of the proxies on the way, nearest the client first."""
        if self.proxy_scheme is None:
            return ()
        if not self.intercepted:
            return ("connect-proxy",)
        # proxy.py cannot serve TLS itself and intercept in one process: a front passes CONNECT on to the interceptor.
        return ("connect-proxy", "intercepting-proxy") if self.proxy_scheme == "https" else ("intercepting-proxy",)

    def answers(self, leg: Leg) -> str:
        """The node that shows its certificate on a leg."""
        if leg is Leg.PROXY:
            return self.through[0]
        return self.through[-1] if self.intercepted else "origin"

    def words(self, leg: Leg, reason: Reason) -> frozenset[str]:
        """The words by which a node sees on the wire that its leg is refused for this reason."""
        # urllib3 speaks TLS inside TLS by way of memory buffers, and sends no alert from there: it hangs up.
        inner = leg is Leg.ORIGIN and Leg.PROXY in self.legs
        return ON_THE_WIRE[reason] | ({"hung_up"} if inner else frozenset())

    def signer(self, leg: Leg) -> Authority:
        """The authority that signs the good certificate of a leg."""
        if leg is Leg.PROXY:
            return Authority.CORPORATE
        return Authority.INSPECTION if self.intercepted else Authority.PUBLIC
