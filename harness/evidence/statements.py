"""What a witness can say: one frozen value for each kind of event that a witness reports.

One rule: here are the names and types of both sides; neither knows more of the other.
"""

from __future__ import annotations

import msgspec

from harness.model.foreign import read_json

#: What a keyword was given: its value, a context's number, or the name of its type.
Keywords = dict[str, str | int | bool]


class Statement(msgspec.Struct, frozen=True, kw_only=True, tag_field="event", tag=str.lower):
    """Something that a process of the client did. The numbers of things are the process's own, never used twice."""

    process: int


class Process(Statement, frozen=True, kw_only=True):
    """A process told of itself, before anything else."""

    parent: int
    python: str


class Context(Statement, frozen=True, kw_only=True):
    """A context was made; ``holds`` is the one of ssl's that does a truststore context's work."""

    number: int
    kind: str
    holds: int | None
    callers: tuple[str, ...]


class Loaded(Statement, frozen=True, kw_only=True):
    """Authorities were loaded into a context, whose count was ``before`` and ``after``.

    ``how`` is ``defaults`` for OpenSSL's, ``data`` for authorities in memory, and empty for ``paths`` that were named.
    A folder's authorities are loaded only as they are needed, and not counted.
    """

    context: int
    how: str
    paths: dict[str, str]
    before: int
    after: int
    callers: tuple[str, ...]


class Session(Statement, frozen=True, kw_only=True):
    """A ``PipSession`` was made; ``context`` is the one it was given, ``adapters`` those it has mounted, by prefix."""

    name: str
    context: int | None
    adapters: dict[str, int]


class Adapter(Statement, frozen=True, kw_only=True):
    """An adapter was made; ``context`` is one that it has as an attribute, ``manager`` its ``PoolManager``."""

    number: int
    name: str
    module: str
    context: int | None
    manager: int


class Manager(Statement, frozen=True, kw_only=True):
    """A manager was made; ``keywords`` are those for its pools, ``proxy_context`` is for the leg to its proxy."""

    number: int
    name: str
    keywords: Keywords
    proxy: str | None
    proxy_context: int | None

    @property
    def context(self) -> int | None:
        """The context that its pools start from."""
        context = self.keywords.get("ssl_context")
        return context if isinstance(context, int) else None


class Proxy(Statement, frozen=True, kw_only=True):
    """An adapter was asked for a proxy's manager; ``keywords`` are what it handed on to it."""

    adapter: int
    proxy: str | None
    keywords: Keywords
    manager: int


class Pool(Statement, frozen=True, kw_only=True):
    """A manager opened a pool; ``keywords`` are what its key holds."""

    manager: int
    server: str
    keywords: Keywords


class Handshake(Statement, frozen=True, kw_only=True):
    """A handshake ended; ``error`` is empty if it was done.

    ``peer`` and ``local`` are the two ends of its socket (host and port); ``inside`` another TLS session they are that
    one's. ``verify_code`` is OpenSSL's for why a certificate was refused, 0 for none. ``minimum`` is the least version
    of TLS that the context allows, by ssl's name for it.
    """

    peer: str | None
    local: str | None = None
    inside: bool
    server: str | None
    context: int
    verify_mode: str
    check_hostname: bool
    authorities: int
    minimum: str = ""
    verify_code: int = 0
    error: str


class Check(Statement, frozen=True, kw_only=True):
    """A check after a handshake failed: ``match_hostname`` or ``assert_fingerprint``; ``local`` as of a handshake."""

    what: str
    local: str | None
    inside: bool
    error: str


class Trouble(Statement, frozen=True, kw_only=True):
    """The witness itself failed."""

    doing: str
    error: str


_ANY = Process | Context | Loaded | Session | Adapter | Manager | Proxy | Pool | Handshake | Check | Trouble


def read_statement(line: bytes) -> Statement:
    """Return the statement in a line of JSON, each string of it harmless. Raises ``msgspec.DecodeError``."""
    statement: Statement = msgspec.convert(read_json(line), type=_ANY)
    return statement
