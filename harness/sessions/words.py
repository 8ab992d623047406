"""Sessions and their steps: a step is one request, a session the steps that one client makes in order.

One rule: a value prints only what differs from the plainest one, so that a counterexample reads well.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, fields
from enum import Enum

from harness.model.conditions import Cache, Channel
from harness.model.trust import CORPORATE, INSPECTION, PUBLIC, Authority, Trust


class Place(Enum):
    """A node to which, or through which, a step goes. The value is its name in a transcript."""

    ORIGIN = "origin"  #: signed by the public authority
    SECOND = "second"  #: another origin, on another port, signed by the inspection's authority
    CONNECT_PROXY = "connect-proxy"  #: a plain one
    TLS_PROXY = "tls-proxy"  #: an ``https://`` one, signed by the corporate authority
    INTERCEPTING_PROXY = "intercepting-proxy"  #: a plain one that answers for the origin

    def __repr__(self) -> str:
        return self.name.lower()


ORIGIN, SECOND, CONNECT_PROXY, TLS_PROXY, INTERCEPTING_PROXY = Place
ORIGINS = (ORIGIN, SECOND)
PROXIES = (CONNECT_PROXY, TLS_PROXY, INTERCEPTING_PROXY)
#: The authority that signs the certificate of each place.
SIGNER = {ORIGIN: PUBLIC, SECOND: INSPECTION, TLS_PROXY: CORPORATE, INTERCEPTING_PROXY: INSPECTION}


def _describe_value(value: object) -> str:
    """Return ``{public, corporate}`` for authorities, and the words or ``repr`` of anything else."""
    if isinstance(value, Authority):
        return value.value
    if isinstance(value, frozenset):
        return f"{{{', '.join(sorted(map(_describe_value, value)))}}}"
    return value.value.words if isinstance(value, Cache | Channel) else repr(value)


class _Terse:
    """Prints the fields that differ from their defaults."""

    def _list_unusual(self) -> Iterator[str]:
        for field in fields(self):  # type: ignore[arg-type]
            value = getattr(self, field.name)
            if value != field.default:
                yield f"{field.name}={_describe_value(value)}"

    def __repr__(self) -> str:
        return f"{type(self).__name__}({', '.join(self._list_unusual())})"


@dataclass(frozen=True, repr=False)
class Step(_Terse):
    """One request.

    ``verify`` is False, or the authorities of a bundle, where the request says so itself; ``shows`` the client's
    certificate; ``login`` to the origin and ``proxy_login`` to the proxy; ``onwards`` where the origin redirects it;
    ``keeps`` the connection for later steps.
    """

    to: Place = ORIGIN
    by: Place | None = None
    verify: bool | frozenset[Authority] = True
    shows: bool = False
    login: bool = False
    proxy_login: bool = False
    onwards: Place | None = None
    keeps: bool = True

    @property
    def end(self) -> Place:
        """The origin that serves it in the end."""
        return self.onwards or self.to


@dataclass(frozen=True, repr=False)
class Session(_Terse):
    """The steps of one session, and the options of the session itself.

    ``bundle`` and ``shows`` are what ``--cert`` and ``--client-cert`` are to pip. ``proxy_set_by`` None: each request
    names its proxy; by flag, the session has that of its first step; by environment, each step finds it there.
    """

    steps: tuple[Step, ...]
    bundle: frozenset[Authority] | None = None
    shows: bool = False
    cache: Cache = Cache.OFF
    proxy_set_by: Channel | None = None


def describe_placement(trust: Trust) -> str:
    """Return a placement such as ``system={public}``, without the stores that hold nothing."""
    said = ((field.name, getattr(trust, field.name)) for field in fields(trust))
    return ", ".join(
        f"{name}={_describe_value(held)}" for name, held in said if held or held == set() != frozenset()
    ) or ("no authority anywhere")
