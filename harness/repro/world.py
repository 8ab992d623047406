"""The parts of a script that are about its world: the nodes, their certificates, and the trust stores."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from harness.model.conditions import Address, Certificate, Host, StoreState
from harness.model.conditions.faults import Fault
from harness.model.scenario import Scenario
from harness.model.words import Leg
from harness.repro.certificates import (
    BYSTANDER,
    hides_intermediate,
    name_held,
    name_signer,
    write_context_lines,
    write_leaf,
    write_store,
    write_validity,
)
from harness.repro.expressions import quote_text, write_mapping, write_texts
from harness.repro.ingredients import StoreFile, list_store_files, map_hosts, map_names

#: The files in which truststore looks, in the order in which a script prefers them.
_STORE_PLACES = ("/etc/ssl/certs/ca-certificates.crt", "/etc/ssl/ca-bundle.pem", "/etc/pki/tls/cert.pem")


def describe_nodes(scenario: Scenario) -> dict[str, Any]:
    """Return the parts of a script that are about its nodes."""
    topology, index = scenario.topology, scenario.index.value
    proxied = bool(topology.proxies)
    proxy_leg = proxied and topology.path[0].leg is Leg.PROXY
    origin_leg = Leg.ORIGIN in topology.legs
    second = index.has_second_host
    asked = scenario.proxy_login.value.asked
    return {
        "proxied": proxied,
        "socks": topology.speaks_socks,
        "forwarded": proxied and topology.origin.leg is None and not topology.speaks_socks,
        "scheme": topology.origin.scheme,
        "origin_signer": quote_text(name_signer(scenario, Leg.ORIGIN)) if origin_leg else "",
        "origin_remark": "  # by the intercepting proxy, in the origin's place" if topology.is_intercepted else "",
        "proxy_signer": quote_text(name_signer(scenario, Leg.PROXY)) if proxy_leg else "",
        "origin_ip": quote_text(scenario.origin_at.ip),
        "proxy_ip": quote_text(scenario.proxy_at.ip),
        "second": second,
        "second_ip": quote_text(scenario.second_at.ip) if second else "",
        "second_host": f"{scenario.second_at.host}:{{elsewhere.port}}" if second else "",
        "ipv6": any(":" in each.ip for each in scenario.addresses),
        "hosts": write_mapping(map_hosts(scenario), short=90),
        "index_login": quote_text(scenario.login.value.asked.login) if index.asks else "",
        "proxy_login": quote_text(asked.login) if asked else "",
        "moved": index.moved,
        "origin_fault": _describe_fault(scenario.origin_fault.value, "origin"),
        "proxy_fault": _describe_fault(scenario.proxy_fault.value, "proxy"),
        "certificates": [*_describe_certificates(scenario, proxied=proxy_leg)],
    }


def _describe_fault(fault: Fault, node: str) -> dict[str, str]:
    """Return when a node answers with which status; empty if it has no fault."""
    if not fault.status:
        return {}
    paths = {"all": "", "pages": 'self.path.startswith("/simple/")', "files": 'self.path.startswith("/files/")'}
    once = f'not any(node == "{node}" and what.startswith("{fault.status} ") for node, what in SEEN)'
    headers = ["".join(f", ({quote_text(name)}, {quote_text(value)})" for name, value in fault.headers)]
    return {
        "words": fault.words,
        "condition": " and ".join(filter(None, (paths[fault.of], once * (fault.times == 1)))) or "True",
        "answer": f"{fault.status}{', b' + chr(34) * 2 if fault.headers else ''}{''.join(headers)}",
    }


def _describe_certificates(scenario: Scenario, *, proxied: bool) -> Iterator[dict[str, Any]]:
    if Leg.ORIGIN in scenario.topology.legs:
        certificate = scenario.origin_certificate
        lines = [*write_context_lines(scenario.origin_tls, scenario.client_certificate)]
        yield _describe_certificate("origin", "ORIGIN_IS_SIGNED_BY", certificate, scenario.origin_at, lines)
        if scenario.index.value.has_second_host:
            yield _describe_certificate("elsewhere", "ORIGIN_IS_SIGNED_BY", certificate, scenario.second_at, lines)
    if proxied:
        lines = [*write_context_lines(scenario.proxy_tls, scenario.proxy_client_certificate)]
        certificate, at = scenario.proxy_certificate, scenario.proxy_at
        yield _describe_certificate("proxy", "PROXY_IS_SIGNED_BY", certificate, at, lines)


def _describe_certificate(
    name: str, signer: str, certificate: Certificate, at: Address, lines: list[str]
) -> dict[str, Any]:
    odd = certificate is not Certificate.GOOD
    return {
        "name": name,
        "remark": f"This certificate is odd: {certificate.value.words}." if odd else "",
        "validity": write_validity(certificate),
        "leaf": write_leaf(certificate, at, signer),
        "alone": hides_intermediate(certificate),
        "lines": lines,
    }


def describe_stores(scenario: Scenario) -> dict[str, Any]:
    """Return the parts of a script that are about its trust stores, and what is mounted for them."""
    trust, distro = scenario.trust, scenario.host is Host.DISTRO
    own = scenario.store_place is not None or not scenario.system_state.value.has_certificates
    system = name_held(trust.system, scenario.roots) or ([BYSTANDER] if distro or own else [])
    names = map_names(scenario)
    places = (scenario.store_place.value,) if scenario.store_place else _STORE_PLACES
    stores = list_store_files(scenario)
    configured = bool(scenario.config_places)
    return {
        "system": write_texts(system) if system else "",
        "system_content": write_store("SYSTEM_STORE", scenario.system_state)
        if scenario.system_state.value.is_there
        else "",
        # What is no plain PEM is odd on purpose, and OpenSSL may not read it.
        "checked": bool(system) and scenario.system_state is StoreState.PEM,
        "defaults_remark": "OpenSSL's own defaults too" if distro else "OpenSSL's own defaults are empty",
        "defaults_mounted": "in OpenSSL's defaults too" if distro else "OpenSSL's defaults are empty",
        "distro": distro,
        "store_places": write_texts(places).replace("[", "(").replace("]", "," * (len(places) == 1) + ")"),
        "shipped": write_texts(name_held(trust.shipped, scenario.roots)) if trust.shipped else "",
        "stores": [_list_store_parts(each) for each in stores],
        "hashed": any(each.hashed for each in stores),
        "configured": configured,
        "names": "".join(f", {quote_text(f'{ip} {name}')}" for name, ip in names.items()),
        "mounts": ", ".join(
            ["*hide_stores(folder)"] * bool(system)
            + ["name_hosts(folder)"] * bool(names)
            + ["*hide_configuration()"] * configured
        ),
    }


def _list_store_parts(store: StoreFile) -> dict[str, Any]:
    return {
        "constant": store.constant,
        "names_written": write_texts(store.names),
        "path": store.path,
        "path_written": quote_text(store.path),
        "content": store.content,
        "is_odd": ".replace" in store.content,
        "hashed": store.hashed,
    }


def list_authorities(scenario: Scenario, parts: dict[str, Any]) -> str:
    """Return the expression of the names of every authority that signs or is in a store."""
    used = {each.value for each in scenario.trust.vouched}
    used |= {name_signer(scenario, leg) for leg in scenario.topology.legs}
    if BYSTANDER in parts["system"]:
        used.add(BYSTANDER)
    if '"corporate"' in str(parts["certificates"]) or parts["client_certificate"]:
        used.add("corporate")
    names = ", ".join(map(quote_text, sorted(used)))
    return f"({names}{',' * (len(used) == 1)})"
