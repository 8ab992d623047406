"""Records as rows and columns.

One rule: the order depends on what the records say, never on the order in which cells ended.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from packaging.version import Version

from harness.model.record import Record, RecordedClient
from harness.model.versions import read_version

_Rank = tuple[bool, Version, str]


@dataclass(frozen=True)
class Column:
    """One client: a pip, or whatever else was under test, on one minor version of Python."""

    name: str
    version: str
    label: str
    minor: str

    @classmethod
    def of(cls, client: RecordedClient) -> Column:
        """The column to which a client's cells belong."""
        return cls(client.name, client.version, client.label, ".".join(client.python.split(".")[:2]))

    @property
    def short(self) -> str:
        """``25.2``, ``25.2+label``, or ``both_legs 2.32`` for what isn't pip."""
        version = f"{self.version}+{self.label}" if self.label else self.version
        return version if self.name == "pip" else f"{self.name} {version}"

    @property
    def full(self) -> str:
        """``25.2 py3.10``."""
        return f"{self.short} py{self.minor}"

    @property
    def heading(self) -> tuple[str, ...]:
        """The same from top to bottom: ``25.2`` over ``py3.10``."""
        name = () if self.name == "pip" else (self.name,)
        label = (f"+{self.label}",) if self.label else ()
        return (*name, self.version, *label, f"py{self.minor}")

    @property
    def rank(self) -> tuple[bool, str, _Rank, str, _Rank]:
        """First pip, then the rest; versions as versions."""
        return self.name != "pip", self.name, _rank(self.version), self.label, _rank(self.minor)


@dataclass(frozen=True)
class Row:
    """One scenario; its records in the order of the grid's columns, None where it wasn't run."""

    scenario: str
    name: str
    claim: str
    records: tuple[Record | None, ...]


@dataclass(frozen=True)
class Section:
    """The scenarios of one module."""

    module: str
    rows: tuple[Row, ...]


@dataclass(frozen=True)
class Grid:
    """Every scenario by every client."""

    columns: tuple[Column, ...]
    sections: tuple[Section, ...]

    @property
    def rows(self) -> tuple[Row, ...]:
        """The rows of all sections."""
        return tuple(row for section in self.sections for row in section.rows)


def latest(records: Iterable[Record]) -> tuple[Record, ...]:
    """One record a cell, in the grid's order: a cell that was run again counts once, as it ended last."""
    last = {(record.scenario, Column.of(record.client)): record for record in records}
    return tuple(last[key] for key in sorted(last, key=lambda key: (_module(key[0]), key[1].rank)))


def arrange(records: Iterable[Record]) -> Grid:
    """The grid of the latest records."""
    cells: dict[str, dict[Column, Record]] = defaultdict(dict)
    for record in latest(records):
        cells[record.scenario][Column.of(record.client)] = record
    columns = columns_of(record for row in cells.values() for record in row.values())
    sections: dict[str, list[Row]] = defaultdict(list)
    for scenario, found in cells.items():
        sections[_module(scenario)[0]].append(_row(scenario, found, columns))
    return Grid(columns, tuple(Section(module, tuple(rows)) for module, rows in sections.items()))


def columns_of(records: Iterable[Record]) -> tuple[Column, ...]:
    """The clients of some records, in order, each once."""
    return tuple(sorted({Column.of(record.client) for record in records}, key=lambda column: column.rank))


def _row(scenario: str, found: Mapping[Column, Record], columns: tuple[Column, ...]) -> Row:
    claim = next(iter(found.values())).claim
    return Row(scenario, _module(scenario)[1], claim, tuple(found.get(column) for column in columns))


def _module(scenario: str) -> tuple[str, str]:
    module, _, name = scenario.rpartition(".")
    return module, name


def _rank(version: str) -> _Rank:
    # A source tree may name itself anything; what is no version comes after those that are.
    parsed = read_version(version)
    return parsed is None, parsed or Version("0"), version
