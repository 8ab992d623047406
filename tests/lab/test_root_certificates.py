"""The certificates of authorities: whom they vouch for, and what a strict client says of them."""

from __future__ import annotations

import ssl
from collections.abc import Callable
from pathlib import Path

import pytest
from cryptography import x509

from harness.catalogue.find import load_scenarios
from harness.lab.authorities import Pki
from harness.lab.store_files import hash_subject
from harness.lab.stores import Stores
from harness.lab.workshop import Workshop
from harness.model.cell import Cell, Machine
from harness.model.client import Client
from harness.model.conditions import Certificate, Root
from harness.model.trust import CORPORATE, PUBLIC, STRANGER, Authority
from harness.runs.pipeline import Pipeline
from tests.support.handshakes import presenting, refusal, trusting

NO_KEY_IDENTIFIER = "Missing Authority Key Identifier"
NOT_CRITICAL = "Basic Constraints of CA cert not marked critical"
#: What a strict client says of a leaf with an authority key identifier under each root, and of one without.
STRICT = {
    Root.GOOD: ("", NO_KEY_IDENTIFIER),
    Root.UNCRITICAL: (NOT_CRITICAL, NO_KEY_IDENTIFIER),
    Root.OLD_STYLE: (NOT_CRITICAL, NO_KEY_IDENTIFIER),
}
LEAVES = (Certificate.GOOD, Certificate.OLD_STYLE)


def names(extensions: x509.Extensions) -> dict[str, bool]:
    """The extensions of a certificate, and which are critical."""
    return {type(each.value).__name__: each.critical for each in extensions}


@pytest.mark.parametrize("root", STRICT)
@pytest.mark.parametrize("authority", Authority)
def test_a_root_of_any_style_vouches_for_what_its_authority_has_signed(
    authority: Authority, root: Root, pki: Pki
) -> None:
    client = trusting(pki.get_pem(authority, root))
    for leaf in LEAVES:
        assert refusal(presenting(pki.get_leaf(authority, leaf)), client) == ""
    other = PUBLIC if authority is not PUBLIC else CORPORATE
    assert refusal(presenting(pki.get_leaf(other, Certificate.OLD_STYLE)), client) != ""


@pytest.mark.parametrize("root", STRICT)
def test_a_strict_client_says_what_is_amiss_with_a_root(root: Root, pki: Pki) -> None:
    client = trusting(pki.get_pem(PUBLIC, root))
    client.verify_flags |= ssl.VERIFY_X509_STRICT
    assert tuple(refusal(presenting(pki.get_leaf(PUBLIC, leaf)), client) for leaf in LEAVES) == STRICT[root]


def test_a_root_differs_from_todays_in_just_its_style(pki: Pki) -> None:
    today, uncritical, old = (x509.load_pem_x509_certificate(pki.get_pem(PUBLIC, each)) for each in STRICT)
    kept = names(today.extensions)
    assert names(uncritical.extensions) == kept | {"BasicConstraints": False}
    assert names(old.extensions) == {
        name: critical for name, critical in names(uncritical.extensions).items() if name != "SubjectKeyIdentifier"
    }
    assert kept["BasicConstraints"]
    assert today.subject == uncritical.subject == old.subject
    assert today.not_valid_after_utc == uncritical.not_valid_after_utc == old.not_valid_after_utc


def test_a_root_is_made_once(pki: Pki) -> None:
    assert pki.get_pem(PUBLIC, Root.OLD_STYLE) == pki.get_pem(PUBLIC, Root.OLD_STYLE)
    assert pki.get_pem(PUBLIC, Root.GOOD) == pki.get_pem(PUBLIC)


@pytest.mark.parametrize("root", Root)
def test_stores_hold_roots_of_one_style(root: Root, stores: Stores, pki: Pki, tmp_path: Path) -> None:
    today = stores.write_bundle({PUBLIC}).read_bytes()
    styled = stores.with_roots(root)
    pem = pki.get_pem(PUBLIC, root)
    assert styled.write_bundle({PUBLIC}).read_bytes() == pem
    hashed = styled.write_hashed_folder({STRANGER})
    named = [f"{hash_subject(each):08x}" for each in pki.list_anchors(STRANGER, root)]
    held = {f"{name}.{named[:at].count(name)}": pki.list_anchors(STRANGER, root)[at] for at, name in enumerate(named)}
    assert {path.name: path.read_bytes() for path in hashed.iterdir()} == held
    assert stores.write_bundle({PUBLIC}).read_bytes() == today
    assert styled.write_bundle({PUBLIC}).is_relative_to(tmp_path)
    assert stores.with_roots(root).write_bundle({PUBLIC}) == styled.write_bundle({PUBLIC})


