from __future__ import annotations

import os
import subprocess
from pathlib import Path

import pytest
from packaging.version import Version

from harness.model.errors import UsageError
from harness.provision import index as pip_index
from harness.provision.index import NoAnswerError, ask_for_versions, download_release, install_wheels
from tests.support.product import dead_address

SAID = "ERROR: no answer from https://me:pa55@host.test/simple?token=pa55 \x1b[2J##[error]\n"


def test_what_pip_says_of_an_index_is_harmless_and_without_its_password(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(
        pip_index, "_run_pip", lambda *arguments: subprocess.CompletedProcess(arguments, 1, stdout="", stderr=SAID)
    )
    shown = r"no answer from https://me:****@host.test/simple?token=**** \x1b[2J# #[error]"
    with pytest.raises(NoAnswerError) as unanswered:
        ask_for_versions()
    with pytest.raises(UsageError) as missing:
        download_release(Version("25.2"), tmp_path)
    assert str(unanswered.value) == install_wheels(["requests"], "3.10", tmp_path) == shown
    assert str(missing.value).endswith(shown)


@pytest.mark.client
def test_an_index_that_is_not_there_is_told_without_its_password(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in [name for name in os.environ if name.startswith("PIP_")]:
        monkeypatch.delenv(name)
    monkeypatch.setenv("PIP_CONFIG_FILE", os.devnull)
    with dead_address() as dead:
        monkeypatch.setenv("PIP_INDEX_URL", dead.replace("://", "://me:pa55@") + "/simple")
        monkeypatch.setenv("PIP_RETRIES", "0")
        with pytest.raises(NoAnswerError) as unanswered:
            ask_for_versions()
    assert "pa55" not in str(unanswered.value)
