"""Draw placements of authorities and sessions, the plainest first, so that a shrunk example reads well."""

from __future__ import annotations

from dataclasses import dataclass

from hypothesis import strategies as st

from harness.model.conditions import Cache, Channel
from harness.model.trust import CORPORATE, INSPECTION, PUBLIC, Authority, Trust
from harness.sessions.words import (
    CONNECT_PROXY,
    INTERCEPTING_PROXY,
    ORIGIN,
    ORIGINS,
    SECOND,
    TLS_PROXY,
    Place,
    Session,
    Step,
    describe_placement,
)

ROLES = (PUBLIC, CORPORATE, INSPECTION)
EVERYBODY = frozenset(ROLES)
EVERYWHERE = Trust(system=EVERYBODY, shipped=EVERYBODY, ssl_cert_file=EVERYBODY)
#: The stores to which an authority can be added.
STORES = ("system", "shipped", "ssl_cert_file")

SETS = st.frozensets(st.sampled_from(ROLES))
BUNDLES = st.frozensets(st.sampled_from(ROLES), min_size=1)
PLACEMENTS = st.builds(Trust, system=SETS, shipped=SETS, ssl_cert_file=st.none() | BUNDLES)
VERIFY = st.just(True) | st.just(False) | BUNDLES


@dataclass(frozen=True)
class Placed:
    """A session where authorities lie in these stores."""

    trust: Trust
    session: Session

    def __repr__(self) -> str:
        return f"{self.session!r} where {describe_placement(self.trust)}"


@dataclass(frozen=True)
class Added:
    """A session before and after an authority is added to a store."""

    placed: Placed
    authority: Authority
    store: str

    def __repr__(self) -> str:
        return f"{self.authority.value} added to {self.store} for {self.placed!r}"


#: Where a request goes and by which way; an intercepting proxy knows the one origin alone.
ROUTES = st.sampled_from(
    [(to, by) for by in (None, CONNECT_PROXY, TLS_PROXY) for to in ORIGINS] + [(ORIGIN, INTERCEPTING_PROXY)]
)


@st.composite
def draw_session(draw: st.DrawFn, least: int, *, presents: bool = False) -> Session:
    """Draw a session of up to three requests, most of them by the same route.

    With ``presents`` they may show certificate and credentials, and always verify; without, they may verify or not.
    """
    usual = draw(ROUTES)
    elsewhere = st.none() | st.none() | ROUTES
    seldom = st.sampled_from([False, False, False, True])

    def step(other: tuple[Place, Place | None] | None, verify: bool | frozenset[Authority], *said: bool) -> Step:
        to, by = other or usual
        shows, login, proxy_login, goes_on, closes = said
        return Step(
            to=to,
            by=by,
            verify=verify,
            shows=shows,
            login=login,
            proxy_login=proxy_login and by is not None,
            onwards=SECOND if goes_on and to is ORIGIN and by is not INTERCEPTING_PROXY else None,
            keeps=not closes,
        )

    who = st.booleans() if presents else st.just(False)
    verify = st.just(True) if presents else VERIFY
    steps = st.builds(step, elsewhere, verify, who, who, who, seldom, seldom)
    return Session(steps=tuple(draw(st.lists(steps, min_size=least, max_size=3))), shows=draw(who))


@st.composite
def draw_single_request(draw: st.DrawFn) -> Session:
    """Draw a session of one request, with its bundle and its proxy given in any way."""
    in_session = draw(st.booleans())
    verify = draw(VERIFY)
    return Session(
        steps=(Step(verify=True if in_session and verify is not False else verify),),
        bundle=verify if in_session and isinstance(verify, frozenset) else None,
        cache=draw(st.sampled_from(Cache)),
        proxy_set_by=draw(st.sampled_from([None, Channel.FLAG, Channel.ENVIRONMENT])),
    )


PLACED = st.builds(Placed, PLACEMENTS, draw_single_request())
REMEMBERING = st.builds(
    Placed,
    st.sampled_from([Trust(), Trust(system={PUBLIC}), Trust(shipped={PUBLIC}), Trust(system={PUBLIC, CORPORATE})]),
    draw_session(2),
)
PRESENTING = st.builds(
    Placed,
    st.just(EVERYWHERE),
    draw_session(1, presents=True),
)
SKIPPING = st.builds(Placed, PLACEMENTS, st.just(Session(steps=(Step(by=TLS_PROXY, verify=False),))))


def can_be_added(added: Added) -> bool:
    """Return whether the store is used, and does not hold the authority yet."""
    held = find_held(added.placed, added.store)
    return held is not None and added.authority not in held


def find_held(placed: Placed, store: str) -> frozenset[Authority] | None:
    """Return the authorities in a store, or in the ``bundle`` that a session or request names; None if not used."""
    if store != "bundle":
        return getattr(placed.trust, store)  # type: ignore[no-any-return]
    verify = placed.session.steps[0].verify
    return placed.session.bundle or (verify if isinstance(verify, frozenset) else None)


ADDED = st.builds(Added, PLACED, st.sampled_from(ROLES), st.sampled_from([*STORES, "bundle"])).filter(can_be_added)


def get_session(drawn: Placed | Added) -> Session:
    """Return the session of a drawn example."""
    return drawn.placed.session if isinstance(drawn, Added) else drawn.session
