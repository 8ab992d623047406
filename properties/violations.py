"""The violations that are known: which property, of which clients, in which situation, and why.

One rule: a declaration is strict. Outside its situation the property must hold of these clients too, and within it the
search must find what violates it.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any

from harness.model.capability import Capability
from harness.model.client import Client
from harness.model.defect import Defect, pips, variants
from harness.model.expectation import Accepts, Unverified
from harness.model.trust import PUBLIC, Trust
from harness.model.words import Leg, Variant
from harness.sessions.words import TLS_PROXY, Session, Step
from properties.strategies import EVERYWHERE, Placed, session_of
from scenarios.defects.contexts import TRUSTSTORE_CONTEXT_LOST


@dataclass(frozen=True, kw_only=True)
class Violation:
    """A defect that violates a property in a situation; ``example`` is the smallest that the search found."""

    property: str
    defect: Defect
    situation: Callable[[Any], bool]
    example: object


def always(_drawn: Any) -> bool:
    """Whatever the clients are asked."""
    return True


def tells_requests_apart(drawn: Any) -> bool:
    """Requests of one session differ in what they verify or show."""
    steps = session_of(drawn).steps
    return len({(step.verify, step.shows) for step in steps}) > 1


def shows_at_times(drawn: Any) -> bool:
    """Some request of a session shows the client's certificate and some does not."""
    return len({step.shows for step in session_of(drawn).steps}) > 1


EVERY_VARIANT = frozenset(Variant)
WITHOUT_CONTEXT = frozenset({Variant.NO_CONTEXT, Variant.INJECTED})

CONNECTION_REMEMBERS = Defect(
    slug="connection-remembers",
    issue="CVE-2024-35195",
    affected=(pips("<24.1"), variants(*EVERY_VARIANT, requests="<2.32.0")),
    shows=Accepts(),
    because="requests before 2.32.0 asks for a connection by host alone: one that was opened without verification, by "
    "another bundle or with a certificate serves later requests too.",
)

#: A session that is given a context is not asked to show a certificate; see :func:`is_asked`.
CONNECTION_REMEMBERS_CERTIFICATE = replace(
    CONNECTION_REMEMBERS, affected=(pips("<24.1"), variants(*WITHOUT_CONTEXT, requests="<2.32.0"))
)

SHARED_CONTEXT_REMEMBERS = Defect(
    slug="shared-context-remembers",
    issue="psf/requests#6726",
    affected=(pips(">=24.1,<24.2"), variants(*WITHOUT_CONTEXT, requests=">=2.32.0,<2.32.5")),
    shows=Accepts(),
    because="requests 2.32.0 to 2.32.4 use one ssl_context for everything that verifies by default, and load the "
    "client's certificate into it.",
)

UNVERIFIED_ORIGIN_UNVERIFIES_THE_PROXY = Defect(
    slug="unverified-origin-unverifies-the-proxy",
    issue="psf/requests#6103",
    affected=(pips("<26.2"), variants(*EVERY_VARIANT - {Variant.BOTH_LEGS})),
    shows=Unverified(Leg.PROXY),
    because="verify=False is the pool's, and the leg to an https:// proxy is verified as the pool says.",
)

#: Before 2.32.2 requests does not ask an adapter by what to choose a pool, so that merging comes to nothing.
CONTEXT_LOST = replace(
    TRUSTSTORE_CONTEXT_LOST,
    affected=(
        pips(">=24.2,<25.2"),
        variants(Variant.POOL_ONLY),
        variants(Variant.POOL_KWARGS_MERGED, requests="<2.32.2"),
    ),
)

VIOLATIONS = (
    Violation(
        property="topology-invariance",
        defect=CONTEXT_LOST,
        situation=always,
        example=Placed(Trust(shipped={PUBLIC}), Session((Step(),))),
    ),
    Violation(
        property="session-memory",
        defect=CONNECTION_REMEMBERS,
        situation=tells_requests_apart,
        example=Placed(Trust(), Session((Step(verify=False), Step()))),
    ),
    Violation(
        property="leg-presenting",
        defect=CONNECTION_REMEMBERS_CERTIFICATE,
        situation=shows_at_times,
        example=Placed(EVERYWHERE, Session((Step(), Step(shows=True)))),
    ),
    Violation(
        property="leg-presenting",
        defect=SHARED_CONTEXT_REMEMBERS,
        situation=shows_at_times,
        example=Placed(EVERYWHERE, Session((Step(shows=True), Step()))),
    ),
    Violation(
        property="leg-skipping",
        defect=UNVERIFIED_ORIGIN_UNVERIFIES_THE_PROXY,
        situation=always,
        example=Placed(Trust(), Session((Step(by=TLS_PROXY, verify=False),))),
    ),
)


def declared(client: Client) -> tuple[Violation, ...]:
    """The violations that are known of a client."""
    return tuple(each for each in VIOLATIONS if each.defect.affects(client))


def is_asked(client: Client, drawn: Any) -> bool:
    """Whether a client is asked this.

    A session that is given a context names its bundle once, as pip does, and shows no certificate: what differs from
    request to request is asked of requests' own adapter.
    """
    if Capability.SESSION_CONTEXT not in client.has:
        return True
    session = session_of(drawn)
    named = {step.verify for step in session.steps} - {True, False}
    return (
        not session.shows
        and not any(step.shows for step in session.steps)
        and (not named or len({step.verify for step in session.steps}) == 1)
    )
