"""The equipment of a client: URLs and files that a raised lab has for it."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import NamedTuple
from urllib.parse import urlsplit

from harness.model.conditions.addresses import USUAL_PORTS
from harness.model.passwords import Password, split_login

#: The SHA-256 of no certificate.
WRONG_FINGERPRINT = "00" * 32
#: The name of a file of the client's folder, in braces: it has a dot.
_NAMED_FILE = re.compile(r"\{([\w./-]*\.[\w./-]*)\}")


@dataclass(frozen=True, kw_only=True)
class Equipment:
    """The URLs, and the files by their paths, that a raised lab has for a client.

    ``beside`` is the folder of a library that is installed beside the client, empty for none; ``elsewhere`` host
    and port of the index's second host, ``other_index_url`` the URL of a further index, empty if there is none.
    ``stores`` maps a channel's name in :class:`~harness.model.trust.Trust` to a path; ``mounts`` are pairs (what,
    over what) for a namespace of the cell's own, None where the machine has no namespaces; ``witness`` the folder
    that makes the client testify of its contexts, None where it should not; ``variant_client`` the script of a
    variant; ``fingerprint`` the SHA-256 of the certificate on the origin leg, ``wheel_hash`` that of the wheel of
    demo; ``sdist`` a local one to build; ``git`` the machine's git where the client may run it, empty where it
    finds none, ``repository_url`` the address of a repository.
    """

    folder: str
    index_url: str
    artefact_url: str
    tree: str
    beside: str = ""
    proxy_url: str | None = None
    elsewhere: str = ""
    client_certificate: str = ""
    stores: Mapping[str, str] = field(default_factory=dict)
    mounts: tuple[tuple[str, str], ...] | None = None
    witness: str | None = None
    variant_client: str = ""
    fingerprint: str = ""
    wheel_hash: str = ""
    other_index_url: str = ""
    index_login: Password | None = None
    proxy_login: Password | None = None
    sdist: str = ""
    git: str = ""
    repository_url: str = ""

    def fill_placeholders(self, word: str) -> str:
        """Return a word with the value of each placeholder in this world, and the path of each named file."""
        for name, value in self._known.items():
            word = word.replace(f"{{{name}}}", value)
        return _NAMED_FILE.sub(lambda found: f"{self.folder}/{found[1]}", word)

    @cached_property
    def _known(self) -> dict[str, str]:
        """The value of each of the ``PLACEHOLDERS``, and of those of an action."""
        origin, proxy, elsewhere = map(_split_place, (self.index_url, self.proxy_url or "", f"//{self.elsewhere}"))
        return {
            "index_url": self.index_url,
            "other_index_url": self.other_index_url,
            "artefact_url": self.artefact_url,
            **_name_login("index", self.index_login),
            **_name_login("proxy", self.proxy_login),
            "origin": origin.both,
            "origin_host": origin.host,
            "origin_port": origin.port,
            "origin_name": origin.host.strip("[]"),
            "elsewhere": elsewhere.both,
            "elsewhere_host": elsewhere.host,
            "elsewhere_port": elsewhere.port,
            "proxy_url": self.proxy_url or "",
            "proxy": proxy.both,
            "proxy_host": proxy.host,
            "proxy_port": proxy.port,
            "certificate": self.client_certificate,
            "fingerprint": self.fingerprint,
            "wheel_hash": self.wheel_hash,
            "wrong_fingerprint": WRONG_FINGERPRINT,
            "folder": self.folder,
            "sdist": self.sdist,
            "repository_url": self.repository_url,
        }


def _name_login(whose: str, password: Password | None) -> dict[str, str]:
    """Return the values of the placeholders for a login, empty ones for none."""
    written = (password.written, password.user, password.word) if password else ("", "", "")
    return dict(zip((f"{whose}_login", f"{whose}_user", f"{whose}_password"), written, strict=True))


class _Place(NamedTuple):
    """A host as a URL has it, and its port."""

    host: str
    port: str

    @property
    def both(self) -> str:
        return f"{self.host}:{self.port}" if self.host else ""


def _split_place(url: str) -> _Place:
    """Return host and port of a URL, the usual port of its scheme where it has none."""
    parts = urlsplit(split_login(url)[0])
    host = parts.netloc
    name, colon, port = host.rpartition(":")
    if colon and port.isdecimal():
        return _Place(name, port)
    return _Place(host, str(USUAL_PORTS.get(parts.scheme, "")))
