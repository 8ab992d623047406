"""Issue certificates of nodes and authorities, good and odd, by trustme or, where it cannot, by cryptography.

The contents of each are in :class:`harness.model.conditions.Certificate` and :class:`harness.model.conditions.Root`.
"""

from __future__ import annotations

import datetime as dt
import ipaddress
from collections.abc import Iterable, Iterator
from dataclasses import replace

import trustme
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

from harness.model.conditions.addresses import Address, is_ip
from harness.model.conditions.certificates import NOW, Intermediate, LeafForm, Validity
from harness.model.conditions.roots import Anchor

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


def issue_leaf(ca: trustme.CA, form: LeafForm, intermediate: Signer | None = None) -> trustme.LeafCert:
    """Return a leaf of this form, signed by ``ca``, by the ``intermediate`` below it, or by itself."""
    if form.is_self_signed:
        return _sign_itself(form)
    if form == _simplify_form(form):
        start, end = (None, None) if form.validity == NOW else _read_dates(form.validity)
        return ca.issue_cert(*form.names, not_before=start, not_after=end)
    return (intermediate or Signer(ca)).sign_leaf(form)


def fill_form(form: LeafForm, at: Address) -> LeafForm:
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


def issue_anchor(ca: trustme.CA, anchor: Anchor, signer: trustme.CA | None = None) -> bytes:
    """Return a certificate of the authority's name and key in a style, as PEM; trustme's have today's.

    It is signed by the authority itself, or by the ``signer``. The certificates that the authority has signed chain to
    any of them.
    """
    today = x509.load_pem_x509_certificate(ca.cert_pem.bytes())
    if anchor == Anchor():
        return ca.cert_pem.bytes()
    above = signer or ca
    start, end = (today.not_valid_before_utc, today.not_valid_after_utc)
    if anchor.validity != NOW:
        start, end = _read_dates(anchor.validity)
    builder = (
        x509.CertificateBuilder()
        .subject_name(today.subject)
        .issuer_name(x509.load_pem_x509_certificate(above.cert_pem.bytes()).subject)
        .public_key(today.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(start)
        .not_valid_after(end)
    )
    for extension in today.extensions:
        if not anchor.key_identifiers and isinstance(extension.value, _KEY_IDENTIFIERS):
            continue
        critical = extension.critical
        if isinstance(extension.value, x509.BasicConstraints):
            critical = anchor.critical_constraints
        builder = builder.add_extension(extension.value, critical)
    if signer is not None:
        builder = builder.add_extension(Signer(signer).identify_key(), critical=False)
    return Signer(above).sign_built(builder)


def _sign_itself(form: LeafForm) -> trustme.LeafCert:
    """Return a leaf that its own key has signed."""
    key = ec.generate_private_key(ec.SECP256R1())
    own = x509.SubjectKeyIdentifier.from_public_key(key.public_key())
    name = _make_subject(form.common_name or "a self-signed leaf")
    builder = _start_certificate(name, name, key, form.validity, form.ca)
    builder = _describe_leaf(builder, form).add_extension(own, critical=False)
    builder = builder.add_extension(x509.AuthorityKeyIdentifier.from_issuer_subject_key_identifier(own), critical=False)
    return trustme.LeafCert(_encode_key(key), _encode_certificate(builder.sign(key, hashes.SHA256())), [])


class Signer:
    """An authority that signs what trustme cannot."""

    def __init__(self, ca: trustme.CA) -> None:
        self.pem = ca.cert_pem.bytes()
        self._certificate = x509.load_pem_x509_certificate(self.pem)
        self._key = serialization.load_pem_private_key(ca.private_key_pem.bytes(), None)

    def sign_leaf(self, form: LeafForm) -> trustme.LeafCert:
        """Return a leaf with a key of its own, and with this authority's certificate if it is one to be shown."""
        key = ec.generate_private_key(ec.SECP256R1())
        builder = self._start(form.common_name, key, form.validity, form.ca)
        builder = _describe_leaf(builder, form)
        if form.identifies_its_signer:
            builder = builder.add_extension(self.identify_key(), critical=False)
        shown = form.intermediate is not None and form.intermediate.shown
        return trustme.LeafCert(_encode_key(key), self.sign_built(builder), [self.pem] if shown else [])

    def sign_intermediate(self, form: Intermediate) -> Signer:
        """Return an authority below this one."""
        key = ec.generate_private_key(ec.SECP256R1())
        builder = (
            self._start("an intermediate", key, form.validity, ca=True)
            .add_extension(_SIGNING, critical=True)
            .add_extension(self.identify_key(), critical=False)
            .add_extension(x509.SubjectKeyIdentifier.from_public_key(key.public_key()), critical=False)
        )
        if form.names:
            constraints = x509.NameConstraints([_make_constraint(name) for name in form.names], None)
            builder = builder.add_extension(constraints, critical=True)
        return Signer(trustme.CA.from_pem(self.sign_built(builder), _encode_key(key)))

    def identify_key(self) -> x509.AuthorityKeyIdentifier:
        """Return the extension by which a certificate names this authority's key."""
        own = self._certificate.extensions.get_extension_for_class(x509.SubjectKeyIdentifier).value
        return x509.AuthorityKeyIdentifier.from_issuer_subject_key_identifier(own)

    def sign_built(self, builder: x509.CertificateBuilder) -> bytes:
        """Return the certificate that was built, signed, as PEM."""
        assert isinstance(self._key, ec.EllipticCurvePrivateKey)
        return _encode_certificate(builder.sign(self._key, hashes.SHA256()))

    def _start(
        self, common_name: str, key: ec.EllipticCurvePrivateKey, validity: Validity, ca: bool | None
    ) -> x509.CertificateBuilder:
        return _start_certificate(_make_subject(common_name), self._certificate.subject, key, validity, ca)


def _make_subject(common_name: str) -> x509.Name:
    attributes = [x509.NameAttribute(NameOID.ORGANIZATION_NAME, "pip trust lab")]
    attributes += [x509.NameAttribute(NameOID.COMMON_NAME, common_name)] if common_name else []
    return x509.Name(attributes)


def _start_certificate(
    subject: x509.Name, issuer: x509.Name, key: ec.EllipticCurvePrivateKey, validity: Validity, ca: bool | None
) -> x509.CertificateBuilder:
    start, end = _read_dates(validity)
    builder = (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(issuer)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(start)
        .not_valid_after(end)
    )
    if ca is None:
        return builder
    return builder.add_extension(x509.BasicConstraints(ca=ca, path_length=None), critical=True)


def _describe_leaf(builder: x509.CertificateBuilder, form: LeafForm) -> x509.CertificateBuilder:
    """Return a certificate with a leaf's use and names."""
    usage = getattr(ExtendedKeyUsageOID, form.usage)
    builder = builder.add_extension(x509.ExtendedKeyUsage([usage]), critical=False)
    if not (form.names or form.names_as_text):
        return builder
    names = [*_make_names(form.names), *map(x509.DNSName, form.names_as_text)]
    return builder.add_extension(x509.SubjectAlternativeName(names), critical=False)


def _encode_certificate(certificate: x509.Certificate) -> bytes:
    return certificate.public_bytes(serialization.Encoding.PEM)


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
