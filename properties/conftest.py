"""Try each property, and each violation that is declared for a client, on each client."""

from __future__ import annotations

import pytest

from fixtures.properties import find_property_clients
from properties.claims import PROPERTIES
from properties.search import Search
from properties.violations import find_declared

#: The usual number of examples of a property: few, as this is part of the lab's own tests.
_FEW = 3


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """Make a test of each property or violation and the client that it is tried on."""
    if "subject" not in metafunc.fixturenames:
        return
    clients = find_property_clients(metafunc.config)
    if "violation" in metafunc.fixturenames:
        pairs = [(each, client) for client in clients for each in find_declared(client)]
        names = [f"{each.property}-{each.defect.slug}-{client.id}" for each, client in pairs]
        metafunc.parametrize(("violation", "subject"), pairs, ids=names, scope="session")
    else:
        tried = [(each, client) for client in clients for each in PROPERTIES]
        names = [f"{each.name}-{client.id}" for each, client in tried]
        metafunc.parametrize(("asked", "subject"), tried, ids=names, scope="session")


@pytest.fixture(scope="session")
def search(pytestconfig: pytest.Config) -> Search:
    """The search that the options ask for. It shrinks only on request, which costs more than to find a violation."""
    examples: int | None = pytestconfig.option.examples
    return Search(examples=examples or _FEW, shrinks=examples is not None)
