"""The addresses of nodes: the name by which URLs call one, the loopback address where it listens, and its port."""

from __future__ import annotations

import ipaddress
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

#: The name of this machine, which needs no name service, and its addresses.
LOCAL_NAME, LOCAL_IPS = "localhost", ("127.0.0.1", "::1")
#: The port of a URL that names none, by its scheme.
USUAL_PORTS = {"http": 80, "https": 443}
_LOOPBACK = ipaddress.ip_network("127.0.0.0/8")
#: Labels as URLs and certificates have them, in any case; a name of another script is written in Punycode (RFC 5890).
_NAME = re.compile(r"[a-z0-9_](?:[a-z0-9_-]*[a-z0-9_])?(?:\.[a-z0-9_](?:[a-z0-9_-]*[a-z0-9_])?)*\.?", re.IGNORECASE)
#: What resolvers take for an IPv4 address in an old spelling: inet_aton(3).
_NUMBER = re.compile(r"(?:.*\.)?(?:0x[0-9a-f]*|[0-9]+)\.?", re.IGNORECASE)


@dataclass(frozen=True, kw_only=True)
class Address:
    """The address of a node: ``Address(name="index.test", ip="127.0.1.1", port=443)``.

    ``name`` stands in URLs, as it is written: it may be an IP address, or have capitals or a dot at its end. ``ip`` is
    where the node listens, a loopback address, IPv4 or IPv6; without one it is the name, or ``127.0.0.1``.
    ``port`` 0 lets the kernel choose; the usual port of a scheme is left out of URLs. ``also`` are further names that
    lead there. Raises ``ValueError`` for what is no name or no port, and for an address that is not loopback's or that
    contradicts the name.
    """

    name: str = LOCAL_NAME
    ip: str = ""
    port: int = 0
    also: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        if isinstance(self.also, str):
            raise ValueError(f"also are several names: expected a tuple, such as ({self.also!r},)")
        for name in (self.name, *self.also):
            if not is_ip(name) and (_NAME.fullmatch(name) is None or _NUMBER.fullmatch(name)):
                raise ValueError(f"{name!r} is no name of a host: expected one without scheme, port and brackets")
        if not 0 <= self.port < 2**16:
            raise ValueError(f"{self.port} is no port: expected one of 1 to 65535, or 0 for any")
        named = self.name if is_ip(self.name) else ""
        object.__setattr__(self, "ip", self.ip or named or LOCAL_IPS[0])
        if not is_ip(self.ip) or str(ipaddress.ip_address(self.ip)) != self.ip or not _is_loopback(self.ip):
            raise ValueError(f"{self.ip!r} is not an address of loopback: expected one of 127.0.0.0/8, or ::1")
        if named and ipaddress.ip_address(named) != ipaddress.ip_address(self.ip):
            raise ValueError(f"a node that is called {self.name} listens there, not on {self.ip}")

    def __str__(self) -> str:
        where = self.ip if self.name != self.ip else ""
        return f"{bracket_host(self.name)}{f':{self.port}' if self.port else ''}{f' on {where}' if where else ''}"

    @property
    def host(self) -> str:
        """The host as URLs have it: an IPv6 address is in brackets (RFC 3986, section 3.2.2)."""
        return bracket_host(self.name)

    def format_netloc(self, scheme: str, port: int) -> str:
        """Return host and port as a URL of this scheme has them, without the scheme's usual port."""
        return self.host if USUAL_PORTS.get(scheme) == port else f"{self.host}:{port}"

    @property
    def lookups(self) -> tuple[str, ...]:
        """The names that lead to it and that only a hosts file knows."""
        names = (self.name, *self.also)
        return tuple(name for name in names if name.lower() != LOCAL_NAME and not is_ip(name))

    @property
    def needs_network(self) -> bool:
        """True if it needs a network namespace: for another address than the usual one, or for a fixed port."""
        return bool(self.port) or self.ip != LOCAL_IPS[0]

    @property
    def is_local(self) -> bool:
        """True if it is called by this machine's own name, or by one of its addresses."""
        return self.name in (LOCAL_NAME, *LOCAL_IPS) and self.ip in LOCAL_IPS

    def fill_names(self, templates: Iterable[str]) -> tuple[str, ...]:
        """Return names for a certificate.

        ``{name}`` is the name of this address, ``{ip}`` where it listens: for this machine's own name and addresses all
        of these; ``{domain}`` is the name without its first label, ``{parent}`` that without its own, ``{begin}`` the
        first letter. Raises ``ValueError`` for the domain of a name that has none.
        """
        return tuple(name for template in templates for name in self._fill_template(template))

    def _fill_template(self, template: str) -> Iterator[str]:
        name = self.name.lower().rstrip(".")
        domain = name.partition(".")[2]
        parent = domain.partition(".")[2]
        if template == "{name}":
            yield from (LOCAL_NAME, *LOCAL_IPS) if self.is_local else (name,)
        elif template == "{ip}":
            yield from LOCAL_IPS if self.is_local else (self.ip,)
        elif any(f"{{{word}}}" in template and not name for word, name in (("domain", domain), ("parent", parent))):
            raise ValueError(f"{self.name} has no domain, so that no certificate can be for {template}")
        else:
            yield template.format(name=name, domain=domain, parent=parent, begin=name[:1])


def _is_loopback(ip: str) -> bool:
    return ip == LOCAL_IPS[1] or ipaddress.ip_address(ip) in _LOOPBACK


def is_ip(host: str) -> bool:
    """Return whether a host, without brackets, is an IP address."""
    try:
        ipaddress.ip_address(host)
    except ValueError:
        return False
    return True


def find_key(host: str) -> str:
    """Return a host as tables of names have it: in lower case, and without the dot that may be at its end."""
    return host.lower().removesuffix(".")


def bracket_host(host: str) -> str:
    """Return a host as a URL has it, an IPv6 address in brackets."""
    return f"[{host}]" if ":" in host else host


LOCALHOST = Address()
