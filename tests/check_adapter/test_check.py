from __future__ import annotations

import pytest

from harness.check_adapter.check import ASPECTS, NOTHING, LegAspects, find_losses, name_adapter
from harness.model.errors import UsageError
from harness.model.words import Leg

DIRECT = LegAspects(
    "direct", Leg.ORIGIN, {"context": "kept", "client certificate": "shown", **dict.fromkeys(ASPECTS[2:], NOTHING)}
)


def other(leg: Leg = Leg.ORIGIN, **aspects: str) -> LegAspects:
    """Another leg; an aspect's name is spelled with underscores."""
    seen = {name.replace("_", " "): value for name, value in aspects.items()}
    return LegAspects("tunnelled over TLS", leg, DIRECT.aspects | seen)


def test_what_a_direct_connection_has_and_another_leg_has_not_is_lost() -> None:
    changed = other(context="LOST")
    assert list(find_losses([DIRECT, other(), changed])) == [(changed, "context")]


def test_nothing_is_lost_where_every_leg_is_as_a_direct_connection() -> None:
    assert list(find_losses([DIRECT, other(), other(Leg.PROXY)])) == []


def test_an_aspect_that_a_direct_connection_has_not_cannot_be_lost() -> None:
    assert list(find_losses([DIRECT, other(pinning="LOST")])) == []


def test_a_leg_that_was_never_reached_has_lost_what_there_was() -> None:
    assert [aspect for _, aspect in find_losses([DIRECT, other(context="never reached")])] == ["context"]


def test_a_client_certificate_is_not_the_proxys_to_see() -> None:
    assert list(find_losses([DIRECT, other(Leg.PROXY, client_certificate="not shown")])) == []
    assert len(list(find_losses([DIRECT, other(client_certificate="not shown")]))) == 1


def test_an_adapter_is_named_to_the_client_by_words() -> None:
    assert name_adapter("a.b:C", None, "{}", "ssl_context") == (
        *("--adapter", "a.b:C", "--kwargs", "{}", "--context", "ssl_context"),
    )


@pytest.mark.parametrize("named", ["C", "a.b", "a:", "a:b c"])
def test_what_names_no_class_of_a_module_is_refused(named: str) -> None:
    with pytest.raises(UsageError, match="expected module:Class"):
        name_adapter(named, None, "{}", None)


@pytest.mark.parametrize(("given", "why"), [("[", "is not JSON:"), ("[1]", "is not a JSON object")])
def test_kwargs_that_are_none_are_refused(given: str, why: str) -> None:
    with pytest.raises(UsageError, match=why):
        name_adapter("a:B", None, given, None)
