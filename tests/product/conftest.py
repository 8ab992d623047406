"""The distributions of this checkout, built once for all tests that install one."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.support.installed import build_distributions


@pytest.fixture(scope="session")
def shared(tmp_path_factory: pytest.TempPathFactory, worker_id: str) -> Path:
    """A folder of all workers."""
    base = tmp_path_factory.getbasetemp()
    return base if worker_id == "master" else base.parent


@pytest.fixture(scope="session")
def distributions(shared: Path) -> Path:
    return build_distributions(shared / "distributions")
