"""Clients and cells to judge and plan with. One rule: no file that they name exists."""

from __future__ import annotations

from harness.model.capability import Capability
from harness.model.cell import Cell
from harness.model.client import Client, Interpreter
from harness.model.scenario import Scenario

PYTHON = Interpreter(
    executable="/pythons/3.10/bin/python",
    version="3.10.13",
    openssl="OpenSSL 3.0.19",
    openssl_cafile="/pythons/3.10/ssl/cert.pem",
    openssl_capath="/pythons/3.10/ssl/certs",
)
#: The releases of pip on both sides of every step of the last years, and of the older ones that a defect ends with.
RELEASES = (
    *("8.0.0", "8.0.1", "8.0.2", "8.1.1", "8.1.2", "9.0.0", "9.0.1", "9.0.2", "9.0.3"),
    *("10.0.0", "10.0.1", "18.0", "18.1", "19.0", "19.1.1", "19.2", "19.2.3", "19.3"),
    *("19.3.1", "20.0.1", "20.1.1", "20.2", "20.2.4", "20.3", "20.3.4", "21.0", "21.0.1", "21.1", "21.1.1"),
    *("21.1.2", "21.1.3", "21.2.1", "21.2.4", "21.3", "21.3.1", "22.0", "22.0.4", "22.1", "22.1.1"),
    *("22.1.2", "22.2", "22.2.2", "22.3", "22.3.1", "23.0", "23.0.1", "23.1", "23.1.2", "23.2", "23.2.1", "23.3"),
    *("23.3.2", "24.0", "24.1", "24.1.1", "24.1.2", "24.2", "24.3", "24.3.1", "25.0"),
    *("25.0.1", "25.1", "25.1.1", "25.2", "25.3", "26.0", "26.0.1", "26.1", "26.1.2"),
    *("26.2", "26.2.1", "26.3"),
)
ABLE = frozenset(Capability)


def client(version: str = "26.3", *, has: frozenset[Capability] = ABLE, label: str = "", unfit: str = "") -> Client:
    """A release of pip; with a label, a tree of that version."""
    return Client(
        kind="pip",
        name="pip",
        version=version,
        source="tree" if label else "release",
        tree=f"/trees/{version}",
        interpreter=PYTHON,
        label=label,
        spec=f"/checkouts/{label}" if label else version,
        has=has,
        unfit=unfit,
    )


def cell(scenario: Scenario, version: str = "26.3", scenario_id: str = "theme.claim") -> Cell:
    """A scenario on a release of pip."""
    return Cell(scenario_id=scenario_id, scenario=scenario, client=client(version))
