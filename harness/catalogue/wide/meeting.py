"""The conditions of the wide matrix that are varied together, and those of them that can meet in a row."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import product

from harness.catalogue.wide.axes import AXES, LEGGED, TOPOLOGIES
from harness.catalogue.wide.clashes import CLASHES
from harness.catalogue.wide.flaws import FLAWS, SIDES
from harness.model.words import Leg

#: The words of a row, or of some of its axes, by the name of the axis.
Words = Mapping[str, str]
_FLAWED = ("topology", "store", "side", "flaw", "host", "channel", "action", "cache", "index")
#: The axes that are varied together, by the kind of row. What ends a run hides the rest, so that flaws and stores that
#: stand in another's place have rows of their own.
KINDS: Mapping[str, tuple[str, ...]] = {
    "plain": tuple(axis for axis in AXES if axis not in ("beside", "divided")),
    "flawed": (*_FLAWED, "origin_at", "proxy_at"),
    "ended": (*_FLAWED, "origin_at", "proxy_at"),
    # Where an http:// index leaves the proxy unverified, no store can tell.
    "two stores": ("topology", "store", "host", "channel", "action", "cache", "beside", "divided"),
}
#: Which store vouches has no part in what is about no store: one of each sort will do.
_STORES_BEFORE_AN_END = ("system", "shipped", "ssl_cert_file", "cert_flag")
#: The axes of which an unusual value may make those of others possible.
_ENABLING = ("topology", "store", "side", "flaw", "index", "beside")


def list_factors(kind: str) -> dict[str, list[str]]:
    """Return the words of each axis of a kind of row, the usual one first."""
    words = {axis: list(values) for axis, values in AXES.items()}
    flaws = [word for word, flaw in FLAWS.items() if word and flaw.of_trust is (kind == "flawed")]
    words |= {"side": list(SIDES), "flaw": flaws}
    factors = {axis: words[axis] for axis in KINDS[kind]}
    if kind in ("flawed", "two stores"):
        factors["topology"] = list(LEGGED)
    if kind == "two stores":
        factors["topology"] = [word for word in LEGGED if Leg.ORIGIN in TOPOLOGIES[word].legs]
        factors["beside"] = [word for word in words["beside"] if word]
    if kind == "ended":
        factors["store"] = list(_STORES_BEFORE_AN_END)
    return factors


def can_meet(words: Words) -> bool:
    """Return whether these words clash nowhere among themselves."""
    return not any(
        clash.holds(*(words[axis] for axis in clash.axes))
        for clash in CLASHES
        if all(axis in words for axis in clash.axes)
    )


def can_be(pair: Words, factors: Mapping[str, Sequence[str]]) -> bool:
    """Return whether some whole row has this pair."""
    usual = {axis: words[0] for axis, words in factors.items()}
    enabling = [axis for axis in _ENABLING if axis in factors and axis not in pair]
    return any(
        can_meet(usual | dict(zip(enabling, values, strict=True)) | dict(pair))
        for values in product(*(factors[axis] for axis in enabling))
    )
