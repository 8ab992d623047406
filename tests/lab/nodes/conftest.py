"""Fixtures for the tests of nodes."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack

import pytest

from harness.lab.authorities import Pki
from harness.lab.workshop import Workshop
from tests.lab.nodes.raising import Raised


@pytest.fixture
def raised() -> Iterator[Raised]:
    """Where a test puts the nodes that it raises."""
    with ExitStack() as down:
        yield Raised(down)


@pytest.fixture
def pki(workshop: Workshop) -> Pki:
    """The authorities of this worker."""
    return workshop.pki
