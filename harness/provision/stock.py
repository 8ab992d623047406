"""What is on this machine to run clients with: Pythons, pip's releases, libraries, and the trees that are ready."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import cached_property
from pathlib import Path

from harness.model.client import Interpreter
from harness.provision.libraries import VariantTrees
from harness.provision.places import ready_cache
from harness.provision.pythons import discover
from harness.provision.releases import Releases


class Stock:
    """Opened once, and passed as one thing. ``progress`` is told, in lines, of whatever takes long.

    Nothing is looked for, and no index asked, before it is wanted.
    """

    def __init__(self, cache: Path, progress: Callable[[str], None]) -> None:
        self.cache, self.progress = cache, progress

    @cached_property
    def interpreters(self) -> tuple[Interpreter, ...]:
        """The Pythons of this machine, newest first."""
        return discover(self.cache)

    @cached_property
    def releases(self) -> Releases:
        """The pips there are, and trees of them."""
        return Releases(self.cache)

    @cached_property
    def libraries(self) -> VariantTrees:
        """The libraries that adapter variants run on, and trees of them."""
        return VariantTrees(self.cache)

    def warn(self) -> None:
        """Tell the user what is to be known of the index, as far as it was asked."""
        opened = [vars(self)[name] for name in ("releases", "libraries") if name in vars(self)]
        for warning in (warning for each in opened for warning in each.warnings):
            self.progress(f"warning: {warning}")


@contextmanager
def open_stock(progress: Callable[[str], None]) -> Iterator[Stock]:
    """Yield the stock of this user's cache. Warnings are told at the end, also where that is an error."""
    stock = Stock(ready_cache(), progress)
    try:
        yield stock
    finally:
        stock.warn()
