"""Each property, and each violation that is declared of a client, on each client."""

from __future__ import annotations

import pytest

from fixtures.properties import property_clients
from properties.claims import PROPERTIES
from properties.search import Search
from properties.violations import declared

#: Of each property where nothing is asked for: few, as this is part of the lab's own tests.
_FEW = 3


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """A property or a violation, and the client that it is tried on."""
    if "subject" not in metafunc.fixturenames:
        return
    clients = property_clients(metafunc.config)
    if "violation" in metafunc.fixturenames:
        pairs = [(each, client) for client in clients for each in declared(client)]
        names = [f"{each.property}-{each.defect.slug}-{client.id}" for each, client in pairs]
        metafunc.parametrize(("violation", "subject"), pairs, ids=names, scope="session")
    else:
        tried = [(each, client) for client in clients for each in PROPERTIES]
        names = [f"{each.name}-{client.id}" for each, client in tried]
        metafunc.parametrize(("asked", "subject"), tried, ids=names, scope="session")


@pytest.fixture(scope="session")
def search(pytestconfig: pytest.Config) -> Search:
    """How hard to look; what is known is shrunk for a person who asks, which costs more than finding it."""
    examples: int | None = pytestconfig.option.examples
    return Search(examples=examples or _FEW, shrinks=examples is not None)
