"""Lines as a witness writes them, of processes that never ran. Numbers are the caller's, and so is what makes sense."""

from __future__ import annotations

import json
from typing import Any

#: A proxy's and an origin's port, as URLs and sockets have them.
PROXY_PORT, ORIGIN_PORT = 4001, 4002
PROCESS = 100


def line(event: str, *, process: int = PROCESS, **what: Any) -> str:
    return json.dumps({"event": event, "process": process, **what})


def process(number: int = PROCESS, parent: int = 1) -> str:
    return line("process", process=number, parent=parent, python="3.10.13")


def context(number: int, *callers: str, kind: str = "plain", holds: int | None = None, process: int = PROCESS) -> str:
    return line("context", process=process, number=number, kind=kind, holds=holds, callers=callers or ("a.b",))


def loaded(context: int, *paths: str, how: str = "", before: int = 0, after: int = 0) -> str:
    named = dict(zip(("file", "folder"), paths, strict=False))
    return line("loaded", context=context, how=how, paths=named, before=before, after=after, callers=())


def session(context: int | None, **adapters: int) -> str:
    mounted = {f"{scheme}://": number for scheme, number in adapters.items()}
    return line("session", name="PipSession", context=context, adapters=mounted)


def adapter(number: int, manager: int, context: int | None = None, name: str = "HTTPAdapter") -> str:
    return line("adapter", number=number, name=name, module="requests.adapters", context=context, manager=manager)


def manager(number: int, context: int | None = None, proxy: str | None = None, proxy_context: int | None = None) -> str:
    name = "ProxyManager" if proxy else "PoolManager"
    keywords = {} if context is None else {"ssl_context": context}
    return line("manager", number=number, name=name, keywords=keywords, proxy=proxy, proxy_context=proxy_context)


def proxy(adapter: int, manager: int, url: str, **keywords: int) -> str:
    return line("proxy", adapter=adapter, manager=manager, proxy=url, keywords=keywords)


def pool(manager: int, context: int | None = None, **more: Any) -> str:
    keywords = {} if context is None else {"ssl_context": context}
    return line("pool", manager=manager, server=f"https://localhost:{ORIGIN_PORT}", keywords=keywords, **more)


def connection(number: int, pool: int | None, context: int | None = None, *, proxy_context: int | None = None) -> str:
    return line("connection", number=number, pool=pool, tunnels=True, context=context, proxy_context=proxy_context)


def handshake(context: int, port: int | None = ORIGIN_PORT, **changes: Any) -> str:
    usual: dict[str, Any] = {
        "inside": False,
        "server": "localhost",
        "verify_mode": "CERT_REQUIRED",
        "check_hostname": True,
    }
    ending: dict[str, Any] = {"authorities": 1, "error": ""}
    peer = None if port is None else f"127.0.0.1:{port}"
    return line("handshake", context=context, peer=peer, **(usual | ending | changes))


def written(*lines: str) -> bytes:
    return "".join(f"{each}\n" for each in lines).encode()


def lost(scheme: str = "http") -> tuple[str, ...]:
    """A session's context 2 (of which ssl's is 1) that stops at the PoolManager, and a leg that another one decided."""
    url = f"{scheme}://localhost:{PROXY_PORT}"
    return (
        *(process(), context(1), context(2, "pip._internal.maker.make", kind="truststore", holds=1)),
        *(manager(3, 2), adapter(4, 3, 2), session(2, https=4)),
        *(manager(5, None, url), proxy(4, 5, url), pool(5)),
        *(context(6, "urllib3.util.ssl_.create", "urllib3.connection.connect"), loaded(6, how="defaults")),
        handshake(6, PROXY_PORT, authorities=0, error="unable to get local issuer certificate"),
    )


def kept(scheme: str = "http") -> tuple[str, ...]:
    """The same context handed on, and both legs decided by it."""
    url = f"{scheme}://localhost:{PROXY_PORT}"
    both = {"ssl_context": 2, "proxy_ssl_context": 2}
    inner = [handshake(1, PROXY_PORT, inside=True)] if scheme == "https" else []
    return (
        *(process(), context(1), context(2, "pip._internal.maker.make", kind="truststore", holds=1)),
        *(manager(3, 2), adapter(4, 3, 2), session(2, https=4)),
        *(manager(5, 2, url, 2), proxy(4, 5, url, **both), pool(5), loaded(1, "/certs.pem", after=1)),
        *(handshake(1, PROXY_PORT), *inner),
    )
