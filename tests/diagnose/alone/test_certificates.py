from __future__ import annotations

import contextlib
import datetime

import pytest
import trustme
from cryptography import x509
from cryptography.hazmat.primitives.serialization import Encoding
from hypothesis import given, settings
from hypothesis import strategies as st

from harness.diagnose.alone.certificates import ParsedCertificate, read_certificate, read_certificates
from harness.lab.authorities import Pki
from harness.model.conditions import Certificate
from harness.model.trust import PUBLIC


def read(pem: bytes) -> list[ParsedCertificate]:
    return read_certificates(pem)


def test_it_reads_what_cryptography_reads() -> None:
    authority = trustme.CA(organization_name="Contoso Ünion", organization_unit_name="Trust")
    leaf = authority.issue_cert("index.test", "127.0.0.1", "::1")
    (mine,) = read(leaf.cert_chain_pems[0].bytes())
    theirs = x509.load_pem_x509_certificate(leaf.cert_chain_pems[0].bytes())
    assert mine.subject == theirs.subject.rfc4514_string().replace(",", ", ")
    assert mine.issuer == "OU=Trust, O=Contoso Ünion"
    assert mine.starts == f"{theirs.not_valid_before_utc:%Y-%m-%d %H:%M:%S}"
    assert mine.ends == f"{theirs.not_valid_after_utc:%Y-%m-%d %H:%M:%S}"
    assert mine.names == ("index.test", "127.0.0.1", "0:0:0:0:0:0:0:1")


def test_an_authority_is_told_by_its_name_and_key() -> None:
    one, namesake = (trustme.CA(organization_name="Same", organization_unit_name="name") for _ in range(2))
    (leaf,) = read(one.issue_cert("index.test").cert_chain_pems[0].bytes())
    (root,), (other,) = read(one.cert_pem.bytes()), read(namesake.cert_pem.bytes())
    assert root.is_self_issued
    assert root.may_have_signed(leaf)
    assert root.subject_der == other.subject_der
    assert not other.may_have_signed(leaf)


@pytest.mark.parametrize(
    ("shown", "fault"),
    [(Certificate.EXPIRED, "expired"), (Certificate.NOT_YET_VALID, "not yet valid"), (Certificate.GOOD, "")],
)
def test_the_dates_are_judged_by_a_clock(shown: Certificate, fault: str) -> None:
    leaf = Pki().get_leaf(PUBLIC, shown).cert_chain_pems[0].bytes()
    assert read(leaf)[0].find_fault(datetime.datetime.now(datetime.timezone.utc)) == fault


@settings(deadline=None)
@given(st.binary(max_size=400))
def test_what_is_no_certificate_is_refused_in_two_ways_alone(data: bytes) -> None:
    with pytest.raises((ValueError, IndexError)):
        read_certificate(data)


@settings(deadline=None)
@given(st.integers(min_value=0), st.integers(min_value=0, max_value=255))
def test_a_certificate_with_a_wrong_byte_breaks_nothing_else(at: int, byte: int) -> None:
    der = bytearray(DER)
    der[at % len(der)] = byte
    with contextlib.suppress(ValueError, IndexError):
        read_certificate(bytes(der))


def _issue() -> bytes:
    pem = trustme.CA().issue_cert("index.test").cert_chain_pems[0].bytes()
    return x509.load_pem_x509_certificate(pem).public_bytes(Encoding.DER)


DER = _issue()
