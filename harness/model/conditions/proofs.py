"""The proofs of who a client is, and where it finds them: passwords and certificates."""

from __future__ import annotations

from dataclasses import dataclass, replace
from enum import Enum

from harness.model.capability import Capability
from harness.model.conditions.demands import Gate
from harness.model.conditions.indexes import THIRD_HOST
from harness.model.conditions.keyring import write_keyring
from harness.model.passwords import (
    OF_INDEX,
    OF_PROXY,
    OF_THIRD_HOST,
    WRONG_FOR_INDEX,
    WRONG_FOR_PROXY,
    Password,
    Secret,
)

#: Stands for the origin's name, see :data:`harness.model.conditions.settings.PLACEHOLDERS`.
ORIGIN_NAME = "{origin_name}"
_NETRC = frozenset({Capability.NETRC})
#: What may be in a password and means something else in a URL, all in one; what Latin-1 has, and what it has not.
_ODD, _UMLAUT, _EURO = "#and@and:and/and[and]and%and?and and+and&", "\u00fc", "\u20ac"


def _odd_index(mark: str, user: str = "user", *, raw: bool = False) -> Password:
    """Return a user and password of the index with this in the middle of the password."""
    return replace(OF_INDEX, user=user, word=f"opens-an{mark}odd-index", raw=raw)


def _odd_proxy(mark: str, user: str = "proxy-user", *, raw: bool = False) -> Password:
    return replace(OF_PROXY, user=user, word=f"opens-an{mark}odd-proxy", raw=raw)


@dataclass(frozen=True, kw_only=True)
class LoginPlace:
    """The places of a user and password, and which of them open the index.

    ``asked`` is what an index that asks demands. ``in_url`` goes before the host in the index URL, ``user_alone``
    without its password; ``only_if_asked``: only where the index asks; ``in_netrc`` is what netrc has for the host
    ``netrc_of``; ``in_keyring`` what a command reads for the index, and for its host too unless ``of_host`` is what it
    has for that. None where there is nothing.
    """

    words: str
    asked: Password = OF_INDEX
    in_url: Password | None = None
    user_alone: bool = False
    only_if_asked: bool = False
    in_netrc: Password | None = None
    netrc_of: str = ORIGIN_NAME
    in_keyring: Password | None = None
    of_host: Password | None = None
    needs: frozenset[Capability] = frozenset()

    @property
    def always_tells(self) -> bool:
        """True if the client has a user and a password in the URL, whether it is asked or not."""
        return self.in_url is not None and not self.user_alone and not self.only_if_asked

    def find_first(self, gate: Gate) -> Password | None:
        """Return the login that a client finds first: in its URL, or else in netrc, or else in a keyring; None if none.

        A keyring may ask a person, and is for a client that is told that a login is what it lacks.
        """
        found = (None if self.user_alone else self.in_url, self.in_netrc, self.in_keyring if gate.challenges else None)
        return next((each for each in found if each is not None), None)

    def opens(self, gate: Gate) -> bool:
        """Return whether what a client finds first opens an index behind this gate."""
        first = self.find_first(gate)
        return first is not None and first.login == self.asked.login

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
        """The text of a command that reads a keyring; empty if the cell has none."""
        if self.in_keyring is None:
            return ""
        return write_keyring(self.in_keyring, self.of_host)

    @property
    def secrets(self) -> tuple[Secret, ...]:
        """The secrets that the client may find, and the one that the index demands."""
        found = (self.asked, self.in_url, self.in_netrc, self.in_keyring, self.of_host)
        return tuple(dict.fromkeys(each for each in found if each is not None))


def give_index(words: str, password: Password) -> LoginPlace:
    """Return the place of a login that is in the index URL where the index asks for it."""
    return LoginPlace(words=words, asked=password, in_url=password, only_if_asked=True)


