"""The nodes that sessions meet, all up at once: two origins, three proxies, and a bell.

One rule: every node asks for a client's certificate and accepts any, so that the transcript says which node a client
shows it to. The bell is rung before each step, so that it also says which step a connection was opened for.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from urllib.parse import quote, unquote

from werkzeug.utils import redirect
from werkzeug.wrappers import Request, Response

from harness.lab.nodes.listener import Listener
from harness.lab.raiser import await_all_events, open_raiser
from harness.lab.workshop import Workshop
from harness.model.conditions import ClientCertificate
from harness.model.transcript import Event, Transcript
from harness.sessions.words import CONNECT_PROXY, INTERCEPTING_PROXY, ORIGINS, SIGNER, TLS_PROXY, Place

#: The node that is rung.
BELL = "bell"
#: The beginning of a path that redirects to the URL after it.
ONWARDS = "/onwards/"


@Request.application
def _answer_request(request: Request) -> Response:
    """Answer any request, and redirect a path that names a URL."""
    before, found, target = request.path.partition(ONWARDS)
    return redirect(unquote(target), 302) if found and not before else Response(b"here\n")


@dataclass(frozen=True, kw_only=True)
class Street:
    """Running nodes by their places, and what they have seen so far."""

    nodes: dict[Place, Listener]
    bell: Listener
    transcript: Transcript

    def make_url(self, place: Place, path: str = "", login: str = "") -> str:
        """Return the URL of a place; ``https`` for all but plain proxies."""
        scheme = "https" if place in (*ORIGINS, TLS_PROXY) else "http"
        return f"{scheme}://{login}{self.nodes[place].address}{path}"

    def make_onward_path(self, url: str) -> str:
        """Return the path that redirects to a URL."""
        return ONWARDS + quote(url, safe="")

    def await_events(self) -> tuple[Event, ...]:
        """Return all events of a client that has ended. Raises ``LabBroken`` if it is still connected."""
        return await_all_events((*self.nodes.values(), self.bell), self.transcript)


@contextmanager
def raise_street(workshop: Workshop) -> Iterator[Street]:
    """Yield the nodes, listening on loopback until the end of the block."""
    asked = ClientCertificate.ASKED_AND_SHOWN
    with open_raiser(workshop) as raising:
        nodes = {
            place: raising.raise_origin(place.value, _answer_request, raising.make_context(SIGNER[place], asked=asked))
            for place in ORIGINS
        }
        nodes[CONNECT_PROXY] = raising.raise_proxy(CONNECT_PROXY.value)
        nodes[TLS_PROXY] = raising.raise_proxy(
            TLS_PROXY.value, shown=raising.make_context(SIGNER[TLS_PROXY], asked=asked)
        )
        nodes[INTERCEPTING_PROXY] = raising.raise_intercepting_proxy(
            INTERCEPTING_PROXY.value, SIGNER[INTERCEPTING_PROXY], asked=asked
        )
        yield Street(nodes=nodes, bell=raising.raise_origin(BELL, _answer_request, None), transcript=raising.transcript)
