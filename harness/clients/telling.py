"""The options by which a scenario is put to a client that has pip's: index, proxies, bundle and certificate."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from harness.model.conditions import Channel

if TYPE_CHECKING:
    from harness.clients.equipment import Equipment
    from harness.model.cell import Cell
    from harness.model.scenario import Scenario

#: Nothing listens here: a port of the system's, which the kernel gives to no node of ours.
DEAD_PROXY = "http://localhost:1"


def name_proxies(scenario: Scenario, equipment: Equipment) -> dict[Channel, str]:
    """Return the addresses of proxies that a client is given, by the channels that name them."""
    urls = {} if scenario.dead_proxy_set_by is None else {scenario.dead_proxy_set_by: DEAD_PROXY}
    spell = scenario.proxy_spelled.spell_url
    return urls | ({scenario.proxy_set_by: spell(equipment.proxy_url)} if equipment.proxy_url else {})


def make_options(cell: Cell, equipment: Equipment) -> Iterator[str]:
    """Yield the options for a cell, in pip's words."""
    scenario = cell.scenario
    if not any(each.names_index for each in scenario.literals):
        yield from ("--index-url", equipment.index_url)
    if "cert_flag" in equipment.stores:
        yield from ("--cert", equipment.stores["cert_flag"])
    for channel, url in name_proxies(scenario, equipment).items():
        if channel.value.option:
            yield from (channel.value.option, url)
    for option in scenario.options:
        yield from map(equipment.fill_placeholders, option.words)
    shown = scenario.client_certificate.value.shown or scenario.proxy_client_certificate.value.shown
    # A scenario that names the certificate literally names it in these words alone.
    if shown and not cell.client.adapter and not any("{certificate}" in each.text for each in scenario.literals):
        yield from ("--client-cert", equipment.client_certificate)
