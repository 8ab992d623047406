"""The abilities of clients, as far as scenarios need them. Which client has which is in :mod:`harness.clients`."""

from __future__ import annotations

from enum import Enum


class Capability(Enum):
    """An ability that a scenario may need of its client. A client that lacks it is skipped, with the reason."""

    SYSTEM_STORE = "reading the system store without being asked"
    OPENSSL_DEFAULTS = "reading OpenSSL's defaults without being asked"
    SESSION_CONTEXT = "giving its session an ssl_context"
    TLS_TO_PROXIES = "speaking TLS to an https:// proxy"
    ALL_PROXY = "reading ALL_PROXY"
    SOCKS = "speaking socks5 and socks5h with PySocks beside it"
    NO_SOCKS_OF_ITS_OWN = "no SOCKS without PySocks beside it"
    NETRC = "reading netrc"
    INSTALL = "installing"
    BUILD = "building in isolation with a backend of its own choice (PEP 517)"
    BUILD_ERRORS = "telling of a failed build as pip 22.0 does"
    WITNESSED_BUILDS = "handing PYTHONPATH, by which a witness comes, to the pip that prepares a build"
    BUILD_WITH_OWN_BACKEND = "building with a backend that comes with the source (PEP 517, backend-path)"
    PIP_SETTINGS = "pip's own variables and configuration file"
    FEATURE_TRUSTSTORE = "--use-feature=truststore with a truststore of its own"
    LEGACY_CERTS = "--use-deprecated=legacy-certs"
    NO_PROXY_ENV = "--no-proxy-env"
    INPROCESS_BUILDS = "--use-feature=inprocess-build-deps"
    RESUME_RETRIES = "--resume-retries"
    KEYRING_PROVIDER = "--keyring-provider"
    LOGINS_OF_REDIRECTS = "looking for a user and password in the URL of a redirect before asking for them"
    RUNS_ZIPPED = "running from a zip file"
    INDEX_VERSIONS = "listing the versions of a project (pip index versions)"
    SELF_CHECK = "looking for a newer release of itself"
    HASHES = "checking the hashes that an index gives"
    HASHES_OF_METADATA = "checking the hashes that an index gives of metadata (PEP 658)"
    NO_MATCH_HOSTNAME = "a Python whose ssl.match_hostname urllib3 1.26 no longer asks"
    STRICT_PYTHON = "a Python that is strict about certificates"
    NO_TRUSTSTORE = "a Python that is too old for truststore"
    ENDS_ARE_ERRORS = "a Python that takes an end without a notice of TLS for an error"
    SCHEMES_BEFORE_PORTS = "a Python that takes a name before a port for a URL's scheme"
    SCHEMES_OF_DIGITS = "a Python that takes an address before a port for a URL's scheme"
