"""Records in rows and columns, one row per scenario and one column per client.

The order depends on what the records say, never on the order in which cells ended.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from packaging.version import Version

from harness.model.record import Record, RecordedClient
from harness.model.versions import read_version

_Rank = tuple[bool, Version, str]


@dataclass(frozen=True)
class Column:
    """One client on one minor version of Python."""

    name: str
    version: str
    label: str
    minor: str

    @classmethod
    def from_client(cls, client: RecordedClient) -> Column:
        """Return the column to which the cells of a client belong."""
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
        """The name from top to bottom: ``25.2`` over ``py3.10``."""
        name = () if self.name == "pip" else (self.name,)
        label = (f"+{self.label}",) if self.label else ()
        return (*name, self.version, *label, f"py{self.minor}")

    @property
    def rank(self) -> tuple[bool, str, _Rank, str, _Rank]:
        """A key to sort by: pip first, then the rest; versions as versions."""
        return self.name != "pip", self.name, _rank(self.version), self.label, _rank(self.minor)


@dataclass(frozen=True)
class GridRow:
    """One scenario; its records in the order of the grid's columns, None where it was not run."""

    scenario: str
    name: str
    claim: str
    records: tuple[Record | None, ...]


@dataclass(frozen=True)
class GridSection:
    """The scenarios of one module."""

    module: str
    rows: tuple[GridRow, ...]


@dataclass(frozen=True)
class Grid:
    """Every scenario by every client."""

    columns: tuple[Column, ...]
    sections: tuple[GridSection, ...]

    @property
    def rows(self) -> tuple[GridRow, ...]:
        """The rows of all sections."""
        return tuple(row for section in self.sections for row in section.rows)


def select_latest(records: Iterable[Record]) -> tuple[Record, ...]:
    """Return one record per cell, in the grid's order: a cell that was run again counts once, as it ended last."""
    last = {(record.scenario, Column.from_client(record.client)): record for record in records}
    return tuple(last[key] for key in sorted(last, key=lambda key: (_split_id(key[0]), key[1].rank)))


def arrange_grid(records: Iterable[Record]) -> Grid:
    """Return the grid of the latest records."""
    cells: dict[str, dict[Column, Record]] = defaultdict(dict)
    for record in select_latest(records):
        cells[record.scenario][Column.from_client(record.client)] = record
    columns = find_newest_first(record for row in cells.values() for record in row.values())
    sections: dict[str, list[GridRow]] = defaultdict(list)
    for scenario, found in cells.items():
        sections[_split_id(scenario)[0]].append(_arrange_row(scenario, found, columns))
    return Grid(columns, tuple(GridSection(module, tuple(rows)) for module, rows in sections.items()))


def find_columns(records: Iterable[Record]) -> tuple[Column, ...]:
    """Return the clients of some records, in order, each once."""
    return tuple(sorted({Column.from_client(record.client) for record in records}, key=lambda column: column.rank))


def find_newest_first(records: Iterable[Record]) -> tuple[Column, ...]:
    """Return the clients of some records, each kind's newest first, then the newest Python."""
    columns = sorted(find_columns(records), key=lambda column: _rank(column.minor)[1], reverse=True)
    columns.sort(key=lambda column: column.label)
    columns.sort(key=lambda column: _rank(column.version)[1], reverse=True)
    return tuple(sorted(columns, key=lambda column: (*column.rank[:2], _rank(column.version)[0])))


def list_ran_cells(columns: Sequence[Column], row: GridRow) -> tuple[tuple[str, Record], ...]:
    """Return the cells of a row that were run, each by its client's name, with its Python where that alone differs."""
    ran = [(column, record) for column, record in zip(columns, row.records, strict=True) if record is not None]
    twice = Counter(column.short for column, _ in ran)
    return tuple((column.full if twice[column.short] > 1 else column.short, record) for column, record in ran)


def _arrange_row(scenario: str, found: Mapping[Column, Record], columns: tuple[Column, ...]) -> GridRow:
    claim = next(iter(found.values())).claim
    return GridRow(scenario, _split_id(scenario)[1], claim, tuple(found.get(column) for column in columns))


def _split_id(scenario: str) -> tuple[str, str]:
    module, _, name = scenario.rpartition(".")
    return module, name


def _rank(version: str) -> _Rank:
    # A source tree may name itself anything; what is no version comes after those that are.
    parsed = read_version(version)
    return parsed is None, parsed or Version("0"), version
