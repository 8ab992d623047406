"""The adapter variants: classes to be mixed into an HTTPAdapter or a CacheControlAdapter.

One rule: a variant is what it hands over and nothing else; requests does the rest.
"""

import ssl

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any


class NoContext:
    """Hands over nothing."""

    def __init__(self, *, ssl_context: "Any" = None, **keywords: "Any") -> None:
        self._ssl_context = ssl_context
        super().__init__(**keywords)


class PoolOnly(NoContext):
    """Hands the context to the pool manager."""

    def init_poolmanager(self, *positional: "Any", **keywords: "Any") -> "Any":
        """As requests does it, with the context."""
        keywords.setdefault("ssl_context", self._ssl_context)
        return super().init_poolmanager(*positional, **keywords)  # type: ignore[misc]


class PoolKwargsMerged(PoolOnly):
    """Opens each pool, of any manager, with the keywords of the pool manager added to its own."""

    def build_connection_pool_key_attributes(self, *positional: "Any", **keywords: "Any") -> "Any":
        """As requests does it (from 2.32.2 on; older ones never call this), with the pool manager's keywords."""
        host, pool = super().build_connection_pool_key_attributes(*positional, **keywords)  # type: ignore[misc]
        return host, {**self.poolmanager.connection_pool_kw, **pool}  # type: ignore[attr-defined]


class OriginLeg(PoolOnly):
    """Hands the context to a proxy's manager as well, for the leg to the origin."""

    def proxy_manager_for(self, proxy: str, **keywords: "Any") -> "Any":
        """As requests does it, with the context."""
        keywords.setdefault("ssl_context", self._ssl_context)
        return super().proxy_manager_for(proxy, **keywords)  # type: ignore[misc]


class BothLegs(OriginLeg):
    """Hands the context to a proxy's manager for both legs."""

    def proxy_manager_for(self, proxy: str, **keywords: "Any") -> "Any":
        """As requests does it, with the context twice."""
        keywords.setdefault("proxy_ssl_context", self._ssl_context)
        return super().proxy_manager_for(proxy, **keywords)


VARIANTS = {
    "no_context": NoContext,
    "pool_only": PoolOnly,
    "pool_kwargs_merged": PoolKwargsMerged,
    "origin_leg": OriginLeg,
    "both_legs": BothLegs,
    "injected": NoContext,
}


def make_context(truststore: "Any", bundle: str) -> "Any":
    """Return a truststore context as pip makes it."""
    context = truststore.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.load_verify_locations(bundle)
    return context


def make_adapter(variant: str, upon: type, truststore: "Any", bundle: str, **keywords: "Any") -> "Any":
    """Return the adapter of a variant, over a class of requests or CacheControl, with a context that knows a bundle.

    ``truststore`` is the module; pip gives its context certifi's bundle as well, and so does this.
    """
    context = None
    if variant not in ("no_context", "injected"):
        context = make_context(truststore, bundle)
    return type(variant, (VARIANTS[variant], upon), {})(ssl_context=context, **keywords)
