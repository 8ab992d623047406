"""Scenarios to raise a lab for, and a client that fetches from it."""

from __future__ import annotations

import ssl

import urllib3

from harness.lab.lab import RaisedLab
from harness.model.expectation import Accepts
from harness.model.scenario import Scenario
from harness.model.topology import Topology
from scenarios import topologies

#: Every topology.
ALL = [each for each in vars(topologies).values() if isinstance(each, Topology)]
SCENARIO = Scenario(claim="", topology=topologies.DIRECT, expect=Accepts(), because="")


def named(topology: Topology) -> str:
    return topology.name


def on(topology: Topology, **changes: object) -> Scenario:
    return SCENARIO.but(topology=topology, **changes)


def pool(lab: RaisedLab, context: ssl.SSLContext) -> urllib3.PoolManager:
    how = {"ssl_context": context, "retries": False, "timeout": 20, "headers": {"Connection": "close"}}
    if lab.proxy_url is None:
        return urllib3.PoolManager(**how)  # type: ignore[arg-type]
    return urllib3.ProxyManager(lab.proxy_url, proxy_ssl_context=context, **how)  # type: ignore[arg-type]


def get(lab: RaisedLab, url: str, context: ssl.SSLContext) -> tuple[int, bytes]:
    with pool(lab, context) as client:
        answer = client.request("GET", url)
    return answer.status, answer.data


def sent(lab: RaisedLab, url: str, context: ssl.SSLContext) -> str:
    """Where a redirect leads to."""
    with pool(lab, context) as client:
        answer = client.request("GET", url)
    assert answer.status == 302
    return answer.headers["Location"]
