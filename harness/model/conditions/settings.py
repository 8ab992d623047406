"""Options, variables and configuration lines that a scenario gives a client, and how they name a proxy."""

from __future__ import annotations

import re
import shlex
from collections.abc import Iterator
from dataclasses import dataclass, replace
from enum import Enum
from urllib.parse import urlsplit

from harness.model.capability import Capability
from harness.model.conditions.addresses import USUAL_PORTS, bracket_host
from harness.model.conditions.configuration import ConfigPlace
from harness.model.passwords import split_login

#: What may stand in braces in an option, a variable or a configuration line; a raised world has a value for each.
PLACEHOLDERS = frozenset(
    {
        "index_url",  # with a user and password where the client has them in the URL
        "other_index_url",  # of a further index, with its login
        "artefact_url",  # of the file that is asked for
        "wheel_hash",  # SHA-256 of the wheel of demo, in hexadecimal
        "index_login",  # the user and password that it demands, as in a URL
        "index_user",
        "index_password",
        "origin",  # host and port
        "origin_host",  # an IPv6 address in brackets, here and below
        "origin_port",
        "origin_name",  # the same host, an IPv6 address without brackets, as it is written outside of URLs
        "elsewhere",  # host and port of the index's second host
        "elsewhere_host",
        "elsewhere_port",
        "proxy_url",  # empty for a direct connection
        "proxy_login",  # the user and password that it demands, as in a URL
        "proxy_user",
        "proxy_password",
        "proxy",  # host and port
        "proxy_host",
        "proxy_port",
        "certificate",  # a file with the client's certificate and key
        "fingerprint",  # SHA-256 of the certificate on the origin leg, in hexadecimal
        "wrong_fingerprint",  # that of no certificate
        "folder",  # the client's own
    }
)
_PIP_SETTINGS = frozenset({Capability.PIP_SETTINGS})
_NAMES_INDEX = re.compile(r"(?<![\w-])(?:PIP_INDEX_URL\s*=|index-url\s*=|--index-url[\s=]|-i\s)\s*\S")
_BRACED = re.compile(r"\{([^{}]*)\}")


def check_placeholders(text: str) -> None:
    """Raise ``ValueError`` for braces around anything but a placeholder or the name of a file, which has a dot."""
    unknown = sorted(word for word in set(_BRACED.findall(text)) - PLACEHOLDERS if "." not in word)
    if unknown:
        raise ValueError(
            f"{text!r} has {', '.join(unknown)} in braces: expected the name of a file, as {{requirements.txt}}, or "
            f"one of {', '.join(sorted(PLACEHOLDERS))}"
        )


def _check_shell_words(text: str) -> list[str]:
    """Return the words of a text, as a shell reads them. Raises ``ValueError`` if it could not."""
    try:
        return shlex.split(text)
    except ValueError as error:
        raise ValueError(f"{text!r} is no text for a shell: {str(error).lower()}") from error


def find_named_files(text: str) -> frozenset[str]:
    """Return the names of files that stand in braces."""
    return frozenset(word for word in _BRACED.findall(text) if "." in word)


@dataclass(frozen=True)
class _Literal:
    """A text that a client is given, as one would type it.

    Words in braces stand for what only a raised world knows, see ``PLACEHOLDERS``. ``needs`` is what a client must be
    able to do to understand it. Raises ``ValueError`` for braces around anything else.
    """

    text: str
    needs: frozenset[Capability] = _PIP_SETTINGS

    def __post_init__(self) -> None:
        check_placeholders(self.text)

    @property
    def names_index(self) -> bool:
        """True if it names the index, any index, so that nothing else does: ``PIP_INDEX_URL={index_url}``."""
        return _NAMES_INDEX.search(self.text) is not None


class Option(_Literal):
    """Words on the client's command line, as a shell reads them: ``Option("--trusted-host {origin}")``."""

    def __post_init__(self) -> None:
        super().__post_init__()
        _check_shell_words(self.text)

    @property
    def words(self) -> tuple[str, ...]:
        """Each word of the option, with its placeholders."""
        return tuple(shlex.split(self.text))


class Variable(_Literal):
    """Variables in the client's environment, as before a command: ``Variable("NO_PROXY={origin_host}")``."""

    def __post_init__(self) -> None:
        super().__post_init__()
        for word in _check_shell_words(self.text):
            if "=" not in word:
                raise ValueError(f"{self.text!r} has {word!r}, which sets no variable: expected NAME=value")

    @property
    def values(self) -> dict[str, str]:
        """Each variable's value by its name, with its placeholders."""
        return dict(pair.split("=", 1) for pair in shlex.split(self.text))


@dataclass(frozen=True)
class Setting(_Literal):
    """A line in the section ``[global]`` of pip's configuration file: ``Setting("trusted-host = {origin_host}")``.

    Without a ``place`` it is in the file with the scenario's other settings.
    """

    place: ConfigPlace | None = None

    def at(self, place: ConfigPlace) -> Setting:
        """Return the same line in the file at a place."""
        return replace(self, place=place)


def _add_needs(*capabilities: Capability) -> frozenset[Capability]:
    return _PIP_SETTINGS.union(capabilities)


#: Nobody listens there.
DEAD_PROXY_SETTING = Setting("proxy = http://localhost:1")

