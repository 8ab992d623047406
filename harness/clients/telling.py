"""What a scenario says to any client that has pip's options: its index, its proxies, its bundle and its certificate."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from harness.model.conditions import Channel

if TYPE_CHECKING:
    from harness.clients.world import World
    from harness.model.cell import Cell
    from harness.model.scenario import Scenario

#: Nobody listens here: a port of the system's, which the kernel gives to no node of ours.
DEAD_PROXY = "http://localhost:1"


def name_proxies(scenario: Scenario, world: World) -> dict[Channel, str]:
    """Return the addresses of proxies that a client is told, by the channels that name them."""
    told = {} if scenario.dead_proxy_set_by is None else {scenario.dead_proxy_set_by: DEAD_PROXY}
    spell = scenario.proxy_spelled.spell_url
    return told | ({scenario.proxy_set_by: spell(world.proxy_url)} if world.proxy_url else {})


def tell_options(cell: Cell, world: World) -> Iterator[str]:
    """Yield the options, in pip's words."""
    scenario = cell.scenario
    yield from ("--index-url", world.index_url)
    if "cert_flag" in world.stores:
        yield from ("--cert", world.stores["cert_flag"])
    for channel, url in name_proxies(scenario, world).items():
        if channel.value.option:
            yield from (channel.value.option, url)
    for option in scenario.options:
        yield from map(world.fill, option.words)
    shown = scenario.client_certificate.value.shown or scenario.proxy_client_certificate.value.shown
    # Whoever names the certificate in words of its own is told of it by these alone.
    if shown and not cell.client.adapter and not any("{certificate}" in each.text for each in scenario.literals):
        yield from ("--client-cert", world.client_certificate)
