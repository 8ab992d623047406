"""The outcomes that a scenario may expect of a client, and their names."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import Enum
from typing import Literal

from harness.model.words import Leg, Phase, Reason, Whose

#: The name of an outcome, expected or seen; :mod:`harness.evidence.outcome` says what each means.
OutcomeKind = Literal["accepts", "rejects", "unverified", "crosses", "altered", "broken", "leaks", "prints"]


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
    """The client ends in another way than by a verdict on a leg; ``reason`` is a word of an outcome."""

    reason: str


class Credential(Enum):
    """A proof of who the client is: a request's header, by its name, or a certificate."""

    AUTHORIZATION = "Authorization"
    PROXY_AUTHORIZATION = "Proxy-Authorization"
    COOKIE = "Cookie"
    CLIENT_CERTIFICATE = "client certificate"


@dataclass(frozen=True)
class Leaks:
    """The node receives a credential that it should not, and no other does; see :mod:`harness.evidence.credentials`."""

    node: str
    credential: Credential


@dataclass(frozen=True)
class Prints:
    """The client prints a secret that it was given: the one behind this credential."""

    credential: Credential


Expectation = Accepts | Rejects | Unverified | Crosses | KeepsAltered | Breaks | Leaks | Prints


def describe_leaks(leaked: Iterable[Leaks]) -> str:
    """Return each leak in words: ``Proxy-Authorization at origin``."""
    return " and ".join(f"{each.credential.value} at {each.node}" for each in leaked)


def describe_prints(printed: Iterable[Credential]) -> str:
    """Return the printed secrets in words: ``Authorization in its output``."""
    return f"{' and '.join(each.value for each in printed)} in its output"
