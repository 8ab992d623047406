"""A client of a world's nodes, which is gone with its response."""

from __future__ import annotations

import ssl
from collections.abc import Callable
from pathlib import Path
from urllib.parse import urljoin

import urllib3

TrustStore = Callable[..., Path]


def get(url: str, bundle: Path, proxy: str = "", **headers: str) -> urllib3.BaseHTTPResponse:
    """One request of a client that trusts a bundle; it is gone when this returns."""
    context = ssl.create_default_context(cafile=str(bundle))
    made = urllib3.ProxyManager(proxy, ssl_context=context, proxy_ssl_context=context) if proxy else None
    with made or urllib3.PoolManager(ssl_context=context) as pool:
        return pool.request("GET", url, headers={"Connection": "close", **headers}, retries=False)


def follow(url: str, bundle: Path) -> urllib3.BaseHTTPResponse:
    """The response in the end, after the redirects that ``get`` shows."""
    response = get(url, bundle)
    while location := response.get_redirect_location():
        response = get(url := urljoin(url, location), bundle)
    return response
