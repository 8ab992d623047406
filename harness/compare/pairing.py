"""Pair the clients of two runs, so that each cell of one run has a cell of the other to be compared with.

One rule: pure, and never a guess. A client stands against itself; against another only where there is one choice.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass

from harness.report.grid import Column

_Key = Callable[[Column], Hashable]


@dataclass(frozen=True, kw_only=True)
class Pairing:
    """The clients of the new run by those of the old one, and the clients of either that have no partner."""

    pairs: Mapping[Column, Column]
    old: tuple[Column, ...]
    new: tuple[Column, ...]

    @property
    def crossed(self) -> tuple[tuple[Column, Column], ...]:
        """The pairs of two clients that are not the same on the same Python."""
        return tuple((old, new) for old, new in self.pairs.items() if old != new)


def pair_clients(old: Iterable[Column], new: Iterable[Column]) -> Pairing:
    """Return the pairs of clients, and the clients that have none.

    First each client against itself on the same Python. Then, of those left over: a client against itself on another
    Python if each run has one Python of it; the only version of a client in the one run against the only one in the
    other, Python by Python; and the only client of the one against the only one of the other.
    """
    rest = [sorted(set(each), key=lambda column: column.rank) for each in (old, new)]
    whole = [tuple(each) for each in rest]
    pairs: dict[Column, Column] = {}
    _pair_by(lambda column: column, rest, pairs)
    _pair_by(_find_client, rest, pairs)
    names = {column.name for column in rest[0] if _has_one(column.name, whole)}
    for key in (lambda column: (column.name, column.minor), lambda column: column.name):
        _pair_by(key, rest, pairs, lambda column: column.name in names)
    if all(len({_find_client(column) for column in each}) == 1 for each in whole):
        _pair_by(lambda column: column.minor, rest, pairs)
        _pair_by(lambda _column: "", rest, pairs)
    return Pairing(pairs=pairs, old=tuple(rest[0]), new=tuple(rest[1]))


def _find_client(column: Column) -> Hashable:
    return column.name, column.version, column.label


def _has_one(name: str, runs: Sequence[Sequence[Column]]) -> bool:
    return all(len({_find_client(column) for column in each if column.name == name}) == 1 for each in runs)


def _pair_by(
    key: _Key,
    rest: Sequence[list[Column]],
    pairs: dict[Column, Column],
    wanted: Callable[[Column], bool] = lambda _column: True,
) -> None:
    """Move from the rest to the pairs each two clients that alone have the same key."""
    alike: dict[Hashable, tuple[list[Column], list[Column]]] = {}
    for place, columns in enumerate(rest):
        for column in filter(wanted, columns):
            alike.setdefault(key(column), ([], []))[place].append(column)
    for old, new in alike.values():
        if len(old) == len(new) == 1:
            pairs[old[0]] = new[0]
            rest[0].remove(old[0])
            rest[1].remove(new[0])
