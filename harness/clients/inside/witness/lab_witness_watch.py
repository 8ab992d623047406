"""Watch ssl, truststore and urllib3: contexts, what they load, handshakes, and the checks that follow them.

One rule: only read. A call that could change anything, were it only the order of a cache, is not made here.
"""

import _ssl
import os
import ssl

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Generator
    from types import ModuleType
    from typing import Any

    Watching = Generator[None, Any, None]

report: "Any" = __import__("lab_witness_report")
here = report.ThreadState()

_HOSTNAME_MISMATCH = 62  # X509_V_ERR_HOSTNAME_MISMATCH


def number_context(context: "Any", holds: "Any" = None) -> "int | None":
    """Return the number of a context, None for none; an event about a new one is written first."""
    if context is None:
        return None
    number, new = report.number_object(context)
    if new:
        kind = "truststore" if type(context).__module__.endswith("truststore._api") else "plain"
        inner = None if holds is None else number_context(holds)
        report.write_event("context", number=number, kind=kind, holds=inner, callers=report.list_callers())
    return int(number)


def _count_authorities(context: "Any") -> int:
    return int(_ssl._SSLContext.cert_store_stats(context)["x509_ca"])


def watch_ssl(module: "ModuleType") -> None:
    """Watch contexts as they are made, the authorities they load, and handshakes."""
    made = ssl.SSLContext

    def begin(self: "Any", *args: "Any", **keywords: "Any") -> None:
        if type(self).__init__ is not watched:
            object.__init__(self, *args, **keywords)
        try:
            number_context(self)
        except Exception as error:
            report.write_trouble("SSLContext", error)

    # ``__new__`` is not wrapped: it warns of its caller, which has to stay the client.
    watched = report.functools.wraps(object.__init__)(begin)
    made.__init__ = watched  # type: ignore[method-assign]
    report.wrap_method(made, "load_verify_locations", _loads)
    report.wrap_method(made, "set_default_verify_paths", _loads_defaults)
    report.wrap_method(module.SSLSocket, "do_handshake", _socket_handshake)
    report.wrap_method(module.SSLObject, "do_handshake", _object_handshake)


def _loads(context: "Any", cafile: "Any" = None, capath: "Any" = None, cadata: "Any" = None) -> "Watching":
    before = _count_authorities(context)
    yield
    sources = {"file": cafile, "folder": capath}
    paths = {source: os.fsdecode(path) for source, path in sources.items() if path}
    _write_loaded(context, before, paths, "data" if cadata else "")


def _loads_defaults(context: "Any") -> "Watching":
    before = _count_authorities(context)
    yield
    defaults = ssl.get_default_verify_paths()
    paths = {"file": defaults.cafile, "folder": defaults.capath}
    _write_loaded(context, before, {source: path for source, path in paths.items() if path}, "defaults")


def _write_loaded(context: "Any", before: int, paths: "dict[str, str]", how: str) -> None:
    after = _count_authorities(context)
    number = number_context(context)
    report.write_event(
        "loaded", context=number, how=how, paths=paths, before=before, after=after, callers=report.list_callers()
    )


def _find_ends(sock: "Any") -> "dict[str, str]":
    """Return both addresses of a connection: its peer's, and the client's own, by which a node knows it."""
    ends = {"peer": sock.getpeername(), "local": sock.getsockname()}
    return {name: f"{address[0]}:{address[1]}" for name, address in ends.items()}


def _socket_handshake(sock: "Any", *_: "Any", **__: "Any") -> "Watching":
    ends = _find_ends(sock)
    here.shaking = True
    outcome = yield
    here.shaking = False
    _write_handshake(sock, ends, outcome, inside=False)


def _object_handshake(tls: "Any", *_: "Any", **__: "Any") -> "Watching":
    if here.shaking:
        # Up to Python 3.6 a socket has its object shake hands.
        yield
        return
    outer = here.outer
    ends = _find_ends(outer) if outer is not None else {"peer": None, "local": None}
    outcome = yield
    if not isinstance(outcome, (ssl.SSLWantReadError, ssl.SSLWantWriteError)):
        _write_handshake(tls, ends, outcome, inside=outer is not None)


def _read_verify_code(outcome: "Any") -> int:
    """Return OpenSSL's code for a refusal, 0 for none. Python 3.6 knows only that a name is wrong."""
    wrong_name = _HOSTNAME_MISMATCH if isinstance(outcome, ssl.CertificateError) else 0
    return int(getattr(outcome, "verify_code", wrong_name))


def _write_handshake(tls: "Any", ends: "dict[str, Any]", outcome: "Any", *, inside: bool) -> None:
    if tls.server_side:
        return
    here.ends = ends, inside
    report.write_event(
        "handshake",
        peer=ends["peer"],
        local=ends["local"],
        inside=inside,
        server=tls.server_hostname,
        context=number_context(tls.context),
        verify_mode=tls.context.verify_mode.name,
        check_hostname=tls.context.check_hostname,
        authorities=_count_authorities(tls.context),
        minimum=getattr(getattr(tls.context, "minimum_version", None), "name", ""),
        verify_code=_read_verify_code(outcome),
        connection=here.connection,
        error=str(outcome) or repr(outcome) if isinstance(outcome, BaseException) else "",
    )


def watch_checks(module: "ModuleType") -> None:
    """Watch urllib3's own checks after a handshake: of names, where the context checks none, and of fingerprints."""
    for name in ("match_hostname", "assert_fingerprint"):
        if hasattr(module, name):
            report.wrap_method(module, name, _make_check_watcher(name))


def _make_check_watcher(what: str) -> "Any":
    def check(*_: "Any", **__: "Any") -> "Watching":
        outcome = yield
        if isinstance(outcome, Exception) and here.ends is not None:
            ends, inside = here.ends
            report.write_event(
                "check", what=what, local=ends["local"], inside=inside, error=str(outcome) or repr(outcome)
            )

    return check


def watch_tls_in_tls(module: "ModuleType") -> None:
    """Watch the socket through which a TLS session inside another is set up: it has none of its own."""

    def transport(_: "Any", socket: "Any", *__: "Any", **___: "Any") -> "Watching":
        here.outer = socket
        yield
        here.outer = None

    report.wrap_method(module.SSLTransport, "__init__", transport)


def watch_truststore(module: "ModuleType") -> None:
    """Watch truststore's contexts. Each holds one of ssl's, which does the work."""

    def made(context: "Any", *_: "Any", **__: "Any") -> "Watching":
        yield
        number_context(context, holds=context._ctx)

    report.wrap_method(module.SSLContext, "__init__", made)
