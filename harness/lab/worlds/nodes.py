"""A raised node as somebody else's test sees it: where it is, and what it saw.

Whatever is asked of what it saw waits until the client's connections have ended.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import TYPE_CHECKING

from harness.lab.nodes.index import FakeIndex
from harness.lab.nodes.listener import Listener
from harness.lab.raiser import await_all_events
from harness.lab.worlds.packages import build_package
from harness.model.errors import UsageError
from harness.model.passwords import PASSWORDS
from harness.model.transcript import Event, EventKind, Transcript, format_transcript
from harness.model.trust import Authority

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment


class Node:
    """A node that listens on loopback until its world ends.

    ``authority`` signs what it shows, None if it speaks no TLS; ``login`` is the user and password that it asks for,
    as a URL has them, empty if it asks for none.
    """

    def __init__(
        self,
        listener: Listener,
        transcript: Transcript,
        scheme: str,
        authority: Authority | None,
        is_up: Callable[[], bool],
        login: str = "",
    ) -> None:
        self._listener, self._all, self._is_up = listener, transcript, is_up
        self._scheme, self.authority, self.login = scheme, authority, login

    def __repr__(self) -> str:
        return f"<{self.name} at {self._listener.address}>"

    @property
    def name(self) -> str:
        """Its name in transcripts."""
        return self._listener.name

    @property
    def port(self) -> int:
        """The port that it listens on, on 127.0.0.1, which ``localhost`` names."""
        return self._listener.port

    @property
    def url(self) -> str:
        """Its address, with the user and password that it asks for."""
        return f"{self._scheme}://{self.login}{'@' if self.login else ''}{self._listener.address}"

    @property
    def refused(self) -> list[str]:
        """A word per handshake that a client did not finish: its alert (``unknown_ca``), or ``hung_up``."""
        return self._details(EventKind.REFUSED)

    @property
    def answered(self) -> list[str]:
        """The responses in order, as ``200 GET /simple/demo/``."""
        return self._details(EventKind.RESPONSE)

    @property
    def credentials(self) -> list[str]:
        """What clients proved themselves with, in order: ``Authorization of the index``, ``client certificate``."""
        shown = (each for each in self._seen() if each.kind in (EventKind.CREDENTIAL, EventKind.CLIENT_CERTIFICATE))
        return list(dict.fromkeys(map(_describe_credential, shown)))

    @property
    def transcript(self) -> list[str]:
        """All that it saw, one line an event, connection by connection."""
        return list(format_transcript(self._seen()))

    def _details(self, kind: EventKind) -> list[str]:
        return [event.detail for event in self._seen() if event.kind is kind]

    def _seen(self) -> list[Event]:
        """Everything that it saw. Raises ``UsageError`` if it is down, ``LabBroken`` if a client is still connected."""
        if not self._is_up():
            raise UsageError(f"the {self.name} is down: it ended with the world, or the test, that it was raised for")
        return [event for event in await_all_events([self._listener], self._all) if event.node == self.name]


class ProxyNode(Node):
    """A proxy."""

    @property
    def tunnelled(self) -> list[str]:
        """The targets of CONNECT in order: the name of a node of this world, or else host and port."""
        return self._details(EventKind.CONNECT)


class FakePyPI(Node):
    """A package index with the files beside its pages. It has ``demo``, and what is added."""

    def __init__(
        self,
        listener: Listener,
        transcript: Transcript,
        scheme: str,
        authority: Authority | None,
        is_up: Callable[[], bool],
        pages: Pages,
        login: str = "",
    ) -> None:
        super().__init__(listener, transcript, scheme, authority, is_up, login)
        self._pages = pages

    @property
    def index_url(self) -> str:
        """The address for ``--index-url``."""
        return f"{self.url}/simple/"

    @property
    def file_url(self) -> str:
        """The address of a wheel without dependencies: that of ``demo``."""
        return self.url + self._pages.wheel_path("demo")

    @property
    def delivered(self) -> bool:
        """Whether a client has fetched that wheel in whole."""
        return self.has_delivered("demo")

    def has_delivered(self, project: str) -> bool:
        """Return whether a client has fetched the wheel of a project, or its sdist if it has no wheel."""
        return any(each in self.answered for each in self._pages.responses(project))

    def add(
        self,
        project: str,
        version: str = "1.0",
        *,
        requires: Iterable[str] = (),
        wheel: bool = True,
        sdist: bool = False,
        build_requires: Iterable[str] = ("flit_core",),
        build_backend: str = "flit_core.buildapi",
    ) -> None:
        """Add a package of one empty module, as a wheel, an sdist or both.

        ``requires`` are its dependencies; an sdist names its build backend and what that requires. Raises
        ``UsageError`` for a package of neither.
        """
        if not (wheel or sdist):
            raise UsageError(f"{project} {version} is to be neither a wheel nor an sdist: there is nothing to add")
        self._pages.add(build_package(project, version, requires, wheel, sdist, (tuple(build_requires), build_backend)))

    def answer_with(self, status: int) -> None:
        """Answer every request from now on with an empty response of this status, such as 503."""
        self._pages.status = status


class Pages:
    """What an index serves, which can be added to while it listens."""

    def __init__(self, files: Mapping[str, bytes], make: Callable[[FakeIndex], WSGIApplication]) -> None:
        self._files, self._make = dict(files), make
        self.status: int | None = None
        self._renew()

    def add(self, files: Mapping[str, bytes]) -> None:
        """Serve these files too, by name."""
        self._files.update(files)
        self._renew()

    def wheel_path(self, project: str) -> str:
        """Return the path of a project's wheel, or of its sdist if it has no wheel."""
        return self._index.find_artefact(project)

    def responses(self, project: str) -> list[str]:
        """Return how a node tells of having answered with that file, wherever it was moved to."""
        path = self.wheel_path(project)
        return [f"200 GET {path}", *(f"200 GET {moved}{path}" for moved in ("/moved",))]

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        """Answer a request."""
        if self.status is not None:
            start_response(f"{self.status} As asked", [("Content-Length", "0")])
            return [b""]
        return self._application(environ, start_response)

    def _renew(self) -> None:
        self._index = FakeIndex(self._files)
        self._application = self._make(self._index)


def _describe_credential(event: Event) -> str:
    """Return the header's name and whose secret it carries, where that is one of the world's."""
    if event.kind is EventKind.CLIENT_CERTIFICATE:
        return "client certificate"
    known = {each.reference: f"{each.credential.value} of the {each.opens}" for each in PASSWORDS}
    return known.get(event.detail, f"{event.detail.rpartition(' ')[0]} of somebody else")
