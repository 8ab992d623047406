"""The nodes that sessions meet, all up at once: two origins, three proxies, and a bell.

One rule: every node asks for a client's certificate and takes whatever it is given, so that the transcript says what a
client shows to whom. The bell is rung before each step, so that it also says which step a connection was opened for.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING
from urllib.parse import quote, unquote

from werkzeug.utils import redirect
from werkzeug.wrappers import Request, Response

from harness.lab.certificates import NAMES
from harness.lab.lab import settled
from harness.lab.nodes.listener import Listener
from harness.lab.nodes.origin import Origin
from harness.lab.nodes.proxies import Proxy
from harness.lab.nodes.tls import server_context
from harness.lab.workshop import Workshop
from harness.model.conditions import Certificate, ClientCertificate
from harness.model.transcript import Event, Transcript
from harness.model.trust import CORPORATE, PUBLIC
from harness.sessions.words import CONNECT_PROXY, INTERCEPTING_PROXY, ORIGINS, SIGNER, TLS_PROXY, Place

if TYPE_CHECKING:
    import ssl
    from pathlib import Path

#: The node that is rung.
BELL = "bell"
#: What stands in a path before the URL that it redirects to.
ONWARDS = "/onwards/"


@Request.application
def _answer(request: Request) -> Response:
    """Whatever is asked for is there, and a path that names another is sent there."""
    before, found, target = request.path.partition(ONWARDS)
    return redirect(unquote(target), 302) if found and not before else Response(b"here\n")


@dataclass(frozen=True, kw_only=True)
class Street:
    """Running nodes by their places, and what they have seen so far."""

    nodes: dict[Place, Listener]
    bell: Listener
    transcript: Transcript

    def url(self, place: Place, path: str = "", login: str = "") -> str:
        """The address of a place; a plain proxy alone has no certificate."""
        scheme = "https" if place in (*ORIGINS, TLS_PROXY) else "http"
        return f"{scheme}://{login}{self.nodes[place].address}{path}"

    def path_onwards(self, url: str) -> str:
        """The path that redirects to a URL."""
        return ONWARDS + quote(url, safe="")

    def settled(self) -> tuple[Event, ...]:
        """Everything the nodes saw of a client that has ended. Raises ``LabBroken`` if a connection of it lives on."""
        return settled((*self.nodes.values(), self.bell), self.transcript)


@contextmanager
def raised(workshop: Workshop) -> Iterator[Street]:
    """The nodes, listening on loopback until the end of the block."""
    transcript = Transcript()
    with ExitStack() as down:

        def up(node: Listener) -> Listener:
            down.callback(node.close)
            return node

        def proxy(place: Place, **how: object) -> Listener:
            return up(Proxy(place.value, transcript, workshop.scratch, **how))  # type: ignore[arg-type]

        nodes = {place: up(Origin(place.value, transcript, _answer, _shown(place, workshop))) for place in ORIGINS}
        nodes[CONNECT_PROXY] = proxy(CONNECT_PROXY)
        nodes[TLS_PROXY] = proxy(TLS_PROXY, context=_shown(TLS_PROXY, workshop))
        nodes[INTERCEPTING_PROXY] = proxy(
            INTERCEPTING_PROXY,
            inner=_shown(INTERCEPTING_PROXY, workshop),
            certificates=_leaves(workshop),
            upstream_ca=workshop.stores.bundle({PUBLIC}),
        )
        yield Street(nodes=nodes, bell=up(Origin(BELL, transcript, _answer, None)), transcript=transcript)


def _shown(place: Place, workshop: Workshop) -> ssl.SSLContext:
    leaf = workshop.pki.leaf(SIGNER[place], Certificate.GOOD)
    return server_context(leaf, ClientCertificate.ASKED_AND_SHOWN, workshop.pki.pem(CORPORATE))


def _leaves(workshop: Workshop) -> Path:
    """The folder in which proxy.py looks for a host's leaf before it would run openssl to make one."""
    leaf = workshop.pki.leaf(SIGNER[INTERCEPTING_PROXY], Certificate.GOOD)
    folder = workshop.scratch / "leaves of the street"
    folder.mkdir(exist_ok=True)
    for name in NAMES:
        leaf.private_key_and_cert_chain_pem.write_to_path(str(folder / f"{name}.pem"))
    return folder
