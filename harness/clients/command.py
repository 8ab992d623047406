"""A cell and its world → the command that is run: pip, or the small client of an adapter variant.

One rule: pure; the same scenario is put to both in the same terms.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from harness.model.conditions import Channel

if TYPE_CHECKING:
    from harness.clients.invocation import World
    from harness.model.cell import Cell
    from harness.model.scenario import Scenario

#: Nobody listens here: a port of the system's, which the kernel gives to no node of ours.
DEAD_PROXY = "http://localhost:1"


def proxies(scenario: Scenario, world: World) -> dict[Channel, str]:
    """The addresses of proxies that a client is told, by the channels that name them."""
    told = {} if scenario.dead_proxy_set_by is None else {scenario.dead_proxy_set_by: DEAD_PROXY}
    return told | ({scenario.proxy_set_by: scenario.proxy_spelled.spell(world.proxy_url)} if world.proxy_url else {})


def command(cell: Cell, world: World) -> tuple[str, ...]:
    """Return the words of the command."""
    words = _pip(cell, world) if cell.client.is_pip else _variant(cell, world)
    return (cell.client.interpreter.executable, *words, *_options(cell, world))


def _pip(cell: Cell, world: World) -> Iterator[str]:
    request = cell.scenario.action.value
    yield from ("-m", "pip", request.verb, "--no-deps", request.folder_option, f"{world.folder}/out")
    yield world.fill(request.what)


def _variant(cell: Cell, world: World) -> Iterator[str]:
    yield world.variant_client
    yield from map(world.fill, cell.client.adapter or ("--variant", cell.client.name))
    if cell.client.source == "vendored":
        yield "--vendored"
    if cell.scenario.cache.value.on:
        yield "--cache"
    yield from ("--dest", f"{world.folder}/out")
    yield world.fill(cell.scenario.action.value.what)


def _options(cell: Cell, world: World) -> Iterator[str]:
    """What both spell alike."""
    scenario = cell.scenario
    yield from ("--index-url", world.index_url)
    if "cert_flag" in world.stores:
        yield from ("--cert", world.stores["cert_flag"])
    for channel, url in proxies(scenario, world).items():
        if channel.value.option:
            yield from (channel.value.option, url)
    for option in scenario.options:
        yield from map(world.fill, option.words)
    shown = scenario.client_certificate.value.shown or scenario.proxy_client_certificate.value.shown
    # Whoever names the certificate in words of its own is told of it by these alone.
    if shown and not cell.client.adapter and not any("{certificate}" in each.text for each in scenario.told):
        yield from ("--client-cert", world.client_certificate)
