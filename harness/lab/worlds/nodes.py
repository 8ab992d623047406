"""A raised node as somebody else's test sees it: where it is, and what it saw.

Whatever is asked of what it saw waits until the client's connections have ended.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from urllib.parse import quote

from harness.lab.nodes.faults import FaultPlan
from harness.lab.nodes.listener import Listener
from harness.lab.worlds.faults import Asked, read_fault
from harness.lab.worlds.packages import build_package
from harness.lab.worlds.pages import Pages
from harness.model.conditions import Index
from harness.model.conditions.addresses import bracket_host
from harness.model.errors import LabBroken, UsageError
from harness.model.expectation import Credential
from harness.model.passwords import SECRETS, Password, Secret
from harness.model.transcript import Event, EventKind, Transcript, format_transcript
from harness.model.trust import Authority

#: Seconds that a node waits for a client's connections to end before it is asked what it saw.
_PATIENCE = 10.0


@dataclass(frozen=True)
class Raised:
    """A listener, the transcript that it writes, and whether its world is still there."""

    listener: Listener
    transcript: Transcript
    is_up: Callable[[], bool]

    def check(self) -> None:
        """Raise ``UsageError`` if the node is down."""
        if not self.is_up():
            name = self.listener.name
            raise UsageError(f"the {name} is down: it ended with the world, or the test, that it was raised for")

    def read_events(self) -> list[Event]:
        """Return all that the node saw. Raises ``UsageError`` if it is down, ``LabBroken`` if a client stays on."""
        self.check()
        if not self.listener.has_settled(_PATIENCE):
            raise LabBroken(
                f"{self.listener.name} still has a connection after {_PATIENCE:.0f} s: close the client's session, "
                "client or pool before you ask what it saw"
            )
        return [event for event in self.transcript.events if event.node == self.listener.name]


class Node:
    """A node that listens on loopback until its world ends.

    ``authority`` signs what it shows, None if it speaks no TLS; ``login`` is the user and password that it asks for,
    joined by a colon, empty if it asks for none.
    """

    def __init__(
        self, raised: Raised, scheme: str, authority: Authority | None, faults: FaultPlan, login: str = ""
    ) -> None:
        self._raised, self._scheme, self._faults = raised, scheme, faults
        self.authority, self.login = authority, login

    def __repr__(self) -> str:
        return f"<{self.name} at {self._raised.listener.address}>"

    @property
    def name(self) -> str:
        """Its name in transcripts."""
        return self._raised.listener.name

    @property
    def port(self) -> int:
        """The port that it listens on."""
        return self._raised.listener.port

    @property
    def host(self) -> str:
        """The name or IP address by which URLs call it; an IPv6 address has no brackets here."""
        return self._raised.listener.at.name

    @property
    def url(self) -> str:
        """Its address, with the user and password that it asks for. Raises ``UsageError`` if it is down."""
        self._raised.check()
        login = f"{':'.join(quote(each, safe='') for each in self.login.split(':', 1))}@" if self.login else ""
        return f"{self._scheme}://{login}{self._raised.listener.address}"

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
        """The credentials that clients sent, in order: ``Authorization of the index``, ``client certificate``."""
        shown = (each for each in self._seen() if each.kind in (EventKind.CREDENTIAL, EventKind.CLIENT_CERTIFICATE))
        return list(dict.fromkeys(map(self._describe_credential, shown)))

    @property
    def transcript(self) -> list[str]:
        """All that it saw, one line an event, connection by connection."""
        return list(format_transcript(self._seen()))

    def answer_with(self, fault: Asked, *, times: int | None = None) -> None:
        """Answer requests from now on with a fault: so many of them, or as many as it says itself, which may be all.

        A status such as 503 is sent with an empty body; ``"half"`` is half the right body, ``"nothing"`` no answer,
        and both end the connection; any other is said in the words of scenarios. A second host commits it too. Raises
        ``UsageError`` for anything else.
        """
        self._raised.check()
        self._faults.set_fault(read_fault(fault, times))

    def _details(self, kind: EventKind) -> list[str]:
        return [event.detail for event in self._seen() if event.kind is kind]

    def _seen(self) -> list[Event]:
        return self._raised.read_events()

    def _describe_credential(self, event: Event) -> str:
        """The header's name and whose secret it carries, where that is one of the world's."""
        if event.kind is EventKind.CLIENT_CERTIFICATE:
            return "client certificate"
        header, _, digest = event.detail.rpartition(" ")
        known = [each for each in (*SECRETS, *self._find_own_secrets()) if digest in each.digests]
        return f"{header} of {f'the {known[0].opens}' if known else 'somebody else'}"

    def _find_own_secrets(self) -> tuple[Secret, ...]:
        """The user and password that it asks for, where they are not the world's."""
        if not self.login:
            return ()
        user, _, word = self.login.partition(":")
        return (Password(user, word, self._header, self._opens),)

    _header, _opens = Credential.AUTHORIZATION, "index"


