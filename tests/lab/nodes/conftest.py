"""Fixtures for the tests of nodes."""

from __future__ import annotations

import ssl
from collections.abc import Iterator
from contextlib import ExitStack

import pytest

from harness.lab.nodes.listener import Listener, Serve
from harness.lab.raiser import Raiser, open_raiser
from harness.lab.workshop import Workshop
from tests.lab.nodes.talking import Listen


@pytest.fixture
def raiser(workshop: Workshop) -> Iterator[Raiser]:
    """The lab's raiser, for an origin with an application of the test's own and for nodes that it puts down itself."""
    with open_raiser(workshop) as raising:
        yield raising


@pytest.fixture
def listen(raiser: Raiser) -> Iterator[Listen]:
    """Raises a bare listener: what it does by itself, every node does."""
    with ExitStack() as down:

        def raise_listener(serve: Serve, shown: ssl.SSLContext | None = None, name: str = "node") -> Listener:
            node = Listener(name, raiser.transcript, serve, shown)
            down.callback(node.close)
            return node

        yield raise_listener
