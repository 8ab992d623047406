"""The properties: what must hold of every session, each checked on the wire by comparing outcomes.

One rule: a property describes each violation in one sentence, and never knows which client it is about.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from hypothesis import strategies as st

from harness.model.trust import PUBLIC
from harness.model.words import Leg
from harness.sessions.outcomes import StepOutcome
from harness.sessions.words import (
    CONNECT_PROXY,
    INTERCEPTING_PROXY,
    ORIGIN,
    PROXIES,
    SECOND,
    TLS_PROXY,
    Place,
    Session,
    Step,
)
from properties.strategies import ADDED, PLACED, PRESENTING, REMEMBERING, SKIPPING, Added, Placed

if TYPE_CHECKING:
    from harness.sessions.run import SessionRunner

Violated = Iterator[str]


@dataclass(frozen=True)
class Property:
    """A property: its name and claim, the sessions that it is tried on, and the check that yields its violations."""

    name: str
    claim: str
    tried_on: st.SearchStrategy[Any]
    find_violations: Callable[[SessionRunner, Any], Violated]


def check_topology_invariance(runner: SessionRunner, placed: Placed) -> Violated:
    """An origin trusted directly is trusted through a tunnel, and one refused directly is refused through it."""
    ways = (None, CONNECT_PROXY, TLS_PROXY, INTERCEPTING_PROXY)
    routes = (*((ORIGIN, way) for way in ways), (SECOND, None))
    run = runner.run_sessions(placed.trust, *(_make_session(placed.session, to, by) for to, by in routes))
    direct, connected, over_tls, intercepted, twin = (steps[0] for steps in run.outcomes)
    for straight, around, way in (
        (direct, connected, CONNECT_PROXY),
        (direct, over_tls, TLS_PROXY),
        (twin, intercepted, INTERCEPTING_PROXY),
    ):
        if around.refused is not Leg.PROXY and around.accepted != straight.accepted:
            yield f"directly: {straight.verdict}; by {way!r}: {around.verdict}"


def check_monotonicity(runner: SessionRunner, added: Added) -> Violated:
    """Adding an authority to a store never turns acceptance into refusal."""
    for way, before, after in _run_before_and_after(runner, added):
        if before.accepted and not after.accepted:
            yield f"by {way!r}: accepted without {added.authority.value}, with it: {after.verdict}"


def check_leg_trust(runner: SessionRunner, added: Added) -> Violated:
    """Trusting the origin's authority changes nothing on the leg to the proxy."""
    for way, before, after in _run_before_and_after(runner, replace(added, authority=PUBLIC)):
        if way is TLS_PROXY and before.tunnelled != after.tunnelled:
            yield f"without {PUBLIC.value}: {before.verdict}; with it: {after.verdict}"


def check_leg_skipping(runner: SessionRunner, placed: Placed) -> Violated:
    """A request that does not verify the origin verifies the proxy as any other does."""
    lax = _make_session(placed.session, ORIGIN, TLS_PROXY)
    strict = replace(lax, steps=(replace(lax.steps[0], verify=True),))
    one, other = (steps[0] for steps in runner.run_sessions(placed.trust, lax, strict).outcomes)
    decided = one.tunnelled or one.refused is Leg.PROXY
    if decided and one.tunnelled != other.tunnelled:
        yield f"with verify=False: {_describe_proxy_leg(one)}; without: {_describe_proxy_leg(other)}"


def check_leg_presenting(runner: SessionRunner, placed: Placed) -> Violated:
    """A leg receives the client's certificate and the credentials that are meant for it, and no others."""
    session = placed.session
    for number, (step, outcome) in enumerate(
        zip(session.steps, runner.run_sessions(placed.trust, session).outcomes[0], strict=True)
    ):
        for wrong in _find_wrongly_presented(step, session.shows or step.shows, outcome):
            yield f"step {number + 1}, {step!r}: {wrong}"


def check_session_memory(runner: SessionRunner, placed: Placed) -> Violated:
    """A request ends as it would have ended alone, whatever the session has done before."""
    session = placed.session
    alone = tuple(dict.fromkeys(session.steps))
    together, *others = runner.run_sessions(
        placed.trust, session, *(replace(session, steps=(step,)) for step in alone)
    ).outcomes
    verdicts = {step: outcome[0].verdict for step, outcome in zip(alone, others, strict=True)}
    for number, (step, outcome) in enumerate(zip(session.steps, together, strict=True)):
        if outcome.verdict != verdicts[step]:
            yield f"step {number + 1}, {step!r}: {outcome.verdict}; alone: {verdicts[step]}"


def _describe_proxy_leg(outcome: StepOutcome) -> str:
    return "accepts the proxy leg" if outcome.tunnelled else outcome.verdict


def _make_session(session: Session, to: Place, by: Place | None) -> Session:
    """Return the session of one request with another target and way."""
    return replace(session, steps=(replace(session.steps[0], to=to, by=by),))


def _run_before_and_after(
    runner: SessionRunner, added: Added
) -> Iterator[tuple[Place | None, StepOutcome, StepOutcome]]:
    """Yield the outcomes of a session by every way, without and with the authority."""
    ways = (None, *PROXIES)
    trust, session = added.placed.trust, added.placed.session
    more = frozenset({added.authority})
    if added.store == "bundle":
        (step,) = session.steps
        richer = (
            replace(session, bundle=session.bundle | more)
            if session.bundle
            else replace(session, steps=(replace(step, verify=frozenset(step.verify) | more),))  # type: ignore[arg-type]
        )
    else:
        trust, richer = replace(trust, **{added.store: getattr(trust, added.store) | more}), session
    before = runner.run_sessions(added.placed.trust, *(_make_session(session, ORIGIN, by) for by in ways)).outcomes
    after = runner.run_sessions(trust, *(_make_session(richer, ORIGIN, by) for by in ways)).outcomes
    for way, (one,), (other,) in zip(ways, before, after, strict=True):
        yield way, one, other


def _find_wrongly_presented(step: Step, shows: bool, outcome: StepOutcome) -> Violated:
    answers = INTERCEPTING_PROXY if step.by is INTERCEPTING_PROXY else step.end
    if TLS_PROXY.value in outcome.shown:
        yield "the proxy is shown the client's certificate"
    if outcome.accepted and shows != (answers.value in outcome.shown):
        yield f"{answers.value} is {'not ' if shows else ''}shown the client's certificate"
    for node, header in sorted(outcome.credentials):
        if header == "Proxy-Authorization" and node in (ORIGIN.value, SECOND.value):
            yield f"{node} receives the proxy's credentials"
        if header == "Authorization" and (node in (CONNECT_PROXY.value, TLS_PROXY.value)):
            yield f"{node} receives the origin's credentials"
        if header == "Authorization" and step.onwards and node == step.onwards.value:
            yield f"{node} receives the credentials of {step.to.value}"


PROPERTIES = (
    Property("topology-invariance", check_topology_invariance.__doc__ or "", PLACED, check_topology_invariance),
    Property("monotonicity", check_monotonicity.__doc__ or "", ADDED, check_monotonicity),
    Property("leg-trust", check_leg_trust.__doc__ or "", ADDED, check_leg_trust),
    Property("leg-skipping", check_leg_skipping.__doc__ or "", SKIPPING, check_leg_skipping),
    Property("leg-presenting", check_leg_presenting.__doc__ or "", PRESENTING, check_leg_presenting),
    Property("session-memory", check_session_memory.__doc__ or "", REMEMBERING, check_session_memory),
)
