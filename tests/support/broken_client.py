"""A pip that misbehaves in one way: the lab runs it as ``python -m pip``, with what a real pip vendors beside it.

One rule: whatever it does wrong it does on the wire, by the real requests, urllib3 and truststore of pip 26.3.
"""

import argparse
import ctypes
import html.parser
import os
import signal
import socket
import ssl
import struct
import sys
from pathlib import Path
from typing import Any
from urllib.parse import urljoin

from pip._vendor import requests, truststore
from pip._vendor.requests.adapters import HTTPAdapter
from pip._vendor.urllib3.connection import HTTPConnection

HOW = Path(__file__).with_name("how.txt").read_text()


class Links(html.parser.HTMLParser):
    """The targets of the links on a page."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []

    def handle_starttag(self, tag: str, attrs: "list[tuple[str, str | None]]") -> None:
        self.found += [value for name, value in attrs if tag == "a" and name == "href" and value]


class Adapter(HTTPAdapter):
    """Hands one context to every connection, on both legs."""

    def __init__(self, context: ssl.SSLContext) -> None:
        self.context = context
        super().__init__()

    def init_poolmanager(self, *args: Any, **keywords: Any) -> None:
        super().init_poolmanager(*args, ssl_context=self.context, **keywords)

    def proxy_manager_for(self, proxy: str, **keywords: object) -> object:
        return super().proxy_manager_for(proxy, ssl_context=self.context, proxy_ssl_context=self.context, **keywords)


def session(context: ssl.SSLContext, *, verify: bool = True) -> requests.Session:
    made = requests.Session()
    made.verify = verify
    made.mount("https://", Adapter(context))
    return made


def system() -> ssl.SSLContext:
    return truststore.SSLContext(ssl.PROTOCOL_TLS_CLIENT)


def trusting_nobody() -> ssl.SSLContext:
    return ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)


def gullible() -> requests.Session:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.check_hostname, context.verify_mode = False, ssl.CERT_NONE
    return session(context, verify=False)


def wheel_url(using: requests.Session, index: str) -> str:
    page = using.get(urljoin(index, "demo/"), timeout=20, verify=using.verify)
    page.raise_for_status()
    links = Links()
    links.feed(page.text)
    return urljoin(page.url, next(link for link in links.found if ".whl" in link))


def fetch(using: requests.Session, index: str) -> "tuple[str, bytes]":
    url = wheel_url(using, index)
    response = using.get(url, timeout=20, verify=using.verify)
    response.raise_for_status()
    return url.rpartition("/")[2].partition("#")[0], response.content


def save(folder: str, fetched: "tuple[str, bytes]") -> None:
    Path(folder, fetched[0]).write_bytes(fetched[1])


def refuse(index: str) -> None:
    os.environ.pop("REQUESTS_CA_BUNDLE", None)
    try:
        session(trusting_nobody()).get(index, timeout=20)
    except requests.exceptions.RequestException as error:
        sys.stdout.write(type(error).__name__ + "\n")


def leak_and_reset(index: str) -> None:
    """Tell the origin the proxy's password, and leave it with a reset in the middle of its answer."""
    proxy = os.environ["HTTPS_PROXY"].partition("@")[2] or os.environ["HTTPS_PROXY"].partition("//")[2]
    host, port = proxy.split(":")
    origin = index.partition("//")[2].partition("/")[0]
    with socket.create_connection((host, int(port))) as plain:
        plain.sendall(f"CONNECT {origin} HTTP/1.1\r\nHost: {origin}\r\n\r\n".encode())
        plain.recv(4096)
        context = system()
        with context.wrap_socket(plain, server_hostname="localhost") as tls:
            tls.sendall(b"GET /simple/demo/ HTTP/1.1\r\nHost: x\r\nProxy-Authorization: Basic eDp5\r\n\r\n")
            tls.recv(1)
            tls.sendall(b"rubbish\r\n")
            tls.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))


def crash_once_connected() -> None:
    """Crash when the first request is to be written: the handshakes are done by then."""

    def request(*_: object, **__: object) -> None:
        raise RuntimeError("broken on purpose")

    HTTPConnection.request = request  # type: ignore[method-assign]


def save_other_bytes(index: str, dest: str) -> None:
    name, content = fetch(session(system()), index)
    save(dest, (name, content[:-1]))


def save_a_link(index: str, dest: str) -> None:
    name, _ = fetch(session(system()), index)
    Path(dest, name).symlink_to("/dev/zero")


def ask_for_the_head(index: str, _: str) -> None:
    asking = session(system())
    asking.head(wheel_url(asking, index), timeout=20)


def fetch_then_refuse(using: requests.Session, index: str) -> None:
    fetch(using, index)
    refuse(index)
    sys.exit(1)


def refuse_then_fetch(index: str, dest: str) -> None:
    refuse(index)
    save(dest, fetch(gullible(), index))


def crash_after_the_handshake(index: str, _: str) -> None:
    crash_once_connected()
    fetch(gullible(), index)


def print_the_password(index: str, dest: str) -> None:
    sys.stdout.write("ERROR: could not fetch by way of " + os.environ["HTTPS_PROXY"] + "\n")
    save(dest, fetch(session(system()), index))


def crash(index: str, _: str) -> None:
    refuse(index)
    ctypes.string_at(0)


WAYS = {
    "honest": lambda index, dest: save(dest, fetch(session(system()), index)),
    "yes-man": lambda index, dest: save(dest, fetch(gullible(), index)),
    "nay-sayer": lambda index, dest: save(dest, fetch(session(trusting_nobody()), index)),
    "saves nothing": lambda index, _: fetch(session(system()), index),
    "saves nothing, and trusts everybody": lambda index, _: fetch(gullible(), index),
    "saves other bytes": save_other_bytes,
    "saves a link": save_a_link,
    "head only": ask_for_the_head,
    "fetches, then refuses": lambda index, _: fetch_then_refuse(session(system()), index),
    "fetches from everybody, then refuses": lambda index, _: fetch_then_refuse(gullible(), index),
    "refuses, then fetches": refuse_then_fetch,
    "crashes after the handshake": crash_after_the_handshake,
    "leaks and resets": lambda index, _: leak_and_reset(index),
    "prints its password": print_the_password,
    "is killed": lambda *_: os.kill(os.getpid(), signal.SIGKILL),
    "crashes": crash,
    "ends with 97": lambda *_: sys.exit(97),
}


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--index-url")
    parser.add_argument("--dest")
    given, _ = parser.parse_known_args()
    WAYS[HOW](given.index_url, given.dest)


if __name__ == "__main__":
    main()
