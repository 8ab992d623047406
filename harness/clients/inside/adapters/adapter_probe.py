"""Somebody's own adapter: its module found, and what its managers hold.

One rule: it asks the adapter what requests would ask it, and changes nothing.
"""

import importlib
import importlib.util
import sys

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

#: What of a manager's keywords is about TLS.
TLS = (
    *(
        "ssl_context",
        "proxy_ssl_context",
        "ca_certs",
        "ca_cert_dir",
        "ca_cert_data",
        "cert_reqs",
        "cert_file",
        "key_file",
    ),
    *("assert_fingerprint", "assert_hostname", "server_hostname", "ssl_version", "ssl_minimum_version"),
    "ssl_maximum_version",
)


def module(name: str, file: "str | None") -> "Any":
    """A module by its name, or from its file."""
    if file is None:
        return importlib.import_module(name)
    spec = importlib.util.spec_from_file_location(name, file)
    if spec is None or spec.loader is None:
        raise ImportError(file + " is no Python file")
    made = importlib.util.module_from_spec(spec)
    sys.modules[name] = made
    spec.loader.exec_module(made)
    return made


def held(adapter: "Any") -> "dict[str, dict[str, str]]":
    """What the managers of an adapter hold for TLS: of direct connections, of a plain proxy's, of one's over TLS."""
    managers = {
        "PoolManager": adapter.poolmanager,
        "ProxyManager of http://": adapter.proxy_manager_for("http://proxy.invalid:1"),
        "ProxyManager of https://": adapter.proxy_manager_for("https://proxy.invalid:1"),
    }
    letters: dict[int, str] = {}
    return {name: _held(manager, letters) for name, manager in managers.items()}


def _held(manager: "Any", letters: "dict[int, str]") -> "dict[str, str]":
    keywords = dict(manager.connection_pool_kw)
    if getattr(manager, "proxy_config", None) is not None:
        keywords["proxy_ssl_context"] = manager.proxy_config.ssl_context
    keywords.pop("_proxy_config", None)
    found = {name: value for name, value in keywords.items() if name in TLS and value is not None}
    return {name: _told(value, letters) for name, value in found.items()}


def _told(value: "Any", letters: "dict[int, str]") -> str:
    if not hasattr(value, "verify_mode"):
        return str(value)
    letter = letters.setdefault(id(value), chr(ord("A") + len(letters)))
    minimum = getattr(getattr(value, "minimum_version", None), "name", "")
    return "context " + letter + (", " + minimum + " and newer" if minimum else "")
