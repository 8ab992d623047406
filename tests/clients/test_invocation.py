from __future__ import annotations

import os
import shlex
from dataclasses import replace

import pytest

from harness.model.conditions import (
    Action,
    Cache,
    ClientCertificate,
    ConfigPlace,
    Login,
    Packaging,
    Startup,
    Variable,
)
from harness.model.conditions.settings import (
    CLIENT_CERTIFICATE_VARIABLE,
    DEAD_PROXY_SETTING,
    EMPTY_CURL_CA_BUNDLE,
    EMPTY_REQUESTS_CA_BUNDLE,
    KEYRING_VARIABLE,
    LEGACY_CERTS_VARIABLE,
    MAY_ASK,
    NO_CONFIGURATION,
    NO_PROXY_VARIABLE,
    SOCKS_PROXY,
    USE_TRUSTSTORE_VARIABLE,
)
from harness.model.passwords import OF_INDEX
from tests.support.worlds import ALWAYS, PROXIES, PROXY, WORLD, after, made, with_stores

VARIABLES = {
    "ssl_cert_file": "SSL_CERT_FILE",
    "ssl_cert_dir": "SSL_CERT_DIR",
    "pip_cert": "PIP_CERT",
    "requests_ca_bundle": "REQUESTS_CA_BUNDLE",
    "curl_ca_bundle": "CURL_CA_BUNDLE",
    "git_ssl_cainfo": "GIT_SSL_CAINFO",
}


def test_the_environment_is_written_from_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("PIP_CERT", "SSL_CERT_FILE", "HTTPS_PROXY", "NO_PROXY", "PIP_INDEX_URL", "NETRC", "PYTHONHOME"):
        monkeypatch.setenv(name, "the developer's own")
    assert made().environment == ALWAYS | {"PIP_NO_CACHE_DIR": "0"} | dict.fromkeys(PROXIES, PROXY)


@pytest.mark.parametrize("store", VARIABLES)
def test_a_store_named_by_a_variable_is_there_and_nowhere_else(store: str) -> None:
    invocation = made(with_stores(**{store: "/stores/public.pem"}))
    assert invocation.environment == {**made().environment, VARIABLES[store]: "/stores/public.pem"}
    assert (invocation.argv, invocation.files) == (made().argv, {})


def test_a_store_named_by_the_flag_is_on_the_command_line_and_nowhere_else() -> None:
    invocation = made(with_stores(cert_flag="/stores/public.pem"))
    assert after(invocation, "--cert") == "/stores/public.pem"
    assert (invocation.environment, invocation.files) == (made().environment, {})


def test_a_store_named_by_the_configuration_is_in_a_file_that_is_named() -> None:
    invocation = made(with_stores(pip_conf="/stores/public.pem"))
    assert invocation.files == {"/cells/1/pip.conf": "[global]\ncert = /stores/public.pem\n"}
    assert invocation.environment == {**made().environment, "PIP_CONFIG_FILE": "/cells/1/pip.conf"}
    assert invocation.argv == made().argv


@pytest.mark.parametrize("place", ConfigPlace)
def test_settings_are_written_where_a_client_finds_them(place: ConfigPlace) -> None:
    invocation = made(with_stores(pip_conf="/stores/public.pem"), settings_in=place)
    path = place.value.file.format(folder="/cells/1")
    assert invocation.files[path] == "[global]\ncert = /stores/public.pem\n"
    told = {name: value.format(folder="/cells/1") for name, value in place.value.variables}
    usual = {name: value for name, value in made().environment.items() if name != "PIP_CONFIG_FILE"}
    assert invocation.environment == {**usual, **told}


def test_a_setting_may_lie_apart_from_the_others() -> None:
    invocation = made(with_stores(pip_conf="/stores/public.pem"), settings=(DEAD_PROXY_SETTING.at(ConfigPlace.USER),))
    assert invocation.files == {
        "/cells/1/pip.conf": "[global]\ncert = /stores/public.pem\n",
        "/cells/1/home/.config/pip/pip.conf": "[global]\nproxy = http://localhost:1\n",
    }


def test_a_client_with_a_file_of_its_environment_runs_in_one() -> None:
    invocation = made(settings=(DEAD_PROXY_SETTING,), settings_in=ConfigPlace.SITE)
    python = made().argv[0]
    assert invocation.argv == ("/cells/1/environment/bin/python", *made().argv[1:])
    assert invocation.links == {"/cells/1/environment/bin/python": python}
    home = os.path.dirname(os.path.realpath(python))
    assert invocation.files["/cells/1/environment/pyvenv.cfg"] == f"home = {home}\n"


def test_the_null_device_takes_the_place_of_a_named_file() -> None:
    invocation = made(settings=(DEAD_PROXY_SETTING,), variables=(NO_CONFIGURATION,))
    assert invocation.environment["PIP_CONFIG_FILE"] == "/dev/null"


def test_all_channels_at_once_stay_apart() -> None:
    stores = {name: f"/stores/{name}" for name in (*VARIABLES, "cert_flag", "pip_conf")}
    invocation = made(with_stores(**stores))
    assert {variable: invocation.environment[variable] for variable in VARIABLES.values()} == {
        variable: f"/stores/{store}" for store, variable in VARIABLES.items()
    }
    assert after(invocation, "--cert") == "/stores/cert_flag"
    assert "cert = /stores/pip_conf\n" in invocation.files["/cells/1/pip.conf"]


