"""The certificates of authorities: whom they vouch for, and what a strict client says of them."""

from __future__ import annotations

import ssl
from collections.abc import Callable
from pathlib import Path

import pytest
from cryptography import x509

from harness.catalogue.find import load_scenarios
from harness.lab.authorities import Pki
from harness.lab.stores import Stores, hash_subject
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


@pytest.mark.parametrize("root", Root)
@pytest.mark.parametrize("authority", Authority)
def test_a_root_of_any_style_vouches_for_what_its_authority_has_signed(
    authority: Authority, root: Root, pki: Pki
) -> None:
    client = trusting(pki.get_pem(authority, root))
    for leaf in LEAVES:
        assert refusal(presenting(pki.get_leaf(authority, leaf)), client) == ""
    other = PUBLIC if authority is not PUBLIC else CORPORATE
    assert refusal(presenting(pki.get_leaf(other, Certificate.OLD_STYLE)), client) != ""


@pytest.mark.parametrize("root", Root)
def test_a_strict_client_says_what_is_amiss_with_a_root(root: Root, pki: Pki) -> None:
    client = trusting(pki.get_pem(PUBLIC, root))
    client.verify_flags |= ssl.VERIFY_X509_STRICT
    assert tuple(refusal(presenting(pki.get_leaf(PUBLIC, leaf)), client) for leaf in LEAVES) == STRICT[root]


def test_a_root_differs_from_todays_in_just_its_style(pki: Pki) -> None:
    today, uncritical, old = (x509.load_pem_x509_certificate(pki.get_pem(PUBLIC, each)) for each in Root)
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
    hashed = styled.write_hashed_folder({STRANGER}) / f"{hash_subject(pki.get_pem(STRANGER)):08x}.0"
    assert hashed.read_bytes() == pki.get_pem(STRANGER, root)
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
