"""An HTTPAdapter that hands its ``ssl_context`` to direct and to proxied connections alike, for both legs."""

from __future__ import annotations

from ssl import SSLContext
from typing import Any

from requests.adapters import HTTPAdapter


class HandsOn(HTTPAdapter):  # type: ignore[misc, unused-ignore]
    """The context goes wherever a connection is made from."""

    def __init__(self, ssl_context: SSLContext, **keywords: Any) -> None:
        self._context = ssl_context
        super().__init__(**keywords)

    def init_poolmanager(self, *positional: Any, **keywords: Any) -> None:
        """For direct connections."""
        super().init_poolmanager(*positional, ssl_context=self._context, **keywords)

    def proxy_manager_for(self, proxy: str, **keywords: Any) -> Any:
        """For proxied ones: the origin's leg, and that to a proxy, which a SOCKS proxy has not."""
        keywords["ssl_context"] = self._context
        if not proxy.lower().startswith("socks"):
            keywords["proxy_ssl_context"] = self._context
        return super().proxy_manager_for(proxy, **keywords)
