"""By what a client proves who it is, and where it has that from: passwords and certificates."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum

from harness.model.capability import Capability
from harness.model.conditions.certificates import NAMES
from harness.model.conditions.indexes import THIRD_HOST
from harness.model.passwords import OF_INDEX, OF_PROXY

_NETRC = frozenset({Capability.NETRC})


@dataclass(frozen=True, kw_only=True)
class _From:
    """Where a user and password are.

    ``in_url`` is what goes before the host in the index URL; ``only_if_asked`` that it is there where the index asks;
    ``in_netrc_of`` the host for which netrc has both, empty if there is no netrc; ``in_keyring`` that a command reads
    them.
    """

    words: str
    in_url: str = ""
    only_if_asked: bool = False
    in_netrc_of: str = ""
    in_keyring: bool = False
    needs: frozenset[Capability] = frozenset()

    @property
    def netrc(self) -> str:
        """The text of the netrc file, empty if there is none."""
        host = self.in_netrc_of
        return f"machine {host} login {OF_INDEX.user} password {OF_INDEX.word}\n" if host else ""


class Login(Enum):
    """Where the client has a user and password for the index from."""

    AS_ASKED = _From(words="in the index URL if it asks", in_url=OF_INDEX.login, only_if_asked=True)
    IN_URL = _From(words="in the index URL", in_url=OF_INDEX.login)
    IN_NETRC = _From(words="in netrc", in_netrc_of=NAMES[0], needs=_NETRC)
    OF_A_THIRD_HOST = _From(words="in netrc, for a third host", in_netrc_of=THIRD_HOST, needs=_NETRC)
    IN_KEYRING = _From(
        words="the user in the index URL, the password in a keyring that a command reads",
        in_url=OF_INDEX.user,
        in_keyring=True,
    )


@dataclass(frozen=True, kw_only=True)
class _Gate:
    """What opens a proxy, user and password as a URL has them; empty if it is open."""

    words: str
    login: str = ""


class ProxyLogin(Enum):
    """Whether the proxy asks (407) for a user and password, and where the client has them from."""

    NOT_ASKED = _Gate(words="not asked for")
    IN_URL = _Gate(words="in the proxy URL", login=OF_PROXY.login)


@dataclass(frozen=True, kw_only=True)
class _Showing:
    """Whether a node asks for a client's certificate, whether it insists, and whether the client has one to show."""

    words: str
    asked: bool = True
    demanded: bool = False
    shown: bool = False


class ClientCertificate(Enum):
    """What a node wants to see of the client, and what the client has to show."""

    NOT_ASKED = _Showing(words="not asked for", asked=False)
    ASKED_AND_SHOWN = _Showing(words="asked for and shown", shown=True)
    DEMANDED_AND_SHOWN = _Showing(words="demanded and shown", demanded=True, shown=True)
    DEMANDED_AND_MISSING = _Showing(words="demanded and missing", demanded=True)
