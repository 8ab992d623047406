"""A cell and its world → the command that is run: pip, or the small client of an adapter variant.

One rule: pure; the same scenario is put to both in the same terms.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from harness.conditions import Action, Cache, Channel, ClientCertificate

if TYPE_CHECKING:
    from harness.cell import Cell
    from harness.invocation import World

_ACTIONS = {
    Action.DOWNLOAD: ("download", "--no-deps", "--dest", "{out}", "demo"),
    Action.INSTALL: ("install", "--no-deps", "--target", "{out}", "demo"),
    Action.DOWNLOAD_URL: ("download", "--no-deps", "--dest", "{out}", "{artefact_url}"),
    Action.BUILD: ("wheel", "--no-deps", "--wheel-dir", "{out}", "built"),
}
_SHOWN = (ClientCertificate.ASKED_AND_SHOWN, ClientCertificate.DEMANDED_AND_SHOWN)


def command(cell: Cell, world: World) -> tuple[str, ...]:
    """The words of the command."""
    words = _pip(cell, world) if cell.client.is_pip else _variant(cell, world)
    return (cell.client.interpreter.executable, *words, *_options(cell, world))


def _pip(cell: Cell, world: World) -> Iterator[str]:
    yield from ("-m", "pip")
    for word in _ACTIONS[cell.scenario.action]:
        yield word.format(out=f"{world.folder}/out", artefact_url=world.artefact_url)


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
    if cell.scenario.proxy_set_by is Channel.FLAG and world.proxy_url:
        yield from ("--proxy", world.proxy_url)
    if cell.client.adapter:
        return
    if cell.scenario.client_certificate in _SHOWN or cell.scenario.proxy_client_certificate in _SHOWN:
        yield from ("--client-cert", world.client_certificate)
