"""The lab's words as frozen types.

One rule: it imports nothing of ours but :mod:`harness.capability` and :mod:`harness.trust`, and does nothing.
Matrix, report and person read the same.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum

from harness.capability import Capability
from harness.trust import Authority


class Leg(Enum):
    """One TLS session as the client sees it."""

    PROXY = "proxy"  #: client to an ``https://`` proxy
    ORIGIN = "origin"  #: client to whoever answers for the origin


class Whose(Enum):
    """Whose ssl_context decided the legs of a run."""

    SESSIONS = "sessions"  #: on every leg the one that the session was given
    LOST = "lost"  #: on some leg another, though the session was given one
    NONE = "none"  #: the session was given none, so there was none to lose


class Variant(Enum):
    """An adapter of requests, named for what it hands over of the session's context."""

    NO_CONTEXT = "no_context"  #: nothing: requests' own adapter
    POOL_ONLY = "pool_only"  #: to the pool manager alone, as pip 24.2 to 25.1.1 do
    POOL_KWARGS_MERGED = "pool_kwargs_merged"  #: whatever the pool manager got to every pool: the bug report's patch
    ORIGIN_LEG = "origin_leg"  #: to the proxy manager for the origin leg too, as pip 25.2 to 26.1.2 do
    BOTH_LEGS = "both_legs"  #: to the proxy manager for both legs, as pip 26.2 does
    INJECTED = "injected"  #: nothing: truststore stands in for every context that is made


class Phase(Enum):
    """What a connection was for: what pip was asked for, or what a build needs, which mostly a second pip fetches."""

    MAIN = "main"
    BUILD = "build"


class Reason(Enum):
    """Why a leg is refused."""

    UNTRUSTED = "nobody vouches for it"
    EXPIRED = "it has expired"
    NOT_YET_VALID = "it is not yet valid"
    WRONG_NAME = "it is for another name"
    WRONG_USE = "it is for another use"
    RULE_BROKEN = "it breaks a rule for certificates"
    CLIENT_CERTIFICATE_MISSING = "the client showed no certificate"
    WRONG_FINGERPRINT = "it has another fingerprint than the one that is pinned"
    PLAIN_HTTP = "the client speaks plain HTTP to it"


# A client that checks the host name or a fingerprint only after the handshake sends no alert: it hangs up before its
# first byte. urllib3 1.26 does so with names where it makes the context itself.
_ON_THE_WIRE: dict[Reason, frozenset[str]] = {
    Reason.UNTRUSTED: frozenset({"unknown_ca"}),
    Reason.EXPIRED: frozenset({"certificate_expired"}),
    Reason.NOT_YET_VALID: frozenset({"bad_certificate"}),
    Reason.WRONG_NAME: frozenset({"bad_certificate", "hung_up"}),
    Reason.WRONG_USE: frozenset({"unsupported_certificate"}),
    Reason.RULE_BROKEN: frozenset({"certificate_unknown"}),
    Reason.CLIENT_CERTIFICATE_MISSING: frozenset({"peer_did_not_return_a_certificate"}),
    Reason.WRONG_FINGERPRINT: frozenset({"hung_up"}),
    Reason.PLAIN_HTTP: frozenset({"https_proxy_request"}),
}


def reasons_for(word: str) -> frozenset[Reason]:
    """Return the reasons for which a node may see this word."""
    return frozenset(reason for reason, words in _ON_THE_WIRE.items() if word in words)


class Verdict(Enum):
    """The observation of a cell, judged."""

    PASS = "PASS"  # noqa: S105 - a verdict, no password
    KNOWN = "KNOWN"
    FAIL = "FAIL"
    INVALID = "INVALID"
    SKIP = "SKIP"


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
        return _ON_THE_WIRE[reason] | ({"hung_up"} if inner else frozenset())

    def signer(self, leg: Leg) -> Authority:
        """The authority that signs the good certificate of a leg."""
        if leg is Leg.PROXY:
            return Authority.CORPORATE
        return Authority.INSPECTION if self.intercepted else Authority.PUBLIC


@dataclass(frozen=True)
class Accepts:
    """The client verifies every leg and gets the file by the declared route; with ``context``, by that one on each."""

    context: Whose | None = None


@dataclass(frozen=True)
class Rejects:
    """The client, or the node that faces it, refuses this leg for this reason."""

    leg: Leg
    reason: Reason = Reason.UNTRUSTED
    phase: Phase = Phase.MAIN


@dataclass(frozen=True)
class Unverified:
    """The client gets the file over a leg that it had no way to verify."""

    leg: Leg


@dataclass(frozen=True)
class Crosses:
    """The client asks for something over a leg that it had no way to verify, and does not get the file.

    ``refused`` is the reason for which it refuses a leg in the end, None if it does not come to that.
    """

    leg: Leg
    refused: Reason | None = None


@dataclass(frozen=True)
class KeepsAltered:
    """The client gets a file and keeps it although its bytes are not those whose hash the index gives."""


@dataclass(frozen=True)
class Breaks:
    """The client ends in another way than by a verdict on a leg; ``reason`` as :mod:`harness.outcome` words it."""

    reason: str


class Credential(Enum):
    """What a client proves itself with: a request's header, by its name, or a certificate."""

    AUTHORIZATION = "Authorization"
    PROXY_AUTHORIZATION = "Proxy-Authorization"
    COOKIE = "Cookie"
    CLIENT_CERTIFICATE = "client certificate"


@dataclass(frozen=True)
class Leaks:
    """A node receives a credential that it should not, and no other does; who may is in :mod:`harness.credentials`."""

    node: str
    credential: Credential


@dataclass(frozen=True)
class Prints:
    """The client prints a secret that it was given: the one that is behind this credential."""

    credential: Credential


Expectation = Accepts | Rejects | Unverified | Crosses | KeepsAltered | Breaks | Leaks | Prints


@dataclass(frozen=True, kw_only=True)
class Among:
    """The variants that have a defect, and the versions (PEP 440) of the libraries under them that do."""

    variants: frozenset[Variant]
    requests: str = ""
    urllib3: str = ""
    truststore: str = ""

    @property
    def libraries(self) -> dict[str, str]:
        """The versions of each library on which it depends; of others any do."""
        named = {"requests": self.requests, "urllib3": self.urllib3, "truststore": self.truststore}
        return {library: versions for library, versions in named.items() if versions}


#: No pip has a defect of the adapter variants alone.
NO_PIP = "<0"


@dataclass(frozen=True, kw_only=True)
class Defect:
    """A known wrong: which clients have it, how it shows instead of the claim, and why.

    ``affects`` are versions of pip (PEP 440), ``among`` the adapter variants that have it too; ``message`` is what
    users see of it, a line for each text if releases differ, empty where they see nothing; ``workaround`` a sentence,
    ``workaround_shown_by`` a scenario's id. ``lacks`` is what such a client cannot do: it is no reason to skip it where
    a scenario exposes the defect.
    """

    slug: str
    issue: str
    shows: Expectation
    because: str
    affects: str = NO_PIP
    needs: frozenset[Capability] = frozenset()
    lacks: frozenset[Capability] = frozenset()
    among: tuple[Among, ...] = ()
    message: str = ""
    workaround: str | None = None
    workaround_shown_by: str | None = None
