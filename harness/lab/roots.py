"""The certificates of authorities, in the style of other times: trustme's have today's.

One rule: name and key stay, so that what the authority has signed chains to any of them.
"""

from __future__ import annotations

import trustme
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec

from harness.model.conditions import Root

#: What a root in the old style has not got.
_NEWER = (x509.SubjectKeyIdentifier, x509.AuthorityKeyIdentifier)


def styled(ca: trustme.CA, root: Root) -> bytes:
    """The authority's own certificate in a style, PEM."""
    if root is Root.GOOD:
        return ca.cert_pem.bytes()
    today = x509.load_pem_x509_certificate(ca.cert_pem.bytes())
    builder = (
        x509.CertificateBuilder()
        .subject_name(today.subject)
        .issuer_name(today.issuer)
        .public_key(today.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(today.not_valid_before_utc)
        .not_valid_after(today.not_valid_after_utc)
    )
    for extension in today.extensions:
        if root is Root.OLD_STYLE and isinstance(extension.value, _NEWER):
            continue
        critical = extension.critical and not isinstance(extension.value, x509.BasicConstraints)
        builder = builder.add_extension(extension.value, critical)
    key = serialization.load_pem_private_key(ca.private_key_pem.bytes(), None)
    assert isinstance(key, ec.EllipticCurvePrivateKey)
    return builder.sign(key, hashes.SHA256()).public_bytes(serialization.Encoding.PEM)
