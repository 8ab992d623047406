"""Find which credentials reached which node, and which of them should not have.

Who may see what does not depend on what a scenario claims:

* ``Authorization`` and ``Cookie`` are for the origin that the index URL names, and for an intercepting proxy that
  answers in its place on a leg that can be verified. They are neither for a proxy that merely passes an ``http://``
  request on nor for the place that a redirect leads to; but a user and password that a redirect names are for the place
  it names.
* ``Proxy-Authorization`` is for the proxies on the way, and for nobody behind them.
* Nothing is for a node on a leg that nobody can verify.
* A client certificate goes to any node that asks for one: it is reported, and never a leak.
"""

from __future__ import annotations

from collections.abc import Iterable

from harness.model.conditions.proofs import ORIGIN_HOST
from harness.model.expectation import Credential, Leaks
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


def may_see(scenario: Scenario, node: str, credential: Credential) -> bool:
    """Return whether a credential is meant for this node of the scenario."""
    if credential is Credential.CLIENT_CERTIFICATE:
        return True
    topology = scenario.topology
    if any(topology.find_answering_node(leg) == node for leg in scenario.unverifiable_legs):
        return False
    if credential is Credential.PROXY_AUTHORIZATION:
        return node in topology.through
    inspecting = {topology.find_answering_node(Leg.ORIGIN)} if topology.is_intercepted else set()
    return node in {_find_owner(scenario, credential)} | inspecting


def _find_owner(scenario: Scenario, credential: Credential) -> str:
    """The node that a user and password, or a cookie, are for. An index with a login of its own has no other."""
    if credential is not Credential.AUTHORIZATION:
        return "origin"
    login, redirect = scenario.login.value, scenario.index.value.redirect
    if login.in_netrc_of not in ("", ORIGIN_HOST):
        return "nobody here"
    return "elsewhere" if redirect is not None and redirect.asks and login.only_if_asked else "origin"


def find_leaks(scenario: Scenario, events: Iterable[Event]) -> tuple[Leaks, ...]:
    """Return every credential that reached a node which it is not meant for."""
    return tuple(
        Leaks(node, credential)
        for node, credentials in find_received_credentials(events).items()
        for credential in credentials
        if not may_see(scenario, node, credential)
    )


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
