"""The known defects that only adapter variants have: pip never vendored what makes them, or hands over more.

Each range was confirmed by running the releases of requests and urllib3 on both sides of it, and newer and older ones.
"""

from harness.model import Accepts, Breaks, Defect, Leg, Rejects, Variant, variants
from scenarios.defects.contexts import MERGED, NO_LOCAL_ISSUER, POOL_ONLY, WITH_A_CONTEXT

BOTH_LEGS = frozenset({Variant.BOTH_LEGS})
INJECTED = frozenset({Variant.INJECTED})

PRELOADED_CONTEXT_WINS = Defect(
    slug="preloaded-context-wins",
    issue="psf/requests#6716",
    affected=(variants(*WITH_A_CONTEXT, requests=">=2.32,<2.32.3"),),
    shows=Rejects(Leg.ORIGIN),
    because="requests 2.32.0 to 2.32.2 put a preloaded context that knows certifi alone in the place of an adapter's.",
    message=NO_LOCAL_ISSUER,
)

ORIGIN_LEG_MISSES_OPENSSL_DEFAULTS = Defect(
    slug="origin-leg-misses-openssl-defaults",
    issue="pypa/pip#13288",
    affected=(variants(*POOL_ONLY | MERGED, requests="<2.32"), variants(*POOL_ONLY, requests=">=2.32.5")),
    shows=Rejects(Leg.ORIGIN),
    because="truststore's context loads OpenSSL's defaults; where it is lost behind a proxy, requests passes certifi "
    "as ca_certs in their place, so that the workaround by SSL_CERT_FILE works on 2.32.3 and 2.32.4 alone.",
    message=NO_LOCAL_ISSUER,
)

BUNDLE_LOST_ON_THE_PROXY_LEG = Defect(
    slug="bundle-lost-on-the-proxy-leg",
    issue="pypa/pip#14179",
    affected=(variants(*BOTH_LEGS, urllib3="<2"), variants(*BOTH_LEGS, urllib3=">=2.8")),
    shows=Rejects(Leg.PROXY),
    because="A proxy_ssl_context that is given is used as it is by urllib3 1.26 and from 2.8 on: a bundle for verify "
    "does not reach the leg to the proxy.",
    message=NO_LOCAL_ISSUER,
)

IP_ADDRESS_OF_A_PROXY_ENDS_IN_A_TRACEBACK = Defect(
    slug="ip-address-of-a-proxy-ends-in-a-traceback",
    issue="pypa/pip#12906",
    affected=(variants(*BOTH_LEGS, urllib3="<2"),),
    shows=Breaks("no_hello"),
    because="urllib3 1.26 gives a context no server_hostname for an IP address; truststore's demands one.",
    message="ValueError: check_hostname requires server_hostname",
)

INJECTED_CONTEXT_MISSES_CERTIFI = Defect(
    slug="injected-context-misses-certifi",
    issue="psf/requests#6667",
    affected=(variants(*INJECTED, requests=">=2.32,<2.32.5"),),
    shows=Rejects(Leg.ORIGIN),
    because="truststore replaces the context that requests 2.32.0 to 2.32.4 preload with one that knows the system "
    "store alone.",
    message=NO_LOCAL_ISSUER,
)

INJECTED_CONTEXT_ADDS_THE_SYSTEM_STORE = Defect(
    slug="injected-context-adds-the-system-store",
    issue="pypa/pip#13514",
    affected=(variants(*INJECTED),),
    shows=Accepts(),
    because="Every context is a truststore context, to which a bundle is added: it cannot replace the system store.",
)
