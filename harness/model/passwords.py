"""The passwords of a world, how a client may write them, and the digests by which they are told of.

One rule: a digest is that of the request header in which the password would cross the wire, so that one in a client's
output and one that a node was shown can be held side by side.
"""

from __future__ import annotations

import base64
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from urllib.parse import quote

from harness.model.expectation import Credential
from harness.model.transcript import CLIENT, Event, Kind, digest


@dataclass(frozen=True)
class Password:
    """A user and password, the header that carries them (RFC 7617), and what they open, in a word."""

    user: str
    word: str
    credential: Credential
    opens: str

    @property
    def login(self) -> str:
        """User and password as a URL has them."""
        return f"{self.user}:{self.word}"

    @property
    def told(self) -> str:
        """How it is told of without being told: the header and a digest of its value."""
        return f"{self.credential.value} {digest(f'Basic {self._encoded}')}"

    @property
    def _encoded(self) -> str:
        return base64.b64encode(self.login.encode()).decode()

    @property
    def forms(self) -> tuple[str, ...]:
        """Every way of writing it that gives it away."""
        return tuple(dict.fromkeys((self.word, quote(self.word, safe=""), self._encoded)))


#: What opens the index, and what opens the proxies. Neither word occurs anywhere else.
OF_INDEX = Password("user", "opens-the-index", Credential.AUTHORIZATION, "index")
OF_PROXY = Password("proxy-user", "opens-the-proxy", Credential.PROXY_AUTHORIZATION, "proxy")
PASSWORDS = (OF_INDEX, OF_PROXY)


def secrets() -> Mapping[str, str]:
    """Return what no client may print, by names that :func:`printed` understands."""
    return {f"{each.told} {number}": form for each in PASSWORDS for number, form in enumerate(each.forms)}


def printed(names: Iterable[str]) -> Iterator[Event]:
    """Yield what a transcript says of the secrets of these names that a client has printed."""
    for told in dict.fromkeys(name.rpartition(" ")[0] for name in names):
        yield Event(CLIENT, 1, Kind.PRINTED, told)


def masked(text: str) -> str:
    """Return a text with every password in it made unreadable."""
    for form in (form for each in PASSWORDS for form in each.forms):
        text = text.replace(form, "****")
    return text
