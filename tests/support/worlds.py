"""A raised lab as a client is told of it, and what is then run."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from harness.clients.equipment import Equipment
from harness.clients.invocation import Invocation, make_invocation
from harness.clients.registry import KINDS
from harness.model.cell import Cell
from harness.model.expectation import Accepts
from harness.model.scenario import Scenario
from scenarios.topologies import TUNNELLED
from tests.support.cells import cell

INDEX = "https://localhost:4711/simple/"
ORIGIN = "localhost:4711"
ARTEFACT = "https://localhost:4711/files/demo-1.0-py3-none-any.whl"
PROXY = "http://localhost:4712"
#: What every cell has, whatever its scenario.
ALWAYS = {
    "PATH": "/cells/1/bin",
    "HOME": "/cells/1/home",
    "TMPDIR": "/cells/1/scratch",
    "LANG": "C.UTF-8",
    "PYTHONPATH": "/trees/26.3",
    "PYTHONDONTWRITEBYTECODE": "1",
    "PYTHONNOUSERSITE": "1",
    "PIP_CONFIG_FILE": "/dev/null",
    "PIP_DISABLE_PIP_VERSION_CHECK": "1",
    "PIP_NO_INPUT": "1",
    "PIP_RETRIES": "1",
}
PROXIES = {"http_proxy", "https_proxy", "HTTP_PROXY", "HTTPS_PROXY"}
SDIST = "/sdists/built-1.0.tar.gz"
WORLD = Equipment(
    folder="/cells/1",
    index_url=INDEX,
    artefact_url=ARTEFACT,
    tree="/trees/26.3",
    proxy_url=PROXY,
    mounts=(("/stores/public", "/etc/ssl"),),
    sdist=SDIST,
    client_certificate="/cells/1/client.pem",
    fingerprint="ab" * 32,
    variant_client="/lab/variant_client.py",
)


def invoked(subject: Cell, world: Equipment) -> Invocation:
    """Return what is run for a cell, in the words of its kind of client."""
    return make_invocation(subject, world, KINDS[subject.client.kind].make_arguments(subject, world))


def made(world: Equipment = WORLD, **fields: Any) -> Invocation:
    scenario = Scenario(claim="It holds.", topology=TUNNELLED, expect=Accepts(), because="It does.")
    return invoked(cell(scenario.but(**fields)), world)


def with_stores(**stores: str) -> Equipment:
    return replace(WORLD, stores=stores)


def after(invocation: Invocation, option: str) -> str:
    return invocation.argv[invocation.argv.index(option) + 1]
