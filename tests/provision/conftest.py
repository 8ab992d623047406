from __future__ import annotations

import pytest

from harness.provision import index_answers


@pytest.fixture
def no_kept_answer(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let every run ask the package index itself."""
    monkeypatch.setattr(index_answers, "KEPT_FOR", 0)
