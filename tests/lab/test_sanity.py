from __future__ import annotations

import re
from collections.abc import Callable, Iterator

import pytest
import trustme

from harness.lab import packages
from harness.lab.authorities import Pki
from harness.lab.nodes.index import FakeIndex
from harness.lab.sanity import try_topology
from harness.lab.stores import Stores
from harness.lab.workshop import Workshop, open_workshop
from harness.model.conditions import LOCALHOST, Address, Certificate, CertificateFor, Index
from harness.model.topology import Topology
from harness.model.trust import Authority
from scenarios import topologies

ALL = [each for each in vars(topologies).values() if isinstance(each, Topology)]
Leaf = Callable[[Authority, Certificate | CertificateFor, Address], trustme.LeafCert]
WITH_TLS = [each for each in ALL if each.legs]
INTERCEPTED = [each for each in ALL if each.is_intercepted]


def named(topology: Topology) -> str:
    return topology.name


@pytest.fixture
def odd() -> Iterator[Workshop]:
    """A workshop in which a test may spoil something."""
    with open_workshop() as workshop:
        yield workshop


@pytest.mark.parametrize("topology", ALL, ids=named)
def test_a_client_that_trusts_everybody_fetches_the_file(topology: Topology, workshop: Workshop) -> None:
    assert try_topology(topology, workshop) == ""


@pytest.mark.parametrize("topology", ALL, ids=named)
def test_what_surrounds_the_lab_does_not_matter(
    topology: Topology, workshop: Workshop, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("HTTP_PROXY", "HTTPS_PROXY", "http_proxy", "https_proxy", "ALL_PROXY"):
        monkeypatch.setenv(name, "http://127.0.0.1:1")
    for name in ("SSL_CERT_FILE", "SSL_CERT_DIR", "REQUESTS_CA_BUNDLE"):
        monkeypatch.setenv(name, "/nowhere")
    assert try_topology(topology, workshop) == ""


def spoil(workshop: Workshop, topology: Topology, leaf: Leaf) -> None:
    """Give what the client is shown to another maker of leaves; what proxies are shown stays as it is."""
    good, shown = workshop.pki.get_leaf, {topology.find_signer(leg) for leg in topology.legs}

    def chosen(
        signer: Authority, certificate: Certificate | CertificateFor, at: Address = LOCALHOST
    ) -> trustme.LeafCert:
        return (leaf if signer in shown else good)(signer, certificate, at)

    workshop.pki.get_leaf = chosen  # type: ignore[method-assign]


@pytest.mark.parametrize("topology", WITH_TLS, ids=named)
def test_a_certificate_of_another_run_is_trouble(topology: Topology, odd: Workshop) -> None:
    spoil(odd, topology, Pki().get_leaf)
    assert re.search(f"failed on {topology.name}: .*certificate verify failed", try_topology(topology, odd))


@pytest.mark.parametrize("certificate", [Certificate.EXPIRED, Certificate.WRONG_NAME])
@pytest.mark.parametrize("topology", WITH_TLS, ids=named)
def test_an_odd_certificate_is_trouble(topology: Topology, certificate: Certificate, odd: Workshop) -> None:
    good = odd.pki.get_leaf
    spoil(odd, topology, lambda signer, _certificate, at: good(signer, certificate, at))
    assert re.search(f"failed on {topology.name}: .*certificate verify failed", try_topology(topology, odd))


@pytest.mark.parametrize("topology", INTERCEPTED, ids=named)
def test_an_interceptor_that_does_not_trust_the_origin_is_trouble(topology: Topology, odd: Workshop) -> None:
    odd.stores = Stores(odd.folder / "stores", Pki())
    assert try_topology(topology, odd).startswith(f"the sanity client failed on {topology.name}: ")


class _WithoutTheFile(FakeIndex):
    def find_artefact(self, _project: str, _mode: Index = Index.PLAIN) -> str:
        return "/files/nowhere.whl"


@pytest.mark.parametrize("topology", ALL, ids=named)
def test_a_file_that_is_not_there_is_trouble(topology: Topology, odd: Workshop) -> None:
    odd.index = _WithoutTheFile(packages.build_files())
    assert try_topology(topology, odd) == f"the sanity client got 404 on {topology.name}, not 200"
