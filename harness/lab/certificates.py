"""Leaves for nodes, good and odd: what trustme does not make is built with cryptography.

One rule: an odd leaf is odd in exactly one way.
"""

from __future__ import annotations

import datetime as dt
import ipaddress
from collections.abc import Sequence

import trustme
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

from harness.model.conditions import Certificate

#: The addresses by number of every node.
ADDRESSES = ("127.0.0.1", "::1")
#: The names under which every node answers. No name service is needed to reach them.
NAMES = ("localhost", *ADDRESSES)
#: The name in a certificate that is for somebody else.
OTHER_NAME = "elsewhere.lab"

_LONG_AGO, _EXPIRY = dt.datetime(2020, 1, 1), dt.datetime(2021, 1, 1)
_FAR_AHEAD, _END = dt.datetime(2090, 1, 1), dt.datetime(2091, 1, 1)
#: What trustme makes: for which names and when.
_PLAIN: dict[Certificate, tuple[Sequence[str], dt.datetime | None, dt.datetime | None]] = {
    Certificate.GOOD: (NAMES, None, None),
    Certificate.BY_STRANGER: (NAMES, None, None),
    Certificate.EXPIRED: (NAMES, _LONG_AGO, _EXPIRY),
    Certificate.NOT_YET_VALID: (NAMES, _FAR_AHEAD, _END),
    Certificate.WRONG_NAME: ((OTHER_NAME,), None, None),
    Certificate.ADDRESSES_ONLY: (ADDRESSES, None, None),
}
_SIGNING = x509.KeyUsage(
    digital_signature=True,
    key_cert_sign=True,
    crl_sign=True,
    content_commitment=False,
    key_encipherment=False,
    data_encipherment=False,
    key_agreement=False,
    encipher_only=False,
    decipher_only=False,
)


def issued(ca: trustme.CA, certificate: Certificate) -> trustme.LeafCert:
    """A leaf for ``NAMES``, signed by ``ca``, unless it is odd in just that."""
    if certificate in _PLAIN:
        names, start, end = _PLAIN[certificate]
        return ca.issue_cert(*names, not_before=start, not_after=end)
    signer = _Signer(ca)
    match certificate:
        case Certificate.COMMON_NAME_ONLY:
            return signer.leaf(names=(), common_name=NAMES[0])
        case Certificate.FOR_CLIENTS:
            return signer.leaf(usage=ExtendedKeyUsageOID.CLIENT_AUTH)
        case Certificate.OLD_STYLE:
            return signer.leaf(identifies_its_signer=False)
        case Certificate.INTERMEDIATE_MISSING:
            return signer.intermediate(OTHER_NAME, *NAMES, shown=False).leaf()
    return signer.intermediate(OTHER_NAME).leaf()


class _Signer:
    """An authority that signs what trustme does not."""

    def __init__(self, ca: trustme.CA, chain: Sequence[bytes] = ()) -> None:
        self._certificate = x509.load_pem_x509_certificate(ca.cert_pem.bytes())
        self._key = serialization.load_pem_private_key(ca.private_key_pem.bytes(), None)
        self._chain = list(chain)

    def leaf(
        self,
        *,
        names: Sequence[str] = NAMES,
        common_name: str = "",
        usage: x509.ObjectIdentifier = ExtendedKeyUsageOID.SERVER_AUTH,
        identifies_its_signer: bool = True,
    ) -> trustme.LeafCert:
        """A leaf with a key of its own."""
        key = ec.generate_private_key(ec.SECP256R1())
        builder = self._started(common_name, key).add_extension(x509.ExtendedKeyUsage([usage]), critical=False)
        if names:
            builder = builder.add_extension(
                x509.SubjectAlternativeName([_general(name) for name in names]), critical=False
            )
        if identifies_its_signer:
            builder = builder.add_extension(self._identifier(), critical=False)
        return trustme.LeafCert(_pem(key), self._signed(builder), self._chain)

    def intermediate(self, *names: str, shown: bool = True) -> _Signer:
        """An authority below this one, which may sign for these names only; ``shown`` in the chains of its leaves."""
        key = ec.generate_private_key(ec.SECP256R1())
        builder = (
            self._started("an intermediate", key, ca=True)
            .add_extension(x509.NameConstraints([_permitted(name) for name in names], None), critical=True)
            .add_extension(_SIGNING, critical=True)
            .add_extension(self._identifier(), critical=False)
            .add_extension(x509.SubjectKeyIdentifier.from_public_key(key.public_key()), critical=False)
        )
        pem = self._signed(builder)
        return _Signer(trustme.CA.from_pem(pem, _pem(key)), [pem] if shown else [])

    def _started(
        self, common_name: str, key: ec.EllipticCurvePrivateKey, *, ca: bool = False
    ) -> x509.CertificateBuilder:
        attributes = [x509.NameAttribute(NameOID.ORGANIZATION_NAME, "pip trust lab")]
        attributes += [x509.NameAttribute(NameOID.COMMON_NAME, common_name)] if common_name else []
        return (
            x509.CertificateBuilder()
            .subject_name(x509.Name(attributes))
            .issuer_name(self._certificate.subject)
            .public_key(key.public_key())
            .serial_number(x509.random_serial_number())
            .not_valid_before(_LONG_AGO)
            .not_valid_after(_FAR_AHEAD)
            .add_extension(x509.BasicConstraints(ca=ca, path_length=None), critical=True)
        )

    def _identifier(self) -> x509.AuthorityKeyIdentifier:
        own = self._certificate.extensions.get_extension_for_class(x509.SubjectKeyIdentifier).value
        return x509.AuthorityKeyIdentifier.from_issuer_subject_key_identifier(own)

    def _signed(self, builder: x509.CertificateBuilder) -> bytes:
        assert isinstance(self._key, ec.EllipticCurvePrivateKey)
        return builder.sign(self._key, hashes.SHA256()).public_bytes(serialization.Encoding.PEM)


def _general(name: str) -> x509.GeneralName:
    return x509.IPAddress(ipaddress.ip_address(name)) if name in ADDRESSES else x509.DNSName(name)


def _permitted(name: str) -> x509.GeneralName:
    if name in ADDRESSES:
        return x509.IPAddress(ipaddress.ip_network(name))
    return x509.DNSName(name)


def _pem(key: ec.EllipticCurvePrivateKey) -> bytes:
    return key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.TraditionalOpenSSL, serialization.NoEncryption()
    )
