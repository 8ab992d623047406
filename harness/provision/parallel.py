"""Work on several things in threads of this process, which end with it.

One rule: nothing new begins once one thing has failed or the run is ending; what has begun ends first.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Hashable, Iterable
from concurrent.futures import ThreadPoolExecutor, as_completed
from typing import TypeVar

_Item = TypeVar("_Item", bound=Hashable)
_Result = TypeVar("_Result")


def work_in_parallel(
    work: Callable[[_Item], _Result],
    items: Iterable[_Item],
    done: Callable[[_Item, _Result], object],
    workers: int | None = None,
) -> None:
    """Work on each item, as many at once as there are workers, by default the cores.

    As each ends, the calling thread calls ``done`` with the item and its result.
    """
    with ThreadPoolExecutor(workers or os.cpu_count()) as pool:
        begun = {pool.submit(work, item): item for item in items}
        try:
            for future in as_completed(begun):
                done(begun[future], future.result())
        finally:
            pool.shutdown(wait=False, cancel_futures=True)
