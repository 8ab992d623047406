"""Watch managers, adapters and pip's session: which of them holds which context, and hands it on.

One rule: only read. A call that could change anything, were it only the order of a cache, is not made here.
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
watch: "Any" = __import__("lab_witness_watch")
number_context: "Any" = watch.number_context
#: The number of the pool of each connection, by its own.
_pools: "dict[int, int]" = {}

#: The keywords of managers, pools and proxies that concern trust.
_TLS_KEYWORDS = frozenset(
    (
        *("ssl_context", "cert_reqs", "ca_certs", "ca_cert_dir", "ca_cert_data", "cert_file", "server_hostname"),
        *("ssl_version", "ssl_minimum_version", "ssl_maximum_version", "assert_hostname", "assert_fingerprint"),
        *("proxy_ssl_context", "proxy_assert_hostname", "proxy_assert_fingerprint", "use_forwarding_for_https"),
    )
)


def _pick_keywords(keywords: "dict[str, Any]") -> "dict[str, Any]":
    return {
        name: _simplify_value(value) for name, value in keywords.items() if name in _TLS_KEYWORDS and value is not None
    }


def _simplify_value(value: "Any") -> "Any":
    if isinstance(value, _ssl._SSLContext):
        return number_context(value)
    return value if isinstance(value, (str, int)) and len(str(value)) < 500 else type(value).__name__


def _remove_login(url: "Any") -> "str | None":
    """Return a proxy's URL without its user and password."""
    if not url:
        return None
    parts = urlsplit(str(url))
    return parts.scheme + "://" + parts.netloc.rpartition("@")[2]


def watch_managers(module: "ModuleType") -> None:
    """Watch managers and what they hold, and the pools that they open with their keys."""

    def opens(manager: "Any", scheme: str, host: str, port: int, request_context: "Any" = None) -> "Watching":
        key = manager.connection_pool_kw if request_context is None else request_context
        pool = {
            "manager": _number_manager(manager),
            "server": f"{scheme}://{host}:{port}",
            "keywords": _pick_keywords(key),
        }
        opened = yield
        if not isinstance(opened, BaseException):
            pool["number"], pool["holds"] = _number_pool(opened), number_context(_read_keywords(opened))
        report.write_event("pool", **pool)

    # A ProxyManager sets what is its own before it calls this.
    report.wrap_method(module.PoolManager, "__init__", _makes_manager)
    report.wrap_method(module.PoolManager, "_new_pool", opens)


def _number_pool(pool: "Any") -> int:
    return int(report.number_object(pool)[0])


def _read_keywords(pool: "Any") -> "Any":
    """Return the context that a pool makes its connections with, None for none."""
    return getattr(pool, "conn_kw", {}).get("ssl_context")


def watch_pools(module: "ModuleType") -> None:
    """Watch the connections that pools make, for the pool of each."""

    def makes(pool: "Any", *_: "Any", **__: "Any") -> "Watching":
        made = yield
        if not isinstance(made, BaseException):
            _pools[report.number_object(made)[0]] = _number_pool(pool)

    report.wrap_method(module.HTTPSConnectionPool, "_new_conn", makes)


def watch_connections(module: "ModuleType") -> None:
    """Watch connections over TLS: which contexts each holds as it begins to connect, and the checks that follow."""

    def connects(connection: "Any", *_: "Any", **__: "Any") -> "Watching":
        number = int(report.number_object(connection)[0])
        configured = getattr(connection, "proxy_config", None)
        report.write_event(
            "connection",
            number=number,
            pool=_pools.get(number),
            tunnels=bool(getattr(connection, "_tunnel_host", None)),
            context=number_context(getattr(connection, "ssl_context", None)),
            proxy_context=number_context(getattr(configured, "ssl_context", None)),
        )
        before, watch.here.connection = watch.here.connection, number
        yield
        watch.here.connection = before

    watch.watch_checks(module)
    report.wrap_method(module.HTTPSConnection, "connect", connects)


def _makes_manager(manager: "Any", *_: "Any", **__: "Any") -> "Watching":
    yield
    _number_manager(manager)


def _number_manager(manager: "Any") -> int:
    number, new = report.number_object(manager)
    if new:
        # A SOCKSProxyManager is no ProxyManager, and has its proxy by another name.
        proxy = getattr(manager, "proxy", None) or getattr(manager, "proxy_url", None)
        configured = getattr(manager, "proxy_config", None)
        report.write_event(
            "manager",
            number=number,
            name=type(manager).__name__,
            keywords=_pick_keywords(manager.connection_pool_kw),
            proxy=_remove_login(proxy),
            proxy_context=number_context(getattr(configured, "ssl_context", None)),
        )
    return int(number)


def watch_adapters(module: "ModuleType") -> None:
    """Watch adapters, the context and manager that each holds, and the managers for proxies that it asks for."""
    report.wrap_method(module.HTTPAdapter, "__init__", _makes_adapter)
    report.wrap_method(module.HTTPAdapter, "proxy_manager_for", _asks_for_proxy_manager)


def _makes_adapter(adapter: "Any", *_: "Any", **__: "Any") -> "Watching":
    yield
    _number_adapter(adapter)


def _asks_for_proxy_manager(adapter: "Any", proxy: "Any", **keywords: "Any") -> "Watching":
    asked = {"adapter": _number_adapter(adapter), "proxy": _remove_login(proxy), "keywords": _pick_keywords(keywords)}
    manager = yield
    if not isinstance(manager, BaseException):
        report.write_event("proxy", manager=_number_manager(manager), **asked)


def _number_adapter(adapter: "Any") -> int:
    number, new = report.number_object(adapter)
    if new:
        held = [number_context(value) for value in vars(adapter).values() if isinstance(value, _ssl._SSLContext)]
        report.write_event(
            "adapter",
            number=number,
            name=type(adapter).__name__,
            module=type(adapter).__module__,
            context=held[0] if held else None,
            manager=_number_manager(adapter.poolmanager),
        )
    return int(number)


def watch_session(module: "ModuleType") -> None:
    """Watch the context that pip's session is given, and the adapters that it mounts."""

    def made(session: "Any", *_: "Any", ssl_context: "Any" = None, **__: "Any") -> "Watching":
        given = number_context(ssl_context)
        yield
        mounted = {
            prefix: _number_adapter(each) for prefix, each in session.adapters.items() if hasattr(each, "poolmanager")
        }
        report.write_event("session", name=type(session).__name__, context=given, adapters=mounted)

    # pip 10 to 19.2 has it in _internal.download, which imports it from its place of today for two releases more.
    if module.PipSession.__module__ == module.__name__:
        report.wrap_method(module.PipSession, "__init__", made)
