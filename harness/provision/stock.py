"""Open what this machine has to run clients with: Pythons, releases of pip, libraries, and trees that are ready."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from functools import cached_property
from pathlib import Path

from harness.model.client import Interpreter
from harness.model.conditions import Beside
from harness.provision.beside import fetch_beside
from harness.provision.libraries import VariantTrees
from harness.provision.places import prepare_cache
from harness.provision.pythons import find_interpreters
from harness.provision.releases import Releases


class Stock:
    """The Pythons, releases and libraries of a run. ``progress`` gets a line about each thing that takes long.

    Nothing is searched for, and no index asked, before it is used.
    """

    def __init__(self, cache: Path, progress: Callable[[str], None]) -> None:
        self.cache, self.progress = cache, progress

    @cached_property
    def interpreters(self) -> tuple[Interpreter, ...]:
        """The Pythons of this machine, newest first."""
        return find_interpreters(self.cache)

    @cached_property
    def releases(self) -> Releases:
        """The releases of pip, and trees of them."""
        return Releases(self.cache)

    @cached_property
    def libraries(self) -> VariantTrees:
        """The libraries that adapter variants run on, and trees of them."""
        return VariantTrees(self.cache)

    def fetch_beside(self, beside: Iterable[Beside]) -> None:
        """Fetch the libraries that are installed beside clients. Raises ``UsageError``."""
        for each in dict.fromkeys(beside):
            fetch_beside(each, self.cache, self.progress)

    def print_warnings(self) -> None:
        """Pass the warnings about the index, as far as it was asked, to ``progress``."""
        opened = [vars(self)[name] for name in ("releases", "libraries") if name in vars(self)]
        for warning in (warning for each in opened for warning in each.warnings):
            self.progress(f"warning: {warning}")


@contextmanager
def open_stock(progress: Callable[[str], None]) -> Iterator[Stock]:
    """Yield the stock of this user's cache. Warnings are printed at the end, even if that is an error."""
    stock = Stock(prepare_cache(), progress)
    try:
        yield stock
    finally:
        stock.print_warnings()
