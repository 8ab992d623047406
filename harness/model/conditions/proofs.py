"""The proofs of who a client is, and where it finds them: passwords and certificates."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum

from harness.model.capability import Capability
from harness.model.conditions.indexes import THIRD_HOST
from harness.model.passwords import OF_INDEX, OF_PROXY

#: Stands for the origin's name, see :data:`harness.model.conditions.settings.PLACEHOLDERS`.
ORIGIN_HOST = "{origin_host}"
_NETRC = frozenset({Capability.NETRC})


@dataclass(frozen=True, kw_only=True)
class _LoginPlace:
    """The place of a user and password.

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
        """The text of the netrc file, with a placeholder for the origin's host; empty if the cell has none."""
        host = self.in_netrc_of
        return f"machine {host} login {OF_INDEX.user} password {OF_INDEX.word}\n" if host else ""


class Login(Enum):
    """The place where the client finds a user and password for the index."""

    AS_ASKED = _LoginPlace(words="in the index URL if it asks", in_url=OF_INDEX.login, only_if_asked=True)
    IN_URL = _LoginPlace(words="in the index URL", in_url=OF_INDEX.login)
    IN_NETRC = _LoginPlace(words="in netrc", in_netrc_of=ORIGIN_HOST, needs=_NETRC)
    OF_A_THIRD_HOST = _LoginPlace(words="in netrc, for a third host", in_netrc_of=THIRD_HOST, needs=_NETRC)
    IN_KEYRING = _LoginPlace(
        words="the user in the index URL, the password in a keyring that a command reads",
        in_url=OF_INDEX.user,
        in_keyring=True,
    )


@dataclass(frozen=True, kw_only=True)
class _ProxyGate:
    """The login that a proxy demands: user and password as a URL has them, empty if it demands none."""

    words: str
    login: str = ""


class ProxyLogin(Enum):
    """A proxy that asks for a user and password (407) or not, and the place where the client finds them."""

    NOT_ASKED = _ProxyGate(words="not asked for")
    IN_URL = _ProxyGate(words="in the proxy URL", login=OF_PROXY.login)


@dataclass(frozen=True, kw_only=True)
class _CertificateDemand:
    """A node that asks for a client's certificate or not, and insists or not, and a client that has one or not."""

    words: str
    asked: bool = True
    demanded: bool = False
    shown: bool = False


class ClientCertificate(Enum):
    """The certificate that a node asks of the client, and that the client has or lacks."""

    NOT_ASKED = _CertificateDemand(words="not asked for", asked=False)
    ASKED_AND_SHOWN = _CertificateDemand(words="asked for and shown", shown=True)
    DEMANDED_AND_SHOWN = _CertificateDemand(words="demanded and shown", demanded=True, shown=True)
    DEMANDED_AND_MISSING = _CertificateDemand(words="demanded and missing", demanded=True)
