"""The known defects of pip's options and of the channels of proxies. Ranges as in :mod:`scenarios.defects`."""

from harness.model import Breaks, Capability, Defect, Leg, Rejects, Unverified, Variant, pips, variants
from scenarios.defects.contexts import NO_LOCAL_ISSUER

# What urllib3 says of a proxy without a scheme from pip 21.1 on.
NO_SCHEME = "Proxy URL had no scheme, should start with http:// or https://"

TRUSTED_HOST_LEAVES_THE_PROXY_UNVERIFIED = Defect(
    slug="trusted-host-leaves-the-proxy-unverified",
    issue="psf/requests#6103",
    affected=(pips(">=20.3,!=21.1.*,!=21.2.*"),),
    shows=Unverified(Leg.PROXY),
    because="requests sets CERT_NONE for the pool of a trusted host, and urllib3 takes it for the leg to an https:// "
    "proxy too. urllib3 1.26.4 to 1.26.6 verified it by accident.",
    workaround="Name the origin's bundle by --cert instead of trusting its host.",
    workaround_shown_by="tunnelled_over_tls.stranger_answers_for_the_proxy",
)

HTTP_INDEX_LEAVES_THE_PROXY_UNVERIFIED = Defect(
    slug="http-index-leaves-the-proxy-unverified",
    issue="psf/requests#6103",
    affected=(pips(">=20.3"), variants(*frozenset(Variant))),
    shows=Unverified(Leg.PROXY),
    because="requests decides by the origin's scheme whether anything is verified: with an http:// index an https:// "
    "proxy is taken as it is, whatever --cert says.",
    workaround="Use the index over https.",
    workaround_shown_by="tunnelled_over_tls.stranger_answers_for_the_proxy",
)

TRUSTSTORE_FEATURE_IGNORED = Defect(
    slug="truststore-feature-ignored",
    issue="pypa/pip#12779",
    affected=(pips("==24.1"),),
    shows=Rejects(Leg.ORIGIN),
    because="requests 2.32.0 puts a preloaded context that knows certifi alone in the place of the adapter's.",
    message=NO_LOCAL_ISSUER,
    workaround="Give a bundle with --cert.",
    workaround_shown_by="bundle_channels.cert_flag_vouches_for_the_origin",
)

TRUSTSTORE_FEATURE_BREAKS_ON_A_NEWER_PYTHON = Defect(
    slug="truststore-feature-breaks-on-a-newer-python",
    issue="sethmlarson/truststore#131",
    affected=(pips(">=23.3,<24.1"),),
    shows=Breaks("broke_off"),
    because="Python 3.13 returns a connection's chain as bytes; the truststore in pip before 24.1 expects objects.",
    needs=frozenset({Capability.STRICT_PYTHON}),
    message="AttributeError: 'bytes' object has no attribute 'public_bytes'",
    workaround="Leave the option out, and give a bundle with --cert.",
    workaround_shown_by="bundle_channels.cert_flag_vouches_for_the_origin",
)

INJECTED_TRUSTSTORE_BREAKS_TRUSTED_HOST = Defect(
    slug="injected-truststore-breaks-trusted-host",
    issue="pypa/pip#13624",
    affected=(pips(">=25.1,<25.3"),),
    shows=Breaks("no_hello"),
    because="truststore 0.10.1, in pip from 42a7c28 on, injects itself in the place of the context that requests "
    "preloads, where names are checked; requests 2.32.5, in pip from 1aac39a on, preloads none.",
    message="ValueError: Cannot set verify_mode to CERT_NONE when check_hostname is enabled.",
    workaround="Leave --trusted-host out, and put the host's authority into the system store.",
    workaround_shown_by="injected_truststore.system_store_vouches_for_the_origin",
)

TRUSTSTORE_FEATURE_LOST_BEHIND_A_PROXY = Defect(
    slug="truststore-feature-lost-behind-a-proxy",
    issue="pypa/pip#13288",
    affected=(pips(">=23.3,<25.2"),),
    shows=Rejects(Leg.ORIGIN),
    because="init_poolmanager gets the ssl_context that the option asks for, proxy_manager_for does not.",
    message=NO_LOCAL_ISSUER,
    workaround="Give a bundle with --cert.",
    workaround_shown_by="tunnelled.cert_flag_vouches_for_the_origin",
)

