"""The contents of a scenario's stores, and the stores that are one sort by several names."""

from __future__ import annotations

from harness.catalogue.wide.axes import STORES
from harness.model.scenario import Scenario
from harness.model.words import Leg

#: https://pip.pypa.io/en/stable/topics/configuration/ and https://requests.readthedocs.io/en/latest/user/advanced/;
#: OpenSSL's defaults are a file and a folder: https://docs.openssl.org/3.0/man7/openssl-env/
_SORTS = {
    "pip_cert": "cert_flag",
    "pip_conf": "cert_flag",
    "curl_ca_bundle": "requests_ca_bundle",
    "ssl_cert_dir": "ssl_cert_file",
}


def list_filled(scenario: Scenario) -> frozenset[str]:
    """Return the stores that hold any authority."""
    return frozenset(store for store in STORES if getattr(scenario.trust, store))


def list_vouching(scenario: Scenario, leg: Leg) -> frozenset[str]:
    """Return the stores that vouch for whoever is at a leg."""
    signer = scenario.topology.find_signer(leg)
    return frozenset(store for store in STORES if signer in (getattr(scenario.trust, store) or ()))


def name_sorts(stores: frozenset[str]) -> frozenset[str]:
    """Return one name for each sort of store: PIP_CERT and pip.conf are --cert by other names."""
    return frozenset(_SORTS.get(store, store) for store in stores)


def name_sorts_of_a_build(stores: frozenset[str]) -> frozenset[str]:
    """Return one name for each sort of store to the pip that prepares a build, which inherits no option."""
    return frozenset(store if _SORTS.get(store) == "cert_flag" else _SORTS.get(store, store) for store in stores)
