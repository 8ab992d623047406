"""Watch what a person's command asks for: who is dialled, which tunnels are opened, how each request ends.

One rule: only read. Passwords are never written: of a URL there is no more than scheme, host and port.

This runs on Python 3.6 and newer with the standard library alone.
"""

import os
import sys
from urllib.parse import urlsplit

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Generator, Iterator
    from types import ModuleType
    from typing import Any

    Watching = Generator[None, Any, None]

report: "Any" = __import__("lab_witness_report")

#: The ends of the names of modules, as in ``lab_witness_hook``, and what watches each in here.
WATCHED = {
    "http.client": "watch_tunnels",
    "util.connection": "watch_dials",
    "urllib3.connection": "watch_own_tunnels",
    "urllib3.connectionpool": "watch_pool_requests",
    "requests.adapters": "watch_requests",
}
#: The watchers of the witness itself for the same modules.
_before: "dict[str, str]" = {}
#: After so many events of a kind no more are written: a large installation has thousands of requests.
_MOST = 400
_written: "dict[str, int]" = {}
_introduced: "set[int]" = set()
#: The longest text of an error that is written, and the most errors in a chain.
_LONGEST, _DEEPEST = 600, 8


def add_watchers(hook: "Any") -> None:
    """Have the witness's hook call the watchers in here too."""
    for ending, name in WATCHED.items():
        _before[ending] = hook.WATCHED.get(ending, "")
        hook.WATCHED[ending] = __name__ + "." + name
        for module in [each for known, each in sys.modules.items() if known.endswith(ending)]:
            globals()[name](module)


def _run_witness(ending: str, module: "ModuleType") -> None:
    place, _, name = _before.get(ending, "").partition(".")
    if place:
        getattr(__import__(place), name)(module)


def _write(event: str, **what: "Any") -> None:
    _written[event] = _written.get(event, 0) + 1
    if os.getpid() not in _introduced:
        _introduced.add(os.getpid())
        _introduce_libraries()
    if _written[event] <= _MOST:
        report.write_event(event, **what)


def _introduce_libraries() -> None:
    """Write which pip, requests, urllib3 and truststore this process has loaded, and from where."""
    found = {}
    for name, module in list(sys.modules.items()):
        short = name.rpartition(".")[2]
        version = getattr(module, "__version__", None)
        if short in ("pip", "requests", "urllib3", "truststore", "certifi") and isinstance(version, str):
            found[name] = version
    pip = getattr(sys.modules.get("pip"), "__file__", "") or ""
    report.write_event("libraries", versions=found, pip_at=os.path.dirname(pip), python=sys.executable or "")