TRUSTSTORE_FEATURE_MISSES_OPENSSL_DEFAULTS_BEHIND_A_PROXY = Defect(
    slug="truststore-feature-misses-openssl-defaults-behind-a-proxy",
    issue="pypa/pip#13288",
    affected=(pips(">=23.3,<24.1.1"),),
    shows=Rejects(Leg.ORIGIN),
    because="Behind a proxy the context is lost, and requests before 2.32.3 passes certifi in its place: SSL_CERT_FILE "
    "does not count.",
    message=NO_LOCAL_ISSUER,
    workaround="Give a bundle with --cert.",
    workaround_shown_by="tunnelled.cert_flag_vouches_for_the_origin",
)

EMPTY_VARIABLE_TURNS_VERIFYING_OFF = Defect(
    slug="empty-variable-turns-verifying-off",
    issue="psf/requests#6071",
    affected=(pips("<22.2"),),
    shows=Unverified(Leg.ORIGIN),
    because="requests before 2.28 takes an empty CURL_CA_BUNDLE for verify, and an empty verify for False.",
    workaround="Unset CURL_CA_BUNDLE instead of emptying it.",
    workaround_shown_by="direct.nobody_vouches_for_the_origin",
)

OPTION_LOSES_TO_THE_ENVIRONMENT = Defect(
    slug="option-loses-to-the-environment",
    issue="pypa/pip#9691",
    affected=(pips("<22.1"), variants(*frozenset(Variant))),
    shows=Breaks("nothing_asked"),
    because="requests lets proxies of the environment win over those of a session, and pip gave it --proxy as such.",
    message="Cannot connect to proxy",
    workaround="Set the variables to the proxy that is meant.",
    workaround_shown_by="tunnelled.cert_flag_vouches_for_the_origin",
)

NO_PROXY_LOSES_TO_THE_OPTION = Defect(
    slug="no-proxy-loses-to-the-option",
    issue="pypa/pip#12610",
    affected=(pips(">=8.0"),),
    shows=Breaks("nothing_asked"),
    because="requests looks at NO_PROXY for the environment's proxies alone, and pip gives it --proxy as a session's.",
    message="Cannot connect to proxy",
    workaround="Name the proxy by HTTPS_PROXY instead.",
    workaround_shown_by="proxy_channels.no_proxy_keeps_a_host_direct",
)

EMPTY_PROXY_OPTION_IGNORED = Defect(
    slug="empty-proxy-option-ignored",
    issue="pypa/pip#5378",
    affected=(pips("<26.2"),),
    shows=Breaks("nothing_asked"),
    because="pip takes an empty --proxy for none given, and the environment's proxy counts.",
    message="Failed to establish a new connection",
    workaround="Set NO_PROXY to the origin's host.",
    workaround_shown_by="proxy_channels.no_proxy_keeps_a_host_direct",
)

PROXY_BY_NAME_NEEDS_A_SCHEME = Defect(
    slug="proxy-by-name-needs-a-scheme",
    issue="psf/requests#6032",
    affected=(pips(">=22.0"), variants(*frozenset(Variant))),
    shows=Breaks("nothing_asked"),
    because="urllib3 takes localhost for the scheme, and requests 2.27 refuses a proxy without a host.",
    message="InvalidProxyURL: Please check proxy URL. It is malformed and could be missing the host.",
    workaround="Write http:// before the name.",
    workaround_shown_by="tunnelled.cert_flag_vouches_for_the_origin",
)

PROXY_BY_NAME_NEEDS_A_SCHEME_ON_A_NEWER_PYTHON = Defect(
    slug="proxy-by-name-needs-a-scheme-on-a-newer-python",
    issue="pypa/pip#6555",
    affected=(pips(">=9.0,<22.0"),),
    shows=Breaks("nothing_asked"),
    because="Python 3.9 and newer take localhost for the scheme, and requests before 2.27 asks Python.",
    needs=frozenset({Capability.SCHEMES_BEFORE_PORTS}),
    message=f"Not supported proxy scheme localhost\n{NO_SCHEME}",
    workaround="Write http:// before the name.",
    workaround_shown_by="tunnelled.cert_flag_vouches_for_the_origin",
)

PROXY_BY_ADDRESS_NEEDS_A_SCHEME = Defect(
    slug="proxy-by-address-needs-a-scheme",
    issue="pypa/pip#6555",
    affected=(pips(">=9.0,<22.0"),),
    shows=Breaks("nothing_asked"),
    because="Python 3.9 and 3.10 take the address for the scheme, and requests before 2.27 asks Python.",
    needs=frozenset({Capability.SCHEMES_OF_DIGITS}),
    message=f"Not supported proxy scheme None\n{NO_SCHEME}",
    workaround="Write http:// before the address.",
    workaround_shown_by="tunnelled.cert_flag_vouches_for_the_origin",
)
