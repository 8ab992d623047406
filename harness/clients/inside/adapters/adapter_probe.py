"""Load somebody's own adapter, and describe what its managers hold.

One rule: this asks the adapter what requests would ask it, and changes nothing.
"""

import importlib
import importlib.util
import os
import sys

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

#: The keywords of a manager that concern TLS.
TLS_KEYWORDS = (
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


def load_module(name: str, file: "str | None") -> "Any":
    """Return a module by its name, or from its file; one in a package may import from that, and any from its folder."""
    if file is None:
        return importlib.import_module(name)
    root, package = _find_package(file)
    # Last, so that no file beside it takes the place of a library.
    sys.path.append(root)
    if package:
        importlib.import_module(".".join(package))
    full = ".".join([*package, name])
    spec = importlib.util.spec_from_file_location(full, file)
    if spec is None or spec.loader is None:
        raise ImportError(file + " is not a Python file")
    made = importlib.util.module_from_spec(spec)
    sys.modules[full] = made
    spec.loader.exec_module(made)
    return made


def _find_package(file: str) -> "tuple[str, list[str]]":
    """Return the folder that a file would be imported from, and the names of the packages down to it."""
    folder, package = os.path.dirname(os.path.abspath(file)), []  # type: tuple[str, list[str]]
    while os.path.isfile(os.path.join(folder, "__init__.py")) and os.path.basename(folder).isidentifier():
        folder, inner = os.path.split(folder)
        package.insert(0, inner)
    return folder, package


def describe_managers(adapter: "Any") -> "dict[str, dict[str, str]]":
    """Return the TLS keywords that an adapter's managers hold: for no proxy, a plain one and an ``https://`` one."""
    managers = {
        "PoolManager": adapter.poolmanager,
        "ProxyManager of http://": adapter.proxy_manager_for("http://proxy.invalid:1"),
        "ProxyManager of https://": adapter.proxy_manager_for("https://proxy.invalid:1"),
    }
    letters: dict[int, str] = {}
    return {name: _describe_manager(manager, letters) for name, manager in managers.items()}


def _describe_manager(manager: "Any", letters: "dict[int, str]") -> "dict[str, str]":
    keywords = dict(manager.connection_pool_kw)
    if getattr(manager, "proxy_config", None) is not None:
        keywords["proxy_ssl_context"] = manager.proxy_config.ssl_context
    keywords.pop("_proxy_config", None)
    found = {name: value for name, value in keywords.items() if name in TLS_KEYWORDS and value is not None}
    return {name: _describe_keyword(value, letters) for name, value in found.items()}


def _describe_keyword(value: "Any", letters: "dict[int, str]") -> str:
    if not hasattr(value, "verify_mode"):
        return str(value)
    letter = letters.setdefault(id(value), chr(ord("A") + len(letters)))
    minimum = getattr(getattr(value, "minimum_version", None), "name", "")
    return "context " + letter + (", " + minimum + " and newer" if minimum else "")
