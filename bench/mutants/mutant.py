"""A mutant: one slip in one file of a release of pip, and how it must show."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from enum import Enum

from harness.model.expectation import OutcomeKind
from harness.model.record import Observed
from harness.model.words import Leg

#: The release that the slips are made in; their texts are of it.
RELEASE = "26.3"


class Theme(Enum):
    """A part of what a client decides."""

    BUILD_ISOLATION = "build isolation"
    CACHE = "cache"
    CLIENT_CERTIFICATES = "client certificates"
    CONTEXTS = "context identity"
    COOKIES = "cookies"
    CREDENTIALS = "credentials"
    HASHES = "hashes"
    HOSTS = "hosts"
    NO_PROXY = "NO_PROXY"
    PORTS = "ports"
    PROXIES = "proxies"
    REDACTION = "redaction"
    REDIRECTS = "redirects"
    SAVING = "saving"
    SCHEMES = "schemes"
    SOCKS = "SOCKS"
    STORES = "stores"
    TIMEOUTS = "timeouts"
    TRUSTED_HOST = "trusted-host"


@dataclass(frozen=True)
class Sign:
    """An outcome by which a mutant shows: its kind, and where they are given its leg and words of its reason."""

    outcome: OutcomeKind
    leg: Leg | None = None
    reason: str = ""

    def is_shown(self, seen: Observed) -> bool:
        """Return whether an outcome is this one."""
        alike = self.outcome == seen.outcome and self.reason in (seen.reason or "")
        return alike and self.leg in (None, seen.leg)

    def __str__(self) -> str:
        leg = f"the {self.leg.value} leg" if self.leg else ""
        return " ".join(filter(None, (self.outcome, leg, f"({self.reason})" if self.reason else "")))


@dataclass(frozen=True, kw_only=True)
class Mutant:
    """A slip: in ``file`` of the tree the one ``text`` is replaced by ``instead``, which ``breaks`` something.

    ``words`` select, as ``-k`` does, the scenarios that should notice, and ``signs`` are the outcomes by which one of
    them must. ``equivalent`` is the reason why no outcome can be another, empty for a slip that can be noticed.
    """

    name: str
    theme: Theme
    file: str
    text: str
    instead: str
    breaks: str
    words: str
    signs: tuple[Sign, ...]
    equivalent: str = ""

    @property
    def digest(self) -> str:
        """A digest of the slip and of what it is tried on: another one was not tried."""
        said = (self.file, self.text, self.instead, self.words, *map(str, self.signs), self.equivalent)
        return hashlib.sha256("\0".join(said).encode()).hexdigest()[:12]


UNTRUSTED_ORIGIN = Sign("rejects", Leg.ORIGIN, "unknown_ca")
UNTRUSTED_PROXY = Sign("rejects", Leg.PROXY)
UNVERIFIED_ORIGIN = Sign("unverified", Leg.ORIGIN)
UNVERIFIED_PROXY = Sign("unverified", Leg.PROXY)
NOTHING_ASKED = Sign("broken", reason="nothing_asked")
BYPASSED = Sign("broken", reason="proxy_bypassed")
