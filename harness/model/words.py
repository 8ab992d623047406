"""The words for what a client does with a certificate, and for how a cell ends."""

from __future__ import annotations

from enum import Enum


class Leg(Enum):
    """One TLS session as the client sees it."""

    PROXY = "proxy"  #: client to an ``https://`` proxy
    ORIGIN = "origin"  #: client to the node that answers for the origin


class Whose(Enum):
    """The owner of the ssl_context that decided the legs of a run."""

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
    """The purpose of a connection: the request itself, or a build's needs, which mostly a second pip fetches."""

    MAIN = "main"
    BUILD = "build"


class Reason(Enum):
    """The reason for which a leg is refused."""

    UNTRUSTED = "nobody vouches for it"
    EXPIRED = "it has expired"
    NOT_YET_VALID = "it is not yet valid"
    WRONG_NAME = "it is for another name"
    WRONG_USE = "it is for another use"
    RULE_BROKEN = "it breaks a rule for certificates"
    CLIENT_CERTIFICATE_MISSING = "the client showed no certificate"
    WRONG_FINGERPRINT = "it has another fingerprint than the one that is pinned"
    PLAIN_HTTP = "the client speaks plain HTTP to it"
    NO_COMMON_VERSION = "the two have no version of TLS in common"
    NO_COMMON_CIPHER = "the two have no cipher in common"


# A client that checks the host name or a fingerprint only after the handshake sends no alert: it hangs up before its
# first byte. urllib3 1.26 does so with names where it makes the context itself.
ON_THE_WIRE: dict[Reason, frozenset[str]] = {
    Reason.UNTRUSTED: frozenset({"unknown_ca"}),
    Reason.EXPIRED: frozenset({"certificate_expired"}),
    Reason.NOT_YET_VALID: frozenset({"bad_certificate"}),
    Reason.WRONG_NAME: frozenset({"bad_certificate", "hung_up"}),
    Reason.WRONG_USE: frozenset({"unsupported_certificate"}),
    Reason.RULE_BROKEN: frozenset({"certificate_unknown"}),
    Reason.CLIENT_CERTIFICATE_MISSING: frozenset({"peer_did_not_return_a_certificate"}),
    Reason.WRONG_FINGERPRINT: frozenset({"hung_up"}),
    Reason.PLAIN_HTTP: frozenset({"https_proxy_request"}),
    # TLS before 1.2 signs by SHA-1. A client that offers it, with an OpenSSL 3 that accepts none, says internal_error.
    Reason.NO_COMMON_VERSION: frozenset({"unsupported_protocol", "internal_error"}),
    Reason.NO_COMMON_CIPHER: frozenset({"no_shared_cipher"}),
}


def find_reasons(word: str) -> frozenset[Reason]:
    """Return the reasons for which a node may see this word on the wire."""
    return frozenset(reason for reason, words in ON_THE_WIRE.items() if word in words)


class Verdict(Enum):
    """The judgement on a cell."""

    PASS = "PASS"  # noqa: S105 - a verdict, no password
    KNOWN = "KNOWN"
    FAIL = "FAIL"
    INVALID = "INVALID"
    SKIP = "SKIP"
