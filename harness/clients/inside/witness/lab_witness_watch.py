"""What is watched in each module, and which events tell of it: contexts, who holds them, and handshakes.

One rule: it reads. A call that could change anything, were it only the order of a cache, is not made here.
"""

import _ssl
import os
import ssl
from urllib.parse import urlsplit

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Generator
    from types import ModuleType
    from typing import Any

    Watching = Generator[None, Any, None]

report: "Any" = __import__("lab_witness_report")
_here = report.Surroundings()

_HOSTNAME_MISMATCH = 62  # X509_V_ERR_HOSTNAME_MISMATCH
#: What of a manager's, pool's or proxy's keywords has to do with trust.
_TLS_KEYWORDS = frozenset(
    (
        *("ssl_context", "cert_reqs", "ca_certs", "ca_cert_dir", "ca_cert_data", "cert_file", "server_hostname"),
        *("ssl_version", "ssl_minimum_version", "ssl_maximum_version", "assert_hostname", "assert_fingerprint"),
        *("proxy_ssl_context", "proxy_assert_hostname", "proxy_assert_fingerprint", "use_forwarding_for_https"),
    )
)


def context_number(context: "Any", holds: "Any" = None) -> "int | None":
    """The number of a context, None for none; one that is new is told of first."""
    if context is None:
        return None
    number, new = report.number(context)
    if new:
        kind = "truststore" if type(context).__module__.endswith("truststore._api") else "plain"
        inner = None if holds is None else context_number(holds)
        report.say("context", number=number, kind=kind, holds=inner, callers=report.callers())
    return int(number)


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


def _authorities(context: "Any") -> int:
    return int(_ssl._SSLContext.cert_store_stats(context)["x509_ca"])


def watch_ssl(module: "ModuleType") -> None:
    """Contexts made, authorities loaded, and handshakes."""
    made = ssl.SSLContext

    def begin(self: "Any", *args: "Any", **keywords: "Any") -> None:
        if type(self).__init__ is not watched:
            object.__init__(self, *args, **keywords)
        try:
            context_number(self)
        except Exception as error:
            report.trouble("SSLContext", error)

    # ``__new__`` is not wrapped: it warns of its caller, which has to stay the client.
    watched = report.functools.wraps(object.__init__)(begin)
    made.__init__ = watched  # type: ignore[method-assign]
    report.wrap(made, "load_verify_locations", _loads)
    report.wrap(made, "set_default_verify_paths", _loads_defaults)
    report.wrap(module.SSLSocket, "do_handshake", _socket_handshake)
    report.wrap(module.SSLObject, "do_handshake", _object_handshake)


def _loads(context: "Any", cafile: "Any" = None, capath: "Any" = None, cadata: "Any" = None) -> "Watching":
    before = _authorities(context)
    yield
    sources = {"file": cafile, "folder": capath}
    paths = {source: os.fsdecode(path) for source, path in sources.items() if path}
    _say_loaded(context, before, paths, "data" if cadata else "")


def _loads_defaults(context: "Any") -> "Watching":
    before = _authorities(context)
    yield
    defaults = ssl.get_default_verify_paths()
    paths = {"file": defaults.cafile, "folder": defaults.capath}
    _say_loaded(context, before, {source: path for source, path in paths.items() if path}, "defaults")


def _say_loaded(context: "Any", before: int, paths: "dict[str, str]", how: str) -> None:
    after = _authorities(context)
    number = context_number(context)
    report.say("loaded", context=number, how=how, paths=paths, before=before, after=after, callers=report.callers())


def _ends(sock: "Any") -> "dict[str, str]":
    """Both addresses of a connection: its peer's, and the client's own, by which a node knows it."""
    ends = {"peer": sock.getpeername(), "local": sock.getsockname()}
    return {name: f"{address[0]}:{address[1]}" for name, address in ends.items()}


def _socket_handshake(sock: "Any", *_: "Any", **__: "Any") -> "Watching":
    ends = _ends(sock)
    _here.shaking = True
    outcome = yield
    _here.shaking = False
    _say_handshake(sock, ends, outcome, inside=False)


def _object_handshake(tls: "Any", *_: "Any", **__: "Any") -> "Watching":
    if _here.shaking:
        # Up to Python 3.6 a socket has its object shake hands.
        yield
        return
    outer = _here.outer
    ends = _ends(outer) if outer is not None else {"peer": None, "local": None}
    outcome = yield
    if not isinstance(outcome, (ssl.SSLWantReadError, ssl.SSLWantWriteError)):
        _say_handshake(tls, ends, outcome, inside=outer is not None)


def _verify_code(outcome: "Any") -> int:
    """OpenSSL's code for why a certificate was refused, 0 for none. Python 3.6 knows only that a name is wrong."""
    wrong_name = _HOSTNAME_MISMATCH if isinstance(outcome, ssl.CertificateError) else 0
    return int(getattr(outcome, "verify_code", wrong_name))


def _say_handshake(tls: "Any", ends: "dict[str, Any]", outcome: "Any", *, inside: bool) -> None:
    if tls.server_side:
        return
    _here.ends = ends, inside
    report.say(
        "handshake",
        peer=ends["peer"],
        local=ends["local"],
        inside=inside,
        server=tls.server_hostname,
        context=context_number(tls.context),
        verify_mode=tls.context.verify_mode.name,
        check_hostname=tls.context.check_hostname,
        authorities=_authorities(tls.context),
        minimum=getattr(getattr(tls.context, "minimum_version", None), "name", ""),
        verify_code=_verify_code(outcome),
        error=str(outcome) or repr(outcome) if isinstance(outcome, BaseException) else "",
    )


def watch_checks(module: "ModuleType") -> None:
    """What urllib3 checks itself once a handshake is done: names where the context does not, and fingerprints."""
    for name in ("match_hostname", "assert_fingerprint"):
        if hasattr(module, name):
            report.wrap(module, name, _checks(name))


def _checks(what: str) -> "Any":
    def check(*_: "Any", **__: "Any") -> "Watching":
        outcome = yield
        if isinstance(outcome, Exception) and _here.ends is not None:
            ends, inside = _here.ends
            report.say("check", what=what, local=ends["local"], inside=inside, error=str(outcome) or repr(outcome))

    return check


def watch_tls_in_tls(module: "ModuleType") -> None:
    """Through which socket a TLS session inside another is set up: it has none of its own."""

    def transport(_: "Any", socket: "Any", *__: "Any", **___: "Any") -> "Watching":
        _here.outer = socket
        yield
        _here.outer = None

    report.wrap(module.SSLTransport, "__init__", transport)


def watch_truststore(module: "ModuleType") -> None:
    """Truststore's contexts. Each holds one of ssl's, which does the work."""

    def made(context: "Any", *_: "Any", **__: "Any") -> "Watching":
        yield
        context_number(context, holds=context._ctx)

    report.wrap(module.SSLContext, "__init__", made)


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