@pytest.mark.parametrize(
    ("variable", "added"),
    [
        (NO_PROXY_VARIABLE, {"no_proxy": "localhost", "NO_PROXY": "localhost"}),
        (EMPTY_CURL_CA_BUNDLE, {"CURL_CA_BUNDLE": ""}),
        (EMPTY_REQUESTS_CA_BUNDLE, {"REQUESTS_CA_BUNDLE": ""}),
        (USE_TRUSTSTORE_VARIABLE, {"PIP_USE_FEATURE": "truststore"}),
        (KEYRING_VARIABLE, {"PIP_KEYRING_PROVIDER": "subprocess"}),
        (MAY_ASK, {"PIP_NO_INPUT": "0"}),
        (LEGACY_CERTS_VARIABLE, {"PIP_USE_DEPRECATED": "legacy-certs"}),
        (SOCKS_PROXY, {"all_proxy": "socks5://localhost:1", "ALL_PROXY": "socks5://localhost:1"}),
    ],
)
def test_a_variable_is_in_the_environment_alone(variable: Variable, added: dict[str, str]) -> None:
    invocation = made(variables=(variable,))
    assert invocation.environment == {**made().environment, **added}
    assert (invocation.argv, invocation.files) == (made().argv, {})


def test_the_cache_is_in_the_cells_folder_or_off() -> None:
    off, on = made().environment, made(cache=Cache.ON).environment
    assert (off["PIP_NO_CACHE_DIR"], "PIP_CACHE_DIR" in off) == ("0", False)
    assert (on["PIP_CACHE_DIR"], "PIP_NO_CACHE_DIR" in on) == ("/cells/1/cache", False)


def test_without_a_namespace_openssls_defaults_name_nothing() -> None:
    environment = made(replace(WORLD, mounts=None)).environment
    assert environment["SSL_CERT_FILE"] == environment["SSL_CERT_DIR"] == "/cells/1/nothing"


@pytest.mark.parametrize("store", ["ssl_cert_file", "ssl_cert_dir"])
def test_without_a_namespace_a_named_default_still_counts(store: str) -> None:
    environment = made(replace(with_stores(**{store: "/stores/public"}), mounts=None)).environment
    other = {"SSL_CERT_FILE", "SSL_CERT_DIR"} - {VARIABLES[store]}
    assert environment[VARIABLES[store]] == "/stores/public"
    assert {environment[name] for name in other} == {"/cells/1/nothing"}


def test_mounts_are_handed_on() -> None:
    assert made().mounts == WORLD.mounts
    assert made(replace(WORLD, mounts=None)).mounts is None


def test_a_client_certificate_may_be_named_by_a_variable_instead() -> None:
    world = replace(WORLD, client_certificate="/cells/1/client.pem")
    shown, variables = ClientCertificate.DEMANDED_AND_SHOWN, frozenset({CLIENT_CERTIFICATE_VARIABLE})
    invocation = made(world, client_certificate=shown, variables=variables)
    assert invocation.environment["PIP_CLIENT_CERT"] == "/cells/1/client.pem"
    assert invocation.argv == made().argv


def test_the_line_for_a_shell_says_the_folder_the_environment_and_the_command() -> None:
    odd = replace(WORLD, folder="/cells/o'ne two", proxy_url=None)
    invocation = made(odd)
    words = shlex.split(invocation.format_line(invocation.argv))
    assert words[:5] == ["cd", "/cells/o'ne two", "&&", "env", "-i"]
    told = words[5 : -len(invocation.argv)]
    assert dict(word.split("=", 1) for word in told) == invocation.environment
    assert tuple(words[-len(invocation.argv) :]) == invocation.argv


@pytest.mark.parametrize("login", Login)
def test_a_keyring_is_written_where_it_is_what_a_client_has(login: Login) -> None:
    found = made(login=login).files.get("/cells/1/bin/keyring", "")
    assert (OF_INDEX.word in found) is (login in (Login.IN_KEYRING, Login.IN_KEYRING_FOR_INDEX_AND_HOST))


def test_a_netrc_is_written_where_there_is_one() -> None:
    netrc = f"machine localhost login {OF_INDEX.user} password {OF_INDEX.word}\n"
    assert made(login=Login.IN_NETRC).files == {"/cells/1/home/.netrc": netrc}
    assert made().files == {}


def test_what_is_installed_beside_a_client_comes_after_the_clients_own() -> None:
    beside = made(replace(WORLD, beside="/beside/PySocks1.7.1", witness="/witness"))
    assert beside.environment["PYTHONPATH"] == "/witness:/trees/26.3:/beside/PySocks1.7.1"


def test_git_is_on_the_path_of_a_client_that_may_run_it_and_of_no_other() -> None:
    assert made().files == {}
    assert made(replace(WORLD, git="/usr/bin/git")).files == {"/cells/1/bin/git": '#!/bin/sh\nexec /usr/bin/git "$@"\n'}


def test_a_client_may_look_for_a_newer_one_where_the_scenario_is_about_that() -> None:
    checking = made(action=Action.SELF_CHECK)
    assert {**checking.environment, "PIP_DISABLE_PIP_VERSION_CHECK": "1"} == made().environment
    assert "PIP_DISABLE_PIP_VERSION_CHECK" not in checking.environment


def test_a_netrc_has_an_ipv6_address_without_its_brackets() -> None:
    url = "https://[::1]:1/simple/"
    assert (
        made(replace(WORLD, index_url=url), login=Login.IN_NETRC)
        .files["/cells/1/home/.netrc"]
        .startswith("machine ::1 login")
    )


def test_what_starts_a_zipped_client_finds_it_in_its_zip_file() -> None:
    injected = Startup.TRUSTSTORE_INJECTED
    (text,) = made(startup=injected).files.values()
    assert text == injected.value.text
    (zipped,) = made(packaging=Packaging.ZIP, startup=injected).files.values()
    assert zipped == f"import sys\n\nsys.path.append({WORLD.tree!r})\n{text}sys.path.remove({WORLD.tree!r})\n"
