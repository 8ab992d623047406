"""The conditions that a scenario can vary besides its topology and its trust.

One rule: names and what they mean. What a condition does to a client is in :mod:`harness.clients.invocation`, what it
does to the nodes in :mod:`harness.lab.lab`.
"""

from __future__ import annotations

from enum import Enum


class Host(Enum):
    """What OpenSSL's compiled-in defaults hold on the machine that a cell believes to be on."""

    STANDALONE = "standalone"  #: nothing, as in conda, python-build-standalone and self-built OpenSSL
    DISTRO = "distro"  #: the system store, as in a distribution's own Python


class StorePlace(Enum):
    """The file that is the system store. All but the last are known to truststore, which takes the first that is there.

    https://github.com/sethmlarson/truststore (``_openssl.py``)
    """

    ALPINE = "/etc/ssl/cert.pem"  #: Arch and BSD too, and Fedora up to 43
    FEDORA = "/etc/pki/ca-trust/extracted/pem/tls-ca-bundle.pem"  #: from 44 on nowhere else
    RED_HAT = "/etc/pki/tls/cert.pem"  #: RHEL and CentOS up to 9, and an older Fedora
    DEBIAN = "/etc/ssl/certs/ca-certificates.crt"  #: Ubuntu too
    SUSE = "/etc/ssl/ca-bundle.pem"
    UNKNOWN = "/etc/ssl/elsewhere/ca.pem"  #: no distribution's


class Certificate(Enum):
    """The certificate that a node shows. All but ``GOOD`` are odd in exactly one way."""

    GOOD = "good"
    EXPIRED = "expired"
    NOT_YET_VALID = "not yet valid"
    WRONG_NAME = "wrong name"
    ADDRESSES_ONLY = "for its addresses by number only"
    COMMON_NAME_ONLY = "its name in the subject only"  #: not a name any more: RFC 9525, section 6.3
    BY_STRANGER = "signed by a stranger"
    FOR_CLIENTS = "for clients only"  #: extended key usage
    INTERMEDIATE_MISSING = "without the intermediate that signed it"
    OUTSIDE_CONSTRAINTS = "signed by an intermediate that is constrained to other names"
    OLD_STYLE = "without an authority key identifier"  #: as old roots sign; Python 3.13's strict mode refuses it

    @property
    def tolerable(self) -> bool:
        """Whether a client that verifies may accept it."""
        return self in (Certificate.GOOD, Certificate.OLD_STYLE)


class Root(Enum):
    """What the certificates of authorities are like, in whatever store they lie. Python 3.13 is strict about them."""

    GOOD = "good"
    UNCRITICAL = "with basic constraints that are not critical"  #: against RFC 5280, section 4.2.1.9
    OLD_STYLE = "without a key identifier too"  #: so that no certificate below can name it, as in ``OLD_STYLE`` ones


class Channel(Enum):
    """How the address of a proxy reaches the client."""

    ENVIRONMENT = "environment"  #: ``HTTPS_PROXY`` and its kin, in both cases
    LOWER_CASE = "lower-case variables"  #: ``https_proxy`` and ``http_proxy``
    UPPER_CASE = "upper-case variables"  #: ``HTTPS_PROXY`` and ``HTTP_PROXY``
    ALL_PROXY = "ALL_PROXY"  #: in both cases
    FLAG = "flag"  #: ``--proxy``
    CONFIG = "config file"  #: ``proxy =`` in pip's configuration file


class Spelling(Enum):
    """How the address of a proxy is written."""

    URL = "as a URL"
    NAME_AND_PORT = "localhost and port, without a scheme"
    ADDRESS_AND_PORT = "address by number and port, without a scheme"
    HTTPS_URL = "as an https URL, whatever the proxy speaks"


