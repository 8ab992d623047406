"""The known defects that ended before pip 20.3 or with it, and what 8.0.2 took away. Ranges as in the other modules.

The releases of these were run from 8.0.0 on.
"""

from harness.model import Accepts, Capability, Credential, Defect, Leaks, Leg, Reason, Rejects, pips
from scenarios.defects.contexts import NO_LOCAL_ISSUER

# How a server's refusal reaches the client: which it is depends on what comes first, its alert or its end.
REFUSED_WITHOUT_A_CERTIFICATE = "Connection aborted.\nalert certificate required\nEOF occurred in violation of protocol"

TRUSTED_HOST_WITHOUT_A_PORT_IGNORED = Defect(
    slug="trusted-host-without-a-port-ignored",
    issue="pypa/pip#6705",
    affected=(pips("<19.3"),),
    shows=Rejects(Leg.ORIGIN),
    because="pip mounts its unverifying adapter for https://host/ alone, which is no beginning of a URL with a port.",
    message=NO_LOCAL_ISSUER,
    workaround="Name the port too: --trusted-host host:port.",
    workaround_shown_by="trusted_host.with_its_port_is_not_verified",
)

CLIENT_CERTIFICATE_LOST_ON_A_TRUSTED_HOST_AND_PORT = Defect(
    slug="client-certificate-lost-on-a-trusted-host-and-port",
    issue="pypa/pip#7207",
    affected=(pips("<20.0"),),
    shows=Rejects(Leg.ORIGIN, Reason.CLIENT_CERTIFICATE_MISSING),
    because="The adapter for trusted hosts overrides cert_verify, where requests puts the client certificate.",
    message=REFUSED_WITHOUT_A_CERTIFICATE,
    workaround="Name the origin's bundle by --cert instead of trusting its host.",
    workaround_shown_by="index_features.client_certificate_is_shown_when_demanded",
)

CLIENT_CERTIFICATE_LOST_ON_A_TRUSTED_HOST = Defect(
    slug="client-certificate-lost-on-a-trusted-host",
    issue="pypa/pip#7207",
    affected=(pips(">=19.3,<20.0"),),
    shows=Rejects(Leg.ORIGIN, Reason.CLIENT_CERTIFICATE_MISSING),
    because="The adapter for trusted hosts shows no client certificate, and from pip 19.3 on a host without a port is "
    "one on every port (3f9136f88).",
    message=REFUSED_WITHOUT_A_CERTIFICATE,
    workaround="Name the origin's bundle by --cert instead of trusting its host.",
    workaround_shown_by="index_features.client_certificate_is_shown_when_demanded",
)

PASSWORD_SENT_IN_CLEAR_AFTER_A_REDIRECT = Defect(
    slug="password-sent-in-clear-after-a-redirect",
    issue="CVE-2018-18074",
    affected=(pips("<19.0"),),
    shows=Leaks("elsewhere", Credential.AUTHORIZATION),
    because="requests before 2.20 takes Authorization off a redirected request where the host changes, not where "
    "the port does, or https:// becomes http://.",
)

OPENSSL_DEFAULTS_DROPPED = Defect(
    slug="openssl-defaults-dropped",
    issue="pypa/pip#3416",
    affected=(pips(">=8.0.2,<24.2"),),
    shows=Rejects(Leg.ORIGIN),
    because="pip 8.0.2 stopped to look into OpenSSL's defaults, which many distributions had broken (c77d4ab55); since "
    "24.2 truststore does.",
    lacks=frozenset({Capability.OPENSSL_DEFAULTS}),
    message=NO_LOCAL_ISSUER,
    workaround="Name the bundle by --cert.",
    workaround_shown_by="bundle_channels.cert_flag_vouches_for_the_origin",
)

PLAIN_PROXY_UNDER_AN_HTTPS_URL_USED = Defect(
    slug="plain-proxy-under-an-https-url-used",
    issue="urllib3/urllib3#2075",
    affected=(pips("<20.3"),),
    shows=Accepts(),
    because="urllib3 before 1.26 speaks plain HTTP to every proxy, whatever the scheme of its URL.",
)

PLAIN_HTTP_TO_AN_HTTPS_PROXY = Defect(
    slug="plain-http-to-an-https-proxy",
    issue="urllib3/urllib3#1850",
    affected=(pips("<20.3"),),
    shows=Rejects(Leg.PROXY, Reason.PLAIN_HTTP),
    because="urllib3 before 1.26 speaks plain HTTP to every proxy: one that expects TLS hangs up.",
    lacks=frozenset({Capability.TLS_TO_PROXIES}),
    message="Cannot connect to proxy",
)
