"""Find the parts of a cell that a script does not support yet, so that none is written that would show something else.

One rule: a condition is unsupported unless it is listed here.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import MISSING, fields
from enum import Enum
from typing import Any

from harness.model.cell import Cell
from harness.model.conditions import (
    Action,
    Beside,
    Certificate,
    ClientCertificate,
    ConfigPlace,
    Host,
    Index,
    Login,
    OriginFault,
    ProxyFault,
    ProxyLogin,
    Root,
    StorePlace,
    StoreState,
    Tls,
)
from harness.model.conditions.faults import Fault
from harness.model.scenario import Scenario
from harness.model.topology import NodeKind
from harness.repro.adapters import find_unknown_option, is_variant, is_vendored

#: The fields that are not about the world, and those that the script takes over whole, with the client's invocation.
_ALWAYS = frozenset(
    {
        *("claim", "because", "expect", "by_design", "exposes", "explained_by", "topology", "trust"),
        *("proxy_set_by", "proxy_spelled", "dead_proxy_set_by", "options", "variables", "settings", "files"),
        *("startup", "cache", "origin_at", "proxy_at", "elsewhere_at"),
    }
)
_STATES = frozenset(
    {
        *(StoreState.PEM, StoreState.MISSING, StoreState.EMPTY, StoreState.DER, StoreState.BYTE_ORDER_MARK),
        *(StoreState.CRLF, StoreState.LATIN_1, StoreState.TRUSTED_FORM, StoreState.BY_HOME),
    }
)
_SYSTEM_STATES = _STATES - {StoreState.BY_HOME}
_CERTIFICATES = frozenset(
    {
        *(Certificate.GOOD, Certificate.EXPIRED, Certificate.NOT_YET_VALID, Certificate.WRONG_NAME),
        *(Certificate.ADDRESSES_ONLY, Certificate.WILDCARD, Certificate.WILDCARD_ABOVE, Certificate.BY_STRANGER),
        *(Certificate.BY_INTERMEDIATE, Certificate.INTERMEDIATE_MISSING),
    }
)
_DEMANDS = frozenset(ClientCertificate) - {ClientCertificate.DEMANDED_AND_LOCKED}


def _is_status(fault: Fault) -> bool:
    """Return whether a fault is an answer with a status for which no client waits long."""
    return bool(fault.status) and "Retry-After" not in dict(fault.headers)


#: By field, the values that a script supports besides the usual one.
_SUPPORTED: Mapping[str, frozenset[Enum]] = {
    "host": frozenset(Host),
    "store_place": frozenset(StorePlace),
    "system_state": _SYSTEM_STATES,
    "openssl_state": _STATES,
    "bundle_state": _STATES,
    "roots": frozenset({Root.TWICE}),
    "proxy_certificate": _CERTIFICATES,
    "origin_certificate": _CERTIFICATES,
    "client_certificate": _DEMANDS,
    "proxy_client_certificate": _DEMANDS,
    "settings_in": frozenset(place for place in ConfigPlace if not place.value.in_environment and not place.value.over),
    "beside": frozenset(Beside),
    "action": frozenset(Action) - {Action.GIT, Action.SELF_CHECK},
    "index": frozenset({Index.BASIC_AUTH, Index.FILES_ON_SECOND_HOST, Index.REDIRECTED}),
    "login": frozenset(Login),
    "proxy_login": frozenset(ProxyLogin),
    "proxy_fault": frozenset(each for each in ProxyFault if _is_status(each.value)),
    "origin_fault": frozenset(each for each in OriginFault if _is_status(each.value)),
    "proxy_tls": frozenset(tls for tls in Tls if not tls.value.ending),
    "origin_tls": frozenset(tls for tls in Tls if not tls.value.ending),
}
#: Placeholders whose values only a raised world of the lab knows.
_UNFILLED = ("{fingerprint}", "{wrong_fingerprint}", "{wheel_hash}", "{other_index_url}")


def list_unsupported(cell: Cell) -> list[str]:
    """Return in words the parts of a cell that a script does not support; empty if it supports all of them."""
    return list(
        dict.fromkeys([*_find_conditions(cell.scenario), *_find_combinations(cell.scenario), *_find_client(cell)])
    )


def _find_conditions(scenario: Scenario) -> Iterator[str]:
    for field in fields(scenario):
        value = getattr(scenario, field.name)
        usual = field.default if field.default is not MISSING else None
        if field.name in _ALWAYS or value == usual or value in _SUPPORTED.get(field.name, ()):
            continue
        yield f"{field.name.replace('_', ' ')}: {_describe(value)}"


def _describe(value: Any) -> str:
    return str(getattr(value.value, "words", value.value) if isinstance(value, Enum) else value)


def _find_combinations(scenario: Scenario) -> Iterator[str]:
    """Yield the combinations that a script does not support although it supports each part."""
    if scenario.trust.git_ssl_cainfo is not None:
        yield "a bundle for git"
    if scenario.trust.ssl_cert_dir is not None and scenario.openssl_state is not StoreState.PEM:
        yield f"SSL_CERT_DIR: {scenario.openssl_state.value.words}"
    if scenario.topology.speaks_socks and scenario.proxy_fault is not ProxyFault.NONE:
        yield f"a SOCKS proxy with a fault: {scenario.proxy_fault.value.words}"
    for hop in scenario.topology.proxies:
        if hop.node is NodeKind.SOCKS_PROXY and scenario.proxy_login is not ProxyLogin.NOT_ASKED:
            yield f"a SOCKS proxy with a login: {scenario.proxy_login.value.words}"
    for address in scenario.addresses:
        if address.port:
            yield f"a port of its own: {address}"
    for place in scenario.config_places:
        if place.value.over or place.value.in_environment:
            yield f"a configuration file: {place.value.words}"
    if len(scenario.topology.proxies) > 2:
        yield f"{len(scenario.topology.proxies)} proxies in a row"
    for said in scenario.literals:
        yield from (f"{word} in {said.text}" for word in _UNFILLED if word in said.text)


def _find_client(cell: Cell) -> Iterator[str]:
    client = cell.client
    if is_variant(client):
        if client.adapter or (is_vendored(client) and "+" in client.label):
            yield f"an adapter or a pip of one's own: {client.short}"
        if unknown := find_unknown_option(cell):
            yield f"an option that is pip's: {unknown}"
    elif client.kind != "pip":
        yield f"a client of the kind {client.kind}"
    elif client.source != "release":
        yield f"a pip that is no release: {client.source} (give its folder to the script of a release)"
    if cell.runs_zipped:
        yield "a client in one zip file"
    if tuple(map(int, client.interpreter.minor.split("."))) < (3, 8):
        yield f"Python {client.interpreter.minor}, which trustme no longer supports"
