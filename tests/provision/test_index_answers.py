from __future__ import annotations

import os
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from packaging.version import Version

from harness.provision.index_answers import KEPT_FOR, IndexAnswers

OLD, NEW = frozenset({Version("26.3")}), frozenset({Version("26.3"), Version("27.0")})
Asked = Callable[[frozenset[Version]], frozenset[Version]]


@pytest.fixture(autouse=True)
def own_settings(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Settings of pip that no test run has put there."""
    monkeypatch.setenv("HOME", str(tmp_path / "home"))
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "config"))
    monkeypatch.delenv("PIP_CONFIG_FILE", raising=False)


@pytest.fixture
def ask(tmp_path: Path) -> Asked:
    """Return the answer that a new run gets of an index that now has these versions."""
    return lambda has: IndexAnswers(tmp_path / "answers").ask_index("pip", lambda: has)


def files(folder: Path) -> list[Path]:
    return sorted((folder / "answers").iterdir())


def test_an_answer_is_kept_for_the_next_run(ask: Asked) -> None:
    assert (ask(OLD), ask(NEW)) == (OLD, OLD)


def test_each_question_has_its_own_answer(tmp_path: Path) -> None:
    answers = IndexAnswers(tmp_path)
    assert (answers.ask_index("pip", lambda: OLD), answers.ask_index("requests", lambda: NEW)) == (OLD, NEW)


def test_it_is_known_whether_an_answer_was_kept(tmp_path: Path) -> None:
    first, second = IndexAnswers(tmp_path), IndexAnswers(tmp_path)
    first.ask_index("pip", lambda: OLD)
    second.ask_index("pip", lambda: NEW)
    assert (first.kept, second.kept) == (False, True)


def test_an_index_is_asked_anew_where_that_is_wanted_and_that_answer_is_kept(tmp_path: Path, ask: Asked) -> None:
    ask(OLD)
    answers = IndexAnswers(tmp_path / "answers")
    answers.ask_anew()
    assert answers.ask_index("pip", lambda: NEW) == ask(OLD) == NEW


@pytest.mark.parametrize("seconds", [KEPT_FOR + 1, -3600])
def test_an_answer_that_is_old_or_of_the_future_is_none(
    ask: Asked, monkeypatch: pytest.MonkeyPatch, seconds: float
) -> None:
    ask(OLD)
    now = time.time()
    monkeypatch.setattr(time, "time", lambda: now + seconds)
    assert ask(NEW) == NEW


@pytest.mark.parametrize("damage", [b"", b"{", b"7", b'{"asked_at": 9e99}', b'{"asked_at": 0, "versions": ["x"]}'])
def test_an_answer_that_is_damaged_is_none(ask: Asked, tmp_path: Path, damage: bytes) -> None:
    ask(OLD)
    files(tmp_path)[0].write_bytes(damage)
    assert ask(NEW) == NEW


def by_a_variable(_folder: Path, patch: pytest.MonkeyPatch) -> None:
    patch.setenv("PIP_INDEX_URL", "https://index.test/simple")


def by_a_proxy(_folder: Path, patch: pytest.MonkeyPatch) -> None:
    patch.setenv("https_proxy", "http://proxy.test:3128")


def by_the_users_file(folder: Path, _patch: pytest.MonkeyPatch) -> None:
    file = folder / "config" / "pip" / "pip.conf"
    file.parent.mkdir(parents=True)
    file.write_text("[global]\nindex-url = https://index.test/simple\n")


def by_a_named_file(folder: Path, patch: pytest.MonkeyPatch) -> None:
    file = folder / "named.conf"
    patch.setenv("PIP_CONFIG_FILE", str(file))
    file.write_text("[global]\nindex-url = https://index.test/simple\n")


@pytest.mark.parametrize("settled", [by_a_variable, by_a_proxy, by_the_users_file, by_a_named_file])
def test_an_answer_of_another_index_is_none(
    ask: Asked, tmp_path: Path, settled: Callable[[Path, pytest.MonkeyPatch], None]
) -> None:
    ask(OLD)
    with pytest.MonkeyPatch.context() as patch:
        settled(tmp_path, patch)
        assert ask(NEW) == NEW


def test_a_named_file_of_settings_counts_by_its_content(
    ask: Asked, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    by_a_named_file(tmp_path, monkeypatch)
    ask(OLD)
    (tmp_path / "named.conf").write_text("[global]\nindex-url = https://other.test/simple\n")
    assert ask(NEW) == NEW


def test_no_password_of_an_index_is_kept(ask: Asked, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PIP_INDEX_URL", "https://me:pa55@index.test/simple")
    ask(OLD)
    (file,) = files(tmp_path)
    assert [secret for secret in (b"pa55", b"index.test") if secret in file.read_bytes() + os.fsencode(file)] == []


def test_answers_that_are_too_old_are_removed(ask: Asked, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    ask(OLD)
    (old,) = files(tmp_path)
    os.utime(old, (1, 1))
    monkeypatch.setenv("PIP_INDEX_URL", "https://index.test/simple")
    ask(NEW)
    assert old not in files(tmp_path)
    assert len(files(tmp_path)) == 1


def test_runs_that_ask_at_once_leave_one_whole_answer(ask: Asked, tmp_path: Path) -> None:
    with ThreadPoolExecutor(8) as pool:
        assert set(pool.map(ask, [NEW] * 40)) == {NEW}
    assert len(files(tmp_path)) == 1
    assert ask(OLD) == NEW
