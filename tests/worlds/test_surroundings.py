from __future__ import annotations

import os
from collections.abc import Iterator

import pytest

from fixtures import worlds

#: What stands around a suite, and what of it a test that uses a world may see.
TRAPS = {
    "SSL_CERT_FILE": "/etc/ssl/certs/ca-certificates.crt",
    "SSL_CERT_DIR": "/etc/ssl/certs",
    "NIX_SSL_CERT_FILE": "/no/such.pem",
    "REQUESTS_CA_BUNDLE": "/no/such.pem",
    "CURL_CA_BUNDLE": "/no/such.pem",
    "https_proxy": "http://127.0.0.1:9",
    "HTTP_PROXY": "http://127.0.0.1:9",
    "ALL_PROXY": "http://127.0.0.1:9",
    "no_proxy": "*",
    "PIP_INDEX_URL": "http://127.0.0.1:9/simple",
    "PIP_CERT": "/no/such.pem",
    "PIP_CONFIG_FILE": "/no/such.conf",
    "NETRC": "/no/such.netrc",
}
STAYS = {"PIP_TRUST_LAB_CACHE": "/cache", "MY_PROXY": "mine"}


@pytest.fixture
def patch() -> Iterator[pytest.MonkeyPatch]:
    with pytest.MonkeyPatch.context() as patch:
        yield patch


@pytest.fixture
def _surrounded(patch: pytest.MonkeyPatch) -> None:
    for name, value in (TRAPS | STAYS).items():
        patch.setenv(name, value)
    patch.setattr(worlds, "_AT_START", worlds._find_ambient())


def seen() -> dict[str, str]:
    return {name: os.environ[name] for name in TRAPS | STAYS if name in os.environ}


@pytest.mark.usefixtures("_surrounded")
def test_what_is_set_around_a_suite_is_gone(patch: pytest.MonkeyPatch) -> None:
    worlds._clean(patch)
    assert seen() == STAYS | {"PIP_CONFIG_FILE": os.devnull, "NETRC": os.devnull}


@pytest.mark.usefixtures("_surrounded")
def test_what_the_suite_itself_has_set_stays(patch: pytest.MonkeyPatch) -> None:
    own = {"PIP_CONFIG_FILE": "/own.conf", "REQUESTS_CA_BUNDLE": "/own.pem", "PIP_USE_FEATURE": ""}
    for name, value in own.items():
        patch.setenv(name, value)
    worlds._clean(patch)
    assert {name: os.environ[name] for name in own} == own
    assert "SSL_CERT_FILE" not in os.environ


def test_a_test_that_asks_late_is_cleaned_too(request: pytest.FixtureRequest, patch: pytest.MonkeyPatch) -> None:
    patch.setenv("SSL_CERT_FILE", TRAPS["SSL_CERT_FILE"])
    patch.setattr(worlds, "_AT_START", worlds._find_ambient())
    request.getfixturevalue("connect_proxy")
    assert "SSL_CERT_FILE" not in os.environ