class Login(Enum):
    """The place where the client finds a user and password for the index."""

    AS_ASKED = LoginPlace(words="in the index URL if it asks", in_url=OF_INDEX, only_if_asked=True)
    MISSING = LoginPlace(words="nowhere")
    IN_URL = LoginPlace(words="in the index URL", in_url=OF_INDEX)
    IN_NETRC = LoginPlace(words="in netrc", in_netrc=OF_INDEX, needs=_NETRC)
    OF_A_THIRD_HOST = LoginPlace(
        words="in netrc, for a third host", in_netrc=OF_THIRD_HOST, netrc_of=THIRD_HOST, needs=_NETRC
    )
    IN_KEYRING = LoginPlace(
        words="the user in the index URL, the password in a keyring that a command reads",
        in_url=OF_INDEX,
        user_alone=True,
        in_keyring=OF_INDEX,
    )
    ODD = give_index("in the index URL, odd characters with percent signs", _odd_index(_ODD, "m@e"))
    E_MAIL = give_index("in the index URL, an e-mail address as it is", _odd_index("-", "me@lab.test", raw=True))
    WITH_HASH = give_index("in the index URL, a # as it is", _odd_index("#", raw=True))
    WITH_COLON = give_index("in the index URL, a : as it is", _odd_index(":", raw=True))
    WITH_UMLAUT = give_index("in the index URL, with what Latin-1 has", _odd_index(_UMLAUT))
    IN_URL_AND_NETRC = LoginPlace(
        words="in the index URL, and a wrong one in netrc", in_url=OF_INDEX, in_netrc=WRONG_FOR_INDEX, needs=_NETRC
    )
    WRONG_IN_URL = LoginPlace(
        words="in netrc, and a wrong one in the index URL", in_url=WRONG_FOR_INDEX, in_netrc=OF_INDEX, needs=_NETRC
    )
    USER_IN_URL = LoginPlace(
        words="in netrc, and the user in the index URL",
        in_url=OF_INDEX,
        user_alone=True,
        in_netrc=OF_INDEX,
        needs=_NETRC,
    )
    NETRC_AND_KEYRING = LoginPlace(
        words="in netrc, and a wrong one in a keyring", in_netrc=OF_INDEX, in_keyring=WRONG_FOR_INDEX, needs=_NETRC
    )
    IN_KEYRING_FOR_INDEX_AND_HOST = LoginPlace(
        words="the user in the index URL, the password in a keyring for the index, and a wrong one for its host",
        in_url=OF_INDEX,
        user_alone=True,
        in_keyring=OF_INDEX,
        of_host=replace(WRONG_FOR_INDEX, user=OF_INDEX.user),
    )
    URL_AND_KEYRING = LoginPlace(
        words="in the index URL, and a wrong one in a keyring", in_url=OF_INDEX, in_keyring=WRONG_FOR_INDEX
    )


@dataclass(frozen=True, kw_only=True)
class ProxyGate:
    """The login that a proxy demands, and the one that the client has in its URL; None for none."""

    words: str
    asked: Password | None = None
    given: Password | None = None

    @property
    def opens(self) -> bool:
        """True if a client that sends the login that it is given is let in."""
        return self.asked is None or (self.given is not None and self.given.login == self.asked.login)

    @property
    def secrets(self) -> tuple[Secret, ...]:
        """The secrets that the proxy demands and that the client has."""
        return tuple(dict.fromkeys(each for each in (self.asked, self.given) if each is not None))


def give_proxy(words: str, password: Password) -> ProxyGate:
    """Return the gate of a proxy whose login is in its URL."""
    return ProxyGate(words=words, asked=password, given=password)


class ProxyLogin(Enum):
    """A proxy that asks for a user and password (407) or not, and the place where the client finds them."""

    NOT_ASKED = ProxyGate(words="not asked for")
    IN_URL = ProxyGate(words="in the proxy URL", asked=OF_PROXY, given=OF_PROXY)
    MISSING = ProxyGate(words="asked for and missing", asked=OF_PROXY)
    WRONG = ProxyGate(words="asked for, and a wrong one in the proxy URL", asked=OF_PROXY, given=WRONG_FOR_PROXY)
    ODD = give_proxy("in the proxy URL, odd characters with percent signs", _odd_proxy(_ODD, "m@e"))
    E_MAIL = give_proxy("in the proxy URL, an e-mail address and a %", _odd_proxy("(%)", "me@lab.test", raw=True))
    E_MAIL_ENCODED = give_proxy("in the proxy URL, an address with %40 and a %25", _odd_proxy("(%)", "me@lab.test"))
    WITH_HASH = give_proxy("in the proxy URL, a # as it is", _odd_proxy("#", raw=True))
    WITH_HASH_ENCODED = give_proxy("in the proxy URL, a # as %23", _odd_proxy("#"))
    WITH_BRACKET = give_proxy("in the proxy URL, a [ as it is", _odd_proxy("[", raw=True))
    WITH_UMLAUT = give_proxy("in the proxy URL, with what Latin-1 has", _odd_proxy(_UMLAUT))
    WITH_EURO = give_proxy("in the proxy URL, with what Latin-1 has not", _odd_proxy(_EURO))


@dataclass(frozen=True, kw_only=True)
class _CertificateDemand:
    """A node that asks for a client's certificate or not, and insists or not, and a client that has one or not.

    ``locked`` is a key with a passphrase that nobody gives; ``keyless`` a file without the key, which is in another.
    """

    words: str
    asked: bool = True
    demanded: bool = False
    shown: bool = False
    locked: bool = False
    keyless: bool = False

    @property
    def is_usable(self) -> bool:
        """True unless the client has a file that it cannot use."""
        return not (self.locked or self.keyless)


class ClientCertificate(Enum):
    """The certificate that a node asks of the client, and that the client has or lacks."""

    NOT_ASKED = _CertificateDemand(words="not asked for", asked=False)
    ASKED_AND_SHOWN = _CertificateDemand(words="asked for and shown", shown=True)
    DEMANDED_AND_SHOWN = _CertificateDemand(words="demanded and shown", demanded=True, shown=True)
    DEMANDED_AND_MISSING = _CertificateDemand(words="demanded and missing", demanded=True)
    DEMANDED_AND_LOCKED = _CertificateDemand(
        words="demanded, and its key has a passphrase", demanded=True, shown=True, locked=True
    )
    DEMANDED_WITHOUT_KEY = _CertificateDemand(
        words="demanded, and its key is in another file", demanded=True, shown=True, keyless=True
    )
