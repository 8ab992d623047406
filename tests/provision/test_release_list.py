from __future__ import annotations

import json
from collections.abc import Callable, Iterable
from pathlib import Path

import pytest
from packaging.version import Version

from harness.model.errors import UsageError
from harness.provision import release_list
from harness.provision.index import NoAnswerError
from harness.provision.release_list import ReleaseList

ALL = ("24.0", "25.0", "25.1", "26.3")
Answer = Callable[..., None]


def versions(*written: str) -> tuple[Version, ...]:
    return tuple(map(Version, written))


@pytest.fixture
def kept(tmp_path: Path) -> Path:
    """The kept list, with everything that was ever listed."""
    file = tmp_path / "releases.json"
    file.write_text(json.dumps(ALL))
    return file


@pytest.fixture
def answer(monkeypatch: pytest.MonkeyPatch) -> Answer:
    """Lets the index answer with these releases, or not at all, and say of others that they were yanked."""

    def given(*listed: str, yanked: Iterable[str] = ()) -> None:
        def ask(*_: object) -> tuple[Version, ...]:
            if not listed:
                raise NoAnswerError("no route")
            return versions(*listed)

        monkeypatch.setattr(release_list, "ask_for_versions", ask)
        monkeypatch.setattr(release_list, "ask_for_yanked", lambda _project: frozenset(versions(*yanked)))

    return given


def listing(kept: Path, *cached: str) -> ReleaseList:
    return ReleaseList("pip", kept, (8, 0), lambda: cached)


def test_an_index_that_lists_as_much_as_before_is_taken_at_its_word(kept: Path, answer: Answer) -> None:
    answer(*ALL, "27.0")
    there = listing(kept)
    assert there.list_usable() == versions(*ALL, "27.0")
    assert there.list_before() == there.list_usable()
    assert there.warnings == []


def test_what_a_part_of_an_index_lacks_is_named_and_kept_and_used_where_it_is_here(kept: Path, answer: Answer) -> None:
    answer("24.0", "26.3")
    there = listing(kept, "25.0", "24.0")
    assert there.list_usable() == versions("24.0", "25.0", "26.3")
    assert there.warnings == [
        "the package index lists 2 releases of pip and lacks 2 that it listed before; used all the same, from the "
        "cache: 25.0; left out: 25.1"
    ]
    assert listing(kept).list_before() == versions(*ALL)


@pytest.mark.usefixtures("no_kept_answer")
def test_a_part_of_an_index_is_warned_of_each_time(kept: Path, answer: Answer) -> None:
    answer("26.3")
    for _ in range(2):
        there = listing(kept)
        assert there.list_usable() == versions("26.3")
        assert "lacks 3 that it listed before; left out: 24.0, 25.0, 25.1" in there.warnings[0]


@pytest.mark.usefixtures("no_kept_answer")
def test_after_a_part_of_an_index_no_answer_costs_nothing(kept: Path, answer: Answer) -> None:
    answer("26.3")
    listing(kept).list_usable()
    answer()
    there = listing(kept, *ALL)
    assert there.list_usable() == versions(*ALL)
    assert there.warnings == [
        "the package index lists no pip releases (no route): those that it listed last time are used"
    ]


@pytest.mark.usefixtures("no_kept_answer")
def test_what_was_yanked_is_forgotten_with_a_word(kept: Path, answer: Answer) -> None:
    answer("24.0", "25.0", "25.1", yanked=["26.3", "9.0"])
    there = listing(kept, "26.3")
    assert there.list_usable() == versions("24.0", "25.0", "25.1")
    assert there.warnings == ["yanked since, and left out: pip 26.3"]
    again = listing(kept, "26.3")
    assert (again.list_usable(), again.warnings) == (versions("24.0", "25.0", "25.1"), [])


@pytest.mark.usefixtures("no_kept_answer")
def test_without_an_answer_what_cannot_be_fetched_is_named_and_not_used(kept: Path, answer: Answer) -> None:
    answer()
    there = listing(kept, "24.0", "26.3")
    assert there.list_usable() == versions("24.0", "26.3")
    assert there.warnings[0].endswith("last time are used; left out because they are not in the cache: 25.0, 25.1")
    with pytest.raises(UsageError, match=r"lists no pip releases \(no route\), and there are none in the cache"):
        listing(kept).list_usable()


@pytest.mark.usefixtures("no_kept_answer")
def test_where_a_release_alone_is_not_in_a_cache_the_last_list_is_all_there_is(kept: Path, answer: Answer) -> None:
    answer()
    assert ReleaseList("urllib3", kept, (0, 1)).list_usable() == versions(*ALL)
    answer("25.0")
    there = ReleaseList("urllib3", kept, (0, 1))
    assert there.list_usable() == versions("25.0")
    assert there.warnings[0].endswith("lacks 3 that it listed before; left out: 24.0, 25.1, 26.3")


@pytest.mark.parametrize("content", ["[[", "{}", "7", '["x"]'])
def test_a_list_that_makes_no_sense_is_none(kept: Path, answer: Answer, content: str) -> None:
    kept.write_text(content)
    answer("26.3")
    there = listing(kept)
    assert (there.list_usable(), there.list_before(), there.warnings) == (versions("26.3"), versions("26.3"), [])


def test_within_minutes_the_index_is_asked_once(kept: Path, answer: Answer) -> None:
    answer("24.0", "25.0", "25.1", yanked=["26.3"])
    first = listing(kept)
    assert first.list_usable() == versions("24.0", "25.0", "25.1")
    answer()
    again = listing(kept)
    assert (again.list_usable(), again.warnings) == (first.list_usable(), [])


def test_a_kept_answer_is_asked_for_anew_where_that_is_wanted(kept: Path, answer: Answer) -> None:
    answer(*ALL)
    listing(kept).list_usable()
    answer(*ALL, "27.0")
    there = listing(kept)
    assert there.list_usable() == versions(*ALL)
    assert there.list_usable_now() == there.list_usable() == versions(*ALL, "27.0")
    assert listing(kept).list_usable() == versions(*ALL, "27.0")


def test_an_index_that_was_asked_just_now_is_not_asked_again(kept: Path, answer: Answer) -> None:
    answer(*ALL)
    there = listing(kept)
    there.list_usable()
    answer()
    assert there.list_usable_now() == versions(*ALL)
    assert there.warnings == []


def test_that_an_index_does_not_answer_is_not_kept(kept: Path, answer: Answer) -> None:
    answer()
    listing(kept, *ALL).list_usable()
    answer(*ALL, "27.0")
    assert listing(kept).list_usable() == versions(*ALL, "27.0")
