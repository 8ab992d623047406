"""What is watched of ssl, truststore and urllib3: contexts, what they load, and handshakes with what follows them.

One rule: it reads. A call that could change anything, were it only the order of a cache, is not made here.
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
_here = report.Surroundings()

_HOSTNAME_MISMATCH = 62  # X509_V_ERR_HOSTNAME_MISMATCH


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
