"""Adapters as somebody might have written them, for ``check-adapter``: the text of a file of theirs."""

from __future__ import annotations

#: Gives its context to the PoolManager alone.
FORGETFUL = """
import ssl

from requests.adapters import HTTPAdapter


class Forgetful(HTTPAdapter):
    def __init__(self, certificate):
        self.context = ssl.create_default_context()
        self.context.minimum_version = ssl.TLSVersion.TLSv1_3
        self.context.load_cert_chain(certificate)
        super().__init__()

    def init_poolmanager(self, *positional, **keywords):
        super().init_poolmanager(*positional, ssl_context=self.context, **keywords)
"""

#: Hands it on to proxies for both legs, and to a SOCKS proxy for the one that there is.
MINDFUL = (
    FORGETFUL.replace("Forgetful", "Mindful")
    + """
    def proxy_manager_for(self, proxy, **keywords):
        keywords["ssl_context"] = self.context
        if not proxy.startswith("socks"):
            keywords["proxy_ssl_context"] = self.context
        return super().proxy_manager_for(proxy, **keywords)
"""
)
