"""Name the method of an adapter that loses a setting, with the lines that would hand it on.

requests makes one manager for direct connections (``init_poolmanager``) and another for each proxy
(``proxy_manager_for``), so that what only the first is given is lost behind any proxy.
"""

from __future__ import annotations

from collections.abc import Iterable

from harness.model.words import Leg

METHOD = "proxy_manager_for"
_SETTINGS = {
    ("context", Leg.ORIGIN): 'proxy_kwargs["ssl_context"] = self.ssl_context',
    ("context", Leg.PROXY): 'proxy_kwargs["proxy_ssl_context"] = self.ssl_context',
    ("minimum TLS version", Leg.ORIGIN): 'proxy_kwargs["ssl_minimum_version"] = self.ssl_minimum_version',
    ("minimum TLS version", Leg.PROXY): 'proxy_kwargs["proxy_ssl_context"] = self.ssl_context',
    ("pinning", Leg.ORIGIN): 'proxy_kwargs["assert_fingerprint"] = self.fingerprint',
}


def describe_mending(losses: Iterable[tuple[Leg, str]]) -> tuple[str, ...]:
    """Return the lines of the method that would hand on what each leg lost; none if no method of the adapter can."""
    settings = dict.fromkeys(_SETTINGS[aspect, leg] for leg, aspect in losses if (aspect, leg) in _SETTINGS)
    if not settings:
        return ()
    return (
        f"def {METHOD}(self, proxy, **proxy_kwargs):",
        *(f"    {setting}" for setting in settings),
        f"    return super().{METHOD}(proxy, **proxy_kwargs)",
    )
