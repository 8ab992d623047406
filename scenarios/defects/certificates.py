"""The known defects that odd certificates show. Ranges as in :mod:`scenarios.defects`."""

from harness.model import Among, Capability, Crosses, Defect, Leg, Reason, Rejects, Unverified, Variant
from scenarios.defects.contexts import WITH_A_CONTEXT

# The adapter variants whose leg to an https:// proxy, or whose every leg, has a context that urllib3 makes; and the
# releases of urllib3 that make it strict.
ALL_BUT_BOTH_LEGS = (Among(variants=frozenset(Variant) - {Variant.BOTH_LEGS}, urllib3=">=2.4"),)
WITHOUT_A_CONTEXT = (Among(variants=frozenset({Variant.NO_CONTEXT, Variant.INJECTED}), urllib3=">=2.4"),)
# Those whose leg to an https:// proxy takes a name in the subject: urllib3 1.26's own context, and truststore's with a
# bundle, which urllib3 loads into it from 2.0 to 2.7.
NAMES_UNCHECKED_ON_THE_PROXY_LEG = (
    Among(variants=frozenset(Variant) - {Variant.BOTH_LEGS}, urllib3="<2"),
    Among(variants=frozenset({Variant.BOTH_LEGS}), urllib3=">=2,<2.8"),
)

COMMON_NAME_COUNTS = Defect(
    slug="common-name-counts",
    issue="urllib3/urllib3#497",
    affects=">=8.0",
    shows=Unverified(Leg.ORIGIN),
    because="OpenSSL takes the common name where a certificate has no subjectAltName, and pip's context lets it.",
    among=(Among(variants=WITH_A_CONTEXT), Among(variants=frozenset(Variant) - WITH_A_CONTEXT, urllib3="<2")),
    workaround="Use --use-deprecated=legacy-certs, from pip 26.1 on.",
    workaround_shown_by="odd_certificates.common_name_is_no_name_with_legacy_certs",
)

COMMON_NAME_COUNTS_UNTIL_A_REDIRECT = Defect(
    slug="common-name-counts-until-a-redirect",
    issue="urllib3/urllib3#497",
    affects=">=8.0",
    shows=Crosses(Leg.ORIGIN, Reason.WRONG_NAME),
    because="OpenSSL takes the common name where a certificate has no subjectAltName, and pip's context lets it; for a "
    "host that is named by its IP address there is none to be taken.",
    among=(
        Among(variants=WITH_A_CONTEXT, urllib3=">=2"),
        Among(variants=frozenset(Variant) - WITH_A_CONTEXT, urllib3="<2"),
    ),
)

COMMON_NAME_COUNTS_WITH_LEGACY_CERTS = Defect(
    slug="common-name-counts-with-legacy-certs",
    issue="urllib3/urllib3#497",
    affects=">=24.2,<26.1",
    shows=Unverified(Leg.ORIGIN),
    because="urllib3 1.26 takes the common name where a certificate has no subjectAltName; urllib3 2, in pip 26.1, "
    "does not. Only truststore's context still does.",
)

COMMON_NAME_OF_A_PROXY_COUNTS = Defect(
    slug="common-name-of-a-proxy-counts",
    issue="urllib3/urllib3#497",
    affects=">=20.3,<26.3,!=26.1.*",
    shows=Unverified(Leg.PROXY),
    because="urllib3 1.26 takes the common name where a certificate has no subjectAltName; so does the truststore "
    "context that the leg to an https:// proxy has in pip 26.2. urllib3 2's own, in pip 26.1 and with --cert in 26.3, "
    "does not.",
    among=NAMES_UNCHECKED_ON_THE_PROXY_LEG,
)

OLD_STYLE_REFUSED_WITH_LEGACY_CERTS = Defect(
    slug="old-style-refused-with-legacy-certs",
    issue="urllib3/urllib3#3571",
    affects=">=26.1",
    shows=Rejects(Leg.ORIGIN, Reason.RULE_BROKEN),
    because="urllib3 2 makes its own contexts strict on Python 3.13; truststore's is not.",
    needs=frozenset({Capability.STRICT_PYTHON}),
    message="certificate verify failed: Missing Authority Key Identifier",
    workaround="Leave --use-deprecated=legacy-certs out.",
    workaround_shown_by="odd_certificates.old_style_certificate_is_tolerated",
)

UNCRITICAL_ROOT_REFUSED_WITH_LEGACY_CERTS = Defect(
    slug="uncritical-root-refused-with-legacy-certs",
    issue="urllib3/urllib3#3571",
    affects=">=26.1",
    shows=Rejects(Leg.ORIGIN, Reason.RULE_BROKEN),
    because="urllib3 2 makes its own contexts strict on Python 3.13; truststore's is not.",
    needs=frozenset({Capability.STRICT_PYTHON}),
    message="certificate verify failed: Basic Constraints of CA cert not marked critical",
    workaround="Leave --use-deprecated=legacy-certs out.",
    workaround_shown_by="old_roots.uncritical_root_is_tolerated",
)

UNCRITICAL_ROOT_REFUSED_ON_THE_PROXY_LEG = Defect(
    slug="uncritical-root-refused-on-the-proxy-leg",
    issue="urllib3/urllib3#3571",
    affects=">=26.1,!=26.2.*",
    shows=Rejects(Leg.PROXY, Reason.RULE_BROKEN),
    because="urllib3 2 makes its own contexts strict on Python 3.13. The leg to an https:// proxy has such a one until "
    "pip 26.2, and with --cert again from 26.3 on.",
    needs=frozenset({Capability.STRICT_PYTHON}),
    among=ALL_BUT_BOTH_LEGS,
    message="certificate verify failed: Basic Constraints of CA cert not marked critical",
)

OLD_STYLE_REFUSED_ON_THE_PROXY_LEG = Defect(
    slug="old-style-refused-on-the-proxy-leg",
    issue="urllib3/urllib3#3571",
    affects=">=26.1,!=26.2.*",
    shows=Rejects(Leg.PROXY, Reason.RULE_BROKEN),
    because="urllib3 2 makes its own contexts strict on Python 3.13. The leg to an https:// proxy has such a one until "
    "pip 26.2, and with --cert again from 26.3 on.",
    needs=frozenset({Capability.STRICT_PYTHON}),
    among=ALL_BUT_BOTH_LEGS,
    message="certificate verify failed: Missing Authority Key Identifier",
)

STRICT_CONTEXT_REFUSES_OLD_STYLE = Defect(
    slug="strict-context-refuses-old-style",
    issue="urllib3/urllib3#3571",
    shows=Rejects(Leg.ORIGIN, Reason.RULE_BROKEN),
    because="urllib3 2.4 makes its own contexts strict on Python 3.13, truststore injected or not.",
    needs=frozenset({Capability.STRICT_PYTHON}),
    among=WITHOUT_A_CONTEXT,
)
