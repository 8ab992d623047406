"""Whether a testimony agrees with the wire: the witness stands in the client, and a client may write what it likes.

One rule: pure. Each TLS session that a node was greeted for must be one of which the witness told, from the same
address and on the same leg; and none may be told of that no node has seen. Of the pip that prepares a build alone there
may be no word: pip 26.2 starts it in an environment of the build's, where no witness is (pypa/pip#14227).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from harness.evidence.refusals import client_of, connections_of, phase_of
from harness.evidence.testimony import Testimony
from harness.model.scenario import Scenario
from harness.model.transcript import Event, Kind
from harness.model.words import Leg, Phase

#: A TLS session as both sides know it: the client's own address and the leg.
Session = tuple[str, Leg]


def find_disagreement(scenario: Scenario, events: Sequence[Event], testimony: Testimony) -> str:
    """Return what the testimony and the wire do not agree on, in words; empty if they agree."""
    greeted = _greeted(scenario, events)
    told = Counter((each.handshake.local or "", each.leg) for each in testimony.decisions if each.leg is not None)
    done = Counter((each.handshake.local or "", each.leg) for each in testimony.decisions if each.passed and each.leg)
    unwatched = set(_greeted(scenario, events, Phase.BUILD)) - set(told)
    for session, number in greeted.items():
        if told[session] != number and session not in unwatched:
            leg, heard = session[1].value, told[session]
            return f"on the {leg} leg a node saw {number} handshakes where the witness tells of {heard}"
    for session, number in done.items():
        if greeted[session] < number:
            return f"the witness tells of a handshake on the {session[1].value} leg that no node saw"
    return ""


def _greeted(scenario: Scenario, events: Sequence[Event], phase: Phase | None = None) -> Counter[Session]:
    """The sessions of which a node saw the beginning, in any phase or in one."""
    return Counter(
        (client_of(connection), leg)
        for leg in scenario.topology.legs
        for connection in connections_of(scenario, leg, events)
        if any(event.kind is Kind.HELLO for event in connection)
        and phase in (None, phase_of(scenario, connection, events))
    )
