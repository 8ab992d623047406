"""Name the way in which a client failed that refused nobody: by the last answer of a node, or its last broken exchange.

One rule: the word comes from the wire and from the files on disk, never from what the client prints.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Literal

from harness.evidence.observation import Observation
from harness.evidence.refusals import ORIGINS
from harness.model.cell import Arrival
from harness.model.conditions.actions import Kept
from harness.model.conditions.faults import Fault, Moment, name_ending, name_reply, name_status
from harness.model.scenario import Scenario
from harness.model.transcript import NO_HELLO, Event, EventKind

#: The moments at which a client, or a proxy on the way, has got the beginning of an answer.
_BEGUN = (Moment.HEAD.value, Moment.MIDDLE.value, Moment.BAD_CHUNK.value)


def delivers_file(event: Event, path: str) -> bool:
    """Return whether an event is the origin's response with the file at ``path``."""
    return event.node in ORIGINS and event.kind is EventKind.RESPONSE and event.detail == f"200 GET {path}"


def find_foreign_targets(events: Sequence[Event]) -> tuple[str, ...]:
    """Return the targets that the client asked a proxy for and that this world lacks, each once, in order."""
    return tuple(dict.fromkeys(event.detail for event in events if event.kind is EventKind.CALLED_HOME))


def word_failure(scenario: Scenario, observation: Observation) -> str:
    """Return the word for how a client failed that refused nobody.

    It is ``origin_closed``, ``proxy_stalled`` or the like where the last thing that a node did was to end an exchange;
    ``no_hello``; ``http_401``, ``socks_login_refused`` or the like, ``proxy_http_403`` where the proxy answered by
    itself; ``not_kept`` for a client that was sent the file and did not keep it, and ``altered_left`` for one that left
    other bytes in its place; ``no_answer`` where something was asked and nobody said a word, ``nothing_asked`` where
    nothing was, and ``not_begun`` for a client that by its witness had no session yet, so that it shows nothing.
    """
    events = observation.events
    last = _find_last(events)
    if last is not None and last.kind is EventKind.ENDED:
        return name_ending(_name_role(scenario, last), re.split(r"\W", last.detail)[0])
    if any(event.kind is EventKind.REFUSED and event.detail == NO_HELLO for event in events):
        return NO_HELLO
    if any(delivers_file(event, observation.artefact_path) for event in events):
        return "altered_left" if observation.arrival is Arrival.ALTERED else "not_kept"
    return _word_status(scenario, events, last) if last is not None else _word_silence(observation)


def _word_silence(observation: Observation) -> str:
    """Return the word for a client that no node has answered: whether it asked, and whether it came so far."""
    kinds = [event.kind for event in observation.events]
    if kinds.count(EventKind.REQUEST) + kinds.count(EventKind.CONNECT) > kinds.count(EventKind.CALLED_HOME):
        return "no_answer"
    testimony = observation.testimony
    if testimony is None or testimony.damage or testimony.troubles or testimony.has_sessions:
        return "nothing_asked"
    return "not_begun"


def meets_faults(scenario: Scenario, events: Sequence[Event]) -> bool:
    """Return whether each fault of the scenario was committed at least once; a client that met none got past none."""
    return all(
        any(_shows_fault(event, fault) for event in events if _name_role(scenario, event) == role)
        for role, fault in (("proxy", scenario.proxy_fault.value), ("origin", scenario.origin_fault.value))
        if fault.commits and not (fault.is_met_by_files and scenario.action.value.keeps is Kept.NOTHING)
    )


def _shows_fault(event: Event, fault: Fault) -> bool:
    if fault.ends is not None:
        return event.kind is EventKind.ENDED and event.detail == fault.ending
    if fault.reply:
        return event.kind is EventKind.RESPONSE and event.detail.startswith(f"{fault.reply} ")
    return event.kind is EventKind.RESPONSE and event.detail.startswith(f"{fault.status} ")


def _find_last(events: Sequence[Event]) -> Event | None:
    """Return the last answer to a client that is more than the beginning of a tunnel, or the last ended exchange."""
    foreign = [[target] for target in find_foreign_targets(events)]
    return next(
        (
            event
            for event in reversed(events)
            if event.kind is EventKind.ENDED or (_is_answer(event) and event.detail.split(" ", 2)[2:] not in foreign)
        ),
        None,
    )


def _is_answer(event: Event) -> bool:
    return event.kind is EventKind.RESPONSE and not event.detail.startswith(("200 CONNECT", "succeeded CONNECT"))


def _word_status(scenario: Scenario, events: Sequence[Event], answer: Event) -> str:
    """Return the word for an answer: the proxy's own if nobody behind it has given one of that status as often."""
    status = answer.detail.partition(" ")[0]
    if not status.isdigit():
        return name_reply(status)
    alike = [_name_role(scenario, each) for each in events if _is_answer(each) and each.detail.startswith(f"{status} ")]
    own = _name_role(scenario, answer) == "proxy" and alike.count("proxy") > alike.count("origin")
    cut = [each for each in events if each.kind is EventKind.ENDED and each.detail.endswith(_BEGUN)]
    if own and cut and _name_role(scenario, cut[-1]) == "origin":
        # The proxy has passed the beginning of that answer on, and says so before or after the origin ends it.
        return name_ending("origin", re.split(r"\W", cut[-1].detail)[0])
    if cut and status == "200" and alike.count("proxy") < alike.count("origin"):
        # The origin says that it has answered before or after the proxy has cut that answer.
        return name_ending(_name_role(scenario, cut[-1]), re.split(r"\W", cut[-1].detail)[0])
    return name_status("proxy" if own else "origin", status)


def _name_role(scenario: Scenario, event: Event) -> Literal["proxy", "origin"]:
    return "proxy" if event.node in scenario.topology.through else "origin"
