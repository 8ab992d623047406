"""Authorities, and which trust store holds which.

The files of a store are made in :mod:`harness.lab.stores`, and named to a client in :mod:`harness.clients.invocation`.
"""

from __future__ import annotations

from collections.abc import Set as AbstractSet
from dataclasses import dataclass, fields, replace
from enum import Enum
from typing import Any


class Authority(Enum):
    """A certificate authority with a role. Each TLS leg has its own, so a missing one decides which leg is refused."""

    PUBLIC = "public"  #: signs the origin
    CORPORATE = "corporate"  #: signs the HTTPS proxy, and the certificates that clients present
    INSPECTION = "inspection"  #: re-signs the origin inside an intercepting proxy
    STRANGER = "stranger"  #: is vouched for by nobody

    @property
    def signs(self) -> str:
        """The owner of the certificates that it signs, in the middle of a sentence."""
        return _SIGNS[self]


_SIGNS = {
    Authority.PUBLIC: "the origin",
    Authority.CORPORATE: "the proxy",
    Authority.INSPECTION: "the inspection",
    Authority.STRANGER: "a stranger",
}
PUBLIC, CORPORATE, INSPECTION, STRANGER = Authority
#: The channels that name a bundle. The first that does counts alone: requests has its variables win over what it is
#: given, as in https://github.com/pypa/pip/issues/10147, and pip has its option win over its variable and file.
BUNDLES = ("requests_ca_bundle", "curl_ca_bundle", "cert_flag", "pip_cert", "pip_conf")
#: The channels that name a store of OpenSSL's defaults.
OPENSSL_STORES = ("ssl_cert_file", "ssl_cert_dir")


@dataclass(frozen=True, kw_only=True)
class Trust:
    """The authorities in each trust store. None: the channel is not used at all; empty: it names an empty file.

    ``system`` and ``shipped`` are stores that always exist; the rest are channels to OpenSSL's defaults
    (``ssl_cert_file``, ``ssl_cert_dir``), to a bundle named by flag, variable or configuration file, or to the one of a
    git that the client runs.
    """

    system: AbstractSet[Authority] = frozenset()
    shipped: AbstractSet[Authority] = frozenset()
    ssl_cert_file: AbstractSet[Authority] | None = None
    ssl_cert_dir: AbstractSet[Authority] | None = None
    cert_flag: AbstractSet[Authority] | None = None
    pip_cert: AbstractSet[Authority] | None = None
    pip_conf: AbstractSet[Authority] | None = None
    requests_ca_bundle: AbstractSet[Authority] | None = None
    curl_ca_bundle: AbstractSet[Authority] | None = None
    git_ssl_cainfo: AbstractSet[Authority] | None = None

    def __post_init__(self) -> None:
        for store in fields(self):
            value = getattr(self, store.name)
            object.__setattr__(self, store.name, None if value is None else frozenset(value))

    @property
    def named_bundle(self) -> str | None:
        """The channel whose bundle counts alone; None if no bundle is named."""
        return next((name for name in BUNDLES if getattr(self, name) is not None), None)

    @property
    def vouched(self) -> frozenset[Authority]:
        """Every authority that lies in any store."""
        stores = (getattr(self, store.name) or frozenset() for store in fields(self))
        return frozenset[Authority]().union(*stores)

    def without(self, authorities: AbstractSet[Authority], instead: Authority | None = None) -> Trust:
        """Return the same stores without these authorities. Raises ``ValueError`` if no store holds one of them.

        A store that held one holds ``instead`` in its place. One in which nobody is left is as by default: a store that
        always exists is empty, a channel is not used.
        """
        if absent := [authority.name for authority in Authority if authority in authorities - self.vouched]:
            raise ValueError(f"no store holds {' or '.join(absent)}, so that nothing would change without")
        replacement = frozenset() if instead is None else frozenset({instead})
        changed: dict[str, Any] = {}
        for store in fields(self):
            held: frozenset[Authority] = getattr(self, store.name) or frozenset()
            if held & authorities:
                changed[store.name] = (held - authorities) | replacement or store.default
        return replace(self, **changed)
