"""The passwords of a world, how a client may write them, and the digests that stand for them in a transcript.

One rule: a digest is that of the request header in which the password would cross the wire, so that a password in a
client's output and one that a node received can be compared.
"""

from __future__ import annotations

import base64
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from urllib.parse import quote

from harness.model.expectation import Credential
from harness.model.transcript import CLIENT, Event, EventKind, digest_secret


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
    def reference(self) -> str:
        """The text that stands for it in a transcript: the header and a digest of its value."""
        return f"{self.credential.value} {digest_secret(f'Basic {self._encoded}')}"

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


def list_secrets() -> Mapping[str, str]:
    """Return the texts that no client may print, by names that :func:`make_printed_events` understands."""
    return {f"{each.reference} {number}": form for each in PASSWORDS for number, form in enumerate(each.forms)}


def make_printed_events(names: Iterable[str]) -> Iterator[Event]:
    """Yield an event for each of these secrets, by their names, that a client has printed."""
    for reference in dict.fromkeys(name.rpartition(" ")[0] for name in names):
        yield Event(CLIENT, 1, EventKind.PRINTED, reference)


def mask_passwords(text: str) -> str:
    """Return a text with every password in it made unreadable."""
    for form in (form for each in PASSWORDS for form in each.forms):
        text = text.replace(form, "****")
    return text
