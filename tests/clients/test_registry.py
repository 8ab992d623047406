from __future__ import annotations

import pytest

from harness.clients.registry import CLIENT_OPTIONS, KINDS, AskedClients, read_asked_clients, read_client_name
from harness.model.errors import UsageError


def test_a_kind_is_registered_under_its_own_name() -> None:
    assert {name: kind.name for name, kind in KINDS.items()} == {"pip": "pip", "variant": "variant"}


def test_no_two_options_are_alike() -> None:
    names = [option.name for option in CLIENT_OPTIONS]
    assert len(names) == len(set(names))


@pytest.mark.parametrize(
    ("given", "specs"),
    [
        ({}, ()),
        ({"pip": ["25.2", "latest"]}, (("pip", "25.2"), ("pip", "latest"))),
        ({"client": ["pip@25.2"]}, (("pip", "25.2"),)),
        ({"pip": ["25.2"], "client": ["pip@25.2"]}, (("pip", "25.2"),)),
        ({"variant": ["pool_only"], "requests": ["2.31.0"]}, (("variant", "pool_only=2.31.0"),)),
        ({"client": ["variant@pool_only=2.31.0"]}, (("variant", "pool_only=2.31.0"),)),
        ({"client": ["pip@git+https://user@host/pip"]}, (("pip", "git+https://user@host/pip"),)),
    ],
)
def test_the_short_options_stand_for_the_long_one(given: dict[str, list[str]], specs: tuple[object, ...]) -> None:
    assert read_asked_clients(given).specs == specs


@pytest.mark.parametrize("given", ["25.2", "uv@0.5", "@25.2"])
def test_what_is_of_no_kind_is_refused_with_those_there_are(given: str) -> None:
    with pytest.raises(
        UsageError, match=f"--client '{given}' does not name a kind of client: expected pip@… or variant@…"
    ):
        read_asked_clients({"client": [given]})


@pytest.mark.parametrize(
    ("given", "why"),
    [
        ({"client": ["variant@both"]}, "unknown variant 'both'"),
        ({"pip": ["25.2", "newest"]}, "'newest' does not name a pip"),
        ({"variant": ["all"], "urllib3": [">=two"]}, "'>=two' is not a range"),
        ({"variant": ["all"], "vendored": ["newest"]}, "'newest' does not name a pip"),
        ({"python": ["three"]}, "no Python 'three' here"),
    ],
)
def test_a_client_that_cannot_be_is_refused_before_anything_is_looked_for(
    given: dict[str, list[str]], why: str
) -> None:
    with pytest.raises(UsageError, match=why):
        read_asked_clients(given)


@pytest.mark.parametrize(
    ("name", "spec"),
    [
        ("pip25.2", ("pip", "25.2")),
        ("pip26.0b1", ("pip", "26.0b1")),
        ("pool_only=2.32.5+urllib3=2.6.3", ("variant", "pool_only=2.32.5+urllib3=2.6.3")),
        ("pip25.2+mine", None),
        ("curl", None),
    ],
)
def test_a_client_is_read_from_its_part_of_a_cells_id(name: str, spec: tuple[str, str] | None) -> None:
    assert read_client_name(name) == spec


def test_nothing_asked_is_nothing() -> None:
    assert not AskedClients()
    assert AskedClients(pythons=("3.10",))