TRUSTED_HOST = Option("--trusted-host {origin_host}")
TRUSTED_HOST_AND_PORT = Option("--trusted-host {origin}")
USE_TRUSTSTORE = Option("--use-feature=truststore", _add_needs(Capability.FEATURE_TRUSTSTORE))
LEGACY_CERTS = Option("--use-deprecated=legacy-certs", _add_needs(Capability.LEGACY_CERTS))
EMPTY_PROXY = Option("--proxy ''")
#: The number of retries, which a cell has in a variable, is turned off too.
ISOLATED = Option("--isolated --retries 1")
NO_PROXY_ENV = Option("--no-proxy-env", _add_needs(Capability.NO_PROXY_ENV))
INPROCESS_BUILDS = Option("--use-feature=inprocess-build-deps", _add_needs(Capability.INPROCESS_BUILDS))
#: A client that meets a stalled node is to end soon.
QUICK = Option("--timeout 1 --retries 0")
NO_RESUME = Option("--resume-retries 0", _add_needs(Capability.RESUME_RETRIES))
RESUME = Option("--resume-retries 5", _add_needs(Capability.RESUME_RETRIES))
#: Errors alone are printed, so that all that a client may give away is on the wire.
SAY_LITTLE = Option("-qq", frozenset())
KEYRING = Option("--keyring-provider=subprocess", _add_needs(Capability.KEYRING_PROVIDER))

NO_PROXY_VARIABLE = Variable("no_proxy={origin_host} NO_PROXY={origin_host}")
EMPTY_CURL_CA_BUNDLE = Variable("CURL_CA_BUNDLE=")
EMPTY_REQUESTS_CA_BUNDLE = Variable("REQUESTS_CA_BUNDLE=")
USE_TRUSTSTORE_VARIABLE = Variable("PIP_USE_FEATURE=truststore", _add_needs(Capability.FEATURE_TRUSTSTORE))
LEGACY_CERTS_VARIABLE = Variable("PIP_USE_DEPRECATED=legacy-certs", _add_needs(Capability.LEGACY_CERTS))
KEYRING_VARIABLE = Variable("PIP_KEYRING_PROVIDER=subprocess", _add_needs(Capability.KEYRING_PROVIDER))
#: No file counts then.
NO_CONFIGURATION = Variable("PIP_CONFIG_FILE=/dev/null")
#: Then ``--client-cert`` is not given.
CLIENT_CERTIFICATE_VARIABLE = Variable("PIP_CLIENT_CERT={certificate}")
#: pip may ask, though nobody is there to answer.
MAY_ASK = Variable("PIP_NO_INPUT=0", _add_needs(Capability.LOGINS_OF_REDIRECTS))
#: Nobody speaks SOCKS here.
SOCKS_PROXY = Variable(
    "all_proxy=socks5://localhost:1 ALL_PROXY=socks5://localhost:1", _add_needs(Capability.ALL_PROXY)
)


@dataclass(frozen=True, kw_only=True)
class _ProxyChannel:
    """The variables, the option or the setting (its key) that name a proxy."""

    words: str
    variables: tuple[str, ...] = ()
    option: str = ""
    setting: str = ""
    needs: frozenset[Capability] = frozenset()


class Channel(Enum):
    """The way by which the address of a proxy reaches the client."""

    ENVIRONMENT = _ProxyChannel(
        words="environment", variables=("http_proxy", "https_proxy", "HTTP_PROXY", "HTTPS_PROXY")
    )
    LOWER_CASE = _ProxyChannel(words="lower-case variables", variables=("http_proxy", "https_proxy"))
    UPPER_CASE = _ProxyChannel(words="upper-case variables", variables=("HTTP_PROXY", "HTTPS_PROXY"))
    ALL_PROXY = _ProxyChannel(
        words="ALL_PROXY", variables=("all_proxy", "ALL_PROXY"), needs=frozenset({Capability.ALL_PROXY})
    )
    FLAG = _ProxyChannel(words="flag", option="--proxy")
    CONFIG = _ProxyChannel(words="config file", setting="proxy", needs=_PIP_SETTINGS)
    PIP_PROXY = _ProxyChannel(words="PIP_PROXY", variables=("PIP_PROXY",), needs=_PIP_SETTINGS)


class Spelling(Enum):
    """The way in which the address of a proxy is written, by the parts of its URL. The login has its ``@``."""

    URL = "{scheme}://{login}{host}:{port}"
    WITHOUT_PORT = "{scheme}://{login}{host}"  #: so that it is the usual one of the scheme
    NAME_AND_PORT = "{login}{host}:{port}"
    ADDRESS_AND_PORT = "{login}127.0.0.1:{port}"
    HTTPS_URL = "https://{login}{host}:{port}"  #: whatever the proxy speaks
    TRAILING_SLASH = "{scheme}://{login}{host}:{port}/"
    WITH_A_PATH = "{scheme}://{login}{host}:{port}/proxy.pac"
    UPPER_CASE_SCHEME = "{upper_scheme}://{login}{host}:{port}"
    QUOTED = '"{scheme}://{login}{host}:{port}"'  #: as of a value that no shell has read
    ONE_SLASH = "{scheme}:/{login}{host}:{port}"

    def spell_url(self, url: str) -> str:
        """Return a URL in this spelling."""
        return self.value.format_map(dict(_split_url(url)))


def _split_url(url: str) -> Iterator[tuple[str, str]]:
    bare, login = split_login(url)
    parts = urlsplit(bare)
    yield from (("scheme", parts.scheme), ("upper_scheme", parts.scheme.upper()), ("login", login))
    yield from (("host", bracket_host(parts.hostname or "")), ("port", str(parts.port or USUAL_PORTS[parts.scheme])))