def _name_errors(error: "BaseException | None") -> "Iterator[str]":
    """Yield each error of a chain, ``Kind: text``, the outermost first."""
    seen: set[int] = set()
    while error is not None and id(error) not in seen and len(seen) < _DEEPEST:
        seen.add(id(error))
        yield type(error).__name__ + ": " + str(error)[: _LONGEST // 2]
        inner = [each for each in (getattr(error, "reason", None), *error.args) if isinstance(each, BaseException)]
        # What an error of the system was raised in the midst of has nothing to do with it.
        error = inner[0] if inner else error.__cause__ or (None if isinstance(error, OSError) else error.__context__)


def _list_errors(outcome: "Any") -> "list[str]":
    return list(_name_errors(outcome)) if isinstance(outcome, BaseException) else []


def _name_server(url: "Any") -> str:
    """Return scheme, host and port of a URL, without user, password, path and query."""
    try:
        parts = urlsplit(str(url))
        host = parts.hostname or ""
        port = parts.port or {"https": 443, "http": 80}.get(parts.scheme, 0)
    except ValueError:
        return "?"
    return "{}://{}:{}".format(parts.scheme, "[" + host + "]" if ":" in host else host, port)


def watch_dials(module: "ModuleType") -> None:
    """Watch urllib3 as it connects to a host, be that a proxy or an origin."""
    _run_witness("util.connection", module)

    def dials(address: "Any", *_: "Any", **__: "Any") -> "Watching":
        outcome = yield
        _write("dial", host=str(address[0]), port=int(address[1]), errors=_list_errors(outcome))

    report.wrap_method(module, "create_connection", dials)


def watch_tunnels(module: "ModuleType") -> None:
    """Watch http.client as it asks a proxy for a tunnel."""
    _run_witness("http.client", module)
    report.wrap_method(module.HTTPConnection, "_tunnel", _tunnels)


def watch_own_tunnels(module: "ModuleType") -> None:
    """Watch urllib3 where it asks a proxy for a tunnel itself, as newer ones do."""
    _run_witness("urllib3.connection", module)
    if "_tunnel" in vars(module.HTTPConnection):
        report.wrap_method(module.HTTPConnection, "_tunnel", _tunnels)


def _tunnels(connection: "Any", *_: "Any", **__: "Any") -> "Watching":
    names = [str(name).lower() for name in getattr(connection, "_tunnel_headers", None) or ()]
    outcome = yield
    _write(
        "tunnel",
        proxy=f"{connection.host}:{connection.port}",
        to=f"{connection._tunnel_host}:{connection._tunnel_port}",
        login="proxy-authorization" in names,
        errors=_list_errors(outcome),
    )


def watch_pool_requests(module: "ModuleType") -> None:
    """Watch the requests of a program that has urllib3 alone."""
    _run_witness("urllib3.connectionpool", module)

    def asks(pool: "Any", *_: "Any", **__: "Any") -> "Watching":
        outcome = yield
        server = f"{pool.scheme}://{pool.host}:{pool.port}"
        proxy = _name_server(pool.proxy) if getattr(pool, "proxy", None) else None
        _write_request(
            "urllib3", server, proxy, getattr(pool, "ca_certs", None), outcome, getattr(outcome, "status", 0)
        )

    report.wrap_method(module.HTTPConnectionPool, "urlopen", asks)


def watch_requests(module: "ModuleType") -> None:
    """Watch requests as an adapter sends each, with the bundle and the proxy that were decided upon."""
    _run_witness("requests.adapters", module)

    def sends(
        _: "Any",
        request: "Any",
        stream: "Any" = False,  # noqa: ARG001 - named as requests names them, and so are those below
        timeout: "Any" = None,  # noqa: ARG001
        verify: "Any" = True,
        cert: "Any" = None,
        proxies: "Any" = None,
        **__: "Any",
    ) -> "Watching":
        outcome = yield
        proxy = _find_proxy(request.url, proxies or {})
        code = getattr(outcome, "status_code", 0)
        _write_request("requests", _name_server(request.url), proxy, verify, outcome, code, client_cert=bool(cert))

    report.wrap_method(module.HTTPAdapter, "send", sends)


def _write_request(
    by: str, server: str, proxy: "str | None", verify: "Any", outcome: "Any", status: "Any", **more: "Any"
) -> None:
    headers = getattr(outcome, "headers", None)
    _write(
        "request",
        by=by,
        server=server,
        proxy=proxy,
        verify=verify if isinstance(verify, (bool, str)) else None if verify is None else os.fspath(verify),
        status=status if isinstance(status, int) else 0,
        date=str(headers.get("Date", "")) if headers is not None else "",
        errors=_list_errors(outcome),
        **more,
    )


def _find_proxy(url: str, proxies: "dict[str, str]") -> "str | None":
    """Return the proxy that requests chooses for a URL, without its login, and whether it has one before the host."""
    parts = urlsplit(url)
    keys = [parts.scheme + "://" + str(parts.hostname), parts.scheme, "all://" + str(parts.hostname), "all"]
    found = next((proxies[key] for key in keys if proxies.get(key)), None)
    if not found:
        return None
    return _name_server(found if "://" in found else "http://" + found)
