"""The known defects of where the system store is looked for. Ranges as in :mod:`scenarios.defects`."""

from harness.model import Among, Defect, Leg, Rejects, Variant
from scenarios.defects.contexts import NO_LOCAL_ISSUER, TRUSTSTORE

FEDORA_STORE_UNKNOWN = Defect(
    slug="fedora-store-unknown",
    issue="sethmlarson/truststore#183",
    affects=">=24.2,<25.3",
    shows=Rejects(Leg.ORIGIN),
    because="truststore before 0.10.3, and so pip before f796d2f, does not look where Fedora 44 has its only store.",
    needs=TRUSTSTORE,
    among=(Among(variants=frozenset(Variant) - {Variant.NO_CONTEXT}, truststore="<0.10.3"),),
    message=NO_LOCAL_ISSUER,
    workaround="Set SSL_CERT_FILE to the store's file.",
    workaround_shown_by="store_places.fedora_store_is_named",
)
