"""The known defects that only adapter variants have: pip never vendored what makes them, or hands over more.

Each range was confirmed by running the releases of requests and urllib3 on both sides of it, and newer and older ones.
"""

from harness.model import Accepts, Among, Defect, Leg, Rejects, Variant
from scenarios.defects.contexts import MERGED, NO_LOCAL_ISSUER, POOL_ONLY, WITH_A_CONTEXT

BOTH_LEGS = frozenset({Variant.BOTH_LEGS})
INJECTED = frozenset({Variant.INJECTED})

PRELOADED_CONTEXT_WINS = Defect(
    slug="preloaded-context-wins",
    issue="psf/requests#6716",
    shows=Rejects(Leg.ORIGIN),
    because="requests 2.32.0 to 2.32.2 put a preloaded context that knows certifi alone in the place of an adapter's.",
    among=(Among(variants=WITH_A_CONTEXT, requests=">=2.32,<2.32.3"),),
    message=NO_LOCAL_ISSUER,
)

ORIGIN_LEG_MISSES_OPENSSL_DEFAULTS = Defect(
    slug="origin-leg-misses-openssl-defaults",
    issue="pypa/pip#13288",
    shows=Rejects(Leg.ORIGIN),
    because="Where the context is lost behind a proxy, requests that pass certifi as ca_certs for verify=True replace "
    "OpenSSL's defaults with it: the workaround by SSL_CERT_FILE works on 2.32.3 and 2.32.4 alone.",
    among=(Among(variants=POOL_ONLY | MERGED, requests="<2.32"), Among(variants=POOL_ONLY, requests=">=2.32.5")),
    message=NO_LOCAL_ISSUER,
)

BUNDLE_LOST_ON_THE_PROXY_LEG = Defect(
    slug="bundle-lost-on-the-proxy-leg",
    issue="pypa/pip#14179",
    shows=Rejects(Leg.PROXY),
    because="A proxy_ssl_context that is given is used as it is by urllib3 1.26 and from 2.8 on: a bundle for verify "
    "does not reach the leg to the proxy.",
    among=(Among(variants=BOTH_LEGS, urllib3="<2"), Among(variants=BOTH_LEGS, urllib3=">=2.8")),
    message=NO_LOCAL_ISSUER,
)

INJECTED_CONTEXT_MISSES_CERTIFI = Defect(
    slug="injected-context-misses-certifi",
    issue="psf/requests#6667",
    shows=Rejects(Leg.ORIGIN),
    because="truststore replaces the context that requests 2.32.0 to 2.32.4 preload with one that knows the system "
    "store alone.",
    among=(Among(variants=INJECTED, requests=">=2.32,<2.32.5"),),
    message=NO_LOCAL_ISSUER,
)

INJECTED_CONTEXT_ADDS_THE_SYSTEM_STORE = Defect(
    slug="injected-context-adds-the-system-store",
    issue="pypa/pip#13514",
    shows=Accepts(),
    because="Every context is a truststore context, to which a bundle is added: it cannot replace the system store.",
    among=(Among(variants=INJECTED),),
)
