"""The secrets of a world: whose each is, how a client may write it, and the digests that tell it in a transcript.

One rule: every secret has words of its own, which occur nowhere else, so that a digest says whose secret it is.
"""

from __future__ import annotations

import base64
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from urllib.parse import quote

from harness.model.expectation import Credential
from harness.model.transcript import CLIENT, Event, EventKind, digest_secret

#: The owner of what is for every proxy on the way, and of what is for no node of a world.
PROXIES, NOBODY_HERE = "proxies", ""
#: The encodings in which clients send a user and password: https://datatracker.ietf.org/doc/html/rfc7617#section-2.1
_ENCODINGS = ("utf-8", "latin-1")
#: What ends or divides the part of a URL with a user and password, and the fewest letters by which a part is known.
_DELIMITERS, _KNOWN_BY = re.compile(r"[@:/#?\[\]]"), 6
_BREAKING = re.compile(r"[/#?\[\]]")


@dataclass(frozen=True)
class Secret:
    """A proof of who a client is: ``user`` and ``word``, the header that carries them, and what they open, in a word.

    ``owner`` is the name of the node that it is for, or one of ``PROXIES`` and ``NOBODY_HERE``.
    """

    user: str
    word: str
    credential: Credential
    opens: str
    owner: str = "origin"

    @property
    def name(self) -> str:
        """The name of the secret: ``login of the index``."""
        return f"login of the {self.opens}"

    @property
    def values(self) -> tuple[str, ...]:
        """The values of a header that carries it."""
        raise NotImplementedError

    @property
    def forms(self) -> tuple[str, ...]:
        """Every way of writing it that gives it away."""
        raise NotImplementedError

    @property
    def references(self) -> tuple[str, ...]:
        """The texts that stand for it in a transcript: the header and a digest of its value."""
        return tuple(f"{self.credential.value} {digest}" for digest in self.digests)

    @property
    def digests(self) -> tuple[str, ...]:
        """The digests of the values of a header that carries it."""
        return tuple(map(digest_secret, self.values))


@dataclass(frozen=True)
class Password(Secret):
    """A user and password in a header (RFC 7617). If ``raw`` a client is given them in a URL as they are.

    ``typed`` is how they stand there if not as either says; an empty word makes the user the secret, as of a token.
    """

    raw: bool = False
    typed: str = ""

    @property
    def login(self) -> str:
        """User and password as a node demands them, joined by a colon."""
        return f"{self.user}:{self.word}"

    @property
    def written(self) -> str:
        """User and password as a client is given them in a URL (RFC 3986, 3.2.1), or as they are."""
        if self.typed:
            return self.typed
        return self.login if self.raw else f"{quote(self.user, safe='')}:{quote(self.word, safe='')}"

    @property
    def breaks_urls(self) -> bool:
        """True if a URL with it is none, or another one: what is raw in it begins another part (RFC 3986, 3)."""
        return _BREAKING.search(self.written) is not None

    @property
    def values(self) -> tuple[str, ...]:
        """The values of a header that carries it: in each encoding, and with the URL's own spelling of it."""
        return tuple(f"Basic {encoded}" for encoded in self._encoded)

    @property
    def _encoded(self) -> tuple[str, ...]:
        told = dict.fromkeys((self.login, self.written, quote(self.login, safe=":")))
        return tuple(
            dict.fromkeys(
                base64.b64encode(text.encode(encoding)).decode()
                for text in told
                for encoding in _ENCODINGS
                if _can_be_written(text, encoding)
            )
        )

    @property
    def forms(self) -> tuple[str, ...]:
        """Every way of writing it that gives it away; the longest first, so that none is masked in part."""
        word = self.word or self.user
        written = {word, quote(word, safe=""), quote(word), word.replace("%", "%%"), ascii(word)[1:-1]}
        # A client that takes a URL apart at such a character may print a part.
        parts = {part for part in _DELIMITERS.split(word) if len(part) >= _KNOWN_BY}
        # An empty word gives nothing away.
        return tuple(sorted((written | parts | set(self._encoded)) - {""}, key=lambda form: (-len(form), form)))


@dataclass(frozen=True)
class Cookie(Secret):
    """A cookie that a node sets; ``user`` is its name."""

    @property
    def name(self) -> str:
        """The name of the secret."""
        return f"cookie of the {self.opens}"

    @property
    def values(self) -> tuple[str, ...]:
        """The value of the header that carries it."""
        return (f"{self.user}={self.word}",)

    @property
    def forms(self) -> tuple[str, ...]:
        """It as it is."""
        return (self.word,)


def _can_be_written(text: str, encoding: str) -> bool:
    try:
        text.encode(encoding)
    except UnicodeEncodeError:
        return False
    return True


#: What opens the index, and what opens the proxies. No word occurs anywhere else.
OF_INDEX = Password("user", "opens-the-index", Credential.AUTHORIZATION, "index")
OF_PROXY = Password("proxy-user", "opens-the-proxy", Credential.PROXY_AUTHORIZATION, "proxy", PROXIES)
#: What a redirect names for the place that it leads to, and what netrc has for a host that is not here.
OF_REDIRECT = Password("other-user", "opens-elsewhere", Credential.AUTHORIZATION, "redirect", "elsewhere")
OF_THIRD_HOST = Password("third-user", "opens-a-third-host", Credential.AUTHORIZATION, "third host", NOBODY_HERE)
#: What opens a second index on the host of the first.
OF_OTHER_INDEX = Password("second-user", "opens-the-second-index", Credential.AUTHORIZATION, "second index")
#: What opens a further index on a host of its own.
OF_FURTHER_HOST = Password(
    "further-user", "opens-the-further-host", Credential.AUTHORIZATION, "index on a further host", "further"
)
#: What opens nothing: the index and the proxies know neither.
WRONG_FOR_INDEX = Password("wrong-user", "opens-no-index", Credential.AUTHORIZATION, "absent index")
WRONG_FOR_PROXY = Password("wrong-user", "opens-no-proxy", Credential.PROXY_AUTHORIZATION, "absent proxy", PROXIES)
#: The cookie of an index that redirects.
OF_SESSION = Cookie("session", "keeps-the-session", Credential.COOKIE, "index")
SECRETS: tuple[Secret, ...] = (
    OF_INDEX,
    OF_PROXY,
    OF_REDIRECT,
    OF_THIRD_HOST,
    OF_OTHER_INDEX,
    OF_FURTHER_HOST,
    OF_SESSION,
)


def split_login(url: str) -> tuple[str, str]:
    """Return a URL of a node without its login, and the login with its ``@``, empty for none; odd ones too.

    No path of the lab has an ``@``: the last is the login's.
    """
    scheme, separator, rest = url.partition("://")
    login, at, place = rest.rpartition("@")
    return f"{scheme}{separator}{place}", login + at


def list_secrets(secrets: Iterable[Secret]) -> Mapping[str, str]:
    """Return the texts that no client may print, by names that :func:`make_printed_events` understands."""
    return {f"{each.references[0]} {number}": form for each in secrets for number, form in enumerate(each.forms)}


def make_printed_events(names: Iterable[str]) -> Iterator[Event]:
    """Yield an event for each of these secrets, by their names, that a client has printed."""
    for reference in dict.fromkeys(name.rpartition(" ")[0] for name in names):
        yield Event(CLIENT, 1, EventKind.PRINTED, reference)


def mask_passwords(text: str, secrets: Iterable[Secret]) -> str:
    """Return a text with every one of these secrets in it made unreadable."""
    for form in (form for each in secrets for form in each.forms):
        text = text.replace(form, "****")
    return text
