"""A cell and its world → the command that is run: pip, or the small client of an adapter variant.

One rule: pure; the same scenario is put to both in the same terms.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from harness.model.conditions import Action, Cache, Channel, ClientCertificate, Option, Spelling, Variable

if TYPE_CHECKING:
    from harness.clients.invocation import World
    from harness.model.cell import Cell
    from harness.model.scenario import Scenario

_ACTIONS = {
    Action.DOWNLOAD: ("download", "--no-deps", "--dest", "{out}", "demo"),
    Action.INSTALL: ("install", "--no-deps", "--target", "{out}", "demo"),
    Action.DOWNLOAD_URL: ("download", "--no-deps", "--dest", "{out}", "{artefact_url}"),
    Action.BUILD: ("wheel", "--no-deps", "--wheel-dir", "{out}", "built"),
    Action.BUILD_LOCAL: ("wheel", "--no-deps", "--wheel-dir", "{out}", "{sdist}"),
}
_SHOWN = (ClientCertificate.ASKED_AND_SHOWN, ClientCertificate.DEMANDED_AND_SHOWN)
_SPELT = {
    Option.TRUSTED_HOST: ("--trusted-host", "localhost"),
    Option.TRUSTED_HOST_AND_PORT: ("--trusted-host", "{origin}"),
    Option.USE_TRUSTSTORE: ("--use-feature=truststore",),
    Option.LEGACY_CERTS: ("--use-deprecated=legacy-certs",),
    Option.EMPTY_PROXY: ("--proxy", ""),
    Option.NO_PROXY_ENV: ("--no-proxy-env",),
    Option.INPROCESS_BUILDS: ("--use-feature=inprocess-build-deps",),
    Option.KEYRING: ("--keyring-provider=subprocess",),
}
#: Nobody listens here: a port of the system's, which the kernel gives to no node of ours.
DEAD_PROXY = "http://localhost:1"


def proxies(scenario: Scenario, world: World) -> dict[Channel, str]:
    """The addresses of proxies that a client is told, by the channels that name them."""
    told = {} if scenario.dead_proxy_set_by is None else {scenario.dead_proxy_set_by: DEAD_PROXY}
    return told | ({scenario.proxy_set_by: _spelled(scenario, world.proxy_url)} if world.proxy_url else {})


def _spelled(scenario: Scenario, url: str) -> str:
    place = url.partition("://")[2]
    return {
        Spelling.URL: url,
        Spelling.NAME_AND_PORT: place,
        Spelling.ADDRESS_AND_PORT: place.replace("localhost", "127.0.0.1"),
        Spelling.HTTPS_URL: f"https://{place}",
    }[scenario.proxy_spelled]


def command(cell: Cell, world: World) -> tuple[str, ...]:
    """The words of the command."""
    words = _pip(cell, world) if cell.client.is_pip else _variant(cell, world)
    return (cell.client.interpreter.executable, *words, *_options(cell, world))


def _pip(cell: Cell, world: World) -> Iterator[str]:
    yield from ("-m", "pip")
    for word in _ACTIONS[cell.scenario.action]:
        yield word.format(out=f"{world.folder}/out", artefact_url=world.artefact_url, sdist=world.sdist)


def _variant(cell: Cell, world: World) -> Iterator[str]:
    yield world.variant_client
    yield from map(world.filled, cell.client.adapter or ("--variant", cell.client.name))
    if cell.client.source == "vendored":
        yield "--vendored"
    if cell.scenario.cache is Cache.ON:
        yield "--cache"
    yield from ("--dest", f"{world.folder}/out")
    yield world.artefact_url if cell.scenario.action is Action.DOWNLOAD_URL else "demo"


def _options(cell: Cell, world: World) -> Iterator[str]:
    """What both spell alike."""
    yield from ("--index-url", world.index_url)
    if "cert_flag" in world.stores:
        yield from ("--cert", world.stores["cert_flag"])
    if proxy := proxies(cell.scenario, world).get(Channel.FLAG):
        yield from ("--proxy", proxy)
    for option in sorted(cell.scenario.options, key=lambda each: each.value):
        yield from (word.format(origin=world.origin) for word in _SPELT[option])
    if cell.client.adapter or Variable.CLIENT_CERTIFICATE in cell.scenario.variables:
        return
    if cell.scenario.client_certificate in _SHOWN or cell.scenario.proxy_client_certificate in _SHOWN:
        yield from ("--client-cert", world.client_certificate)
