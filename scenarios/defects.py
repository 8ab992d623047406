"""The known defects. Each range was confirmed by running the releases on both sides of each boundary."""

from harness.model import Accepts, Breaks, Capability, Defect, Leg, Phase, Rejects, Unverified

# Below Python 3.10 no pip has truststore, and with it goes what comes of it.
TRUSTSTORE = frozenset({Capability.SYSTEM_STORE})

TRUSTSTORE_CONTEXT_LOST = Defect(
    slug="truststore-context-lost",
    issue="pypa/pip#13288",
    affects=">=24.2,<25.2",
    shows=Rejects(Leg.ORIGIN),
    because="init_poolmanager gets the ssl_context, proxy_manager_for does not: behind a proxy neither the system "
    "store nor pip's own bundle is trusted.",
    needs=TRUSTSTORE,
)

PROXY_LEG_CONTEXT_LOST = Defect(
    slug="proxy-leg-context-lost",
    issue="pypa/pip#13465",
    affects=">=24.2,<26.2",
    shows=Rejects(Leg.PROXY),
    because="proxy_manager_for gets no proxy_ssl_context: the leg to an https:// proxy does not know the system store.",
    needs=TRUSTSTORE,
)

PROXY_LEG_MISSES_CERTIFI = Defect(
    slug="proxy-leg-misses-certifi",
    issue="psf/requests#6767",
    affects=">=24.1,<25.3",
    shows=Rejects(Leg.PROXY),
    because="requests 2.32.0 to 2.32.4 pass no ca_certs for verify=True: the leg to an https:// proxy is left to "
    "OpenSSL's defaults.",
)

PROXY_LEG_MISSES_OPENSSL_DEFAULTS = Defect(
    slug="proxy-leg-misses-openssl-defaults",
    issue="pypa/pip#13465",
    affects=">=25.3,<26.2",
    shows=Rejects(Leg.PROXY),
    because="requests 2.32.5 passes certifi as ca_certs for verify=True again, which replaces OpenSSL's defaults on "
    "the leg to an https:// proxy: the workaround by SSL_CERT_FILE stops working there.",
)

PROXY_NAME_UNCHECKED = Defect(
    slug="proxy-name-unchecked",
    issue="CVE-2021-28363",
    affects=">=20.3,<21.1",
    shows=Unverified(Leg.PROXY),
    because="urllib3 1.26.0 to 1.26.3 do not check the host name of an https:// proxy that is given no context.",
)

IP_ADDRESS_ENDS_IN_A_TRACEBACK = Defect(
    slug="ip-address-ends-in-a-traceback",
    issue="pypa/pip#12906",
    affects=">=24.2,<26.1",
    shows=Breaks("no_hello"),
    because="urllib3 1.26 hands no server_hostname to a context for an IP address, and truststore's always checks the "
    "host name: ValueError, check_hostname requires server_hostname.",
    needs=TRUSTSTORE,
)

CERT_ADDS_INSTEAD_OF_REPLACING = Defect(
    slug="cert-adds-instead-of-replacing",
    issue="pypa/pip#13514",
    affects=">=24.2",
    shows=Accepts(),
    because="The bundle is loaded into the truststore context, which already trusts the system store and certifi.",
    needs=TRUSTSTORE,
)

CERT_ADDS_THROUGH_A_PROXY = Defect(
    slug="cert-adds-through-a-proxy",
    issue="pypa/pip#13514",
    affects=">=25.2",
    shows=Accepts(),
    because="From 25.2 on a proxied connection has the truststore context too, to which the bundle is added.",
    needs=TRUSTSTORE,
)

CERT_LOST_IN_THE_BUILD = Defect(
    slug="cert-lost-in-the-build",
    issue="pypa/pip#5502",
    affects="<25.0",
    shows=Rejects(Leg.ORIGIN, phase=Phase.BUILD),
    because="pip does not pass --cert on to the pip that fetches the build backend.",
)

SSL_CERT_FILE_LOST_IN_THE_BUILD = Defect(
    slug="ssl-cert-file-lost-in-the-build",
    issue="pypa/pip#13186",
    affects="==25.0",
    shows=Rejects(Leg.ORIGIN, phase=Phase.BUILD),
    because="pip 25.0 passes its own bundle on as --cert, which behind a proxy is then all that is trusted.",
)

PROXY_LOST_IN_THE_BUILD = Defect(
    slug="proxy-lost-in-the-build",
    issue="pypa/pip#6018",
    affects="<25.0",
    shows=Breaks("proxy_bypassed"),
    because="pip does not pass --proxy on to the pip that fetches the build backend.",
)
