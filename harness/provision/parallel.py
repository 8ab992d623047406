"""A few things at once, in threads of this process: whatever ends it ends them too.

One rule: nothing new is begun once one thing has failed or the run was told to end; what is under way ends first.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Hashable, Iterable
from concurrent.futures import ThreadPoolExecutor, as_completed
from typing import TypeVar

_Item = TypeVar("_Item", bound=Hashable)
_Result = TypeVar("_Result")


def a_few_at_once(
    work: Callable[[_Item], _Result],
    items: Iterable[_Item],
    done: Callable[[_Item, _Result], object],
    workers: int | None = None,
) -> None:
    """Work on each item, as many at once as there are workers, by default the cores.

    ``done`` is called by the thread that called this, with an item and what came of it, as each ends.
    """
    with ThreadPoolExecutor(workers or os.cpu_count()) as pool:
        begun = {pool.submit(work, item): item for item in items}
        try:
            for future in as_completed(begun):
                done(begun[future], future.result())
        finally:
            pool.shutdown(wait=False, cancel_futures=True)
