"""The properties: what must hold of every session, each told from the wire by comparing what should be alike.

One rule: a property says what was violated in one sentence, or nothing. It never knows which client it is about.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from hypothesis import strategies as st

from harness.model.trust import PUBLIC
from harness.model.words import Leg
from harness.sessions.heard import Heard
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
    from harness.sessions.run import Runner

Violated = Iterator[str]


@dataclass(frozen=True)
class Property:
    """A name, what it claims, what it is tried on, and what tells whatever is wrong: nothing if it holds."""

    name: str
    claim: str
    tried_on: st.SearchStrategy[Any]
    violated: Callable[[Runner, Any], Violated]


def topology_invariance(runner: Runner, placed: Placed) -> Violated:
    """What is trusted directly is trusted through a tunnel, and what is refused directly is refused through it."""
    ways = (None, CONNECT_PROXY, TLS_PROXY, INTERCEPTING_PROXY)
    routes = (*((ORIGIN, way) for way in ways), (SECOND, None))
    run = runner.run(placed.trust, *(_by(placed.session, to, by) for to, by in routes))
    direct, connected, over_tls, intercepted, twin = (steps[0] for steps in run.heard)
    for straight, around, way in (
        (direct, connected, CONNECT_PROXY),
        (direct, over_tls, TLS_PROXY),
        (twin, intercepted, INTERCEPTING_PROXY),
    ):
        if around.refused is not Leg.PROXY and around.accepted != straight.accepted:
            yield f"directly: {straight.verdict}; by {way!r}: {around.verdict}"


def monotonicity(runner: Runner, added: Added) -> Violated:
    """Adding an authority to a store never turns acceptance into refusal."""
    for way, before, after in _before_and_after(runner, added):
        if before.accepted and not after.accepted:
            yield f"by {way!r}: accepted without {added.authority.value}, with it: {after.verdict}"


def leg_trust(runner: Runner, added: Added) -> Violated:
    """Trusting the origin's authority changes nothing on the leg to the proxy."""
    for way, before, after in _before_and_after(runner, replace(added, authority=PUBLIC)):
        if way is TLS_PROXY and before.tunnelled != after.tunnelled:
            yield f"without {PUBLIC.value}: {before.verdict}; with it: {after.verdict}"


def leg_skipping(runner: Runner, placed: Placed) -> Violated:
    """A request that does not verify the origin verifies the proxy as any other does."""
    lax = _by(placed.session, ORIGIN, TLS_PROXY)
    strict = replace(lax, steps=(replace(lax.steps[0], verify=True),))
    one, other = (steps[0] for steps in runner.run(placed.trust, lax, strict).heard)
    decided = one.tunnelled or one.refused is Leg.PROXY
    if decided and one.tunnelled != other.tunnelled:
        yield f"with verify=False: {_on_the_way(one)}; without: {_on_the_way(other)}"


def leg_presenting(runner: Runner, placed: Placed) -> Violated:
    """A leg is shown the client's certificate and told the credentials that are meant for it, and no others."""
    session = placed.session
    for number, (step, heard) in enumerate(zip(session.steps, runner.run(placed.trust, session).heard[0], strict=True)):
        for wrong in _presented(step, session.shows or step.shows, heard):
            yield f"step {number + 1}, {step!r}: {wrong}"


def session_memory(runner: Runner, placed: Placed) -> Violated:
    """A request ends as it would have ended alone, whatever the session was asked before."""
    session = placed.session
    alone = tuple(dict.fromkeys(session.steps))
    together, *others = runner.run(placed.trust, session, *(replace(session, steps=(step,)) for step in alone)).heard
    verdicts = {step: heard[0].verdict for step, heard in zip(alone, others, strict=True)}
    for number, (step, heard) in enumerate(zip(session.steps, together, strict=True)):
        if heard.verdict != verdicts[step]:
            yield f"step {number + 1}, {step!r}: {heard.verdict}; alone: {verdicts[step]}"


def _on_the_way(heard: Heard) -> str:
    return "accepts the proxy leg" if heard.tunnelled else heard.verdict


def _by(session: Session, to: Place, by: Place | None) -> Session:
    """The session of one request with another target and way."""
    return replace(session, steps=(replace(session.steps[0], to=to, by=by),))


def _before_and_after(runner: Runner, added: Added) -> Iterator[tuple[Place | None, Heard, Heard]]:
    """What becomes of the session by every way without and with the authority."""
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
    before = runner.run(added.placed.trust, *(_by(session, ORIGIN, by) for by in ways)).heard
    after = runner.run(trust, *(_by(richer, ORIGIN, by) for by in ways)).heard
    for way, (one,), (other,) in zip(ways, before, after, strict=True):
        yield way, one, other


def _presented(step: Step, shows: bool, heard: Heard) -> Violated:
    answers = INTERCEPTING_PROXY if step.by is INTERCEPTING_PROXY else step.end
    if TLS_PROXY.value in heard.shown:
        yield "the proxy is shown the client's certificate"
    if heard.accepted and shows != (answers.value in heard.shown):
        yield f"{answers.value} is {'not ' if shows else ''}shown the client's certificate"
    for node, header in sorted(heard.credentials):
        if header == "Proxy-Authorization" and node in (ORIGIN.value, SECOND.value):
            yield f"{node} is told the proxy's credentials"
        if header == "Authorization" and (node in (CONNECT_PROXY.value, TLS_PROXY.value)):
            yield f"{node} is told the origin's credentials"
        if header == "Authorization" and step.onwards and node == step.onwards.value:
            yield f"{node} is told the credentials of {step.to.value}"


PROPERTIES = (
    Property("topology-invariance", topology_invariance.__doc__ or "", PLACED, topology_invariance),
    Property("monotonicity", monotonicity.__doc__ or "", ADDED, monotonicity),
    Property("leg-trust", leg_trust.__doc__ or "", ADDED, leg_trust),
    Property("leg-skipping", leg_skipping.__doc__ or "", SKIPPING, leg_skipping),
    Property("leg-presenting", leg_presenting.__doc__ or "", PRESENTING, leg_presenting),
    Property("session-memory", session_memory.__doc__ or "", REMEMBERING, session_memory),
)
