"""The conditions that a scenario can vary besides its topology and its trust.

One rule: names and what they mean. What a condition does to a client is in :mod:`harness.invocation`, what it does to
the nodes in :mod:`harness.lab`.
"""

from __future__ import annotations

from enum import Enum


class Host(Enum):
    """What OpenSSL's compiled-in defaults hold on the machine that a cell believes to be on."""

    STANDALONE = "standalone"  #: nothing, as in conda, python-build-standalone and self-built OpenSSL
    DISTRO = "distro"  #: the system store, as in a distribution's own Python


class Certificate(Enum):
    """The certificate that a node shows. All but ``GOOD`` are odd in exactly one way."""

    GOOD = "good"
    EXPIRED = "expired"
    WRONG_NAME = "wrong name"
    BY_STRANGER = "signed by a stranger"


class Channel(Enum):
    """How the address of a proxy reaches the client."""

    ENVIRONMENT = "environment"  #: ``HTTPS_PROXY`` and its kin, in both cases
    FLAG = "flag"  #: ``--proxy``
    CONFIG = "config file"  #: ``proxy =`` in pip's configuration file


class Action(Enum):
    """What the client is asked to do."""

    DOWNLOAD = "download"  #: ``pip download demo``
    INSTALL = "install"  #: ``pip install --target … demo``
    DOWNLOAD_URL = "download a URL"  #: ``pip download https://…/demo….whl``
    BUILD = "build with isolation"  #: ``pip wheel`` of an sdist whose backend comes from the index


class Cache(Enum):
    """pip's HTTP cache. pip mounts another adapter when it is on."""

    OFF = "off"  #: plain ``HTTPAdapter``
    ON = "on"  #: ``CacheControlAdapter``


class Index(Enum):
    """What the index does besides serving pages with the files next to them."""

    PLAIN = "plain"
    FILES_ON_SECOND_HOST = "files on a second host"
    REDIRECTED = "redirected"
    BASIC_AUTH = "asks for a user and password"
    REDIRECTED_TO_ANOTHER_HOST = "sets a cookie and redirects to another host"
    REDIRECTED_TO_PLAIN_HTTP = "sets a cookie and redirects to http:// on the same host"


class Login(Enum):
    """Where the client has a user and password for the index from."""

    AS_ASKED = "in the index URL if it asks"
    IN_URL = "in the index URL"
    IN_NETRC = "in netrc"


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
