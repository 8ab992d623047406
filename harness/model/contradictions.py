"""Find what a scenario says of something that is not there, so that it would run and mean nothing.

One rule: each is one sentence that says what to write instead, or what is missing.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

from harness.model.conditions import LOCALHOST, Certificate, Channel, ClientCertificate, ProxyLogin, Spelling, Tls
from harness.model.conditions.actions import Kept
from harness.model.conditions.addresses import USUAL_PORTS
from harness.model.conditions.faults import READ_MOMENTS, SOCKS_MOMENTS, Ending, Moment
from harness.model.conditions.settings import find_named_files
from harness.model.conditions.stores import StoreState
from harness.model.expectation import Accepts, Rejects
from harness.model.trust import OPENSSL_STORES
from harness.model.value_types import find_mistyped
from harness.model.words import Leg

if TYPE_CHECKING:
    from harness.model.scenario import Scenario

_OF_A_PROXY = {
    "proxy_at": LOCALHOST,
    "proxy_set_by": Channel.ENVIRONMENT,
    "proxy_spelled": Spelling.URL,
    "proxy_login": ProxyLogin.NOT_ASKED,
}
_OF_A_LEG = {
    Leg.PROXY: {
        "proxy_certificate": Certificate.GOOD,
        "proxy_tls": Tls.USUAL,
        "proxy_client_certificate": ClientCertificate.NOT_ASKED,
    },
    Leg.ORIGIN: {
        "origin_certificate": Certificate.GOOD,
        "origin_tls": Tls.USUAL,
        "client_certificate": ClientCertificate.NOT_ASKED,
    },
}
_PLACEHOLDER = re.compile(r"\{(\w+?)(?:_host|_port)?\}")


def find_contradictions(scenario: Scenario) -> Iterator[str]:
    """Yield a sentence for each thing that a scenario says and that cannot be so."""
    if wrong := list(find_mistyped(scenario)):
        yield from wrong
        return
    yield from _contradict_proxy(scenario)
    if scenario.origin_fault.value.is_met_by_files and scenario.action.value.keeps is Kept.NOTHING:
        words = scenario.origin_fault.value.words
        yield f"origin_fault: who is to {scenario.action.value.words} asks for one page, and meets none that is {words}"
    if scenario.origin_fault.value.when is Moment.CONNECTED and scenario.topology.is_intercepted:
        words = scenario.origin_fault.value.words
        yield f"origin_fault: on {scenario.topology.name} no client is connected to an origin that is {words}"
    yield from _contradict_port(scenario)
    yield from _contradict_reset(scenario)
    yield from _contradict_demand(scenario)
    yield from _contradict_legs(scenario)
    yield from _contradict_stores(scenario)
    yield from _contradict_placeholders(scenario)


def _contradict_reset(scenario: Scenario) -> Iterator[str]:
    """Yield a sentence for a reset that a proxy may meet before it has said that the connection is its own."""
    fault = scenario.origin_fault.value
    if fault.when is Moment.CONNECTED and fault.ends is Ending.RESET and scenario.topology.proxies:
        yield f"origin_fault: who came to an origin that is {fault.words} is not known behind a proxy: let it close"


def _contradict_proxy(scenario: Scenario) -> Iterator[str]:
    topology, fault = scenario.topology, scenario.proxy_fault.value
    if not topology.proxies:
        said = [name for name, usual in _OF_A_PROXY.items() if getattr(scenario, name) != usual]
        for name in (*said, *(["proxy_fault"] if fault.commits else [])):
            yield f"{name}: {topology.name} has no proxy"
    elif topology.speaks_socks and (fault.status or fault.when not in SOCKS_MOMENTS):
        yield f"proxy_fault: a SOCKS proxy cannot be {fault.words!r}, since it knows nothing of requests"
    elif fault.when is Moment.MIDDLE and len(topology.proxies) > 1:
        yield f"proxy_fault: the first of two proxies passes bytes on to the next, and cannot be {fault.words!r}"
    elif fault.reply and not topology.speaks_socks:
        yield f"proxy_fault: {topology.name} has no SOCKS proxy that {fault.words}"
    elif fault.ends and fault.when in READ_MOMENTS and topology.origin.scheme == "https":
        yield f"proxy_fault: a proxy that passes a tunnel on cannot be {fault.words!r}, since it reads nothing in it"
    speaks = scenario.beside.value.speaks_socks
    if topology.speaks_socks and not speaks and isinstance(scenario.expect, Accepts | Rejects):
        yield f"beside: no client speaks SOCKS by itself on {topology.name}: it needs beside=Beside.PYSOCKS"


def _contradict_port(scenario: Scenario) -> Iterator[str]:
    usual = USUAL_PORTS.get(scenario.topology.path[0].scheme)
    if (
        scenario.topology.proxies
        and scenario.proxy_spelled is Spelling.WITHOUT_PORT
        and scenario.proxy_at.port != usual
    ):
        yield "proxy_spelled: without a port a proxy is at the usual one of its scheme, and this one is not"


def _contradict_demand(scenario: Scenario) -> Iterator[str]:
    demand, index = scenario.demand.value, scenario.index.value
    if demand.asks and index.asks and demand.of != "all":
        yield f"demand: an index that {index.words} asks for it everywhere, and cannot have {demand.words}"
    if demand.asks and not demand.is_met_by(scenario.action):
        yield f"demand: who is to {scenario.action.value.words} meets none that is {demand.words}"


def _contradict_legs(scenario: Scenario) -> Iterator[str]:
    for leg, usual in _OF_A_LEG.items():
        if leg not in scenario.topology.legs:
            for name in (each for each, value in usual.items() if getattr(scenario, each) != value):
                yield f"{name}: {scenario.topology.name} has no TLS on the {leg.value} leg"
            continue
        at = scenario.proxy_at if leg is Leg.PROXY else scenario.origin_at
        form = scenario.get_certificate(leg).value
        try:
            at.fill_names((*form.names, *form.names_as_text, form.common_name))
        except ValueError as error:
            yield f"{leg.value}_certificate: {error}"


def _contradict_stores(scenario: Scenario) -> Iterator[str]:
    trust, system, openssl = scenario.trust, scenario.system_state, scenario.openssl_state
    if scenario.bundle_state is not StoreState.PEM and trust.named_bundle is None:
        yield f"bundle_state: no bundle is named that could be {scenario.bundle_state.value.words}"
    if openssl is not StoreState.PEM and all(getattr(trust, name) is None for name in OPENSSL_STORES):
        yield f"openssl_state: neither of {' and '.join(OPENSSL_STORES)} is used that could be {openssl.value.words}"
    if system.value.folder or system.value.told_by_home:
        yield f"system_state: a system store is a file at a place of its own, and cannot be {system.value.words}"


def _contradict_placeholders(scenario: Scenario) -> Iterator[str]:
    asked = (scenario.client_certificate, scenario.proxy_client_certificate)
    missing = {
        "elsewhere": "" if scenario.index.value.has_second_host else "the index has no second host",
        "other_index_url": "" if scenario.index.value.further else "there is no further index",
        "proxy": "" if scenario.topology.proxies else f"{scenario.topology.name} has no proxy",
        "proxy_url": "" if scenario.topology.proxies else f"{scenario.topology.name} has no proxy",
        "certificate": "" if any(each.value.asked for each in asked) else "no node asks for a client's certificate",
        "fingerprint": "" if Leg.ORIGIN in scenario.topology.legs else "the origin has no certificate",
    }
    if not scenario.proxy_login.value.asked:
        missing |= dict.fromkeys(
            ("proxy_login", "proxy_user", "proxy_password"), "no proxy demands a user and password"
        )
    if scenario.action.names_files_alone and not any(find_named_files(each.text) for each in scenario.options):
        yield "action: no option names the requirements file: Option('--requirement {requirements.txt}')"
    named = [file.name for file in scenario.files]
    for literal in scenario.literals:
        for name in sorted(find_named_files(literal.text) - set(named)):
            there = f"there are {', '.join(named)}" if named else "it has none"
            yield f"{literal.text!r}: {name} is none of the scenario's files: {there}"
        for why in (missing.get(word) for word in _PLACEHOLDER.findall(literal.text)):
            if why:
                yield f"{literal.text!r}: {why}"