class ProxyNode(Node):
    """A proxy. ``inner`` is the one behind it that answers tunnels, None if it does that itself or never."""

    def __init__(
        self,
        raised: Raised,
        scheme: str,
        authority: Authority | None,
        faults: FaultPlan,
        login: str = "",
        inner: ProxyNode | None = None,
    ) -> None:
        super().__init__(raised, scheme, authority, faults, login)
        self.inner = inner

    @property
    def tunnelled(self) -> list[str]:
        """The targets of CONNECT in order: the name of a node of this world, or else host and port."""
        return self._details(EventKind.CONNECT)

    @property
    def addressed_by(self) -> list[str]:
        """The kind of each target that a SOCKS proxy was given: ``name``, ``IPv4 address`` or ``IPv6 address``."""
        return self._details(EventKind.ADDRESSED)

    _header, _opens = Credential.PROXY_AUTHORIZATION, "proxy"


class FakePyPI(Node):
    """A package index. It has ``demo``, and what is added.

    ``elsewhere`` is the second host of one that has its files there, or sends clients there; None if it has none.
    """

    def __init__(
        self,
        raised: Raised,
        scheme: str,
        authority: Authority | None,
        faults: FaultPlan,
        pages: Pages,
        index: Index,
        elsewhere: Node | None,
        login: str = "",
    ) -> None:
        super().__init__(raised, scheme, authority, faults, login)
        self._pages, self._index, self.elsewhere = pages, index, elsewhere

    @property
    def index_url(self) -> str:
        """The address for ``--index-url``."""
        return f"{self.url}/simple/"

    @property
    def file_url(self) -> str:
        """The address of a wheel without dependencies: that of ``demo``, as the index's page has it."""
        second = self.elsewhere if self._index.value.second_host else None
        place = f"{self._scheme}://{bracket_host(second.host)}:{second.port}" if second else self.url
        return place + self._pages.find_path("demo")

    @property
    def delivered(self) -> bool:
        """Return whether a client has fetched that wheel in whole."""
        return self.has_delivered("demo")

    def has_delivered(self, project: str) -> bool:
        """Return whether a client has fetched the wheel of a project, or its sdist if it has no wheel.

        Raises ``UsageError`` for a project that the index does not have.
        """
        wanted = f"200 GET {self._pages.find_path(project, self._index)}"
        return any(wanted in node.answered for node in (self, self.elsewhere) if node)

    def add(
        self,
        project: str,
        version: str = "1.0",
        *,
        requires: Iterable[str] = (),
        wheel: bool = True,
        sdist: bool = False,
        build_requires: Iterable[str] = ("lab-backend",),
        build_backend: str = "lab_backend",
    ) -> None:
        """Add a package of one empty module, as a wheel, an sdist or both.

        ``requires`` are its dependencies; an sdist names its build backend and what that requires, which by itself is
        a small one that this index has. Raises ``UsageError`` for a package of neither, and for wrong words.
        """
        if not (wheel or sdist):
            raise UsageError(f"{project} {version} is to be neither a wheel nor an sdist: there is nothing to add")
        self._raised.check()
        self._pages.add(build_package(project, version, requires, wheel, sdist, (tuple(build_requires), build_backend)))
