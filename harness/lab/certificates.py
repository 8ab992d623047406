"""Issue certificates of nodes and authorities, good and odd, by trustme or, where it cannot, by cryptography.

The contents of each are in :class:`harness.model.conditions.Certificate`.
"""

from __future__ import annotations

import datetime as dt
import ipaddress
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace

import trustme
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

from harness.model.conditions.addresses import Address, is_ip
from harness.model.conditions.certificates import NOW, Certificate, Intermediate, LeafForm, Root, Validity

_KEY_IDENTIFIERS = (x509.SubjectKeyIdentifier, x509.AuthorityKeyIdentifier)
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


def issue_leaf(ca: trustme.CA, certificate: Certificate, at: Address) -> trustme.LeafCert:
    """Return a leaf of this form for a node at an address, signed by ``ca`` or by an intermediate below it."""
    form = _fill_form(certificate.value, at)
    if form == _simplify_form(form):
        start, end = (None, None) if form.validity == NOW else _read_dates(form.validity)
        return ca.issue_cert(*form.names, not_before=start, not_after=end)
    signer = _Signer(ca)
    if form.intermediate is not None:
        signer = signer.sign_intermediate(form.intermediate)
    return signer.sign_leaf(form)


def _fill_form(form: LeafForm, at: Address) -> LeafForm:
    """Return a form with the names of an address in the place of their templates."""
    return replace(
        form,
        names=at.fill_names(form.names),
        names_as_text=at.fill_names(form.names_as_text),
        common_name=next(iter(at.fill_names([form.common_name])), ""),
        intermediate=form.intermediate and replace(form.intermediate, names=at.fill_names(form.intermediate.names)),
    )


def _simplify_form(form: LeafForm) -> LeafForm:
    """Return a form with only the fields that trustme can make."""
    return LeafForm(
        words=form.words, refused=form.refused, names=form.names or ("",), validity=form.validity, signer=form.signer
    )


def restyle_root(ca: trustme.CA, root: Root) -> bytes:
    """Return the authority's own certificate in a style, as PEM; trustme's have today's.

    Name and key stay, so that the certificates that the authority has signed chain to any of them.
    """
    form = root.value
    if form.critical_constraints and form.key_identifiers:
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
        if not form.key_identifiers and isinstance(extension.value, _KEY_IDENTIFIERS):
            continue
        critical = extension.critical
        if isinstance(extension.value, x509.BasicConstraints):
            critical = form.critical_constraints
        builder = builder.add_extension(extension.value, critical)
    key = serialization.load_pem_private_key(ca.private_key_pem.bytes(), None)
    assert isinstance(key, ec.EllipticCurvePrivateKey)
    return builder.sign(key, hashes.SHA256()).public_bytes(serialization.Encoding.PEM)


class _Signer:
    """An authority that signs what trustme cannot. ``chain`` are the PEM certificates that go with each leaf."""

    def __init__(self, ca: trustme.CA, chain: Sequence[bytes] = ()) -> None:
        self._certificate = x509.load_pem_x509_certificate(ca.cert_pem.bytes())
        self._key = serialization.load_pem_private_key(ca.private_key_pem.bytes(), None)
        self._chain = list(chain)

    def sign_leaf(self, form: LeafForm) -> trustme.LeafCert:
        """Return a leaf with a key of its own."""
        key = ec.generate_private_key(ec.SECP256R1())
        usage = getattr(ExtendedKeyUsageOID, form.usage)
        builder = self._start(form.common_name, key, form.validity).add_extension(x509.ExtendedKeyUsage([usage]), False)
        if form.names or form.names_as_text:
            alternatives = x509.SubjectAlternativeName(
                [*_make_names(form.names), *map(x509.DNSName, form.names_as_text)]
            )
            builder = builder.add_extension(alternatives, critical=False)
        if form.identifies_its_signer:
            builder = builder.add_extension(self._identify(), critical=False)
        return trustme.LeafCert(_encode_key(key), self._sign(builder), self._chain)

    def sign_intermediate(self, form: Intermediate) -> _Signer:
        """Return an authority below this one."""
        key = ec.generate_private_key(ec.SECP256R1())
        builder = (
            self._start("an intermediate", key, form.validity, ca=True)
            .add_extension(_SIGNING, critical=True)
            .add_extension(self._identify(), critical=False)
            .add_extension(x509.SubjectKeyIdentifier.from_public_key(key.public_key()), critical=False)
        )
        if form.names:
            constraints = x509.NameConstraints([_make_constraint(name) for name in form.names], None)
            builder = builder.add_extension(constraints, critical=True)
        pem = self._sign(builder)
        return _Signer(trustme.CA.from_pem(pem, _encode_key(key)), [pem] if form.shown else [])

    def _start(
        self, common_name: str, key: ec.EllipticCurvePrivateKey, validity: Validity, *, ca: bool = False
    ) -> x509.CertificateBuilder:
        start, end = _read_dates(validity)
        attributes = [x509.NameAttribute(NameOID.ORGANIZATION_NAME, "pip trust lab")]
        attributes += [x509.NameAttribute(NameOID.COMMON_NAME, common_name)] if common_name else []
        return (
            x509.CertificateBuilder()
            .subject_name(x509.Name(attributes))
            .issuer_name(self._certificate.subject)
            .public_key(key.public_key())
            .serial_number(x509.random_serial_number())
            .not_valid_before(start)
            .not_valid_after(end)
            .add_extension(x509.BasicConstraints(ca=ca, path_length=None), critical=True)
        )

    def _identify(self) -> x509.AuthorityKeyIdentifier:
        own = self._certificate.extensions.get_extension_for_class(x509.SubjectKeyIdentifier).value
        return x509.AuthorityKeyIdentifier.from_issuer_subject_key_identifier(own)

    def _sign(self, builder: x509.CertificateBuilder) -> bytes:
        assert isinstance(self._key, ec.EllipticCurvePrivateKey)
        return builder.sign(self._key, hashes.SHA256()).public_bytes(serialization.Encoding.PEM)


def _read_dates(validity: Validity) -> tuple[dt.datetime, dt.datetime]:
    return dt.datetime.fromisoformat(validity.start), dt.datetime.fromisoformat(validity.end)


def _make_names(names: Iterable[str]) -> Iterator[x509.GeneralName]:
    for name in names:
        yield x509.IPAddress(ipaddress.ip_address(name)) if is_ip(name) else x509.DNSName(name)


def _make_constraint(name: str) -> x509.GeneralName:
    if is_ip(name):
        return x509.IPAddress(ipaddress.ip_network(name))
    return x509.DNSName(name)


def _encode_key(key: ec.EllipticCurvePrivateKey) -> bytes:
    return key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.TraditionalOpenSSL, serialization.NoEncryption()
    )
