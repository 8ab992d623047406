"""The way of a cell as its record tells it: each hop, and whose certificate the client is shown there."""

from __future__ import annotations

from dataclasses import fields

import msgspec

from harness.model.scenario import Scenario
from harness.model.topology import Hop, NodeKind
from harness.model.trust import Trust
from harness.model.words import Leg


class RecordedHop(msgspec.Struct, frozen=True, kw_only=True):
    """One hop. ``leg`` is the leg that ends there, null if none does; the rest is about its certificate.

    ``signer`` is the authority that signed it (``itself`` if it is self-signed), ``certificate`` what is odd about it,
    empty for a good one; ``held_by`` are the stores in which a certificate of that authority lies, by their names.
    """

    node: NodeKind
    scheme: str
    leg: Leg | None = None
    signer: str = ""
    certificate: str = ""
    held_by: tuple[str, ...] = ()


def record_path(scenario: Scenario) -> tuple[RecordedHop, ...]:
    """Return the hops of a scenario, the one next to the client first. Of hops that could end a leg the first does."""
    ended: set[Leg] = set()
    hops: list[RecordedHop] = []
    for hop in scenario.topology.path:
        leg = hop.leg if hop.leg not in ended else None
        hops.append(_record_hop(scenario, hop, leg))
        ended |= {leg} if leg else set()
    return tuple(hops)


def _record_hop(scenario: Scenario, hop: Hop, leg: Leg | None) -> RecordedHop:
    if leg is None:
        return RecordedHop(node=hop.node, scheme=hop.scheme)
    certificate = scenario.get_certificate(leg)
    form = certificate.value
    signer = form.signer or scenario.find_signer(leg)
    held = [store.name for store in fields(Trust) if signer in (getattr(scenario.trust, store.name) or ())]
    return RecordedHop(
        node=hop.node,
        scheme=hop.scheme,
        leg=leg,
        signer="itself" if form.is_self_signed else signer.value,
        certificate="" if certificate.name == "GOOD" else form.words,
        held_by=() if form.is_self_signed else tuple(held),
    )
