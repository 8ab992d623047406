"""The known violations: of which property, by which clients, in which situation, and why.

One rule: a declaration is strict. Outside its situation the property must hold for these clients too, and within it the
search must find a violation.
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
from properties.strategies import EVERYWHERE, Placed, get_session
from scenarios.defects.contexts import TRUSTSTORE_CONTEXT_LOST


@dataclass(frozen=True, kw_only=True)
class Violation:
    """A defect that violates a property in a situation; ``example`` is the smallest that the search found."""

    property: str
    defect: Defect
    situation: Callable[[Any], bool]
    example: object


def is_always(_drawn: Any) -> bool:
    """Return True: the property is violated in every situation."""
    return True


def has_differing_requests(drawn: Any) -> bool:
    """Return whether the requests of a session differ in what they verify or show."""
    steps = get_session(drawn).steps
    return len({(step.verify, step.shows) for step in steps}) > 1


def shows_in_some_requests(drawn: Any) -> bool:
    """Return whether only some requests of a session show the client's certificate."""
    return len({step.shows for step in get_session(drawn).steps}) > 1


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
        situation=is_always,
        example=Placed(Trust(shipped={PUBLIC}), Session((Step(),))),
    ),
    Violation(
        property="session-memory",
        defect=CONNECTION_REMEMBERS,
        situation=has_differing_requests,
        example=Placed(Trust(), Session((Step(verify=False), Step()))),
    ),
    Violation(
        property="leg-presenting",
        defect=CONNECTION_REMEMBERS_CERTIFICATE,
        situation=shows_in_some_requests,
        example=Placed(EVERYWHERE, Session((Step(), Step(shows=True)))),
    ),
    Violation(
        property="leg-presenting",
        defect=SHARED_CONTEXT_REMEMBERS,
        situation=shows_in_some_requests,
        example=Placed(EVERYWHERE, Session((Step(shows=True), Step()))),
    ),
    Violation(
        property="leg-skipping",
        defect=UNVERIFIED_ORIGIN_UNVERIFIES_THE_PROXY,
        situation=is_always,
        example=Placed(Trust(), Session((Step(by=TLS_PROXY, verify=False),))),
    ),
)


def find_declared(client: Client) -> tuple[Violation, ...]:
    """Return the known violations of a client."""
    return tuple(each for each in VIOLATIONS if each.defect.affects(client))


def is_asked(client: Client, drawn: Any) -> bool:
    """Return whether a drawn example is tried on a client.

    A session that is given a context names its bundle once, as pip does, and shows no certificate: only requests' own
    adapter is tried on requests that differ in these.
    """
    if Capability.SESSION_CONTEXT not in client.has:
        return True
    session = get_session(drawn)
    named = {step.verify for step in session.steps} - {True, False}
    return (
        not session.shows
        and not any(step.shows for step in session.steps)
        and (not named or len({step.verify for step in session.steps}) == 1)
    )
