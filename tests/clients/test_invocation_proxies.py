from __future__ import annotations

from dataclasses import replace

import pytest

from harness.clients.telling import DEAD_PROXY
from harness.model.conditions import Channel, Spelling
from tests.support.worlds import ALWAYS, PROXIES, PROXY, WORLD, after, made, with_stores


def test_a_client_without_a_proxy_is_told_of_none() -> None:
    direct = made(replace(WORLD, proxy_url=None))
    assert direct.environment == ALWAYS | {"PIP_NO_CACHE_DIR": "0"}
    assert "--proxy" not in direct.argv


def test_a_proxy_set_by_flag_is_on_the_command_line_alone() -> None:
    invocation = made(proxy_set_by=Channel.FLAG)
    assert after(invocation, "--proxy") == PROXY
    assert PROXIES.isdisjoint(invocation.environment)
    assert invocation.files == {}


def test_a_proxy_set_by_the_configuration_is_in_the_file_alone() -> None:
    invocation = made(with_stores(pip_conf="/stores/public.pem"), proxy_set_by=Channel.CONFIG)
    (text,) = invocation.files.values()
    assert text == f"[global]\ncert = /stores/public.pem\nproxy = {PROXY}\n"
    assert PROXIES.isdisjoint(invocation.environment)
    assert "--proxy" not in invocation.argv


@pytest.mark.parametrize(
    ("channel", "names"),
    [
        (Channel.LOWER_CASE, {"http_proxy", "https_proxy"}),
        (Channel.UPPER_CASE, {"HTTP_PROXY", "HTTPS_PROXY"}),
        (Channel.ALL_PROXY, {"all_proxy", "ALL_PROXY"}),
    ],
)
def test_a_channel_of_the_environment_is_its_variables_alone(channel: Channel, names: set[str]) -> None:
    invocation = made(proxy_set_by=channel)
    told = {name: value for name, value in invocation.environment.items() if "proxy" in name.lower()}
    assert told == dict.fromkeys(names, PROXY)
    assert ("--proxy" in invocation.argv, invocation.files) == (False, {})


def test_a_dead_proxy_is_told_beside_the_one_that_lives() -> None:
    invocation = made(proxy_set_by=Channel.FLAG, dead_proxy_set_by=Channel.ENVIRONMENT)
    assert after(invocation, "--proxy") == PROXY
    assert {invocation.environment[name] for name in PROXIES} == {DEAD_PROXY}
    other = made(proxy_set_by=Channel.LOWER_CASE, dead_proxy_set_by=Channel.CONFIG)
    assert other.files == {"/cells/1/pip.conf": f"[global]\nproxy = {DEAD_PROXY}\n"}


@pytest.mark.parametrize(
    ("spelling", "told"),
    [
        (Spelling.URL, "http://localhost:4712"),
        (Spelling.WITHOUT_PORT, "http://localhost"),
        (Spelling.NAME_AND_PORT, "localhost:4712"),
        (Spelling.ADDRESS_AND_PORT, "127.0.0.1:4712"),
        (Spelling.HTTPS_URL, "https://localhost:4712"),
    ],
)
def test_a_proxy_is_spelled_as_the_scenario_says(spelling: Spelling, told: str) -> None:
    assert {made(proxy_spelled=spelling).environment[name] for name in PROXIES} == {told}


@pytest.mark.parametrize("channel", Channel)
def test_a_channel_without_a_proxy_says_nothing(channel: Channel) -> None:
    invocation = made(replace(WORLD, proxy_url=None), proxy_set_by=channel)
    assert (PROXIES.isdisjoint(invocation.environment), invocation.files) == (True, {})
    assert "--proxy" not in invocation.argv
