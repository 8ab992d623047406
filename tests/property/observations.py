"""Anything that nodes could have seen, likely or not."""

from __future__ import annotations

from dataclasses import replace
from typing import get_args

from hypothesis import strategies as st

from harness.catalogue.find import load_scenarios
from harness.evidence.observation import Observation
from harness.evidence.outcome import Outcome
from harness.model.cell import Arrival
from harness.model.expectation import (
    Accepts,
    Breaks,
    Credential,
    Crosses,
    KeepsAltered,
    Leaks,
    OutcomeKind,
    Prints,
    Rejects,
    Unverified,
)
from harness.model.transcript import CLIENT, CREDENTIAL_HEADERS, NO_HELLO, Event, EventKind
from harness.model.words import Leg, Phase, Reason
from tests.support.wire import BACKEND, FILE, SDIST, ended

NODES = ("connect-proxy", "intercepting-proxy", "origin", "files", "elsewhere")
WORDS = ("unknown_ca", "certificate_expired", "bad_certificate", "hung_up", NO_HELLO, "handshake_failure")
PATHS = (FILE, SDIST, BACKEND, "/simple/demo/")
DETAILS = {
    EventKind.CONNECTED: (CLIENT, *NODES),
    EventKind.REFUSED: WORDS,
    EventKind.PRINTED: tuple(f"{name} 01234567" for name in CREDENTIAL_HEADERS),
    EventKind.CREDENTIAL: tuple(f"{name} 01234567" for name in CREDENTIAL_HEADERS),
    EventKind.REQUEST: tuple(f"GET {path}" for path in PATHS),
    EventKind.RESPONSE: tuple(f"{code} GET {path}" for code in (200, 302, 401, 404) for path in PATHS),
}


def _events(kind: EventKind) -> st.SearchStrategy[Event]:
    connections = [(node, number) for node in NODES for number in (1, 2, 3)]
    return st.sampled_from([Event(*each, kind, detail) for each in connections for detail in DETAILS.get(kind, ("",))])


EVENTS = st.lists(st.one_of([_events(kind) for kind in EventKind]), max_size=12)
CODES = st.sampled_from([0, 0, 1, 2, None])
OBSERVATIONS: st.SearchStrategy[Observation] = st.builds(
    lambda code, events, path, arrival: replace(ended(code, *events, path=path), arrival=arrival),
    CODES,
    EVENTS,
    st.sampled_from([FILE, BACKEND]),
    st.sampled_from(Arrival),
)
SCENARIOS = st.sampled_from(sorted(load_scenarios())).map(lambda name: load_scenarios()[name])
LEGS = st.sampled_from(Leg)
EXPECTATIONS = st.one_of(
    st.just(Accepts()),
    st.builds(Rejects, LEGS, st.sampled_from(Reason), st.sampled_from(Phase)),
    st.builds(Unverified, LEGS),
    st.builds(Crosses, LEGS, st.none() | st.sampled_from(Reason)),
    st.just(KeepsAltered()),
    st.builds(Prints, st.sampled_from(Credential)),
    st.builds(Leaks, st.sampled_from(NODES), st.sampled_from(Credential)),
    st.builds(Breaks, st.sampled_from(["no_hello", "proxy_bypassed", "nothing_fetched", "http_404"])),
)
OUTCOMES = st.builds(
    Outcome,
    kind=st.sampled_from(get_args(OutcomeKind)),
    leg=st.none() | LEGS,
    reason=st.none() | st.sampled_from([*WORDS, "proxy_bypassed", "nothing_fetched"]),
    cause=st.none() | st.sampled_from(Reason),
    phase=st.none() | st.sampled_from(Phase),
    through=st.lists(st.sampled_from(NODES[:2]), max_size=2, unique=True).map(tuple),
)
