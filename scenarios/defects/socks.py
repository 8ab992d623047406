"""The known defects behind SOCKS proxies. Ranges as in :mod:`scenarios.defects`."""

from harness.model import Breaks, Capability, Defect, Variant, pips, variants
from scenarios.defects.contexts import TRUSTSTORE

# The error of urllib3's pool key for a keyword that it does not know.
UNKNOWN_KEYWORD = "got an unexpected keyword argument 'key_proxy_ssl_context'"

PROXY_CONTEXT_GIVEN_TO_SOCKS = Defect(
    slug="proxy-context-given-to-socks",
    issue="pypa/pip#14320",
    affected=(pips(">=26.2"), variants(Variant.BOTH_LEGS)),
    shows=Breaks("nothing_asked"),
    because="proxy_manager_for gets a proxy_ssl_context for every proxy (pip from pypa/pip#14179 on): a "
    "SOCKSProxyManager hands it on to its pools, which know no such keyword.",
    needs=TRUSTSTORE,
    message=UNKNOWN_KEYWORD,
    workaround="Use --use-deprecated=legacy-certs, and name an authority that pip does not ship by --cert.",
    workaround_shown_by="socks.legacy_certs_let_the_flag_vouch",
)

PROXY_CONTEXT_GIVEN_TO_SOCKS_WITH_A_BUNDLE = Defect(
    slug="proxy-context-given-to-socks-with-a-bundle",
    issue="pypa/pip#14320",
    affected=(pips(">=26.2,<26.3"), variants(Variant.BOTH_LEGS)),
    shows=Breaks("nothing_asked"),
    because="pip 26.2 gives a SOCKSProxyManager a proxy_ssl_context with --cert too; 26.3 does not where a "
    "bundle is named.",
    needs=TRUSTSTORE,
    message=UNKNOWN_KEYWORD,
    workaround="Use --use-deprecated=legacy-certs beside --cert.",
    workaround_shown_by="socks.legacy_certs_let_the_flag_vouch",
)

SOCKS5_NAMES_LEFT_TO_THE_PROXY = Defect(
    slug="socks5-names-left-to-the-proxy",
    issue="urllib3/urllib3#1035",
    affected=(pips(">=8.1.2,<9.0.2"),),
    shows=Breaks("resolved_by_the_proxy"),
    because="urllib3 before 1.20 lets the proxy look names up though the scheme is socks5, and does not know socks5h.",
    lacks=frozenset({Capability.SOCKS}),
)
