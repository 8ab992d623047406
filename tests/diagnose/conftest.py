"""A world of each worker's own authorities, and pips from the stock."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from harness.lab.workshop import Workshop
from harness.lab.worlds.world import World, world_in


@pytest.fixture
def world(workshop: Workshop) -> Iterator[World]:
    """A world whose nodes end with the test."""
    with world_in(workshop) as raised:
        yield raised
