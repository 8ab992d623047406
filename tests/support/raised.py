"""Scenarios to raise a lab for, and a client that fetches from it."""

from __future__ import annotations

import ssl

import urllib3

from harness.lab.lab import RaisedLab
from harness.lab.sanity import make_manager
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


def get(lab: RaisedLab, url: str, context: ssl.SSLContext) -> tuple[int, bytes]:
    answer = _ask(lab, url, context)
    return answer.status, answer.data


def sent(lab: RaisedLab, url: str, context: ssl.SSLContext) -> str:
    """Where a redirect leads to."""
    answer = _ask(lab, url, context)
    assert answer.status == 302
    return answer.headers["Location"]


def _ask(lab: RaisedLab, url: str, context: ssl.SSLContext) -> urllib3.BaseHTTPResponse:
    headers = {"Connection": "close"}
    with make_manager(lab.proxy_url, context) as client:
        return client.request("GET", url, headers=headers, retries=False, timeout=20)
