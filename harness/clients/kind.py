"""A kind of client: how its clients are named, found and made ready, and how a scenario is put to them."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import product
from typing import TYPE_CHECKING, ClassVar, Generic, TypeVar

from harness.model.cell import Cell
from harness.model.client import Client
from harness.model.defect import Defect
from harness.model.scenario import Scenario
from harness.provision.stock import Stock

if TYPE_CHECKING:
    from harness.clients.equipment import Equipment

_Origin = TypeVar("_Origin")


@dataclass(frozen=True)
class FoundClient(Generic[_Origin]):
    """A client that was found, and what it is made ready from. Until then its tree may not exist.

    Only its kind reads ``origin``.
    """

    client: Client
    origin: _Origin


@dataclass(frozen=True)
class CommandOption:
    """An option of the command line that names clients; it takes one word and may be repeated."""

    flag: str
    metavar: str
    help: str

    @property
    def name(self) -> str:
        """The option without its dashes: ``pip`` of ``--pip``."""
        return self.flag.removeprefix("--")


class Kind(ABC, Generic[_Origin]):
    """A kind of client. ``options`` are those that name its clients in short; ``--client`` does in full."""

    name: ClassVar[str]
    options: ClassVar[tuple[CommandOption, ...]]

    @abstractmethod
    def read_options(self, given: Mapping[str, Sequence[str]]) -> tuple[str, ...]:
        """Return the specifications that these options, given by their names, stand for. Raises ``UsageError``."""

    @abstractmethod
    def check_spec(self, spec: str) -> None:
        """Raise ``UsageError`` for a specification that cannot name a client, before an index is asked."""

    @abstractmethod
    def read_short_name(self, name: str) -> str | None:
        """Return the specification of a client from its part of a cell's id; None if it is of another kind."""

    def narrow_spec(self, spec: str) -> str:
        """Return a specification of one client where this one may stand for several."""
        return spec

    @abstractmethod
    def find_clients(
        self, specs: Sequence[str], pythons: Sequence[str], stock: Stock
    ) -> tuple[FoundClient[_Origin], ...]:
        """Return the named clients, each on every named Python. Raises ``UsageError`` for a name without a client.

        Only the files on which a client's name depends are fetched.
        """

    def choose_pairs(
        self, scenarios: Mapping[str, Scenario], specs: Sequence[str], pythons: Sequence[str], stock: Stock
    ) -> Iterator[tuple[str, FoundClient[_Origin]]]:
        """Yield the pairs of a scenario, by its id, and a client that are worth running."""
        yield from product(scenarios, self.find_clients(specs, pythons, stock))

    def choose_usual_pairs(
        self,
        scenarios: Mapping[str, Scenario],  # noqa: ARG002 - a kind that has usual ones needs these
        pythons: Sequence[str],  # noqa: ARG002
        stock: Stock,  # noqa: ARG002
        dating: Mapping[str, Sequence[Defect]],  # noqa: ARG002
    ) -> Iterator[tuple[str, FoundClient[_Origin]]]:
        """Yield the pairs worth running where no client is named; most kinds have none.

        ``dating`` has for each scenario the defects of whose boundaries it is to meet both sides.
        """
        yield from ()

    @abstractmethod
    def make_ready(self, found: Sequence[FoundClient[_Origin]], stock: Stock) -> tuple[Client, ...]:
        """Return the clients in the same order, each with all that it needs, or with the reason why it cannot run."""

    @abstractmethod
    def make_arguments(self, cell: Cell, equipment: Equipment) -> Iterator[str]:
        """Yield the arguments for Python by which a client runs the scenario of a cell."""
