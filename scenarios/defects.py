"""The known defects. Each range was confirmed by running the releases on both sides of each boundary."""

from harness.model import Defect, Leg, Rejects

TRUSTSTORE_CONTEXT_LOST = Defect(
    slug="truststore-context-lost",
    issue="pypa/pip#13288",
    affects=">=24.2,<25.2",
    shows=Rejects(Leg.ORIGIN),
    because="init_poolmanager gets the ssl_context, proxy_manager_for does not: behind a proxy neither the system "
    "store nor pip's own bundle is trusted.",
)

PROXY_LEG_CONTEXT_LOST = Defect(
    slug="proxy-leg-context-lost",
    issue="pypa/pip#13465",
    affects=">=24.2,<26.2",
    shows=Rejects(Leg.PROXY),
    because="proxy_manager_for hands over ssl_context but no proxy_ssl_context: the leg to an https:// proxy is "
    "verified by OpenSSL's defaults alone.",
)
