from __future__ import annotations

import ssl
from itertools import product
from pathlib import Path

import pytest

from harness.lab.authorities import Pki
from harness.model.conditions import LOCALHOST, Address, Certificate
from harness.model.conditions.addresses import LOCAL_IPS, LOCAL_NAME
from harness.model.conditions.certificates import OTHER_NAME
from harness.model.trust import CORPORATE, INSPECTION, PUBLIC, STRANGER, Authority
from harness.model.words import Reason
from tests.support.handshakes import presenting, refusal, shake, trusting

STRANGE = "unable to get local issuer certificate"
# OpenSSL's X509_V_FLAG_NO_CHECK_TIME, which Python's ssl has no name for.
ANY_TIME = ssl.VerifyFlags(0x200000)
#: A node whose name has a domain above its domain.
DEEP = Address(name="very.deep.index.test", ip="127.0.1.2")
# Each certificate with the authority that it chains to (None: the one asked for) and the host that it is for.
ODD = {
    Certificate.GOOD: (None, "localhost", ssl.VerifyFlags(0)),
    Certificate.EXPIRED: (None, "localhost", ANY_TIME),
    Certificate.WRONG_NAME: (None, OTHER_NAME, ssl.VerifyFlags(0)),
    Certificate.BY_STRANGER: (STRANGER, "localhost", ssl.VerifyFlags(0)),
    Certificate.NOT_YET_VALID: (None, "localhost", ANY_TIME),
    Certificate.ADDRESSES_ONLY: (None, "127.0.0.1", ssl.VerifyFlags(0)),
    Certificate.COMMON_NAME_ONLY: (None, "localhost", ssl.VerifyFlags(0)),
    Certificate.OLD_STYLE: (None, "localhost", ssl.VerifyFlags(0)),
    Certificate.WILDCARD: (None, DEEP.name, ssl.VerifyFlags(0)),
    Certificate.WILDCARD_ABOVE: (None, "other.index.test", ssl.VerifyFlags(0)),
    Certificate.BY_INTERMEDIATE: (None, "localhost", ssl.VerifyFlags(0)),
}
SELF_SIGNED = "self-signed certificate"
#: What OpenSSL says of each reason.
SAID = {
    None: "",
    Reason.EXPIRED: "certificate has expired",
    Reason.NOT_YET_VALID: "certificate is not yet valid",
    Reason.WRONG_NAME: "Hostname mismatch, certificate is not valid for 'localhost'.",
    Reason.UNTRUSTED: STRANGE,
    Reason.WRONG_USE: "unsuitable certificate purpose",
    Reason.RULE_BROKEN: "permitted subtree violation",
}
SIGNERS = (PUBLIC, CORPORATE, INSPECTION)


def showing(pki: Pki, signer: Authority, certificate: Certificate = Certificate.GOOD) -> ssl.SSLContext:
    return presenting(pki.get_leaf(signer, certificate, get_place(certificate)))


def get_place(certificate: Certificate) -> Address:
    """The address of a node that shows a certificate: localhost, which has no domain, where that does not matter."""
    return DEEP if "{domain}" in str(certificate.value) or "{parent}" in str(certificate.value) else LOCALHOST


@pytest.mark.parametrize(("shown", "trusted"), list(product(SIGNERS, Authority)))
def test_a_certificate_chains_to_its_own_authority_and_to_no_other(
    shown: Authority, trusted: Authority, pki: Pki
) -> None:
    expected = "" if shown is trusted else STRANGE
    assert refusal(showing(pki, shown), trusting(pki.get_pem(trusted))) == expected


@pytest.mark.parametrize(
    "certificate", [Certificate.CHAIN_WITH_ROOT, Certificate.CHAIN_OUT_OF_ORDER, Certificate.CHAIN_WITH_A_STRANGER]
)
def test_a_chain_is_shown_in_the_order_that_its_form_says(certificate: Certificate, pki: Pki) -> None:
    known = {pki.get_pem(PUBLIC): "root", pki.get_pem(STRANGER): "stranger"}
    _, *chain = (each.bytes() for each in pki.get_leaf(PUBLIC, certificate).cert_chain_pems)
    assert tuple(known.get(each, "intermediate") for each in chain) == certificate.value.chain


@pytest.mark.parametrize("name", [LOCAL_NAME, *LOCAL_IPS])
def test_a_good_certificate_is_for_every_name_of_a_node(name: str, pki: Pki) -> None:
    assert refusal(showing(pki, PUBLIC), trusting(pki.get_pem(PUBLIC)), name) == ""


@pytest.mark.parametrize(("certificate", "signer"), list(product(Certificate, SIGNERS)))
def test_a_certificate_is_refused_for_its_oddity_or_accepted(
    certificate: Certificate, signer: Authority, pki: Pki
) -> None:
    client = trusting(pki.get_pem(signer))
    # Python's own clients take no name in the subject; those that do are in scenarios.
    client.hostname_checks_common_name = False
    said = SELF_SIGNED if certificate.value.is_self_signed else SAID[certificate.value.refused]
    name = get_place(certificate).name
    assert refusal(showing(pki, signer, certificate), client, name) == said.replace("localhost", name)


