"""The rows of the wide matrix: each is its id, and the words of an id say all that is unusual in it.

They stand in ``rows.txt``, a line each, in the order in which they were made. One rule: an id is a promise, so a line
is never changed or taken away; ``nox -s covering`` adds what a new value needs.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import cache
from importlib import resources
from typing import Any

from harness.catalogue.rule import expect_outcome, find_trusted
from harness.catalogue.wide.axes import AXES, Changes
from harness.catalogue.wide.flaws import FLAWED, FLAWS, SIDES
from harness.model.expectation import Accepts
from harness.model.scenario import Scenario
from harness.model.topology import Topology
from harness.model.trust import Authority, Trust

#: How the id of a generated scenario begins, and what stands between its words.
WIDE, _BETWEEN = "wide.", "__"
_AFTER_STORE = 2
_TOKENS = {word: (axis, word) for axis, words in AXES.items() for word in words if word}
#: The fields of which several values of one row go together.
_ADDED = ("options", "variables")


@cache
def read_rows() -> Mapping[str, Mapping[str, str]]:
    """Return the words of every row by its id, for each axis that is unusual in it."""
    text = resources.files(__package__).joinpath("rows.txt").read_text(encoding="utf-8")
    return {row_id: split_id(row_id) for row_id in text.split()}


def split_id(row_id: str) -> dict[str, str]:
    """Return the words of a row by their axes. Raises ``KeyError`` for a word that no axis has."""
    words: dict[str, str] = {}
    for token in row_id.removeprefix(WIDE).split(_BETWEEN):
        if token in FLAWED:
            words["side"], words["flaw"] = FLAWED[token]
        else:
            axis, word = _TOKENS[token]
            words[axis] = word
    return words


def join_id(words: Mapping[str, str]) -> str:
    """Return the id of a row, whose words are by their axes."""
    tokens = [words.get(axis, "") for axis in AXES]
    if words.get("flaw"):
        tokens.insert(_AFTER_STORE, FLAWS[words["flaw"]].words[words["side"]])
    return WIDE + _BETWEEN.join(filter(None, tokens))


def make_wide_scenario(words: Mapping[str, str]) -> Scenario:
    """Return the scenario of a row, which expects what the rule does."""
    changes = _merge_changes(_list_changes(words))
    topology: Topology = changes.pop("topology")
    scenario = Scenario(
        claim="Who vouches for a leg decides it.",
        topology=topology,
        trust=_fill_stores(words, topology),
        expect=Accepts(),
        because="Legs are verified in order; the first that nobody vouches for or that is odd is refused.",
        **changes,
    )
    return scenario.but(expect=expect_outcome(scenario, find_trusted(scenario)))


def _list_changes(words: Mapping[str, str]) -> Iterator[Changes]:
    flaw = FLAWS[words.get("flaw", "")]
    for axis, values in AXES.items():
        changes = values[words.get(axis, next(iter(values)))]
        yield _set_state(words["store"], changes) if axis == "state" else changes
    if flaw.words:
        yield flaw.changes[words["side"]]
        yield _set_state(words["store"], {"state": flaw.state} if flaw.state else {})


def _merge_changes(several: Iterator[Changes]) -> dict[str, Any]:
    merged: dict[str, Any] = {}
    for changes in several:
        for field, value in changes.items():
            merged[field] = (*merged.get(field, ()), *value) if field in _ADDED else value
    return merged


def _set_state(store: str, changes: Changes) -> Changes:
    """Return the change of the field that has the state of such a store."""
    if not changes:
        return {}
    places = {"system": "system_state", "ssl_cert_file": "openssl_state", "ssl_cert_dir": "openssl_state"}
    return {places.get(store, "bundle_state"): changes["state"]}


def _fill_stores(words: Mapping[str, str], topology: Topology) -> Trust:
    """Return one store with the authorities of the legs, and with two of them what is in the other."""
    flaw = FLAWS[words.get("flaw", "")]
    missing = {SIDES[words["side"]]} if not flaw.vouched else set()
    held = {topology.find_signer(leg) for leg in topology.legs - missing}
    # An empty bundle is an error of its own to OpenSSL: instead of who is missing it holds a stranger.
    held |= {Authority.STRANGER} if missing else set()
    beside = words.get("beside", "").removeprefix("beside_")
    if not beside:
        return Trust(**{words["store"]: held})
    other = {Authority.CORPORATE} if words.get("divided") else {Authority.STRANGER}
    return Trust(**{words["store"]: held - other, beside: other})


def name_kind(words: Mapping[str, str]) -> str:
    """Return the kind of a row: a key of :data:`harness.catalogue.wide.meeting.KINDS`."""
    if words.get("flaw"):
        return "flawed" if FLAWS[words["flaw"]].of_trust else "ended"
    return "two stores" if words.get("beside") else "plain"
