"""The known defects in finding and reading a store. Ranges as in :mod:`scenarios.defects`."""

from harness.model import Breaks, Defect, Leg, Rejects, Variant, pips, variants
from scenarios.defects.contexts import NO_LOCAL_ISSUER, TRUSTSTORE

FEDORA_STORE_UNKNOWN = Defect(
    slug="fedora-store-unknown",
    issue="sethmlarson/truststore#183",
    affected=(pips(">=24.2,<25.3"), variants(*frozenset(Variant) - {Variant.NO_CONTEXT}, truststore="<0.10.3")),
    shows=Rejects(Leg.ORIGIN),
    because="truststore before 0.10.3, and so pip before f796d2f, does not look where Fedora 44 has its only store.",
    needs=TRUSTSTORE,
    message=NO_LOCAL_ISSUER,
    workaround="Set SSL_CERT_FILE to the store's file.",
    workaround_shown_by="store_places.fedora_store_is_named",
)

HOME_IN_A_PATH_UNEXPANDED = Defect(
    slug="home-in-a-path-unexpanded",
    issue="pypa/pip#6014",
    affected=(pips(">=9.0.2,<20.0"),),
    shows=Breaks("nothing_asked"),
    because="requests 2.12, in pip 9.0.2, checks that the bundle exists before urllib3 expands the ~ in its path; "
    "pip 20.0 expands it.",
    message="Could not find a suitable TLS CA certificate bundle, invalid path",
    workaround="Name the bundle by its full path.",
    workaround_shown_by="bundle_channels.cert_flag_vouches_for_the_origin",
)

EMPTY_SYSTEM_STORE_ENDS_EVERY_HANDSHAKE = Defect(
    slug="empty-system-store-ends-every-handshake",
    issue="pypa/pip#3416",
    affected=(pips(">=24.2"), variants(*frozenset(Variant) - {Variant.NO_CONTEXT})),
    shows=Breaks("no_hello"),
    because="truststore loads the first file that exists in a list of places. One without certificates raises an "
    "error, so that neither the shipped bundle nor the one that --cert names counts.",
    needs=TRUSTSTORE,
    message="[X509: NO_CERTIFICATE_OR_CRL_FOUND] no certificate or crl found",
    workaround="Set SSL_CERT_FILE to a bundle, or remove the empty file.",
    workaround_shown_by="openssl_stores.ssl_cert_file_stands_in_for_an_empty_store",
)

UNREADABLE_SYSTEM_STORE_ENDS_EVERY_HANDSHAKE = Defect(
    slug="unreadable-system-store-ends-every-handshake",
    issue="pypa/pip#3416",
    affected=(pips(">=24.2"), variants(*frozenset(Variant) - {Variant.NO_CONTEXT})),
    shows=Breaks("no_hello"),
    because="truststore loads the first file that exists in a list of places. One that may not be read raises an "
    "error, so that neither the shipped bundle nor the one that --cert names counts.",
    needs=TRUSTSTORE,
    message="PermissionError(13, 'Permission denied')",
    workaround="Set SSL_CERT_FILE to a bundle, or make the file readable.",
    workaround_shown_by="openssl_stores.ssl_cert_file_stands_in_for_an_unreadable_store",
)