@pytest.mark.parametrize(("certificate", "signer"), list(product(ODD, SIGNERS)))
def test_an_odd_certificate_is_odd_in_nothing_else(certificate: Certificate, signer: Authority, pki: Pki) -> None:
    authority, name, flags = ODD[certificate]
    client = trusting(pki.get_pem(authority or signer))
    client.verify_flags |= flags
    assert refusal(showing(pki, signer, certificate), client, name) == ""


def test_a_common_name_is_a_name_only_to_who_takes_it_for_one(pki: Pki) -> None:
    client = trusting(pki.get_pem(PUBLIC))
    client.hostname_checks_common_name = False
    named = showing(pki, PUBLIC, Certificate.COMMON_NAME_ONLY)
    assert refusal(named, client) == "Hostname mismatch, certificate is not valid for 'localhost'."


def test_an_old_style_certificate_is_refused_by_who_is_strict_alone(pki: Pki) -> None:
    client = trusting(pki.get_pem(PUBLIC))
    client.verify_flags |= ssl.VERIFY_X509_STRICT
    assert refusal(showing(pki, PUBLIC), client) == ""
    assert refusal(showing(pki, PUBLIC, Certificate.OLD_STYLE), client) == "Missing Authority Key Identifier"


def test_a_certificate_is_made_once(pki: Pki) -> None:
    assert pki.get_leaf(PUBLIC, Certificate.GOOD) is pki.get_leaf(PUBLIC, Certificate.GOOD)
    assert pki.get_leaf(PUBLIC, Certificate.GOOD) is not pki.get_leaf(CORPORATE, Certificate.GOOD)


def test_nobody_trusts_the_certificates_of_another_run(pki: Pki) -> None:
    other = Pki()
    assert len({each.get_pem(authority) for each in (pki, other) for authority in Authority}) == 2 * len(Authority)
    for authority in SIGNERS:
        assert refusal(showing(other, authority), trusting(*map(pki.get_pem, Authority))) != ""


def test_the_client_presents_a_certificate_that_the_corporate_authority_alone_vouches_for(
    pki: Pki, tmp_path: Path
) -> None:
    path = pki.write_client_certificate(tmp_path)
    for authority in Authority:
        client = trusting(pki.get_pem(PUBLIC))
        client.load_cert_chain(path)
        server = presenting(pki.get_leaf(PUBLIC, Certificate.GOOD), pki.get_pem(authority))
        if authority is not CORPORATE:
            assert refusal(server, client) == STRANGE
            continue
        served, _ = shake(server, client)
        assert served.getpeercert(binary_form=True) == certificate_in(path)


def certificate_in(path: Path) -> bytes:
    """The first certificate of a PEM file, DER."""
    text = path.read_text()
    start, end = "-----BEGIN CERTIFICATE-----", "-----END CERTIFICATE-----"
    return ssl.PEM_cert_to_DER_cert(text[text.index(start) : text.index(end) + len(end)])


def test_the_client_certificate_is_written_once_and_is_the_same_everywhere(pki: Pki, tmp_path: Path) -> None:
    (tmp_path / "other").mkdir()
    path = pki.write_client_certificate(tmp_path)
    written = path.stat().st_mtime_ns
    assert pki.write_client_certificate(tmp_path) == path
    assert path.stat().st_mtime_ns == written
    assert pki.write_client_certificate(tmp_path / "other").read_bytes() == path.read_bytes()


@pytest.mark.parametrize("authority", Authority)
def test_the_sanity_clients_context_trusts_every_authority(authority: Authority, pki: Pki) -> None:
    assert refusal(showing(pki, authority), pki.make_trusting_context()) == ""


def test_the_sanity_clients_context_still_checks_names_times_and_other_runs(pki: Pki) -> None:
    context = pki.make_trusting_context()
    assert refusal(showing(pki, PUBLIC, Certificate.WRONG_NAME), context) == SAID[Reason.WRONG_NAME]
    assert refusal(showing(pki, PUBLIC, Certificate.EXPIRED), context) == SAID[Reason.EXPIRED]
    assert refusal(showing(Pki(), PUBLIC), context) != ""


def test_a_locked_key_is_opened_by_its_passphrase_alone(pki: Pki, tmp_path: Path) -> None:
    path, client = pki.write_client_certificate(tmp_path, locked=True), trusting(pki.get_pem(PUBLIC))
    with pytest.raises(ssl.SSLError):
        client.load_cert_chain(path, password="another")
    client.load_cert_chain(path, password="opens-the-key")


def test_a_certificate_without_its_key_is_of_use_with_the_other_file(pki: Pki, tmp_path: Path) -> None:
    path, client = pki.write_client_certificate(tmp_path, keyless=True), trusting(pki.get_pem(PUBLIC))
    with pytest.raises(ssl.SSLError):
        client.load_cert_chain(path)
    client.load_cert_chain(path, tmp_path / "client.key")
