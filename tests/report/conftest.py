"""The record to begin with, as a fixture."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from harness.model.record import Record
from tests.support.recorded import make


@pytest.fixture
def record() -> Callable[..., Record]:
    return make
