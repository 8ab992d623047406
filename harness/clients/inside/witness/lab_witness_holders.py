"""What is watched of managers, adapters and pip's session: who holds which context, and what is handed on.

One rule: it reads. A call that could change anything, were it only the order of a cache, is not made here.
"""

import _ssl
from urllib.parse import urlsplit

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Generator
    from types import ModuleType
    from typing import Any

    Watching = Generator[None, Any, None]

report: "Any" = __import__("lab_witness_report")
context_number: "Any" = __import__("lab_witness_watch").context_number

#: What of a manager's, pool's or proxy's keywords has to do with trust.
_TLS_KEYWORDS = frozenset(
    (
        *("ssl_context", "cert_reqs", "ca_certs", "ca_cert_dir", "ca_cert_data", "cert_file", "server_hostname"),
        *("ssl_version", "ssl_minimum_version", "ssl_maximum_version", "assert_hostname", "assert_fingerprint"),
        *("proxy_ssl_context", "proxy_assert_hostname", "proxy_assert_fingerprint", "use_forwarding_for_https"),
    )
)


def _said(keywords: "dict[str, Any]") -> "dict[str, Any]":
    return {name: _plain(value) for name, value in keywords.items() if name in _TLS_KEYWORDS and value is not None}


def _plain(value: "Any") -> "Any":
    if isinstance(value, _ssl._SSLContext):
        return context_number(value)
    return value if isinstance(value, (str, int)) and len(str(value)) < 500 else type(value).__name__


def _url(url: "Any") -> "str | None":
    """A proxy's URL without its user and password."""
    if not url:
        return None
    parts = urlsplit(str(url))
    return parts.scheme + "://" + parts.netloc.rpartition("@")[2]


def watch_managers(module: "ModuleType") -> None:
    """Managers with what they hold, and the pools that they open with what is in their keys."""

    def opens(manager: "Any", scheme: str, host: str, port: int, request_context: "Any" = None) -> "Watching":
        key = manager.connection_pool_kw if request_context is None else request_context
        pool = {"manager": _manager(manager), "server": f"{scheme}://{host}:{port}", "keywords": _said(key)}
        yield
        report.say("pool", **pool)

    # A ProxyManager sets what is its own before it calls this.
    report.wrap(module.PoolManager, "__init__", _makes_manager)
    report.wrap(module.PoolManager, "_new_pool", opens)


def _makes_manager(manager: "Any", *_: "Any", **__: "Any") -> "Watching":
    yield
    _manager(manager)


def _manager(manager: "Any") -> int:
    number, new = report.number(manager)
    if new:
        proxy, configured = getattr(manager, "proxy", None), getattr(manager, "proxy_config", None)
        report.say(
            "manager",
            number=number,
            name=type(manager).__name__,
            keywords=_said(manager.connection_pool_kw),
            proxy=_url(proxy),
            proxy_context=context_number(getattr(configured, "ssl_context", None)),
        )
    return int(number)


def watch_adapters(module: "ModuleType") -> None:
    """Adapters with the context and the manager that they hold, and what they ask of a manager for a proxy."""
    report.wrap(module.HTTPAdapter, "__init__", _makes_adapter)
    report.wrap(module.HTTPAdapter, "proxy_manager_for", _asks_for_proxy_manager)


def _makes_adapter(adapter: "Any", *_: "Any", **__: "Any") -> "Watching":
    yield
    _adapter(adapter)


def _asks_for_proxy_manager(adapter: "Any", proxy: "Any", **keywords: "Any") -> "Watching":
    asked = {"adapter": _adapter(adapter), "proxy": _url(proxy), "keywords": _said(keywords)}
    manager = yield
    if not isinstance(manager, BaseException):
        report.say("proxy", manager=_manager(manager), **asked)


def _adapter(adapter: "Any") -> int:
    number, new = report.number(adapter)
    if new:
        held = [context_number(value) for value in vars(adapter).values() if isinstance(value, _ssl._SSLContext)]
        report.say(
            "adapter",
            number=number,
            name=type(adapter).__name__,
            module=type(adapter).__module__,
            context=held[0] if held else None,
            manager=_manager(adapter.poolmanager),
        )
    return int(number)


def watch_session(module: "ModuleType") -> None:
    """The context that pip's session is given, and the adapters that it mounts."""

    def made(session: "Any", *_: "Any", ssl_context: "Any" = None, **__: "Any") -> "Watching":
        given = context_number(ssl_context)
        yield
        mounted = {prefix: _adapter(each) for prefix, each in session.adapters.items() if hasattr(each, "poolmanager")}
        report.say("session", name=type(session).__name__, context=given, adapters=mounted)

    # pip 10 to 19.2 has it in _internal.download, which imports it from its place of today for two releases more.
    if module.PipSession.__module__ == module.__name__:
        report.wrap(module.PipSession, "__init__", made)
