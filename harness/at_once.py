"""A few things at once, in threads of this process: whatever ends it ends them too.

One rule: nothing new is begun once one thing has failed or the run was told to end; what is under way ends first.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Hashable, Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor, as_completed
from typing import TypeVar

_Item = TypeVar("_Item", bound=Hashable)
_Result = TypeVar("_Result")


def a_few_at_once(
    work: Callable[[_Item], _Result], items: Iterable[_Item], workers: int | None = None
) -> Iterator[tuple[_Item, _Result]]:
    """Each item with what came of it, in the order of completion; by default as many at once as there are cores."""
    with ThreadPoolExecutor(workers or os.cpu_count()) as pool:
        begun = {pool.submit(work, item): item for item in items}
        try:
            for future in as_completed(begun):
                yield begun[future], future.result()
        finally:
            pool.shutdown(wait=False, cancel_futures=True)
