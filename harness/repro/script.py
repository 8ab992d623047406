"""Write the script of a cell: a template, filled with the parts that the cell needs and no others."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from harness.model.cell import Cell
from harness.model.conditions import Action, Address, Certificate, Host
from harness.model.errors import UsageError
from harness.model.record import Record
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
from harness.repro.expressions import quote_text, write_list, write_mapping, write_text
from harness.repro.head import list_requirements, write_head
from harness.repro.ingredients import invoke_client, list_store_files, map_hosts, map_names
from harness.repro.recorded import word_recorded
from harness.repro.unsaid import list_unsaid

if TYPE_CHECKING:
    import jinja2

_TEMPLATE = Path(__file__).with_name("script.py.j2")
#: The files in which truststore looks, in the order in which a script prefers them.
_STORE_PLACES = ("/etc/ssl/certs/ca-certificates.crt", "/etc/ssl/ca-bundle.pem", "/etc/pki/tls/cert.pem")


def write_script(cell: Cell, record: Record) -> str:
    """Return the script that shows a cell, and says whether its outcome is the recorded one.

    Raises ``UsageError`` that names what a script cannot say.
    """
    if unsaid := list_unsaid(cell):
        raise UsageError(f"no script can say this yet: {'; '.join(unsaid)}. Use {record.replay}")
    outcome = word_recorded(record)
    parts = {
        **_describe_client(cell),
        **_describe_nodes(cell.scenario),
        **_describe_stores(cell.scenario),
        "in_the_lab": quote_text(outcome),
    }
    parts["authorities"] = _list_authorities(cell.scenario, parts)
    parts["enclosed"] = bool(parts["mounts"])
    parts["head"] = write_head(cell, record, outcome, enclosed=parts["enclosed"])
    body = _load_template().render(parts, modules=[])
    return _load_template().render(parts, modules=_list_modules(body))


@cache
def _load_template() -> jinja2.Template:
    import jinja2  # noqa: PLC0415 - no other command of the room needs it

    return jinja2.Environment(
        autoescape=False,  # noqa: S701 - it is Python that is written, each value by its repr
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
        undefined=jinja2.StrictUndefined,
        block_start_string="<%",
        block_end_string="%>",
        variable_start_string="<<",
        variable_end_string=">>",
    ).from_string(_TEMPLATE.read_text(encoding="utf-8"))


def _list_modules(body: str) -> list[str]:
    """Return the import lines of the modules of the standard library that a script uses, in order."""
    names = (
        *("base64", "contextlib", "datetime", "http.client", "http.server", "importlib.metadata", "io", "ipaddress"),
        *("os", "pathlib", "select", "shlex", "shutil", "signal", "socket", "socketserver", "ssl", "subprocess", "sys"),
        *("tempfile", "threading", "urllib.parse", "zipfile"),
    )
    called = {"datetime": "dt"}
    return [
        f"import {name}{f' as {called[name]}' if name in called else ''}"
        for name in names
        if re.search(rf"(?<![\w.]){called.get(name, name)}\.", body)
    ]


def _describe_client(cell: Cell) -> dict[str, Any]:
    scenario, invocation = cell.scenario, invoke_client(cell)
    _, *words = invocation.argv
    kept = scenario.action.value.folder_option
    demands = (scenario.client_certificate.value, scenario.proxy_client_certificate.value)
    written = ""
    if any(each.shown for each in demands):
        keyless = any(each.keyless for each in demands)
        pems = "client.cert_chain_pems[0]" if keyless else "client.private_key_and_cert_chain_pem"
        written = f'{pems}.write_to_path(str(folder / "client.pem"))'
    return {
        "minor": cell.client.interpreter.minor,
        "dependencies": write_list(list_requirements(cell)),
        "pip_requirement": f"pip {cell.client.version}",
        "pip_version": quote_text(cell.client.version),
        "command": write_list([_EXECUTABLE, *words], indent=8).replace(quote_text(_EXECUTABLE), "sys.executable"),
        "environment": write_mapping(invocation.environment, indent=8),
        "files": [(write_text(path), [*map(write_text, text.splitlines())]) for path, text in invocation.files.items()],
        "kept": 'any((folder / "out").iterdir())' if kept else "True",
        "delivered": _write_delivered(scenario),
        "client_certificate": written,
    }


_EXECUTABLE = "the Python of the script"


def _write_delivered(scenario: Scenario) -> str:
    """Return the expression that is true if the client was sent what it asked for."""
    if scenario.action is Action.INDEX_VERSIONS:
        return '("origin", "200 GET /simple/demo/") in SEEN'
    node = "elsewhere" if scenario.index.value.second_host else "origin"
    return f'("{node}", f"200 GET {{WHEEL}}") in SEEN'


def _describe_nodes(scenario: Scenario) -> dict[str, Any]:
    topology, index = scenario.topology, scenario.index.value
    proxied = bool(topology.proxies)
    proxy_leg = proxied and topology.path[0].leg is Leg.PROXY
    origin_leg = Leg.ORIGIN in topology.legs
    second = index.has_second_host
    asked = scenario.proxy_login.value.asked
    return {
        "proxied": proxied,
        "socks": topology.speaks_socks,
        "forwarded": proxied and topology.origin.leg is None,
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
        "certificates": [*_describe_certificates(scenario, proxied=proxy_leg)],
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


def _describe_stores(scenario: Scenario) -> dict[str, Any]:
    trust, distro = scenario.trust, scenario.host is Host.DISTRO
    own = scenario.store_place is not None or not scenario.system_state.value.has_certificates
    system = name_held(trust.system, scenario.roots) or ([BYSTANDER] if distro or own else [])
    names = map_names(scenario)
    places = (scenario.store_place.value,) if scenario.store_place else _STORE_PLACES
    stores = list_store_files(scenario)
    return {
        "system": write_list(system) if system else "",
        "system_content": write_store("SYSTEM_STORE", scenario.system_state)
        if scenario.system_state.value.is_there
        else "",
        "defaults_remark": "OpenSSL's own defaults too" if distro else "OpenSSL's own defaults are empty",
        "defaults_mounted": "in OpenSSL's defaults too" if distro else "OpenSSL's defaults are empty",
        "distro": distro,
        "store_places": write_list(places).replace("[", "(").replace("]", "," * (len(places) == 1) + ")"),
        "shipped": write_list(name_held(trust.shipped, scenario.roots)) if trust.shipped else "",
        "stores": [
            {
                "constant": each.constant,
                "names_written": write_list(each.names),
                "path": each.path,
                "path_written": quote_text(each.path),
                "content": each.content,
                "hashed": each.hashed,
            }
            for each in stores
        ],
        "hashed": any(each.hashed for each in stores),
        "names": "".join(f", {quote_text(f'{ip} {name}')}" for name, ip in names.items()),
        "mounts": ", ".join(["*hide_stores(folder)"] * bool(system) + ["name_hosts(folder)"] * bool(names)),
    }


def _list_authorities(scenario: Scenario, parts: dict[str, Any]) -> str:
    """Return the expression of the names of every authority that signs or is in a store."""
    used = {each.value for each in scenario.trust.vouched}
    used |= {name_signer(scenario, leg) for leg in scenario.topology.legs}
    if BYSTANDER in parts["system"]:
        used.add(BYSTANDER)
    if '"corporate"' in str(parts["certificates"]) or parts["client_certificate"]:
        used.add("corporate")
    names = ", ".join(map(quote_text, sorted(used)))
    return f"({names}{',' * (len(used) == 1)})"