@pytest.mark.parametrize("root", Root)
def test_a_client_is_given_the_roots_of_its_scenario(
    root: Root, pip: Callable[[str], Client], workshop: Workshop
) -> None:
    scenario_id = "old_roots.uncritical_root_is_tolerated"
    scenario = load_scenarios()[scenario_id].but(roots=root)
    pipeline = Pipeline(workshop, Machine(no_namespaces="switched off"))
    with pipeline.raise_cell(Cell(scenario_id=scenario_id, scenario=scenario, client=pip("26.3"))) as (_, invocation):
        named = invocation.argv[invocation.argv.index("--cert") + 1]
        assert Path(named).read_bytes() == workshop.pki.get_pem(PUBLIC, root)


#: What OpenSSL says of a good leaf, of one that shows its intermediate and of one that does not, for a store of each.
LEFT_OUT, NO_ISSUER = "unable to get local issuer certificate", "unable to get issuer certificate"
HELD = {
    Root.EXPIRED: ("certificate has expired", "certificate has expired", LEFT_OUT),
    Root.EXPIRED_FIRST: ("", "", LEFT_OUT),
    Root.EXPIRED_LAST: ("", "", LEFT_OUT),
    Root.TWICE: ("", "", LEFT_OUT),
    Root.INTERMEDIATE_ALONE: (LEFT_OUT, NO_ISSUER, NO_ISSUER),
    Root.WITH_INTERMEDIATE: ("", "", ""),
    Root.CROSS_SIGNED_ALONE: (NO_ISSUER, NO_ISSUER, LEFT_OUT),
    Root.CROSS_SIGNED_FIRST: (NO_ISSUER, NO_ISSUER, LEFT_OUT),
    Root.CROSS_SIGNED_LAST: ("", "", LEFT_OUT),
}


@pytest.mark.parametrize("root", HELD)
def test_what_stands_for_an_authority_vouches_for_what_a_path_leads_to(root: Root, pki: Pki) -> None:
    client = trusting(pki.get_pem(PUBLIC, root))
    shown = (Certificate.GOOD, Certificate.BY_INTERMEDIATE, Certificate.INTERMEDIATE_MISSING)
    assert tuple(refusal(presenting(pki.get_leaf(PUBLIC, each)), client) for each in shown) == HELD[root]


def test_a_path_may_end_before_its_root_for_who_says_so(pki: Pki) -> None:
    server = presenting(pki.get_leaf(PUBLIC, Certificate.BY_INTERMEDIATE))
    for root in (Root.INTERMEDIATE_ALONE, Root.CROSS_SIGNED_ALONE, Root.CROSS_SIGNED_FIRST):
        client = trusting(pki.get_pem(PUBLIC, root))
        client.verify_flags |= ssl.VerifyFlags.VERIFY_X509_PARTIAL_CHAIN
        assert refusal(server, client) == ""


OWN_LEAVES = {each: each.value.held[0].leaf for each in Root if each.value.held[0].leaf is not None}


@pytest.mark.parametrize(("root", "certificate"), OWN_LEAVES.items())
def test_a_self_signed_certificate_vouches_for_itself_alone(root: Root, certificate: Certificate, pki: Pki) -> None:
    server, client = presenting(pki.get_leaf(PUBLIC, certificate)), trusting(pki.get_pem(PUBLIC, root))
    assert refusal(server, client) == ""
    assert refusal(server, trusting(pki.get_pem(CORPORATE, root))) == "self-signed certificate"
    assert refusal(presenting(pki.get_leaf(PUBLIC, Certificate.GOOD)), client) != ""


def test_a_self_signed_certificate_says_what_its_form_says(pki: Pki) -> None:
    said = {}
    for certificate in OWN_LEAVES.values():
        leaf = x509.load_pem_x509_certificate(pki.get_leaf(PUBLIC, certificate).cert_chain_pems[0].bytes())
        assert leaf.subject == leaf.issuer
        found = [each.value.ca for each in leaf.extensions if isinstance(each.value, x509.BasicConstraints)]
        said[certificate] = found[0] if found else None
    assert said == {each: each.value.ca for each in said}
