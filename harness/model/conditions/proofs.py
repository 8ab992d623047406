"""The proofs of who a client is, and where it finds them: passwords and certificates."""

from __future__ import annotations

import json
from dataclasses import dataclass
from enum import Enum

from harness.model.capability import Capability
from harness.model.conditions.indexes import THIRD_HOST
from harness.model.passwords import OF_INDEX, OF_PROXY, OF_THIRD_HOST, Password, Secret

#: Stands for the origin's name, see :data:`harness.model.conditions.settings.PLACEHOLDERS`.
ORIGIN_HOST = "{origin_host}"
_NETRC = frozenset({Capability.NETRC})


@dataclass(frozen=True, kw_only=True)
class _LoginPlace:
    """The places of a user and password, and which of them open the index.

    ``asked`` is what an index that asks demands. ``in_url`` goes before the host in the index URL, ``user_alone``
    without its password; ``only_if_asked``: only where the index asks; ``in_netrc`` is what netrc has for the host
    ``netrc_of``; ``in_keyring`` what a command reads. None where there is nothing.
    """

    words: str
    asked: Password = OF_INDEX
    in_url: Password | None = None
    user_alone: bool = False
    only_if_asked: bool = False
    in_netrc: Password | None = None
    netrc_of: str = ORIGIN_HOST
    in_keyring: Password | None = None
    needs: frozenset[Capability] = frozenset()

    @property
    def always_tells(self) -> bool:
        """True if the client has a user and a password in the URL, whether it is asked or not."""
        return self.in_url is not None and not self.user_alone and not self.only_if_asked

    @property
    def before_host(self) -> str:
        """The text before the host in the index URL, without its ``@``; empty for none."""
        if self.in_url is None:
            return ""
        user, _, _ = self.in_url.written.partition(":")
        return user if self.user_alone else self.in_url.written

    @property
    def netrc(self) -> str:
        """The text of the netrc file, with a placeholder for the origin's host; empty if the cell has none."""
        if self.in_netrc is None:
            return ""
        return f"machine {self.netrc_of} login {self.in_netrc.user} password {self.in_netrc.word}\n"

    @property
    def keyring(self) -> str:
        """The text of a command that reads a keyring, as pip asks it; empty if the cell has none.

        It is asked for a password, or from 26.2 on for both in JSON.
        """
        if self.in_keyring is None:
            return ""
        both = json.dumps({"username": self.in_keyring.user, "password": self.in_keyring.word})
        cases = f"get) echo '{self.in_keyring.word}' ;;\n--mode=creds) echo '{both}' ;;\n*) exit 1 ;;"
        return f'#!/bin/sh\ncase "$1" in\n{cases}\nesac\n'

    @property
    def secrets(self) -> tuple[Secret, ...]:
        """All that the client may find, and what the index demands."""
        found = (self.asked, self.in_url, self.in_netrc, self.in_keyring)
        return tuple(dict.fromkeys(each for each in found if each is not None))


class Login(Enum):
    """The place where the client finds a user and password for the index."""

    AS_ASKED = _LoginPlace(words="in the index URL if it asks", in_url=OF_INDEX, only_if_asked=True)
    IN_URL = _LoginPlace(words="in the index URL", in_url=OF_INDEX)
    IN_NETRC = _LoginPlace(words="in netrc", in_netrc=OF_INDEX, needs=_NETRC)
    OF_A_THIRD_HOST = _LoginPlace(
        words="in netrc, for a third host", in_netrc=OF_THIRD_HOST, netrc_of=THIRD_HOST, needs=_NETRC
    )
    IN_KEYRING = _LoginPlace(
        words="the user in the index URL, the password in a keyring that a command reads",
        in_url=OF_INDEX,
        user_alone=True,
        in_keyring=OF_INDEX,
    )


@dataclass(frozen=True, kw_only=True)
class _ProxyGate:
    """The login that a proxy demands, and the one that the client has in its URL; None for none."""

    words: str
    asked: Password | None = None
    given: Password | None = None

    @property
    def opens(self) -> bool:
        """True if a client that says what it is given is let in."""
        return self.asked is None or (self.given is not None and self.given.login == self.asked.login)

    @property
    def secrets(self) -> tuple[Secret, ...]:
        """What the proxy demands and what the client has."""
        return tuple(dict.fromkeys(each for each in (self.asked, self.given) if each is not None))


class ProxyLogin(Enum):
    """A proxy that asks for a user and password (407) or not, and the place where the client finds them."""

    NOT_ASKED = _ProxyGate(words="not asked for")
    IN_URL = _ProxyGate(words="in the proxy URL", asked=OF_PROXY, given=OF_PROXY)


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
