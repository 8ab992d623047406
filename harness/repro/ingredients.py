"""Collect from a cell all that its script needs, as Python source.

One rule: the client's command, environment and files are those of the cell itself, made by the same code, with marks in
place of what only a raised world knows.
"""

from __future__ import annotations

from dataclasses import dataclass, fields

from harness.clients.equipment import Equipment
from harness.clients.invocation import Invocation, make_invocation
from harness.clients.registry import KINDS
from harness.model.cell import Cell
from harness.model.conditions import Address, StoreState
from harness.model.scenario import Scenario
from harness.model.trust import Trust
from harness.repro.certificates import name_held, write_store
from harness.repro.expressions import ELSEWHERE_PORT, FOLDER, ORIGIN_PORT, PROXY_PORT, TREE

#: The path of the one file that the index of a script has.
WHEEL_PATH = "/files/demo-1.0-py3-none-any.whl"


@dataclass(frozen=True, kw_only=True)
class StoreFile:
    """A store that the script writes as a file: the constant that lists its authorities, its path, the bytes in it.

    ``hashed`` is true for a folder in which OpenSSL looks for a file by the hash of a name.
    """

    constant: str
    names: list[str]
    path: str
    content: str
    hashed: bool = False


def invoke_client(cell: Cell) -> Invocation:
    """Return the invocation of a cell, with marks for what only the running script knows."""
    scenario = cell.scenario
    scheme, login = scenario.topology.origin.scheme, scenario.login.value
    given = login.before_host if scenario.index.value.asks or not login.only_if_asked else ""
    origin = f"{scheme}://{given}{'@' * bool(given)}{scenario.origin_at.format_netloc(scheme, ORIGIN_PORT)}"
    files = origin
    elsewhere = ""
    if scenario.index.value.has_second_host:
        elsewhere = scenario.second_at.format_netloc(scheme, ELSEWHERE_PORT)
        files = f"{scheme}://{given}{'@' * bool(given)}{elsewhere}"
    demands = (scenario.client_certificate.value, scenario.proxy_client_certificate.value)
    equipment = Equipment(
        folder=FOLDER,
        index_url=f"{origin}/simple/",
        artefact_url=f"{files}{WHEEL_PATH}",
        tree=TREE,
        proxy_url=_format_proxy_url(scenario),
        index_login=login.asked,
        proxy_login=scenario.proxy_login.value.asked,
        elsewhere=elsewhere,
        client_certificate=f"{FOLDER}/client.pem" if any(each.asked for each in demands) else "",
        stores={each.name: _name_path(scenario, each.name) for each in fields(Trust) if _is_named(scenario, each.name)},
        mounts=(),
        sdist=f"{FOLDER}/built-1.0.tar.gz",
    )
    return make_invocation(cell, equipment, KINDS[cell.client.kind].make_arguments(cell, equipment))


def _format_proxy_url(scenario: Scenario) -> str | None:
    if not scenario.topology.proxies:
        return None
    given, scheme = scenario.proxy_login.value.given, scenario.topology.path[0].scheme
    return f"{scheme}://{given.written + '@' if given else ''}{scenario.proxy_at.format_netloc(scheme, PROXY_PORT)}"


def _is_named(scenario: Scenario, store: str) -> bool:
    return store not in ("system", "shipped") and getattr(scenario.trust, store) is not None


def _name_path(scenario: Scenario, store: str) -> str:
    if scenario.get_state(store).value.told_by_home:
        return "~/ca.pem"
    return f"{FOLDER}/{store}" if store == "ssl_cert_dir" else f"{FOLDER}/{store}.pem"


def list_store_files(scenario: Scenario) -> list[StoreFile]:
    """Return the stores that are named to the client, each a file of the script's."""
    return [_describe_store(scenario, each.name) for each in fields(Trust) if _is_named(scenario, each.name)]


def _describe_store(scenario: Scenario, store: str) -> StoreFile:
    state: StoreState = scenario.get_state(store)
    constant = store.upper()
    path = _name_path(scenario, store).replace("~", f"{FOLDER}/home")
    return StoreFile(
        constant=constant,
        names=name_held(getattr(scenario.trust, store), scenario.roots),
        path=path.removeprefix(f"{FOLDER}/"),
        content=write_store(constant, state) if state.value.is_there else "",
        hashed=store == "ssl_cert_dir",
    )


def map_hosts(scenario: Scenario) -> dict[str, str]:
    """Return the IP address of each host that a proxy of the script can reach, by its name in lower case."""
    origins: list[Address] = [scenario.origin_at]
    if scenario.index.value.has_second_host:
        origins.append(scenario.second_at)
    called = [(name, each.ip) for each in origins for name in (each.name, *each.also)]
    # To a SOCKS proxy a client may give the number that it has looked up itself.
    called += [(each.ip, each.ip) for each in origins if scenario.topology.speaks_socks]
    return {name.lower().rstrip("."): ip for name, ip in called}


def map_names(scenario: Scenario) -> dict[str, str]:
    """Return the IP address of each name that the client's own table of hosts must have."""
    return {name: each.ip for each in scenario.addresses for name in each.lookups}
