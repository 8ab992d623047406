"""Find which credentials reached which node, whose they were, and which of them should not have come there.

Who may see what does not depend on what a scenario claims:

* A secret of the scenario's is for its owner: a login of the index, in its URL, in netrc or in a keyring, and a cookie
  for the origin, a login that a redirect names for the place that it leads to, one of a proxy for the proxies on the
  way, one of a third host for nobody here. An intercepting proxy that answers in an owner's place may see it too.
* A credential of nobody known is judged by its header: ``Authorization`` and ``Cookie`` are for the origin that the
  index URL names, ``Proxy-Authorization`` for the proxies.
* Nothing is for a node on a leg that nobody can verify.
* A client certificate goes to any node that asks for one: it is reported, and never a leak.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from harness.model.conditions.indexes import FURTHER
from harness.model.expectation import Credential, Leaks
from harness.model.passwords import NOBODY_HERE, PROXIES, Secret
from harness.model.scenario import Scenario
from harness.model.transcript import Event, EventKind
from harness.model.words import Leg


def find_received_credentials(events: Iterable[Event]) -> dict[str, tuple[Credential, ...]]:
    """Return the credentials that each node received: nodes by name, credentials in the order of their enum."""
    found: dict[str, set[Credential]] = {}
    for event in events:
        if credential := _carried(event):
            found.setdefault(event.node, set()).add(credential)
    return {node: tuple(each for each in Credential if each in found[node]) for node in sorted(found)}


def find_received_secrets(scenario: Scenario, events: Iterable[Event]) -> dict[str, tuple[str, ...]]:
    """Return the names of the secrets that each node received: ``login of the index``; nodes and names sorted."""
    found: dict[str, set[str]] = {}
    for event in events:
        if credential := _carried(event):
            found.setdefault(event.node, set()).update(_name_secrets(scenario, event, credential))
    return {node: tuple(sorted(found[node])) for node in sorted(found)}


def _name_secrets(scenario: Scenario, event: Event, credential: Credential) -> Iterator[str]:
    if credential is Credential.CLIENT_CERTIFICATE:
        yield credential.value
        return
    known = identify_secrets(scenario.secrets, event)
    yield from (each.name for each in known) if known else (f"{credential.value} of nobody known",)


def identify_secrets(secrets: Iterable[Secret], event: Event) -> tuple[Secret, ...]:
    """Return the secrets that a credential's event may carry, by the digest in it; none if it is nobody's."""
    digest = event.detail.rpartition(" ")[2]
    return tuple(each for each in secrets if digest in each.digests)


def may_receive(scenario: Scenario, node: str, secret: Secret) -> bool:
    """Return whether a secret is meant for this node of the scenario."""
    if secret.owner == PROXIES:
        return _is_verifiable(scenario, node) and node in scenario.topology.through
    owners = {secret.owner} | _find_inspecting(scenario) if secret.owner != NOBODY_HERE else set()
    return _is_verifiable(scenario, node) and node in owners


def may_see(scenario: Scenario, node: str, credential: Credential) -> bool:
    """Return whether a credential of nobody known is meant for this node of the scenario."""
    if credential is Credential.CLIENT_CERTIFICATE:
        return True
    meant = credential is Credential.PROXY_AUTHORIZATION
    nodes = set(scenario.topology.through) if meant else {"origin"} | _find_inspecting(scenario)
    return _is_verifiable(scenario, node) and node in nodes


def _find_inspecting(scenario: Scenario) -> set[str]:
    """Return the nodes that answer in the place of every origin: one, or none."""
    topology = scenario.topology
    answering = topology.find_answering_node(Leg.ORIGIN) if topology.is_intercepted else None
    return {answering} if answering else set()


def _is_verifiable(scenario: Scenario, node: str) -> bool:
    find = scenario.topology.find_answering_node
    return all(
        scenario.is_verifiable(leg, node) for leg in scenario.topology.legs if node in (find(leg), *_find_beside(leg))
    )


def _find_beside(leg: Leg) -> tuple[str, ...]:
    """Return the names of the further nodes that answer on a leg."""
    return (FURTHER,) if leg is Leg.ORIGIN else ()


def find_leaks(scenario: Scenario, events: Iterable[Event]) -> tuple[Leaks, ...]:
    """Return every credential that reached a node which it is not meant for."""
    wrong = {
        (event.node, credential)
        for event in events
        if (credential := _carried(event)) and not _is_meant(scenario, event, credential)
    }
    # Whoever answers in another's place sees what that one is sent: it is one leak.
    inspecting = _find_inspecting(scenario)
    seen = {each for each in wrong if each[0] in inspecting}
    wrong -= {(node, what) for node, what in seen if any(what is other for _, other in wrong - seen)}
    order = list(Credential)
    return tuple(Leaks(*each) for each in sorted(wrong, key=lambda each: (each[0], order.index(each[1]))))


def _is_meant(scenario: Scenario, event: Event, credential: Credential) -> bool:
    known = () if credential is Credential.CLIENT_CERTIFICATE else identify_secrets(scenario.secrets, event)
    if not known:
        return may_see(scenario, event.node, credential)
    return any(may_receive(scenario, event.node, each) for each in known)


def find_printed_credentials(events: Iterable[Event]) -> tuple[Credential, ...]:
    """Return the credentials whose password the client has printed, in the order of their enum."""
    printed = {Credential(event.detail.split()[0]) for event in events if event.kind is EventKind.PRINTED}
    return tuple(each for each in Credential if each in printed)


def _carried(event: Event) -> Credential | None:
    if event.kind is EventKind.CLIENT_CERTIFICATE:
        return Credential.CLIENT_CERTIFICATE
    if event.kind is not EventKind.CREDENTIAL:
        return None
    return Credential(event.detail.split()[0])
