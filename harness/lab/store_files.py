"""Write the file of a trust store in any of its states, and name it as OpenSSL would in a hashed folder."""

from __future__ import annotations

import hashlib
import ssl
from collections.abc import Iterable
from pathlib import Path

from cryptography import x509
from cryptography.x509 import Name, NameAttribute, RelativeDistinguishedName

from harness.model.conditions import StoreState
from harness.model.conditions.stores import LABEL


def write_store_file(path: Path, pems: Iterable[bytes], state: StoreState) -> None:
    """Write certificates, each given as PEM, to a file in a state."""
    form = state.value
    path.write_bytes(form.before + b"".join(_encode_certificate(each, state) for each in pems))
    if form.mode is not None:
        path.chmod(form.mode)


def _encode_certificate(pem: bytes, state: StoreState) -> bytes:
    form = state.value
    if not form.has_certificates:
        return b""
    if form.is_der:
        return ssl.PEM_cert_to_DER_cert(pem.decode())
    return pem.replace(LABEL, form.label).replace(b"\n", form.line_end)


def hash_subject(pem: bytes) -> int:
    """Return OpenSSL's hash of a certificate's subject, which names files in a hashed folder.

    It is the SHA-1 of the subject's canonical form, first four bytes, little-endian (``X509_NAME_hash_ex``): attributes
    as UTF-8, lower case, inner spaces folded, without the outer SEQUENCE.
    """
    subject = x509.load_pem_x509_certificate(pem).subject
    canonical = b"".join(
        _strip_header(Name([RelativeDistinguishedName([_normalise_attribute(each) for each in rdn])]).public_bytes())
        for rdn in subject.rdns
    )
    return int.from_bytes(hashlib.sha1(canonical, usedforsecurity=False).digest()[:4], "little")


def _normalise_attribute(attribute: NameAttribute[str | bytes]) -> NameAttribute[str | bytes]:
    text = " ".join(str(attribute.value).lower().split())
    return NameAttribute(attribute.oid, text, _type=x509.name._ASN1Type.UTF8String)


def _strip_header(der: bytes) -> bytes:
    # A name of one short attribute is below 128 bytes, where DER's length is a single byte.
    return der[2:]
