"""Name the method of an adapter that loses a setting, with the lines that would hand it on.

requests makes one manager for direct connections (``init_poolmanager``) and another for each proxy
(``proxy_manager_for``), so that what only the first is given is lost behind any proxy.

A SOCKS proxy has no TLS of its own, and its manager ends in a ``TypeError`` if it is given a context for it
(pypa/pip#14320).
"""

from __future__ import annotations

from collections.abc import Iterable

from harness.model.words import Leg

METHOD = "proxy_manager_for"
#: Stands before what is only for a proxy that may speak TLS.
_UNLESS_SOCKS = 'if not proxy.lower().startswith("socks"):'
_FOR_THE_PROXY = f'{_UNLESS_SOCKS}\n        proxy_kwargs["proxy_ssl_context"] = self.ssl_context'
#: What is said of an adapter that gets no further than to a SOCKS proxy.
NOT_OVER_SOCKS = (
    f"A SOCKS proxy has no TLS of its own: where {METHOD} hands on a proxy_ssl_context, it should do so under\n\n"
    f"    {_UNLESS_SOCKS}"
)
_SETTINGS = {
    ("context", Leg.ORIGIN): 'proxy_kwargs["ssl_context"] = self.ssl_context',
    ("context", Leg.PROXY): _FOR_THE_PROXY,
    ("minimum TLS version", Leg.ORIGIN): 'proxy_kwargs["ssl_minimum_version"] = self.ssl_minimum_version',
    ("minimum TLS version", Leg.PROXY): _FOR_THE_PROXY,
    ("pinning", Leg.ORIGIN): 'proxy_kwargs["assert_fingerprint"] = self.fingerprint',
}


def describe_mending(losses: Iterable[tuple[Leg, str]]) -> tuple[str, ...]:
    """Return the lines of the method that would hand on what each leg lost; none if no method of the adapter can."""
    settings = dict.fromkeys(_SETTINGS[aspect, leg] for leg, aspect in losses if (aspect, leg) in _SETTINGS)
    if not settings:
        return ()
    return (
        f"def {METHOD}(self, proxy, **proxy_kwargs):",
        *(f"    {line}" for setting in settings for line in setting.split("\n")),
        f"    return super().{METHOD}(proxy, **proxy_kwargs)",
    )
