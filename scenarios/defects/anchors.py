"""The known defects of the certificates that a store holds for an authority. Ranges as in :mod:`scenarios.defects`."""

from harness.model import Accepts, Capability, Defect, Leg, Rejects, Variant, pips, variants
from scenarios.defects.contexts import MERGED, POOL_ONLY, WITH_A_CONTEXT

# What OpenSSL says of a path that ends in a certificate which is trusted and has not signed itself.
NO_ISSUER = "certificate verify failed: unable to get issuer certificate"

# The adapter variants whose leg to an https:// proxy alone has a context that urllib3 makes, as releases from 2.4 on
# make it on Python 3.13; and those that never have such a context for an origin.
PARTIAL_ON_THE_PROXY_LEG = (
    variants(Variant.ORIGIN_LEG, urllib3=">=2.4"),
    variants(*MERGED, requests=">=2.32.3", urllib3=">=2.4"),
)
NEVER_PARTIAL = (variants(*WITH_A_CONTEXT), variants(*frozenset(Variant) - WITH_A_CONTEXT, urllib3="<2.4"))

PARTIAL_CHAIN_WITH_LEGACY_CERTS = Defect(
    slug="partial-chain-with-legacy-certs",
    issue="urllib3/urllib3#3571",
    affected=(pips(">=26.1"),),
    shows=Accepts(),
    because="urllib3 2, in pip 26.1, sets VERIFY_X509_PARTIAL_CHAIN in its own contexts on Python 3.13, as ssl does in "
    "its default one; truststore's has no such flag.",
    needs=frozenset({Capability.STRICT_PYTHON}),
)

PARTIAL_CHAIN_WITHOUT_A_CONTEXT = Defect(
    slug="partial-chain-without-a-context",
    issue="urllib3/urllib3#3571",
    affected=(variants(*frozenset(Variant) - WITH_A_CONTEXT, urllib3=">=2.4"),),
    shows=Accepts(),
    because="urllib3 2.4 lets a path end before its root in its own contexts on Python 3.13, injected or not.",
    needs=frozenset({Capability.STRICT_PYTHON}),
)

PARTIAL_CHAIN_ON_BOTH_LEGS = Defect(
    slug="partial-chain-on-both-legs",
    issue="urllib3/urllib3#3571",
    affected=(
        variants(*frozenset(Variant) - WITH_A_CONTEXT | POOL_ONLY, urllib3=">=2.4"),
        variants(*MERGED, requests="<2.32.3", urllib3=">=2.4"),
    ),
    shows=Accepts(),
    because="urllib3 2.4 lets a path end before its root in its own contexts on Python 3.13; where the truststore "
    "context is lost behind a proxy, both legs have such a context.",
    needs=frozenset({Capability.STRICT_PYTHON}),
)

PARTIAL_CHAIN_ON_THE_PROXY_LEG = Defect(
    slug="partial-chain-on-the-proxy-leg",
    issue="urllib3/urllib3#3571",
    affected=(pips(">=26.1,!=26.2.*"), *PARTIAL_ON_THE_PROXY_LEG),
    shows=Rejects(Leg.ORIGIN),
    because="On Python 3.13 urllib3 2 lets a path end before its root in its own contexts. The leg to an https:// "
    "proxy has such a context until pip 26.2, and with --cert again from 26.3 on; the origin is refused all the same.",
    needs=frozenset({Capability.STRICT_PYTHON}),
)

CROSS_SIGNED_HIDES_THE_ROOT = Defect(
    slug="cross-signed-hides-the-root",
    issue="openssl/openssl#2495",
    affected=(pips(">=8.0"), *NEVER_PARTIAL),
    shows=Rejects(Leg.ORIGIN),
    because="OpenSSL takes the first of several authorities of one name and key in a store and does not go back to try "
    "another: a path through one that a stranger has signed does not reach a trusted root.",
    message=NO_ISSUER,
    workaround="Take the cross-signed certificate out of the bundle, or put it behind the root.",
    workaround_shown_by="anchors.cross_signed_root_comes_after_a_good_one",
)

CROSS_SIGNED_HIDES_THE_ROOT_OF_A_PROXY = Defect(
    slug="cross-signed-hides-the-root-of-a-proxy",
    issue="openssl/openssl#2495",
    affected=(pips(">=20.3"), *NEVER_PARTIAL),
    shows=Rejects(Leg.PROXY),
    because="OpenSSL takes the first of several authorities of one name and key in a store and does not go back to try "
    "another: the leg to an https:// proxy ends at one that a stranger has signed. Where urllib3 2 lets a path end "
    "before its root there, the origin is refused instead.",
    message=NO_ISSUER,
)
