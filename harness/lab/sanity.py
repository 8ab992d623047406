"""The sanity client: it trusts every authority and must fetch the file, or the topology proves nothing."""

from __future__ import annotations

import ssl

import urllib3

from harness.lab.lab import raise_lab
from harness.lab.workshop import Workshop
from harness.model.expectation import Accepts
from harness.model.scenario import Scenario
from harness.model.topology import Topology


def try_topology(topology: Topology, workshop: Workshop) -> str:
    """Return why a client that trusts every authority cannot fetch the file here; empty if it can."""
    scenario = Scenario(claim="", topology=topology, expect=Accepts(), because="")
    context = workshop.pki.make_trusting_context()
    with raise_lab(scenario, workshop) as lab:
        try:
            with make_manager(lab.proxy_url, context) as pool:
                # urllib3 keeps a tunnelled socket open for as long as its response lives.
                headers = {"Connection": "close"}
                response = pool.request("GET", lab.artefact_url, headers=headers, retries=False, timeout=20)
        except (urllib3.exceptions.HTTPError, OSError, ImportError) as error:
            return f"the sanity client failed on {topology.name}: {error!r}"
        seen = tuple(dict.fromkeys(event.node for event in lab.await_events()))
    if response.status != 200:
        return f"the sanity client got {response.status} on {topology.name}, not 200"
    if sorted(seen) != sorted((*topology.through, "origin")):
        return f"the sanity client went through {seen} on {topology.name}, not {topology.through} to the origin"
    return ""


def make_manager(proxy_url: str | None, context: ssl.SSLContext) -> urllib3.PoolManager:
    """Return the manager that speaks to a proxy as its URL wants it, with one context for every leg."""
    if proxy_url is None:
        return urllib3.PoolManager(ssl_context=context)
    if proxy_url.startswith("socks"):
        # It imports PySocks, which what raises worlds alone need not have.
        from urllib3.contrib.socks import SOCKSProxyManager  # noqa: PLC0415

        return SOCKSProxyManager(proxy_url, ssl_context=context)
    return urllib3.ProxyManager(proxy_url, ssl_context=context, proxy_ssl_context=context)
