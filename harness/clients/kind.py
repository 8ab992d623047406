"""What a kind of client is: how its clients are named, found, made ready and told what a scenario says."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import product
from typing import TYPE_CHECKING, ClassVar, Generic, TypeVar

from harness.model.cell import Cell
from harness.model.client import Client
from harness.model.scenario import Scenario
from harness.provision.stock import Stock

if TYPE_CHECKING:
    from harness.clients.world import World

_Origin = TypeVar("_Origin")


@dataclass(frozen=True)
class Found(Generic[_Origin]):
    """A client that was found, and from what it is made ready. Until then its tree may be a folder that is not there.

    ``origin`` is its kind's own business.
    """

    client: Client
    origin: _Origin


@dataclass(frozen=True)
class CommandOption:
    """An option of the command line that names clients; it takes a word and may be repeated."""

    flag: str
    metavar: str
    help: str

    @property
    def name(self) -> str:
        """``pip`` of ``--pip``."""
        return self.flag.removeprefix("--")


class Kind(ABC, Generic[_Origin]):
    """A kind of client. ``options`` are those that name its clients in short; ``--client`` does in full."""

    name: ClassVar[str]
    options: ClassVar[tuple[CommandOption, ...]]

    @abstractmethod
    def read_options(self, given: Mapping[str, Sequence[str]]) -> tuple[str, ...]:
        """Return the specifications that these options, by their names, stand for. Raises ``UsageError``."""

    @abstractmethod
    def check(self, spec: str) -> None:
        """Raise ``UsageError`` for a specification that cannot name anything, before anybody is asked."""

    @abstractmethod
    def read_short_name(self, name: str) -> str | None:
        """Return the specification of a client from its part of a cell's id; None if it is no such name."""

    def narrow(self, spec: str) -> str:
        """Return the specification where one client is enough and this one stands for several."""
        return spec

    @abstractmethod
    def find(self, specs: Sequence[str], pythons: Sequence[str], stock: Stock) -> tuple[Found[_Origin], ...]:
        """Return a client for each that is named, on each Python that is. Raises ``UsageError`` if one names nothing.

        Fetched is only what a client's name depends on.
        """

    def choose(
        self, scenarios: Mapping[str, Scenario], specs: Sequence[str], pythons: Sequence[str], stock: Stock
    ) -> Iterator[tuple[str, Found[_Origin]]]:
        """Yield the pairs of a scenario, by its id, and a client that are worth running."""
        yield from product(scenarios, self.find(specs, pythons, stock))

    def choose_usual(
        self,
        scenarios: Mapping[str, Scenario],  # noqa: ARG002 - a kind that has usual ones needs these
        pythons: Sequence[str],  # noqa: ARG002
        stock: Stock,  # noqa: ARG002
    ) -> Iterator[tuple[str, Found[_Origin]]]:
        """Yield the pairs that are worth running where nobody says which clients; of most kinds there are none."""
        yield from ()

    @abstractmethod
    def make_ready(self, found: Sequence[Found[_Origin]], stock: Stock) -> tuple[Client, ...]:
        """Return the clients in the same order, with all that they need fetched, or the reason why one cannot run."""

    @abstractmethod
    def tell(self, cell: Cell, world: World) -> Iterator[str]:
        """Yield the words of the command line that puts a cell's scenario to its client, after the Python's."""
