"""Describe the way of a cell from its client to the origin, leg by leg, as the page draws it."""

from __future__ import annotations

from typing import Any

from harness.model.record import Record
from harness.model.recorded_path import RecordedHop
from harness.model.topology import NodeKind
from harness.model.words import Leg, Whose

#: The outcome of a leg in words, by its tone.
_TONES = {"good": "verified", "bad": "refused", "open": "not verified", "unmet": "not reached"}


def describe_way(record: Record) -> dict[str, Any]:
    """Return the hops with their legs and the lines below each, and all of it in words for a screen reader.

    Of a record without a path only the nodes that were passed are known, and not who signed.
    """
    hops = [_describe_hop(hop, record) for hop in record.path] or _guess_hops(record)
    said = [f"{hop['name']}: {', '.join(text for text, _ in hop['lines'])}".removesuffix(": ") for hop in hops]
    return {"hops": hops, "words": f"From the client to {'; then '.join(said)}"}


def _describe_hop(hop: RecordedHop, record: Record) -> dict[str, Any]:
    name = hop.node.value if hop.scheme == "http" else f"{hop.scheme} {hop.node.value}"
    if hop.leg is None:
        return {"name": name, "leg": None, "state": "unmet", "lines": []}
    state = _judge_leg(hop.leg, record)
    odd = f", {hop.certificate}" if hop.certificate else ""
    held = ", ".join(store.replace("_", " ") for store in hop.held_by)
    signed = f"certificate by {hop.signer}{odd}" + (f"; held by: {held}" if held else "; held by no store")
    lines = [[_describe_end(hop.leg, state, record), state], [signed, "soft"]]
    return {"name": name, "leg": hop.leg.value, "state": state, "lines": lines}


def _describe_end(leg: Leg, state: str, record: Record) -> str:
    seen = record.observed
    reason = f" ({seen.reason})" if state == "bad" and seen and seen.reason else ""
    lost = seen and seen.context is Whose.LOST and (state == "bad" or (seen.leg is None and leg is Leg.ORIGIN))
    return f"{leg.value} leg {_TONES[state]}{reason}" + (", the session's context was lost" if lost else "")


def _judge_leg(leg: Leg, record: Record) -> str:
    seen = record.observed
    if seen is None:
        return "unmet"
    if seen.leg is leg:
        return "bad" if seen.outcome == "rejects" else "open"
    if leg is Leg.PROXY or seen.outcome in {"accepts", "altered", "leaks", "prints", "unverified"}:
        return "good" if leg is Leg.ORIGIN or seen.through else "unmet"
    return "unmet"


def _guess_hops(record: Record) -> list[dict[str, Any]]:
    seen = record.observed
    names = [*(seen.through if seen else ()), NodeKind.ORIGIN.value]
    hops: list[dict[str, Any]] = [{"name": name, "leg": None, "state": "unmet", "lines": []} for name in names]
    for leg in {Leg.PROXY: hops[:-1], Leg.ORIGIN: hops}:
        refused = seen is not None and seen.leg is leg
        if refused or (leg is Leg.ORIGIN and seen is not None and seen.outcome == "accepts"):
            state = _judge_leg(leg, record)
            end = hops[0] if leg is Leg.PROXY else hops[-1]
            end.update(leg=leg.value, state=state, lines=[[_describe_end(leg, state, record), state]])
    return hops
