"""The statements that a witness can make: one frozen value per event that it reports.

The witness runs in the client's Python and cannot import this module; the names and types here are the format that
both keep to.
"""

from __future__ import annotations

import msgspec

from harness.model.foreign import read_json

#: What a keyword was given: its value, a context's number, or the name of its type.
Keywords = dict[str, str | int | bool]


class Statement(msgspec.Struct, frozen=True, kw_only=True, tag_field="event", tag=str.lower):
    """Something that a process of the client did. Numbers of things are per process and never used twice."""

    process: int


class Process(Statement, frozen=True, kw_only=True):
    """A process introduced itself; the first statement of each."""

    parent: int
    python: str


class Context(Statement, frozen=True, kw_only=True):
    """A context was made; ``holds`` is the number of the ``ssl.SSLContext`` inside a truststore context."""

    number: int
    kind: str
    holds: int | None
    callers: tuple[str, ...]


class Loaded(Statement, frozen=True, kw_only=True):
    """Authorities were loaded into a context, which held ``before`` of them and then ``after``.

    ``how`` is ``defaults`` for OpenSSL's, ``data`` for authorities in memory, and empty where ``paths`` were named. A
    folder's authorities are loaded only as they are needed, and not counted.
    """

    context: int
    how: str
    paths: dict[str, str]
    before: int
    after: int
    callers: tuple[str, ...]


class PipSession(Statement, frozen=True, kw_only=True, tag="session"):
    """A ``PipSession`` was made with ``context``, or none; ``adapters`` are those it has mounted, by URL prefix."""

    name: str
    context: int | None
    adapters: dict[str, int]


class Adapter(Statement, frozen=True, kw_only=True):
    """An adapter was made; ``context`` is the one that it has as an attribute, ``manager`` its ``PoolManager``."""

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
        """The number of the context that its pools start from."""
        context = self.keywords.get("ssl_context")
        return context if isinstance(context, int) else None


class ProxyLookup(Statement, frozen=True, kw_only=True, tag="proxy"):
    """An adapter was asked for the manager of a proxy; ``keywords`` are what it passed on to make one."""

    adapter: int
    proxy: str | None
    keywords: Keywords
    manager: int


class Pool(Statement, frozen=True, kw_only=True):
    """A manager opened a pool; ``keywords`` are what its key holds, ``holds`` the context of its connections.

    ``number`` is the pool's own, None where it could not be opened.
    """

    manager: int
    server: str
    keywords: Keywords
    number: int | None = None
    holds: int | None = None


class Connection(Statement, frozen=True, kw_only=True):
    """A connection over TLS began; ``context`` and ``proxy_context`` are those that it held then.

    ``pool`` made it, None if none did; ``tunnels`` says that it asks its proxy for a tunnel first.
    """

    number: int
    pool: int | None
    tunnels: bool
    context: int | None
    proxy_context: int | None


class Handshake(Statement, frozen=True, kw_only=True):
    """A handshake ended; ``error`` is empty if it succeeded.

    ``peer`` and ``local`` are the two ends of its socket (host and port); with ``inside`` the session runs inside
    another TLS session, whose ends they are. ``verify_code`` is OpenSSL's code for why a certificate was refused, 0 for
    none. ``minimum`` is the lowest version of TLS that the context allows, by ssl's name for it. ``connection`` is the
    number of urllib3's connection, None where the witness saw none.
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
    connection: int | None = None
    error: str


class Check(Statement, frozen=True, kw_only=True):
    """A check after a handshake failed: ``match_hostname`` or ``assert_fingerprint``; ``local`` as in a handshake."""

    what: str
    local: str | None
    inside: bool
    error: str


class Trouble(Statement, frozen=True, kw_only=True):
    """The witness itself failed."""

    doing: str
    error: str


#: Every statement there is.
ANY = (
    Process
    | Context
    | Loaded
    | PipSession
    | Adapter
    | Manager
    | ProxyLookup
    | Pool
    | Connection
    | Handshake
    | Check
    | Trouble
)


def read_statement(line: bytes) -> Statement:
    """Return the statement in a line of JSON, without control characters. Raises ``msgspec.DecodeError``."""
    statement: Statement = msgspec.convert(read_json(line), type=ANY)
    return statement
