"""Plan a cell, and say why one is skipped.

One rule: every skip is decided here, before anything starts, with one reason in words.
"""

from __future__ import annotations

from dataclasses import dataclass

from harness.model.capability import Capability
from harness.model.cell import Cell, Machine
from harness.model.conditions import ProxyLogin, StoreState
from harness.model.conditions.addresses import is_ip
from harness.model.scenario import Scenario


@dataclass(frozen=True, kw_only=True)
class Planned:
    """A cell, and the reason not to run it; empty if it will be run."""

    cell: Cell
    skip: str = ""


def plan_cell(cell: Cell, machine: Machine) -> Planned:
    """Return a cell with the first reason to skip it."""
    client = cell.client
    lacking = [
        f"{client.short} on Python {client.interpreter.minor} lacks: {need.value}" for need in _find_lacking(cell)
    ]
    return Planned(
        cell=cell, skip=_choose_first(client.unfit, *lacking, _find_taken(cell), find_obstacle(machine, cell.scenario))
    )


def plan_if_possible(cell: Cell, machine: Machine) -> Planned:
    """Return a cell with the first reason why it cannot run at all; what its client lacks is no such reason."""
    return Planned(
        cell=cell, skip=_choose_first(cell.client.unfit, _find_taken(cell), find_obstacle(machine, cell.scenario))
    )


def _find_lacking(cell: Cell) -> list[Capability]:
    """Return what the client lacks, except where the effect of lacking it is a known defect of the client."""
    known = (defect.lacks for defect in cell.scenario.exposes if defect.affects(cell.client))
    return sorted(cell.scenario.needs - cell.client.has.union(*known), key=lambda need: need.value)


def _find_taken(cell: Cell) -> str:
    """Return why the system store cannot lie where only truststore looks; empty if it can."""
    place, python = cell.scenario.store_place, cell.client.interpreter
    taken = place is not None and place.value == python.openssl_cafile
    return f"{python.openssl_cafile} is OpenSSL's own default on Python {python.minor}" if taken else ""


def _choose_first(*reasons: str) -> str:
    return next(filter(None, reasons), "")


def _find_nonsense(scenario: Scenario) -> str:
    """Return why conditions that can be said together have no meaning together; empty if they have one."""
    if scenario.topology.is_intercepted and is_ip(scenario.origin_at.name):
        return "an intercepting proxy has leaves for names, and this origin is called by a number"
    if scenario.proxy_login is ProxyLogin.WITH_BRACKET and ":" in scenario.proxy_at.name:
        return "a [ as it is, before an IPv6 address, leaves open where in the URL that begins (RFC 3986, 3.2.2)"
    return ""


def find_obstacle(machine: Machine, scenario: Scenario) -> str:
    """Return why a machine cannot run a scenario, whatever the client; empty if it can."""
    if nonsense := _find_nonsense(scenario):
        return nonsense
    states = (scenario.system_state, scenario.openssl_state, scenario.bundle_state)
    usual = scenario.system_state is StoreState.PEM and not scenario.host.value.are_the_system_store
    if machine.no_namespaces and (scenario.trust.system or not usual):
        return f"a system store needs a private mount namespace: {machine.no_namespaces}"
    if machine.no_namespaces and any(state.value.mode is not None for state in states):
        return f"a file that even root may not read needs a private user namespace: {machine.no_namespaces}"
    for folder, why in machine.no_store_in:
        if scenario.store_place and scenario.store_place.value.startswith(f"{folder}/"):
            return f"a system store in {folder} needs another /etc: {why}"
    if any(each.lookups for each in scenario.addresses) and machine.no_names:
        return f"names of hosts need another /etc/hosts: {machine.no_names}"
    if any(each.needs_network for each in scenario.addresses) and machine.no_network:
        return f"another address or a fixed port needs a network of its own: {machine.no_network}"
    if any(":" in each.ip for each in scenario.addresses) and machine.no_ipv6:
        return machine.no_ipv6
    if scenario.action.is_by_git and (machine.no_git or machine.no_namespaces):
        return machine.no_git or f"a git that reads nothing of this machine's needs namespaces: {machine.no_namespaces}"
    if scenario.action.is_by_git and scenario.trust.system and machine.no_git_store:
        return f"git has to read the system store: {machine.no_git_store}"
    if any(place.value.over for place in scenario.config_places) and machine.no_other_etc:
        return f"a global configuration file needs another /etc: {machine.no_other_etc}"
    if scenario.config_places and machine.no_namespaces and machine.global_configuration:
        return f"a configuration file of the lab's own: {machine.global_configuration}"
    return ""
