"""By which addresses a node cannot be called in a topology of the wide matrix."""

from __future__ import annotations

from harness.catalogue.wide.axes import AXES, TOPOLOGIES
from harness.model.conditions.addresses import is_ip


def is_insecure(topology: str, field: str, at: str) -> bool:
    """Return whether an http:// URL would name a host that a client takes for insecure, and asks for nothing."""
    plain = TOPOLOGIES[topology].origin.scheme == "http"
    return plain and bool(at) and not is_ip(AXES[field][at][field].name)


def is_beyond_interception(topology: str, at: str) -> bool:
    """Return whether an intercepting proxy would be asked for a host by another name than a plain one."""
    named = not at or not (is_ip(name := AXES["origin_at"][at]["origin_at"].name) or name.endswith("."))
    return TOPOLOGIES[topology].is_intercepted and not named


def is_beyond_socks(field: str, topology: str, at: str) -> bool:
    """Return whether a proxy that is to look names up is given a number, or any SOCKS proxy a name without its dot.

    urllib3 leaves the dot at the end out there, and the cell's table of hosts has it.
    """
    path = TOPOLOGIES[topology]
    name = AXES[field][at][field].name if at else ""
    return path.speaks_socks and (name.endswith(".") or (path.proxies[0].scheme == "socks5h" and is_ip(name)))
