"""Fixtures of the lab's own tests: the public ones, on the workshop of this worker."""

from __future__ import annotations

from pathlib import Path

import pytest

from harness.lab.authorities import Pki
from harness.lab.stores import Stores
from harness.lab.workshop import Workshop


@pytest.fixture(scope="session")
def _trust_workshop(workshop: Workshop) -> Workshop:
    """One ``PUBLIC`` for what a test asks of the public fixtures and for what it makes of the workshop."""
    return workshop


@pytest.fixture(scope="module")
def pki() -> Pki:
    return Pki()


@pytest.fixture
def stores(tmp_path: Path, pki: Pki) -> Stores:
    return Stores(tmp_path, pki)