class Option(Enum):
    """A further option on pip's command line."""

    TRUSTED_HOST = "--trusted-host of the origin"
    TRUSTED_HOST_AND_PORT = "--trusted-host of the origin, with its port"
    USE_TRUSTSTORE = "--use-feature=truststore"
    LEGACY_CERTS = "--use-deprecated=legacy-certs"
    EMPTY_PROXY = "an empty --proxy"
    NO_PROXY_ENV = "--no-proxy-env"
    INPROCESS_BUILDS = "--use-feature=inprocess-build-deps"
    KEYRING = "--keyring-provider=subprocess"


class Variable(Enum):
    """A further variable in the client's environment."""

    NO_PROXY = "NO_PROXY names the origin's host"
    EMPTY_CURL_CA_BUNDLE = "CURL_CA_BUNDLE is empty"
    EMPTY_REQUESTS_CA_BUNDLE = "REQUESTS_CA_BUNDLE is empty"
    USE_TRUSTSTORE = "PIP_USE_FEATURE is truststore"
    LEGACY_CERTS = "PIP_USE_DEPRECATED is legacy-certs"
    KEYRING = "PIP_KEYRING_PROVIDER is subprocess"
    CLIENT_CERTIFICATE = "PIP_CLIENT_CERT names the client's certificate, and --client-cert is not given"
    MAY_ASK = "PIP_NO_INPUT is 0"  #: pip may ask, though nobody is there to answer
    SOCKS_PROXY = "ALL_PROXY names a SOCKS proxy"


class Startup(Enum):
    """What the client's Python does as it starts, by a ``sitecustomize``."""

    NOTHING = "nothing of its own"
    TRUSTSTORE_INJECTED = "injects pip's own truststore into ssl"  #: as the package pip-system-certs does


class Action(Enum):
    """What the client is asked to do."""

    DOWNLOAD = "download"  #: ``pip download demo``
    INSTALL = "install"  #: ``pip install --target … demo``
    DOWNLOAD_URL = "download a URL"  #: ``pip download https://…/demo….whl``
    BUILD = "build with isolation"  #: ``pip wheel`` of an sdist that comes from the index, as its backend does
    BUILD_LOCAL = "build a local sdist with isolation"  #: the same of an sdist that is here: only the build asks

    @property
    def builds(self) -> bool:
        """Whether something is built, for which pip fetches a backend."""
        return self in (Action.BUILD, Action.BUILD_LOCAL)


class Cache(Enum):
    """pip's HTTP cache. pip mounts another adapter when it is on."""

    OFF = "off"  #: plain ``HTTPAdapter``
    ON = "on"  #: ``CacheControlAdapter``


class Index(Enum):
    """What the index does besides serving pages with the files next to them."""

    PLAIN = "plain"
    FILES_ON_SECOND_HOST = "files on a second host"
    ALTERED_FILES = "wheels with other bytes than those whose hashes its pages give"
    REDIRECTED = "redirected"
    BASIC_AUTH = "asks for a user and password"
    REDIRECTED_TO_ANOTHER_HOST = "sets a cookie and redirects to another host"
    REDIRECTED_TO_PLAIN_HTTP = "sets a cookie and redirects to http:// on the same host"
    REDIRECTED_IN_DISGUISE = "redirects files to another port, in a URL that has a third host's name for a user"
    REDIRECTED_WITH_A_LOGIN = "redirects to a URL with a user and password, at another port that asks for them"


class Login(Enum):
    """Where the client has a user and password for the index from."""

    AS_ASKED = "in the index URL if it asks"
    IN_URL = "in the index URL"
    IN_NETRC = "in netrc"
    OF_A_THIRD_HOST = "in netrc, for a third host"
    IN_KEYRING = "the user in the index URL, the password in a keyring that a command reads"


class ProxyLogin(Enum):
    """Whether the proxy asks (407) for a user and password, and where the client has them from."""

    NOT_ASKED = "not asked for"
    IN_URL = "in the proxy URL"


class ClientCertificate(Enum):
    """What the origin wants to see of the client, and what the client has to show."""

    NOT_ASKED = "not asked for"
    ASKED_AND_SHOWN = "asked for and shown"
    DEMANDED_AND_SHOWN = "demanded and shown"
    DEMANDED_AND_MISSING = "demanded and missing"
