"""The faults that proxies and origins commit: error statuses, and exchanges that they do not complete.

Each fault carries what the node does and how a client that meets it ends. A node says on the wire what it committed;
see ``EventKind.ENDED`` in :mod:`harness.model.transcript`.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum
from typing import Literal

from harness.model.conditions.indexes import THIRD_HOST


class Ending(Enum):
    """The way in which a node ends an exchange that it does not carry through. The value is the word on the wire."""

    CLOSED = "closed"
    RESET = "reset"  #: without the end of a stream that closing sends: RFC 9293, section 3.5.2
    STALLED = "stalled"  #: it says nothing more, until the client leaves


class Moment(Enum):
    """The moment at which a node ends an exchange. The value is how a transcript says it."""

    CONNECTED = "before a word"  #: of a handshake, of SOCKS or of a request
    BEFORE = "before an answer"
    HEAD = "in the middle of a head"  #: of the answer to CONNECT too
    AFTER_200 = "after 200"  #: of a tunnel once the client has said something in it, else of what it had asked for
    HELLO = "after a hello"  #: of a client that wants to speak TLS; see :mod:`harness.model.conditions.sessions`
    MIDDLE = "in the middle of an answer"
    BAD_CHUNK = "in a chunk without a length"
    IDLE = "after a whole answer"
    REUSED = "before an answer, on a connection that had one"


#: The moments at which a SOCKS proxy, which knows nothing of requests, can end a connection.
SOCKS_MOMENTS = (Moment.CONNECTED, Moment.BEFORE, Moment.HEAD, Moment.AFTER_200)
#: Those that a proxy knows only where it reads what it passes on, and not in a tunnel.
READ_MOMENTS = (Moment.BAD_CHUNK, Moment.IDLE, Moment.REUSED)


@dataclass(frozen=True, kw_only=True)
class Fault:
    """One fault: a status with its headers, a reply of SOCKS by its word, or an ending at a moment.

    ``of`` are the requests that meet it, ``times`` how many of them do, None for all. A client that may try again gets
    past a ``passing`` one.
    """

    words: str = ""
    status: int = 0
    headers: tuple[tuple[str, str], ...] = ()
    reply: str = ""
    ends: Ending | None = None
    when: Moment = Moment.BEFORE
    of: Literal["all", "pages", "files"] = "all"
    times: int | None = None
    passing: bool = False

    @property
    def commits(self) -> bool:
        """True if there is a fault at all."""
        return bool(self.status or self.reply or self.ends)

    @property
    def ending(self) -> str:
        """The words of a transcript for an exchange that was ended, and when; empty for any other fault."""
        return f"{self.ends.value} {self.when.value}" if self.ends else ""

    @property
    def is_met_by_files(self) -> bool:
        """True if a client that asks for one page alone does not meet it."""
        return self.of == "files" or self.when is Moment.REUSED

    @property
    def may_hang(self) -> bool:
        """True if a client may wait without end."""
        return self.ends is Ending.STALLED or not {"Retry-After", "Location"}.isdisjoint(dict(self.headers))

    def name_end(self, node: Literal["proxy", "origin"]) -> str:
        """Return the word of an outcome for a client that ends by this fault; empty if a client gets past it."""
        if self.passing or not self.commits:
            return ""
        if self.reply:
            return name_reply(self.reply)
        return name_ending(node, self.ends.value) if self.ends else name_status(node, self.status)


def name_ending(node: Literal["proxy", "origin"], ending: str) -> str:
    """Return the word of an outcome for an exchange that a node ended: ``proxy_closed``."""
    return f"{node}_{ending}"


def name_reply(reply: str) -> str:
    """Return the word of an outcome for a reply of SOCKS: ``socks_host_unreachable``."""
    return f"socks_{reply}"


def name_status(node: Literal["proxy", "origin"], status: int | str) -> str:
    """Return the word of an outcome for a status: ``http_503`` of the origin, ``proxy_http_503`` of a proxy.

    407 is a proxy's in any case: RFC 9110, section 15.5.8.
    """
    return f"http_{status}" if node == "origin" or str(status) == "407" else f"proxy_http_{status}"


def _answer(status: int, *headers: tuple[str, str], of: Literal["all", "pages", "files"] = "all") -> Fault:
    where = "" if of == "all" else f" for {of}"
    named = "".join(f", {name}: {value}" for name, value in headers)
    return Fault(words=f"answers {status}{where}{named}", status=status, headers=headers, of=of)


def _answer_once(status: int, *headers: tuple[str, str]) -> Fault:
    named = "".join(f", {name}: {value}" for name, value in headers)
    words = f"answers {status} to the first request{named}"
    return Fault(words=words, status=status, headers=headers, times=1, passing=True)


def _reply(reply: str) -> Fault:
    return Fault(words=f"replies {reply.replace('_', ' ')}", reply=reply)


def _end(ends: Ending, when: Moment = Moment.BEFORE, of: Literal["all", "pages", "files"] = "all") -> Fault:
    where = "" if of == "all" else f" for {of}"
    return Fault(words=f"{ends.value} {when.value}{where}", ends=ends, when=when, of=of)


def _end_once(ends: Ending, when: Moment = Moment.BEFORE, of: Literal["all", "pages", "files"] = "all") -> Fault:
    where = "request" if of == "all" else f"request for {of}"
    words = f"{ends.value} {when.value}, at the first {where}"
    return Fault(words=words, ends=ends, when=when, of=of, times=1, passing=True)


def _end_reused(ends: Ending) -> Fault:
    return Fault(
        words=f"{ends.value} at the second request of a connection", ends=ends, when=Moment.REUSED, passing=True
    )


class ProxyFault(Enum):
    """The fault of the proxy nearest the client."""

    NONE = Fault(words="none")
    BAD_REQUEST = _answer(400)
    FORBIDDEN = _answer(403)
    TOO_MANY_REQUESTS = _answer(429)
    INTERNAL_ERROR = _answer(500)
    BAD_GATEWAY = _answer(502)
    UNAVAILABLE = _answer(503)
    GATEWAY_TIMEOUT = _answer(504)
    #: As captive portals do.
    REDIRECTED = _answer(302, ("Location", f"https://{THIRD_HOST}/login"))
    RETRY_IN_AN_HOUR = _answer(503, ("Retry-After", "3600"))
    TOO_MANY_REQUESTS_ONCE = _answer_once(429, ("Retry-After", "1"))
    BAD_GATEWAY_ONCE = _answer_once(502)
    UNAVAILABLE_ONCE = _answer_once(503)
    CLOSED = _end(Ending.CLOSED)
    RESET = _end(Ending.RESET)
    STALLED = _end(Ending.STALLED)
    CLOSED_ONCE = _end_once(Ending.CLOSED)
    RESET_ONCE = _end_once(Ending.RESET)
    STALLED_ONCE = _end_once(Ending.STALLED)
    CLOSED_AFTER_200 = _end(Ending.CLOSED, Moment.AFTER_200)
    RESET_AFTER_200 = _end(Ending.RESET, Moment.AFTER_200)
    STALLED_AFTER_200 = _end(Ending.STALLED, Moment.AFTER_200)
    CLOSED_IN_THE_MIDDLE = _end(Ending.CLOSED, Moment.MIDDLE)
    RESET_IN_THE_MIDDLE = _end(Ending.RESET, Moment.MIDDLE)
    STALLED_IN_THE_MIDDLE = _end(Ending.STALLED, Moment.MIDDLE)
    CLOSED_AT_ONCE = _end(Ending.CLOSED, Moment.CONNECTED)
    RESET_AT_ONCE = _end(Ending.RESET, Moment.CONNECTED)
    STALLED_AT_ONCE = _end(Ending.STALLED, Moment.CONNECTED)
    HEAD_CUT_SHORT = _end(Ending.CLOSED, Moment.HEAD)
    BADLY_CHUNKED = _end(Ending.CLOSED, Moment.BAD_CHUNK)
    REUSED_CLOSED = _end_reused(Ending.CLOSED)
    #: The replies of a SOCKS proxy: RFC 1928, section 6.
    GENERAL_FAILURE = _reply("general_failure")
    NOT_ALLOWED = _reply("not_allowed_by_ruleset")
    NETWORK_UNREACHABLE = _reply("network_unreachable")
    HOST_UNREACHABLE = _reply("host_unreachable")
    CONNECTION_REFUSED = _reply("connection_refused")
    TTL_EXPIRED = _reply("ttl_expired")


class OriginFault(Enum):
    """The fault of the origin, and of the host that has its files."""

    NONE = Fault(words="none")
    BAD_REQUEST = _answer(400)
    FORBIDDEN = _answer(403)
    NOT_FOUND = _answer(404)
    TOO_MANY_REQUESTS = _answer(429)
    INTERNAL_ERROR = _answer(500)
    BAD_GATEWAY = _answer(502)
    UNAVAILABLE = _answer(503)
    GATEWAY_TIMEOUT = _answer(504)
    #: To where the request was sent already.
    REDIRECT_LOOP = _answer(302, ("Location", "."))
    RETRY_IN_AN_HOUR = _answer(503, ("Retry-After", "3600"))
    FILES_FORBIDDEN = _answer(403, of="files")
    FILES_NOT_FOUND = _answer(404, of="files")
    TOO_MANY_REQUESTS_ONCE = _answer_once(429, ("Retry-After", "1"))
    INTERNAL_ERROR_ONCE = _answer_once(500)
    BAD_GATEWAY_ONCE = _answer_once(502)
    UNAVAILABLE_ONCE = _answer_once(503)
    GATEWAY_TIMEOUT_ONCE = _answer_once(504)
    CLOSED = _end(Ending.CLOSED)
    RESET = _end(Ending.RESET)
    STALLED = _end(Ending.STALLED)
    CLOSED_ONCE = _end_once(Ending.CLOSED)
    RESET_ONCE = _end_once(Ending.RESET)
    STALLED_ONCE = _end_once(Ending.STALLED)
    #: Less than its Content-Length says.
    FILES_CUT_SHORT = _end(Ending.CLOSED, Moment.MIDDLE, "files")
    FILE_CUT_SHORT_ONCE = _end_once(Ending.CLOSED, Moment.MIDDLE, "files")
    PAGES_CUT_SHORT = _end(Ending.CLOSED, Moment.MIDDLE, "pages")
    FILE_RESET_ONCE = _end_once(Ending.RESET, Moment.MIDDLE, "files")
    FILE_STALLED_ONCE = _end_once(Ending.STALLED, Moment.MIDDLE, "files")
    FILES_RESET = _end(Ending.RESET, Moment.MIDDLE, "files")
    FILES_STALLED = _end(Ending.STALLED, Moment.MIDDLE, "files")
    FILES_BADLY_CHUNKED = _end(Ending.CLOSED, Moment.BAD_CHUNK, "files")
    PAGES_BADLY_CHUNKED = _end(Ending.CLOSED, Moment.BAD_CHUNK, "pages")
    #: The client may have sent its next request already: RFC 9112, section 9.5.
    IDLE_CLOSED = Fault(words="closed after each answer", ends=Ending.CLOSED, when=Moment.IDLE, passing=True)
    REUSED_CLOSED = _end_reused(Ending.CLOSED)
    REUSED_RESET = _end_reused(Ending.RESET)
    CLOSED_AT_ONCE = _end(Ending.CLOSED, Moment.CONNECTED)
    RESET_AT_ONCE = _end(Ending.RESET, Moment.CONNECTED)
    STALLED_AT_ONCE = _end(Ending.STALLED, Moment.CONNECTED)
    HEAD_CUT_SHORT = _end(Ending.CLOSED, Moment.HEAD)
