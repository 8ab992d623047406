from __future__ import annotations

import threading

import pytest

from harness.provision.parallel import work_in_parallel

PATIENCE = 30.0


def test_every_item_comes_back_with_what_came_of_it() -> None:
    found: dict[str, str] = {}
    work_in_parallel(str.upper, ["a", "b", "c"], found.__setitem__)
    assert found == {"a": "A", "b": "B", "c": "C"}


def test_what_is_done_is_told_by_the_caller_itself() -> None:
    told: set[threading.Thread] = set()
    work_in_parallel(str, range(3), lambda *_: told.add(threading.current_thread()))
    assert told == {threading.current_thread()}


def test_as_many_are_under_way_as_there_are_workers() -> None:
    together = threading.Barrier(3, timeout=PATIENCE)
    work_in_parallel(lambda _: together.wait(), range(3), lambda *_: None, 3)
    assert not together.broken


def test_nothing_is_begun_once_one_has_failed() -> None:
    begun: list[int] = []
    go_on = threading.Event()

    def work(item: int) -> None:
        begun.append(item)
        if item == 0:
            threading.Timer(0.3, go_on.set).start()
            raise ValueError(item)
        go_on.wait(PATIENCE)

    with pytest.raises(ValueError, match="0"):
        work_in_parallel(work, range(50), lambda *_: None, 1)
    assert len(begun) <= 2


def test_what_is_under_way_ends_before_an_interruption_goes_on() -> None:
    ended: list[int] = []
    go_on = threading.Event()

    def work(item: int) -> None:
        if item:
            go_on.wait(PATIENCE)
            ended.append(item)

    def interrupted(_item: int, _result: None) -> None:
        threading.Timer(0.3, go_on.set).start()
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        work_in_parallel(work, range(50), interrupted, 2)
    assert 1 in ended
    assert len(ended) <= 2
