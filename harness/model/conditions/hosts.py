"""The machine that a cell believes to be on, and what the client's Python does there as it starts."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum

from harness.model.capability import Capability


@dataclass(frozen=True, kw_only=True)
class _Defaults:
    """The contents of OpenSSL's compiled-in defaults: the system store, or nothing."""

    words: str
    are_the_system_store: bool


class Host(Enum):
    """The machine that a cell believes to be on, by what OpenSSL's compiled-in defaults hold there."""

    #: Nothing, as in conda, python-build-standalone and self-built OpenSSL.
    STANDALONE = _Defaults(words="standalone", are_the_system_store=False)
    #: The system store, as in a distribution's own Python.
    DISTRO = _Defaults(words="distro", are_the_system_store=True)


class StorePlace(Enum):
    """The file that is the system store. Truststore knows all but the last, and takes the first that exists.

    https://github.com/sethmlarson/truststore (``_openssl.py``)
    """

    ALPINE = "/etc/ssl/cert.pem"  #: Arch and BSD too, and Fedora up to 43
    FEDORA = "/etc/pki/ca-trust/extracted/pem/tls-ca-bundle.pem"  #: from 44 on nowhere else
    RED_HAT = "/etc/pki/tls/cert.pem"  #: RHEL and CentOS up to 9, and an older Fedora
    DEBIAN = "/etc/ssl/certs/ca-certificates.crt"  #: Ubuntu too
    SUSE = "/etc/ssl/ca-bundle.pem"
    UNKNOWN = "/etc/ssl/elsewhere/ca.pem"  #: no distribution's

    @property
    def is_known(self) -> bool:
        """True if truststore looks there."""
        return self is not StorePlace.UNKNOWN


@dataclass(frozen=True, kw_only=True)
class _Script:
    """The text of a ``sitecustomize``, empty for none."""

    words: str
    text: str = ""
    needs: frozenset[Capability] = frozenset()


class Startup(Enum):
    """The code that the client's Python runs as it starts, as a ``sitecustomize``."""

    NOTHING = _Script(words="nothing of its own")
    #: As the package pip-system-certs does.
    TRUSTSTORE_INJECTED = _Script(
        words="injects pip's own truststore into ssl",
        text="from pip._vendor import truststore\n\ntruststore.inject_into_ssl()\n",
        needs=frozenset({Capability.FEATURE_TRUSTSTORE}),
    )
